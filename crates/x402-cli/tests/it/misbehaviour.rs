//! An implementation under test that does what it wants: every vector is judged, in little memory, and nothing is left.
//!
//! The numbers of `docs/reference/operations` are what this prints with `--nocapture`.

use std::{
    fs,
    io::Read,
    sync::LazyLock,
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::support::{command, vectors_of};

/// The vectors that are asked here.
static VECTORS: LazyLock<String> =
    LazyLock::new(|| vectors_of("misbehaviour", &["codec", "eip3009", "identity", "match", "replay-keys", "solana"]));

/// What a run may take at most beside the vectors: one answer of at most 8 MiB in a few forms.
const MOST_MIB: u64 = 64;

/// How long a run may take, on a slow machine.
const PATIENCE: Duration = Duration::from_secs(240);

/// What came of a run.
struct Ran {
    /// What each answer is taken for.
    actual: Vec<String>,
    asked: usize,
    gave_up: Option<String>,
}

/// Runs the vectors of these operations against a program that does this for each question, which is in `$line` with its
/// id in `$id`.
fn run(name: &str, ops: &[&str], timeout: &str, body: &str) -> Ran {
    let selection: Vec<&str> = ops.iter().flat_map(|op| ["--op", op]).collect();
    run_selected(name, &selection, timeout, body)
}

fn run_selected(name: &str, selection: &[&str], timeout: &str, body: &str) -> Ran {
    // What a run takes that holds the same vectors, and is answered nothing.
    let (held, _) = peak_and_report("the vectors", selection, "60", "exit");
    let (peak, report) = peak_and_report(name, selection, timeout, body);
    let further = peak.saturating_sub(held);
    assert!(further < MOST_MIB, "{name}: {further} MiB beside the vectors");
    let differences = report["differences"].as_array().unwrap();
    let count = |name: &str| usize::try_from(report[name].as_u64().unwrap()).unwrap();
    let asked = count("passed") + count("skipped") + count("known") + differences.len();
    println!("{name}: {asked} questions, {further} MiB beside {held} for the vectors");
    let actual = differences.iter().map(|found| found["actual"].as_str().unwrap().to_owned()).collect();
    Ran { actual, asked, gave_up: report["gaveUp"].as_str().map(str::to_owned) }
}

/// The most memory that a run's process had, in MiB, and the run's report.
fn peak_and_report(name: &str, selection: &[&str], timeout: &str, body: &str) -> (u64, Value) {
    let read_id = r#"id=${line#*\"id\":\"}; id=${id%%\"*}"#;
    let script = format!("while IFS= read -r line; do {read_id}; {body}; done");
    let mut arguments = vec!["conformance", "run", "--json", "--vectors", &VECTORS, "--timeout", timeout];
    // However badly it goes, every vector is asked.
    arguments.extend(["--give-up-after", "100000"]);
    arguments.extend(selection);
    arguments.extend(["--", "sh", "-c", &script]);
    let began = Instant::now();
    let mut child = command(&arguments).spawn().unwrap();
    let mut out = child.stdout.take().unwrap();
    let mut err = child.stderr.take().unwrap();
    let out = thread::spawn(move || {
        let mut text = String::new();
        out.read_to_string(&mut text).map(|_| text)
    });
    // What the program complains of is its own affair.
    thread::spawn(move || std::io::copy(&mut err, &mut std::io::sink()));
    let pid = child.id();
    let mut peak = 0;
    while child.try_wait().unwrap().is_none() {
        // The kernel keeps the highest so far, so that nothing is missed between two looks.
        peak = peak.max(peak_of(pid).unwrap_or(0));
        assert!(began.elapsed() < PATIENCE, "{name} takes too long");
        thread::sleep(Duration::from_millis(2));
    }
    let report = serde_json::from_str(&out.join().unwrap().unwrap()).unwrap();
    assert!(peak > 0, "{name}: no look at its memory");
    let left = left_behind(pid);
    assert!(left.is_empty(), "{name}: {left:?} are left behind");
    (peak, report)
}

/// The most memory that a process has had so far, in MiB.
fn peak_of(pid: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kib.div_ceil(1024))
}

