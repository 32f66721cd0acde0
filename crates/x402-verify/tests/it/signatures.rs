//! Whose signature it is: E-6 by E-8, as a table.

use alloy_primitives::{Address, Bytes, U256, hex};
use alloy_sol_types::{SolType, sol_data};
use x402_types::{Flag, Flags};
use x402_verify::{
    CheckId, Detail, Facts, Outcome, Policy, Question, Verdict,
    evm::{self, AccountCode, Fact, SignatureAnswer},
};

use crate::{
    sign::{self, ORDER, PAYER, Rsv},
    support::{Case, Terms, Token, VALID, contract, contract_says, invalid, outcome, plain, undecided},
};

type Expected = (Verdict, Option<&'static str>);

/// What is expected of a signature when the payer has no code, when nobody knows, when it has code, and when its
/// contract was asked and accepts or refuses.
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) signature: Vec<u8>,
    plain: Expected,
    unknown: Expected,
    code: Expected,
    accepts: Expected,
    refuses: Expected,
}

/// E-8: the bytes of an account with code mean what its code says.
const CODE: (Expected, Expected, Expected) = (undecided("contract-signature"), VALID, invalid("contract-signature"));

fn row(name: &'static str, signature: Vec<u8>, plain: Expected, unknown: Expected) -> Row {
    let (code, accepts, refuses) = CODE;
    Row { name, signature, plain, unknown, code, accepts, refuses }
}

/// Wrong for a plain account by this rule, and so for nobody else.
fn wrong(name: &'static str, signature: Vec<u8>, check: &'static str) -> Row {
    row(name, signature, invalid(check), undecided(check))
}

/// E-9: named and never called, whatever is known of the account; unless its contract was asked about these very bytes.
fn wrapper(name: &'static str, signature: Vec<u8>, expected: Expected) -> Row {
    let (code, accepts, refuses) = CODE;
    Row { name, signature, plain: expected, unknown: expected, code, accepts, refuses }
}

pub(crate) const MAGIC: [u8; 32] = hex!("6492649264926492649264926492649264926492649264926492649264926492");
pub(crate) const FACTORY: Address = Address::new(hex!("4e59b44847b379578588920ca78fbf26c0b4956c"));

type Parts = (sol_data::Address, sol_data::Bytes, sol_data::Bytes);

/// What settlers bring to an account that has code: of a wrapper what is in it (E-9).
pub(crate) fn for_settlement(signature: &[u8]) -> Vec<u8> {
    let body = signature.strip_suffix(&MAGIC).unwrap_or_default();
    let parts = Parts::abi_decode_params_validate(body);
    parts.map_or_else(|_| signature.to_vec(), |(_, _, inner)| inner.to_vec())
}

pub(crate) fn wrapped(inner: Vec<u8>) -> Vec<u8> {
    let body = Parts::abi_encode_params(&(FACTORY, Bytes::from_static(b"deploy it"), Bytes::from(inner)));
    [body.as_slice(), &MAGIC].concat()
}

fn good() -> Rsv {
    sign::sign(&Terms::new(), &Token::new())
}

pub(crate) fn rows() -> Vec<Row> {
    let good = good();
    let bytes = good.bytes();
    let with_v = |v: u8| Rsv { v, ..good }.bytes();
    let with_r = |r: U256| Rsv { r, ..good }.bytes();
    let with_s = |s: U256| Rsv { s, ..good }.bytes();
    let half = ORDER / U256::from(2);
    let mut malformed = wrapped(bytes.clone());
    malformed[0] = 1; // the address word has to begin with twelve zeros
    vec![
        row("65 bytes, v 27 or 28", bytes.clone(), VALID, VALID),
        row("v 0 or 1", with_v(good.v - 27), VALID, undecided("signature-form")),
        wrong("high-s twin", good.high_s_twin().bytes(), "signature-low-s"),
        wrong("ERC-2098", good.compact(), "signature-form"),
        wrapper("ERC-6492", wrapped(bytes.clone()), undecided("signature-form")),
        wrong("ERC-6492, malformed", malformed, "signature-form"),
        wrong("ERC-6492, magic alone", MAGIC.to_vec(), "signature-form"),
        wrong("63 bytes", bytes[..63].to_vec(), "signature-form"),
        wrong("66 bytes", [bytes.as_slice(), &[0]].concat(), "signature-form"),
        wrong("no bytes", Vec::new(), "signature-form"),
        wrong("v 29", with_v(29), "signature-form"),
        wrong("v 31", with_v(31), "signature-form"),
        wrong("v 26", with_v(26), "signature-form"),
        wrong("v 2", with_v(2), "signature-form"),
        wrong("v flipped", with_v(55 - good.v), "signer"),
        wrong("v flipped, 0 or 1", with_v(28 - good.v), "signer").with_parity(),
        wrong("r = 0", with_r(U256::ZERO), "signature-range"),
        wrong("s = 0", with_s(U256::ZERO), "signature-range"),
        wrong("r = n", with_r(ORDER), "signature-range"),
        wrong("s = n", with_s(ORDER), "signature-range"),
        wrong("r = 2^256-1", with_r(U256::MAX), "signature-range"),
        wrong("r = n - 1", with_r(ORDER - U256::from(1)), "signer"),
        wrong("s = 1", with_s(U256::from(1)), "signer"),
        wrong("s = half of n", with_s(half), "signer"),
        wrong("s = half of n, and one", with_s(half + U256::from(1)), "signature-low-s"),
        wrong("s = n - 1", with_s(ORDER - U256::from(1)), "signature-low-s"),
        wrong("somebody else's", sign::sign_as_stranger(&Terms::new(), &Token::new()).bytes(), "signer"),
    ]
}

