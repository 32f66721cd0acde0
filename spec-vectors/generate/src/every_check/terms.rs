//! The signed terms against the offered ones, the time and the signer: everything except what is added for a sponsor.

use serde_json::{Value, json};

use super::part::{
    Part, Row, Rows,
    Verdict::{self, Counterfactual, Flagged, Invalid, Undecided, Valid},
    row,
};
use crate::{
    base::{NOW, VALID_AFTER, VALID_BEFORE},
    digests::forms,
    draft::digest_of,
    factories::wrapped,
    payment::{Method, PERMIT2, Payment},
    permit::{EXACT_PROXY, FACILITATOR, MERCHANT, STRANGER, TOKEN, UPTO_PROXY, ZERO},
    sign::SIGNER,
};

/// An address of 19 bytes.
const SHORT: &str = "0x036CbD53842c5426634e7929541eC2318f3dCF";
/// An address that plays no role in the payment.
const OTHER: &str = "0x0102030405060708090a0b0c0d0e0f1011121314";
/// 65 bytes that no key has signed.
const NOBODYS: &str = "11111111111111111111111111111111111111111111111111111111111111112222222222222222222222222222222222222222222222222222222222222222\
     1b";

pub(super) fn rows(part: Part) -> Rows {
    let base = || part.base();
    let (is_e, is_p, is_u) = (!part.is_permit2(), part.is_permit2(), part.method == Method::Upto);
    let (amount, to, end, start) = if is_e {
        ("value", "to", "validBefore", "validAfter")
    } else {
        ("permitted.amount", "witness.to", "deadline", "witness.validAfter")
    };
    let at = |now: u64| base().asks("now", now);
    let mut rows = vec![Some(row("the base", &base(), Valid(part.method.family())))];
    let mut add = |applies: bool, title: &str, payment: &dyn Fn() -> Payment, verdict: Verdict| {
        rows.push(applies.then(|| row(title, &payment(), verdict)));
    };
    let v2 = !part.is_v1;

    // The offer.
    for (member, other) in [
        ("amount", json!("20000")),
        ("asset", OTHER.into()),
        ("payTo", OTHER.into()),
        ("maxTimeoutSeconds", 61.into()),
        ("extra.name", "USD Coin".into()),
        ("extra.version", "1".into()),
    ] {
        let differs = || base().accepts(member, other.clone());
        add(v2, &format!("another {member} was accepted than is offered"), &differs, Invalid("offer"));
    }
    for network in ["eip155:8453", "eip155:845320", "eip155:8453200000", "eip155:4295051828"] {
        let elsewhere = || base().accepts("network", network);
        let is_named = network == "eip155:8453";
        add(v2 || is_named, &format!("{network} was accepted"), &elsewhere, Invalid("offer"));
    }
    let other_scheme = if is_u { "exact" } else { "upto" };
    add(true, "another scheme was accepted", &|| base().accepts("scheme", other_scheme), Invalid("offer"));
    add(v2, "the client adds a member to extra", &|| base().accepts("extra.more", "x"), Valid("offer"));
    add(true, "nothing is offered", &|| base(), Invalid("offer"));
    if let Some(row) = rows.last_mut().and_then(Option::as_mut) {
        row.question["offers"] = json!([]);
    }
    let mut add = |applies: bool, title: &str, payment: &dyn Fn() -> Payment, verdict: Verdict| {
        rows.push(applies.then(|| row(title, &payment(), verdict)));
    };

    // The transfer method and the payload.
    let tagged = |method: Value| move || base().offers("extra.assetTransferMethod", method.clone());
    add(true, "the transfer method is a number", &tagged(7.into()), Invalid("method"));
    let untagged = || if part.method == Method::Permit2 { Flagged("untagged-method") } else { Valid("method") };
    add(true, "the offer names no transfer method", &tagged(Value::Null), untagged());
    let method_name = if is_e { "eip3009" } else { "permit2" };
    add(true, "the offer names the transfer method", &tagged(method_name.into()), Valid("method"));
    let unknown = if is_u { Invalid("method") } else { Undecided("method") };
    add(true, "a transfer method that nobody knows", &tagged("eip4337".into()), unknown);
    add(true, "no signature", &|| base().sends("signature", Value::Null), Invalid("payload"));
    for member in [amount, to, end, start, "nonce", "from"] {
        let path = format!("{}.{member}", part.method.signed_member());
        // A lenient reader takes nothing for 0.
        let zero = match member {
            "nonce" if is_e => Some(format!("0x{}", "0".repeat(64))),
            _ if member == start || member == "nonce" => Some("0".to_owned()),
            _ => None,
        };
        let without = || {
            let signed = zero.iter().fold(base(), |payment, zero| payment.signs(member, zero.as_str()));
            signed.sends(&path, Value::Null)
        };
        add(true, &format!("no {member}"), &without, Invalid("payload"));
        add(true, &format!("{member} is a number"), &|| base().sends(&path, 10_000), Invalid("payload"));
    }
    let both = || base().sends(if is_e { "permit2Authorization" } else { "authorization" }, json!({}));
    add(true, "a member of another transfer method beside it", &both, Invalid("payload"));

    // Addresses.
    let badly = |path: &'static str, to: &'static str| move || base().offers(path, to).signature(NOBODYS);
    add(true, "the asset has 19 bytes", &badly("asset", SHORT), Invalid("asset-address"));
    add(true, "payTo has 19 bytes", &badly("payTo", SHORT), Invalid("pay-to-address"));
    add(true, "payTo is no address", &badly("payTo", "merchant"), Invalid("pay-to-address"));
    add(true, "payTo is the zero address", &|| base().offers("payTo", ZERO).signs(to, ZERO), Invalid("pay-to-address"));
    add(true, "the payer is the zero address", &|| base().signs("from", ZERO), Invalid("payer-address"));
    let lower = || base().offers("payTo", MERCHANT.to_lowercase()).offers("asset", TOKEN.to_lowercase());
    add(true, "addresses in lower case", &lower, Valid("asset-address"));
    for member in ["name", "version"] {
        let path = format!("extra.{member}");
        let without = || base().offers(&path, Value::Null).signature(NOBODYS);
        let verdict = if part.is_v1 { Undecided("domain") } else { Invalid("domain") };
        add(is_e, &format!("the offer has no {member}"), &without, verdict);
        let number = || base().offers(&path, 2).signature(NOBODYS);
        add(is_e, &format!("the domain's {member} is a number"), &number, Invalid("domain"));
        let unsigned = || base().offers(&path, Value::Null);
        add(is_p, &format!("the offer has no {member}, which nobody has signed"), &unsigned, Valid("valid-before"));
    }

    // The parties that the signature binds.
    for (title, spender) in [
        ("the facilitator", FACILITATOR),
        ("the merchant", MERCHANT),
        ("the other scheme's proxy", if is_u { EXACT_PROXY } else { UPTO_PROXY }),
        ("Permit2", PERMIT2),
        ("the first proxy of exact", "0x4020615294c913F045dc10f0a5cdEbd86c280001"),
        ("the first proxy of upto", "0x4020633461b2895a48930Ff97eE8fCdE8E520002"),
    ] {
        add(is_p, &format!("the spender is {title}"), &|| base().signs("spender", spender), Invalid("spender"));
    }
    add(true, "another recipient was signed", &|| base().signs(to, STRANGER), Invalid("recipient"));
    let first = || base().signs(to, format!("0x21{}", &MERCHANT[4..]));
    add(true, "a recipient with another first byte", &first, Invalid("recipient"));
    let last = || base().signs(to, format!("{}d", &MERCHANT[..41]));
    add(true, "a recipient with another last digit", &last, Invalid("recipient"));
    add(true, "the payer is the recipient", &|| base().signs(to, SIGNER), Invalid("recipient"));
    add(is_p, "another token was signed", &|| base().signs("permitted.token", STRANGER), Invalid("permitted-token"));
    let token = || base().signs("permitted.token", format!("{}f", &TOKEN[..41]));
    add(is_p, "a token with another last digit was signed", &token, Invalid("permitted-token"));
    let facilitator_addresses = |addresses: Value| move || base().asks("facilitators", addresses.clone());
    add(is_u, "the caller is the facilitator", &facilitator_addresses(json!([FACILITATOR])), Valid("facilitator"));
    add(is_u, "the caller is another", &facilitator_addresses(json!([STRANGER])), Invalid("facilitator"));
    add(is_u, "the caller settles from nowhere", &facilitator_addresses(json!([])), Invalid("facilitator"));
    add(!is_u, "the caller is anybody", &facilitator_addresses(json!([STRANGER])), Valid("facilitator"));
    let signed_for = |facilitator: &'static str| move || base().signs("witness.facilitator", facilitator);
    add(is_u, "another facilitator was signed for than is offered", &signed_for(STRANGER), Undecided("facilitator"));
    add(is_u, "the zero address was signed for", &signed_for(ZERO), Invalid("facilitator"));
    let unnamed = || base().offers("extra.facilitatorAddress", Value::Null);
    add(is_u, "the offer names no facilitator", &unnamed, Undecided("facilitator"));

    // The amount.
    let at_least = || base().asks("policy.amountRule", "at-least");
    let settles_signed = !part.settling || is_u;
    add(true, "one less was signed", &|| base().signs(amount, "9999"), Invalid("amount"));
    add(true, "one more was signed", &|| base().signs(amount, "10001"), Invalid("amount"));
    add(true, "one less was signed, of at least so much", &|| at_least().signs(amount, "9999"), Invalid("amount"));
    let more = || at_least().signs(amount, "10001");
    add(settles_signed, "one more was signed, of at least so much", &more, Flagged("overpayment"));
    let far = || base().offers("amount", "18446744073709561616");
    add(true, "2^64 less was signed", &far, Invalid("amount"));
    let zero = || base().offers("amount", "0").signs(amount, "0").asks("phase", Value::Null);
    add(is_p && !part.settling, "nothing is asked, and nothing signed", &zero, Invalid("amount"));
    let settle = |amount: &'static str| move || base().asks("phase.settle.amount", amount);
    let less = || if is_u { Valid("charge") } else { Invalid("charge") };
    add(part.settling, "one less is to be taken", &settle("9999"), less());
    add(part.settling, "one is to be taken", &settle("1"), less());
    add(part.settling, "nothing is to be taken", &settle("0"), less());
    add(part.settling, "one more is to be taken", &settle("10001"), Invalid("charge"));
    add(part.settling, "2^64 more is to be taken", &settle("18446744073709561616"), Invalid("charge"));

    // The time.
    let margin = |now: u64, margin: u64| move || at(now).asks("policy.expiryMargin", margin);
    add(true, "6 s before the end", &|| at(VALID_BEFORE - 6), Valid("expiry-margin"));
    add(true, "5 s before the end", &|| at(VALID_BEFORE - 5), Invalid("expiry-margin"));
    add(true, "1 s before the end", &margin(VALID_BEFORE - 1, 0), Valid("valid-before"));
    let in_the_last_second = || if is_e { Invalid("valid-before") } else { Valid("valid-before") };
    add(true, "in the second of the end, with no margin", &margin(VALID_BEFORE, 0), in_the_last_second());
    add(true, "a second after the end, with no margin", &margin(VALID_BEFORE + 1, 0), Invalid("valid-before"));
    add(true, "a second after the end", &|| at(VALID_BEFORE + 1), Invalid("valid-before"));
    add(true, "20 s before the end, of 20", &margin(VALID_BEFORE - 20, 20), Valid("expiry-margin"));
    add(true, "19 s before the end, of 20", &margin(VALID_BEFORE - 19, 20), Invalid("expiry-margin"));
    add(true, "a second before the start", &|| at(VALID_AFTER - 1), Invalid("valid-after"));
    let at_once = || if is_e { Flagged("boundary-after") } else { Valid("valid-after") };
    add(true, "in the second of the start", &|| at(VALID_AFTER), at_once());
    add(true, "a second after the start", &|| at(VALID_AFTER + 1), Valid("valid-after"));
    let between = |seconds: u64| {
        move || {
            let payment = base().signs(start, NOW.to_string()).signs(end, (NOW + seconds).to_string());
            payment.asks("policy.expiryMargin", 0)
        }
    };
    add(is_e, "a second from start to end", &between(1), Invalid("window"));
    add(is_e, "two seconds from start to end", &between(2), Flagged("boundary-after"));
    let horizon = |seconds: u64| move || base().asks("policy.horizon", seconds);
    add(true, "the end is at the horizon", &horizon(VALID_BEFORE - NOW), Valid("horizon"));
    add(true, "the end is a second beyond the horizon", &horizon(VALID_BEFORE - NOW - 1), Invalid("horizon"));

    // The declared extensions, and the flags that the policy refuses.
    let info = |text: &str| json!({"text": text});
    let declared = || base().asks("declaredExtensions", json!({"example": {"info": info("declared")}}));
    let wanted = || declared().asks("policy.requireEcho", true);
    add(v2, "the echo is as declared", &|| wanted().extended("example", &info("declared")), Valid("extension-echo"));
    add(v2, "the echo is changed", &|| declared().extended("example", &info("changed")), Invalid("extension-echo"));
    add(v2, "there is no echo", &declared, Flagged("extension-not-echoed"));
    add(v2, "there is no echo, and one is wanted", &wanted, Invalid("extension-echo"));
    let refusing = |flag: &'static str| move || to_oneself(&base, to).asks("policy.refuse", json!([flag]));
    add(true, "the payer pays himself", &|| to_oneself(&base, to), Flagged("self-payment"));
    add(true, "the payer pays himself, which is refused", &refusing("self-payment"), Invalid("policy"));
    add(true, "the payer pays himself, and else is refused", &refusing("pay-to-asset"), Flagged("self-payment"));
    let to_token = || base().offers("payTo", TOKEN).signs(to, TOKEN);
    add(true, "the token is paid", &to_token, Flagged("pay-to-asset"));
    let refused = || to_token().asks("policy.refuse", json!(["pay-to-asset"]));
    add(true, "the token is paid, which is refused", &refused, Invalid("policy"));
    let misspelled = || base().offers("payTo", MERCHANT.replace("Bc6", "BC6"));
    add(true, "payTo has a wrong checksum", &misspelled, Flagged("eip55"));
    let refused = || misspelled().asks("policy.refuse", json!(["eip55"]));
    add(true, "payTo has a wrong checksum, which is refused", &refused, Invalid("policy"));

    // The allowance of Permit2.
    let allowed = |amount: &'static str, token: &'static str, owner: &'static str| {
        move || base().asks("facts.allowances", json!([{"token": token, "owner": owner, "amount": amount}]))
    };
    add(is_p, "enough is allowed", &allowed("10000", TOKEN, SIGNER), Valid("allowance"));
    add(is_p, "one too little is allowed", &allowed("9999", TOKEN, SIGNER), Invalid("allowance"));
    add(is_p, "nothing of another token is allowed", &allowed("0", STRANGER, SIGNER), Valid("allowance"));
    add(is_p, "nothing of another owner's is allowed", &allowed("0", TOKEN, STRANGER), Valid("allowance"));
    let taking = |allowed_amount: &'static str| {
        move || allowed(allowed_amount, TOKEN, SIGNER)().asks("phase.settle.amount", "5000")
    };
    add(is_u && part.settling, "half is to be taken, and as much allowed", &taking("5000"), Valid("allowance"));
    let short = taking("4999");
    add(is_u && part.settling, "half is to be taken, and one too little allowed", &short, Invalid("allowance"));
    rows.extend(spellings(part));
    rows
}

