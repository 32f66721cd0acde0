//! From a 402 response to a payment from a channel (N-33 to N-36).

use alloc::{boxed::Box, string::String, vec::Vec};

use x402_schemes::{
    AccountId, AssetTransferMethod, Budget, Deposited, SpendingLimits, Terms,
    evm::{
        Address, Signature,
        batch_settlement::{
            Amount128, Buyer as Owned, ChannelDraft, ChannelId, Commitment, Deposit, DepositPayment, Payload,
            RefundRequest,
        },
        eip3009::{Nonce, Window},
        permit2,
    },
};
use x402_types::{Amount, Offer, PaymentRequired, Scheme, Uint256, v2};
use x402_verify::{
    Context, Facts, Purposes, Records, Report,
    evm::{
        AccountCode, Fact,
        batch_settlement::{
            ChannelState, Correction, Fact as OfChannel, Owner, corrected_offer, is_corrective, review_correction,
        },
        questions,
    },
    verify,
};

use super::{Channel, ChannelPayment, Channels, OpenDeposit};
use crate::{
    Allowance, Buyer, Entry, Fresh, NotPaid, Payable, ToSign,
    buyer::Payer,
    draft::answer,
    pay::{Remaining, reviewed},
    signer::with_v,
};

/// The reasons with which a seller refuses a voucher because of the balance.
const OF_BALANCE: [&str; 2] =
    ["invalid_batch_settlement_evm_channel_not_found", "invalid_batch_settlement_evm_cumulative_exceeds_balance"];

/// All channels of an account have this salt: one channel for each seller, token, authorizer and delay.
const SALT: Nonce = Nonce::new([0; 32]);

impl<L: Channels> Buyer<L> {
    /// Chooses an offer of `batch-settlement` and pays from the buyer's channel for it. If the balance is too low, the
    /// payment makes a deposit, which must be within the allowances, and is reserved in the ledger before it is signed.
    /// A voucher spends only money that the ledger has counted as a deposit, so only its price is compared with the
    /// limit for one payment.
    ///
    /// A channel that the ledger does not have may be on the chain, so a node must be asked first ([`NotPaid::Ask`]).
    /// `facts` are its answers, which must be new for this payment. The seller's next 402 response may correct the sum:
    /// pay it in the same way. The buyer signs at most the corrected sum and the price, and only a voucher of this
    /// buyer proves a sum (N-34).
    ///
    /// The payer's key also signs vouchers. An account whose code decides, or that signs elsewhere, cannot pay from a
    /// channel.
    ///
    /// # Errors
    /// Nothing was signed, or the signed payment is not sent. The ledger has no new payment, but may have a newer state
    /// of the channel.
    pub fn pay_from_channel(&self, payable: &Payable, fresh: &Fresh, facts: &Facts) -> Result<ChannelPayment, NotPaid> {
        let (mut allowances, mut budgets) = self.of_channels();
        let required = of_v2(payable)?;
        let mut remaining = Remaining::of(payable.required());
        let mut known = self.known(required, fresh.now, facts)?;
        let mut spent = None;
        loop {
            let deposits: Vec<_> = known.iter().map(|(_, known)| known.deposited()).collect();
            let limits =
                SpendingLimits::DEFAULT.with_budgets(&budgets).with_deposits(&deposits).with_tolerated(self.tolerated);
            let index = remaining.choose(&limits).map_err(|why| spent.take().unwrap_or(why))?;
            let Some(offer) = required.accepts.get(index).and_then(Offer::get) else {
                return Err(NotPaid::NoOffer(Vec::new()));
            };
            let terms = Terms::from(offer);
            let account = self.payer_on(&offer.network).map(Payer::account);
            let offered = match reviewed(&terms, account, &limits).and_then(|()| self.offered_channel(offer)) {
                Ok(offered) => offered,
                Err(why) => {
                    remaining.leave_out(index, why);
                    continue;
                }
            };
            let Some((_, current)) = known.iter().find(|(known, _)| *known == index) else {
                known.push((index, offered.with_state(required, fresh.now, facts, &self.ledger)?));
                continue;
            };
            let covering = limits.covering(&terms).ok().and_then(|covered| covered.budget);
            let allowance = covering.and_then(|index| Some((index, *allowances.get(index)?)));
            let due = current.channel.sums().deposit_due(&terms);
            let (Some(due), Some((covering, allowance))) = (due, allowance) else {
                return Err(NotPaid::NoOffer(Vec::new()));
            };
            let making = Making { payable, required, offered: current, facts, fresh };
            if due == Amount128::default() {
                let payload = Payload::Voucher(Box::new(making.commitment(making.next_sum()?)?));
                return making.payment(payload, current.channel, None);
            }
            match making.with_deposit(due, allowance, self) {
                // A different allowance may have enough.
                Err(why @ (NotPaid::Limit(_) | NotPaid::Spent)) => {
                    spent = Some(why);
                    allowances.remove(covering);
                    budgets.remove(covering);
                }
                paid => return paid,
            }
        }
    }

