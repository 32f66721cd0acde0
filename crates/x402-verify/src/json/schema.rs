//! The JSON Schema of a report's JSON. It accepts what [`RecordedReport::parse`] accepts, as far as a schema can express it.

use alloc::{collections::BTreeSet, string::String, vec::Vec};

use x402_schemes::{AccountId, evm, solana};
use x402_types::{
    Amount, Flag, RawJson, ReasonCode, Uint256, UnixSeconds,
    schema::{
        Cow, decimal_up_to, object, present,
        schemars::{JsonSchema, Schema, SchemaGenerator, json_schema},
        text, value,
    },
};

use super::{
    JsonRpc, examples,
    recorded::{RecordedCheck, RecordedGasSponsoring, RecordedQuestion, RecordedReport},
};
use crate::{CheckId, Mechanism, PayloadKind, ReplayKey, Report, TransferKey, Verdict, kinds_of};

object! {
    RecordedReport, "Report",
    "The report on a payment, made without asking a network. It is the answer of the operation `verify` (docs/operations.md).";
    example: examples::report();
    required "verdict": Verdict, "The verdict on the payment.";
    omittable "stage": Stage, "The stage of the deciding check. Absent if the verdict is valid.";
    omittable "reason": ReasonCode, "The error code for the deciding check. Absent if the verdict is valid.";
    omittable "check": CheckName, "The deciding check. Absent if the verdict is valid.";
    omittable "payer": AccountId, "The account that pays. It is a claim, unless the verdict is valid.";
    omittable "replayKey": ReplayKey, "The key by which the payment is recognised. It is a claim, unless the verdict is valid.";
    omittable "transferKey": TransferKey, "The key by which a transfer on Solana is recognised if it is signed again.";
    omittable "offer": Index, "Index of the offer that the payment answers.";
    required "flags": Vec<Flag>, "Tolerated deviations, and facts that people should know.";
    required "outstanding": Vec<RecordedQuestion>, "Questions that are worth asking before settling. An answer can prevent the settlement, and one with `changesVerdict` can make the payment undecided or invalid.";
    required "needs": Vec<RecordedQuestion>, "Questions that decide the verdict.";
    required "checks": Vec<RecordedCheck>, "All checks in their order.";
    omittable "sponsor": ReportSponsor, "The risk of the fee payer on Solana.";
    omittable "gasSponsoring": RecordedGasSponsoring, "The payer's addition that lets the facilitator pay for the approval of Permit2.";
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
    "A check and its outcome.";
    example: examples::skipped("signer");
    required "id": CheckName, "The permanent name of the check.";
    required "outcome": CheckOutcome, "The outcome of the check.";
    omittable "detail": String, "A sentence: the reason of a failure, the question for the chain, or `because of` and the check because of which this one was not made. Absent if the check passes.";
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
    omittable "changesVerdict": ChangesVerdict, "The answer to this outstanding question can change the verdict. Give it as a fact, and judge the payment again. Needs have no such member: their answers always decide.";
    { "additionalProperties": false }
}

object! {
    JsonRpc, "ReportCall",
    "A JSON-RPC request without its envelope.";
    example: examples::rpc();
    required "method": String, "The method of the call.";
    required "params": Vec<RawJson>, "The parameters of the call.";
    { "additionalProperties": false }
}

/// The member `sponsor` of a report, with the two halves of the verdict.
struct ReportSponsor;

object! {
    ReportSponsor, "ReportSponsor",
    "The risk of the fee payer on Solana, and the two halves of the verdict.";
    example: examples::sponsor();
    required "feePayer": solana::Address, "The account that pays the fee.";
    required "mostLamports": Number64, "The highest possible fee in lamports. It is charged even if the execution fails.";
    required "sponsoring": Verdict, "Whether it is safe to sign as the fee payer.";
    required "payment": Verdict, "Whether the payment pays what the offer asks.";
    { "additionalProperties": false }
}

value!(RecordedGasSponsoring, "ReportGasSponsoring", |generator| {
    let kinds = [generator.subschema_for::<Permit>(), generator.subschema_for::<Approval>()];
    json_schema!({
        "description": "The payer's addition that lets the facilitator pay for the approval of Permit2. It is a claim, unless the verdict is valid.",
        "examples": [examples::permit(), examples::approval()],
        "oneOf": kinds
    })
});

