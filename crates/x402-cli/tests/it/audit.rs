//! `x402 audit`: a log of payments, line by line.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::Stdio,
};

use flate2::{Compression, write::GzEncoder};
use ruzstd::encoding::{CompressionLevel, compress_to_vec};
use serde_json::{Value, json};
use x402_conformance::vector;
use x402_laws::bounds::step;
use x402_operations::{audit::MAX_LINE, testee::answer_line};

use crate::support::{NOW, Printed, answer, command, header, read, result_in, x402, x402_reading};

/// The specification's payment, offered at this price, at this time.
fn input(amount: &str, now: u64) -> Value {
    let mut offer: Value = serde_json::from_str(&read("offer.json")).unwrap();
    offer["amount"] = amount.into();
    json!({"payment": {"header": {"name": "PAYMENT-SIGNATURE", "value": header()}}, "offers": [offer], "now": now})
}

fn now() -> u64 {
    NOW.parse().unwrap()
}

fn valid() -> String {
    input("10000", now()).to_string()
}

fn expired() -> String {
    input("10000", now() + 54).to_string()
}

/// A payment of which only the chain can say whether its payer signed it.
fn undecided() -> String {
    let json: Value = serde_json::from_str(&read("payment-20000.json")).unwrap();
    let offer: Value = serde_json::from_str(&read("offer-20000.json")).unwrap();
    json!({"payment": {"json": json}, "offers": [offer], "now": now()}).to_string()
}

fn log(lines: &[&str]) -> String {
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// The lines of `--json`: the verdicts, and the summary.
fn parsed(printed: &Printed) -> (Vec<Value>, Value) {
    let mut lines: Vec<Value> = printed.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let summary = lines.pop().unwrap_or_else(|| panic!("{printed:?}"));
    assert!(summary.get("summary").is_some(), "{printed:?}");
    (lines, summary["summary"].clone())
}

/// The lines of text before the summary.
fn verdicts(printed: &Printed) -> Vec<&str> {
    printed.out.lines().take_while(|line| !line.is_empty()).collect()
}

/// A file that is gone when the tests are cleaned.
fn file(name: &str, content: &[u8]) -> String {
    let directory: PathBuf = [env!("CARGO_TARGET_TMPDIR"), "audit"].iter().collect();
    fs::create_dir_all(&directory).unwrap();
    let path = directory.join(name);
    fs::write(&path, content).unwrap();
    path.to_str().unwrap().to_owned()
}

/// The inputs of all vectors of `verify`, a line each. Line breaks stand between their tokens only.
fn vectors() -> Vec<String> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec-vectors");
    let files = vector::read_all(&directory).unwrap();
    let vectors = files.iter().flat_map(|file| &file.vectors).filter(|vector| vector.op == "verify");
    vectors.map(|vector| vector.input.as_str().replace(['\n', '\r'], " ")).collect()
}

/// The input of one vector.
fn input_of(id: &str) -> String {
    x402_laws::vectors::input(id).to_string()
}

/// What the testee answers, in the members that a line has.
fn expected(number: usize, input: &str) -> Value {
    let question = format!("{{\"id\":\"1\",\"op\":\"verify\",\"input\":{input}}}");
    let answer: Value = serde_json::from_str(&answer_line(&question)).unwrap();
    let mut line = json!({"line": number});
    match answer.get("result") {
        Some(result) => {
            for member in ["verdict", "purpose", "stage", "reason", "check", "payer", "replayKey", "offer", "flags"] {
                if let Some(value) = result.get(member) {
                    line[member] = value.clone();
                }
            }
        }
        None => {
            for member in ["error", "skipped"] {
                if let Some(value) = answer.get(member) {
                    line[member] = value.clone();
                }
            }
        }
    }
    line
}

