//! For every check of either scheme: a payment in which it is the only one that fails, and the nearest that passes.

use alloy_primitives::U256;
use x402_types::{DecodeOptions, Flag, RawJson};
use x402_verify::{
    CheckId, Detail, Expires, Facts, Mechanism, Outcome, Verdict,
    evm::{self, AccountCode, Fact},
};

use super::{DEADLINE, EXACT_PROXY, FACILITATOR, Permit, UPTO_PROXY, VALID_AFTER, asking};
use crate::{
    checks::{Pair, ZERO, pair, without_margin},
    families::is_of_sponsoring,
    sign::{self, PAYER, STRANGER},
    support::{Case, MERCHANT, NOW, VALID, checks_of, contract_says, failed, invalid, outcome, undecided},
};

/// Of both schemes.
pub(crate) fn pairs() -> Vec<Pair> {
    let facilitator = |address: &'static str| Permit::upto().with(|permit| permit.facilitator = Some(address.into()));
    let mut pairs: Vec<Pair> = Permit::both().into_iter().flat_map(|permit| scheme(&permit)).collect();
    pairs.push(pair(
        CheckId::FACILITATOR,
        "upto_facilitator_mismatch",
        Permit::upto().case().facilitators(&[STRANGER, PAYER]),
        Permit::upto().case().facilitators(&[STRANGER, FACILITATOR]),
    ));
    pairs.push(pair(
        CheckId::FACILITATOR,
        "upto_facilitator_mismatch",
        facilitator(ZERO).case(),
        Permit::upto().case(),
    ));
    pairs
}