    /// Requests a refund of everything left in a channel: the first one among the offers of the 402 response in which
    /// something is left. It pays for no service. The facts are as for [`pay_from_channel`](Self::pay_from_channel),
    /// and [`ChannelPayment::answered`] takes the answer. The sums of a channel never fall, so the next deposit opens
    /// it again.
    ///
    /// # Errors
    /// Nothing was signed, or the signed request is not sent.
    pub fn refund_channel(&self, payable: &Payable, fresh: &Fresh, facts: &Facts) -> Result<ChannelPayment, NotPaid> {
        let required = of_v2(payable)?;
        let offers = required.accepts.iter().filter_map(|offer| offer.get());
        for offer in offers.filter(|offer| offer.scheme == Scheme::BATCH_SETTLEMENT) {
            let Ok(offered) = self.offered_channel(offer) else { continue };
            let offered = &offered.with_state(required, fresh.now, facts, &self.ledger)?;
            if offered.channel.rest() == Amount128::default() {
                continue;
            }
            let making = Making { payable, required, offered, facts, fresh };
            let commitment = making.commitment(offered.channel.charged)?;
            let payload = Payload::Refund(Box::new(RefundRequest::new(commitment, None)));
            return making.payment(payload, offered.channel, None);
        }
        Err(NotPaid::draft("nothing is left in a channel for these offers"))
    }

    /// The allowances for channels from which an account pays, and their budgets.
    fn of_channels(&self) -> (Vec<&Allowance>, Vec<Budget>) {
        let is_payable = |allowance: &&Allowance| {
            let budget = allowance.budget();
            budget.scheme == Scheme::BATCH_SETTLEMENT && self.payer_on(&budget.network).is_some()
        };
        let allowances: Vec<_> = self.allowances.iter().filter(is_payable).collect();
        let budgets = allowances.iter().map(|allowance| allowance.budget().clone()).collect();
        (allowances, budgets)
    }

    /// The channels for these offers that the ledger has, each with the index of its offer.
    fn known<'a>(
        &'a self,
        required: &'a v2::PaymentRequired,
        now: u64,
        facts: &Facts,
    ) -> Result<Vec<(usize, OfferedChannel<'a>)>, NotPaid> {
        let mut known = Vec::new();
        for (index, offer) in required.accepts.iter().enumerate() {
            let Some(offer) = offer.get().filter(|offer| offer.scheme == Scheme::BATCH_SETTLEMENT) else { continue };
            let Ok(offered) = self.offered_channel(offer) else { continue };
            if self.ledger.channel(&offered.draft.channel().id()).map_err(NotPaid::ledger)?.is_some() {
                known.push((index, offered.with_state(required, now, facts, &self.ledger)?));
            }
        }
        Ok(known)
    }

    /// The buyer's channel for an offer, with no known state.
    fn offered_channel<'a>(&'a self, offer: &'a v2::PaymentRequirements) -> Result<OfferedChannel<'a>, NotPaid> {
        let payer = self.payer_on(&offer.network).ok_or_else(|| NotPaid::draft("no signer pays on this network"))?;
        let AccountId::Evm(account) = payer.account() else {
            return Err(NotPaid::draft("only EVM chains have channels"));
        };
        let owned = Owned { payer: account, authorizer: account, salt: SALT };
        let draft = ChannelDraft::for_offer(offer, owned).map_err(NotPaid::draft)?;
        Ok(OfferedChannel { payer, account, offer, draft, channel: Channel::default() })
    }
}

/// Version 1 has no such scheme.
fn of_v2(payable: &Payable) -> Result<&v2::PaymentRequired, NotPaid> {
    match payable.required() {
        PaymentRequired::V2(required) => Ok(required),
        PaymentRequired::V1(_) => Err(NotPaid::draft("version 1 of the protocol has no channels")),
    }
}

