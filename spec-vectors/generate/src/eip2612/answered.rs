//! The payments that carry a permit, and the encoding of a permit.

use serde_json::json;

use super::sponsored::{PARENT, Permit, exact, extended, sponsored};
use crate::{
    case::Case,
    draft::{Draft, err},
    permit::{REPLAY_KEY, STRANGER},
    sign::SIGNER,
};

const INFO: &str = "extensions.eip2612GasSponsoring.info";
/// The declaration in the extension's document, `PaymentRequired`.
const DESCRIPTION: &str = "The facilitator accepts EIP-2612 gasless Permit to `Permit2` canonical contract.";

pub(super) fn drafts() -> Vec<Draft> {
    [members(), written(), declared(), elsewhere()].into_iter().flatten().map(|draft| draft.rulings(&["P-5"])).collect()
}

/// The examples in the document of the extension, as far as they are about the extension.
pub(super) fn printed() -> Vec<Draft> {
    let refused = |number: &str, title: &str, kind: &str, text: &str, answer: &serde_json::Value| {
        let input = json!({"kind": kind, "text": text});
        Draft::decode(format!("eip2612-{number}"), title, &input, answer, answer)
    };
    let commented = format!(
        r#"{{"x402Version":2,"accepts":[],"extensions":{{"eip2612GasSponsoring":{{"info":{{"description":"{DESCRIPTION}","version":"1" // everything is populated by the client
}}}}}}}}"#
    );
    let case = exact(&Permit::new().info());
    let accepts =
        case.payment.replacen(r#""accepted":{"#, r#""accepts":[{"#, 1).replacen(r#"},"payload""#, r#"}],"payload""#, 1);
    vec![
        refused(
            "0540",
            "a demand with a comment in the extension, as the document prints it",
            "payment-required",
            &commented,
            &err("json", "syntax", "extensions"),
        )
        .rulings(&["C-4"])
        .requirements(&["EIP2612-required-02"]),
        refused(
            "0540a",
            "a payment with accepts in place of accepted, as the document prints it",
            "payment",
            &accepts,
            &err("shape", "missing-member", "accepted"),
        )
        .rulings(&["C-8"])
        .requirements(&["EIP2612-example-01"]),
    ]
}

