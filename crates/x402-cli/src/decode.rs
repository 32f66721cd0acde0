//! `x402 decode`

pub(crate) mod extension;

use x402_conformance::ops::{DecodedObject, Kind, Source, decode_answer, decode_object};
use x402_types::{DecodeError, DecodeOptions, Flags, JsonRef, RawJson};

use crate::{
    Failure, Said,
    args::{DecodeArgs, OFFER, Profile},
    carrier, exit,
    input::{self, Given},
    style::{printable, printable_json},
};

pub(crate) fn run(args: &DecodeArgs) -> Result<Said, Failure> {
    let given = input::given(&args.object)?;
    if args.kind.is_none()
        && let Some(pasted) = carrier::Pasted::recognise(&given)
    {
        return carrier::decode(&pasted, args);
    }
    let of_extension = match args.kind.as_deref() {
        Some(name) => extension::Kind::new(name),
        None => extension::Kind::recognise(&given),
    };
    if let Some(kind) = of_extension {
        return extension::run(kind, given, args);
    }
    let (object, because) = match &args.kind {
        None => {
            let because = given.telling();
            (Object::recognise(given), because)
        }
        Some(kind) => (Object::of_kind(kind, given)?, "--kind says so"),
    };
    let decoded = object.decode(&input::options(args.profile));
    let code = if decoded.is_ok() { exit::VALID } else { exit::UNDECODABLE };
    if args.json {
        let text = decode_answer(decoded).map_err(|error| Failure::Io(error.into()))?;
        return Ok(Said { text: text + "\n", code });
    }
    let text = match decoded {
        Ok(decoded) => show(object.name(), &decoded),
        Err(error) => {
            let hint = match object.decode(&DecodeOptions::LENIENT) {
                Ok(object) if args.profile == Profile::Strict => {
                    "\nSome implementations take it all the same; --profile lenient reads it:\n".to_owned()
                        + &flags(object.flags)
                }
                _ => String::new(),
            };
            let other = if args.kind.is_none() { "; if it is something else, say so with --kind" } else { "" };
            refusal(&error) + &format!("taken for {} ({because}){other}\n", object.name()) + &hint
        }
    };
    Ok(Said { text, code })
}

/// An object to decode, with its kind.
enum Object {
    Travelling(Kind, Source),
    /// An offer, which travels only inside other objects but is often at hand by itself.
    Offer(Vec<u8>),
}

impl Object {
    fn recognise(given: Given) -> Self {
        if let Some(offer) = given.offer() {
            return Self::Offer(offer.to_owned());
        }
        let (kind, source) = given.recognise(&Kind::ALL);
        Self::Travelling(kind, source)
    }

    /// An object of the kind that the user names.
    fn of_kind(kind: &str, given: Given) -> Result<Self, Failure> {
        match Kind::new(kind) {
            Some(kind) => Ok(Self::Travelling(kind, given.of_kind(kind)?)),
            None => Ok(Self::Offer(given.into_offer()?)),
        }
    }

    const fn name(&self) -> &'static str {
        match self {
            Self::Travelling(kind, _) => kind.name(),
            Self::Offer(_) => OFFER,
        }
    }

    fn decode(&self, options: &DecodeOptions) -> Result<DecodedObject, DecodeError> {
        match self {
            Self::Travelling(kind, source) => decode_object(*kind, source.clone(), options),
            Self::Offer(bytes) => input::decode_offer(bytes, options),
        }
    }
}

/// One line with the stage, the kind and the place of the error, and a sentence.
pub(crate) fn refusal(error: &DecodeError) -> String {
    let why = printable(&error.to_string());
    format!("cannot be decoded ({}: {}): {why}\n", error.stage().as_str(), error.kind().as_str())
}

fn show(name: &str, object: &DecodedObject) -> String {
    let version = object.version.map(|version| format!(", version {version}")).unwrap_or_default();
    let mut text = format!("x402 {name}{version}\n");
    match RawJson::parse(&object.canonical) {
        Ok(json) => write_value(&mut text, json.as_json(), 0),
        // The text exceeds the limits for reading it again.
        Err(_) => text += &printable_json(&object.canonical),
    }
    text + "\n" + &flags(object.flags)
}

/// Writes members and elements on lines of their own. Names, strings and numbers stay as they are written.
pub(crate) fn write_value(text: &mut String, value: JsonRef<'_>, depth: usize) {
    let indent = |text: &mut String, depth: usize| {
        text.push('\n');
        text.push_str(&"  ".repeat(depth));
    };
    if let Ok(members) = value.members() {
        text.push('{');
        let mut count = 0;
        for (name, member) in members {
            if count > 0 {
                text.push(',');
            }
            count += 1;
            indent(text, depth + 1);
            let name = serde_json::to_string(&name).unwrap_or_default();
            text.push_str(&format!("{}: ", printable_json(&name)));
            write_value(text, member, depth + 1);
        }
        if count > 0 {
            indent(text, depth);
        }
        text.push('}');
    } else if let Ok(elements) = value.elements() {
        text.push('[');
        let mut count = 0;
        for element in elements {
            if count > 0 {
                text.push(',');
            }
            count += 1;
            indent(text, depth + 1);
            write_value(text, element, depth + 1);
        }
        if count > 0 {
            indent(text, depth);
        }
        text.push(']');
    } else {
        text.push_str(&printable_json(value.text()));
    }
}

pub(crate) fn flags(flags: Flags) -> String {
    flags.iter().map(|flag| format!("  flag {flag}: {}\n", flag.sentence())).collect()
}
