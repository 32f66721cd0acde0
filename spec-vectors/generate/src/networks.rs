//! V1's names and CAIP-2 identifiers (C-9): every name and identifier of the table, near misses, and the grammar.
//!
//! The number of a vector is that of the row and that of the form; rows are added at the end. 80 and above are not of
//! the table.

use serde_json::{Value, json};
use x402_vectors::{
    networks::{READ, TABLE},
    vector::Class,
};

use crate::{
    draft::{Draft, expect, raw},
    fault::Fault::{self, AnotherValue, DisputedName, MalformedNetwork, NetworkDigits},
};

/// V1's names and their identifiers.
pub(crate) const fn table() -> [(&'static str, &'static str); 32] {
    TABLE
}

/// V1 names that are read and never written, and their identifiers.
pub(crate) const fn read_only() -> [(&'static str, &'static str); 3] {
    READ
}

/// Names of V1, of EVM chains.
pub(crate) fn of_evm() -> impl Iterator<Item = &'static str> {
    TABLE.into_iter().filter(|(_, identifier)| identifier.starts_with("eip155:")).map(|(name, _)| name)
}

/// Forms that treat every text alike are tried with these names. Forms that depend on the text are tried with every
/// row.
const TRIED_IN_EVERY_FORM: [&str; 5] = ["base", "base-sepolia", "skale-base-sepolia", "solana-devnet", "xdc"];
/// The forms that depend on the text.
const OF_EVERY_ROW: [u32; 15] = [1, 2, 12, 13, 15, 41, 44, 45, 46, 49, 51, 52, 53, 54, 55];

/// The rest of the genesis block's hash in base58, after the reference.
const GENESIS: [(&str, &str); 3] = [
    ("solana", "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d"),
    ("solana-devnet", "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG"),
    ("solana-testnet", "solana:4uhcVJyU9pJkvQyS88uRDiswHXSCkY3zQawwpjk2NsNY"),
];

/// Names in other tables that V1 does not have: a description, and the names.
const OTHER_NAMES: [(&str, &[&str]); 7] = [
    ("of the chain registry", &["eth", "sep", "basesep", "avax", "matic", "oeth", "arb1", "xdc-network"]),
    ("of viem", &["mainnet", "baseSepolia", "avalancheFuji", "polygonAmoy", "seiTestnet", "storyAeneid", "xrplevm"]),
    ("of ethers", &["homestead", "goerli", "xdai"]),
    (
        "of a network that V1 does not name",
        &["optimism", "arbitrum", "arbitrum-sepolia", "bsc", "linea", "gnosis", "near", "stellar", "aptos", "sui"],
    ),
    ("of a network that is gone", &["base-goerli", "polygon-mumbai", "iotex-testnet"]),
    (
        "of Solana elsewhere",
        &["mainnet-beta", "solana-mainnet", "solana-mainnet-beta", "devnet", "testnet", "solana-localnet"],
    ),
    (
        "that every object of JavaScript has",
        &["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf", "isPrototypeOf"],
    ),
];

/// Identifiers of networks that have no name in V1: a description, and the identifiers.
const OTHER_IDENTIFIERS: [(&str, &[&str]); 4] = [
    ("which PyPI x402 gives a V1 name alone", &["eip155:1513", "eip155:656476", "eip155:1444673419"]),
    (
        "of an EVM chain without a V1 name",
        &["eip155:10", "eip155:56", "eip155:42161", "eip155:5", "eip155:84531", "eip155:80001", "eip155:11155420"],
    ),
    (
        "of Solana, and no genesis hash",
        &["solana:101", "solana:102", "solana:103", "solana:mainnet", "solana:mainnet-beta", "solana:devnet"],
    ),
    (
        "of another namespace",
        &[
            "bip122:000000000019d6689c085ae165831e93",
            "cosmos:cosmoshub-4",
            "starknet:SN_MAIN",
            "stellar:pubnet",
            "polkadot:91b171bb158e2d3848fa23a9f1c25182",
            "near:mainnet",
            "hedera:testnet",
        ],
    ),
];

