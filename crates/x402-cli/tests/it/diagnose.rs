//! `x402 diagnose`, and what `x402 explain` adds from it.

use serde_json::json;

use crate::support::{NOW, Printed, answer, at, header, json, read, x402};

/// The specification's payment under an offer (and a copy of it) that names another domain.
fn under_another_name(command: &str, more: &[&str]) -> Printed {
    let rename = |text: &str| text.replace("\"USDC\"", "\"USD Coin\"");
    let decoded = json(&x402(&["decode", "--json", &header()]))["ok"].to_string();
    let (payment, offer) = (rename(&decoded), rename(&read("offer.json")));
    let arguments = [command, "--payment", &payment, "--offer", &offer, "--now", NOW, "--account-code", "none"];
    x402(&[&arguments, more].concat())
}

#[test]
fn the_guess_is_printed() {
    let printed = under_another_name("diagnose", &[]);
    assert_eq!(printed.code, 1);
    // What a table contradicts comes first, because no signature over it settles (B-10).
    let [contradicted, signed] = printed.out.lines().collect::<Vec<_>>()[..] else { panic!("{printed:?}") };
    assert!(contradicted.starts_with("other-domain: the published tables"), "{printed:?}");
    assert!(
        signed.starts_with("domain-names: the payer signed with the token domain \"USDC\", version \"2\""),
        "{printed:?}"
    );
    let explained = under_another_name("explain", &[]);
    assert!(explained.out.contains("\n  domain-names: "), "{explained:?}");
    // The short answer does not guess.
    assert!(!under_another_name("verify", &[]).out.contains("domain-names"));
}

#[test]
fn json_is_the_answer_of_the_operation() {
    let printed = json(&under_another_name("diagnose", &["--json"]));
    let kinds: Vec<_> = printed["findings"].as_array().unwrap().iter().map(|finding| &finding["kind"]).collect();
    assert_eq!(kinds, ["other-domain", "domain-names"]);
    let input = json!({
        "payment": {"header": {"name": "PAYMENT-SIGNATURE", "value": header()}},
        "offers": [serde_json::from_str::<serde_json::Value>(&read("offer.json")).unwrap()],
        "now": NOW.parse::<u64>().unwrap(),
    });
    assert_eq!(answer("diagnose", &input), json!({"findings": []}));
}

#[test]
fn a_valid_payment_has_no_guesses_and_a_broken_one_is_reported_as_broken() {
    let (payment, offer) = (at("payment.txt"), at("offer.json"));
    let valid = x402(&["diagnose", "--payment", &payment, "--offer", &offer, "--now", NOW]);
    assert_eq!((valid.code, valid.out.as_str()), (0, "valid: nothing to add; see x402 explain\n"));
    let broken = x402(&["diagnose", "--payment", "{}", "--offer", &offer, "--now", NOW]);
    assert_eq!(broken.code, 65);
    assert!(broken.out.starts_with("invalid: cannot be decoded"), "{broken:?}");
}

/// U-52: what the facilitator of a preset takes instead, by its scheme or on its network.
#[test]
fn a_kind_that_the_facilitator_does_not_take_is_named() {
    let diagnosed = |payment: &str, offer: &str, policy: &str| {
        x402(&[
            "diagnose",
            "--payment",
            payment,
            "--offer",
            offer,
            "--now",
            NOW,
            "--account-code",
            "none",
            "--policy",
            policy,
        ])
    };
    let (payment, offer) = (at("payment.txt"), at("offer.json"));
    let of_okx = diagnosed(&payment, &offer, "okx@2026-11");
    let line = "facilitator-kinds: the facilitator is not known to accept exact on eip155:84532 in version 2; it accepts exact on eip155:196\n";
    assert!(of_okx.code == 2 && of_okx.out.starts_with(line), "{of_okx:?}");
    // CDP takes the scheme, and not on this network: its networks are named.
    let [payment_there, offer_there] =
        [json(&x402(&["decode", "--json", &header()]))["ok"].to_string(), read("offer.json")]
            .map(|text| text.replace("eip155:84532", "eip155:10"));
    let of_cdp = diagnosed(&payment_there, &offer_there, "cdp@2026-10");
    assert!(
        of_cdp.out.contains("facilitator-kinds: ") && of_cdp.out.contains("exact on eip155:8453, exact on eip155:137"),
        "{of_cdp:?}"
    );
    assert!(!of_cdp.out.contains("upto on"), "{of_cdp:?}");
    // Nothing of it where it takes the payment, or where nothing is known of the facilitator.
    for policy in ["cdp@2026-10", "default"] {
        assert_eq!(diagnosed(&payment, &offer, policy).out, "valid: nothing to add; see x402 explain\n", "{policy}");
    }
}

