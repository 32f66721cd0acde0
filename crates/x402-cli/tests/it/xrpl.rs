//! `x402 draft`, `x402 explain` and the operation `digest` for payments on the XRP Ledger. Keys, signatures, preimages and
//! hashes are those of npm `xrpl` 5.3.0, for wallets from the entropy of 16 bytes of 1 (Ed25519) and of 101 (secp256k1).

use serde_json::{Value, json as object};

use crate::support::{Printed, answer, at, json, read, x402};

const ED25519: &str = "ED06895BEC3FDE4090F06D840770D888D49E3089B3757C4285E3851BC33964E0F9";
const SECP256K1: &str = "02779E559A95C7FD0CFD2B4AA3FC77E91396554082B0A5E7B582C4CF2C514E4C1D";
/// The accounts of these keys.
const PAYERS: [&str; 2] = ["r3sNTMefq5gsRumMYsNznnX6yzzxVH6dTC", "rDXZD4QizhNdKFpsWU2MPUKRrMQWmDvLUi"];
const RECIPIENT: &str = "rpjfAeE3DeeHPFnN2PgGFW5YxnZFAjrEyN";
const NOW: &str = "1790000000";
const LEDGER: &str = r#"{"ledgers":{"xrpl:0":{"sequence":98000002}}}"#;

/// Of the example's offer, with sequence number 7 and last ledger 98000120, by each key.
const SIGNED: [Signed; 2] = [
    Signed {
        key: ED25519,
        digest: None,
        signature: "66FD812E40302DC464A07AFFC88679D622B322FAFC814949EA3A99F95E3CEF1624319EE874D19FBFD0F6B06387545B5D06394766E6227FDC3638616051609B03",
        hash: "6E16BC55CC05E975A8A512970BA8BB2729CF5DC34266F979C8E5924156BB1DE1",
        blob: "1200002200000000232FF676FC2400000007201B05D75CF85011699F1284648F7E4BB78DB42205FDEE9C0335CC3FC91A7BE8EA3791491509CEAC61D4038D7EA4C68000524C555344000000000000000000000000000000E5E961C6A025C9404AA7B662DD1DF975BE75D13E68400000000000000C69D4038D7EA4C68000524C555344000000000000000000000000000000E5E961C6A025C9404AA7B662DD1DF975BE75D13E7321ED06895BEC3FDE4090F06D840770D888D49E3089B3757C4285E3851BC33964E0F9744066FD812E40302DC464A07AFFC88679D622B322FAFC814949EA3A99F95E3CEF1624319EE874D19FBFD0F6B06387545B5D06394766E6227FDC3638616051609B0381144D34F18EEBFD64C25996D2C5BD8C699DDEB94626831412EF6422DC22833EF13442F83E89FB113C01A65A",
    },
    Signed {
        key: SECP256K1,
        digest: Some("34512fade9647b8457db7d1c21609ef44ac24b99d116261fa529c0cad958ebfc"),
        signature: "3045022100A938F834619B65154B8CCC7D03BC6B0EDD22633F868A97E115616BC3F67C62F802206B17A1961912974230DE3BCCCB89212FDE2E35E7BF96E9F0DADFE1D66527802B",
        hash: "1BFC29F5B2D68E23D03B6AB5A0C1B4EE92E2991E18FB66789E4DA5A2FE1E5CAE",
        blob: "1200002200000000232FF676FC2400000007201B05D75CF85011699F1284648F7E4BB78DB42205FDEE9C0335CC3FC91A7BE8EA3791491509CEAC61D4038D7EA4C68000524C555344000000000000000000000000000000E5E961C6A025C9404AA7B662DD1DF975BE75D13E68400000000000000C69D4038D7EA4C68000524C555344000000000000000000000000000000E5E961C6A025C9404AA7B662DD1DF975BE75D13E732102779E559A95C7FD0CFD2B4AA3FC77E91396554082B0A5E7B582C4CF2C514E4C1D74473045022100A938F834619B65154B8CCC7D03BC6B0EDD22633F868A97E115616BC3F67C62F802206B17A1961912974230DE3BCCCB89212FDE2E35E7BF96E9F0DADFE1D66527802B81148968E0E7B31DBC840633C5B040439296F89F54D7831412EF6422DC22833EF13442F83E89FB113C01A65A",
    },
];

