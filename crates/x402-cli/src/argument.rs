//! What the user passes as an argument: the text of an object, a file, or standard input, and the wanted object in it.

use std::{io::Read, path::Path};

use x402_operations::{
    Source,
    recognise::{self, Ambiguous, Form, Note, Part, Recognised, What},
};

use crate::{
    carrier::Pasted,
    encoded::{Encoded, is_json, json_of, of_part, read_encoded},
    host::Host,
    output::{Failure, complain},
    settlement,
};

/// The maximum number of bytes of a text that is taken apart, such as a transcript or a directory's page. What is in it is decoded
/// within the limits of its kind.
pub(crate) const MOST_OF_OBJECT: usize = recognise::MOST;

/// Refuses a second `-`: standard input can be read only once.
pub(crate) fn check_input<'a>(arguments: impl IntoIterator<Item = &'a str>) -> Result<(), Failure> {
    match arguments.into_iter().filter(|argument| *argument == "-").count() {
        0 | 1 => Ok(()),
        _ => Err(Failure::Usage("only one argument can be -, because standard input can be read only once".into())),
    }
}

/// Reads the argument itself, the file that it names with `@` or without, or standard input for `-`. Reads one byte more than `most`,
/// to detect longer input. A pipe or a device may have no end.
pub(crate) fn read_argument(argument: &str, most: usize, host: &mut dyn Host) -> Result<Vec<u8>, Failure> {
    let read = |input: &mut dyn Read| {
        let mut bytes = Vec::new();
        let most = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
        input.take(most).read_to_end(&mut bytes).map(|_| bytes)
    };
    if argument == "-" {
        return Ok(read(&mut host.input())?);
    }
    let Some(path) = file_in(argument, host) else { return Ok(argument.into()) };
    host.open(Path::new(path))
        .and_then(|mut file| read(&mut file))
        .map_err(|error| Failure::Usage(format!("{path}: {error}")))
}

/// The name of the file that an argument names.
pub(crate) fn file_in<'a>(argument: &'a str, host: &mut dyn Host) -> Option<&'a str> {
    argument.strip_prefix('@').or_else(|| is_path(argument, host).then_some(argument))
}

/// Whether this is the name of a file. Neither JSON, nor a header line, nor base64 ends in `.json` or begins with `./`.
fn is_path(argument: &str, host: &mut dyn Host) -> bool {
    let path = Path::new(argument);
    let looks = path.extension().is_some_and(|extension| extension == "json" || extension == "txt")
        || path.starts_with(".")
        || path.starts_with("..");
    (looks && !argument.contains(['{', ':', '\n'])) || host.is_file(argument)
}

/// What an argument is wanted for. It decides what is taken out of a transcript.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// Any object that a header carries before the body.
    Any,
    Payment,
    PaymentRequired,
    Settlement,
    SignIn,
    /// What a facilitator says for extensions, next to a body.
    Extensions,
}

impl Wanted {
    fn has(self, what: What) -> bool {
        match self {
            Self::Any => matches!(what, What::Payment | What::Demand | What::Settlement | What::SignIn),
            Self::Payment => what == What::Payment,
            Self::PaymentRequired => what == What::Demand,
            Self::Settlement => what == What::Settlement,
            Self::SignIn => what == What::SignIn,
            Self::Extensions => what == What::ExtensionResponses,
        }
    }

    fn has_header(self, name: &str) -> bool {
        What::of_header(name).is_some_and(|what| self.has(what))
    }

    /// Whether an object of this kind has the wanted one in it.
    fn is_in(self, what: What) -> bool {
        match self {
            Self::Payment => matches!(what, What::Request),
            Self::PaymentRequired => matches!(what, What::Offers | What::Request),
            Self::Any | Self::Settlement | Self::SignIn | Self::Extensions => false,
        }
    }
}

/// The object that was taken out of an argument, and all that the argument is.
pub(crate) struct Found {
    pub(crate) encoded: Encoded,
    /// The object as it stands there, if a reader of the specification would not take it so.
    pub(crate) as_sent: Option<Encoded>,
    pub(crate) text: Recognised,
}

impl Found {
    /// Prints the notes on the text that a reader should know.
    pub(crate) fn print_notes(&self, host: &mut dyn Host) {
        if matches!(self.text.form, Form::Log | Form::Command) {
            complain(&format!("this looks like {}", self.text.what), host);
        }
        // What happened to a value, and what stands in its place, is said where the value cannot be read.
        let is_printed = |note: &&Note| !matches!(note, Note::Inside | Note::Accident(_) | Note::Other(_));
        for note in self.text.notes.iter().filter(is_printed) {
            complain(note, host);
        }
    }

