//! A transaction of the payer that approves Permit2, which the facilitator may fund and sends before it settles (P-6).
//!
//! The payer's code does not matter to it. Only a key signs a transaction, so that nothing else than recovery can tell
//! whose it is; and an account whose key has signed is no contract: if it has code, that is a delegation (EIP-7702),
//! with which it still sends transactions (EIP-3607 as EIP-7702 has it).

use alloc::boxed::Box;

use x402_schemes::evm::{
    gas_sponsoring::erc20_approval::{Approve, Info},
    op_stack::charges_for_data,
    permit2::PERMIT2,
    transaction::{SignedTransaction, Transaction},
};
use x402_types::{Flag, Uint256};

use super::{Failing, Need};
use crate::{
    Approval, ApprovalDetail, CheckId, Context, Detail, GasSponsoring, Question, Report,
    evm::{common::skip_all, recover::recover, signature::Parts},
    recovery::Recovery,
};

/// The most gas that a transaction may have (EIP-7825).
const MAX_GAS: u64 = 1 << 24;

const CALL: [CheckId; 3] = [CheckId::ApprovalSpender, CheckId::ApprovalAmount, CheckId::ApprovalInfo];

/// There is nothing to hold the approval against.
pub(super) fn skip(info: Result<Info, Detail>, because: CheckId, context: &Context<'_>, report: &mut Report) {
    let because = report.check(CheckId::ApprovalPayload, info).map_or(CheckId::ApprovalPayload, |_| because);
    skip_rest(because, context, report);
}

fn skip_rest(because: CheckId, context: &Context<'_>, report: &mut Report) {
    use CheckId::{ApprovalOwner, ApprovalToken, ApprovalTransaction};
    skip_all(report, because, &[ApprovalOwner, ApprovalToken, ApprovalTransaction]);
    skip_transaction(because, context, report);
}

fn skip_transaction(because: CheckId, context: &Context<'_>, report: &mut Report) {
    use CheckId::{ApprovalCalldata, ApprovalChain, ApprovalTarget, ApprovalValue};
    skip_all(report, because, &[ApprovalChain, ApprovalTarget, ApprovalValue, ApprovalCalldata]);
    skip_all(report, because, &CALL);
    skip_all(report, because, &[CheckId::ApprovalNonce, CheckId::ApprovalFees, CheckId::ApprovalGas]);
    if context.policy.max_approval_gas.is_some() {
        report.skip(CheckId::ApprovalGasCap, because);
    }
    if context.policy.max_sponsor_wei.is_some() {
        report.skip(CheckId::ApprovalCostCap, because);
    }
    skip_all(report, because, &[CheckId::ApprovalSignature, CheckId::ApprovalSigner]);
}

/// Every check of the approval.
///
/// Where Permit2 is allowed enough without it, one with a fault is flagged: nobody need send it. Where that is not known it
/// is asked. What cannot be read is invalid all the same.
pub(super) fn check(
    info: Result<Info, Detail>,
    need: &Need<'_>,
    context: &Context<'_>,
    recovery: &mut Recovery,
    report: &mut Report,
) -> Option<(Approval, Option<Question>)> {
    let failing = Failing::new(Flag::FailingApproval, need, context);
    let Some(info) = report.check(CheckId::ApprovalPayload, info) else {
        skip_rest(CheckId::ApprovalPayload, context, report);
        return None;
    };
    let mut judge = Judge { failing, need, context, report };
    judge.names(&info);
    let signed = SignedTransaction::decode(&info.signed_transaction);
    let Some(signed) = judge.holds(CheckId::ApprovalTransaction, signed.map_err(ApprovalDetail::Transaction)) else {
        skip_transaction(CheckId::ApprovalTransaction, context, judge.report);
        return None;
    };
    let approve = judge.call(&info, &signed.transaction);
    let cost = Cost::new(&signed, need, context);
    judge.costs(&signed, &cost);
    judge.signature(&signed, recovery);
    let approval = approval(&signed, approve?, &cost);
    judge.report.sponsors(GasSponsoring::Approval(approval));
    let is_needed = context.policy.max_sponsor_wei.is_some();
    Some((approval, cost.question(&signed, need).filter(|_| !is_needed)))
}

/// What it costs whoever funds it.
struct Cost {
    most_wei: Uint256,
    data_fee: Option<Uint256>,
    is_execution_only: bool,
}

impl Cost {
    fn new(signed: &SignedTransaction<'_>, need: &Need<'_>, context: &Context<'_>) -> Self {
        let execution = signed.transaction.max_cost();
        let data_fee = context.facts.data_fee_of(&signed.hash());
        let most_wei = sum(execution, data_fee.unwrap_or(Uint256::ZERO));
        Self { most_wei, data_fee, is_execution_only: data_fee.is_none() && charges_for_data(need.chain_id) }
    }

