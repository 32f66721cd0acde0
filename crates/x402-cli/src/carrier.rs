//! Messages of other protocols that a user pastes as a whole: a JSON-RPC message of MCP, or a message or a task of A2A.

use serde_json::value::RawValue;
use x402_extensions::carriers::{
    CarrierError, Open, a2a,
    mcp::{self, Exchange, Messages},
};
use x402_operations::Answer;
use x402_types::{
    DecodeOptions, Flags, JsonRef, PaymentPayload, PaymentRequired, RawJson, SettleResponse, Version, Wire, near_names,
};

use crate::{
    args::DecodeArgs,
    encoded::{Encoded, json_of},
    output::{Failure, Output, exit},
    show::{flags, write_value},
    style::printable,
};

/// A message, with its place in the input of the operation `carrier`.
pub(crate) struct Pasted {
    kind: MessageKind,
    message: RawJson,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum MessageKind {
    Request,
    Response,
    Message,
    Task,
}

/// The content of a message.
#[derive(Default)]
struct Carried {
    words: Vec<&'static str>,
    version: Option<Version>,
    payment: Option<PaymentPayload>,
    required: Option<PaymentRequired>,
    settlement: Option<SettleResponse>,
    flags: Flags,
    open: Option<Open>,
}

impl Pasted {
    /// Recognises a message by members that no x402 object has. A2A messages may also be inside JSON-RPC.
    pub(crate) fn recognise(encoded: &Encoded) -> Option<Self> {
        let Encoded::Json(bytes) = encoded else { return None };
        let json = json_of(bytes)?;
        let root = json.as_json();
        let pasted = |kind, message: JsonRef<'_>| Some(Self { kind, message: message.into() });
        let is_request = root.get("jsonrpc").is_some() && root.get("method").is_some();
        let Some(result) = root.get("jsonrpc").map(|_| root.get("result")) else {
            return if is_task(root) {
                pasted(MessageKind::Task, root)
            } else {
                is_message(root).then(|| pasted(MessageKind::Message, root))?
            };
        };
        if let Some(message) = root.get("params").and_then(|params| params.get("message")).filter(|it| is_message(*it))
        {
            return pasted(MessageKind::Message, message);
        }
        // A result in a request is what its client wrote.
        if is_request {
            return pasted(MessageKind::Request, root);
        }
        // A2A 1.0 names the kind of the result.
        let task = [result, result.and_then(|result| result.get("task"))].into_iter().flatten().find(|it| is_task(*it));
        if let Some(task) = task {
            return pasted(MessageKind::Task, task);
        }
        pasted(MessageKind::Response, root)
    }

    fn read(&self, options: &DecodeOptions) -> Result<Carried, CarrierError> {
        Ok(match self.kind {
            MessageKind::Request => {
                of_exchange(Exchange::read(Messages { request: Some(&self.message), response: None }, options)?)
            }
            MessageKind::Response => {
                of_exchange(Exchange::read(Messages { request: None, response: Some(&self.message) }, options)?)
            }
            MessageKind::Message => {
                let message = a2a::Message::read(&self.message, options)?;
                Carried {
                    words: message.status.map(a2a::Status::as_str).into_iter().collect(),
                    version: message.payment.as_ref().map(PaymentPayload::version),
                    payment: message.payment,
                    flags: message.flags,
                    open: message.open,
                    ..Carried::default()
                }
            }
            MessageKind::Task => {
                let task = a2a::Task::read(&self.message, options)?;
                Carried {
                    words: task.status.map(a2a::Status::as_str).into_iter().collect(),
                    version: task.version(),
                    settlement: task.receipts.last().cloned(),
                    required: task.payment_required,
                    flags: task.flags,
                    open: task.open,
                    ..Carried::default()
                }
            }
        })
    }

    /// The payment, as it stands in the message.
    fn payment(&self) -> Option<JsonRef<'_>> {
        let message = self.message.as_json();
        match self.kind {
            MessageKind::Request => message.get("params")?.get("_meta")?.get(mcp::PAYMENT),
            MessageKind::Message => message.get("metadata")?.get(a2a::PAYLOAD),
            MessageKind::Response | MessageKind::Task => None,
        }
    }

    /// Whether a payment stands in the message, readable or not.
    pub(crate) fn has_payment(&self) -> bool {
        self.payment().is_some()
    }

    fn refused(&self, error: &CarrierError) -> Failure {
        Failure::Usage(format!("{} is refused ({}): {error}", self.name(), error.as_str()))
    }

    fn lacks(&self, what: &str) -> Failure {
        let near = self.near().map(|near| format!(": {near}")).unwrap_or_default();
        Failure::Usage(format!("{} has no {what}{near}: run x402 decode to see its content", self.name()))
    }

    /// What stands under a near name where the payment belongs, such as `x402.payment`.
    fn near(&self) -> Option<String> {
        let message = self.message.as_json();
        let (metadata, name) = match self.kind {
            MessageKind::Request => (message.get("params")?.get("_meta")?, mcp::PAYMENT),
            MessageKind::Message => (message.get("metadata")?, a2a::PAYLOAD),
            MessageKind::Response | MessageKind::Task => return None,
        };
        let near = near_names(metadata, name);
        let first = near.first()?;
        Some(format!("it has {first} instead of {name}"))
    }

    const fn name(&self) -> &'static str {
        match self.kind {
            MessageKind::Request => "a request of MCP",
            MessageKind::Response => "an answer of MCP",
            MessageKind::Message => "a message of A2A",
            MessageKind::Task => "a task of A2A",
        }
    }
}

