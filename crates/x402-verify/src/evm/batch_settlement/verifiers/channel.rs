//! Checks a channel against the offer, the server's record and the contract's state.

use x402_schemes::evm::{
    Address,
    batch_settlement::{Amount128, Channel as OnChain, ChannelConfig, ChannelId, Commitment, Kind, WITHDRAW_DELAYS},
};
use x402_types::{Amount, AnyAmount, Flag};

use super::{
    super::{Channel, ChannelState, Detail},
    ask, chain_id, network,
    signed::is_revocable,
};
use crate::{
    CheckId, Verdict,
    case::Case,
    check_order::{ListedCheck, SETTLING},
    evm::{
        self, Particulars,
        checks::{self, check_offer, flag_wrong_checksums},
        questions::{AccountCode, ChannelRecord, ChannelState as StateQuestion},
    },
    recorder::Recorder,
};

/// The checks of the config, of the record and of the charge, in their order.
pub(super) const CHECKS: &[ListedCheck] = &[
    ListedCheck::of(CheckId::OFFER_CHANNEL).after(&[]),
    ListedCheck::of(CheckId::CHANNEL_ID),
    ListedCheck::of(CheckId::CHANNEL_RECEIVER).after(&[CheckId::PAYLOAD, CheckId::PAY_TO_ADDRESS]),
    ListedCheck::of(CheckId::RECEIVER_AUTHORIZER).after(&[CheckId::PAYLOAD, CheckId::OFFER_CHANNEL]),
    ListedCheck::of(CheckId::CHANNEL_TOKEN).after(&[CheckId::PAYLOAD, CheckId::ASSET_ADDRESS]),
    ListedCheck::of(CheckId::WITHDRAW_DELAY).after(&[CheckId::PAYLOAD, CheckId::OFFER_CHANNEL]),
    ListedCheck::of(CheckId::WITHDRAW_DELAY_RANGE),
    ListedCheck::of(CheckId::CONFIG_ADDRESSES),
    ListedCheck::of(CheckId::MIN_DEPOSIT).if_made(),
    ListedCheck::of(CheckId::CUMULATIVE).if_made(),
    ListedCheck::of(CheckId::BATCH_CHARGE).listed(SETTLING),
];

/// The checks by the contract's state, after the signatures.
pub(super) const STATE: &[ListedCheck] = &[
    ListedCheck::of(CheckId::CHANNEL_BALANCE),
    after_balance(CheckId::CEILING_BALANCE),
    after_balance(CheckId::CEILING_CLAIMED),
];

pub(super) const fn after_balance(check: CheckId) -> ListedCheck {
    ListedCheck::of(check).after(&[CheckId::PAYLOAD, CheckId::CHANNEL_BALANCE])
}

/// The addresses in the payload's config.
const ADDRESSES: &[&str] = &[
    "channelConfig.payer",
    "channelConfig.payerAuthorizer",
    "channelConfig.receiver",
    "channelConfig.receiverAuthorizer",
    "channelConfig.token",
];

/// Checks that the addresses of the payload's config are written as the policy requires (E-3).
pub(super) fn check_address_case(case: &Case<'_>) -> Result<(), evm::Detail> {
    checks::check_address_case(case.claim.payload.as_json(), ADDRESSES, case)
}

/// Flags a payload in whose config an address has a wrong checksum (E-3).
pub(super) fn flag_config(case: &Case<'_>, recorder: &mut Recorder<'_>) {
    flag_wrong_checksums(case.claim.payload.as_json(), ADDRESSES, case.terms, recorder);
}

/// The offer's terms for the channel.
pub(super) struct Offered {
    asset: Option<Address>,
    pay_to: Option<Address>,
    authorizer: Option<Address>,
    /// `None` if the check of the delay is not made.
    delay: Option<u64>,
}

