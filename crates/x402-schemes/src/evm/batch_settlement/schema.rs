//! The JSON Schema of the payloads, one for each kind. The examples are of the channel in `docs/how-to/batch-settlement.md`.

use alloc::{borrow::Cow, vec::Vec};

use x402_types::{
    Uint256, UnixSeconds,
    schema::{
        decimal_up_to, non_null, object,
        schemars::{JsonSchema, Schema, SchemaGenerator, json_schema},
        serde_json::{Value, json},
        text, value,
    },
};

use super::{
    Amount128, ChannelConfig, ChannelId, Claim, ClaimRow, Commitment, CompletedRefund, Deposit, DepositAuthorization,
    DepositPayment, Erc3009Authorization, Payload, Permit2Authorization, RefundRequest, Sweep, Voucher,
};
use crate::{
    evm::{
        Address, Signature,
        eip3009::Nonce,
        permit2::{self, TokenPermissions},
    },
    mechanism::OF_CHANNELS,
    schema::none_of_others,
};

value!(Payload, "BatchSettlementPayload", |generator| {
    let kinds = [
        generator.subschema_for::<DepositPayment>(),
        generator.subschema_for::<Commitment>(),
        generator.subschema_for::<RefundRequest>(),
        generator.subschema_for::<CompletedRefund>(),
        generator.subschema_for::<Claim>(),
        generator.subschema_for::<Sweep>(),
    ];
    json_schema!({
        "description": "The `payload` of a payment with `batch-settlement`, or of a server's request to a facilitator (scheme_batch_settlement_evm.md).",
        "examples": [voucher_payload()],
        "oneOf": kinds
    })
});

/// The condition that none of these fields of other types is given, and no field of a different mechanism.
fn none_of_these(others: &[&str]) -> Value {
    json!({"anyOf": [(non_null(others)), (none_of_others(OF_CHANNELS))]})
}

/// A `type`, which has one value.
fn kind(value: &str) -> Schema {
    json_schema!({"description": "The kind of the payload.", "type": "string", "const": value})
}

struct OfDeposit;
value!(OfDeposit, "BatchDepositType", |_| kind("deposit"));
struct OfVoucher;
value!(OfVoucher, "BatchVoucherType", |_| kind("voucher"));
struct OfRefund;
value!(OfRefund, "BatchRefundType", |_| kind("refund"));
struct OfClaim;
value!(OfClaim, "BatchClaimType", |_| kind("claim"));
struct OfSettle;
value!(OfSettle, "BatchSettleType", |_| kind("settle"));

object! {
    DepositPayment, "BatchDepositPayload",
    "The client fills the channel, and pays with a voucher.";
    example: deposit_payload();
    required "type": OfDeposit, "The kind of the payload.";
    required "channelConfig": ChannelConfig, "The config of the channel.";
    required "voucher": Voucher, "The sum of all payments so far, which the payer has signed.";
    required "deposit": Deposit, "The deposit that fills the channel.";
    { "not": (none_of_these(&["amount", "refundNonce", "claims", "refundAuthorizerSignature", "claimAuthorizerSignature", "receiver", "token"])) }
}

object! {
    Commitment, "BatchVoucherPayload",
    "The client pays with a voucher.";
    example: voucher_payload();
    required "type": OfVoucher, "The kind of the payload.";
    required "channelConfig": ChannelConfig, "The config of the channel.";
    required "voucher": Voucher, "The sum of all payments so far, which the payer has signed.";
    { "not": (none_of_these(&["deposit", "amount", "refundNonce", "claims", "refundAuthorizerSignature", "claimAuthorizerSignature", "receiver", "token"])) }
}

object! {
    RefundRequest, "BatchRefundRequest",
    "The client requests the rest of the channel, or a part of it.";
    example: refund_payload();
    required "type": OfRefund, "The kind of the payload.";
    required "channelConfig": ChannelConfig, "The config of the channel.";
    required "voucher": Voucher, "The sum of all charges.";
    optional "amount": Positive128, "The requested amount. If it is absent, all that is left.";
    { "not": (none_of_these(&["deposit", "refundNonce", "claims", "refundAuthorizerSignature", "claimAuthorizerSignature", "receiver", "token"])) }
}

