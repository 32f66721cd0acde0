//! What may reach a terminal.

use std::{io::Write, process::Stdio};

use crate::support::{NOW, at, command, example, read, x402, x402_reading};

fn has_control(text: &str) -> bool {
    text.chars().any(|c| c.is_control() && c != '\n')
}

#[test]
fn no_colour_where_there_is_no_terminal() {
    let (payment, offer) = (at("payment.txt"), at("offer.json"));
    for arguments in [
        vec!["explain", "--payment", &payment, "--offer", &offer, "--now", NOW],
        vec!["explain", "--payment", &payment, "--offer", &offer],
        vec!["decode", &payment],
        vec!["--help"],
        vec!["explain"],
    ] {
        let printed = x402(&arguments);
        assert!(!printed.out.contains('\u{1b}') && !printed.err.contains('\u{1b}'), "{printed:?}");
    }
}

/// Escape sequences, the C1 control sequence introducer, a right-to-left override and an invisible space in every text
/// that a stranger can write.
#[test]
fn what_strangers_wrote_does_not_steer_the_terminal() {
    // C0 controls have to be escaped in JSON; C1 controls and the others may stand as they are.
    for evil in [r"\u001b[2J", r"\r\n\tvalid", "\u{9b}2J", "\u{85}", "\u{7f}", "\u{202e}", "\u{200b}", "\u{2028}"] {
        let text = read("payment-20000.json")
            .replace("https://api.example.com", &format!("https://{evil}.example"))
            .replace("\"USDC\",", &format!("\"{evil}\", \"assetTransferMethod\": \"{evil}\","))
            .replace("\"exact\"", &format!("\"{evil}\""))
            .replace("\"asset\": \"", &format!("\"{evil}\": [\"{evil}\"], \"asset\": \"{evil}"))
            .replace("\"payTo\": \"", &format!("\"payTo\": \"{evil}"))
            .replacen('{', &format!("{{\"{evil}\":{{\"{evil}\":\n\t\"{evil}\"}},\"extensions\":{{\"{evil}\":1}},"), 1);
        let printed = x402_reading(&["decode"], &text);
        assert_eq!(printed.code, 0, "{printed:?}");
        assert!(!has_control(&printed.out), "{evil:?}: {:?}", printed.out);
        for hidden in ['\u{202e}', '\u{200b}', '\u{2028}'] {
            assert!(!printed.out.contains(hidden), "{:?}", printed.out);
        }
        // It is shown all the same.
        assert!(printed.out.contains('\\'), "{:?}", printed.out);
        // No line is the payment's own.
        assert!(printed.out.lines().all(|line| !line.starts_with("valid")), "{}", printed.out);
    }
}

/// The transfer method of an offer without a tag is the client's word, and stands in the question.
#[test]
fn nor_does_a_verdict_about_it() {
    let text = read("payment-20000.json");
    for evil in [r"\u001b[2J\nvalid", "\u{9b}2J", "\u{202e}"] {
        let text = text.replace("\"USDC\",", &format!("\"USDC\", \"assetTransferMethod\": \"{evil}\","));
        for subcommand in ["verify", "explain"] {
            let offer = at("offer-20000.json");
            let printed = x402_reading(&[subcommand, "--payment", "-", "--offer", &offer, "--now", NOW], &text);
            assert_eq!(printed.code, 2, "{printed:?}");
            assert!(printed.out.contains("transfer method"), "{}", printed.out);
            assert!(!has_control(&printed.out) && !printed.out.contains('\u{202e}'), "{:?}", printed.out);
            assert!(printed.out.lines().all(|line| !line.starts_with("valid")), "{}", printed.out);
        }
    }
}

/// The JSON stays JSON where something in it had to be escaped.
#[test]
fn what_is_escaped_is_still_json() {
    let text = read("payment-20000.json").replace("\"USDC\",", "\"US\u{9b}DC\",");
    let printed = x402_reading(&["decode"], &text);
    let (title, json) = printed.out.split_once('\n').unwrap();
    assert_eq!(title, "x402 payment, version 2");
    let value: serde_json::Value = serde_json::from_str(json).unwrap();
    assert_eq!(value["accepted"]["extra"]["name"], "US\u{9b}DC");
    assert_eq!(value["payload"], serde_json::from_str::<serde_json::Value>(&text).unwrap()["payload"]);
}

/// The reader of our output goes away before anything is written. The exit code is the verdict still: a script that
/// asks for nothing else must not take an invalid payment for a valid one.
#[test]
fn a_closed_output_is_no_panic_and_no_verdict() {
    let offers = [("offer.json", 0), ("offer-20000.json", 1)];
    for (offer, code) in offers {
        let offer = format!("@{}", example(offer));
        let mut child = command(&["explain", "--payment", "-", "--offer", &offer, "--now", NOW])
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        child.stdin.take().unwrap().write_all(read("payment.txt").as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(code));
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    }
    let mut child = command(&["testee"]).stdin(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let mut input = child.stdin.take().unwrap();
    // It may be gone before we have written all.
    let _ = input.write_all("{}\n".repeat(10).as_bytes());
    drop(input);
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    assert!(output.status.code().is_some(), "killed: {}", output.status);
    // Nor is anything printed where nobody listens to complaints.
    let mut child = command(&["decode", "@"]).spawn().unwrap();
    drop(child.stderr.take());
    assert_eq!(child.wait().unwrap().code(), Some(64));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_a_separate_error() {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let payment = at("payment.txt");
    let output = command(&["decode", &payment]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(74));
    assert!(String::from_utf8(output.stderr).unwrap().starts_with("x402: "));
}
