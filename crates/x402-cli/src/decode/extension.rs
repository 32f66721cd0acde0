//! The objects of extensions that `x402 decode` reads: a sign-in and its challenge, signed offers, receipts, and
//! calldata. `x402 verify` says whether they are valid.

pub(crate) mod kind;
mod read;

use std::fmt::Write as _;

use x402_extensions::{offer_receipt::Jws, sign_in_with_x};
use x402_operations::{
    decode_answer,
    recognise::{self, What},
};
use x402_types::{Members, RawJson};

use self::read::{Part, Shown, Unread};
use crate::{
    args::{DecodeArgs, Profile},
    encoded::{Encoded, json_of},
    input::options,
    output::{Failure, Output, exit},
    show::{flags, refusal, write_value},
    style::printable,
};
pub(crate) use kind::Kind;

impl Kind {
    /// Recognises the kind by the name of the header, by the form of the text, or by members that no other object has.
    /// Returns `None` if the object does not belong to an extension.
    pub(crate) fn recognise(encoded: &Encoded) -> Option<Self> {
        match encoded {
            Encoded::Header(name, _) => name.eq_ignore_ascii_case(sign_in_with_x::HEADER).then_some(Self::SignIn),
            Encoded::Value(text) if text.starts_with("0x") => Some(Self::Calldata),
            // Base64 has no dot.
            Encoded::Value(text) if text.contains('.') => {
                Some(Self::of_payload(text.parse().ok().and_then(|jws: Jws| jws.payload().ok()).as_ref()))
            }
            Encoded::Value(text) => read::is_sign_in(text).then_some(Self::SignIn),
            Encoded::Json(bytes) => {
                let json = json_of(bytes)?;
                let what = recognise::what(json.as_json())?;
                if what == What::Signed {
                    return Some(Self::of_envelope(&json));
                }
                let others = [(What::Challenge, Self::Challenge), (What::SignIn, Self::SignIn)];
                others.into_iter().find(|(known, _)| *known == what).map(|(_, kind)| kind)
            }
        }
    }

    /// Whether the object is surely of this kind, and no broken value of another: the dot of a JWS may be one of dots that
    /// were left where a value was cut.
    pub(crate) fn is_certain(self, encoded: &Encoded) -> bool {
        match (self, encoded) {
            (Self::SignedOffer | Self::Receipt, Encoded::Value(text)) => text.parse::<Jws>().is_ok(),
            (Self::SignIn | Self::Challenge | Self::SignedOffer | Self::Receipt | Self::Calldata, _) => true,
        }
    }

    /// Whether the profile changes how an object of this kind is read.
    pub(crate) const fn has_profiles(self) -> bool {
        match self {
            Self::SignIn | Self::Challenge => true,
            Self::SignedOffer | Self::Receipt | Self::Calldata => false,
        }
    }

    fn of_envelope(envelope: &RawJson) -> Self {
        let envelope = envelope.as_json();
        let jws = envelope.get("signature").and_then(|text| text.string().ok()?.parse::<Jws>().ok()?.payload().ok());
        Self::of_payload(envelope.get("payload").map(RawJson::from).or(jws).as_ref())
    }

    /// Only a receipt has these members.
    fn of_payload(payload: Option<&RawJson>) -> Self {
        let has = |name| payload.is_some_and(|payload| payload.as_json().get(name).is_some());
        if has("payer") || has("issuedAt") { Self::Receipt } else { Self::SignedOffer }
    }
}

pub(super) fn run(kind: Kind, encoded: Encoded, args: &DecodeArgs) -> Result<Output, Failure> {
    let error = match read::read(kind, encoded.clone(), &options(args.profile)) {
        Ok(shown) => {
            let text = if args.json { answer(kind, &shown) + "\n" } else { show(kind, &shown) };
            return Ok(Output { text, code: exit::VALID });
        }
        Err(error) => error,
    };
    let short = |kind: &str| format!("{{\"err\":{{\"kind\":\"{kind}\"}}}}\n");
    let (why, json) = match error {
        Unread::Usage(why) => return Err(Failure::Usage(why)),
        Unread::Suffix(error) => (format!("cannot be decoded ({}): {error}\n", error.as_str()), short(error.as_str())),
        Unread::Absent => (format!("cannot be decoded (absent): it contains no {}\n", kind.name()), short("absent")),
        Unread::Decode(error) => {
            let why = refusal(&error);
            (why, decode_answer(Err(error)).map_err(|error| Failure::Io(error.into()))? + "\n")
        }
    };
    if args.json {
        return Ok(Output { text: json, code: exit::UNDECODABLE });
    }
    let because = match (&args.kind, &encoded) {
        (Some(_), _) => "because of --kind",
        (None, Encoded::Header(..)) => "because of the header's name; if this is wrong, pass the kind with --kind",
        (None, Encoded::Value(_)) => "because of its format; if this is wrong, pass the kind with --kind",
        (None, Encoded::Json(_)) => "because of its fields; if this is wrong, pass the kind with --kind",
    };
    let mut text = format!("{why}taken for {} ({because})\n", kind.name());
    if args.profile == Profile::Strict
        && let Ok(shown) = read::read(kind, encoded, &options(Profile::Lenient))
    {
        text += "\nSome implementations accept it; --profile lenient reads it:\n";
        text += &flags(shown.flags);
    }
    Ok(Output { text, code: exit::UNDECODABLE })
}

fn show(kind: Kind, shown: &Shown) -> String {
    let mut text = format!("x402 {}\n", kind.name());
    write_value(&mut text, shown.object.as_json(), 0);
    text.push('\n');
    for (name, part) in &shown.parts {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "\n{name}");
        match part {
            Part::Json(json) => {
                write_value(&mut text, json.as_json(), 0);
                text.push('\n');
            }
            Part::Text(lines) => text.extend(lines.split('\n').map(|line| format!("  {}\n", printable(line)))),
        }
    }
    text + &flags(shown.flags)
}

/// The content as JSON on one line.
fn answer(kind: Kind, shown: &Shown) -> String {
    let names = shown.flags.iter().map(|flag| RawJson::string(flag.as_str()));
    let mut members = Members::new();
    members.insert("kind", RawJson::string(kind.name()));
    members.insert("ok", shown.object.clone());
    for (name, part) in &shown.parts {
        let value = match part {
            Part::Json(json) => json.clone(),
            Part::Text(text) => RawJson::string(text),
        };
        members.insert(name, value);
    }
    members.insert("flags", RawJson::array(names));
    // Copied JSON may have line breaks between its members, but not in strings.
    RawJson::from(members).as_str().replace(['\n', '\r'], " ")
}
