//! Which offer counts, and what a client cannot change by what it says it accepted.

use x402_types::{DecimalAmount, RawJson, matching::MatchRule, v2::PaymentRequirements};
use x402_verify::{AmountRule, CheckId, Detail, Outcome, Report, Verdict};

use crate::{
    sign::{self, STRANGER},
    support::{Case, MERCHANT, Terms, Token, VALID, failed, invalid, offer, outcome, spec_offer, undecided},
};

fn priced(amount: u64) -> PaymentRequirements {
    let mut offer = spec_offer();
    offer.amount = amount.into();
    offer
}

fn solana() -> PaymentRequirements {
    offer(
        r#"{"scheme":"exact","network":"solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1","amount":"10000",
            "asset":"4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU",
            "payTo":"2wKupLR9q6wXYppw8Gr2NvWxKBUqm4PPJKkQfoxHDBg4","maxTimeoutSeconds":60,
            "extra":{"feePayer":"EwWqGE4ZFKLofuestmU4LDdK7XM1N4ALgdZccwYugwGd"}}"#,
    )
}

fn against(offers: Vec<PaymentRequirements>) -> Case {
    Case { offers, ..Case::new() }
}

/// The offer that comes nearest, and in what it differs.
#[track_caller]
fn differs(report: &Report) -> (usize, Vec<&str>) {
    let detail = outcome(report, CheckId::OFFER).and_then(Outcome::detail);
    let Some(Detail::OfferDiffers { nearest, members }) = detail else { panic!("{report:?}") };
    (*nearest, members.iter().map(|difference| difference.member.as_str()).collect())
}

fn detail(outcome: Outcome) -> Option<String> {
    if let Outcome::Fail(detail) = outcome { Some(detail.to_string()) } else { None }
}