impl Row {
    /// Taken of a plain account only: of others the form already is the question.
    fn with_parity(self) -> Self {
        Self { unknown: undecided("signature-form"), ..self }
    }
}

pub(crate) fn asked(signature: &[u8], valid: bool) -> Facts {
    let digest = sign::digest(&Terms::new(), &Token::new()).0;
    contract().with(contract_says(PAYER.parse().unwrap(), digest, for_settlement(signature), valid.into()))
}

#[test]
fn every_format_by_every_state_of_knowledge() {
    for row in rows() {
        let case = Case::with_signature(&Terms::new(), &row.signature);
        for (known, facts, expected) in [
            ("no code", plain(), row.plain),
            ("nothing", Facts::new(), row.unknown),
            ("code", contract(), row.code),
            ("code, accepts", asked(&row.signature, true), row.accepts),
            ("code, refuses", asked(&row.signature, false), row.refuses),
        ] {
            assert_eq!(case.clone().facts(facts).verdict(), expected, "{}; known: {known}", row.name);
        }
        // The policy supplies the fact where there is none, and only there.
        let assuming = case.policy(|policy| policy.evm.assume_plain_accounts = true);
        assert_eq!(assuming.clone().facts(Facts::new()).verdict(), row.plain, "{}; assumed plain", row.name);
        assert_eq!(assuming.facts(contract()).verdict(), row.code, "{}; assumed plain, but has code", row.name);
    }
}

#[test]
fn what_is_tolerated_is_flagged() {
    let good = good();
    let parity = Case::with_signature(&Terms::new(), &Rsv { v: good.v - 27, ..good }.bytes());
    assert_eq!(parity.flags(), ["y-parity"]);
    let base = Case::new().report();
    assert_eq!(parity.report().payer(), base.payer());
    assert_eq!(parity.report().replay_key(), base.replay_key());

    let compact =
        Case::with_signature(&Terms::new(), &good.compact()).policy(|policy| policy.evm.compact_signatures = true);
    assert_eq!(compact.verdict(), VALID);
    assert_eq!(compact.flags(), ["compact"]);
    // Of an account that may be a contract, 64 bytes say nothing.
    assert_eq!(compact.clone().facts(Facts::new()).verdict(), undecided("signature-form"));
    assert_eq!(compact.facts(contract()).verdict(), undecided("contract-signature"));
    assert_eq!(Case::new().flags(), [""; 0]);
}

/// Both parities of the compact form, whichever the payer's own signature has.
#[test]
fn the_detail_names_the_fault_of_a_format() {
    for (name, sentence) in [
        ("ERC-2098", "the signature has the 64-byte format of ERC-2098, but 65 bytes are needed"),
        ("ERC-6492, malformed", "the signature ends like an ERC-6492 wrapper but is not encoded as one"),
        ("ERC-6492, magic alone", "the signature ends like an ERC-6492 wrapper but is not encoded as one"),
        ("63 bytes", "the signature has 63 bytes instead of 65"),
        ("66 bytes", "the signature has 66 bytes instead of 65"),
        ("no bytes", "the signature has 0 bytes instead of 65"),
        ("v 29", "the last byte of the signature is 29 instead of 27 or 28"),
        ("v 2", "the last byte of the signature is 2 instead of 27 or 28"),
    ] {
        let row = rows().into_iter().find(|row| row.name == name).unwrap();
        let report = Case::with_signature(&Terms::new(), &row.signature).facts(plain()).report();
        let error = report.into_paid().unwrap_err().to_string();
        assert_eq!(error, format!("invalid: signature-form: {sentence}"), "{name}");
    }
}