    /// What the data costs, if that is not known.
    fn question(&self, signed: &SignedTransaction<'_>, need: &Need<'_>) -> Option<Question> {
        self.is_execution_only.then(|| Question::DataFee {
            network: need.network.clone(),
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

struct Judge<'a, 'r> {
    failing: Failing<'a>,
    need: &'a Need<'a>,
    context: &'a Context<'a>,
    report: &'r mut Report,
}

impl Judge<'_, '_> {
    fn holds<T>(&mut self, id: CheckId, result: Result<T, ApprovalDetail>) -> Option<T> {
        self.failing.check(id, result.map_err(|detail| Detail::Approval(Box::new(detail))), self.report)
    }

    /// Whose approval of which token the extension says it is.
    fn names(&mut self, info: &Info) {
        let (payer, offered) = (self.need.payer, self.need.token);
        let owner = unless(info.from != payer, ApprovalDetail::Owner { named: info.from, payer });
        self.holds(CheckId::ApprovalOwner, owner);
        let token = unless(info.asset != offered, ApprovalDetail::Token { named: info.asset, offered });
        self.holds(CheckId::ApprovalToken, token);
    }

    /// What is called, and where.
    fn call(&mut self, info: &Info, transaction: &Transaction<'_>) -> Option<Approve> {
        let Transaction { chain_id: signed, to, value, data, .. } = *transaction;
        let offered = self.need.chain_id;
        self.holds(CheckId::ApprovalChain, unless(signed != offered, ApprovalDetail::Chain { signed, offered }));
        self.holds(CheckId::ApprovalTarget, unless(to != Some(self.need.token), ApprovalDetail::Target(to)));
        self.holds(CheckId::ApprovalValue, unless(!value.is_zero(), ApprovalDetail::Value(value)));
        let Some(approve) = self.holds(CheckId::ApprovalCalldata, Approve::read(data).ok_or(ApprovalDetail::Call))
        else {
            skip_all(self.report, CheckId::ApprovalCalldata, &CALL);
            return None;
        };
        let (approved, named) = (approve.spender, info.spender);
        let spender = unless((approved, named) != (PERMIT2, PERMIT2), ApprovalDetail::Spender { approved, named });
        let is_other = approved != PERMIT2 && self.failing.is_needless();
        if is_other && self.context.policy.refused.contains(Flag::OtherSpender) {
            self.report.check(CheckId::ApprovalSpender, spender.map_err(|detail| Detail::Approval(Box::new(detail))));
        } else {
            self.holds(CheckId::ApprovalSpender, spender);
            if is_other {
                self.report.flag(Flag::OtherSpender);
            }
        }
        let (approved, permitted, named) = (approve.amount, self.need.permitted, info.amount);
        let amount = unless(approved < permitted.get(), ApprovalDetail::Amount { approved, permitted });
        self.holds(CheckId::ApprovalAmount, amount);
        self.holds(CheckId::ApprovalInfo, unless(named.get() != approved, ApprovalDetail::Info { named, approved }));
        Some(approve)
    }

    /// What it can cost whoever funds it, and whether a block may contain it.
    fn costs(&mut self, signed: &SignedTransaction<'_>, cost: &Cost) {
        let transaction = &signed.transaction;
        let last = unless(transaction.nonce == u64::MAX, ApprovalDetail::LastNonce);
        self.holds(CheckId::ApprovalNonce, last);
        let (max_priority_fee, max_fee) = (transaction.fees.max_priority_fee(), transaction.fees.max_fee());
        let fees = unless(max_priority_fee > max_fee, ApprovalDetail::Fees { max_priority_fee, max_fee });
        self.holds(CheckId::ApprovalFees, fees);
        let (limit, least) = (transaction.gas_limit, transaction.intrinsic_gas());
        let gas = unless(limit < least, ApprovalDetail::TooLittleGas { limit, least })
            .and(unless(limit > MAX_GAS, ApprovalDetail::TooMuchGas { limit }));
        self.holds(CheckId::ApprovalGas, gas);
        if let Some(max) = self.context.policy.max_approval_gas {
            self.holds(CheckId::ApprovalGasCap, unless(limit > max, ApprovalDetail::GasAbove { limit, max }));
        }
        if let Some(max) = self.context.policy.max_sponsor_wei {
            let (id, most) = (CheckId::ApprovalCostCap, cost.most_wei);
            match cost.question(signed, self.need).filter(|_| most <= max) {
                // Nobody need send it, and so nobody need know.
                Some(_) if self.failing.is_needless() => self.report.skip(id, CheckId::Allowance),
                Some(question) => self.report.needs_answer(id, question),
                None => {
                    self.holds(id, unless(most > max, ApprovalDetail::CostAbove { cost: most, max }));
                }
            }
        }
    }

    fn signature(&mut self, signed: &SignedTransaction<'_>, recovery: &mut Recovery) {
        let signature = &signed.signature;
        let parts = Parts { r: signature.r, s: signature.s, y_is_odd: signature.y_is_odd };
        let form = unless(!parts.are_in_range(), ApprovalDetail::ScalarRange)
            .and(unless(parts.is_high(), ApprovalDetail::HighS));
        let form = self.holds(CheckId::ApprovalSignature, form);
        let fault = self.report.first_failure().or_else(|| self.report.first_fault());
        let because = fault.or(form.is_none().then_some(CheckId::ApprovalSignature));
        if let Some(because) = because {
            return self.report.skip(CheckId::ApprovalSigner, because);
        }
        let digest = signed.transaction.digest();
        let payer = self.need.payer;
        let recovered = recovery.signer(&digest, || recover(&digest, parts.r, parts.s, parts.y_is_odd));
        let signer = match recovered {
            Some(recovered) if recovered == payer => Ok(()),
            Some(recovered) => Err(ApprovalDetail::OtherSigner { recovered, payer }),
            None => Err(ApprovalDetail::NoSigner),
        };
        self.holds(CheckId::ApprovalSigner, signer);
    }
}

/// No more than there are numbers.
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
