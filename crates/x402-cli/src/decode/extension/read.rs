//! Reads an extension's object from the user's input.

use x402_extensions::{
    offer_receipt::{Format, Signed, SignedOffer, SignedReceipt, TypedArtifact},
    sign_in_with_x::{self, ChainKind, Challenge, SignIn},
};
use x402_operations::Kind as Travelling;
use x402_schemes::{
    AccountId, Hex,
    evm::{
        builder_code::{ReadSuffix, Suffix, SuffixError},
        eip191,
    },
};
use x402_types::{
    DecodeError, DecodeOptions, Decoded, ErrorKind, Flag, Flags, JsonRef, Members, PaymentRequired, RawJson,
    SettleResponse, Wire, extensions::Extension as _, object::Object, read::Reader,
};

use super::kind::Kind;
use crate::{encoded::Encoded, input::hex};

/// An object that was read.
pub(super) struct Shown {
    pub(super) object: RawJson,
    pub(super) flags: Flags,
    pub(super) parts: Vec<(&'static str, Part)>,
}

/// A part that the object itself does not show.
pub(super) enum Part {
    Json(RawJson),
    Text(String),
}

/// The reason why nothing was read.
pub(super) enum Unread {
    Decode(DecodeError),
    Suffix(SuffixError),
    /// The given object does not contain the wanted one.
    Absent,
    Usage(String),
}

impl From<DecodeError> for Unread {
    fn from(error: DecodeError) -> Self {
        Self::Decode(error)
    }
}

pub(super) fn read(kind: Kind, encoded: Encoded, options: &DecodeOptions) -> Result<Shown, Unread> {
    match kind {
        Kind::SignIn => sign_in(encoded, options),
        Kind::Challenge => challenge(encoded, options),
        Kind::SignedOffer => signed_offer(encoded),
        Kind::Receipt => receipt(encoded),
        Kind::Calldata => calldata(encoded),
    }
}

/// Whether a header's value is a sign-in, read strictly or leniently.
pub(super) fn is_sign_in(value: &str) -> bool {
    SignIn::decode_header(value, &DecodeOptions::LENIENT).is_ok()
}

fn sign_in(encoded: Encoded, options: &DecodeOptions) -> Result<Shown, Unread> {
    let Decoded { value, flags, .. } = match encoded {
        Encoded::Header(name, _) if !name.eq_ignore_ascii_case(sign_in_with_x::HEADER) => {
            return Err(DecodeError::from(ErrorKind::HeaderName).into());
        }
        Encoded::Header(_, value) | Encoded::Value(value) => SignIn::decode_header(value, options)?,
        Encoded::Json(bytes) => SignIn::decode_bytes(bytes, options)?,
    };
    let mut parts = Vec::new();
    if let Some((account, message)) = account_of(&value).and_then(|account| Some((account, value.message(account)?))) {
        if matches!(account, AccountId::Evm(_)) {
            let digest = Hex(&eip191::digest(message.as_bytes())).to_string();
            parts.push(("digest", Part::Text(digest)));
        }
        parts.insert(0, ("message", Part::Text(message)));
    }
    Ok(Shown { object: RawJson::parse(&value.to_json())?, flags, parts })
}

/// The account in the form of the message. `None` if it cannot be read.
fn account_of(sign_in: &SignIn) -> Option<AccountId> {
    match ChainKind::of(&sign_in.chain_id)? {
        ChainKind::Ethereum => sign_in.address.parse().ok().map(AccountId::Evm),
        ChainKind::Solana => sign_in.address.parse().ok().map(AccountId::Solana),
        _ => None,
    }
}

/// Reads a challenge from a demand, from its `extensions`, or from the extension alone.
fn challenge(encoded: Encoded, options: &DecodeOptions) -> Result<Shown, Unread> {
    let (extensions, flags) = match encoded {
        Encoded::Json(bytes) => {
            let Decoded { value: Unseen(json), flags, .. } = Unseen::decode_bytes(&*bytes, options)?;
            let has = |name| json.as_json().get(name).is_some();
            if has("accepts") {
                extensions_of(payment_required(Encoded::Json(bytes), options)?)
            } else if has(sign_in_with_x::KEY) {
                (Some(json), flags)
            } else {
                (Some(Members::from_iter([(sign_in_with_x::KEY, json)]).into()), flags)
            }
        }
        header @ (Encoded::Header(..) | Encoded::Value(_)) => extensions_of(payment_required(header, options)?),
    };
    let extension = extensions.as_ref().and_then(|all| Some((all, all.as_json().get(sign_in_with_x::KEY)?)));
    let Some((all, extension)) = extension else { return Err(Unread::Absent) };
    let mut reader = Reader::new(options);
    if let Some(challenge) = Challenge::of_extensions(all, &mut reader) {
        challenge?;
    }
    Ok(Shown { object: extension.into(), flags: flags.union(reader.flags()), parts: Vec::new() })
}

fn extensions_of(required: Decoded<PaymentRequired>) -> (Option<RawJson>, Flags) {
    let extensions = match required.value {
        PaymentRequired::V1(_) => None,
        PaymentRequired::V2(required) => required.extensions,
    };
    (extensions, required.flags)
}

fn payment_required(encoded: Encoded, options: &DecodeOptions) -> Result<Decoded<PaymentRequired>, Unread> {
    decoded(encoded, Travelling::PaymentRequired, options)
}

/// Decodes an object that contains others.
fn decoded<T: Wire>(encoded: Encoded, kind: Travelling, options: &DecodeOptions) -> Result<Decoded<T>, Unread> {
    Ok(match encoded {
        Encoded::Header(name, value) => {
            let header =
                x402_types::HeaderName::from_name(&name).filter(|header| Travelling::of_header(*header) == kind);
            header.ok_or(DecodeError::from(ErrorKind::HeaderName))?;
            T::decode_header(value, options)?
        }
        Encoded::Value(value) => T::decode_header(value, options)?,
        Encoded::Json(bytes) => T::decode_bytes(bytes, options)?,
    })
}

/// Reads a signed offer from an envelope, from a JWS, or from a demand, whose first offer is taken.
fn signed_offer(encoded: Encoded) -> Result<Shown, Unread> {
    let offer = match envelope(encoded, "accepts")? {
        Carried::Envelope(json) => SignedOffer::decode(json.as_str(), &DecodeOptions::STRICT)?,
        Carried::Inside(encoded) => {
            SignedOffer::of_payment_required(&payment_required(encoded, &DecodeOptions::STRICT)?.value, 0)?
                .ok_or(Unread::Absent)?
        }
    };
    let payload = offer.value.signed.offer()?;
    artifact(&offer.value.signed, &payload, &offer.value.to_json(), offer.flags, payload.value.has_unknown_members())
}

/// Reads a receipt from an envelope, from a JWS, or from a settlement.
fn receipt(encoded: Encoded) -> Result<Shown, Unread> {
    let receipt = match envelope(encoded, "success")? {
        Carried::Envelope(json) => SignedReceipt::decode(json.as_str(), &DecodeOptions::STRICT)?,
        Carried::Inside(encoded) => {
            let settlement: Decoded<SettleResponse> = decoded(encoded, Travelling::Settlement, &DecodeOptions::STRICT)?;
            SignedReceipt::of_settlement(&settlement.value)?.ok_or(Unread::Absent)?
        }
    };
    let payload = receipt.value.signed.receipt()?;
    let unknown = payload.value.has_unknown_members();
    artifact(&receipt.value.signed, &payload, &receipt.value.to_json(), receipt.flags, unknown)
}

enum Carried {
    Envelope(RawJson),
    Inside(Encoded),
}

fn envelope(encoded: Encoded, telling: &str) -> Result<Carried, Unread> {
    match encoded {
        Encoded::Value(text) if text.contains('.') => {
            let (format, signature) = (RawJson::string(Format::Jws.as_str()), RawJson::string(&text));
            Ok(Carried::Envelope(Members::from_iter([("format", format), ("signature", signature)]).into()))
        }
        Encoded::Json(bytes) => {
            let Unseen(json) = Unseen::from_json(&bytes, &DecodeOptions::STRICT)?;
            let is_inside = json.as_json().get(telling).is_some();
            Ok(if is_inside { Carried::Inside(Encoded::Json(bytes)) } else { Carried::Envelope(json) })
        }
        header @ (Encoded::Header(..) | Encoded::Value(_)) => Ok(Carried::Inside(header)),
    }
}

fn artifact<T: TypedArtifact>(
    signed: &Signed,
    payload: &Decoded<T>,
    envelope: &str,
    flags: Flags,
    unknown: bool,
) -> Result<Shown, Unread> {
    let mut flags = flags.union(payload.flags);
    let mut parts = Vec::new();
    match signed {
        Signed::Eip712 { .. } => {
            note(&mut flags, unknown, Flag::UnsignedMember);
            parts.push(("digest", Part::Text(Hex(&payload.value.digest()).to_string())));
        }
        Signed::Jws(jws) => {
            note(&mut flags, unknown, Flag::UnknownMember);
            note(&mut flags, !jws.is_canonical(), Flag::NotJcs);
            parts.push(("header", Part::Json(jws.header()?)));
            parts.push(("payload", Part::Json(jws.payload()?)));
        }
    }
    Ok(Shown { object: RawJson::parse(envelope)?, flags, parts })
}

fn calldata(encoded: Encoded) -> Result<Shown, Unread> {
    let Encoded::Value(text) = encoded else {
        return Err(Unread::Usage("--kind calldata: expected 0x and hexadecimal digits".into()));
    };
    let bytes = hex("calldata", &text)
        .map_err(|_| Unread::Usage("calldata: expected 0x and an even number of hexadecimal digits".into()))?;
    let ReadSuffix { suffix, flags, .. } = Suffix::decode(&bytes).map_err(Unread::Suffix)?;
    let mut codes = Members::new();
    for (name, code) in [("a", suffix.app()), ("w", suffix.wallet())] {
        if let Some(code) = code {
            codes.insert(name, RawJson::string(code.as_str()));
        }
    }
    if !suffix.services().is_empty() {
        codes.insert("s", RawJson::array(suffix.services().iter().map(|code| RawJson::string(code.as_str()))));
    }
    let metadata = suffix.metadata().map(|metadata| ("metadata", Part::Json(metadata.clone())));
    Ok(Shown { object: codes.into(), flags, parts: metadata.into_iter().collect() })
}

/// JSON text whose members have still to say what it is.
struct Unseen(RawJson);

impl Object for Unseen {
    fn read(value: JsonRef<'_>, _reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self(value.into()))
    }

    fn write(&self, out: &mut String) {
        out.push_str(self.0.as_str());
    }
}

fn note(flags: &mut Flags, is_so: bool, flag: Flag) {
    if is_so {
        flags.insert(flag);
    }
}