/// The same terms in another spelling, and terms that a program may respell.
fn spellings(part: Part) -> Rows {
    let base = || part.base();
    let v2 = !part.is_v1;
    let mut rows = Vec::new();
    let mut add = |applies: bool, title: &str, payment: &dyn Fn() -> Payment, verdict: Verdict| {
        rows.push(applies.then(|| row(title, &payment(), verdict)));
    };
    add(true, "the payer in lower case", &|| base().signs("from", SIGNER.to_lowercase()), Valid("payer-address"));
    let upper = || base().signs("from", format!("0x{}", SIGNER[2..].to_uppercase()));
    add(true, "the payer in upper case", &upper, Valid("payer-address"));
    let decomposed = || base().offers("extra.name", "Cafe\u{301}");
    add(!part.is_permit2(), "the domain's name has a letter and an accent", &decomposed, Flagged("other-domain"));
    let beyond = || base().offers("network", "eip155:9007199254740993");
    add(v2, "the chain's id is 2^53+1, which no double is", &beyond, Valid("signer"));
    let nested = || base().offers("extra.limits", json!({"a": 1, "b": {"c": 2, "d": 3}}));
    let info = json!({"a": 1, "b": {"c": 2, "d": 3}});
    let declared = || base().asks("declaredExtensions.example.info", info.clone()).extended("example", &info);
    for (title, check, payment) in [
        ("nested members of extra in another order", "offer", nested()),
        ("nested members of the echo in another order", "extension-echo", declared()),
    ] {
        rows.push(v2.then(|| reordered(title, check, &payment)));
    }
    rows
}

