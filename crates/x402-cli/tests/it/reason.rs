//! `x402 reason`

use std::collections::BTreeSet;

use serde_json::{Value, json};
use x402_types::{Dialect, Meaning, Topic};

use crate::support::{answer, json, x402};

#[test]
fn what_a_code_means_and_what_others_call_it() {
    let printed = x402(&["reason", "invalid_exact_evm_recipient_mismatch"]);
    assert_eq!((printed.code, printed.err.as_str()), (0, ""));
    let expected = "\
ts, go, cdp: EIP-3009: the signed recipient is not payTo
  usually  the client paid older payment requirements, with a different payTo
  to act   the buyer, or the author of the client
  or       the seller returns a new payTo for each request
  to act   the seller
  or       a client or proxy replaced the recipient
  to act   the buyer, or the author of the client
  next     x402 diagnose --payment @payment.txt --offer @offer.json
  spec     invalid_exact_evm_payload_recipient_mismatch
  ts       invalid_exact_evm_recipient_mismatch
  py       invalid_exact_evm_payload_recipient_mismatch
  go       invalid_exact_evm_recipient_mismatch, invalid_exact_evm_payload_recipient_mismatch
  x402-rs  recipient_mismatch
  legacy   invalid_exact_evm_payload_recipient_mismatch
  circle   address_mismatch
  r402     invalid_exact_evm_payload_recipient_mismatch
  cdp      invalid_exact_evm_payload_recipient_mismatch, invalid_exact_evm_recipient_mismatch
";
    let address = Topic::Reason("invalid_exact_evm_recipient_mismatch").address();
    let more = address.map(|address| format!("  more     {address}\n")).unwrap_or_default();
    assert_eq!(printed.out, format!("{expected}{more}"));
    // A code of several meanings says all of them, with an empty line between, and each explanation once.
    let printed = x402(&["reason", "recipient_mismatch"]);
    assert_eq!(printed.code, 0);
    assert_eq!(printed.out.split("\n\n").count(), 4, "{}", printed.out);
    assert!(
        printed.out.contains("\n\nx402-rs: Permit2: the spender is not the proxy of the scheme\n"),
        "{}",
        printed.out
    );
}

#[test]
fn the_result_of_the_ledger_after_the_code_changes_nothing() {
    let code = "invalid_exact_xrpl_payload_simulation_failed";
    let alone = x402(&["reason", code]);
    let first = alone.out.lines().next();
    assert_eq!((alone.code, first), (0, Some("ts, py, r402: XRP Ledger: the ledger would not apply the transaction")));
    let followed = format!("{code}: tecPATH_DRY");
    assert_eq!(x402(&["reason", &followed]).out, alone.out);
    // The operation, which gets the code alone, names what it was asked.
    let asked = |code: &str| answer("reason", &json!({"code": code}));
    let (result, alone) = (asked(&followed), asked(code));
    assert_eq!(result["code"], followed);
    assert!(alone["meanings"].is_array());
    assert_eq!(result["meanings"], alone["meanings"]);
    // The nearest wrong texts: an unknown code, and no space after the colon.
    for unknown in ["invalid_exact_xrpl_simulation: tecPATH_DRY", &format!("{code}:tecPATH_DRY")] {
        assert_eq!(asked(unknown)["meanings"], json!([]), "{unknown}");
    }
}

