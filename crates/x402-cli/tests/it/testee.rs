//! `x402 testee` behind a pipe.

use std::{
    io::{BufRead, BufReader, Write},
    process::Stdio,
};

use serde_json::{Value, json};

use crate::support::{command, x402_reading};

/// A tester waits for each answer before it asks on: nothing may be held back in a buffer.
#[test]
fn each_answer_comes_at_once() {
    let mut child = command(&["testee"]).stdin(Stdio::piped()).spawn().unwrap();
    let mut questions = child.stdin.take().unwrap();
    let mut answers = BufReader::new(child.stdout.take().unwrap());
    for (question, expected) in [
        (json!({"id": "1", "op": "network", "input": {"name": "base"}}).to_string(), "result"),
        ("nonsense".to_owned(), "error"),
        (json!({"id": "2", "op": "teleport", "input": {}}).to_string(), "skipped"),
        (json!({"id": "3", "op": "network", "input": {"caip2": "eip155:1"}}).to_string(), "result"),
    ] {
        writeln!(questions, "{question}").unwrap();
        questions.flush().unwrap();
        let mut answer = String::new();
        answers.read_line(&mut answer).unwrap();
        let answer: Value = serde_json::from_str(&answer).unwrap();
        assert!(answer.get(expected).is_some(), "{answer}");
    }
    drop(questions);
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert_eq!(answers.fill_buf().unwrap(), b"");
}

#[test]
fn the_end_of_input_is_the_end() {
    for input in ["", "\n", "{}\n", "{}"] {
        let printed = x402_reading(&["testee"], input);
        assert_eq!((printed.code, printed.err.as_str()), (0, ""), "{input:?}");
        assert_eq!(printed.out.lines().count(), input.matches('{').count());
    }
}