#[test]
fn the_parity_of_the_compact_format_is_read() {
    let mut seen = [false; 2];
    for value in 10_000..10_016_u64 {
        let terms = Terms { value: value.to_string(), ..Terms::new() };
        let signature = sign::sign(&terms, &Token::new());
        seen[usize::from(signature.v - 27)] = true;
        let case = Case::with_signature(&terms, &signature.compact())
            .offered(|offer| offer.amount = value.into())
            .policy(|policy| policy.evm.compact_signatures = true);
        assert_eq!(case.verdict(), VALID);
    }
    assert_eq!(seen, [true, true]);
}

/// The high-s twin recovers the same payer and is the same authorization (vector 94).
#[test]
fn a_twin_has_the_replay_key_of_its_original() {
    let twin = Case::with_signature(&Terms::new(), &good().high_s_twin().bytes()).report();
    assert_eq!(twin.verdict(), Verdict::Invalid);
    assert_eq!(twin.replay_key(), Case::new().report().replay_key());
}

#[test]
fn a_fact_about_this_account_beats_one_about_all() {
    let payer = PAYER.parse().unwrap();
    for (all, this, expected) in [
        (AccountCode::Absent, AccountCode::Present, undecided("contract-signature")),
        (AccountCode::Present, AccountCode::Absent, VALID),
    ] {
        let exact_first = Facts::new().with(Fact::Account { account: payer, code: this }).with(Fact::AnyAccount(all));
        let exact_last = Facts::new().with(Fact::AnyAccount(all)).with(Fact::Account { account: payer, code: this });
        assert_eq!(Case::new().facts(exact_first).verdict(), expected);
        assert_eq!(Case::new().facts(exact_last).verdict(), expected);
    }
    let changed = Facts::new()
        .with(Fact::Account { account: payer, code: AccountCode::Present })
        .with(Fact::Account { account: payer, code: AccountCode::Absent });
    assert_eq!(Case::new().facts(changed).verdict(), VALID);
    assert_eq!(AccountCode::from_code(&[]), AccountCode::Absent);
    assert_eq!(AccountCode::from_code(&hex!("ef01000000000000000000000000000000000000000000")), AccountCode::Present);
}

/// A contract's answer holds for the account, the digest and the bytes that it was asked about.
#[test]
fn an_answer_to_another_question_is_no_answer() {
    let signature = good().bytes();
    let digest = sign::digest(&Terms::new(), &Token::new()).0;
    let payer = PAYER.parse().unwrap();
    let mut other_digest = digest;
    other_digest[31] ^= 1;
    for facts in [
        contract().with(contract_says(
            sign::STRANGER.parse().unwrap(),
            digest,
            signature.clone(),
            SignatureAnswer::Accepted,
        )),
        contract().with(contract_says(payer, other_digest, signature.clone(), SignatureAnswer::Accepted)),
        contract().with(contract_says(payer, digest, signature[..64].to_vec(), SignatureAnswer::Accepted)),
    ] {
        assert_eq!(Case::new().facts(facts).verdict(), undecided("contract-signature"));
    }
    // An answer without the fact that there is code is no answer either: tokens before FiatToken 2.2 recover always.
    let answer_alone = Facts::new().with(contract_says(payer, digest, vec![1], SignatureAnswer::Accepted));
    assert_eq!(Case::with_signature(&Terms::new(), &[1]).facts(answer_alone).verdict(), undecided("signature-form"));
}

/// E-8: undecided, and all the same the answer for a plain account.
#[test]
fn an_open_question_says_what_holds_if_there_is_no_code() {
    let stranger = sign::sign_as_stranger(&Terms::new(), &Token::new()).bytes();
    let report = Case::with_signature(&Terms::new(), &stranger).facts(Facts::new()).report();
    let question = outcome(&report, CheckId::SIGNER).and_then(Outcome::question);
    let Some(Question::Evm(evm::Question::AccountCode(asked))) = question else { panic!("{report:?}") };
    assert_eq!(asked.account.to_string(), PAYER);
    let recovered = sign::STRANGER.parse().unwrap();
    let other = Detail::Evm(evm::Detail::OtherSigner { recovered, payer: PAYER.parse().unwrap() });
    assert_eq!(asked.if_plain.as_deref(), Some(&other));
    // The chain's other questions stand beside it; that of the account's code stands among the needs.
    let outstanding: Vec<_> = report.outstanding().iter().map(Question::kind).collect();
    assert_eq!(outstanding, ["token-domain", "balance", "authorization-unused", "transfer"]);

    let twin = Case::with_signature(&Terms::new(), &good().high_s_twin().bytes()).facts(Facts::new()).report();
    let sentence = twin.needs().next().unwrap().to_string();
    assert!(sentence.contains("upper half"), "{sentence}");
    // Under the broken rule the signer is looked up nevertheless.
    assert_eq!(outcome(&twin, CheckId::SIGNER), Some(&Outcome::Pass));
}

