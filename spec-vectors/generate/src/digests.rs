//! The signed members: each one at the ends of its range and at 32, 53 and 64 bits, for each mechanism. Hashes and
//! signers are those of the witnesses (`spec-vectors/tool/src/derived.rs`).

use serde_json::json;

use x402_vectors::vector::Level;

use crate::{
    approval,
    draft::{Draft, of_digest, suffix},
    factories::wrapped,
    fault::Fault,
    networks,
    payment::{Method, PERMIT2, Payment},
    permit::{MERCHANT, STRANGER, TOKEN},
    sheet::Sheet,
    sign::{SIGNER, subtract_from_order},
    solana,
};

/// Numbers at which a representation ends.
pub(crate) const NUMBERS: [&str; 15] = [
    "0",
    "1",
    "255",
    "256",
    "4294967295",
    "4294967296",
    "9007199254740991",
    "9007199254740993",
    "9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "340282366920938463463374607431768211455",
    "340282366920938463463374607431768211456",
    "57896044618658097711785492504343953926634992332820282019728792003956564819968",
    "115792089237316195423570985008687907853269984665640564039457584007913129639935",
];

/// The smallest and the largest address, and one whose bytes all differ.
const ADDRESSES: [&str; 4] = [
    "0x0000000000000000000000000000000000000001",
    "0x8000000000000000000000000000000000000000",
    "0xffffffffffffffffffffffffffffffffffffffff",
    "0x0102030405060708090a0b0c0d0e0f1011121314",
];

/// Chain ids whose last 32, 53 or 64 bits, or whose nearest double, are those of another chain.
pub(crate) const CHAINS: [u64; 11] = [
    1,
    10,
    137,
    8_453,
    4_294_967_296,
    4_295_051_828,
    9_007_199_254_740_991,
    9_007_199_254_740_993,
    9_007_199_254_825_524,
    9_223_372_036_854_860_340,
    18_446_744_073_709_551_615,
];

/// What binds to the verdicts.
const LEVELS: Sheet = Sheet {
    usual: Level::Must,
    levels: &[],
    faults: &[(Fault::DisputedName, "0100veduchain 0100vskalebasesepolia 0100vstory")],
};

pub(crate) fn drafts() -> Vec<Draft> {
    let mut all = Drafts { drafts: Vec::new(), group: 0 };
    for method in Method::ALL {
        all.of_method(method);
    }
    for (name, method) in [("0400", Method::Permit2), ("0500", Method::Upto)] {
        all.of_permits(name, method);
    }
    LEVELS.write(all.drafts.into_iter().chain(approval::digests()).chain(solana::digests()).collect())
}

struct Drafts {
    drafts: Vec<Draft>,
    group: usize,
}

