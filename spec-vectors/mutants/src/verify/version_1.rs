//! Mutants about transactions of version 1 on Solana, and the versions that an offer lists.

use base64::{Engine, engine::general_purpose::STANDARD};
use x402_schemes::solana::{Config, ParseErrorKind, Transaction};

use super::outcome::with_verdict;
use crate::{
    json::Json,
    mutant::{Mutant, Row},
    question::{Question, result_of},
};

const LIST: &str = "extra.transactionVersions";
const VERSION_1: u8 = 0x81;

pub(super) fn mutants() -> Vec<Mutant> {
    [lists(), layouts(), configs(), calls()].into_iter().flatten().collect()
}

/// Readings of the list.
const LISTS: [Row; 7] = [
    ("ignored", |j| j.be("null")),
    ("of-everything", |j| j.holds("", |list| !list.is_null())?.be("[0,1]")),
    ("null-is-empty", |j| j.is("", "null")?.be("[]")),
    ("of-texts", |j| j.be(&j.to_string().replace('"', ""))),
    ("of-the-first-entry", |j| j.be(&format!("[{}]", j.elements().first()?))),
    ("of-known-entries-only", |j| {
        let is_odd =
            |list: &Json| list.elements().iter().any(|entry| !["0", "1"].contains(&entry.to_string().as_str()));
        j.holds("", is_odd)?.be("[]")
    }),
    ("may-be-a-number", |j| {
        let list = format!("[{j}]");
        j.holds("", |list| list.elements().is_empty())?.be(&list)
    }),
];

/// It reads another list in the offers and in what was accepted, or says another verdict about it.
fn lists() -> Vec<Mutant> {
    let listed = |name: &str, outcome: &'static str, verdict: &'static str| {
        Mutant::new(format!("verify/version-1/{name}"), move |question| {
            let found = question.evaluated()?.outcome("transaction-version")?;
            let is_it = found == outcome && (outcome != "fail" || failing(question) == Some("transaction-version"));
            is_it.then(|| with_verdict(question, verdict))?
        })
    };
    let mut mutants = vec![
        listed("unlisted-is-undecided", "fail", "undecided"),
        listed("unlisted-is-valid", "fail", "valid"),
        listed("unstated-is-valid", "needs", "valid"),
        listed("unstated-is-invalid", "needs", "invalid"),
        without_flag("version-1/no-flag/legacy-transaction"),
    ];
    mutants.extend(LISTS.map(|(name, read)| {
        Mutant::edits(format!("verify/version-1/list-{name}"), move |j| {
            let mut list = j.get("offers.0")?.get(LIST)?.clone();
            read(&mut list)?;
            j.also(|j| j.at("payment.json.accepted")?.with(LIST, &list))?.each("offers", |j| j.with(LIST, &list))
        })
    }));
    mutants
}

/// The check that decides an invalid verdict.
pub(super) fn failing<'a>(question: &'a Question<'_>) -> Option<&'a str> {
    let checks = &question.evaluated()?.checks;
    checks.iter().find(|made| made.outcome == "fail").map(|made| made.id.as_str())
}

pub(super) fn without_flag(name: &str) -> Mutant {
    let flag = name.rsplit('/').next().unwrap_or_default().to_owned();
    Mutant::edits_result(format!("verify/{name}"), move |j| {
        j.keep("flags", |raised| raised.as_text().as_ref() != Some(&flag))
    })
}

fn bytes_of(question: &Question<'_>) -> Option<Vec<u8>> {
    let bytes = STANDARD.decode(question.document()?.text_at("payload.transaction")?).ok()?;
    (bytes.first() == Some(&VERSION_1)).then_some(bytes)
}

/// It takes bytes that have this fault.
fn layouts() -> Vec<Mutant> {
    let takes = |name: &str, fault: fn(ParseErrorKind) -> bool| {
        Mutant::new(format!("verify/version-1/takes-{name}"), move |question| {
            let error = Transaction::decode(&bytes_of(question)?).err()?;
            fault(error.kind()).then(|| with_verdict(question, "valid"))?
        })
    };
    let counts = |name: &str, what: &'static str| {
        Mutant::new(format!("verify/version-1/too-many-{name}"), move |question| {
            let error = Transaction::decode(&bytes_of(question)?).err()?;
            let is_it = matches!(error.kind(), ParseErrorKind::TooMany { what: counted, .. } if counted == what);
            is_it.then(|| with_verdict(question, "valid"))?
        })
    };
    vec![
        takes("trailing-bytes", |kind| kind == ParseErrorKind::TrailingBytes),
        takes("long-transactions", |kind| matches!(kind, ParseErrorKind::TooLong { .. })),
        takes("missing-signatures", |kind| kind == ParseErrorKind::End("a signature")),
        takes("unknown-bits", |kind| matches!(kind, ParseErrorKind::ConfigMask(mask) if mask > 31)),
        takes("half-a-fee", |kind| matches!(kind, ParseErrorKind::ConfigMask(mask) if mask <= 31)),
        takes("small-heaps", |kind| matches!(kind, ParseErrorKind::HeapSize(bytes) if bytes < 32_768)),
        takes("odd-heaps", |kind| matches!(kind, ParseErrorKind::HeapSize(bytes) if bytes % 1_024 != 0)),
        takes("great-heaps", |kind| matches!(kind, ParseErrorKind::HeapSize(bytes) if bytes > 262_144)),
        counts("signatures", "required signatures"),
        counts("keys", "keys"),
        counts("instructions", "instructions"),
        Mutant::new("verify/version-1/as-long-as-a-packet", |question| {
            (bytes_of(question)?.len() > 1_232).then(|| with_verdict(question, "invalid"))?
        }),
    ]
}

