//! `x402 explain` of payments on Solana, of every kind that the vectors have.

use crate::support::{Printed, json, x402};

/// What a vector asks about, put to the command line; a policy cannot be.
fn vector(command: &str, id: &str, more: &[&str]) -> Printed {
    let input = x402_laws::vectors::input(id);
    let (payment, offers) = (input["payment"]["json"].to_string(), input["offers"].to_string());
    let facts = input["facts"].to_string();
    let mut arguments = vec![command, "--payment", &payment, "--offer", &offers, "--now", "1740672100"];
    if !input["facts"].is_null() {
        arguments.extend(["--facts", &facts]);
    }
    arguments.extend(more);
    x402(&arguments)
}

/// Vectors, and what is said of each.
const SHOWN: &[(&str, &[&str])] = &[
    (
        "solana-0121",
        &[
            "transaction, version 0, ",
            "signer    2moGme732G58zbQe5FtceooXgbFZp3ZMNggJQRKpnLQh: not signed yet, pays the fee",
            "signer    BMrx53yVNyPL7c18P1omSEVbcTD8gnTuQNBBaLCVDUZc: signed",
            "0         Compute Budget: at most 60000 compute units",
            "1         Compute Budget: 1 millionths of a lamport for each unit",
            "2         Token: BMrx53yVNyPL7c18P1omSEVbcTD8gnTuQNBBaLCVDUZc transfers 0.010000 USDC (10000 atomic units of",
            "3         Memo: \"00112233445566778899aabbccddeeff\"",
            "costs     at most 10001 lamports (0.000010001 SOL)",
        ],
    ),
    ("solana-0121a", &["transaction, legacy, "]),
    (
        "solana-0856",
        &[
            "transaction, version 1, 396 bytes",
            "config    at most 20000 compute units",
            "config    at most 1048576 bytes of loaded data",
            "config    a fee of 250 lamports (0.00000025 SOL), or 12500 millionths of a lamport for each unit",
            "0         Token: FMUEmtxhU46GzhKF4FW9MLJdQWiLgjiXP9TYRWSrqTpV transfers 0.002500 USDC",
            "costs     at most 10250 lamports (0.00001025 SOL)",
        ],
    ),
    ("solana-0842i", &["config    a heap of 32768 bytes"]),
    (
        "solana-0122",
        &["4         Lighthouse: an assertion of the wallet about HKRoFoyfAY4vCFSG2JkVezCb3py944FudYCEjZCBNhBC"],
    ),
    ("solana-0142c", &["signer    BMrx53yVNyPL7c18P1omSEVbcTD8gnTuQNBBaLCVDUZc: not its signature"]),
    ("solana-0145", &["Token-2022: ", "0.010000 PYUSD"]),
    (
        "solana-0131c",
        &[
            "2         Associated Token Account: BMrx53yVNyPL7c18P1omSEVbcTD8gnTuQNBBaLCVDUZc creates and pays for the account 8RysUTQJqstar8TeunimidLWPAuzXiGynSdfAbyxtXJq of 7LfHZav9VXzzJqfFryiqkr6EKGbokkY3MJCzjeodMcsg for EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v, unless it exists",
        ],
    ),
    (
        "solana-0124a",
        &[
            "2         Swig v2: a call of the wallet; only a simulation shows its effects; it may touch HKRoFoyfAY4vCFSG2JkVezCb3py944FudYCEjZCBNhBC, BMrx53y",
            "undecided (programs): simulate",
        ],
    ),
    (
        "solana-0240a",
        &[
            "simulated Token: FuWDKDYbDow2aaQEP9eQtpsY8Ttj1Vq7WFuDYPnYZXCj transfers 0.010000 USDC (10000 atomic units of EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v) from HKRoFoyfAY4vCFSG2JkVezCb3py944FudYCEjZCBNhBC to 8RysUTQJqstar8TeunimidLWPAuzXiGynSdfAbyxtXJq",
            "transfers 0.000007 USDC",
            "simulated the fee payer loses 10001 lamports (0.000010001 SOL)",
        ],
    ),
    ("solana-0240i", &["simulated it fails"]),
    (
        "solana-0138",
        &[
            "table     FuWDKDYbDow2aaQEP9eQtpsY8Ttj1Vq7WFuDYPnYZXCj: entries 0; the addresses there are not known",
            "to entry 0 of the table FuWDKDYbDow2aaQEP9eQtpsY8Ttj1Vq7WFuDYPnYZXCj",
        ],
    ),
    (
        "solana-0138a",
        &[
            "table     FuWDKDYbDow2aaQEP9eQtpsY8Ttj1Vq7WFuDYPnYZXCj: entries 0\n",
            "to 8RysUTQJqstar8TeunimidLWPAuzXiGynSdfAbyxtXJq",
        ],
    ),
    (
        "solana-0129",
        &[
            "4         System: moves 1000000 lamports (0.001 SOL) from 2moGme732G58zbQe5FtceooXgbFZp3ZMNggJQRKpnLQh to BMrx53y",
        ],
    ),
    ("solana-0133b", &["2         Token: ApproveChecked on "]),
    ("solana-0124", &["4         2yz3FFSGjJhj9dK8bxRLr4shQdZCfbpKBHAmg8RMK14Q: an unknown instruction, on no account"]),
    ("solana-0164b", &["3         Memo: 3 bytes that are not text"]),
    (
        "solana-0188",
        &["secp256k1 precompile: 255 signatures claimed", "costs     at most 1285001 lamports (0.001285001 SOL)"],
    ),
    ("solana-0190b", &["a program that the message does not have"]),
];