fn of_exchange(exchange: Exchange) -> Carried {
    let version = exchange.version();
    let (flags, open) = (exchange.flags, exchange.open);
    let mut words = Vec::new();
    let payment = exchange.request.and_then(|request| {
        words.push(if request.payment.is_some() { "paid" } else { "unpaid" });
        request.payment
    });
    let response = exchange.response;
    if let Some(response) = &response {
        words.push(response.kind().as_str());
        words.extend(response.binding().map(mcp::Binding::as_str));
    }
    let (required, settlement) =
        response.map_or((None, None), |response| (response.payment_required, response.settlement));
    Carried { words, version, payment, required: required.map(|required| required.value), settlement, flags, open }
}

fn is_task(value: JsonRef<'_>) -> bool {
    value.get("status").is_some_and(|status| status.get("state").is_some())
}

fn is_message(value: JsonRef<'_>) -> bool {
    value.get("role").is_some() && (value.get("parts").is_some() || value.get("metadata").is_some())
}

/// Runs `x402 decode` on a message. If it stands in the text in a form that no document has, `sent` is that form: it decides, and what
/// it was taken for is shown.
pub(crate) fn decode(sent: Option<&Pasted>, pasted: &Pasted, args: &DecodeArgs) -> Result<Output, Failure> {
    let read = sent.unwrap_or(pasted).read(&DecodeOptions::STRICT);
    let code = if read.is_ok() { exit::VALID } else { exit::UNDECODABLE };
    if args.json {
        return Ok(Output { text: answer(sent.unwrap_or(pasted))?, code });
    }
    let text = match read {
        Ok(carried) => {
            let near = pasted.near().map(|near| printable(&near) + "\n").unwrap_or_default();
            show(pasted.name(), &carried) + &near
        }
        Err(error) if sent.is_some() && pasted.read(&DecodeOptions::STRICT).is_ok() => {
            let shown = pasted.read(&DecodeOptions::STRICT).map(|carried| show(pasted.name(), &carried));
            let why = format!("refused ({}): {}", error.as_str(), printable(&error.to_string()));
            format!("{why}\n\nread anyway:\n{}", shown.unwrap_or_default())
        }
        Err(error) => {
            let name = pasted.name();
            format!(
                "refused ({}): {}\ntaken for {name} (because of its fields)\n",
                error.as_str(),
                printable(&error.to_string())
            )
        }
    };
    Ok(Output { text, code })
}

/// The result of the operation `carrier`, on one line.
fn answer(pasted: &Pasted) -> Result<String, Failure> {
    let (carrier, member) = match pasted.kind {
        MessageKind::Request => ("mcp", "request"),
        MessageKind::Response => ("mcp", "response"),
        MessageKind::Message => ("a2a", "message"),
        MessageKind::Task => ("a2a", "task"),
    };
    let input = format!(r#"{{"carrier":"{carrier}","{member}":{}}}"#, pasted.message.as_str());
    let input = RawValue::from_string(input).map_err(|error| Failure::Io(error.into()))?;
    match x402_operations::run("carrier", &input) {
        Answer::Result(result) => Ok(format!("{result}\n")),
        Answer::Skipped(why) | Answer::Error(why) => Err(Failure::Usage(why)),
    }
}

fn show(name: &str, carried: &Carried) -> String {
    let version = carried.version.map(|version| format!(", version {version}")).unwrap_or_default();
    let words = if carried.words.is_empty() { "nothing about payment".into() } else { carried.words.join(", ") };
    let mut text = format!("x402 in {name}{version}: {words}\n");
    let objects = [
        ("payment", carried.payment.as_ref().map(Wire::to_json)),
        ("payment requirements", carried.required.as_ref().map(Wire::to_json)),
        ("settlement", carried.settlement.as_ref().map(Wire::to_json)),
    ];
    for (name, object) in objects {
        // The object was just read, so it is JSON.
        let Some(object) = object.and_then(|object| RawJson::parse(&object).ok()) else { continue };
        text += &format!("{name}\n");
        write_value(&mut text, object.as_json(), 0);
        text.push('\n');
    }
    text += &flags(carried.flags);
    if let Some(open) = carried.open {
        text += &format!("  open {}: {}\n", open.as_str(), open.sentence());
    }
    text
}

/// The payment in the input. `None` if the input is no message. It is given as it stands there, also if it cannot be decoded, so that
/// it is judged as a payment by itself is.
pub(crate) fn payment_in(encoded: &Encoded, options: &DecodeOptions) -> Result<Option<Encoded>, Failure> {
    let Some(pasted) = Pasted::recognise(encoded) else { return Ok(None) };
    let payment = pasted.payment().map(|payment| Encoded::Json(payment.text().into()));
    match (pasted.read(options), payment) {
        (Ok(Carried { payment: Some(_), .. }) | Err(CarrierError::InvalidPayload(_)), payment @ Some(_)) => Ok(payment),
        (Ok(_), _) => Err(pasted.lacks("payment")),
        (Err(error), _) => Err(pasted.refused(&error)),
    }
}

/// The demand in the input, if the input is a message.
pub(crate) fn payment_required_in(encoded: Encoded) -> Result<Encoded, Failure> {
    let Some(pasted) = Pasted::recognise(&encoded) else { return Ok(encoded) };
    let carried = pasted.read(&DecodeOptions::STRICT).map_err(|error| pasted.refused(&error))?;
    let required = carried.required.ok_or_else(|| pasted.lacks("payment requirements"))?;
    Ok(Encoded::Json(required.to_json().into()))
}