struct Permit;

object! {
    Permit, "ReportPermit",
    "An EIP-2612 permit, which the proxy passes to the token when it settles.";
    example: examples::permit();
    required "extension": Eip2612Key, "The key of the extension.";
    required "spender": evm::Address, "The account that may move the payer's tokens.";
    required "amount": Amount, "The amount that the spender may move, in atomic units of the token.";
    required "deadline": UnixSeconds, "The last second at which the token accepts the permit.";
    { "additionalProperties": false }
}

struct Approval;

object! {
    Approval, "ReportApproval",
    "A transaction of the payer, which the facilitator sends before the settlement.";
    example: examples::approval();
    required "extension": Erc20ApprovalKey, "The key of the extension.";
    required "spender": evm::Address, "The account that may move the payer's tokens.";
    required "amount": Uint256, "The amount that the spender may move, in atomic units of the token.";
    required "transaction": ApprovalTransaction, "The approving transaction.";
    { "additionalProperties": false }
}

struct ApprovalTransaction;

object! {
    ApprovalTransaction, "ReportApprovalTransaction",
    "The approving transaction, its maximum cost, and the two halves of the verdict.";
    example: examples::approval_transaction();
    required "hash": Bytes32, "The transaction hash by which nodes know the transaction.";
    required "nonce": Number64, "The number of transactions that the payer has already sent.";
    required "gasLimit": Number64, "The limit of gas.";
    required "maxFeePerGas": Number128, "The highest price of a unit of gas, in wei.";
    required "maxPriorityFeePerGas": Number128, "The highest part of that price that goes to the block producer, in wei.";
    required "mostWei": Uint256, "The highest possible cost of the transaction for the account that funds it, in wei. It is charged even if the transaction fails.";
    omittable "dataFeeWei": Uint256, "The additional cost of the data on L1 in wei, by the facts. `mostWei` includes it.";
    omittable "executionOnly": ExecutionOnly, "`mostWei` covers only the gas, because the chain charges an additional fee for the data.";
    required "sponsoring": Verdict, "Whether the transaction is safe to fund, and useful.";
    required "payment": Verdict, "Whether the payment pays what the offer asks.";
    { "additionalProperties": false }
}

value!(Verdict, "Verdict", |_| json_schema!({
    "description": "`valid`: every check passed. `invalid`: a check failed, and no state of the chain can change that. `undecided`: no check failed, but some need an answer from the chain.",
    "type": "string",
    "enum": ["valid", "invalid", "undecided"]
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
    "description": "The permanent name of a check (docs/checks.md). New ones may be added.",
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
    "description": "An index in a list, from 0.",
    "type": "integer",
    "minimum": 0,
    "maximum": u64::MAX,
    "examples": [0]
}));

struct ExecutionOnly;

value!(ExecutionOnly, "ExecutionOnly", |_| present_and_true());

struct ChangesVerdict;

value!(ChangesVerdict, "ChangesVerdict", |_| present_and_true());

fn present_and_true() -> Schema {
    json_schema!({
        "description": "Either present and true, or absent.",
        "type": "boolean",
        "const": true
    })
}

struct Eip2612Key;

value!(Eip2612Key, "Eip2612GasSponsoringKey", |_| key(evm::gas_sponsoring::eip2612::KEY));

struct Erc20ApprovalKey;

value!(Erc20ApprovalKey, "Erc20ApprovalGasSponsoringKey", |_| key(evm::gas_sponsoring::erc20_approval::KEY));

fn key(key: &str) -> Schema {
    json_schema!({"description": "The key of the extension.", "type": "string", "const": key})
}

/// Every check, and those with a label that reports of some kind of payload have.
fn checks() -> impl Iterator<Item = CheckId> {
    let made = Mechanism::all().flat_map(kinds_of).flat_map(PayloadKind::checks);
    let labelled: BTreeSet<CheckId> = made.filter(|check| check.label().is_some()).collect();
    CheckId::all().chain(labelled)
}

/// The details of checks that were not made.
fn because() -> Vec<String> {
    checks().map(|check| alloc::format!("because of {check}")).collect()
}
