//! Payments from channels of `batch-settlement`.

mod answers;
mod corrections;
mod deposits;
mod refunds;

use x402_buyer::{
    Allowance, Buyer, Channel, ChannelPayment, Channels, Ledger, Limit, Limits, MemoryLedger, NotPaid, OpenDeposit,
    Outcome, Payable,
};
use x402_schemes::{
    Budget,
    evm::batch_settlement::{Amount128, ChannelId, Payload},
};
use x402_types::{
    Amount, DecodeOptions, Network, RawJson, Scheme, SettleResponse, Wire,
    v2::{PaymentRequired, PaymentRequirements},
};
use x402_verify::{
    Context, Facts, Purposes, Question, Records, Verdict,
    evm::{
        AccountCode, Fact,
        batch_settlement::{ChannelState, Fact as OfChannel},
    },
    verify,
};

use crate::support::{HOST, NO_HEADERS, NOW, PAYER, fresh, key};

const REQUIRED: &str = include_str!("../../../../docs/examples/demand-channel.json");
const TRANSACTION: &str = "0xabababababababababababababababababababababababababababababababab";
/// Of the 402 response.
const PRICE: u128 = 1000;
const DEPOSIT: u128 = 5 * PRICE;

fn network() -> Network {
    Network::eip155(8453)
}

fn allowance(at_most: u128) -> Allowance {
    let usdc = "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913";
    Allowance::new(Budget::new(Scheme::BATCH_SETTLEMENT, network(), usdc, units(at_most).into()))
}

fn units(amount: u128) -> Amount {
    Amount128::new(amount).into()
}

fn buyer<L: Channels>(ledger: L) -> Buyer<L> {
    Buyer::new([allowance(DEPOSIT)], ledger).with_signer(key())
}

