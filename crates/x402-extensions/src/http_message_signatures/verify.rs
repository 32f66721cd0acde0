//! The verifier of the signatures of a message (H-1 to H-5).

use alloc::{collections::BTreeSet, format, string::String, vec::Vec};

use x402_types::{RawJson, declare::names};
use x402_verify::Verdict;

use super::{
    ComponentError, Malformed, Message, MessageSignature, SignatureInput,
    structured::{Bare, quoted, serialized},
};
use crate::{
    keys::{Algorithm, AlgorithmName, Jwk, KeyError, PublicKey},
    offer_receipt::verify::key,
};

/// The time, the keys and the accepted tags and algorithms with which signatures are verified.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct SignatureContext<'a> {
    /// The time, in seconds since 1970-01-01 UTC.
    pub now: u64,
    /// The known keys: pairs of key id and JWK.
    pub keys: &'a [(&'a str, &'a RawJson)],
    /// The tags that the server accepts. `None` allows any tag, or none.
    pub tags: Option<&'a [&'a str]>,
    /// The algorithms that the server accepts. `None` allows every known algorithm.
    pub algorithms: Option<&'a [&'a str]>,
}

impl<'a> SignatureContext<'a> {
    /// Returns a context for a time in seconds since 1970-01-01 UTC. No key is known, and any tag and algorithm is
    /// accepted.
    #[must_use]
    pub const fn at(now: u64) -> Self {
        Self { now, keys: &[], tags: None, algorithms: None }
    }

    /// Sets the known keys: pairs of key id and JWK.
    #[must_use]
    pub const fn with_keys(self, keys: &'a [(&'a str, &'a RawJson)]) -> Self {
        Self { keys, ..self }
    }
}

/// The report on one signature. It identifies the signer, and contains nothing about a payment.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SignatureReport {
    /// The label of the signature.
    pub label: String,
    /// The id of the key, if the signature names one.
    pub key_id: Option<String>,
    /// The verdict.
    pub verdict: Verdict,
    /// The reason why the signature is invalid. `None` if it is not.
    pub reason: Option<SignatureReason>,
    /// The unanswered questions that decide the verdict, each once.
    pub needs: Vec<SignatureQuestion>,
    /// Facts worth knowing.
    pub flags: Vec<SignatureFlag>,
}

names! {
    /// The reason why a signature is invalid.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    #[non_exhaustive]
    pub enum SignatureReason {
        /// A parameter has the wrong type.
        Shape = "invalid_message_signature_shape",
        /// A component is repeated or not in the message, or a required component is not covered.
        Components = "invalid_message_signature_components",
        /// The signature was made in the future.
        Created = "invalid_message_signature_created",
        /// The signature has expired.
        Expired = "invalid_message_signature_expired",
        /// The server does not accept the tag.
        Tag = "invalid_message_signature_tag",
        /// The server does not accept the algorithm, or the algorithm is not registered, uses a shared secret, or does not
        /// fit the key.
        Alg = "invalid_message_signature_alg",
        /// The key did not make this signature.
        Signature = "invalid_message_signature_signature",
    }
    as_str "The permanent name.";
    Display;
}

names! {
    /// An unanswered question that decides the verdict.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    #[non_exhaustive]
    pub enum SignatureQuestion {
        /// The key of the signature is unknown.
        SigningKey = "signing-key",
        /// This build does not verify the algorithm, so a different verifier is needed.
        Verifier = "verifier",
        /// The value of a component is unknown: this crate does not evaluate it, or it belongs to the request of the
        /// response.
        Component = "component",
    }
    as_str "The permanent name.";
    Display;
}

names! {
    /// A fact worth knowing about a signature.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    #[non_exhaustive]
    pub enum SignatureFlag {
        /// The signature has no `created`.
        NoCreated = "no-created",
        /// The signature of a response does not cover `@authority` and `@path` of the request, so the response may belong
        /// to a different request.
        UnboundResponse = "unbound-response",
        /// The request carries a payment that the signature does not cover.
        PaymentUncovered = "payment-uncovered",
    }
    as_str "The permanent name.";
    Display;
}

impl From<Malformed> for SignatureReason {
    fn from(_: Malformed) -> Self {
        Self::Shape
    }
}

