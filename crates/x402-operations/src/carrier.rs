//! Messages of other protocols that carry payments.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::value::RawValue;
use x402_extensions::carriers::{
    CarrierError, Open, a2a,
    mcp::{self, Exchange, Messages},
};
use x402_types::{DecodeOptions, Flags, RawJson, Version, Wire};

use super::{
    Fields,
    render::{flag_names, one_line},
    stop::{Outcome, Stop},
};

/// The answer of `carrier`.
#[derive(Debug, Default, Serialize)]
pub(super) struct CarrierResult {
    verdict: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    flags: Vec<&'static str>,
    needs: Vec<Question>,
    outstanding: Vec<Question>,
    #[serde(flatten)]
    carried: Carried,
}

/// The object that the message carries, as it was decoded.
#[derive(Debug, Default, Serialize)]
struct Carried {
    #[serde(skip_serializing_if = "Option::is_none")]
    request: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    binding: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<Version>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payment: Option<Box<RawValue>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    demand: Option<Box<RawValue>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    settlement: Option<Box<RawValue>>,
}

#[derive(Debug, Serialize)]
struct Question {
    kind: &'static str,
    sentence: &'static str,
}

impl CarrierResult {
    fn refused(error: &CarrierError) -> Self {
        Self { verdict: "invalid", reason: Some(error.as_str()), ..Self::default() }
    }

    fn read(flags: Flags, open: Option<Open>, carried: Carried) -> Self {
        let question = |open: Open| Question { kind: open.as_str(), sentence: open.sentence() };
        let (undecided, outstanding) = match open {
            Some(open) if open.is_undecided() => (Some(open), None),
            outstanding => (None, outstanding),
        };
        Self {
            verdict: if undecided.is_some() { "undecided" } else { "valid" },
            reason: undecided.map(Open::as_str),
            flags: flag_names(flags),
            needs: undecided.map(question).into_iter().collect(),
            outstanding: outstanding.map(question).into_iter().collect(),
            carried,
        }
    }
}

pub(super) fn run(mut fields: Fields<'_>) -> Outcome<CarrierResult> {
    let carrier: String = fields.require_as("carrier")?;
    match carrier.as_str() {
        "mcp" => run_mcp(fields),
        "a2a" => run_a2a(fields),
        other => Err(Stop::Skipped(format!("input.carrier {other} is unknown"))),
    }
}

/// The JSON text of a message, which is in a field or, as a string, in the field whose name ends in `Text`.
fn take_message<'a>(fields: &mut Fields<'a>, name: &str) -> Outcome<Option<Cow<'a, str>>> {
    let json = fields.take(name).map(|message| Cow::Borrowed(message.get()));
    let text = fields.parse::<String>(&format!("{name}Text"))?.map(Cow::Owned);
    if json.is_some() && text.is_some() {
        return Err(Stop::Error(format!("input has both {name} and {name}Text")));
    }
    Ok(json.or(text))
}

fn run_mcp(mut fields: Fields<'_>) -> Outcome<CarrierResult> {
    let (request, response) = (take_message(&mut fields, "request")?, take_message(&mut fields, "response")?);
    fields.finish()?;
    if request.is_none() && response.is_none() {
        return Err(Stop::Error("input needs request, response or both".into()));
    }
    let parse = |message: Option<&str>| {
        message.map(|message| RawJson::parse(message).map_err(|_| CarrierError::McpEnvelope)).transpose()
    };
    let read = || {
        let (request, response) = (parse(request.as_deref())?, parse(response.as_deref())?);
        Exchange::read(Messages { request: request.as_ref(), response: response.as_ref() }, &DecodeOptions::STRICT)
    };
    match read() {
        Ok(exchange) => {
            let carried = carried_by_mcp(&exchange)?;
            Ok(CarrierResult::read(exchange.flags, exchange.open, carried))
        }
        Err(error) => Ok(CarrierResult::refused(&error)),
    }
}

fn carried_by_mcp(exchange: &Exchange) -> Outcome<Carried> {
    let (request, response) = (exchange.request.as_ref(), exchange.response.as_ref());
    let payment = request.and_then(|request| request.payment.as_ref());
    Ok(Carried {
        request: request.map(|request| if request.payment.is_some() { "paid" } else { "unpaid" }),
        response: response.map(|response| response.kind().as_str()),
        binding: response.and_then(mcp::Response::binding).map(mcp::Binding::as_str),
        status: None,
        version: exchange.version(),
        payment: payment.map(to_raw).transpose()?,
        demand: response
            .and_then(|response| response.payment_required.as_ref())
            .map(|demand| to_raw(&demand.value))
            .transpose()?,
        settlement: response.and_then(|response| response.settlement.as_ref()).map(to_raw).transpose()?,
    })
}

fn run_a2a(mut fields: Fields<'_>) -> Outcome<CarrierResult> {
    let (message, task) = (take_message(&mut fields, "message")?, take_message(&mut fields, "task")?);
    fields.finish()?;
    let read = match (message, task) {
        (Some(message), None) => RawJson::parse(&message)
            .map_err(CarrierError::from)
            .and_then(|message| a2a::Message::read(&message, &DecodeOptions::STRICT))
            .map(|read| Ok((read.flags, read.open, carried_by_message(&read)?))),
        (None, Some(task)) => RawJson::parse(&task)
            .map_err(CarrierError::from)
            .and_then(|task| a2a::Task::read(&task, &DecodeOptions::STRICT))
            .map(|read| Ok((read.flags, read.open, carried_by_task(&read)?))),
        _ => return Err(Stop::Error("input needs exactly one of message, task".into())),
    };
    match read {
        Ok(read) => read.map(|(flags, open, carried)| CarrierResult::read(flags, open, carried)),
        Err(error) => Ok(CarrierResult::refused(&error)),
    }
}

fn carried_by_message(message: &a2a::Message) -> Outcome<Carried> {
    Ok(Carried {
        request: Some(if message.payment.is_some() { "paid" } else { "unpaid" }),
        status: message.status.map(a2a::Status::as_str),
        version: message.payment.as_ref().map(x402_types::PaymentPayload::version),
        payment: message.payment.as_ref().map(to_raw).transpose()?,
        ..Carried::default()
    })
}

fn carried_by_task(task: &a2a::Task) -> Outcome<Carried> {
    Ok(Carried {
        response: Some(task.kind().as_str()),
        status: task.status.map(a2a::Status::as_str),
        version: task.version(),
        demand: task.payment_required.as_ref().map(to_raw).transpose()?,
        settlement: task.receipts.last().map(to_raw).transpose()?,
        ..Carried::default()
    })
}

fn to_raw(object: &impl Wire) -> Outcome<Box<RawValue>> {
    let text = one_line(object.to_json());
    RawValue::from_string(text).map_err(|error| Stop::Error(format!("the answer could not be written: {error}")))
}
