//! JSON texts that can be read, and others (C-3, C-4, C-12, C-16).

use super::case::{NO_LIMITS, Source, edited, refused, taken, with_amount};
use crate::{base, draft::Draft};

/// JSON texts that can be read, and others (C-3, C-4, C-16).
pub(super) fn drafts(permit2_example: &str) -> Vec<Draft> {
    use Source::Text;
    let text = base::TEXT;
    let twice = edited(r#""payTo":"#, r#""payTo":"0x0000000000000000000000000000000000000001","payTo":"#);
    let twice_escaped = edited(r#""payTo":"#, r#""p\u0061yTo":"0x0000000000000000000000000000000000000001","payTo":"#);
    let twice_in_payload = edited(r#""value":"10000""#, r#""value":"1","value":"10000""#);
    let snake = edited(r#""payTo""#, r#""pay_to""#);
    let reordered = concat!(
        r#"{"payload":{"authorization":{"nonce":"0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480","#,
        r#""validBefore":"1740672154","validAfter":"1740672089","value":"10000","#,
        r#""to":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","from":"0x857b06519E91e3A54538791bDbb0E22373e36b66"},"#,
        r#""signature":"0x2d6a7588d6acca505cbf0d9a4a227e0c52c6c34008c8e8986a1283259764173608a2ce6496642e377d6da8dbbf5836e9bd15092f9ecab05ded3d6293af148b571c"},"#,
        r#""accepted":{"extra":{"version":"2","name":"USDC"},"maxTimeoutSeconds":60,"#,
        r#""payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","#,
        r#""amount":"10000","network":"eip155:84532","scheme":"exact"},"#,
        r#""resource":{"mimeType":"application/json","description":"Access to premium market data","#,
        r#""url":"https://api.example.com/premium-data"},"x402Version":2}"#
    );
    let spelled = text
        .replace(":{", " : {\n ")
        .replace("\"scheme\"", "\"sch\\u0065me\"")
        .replace("\"exact\"", "\"\\u0065x\\u0061ct\"")
        .replace("https://", "https:\\/\\/");
    let unknown_top = edited(r#""payload":"#, r#""zeta":[1, 2.50],"payload":"#);
    let unknown_inside = edited(r#""nonce":"#, r#""memo":"hi","nonce":"#);
    let surrogate = edited("Access", r"\ud83d");
    let pair = edited("Access", r"\ud83d\ude00");
    let huge_ours = edited(r#""maxTimeoutSeconds":60"#, r#""maxTimeoutSeconds":1e400"#);
    let huge_opaque = edited(r#""version":"2""#, r#""version":"2","limit":1e400"#);
    vec![
        refused("0023", "payTo twice", &Text(&twice), "json", "duplicate-member", "accepted.payTo")
            .comment("JavaScript, Python and Go keep the last one.")
            .rulings(&["C-3"]),
        refused(
            "0023a",
            "payTo twice, once escaped",
            &Text(&twice_escaped),
            "json",
            "duplicate-member",
            "accepted.payTo",
        )
        .rulings(&["C-3"]),
        refused(
            "0023b",
            "value twice in the authorization",
            &Text(&twice_in_payload),
            "json",
            "duplicate-member",
            "payload.authorization.value",
        )
        .rulings(&["C-3"]),
        refused("0025", "pay_to instead of payTo", &Text(&snake), "shape", "missing-member", "accepted.payTo")
            .comment("Python takes it.")
            .rulings(&["C-3", "C-8"])
            .requirements(&["V2-5.1.2-10"])
            .no_witness("the standard library knows no shapes"),
        taken("0026", "members in another order", &Text(reordered), text, &[]).rulings(&["C-13"]),
        taken("0027", "white space, and escapes in names and values", &Text(&spelled), text, &[]).rulings(&["C-4"]),
        taken(
            "0028",
            "a member that nobody knows",
            &Text(&unknown_top),
            &format!(r#"{},"zeta":[1,2.5]}}"#, &text[..text.len() - 1]),
            &[],
        )
        .comment("Kept byte for byte; canonical compares as a JSON value.")
        .rulings(&["C-13"]),
        taken("0029", "a member that nobody knows, in the authorization", &Text(&unknown_inside), &unknown_inside, &[])
            .comment("Kept, and not signed.")
            .rulings(&["C-13"]),
        refused("0036", "something behind the value", &Text(&format!("{text}x")), "json", "trailing-data", "")
            .rulings(&["C-4"]),
        refused(
            "0038",
            "half of a surrogate pair",
            &Text(&surrogate),
            "json",
            "lone-surrogate",
            "resource.description",
        )
        .rulings(&["C-16"]),
        taken("0038a", "a surrogate pair", &Text(&pair), &edited("Access", "😀"), &[]).rulings(&["C-16"]),
        refused(
            "0039",
            "1e400 in a member of ours",
            &Text(&huge_ours),
            "shape",
            "wrong-type",
            "accepted.maxTimeoutSeconds",
        )
        .rulings(&["C-5", "C-16"])
        .no_witness("the standard library knows no shapes"),
        taken("0039a", "1e400 in an opaque member", &Text(&huge_opaque), &huge_opaque, &["number-range"])
            .rulings(&["C-16"]),
        refused(
            "0040",
            "the document's Permit2 example: a comma too few, one too many, and a remark",
            &Text(permit2_example),
            "json",
            "syntax",
            "accepted",
        )
        .comment("scheme_exact_evm.md §2, verbatim.")
        .rulings(&["C-4"])
        .requirements(&["EVM-2-phase2-07"]),
        refused("0041", "an array", &Text(&format!("[{text}]")), "shape", "wrong-type", "")
            .rulings(&["C-5"])
            .no_witness("the standard library knows no shapes"),
        refused("0041a", "NaN", &Text(&with_amount("NaN")), "json", "syntax", "accepted.amount").rulings(&["C-4"]),
    ]
}

/// Depth, counts, numbers and names that break readers (C-12, C-16).
pub(super) fn hostile() -> Vec<Draft> {
    use Source::Text;
    let inside = |json: &str| edited(r#""payload":"#, &format!(r#""zeta":{json},"payload":"#));
    // One container is the payment itself.
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth - 1), "]".repeat(depth - 1));
    let members = |count: usize| {
        let members: Vec<String> = (0..count).map(|index| format!("\"k{index}\":0")).collect();
        format!("{{{}}}", members.join(","))
    };
    let wrapped = |name: &str| format!(r#"{{"$serde_json::private::{name}":"{{}}"}}"#);
    let mut drafts = Vec::new();
    for (number, title, json, limit) in [
        ("0037", "200 levels deep", nested(200), Some("depth")),
        ("0182", "128 levels deep", nested(128), None),
        ("0182a", "129 levels deep", nested(129), Some("depth")),
        ("0183", "a number of 128 characters", "1".repeat(128), None),
        ("0183a", "a number of 129 characters", "1".repeat(129), Some("number-length")),
        ("0183b", "an object of 1,024 members", members(1_024), None),
        ("0183c", "an object of 1,025 members", members(1_025), Some("members")),
    ] {
        let text = inside(&json);
        drafts.push(match limit {
            None => taken(number, title, &Text(&text), &text, &[]).rulings(&["C-12"]),
            Some(kind) => {
                let draft = refused(number, title, &Text(&text), "limit", kind, "");
                draft.rulings(&["C-4", "C-12"]).no_witness(NO_LIMITS)
            }
        });
    }
    for (number, title, name) in [
        ("0181", "a member named as serde_json names raw text", "RawValue"),
        ("0181a", "a member named as serde_json names numbers", "Number"),
    ] {
        let text = inside(&wrapped(name));
        drafts.push(
            taken(number, title, &Text(&text), &text, &[])
                .comment("An ordinary object; reading it into serde_json::Value would unwrap it.")
                .rulings(&["C-16"]),
        );
    }
    let extra = r#"{"name":"USDC","version":"2"}"#;
    let payload = &base::TEXT[base::TEXT.find(r#"{"signature""#).unwrap_or_default()..base::TEXT.len() - 1];
    for (letters, what, name) in [("bcd", "raw text", "RawValue"), ("efg", "numbers", "Number")] {
        let texts = [
            ("extra", edited(extra, &wrapped(name))),
            ("payload", edited(payload, &wrapped(name))),
            ("authorization", edited(r#""nonce":"#, &format!(r#""zeta":{},"nonce":"#, wrapped(name)))),
        ];
        for (letter, (place, text)) in letters.chars().zip(texts) {
            let title = format!("a member named as serde_json names {what}, in {place}");
            drafts.push(
                taken(&format!("0181{letter}"), &title, &Text(&text), &text, &[])
                    .comment("An ordinary object; reading it into serde_json::Value would unwrap it.")
                    .rulings(&["C-16"]),
            );
        }
    }
    drafts
}
