//! `x402 explain`, `diagnose` and `lint` about channels (`batch-settlement`), of vectors.

use serde_json::Value;

use crate::support::{Printed, json, x402};

/// What a vector asks about.
pub(crate) fn input(id: &str) -> Value {
    x402_laws::vectors::input(&format!("batch-settlement-{id}"))
}

/// A question, put to the command line; a policy cannot be.
pub(crate) fn ask(command: &str, input: &Value, more: &[&str]) -> Printed {
    let (payment, offers) = (input["payment"]["json"].to_string(), input["offers"].to_string());
    let given = ["facts", "records"].map(|name| (format!("--{name}"), input[name].to_string()));
    let mut arguments = vec![command, "--payment", &payment, "--offer", &offers, "--now", "1795000000"];
    for (option, value) in given.iter().filter(|(_, value)| value != "null") {
        arguments.extend([option.as_str(), value]);
    }
    arguments.extend(input["purpose"].as_str().iter().flat_map(|purpose| ["--purpose", purpose]));
    let charge = input["phase"]["settle"]["amount"].as_str();
    arguments.extend(charge.iter().flat_map(|charge| ["--settle", charge]));
    if input["phase"] == "submit" {
        arguments.push("--submit");
    }
    arguments.extend(more);
    x402(&arguments)
}

#[test]
fn a_channel_is_explained() {
    const ID: &str = "  channel 0x96c688f173ab105a178d94ded619e32146547e8d67efb44d6ffddfd89b3e2ca2\n";
    for (id, says) in [
        (
            "0100a",
            &[
                "valid: 0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266 pays 0.001000 USDC (1000 atomic units of \
                 0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913) to 0x209693Bc6afc0C5328bA36FaF03C514EF312287C on eip155:8453, without \
                 an end\n",
                ID,
                "  signed over the whole life of the channel: 0.003000 USDC (3000 atomic units of ",
                "pass     cumulative ",
            ][..],
        ),
        ("0100b", &[ID, "  deposited first: 0.010000 USDC (10000 atomic units of ", "and expires in 3600 s"]),
        (
            "0100d",
            &[ID, "asks 0x209693Bc6afc0C5328bA36FaF03C514EF312287C to give back 0.001500 USDC (1500 atomic units of "],
        ),
        ("0100f", &["valid: ready to be sent to the chain\n", "pass     row-ceiling "]),
    ] {
        let printed = ask("explain", &input(id), &[]);
        // A request for a refund and a claim are operations, for which nobody is served (B-9).
        let code = if matches!(id, "0100d" | "0100f") { 3 } else { 0 };
        assert_eq!(printed.code, code, "{id}: {}", printed.out);
        for word in says {
            assert!(printed.out.contains(word), "{id}: {word}: {}", printed.out);
        }
    }
    let mut charged = input("0100a");
    charged["phase"] = serde_json::json!({"settle": {"amount": "700"}});
    let printed = ask("explain", &charged, &[]);
    assert!(printed.out.contains("  charged so far, with this charge: 0.002700 USDC"), "{}", printed.out);
    // A claim is not what a client sends, and a voucher is not what goes to the chain.
    let claim = input("0100f");
    let mut voucher = input("0100a");
    voucher["phase"] = "submit".into();
    let mut from_client = claim;
    from_client["phase"] = Value::Null;
    for input in [voucher, from_client] {
        let printed = ask("verify", &input, &[]);
        assert!(
            printed.code == 1 && printed.out.contains("invalid_batch_settlement_evm_payload_type"),
            "{}",
            printed.out
        );
    }
}

const AUTHORIZER: &str = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
const PAYER: &str = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
const SALT: &str = "0x000000000000000000000000000000000000000000000000000000000000002a";
const NONCE: &str = "0x1111111111111111111111111111111111111111111111111111111111111111";

/// Drafts for the channel of the vectors.
fn draft(more: &[&str]) -> Printed {
    draft_for(&input("0100a")["offers"][0], more)
}

