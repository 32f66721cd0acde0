//! Sources with each kind of fault, and what becomes of right ones.

use std::{
    fs,
    path::{Path, PathBuf},
};

use x402_vectors::{
    expand::Sources,
    source,
    vector::Vector,
    witness::Findings,
    write::{self, Mode},
};

/// The vectors of this project.
fn vectors() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A payment under an offer, signed by the payer.
const PAYMENT: &str = r#"{"id": "eip3009-1", "title": "a payment", "op": "verify", "input": {
  "payment": {"json": {"x402Version": 2, "accepted": {"scheme": "exact"}, "payload": {"signature": "0x", "authorization": {
    "from": "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266", "to": "0x209693Bc6afc0C5328bA36FaF03C514EF312287C", "value": "10000",
    "validAfter": "1740672089", "validBefore": "1740672154",
    "nonce": "0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480"}}}},
  "offers": [{"scheme": "exact", "network": "eip155:84532", "asset": "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
    "extra": {"name": "USDC", "version": "2"}}], "now": 1740672100},
  "sign": {"mechanism": "eip3009", "key": "payer"}, "expect": {"class": "valid"}, "level": "must", "rulings": ["E-6"]}"#;

fn file(entries: &[&str]) -> String {
    format!(r#"{{"group": "eip3009", "documents": [], "vectors": [{}]}}"#, entries.join(", "))
}

fn made(entries: &[&str]) -> Result<Vec<Vector>, String> {
    let file = source::parse(&file(entries)).map_err(|faults| faults.join("\n"))?;
    let mut sources = Sources::of(vec![file]).map_err(|faults| faults.join("\n"))?;
    let made = sources.expand("eip3009").map_err(|faults| faults.join("\n"))?;
    Ok(made.into_iter().map(|made| made.vector).collect())
}

/// A vector made from the payment.
fn child(others: &str) -> String {
    format!(
        r#"{{"id": "eip3009-2", "title": "t", "parent": "eip3009-1", "expect": {{"class": "invalid"}}, "level": "must", "rulings": ["E-6"]{others}}}"#
    )
}

fn signature(vector: &Vector) -> String {
    vector.input.value()["payment"]["json"]["payload"]["signature"].as_str().unwrap().to_owned()
}

#[test]
fn a_payment_is_signed_and_hashed_as_other_libraries_do() {
    let [payment] = &made(&[PAYMENT]).unwrap()[..] else { panic!("one vector") };
    let text = fs::read_to_string(vectors().join("v1/eip3009.json")).unwrap();
    let file: x402_vectors::vector::VectorFile = serde_json::from_str(&text).unwrap();
    let known = file.vectors.iter().find(|vector| vector.id == "eip3009-0082a").unwrap();
    let by = |name: &str| {
        known.witness.iter().any(|witness| witness.by.starts_with(name) && witness.confirms.contains(&"digest".into()))
    };
    assert!(by("viem") && by("eth-account"));
    assert_eq!(signature(payment), signature(&known));
    let (ours, theirs) = (&payment.intermediate, &known.intermediate);
    assert_eq!(ours.digest, theirs.digest);
    assert_eq!(ours.signer.as_deref(), Some("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"));
    assert_eq!((&ours.struct_hash, &ours.domain_separator), (&theirs.struct_hash, &theirs.domain_separator));
}

/// The specification prints the signature of its example (V2 specification §5.2.1), and its account.
#[test]
fn the_example_of_the_specification_recovers_to_its_payer() {
    let line = fs::read_to_string(vectors().join("../docs/examples/payment.txt")).unwrap();
    let (_, header) = line.trim_end().split_once(": ").unwrap();
    let entry = format!(
        r#"{{"id": "eip3009-1", "title": "t", "op": "verify", "input": {{"payment": {{"header": {{"name": "PAYMENT-SIGNATURE", "value": "{header}"}}}}, "offers": [{}]}}, "expect": {{"class": "valid"}}, "level": "must"}}"#,
        fs::read_to_string(vectors().join("../docs/examples/offer.json")).unwrap()
    );
    let vector = &made(&[&entry]).unwrap()[0];
    assert_eq!(vector.intermediate.signer.as_deref(), Some("0x857b06519E91e3A54538791bDbb0E22373e36b66"));
    let digest = "0xf256992871671abcb27ff92885a7afa46218724e5fc0bac35d050115aa1d22e6";
    assert_eq!(vector.intermediate.digest.as_deref(), Some(digest));
}

#[test]
fn a_child_inherits_the_question_and_nothing_else() {
    let value = r#", "change": [{"op": "replace", "path": "/payment/json/payload/authorization/value", "value": "1"}]"#;
    let all = made(&[PAYMENT, &child(value)]).unwrap();
    let [payment, again] = &all[..] else { panic!("two vectors") };
    assert_ne!(signature(payment), signature(again));
    assert_eq!(again.intermediate.signer, payment.intermediate.signer);
    assert_eq!((again.op.as_str(), again.expect.result.as_str()), ("verify", r#"{"verdict":"invalid"}"#));
    // The signature of the parent.
    let all = made(&[PAYMENT, &child(&format!(r#"{value}, "sign": "keep""#))]).unwrap();
    assert_eq!(signature(&all[0]), signature(&all[1]));
    assert_ne!(all[1].intermediate.signer, payment.intermediate.signer);
    // What is signed is not what is written.
    let number = value.replace(r#""1""#, "true");
    let signing = r#", "sign": {"mechanism": "eip3009", "key": "payer", "as": {"value": "1"}}"#;
    let all = made(&[PAYMENT, &child(&format!("{number}{signing}"))]).unwrap();
    assert_eq!(signature(&all[1]), signature(again));
    assert!(all[1].input.as_str().contains(r#""value":true"#) && all[1].intermediate.digest.is_none());
    // What the offer leaves open, the client may have named.
    for (method, is_hashed) in [("eip3009", true), ("permit2", false)] {
        let named = format!(
            r#", "change": [{{"op": "add", "path": "/payment/json/accepted/extra", "value": {{"assetTransferMethod": "{method}"}}}}]"#
        );
        let all = made(&[PAYMENT, &child(&named)]).unwrap();
        assert_eq!(all[1].intermediate.digest.is_some(), is_hashed, "{method}");
    }
    // Another key, another domain, another type of message.
    for how in [
        r#""key": "stranger""#,
        r#""key": "payer", "domain": {}"#,
        r#""key": "payer", "type": "ReceiveWithAuthorization""#,
    ] {
        let all = made(&[PAYMENT, &child(&format!(r#", "sign": {{"mechanism": "eip3009", {how}}}"#))]).unwrap();
        assert_ne!(signature(&all[1]), signature(&all[0]), "{how}");
        assert_ne!(all[1].intermediate.signer, all[0].intermediate.signer, "{how}");
    }
}

#[test]
fn a_change_leads_through_what_is_encoded() {
    let whole = r#"{"id": "eip3009-1", "title": "t", "op": "decode", "input": {"header": {"name": "X-PAYMENT", "value": {"b": 1.0, "a": {"text": {"c": "\u0031"}}}}},
        "encode": {"/header/value": "base64", "/header/value/a/text": "json"},
        "expect": {"class": "valid", "ours": {"strict": {"version": 1, "flags": []}}}, "level": "must"}"#;
    let changed = r#"{"id": "eip3009-2", "title": "t", "parent": "eip3009-1", "change": [{"op": "add", "path": "/header/value/a/text/d", "value": 2e0}],
        "expect": {"class": "invalid", "ours": {"strict": {"err": {"stage": "json", "kind": "syntax"}}}}, "level": "must"}"#;
    let all = made(&[whole, changed]).unwrap();
    let value = |vector: &Vector| vector.input.value()["header"]["value"].as_str().unwrap().to_owned();
    use base64::{Engine, engine::general_purpose::STANDARD};
    let decoded = |vector: &Vector| String::from_utf8(STANDARD.decode(value(vector)).unwrap()).unwrap();
    assert_eq!(decoded(&all[0]), r#"{"b":1.0,"a":{"text":"{\"c\":\"\\u0031\"}"}}"#);
    assert_eq!(decoded(&all[1]), r#"{"b":1.0,"a":{"text":"{\"c\":\"\\u0031\",\"d\":2e0}"}}"#);
    let result = all[0].expect.result.value();
    assert_eq!(result["canonical"], decoded(&all[0]));
    assert_eq!(all[1].expect.result.as_str(), "{}");
}

#[test]
fn a_source_with_a_fault_is_refused_with_file_vector_path_and_advice() {
    for (entry, message) in [
        (child(r#", "levl": "must""#), "eip3009-2: /vectors/1/levl: is no member; there are change, comment,"),
        (
            child("").replace("must", "mst"),
            r#"eip3009-2: /vectors/1/level: is "mst"; write one of must, should, policy"#,
        ),
        (child("").replace(r#""title": "t", "#, ""), "eip3009-2: /vectors/1: has no title; add it"),
        (
            child(r#", "change": [{"op": "replace", "path": "/payment/json/payload/auth/value", "value": "1"}]"#),
            "spec-vectors/sources/eip3009.json: eip3009-2: /change/0: /payment/json/payload/auth/value leads nowhere: there is no auth, and the object has signature, authorization",
        ),
        (
            child("").replace("eip3009-1", "eip3009-9"),
            "eip3009-2: /parent: there is no vector eip3009-9 in spec-vectors/sources",
        ),
        (
            child("").replace("eip3009-1", "eip3009-2"),
            "eip3009-2: /parent: leads back to eip3009-2; name a vector that is not made from this one",
        ),
        (
            child("").replace(r#""id": "eip3009-2""#, r#""id": "eip3009-1""#),
            "eip3009-1: /vectors/1/id: comes twice; ids are permanent, so give the newer vector a new number",
        ),
        (
            child("").replace(r#""id": "eip3009-2""#, r#""id": "match-2""#),
            "match-2: /vectors/1/id: is of another group; begin it with eip3009-",
        ),
        (child(r#", "input": {}"#), "eip3009-2: /input: has a parent, too; write /change, or remove the parent"),
        (
            child("").replace(r#""parent": "eip3009-1", "#, ""),
            "eip3009-2: /input: write the input, or a parent and the change of its input",
        ),
        (child(r#", "fault": "a-fault""#), "eip3009-2: /fault: there is no fault a-fault"),
        (
            child(r#", "encode": {"/payment/xml": "json"}"#),
            "eip3009-2: /encode: /payment/xml leads nowhere: there is no xml",
        ),
        (
            child("").replace("invalid", "undecided"),
            "eip3009-2: /level: undecided has no single right verdict; write should or policy",
        ),
        (
            child(
                r#", "change": [{"op": "replace", "path": "/payment/json/payload/authorization/value", "value": true}]"#,
            ),
            "eip3009-2: /sign: nothing can be signed, because a member of the authorization or of the offer's domain cannot be read; write what is signed instead into /sign/as",
        ),
        (
            child(
                r#", "change": [{"op": "replace", "path": "/payment", "value": {"json": {"a": 1, "a": 2}}}], "sign": "keep""#,
            ),
            "eip3009-2: /input: has the member a twice; write such JSON as a string",
        ),
        (child(r#", "op": "decode""#), "eip3009-2: /expect/ours: write the answers of both profiles"),
    ] {
        let fault = made(&[PAYMENT, &entry]).unwrap_err();
        assert!(fault.contains(message), "{fault}\n{message}");
    }
    assert!(made(&[PAYMENT, "{"]).unwrap_err().starts_with("is no JSON: "));
}

/// A folder with a copy of what the sources refer to, and with this source.
fn folder(name: &str, source: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("x402-vectors-{name}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("sources/witnessed")).unwrap();
    fs::create_dir_all(folder.join("v1")).unwrap();
    for name in ["rulings.json", "requirements.json", "checks.json", "index.json", "SHA256SUMS"] {
        fs::copy(vectors().join(name), folder.join(name)).unwrap();
    }
    fs::write(folder.join("sources/eip3009.json"), source).unwrap();
    folder
}

/// What the program prints, or its error.
fn ran(folder: &Path, mode: Mode) -> Result<(bool, String), String> {
    let report = write::run(folder, mode, Findings::NONE).map_err(|error| error.to_string())?;
    Ok((report.is_same, report.lines.join("\n")))
}

/// Notes that witnesses have examined a vector as it is now.
fn examined(folder: &Path, vectors: &[Vector]) {
    let findings: Vec<String> =
        vectors.iter().map(|vector| format!(r#"  "{}": {{"of":"{}"}}"#, vector.id, vector.fingerprint())).collect();
    let text = format!("{{\n \"group\": \"eip3009\",\n \"findings\": {{\n{}\n }}\n}}\n", findings.join(",\n"));
    fs::write(folder.join("sources/witnessed/eip3009.json"), text).unwrap();
}

#[test]
fn the_files_are_written_once_and_a_stale_finding_is_refused() {
    let reason = r#""level": "must", "noWitness": "made up""#;
    let payment = PAYMENT.replace(r#""level": "must""#, reason);
    let format =
        |entries: &[&str]| x402_vectors::layout::formatted(&x402_vectors::json::Json::parse(&file(entries)).unwrap());
    let folder = folder("stale", &format(&[&payment]));
    // Before the token's contract has run, the check fails.
    let (_, lines) = ran(&folder, Mode::Write).unwrap();
    assert_eq!(lines, "v1/eip3009.json: 1 vectors\n  added   eip3009-1: a payment");
    let error = ran(&folder, Mode::Check).unwrap_err();
    let advice =
        "run `cargo run -p x402-vectors`, then `witness/run --write eth-account contracts python-stdlib identity viem`";
    assert_eq!(error, format!("spec-vectors/sources/eip3009.json: eip3009-1: no witness has examined it; {advice}"));
    examined(&folder, &made(&[&payment]).unwrap());
    let (_, lines) = ran(&folder, Mode::Write).unwrap();
    assert_eq!(lines, "v1/eip3009.json: 1 vectors\n  changed eip3009-1: noWitness");
    assert!(ran(&folder, Mode::Check).unwrap().0);

    // A title says nothing to a witness, and the file is another one.
    fs::write(folder.join("sources/eip3009.json"), format(&[&payment.replace("a payment", "the payment")])).unwrap();
    let (is_same, lines) = ran(&folder, Mode::Check).unwrap();
    assert!(
        !is_same && lines.contains("v1/eip3009.json; run `cargo run -p x402-vectors` and look at the change"),
        "{lines}"
    );

    let later = payment.replace("1740672100", "1740672101");
    fs::write(folder.join("sources/eip3009.json"), format(&[&later])).unwrap();
    let error = ran(&folder, Mode::Check).unwrap_err();
    let stale = "spec-vectors/sources/witnessed/eip3009.json: eip3009-1: the question or the expectation has changed since witnesses examined it";
    assert!(error.starts_with(&format!("{stale}; {advice}")), "{error}");

    // The layout, and an id that was published.
    fs::write(folder.join("sources/eip3009.json"), file(&[&payment])).unwrap();
    assert!(
        ran(&folder, Mode::Check).unwrap_err().contains("has another layout; run `cargo run -p x402-vectors -- fmt`")
    );
    fs::write(folder.join("sources/eip3009.json"), file(&[])).unwrap();
    let error = ran(&folder, Mode::Write).unwrap_err();
    assert!(
        error.starts_with(
            "spec-vectors/sources/eip3009.json: eip3009-1: was published and is gone; put it back, or write"
        ),
        "{error}"
    );
    let removed = file(&[]).replace(r#""documents""#, r#""removed": {"eip3009-1": "a mistake"}, "documents""#);
    fs::write(folder.join("sources/eip3009.json"), &removed).unwrap();
    assert_eq!(ran(&folder, Mode::Write).unwrap().1, "v1/eip3009.json: 0 vectors\n  removed eip3009-1");
    fs::write(folder.join("sources/eip3009.json"), removed.replace("[]}", &format!("[{payment}]}}"))).unwrap();
    assert!(ran(&folder, Mode::Write).unwrap_err().contains("belongs to a vector that was removed; take a new number"));
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn what_witnesses_find_is_an_input() {
    let payment = x402_vectors::layout::formatted(&x402_vectors::json::Json::parse(&file(&[PAYMENT])).unwrap());
    let folder = folder("found", &payment);
    let vector = &made(&[PAYMENT]).unwrap()[0];
    let found = |name: &str, by: &str, finding: &str| {
        let path = folder.join(format!("{name}.json"));
        fs::write(&path, format!(r#"{{"by": "{by}", "findings": {{"eip3009-1": {finding}, "match-1": {{}}}}}}"#))
            .unwrap();
        path.to_str().unwrap().to_owned()
    };
    let digest = vector.intermediate.digest.clone().unwrap();
    let call = r#"{"state": "s", "call": "vrs", "at": 1, "moved": "10000"}"#;
    let of = vector.fingerprint();
    let contract = found(
        "fiat-token",
        "FiatTokenV2_2 46e61d0 in revm 43.0.3",
        &format!(r#"{{"vector": "{of}", "confirms": "outcome", "calls": [{call}]}}"#),
    );
    let viem = found("viem", "viem 2.57.1", &format!(r#"{{"digest": "{digest}"}}"#));
    let key = found(
        "replay-key",
        "CPython 3.11 (hashlib), from the fields",
        r#"{"payer": "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266", "replayKey": "k"}"#,
    );
    let findings =
        |files: &[&String]| Findings::read(&files.iter().map(|file| file.as_str()).collect::<Vec<_>>()).unwrap();
    write::run(&folder, Mode::Write, findings(&[&contract, &viem, &key])).unwrap();
    let text = fs::read_to_string(folder.join("v1/eip3009.json")).unwrap();
    for part in [r#""replayKey":"k""#, r#"{"by":"viem 2.57.1","confirms":["digest"]}"#, r#""moved":"10000""#] {
        assert!(text.contains(part), "{text}");
    }
    // They are in git, so that the next run needs no witness.
    assert!(ran(&folder, Mode::Check).unwrap().0);
    fs::remove_file(folder.join("v1/eip3009.json")).unwrap();
    ran(&folder, Mode::Write).unwrap();
    assert_eq!(fs::read_to_string(folder.join("v1/eip3009.json")).unwrap(), text);
    // A witness that runs again and finds something else is a difference, or a contradiction.
    assert!(write::run(&folder, Mode::Check, findings(&[&viem])).unwrap().is_same);
    let nothing = found("viem", "viem 2.57.1", "{}");
    let report = write::run(&folder, Mode::Check, findings(&[&nothing])).unwrap();
    let line = "differs: eip3009-1: names viem 2.57.1 for digest, which it does not confirm";
    assert!(!report.is_same && report.lines.contains(&line.to_owned()), "{:?}", report.lines);
    let other = found("viem", "viem 2.57.1", r#"{"digest": "0x00"}"#);
    let error = write::run(&folder, Mode::Check, findings(&[&other])).err().unwrap().to_string();
    assert!(error.starts_with("eip3009-1: digest is 0x"), "{error}");
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn what_is_named_is_there_and_the_level_follows() {
    for (from, to, message) in [
        ("\"E-6\"", "\"QQ-99\"", "/rulings: there is no ruling QQ-99"),
        ("\"rulings\"", "\"requirements\": [\"V9-1\"], \"rulings\"", "/requirements: there is no statement V9-1"),
        ("\"rulings\"", "\"flags\": [\"odd\"], \"rulings\"", "/flags: flag odd has no note"),
        (r#"{"class": "valid"}"#, r#"{"class": "valid", "check": "luck"}"#, "/expect/check: there is no check luck"),
        ("\"must\"", "\"policy\"", "eip3009-1: its source writes policy, and it is must: E-6 rests on"),
    ] {
        let folder = folder(&format!("names-{}", message.len()), &file(&[&PAYMENT.replace(from, to)]));
        let error = ran(&folder, Mode::Write).unwrap_err();
        assert!(error.contains(message), "{error}\n{message}");
        fs::remove_dir_all(folder).unwrap();
    }
}

/// Without this, the vectors would follow from the code that they judge.
#[test]
fn the_program_depends_on_nothing_below_crates() {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let arguments = ["tree", "--offline", "--locked", "-p", "x402-vectors", "--edges", "all", "--prefix", "none"];
    let output = std::process::Command::new(cargo).args(arguments).current_dir(vectors().join("..")).output().unwrap();
    let tree = String::from_utf8(output.stdout).unwrap();
    assert!(tree.starts_with("x402-vectors v"), "{}", String::from_utf8_lossy(&output.stderr));
    let product: Vec<&str> =
        tree.lines().filter(|line| line.starts_with("x402-") && !line.starts_with("x402-vectors v")).collect();
    assert!(product.is_empty(), "{product:?}");
}