/// Verifies every signature of a message, in the order of `Signature-Input`. The list is empty for a message without
/// signatures.
///
/// # Errors
/// `Signature-Input` or `Signature` is malformed, or one has a label that the other does not have. The reason is
/// [`SignatureReason::Shape`].
pub fn verify(message: &Message<'_>, context: &SignatureContext<'_>) -> Result<Vec<SignatureReport>, Malformed> {
    let signatures = MessageSignature::all(message)?;
    Ok(signatures.iter().map(|signature| verify_signature(message, signature, context)).collect())
}

fn verify_signature(
    message: &Message<'_>,
    signature: &MessageSignature,
    context: &SignatureContext<'_>,
) -> SignatureReport {
    let (verdict, reason, needs) = match open_questions(message, signature, context) {
        Ok(needs) if needs.is_empty() => (Verdict::Valid, None, needs),
        Ok(needs) => (Verdict::Undecided, None, needs),
        Err(reason) => (Verdict::Invalid, Some(reason), Vec::new()),
    };
    let key_id = signature.input.text("keyid").ok().flatten().map(String::from);
    let flags = flags(message, &signature.input);
    SignatureReport { label: signature.label.clone(), key_id, verdict, reason, needs, flags }
}

/// Returns the unanswered questions. The signature is verified if there are none. Cheap checks come before costly ones,
/// and certain refusals before unanswered questions.
fn open_questions(
    message: &Message<'_>,
    signature: &MessageSignature,
    context: &SignatureContext<'_>,
) -> Result<Vec<SignatureQuestion>, SignatureReason> {
    let input = &signature.input;
    let (created, expires) = (input.created()?, input.expires()?);
    let (tag, alg, key_id) = (input.text("tag")?, input.text("alg")?, input.text("keyid")?);
    input.text("nonce")?;
    if input.has_component_twice() || !covers_enough(message, input) {
        return Err(SignatureReason::Components);
    }
    if created.is_some_and(|created| created > context.now) {
        return Err(SignatureReason::Created);
    }
    if expires.is_some_and(|expires| expires <= context.now) {
        return Err(SignatureReason::Expired);
    }
    if context.tags.is_some_and(|offered| !is_offered(message, tag, offered)) {
        return Err(SignatureReason::Tag);
    }
    let is_verified = verify_algorithm(alg, context)?;
    let base = match message.signature_base(input) {
        Ok(base) => Some(base),
        Err(ComponentError::NotEvaluated | ComponentError::NoRequest) => None,
        // A missing component is missing for every verifier.
        Err(_) => return Err(SignatureReason::Components),
    };
    let jwk = key_id.and_then(|id| context.keys.iter().find(|(found, _)| *found == id));
    let key = match jwk {
        Some((_, jwk)) => fitting_key(jwk, alg, context)?,
        None => None,
    };
    if let Some(key) = &key {
        let bytes = <[u8; 64]>::try_from(&*signature.signature).map_err(|_| SignatureReason::Signature)?;
        if base.as_ref().is_some_and(|base| !key::has_signed(key, base.as_bytes(), &bytes)) {
            return Err(SignatureReason::Signature);
        }
    }
    let needs = [
        (SignatureQuestion::SigningKey, jwk.is_none()),
        (SignatureQuestion::Verifier, !is_verified || (jwk.is_some() && key.is_none())),
        (SignatureQuestion::Component, base.is_none()),
    ];
    Ok(needs.into_iter().filter(|(_, is_open)| *is_open).map(|(question, _)| question).collect())
}

/// Returns `true` if the server accepts the tag. A request must have a tag; a response may have none.
fn is_offered(message: &Message<'_>, tag: Option<&str>, offered: &[&str]) -> bool {
    tag.map_or_else(|| matches!(message, Message::Answer { .. }), |tag| offered.contains(&tag))
}

/// The algorithms whose keys this module reads, by their names in RFC 9421 §6.2.2, which registers no algorithm for a
/// different curve.
const ALGORITHMS: [(&str, Algorithm); 2] = [("ed25519", Algorithm::EdDsa), ("ecdsa-p256-sha256", Algorithm::Es256)];

fn algorithm_of(alg: &str) -> Option<Algorithm> {
    ALGORITHMS.iter().find(|(name, _)| *name == alg).map(|(_, algorithm)| *algorithm)
}

