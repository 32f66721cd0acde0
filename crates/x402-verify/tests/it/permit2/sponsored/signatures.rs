//! Whose permit it is, as a table: by the forms of its signature and the code of the account.

use alloy_primitives::U256;
use x402_verify::evm::SignatureAnswer;
use x402_verify::{
    CheckId, Facts, Outcome, Question, Verdict, Verifier,
    evm::{self, Fact},
};

use super::{Permit, Sponsored};
use crate::{
    sign::{self, ORDER, PAYER, Rsv},
    signatures::{MAGIC, wrapped},
    support::{Token, VALID, contract, contract_says, failed, invalid, outcome, plain, undecided},
};

type Expected = (Verdict, Option<&'static str>);

const FORM: &str = "permit-signature-form";
const SIGNER: &str = "permit-signature";

/// What is expected of an account without code, of one of which nothing is known, and of a contract.
struct Row {
    name: &'static str,
    signature: Vec<u8>,
    plain: Expected,
    unknown: Expected,
    contract: Expected,
}

fn rows(good: &Sponsored) -> Vec<Row> {
    let rsv = good.signature();
    let bytes = rsv.bytes();
    let with_v = |v: u8| Rsv { v, ..rsv }.bytes();
    let row = |name, signature, plain, unknown, contract| Row { name, signature, plain, unknown, contract };
    // 65 bytes of any kind may be a contract's.
    let format = |name, signature| row(name, signature, invalid(FORM), undecided(FORM), undecided(SIGNER));
    let other = |name, signature| row(name, signature, invalid(SIGNER), undecided(SIGNER), undecided(SIGNER));
    // v, r and s carry no other number of bytes.
    let length = |name, signature| row(name, signature, invalid(FORM), invalid(FORM), invalid(FORM));
    let mut magic = vec![7; 33];
    magic.extend(MAGIC);
    vec![
        row("65 bytes, v 27 or 28", bytes.clone(), VALID, VALID, undecided(SIGNER)),
        row("v 0 or 1", with_v(rsv.v - 27), VALID, undecided(FORM), undecided(SIGNER)),
        format("high s", rsv.high_s_twin().bytes()),
        format("high s with v 0 or 1", Rsv { v: rsv.high_s_twin().v - 27, ..rsv.high_s_twin() }.bytes()),
        format("v 29", with_v(29)),
        format("v 31, as a Safe signs", with_v(31)),
        format("r = 0", Rsv { r: U256::ZERO, ..rsv }.bytes()),
        format("s = 0", Rsv { s: U256::ZERO, ..rsv }.bytes()),
        format("r = n", Rsv { r: ORDER, ..rsv }.bytes()),
        format("s = n", Rsv { s: ORDER, ..rsv }.bytes()),
        format("65 bytes that end in the magic of a wrapper", magic),
        other("the other v", with_v(55 - rsv.v)),
        other("another key", sign::sign_digest_as_stranger(good.digest()).bytes()),
        length("ERC-2098", rsv.compact()),
        length("63 bytes", bytes[..63].to_vec()),
        length("66 bytes", [bytes.as_slice(), &[0]].concat()),
        length("no byte", Vec::new()),
        length("wrapped for a wallet that is not deployed", wrapped(bytes.clone())),
    ]
}

#[test]
fn every_format_by_the_facts_about_the_account() {
    let good = Sponsored::new();
    for permit in Permit::both() {
        let payer = PAYER.parse().unwrap();
        let own = contract().with(contract_says(
            payer,
            permit.digest().0,
            permit.signature().bytes(),
            SignatureAnswer::Accepted,
        ));
        for Row { name, signature, plain: of_plain, unknown, contract: of_contract } in rows(&good) {
            let case = good.beside_with(&permit, &signature);
            let none = |facts: Facts| facts.with(Fact::AnyAllowance(0.into()));
            assert_eq!(case.clone().facts(none(plain())).verdict(), of_plain, "{name}");
            assert_eq!(case.clone().facts(none(Facts::new())).verdict(), unknown, "{name}; unknown");
            assert_eq!(case.clone().facts(none(own.clone())).verdict(), of_contract, "{name}; contract");
            let assumed =
                case.clone().facts(none(Facts::new())).policy(|policy| policy.evm.assume_plain_accounts = true);
            assert_eq!(assumed.verdict(), of_plain, "{name}; assumed");
            // What the contract says counts, where it can be asked.
            for says in [true, false] {
                let facts = own.clone().with(contract_says(payer, good.digest().0, signature.clone(), says.into()));
                let facts = facts.with(Fact::AnyAllowance(0.into()));
                // And where a key says otherwise, the token's code.
                let by_key = signature == good.signature().bytes();
                // A settler may write v 0 or 1 anew.
                let bare = Rsv { v: good.signature().v - 27, ..good.signature() }.bytes();
                let by_key_with_bare_v = signature == bare;
                let expected = match (of_contract.0, says) {
                    (Verdict::Undecided, true) if by_key => VALID,
                    (Verdict::Undecided, false) if !by_key && !by_key_with_bare_v => invalid(SIGNER),
                    _ => of_contract,
                };
                assert_eq!(case.clone().facts(facts.clone()).verdict(), expected, "{name}; the contract says {says}");
                for taken in [true, false] {
                    let token = Token::new().asset.parse().unwrap();
                    let facts = facts.clone().with(Fact::TokenPermit {
                        token,
                        digest: good.digest().0,
                        signature: signature.clone(),
                        answer: taken.into(),
                    });
                    let expected = match expected {
                        (Verdict::Undecided, _) if taken => VALID,
                        (Verdict::Undecided, _) => invalid(SIGNER),
                        decided => decided,
                    };
                    let verdict = case.clone().facts(facts).verdict();
                    assert_eq!(verdict, expected, "{name}; the contract says {says}, the token {taken}");
                }
            }
        }
    }
}

/// `verify_all` recovers the keys of both signatures at once. Each is the answer to its own signature alone.
#[test]
fn another_key_for_the_permit_is_none_for_the_payment() {
    let good = Sponsored::new();
    let by_stranger = sign::sign_digest_as_stranger(good.digest()).bytes();
    for permit in Permit::both() {
        let case = good.beside_with(&permit, &by_stranger);
        let reports = Verifier::new(8).verify_all([(&case.payment, &case.offers, &case.context())]);
        let [report] = &reports[..] else { panic!("{reports:?}") };
        assert_eq!(failed(report), [CheckId::PERMIT_SIGNATURE]);
        assert_eq!(*report, case.report());
    }
}

/// The permit has a fault for which an allowance may make up. What is known of its signature is said nevertheless; only what the code of
/// the account decides is not asked then.
#[test]
fn the_format_of_a_permit_with_a_second_fault() {
    let permits_less = Sponsored::new().with(|permit| permit.amount = "9999".into());
    let rsv = permits_less.signature();
    let (good, bad) = (rsv.bytes(), Rsv { v: 29, ..rsv }.bytes());
    for permit in Permit::both() {
        for (signature, facts, expected) in [
            (&good, Facts::new(), "pass"),
            (&good, plain(), "pass"),
            (&bad, Facts::new(), "skipped"),
            (&bad, plain(), "needs"),
        ] {
            let report = permits_less.beside_with(&permit, signature).facts(facts).report();
            let format = outcome(&report, CheckId::PERMIT_SIGNATURE_FORM).unwrap();
            assert_eq!(format.as_str(), expected, "{format:?}");
        }
    }
}

/// The policy of ERC-2098 signatures is about the payment: a permit is called with v, r and s.
#[test]
fn no_policy_takes_another_length() {
    for permit in Permit::both() {
        let case = Sponsored::new().beside_with(&permit, &Sponsored::new().signature().compact());
        assert_eq!(case.policy(|policy| policy.evm.compact_signatures = true).verdict(), invalid(FORM));
    }
}

/// The question is about the permit's digest, and one answer is not the other's.
#[test]
fn a_contract_is_asked_for_both_signatures() {
    for permit in Permit::both() {
        let good = Sponsored::new();
        let report = good.case_for(&permit).facts(contract()).report();
        let digests: Vec<[u8; 32]> = report
            .needs()
            .map(|question| {
                let Question::Evm(evm::Question::ContractSignature(asked)) = question else { panic!("{question:?}") };
                asked.digest
            })
            .collect();
        assert_eq!(digests, [permit.digest().0, good.digest().0]);
        assert!(matches!(outcome(&report, CheckId::PERMIT_SIGNATURE_FORM), Some(Outcome::Pass)));
    }
}
