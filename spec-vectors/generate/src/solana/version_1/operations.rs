//! The published example of version 1, and the operations that use nothing but its bytes.

use serde_json::{Value, json};
use x402_vectors::vector::Class;

use super::super::case::Case;
use crate::draft::{Draft, expect, raw};

/// Made by npm `@solana/kit` 8.4.0.
const EXAMPLE: &str = "gQIBAg8AAAAHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwEGURw0oaLLUh3xa7JGuN6OeZfOI1x+drIqPXUDokgZ3YrVQgfaGUl33P\
    Rq2/7CvC51tS1aikIYT+39wAAk8OPo2m6AzzDy8mwPh2CUOG61muYNFkfHKOvKDLedRTHOzQe11Iak0ty6aBI6fEuMjS5SOg4poUJ8/3H+evsa\
    bq9Bloc7RCyzkSFX8TqTPQE0KC0DK1/+zQGi2/G3eQYI3wAupwbd9uHXZaGT2cvhRs7reawctIXtX1s3kTqM9YV+/wCp+gAAAAAAAAAgTgAAAA\
    AQAAUECgADBAIBDMQJAAAAAAAABgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\
    AAAgUxMIQEaxsbIpdrphDAWOBIXLNvAikeTUCcx3WX9Cf7rPksa2dWIOCDUexjsiDEcLi+PjU5jIATMShUFiocwD";
/// By kit, over every byte before the signatures.
const DIGEST: &str = "0x4eaff5b2794e5d710bc7e3da7188411a9004956e178d76ce16483f2c8a89ea21";
const REPLAY_KEY: &str = "x402:1:311611a8b45b70688fdd31e48bb99aaafe21d2b2594c40e0c3afc44e4d656586";
const PAYER: &str = "FMUEmtxhU46GzhKF4FW9MLJdQWiLgjiXP9TYRWSrqTpV";
const FEE_PAYER: &str = "6TcyBfPdBt1kjsvDZLzmBFnuMaLWiTaAt4RjUr9VA5YD";

fn example() -> Case {
    Case::of_text(EXAMPLE.into())
        .offering("network", "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1")
        .offering("amount", "2500")
        .offering("asset", "4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU")
        .offering("payTo", "4MfyR4G3NWfVRDWo6iNAHDBZqWMgwZX6FNtMqEW3a9JT")
        .asking("feePayer", FEE_PAYER)
        .asking("transactionVersions", json!([0, 1]))
}

pub(super) fn drafts() -> Vec<Draft> {
    let example = example();
    let payment = example.input()["payment"].clone();
    let signers = json!([{"address": FEE_PAYER, "signed": null}, {"address": PAYER, "signed": true}]);
    let signed = json!({"family": "solana", "digest": DIGEST, "feePayer": FEE_PAYER, "signers": signers});
    let of = |number: &str, op: &str, title: &str, input: &Value, result: &Value| {
        Draft::new(format!("solana-{number}"), op, title, raw(input), expect(Class::Valid, result))
            .rulings(&["U-20", "U-24", "U-28"])
    };
    let question = json!({"payment": payment, "offer": example.offer});
    let title = "version 1: a transaction that a library made";
    vec![
        example
            .flagged("0856", title, "no-memo")
            .result(&json!({
                "verdict": "valid", "payer": PAYER, "offer": 0,
                "sponsor": {"feePayer": FEE_PAYER, "mostLamports": "10250", "sponsoring": "valid", "payment": "valid"},
            }))
            .rulings(&["U-20", "U-24", "U-26", "U-27"]),
        of("0856a", "digest", "version 1: what was signed, and by whom", &question, &signed),
        of("0856b", "replay-key", "version 1: the replay key", &example.input(), &json!({"replayKey": REPLAY_KEY})),
    ]
}
