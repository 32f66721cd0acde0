//! `docs/reference/questions.md` has every kind of question, and the calls that it prints are those that are made.

use std::collections::BTreeMap;

use alloy_primitives::{hex, keccak256};
use x402_verify::{
    CheckId, Facts, Question, Report, Rpc,
    evm::{self, Fact},
};

use crate::{
    gateway, permit2,
    signatures::wrapped,
    support::{Case, Terms, Token, contract},
    v1::V1,
};

const PAGE: &str = include_str!("../../../../docs/reference/questions.md");

/// What the items of a question's section are about.
const LABELS: [&str; 5] = ["When", "Call", "Required answer", "Why it is not in the bytes", "If you do not ask"];

/// The sections of the questions by kind. What an item says is one line, without its label.
pub(crate) fn sections() -> BTreeMap<&'static str, Vec<String>> {
    let sections = PAGE.split("\n## ").flat_map(|part| part.split("\n### `").skip(1)).map(|section| {
        let (kind, items) = section.split_once("`\n").unwrap();
        let items = items.split("\n- **").skip(1).map(|item| item.split_once(":** ").unwrap());
        let (labels, texts): (Vec<_>, Vec<_>) = items.unzip();
        assert_eq!(labels, LABELS, "{kind}");
        (kind, texts.into_iter().map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")).collect())
    });
    sections.collect()
}

/// As the source has them: a kind that is added there has to be added to the page.
fn kinds() -> Vec<String> {
    let lists = [
        include_str!("../../src/evm/questions.rs"),
        include_str!("../../src/solana/questions.rs"),
        include_str!("../../src/stellar/questions.rs"),
        include_str!("../../src/xrpl/questions.rs"),
    ];
    // Each question has a file with the name of its kind.
    let files =
        lists.iter().flat_map(|list| list.lines().filter_map(|line| line.strip_prefix("mod ")?.strip_suffix(';')));
    // The transaction of a batch is a settlement, too.
    let kinds = files.filter(|file| *file != "batch_transaction").map(|file| file.replace('_', "-"));
    kinds.chain(["verifier".into()]).collect()
}

fn questions() -> Vec<(bool, Question)> {
    let other_method = r#"{"name":"USDC","version":"2","assetTransferMethod":"erc7710"}"#;
    let [exact, upto] = permit2::cases();
    let unknown = |signature: &[u8]| Case::with_signature(&Terms::new(), signature).facts(Facts::new()).report();
    let named_otherwise = Facts::new().with(Fact::DomainNames {
        token: Token::new().asset.parse().unwrap(),
        name: "USD Coin".into(),
        version: "2".into(),
    });
    let [sponsored, sponsored_upto] = permit2::sponsored::cases();
    let [approved, approved_upto] = permit2::approved::cases();
    // A permit with a fault, and a cap of what an approval may cost.
    let late = permit2::sponsored::pairs().into_iter().find(|pair| pair.id == CheckId::PERMIT_DEADLINE).unwrap().fails;
    let capped = approved.clone().policy(|policy| policy.evm.max_sponsor_wei = Some(x402_types::Uint256::MAX));
    let [disputed, _] = permit2::sponsored::disputed();
    let reports: [Report; 18] = [
        gateway::case().report(),
        disputed.report(),
        late.facts(crate::support::plain()).report(),
        capped.report(),
        exact.report(),
        upto.report(),
        sponsored.report(),
        sponsored_upto.report(),
        approved.report(),
        approved_upto.report(),
        upto.extra("{}").report(),
        Case::new().facts(Facts::new()).report(),
        Case::new().facts(contract()).report(),
        Case::new().extra(other_method).report(),
        V1::new().extra("{}").report(),
        V1::new().extra("{}").facts(named_otherwise).report(),
        unknown(b"for the contract alone"),
        unknown(&wrapped(Vec::new())),
    ];
    let asked = reports.iter().flat_map(|report| {
        let needs = report.needs().map(|question| (true, question));
        needs.chain(report.outstanding().iter().map(|question| (false, question)))
    });
    asked.map(|(is_deciding, question)| (is_deciding, question.clone())).collect()
}

