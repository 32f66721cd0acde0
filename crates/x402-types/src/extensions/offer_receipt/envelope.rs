use alloc::{borrow::Cow, string::String};

use super::{Jws, KEY, OfferPayload, ReceiptPayload};
use crate::{
    DecodeError, DecodeOptions, Decoded, ErrorKind, JsonRef, Members, PaymentRequired, RawJson, SettleResponse, Wire,
    json::ObjectWriter,
    read::{Reader, ResultExt, required},
    wire::{self, sealed::Object},
};

/// An offer that the server signed (§4): an element of `info.offers`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SignedOffer {
    /// What was signed, and the signature.
    pub signed: Signed,
    /// Which entry of `accepts` the server means, from 0. Nobody signed it: the terms decide (§4.1.1).
    pub accept_index: Option<u64>,
    /// The members that are none of these, and those of these that were `null`.
    pub other: Members,
}

/// A receipt (§5): `info.receipt` of a settlement that succeeded.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SignedReceipt {
    /// What was signed, and the signature.
    pub signed: Signed,
    /// The members that are none of these, and those of these that were `null`.
    pub other: Members,
}

/// What was signed, and the signature, in one of the two formats. A third format is a breaking change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Signed {
    /// `eip712`: the payload stands beside the signature.
    Eip712 {
        /// The payload as it came: an object. [`offer`](Signed::offer) and [`receipt`](Signed::receipt) read it.
        payload: RawJson,
        /// The text of the signature, in hexadecimal if it is right.
        signature: String,
    },
    /// `jws`: the signature has the payload in it.
    Jws(Jws),
}

/// How something is signed. A third format is a breaking change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Typed data of EIP-712, signed by the key of an EVM account.
    Eip712,
    /// A compact JWS.
    Jws,
}

impl Format {
    /// `eip712` or `jws`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Eip712 => "eip712",
            Self::Jws => "jws",
        }
    }
}

impl Signed {
    /// A payload, and the text of its signature in the format `eip712`.
    #[must_use]
    pub fn eip712(payload: &impl Wire, signature: impl Into<String>) -> Self {
        Self::Eip712 { payload: wire::to_raw(payload), signature: signature.into() }
    }

    /// The format.
    #[must_use]
    pub const fn format(&self) -> Format {
        match self {
            Self::Eip712 { .. } => Format::Eip712,
            Self::Jws(_) => Format::Jws,
        }
    }

    /// The payload as JSON text: for `jws` what the second part holds.
    ///
    /// # Errors
    /// The second part holds no JSON text.
    pub fn payload(&self) -> Result<Cow<'_, RawJson>, DecodeError> {
        match self {
            Self::Eip712 { payload, .. } => Ok(Cow::Borrowed(payload)),
            Self::Jws(jws) => jws.payload().map(Cow::Owned).in_member("signature"),
        }
    }

    /// The payload as that of an offer.
    ///
    /// # Errors
    /// It is not: a member is missing or wrong, or belongs to a receipt.
    pub fn offer(&self) -> Result<Decoded<OfferPayload>, DecodeError> {
        self.payload_as()
    }

    /// The payload as that of a receipt.
    ///
    /// # Errors
    /// It is not: a member is missing or wrong, or belongs to an offer.
    pub fn receipt(&self) -> Result<Decoded<ReceiptPayload>, DecodeError> {
        self.payload_as()
    }

    fn payload_as<T: Wire>(&self) -> Result<Decoded<T>, DecodeError> {
        let payload = self.payload()?;
        T::decode(payload.as_str(), &DecodeOptions::STRICT).in_member("payload")
    }

    fn write(&self, object: &mut ObjectWriter<'_>) {
        if let Self::Eip712 { payload, .. } = self {
            object.raw("payload", payload);
        }
        object.string(
            "signature",
            match self {
                Self::Eip712 { signature, .. } => signature,
                Self::Jws(jws) => jws.as_str(),
            },
        );
    }
}

impl SignedOffer {
    /// A signed offer for an entry of `accepts`.
    #[must_use]
    pub const fn new(signed: Signed, accept_index: Option<u64>) -> Self {
        Self { signed, accept_index, other: Members::new() }
    }

    /// The signed offer of a demand with this index, from 0. `None`: the server signed none, or fewer.
    ///
    /// # Errors
    /// The extension has another shape than its document's, or this offer has.
    pub fn of_demand(demand: &PaymentRequired, index: usize) -> Result<Option<Decoded<Self>>, DecodeError> {
        let extensions = match demand {
            // Objects of V1 have no extensions, but for this one.
            PaymentRequired::V1(demand) => demand.other.get("extensions"),
            PaymentRequired::V2(demand) => demand.extensions.as_ref(),
        };
        let Some(offers) = info_member(extensions, "offers")? else { return Ok(None) };
        let Some(offer) = offers.elements().in_member("offers").in_member("info")?.nth(index) else { return Ok(None) };
        let offer = Self::decode(offer.text(), &DecodeOptions::STRICT);
        offer.map(Some).in_element(index).in_member("offers").in_member("info")
    }
}