impl Drafts {
    fn of_method(&mut self, method: Method) {
        let base = || Payment::new(method);
        self.group += 100;
        let mut rows: Vec<(String, Payment, &str)> = vec![("the base".into(), base(), "ecdsa65")];
        let mut add = |title: String, payment: Payment| rows.push((title, payment, "ecdsa65"));
        let (addresses, numbers): (&[&str], &[&str]) = match method {
            Method::Eip3009 => (&["from", "to"], &["value", "validAfter", "validBefore"]),
            Method::Permit2 => (
                &["permitted.token", "spender", "witness.to", "from"],
                &["permitted.amount", "nonce", "deadline", "witness.validAfter"],
            ),
            Method::Upto => (
                &["permitted.token", "spender", "witness.to", "witness.facilitator", "from"],
                &["permitted.amount", "nonce", "deadline", "witness.validAfter"],
            ),
        };
        for member in addresses {
            for address in ADDRESSES {
                add(format!("{member} is {address}"), base().signs(member, address));
            }
        }
        let lower = |text: &str| text.to_lowercase();
        let upper = |text: &str| format!("0x{}", text[2..].to_uppercase());
        add("the payer in lower case".into(), base().signs("from", lower(SIGNER)));
        add("the payer in upper case".into(), base().signs("from", upper(SIGNER)));
        for member in numbers {
            for number in NUMBERS {
                add(format!("{member} is {number}"), base().signs(member, number));
            }
        }
        for chain in CHAINS {
            add(format!("on chain {chain}"), base().offers("network", format!("eip155:{chain}")));
        }
        add("the token is another".into(), base().offers("asset", STRANGER));
        if method == Method::Eip3009 {
            for (title, name, version) in domains() {
                let payment = base().offers("extra.name", name).offers("extra.version", version);
                add(format!("the domain's {title}"), payment);
            }
            for (title, nonce) in nonces() {
                add(format!("the nonce is {title}"), base().signs("nonce", nonce));
            }
            add("in V1".into(), base().in_version_1());
            for network in networks::of_evm() {
                let question = base().in_version_1().on(network).digest_question();
                let number = format!("0{}v{}", self.group, network.replace('-', ""));
                let stated = json!({"family": "eip3009", "form": "ecdsa65"});
                let title = format!("V1 on {network}");
                self.drafts.push(of_digest(&number, &title, &question, &stated).rulings(&["C-9", "E-1"]));
            }
        } else {
            add("the token's domain has another name".into(), base().offers("extra.name", "USD Coin"));
        }
        rows.extend(
            forms(&base())
                .into_iter()
                .map(|(title, digits, form)| (format!("the signature is {title}"), base().signature(&digits), form)),
        );
        if method == Method::Eip3009 {
            for token in ADDRESSES {
                rows.push((format!("the token is {token}"), base().offers("asset", token), "ecdsa65"));
            }
        }
        for (index, (title, payment, form)) in rows.into_iter().enumerate() {
            let number = format!("{:04}{}", self.group, suffix(index));
            let title = format!("{}: {title}", method.family());
            let stated = json!({"family": method.family(), "form": form});
            let rulings: &[&str] = if method == Method::Eip3009 { &["E-1", "E-6"] } else { &["P-1", "P-2", "E-7"] };
            self.drafts.push(of_digest(&number, &title, &payment.digest_question(), &stated).rulings(rulings));
        }
    }

    /// EIP-2612 permits for a sponsor.
    fn of_permits(&mut self, number: &str, method: Method) {
        let info = json!({
            "from": SIGNER, "asset": TOKEN, "spender": PERMIT2, "amount": "10000", "nonce": "3",
            "deadline": "1740672154", "version": "1",
        });
        let base = || Payment::new(method);
        let with = |name: &str, value: &str| {
            let mut info = info.clone();
            info[name] = value.into();
            info
        };
        let mut rows = vec![("the base".to_owned(), base().sponsored(&info))];
        for member in ["from", "spender"] {
            for address in ADDRESSES {
                rows.push((format!("{member} is {address}"), base().sponsored(&with(member, address))));
            }
        }
        let numbers = if method == Method::Upto { &NUMBERS[..3] } else { &NUMBERS[..] };
        for member in ["amount", "nonce", "deadline"] {
            for number in numbers {
                rows.push((format!("{member} is {number}"), base().sponsored(&with(member, number))));
            }
        }
        for chain in CHAINS {
            let payment = base().offers("network", format!("eip155:{chain}"));
            rows.push((format!("on chain {chain}"), payment.sponsored(&info)));
        }
        for (title, name, version) in domains() {
            let payment = base().offers("extra.name", name).offers("extra.version", version);
            rows.push((format!("the domain's {title}"), payment.sponsored(&info)));
        }
        rows.push(("the token is another".into(), base().offers("asset", MERCHANT).sponsored(&info)));
        let mut rows: Vec<_> = rows.into_iter().map(|(title, payment)| (title, payment, "ecdsa65")).collect();
        for token in ADDRESSES {
            rows.push((format!("the token is {token}"), base().offers("asset", token).sponsored(&info), "ecdsa65"));
        }
        for (title, digits, form) in forms_of(&base().sponsor_digits(&info)) {
            let signed = with("signature", &format!("0x{digits}"));
            rows.push((format!("its signature is {title}"), base().sponsored(&signed), form));
        }
        for (index, (title, payment, form)) in rows.into_iter().enumerate() {
            let stated = json!({"family": method.family(), "form": "ecdsa65", "permit": {"form": form}});
            let number = format!("{number}{}", suffix(index));
            let title = format!("a permit beside {}: {title}", method.family());
            self.drafts.push(of_digest(&number, &title, &payment.digest_question(), &stated).rulings(&["P-5"]));
        }
    }
}