/// Identifiers that the grammar allows: a description, and the identifier.
const GRAMMAR: [(&str, &str); 17] = [
    ("chain id 0", "eip155:0"),
    ("chain id 2^31", "eip155:2147483648"),
    ("chain id 2^32-1", "eip155:4294967295"),
    ("chain id 2^32", "eip155:4294967296"),
    ("chain id 2^53+1, which no double is", "eip155:9007199254740993"),
    ("chain id 2^63", "eip155:9223372036854775808"),
    ("chain id 2^64-1", "eip155:18446744073709551615"),
    ("a namespace of three characters", "abc:1"),
    ("a namespace of eight", "abcdefgh:1"),
    ("a namespace that begins with a hyphen", "-a-b:1"),
    ("a namespace of digits", "155:8453"),
    ("a namespace that eip155 begins with", "eip15:8453"),
    ("a namespace that begins with eip155", "eip1559:8453"),
    ("a namespace that ends with eip155", "xeip155:8453"),
    ("a reference of one character", "solana:_"),
    ("a reference of 32 characters of all kinds", "a1-:-_abcdefghijkmnopqrstuvwxyzABC01"),
    ("a reference with leading zeros where there is no number", "cosmos:007"),
];

/// Texts that are no identifier: a description, and the text.
const NO_IDENTIFIER: [(&str, &str); 61] = [
    ("nothing", ""),
    ("a colon", ":"),
    ("a namespace alone", "eip155"),
    ("a chain id alone", "8453"),
    ("no reference", "eip155:"),
    ("no namespace", ":1"),
    ("a space in front", " eip155:8453"),
    ("a space behind", "eip155:8453 "),
    ("a space before the colon", "eip155 :8453"),
    ("a space behind the colon", "eip155: 8453"),
    ("a line feed behind", "eip155:8453\n"),
    ("a carriage return behind", "eip155:8453\r"),
    ("a tab in front", "\teip155:8453"),
    ("a zero byte behind", "eip155:8453\u{0}"),
    ("a no-break space in front", "\u{a0}eip155:8453"),
    ("a byte order mark in front", "\u{feff}eip155:8453"),
    ("a plus sign", "eip155:+8453"),
    ("a minus sign", "eip155:-8453"),
    ("minus zero", "eip155:-0"),
    ("two zeros", "eip155:00"),
    ("a leading zero", "eip155:01"),
    ("a fraction of zeros", "eip155:8453.0"),
    ("an exponent", "eip155:8453e0"),
    ("digits in groups", "eip155:8_453"),
    ("digits in groups, with a comma", "eip155:8,453"),
    ("a hexadecimal chain id", "eip155:0x2105"),
    ("hexadecimal digits", "eip155:2f"),
    ("a suffix for a type", "eip155:8453n"),
    ("full-width digits", "eip155:８４５３"),
    ("Arabic-Indic digits", "eip155:٨٤٥٣"),
    ("a full-width colon", "eip155：8453"),
    ("a name for a chain id", "eip155:base"),
    ("2^64", "eip155:18446744073709551616"),
    ("2^64 and 8453, which is 8453 in 64 bits", "eip155:18446744073709560069"),
    ("2^128 and 8453", "eip155:340282366920938463463374607431768219909"),
    ("a number that a double rounds to 2^64", "eip155:18446744073709551617"),
    ("two colons in a row", "eip155::8453"),
    ("a third part", "eip155:8453:1"),
    ("an account (CAIP-10)", "eip155:8453:0x036CbD53842c5426634e7929541eC2318f3dCF7e"),
    ("an asset (CAIP-19)", "eip155:8453/erc20:0x036CbD53842c5426634e7929541eC2318f3dCF7e"),
    ("a slash for the colon", "eip155/8453"),
    ("a hyphen for the colon", "eip155-8453"),
    ("upper case in the namespace", "Eip155:8453"),
    ("all of the namespace in upper case", "EIP155:8453"),
    ("upper case in another namespace", "Solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp"),
    ("a namespace of two characters", "ab:1"),
    ("a namespace of nine", "abcdefghi:1"),
    ("an underscore in the namespace", "a_b:1"),
    ("a dot in the namespace", "a.b:1"),
    ("a letter outside ASCII in the namespace", "sólana:1"),
    ("a reference of 33 characters", "cosmos:123456789012345678901234567890123"),
    ("a dot in the reference", "cosmos:hub.4"),
    ("a plus sign in the reference", "cosmos:hub+4"),
    ("a slash in the reference", "cosmos:hub/4"),
    ("a percent sign in the reference", "cosmos:hub%4"),
    ("a space in the reference", "cosmos:hub 4"),
    ("a colon in the reference", "cosmos:hub:4"),
    ("a letter outside ASCII in the reference", "cosmos:hüb"),
    ("an asterisk for all", "eip155:*"),
    ("an asterisk for another namespace's", "solana:*"),
    ("a tilde in the reference", "cosmos:~hub"),
];