#[test]
fn every_kind_has_a_section_and_every_section_a_kind() {
    let (mut kinds, sections) = (kinds(), sections());
    assert!(kinds.len() >= 24, "{kinds:?}");
    kinds.sort_unstable();
    // Two kinds of chains may ask alike.
    kinds.dedup();
    assert_eq!(sections.keys().copied().collect::<Vec<_>>(), kinds, "docs/reference/questions.md");
    for (kind, texts) in sections {
        assert!(texts.iter().all(|text| !text.is_empty()), "{kind}: {texts:?}");
    }
}

#[cfg(feature = "stellar")]
#[test]
fn the_calls_to_stellar_are_those_of_the_page() {
    use crate::{stellar_payments, stellar_payments::Signed};
    use x402_verify::stellar::Rpc::{LatestLedger, LedgerEntries, SimulateTransaction};

    let case = stellar_payments::Case::new();
    let several = case.clone().entry(|entry| entry.signed = Signed::By(vec![1, 3]));
    let mut seen = BTreeMap::new();
    for report in [case.clone().with(|case| case.facts = Facts::new()), case.clone(), several, case.by_contract()] {
        let report = report.report();
        let asked = report.needs().map(|question| (true, question));
        for (is_deciding, question) in asked.chain(report.outstanding().iter().map(|question| (false, question))) {
            seen.entry(question.kind()).or_insert([false; 2])[usize::from(is_deciding)] = true;
            let Some(Rpc::Stellar(call)) = question.rpc() else { panic!("{question}") };
            let method = match call {
                LatestLedger => "`getLatestLedger`",
                LedgerEntries { .. } => "`getLedgerEntries`",
                SimulateTransaction { .. } => "`simulateTransaction`",
                other => panic!("the page does not know {other:?}"),
            };
            assert!(sections()[question.kind()][1].starts_with(method), "{}", question.kind());
        }
    }
    assert_eq!(seen.keys().copied().collect::<Vec<_>>(), ["account", "ledger", "nonce-unused", "simulation"]);
    for (kind, [outstanding, question]) in seen {
        let when = &sections()[kind][0];
        assert_eq!((when.contains("outstanding"), when.contains("need")), (outstanding, question), "{kind}");
    }
}

#[cfg(feature = "xrpl")]
#[test]
fn the_calls_to_the_xrp_ledger_are_those_of_the_page() {
    use crate::xrpl_payments::{Case, KEY, Signer, prefixed};
    use x402_verify::xrpl::Rpc::{AccountInfo, Ledger, Simulate, Ticket, Transaction};

    let timeless = Case { facts: Facts::new(), ..Case::new() };
    let other = Signer::Ed25519(3);
    let by_other_key = Case { signer: other, ..Case::new() }.with(|case| case.set(KEY, prefixed(&other.key())));
    let mut seen = BTreeMap::new();
    for report in [timeless, Case::new(), Case::of_xrp(), by_other_key].map(|case| case.report()) {
        let asked = report.needs().map(|question| (true, question));
        for (is_deciding, question) in asked.chain(report.outstanding().iter().map(|question| (false, question))) {
            seen.entry(question.kind()).or_insert([false; 2])[usize::from(is_deciding)] = true;
            let Some(Rpc::Xrpl(call)) = question.rpc() else { panic!("{question}") };
            let method = match call {
                Ledger => "on the XRP Ledger `ledger`",
                AccountInfo { .. } => "on the XRP Ledger `account_info`",
                Ticket { .. } => "`ledger_entry`",
                Simulate { .. } => "on the XRP Ledger `simulate`",
                Transaction { .. } => "`tx`",
                other => panic!("the page does not know {other:?}"),
            };
            assert!(sections()[question.kind()][1].contains(method), "{}", question.kind());
        }
    }
    assert_eq!(seen.keys().copied().collect::<Vec<_>>(), ["account", "ledger", "simulation", "ticket", "unused"]);
    for (kind, [outstanding, question]) in seen {
        // Other chains ask some of them in other cases.
        let when = &sections()[kind][0];
        let when = when.split_once("On the XRP Ledger").map_or(when.as_str(), |(_, when)| when);
        assert_eq!((when.contains("outstanding"), when.contains("need")), (outstanding, question), "{kind}");
    }
}