fn draft_for(offer: &Value, more: &[&str]) -> Printed {
    let offer = offer.to_string();
    let options = ["--payer", PAYER, "--authorizer", AUTHORIZER, "--salt", SALT, "--now", "1795000000"];
    x402(&[&["draft", "--offer", &offer], options.as_slice(), more].concat())
}

/// The payload in a drafted header.
fn payload(printed: &Printed) -> Value {
    assert_eq!(printed.code, 0, "{printed:?}");
    let value = printed.out.trim_end().strip_prefix("PAYMENT-SIGNATURE: ").unwrap();
    json(&x402(&["decode", "--json", value]))["ok"]["payload"].clone()
}

fn signature(input: &Value) -> String {
    input["payment"]["json"]["payload"]["voucher"]["signature"].as_str().unwrap().to_owned()
}

/// The vectors of the worked example, whose signatures are not ours, drafted again.
#[test]
fn the_payloads_of_a_client_are_drafted() {
    let sent = |id: &str| input(id)["payment"]["json"]["payload"].clone();
    let voucher = signature(&input("0100a"));
    let drafted = draft(&["--charged", "2000", "--json"]);
    assert_eq!(json(&drafted)["digest"], "0x9a12d0094954f3dea9afa36e4a8aeb62cc4cd01153f36cea83161a3fea0c538a");
    assert_eq!(json(&drafted)["channel"]["config"], sent("0100a")["channelConfig"]);
    assert_eq!(json(&drafted)["warnings"], serde_json::json!([]));
    assert_eq!(payload(&draft(&["--charged", "2000", "--signature", &voucher])), sent("0100a"));
    // One more was charged, so the next voucher is another.
    let other = draft(&["--charged", "2001", "--signature", &voucher]);
    assert!(other.code == 64 && other.err.contains("a server would reject this payment"), "{other:?}");

    for (id, method, authorization, digest) in [
        (
            "0100b",
            "eip3009",
            "erc3009Authorization",
            "0x7c2bd8e24f4ddd4cac95af37379f238038f727e23655081c6e0941a19b320cc8",
        ),
        (
            "0100c",
            "permit2",
            "permit2Authorization",
            "0x92358755f9a9b7ea9a46171ffd00a0273d510f41a3d01c3ec65ae62be5131dd6",
        ),
    ] {
        let mut offer = input(id)["offers"][0].clone();
        offer["extra"]["assetTransferMethod"] = method.into();
        let nonce = if method == "permit2" { format!("0x{:064x}", 7) } else { NONCE.to_owned() };
        let deposit = ["--deposit", "10000", "--nonce", &nonce];
        let drafted = json(&draft_for(&offer, &[&deposit, ["--json"].as_slice()].concat()));
        assert_eq!(drafted["deposit"]["digest"], digest);
        let sent = sent(id);
        let of_deposit = sent["deposit"]["authorization"][authorization]["signature"].as_str().unwrap();
        let voucher = signature(&input(id));
        let signed = ["--signature", &voucher, "--deposit-signature", of_deposit];
        assert_eq!(payload(&draft_for(&offer, &[&deposit, signed.as_slice()].concat())), sent);
        let without = draft_for(&offer, &[&deposit, ["--signature", &voucher].as_slice()].concat());
        assert!(without.code == 64 && without.err.contains("--deposit-signature"), "{without:?}");
    }

    let refund = signature(&input("0100d"));
    assert_eq!(payload(&draft(&["--charged", "2700", "--refund", "1500", "--signature", &refund])), sent("0100d"));
    let mut all = sent("0100d");
    all.as_object_mut().unwrap().remove("amount");
    assert_eq!(payload(&draft(&["--charged", "2700", "--refund", "all", "--signature", &refund])), all);
}