impl Offered {
    /// Reads the offer (N-4).
    pub(super) fn read(case: &Case<'_>, recorder: &mut Recorder<'_>) -> Self {
        let (asset, pay_to) = check_offer(case, recorder);
        let authorizer = case.terms.extra_member("receiverAuthorizer").and_then(|member| member.string().ok());
        let authorizer = authorizer.and_then(|text| text.parse().ok()).filter(|address: &Address| !address.is_zero());
        let delay = case.terms.extra_member("withdrawDelay").and_then(|member| member.integer().ok());
        let is_left_out = || case.terms.extra.is_none_or(|extra| extra.as_json().get("withdrawDelay").is_none());
        let may_be_left_out = case.context.policy.evm.batch_settlement.optional_withdraw_delay;
        let missing = match (authorizer, delay) {
            (None, _) => Err(Detail::NoReceiverAuthorizer),
            (_, None) if may_be_left_out && is_left_out() => {
                recorder.leave_out(&[CheckId::WITHDRAW_DELAY]);
                Ok(())
            }
            (_, None) => Err(Detail::NoWithdrawDelay),
            _ => Ok(()),
        };
        recorder.check(CheckId::OFFER_CHANNEL, missing);
        Self { asset, pay_to, authorizer, delay }
    }

    pub(super) const fn asset(&self) -> Option<Address> {
        self.asset
    }
}

/// A payment, with the server's record and the contract's state of its channel.
pub(super) struct Paying<'a> {
    pub(super) case: &'a Case<'a>,
    pub(super) kind: Kind,
    pub(super) commitment: &'a Commitment,
    pub(super) channel: OnChain,
    /// The amount that is added to the channel first. Zero for all but deposits.
    pub(super) deposit: Amount128,
    /// The amount that a refund asks for.
    pub(super) refund: Option<Amount128>,
    pub(super) record: Record,
    pub(super) state: Option<&'a ChannelState>,
}

/// The server's record of its charges.
#[derive(Clone, Copy)]
pub(super) enum Record {
    /// The caller did not supply it.
    Unknown,
    /// The server has no record, so the claimed total counts (N-22).
    None,
    Sum(Amount128),
}

impl<'a> Paying<'a> {
    pub(super) fn new(case: &'a Case<'a>, kind: Kind, commitment: &'a Commitment) -> Self {
        let channel = commitment.config.on_chain(chain_id(case));
        let record = match case.context.records.evm.batch_settlement.of(channel.id()) {
            None => Record::Unknown,
            Some(None) => Record::None,
            Some(Some(sum)) => Record::Sum(sum),
        };
        let state = ChannelState::of_facts(case.context.facts, channel.id());
        Self { case, kind, commitment, channel, deposit: Amount128::default(), refund: None, record, state }
    }

    const fn signed(&self) -> Amount128 {
        self.commitment.voucher.max_claimable
    }

    /// The price of one request. A refund pays for none.
    pub(super) fn price(&self) -> Amount {
        if self.kind == Kind::Refund { 0.into() } else { self.case.terms.units() }
    }

    /// The sum with the price added, if it fits into 128 bits.
    fn with_price(&self, sum: Amount128) -> Option<u128> {
        self.price().get().to_u128()?.checked_add(sum.get())
    }

    /// The checks that bytes and records decide.
    pub(super) fn check_channel(&self, offered: &Offered, recorder: &mut Recorder<'_>) {
        flag_config(self.case, recorder);
        self.check_config(offered, recorder);
        self.check_record(recorder);
        self.flag_state(recorder);
        let mut channel = Channel {
            id: self.channel.id(),
            kind: self.kind,
            max_claimable: self.signed(),
            deposit: (self.kind == Kind::Deposit).then_some(self.deposit),
            refund: self.refund,
            charged: None,
        };
        if let Some(charge) = self.case.context.phase.charge() {
            channel.charged = self.check_charge(charge, recorder);
        }
        recorder.adds(Particulars { channel: Some(channel), ..Particulars::default() });
    }