object! {
    CompletedRefund, "BatchCompletedRefund",
    "The server answers a request for a refund, for a facilitator to send.";
    example: completed_refund();
    required "type": OfRefund, "The kind of the payload.";
    required "channelConfig": ChannelConfig, "The config of the channel.";
    required "voucher": Voucher, "The sum of all charges.";
    required "amount": Positive128, "The amount that goes back to the payer.";
    required "refundNonce": Uint256, "The number of earlier refunds from the channel.";
    required "claims": Vec<ClaimRow>, "The claims before the refund.";
    optional "refundAuthorizerSignature": Signature, "The signature of the receiver's authorizer over the refund.";
    optional "claimAuthorizerSignature": Signature, "The signature of the receiver's authorizer over the claims.";
    { "not": (none_of_these(&["deposit", "receiver", "token"])) }
}

object! {
    Claim, "BatchClaimPayload",
    "The server claims its charges, for a facilitator to send.";
    example: claim_payload();
    required "type": OfClaim, "The kind of the payload.";
    required "claims": OneRow, "The rows, in the order in which they are claimed.";
    optional "claimAuthorizerSignature": Signature, "The signature of the receiver's authorizer over the rows.";
    { "not": (none_of_these(&["channelConfig", "voucher", "deposit", "amount", "refundNonce", "refundAuthorizerSignature", "receiver", "token"])) }
}

object! {
    Sweep, "BatchSettlePayload",
    "The server sweeps its claimed amounts, for a facilitator to send.";
    example: json!({"type": "settle", "receiver": RECEIVER, "token": TOKEN});
    required "type": OfSettle, "The kind of the payload.";
    required "receiver": Address, "The account that is paid.";
    required "token": Address, "The token.";
    { "not": (none_of_these(&["channelConfig", "voucher", "deposit", "amount", "refundNonce", "claims", "refundAuthorizerSignature", "claimAuthorizerSignature"])) }
}

object! {
    ChannelConfig, "BatchChannelConfig",
    "The terms of a channel. Their EIP-712 digest is the id of the channel.";
    example: config();
    required "payer": Address, "The account whose tokens are in the channel.";
    required "payerAuthorizer": Address, "The key that signs vouchers. If it is zero, the payer signs them.";
    required "receiver": Address, "The account that is paid.";
    required "receiverAuthorizer": Address, "The account that authorizes claims and refunds.";
    required "token": Address, "The token.";
    required "withdrawDelay": Delay, "The number of seconds between the request of a withdrawal and the withdrawal.";
    required "salt": Nonce, "Distinguishes channels whose other fields are the same.";
}

object! {
    Voucher, "BatchVoucher",
    "The sum of all payments on a channel so far, this one included, signed by the payer's side.";
    example: voucher();
    required "channelId": ChannelId, "The id of the channel.";
    required "maxClaimableAmount": Amount128, "The most that may be claimed from the channel over its whole life.";
    required "signature": Signature, "The signature of the payer's authorizer, or of the payer.";
}

object! {
    Deposit, "BatchDeposit",
    "A deposit into a channel.";
    example: deposit();
    required "amount": Positive128, "The amount of the deposit.";
    required "authorization": DepositAuthorization, "The payer's authorization to take that amount: one of two.";
}

object! {
    DepositAuthorization, "BatchDepositAuthorization",
    "The payer's authorization of a deposit: exactly one.";
    example: json!({"erc3009Authorization": authorization()});
    optional "erc3009Authorization": Erc3009Authorization, "With EIP-3009.";
    optional "permit2Authorization": Permit2Authorization, "With Permit2.";
    { "oneOf": [(non_null(&["erc3009Authorization"])), (non_null(&["permit2Authorization"]))] }
}

