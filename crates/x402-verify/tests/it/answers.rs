//! What a node returned, against the ABI encoder of alloy; and that the answers decide.

use alloy_primitives::{Address, B256, FixedBytes, U256, hex, keccak256};
use alloy_sol_types::{SolCall, SolValue, sol};
use x402_verify::{
    Answer, AnswerError, Facts, Question, Report, Returned, Rpc,
    evm::{self, AccountCode, Fact},
};

use crate::{
    permit2, sign,
    support::{Case, Terms, Token, VALID, contract, invalid, plain, undecided},
    v1::V1,
};

sol! {
    interface Token5267 {
        function eip712Domain() external view returns (
            bytes1 fields, string name, string version, uint256 chainId, address verifyingContract, bytes32 salt,
            uint256[] extensions
        );
        function name() external view returns (string);
        function version() external view returns (string);
    }
}

type Domain = Token5267::eip712DomainReturn;

fn question(report: &Report, kind: &str) -> Question {
    let mut questions = report.needs().chain(report.outstanding()).filter(|question| question.kind() == kind);
    questions.next().unwrap_or_else(|| panic!("{kind} is not asked")).clone()
}

fn outstanding(kind: &str) -> Question {
    question(&Case::new().facts(Facts::new()).report(), kind)
}

fn contract_signature() -> Question {
    question(&Case::new().facts(contract()).report(), "contract-signature")
}

fn domain_names() -> Question {
    question(&V1::new().extra("{}").report(), "domain-names")
}

fn of(question: &Question, bytes: &[u8]) -> Result<Answer, AnswerError> {
    question.answer(Returned::Bytes(bytes))
}

const MALFORMED: Result<Answer, AnswerError> = Err(AnswerError::Evm(evm::AnswerError::Malformed));
const REVERTED: Result<Answer, AnswerError> = Err(AnswerError::Evm(evm::AnswerError::Reverted));

/// `evm.md` finding 4: the token compares a whole word, and looks at nothing behind it.
#[test]
fn a_contract_accepts_with_the_whole_word() {
    let question = contract_signature();
    let magic = FixedBytes::<4>::from(hex!("1626ba7e"));
    let word = magic.abi_encode();
    assert_eq!(word.len(), 32);
    let changed = |at: usize, to: u8| {
        let mut word = word.clone();
        word[at] = to;
        word
    };
    assert_eq!(of(&question, &word), Ok(Answer::Yes));
    assert_eq!(of(&question, &[word.as_slice(), &[0; 32]].concat()), Ok(Answer::Yes));
    assert_eq!(of(&question, &[word.as_slice(), &[7]].concat()), Ok(Answer::Yes));
    for (what, bytes) in [
        ("another selector", hex!("ffffffff").abi_encode()),
        ("the selector alone", magic.to_vec()),
        ("a byte too few", word[..31].to_vec()),
        ("nothing", vec![]),
        ("dirty at the end", changed(31, 1)),
        ("dirty behind the selector", changed(4, 1)),
        ("a bit of the selector", changed(3, 0x7f)),
        ("right-aligned", U256::from(0x1626_ba7e).abi_encode()),
        ("true", true.abi_encode()),
    ] {
        assert_eq!(of(&question, &bytes), Ok(Answer::No), "{what}");
    }
    assert_eq!(question.answer(Returned::Reverted), Ok(Answer::No));
}

#[test]
fn an_account_has_code_or_not() {
    let question = outstanding("account-code");
    assert_eq!(of(&question, &[]), Ok(Answer::Evm(evm::Answer::Code(AccountCode::Absent))));
    assert_eq!(of(&question, &[0]), Ok(Answer::Evm(evm::Answer::Code(AccountCode::Present))));
    // EIP-7702
    let delegation = [hex!("ef0100").as_slice(), &[7; 20]].concat();
    assert_eq!(of(&question, &delegation), Ok(Answer::Evm(evm::Answer::Code(AccountCode::Present))));
    assert_eq!(question.answer(Returned::Reverted), REVERTED);
}