/// The seller's sum on the channel of this offer, if this buyer has signed it (N-34).
fn corrected(
    required: &v2::PaymentRequired,
    offer: &v2::PaymentRequirements,
    payer: Address,
    facts: &Facts,
) -> Result<Amount128, NotPaid> {
    let mut about = required.clone();
    about.accepts = Vec::from([offer.clone().into()]);
    match review_correction(&about, Owner { payer, payer_authorizer: payer, salt: SALT }, facts) {
        Correction::Adopt { charged, .. } => Ok(charged),
        Correction::Ask(question) => Err(NotPaid::Ask(question)),
        Correction::Refuse(fault) => Err(NotPaid::Correction(fault)),
        _ => Err(NotPaid::draft("the seller's sum cannot be verified")),
    }
}

fn replace<L: Channels>(ledger: &L, id: ChannelId, before: Option<&Channel>, after: &Channel) -> Result<(), NotPaid> {
    let is_as_before = ledger.replace(&id, before, after).map_err(NotPaid::ledger)?;
    if is_as_before { Ok(()) } else { Err(NotPaid::Taken) }
}

/// The channel of an offer, as the buyer knows it.
struct OfferedChannel<'a> {
    payer: &'a Payer,
    account: Address,
    offer: &'a v2::PaymentRequirements,
    draft: ChannelDraft<'a>,
    channel: Channel,
}

impl OfferedChannel<'_> {
    /// The same channel with its current state. The chain and the seller provide what the ledger does not know. If the
    /// facts contain the channel, the chain is right.
    fn with_state<L: Channels>(
        self,
        required: &v2::PaymentRequired,
        now: u64,
        facts: &Facts,
        ledger: &L,
    ) -> Result<Self, NotPaid> {
        let id = self.draft.channel().id();
        let before = ledger.channel(&id).map_err(NotPaid::ledger)?;
        // A correction is about one offer (N-34).
        let is_corrected = corrected_offer(required).is_some_and(|offer| core::ptr::eq(offer, self.offer));
        let error = required.error.as_deref().filter(|error| is_corrected || !is_corrective(error)).unwrap_or_default();
        let Some(state) = ChannelState::of_facts(facts, id) else {
            let is_known = !is_corrective(error) && !OF_BALANCE.contains(&error);
            let is_made = |channel: &Channel| channel.open.is_none_or(|deposit| deposit.answered);
            if let Some(channel) = before.filter(|channel| is_known && is_made(channel)) {
                return Ok(OfferedChannel { channel, ..self });
            }
            return Err(self.ask());
        };
        let by_ledger = before.map_or(state.total_claimed, |channel| channel.charged.max(state.total_claimed));
        let charged =
            if is_corrective(error) { corrected(required, self.offer, self.account, facts)? } else { by_ledger };
        let balance = state.balance;
        let open = before.and_then(|channel| {
            let deposit = channel.open?;
            let without = if deposit.answered {
                channel.balance.get().saturating_sub(deposit.amount.get())
            } else {
                channel.balance.get()
            };
            let is_made = balance.get() >= without.saturating_add(deposit.amount.get());
            (!is_made).then_some((OpenDeposit { answered: false, ..deposit }, balance.get() > without))
        });
        let waits = open.filter(|(deposit, _)| now <= deposit.last());
        let channel = Channel { charged, balance, open: waits.map(|(deposit, _)| deposit) };
        replace(ledger, id, before.as_ref(), &channel)?;
        // A deposit that was not made in time can take nothing any more. If there is more than before, it was made, and
        // a part was refunded since.
        if let Some((deposit, false)) = open.filter(|_| waits.is_none()) {
            ledger.release(&deposit.id).map_err(NotPaid::ledger)?;
        }
        Ok(OfferedChannel { channel, ..self })
    }

    /// The question for a node about the channel.
    fn ask(&self) -> NotPaid {
        let channel = self.draft.channel().id();
        let question = questions::ChannelState { network: self.offer.network.clone(), channel };
        NotPaid::Ask(Box::new(question.into()))
    }

    fn deposited(&self) -> Deposited {
        let mut deposited = Deposited::none(self.offer.clone());
        (deposited.charged, deposited.balance) = (self.channel.charged.into(), self.channel.balance.into());
        deposited
    }
}

/// A payment in the making.
struct Making<'a> {
    payable: &'a Payable,
    required: &'a v2::PaymentRequired,
    offered: &'a OfferedChannel<'a>,
    facts: &'a Facts,
    fresh: &'a Fresh,
}

