//! `x402 draft`. The specification's own payment is drafted again: its signature is genuine, so header and digest are
//! known without us.

use serde_json::Value;

use crate::support::{NOW, Printed, at, header, json, read, x402};

const PAYER: &str = "0x857b06519E91e3A54538791bDbb0E22373e36b66";
const NONCE: &str = "0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480";
const SIGNATURE: &str = "0x2d6a7588d6acca505cbf0d9a4a227e0c52c6c34008c8e8986a1283259764173608a2ce6496642e377d6da8dbbf5836e9bd15092f9ecab05ded3d6293af148b571c";
/// Of the specification's own payment (V2 §5.2.1).
const DIGEST: &str = "0xf256992871671abcb27ff92885a7afa46218724e5fc0bac35d050115aa1d22e6";

fn draft(offer: &str, more: &[&str]) -> Printed {
    let offer = at(offer);
    let window = ["--now", NOW, "--valid-after", "1740672089", "--valid-before", "1740672154"];
    let arguments = ["draft", "--offer", &offer, "--payer", PAYER, "--nonce", NONCE];
    x402(&[&arguments, window.as_slice(), more].concat())
}

#[test]
fn the_specifications_payment() {
    let drafted = draft("offer.json", &[]);
    assert_eq!(drafted.code, 0, "{drafted:?}");
    assert!(drafted.out.contains(DIGEST) && drafted.out.contains("TransferWithAuthorization"), "{drafted:?}");
    let answer = json(&draft("offer.json", &["--json"]));
    assert_eq!(answer["digest"], DIGEST);
    assert_eq!(answer["warnings"], serde_json::json!([]));
    assert_eq!(answer["typedData"]["message"]["from"], PAYER);
    assert!(answer.get("header").is_none());

    let signed = draft("offer.json", &["--signature", SIGNATURE]);
    let value = signed.out.trim_end().strip_prefix("PAYMENT-SIGNATURE: ").unwrap();
    let object = |header: &str| -> Value { json(&x402(&["decode", "--json", header]))["ok"].clone() };
    let (ours, specified) = (object(value), object(&header()));
    for member in ["x402Version", "accepted", "payload"] {
        assert_eq!(ours[member], specified[member], "{member}");
    }
    assert_eq!(json(&draft("offer.json", &["--json", "--signature", SIGNATURE]))["header"]["value"], value);
}

#[test]
fn a_v1_offer_makes_a_v1_header() {
    let signed = draft("offer-v1.json", &["--signature", SIGNATURE]);
    let specified = read("payment-v1.txt");
    let value = signed.out.trim_end().strip_prefix("X-PAYMENT: ").unwrap();
    let payload =
        |header: &str| json(&x402(&["decode", "--json", &format!("X-PAYMENT: {header}")]))["ok"]["payload"].clone();
    assert_eq!(payload(value), payload(specified.trim_end().strip_prefix("X-PAYMENT: ").unwrap()));
    // The token's domain from elsewhere, where the offer leaves it out.
    let mut offer: Value = serde_json::from_str(&read("offer-v1.json")).unwrap();
    offer.as_object_mut().unwrap().remove("extra");
    let offer = offer.to_string();
    let arguments = ["draft", "--offer", &offer, "--payer", PAYER, "--nonce", NONCE, "--now", NOW];
    let nameless = x402(&arguments);
    assert_eq!(nameless.code, 64);
    assert!(nameless.err.contains("extra.name"), "{nameless:?}");
    let named = [&arguments, ["--token-domain", "USDC", "2"].as_slice()].concat();
    assert_eq!(x402(&named).code, 0);
    let window = ["--valid-after", "1740672089", "--valid-before", "1740672154", "--signature", SIGNATURE];
    let signed = x402(&[named.as_slice(), &window].concat());
    assert!(signed.code == 0 && signed.out.starts_with("X-PAYMENT: "), "{signed:?}");
}

