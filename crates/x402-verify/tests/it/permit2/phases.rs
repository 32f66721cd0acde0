//! Before the service and after it (P-4): two calls with two names.

use x402_verify::{
    CheckId, Detail, Outcome, Question,
    evm::{
        self,
        questions::{Allowance, Balance, Settlement},
    },
};

use super::Permit;
use crate::support::{VALID, invalid, outcome};

#[test]
fn upto_takes_at_most_what_was_signed() {
    let case = Permit::upto().case();
    assert_eq!(outcome(&case.report(), CheckId::CHARGE), None, "nothing is charged yet");
    for charged in [0, 1, 9_999, 10_000] {
        assert_eq!(case.clone().settling(charged).verdict(), VALID, "{charged}");
    }
    let too_much = case.settling(10_001);
    assert_eq!(too_much.verdict(), invalid("charge"));
    let detail = Detail::Evm(evm::Detail::Overcharge { signed: 10_000.into(), charged: 10_001.into() });
    assert_eq!(outcome(&too_much.report(), CheckId::CHARGE), Some(&Outcome::Fail(detail.into())));
}

#[test]
fn exact_takes_what_was_signed() {
    for charged in [0, 1, 9_999, 10_001] {
        assert_eq!(Permit::exact().case().settling(charged).verdict(), invalid("charge"), "{charged}");
    }
    assert_eq!(Permit::exact().case().settling(10_000).verdict(), VALID);
}

/// The offer stays the one that was made: the most is still what was asked.
#[test]
fn the_offer_is_not_what_is_charged() {
    let less = Permit::upto().with(|permit| permit.amount = "5000".into()).case();
    assert_eq!(less.clone().settling(5_000).verdict(), invalid("amount"));
    assert_eq!(super::asking(less, 5_000).settling(4_999).verdict(), VALID);
}

#[test]
fn the_chain_is_asked_for_what_is_taken() {
    let asked = |report: &x402_verify::Report| -> Vec<String> {
        let amount = |question: &Question| {
            let (Question::Evm(evm::Question::Balance(Balance { at_least: amount, .. }))
            | Question::Evm(evm::Question::Allowance(Allowance { at_least: amount, .. }))
            | Question::Evm(evm::Question::Settlement(Settlement { amount, .. }))) = question
            else {
                return None;
            };
            Some(amount.to_string())
        };
        report.outstanding().iter().filter_map(amount).collect()
    };
    let case = Permit::upto().case();
    assert_eq!(asked(&case.report()), ["10000"; 3]);
    assert_eq!(asked(&case.clone().settling(7).report()), ["7"; 3]);
    // No transaction, no question.
    let nothing = case.settling(0).report();
    assert!(nothing.outstanding().is_empty());
    assert_eq!(nothing.into_paid().unwrap().authorized().units(), 10_000.into(), "still what was signed");
}