object! {
    Erc3009Authorization, "BatchErc3009Authorization",
    "The message `ReceiveWithAuthorization` of EIP-3009, without the fields that it shares with the channel.";
    example: authorization();
    required "validAfter": UnixSeconds, "The token accepts the authorization in a block later than this.";
    required "validBefore": UnixSeconds, "The token accepts the authorization in a block earlier than this.";
    required "salt": Nonce, "Makes the nonce, with the id of the channel.";
    required "signature": Signature, "The payer's signature.";
}

object! {
    Permit2Authorization, "BatchPermit2Authorization",
    "The message `PermitWitnessTransferFrom` of Permit2 with the witness of a deposit, and the payer's address.";
    example: permit();
    required "from": Address, "The payer. Not part of the message.";
    required "permitted": TokenPermissions, "The token and the amount that may be taken.";
    required "spender": Address, "The contract that may take them, which is the collector.";
    required "nonce": permit2::Nonce, "Unique for each permit of a payer.";
    required "deadline": UnixSeconds, "The last second at which Permit2 accepts the permit.";
    required "witness": Witness, "The channel that the deposit fills.";
    required "signature": Signature, "The payer's signature.";
}

struct Witness;

object! {
    Witness, "BatchDepositWitness",
    "The channel that a deposit fills.";
    example: json!({"channelId": CHANNEL});
    required "channelId": ChannelId, "The id of the channel.";
}

object! {
    ClaimRow, "BatchClaimRow",
    "A voucher, and the sum that is claimed with it.";
    example: row();
    required "voucher": ClaimedVoucher, "The voucher, without its signature.";
    required "signature": Signature, "The signature of the voucher.";
    required "totalClaimed": Amount128, "The sum of all claims on the channel after this one.";
}

struct ClaimedVoucher;

object! {
    ClaimedVoucher, "BatchClaimedVoucher",
    "A voucher, without its signature.";
    example: json!({"channel": config(), "maxClaimableAmount": "3000"});
    required "channel": ChannelConfig, "The config of the channel.";
    required "maxClaimableAmount": Amount128, "The sum of the voucher.";
}

/// At least one row of a claim. The schema is inline, because a separate name would hide that of the row from
/// generators of types.
struct OneRow;

impl JsonSchema for OneRow {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "BatchClaimRows".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let items = generator.subschema_for::<ClaimRow>();
        json_schema!({"type": "array", "minItems": 1, "items": items})
    }
}

struct Delay;
value!(Delay, "BatchWithdrawDelay", |_| json_schema!({
    "description": "A number of seconds that the signed type can hold.",
    "examples": [86400],
    "type": "integer",
    "minimum": 0,
    "maximum": 1_099_511_627_775_u64
}));

value!(Amount128, "Amount128", |_| decimal_up_to(
    u128::MAX,
    "An amount in atomic units, from 0 to 2^128-1: decimal digits without a leading zero.",
    "10000"
));

struct Positive128;
value!(Positive128, "PositiveAmount128", |_| {
    let mut schema = decimal_up_to(
        u128::MAX,
        "An amount in atomic units, from 1 to 2^128-1: decimal digits without a leading zero.",
        "1500",
    );
    schema.insert("not".into(), json!({"const": "0"}));
    schema
});

value!(ChannelId, "BatchChannelId", |_| text(
    "The id of a channel: `0x` and 64 hexadecimal digits in any letter case.",
    "^0x[0-9a-fA-F]{64}$",
    CHANNEL
));

const CHANNEL: &str = "0x96c688f173ab105a178d94ded619e32146547e8d67efb44d6ffddfd89b3e2ca2";
const PAYER: &str = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
const RECEIVER: &str = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";
const TOKEN: &str = "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913";
const OVER_3000: &str = "0x0e59a34d3a557bf61853e36b77c8ab2b6444b84b7c5a25e7c65ec0002d0504934f3246905eb16eac5082811c6d3a97f886888c0f4dd7b1c324b0853a02c186091b";
const OVER_2700: &str = "0xd353c4733f7a0f42583e3eb1fd18d76172f98030312abd4d5437f05a7591506e699b7db1abc2e3d705ee9b096389359ae85a11b39caf39c4d411729640d065811b";