/// Networks of Algorand: a description, a spelling, and the identifier if it is one.
const ALGORAND: [(&str, &str, Option<&str>); 13] = [
    (
        "the main network",
        "algorand:wGHE2Pwdvd7S12BL5FaOP20EGYesN73k",
        Some("algorand:wGHE2Pwdvd7S12BL5FaOP20EGYesN73k"),
    ),
    (
        "the main network as the whole genesis hash",
        "algorand:wGHE2Pwdvd7S12BL5FaOP20EGYesN73ktiC1qzkkit8=",
        Some("algorand:wGHE2Pwdvd7S12BL5FaOP20EGYesN73k"),
    ),
    (
        "the test network",
        "algorand:SGO1GKSzyE7IEPItTxCByw9x8FmnrCDe",
        Some("algorand:SGO1GKSzyE7IEPItTxCByw9x8FmnrCDe"),
    ),
    (
        "the test network as the whole genesis hash",
        "algorand:SGO1GKSzyE7IEPItTxCByw9x8FmnrCDexi9/cOUJOiI=",
        Some("algorand:SGO1GKSzyE7IEPItTxCByw9x8FmnrCDe"),
    ),
    (
        "the first 32 characters of a third network's hash",
        "algorand:mFgazF-2uRS1tMiL9dsj01hJGySEmPN2",
        Some("algorand:mFgazF-2uRS1tMiL9dsj01hJGySEmPN2"),
    ),
    (
        "one character less than the identifier",
        "algorand:wGHE2Pwdvd7S12BL5FaOP20EGYesN73",
        Some("algorand:wGHE2Pwdvd7S12BL5FaOP20EGYesN73"),
    ),
    ("one character more than the identifier", "algorand:wGHE2Pwdvd7S12BL5FaOP20EGYesN73kt", None),
    ("the whole hash without its padding", "algorand:wGHE2Pwdvd7S12BL5FaOP20EGYesN73ktiC1qzkkit8", None),
    ("the whole hash with more padding", "algorand:wGHE2Pwdvd7S12BL5FaOP20EGYesN73ktiC1qzkkit8==", None),
    ("the whole hash in the alphabet of URLs", "algorand:SGO1GKSzyE7IEPItTxCByw9x8FmnrCDexi9_cOUJOiI=", None),
    ("the whole hash in another letter case", "algorand:WGHE2Pwdvd7S12BL5FaOP20EGYesN73ktiC1qzkkit8=", None),
    ("the whole hash of a third network", "algorand:mFgazF+2uRS1tMiL9dsj01hJGySEmPN28B/TjjvpVW0=", None),
    ("the whole hash with the namespace in upper case", "ALGORAND:wGHE2Pwdvd7S12BL5FaOP20EGYesN73ktiC1qzkkit8=", None),
];

