//! The terms of a permit, each with its nearest neighbour, and every member changed after signing.

use super::{
    allowance,
    sponsored::{MAX, PARENT, PERMIT2, Permit, exact, signed},
};
use serde_json::json;

use crate::{
    base::NOW,
    case::{Case, Code},
    draft::Draft,
    permit::{EXACT_PROXY, MERCHANT, STRANGER, TOKEN, UPTO_PROXY, USD_COIN, USDC},
    sign::SIGNER,
};

const INFO: &str = "extensions.eip2612GasSponsoring.info";

pub(super) fn drafts() -> Vec<Draft> {
    let not_permit2 = |number: &str, title: &str, spender: &'static str| {
        let draft = signed(|permit| permit.spender = spender).invalid(number, title, "permit-spender");
        let statements = ["EIP2612-verify-04", "EIP2612-required-06"];
        draft.child_of(PARENT, &format!("{INFO}.spender"), PERMIT2, spender).requirements(&statements)
    };
    let amount = |number: &str, title: &str, amount: &'static str| {
        let draft = signed(|permit| permit.amount = amount).invalid(number, title, "permit-amount");
        draft.child_of(PARENT, &format!("{INFO}.amount"), "10000", amount)
    };
    let until = |deadline: u64| signed(move |permit| permit.deadline = deadline.to_string());
    let margin_0 = r#","policy":{"expiryMargin":0}"#;
    let late = "permit-deadline";
    [
        vec![
            signed(|permit| permit.from = STRANGER)
                .invalid("0500", "the permit is somebody else's", "permit-owner")
                .child_of(PARENT, &format!("{INFO}.from"), SIGNER, STRANGER)
                .requirements(&["EIP2612-verify-03"]),
            signed(|permit| (permit.asset, permit.contract) = (MERCHANT, MERCHANT))
                .invalid("0501", "the permit is for another token", "permit-token")
                .child_of(PARENT, &format!("{INFO}.asset"), TOKEN, MERCHANT)
                .requirements(&["EIP2612-required-05"]),
            not_permit2("0502", "the permit allows the proxy of exact", EXACT_PROXY),
            not_permit2("0502a", "the permit allows the proxy of upto", UPTO_PROXY),
            not_permit2("0502b", "the permit allows a stranger", STRANGER),
            amount("0503", "the permit is for one less than the payment permits", "9999"),
            amount("0503a", "the permit is for one more than the payment permits", "10001"),
            amount("0503b", "the permit is for nothing", "0"),
            until(NOW + 6).valid("0504", "6 s before the permit's deadline", SIGNER),
            until(NOW + 5).invalid("0504a", "5 s before the permit's deadline", late).child_of(
                "eip2612-0504",
                &format!("{INFO}.deadline"),
                (NOW + 6).to_string(),
                (NOW + 5).to_string(),
            ),
            until(NOW).more(margin_0).valid(
                "0504b",
                "at the second of the permit's deadline, and the policy wants no margin",
                SIGNER,
            ),
            until(NOW - 1)
                .more(margin_0)
                .invalid("0504c", "a second after the permit's deadline, and the policy wants no margin", late)
                .child_of("eip2612-0504b", &format!("{INFO}.deadline"), NOW.to_string(), (NOW - 1).to_string()),
            signed(|permit| permit.deadline = MAX.into())
                .valid("0504d", "the permit's deadline is 2^256-1", SIGNER)
                .requirements(&["EIP2612-required-09"]),
            signed(|permit| permit.nonce = MAX)
                .valid("0505", "the permit's nonce is 2^256-1", SIGNER)
                .comment("No token comes so far; which nonce is the next, it alone knows.")
                .requirements(&["EIP2612-required-08"]),
        ],
        domains(),
        slips(),
    ]
    .into_iter()
    .flatten()
    .map(|draft| draft.rulings(&["P-5"]))
    .collect()
}

