//! The members of a sign-in and their values: 209 to 213, 219 and 220.

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE},
};
use serde_json::{Value, json};
use x402_conformance::vector::Class;

use super::{
    build::{NONCE, SignIn},
    case::{Case, NOW, ORIGIN, both, plain},
};
use crate::{
    base58::base58,
    draft::{Draft, expect, raw, suffix},
};

const NO_CHARACTERS: &str = "a ruling of ours: no document has these characters for a sign-in on Solana";

pub(super) fn drafts() -> Vec<Draft> {
    [versions(), chains(), statements(), empty_members(), schemes(), members(), headers()]
        .into_iter()
        .flatten()
        .collect()
}

/// 209: version, type, chain.
fn versions() -> Vec<Draft> {
    let of_header =
        |case: Case| case.requirements(&["SIWX-info-04"]).alone("not read by official SDKs").invalid("header");
    let mut drafts = both(
        "0209",
        "version 2",
        |sign_in| {
            sign_in.set("version", "2");
        },
        of_header,
    );
    let other = |sign_in: &mut SignIn| {
        let other = if sign_in.is_solana() { "eip191" } else { "ed25519" };
        sign_in.set("type", other);
    };
    drafts.extend(both("0209a", "type of the other kind of chain", other, |case| {
        let case = case.rulings(&["X-14"]).requirements(&["SIWX-chains-02", "SIWX-security-02"]);
        case.alone("the official SDKs go by the chain alone").invalid("type")
    }));
    for (letter, chain, reason) in [
        ("b", "eip155:08453", "chain_id"),
        ("c", "eip155:0", "chain_id"),
        ("d", "eip155:", "chain_id"),
        ("e", "eip155:base", "chain_id"),
        ("f", "solana:", "unsupported_chain"),
        ("g", "solana:a:b", "unsupported_chain"),
        ("h", "cosmos:cosmoshub-4", "unsupported_chain"),
        ("i", "base", "unsupported_chain"),
    ] {
        let mut sign_in = if chain.starts_with("solana") { SignIn::solana() } else { SignIn::ethereum() };
        sign_in.set("chainId", chain);
        let case = Case::new(format!("0209{letter}"), format!("chainId {chain}"), &sign_in.signed());
        let case = case.rulings(&["X-14"]).requirements(&["SIWX-chains-01", "SIWX-verify-3-01"]);
        drafts.push(case.alone("the official SDKs read identifiers more widely").invalid(reason));
    }
    // Every member except the key is that of the other kind of chain.
    let mut crossed = SignIn::ethereum().signed();
    crossed.set("chainId", "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp").set("type", "ed25519");
    let crossed = Case::new("0209j", "a sign-in of an EVM chain, said to be one on Solana", &crossed);
    drafts.push(crossed.rulings(&["X-16"]).requirements(&["SIWX-security-02"]).invalid("address"));
    drafts
}

/// 210: the chains that the server offers, and the issued nonce.
fn chains() -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (letter, title, name, value, reason) in [
        (
            "a",
            "a chain that is offered",
            "chains",
            json!(["eip155:8453", "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp"]),
            "",
        ),
        ("b", "a chain that is not offered", "chains", json!(["eip155:1"]), "unsupported_chain"),
        ("c", "the nonce that was issued", "nonce", json!(NONCE), ""),
        ("d", "another nonce than was issued", "nonce", json!("a1b2c3d4e5f67891"), "nonce"),
    ] {
        drafts.extend(both(
            &format!("0210{letter}"),
            title,
            |_| {},
            |case| {
                let case = case.with(name, value.clone()).rulings(&["X-14", "X-19"]);
                if reason.is_empty() { case.valid() } else { case.alone("only the caller knows").invalid(reason) }
            },
        ));
    }
    drafts
}

/// 212.
fn statements() -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (index, (statement, title)) in
        [("say \"hello\"", "quotation marks"), ("café", "a letter beyond ASCII"), ("50%", "a percent sign")]
            .into_iter()
            .enumerate()
    {
        let number = format!("0212{}", suffix(index));
        let change = |sign_in: &mut SignIn| {
            sign_in.set("statement", statement);
        };
        drafts.extend(both(&number, &format!("statement with {title}"), change, |case| {
            let is_solana = case.number.ends_with('z');
            let case = case.rulings(&["X-15"]).alone(NO_CHARACTERS);
            if is_solana { case.flagged(&["free-text"]) } else { case.invalid("header") }
        }));
    }
    for (letter, member, value, title) in [
        ("d", "requestId", json!("a b"), "requestId with a space"),
        ("e", "requestId", json!("a/b"), "requestId with a slash"),
        ("f", "resources", json!(["https://a.example", "a"]), "a resource without a scheme"),
        ("g", "resources", json!(["https://a.example/ "]), "a resource with a space"),
    ] {
        let change = |sign_in: &mut SignIn| {
            sign_in.set(member, value.clone());
        };
        drafts.extend(both(&format!("0212{letter}"), title, change, |case| {
            case.rulings(&["X-15"]).requirements(&["SIWX-required-05"]).alone(NO_CHARACTERS).invalid("header")
        }));
    }
    drafts
}

