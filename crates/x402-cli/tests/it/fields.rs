//! Fields next to right verdicts: one line for each cause in every format, and no difference.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

use serde_json::{Value, json};

use crate::support::{Printed, json as report_of, vectors_of};

const US: &str = env!("CARGO_BIN_EXE_x402");

/// This program, whose answers this script of sed changes.
fn changed(script: &str) -> [String; 4] {
    ["--".into(), "sh".into(), "-c".into(), format!("{US} testee | sed -u -e '{script}'")]
}

/// Without the payer of every second invalid answer.
const DROPS_SOME: &str = r#"/"id":"q[0-9]*[02468]".*"verdict":"invalid"/s/"payer":"[^"]*",//"#;
/// Without the payer of every invalid answer.
const DROPS_ALL: &str = r#"/"verdict":"invalid"/s/"payer":"[^"]*",//"#;
/// With the payer of somebody else next to every verdict.
const LIES: &str = r#"s/"payer":"0x[0-9a-fA-F]*"/"payer":"0x0000000000000000000000000000000000000001"/"#;
/// Without the payer of any answer.
const NAMES_NONE: &str = r#"s/"payer":"[^"]*",//"#;

fn run_in(directory: &Path, options: &[&str], testee: &[String]) -> Printed {
    static VECTORS: OnceLock<String> = OnceLock::new();
    let vectors = VECTORS.get_or_init(|| vectors_of("fields", &["eip3009"]));
    let mut command = Command::new(US);
    command.current_dir(directory).args(["conformance", "run", "--vectors", vectors, "--op", "verify"]);
    command.args(["--id", "eip3009-008*", "--id", "eip3009-009*"]).args(options).args(testee).output().unwrap().into()
}

fn run(options: &[&str], testee: &[String]) -> Printed {
    run_in(Path::new(env!("CARGO_TARGET_TMPDIR")), options, testee)
}

fn sarif_of(printed: &Printed) -> Value {
    serde_json::from_str(&printed.out).unwrap()
}

