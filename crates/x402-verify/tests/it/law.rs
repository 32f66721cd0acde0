//! A verdict depends on what is said, not on how it is spelled.

use x402_types::{DecodeOptions, Wire, v2::PaymentPayload};
use x402_verify::{Context, Facts, Policy, Records, Report, Verdict, verify};

use crate::{
    sign,
    support::{Case, NOW, Terms, Token, contract, payment, plain, spec_offer, spec_payment},
};

/// xorshift64*: the same cases in every run.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let rolled = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(rolled).unwrap() % sides
    }
}

/// The same value in another order, with other white space, other escapes, and if wanted other hexadecimal letters.
fn respell(value: &serde_json::Value, any_letter_case: bool, dice: &mut Dice) -> String {
    let space = |dice: &mut Dice| ["", "", " ", "\n", "\t\r\n"][dice.roll(5)];
    match value {
        serde_json::Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            for last in (1..members.len()).rev() {
                members.swap(last, dice.roll(last + 1));
            }
            let mut texts = Vec::new();
            for (name, value) in members {
                let name = respell_text(name, false, dice);
                let value = respell(value, any_letter_case, dice);
                texts.push(format!("{}{name}{}:{}{value}{}", space(dice), space(dice), space(dice), space(dice)));
            }
            format!("{{{}}}", texts.join(","))
        }
        serde_json::Value::String(text) => respell_text(text, any_letter_case && text.starts_with("0x"), dice),
        serde_json::Value::Array(_)
        | serde_json::Value::Null
        | serde_json::Value::Bool(_)
        | serde_json::Value::Number(_) => value.to_string(),
    }
}

fn respell_text(text: &str, any_letter_case: bool, dice: &mut Dice) -> String {
    let mut spelled = String::from("\"");
    for (index, c) in text.chars().enumerate() {
        let swap = any_letter_case && index >= 2 && dice.roll(2) == 0;
        let c = match c {
            c if !swap => c,
            c if c.is_ascii_lowercase() => c.to_ascii_uppercase(),
            c => c.to_ascii_lowercase(),
        };
        if dice.roll(8) == 0 {
            spelled += &format!("\\u{:04x}", u32::from(c));
        } else {
            spelled.push(c);
        }
    }
    spelled + "\""
}

fn report_of(payment: &PaymentPayload, facts: &Facts) -> Report {
    verify(payment, &[spec_offer()], &Context::at(NOW).with_facts(facts))
}

/// A valid payment, an invalid one and two undecided ones.
fn cases() -> Vec<(PaymentPayload, Facts)> {
    let stranger = sign::sign_as_stranger(&Terms::new(), &Token::new()).bytes();
    let less = Terms { value: "1".into(), ..Terms::new() };
    vec![
        (spec_payment(), plain()),
        (Case::signed(&less).payment, plain()),
        (Case::with_signature(&Terms::new(), &stranger).payment, Facts::new()),
        (Case::new().payment, contract()),
    ]
}

#[test]
fn order_white_space_and_escapes_change_nothing() {
    let mut dice = Dice(1);
    let mut verdicts = Vec::new();
    for (original, facts) in cases() {
        let expected = report_of(&original, &facts);
        verdicts.push(expected.verdict());
        let value = serde_json::from_str(&original.to_json()).unwrap();
        for _ in 0..100 {
            let text = respell(&value, false, &mut dice);
            assert_eq!(report_of(&payment(&text), &facts), expected, "{text}");
        }
    }
    assert_eq!(verdicts, [Verdict::Valid, Verdict::Invalid, Verdict::Undecided, Verdict::Undecided]);
}

