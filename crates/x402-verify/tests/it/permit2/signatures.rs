//! Whose signature it is: E-7 by E-8, as a table, for both schemes.

use alloy_primitives::{U256, hex};
use x402_types::{Flag, Flags};
use x402_verify::{
    CheckId, Facts, Outcome, Verdict,
    evm::{AccountCode, Fact, SignatureAnswer},
};

use super::Permit;
use crate::{
    sign::{self, ORDER, PAYER, Rsv},
    signatures::{MAGIC, for_settlement, wrapped},
    support::{VALID, contract, contract_says, invalid, outcome, plain, undecided},
};

type Expected = (Verdict, Option<&'static str>);

/// What is expected of a signature when the payer has no code, and when nobody knows.
struct Row {
    name: &'static str,
    signature: Vec<u8>,
    plain: Expected,
    unknown: Expected,
    flags: &'static [&'static str],
}

/// Taken, and not the common form: of an account that may be a contract it says nothing.
fn tolerated(name: &'static str, signature: Vec<u8>, check: &'static str, flags: &'static [&'static str]) -> Row {
    Row { name, signature, plain: VALID, unknown: undecided(check), flags }
}

fn wrong(name: &'static str, signature: Vec<u8>, check: &'static str) -> Row {
    Row { name, signature, plain: invalid(check), unknown: undecided(check), flags: &[] }
}

fn rows(permit: &Permit) -> Vec<Row> {
    let good = permit.signature();
    let bytes = good.bytes();
    let with_v = |v: u8| Rsv { v, ..good }.bytes();
    let with_r = |r: U256| Rsv { r, ..good }.bytes();
    let with_s = |s: U256| Rsv { s, ..good }.bytes();
    let twin = good.high_s_twin();
    let mut malformed = wrapped(bytes.clone());
    malformed[0] = 1;
    let wrapper = wrapped(bytes.clone());
    vec![
        Row { name: "65 bytes, v 27 or 28", signature: bytes.clone(), plain: VALID, unknown: VALID, flags: &[] },
        tolerated("high s", twin.bytes(), "signature-low-s", &["high-s"]),
        tolerated("ERC-2098", good.compact(), "signature-form", &["compact"]),
        wrong("ERC-2098 of the twin: the parity takes the place of a bit of s", twin.compact(), "signer").compact(),
        wrong("v 0 or 1", with_v(good.v - 27), "signature-form"),
        wrong("v 29", with_v(29), "signature-form"),
        wrong("v 31", with_v(31), "signature-form"),
        wrong("v flipped", with_v(55 - good.v), "signer"),
        wrong("63 bytes", bytes[..63].to_vec(), "signature-form"),
        wrong("66 bytes", [bytes.as_slice(), &[0]].concat(), "signature-form"),
        wrong("no bytes", Vec::new(), "signature-form"),
        wrong("r = 0", with_r(U256::ZERO), "signature-range"),
        wrong("s = 0", with_s(U256::ZERO), "signature-range"),
        wrong("r = n", with_r(ORDER), "signature-range"),
        wrong("s = n", with_s(ORDER), "signature-range").high_s(),
        wrong("s = n - 1", with_s(ORDER - U256::from(1)), "signer").high_s(),
        wrong("64 bytes of nothing", vec![0; 64], "signature-range").compact(),
        wrong("somebody else's", sign::sign_digest_as_stranger(permit.digest()).bytes(), "signer"),
        wrong("on another chain", sign::sign_digest(permit.digest_on(8_453)).bytes(), "signer"),
        wrong("ERC-6492, malformed", malformed, "signature-form"),
        wrong("ERC-6492, magic alone", MAGIC.to_vec(), "signature-form"),
        Row {
            name: "ERC-6492",
            signature: wrapper,
            plain: undecided("signature-form"),
            unknown: undecided("signature-form"),
            flags: &[],
        },
    ]
}

impl Row {
    fn high_s(self) -> Self {
        let unknown = if self.plain == invalid("signer") { undecided("signature-low-s") } else { self.unknown };
        Self { flags: &["high-s"], unknown, ..self }
    }

    fn compact(self) -> Self {
        Self { flags: &["compact"], unknown: undecided("signature-form"), ..self }
    }
}

