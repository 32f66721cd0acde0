//! Mutants of payments by `batch-settlement`: one check of one kind of payload, the state and the record, the messages and keys.

use super::{faults::low_bits, outcome::with_outcome};
use crate::{
    evaluated::Mechanism,
    json::Json,
    mutant::{Mutant, Row, inputs, results},
    question::Question,
};

pub(super) fn mutants() -> Vec<Mutant> {
    [
        checks(),
        inputs("verify/channels/", &INPUTS),
        results("verify/channels/", &RESULTS),
        configs(),
        inputs("digest/channels/", &MESSAGES),
        inputs("replay-key/channels/", &KEYS),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The checks of the config, which three kinds have.
const OF_CONFIG: &str =
    "offer-channel channel-id receiver receiver-authorizer channel-token withdraw-delay withdraw-delay-range";
const OF_VOUCHER: &str = "voucher/signature-form voucher/signature-low-s voucher/signer";
const OF_STATE: &str = "ceiling-balance ceiling-claimed";
const OF_ROWS: &str = "row-ceiling row-balance row-voucher";

/// Kinds of payloads, and the checks of each that can fail alone.
const KINDS: [(&str, &[&str]); 8] = [
    (
        "voucher",
        &[
            "payload",
            OF_CONFIG,
            "config-addresses cumulative",
            OF_VOUCHER,
            "voucher/contract-signature channel-balance",
            OF_STATE,
        ],
    ),
    ("refund", &["payload", OF_CONFIG, "cumulative channel-balance ceiling-claimed refund-rest"]),
    (
        "deposit",
        &[
            "payload",
            OF_CONFIG,
            "min-deposit cumulative domain valid-before expiry-margin valid-after window factory signature-form signature-low-s \
             signer voucher/signer deposit-overflow",
            OF_STATE,
        ],
    ),
    (
        "permit",
        &[
            "deposit-owner spender permitted-token deposit-amount deposit-channel valid-before expiry-margin signature-form signer \
             allowance permit-owner permit-token permit-spender permit-amount permit-deadline permit-signature approval-amount \
             approval-spender approval-chain approval-target approval-signer",
        ],
    ),
    (
        "claim",
        &[
            "payload row-authorizer",
            OF_ROWS,
            "batch/signature-form batch/signature-low-s batch/signer batch/contract-signature \
        batch-signature",
        ],
    ),
    // More than the balance leaves nothing to refund, too.
    (
        "completed",
        &[
            "payload channel-id row-ceiling row-voucher batch/contract-signature refund-nonce refund/signature-low-s refund/signer \
        refund/contract-signature refund-signature refund-rest",
        ],
    ),
    ("settle", &["payload sweep-addresses"]),
    ("charge", &["batch-charge"]),
];

/// Checks that wait for an answer of the chain or of the caller, by kind.
const ASKING: [(&str, &str); 4] = [
    (
        "voucher",
        "voucher/signature-form voucher/signature-low-s voucher/signer voucher/contract-signature channel-balance",
    ),
    ("deposit", "contract-signature"),
    ("claim", "row-balance row-voucher batch/contract-signature batch-signature"),
    ("completed", "refund-nonce refund-signature"),
];

/// The kind of a payment's payload, or `None` if the payment is of another scheme.
fn kind_of(question: &Question<'_>) -> Option<&'static str> {
    (question.evaluated()?.part.mechanism == Mechanism::BatchSettlement).then_some(())?;
    let payload = question.input.get("payment.json.payload")?;
    Some(match &*payload.text_at("type")? {
        _ if question.input.get("phase.settle").is_some() => "charge",
        "voucher" => "voucher",
        "deposit" if payload.get("deposit.authorization.permit2Authorization").is_some() => "permit",
        "deposit" => "deposit",
        "refund" if payload.get("refundNonce").is_some() => "completed",
        "refund" => "refund",
        "claim" => "claim",
        _ => "settle",
    })
}

/// A check that always passes, or asks, in one kind; another outcome for one that asks.
fn checks() -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (kind, lists) in KINDS {
        for check in lists.iter().flat_map(|list| list.split_whitespace()) {
            mutants.push(becomes("passes", kind, check, ["fail", "pass"]));
            mutants.push(becomes("asks", kind, check, ["fail", "needs"]));
        }
    }
    for (kind, list) in ASKING {
        for check in list.split_whitespace() {
            mutants.push(becomes("fails-instead-of-asking", kind, check, ["needs", "fail"]));
            mutants.push(becomes("does-not-ask", kind, check, ["needs", "pass"]));
        }
    }
    mutants
}

fn becomes(how: &str, kind: &'static str, check: &'static str, [from, to]: [&'static str; 2]) -> Mutant {
    Mutant::new(format!("verify/channels/{how}/{check}/{kind}"), move |question| {
        (kind_of(question)? == kind).then_some(())?;
        (question.evaluated()?.outcome(check)? == from).then(|| with_outcome(question, check, to))?
    })
}

const PAYLOAD: &str = "payment.json.payload";

/// The only channel of the facts, by its path.
fn state(j: &Json) -> Option<String> {
    let [(id, _)] = j.get("facts.channels")?.members() else { return None };
    Some(format!("facts.channels.{id}"))
}

fn record(j: &Json) -> Option<String> {
    let [(id, _)] = j.get("records.charged")?.members() else { return None };
    Some(format!("records.charged.{id}"))
}

/// Changes a member of the state.
fn in_state<'a>(j: &'a mut Json, member: &str, to: impl FnOnce(&str) -> Option<String>) -> Option<&'a mut Json> {
    let path = format!("{}.{member}", state(j)?);
    j.change(&path, to)
}

/// The caller's input, ignored or misread.
const INPUTS: [Row; 22] = [
    ("record-ignored", |j| j.del("records")),
    ("no-record-is-an-unknown-one", |j| {
        let path = record(j)?;
        j.get(&path)?.is_null().then_some(())?;
        j.del("records")
    }),
    ("no-record-is-zero", |j| {
        let path = record(j)?;
        j.get(&path)?.is_null().then_some(())?;
        j.say(&path, "0")
    }),
    ("record-cut-to-64-bits", |j| {
        let path = record(j)?;
        j.change(&path, |sum| low_bits(sum, 64))
    }),
    ("state-ignored", |j| j.del("facts.channels")),
    ("what-was-claimed-ignored", |j| in_state(j, "totalClaimed", |_| Some("0".into()))),
    ("balance-without-end", |j| in_state(j, "balance", |_| Some("340282366920938463463374607431768211455".into()))),
    ("balance-cut-to-64-bits", |j| in_state(j, "balance", |sum| low_bits(sum, 64))),
    ("balance-is-what-is-left", |j| {
        let path = state(j)?;
        let claimed: u128 = j.text_at(&format!("{path}.totalClaimed"))?.parse().ok()?;
        in_state(j, "balance", |sum| Some((sum.parse::<u128>().ok()?.checked_sub(claimed)?).to_string()))
    }),
    ("refund-nonce-ignored", |j| {
        let path = format!("{}.refundNonce", state(j)?);
        let nonce = j.get(&format!("{PAYLOAD}.refundNonce"))?.clone();
        j.has(&path)?.with(&path, &nonce)
    }),
    ("refund-nonce-is-a-double", |j| {
        in_state(j, "refundNonce", |nonce| Some(format!("{:.0}", nonce.parse::<f64>().ok()?)))
    }),
    ("withdrawal-ignored", |j| {
        let path = format!("{}.withdrawRequestedAt", state(j)?);
        j.del(&path)
    }),
    ("withdrawal-takes-all", |j| {
        let path = format!("{}.withdrawAmount", state(j)?);
        j.del(&path)
    }),
    ("phase-submit-is-verify", |j| j.is("phase", "submit")?.del("phase")),
    ("charge-ignored", |j| j.has("phase.settle")?.del("phase")),
    ("accounts-ignored", |j| of_scheme(j)?.del("facts.accounts")),
    ("contracts-ignored", |j| of_scheme(j)?.del("facts.contractSignatures")),
    ("caller-of-the-contract-ignored", |j| {
        of_scheme(j)?.say("facts.contractSignatures.0.caller", "0x4020074e9dF2ce1deE5A9C1b5c3f541D02a10003")
    }),
    ("facilitators-ignored", |j| of_scheme(j)?.del("facilitators")),
    ("preset-ignored", |j| of_scheme(j)?.del("policy.preset")),
    ("least-deposit-not-enforced", |j| j.del("policy.enforceMinDeposit")),
    ("least-deposit-of-the-offer-ignored", |j| {
        let j = j.has("offers.0.extra.minDeposit")?.del("offers.0.extra.minDeposit")?;
        j.del("payment.json.accepted.extra.minDeposit")
    }),
];

fn of_scheme(j: &mut Json) -> Option<&mut Json> {
    j.is("offers.0.scheme", "batch-settlement")
}

/// What the report says.
const RESULTS: [Row; 9] = [
    ("no-channel", |j| j.del("channel")),
    ("charged-is-the-voucher", |j| j.has("channel.charged")?.copy("channel.maxClaimable", "channel.charged")),
    ("no-charged", |j| j.del("channel.charged")),
    ("no-refund", |j| j.del("channel.refund")),
    ("type-is-voucher", |j| j.has("channel.type")?.say("channel.type", "voucher")),
    ("no-question-for-the-record", |j| {
        let is_there =
            j.get("outstanding")?.elements().iter().any(|asked| asked.to_string().contains("channel-record"));
        j.when(is_there)?.put("outstanding", "[]")
    }),
    ("no-question-for-the-state", |j| {
        let is_there = j.get("needs")?.elements().iter().any(|asked| asked.to_string().contains("channel-state"));
        j.when(is_there)?.put("needs", "[]")
    }),
    ("no-flags", |j| j.has("channel")?.put("flags", "[]")),
    ("settlement-of-a-sweep-is-not-asked", |j| {
        let is_there = j.get("outstanding")?.elements().iter().any(|asked| asked.to_string().contains("settlement"));
        j.lacks("payer")?.when(is_there)?.put("outstanding", "[]")
    }),
];

/// A member of the config that the id of the channel does not cover.
fn configs() -> Vec<Mutant> {
    let zero = "0x0000000000000000000000000000000000000000";
    let word = format!("0x{}", "0".repeat(64));
    ["payer", "payerAuthorizer", "receiver", "receiverAuthorizer", "token", "salt"]
        .into_iter()
        .map(|member| {
            let (path, value) = (
                format!("{PAYLOAD}.channelConfig.{member}"),
                if member == "salt" { word.clone() } else { zero.into() },
            );
            Mutant::edits(format!("digest/channels/id-without-{member}"), move |j| j.has(&path)?.say(&path, &value))
        })
        .collect()
}

/// What is signed.
const MESSAGES: [Row; 9] = [
    ("id-without-withdraw-delay", |j| delay(j, "900")),
    ("chain-ignored", |j| of_scheme_alone(j)?.say("offer.network", "eip155:8453")),
    ("id-of-the-voucher", |j| {
        let path = format!("{PAYLOAD}.voucher.channelId");
        let named = j.text_at(&path)?;
        let is_another = named != "0x96c688f173ab105a178d94ded619e32146547e8d67efb44d6ffddfd89b3e2ca2";
        j.when(is_another && named.starts_with("0xab"))?.say(&format!("{PAYLOAD}.channelConfig.salt"), &named)
    }),
    ("voucher-cut-to-64-bits", |j| j.change(&format!("{PAYLOAD}.voucher.maxClaimableAmount"), |sum| low_bits(sum, 64))),
    ("refund-nonce-cut-to-128-bits", |j| j.change(&format!("{PAYLOAD}.refundNonce"), |nonce| low_bits(nonce, 128))),
    ("permit-nonce-cut-to-128-bits", |j| {
        j.change(&format!("{PAYLOAD}.deposit.authorization.permit2Authorization.nonce"), |nonce| low_bits(nonce, 128))
    }),
    ("deposit-without-salt", |j| {
        let path = format!("{PAYLOAD}.deposit.authorization.erc3009Authorization.salt");
        j.has(&path)?.say(&path, &format!("0x{}", "0".repeat(64)))
    }),
    ("rows-in-another-order", |j| j.has(&format!("{PAYLOAD}.claims.1"))?.reverse(&format!("{PAYLOAD}.claims"))),
    ("claimed-is-the-voucher", |j| {
        let claims = format!("{PAYLOAD}.claims.0");
        j.has(&claims)?.copy(&format!("{claims}.voucher.maxClaimableAmount"), &format!("{claims}.totalClaimed"))
    }),
];

fn of_scheme_alone(j: &mut Json) -> Option<&mut Json> {
    j.is("offer.scheme", "batch-settlement")
}

fn delay<'a>(j: &'a mut Json, seconds: &str) -> Option<&'a mut Json> {
    let path = format!("{PAYLOAD}.channelConfig.withdrawDelay");
    j.has(&path)?.put(&path, seconds)
}

/// What the key of a payment names.
const KEYS: [Row; 5] = [
    ("sum-ignored", |j| {
        let path = format!("{PAYLOAD}.voucher.maxClaimableAmount");
        j.is(&format!("{PAYLOAD}.type"), "voucher")?.say(&path, "3000")
    }),
    ("channel-ignored", |j| {
        let path = format!("{PAYLOAD}.channelConfig.salt");
        j.is(&format!("{PAYLOAD}.type"), "voucher")?.say(&path, &format!("0x{:064x}", 42))
    }),
    ("refund-without-amount", |j| j.is(&format!("{PAYLOAD}.type"), "refund")?.del(&format!("{PAYLOAD}.amount"))),
    ("salt-of-a-deposit-ignored", |j| {
        let path = format!("{PAYLOAD}.deposit.authorization.erc3009Authorization.salt");
        j.has(&path)?.say(&path, &format!("0x{}", "11".repeat(32)))
    }),
    ("nonce-of-a-permit-ignored", |j| {
        let path = format!("{PAYLOAD}.deposit.authorization.permit2Authorization.nonce");
        j.has(&path)?.say(&path, "7")
    }),
];