#[test]
fn the_same_as_json() {
    let printed = x402(&["reason", "--json", "permit2_allowance_required"]);
    assert_eq!(printed.code, 0);
    let word = json!(["permit2_allowance_required"]);
    let expected = json!({
        "code": "permit2_allowance_required",
        "meanings": [{
            "meaning": "Permit2: the payer has not approved Permit2 for the amount",
            "in": ["ts", "py", "go", "x402-rs", "r402", "cdp"],
            "codes": {
                "spec": ["PERMIT2_ALLOWANCE_REQUIRED"],
                "ts": word,
                "py": word,
                "go": word,
                "x402-rs": word,
                "r402": word,
                "cdp": ["permit2_allowance_required", "invalid_exact_evm_permit2_payload_allowance_required"],
            },
            "causes": [
                "the payer never approved the Permit2 contract for this token",
                "the approval is smaller than the amount, or was used up",
                "the payment requirements offer gas sponsoring, and the client did not add the permit or the approval",
            ],
            "causeActors": ["buyer", "buyer", "buyer"],
            "actor": "buyer",
            "toAct": "the buyer, or the author of the client",
            "next": "x402 explain --payment @payment.txt --offer @offer.json",
        }],
        "asOf": Meaning::AS_OF,
    });
    let mut found = json(&printed);
    let address = found.as_object_mut().and_then(|members| members.remove("address"));
    let known = Topic::Reason("permit2_allowance_required").address();
    assert_eq!((found, address.as_ref().and_then(Value::as_str)), (expected, known.as_deref()));
    // Each cause has its actor, and the first of them is the actor of the meaning.
    let two = json(&x402(&["reason", "--json", "invalid_exact_evm_recipient_mismatch"]));
    let meaning = &two["meanings"][0];
    assert_eq!((&meaning["causeActors"], &meaning["actor"]), (&json!(["buyer", "seller", "buyer"]), &json!("buyer")));
    let unknown = x402(&["reason", "--json", "too_tired"]);
    let printed = json(&unknown);
    assert_eq!((unknown.code, &printed["code"], &printed["meanings"]), (65, &json!("too_tired"), &json!([])));
    assert_eq!((&printed["tables"]["cdp"], printed.get("nearest")), (&json!("npm @coinbase/cdp-sdk 1.57.0"), None));
    assert_eq!(printed.get("address"), None);
    let near = x402(&["reason", "--json", "self_send_not_allow"]);
    assert_eq!((near.code, &json(&near)["nearest"]), (65, &json!("self_send_not_allowed")));
    // The operation answers the same, also of what is in no table.
    for code in ["permit2_allowance_required", "too_tired", "self_send_not_allow", ""] {
        assert_eq!(answer("reason", &json!({"code": code})), json(&x402(&["reason", "--json", code])), "{code}");
    }
}

#[test]
fn an_unknown_code_has_a_separate_exit_code() {
    for unknown in ["too_tired", "Insufficient_Funds", "insufficient_funds ", "", "\u{1b}[2J\nts: paid"] {
        let printed = x402(&["reason", unknown]);
        assert_eq!((printed.code, printed.err.as_str()), (65, ""), "{printed:?}");
        assert!(printed.out.contains(" is not in these tables (as of 20"), "{printed:?}");
        assert!(!printed.out.contains("no known") && !printed.out.contains('\u{1b}'), "{printed:?}");
        // The first line, and then what the tables were taken from.
        assert_eq!(printed.out.lines().count(), 1 + Dialect::ALL.len(), "{printed:?}");
        assert!(printed.out.contains("\n  ts       npm @x402/core, evm, svm, extensions 2.27.0"), "{printed:?}");
    }
}

/// Codes of the packages that no table had: what each is about, who acts, and what the nearest wrong code gets.
#[test]
fn codes_of_the_sdks_are_explained() {
    for (code, about, actor) in [
        ("invalid_batch_settlement_evm_payload_type", "the type of the payload", "the buyer"),
        ("self_send_not_allowed", "payer and recipient are the same account", "the buyer"),
        ("invalid_exact_evm_payload_authorization_value_too_low", "less than the required amount", "the buyer"),
        ("invalid_batch_settlement_evm_settle_transaction_failed", "settles the claimed amounts", "the seller"),
        ("invalid_batch_settlement_evm_nothing_to_settle", "nothing was claimed", "the seller"),
        ("invalid_siwx_nonce", "the nonce is not one of the server's", "the buyer"),
        ("invalid_upto_svm_payload_deposit_not_ceiling", "the deposit is not maxAmount", "the buyer"),
        ("invalid_upto_svm_channel_broadcast", "could not be sent", "try again"),
        ("kyt_risk_detected", "compliance check", "the buyer"),
        ("settle_exact_node_failure", "the node of the chain failed", "try again"),
        ("unknown_error", "without a code", "the operator of the facilitator"),
        ("invalid_exact_tvm_payload_seqno_mismatch", "seqno", "the buyer"),
        ("erc20_approval_facilitator_underfunded", "too little for the gas", "the operator of the facilitator"),
        ("invalid_offer_receipt_kid", "the key identifier is not the expected one", "the buyer"),
        ("facilitator_unreachable", "nothing was sent", "try again"),
        ("mcp_demands_differ", "the two copies", "the seller"),
    ] {
        let printed = x402(&["reason", code]);
        assert_eq!((printed.code, printed.err.as_str()), (0, ""), "{printed:?}");
        let (meaning, explained) = printed.out.split_once('\n').expect(code);
        assert!(meaning.contains(about), "{code}: {meaning}");
        let to_act = explained.lines().find(|line| line.starts_with("  to act")).expect(code);
        assert!(to_act.contains(actor), "{code}: {to_act}");
        let nearest = x402(&["reason", &code[..code.len() - 1]]);
        assert!(nearest.code == 65 && nearest.out.contains(&format!("; the nearest is {code}\n")), "{nearest:?}");
    }
}

