//! The origin and the times of a sign-in: 200 to 208.

use serde_json::json;

use super::{
    build::SignIn,
    case::{Case, NOW, both},
};
use crate::draft::{Draft, suffix};

const NO_CHARACTERS: &str = "a ruling of ours: no document has these characters for a sign-in on Solana";
const ORIGIN_TEXT: &str = "a ruling of ours: the text is no URI";

pub(super) fn drafts() -> Vec<Draft> {
    let groups = [nonces(), messages(), domains(), uris(), spellings(), ages(), windows(), dates()];
    groups.into_iter().flatten().collect()
}

/// 200.
fn nonces() -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (index, (nonce, title)) in
        [("a1b2c3d", "7 characters"), ("a1b2-c3d4", "a hyphen"), ("a1b2c3dé", "a letter beyond ASCII"), ("", "empty")]
            .into_iter()
            .enumerate()
    {
        let number = format!("0200{}", suffix(index));
        let change = |sign_in: &mut SignIn| {
            sign_in.set("nonce", nonce);
        };
        drafts.extend(both(&number, &format!("nonce: {title}"), change, |case| {
            case.rulings(&["X-15"]).requirements(&["SIWX-info-05"]).alone(NO_CHARACTERS).invalid("nonce")
        }));
    }
    let shortest = |sign_in: &mut SignIn| {
        sign_in.set("nonce", "a1B2c3D4");
    };
    drafts.extend(both("0200", "nonce of 8 characters", shortest, |case| case.rulings(&["X-15"]).valid()));
    drafts
}

/// 201 and 202: the signed message.
fn messages() -> Vec<Draft> {
    const OF_MESSAGE: &[&str] = &[
        "SIWX-summary-01",
        "SIWX-request-01",
        "SIWX-proof-01",
        "SIWX-proof-02",
        "SIWX-proof-03",
        "SIWX-verify-1-01",
        "SIWX-verify-3-01",
    ];
    const OF_CHAINS: &[&str] = &[
        "SIWX-evm-01",
        "SIWX-evm-03",
        "SIWX-evm-04",
        "SIWX-solana-01",
        "SIWX-solana-03",
        "SIWX-solana-04",
        "SIWX-msg-evm-01",
        "SIWX-msg-evm-02",
        "SIWX-msg-evm-03",
        "SIWX-msg-evm-04",
        "SIWX-msg-evm-05",
        "SIWX-msg-solana-01",
        "SIWX-msg-solana-02",
        "SIWX-verify-3-02",
        "SIWX-verify-3-04",
        "SIWX-chains-01",
        "SIWX-chains-02",
        "SIWX-multichain-03",
    ];
    let requirements: Vec<&'static str> = [OF_MESSAGE, OF_CHAINS].concat();
    let valid = |case: Case| case.rulings(&["X-11", "X-16", "X-17", "X-18"]).requirements(&requirements).valid();
    let mut drafts = both("0201", "the members of the document's example", |_| {}, valid);
    let bare = |sign_in: &mut SignIn| {
        for name in ["statement", "expirationTime", "resources"] {
            sign_in.without(name);
        }
    };
    drafts.extend(both("0201a", "without what may be absent", bare, |case| {
        case.requirements(&["SIWX-info-08", "SIWX-info-09", "SIWX-info-12"]).valid()
    }));
    let full = |sign_in: &mut SignIn| {
        sign_in.set("notBefore", "2024-01-15T10:29:00Z").set("requestId", "req-1:a@b%20!$&'()*+,;=~._");
        sign_in.set("resources", json!(["https://a.example/", "ipfs://bafybeigdyrzt/x?y#z", "urn:isbn:1"]));
        sign_in.set("statement", "I accept: https://a.example/terms?v=1#[@] !$&'()*+,;=~_");
    };
    drafts.extend(both("0201b", "with all that may be there", full, |case| {
        case.requirements(&["SIWX-info-10", "SIWX-info-11", "SIWX-required-04", "SIWX-required-07"]).valid()
    }));
    let statement_only = |sign_in: &mut SignIn| {
        sign_in.without("resources");
    };
    drafts.extend(both("0201c", "without resources", statement_only, |case| case.valid()));
    let no_statement = |sign_in: &mut SignIn| {
        sign_in.without("statement");
    };
    drafts.extend(both("0201d", "without a statement", no_statement, |case| case.valid()));
    let one = |sign_in: &mut SignIn| {
        let chain = if sign_in.is_solana() { "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1" } else { "eip155:137" };
        sign_in.set("chainId", chain);
    };
    drafts.extend(both("0201e", "on another chain of the kind", one, |case| case.valid()));

    let mut printed = SignIn::ethereum();
    printed.set("address", "0x857b06519E91e3A54538791bDbb0E22373e36b66").set("signatureScheme", "eip191");
    printed.set("signature", "0x2d6a7588d6acca505cbf0d9a4a227e0c52c6c34008c8e8986a1283259764173608a2ce6496642e377d6da8dbbf5836e9bd15092f9ecab05ded3d6293af148b571c");
    let printed = Case::new("0202", "the document's own header, whose signature is somebody else's", &printed);
    let mut unknown = printed.clone();
    (unknown.number, unknown.more) = ("0202a".into(), json!({}));
    drafts.push(printed.rulings(&["X-17"]).requirements(&["SIWX-request-02"]).invalid("signature"));
    drafts.push(unknown.rulings(&["X-17", "E-8"]).alone("no judge asks the chain").undecided("account-code"));
    drafts
}

