//! The JSON Schema of the JSON of a report: what [`RecordedReport::parse`] accepts, as far as a schema can say it.

use alloc::{string::String, vec::Vec};

use x402_schemes::{AccountId, evm, solana};
use x402_types::{
    Amount, Flag, RawJson, ReasonCode, Uint256, UnixSeconds,
    schema::{
        Cow, decimal_up_to, object, present,
        schemars::{JsonSchema, Schema, SchemaGenerator, json_schema},
        text, value,
    },
};

use super::{JsonRpc, RecordedCheck, RecordedGasSponsoring, RecordedQuestion, RecordedReport, examples};
use crate::{CheckId, ReplayKey, Report, TransferKey, Verdict};

object! {
    RecordedReport, "Report",
    "What was found out about a payment without asking a network: the answer of the operation `verify` (docs/operations.md).";
    example: examples::report();
    required "verdict": Verdict, "What can be said of the payment.";
    omittable "stage": Stage, "The stage of the check that decides. Absent if the verdict is valid.";
    omittable "reason": ReasonCode, "The error code for the check that decides. Absent if the verdict is valid.";
    omittable "check": CheckName, "The check that decides. Absent if the verdict is valid.";
    omittable "payer": AccountId, "Who pays: a claim, unless the verdict is valid.";
    omittable "replayKey": ReplayKey, "By which the payment is known again: a claim, unless the verdict is valid.";
    omittable "transferKey": TransferKey, "By which a transfer on Solana is recognised when it is signed anew.";
    omittable "offer": Index, "Index of the offer that the payment answers.";
    required "flags": Vec<Flag>, "What was tolerated, or a person should know.";
    required "outstanding": Vec<RecordedQuestion>, "Questions that are worth asking before settling.";
    required "needs": Vec<RecordedQuestion>, "Questions that decide the verdict.";
    required "checks": Vec<RecordedCheck>, "Every check in its order.";
    omittable "sponsor": ReportSponsor, "What the fee payer on Solana stakes.";
    omittable "gasSponsoring": RecordedGasSponsoring, "What the payer adds, so that the facilitator pays for the approval of Permit2.";
    {
        "additionalProperties": false,
        "if": {"properties": {"verdict": {"const": "valid"}}},
        "then": {"not": (present(&["stage", "reason", "check"]))},
        "else": {"required": ["stage", "reason", "check"]}
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
    "One check and how it went.";
    example: examples::skipped("signer");
    required "id": CheckName, "Its permanent name.";
    required "outcome": CheckOutcome, "How it went.";
    omittable "detail": String, "Why, in a sentence: of a check that fails; what to ask the chain; `because of` and the check that this one was not made for. Absent if the check passes.";
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
    required "kind": String, "Its permanent name. New ones may be added.";
    required "sentence": String, "What to ask, in a sentence.";
    omittable "rpc": JsonRpc, "The call that asks a node, where one call does.";
    { "additionalProperties": false }
}

object! {
    JsonRpc, "ReportCall",
    "A JSON-RPC request without its envelope.";
    example: examples::rpc();
    required "method": String, "The method.";
    required "params": Vec<RawJson>, "Its parameters.";
    { "additionalProperties": false }
}

/// The member `sponsor` of a report, with the two halves of the verdict.
struct ReportSponsor;

object! {
    ReportSponsor, "ReportSponsor",
    "What the fee payer on Solana stakes, and the two halves of the verdict.";
    example: examples::sponsor();
    required "feePayer": solana::Address, "Who pays the fee.";
    required "mostLamports": Number64, "The most lamports that the fee can be. Charged also when execution fails.";
    required "sponsoring": Verdict, "Whether it is safe to sign as the fee payer.";
    required "payment": Verdict, "Whether the payment pays what the offer asks.";
    { "additionalProperties": false }
}

value!(RecordedGasSponsoring, "ReportGasSponsoring", |generator| {
    let kinds = [generator.subschema_for::<Permit>(), generator.subschema_for::<Approval>()];
    json_schema!({
        "description": "What the payer adds, so that the facilitator pays for the approval of Permit2: a claim, unless the verdict is valid.",
        "examples": [examples::permit(), examples::approval()],
        "oneOf": kinds
    })
});

struct Permit;

object! {
    Permit, "ReportPermit",
    "An EIP-2612 permit, which the proxy brings to the token when it settles.";
    example: examples::permit();
    required "extension": Eip2612Key, "The extension's key.";
    required "spender": evm::Address, "Who may move the payer's tokens.";
    required "amount": Amount, "How much the spender may move, in atomic units of the token.";
    required "deadline": UnixSeconds, "The last second at which the token accepts the permit.";
    { "additionalProperties": false }
}

struct Approval;

object! {
    Approval, "ReportApproval",
    "A transaction of the payer, which the facilitator sends before it settles.";
    example: examples::approval();
    required "extension": Erc20ApprovalKey, "The extension's key.";
    required "spender": evm::Address, "Who may move the payer's tokens.";
    required "amount": Uint256, "How much the spender may move, in atomic units of the token.";
    required "transaction": ApprovalTransaction, "The transaction.";
    { "additionalProperties": false }
}

struct ApprovalTransaction;

object! {
    ApprovalTransaction, "ReportApprovalTransaction",
    "The transaction that approves, what it can cost, and the two halves of the verdict.";
    example: examples::approval_transaction();
    required "hash": Bytes32, "By which nodes know it.";
    required "nonce": Number64, "How many transactions the payer has sent before.";
    required "gasLimit": Number64, "How much gas it may use.";
    required "maxFeePerGas": Number128, "The most that a unit of gas may cost, in wei.";
    required "maxPriorityFeePerGas": Number128, "The most of it for whoever makes the block, in wei.";
    required "mostWei": Uint256, "The most that the transaction can cost whoever funds it. Charged also when it fails.";
    omittable "dataFeeWei": Uint256, "What the data costs on L1 besides, as the facts say. `mostWei` includes it.";
    omittable "executionOnly": ExecutionOnly, "`mostWei` is for the gas alone: the chain takes a fee for the data besides.";
    required "sponsoring": Verdict, "Whether it is safe to fund, and of any use.";
    required "payment": Verdict, "Whether the payment pays what the offer asks.";
    { "additionalProperties": false }
}

value!(Verdict, "Verdict", |_| json_schema!({
    "description": "`valid`; `invalid`: a check failed, and no state of the chain can change that; `undecided`: no check failed, and some need an answer from the chain.",
    "type": "string",
    "enum": ["valid", "invalid", "undecided"]
}));

struct Stage;

value!(Stage, "Stage", |_| json_schema!({
    "description": "At which stage a check stands: decoding, matching an offer, or verifying.",
    "type": "string",
    "enum": ["decode", "match", "verify"]
}));

struct CheckOutcome;

value!(CheckOutcome, "CheckOutcome", |_| json_schema!({
    "description": "`pass`; `fail`; `needs`: the chain decides; `skipped`: not made.",
    "type": "string",
    "enum": ["pass", "fail", "needs", "skipped"]
}));

struct CheckName;

value!(CheckName, "CheckName", |_| json_schema!({
    "description": "The permanent name of a check (docs/checks.md). New ones may be added.",
    "type": "string",
    "enum": core::iter::once("decode").chain(CheckId::all().map(CheckId::as_str)).collect::<Vec<_>>()
}));

value!(ReplayKey, "ReplayKey", |_| text(
    "By which a payment is known again: `x402:1:` and 64 hexadecimal digits in lower case.",
    "^x402:1:[0-9a-f]{64}$",
    examples::REPLAY_KEY
));

value!(TransferKey, "TransferKey", |_| text(
    "By which a transfer is recognised: `x402:transfer:1:` and 64 hexadecimal digits in lower case.",
    "^x402:transfer:1:[0-9a-f]{64}$",
    "x402:transfer:1:49598f61801c25f3ebc306a8b18ae759bffbdebb721476f1d1121b380a4ced28"
));

struct Bytes32;

value!(Bytes32, "Bytes32", |_| text(
    "32 bytes: `0x` and 64 hexadecimal digits.",
    "^0x[0-9a-fA-F]{64}$",
    "0x211cd8f74258b39222ea336a5a2b0bcf9dbccfea61b0af57dcc30d1bcdebf8e3"
));

struct Number64;

value!(Number64, "Number64", |_| decimal_up_to(
    u64::MAX,
    "An integer from 0 to 2^64-1: decimal digits without a leading zero.",
    "7"
));

struct Number128;

value!(Number128, "Number128", |_| decimal_up_to(
    u128::MAX,
    "An integer from 0 to 2^128-1: decimal digits without a leading zero.",
    "1000000000"
));

struct Index;

value!(Index, "Index", |_| json_schema!({
    "description": "Where in a list, from 0.",
    "type": "integer",
    "minimum": 0,
    "maximum": u64::MAX,
    "examples": [0]
}));

struct ExecutionOnly;

value!(ExecutionOnly, "ExecutionOnly", |_| json_schema!({
    "description": "Present and true, or absent.",
    "type": "boolean",
    "const": true
}));

struct Eip2612Key;

value!(Eip2612Key, "Eip2612GasSponsoringKey", |_| key(evm::gas_sponsoring::eip2612::KEY));

struct Erc20ApprovalKey;

value!(Erc20ApprovalKey, "Erc20ApprovalGasSponsoringKey", |_| key(evm::gas_sponsoring::erc20_approval::KEY));

fn key(key: &str) -> Schema {
    json_schema!({"description": "The key of the extension.", "type": "string", "const": key})
}

/// The details that checks have which were not made.
fn because() -> Vec<String> {
    CheckId::all().map(|check| alloc::format!("because of {check}")).collect()
}