#[test]
fn an_open_question_prevents_settlement_or_not() {
    let word = |value: U256| value.abi_encode();
    let balance = outstanding("balance");
    let needed = U256::from(10_000);
    let one = U256::from(1);
    for (has, answer) in [(needed, Answer::Yes), (U256::MAX, Answer::Yes), (needed - one, Answer::No)] {
        assert_eq!(of(&balance, &word(has)), Ok(answer), "{has}");
    }
    let unused = outstanding("authorization-unused");
    assert_eq!(of(&unused, &false.abi_encode()), Ok(Answer::Yes));
    assert_eq!(of(&unused, &true.abi_encode()), Ok(Answer::No));
    for no_bool in [U256::from(2), U256::MAX, U256::from(256), one << 255] {
        assert_eq!(of(&unused, &word(no_bool)), MALFORMED, "{no_bool}");
    }
    let domain = outstanding("token-domain");
    let separator = hex!("71f17a3b2ff373b803d70a5a07c046c1a2bc8e89c09ef722fcb047abe94c9818");
    assert_eq!(of(&domain, &separator), Ok(Answer::Yes));
    assert_eq!(of(&domain, &keccak256(separator).0), Ok(Answer::No));
    // An address without code answers every call with nothing.
    assert_eq!(of(&domain, &[]), Ok(Answer::No));
    for question in [&balance, &unused] {
        assert_eq!(of(question, &[]), MALFORMED, "{question}");
    }
    for question in [balance, unused, domain] {
        assert_eq!(of(&question, &[0; 31]), MALFORMED, "{question}");
        assert_eq!(question.answer(Returned::Reverted), REVERTED, "{question}");
    }
    let transfer = outstanding("transfer");
    assert_eq!(of(&transfer, &[]), Ok(Answer::Yes));
    assert_eq!(of(&transfer, &true.abi_encode()), Ok(Answer::Yes));
    assert_eq!(transfer.answer(Returned::Reverted), Ok(Answer::No));
}

fn usual_domain() -> Domain {
    Domain {
        fields: FixedBytes([0x0f]),
        name: "USDC".into(),
        version: "2".into(),
        chainId: U256::from(84_532),
        verifyingContract: Token::new().asset.parse().unwrap(),
        salt: B256::ZERO,
        extensions: vec![],
    }
}

fn encode(domain: &Domain) -> Vec<u8> {
    Token5267::eip712DomainCall::abi_encode_returns(domain)
}

fn usdc() -> Result<Answer, AnswerError> {
    Ok(Answer::Evm(evm::Answer::Names { name: "USDC".into(), version: "2".into() }))
}

#[test]
fn a_domain_of_the_usual_fields_has_names() {
    let question = domain_names();
    let usual = usual_domain();
    assert_eq!(of(&question, &encode(&usual)), usdc());
    let long = "a name of more than thirty-two bytes, and not of ASCII alone: USD₮0";
    let answer = of(&question, &encode(&Domain { name: long.into(), version: String::new(), ..usual.clone() }));
    assert_eq!(answer, Ok(Answer::Evm(evm::Answer::Names { name: long.into(), version: String::new() })));
    // Not a part of the domain, by its fields.
    assert_eq!(of(&question, &encode(&Domain { salt: B256::repeat_byte(1), ..usual.clone() })), usdc());

    for (what, other) in [
        ("no version", Domain { fields: FixedBytes([0x0d]), ..usual.clone() }),
        ("a salt", Domain { fields: FixedBytes([0x1f]), ..usual.clone() }),
        ("another chain", Domain { chainId: U256::from(8453), ..usual.clone() }),
        ("a chain beyond 64 bits", Domain { chainId: U256::from(84_532) + (U256::from(1) << 64), ..usual.clone() }),
        ("another contract", Domain { verifyingContract: Address::repeat_byte(1), ..usual.clone() }),
        ("an extension", Domain { extensions: vec![U256::from(1)], ..usual }),
    ] {
        assert_eq!(of(&question, &encode(&other)), Err(AnswerError::Evm(evm::AnswerError::OtherDomain)), "{what}");
    }
    assert_eq!(of(&question, &[]), MALFORMED);
    assert_eq!(question.answer(Returned::Reverted), REVERTED);
}

