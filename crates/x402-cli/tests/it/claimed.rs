//! The line `claimed:` of payments that sign something else than the offer asks for, of vectors.

use serde_json::Value;

use crate::support::x402;

/// The lines behind the verdict on a vector's payment.
fn claimed(file: &str, id: &str) -> String {
    let input = x402_laws::vectors::input(&format!("{file}-{id}"));
    let [payment, offers, now] = [&input["payment"]["json"], &input["offers"], &input["now"]].map(Value::to_string);
    let given = ["facts", "records"].map(|name| (format!("--{name}"), input[name].to_string()));
    let mut arguments = vec!["verify", "--payment", &payment, "--offer", &offers, "--now", &now];
    for (option, value) in given.iter().filter(|(_, value)| value != "null") {
        arguments.extend([option.as_str(), value]);
    }
    let printed = x402(&arguments);
    assert!(printed.code == 1 || printed.code == 2, "{id}: {printed:?}");
    // Facts and records that decide are not called useless.
    assert_eq!(printed.err, "", "{id}");
    let below = printed.out.split_once('\n').unwrap().1;
    // Where to read more about an invalid payment.
    let more = below.lines().next().filter(|line| line.starts_with("  more: "));
    below[more.map_or(0, |line| line.len() + 1)..].to_owned()
}

const USDC: &str = "0.010000 USDC (10000 atomic units of EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v)";

#[test]
fn a_payer_claims_what_was_signed() {
    let xlm = "1.0000000 XLM (10000000 atomic units of CDLZFC3SYJYDZT7K67VZ75HPJVIEUVNIXF47ZG2FB2RMQQVU2HHGCYSC)";
    let usdc = "1.0000000 USDC (10000000 atomic units of CBIELTK6YBZJU5UP2WWQEUCYKLPU6AUNZ2BQ4WWFEIE3USCIHMXQDAMA)";
    for (file, id, says) in [
        // The token of Permit2, and the nearest case: another spender, and the token of the offer.
        (
            "permit2",
            "0116",
            "pay 10000 atomic units of 0x70997970C51812dc3A010C7d01b50e0d17dc79C8 to 0x209693Bc6afc0C5328bA36",
        ),
        (
            "permit2",
            "0114a",
            "pay 0.010000 USDC (10000 atomic units of 0x036CbD53842c5426634e7929541eC2318f3dCF7e) to 0x2096",
        ),
        (
            "upto",
            "0116",
            "take at most 10000 atomic units of 0x70997970C51812dc3A010C7d01b50e0d17dc79C8 from 0xf39Fd6e51",
        ),
        // The token of a channel.
        (
            "batch-settlement",
            "0130d",
            "would pay an unknown amount to 0x209693Bc6afc0C5328bA36FaF03C514EF312287C on eip155:8453, without an end",
        ),
        (
            "batch-settlement",
            "0130d",
            "whole life of the channel: 3000 atomic units of 0x90F79bf6EB2c4f870365E785982E1f101E93b906",
        ),
        (
            "batch-settlement",
            "0130i",
            "deposited first: 10000 atomic units of 0x90F79bf6EB2c4f870365E785982E1f101E93b906",
        ),
        (
            "batch-settlement",
            "0130n",
            "give back 1500 atomic units of 0x90F79bf6EB2c4f870365E785982E1f101E93b906 on eip155",
        ),
        (
            "batch-settlement",
            "0130a",
            "pay 0.001000 USDC (1000 atomic units of 0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913) to ",
        ),
        // The token of a deposit alone.
        (
            "batch-settlement",
            "0160d",
            "pay 0.001000 USDC (1000 atomic units of 0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913) to ",
        ),
        (
            "batch-settlement",
            "0160d",
            "deposited first: 10000 atomic units of 0x90F79bf6EB2c4f870365E785982E1f101E93b906",
        ),
        (
            "batch-settlement",
            "0160d",
            "whole life of the channel: 0.001000 USDC (1000 atomic units of 0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913)",
        ),
        // Mint and destination on Solana.
        (
            "solana",
            "0134",
            "0.010000 PYUSD (10000 atomic units of 2b1kV6DkPAnxd5ixfnxCpjxmKwqjjaYmCZfHsFu24GXo) to the token",
        ),
        (
            "solana",
            "0135",
            &format!("{USDC} to the token account 7LfHZav9VXzzJqfFryiqkr6EKGbokkY3MJCzjeodMcsg on solana:"),
        ),
        (
            "solana",
            "0138b",
            &format!("{USDC} to the token account 2yz3FFSGjJhj9dK8bxRLr4shQdZCfbpKBHAmg8RMK14Q on solana:"),
        ),
        // In a lookup table that nobody knows.
        ("solana", "0138", &format!("would pay {USDC} on solana:")),
        // Inside of a smart wallet, with no simulation, and with one that shows another transfer.
        ("solana", "0124a", "BMrx53yVNyPL7c18P1omSEVbcTD8gnTuQNBBaLCVDUZc would pay an unknown amount on solana:"),
        ("solana", "0240f", "BMrx53yVNyPL7c18P1omSEVbcTD8gnTuQNBBaLCVDUZc would pay an unknown amount on solana:"),
        // The destination is right, and only the signature is missing.
        ("solana", "0142c", &format!("{USDC} to 7LfHZav9VXzzJqfFryiqkr6EKGbokkY3MJCzjeodMcsg on solana:")),
        // Contract and recipient on Stellar.
        (
            "stellar",
            "1501a",
            &format!("pay {xlm} to GCATS5YOVB6ROX2WUNKGNQ2MP3GMXDMKSG2O4N5CLX3A6W4PZGZZI55U on stellar"),
        ),
        (
            "stellar",
            "1501d",
            "pay 10000000 atomic units to GCATS5YOVB6ROX2WUNKGNQ2MP3GMXDMKSG2O4N5CLX3A6W4PZGZZI55U on ",
        ),
        (
            "stellar",
            "1701a",
            &format!("pay {usdc} to GDWUSKGGFDI4FRXK5EBTRECZSVQSSWJHHJOGH6JWG3AUMFFMQ435DIAG on stellar"),
        ),
        ("stellar", "1701e", &format!("pay {usdc} on stellar:testnet, until ledger 5100012")),
    ] {
        let lines = claimed(file, id);
        assert!(lines.starts_with("  claimed: ") && lines.contains(says), "{file}-{id}: {says}: {lines}");
    }
}