/// Name and version are the offer's, or else the token's (E-1).
fn domains() -> Vec<Draft> {
    let facts = |name: &str| {
        format!(
            r#","facts":{{"accounts":{{"*":{{"code":"none"}}}},"tokenDomains":{{"{TOKEN}":{{"name":"{name}","version":"2"}}}}}}"#
        )
    };
    let separator = |name: &str, separator: &str| {
        let separators = format!(r#","domainSeparators":{{"{TOKEN}":"{separator}"}}"#);
        facts(name).replace(r#","tokenDomains""#, &format!(r#"{separators},"tokenDomains""#))
    };
    let knowing = |more: &str, separator: &str| {
        let comma = if more.is_empty() { "" } else { "," };
        exact(&Permit::new().info()).knowing(Code::Unknown).more(&format!(
            r#","facts":{{{more}{comma}"accounts":{{"*":{{"code":"none"}}}},"domainSeparators":{{"{TOKEN}":"{separator}"}}}}"#
        ))
    };
    let without = |member: &str| {
        let case = exact(&Permit::new().info()).terms(member, "");
        Case { code: Code::Unknown, ..case }
    };
    let (name, version) = (r#","name":"USDC""#, r#","version":"2""#);
    vec![
        without(name).undecided("0506", "the offer does not say the token's name", "domain"),
        without(version).undecided("0506a", "the offer does not say the version of the token's domain", "domain"),
        without(name).more(&facts("USDC")).valid(
            "0506b",
            "the offer does not say the token's name, the token does",
            SIGNER,
        ),
        without(name)
            .more(&facts("USD Coin"))
            .undecided(
                "0506c",
                "the offer does not say the token's name, and the token has another than was signed",
                "permit-signature",
            )
            .result(&json!({"verdict": "undecided", "needs": ["domain-separator"]}))
            .comment("A token may have another name in its domain than it says of itself: its separator decides."),
        without(name).more(&facts("USD Coin").replace(r#""accounts""#, &format!(r#"{},"accounts""#, allowance("4")))).undecided(
            "0656c",
            "the offer does not say the token's name, and the token has another than was signed, and too little is allowed",
            "permit-signature",
        ),
        without(name).more(&separator("USD Coin", USDC)).valid(
            "0604",
            "the token's separator has the name that was signed, and name() another",
            SIGNER,
        ),
        without(name).more(&separator("USDC", USD_COIN)).invalid(
            "0604a",
            "name() gives the name that was signed, and the token's separator has another",
            "permit-signature",
        ),
        exact(&Permit::new().info()).knowing(Code::Unknown).more(&facts("USD Coin")).valid(
            "0506d",
            "what the offer says counts, and not what the token says",
            SIGNER,
        ),
        knowing("", USDC).valid("0831", "the token's separator is that of the offer's domain", SIGNER),
        knowing("", USD_COIN)
            .invalid("0831a", "the token's separator is not that of the offer's domain", "domain")
            .comment("The token refuses the permit, and without it the payment can be settled if enough is allowed."),
        knowing(&allowance("9999"), USD_COIN).invalid(
            "0831b",
            "the token's separator is not that of the offer's domain, and Permit2 is allowed one less",
            "domain",
        ),
        knowing(&allowance("10000"), USD_COIN).acceptable(
            "0831c",
            "the token's separator is not that of the offer's domain, and Permit2 is allowed enough",
            SIGNER,
            "failing-permit",
        ),
        exact(&Permit::new().info()).terms(r#""name":"USDC""#, r#""name":7"#).invalid(
            "0506e",
            "the token's name in the offer is a number",
            "domain",
        ),
        Case::permit2().terms(name, "").in_group("eip2612").valid(
            "0506f",
            "without a permit the offer need not say the token's name",
            SIGNER,
        ),
    ]
    .into_iter()
    .map(|draft| draft.rulings(&["P-5", "E-1"]))
    .collect()
}

/// The right members, signed in another domain.
fn slips() -> Vec<Draft> {
    let slip = |number: &str, title: &str, change: fn(&mut Permit)| {
        let draft = signed(change).invalid(number, title, "permit-signature");
        draft.requirements(&["EIP2612-verify-03"])
    };
    vec![
        slip("0507", "the permit is signed in a domain of another name", |permit| permit.name = "USD Coin"),
        slip("0507a", "the permit is signed in a domain of another version", |permit| permit.version = "1"),
        slip("0507b", "the permit is signed for another chain", |permit| permit.chain_id = 8453),
        slip("0507c", "the permit is signed in Permit2's domain", |permit| permit.contract = PERMIT2),
        slip("0507d", "the permit is signed in a domain without a name", |permit| permit.name = ""),
    ]
}

/// Every member changed once after signing. Only the signature binds the members that no other check binds.
pub(super) fn changed() -> Vec<Draft> {
    let good = Permit::new().info();
    let change = |number: &str, member: &str, from: &str, to: &str, check: &str| {
        let title = format!("{member} of the permit was changed after signing");
        let (from_member, to_member) = (format!(r#""{member}":"{from}""#), format!(r#""{member}":"{to}""#));
        assert_eq!(good.matches(&from_member).count(), 1, "{from_member}");
        let draft = exact(&good.replace(&from_member, &to_member)).invalid(number, &title, check);
        draft.child_of(PARENT, &format!("{INFO}.{member}"), from, to).rulings(&["P-5"])
    };
    let signature = Permit::new().signature();
    let other = format!("0x{}{}", if signature.starts_with('0') { '1' } else { '0' }, &signature[1..]);
    vec![
        change("0508", "from", SIGNER, STRANGER, "permit-owner"),
        change("0508a", "asset", TOKEN, STRANGER, "permit-token"),
        change("0508b", "spender", PERMIT2, STRANGER, "permit-spender"),
        change("0508c", "amount", "10000", "10001", "permit-amount"),
        change("0508d", "nonce", "0", "1", "permit-signature"),
        change("0508e", "deadline", "1740672154", "1740672155", "permit-signature"),
        change("0508f", "signature", &format!("0x{signature}"), &other, "permit-signature"),
    ]
}
