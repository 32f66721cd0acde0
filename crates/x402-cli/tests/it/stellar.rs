//! `x402 draft` and `x402 explain` of payments on Stellar. Digests and signatures are those of three SDKs, and the host takes them.

use crate::support::{Printed, at, json, read, x402};

const PAYER: &str = "GCFIRY65OQE7DFP5KLNS2PF2LVZMUZYJX4OZIEQ36N2IQANUB5XVYOJR";
const NONCE: &str = "0x1122334455667788";
const NOW: &str = "1740672100";
/// Of credentials of version 1, and of version 2.
const DIGESTS: [&str; 2] = [
    "0xf4a14cd7963fbee2cecf4f2f59700b00b8d033f4fe69e00081e2833727e4a49c",
    "0x58cf2ecab9a6f1d7e046f8e45332a026087abea6b37ff0569993316e8acaaf2e",
];
const SIGNATURES: [&str; 2] = [
    "0x6e603646d0e787c5b52f58d43913966d4223d1cddaef0423c93110d687569c9f9a9b8411ef8fd448005753cf7d1a9e8e70acbd6f13a65ff36ceb54431d7ff405",
    "0xb17fb5cd73d50b017b96675b5d007e664255ce91550ecb6a8db2e17dcad07edee68297bfc33c80fd7d33122b018fd3dc085068e38eb4cd0fd3f508e593d32105",
];
/// Of the first, as CPython wrote it in base64.
const SIGNATURE_BASE64: &str =
    "bmA2RtDnh8W1L1jUOROWbUIj0c3a7wQjyTEQ1odWnJ+am4QR74/USABXU899Gp6OcKy9bxOmX/Ns61RDHX/0BQ==";
/// Reads and writes nothing, for 1,000 stroops.
const SOROBAN_DATA: &str = "AAAAAAAAAAAAAAAAAAAAAQAAAAIAAAADAAAAAAAAA+g=";
const LEDGER: &str = r#"{"ledgers":{"stellar:testnet":{"sequence":5100002}}}"#;

fn draft(offer: &str, more: &[&str]) -> Printed {
    let arguments = ["draft", "--offer", offer, "--payer", PAYER, "--ledger", "5100000", "--now", NOW];
    x402(&[&arguments, more].concat())
}

fn drafted(more: &[&str]) -> Printed {
    draft(&at("offer-stellar.json"), &[&["--nonce", NONCE], more].concat())
}

/// The header of a draft with this signature.
fn header(more: &[&str], signature: &str) -> String {
    let printed = drafted(&[more, &["--signature", signature]].concat());
    assert_eq!(printed.code, 0, "{printed:?}");
    printed.out.lines().next().unwrap().strip_prefix("PAYMENT-SIGNATURE: ").unwrap().to_owned()
}

#[test]
fn what_three_sdks_sign() {
    for (version, digest, signature) in [("v1", DIGESTS[0], SIGNATURES[0]), ("v2", DIGESTS[1], SIGNATURES[1])] {
        let kind = ["--credentials", version];
        let answer = json(&drafted(&[&kind[..], &["--json"]].concat()));
        assert_eq!((&answer["digest"], &answer["lastLedger"]), (&digest.into(), &5_100_012.into()));
        let size = if version == "v1" { 216 } else { 256 };
        assert_eq!(answer["preimage"].as_str().unwrap().len(), 2 + 2 * size);
        assert!(answer.get("header").is_none());
        let text = drafted(&kind).out;
        for word in ["digest, for a key", digest, answer["preimage"].as_str().unwrap(), "ends with ledger 5100012"] {
            assert!(text.contains(word), "{word}: {text}");
        }
        let header = header(&kind, signature);
        let printed = x402(&[
            "verify",
            "--payment",
            &header,
            "--offer",
            &at("offer-stellar.json"),
            "--now",
            NOW,
            "--facts",
            LEDGER,
        ]);
        assert!(printed.code == 0 && printed.out.starts_with("valid: "), "{printed:?}");
    }
    assert_eq!(header(&[], SIGNATURES[0]), header(&[], SIGNATURE_BASE64));
    // The highest bit of the nonce is cleared.
    let with_bit = draft(&at("offer-stellar.json"), &["--nonce", "0x9122334455667788", "--json"]);
    assert_eq!(json(&with_bit)["digest"], DIGESTS[0]);
}

#[test]
fn what_a_simulation_gives_is_not_signed() {
    let warned = |more: &[&str]| json(&drafted(&[more, &["--json"]].concat()));
    let plain = warned(&[]);
    assert!(plain["warnings"][0].as_str().unwrap().contains("no Soroban data"), "{plain}");
    let simulated = warned(&["--soroban-data", SOROBAN_DATA, "--fee", "1100"]);
    assert_eq!(simulated["warnings"], serde_json::json!([]));
    assert_eq!(simulated["digest"], plain["digest"]);
    assert_ne!(simulated["transaction"], plain["transaction"]);
}