/// 203.
fn domains() -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (index, (domain, title)) in [
        ("evil.example", "another host"),
        ("www.api.example.com", "a subdomain"),
        ("example.com", "the domain above"),
        ("api.example.com:8443", "a port"),
        ("api.example.com:443", "the default port, written"),
        ("API.example.com", "capitals"),
        ("https://api.example.com", "a scheme"),
        ("", "empty"),
    ]
    .into_iter()
    .enumerate()
    {
        let number = format!("0203{}", suffix(index));
        let change = |sign_in: &mut SignIn| {
            sign_in.set("domain", domain);
        };
        drafts.extend(both(&number, &format!("domain: {title}"), change, |case| {
            let case = case.rulings(&["X-12"]).requirements(&["SIWX-verify-2-01", "SIWX-info-01", "SIWX-info-02"]);
            case.alone(ORIGIN_TEXT).invalid("domain_mismatch")
        }));
    }
    let local = |sign_in: &mut SignIn| {
        sign_in.set("domain", "localhost:8402").set("uri", "http://localhost:8402/x");
    };
    drafts.extend(both("0203", "an origin with a port", local, |case| {
        case.with("origin", json!("http://localhost:8402")).rulings(&["X-12"]).alone(ORIGIN_TEXT).valid()
    }));
    drafts
}

/// 204.
fn uris() -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (index, (uri, title)) in [
        ("http://api.example.com/premium-data", "another scheme"),
        ("https://api.example.com.evil.example/premium-data", "an origin that begins alike"),
        ("https://api.example.co/premium-data", "an origin that is shorter"),
        ("https://api.example.com@evil.example/premium-data", "the host as a user"),
        ("https://me@api.example.com/premium-data", "a user"),
        ("https:\\\\api.example.com\\premium-data", "backslashes"),
        ("https:api.example.com/premium-data", "no //"),
        ("/premium-data", "relative"),
        ("//api.example.com/premium-data", "without a scheme"),
        ("https://api.example.com:8443/premium-data", "another port"),
        ("https://api%2Eexample.com/premium-data", "an escape in the host"),
        ("https://api.example.com/premium data", "a space"),
        ("https://api.example.com/%zz", "no escape behind %"),
        ("", "empty"),
    ]
    .into_iter()
    .enumerate()
    {
        let number = format!("0204{}", suffix(index));
        let change = |sign_in: &mut SignIn| {
            sign_in.set("uri", uri);
        };
        drafts.extend(both(&number, &format!("uri: {title}"), change, |case| {
            let case = case.rulings(&["X-12", "X-15"]);
            let case = case.requirements(&["SIWX-verify-2-02", "SIWX-info-03", "SIWX-required-05"]);
            case.alone(ORIGIN_TEXT).invalid("uri_mismatch")
        }));
    }
    let root = |sign_in: &mut SignIn| {
        sign_in.set("uri", "https://api.example.com");
    };
    drafts.extend(both("0204", "uri: the origin alone", root, |case| case.rulings(&["X-12"]).valid()));
    drafts
}

/// 205.
fn spellings() -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (index, uri) in ["HTTPS://api.example.com/x", "https://API.example.com/x", "https://api.example.com:443/x"]
        .into_iter()
        .enumerate()
    {
        let change = |sign_in: &mut SignIn| {
            sign_in.set("uri", uri);
        };
        drafts.extend(both(&format!("0205{}", suffix(index)), uri, change, |case| {
            case.rulings(&["X-12"]).alone(ORIGIN_TEXT).flagged(&["origin-spelling"])
        }));
    }
    drafts
}

