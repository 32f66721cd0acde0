use serde_json::value::RawValue;
use x402_extensions::offer_receipt::{ArtifactContext, ArtifactReport, verify_offer, verify_receipt};
use x402_schemes::evm::Address;
use x402_types::{
    DecodeError, DecodeOptions, Decoded, ErrorKind, HeaderName, Members, PaymentRequired, RawJson, SettleResponse,
    Wire, decode_payment_required, decode_settlement_headers,
};

use super::{
    super::{
        Fields, Kind, Source,
        input::values::parse_address,
        stop::{Outcome, Stop},
    },
    answer_text, insert_text,
};

/// The input of the operation `offer-receipt`.
#[derive(Debug)]
#[non_exhaustive]
pub struct OfferReceiptInput {
    /// The signed offer or receipt to verify.
    pub artifact: ArtifactSource,
    /// The time of the check, in seconds since 1970-01-01 UTC.
    pub now: u64,
    /// The EVM account that signs for the service, for the format `eip712`.
    pub signer: Option<Address>,
    /// The JWK that signs for the service, for the format `jws`.
    pub jwk: Option<RawJson>,
    /// `true` to allow the key inside `kid`.
    pub resolve_kid: bool,
    /// The required `kid` in the header of a JWS.
    pub kid: Option<String>,
    /// The required `alg` in the header of a JWS.
    pub alg: Option<String>,
}

/// A signed offer or a receipt, and the object that carries it. The extension has only these two, so the enum is
/// exhaustive.
#[derive(Debug)]
pub enum ArtifactSource {
    /// The signed offer at this index of a `PaymentRequired`.
    Offer {
        /// The `PaymentRequired`.
        payment_required: Source,
        /// The index of the signed offer, from 0.
        index: usize,
    },
    /// The receipt in a settlement.
    Receipt {
        /// The settlement.
        settlement: Source,
    },
}

impl OfferReceiptInput {
    /// Returns the input for a signed offer or a receipt whose signer is not known. `now` is in seconds since
    /// 1970-01-01 UTC.
    #[must_use]
    pub const fn new(artifact: ArtifactSource, now: u64) -> Self {
        Self { artifact, now, signer: None, jwk: None, resolve_kid: false, kid: None, alg: None }
    }

    /// Reads the input of the operation `offer-receipt`.
    ///
    /// # Errors
    /// A field is missing, unknown or malformed, or two fields exclude each other.
    pub fn read(mut fields: Fields<'_>) -> Outcome<Self> {
        let what: String = fields.require_as("what")?;
        let now = fields.now()?;
        let index: Option<usize> = fields.parse("index")?;
        let signer: Option<String> = fields.parse("signer")?;
        let signer = signer.map(|text| parse_address(&text, "input.signer")).transpose()?;
        let jwk = fields.take("jwk").map(|raw| RawJson::parse(raw.get())).transpose();
        let jwk = jwk.map_err(|error| Stop::Error(format!("input.jwk: {error}")))?;
        let resolve_kid = fields.parse("resolveKid")?.unwrap_or_default();
        let (kid, alg) = (fields.parse("kid")?, fields.parse("alg")?);
        let source = Source::take(&mut fields, true)?;
        fields.finish()?;
        if resolve_kid && jwk.is_some() {
            return Err(Stop::Error("input.jwk and input.resolveKid exclude each other".into()));
        }
        let artifact = match (what.as_str(), index) {
            ("offer", index) => ArtifactSource::Offer { payment_required: source, index: index.unwrap_or_default() },
            ("receipt", None) => ArtifactSource::Receipt { settlement: source },
            ("receipt", Some(_)) => return Err(Stop::Error("input.index: a settlement has one receipt".into())),
            _ => return Err(Stop::Error("input.what must be \"offer\" or \"receipt\"".into())),
        };
        Ok(Self { signer, jwk, resolve_kid, kid, alg, ..Self::new(artifact, now) })
    }

