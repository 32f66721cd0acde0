//! `x402 decode`: shows the content of an object.

pub(crate) mod extension;

use x402_operations::{
    DecodedObject, Kind, Source, decode_answer, decode_object,
    recognise::{self, Form, Recognised, What},
};
use x402_types::{DecodeError, DecodeOptions, RawJson};

use crate::{
    accident::{self, accidents, near, near_in_offer},
    args::{
        DecodeArgs, OFFER, Profile,
        uses::decode::{ALL, MESSAGE, OBJECT, STRICT},
    },
    argument::{self, Found, Wanted},
    carrier, chains,
    encoded::{self, Encoded},
    explain::undecodable_because,
    host::Host,
    input,
    output::{Failure, Output, exit},
    reason,
    show::{flags, refusal, write_value},
    style::printable_json,
};

pub(crate) fn run(args: &DecodeArgs, host: &mut dyn Host) -> Result<Output, Failure> {
    let is_of_extensions = args.kind.as_deref() == Some(Kind::ExtensionResponses.name());
    let wanted = if is_of_extensions { Wanted::Extensions } else { Wanted::Any };
    let found = argument::find(&args.object, wanted, host)?;
    if args.kind.is_none()
        && let Some(output) = without_object(&found.text, args)
    {
        return output;
    }
    found.print_notes(host);
    let Found { encoded, as_sent, text } = found;
    if args.kind.is_none()
        && let Some(pasted) = carrier::Pasted::recognise(&encoded)
    {
        args.passed.check(&MESSAGE, ALL)?;
        let sent = as_sent.as_ref().and_then(carrier::Pasted::recognise);
        return carrier::decode(sent.as_ref(), &pasted, args);
    }
    // The object as it stands there is decoded. What was made of it is shown, if it cannot be.
    let mended = as_sent.as_ref().map(|_| encoded.clone());
    let encoded = as_sent.unwrap_or(encoded);
    let of_extension = match args.kind.as_deref() {
        Some(name) => extension::Kind::from_name(name),
        None => extension::Kind::recognise(&encoded),
    };
    let reads_leniently = of_extension.is_none_or(extension::Kind::has_profiles);
    args.passed.check(if reads_leniently { &OBJECT } else { &STRICT }, ALL)?;
    if let Some(kind) = of_extension {
        return extension::run(kind, encoded, args);
    }
    let (object, because) = match &args.kind {
        None => {
            let because = encoded.telling();
            (Object::recognise(encoded), because)
        }
        Some(kind) => (Object::of_kind(kind, encoded)?, "because of --kind"),
    };
    let options = input::options(args.profile);
    let decoded = object.decode(&options);
    let code = if decoded.is_ok() { exit::VALID } else { exit::UNDECODABLE };
    if args.json {
        let text = decode_answer(decoded).map_err(|error| Failure::Io(error.into()))?;
        return Ok(Output { text: text + "\n", code });
    }
    let text = match decoded {
        Ok(decoded) => show(object.name(), &decoded) + &rest(&text, &object, args),
        Err(error) => {
            let hint = match object.decode(&DecodeOptions::LENIENT) {
                Ok(object) if args.profile == Profile::Strict => {
                    "\nSome implementations accept it; --profile lenient reads it:\n".to_owned() + &flags(object.flags)
                }
                _ => object.near() + &object.source().map(accidents).unwrap_or_default(),
            };
            let other = if args.kind.is_none() { "; if this is wrong, pass the kind with --kind" } else { "" };
            let version = object.source().and_then(encoded::other_version).map(|hint| format!("{hint}\n"));
            if let Some(other) = object.source().and_then(accident::other) {
                return Ok(Output { text: undecodable_because(&error, &other.to_string()), code });
            }
            let read =
                mended.map(Object::recognise).and_then(|object| Some((object.name(), object.decode(&options).ok()?)));
            let read = read.map(|(name, read)| format!("\nread anyway:\n{}", show(name, &read)));
            refusal(&error)
                + &version.unwrap_or_default()
                + &format!("taken for {} ({because}){other}\n", object.name())
                + &hint
                + &read.unwrap_or_default()
        }
    };

    Ok(Output { text, code })
}

