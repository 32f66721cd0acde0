//! What is asked of a node, against the ABI encoder of alloy.

use alloy_primitives::{Address, B256, Bytes, U256, hex, keccak256};
use alloy_sol_types::{SolCall, sol};
use x402_types::Network;
use x402_verify::{Facts, Question, Report, Rpc, evm};

use crate::{
    sign::{self, PAYER, Rsv},
    support::{Case, Terms, Token, VALID, contract},
    v1::V1,
};

sol! {
    interface Token3009 {
        function DOMAIN_SEPARATOR() external view returns (bytes32);
        function eip712Domain() external view returns (
            bytes1 fields, string name, string version, uint256 chainId, address verifyingContract, bytes32 salt,
            uint256[] extensions
        );
        function balanceOf(address account) external view returns (uint256);
        function authorizationState(address authorizer, bytes32 nonce) external view returns (bool);
        function transferWithAuthorization(
            address from, address to, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 nonce,
            bytes signature
        ) external;
        function transferWithAuthorization(
            address from, address to, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 nonce,
            uint8 v, bytes32 r, bytes32 s
        ) external;
    }

    interface Wallet {
        function isValidSignature(bytes32 hash, bytes signature) external view returns (bytes4);
    }
}

fn payer() -> Address {
    PAYER.parse().unwrap()
}

fn token() -> Address {
    Token::new().asset.parse().unwrap()
}

/// The one question of this kind, need or outstanding, and what a node is asked.
fn asked(case: &Case, kind: &str) -> (Address, Vec<u8>) {
    asked_by(&case.report(), kind)
}

fn asked_by(report: &Report, kind: &str) -> (Address, Vec<u8>) {
    let mut questions = report.needs().chain(report.outstanding()).filter(|question| question.kind() == kind);
    let question = questions.next().unwrap();
    assert!(questions.next().is_none());
    match question.rpc() {
        Some(Rpc::Evm(evm::Rpc::Call { to, data })) => (Address::new(to.to_bytes()), data),
        other => panic!("{other:?}"),
    }
}

#[test]
fn calls_are_encoded_as_the_abi_has_it() {
    let case = Case::new();
    let nonce: B256 = Terms::new().nonce.parse().unwrap();
    assert_eq!(asked(&case, "token-domain"), (token(), Token3009::DOMAIN_SEPARATORCall {}.abi_encode()));
    assert_eq!(asked(&case, "balance"), (token(), Token3009::balanceOfCall { account: payer() }.abi_encode()));
    let state = Token3009::authorizationStateCall { authorizer: payer(), nonce };
    assert_eq!(asked(&case, "authorization-unused"), (token(), state.abi_encode()));
}

#[test]
fn the_domain_asked_for_is_the_one_used() {
    let report = Case::new().report();
    let question = report.outstanding().iter().find(|question| question.kind() == "token-domain").unwrap();
    let Question::Evm(evm::Question::TokenDomain(asked)) = question else { panic!("{question:?}") };
    let encoded = [
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)").0,
        keccak256("USDC").0,
        keccak256("2").0,
        U256::from(84_532).to_be_bytes(),
        token().into_word().0,
    ];
    assert_eq!(asked.separator, keccak256(encoded.as_flattened()).0);
    assert_eq!(asked.separator, hex!("71f17a3b2ff373b803d70a5a07c046c1a2bc8e89c09ef722fcb047abe94c9818"));
}

/// The domain of EIP-5267: name and version stand in the answer.
#[test]
fn a_token_is_asked_for_its_domain() {
    let report = V1::new().extra("{}").report();
    let call = Token3009::eip712DomainCall {}.abi_encode();
    assert_eq!(call, hex!("84b0196e"), "EIP-5267");
    assert_eq!(asked_by(&report, "domain-names"), (token(), call));
    let Some(Question::Evm(evm::Question::DomainNames(asked))) = report.needs().next() else { panic!("{report:?}") };
    assert_eq!(asked.network, Network::eip155(84_532));
}

