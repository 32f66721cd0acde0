//! A run that somebody else drives has the report of one that starts its program itself.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
    time::Duration,
};

use x402_conformance::{
    adapter::{Heard, ended_last, spoke_last, text_of, with_complaint},
    run::{Asking, Column, Known, Next, RunReport, Session, run_adapter},
    vector::{Vector, VectorFile},
};

use crate::support::script;

/// A group whose vectors are short.
fn files() -> Vec<VectorFile> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec-vectors/v1/networks.json");
    vec![serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()]
}

fn wanted(vector: &Vector) -> bool {
    vector.id.ends_with('1')
}

struct Program {
    child: Child,
    out: BufReader<ChildStdout>,
}

impl Program {
    fn start(command: &[String]) -> Self {
        let mut command_of = Command::new(&command[0]);
        command_of.args(&command[1..]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command_of.spawn().unwrap();
        Self { out: BufReader::new(child.stdout.take().unwrap()), child }
    }

    fn line(&mut self) -> Option<Vec<u8>> {
        let mut line = Vec::new();
        self.out.read_until(b'\n', &mut line).unwrap();
        line.pop_if(|last| *last == b'\n').map(|_| line)
    }

    fn how(&mut self) -> String {
        let status = self.child.wait().unwrap();
        let mut complaint = Vec::new();
        self.child.stderr.take().unwrap().read_to_end(&mut complaint).unwrap();
        with_complaint(status.to_string(), &complaint)
    }

    fn hear(&mut self) -> Heard {
        match self.line() {
            // What takes longer than it may, said by the program itself.
            Some(line) if line == b"late" => Heard::TimedOut(0),
            Some(line) => text_of(line).into(),
            None => Heard::Ended(self.how()),
        }
    }

    fn end(mut self) -> Option<String> {
        drop(self.child.stdin.take());
        if let Some(line) = self.line() {
            return Some(spoke_last(text_of(line)));
        }
        let status = self.child.wait().unwrap();
        (!status.success()).then(|| ended_last(&self.how()))
    }
}

fn driven(asking: &Asking, known: &[Known]) -> RunReport {
    let mut session = Session::new(files().into(), wanted, asking);
    let mut running = None;
    while let Some(question) = session.question() {
        let program = running.get_or_insert_with(|| Program::start(&asking.command));
        // A program that has ended is found out by what is read.
        let _ = program.child.stdin.as_mut().unwrap().write_all(question.as_bytes());
        let mut next = session.hear(program.hear());
        while next == Next::Line {
            next = session.hear(program.hear());
        }
        if next == Next::Restart {
            let mut program = running.take().unwrap();
            program.child.kill().unwrap();
            program.child.wait().unwrap();
        }
    }
    let (done, all) = (session.done(), session.all());
    let report = session.finish(known, running.and_then(Program::end));
    assert!(done == all || report.gave_up.is_some(), "{done} of {all}");
    report
}

/// The report on a program: of the run that starts it, and of the one that is driven. What waits there says so here.
fn same(body: &str, change: impl Fn(&mut Asking), known: &[Known]) -> serde_json::Value {
    let mut asking = Asking::new(script(&body.replace("WAIT", "exec sleep 60")));
    asking.timeout = Duration::from_secs(if body.contains("WAIT") { 1 } else { 30 });
    asking.give_up_after = 4;
    change(&mut asking);
    let report = run_adapter(&files(), wanted, &asking, known, |_, _| ()).unwrap();
    let theirs = serde_json::to_value(report).unwrap();
    asking.command = script(&body.replace("WAIT", "echo late"));
    let ours = serde_json::to_value(driven(&asking, known)).unwrap();
    assert_eq!(ours, theirs, "{body}");
    theirs
}

const SKIP: &str = r#"echo "{\"id\":\"$id\",\"skipped\":\"not here\"}""#;
const ANSWER: &str = r#"echo "{\"id\":\"$id\",\"result\":{\"network\":\"eip155:1\",\"reason\":\"x\"}}""#;

#[test]
fn what_a_program_says_comes_to_the_same() {
    let first = |body: &str| format!("if [ $id = q1 ]; then echo '{{\"testee\":{body}}}'; fi; {SKIP}");
    let introduced = same(&first(r#"{"name":"a","version":"2"}"#), |_| (), &[]);
    assert_eq!(introduced["testee"]["version"], "2");
    let malformed = same(&first(r#"{"names":"a"}"#), |_| (), &[]);
    assert!(malformed["differences"][0]["detail"].as_str().unwrap().contains("not an introduction"), "{malformed}");
    let answers = same(ANSWER, |asking| asking.columns = vec![Column::Reason], &[]);
    assert!(answers["differences"].as_array().unwrap().len() > 10, "{answers}");
    let binary = same(&format!(r"if [ $id = q3 ]; then printf '\377\n'; else {SKIP}; fi"), |_| (), &[]);
    assert_eq!(binary["differences"][0]["detail"], "the answer is not UTF-8");
}

/// A program that writes its log where its answers belong is restarted for each question, and there are many.
#[test]
fn who_writes_no_answers_is_given_up() {
    let banner = script(SKIP).pop().unwrap();
    for body in [format!("echo DEBUG starting; {SKIP}"), format!("echo Server listening; {banner}")] {
        let asked = if body.contains("DEBUG") { script(&body) } else { vec!["sh".into(), "-c".into(), body] };
        let mut asking = Asking::new(asked);
        asking.give_up_after = 3;
        let report = run_adapter(&files(), wanted, &asking, &[], |_, _| ()).unwrap();
        let why = report.gave_up.clone().unwrap_or_default();
        assert!(
            why.starts_with("the program's standard output has lines that are no answers, such as this: "),
            "{why}"
        );
        assert!(why.contains("the line is DEBUG starting") || why.contains("the line is Server listening"), "{why}");
        assert!(why.ends_with("; write logs to standard error"), "{why}");
        assert!(report.differences.is_empty() && report.asked() == 0 && !report.is_clean(), "{report:?}");
        assert_eq!(driven(&asking, &[]).gave_up.as_ref(), Some(&why));
    }
    // No log has a question's id.
    let null = same(r#"echo "{\"id\":\"$id\",\"result\":null}""#, |_| (), &[]);
    let why = null["gaveUp"].as_str().unwrap();
    assert!(why.contains("the result of an answer must not be null") && !why.contains("logs"), "{why}");
    // Whoever has answered before.
    let later = same(&format!("if [ $id = q1 ]; then {SKIP}; else echo junk; fi"), |_| (), &[]);
    assert_eq!(later["gaveUp"], "gave up after 4 crashes, timeouts and malformed answers in a row");
    assert_eq!(later["differences"].as_array().map(Vec::len), Some(4));
    // Whoever repeats a member in a result has answered.
    let repeats = same(r#"echo "{\"id\":\"$id\",\"result\":{\"a\":1,\"a\":1}}""#, |_| (), &[]);
    assert!(repeats["gaveUp"].is_null() && repeats["differences"][0]["actual"] == "malformed answer", "{repeats}");
}

#[test]
fn who_never_answers_in_time_is_given_up() {
    let silent = same("WAIT", |asking| asking.give_up_after = 2, &[]);
    assert_eq!(silent["gaveUp"], "the program answered no question in time");
    assert_eq!(silent["differences"], serde_json::json!([]));
    let mut asking = Asking::new(script("printf half; exec sleep 60"));
    (asking.timeout, asking.give_up_after) = (Duration::from_secs(3), 1);
    let report = run_adapter(&files(), wanted, &asking, &[], |_, _| ()).unwrap();
    let why = "the program answered no question in time: 4 bytes came, and no line feed";
    assert_eq!(report.gave_up.as_deref(), Some(why));
}

#[test]
fn how_a_program_ends_comes_to_the_same() {
    let crash = same(&format!("if [ $id = q3 ]; then echo why >&2; exit 3; fi; {SKIP}"), |_| (), &[]);
    assert_eq!(crash["differences"][0]["detail"], "exit status: 3; its standard error ends with: why");
    assert!(crash["gaveUp"].is_null(), "{crash}");
    let never = same("exit 4", |_| (), &[]);
    assert_eq!(never["gaveUp"], "the program ended before it answered: exit status: 4");
    let late = same(&format!("if [ $id = q2 ]; then WAIT; else {SKIP}; fi"), |_| (), &[]);
    assert_eq!(late["differences"][0]["actual"], "timed out");
    let gives_up =
        same(&format!("if [ $id = q1 ]; then {SKIP}; else exit 1; fi"), |asking| asking.give_up_after = 1, &[]);
    assert_eq!(gives_up["gaveUp"], "gave up after 1 crashes, timeouts and malformed answers in a row");
    let last = script(SKIP).pop().unwrap();
    for (end, bad) in [("exit 7", "exit status: 7"), ("echo more", "more"), ("exit 0", "")] {
        let command = |asking: &mut Asking| asking.command = vec!["sh".into(), "-c".into(), format!("{last}; {end}")];
        let mut asking = Asking::new(vec![]);
        command(&mut asking);
        let theirs = run_adapter(&files(), wanted, &asking, &[], |_, _| ()).unwrap();
        assert_eq!(driven(&asking, &[]).bad_end, theirs.bad_end);
        assert!(theirs.bad_end.unwrap_or_default().contains(bad));
    }
}

#[test]
fn known_differences_come_to_the_same() {
    let report = same(ANSWER, |_| (), &[]);
    let mut known = Known::read_list(&report.to_string()).unwrap();
    let stranger = Known { id: "networks-none".into(), ..known[0].clone() };
    known[0].actual.push('!');
    known.push(stranger);
    let report = same(ANSWER, |_| (), &known);
    assert_eq!((report["differences"].as_array().unwrap().len(), report["stale"].as_array().unwrap().len()), (1, 2));
}
