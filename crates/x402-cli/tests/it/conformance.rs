//! `x402 conformance`.

#[cfg(target_os = "linux")]
use std::process::Command;
use std::{collections::BTreeSet, fs, path::PathBuf};

use serde_json::{Value, json};

#[cfg(target_os = "linux")]
use crate::support::command;
use crate::support::{Printed, json, networks, x402};

const VECTORS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../spec-vectors");

/// The networks' vectors, put to a program.
fn run(options: &[&str], adapter: &[&str]) -> Printed {
    let mut arguments = vec!["conformance", "run", "--vectors", networks(), "--op", "network"];
    arguments.extend(options);
    if !adapter.is_empty() {
        arguments.push("--");
        arguments.extend(adapter);
    }
    x402(&arguments)
}

const OURSELVES: [&str; 2] = [env!("CARGO_BIN_EXE_x402"), "testee"];

/// A file with these known differences.
fn known(name: &str, entries: &Value) -> String {
    let path: PathBuf = [env!("CARGO_TARGET_TMPDIR"), name].iter().collect();
    fs::write(&path, entries.to_string()).unwrap();
    path.to_str().unwrap().to_owned()
}

fn entry(id: &str, expected: &str, actual: &str, why: &str) -> Value {
    json!({"id": id, "expected": expected, "actual": actual, "why": why})
}

#[test]
fn ourselves_in_process_and_behind_a_pipe() {
    for adapter in [&[][..], &OURSELVES[..]] {
        let printed = run(&[], adapter);
        assert_eq!((printed.code, printed.err.as_str()), (0, ""), "{}", printed.out);
        assert!(
            printed.out.contains(" passed, 0 skipped, 0 failed as expected, 0 differ, 0 expected"),
            "{}",
            printed.out
        );
        let printed = run(&["--json"], adapter);
        let report = json(&printed);
        assert!(report["passed"].as_u64().unwrap() > 0);
        assert_eq!((&report["differences"], &report["skipped"]), (&json!([]), &json!(0)));
    }
}

