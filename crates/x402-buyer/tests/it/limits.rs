//! Sums by payment, by host and by day.

use std::cell::{Cell, RefCell};

use x402_buyer::{Allowance, DAY, Entry, KeptPayment, Ledger, Limits, MemoryLedger, NotPaid, Sending};
use x402_schemes::Budget;
use x402_types::{Amount, AmountSum, Network, Scheme, Uint256};

use crate::support::{HOST, NOW, buyer, buyer_with, fresh, payable_at, priced, sum, usdc};

/// Whether each of these payments is made, in order: host, price, seconds from the first.
fn paid(allowance: Allowance, wanted: &[(&str, u64, u64)]) -> Vec<bool> {
    let buyer = buyer([allowance]);
    let pay = |(number, (host, price, later)): (usize, &(&str, u64, u64))| {
        let payable = payable_at(host, &[&priced(*price)]);
        let number = u8::try_from(number).unwrap();
        buyer.pay(&payable, &fresh(number, NOW + later)).is_ok()
    };
    wanted.iter().enumerate().map(pay).collect()
}

#[test]
fn one_payment() {
    assert_eq!(paid(usdc(), &[(HOST, 20_001, 0), (HOST, 20_000, 0), (HOST, 20_000, 0)]), [false, true, true]);
}

#[test]
fn one_host() {
    let allowance = usdc().per_host("0.03").unwrap();
    let wanted = [(HOST, 20_000, 0), (HOST, 10_001, 1), (HOST, 10_000, 2), (HOST, 1, 3), ("b.example", 20_000, 4)];
    assert_eq!(paid(allowance, &wanted), [true, false, true, false, true]);
}

#[test]
fn one_day() {
    let allowance = usdc().per_day("0.03").unwrap();
    let wanted = [
        (HOST, 20_000, 0),
        ("b.example", 10_001, 1),
        ("b.example", 10_000, 2),
        ("c.example", 1, DAY - 1),
        // The first payment is a day old.
        ("c.example", 20_001, DAY),
        ("c.example", 20_000, DAY),
        ("d.example", 1, DAY + 1),
    ];
    assert_eq!(paid(allowance, &wanted), [true, false, true, false, false, true, false]);
}

/// The choice goes to the offer that fits what is left.
#[test]
fn what_is_left_decides_which_offer_is_paid() {
    let buyer = buyer([usdc().per_day("0.03").unwrap()]);
    buyer.pay(&payable_at(HOST, &[&priced(20_000)]), &fresh(1, NOW)).unwrap();
    let payable = payable_at(HOST, &[&priced(10_001), &priced(10_000)]);
    let sent = buyer.pay(&payable, &fresh(2, NOW)).unwrap();
    assert_eq!(sent.authorized().amount, 10_000.into());
    let error = buyer.pay(&payable, &fresh(3, NOW)).unwrap_err().to_string();
    assert_eq!(
        error,
        "the limit per day is 0.03 USDC on eip155:84532: 0.03 USDC is spent, and this payment costs 0.010001 USDC"
    );
}

/// One token has one sum, however each allowance spells it.
#[test]
fn a_token_is_one_asset_in_every_case() {
    let usdc = usdc();
    for asset in [usdc.budget().asset.to_lowercase(), usdc.budget().asset.clone()] {
        let mut budget = usdc.budget().clone();
        budget.asset = asset;
        let allowance = Allowance::new(budget).with_limits(usdc.clone().per_day("0.03").unwrap().limits().clone());
        let ledger = MemoryLedger::new();
        let pays = |allowance: &Allowance, number, ledger: &MemoryLedger| {
            let payable = payable_at(HOST, &[&priced(20_000)]);
            buyer_with([allowance.clone()], ledger).pay(&payable, &fresh(number, NOW)).is_ok()
        };
        assert!(pays(&usdc, 1, &ledger));
        assert!(!pays(&allowance, 2, &ledger));
    }
    // Other chains have one spelling, and a text that is no address stays as it is.
    for (network, asset) in [
        ("solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp", "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v"),
        ("eip155:8453", "usdc"),
    ] {
        let budget = Budget::new(Scheme::EXACT, network.parse().unwrap(), asset, 1.into());
        assert_eq!(Allowance::new(budget).budget().asset, asset);
    }
}

/// A ledger that others use, too, or that fails.
#[derive(Default)]
struct Locked {
    fails: Cell<&'static str>,
    released: RefCell<Vec<[u8; 32]>>,
    sending: Sending,
}

impl Ledger for Locked {
    type Error = &'static str;

    fn spent(&self, _: &Network, _: &str, _: Option<&str>, _: u64) -> Result<AmountSum, &'static str> {
        if self.fails.get() == "spent" { Err("no table") } else { Ok(AmountSum::ZERO) }
    }

    fn reserve(&self, _: &Entry, limits: &Limits) -> Result<bool, &'static str> {
        assert_eq!(limits.per_day, Some(30_000.into()));
        if self.fails.get() == "reserve" { Err("no table") } else { Ok(self.fails.get() != "full") }
    }

    fn release(&self, id: &[u8; 32]) -> Result<(), &'static str> {
        self.released.borrow_mut().push(*id);
        Ok(())
    }

    fn keep(&self, _: &KeptPayment) -> Result<(), &'static str> {
        if self.fails.get() == "keep" { Err("no table") } else { Ok(()) }
    }

    fn kept(&self) -> Result<Vec<KeptPayment>, &'static str> {
        Ok(Vec::new())
    }

    fn forget(&self, _: &[u8; 32]) -> Result<(), &'static str> {
        Ok(())
    }

    fn sending(&self) -> &Sending {
        &self.sending
    }
}