/// Whatever a contract returns: no panic, and no names out of thin air.
#[test]
fn a_broken_domain_has_no_names() {
    let question = domain_names();
    let bytes = encode(&usual_domain());
    // The last word is the number of extensions.
    for length in 0..bytes.len() {
        assert_eq!(of(&question, &bytes[..length]), MALFORMED, "{length} bytes");
    }
    // The salt, and the padding of both names.
    let ignored = [5 * 32..6 * 32, 8 * 32 + 4..9 * 32, 10 * 32 + 1..11 * 32];
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 0x80;
        let is_ignored = ignored.iter().any(|range| range.contains(&at));
        assert_eq!(of(&question, &changed) == usdc(), is_ignored, "byte {at}");
    }
    let mut not_utf8 = bytes;
    let name = not_utf8.windows(4).position(|window| window == b"USDC").unwrap();
    not_utf8[name] = 0xff;
    assert_eq!(of(&question, &not_utf8), MALFORMED);
}

/// FiatToken has no `eip712Domain()`.
#[test]
fn a_token_without_a_domain_is_asked_for_two_names() {
    let question = domain_names();
    let token = Token::new().asset.parse().unwrap();
    let call = |data: Vec<u8>| Rpc::Evm(evm::Rpc::Call { to: token, data });
    let calls = [Token5267::nameCall {}.abi_encode(), Token5267::versionCall {}.abi_encode()].map(call);
    assert_eq!(question.rpc_instead(), Some(calls));

    let (name, version) = ("USDC".abi_encode(), "2".abi_encode());
    let both = |name: Returned<'_>, version: Returned<'_>| question.answer_instead([name, version]);
    assert_eq!(both(Returned::Bytes(&name), Returned::Bytes(&version)), usdc());
    assert_eq!(both(Returned::Reverted, Returned::Bytes(&version)), REVERTED);
    assert_eq!(both(Returned::Bytes(&name), Returned::Reverted), REVERTED);
    for bad in [
        // As the first tokens had it: bytes32.
        B256::right_padding_from(b"USDC").abi_encode(),
        name[..name.len() - 29].to_vec(),
        U256::MAX.abi_encode(),
        [U256::from(32).abi_encode(), U256::MAX.abi_encode()].concat(),
        vec![],
    ] {
        assert_eq!(both(Returned::Bytes(&bad), Returned::Bytes(&version)), MALFORMED, "{}", hex::encode(&bad));
        assert_eq!(both(Returned::Bytes(&name), Returned::Bytes(&bad)), MALFORMED, "{}", hex::encode(&bad));
    }
    for other in [outstanding("balance"), contract_signature()] {
        assert_eq!(other.rpc_instead(), None);
        let names = [Returned::Bytes(&name), Returned::Bytes(&version)];
        assert_eq!(other.answer_instead(names), Err(AnswerError::NoCall));
    }
}

/// Each need, answered in each way, decides as the fact that it is.
#[test]
fn answers_decide() {
    let mut parity = sign::sign(&Terms::new(), &Token::new());
    parity.v -= 27;
    let case = Case::with_signature(&Terms::new(), &parity.bytes()).facts(Facts::new());
    let question = question(&case.report(), "account-code");
    let code = |code| case.clone().facts(Facts::new().with_answer(&question, Answer::Evm(evm::Answer::Code(code))));
    assert_eq!(case.verdict(), undecided("signature-form"));
    assert_eq!(code(AccountCode::Absent).verdict(), VALID);
    assert_eq!(code(AccountCode::Present).verdict(), undecided("contract-signature"));

    let case = Case::new().facts(contract());
    let question = contract_signature();
    let says = |answer| case.clone().facts(contract().with_answer(&question, answer)).verdict();
    assert_eq!(case.verdict(), undecided("contract-signature"));
    assert_eq!(says(Answer::Yes), VALID);
    assert_eq!(says(Answer::No), invalid("contract-signature"));

    let names = usdc().unwrap();
    let report = V1::new().extra("{}").facts(plain().with_answer(&domain_names(), names.clone())).report();
    assert_eq!(report.deciding(), None);

    // No answer to the question, or to one that decides nothing.
    for (question, answer) in
        [(&question, names), (&domain_names(), Answer::Yes), (&outstanding("balance"), Answer::No)]
    {
        assert_eq!(Facts::new().with_answer(question, answer), Facts::new());
    }
}