/// A program that answers the first question, and finds all others malformed.
const FIRST_ALONE: &str = r#"
read -r line
printf '%s\n' "$line" | "$0" testee
while read -r line; do id=${line#*\"id\":\"}; echo "{\"id\":\"${id%%\"*}\",\"error\":\"no\"}"; done"#;

#[test]
fn a_difference_has_the_exit_code_1_until_it_is_known() {
    let adapter = ["sh", "-c", FIRST_ALONE, OURSELVES[0]];
    let printed = run(&["--json"], &adapter);
    assert_eq!(printed.code, 1);
    let differences = json(&printed)["differences"].clone();
    let entries: Vec<Value> = differences
        .as_array()
        .unwrap()
        .iter()
        .map(|found| {
            let text = |name: &str| found[name].as_str().unwrap();
            entry(text("id"), text("expected"), text("actual"), "C-9")
        })
        .collect();
    let all = known("all.json", &json!(entries));
    assert_eq!(run(&["--known", &all], &adapter).code, 0);
    let but_one = known("but-one.json", &json!(entries[1..]));
    assert_eq!(run(&["--known", &but_one], &adapter).code, 1);
    // The report of an earlier run is a list, too; and the list that is written makes the run clean.
    let report = known("report.json", &json!({"differences": differences}));
    assert_eq!(run(&["--known", &report], &adapter).code, 0);
    let written = known("written.json", &json!([]));
    assert_eq!(run(&["--known", &but_one, "--write-known", &written], &adapter).code, 1);
    assert_eq!(run(&["--known", &written], &adapter).code, 0);
    let list: Vec<Value> = serde_json::from_str(&fs::read_to_string(&written).unwrap()).unwrap();
    let why = |why: &str| list.iter().filter(|known| known["why"] == why).count();
    assert_eq!((list.len(), why("C-9"), why("not explained yet")), (entries.len(), entries.len() - 1, 1));
    // What was known and is no more.
    let printed = run(&["--known", &all], &OURSELVES);
    assert_eq!(printed.code, 1);
    assert!(printed.out.contains("no longer differs"), "{}", printed.out);
}

/// One entry knows all differences of a cause, as long as the same vectors get the same answers.
#[test]
fn differences_are_known_by_cause() {
    let adapter = ["sh", "-c", FIRST_ALONE, OURSELVES[0]];
    let report = json(&run(&["--json"], &adapter));
    let differences = report["differences"].as_array().unwrap();
    let asked: usize = report["byLevel"]["policy"][3].to_string().parse().unwrap();
    assert!(asked > 0 && asked < differences.len());
    // The command fills in the number and the digest, and lists the others one by one.
    let cause = |count: usize, sha256: &str| json!({"where": {"level": ["policy"]}, "count": count, "sha256": sha256, "reason": "it answers once", "issue": "https://example.com/1"});
    let empty = known("cause-empty.json", &json!([cause(0, "")]));
    let written = known("cause-written.json", &json!([]));
    let printed = run(&["--known", &empty, "--write-known", &written], &adapter);
    assert!(
        printed.code == 1 && printed.out.contains(&format!("0 before, {asked} now; the number changed: {{")),
        "{}",
        printed.out
    );
    let list: Vec<Value> = serde_json::from_str(&fs::read_to_string(&written).unwrap()).unwrap();
    let sha256 = list[0]["sha256"].as_str().unwrap();
    assert_eq!(list[0], cause(asked, sha256));
    assert!(printed.out.contains(sha256), "{}", printed.out);
    assert_eq!(list.len(), differences.len() - asked + 1);
    // The digest is that of the lines, by another implementation of SHA-256.
    let mut lines: Vec<String> = differences
        .iter()
        .filter(|it| it["level"] == "policy")
        .map(|it| format!("{}\t{}\n", it["id"].as_str().unwrap(), it["actual"].as_str().unwrap()))
        .collect();
    lines.sort();
    #[cfg(target_os = "linux")]
    {
        let path = known("cause-lines.txt", &Value::Null);
        fs::write(&path, lines.concat()).unwrap();
        let sum = String::from_utf8(Command::new("sha256sum").arg(&path).output().unwrap().stdout).unwrap();
        assert_eq!(sum.split(' ').next(), Some(sha256));
    }
    let clean = run(&["--known", &written, "--json"], &adapter);
    assert_eq!(clean.code, 0, "{}", clean.out);
    let clean = json(&clean);
    assert_eq!((&clean["known"], &clean["differences"]), (&json!(differences.len()), &json!([])));
    // The report keeps each of them, with the reason of its entry.
    let mut reasons: Vec<Value> = differences
        .iter()
        .map(|it| {
            let why = if it["level"] == "policy" { "it answers once" } else { "not explained yet" };
            json!({"id": it["id"], "expected": it["expected"], "actual": it["actual"], "why": why})
        })
        .collect();
    let mut kept = clean["knownDifferences"].as_array().unwrap().clone();
    for list in [&mut reasons, &mut kept] {
        list.sort_by_key(|it| it["id"].to_string());
    }
    assert_eq!(kept, reasons);
    let columns = |report: &Value, rows: &str| -> Vec<Vec<u64>> {
        report[rows].as_object().unwrap().values().map(|row| serde_json::from_value(row.clone()).unwrap()).collect()
    };
    for rows in ["byLevel", "byClass", "byGroup"] {
        let moved: Vec<_> =
            columns(&report, rows).into_iter().map(|row| vec![row[0], row[1], row[3], 0, row[4]]).collect();
        assert_eq!(columns(&clean, rows), moved, "{rows}");
    }
    // Another number, other answers, and a cause that is gone.
    let with = |name: &str, cause: Value| {
        let printed = run(&["--known", &known(name, &json!([vec![cause], list[1..].to_vec()].concat()))], &adapter);
        (printed.code, printed.out)
    };
    let (code, out) = with("cause-number.json", cause(asked + 1, sha256));
    assert!(code == 1 && out.contains("the number changed"), "{out}");
    let (code, out) = with("cause-answers.json", cause(asked, &"0".repeat(64)));
    assert!(code == 1 && out.contains("the ids or the answers changed"), "{out}");
    let printed = run(&["--known", &known("cause-gone.json", &json!([list[0]]))], &OURSELVES);
    assert!(printed.code == 1 && printed.out.contains("no difference is left"), "{}", printed.out);
    // The first entry that takes a vector has it.
    let all = json!({"where": {"op": ["network"]}, "count": 0, "sha256": "", "reason": "it answers once"});
    let both = known("cause-both.json", &json!([list[0], all]));
    assert_eq!(run(&["--known", &both, "--write-known", &both], &adapter).code, 1);
    let two: Vec<Value> = serde_json::from_str(&fs::read_to_string(&both).unwrap()).unwrap();
    assert_eq!((two.len(), &two[0]), (2, &list[0]));
    assert_eq!(two[1]["count"], differences.len() - asked);
    assert_eq!(run(&["--known", &both], &adapter).code, 0);
    for (name, wrong) in [
        ("cause-reason.json", json!({"where": {"op": ["network"]}, "count": 0, "sha256": "", "reason": " "})),
        ("cause-where.json", json!({"where": {}, "count": 0, "sha256": "", "reason": "it answers once"})),
        (
            "cause-word.json",
            json!({"where": {"opp": ["network"]}, "count": 0, "sha256": "", "reason": "it answers once"}),
        ),
        (
            "cause-member.json",
            json!({"where": {"op": ["network"]}, "count": 0, "sha256": "", "reason": "it answers once", "why": "C-9"}),
        ),
    ] {
        assert_eq!(run(&["--known", &known(name, &json!([wrong]))], &adapter).code, 64, "{name}");
    }
}

/// Whoever leaves vectors out, or tests a program that breaks down, does not lose what somebody wrote about the others.
#[test]
fn a_list_keeps_the_entries_about_vectors_that_were_not_asked() {
    let cause = json!({"where": {"op": ["network"]}, "count": 3, "sha256": "", "reason": "it answers once"});
    let other = json!({"where": {"id": ["networks-0112"]}, "count": 1, "sha256": "", "reason": "another name"});
    let list = json!([cause, other, entry("networks-0112", "eip155:1", "none", "C-9")]);
    let after = |options: &[&str], adapter: &[&str]| {
        let file = known("not-asked.json", &list);
        let printed = run(&[&["--known", &file, "--write-known", &file], options].concat(), adapter);
        (printed.code, printed.out, serde_json::from_str::<Value>(&fs::read_to_string(&file).unwrap()).unwrap())
    };
    let (code, out, kept) = after(&[], &["sh", "-c", "exit 7"]);
    assert!(code == 1 && !out.contains("no difference is left"), "{out}");
    assert_eq!(kept, list);
    // The first takes a vector that passes.
    let (code, out, kept) = after(&["--id", "networks-0101"], &OURSELVES);
    assert!(code == 1 && out.matches("no difference is left").count() == 1, "{out}");
    assert_eq!(kept, list);
    // The number of differences before the end of a run is none of all.
    let crashes =
        r#"read -r line; case $line in '{"id":"q1"'*) echo '{"id":"q1","error":"no"}'; read -r line; esac; exit 1"#;
    let (code, out, kept) = after(&["--give-up-after", "3"], &["sh", "-c", crashes]);
    assert!(code == 1 && out.contains("gave up"), "{out}");
    assert_eq!(kept[0], cause);
    let (code, out, kept) = after(&[], &OURSELVES);
    assert!(code == 1 && out.contains("no difference is left"), "{out}");
    assert_eq!(kept, json!([]));
}

#[test]
fn nothing_passed_is_no_success() {
    let skip = r#"while read -r line; do echo "{\"id\":\"q$((n += 1))\",\"skipped\":\"no networks here\"}"; done"#;
    let printed = run(&[], &["sh", "-c", skip]);
    assert_eq!(printed.code, 1);
    assert!(printed.out.contains("nothing passed") && printed.out.contains(": no networks here"), "{}", printed.out);
}

#[test]
fn what_is_required_must_not_be_skipped() {
    let skip = r#"
read -r line
printf '%s\n' "$line" | "$0" testee
while read -r line; do id=${line#*\"id\":\"}; echo "{\"id\":\"${id%%\"*}\",\"skipped\":\"no\"}"; done"#;
    let adapter = ["sh", "-c", skip, OURSELVES[0]];
    assert_eq!(run(&[], &adapter).code, 0);
    // None of them is asked, which is no better than to skip them.
    let printed = run(&["--require", "verify"], &adapter);
    assert_eq!(printed.code, 1);
    assert!(printed.out.contains("vectors of verify are required, but none was selected"), "{}", printed.out);
    for format in ["pretty", "json", "junit", "markdown", "html", "sarif"] {
        let printed = run(&["--require", "network", "--format", format], &adapter);
        assert_eq!(printed.code, 1);
        assert!(printed.out.contains("vectors of network are required, but were skipped"), "{format}: {}", printed.out);
    }
    let profile = known("profile.json", &json!({"require": ["network"], "group": ["networks"], "compare": ["reason"]}));
    assert_eq!(run(&["--profile", &profile], &adapter).code, 1);
    assert_eq!(run(&["--profile", &known("other.json", &json!({"requires": []}))], &adapter).code, 64);
    assert_eq!(run(&["--profile", &known("column.json", &json!({"compare": ["why"]}))], &adapter).code, 64);
}

/// Whoever misspells a word tests something else, and is told.
#[test]
fn a_word_that_matches_nothing_is_refused() {
    let profile = known("misspelt-require.json", &json!({"require": ["verfiy"]}));
    let words = known("misspelt-ruling.json", &json!({"notRuling": ["C-*", "nonsense"]}));
    for (options, why) in [
        (&["--require", "verfiy"][..], "--require verfiy: no vector has this operation; the operations are "),
        (&["--require", "network", "--profile", &profile], "--require verfiy: no vector has this operation"),
        (&["--level", "must,shoud"], "--level shoud: no vector has this"),
        (&["--not-ruling", "nonsense"], "--not-ruling nonsense: no vector has this"),
        (&["--profile", &words], "--not-ruling nonsense: no vector has this"),
        (&["--op", "netwrk"], "--op netwrk: no vector has this"),
        (&["--not-group", "network?"], ""),
        (&["--not-group", "networkss"], "--not-group networkss: "),
        (&["--id", "networks-*", "--id", "nothing-*"], "--id nothing-*: "),
        (&["--flag", "accepts-unknown-network"], "--flag accepts-unknown-network: "),
        (&["--not-severity", "monney"], "--not-severity monney: "),
    ] {
        let printed = run(options, &OURSELVES);
        assert!(printed.code == 64 && printed.err.contains(why), "{options:?}: {printed:?}");
    }
    // Each word has its vectors, and none has both properties.
    let printed = run(&["--id", "networks-0101", "--not-op", "network"], &OURSELVES);
    assert!(printed.code == 64 && printed.err.contains("no vector has all of these properties"), "{printed:?}");
    // A feature has more than there is in a directory.
    assert_eq!(run(&["--profile", "wire"], &OURSELVES).code, 0);
}

/// Without a directory the vectors are those of the command, which runs anywhere.
#[test]
fn vectors_are_inside_the_command() {
    let inside = x402(&["conformance", "run", "--list", "--json"]);
    let directory = x402(&["conformance", "run", "--list", "--json", "--vectors", VECTORS]);
    assert_eq!((inside.code, &inside.out), (0, &directory.out));
    assert!(inside.out.lines().count() > 8000);
    let ids = |globs: &[&str]| {
        let mut arguments = vec!["conformance", "run", "--list"];
        arguments.extend(globs.iter().flat_map(|glob| ["--id", glob]));
        let printed = x402(&arguments);
        (printed.code, printed.out.lines().map(|line| line.split(' ').next().unwrap().to_owned()).collect::<Vec<_>>())
    };
    assert_eq!(ids(&["eip3009-0082a"]), (0, vec!["eip3009-0082a".to_owned()]));
    let (code, found) = ids(&["eip3009-0082?", "networks-0101"]);
    assert!(code == 0 && found.len() > 2 && found.contains(&"networks-0101".to_owned()), "{found:?}");
    assert!(found.iter().all(|id| id.starts_with("eip3009-0082") || id == "networks-0101"), "{found:?}");
    assert_eq!(ids(&["eip3009-0082"]).0, if ids(&["eip3009-0082"]).1.is_empty() { 64 } else { 0 });
    assert_eq!(ids(&["nothing-*"]).0, 64);
}

/// The options are tried on the command line, because a list of what each kind of run uses stands between them and the selection.
#[test]
fn vectors_are_selected_by_level() {
    let ids = |options: &[&str]| {
        let printed = x402(&[&["conformance", "run", "--list", "--group", "eip3009"], options].concat());
        assert_eq!((printed.code, printed.err.as_str()), (0, ""));
        printed.out.lines().map(|line| line.split(' ').next().unwrap().to_owned()).collect::<BTreeSet<_>>()
    };
    let levels = ["must", "should", "policy"].map(|level| ids(&["--level", level]));
    assert!(levels.iter().all(|level| !level.is_empty()));
    let [must, should, policy] = &levels;
    assert!(must.is_disjoint(should) && must.is_disjoint(policy) && should.is_disjoint(policy));
    assert_eq!(levels.iter().flatten().cloned().collect::<BTreeSet<_>>(), ids(&[]));
    let two: BTreeSet<String> = must | policy;
    assert_eq!(ids(&["--level", "must,policy"]), two);
    assert_eq!(ids(&["--level", "must", "--level", "policy"]), two);
    assert_eq!(ids(&["--not-level", "should"]), two);
    for adapter in [&[][..], &OURSELVES[..]] {
        let printed = json(&run(&["--level", "must", "--json"], adapter));
        assert_eq!(printed["byLevel"].as_object().unwrap().keys().collect::<Vec<_>>(), ["must"]);
    }
    assert_eq!(x402(&["conformance", "run", "--list", "--level", "shall"]).code, 64);
}

#[test]
fn a_vector_is_shown_with_what_it_rests_on() {
    let printed = x402(&["conformance", "show", "eip3009-0082a"]);
    assert_eq!(printed.code, 0, "{printed:?}");
    for part in ["expected: ", "rulings", "input, to the letter", "conformance run --id eip3009-0082a"] {
        assert!(printed.out.contains(part), "{part}: {}", printed.out);
    }
    let vector = json(&x402(&["conformance", "show", "eip3009-0082a", "--json"]));
    assert_eq!(vector["id"], "eip3009-0082a");
    assert!(printed.out.contains(vector["title"].as_str().unwrap()));
    let printed = x402(&["conformance", "show", "eip3009-9999"]);
    assert!(printed.code == 64 && printed.err.contains("--list"), "{printed:?}");
}

#[test]
fn a_difference_says_what_was_changed_and_the_whole_ruling() {
    let wrong = r#"sed -u 's/.*"id":"\([^"]*\)".*/{"id":"\1","result":{"offer":null}}/'"#;
    let report = |format: &str| {
        let printed = x402(&["conformance", "run", "--id", "match-0064", "--format", format, "--", "sh", "-c", wrong]);
        assert_eq!(printed.code, 1, "{printed:?}");
        printed.out
    };
    let pretty = report("pretty");
    assert!(pretty.contains("made from match-0062: accepted.extra.memo was absent, and is x"), "{pretty}");
    assert!(pretty.contains("must be equal. The payment may add fields, "), "{pretty}");
    let whole: Value = serde_json::from_str(&report("json")).unwrap();
    assert_eq!(whole["differences"][0]["parent"], "match-0062");
    assert_eq!(whole["differences"][0]["change"]["path"], "accepted.extra.memo");
}

/// One difference, in each format.
#[test]
fn a_report_has_six_formats() {
    let wrong = r#"sed -u 's/.*"id":"\([^"]*\)".*/{"id":"\1","result":{"name":"<b>\&|","caip2":"eip155:8453"}}/'"#;
    let report = |format: &str| {
        let arguments = ["--id", "networks-0101", "--id", "networks-0102", "--id", "networks-8326", "--format", format];
        let printed = run(&arguments, &["sh", "-c", wrong]);
        assert_eq!(printed.code, 1, "{printed:?}");
        printed.out
    };
    let pretty = report("pretty");
    assert!(pretty.contains("conformance show networks-") && pretty.contains("ruling C-9"), "{pretty}");
    assert!(pretty.contains("\nflag accepts-unknown-networks in 1 ("), "{pretty}");
    let whole: Value = serde_json::from_str(&report("json")).unwrap();
    let [difference, ..] = whole["differences"].as_array().unwrap().as_slice() else { panic!("{whole}") };
    let id = difference["id"].as_str().unwrap();
    assert!(difference["diff"][0]["pointer"].is_string());
    let junit = report("junit");
    assert!(junit.contains(&format!("<testcase classname=\"networks\" name=\"{id}\">")), "{junit}");
    let markdown = report("markdown");
    assert!(markdown.contains(&format!("| `{id}` ")) && !markdown.contains("<b>"), "{markdown}");
    assert!(markdown.contains("| `accepts-unknown-networks` | 1 | "), "{markdown}");
    let html = report("html");
    assert!(html.contains(&format!("<code>{id}</code>")) && !html.contains("<b>"), "{html}");
    let sarif: Value = serde_json::from_str(&report("sarif")).unwrap();
    assert_eq!(sarif["version"], "2.1.0");
    assert_eq!(sarif["runs"][0]["results"][0]["partialFingerprints"]["vector"], id);
}

#[test]
fn a_run_gives_up_on_a_program_that_only_crashes() {
    let first_answers =
        r#"read -r line; case $line in '{"id":"q1"'*) echo '{"id":"q1","skipped":"no"}'; read -r line; esac; exit 1"#;
    let printed = run(&["--give-up-after", "3"], &["sh", "-c", first_answers]);
    assert!(printed.out.contains("gave up after 3 crashes") && printed.out.contains("were not run"), "{}", printed.out);
}

/// Nothing is said of money, and there is one line about the program.
#[test]
fn who_never_answered_accepted_nothing() {
    let dies = ["sh", "-c", "echo 'no module' >&2; echo 'named x402' >&2; exit 7"];
    let line =
        "the program ended before it answered: exit status: 7; its standard error ends with: no module named x402";
    for format in ["pretty", "json", "junit", "markdown", "html", "sarif"] {
        let printed = run(&["--format", format], &dies);
        assert_eq!(printed.code, 1, "{printed:?}");
        assert!(printed.out.contains(line), "{format}: {}", printed.out);
        for no in ["accepts-", "money", "nothing passed", "gave up", "different"] {
            assert!(!printed.out.contains(no), "{format}, {no}: {}", printed.out);
        }
    }
}

/// The same answer to all, which accepts or does not.
#[test]
fn who_accepts_nothing_has_no_flag_of_what_accepts() {
    let always = |answer: &str| format!(r#"sed -u 's/.*"id":"\([^"]*\)".*/{{"id":"\1",{answer}}}/'"#);
    let all = ["pretty", "junit", "markdown", "html", "sarif"];
    for (answer, accepts, formats) in [
        (r#""error":"no""#, false, &all[..]),
        (r#""result":{"verdict":"undecided"}"#, false, &["pretty"]),
        (r#""result":{}"#, false, &["pretty"]),
        (r#""result":{"verdict":"valid"}"#, true, &all),
    ] {
        for format in formats {
            let arguments = ["conformance", "run", "--id", "eip3009-0082*", "--format", format, "--explain", "99"];
            let printed = x402(&[&arguments[..], &["--", "sh", "-c", &always(answer)]].concat());
            assert_eq!(printed.code, 1, "{printed:?}");
            let names = match *format {
                "pretty" | "markdown" => "accepts-other-amount-or-recipient",
                _ => "The verifier does not compare the signed terms with the required ones.",
            };
            assert_eq!(printed.out.contains(names), accepts, "{answer}, {format}: {}", printed.out);
        }
    }
}

/// Neither an error, a crash, silence nor noise shows a bug of a flag, whatever the flag is called.
#[test]
fn who_judges_nothing_has_no_flag() {
    // The first answer is right, so that there is a report on the others.
    let after = |body: &str| {
        let us = env!("CARGO_BIN_EXE_x402");
        r#"while read -r line; do id=${line#*\"id\":\"}; id=${id%%\"*}; if [ $id = q1 ]; then printf '%s\n' "$line" | US testee; else BODY; fi; done"#
        .replace("US", us)
        .replace("BODY", body)
    };
    let error = r#"echo "{\"id\":\"$id\",\"error\":\"no\"}""#;
    let accept = r#"echo "{\"id\":\"$id\",\"result\":{\"verdict\":\"valid\"}}""#;
    for (body, got, is_shown) in [
        (error, "error", false),
        ("exit 3", "crashed", false),
        ("exec sleep 60", "timed out", false),
        ("echo junk", "malformed answer", false),
        (accept, "valid", true),
    ] {
        let selected = [
            "--group",
            "eip3009",
            "--group",
            "permit2",
            "--flag",
            "overpay",
            "--op",
            "verify",
            "--give-up-after",
            "2",
            "--timeout",
            "1",
        ];
        for format in ["pretty", "markdown"] {
            let options = [&["conformance", "run", "--format", format, "--explain", "99"], &selected[..]].concat();
            let printed = x402(&[&options[..], &["--", "sh", "-c", &after(body)]].concat());
            assert!(printed.code == 1 && printed.out.contains(got), "{printed:?}");
            let line = if format == "pretty" { "flag overpay in " } else { "| `overpay` | " };
            assert_eq!(printed.out.contains(line), is_shown, "{body}: {}", printed.out);
            assert_eq!(printed.out.contains("nothing ensures that"), is_shown, "{body}: {}", printed.out);
        }
    }
}

/// Whoever repeats in its answer what it had to refuse has accepted it.
#[test]
fn an_object_that_cannot_be_read_back_was_accepted() {
    let repeats = r#"\"result\":{\"ok\":{\"a\":1,\"a\":1}}"#;
    for (answer, accepts) in [(repeats, true), (r#"\"error\":\"no\""#, false)] {
        let body = format!(
            r#"while read -r line; do id=${{line#*\"id\":\"}}; echo "{{\"id\":\"${{id%%\"*}}\",{answer}}}"; done"#
        );
        let printed = x402(&["conformance", "run", "--id", "members-0401t", "--", "sh", "-c", &body]);
        assert_eq!(printed.out.contains("flag accepts-duplicate-members in 1"), accepts, "{}", printed.out);
    }
}

#[test]
fn how_a_program_ends_counts_too() {
    let us = env!("CARGO_BIN_EXE_x402");
    let end = |after: &str| {
        let printed = run(&["--json"], &["sh", "-c", &format!("{us} testee; {after}")]);
        (printed.code, json(&printed)["badEnd"].as_str().map(str::to_owned))
    };
    assert_eq!(end("exit 0"), (0, None));
    // Whoever does not end is not waited for long, and ended.
    assert_eq!(end("exec sleep 600"), (0, None));
    for (after, how) in [
        ("exit 3", "the program ended wrongly after its last answer: exit status: 3"),
        ("echo sorry >&2; exit 3", "exit status: 3; its standard error ends with: sorry"),
        ("kill -9 $$", "the program ended wrongly after its last answer: signal: 9"),
        ("echo done", "the program wrote after its last answer: done"),
    ] {
        let (code, printed) = end(after);
        assert!(code == 1 && printed.as_ref().is_some_and(|printed| printed.contains(how)), "{after}: {printed:?}");
    }
    let printed = run(&[], &["sh", "-c", &format!("{us} testee; exit 3")]);
    assert!(printed.out.contains("after its last answer: exit status: 3"), "{}", printed.out);
}

#[test]
fn a_testee_may_say_who_it_is() {
    let us = env!("CARGO_BIN_EXE_x402");
    let after =
        |first: &str, options: &[&str]| run(options, &["sh", "-c", &format!("echo '{first}'; exec {us} testee")]);
    let first = r#"{"testee": {"name": "mine <b>", "version": "1.2", "language": "Rust", "operations": ["network"]}}"#;
    let printed = after(first, &["--json"]);
    assert_eq!(printed.code, 0, "{printed:?}");
    let testee = json!({"name": "mine <b>", "version": "1.2", "language": "Rust", "operations": ["network"]});
    assert_eq!(json(&printed)["testee"], testee);
    for (format, line) in [
        ("pretty", "tested: mine <b> 1.2 (Rust); operations: network\n"),
        ("markdown", "tested: mine \\<b\\> 1.2 (Rust); operations: network\n"),
        ("html", "<dt>tested<dd><bdi>mine &lt;b&gt; 1.2 (Rust); operations: network</bdi>"),
        ("junit", "<testsuites name=\"tested: mine &lt;b&gt; 1.2 (Rust); operations: network\">"),
        ("sarif", "\"name\": \"mine <b>\""),
    ] {
        let printed = after(first, &["--format", format]);
        assert!(printed.code == 0 && printed.out.contains(line), "{format}: {}", printed.out);
    }
    // The next line of the same process is the answer to the first question, and to nothing else.
    for wrong in [r#"{"testee": {"version": "1.2"}}"#, r#"{"testee": {"name": "mine"}, "id": "q1"}"#] {
        let printed = after(wrong, &["--id", "networks-01*"]);
        assert!(printed.code == 1 && printed.out.contains("not an introduction"), "{wrong}: {}", printed.out);
    }
    assert_eq!(run(&["--json"], &OURSELVES).code, 0);
    assert!(json(&run(&["--json"], &OURSELVES)).get("testee").is_none());
}

#[test]
fn junit_says_why_a_vector_was_skipped() {
    let skip = r#"while read -r line; do id=${line#*\"id\":\"}; echo "{\"id\":\"${id%%\"*}\",\"skipped\":\"not <yet>\"}"; done"#;
    let printed = run(&["--format", "junit"], &["sh", "-c", skip]);
    assert!(printed.out.contains(r#"<skipped message="not &lt;yet&gt;"/>"#), "{}", printed.out);
    let printed = run(&["--format", "junit"], &["sh", "-c", "read -r line; exit 1"]);
    let gave_up = r#"<skipped message="the program ended before it answered: exit status: 1"/>"#;
    assert!(printed.code == 1 && printed.out.contains(gave_up), "{}", printed.out);
    let passed = run(&["--format", "junit"], &OURSELVES);
    assert!(passed.code == 0 && !passed.out.contains("<skipped"), "{}", passed.out);
}

#[test]
fn vectors_can_be_left_out() {
    let listed = |arguments: &[&str]| {
        x402(&[&["conformance", "run", "--list", "--vectors", networks()], arguments].concat()).out
    };
    let (all, some) = (listed(&[]), listed(&["--not-id", "networks-01*", "--not-id", "networks-8326"]));
    assert!(all.contains("networks-0101 ") && all.contains("networks-8326 ") && all.contains("networks-2401 "));
    assert!(!some.contains("networks-01") && !some.contains("networks-8326 ") && some.contains("networks-2401 "));
    let profile = known("select.json", &json!({"notId": ["networks-01*", "networks-8326"]}));
    assert_eq!(listed(&["--profile", &profile]), some);
    // The arguments choose among what a profile has.
    let profile_of =
        |arguments: &[&str]| x402(&[&["conformance", "run", "--list", "--profile", "wire"], arguments].concat()).out;
    let (wire, decoded) = (profile_of(&[]), profile_of(&["--op", "decode"]));
    assert!(decoded.lines().count() < wire.lines().count() && decoded.lines().all(|line| wire.contains(line)));
    assert_eq!(profile_of(&["--id", "networks-0101"]).lines().count(), 1);
    assert_eq!(profile_of(&["--group", "eip3009"]), "");
    // The profile of a feature, and the lists beside it.
    let of_permits = x402(&["conformance", "run", "--list", "--profile", "permit2"]).out;
    assert!(of_permits.contains("every-check-2010") && !of_permits.contains("every-check-2000"));
    let none = x402(&["conformance", "run", "--list", "--profile", "permits"]);
    assert!(none.code == 64 && none.err.contains("batch, carriers, eip3009"), "{none:?}");
    fs::write(&profile, r#"{"notId": ["networks-01*"], "notId": ["networks-8326"]}"#).unwrap();
    let printed = x402(&["conformance", "run", "--list", "--profile", &profile]);
    assert!(printed.code == 64 && printed.err.contains("twice"), "{printed:?}");
}

/// It may be longer than anything that a stranger may send (C-12).
#[test]
fn a_list_of_known_differences_has_any_length() {
    let entries: Vec<Value> = (0..5000).map(|at| entry(&format!("a-{at}"), "x", "y", &"C-9".repeat(100))).collect();
    let file = known("long.json", &json!(entries));
    let printed = run(&["--known", &file, "--json"], &OURSELVES);
    assert_eq!((printed.code, json(&printed)["stale"].as_array().unwrap().len()), (1, 5000), "{}", printed.err);
    fs::write(&file, r#"[{"where": {"op": ["network"]}, "where": {}, "count": 0, "sha256": "", "reason": "r"}]"#)
        .unwrap();
    let printed = run(&["--known", &file], &OURSELVES);
    assert!(printed.code == 64 && printed.err.contains("twice"), "{printed:?}");
}

#[test]
fn a_known_difference_is_an_object() {
    let file = known("listed.json", &json!([["network-0001", "expected", "actual", "why"]]));
    let printed = run(&["--known", &file], &OURSELVES);
    assert!(printed.code == 64 && printed.err.contains("expected an object"), "{printed:?}");
    let file = known("two.json", &json!([]));
    fs::write(&file, "[] []").unwrap();
    assert_eq!(run(&["--known", &file], &OURSELVES).code, 64);
}

#[test]
fn a_crash_and_a_time_out_are_differences() {
    let crashes_once = r#"read -r line; case $line in '{"id":"q1"'*) exit 1;; *) echo nonsense;; esac"#;
    let printed = run(&[], &["sh", "-c", crashes_once]);
    assert_eq!(printed.code, 1);
    assert!(printed.out.contains("got crashed") && !printed.out.contains("got timed out"), "{}", printed.out);
    let first_hangs = r#"read -r line; case $line in '{"id":"q1"'*) exec sleep 60;; esac"#;
    let printed = run(&["--timeout", "1"], &["sh", "-c", first_hangs]);
    assert_eq!(printed.code, 1);
    assert!(printed.out.contains("got timed out"), "{}", printed.out);
}

#[test]
fn what_cannot_be_used_is_64_and_says_why() {
    let usage = |printed: &Printed, why: &str| {
        assert_eq!(printed.code, 64, "{printed:?}");
        assert!(printed.err.contains(why), "{printed:?}");
    };
    usage(&run(&[], &["/nowhere/at/all"]), "/nowhere/at/all");
    usage(&run(&["--known", "/nowhere.json"], &OURSELVES), "/nowhere.json");
    usage(&run(&["--known", "x.json"], &[]), "it applies to a program");
    usage(&run(&["--group", "network"], &[]), "no vector");
    for timeout in ["0", "86401", "18446744073709551615"] {
        usage(&run(&["--timeout", timeout], &OURSELVES), "--timeout");
    }
    usage(&x402(&["conformance", "run", "--vectors", env!("CARGO_MANIFEST_DIR")]), "--vectors");
    usage(&x402(&["conformance", "coverage", "--vectors", VECTORS]), "--checks");
    for (name, entries, why) in [
        ("no-why.json", json!([entry("a-1", "valid", "invalid", " ")]), "needs a reason"),
        ("twice.json", json!([entry("a-1", "x", "y", "E-6"), entry("a-1", "x", "z", "E-6")]), "is listed twice"),
        ("member.json", json!([{"id": "a-1", "expected": "x", "actual": "y", "why": "E-6", "since": 1}]), "since"),
        ("object.json", json!({}), "differences"),
    ] {
        usage(&run(&["--known", &known(name, &entries)], &OURSELVES), why);
    }
}

#[test]
fn the_coverage_of_the_checks_is_whole() {
    let printed = x402(&["conformance", "coverage", "--vectors", VECTORS, "--checks", "--json"]);
    assert_eq!(printed.code, 0, "{printed:?}");
    let rows = json(&printed);
    let ids: Vec<&str> = rows.as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap()).collect();
    let checks = x402_verify::CheckId::all().count() + x402_extensions::CheckId::all().count();
    assert_eq!((ids[0], ids[1], ids.len()), ("decode", "offer", 1 + checks));
    // A payer has an entry, so the caller's own address as payer fails two checks. JSON with an amount that the asset
    // cannot have is no offer, so only an offer that a program builds fails `amount-text`.
    let is_alone = |row: &Value| {
        row["alone"][0].is_string() || ["payer-isolation", "amount-text"].contains(&row["id"].as_str().unwrap())
    };
    assert!(rows.as_array().unwrap().iter().all(|row| is_alone(row) && row["passes"] != 0));
    let text = x402(&["conformance", "coverage", "--vectors", VECTORS, "--checks"]).out;
    assert_eq!(text.lines().count(), 1 + ids.len());
}

/// Nor does anything that it has started, however the run ends.
#[cfg(target_os = "linux")]
#[test]
fn an_adapter_does_not_outlive_a_run_that_is_killed() {
    for signal in ["TERM", "KILL"] {
        let file: PathBuf = [env!("CARGO_TARGET_TMPDIR"), &format!("adapter-{signal}")].iter().collect();
        let _ = fs::remove_file(&file);
        let leave = format!("(setsid sleep 600 & echo $! $$ >{}); exec sleep 600", file.display());
        let arguments = ["conformance", "run", "--vectors", networks(), "--op", "network", "--", "sh", "-c", &leave];
        let mut run = command(&arguments).spawn().unwrap();
        let pids = within(|| fs::read_to_string(&file).ok().filter(|pids| pids.ends_with('\n'))).unwrap();
        let pids: Vec<&str> = pids.split_whitespace().collect();
        assert!(pids.len() == 2 && pids.iter().all(|pid| runs(pid)), "{pids:?}");
        let kill = Command::new("sh").args(["-c", &format!("kill -{signal} {}", run.id())]).status().unwrap();
        assert!(kill.success());
        run.wait().unwrap();
        let gone = within(|| (!pids.iter().any(|pid| runs(pid))).then_some(()));
        assert_eq!(gone, Some(()), "{signal}: {pids:?}");
    }
}

/// What there is at last, if it is there in time.
#[cfg(target_os = "linux")]
fn within<T>(what: impl Fn() -> Option<T>) -> Option<T> {
    (0..2000).find_map(|_| {
        std::thread::sleep(std::time::Duration::from_millis(10));
        what()
    })
}

/// One that is dead and not yet buried does not.
#[cfg(target_os = "linux")]
fn runs(pid: &str) -> bool {
    let Ok(stat) = fs::read_to_string(format!("/proc/{pid}/stat")) else { return false };
    let state = stat.rsplit_once(") ").and_then(|(_, rest)| rest.chars().next()).unwrap();
    !matches!(state, 'Z' | 'X')
}
