//! What is asked of a node, against the ABI encoder of alloy.

use alloy_primitives::{Address, Bytes, U256, keccak256};
use alloy_sol_types::{SolCall, SolValue, sol};
use x402_verify::evm::SignatureAnswer;
use x402_verify::{
    Answer, AnswerError, Facts, Question, Returned, Rpc,
    evm::{self, Fact},
};

use super::{
    super::proxies::{
        EIP2612Permit, ExactProxy, ExactWitness, PermitTransferFrom, TokenPermissions, UptoProxy, UptoWitness,
    },
    EXACT_PROXY, Permit, Sponsored, UPTO_PROXY, allowing, cases,
};
use crate::{
    sign::{PAYER, Rsv},
    support::{Case, Token, VALID, contract, contract_says, invalid, undecided},
};

sol! {
    interface Token2612 {
        function nonces(address owner) external view returns (uint256);
        function permit(
            address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s
        ) external;
    }
}

fn address(text: &str) -> Address {
    text.parse().unwrap()
}

fn number(text: &str) -> U256 {
    text.parse().unwrap()
}

fn asked(case: &Case, kind: &str) -> Rpc {
    let report = case.report();
    let mut questions = report.outstanding().iter().filter(|question| question.kind() == kind);
    let question = questions.next().unwrap();
    assert!(questions.next().is_none());
    question.rpc().unwrap()
}

/// Of a payer with code that refuses what its key has signed.
pub(super) fn disputed(permit: &Permit) -> Case {
    let (payer, sponsored) = (PAYER.parse().unwrap(), Sponsored::new());
    let facts = contract().with(Fact::AnyAllowance(0.into()));
    let facts =
        facts.with(contract_says(payer, permit.digest().0, permit.signature().bytes(), SignatureAnswer::Accepted));
    let facts =
        facts.with(contract_says(payer, sponsored.digest().0, sponsored.signature().bytes(), SignatureAnswer::Refused));
    sponsored.case_for(permit).facts(facts)
}

#[test]
fn the_token_is_called_as_the_settler_of_a_permit_calls_it() {
    for permit in Permit::both() {
        let (case, sponsored) = (disputed(&permit), Sponsored::new());
        assert_eq!(case.verdict(), undecided("permit-signature"));
        let report = case.report();
        let needs: Vec<_> = report.needs().collect();
        let [question @ Question::Evm(evm::Question::TokenPermit(_))] = needs.as_slice() else { panic!("{needs:?}") };
        let Rsv { r, s, v, .. } = sponsored.signature();
        let call = Token2612::permitCall {
            owner: address(&sponsored.from),
            spender: address(&sponsored.spender),
            value: number(&sponsored.amount),
            deadline: number(&sponsored.deadline),
            v,
            r: r.into(),
            s: s.into(),
        };
        let data = call.abi_encode();
        assert_eq!(data[..4], keccak256("permit(address,address,uint256,uint256,uint8,bytes32,bytes32)")[..4]);
        assert_eq!(question.rpc(), Some(Rpc::Evm(evm::Rpc::Call { to: Token::new().asset.parse().unwrap(), data })));
        for (returned, answer, verdict) in [
            (Returned::Bytes(&[]), Answer::Yes, VALID),
            (Returned::Bytes(&[1; 32]), Answer::Yes, VALID),
            (Returned::Reverted, Answer::No, invalid("permit-signature")),
        ] {
            assert_eq!(question.answer(returned), Ok(answer.clone()));
            let facts = case.facts.clone().with_answer(question, answer);
            assert_eq!(case.clone().facts(facts).verdict(), verdict);
        }
        // No answer to it is one about another token, or another permit.
        let facts = case.facts.clone().with(Fact::TokenPermit {
            token: PAYER.parse().unwrap(),
            digest: sponsored.digest().0,
            signature: sponsored.signature().bytes(),
            answer: SignatureAnswer::Accepted,
        });
        assert_eq!(case.clone().facts(facts).verdict(), undecided("permit-signature"));
    }
}

