//! Which checks the contracts make too, with the messages that they give.

use super::payload::Payload;
use crate::compare::Messages;

pub(super) const NOT_SIGNED: &str = "InvalidSignature()";
pub(super) const NOBODY: &str = "ECDSAInvalidSignature()";
pub(super) const LENGTH: &str = "ECDSAInvalidSignatureLength(uint256)";
pub(super) const HIGH_S: &str = "ECDSAInvalidSignatureS(bytes32)";
const CEILING: &str = "ClaimExceedsCeiling()";
pub(super) const BALANCE: &str = "ClaimExceedsBalance()";
pub(super) const NOT_MOVED: &str = "TRANSFER_FROM_FAILED";
const NOT_HIS: &str = "NotAuthorizedToClaim()";
/// What USDC and Permit2 say of signatures.
pub(super) const OF_TOKEN: &str = "FiatTokenV2: invalid signature";
pub(super) const OF_TOKEN_V: &str = "ECRecover: invalid signature 'v' value";
pub(super) const OF_TOKEN_LENGTH: &str = "ECRecover: invalid signature length";
pub(super) const OF_TOKEN_S: &str = "ECRecover: invalid signature 's' value";
const OF_PERMIT2: &str = "InvalidSigner()";
const OF_PERMIT2_LENGTH: &str = "InvalidSignatureLength()";
pub(super) const OF_CODE: &str = "InvalidContractSignature()";

/// A check that the contracts make too, with the messages of which they give one if the check fails.
pub(super) const SEEN: &Messages = &[
    ("payload", &["EmptyBatch()", "ZeroDeposit()", "ZeroRefund()"]),
    ("withdraw-delay-range", &["WithdrawDelayOutOfRange()"]),
    ("config-addresses", &["InvalidChannel()"]),
    ("batch-charge", &[CEILING]),
    // Of the bytes in another order, s may be in the upper half, which is looked at first.
    ("voucher/signature-form", &[LENGTH, NOBODY, NOT_SIGNED, HIGH_S]),
    ("voucher/signature-range", &[NOBODY, NOT_SIGNED]),
    ("voucher/signature-low-s", &[HIGH_S, NOT_SIGNED]),
    ("voucher/signer", &[NOT_SIGNED]),
    ("voucher/contract-signature", &[NOT_SIGNED]),
    ("channel-balance", &[BALANCE]),
    ("ceiling-balance", &[BALANCE]),
    ("deposit-overflow", &["DepositOverflow()"]),
    ("valid-before", &["FiatTokenV2: authorization is expired", "SignatureExpired(uint256)"]),
    ("valid-after", &["FiatTokenV2: authorization is not yet valid"]),
    // One second later.
    ("window", &["FiatTokenV2: authorization is not yet valid", "FiatTokenV2: authorization is expired"]),
    // Nobody deploys the wallet, so the signature counts as a key's.
    ("factory", &[OF_TOKEN_LENGTH, OF_PERMIT2_LENGTH]),
    ("signature-form", &[OF_TOKEN_V, OF_TOKEN_LENGTH, NOT_SIGNED, OF_PERMIT2_LENGTH]),
    ("signature-low-s", &[OF_TOKEN_S]),
    ("signer", &[OF_TOKEN, OF_PERMIT2]),
    ("contract-signature", &[OF_TOKEN, OF_CODE]),
    // The call has the collector, the token, the amount and the channel, so another message was signed.
    ("spender", &[OF_PERMIT2]),
    ("permitted-token", &[OF_PERMIT2]),
    ("deposit-amount", &[OF_PERMIT2]),
    ("deposit-channel", &[OF_PERMIT2]),
    // The call has the payer of the config, who has signed nothing.
    ("deposit-owner", &[OF_PERMIT2]),
    ("allowance", &[NOT_MOVED]),
    ("permit-amount", &["Permit2612AmountMismatch()"]),
    ("row-authorizer", &["NotReceiverAuthorizer()"]),
    ("row-ceiling", &[CEILING]),
    ("row-balance", &[BALANCE]),
    ("row-voucher", &[NOT_SIGNED, NOBODY, LENGTH, HIGH_S]),
    ("batch/signature-form", &[NOT_SIGNED]),
    ("batch/signature-low-s", &[NOT_SIGNED]),
    ("batch/signer", &[NOT_SIGNED]),
    ("batch/contract-signature", &[NOT_SIGNED]),
    ("batch-signature", &[NOT_HIS]),
    ("refund/signature-low-s", &[NOT_SIGNED]),
    ("refund/contract-signature", &[NOT_SIGNED]),
    ("refund/signer", &[NOT_SIGNED]),
    ("refund-signature", &["NotAuthorizedToRefund()"]),
    ("refund-nonce", &["InvalidRefundNonce()"]),
    ("sweep-addresses", &["ERC20: transfer to the zero address", "SafeERC20FailedOperation(address)"]),
];

/// Checks that may fail for something in the call, or for something that is not in it.
pub(super) const HALF_SEEN: [&str; 5] =
    ["permit-owner", "permit-token", "permit-spender", "permit-deadline", "permit-signature"];

/// A check of something that is not in a call of these contracts, and why the call succeeds all the same.
pub(super) const UNSEEN: &[(&str, &str)] = &[
    ("flow", "no call names an offer"),
    ("offer-channel", "no call names an offer"),
    ("channel-id", "the call has the config, of which the contract computes the id"),
    ("receiver", "no call names the offer's payTo"),
    ("receiver-authorizer", "no call names the offer's receiverAuthorizer"),
    ("channel-token", "no call names the offer's asset"),
    ("withdraw-delay", "no call names the offer's withdrawDelay"),
    ("min-deposit", "no call names the offer's minDeposit"),
    ("cumulative", "no call names what was charged before"),
    ("batch-charge", "no call names what the server charges"),
    ("deposit-channel", "the call has the channel, however the permit writes it"),
    ("deposit-owner", "the call has the config's payer, whoever the permit says"),
];

/// The fault is in the offer, and this token is not the config's.
pub(super) const OTHER_TOKEN: &str = "no call names the offer's asset; at the config's token there is no contract here";

/// What is signed for a token without the names that an offer does not state.
pub(super) const NO_NAMES: &str = "the names are in no call; what was signed without them is for no token";

/// Why a signature is not seen, where the balance is too small as well.
pub(super) const BALANCE_FIRST: &str = "the contract looks at the balance first, and refuses for that";

/// Why a refund of nothing is not seen.
pub(super) const COMPLETED: &str = "the policy leaves it to the server how much it refunds, and it refunds nothing";

/// What is signed for a number that is written in another way.
pub(super) const NOT_READ: &str =
    "the number can be read and called with; nothing was signed for it, because no reader takes it";

/// Which of a course's calls a check is about.
pub(super) fn step_of(check: &str, payload: &Payload) -> &'static str {
    let is_voucher = check.starts_with("voucher/") || matches!(check, "ceiling-balance" | "batch-charge");
    match payload {
        Payload::Voucher { .. } | Payload::Refund { .. }
            if matches!(check, "withdraw-delay-range" | "config-addresses") =>
        {
            "deposit"
        }
        Payload::Voucher { .. } | Payload::Refund { .. } => "claim",
        Payload::Deposit { .. } if is_voucher => "claim",
        Payload::Deposit { .. } => "deposit",
        Payload::Claim { signature: Some(_), .. } => "claimWithSignature",
        Payload::Claim { .. } => "claim",
        Payload::Completed(_) => "multicall",
        Payload::Sweep { .. } => "settle",
    }
}
