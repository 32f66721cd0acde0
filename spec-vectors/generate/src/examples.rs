//! The examples in the pinned documents: each has a vector in `spec-vectors/sources/examples.json`, or a reason why it has none.

use std::{collections::BTreeMap, fmt::Write};

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;
use x402_vectors::{
    json::Json,
    vector::{Rows, Vector},
};

use crate::documents::{Example, HTTP1, HTTP2, find};

const EXACT_SVM: &str = "schemes/exact/scheme_exact_svm.md";
const BATCH_CLOUDFLARE: &str = "schemes/batch-settlement/scheme_batch_settlement_cloudflare.md";
const BATCH_EVM: &str = "schemes/batch-settlement/scheme_batch_settlement_evm.md";
const ALGO: &str = "schemes/exact/scheme_exact_algo.md";
const APTOS: &str = "schemes/exact/scheme_exact_aptos.md";
const CARDANO: &str = "schemes/exact/scheme_exact_cardano.md";
const HEDERA: &str = "schemes/exact/scheme_exact_hedera.md";
const KEETA: &str = "schemes/exact/scheme_exact_keeta.md";
const NEAR: &str = "schemes/exact/scheme_exact_near.md";
const STELLAR: &str = "schemes/exact/scheme_exact_stellar.md";
const SUI: &str = "schemes/exact/scheme_exact_sui.md";
const TON: &str = "schemes/exact/scheme_exact_ton.md";

const PAYLOAD: &str = "a payload by itself; the document also prints a payment with it";
const APPLICATION: &str = "a body of the application's own";
const SERVERS_PAYLOAD: &str =
    "a payload of a server by itself; batch-settlement-0100f, 0100g and 0100h are payments with such payloads";

/// No object that is read here: the number, the document, the line, the part of the block, and the reason.
const WITHOUT: [(u32, &str, usize, &str, &str); 22] = [
    (43, HTTP1, 59, "body", APPLICATION),
    (46, HTTP1, 100, "body", APPLICATION),
    (62, HTTP2, 25, "body", APPLICATION),
    (65, HTTP2, 70, "body", APPLICATION),
    (68, HTTP2, 126, "body", APPLICATION),
    (71, HTTP2, 150, "body", APPLICATION),
    (105, EXACT_SVM, 83, "", PAYLOAD),
    (132, BATCH_CLOUDFLARE, 64, "body", APPLICATION),
    (137, BATCH_CLOUDFLARE, 245, "body", APPLICATION),
    (156, BATCH_EVM, 305, "", SERVERS_PAYLOAD),
    (158, BATCH_EVM, 368, "", SERVERS_PAYLOAD),
    (159, BATCH_EVM, 387, "", SERVERS_PAYLOAD),
    (171, ALGO, 63, "", "a type, not an object"),
    (176, ALGO, 236, "", "what a command prints"),
    (182, APTOS, 77, "", PAYLOAD),
    (194, CARDANO, 223, "", PAYLOAD),
    (212, HEDERA, 63, "", PAYLOAD),
    (222, KEETA, 95, "", PAYLOAD),
    (232, NEAR, 95, "", PAYLOAD),
    (242, STELLAR, 74, "", PAYLOAD),
    (251, SUI, 40, "", PAYLOAD),
    (262, TON, 87, "", PAYLOAD),
];

/// Vectors with larger numbers are about several examples.
const SEVERAL: u32 = 1000;

/// A vector, and the example that its title names.
struct Printed {
    number: u32,
    document: String,
    line: usize,
    /// The kind of object, behind the line in the title.
    kind: String,
    vector: Vector,
}

impl Printed {
    fn of(vector: Vector) -> Result<Self, String> {
        let wrong = || format!("{}: its title is no document, line and kind", vector.id);
        let number = vector.id.strip_prefix("examples-").and_then(|number| number.parse().ok()).ok_or_else(wrong)?;
        let (document, rest) = vector.title.split_once(", line ").ok_or_else(wrong)?;
        let (line, kind) = rest.split_once(": ").ok_or_else(wrong)?;
        let line = line.parse().map_err(|_| wrong())?;
        Ok(Self { number, document: document.into(), line, kind: kind.into(), vector })
    }