/// Between the look and the reservation another program has spent: nothing is signed. Nor without a ledger.
#[test]
fn nothing_is_signed_without_a_reservation() {
    let ledger = Locked::default();
    let buyer = buyer_with([usdc().per_day("0.03").unwrap()], &ledger);
    let payable = payable_at(HOST, &[&priced(10_000)]);
    assert!(buyer.pay(&payable, &fresh(1, NOW)).is_ok());
    for fails in ["spent", "reserve"] {
        ledger.fails.set(fails);
        let error = buyer.pay(&payable, &fresh(1, NOW)).unwrap_err();
        assert!(matches!(error, NotPaid::Ledger(_)), "{error}");
    }
    ledger.fails.set("full");
    assert!(matches!(buyer.pay(&payable, &fresh(1, NOW)), Err(NotPaid::Spent)));
    assert!(ledger.released.borrow().is_empty(), "what was never reserved is not released");
    // A payment that is not kept is not sent, and does not count.
    ledger.fails.set("keep");
    assert!(matches!(buyer.pay(&payable, &fresh(1, NOW)), Err(NotPaid::Ledger(_))));
    assert_eq!(*ledger.released.borrow(), [[1; 32]]);
}

#[test]
fn a_ledger_adds_up_without_overflow() {
    let ledger = MemoryLedger::new();
    let payable = payable_at(HOST, &[&priced(10_000)]);
    let entry = buyer([usdc()]).pay(&payable, &fresh(1, NOW)).unwrap().entry().clone();
    let largest = Amount::from(Uint256::MAX);
    let huge = |number: u8| {
        let mut entry = entry.clone();
        entry.id = [number; 32];
        entry.amount = largest.into();
        entry
    };
    let most = Limits { per_host: None, per_day: Some(largest.into()) };
    assert_eq!(ledger.reserve(&huge(1), &most), Ok(true));
    assert_eq!(ledger.reserve(&huge(2), &most), Ok(false));
    assert_eq!(ledger.reserve(&huge(2), &Limits::default()), Ok(true));
    let both = sum(largest).saturating_add(&largest.into());
    assert_eq!(ledger.spent(&entry.network, &entry.asset, None, 0), Ok(both));
    assert_eq!(ledger.spent(&entry.network, &entry.asset, Some("b.example"), 0), Ok(AmountSum::ZERO));
    // A ledger in memory keeps a day.
    let mut later = entry.clone();
    later.at += DAY;
    assert_eq!(ledger.reserve(&later, &Limits::default()), Ok(true));
    assert_eq!(ledger.entries(), [later]);
}

/// A sum that is too large for an amount is still exact, so that no limit has anything left.
#[test]
fn a_sum_that_overflows_leaves_nothing() {
    let payable = payable_at(HOST, &[&priced(10_000)]);
    let entry = buyer([usdc()]).pay(&payable, &fresh(1, NOW)).unwrap().entry().clone();
    let costing = |number: u8, amount: Amount| Entry { id: [number; 32], amount: amount.into(), ..entry.clone() };
    let largest = Amount::from(Uint256::MAX);
    let below = |less: u64| largest.checked_sub(less.into()).unwrap();
    // What the first two payments cost, and whether the limit leaves one unit for a third.
    for (first, second, fits) in [(1, 2, false), (2, 2, false), (2, 1, true)] {
        for limits in [(None, Some(largest.into())), (Some(largest.into()), None)]
            .map(|(per_host, per_day)| Limits { per_host, per_day })
        {
            let ledger = MemoryLedger::new();
            for entry in [costing(1, below(first)), costing(2, second.into())] {
                assert_eq!(ledger.reserve(&entry, &Limits::default()), Ok(true));
            }
            let spent = sum(below(first)).saturating_add(&second.into());
            assert_eq!(ledger.spent(&entry.network, &entry.asset, Some(HOST), 0), Ok(spent));
            assert_eq!(ledger.reserve(&costing(3, 1.into()), &limits), Ok(fits), "{first} {second} {limits:?}");
        }
    }
}

/// One host has one limit, in whatever spelling it is asked.
#[test]
fn a_host_is_normalized() {
    let buyer = buyer([usdc().per_host("0.02").unwrap()]);
    let pays = |number, host: &str| buyer.pay(&payable_at(host, &[&priced(20_000)]), &fresh(number, NOW)).is_ok();
    assert!(pays(1, "API.example.com."));
    for (number, host) in [(2, "api.example.com"), (3, "Api.Example.Com"), (4, "api.example.com.")] {
        assert!(!pays(number, host), "{host}");
    }
    assert!(pays(5, "api2.example.com"));
}

/// Whoever drafts twice from the same random bytes gets one payment, and keeps it.
#[test]
fn random_bytes_are_used_once() {
    let buyer = buyer([usdc()]);
    let payable = payable_at(HOST, &[&priced(10_000)]);
    assert!(buyer.pay(&payable, &fresh(1, NOW)).is_ok());
    assert!(matches!(buyer.pay(&payable, &fresh(1, NOW)), Err(NotPaid::Spent)));
    assert_eq!(buyer.ledger().entries().len(), 1);
    // A day later nobody remembers.
    assert!(buyer.pay(&payable, &fresh(1, NOW + DAY)).is_ok());
}
