//! Presets, what a policy may refuse that could be settled, and the kinds that a facilitator takes.

use x402_types::{Flag, Flags, Network, RawJson, Scheme, matching::MatchRule};
use x402_verify::{
    CheckId, Context, Facts, Outcome, PaymentKind, Policy, Verdict,
    evm::{AccountCode, Fact, SignatureAnswer},
    verify,
};

use crate::{
    paid::is_in_order,
    permit2::{self, approved, sponsored},
    sign,
    support::{Case, NOW, Terms, Token, VALID, contract_says, invalid, outcome, spec_offer, spec_payment, undecided},
};

const ALL: [Policy; 3] = [Policy::DEFAULT, Policy::TS, Policy::X402_RS];

fn by(policy: Policy, case: Case) -> Case {
    case.policy(|own| *own = policy)
}

fn terms(change: impl FnOnce(&mut Terms)) -> Case {
    let mut terms = Terms::new();
    change(&mut terms);
    Case::signed(&terms)
}

#[test]
fn presets_have_names() {
    for (name, policy) in [("default", Policy::DEFAULT), ("ts", Policy::TS), ("x402-rs", Policy::X402_RS)] {
        assert_eq!(Policy::preset(name), Some(policy));
    }
    assert_eq!(Policy::preset("Default"), None);
    assert_eq!(Policy::PRESETS.len(), ALL.len());
}