/// A cause has an actor of its own if the causes of a meaning have different actors, and one line names a common actor.
#[test]
fn each_cause_has_its_actor_where_they_differ() {
    let labels = |code: &str| -> Vec<String> {
        let printed = x402(&["reason", code]);
        assert_eq!(printed.code, 0, "{printed:?}");
        let lines = printed.out.lines().skip(1).map(|line| line.get(..11).unwrap_or_default().trim().to_owned());
        lines.take_while(|label| label != "next").collect()
    };
    assert_eq!(labels("permit2_allowance_required"), ["usually", "or", "or", "to act"]);
    let each = ["usually", "to act", "or", "to act", "or", "to act", "or", "to act"];
    assert_eq!(labels("payment_expired"), each);
    let printed = x402(&["reason", "payment_expired"]).out;
    assert!(printed.contains("\n  or       the server's clock is ahead\n  to act   the seller\n"), "{printed}");
    assert!(printed.contains("\n  or       the client's clock is behind\n  to act   the buyer, "), "{printed}");
    // The recipient is the seller's, and the payer is the buyer's.
    let recipient = x402(&["reason", "invalid_exact_evm_payload_authorization_to_address_kyt"]).out;
    assert!(recipient.contains("\n  to act   the seller\n") && !recipient.contains("the buyer"), "{recipient}");
    let payer = x402(&["reason", "invalid_exact_evm_payload_authorization_from_address_kyt"]).out;
    assert!(payer.contains("\n  to act   the buyer, ") && !payer.contains("the seller"), "{payer}");
}

/// Where a payment or an object is expected and a code comes, `--json` is JSON, too.
#[test]
fn a_code_instead_of_a_payment_is_json_when_asked() {
    let expected = x402(&["reason", "--json", "payment_expired"]);
    assert_eq!(expected.code, 0);
    let meanings = json(&expected)["meanings"].as_array().map_or(0, Vec::len);
    assert!(meanings > 0, "{expected:?}");
    for (command, code) in [("verify", 65), ("explain", 65), ("diagnose", 65), ("decode", 0)] {
        let printed = x402(&[command, "--json", "payment_expired"]);
        assert_eq!((printed.code, &printed.out), (code, &expected.out), "{command}");
        let text = x402(&[command, "payment_expired"]);
        assert_eq!((text.code, text.out), (code, x402(&["reason", "payment_expired"]).out), "{command}");
    }
}

/// Each command that an explanation names has its options.
#[test]
fn the_next_command_is_one_of_this_program() {
    let mut commands: Vec<_> = Meaning::all().map(|meaning| meaning.explanation().next()).collect();
    commands.sort_unstable();
    commands.dedup();
    assert!(commands.len() > 5);
    for command in commands {
        let mut words = command.split(' ').skip(1);
        let name = words.next().expect(command);
        let help = x402(&[name, "--help"]);
        assert_eq!(help.code, 0, "{command}");
        for option in words.filter(|word| word.starts_with("--")) {
            assert!(
                help.out.contains(&format!("{option} ")) || help.out.contains(&format!("{option}\n")),
                "{command}: {option}"
            );
        }
    }
}

/// The codes that this program can print: what the checks have, by the file that is written from their rows, and each text of the shape
/// of a code in the sources of the libraries. None is unknown to `reason`.
#[test]
fn every_code_of_this_project_is_in_the_table() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let checks: Value = serde_json::from_str(&read(&root.join("spec-vectors/checks.json"))).unwrap();
    let mut codes = BTreeSet::new();
    for check in
        checks["checks"].as_array().unwrap().iter().chain(checks["extensions"].as_array().into_iter().flatten())
    {
        collect(&check["reasons"], &mut codes);
    }
    assert!(codes.len() > 100, "{}", codes.len());
    for name in ["x402-verify", "x402-extensions", "x402-seller", "x402-buyer", "x402-tower", "x402-operations"] {
        sources(&root.join("crates").join(name).join("src"), &mut codes);
    }
    for known in [
        "invalid_offer_receipt_kid",
        "mcp_envelope",
        "a2a_receipts",
        "facilitator_busy",
        "smart_wallet_program_not_allowed",
    ] {
        assert!(codes.contains(known), "{known} was not found in the sources");
    }
    assert!(codes.len() > 200, "{}", codes.len());
    let unknown: Vec<_> = codes.iter().filter(|code| Meaning::of(code).next().is_none()).collect();
    assert!(unknown.is_empty(), "{unknown:#?}");
}

