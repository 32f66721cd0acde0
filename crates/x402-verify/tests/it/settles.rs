//! What an answer to an outstanding question means: a loop that goes by it settles no payment that is not valid.

#![allow(clippy::wildcard_enum_match_arm, reason = "every other question is answered alike")]

use x402_types::{Amount, Uint256};
use x402_verify::{
    Answer, Deciding, Decision, Facts, Question, Unsettled, Verdict,
    evm::{self, AccountCode, Fact},
};

use crate::{
    permit2::{self, approved, sponsored},
    support::Case,
};

/// A payment by each method, about whose payer nothing is known.
fn cases() -> Vec<Case> {
    let permits = [permit2::cases(), sponsored::cases(), approved::cases()].into_iter().flatten();
    [Case::new()].into_iter().chain(permits).map(|case| case.facts(Facts::new())).collect()
}

/// Answers of every form.
fn answers() -> Vec<Answer> {
    let amounts = [0, 9_999, 10_000].map(|amount| evm::Answer::Allowance(Amount::from(amount)));
    let codes = [AccountCode::Absent, AccountCode::Present].map(evm::Answer::Code);
    let names = evm::Answer::Names { name: "USDC".into(), version: "2".into() };
    let rest = [evm::Answer::Separator([7; 32]), evm::Answer::DataFee(Uint256::from(1_u64)), names];
    let values = amounts.into_iter().chain(codes).chain(rest).map(Answer::from);
    [Answer::Yes, Answer::No].into_iter().chain(values).collect()
}

/// Whether the payment is to be settled. Everything is asked that the driver asks.
fn settles(case: &Case, ask: impl Fn(&Question) -> Answer) -> bool {
    let context = case.context();
    let mut deciding = Deciding::new(&case.payment, &case.offers, &context);
    while let Some(question) = deciding.next() {
        deciding.answer(&question, ask(&question));
    }
    matches!(deciding.decide(), Decision::Settle(paid) if paid.outstanding().is_empty())
}

/// A chain on which everything is as it should be.
fn good(question: &Question) -> Answer {
    match question {
        Question::Evm(evm::Question::AccountCode(_)) => evm::Answer::Code(AccountCode::Absent).into(),
        Question::Evm(evm::Question::Allowance(asked)) => evm::Answer::Allowance(asked.at_least).into(),
        Question::Evm(evm::Question::DataFee(_)) => evm::Answer::DataFee(Uint256::from(1_u64)).into(),
        _ => Answer::Yes,
    }
}

/// The key has signed, and the account has code: only what the code accepts is settled.
#[test]
fn a_payer_with_code_is_not_taken_for_a_key() {
    for (at, case) in cases().iter().enumerate() {
        let code = |question: &Question, accepts: Answer| match question {
            Question::Evm(evm::Question::AccountCode(_)) => evm::Answer::Code(AccountCode::Present).into(),
            Question::Evm(evm::Question::ContractSignature(_)) => accepts,
            other => good(other),
        };
        assert!(settles(case, good), "{at}");
        assert!(settles(case, |question| code(question, Answer::Yes)), "{at}");
        assert!(!settles(case, |question| code(question, Answer::No)), "{at}");
        // Nobody can say: `Separator` is no answer to the question.
        assert!(!settles(case, |question| code(question, evm::Answer::Separator([0; 32]).into())), "{at}");
    }
}

#[test]
fn each_no_prevents_the_settlement() {
    for case in cases() {
        let report = case.report();
        assert_eq!(report.verdict(), Verdict::Valid);
        let allowance = report.outstanding().iter().find_map(|question| match question {
            Question::Evm(evm::Question::Allowance(asked)) => Some(asked.is_provided),
            _ => None,
        });
        let less = |question: &Question| match question {
            Question::Evm(evm::Question::Allowance(_)) => evm::Answer::Allowance(Amount::from(9_999)).into(),
            other => good(other),
        };
        // A permit or an approval provides what is missing.
        assert_eq!(settles(&case, less), allowance != Some(false));
        for asked in report.outstanding() {
            let no_among = |others: &dyn Fn(&Question) -> Answer| {
                settles(&case, |question| if question == asked { Answer::No } else { others(question) })
            };
            // What the payer lacks for the gas of an approval, the sponsor sends first (P-6).
            let kind = asked.kind();
            assert_eq!(no_among(&less), kind == "native-balance", "{kind}");
            // Nobody needs the permit or the approval beside an allowance (P-5, P-6).
            let about_it = ["token-domain", "permit-nonce", "transaction-count", "gas-price", "data-fee", "settlement"];
            let is_about_it = allowance == Some(true) && about_it.contains(&kind);
            assert_eq!(no_among(&good), is_about_it || kind == "native-balance", "{kind}");
        }
    }
}

/// Whatever the answer: if it lets the payment settle, the payment stays valid with the answer as a fact.
#[test]
fn what_settles_leaves_the_payment_valid() {
    let mut kinds = Vec::new();
    for case in cases() {
        for question in case.report().outstanding() {
            kinds.push(question.kind());
            for answer in answers() {
                let facts = Facts::new().with_answer(question, answer.clone());
                let verdict = case.clone().facts(facts.clone()).report().verdict();
                let settles = question.settles(&answer);
                assert!(settles.is_err() || verdict == Verdict::Valid, "{} {answer:?}", question.kind());
                // What makes a fact without being the yes is one of those that change the verdict.
                if facts != Facts::new() && answer != Answer::Yes {
                    assert!(question.changes_verdict(), "{} {answer:?}", question.kind());
                }
                assert!(settles != Err(Unsettled::Prevented) || answer == Answer::No, "{} {answer:?}", question.kind());
            }
        }
    }
    for kind in ["account-code", "allowance", "token-domain", "balance", "permit-nonce", "native-balance", "settlement"]
    {
        assert!(kinds.contains(&kind), "{kind}");
    }
}

/// The answer to a need always goes into the facts.
#[test]
fn no_answer_to_a_deciding_question_settles() {
    let contract = Case::new().facts(Facts::new().with(Fact::AnyAccount(AccountCode::Present))).report();
    for question in contract.needs() {
        assert!(question.changes_verdict());
        for answer in answers() {
            assert_eq!(question.settles(&answer), Err(Unsettled::VerifyAgain), "{answer:?}");
        }
    }
}
