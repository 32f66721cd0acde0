//! A transaction in which the payer approves Permit2. The facilitator may fund the transaction, and sends it before the
//! settlement (P-6).
//!
//! It does not matter if the payer has code. Only a key signs a transaction, so only recovery can find the signer. An
//! account whose key has signed is not a contract. If it has code, the code is a delegation (EIP-7702), and such an
//! account still sends transactions (EIP-3607 as changed by EIP-7702).

use alloc::boxed::Box;

use x402_schemes::evm::{
    gas_sponsoring::erc20_approval::{Approve, Info},
    op_stack::charges_for_data,
    permit2::PERMIT2,
    transaction::{SignedTransaction, Transaction},
};
use x402_types::{Flag, Uint256};

use crate::{
    Approval, CheckId, Context, GasSponsoring,
    check::checks,
    check_order::{Listed, ListedCheck},
    evm::{ApprovalDetail, Detail, Particulars, questions::DataFee, signature::Parts},
    extensions::gas_sponsoring::allowance::{Failing, RequiredAllowance, first_open},
    recorder::Recorder,
};

/// The most gas that a transaction may have (EIP-7825).
const MAX_GAS: u64 = 1 << 24;

checks! { Erc20ApprovalGasSponsoring:
    APPROVAL_PAYLOAD "approval-payload" "the signed approval has the fields of its extension"
        ["P-6"] Payment Sponsor, "invalid_erc20_approval_extension_format", note "this check and those below are listed if the payment has a signed approval and no permit";
    APPROVAL_OWNER "approval-owner" "the extension names the payer as the approving account"
        ["P-6"] Payment, "erc20_approval_from_mismatch";
    APPROVAL_TOKEN "approval-token" "the extension names the required token (asset)"
        ["P-6"] Payment, "erc20_approval_asset_mismatch";
    APPROVAL_TRANSACTION "approval-transaction" "the approval is a signed transaction of a supported type in its canonical encoding"
        ["P-6"] Payment Sponsor, "erc20_approval_tx_parse_failed";
    APPROVAL_CHAIN "approval-chain" "the approving transaction is for the required network"
        ["P-6"] Payment Sponsor, "erc20_approval_broadcast_failed";
    APPROVAL_TARGET "approval-target" "the approving transaction calls the required token (asset)"
        ["P-6"] Payment Sponsor, "erc20_approval_tx_wrong_target";
    APPROVAL_VALUE "approval-value" "the approving transaction transfers no native coin"
        ["P-6"] Payment Sponsor, "erc20_approval_broadcast_failed";
    APPROVAL_CALLDATA "approval-calldata" "the approving transaction calls approve and nothing else"
        ["P-6"] Payment Sponsor, "erc20_approval_tx_invalid_calldata";
    APPROVAL_SPENDER "approval-spender" "the extension and the transaction approve Permit2"
        ["P-6"] Payment Sponsor, "erc20_approval_tx_wrong_spender";
    APPROVAL_AMOUNT "approval-amount" "the approved amount is at least the amount that the payment permits"
        ["P-6"] Payment Sponsor, "permit2_allowance_required";
    APPROVAL_INFO "approval-info" "the extension names the amount that the transaction approves"
        ["P-6"] Payment, "invalid_erc20_approval_extension_format";
    APPROVAL_NONCE "approval-nonce" "a transaction may have this nonce"
        ["P-6"] Payment Sponsor, "erc20_approval_broadcast_failed";
    APPROVAL_FEES "approval-fees" "the priority fee is at most the maximum fee"
        ["P-6"] Payment Sponsor, "erc20_approval_broadcast_failed";
    APPROVAL_GAS "approval-gas" "nodes accept the transaction's gas limit"
        ["P-6"] Payment Sponsor, "erc20_approval_broadcast_failed";
    APPROVAL_GAS_CAP "approval-gas-cap" "the policy accepts the gas limit"
        ["P-6"] Sponsor, "erc20_approval_broadcast_failed", note "listed if the policy sets a maximum";
    APPROVAL_COST_CAP "approval-cost-cap" "the approving transaction cannot cost more than the policy accepts"
        ["P-6"] Sponsor, "erc20_approval_broadcast_failed", note "listed if the policy sets a maximum";
    APPROVAL_SIGNATURE "approval-signature" "r and s of the transaction's signature are in range, and s is in the lower half"
        ["P-6"] Payment Sponsor, "erc20_approval_tx_invalid_signature";
    APPROVAL_SIGNER "approval-signer" "the payer signed exactly this approving transaction"
        ["P-6"] Payment Sponsor, "erc20_approval_tx_signer_mismatch";
}