    /// Decodes the object that carries the artifact, and verifies the artifact.
    ///
    /// # Errors
    /// The `PaymentRequired` or the settlement cannot be decoded.
    pub fn verify(self) -> Result<ArtifactReport, DecodeError> {
        let mut context = ArtifactContext::at(self.now);
        context.signer = self.signer;
        context.jwk = self.jwk.as_ref();
        context.resolve_kid = self.resolve_kid;
        (context.kid, context.alg) = (self.kid.as_deref(), self.alg.as_deref());
        Ok(match self.artifact {
            ArtifactSource::Offer { payment_required, index } => {
                let Decoded { value, flags, .. } = payment_required_of(payment_required)?;
                verify_offer(&value, index, &context).with_flags(flags)
            }
            ArtifactSource::Receipt { settlement } => {
                let Decoded { value, flags, .. } = decode_settlement(settlement)?;
                verify_receipt(&value, &context).with_flags(flags)
            }
        })
    }
}

const STRICT: &DecodeOptions = &DecodeOptions::STRICT;

fn payment_required_of(source: Source) -> Result<Decoded<PaymentRequired>, DecodeError> {
    match source {
        Source::Headers(headers) => decode_payment_required(pairs(&headers), b"", STRICT),
        other @ (Source::Header(..) | Source::Text(_) | Source::Bytes(_)) => decode(other, Kind::PaymentRequired),
    }
}

fn decode_settlement(source: Source) -> Result<Decoded<SettleResponse>, DecodeError> {
    match source {
        Source::Headers(headers) => decode_settlement_headers(pairs(&headers), STRICT),
        other @ (Source::Header(..) | Source::Text(_) | Source::Bytes(_)) => decode(other, Kind::Settlement),
    }
}

fn pairs(headers: &[(String, String)]) -> impl Iterator<Item = (&str, &[u8])> {
    headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes()))
}

fn decode<T: Wire>(source: Source, kind: Kind) -> Result<Decoded<T>, DecodeError> {
    match source {
        Source::Header(name, value) => {
            HeaderName::from_name(&name)
                .filter(|header| Kind::of_header(*header) == kind)
                .ok_or(ErrorKind::HeaderName)?;
            T::decode_header(value, STRICT)
        }
        Source::Headers(_) => Err(ErrorKind::HeaderName.into()),
        Source::Text(text) => T::decode(text, STRICT),
        Source::Bytes(bytes) => T::decode_bytes(bytes, STRICT),
    }
}

/// Returns the answer of `offer-receipt` as JSON text.
///
/// # Errors
/// The answer could not be written.
pub fn offer_receipt_answer(verified: Result<&ArtifactReport, &DecodeError>) -> serde_json::Result<Box<RawValue>> {
    let answer = verified.map(|report| (report.report(), members(report)));
    answer_text(answer.as_ref().map(|(report, members)| (*report, members)).map_err(|error| *error), "invalid_payload")
}

/// The fields that could be read.
fn members(report: &ArtifactReport) -> Members {
    let mut members = Members::new();
    insert_text(&mut members, "format", report.format().map(|format| format.as_str()));
    insert_text(&mut members, "signer", report.signer().map(|signer| signer.to_string()));
    insert_text(&mut members, "digest", report.digest().map(|digest| x402_schemes::Hex(&digest).to_string()));
    insert_text(&mut members, "alg", report.alg());
    insert_text(&mut members, "kid", report.kid());
    if let Some(payload) = report.payload() {
        members.insert("payload", payload.clone());
    }
    if let Some(index) = report.accept().and_then(|index| u64::try_from(index).ok()) {
        members.insert("accept", index.into());
    }
    members
}

pub(crate) fn run(fields: Fields<'_>) -> Outcome<Box<RawValue>> {
    let verified = OfferReceiptInput::read(fields)?.verify();
    offer_receipt_answer(verified.as_ref()).map_err(|error| Stop::Error(error.to_string()))
}