/// Title, name and version of an EIP-712 domain.
fn domains() -> Vec<(&'static str, String, String)> {
    [
        ("name is empty", "", "2"),
        ("name is in lower case", "usdc", "2"),
        ("name is USD Coin", "USD Coin", "2"),
        ("name ends in a space", "USDC ", "2"),
        ("name has composed letters", "Prüfgeld", "2"),
        ("name has combining letters", "Pru\u{308}fgeld", "2"),
        ("name has letters beyond 16 bits", "🪙 coin", "2"),
        ("name has a quotation mark and a backslash", "\"U\\SDC\"", "2"),
        ("name has a line break", "USDC\n", "2"),
        ("name has 32 bytes", "abcdefghijklmnopqrstuvwxyz012345", "2"),
        ("name has 33 bytes", "abcdefghijklmnopqrstuvwxyz0123456", "2"),
        ("version is empty", "USDC", ""),
        ("version is 1", "USDC", "1"),
        ("version is 2.0", "USDC", "2.0"),
        ("version is 02", "USDC", "02"),
        ("version has letters", "USDC", "zwei ü"),
        ("name and version are exchanged", "2", "USDC"),
        ("name and version are empty", "", ""),
    ]
    .map(|(title, name, version)| (title, name.to_owned(), version.to_owned()))
    .into()
}

fn nonces() -> Vec<(&'static str, String)> {
    const BASE: &str = "f3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480";
    vec![
        ("all zeros", format!("0x{}", "0".repeat(64))),
        ("1", format!("0x{:0>64}", "1")),
        ("all ones", format!("0x{}", "f".repeat(64))),
        ("another in the first bit", format!("0x7{}", &BASE[1..])),
        ("another in the last bit", format!("0x{}1", &BASE[..63])),
        ("in upper case", format!("0x{}", BASE.to_uppercase())),
        ("with zeros in front", format!("0x{:0>64}", &BASE[..32])),
        ("with zeros behind", format!("0x{:0<64}", &BASE[..32])),
    ]
}

/// Title, digits and form.
pub(crate) fn forms(base: &Payment) -> Vec<(&'static str, String, &'static str)> {
    forms_of(&base.signature_digits())
}

/// The same for a signature of 65 bytes.
fn forms_of(signature: &str) -> Vec<(&'static str, String, &'static str)> {
    let (r, rest) = signature.split_at(64);
    let (s, v) = rest.split_at(64);
    let is_odd = v == "1c";
    let other_v = if is_odd { "1b" } else { "1c" };
    let (bare, other_bare) = if is_odd { ("01", "00") } else { ("00", "01") };
    let compact = |odd: bool| {
        let first = u8::from_str_radix(&s[..1], 16).expect("hexadecimal") | if odd { 8 } else { 0 };
        format!("{r}{first:x}{}", &s[1..])
    };
    let (zero, order) = ("0".repeat(64), "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");
    vec![
        ("with the other v", format!("{r}{s}{other_v}"), "ecdsa65"),
        ("with v 0 or 1", format!("{r}{s}{bare}"), "y-parity"),
        ("with the other of v 0 and 1", format!("{r}{s}{other_bare}"), "y-parity"),
        ("of 64 bytes", compact(is_odd), "erc2098"),
        ("of 64 bytes, with the other parity", compact(!is_odd), "erc2098"),
        ("the twin with high s", format!("{r}{}{other_v}", subtract_from_order(s)), "ecdsa65"),
        ("in upper case", signature.to_uppercase(), "ecdsa65"),
        ("wrapped", wrapped(signature, "deadbeef"), "erc6492"),
        ("with v 2", format!("{r}{s}02"), "other"),
        ("with v 26", format!("{r}{s}1a"), "other"),
        ("with v 29", format!("{r}{s}1d"), "other"),
        ("with v 31", format!("{r}{s}1f"), "other"),
        ("with v 255", format!("{r}{s}ff"), "other"),
        ("of no byte", String::new(), "other"),
        ("of 63 bytes", signature[..126].into(), "other"),
        ("of 66 bytes", format!("{signature}00"), "other"),
        ("with r 0", format!("{zero}{s}{v}"), "ecdsa65"),
        ("with s 0", format!("{r}{zero}{v}"), "ecdsa65"),
        ("with the curve's order for s", format!("{r}{order}{v}"), "ecdsa65"),
    ]
}