#[test]
fn each_vector_has_the_verdict_of_the_operation() {
    let inputs: Vec<_> = vectors().into_iter().step_by(step(4)).collect();
    assert!(inputs.len() > 1_000 / step(4), "{}", inputs.len());
    let text = log(&inputs.iter().map(String::as_str).collect::<Vec<_>>());
    let printed = x402_reading(&["audit", "--json"], &text);
    let (lines, summary) = parsed(&printed);
    assert_eq!(lines.len(), inputs.len());
    for (index, (input, line)) in inputs.iter().zip(&lines).enumerate() {
        assert_eq!(line["provenance"], json!({"payment": "given", "offers": "given", "time": "given"}));
        assert_eq!(result_in(line.clone()), expected(index + 1, input), "{input}");
    }
    // All kinds are met, and counted.
    for verdict in ["valid", "invalid", "undecided"] {
        let count = lines.iter().filter(|line| line["verdict"] == verdict).count();
        assert!(count > 10, "{verdict}: {count}");
        assert_eq!(summary[verdict], count, "{verdict}");
    }
    let decided: u64 = summary["decided"].as_array().unwrap().iter().map(|row| row["lines"].as_u64().unwrap()).sum();
    assert_eq!(decided, summary["invalid"].as_u64().unwrap() + summary["undecided"].as_u64().unwrap());
    // As text the same.
    let printed = x402_reading(&["audit"], &text);
    assert_eq!(verdicts(&printed).len(), lines.len());
    // A valid operation pays for no service, and says so.
    let is_operation = |line: &Value| line["verdict"] == "valid" && line["purpose"] == "operation";
    let operations = lines.iter().filter(|line| is_operation(line)).count();
    assert!(operations > 0);
    assert_eq!(summary["operations"], operations);
    for (text, line) in verdicts(&printed).into_iter().zip(&lines) {
        let members: Vec<String> = ["line", "verdict", "purpose", "check", "reason", "payer"]
            .iter()
            .filter(|member| **member != "purpose" || is_operation(line))
            .filter_map(|member| line.get(member))
            .map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
            .chain(
                line["flags"].as_array().into_iter().flatten().map(|flag| format!("flag {}", flag.as_str().unwrap())),
            )
            .collect();
        assert_eq!(text, members.join(" "));
    }
}

#[test]
fn offers_that_come_again_change_no_verdict() {
    // Each vector twice, to the same judge. Some are enough: that prepared offers change nothing is tested where they are.
    let inputs: Vec<String> = vectors().into_iter().step_by(5).flat_map(|input| [input.clone(), input]).collect();
    let printed =
        x402_reading(&["audit", "--json", "--jobs", "1"], log(&inputs.iter().map(String::as_str).collect::<Vec<_>>()));
    let (mut lines, _) = parsed(&printed);
    assert_eq!(lines.len(), inputs.len());
    lines.iter_mut().for_each(|line| line["line"] = 0.into());
    for (input, both) in inputs.chunks(2).zip(lines.chunks(2)) {
        assert_eq!(both[0], both[1], "{}", input[0]);
    }
}

/// The output, the errors and the exit code.
#[test]
fn the_number_of_workers_changes_nothing() {
    let text = log(&vectors().iter().step_by(step(9)).map(String::as_str).collect::<Vec<_>>());
    let compressed = gzip(text.as_bytes());
    let (whole, damaged) = (file("workers", text.as_bytes()), file("workers.gz", &compressed[..compressed.len() - 9]));
    for (arguments, code) in [
        (&["audit", "--json", whole.as_str()][..], 1),
        (&["audit", &whole, "--only", "valid,undecided"], 1),
        (&["audit", &damaged], 74),
    ] {
        let expected = x402(&[arguments, &["--jobs", "1"]].concat());
        assert_eq!(expected.code, code, "{arguments:?}");
        for jobs in ["2", "5", "16"] {
            assert_eq!(x402(&[arguments, &["--jobs", jobs]].concat()), expected, "{arguments:?} --jobs {jobs}");
        }
    }
}

