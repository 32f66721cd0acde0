//! A seller's text in the sentences of a buyer: none of it steers a terminal, and none fills a log.

use std::{cell::RefCell, error::Error, path::Path, sync::LazyLock};

use x402_buyer::{
    Allowance, Answer, Bought, Buyer, Headers, LimitReached, MemoryLedger, NotBought, NotPaid, NotPayable, Outcome,
    Payable, Sent, SignError, SqliteError,
};
use x402_laws::hostile::{check, check_debug, displays, texts};
use x402_schemes::Budget;
use x402_types::{
    AnyNetwork, DecodeOptions, ErrorKind, Members, Offer, PaymentRequired, RawJson, ReasonCode, Scheme, SettleOutcome,
    SettleResponse, Wire,
    v2::{self, PaymentRequirements, ResourceInfo},
};
use x402_verify::client::{OfferIssue, SettlementIssue, SpendingLimits, review_offer};

use crate::{
    purchases::{asks_for, done, serves},
    support::{EIP3009, HOST, NOW, base, buyer, fresh, payable, usdc},
};

/// What prints, and a function that makes it with a stranger's text.
type Case = (&'static str, fn(&str) -> Vec<String>);

/// A type that is not here fails the test below.
const CASES: &[Case] = &[
    ("Bought", |text| outcomes(text).into_iter().map(|outcome| bought(text, outcome).to_string()).collect()),
    ("LimitReached", |text| vec![limit(text).to_string()]),
    ("NotBought", |text| not_bought(text).iter().flat_map(|error| [error.to_string(), format!("{error:?}")]).collect()),
    ("NotPaid", |text| not_paid(text).iter().flat_map(|error| [error.to_string(), format!("{error:?}")]).collect()),
    ("Outcome", |text| outcomes(text).iter().map(ToString::to_string).collect()),
    ("Sent", |_| vec![sent().to_string()]),
    ("SignError", |text| vec![SignError::new(text).to_string()]),
    ("SqliteError", |text| {
        vec![SqliteError::InUse(text.into()).to_string(), SqliteError::Row(text.into(), "at").to_string()]
    }),
];

#[test]
fn each_type_that_prints_has_a_case() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = displays(&sources.join("src"));
    found.extend(displays(&sources.join("../x402-verify/src/client.rs")));
    found.extend(displays(&sources.join("../x402-verify/src/client")));
    assert_eq!(found.iter().collect::<Vec<_>>(), CASES.iter().map(|(name, _)| name).collect::<Vec<_>>());
}

#[test]
fn a_sellers_text_is_printable_and_short() {
    for text in texts() {
        for (name, print) in CASES {
            for sentence in print(&text) {
                check(&sentence, name);
            }
        }
    }
}

/// The sentences that a macro writes are escaped by it.
#[test]
fn issues_are_printable_and_short() {
    for text in texts() {
        let issues = payables(&text).into_iter().flat_map(|payable| issues(&payable));
        let issues = issues
            .chain([OfferIssue::HighPrice { tokens: text.clone() }, OfferIssue::NotReviewed { network: text.clone() }]);
        issues.for_each(|issue| check(&issue.to_string(), "OfferIssue"));
        for issue in [
            SettlementIssue::Failed(Some(ReasonCode::new(&text))),
            SettlementIssue::Pending { transaction: text.clone() },
            SettlementIssue::Payer(text.clone()),
            SettlementIssue::Network(text.clone()),
            SettlementIssue::TransactionFormat { text: text.clone(), format: "a hash" },
        ] {
            let sentence = issue.to_string();
            check(&sentence, "SettlementIssue");
            assert!(sentence.len() < 700, "{sentence}");
        }
    }
}

/// What `main` prints of a value that it returns, and what a log has of one.
#[test]
fn debug_steers_nothing() {
    for text in texts().into_iter().filter(|text| text.len() < 10_000) {
        outcomes(&text).iter().for_each(|outcome| check_debug(outcome, "Outcome"));
        not_bought(&text).iter().for_each(|error| check_debug(error, "NotBought"));
        payables(&text).iter().for_each(|payable| check_debug(payable, "Payable"));
    }
}

/// What a seller adds does not crowd out what it says.
#[test]
fn a_long_text_hides_no_other() {
    let mut settlement = settlement(SettleOutcome::Success);
    (settlement.transaction, settlement.payer) = ("a".repeat(1 << 20), Some("b".repeat(1 << 20)));
    let text = sent().settled(settlement).to_string();
    assert!(text.contains("aaa…\" is not 0x and 64") && text.contains("for a payment by bbb"), "{text}");
    // The shortest text that is cut is a byte longer than the longest that is not.
    let text = |length: usize| SettlementIssue::Payer("a".repeat(length)).to_string();
    assert!(!text(512).contains('…') && text(513).ends_with(&format!("{}…", "a".repeat(512))));
}

fn sent() -> Sent {
    static SENT: LazyLock<Sent> = LazyLock::new(|| buyer([usdc()]).pay(&payable(EIP3009), &fresh(1, NOW)).unwrap());
    SENT.clone()
}

fn settlement(outcome: SettleOutcome) -> SettleResponse {
    let mut settlement = SettleResponse::success("", x402_types::Network::eip155(84_532));
    settlement.outcome = outcome;
    settlement
}

