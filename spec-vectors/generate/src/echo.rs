//! B-6: the declared extensions, and those in the payment. The signature covers none of them.

use crate::{base, case::Case, draft::Draft};

/// BASE with some extensions, judged by a server that declared others.
fn case(declared: &str, echoed: &str) -> Case {
    let mut case = Case::base().more(&format!(r#","declaredExtensions":{declared}"#));
    case.payment = format!(r#"{},"extensions":{echoed}}}"#, &base::TEXT[..base::TEXT.len() - 1]);
    case
}

pub(crate) fn drafts() -> Vec<Draft> {
    let drafts = [info(), offers_made_anew(), builder_codes(), service_codes()].into_iter().flatten();
    drafts.map(|draft| draft.rulings(&["B-6"])).collect()
}

fn info() -> Vec<Draft> {
    let declared = r#"{"bazaar":{"info":{"type":"http","method":"GET"},"schema":{"type":"object"}}}"#;
    let sign_in = r#"{"sign-in-with-x":{"info":{"domain":"api.example.com","nonce":"a1b2c3d4","issuedAt":"2025-02-27T16:01:00Z"},"schema":{}}}"#;
    let fresh = sign_in.replace("a1b2c3d4", "e5f6a7b8").replace("16:01:00", "16:00:00");
    let builder = r#"{"builder-code":{"info":{"a":"my_app"},"schema":{}}}"#;
    let echo: &[&str] = &["V2-5.1.2-26", "V2-5.1.2-27", "V2-5.1.2-29"];
    vec![
        case(declared, &declared.replace(r#""GET""#, r#""GET","body":{}"#))
            .valid("0078", "the echo adds to info", base::PAYER)
            .requirements(&["V2-5.1.2-28"]),
        case(declared, &declared.replace("GET", "POST"))
            .invalid("0079", "the echo changes info", "extension-echo")
            .requirements(echo),
        case(declared, &declared.replace(r#","method":"GET""#, ""))
            .invalid("0079a", "the echo drops a member of info", "extension-echo")
            .requirements(echo),
        case(declared, "{}")
            .acceptable("0162", "the declared extension is left out", base::PAYER, "extension-not-echoed")
            .requirements(echo),
        case(declared, "{}")
            .more(&format!(r#","declaredExtensions":{declared},"policy":{{"requireEcho":true}}"#))
            .invalid("0162a", "the declared extension is left out, and the policy wants it", "extension-echo")
            .requirements(echo),
        case(sign_in, &fresh).valid("0162b", "nonce and time of an earlier sign-in offer", base::PAYER),
        case(sign_in, &fresh.replace("api.example.com", "evil.example"))
            .invalid("0162c", "another domain in the sign-in offer", "extension-echo")
            .requirements(echo),
        case(builder, r#"{"builder-code":{"a":"my_app","s":["my_client"]}}"#).acceptable(
            "0162d",
            "the client adds its service code, and leaves out the wrapper info",
            base::PAYER,
            "flat-builder-code",
        ),
        case(declared, r#"{"bazaar":{"type":"http","method":"GET"}}"#)
            .invalid("0162f", "the echo leaves out the wrapper info", "extension-echo")
            .comment("Both official servers compare what stands in its place; the text wants info.")
            .requirements(&["V2-5.1.2-26", "V2-5.1.2-29"]),
        case("{}", r#"{"builder-code":{"a":"my_app"}}"#).invalid(
            "0162e",
            "the client makes up an application code",
            "extension-echo",
        ),
    ]
}

/// A server signs the `offers` of offer-receipt for each answer (`extensions/extension-offer-and-receipt.md`), so the
/// echo of an earlier answer differs honestly.
fn offers_made_anew() -> Vec<Draft> {
    let offer = |valid_until: u64, signature: &str| {
        format!(
            r#"{{"format":"eip712","acceptIndex":0,"payload":{{"version":1,"resourceUrl":"https://api.example.com/premium-data","scheme":"exact","network":"eip155:84532","asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","amount":"10000","validUntil":{valid_until}}},"signature":"0x{}"}}"#,
            signature.repeat(65)
        )
    };
    let extension =
        |offers: &str, more: &str| format!(r#"{{"offer-receipt":{{"info":{{"offers":[{offers}]{more}}}}}}}"#);
    let (now, before) = (offer(1_740_672_400, "1b"), offer(1_740_672_340, "1c"));
    let (declared, earlier) = (extension(&now, ""), extension(&before, ""));
    let elsewhere = |offers: &str| format!(r#"{{"bazaar":{{"info":{{"offers":[{offers}]}}}}}}"#);
    vec![
        case(&declared, &earlier).valid("0800", "the signed offers of an earlier answer", base::PAYER).comment(
            "The server signs them anew in each answer, with another time: the official servers leave them out.",
        ),
        case(&declared, &declared).valid("0800a", "the signed offers of this answer", base::PAYER),
        case(&declared, &extension("", "")).valid("0800b", "none of the signed offers comes back", base::PAYER),
        case(&declared, r#"{"offer-receipt":{"info":{}}}"#).valid(
            "0800c",
            "the signed offers are left out",
            base::PAYER,
        ),
        case(&extension(&now, r#","note":"a""#), &extension(&before, r#","note":"b""#)).invalid(
            "0800d",
            "the signed offers of an earlier answer, and another member of info changed",
            "extension-echo",
        ),
        case(&declared, r#"{"offer-receipt":{"offers":[]}}"#).invalid(
            "0800e",
            "signed offers without the wrapper info",
            "extension-echo",
        ),
        case(r#"{"bazaar":{"info":{},"schema":{}}}"#, r#"{"bazaar":{"info":[],"schema":{}}}"#).invalid(
            "0801",
            "info is no object",
            "extension-echo",
        ),
        case(r#"{"bazaar":{"info":{},"schema":{}}}"#, r#"{"bazaar":{"info":{"more":[]},"schema":{}}}"#).valid(
            "0801a",
            "info adds to nothing",
            base::PAYER,
        ),
        case(&elsewhere(&now), &elsewhere(&before)).invalid(
            "0800f",
            "a member of the same name in another extension was changed",
            "extension-echo",
        ),
    ]
}

fn builder_code(info: &str) -> String {
    format!(r#"{{"builder-code":{{"info":{info},"schema":{{}}}}}}"#)
}

/// The codes that the server declared about itself, and codes that a client may not invent.
fn builder_codes() -> Vec<Draft> {
    let app = builder_code(r#"{"a":"my_app"}"#);
    let none = builder_code("{}");
    let one = builder_code(r#"{"a":"my_app","s":["one"]}"#);
    let echo = |info: &str| case(&app, &builder_code(info));
    let longest = |length: usize| builder_code(&format!(r#"{{"a":"{}"}}"#, "a".repeat(length)));
    let invalid = |case: Case, number: &str, title: &str| case.invalid(number, title, "extension-echo");
    vec![
        echo(r#"{"a":"my_app"}"#).valid("0802", "the application's code comes back", base::PAYER),
        invalid(echo(r#"{"a":"my_app2"}"#), "0802a", "another application code"),
        invalid(echo(r#"{"a":"My_app"}"#), "0802b", "the application's code in another letter case"),
        invalid(echo(r#"{"s":["my_client"]}"#), "0802c", "the application's code is dropped"),
        invalid(
            case(&none, &builder_code(r#"{"a":"my_app"}"#)),
            "0802d",
            "the client makes up an application code where the server declared the extension without one",
        ),
        invalid(
            case("{}", &builder_code(r#"{"a":"my_app"}"#)),
            "0802e",
            "the client makes up an application code where the server did not declare the extension",
        ),
        case(&longest(32), &longest(32)).valid("0802f", "an application code of 32 characters", base::PAYER),
        invalid(case(&longest(33), &longest(33)), "0802g", "an application code of 33 characters"),
        echo(r#"{"a":"my_app","w":"my_wallet"}"#).acceptable(
            "0803",
            "the client names the wallet's code",
            base::PAYER,
            "wallet-code",
        ),
        case(&one, r#"{"builder-code":{"a":"my_app","s":["one"]}}"#)
            .acceptable("0803a", "the echo as the document prints it, without info", base::PAYER, "flat-builder-code")
            .comment("Servers take it; what a facilitator reads, it reads from info."),
        invalid(
            case(&one, r#"{"builder-code":{"a":"other","s":["one"]}}"#),
            "0803b",
            "without info, and another application code",
        ),
        case(&one, &one.replace(r#""schema":{}"#, r#""schema":{"type":"object"}"#)).valid(
            "0803c",
            "the schema is another",
            base::PAYER,
        ),
        invalid(case(&none, r#"{"builder-code":{"info":[]}}"#), "0803d", "info is no object"),
        case(&app, "{}").acceptable("0803e", "the codes are left out", base::PAYER, "extension-not-echoed"),
        case("{}", &builder_code(r#"{"s":["my_client"]}"#)).valid(
            "0803f",
            "a service code where the server did not declare the extension",
            base::PAYER,
        ),
    ]
}

/// `s`: a set to which the client adds.
fn service_codes() -> Vec<Draft> {
    let names = |from: usize, to: usize| {
        let names: Vec<_> = (from..to).map(|number| format!(r#""code_{number}""#)).collect();
        names.join(",")
    };
    let codes = |count: usize| builder_code(&format!(r#"{{"s":[{}]}}"#, names(0, count)));
    let five = codes(5);
    let invalid = |case: Case, number: &str, title: &str| case.invalid(number, title, "extension-echo");
    let many = |case: Case, number: &str, title: &str| case.acceptable(number, title, base::PAYER, "service-codes");
    let form = |code: &str| case("{}", &builder_code(&format!(r#"{{"s":["good",{code}]}}"#)));
    let text = builder_code(r#"{"s":"one"}"#);
    let list = builder_code(r#"{"s":["two","one"]}"#);
    vec![
        case(&five, &codes(10)).valid("0804", "five service codes beside five declared ones", base::PAYER),
        invalid(case(&five, &codes(11)), "0804a", "eleven service codes, five of them declared"),
        many(case("{}", &codes(10)), "0804b", "ten service codes, none of them declared"),
        invalid(case("{}", &codes(11)), "0804c", "eleven service codes, none of them declared").comment(
            "The document counts in any echo; both official servers count only where the server declared codes.",
        ),
        invalid(
            case(&builder_code("{}"), &codes(11)),
            "0804d",
            "eleven service codes, and the server declared the extension without any",
        ),
        invalid(
            case(&five, &builder_code(&format!(r#"{{"s":[{},{}]}}"#, names(0, 5), [r#""code_0""#; 6].join(",")))),
            "0804e",
            "eleven entries, of which only five are different",
        ),
        case("{}", &codes(5)).valid("0805", "five service codes of the client", base::PAYER),
        many(case("{}", &codes(6)), "0805a", "six service codes of the client"),
        many(case(&codes(1), &codes(7)), "0805b", "six service codes beside a declared one"),
        invalid(
            case(&five, &builder_code(&format!(r#"{{"s":[{}]}}"#, names(1, 6)))),
            "0806",
            "a declared code is missing",
        ),
        case(&text, &list).valid("0806a", "a text is declared, and a list with it comes back", base::PAYER),
        case(&list, &builder_code(r#"{"s":["one","two"]}"#)).valid("0806b", "the codes in another order", base::PAYER),
        case(&builder_code(r#"{"s":["one"]}"#), &text).valid(
            "0806c",
            "a list of one is declared, and a text comes back",
            base::PAYER,
        ),
        invalid(case(&list, &text), "0806d", "a list of two is declared, and a text comes back"),
        invalid(form(r#""Two""#), "0807", "a service code in capitals"),
        invalid(form(r#""two-three""#), "0807a", "a service code with a hyphen"),
        invalid(form(r#""""#), "0807b", "an empty service code"),
        invalid(form(&format!(r#""{}""#, "a".repeat(33))), "0807c", "a service code of 33 characters"),
        form(&format!(r#""{}""#, "a".repeat(32))).valid("0807d", "a service code of 32 characters", base::PAYER),
        invalid(form(r#""two\n""#), "0807e", "a service code that ends in a line feed"),
        invalid(form("2"), "0807f", "a number among the service codes"),
        invalid(
            case("{}", &builder_code(r#"{"s":{"one":1}}"#)),
            "0807g",
            "an object in the place of the service codes",
        ),
        invalid(
            case(r#"{"bazaar":{"info":{"list":["one"]}}}"#, r#"{"bazaar":{"info":{"list":["one","two"]}}}"#),
            "0808",
            "a list of another extension grows",
        ),
    ]
}
