//! What may have happened to an object that cannot be read, if it reads once that is mended.

use x402_operations::{Kind, Source, decode_object};
use x402_types::{
    DecodeOptions, FacilitatorRequest, HeaderName, NearName, PaymentPayload, PaymentRequired, Profile, RawJson,
    SettleResponse, SupportedResponse, VerifyResponse, Version, near_names_in, read::header_text, v1, v2,
};

use crate::{given::other_version, show::flags, style::printable};

/// A way in which the value of a header is spelled on its way, what undoes it, and what is said of it.
struct Accident {
    undo: fn(&str) -> String,
    sentence: &'static str,
}

const ACCIDENTS: &[Accident] = &[
    Accident {
        undo: |value| value.trim().trim_matches(['"', '\'', '`']).to_owned(),
        sentence: "the value is in quotes; leave them out",
    },
    Accident {
        undo: |value| {
            let signs = [("%3D", "="), ("%3d", "="), ("%2B", "+"), ("%2b", "+"), ("%2F", "/"), ("%2f", "/")];
            signs.iter().fold(value.to_owned(), |value, (escape, sign)| value.replace(escape, sign))
        },
        sentence: "the value is percent-encoded; write = for %3D, + for %2B and / for %2F",
    },
    Accident {
        undo: |value| value.replace('-', "+").replace('_', "/"),
        sentence: "the value is base64url; write + for - and / for _",
    },
];

/// What is said of a payment that cannot be read, one sentence a line. Servers read by the strict profile.
pub(crate) fn hints(payment: &Source, options: &DecodeOptions) -> String {
    let mut text = other_version(payment).map(|hint| format!("{hint}\n")).unwrap_or_default();
    if options.profile == Profile::Strict
        && let Ok(object) = decode_object(Kind::Payment, payment.clone(), &DecodeOptions::LENIENT)
    {
        text += "servers refuse this form; --profile lenient judges it:\n";
        return text + &flags(object.flags);
    }
    text + &near(Kind::Payment, payment, options) + &accidents(payment)
}

/// The fields of an object that stand under a near name, such as `pay_to`, in one line. Empty if there are none.
pub(crate) fn near(kind: Kind, source: &Source, options: &DecodeOptions) -> String {
    let text = match source {
        Source::Text(text) => Some(text.clone()),
        Source::Bytes(bytes) => str::from_utf8(bytes).ok().map(ToOwned::to_owned),
        Source::Header(_, value) => header_text(value.as_bytes(), options).ok(),
        Source::Headers(_) => None,
    };
    let Some(json) = text.and_then(|text| RawJson::parse(&text).ok()) else { return String::new() };
    let near = match kind {
        Kind::Payment => near_names_in::<PaymentPayload>(&json, options),
        Kind::PaymentRequired => near_names_in::<PaymentRequired>(&json, options),
        Kind::VerifyRequest | Kind::SettleRequest => near_names_in::<FacilitatorRequest>(&json, options),
        Kind::Settlement => near_names_in::<SettleResponse>(&json, options),
        Kind::VerifyResponse => near_names_in::<VerifyResponse>(&json, options),
        Kind::Supported => near_names_in::<SupportedResponse>(&json, options),
        _ => Vec::new(),
    };
    sentence(&near)
}

/// The near names of an offer, for a sentence about it.
pub(crate) fn near_in_offer(version: Version, offer: &RawJson) -> String {
    let options = &DecodeOptions::STRICT;
    sentence(&match version {
        Version::V1 => near_names_in::<v1::PaymentRequirements>(offer, options),
        Version::V2 => near_names_in::<v2::PaymentRequirements>(offer, options),
    })
}

fn sentence(near: &[NearName]) -> String {
    let named: Vec<_> = near.iter().map(|near| format!("{} stands where {} belongs", near.found, near.field)).collect();
    if named.is_empty() { String::new() } else { printable(&named.join(", ")) + "\n" }
}

/// What has happened to a header's value, one accident a line.
pub(crate) fn accidents(source: &Source) -> String {
    let Source::Header(_, value) = source else { return String::new() };
    if header_text(value.as_bytes(), &DecodeOptions::LENIENT).is_ok_and(|text| reads(&text)) {
        return "the value is encoded twice; decode it once\n".into();
    }
    let (mut mended, mut text) = (value.clone(), String::new());
    for Accident { undo, sentence } in ACCIDENTS {
        let undone = undo(&mended);
        if undone != mended {
            text += &format!("{sentence}\n");
            mended = undone;
        }
    }
    if !text.is_empty() && reads(&mended) { text } else { String::new() }
}

/// Whether this is the value of any header of x402.
fn reads(value: &str) -> bool {
    HeaderName::ALL.iter().any(|header| {
        let source = Source::Header(header.as_str().into(), value.into());
        decode_object(Kind::of_header(*header), source, &DecodeOptions::LENIENT).is_ok()
    })
}
