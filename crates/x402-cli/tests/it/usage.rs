//! What the command says when it is not used as it wants to be.

use crate::support::{NOW, Printed, at, command, x402};

#[test]
fn usage_errors_exit_with_64_and_help() {
    let (payment, offer) = (at("payment.txt"), at("offer.json"));
    let missing = at("no-such-file.json");
    for (arguments, expected) in [
        (vec![], "Usage"),
        (vec!["decrypt"], "decrypt"),
        (vec!["decod"], "decode"),
        (vec!["decode", "--profile", "loose"], "lenient"),
        (vec!["decode", "--jsn"], "--json"),
        (vec!["decode", "a", "b"], "b"),
        (vec!["decode", &missing], "no-such-file.json"),
        (vec!["verify", "--payment", &payment], "--offer"),
        (vec!["verify", "--offer", &offer], "--payment"),
        (vec!["verify", "--payment", &payment, "--offer", &missing], "no-such-file.json"),
        (vec!["verify", "--payment", &payment, "--offer", &payment], "@FILE"),
        (vec!["verify", "--payment", &payment, "--offer", "{}"], "scheme"),
        (vec!["verify", "--payment", &payment, "--offer", "{\"scheme\":1}"], "PaymentRequirements"),
        (vec!["verify", "--payment", &payment, "--offer", &offer, "--now", "soon"], "--now"),
        (vec!["verify", "--payment", &payment, "--offer", &offer, "--now=-1"], "--now"),
        (vec!["verify", "--payment", &payment, "--offer", &offer, "--account-code", "maybe"], "unknown"),
        (vec!["reason"], "<CODE>"),
        (vec!["reason", "a", "b"], "b"),
        (vec!["testee", "now"], "now"),
        (vec!["schema"], "--list"),
        (vec!["schema", "payment-paylod"], "payment-payload --version 2"),
        (vec!["schema", "payment-requirements"], "payment-requirements --version 1"),
        (vec!["schema", "resource-info", "--version", "1"], "resource-info --version 2"),
        (vec!["schema", "payment-payload", "--version", "3"], "--version"),
        (vec!["schema", "payment-payload", "--list"], "--list"),
        (vec!["schema", "--list", "--version", "1"], "--version"),
    ] {
        let printed = x402(&arguments);
        assert_eq!(printed.code, 64, "{arguments:?}: {printed:?}");
        assert!(printed.err.contains(expected), "{arguments:?}: {}", printed.err);
        assert!(printed.out.is_empty(), "{arguments:?}: {}", printed.out);
    }
}

#[test]
fn help_names_the_exit_codes() {
    let printed = x402(&["--help"]);
    assert_eq!((printed.code, printed.err.as_str()), (0, ""));
    assert!(printed.out.contains("Exit codes:"), "{}", printed.out);
    for code in ["0 ", "1 ", "2 ", "64 ", "65 ", "74 "] {
        assert!(printed.out.lines().any(|line| line.trim_start().starts_with(code)), "{code}: {}", printed.out);
    }
    for command in ["audit", "decode", "verify", "explain", "reason", "testee", "schema"] {
        assert!(printed.out.contains(command), "{command}");
        let help = x402(&[command, "--help"]);
        assert_eq!(help.code, 0);
        assert!(help.out.contains("Usage: x402"), "{}", help.out);
    }
    for command in ["verify", "explain"] {
        assert!(x402(&[command, "--help"]).out.contains("Exit codes: 0 valid, 1 invalid, 2 undecided"));
    }
    let version = x402(&["--version"]);
    assert_eq!((version.code, version.out), (0, format!("x402 {}\n", env!("CARGO_PKG_VERSION"))));
}

/// Whoever has closed the pipe has seen enough.
#[test]
fn help_that_nobody_reads_ends_quietly() {
    for (arguments, code) in [
        (&["--help"][..], 0),
        (&["decode", "--help"], 0),
        (&["--version"], 0),
        (&["reason", "insufficient_funds"], 0),
        (&["decode", "e30"], 65),
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let printed = Printed::from(command(arguments).stdout(writer).output().unwrap());
        assert_eq!((printed.code, printed.err.as_str()), (code, ""), "{arguments:?}");
    }
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    assert_eq!(Printed::from(command(&["decide"]).stderr(writer).output().unwrap()).code, 64);
}