/// A smart account's signature is its contract's to judge: printed, said, and another exit code.
#[test]
fn what_the_chain_decides_is_printed_with_a_warning() {
    let strange = SIGNATURE.replace("571c", "571b");
    for code in ["some", "unknown"] {
        let printed = draft("offer.json", &["--signature", &strange, "--account-code", code]);
        assert_eq!(printed.code, 2, "{printed:?}");
        assert!(
            printed.out.starts_with("PAYMENT-SIGNATURE: ") && printed.out.contains("warning: the bytes do not decide"),
            "{printed:?}"
        );
    }
    let unchecked = draft("offer.json", &["--signature", SIGNATURE, "--account-code", "unknown"]);
    assert!(unchecked.code == 0 && !unchecked.out.contains("warning"), "{unchecked:?}");
}

#[test]
fn what_cannot_be_paid_is_not_printed() {
    for (more, word) in [
        (["--signature", "0x00"], "signature-form"),
        (["--signature", "0x0"], "--signature"),
        (["--signature", &SIGNATURE.replace("571c", "571b")], "signer"),
    ] {
        let printed = draft("offer.json", &more);
        assert_eq!((printed.code, printed.out.as_str()), (64, ""), "{printed:?}");
        assert!(printed.err.contains(word), "{printed:?}");
    }
    let offer = at("offer.json");
    for (payer, nonce, word) in [
        ("0x857b", NONCE, "--payer"),
        (PAYER, "0xf3", "--nonce"),
        (PAYER, &NONCE[2..], "--nonce"),
        ("0x0000000000000000000000000000000000000000", NONCE, "zero address"),
    ] {
        let printed = x402(&["draft", "--offer", &offer, "--payer", payer, "--nonce", nonce, "--now", NOW]);
        assert_eq!((printed.code, printed.out.as_str()), (64, ""), "{printed:?}");
        assert!(printed.err.contains(word), "{printed:?}");
    }
    // An offer is drafted by the version for which it is written (Z-10), and the other version is not tried.
    let mixed = |network: &str| read("offer-v1.json").replace("\"base-sepolia\"", network);
    let printed = |offer: &str| x402(&["draft", "--offer", offer, "--payer", PAYER, "--nonce", NONCE, "--now", NOW]);
    let of_v2 = printed(&mixed("\"eip155:84532\""));
    assert!(of_v2.err.contains("of version 2: amount: required and missing"), "{of_v2:?}");
    let of_v1 = printed(&mixed("\"base-sepolia\",\"amount\":\"10000\""));
    assert!(of_v1.code == 0, "{of_v1:?}");
    let no_offer = x402(&["draft", "--offer", "{}", "--payer", PAYER, "--nonce", NONCE]);
    assert!(no_offer.err.contains("not a PaymentRequirements of version 2"), "{no_offer:?}");
}

/// A token with another domain than the tables have: said, and drafted all the same.
#[test]
fn a_warning_is_printed() {
    let offer = read("offer.json").replace("\"USDC\"", "\"USD Coin\"");
    let printed = x402(&["draft", "--offer", &offer, "--payer", PAYER, "--nonce", NONCE, "--now", NOW]);
    assert_eq!(printed.code, 0);
    assert!(
        printed.out.contains("warning: other-domain: the published tables list the domain \"USDC\""),
        "{printed:?}"
    );
}

/// Some facilitators refuse what the signed payment has a flag for.
#[test]
fn the_flags_of_the_signed_payment_are_warnings() {
    let parity = SIGNATURE.replace("571c", "5701");
    for (signature, warnings) in [(SIGNATURE, 0), (&parity, 1)] {
        let signed = json(&draft("offer.json", &["--json", "--signature", signature]));
        assert_eq!(signed["warnings"].as_array().unwrap().len(), warnings, "{signed}");
        assert!(signed["header"].is_object(), "{signed}");
    }
}

#[test]
fn a_time_has_the_usual_format() {
    let offer = at("offer.json");
    let digest = |before: &str| {
        let window = ["--now", NOW, "--valid-after", "2025-02-27T16:01:29Z", "--valid-before", before];
        x402(&[&["draft", "--json", "--offer", &offer, "--payer", PAYER, "--nonce", NONCE], window.as_slice()].concat())
    };
    assert_eq!(json(&digest("2025-02-27T16:02:34Z"))["digest"], DIGEST);
    assert_eq!(json(&digest("1740672154"))["digest"], DIGEST);
    let late = digest("1740672154000");
    assert!(late.code == 64 && late.err.contains("milliseconds; in seconds it is 1740672154"), "{late:?}");
}