/// Of what no call answers there is no answer either.
#[test]
fn questions_without_a_call_have_no_answer() {
    let wrapped = crate::signatures::wrapped(vec![]);
    let counterfactual = Case::with_signature(&Terms::new(), &wrapped).report();
    let method = Case::new().extra(r#"{"name":"USDC","version":"2","assetTransferMethod":"erc7710"}"#).report();
    let questions = [question(&counterfactual, "counterfactual-signature"), question(&method, "verifier")];
    for question in questions {
        assert_eq!(question.rpc(), None);
        assert_eq!(of(&question, &[0; 32]), Err(AnswerError::NoCall));
        assert!(!AnswerError::NoCall.to_string().is_empty());
    }
}

/// What Permit2 leaves for the chain.
#[test]
fn an_open_question_of_permit2_prevents_settlement_or_not() {
    let [exact, upto] = permit2::cases();
    let report = exact.report();
    let find = |kind: &str| question(&report, kind);
    let word = |value: U256| value.abi_encode();
    let code = find("contract-code");
    assert_eq!(of(&code, &[]), Ok(Answer::No));
    assert_eq!(of(&code, &[0]), Ok(Answer::Yes));
    let allowance = find("allowance");
    // What is not enough decides the verdict, too, so that the answer is how much it is.
    for (allowed, verdict) in [(10_000u64, VALID), (9_999, invalid("allowance"))] {
        assert_eq!(of(&allowance, &word(U256::from(allowed))), Ok(Answer::Evm(evm::Answer::Allowance(allowed.into()))));
        let facts = plain().with_answer(&allowance, Answer::Evm(evm::Answer::Allowance(allowed.into())));
        assert_eq!(exact.clone().facts(facts).verdict(), verdict);
    }
    // Of the word only the bit of this nonce counts.
    let unused = find("permit-unused");
    let Question::Evm(evm::Question::PermitUnused(asked)) = &unused else { panic!("{unused:?}") };
    let bit = U256::from(1) << usize::from(asked.nonce.bit());
    assert_eq!(of(&unused, &word(U256::ZERO)), Ok(Answer::Yes));
    assert_eq!(of(&unused, &word(U256::MAX ^ bit)), Ok(Answer::Yes));
    assert_eq!(of(&unused, &word(bit)), Ok(Answer::No));
    for question in [allowance, unused] {
        assert_eq!(of(&question, &[0; 31]), MALFORMED);
        assert_eq!(question.answer(Returned::Reverted), REVERTED);
    }
    let settlement = find("settlement");
    assert_eq!(of(&settlement, &[]), Ok(Answer::Yes));
    assert_eq!(settlement.answer(Returned::Reverted), Ok(Answer::No));
    assert_eq!(of(&question(&upto.report(), "facilitator"), &[]), Err(AnswerError::NoCall));
}

/// The separator that the token states has to be that of the offer's domain, and is not asked about again.
#[test]
fn a_separator_that_is_known_is_not_asked_again() {
    let asks = |facts: Facts| {
        let report = Case::new().facts(facts).report();
        report.outstanding().iter().any(|question| question.kind() == "token-domain")
    };
    let question = outstanding("token-domain");
    let Question::Evm(evm::Question::TokenDomain(asked)) = &question else { panic!("{question:?}") };
    let evm::questions::TokenDomain { token, separator, .. } = *asked;
    assert!(asks(plain()));
    let known = plain().with_answer(&question, Answer::Yes);
    assert_eq!(known, plain().with(Fact::DomainSeparator { token, separator }));
    assert!(!asks(known.clone()));
    assert_eq!(Case::new().facts(known).verdict(), VALID);
    assert_eq!(plain().with_answer(&question, Answer::No), plain());

    let other = |facts: Facts| facts.with(Fact::DomainSeparator { token, separator: [7; 32] });
    for facts in [plain(), Facts::new(), contract()] {
        let report = Case::new().facts(other(facts)).report();
        assert_eq!(report.deciding().map(|check| check.id.as_str()), Some("domain"));
        assert_eq!((report.verdict().as_str(), report.outstanding()), ("invalid", &[][..]));
    }
    // The last fact counts, and that of another token does not.
    let corrected = other(plain()).with(Fact::DomainSeparator { token, separator });
    assert_eq!(Case::new().facts(corrected).verdict(), VALID);
    let elsewhere = plain().with(Fact::DomainSeparator { token: sign::STRANGER.parse().unwrap(), separator: [7; 32] });
    assert!(asks(elsewhere.clone()));
    assert_eq!(Case::new().facts(elsewhere).verdict(), VALID);
}
