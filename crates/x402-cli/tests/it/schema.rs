//! `x402 schema`

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::Value;
use x402_lint::json_schema::{Answer, Bounds, Schema};
use x402_types::RawJson;
use x402_verify::json::RecordedReport;

use crate::support::{NOW, at, header, read, x402};

fn printed(arguments: &str) -> Value {
    let arguments: Vec<_> = ["schema"].into_iter().chain(arguments.split(' ')).collect();
    let printed = x402(&arguments);
    assert_eq!((printed.code, printed.err.as_str()), (0, ""), "{arguments:?}");
    serde_json::from_str(&printed.out).unwrap()
}

/// Every object that serde reads, every payload, what is signed beside payments, and the report have a schema, and no
/// schema is of anything else.
#[test]
fn each_wire_object_is_listed() {
    let source = include_str!("../../../x402-types/src/serde_bridge.rs");
    let (_, list) = source.split_once("\nserde_as_text!(").unwrap();
    let objects = list.split_once(");").unwrap().0.split(',').map(|object| {
        let (version, object) = object.trim().split_once("::").unwrap_or(("", object.trim()));
        let mut name = String::new();
        for c in object.chars() {
            if c.is_uppercase() && !name.is_empty() {
                name.push('-');
            }
            name.push(c.to_ascii_lowercase());
        }
        version.strip_prefix('v').map(|version| format!("{name} --version {version}")).unwrap_or(name)
    });
    let printed = x402(&["schema", "--list"]);
    assert_eq!((printed.code, printed.err.as_str()), (0, ""));
    let payloads = x402_schemes::schema::all().map(|schema| schema.name.to_owned());
    let directory = ["extension-responses", "resource-list", "search-results"].map(String::from);
    let others = [
        "command-diagnosis",
        "command-report",
        "offer-payload",
        "receipt-payload",
        "report",
        "sign-in",
        "signed-offer",
        "signed-receipt",
    ]
    .map(String::from);
    let expected: BTreeSet<_> = objects.chain(payloads).chain(others).chain(directory).collect();
    assert!(expected.len() > 24, "{}", expected.len());
    assert_eq!(printed.out.lines().map(str::to_owned).collect::<BTreeSet<_>>(), expected);
    assert_eq!(printed.out.lines().count(), expected.len());
}