#[test]
fn a_transaction_is_shown_as_people_read_one() {
    for (id, words) in SHOWN {
        let printed = vector("explain", id, &[]);
        for word in *words {
            assert!(printed.out.contains(word), "{id}: {word}: {}", printed.out);
        }
    }
}

#[test]
fn facts_decide() {
    for (id, verdict, code) in [
        ("solana-0240", "valid", 0),
        ("solana-0240i", "invalid", 1),
        ("solana-0240t", "undecided", 2),
        ("solana-0241", "valid", 0),
        ("solana-0241b", "invalid", 1),
        ("solana-0242", "invalid", 1),
        ("solana-0242c", "valid", 0),
    ] {
        let printed = vector("verify", id, &["--json"]);
        assert_eq!((printed.code, json(&printed)["verdict"].as_str()), (code, Some(verdict)), "{id}: {printed:?}");
    }
    let wrong = |facts: &str, word: &str| {
        let printed = vector("verify", "solana-0121", &["--facts", facts]);
        assert!(printed.code == 64 && printed.err.contains(word), "{facts}: {printed:?}");
    };
    wrong("{", "--facts");
    wrong(r#"{"multisig":{}}"#, "facts.multisig is unknown");
    wrong(r#"{"multisigs":{"0x":null}}"#, "facts.multisigs.0x");
    wrong(r#"{"simulations":{"0x00":null}}"#, "64 hexadecimal digits");
    let fact = |lost: &str| {
        format!(r#"{{"simulations":{{"0x{}":{{"feePayerLost":"{lost}","transfers":[]}}}}}}"#, "00".repeat(32))
    };
    for lost in ["+1", "", "1e3", "18446744073709551616"] {
        wrong(&fact(lost), "must be digits");
    }
    assert_eq!(vector("verify", "solana-0121", &["--facts", &fact("18446744073709551615")]).code, 0);
    let twice = vector("verify", "solana-0240", &["--account-code", "none"]);
    assert!(twice.code == 64 && twice.err.contains("--facts"), "{twice:?}");
}

#[test]
fn the_caller_is_the_sponsor_or_not() {
    let sponsor = |address: &str| vector("verify", "solana-0121", &["--facilitator", address]).code;
    assert_eq!(sponsor("2moGme732G58zbQe5FtceooXgbFZp3ZMNggJQRKpnLQh"), 0);
    assert_eq!(sponsor("7LfHZav9VXzzJqfFryiqkr6EKGbokkY3MJCzjeodMcsg"), 1);
    assert_eq!(sponsor("7LfHZav9VXzzJqfFryiqkr6EKGbokkY3MJCzjeodMcs0"), 64);
}