/// The checks of an approval come after the payment's own checks. They are listed if the payment has an approval and no
/// permit.
pub(crate) const CHECKS: &[ListedCheck] = &[
    ListedCheck::of(CheckId::APPROVAL_PAYLOAD).if_made(),
    of_info(CheckId::APPROVAL_OWNER),
    of_info(CheckId::APPROVAL_TOKEN),
    of_info(CheckId::APPROVAL_TRANSACTION),
    of_transaction(CheckId::APPROVAL_CHAIN),
    of_transaction(CheckId::APPROVAL_TARGET),
    of_transaction(CheckId::APPROVAL_VALUE),
    of_transaction(CheckId::APPROVAL_CALLDATA),
    of_transaction(CheckId::APPROVAL_SPENDER),
    of_transaction(CheckId::APPROVAL_AMOUNT),
    of_transaction(CheckId::APPROVAL_INFO),
    of_transaction(CheckId::APPROVAL_NONCE),
    of_transaction(CheckId::APPROVAL_FEES),
    of_transaction(CheckId::APPROVAL_GAS),
    of_transaction(CheckId::APPROVAL_GAS_CAP)
        .listed(&Listed::ExpectedIf(|context| context.policy.evm.max_approval_gas.is_some())),
    of_transaction(CheckId::APPROVAL_COST_CAP)
        .listed(&Listed::ExpectedIf(|context| context.policy.evm.max_sponsor_wei.is_some())),
    of_transaction(CheckId::APPROVAL_SIGNATURE),
    of_transaction(CheckId::APPROVAL_SIGNER),
];

const fn of_info(check: CheckId) -> ListedCheck {
    ListedCheck::of(check).after(&[CheckId::APPROVAL_PAYLOAD, CheckId::PAYLOAD, CheckId::ASSET_ADDRESS]).if_made()
}

const fn of_transaction(check: CheckId) -> ListedCheck {
    ListedCheck::of(check)
        .after(&[
            CheckId::APPROVAL_PAYLOAD,
            CheckId::PAYLOAD,
            CheckId::ASSET_ADDRESS,
            CheckId::APPROVAL_TRANSACTION,
            CheckId::APPROVAL_CALLDATA,
        ])
        .if_made()
}

/// Makes every check of the approval.
///
/// If the allowance is sufficient without the approval, a faulty approval is only flagged, because no facilitator needs
/// to send it. If the allowance is unknown, the report asks for it. An unreadable approval is always invalid.
pub(crate) fn check(
    info: Result<Info, crate::Detail>,
    allowance: &RequiredAllowance<'_>,
    recorder: &mut Recorder<'_>,
) -> Option<(Approval, Option<DataFee>)> {
    let failing = Failing::new(Flag::FailingApproval, allowance);
    let info = recorder.check(CheckId::APPROVAL_PAYLOAD, info)?;
    let mut approval_checks = ApprovalChecks { failing, allowance, context: allowance.case.context, recorder };
    approval_checks.names(&info);
    let signed = SignedTransaction::decode(&info.signed_transaction);
    let signed = approval_checks.holds(CheckId::APPROVAL_TRANSACTION, signed.map_err(ApprovalDetail::Transaction))?;
    let approve = approval_checks.call(&info, &signed.transaction);
    let cost = Cost::new(&signed, allowance);
    approval_checks.costs(&signed, &cost);
    approval_checks.signature(&signed);
    let approval = approval(&signed, approve?, &cost);
    approval_checks
        .recorder
        .adds(Particulars { gas_sponsoring: Some(GasSponsoring::Approval(approval)), ..Particulars::default() });
    let is_needed = allowance.case.context.policy.evm.max_sponsor_wei.is_some();
    Some((approval, cost.question(&signed, allowance).filter(|_| !is_needed)))
}

