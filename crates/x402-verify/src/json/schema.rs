//! The JSON Schema of a report's JSON. It accepts the same input as [`RecordedReport`]'s `from_str`, as far as a schema
//! can express it.

pub(crate) mod values;

use alloc::{collections::BTreeSet, string::String, vec::Vec};

use x402_schemes::AccountId;
use x402_types::{
    Flag, RawJson, ReasonCode,
    schema::{
        Cow, Object, object, present,
        schemars::{JsonSchema, Schema, SchemaGenerator, json_schema},
        text, value,
    },
};

use self::values::present_and_true;
use super::{
    JsonRpc, examples,
    recorded::{RecordedCheck, RecordedQuestion, RecordedReport},
};
use crate::{
    CheckId, Mechanism, PayloadKind, Purpose, ReplayKey, Report, TransferKey, Verdict, evm, family::Family, kinds_of,
    solana, stellar,
};

object! {
    RecordedReport, "Report",
    "The report on a payment, made without asking a network. It is the answer of the operation `verify` (docs/reference/operations).";
    example: examples::report();
    required "verdict": Verdict, "The verdict on the payment.";
    omittable "purpose": Purpose, "The purpose of the payment. Serve the client only for `service`: an `operation`, such as a request for a refund, pays for nothing. Absent if the payload could not be read.";
    omittable "stage": Stage, "The stage of the deciding check. Absent if the verdict is valid.";
    omittable "reason": ReasonCode, "The error code for the deciding check. Absent if the verdict is valid.";
    omittable "check": CheckName, "The deciding check. Absent if the verdict is valid.";
    omittable "payer": AccountId, "The account that pays. It is a claim, unless the verdict is valid.";
    omittable "replayKey": ReplayKey, "The key by which the payment is recognised. It is a claim, unless the verdict is valid.";
    omittable "transferKey": TransferKey, "The key by which a transfer is recognised if it is signed again.";
    omittable "offer": Index, "Index of the offer that the payment answers.";
    required "flags": Vec<Flag>, "Tolerated deviations, and facts that people should know.";
    required "outstanding": Vec<RecordedQuestion>, "Questions that are worth asking before settling. An answer can prevent the settlement, and one with `changesVerdict` can make the payment undecided or invalid.";
    required "needs": Vec<RecordedQuestion>, "Questions that decide the verdict.";
    required "checks": Vec<RecordedCheck>, "All checks in their order.";
    ..of_chains;
    {
        "additionalProperties": false,
        "if": {"properties": {"verdict": {"const": "valid"}}},
        "then": {"not": (present(&["stage", "reason", "check"]))},
        "else": {"required": ["stage", "reason", "check"]}
    }
}

/// The fields that only reports on one chain family have.
fn of_chains(report: &mut Object<'_>) {
    for family in Family::ALL {
        match family {
            Family::Evm => evm::recorded::schema::describe(report),
            Family::Solana => solana::recorded::schema::describe(report),
            Family::Stellar => stellar::recorded::schema::describe(report),
            // The field that these reports have, `lastLedger`, is described with those of Stellar.
            Family::Xrpl => {}
        }
    }
}

/// A report has the schema of its recorded form.
impl JsonSchema for Report {
    fn schema_name() -> Cow<'static, str> {
        RecordedReport::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        RecordedReport::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        RecordedReport::json_schema(generator)
    }
}

object! {
    RecordedCheck, "ReportCheck",
    "A check and its outcome.";
    example: examples::skipped("signer");
    required "id": CheckName, "The permanent name of the check.";
    required "outcome": CheckOutcome, "The outcome of the check.";
    omittable "detail": String, "A sentence: the reason of a failure, the questions for the chain with semicolons between them, or `because of` and the check because of which this one was not made. Absent if the check passes.";
    {
        "additionalProperties": false,
        "if": {"properties": {"outcome": {"const": "pass"}}},
        "then": {"not": {"required": ["detail"]}},
        "else": {"required": ["detail"]},
        "allOf": [{
            "if": {"properties": {"outcome": {"const": "skipped"}}},
            "then": {"properties": {"detail": {"enum": (because())}}}
        }]
    }
}

