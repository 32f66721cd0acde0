//! Which limit a buyer names: the one that keeps the payment back.

use x402_buyer::{Limit, NotPaid};

use crate::support::{HOST, NOW, buyer, fresh, payable_at, priced, sum, usdc};

/// A limit that has just enough left keeps nothing back: the other one is named.
#[test]
fn a_limit_that_the_payment_just_fits_is_not_named() {
    for (per_day, named) in [("0.035", Some(Limit::PerDay)), ("0.04", None)] {
        let buyer = buyer([usdc().per_host("0.03").unwrap().per_day(per_day).unwrap()]);
        let pay = |number, host, price| buyer.pay(&payable_at(host, &[&priced(price)]), &fresh(number, NOW));
        assert!(pay(1, HOST, 20_000).is_ok());
        assert!(pay(2, "b.example", 10_000).is_ok());
        match (pay(3, HOST, 10_000), named) {
            (Ok(_), None) => {}
            (Err(NotPaid::Limit(reached)), Some(limit)) => {
                assert_eq!((reached.limit, reached.at_most, reached.spent), (limit, 35_000.into(), sum(30_000)));
            }
            (paid, _) => panic!("{per_day}: {paid:?}"),
        }
        // One unit more is too much for the host.
        let error = pay(4, HOST, if named.is_some() { 10_001 } else { 1 }).unwrap_err();
        assert!(matches!(&error, NotPaid::Limit(reached) if reached.limit == Limit::PerHost), "{error}");
    }
}