#[test]
fn a_nonce_of_a_different_length_gets_the_right_length() {
    let offer = at("offer.json");
    for nonce in ["0x1", "junk", &NONCE[..64], &format!("{NONCE}00")] {
        let printed = x402(&["draft", "--offer", &offer, "--payer", PAYER, "--nonce", nonce, "--now", NOW]);
        assert!(printed.code == 64 && printed.err.contains("0x and 64 hexadecimal digits"), "{printed:?}");
    }
}

/// PyPI `x402` 2.25.0 made this payment: with its nonce, its times and its signature it is made again.
#[test]
fn a_payment_of_upto() {
    let line = read("payment-upto.txt");
    let sent = |header: &str| -> Value { json(&x402(&["decode", "--json", header]))["ok"]["payload"].clone() };
    let sdk = sent(line.trim_end());
    let permit = &sdk["permit2Authorization"];
    let offer = at("offer-upto.json");
    // Python: hex(permit["nonce"])
    let nonce = "0xa2998b98bf8d64c0d16df81054476bc62af362dc3436d91d530f6d317d02ef7d";
    let (payer, signature) = (permit["from"].as_str().unwrap(), sdk["signature"].as_str().unwrap());
    let arguments = ["draft", "--offer", &offer, "--payer", payer, "--nonce", nonce, "--now", "1767225600"];
    let drafted = x402(&arguments);
    assert_eq!(drafted.code, 0, "{drafted:?}");
    assert!(drafted.out.contains("PermitWitnessTransferFrom"), "{drafted:?}");
    let signed = x402(&[arguments.as_slice(), &["--signature", signature]].concat());
    assert_eq!(sent(signed.out.trim_end()), sdk, "{signed:?}");
    // A second later it would be another deadline, and nobody has signed that.
    let later = [&arguments[..8], &["1767225601", "--signature", signature]].concat();
    assert_eq!(x402(&later).code, 64);
    // Nothing is drafted that nobody could settle.
    let unnamed = read("offer-upto.json").replace("facilitatorAddress", "facilitator");
    let refused = x402(&["draft", "--offer", &unnamed, "--payer", payer, "--nonce", nonce, "--now", "1767225600"]);
    assert!(refused.code == 64 && refused.err.contains("facilitatorAddress"), "{refused:?}");
}

const SOLANA_PAYER: &str = "AKnL4NNf3DGWZJS6cPknBuEGnVsV4A4m5tgebLHaRSZ9";

/// npm `@x402/svm` 2.27.0 made this payment: with its key order and its signature it is made again, to the byte.
#[test]
fn a_payment_on_solana() {
    let line = read("payment-solana.txt");
    let sent = |header: &str| -> Value { json(&x402(&["decode", "--json", header]))["ok"]["payload"].clone() };
    let sdk = sent(line.trim_end());
    let offer = at("offer-solana.json");
    // The offer suggests a blockhash, and asks for a memo: nothing is left to say.
    let arguments = ["draft", "--offer", &offer, "--payer", SOLANA_PAYER, "--key-order", "text"];
    let drafted = json(&x402(&[&arguments, ["--json"].as_slice()].concat()));
    assert_eq!(drafted["warnings"], serde_json::json!([]));
    assert!(drafted.get("header").is_none());
    // The offer's memo is in the place of the nonce.
    let printed = x402(&[&arguments, ["--nonce", "0x00112233445566778899aabbccddeeff"].as_slice()].concat());
    assert!(printed.code == 64 && printed.err.contains("--nonce changes nothing"), "{printed:?}");
    // All but the signature, which begins behind the count and the fee payer's empty one.
    let transaction = drafted["transaction"].as_str().unwrap();
    let sdks = sdk["transaction"].as_str().unwrap();
    assert_eq!((transaction.len(), &transaction[172..]), (sdks.len(), &sdks[172..]));
    assert!(transaction.ends_with(&drafted["message"].as_str().unwrap()[3..]));
    let signed = x402(&[&arguments, ["--signature", SOLANA_SIGNATURE].as_slice()].concat());
    assert_eq!(sent(signed.out.trim_end()), sdk, "{signed:?}");
    let hexadecimal = x402(&[&arguments, ["--signature", SOLANA_SIGNATURE_HEX].as_slice()].concat());
    assert_eq!(hexadecimal.out, signed.out);
    let text = x402(&arguments);
    for word in
        ["message, for a key, in base64", "transaction, for a wallet, in base64", drafted["message"].as_str().unwrap()]
    {
        assert!(text.out.contains(word), "{text:?}");
    }
}