#[test]
fn exit_codes() {
    let (valid, expired, undecided) = (valid(), expired(), undecided());
    for (lines, code) in [
        (vec![], 0),
        (vec!["", " \t\r"], 0),
        (vec![valid.as_str(), &valid], 0),
        (vec![&valid, &expired, &valid], 1),
        (vec![&undecided, &valid], 2),
        (vec![&undecided, &expired], 1),
        (vec![&valid, "{}"], 65),
        (vec![&expired, "{}", &undecided], 65),
    ] {
        assert_eq!(x402_reading(&["audit"], log(&lines)).code, code, "{lines:?}");
        assert_eq!(x402_reading(&["audit", "--json", "--only", "valid"], log(&lines)).code, code, "{lines:?}");
    }
    let path = file("valid.jsonl", valid.as_bytes());
    for (arguments, code, expected) in [
        (vec!["audit", "no-such-file.jsonl"], 64, "no-such-file.jsonl"),
        (vec!["audit", env!("CARGO_TARGET_TMPDIR")], 64, "directory"),
        (vec!["audit", &path, "--jobs", "0"], 64, "--jobs"),
        (vec!["audit", &path, "--only", "wrong"], 64, "undecided"),
        (vec!["audit", &path, "--explain", "0"], 64, "--explain"),
        (vec!["audit", &path, "--explain", "2"], 64, "the input has only 1 lines"),
    ] {
        let printed = x402(&arguments);
        assert_eq!(printed.code, code, "{arguments:?}: {printed:?}");
        assert!(printed.err.contains(expected), "{arguments:?}: {printed:?}");
    }
}

/// They are named by their numbers, and the others are judged.
#[test]
fn lines_that_cannot_be_verified() {
    let valid = valid();
    let long = "x".repeat(MAX_LINE);
    let longer = "x".repeat(MAX_LINE + 1);
    let far_longer = "x".repeat(3 * MAX_LINE);
    let offer_of_none = valid.replace("\"scheme\":\"exact\"", "\"scheme\":1");
    let unknown = valid.replacen('{', "{\"more\":1,", 1);
    let twice = valid.replacen('{', "{\"now\":1,", 1);
    let other = json!({"id": "7", "op": "decode", "input": {}}).to_string();
    let nameless = json!({"op": "verify", "input": {}}).to_string();
    let bad: [(&str, &str, &str); 12] = [
        ("nonsense", "error", "input: "),
        ("[]", "error", "input must be an object, and is an array"),
        ("{}", "error", "input.payment is missing"),
        (&long, "error", "input: "),
        (&longer, "error", "more than 2097152 bytes"),
        (&far_longer, "error", "more than 2097152 bytes"),
        (&offer_of_none, "error", "input.offers[0]"),
        (&unknown, "skipped", "input.more"),
        (&twice, "error", "now"),
        (&other, "skipped", "decode"),
        (&nameless, "error", "id"),
        ("\u{a0}", "error", "input: "),
    ];
    let lines: Vec<&str> = bad.iter().flat_map(|(line, ..)| [line, "", &valid]).collect();
    let text = log(&lines);
    for text in [text.as_str(), text.trim_end()] {
        let (found, summary) = parsed(&x402_reading(&["audit", "--json"], text));
        assert_eq!(found.len(), 2 * bad.len());
        for (index, ((line, member, why), pair)) in bad.iter().zip(found.chunks(2)).enumerate() {
            let line = &line[..line.len().min(60)];
            assert_eq!(pair[0]["line"], 3 * index + 1, "{line}");
            assert!(pair[0][member].as_str().unwrap().contains(why), "{line}: {}", pair[0]);
            assert_eq!((&pair[1]["line"], &pair[1]["verdict"]), (&json!(3 * index + 3), &json!("valid")), "{line}");
        }
        assert_eq!(summary["skipped"], 2);
        assert_eq!(summary["error"], bad.len() - 2);
        assert_eq!(summary["lines"], 2 * bad.len());
    }
    // Bytes that are no text.
    let printed = x402_reading(&["audit"], [b"\xff\n", valid.as_bytes()].concat());
    assert_eq!(verdicts(&printed)[0], "1 error: the line is not UTF-8");
    assert!(verdicts(&printed)[1].starts_with("2 valid 0x857b"), "{printed:?}");
    assert_eq!(printed.code, 65);
}

