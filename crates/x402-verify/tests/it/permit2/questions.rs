//! What is asked of a node, against the ABI encoder of alloy.

use alloy_primitives::{Address, Bytes, U256, keccak256};
use alloy_sol_types::{SolCall, sol};
use x402_verify::{
    Answer, Facts, Question, Rpc, Verdict,
    evm::{self, Fact},
};

use super::{
    EXACT_PROXY, FACILITATOR, PERMIT2, Permit, UPTO_PROXY,
    proxies::{ExactProxy, ExactWitness, PermitTransferFrom, TokenPermissions, UptoProxy, UptoWitness},
};
use crate::{
    sign::PAYER,
    support::{Case, Token, contract, contract_says},
};

sol! {
    interface Token20 {
        function allowance(address owner, address spender) external view returns (uint256);
        function balanceOf(address account) external view returns (uint256);
    }

    interface Permit2 {
        function nonceBitmap(address owner, uint256 wordPos) external view returns (uint256);
    }
}

fn address(text: &str) -> Address {
    text.parse().unwrap()
}

fn outstanding(case: &Case) -> Vec<&'static str> {
    case.report().outstanding().iter().map(Question::kind).collect()
}

fn asked(case: &Case, kind: &str) -> Vec<Rpc> {
    let report = case.report();
    let questions = report.needs().chain(report.outstanding()).filter(|question| question.kind() == kind);
    questions.map(|question| question.rpc().unwrap()).collect()
}

fn call(to: Address, data: Vec<u8>) -> Rpc {
    Rpc::Evm(evm::Rpc::Call { to: to.into_array().into(), data })
}

/// By Permit2, in their order (E-11).
#[test]
fn what_is_left_for_the_chain() {
    let all = ["contract-code", "contract-code", "balance", "allowance", "permit-unused"];
    let exact = Permit::exact().case();
    assert_eq!(outstanding(&exact), [all.as_slice(), &["settlement"]].concat());
    assert_eq!(outstanding(&exact.facts(Facts::new())), [all.as_slice(), &["account-code", "settlement"]].concat());
    let upto = Permit::upto().case();
    assert_eq!(outstanding(&upto), [all.as_slice(), &["facilitator", "settlement"]].concat());
    // Who says from where it settles, is not asked.
    assert_eq!(outstanding(&upto.clone().facilitators(&[FACILITATOR])), [all.as_slice(), &["settlement"]].concat());
    let report = upto.clone().extra("{}").report();
    assert_eq!(report.needs().map(Question::kind).collect::<Vec<_>>(), ["facilitator"]);
    assert!(!outstanding(&upto.extra("{}")).contains(&"facilitator"), "not twice");
}

#[test]
fn calls_are_encoded_as_the_abi_has_it() {
    for permit in Permit::both() {
        let case = permit.case();
        let token = address(&Token::new().asset);
        let code = |text: &str| Rpc::Evm(evm::Rpc::GetCode { address: text.parse().unwrap() });
        let proxy = if permit.facilitator.is_some() { UPTO_PROXY } else { EXACT_PROXY };
        assert_eq!(asked(&case, "contract-code"), [code(&Token::new().asset), code(proxy)]);
        let balance = Token20::balanceOfCall { account: address(PAYER) };
        assert_eq!(asked(&case, "balance"), [call(token, balance.abi_encode())]);
        let allowance = Token20::allowanceCall { owner: address(PAYER), spender: PERMIT2 };
        assert_eq!(asked(&case, "allowance"), [call(token, allowance.abi_encode())]);
    }
    assert_eq!(Permit2::nonceBitmapCall::SELECTOR, keccak256("nonceBitmap(address,uint256)")[..4]);
    assert_eq!(Token20::allowanceCall::SELECTOR, keccak256("allowance(address,address)")[..4]);
}

