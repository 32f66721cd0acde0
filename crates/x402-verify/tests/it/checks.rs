//! For every check: a payment in which it is the only one that fails, and the nearest one in which it passes.

use std::collections::BTreeSet;

use x402_types::{Flag, RawJson};
use x402_verify::{
    CheckId, CheckStage, Concern, Facts, Outcome, Verdict,
    evm::{AccountCode, Fact},
};

use crate::{
    families::is_of_other_chains,
    gateway, permit2,
    sign::{self, PAYER, STRANGER},
    signatures::{asked, wrapped},
    support::{Case, MERCHANT, NOW, Terms, Token, contract_says, failed, outcome, undecided},
};

/// One defect, and the same without it.
pub(crate) struct Pair {
    pub(crate) id: CheckId,
    /// V2 specification §9
    pub(crate) reason: &'static str,
    pub(crate) fails: Case,
    pub(crate) passes: Case,
}

pub(crate) const ZERO: &str = "0x0000000000000000000000000000000000000000";

fn terms(change: impl FnOnce(&mut Terms)) -> Terms {
    let mut terms = Terms::new();
    change(&mut terms);
    terms
}

pub(crate) fn without_margin(case: Case) -> Case {
    case.policy(|policy| policy.evm.expiry_margin = 0)
}

fn contract_that_says(valid: bool) -> Case {
    let (terms, token) = (Terms::new(), Token::new());
    let signature = b"for the contract alone";
    let facts = Facts::new()
        .with(Fact::Account { account: PAYER.parse().unwrap(), code: AccountCode::Present })
        .with(contract_says(PAYER.parse().unwrap(), sign::digest(&terms, &token).0, *signature, valid.into()));
    Case::with_signature(&terms, signature).facts(facts)
}

pub(crate) fn pair(id: CheckId, reason: &'static str, fails: Case, passes: Case) -> Pair {
    Pair { id, reason, fails, passes }
}

/// With the merchant's own time-out changed by the client.
fn another_timeout() -> Case {
    let mut case = Case::new();
    case.payment.accepted.max_timeout_seconds += 1;
    case
}