/// The committed files are what the command writes: no more, no less, byte for byte.
#[test]
fn the_committed_schemas_are_those_of_the_command() {
    fn files(directory: &Path) -> Vec<(String, String)> {
        let mut all = Vec::new();
        for inner in ["", "v1", "v2"] {
            for entry in fs::read_dir(directory.join(inner)).unwrap() {
                let path = entry.unwrap().path();
                if path.extension().is_some_and(|extension| extension == "json") {
                    let name = path.strip_prefix(directory).unwrap().to_str().unwrap().to_owned();
                    all.push((name, fs::read_to_string(&path).unwrap()));
                }
            }
        }
        all.sort_unstable();
        all
    }
    let written = Path::new(env!("CARGO_TARGET_TMPDIR")).join("schemas");
    // Of an earlier run.
    let _ = fs::remove_dir_all(&written);
    let printed = x402(&["schema", "--all", written.to_str().unwrap()]);
    assert_eq!((printed.code, printed.err.as_str()), (0, ""));
    let (written, committed) = (files(&written), files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas")));
    assert!(written.len() > 24, "{}", written.len());
    let stale = "cargo run --bin x402 -- schema --all schemas";
    assert!(written == committed, "what is in schemas/ is not what the command writes; update it with: {stale}");
}

#[test]
fn a_schema_is_printed_as_it_is_written() {
    for (arguments, id, title) in [
        ("payment-payload", "payment-payload.schema.json", "PaymentPayload"),
        ("payment-payload --version 1", "v1/payment-payload.schema.json", "PaymentPayloadV1"),
        ("payment-payload --version 2", "v2/payment-payload.schema.json", "PaymentPayloadV2"),
        // Where there is one schema only, the version may be said or not.
        ("resource-info", "v2/resource-info.schema.json", "ResourceInfoV2"),
        ("settle-response", "settle-response.schema.json", "SettleResponse"),
        ("upto-permit2-payload", "upto-permit2-payload.schema.json", "UptoPermit2Payload"),
        ("settle-response --version 1", "settle-response.schema.json", "SettleResponse"),
    ] {
        let schema = printed(arguments);
        assert_eq!((&schema["$id"], &schema["title"]), (&id.into(), &title.into()), "{arguments}");
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    }
}

/// Of every schema, whoever reads or generates types from it.
#[test]
fn a_schema_has_title_description_and_examples() {
    let mut titles = BTreeSet::new();
    for arguments in x402(&["schema", "--list"]).out.lines() {
        let schema = printed(arguments);
        assert!(
            titles.insert(schema["title"].as_str().unwrap().to_owned()),
            "{arguments}: the title of another schema"
        );
        assert!(schema["description"].as_str().unwrap().ends_with('.'), "{arguments}");
        assert!(!schema["examples"].as_array().unwrap().is_empty(), "{arguments}");
    }
    assert!(titles.len() > 24, "{}", titles.len());
}

/// The strict reader takes the example of a report, and writes it again.
#[test]
fn the_example_of_a_report_is_read_back() {
    let example = &printed("report")["examples"][0];
    let report = example.to_string().parse::<RecordedReport>().unwrap();
    assert_eq!(serde_json::from_str::<Value>(&report.to_json()).unwrap(), *example);
}

/// What `--json` prints about recognised text is what the schema describes, and an answer without its sources is not.
#[test]
fn the_json_of_the_command_is_what_its_schemas_describe() {
    let compiled = |name: &str| {
        let mut schema = printed(name);
        schema.as_object_mut().unwrap().remove("$id").unwrap();
        // The schema is ours, and longer than those of strangers may be.
        let mut bounds = Bounds::DEFAULT;
        (bounds.text, bounds.pattern, bounds.instructions) = (1 << 20, 1 << 16, 1 << 20);
        Schema::compile(RawJson::parse(&schema.to_string()).unwrap().as_json(), &bounds).unwrap()
    };
    let accepts = |schema: &Schema, json: &Value| {
        let answer = schema.evaluate(RawJson::parse(&json.to_string()).unwrap().as_json()).unwrap();
        matches!(answer, Answer::Accepts)
    };
    let [report, diagnosis] = ["command-report", "command-diagnosis"].map(compiled);
    let (bounced, payment, offer) = (at("bounced.txt"), at("payment.txt"), at("offer.json"));
    let log = serde_json::json!({"ts": 1_740_672_100, "headers": {"payment-signature": header()}}).to_string();
    let cases: [&[&str]; 6] = [
        &[&bounced],
        &[&bounced, "--at-recorded-time"],
        &[&bounced, "--now", NOW],
        &[&payment, "--offer", &offer, "--now", NOW],
        &[&log, "--offer", &offer],
        &["e30=", "--offer", &offer],
    ];
    for arguments in cases {
        for command in ["verify", "explain", "diagnose"] {
            let all = [&[command, "--json"], arguments].concat();
            let answer: Value = serde_json::from_str(&x402(&all).out).unwrap();
            let schema = if command == "diagnose" { &diagnosis } else { &report };
            assert!(accepts(schema, &answer), "{all:?}: {answer}");
            for field in ["provenance", "now"] {
                let mut without = answer.clone();
                assert!(without.as_object_mut().unwrap().remove(field).is_some(), "{all:?}: {field}");
                assert!(!accepts(schema, &without), "{all:?}: {field}");
            }
            let mut other = answer.clone();
            other["provenance"]["time"] = "payment".into();
            assert!(!accepts(schema, &other), "{all:?}");
        }
    }
}

/// The network decides by which version an offer in a directory is read (Z-10), and null counts as absent (C-7). The schema accepts
/// what the reader of that version does.
#[test]
fn an_offer_of_a_directory_is_valid_as_the_reader_reads_it() {
    let definitions = RawJson::parse(&printed("resource-list").to_string()).unwrap();
    let schema = definitions.as_json().get("$defs").and_then(|all| all.get("AnyOffer")).unwrap().text();
    let schema =
        schema.replacen('{', &format!("{{\"$defs\":{},", definitions.as_json().get("$defs").unwrap().text()), 1);
    let json = |text: &str| RawJson::parse(text).unwrap();
    let mut bounds = Bounds::DEFAULT;
    // The pattern of an amount is long.
    (bounds.pattern, bounds.instructions) = (1 << 16, 1 << 20);
    let schema = Schema::compile(json(&schema).as_json(), &bounds).unwrap();
    let (v1, v2) = (read("offer-v1.json"), read("offer.json"));
    let with = |offer: &str, member: &str| offer.replacen('{', &format!("{{{member},"), 1);
    for (offer, is_read) in [
        (&v1, true),
        (&with(&v1, r#""amount":null"#), true),
        (&with(&v1, r#""amount":"10000""#), true),
        (&with(&v2, r#""maxAmountRequired":"10000""#), true),
        (&with(&v2, r#""maxAmountRequired":null"#), true),
        (&v2, true),
        (&v1.replace("base-sepolia", "eip155:84532"), false),
        (&v2.replace("eip155:84532", "base-sepolia"), false),
    ] {
        let answer = schema.evaluate(json(offer).as_json()).unwrap();
        assert_eq!(matches!(answer, Answer::Accepts), is_read, "{offer}");
        let decoded = x402(&["decode", "--kind", "offer", offer]);
        assert_eq!(decoded.code == 0, is_read, "{decoded:?}");
    }
}

/// Each definition is what the other files say, and all of these are there, once.
#[test]
fn the_definitions_are_those_of_the_schemas() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas");
    let all: Value = serde_json::from_str(&fs::read_to_string(directory.join("definitions.json")).unwrap()).unwrap();
    let mut found = BTreeSet::new();
    for arguments in x402(&["schema", "--list"]).out.lines() {
        let mut schema = printed(arguments);
        let object = schema.as_object_mut().unwrap();
        object.remove("$id").unwrap();
        object.remove("$schema").unwrap();
        let mut inner = object.remove("$defs").unwrap_or(Value::Object(Default::default()));
        let title = schema["title"].as_str().unwrap().to_owned();
        inner.as_object_mut().unwrap().insert(title, schema);
        for (name, definition) in inner.as_object().unwrap() {
            assert_eq!(all["$defs"][name], *definition, "{arguments}: {name}");
            found.insert(name.clone());
        }
    }
    assert_eq!(all["$defs"].as_object().unwrap().keys().cloned().collect::<BTreeSet<_>>(), found);
}

#[test]
fn what_cannot_be_written_exits_with_74_and_names_the_file() {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("no-directory");
    fs::write(&file, "").unwrap();
    let printed = x402(&["schema", "--all", file.to_str().unwrap()]);
    assert_eq!((printed.code, printed.out.as_str()), (74, ""));
    assert!(printed.err.contains("no-directory"), "{}", printed.err);
}

#[test]
fn every_definition_has_title_description_and_example() {
    let text = include_str!("../../../../schemas/definitions.json");
    let all: Value = serde_json::from_str(text).unwrap();
    let definitions = all["$defs"].as_object().unwrap();
    assert!(definitions.len() > 80, "{}", definitions.len());
    for (name, schema) in definitions {
        assert_eq!(schema["title"], **name);
        assert!(schema["description"].as_str().is_some_and(|text| text.ends_with('.')), "{name}");
        assert!(schema["examples"].as_array().is_some_and(|examples| !examples.is_empty()), "{name}");
    }
}