/// Of that payment: CPython read it out of the header, and wrote it in both ways.
const SOLANA_SIGNATURE: &str =
    "8MUZWaKXsAMSL1moyp5k9rfr82uyG1yU9xmXG97nGY8ANqsNYEpY5NGPM2hSKZxjzPi4dUG6tyW73CLzowsf6GS";
const SOLANA_SIGNATURE_HEX: &str = "0x06574986652d895408c51e258946f9b57d2baafa439d56427e05d33006c57060d15970404445e64b08eb7da1a0aac7f7de24aae974be784b1a2b1ef1a8c2d303";

#[test]
fn what_no_server_takes_is_not_drafted_on_solana() {
    let offer = at("offer-solana.json");
    let refused = |more: &[&str], word: &str| {
        let printed = x402(&[["draft", "--offer", &offer, "--payer", SOLANA_PAYER].as_slice(), more].concat());
        assert_eq!((printed.code, printed.out.as_str()), (64, ""), "{printed:?}");
        assert!(printed.err.contains(word), "{word}: {printed:?}");
    };
    refused(&["--signature", SOLANA_SIGNATURE], "signed: the signature of ");
    refused(&["--key-order", "text", "--signature", &SOLANA_SIGNATURE[1..]], "--signature");
    refused(&["--units", "0"], "compute-limit: the compute-unit limit is 0");
    refused(&["--unit-price", "5000001"], "compute-price-cap");
    refused(&["--blockhash", "0"], "--blockhash");
    refused(&["--source", "A6cvo72FWB5PKDznP79KJv64DbT1aw7YbEfCm4AALHg8"], "nothing would move");
    refused(&["--source", "9hSR6S7WPtxmTojgo6GG3k4yDPecgJY292j7xrsUGWBu"], "belongs to the fee payer");
    refused(&["--nonce", "0x00"], "--nonce");
    let with = |from: &str, to: &str, more: &[&str]| {
        let offer = read("offer-solana.json").replace(from, to);
        x402(&[["draft", "--offer", &offer, "--payer", SOLANA_PAYER].as_slice(), more].concat())
    };
    // Without the server's memo and blockhash, those are asked for; the nonce is the memo then.
    for (from, to, word) in [
        ("recentBlockhash", "other", "--blockhash"),
        ("\"memo\"", "\"other\"", "--nonce"),
        ("\"order 7\"", "\"\"", "--nonce"),
        ("\"order 7\"", "7", "is not a text of at most 256 bytes"),
        ("9hSR6S7WPtxmTojgo6GG3k4yDPecgJY292j7xrsUGWBu", SOLANA_PAYER, "fee payer"),
        ("2wKupLR9q6wXYppw8Gr2NvWxKBUqm4PPJKkQfoxHDBg4", SOLANA_PAYER, "nothing would move"),
        ("\"10000\"", "\"18446744073709551616\"", "2^64-1"),
        ("4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU", "FWybwGL6d7s1eYSPMMTx13mAyLKSiRtPtwTuwzUXAyK2", "--decimals"),
    ] {
        let printed = with(from, to, &[]);
        assert!(printed.code == 64 && printed.err.contains(word), "{word}: {printed:?}");
    }
    let nonce = ["--nonce", "0x00112233445566778899aabbccddeeff", "--json"];
    let drafted = json(&with("\"memo\"", "\"other\"", &nonce));
    assert_eq!(drafted["warnings"], serde_json::json!([]));
    let unknown = with(
        "4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU",
        "FWybwGL6d7s1eYSPMMTx13mAyLKSiRtPtwTuwzUXAyK2",
        &["--decimals", "9", "--token-program", "token-2022", "--json"],
    );
    assert!(json(&unknown)["warnings"][0].as_str().unwrap().contains("not in any published table"), "{unknown:?}");
    // More letters than the official clients' units carry.
    let long = with("order 7", &"m".repeat(100), &["--json"]);
    assert!(json(&long)["warnings"][0].as_str().unwrap().contains("more compute units"), "{long:?}");
    assert_eq!(
        json(&with("order 7", &"m".repeat(100), &["--json", "--units", "60000"]))["warnings"],
        serde_json::json!([])
    );
}

