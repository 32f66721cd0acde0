//! The verifier of signed offers and receipts.

mod checks;
pub(crate) mod context;
mod header;
pub(crate) mod key;
pub(crate) mod report;

use alloc::{borrow::ToOwned, vec::Vec};

use x402_schemes::evm::Address;
use x402_types::{DecodeError, Decoded, ErrorKind, Flag, PaymentRequired, SettleResponse};
#[cfg(feature = "evm")]
use x402_verify::evm::recover_signer;

pub(crate) use self::checks::{ORDER, ROWS};
use self::{checks::OF_JWS, report::Read};
use super::{
    ArtifactContext, ArtifactReport, Detail, Format, Jws, OfferPayload, Question, ReceiptPayload, Signed, SignedOffer,
    SignedReceipt, TypedArtifact,
};
use crate::{CheckId, report::Recorder};

/// Verifies the signed offer at this index, from 0, of `info.offers` in a V1 or V2 `PaymentRequired`. The signed terms
/// must be those of an entry of `accepts`.
#[must_use]
pub fn verify_offer(payment_required: &PaymentRequired, index: usize, context: &ArtifactContext<'_>) -> ArtifactReport {
    let mut verifier = ArtifactVerifier::new(context);
    verifier.recorder.leave_out(&[CheckId::ARTIFACT_ISSUED]);
    let found = SignedOffer::of_payment_required(payment_required, index);
    let Some(envelope) = verifier.envelope(found, Detail::NoOffer(index)) else { return verifier.into_report() };
    let signed = &envelope.signed;
    let Some(offer) = verifier.payload(signed, signed.offer()) else {
        verifier.signature(signed, None);
        return verifier.into_report();
    };
    verifier.flag_members(offer.has_unknown_members(), signed.format());
    verifier.offer_network(&offer, signed.format());
    verifier.offer_terms(&offer, &envelope, payment_required);
    let artifact = Artifact::of(&offer, &offer.resource_url, Some(&offer.pay_to));
    verifier.signature(signed, Some(&artifact));
    verifier.read.offer = Some(offer);
    verifier.into_report()
}

/// Verifies the receipt of a V1 or V2 settlement against the settlement.
#[must_use]
pub fn verify_receipt(settlement: &SettleResponse, context: &ArtifactContext<'_>) -> ArtifactReport {
    let mut verifier = ArtifactVerifier::new(context);
    let found = SignedReceipt::of_settlement(settlement);
    let Some(envelope) = verifier.envelope(found, Detail::NoReceipt) else { return verifier.into_report() };
    let signed = &envelope.signed;
    let Some(receipt) = verifier.payload(signed, signed.receipt()) else {
        verifier.signature(signed, None);
        return verifier.into_report();
    };
    verifier.flag_members(receipt.has_unknown_members(), signed.format());
    let is_foreign = signed.format() == Format::Eip712 && receipt.network.eip155_chain_id().is_none();
    verifier.recorder.flag_if(is_foreign, Flag::Eip712Network);
    verifier.receipt_terms(&receipt, settlement);
    let artifact = Artifact::of(&receipt, &receipt.resource_url, None);
    verifier.signature(signed, Some(&artifact));
    if let Some(transaction) = &receipt.transaction {
        verifier.recorder.leave_outstanding(Question::Transaction { transaction: transaction.clone() });
    }
    verifier.read.receipt = Some(receipt);
    verifier.into_report()
}

/// The parts of the payload that the verification of a signature needs.
struct Artifact<'a> {
    digest: [u8; 32],
    resource_url: &'a str,
    /// The account that may sign an offer even if the caller does not name it.
    pay_to: Option<&'a str>,
}

impl<'a> Artifact<'a> {
    fn of(payload: &impl TypedArtifact, resource_url: &'a str, pay_to: Option<&'a str>) -> Self {
        Self { digest: payload.digest(), resource_url, pay_to }
    }
}

struct ArtifactVerifier<'a> {
    context: &'a ArtifactContext<'a>,
    recorder: Recorder,
    read: Read,
}

impl<'a> ArtifactVerifier<'a> {
    fn new(context: &'a ArtifactContext<'a>) -> Self {
        Self { context, recorder: Recorder::new(ORDER), read: Read::default() }
    }