/// The cost of the transaction for its sponsor.
struct Cost {
    most_wei: Uint256,
    data_fee: Option<Uint256>,
    is_execution_only: bool,
}

impl Cost {
    fn new(signed: &SignedTransaction<'_>, allowance: &RequiredAllowance<'_>) -> Self {
        let execution = signed.transaction.max_cost();
        let data_fee = allowance.case.context.facts.evm().data_fee_of(&signed.hash());
        let most_wei = sum(execution, data_fee.unwrap_or(Uint256::ZERO));
        Self { most_wei, data_fee, is_execution_only: data_fee.is_none() && charges_for_data(allowance.chain_id) }
    }

    /// The question about the cost of the transaction's data, if the cost is unknown.
    fn question(&self, signed: &SignedTransaction<'_>, allowance: &RequiredAllowance<'_>) -> Option<DataFee> {
        self.is_execution_only.then(|| DataFee {
            network: allowance.network(),
            hash: signed.hash(),
            transaction: signed.transaction.unsigned(),
        })
    }
}

fn approval(signed: &SignedTransaction<'_>, approve: Approve, cost: &Cost) -> Approval {
    let transaction = &signed.transaction;
    Approval {
        hash: signed.hash(),
        spender: approve.spender,
        amount: approve.amount,
        nonce: transaction.nonce,
        gas_limit: transaction.gas_limit,
        max_fee: transaction.fees.max_fee(),
        max_priority_fee: transaction.fees.max_priority_fee(),
        most_wei: cost.most_wei,
        data_fee: cost.data_fee,
        is_execution_only: cost.is_execution_only,
    }
}

struct ApprovalChecks<'a, 'f, 'c> {
    failing: Failing<'a>,
    allowance: &'a RequiredAllowance<'a>,
    context: &'a Context<'a>,
    recorder: &'f mut Recorder<'c>,
}