    fn check_config(&self, offered: &Offered, recorder: &mut Recorder<'_>) {
        let config = &self.commitment.config;
        check_id(CheckId::CHANNEL_ID, self.commitment.voucher.channel_id, &self.channel, recorder);
        for (check, member, signed, offered) in [
            (CheckId::CHANNEL_RECEIVER, "receiver", &config.receiver, &offered.pay_to),
            (CheckId::RECEIVER_AUTHORIZER, "receiverAuthorizer", &config.receiver_authorizer, &offered.authorizer),
            (CheckId::CHANNEL_TOKEN, "token", &config.token, &offered.asset),
        ] {
            let Some(offered) = offered else { continue };
            let is_offered = if signed == offered {
                Ok(())
            } else {
                Err(Detail::Config { member, signed: *signed, offered: *offered })
            };
            recorder.check(check, is_offered);
        }
        let signed = config.withdraw_delay;
        if let Some(offered) = offered.delay {
            let is_offered = if signed == offered { Ok(()) } else { Err(Detail::Delay { signed, offered }) };
            recorder.check(CheckId::WITHDRAW_DELAY, is_offered);
        }
        let in_range = WITHDRAW_DELAYS.contains(&signed);
        recorder.check(CheckId::WITHDRAW_DELAY_RANGE, if in_range { Ok(()) } else { Err(Detail::DelayRange(signed)) });
        recorder
            .check(CheckId::CONFIG_ADDRESSES, zero_member(config).map_or(Ok(()), |name| Err(Detail::ZeroMember(name))));
        recorder.flag_if(config.payer == config.receiver, Flag::SelfPayment);
        recorder.flag_if(is_revocable(config), Flag::RevocableVoucher);
    }

    /// Checks the voucher against the charges so far, from the server's record or, without one, from the contract.
    fn check_record(&self, recorder: &mut Recorder<'_>) {
        let (signed, price) = (self.signed(), self.price());
        let claimed = self.state.map(|state| state.total_claimed);
        let least = claimed.and_then(|claimed| self.with_price(claimed));
        let is_short = least.is_none_or(|least| signed.get() < least);
        let compared = match (self.record, claimed) {
            (Record::Sum(charged), _) => Some((charged, self.with_price(charged) == Some(signed.get()))),
            (Record::None, Some(claimed)) => {
                recorder.flag_if(!is_short && least != Some(signed.get()), Flag::UnrecordedCharges);
                Some((claimed, !is_short))
            }
            (Record::None, None) => {
                recorder.skip(CheckId::CUMULATIVE, CheckId::CHANNEL_BALANCE);
                None
            }
            (Record::Unknown, _) => None,
        };
        if let Some((charged, holds)) = compared {
            let is_next = if holds { Ok(()) } else { Err(Detail::Cumulative { signed, charged, price }) };
            recorder.check(CheckId::CUMULATIVE, is_next);
        }
        // With such a voucher, the seller could claim less than the price (N-23).
        if let (Record::Unknown | Record::Sum(_), Some(claimed)) = (self.record, claimed) {
            recorder.flag_if(is_short && self.kind != Kind::Refund && signed > claimed, Flag::ShortVoucher);
        }
    }

    /// Checks that this amount can be charged (N-26). Returns the sum of all charges after it, if the charges so far
    /// are known.
    fn check_charge(&self, charge: &AnyAmount, recorder: &mut Recorder<'_>) -> Option<Amount128> {
        let (signed, price) = (self.signed().get(), self.price());
        let charged = match (self.record, self.state) {
            (Record::Sum(sum), _) => Some(sum.get()),
            (Record::None, Some(state)) => Some(state.total_claimed.get()),
            _ => None,
        };
        // Whatever was charged before, a charge is not above the voucher.
        let left = Amount128::new(signed.saturating_sub(charged.unwrap_or_default()));
        let most = Amount::from(left).min(price);
        let is_covered =
            if *charge <= most.into() { Ok(()) } else { Err(Detail::Charge { charge: charge.clone(), most }) };
        recorder.check(CheckId::BATCH_CHARGE, is_covered)?;
        charged?.checked_add(charge.units()?.get().to_u128()?).map(Amount128::new)
    }

