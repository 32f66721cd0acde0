//! The command as a library, in surroundings that a program makes up.

use std::{
    io::{self, BufRead, Read, Write},
    path::Path,
};

use serde_json::{json, value::to_raw_value};
use x402_cli::Host;
use x402_operations::Stop;

use crate::support::{NOW, at, header, read, x402};

/// A program that has one file, and a clock.
#[derive(Default)]
struct Program {
    out: Vec<u8>,
    err: Vec<u8>,
    columns: Option<usize>,
    wants_colours: bool,
}

impl Host for Program {
    fn open(&mut self, path: &Path) -> io::Result<Box<dyn Read>> {
        match path.to_str() {
            Some("payment") => Ok(Box::new(io::Cursor::new(header()))),
            _ => Err(io::Error::other("no such file here")),
        }
    }

    fn is_file(&mut self, path: &str) -> bool {
        path == "payment"
    }

    fn input(&mut self) -> Box<dyn BufRead> {
        Box::new(io::Cursor::new(read("offer.json")))
    }

    fn out(&mut self) -> &mut dyn Write {
        &mut self.out
    }

    fn err(&mut self) -> &mut dyn Write {
        &mut self.err
    }

    fn now(&mut self) -> Option<u64> {
        NOW.parse().ok()
    }

    fn columns(&mut self) -> Option<usize> {
        self.columns
    }

    fn wants_colours(&mut self) -> bool {
        self.wants_colours
    }
}

fn run(program: &mut Program, arguments: &[&str]) -> (u8, String, String) {
    let code = x402_cli::run(["x402"].iter().chain(arguments).map(Into::into), program);
    let text = |bytes: &mut Vec<u8>| String::from_utf8(std::mem::take(bytes)).unwrap();
    (code, text(&mut program.out), text(&mut program.err))
}

/// Files, standard input and the clock are those of the program, and the output is that of the command.
#[test]
fn the_surroundings_are_those_of_the_program() {
    let printed = x402(&["explain", "--payment", &at("payment.txt"), "--offer", &at("offer.json"), "--now", NOW]);
    let arguments = ["explain", "--payment", "@payment", "--offer", "-"];
    assert_eq!(run(&mut Program::default(), &arguments), (0, printed.out, String::new()));
    let (code, out, err) = run(&mut Program::default(), &["verify", "--payment", "@other", "--offer", "-"]);
    assert_eq!((code, &*out, &*err), (64, "", "x402: other: no such file here\n"));
    let of_name = |name| run(&mut Program::default(), &["verify", "--payment", name, "--offer", "-"]);
    assert_eq!(of_name("payment"), of_name("@payment"));
}

/// One process may run the command many times, each time with other colours.
#[test]
fn colours_and_width_are_those_of_the_call() {
    let arguments = ["verify", "--payment", "@payment", "--offer", "-"];
    let mut program = Program { wants_colours: true, ..Program::default() };
    let (_, coloured, _) = run(&mut program, &arguments);
    assert!(coloured.starts_with("\u{1b}[1;32mvalid\u{1b}[0m: "), "{coloured}");
    let (_, plain, _) = run(&mut program, &["--color", "never", "verify", "--payment", "@payment", "--offer", "-"]);
    assert!(plain.starts_with("valid: ") && !plain.contains('\u{1b}'), "{plain}");
    let (_, plain, _) = run(&mut Program::default(), &arguments);
    assert_eq!(plain.lines().count(), 1, "{plain}");
    let (_, broken, _) = run(&mut Program { columns: Some(60), ..Program::default() }, &arguments);
    assert!(broken.lines().count() > 1, "{broken}");
}

/// The text about a question is what the command prints about the same payment.
#[test]
fn a_question_is_explained_as_the_command_does() {
    let offer: serde_json::Value = serde_json::from_str(&read("offer.json")).unwrap();
    let question = |now: serde_json::Value| {
        let payment = json!({"header": {"name": "PAYMENT-SIGNATURE", "value": header()}});
        to_raw_value(&json!({"payment": payment, "offers": [offer], "now": now})).unwrap()
    };
    let printed = x402(&["explain", "--payment", &at("payment.txt"), "--offer", &at("offer.json"), "--now", NOW]);
    let now: u64 = NOW.parse().unwrap();
    assert_eq!(x402_cli::explain(&question(now.into())), Ok(printed.out));
    assert!(matches!(x402_cli::explain(&question("soon".into())), Err(Stop::Error(why)) if why.contains("now")));
}