pub(crate) fn pairs() -> Vec<Pair> {
    const REQUIREMENTS: &str = "invalid_payment_requirements";
    const BEFORE: &str = "invalid_exact_evm_payload_authorization_valid_before";
    const SIGNATURE: &str = "invalid_exact_evm_payload_signature";
    let method =
        |value: &str| Case::new().extra(&format!(r#"{{"name":"USDC","version":"2","assetTransferMethod":{value}}}"#));
    let flow = |value: &str| Case::new().extra(&format!(r#"{{"name":"USDC","version":"2","paymentFlow":{value}}}"#));
    let signature = sign::sign(&Terms::new(), &Token::new());
    let with_signature = |bytes: &[u8]| Case::with_signature(&Terms::new(), bytes);
    let mut v_29 = signature;
    v_29.v = 29;
    let mut r_0 = signature;
    r_0.r = alloy_primitives::U256::ZERO;
    let mut flipped = signature;
    flipped.v = 55 - flipped.v;
    vec![
        pair(CheckId::OFFER, REQUIREMENTS, another_timeout(), Case::new()),
        pair(CheckId::METHOD, "unsupported_scheme", method("7"), method(r#""eip3009""#)),
        pair(CheckId::FLOW, "unsupported_payment_flow", flow(r#""deferred""#), flow(r#""upfront""#)),
        pair(
            CheckId::PAYLOAD,
            "invalid_payload",
            Case::new().payload(|text| text.replace("3480\"", "34\"")), // a nonce of 31 bytes
            Case::new(),
        ),
        pair(CheckId::ASSET_ADDRESS, REQUIREMENTS, Case::new().offered(|offer| offer.asset = ZERO.into()), Case::new()),
        pair(CheckId::DOMAIN, REQUIREMENTS, Case::new().extra(r#"{"name":"USDC"}"#), Case::new()),
        pair(
            CheckId::PAY_TO_ADDRESS,
            REQUIREMENTS,
            Case::new().offered(|offer| offer.pay_to = "merchant".into()),
            Case::new(),
        ),
        pair(
            CheckId::PAYER_ADDRESS,
            "invalid_payload",
            Case::signed(&terms(|terms| terms.from = ZERO.into())),
            Case::new(),
        ),
        pair(
            CheckId::RECIPIENT,
            "invalid_exact_evm_payload_recipient_mismatch",
            Case::signed(&terms(|terms| terms.to = STRANGER.into())),
            Case::new(),
        ),
        pair(
            CheckId::AMOUNT,
            "invalid_exact_evm_payload_authorization_value_mismatch",
            Case::signed(&terms(|terms| terms.value = "9999".into())),
            Case::new(),
        ),
        pair(
            CheckId::CHARGE,
            "invalid_exact_evm_payload_authorization_value_mismatch",
            Case::new().settling(9_999),
            Case::new().settling(10_000),
        ),
        pair(
            CheckId::VALID_BEFORE,
            BEFORE,
            without_margin(Case::new().at(1_740_672_154)),
            without_margin(Case::new().at(1_740_672_153)),
        ),
        pair(CheckId::EXPIRY_MARGIN, BEFORE, Case::new().at(1_740_672_149), Case::new().at(1_740_672_148)),
        pair(
            CheckId::VALID_AFTER,
            "invalid_exact_evm_payload_authorization_valid_after",
            Case::new().at(1_740_672_088),
            Case::new().at(1_740_672_089),
        ),
        pair(
            CheckId::WINDOW,
            BEFORE,
            without_margin(Case::signed(&Terms::window(NOW, NOW + 1))),
            without_margin(Case::signed(&Terms::window(NOW, NOW + 2))),
        ),
        pair(
            CheckId::HORIZON,
            BEFORE,
            Case::new().policy(|policy| policy.evm.horizon = Some(53)),
            Case::new().policy(|policy| policy.evm.horizon = Some(54)),
        ),
        pair(
            CheckId::EXTENSION_ECHO,
            "extension_echo_mismatch",
            Case::new().extensions(r#"{"bazaar":{"info":{"a":1}}}"#, r#"{"bazaar":{"info":{"a":2}}}"#),
            Case::new().extensions(r#"{"bazaar":{"info":{"a":1}}}"#, r#"{"bazaar":{"info":{"a":1.0}}}"#),
        ),
        pair(
            CheckId::POLICY,
            "invalid_payload",
            Case::new().at(1_740_672_089).policy(|policy| policy.refused.insert(Flag::BoundaryAfter)),
            Case::new().at(1_740_672_090).policy(|policy| policy.refused.insert(Flag::BoundaryAfter)),
        ),
        pair(
            CheckId::FACTORY,
            "eip6492_factory_not_allowed",
            with_signature(&wrapped(Vec::new())).allowing(&[]),
            with_signature(&wrapped(Vec::new())).allowing(&[]).facts(asked(&wrapped(Vec::new()), true)),
        ),
        pair(CheckId::SIGNATURE_FORM, SIGNATURE, with_signature(&v_29.bytes()), Case::new()),
        pair(CheckId::SIGNATURE_RANGE, SIGNATURE, with_signature(&r_0.bytes()), Case::new()),
        pair(CheckId::SIGNATURE_LOW_S, SIGNATURE, with_signature(&signature.high_s_twin().bytes()), Case::new()),
        pair(CheckId::SIGNER, SIGNATURE, with_signature(&flipped.bytes()), Case::new()),
        pair(CheckId::CONTRACT_SIGNATURE, SIGNATURE, contract_that_says(false), contract_that_says(true)),
    ]
}

/// Whether only `batch-settlement` makes the check. Its tests are in a file of their own.
#[cfg(feature = "batch-settlement")]
pub(crate) fn is_of_module(id: CheckId) -> bool {
    crate::batch_settlement::CHECKS.contains(&id)
}

#[cfg(not(feature = "batch-settlement"))]
pub(crate) fn is_of_module(_: CheckId) -> bool {
    false
}

/// Not of what is judged beside payments.
pub(crate) fn is_of_payment(id: CheckId) -> bool {
    id.concerns(Concern::Payment) || id.concerns(Concern::Sponsor)
}

#[test]
fn every_check_decides_alone_and_passes_next_door() {
    let pairs: Vec<Pair> = pairs()
        .into_iter()
        .chain(permit2::pairs())
        .chain(permit2::sponsored::pairs())
        .chain(permit2::approved::pairs())
        .chain(gateway::pairs())
        .collect();
    for id in CheckId::all().filter(|id| is_of_payment(*id) && !is_of_other_chains(id) && !is_of_module(*id)) {
        assert!(pairs.iter().any(|pair| pair.id == id), "{id} has no case");
    }
    for Pair { id, reason, fails, passes } in pairs {
        let report = fails.report();
        assert_eq!(failed(&report), [id]);
        assert_eq!(report.verdict(), Verdict::Invalid, "{id}");
        assert_eq!(report.deciding().unwrap().id, id);
        assert_eq!(report.reason(), Some(reason), "{id}");
        assert_eq!(
            report.stage(),
            Some(if id == CheckId::OFFER { CheckStage::Match } else { CheckStage::Verify }),
            "{id}"
        );
        assert_eq!(report.needs().count(), 0, "{id}");
        assert!(report.outstanding().is_empty(), "{id}: there is nothing to ask about an invalid payment");
        let printed = report.into_paid().unwrap_err().to_string();
        assert!(printed.starts_with(&format!("invalid: {id}: ")), "{printed}");

        let report = passes.report();
        assert_eq!(outcome(&report, id), Some(&Outcome::Pass), "{id}");
        assert_eq!(report.verdict(), Verdict::Valid, "{id}: {:?}", report.deciding());
    }
}

#[test]
fn every_check_has_a_unique_name_and_sentence() {
    for texts in [CheckId::as_str, CheckId::sentence] {
        let distinct: BTreeSet<_> = CheckId::all().map(texts).collect();
        assert_eq!(distinct.len(), CheckId::all().count(), "{distinct:?}");
    }
}

#[test]
fn an_unsupported_transfer_method_is_undecided() {
    let case = Case::new().extra(r#"{"name":"USDC","version":"2","assetTransferMethod":"barter"}"#);
    assert_eq!(case.verdict(), undecided("method"));
    let report = case.report();
    assert_eq!(report.needs().map(|question| question.kind()).collect::<Vec<_>>(), ["verifier"]);
    assert_eq!(report.reason(), Some("unsupported_scheme"));
    let printed = report.into_paid().unwrap_err().to_string();
    assert!(printed.starts_with("undecided: method: ") && printed.contains("barter"), "{printed}");
}

/// Several ways to the same check.
#[test]
fn further_defects_of_addresses_domains_and_payloads() {
    let offered = |change: fn(&mut x402_types::v2::PaymentRequirements)| Case::new().offered(change);
    let short = &MERCHANT[..41];
    let cases = [
        (CheckId::ASSET_ADDRESS, offered(|offer| offer.asset = "USDC".into())),
        (CheckId::ASSET_ADDRESS, offered(|offer| offer.asset = offer.asset.replace("0x", "0X"))),
        (CheckId::ASSET_ADDRESS, offered(|offer| offer.asset.push('0'))),
        (CheckId::PAY_TO_ADDRESS, Case::new().offered(|offer| offer.pay_to = short.into())),
        (CheckId::PAY_TO_ADDRESS, offered(|offer| offer.pay_to = ZERO.into())),
        (CheckId::DOMAIN, Case::new().extra(r#"{"version":"2"}"#)),
        (CheckId::DOMAIN, Case::new().extra(r#"{"name":"USDC","version":null}"#)),
        (CheckId::DOMAIN, Case::new().extra(r#"{"name":"USDC","version":2}"#)),
        (CheckId::DOMAIN, offered(|offer| offer.extra = None)),
        (CheckId::PAYLOAD, Case::new().payload(|text| text.replace("\"value\"", "\"amount\""))),
        (CheckId::PAYLOAD, Case::new().payload(|text| text.replace("\"10000\"", "10000"))),
        (CheckId::PAYLOAD, Case::new().payload(|text| text.replace("\"10000\"", "\"010000\""))),
        (CheckId::PAYLOAD, Case::new().payload(|text| text.replace("\"10000\"", "\"0x2710\""))),
        (CheckId::PAYLOAD, Case::new().payload(|text| text.replace("3480\"", "348\""))),
        (CheckId::PAYLOAD, Case::new().payload(|text| text.replace("3480\"", "348000\""))),
        (CheckId::PAYLOAD, Case::new().payload(|text| text.replace("\"nonce\":\"0x", "\"nonce\":\""))),
        (CheckId::PAYLOAD, Case::new().payload(|text| text.replace("\"signature\":\"0x", "\"signature\":\"0x0"))),
        (CheckId::PAYLOAD, Case::new().payload(|text| text.replace("\"signature\":\"0x", "\"signature\":\""))),
        (CheckId::PAYLOAD, Case::new().payload(|text| text.replacen('{', r#"{"permit2Authorization":{},"#, 1))),
        (CheckId::PAYLOAD, Case::new().payload(|_| r#"{"permit2Authorization":{},"signature":"0x"}"#.into())),
    ];
    for (id, case) in cases {
        let report = case.report();
        assert_eq!(failed(&report), [id], "{:?}", case.payment);
    }
}

/// Vectors 83 to 87: the payer signed for another domain, or another message.
#[test]
fn a_signature_for_a_different_domain_has_a_different_signer() {
    let terms = Terms::new();
    let token = |change: fn(&mut Token)| {
        let mut token = Token::new();
        change(&mut token);
        Case::with_signature(&terms, &sign::sign(&terms, &token).bytes())
    };
    for case in [
        token(|token| token.name = "USD Coin".into()),
        token(|token| token.version = "1".into()),
        token(|token| token.chain_id = 8_453),
        token(|token| token.asset = "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913".into()),
    ] {
        assert_eq!(failed(&case.report()), [CheckId::SIGNER]);
    }
    // 90: altered after signing, for an offer that asks the altered value.
    let signature = sign::sign(&terms, &Token::new()).bytes();
    let altered = Terms { value: "10001".into(), ..terms };
    let case = Case::with_signature(&altered, &signature).offered(|offer| offer.amount = 10_001.into());
    assert_eq!(failed(&case.report()), [CheckId::SIGNER]);
}

#[test]
fn unsigned_members_do_not_matter() {
    let mut case = Case::new();
    case.payment.other.insert("hint", RawJson::parse("[1]").unwrap());
    let case = case.payload(|text| text.replacen('{', r#"{"note":{"a":1},"#, 1));
    assert_eq!(case.report(), Case::new().report());
}