object! {
    RecordedQuestion, "ReportQuestion",
    "A question for the chain.";
    example: examples::question();
    required "kind": String, "The permanent name of the kind of question. New ones may be added.";
    required "sentence": String, "The question as a sentence.";
    omittable "expected": String, "The answer with which the payment can be settled: a value to compare with, or a condition.";
    omittable "rpc": JsonRpc, "The call that asks a node, if a single call is enough.";
    omittable "changesVerdict": ChangesVerdict, "The answer to this follow-up question can change the verdict. Pass it as a fact, and verify the payment again. Questions in `needs` have no such field, because their answers always decide.";
    { "additionalProperties": false }
}

object! {
    JsonRpc, "ReportCall",
    "A JSON-RPC request without its envelope.";
    example: examples::rpc();
    required "method": String, "The method of the call.";
    required "params": Params, "The parameters of the call: an array, or an object if they have names.";
    { "additionalProperties": false }
}

struct Params;
value!(Params, "ReportParams", |generator| json_schema!({
    "description": "The parameters of a call.",
    "anyOf": [(generator.subschema_for::<Vec<RawJson>>()), {"type": "object"}], "examples": [[]]
}));

value!(Verdict, "Verdict", |_| json_schema!({
    "description": "`valid`: every check passed. `invalid`: a check failed, and no state of the chain can change that. `undecided`: no check failed, but some need an answer from the chain.",
    "type": "string",
    "enum": ["valid", "invalid", "undecided"]
}));

value!(Purpose, "Purpose", |_| json_schema!({
    "description": "The purpose of a valid payment. `service`: serve the client. `operation`: money moves but nothing is bought, so do not serve the client.",
    "type": "string",
    "enum": ["service", "operation"]
}));

struct Stage;
value!(Stage, "Stage", |_| json_schema!({
    "description": "The stage of a check: decoding, matching an offer, or verifying.",
    "type": "string",
    "enum": ["decode", "match", "verify"]
}));

struct CheckOutcome;
value!(CheckOutcome, "CheckOutcome", |_| json_schema!({
    "description": "The outcome of a check. `needs` means that the chain decides, and `skipped` that the check was not made.",
    "type": "string",
    "enum": ["pass", "fail", "needs", "skipped"]
}));

struct CheckName;
value!(CheckName, "CheckName", |_| json_schema!({
    "description": "The permanent name of a check (docs/reference/checks.md). New ones may be added.",
    "type": "string",
    "enum": core::iter::once("decode".into()).chain(checks().map(CheckId::name)).collect::<Vec<Cow<'_, str>>>()
}));

value!(ReplayKey, "ReplayKey", |_| text(
    "The key by which a payment is recognised: `x402:1:` and 64 hexadecimal digits in lower case.",
    "^x402:1:[0-9a-f]{64}$",
    examples::REPLAY_KEY
));

value!(TransferKey, "TransferKey", |_| text(
    "The key by which a transfer is recognised: `x402:transfer:1:` and 64 hexadecimal digits in lower case.",
    "^x402:transfer:1:[0-9a-f]{64}$",
    "x402:transfer:1:49598f61801c25f3ebc306a8b18ae759bffbdebb721476f1d1121b380a4ced28"
));

struct Index;
value!(Index, "Index", |_| json_schema!({
    "description": "An index in a list, from 0.",
    "type": "integer",
    "minimum": 0,
    "maximum": u64::MAX,
    "examples": [0]
}));

struct ChangesVerdict;
value!(ChangesVerdict, "ChangesVerdict", |_| present_and_true());

/// Every check, and those with a label that the reports of a payload kind have.
fn checks() -> impl Iterator<Item = CheckId> {
    let made = Mechanism::all().flat_map(kinds_of).flat_map(PayloadKind::checks);
    let labelled: BTreeSet<CheckId> = made.filter(|check| check.label().is_some()).collect();
    CheckId::all().chain(labelled)
}

/// The details of checks that were not made.
fn because() -> Vec<String> {
    checks().map(|check| alloc::format!("because of {check}")).collect()
}