/// Names that are nearly one of those that are read only: a description, and the name.
const NEARLY_READ: [(&str, &str); 14] = [
    ("two ids are in use for it", "xlayer-testnet"),
    ("it is in no table", "x-layer"),
    ("it is in no table", "x1"),
    ("it is in no table", "arc"),
    ("it is in no table", "arc-testnet"),
    ("it is in no table", "world"),
    ("it is in no table", "robinhood-testnet"),
    ("it is in no table", "skale"),
    ("in upper case", "XLAYER"),
    ("with a capital", "Robinhood"),
    ("with an underscore", "skale_base"),
    ("without a hyphen", "skalebase"),
    ("with a space behind", "xlayer "),
    ("with -mainnet behind", "robinhood-mainnet"),
];

/// Texts that are no V1 name: a description, and the text.
const NO_NAME: [(&str, &str); 10] = [
    ("nothing", ""),
    ("a chain id", "8453"),
    ("a line feed behind", "base\n"),
    ("a tab in front", "\tbase"),
    ("a no-break space behind", "base\u{a0}"),
    ("a zero byte behind", "base\u{0}"),
    ("a byte order mark in front", "\u{feff}base"),
    ("full-width letters", "ｂａｓｅ"),
    ("a Cyrillic letter", "b\u{430}se"),
    ("a hyphen that is none", "base\u{2010}sepolia"),
];

/// Names on which tables disagree, and what they mean by C-9.
const DISPUTED: [(&str, &str); 3] =
    [("educhain", "eip155:41923"), ("skale-base-sepolia", "eip155:324705682"), ("story", "eip155:1514")];

const NOT_OF_A_TABLE: &str = "a grammar and no table: no official SDK checks it";
const IN_NO_TABLE: &str = "no table that a witness has says what is none";

pub(crate) fn drafts() -> Vec<Draft> {
    let mut drafts: Vec<Draft> = (1..).zip(TABLE).flat_map(|(row, (name, caip2))| of_row(row, name, caip2)).collect();
    let mut numbered = |number: u32, title: &str, input: Value, answer: Option<Value>, why: &str| {
        drafts.push(draft(&number.to_string(), title, &input, answer).no_witness(why));
    };
    let flat = |table: &'static [(&'static str, &'static [&'static str])]| {
        table.iter().flat_map(|(what, texts)| texts.iter().map(move |text| (*what, *text)))
    };
    for (number, (what, name)) in (8001..).zip(flat(&OTHER_NAMES)) {
        numbered(number, &format!("{name}: a name {what}"), json!({"name": name}), None, IN_NO_TABLE);
    }
    for (number, (what, caip2)) in (8101..).zip(flat(&OTHER_IDENTIFIERS)) {
        let answer = json!({"caip2": caip2});
        numbered(number, &format!("{caip2}, {what}"), answer.clone(), Some(answer), IN_NO_TABLE);
    }
    for (number, (what, caip2)) in (8201..).zip(GRAMMAR) {
        let answer = match caip2 {
            "eip155:1" => json!({"name": "ethereum", "caip2": caip2}),
            _ => json!({"caip2": caip2}),
        };
        numbered(number, what, json!({"caip2": caip2}), Some(answer), NOT_OF_A_TABLE);
    }
    for (number, (what, text)) in (8301..).zip(NO_IDENTIFIER) {
        numbered(number, &format!("no identifier: {what}"), json!({"caip2": text}), None, NOT_OF_A_TABLE);
    }
    for (number, (what, text)) in (8401..).zip(NO_NAME) {
        numbered(number, &format!("no name: {what}"), json!({"name": text}), None, IN_NO_TABLE);
    }
    drafts.extend(names_read());
    for (number, (what, caip2, identifier)) in (8601..).zip(ALGORAND) {
        let answer = identifier.map(|caip2| json!({"caip2": caip2}));
        let ruling = if answer.is_some() && number < 8605 { "G-1" } else { "G-3" };
        let title = format!("Algorand: {what}");
        let vector = draft(&number.to_string(), &title, &json!({"caip2": caip2}), answer);
        let vector = vector.rulings(&[ruling, "C-9"]).no_witness(NOT_OF_A_TABLE);
        drafts.push(if ruling == "G-1" { vector.fault(Fault::SecondSpelling) } else { vector });
    }
    drafts
}

