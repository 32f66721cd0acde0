//! When a payment carries a permit, and when it does not.

use x402_schemes::evm::eip712::TokenDomain;
use x402_types::RawJson;
use x402_verify::{
    Answer, Facts, Question,
    evm::{self, Fact},
};

use super::{Permit, Sponsored, allowing, extended};
use crate::{
    sign::{PAYER, STRANGER},
    support::{Case, Token, VALID, failed, invalid, undecided},
    v1::V1,
};

fn asks_for_the_allowance(case: &Case) -> bool {
    case.report().outstanding().iter().any(|question| question.kind() == "allowance")
}

/// As the official servers declare it.
const DECLARED: &str = r#"{"eip2612GasSponsoring":{"info":{"description":"The facilitator accepts it.","version":"1"},"schema":{"type":"object"}}}"#;

#[test]
fn who_repeats_what_was_declared_has_signed_nothing() {
    for permit in Permit::both() {
        for extensions in [
            DECLARED,
            "{}",
            r#"{"eip2612GasSponsoring":null}"#,
            r#"{"eip2612GasSponsoring":{}}"#,
            r#"{"eip2612GasSponsoring":{"info":null}}"#,
            r#"{"eip2612GasSponsoring":{"info":"from"}}"#,
            r#"{"eip2612GasSponsoring":{"info":{"from":null,"signature":null}}}"#,
            r#"{"eip2612gassponsoring":{"info":{"from":"0x"}}}"#,
            r#"{"bazaar":{"info":{"from":"0x"}}}"#,
        ] {
            let case = extended(permit.case(), extensions);
            assert_eq!(case.verdict(), VALID, "{extensions}");
            assert!(asks_for_the_allowance(&case), "{extensions}");
            assert_eq!(case.report().gas_sponsoring(), None, "{extensions}");
        }
    }
}

