//! The examples in the pinned documents, each with its kind. The numbers are consecutive, and new examples come at the
//! end.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use x402_vectors::vector::{Class, Level};

use crate::{
    base,
    documents::{EIP2612, ERC20_APPROVAL, EXACT_EVM, Example, HTTP1, HTTP2, V1, V2, find},
    draft::{Draft, err, expect, ok, raw_text},
    fault::Fault,
    sheet::Sheet,
};

const EXACT_SVM: &str = "schemes/exact/scheme_exact_svm.md";
const UPTO_EVM: &str = "schemes/upto/scheme_upto_evm.md";
const AUTH_CAPTURE: &str = "schemes/auth-capture/scheme_auth_capture_evm.md";
const BATCH_CLOUDFLARE: &str = "schemes/batch-settlement/scheme_batch_settlement_cloudflare.md";
const BATCH_EVM: &str = "schemes/batch-settlement/scheme_batch_settlement_evm.md";
const ALGO: &str = "schemes/exact/scheme_exact_algo.md";
const APTOS: &str = "schemes/exact/scheme_exact_aptos.md";
const CARDANO: &str = "schemes/exact/scheme_exact_cardano.md";
const CONCORDIUM: &str = "schemes/exact/scheme_exact_concordium.md";
const HEDERA: &str = "schemes/exact/scheme_exact_hedera.md";
const KEETA: &str = "schemes/exact/scheme_exact_keeta.md";
const NEAR: &str = "schemes/exact/scheme_exact_near.md";
const STELLAR: &str = "schemes/exact/scheme_exact_stellar.md";
const SUI: &str = "schemes/exact/scheme_exact_sui.md";
const TON: &str = "schemes/exact/scheme_exact_ton.md";
const TRON: &str = "schemes/exact/scheme_exact_tron.exp.md";

/// The kind of an example.
enum Is {
    /// An object of this kind and version. Strict accepts it with these flags.
    Object(&'static str, Option<u64>, &'static [&'static str]),
    /// Printed as an object of this kind, and refused with this stage, kind and field.
    Refused(&'static str, &'static str, &'static str, &'static str),
    /// The same, if Strict and Lenient find different errors: the kind, and for each profile stage, kind and field.
    RefusedTwice(&'static str, [[&'static str; 3]; 2]),
    /// Requirements by themselves, which match themselves.
    Offer,
    /// No object that is read here, with the reason.
    Nothing(&'static str),
}
use Is::{Nothing, Object, Offer, Refused, RefusedTwice};

/// The part of a block of HTTP.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// The whole of a block of JSON.
    Whole,
    /// Its x402 header.
    Header,
    Body,
}
use Part::{Body, Header, Whole};

