//! A deposit is not signed anew while the old one can still be made (N-35).

use core::convert::Infallible;

use x402_buyer::{Entry, Ledger, SignError, Signer, ToSign};
use x402_schemes::AccountId;

use super::*;

/// The end of the window of what was signed at `NOW`.
const END: u64 = NOW + 3600;

/// A ledger with a deposit that was sent and not answered.
fn unanswered() -> MemoryLedger {
    let mut ledger = ledger(known(0, 0));
    pays(&mut ledger, 1);
    ledger
}

fn again(ledger: &mut MemoryLedger, now: u64, facts: &Facts) -> Result<ChannelPayment, NotPaid> {
    buyer().pay_from_channel(&demand(None, ""), &fresh(2, now), facts, ledger)
}

#[test]
fn a_deposit_without_an_answer_may_still_be_made() {
    let mut ledger = unanswered();
    assert!(matches!(again(&mut ledger, NOW, &Facts::new()), Err(NotPaid::Ask(_))));
    // A block may be late.
    for now in [NOW, END, END + 60] {
        let error = again(&mut ledger, now, &on_chain(0, 0)).unwrap_err();
        assert!(matches!(error, NotPaid::DepositOpen(END)), "{error}");
        assert_eq!(ledger.entries().len(), 1);
    }
    let second = again(&mut ledger, END + 61, &on_chain(0, 0)).unwrap();
    assert_eq!(sums(&second), (PRICE, Some(DEPOSIT)));
    // The old one takes nothing any more, and does not count.
    assert_eq!(ledger.entries(), [second.entry().unwrap().clone()]);
}

#[test]
fn a_deposit_that_the_chain_shows_is_paid_from() {
    let mut ledger = unanswered();
    assert_eq!(sums(&again(&mut ledger, NOW, &on_chain(DEPOSIT, 0)).unwrap()), (PRICE, None));
    assert_eq!(ledger.channel(&id()), Ok(Some(known(0, DEPOSIT))));
    assert_eq!(ledger.entries().len(), 1);
    // One unit less is not this deposit.
    let mut ledger = unanswered();
    assert_eq!(sums(&again(&mut ledger, NOW, &on_chain(DEPOSIT - 1, 0)).unwrap()), (PRICE, None));
    let channel = ledger.channel(&id()).unwrap().unwrap();
    assert_eq!((channel.balance, channel.open.is_some()), ((DEPOSIT - 1).into(), true));
}

#[test]
fn a_deposit_is_made_by_permit2_if_the_offer_says_so() {
    let permit2 = demand(None, r#""assetTransferMethod":"permit2","#);
    let payment = buyer().pay_from_channel(&permit2, &fresh(1, NOW), &on_chain(0, 0), MemoryLedger::new()).unwrap();
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
    let buyer = Buyer::new([allowance(DEPOSIT)]).with_signer(Forgetful(key(), 0.into()));
    let mut ledger = ledger(known(0, 0));
    let error = buyer.pay_from_channel(&demand(None, ""), &fresh(1, NOW), &Facts::new(), &mut ledger);
    assert!(matches!(error, Err(NotPaid::Sign(_))), "{error:?}");
    assert!(ledger.entries().is_empty());
    assert_eq!(ledger.channel(&id()), Ok(Some(known(0, 0))));
}

/// Another program writes between the reading and the writing.
struct Shared(MemoryLedger);

impl Ledger for Shared {
    type Error = Infallible;

    fn spent(&self, network: &Network, asset: &str, host: Option<&str>, since: u64) -> Result<Amount, Infallible> {
        self.0.spent(network, asset, host, since)
    }

    fn reserve(&mut self, entry: &Entry, limits: &Limits) -> Result<bool, Infallible> {
        self.0.reserve(entry, limits)
    }

    fn release(&mut self, id: &[u8; 32]) -> Result<(), Infallible> {
        self.0.release(id)
    }
}

impl Channels for Shared {
    fn channel(&self, id: &ChannelId) -> Result<Option<Channel>, Infallible> {
        self.0.channel(id)
    }

    fn replace(&mut self, id: &ChannelId, before: Option<&Channel>, after: &Channel) -> Result<bool, Infallible> {
        let now = self.0.channel(id)?;
        let other = known(0, DEPOSIT);
        self.0.replace(id, now.as_ref(), &other)?;
        self.0.replace(id, before, after)
    }
}

#[test]
fn two_programs_do_not_fill_one_channel_twice() {
    let mut shared = Shared(ledger(known(0, 0)));
    let error = buyer().pay_from_channel(&demand(None, ""), &fresh(1, NOW), &Facts::new(), &mut shared);
    assert!(matches!(error, Err(NotPaid::Taken)), "{error:?}");
    assert!(shared.0.entries().is_empty());
    assert_eq!(shared.0.channel(&id()), Ok(Some(known(0, DEPOSIT))));
}