/// The seller's 402 response, with this error, and these members of `extra`.
fn payable(error: Option<&str>, extra: &str) -> Payable {
    let json = REQUIRED.replace(r#""withdrawDelay""#, &format!(r#"{extra}"withdrawDelay""#));
    let mut payable = PaymentRequired::decode(json, &DecodeOptions::STRICT).unwrap().value;
    payable.error = error.map(Into::into);
    Payable::of_answer(402, HOST, [("PAYMENT-REQUIRED", payable.to_header().as_bytes())], b"").unwrap()
}

fn offer() -> PaymentRequirements {
    let payable = PaymentRequired::decode(REQUIRED, &DecodeOptions::STRICT).unwrap().value;
    payable.accepts[0].get().unwrap().clone()
}

/// The offer of the 402 response with a change.
fn changed(change: impl FnOnce(&mut PaymentRequirements)) -> PaymentRequirements {
    let mut offer = offer();
    change(&mut offer);
    offer
}

/// The 402 response without an error, to change its offers.
fn required() -> PaymentRequired {
    match payable(None, "").required().clone() {
        x402_types::PaymentRequired::V2(required) => required,
        other @ x402_types::PaymentRequired::V1(_) => panic!("{other:?}"),
    }
}

/// The id of the buyer's channel.
fn id() -> ChannelId {
    let error = buyer(MemoryLedger::new()).pay_from_channel(&payable(None, ""), &fresh(1, NOW), &Facts::new());
    let Err(NotPaid::Ask(question)) = error else { panic!("{error:?}") };
    asked(&question)
}

/// The channel of which a node is asked.
fn asked(question: &Question) -> ChannelId {
    let Question::Evm(x402_verify::evm::Question::ChannelState(asked)) = question else { panic!("{question:?}") };
    asked.channel
}

/// What a node says of the buyer's channel.
fn on_chain(balance: u128, claimed: u128) -> Facts {
    let mut state = ChannelState::of_balance(balance.into());
    state.total_claimed = claimed.into();
    Facts::new().with(OfChannel::Channel { channel: id(), state })
}

fn known(charged: u128, balance: u128) -> Channel {
    Channel { charged: charged.into(), balance: balance.into(), open: None }
}

/// A channel after the answer to a deposit, which the chain has not shown yet.
fn waiting_channel(charged: u128, balance: u128, number: u8) -> Channel {
    let deposit = OpenDeposit { id: [number; 32], amount: DEPOSIT.into(), until: NOW + 3600, answered: true };
    Channel { open: Some(deposit), ..known(charged, balance) }
}

/// A ledger that has this of the channel.
fn ledger(channel: Channel) -> MemoryLedger {
    let ledger = MemoryLedger::new();
    assert_eq!(ledger.replace(&id(), None, &channel), Ok(true));
    ledger
}

/// A ledger of its own that knows the same.
fn copy(ledger: &MemoryLedger) -> MemoryLedger {
    let copy = MemoryLedger::new();
    for entry in ledger.entries() {
        assert_eq!(copy.reserve(&entry, &Limits::default()), Ok(true));
    }
    if let Ok(Some(channel)) = ledger.channel(&id()) {
        assert_eq!(copy.replace(&id(), None, &channel), Ok(true));
    }
    copy
}

fn pays(ledger: &MemoryLedger, number: u8) -> ChannelPayment {
    buyer(ledger).pay_from_channel(&payable(None, ""), &fresh(number, NOW), &Facts::new()).unwrap()
}

/// The sum of the voucher, and the deposit.
fn sums(payment: &ChannelPayment) -> (u128, Option<u128>) {
    match payment.payload() {
        Payload::Deposit(payment) => {
            (payment.commitment.voucher.max_claimable.get(), Some(payment.deposit.amount.get()))
        }
        Payload::Voucher(commitment) => (commitment.voucher.max_claimable.get(), None),
        Payload::Refund(request) => (request.commitment.voucher.max_claimable.get(), None),
        other @ (Payload::CompletedRefund(_) | Payload::Claim(_) | Payload::Settle(_)) => panic!("{other:?}"),
    }
}

/// The verdict of a seller for whom so much was charged on the channel, of which the chain shows so much.
fn verified(payment: &ChannelPayment, charged: Option<u128>, balance: u128) -> Verdict {
    let records = Records::new().with_charged(id(), charged.map(Amount128::new));
    let facts = on_chain(balance, 0).with(Fact::AnyAccount(AccountCode::Absent));
    let is_refund = matches!(payment.payload(), Payload::Refund(_));
    let asked = if is_refund { Purposes::Operation } else { Purposes::Service };
    let context = Context::at(NOW).with_purposes(asked).with_facts(&facts).with_records(&records);
    verify(payment.payment(), &[offer()][..], &context).verdict()
}

/// An honest answer: so much was charged now, and so much in all.
fn settled(payment: &ChannelPayment, charge: u128, charged: u128, balance: u128) -> SettleResponse {
    let is_moved = !matches!(payment.payload(), Payload::Voucher(_));
    let mut settlement = SettleResponse::success(if is_moved { TRANSACTION } else { "" }, network());
    settlement.payer = Some(PAYER.into());
    settlement.amount = sums(payment).1.map(units);
    let state = ChannelState::of_balance(balance.into()).to_answer(id(), Some(charged.into()));
    let extra = format!(r#"{{"chargedAmount":"{charge}","channelState":{}}}"#, state.as_str());
    settlement.other.insert("extra", RawJson::parse(&extra).unwrap());
    settlement
}

fn answered(payment: &ChannelPayment, settlement: &SettleResponse, ledger: &MemoryLedger) -> Outcome {
    let header = settlement.to_header();
    payment.answered(200, [("PAYMENT-RESPONSE", header.as_bytes())], b"", ledger).unwrap()
}

#[test]
fn a_channel_is_opened_and_pays_until_it_is_used_up() {
    let ledger = MemoryLedger::new();
    // Nobody knows whether the channel is there.
    let first = |facts: &Facts, ledger: &MemoryLedger| {
        buyer(ledger).pay_from_channel(&payable(None, ""), &fresh(1, NOW), facts)
    };
    assert!(matches!(first(&Facts::new(), &ledger), Err(NotPaid::Ask(_))));
    assert!(ledger.entries().is_empty());

    let opening = first(&on_chain(0, 0), &ledger).unwrap();
    assert_eq!(sums(&opening), (PRICE, Some(DEPOSIT)));
    assert_eq!(verified(&opening, None, 0), Verdict::Valid);
    let [entry] = &*ledger.entries() else { panic!("{ledger:?}") };
    assert_eq!((&entry.amount, &*entry.host, opening.entry()), (&units(DEPOSIT).into(), HOST, Some(entry)));
    // It is written down before it is sent.
    let open = ledger.channel(&id()).unwrap().unwrap().open.unwrap();
    assert_eq!((open.id, open.amount, open.until), (entry.id, DEPOSIT.into(), NOW + 3600));

    let outcome = answered(&opening, &settled(&opening, 700, 700, DEPOSIT), &ledger);
    assert!(outcome.is_served(), "{outcome}");
    assert_eq!(ledger.channel(&id()), Ok(Some(waiting_channel(700, DEPOSIT, 1))));
    for count in 2..=6_u8 {
        let charged = 700 * u128::from(count - 1);
        let payment = pays(&ledger, count);
        assert_eq!((sums(&payment), payment.entry()), ((charged + PRICE, None), None));
        assert_eq!(verified(&payment, Some(charged), DEPOSIT), Verdict::Valid);
        // A seller that has charged more or less does not take it.
        assert_eq!(verified(&payment, Some(charged + 1), DEPOSIT), Verdict::Invalid);
        assert!(answered(&payment, &settled(&payment, 700, charged + 700, DEPOSIT), &ledger).is_served());
    }
    // 4200 of 5000 were charged, and the next voucher is over 5200.
    assert_eq!(ledger.channel(&id()).unwrap().unwrap().rest(), 800.into());
    let fill = |facts: &Facts, ledger: &MemoryLedger| {
        buyer(ledger).pay_from_channel(&payable(None, ""), &fresh(7, NOW), facts)
    };
    // The chain has to show the first deposit before there is a second one.
    assert!(matches!(fill(&Facts::new(), &ledger), Err(NotPaid::Ask(_))));
    assert!(matches!(fill(&on_chain(DEPOSIT - 1, 0), &copy(&ledger)), Err(NotPaid::DepositOpen(_))));
    let filling = fill(&on_chain(DEPOSIT, 0), &ledger).unwrap();
    assert_eq!(sums(&filling), (5200, Some(DEPOSIT)));
    assert_eq!(verified(&filling, Some(4200), DEPOSIT), Verdict::Valid);
    assert!(answered(&filling, &settled(&filling, 700, 4900, 2 * DEPOSIT), &ledger).is_served());
    assert_eq!(ledger.channel(&id()), Ok(Some(waiting_channel(4900, 2 * DEPOSIT, 7))));
    assert_eq!(ledger.entries().len(), 2);
}

/// What was spent counts when it is deposited, and not once more when a voucher is signed.
#[test]
fn deposits_are_within_the_allowances() {
    let pay = |allowance: Allowance, ledger: &MemoryLedger, facts: &Facts| {
        let buyer = Buyer::new([allowance], ledger).with_signer(key());
        buyer.pay_from_channel(&payable(None, ""), &fresh(9, NOW), facts)
    };
    let limited = |per_host, per_day| {
        allowance(DEPOSIT)
            .with_limits(Limits { per_host: Some(units(per_host).into()), per_day: Some(units(per_day).into()) })
    };
    let empty = MemoryLedger::new();
    let refused = pay(allowance(DEPOSIT - 1), &empty, &on_chain(0, 0)).unwrap_err();
    assert!(refused.to_string().contains("needs a deposit of 5000, but the budget is 4999"), "{refused}");
    for limits in [limited(DEPOSIT - 1, DEPOSIT), limited(DEPOSIT, DEPOSIT - 1)] {
        assert!(matches!(pay(limits, &empty, &on_chain(0, 0)), Err(NotPaid::Limit(_))));
    }
    assert!(empty.entries().is_empty());
    assert_eq!(empty.channel(&id()), Ok(Some(known(0, 0))));

    let opening = pay(limited(DEPOSIT, DEPOSIT), &empty, &on_chain(0, 0)).unwrap();
    answered(&opening, &settled(&opening, 1000, 1000, DEPOSIT), &empty);
    for charged in [1000, 2000, 3000, 4000] {
        let voucher = pay(limited(DEPOSIT, DEPOSIT), &empty, &Facts::new()).unwrap();
        assert_eq!(sums(&voucher), (charged + PRICE, None));
        answered(&voucher, &settled(&voucher, 1000, charged + 1000, DEPOSIT), &empty);
    }
    let Err(NotPaid::Limit(reached)) = pay(limited(DEPOSIT, DEPOSIT), &empty, &on_chain(DEPOSIT, 0)) else { panic!() };
    assert_eq!(
        (reached.limit, reached.spent, reached.price),
        (Limit::PerHost, crate::support::sum(units(DEPOSIT)), units(DEPOSIT).into())
    );
    // A price is limited all the same.
    let dear = pay(allowance(PRICE - 1), &ledger(known(0, DEPOSIT)), &Facts::new()).unwrap_err();
    assert!(dear.to_string().contains("costs 1000, but the budget is 999"), "{dear}");
}

#[test]
fn nothing_else_is_paid_from_a_channel() {
    let pay = |buyer: &Buyer<MemoryLedger>, payable: &Payable| {
        buyer.pay_from_channel(payable, &fresh(1, NOW), &on_chain(0, 0)).unwrap_err().to_string()
    };
    let exact = crate::support::payable(crate::support::EIP3009);
    assert!(pay(&buyer(MemoryLedger::new()), &exact).contains("no budget has its scheme"));
    let nobody = Buyer::new([allowance(DEPOSIT)], MemoryLedger::new());
    assert!(pay(&nobody, &payable(None, "")).contains("no budget has its scheme"));
    let elsewhere = Buyer::new([allowance(DEPOSIT)], MemoryLedger::new()).with_account(key_address());
    assert!(pay(&elsewhere, &payable(None, "")).contains("signs elsewhere"));
    let long = payable(None, "").required().clone();
    let x402_types::PaymentRequired::V2(mut long) = long else { panic!() };
    let extra = offer().extra.unwrap().as_str().replace("86400", "2592001");
    let mut changed = offer();
    changed.extra = Some(RawJson::parse(&extra).unwrap());
    long.accepts = vec![changed.into()];
    assert!(
        pay(&buyer(MemoryLedger::new()), &Payable::new(HOST, long))
            .contains("the contract accepts 900 to 2592000 seconds")
    );
    assert!(
        pay(&buyer(MemoryLedger::new()), &crate::support::payable_v1())
            .contains("version 1 of the protocol has no channels")
    );
    // A buyer that is asked for a payment of its own makes none from a channel.
    let error = buyer(MemoryLedger::new()).pay(&payable(None, ""), &fresh(1, NOW)).unwrap_err().to_string();
    assert!(error.contains("is paid from a deposit, and the client makes none"), "{error}");
}

fn key_address() -> x402_schemes::evm::Address {
    PAYER.parse().unwrap()
}