impl SignedReceipt {
    /// A receipt.
    #[must_use]
    pub const fn new(signed: Signed) -> Self {
        Self { signed, other: Members::new() }
    }

    /// The receipt of a settlement, of V1 and of V2. `None`: the server gave none.
    ///
    /// # Errors
    /// The extension has another shape than its document's, or the receipt has.
    pub fn of_settlement(settlement: &SettleResponse) -> Result<Option<Decoded<Self>>, DecodeError> {
        let Some(receipt) = info_member(settlement.extensions.as_ref(), "receipt")? else { return Ok(None) };
        Self::decode(receipt.text(), &DecodeOptions::STRICT).map(Some).in_member("receipt").in_member("info")
    }
}

/// A member of `info`, unless extension or member are absent or null. An extension is an object with an object `info`
///
fn info_member<'a>(extensions: Option<&'a RawJson>, name: &str) -> Result<Option<JsonRef<'a>>, DecodeError> {
    let is_there = |value: &JsonRef<'_>| !value.is_null();
    let Some(extension) = extensions.and_then(|all| all.as_json().get(KEY)).filter(is_there) else { return Ok(None) };
    let info = required(extension.members()?.find(|(found, _)| found == "info"), "info", extension)?.1;
    info.members().in_member("info")?;
    Ok(info.get(name).filter(is_there))
}

/// What both envelopes have.
struct Envelope {
    signed: Signed,
    accept_index: Option<u64>,
    other: Members,
}

/// `acceptIndex` is a member of offers, and unknown in receipts.
fn read_envelope(value: JsonRef<'_>, of_offer: bool, reader: &mut Reader<'_>) -> Result<Envelope, DecodeError> {
    let (mut format, mut payload, mut signature, mut accept_index) = (None, None, None, None);
    let mut other = Members::new();
    for (name, member) in value.members()? {
        match &*name {
            "format" => format = Some(member),
            "payload" if member.is_null() => {
                payload = Some(member);
                other.push(&name, member.into());
            }
            "payload" => payload = Some(member),
            "signature" => signature = Some(member),
            "acceptIndex" if of_offer => match reader.given(member) {
                Some(index) => accept_index = Some(reader.integer(index).in_member("acceptIndex")?),
                None => other.push(&name, member.into()),
            },
            // The document fixes what is signed, and nobody sends it along (§3.2.1).
            "types" => return Err(member.error(ErrorKind::MustBeAbsent)).in_member("types"),
            "primaryType" => return Err(member.error(ErrorKind::MustBeAbsent)).in_member("primaryType"),
            _ => other.push(&name, member.into()),
        }
    }
    let format = required(format, "format", value)?;
    let signature = required(signature, "signature", value)?;
    let text = reader.text(signature).in_member("signature")?;
    let signed = match &*format.string().in_member("format")? {
        "eip712" => {
            let payload = reader.object(required(payload, "payload", value)?).in_member("payload")?;
            Signed::Eip712 { payload, signature: text }
        }
        "jws" => {
            if let Some(payload) = payload
                && reader.given(payload).is_some()
            {
                return Err(payload.error(ErrorKind::MustBeAbsent)).in_member("payload");
            }
            Signed::Jws(
                text.parse().map_err(|error: DecodeError| signature.error(error.kind())).in_member("signature")?,
            )
        }
        _ => return Err(format.error(ErrorKind::NotFormat)).in_member("format"),
    };
    Ok(Envelope { signed, accept_index, other })
}

impl Object for SignedOffer {
    fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let Envelope { signed, accept_index, other } = read_envelope(value, true, reader)?;
        Ok(Self { signed, accept_index, other })
    }

    fn write(&self, out: &mut String) {
        let mut object = ObjectWriter::new(out);
        object.string("format", self.signed.format().as_str());
        if let Some(index) = self.accept_index {
            object.integer("acceptIndex", index);
        }
        self.signed.write(&mut object);
        let has_payload = self.signed.format() == Format::Eip712;
        object.finish(&self.other, |name| match name {
            "format" | "signature" => true,
            "acceptIndex" => self.accept_index.is_some(),
            "payload" => has_payload,
            _ => false,
        });
    }
}

impl Object for SignedReceipt {
    fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let Envelope { signed, other, .. } = read_envelope(value, false, reader)?;
        Ok(Self { signed, other })
    }

    fn write(&self, out: &mut String) {
        let mut object = ObjectWriter::new(out);
        object.string("format", self.signed.format().as_str());
        self.signed.write(&mut object);
        let has_payload = self.signed.format() == Format::Eip712;
        object.finish(&self.other, |name| match name {
            "format" | "signature" => true,
            "payload" => has_payload,
            _ => false,
        });
    }
}