fn scheme(permit: &Permit) -> Vec<Pair> {
    const REQUIREMENTS: &str = "invalid_payment_requirements";
    let is_upto = permit.facilitator.is_some();
    // V2 specification §9 has codes for `exact`; for `upto` those in which the official SDKs agree.
    let reason = |exact: &'static str, upto: &'static str| if is_upto { upto } else { exact };
    let amount = reason("invalid_exact_evm_payload_authorization_value_mismatch", "permit2_amount_mismatch");
    let before = reason("invalid_exact_evm_payload_authorization_valid_before", "permit2_deadline_expired");
    let signature = reason("invalid_exact_evm_payload_signature", "invalid_permit2_signature");
    let case = || permit.case();
    let with = |change: fn(&mut Permit)| permit.clone().with(change).case();
    let other_proxy = if is_upto { EXACT_PROXY } else { UPTO_PROXY };
    let good = permit.signature();
    let mut timeout = case();
    timeout.payment.accepted.max_timeout_seconds += 1;
    let zero = U256::ZERO;
    let contract_says = |valid: bool| {
        let payer = PAYER.parse().unwrap();
        let facts = Facts::new().with(Fact::Account { account: payer, code: AccountCode::Present });
        permit.case_with(b"its own").facts(facts.with(contract_says(
            payer,
            permit.digest().0,
            *b"its own",
            valid.into(),
        )))
    };
    let echoed = |info: &str| case().extensions(r#"{"bazaar":{"info":{"a":1}}}"#, info);
    let refusing = |case: Case| case.policy(|policy| policy.refused.insert(Flag::SelfPayment));
    vec![
        pair(CheckId::OFFER, REQUIREMENTS, timeout, case()),
        pair(
            CheckId::METHOD,
            "unsupported_scheme",
            case().extra(&format!(r#"{{"facilitatorAddress":"{FACILITATOR}","assetTransferMethod":7}}"#)),
            case().extra(&format!(r#"{{"facilitatorAddress":"{FACILITATOR}","assetTransferMethod":"permit2"}}"#)),
        ),
        pair(CheckId::PAYLOAD, "invalid_payload", case().payload(|text| text.replace("257277", "257277.0")), case()),
        pair(CheckId::ASSET_ADDRESS, REQUIREMENTS, case().offered(|offer| offer.asset = "USDC".into()), case()),
        pair(CheckId::PAY_TO_ADDRESS, REQUIREMENTS, case().offered(|offer| offer.pay_to = ZERO.into()), case()),
        pair(CheckId::PAYER_ADDRESS, "invalid_payload", with(|permit| permit.from = ZERO.into()), case()),
        pair(
            CheckId::SPENDER,
            "invalid_permit2_spender",
            permit.clone().with(|permit| permit.spender = other_proxy.into()).case(),
            case(),
        ),
        pair(
            CheckId::RECIPIENT,
            reason("invalid_exact_evm_payload_recipient_mismatch", "invalid_permit2_recipient_mismatch"),
            with(|permit| permit.to = STRANGER.into()),
            case(),
        ),
        pair(CheckId::PERMITTED_TOKEN, "permit2_token_mismatch", with(|permit| permit.token = STRANGER.into()), case()),
        pair(CheckId::AMOUNT, amount, with(|permit| permit.amount = "9999".into()), case()),
        pair(CheckId::AMOUNT, amount, with(|permit| permit.amount = "10001".into()), case()),
        pair(
            CheckId::AMOUNT,
            amount,
            asking(with(|permit| permit.amount = "0".into()), 0),
            asking(with(|permit| permit.amount = "1".into()), 1),
        ),
        pair(
            CheckId::CHARGE,
            reason(
                "invalid_exact_evm_payload_authorization_value_mismatch",
                "invalid_upto_evm_payload_settlement_exceeds_amount",
            ),
            case().settling(10_001),
            case().settling(10_000),
        ),
        pair(
            CheckId::VALID_BEFORE,
            before,
            without_margin(case().at(DEADLINE + 1)),
            without_margin(case().at(DEADLINE)),
        ),
        pair(CheckId::EXPIRY_MARGIN, before, case().at(DEADLINE - 5), case().at(DEADLINE - 6)),
        pair(
            CheckId::VALID_AFTER,
            reason("invalid_exact_evm_payload_authorization_valid_after", "permit2_not_yet_valid"),
            case().at(VALID_AFTER - 1),
            case().at(VALID_AFTER),
        ),
        pair(
            CheckId::HORIZON,
            before,
            case().policy(|policy| policy.evm.horizon = Some(DEADLINE - NOW - 1)),
            case().policy(|policy| policy.evm.horizon = Some(DEADLINE - NOW)),
        ),
        pair(
            CheckId::EXTENSION_ECHO,
            "extension_echo_mismatch",
            echoed(r#"{"bazaar":{"info":{"a":2}}}"#),
            echoed(r#"{"bazaar":{"info":{"a":1.0}}}"#),
        ),
        pair(
            CheckId::POLICY,
            "invalid_payload",
            refusing(with(|permit| permit.to = PAYER.into()).offered(|offer| offer.pay_to = PAYER.into())),
            refusing(case()),
        ),
        pair(
            CheckId::SIGNATURE_FORM,
            signature,
            permit.case_with(&sign::Rsv { v: good.v - 27, ..good }.bytes()),
            case(),
        ),
        pair(CheckId::SIGNATURE_RANGE, signature, permit.case_with(&sign::Rsv { r: zero, ..good }.bytes()), case()),
        pair(
            CheckId::SIGNATURE_LOW_S,
            signature,
            permit.case_with(&good.high_s_twin().bytes()).policy(|policy| policy.refused.insert(Flag::HighS)),
            permit.case_with(&good.high_s_twin().bytes()),
        ),
        pair(
            CheckId::SIGNER,
            signature,
            permit.case_with(&sign::sign_digest_as_stranger(permit.digest()).bytes()),
            case(),
        ),
        pair(CheckId::CONTRACT_SIGNATURE, signature, contract_says(false), contract_says(true)),
    ]
}

#[test]
fn each_check_passes_in_the_normative_order() {
    for permit in Permit::both() {
        let case = permit.case().settling(10_000).policy(|policy| {
            policy.evm.horizon = Some(600);
            policy.refused.insert(Flag::SelfPayment);
        });
        let report = case.report();
        let made: Vec<CheckId> = report.checks().iter().map(|check| check.id).collect();
        // The token's domain and its window are EIP-3009's.
        let elsewhere = [
            CheckId::FLOW,
            CheckId::DOMAIN,
            CheckId::WINDOW,
            CheckId::EXTENSION_ECHO,
            CheckId::FACTORY,
            CheckId::CONTRACT_SIGNATURE,
        ];
        let expected: Vec<CheckId> =
            checks_of(permit.mechanism()).filter(|id| !elsewhere.contains(id) && !is_of_sponsoring(id)).collect();
        assert_eq!(made, expected);
        assert!(made.iter().all(|id| outcome(&report, *id) == Some(&Outcome::Pass)));
        // And what cannot be read is skipped in the same order.
        let report = case.payload(|_| "{}".into()).report();
        assert_eq!(report.checks().iter().map(|check| check.id).collect::<Vec<_>>(), expected);
        assert_eq!(failed(&report), [CheckId::PAYLOAD]);
    }
}

#[test]
fn what_it_authorises() {
    for permit in Permit::both() {
        let report = permit.case().report();
        assert_eq!(report.mechanism(), Some(permit.mechanism()));
        assert!(report.flags().is_empty());
        let verified = report.into_paid().unwrap();
        let authorized = verified.authorized();
        assert_eq!(authorized.payer.to_string(), PAYER);
        assert_eq!(authorized.recipient.to_string(), MERCHANT);
        assert_eq!(authorized.units(), 10_000.into());
        assert_eq!(authorized.facilitator.map(|address| address.to_string()), permit.facilitator);
        // Permit2 still takes it in the second of the deadline.
        assert_eq!(authorized.expires, Expires::At((DEADLINE + 1).into()));
    }
    let forever = U256::MAX.to_string();
    let endless = Permit::exact().with(|permit| permit.deadline = forever.clone()).case();
    assert_eq!(endless.verdict(), VALID);
    let report = endless.policy(|policy| policy.evm.horizon = Some(u64::MAX)).report();
    assert_eq!(failed(&report), [CheckId::HORIZON]);
    assert_eq!(report.authorized().unwrap().expires.time().unwrap().to_string(), forever);
}

/// P-1, by name.
#[test]
fn other_spenders_are_refused_by_name() {
    for (spender, name) in [
        ("0x4020615294c913F045dc10f0a5cdEbd86c280001", "x402ExactPermit2Proxy, first generation, retired"),
        ("0x4020633461b2895a48930Ff97eE8fCdE8E520002", "x402UptoPermit2Proxy, first generation, retired"),
        ("0x402039b3d6E6BEC5A02c2C9fd937ac17A6940002", "x402UptoPermit2Proxy, second generation, retired"),
        ("0x000000000022D473030F116dDEE9F6B43aC78BA3", "Permit2"),
    ] {
        for permit in Permit::both() {
            let report = permit.with(|permit| permit.spender = spender.into()).case().report();
            assert_eq!(failed(&report), [CheckId::SPENDER]);
            let printed = report.into_paid().unwrap_err().to_string();
            assert!(printed.contains(&format!("{spender} ({name})")), "{printed}");
        }
    }
    let facilitator = Permit::exact().with(|permit| permit.spender = FACILITATOR.into()).case().report();
    assert_eq!(failed(&facilitator), [CheckId::SPENDER]);
}

/// P-2: both ends are inclusive, and nothing is flagged at them.
#[test]
fn the_ends_of_the_window_belong_to_it() {
    for permit in Permit::both() {
        let at_the_start = permit.case().at(VALID_AFTER);
        assert_eq!((at_the_start.verdict(), at_the_start.flags()), (VALID, Vec::new()));
        let an_instant = permit.with(|permit| permit.valid_after = permit.deadline.clone());
        assert_eq!(without_margin(an_instant.case().at(DEADLINE)).verdict(), VALID);
    }
}

/// P-4: whose address it has to be.
#[test]
fn the_facilitator_is_the_callers_or_the_offers() {
    let without = |extra: &str| Permit::upto().case().extra(extra);
    assert_eq!(Permit::upto().case().verdict(), VALID);
    for extra in [
        "{}",
        r#"{"facilitatorAddress":null}"#,
        r#"{"facilitatorAddress":7}"#,
        r#"{"facilitatorAddress":"0x"}"#,
        &format!(r#"{{"facilitatorAddress":"{STRANGER}"}}"#),
    ] {
        assert_eq!(without(extra).verdict(), undecided("facilitator"), "{extra}");
        assert_eq!(without(extra).facilitators(&[FACILITATOR]).verdict(), VALID, "{extra}");
        assert_eq!(without(extra).facilitators(&[STRANGER]).verdict(), invalid("facilitator"), "{extra}");
    }
    let lower = format!(r#"{{"facilitatorAddress":"{}"}}"#, FACILITATOR.to_lowercase());
    assert_eq!(without(&lower).verdict(), VALID, "addresses compare as bytes");
    // What the offer says is for clients: the caller's word counts.
    assert_eq!(Permit::upto().case().facilitators(&[]).verdict(), invalid("facilitator"));
    // Nobody can call from the zero address, whatever the caller says.
    let no_facilitator =
        Permit::upto().with(|permit| permit.facilitator = Some(ZERO.into())).case().facilitators(&[ZERO]);
    assert_eq!(failed(&no_facilitator.report()), [CheckId::FACILITATOR]);
    // Anybody may settle `exact`.
    assert_eq!(Permit::exact().case().facilitators(&[]).verdict(), VALID);
}

/// The method decides the shape, and members of another method are refused (B-4).
#[test]
fn one_shape_and_no_other() {
    let untagged = Permit::exact().case().extra(r#"{"name":"USDC","version":"2"}"#);
    assert_eq!((untagged.verdict(), untagged.flags()), (VALID, vec!["untagged-method"]));
    let refused = untagged.clone().policy(|policy| policy.refused.insert(Flag::UntaggedMethod));
    assert_eq!(refused.verdict(), invalid("policy"));
    assert_eq!(untagged.report().replay_key(), Permit::exact().case().report().replay_key());
    // The client's word is enough.
    let mut tagged = untagged;
    tagged.payment.accepted.extra =
        Some(RawJson::parse(r#"{"name":"USDC","version":"2","assetTransferMethod":"permit2"}"#).unwrap());
    assert_eq!((tagged.verdict(), tagged.flags()), (VALID, Vec::new()));
    // A tag of another method, in the offer.
    for method in ["eip3009", "erc7710"] {
        let other = Permit::exact()
            .case()
            .extra(&format!(r#"{{"name":"USDC","version":"2","assetTransferMethod":"{method}"}}"#));
        assert_eq!(failed(&other.report()), [CheckId::PAYLOAD], "{method}");
    }
    // The other scheme's witness, and two payloads in one.
    let [exact, upto] = Permit::both().map(|permit| permit.payload(&permit.signature().bytes()));
    for (permit, payload) in [(Permit::exact(), upto), (Permit::upto(), exact)] {
        let case = permit.case().payload(|_| payload);
        assert_eq!(failed(&case.report()), [CheckId::PAYLOAD]);
    }
    for permit in Permit::both() {
        let case = permit.case().payload(|text| text.replacen('{', r#"{"authorization":{},"#, 1));
        assert_eq!(failed(&case.report()), [CheckId::PAYLOAD]);
    }
}

/// P-7: what a delegation allows, only its manager knows.
#[test]
fn a_delegation_is_undecided_and_must_have_its_shape() {
    let case = Case::new().extra(r#"{"name":"USDC","version":"2","assetTransferMethod":"erc7710"}"#).payload(|_| {
        format!(r#"{{"delegationManager":"{STRANGER}","permissionContext":"0x01","delegator":"{PAYER}"}}"#)
    });
    let report = case.report();
    assert_eq!(case.verdict(), undecided("method"));
    assert_eq!(report.mechanism(), Some(Mechanism::ERC7710));
    assert_eq!(report.needs().map(|question| question.kind()).collect::<Vec<_>>(), ["verifier"]);
    assert_eq!(
        failed(&case.clone().payload(|text| text.replace("delegator", "delegate")).report()),
        [CheckId::PAYLOAD]
    );
    assert_eq!(failed(&case.offered(|offer| offer.pay_to = ZERO.into()).report()), [CheckId::PAY_TO_ADDRESS]);
}

/// P-3: the same permit, however its nonce is spelled.
#[test]
fn a_hexadecimal_nonce_is_for_lenient_readers() {
    let permit = Permit::upto();
    let hex = format!("{:#066x}", permit.nonce.parse::<U256>().unwrap());
    let case = permit.case().payload(|text| text.replace(&permit.nonce, &hex));
    assert_eq!(failed(&case.report()), [CheckId::PAYLOAD]);
    let facts = crate::support::plain();
    let context = x402_verify::Context::at(NOW).with_facts(&facts).with_decode_options(&DecodeOptions::LENIENT);
    let report = x402_verify::verify(&case.payment, &case.offers, &context);
    assert_eq!(report.verdict(), Verdict::Valid);
    assert_eq!(report.flags().iter().collect::<Vec<_>>(), [Flag::HexNonce]);
    assert_eq!(report.replay_key(), permit.case().report().replay_key());
}

#[test]
fn details_say_what_is_wrong() {
    let report = Permit::exact().with(|permit| permit.token = STRANGER.into()).case().report();
    let (signed, offered) = (STRANGER.parse().unwrap(), crate::support::Token::new().asset.parse().unwrap());
    assert_eq!(
        outcome(&report, CheckId::PERMITTED_TOKEN),
        Some(&Outcome::Fail(Detail::Evm(evm::Detail::PermittedToken { signed, offered }).into()))
    );
    let report = asking(Permit::upto().with(|permit| permit.amount = "0".into()).case(), 0).report();
    assert_eq!(outcome(&report, CheckId::AMOUNT), Some(&Outcome::Fail(Detail::Evm(evm::Detail::ZeroAmount).into())));
    let report = Permit::exact().case().at(DEADLINE + 1).report();
    let detail = Detail::Evm(evm::Detail::DeadlinePassed { deadline: DEADLINE.into(), now: DEADLINE + 1 });
    assert_eq!(outcome(&report, CheckId::VALID_BEFORE), Some(&Outcome::Fail(detail.into())));
    assert_eq!(outcome(&report, CheckId::EXPIRY_MARGIN), Some(&Outcome::Skipped(CheckId::VALID_BEFORE)));
    let report = Permit::exact().case_with(&[7; 66]).report();
    let detail = Detail::Evm(evm::Detail::Permit2SignatureLength(66));
    assert_eq!(outcome(&report, CheckId::SIGNATURE_FORM), Some(&Outcome::Fail(detail.into())));
}