fn config_of(question: &Question<'_>) -> Option<Config> {
    Some(Transaction::decode(&bytes_of(question)?).ok()?.message().config)
}

/// The price of a unit that the policy takes.
fn most_price(question: &Question<'_>) -> Option<u64> {
    match question.input.get("policy.maxUnitPrice") {
        Some(price) => price.as_plain()?.parse().ok(),
        None => Some(5_000_000),
    }
}

/// It reads units, loaded data or fee in another way.
fn configs() -> Vec<Mutant> {
    let takes_fee = |name: &str, takes: fn(u64, u32, u64) -> bool| {
        Mutant::new(format!("verify/version-1/fee-{name}"), move |question| {
            let (config, price) = (config_of(question)?, most_price(question)?);
            let takes = takes(config.priority_fee.unwrap_or(0), config.units.unwrap_or(0), price);
            match (takes, failing(question)) {
                (true, Some("compute-price-cap")) => with_verdict(question, "valid"),
                (false, None) => with_verdict(question, "invalid"),
                _ => None,
            }
        })
    };
    let ignores = |check: &'static str| {
        Mutant::new(format!("verify/version-1/ignores/{check}"), move |question| {
            config_of(question)?;
            (failing(question)? == check).then(|| with_verdict(question, "valid"))?
        })
    };
    let costs = |name: &str, cost: fn(u64, u32) -> Option<u64>| {
        Mutant::new(format!("verify/version-1/costs-{name}"), move |question| {
            let (config, mut result) = (config_of(question)?, question.result()?.clone());
            let (fee, units) = (config.priority_fee?, config.units?);
            let most: u64 = result.text_at("sponsor.mostLamports")?.parse().ok()?;
            let other = most.checked_sub(fee)?.checked_add(cost(fee, units)?)?;
            (other != most).then_some(())?;
            result.set("sponsor.mostLamports", Json::text(&other.to_string()))?;
            result_of(&result)
        })
    };
    vec![
        takes_fee("of-a-unit", |fee, _, price| fee <= price),
        takes_fee("for-the-whole-limit", |fee, units, price| {
            u128::from(fee) * 1_000_000 <= u128::from(price) * u128::from(units)
        }),
        takes_fee("in-64-bits", |fee, units, price| {
            fee.wrapping_mul(1_000_000) <= price.wrapping_mul(units.min(1_400_000).into())
        }),
        takes_fee("per-unit-rounded-down", |fee, units, price| {
            let per_unit = u128::from(fee) * 1_000_000 / u128::from(units.clamp(1, 1_400_000));
            per_unit <= u128::from(price)
        }),
        takes_fee("below-the-cap", |fee, units, price| {
            u128::from(fee) * 1_000_000 < u128::from(price) * u128::from(units.min(1_400_000))
        }),
        ignores("compute-limit"),
        ignores("compute-limit-cap"),
        ignores("data-limit"),
        ignores("sponsor-cost"),
        without_flag("version-1/no-flag/data-short"),
        costs("nothing", |_, _| Some(0)),
        costs("millionths", |fee, _| Some(fee / 1_000_000)),
        costs("of-each-unit", |fee, units| {
            u128::from(fee).checked_mul(units.into())?.div_ceil(1_000_000).try_into().ok()
        }),
    ]
}

/// It judges the instructions by other rules.
fn calls() -> Vec<Mutant> {
    let detailed = |name: &str, check: &'static str, word: &'static str| {
        Mutant::new(format!("verify/version-1/{name}"), move |question| {
            config_of(question)?;
            let failed = question.evaluated()?.checks.iter().find(|made| made.outcome == "fail")?;
            (failed.id == check && failed.detail.contains(word)).then(|| with_verdict(question, "valid"))?
        })
    };
    vec![
        detailed("takes-budget-instructions", "programs", "compute budget"),
        detailed("takes-memos-first", "programs", "Memo of Memo"),
        detailed("takes-seven-instructions", "instructions", "has 7 instructions, but the layout allows at most 6"),
        detailed("takes-five-in-v1", "instructions", "has 5 instructions, but the layout allows at most 4"),
        detailed("takes-five-guards", "instructions", "has 5 Lighthouse instructions"),
    ]
}