impl Making<'_> {
    fn next_sum(&self) -> Result<Amount128, NotPaid> {
        let sum = self.offered.channel.sums().next_sum(&self.offered.offer.into());
        sum.ok_or_else(|| NotPaid::draft("the next sum of the channel is too large"))
    }

    fn sign(&self, digest: [u8; 32], json: String) -> Result<Signature, NotPaid> {
        self.offered.payer.sign(&ToSign::TypedData { digest, json }).map(with_v).map(Signature::new)
    }

    fn commitment(&self, sum: Amount128) -> Result<Commitment, NotPaid> {
        let draft = self.offered.draft.voucher(sum);
        Ok(draft.with_signature(self.sign(draft.digest(), draft.typed_data())?))
    }

    /// A deposit with the offer's method.
    fn deposit(&self, due: Amount128) -> Result<Deposit, NotPaid> {
        let (now, random) = (self.fresh.now, self.fresh.random);
        let method = AssetTransferMethod::of(self.offered.offer, None).map_err(NotPaid::draft)?;
        if method == AssetTransferMethod::PERMIT2 {
            let deadline = permit2::Window::from_now(now, self.offered.offer).deadline;
            let nonce = permit2::Nonce::new(Uint256::from_be_bytes(random));
            let draft = self.offered.draft.deposit_by_permit2(due, nonce, deadline).map_err(NotPaid::draft)?;
            return Ok(draft.with_signature(self.sign(draft.digest(), draft.typed_data())?));
        }
        let (salt, window) = (Nonce::new(random), Window::from_now(now, self.offered.offer));
        let draft = self.offered.draft.deposit_by_eip3009(due, salt, window).map_err(NotPaid::draft)?;
        Ok(draft.with_signature(self.sign(draft.digest(), draft.typed_data())?))
    }

    /// The payment with a deposit, which is in the ledger before it is signed.
    fn with_deposit<L: Channels>(
        &self,
        due: Amount128,
        allowance: &Allowance,
        buyer: &Buyer<L>,
    ) -> Result<ChannelPayment, NotPaid> {
        let ledger = &buyer.ledger;
        let (before, id) = (self.offered.channel, self.offered.draft.channel().id());
        match before.open.filter(|deposit| self.fresh.now <= deposit.last()) {
            // Only a seller reports that it was made.
            Some(OpenDeposit { answered: true, .. }) => return Err(self.offered.ask()),
            Some(deposit) => return Err(NotPaid::DepositOpen(deposit.last())),
            None => {}
        }
        let entry = Entry {
            id: self.fresh.random,
            host: self.payable.host.clone(),
            network: allowance.budget().network.clone(),
            asset: allowance.asset().into(),
            amount: Amount::from(due).into(),
            at: self.fresh.now,
        };
        buyer.reserve(&entry, allowance)?;
        let until = self.fresh.now.saturating_add(self.offered.offer.max_timeout_seconds);
        let opened =
            Channel { open: Some(OpenDeposit { id: entry.id, amount: due, until, answered: false }), ..before };
        let made = replace(ledger, id, Some(&before), &opened).and_then(|()| {
            let commitment = self.commitment(self.next_sum()?)?;
            let payload = Payload::Deposit(Box::new(DepositPayment::new(commitment, self.deposit(due)?)));
            self.payment(payload, opened, Some(entry.clone()))
        });
        if made.is_err() {
            // Nothing leaves this function, so nothing can be deposited.
            ledger.release(&entry.id).map_err(NotPaid::ledger)?;
            ledger.replace(&id, Some(&opened), &before).map_err(NotPaid::ledger)?;
        }
        made
    }

    /// The signed payment, if a seller would accept it according to the buyer's state of the channel.
    fn payment(&self, payload: Payload, channel: Channel, entry: Option<Entry>) -> Result<ChannelPayment, NotPaid> {
        let mut payment = v2::PaymentPayload::new(self.offered.offer.clone(), payload.to_json());
        answer(&mut payment, self.required, &self.fresh.random);
        let (account, id) = (self.offered.account, self.offered.draft.channel().id());
        let state = ChannelState::of_balance(channel.balance);
        let facts = self.facts.clone().with(OfChannel::Channel { channel: id, state });
        let facts = facts.with(Fact::Account { account, code: AccountCode::Absent });
        let records = Records::new().with_charged(id, Some(channel.charged));
        let is_refund = matches!(payload, Payload::Refund(_));
        let purposes = if is_refund { Purposes::Operation } else { Purposes::Service };
        let context = Context::at(self.fresh.now).with_purposes(purposes).with_facts(&facts).with_records(&records);
        let report: Report = verify(&payment, core::slice::from_ref(self.offered.offer), &context);
        if is_refund {
            report.into_operation()?;
        } else {
            report.into_paid()?;
        }
        Ok(ChannelPayment { payment, payload, id, channel, entry })
    }
}