const COMMANDS: [&[&str]; 18] = [
    &[],
    &["audit"],
    &["decode"],
    &["verify"],
    &["explain"],
    &["diagnose"],
    &["verify-sign-in"],
    &["verify-signed"],
    &["draft"],
    &["lint"],
    &["reason"],
    &["conformance"],
    &["conformance", "run"],
    &["conformance", "coverage"],
    &["testee"],
    &["schema"],
    &["completions"],
    &["man"],
];

/// A command's help is read as a whole.
#[test]
fn help_has_less_than_80_lines() {
    for arguments in COMMANDS {
        let output = command(&[arguments, &["--help"]].concat()).env("COLUMNS", "100").output().unwrap();
        let printed = Printed::from(output);
        assert!((5..80).contains(&printed.out.lines().count()), "{arguments:?}: {} lines", printed.out.lines().count());
        assert_eq!(
            printed.out,
            Printed::from(command(&[arguments, &["-h"]].concat()).env("COLUMNS", "100").output().unwrap()).out
        );
    }
}

#[test]
fn a_shell_and_man_know_each_command() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = x402(&["completions", shell]);
        assert_eq!(script.code, 0);
        assert!(
            script.out.contains("verify-sign-in") && script.out.contains("account-code"),
            "{shell}: {}",
            script.out
        );
    }
    assert_eq!(x402(&["completions", "cmd"]).code, 64);
    let directory = tempfile::tempdir().unwrap();
    let pages = directory.path().join("man1");
    let printed = x402(&["man", pages.to_str().unwrap()]);
    assert_eq!((printed.code, printed.out), (0, format!("man -l {}\n", pages.join("x402.1").display())));
    for page in ["x402.1", "x402-verify-sign-in.1", "x402-conformance-run.1"] {
        let text = std::fs::read_to_string(pages.join(page)).unwrap();
        assert!(text.contains(".SH SYNOPSIS") || text.contains(".SH SUBCOMMANDS"), "{page}: {text}");
    }
    assert_eq!(x402(&["man", "/dev/null/pages"]).code, 64);
}

#[test]
fn the_verdict_is_coloured_as_the_user_wants() {
    let verify = |more: &[&str]| {
        let base = ["verify", "--payment", &at("payment.txt"), "--offer", &at("offer.json"), "--now", NOW];
        x402(&[&base[..], more].concat()).out
    };
    let (plain, coloured) = (verify(&[]), verify(&["--color", "always"]));
    assert!(plain.starts_with("valid"), "{plain}");
    assert_eq!(coloured.strip_prefix("\u{1b}[1;32mvalid\u{1b}[0m"), plain.strip_prefix("valid"));
    assert_eq!(verify(&["--color", "never"]), plain);
    assert_eq!(verify(&["--color", "auto"]), plain);
}

/// At any width, each paragraph fills its lines: none is longer, and none ends before the next word would have fitted.
#[test]
fn help_fits_the_terminal() {
    for width in [80usize, 90, 100] {
        for arguments in COMMANDS {
            let output =
                command(&[arguments, &["--help"]].concat()).env("COLUMNS", width.to_string()).output().unwrap();
            let printed = Printed::from(output);
            let lines: Vec<&str> = printed.out.lines().collect();
            for pair in lines.windows(2) {
                let [line, next] = pair else { panic!("{pair:?}") };
                assert!(line.chars().count() <= width, "{arguments:?}: {line}");
                let is_text = |line: &str| !line.is_empty() && !line.starts_with(' ');
                let word = next.split(' ').next().unwrap_or_default();
                assert!(
                    !is_text(line) || !is_text(next) || line.chars().count() + 1 + word.chars().count() > width,
                    "{arguments:?} at {width}: {line:?} ends before {word:?}"
                );
            }
        }
    }
}