/// The payment, with the members of the objects that hold `a` and `c` in another order.
fn reordered(title: &str, check: &'static str, payment: &Payment) -> Row {
    let mut row = row(title, payment, Valid(check));
    let text = payment.payment().to_string();
    let other = text.replace(r#"{"a":1,"b":{"c":2,"d":3}}"#, r#"{"b":{"d":3,"c":2},"a":1}"#);
    assert_ne!(text, other);
    row.question["payment"] = json!({"text": other});
    row
}

fn to_oneself(base: &dyn Fn() -> Payment, to: &str) -> Payment {
    base().offers("payTo", SIGNER).signs(to, SIGNER)
}

/// Each form of a signature, for an account without code, for one of which nothing is known, and for one with code.
pub(super) fn signatures(part: Part) -> Rows {
    let is_e = !part.is_permit2();
    let base = || part.base();
    let unknown = |payment: Payment| payment.asks("facts", Value::Null);
    let mut rows = Vec::new();
    let mut add = |title: String, payment: &Payment, verdict: Verdict| rows.push(Some(row(title, payment, verdict)));
    for (title, digits, _) in forms(&base()) {
        let payment = base().signature(&digits);
        let (verdict, open) = match title {
            "with the other v" | "with the other of v 0 and 1" | "of 64 bytes, with the other parity" => {
                let has_form = title == "with the other v";
                let is_compact = title.starts_with("of 64");
                let is_read = has_form || (is_e && !is_compact) || (!is_e && is_compact);
                let check = if is_read { "signer" } else { "signature-form" };
                (Invalid(check), if has_form { "signer" } else { "signature-form" })
            }
            "with v 0 or 1" if is_e => (Flagged("y-parity"), "signature-form"),
            "of 64 bytes" if !is_e => (Flagged("compact"), "signature-form"),
            "the twin with high s" if is_e => (Invalid("signature-low-s"), "signature-low-s"),
            "the twin with high s" => (Flagged("high-s"), "signature-low-s"),
            "in upper case" => (Valid("signature-form"), ""),
            "wrapped" => continue,
            "with r 0" | "with s 0" | "with the curve's order for s" => (Invalid("signature-range"), "signature-range"),
            _ => (Invalid("signature-form"), "signature-form"),
        };
        add(format!("the signature is {title}"), &payment, verdict);
        let verdict = if open.is_empty() { Valid("signer") } else { Undecided(open) };
        add(format!("the signature is {title}; account code unknown"), &unknown(payment), verdict);
    }
    let nonce = if is_e { "0x00000000000000000000000000000000000000000000000000000000000000aa" } else { "7" };
    let path = format!("{}.nonce", part.method.signed_member());
    add("another nonce than was signed".into(), &base().sends(&path, nonce), Invalid("signer"));
    let strangers = base().sends(&format!("{}.from", part.method.signed_member()), STRANGER);
    add("another payer than signed".into(), &strangers, Invalid("signer"));
    add("nothing is known of the account".into(), &unknown(base()), Valid("contract-signature"));
    let plain = |payment: Payment| unknown(payment).asks("policy.assumePlainAccounts", true);
    add("accounts without code are assumed".into(), &plain(base()), Valid("contract-signature"));
    let other_v = base().sends(&path, nonce);
    add("accounts without code are assumed, and another signed".into(), &plain(other_v), Invalid("signer"));
    if is_e {
        let forms = forms(&base());
        let (_, compact, _) = forms.iter().find(|(title, ..)| *title == "of 64 bytes").expect("a form");
        let taken = base().signature(compact).asks("policy.compactSignatures", true);
        add("of 64 bytes, which the policy takes".into(), &taken, Flagged("compact"));
    }

    // Signatures for a contract.
    let digest = digest_of(&base().question().to_string());
    let with_code = || unknown(base()).asks(&format!("facts.accounts.{SIGNER}.code"), "some");
    let contract_answer = |account: &str, digest: &str, signature: &str, valid: bool| {
        let answer =
            json!([{"account": account, "digest": digest, "signature": format!("0x{signature}"), "valid": valid}]);
        with_code().asks("facts.contractSignatures", answer)
    };
    let signature = base().signature_digits();
    add("the account has code".into(), &with_code(), Undecided("contract-signature"));
    add(
        "a contract accepts it".into(),
        &contract_answer(SIGNER, &digest, &signature, true),
        Valid("contract-signature"),
    );
    add(
        "a contract refuses it".into(),
        &contract_answer(SIGNER, &digest, &signature, false),
        Invalid("contract-signature"),
    );
    let other_digest = format!("{}{}", &digest[..65], if digest.ends_with('0') { '1' } else { '0' });
    for valid in [true, false] {
        let answers = if valid { "accepts" } else { "refuses" };
        let open = || Undecided("contract-signature");
        add(format!("another contract {answers} it"), &contract_answer(STRANGER, &digest, &signature, valid), open());
        add(
            format!("the contract {answers} another digest"),
            &contract_answer(SIGNER, &other_digest, &signature, valid),
            open(),
        );
        add(
            format!("the contract {answers} other bytes"),
            &contract_answer(SIGNER, &digest, &format!("{signature}00"), valid),
            open(),
        );
    }
    let elsewhere = unknown(base()).asks(&format!("facts.accounts.{STRANGER}.code"), "some");
    add("another account has code".into(), &elsewhere, Valid("contract-signature"));
    let all = unknown(base()).asks("facts.accounts.*.code", "some");
    add("all accounts have code".into(), &all, Undecided("contract-signature"));
    let but_one = base().asks(&format!("facts.accounts.{SIGNER}.code"), "some");
    add("all other accounts have none".into(), &but_one, Undecided("contract-signature"));
    let but_his = all_have_code(&base()).asks(&format!("facts.accounts.{}.code", SIGNER.to_lowercase()), "0x");
    add("all other accounts have code".into(), &but_his, Valid("contract-signature"));

    // Signatures of a wallet that is not deployed.
    let wrapped = |factories: Value| {
        let digits = wrapped(&signature, "deadbeef");
        let payment = base().signature(&digits);
        if factories.is_null() { payment } else { payment.asks("policy.allowedFactories", factories) }
    };
    let factory = "0x0ba5ed0c6aa8c49038f819e587e2633c4a9f428a";
    add("wrapped".into(), &wrapped(Value::Null), Counterfactual);
    add("wrapped, and the factory is allowed".into(), &wrapped(json!([OTHER, factory])), Counterfactual);
    add("wrapped, and another factory is allowed".into(), &wrapped(json!([OTHER])), Invalid("factory"));
    add("wrapped, and no factory is allowed".into(), &wrapped(json!([])), Invalid("factory"));
    let open = unknown(wrapped(json!([OTHER])));
    add("wrapped, and another factory is allowed; account code unknown".into(), &open, Undecided("factory"));
    let nobody = unknown(base().signs("from", ZERO));
    add("the payer is the zero address; account code unknown".into(), &nobody, Invalid("payer-address"));
    rows
}

fn all_have_code(payment: &Payment) -> Payment {
    payment.clone().asks("facts.accounts.*.code", "some")
}
