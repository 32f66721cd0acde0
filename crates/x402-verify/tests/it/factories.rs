//! Which factories may deploy a payer's wallet (E-9), by what is known of the account.

use x402_verify::{CheckId, Detail, Facts, Outcome, Question, Verdict, evm};

use crate::{
    sign::{self, STRANGER},
    signatures::{FACTORY, asked, wrapped},
    support::{Case, Terms, Token, VALID, contract, invalid, outcome, plain, undecided},
};

fn signature() -> Vec<u8> {
    wrapped(sign::sign(&Terms::new(), &Token::new()).bytes())
}

fn case(facts: Facts) -> Case {
    Case::with_signature(&Terms::new(), &signature()).facts(facts)
}

/// Listed or not matters where a factory would be called: for an account without code.
#[test]
fn every_list_by_every_state_of_knowledge() {
    let (listed, unlisted, none) = ([STRANGER, &FACTORY.to_string()], [STRANGER], []);
    let simulate = undecided("signature-form");
    for (known, facts, if_listed, otherwise) in [
        ("no code", plain(), simulate, invalid("factory")),
        ("nothing", Facts::new(), simulate, undecided("factory")),
        ("code", contract(), undecided("contract-signature"), undecided("contract-signature")),
        ("code, accepts", asked(&signature(), true), VALID, VALID),
        ("code, refuses", asked(&signature(), false), invalid("contract-signature"), invalid("contract-signature")),
    ] {
        let case = case(facts);
        assert_eq!(case.verdict(), if_listed, "no list; known: {known}");
        assert_eq!(case.clone().allowing(&listed).verdict(), if_listed, "listed; known: {known}");
        assert_eq!(case.clone().allowing(&unlisted).verdict(), otherwise, "unlisted; known: {known}");
        assert_eq!(case.allowing(&none).verdict(), otherwise, "none allowed; known: {known}");
    }
    let assumed = case(Facts::new()).policy(|policy| policy.evm.assume_plain_accounts = true);
    assert_eq!(assumed.clone().allowing(&unlisted).verdict(), invalid("factory"));
    assert_eq!(assumed.allowing(&listed).verdict(), simulate);
}

#[test]
fn the_report_names_the_factory() {
    let named = Detail::Evm(evm::Detail::FactoryNotAllowed(FACTORY.into_array().into()));
    let report = case(plain()).allowing(&[]).report();
    assert_eq!(report.reason(), Some("eip6492_factory_not_allowed"));
    assert_eq!(outcome(&report, CheckId::FACTORY), Some(&Outcome::Fail(named.clone().into())));
    for id in [CheckId::SIGNATURE_FORM, CheckId::SIGNATURE_RANGE, CheckId::SIGNATURE_LOW_S, CheckId::SIGNER] {
        assert_eq!(outcome(&report, id), Some(&Outcome::Skipped(CheckId::FACTORY)), "{id}");
    }

    // Asked is whether there is code, and nobody is told to simulate a call of that factory.
    let report = case(Facts::new()).allowing(&[]).report();
    let needs: Vec<&Question> = report.needs().collect();
    let [Question::Evm(evm::Question::AccountCode(asked))] = needs.as_slice() else { panic!("{needs:?}") };
    assert_eq!(asked.if_plain.as_deref(), Some(&named));
    assert!(needs[0].to_string().contains(&FACTORY.to_string()), "{}", needs[0]);
}

/// Listed where there is a list, and a factory.
#[test]
fn other_signatures_name_no_factory() {
    assert_eq!(outcome(&case(plain()).report(), CheckId::FACTORY), None);
    let report = case(plain()).allowing(&[&FACTORY.to_string()]).report();
    assert_eq!(outcome(&report, CheckId::FACTORY), Some(&Outcome::Pass));
    assert_eq!(report.verdict(), Verdict::Undecided);
    let report = Case::new().allowing(&[]).report();
    assert_eq!((report.verdict(), outcome(&report, CheckId::FACTORY)), (Verdict::Valid, None));
    let malformed = [signature().as_slice(), &signature()[signature().len() - 32..]].concat();
    let malformed = Case::with_signature(&Terms::new(), &malformed);
    assert_eq!(malformed.verdict(), malformed.allowing(&[]).verdict());
}

/// Whether the wallet is deployed is asked first, and only of one that is not a simulation is wanted. So a deployed wallet can
/// become valid.
#[test]
fn the_code_is_asked_before_a_simulation() {
    let own = FACTORY.to_string();
    let listed = [own.as_str()];
    let kinds = |case: &Case| case.report().needs().map(Question::kind).collect::<Vec<_>>();
    for allowing in [None, Some(listed)] {
        let case = |facts: Facts| match allowing {
            None => case(facts),
            Some(factories) => case(facts).allowing(&factories),
        };
        assert_eq!(kinds(&case(Facts::new())), ["account-code"]);
        assert_eq!(kinds(&case(plain())), ["counterfactual-signature"]);
        let report = case(Facts::new()).report();
        let question = report.needs().next().unwrap();
        let facts = Facts::new().with_answer(question, evm::Answer::Code(evm::AccountCode::Present).into());
        let report = case(facts.clone()).report();
        let question = report.needs().next().unwrap();
        assert_eq!(question.kind(), "contract-signature");
        assert_eq!(case(facts.clone().with_answer(question, x402_verify::Answer::Yes)).verdict(), VALID);
        assert_eq!(case(facts.with_answer(question, x402_verify::Answer::No)).verdict(), invalid("contract-signature"));
    }
}