/// 213.
fn empty_members() -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (letter, member, value) in
        [("a", "statement", json!("")), ("b", "requestId", json!("")), ("c", "resources", json!([]))]
    {
        let change = |sign_in: &mut SignIn| {
            sign_in.set(member, value.clone());
        };
        drafts.extend(both(&format!("0213{letter}"), &format!("empty {member}"), change, |case| {
            case.rulings(&["X-15"]).alone("libraries differ in it").flagged(&["empty-member"])
        }));
    }
    drafts
}

/// 219: an unsigned hint.
fn schemes() -> Vec<Draft> {
    let mut drafts = Vec::new();
    let scheme = |name: &'static str| {
        move |sign_in: &mut SignIn| {
            sign_in.set("signatureScheme", name);
        }
    };
    for (index, name) in ["eip191", "eip1271", "eip6492", "siws"].into_iter().enumerate() {
        let number = format!("0219{}", suffix(index));
        drafts.extend(both(&number, &format!("signatureScheme {name}"), scheme(name), |case| {
            case.requirements(&["SIWX-chains-03", "SIWX-evm-02", "SIWX-solana-02"]).valid()
        }));
    }
    drafts.extend(both("0219e", "signatureScheme unknown", scheme("eip712"), |case| {
        case.requirements(&["SIWX-chains-03"]).invalid("header")
    }));
    drafts
}

/// 220: members and headers.
fn members() -> Vec<Draft> {
    let required = ["domain", "address", "uri", "version", "chainId", "type", "nonce", "issuedAt", "signature"];
    let mut drafts = Vec::new();
    for (index, name) in required.into_iter().enumerate() {
        let mut missing = SignIn::ethereum().signed();
        missing.without(name);
        let mut number = SignIn::ethereum().signed();
        number.set(name, 1);
        for (letter, title, sign_in) in [("m", "missing", missing), ("n", "a number", number)] {
            let case = Case::new(format!("0220{}{letter}", suffix(index)), format!("{name}: {title}"), &sign_in);
            drafts.push(case.requirements(&["SIWX-required-08", "SIWX-required-04"]).invalid("header"));
        }
    }
    let unknown = |sign_in: &mut SignIn| {
        sign_in.set("more", json!([1.5]));
    };
    drafts.extend(both("0220p", "a member that nobody knows", unknown, |case| case.valid()));
    let null = |sign_in: &mut SignIn| {
        sign_in.set("requestId", Value::Null).set("notBefore", Value::Null);
    };
    drafts.extend(both("0220q", "null for what may be absent", null, |case| {
        case.rulings(&["C-7"]).alone("libraries differ in it").flagged(&["null-optional"])
    }));
    drafts
}

fn headers() -> Vec<Draft> {
    let mut sign_in = SignIn::ethereum();
    sign_in.set("requestId", "~~~???>>>".replace(['?', '>'], "~"));
    let sign_in = sign_in.signed();
    let text = sign_in.members().to_string();
    let value = STANDARD.encode(&text);
    let header = |name: &str, value: &str| json!([name, value]);
    let url = URL_SAFE.encode(format!("{text}  ~~~"));
    let url = url.get(..url.len() / 4 * 4).unwrap_or_default();
    let twice = [header("SIGN-IN-WITH-X", &value), header("sign-in-with-x", &value)];
    let draft = |number: &str, title: &str, source: &str, given: Value| {
        let mut input = plain();
        (input[source], input["origin"], input["now"]) = (given, json!(ORIGIN), json!(NOW));
        let expected = expect(Class::Invalid, &json!({"verdict": "invalid"}));
        let draft = Draft::new(format!("sign-in-with-x-{number}"), "sign-in-with-x", title, raw(&input), expected);
        draft.rulings(&["X-11"]).requirements(&["SIWX-request-01"]).reason("invalid_siwx_header")
    };
    let named = |value: &str| json!({"name": "SIGN-IN-WITH-X", "value": value});
    let duplicate = text.replacen('{', "{\"nonce\":\"a1b2c3d4\",", 1);
    let mut drafts = vec![
        draft("0220r", "the header twice", "headers", json!(twice)),
        draft("0220s", "the alphabet of URLs", "header", named(&format!("{}-_", url.trim_end_matches('=')))),
        draft("0220t", "a member twice", "text", json!(duplicate)).refused_as("duplicate-member"),
        draft("0220u", "an empty header", "header", named("")),
        draft("0220v", "another header", "headers", json!([header("PAYMENT-SIGNATURE", &value)])),
        draft("0220w", "JSON without base64", "header", named(&text)),
        draft("0220x", "base58 for base64", "header", named(&base58(text.as_bytes()))),
    ];
    drafts = drafts.into_iter().map(|draft| draft.no_witness("how a header is read: the rules of `decode`")).collect();
    let mut good = plain();
    (good["header"], good["origin"], good["now"]) = (named(&value), json!(ORIGIN), json!(NOW));
    let result = json!({"verdict": "valid", "flags": []});
    let good =
        Draft::new("sign-in-with-x-0220y", "sign-in-with-x", "the header", raw(&good), expect(Class::Valid, &result));
    drafts.push(good.rulings(&["X-11"]).requirements(&["SIWX-request-01", "SIWX-verify-1-01"]));
    drafts
}