/// What is in a text that has no object to decode: something that is not of x402, a reason code, a manifest.
fn without_object(text: &Recognised, args: &DecodeArgs) -> Option<Result<Output, Failure>> {
    if let Some(other) = text.other().filter(|_| text.parts.is_empty()) {
        return Some(Ok(Output { text: format!("{other}\n"), code: exit::UNDECODABLE }));
    }
    let [first, rest @ ..] = text.parts.as_slice() else { return None };
    match (first.what, &first.text) {
        (What::Reason, Some(code)) if rest.iter().all(|part| part.what == What::Reason) => {
            Some(reason::explained(code, exit::VALID, args.json))
        }
        (What::Transaction, Some(_)) if args.json => Some(Err(Failure::Usage(
            "--json: a transaction is not an object of the protocol, so it has no JSON".into(),
        ))),
        (What::Transaction, Some(payload)) => {
            let payload = RawJson::parse_within(payload, &recognise::LIMITS).ok()?;
            let shown = chains::describe_transaction(payload.as_json())?;
            Some(Ok(Output { text: format!("{}\n{shown}", first.what.phrase()), code: exit::VALID }))
        }
        (What::Manifest, Some(_)) if args.json => Some(Err(Failure::Usage(
            "--json: a manifest is not an object of the protocol, and it is already JSON".into(),
        ))),
        (What::Manifest, Some(manifest)) => {
            let mut shown = format!("{}, whose fields the specification does not define\n", first.what.phrase());
            let json = RawJson::parse_within(manifest, &recognise::LIMITS).ok()?;
            write_value(&mut shown, json.as_json(), 0);
            Some(Ok(Output { text: shown + "\n", code: exit::VALID }))
        }
        _ => None,
    }
}

/// The other objects of a transcript, each decoded by itself. Of other texts there are none.
fn rest(text: &Recognised, shown: &Object, args: &DecodeArgs) -> String {
    if args.kind.is_some() || !matches!(text.form, Form::Transcript | Form::Har | Form::Headers | Form::Command) {
        return String::new();
    }
    let mut more = String::new();
    for part in text.parts.iter().filter(|part| part.header.is_some()) {
        let object = Object::recognise(encoded::of_part(part));
        if object.name() != shown.name()
            && let Ok(decoded) = object.decode(&input::options(args.profile))
        {
            more += &format!("\n{}", show(object.name(), &decoded));
        }
    }
    more
}

/// An object to decode, with its known kind.
enum Object {
    Travelling(Kind, Source),
    /// An offer. It is normally inside other objects, but users often have it by itself.
    Offer(Vec<u8>),
}

impl Object {
    fn recognise(encoded: Encoded) -> Self {
        if let Some(offer) = encoded.offer() {
            return Self::Offer(offer.to_owned());
        }
        let (kind, source) = encoded.recognise(Kind::ALL);
        Self::Travelling(kind, source)
    }

    /// An object of the kind that the user names.
    fn of_kind(kind: &str, encoded: Encoded) -> Result<Self, Failure> {
        match Kind::from_name(kind) {
            Some(kind) => Ok(Self::Travelling(kind, encoded.of_kind(kind)?)),
            None => Ok(Self::Offer(encoded.into_offer()?)),
        }
    }

    const fn name(&self) -> &'static str {
        match self {
            Self::Travelling(kind, _) => kind.name(),
            Self::Offer(_) => OFFER,
        }
    }

    const fn source(&self) -> Option<&Source> {
        match self {
            Self::Travelling(_, source) => Some(source),
            Self::Offer(_) => None,
        }
    }

    /// What stands under a near name.
    fn near(&self) -> String {
        match self {
            Self::Travelling(kind, source) => near(*kind, source, &DecodeOptions::STRICT),
            Self::Offer(bytes) => encoded::json_of(bytes)
                .map_or_else(String::new, |offer| near_in_offer(input::version_of_offer(bytes), &offer)),
        }
    }

    fn decode(&self, options: &DecodeOptions) -> Result<DecodedObject, DecodeError> {
        match self {
            Self::Travelling(kind, source) => decode_object(*kind, source.clone(), options),
            Self::Offer(bytes) => input::decode_offer(bytes, options),
        }
    }
}

fn show(name: &str, object: &DecodedObject) -> String {
    let version = object.version.map(|version| format!(", version {version}")).unwrap_or_default();
    let mut text = format!("x402 {name}{version}\n");
    match RawJson::parse_within(&object.canonical, &recognise::LIMITS) {
        Ok(json) => write_value(&mut text, json.as_json(), 0),
        // The text exceeds the limits for reading it again.
        Err(_) => text += &printable_json(&object.canonical),
    }
    text + "\n" + &flags(object.flags) + &explained(&object.canonical)
}

/// The explanation of the reason in a facilitator's answer. Empty if it has none, or the tables do not have it.
fn explained(canonical: &str) -> String {
    let Ok(json) = RawJson::parse(canonical) else { return String::new() };
    let code = ["invalidReason", "errorReason"].iter().find_map(|name| json.as_json().get(name)?.string().ok());
    code.map(|code| reason::explain(&code)).unwrap_or_default()
}
