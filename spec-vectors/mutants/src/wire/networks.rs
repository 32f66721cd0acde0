//! Names and identifiers of networks.

use x402_conformance::adapter::Reply;

use crate::{
    json::Json,
    mutant::{Mutant, Row, results},
    question::{Question, constant, result_of},
};
use table::{READ, TABLE};

#[path = "../../../tool/src/networks/table.rs"]
mod table;

/// V1's names.
fn names() -> impl Iterator<Item = &'static str> + Clone {
    TABLE.into_iter().map(|(name, _)| name)
}

/// Names of other tables, each with its meaning there.
const ELSEWHERE: &str = "
    eth=eip155:1 sep=eip155:11155111 avax=eip155:43114 matic=eip155:137 oeth=eip155:10 arb1=eip155:42161
    mainnet=eip155:1 baseSepolia=eip155:84532 avalancheFuji=eip155:43113 polygonAmoy=eip155:80002
    seiTestnet=eip155:1328 xrplevm=eip155:1440000 homestead=eip155:1 goerli=eip155:5 optimism=eip155:10
    arbitrum=eip155:42161 arbitrum-sepolia=eip155:421614 bsc=eip155:56 linea=eip155:59144 gnosis=eip155:100
    base-goerli=eip155:84531 polygon-mumbai=eip155:80001 iotex-testnet=eip155:4690 xlayer-testnet=eip155:1952
    x-layer=eip155:196 arc=eip155:5042 world=eip155:480 skale=eip155:1187947933 near=near:mainnet
    stellar=stellar:pubnet mainnet-beta=solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp
    solana-mainnet-beta=solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp devnet=solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1
    solana-localnet=solana:4uhcVJyU9pJkvQyS88uRDiswHXSCkY3z";

/// Identifiers, each with its name in another table.
const NAMED_ELSEWHERE: &str = "
    eip155:1513=story eip155:656476=educhain eip155:1444673419=skale-base-sepolia eip155:10=optimism eip155:56=bsc
    eip155:42161=arbitrum eip155:5=goerli eip155:84531=base-goerli eip155:80001=polygon-mumbai eip155:196=xlayer
    eip155:1187947933=skale-base eip155:4663=robinhood eip155:713715=sei-testnet solana:101=solana
    solana:102=solana-testnet solana:103=solana-devnet solana:mainnet=solana solana:devnet=solana-devnet";

