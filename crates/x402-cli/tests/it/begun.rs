//! `conformance` where the host has the files and asks the program.

use std::{
    fs::{self, File},
    io::{self, BufRead, Read, Write},
    path::Path,
};

use serde_json::Value;
use x402_cli::{Begun, Host};
use x402_conformance::{adapter::Heard, run::Next};

use crate::support::{networks, x402};

const SKIP: &str = r#"while IFS= read -r line; do id=${line#*\"id\":\"}; id=${id%%\"*}; echo "{\"id\":\"$id\",\"skipped\":\"x\"}"; done"#;

/// Reads the files of this machine, and keeps what is written.
#[derive(Default)]
struct Disk {
    has_directories: bool,
    out: Vec<u8>,
    err: Vec<u8>,
    written: Vec<(String, String)>,
}

impl Host for Disk {
    fn open(&mut self, path: &Path) -> io::Result<Box<dyn Read>> {
        Ok(Box::new(File::open(path)?))
    }

    fn is_file(&mut self, path: &str) -> bool {
        Path::new(path).is_file()
    }

    fn names(&mut self, directory: &Path) -> io::Result<Vec<String>> {
        if !self.has_directories {
            return Err(io::ErrorKind::Unsupported.into());
        }
        fs::read_dir(directory)?.map(|entry| Ok(entry?.file_name().into_string().unwrap())).collect()
    }

    fn write(&mut self, path: &Path, text: &str) -> io::Result<()> {
        self.written.push((path.display().to_string(), text.to_owned()));
        Ok(())
    }

    fn input(&mut self) -> Box<dyn BufRead> {
        Box::new(io::empty())
    }

    fn out(&mut self) -> &mut dyn Write {
        &mut self.out
    }

    fn err(&mut self) -> &mut dyn Write {
        &mut self.err
    }

    fn now(&mut self) -> Option<u64> {
        None
    }

    fn columns(&mut self) -> Option<usize> {
        None
    }

    fn wants_colours(&mut self) -> bool {
        false
    }
}

fn begin(host: &mut Disk, arguments: &[&str]) -> Begun {
    host.has_directories = true;
    x402_cli::begin(["x402"].iter().chain(arguments).map(Into::into), host)
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn the_host_asks_and_the_report_is_the_same() {
    let chosen =
        ["conformance", "run", "--vectors", networks(), "--id", "networks-01*", "--json", "--write-known", "known"];
    let mut host = Disk::default();
    let Begun::Run(mut run) = begin(&mut host, &[&chosen[..], &["--timeout", "7", "--", "sh", "-c", SKIP]].concat())
    else {
        panic!("{}", text(&host.err))
    };
    assert_eq!(
        (run.command(), run.timeout().as_secs(), run.patience().as_secs()),
        (&["sh", "-c", SKIP].map(String::from)[..], 7, 2)
    );
    let mut asked = 0;
    while let Some(question) = run.session().question() {
        asked += 1;
        let question: Value = serde_json::from_str(&question).unwrap();
        let answer = format!(r#"{{"id":{},"skipped":"x"}}"#, question["id"]);
        assert_eq!(run.session().hear(Heard::Line(answer)), Next::Question);
    }
    assert_eq!((run.session().done(), run.session().all()), (asked, asked));
    let code = run.finish(None, &mut host);
    let theirs = x402(&[&chosen[..7], &["--", "sh", "-c", SKIP]].concat());
    assert_eq!((code, text(&host.out)), (theirs.code.try_into().unwrap(), &*theirs.out));
    assert!(asked > 5 && theirs.code == 1);
    assert_eq!(host.written, [("known".to_owned(), "[]\n".to_owned())]);
}

#[test]
fn what_cannot_begin_says_why() {
    let run = ["conformance", "run", "--vectors", networks(), "--id", "networks-01*"];
    let with = |more: &[&'static str]| [&run[..], more].concat();
    for (arguments, why) in [
        (with(&[]), "x402: pass the implementation under test after --\n"),
        (
            with(&["--jobs", "2", "--", "sh"]),
            "x402: --jobs: this runner asks one process at a time; leave the option out, or use x402 conformance run or x402-vectors run\n",
        ),
        (vec!["reason", "invalid_payload"], "x402: only x402 conformance runs a program\n"),
    ] {
        let mut host = Disk::default();
        let Begun::Done(code) = begin(&mut host, &arguments) else { panic!("{arguments:?}") };
        assert_eq!((code, text(&host.err)), (64, why));
    }
    let mut host = Disk::default();
    let Begun::Run(run) = begin(&mut host, &with(&["--jobs", "1", "--", "no-such", "program"])) else { panic!() };
    assert_eq!(run.not_started("it is not there", &mut host), 64);
    assert_eq!(text(&host.err), "x402: no-such program: it is not there\n");
    let mut host = Disk::default();
    let list = with(&["--list"]);
    let Begun::Done(code) = begin(&mut host, &list) else { panic!() };
    assert_eq!((code, text(&host.out)), (0, &*x402(&list).out));
}

/// A host without directories and files to write says so.
#[test]
fn not_every_host_has_directories() {
    let mut host = Disk::default();
    let arguments = ["x402", "conformance", "run", "--vectors", networks(), "--", "sh"];
    assert!(matches!(x402_cli::begin(arguments.map(Into::into), &mut host), Begun::Done(64)));
    assert!(
        text(&host.err).contains("v1: unsupported: pass the directory that contains index.json with --vectors"),
        "{}",
        text(&host.err)
    );
}