struct Signed {
    key: &'static str,
    /// A key of Ed25519 signs the preimage itself.
    digest: Option<&'static str>,
    signature: &'static str,
    hash: &'static str,
    blob: &'static str,
}

fn draft(offer: &str, key: &str, more: &[&str]) -> Printed {
    let arguments = ["draft", "--offer", offer, "--payer", key, "--ledger", "98000000", "--now", NOW];
    x402(&[&arguments, more].concat())
}

fn of_example(key: &str, more: &[&str]) -> Printed {
    draft(&at("offer-rlusd.json"), key, &[&["--sequence", "7"], more].concat())
}

/// The payment of a header that a draft prints.
fn payment(printed: &Printed) -> Value {
    assert_eq!(printed.code, 0, "{printed:?}");
    let header = printed.out.lines().next().unwrap().strip_prefix("PAYMENT-SIGNATURE: ").unwrap();
    json(&x402(&["decode", "--json", header]))["ok"].clone()
}

#[test]
fn what_the_ledgers_library_signs() {
    for (Signed { key, digest, signature, hash, blob }, payer) in SIGNED.iter().zip(PAYERS) {
        let shown = json(&of_example(key, &["--json"]));
        assert_eq!((&shown["account"], &shown["lastLedger"]), (&payer.into(), &98_000_120.into()));
        assert_eq!(shown["algorithm"], if digest.is_some() { "secp256k1" } else { "ed25519" });
        assert_eq!(shown["digest"].as_str(), digest.map(|digest| format!("0x{digest}")).as_deref());
        // The blob without the signature, whose head is one byte and whose length is a second.
        let field = format!("74{:02X}{signature}", signature.len() / 2);
        let preimage = format!("0x53545800{}", blob.replace(&field, "")).to_lowercase();
        assert_eq!(shown["preimage"], preimage);
        let text = of_example(key, &[]).out;
        for word in [&*preimage, payer, "ends with ledger 98000120", "--signature"] {
            assert!(text.contains(word), "{word}: {text}");
        }
        for signature in [(*signature).to_owned(), signature.to_lowercase(), format!("0x{signature}")] {
            let payment = payment(&of_example(key, &["--signature", &signature]));
            assert_eq!(payment["payload"], object!({"signedTxBlob": blob}));
            let printed = verify(&payment.to_string());
            assert!(
                printed.code == 0 && printed.out.starts_with(&format!("valid: {payer} pays 0.01 RLUSD")),
                "{printed:?}"
            );
        }
        // R-74
        let json = object!({"x402Version": 2, "accepted": offer(), "payload": {"signedTxBlob": blob}});
        let answered = answer("digest", &object!({"payment": {"json": json}, "offer": offer()}));
        assert_eq!((&answered["family"], &answered["hash"]), (&"xrpl".into(), &(*hash).into()));
        assert_eq!((&answered["signer"], &answered["preimage"]), (&payer.into(), &preimage.into()));
        assert_eq!(answered["digest"].as_str(), digest.map(|digest| format!("0x{digest}")).as_deref());
        assert_eq!(answered["algorithm"], shown["algorithm"]);
    }
}

fn offer() -> Value {
    serde_json::from_str(&read("offer-rlusd.json")).unwrap()
}

fn verify(payment: &str) -> Printed {
    x402(&["verify", "--payment", payment, "--offer", &at("offer-rlusd.json"), "--now", NOW, "--facts", LEDGER])
}

