//! A sign-in on the command line.

use crate::support::{at, x402};

const NOW: &str = "1705314630";
const ORIGIN: &str = "https://api.example.com";

#[test]
fn a_sign_in_is_judged_for_an_origin() {
    for (name, account) in [
        ("sign-in.txt", "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266 on eip155:8453"),
        (
            "sign-in-solana.txt",
            "BMrx53yVNyPL7c18P1omSEVbcTD8gnTuQNBBaLCVDUZc on solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp",
        ),
    ] {
        let header = at(name);
        let said = x402(&["verify", &header, "--origin", ORIGIN, "--now", NOW]);
        assert_eq!((said.code, said.out.lines().next()), (0, Some("valid")), "{}", said.out);
        assert!(said.out.contains(account), "{}", said.out);
        let full = x402(&["explain", &header, "--origin", ORIGIN, "--now", NOW]);
        assert!(full.out.contains("pass     sign-in-signer") && full.out.contains("\nleft to ask\n"), "{}", full.out);
        let other = x402(&["verify", &header, "--origin", "https://other.example", "--now", NOW]);
        assert_eq!(other.code, 1);
        assert!(other.out.starts_with("invalid (sign-in-domain, invalid_siwx_domain_mismatch): "), "{}", other.out);
        let json = x402(&["verify", &header, "--origin", ORIGIN, "--now", NOW, "--json"]);
        assert!(json.out.starts_with(r#"{"verdict":"valid","address":""#), "{}", json.out);
        let without = x402(&["verify", &header, "--now", NOW]);
        assert!(without.code == 64 && without.err.contains("--origin"), "{}", without.err);
        let right = x402(&["diagnose", &header, "--origin", ORIGIN, "--now", NOW]);
        assert_eq!(right.out, "valid: nothing to add; see x402 explain\n");
    }
}