#[test]
fn a_wrapper_is_named_and_never_called() {
    let inner = good().bytes();
    let report = Case::with_signature(&Terms::new(), &wrapped(inner.clone())).report();
    let needs: Vec<_> = report.needs().collect();
    let [Question::Evm(evm::Question::CounterfactualSignature(asked))] = needs[..] else { panic!("{needs:?}") };
    assert_eq!(asked.account.to_string(), PAYER);
    assert_eq!(asked.digest, sign::digest(&Terms::new(), &Token::new()).0);
    assert_eq!(asked.factory.to_bytes(), FACTORY.0);
    assert_eq!(asked.factory_calldata, b"deploy it");
    assert_eq!(asked.inner, inner);
    assert_eq!(needs[0].rpc(), None);
    for id in [CheckId::SIGNATURE_RANGE, CheckId::SIGNATURE_LOW_S, CheckId::SIGNER] {
        assert_eq!(outcome(&report, id), Some(&Outcome::Skipped(CheckId::SIGNATURE_FORM)), "{id}");
    }
}

/// A wallet that is there by now is asked, and paid from, with what is in the wrapper.
#[test]
fn a_wrapper_is_taken_off_for_a_wallet_that_is_there() {
    let inner = good().compact();
    for (facts, expected) in [(contract(), &inner), (plain(), &inner), (Facts::new(), &inner)] {
        let report = Case::with_signature(&Terms::new(), &wrapped(inner.clone())).facts(facts).report();
        let transfer = report.outstanding().iter().find_map(|question| {
            let Question::Evm(evm::Question::Transfer(asked)) = question else { return None };
            Some(&asked.signature)
        });
        assert_eq!(transfer, Some(expected));
    }
    let report = Case::with_signature(&Terms::new(), &wrapped(inner.clone())).facts(contract()).report();
    let Some(Question::Evm(evm::Question::ContractSignature(asked))) = report.needs().next() else {
        panic!("{report:?}")
    };
    assert_eq!(asked.signature, inner);
    // About the wrapper nobody asks.
    let payer = PAYER.parse().unwrap();
    let digest = sign::digest(&Terms::new(), &Token::new()).0;
    let whole = contract().with(contract_says(payer, digest, wrapped(inner.clone()), SignatureAnswer::Accepted));
    assert_eq!(
        Case::with_signature(&Terms::new(), &wrapped(inner)).facts(whole).verdict(),
        undecided("contract-signature")
    );
}

/// As x402-rs 2.0.2 does it, whatever form alloy has read.
#[test]
fn a_policy_may_take_what_the_settler_makes_canonical() {
    let good = good();
    let twin = good.high_s_twin();
    let transaction = |signature: &Rsv| Rsv { v: signature.v + 8, ..*signature }.bytes();
    for (signature, flags) in [
        (twin.bytes(), ["high-s"].as_slice()),
        (transaction(&good), &["eip155-v"]),
        (transaction(&twin), &["high-s", "eip155-v"]),
        (good.compact(), &["compact"]),
    ] {
        let case = Case::with_signature(&Terms::new(), &signature).policy(|policy| *policy = Policy::X402_RS);
        let report = case.report();
        assert_eq!((report.verdict(), case.flags()), (Verdict::Valid, flags.to_vec()));
        let transfer = report.outstanding().iter().find_map(|question| {
            let Question::Evm(evm::Question::Transfer(asked)) = question else { return None };
            Some(asked.signature.clone())
        });
        assert_eq!(transfer, Some(good.bytes()));
        // A contract is for nobody to help, and another policy may refuse each of these.
        assert_eq!(case.clone().facts(contract()).verdict(), undecided("contract-signature"));
        let refused: Flags = Flag::ALL.iter().copied().filter(|flag| flags.contains(&flag.as_str())).collect();
        let strict = case.policy(|policy| policy.refused = policy.refused.union(refused));
        assert_eq!(strict.report().verdict(), Verdict::Invalid);
    }
}

/// A hostile payment is refused before the curve: the signer is not looked for once anything has failed.
#[test]
fn nothing_is_recovered_once_anything_has_failed() {
    let too_much = Terms { value: "10001".into(), ..Terms::new() };
    for facts in [plain(), Facts::new()] {
        let report = Case::signed(&too_much).facts(facts).report();
        assert_eq!(outcome(&report, CheckId::SIGNER), Some(&Outcome::Skipped(CheckId::AMOUNT)));
    }
    let report = Case::with_signature(&Terms::new(), &good().high_s_twin().bytes()).report();
    assert_eq!(outcome(&report, CheckId::SIGNER), Some(&Outcome::Skipped(CheckId::SIGNATURE_LOW_S)));
    let zero = Case::with_signature(&Terms::new(), &[0; 65]).facts(Facts::new()).report();
    assert_eq!(outcome(&zero, CheckId::SIGNER), Some(&Outcome::Skipped(CheckId::SIGNATURE_RANGE)));
}