#[test]
fn what_no_server_takes_is_not_drafted() {
    let refused = |offer: &str, more: &[&str], word: &str| {
        let printed = draft(offer, more);
        assert_eq!((printed.code, printed.out.as_str()), (64, ""), "{printed:?}");
        assert!(printed.err.contains(word), "{word}: {printed:?}");
    };
    let offer = at("offer-stellar.json");
    let signed = |signature: &str, word: &str| refused(&offer, &["--nonce", NONCE, "--signature", signature], word);
    signed(SIGNATURES[1], "account-signature");
    signed(&SIGNATURES[0][..128], "--signature");
    signed("AAAA", "--signature");
    for nonce in [&[][..], &["--nonce", "0x11223344556677"], &["--nonce", "0x112233445566778899"]] {
        refused(&offer, nonce, "--nonce");
    }
    refused(&offer, &["--nonce", NONCE, "--fee", "1100"], "--soroban-data");
    for data in ["AAAA", "?", &SOROBAN_DATA[..40]] {
        refused(&offer, &["--nonce", NONCE, "--soroban-data", data], "--soroban-data");
    }
    let with = |from: &str, to: &str, word: &str| {
        refused(&read("offer-stellar.json").replace(from, to), &["--nonce", NONCE], word);
    };
    with("true", "false", "areFeesSponsored");
    with("testnet", "futurenet", "passphrase");
    with("GCATS5YOVB6ROX2WUNKGNQ2MP3GMXDMKSG2O4N5CLX3A6W4PZGZZI55U", PAYER, "nothing would move");
    with("GCATS5YOVB6ROX2WUNKGNQ2MP3GMXDMKSG2O4N5CLX3A6W4PZGZZI55U", "GCATS5", "payTo");
    with("\"10000000\"", "\"170141183460469231731687303715884105728\"", "2^127-1");
    with("60", "86401", "but --horizon is");
    refused(&offer, &["--nonce", NONCE, "--horizon", "59"], "but --horizon is");
    assert_eq!(drafted(&["--horizon", "60"]).code, 0);
    // An authorization that ends with the latest ledger is late for every server.
    with("60", "0", "expired");
    let without = x402(&["draft", "--offer", &offer, "--payer", PAYER, "--nonce", NONCE]);
    assert!(without.code == 64 && without.err.contains("getLatestLedger"), "{without:?}");
    let contract = "CA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJUWDA";
    let arguments = ["draft", "--offer", &offer, "--payer", contract, "--ledger", "5100000", "--nonce", NONCE];
    assert!(x402(&arguments).err.contains("not an account"));
}

#[test]
fn a_payment_is_shown_as_people_read_one() {
    let explain = |header: &str| {
        x402(&["explain", "--payment", header, "--offer", &at("offer-stellar.json"), "--now", NOW, "--facts", LEDGER])
            .out
    };
    let good = explain(&header(&["--soroban-data", SOROBAN_DATA, "--fee", "1100"], SIGNATURES[0]));
    let transfers = format!(
        "{PAYER} transfers 1.0000000 USDC (10000000 atomic units of CBIELTK6YBZJU5UP2WWQEUCYKLPU6AUNZ2BQ4WWFEIE3USCIHMXQDAMA) to GCATS5YOVB6ROX2WUNKGNQ2MP3GMXDMKSG2O4N5CLX3A6W4PZGZZI55U"
    );
    for words in [
        "the facilitator rebuilds this transaction: only the call and the entries count",
        "source    GAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAWHF, which names a fee of 1100 stroops",
        &format!("call      {transfers}"),
        &format!(
            "entry 0   {PAYER} authorizes the call, until ledger 5100012, with credentials v1 and the nonce 1234605616436508552"
        ),
        &format!("    {PAYER}: signed"),
        "sponsor: a fee that only a simulation shows",
        "nonce-unused",
        "x402:1:ab3dab1b5b2bc5f12a69b3ff251b30a86c4696ec12f687add946c3534ff34b33",
    ] {
        assert!(good.contains(words), "{words}: {good}");
    }
    // The signature of the other kind of credentials, in a payment that nobody drafts: the kind is the word before the address.
    let payment = json(&x402(&["decode", "--json", &header(&[], SIGNATURES[0])]))["ok"].clone();
    let transaction = payment["payload"]["transaction"].as_str().unwrap();
    let at = transaction.find("AAAAAQAAAAEAAAAAAAAAAIqI4910").unwrap();
    let changed = format!("{}AAAAAQAAAAIAAAAAAAAAAIqI4910{}", &transaction[..at], &transaction[at + 28..]);
    let changed = explain(&payment.to_string().replace(transaction, &changed));
    for words in ["with credentials v2", &format!("    {PAYER}: not its signature"), "invalid (account-signature"] {
        assert!(changed.contains(words), "{words}: {changed}");
    }
}