    /// What is wrong with the versions in a request.
    pub(crate) fn other_version(&self) -> Option<&Note> {
        self.text.notes.iter().find(|note| matches!(note, Note::OtherVersion { .. }))
    }
}

/// Reads what an argument has of the wanted kind.
pub(crate) fn find(argument: &str, wanted: Wanted, host: &mut dyn Host) -> Result<Found, Failure> {
    found_in(document(argument, host)?, wanted)
}

/// The same of the bytes of a document.
pub(crate) fn found_in(bytes: Vec<u8>, wanted: Wanted) -> Result<Found, Failure> {
    found_as(recognise::recognise(&String::from_utf8_lossy(&bytes)), bytes, wanted)
}

/// The same of bytes that were recognised as this text.
pub(crate) fn found_as(text: Recognised, bytes: Vec<u8>, wanted: Wanted) -> Result<Found, Failure> {
    let mut as_sent = None;
    match (wanted, text.judged.ambiguous) {
        (Wanted::Payment, Some(why @ Ambiguous::Payments))
        | (Wanted::PaymentRequired, Some(why @ Ambiguous::Offers)) => {
            return Err(Failure::Usage(why.to_string()));
        }
        _ => {}
    }
    let encoded = match text.form {
        Form::Transcript | Form::Har | Form::Headers | Form::Command => in_messages(&text, wanted)?,
        Form::Json if !is_rewritten(&text) => read_encoded(bytes)?,
        Form::Json => {
            as_sent = Some(read_encoded(bytes)?);
            text.parts.first().map_or_else(|| Encoded::Json(Vec::new()), of_part)
        }
        Form::Lines | Form::Log => match judged(&text, wanted).or_else(|| chosen(&text.parts, wanted)) {
            Some(part) => of_part(part),
            None => read_encoded(bytes)?,
        },
        Form::Value => bare(&text, bytes)?,
        Form::Nothing | Form::Unknown | _ => read_encoded(bytes)?,
    };
    Ok(Found { encoded, as_sent, text })
}

/// The reason code that an argument is, or has in it.
pub(crate) fn reason(argument: &str, host: &mut dyn Host) -> Result<String, Failure> {
    // The base64 of an object begins like this.
    let is_value = argument.starts_with("ey");
    let is_text = argument == "-" || file_in(argument, host).is_some();
    if !is_text && !argument.trim().contains([' ', '{', '"']) && !is_value {
        return Ok(argument.to_owned());
    }
    let bytes = document(argument, host)?;
    let text = recognise::recognise(&String::from_utf8_lossy(&bytes));
    // A settlement and a facilitator's answer have their reason in a member.
    let member = |part: &Part| {
        let json = json_of(part.text.as_deref()?.as_bytes())?;
        let names = ["errorReason", "invalidReason", "error", "reason", "code"];
        names.iter().find_map(|name| Some(json.as_json().get(name)?.string().ok()?.into_owned()))
    };
    let named = text.last(What::Reason).and_then(|part| part.text.clone());
    let code = named.or_else(|| text.parts.iter().rev().find_map(member));
    let settled = || text.last(What::Settlement).filter(|part| !part.is_guess)?.text.clone();
    match (code, settled()) {
        (Some(code), _) => Ok(code),
        (None, Some(text)) => Err(Failure::Usage(settlement::instead_of("a reason code", &Source::Text(text)))),
        (None, None) if is_text => Err(Failure::Usage(
            "this text contains no reason code: pass the code itself, such as insufficient_funds".into(),
        )),
        (None, None) => Ok(argument.to_owned()),
    }
}

/// Whether the object is not given as it stands in the text.
fn is_rewritten(text: &Recognised) -> bool {
    text.notes.iter().any(|note| {
        matches!(note, Note::NoVersion | Note::PaymentHeader | Note::TextInMeta | Note::BareResult | Note::BareParams)
    })
}

/// The value of a header, a JWS or calldata, without what is around it.
fn bare(text: &Recognised, bytes: Vec<u8>) -> Result<Encoded, Failure> {
    let Some(part) = text.parts.first() else {
        // It is read as a value, so that there is an error. Each command looks first whether it is something else.
        return Ok(Encoded::Value(String::from_utf8_lossy(bytes.trim_ascii()).into_owned()));
    };
    Ok(match (&part.header, part.what) {
        (Some(header), _) => Encoded::Value(header.value.clone()),
        (None, What::Signed | What::Calldata | What::Reason) => Encoded::Value(part.text.clone().unwrap_or_default()),
        (None, What::Transaction) => return read_encoded(bytes),
        (None, _) => of_part(part),
    })
}

/// The part of the wanted kind that a verdict about the text rests on.
fn judged(text: &Recognised, wanted: Wanted) -> Option<&Part> {
    match wanted {
        Wanted::Payment => text.payment(),
        Wanted::PaymentRequired => text.offers().filter(|part| part.what != What::Request),
        Wanted::Any | Wanted::Settlement | Wanted::SignIn | Wanted::Extensions => None,
    }
}