impl ApprovalChecks<'_, '_, '_> {
    fn holds<T>(&mut self, id: CheckId, result: Result<T, ApprovalDetail>) -> Option<T> {
        self.failing.check(id, result.map_err(|detail| Detail::Approval(Box::new(detail))), self.recorder)
    }

    /// Checks the account and the token that the extension names.
    fn names(&mut self, info: &Info) {
        let (payer, offered) = (self.allowance.payer, self.allowance.token);
        let owner = unless(info.from != payer, ApprovalDetail::Owner { named: info.from, payer });
        self.holds(CheckId::APPROVAL_OWNER, owner);
        let token = unless(info.asset != offered, ApprovalDetail::Token { named: info.asset, offered });
        self.holds(CheckId::APPROVAL_TOKEN, token);
    }

    /// Checks the call that the transaction makes, and its target.
    fn call(&mut self, info: &Info, transaction: &Transaction<'_>) -> Option<Approve> {
        let Transaction { chain_id: signed, to, value, data, .. } = *transaction;
        let offered = self.allowance.chain_id;
        self.holds(CheckId::APPROVAL_CHAIN, unless(signed != offered, ApprovalDetail::Chain { signed, offered }));
        self.holds(CheckId::APPROVAL_TARGET, unless(to != Some(self.allowance.token), ApprovalDetail::Target(to)));
        self.holds(CheckId::APPROVAL_VALUE, unless(!value.is_zero(), ApprovalDetail::Value(value)));
        let approve = self.holds(CheckId::APPROVAL_CALLDATA, Approve::decode(data).ok_or(ApprovalDetail::Call))?;
        let (approved, named) = (approve.spender, info.spender);
        let spender = unless((approved, named) != (PERMIT2, PERMIT2), ApprovalDetail::Spender { approved, named });
        let is_other = approved != PERMIT2 && self.failing.is_needless();
        if is_other && self.context.policy.refused.contains(Flag::OtherSpender) {
            self.recorder
                .check(CheckId::APPROVAL_SPENDER, spender.map_err(|detail| Detail::Approval(Box::new(detail))));
        } else {
            self.holds(CheckId::APPROVAL_SPENDER, spender);
            if is_other {
                self.recorder.flag(Flag::OtherSpender);
            }
        }
        let (approved, permitted, named) = (approve.amount, self.allowance.permitted, info.amount);
        let amount = unless(approved < permitted.get(), ApprovalDetail::Amount { approved, permitted });
        self.holds(CheckId::APPROVAL_AMOUNT, amount);
        self.holds(CheckId::APPROVAL_INFO, unless(named.get() != approved, ApprovalDetail::Info { named, approved }));
        Some(approve)
    }

    /// Checks the cost of the transaction for its sponsor, and whether a block may contain the transaction.
    fn costs(&mut self, signed: &SignedTransaction<'_>, cost: &Cost) {
        let transaction = &signed.transaction;
        let last = unless(transaction.nonce == u64::MAX, ApprovalDetail::LastNonce);
        self.holds(CheckId::APPROVAL_NONCE, last);
        let (max_priority_fee, max_fee) = (transaction.fees.max_priority_fee(), transaction.fees.max_fee());
        let fees = unless(max_priority_fee > max_fee, ApprovalDetail::Fees { max_priority_fee, max_fee });
        self.holds(CheckId::APPROVAL_FEES, fees);
        let (limit, least) = (transaction.gas_limit, transaction.intrinsic_gas());
        let gas = unless(limit < least, ApprovalDetail::TooLittleGas { limit, least })
            .and(unless(limit > MAX_GAS, ApprovalDetail::TooMuchGas { limit }));
        self.holds(CheckId::APPROVAL_GAS, gas);
        if let Some(max) = self.context.policy.evm.max_approval_gas {
            self.holds(CheckId::APPROVAL_GAS_CAP, unless(limit > max, ApprovalDetail::GasAbove { limit, max }));
        }
        if let Some(max) = self.context.policy.evm.max_sponsor_wei {
            let (id, most) = (CheckId::APPROVAL_COST_CAP, cost.most_wei);
            match cost.question(signed, self.allowance).filter(|_| most <= max) {
                // The settlement does not need the transaction, so its cost does not matter.
                Some(_) if self.failing.is_needless() => self.recorder.skip(id, CheckId::ALLOWANCE),
                Some(question) => self.recorder.ask(id, question),
                None => {
                    self.holds(id, unless(most > max, ApprovalDetail::CostAbove { cost: most, max }));
                }
            }
        }
    }

    fn signature(&mut self, signed: &SignedTransaction<'_>) {
        let signature = &signed.signature;
        let parts = Parts { r: signature.r, s: signature.s, y_is_odd: signature.y_is_odd };
        let format = unless(!parts.are_in_range(), ApprovalDetail::ScalarRange)
            .and(unless(parts.is_high(), ApprovalDetail::HighS));
        let format = self.holds(CheckId::APPROVAL_SIGNATURE, format);
        let fault = self.recorder.first_failure().or_else(|| first_open(self.recorder));
        let because = fault.or(format.is_none().then_some(CheckId::APPROVAL_SIGNATURE));
        if let Some(because) = because {
            return self.recorder.skip(CheckId::APPROVAL_SIGNER, because);
        }
        let digest = signed.transaction.digest();
        let payer = self.allowance.payer;
        let signer = match self.allowance.case.recovery.evm.signer(&parts.asked(digest, payer)) {
            Some(recovered) if recovered == payer => Ok(()),
            Some(recovered) => Err(ApprovalDetail::OtherSigner { recovered, payer }),
            None => Err(ApprovalDetail::NoSigner),
        };
        self.holds(CheckId::APPROVAL_SIGNER, signer);
    }
}

/// The sum, or the largest number if the sum exceeds 256 bits.
fn sum(one: Uint256, other: Uint256) -> Uint256 {
    let (mut bytes, other) = (one.to_be_bytes(), other.to_be_bytes());
    let mut carry = 0;
    for (slot, other) in bytes.iter_mut().zip(other).rev() {
        let total = u16::from(*slot).wrapping_add(u16::from(other)).wrapping_add(carry);
        let [high, low] = total.to_be_bytes();
        *slot = low;
        carry = u16::from(high);
    }
    if carry == 0 { Uint256::from_be_bytes(bytes) } else { Uint256::MAX }
}

fn unless(fails: bool, detail: ApprovalDetail) -> Result<(), ApprovalDetail> {
    if fails { Err(detail) } else { Ok(()) }
}
