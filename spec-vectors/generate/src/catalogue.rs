//! The numbers of the list of cases without a vector, and the reasons.
//!
//! The ids of the groups below end in a number of the list. Each number without a vector has a reason in
//! `catalogue.json`. A reason for a number that has a vector is an error, too.

use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error,
    fs,
    path::Path,
};

use x402_conformance::vector;

/// Other groups count for themselves.
const GROUPS: [&str; 20] = [
    "a2a",
    "builder-code",
    "codec",
    "discovery",
    "eip2612",
    "eip3009",
    "erc20-approval",
    "flows",
    "http-message-signatures",
    "lint",
    "match",
    "mcp",
    "match-extensions",
    "payment-identifier",
    "permit2",
    "responses",
    "sign-in-with-x",
    "settlement-states",
    "solana",
    "upto",
];
const SCOPE: [&str; 15] = [
    "1-81", "111-159", "161-173", "176", "180-189", "190-196", "280-290", "200-220", "300-309", "310-334", "350-357",
    "365-380", "390-399", "405-410", "411-414",
];

/// Whether each number of these ranges (all that are in scope, if none is named) has a vector or a reason.
pub(crate) fn run(root: &Path, ranges: &[&str]) -> Result<bool, Box<dyn Error>> {
    let directory = root.join("spec-vectors");
    let present = present(&directory)?;
    let reasons: BTreeMap<u32, String> = serde_json::from_str(&fs::read_to_string(directory.join("catalogue.json"))?)?;
    let wanted = numbers(if ranges.is_empty() { &SCOPE } else { ranges })?;
    let mut good = !wanted.is_empty();
    for number in wanted.iter().filter(|number| !present.contains(number)) {
        good &= reasons.contains_key(number);
        println!("{number}: {}", reasons.get(number).map_or("no vector and no reason", String::as_str));
    }
    for number in reasons.keys().filter(|number| present.contains(number)) {
        good = false;
        println!("{number}: has a vector, and a reason why not");
    }
    let with = wanted.iter().filter(|number| present.contains(number)).count();
    println!("{} numbers, {with} with vectors", wanted.len());
    Ok(good)
}

fn numbers(ranges: &[&str]) -> Result<Vec<u32>, Box<dyn Error>> {
    let mut numbers = Vec::new();
    for range in ranges {
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        let bound = |text: &str| text.parse::<u32>().map_err(|_| format!("{range} is not a range of numbers"));
        numbers.extend(bound(first)?..=bound(last)?);
    }
    Ok(numbers)
}

fn present(directory: &Path) -> Result<BTreeSet<u32>, Box<dyn Error>> {
    let mut numbers = BTreeSet::new();
    for file in vector::read_all(directory)?.iter().filter(|file| GROUPS.contains(&file.group.as_str())) {
        for vector in &file.vectors {
            let suffix = vector.id.strip_prefix(&format!("{}-", file.group)).unwrap_or_default();
            let number = suffix.trim_end_matches(|letter: char| letter.is_ascii_lowercase());
            numbers.insert(number.parse().map_err(|_| format!("{} does not end in a number", vector.id))?);
        }
    }
    Ok(numbers)
}
