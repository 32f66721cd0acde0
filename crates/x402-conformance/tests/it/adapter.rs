//! Another implementation, behind a pipe: whatever it does, the run goes on.

use std::time::{Duration, Instant};

use x402_conformance::adapter::{Adapter, Question, Reply};
use x402_types::RawJson;

use crate::support::script;

fn adapter(body: &str, timeout: u64) -> Adapter {
    Adapter::new(script(body), Duration::from_millis(timeout))
}

/// What comes of two questions: a program that crashed or hung is started again.
fn replies(body: &str, timeout: u64) -> [Reply; 2] {
    let mut adapter = adapter(body, timeout);
    let input = RawJson::parse("{}").unwrap();
    [(); 2].map(|()| adapter.ask(Question { op: "network", input: input.as_str() }).unwrap())
}

fn result(text: &str) -> Reply {
    Reply::Result(RawJson::parse(text).unwrap())
}

#[test]
fn each_of_the_three_answers_is_taken() {
    for (answer, reply) in [
        (r#""result":{"offer":null}"#, result(r#"{"offer":null}"#)),
        (r#""result":7"#, result("7")),
        (r#""skipped":"not here""#, Reply::Skipped("not here".into())),
        (r#""error":"malformed""#, Reply::Error("malformed".into())),
    ] {
        let replies = replies(&format!(r#"echo "{{\"id\":\"$id\",{}}}""#, answer.replace('"', "\\\"")), 5000);
        assert_eq!(replies, [reply.clone(), reply]);
    }
}

#[test]
fn the_question_is_one_line_with_the_input() {
    let mut adapter = adapter(r#"printf '{"id":"%s","result":%s}\n' "$id" "$line""#, 5000);
    let input = RawJson::parse("{\"text\": \"a\\nb\",\n \"n\": 1e400}").unwrap();
    for id in ["q1", "q2"] {
        let Reply::Result(question) = adapter.ask(Question { op: "decode", input: input.as_str() }).unwrap() else {
            panic!()
        };
        let member = |name: &str| question.as_json().get(name).unwrap().text().to_owned();
        assert_eq!((member("id"), member("op")), (format!("\"{id}\""), "\"decode\"".to_owned()));
        assert!(RawJson::parse(&member("input")).unwrap().as_json().same_value(&input.as_json()));
    }
}

#[test]
fn what_is_no_answer_to_the_question_is_malformed() {
    for (answer, why) in [
        ("nonsense", "not one answer on one line"),
        ("", "not one answer on one line"),
        (r#"{"id":"$id"}"#, "exactly one"),
        (r#"{"id":"$id","result":null}"#, "the result of an answer must not be null"),
        (r#"{"id":"$id","result":{},"skipped":"x"}"#, "exactly one"),
        (r#"{"id":"$id","result":{},"result":{}}"#, "duplicate field"),
        (r#"{"id":"$id","result":{"a":1,"a":2}}"#, "result:"),
        (r#"{"id":"$id","result":{},"more":1}"#, "unknown field"),
        (r#"{"id":"$id","result":{}} {}"#, "trailing"),
        (r#"["$id",{},null,null]"#, "expected an object"),
        (r#"{"id":"q9","result":{}}"#, "has the id q9; the line is"),
        (r#"{"id":null,"error":"the line is not one JSON value"}"#, "has no id; the line is"),
        (r#"{"result":{}}"#, "has no id; the line is"),
    ] {
        for reply in replies(&format!("echo \"{}\"", answer.replace('"', "\\\"")), 5000) {
            assert!(matches!(&reply, Reply::Malformed(found) if found.contains(why)), "{answer}: {reply:?}");
        }
    }
    let [reply, _] = replies(r"printf '\377\n'", 5000);
    assert!(matches!(&reply, Reply::Malformed(_)), "{reply:?}");
}

/// So the process goes on. After what is no answer, another one begins.
#[test]
fn a_result_that_cannot_be_read_is_an_answer() {
    for (first, second) in [(r#"{\"a\":1,\"a\":2}"#, "2"), ("null", "1"), ("7", "2")] {
        let first = format!(r#"echo "{{\"id\":\"$id\",\"result\":{first}}}""#);
        let count = r#"n=$((n + 1)); if [ $id = q1 ]; then FIRST; else echo "{\"id\":\"$id\",\"result\":$n}"; fi"#;
        let [_, reply] = replies(&count.replace("FIRST", &first), 5000);
        assert_eq!(reply, result(second), "{first}");
    }
}

/// The second one would be taken for the answer to the next question, if it were not for the id.
#[test]
fn two_answers_to_one_question_are_noticed() {
    let two = replies(r#"echo "{\"id\":\"$id\",\"result\":1}"; echo "{\"id\":\"$id\",\"result\":2}""#, 5000);
    assert_eq!(two[0], result("1"));
    let why = "the answer to q2 has the id q1: more than one line came after the question q1; the line is";
    assert!(matches!(&two[1], Reply::Malformed(found) if found.starts_with(why)), "{two:?}");
    // Nothing is known of a process before this one.
    let [_, reply] = replies(r#"if [ $id = q1 ]; then exit 1; fi; echo "{\"id\":\"q1\",\"result\":2}""#, 5000);
    assert!(matches!(&reply, Reply::Malformed(found) if found.contains("has the id q1; the line")), "{reply:?}");
}

#[test]
fn a_crash_says_how_and_the_next_question_is_answered() {
    let good = r#"echo "{\"id\":\"$id\",\"result\":1}""#;
    for (crash, how) in [("exit 3", "exit status: 3"), ("exit 0", "exit status: 0"), ("kill -9 $$", "signal: 9")] {
        let [first, second] = replies(&format!("if [ $id = q1 ]; then {crash}; fi; {good}"), 5000);
        assert!(matches!(&first, Reply::Crashed(found) if found.starts_with(how)), "{first:?}");
        assert_eq!(second, result("1"));
    }
    let [first, second] = replies(&format!("{good}; exit 1"), 5000);
    assert_eq!(first, result("1"));
    assert!(matches!(&second, Reply::Crashed(found) if found.starts_with("exit status: 1")), "{second:?}");
}

#[test]
fn who_hangs_is_not_waited_for() {
    let began = Instant::now();
    let [first, second] =
        replies(r#"if [ $id = q1 ]; then exec sleep 60; fi; echo "{\"id\":\"$id\",\"result\":1}""#, 500);
    assert_eq!((first, second), (Reply::TimedOut(0), result("1")));
    assert!(began.elapsed() < Duration::from_secs(20));
}

/// Whoever writes its answer without a line feed learns so.
#[test]
fn what_came_of_a_line_is_counted() {
    let body = r#"if [ $id = q1 ]; then printf '{"id":"q1"'; else printf '{"id":"%s",\n' $id; fi"#;
    let mut halves = adapter(body, 3000);
    let mut ask = || halves.ask(Question { op: "network", input: "{}" }).unwrap();
    assert_eq!(ask(), Reply::TimedOut(10));
    assert!(matches!(ask(), Reply::Malformed(_)));
    // What belongs to lines that ended does not count.
    let skips = r#"echo "{\"id\":\"$id\",\"skipped\":\"\"}"; if [ $id = q2 ]; then printf half; exec sleep 60; fi"#;
    let mut skipping = adapter(skips, 3000);
    let mut ask = || skipping.ask(Question { op: "network", input: "{}" }).unwrap();
    assert_eq!(
        [ask(), ask(), ask()],
        [Reply::Skipped(String::new()), Reply::Skipped(String::new()), Reply::TimedOut(4)]
    );
}

/// The clock does not go so far.
#[test]
fn the_longest_time_is_no_panic() {
    let mut adapter = Adapter::new(script(r#"echo "{\"id\":\"$id\",\"result\":1}""#), Duration::MAX);
    assert_eq!(adapter.ask(Question { op: "network", input: "{}" }).unwrap(), result("1"));
    let mut adapter = Adapter::new(script("exit 3"), Duration::MAX);
    let reply = adapter.ask(Question { op: "network", input: "{}" }).unwrap();
    assert!(matches!(&reply, Reply::Crashed(how) if how.starts_with("exit status: 3")), "{reply:?}");
}

#[test]
fn nor_is_who_closes_its_output_and_goes_on() {
    let [first, second] =
        replies(r#"if [ $id = q1 ]; then exec sleep 60 >&-; fi; echo "{\"id\":\"$id\",\"result\":1}""#, 500);
    assert_eq!((first, second), (Reply::Crashed("its output ended, but the program still runs".into()), result("1")));
}

/// More than a pipe takes, to a program that never reads.
#[test]
fn nor_is_who_does_not_read() {
    let began = Instant::now();
    let mut adapter = Adapter::new(["sleep", "60"].map(String::from).to_vec(), Duration::from_millis(300));
    let input = RawJson::string(&"x".repeat(1 << 20));
    assert_eq!(adapter.ask(Question { op: "decode", input: input.as_str() }).unwrap(), Reply::TimedOut(0));
    assert!(began.elapsed() < Duration::from_secs(20));
}

#[test]
fn a_program_that_is_not_there_is_an_error() {
    let input = RawJson::parse("{}").unwrap();
    for command in [vec![], vec!["/nowhere/at/all".to_owned()]] {
        assert!(
            Adapter::new(command, Duration::from_secs(1))
                .ask(Question { op: "network", input: input.as_str() })
                .is_err()
        );
    }
}

/// A line that never ends is read up to the limit; lines that never end are left in the pipe.
#[test]
fn who_never_stops_writing_is_stopped() {
    let good = r#"echo "{\"id\":\"$id\",\"result\":1}""#;
    for (flood, why) in [("exec cat /dev/zero", "more than 8388608 bytes"), ("exec yes", "not one answer")] {
        let [first, second] = replies(&format!("if [ $id = q1 ]; then {flood}; fi; {good}"), 60_000);
        assert!(matches!(&first, Reply::Malformed(found) if found.contains(why)), "{flood}: {first:?}");
        assert_eq!(second, result("1"));
    }
    // Just as long as a line may be, with the line feed beside it, and one byte longer.
    let padded = |bytes: usize| {
        let head = r#"{"id":"q1","result":"1"}"#.len();
        format!(r#"printf '{{"id":"%s","result":"1"}}' $id; head -c {} /dev/zero | tr '\0' ' '; echo"#, bytes - head)
    };
    assert_eq!(replies(&padded(8 << 20), 60_000), [result("\"1\""), result("\"1\"")]);
    for reply in replies(&padded((8 << 20) + 1), 60_000) {
        assert!(matches!(&reply, Reply::Malformed(why) if why.contains("more than 8388608 bytes")), "{reply:?}");
    }
}

/// What a program has started and left behind, in its group and out of it, whether it ends, hangs, or answers to the
/// last. Those that are left have its output, so that this does not end with it.
#[cfg(target_os = "linux")]
#[test]
fn nothing_outlives_the_run() {
    let good = r#"echo "{\"id\":\"$id\",\"result\":1}""#;
    let file = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("left-behind");
    let starts = format!(
        "(sleep 600 & echo $! >>{0}); (setsid sleep 600 & echo $! >>{0}); (setsid sh -c 'sleep 600 & echo $! >>{0}')",
        file.display()
    );
    for (then, reply) in [
        (good, "Result"),
        ("exit 3", "Crashed(\"exit status: 3\")"),
        ("exec sleep 600", "TimedOut"),
        ("echo nonsense", "Malformed"),
        ("exec sleep 600 >&-", "TimedOut"),
    ] {
        let _ = std::fs::remove_file(&file);
        let began = Instant::now();
        let mut adapter = adapter(&format!("{starts}; {then}"), 2000);
        let found = adapter.ask(Question { op: "network", input: "{}" }).unwrap();
        assert!(format!("{found:?}").starts_with(reply), "{then}: {found:?}");
        drop(adapter);
        assert!(began.elapsed() < Duration::from_secs(20), "{then}");
        let left = std::fs::read_to_string(&file).unwrap();
        assert_eq!(left.lines().count(), 3, "{then}: {left}");
        // A process that was killed may take a moment to end.
        let until = Instant::now() + Duration::from_secs(5);
        for pid in left.lines() {
            while runs(pid) && Instant::now() < until {
                std::thread::sleep(Duration::from_millis(10));
            }
            assert!(!runs(pid), "{then}: {pid} is left behind");
        }
    }
}

/// One that is dead and not yet buried does not.
#[cfg(target_os = "linux")]
fn runs(pid: &str) -> bool {
    let Ok(stat) = std::fs::read_to_string(format!("/proc/{pid}/stat")) else { return false };
    let state = stat.rsplit_once(") ").and_then(|(_, rest)| rest.chars().next()).unwrap();
    !matches!(state, 'Z' | 'X')
}
