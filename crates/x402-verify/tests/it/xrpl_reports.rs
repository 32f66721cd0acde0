//! Reports on the XRP Ledger as a whole: the causes of skipped checks, prepared offers, several offers, and the JSON.

use std::collections::BTreeSet;

use x402_types::{DecimalAmount, v2};
use x402_verify::{CheckId, Offers, Outcome, PreparedOffers, Purpose, Report, Verdict, Verifier, verify, xrpl::Fact};

use crate::{
    xrpl_checks::{extra, pairs},
    xrpl_payments::{Case, KEY, LEDGER, Signer, TYPE, failed, outcome, prefixed},
};

/// Every payment of the tests of single checks.
fn cases() -> Vec<Case> {
    pairs().into_iter().flat_map(|pair| [pair.fails, pair.passes]).collect()
}

/// A change that makes a check fail.
type Change = fn(&mut Case);

/// Changes that prevent other checks, and the checks that each of them prevents.
const PREVENTING: [(CheckId, Change, &[CheckId]); 6] = [
    (CheckId::NETWORK, |case| case.offer.network = "xrpl:00".parse().unwrap(), &[CheckId::NETWORK_ID]),
    (CheckId::PAY_TO_ADDRESS, |case| case.offer.pay_to = "r".into(), &[CheckId::RECIPIENT]),
    (
        CheckId::ASSET,
        |case| case.offer.asset = "RLUSD".into(),
        &[CheckId::AMOUNT_TEXT, CheckId::SEND_MAX, CheckId::AMOUNT, CheckId::FLAGS],
    ),
    (CheckId::METHOD, |case| extra(case, "assetTransferMethod", "1"), &[CheckId::SEQUENCE]),
    (CheckId::SIGNATURE_FORM, |case| case.set(KEY, prefixed(&[])), &[]),
    (
        CheckId::TRANSACTION_TYPE,
        |case| case.set(TYPE, vec![0, 1]),
        &[CheckId::SIGNATURE_FORM, CheckId::INVOICE, CheckId::EXPIRED, CheckId::EXPIRY_FAR, CheckId::ACCOUNT_SIGNER],
    ),
];

/// A check that was not made names the check that prevented it, also if others failed before (B-8).
#[test]
fn skipped_checks_name_their_cause() {
    for (first, change_first, _) in PREVENTING {
        for (second, change_second, prevented) in PREVENTING {
            let report = Case::new().with(change_first).with(change_second).report();
            // A transaction that is no payment prevents all checks of its fields.
            let is_read = first != CheckId::TRANSACTION_TYPE || first == second;
            for id in prevented.iter().filter(|_| is_read) {
                assert_eq!(outcome(&report, *id), Some(&Outcome::Skipped(second)), "{first}, {second}: {id}");
            }
        }
    }
    let report = Case::new().with(|case| case.policy.xrpl.max_transaction_bytes = 0).report();
    let skipped: Vec<_> = report.checks().iter().filter(|check| matches!(check.outcome, Outcome::Skipped(_))).collect();
    assert_eq!(skipped.len(), 17, "{skipped:?}");
    assert!(skipped.iter().all(|check| check.outcome == Outcome::Skipped(CheckId::TRANSACTION)), "{skipped:?}");
}

/// No check was prevented by one that passed.
#[test]
fn causes_did_not_pass() {
    for report in cases().iter().map(Case::report) {
        for check in report.checks() {
            let Outcome::Skipped(because) = check.outcome else { continue };
            let cause = outcome(&report, because);
            assert!(matches!(cause, Some(Outcome::Fail(_) | Outcome::Needs(_))), "{}: {because}", check.id);
        }
    }
}

/// A payment on the ledger pays for a service. The check `transaction` reads its payload (R-21).
#[test]
fn the_purpose_is_known_once_the_payload_was_read() {
    assert_eq!(Case::new().report().purpose(), Some(Purpose::Service));
    let dear = Case::new().with(|case| case.offer.amount = "11".parse::<DecimalAmount>().unwrap().into());
    assert_eq!(dear.report().purpose(), Some(Purpose::Service));
    let unread = Case::new().with(|case| case.payload = Some("{}".into()));
    assert_eq!((unread.verdict(), unread.report().purpose()), (Verdict::Invalid, None));
}

/// The offers of one server, each different.
fn shop(cases: &[Case]) -> Vec<v2::PaymentRequirements> {
    let mut seen = BTreeSet::new();
    let offers = cases.iter().map(|case| case.offer.clone());
    offers.filter(|offer| seen.insert(format!("{offer:?}"))).collect()
}

#[test]
fn prepared_offers_and_verifiers_change_no_report() {
    let cases = cases();
    let shop = shop(&cases);
    assert!(shop.len() > 30, "{}", shop.len());
    let prepared = PreparedOffers::new(&shop);
    let mut verifier = Verifier::new(4);
    let mut valid = 0;
    for case in cases.iter().step_by(3) {
        let payment = case.payment();
        let report = verify(&payment, &shop, &case.context());
        assert_eq!(verify(&payment, &prepared, &case.context()), report);
        assert_eq!(verifier.verify(&payment, &prepared, &case.context()), report);
        valid += usize::from(report.verdict() == Verdict::Valid);
    }
    assert!(valid > 20, "{valid}");
    let contexts: Vec<_> = cases.iter().map(Case::context).collect();
    let payments: Vec<_> = cases.iter().map(Case::payment).collect();
    let offers: Vec<_> = cases.iter().map(|case| Offers::V2(std::slice::from_ref(&case.offer))).collect();
    let all =
        payments.iter().zip(&offers).zip(&contexts).map(|((payment, offers), context)| (payment, *offers, context));
    let expected: Vec<Report> = cases.iter().map(Case::report).collect();
    assert_eq!(verifier.verify_all(all), expected);
}

