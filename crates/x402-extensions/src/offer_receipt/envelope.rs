use alloc::{borrow::Cow, string::String};

use super::{Jws, KEY, OfferPayload, ReceiptPayload};
use x402_types::{
    DecodeError, DecodeOptions, Decoded, ErrorKind, JsonRef, Members, PaymentRequired, RawJson, SettleResponse, Wire,
    declare::names,
    object::{Object, ObjectWriter},
    read::{Reader, ResultExt, required},
};

/// A signed offer (§4), which is an element of `info.offers`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SignedOffer {
    /// The payload and the signature.
    pub signed: Signed,
    /// The index, from 0, of the entry of `accepts` that the server means. The signature does not cover it, so the
    /// terms decide (§4.1.1).
    pub accept_index: Option<u64>,
    /// All other fields, and the fields above whose value was `null`.
    pub other: Members,
}

/// A receipt (§5), which is `info.receipt` of a successful settlement.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SignedReceipt {
    /// The payload and the signature.
    pub signed: Signed,
    /// All other fields, and the fields above whose value was `null`.
    pub other: Members,
}

/// A payload and its signature in one of the two formats. A third format is a breaking change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Signed {
    /// Format `eip712`: the payload is in a separate field.
    Eip712 {
        /// The payload as received, a JSON object. [`offer`](Signed::offer) and [`receipt`](Signed::receipt) read it.
        payload: RawJson,
        /// The text of the signature. A well-formed signature is `0x` and hexadecimal digits, but the text may be
        /// anything.
        signature: String,
    },
    /// Format `jws`: the signature contains the payload.
    Jws(Jws),
}

names! {
    /// The signature format. There are only these two, and a third is a breaking change.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub enum Format {
        /// EIP-712 typed data, signed with the key of an EVM account.
        Eip712 = "eip712",
        /// A compact JWS.
        Jws = "jws",
    }
    as_str "The value of the field `format`: `eip712` or `jws`.";
    Display;
}

impl Signed {
    /// Combines a payload and the text of its signature in the format `eip712`.
    #[must_use]
    pub fn eip712(payload: &impl Wire, signature: impl Into<String>) -> Self {
        Self::Eip712 { payload: payload.to_raw(), signature: signature.into() }
    }

    /// The signature format.
    pub const fn format(&self) -> Format {
        match self {
            Self::Eip712 { .. } => Format::Eip712,
            Self::Jws(_) => Format::Jws,
        }
    }

    /// The payload as JSON. In the format `jws`, this decodes the second part of the JWS.
    ///
    /// # Errors
    /// The second part of the JWS is not JSON.
    pub fn payload(&self) -> Result<Cow<'_, RawJson>, DecodeError> {
        match self {
            Self::Eip712 { payload, .. } => Ok(Cow::Borrowed(payload)),
            Self::Jws(jws) => jws.payload().map(Cow::Owned).in_member("signature"),
        }
    }

    /// Reads the payload as the payload of an offer.
    ///
    /// # Errors
    /// The payload is not JSON, or a field is missing, wrong, or belongs to a receipt.
    pub fn offer(&self) -> Result<Decoded<OfferPayload>, DecodeError> {
        self.payload_as()
    }

    /// Reads the payload as the payload of a receipt.
    ///
    /// # Errors
    /// The payload is not JSON, or a field is missing, wrong, or belongs to an offer.
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
    /// Returns a signed offer. `accept_index` is the index, from 0, of the entry of `accepts`.
    #[must_use]
    pub const fn new(signed: Signed, accept_index: Option<u64>) -> Self {
        Self { signed, accept_index, other: Members::new() }
    }

    /// Reads the signed offer at this index, from 0, of a `PaymentRequired`. Returns `None` if there is no such offer.
    ///
    /// # Errors
    /// The extension or this offer does not have the specified format.
    pub fn of_payment_required(
        payment_required: &PaymentRequired,
        index: usize,
    ) -> Result<Option<Decoded<Self>>, DecodeError> {
        let extensions = match payment_required {
            // V1 objects have no extensions except this one.
            PaymentRequired::V1(payment_required) => payment_required.other.get("extensions"),
            PaymentRequired::V2(payment_required) => payment_required.extensions.as_ref(),
        };
        let Some(offers) = info_member(extensions, "offers")? else { return Ok(None) };
        let Some(offer) = offers.elements().in_member("offers").in_member("info")?.nth(index) else { return Ok(None) };
        let offer = Self::decode(offer.text(), &DecodeOptions::STRICT);
        offer.map(Some).in_element(index).in_member("offers").in_member("info")
    }
}

impl SignedReceipt {
    /// Returns a receipt without other fields.
    #[must_use]
    pub const fn new(signed: Signed) -> Self {
        Self { signed, other: Members::new() }
    }

    /// Reads the receipt of a V1 or V2 settlement. Returns `None` if the settlement has none.
    ///
    /// # Errors
    /// The extension or the receipt does not have the specified format.
    pub fn of_settlement(settlement: &SettleResponse) -> Result<Option<Decoded<Self>>, DecodeError> {
        let Some(receipt) = info_member(settlement.extensions.as_ref(), "receipt")? else { return Ok(None) };
        Self::decode(receipt.text(), &DecodeOptions::STRICT).map(Some).in_member("receipt").in_member("info")
    }
}

/// Reads a field of `info`. Returns `None` if the extension or the field is absent or null. An extension is an object
/// that contains an object `info`.
fn info_member<'a>(extensions: Option<&'a RawJson>, name: &str) -> Result<Option<JsonRef<'a>>, DecodeError> {
    let Some(extension) = extensions.and_then(|all| all.as_json().non_null(KEY)) else { return Ok(None) };
    let info = required(extension.members()?.find(|(found, _)| found == "info"), "info", extension)?.1;
    info.members().in_member("info")?;
    Ok(info.non_null(name))
}

/// The fields that both envelopes have.
struct Envelope {
    signed: Signed,
    accept_index: Option<u64>,
    other: Members,
}

/// Reads an envelope. Only offers have `acceptIndex`; in receipts, it is an unknown field.
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
            "acceptIndex" if of_offer => match reader.non_null(member) {
                Some(index) => accept_index = Some(reader.integer(index).in_member("acceptIndex")?),
                None => other.push(&name, member.into()),
            },
            // The specification fixes the types, so an envelope must not contain them (§3.2.1).
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
                && reader.non_null(payload).is_some()
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
