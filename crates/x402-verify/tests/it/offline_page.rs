//! `docs/offline.md` has every kind of question, and the calls that it prints are those that are made.

use std::collections::BTreeMap;

use alloy_primitives::{hex, keccak256};
use x402_verify::{CheckId, Facts, Question, Report, Rpc, evm};

use crate::{
    gateway, permit2,
    signatures::wrapped,
    support::{Case, Terms, Token, contract},
    v1::V1,
};

const PAGE: &str = include_str!("../../../../docs/offline.md");

/// The rows of the table by kind.
fn rows() -> BTreeMap<&'static str, Vec<&'static str>> {
    let rows = PAGE.lines().filter_map(|line| {
        let cells: Vec<&str> = line.strip_prefix("| `")?.strip_suffix('|')?.split(" | ").map(str::trim).collect();
        Some((cells[0].strip_suffix('`')?, cells))
    });
    rows.collect()
}

/// As the source has them: a kind that is added there has to be added to the page.
fn kinds() -> Vec<&'static str> {
    let sources = [
        include_str!("../../src/question.rs"),
        include_str!("../../src/evm/question.rs"),
        include_str!("../../src/solana/question.rs"),
    ];
    let bodies = sources.map(|source| {
        let (_, body) = source.split_once("const fn kind(&self)").unwrap();
        body.split_once("\n    }\n").unwrap().0
    });
    let lines = bodies.iter().flat_map(|body| body.lines());
    lines.filter_map(|line| line.split_once("=> \"")?.1.split_once('"')).map(|(kind, _)| kind).collect()
}

fn questions() -> Vec<(bool, Question)> {
    let other_method = r#"{"name":"USDC","version":"2","assetTransferMethod":"erc7710"}"#;
    let [exact, upto] = permit2::cases();
    let unknown = |signature: &[u8]| Case::with_signature(&Terms::new(), signature).facts(Facts::new()).report();
    let named_otherwise = Facts::new().with_token_domain(Token::new().asset.parse().unwrap(), "USD Coin", "2");
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
    asked.map(|(is_need, question)| (is_need, question.clone())).collect()
}

#[test]
fn every_kind_has_a_row_and_every_row_a_kind() {
    let (mut kinds, rows) = (kinds(), rows());
    assert!(kinds.len() >= 24, "{kinds:?}");
    kinds.sort_unstable();
    assert_eq!(rows.keys().copied().collect::<Vec<_>>(), kinds, "docs/offline.md");
    for (kind, cells) in rows {
        assert_eq!(cells.len(), 6, "{kind}");
        assert!(cells.iter().all(|cell| !cell.is_empty()), "{kind}: {cells:?}");
    }
}

#[test]
fn the_calls_are_those_of_the_page() {
    let rows = rows();
    let mut seen = BTreeMap::new();
    for (is_need, question) in questions() {
        let row = &rows[question.kind()];
        seen.entry(question.kind()).or_insert([false; 2])[usize::from(is_need)] = true;
        // The functions that the row names, by their selectors.
        let functions: Vec<&str> = row[2].split('`').skip(1).step_by(2).filter(|text| text.ends_with(')')).collect();
        // With a permit the proxies have another function, which the row names behind both.
        let with_permit =
            if matches!(question, Question::Evm(evm::Question::Settlement { permit: Some(_), .. })) { 2 } else { 0 };
        let selector = |data: &[u8]| functions.iter().position(|function| keccak256(function)[..4] == data[..4]);
        match question.rpc() {
            None => assert_eq!(functions, [""; 0], "{}", question.kind()),
            Some(Rpc::Evm(evm::Rpc::GetCode { .. })) => assert!(row[2].starts_with("`eth_getCode`"), "{row:?}"),
            Some(Rpc::Evm(evm::Rpc::Call { data, .. })) if row[2].contains("overload") && selector(&data).is_none() => {
                let with_bytes = functions[0].replace("uint8,bytes32,bytes32", "bytes");
                assert_eq!(keccak256(with_bytes)[..4], data[..4]);
            }
            Some(Rpc::Evm(evm::Rpc::Call { data, .. })) => {
                assert_eq!(selector(&data), Some(with_permit), "{}", hex::encode(data));
            }
            Some(Rpc::Evm(evm::Rpc::CallFrom { data, .. })) if question.kind() == "contract-signature" => {
                assert!(row[2].contains("called `from` the contract that asks"), "{row:?}");
                assert_eq!(selector(&data), Some(0));
            }
            // `upto` is settled by the facilitator alone.
            Some(Rpc::Evm(evm::Rpc::CallFrom { data, .. })) => {
                assert_eq!(selector(&data), Some(with_permit + 1), "{}", hex::encode(data));
            }
            Some(Rpc::Evm(evm::Rpc::GetTransactionCount { .. })) => {
                assert!(row[2].starts_with("`eth_getTransactionCount`"), "{row:?}");
            }
            Some(Rpc::Evm(evm::Rpc::GetBalance { .. })) => assert!(row[2].starts_with("`eth_getBalance`"), "{row:?}"),
            Some(Rpc::Evm(evm::Rpc::GasPrice)) => assert_eq!(row[2], "`eth_gasPrice`"),
            // Behind an approval the same functions, without a permit.
            Some(Rpc::Evm(evm::Rpc::Simulate { calls })) => {
                assert!(row[2].contains("`eth_simulateV1`"), "{row:?}");
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
    for (kind, [outstanding, need]) in seen {
        let said = rows[kind][1];
        assert_eq!((said.contains("outstanding"), said.contains("need")), (outstanding, need), "{kind}");
    }
}