#[test]
fn a_draft_that_a_server_would_refuse_is_none() {
    for (more, says) in [
        (&["--charged", "2000", "--balance", "2999"][..], "add --deposit 5000"),
        (&["--deposit", "5000"], "--nonce"),
        (&["--nonce", NONCE], "--nonce applies only together with --deposit"),
        (&["--refund", "all", "--valid-before", "1795003600"], "--valid-before applies only"),
        (&["--refund", "0"], "--refund"),
        (&["--refund", "some"], "--refund"),
        (&["--refund", "all", "--deposit", "1"], "--refund"),
        (&["--salt", "0x11"], "--salt"),
        (&["--authorizer", "0x11"], "--authorizer"),
        (&["--charged", "340282366920938463463374607431768211456"], "--charged"),
        (&["--charged", "340282366920938463463374607431768211455"], "128 bits"),
        (&["--charged", "2700", "--balance", "2700", "--refund", "all"], "refund-rest"),
        (&["--balance", "0", "--deposit", "999", "--nonce", NONCE], "ceiling-balance"),
        (&["--deposit", "0", "--nonce", NONCE], "the deposit is zero"),
        (&["--permit-nonce", "1"], "--permit-nonce does not apply to an offer of batch-settlement"),
    ] {
        let more: Vec<&str> = more.to_vec();
        let options: Vec<&str> =
            if more.contains(&"--salt") || more.contains(&"--authorizer") { vec![] } else { vec!["--salt", SALT] };
        let offer = input("0100a")["offers"][0].to_string();
        let printed =
            x402(&[&["draft", "--offer", &offer, "--payer", PAYER, "--now", "1795000000"], &*options, &*more].concat());
        assert!(printed.code == 64 && printed.err.contains(says), "{more:?}: {printed:?}");
    }
    // A deposit by Permit2 has an end and no beginning.
    for (method, option, code) in [
        ("permit2", "--valid-after", 64),
        ("permit2", "--valid-before", 0),
        ("eip3009", "--valid-after", 0),
        ("eip3009", "--valid-before", 0),
    ] {
        let mut offer = input("0100a")["offers"][0].clone();
        offer["extra"]["assetTransferMethod"] = method.into();
        let deposit = ["--deposit", "10000", "--nonce", NONCE, "--json"];
        let when = if option == "--valid-after" { "1794999000" } else { "1795000030" };
        let [plain, printed] = [&[][..], &[option, when]].map(|more| draft_for(&offer, &[&deposit, more].concat()));
        assert!(plain.code == 0 && printed.code == code, "{method} {option}: {printed:?}");
        assert!(
            code == 0 || printed.err.contains("--valid-after does not apply to a deposit with Permit2"),
            "{printed:?}"
        );
        assert_ne!(printed.out, plain.out, "{method} {option}");
    }
    let just = draft(&["--charged", "2000", "--balance", "3000"]);
    assert_eq!(just.code, 0, "{just:?}");
    // Options of channels, for another offer.
    let exact = draft_for(
        &serde_json::json!({
            "scheme": "exact", "network": "eip155:8453", "amount": "1000", "asset": "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913",
            "payTo": "0x209693Bc6afc0C5328bA36FaF03C514EF312287C", "maxTimeoutSeconds": 60, "extra": {"name": "USD Coin", "version": "2"}
        }),
        &[],
    );
    assert!(exact.code == 64 && exact.err.contains("it applies to an offer of batch-settlement"), "{exact:?}");
}

#[test]
fn what_a_client_did_instead_is_named() {
    let mut wrong = input("0100a");
    wrong["records"]["charged"] =
        serde_json::json!({"0x96c688f173ab105a178d94ded619e32146547e8d67efb44d6ffddfd89b3e2ca2": "1000"});
    let printed = ask("diagnose", &wrong, &[]);
    assert!(
        printed.code == 1 && printed.out.starts_with("ahead: the voucher is 2 prices above the charges so far"),
        "{}",
        printed.out
    );
    let printed = ask("explain", &wrong, &[]);
    assert!(printed.out.contains("what may have gone wrong\n  ahead: "), "{}", printed.out);
    assert_eq!(ask("diagnose", &input("0100a"), &[]).out, "valid: nothing to add; see x402 explain\n");
}
