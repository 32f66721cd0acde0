//! What a facilitator is known to take (U-50 to U-53): kinds of payment, the margin of a permit, and the presets of hosted
//! facilitators, each with the nearest payment that it does not take.

use serde_json::{Value, json};
use x402_conformance::vector::Class;

use crate::{
    base::{NOW, VALID_BEFORE},
    case::reason_of,
    draft::{Draft, expect, raw, suffix},
    gateway,
    payment::{Method, PERMIT2, Payment},
    permit::TOKEN,
    sign::SIGNER,
    solana,
};

enum Verdict {
    Valid,
    /// Valid, with these flags and these open questions.
    Asked(&'static [&'static str], &'static [&'static str]),
    Invalid(&'static str),
    /// The facilitator is not known to take the kind.
    Unknown,
}
use Verdict::{Asked, Invalid, Unknown, Valid};

type Row = (&'static str, Value, Verdict);

const BASE: &str = "eip155:8453";
const BASE_SEPOLIA: &str = "eip155:84532";

pub(crate) fn drafts() -> Vec<Draft> {
    let groups = [
        (100, &["U-52"][..], kinds()),
        (110, &["U-52"], extras()),
        (120, &["U-52", "P-5"], margins()),
        (200, &["U-50", "U-4"], circle_gateway()),
        (210, &["U-50", "U-52"], circle_facilitator()),
        (220, &["U-50", "S-5"], cdp()),
        (230, &["U-50", "S-5"], payai()),
        (240, &["U-50", "E-2"], okx()),
        (250, &["U-50", "U-52"], x402_org()),
    ];
    let drafts = groups.into_iter().flat_map(|(group, rulings, rows)| {
        rows.into_iter()
            .enumerate()
            .map(move |(index, row)| draft(&format!("{group:04}{}", suffix(index)), row, rulings))
    });
    drafts.collect()
}

fn draft(number: &str, (title, question, verdict): Row, rulings: &[&str]) -> Draft {
    let payer = if question["offers"][0]["network"].as_str().is_some_and(|network| network.starts_with("sol")) {
        solana::case::PAYER
    } else {
        SIGNER
    };
    let paid = json!({"verdict": "valid", "payer": payer, "offer": 0});
    let (class, result) = match &verdict {
        Valid => (Class::Valid, paid),
        Asked(flags, outstanding) => {
            let mut result = paid;
            result["flags"] = json!(flags);
            result["outstanding"] = json!(outstanding);
            (Class::Valid, result)
        }
        Invalid(_) => (Class::Invalid, json!({"verdict": "invalid"})),
        Unknown => (Class::Undecided, json!({"verdict": "undecided", "needs": ["verifier"]})),
    };
    let is_v1 = question["payment"]["json"]["x402Version"] == 1;
    let draft = Draft::new(format!("presets-{number}"), "verify", title, raw(&question), expect(class, &result))
        .rulings(rulings)
        .no_witness("a ruling decides it; no library has the limits of a service");
    match verdict {
        Valid | Asked(..) => draft,
        Invalid(check) if check.starts_with("compute") => draft.decided_by(check).reason(solana::case::reason(check)),
        Invalid(check) => draft.decided_by(check).reason(reason_of(check, is_v1, false)),
        Unknown => draft.decided_by("method"),
    }
}

fn by(payment: &Payment, policy: &Value) -> Value {
    payment.clone().asks("policy", policy.clone()).question()
}

fn preset(payment: &Payment, name: &str) -> Value {
    by(payment, &json!({"preset": name}))
}

fn plain() -> Payment {
    Payment::new(Method::Eip3009)
}

fn on(network: &str) -> Payment {
    plain().offers("network", network)
}

/// A payment with a second left.
fn late() -> Payment {
    plain().asks("now", VALID_BEFORE - 1)
}

fn kinds() -> Vec<Row> {
    let kinds = |payment: &Payment, kinds: Value| by(payment, &json!({"kinds": kinds}));
    let kind = |network: &str| json!({"scheme": "exact", "network": network});
    let of = |version: u64| json!({"x402Version": version, "scheme": "exact", "network": BASE_SEPOLIA});
    let v1 = || plain().in_version_1();
    let other_key = plain().signs("value", "9999");
    let upto = Payment::new(Method::Upto);
    vec![
        ("the facilitator takes the kind", kinds(&plain(), json!([kind(BASE_SEPOLIA)])), Valid),
        ("the facilitator takes it on another network", kinds(&plain(), json!([kind(BASE)])), Unknown),
        ("the second of two kinds", kinds(&plain(), json!([kind(BASE), kind(BASE_SEPOLIA)])), Valid),
        ("the first of two kinds", kinds(&plain(), json!([kind(BASE_SEPOLIA), kind(BASE)])), Valid),
        ("on any network", kinds(&plain(), json!([{"scheme": "exact"}])), Valid),
        ("another scheme", kinds(&plain(), json!([{"scheme": "upto", "network": BASE_SEPOLIA}])), Unknown),
        ("a scheme in capitals", kinds(&plain(), json!([{"scheme": "EXACT", "network": BASE_SEPOLIA}])), Unknown),
        ("another scheme of the payment", kinds(&upto, json!([kind(BASE_SEPOLIA)])), Unknown),
        ("of version 2", kinds(&plain(), json!([of(2)])), Valid),
        ("of version 1", kinds(&plain(), json!([of(1)])), Unknown),
        ("a V1 payment, of version 1", kinds(&v1(), json!([of(1)])), Valid),
        ("a V1 payment, of version 2", kinds(&v1(), json!([of(2)])), Unknown),
        ("a V1 payment, of either version", kinds(&v1(), json!([kind(BASE_SEPOLIA)])), Valid),
        ("a V1 payment, on another network", kinds(&v1(), json!([kind(BASE)])), Unknown),
        ("no kind at all", kinds(&plain(), json!([])), Unknown),
        ("one less than asked is signed", kinds(&other_key, json!([kind(BASE_SEPOLIA)])), Invalid("amount")),
        ("one less than asked is signed, on another network", kinds(&other_key, json!([kind(BASE)])), Unknown),
    ]
}

fn extras() -> Vec<Row> {
    let by = |offered: Value, extra: Value| {
        by(&plain().offers("extra.more", offered), &json!({"kinds": [{"scheme": "exact", "extra": extra}]}))
    };
    vec![
        ("extra has what the kind names", by(json!("a"), json!({"more": "a"})), Valid),
        ("extra has another value", by(json!("a"), json!({"more": "A"})), Unknown),
        ("extra lacks the member", by(Value::Null, json!({"more": "a"})), Unknown),
        ("the kind names nothing of extra", by(json!("a"), json!({})), Valid),
        ("another spelling of the value", by(json!({"b": 1, "c": [2]}), json!({"more": {"c": [2.0], "b": 1}})), Valid),
        ("an object with a member more", by(json!({"b": 1, "c": 2}), json!({"more": {"b": 1}})), Unknown),
        ("one of two members", by(json!("a"), json!({"more": "a", "name": "USD Coin"})), Unknown),
        ("both members", by(json!("a"), json!({"more": "a", "name": "USDC"})), Valid),
    ]
}

/// A payment by Permit2 with a permit for a sponsor, whose deadline is so many seconds ahead.
fn sponsored(payment: Payment, left: u64) -> Payment {
    let info = json!({
        "from": SIGNER, "asset": TOKEN, "spender": PERMIT2, "amount": "10000", "nonce": "0",
        "deadline": (NOW + left).to_string(), "version": "1",
    });
    payment.sponsored(&info).asks("facts.allowances", json!([{"token": TOKEN, "owner": SIGNER, "amount": "0"}]))
}

fn margins() -> Vec<Row> {
    let permit = |left: u64, policy: Value| by(&sponsored(Payment::new(Method::Permit2), left), &policy);
    let late = Invalid("permit-deadline");
    let payment = sponsored(Payment::new(Method::Permit2), 100).asks("now", VALID_BEFORE - 6);
    vec![
        ("a permit with the margin that the policy wants", permit(10, json!({"permitMargin": 10})), Valid),
        ("a permit with a second less", permit(9, json!({"permitMargin": 10})), late),
        ("a margin of permits below that of payments", permit(6, json!({"permitMargin": 5})), Valid),
        (
            "a second less than the margin of payments",
            permit(5, json!({"permitMargin": 5})),
            Invalid("permit-deadline"),
        ),
        ("the larger margin of payments", permit(20, json!({"permitMargin": 10, "expiryMargin": 20})), Valid),
        (
            "a second less than the larger margin of payments",
            permit(19, json!({"permitMargin": 10, "expiryMargin": 20})),
            Invalid("permit-deadline"),
        ),
        ("six seconds of the payment itself", by(&payment, &json!({"permitMargin": 10})), Valid),
    ]
}

fn circle_gateway() -> Vec<Row> {
    let by = |payment: Payment| preset(&payment, "circle-gateway@2026-11");
    let at = |now: u64| by(gateway::base().asks("now", now));
    let near_miss = || gateway::base().offers("extra.verifyingContract", gateway::WALLET);
    const PAID: Verdict = Asked(&["gateway"], &["gateway-balance", "gateway-nonce"]);
    vec![
        ("Circle's Gateway: a week is left", at(gateway::LAST), PAID),
        ("Circle's Gateway: a second less than a week", at(gateway::LAST + 1), Invalid("expiry-margin")),
        ("Circle's Gateway: the wallet of the mainnets", by(near_miss()), Invalid("policy")),
        ("Circle's Gateway: a payment for the token", by(plain()), Unknown),
        ("Circle's Gateway: another version of the name", by(gateway::base().offers("extra.version", "2")), Unknown),
    ]
}

fn circle_facilitator() -> Vec<Row> {
    let by = |payment: Payment| preset(&payment, "circle-facilitator@2026-11");
    let permit = |left: u64| by(sponsored(Payment::new(Method::Permit2).offers("network", BASE), left));
    let on_base = || on(BASE);
    vec![
        ("Circle's facilitator: a permit with ten seconds", permit(10), Valid),
        ("Circle's facilitator: a permit with nine seconds", permit(9), Invalid("permit-deadline")),
        ("Circle's facilitator: a second is left", by(on_base().asks("now", VALID_BEFORE - 1)), Valid),
        ("Circle's facilitator: no second is left", by(on_base().asks("now", VALID_BEFORE)), Invalid("valid-before")),
        ("Circle's facilitator: on Polygon", by(on("eip155:137")), Valid),
        ("Circle's facilitator: on Arc", by(on("eip155:5042")), Valid),
        ("Circle's facilitator: on Base Sepolia", by(plain()), Unknown),
        ("Circle's facilitator: V1", by(on_base().in_version_1()), Unknown),
    ]
}

fn cdp() -> Vec<Row> {
    let by = |payment: Payment| preset(&payment, "cdp@2026-10");
    let units = |units: u32| solana::with_limit(units, &json!({"preset": "cdp@2026-10"}));
    let upto = || Payment::new(Method::Upto).asks("facilitators", json!([crate::permit::FACILITATOR]));
    vec![
        ("CDP: 20,000 compute units, which settle", units(20_000), Valid),
        ("CDP: 99,999 compute units, of which nothing is known", units(99_999), Valid),
        ("CDP: 100,000 compute units, which it refuses", units(100_000), Invalid("compute-limit-cap")),
        ("CDP: on World Sepolia", by(on("eip155:4801")), Valid),
        ("CDP: on Unichain Sepolia", by(on("eip155:1301")), Unknown),
        ("CDP: upto on Base", by(upto().offers("network", BASE)), Valid),
        ("CDP: upto on Avalanche", by(upto().offers("network", "eip155:43114")), Unknown),
        ("CDP: five seconds left", by(plain().asks("now", VALID_BEFORE - 5)), Invalid("expiry-margin")),
    ]
}

fn payai() -> Vec<Row> {
    let by = |payment: Payment| preset(&payment, "payai@2026-10");
    let units = |units: u32| solana::with_limit(units, &json!({"preset": "payai@2026-10"}));
    vec![
        ("PayAI: 50,000 compute units, which settle", units(50_000), Valid),
        ("PayAI: 99,999 compute units, of which nothing is known", units(99_999), Valid),
        ("PayAI: 100,000 compute units, which it refuses", units(100_000), Invalid("compute-limit-cap")),
        ("PayAI: on Avalanche", by(on("eip155:43114")), Valid),
        ("PayAI: on Monad", by(on("eip155:143")), Unknown),
        ("PayAI: V1 on Base", by(on(BASE).in_version_1()), Valid),
        ("PayAI: V1 on Base Sepolia", by(plain().in_version_1()), Unknown),
        ("PayAI: upto on Base", by(Payment::new(Method::Upto).offers("network", BASE)), Unknown),
    ]
}

fn okx() -> Vec<Row> {
    let by = |payment: Payment| preset(&payment.offers("network", "eip155:196"), "okx@2026-11");
    vec![
        ("OKX: a second is left", by(late()), Valid),
        ("OKX: no second is left", by(plain().asks("now", VALID_BEFORE)), Invalid("valid-before")),
        ("OKX: on another network", preset(&plain(), "okx@2026-11"), Unknown),
        (
            "OKX: a margin beside the preset",
            {
                let mut question = by(late());
                question["policy"]["expiryMargin"] = 2.into();
                question
            },
            Invalid("expiry-margin"),
        ),
        (
            "OKX: other kinds beside the preset",
            {
                let mut question = preset(&late(), "okx@2026-11");
                question["policy"]["kinds"] = json!([{"scheme": "exact", "network": BASE_SEPOLIA}]);
                question
            },
            Valid,
        ),
    ]
}

fn x402_org() -> Vec<Row> {
    let by = |payment: Payment| preset(&payment, "x402.org@2026-10");
    vec![
        ("x402.org: on Base Sepolia", by(plain()), Valid),
        ("x402.org: on Base", by(on(BASE)), Unknown),
        ("x402.org: five seconds left", by(plain().asks("now", VALID_BEFORE - 5)), Invalid("expiry-margin")),
    ]
}