/// Names that are read, and the networks that are not called by them.
fn names_read() -> Vec<Draft> {
    let why = "no table that a witness has names it";
    let numbered = |number: u32, title: &str, input: &Value, answer: Option<Value>| {
        draft(&number.to_string(), title, input, answer).rulings(&["U-44"]).fault(DisputedName).no_witness(why)
    };
    let mut drafts = Vec::new();
    for (number, (name, caip2)) in (8501..).step_by(2).zip(READ) {
        let answer = json!({"caip2": caip2});
        let title = format!("{name}, a name that is read and never written");
        drafts.push(numbered(number, &title, &json!({"name": name}), Some(answer.clone())));
        let title = format!("{caip2}, which V1 calls by no name, and which {name} means");
        drafts.push(numbered(number + 1, &title, &answer.clone(), Some(answer)));
    }
    for (number, (what, name)) in (8511..).zip(NEARLY_READ) {
        drafts.push(numbered(number, &format!("{name}: {what}"), &json!({"name": name}), None));
    }
    let retired = json!({"caip2": "eip155:713715"});
    drafts.push(numbered(8531, "the retired test network of Sei, which has no name", &retired.clone(), Some(retired)));
    drafts
}

fn draft(number: &str, title: &str, input: &Value, answer: Option<Value>) -> Draft {
    let expectation = match answer {
        Some(answer) => expect(Class::Valid, &answer),
        None => expect(Class::Invalid, &json!({"err": {"kind": "not-network"}})),
    };
    let asked = |member: &str| input[member].as_str().unwrap_or_default();
    let fault = fault(asked("name"), asked("caip2"), expectation.class == Class::Valid);
    Draft::new(format!("networks-{number}"), "network", title, raw(input), expectation).rulings(&["C-9"]).fault(fault)
}

/// What is odd about a name or an identifier.
fn fault(name: &str, caip2: &str, is_taken: bool) -> Fault {
    const LARGEST_OF_A_DOUBLE: u64 = 1 << 53;
    let of_eip155 = caip2.strip_prefix("eip155:").filter(|reference| {
        let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
        (1..=32).contains(&reference.len()) && reference.bytes().all(is_allowed)
    });
    match of_eip155 {
        _ if is_taken && DISPUTED.iter().any(|(of, id)| [name, caip2].contains(of) || caip2 == *id) => DisputedName,
        Some(reference) if is_taken && reference.parse().is_ok_and(|id: u64| id > LARGEST_OF_A_DOUBLE) => NetworkDigits,
        _ if is_taken => AnotherValue,
        Some(_) => NetworkDigits,
        None => MalformedNetwork,
    }
}

/// A name of the table and its identifier, and the forms that are nearly these.
fn of_row(row: u32, name: &str, caip2: &str) -> Vec<Draft> {
    let mut drafts = Vec::new();
    let mut push = |form: u32, title: String, input: Value, answer: Option<Value>, why: &str| {
        if !OF_EVERY_ROW.contains(&form) && !TRIED_IN_EVERY_FORM.contains(&name) {
            return;
        }
        drafts.push(draft(&format!("{row:02}{form:02}"), &title, &input, answer).no_witness(why));
    };
    let both = json!({"name": name, "caip2": caip2});
    push(1, name.into(), json!({"name": name}), Some(both.clone()), "no table that a witness has names it");
    push(
        2,
        format!("what V1 calls {caip2}"),
        json!({"caip2": caip2}),
        Some(both),
        "no table that a witness has names it",
    );
    for (form, what, text) in near_names(name, caip2) {
        push(form, format!("{name}, {what}"), json!({"name": text}), None, IN_NO_TABLE);
    }
    for (form, what, text, is_network) in near_identifiers(name, caip2) {
        let answer = is_network.then(|| match TABLE.iter().find(|(_, known)| *known == text) {
            Some((name, _)) => json!({"name": name, "caip2": text}),
            None => json!({"caip2": text}),
        });
        push(form, format!("{caip2}, {what}"), json!({"caip2": text}), answer, NOT_OF_A_TABLE);
    }
    drafts
}

