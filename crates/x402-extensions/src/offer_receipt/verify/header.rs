//! The header of a JWS, and the key for the verification.

use alloc::{borrow::ToOwned, string::String};

use x402_types::JsonRef;

use super::{ArtifactContext, key};
use crate::{
    CheckId,
    keys::{Algorithm, AlgorithmName, Jwk, KeyError, KeyId, PublicKey},
    offer_receipt::{Detail, Jws, Question},
    report::Recorder,
};

/// The fields of a JWS header that the checks need.
pub(super) struct Header {
    pub(super) alg: String,
    pub(super) kid: String,
}

/// Reads the header. Keys in it (`jwk`, `jku`, `x5c`, `x5u`) are untrusted and ignored.
pub(super) fn read_header(jws: &Jws) -> Result<Header, Detail> {
    let raw = jws.header().map_err(Detail::HeaderText)?;
    let header = raw.as_json();
    header.members().map_err(Detail::HeaderText)?;
    if header.get("crit").is_some() {
        return Err(Detail::Critical);
    }
    if header.get("b64").is_some_and(|b64| b64.boolean() != Ok(true)) {
        return Err(Detail::UnencodedPayload);
    }
    Ok(Header { alg: text(header, "alg")?, kid: text(header, "kid")? })
}

fn text(header: JsonRef<'_>, name: &'static str) -> Result<String, Detail> {
    let text = header.get(name).and_then(|member| member.string().ok()).filter(|text| !text.is_empty());
    text.map(Into::into).ok_or(Detail::HeaderMember(name))
}

/// Checks the header's algorithm. Returns the algorithm if this build verifies it.
pub(super) fn verify_algorithm(
    header: &Header,
    context: &ArtifactContext<'_>,
    recorder: &mut Recorder,
) -> Option<Algorithm> {
    let id = CheckId::JWS_ALGORITHM;
    let name = AlgorithmName::from(&*header.alg);
    if name == AlgorithmName::Refused {
        recorder.fail(id, Detail::Algorithm);
        return None;
    }
    if context.alg.is_some_and(|expected| !is_same_algorithm(expected, &header.alg)) {
        recorder.fail(id, Detail::OtherAlgorithm);
        return None;
    }
    match name {
        AlgorithmName::Known(algorithm) if key::is_verified(algorithm) => {
            recorder.pass(id);
            Some(algorithm)
        }
        AlgorithmName::Known(_) | AlgorithmName::Asymmetric | AlgorithmName::Refused => {
            recorder.leave_undecided(id, Question::Verifier { alg: header.alg.clone() });
            None
        }
    }
}

/// Returns `true` if two names mean the same algorithm, because an algorithm may have two names.
fn is_same_algorithm(left: &str, right: &str) -> bool {
    let is_known = |name| matches!(name, AlgorithmName::Known(_));
    let (of_left, of_right) = (AlgorithmName::from(left), AlgorithmName::from(right));
    left == right || (is_known(of_left) && of_left == of_right)
}

/// Returns the key for the verification: the caller's, or the one inside `kid` if the caller allows it.
pub(super) fn verify_key(
    header: &Header,
    algorithm: Option<Algorithm>,
    context: &ArtifactContext<'_>,
    recorder: &mut Recorder,
) -> Option<PublicKey> {
    let inside = verify_key_id(header, algorithm, context, recorder);
    let id = CheckId::ARTIFACT_KEY;
    if context.signer.is_some() {
        recorder.fail(id, Detail::OtherFormat);
        return None;
    }
    let algorithm = algorithm?;
    let kid = || header.kid.clone();
    let jwk = match context.jwk {
        Some(jwk) => match Jwk::read(jwk.as_json()) {
            Ok(jwk) => jwk,
            Err(error) => {
                recorder.fail(id, Detail::Jwk(error));
                return None;
            }
        },
        None if !context.resolve_kid => {
            recorder.leave_undecided(id, Question::SigningKey { kid: kid() });
            return None;
        }
        None => match inside? {
            KeyId::Inside(jwk) => jwk,
            KeyId::Document => {
                recorder.leave_undecided(id, Question::DidDocument { kid: kid() });
                return None;
            }
            KeyId::Other => {
                recorder.leave_undecided(id, Question::SigningKey { kid: kid() });
                return None;
            }
        },
    };
    recorder.check(id, fits(&jwk, algorithm, &header.alg)).map(|()| jwk.key)
}

/// Checks that `kid` is the expected one, and that it contains a key on the curve if the caller allows its key. A key
/// for an algorithm that is left open is not read.
fn verify_key_id(
    header: &Header,
    algorithm: Option<Algorithm>,
    context: &ArtifactContext<'_>,
    recorder: &mut Recorder,
) -> Option<KeyId> {
    let id = CheckId::JWS_KEY_ID;
    if context.kid.is_some_and(|expected| expected != header.kid) {
        recorder.fail(id, Detail::OtherKeyId);
        return None;
    }
    if !context.resolve_kid {
        recorder.pass(id);
        return None;
    }
    let read = match header.kid.parse::<KeyId>() {
        // The verifier of an algorithm that is not verified here decides which keys the algorithm has.
        Err(KeyError::Code | KeyError::Curve) if is_left_open(header) => {
            recorder.pass(id);
            return None;
        }
        // This build may be unable to check the curve of a key for a different algorithm.
        Ok(KeyId::Inside(jwk)) if Some(jwk.key.algorithm()) == algorithm && !key::is_on_curve(&jwk.key) => {
            Err(Detail::NotOnCurve)
        }
        read => read.map_err(Detail::KeyId),
    };
    recorder.check(id, read)
}

/// Returns `true` if no build of this crate verifies the algorithm.
fn is_left_open(header: &Header) -> bool {
    AlgorithmName::from(&*header.alg) == AlgorithmName::Asymmetric
}

fn fits(jwk: &Jwk, algorithm: Algorithm, alg: &str) -> Result<(), Detail> {
    if jwk.key.algorithm() != algorithm {
        return Err(Detail::KeyAlgorithm(jwk.key.algorithm()));
    }
    if jwk.alg.as_deref().is_some_and(|of_key| !is_same_algorithm(of_key, alg)) {
        return Err(Detail::JwkAlgorithm);
    }
    if key::is_on_curve(&jwk.key) { Ok(()) } else { Err(Detail::NotOnCurve) }
}

/// Reads a signature of 64 bytes. For ECDSA, r and s must be in range.
pub(super) fn read_signature(jws: &Jws, algorithm: Algorithm) -> Result<[u8; 64], Detail> {
    let bytes = jws.signature();
    let signature =
        <[u8; 64]>::try_from(bytes).map_err(|_| Detail::SignatureLength { length: bytes.len(), expected: 64 })?;
    if key::is_in_range(algorithm, &signature) { Ok(signature) } else { Err(Detail::ScalarRange) }
}

/// Returns the question about a key that came from `kid`, unless the caller required this `kid`.
pub(super) fn outstanding(context: &ArtifactContext<'_>, resource_url: &str) -> Option<Question> {
    let is_unknown = context.jwk.is_none() && context.kid.is_none();
    is_unknown.then(|| Question::SignerAuthorization { signer: None, resource_url: resource_url.to_owned() })
}