/// Both values, as they stand: of what is absent, nothing; of what is long, the beginning.
#[test]
fn a_difference_contains_both_sides() {
    let extra = |json: &str| Some(RawJson::parse(json).unwrap());
    let long = "é".repeat(81);
    let mut offer = spec_offer();
    offer.extra = extra(&format!(r#"{{"name":"{long}","version":"2","a.b":[1, 2]}}"#));
    let mut case = against(vec![offer]);
    case.payment.accepted.extra = extra(r#"{"name":"","a.b":null}"#);
    case.payment.accepted.network = x402_types::Network::eip155(8453);
    case.payment.accepted.pay_to = "0x".into();
    let report = case.report();
    assert_eq!(differs(&report).1, ["network", "payTo", "extra.name", "extra.version", "extra.a.b"]);
    let sentence = report.deciding().map(|check| check.outcome.clone()).and_then(detail).unwrap();
    for part in [
        r#"network (accepted "eip155:8453", offered "eip155:84532")"#.to_owned(),
        format!(r#"payTo (accepted "0x", offered "{}")"#, spec_offer().pay_to),
        format!("extra.name (accepted \"\", offered \"{}…)", "é".repeat(79)),
        r#"extra.version (accepted nothing, offered "2")"#.to_owned(),
        "extra.a.b (accepted null, offered [1, 2])".to_owned(),
    ] {
        assert!(sentence.contains(&part), "{part}: {sentence}");
    }
}

/// The types of both sides are seen.
#[test]
fn a_number_differs_from_a_text() {
    let mut offer = spec_offer();
    offer.extra = Some(RawJson::parse(r#"{"name":"USDC","version":2}"#).unwrap());
    let report = against(vec![offer]).report();
    let sentence = report.deciding().map(|check| check.outcome.clone()).and_then(detail).unwrap();
    assert!(sentence.ends_with(r#"differ in extra.version (accepted "2", offered 2)"#), "{sentence}");
}

/// What may be a private key stands in the place of an address. It is not printed again.
#[test]
fn what_may_be_a_key_is_shortened() {
    let key = "fedcba98765432100123456789abcdeffedcba98765432100123456789abcdef";
    for (written, shown) in [
        (format!("0x{key}"), "\"fedc…cdef\"".to_owned()),
        (key.to_owned(), "\"fedc…cdef\"".to_owned()),
        (key[1..].to_owned(), format!("\"{}\"", &key[1..])),
        (format!("{}g", &key[1..]), format!("\"{}g\"", &key[1..])),
    ] {
        let mut offer = spec_offer();
        offer.pay_to = written.clone();
        let report = against(vec![offer]).report();
        let sentence = report.deciding().map(|check| check.outcome.clone()).and_then(detail).unwrap();
        assert!(sentence.contains(&format!("offered {shown})")), "{sentence}");
        let error = report.into_paid().unwrap_err();
        assert_eq!(
            (error.to_string().contains(&written), format!("{error:?}").contains(&written)),
            (shown.contains(&written), shown.contains(&written))
        );
    }
}

#[test]
fn the_offer_that_was_accepted_counts() {
    let case = against(vec![solana(), priced(20_000), priced(10_000), priced(10_000)]);
    assert_eq!(case.verdict(), VALID);
    assert_eq!(case.report().offer(), Some(2), "the first of two equal ones");
    assert_eq!(case.report().into_paid().unwrap().offer(), 2);
}

#[test]
fn where_no_offer_matches_the_nearest_is_named() {
    let mut far = priced(20_000);
    far.max_timeout_seconds = 10;
    let report = against(vec![far, priced(20_000), priced(30_000)]).report();
    assert_eq!(report.verdict(), Verdict::Invalid);
    assert_eq!(differs(&report), (1, vec!["amount"]));
    let sentence = "the client accepted terms that the server did not offer; the closest payment requirements (index 1) differ in \
                    amount (accepted \"10000\", offered \"20000\")";
    assert_eq!(report.deciding().map(|check| check.outcome.clone()).and_then(detail).as_deref(), Some(sentence));
    // As much as possible is said against it, …
    assert_eq!(failed(&report), [CheckId::OFFER, CheckId::AMOUNT]);
    // … but nothing that would look like the identity of a payment.
    assert_eq!((report.offer(), report.payer(), report.replay_key()), (None, None, None));
}

#[test]
fn without_offers_nothing_is_valid() {
    let report = against(Vec::new()).report();
    assert_eq!(report.verdict(), Verdict::Invalid);
    assert_eq!(outcome(&report, CheckId::OFFER), Some(&Outcome::Fail(Detail::NoOffers.into())));
    assert_eq!(report.checks().len(), 1);
}

#[test]
fn an_unsupported_payment_is_undecided() {
    let verifier = |case: Case| {
        let report = case.report();
        assert_eq!(case.verdict(), undecided("method"));
        assert_eq!(report.needs().map(|question| question.kind()).collect::<Vec<_>>(), ["verifier"]);
        assert_eq!((report.payer(), report.replay_key()), (None, None));
        assert!(report.into_paid().is_err());
    };
    let unheard_of = r#"{"name":"USDC","version":"2","assetTransferMethod":"barter"}"#;
    verifier(Case::new().offered(|offer| offer.network = "algorand:wGHE2Pwdvd7S12BL5FaOP20EGYesN73k".parse().unwrap()));
    // Both spellings of the network (G-2).
    let whole = "algorand:wGHE2Pwdvd7S12BL5FaOP20EGYesN73ktiC1qzkkit8=";
    verifier(Case::new().offered(|offer| offer.network = whole.parse().unwrap()));
    verifier(Case::new().extra(unheard_of));
    verifier(Case::new().offered(|offer| offer.scheme = x402_types::Scheme::try_from("deferred").unwrap()));
}

/// R-13: only code can make such an offer on another chain. No payment there has its price.
#[test]
fn no_payment_in_atomic_units_has_a_decimal_price() {
    let report = Case::new().offered(|offer| offer.amount = "10000".parse::<DecimalAmount>().unwrap().into()).report();
    assert_eq!((report.verdict(), failed(&report)), (Verdict::Invalid, vec![CheckId::AMOUNT]));
    let report = Case::new().offered(|offer| offer.amount = 10_000_u64.into()).report();
    assert_eq!(report.verdict(), Verdict::Valid);
}

/// F-3: no other verifier can help where nobody knows the flow.
#[test]
fn an_unknown_flow_is_refused_for_every_mechanism() {
    let flow = |flow: &str, method: &str| {
        Case::new().extra(&format!(
            r#"{{"name":"USDC","version":"2","assetTransferMethod":"{method}","paymentFlow":"{flow}"}}"#
        ))
    };
    let tomorrow = |case: Case| case.offered(|offer| offer.scheme = x402_types::Scheme::try_from("tomorrow").unwrap());
    for (known, unknown) in [
        (flow("escrow", "barter"), flow("deferred", "barter")),
        (tomorrow(flow("upfront", "eip3009")), tomorrow(flow("deferred", "eip3009"))),
    ] {
        assert_eq!(known.verdict(), undecided("method"));
        let report = unknown.report();
        assert_eq!(failed(&report), [CheckId::FLOW]);
        assert_eq!(report.reason(), Some("unsupported_payment_flow"));
        assert_eq!(report.needs().next(), None);
    }
    // Nor where the caller lists the kinds that it judges.
    let unlisted = |case: Case| {
        let report = x402_verify::verify(&case.payment, &case.offers, &case.context().with_kinds(&[]));
        (report.verdict(), failed(&report))
    };
    assert_eq!(unlisted(flow("upfront", "eip3009")), (Verdict::Undecided, vec![]));
    assert_eq!(unlisted(flow("deferred", "eip3009")), (Verdict::Invalid, vec![CheckId::FLOW]));
}

/// A payment for one family against an offer of another: only the match can be judged.
#[test]
fn another_family_is_no_offer() {
    let report = against(vec![solana()]).report();
    assert_eq!(failed(&report), [CheckId::OFFER]);
    assert_eq!(report.checks().len(), 1);
}

#[test]
fn the_transfer_method_is_the_offers() {
    let tagged = |method: &str| {
        let extra = format!(r#"{{"name":"USDC","version":"2","assetTransferMethod":"{method}"}}"#);
        Some(RawJson::parse(&extra).unwrap())
    };
    // 73: the client says which one it took.
    let mut case = Case::new();
    case.payment.accepted.extra = tagged("eip3009");
    assert_eq!(case.verdict(), VALID);
    // B-4: and only where the offer does not.
    case.payment.accepted.extra = tagged("permit2");
    assert_eq!(case.verdict(), invalid("payload"));
    case.offers[0].extra = tagged("eip3009");
    assert_eq!(case.verdict(), invalid("offer"));
    // 74: tagged permit2, paid by authorization.
    let tagged_permit2 = Case::new().offered(|offer| offer.extra = tagged("permit2"));
    assert_eq!(failed(&tagged_permit2.report()), [CheckId::PAYLOAD]);
}

/// B-4: `upto` has one method.
#[test]
fn upto_by_another_method_is_invalid() {
    let upto = |offered: &str, accepted: &str| {
        let mut case = Case::new().extra(offered).offered(|offer| offer.scheme = x402_types::Scheme::UPTO);
        case.payment.accepted.extra = Some(RawJson::parse(accepted).unwrap());
        case
    };
    const UNTAGGED: &str = r#"{"name":"USDC","version":"2"}"#;
    let tagged = |method: &str| format!(r#"{{"name":"USDC","version":"2","assetTransferMethod":{method}}}"#);
    for method in [r#""eip3009""#, r#""erc7710""#, r#""barter""#, r#""Permit2""#, r#""""#] {
        let tagged = tagged(method);
        for case in [upto(&tagged, &tagged), upto(UNTAGGED, &tagged)] {
            assert_eq!(failed(&case.report()), [CheckId::METHOD], "{method}");
            let detail = Detail::Method(x402_schemes::MethodError::NotOfUpto);
            assert_eq!(outcome(&case.report(), CheckId::METHOD), Some(&Outcome::Fail(detail.into())));
        }
        // `exact` has as many as there are.
        let exact = Case::new().extra(&tagged).report();
        assert!(!failed(&exact).contains(&CheckId::METHOD), "{method}");
    }
    let detail = Detail::Method(x402_schemes::MethodError::NotText);
    let report = upto(&tagged("7"), &tagged("7")).report();
    assert_eq!(outcome(&report, CheckId::METHOD), Some(&Outcome::Fail(detail.into())));
    for case in [
        upto(&tagged(r#""permit2""#), &tagged(r#""permit2""#)),
        upto(UNTAGGED, &tagged(r#""permit2""#)),
        upto(UNTAGGED, UNTAGGED),
        upto(&tagged("null"), &tagged("null")),
    ] {
        assert_eq!(case.verdict(), invalid("payload"));
    }
}

/// Of an offer of another family nothing could be said, however near it comes.
#[test]
fn the_nearest_offer_is_one_of_the_payments_family() {
    let mut other_chain = spec_offer();
    other_chain.network = x402_types::Network::eip155(8453);
    let mut other_scheme = spec_offer();
    other_scheme.scheme = x402_types::Scheme::UPTO;
    let mut far = priced(20_000);
    far.pay_to = STRANGER.into();
    far.max_timeout_seconds = 10;
    let report = against(vec![other_chain.clone(), far, other_scheme.clone()]).report();
    assert_eq!(differs(&report), (1, vec!["amount", "payTo", "maxTimeoutSeconds"]));
    assert_eq!(failed(&report), [CheckId::OFFER, CheckId::RECIPIENT, CheckId::AMOUNT]);
    // Where there is none, the nearest of the others is named, and nothing more is said.
    let mut farther = other_chain.clone();
    farther.max_timeout_seconds = 10;
    let report = against(vec![farther, other_scheme, other_chain]).report();
    assert_eq!(differs(&report), (1, vec!["scheme"]));
    assert_eq!(report.checks().len(), 1);
}

/// 64 to 70
#[test]
fn the_copy_of_the_offer_has_to_be_one() {
    let accepted = |change: fn(&mut PaymentRequirements)| {
        let mut case = Case::new();
        change(&mut case.payment.accepted);
        case
    };
    let extra = |json: &str| Some(RawJson::parse(json).unwrap());
    let mut adds = Case::new();
    adds.payment.accepted.extra = extra(r#"{"version":"2","hint":[1],"name":"USDC"}"#);
    assert_eq!(adds.verdict(), VALID);

    let mut drops = Case::new();
    drops.payment.accepted.extra = extra(r#"{"name":"USDC"}"#);
    let report = drops.report();
    assert_eq!(differs(&report), (0, vec!["extra.version"]));
    // Its domain is the offer's all the same: what was signed is not in question.
    assert_eq!(failed(&report), [CheckId::OFFER]);
    // The Go server does not look at extra; the domain is still that of the offer.
    assert_eq!(drops.policy(|policy| policy.match_rule = MatchRule::Core).verdict(), VALID);

    for (member, case) in [
        ("amount", accepted(|accepted| accepted.amount = 1.into())),
        ("asset", accepted(|accepted| accepted.asset = STRANGER.into())),
        ("payTo", accepted(|accepted| accepted.pay_to = STRANGER.into())),
        ("maxTimeoutSeconds", accepted(|accepted| accepted.max_timeout_seconds = 61)),
        ("network", accepted(|accepted| accepted.network = x402_types::Network::eip155(8453))),
        ("scheme", accepted(|accepted| accepted.scheme = x402_types::Scheme::UPTO)),
    ] {
        let report = case.report();
        assert_eq!(failed(&report), [CheckId::OFFER], "{member}");
        assert_eq!(differs(&report).1, [member]);
    }
}

/// 76 and 77: the client rewrites what it says it accepted, to fit what it signed.
#[test]
fn the_accepted_copy_alone_pays_no_recipient() {
    let less = Terms { value: "1".into(), ..Terms::new() };
    // The copy is right, the signed value is not.
    assert_eq!(Case::signed(&less).verdict(), invalid("amount"));
    // The copy agrees with the signature; the offer does not.
    let mut rewritten = Case::signed(&less);
    rewritten.payment.accepted.amount = 1.into();
    assert_eq!(failed(&rewritten.report()), [CheckId::OFFER, CheckId::AMOUNT]);

    let to_me = Terms { to: STRANGER.into(), ..Terms::new() };
    let mut rewritten = Case::signed(&to_me);
    rewritten.payment.accepted.pay_to = STRANGER.into();
    assert_eq!(failed(&rewritten.report()), [CheckId::OFFER, CheckId::RECIPIENT]);

    // A worthless token of the same name, signed for in earnest.
    let token = Token { asset: STRANGER.into(), ..Token::new() };
    let mut rewritten = Case::with_signature(&Terms::new(), &sign::sign(&Terms::new(), &token).bytes());
    rewritten.payment.accepted.asset = STRANGER.into();
    assert_eq!(failed(&rewritten.report()), [CheckId::OFFER]);
    assert_eq!(rewritten.report().payer(), None);

    // Every rule that a policy can choose compares the members that carry the money.
    for rule in [MatchRule::Sdk, MatchRule::Exact, MatchRule::Core] {
        let case = rewritten.clone().policy(|policy| policy.match_rule = rule);
        assert_eq!(case.verdict(), invalid("offer"), "{rule:?}");
    }
}

/// The amount rule (B-7).
#[test]
fn equal_by_default_at_least_by_policy() {
    let signed = |value: &str| Case::signed(&Terms { value: value.into(), ..Terms::new() });
    let at_least = |case: Case| case.policy(|policy| policy.evm.amount_rule = AmountRule::AtLeast);
    for (value, equal, at_least_rule, flags) in [
        ("9999", invalid("amount"), invalid("amount"), &[][..]),
        ("10000", VALID, VALID, &[]),
        ("10001", invalid("amount"), VALID, &["overpayment"]),
        ("0", invalid("amount"), invalid("amount"), &[]),
        (
            "115792089237316195423570985008687907853269984665640564039457584007913129639935",
            invalid("amount"),
            VALID,
            &["overpayment"],
        ),
    ] {
        assert_eq!(signed(value).verdict(), equal, "{value}");
        assert_eq!(at_least(signed(value)).verdict(), at_least_rule, "{value}");
        assert_eq!(at_least(signed(value)).flags(), flags, "{value}");
        assert!(signed(value).flags().is_empty());
    }
    // The payment authorises what was signed, not what was asked.
    let verified = at_least(signed("10001")).report().into_paid().unwrap();
    assert_eq!(verified.authorized().units(), 10_001.into());
    // EIP-3009 moves nothing gladly: the proxies of Permit2 are others.
    let free = signed("0").offered(|offer| offer.amount = 0.into());
    assert_eq!(free.verdict(), VALID);
}

#[test]
fn what_a_person_should_know_is_flagged() {
    // E-3: a letter of the wrong case.
    let typo = MERCHANT.replace("Bc6a", "bc6a");
    assert_eq!(Case::signed(&Terms { to: typo.clone(), ..Terms::new() }).flags(), ["eip55"]);
    assert_eq!(Case::new().offered(|offer| offer.pay_to = typo.clone()).flags(), ["eip55"]);
    assert_eq!(Case::new().offered(|offer| offer.pay_to = typo.clone()).verdict(), VALID);
    let lower = Case::new().offered(|offer| offer.pay_to = MERCHANT.to_lowercase());
    assert_eq!((lower.verdict(), lower.flags().len()), (VALID, 0), "one letter case carries no checksum");

    // 67: the copy is in lower case, the offer with checksum.
    let mut case = Case::new();
    case.payment.accepted.pay_to = MERCHANT.to_lowercase();
    case.payment.accepted.asset = case.payment.accepted.asset.to_lowercase();
    assert_eq!((case.verdict(), case.flags()), (VALID, vec!["address-case"]));

    let to_oneself = Terms { to: sign::PAYER.into(), ..Terms::new() };
    let case = Case::signed(&to_oneself).offered(|offer| offer.pay_to = sign::PAYER.into());
    assert_eq!((case.verdict(), case.flags()), (VALID, vec!["self-payment"]));

    let token = Token::new().asset;
    let to_token = Terms { to: token.clone(), ..Terms::new() };
    let case = Case::signed(&to_token).offered(|offer| offer.pay_to = token.clone());
    assert_eq!((case.verdict(), case.flags()), (VALID, vec!["pay-to-asset"]));

    // 409: the client names a flow, and the offer none.
    let mut case = Case::new();
    case.payment.accepted.extra =
        Some(RawJson::parse(r#"{"name":"USDC","version":"2","paymentFlow":"upfront"}"#).unwrap());
    assert_eq!((case.verdict(), case.flags()), (VALID, vec!["client-flow"]));

    // 66
    let mut case = Case::new();
    case.offers[0].extra = Some(RawJson::parse(r#"{"name":"USDC","version":"2","k":null}"#).unwrap());
    assert_eq!((case.verdict(), case.flags()), (VALID, vec!["null-skip"]));
}

/// B-5 and 80: proxies and query strings make it differ honestly.
#[test]
fn the_resource_is_not_signed() {
    let mut case = Case::new();
    case.payment.resource = Some(x402_types::v2::ResourceInfo::new("https://elsewhere.example/"));
    assert_eq!(case.report(), Case::new().report());
}

/// 81: one payment at two routes of the same price is one payment.
#[test]
fn one_authorization_has_one_replay_key_at_every_route() {
    let mut elsewhere = Case::new();
    elsewhere.payment.resource = Some(x402_types::v2::ResourceInfo::new("https://api.example.com/other"));
    let longer = Case::new().offered(|offer| offer.max_timeout_seconds = 300);
    for case in [elsewhere, longer] {
        assert_eq!(case.report().replay_key(), Case::new().report().replay_key());
    }
    // Another nonce, chain, token or payer is another payment.
    let key = |case: Case| case.report().replay_key().unwrap();
    let nonce = Terms { nonce: format!("0x{}", "0".repeat(64)), ..Terms::new() };
    let from = Terms { from: STRANGER.into(), ..Terms::new() };
    let keys = [
        key(Case::new()),
        key(Case::signed(&nonce)),
        key(Case::signed(&from)),
        key(Case::new().offered(|offer| offer.asset = STRANGER.into())),
        key(Case::new().offered(|offer| offer.network = x402_types::Network::eip155(1))),
    ];
    for (index, left) in keys.iter().enumerate() {
        assert!(keys[index + 1..].iter().all(|right| right != left));
    }
}
