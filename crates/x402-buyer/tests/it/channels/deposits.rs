//! A deposit is not signed anew while the old one can still be made (N-35).

use core::convert::Infallible;

use x402_buyer::{Entry, KeptPayment, Sending, SignError, Signer, ToSign};
use x402_schemes::AccountId;
use x402_types::AmountSum;

use super::*;

/// The end of the window of what was signed at `NOW`.
const END: u64 = NOW + 3600;
/// A block may be late.
const LAST: u64 = END + 60;

/// A ledger with a deposit that was sent and not answered.
fn unanswered() -> MemoryLedger {
    let ledger = ledger(known(0, 0));
    pays(&ledger, 1);
    ledger
}

fn again(ledger: &MemoryLedger, now: u64, facts: &Facts) -> Result<ChannelPayment, NotPaid> {
    buyer(ledger).pay_from_channel(&payable(None, ""), &fresh(2, now), facts)
}

#[test]
fn a_deposit_without_an_answer_may_still_be_made() {
    let ledger = unanswered();
    assert!(matches!(again(&ledger, NOW, &Facts::new()), Err(NotPaid::Ask(_))));
    for now in [NOW, END, LAST] {
        let error = again(&ledger, now, &on_chain(0, 0)).unwrap_err();
        assert!(matches!(error, NotPaid::DepositOpen(LAST)), "{error}");
        assert_eq!(ledger.entries().len(), 1);
    }
    let second = again(&ledger, LAST + 1, &on_chain(0, 0)).unwrap();
    assert_eq!(sums(&second), (PRICE, Some(DEPOSIT)));
    // The old one takes nothing any more, and does not count.
    assert_eq!(ledger.entries(), [second.entry().unwrap().clone()]);
}

#[test]
fn a_deposit_that_the_chain_shows_is_paid_from() {
    let ledger = unanswered();
    assert_eq!(sums(&again(&ledger, NOW, &on_chain(DEPOSIT, 0)).unwrap()), (PRICE, None));
    assert_eq!(ledger.channel(&id()), Ok(Some(known(0, DEPOSIT))));
    assert_eq!(ledger.entries().len(), 1);
    // One unit less is not this deposit.
    let ledger = unanswered();
    assert_eq!(sums(&again(&ledger, NOW, &on_chain(DEPOSIT - 1, 0)).unwrap()), (PRICE, None));
    let channel = ledger.channel(&id()).unwrap().unwrap();
    assert_eq!((channel.balance, channel.open.is_some()), ((DEPOSIT - 1).into(), true));
}

/// Money that went back since does not make a deposit that was made one that was not.
#[test]
fn a_deposit_of_which_some_went_back_counts() {
    for (returned, entries) in [(0, 1), (1, 1), (DEPOSIT - 1, 1), (DEPOSIT, 0)] {
        let ledger = unanswered();
        let paid = again(&ledger, LAST + 1, &on_chain(DEPOSIT - returned, 0)).unwrap();
        let fills = u128::from(returned > DEPOSIT - PRICE);
        assert_eq!(sums(&paid), (PRICE, (fills > 0).then_some(DEPOSIT)), "{returned}");
        assert_eq!(ledger.entries().len(), entries + usize::from(fills > 0), "{returned}");
    }
}

/// A seller that lies about a deposit gets no second one while the first can be made (N-35).
#[test]
fn a_deposit_that_was_only_reported_as_made_may_still_be_made() {
    let denying = payable(Some("invalid_batch_settlement_evm_channel_not_found"), "");
    let ledger = unanswered();
    let first = pays_the_same(&ledger);
    assert!(answered(&first, &settled(&first, 0, 0, DEPOSIT), &ledger).is_served());
    for payable in [&denying, &payable(None, "")] {
        for now in [NOW + 1, LAST] {
            let second = buyer(&copy(&ledger)).pay_from_channel(payable, &fresh(2, now), &on_chain(0, 0));
            assert!(matches!(second, Err(NotPaid::DepositOpen(LAST))), "{second:?}");
        }
        let second = buyer(&copy(&ledger)).pay_from_channel(payable, &fresh(2, LAST + 1), &on_chain(0, 0));
        assert_eq!(sums(&second.unwrap()), (PRICE, Some(DEPOSIT)));
    }
}