    fn into_report(self) -> ArtifactReport {
        ArtifactReport { report: self.recorder.into_report(), read: self.read }
    }

    fn envelope<T>(&mut self, found: Result<Option<Decoded<T>>, DecodeError>, absent: Detail) -> Option<T> {
        let found = match found {
            Ok(Some(found)) => found,
            Ok(None) => {
                self.recorder.fail(CheckId::ARTIFACT, absent);
                return None;
            }
            Err(error) => {
                self.recorder.pass(CheckId::ARTIFACT);
                self.recorder.fail(CheckId::ARTIFACT_ENVELOPE, Detail::Envelope(error));
                return None;
            }
        };
        self.recorder.pass(CheckId::ARTIFACT);
        self.recorder.pass(CheckId::ARTIFACT_ENVELOPE);
        self.recorder.add_flags(found.flags);
        Some(found.value)
    }

    /// Records an unreadable payload under the check that its error belongs to. The version decides which fields exist,
    /// and the network is read last, so the error determines the check.
    fn payload<T>(&mut self, signed: &Signed, payload: Result<Decoded<T>, DecodeError>) -> Option<T> {
        self.read.format = Some(signed.format());
        self.read.payload = signed.payload().ok().map(|payload| payload.into_owned());
        if signed.format() == Format::Eip712 {
            self.recorder.leave_out(OF_JWS);
        }
        match payload {
            Ok(decoded) => {
                for id in [CheckId::ARTIFACT_PAYLOAD, CheckId::ARTIFACT_VERSION, CheckId::ARTIFACT_NETWORK] {
                    self.recorder.pass(id);
                }
                self.recorder.add_flags(decoded.flags);
                Some(decoded.value)
            }
            Err(error) => {
                let id = if error.kind() == ErrorKind::Version {
                    CheckId::ARTIFACT_VERSION
                } else if error.kind() == ErrorKind::NotNetwork {
                    self.recorder.pass(CheckId::ARTIFACT_PAYLOAD);
                    self.recorder.pass(CheckId::ARTIFACT_VERSION);
                    CheckId::ARTIFACT_NETWORK
                } else {
                    CheckId::ARTIFACT_PAYLOAD
                };
                self.recorder.fail(id, Detail::Payload(error));
                None
            }
        }
    }

    fn flag_members(&mut self, has_unknown: bool, format: Format) {
        let flag = match format {
            Format::Eip712 => Flag::UnsignedMember,
            Format::Jws => Flag::UnknownMember,
        };
        self.recorder.flag_if(has_unknown, flag);
    }

    /// Checks the network and the recipient of an offer. With EIP-712 any network may be named. On an EVM chain
    /// the recipient must be an address.
    fn offer_network(&mut self, offer: &OfferPayload, format: Format) {
        match (format, offer.network.eip155_chain_id()) {
            (Format::Jws, _) => {}
            (Format::Eip712, None) => self.recorder.flag(Flag::Eip712Network),
            (Format::Eip712, Some(_)) => {
                let pay_to: Option<Address> = offer.pay_to.parse().ok().filter(|address: &Address| !address.is_zero());
                self.recorder
                    .flag_if(pay_to.is_some_and(|pay_to| !pay_to.checksum_matches(&offer.pay_to)), Flag::Eip55);
                self.recorder.check(CheckId::ARTIFACT_RECIPIENT, pay_to.map(|_| ()).ok_or(Detail::Recipient));
            }
        }
    }