/// Every member is required.
fn members() -> Vec<Draft> {
    let good: serde_json::Value = serde_json::from_str(&Permit::new().info()).expect("JSON of ours");
    const MEMBERS: [(&str, &str); 8] = [
        ("0530", "from"),
        ("0530a", "asset"),
        ("0530b", "spender"),
        ("0530c", "amount"),
        ("0530d", "nonce"),
        ("0530e", "deadline"),
        ("0530f", "signature"),
        ("0530g", "version"),
    ];
    let mut drafts = Vec::new();
    for (number, member) in MEMBERS {
        let text = Permit::new().info();
        let present = format!(r#""{member}":{}"#, good[member]);
        let without = text.replace(&format!("{present},"), "").replace(&format!(",{present}"), "");
        assert_ne!(without, text);
        let title = format!("the permit has no {member}");
        let draft = exact(&without).invalid(number, &title, "permit-payload");
        drafts.push(draft.requirements(&["EIP2612-required-12"]));
    }
    drafts.push(
        exact(r#"{"version":"1","signature":"0x"}"#)
            .invalid("0530h", "nothing but a signature", "permit-payload")
            .requirements(&["EIP2612-required-12"]),
    );
    drafts
}

/// The forms of the members by the schema of the extension. Decimals and addresses are written as everywhere.
fn written() -> Vec<Draft> {
    let good = Permit::new().info();
    let bad = |number: &str, member: &str, from: &str, to: &str, statement: &str| {
        let (present, spoiled) = (format!(r#""{member}":"{from}"#), format!(r#""{member}":"{to}"#));
        assert_eq!(good.matches(&present).count(), 1, "{present}");
        let title = match to {
            "" => format!("{member} of the permit without {from}"),
            to => format!("{member} of the permit begins with {to}"),
        };
        let draft = exact(&good.replace(&present, &spoiled)).invalid(number, &title, "permit-payload");
        draft.requirements(&[statement])
    };
    let version = |number: &str, title: &str, to: &str| {
        let case = exact(&good.replace(r#""version":"1""#, to));
        (case, number.to_owned(), title.to_owned())
    };
    let (two, number_2, title_2) = version("0531p", "the extension's version has three parts", r#""version":"1.0.17""#);
    let (dot, number_3, title_3) = version("0531q", "the extension's version ends in a dot", r#""version":"1.""#);
    let (numeric, number_4, title_4) = version("0531r", "the extension's version is a number", r#""version":1"#);
    vec![
        bad("0531", "from", "0xf3", "0Xf3", "EIP2612-required-04"),
        bad("0531a", "from", "0xf3", "f3", "EIP2612-required-04"),
        bad("0531b", "from", "0xf3", "0xf", "EIP2612-required-04"),
        bad("0531c", "asset", "0x03", "0x0", "EIP2612-required-05"),
        bad("0531d", "spender", "0x00", "0xg0", "EIP2612-required-06"),
        bad("0531e", "amount", "10000", "0x2710", "EIP2612-required-07"),
        bad("0531f", "amount", "10000", "", "EIP2612-required-07"),
        bad("0531g", "amount", "10000", "010000", "EIP2612-required-07"),
        bad("0531h", "amount", "10000", "-10000", "EIP2612-required-07"),
        bad("0531i", "nonce", "0", "0x0", "EIP2612-required-08"),
        bad("0531j", "deadline", "1740672154", "1740672154.0", "EIP2612-required-09"),
        bad("0531k", "signature", "0x", "", "EIP2612-required-10"),
        bad("0531l", "signature", "0x", "0x0", "EIP2612-required-10"),
        exact(&good.replace(r#""10000""#, "10000"))
            .invalid("0531m", "the permit's amount is a number", "permit-payload")
            .requirements(&["EIP2612-required-07"]),
        exact(&good.replace(r#""10000""#, "10000"))
            .more(r#","profile":"lenient""#)
            .acceptable("0531n", "the permit's amount is a number, leniently", SIGNER, "number-amount")
            .requirements(&["EIP2612-required-07"]),
        exact(&good.replace(SIGNER, &SIGNER.to_lowercase()))
            .valid("0531o", "the permit's owner is written in lower case", SIGNER)
            .requirements(&["EIP2612-required-04"]),
        two.valid(&number_2, &title_2, SIGNER).requirements(&["EIP2612-required-11"]),
        dot.invalid(&number_3, &title_3, "permit-payload").requirements(&["EIP2612-required-11"]),
        numeric.invalid(&number_4, &title_4, "permit-payload").requirements(&["EIP2612-required-11"]),
        exact(&good.replace('{', r#"{"note":[1],"#))
            .valid("0531s", "the permit has a member that nobody knows", SIGNER)
            .child_of(PARENT, &format!("{INFO}.note"), "", "[1]"),
    ]
}

/// The declaration of the server and the echo of the client (B-6).
fn declared() -> Vec<Draft> {
    let declared = format!(
        r#"{{"eip2612GasSponsoring":{{"info":{{"description":"{DESCRIPTION}","version":"1"}},"schema":{{"type":"object"}}}}}}"#
    );
    let by_server = |case: Case| case.more(&format!(r#","declaredExtensions":{declared}"#));
    let merged = Permit::new().info().replace('{', &format!(r#"{{"description":"{DESCRIPTION}","#));
    let unasked = json!({
        "verdict": "valid", "payer": SIGNER, "offer": 0, "replayKey": REPLAY_KEY, "flags": [],
        "outstanding": ["contract-code", "balance", "allowance", "permit-unused", "settlement"],
    });
    vec![
        by_server(extended(Case::permit2(), &declared))
            .valid("0532", "declared, and repeated without a permit: the allowance is open", SIGNER)
            .result(&unasked)
            .comment("As an official client does that has approved Permit2 already.")
            .requirements(&["EIP2612-required-03"]),
        by_server(exact(&merged))
            .valid("0532a", "declared, and a permit beside what was declared", SIGNER)
            .comment("As the official clients merge it.")
            .requirements(&["EIP2612-required-01", "EIP2612-required-03"]),
        by_server(exact(&Permit::new().info())).invalid(
            "0532b",
            "a permit in place of what was declared",
            "extension-echo",
        ),
        exact(&Permit::new().info())
            .more(r#","declaredExtensions":{}"#)
            .valid("0532c", "a permit that the server did not ask for", SIGNER)
            .comment("All official facilitators take it."),
        extended(Case::permit2(), r#"{"eip2612GasSponsoring":{}}"#)
            .valid("0532d", "the extension without info: the allowance is open", SIGNER)
            .result(&unasked),
        extended(Case::permit2(), r#"{"eip2612GasSponsoring":{"info":{"from":null,"signature":null}}}"#)
            .valid("0532e", "members that are null are not there: the allowance is open", SIGNER)
            .result(&unasked),
        extended(Case::permit2(), r#"{"EIP2612GasSponsoring":{"info":{"from":7}}}"#)
            .valid("0532f", "the key in other letter case is another extension's", SIGNER)
            .result(&unasked)
            .requirements(&["EIP2612-required-01"]),
    ]
}

/// The extension in payments that need no approval of Permit2.
fn elsewhere() -> Vec<Draft> {
    let strangers = Permit::new().with(|permit| permit.from = STRANGER).info();
    let extension = format!(r#"{{"eip2612GasSponsoring":{{"info":{strangers}}}}}"#);
    let mut v1 = Case::permit2().in_version_1();
    v1.offer = v1.offer.replace(r#""extra":{"#, r#""extra":{"assetTransferMethod":"permit2","#);
    vec![
        sponsored(Case::signed(), &strangers)
            .valid("0533", "beside an EIP-3009 authorization it says nothing", SIGNER)
            .requirements(&["EIP2612-summary-01"]),
        extended(v1, &extension)
            .valid("0533a", "in V1 it says nothing", SIGNER)
            .comment("V1 has no extensions: a member that nobody knows."),
    ]
}