type Row = (u32, &'static str, usize, Part, Is, &'static [&'static str]);

const PAYLOAD: &str = "a payload by itself; the document also prints a payment with it";
const APPLICATION: &str = "a body of the application's own";
const SERVERS_PAYLOAD: &str =
    "a payload of a server by itself; batch-settlement-0100f, 0100g and 0100h are payments with such payloads";

const ROWS: &[Row] = &[
    (1, V1, 80, Whole, Object("payment-required", Some(1), &[]), &["V1-5.1.1-01", "V1-5.1.1-02"]),
    (2, V1, 138, Whole, Object("payment", Some(1), &[]), &["V1-5.2.1-01"]),
    (3, V1, 198, Whole, Object("settlement", Some(1), &[]), &["V1-5.3.1-01"]),
    (4, V1, 287, Whole, Refused("verify-request", "json", "syntax", "paymentPayload"), &[]),
    (5, V1, 301, Whole, Object("verify-request", Some(1), &[]), &["V1-7.1-03", "V1-7.1-04", "V1-7.1-05", "V1-7.1-06"]),
    (6, V1, 340, Whole, Object("verify-response", None, &[]), &["V1-7.1-07"]),
    (7, V1, 349, Whole, Object("verify-response", None, &[]), &["V1-7.1-08"]),
    (8, V1, 365, Whole, Object("settlement", Some(1), &[]), &["V1-7.2-04"]),
    (9, V1, 376, Whole, Object("settlement", Some(1), &[]), &["V1-7.2-05"]),
    (10, V1, 392, Whole, Object("supported", None, &[]), &["V1-7.3-02", "V1-7.3-05", "V1-7.3-06"]),
    (
        11,
        V1,
        444,
        Whole,
        Object("resource-list", Some(1), &["last-updated"]),
        &[
            "V1-8.1-05",
            "V1-8.1-06",
            "V1-8.1-07",
            "V1-8.2-01",
            "V1-8.2-02",
            "V1-8.2-03",
            "V1-8.2-04",
            "V1-8.2-05",
            "V1-8.2-06",
        ],
    ),
    (21, V2, 82, Whole, Object("payment-required", Some(2), &[]), &["V2-5.1.1-02", "V2-5.1.2-16", "V2-5.1.2-18"]),
    (22, V2, 162, Whole, Object("payment", Some(2), &[]), &["V2-5.2.1-01"]),
    (23, V2, 235, Whole, Object("settlement", Some(2), &[]), &["V2-5.3.1-01"]),
    (24, V2, 340, Whole, Refused("verify-request", "json", "syntax", "paymentPayload"), &[]),
    (25, V2, 354, Whole, Object("verify-request", Some(2), &[]), &["V2-7.1-03", "V2-7.1-04", "V2-7.1-05", "V2-7.1-06"]),
    (26, V2, 405, Whole, Object("verify-response", None, &[]), &["V2-7.1-07"]),
    (27, V2, 414, Whole, Object("verify-response", None, &[]), &["V2-7.1-08"]),
    (28, V2, 432, Whole, Object("settlement", Some(2), &[]), &["V2-7.2-06"]),
    (29, V2, 443, Whole, Object("settlement", Some(2), &[]), &["V2-7.2-07"]),
    (30, V2, 459, Whole, Object("supported", None, &[]), &["V2-7.3-02"]),
    (
        31,
        V2,
        532,
        Whole,
        Object("resource-list", Some(2), &["last-updated"]),
        &[
            "V2-8.1-09",
            "V2-8.1-10",
            "V2-8.1-11",
            "V2-8.1-12",
            "V2-8.3-01",
            "V2-8.3-02",
            "V2-8.3-03",
            "V2-8.3-04",
            "V2-8.3-05",
        ],
    ),
    (41, HTTP1, 22, Body, Object("payment-required", Some(1), &[]), &["HTTP1-required-02", "HTTP1-required-03"]),
    (
        42,
        HTTP1,
        59,
        Header,
        Object("payment", Some(1), &[]),
        &["HTTP1-payload-01", "HTTP1-payload-02", "HTTP1-payload-03", "HTTP1-payload-04"],
    ),
    (43, HTTP1, 59, Body, Nothing(APPLICATION), &[]),
    (44, HTTP1, 72, Whole, Object("payment", Some(1), &[]), &["HTTP1-payload-04"]),
    (
        45,
        HTTP1,
        100,
        Header,
        Object("settlement", Some(1), &[]),
        &["HTTP1-settlement-01", "HTTP1-settlement-02", "HTTP1-settlement-03", "HTTP1-settlement-04"],
    ),
    (46, HTTP1, 100, Body, Nothing(APPLICATION), &[]),
    (47, HTTP1, 113, Whole, Object("settlement", Some(1), &[]), &["HTTP1-settlement-04"]),
    (48, HTTP1, 124, Header, Object("settlement", Some(1), &[]), &["HTTP1-settlement-06"]),
    (49, HTTP1, 124, Body, Refused("payment-required", "json", "syntax", "accepts[0]"), &[]),
    (50, HTTP1, 150, Whole, Refused("payment-required", "json", "syntax", "accepts[0]"), &[]),
    (
        61,
        HTTP2,
        25,
        Header,
        Object("payment-required", Some(2), &[]),
        &["HTTP2-required-02", "HTTP2-required-03", "HTTP2-required-05", "V2-5.1.1-01"],
    ),
    (62, HTTP2, 25, Body, Nothing(APPLICATION), &[]),
    (63, HTTP2, 35, Whole, Object("payment-required", Some(2), &[]), &["HTTP2-required-05"]),
    (
        64,
        HTTP2,
        70,
        Header,
        Object("payment", Some(2), &[]),
        &["HTTP2-payload-01", "HTTP2-payload-02", "HTTP2-payload-03", "HTTP2-payload-04"],
    ),
    (65, HTTP2, 70, Body, Nothing(APPLICATION), &[]),
    (66, HTTP2, 83, Whole, Object("payment", Some(2), &[]), &["HTTP2-payload-04"]),
    (
        67,
        HTTP2,
        126,
        Header,
        Object("settlement", Some(2), &[]),
        &["HTTP2-settlement-01", "HTTP2-settlement-02", "HTTP2-settlement-03", "HTTP2-settlement-04"],
    ),
    (68, HTTP2, 126, Body, Nothing(APPLICATION), &[]),
    (69, HTTP2, 139, Whole, Object("settlement", Some(2), &[]), &["HTTP2-settlement-04"]),
    (70, HTTP2, 150, Header, Object("settlement", Some(2), &[]), &["HTTP2-settlement-06"]),
    (71, HTTP2, 150, Body, Nothing(APPLICATION), &[]),
    (72, HTTP2, 160, Whole, Object("settlement", Some(2), &[]), &["HTTP2-settlement-06"]),
    (101, EXACT_EVM, 40, Whole, Object("payment", Some(2), &[]), &["EVM-1-phase1-04"]),
    (102, EXACT_EVM, 136, Whole, Refused("payment", "json", "syntax", "accepted"), &["EVM-2-phase2-07"]),
    (103, EXACT_EVM, 255, Whole, Object("payment", Some(2), &[]), &["V2-6-01"]),
    (104, EXACT_SVM, 59, Whole, Offer, &["SVM-requirements-02"]),
    (105, EXACT_SVM, 83, Whole, Nothing(PAYLOAD), &[]),
    (106, EXACT_SVM, 93, Whole, Object("payment", Some(2), &[]), &["SVM-payload-03", "V2-6-01"]),
    (107, EXACT_SVM, 123, Whole, Object("settlement", Some(2), &[]), &[]),
    (
        108,
        UPTO_EVM,
        76,
        Whole,
        Object("payment-required", Some(2), &[]),
        &["UPTOEVM-1-phase2-09", "V2-x402-protocol-specification-01"],
    ),
    (109, UPTO_EVM, 105, Whole, Object("payment", Some(2), &[]), &["UPTOEVM-1-phase2-10", "V2-6-01"]),
    (
        110,
        UPTO_EVM,
        205,
        Whole,
        Refused("settle-request", "json", "syntax", "paymentPayload.accepted.amount"),
        &["UPTOEVM-settle-time-06"],
    ),
    (111, UPTO_EVM, 247, Whole, Object("settlement", Some(2), &[]), &["UPTOEVM-settle-time-12", "V2-5.3.2-06"]),
    (121, AUTH_CAPTURE, 25, Whole, Object("payment-required", Some(2), &["no-resource"]), &[]),
    (122, AUTH_CAPTURE, 86, Whole, Refused("payment", "shape", "missing-member", "accepted.network"), &[]),
    (123, AUTH_CAPTURE, 121, Whole, Refused("payment", "shape", "missing-member", "accepted.network"), &[]),
    (131, BATCH_CLOUDFLARE, 64, Header, Refused("payment-required", "json", "syntax", "accepts[0]"), &[]),
    (132, BATCH_CLOUDFLARE, 64, Body, Nothing(APPLICATION), &[]),
    (133, BATCH_CLOUDFLARE, 78, Whole, Object("payment-required", Some(2), &["unreadable-offer"]), &[]),
    (
        134,
        BATCH_CLOUDFLARE,
        137,
        Header,
        Refused("payment", "shape", "not-network", "accepted.network"),
        &["V2-11.1-01"],
    ),
    (
        135,
        BATCH_CLOUDFLARE,
        148,
        Whole,
        Refused("payment", "shape", "not-network", "accepted.network"),
        &["V2-11.1-01"],
    ),
    (136, BATCH_CLOUDFLARE, 245, Header, Refused("settlement", "shape", "not-network", "network"), &["V2-11.1-01"]),
    (137, BATCH_CLOUDFLARE, 245, Body, Nothing(APPLICATION), &[]),
    (138, BATCH_CLOUDFLARE, 259, Whole, Refused("settlement", "shape", "not-network", "network"), &["V2-11.1-01"]),
    (139, BATCH_CLOUDFLARE, 315, Header, Refused("payment", "json", "syntax", "x402Version"), &[]),
    (140, BATCH_CLOUDFLARE, 372, Header, Refused("payment", "json", "syntax", "accepted"), &[]),
    (151, BATCH_EVM, 79, Whole, Offer, &[]),
    (152, BATCH_EVM, 120, Whole, Object("payment", Some(2), &[]), &["V2-x402-protocol-specification-01", "V2-6-01"]),
    (153, BATCH_EVM, 170, Whole, Refused("payment", "shape", "missing-member", "accepted.scheme"), &[]),
    (154, BATCH_EVM, 198, Whole, Refused("payment", "shape", "missing-member", "accepted.scheme"), &[]),
    (155, BATCH_EVM, 269, Whole, Object("settlement", Some(2), &["no-transaction", "empty-amount"]), &[]),
    (156, BATCH_EVM, 305, Whole, Nothing(SERVERS_PAYLOAD), &[]),
    (157, BATCH_EVM, 343, Whole, Object("verify-response", None, &[]), &["V2-5.4.2-04"]),
    (158, BATCH_EVM, 368, Whole, Nothing(SERVERS_PAYLOAD), &[]),
    (159, BATCH_EVM, 387, Whole, Nothing(SERVERS_PAYLOAD), &[]),
    (160, BATCH_EVM, 397, Whole, Object("settlement", Some(2), &["empty-amount"]), &[]),
    (161, BATCH_EVM, 410, Whole, Object("settlement", Some(2), &[]), &["V2-5.3.2-06"]),
    (162, BATCH_EVM, 423, Whole, Object("settlement", Some(2), &[]), &[]),
    (163, BATCH_EVM, 445, Whole, Object("settlement", Some(2), &[]), &[]),
    (164, BATCH_EVM, 470, Whole, Object("supported", None, &[]), &["V2-7.3.1-07"]),
    (165, BATCH_EVM, 556, Whole, Object("payment-required", Some(2), &["unreadable-offer", "no-resource"]), &[]),
    (171, ALGO, 63, Whole, Nothing("a type, not an object"), &[]),
    (172, ALGO, 72, Whole, Offer, &[]),
    (173, ALGO, 103, Whole, Refused("payment", "json", "syntax", ""), &[]),
    (174, ALGO, 115, Whole, Object("payment", Some(2), &[]), &[]),
    (175, ALGO, 156, Whole, Object("settlement", Some(2), &["null-optional"]), &[]),
    (176, ALGO, 236, Whole, Nothing("what a command prints"), &[]),
    (181, APTOS, 45, Whole, Offer, &[]),
    (182, APTOS, 77, Whole, Nothing(PAYLOAD), &[]),
    (183, APTOS, 85, Whole, Object("payment", Some(2), &[]), &[]),
    (184, APTOS, 149, Whole, Object("settlement", Some(2), &[]), &[]),
    (191, CARDANO, 106, Whole, Refused("payment-required", "json", "syntax", "accepts[0].network"), &[]),
    (192, CARDANO, 135, Whole, Refused("payment-required", "json", "syntax", "accepts[0].network"), &[]),
    (193, CARDANO, 176, Whole, Refused("payment-required", "json", "syntax", "accepts[0].network"), &[]),
    (194, CARDANO, 223, Whole, Nothing(PAYLOAD), &[]),
    (195, CARDANO, 231, Whole, Refused("payment", "json", "syntax", "accepted.extra"), &[]),
    (196, CARDANO, 261, Whole, Refused("payment", "json", "syntax", "payload.transaction"), &[]),
    (197, CARDANO, 299, Whole, Refused("payment", "json", "syntax", "accepted.payTo"), &[]),
    (198, CARDANO, 358, Whole, Refused("settlement", "json", "syntax", "success"), &[]),
    (201, CONCORDIUM, 41, Whole, Offer, &[]),
    (202, CONCORDIUM, 92, Whole, Refused("payment", "json", "syntax", ""), &[]),
    (203, CONCORDIUM, 109, Whole, Object("payment", Some(2), &[]), &[]),
    (204, CONCORDIUM, 153, Whole, Object("payment", Some(2), &[]), &[]),
    (205, CONCORDIUM, 199, Whole, Object("settlement", Some(2), &[]), &[]),
    (211, HEDERA, 40, Whole, Offer, &[]),
    (212, HEDERA, 63, Whole, Nothing(PAYLOAD), &[]),
    (213, HEDERA, 73, Whole, Object("payment", Some(2), &[]), &[]),
    (214, HEDERA, 102, Whole, Refused("settlement", "shape", "missing-member", "transaction"), &["V2-5.3.2-04"]),
    (221, KEETA, 63, Whole, Offer, &[]),
    (222, KEETA, 95, Whole, Nothing(PAYLOAD), &[]),
    (223, KEETA, 103, Whole, Object("payment", Some(2), &[]), &[]),
    (224, KEETA, 159, Whole, Object("settlement", Some(2), &[]), &[]),
    (231, NEAR, 50, Whole, Offer, &[]),
    (232, NEAR, 95, Whole, Nothing(PAYLOAD), &[]),
    (233, NEAR, 112, Whole, Object("payment", Some(2), &[]), &[]),
    (234, NEAR, 263, Whole, Object("settlement", Some(2), &[]), &[]),
    (235, NEAR, 274, Whole, Object("settlement", Some(2), &[]), &[]),
    (241, STELLAR, 52, Whole, Offer, &[]),
    (242, STELLAR, 74, Whole, Nothing(PAYLOAD), &[]),
    (243, STELLAR, 84, Whole, Object("payment", Some(2), &[]), &[]),
    (244, STELLAR, 177, Whole, Object("settlement", Some(2), &[]), &[]),
    (251, SUI, 40, Whole, Nothing(PAYLOAD), &[]),
    (252, SUI, 49, Whole, Object("payment", Some(2), &[]), &[]),
    (261, TON, 54, Whole, Offer, &[]),
    (262, TON, 87, Whole, Nothing(PAYLOAD), &[]),
    (263, TON, 96, Whole, Object("payment", Some(2), &[]), &[]),
    (264, TON, 138, Whole, Object("settlement", Some(2), &[]), &[]),
    (271, TRON, 52, Whole, Object("payment", Some(2), &[]), &[]),
    (272, TRON, 139, Whole, Object("payment", Some(2), &[]), &[]),
    (281, EIP2612, 19, Whole, Refused("payment-required", "json", "syntax", "extensions"), &["EIP2612-required-02"]),
    (282, EIP2612, 111, Whole, RefusedTwice("payment", MISPRINTED), &["EIP2612-example-01"]),
    (
        291,
        ERC20_APPROVAL,
        30,
        Whole,
        Refused("payment-required", "json", "syntax", "extensions"),
        &["ERC20-required-02"],
    ),
    (292, ERC20_APPROVAL, 137, Whole, RefusedTwice("payment", MISPRINTED), &["ERC20-example-01"]),
];

/// The errors for a version in quotes, and for a missing `accepted` after that.
const MISPRINTED: [[&str; 3]; 2] = [["shape", "wrong-type", "x402Version"], ["shape", "missing-member", "accepted"]];

/// What binds to the verdicts.
const LEVELS: Sheet =
    Sheet { usual: Level::Must, levels: &[(Level::Should, "1001 1002 1003 1004 1005 1011")], faults: &[] };

pub(crate) fn drafts(examples: &[Example]) -> Result<Vec<Draft>, String> {
    if let Some(example) = examples.iter().find(|example| {
        !ROWS.iter().any(|(_, document, line, ..)| (*document, *line) == (example.document.as_str(), example.line))
    }) {
        return Err(format!("it is not said what {} prints at line {}", example.document, example.line));
    }
    let mut drafts = Vec::new();
    for (number, document, line, part, is, rows) in ROWS {
        let source = Source::new(find(examples, document, *line)?, *part)?;
        let id = format!("examples-{number:04}");
        let title = |what: &str| format!("{document}, line {line}: {what}");
        let draft = match is {
            Nothing(_) => continue,
            Object(kind, version, flags) => {
                let answer = ok(*version, &compact(&source.text), flags);
                // The document prints the whole genesis hash.
                let rulings: &[&str] = if *document == ALGO { &["C-8", "C-10", "G-1"] } else { &["C-8", "C-10"] };
                let fault = if *document == ALGO { Fault::SecondSpelling } else { Fault::Printed };
                Draft::decode(id, title(kind), &source.input(kind), &answer, &answer).rulings(rulings).fault(fault)
            }
            Refused(kind, stage, refusal, field) => {
                let answer = err(stage, refusal, field);
                Draft::decode(id, title(kind), &source.input(kind), &answer, &answer)
                    .rulings(if *stage == "json" { &["C-4"] } else { &["C-8", "C-9"] })
                    .no_witness("a refusal by ruling: the SDKs take any text with a colon, or any object")
            }
            RefusedTwice(kind, refusals) => {
                let [strict, lenient] = refusals.map(|[stage, refusal, field]| err(stage, refusal, field));
                Draft::decode(id, title(kind), &source.input(kind), &strict, &lenient)
                    .rulings(&["C-5", "C-8"])
                    .no_witness("a refusal by ruling: the SDKs take any version for a number, or look at no member")
            }
            Offer => {
                let offer = format!(r#"{{"version":2,"accepted":{0},"offers":[{0}],"rule":"sdk"}}"#, compact(&source.text));
                let expectation = expect(Class::Valid, &json!({"offer": 0}));
                let rulings: &[&str] = if *document == ALGO { &["B-2", "C-10", "G-1"] } else { &["B-2", "C-10"] };
                Draft::new(id, "match", title("requirements"), raw_text(&offer), expectation)
                    .rulings(rulings)
                    .fault(Fault::PrintedOffer)
            }
        };
        drafts.push(draft.requirements(rows));
    }
    drafts.extend(judged(examples)?);
    Ok(LEVELS.write(drafts))
}

/// Every example, with its vector or the reason why it has none.
pub(crate) fn page() -> String {
    let mut page = String::from(concat!(
        "# The examples of the documents\n\n",
        "Written by `cargo run -p x402-vectors-generate`: each example of the pinned documents, with its kind and vector.\n",
        "The examples of the documents of MCP and A2A are in the vectors `mcp-0365a` to `mcp-0365h` and `a2a-0390a` to `a2a-0390j`.\n\n",
        "| document | line | part | |\n|---|---|---|---|\n"
    ));
    for (number, document, line, part, is, _) in ROWS {
        let part = match part {
            Whole => "",
            Header => "header",
            Body => "body",
        };
        let what = match is {
            Object(kind, ..) => format!("{kind}, `examples-{number:04}`"),
            Refused(kind, stage, refusal, _) => format!("{kind}, refused ({stage}, {refusal}), `examples-{number:04}`"),
            RefusedTwice(kind, [[stage, refusal, _], _]) => {
                format!("{kind}, refused ({stage}, {refusal}), `examples-{number:04}`")
            }
            Offer => format!("requirements, `examples-{number:04}`"),
            Nothing(why) => format!("no vector: {why}"),
        };
        page += &format!("| {document} | {line} | {part} | {what} |\n");
    }
    page
}

/// Payments judged against the offers that are printed beside them.
fn judged(examples: &[Example]) -> Result<Vec<Draft>, String> {
    let text = |document: &str, line, part| Ok::<_, String>(Source::new(find(examples, document, line)?, part)?.text);
    let offers = |demand: &str| {
        let demand: Value = serde_json::from_str(demand).map_err(|error| error.to_string())?;
        Ok::<_, String>(demand["accepts"].to_string())
    };
    let valid = json!({"verdict": "valid", "payer": base::PAYER, "offer": 0, "replayKey": base::REPLAY_KEY});
    let mut drafts = Vec::new();
    // (number, document, payment at line, part, demand's document, at line, part, rows)
    type Row<'a> = (u32, &'a str, usize, Part, &'a str, usize, Part, &'a [&'a str]);
    let rows: [Row<'_>; 5] = [
        (1001, V1, 138, Whole, V1, 80, Whole, &["V1-5.2.1-01", "V1-6.1.2-01"]),
        (1002, V2, 162, Whole, V2, 82, Whole, &["V2-5.2.1-01", "V2-6.1.2-01"]),
        (1003, HTTP1, 59, Header, HTTP1, 22, Body, &["HTTP1-payload-04"]),
        (1004, HTTP2, 70, Header, HTTP2, 25, Header, &["HTTP2-payload-04"]),
        (1005, EXACT_EVM, 40, Whole, V2, 82, Whole, &["EVM-1-phase1-04"]),
    ];
    for (number, document, line, part, of, at, of_part, rows) in rows {
        let payment = Source::new(find(examples, document, line)?, part)?.payment();
        let input = question(&payment, &offers(&text(of, at, of_part)?)?);
        let title = format!("{document}, line {line}: the payment, for the demand at line {at} of {of}");
        let draft =
            Draft::new(format!("examples-{number}"), "verify", title, raw_text(&input), expect(Class::Valid, &valid));
        drafts.push(draft.rulings(&["B-2", "E-6"]).requirements(rows));
    }
    let upto = json!({"text": text(UPTO_EVM, 105, Whole)?});
    drafts.push(
        Draft::new(
            "examples-1011",
            "verify",
            format!("{UPTO_EVM}, line 105: the payment, for the demand at line 76"),
            raw_text(&question(&upto, &offers(&text(UPTO_EVM, 76, Whole)?)?)),
            expect(Class::Invalid, &json!({"verdict": "invalid"})),
        )
        .comment("The payment's copy of the offer lacks facilitatorAddress.")
        .decided_by("offer")
        .reason("invalid_payment_requirements")
        .rulings(&["B-2"])
        .no_witness("no offer is answered, so nothing is hashed"),
    );
    for (number, document, line) in [(1012, V1, 301), (1013, V2, 354)] {
        let request: Value = serde_json::from_str(&text(document, line, Whole)?).map_err(|error| error.to_string())?;
        let payment = json!({"json": request["paymentPayload"]});
        let offers = format!("[{}]", request["paymentRequirements"]);
        drafts.push(
            Draft::new(
                format!("examples-{number}"),
                "verify",
                format!("{document}, line {line}: the request's payment, with 0x... where values belong"),
                raw_text(&question(&payment, &offers)),
                expect(Class::Invalid, &json!({"verdict": "invalid"})),
            )
            .decided_by("payload")
            .reason("invalid_payload")
            .rulings(&["E-3", "E-4", "E-5"])
            .no_witness("malformed, so there is nothing to hash"),
        );
    }
    Ok(drafts)
}

fn question(payment: &Value, offers: &str) -> String {
    let facts = r#"{"accounts":{"*":{"code":"none"}}}"#;
    format!(r#"{{"payment":{payment},"offers":{offers},"now":{},"facts":{facts}}}"#, base::NOW)
}

/// One part of an example: its text, and the header that carried it.
struct Source {
    text: String,
    header: Option<(String, String)>,
}

impl Source {
    fn new(example: &Example, part: Part) -> Result<Self, String> {
        let at = || format!("{}, line {}", example.document, example.line);
        let (head, body) = example.text.split_once("\n\n").unwrap_or((&example.text, ""));
        // Two of the requests have their last header behind an empty line.
        let lines = || head.lines().chain(body.lines());
        match part {
            Whole => Ok(Self { text: example.text.clone(), header: None }),
            Body => Ok(Self { text: body.into(), header: None }),
            Header => {
                let header = lines().filter_map(|line| line.split_once(": ")).find(|(name, _)| {
                    let name = name.to_ascii_uppercase();
                    name.starts_with("PAYMENT-") || name.starts_with("X-PAYMENT")
                });
                let (name, value) = header.ok_or_else(|| format!("{}: no header of x402's", at()))?;
                let text = STANDARD.decode(value).map_err(|error| format!("{}: {error}", at()))?;
                let text = String::from_utf8(text).map_err(|error| format!("{}: {error}", at()))?;
                Ok(Self { text, header: Some((name.into(), value.into())) })
            }
        }
    }

    fn input(&self, kind: &str) -> Value {
        match &self.header {
            Some((name, value)) => json!({"header": {"name": name, "value": value}}),
            None => json!({"kind": kind, "text": self.text}),
        }
    }

    fn payment(&self) -> Value {
        match &self.header {
            Some((name, value)) => json!({"header": {"name": name, "value": value}}),
            None => json!({"text": self.text}),
        }
    }
}

/// The text without the white space between the tokens.
fn compact(text: &str) -> String {
    let mut out = String::new();
    let (mut inside, mut escaped) = (false, false);
    for character in text.chars() {
        if inside || !character.is_ascii_whitespace() {
            out.push(character);
        }
        match character {
            '"' if !escaped => inside = !inside,
            _ => {}
        }
        escaped = inside && character == '\\' && !escaped;
    }
    out
}