/// D-1, D-24 and D-31 of `docs/reference/sources.md`, E-6, and the match rules (B-2): default, ts, x402-rs.
#[test]
fn presets_differ_where_the_facilitators_do() {
    let token = Token::new();
    let signature = sign::sign(&Terms::new(), &token);
    let mut y_parity = signature;
    y_parity.v -= 27;
    let mut extra = Case::new();
    extra.payment.accepted.extra = Some(RawJson::parse(r#"{"name":"USDC","version":"2","added":true}"#).unwrap());
    let checksum = sign::PAYER.replacen("fF", "Ff", 1);
    let cases = [
        ("as it should be", Case::new(), [VALID; 3]),
        (
            "one more than asked",
            terms(|terms| terms.value = "10001".into()),
            [invalid("amount"), invalid("amount"), VALID],
        ),
        ("one less than asked", terms(|terms| terms.value = "9999".into()), [invalid("amount"); 3]),
        (
            "64 bytes",
            Case::with_signature(&Terms::new(), &signature.compact()),
            [invalid("signature-form"), invalid("signature-form"), VALID],
        ),
        (
            "v of 0 or 1",
            Case::with_signature(&Terms::new(), &y_parity.bytes()),
            [VALID, invalid("signature-form"), VALID],
        ),
        ("a wrong checksum", terms(|terms| terms.from = checksum), [VALID, invalid("policy"), VALID]),
        ("a member added to extra", extra, [VALID, VALID, invalid("offer")]),
        ("five seconds left", Case::new().at(1_740_672_149), [invalid("expiry-margin"); 3]),
    ];
    for (what, case, expected) in cases {
        for (policy, expected) in ALL.into_iter().zip(expected) {
            assert_eq!(by(policy, case.clone()).verdict(), expected, "{what}: {policy:?}");
        }
    }
    assert_eq!(Policy::X402_RS.match_rule, MatchRule::Exact);
}

/// What a contract takes for a signature is its own business: nothing of its form may be refused.
#[test]
fn the_format_of_a_signature_is_refused_for_plain_accounts_only() {
    let mut y_parity = sign::sign(&Terms::new(), &Token::new());
    y_parity.v -= 27;
    let case = by(Policy::TS, Case::with_signature(&Terms::new(), &y_parity.bytes()));
    assert_eq!(case.verdict(), invalid("signature-form"));
    assert_eq!(case.clone().facts(Facts::new()).verdict(), undecided("signature-form"));
    let accepted = Facts::new().with(Fact::AnyAccount(AccountCode::Present)).with(contract_says(
        sign::PAYER.parse().unwrap(),
        sign::digest(&Terms::new(), &Token::new()).0,
        y_parity.bytes(),
        SignatureAnswer::Accepted,
    ));
    assert_eq!(case.facts(accepted).verdict(), VALID);

    let compact = sign::sign(&Terms::new(), &Token::new()).compact();
    let case = Case::with_signature(&Terms::new(), &compact).policy(|policy| policy.evm.compact_signatures = true);
    assert_eq!(case.verdict(), VALID);
    let case = case.policy(|policy| policy.refused.insert(Flag::Compact));
    assert_eq!(case.verdict(), invalid("signature-form"));
}

#[test]
fn each_flag_can_be_refused() {
    let merchant = crate::support::MERCHANT;
    let cases = [
        (Flag::BoundaryAfter, Case::new().at(1_740_672_089)),
        (Flag::Eip55, Case::new().offered(|offer| offer.pay_to = merchant.replace("Bc6a", "bC6a"))),
        (Flag::PayToAsset, {
            let asset = Token::new().asset;
            terms(|terms| terms.to = asset.clone()).offered(|offer| offer.pay_to = asset.clone())
        }),
        (Flag::SelfPayment, {
            terms(|terms| terms.to = sign::PAYER.into()).offered(|offer| offer.pay_to = sign::PAYER.into())
        }),
    ];
    for (flag, case) in cases {
        assert_eq!((case.verdict(), case.flags()), (VALID, vec![flag.as_str()]));
        let refusing = case.clone().policy(|policy| policy.refused = Flags::NONE.with(flag));
        assert_eq!(refusing.verdict(), invalid("policy"), "{flag}");
        let others: Flags = Flag::ALL.iter().copied().filter(|other| *other != flag).collect();
        assert_eq!(case.policy(|policy| policy.refused = others).verdict(), VALID, "{flag}");
    }
}

/// The checksum of a text that stands twice is computed once, and that of a known token's own text not at all.
#[test]
fn a_wrong_checksum_is_flagged_in_every_field() {
    let (right, wrong) = (crate::support::MERCHANT, crate::support::MERCHANT.replace("Bc6a", "bC6a"));
    let paid = |signed: &str, offered: &str| {
        terms(|terms| terms.to = signed.into()).offered(|offer| offer.pay_to = offered.into()).flags()
    };
    assert_eq!(paid(right, right), [""; 0]);
    assert_eq!(paid(&wrong, &wrong), ["eip55"]);
    assert_eq!(paid(&wrong, right), ["eip55"]);
    assert_eq!(paid(right, &wrong), ["eip55"]);
    assert_eq!(paid(right, &right.to_lowercase()), [""; 0]);
    assert_eq!(paid(&wrong, &right.to_lowercase()), ["eip55"]);

    let asset = |text: &str| Case::new().offered(|offer| offer.asset = text.into()).flags();
    let known = Token::new().asset;
    assert_eq!(asset(&known), [""; 0]);
    assert_eq!(asset(&known.replace("036C", "036c")), ["eip55"]);
    assert_eq!(asset(&known.to_lowercase()), [""; 0]);
}

#[test]
fn the_horizon_is_inclusive_and_does_not_overflow() {
    let until = |left: u64, horizon| {
        Case::signed(&Terms::window(0, NOW + left)).policy(|policy| policy.evm.horizon = horizon).verdict()
    };
    assert_eq!(until(100, Some(100)), VALID);
    assert_eq!(until(101, Some(100)), invalid("horizon"));
    assert_eq!(until(101, None), VALID);
    assert_eq!(until(101, Some(u64::MAX)), VALID);
    let forever = "115792089237316195423570985008687907853269984665640564039457584007913129639935";
    let case = Case::signed(&Terms::window(0, forever)).policy(|policy| policy.evm.horizon = Some(u64::MAX));
    assert_eq!(case.verdict(), invalid("horizon"));
}

/// Listed where they are asked for, and nowhere else.
#[test]
fn checks_that_the_context_does_not_request_are_not_listed() {
    let optional = [CheckId::CHARGE, CheckId::HORIZON, CheckId::POLICY];
    let report = Case::new().report();
    assert!(optional.iter().all(|id| outcome(&report, *id).is_none()));
    let asked = |case: Case| {
        case.settling(10_000).policy(|policy| {
            policy.evm.horizon = Some(600);
            policy.refused.insert(Flag::SelfPayment);
        })
    };
    let report = asked(Case::new()).report();
    assert!(optional.iter().all(|id| outcome(&report, *id) == Some(&Outcome::Pass)));
    let report = asked(Case::new().payload(|_| "{}".into())).report();
    let skipped = Some(&Outcome::Skipped(CheckId::PAYLOAD));
    assert_eq!(outcome(&report, CheckId::CHARGE), skipped);
    assert_eq!(outcome(&report, CheckId::HORIZON), skipped);
    // In order, whatever is asked.
    assert!(is_in_order(&report));
}

/// The token moves what was signed, no less and no more.
#[test]
fn exact_takes_what_was_signed() {
    assert_eq!(Case::new().settling(10_000).verdict(), VALID);
    for other in [0, 9_999, 10_001] {
        assert_eq!(Case::new().settling(other).verdict(), invalid("charge"), "{other}");
    }
    let more = terms(|terms| terms.value = "10001".into());
    assert_eq!(by(Policy::X402_RS, more.clone()).settling(10_001).verdict(), VALID);
    assert_eq!(by(Policy::X402_RS, more).settling(10_000).verdict(), invalid("charge"));
}

/// The object in copies, in each of which one address has one letter in the other case.
fn has_wrong_checksum(object: &RawJson) -> Vec<RawJson> {
    let text = object.as_str();
    let addresses = text.match_indices("\"0x").filter(|(at, _)| text[at + 3..].find('"') == Some(40));
    let flipped = addresses.map(|(at, _)| {
        let letter = at + 3 + text[at + 3..].find(|digit: char| digit.is_ascii_alphabetic()).unwrap();
        let flip = |digit: &str| {
            if digit.chars().all(char::is_uppercase) { digit.to_lowercase() } else { digit.to_uppercase() }
        };
        RawJson::parse(&format!("{}{}{}", &text[..letter], flip(&text[letter..=letter]), &text[letter + 1..])).unwrap()
    });
    flipped.collect()
}

/// Of all addresses that are read, whoever else has judged the same address elsewhere.
#[test]
fn a_wrong_checksum_is_flagged_at_each_address_of_a_payment() {
    let permits = permit2::cases();
    let cases = [Case::new()].into_iter().chain(permits).chain(sponsored::cases()).chain(approved::cases());
    let counts = cases.map(|case| {
        assert!(!case.flags().contains(&"eip55"));
        let of_payload = has_wrong_checksum(&case.payment.payload).into_iter().map(|payload| {
            let mut case = case.clone();
            case.payment.payload = payload;
            case
        });
        let of_extensions = case.payment.extensions.iter().flat_map(has_wrong_checksum).map(|extensions| {
            let mut case = case.clone();
            case.payment.extensions = Some(extensions);
            case
        });
        let all: Vec<Case> = of_payload.chain(of_extensions).collect();
        for changed in &all {
            assert_eq!((changed.verdict(), changed.flags().contains(&"eip55")), (case.verdict(), true));
        }
        all.len()
    });
    // Payer and payee; by Permit2 token and proxy too, and in `upto` the facilitator; for a sponsor three more.
    assert_eq!(counts.collect::<Vec<_>>(), [2, 4, 5, 7, 8, 7, 8]);
}

/// Of a payload that cannot be read nothing but this is said.
#[test]
fn an_unreadable_payload_has_no_checksums() {
    let has_wrong_checksum = |text: &str| text.replace("fFb922", "FFb922");
    assert_eq!(Case::new().payload(has_wrong_checksum).flags(), ["eip55"]);
    let unreadable = Case::new().payload(|text| has_wrong_checksum(text).replace("\"nonce\"", "\"none\""));
    assert_eq!((unreadable.verdict(), unreadable.flags()), (invalid("payload"), vec![]));
}

/// U-52: a payment of a kind that the facilitator is not known to take.
#[test]
fn a_kind_is_on_any_network_or_on_one() {
    let judged = |kind: PaymentKind| {
        let context = Context::at(1_740_672_100).with_kinds(std::slice::from_ref(&kind));
        verify(&spec_payment(), &[spec_offer()], &context).verdict()
    };
    let exact = || PaymentKind::of(Scheme::EXACT);
    assert_eq!(judged(exact()), Verdict::Valid);
    assert_eq!(judged(exact().on(Network::eip155(84_532))), Verdict::Valid);
    assert_eq!(judged(exact().on(Network::eip155(8_453))), Verdict::Undecided);
    assert_eq!(judged(PaymentKind::of(Scheme::UPTO)), Verdict::Undecided);
}
