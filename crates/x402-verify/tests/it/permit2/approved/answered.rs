//! What is left to ask, in the very calls, and what the answers mean.

use alloy_sol_types::{SolCall, SolValue, sol};
use x402_verify::{Answer, AnswerError, GasSponsoring, Question, Returned, Rpc, evm};

use super::{Approved, Case, PAYER, PERMIT2, Permit, Token, U256, allowing, approveCall, cases, keccak256};
use crate::support::{VALID, invalid, undecided};

fn outstanding(case: &Case) -> Vec<Question> {
    case.report().outstanding().to_vec()
}

fn asked(case: &Case, kind: &str) -> Question {
    outstanding(case).into_iter().find(|question| question.kind() == kind).unwrap()
}

#[test]
fn what_is_left_for_the_chain() {
    for (case, permit) in cases().into_iter().zip(Permit::both()) {
        let kinds: Vec<_> = outstanding(&case).iter().map(Question::kind).collect();
        let own: &[&str] = if permit.facilitator.is_some() { &["facilitator"] } else { &[] };
        let first = ["contract-code", "contract-code", "balance", "transaction-count", "gas-price", "native-balance"];
        assert_eq!(kinds, [&first[..], &["data-fee", "permit-unused"], own, &["settlement"]].concat());
    }
    assert!(outstanding(&Approved::new().case_for(&Permit::upto()).settling(0)).is_empty());
}

sol! {
    function getL1Fee(bytes data) returns (uint256);
}

/// The oracle of the OP stack is asked about the transaction without its signature, and what it says is added.
#[test]
fn what_the_data_costs_is_asked_and_counts() {
    let good = Approved::new();
    for (case, permit) in cases().into_iter().zip(Permit::both()) {
        let question = asked(&case, "data-fee");
        let Some(Rpc::Evm(evm::Rpc::Call { to, data })) = question.rpc() else { panic!("{question:?}") };
        assert_eq!(to.to_string(), "0x420000000000000000000000000000000000000F");
        let call = getL1FeeCall::abi_decode_validate(&data).unwrap();
        assert_eq!((call.abi_encode(), keccak256(&call.data)), (data, good.digest()));
        let answer = question.answer(Returned::Bytes(&U256::from(5).abi_encode()));
        assert_eq!(answer, Ok(Answer::Evm(evm::Answer::DataFee(5.into()))));
        assert_eq!(question.answer(Returned::Bytes(&[])), Err(AnswerError::Evm(evm::AnswerError::Malformed)));
        assert_eq!(question.answer(Returned::Reverted), Err(AnswerError::Evm(evm::AnswerError::Reverted)));
        let facts = allowing(0).with_answer(&question, answer.unwrap());
        let capped =
            |wei: u64| good.case_for(&permit).policy(move |policy| policy.evm.max_sponsor_wei = Some(wei.into()));
        let most = 70_000_000_000_005;
        for (cap, verdict) in [(most, VALID), (most - 1, invalid("approval-cost-cap"))] {
            assert_eq!(capped(cap).facts(facts.clone()).verdict(), verdict);
            assert_eq!(capped(cap).verdict(), undecided("approval-cost-cap"));
        }
        assert_eq!(capped(69_999_999_999_999).verdict(), invalid("approval-cost-cap"));
        let report = case.clone().facts(facts).report();
        let Some(GasSponsoring::Approval(approval)) = report.gas_sponsoring() else { panic!("{report:?}") };
        assert_eq!((approval.most_wei, approval.data_fee), (most.into(), Some(5.into())));
        let of_unknown = case.report();
        let Some(GasSponsoring::Approval(unknown)) = of_unknown.gas_sponsoring() else { panic!("{of_unknown:?}") };
        assert_eq!((approval.is_execution_only, unknown.is_execution_only), (false, true));
        let kinds: Vec<_> = report.outstanding().iter().map(Question::kind).collect();
        assert!(!kinds.contains(&"data-fee"), "{kinds:?}");
        // Above all numbers there is none.
        let all = allowing(0).with_answer(&question, Answer::Evm(evm::Answer::DataFee(x402_types::Uint256::MAX)));
        let report = case.facts(all).report();
        let Some(GasSponsoring::Approval(approval)) = report.gas_sponsoring() else { panic!("{report:?}") };
        assert_eq!(approval.most_wei, x402_types::Uint256::MAX);
    }
}

#[test]
fn the_node_is_asked_for_nonce_price_and_balance() {
    let payer = PAYER.parse().unwrap();
    for case in cases() {
        let count = asked(&case, "transaction-count");
        assert_eq!(count.rpc(), Some(Rpc::Evm(evm::Rpc::GetTransactionCount { address: payer })));
        for (returned, answer) in
            [(&[7][..], Answer::Yes), (&[0, 7], Answer::Yes), (&[6], Answer::No), (&[8], Answer::No)]
        {
            assert_eq!(count.answer(Returned::Bytes(returned)), Ok(answer), "{returned:?}");
        }
        let price = asked(&case, "gas-price");
        assert_eq!(price.rpc(), Some(Rpc::Evm(evm::Rpc::GasPrice)));
        let answer = |price: &Question, wei: u64| price.answer(Returned::Bytes(&wei.to_be_bytes())).unwrap();
        assert_eq!((answer(&price, 1_000_000_000), answer(&price, 1_000_000_001)), (Answer::Yes, Answer::No));
        let balance = asked(&case, "native-balance");
        assert_eq!(balance.rpc(), Some(Rpc::Evm(evm::Rpc::GetBalance { address: payer })));
        let most = 70_000_000_000_000;
        assert_eq!((answer(&balance, most), answer(&balance, most - 1)), (Answer::Yes, Answer::No));
        for question in [count, price, balance] {
            assert_eq!(question.answer(Returned::Bytes(&[])), Err(AnswerError::Evm(evm::AnswerError::Malformed)));
            assert_eq!(question.answer(Returned::Bytes(&[0; 33])), Err(AnswerError::Evm(evm::AnswerError::Malformed)));
            assert_eq!(question.answer(Returned::Reverted), Err(AnswerError::Evm(evm::AnswerError::Reverted)));
        }
    }
}

/// First the payer approves, then the settler makes the same call as without it.
#[test]
fn the_settlement_is_simulated_behind_the_approval() {
    for (case, permit) in cases().into_iter().zip(Permit::both()) {
        let question = asked(&case, "settlement");
        let Some(Rpc::Evm(evm::Rpc::Simulate { calls })) = question.rpc() else { panic!("{question:?}") };
        let [approve, settle] = &calls[..] else { panic!("{calls:?}") };
        assert_eq!((approve.from, approve.to), (Some(PAYER.parse().unwrap()), Token::new().asset.parse().unwrap()));
        assert_eq!(approve.data, approveCall { spender: PERMIT2, amount: U256::MAX }.abi_encode());
        match (asked(&permit.case(), "settlement").rpc(), settle.from) {
            (Some(Rpc::Evm(evm::Rpc::Call { to, data })), None) => assert_eq!((settle.to, &settle.data), (to, &data)),
            (Some(Rpc::Evm(evm::Rpc::CallFrom { from, to, data })), Some(caller)) => {
                assert_eq!((caller, settle.to, &settle.data), (from, to, &data));
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(question.answer(Returned::Bytes(&[])), Ok(Answer::Yes));
        assert_eq!(question.answer(Returned::Reverted), Ok(Answer::No));
        // With enough allowed it is settled without.
        let without = asked(&case.facts(allowing(10_000)), "settlement");
        assert_eq!(without.rpc(), asked(&permit.case(), "settlement").rpc());
    }
}