/// The processes that a run has started and not ended, by the mark that they carry.
fn left_behind(run: u32) -> Vec<u32> {
    let mark = format!("X402_ADAPTER_{run}_");
    let carries = |pid: &u32| {
        fs::read(format!("/proc/{pid}/environ")).is_ok_and(|environ| String::from_utf8_lossy(&environ).contains(&mark))
    };
    fs::read_dir("/proc")
        .unwrap()
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter(carries)
        .collect()
}

/// Every answer is a difference, of this kind.
fn all_are(name: &str, ops: &[&str], timeout: &str, body: &str, actual: &str) {
    let ran = run(name, ops, timeout, body);
    assert!(ran.asked > 0 && ran.actual.len() == ran.asked, "{name}: {} of {}", ran.actual.len(), ran.asked);
    for found in &ran.actual {
        assert!(found.starts_with(actual), "{name}: {found}");
    }
}

/// The program ended in this way before it answered, and nothing else is said of it.
fn never_answers(name: &str, ops: &[&str], body: &str, how: &str) {
    given_up(name, ops, "60", body, &format!("the program ended before it answered: {how}"));
}

/// There is one line about the program, which begins like this.
fn given_up(name: &str, ops: &[&str], timeout: &str, body: &str, line: &str) {
    let ran = run(name, ops, timeout, body);
    let why = ran.gave_up.unwrap_or_default();
    assert!(why.starts_with(line), "{name}: {why}");
    assert_eq!(ran.asked, 0, "{name}");
}

const NO_ANSWERS: &str = "the program's standard output has lines that are no answers, such as this: ";
const NOT_IN_TIME: &str = "the program answered no question in time";

const FEW: [&str; 2] = ["ata", "fingerprint"];