/// A question to the testee is a line, too, and its id stands beside the verdict.
#[test]
fn questions_keep_their_id() {
    let question = json!({"id": "shop\u{202e} 7", "op": "verify", "input": input("10000", now())}).to_string();
    let text = log(&[&question, &valid()]);
    let printed = x402_reading(&["audit"], &text);
    assert_eq!(printed.code, 0);
    let payer = "0x857b06519E91e3A54538791bDbb0E22373e36b66";
    assert_eq!(verdicts(&printed), [format!("1 valid {payer} (id shop\\u202e 7)"), format!("2 valid {payer}")]);
    let printed = x402_reading(&["audit", "--json"], &text);
    assert!(!printed.out.contains('\u{202e}'), "{printed:?}");
    let (lines, _) = parsed(&printed);
    assert_eq!(lines[0]["id"], "shop\u{202e} 7");
    assert_eq!(lines[1].get("id"), None);
}

/// The other commands read a file after `@`.
#[test]
fn a_file_is_named_with_or_without_an_at() {
    let file = file("at.jsonl", log(&[&valid(), &expired()]).as_bytes());
    let plain = x402(&["audit", &file]);
    assert_eq!(plain.code, 1, "{plain:?}");
    let with_at = x402(&["audit", &format!("@{file}")]);
    assert_eq!((with_at.code, with_at.out), (plain.code, plain.out));
}

#[test]
fn only_some_verdicts() {
    let text = log(&[&valid(), &expired(), &undecided(), "{}", &valid()]);
    let all = x402_reading(&["audit", "--json"], &text);
    let (_, summary) = parsed(&all);
    for (only, expected) in [
        ("valid", vec![1, 4, 5]),
        ("invalid", vec![2, 4]),
        ("undecided", vec![3, 4]),
        ("invalid,undecided", vec![2, 3, 4]),
        ("valid,invalid,undecided", vec![1, 2, 3, 4, 5]),
    ] {
        let (lines, some) = parsed(&x402_reading(&["audit", "--json", "--only", only], &text));
        let numbers: Vec<u64> = lines.iter().map(|line| line["line"].as_u64().unwrap()).collect();
        assert_eq!(numbers, expected, "{only}");
        // The summary is of all lines.
        assert_eq!(some, summary, "{only}");
    }
}

/// Stellar's addresses are the longest.
#[test]
fn payers_on_every_kind_of_chain_are_counted() {
    let (_, summary) = parsed(&x402_reading(&["audit", "--json"], log(&[&input_of("stellar-101a"), &valid()])));
    assert_eq!(summary["payers"]["distinct"], 2);
    let payer = "GCFIRY65OQE7DFP5KLNS2PF2LVZMUZYJX4OZIEQ36N2IQANUB5XVYOJR";
    assert!(summary["payers"]["most"].as_array().unwrap().contains(&json!({"payer": payer, "lines": 1})), "{summary}");
}

/// N-20. A claim has many payers, and a sweep has none.
#[test]
fn what_a_server_submits_has_no_payer() {
    let inputs: Vec<String> = ["batch-settlement-0100f", "batch-settlement-0100h"].map(input_of).into();
    let inputs: Vec<&str> = inputs.iter().map(String::as_str).collect();
    let (lines, summary) = parsed(&x402_reading(&["audit", "--json"], log(&inputs)));
    assert!(lines.iter().all(|line| line["verdict"] == "valid" && line.get("payer").is_none()), "{lines:?}");
    assert_eq!(summary["payers"], json!({"distinct": 0, "most": []}));
}