/// 206.
fn ages() -> Vec<Draft> {
    const ISSUED: u64 = NOW - 30;
    let never = |sign_in: &mut SignIn| {
        sign_in.without("expirationTime");
    };
    let mut drafts = Vec::new();
    for (letter, title, now, reason) in [
        ("a", "issued 300 seconds ago", ISSUED + 300, ""),
        ("b", "issued now", ISSUED, ""),
        ("c", "issued 301 seconds ago", ISSUED + 301, "issued_at_too_old"),
        ("d", "issued one second ahead", ISSUED - 1, "issued_at_in_future"),
    ] {
        drafts.extend(both(&format!("0206{letter}"), title, never, |case| {
            let case = case.with("now", json!(now)).rulings(&["X-13"]);
            let case = case.requirements(&["SIWX-verify-2-03", "SIWX-verify-2-04", "SIWX-info-07"]);
            if reason.is_empty() { case.valid() } else { case.invalid(reason) }
        }));
    }
    let half = |sign_in: &mut SignIn| {
        sign_in.set("issuedAt", "2024-01-15T10:30:30.500Z");
    };
    drafts.extend(both("0206e", "issued half a second ahead", half, |case| {
        case.rulings(&["X-13"]).alone("the official SDK counts milliseconds").valid()
    }));
    drafts
}

/// 207.
fn windows() -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (letter, member, title, date, reason) in [
        ("a", "expirationTime", "expires now", "2024-01-15T10:30:30Z", "expired"),
        ("b", "expirationTime", "expires in a second", "2024-01-15T10:30:31Z", ""),
        ("c", "notBefore", "valid from now on", "2024-01-15T10:30:30Z", ""),
        ("d", "notBefore", "valid in a second", "2024-01-15T10:30:31Z", "not_yet_valid"),
    ] {
        let change = |sign_in: &mut SignIn| {
            sign_in.set(member, date);
        };
        drafts.extend(both(&format!("0207{letter}"), title, change, |case| {
            let case = case.rulings(&["X-13"]).requirements(&["SIWX-verify-2-05", "SIWX-verify-2-06"]);
            if reason.is_empty() { case.valid() } else { case.alone("libraries differ in this second").invalid(reason) }
        }));
    }
    drafts
}

/// 208.
fn dates() -> Vec<Draft> {
    const WRONG: [(&str, &str); 7] = [
        ("2024-01-15T10:30:00", "without a zone"),
        ("2024-02-30T10:30:00Z", "of 30 February"),
        ("2024-01-15T24:00:00Z", "with hour 24"),
        ("2024-01-15T10:29:60Z", "with second 60"),
        ("Mon, 15 Jan 2024 10:30:00 GMT", "of RFC 2822"),
        ("2024-01-15", "without a time"),
        ("", "empty"),
    ];
    let mut drafts = Vec::new();
    let members = [("issuedAt", "issued_at"), ("expirationTime", "expiration_time"), ("notBefore", "not_before")];
    for (place, (member, reason)) in members.into_iter().enumerate() {
        for (index, (date, title)) in WRONG.into_iter().enumerate() {
            let number = format!("0208{}", suffix(place * WRONG.len() + index));
            let change = |sign_in: &mut SignIn| {
                sign_in.set(member, date);
            };
            drafts.extend(both(&number, &format!("{member} {title}"), change, |case| {
                let case = case.rulings(&["X-13"]).requirements(&["SIWX-required-06"]);
                case.alone("libraries read more dates than RFC 3339 has").invalid(reason)
            }));
        }
    }
    for (letter, date, title) in [
        ("x", "2024-01-15t10:30:00z", "small letters"),
        ("y", "2024-01-15T11:30:00+01:00", "an offset"),
        ("za", "2024-01-15T05:00:00.123456789-05:30", "an offset and nine digits"),
    ] {
        let change = |sign_in: &mut SignIn| {
            sign_in.set("issuedAt", date);
        };
        let number = format!("0208{letter}");
        drafts.extend(both(&number, &format!("issuedAt with {title}"), change, |case| {
            case.rulings(&["X-13"]).alone("libraries write dates anew, or take fewer").valid()
        }));
    }
    drafts
}
