//! The parts of a replay key: what changes it, and what must not (E-10). The keys are those of the witness that reads
//! `docs/reference/rulings` (`spec-vectors/tool/src/derived.rs`).

use serde_json::{Value, json};
use x402_vectors::vector::Class;

use crate::{
    digests::{CHAINS, NUMBERS, forms},
    draft::{Draft, expect, raw, suffix},
    fault::Fault,
    networks,
    payment::{Method, Payment, put},
    permit::{FACILITATOR, MERCHANT, NONCE, STRANGER, TOKEN},
    sign::SIGNER,
    solana,
};

pub(crate) fn drafts() -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (group, method) in [(100, Method::Eip3009), (200, Method::Permit2), (300, Method::Upto)] {
        for (group, rows) in [(group, other_keys(method)), (group + 50, same_key(method))] {
            for (index, (title, question)) in rows.into_iter().enumerate() {
                let title = format!("{}: {title}", method.family());
                let id = format!("replay-keys-{group:04}{}", suffix(index));
                let draft = Draft::new(id, "replay-key", title, raw(&question), expect(Class::Valid, &json!({})));
                drafts.push(draft.rulings(&["E-10"]).fault(Fault::KeyText));
            }
        }
    }
    for network in networks::of_evm() {
        let question = Payment::new(Method::Eip3009).in_version_1().on(network).question();
        let id = format!("replay-keys-0400v{}", network.replace('-', ""));
        let title = format!("eip3009: V1 on {network}");
        let draft = Draft::new(id, "replay-key", title, raw(&question), expect(Class::Valid, &json!({})));
        drafts.push(draft.rulings(&["E-10", "C-9"]).fault(Fault::KeyText));
    }
    drafts.into_iter().chain(solana::replay_keys()).collect()
}

type Row = (String, Value);

/// Chain, token, payer and nonce each change the key.
fn other_keys(method: Method) -> Vec<Row> {
    let base = || Payment::new(method);
    let mut rows = vec![("the base".to_owned(), base().question())];
    for chain in CHAINS {
        rows.push((format!("on chain {chain}"), base().offers("network", format!("eip155:{chain}")).question()));
    }
    for payer in [STRANGER, "0x0102030405060708090a0b0c0d0e0f1011121314", "0xffffffffffffffffffffffffffffffffffffffff"]
    {
        rows.push((format!("the payer is {payer}"), base().signs("from", payer).question()));
    }
    for (first, last) in [("f", "9"), ("e", "6")] {
        let payer = format!("0x{first}39fd6e51aad88f6f4ce6ab8827279cfffb9226{last}");
        rows.push((format!("the payer is {payer}"), base().signs("from", payer).question()));
    }
    if method == Method::Eip3009 {
        for token in
            [STRANGER, "0x136cbd53842c5426634e7929541ec2318f3dcf7e", "0x036cbd53842c5426634e7929541ec2318f3dcf7f"]
        {
            rows.push((format!("the token is {token}"), base().offers("asset", token).question()));
        }
        for digits in ["0".repeat(64), "f".repeat(64), format!("{:0>64}", "1"), format!("{:0<64}", "1")] {
            rows.push((format!("the nonce is {digits}"), base().signs("nonce", format!("0x{digits}")).question()));
        }
        for chain in ["eip155:8453", "eip155:43114"] {
            let payment = base().offers("network", chain).in_version_1();
            rows.push((format!("in V1, on {chain}"), payment.question()));
        }
    } else {
        for nonce in NUMBERS {
            rows.push((format!("the nonce is {nonce}"), base().signs("nonce", nonce).question()));
        }
    }
    rows
}