#[test]
fn a_payment_in_xrp_with_a_ticket() {
    let mut offer = offer();
    offer["asset"] = "XRP".into();
    offer["amount"] = "10000".into();
    offer["maxTimeoutSeconds"] = 60.into();
    offer["extra"] = object!({"areFeesSponsored": false, "assetTransferMethod": "ticketSequence", "destinationTag": 7});
    let offer = offer.to_string();
    let shown = json(&draft(&offer, ED25519, &["--ticket", "345", "--fee", "15", "--json"]));
    assert_eq!((&shown["preimage"], &shown["lastLedger"]), (&"0x53545800120000220000000024000000002e00000007201b05d75c8c20290000015961400000000000271068400000000000000f7321ed06895bec3fde4090f06d840770d888d49e3089b3757c4285e3851bc33964e0f981144d34f18eebfd64c25996d2c5bd8c699ddeb94626831412ef6422dc22833ef13442f83e89fb113c01a65a".into(), &98_000_012.into()));
    let wrong = draft(&offer, ED25519, &["--sequence", "7"]);
    assert!(wrong.code == 64 && wrong.err.contains("ticketSequence"), "{wrong:?}");
}

/// R-18: the option replaces the tag of the offer.
#[test]
fn the_source_tag() {
    let preimage = |more: &[&str]| json(&of_example(ED25519, &[more, &["--json"]].concat()))["preimage"].clone();
    assert_eq!(
        preimage(&["--source-tag", "5"]),
        "0x53545800120000220000000023000000052400000007201b05d75cf85011699f1284648f7e4bb78db42205fdee9c0335cc3fc91a7be8ea3791491509ceac61d4038d7ea4c68000524c555344000000000000000000000000000000e5e961c6a025c9404aa7b662dd1df975be75d13e68400000000000000c69d4038d7ea4c68000524c555344000000000000000000000000000000e5e961c6a025c9404aa7b662dd1df975be75d13e7321ed06895bec3fde4090f06d840770d888d49e3089b3757c4285e3851bc33964e0f981144d34f18eebfd64c25996d2c5bd8c699ddeb94626831412ef6422dc22833ef13442f83e89fb113c01a65a"
    );
    assert_eq!(preimage(&["--source-tag", "804681468"]), preimage(&[]));
}

/// R-72: servers of t54 need the invoice again, and the specification ignores it.
#[test]
fn for_servers_of_t54() {
    let Signed { key, signature, blob, .. } = &SIGNED[0];
    let payment = payment(&of_example(key, &["--signature", signature, "--for", "t54"]));
    assert_eq!(payment["payload"], object!({"signedTxBlob": blob, "invoiceId": "INV-2025-002"}));
    let with_preset = |payment: &Value| {
        let (payment, offer) = (payment.to_string(), at("offer-rlusd.json"));
        let arguments = ["verify", "--payment", &payment, "--offer", &offer, "--now", NOW, "--facts", LEDGER];
        x402(&[&arguments[..], &["--policy", "t54@2026-09"]].concat())
    };
    assert_eq!(with_preset(&payment).code, 0);
    let mut without = payment;
    without["payload"].as_object_mut().unwrap().remove("invoiceId");
    let refused = with_preset(&without);
    assert!(refused.code == 1 && refused.out.contains("missing_invoiceId"), "{refused:?}");
    assert_eq!(verify(&without.to_string()).code, 0);
    let without_invoice = read("offer-rlusd.json").replace("invoiceId", "other");
    let refused = draft(&without_invoice, key, &["--sequence", "7", "--for", "t54"]);
    assert!(refused.code == 64 && refused.err.contains("no extra.invoiceId"), "{refused:?}");
}