/// The last part of the wanted kind, or else of one that has it inside, or else the first.
fn chosen(parts: &[Part], wanted: Wanted) -> Option<&Part> {
    let last = |is: &dyn Fn(&&Part) -> bool| parts.iter().rev().find(is);
    last(&|part| wanted.has(part.what))
        .or_else(|| last(&|part| wanted.is_in(part.what)))
        .or_else(|| last(&|part| part.what == What::Message && is_message_with(part, wanted)))
        .or_else(|| parts.iter().find(|part| part.what != What::Reason))
}

fn is_message_with(part: &Part, wanted: Wanted) -> bool {
    let encoded = of_part(part);
    let Some(pasted) = Pasted::recognise(&encoded) else { return false };
    match wanted {
        Wanted::Payment => pasted.has_payment(),
        Wanted::Any | Wanted::PaymentRequired | Wanted::Settlement | Wanted::SignIn | Wanted::Extensions => {
            !pasted.has_payment()
        }
    }
}

/// The object in requests and responses: of a wanted header, of the body if its members say what it is, or of another header of
/// x402, of the last message that has one. Two headers of one kind are refused, as a server refuses them (C-11).
fn in_messages(text: &Recognised, wanted: Wanted) -> Result<Encoded, Failure> {
    let has_wanted =
        |message: &recognise::Message| message.headers.iter().any(|header| wanted.has_header(&header.name));
    let judged = judged(text, wanted);
    let index = judged.and_then(|part| part.message).or_else(|| text.messages.iter().rposition(has_wanted));
    let body_of = |part: &&Part| part.header.is_none();
    if let Some(index) = index {
        let headers = &text.messages[index].headers;
        for header in headers.iter().filter(|header| wanted.has_header(&header.name)) {
            let same = |other: &&recognise::Header| What::of_header(&other.name) == What::of_header(&header.name);
            let names: Vec<&str> = headers.iter().filter(same).map(|header| &*header.name).collect();
            if names.len() > 1 {
                let names = names.join(", ");
                return Err(Failure::Usage(format!(
                    "the text has several headers of this kind ({names}): pass only one"
                )));
            }
        }
        let header = headers.iter().find(|header| wanted.has_header(&header.name));
        if let Some(header) = header {
            return Ok(Encoded::Header(header.name.clone(), header.value.clone()));
        }
    }
    if let Some(part) = judged.filter(|part| part.header.is_none()) {
        return Ok(of_part(part));
    }
    let bodies: Vec<Part> = text.parts.iter().filter(body_of).cloned().collect();
    if let Some(part) = chosen(&bodies, wanted) {
        return Ok(of_part(part));
    }
    let mut headers = text.messages.iter().rev().flat_map(|message| &message.headers);
    if let Some(header) = headers.find(|header| What::of_header(&header.name).is_some()) {
        return Ok(Encoded::Header(header.name.clone(), header.value.clone()));
    }
    if let Some(other) = text.other() {
        return Err(Failure::Usage(other.to_string()));
    }
    let last = text.messages.last();
    match last.and_then(|message| message.status) {
        Some(402 | 412) => {
            return Err(Failure::Usage(
                "this response has no payment requirements of x402: there is no header PAYMENT-REQUIRED, and the body \
                 contains none"
                    .into(),
            ));
        }
        _ if last.is_some_and(|message| is_json(message.body.as_bytes())) => {
            return Ok(Encoded::Json(last.map(|message| message.body.clone()).unwrap_or_default().into()));
        }
        _ => {}
    }
    let broken = text.messages.iter().find_map(|message| message.broken.as_deref());
    Err(Failure::Usage(match broken {
        Some(line) => format!("one line is not a header: {line}"),
        None => "this text has no header of x402, and its body is not JSON".into(),
    }))
}

/// Reads the bytes of an argument, a file or standard input. JSON text keeps its byte order mark, because the decoder decides whether
/// it is tolerated.
pub(crate) fn document(argument: &str, host: &mut dyn Host) -> Result<Vec<u8>, Failure> {
    let name = file_in(argument, host).or_else(|| (argument == "-").then_some("standard input"));
    let bytes = read_argument(argument, MOST_OF_OBJECT, host)?;
    // An argument is UTF-8, and the value of a header may be empty.
    let Some(name) = name else { return Ok(bytes) };
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err(Failure::Usage(format!("{name} is encoded as UTF-16: save it as UTF-8")));
    }
    if bytes.trim_ascii().is_empty() {
        return Err(Failure::Usage(format!("{name} is empty")));
    }
    Ok(bytes)
}