/// An answer with the text in each place.
fn outcomes(text: &str) -> Vec<Outcome> {
    let mut settlements = Vec::new();
    for outcome in
        [SettleOutcome::Success, SettleOutcome::Failure(Some(ReasonCode::new(text))), SettleOutcome::Failure(None)]
    {
        let mut named = settlement(outcome.clone());
        named.transaction = text.into();
        let mut paid = named.clone();
        (paid.payer, paid.error_message) = (Some(text.into()), Some(text.into()));
        let mut elsewhere = settlement(outcome);
        elsewhere.network = text.parse::<AnyNetwork>().ok();
        settlements.extend([named, paid, elsewhere]);
    }
    let sent = sent();
    let unreadable = [format!("{{\"success\":true,\"transaction\":\"\",\"{}\":1", text.len()), text.to_owned()];
    let unreadable =
        unreadable.iter().map(|header| sent.answered(200, [("PAYMENT-RESPONSE", header.as_bytes())], text.as_bytes()));
    settlements.into_iter().map(|settlement| sent.settled(settlement)).chain(unreadable).collect()
}

/// A purchase, of which the answer is then another one.
fn bought(text: &str, outcome: Outcome) -> Bought {
    let answers = RefCell::new(vec![serves(base()), asks_for(EIP3009)]);
    let ask = async |_: Headers| answers.borrow_mut().pop().ok_or("no answer");
    let mut bought = done(buyer([usdc()]).buy(HOST, "GET /", ask)).unwrap();
    (bought.outcome, bought.sent_again) = (Some(outcome), true);
    bought.answer.body = text.into();
    bought
}

fn not_bought(text: &str) -> Vec<NotBought<String>> {
    let answer = Answer::new(500_u16, [(text, text)], text);
    let unreadable = NotPayable::Unreadable(RawJson::parse(text).err().unwrap_or(ErrorKind::Syntax.into()));
    let unpaid = not_paid(text).into_iter().flat_map(|why| {
        [
            NotBought::NotPaid(NotPaid::Draft(why.to_string())),
            NotBought::NotNoted(Box::new(sent()), answer.clone(), why),
        ]
    });
    let others = [
        NotBought::NotAnswered(text.into()),
        NotBought::NotPayable(unreadable),
        NotBought::Machine(std::io::Error::other(text.to_owned())),
        NotBought::Unknown(Box::new(sent()), text.into()),
    ];
    unpaid.chain(others).collect()
}

fn not_paid(text: &str) -> Vec<NotPaid> {
    let pay = |payable: &Payable, buyer: Buyer<MemoryLedger>| buyer.pay(payable, &fresh(1, NOW)).err();
    let refused = payables(text).into_iter().flat_map(|payable| {
        let of_asset = payable.required().clone();
        let asset = match of_asset {
            PaymentRequired::V2(required) => required.accepts[0].get().unwrap().asset.clone(),
            PaymentRequired::V1(_) => text.into(),
        };
        let generous = Allowance::new(Budget::new(Scheme::EXACT, base(), asset, 50_000.into()));
        [pay(&payable, buyer([usdc()])), pay(&payable, buyer([generous]))]
    });
    let ledger: Box<dyn Error + Send + Sync> = text.into();
    let issues = payables(text).into_iter().flat_map(|payable| issues(&payable));
    let others = [
        NotPaid::Draft(text.into()),
        NotPaid::Sign(SignError::new(text)),
        NotPaid::Ledger(ledger),
        NotPaid::Limit(Box::new(limit(text))),
        NotPaid::Issues(issues.chain([OfferIssue::HighPrice { tokens: text.into() }]).collect()),
    ];
    refused.flatten().chain(others).collect()
}

fn limit(text: &str) -> LimitReached {
    let buyer = buyer([usdc().per_host("0.001").unwrap()]);
    let payable = Payable::new(text, payable(EIP3009).required().clone());
    match buyer.pay(&payable, &fresh(1, NOW)) {
        Err(NotPaid::Limit(reached)) => *reached,
        paid => panic!("{paid:?}"),
    }
}

/// Demands with the text in each place of an offer.
fn payables(text: &str) -> Vec<Payable> {
    let offer = PaymentRequirements::decode(EIP3009, &DecodeOptions::STRICT).unwrap().value;
    let changed = |change: fn(&mut PaymentRequirements, &str)| {
        let mut offer = offer.clone();
        change(&mut offer, text);
        let mut required = v2::PaymentRequired::new(ResourceInfo::new(text), vec![offer; 3]);
        required.error = Some(text.into());
        Payable::new(HOST, required).for_request(text)
    };
    let domain = |name: &str, version: &str| -> Option<RawJson> {
        Some(Members::from_iter([("name", RawJson::string(name)), ("version", RawJson::string(version))]).into())
    };
    let mut payables = vec![
        changed(|offer, text| offer.scheme = text.parse().unwrap()),
        changed(|offer, text| offer.asset = text.into()),
        changed(|offer, text| offer.pay_to = text.into()),
    ];
    for extra in [domain(text, "2"), domain("USDC", text), Some(RawJson::string(text)), method(text)] {
        let mut offer = offer.clone();
        offer.extra = extra;
        payables.push(Payable::new(HOST, v2::PaymentRequired::new(ResourceInfo::new(text), vec![offer])));
    }
    payables
}

fn method(text: &str) -> Option<RawJson> {
    let names = [("name", "USDC"), ("version", "2"), ("assetTransferMethod", text), ("paymentFlow", text)];
    Some(Members::from_iter(names.map(|(name, value)| (name, RawJson::string(value)))).into())
}

fn issues(payable: &Payable) -> Vec<OfferIssue> {
    let PaymentRequired::V2(required) = payable.required() else { panic!("{payable:?}") };
    let offers = required.accepts.iter().filter_map(Offer::get);
    offers.flat_map(|offer| review_offer(offer, None, &SpendingLimits::DEFAULT.with_budgets(&[]))).collect()
}