    fn offer_terms(&mut self, offer: &OfferPayload, envelope: &SignedOffer, payment_required: &PaymentRequired) {
        let compared = offer.compare_all(payment_required);
        let matches =
            |index: usize| compared.get(index).is_some_and(|one| one.as_ref().is_some_and(|one| one.matches()));
        let hinted = envelope.accept_index.map(|index| usize::try_from(index).unwrap_or(usize::MAX));
        let accept =
            hinted.filter(|index| matches(*index)).or_else(|| (0..compared.len()).find(|index| matches(*index)));
        self.recorder.flag_if(hinted.is_some_and(|index| !matches(index)), Flag::AcceptIndex);
        let is_over = offer.expiry().is_some_and(|time| self.context.now > time);
        self.recorder.flag_if(is_over, Flag::OfferExpired);
        let url = match payment_required {
            PaymentRequired::V1(payment_required) => {
                let entry = payment_required.accepts.get(accept.unwrap_or_default()).and_then(|entry| entry.get());
                entry.map(|entry| &entry.resource)
            }
            PaymentRequired::V2(payment_required) => payment_required.resource.as_ref().map(|resource| &resource.url),
        };
        self.recorder.flag_if(url.is_some_and(|url| *url != offer.resource_url), Flag::ResourceDiffers);
        if let Some(found) = accept.and_then(|index| compared.get(index)).and_then(Option::as_ref) {
            self.recorder.add_flags(found.flags);
        }
        self.read.accept = accept;
        let nearest = || {
            let read = compared.iter().enumerate().filter_map(|(index, one)| Some((index, one.as_ref()?)));
            read.min_by_key(|(_, one)| one.differs.len())
        };
        let terms = accept.map(|_| ()).ok_or_else(|| match nearest() {
            Some((index, one)) => Detail::Terms { nearest: Some(index), members: one.differs.clone() },
            None => Detail::Terms { nearest: None, members: Vec::new() },
        });
        self.recorder.check(CheckId::ARTIFACT_TERMS, terms);
    }

    fn receipt_terms(&mut self, receipt: &ReceiptPayload, settlement: &SettleResponse) {
        let compared = receipt.compare(settlement);
        self.recorder.add_flags(compared.flags);
        let terms = if compared.matches() { Ok(()) } else { Err(Detail::Settlement(compared.differs)) };
        self.recorder.check(CheckId::ARTIFACT_TERMS, terms);
        let (issued_at, now) = (receipt.issued_at, self.context.now);
        let issued = if issued_at <= now { Ok(()) } else { Err(Detail::IssuedAhead { issued_at, now }) };
        self.recorder.check(CheckId::ARTIFACT_ISSUED, issued);
    }

    /// Verifies the signature. `artifact` is `None` if the payload could not be read; then only the checks that do not
    /// need the payload are made.
    fn signature(&mut self, signed: &Signed, artifact: Option<&Artifact<'_>>) {
        match signed {
            Signed::Eip712 { signature, .. } => self.eip712(signature, artifact),
            Signed::Jws(jws) => self.jws(jws, artifact),
        }
    }

    fn jws(&mut self, jws: &Jws, artifact: Option<&Artifact<'_>>) {
        self.recorder.flag_if(artifact.is_some() && !jws.is_canonical(), Flag::NotJcs);
        let Some(header) = self.recorder.check(CheckId::JWS_HEADER, header::read_header(jws)) else {
            self.recorder.check_policy(CheckId::ARTIFACT_POLICY, self.context.refused);
            return;
        };
        let algorithm = header::verify_algorithm(&header, self.context, &mut self.recorder);
        let public_key = header::verify_key(&header, algorithm, self.context, &mut self.recorder);
        let signature = algorithm.and_then(|algorithm| {
            self.recorder.check(CheckId::ARTIFACT_SIGNATURE_FORM, header::read_signature(jws, algorithm))
        });
        (self.read.alg, self.read.kid) = (Some(header.alg), Some(header.kid));
        self.recorder.check_policy(CheckId::ARTIFACT_POLICY, self.context.refused);
        let (Some(public_key), Some(signature), Some(artifact)) = (public_key, signature, artifact) else { return };
        // Curve arithmetic only runs if no earlier check failed, so a hostile artifact costs little.
        if let Some(because) = self.recorder.first_failure() {
            self.recorder.skip(CheckId::ARTIFACT_SIGNATURE, because);
            self.recorder.skip(CheckId::ARTIFACT_SIGNER, because);
            return;
        }
        let has_signed = key::has_signed(&public_key, jws.signing_input().as_bytes(), &signature);
        let rule = if has_signed { Ok(()) } else { Err(Detail::NotSigned) };
        if self.recorder.check(CheckId::ARTIFACT_SIGNATURE, rule).is_some() {
            self.recorder.pass(CheckId::ARTIFACT_SIGNER);
            if let Some(question) = header::outstanding(self.context, artifact.resource_url) {
                self.recorder.leave_outstanding(question);
            }
        }
    }