#[test]
fn who_answers_well_takes_little() {
    let us = env!("CARGO_BIN_EXE_x402");
    let ran = run("answers", &FEW, "60", &format!(r#"printf '%s\n' "$line" | {us} testee"#));
    assert!(ran.asked > 0 && ran.actual.is_empty(), "{:?}", ran.actual);
}

#[test]
fn endless_output() {
    given_up("a line without end", &FEW, "60", "exec cat /dev/zero", NO_ANSWERS);
    given_up("lines without end", &FEW, "60", "exec yes", NO_ANSWERS);
    given_up("complaints without end", &["ata"], "1", "cat /dev/zero >&2", NOT_IN_TIME);
    // Good answers to a question, and no end of them.
    let again = r#"while :; do echo "{\"id\":\"$id\",\"skipped\":\"no\"}"; done"#;
    let ran = run("one answer again and again", &FEW, "60", again);
    assert!(ran.asked > 0 && ran.actual.iter().all(|actual| actual == "malformed answer"), "{:?}", ran.actual);
}

#[test]
fn garbage() {
    given_up("random bytes", &FEW, "60", "exec cat /dev/urandom", NO_ANSWERS);
    given_up("brackets", &FEW, "60", r"head -c 4000000 /dev/zero | tr '\0' '['; echo", NO_ANSWERS);
    let nested = r#"printf '{"id":"%s","result":' $id; head -c 4000000 /dev/zero | tr '\0' '['; echo"#;
    given_up("brackets in an answer", &["ata"], "60", nested, NO_ANSWERS);
}

#[test]
fn silence() {
    given_up("never an answer", &["ata"], "1", "exec sleep 600", NOT_IN_TIME);
    given_up("never a look", &["ata"], "1", "kill -STOP $$", NOT_IN_TIME);
    never_answers("an end", &FEW, "exit 3", "exit status: 3");
    never_answers("an end, and another has the pipe", &FEW, "sleep 600 & exit 3", "exit status: 3");
    given_up("half an answer", &["ata"], "1", r#"printf '{"id":'; exec sleep 600"#, NOT_IN_TIME);
}

/// Processes that leave the group, and that are more than one can end at once.
#[test]
fn forks() {
    let many = "i=0; while [ $i -lt 60 ]; do sleep 600 & setsid sleep 600 & i=$((i + 1)); done";
    never_answers("many children", &["ata"], &format!("{many}; exit 3"), "exit status: 3");
    given_up("many children of one that hangs", &["ata"], "3", &format!("{many}; wait"), NOT_IN_TIME);
    let daemon = "setsid sh -c 'setsid sh -c \"setsid sleep 600 &\" &' >/dev/null 2>&1 </dev/null; echo nonsense";
    given_up("a daemon", &["ata"], "60", daemon, NO_ANSWERS);
}

#[test]
fn lies() {
    let long =
        |start: &str, make: &str, end: &str| format!(r#"printf '{{"id":"%s",{start}' $id; {make}; echo '{end}}}'"#);
    let fill = |bytes: u32| format!(r"head -c {bytes} /dev/zero | tr '\0' a");
    all_are(
        "a long lie",
        &["ata"],
        "60",
        &long(r#""result":{"address":""#, &fill(8_000_000), "\"}"),
        r#"{"address":"aaa"#,
    );
    let too_long = long(r#""result":{"address":""#, &fill(16_000_000), "\"}");
    given_up("a lie that is too long", &["ata"], "60", &too_long, NO_ANSWERS);
    all_are("a long complaint", &["ata"], "60", &long(r#""error":""#, &fill(8_000_000), "\""), "error");
    let members = r#"seq 300000 | sed 's/.*/"&":{},/' | tr -d '\n'"#;
    all_are("a lie of many members", &["ata"], "60", &long(r#""result":{"#, members, r#""a":0}"#), "malformed answer");
    let elements = r"seq 400000 | tr '\n' ,";
    all_are("a lie of many elements", &["ata"], "60", &long(r#""result":["#, elements, "0]"), "[1,2,3");
    given_up("another's answer", &FEW, "60", r#"echo '{"id":"q0","result":{}}'"#, NO_ANSWERS);
    // The same verdict, and the first payer's name, for everybody.
    let verdict = r#"echo "{\"id\":\"$id\",\"result\":{\"replayKey\":\"x402:1:$(printf %064d 0)\"}}""#;
    let ran = run("one key for all", &["replay-key"], "60", verdict);
    assert!(ran.actual.len() == ran.asked && ran.asked > 0, "{} of {}", ran.actual.len(), ran.asked);
}

/// Sixteen answers are more than a run may take, if one member of each were kept whole. The members of each operation's
/// results are in the tests of x402-conformance.
#[test]
fn every_member_of_an_answer_at_seven_megabytes() {
    let fill = "head -c 7000000 /dev/zero | tr '\\0' a";
    for (member, ids, start, end) in [
        ("id", "codec-003*", r#"{"id":""#, r#"","skipped":""}"#),
        ("skipped", "codec-003*", r#"{"id":"ID","skipped":""#, r#""}"#),
        ("error", "codec-003*", r#"{"id":"ID","error":""#, r#""}"#),
        ("another member", "codec-003*", r#"{"id":"ID",""#, r#"":1}"#),
        ("result", "codec-003*", r#"{"id":"ID","result":""#, r#""}"#),
        ("a name in result", "codec-003*", r#"{"id":"ID","result":{""#, r#"":1}}"#),
        ("ok", "codec-003*", r#"{"id":"ID","result":{"ok":{""#, r#"":1}}}"#),
        ("verdict", "eip3009-008*", r#"{"id":"ID","result":{"verdict":""#, r#""}}"#),
        ("reason", "eip3009-008*", r#"{"id":"ID","result":{"verdict":"invalid","reason":""#, r#""}}"#),
        ("offer", "match-00*", r#"{"id":"ID","result":{"offer":""#, r#""}}"#),
    ] {
        let [start, end] = [start, end].map(|part| part.replace("ID", "'$id'"));
        let body = format!("printf '%s' '{start}'; {fill}; echo '{end}'");
        let ran = run_selected(member, &["--id", ids, "--compare", "reason"], "60", &body);
        let is_none = ran.gave_up.is_some_and(|why| why.starts_with(NO_ANSWERS));
        assert!(
            is_none == ["id", "another member"].contains(&member) && (is_none || ran.asked >= 16),
            "{member}: {}",
            ran.asked
        );
    }
}