/// The payment with the first deposit, as in [`unanswered`].
fn pays_the_same(ledger: &MemoryLedger) -> ChannelPayment {
    let before = ledger.channel(&id()).unwrap();
    assert_eq!(ledger.replace(&id(), before.as_ref(), &known(0, 0)), Ok(true));
    ledger.release(&[1; 32]).unwrap();
    pays(ledger, 1)
}

#[test]
fn a_deposit_is_made_by_permit2_if_the_offer_says_so() {
    let permit2 = payable(None, r#""assetTransferMethod":"permit2","#);
    let payment = buyer(MemoryLedger::new()).pay_from_channel(&permit2, &fresh(1, NOW), &on_chain(0, 0)).unwrap();
    assert_eq!(sums(&payment), (PRICE, Some(DEPOSIT)));
    let Payload::Deposit(deposit) = payment.payload() else { panic!("{payment:?}") };
    let authorization = &deposit.deposit.authorization;
    assert!(matches!(authorization, x402_schemes::evm::batch_settlement::DepositAuthorization::Permit2(_)));
}

/// Refuses the second signature, that of the deposit.
struct Forgetful(x402_buyer::EvmKey, std::sync::atomic::AtomicU8);

impl Signer for Forgetful {
    fn account(&self) -> AccountId {
        self.0.account()
    }

    fn sign(&self, message: &ToSign) -> Result<Vec<u8>, SignError> {
        match self.1.fetch_add(1, std::sync::atomic::Ordering::Relaxed) {
            0 => self.0.sign(message),
            _ => Err(SignError::new("not now")),
        }
    }
}

#[test]
fn what_is_not_signed_takes_nothing() {
    let ledger = ledger(known(0, 0));
    let buyer = Buyer::new([allowance(DEPOSIT)], &ledger).with_signer(Forgetful(key(), 0.into()));
    let error = buyer.pay_from_channel(&payable(None, ""), &fresh(1, NOW), &Facts::new());
    assert!(matches!(error, Err(NotPaid::Sign(_))), "{error:?}");
    assert!(ledger.entries().is_empty());
    assert_eq!(ledger.channel(&id()), Ok(Some(known(0, 0))));
}

/// Another program writes between the reading and the writing.
struct Locked(MemoryLedger);

impl Ledger for Locked {
    type Error = Infallible;

    fn spent(&self, network: &Network, asset: &str, host: Option<&str>, since: u64) -> Result<AmountSum, Infallible> {
        self.0.spent(network, asset, host, since)
    }

    fn reserve(&self, entry: &Entry, limits: &Limits) -> Result<bool, Infallible> {
        self.0.reserve(entry, limits)
    }

    fn release(&self, id: &[u8; 32]) -> Result<(), Infallible> {
        self.0.release(id)
    }

    fn keep(&self, payment: &KeptPayment) -> Result<(), Infallible> {
        self.0.keep(payment)
    }

    fn kept(&self) -> Result<Vec<KeptPayment>, Infallible> {
        self.0.kept()
    }

    fn forget(&self, id: &[u8; 32]) -> Result<(), Infallible> {
        self.0.forget(id)
    }

    fn sending(&self) -> &Sending {
        self.0.sending()
    }
}

impl Channels for Locked {
    fn channel(&self, id: &ChannelId) -> Result<Option<Channel>, Infallible> {
        self.0.channel(id)
    }

    fn replace(&self, id: &ChannelId, before: Option<&Channel>, after: &Channel) -> Result<bool, Infallible> {
        let now = self.0.channel(id)?;
        let other = known(0, DEPOSIT);
        self.0.replace(id, now.as_ref(), &other)?;
        self.0.replace(id, before, after)
    }
}

#[test]
fn two_programs_do_not_fill_one_channel_twice() {
    let shared = Locked(ledger(known(0, 0)));
    let error = buyer(&shared).pay_from_channel(&payable(None, ""), &fresh(1, NOW), &Facts::new());
    assert!(matches!(error, Err(NotPaid::Taken)), "{error:?}");
    assert!(shared.0.entries().is_empty());
    assert_eq!(shared.0.channel(&id()), Ok(Some(known(0, DEPOSIT))));
}

/// An allowance that is used up hides neither another one nor another offer.
#[test]
fn another_allowance_pays_for_a_deposit() {
    let used_up = allowance(DEPOSIT).with_limits(Limits { per_host: None, per_day: Some(units(DEPOSIT - 1).into()) });
    let paid = |second: Allowance, payable: &Payable, facts: &Facts| {
        let buyer = Buyer::new([used_up.clone(), second], MemoryLedger::new()).with_signer(key());
        buyer.pay_from_channel(payable, &fresh(1, NOW), facts)
    };
    let first = paid(allowance(DEPOSIT), &payable(None, ""), &on_chain(0, 0)).unwrap();
    assert_eq!(sums(&first), (PRICE, Some(DEPOSIT)));
    assert!(matches!(paid(used_up.clone(), &payable(None, ""), &on_chain(0, 0)), Err(NotPaid::Limit(_))));

    let sepolia = Network::eip155(84_532);
    let mut required = required();
    let elsewhere = changed(|offer| {
        (offer.network, offer.asset) = (sepolia.clone(), crate::support::USDC.into());
        let extra = offer.extra.as_ref().unwrap().as_str().replace("USD Coin", "USDC");
        offer.extra = Some(RawJson::parse(&extra).unwrap());
    });
    required.accepts.push(elsewhere.into());
    let payable = Payable::new(HOST, required);
    let budget = Budget::new(Scheme::BATCH_SETTLEMENT, sepolia.clone(), crate::support::USDC, units(DEPOSIT).into());
    let unknown = paid(Allowance::new(budget.clone()), &payable, &on_chain(0, 0)).unwrap_err();
    let NotPaid::Ask(question) = unknown else { panic!("{unknown:?}") };
    let other = asked(&question);
    let facts = on_chain(0, 0).with(OfChannel::Channel { channel: other, state: ChannelState::of_balance(0.into()) });
    assert_eq!(paid(Allowance::new(budget), &payable, &facts).unwrap().payment().accepted.network, sepolia);
}

/// The contract would refuse the deposit, so none is signed, and no voucher on an older one either (B-10).
#[test]
fn nothing_is_signed_over_a_domain_that_a_table_contradicts() {
    let mut required = required();
    let renamed = changed(|offer| {
        let extra = offer.extra.as_ref().unwrap().as_str().replace("USD Coin", "Evil");
        offer.extra = Some(RawJson::parse(&extra).unwrap());
    });
    required.accepts = vec![renamed.into()];
    let payable = Payable::new(HOST, required);
    for (ledger, facts) in [(MemoryLedger::new(), on_chain(0, 0)), (ledger(known(0, DEPOSIT)), Facts::new())] {
        let pay = |buyer: Buyer<&MemoryLedger>| buyer.pay_from_channel(&payable, &fresh(1, NOW), &facts);
        let why = pay(buyer(&ledger)).unwrap_err();
        assert!(matches!(why, NotPaid::NoOffer(_)) && why.to_string().contains("other-domain"), "{why}");
        assert_eq!(ledger.entries(), []);
        assert!(pay(buyer(&ledger).with_tolerated([x402_types::Flag::OtherDomain])).is_ok());
    }
}