    fn eip712(&mut self, signature: &str, artifact: Option<&Artifact<'_>>) {
        let ArtifactContext { jwk, resolve_kid, kid, alg, .. } = *self.context;
        let is_for_jws = jwk.is_some() || resolve_kid || kid.is_some() || alg.is_some();
        self.recorder.check(CheckId::ARTIFACT_KEY, if is_for_jws { Err(Detail::OtherFormat) } else { Ok(()) });
        self.read.digest = artifact.map(|artifact| artifact.digest);
        self.recover(signature, artifact);
    }

    // Only in a build without `evm`, which `.ci/run features` tests.
    #[cfg(not(feature = "evm"))]
    #[cfg_attr(false, mutants::skip)]
    fn recover(&mut self, _: &str, _: Option<&Artifact<'_>>) {
        self.recorder.check_policy(CheckId::ARTIFACT_POLICY, self.context.refused);
        self.recorder.leave_undecided(
            CheckId::ARTIFACT_SIGNATURE_FORM,
            Question::Verifier { alg: Format::Eip712.as_str().into() },
        );
    }

    #[cfg(feature = "evm")]
    fn recover(&mut self, signature: &str, artifact: Option<&Artifact<'_>>) {
        let signature = self.recorder.check(CheckId::ARTIFACT_SIGNATURE_FORM, eip712::read_signature(signature));
        if let Some((_, flags)) = &signature {
            self.recorder.add_flags(*flags);
        }
        self.recorder.check_policy(CheckId::ARTIFACT_POLICY, self.context.refused);
        let (Some((signature, _)), Some(artifact)) = (signature, artifact) else { return };
        if let Some(because) = self.recorder.first_failure() {
            self.recorder.skip(CheckId::ARTIFACT_SIGNATURE, because);
            self.recorder.skip(CheckId::ARTIFACT_SIGNER, because);
            return;
        }
        let recovered = recover_signer(&artifact.digest, &signature).ok_or(Detail::NotSigned);
        let Some(signer) = self.recorder.check(CheckId::ARTIFACT_SIGNATURE, recovered) else { return };
        self.read.signer = Some(signer);
        let is_paid = artifact.pay_to.and_then(|pay_to| pay_to.parse().ok()) == Some(signer);
        match self.context.signer {
            _ if is_paid => self.recorder.pass(CheckId::ARTIFACT_SIGNER),
            Some(expected) if expected == signer => self.recorder.pass(CheckId::ARTIFACT_SIGNER),
            Some(expected) => {
                self.recorder.fail(CheckId::ARTIFACT_SIGNER, Detail::OtherSigner { recovered: signer, expected });
            }
            None => self.recorder.leave_undecided(
                CheckId::ARTIFACT_SIGNER,
                Question::SignerAuthorization { signer: Some(signer), resource_url: artifact.resource_url.to_owned() },
            ),
        }
    }
}

#[cfg(feature = "evm")]
mod eip712 {
    //! The text of a signature with the key of an EVM account.

    use x402_schemes::evm::Signature;
    use x402_types::{Flag, Flags};
    use x402_verify::evm::account_signature::Parts;

    use crate::offer_receipt::Detail;

    /// Reads 65 bytes r‖s‖v with r and s in range. v must be 27 or 28; 0 and 1 are accepted with a flag, and so is an s
    /// in the upper half.
    pub(super) fn read_signature(text: &str) -> Result<(Signature, Flags), Detail> {
        let signature: Signature = text.parse().map_err(|_| Detail::SignatureText)?;
        let bytes = signature.as_bytes();
        let Some((_, [v])) = bytes.split_last_chunk::<1>().filter(|_| bytes.len() == 65) else {
            return Err(Detail::SignatureLength { length: bytes.len(), expected: 65 });
        };
        let parts = Parts::read(bytes).ok_or(Detail::RecoveryByte(*v))?;
        if !parts.are_in_range() {
            return Err(Detail::ScalarRange);
        }
        let mut flags = Flags::NONE;
        if matches!(v, 0 | 1) {
            flags.insert(Flag::YParity);
        }
        if parts.is_high() {
            flags.insert(Flag::HighS);
        }
        Ok((signature, flags))
    }
}