/// Each member alone makes it one, and each has to be there.
#[test]
fn who_begins_has_to_finish() {
    const MEMBERS: [&str; 8] = ["from", "asset", "spender", "amount", "nonce", "deadline", "signature", "version"];
    let good = Sponsored::new();
    let info = good.extensions(&good.signature().bytes());
    let whole = RawJson::parse(&info).unwrap();
    let whole = whole.as_json().get("eip2612GasSponsoring").unwrap().get("info").unwrap();
    for permit in Permit::both() {
        for name in MEMBERS {
            let text = whole.get(name).unwrap().text();
            let alone = format!(r#"{{"eip2612GasSponsoring":{{"info":{{"{name}":{text}}}}}}}"#);
            let expected = if name == "version" { VALID } else { invalid("permit-payload") };
            assert_eq!(extended(permit.case(), &alone).verdict(), expected, "{name} alone");
            let member = format!(r#""{name}":{text}"#);
            let without = info.replace(&format!("{member},"), "").replace(&format!(",{member}"), "");
            assert_ne!(without, info);
            assert_eq!(extended(permit.case(), &without).verdict(), invalid("permit-payload"), "without {name}");
            let null = info.replace(&member, &format!(r#""{name}":null"#));
            assert_eq!(extended(permit.case(), &null).verdict(), invalid("permit-payload"), "{name} null");
        }
        let noted = info.replace(r#""from":"#, r#""description":"The facilitator accepts it.","from":"#);
        assert_eq!(extended(permit.case(), &noted).verdict(), VALID);
    }
}

/// Members are read as those of a payload are, and the error says where.
#[test]
fn how_members_are_written() {
    let good = Sponsored::new();
    let info = good.extensions(&good.signature().bytes());
    let permit = Permit::exact();
    for (from, to) in [
        ("\"10000\"", "10000"),
        ("\"10000\"", "\"010000\""),
        ("\"10000\"", "\"0x2710\""),
        ("\"10000\"", "\"\""),
        ("\"nonce\":\"3\"", "\"nonce\":\"-3\""),
        ("\"nonce\":\"3\"", "\"nonce\":3"),
        ("\"signature\":\"0x", "\"signature\":\""),
        ("\"signature\":\"0x", "\"signature\":\"0x0"),
        (PAYER, &PAYER[..41]),
        (PAYER, &PAYER.replace("0x", "0X")),
        ("\"version\":\"1\"", "\"version\":1"),
        ("\"version\":\"1\"", "\"version\":\"\""),
        ("\"version\":\"1\"", "\"version\":\"v1\""),
        ("\"version\":\"1\"", "\"version\":\"1..2\""),
    ] {
        assert!(info.contains(from), "{from}");
        let case = extended(permit.case(), &info.replacen(from, to, 1));
        assert_eq!(case.verdict(), invalid("permit-payload"), "{to}");
        assert!(case.report().into_paid().unwrap_err().to_string().contains("extensions.eip2612GasSponsoring.info."));
    }
    for (from, to) in [(PAYER, PAYER.to_lowercase().as_str()), ("\"version\":\"1\"", "\"version\":\"2.0.17\"")] {
        assert_eq!(extended(permit.case(), &info.replacen(from, to, 1)).verdict(), VALID, "{to}");
    }
}

/// Whether or not the server declared it; but what it declared has to be there (B-6).
#[test]
fn what_the_server_declared() {
    for permit in Permit::both() {
        let good = Sponsored::new();
        let info = good.extensions(&good.signature().bytes());
        assert_eq!(permit.case().extensions("{}", &info).verdict(), VALID);
        let merged = info.replace(r#"{"from":"#, r#"{"description":"The facilitator accepts it.","from":"#);
        assert_eq!(permit.case().extensions(DECLARED, &merged).verdict(), VALID);
        assert_eq!(permit.case().extensions(DECLARED, &info).verdict(), invalid("extension-echo"));
    }
}

/// EIP-3009 has nothing to approve, and V1 no extensions.
#[test]
fn where_it_says_nothing() {
    let bad = Sponsored::new().with(|permit| permit.from = STRANGER.into());
    let text = bad.extensions(&bad.signature().bytes());
    let case = extended(Case::new(), &text);
    assert_eq!((case.verdict(), case.report().gas_sponsoring()), (VALID, None));
    for permit in Permit::both() {
        let short = extended(permit.case(), &text).facts(allowing(0));
        assert_eq!(short.verdict(), invalid("permit-owner"));
        let report = V1::of(&extended(permit.case(), &text)).report();
        assert_eq!(failed(&report), []);
        assert!(report.outstanding().iter().any(|question| question.kind() == "allowance"));
    }
}

/// E-1: the offer may leave name and version to the token, in V2 too.
#[test]
fn the_token_is_asked_for_what_the_offer_does_not_say() {
    let [payer, token] = [PAYER, &Token::new().asset].map(|text| text.parse().unwrap());
    let domain = Token::new();
    let named = TokenDomain {
        name: domain.name.as_str().into(),
        version: domain.version.as_str().into(),
        chain_id: 84_532,
        verifying_contract: token,
    };
    let separator = named.separator();
    for permit in Permit::both() {
        let without = |member: &str| {
            Sponsored::new().case_for(&permit).offered(|offer| {
                let extra = offer.extra.as_ref().unwrap().as_str().replace(member, "");
                offer.extra = Some(RawJson::parse(&extra).unwrap());
            })
        };
        let facts = |name: &str, version: &str| {
            let facts = Facts::new().with(Fact::Account { account: payer, code: evm::AccountCode::Absent });
            facts
                .with(Fact::DomainNames { token, name: name.into(), version: version.into() })
                .with(Fact::AnyAllowance(0.into()))
        };
        for member in [r#""name":"USDC","#, r#""version":"2","#] {
            let case = without(member);
            assert_eq!(case.verdict(), undecided("domain"));
            let report = case.report();
            assert!(matches!(report.needs().next(), Some(Question::Evm(evm::Question::DomainNames(_)))));
            assert!(report.outstanding().iter().any(|question| question.kind() == "permit-nonce"));
            assert!(
                !report.outstanding().iter().any(|question| question.kind() == "token-domain"),
                "which is not known"
            );
            assert_eq!(case.clone().facts(facts("USDC", "2")).verdict(), VALID);
            // A token may have another name in its domain than it says: its separator decides.
            let answered = case.clone().facts(facts("USD Coin", "1"));
            assert_eq!(answered.verdict(), undecided("permit-signature"));
            let report = answered.report();
            let Some(question @ Question::Evm(evm::Question::DomainSeparator(_))) = report.needs().next() else {
                panic!("{report:?}")
            };
            let answered = |separator| {
                let facts =
                    facts("USD Coin", "1").with_answer(question, Answer::Evm(evm::Answer::Separator(separator)));
                case.clone().facts(facts).verdict()
            };
            assert_eq!(answered(separator), VALID);
            assert_eq!(answered([7; 32]), invalid("permit-signature"));
        }
        // What the offer says counts.
        let case = Sponsored::new().case_for(&permit).facts(facts("USD Coin", "1"));
        assert_eq!(case.verdict(), VALID);
        let answered = without("\"name\":\"USDC\",").facts(facts("USD Coin", "2"));
        assert_eq!(answered.verdict(), undecided("permit-signature"));
    }
}