#[test]
fn the_letter_case_of_hexadecimal_digits_changes_flags_only() {
    let mut dice = Dice(2);
    for (original, facts) in cases() {
        let expected = report_of(&original, &facts);
        let value = serde_json::from_str(&original.to_json()).unwrap();
        for _ in 0..100 {
            let text = respell(&value, true, &mut dice);
            let report = report_of(&payment(&text), &facts);
            assert_eq!(report.checks(), expected.checks(), "{text}");
            assert_eq!(report.authorized(), expected.authorized());
            assert_eq!(report.replay_key(), expected.replay_key());
            assert_eq!(report.outstanding(), expected.outstanding());
            let allowed = ["address-case", "eip55"];
            assert!(report.flags().iter().all(|flag| allowed.contains(&flag.as_str())), "{:?}", report.flags());
        }
    }
}

#[test]
fn the_same_input_has_the_same_report() {
    for (payment, facts) in cases() {
        let (again, same_facts) = (payment.clone(), facts.clone());
        assert_eq!(report_of(&payment, &facts), report_of(&again, &same_facts));
        // Nothing but the arguments decides: not the header it came by, nor when it is asked.
        let header = PaymentPayload::decode_header(payment.to_header(), &DecodeOptions::STRICT).unwrap().value;
        assert_eq!(report_of(&header, &facts), report_of(&payment, &facts));
    }
}

/// What becomes known, of the chain or of the server's own counting, never changes an invalid payment. It decides an undecided one
/// either way. These payments count by a nonce, so no records change what is said of them.
#[test]
fn facts_and_records_are_monotonic() {
    let mut decided = [0; 3];
    for (payment, _) in cases() {
        let [before, after] = [Facts::new(), plain()].map(|facts| {
            let context = Context::at(NOW).with_facts(&facts);
            let records = Records::new();
            let report = verify(&payment, &[spec_offer()], &context);
            assert_eq!(verify(&payment, &[spec_offer()], &context.with_records(&records)), report);
            report.verdict()
        });
        match before {
            Verdict::Invalid => assert_eq!(after, Verdict::Invalid),
            Verdict::Undecided => assert_ne!(after, Verdict::Undecided),
            Verdict::Valid => {}
        }
        decided[usize::from(before == Verdict::Invalid) + 2 * usize::from(before == Verdict::Undecided)] += 1;
    }
    assert!(decided.iter().all(|cases| *cases > 0), "{decided:?}");
}

#[test]
fn only_a_valid_report_becomes_a_proof() {
    for (payment, facts) in cases() {
        let report = report_of(&payment, &facts);
        let verdict = report.verdict();
        match report.clone().into_paid() {
            Ok(paid) => {
                assert_eq!(verdict, Verdict::Valid);
                assert_eq!(Some(paid.authorized()), report.authorized());
                assert_eq!(paid.outstanding(), report.outstanding());
                assert_eq!(Some(paid.payer()), report.payer());
                // These payments count by a nonce.
                assert_eq!(Some(paid.once()), report.replay_key().map(x402_verify::Once::InSet));
                let refused = report.into_operation().unwrap_err().to_string();
                assert_eq!(refused, "valid, but not for this purpose");
            }
            Err(refused) => {
                assert_ne!(verdict, Verdict::Valid);
                assert_eq!(*refused.report(), report);
                assert!(refused.to_string().starts_with(verdict.as_str()), "{refused}");
            }
        }
    }
}

/// Leniency is for reading: what is taken is judged by the same rules, and flagged.
#[test]
fn the_profile_is_a_value_and_holds_for_the_payload_too() {
    let without_0x = Case::new().payload(|text| text.replace("\"nonce\":\"0x", "\"nonce\":\""));
    assert_eq!(without_0x.verdict(), crate::support::invalid("payload"));
    let (policy, facts) = (Policy::DEFAULT, plain());
    let context = Context::at(NOW).with_policy(&policy).with_facts(&facts).with_decode_options(&DecodeOptions::LENIENT);
    let report = verify(&without_0x.payment, &without_0x.offers, &context);
    assert_eq!(report.verdict(), Verdict::Valid);
    assert_eq!(report.flags().iter().map(|flag| flag.as_str()).collect::<Vec<_>>(), ["no-0x"]);
    assert_eq!(report.replay_key(), Case::new().report().replay_key());
}