fn read(path: &std::path::Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every string in a value.
fn collect(value: &Value, codes: &mut BTreeSet<String>) {
    match value {
        Value::String(code) => drop(codes.insert(code.clone())),
        Value::Array(values) => values.iter().for_each(|value| collect(value, codes)),
        Value::Object(members) => members.values().for_each(|value| collect(value, codes)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Every quoted text of the shape of a code in the files of a folder, without their tests.
fn sources(folder: &std::path::Path, codes: &mut BTreeSet<String>) {
    const FAMILIES: &[&str] = &[
        "invalid_",
        "permit2_",
        "upto_",
        "eip2612_",
        "eip6492_",
        "erc20_approval_",
        "smart_wallet_",
        "settle_",
        "settlement_",
        "unexpected_",
        "unsupported_",
        "duplicate_",
        "insufficient_",
        "payment_identifier_",
        "facilitator_",
        "never_",
        "not_",
        "nonce_already_",
        "mcp_",
        "a2a_",
        "self_",
        "extension_echo_",
        "transaction_",
        "asset_not_",
        "post_settlement_",
    ];
    // Names of columns of the stores, of metrics and of other things.
    const OTHER: &[&str] = &[];
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, codes);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = read(&path);
            let text = text.split("#[cfg(test)]\nmod tests").next().unwrap();
            for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
                for quoted in line.split('"').skip(1).step_by(2) {
                    let is_code = FAMILIES.iter().any(|family| quoted.starts_with(family))
                        && quoted.chars().all(|char| char.is_ascii_lowercase() || char.is_ascii_digit() || char == '_')
                        && !quoted.ends_with('_');
                    if is_code && !OTHER.contains(&quoted) {
                        codes.insert(quoted.to_owned());
                    }
                }
            }
        }
    }
}

/// An invalid verdict names where to read more, and no other verdict does.
#[test]
fn an_invalid_verdict_says_where_to_read_more() {
    let offer = |name: &str| format!("@{}/../../docs/examples/{name}", env!("CARGO_MANIFEST_DIR"));
    let more = |code: &str, check: &str| {
        let pointers = [Topic::Reason(code), Topic::Check(check)].into_iter().filter_map(Topic::more);
        pointers.map(|place| format!("\n  more: {place}")).collect::<String>() + "\n"
    };
    for command in ["verify", "explain"] {
        let ask = |wanted: &str| {
            let (payment, offer) = (offer("payment.txt"), offer(wanted));
            x402(&[command, "--payment", &payment, "--offer", &offer, "--now", "1740672100"])
        };
        let printed = ask("offer-other-payto.json");
        let expected = more("invalid_payment_requirements", "offer");
        assert!(printed.code == 1 && printed.out.matches(&expected).count() == 1, "{printed:?}");
        let printed = ask("offer.json");
        assert!(printed.code == 2 || printed.code == 0, "{printed:?}");
        assert!(!printed.out.contains("more: "), "{printed:?}");
    }
    let sign_in =
        |origin: &str| x402(&["verify-sign-in", &offer("sign-in.txt"), "--origin", origin, "--now", "1705314630"]);
    let printed = sign_in("https://shop.example");
    assert!(printed.out.contains(&more("invalid_siwx_domain_mismatch", "sign-in-domain")), "{printed:?}");
    assert!(!sign_in("https://api.example.com").out.contains("more: "));
}

/// An answer of a facilitator shows the explanation that `reason` prints.
#[test]
fn decode_explains_the_reason_of_an_answer() {
    let refused = r#"{"isValid":false,"invalidReason":"self_send_not_allowed","payer":"0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A"}"#;
    let printed = x402(&["decode", "--kind", "verify-response", refused]);
    assert_eq!(printed.code, 0, "{printed:?}");
    assert!(
        printed.out.contains("\nself_send_not_allowed: CDP: payer and recipient are the same account"),
        "{printed:?}"
    );
    assert!(printed.out.contains("\n  next     x402 verify --payment "), "{printed:?}");
    let failed = r#"{"success":false,"errorReason":"insufficient_funds","transaction":"","network":"eip155:8453"}"#;
    let printed = x402(&["decode", "--kind", "settlement", failed]);
    assert!(printed.out.contains(" more: x402 reason insufficient_funds)\n  usually  "), "{printed:?}");
    // A code that no table has is shown as it is, and a success has no reason.
    for answer in [
        refused.replace("self_send", "elf_send"),
        r#"{"isValid":true,"payer":"0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A"}"#.to_owned(),
    ] {
        let printed = x402(&["decode", "--kind", "verify-response", &answer]);
        assert!(printed.code == 0 && !printed.out.contains("usually"), "{printed:?}");
    }
}