/// By the versions that the offer lists, or by what the caller says (U-21).
#[test]
fn a_transaction_of_version_1() {
    let drafted = |versions: &str, more: &[&str]| {
        let versions = format!("\"transactionVersions\": {versions}, \"memo\"");
        let offer = read("offer-solana.json").replace("\"memo\"", &versions);
        x402(&[["draft", "--offer", &offer, "--payer", SOLANA_PAYER].as_slice(), more].concat())
    };
    let message = |versions: &str, more: &[&str]| -> String {
        let printed = drafted(versions, &[more, &["--json"]].concat());
        json(&printed)["message"].as_str().unwrap_or_else(|| panic!("{versions} {more:?}: {printed:?}")).to_owned()
    };
    for (versions, more, begins) in [
        ("null", [].as_slice(), "gA"),
        ("[0]", &[], "gA"),
        ("[0, 1]", &[], "gA"),
        ("[1]", &[], "gQ"),
        ("[1, 2]", &[], "gQ"),
        ("[0, 1]", &["--transaction-version", "1"], "gQ"),
        ("null", &["--transaction-version", "1"], "gQ"),
    ] {
        assert!(message(versions, more).starts_with(begins), "{versions} {more:?}");
    }
    assert_ne!(message("[1]", &[]), message("[1]", &["--fee", "7"]));
    assert_ne!(message("[1]", &[]), message("[1]", &["--units", "20001"]));
    assert_ne!(message("[1]", &[]), message("[1]", &["--loaded-data", "2097152"]));
    assert_eq!(message("[1]", &[]), message("[1]", &["--units", "20000", "--loaded-data", "1048576"]));
    for (versions, more, word) in [
        ("[1]", ["--transaction-version", "0"].as_slice(), "transaction-version: the transaction is version 0"),
        ("[0]", &["--transaction-version", "1"], "transaction-version: the transaction is version 1"),
        ("[]", &[], "transaction-versions: "),
        ("[1]", &["--fee", "100001"], "compute-price-cap: the fee is 100001 lamports"),
        ("[1]", &["--units", "0"], "compute-limit: the config sets no compute-unit limit"),
        ("[1]", &["--unit-price", "1"], "--unit-price"),
        ("[0, 1]", &["--fee", "1"], "--fee"),
    ] {
        let printed = drafted(versions, more);
        assert!(printed.code == 64 && printed.err.contains(word), "{versions} {more:?}: {printed:?}");
    }
    // Whether it is taken, the server says and no chain. The signature is by solders, with the key of the bytes 0 to 31.
    let offer = at("offer-solana.json");
    let payer = "FAe4sisG95oZ42w7buUn5qEE4TAnfTTFPiguZUHmhiF";
    let signature = "53V4QC8PMQ4dzY8LE8vQHqcWqD7tTsgBKXBtEPAnaP3ebPBWBDikLMbgAeQtFkwcR5aeGqS3DLwRayw7yCivFXNm";
    let signed = ["draft", "--offer", &offer, "--payer", payer, "--transaction-version", "1", "--signature", signature];
    let printed = x402(&signed);
    let warning = "warning: the bytes do not decide whether a server accepts this payment: undecided: transaction-version: ask \
                   the server to list 1 in extra.transactionVersions";
    assert!(printed.code == 2 && printed.out.contains(warning) && !printed.out.contains("chain"), "{printed:?}");
    // Version 1 gets the units that the memo needs.
    let offer = read("offer-solana.json").replace("order 7", &"m".repeat(256));
    let long = ["draft", "--offer", &offer, "--payer", SOLANA_PAYER, "--json"];
    assert!(json(&x402(&long))["warnings"][0].as_str().unwrap().contains("more compute units"));
    let long = json(&x402(&[&long[..], &["--transaction-version", "1"]].concat()));
    assert_eq!(long["warnings"], serde_json::json!([]), "{long}");
}