fn file(name: &str, value: &Value) -> String {
    let path: PathBuf = [env!("CARGO_TARGET_TMPDIR"), name].iter().collect();
    fs::write(&path, value.to_string()).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn a_missing_field_is_one_line_and_no_difference() {
    let printed = run(&["--json"], &changed(DROPS_SOME));
    let report = report_of(&printed);
    assert_eq!((printed.code, &report["differences"]), (1, &json!([])), "{printed:?}");
    let [cause] = report["fields"].as_array().unwrap().as_slice() else { panic!("{report}") };
    assert_eq!(
        (&cause["op"], &cause["verdict"], &cause["pointer"], &cause["cause"], &cause["fails"]),
        (&json!("verify"), &json!("invalid"), &json!("/payer"), &json!("missing"), &json!(true))
    );
    let count = cause["count"].as_u64().unwrap();
    assert!(count > 10 && cause["count"] == cause["ids"].as_array().unwrap().len(), "{cause}");
    assert!(cause["levels"].get("must").is_none() && cause["ids"][0] == cause["first"], "{cause}");
    let first = cause["first"].as_str().unwrap();
    let line = format!("`payer` is missing next to `invalid` in {count} answers to verify (first: {first}) [");
    let escaped = line.replace('`', "\\`").replace('[', "\\[");
    for (format, line) in [
        ("pretty", format!("\nfield {line}")),
        ("markdown", format!("\n- {escaped}")),
        ("html", format!("<li class=\"bad\"><bdi>{line}")),
        ("junit", format!("<failure type=\"should\" message=\"{line}")),
        ("sarif", format!("\"text\": \"{line}")),
    ] {
        let printed = run(&["--format", format], &changed(DROPS_SOME));
        assert_eq!((printed.code, printed.out.matches(&line).count()), (1, 1), "{format}: {}", printed.out);
    }
    // The report does not grow with the answers.
    for format in ["pretty", "markdown", "html", "junit", "sarif"] {
        let of = |script: &str| run(&["--format", format], &changed(script)).out.len();
        let (clean, faulty) = (of(""), of(DROPS_SOME));
        assert!(faulty < clean + 2000, "{format}: {clean} and {faulty} bytes");
    }
    let junit = run(&["--format", "junit"], &changed(DROPS_SOME)).out;
    assert!(junit.contains("<testsuite name=\"fields\" tests=\"1\" failures=\"1\" skipped=\"0\">"), "{junit}");
    assert!(junit.contains("<testsuite name=\"eip3009\"") && junit.contains("failures=\"0\""), "{junit}");
}

#[test]
fn a_field_that_is_never_sent_is_excused_unless_it_is_required() {
    let printed = run(&["--json"], &changed(DROPS_ALL));
    let report = report_of(&printed);
    assert_eq!((printed.code, &report["fields"]), (0, &json!([])), "{printed:?}");
    assert!(report["members"]["verify invalid: payer"]["notCompared"].as_u64().unwrap() > 20, "{report}");
    let report = report_of(&run(&["--json"], &changed(NAMES_NONE)));
    let [cause] = report["fields"].as_array().unwrap().as_slice() else { panic!("{report}") };
    assert_eq!((&cause["verdict"], &cause["cause"]), (&json!("valid"), &json!("missing")));
    assert_eq!(report["differences"], json!([]));
}

/// The payer of a valid payment decides, and that of an invalid one is a column.
#[test]
fn a_wrong_payer_is_a_difference_only_where_money_moves() {
    let report = report_of(&run(&["--json"], &changed(LIES)));
    let differences = report["differences"].as_array().unwrap();
    assert!(!differences.is_empty());
    for difference in differences {
        assert_eq!(difference["actual"], "valid, other payer");
        assert!(["valid", "acceptable"].contains(&difference["class"].as_str().unwrap()), "{difference}");
        let pointers: Vec<&Value> =
            difference["diff"].as_array().unwrap().iter().map(|line| &line["pointer"]).collect();
        assert_eq!(pointers, [&json!("/payer")]);
    }
    let causes = report["fields"].as_array().unwrap();
    assert!(causes.iter().all(|cause| cause["cause"] == "different" && cause["pointer"] == "/payer"), "{causes:?}");
    assert!(causes.iter().any(|cause| cause["verdict"] == "invalid"), "{causes:?}");
    assert!(causes.iter().all(|cause| cause["verdict"] != "valid"), "{causes:?}");
}

#[test]
fn a_run_of_must_alone_counts_fields_and_does_not_fail() {
    for (options, fails) in [
        (&["--level", "must"][..], false),
        (&["--level", "must,should"], true),
        (&["--not-level", "should,policy"], false),
        (&["--not-level", "policy"], true),
        (&[], true),
    ] {
        let printed = run(&[options, &["--json"]].concat(), &changed(DROPS_SOME));
        let report = report_of(&printed);
        assert_eq!((printed.code, &report["fields"][0]["fails"]), (i32::from(fails), &json!(fails)), "{options:?}");
        let text = run(options, &changed(DROPS_SOME)).out;
        assert_eq!(text.contains("; this run does not ask this level]"), !fails, "{text}");
        assert!(text.contains("1 field is missing or different next to "), "{text}");
    }
    let sarif = sarif_of(&run(&["--level", "must", "--format", "sarif"], &changed(DROPS_SOME)));
    assert_eq!(sarif["runs"][0]["results"][0]["level"], "note");
}

#[test]
fn one_entry_knows_a_field() {
    let written = file("fields-written.json", &json!([]));
    assert_eq!(run(&["--write-known", &written], &changed(DROPS_SOME)).code, 1);
    let list: Value = serde_json::from_str(&fs::read_to_string(&written).unwrap()).unwrap();
    let [entry] = list.as_array().unwrap().as_slice() else { panic!("{list}") };
    let name = json!({"op": "verify", "verdict": "invalid", "pointer": "/payer", "cause": "missing"});
    assert_eq!((&entry["field"], &entry["reason"]), (&name, &json!("not explained yet")));
    let (count, sha256) = (entry["count"].as_u64().unwrap(), entry["sha256"].as_str().unwrap());
    let with = |count: u64, sha256: &str, testee: &str| {
        let entry = json!({"field": name, "count": count, "sha256": sha256, "reason": "C-9 & more", "issue": "https://example.com/1"});
        let path = file("fields-known.json", &json!([entry]));
        let printed = run(&["--known", &path, "--write-known", &path], &changed(testee));
        (printed.code, printed.out, serde_json::from_str::<Value>(&fs::read_to_string(&path).unwrap()).unwrap())
    };
    let (code, out, kept) = with(count, sha256, DROPS_SOME);
    assert!(code == 0 && out.contains("; expected failure: C-9 & more]"), "{out}");
    assert_eq!((&kept[0]["count"], &kept[0]["issue"]), (&json!(count), &json!("https://example.com/1")));
    // Another number, other ids, and a field that is right again.
    let (code, out, kept) = with(count + 1, sha256, DROPS_SOME);
    assert!(code == 1 && out.contains(&format!("{} before, {count} now; the number changed", count + 1)), "{out}");
    assert_eq!((&kept[0]["count"], &kept[0]["reason"]), (&json!(count), &json!("C-9 & more")));
    let (code, out, _) = with(count, &"0".repeat(64), DROPS_SOME);
    assert!(code == 1 && out.contains("the ids changed"), "{out}");
    let (code, out, kept) = with(count, sha256, "");
    assert!(code == 1 && out.contains("no answer is left, so remove this entry"), "{out}");
    assert_eq!(kept, json!([]));
    // It passes in JUnit, and is no result in SARIF. A report is a list, too.
    let report = file("fields-report.json", &report_of(&run(&["--json"], &changed(DROPS_SOME))));
    for known in [&written, &report] {
        let junit = run(&["--known", known, "--format", "junit"], &changed(DROPS_SOME));
        assert!(junit.code == 0 && junit.out.contains("<system-out>`payer` is missing"), "{junit:?}");
        let sarif = sarif_of(&run(&["--known", known, "--format", "sarif"], &changed(DROPS_SOME)));
        assert_eq!(sarif["runs"][0]["results"], json!([]));
    }
    // A run that does not ask the level leaves the entry as it is.
    let other = json!({"field": name, "count": 1, "sha256": "", "reason": "C-9"});
    let path = file("fields-must.json", &json!([other]));
    for testee in [DROPS_SOME, ""] {
        assert_eq!(run(&["--level", "must", "--known", &path, "--write-known", &path], &changed(testee)).code, 0);
        assert_eq!(serde_json::from_str::<Value>(&fs::read_to_string(&path).unwrap()).unwrap(), json!([other]));
    }
    // The digest is that of the ids, by another implementation of SHA-256.
    #[cfg(target_os = "linux")]
    {
        let report = report_of(&run(&["--json"], &changed(DROPS_SOME)));
        let mut ids: Vec<&str> =
            report["fields"][0]["ids"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
        ids.sort_unstable();
        let lines = file("fields-ids.txt", &Value::Null);
        fs::write(&lines, ids.iter().map(|id| format!("{id}\n")).collect::<String>()).unwrap();
        let sum = String::from_utf8(Command::new("sha256sum").arg(&lines).output().unwrap().stdout).unwrap();
        assert_eq!(sum.split(' ').next(), Some(sha256));
    }
    for (name, entries, why) in [
        ("fields-twice.json", json!([other, other]), "is listed twice"),
        ("fields-reason.json", json!([{"field": name, "count": 1, "sha256": "", "reason": " "}]), "needs a reason"),
        ("fields-word.json", json!([{"field": {"op": "verify"}, "count": 1, "sha256": "", "reason": "x"}]), "verdict"),
        ("fields-more.json", json!([{"field": name, "count": 1, "sha256": "", "reason": "x", "why": "y"}]), "why"),
    ] {
        let printed = run(&["--known", &file(name, &entries)], &changed(""));
        assert!(printed.code == 64 && printed.err.contains(why), "{printed:?}");
    }
}

/// A file of the adopter, and never one of this repository.
#[test]
fn sarif_leads_to_the_program_under_test() {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sarif");
    fs::create_dir_all(directory.join("src")).unwrap();
    let body = format!("{US} testee | sed -u -e '{LIES}'");
    fs::write(directory.join("src/my testee.sh"), &body).unwrap();
    fs::write(directory.join("known.json"), "[]").unwrap();
    let pointers = |options: &[&str], testee: &[&str]| {
        let testee: Vec<String> = testee.iter().map(|word| (*word).to_owned()).collect();
        let printed = run_in(&directory, &[options, &["--format", "sarif"]].concat(), &testee);
        assert!(!printed.out.contains("spec-vectors"), "{printed:?}");
        let report = sarif_of(&printed);
        let results = report["runs"][0]["results"].as_array().unwrap().clone();
        assert!(results.len() > 1, "{report}");
        let mut pointers: Vec<Value> = results
            .iter()
            .map(|it| it["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].clone())
            .collect();
        pointers.dedup();
        assert_eq!(pointers.len(), 1, "{report}");
        pointers.remove(0)
    };
    let file = ["--", "sh", "./src/my testee.sh", "unused"];
    assert_eq!(pointers(&[], &file), "src/my%20testee.sh");
    // The last of several, and none outside of the working directory.
    assert_eq!(pointers(&[], &["--", "sh", "./src/my testee.sh", "known.json"]), "known.json");
    let outside = directory.join("src/my testee.sh");
    assert_eq!(pointers(&[], &["--", "sh", outside.to_str().unwrap()]), Value::Null);
    assert_eq!(pointers(&["--known", "known.json"], &["--", "sh", outside.to_str().unwrap()]), "known.json");
    assert_eq!(pointers(&["--known", "known.json"], &file), "src/my%20testee.sh");
    assert_eq!(pointers(&[], &["--", "sh", "src/../src/my testee.sh"]), Value::Null);
}

/// A summary lists ten causes at most, the most frequent first.
#[test]
fn a_summary_lists_what_differences_have_in_common() {
    let accepts = ["--", "sh", "-c", r#"sed -u 's/.*"id":"\([^"]*\)".*/{"id":"\1","result":{"verdict":"valid"}}/'"#];
    let accepts = accepts.map(str::to_owned);
    let report = report_of(&run(&["--json"], &accepts));
    let causes = report["causes"].as_array().unwrap();
    let differences = report["differences"].as_array().unwrap();
    assert_eq!((causes.len(), &causes[0]["kind"], &causes[0]["name"]), (10, &json!("place"), &json!("/verdict")));
    assert_eq!(causes[0]["count"], differences.len());
    let counts: Vec<u64> = causes.iter().map(|cause| cause["count"].as_u64().unwrap()).collect();
    assert!(counts.is_sorted_by(|left, right| left >= right), "{counts:?}");
    for kind in ["flag", "check"] {
        let cause = causes.iter().find(|cause| cause["kind"] == kind).unwrap();
        let (name, list) = (&cause["name"], if kind == "flag" { "flags" } else { "check" });
        let has = |it: &&Value| it[list] == *name || it[list].as_array().is_some_and(|list| list.contains(name));
        assert_eq!(cause["count"], differences.iter().filter(has).count(), "{cause}");
    }
    let first = differences.len();
    for (format, line) in [
        ("pretty", format!("\nplace /verdict in {first}\n")),
        ("markdown", format!("\n| `/verdict` | {first} |")),
        ("html", format!("<li>place <code>/verdict</code> in {first}\n")),
        ("junit", format!("<property name=\"place /verdict\" value=\"{first}\"/>")),
    ] {
        let out = run(&["--format", format], &accepts).out;
        assert!(out.contains(&line), "{format}: {out}");
    }
    let pretty = run(&[], &accepts).out;
    let is_cause = |line: &&str| ["flag ", "check ", "place "].iter().any(|kind| line.starts_with(kind));
    assert_eq!(pretty.lines().filter(is_cause).count(), 10, "{pretty}");
    assert!(pretty.contains(" more flags, checks and field paths are in fewer\n"), "{pretty}");
    let sarif = sarif_of(&run(&["--format", "sarif"], &accepts));
    assert_eq!(sarif["runs"][0]["properties"]["causes"], report["causes"]);
}