/// The form, how the name was changed, and the result, which is never a name.
fn near_names(name: &str, caip2: &str) -> Vec<(u32, &'static str, String)> {
    let capital = name[..1].to_uppercase() + &name[1..];
    let mut forms = vec![
        (11, "in upper case", name.to_uppercase()),
        (12, "with a capital", capital),
        (13, "without its last letter", name[..name.len() - 1].into()),
        (14, "without its first letter", name[1..].into()),
        (15, "with -mainnet behind", format!("{name}-mainnet")),
        (16, "with a letter behind", format!("{name}s")),
        (17, "with a letter in front", format!("x{name}")),
        (18, "with a space in front", format!(" {name}")),
        (19, "with a space behind", format!("{name} ")),
        (20, "as an identifier", caip2.into()),
    ];
    if name.contains('-') {
        forms.push((21, "with underscores", name.replace('-', "_")));
        forms.push((22, "with spaces", name.replace('-', " ")));
        forms.push((23, "without hyphens", name.replace('-', "")));
    }
    assert!(forms.iter().all(|(_, _, text)| TABLE.iter().all(|(known, _)| known != text)), "{name}");
    forms
}

/// The form, how the identifier was changed, the result, and whether that is an identifier.
fn near_identifiers(name: &str, caip2: &str) -> Vec<(u32, &'static str, String, bool)> {
    let (namespace, reference) = caip2.split_once(':').expect("an identifier");
    let mut forms = vec![
        (31, "as a name", name.to_owned(), false),
        (32, "with the namespace in upper case", format!("{}:{reference}", namespace.to_uppercase()), false),
        (33, "with a space behind", format!("{caip2} "), false),
    ];
    if let Ok(id) = reference.parse::<u128>() {
        forms.extend([
            (41, "and 2^32", format!("eip155:{}", id + (1 << 32)), true),
            (42, "and 2^64", format!("eip155:{}", id + (1 << 64)), false),
            (43, "with a leading zero", format!("eip155:0{id}"), false),
            (44, "with a digit behind", format!("eip155:{id}0"), true),
            (45, "and one", format!("eip155:{}", id + 1), true),
            (46, "less one", format!("eip155:{}", id - 1), true),
            (47, "in hexadecimal", format!("eip155:{id:#x}"), false),
            (48, "with a digit in front", format!("eip155:1{id}"), true),
        ]);
        if id > 9 {
            forms.push((49, "without its last digit", format!("eip155:{}", id / 10), true));
        }
    } else {
        let whole = GENESIS.iter().find(|(known, _)| *known == name).expect("all of Solana's").1;
        let cut = &caip2[..caip2.len() - 1];
        let last = &caip2[caip2.len() - 1..];
        let folded =
            if last == last.to_uppercase() { format!("{cut}x") } else { format!("{cut}{}", last.to_uppercase()) };
        forms.extend([
            (51, "in lower case", caip2.to_lowercase(), true),
            (52, "without its last character", cut.to_owned(), true),
            (53, "with another last character", folded, true),
            (54, "with a character behind", format!("{caip2}K"), false),
            (55, "as the whole hash of the genesis block", whole.to_owned(), false),
        ]);
    }
    forms
}