/// Several offers that differ in fields that `accepted` need not repeat: the payment is for the one that it fits, and the
/// result of its signature is shared (B-2).
#[test]
fn one_of_several_offers_is_paid() {
    let good = Case::new();
    let offer = |name: &str, json: &str| {
        let mut case = Case::new();
        extra(&mut case, name, json);
        case.offer
    };
    // The client copied only what both offers have.
    let mut accepted = offer("invoiceId", "");
    accepted.extra = Some(good.offer.extra.clone().unwrap());
    let offers = [offer("invoiceId", ""), offer("sourceTag", ""), good.offer.clone()];
    let case = Case::new().with(|case| case.accepted = Some(accepted));
    let report = verify(&case.payment(), &offers, &case.context());
    assert_eq!((report.verdict(), report.offer()), (Verdict::Valid, Some(2)), "{:?}", report.deciding());
    // Without the equal one, the first that it fits.
    let report = verify(&case.payment(), &offers[..2], &case.context());
    assert_eq!((report.verdict(), report.offer()), (Verdict::Valid, Some(0)), "{:?}", report.deciding());
    // A wrong signature is wrong for each offer.
    let forged = case.with(|case| case.signature = Some(Some(Signer::Secp256k1(9).sign(&case.preimage()))));
    let report = verify(&forged.payment(), &offers[..2], &forged.context());
    assert_eq!(failed(&report), [CheckId::ACCOUNT_SIGNATURE]);
    // On a different network the same bytes are a payment of that network (R-36).
    let mut elsewhere = Case::new();
    elsewhere.offer.network = "xrpl:1".parse().unwrap();
    let network = elsewhere.offer.network.clone();
    let elsewhere = elsewhere.fact(Fact::Ledger { network, sequence: LEDGER, seconds_per_ledger: None });
    let both = [good.offer, elsewhere.offer.clone()];
    let report = verify(&elsewhere.payment(), &both, &elsewhere.context());
    assert_eq!((report.verdict(), report.offer()), (Verdict::Valid, Some(1)));
    assert_ne!(report.replay_key(), Case::new().report().replay_key());
}

/// What the JSON of a report contains is read back.
#[cfg(feature = "serde")]
#[test]
fn the_json_of_a_report_is_read_back() {
    use x402_verify::json::{RecordedParticulars, RecordedReport};
    let undecided = Case::new().with(|case| case.facts = x402_verify::Facts::new());
    for case in cases().into_iter().chain([undecided]) {
        let report = case.report();
        let text = serde_json::to_string(&report).unwrap();
        let recorded: RecordedReport = serde_json::from_str(&text).unwrap();
        assert_eq!(recorded, RecordedReport::from(&report), "{text}");
        assert_eq!((recorded.verdict(), recorded.purpose), (report.verdict(), report.purpose()));
        match recorded.particulars {
            Some(RecordedParticulars::Xrpl(particulars)) => {
                assert_eq!(Some(particulars.last_ledger), report.last_ledger());
            }
            None => assert_eq!(report.last_ledger(), None),
            other => panic!("{other:?}"),
        }
    }
}

/// A report on a different chain family with a stray `lastLedger` is not read as one on the XRP Ledger.
#[cfg(feature = "serde")]
#[test]
fn a_stray_last_ledger_is_an_error() {
    use x402_verify::json::{ReadError, RecordedReport};
    let text = |network: &str| {
        let case = Case::new().with(|case| case.offer.network = network.parse().unwrap());
        serde_json::to_string(&case.report()).unwrap()
    };
    let with = |text: &str| text.replacen('{', r#"{"lastLedger":5,"#, 1).parse::<RecordedReport>();
    let unknown = text("other:1");
    assert!(unknown.parse::<RecordedReport>().is_ok(), "{unknown}");
    assert_eq!(with(&unknown).unwrap_err(), ReadError::Contradiction("lastLedger"));
    // No transaction can be read, so there is no last ledger.
    let unread = Case::new().with(|case| case.payload = Some(r#"{"signedTxBlob":"1200"}"#.into()));
    let unread = serde_json::to_string(&unread.report()).unwrap();
    assert!(unread.parse::<RecordedReport>().is_ok(), "{unread}");
    assert_eq!(with(&unread).unwrap_err(), ReadError::Contradiction("lastLedger"));
}

/// A report with the same field on Stellar stays one of Stellar.
#[cfg(all(feature = "serde", feature = "stellar"))]
#[test]
fn a_report_on_stellar_is_read_as_one() {
    use x402_verify::json::{RecordedParticulars, RecordedReport};
    let report = crate::stellar_payments::Case::new().report();
    assert!(report.last_ledger().is_some());
    let recorded: RecordedReport = serde_json::from_str(&serde_json::to_string(&report).unwrap()).unwrap();
    assert!(matches!(recorded.particulars, Some(RecordedParticulars::Stellar(_))));
    assert_eq!(recorded, RecordedReport::from(&report));
}