/// PyPI `x402` 2.25.0 made this payment with a permit for the sponsor; both are made again.
#[test]
fn a_payment_with_a_permit() {
    let line = read("payment-permit.txt");
    let sent = |header: &str| -> Value { json(&x402(&["decode", "--json", header]))["ok"].clone() };
    let sdk = sent(line.trim_end());
    let info = &sdk["extensions"]["eip2612GasSponsoring"]["info"];
    let mut declared = serde_json::json!({"eip2612GasSponsoring": sdk["extensions"]["eip2612GasSponsoring"]});
    declared["eip2612GasSponsoring"]["info"] =
        serde_json::json!({"description": info["description"], "version": info["version"]});
    let declared = declared.to_string();
    let (offer, payload) = (at("offer-permit2.json"), &sdk["payload"]);
    // Python: hex(permit["nonce"])
    let nonce = "0x553206f2f2f78c69e9d852b8af180160037377afbcb5a61b5657ae3079017266";
    let payer = payload["permit2Authorization"]["from"].as_str().unwrap();
    let arguments = ["draft", "--offer", &offer, "--payer", payer, "--nonce", nonce, "--now", "1767225600"];
    let sponsored = [arguments.as_slice(), &["--permit-nonce", "0", "--declared", &declared]].concat();
    let drafted = x402(&sponsored);
    assert_eq!(drafted.code, 0, "{drafted:?}");
    assert!(drafted.out.contains("permit, for the sponsor") && drafted.out.contains(r#""primaryType":"Permit""#));
    let answer = json(&x402(&[sponsored.as_slice(), &["--json"]].concat()));
    assert_eq!(answer["permit"]["typedData"]["message"]["value"], "10000");
    assert_eq!(answer["permit"]["typedData"]["message"]["spender"], "0x000000000022D473030F116dDEE9F6B43aC78BA3");
    let (signature, permit) = (payload["signature"].as_str().unwrap(), info["signature"].as_str().unwrap());
    let signatures = ["--signature", signature, "--permit-signature", permit];
    let signed = x402(&[sponsored.as_slice(), &signatures].concat());
    let ours = sent(signed.out.trim_end());
    assert_eq!((&ours["payload"], &ours["extensions"]), (payload, &sdk["extensions"]), "{signed:?}");
    // Both are wanted, and each in its place.
    let one = x402(&[sponsored.as_slice(), &["--signature", signature]].concat());
    assert!(one.code == 64 && one.err.contains("--permit-signature"), "{one:?}");
    let changed_round = ["--signature", signature, "--permit-signature", signature];
    // An allowance could still make up for it.
    let warned = x402(&[sponsored.as_slice(), &changed_round].concat());
    assert!(warned.code == 2 && warned.out.contains("undecided: permit-signature"), "{warned:?}");
    // Where nothing is to be approved, nothing is sponsored.
    let mut eip3009 = arguments;
    let other = read("offer-permit2.json").replace("permit2", "eip3009");
    eip3009[2] = &other;
    let refused = x402(&[eip3009.as_slice(), &["--permit-nonce", "0"]].concat());
    assert!(refused.code == 64 && refused.err.contains("nothing to approve"), "{refused:?}");
}

#[test]
fn an_offer_that_cannot_be_drafted_says_why() {
    for (from, to, why) in [
        (
            "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
            "0x12",
            "in the payment requirements, asset is not an EVM address",
        ),
        ("eip155:84532", "near:mainnet", "cannot draft payments on near:mainnet"),
    ] {
        let offer = read("offer.json").replace(from, to);
        let nonce = format!("0x{}", "01".repeat(32));
        let payer = "0x857b06519E91e3A54538791bDbb0E22373e36b66";
        let printed = x402(&["draft", "--offer", &offer, "--payer", payer, "--nonce", &nonce]);
        assert!(printed.code == 64 && printed.err.contains(why), "{printed:?}");
    }
}

/// An option that would be passed over seems to be respected.
#[test]
fn the_domain_of_the_token_is_refused_where_nothing_is_signed_in_it() {
    let draft = |offer: &str, more: &[&str]| {
        let offer = at(offer);
        let names = ["draft", "--offer", &offer, "--payer", PAYER, "--nonce", NONCE, "--token-domain", "USDC", "2"];
        x402(&[&names, more].concat())
    };
    for (offer, more) in
        [("offer.json", &[][..]), ("offer-permit2.json", &[]), ("offer-permit2.json", &["--permit-nonce", "0"])]
    {
        let printed = draft(offer, more);
        assert!(printed.code == 64 && printed.err.contains("--token-domain does not apply"), "{offer}: {printed:?}");
    }
    let nameless = read("offer-permit2.json").replace("\"name\"", "\"other\"");
    let permit = ["--payer", PAYER, "--nonce", NONCE, "--permit-nonce", "0", "--token-domain", "USDC", "2"];
    let printed = x402(&[&["draft", "--offer", &nameless], permit.as_slice()].concat());
    assert_eq!(printed.code, 0, "{printed:?}");
}

/// An authorization that could be settled in ten years is not signed by default.
#[test]
fn nothing_is_drafted_beyond_the_horizon() {
    let draft = |offer: &str, seconds: &str, more: &[&str]| {
        let offer = read(offer).replace("\"maxTimeoutSeconds\": 60", &format!("\"maxTimeoutSeconds\": {seconds}"));
        let offer = offer.replace("\"maxTimeoutSeconds\": 300", &format!("\"maxTimeoutSeconds\": {seconds}"));
        assert!(offer.contains(seconds), "{offer}");
        x402(&[&["draft", "--offer", &offer, "--payer", PAYER, "--nonce", NONCE, "--now", NOW], more].concat())
    };
    for name in ["offer.json", "offer-permit2.json"] {
        assert_eq!(draft(name, "86400", &[]).code, 0);
        for seconds in ["86401", "315360000", "18446744073709551615"] {
            let printed = draft(name, seconds, &[]);
            assert_eq!((printed.code, printed.out.as_str()), (64, ""), "{printed:?}");
            assert!(printed.err.contains("after --horizon"), "{printed:?}");
        }
        assert_eq!(draft(name, "315360000", &["--horizon", "315360000"]).code, 0);
        // What is signed counts. The offer is still worth a warning.
        let sooner = draft(name, "315360000", &["--valid-before", "1740672160"]);
        assert!(sooner.code == 0 && sooner.out.contains("warning: maxTimeoutSeconds is 315360000"), "{sooner:?}");
        assert_eq!(draft(name, "60", &["--valid-before", "1740758501"]).code, 64);
    }
}

/// Everything that needs no signature is judged before anybody signs.
#[test]
fn what_no_server_takes_is_not_drafted() {
    let draft = |offer: &str, more: &[&str]| {
        x402(&[&["draft", "--offer", offer, "--payer", PAYER, "--nonce", NONCE, "--now", NOW], more].concat())
    };
    let refused = |offer: &str, more: &[&str], why: &str| {
        let printed = draft(offer, more);
        assert_eq!((printed.code, printed.out.as_str()), (64, ""), "{printed:?}");
        assert!(printed.err.contains(why), "{why}: {printed:?}");
    };
    let offer = read("offer.json");
    let flow = |flow: &str| offer.replace("\"extra\": {", &format!("\"extra\": {{\"paymentFlow\": \"{flow}\", "));
    refused(&offer, &["--valid-before", "100"], "valid-before");
    refused(&offer, &["--valid-before", "1740672105"], "expiry-margin");
    assert_eq!(draft(&offer, &["--valid-before", "1740672106"]).code, 0);
    refused(&offer, &["--valid-after", "1740672101"], "valid-after");
    refused(&flow("deferred"), &[], "flow");
    refused(&flow("escrow"), &[], "nothing can be drafted");
    assert_eq!(draft(&flow("authorization"), &[]).code, 0);
    let upfront = draft(&flow("upfront"), &[]);
    assert!(upfront.code == 0 && upfront.out.contains("warning: the payment flow is upfront"), "{upfront:?}");
    // A trillion dollars may be meant; that nobody has noticed is likelier.
    let priced = |amount: &str| draft(&offer.replace("\"10000\"", &format!("\"{amount}\"")), &[]);
    let dear = priced("1000000000000000000");
    assert!(dear.code == 0 && dear.out.contains("warning: the price is 1000000000000.000000 USDC"), "{dear:?}");
    assert!(priced("10000000001").out.contains("warning: the price is 10000.000001 USDC"));
    assert!(!priced("10000000000").out.contains("warning"));
}

/// A permit for a sponsor is signed in the token's domain, although the payment is not.
#[test]
fn the_domain_of_a_permit_is_compared_with_the_tables() {
    let draft = |name: &str, more: &[&str]| {
        let offer = read("offer-permit2.json").replace("\"USDC\"", name);
        x402(&[&["draft", "--offer", &offer, "--payer", PAYER, "--nonce", NONCE, "--now", NOW], more].concat())
    };
    let permit = ["--permit-nonce", "0"];
    let other = draft("\"USD Coin\"", &permit);
    assert!(other.code == 0 && other.out.contains("warning: other-domain: the published tables"), "{other:?}");
    assert!(!draft("\"USD Coin\"", &[]).out.contains("warning"));
    assert!(!draft("\"USDC\"", &permit).out.contains("warning"));
}

#[test]
fn decimals_other_than_those_of_the_tables_are_not_drafted() {
    let offer = at("offer-solana.json");
    let draft =
        |more: &[&str]| x402(&[["draft", "--offer", &offer, "--payer", SOLANA_PAYER].as_slice(), more].concat());
    let other = draft(&["--decimals", "9"]);
    assert!(other.code == 64 && other.err.contains("USDC with the program Token and 6 decimal places"), "{other:?}");
    assert_eq!(draft(&["--token-program", "token-2022"]).code, 64);
    assert_eq!(draft(&["--decimals", "6", "--token-program", "token"]).code, 0);
}

/// U-15: the example of the rulings comes out of its offer and the time alone.
#[test]
fn a_payment_for_the_gateway() {
    const SIGNATURE: &str = "0xaca3d180627abbef8a58f354fb574ae9b8334b44b35ec31c73e07f5000387fb6228064b4f9d5df823c90b71663e3e049e649633fb601b003d5e98e9bc06781ba1b";
    let payer = "0x9d8A62f656a8d1615C1294fd71e9CFb3E4855A4F";
    let of = |offer: &str, more: &[&str]| {
        let arguments = ["draft", "--offer", offer, "--payer", payer, "--nonce", NONCE, "--now", NOW];
        x402(&[arguments.as_slice(), more].concat())
    };
    let offer = at("offer-gateway.json");
    let drafted = of(&offer, &[]);
    assert!(drafted.out.contains("0xf130d668f32c397180ad8ec2f01cce2356720c4daf45ac282fc7a81d52b823d4"), "{drafted:?}");
    assert!(drafted.out.contains(r#""validAfter":"1740671500","validBefore":"1741277000""#), "{drafted:?}");
    let signed = of(&offer, &["--signature", SIGNATURE]);
    assert_eq!(signed.code, 0, "{signed:?}");

    let text = read("offer-gateway.json");
    for (from, to) in [
        (r#""verifyingContract""#, r#""contract""#),
        (r#""version": "1""#, r#""version": "2""#),
        (r#""version": "1""#, r#""version": "1", "assetTransferMethod": "permit2""#),
    ] {
        assert!(text.contains(from), "{from}");
        let near = of(&text.replace(from, to), &[]);
        assert!(near.code == 64 && near.err.contains("the name of the Gateway, but "), "{near:?}");
    }
}