    /// The part of the block that the vector has.
    fn part(&self, example: &Example) -> Result<&'static str, String> {
        let input = self.vector.input.value();
        let asked = input.get("payment").unwrap_or(&input);
        if let Some(value) = asked["header"]["value"].as_str() {
            let decoded = STANDARD.decode(value).map_err(|error| format!("{}: {error}", self.vector.id))?;
            let is_there = example.text.contains(value) && !decoded.is_empty();
            return is_there.then_some("header").ok_or_else(|| self.not_printed());
        }
        // The payment of a request to a facilitator, in another order.
        if let Some(payment) = asked.get("json") {
            let request: Value =
                serde_json::from_str(&example.text).map_err(|error| format!("{}: {error}", self.vector.id))?;
            return (request["paymentPayload"] == *payment).then_some("").ok_or_else(|| self.not_printed());
        }
        let raw = Json::parse(self.vector.input.as_str())?;
        let accepted = || raw.get("accepted").map(Json::to_string);
        let text = asked["text"].as_str().map(str::to_owned).or_else(accepted).ok_or_else(|| self.not_printed())?;
        let body = example.text.split_once("\n\n").map_or("", |(_, body)| body);
        match compact(&text) {
            text if text == compact(&example.text) => Ok(""),
            text if text == compact(body) => Ok("body"),
            _ => Err(self.not_printed()),
        }
    }

    fn not_printed(&self) -> String {
        format!("{}: {} does not print this at line {}", self.vector.id, self.document, self.line)
    }

    fn shown(&self) -> String {
        let id = &self.vector.id;
        let answer = self.vector.expect.ours.as_ref().map(|ours| ours.strict.value()).unwrap_or_default();
        match (answer["err"]["stage"].as_str(), answer["err"]["kind"].as_str()) {
            (Some(stage), Some(kind)) => format!("{}, refused ({stage}, {kind}), `{id}`", self.kind),
            _ => format!("{}, `{id}`", self.kind),
        }
    }
}

/// `examples.md`: every example, with its vector or the reason why it has none.
///
/// # Errors
/// An example has neither, or a vector has something else than what is printed.
pub(crate) fn page(vectors: &Rows, examples: &[Example]) -> Result<String, String> {
    let mut rows = BTreeMap::new();
    for vector in vectors {
        let printed = Printed::of(vector)?;
        let part = printed.part(find(examples, &printed.document, printed.line)?)?;
        if printed.number < SEVERAL {
            rows.insert(printed.number, (printed.document.clone(), printed.line, part, printed.shown()));
        }
    }
    for (number, document, line, part, why) in WITHOUT {
        find(examples, document, line)?;
        let row = (document.to_owned(), line, part, format!("no vector: {why}"));
        if rows.insert(number, row).is_some() {
            return Err(format!("examples-{number:04} is there, and has a reason why it is not"));
        }
    }
    let is_there = |example: &&Example| {
        rows.values().any(|(document, line, ..)| (document, *line) == (&example.document, example.line))
    };
    if let Some(example) = examples.iter().find(|example| !is_there(example)) {
        return Err(format!("it is not said what {} prints at line {}", example.document, example.line));
    }
    let mut page = String::from(concat!(
        "# The examples of the documents\n\n",
        "Written by `cargo run -p x402-vectors-generate`: each example of the pinned documents, with its kind and vector.\n",
        "The examples of the documents of MCP and A2A are in the vectors `mcp-0365a` to `mcp-0365h` and `a2a-0390a` to `a2a-0390j`.\n\n",
        "| document | line | part | |\n|---|---|---|---|\n"
    ));
    for (document, line, part, what) in rows.values() {
        // Writing to a `String` cannot fail.
        let _ = writeln!(page, "| {document} | {line} | {part} | {what} |");
    }
    Ok(page)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Rows {
        let vector = serde_json::json!({
            "id": "examples-0001", "title": "a.md, line 3: payment", "flags": [], "level": "must", "rulings": [], "requirements": [],
            "op": "decode", "input": {"kind": "payment", "text": text}, "expect": {"class": "valid", "result": {}}, "noWitness": "made up",
        });
        serde_json::from_value(serde_json::json!([vector])).unwrap()
    }

    #[test]
    fn a_vector_has_what_its_document_prints() {
        let mut examples: Vec<Example> =
            WITHOUT.iter().map(|(_, document, line, ..)| example(document, *line, "{}")).collect();
        examples.push(example("a.md", 3, "{\n \"a b\": 1\n}"));
        let found = page(&rows("{\"a b\":1}"), &examples).unwrap();
        assert!(found.contains("| a.md | 3 |  | payment, `examples-0001` |\n"), "{found}");
        let error = page(&rows("{\"ab\":1}"), &examples).unwrap_err();
        assert_eq!(error, "examples-0001: a.md does not print this at line 3");
        examples.push(example("b.md", 4, "{}"));
        assert_eq!(page(&rows("{\"a b\":1}"), &examples).unwrap_err(), "it is not said what b.md prints at line 4");
    }

    fn example(document: &str, line: usize, text: &str) -> Example {
        Example { document: document.into(), line, language: "json".into(), text: text.into() }
    }
}