/// What an official server compares, and nobody signs: the payment is valid, and the person learns why the seller has no offer for it (B-2).
#[test]
fn what_an_official_server_misses_is_named() {
    let decoded = json(&x402(&["decode", "--json", &header()]))["ok"].to_string();
    let both_amounts = decoded.replace(r#""maxTimeoutSeconds""#, r#""maxAmountRequired":"10000","maxTimeoutSeconds""#);
    let diagnosed = |payment: &str, more: &[&str]| {
        let arguments =
            ["diagnose", "--payment", payment, "--offer", &at("offer.json"), "--now", NOW, "--account-code", "none"];
        x402(&[&arguments, more].concat())
    };
    let printed = diagnosed(&both_amounts, &[]);
    let expected = "official-match: official servers (npm @x402/core 2.27.0) find no matching payment requirements for this payment; copy \
                    them into accepted unchanged: maxAmountRequired (accepted \"10000\", offered nothing)\n";
    assert_eq!((printed.code, printed.out.as_str()), (0, expected));
    let verified = x402(&[
        "verify",
        "--payment",
        &both_amounts,
        "--offer",
        &at("offer.json"),
        "--now",
        NOW,
        "--account-code",
        "none",
    ]);
    assert!(verified.out.starts_with("valid: ") && verified.out.contains("\n  flag unmatched-field: "), "{verified:?}");
    // With Python's where that finds none, either.
    let lower =
        decoded.replacen("0x209693Bc6afc0C5328bA36FaF03C514EF312287C", "0x209693bc6afc0c5328ba36faf03c514ef312287c", 1);
    let printed = diagnosed(&lower, &[]);
    assert!(
        printed.out.contains("npm @x402/core 2.27.0 and PyPI x402 2.25.0") && printed.out.contains("payTo (accepted"),
        "{printed:?}"
    );
    // Not a guess: a wrong signature has its verdict and its guesses besides.
    let refused = diagnosed(&both_amounts.replace("\"value\":\"10000\"", "\"value\":\"10001\""), &[]);
    assert!(
        refused.code == 1 && refused.out.starts_with("official-match: ") && refused.out.lines().count() > 1,
        "{refused:?}"
    );
    // Nothing of it where the copy is one, or where the caller's servers have another rule.
    assert_eq!(diagnosed(&decoded, &[]).out, "valid: nothing to add; see x402 explain\n");
    let rust = diagnosed(&both_amounts, &["--policy", "x402-rs"]);
    assert!(!rust.out.contains("official-match") && rust.out.contains("nothing to add"), "{rust:?}");
    // The operation answers the same.
    let payment = json!({"json": serde_json::from_str::<serde_json::Value>(&both_amounts).unwrap()});
    let offers = [serde_json::from_str::<serde_json::Value>(&read("offer.json")).unwrap()];
    let input = json!({"payment": payment, "offers": offers, "now": NOW.parse::<u64>().unwrap()});
    assert_eq!(answer("diagnose", &input)["findings"][0]["kind"], "official-match");
}

/// `--settle`, `--policy`, `--token-domain`: the rest of the operation's input that people need.
#[test]
fn verify_takes_phase_policy_and_domain() {
    let (payment, offer) = (at("payment.txt"), at("offer.json"));
    let verify_with = |more: &[&str]| {
        x402(&[["verify", "--payment", &payment, "--offer", &offer, "--now", NOW].as_slice(), more].concat())
    };
    assert_eq!(verify_with(&["--settle", "10000"]).code, 0);
    let less = verify_with(&["--settle", "9999"]);
    assert_eq!(less.code, 1);
    assert!(less.out.starts_with("invalid (charge, "), "{less:?}");
    assert_eq!(verify_with(&["--settle", "1e4"]).code, 64);
    // Only an issued currency has amounts with a fraction (R-13).
    assert_eq!(verify_with(&["--settle", "0.01"]).code, 64);
    assert_eq!(verify_with(&["--policy", "ts"]).code, 0);
    assert_eq!(verify_with(&["--policy", "x402-rs"]).code, 0);
    assert_eq!(verify_with(&["--policy", "go"]).code, 64);
    assert_eq!(verify_with(&["--policy", "okx"]).code, 64);

    let mut offer: serde_json::Value = serde_json::from_str(&read("offer-v1.json")).unwrap();
    offer.as_object_mut().unwrap().remove("extra");
    let (payment, offer) = (at("payment-v1.txt"), offer.to_string());
    let arguments = ["verify", "--payment", &payment, "--offer", &offer, "--now", NOW];
    let nameless = x402(&arguments);
    assert_eq!(nameless.code, 2);
    assert!(nameless.out.starts_with("undecided (domain)"), "{nameless:?}");
    assert_eq!(x402(&[&arguments, ["--token-domain", "USDC", "2"].as_slice()].concat()).code, 0);
    assert_eq!(x402(&[&arguments, ["--token-domain", "USDC"].as_slice()].concat()).code, 64);
}

/// The preset of a hosted facilitator: `explain` prints its date, and what it leaves to other eyes. `--help` has the dates of all.
#[test]
fn explain_prints_the_date_of_a_hosted_preset() {
    let (payment, offer) = (at("payment.txt"), at("offer.json"));
    let explain = |more: &[&str]| {
        x402(&[["explain", "--payment", &payment, "--offer", &offer, "--now", NOW].as_slice(), more].concat())
    };
    let known = explain(&["--policy", "x402.org@2026-10"]);
    assert_eq!(known.code, 0);
    let date =
        "\npolicy\n  x402.org@2026-10: x402.org's facilitator, as last confirmed on 2026-10-02\n  not verified here: ";
    assert!(known.out.contains(date), "{known:?}");
    let unknown = explain(&["--policy", "okx@2026-11"]);
    assert_eq!(unknown.code, 2);
    assert!(
        unknown
            .out
            .starts_with("undecided (method): the facilitator is not known to accept scheme exact on eip155:84532: "),
        "{unknown:?}"
    );
    assert!(!explain(&["--policy", "ts"]).out.contains("\npolicy\n"));
    let help = x402(&["explain", "--help"]).out;
    for preset in x402_operations::hosted_presets() {
        assert!(help.contains(preset.name) && help.contains(preset.confirmed), "{}", preset.name);
    }
}
