//! A sign-in on the command line.

use serde_json::{Value, json};

use crate::support::{answer, at, json as json_of, read, x402, x402_reading};

const NOW: &str = "1705314630";
const ORIGIN: &str = "https://api.example.com";

#[test]
fn a_sign_in_is_verified_for_an_origin() {
    for (name, account) in [
        ("sign-in.txt", "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266 on eip155:8453"),
        (
            "sign-in-solana.txt",
            "BMrx53yVNyPL7c18P1omSEVbcTD8gnTuQNBBaLCVDUZc on solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp",
        ),
    ] {
        let header = at(name);
        let printed = x402(&["verify-sign-in", &header, "--origin", ORIGIN, "--now", NOW]);
        assert_eq!((printed.code, printed.out.lines().next()), (0, Some("valid")), "{}", printed.out);
        assert!(printed.out.contains(account), "{}", printed.out);
        let full = x402(&["verify-sign-in", &header, "--origin", ORIGIN, "--now", NOW, "--explain"]);
        assert!(full.out.contains("pass     sign-in-signer") && full.out.contains("\nleft to ask\n"), "{}", full.out);
        let other = x402(&["verify-sign-in", &header, "--origin", "https://other.example", "--now", NOW]);
        assert_eq!(other.code, 1);
        assert!(other.out.starts_with("invalid (sign-in-domain, invalid_siwx_domain_mismatch): "), "{}", other.out);
        let json = x402(&["verify-sign-in", &header, "--origin", ORIGIN, "--now", NOW, "--json"]);
        assert!(json.out.starts_with(r#"{"verdict":"valid","address":""#), "{}", json.out);
        let without = x402(&["verify-sign-in", &header, "--now", NOW]);
        assert!(without.code == 64 && without.err.contains("--origin"), "{}", without.err);
        let right = x402(&["verify-sign-in", &header, "--origin", ORIGIN, "--now", NOW, "--diagnose"]);
        assert_eq!(right.out, "valid: nothing to add; --explain prints every check\n");
    }
}

/// The header's JSON.
fn sign_in() -> Value {
    let printed = x402(&["decode", "--json", &at("sign-in.txt")]);
    json_of(&printed)["ok"].clone()
}

fn with(edits: &[(&str, &str)]) -> String {
    let mut sign_in = sign_in();
    for (member, value) in edits {
        sign_in[*member] = json!(value);
    }
    sign_in.to_string()
}

/// What wallets sign by mistake. The signatures are by viem, over what npm `@x402/extensions` makes of the header, with one
/// slip each.
#[test]
fn a_slip_is_found_by_what_was_signed() {
    const SIGNED_NONCE: &str = "0123456789abcdef0123456789abcdef";
    const OTHER_NONCE: &str = "0xbc5192d8324c3c85fab0c04a31fc12c896167eaa26bdd0d72c829ce36cde54853863b8f367642a1cf972fe25f43e72425c2259c34d21f6c128e2422c7708f8831b";
    const LOWER_CASE: &str = "0xf90c2c0d92ecd83f4b0aa638848f592b9d8929f7c87a43728cb38ee98a40c8d047c40acbbdec7d05550e5c77880e659c2e459ae624624327ebd240fbc09a28bf1b";
    const SCHEME: &str = "0x0b38c8c949e6275ad1cfd67d857957f870c22e790e0aea6d5d96d94a40abcd1e3db487146f6ca9fafbda8e861cfe5ea40186509462589a6ce9f6ba0a10b9cf811c";
    const RAW: &str = "0x9d7e8ef1df4823a691432ea9695e75d643ce2cbf596092c5a93bc21d43ef42527b2cd6a49a7b61f74495060c2667449cceb2ac1394d75f7f805a531134f3ee201c";
    const WITH_PORT: &str = "0x64345ee7083327d9f4744bcc4919fc41f0be7a2a533fcdcddfb0c481f155d09f4e82daec843ca0a5dd8af84927b97ec08ee2bda7507a125bb3adc94b3a2115031b";
    const ACCOUNT: &str = "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266";
    const ELSEWHERE: &str = "https://api.example.com:8443";
    for (edits, origin, nonce, kind) in [
        (&[("signature", OTHER_NONCE)][..], ORIGIN, Some(SIGNED_NONCE), "issued-nonce"),
        (&[("signature", LOWER_CASE), ("address", ACCOUNT)], ORIGIN, None, "no-checksum"),
        (&[("signature", SCHEME)], ORIGIN, None, "scheme-line"),
        (&[("signature", RAW)], ORIGIN, None, "raw-bytes"),
        (&[("signature", WITH_PORT)], ELSEWHERE, None, "own-domain"),
        (&[("domain", "api.example.com:8443")], ELSEWHERE, None, "without-port"),
    ] {
        let header = with(edits);
        let nonce = nonce.map_or_else(Vec::new, |nonce| vec!["--nonce", nonce]);
        let asked = [&[&*header, "--origin", origin, "--now", NOW, "--account-code", "none"], &*nonce].concat();
        let run = |more: &[&str]| x402(&[&["verify-sign-in"], &*asked, more].concat());
        let found = run(&["--diagnose"]);
        assert_eq!(found.code, 1, "{kind}");
        assert!(found.out.starts_with(&format!("{kind}: the wallet signed ")), "{kind}: {}", found.out);
        let explained = run(&["--explain"]).out;
        assert!(
            explained.contains(&format!("\nwhat may have gone wrong\n  {kind}: the wallet signed ")),
            "{kind}: {explained}"
        );
        assert!(!run(&[]).out.contains("the wallet signed"), "the short answer does not guess");
        let json = json_of(&run(&["--diagnose", "--json"]));
        assert_eq!(json["findings"][0]["kind"], kind);
        assert_eq!(json["findings"].as_array().unwrap().len(), 1);
    }
    // Each of them is signed by the account: with what was signed in the header, it is valid.
    let right = with(&[("signature", OTHER_NONCE), ("nonce", SIGNED_NONCE)]);
    let printed = x402(&["verify-sign-in", &right, "--origin", ORIGIN, "--now", NOW, "--nonce", SIGNED_NONCE]);
    assert_eq!(printed.code, 0, "{}", printed.out);
}

#[test]
fn the_json_is_the_answer_of_the_operation() {
    let header = read("sign-in.txt");
    let value = header.trim_end().strip_prefix("SIGN-IN-WITH-X: ").unwrap();
    let source = json!({"name": "SIGN-IN-WITH-X", "value": value});
    for (arguments, more) in [
        (&[][..], json!({})),
        (&["--chain", "eip155:8453"], json!({"chains": ["eip155:8453"]})),
        (
            &["--chain", "eip155:1", "--chain", "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp"],
            json!({"chains": ["eip155:1", "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp"]}),
        ),
        (&["--nonce", "abcdefgh"], json!({"nonce": "abcdefgh"})),
        (&["--account-code", "some"], json!({"facts": {"accounts": {"*": {"code": "some"}}}})),
    ] {
        let mut input = json!({"header": source, "origin": ORIGIN, "now": NOW.parse::<u64>().unwrap()});
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let expected = answer("sign-in-with-x", &input);
        let verdict = expected["verdict"].as_str().unwrap();
        let code = ["valid", "invalid", "undecided"].iter().position(|known| *known == verdict).unwrap();
        let all = [&["verify-sign-in", value, "--origin", ORIGIN, "--now", NOW, "--json"], arguments].concat();
        let printed = x402(&all);
        assert_eq!(
            (json_of(&printed), printed.code),
            (expected.clone(), i32::try_from(code).unwrap()),
            "{arguments:?}"
        );
    }
}

#[test]
fn what_is_said_of_payments_alone_is_refused() {
    let header = at("sign-in.txt");
    for (arguments, why) in [
        (&["--policy", "ts"][..], "--policy"),
        (&["--profile", "lenient"], "--profile"),
        (&["--index", "0"], "--index"),
        (&["--chain", "base"], "--chain base: not a CAIP-2"),
    ] {
        let printed = x402(&[&["verify-sign-in", &header, "--origin", ORIGIN], arguments].concat());
        assert!(printed.code == 64 && printed.err.contains(why), "{arguments:?}: {}", printed.err);
    }
    // Which command judges a sign-in is said, whatever way it comes.
    let (line, object) = (read("sign-in.txt"), sign_in().to_string());
    let value = line.trim_end().strip_prefix("SIGN-IN-WITH-X: ").unwrap();
    for given in [&*header, value, &object] {
        for command in ["verify", "explain", "diagnose"] {
            let printed = x402(&[command, given]);
            assert!(printed.code == 64 && printed.err.contains("x402 verify-sign-in"), "{}", printed.err);
        }
    }
    let printed = x402_reading(&["verify-sign-in", "-", "--origin", ORIGIN, "--now", NOW], &line);
    assert_eq!(printed.code, 0, "{}", printed.out);
}
