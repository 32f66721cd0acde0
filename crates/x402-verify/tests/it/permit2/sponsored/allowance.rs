//! What the caller knows of the allowance: it decides whether the permit matters.

use x402_types::Flag;
use x402_verify::evm::SignatureAnswer;
use x402_verify::{
    Answer, CheckId, Detail, Facts, Outcome, Question, Verdict,
    evm::{self, Fact},
};

use super::{Permit, Sponsored, allowing, extended};
use crate::{
    sign::{PAYER, Rsv, STRANGER, sign_digest_as_stranger},
    support::{Case, Token, VALID, contract, contract_says, invalid, outcome, plain, undecided},
};

fn outstanding(case: &Case) -> Vec<&'static str> {
    case.report().outstanding().iter().map(Question::kind).collect()
}

/// The offer leaves the name of the token's domain to the token.
fn nameless(case: Case) -> Case {
    case.offered(|offer| {
        let extra = offer.extra.as_ref().unwrap().as_str().replace(r#""name":"USDC","#, "");
        offer.extra = Some(x402_types::RawJson::parse(&extra).unwrap());
    })
}

/// Whatever makes the token refuse a permit, with the check that says so.
fn failing(permit: &Permit) -> Vec<(CheckId, Case)> {
    let good = Sponsored::new();
    let with = |change: fn(&mut Sponsored)| good.clone().with(change).case_for(permit);
    let signature = good.signature();
    let signed = |bytes: &[u8]| good.beside_with(permit, bytes);
    vec![
        (CheckId::PERMIT_OWNER, with(|permit| permit.from = STRANGER.into())),
        (CheckId::PERMIT_TOKEN, with(|permit| permit.asset = STRANGER.into())),
        (CheckId::PERMIT_SPENDER, with(|permit| permit.spender = STRANGER.into())),
        (CheckId::PERMIT_DEADLINE, with(|permit| permit.deadline = "1".into())),
        (CheckId::PERMIT_SIGNATURE_FORM, signed(&signature.high_s_twin().bytes())),
        (CheckId::PERMIT_SIGNATURE_FORM, signed(&Rsv { v: 29, ..signature }.bytes())),
        (CheckId::PERMIT_SIGNATURE, signed(&sign_digest_as_stranger(good.digest()).bytes())),
        (CheckId::PERMIT_SIGNATURE, with(|permit| permit.domain.name = "USD Coin".into())),
    ]
}

/// `evm.md` B2: the proxy goes on where the token refuses the permit.
#[test]
fn with_an_allowance_a_failing_permit_is_a_flag() {
    for permit in Permit::both() {
        for (id, case) in failing(&permit) {
            for (facts, verdict) in [
                (allowing(10_000), VALID),
                (allowing(9_999), invalid(id.as_str())),
                (allowing(0), invalid(id.as_str())),
            ] {
                assert_eq!(case.clone().facts(facts).verdict(), verdict, "{id}");
            }
            let enough = case.facts(allowing(10_000));
            let report = enough.report();
            assert_eq!(enough.flags(), ["failing-permit"], "{id}");
            assert_eq!(outcome(&report, id), Some(&Outcome::Skipped(CheckId::ALLOWANCE)));
            assert_eq!(outcome(&report, CheckId::ALLOWANCE), Some(&Outcome::Pass));
            // Who wants none of it says so.
            let refused = enough.policy(|policy| policy.refused.insert(Flag::FailingPermit));
            assert_eq!(refused.verdict(), invalid(id.as_str()));
        }
    }
}

/// P-5: who refuses a permit that fails has to know the token's domain, whatever is allowed already. A used nonce changes nothing.
#[test]
fn with_an_allowance_a_permit_needs_its_domain_if_the_policy_refuses_a_failing_one() {
    for permit in Permit::both() {
        let good = Sponsored::new().case_for(&permit).facts(allowing(10_000));
        let refusing = |case: &Case| case.clone().policy(|policy| policy.refused.insert(Flag::FailingPermit));
        assert_eq!((good.verdict(), refusing(&good).verdict()), (VALID, VALID));
        let asks = |case: &Case| ["token-domain", "permit-nonce"].map(|kind| outstanding(case).contains(&kind));
        assert_eq!((asks(&good), asks(&refusing(&good))), ([false; 2], [true, false]));
        let nameless = nameless(good);
        assert_eq!((nameless.verdict(), refusing(&nameless).verdict()), (VALID, undecided("domain")));
    }
}

/// What the proxy itself reverts on, and what it cannot be called with, is settled without it. What cannot be read is invalid.
#[test]
fn with_an_allowance_a_permit_that_the_proxy_refuses_is_needless() {
    for permit in Permit::both() {
        let good = Sponsored::new();
        let bytes = good.signature().bytes();
        for (check, case) in [
            ("permit-amount", good.clone().with(|permit| permit.amount = "9999".into()).case_for(&permit)),
            ("permit-amount", good.clone().with(|permit| permit.amount = "10001".into()).case_for(&permit)),
            ("permit-signature-form", good.beside_with(&permit, &bytes[..64])),
            ("permit-signature-form", good.beside_with(&permit, &[bytes.as_slice(), &[0]].concat())),
        ] {
            let enough = case.clone().facts(allowing(10_000));
            assert_eq!((enough.verdict(), enough.flags()), (VALID, vec!["failing-permit"]), "{check}");
            let settlement = enough.report().outstanding().last().cloned();
            let Some(Question::Evm(evm::Question::Settlement(settlement))) = settlement else {
                panic!("{settlement:?}")
            };
            assert_eq!(settlement.permit, None);
            assert_eq!(case.clone().facts(allowing(9_999)).verdict(), invalid(check));
            assert_eq!(case.facts(plain()).verdict(), undecided(check));
        }
        let unreadable = extended(permit.case(), &good.extensions(&bytes).replace("10000", "1e4"));
        for facts in [plain(), allowing(0), allowing(20_000)] {
            assert_eq!(unreadable.clone().facts(facts).verdict(), invalid("permit-payload"));
        }
        assert_eq!(good.case_for(&permit).facts(allowing(20_000)).verdict(), VALID);
    }
}

/// Whatever is wrong with it: the one question is the allowance, and what is settled then is the payment alone.
#[test]
fn what_an_allowance_could_save_asks_for_it() {
    for permit in Permit::both() {
        for (id, case) in failing(&permit) {
            let report = case.clone().facts(plain()).report();
            assert_eq!((report.verdict(), report.deciding().map(|check| check.id)), (Verdict::Undecided, Some(id)));
            let needs: Vec<_> = report.needs().collect();
            let [Question::Evm(evm::Question::Allowance(asked))] = needs[..] else { panic!("{needs:?}") };
            assert_eq!((asked.at_least, asked.if_less.is_some()), (10_000.into(), true));
            let kinds: Vec<_> = report.outstanding().iter().map(Question::kind).collect();
            assert!(
                !["allowance", "permit-nonce", "token-domain"].iter().any(|kind| kinds.contains(kind)),
                "{kinds:?}"
            );
            for (allowed, verdict) in [(10_000u64, VALID), (9_999, invalid(id.as_str()))] {
                let facts = plain().with_answer(needs[0], Answer::Evm(evm::Answer::Allowance(allowed.into())));
                assert_eq!(case.clone().facts(facts).verdict(), verdict, "{id}");
            }
            // Who takes none with a fault asks for nothing.
            let refused = case.facts(plain()).policy(|policy| policy.refused.insert(Flag::FailingPermit));
            assert_eq!(refused.verdict(), invalid(id.as_str()));
        }
    }
}

/// Of a payer of whose code nothing is known, the allowance is asked for first: with enough of it nobody asks about the permit, and
/// only without it the permit's fault, or the payer's code, decides.
#[test]
fn the_allowance_is_asked_for_before_the_code() {
    let account_code = |needs: &[&Question]| -> Option<bool> {
        let [Question::Evm(evm::Question::AccountCode(asked)), ..] = needs else { return None };
        Some(asked.if_plain.is_some())
    };
    for permit in Permit::both() {
        let signature =
            |(id, _): &(CheckId, Case)| [CheckId::PERMIT_SIGNATURE_FORM, CheckId::PERMIT_SIGNATURE].contains(id);
        for (id, case) in failing(&permit).into_iter().filter(signature) {
            let report = case.clone().facts(Facts::new()).report();
            assert_eq!((report.verdict(), report.deciding().map(|check| check.id)), (Verdict::Undecided, Some(id)));
            let needs: Vec<_> = report.needs().collect();
            let [allowance @ Question::Evm(evm::Question::Allowance(asked))] = needs[..] else { panic!("{needs:?}") };
            // The permit may be a contract's, so nothing says yet that a lower allowance makes the payment invalid.
            assert_eq!((asked.if_less.as_deref(), asked.is_provided), (None, false));
            let answered =
                |allowed: u64| Facts::new().with_answer(allowance, Answer::Evm(evm::Answer::Allowance(allowed.into())));
            assert_eq!(case.clone().facts(answered(10_000)).verdict(), VALID, "{id}");
            let less = case.clone().facts(answered(9_999)).report();
            let needs: Vec<_> = less.needs().collect();
            assert_eq!((less.verdict(), account_code(&needs)), (Verdict::Undecided, Some(true)), "{id}");
            let absent = Answer::Evm(evm::Answer::Code(evm::AccountCode::Absent));
            let facts = answered(9_999).with_answer(needs[0], absent);
            assert_eq!(case.clone().facts(facts).verdict(), invalid(id.as_str()));
            // Who takes no permit with a fault asks for the code at once.
            let refused = case.facts(Facts::new()).policy(|policy| policy.refused.insert(Flag::FailingPermit)).report();
            assert_eq!(account_code(&refused.needs().collect::<Vec<_>>()), Some(true));
        }
        // The nearest: a right permit, and one without a fault if the payer has no code.
        let good = Sponsored::new();
        assert_eq!(good.case_for(&permit).facts(Facts::new()).verdict(), VALID);
        let bare = Rsv { v: good.signature().v - 27, ..good.signature() };
        let report = good.beside_with(&permit, &bare.bytes()).facts(Facts::new()).report();
        assert_eq!(account_code(&report.needs().collect::<Vec<_>>()), Some(false));
        // And the payment's own signature, which no allowance saves.
        let stranger = permit.case_with(&sign_digest_as_stranger(permit.digest()).bytes()).facts(Facts::new());
        assert_eq!(account_code(&stranger.report().needs().collect::<Vec<_>>()), Some(true));
    }
}

/// A permit that does not fit the names that the token returned is wrong by them, and an allowance may save the payment all the same.
#[test]
fn a_permit_that_is_wrong_by_the_names_makes_no_payment_invalid_yet() {
    for permit in Permit::both() {
        let case = nameless(Sponsored::new().with(|permit| permit.domain.name = "Other".into()).case_for(&permit));
        let names =
            Fact::DomainNames { token: Token::new().asset.parse().unwrap(), name: "USDC".into(), version: "2".into() };
        let report = case.clone().facts(plain().with(names.clone())).report();
        let needs: Vec<_> = report.needs().collect();
        let [asked @ Question::Evm(evm::Question::DomainSeparator(_))] = needs[..] else { panic!("{needs:?}") };
        let sentence = asked.to_string();
        assert!(sentence.contains("the signature is wrong: for these terms"), "{sentence}");
        assert_eq!(case.facts(allowing(10_000).with(names)).verdict(), VALID);
    }
}

/// Nothing is to be moved: as much is always allowed.
#[test]
fn an_amount_of_zero_needs_no_allowance() {
    for (id, case) in failing(&Permit::upto()) {
        let case = case.settling(0).facts(plain());
        assert_eq!((case.verdict(), case.flags()), (VALID, vec!["failing-permit"]), "{id}");
    }
}

#[test]
fn too_little_is_invalid_where_nothing_makes_up_for_it() {
    for permit in Permit::both() {
        let case = permit.case().facts(allowing(9_999));
        assert_eq!(case.verdict(), invalid("allowance"));
        let detail = Detail::Evm(evm::Detail::Allowance { allowed: 9_999.into(), needed: 10_000.into() });
        assert_eq!(outcome(&case.report(), CheckId::ALLOWANCE), Some(&Outcome::Fail(detail.into())));
        let sponsored = Sponsored::new().case_for(&permit).facts(allowing(9_999));
        assert_eq!(sponsored.verdict(), VALID);
        assert_eq!(outcome(&sponsored.report(), CheckId::ALLOWANCE), None, "the permit decides");
        assert_eq!(outcome(&permit.case().report(), CheckId::ALLOWANCE), None, "nobody said how much it is");
    }
}

/// `upto` moves what is charged (`evm.md` finding 9).
#[test]
fn as_much_as_is_taken_has_to_be_allowed() {
    let case = Permit::upto().case().facts(allowing(7));
    assert_eq!(case.clone().settling(7).verdict(), VALID);
    assert_eq!(case.clone().settling(8).verdict(), invalid("allowance"));
    assert_eq!(case.clone().settling(0).verdict(), VALID);
    assert_eq!(case.verdict(), invalid("allowance"), "before the service it may come to the whole");
}

/// Of another token, or of somebody else, it says nothing; what is said last counts; and something may be said of all.
#[test]
fn an_allowance_is_of_a_token_and_its_owner() {
    let [payer, token, other] = [PAYER, &Token::new().asset, STRANGER].map(|text| text.parse().unwrap());
    let verdict = |facts: Facts| {
        Permit::exact()
            .case()
            .facts(facts.with(Fact::Account { account: payer, code: evm::AccountCode::Absent }))
            .verdict()
    };
    assert_eq!(verdict(Facts::new().with(Fact::Allowance { token: other, owner: payer, amount: 0.into() })), VALID);
    assert_eq!(verdict(Facts::new().with(Fact::Allowance { token, owner: other, amount: 0.into() })), VALID);
    assert_eq!(
        verdict(Facts::new().with(Fact::Allowance { token, owner: payer, amount: 0.into() })),
        invalid("allowance")
    );
    let twice = Facts::new().with(Fact::Allowance { token, owner: payer, amount: 0.into() }).with(Fact::Allowance {
        token,
        owner: payer,
        amount: 10_000.into(),
    });
    assert_eq!(verdict(twice), VALID);
    assert_eq!(verdict(Facts::new().with(Fact::AnyAllowance(9_999.into()))), invalid("allowance"));
    let all = Facts::new().with(Fact::AnyAllowance(9_999.into())).with(Fact::Allowance {
        token,
        owner: payer,
        amount: 10_000.into(),
    });
    assert_eq!(verdict(all), VALID);
}

#[test]
fn what_is_known_is_not_asked() {
    for permit in Permit::both() {
        let (bare, sponsored) = (permit.case(), Sponsored::new().case_for(&permit));
        assert!(outstanding(&bare).contains(&"allowance"));
        for case in [bare.facts(allowing(10_000)), sponsored.clone().facts(allowing(10_000))] {
            let kinds = outstanding(&case);
            assert!(
                !kinds.iter().any(|kind| ["allowance", "permit-nonce", "token-domain"].contains(kind)),
                "{kinds:?}"
            );
        }
        for (facts, is_known) in [(allowing(9_999), true), (plain(), false)] {
            let kinds = outstanding(&sponsored.clone().facts(facts));
            assert!(kinds.contains(&"permit-nonce") && kinds.contains(&"token-domain"), "{kinds:?}");
            assert_eq!(kinds.contains(&"allowance"), !is_known, "{kinds:?}");
        }
    }
}

/// Nor is anything about the permit that does not matter.
#[test]
fn with_an_allowance_no_question_about_the_permit_is_open() {
    for permit in Permit::both() {
        let payer = PAYER.parse().unwrap();
        let enough = |facts: Facts| facts.with(Fact::AnyAllowance(10_000.into()));
        let case = nameless(Sponsored::new().case_for(&permit));
        assert_eq!(case.clone().facts(enough(plain())).verdict(), VALID);
        assert_eq!(case.verdict(), undecided("domain"));
        // Of an account that may have code a strange form says nothing.
        let strange = Sponsored::new().beside_with(&permit, &[7; 65]);
        assert_eq!(strange.clone().facts(enough(Facts::new())).verdict(), VALID);
        assert_eq!(strange.clone().facts(enough(Facts::new())).flags(), [""; 0]);
        let own = contract().with(contract_says(
            payer,
            permit.digest().0,
            permit.signature().bytes(),
            SignatureAnswer::Accepted,
        ));
        assert_eq!(strange.clone().facts(enough(own.clone())).verdict(), VALID);
        assert_eq!(strange.facts(own).verdict(), undecided("permit-signature"));
    }
}

/// Of a permit that is a stranger's, or allows a stranger, nobody is asked who signed it: an allowance alone can save the
/// payment.
#[test]
fn nothing_is_asked_about_the_signature_of_a_permit_with_another_fault() {
    for permit in Permit::both() {
        let good = Sponsored::new();
        let twisted = Rsv { v: good.signature().v - 27, ..good.signature() };
        for faulty in [
            good.clone().with(|permit| permit.from = STRANGER.into()),
            good.clone().with(|permit| permit.spender = STRANGER.into()),
        ] {
            for signature in [faulty.signature().bytes(), twisted.bytes(), vec![7; 65]] {
                for facts in [Facts::new(), contract_of_the_payment(&permit)] {
                    let report = faulty.beside_with(&permit, &signature).facts(facts).report();
                    assert_eq!(report.verdict().as_str(), "undecided");
                    let kinds: Vec<_> = report.needs().map(Question::kind).collect();
                    assert!(kinds.iter().all(|kind| *kind == "allowance"), "{kinds:?}");
                }
            }
        }
        // The nearest: what is asked of a permit without another fault.
        let report = good.beside_with(&permit, &twisted.bytes()).facts(Facts::new()).report();
        assert_eq!(report.needs().map(Question::kind).collect::<Vec<_>>(), ["account-code"]);
    }
}

/// The payer has code, which accepts the payment's own signature, whatever is asked.
fn contract_of_the_payment(permit: &Permit) -> Facts {
    let facts = Facts::new().with(Fact::AnyAccount(evm::AccountCode::Present));
    let payer = PAYER.parse().unwrap();
    facts.with(contract_says(payer, permit.digest().0, permit.signature().bytes(), SignatureAnswer::Accepted))
}