#[test]
fn what_no_server_takes_is_not_drafted() {
    let offer = at("offer-rlusd.json");
    let refused = |offer: &str, key: &str, more: &[&str], word: &str| {
        let printed = draft(offer, key, more);
        assert_eq!((printed.code, printed.out.as_str()), (64, ""), "{printed:?}");
        assert!(printed.err.contains(word), "{word}: {printed:?}");
    };
    let of_seven =
        |key: &str, more: &[&str], word: &str| refused(&offer, key, &[&["--sequence", "7"], more].concat(), word);
    of_seven(PAYERS[0], &[], "public key");
    for key in ["ED00", &ED25519[..64], &ED25519.replace("ED", "04"), "key"] {
        of_seven(key, &[], "");
    }
    // The signature of the other key, of another length, and with one byte changed.
    for signature in [SIGNED[1].signature, &SIGNED[0].signature[..126], &SIGNED[0].signature.replace('7', "8"), "zz"] {
        of_seven(ED25519, &["--signature", signature], "");
    }
    of_seven(SECP256K1, &["--signature", SIGNED[0].signature], "--signature");
    refused(&offer, ED25519, &[], "--sequence or --ticket");
    refused(&offer, ED25519, &["--sequence", "0"], "must not be 0");
    refused(&offer, ED25519, &["--ticket", "345"], "ticket");
    of_seven(ED25519, &["--ticket", "345"], "--ticket");
    of_seven(ED25519, &["--fee", "10001"], "fee");
    assert_eq!(of_example(ED25519, &["--fee", "10000"]).code, 0);
    of_seven(ED25519, &["--horizon", "599"], "but --horizon is");
    assert_eq!(of_example(ED25519, &["--horizon", "600"]).code, 0);
    let with = |from: &str, to: &str, word: &str| {
        refused(&read("offer-rlusd.json").replace(from, to), ED25519, &["--sequence", "7"], word);
    };
    with("false", "true", "areFeesSponsored");
    with("xrpl:0", "xrpl:00", "xrpl:");
    with(RECIPIENT, "rN7n3473SaZBCG4dFL83w7a1RXtXtbk2D9", "payTo");
    with(RECIPIENT, PAYERS[0], "payTo");
    with("\"0.01\"", "\"0\"", "");
    with("524C555344000000000000000000000000000000", "RLUSD", "asset");
    let without = x402(&["draft", "--offer", &offer, "--payer", ED25519, "--sequence", "7"]);
    assert!(without.code == 64 && without.err.contains("--ledger is missing"), "{without:?}");
    let unused = of_example(ED25519, &["--nonce", "0x11"]);
    assert!(
        unused.code == 64 && unused.err.contains("--nonce does not apply to an offer on the XRP Ledger"),
        "{unused:?}"
    );
}

/// R-78
#[test]
fn a_payment_is_shown_as_people_read_one() {
    let explain = |payment: &str| {
        let offer = at("offer-rlusd.json");
        x402(&[
            "explain",
            "--payment",
            payment,
            "--offer",
            &offer,
            "--now",
            NOW,
            "--facts",
            r#"{"ledgers":{"xrpl:0":{"sequence":90}}}"#,
        ])
        .out
    };
    let good = explain(&at("payment-rlusd.json"));
    let rlusd = "0.01 RLUSD (524C555344000000000000000000000000000000 of rMxCKbEDwqr76QuheSUMdEGf4B9xJ8m5De)";
    for words in [
        &*format!("valid: {} pays {rlusd} to {RECIPIENT} on xrpl:0, until ledger 100", PAYERS[0]),
        "transaction, 310 bytes; the facilitator submits these bytes",
        &format!("  payment   {} pays {rlusd} to {RECIPIENT}\n", PAYERS[0]),
        &format!("  at most   {rlusd}"),
        "  fee       0.000012 XRP (12 drops), which the payer pays",
        "  slot      sequence number 7\n",
        "  valid     until ledger 100\n",
        "  invoice   0x699f1284648f7e4bb78db42205fdee9c0335cc3fc91a7be8ea3791491509ceac\n",
        "  source    tag 804681468\n",
        "  network   not named: the same bytes can settle on every network up to xrpl:1024",
        "  signer    the account's own key, ed25519\n",
        "  hash      AC301AB359CFA3A1E8A4F185D5552F2411B9397FB510883ADFB4A6FA4D7A9FFD\n",
    ] {
        assert!(good.contains(words), "{words}: {good}");
    }
    // A different amount in the transaction, under the same signature: what was signed is shown, not what was asked for.
    let cheaper = read("payment-rlusd.json").replace("61D4038D7EA4C68000", "61D3C38D7EA4C68000");
    let cheaper = explain(&cheaper);
    let claimed = format!("  claimed: {} would pay 0.001 RLUSD", PAYERS[0]);
    for words in ["invalid (amount, invalid_exact_xrpl_payload_iou_value_mismatch)", &claimed] {
        assert!(cheaper.contains(words), "{words}: {cheaper}");
    }
}
