//! A deposit, which pays for one request: with EIP-3009 (N-15), and with Permit2 (N-16, N-17).

mod by_eip3009;
mod by_permit2;
mod kinds;

use x402_schemes::{
    AccountId, AssetTransferMethod, Terms,
    evm::{
        Address,
        batch_settlement::{DepositPayment, Kind, SETTLEMENT, min_deposit},
    },
};
use x402_types::{Amount, Flag, JsonRef, UnixSeconds};

use super::{
    super::Detail,
    ask,
    channel::{Offered, Paying},
    client, is_of_another, kind_of, network, read,
};
use crate::{
    Authorized, CheckId, Expires, Outcome,
    case::Case,
    evm::questions::{Balance, ContractCode},
    identity::Nonce,
    recorder::Recorder,
};

pub(super) use by_eip3009::CODES_BY_EIP3009;
pub(super) use by_permit2::CODES_BY_PERMIT2;
pub(super) use kinds::{BY_EIP3009, BY_PERMIT2};

/// `true` if a payload is a deposit with a permit of Permit2.
fn is_by_permit2(case: &Case<'_>) -> bool {
    is_deposit(case) && has_authorization(case, "permit2Authorization")
}

fn has_authorization(case: &Case<'_>, name: &str) -> bool {
    let authorization = || case.claim.payload.as_json().get("deposit")?.get("authorization")?.non_null(name);
    authorization().is_some()
}

fn is_deposit(case: &Case<'_>) -> bool {
    kind_of(case) == Some(Kind::Deposit)
}

/// The method that the offer names, or else the client. `None` if neither does.
fn tag<'a>(case: &Case<'a>) -> Option<JsonRef<'a>> {
    let accepted = || Terms::from(case.claim.accepted?).extra_member(AssetTransferMethod::MEMBER);
    case.terms.extra_member(AssetTransferMethod::MEMBER).or_else(accepted)
}

/// Checks that this crate knows the method of the deposit (N-9).
fn method_of(case: &Case<'_>) -> Outcome {
    let outcome = super::method_of(case);
    let Some(tag) = tag(case).filter(|_| matches!(outcome, Outcome::Pass)) else { return outcome };
    match tag.string() {
        Err(_) => Outcome::fail(crate::Detail::Method(x402_schemes::MethodError::NotText)),
        Ok(name) if *name == *"eip3009" || *name == *"permit2" => Outcome::Pass,
        Ok(_) => Outcome::needs(case.no_verifier()),
    }
}

/// Reads the bytes into `payment`. Its authorization must be of the offer's method. Returns `true` if it was read.
fn read_deposit(case: &Case<'_>, by_permit2: bool, recorder: &mut Recorder<'_>) -> Option<DepositPayment> {
    let tag = tag(case).and_then(|tag| tag.string().ok());
    let wrong = match (tag.as_deref(), by_permit2) {
        (Some("eip3009"), true) if !has_authorization(case, "erc3009Authorization") => Some(Detail::NotByEip3009),
        (Some("permit2"), false) if has_authorization(case, "erc3009Authorization") => Some(Detail::NotByPermit2),
        _ => None,
    };
    recorder.flag_if(tag.is_none() && by_permit2, Flag::UntaggedMethod);
    match wrong {
        Some(wrong) if !is_of_another(recorder) => {
            recorder.fail(CheckId::PAYLOAD, wrong);
            None
        }
        _ => read(case, recorder, DepositPayment::read),
    }
}

fn paying<'a>(case: &'a Case<'a>, payment: &'a DepositPayment) -> Paying<'a> {
    let mut paying = Paying::new(case, Kind::Deposit, &payment.commitment);
    paying.deposit = payment.deposit.amount;
    paying
}

/// The payer's authorization: the nonce and the end are those of the deposit. The voucher counts on its channel.
fn authorized(paying: &Paying<'_>, token: Address, of_deposit: Nonce, end: UnixSeconds) -> Authorized {
    let nonce = of_deposit.reaching(paying.commitment.voucher.max_claimable.into(), client::channel_nonce(paying));
    client::authorized(paying, AccountId::Evm(token), nonce, Expires::At(end))
}

/// The least deposit that the offer names (N-7).
fn check_least(paying: &Paying<'_>, recorder: &mut Recorder<'_>) {
    let Some(least) = min_deposit(paying.case.terms) else { return };
    let deposit = paying.deposit;
    let is_below = Amount::from(deposit) < least;
    recorder.flag_if(is_below, Flag::BelowMinDeposit);
    if paying.case.context.policy.evm.batch_settlement.enforce_min_deposit {
        let reached = if is_below { Err(Detail::BelowMinDeposit { deposit, least }) } else { Ok(()) };
        recorder.check(CheckId::MIN_DEPOSIT, reached);
    }
}

/// Asks about the contracts and the balance.
fn ask_for_contracts(paying: &Paying<'_>, token: Address, collector: Address, recorder: &mut Recorder<'_>) {
    let network = || network(paying.case);
    for contract in [token, SETTLEMENT, collector] {
        ask(recorder, ContractCode { network: network(), contract });
    }
    let (owner, at_least) = (paying.commitment.config.payer, paying.deposit.into());
    ask(recorder, Balance { network: network(), token, owner, at_least });
}

/// The checks of the channel that deposits have.
fn check_channel(paying: &Paying<'_>, offered: &Offered, recorder: &mut Recorder<'_>) {
    paying.check_channel(offered, recorder);
    check_least(paying, recorder);
}