#[test]
fn every_format_for_every_account() {
    for permit in Permit::both() {
        let payer = PAYER.parse().unwrap();
        let code = hex!("ef010000000000000000000000000000000000000000aa");
        let delegated = Facts::new().with(Fact::Account { account: payer, code: AccountCode::from_code(&code) });
        for row in rows(&permit) {
            let what = format!("{}, {}", permit.name(), row.name);
            let case = permit.case_with(&row.signature);
            assert_eq!(case.clone().facts(plain()).verdict(), row.plain, "{what}: plain");
            assert_eq!(case.clone().facts(plain()).flags(), row.flags, "{what}: plain");
            assert_eq!(case.clone().facts(Facts::new()).verdict(), row.unknown, "{what}: unknown");
            let open = undecided("contract-signature");
            for facts in [contract(), delegated.clone()] {
                assert_eq!(case.clone().facts(facts.clone()).verdict(), open, "{what}: code");
                for (accepts, expected) in [(true, VALID), (false, invalid("contract-signature"))] {
                    let for_settlement = for_settlement(&row.signature);
                    let facts =
                        facts.clone().with(contract_says(payer, permit.digest().0, for_settlement, accepts.into()));
                    assert_eq!(case.clone().facts(facts).verdict(), expected, "{what}: code, {accepts}");
                }
            }
            let assumed = case.policy(|policy| policy.evm.assume_plain_accounts = true);
            assert_eq!(assumed.clone().facts(Facts::new()).verdict(), row.plain, "{what}: assumed plain");
            assert_eq!(assumed.facts(contract()).verdict(), open, "{what}: assumed plain, but has code");
        }
    }
}

/// Of an account that may be a contract, the signer is looked up under a wrong v of 0 or 1, too.
#[test]
fn a_wrong_v_of_0_or_1_has_a_signer() {
    let good = Permit::exact().signature();
    for (v, signer) in [(good.v - 27, Some(&Outcome::Pass)), (29, Some(&Outcome::Skipped(CheckId::SIGNATURE_FORM)))] {
        let report = Permit::exact().case_with(&Rsv { v, ..good }.bytes()).facts(Facts::new()).report();
        assert_eq!(outcome(&report, CheckId::SIGNER), signer, "{v}");
    }
}

/// Refused for plain accounts only: what a contract takes is its own business.
#[test]
fn a_policy_may_refuse_what_permit2_takes() {
    let permit = Permit::exact();
    let payer = PAYER.parse().unwrap();
    for (flag, signature, check) in [
        (Flag::HighS, permit.signature().high_s_twin().bytes(), "signature-low-s"),
        (Flag::Compact, permit.signature().compact(), "signature-form"),
    ] {
        let case = permit.case_with(&signature).policy(|policy| policy.refused = Flags::NONE.with(flag));
        assert_eq!(case.verdict(), invalid(check));
        assert_eq!(case.clone().facts(Facts::new()).verdict(), undecided(check));
        let accepted =
            contract().with(contract_says(payer, permit.digest().0, signature.clone(), SignatureAnswer::Accepted));
        assert_eq!(case.facts(accepted).verdict(), VALID);
        let others: Flags = Flag::ALL.iter().copied().filter(|other| *other != flag).collect();
        assert_eq!(permit.case_with(&signature).policy(|policy| policy.refused = others).verdict(), VALID);
    }
    // The knob for 64 bytes is about tokens (E-6).
    let compact = permit.case_with(&permit.signature().compact());
    assert_eq!(compact.policy(|policy| policy.evm.compact_signatures = false).verdict(), VALID);
}

/// Every spelling of one signature is one payment.
#[test]
fn twins_and_short_formats_have_one_replay_key() {
    for permit in Permit::both() {
        let key = permit.case().report().replay_key();
        for signature in [permit.signature().high_s_twin().bytes(), permit.signature().compact()] {
            assert_eq!(permit.case_with(&signature).report().replay_key(), key);
        }
    }
}

/// At most one recovery, and none once anything has failed.
#[test]
fn nothing_is_recovered_once_anything_has_failed() {
    let late = Permit::exact().case().at(super::DEADLINE + 1).report();
    assert_eq!(outcome(&late, CheckId::SIGNER), Some(&Outcome::Skipped(CheckId::VALID_BEFORE)));
    let spender = Permit::upto().with(|permit| permit.spender = super::EXACT_PROXY.into()).case().report();
    assert_eq!(outcome(&spender, CheckId::SIGNER), Some(&Outcome::Skipped(CheckId::SPENDER)));
}
