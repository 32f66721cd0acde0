//! The state of a client of `batch-settlement` after a response (N-33, N-34).

use serde::Serialize;
use x402_schemes::{
    Mechanism, SchemePayload, Terms,
    evm::batch_settlement::{Amount128, Payload},
};
use x402_types::{DecodeOptions, Flags, PaymentPayload, SettleResponse, Wire, read::Reader, v2};
use x402_verify::{
    Question,
    evm::batch_settlement::{Correction, Ledger, Owner, review_correction, review_response},
};

use crate::{
    Fields,
    input::{read_facts, read_offer},
    render::to_text,
    source::take_payment,
    stop::{Outcome, Stop},
};

/// The answer of both operations.
#[derive(Default, Serialize)]
struct ChannelResult {
    verdict: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    charged: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    balance: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    flags: Vec<&'static str>,
    needs: Vec<ShownQuestion>,
    outstanding: Vec<ShownQuestion>,
}

#[derive(Serialize)]
struct ShownQuestion {
    kind: &'static str,
    sentence: String,
}

impl From<&Question> for ShownQuestion {
    fn from(question: &Question) -> Self {
        Self { kind: question.kind(), sentence: question.to_string() }
    }
}

fn invalid(why: &impl ToString) -> ChannelResult {
    ChannelResult { verdict: "invalid", detail: Some(why.to_string()), ..ChannelResult::default() }
}

pub(crate) fn run(op: &str, fields: Fields<'_>) -> Outcome<String> {
    to_text(&if op == "channel-response" { response(fields)? } else { correction(fields)? })
}

fn names(flags: Flags) -> Vec<&'static str> {
    flags.iter().map(|flag| flag.as_str()).collect()
}

fn parse<T: core::str::FromStr<Err: core::fmt::Display>>(fields: &mut Fields<'_>, name: &str) -> Outcome<T> {
    let text: String = fields.require_as(name)?;
    text.parse().map_err(|error| Stop::Error(format!("{}.{name}: {error}", fields.path())))
}

fn object<'a>(fields: &mut Fields<'a>, name: &str) -> Outcome<Fields<'a>> {
    fields.object(name)?.ok_or_else(|| Stop::Error(format!("input.{name} is missing")))
}

fn response(mut fields: Fields<'_>) -> Outcome<ChannelResult> {
    let payment = take_payment(&mut fields)?;
    let offer: v2::PaymentRequirements = read_offer(fields.require("offer")?, "input.offer")?;
    let mut channel = object(&mut fields, "channel")?;
    let before = Ledger { charged: parse(&mut channel, "charged")?, balance: parse(&mut channel, "balance")? };
    channel.finish()?;
    let answer = fields.require("response")?;
    fields.finish()?;
    let payload = match payment.decode_payment(&DecodeOptions::STRICT) {
        Ok(decoded) => payload(&decoded.value, &Terms::from(&offer))?,
        Err(error) => return Err(Stop::Error(format!("input.payment: {error}"))),
    };
    let answer = match SettleResponse::decode(answer.get(), &DecodeOptions::STRICT) {
        Ok(answer) => answer,
        Err(error) => return Ok(invalid(&error)),
    };
    Ok(match review_response(&payload, &Terms::from(&offer), before, &answer.value) {
        Err(fault) => invalid(&fault),
        Ok(after) => ChannelResult {
            verdict: "valid",
            charged: Some(after.ledger.charged.to_string()),
            balance: Some(after.ledger.balance.to_string()),
            flags: names(after.flags),
            ..ChannelResult::default()
        },
    })
}

/// The client's own payment, which must be well formed.
fn payload(payment: &PaymentPayload, terms: &Terms<'_>) -> Outcome<Payload> {
    let PaymentPayload::V2(payment) = payment else {
        return Err(Stop::Error("input.payment: version 1 has no channels".into()));
    };
    let read = Mechanism::BATCH_SETTLEMENT.read(&payment.payload, &mut Reader::new(&DecodeOptions::STRICT));
    match read {
        Ok(SchemePayload::BatchSettlement(payload)) if terms.network.eip155_chain_id().is_some() => Ok(payload),
        Ok(_) => Err(Stop::Skipped(format!("network {} has no channels here", terms.network))),
        Err(error) => Err(Stop::Error(format!("input.payment: {error}"))),
    }
}

fn correction(mut fields: Fields<'_>) -> Outcome<ChannelResult> {
    let payment_required = fields.require("demand")?;
    let mut config = object(&mut fields, "config")?;
    let (payer, payer_authorizer) = (parse(&mut config, "payer")?, parse(&mut config, "payerAuthorizer")?);
    let owner = Owner { payer, payer_authorizer, salt: parse(&mut config, "salt")? };
    config.finish()?;
    let facts = read_facts(fields.object("facts")?)?;
    fields.finish()?;
    let payment_required = match v2::PaymentRequired::decode(payment_required.get(), &DecodeOptions::STRICT) {
        Ok(payment_required) => payment_required.value,
        Err(error) => return Ok(invalid(&error)),
    };
    Ok(match review_correction(&payment_required, owner, &facts) {
        Correction::Adopt { charged, outstanding } => adopted(charged, &outstanding),
        Correction::Ask(question) => {
            ChannelResult { verdict: "undecided", needs: vec![(&*question).into()], ..ChannelResult::default() }
        }
        Correction::Refuse(fault) => invalid(&fault),
        other => return Err(Stop::Error(format!("unknown: {other:?}"))),
    })
}

fn adopted(charged: Amount128, outstanding: &[Question]) -> ChannelResult {
    ChannelResult {
        verdict: "valid",
        charged: Some(charged.to_string()),
        outstanding: outstanding.iter().map(Into::into).collect(),
        ..ChannelResult::default()
    }
}