/// Returns `true` if this build verifies the algorithm, or if the signature names none. A shared secret does not
/// identify the signer.
fn verify_algorithm(alg: Option<&str>, context: &SignatureContext<'_>) -> Result<bool, SignatureReason> {
    let Some(alg) = alg else { return Ok(true) };
    if context.algorithms.is_some_and(|offered| !offered.contains(&alg)) {
        return Err(SignatureReason::Alg);
    }
    match (algorithm_of(alg), alg) {
        (Some(algorithm), _) => Ok(key::is_verified(algorithm)),
        (None, "rsa-pss-sha512" | "rsa-v1_5-sha256" | "ecdsa-p384-sha384") => Ok(false),
        _ => Err(SignatureReason::Alg),
    }
}

/// Returns the key, if its algorithm is that of the signature and is accepted. `None` if only a different verifier can
/// use the key.
fn fitting_key(
    jwk: &RawJson,
    alg: Option<&str>,
    context: &SignatureContext<'_>,
) -> Result<Option<PublicKey>, SignatureReason> {
    let refused = SignatureReason::Alg;
    let Jwk { key, alg: alg_of_jwk } = match Jwk::read(jwk.as_json()) {
        Ok(jwk) => jwk,
        // An RSA or P-384 key is not read here, and fits no algorithm whose keys are.
        Err(KeyError::Curve) if alg.and_then(algorithm_of).is_none() => return Ok(None),
        Err(_) => return Err(refused),
    };
    let algorithm = key.algorithm();
    if alg_of_jwk.is_some_and(|only| AlgorithmName::from(&*only) != AlgorithmName::Known(algorithm)) {
        return Err(refused);
    }
    let Some((of_key, _)) = ALGORITHMS.iter().find(|(_, known)| *known == algorithm) else { return Err(refused) };
    let is_offered = context.algorithms.is_none_or(|offered| offered.contains(of_key));
    if alg.is_some_and(|alg| alg != *of_key) || !is_offered {
        return Err(refused);
    }
    // A build that does not verify with the key cannot check whether it is on its curve, either.
    if !key::is_verified(algorithm) {
        return Ok(None);
    }
    if key::is_on_curve(&key) { Ok(Some(key)) } else { Err(refused) }
}

fn has_field(message: &Message<'_>, name: &str) -> bool {
    message.fields().iter().any(|(found, _)| found.eq_ignore_ascii_case(name))
}

/// Returns `true` if a signature covers the components that protect the message (H-4).
fn covers_enough(message: &Message<'_>, input: &SignatureInput) -> bool {
    let is_covered = |name: &&str| !has_field(message, name) || input.covers(name);
    match message {
        Message::Answer { .. } => {
            input.covers("@status") && ["payment-required", "payment-response"].iter().all(is_covered)
        }

        Message::Request(_) => input.covers("@authority") || input.covers("@target-uri"),
    }
}

impl SignatureInput {
    /// Returns `true` if the signature of a response covers this component of the request.
    fn covers_of_request(&self, name: &str) -> bool {
        let of_request = [(String::from("req"), Bare::Boolean(true))];
        self.list.items.iter().any(|(found, parameters)| found == name && **parameters == of_request)
    }

    /// Returns `true` if a component occurs twice with the same parameters, in any order.
    fn has_component_twice(&self) -> bool {
        let mut seen = BTreeSet::new();
        self.list.items.iter().any(|(name, parameters)| {
            let mut parameters = parameters.clone();
            parameters.sort_by(|(left, _), (right, _)| left.cmp(right));
            let component = format!("{}{}", quoted(name), serialized(&parameters));
            !seen.insert(component)
        })
    }
}

fn flags(message: &Message<'_>, input: &SignatureInput) -> Vec<SignatureFlag> {
    let is_answer = matches!(message, Message::Answer { .. });
    let is_bound = ["@authority", "@path"].iter().all(|name| input.covers_of_request(name));
    let is_uncovered = has_field(message, "payment-signature") && !input.covers("payment-signature");
    let all = [
        (SignatureFlag::NoCreated, input.created() == Ok(None)),
        (SignatureFlag::UnboundResponse, is_answer && !is_bound),
        (SignatureFlag::PaymentUncovered, !is_answer && is_uncovered),
    ];
    all.into_iter().filter(|(_, is_raised)| *is_raised).map(|(flag, _)| flag).collect()
}