    /// Checks the channel's state (N-24), or asks for it. These checks come after the signatures: a wrong signature is
    /// the reason, whatever the state is.
    pub(super) fn check_state(&self, recorder: &mut Recorder<'_>) {
        let Some(state) = self.state else {
            let (network, channel) = (network(self.case), self.channel.id());
            return recorder.ask(CheckId::CHANNEL_BALANCE, StateQuestion { network, channel });
        };
        let ChannelState { balance, total_claimed: claimed, .. } = *state;
        let signed = self.signed();
        let exists = self.kind == Kind::Deposit || balance.get() != 0;
        let exists = if exists { Ok(()) } else { Err(Detail::NoChannel(self.channel.id())) };
        if recorder.check(CheckId::CHANNEL_BALANCE, exists).is_none() {
            return;
        }
        let sum = balance.get().checked_add(self.deposit.get()).map(Amount128::new);
        let covers = match sum {
            Some(balance) if signed > balance => Err(Detail::AboveBalance { sum: signed, balance }),
            _ => Ok(()),
        };
        recorder.check(CheckId::CEILING_BALANCE, covers);
        let is_new = signed > claimed || (self.kind == Kind::Refund && signed == claimed);
        recorder
            .check(CheckId::CEILING_CLAIMED, if is_new { Ok(()) } else { Err(Detail::Claimed { signed, claimed }) });
        match self.kind {
            Kind::Deposit => {
                recorder.check(CheckId::DEPOSIT_OVERFLOW, sum.map(|_| ()).ok_or(Detail::Overflow));
            }
            Kind::Refund => {
                let is_left = if self.rest(state) == 0 { Err(Detail::NothingLeft) } else { Ok(()) };
                recorder.check(CheckId::REFUND_REST, is_left);
            }
            Kind::Voucher | Kind::CompletedRefund | Kind::Claim | Kind::Settle => {}
        }
    }

    /// The amount that is left to refund.
    const fn rest(&self, state: &ChannelState) -> u128 {
        state.balance.get().saturating_sub(self.signed().get())
    }

    /// Flags that the payer's side is about to take the escrow (N-25), or that less is left than it asks for (N-24).
    fn flag_state(&self, recorder: &mut Recorder<'_>) {
        let Some(state) = self.state else { return };
        recorder.flag_if(self.refund.is_some_and(|asked| asked.get() > self.rest(state)), Flag::CappedRefund);
        let Some(withdrawal) = state.withdrawal else { return };
        recorder.flag(Flag::WithdrawalPending);
        let due = withdrawal.requested_at.saturating_add(self.commitment.config.withdraw_delay);
        // The contract pays out at most the unclaimed balance, a deposit included.
        let balance = state.balance.get().saturating_add(self.deposit.get());
        let unclaimed = balance.saturating_sub(state.total_claimed.get());
        // An unknown amount is at most the balance, which falls through refunds alone until then, and they lower both.
        // A claim since the request lowers neither.
        let takes = withdrawal.amount.unwrap_or(state.balance).get().min(unclaimed);
        let left = balance.saturating_sub(takes);
        recorder.flag_if(self.case.context.now >= due && self.signed().get() > left, Flag::WithdrawalDue);
    }

    /// Asks for the server's own record, if the caller did not supply it.
    pub(super) fn ask_for_record(&self, recorder: &mut Recorder<'_>) {
        if matches!(self.record, Record::Unknown) {
            ask(recorder, ChannelRecord { network: network(self.case), channel: self.channel.id() });
        }
    }

    /// Asks for the payer's code if it matters, and the verdict does not depend on it.
    pub(super) fn ask_for_code(&self, matters: bool, recorder: &mut Recorder<'_>) {
        if matters && recorder.verdict() == Verdict::Valid {
            ask_for_code(self.case, self.commitment.config.payer, recorder);
        }
    }
}

/// Asks for the code of an account that signed.
pub(super) fn ask_for_code(case: &Case<'_>, account: Address, recorder: &mut Recorder<'_>) {
    ask(recorder, AccountCode { network: network(case), account, if_plain: None });
}

/// Checks that the payload names the channel of its config.
pub(super) fn check_id(check: CheckId, named: ChannelId, channel: &OnChain, recorder: &mut Recorder<'_>) {
    let of_config = channel.id();
    recorder.check(check, if named == of_config { Ok(()) } else { Err(Detail::OtherChannel { named, of_config }) });
}

/// The field whose address is zero, for which the contract accepts no deposit.
fn zero_member(config: &ChannelConfig) -> Option<&'static str> {
    let members = [("payer", &config.payer), ("receiver", &config.receiver), ("token", &config.token)];
    members.into_iter().find(|(_, address)| address.is_zero()).map(|(name, _)| name)
}