/// `settleWithPermit` as alloy encodes it.
fn settlement(permit: &Permit, sponsored: &Sponsored, signature: Rsv, amount: U256) -> Rpc {
    let permit2612 = EIP2612Permit {
        value: number(&sponsored.amount),
        deadline: number(&sponsored.deadline),
        r: signature.r.into(),
        s: signature.s.into(),
        v: signature.v,
    };
    let message = PermitTransferFrom {
        permitted: TokenPermissions { token: address(&permit.token), amount: number(&permit.amount) },
        nonce: number(&permit.nonce),
        deadline: number(&permit.deadline),
    };
    let (owner, to, valid_after) = (address(&permit.from), address(&permit.to), number(&permit.valid_after));
    let signature = Bytes::from(permit.signature().bytes());
    match &permit.facilitator {
        None => {
            let witness = ExactWitness { to, validAfter: valid_after };
            let call = ExactProxy::settleWithPermitCall { permit2612, permit: message, owner, witness, signature };
            Rpc::Evm(evm::Rpc::Call { to: EXACT_PROXY.parse().unwrap(), data: call.abi_encode() })
        }
        Some(facilitator) => {
            let witness = UptoWitness { to, facilitator: address(facilitator), validAfter: valid_after };
            let call =
                UptoProxy::settleWithPermitCall { permit2612, permit: message, amount, owner, witness, signature };
            let from = facilitator.parse().unwrap();
            Rpc::Evm(evm::Rpc::CallFrom { from, to: UPTO_PROXY.parse().unwrap(), data: call.abi_encode() })
        }
    }
}

#[test]
fn the_settlement_brings_the_permit() {
    let good = Sponsored::new();
    for permit in Permit::both() {
        let expected = settlement(&permit, &good, good.signature(), number("10000"));
        assert_eq!(asked(&good.case_for(&permit), "settlement"), expected);
        // v as the token takes it.
        let rsv = good.signature();
        let bare = good.beside_with(&permit, &Rsv { v: rsv.v - 27, ..rsv }.bytes());
        assert_eq!(bare.flags(), ["y-parity"]);
        assert_eq!(asked(&bare, "settlement"), expected);
        // Of a contract as it came.
        let safe = Rsv { v: 31, ..rsv };
        let payer = PAYER.parse().unwrap();
        let facts = contract()
            .with(contract_says(payer, permit.digest().0, permit.signature().bytes(), SignatureAnswer::Accepted))
            .with(contract_says(payer, good.digest().0, safe.bytes(), SignatureAnswer::Accepted));
        let of_contract = good.beside_with(&permit, &safe.bytes()).facts(facts);
        assert_eq!(asked(&of_contract, "settlement"), settlement(&permit, &good, safe, number("10000")));
    }
    let permit = Permit::upto();
    let case = good.case_for(&permit).settling(77);
    assert_eq!(asked(&case, "settlement"), settlement(&permit, &good, good.signature(), U256::from(77)));
}

/// `scheme_exact_evm.md` §2, phase 4.1
#[test]
fn with_enough_allowed_it_is_settled_without() {
    for permit in Permit::both() {
        let bare = asked(&permit.case(), "settlement");
        assert_eq!(asked(&Sponsored::new().case_for(&permit).facts(allowing(10_000)), "settlement"), bare);
        assert_ne!(asked(&Sponsored::new().case_for(&permit).facts(allowing(9_999)), "settlement"), bare);
    }
}

#[test]
fn the_token_is_asked_for_the_nonce() {
    assert_eq!(Token2612::noncesCall::SELECTOR, keccak256("nonces(address)")[..4]);
    for case in cases() {
        let data = Token2612::noncesCall { owner: address(PAYER) }.abi_encode();
        assert_eq!(
            asked(&case, "permit-nonce"),
            Rpc::Evm(evm::Rpc::Call { to: Token::new().asset.parse().unwrap(), data })
        );
        let report = case.report();
        let question = report.outstanding().iter().find(|question| question.kind() == "permit-nonce").unwrap();
        for (taken, answer) in [(3, Answer::Yes), (2, Answer::No), (4, Answer::No), (0, Answer::No)] {
            let word = U256::from(taken).abi_encode();
            assert_eq!(question.answer(Returned::Bytes(&word)), Ok(answer), "{taken}");
        }
        assert_eq!(question.answer(Returned::Bytes(&[3; 31])), Err(AnswerError::Evm(evm::AnswerError::Malformed)));
        assert_eq!(question.answer(Returned::Reverted), Err(AnswerError::Evm(evm::AnswerError::Reverted)));
    }
}

#[test]
fn what_is_left_for_the_chain() {
    for (case, permit) in cases().into_iter().zip(Permit::both()) {
        let kinds = |facts: Facts| -> Vec<_> {
            case.clone().facts(facts).report().outstanding().iter().map(Question::kind).collect()
        };
        let own: &[&str] = if permit.facilitator.is_some() { &["facilitator"] } else { &[] };
        let of_permit = ["allowance", "token-domain", "permit-nonce"];
        let first = [&["contract-code", "contract-code", "balance"], &of_permit[..], &["permit-unused"]].concat();
        assert_eq!(kinds(crate::support::plain()), [&first[..], own, &["settlement"]].concat());
        assert_eq!(kinds(Facts::new()), [&first[..], own, &["account-code", "settlement"]].concat());
    }
    // Nothing is taken, nothing is asked.
    assert!(Sponsored::new().case_for(&Permit::upto()).settling(0).report().outstanding().is_empty());
}