#[test]
fn the_summary_names_payers_and_keys_that_come_again() {
    let (valid, expired, undecided) = (valid(), expired(), undecided());
    let text = log(&[&undecided, &valid, &expired, &valid, &valid, &valid, &valid, &expired]);
    let (_, summary) = parsed(&x402_reading(&["audit", "--json"], &text));
    let payer = "0x857b06519E91e3A54538791bDbb0E22373e36b66";
    assert_eq!(summary["payers"], json!({"distinct": 1, "most": [{"payer": payer, "lines": 5}]}));
    // Of the lines that are not valid, only the claim is known; they are counted apart.
    let key = answer("verify", &input("10000", now()))["replayKey"].clone();
    let repeated = json!({"replayKey": key, "count": 7, "valid": 5, "lines": [2, 3, 4, 5, 6]});
    let other = answer("verify", &serde_json::from_str(&undecided).unwrap())["replayKey"].clone();
    let distinct = if key == other { 1 } else { 2 };
    let mut keys = json!({"distinct": distinct, "repeated": 1, "repeatedValid": 1, "first": [repeated]});
    if distinct == 1 {
        keys["first"][0]["count"] = 8.into();
        keys["first"][0]["lines"] = json!([1, 2, 3, 4, 5]);
    }
    assert_eq!(summary["replayKeys"], keys);
    let printed = x402_reading(&["audit"], &text);
    assert!(printed.out.contains(&format!("         5 {payer}")), "{printed:?}");
    assert!(printed.out.contains("on several lines: 1, on several valid lines: 1"), "{printed:?}");
    // Twice, and once valid: nothing was paid twice.
    let (_, summary) = parsed(&x402_reading(&["audit", "--json"], log(&[&expired, &valid])));
    assert_eq!((&summary["replayKeys"]["repeated"], &summary["replayKeys"]["repeatedValid"]), (&json!(1), &json!(0)));
    let (_, summary) = parsed(&x402_reading(&["audit", "--json"], log(&[&valid])));
    assert_eq!(summary["replayKeys"]["repeated"], 0);
}

/// R-68: of several payments with one sequence number, one can settle.
#[test]
fn the_summary_names_sequence_numbers_that_come_again() {
    // The fees differ, so the replay keys do. The third payment uses a ticket.
    let [usual, cheap, ticket] = ["xrpl-0001a", "xrpl-5001a", "xrpl-0001c"].map(input_of);
    let key = answer("verify", &serde_json::from_str(&usual).unwrap())["transferKey"].clone();
    let lines = log(&[&usual, &ticket, &cheap]);
    let (_, summary) = parsed(&x402_reading(&["audit", "--json"], &lines));
    assert_eq!((&summary["valid"], &summary["replayKeys"]["repeated"]), (&json!(3), &json!(0)));
    let repeated = json!({"transferKey": key, "count": 2, "valid": 2, "lines": [1, 3]});
    let keys = json!({"distinct": 2, "repeated": 1, "repeatedValid": 1, "first": [repeated]});
    assert_eq!(summary["transferKeys"], keys);
    let printed = x402_reading(&["audit"], &lines);
    assert!(
        printed.out.contains("\ntransfer keys: 2; on several lines: 1, on several valid lines: 1\n"),
        "{printed:?}"
    );
    let (_, summary) = parsed(&x402_reading(&["audit", "--json"], log(&[&usual, &ticket])));
    assert_eq!(summary["transferKeys"]["repeated"], 0);
    // On Solana two honest payments may share a transfer key.
    let solana = input_of("solana-0122c");
    let (_, summary) = parsed(&x402_reading(&["audit", "--json"], log(&[&solana, &solana])));
    assert_eq!((&summary["replayKeys"]["repeated"], &summary["transferKeys"]), (&json!(1), &Value::Null));
}

/// U-17. Lines of other payments say nothing of the Gateway.
#[test]
fn the_summary_names_the_gateway() {
    let header = |file: &str| read(file).trim().rsplit(' ').next().unwrap().to_owned();
    let of_gateway = |now: u64| {
        let offer: Value = serde_json::from_str(&read("offer-gateway.json")).unwrap();
        let payment = json!({"header": {"name": "PAYMENT-SIGNATURE", "value": header("payment-gateway.txt")}});
        json!({"payment": payment, "offers": [offer], "now": now}).to_string()
    };
    let (good, short) = (of_gateway(now()), of_gateway(1_740_672_201));
    let text = log(&[&good, &valid(), &short, &good]);
    let (lines, summary) = parsed(&x402_reading(&["audit", "--json"], &text));
    assert_eq!((&lines[0]["flags"], &lines[2]["check"]), (&json!(["gateway"]), &json!("expiry-margin")));
    let wallet = "0x0077777d7EBA4688BDeF3E311b846F25870A19B9";
    assert_eq!(
        summary["gateway"],
        json!({
            "operator": "Circle", "batched": true, "outstanding": ["gateway-balance", "gateway-nonce"],
            "wallets": [{"network": "eip155:84532", "wallet": wallet, "lines": 3, "valid": 2}],
        })
    );
    let printed = x402_reading(&["audit"], &text);
    let expected = format!(
        "payments in the Gateway variant of exact, operated by Circle: settled in batches by the operator, no transfer on chain
           3 on eip155:84532, wallet {wallet}: 2 valid
  to ask before settling: gateway-balance, has the payer the amount at the operator?
  to ask before settling: gateway-nonce, has the operator seen this nonce?
payers of valid payments: 2\n"
    );
    assert!(printed.out.contains(&expected), "{printed:?}");
    // What stays open is what a report says.
    let asked: Vec<_> = answer("verify", &serde_json::from_str(&good).unwrap())["outstanding"]
        .as_array()
        .unwrap()
        .iter()
        .map(|question| question["kind"].clone())
        .collect();
    assert_eq!(json!(asked), summary["gateway"]["outstanding"]);

    let plain = log(&[&valid(), &expired()]);
    let (_, summary) = parsed(&x402_reading(&["audit", "--json"], &plain));
    assert_eq!(summary.get("gateway"), None);
    assert!(!x402_reading(&["audit"], &plain).out.contains("Gateway"));
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    compress_to_vec(bytes, CompressionLevel::Fastest)
}