/// Permit2 asks the payer's contract, and hears what the contract says to Permit2 (E-8).
#[test]
fn a_contract_is_asked_in_the_name_of_permit2() {
    for permit in Permit::both() {
        let case = permit.case().facts(contract());
        let report = case.report();
        let question = report.needs().find(|question| question.kind() == "contract-signature").unwrap();
        let Some(Rpc::Evm(evm::Rpc::CallFrom { from, to, .. })) = question.rpc() else { panic!("{question:?}") };
        assert_eq!((from, to), (PERMIT2.into_array().into(), PAYER.parse().unwrap()));
        let Question::Evm(evm::Question::ContractSignature(asked)) = question else { panic!("{question:?}") };
        let evm::questions::ContractSignature { account, digest, signature, .. } = asked;
        let with_answer = |facts: Facts, caller, valid: bool| {
            facts.with(Fact::ContractSignature {
                account: *account,
                caller: Some(caller),
                digest: *digest,
                signature: signature.clone(),
                answer: valid.into(),
            })
        };
        let verdict = |facts: Facts| permit.case().facts(facts).report().verdict();
        let token = Token::new().asset.parse().unwrap();
        assert_eq!(verdict(contract().with_answer(question, Answer::Yes)), Verdict::Valid);
        assert_eq!(verdict(contract().with_answer(question, Answer::No)), Verdict::Invalid);
        for valid in [true, false] {
            assert_eq!(verdict(with_answer(contract(), token, valid)), Verdict::Undecided);
            // What is said of Permit2 counts before what is said of whoever asks, in any order.
            let anybody =
                |facts: Facts| facts.with(contract_says(*account, *digest, signature.clone(), (!valid).into()));
            let expected = if valid { Verdict::Valid } else { Verdict::Invalid };
            assert_eq!(verdict(anybody(with_answer(contract(), from, valid))), expected);
            assert_eq!(verdict(with_answer(anybody(contract()), from, valid)), expected);
        }
    }
}

/// Permit2's `bitmapPositions`.
#[test]
fn a_nonce_is_a_bit_of_a_word() {
    for (nonce, word, bit) in [
        ("7".to_owned(), U256::ZERO, 7),
        ("1289".into(), U256::from(5), 9),
        (U256::MAX.to_string(), U256::MAX >> 8, 255),
    ] {
        let case = Permit::exact().with(|permit| permit.nonce = nonce.clone()).case();
        let bitmap = Permit2::nonceBitmapCall { owner: address(PAYER), wordPos: word };
        assert_eq!(asked(&case, "permit-unused"), [call(PERMIT2, bitmap.abi_encode())]);
        let report = case.report();
        let question = report.outstanding().iter().find(|question| question.kind() == "permit-unused").unwrap();
        assert!(question.to_string().contains(&format!("bit {bit} of")), "{question}");
    }
}

#[test]
fn the_settlement_is_the_one_that_would_be_made() {
    let number = |text: &str| text.parse::<U256>().unwrap();
    for permit in Permit::both() {
        let Permit { from, token, amount, nonce, deadline, to, facilitator, valid_after, .. } = &permit;
        let message = PermitTransferFrom {
            permitted: TokenPermissions { token: address(token), amount: number(amount) },
            nonce: number(nonce),
            deadline: number(deadline),
        };
        let (owner, to, valid_after) = (address(from), address(to), number(valid_after));
        for bytes in [permit.signature().bytes(), permit.signature().compact(), Vec::new(), vec![7; 97]] {
            let signature = Bytes::from(bytes.clone());
            let (case, expected) = match facilitator {
                None => {
                    let witness = ExactWitness { to, validAfter: valid_after };
                    let data =
                        ExactProxy::settleCall { permit: message.clone(), owner, witness, signature }.abi_encode();
                    (permit.case_with(&bytes), call(address(EXACT_PROXY), data))
                }
                Some(facilitator) => {
                    let witness = UptoWitness { to, facilitator: address(facilitator), validAfter: valid_after };
                    let amount = U256::from(77);
                    let data = UptoProxy::settleCall { permit: message.clone(), amount, owner, witness, signature }
                        .abi_encode();
                    let from = facilitator.parse().unwrap();
                    let expected = Rpc::Evm(evm::Rpc::CallFrom { from, to: UPTO_PROXY.parse().unwrap(), data });
                    (permit.case_with(&bytes).settling(77), expected)
                }
            };
            assert_eq!(asked(&case.facts(contract()), "settlement"), [expected], "{}", permit.name());
        }
    }
}
