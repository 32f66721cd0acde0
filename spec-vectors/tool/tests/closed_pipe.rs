//! The program with a standard output that no process reads.

use std::{
    io,
    process::{Command, Output},
};

fn unread(arguments: &[&str]) -> Output {
    let (reader, writer) = io::pipe().unwrap();
    drop(reader);
    Command::new(env!("CARGO_BIN_EXE_x402-vectors")).args(arguments).stdout(writer).output().unwrap()
}

#[test]
fn a_reader_that_closes_the_pipe_needs_no_more_output() {
    for arguments in [&["show", "eip3009-0082"][..], &["decoded", "eip3009-0082"], &["new", "eip3009-0082"], &["help"]]
    {
        let output = unread(arguments);
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{arguments:?}");
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
    }
}

#[test]
fn an_error_is_still_an_error() {
    let output = unread(&["show", "eip3009-none"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("there is no such vector"));
}