fn config() -> Value {
    json!({
        "payer": PAYER,
        "payerAuthorizer": "0x70997970C51812dc3A010C7d01b50e0d17dc79C8",
        "receiver": RECEIVER,
        "receiverAuthorizer": "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC",
        "token": TOKEN,
        "withdrawDelay": 86400,
        "salt": "0x000000000000000000000000000000000000000000000000000000000000002a"
    })
}

fn voucher() -> Value {
    json!({"channelId": CHANNEL, "maxClaimableAmount": "3000", "signature": OVER_3000})
}

fn authorization() -> Value {
    json!({
        "validAfter": "0",
        "validBefore": "1795003600",
        "salt": "0x1111111111111111111111111111111111111111111111111111111111111111",
        "signature": "0x50ee0393ed381a42f1b9910694f8567d8655894a882c4e501fe2ffc18fa18f816506f68fb8a1748a9d445018e42246a31f463ee51550720a930a355e03c0b34b1b"
    })
}

fn deposit() -> Value {
    json!({"amount": "10000", "authorization": {"erc3009Authorization": authorization()}})
}

fn permit() -> Value {
    json!({
        "from": PAYER,
        "permitted": {"token": TOKEN, "amount": "10000"},
        "spender": "0x4020425FAf3B746C082C2f942b4E5159887B0005",
        "nonce": "7",
        "deadline": "1795003600",
        "witness": {"channelId": CHANNEL},
        "signature": "0x39775b827e11f2c08856cd7a1f9d5d10ae438f14b6e0958be8933ce6bbeaeaa52a9cbba8844396cb49e82a993f84a160975a14a0299c783f7fdc3975a21005fe1c"
    })
}

fn row() -> Value {
    json!({"voucher": {"channel": config(), "maxClaimableAmount": "3000"}, "signature": OVER_3000, "totalClaimed": "2700"})
}

fn voucher_payload() -> Value {
    json!({"type": "voucher", "channelConfig": config(), "voucher": voucher()})
}

fn deposit_payload() -> Value {
    json!({
        "type": "deposit",
        "channelConfig": config(),
        "voucher": {
            "channelId": CHANNEL,
            "maxClaimableAmount": "1000",
            "signature": "0xb7da27109edfb0977580e765b3a44c1efa98b9fd755c526265950d7822659f4e3cad94c115f0c85347b968ebb1d0f2a1dadd99cad7c5461c58b765e2d211927f1b"
        },
        "deposit": deposit()
    })
}

fn refund_payload() -> Value {
    json!({
        "type": "refund",
        "channelConfig": config(),
        "voucher": {"channelId": CHANNEL, "maxClaimableAmount": "2700", "signature": OVER_2700},
        "amount": "1500"
    })
}

fn completed_refund() -> Value {
    json!({
        "type": "refund",
        "channelConfig": config(),
        "voucher": {"channelId": CHANNEL, "maxClaimableAmount": "2700", "signature": OVER_2700},
        "amount": "1500",
        "refundNonce": "2",
        "claims": [{
            "voucher": {"channel": config(), "maxClaimableAmount": "2700"},
            "signature": OVER_2700,
            "totalClaimed": "2700"
        }],
        "refundAuthorizerSignature": "0x4241d1c75804807c5a1cce852554565472880425a1bbc2f326e389862eeaabb20aef50f9eb4181e7c318a8fafd100c11029cecddaa509de6afaa5805481ed5b71b",
        "claimAuthorizerSignature": "0x21030030b4710cb9e79aa205e1e95d896781c215a143c92b92f087a903903f532cf1b50d5c442154c05b669b0844c89135a11fc3d52cb7a134f8b1366b8659971b"
    })
}

fn claim_payload() -> Value {
    json!({
        "type": "claim",
        "claims": [row()],
        "claimAuthorizerSignature": "0xf1ba0d685f9ec927af742a7f0a68a4e5218dea30b11458e52371f45d874340f503ac6e505baf690bab1788023f8e01c332ae86d3d3fa74a9ead21448ffc201ed1c"
    })
}
