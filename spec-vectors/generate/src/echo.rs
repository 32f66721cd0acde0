//! B-6: what the server declared, and what the payment carries. Nothing of it is signed.

use crate::{base, case::Case, draft::Draft};

/// BASE with these extensions, before a server that declared those.
fn case(declared: &str, echoed: &str) -> Case {
    let mut case = Case::base().more(&format!(r#","declaredExtensions":{declared}"#));
    case.payment = format!(r#"{},"extensions":{echoed}}}"#, &base::TEXT[..base::TEXT.len() - 1]);
    case
}

pub(crate) fn drafts() -> Vec<Draft> {
    let drafts = [info(), offers_made_anew()].into_iter().flatten();
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
        case(builder, r#"{"builder-code":{"a":"my_app","s":["my_client"]}}"#).valid(
            "0162d",
            "the client adds its service code",
            base::PAYER,
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

/// `offers` of offer-receipt are signed anew for each answer (`extensions/extension-offer-and-receipt.md`), so that the
/// echo of an earlier one differs honestly.
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