#[test]
fn the_transfer_is_the_one_that_would_settle() {
    let Terms { to, value, valid_after, valid_before, nonce, .. } = Terms::new();
    let number = |text: &str| text.parse::<U256>().unwrap();
    let (to, nonce): (Address, B256) = (to.parse().unwrap(), nonce.parse().unwrap());
    let (value, after, before) = (number(&value), number(&valid_after), number(&valid_before));
    let signature = sign::sign(&Terms::new(), &Token::new());
    let three_parts = Token3009::transferWithAuthorization_1Call {
        from: payer(),
        to,
        value,
        validAfter: after,
        validBefore: before,
        nonce,
        v: signature.v,
        r: signature.r.into(),
        s: signature.s.into(),
    };
    assert_eq!(asked(&Case::new(), "transfer"), (token(), three_parts.abi_encode()));

    // What is no r, s, v goes to the overload that passes the bytes on.
    for bytes in [vec![], vec![7; 31], vec![7; 32], vec![7; 33], vec![7; 65], vec![27; 66]] {
        let passed_on = Token3009::transferWithAuthorization_0Call {
            from: payer(),
            to,
            value,
            validAfter: after,
            validBefore: before,
            nonce,
            signature: Bytes::from(bytes.clone()),
        };
        let case = Case::with_signature(&Terms::new(), &bytes).facts(contract());
        assert_eq!(asked(&case, "transfer"), (token(), passed_on.abi_encode()), "{} bytes", bytes.len());
        let wallet = Wallet::isValidSignatureCall {
            hash: sign::digest(&Terms::new(), &Token::new()),
            signature: Bytes::from(bytes),
        };
        // By the token, which asks when it is paid.
        let from = token().into_array().into();
        let expected = Rpc::Evm(evm::Rpc::CallFrom { from, to: PAYER.parse().unwrap(), data: wallet.abi_encode() });
        let report = case.report();
        let question = report.needs().find(|question| question.kind() == "contract-signature").unwrap();
        assert_eq!(question.rpc(), Some(expected));
    }
}

#[test]
fn selectors_are_those_of_the_signatures() {
    for (signature, selector) in [
        ("isValidSignature(bytes32,bytes)", Wallet::isValidSignatureCall::SELECTOR),
        ("DOMAIN_SEPARATOR()", Token3009::DOMAIN_SEPARATORCall::SELECTOR),
        ("eip712Domain()", Token3009::eip712DomainCall::SELECTOR),
        ("balanceOf(address)", Token3009::balanceOfCall::SELECTOR),
        ("authorizationState(address,bytes32)", Token3009::authorizationStateCall::SELECTOR),
        (
            "transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)",
            Token3009::transferWithAuthorization_0Call::SELECTOR,
        ),
        (
            "transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,uint8,bytes32,bytes32)",
            Token3009::transferWithAuthorization_1Call::SELECTOR,
        ),
    ] {
        // The calls of the other tests are compared whole; this says that alloy's names are the contracts' own.
        assert_eq!(selector, keccak256(signature)[..4], "{signature}");
    }
}

#[test]
fn the_code_is_asked_of_the_payer_on_the_offers_chain() {
    let report = Case::new().facts(Facts::new()).report();
    let question = report.outstanding().iter().find(|question| question.kind() == "account-code").unwrap();
    assert_eq!(question.rpc(), Some(Rpc::Evm(evm::Rpc::GetCode { address: PAYER.parse().unwrap() })));
    let Question::Evm(evm::Question::AccountCode(asked)) = question else { panic!("{question:?}") };
    assert_eq!((&asked.network, &asked.if_plain), (&Network::eip155(84_532), &None));
}

/// 0 or 1 in the last byte, or 64 bytes: the token takes neither of an account without code, and the settler has to
/// write it anew. What a contract understands is passed on as it came, and so it is while nobody knows.
#[test]
fn a_plain_accounts_signature_is_asked_about_as_the_token_takes_it() {
    let good = sign::sign(&Terms::new(), &Token::new());
    let as_it_should_be = asked(&Case::new(), "transfer");
    for bytes in [Rsv { v: good.v - 27, ..good }.bytes(), good.compact()] {
        let case = Case::with_signature(&Terms::new(), &bytes).policy(|policy| policy.evm.compact_signatures = true);
        assert_eq!(case.verdict(), VALID);
        assert_eq!(asked(&case, "transfer"), as_it_should_be);
        let assumed = case.clone().facts(Facts::new()).policy(|policy| policy.evm.assume_plain_accounts = true);
        assert_eq!(asked(&assumed, "transfer"), as_it_should_be);
        for facts in [contract(), Facts::new()] {
            let (_, data) = asked(&case.clone().facts(facts), "transfer");
            assert_eq!(data[..4], Token3009::transferWithAuthorization_0Call::SELECTOR);
            assert!(data.windows(bytes.len()).any(|window| window == bytes));
        }
    }
}