#[test]
fn the_calls_are_those_of_the_page() {
    let sections = sections();
    let mut seen = BTreeMap::new();
    for (is_deciding, question) in questions() {
        let call = sections[question.kind()][1].as_str();
        seen.entry(question.kind()).or_insert([false; 2])[usize::from(is_deciding)] = true;
        // The functions that the section names, by their selectors.
        let functions: Vec<&str> = call.split('`').skip(1).step_by(2).filter(|text| text.ends_with(')')).collect();
        // With a permit the proxies have another function, which the section names behind both.
        let is_with_permit =
            matches!(&question, Question::Evm(evm::Question::Settlement(asked)) if asked.permit.is_some());
        let with_permit = if is_with_permit { 2 } else { 0 };
        let selector = |data: &[u8]| functions.iter().position(|function| keccak256(function)[..4] == data[..4]);
        match question.rpc() {
            None => assert_eq!(functions, [""; 0], "{}", question.kind()),
            Some(Rpc::Evm(evm::Rpc::GetCode { .. })) => assert!(call.starts_with("`eth_getCode`"), "{call}"),
            Some(Rpc::Evm(evm::Rpc::Call { data, .. })) if call.contains("overload") && selector(&data).is_none() => {
                let with_bytes = functions[0].replace("uint8,bytes32,bytes32", "bytes");
                assert_eq!(keccak256(with_bytes)[..4], data[..4]);
            }
            Some(Rpc::Evm(evm::Rpc::Call { data, .. })) => {
                assert_eq!(selector(&data), Some(with_permit), "{}", hex::encode(data));
            }
            Some(Rpc::Evm(evm::Rpc::CallFrom { data, .. })) if question.kind() == "contract-signature" => {
                assert!(call.contains("called `from` the contract that asks"), "{call}");
                assert_eq!(selector(&data), Some(0));
            }
            // `upto` is settled by the facilitator alone.
            Some(Rpc::Evm(evm::Rpc::CallFrom { data, .. })) => {
                assert_eq!(selector(&data), Some(with_permit + 1), "{}", hex::encode(data));
            }
            Some(Rpc::Evm(evm::Rpc::GetTransactionCount { .. })) => {
                assert!(call.starts_with("`eth_getTransactionCount`"), "{call}");
            }
            Some(Rpc::Evm(evm::Rpc::GetBalance { .. })) => assert!(call.starts_with("`eth_getBalance`"), "{call}"),
            Some(Rpc::Evm(evm::Rpc::GasPrice)) => assert_eq!(call, "`eth_gasPrice`"),
            // Behind an approval the same functions, without a permit.
            Some(Rpc::Evm(evm::Rpc::Simulate { calls })) => {
                assert!(call.contains("`eth_simulateV1`"), "{call}");
                let settle = calls.last().unwrap();
                assert_eq!(selector(&settle.data), Some(usize::from(settle.from.is_some())));
            }
            Some(other) => panic!("the page does not know {other:?}"),
        }
        for (index, rpc) in question.rpc_instead().into_iter().flatten().enumerate() {
            let Rpc::Evm(evm::Rpc::Call { data, .. }) = rpc else { panic!("{rpc:?}") };
            assert_eq!(selector(&data), Some(index + 1));
        }
    }
    for (kind, [outstanding, question]) in seen {
        let when = &sections[kind][0];
        assert_eq!((when.contains("outstanding"), when.contains("need")), (outstanding, question), "{kind}");
    }
}