/// In parts, as logs are that were appended to.
#[test]
fn compressed_or_not_the_verdicts_are_the_same() {
    let text = log(&vectors().iter().step_by(40).take(100).map(String::as_str).collect::<Vec<_>>());
    let expected = x402_reading(&["audit", "--json"], &text);
    let (one, two) = text.as_bytes().split_at(text.len() / 3);
    // RFC 8878, 3.1.2: a frame that is skipped.
    let skipped = [&[0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0][..], b"abc"].concat();
    for (name, bytes) in [
        ("log.jsonl", text.clone().into_bytes()),
        ("log.jsonl.gz", gzip(text.as_bytes())),
        ("parts.jsonl.gz", [gzip(one), gzip(two)].concat()),
        // As tapes are written, in whole blocks.
        ("padded.jsonl.gz", [gzip(one), gzip(two), vec![0; 100_000]].concat()),
        ("log.jsonl.zst", zstd(text.as_bytes())),
        ("parts.jsonl.zst", [skipped.clone(), zstd(one), skipped, zstd(two)].concat()),
        // By its first bytes, whatever it is called.
        ("log.txt", gzip(text.as_bytes())),
    ] {
        let printed = x402(&["audit", "--json", &file(name, &bytes)]);
        assert_eq!((printed.code, &printed.out), (expected.code, &expected.out), "{name}");
        let printed = x402_reading(&["audit", "--json", "-"], &bytes);
        assert_eq!((printed.code, &printed.out), (expected.code, &expected.out), "{name} on standard input");
    }
}

/// What the programs `gzip` and `zstd` wrote of two lines, `{}` and `{"a":1}`.
#[test]
fn files_of_other_programs() {
    let gzip = "1f8b0800000000000003abaee5aa564a54b232ace50200c29cd7310b000000";
    let zstd = "28b52ffd04585900007b7d0a7b2261223a317d0aaa4884df";
    // 16 lines, of which the repeated ones are compressed.
    let better = "28b52ffd0468950000607b7d0a7b2261223a317d0a7b0100845c124441caab";
    for (bytes, lines) in [(gzip, 2), (zstd, 2), (better, 16)] {
        let (found, summary) = parsed(&x402_reading(&["audit", "--json"], hex(bytes)));
        assert_eq!((found.len(), &summary["error"]), (lines, &json!(lines)), "{bytes}");
        assert_eq!(found[0]["error"], "input.payment is missing");
    }
}

fn hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