/// The reading of a text.
type Reading = (&'static str, fn(&str) -> String);
/// Texts that are refused, or accepted unchanged.
type Sorting = (&'static str, fn(&str) -> bool);
/// Two texts that are treated as equal.
type Likeness = (&'static str, fn(&str, &str) -> bool);

const NAMES_READ: [Reading; 15] = [
    ("any-case", |name| name.to_lowercase()),
    ("with-a-capital", |name| {
        let (first, rest) = name.split_at(name.chars().next().map_or(0, char::len_utf8));
        first.to_lowercase() + rest
    }),
    ("with-spaces-around", |name| name.trim_matches(' ').into()),
    ("with-white-space-around", |name| name.trim().into()),
    ("up-to-a-zero-byte", |name| name.split('\0').next().unwrap_or_default().into()),
    ("behind-a-byte-order-mark", |name| name.trim_start_matches('\u{feff}').into()),
    ("with-underscores", |name| name.replace('_', "-")),
    ("with-spaces-inside", |name| name.trim().replace(' ', "-")),
    ("with-mainnet-behind", |name| name.strip_suffix("-mainnet").unwrap_or(name).into()),
    ("by-an-identifier", |name| name.strip_prefix("eip155:84532").map_or(name, |_| "base-sepolia").into()),
    ("full-width", |name| name.chars().map(narrow).collect()),
    ("look-alikes", |name| name.replace('\u{430}', "a").replace('\u{2010}', "-")),
    ("without-hyphens", |name| known(|known| known.replace('-', "") == name).unwrap_or(name).into()),
    ("by-chain-id", |name| if name == "8453" { "base".into() } else { name.into() }),
    ("empty-is-base", |name| if name.is_empty() { "base".into() } else { name.into() }),
];

/// The known name for which a text is mistaken, by a part of either.
const NAMES_BY_PART: [Likeness; 4] = [
    ("that-begin-with-one", |name, known| name.starts_with(known)),
    ("that-end-with-one", |name, known| name.ends_with(known)),
    ("that-one-begins-with", |name, known| !name.is_empty() && known.starts_with(name)),
    ("that-one-ends-with", |name, known| !name.is_empty() && known.ends_with(name)),
];

const IDENTIFIERS_READ: [Reading; 42] = [
    ("with-a-space-behind", |id| id.trim_end_matches(' ').into()),
    ("with-a-space-in-front", |id| id.trim_start_matches(' ').into()),
    ("with-white-space-around", |id| id.trim_matches(['\t', '\n', '\r', '\u{a0}']).into()),
    ("with-a-line-feed-behind", |id| id.trim_end_matches('\n').into()),
    ("with-spaces-at-the-colon", |id| id.replace(" :", ":").replace(": ", ":")),
    ("up-to-a-zero-byte", |id| id.split('\0').next().unwrap_or_default().into()),
    ("behind-a-byte-order-mark", |id| id.trim_start_matches('\u{feff}').into()),
    ("namespace-in-any-case", |id| by_parts(id, |space, reference| format!("{}:{reference}", space.to_lowercase()))),
    ("with-leading-zeros", |id| by_chain_id(id, |id| id.trim_start_matches('0').into())),
    ("zero-by-zeros", |id| {
        by_chain_id(id, |id| if id.bytes().all(|byte| byte == b'0') { "0".into() } else { id.into() })
    }),
    ("with-a-plus", |id| by_chain_id(id, |id| id.trim_start_matches('+').into())),
    ("with-a-minus", |id| by_chain_id(id, |id| id.trim_start_matches('-').into())),
    ("minus-zero", |id| by_chain_id(id, |id| if id == "-0" { "0".into() } else { id.into() })),
    ("with-a-fraction", |id| by_chain_id(id, |id| id.trim_end_matches(".0").into())),
    ("with-an-exponent", |id| by_chain_id(id, |id| id.trim_end_matches("e0").into())),
    ("with-underscores", |id| by_chain_id(id, |id| id.replace('_', ""))),
    ("with-commas", |id| by_chain_id(id, |id| id.replace(',', ""))),
    ("up-to-no-digit", |id| by_chain_id(id, |id| id.split(|c: char| !c.is_ascii_digit()).next().unwrap_or("").into())),
    ("hexadecimal-behind-0x", |id| {
        by_chain_id(id, |id| hexadecimal(id.strip_prefix("0x")).unwrap_or_else(|| id.into()))
    }),
    ("hexadecimal", |id| {
        by_chain_id(id, |id| hexadecimal(id.contains(char::is_alphabetic).then_some(id)).unwrap_or_else(|| id.into()))
    }),
    ("any-decimal-digits", |id| id.chars().map(narrow).map(european).collect()),
    ("any-colon", |id| id.replace('：', ":")),
    ("in-64-bits", |id| by_number(id, |id| Some(id & u128::from(u64::MAX)))),
    ("in-32-bits", |id| by_number(id, |id| Some(id & u128::from(u32::MAX)))),
    ("in-31-bits", |id| by_number(id, |id| Some(id & 0x7fff_ffff))),
    ("as-a-double", |id| by_number(id, |id| format!("{:.0}", f64_of(id)).parse().ok())),
    ("capped-at-64-bits", |id| by_number(id, |id| Some(id.min(u128::from(u64::MAX))))),
    ("capped-at-53-bits", |id| by_number(id, |id| Some(id.min((1 << 53) - 1)))),
    ("up-to-a-second-colon", |id| id.splitn(3, ':').take(2).collect::<Vec<_>>().join(":")),
    ("up-to-a-slash", |id| if id.contains(':') { id.split('/').next().unwrap_or("").into() } else { id.into() }),
    ("behind-a-slash", |id| if id.contains(':') { id.into() } else { id.replacen('/', ":", 1) }),
    ("behind-a-hyphen", |id| if id.contains(':') { id.into() } else { id.replacen('-', ":", 1) }),
    ("colons-in-a-row", |id| id.replace("::", ":")),
    ("chain-id-alone", |id| if id.parse::<u64>().is_ok() { format!("eip155:{id}") } else { id.into() }),
    ("chain-id-without-namespace", |id| id.strip_prefix(':').map_or_else(|| id.into(), |id| format!("eip155:{id}"))),
    ("name-for-the-reference", |id| id.replace("eip155:base", "eip155:8453")),
    ("any-chain", |id| id.replace("eip155:*", "eip155:8453")),
    ("suffix-n", |id| by_chain_id(id, |id| id.trim_end_matches('n').into())),
    ("whole-genesis-hash", |id| if id.starts_with("solana:") { id.chars().take(39).collect() } else { id.into() }),
    ("solana-in-any-case", |id| match id {
        "solana:5eykt4usfv8p8njdtrepy1vzqkqzkvdp" => "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp".into(),
        "solana:etwtrabzayq6imfeykouru166vu2xqa1" => "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1".into(),
        _ => id.into(),
    }),
    ("eip1559-is-eip155", |id| id.replace("eip1559:", "eip155:")),
    ("begins-in-the-middle", |id| id.find("eip155:").map_or(id, |at| &id[at..]).into()),
];

/// Texts that are accepted and echoed.
const IDENTIFIERS_TAKEN: [Sorting; 27] = [
    ("any-text", |_| true),
    ("any-with-a-colon", |id| id.contains(':')),
    ("any-two-parts", |id| parts(id).is_some_and(|(space, reference)| !space.is_empty() && !reference.is_empty())),
    ("no-reference", |id| id.ends_with(':') && id.len() > 1),
    ("no-namespace", |id| id.starts_with(':') && id.len() > 1),
    ("any-chain-id", |id| id.starts_with("eip155:") && id.len() > 7 && grammar(id)),
    ("chain-ids-in-128-bits", |id| id.strip_prefix("eip155:").is_some_and(|id| id.parse::<u128>().is_ok())),
    ("chain-ids-with-leading-zeros", |id| id.strip_prefix("eip155:0").is_some_and(|id| id.parse::<u64>().is_ok())),
    ("namespaces-of-two", |id| sizes(id) == Some((2, 1))),
    ("namespaces-of-nine", |id| sizes(id) == Some((9, 1))),
    ("references-of-33", |id| sizes(id).is_some_and(|(_, reference)| reference == 33)),
    // Of Algorand, two are read (G-1).
    ("references-of-44", |id| !id.starts_with("algorand:") && sizes(id).is_some_and(|(_, reference)| reference == 44)),
    ("upper-case-namespaces", |id| grammar(&id.to_lowercase()) && !id.to_lowercase().starts_with("eip155")),
    ("underscores-in-namespaces", |id| in_namespace(id, '_')),
    ("dots-in-namespaces", |id| in_namespace(id, '.')),
    ("letters-in-namespaces", |id| in_namespace(id, 'ó')),
    ("dots-in-references", |id| in_reference(id, '.')),
    ("plus-in-references", |id| in_reference(id, '+')),
    ("slashes-in-references", |id| in_reference(id, '/')),
    ("percent-in-references", |id| in_reference(id, '%')),
    ("spaces-in-references", |id| in_reference(id, ' ')),
    ("tildes-in-references", |id| in_reference(id, '~')),
    ("colons-in-references", |id| in_reference(id, ':')),
    ("letters-in-references", |id| in_reference(id, 'ü')),
    ("asterisks-in-references", |id| in_reference(id, '*')),
    ("accounts", |id| id.starts_with("eip155:") && id.contains(":0x")),
    ("assets", |id| id.contains("/erc20:")),
];

const IDENTIFIERS_REFUSED: [Sorting; 28] = [
    ("chain-id-0", |id| id == "eip155:0"),
    ("chain-ids-above-31-bits", |id| number(id).is_some_and(|id| id > 0x7fff_ffff)),
    ("chain-ids-above-32-bits", |id| number(id).is_some_and(|id| id > 0xffff_ffff)),
    ("chain-ids-above-53-bits", |id| number(id).is_some_and(|id| id > 1 << 53)),
    ("chain-ids-above-63-bits", |id| number(id).is_some_and(|id| id >= 1 << 63)),
    ("chain-ids-of-20-digits", |id| number(id).is_some_and(|id| id >= 10_000_000_000_000_000_000)),
    ("chain-ids-without-name", |id| number(id).is_some_and(|id| id > 11_155_111)),
    ("all-but-eip155", |id| !id.starts_with("eip155:")),
    ("all-but-eip155-and-solana", |id| !id.starts_with("eip155:") && !id.starts_with("solana:")),
    ("namespaces-of-three", |id| sizes(id).is_some_and(|(space, _)| space == 3)),
    ("namespaces-of-eight", |id| sizes(id).is_some_and(|(space, _)| space == 8)),
    ("namespaces-below-six", |id| sizes(id).is_some_and(|(space, _)| space < 6)),
    ("hyphens-in-namespaces", |id| in_namespace(id, '-')),
    ("hyphens-that-begin", |id| id.starts_with('-')),
    ("digits-in-namespaces", |id| parts(id).is_some_and(|(space, _)| space != "eip155" && space.contains(numeric))),
    ("namespaces-that-begin-with-a-digit", |id| id.starts_with(numeric)),
    ("references-of-one", |id| sizes(id).is_some_and(|(space, reference)| space != 3 && reference == 1)),
    ("references-of-32", |id| sizes(id).is_some_and(|(_, reference)| reference == 32)),
    ("hyphens-in-references", |id| in_reference(id, '-')),
    ("underscores-in-references", |id| in_reference(id, '_')),
    ("upper-case-in-references", |id| parts(id).is_some_and(|(_, id)| id.contains(|c: char| c.is_ascii_uppercase()))),
    ("digits-in-other-references", |id| !id.starts_with("eip155") && id.contains(numeric)),
    ("letters-in-references", |id| parts(id).is_some_and(|(_, id)| id.contains(char::is_alphabetic))),
    ("references-with-leading-zeros", |id| parts(id).is_some_and(|(_, id)| id.len() > 1 && id.starts_with('0'))),
    ("solana-without-genesis", |id| id.starts_with("solana:") && id.len() != 39),
    ("solana-outside-base58", |id| id.starts_with("solana:") && id.contains(['0', 'O', 'I', 'l', '-', '_'])),
    ("namespaces-that-begin-with-eip155", |id| id.starts_with("eip1559")),
    ("all-without-a-name", |id| !["eip155:8453", "eip155:84532"].contains(&id) && id.contains(':')),
];

pub(crate) fn mutants() -> Vec<Mutant> {
    let mut mutants = tables();
    for (what, read) in NAMES_READ {
        mutants.push(Mutant::edits(format!("network/names/{what}"), move |j| j.map("name", read)));
    }
    for (what, is_like) in NAMES_BY_PART {
        mutants.push(Mutant::edits(format!("network/names/{what}"), move |j| {
            j.reads("name", |name| names().all(|known| known != name))?
                .change("name", |name| Some(known(|known| is_like(name, known))?.into()))
        }));
    }
    for (what, read) in IDENTIFIERS_READ {
        mutants.push(Mutant::edits(format!("network/identifiers/{what}"), move |j| j.map("caip2", read)));
    }
    for (what, takes) in IDENTIFIERS_TAKEN {
        mutants.push(Mutant::new(format!("network/identifiers/takes-{what}"), move |question| {
            let text = question.input.text_at("caip2").filter(|text| takes(text))?;
            question.result()?.get("err").and_then(|_| answer(None, &text))
        }));
    }
    for (what, refuses) in IDENTIFIERS_REFUSED {
        mutants.push(Mutant::new(format!("network/identifiers/refuses-{what}"), move |question| {
            refuses(&question.input.text_at("caip2")?).then(not_network)?
        }));
    }
    mutants.extend(NAMED_BY.map(|(what, is_like)| {
        Mutant::new(format!("network/identifiers/named-by-{what}"), move |question| {
            let result = question.result()?;
            let caip2 = result.text_at("caip2").filter(|_| result.get("name").is_none())?;
            let name = names().find(|name| identifier(question, name).is_some_and(|id| is_like(&caip2, &id)))?;
            answer(Some(name), &caip2)
        })
    }));
    mutants.extend(results("network/answer/", &ANSWERS));
    mutants.push(Mutant::new("network/answer/error-for-none", |question| {
        question.result()?.get("err").map(|_| Reply::Error("not a network".into()))
    }));
    mutants.push(Mutant::new("network/answer/says-the-question", |question| {
        question.result()?.get("caip2").and_then(|_| result_of(&question.input))
    }));
    mutants
}

/// It answers a name or an identifier by what is given.
fn instead(
    name: String,
    member: &'static str,
    asked: &'static str,
    answer: impl Fn() -> Option<Reply> + Send + Sync + 'static,
) -> Mutant {
    Mutant::new(name, move |question| (question.input.text_at(member)? == asked).then(&answer)?)
}

/// One row of the table is missing or wrong.
fn tables() -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (name, next) in names().zip(names().cycle().skip(1)) {
        mutants.push(instead(format!("network/names/does-not-know-{name}"), "name", name, not_network));
        mutants.push(Mutant::edits(format!("network/names/{name}-is-{next}"), move |j| {
            j.is("name", name)?.say("name", next)
        }));
        let named = format!("network/identifiers/does-not-name-{name}");
        mutants.push(Mutant::edits_result(named, move |j| j.is("name", name)?.del("name")));
        mutants.push(Mutant::new(format!("network/identifiers/{name}-is-named-{next}"), move |question| {
            question.input.get("caip2")?;
            let caip2 = question.result()?.text_at("caip2")?;
            (question.result()?.text_at("name")? == name).then(|| answer(Some(next), &caip2))?
        }));
    }
    for (name, caip2) in READ {
        mutants.push(instead(format!("network/names/does-not-read-{name}"), "name", name, not_network));
        let named = move || answer(Some(name), caip2);
        mutants.push(instead(format!("network/names/writes-{name}"), "name", name, named));
        let base = || answer(Some("base"), "eip155:8453");
        mutants.push(instead(format!("network/names/{name}-is-base"), "name", name, base));
    }
    for (name, caip2) in ELSEWHERE.split_whitespace().filter_map(|row| row.split_once('=')) {
        mutants.push(instead(format!("network/names/knows-{name}"), "name", name, move || answer(Some(name), caip2)));
    }
    for (caip2, name) in NAMED_ELSEWHERE.split_whitespace().filter_map(|row| row.split_once('=')) {
        let named = move || answer(Some(name), caip2);
        mutants.push(instead(format!("network/identifiers/{caip2}-is-{name}"), "caip2", caip2, named));
    }
    mutants
}

/// A name is looked up by less than the whole identifier.
const NAMED_BY: [Likeness; 6] = [
    ("the-beginning", |id, known| id.starts_with(known)),
    ("what-it-begins", |id, known| known.starts_with(id)),
    ("the-end", |id, known| parts(id).zip(parts(known)).is_some_and(|(id, known)| known.1.ends_with(id.1))),
    ("32-bits", |id, known| number(id).zip(number(known)).is_some_and(|(id, known)| id & 0xffff_ffff == known)),
    ("the-reference-alone", |id, known| parts(id).zip(parts(known)).is_some_and(|(id, known)| id.1 == known.1)),
    ("its-case-folded", |id, known| id.eq_ignore_ascii_case(known)),
];

/// Faults in the members of an answer.
const ANSWERS: [Row; 11] = [
    ("no-name", |j| j.del("name")),
    ("no-identifier", |j| j.del("caip2")),
    ("null-for-no-name", |j| j.has("caip2")?.lacks("name")?.put("name", "null")),
    ("empty-for-no-name", |j| j.has("caip2")?.lacks("name")?.say("name", "")),
    ("identifier-for-no-name", |j| j.lacks("name")?.copy("caip2", "name")),
    ("reference-alone", |j| j.change("caip2", |id| Some(parts(id)?.1.into()))),
    ("chain-id-as-a-number", |j| {
        let id = number(&j.text_at("caip2")?)?.to_string();
        j.put("caip2", &id)
    }),
    ("identifier-in-lower-case", |j| j.map("caip2", str::to_lowercase)),
    ("another-kind", |j| j.say("err.kind", "unknown")),
    ("no-kind", |j| j.del("err.kind")),
    ("null-for-none", |j| j.put("err", "null")),
];

fn answer(name: Option<&str>, caip2: &str) -> Option<Reply> {
    let name = name.map(|name| format!(r#""name":"{name}","#)).unwrap_or_default();
    constant(&format!(r#"{{{name}"caip2":{}}}"#, Json::text(caip2)))
}

fn not_network() -> Option<Reply> {
    constant(r#"{"err":{"kind":"not-network"}}"#)
}

/// The identifier of a name.
fn identifier(question: &Question<'_>, name: &str) -> Option<String> {
    question.result_to("network", &format!(r#"{{"name":"{name}"}}"#))?.text_at("caip2")
}

/// The longest affected name.
fn known(is_meant: impl Fn(&str) -> bool) -> Option<&'static str> {
    names().filter(|name| is_meant(name)).max_by_key(|name| name.len())
}

fn parts(id: &str) -> Option<(&str, &str)> {
    id.split_once(':')
}

fn sizes(id: &str) -> Option<(usize, usize)> {
    parts(id).map(|(space, reference)| (space.len(), reference.len()))
}

fn in_namespace(id: &str, character: char) -> bool {
    parts(id).is_some_and(|(space, _)| space.contains(character))
}

fn in_reference(id: &str, character: char) -> bool {
    !id.starts_with("eip155") && parts(id).is_some_and(|(_, reference)| reference.contains(character))
        || character == '*' && id.ends_with(character)
}

/// CAIP-2's, which knows no chain ids.
fn grammar(id: &str) -> bool {
    parts(id).is_some_and(|(space, reference)| {
        (3..=8).contains(&space.len())
            && (1..=32).contains(&reference.len())
            && space.bytes().all(|byte| matches!(byte, b'-' | b'a'..=b'z' | b'0'..=b'9'))
            && reference.bytes().all(|byte| matches!(byte, b'-' | b'_') || byte.is_ascii_alphanumeric())
    })
}

fn numeric(character: char) -> bool {
    character.is_ascii_digit()
}

fn number(id: &str) -> Option<u128> {
    id.strip_prefix("eip155:")?.parse().ok()
}

fn f64_of(id: u128) -> f64 {
    id.to_string().parse().unwrap_or_default()
}

fn by_parts(id: &str, read: impl Fn(&str, &str) -> String) -> String {
    parts(id).map_or_else(|| id.into(), |(space, reference)| read(space, reference))
}

fn by_chain_id(id: &str, read: impl Fn(&str) -> String) -> String {
    id.strip_prefix("eip155:").map_or_else(|| id.into(), |id| format!("eip155:{}", read(id)))
}

fn by_number(id: &str, read: impl Fn(u128) -> Option<u128>) -> String {
    number(id).and_then(read).map_or_else(|| id.into(), |id| format!("eip155:{id}"))
}

fn hexadecimal(digits: Option<&str>) -> Option<String> {
    u64::from_str_radix(digits?, 16).ok().map(|id| id.to_string())
}

/// An ASCII character for a full-width one.
fn narrow(character: char) -> char {
    u32::from(character)
        .checked_sub(0xfee0)
        .filter(|code| (0x21..0x7f).contains(code))
        .and_then(char::from_u32)
        .unwrap_or(character)
}

fn european(digit: char) -> char {
    u32::from(digit)
        .checked_sub(0x660 - 0x30)
        .filter(|code| (0x30..0x3a).contains(code))
        .and_then(char::from_u32)
        .unwrap_or(digit)
}
