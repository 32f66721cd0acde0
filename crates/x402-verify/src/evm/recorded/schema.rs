//! The JSON Schema of the field `gasSponsoring`. The examples are the reports on the vectors eip2612-0154a and
//! erc20-approval-0156.

use x402_schemes::evm::{
    Address,
    gas_sponsoring::{eip2612, erc20_approval},
};
use x402_types::{
    Amount, Uint256, UnixSeconds,
    schema::{
        Object, decimal_up_to, object,
        schemars::{Schema, json_schema},
        serde_json::{Value, json},
        text, value,
    },
};

use super::{CHANNEL, GAS_SPONSORING, RecordedChannel, RecordedGasSponsoring};
use crate::{
    Verdict,
    json::schema::values::{Number64, present_and_true},
};

pub(crate) fn describe(report: &mut Object<'_>) {
    report.omittable::<RecordedGasSponsoring>(
        GAS_SPONSORING,
        "The payer's addition that lets the facilitator pay for the approval of Permit2.",
    );
    report.omittable::<RecordedChannel>(
        CHANNEL,
        "The channel of a payment with `batch-settlement`, and its amounts in the payload.",
    );
}

value!(RecordedGasSponsoring, "ReportGasSponsoring", |generator| {
    let kinds = [generator.subschema_for::<Permit>(), generator.subschema_for::<Approval>()];
    json_schema!({
        "description": "The payer's addition that lets the facilitator pay for the approval of Permit2. It is a claim, unless the verdict is valid.",
        "examples": [permit(), approval()],
        "oneOf": kinds
    })
});

struct Permit;

object! {
    Permit, "ReportPermit",
    "An EIP-2612 permit, which the proxy passes to the token when it settles.";
    example: permit();
    required "extension": Eip2612Key, "The key of the extension.";
    required "spender": Address, "The account that may move the payer's tokens.";
    required "amount": Amount, "The amount that the spender may move, in atomic units of the token.";
    required "deadline": UnixSeconds, "The last second at which the token accepts the permit.";
    { "additionalProperties": false }
}

struct Approval;

object! {
    Approval, "ReportApproval",
    "A transaction of the payer, which the facilitator sends before the settlement.";
    example: approval();
    required "extension": Erc20ApprovalKey, "The key of the extension.";
    required "spender": Address, "The account that may move the payer's tokens.";
    required "amount": Uint256, "The amount that the spender may move, in atomic units of the token.";
    required "transaction": ApprovalTransaction, "The approving transaction.";
    { "additionalProperties": false }
}

struct ApprovalTransaction;

object! {
    ApprovalTransaction, "ReportApprovalTransaction",
    "The approving transaction, its maximum cost, and the two halves of the verdict.";
    example: approval_transaction();
    required "hash": Bytes32, "The transaction hash by which nodes know the transaction.";
    required "nonce": Number64, "The number of transactions that the payer has already sent.";
    required "gasLimit": Number64, "The limit of gas.";
    required "maxFeePerGas": Number128, "The highest price of a unit of gas, in wei.";
    required "maxPriorityFeePerGas": Number128, "The highest part of that price that goes to the block producer, in wei.";
    required "mostWei": Uint256, "The highest possible cost of the transaction for the account that funds it, in wei. It is charged even if the transaction fails.";
    omittable "dataFeeWei": Uint256, "The additional cost of the data on L1 in wei, by the facts. `mostWei` includes it.";
    omittable "executionOnly": ExecutionOnly, "`mostWei` covers only the gas, because the chain charges an additional fee for the data.";
    required "sponsoring": Verdict, "Half of the verdict: the transaction is safe to fund, and useful.";
    required "payment": Verdict, "Half of the verdict: the payment pays the price of the offer.";
    { "additionalProperties": false }
}

struct Bytes32;

value!(Bytes32, "Bytes32", |_| text(
    "32 bytes: `0x` and 64 hexadecimal digits.",
    "^0x[0-9a-fA-F]{64}$",
    "0x211cd8f74258b39222ea336a5a2b0bcf9dbccfea61b0af57dcc30d1bcdebf8e3"
));

struct Number128;

value!(Number128, "Number128", |_| decimal_up_to(
    u128::MAX,
    "An integer from 0 to 2^128-1: decimal digits without a leading zero.",
    "1000000000"
));

struct ExecutionOnly;

value!(ExecutionOnly, "ExecutionOnly", |_| present_and_true());

struct Eip2612Key;

value!(Eip2612Key, "Eip2612GasSponsoringKey", |_| key(eip2612::KEY));

struct Erc20ApprovalKey;

value!(Erc20ApprovalKey, "Erc20ApprovalGasSponsoringKey", |_| key(erc20_approval::KEY));

fn key(key: &str) -> Schema {
    json_schema!({"description": "The key of the extension.", "type": "string", "const": key})
}

const PERMIT2: &str = "0x000000000022D473030F116dDEE9F6B43aC78BA3";

fn permit() -> Value {
    json!({"extension": "eip2612GasSponsoring", "spender": PERMIT2, "amount": "10000", "deadline": "1740672154"})
}

fn approval() -> Value {
    json!({
        "extension": "erc20ApprovalGasSponsoring",
        "spender": PERMIT2,
        "amount": "115792089237316195423570985008687907853269984665640564039457584007913129639935",
        "transaction": approval_transaction()
    })
}

fn approval_transaction() -> Value {
    json!({
        "hash": "0x211cd8f74258b39222ea336a5a2b0bcf9dbccfea61b0af57dcc30d1bcdebf8e3",
        "nonce": "7",
        "gasLimit": "70000",
        "maxFeePerGas": "1000000000",
        "maxPriorityFeePerGas": "100000000",
        "mostWei": "70000000000000",
        "executionOnly": true,
        "sponsoring": "valid",
        "payment": "valid"
    })
}