/// Everything else leaves the key as it is.
fn same_key(method: Method) -> Vec<Row> {
    let base = || Payment::new(method);
    let lower = |text: &str| text.to_lowercase();
    let upper = |text: &str| format!("0x{}", text[2..].to_uppercase());
    let (amount, to, end, start) = match method {
        Method::Eip3009 => ("value", "to", "validBefore", "validAfter"),
        Method::Permit2 | Method::Upto => ("permitted.amount", "witness.to", "deadline", "witness.validAfter"),
    };
    let mut rows = vec![
        ("another amount is signed".to_owned(), base().signs(amount, "9999")),
        ("the price is another".into(), base().offers("amount", "20000")),
        ("another recipient".into(), base().signs(to, STRANGER)),
        ("the offer is to pay another".into(), base().offers("payTo", STRANGER)),
        ("it ends later".into(), base().signs(end, "1740672155")),
        ("it begins earlier".into(), base().signs(start, "0")),
        ("the payer in lower case".into(), base().signs("from", lower(SIGNER))),
        ("the payer in upper case".into(), base().signs("from", upper(SIGNER))),
        ("the token in lower case".into(), base().offers("asset", lower(TOKEN))),
        ("the token in upper case".into(), base().offers("asset", upper(TOKEN))),
        ("the domain has another name".into(), base().offers("extra.name", "USD Coin")),
        ("the domain has another version".into(), base().offers("extra.version", "1")),
        ("the time-out is another".into(), base().offers("maxTimeoutSeconds", 61)),
        ("extra has a member more".into(), base().offers("extra.more", "x")),
        ("the client adds to extra".into(), base().accepts("extra.more", "x")),
        ("nobody has signed".into(), base().signature("")),
        ("long before".into(), base().asks("now", 1)),
        ("long after".into(), base().asks("now", 4_000_000_000_u64)),
        ("to be settled".into(), base().asks("phase.settle.amount", "10000")),
        ("to be settled with less".into(), base().asks("phase.settle.amount", "1")),
        ("nothing is known of the account".into(), base().asks("facts", Value::Null)),
        ("the account has code".into(), base().asks("facts.accounts.*.code", "some")),
        ("read leniently".into(), base().asks("profile", "lenient")),
        ("by the policy of x402-rs".into(), base().asks("policy.preset", "x402-rs")),
        ("the caller names another facilitator".into(), base().asks("facilitators", json!([STRANGER]))),
    ];
    for (title, digits, _) in forms(&base()) {
        rows.push((format!("the signature is {title}"), base().signature(&digits)));
    }
    match method {
        Method::Eip3009 => {
            let nonce = "f3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480";
            rows.push(("the nonce in upper case".into(), base().signs("nonce", format!("0x{}", nonce.to_uppercase()))));
            rows.push(("in V1".into(), base().in_version_1()));
            rows.push(("in V1, the price is another".into(), base().offers("amount", "7").in_version_1()));
            rows.push(("in V1, another recipient".into(), base().signs("to", STRANGER).in_version_1()));
        }
        Method::Permit2 | Method::Upto => {
            rows.push(("another token".into(), base().offers("asset", MERCHANT).signs("permitted.token", MERCHANT)));
            rows.push(("another token is signed".into(), base().signs("permitted.token", MERCHANT)));
            rows.push(("another spender".into(), base().signs("spender", FACILITATOR)));
        }
    }
    if method == Method::Upto {
        rows.push(("another facilitator is signed for".into(), base().signs("witness.facilitator", STRANGER)));
        rows.push(("another facilitator is offered".into(), base().offers("extra.facilitatorAddress", STRANGER)));
    }
    let mut rows: Vec<Row> = rows.into_iter().map(|(title, payment)| (title, payment.question())).collect();
    rows.push(("as a text".into(), in_text(&base())));
    rows.push(("behind another offer, which it does not answer".into(), second(&base())));
    if method != Method::Eip3009 {
        // The nonce is a number of up to 256 bits. The document of `upto` prints one in hexadecimal.
        let mut zeros = base().signs("nonce", format!("0{NONCE}")).asks("profile", "lenient").question();
        put(&mut zeros, "payment.json.payload.signature", "0x".into());
        rows.push(("the nonce with a zero in front, read leniently".into(), zeros));
    }
    if method != Method::Eip3009 {
        rows.push(("in V1".into(), base().in_version_1().question()));
        rows.push(("to be settled with more".into(), base().asks("phase.settle.amount", "10001").question()));
    }
    rows
}

fn in_text(payment: &Payment) -> Value {
    let mut question = payment.question();
    question["payment"] = json!({"text": payment.payment().to_string()});
    question
}

fn second(payment: &Payment) -> Value {
    let mut question = payment.question();
    let dearer = payment.clone().offers("amount", "20000").offer();
    question["offers"] = json!([dearer, payment.offer()]);
    question
}