/// What could be read is judged. Nothing says that this was all.
#[test]
fn damaged_files_are_no_end() {
    let text = log(&[&valid()]).repeat(100);
    let mut flipped = zstd(b"{}\n");
    *flipped.last_mut().unwrap() ^= 1;
    let huge = hex("28b52ffd00f8190000610afeffff030200000000");
    for (bytes, expected) in [
        (
            {
                let gzip = gzip(text.as_bytes());
                gzip[..gzip.len() - 9].to_vec()
            },
            "",
        ),
        (
            {
                let zstd = zstd(text.as_bytes());
                zstd[..zstd.len() - 9].to_vec()
            },
            "",
        ),
        ([gzip(text.as_bytes()), b"garbage".to_vec()].concat(), ""),
        ([gzip(text.as_bytes()), vec![0; 100_000], b"garbage".to_vec()].concat(), "zeros"),
        ([gzip(text.as_bytes()), vec![0; 512], gzip(text.as_bytes())].concat(), "zeros"),
        (flipped, "checksum"),
        (huge, "window"),
    ] {
        let path = file("damaged", &bytes);
        let printed = x402(&["audit", &path]);
        assert_eq!(printed.code, 74, "{printed:?}");
        assert!(printed.err.contains(&path) && printed.err.contains(expected), "{printed:?}");
        assert!(!printed.out.contains("lines:"), "{printed:?}");
    }
}

#[test]
fn files_are_one_input() {
    // Without a line feed at its end.
    let first = file("first.jsonl", format!("{}\n{}", valid(), expired()).as_bytes());
    let second = file("second.jsonl.gz", &gzip(log(&["", &undecided()]).as_bytes()));
    let printed = x402(&["audit", "--json", &first, &second, &first]);
    let numbers: Vec<(Value, Value)> =
        parsed(&printed).0.iter().map(|line| (line["line"].clone(), line["verdict"].clone())).collect();
    let expected = [(1, "valid"), (2, "invalid"), (4, "undecided"), (5, "valid"), (6, "invalid")];
    assert_eq!(numbers, expected.map(|(line, verdict)| (json!(line), json!(verdict))));
}

#[test]
fn one_line_in_full() {
    let path = file("explained.jsonl", log(&[&valid(), &expired(), "", "{}", &undecided()]).as_bytes());
    for (number, input, code) in [("1", valid(), 0), ("2", expired(), 1), ("5", undecided(), 2)] {
        let printed = x402(&["audit", &path, "--explain", number]);
        assert_eq!(printed.code, code, "{printed:?}");
        assert!(printed.out.contains("\nchecks\n") && printed.out.contains("replay key\n  x402:1:"), "{printed:?}");
        let printed = x402(&["audit", &path, "--explain", number, "--json"]);
        let result: Value = serde_json::from_str(&printed.out).unwrap();
        assert_eq!(result_in(result), answer("verify", &serde_json::from_str(&input).unwrap()), "{number}");
    }
    let expected = x402(&[
        "explain",
        "--payment",
        &crate::support::at("payment.txt"),
        "--offer",
        &crate::support::at("offer.json"),
        "--now",
        NOW,
    ]);
    assert_eq!(x402(&["audit", &path, "--explain", "1"]).out, expected.out);
    for (number, why) in [("3", "line 3: the line is blank"), ("4", "line 4: input.payment is missing")] {
        let printed = x402(&["audit", &path, "--explain", number]);
        assert_eq!((printed.code, printed.out.as_str()), (65, ""), "{printed:?}");
        assert!(printed.err.contains(why), "{printed:?}");
    }
}

/// A log that is written while it is read.
#[test]
fn verdicts_come_while_the_input_goes_on() {
    let mut child = command(&["audit", "--jobs", "3"]).stdin(Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    for number in 1..=5 {
        writeln!(input, "{}", valid()).unwrap();
        let mut verdict = String::new();
        output.read_line(&mut verdict).unwrap();
        assert!(verdict.starts_with(&format!("{number} valid ")), "{verdict}");
    }
    drop(input);
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

/// Who reads no further has not heard whether all is valid; and the program ends, although its input goes on.
#[test]
fn a_closed_output_ends_it() {
    for arguments in [&["audit"][..], &["audit", "--json"], &["audit", "--jobs", "1"]] {
        let mut child = command(arguments).stdin(Stdio::piped()).spawn().unwrap();
        let mut input = child.stdin.take().unwrap();
        drop(child.stdout.take());
        writeln!(input, "{}", valid()).unwrap();
        let status = child.wait().unwrap();
        assert_eq!(status.code(), Some(74));
        drop(input);
    }
}
