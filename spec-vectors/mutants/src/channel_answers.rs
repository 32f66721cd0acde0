//! Mutants of what a client does after an answer about its channel: `channel-response` and `channel-correction`.

use crate::{
    json::Json,
    mutant::{Mutant, Row, inputs, results},
    question::{Question, result_of},
};

pub(crate) fn mutants() -> Vec<Mutant> {
    [
        inputs("channel-response/", &RESPONSES),
        results("channel-response/", &AFTERWARDS),
        copied(),
        inputs("channel-correction/", &CORRECTIONS),
        results("channel-correction/", &ADOPTED),
        proofs(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

const STATE: &str = "response.extra.channelState";
const HASH: &str = "0x1234567890abcdef1234567890abcdef1234567890abcdef1234567890abcdef";

fn number(j: &Json, path: &str) -> Option<u128> {
    j.text_at(path)?.parse().ok()
}

/// A number where a text has to be is read all the same.
fn as_text<'a>(j: &'a mut Json, path: &str) -> Option<&'a mut Json> {
    let plain = j.get(path)?.as_plain()?.to_owned();
    j.say(path, &plain)
}

/// A member of the answer that is not compared, or that may be missing.
const RESPONSES: [Row; 17] = [
    ("failures-are-answers", |j| j.has("response.success")?.put("response.success", "true")),
    ("network-ignored", |j| j.has("response.network")?.copy("offer.network", "response.network")),
    ("payer-ignored", |j| j.del("response.payer")),
    ("channel-ignored", |j| {
        let id = format!("{STATE}.channelId");
        j.has(&id)?.copy("payment.json.payload.voucher.channelId", &id)
    }),
    ("channel-compared-as-text", |j| {
        j.reads(&format!("{STATE}.channelId"), |id| id != id.to_lowercase())?.say(&format!("{STATE}.channelId"), "0x")
    }),
    ("charge-above-the-price", |j| j.say("offer.amount", "340282366920938463463374607431768211455")),
    ("no-charge-is-zero", |j| {
        j.lacks("response.extra.chargedAmount")?.has("response.extra")?.say("response.extra.chargedAmount", "0")
    }),
    ("charge-as-a-number", |j| as_text(j, "response.extra.chargedAmount")),
    ("sum-ignored", |j| {
        let sum = number(j, "channel.charged")?.checked_add(number(j, "response.extra.chargedAmount")?)?;
        let path = format!("{STATE}.chargedCumulativeAmount");
        j.has(&path)?.say(&path, &sum.to_string())
    }),
    ("sum-as-a-number", |j| as_text(j, &format!("{STATE}.chargedCumulativeAmount"))),
    ("no-sum-is-that-of-the-client", |j| {
        let sum = number(j, "channel.charged")?.checked_add(number(j, "response.extra.chargedAmount")?)?;
        let path = format!("{STATE}.chargedCumulativeAmount");
        j.lacks(&path)?.has(STATE)?.say(&path, &sum.to_string())
    }),
    ("claims-ignored", |j| {
        let path = format!("{STATE}.totalClaimed");
        j.has(&path)?.say(&path, "0")
    }),
    ("balance-ignored", |j| {
        let balance = number(j, "channel.balance")?;
        let more = number(j, "payment.json.payload.deposit.amount").unwrap_or_default();
        let path = format!("{STATE}.balance");
        j.lacks("payment.json.payload.amount")?.has(&path)?.say(&path, &balance.checked_add(more)?.to_string())
    }),
    ("balance-without-the-deposit", |j| {
        let less = number(j, "channel.balance")?.checked_sub(number(j, "payment.json.payload.deposit.amount")?)?;
        j.say("channel.balance", &less.to_string())
    }),
    ("transaction-ignored", |j| {
        j.reads("payment.json.payload.type", |kind| kind != "voucher")?.say("response.transaction", HASH)
    }),
    ("voucher-without-a-transaction-fails", |j| {
        j.is("payment.json.payload.type", "voucher")?.is("response.transaction", "")?.put("response.success", "false")
    }),
    ("deposited-amount-ignored", |j| {
        j.has("payment.json.payload.deposit")?.copy("payment.json.payload.deposit.amount", "response.amount")
    }),
];

const AFTERWARDS: [Row; 2] =
    [("no-flags", |j| j.put("flags", "[]")), ("nothing-was-charged", |j| j.add("charged", -700))];

/// The client's sums are copied from the answer.
fn copied() -> Vec<Mutant> {
    vec![Mutant::new("channel-response/balance-is-copied", |question: &Question<'_>| {
        let value = question.input.text_at(&format!("{STATE}.balance"))?;
        result_of(&question.result()?.edited(|j| j.has("balance")?.say("balance", &value))?)
    })]
}

const EXTRA: &str = "demand.accepts.0.extra";

const CORRECTIONS: [Row; 12] = [
    ("any-error", |j| j.say("demand.error", "invalid_batch_settlement_evm_cumulative_amount_mismatch")),
    ("one-error-alone", |j| {
        j.is("demand.error", "invalid_batch_settlement_evm_cumulative_below_claimed")?.say("demand.error", "other")
    }),
    ("channel-of-the-demand-ignored", |j| j.del(&format!("{EXTRA}.channelState.channelId"))),
    ("channel-of-the-demand-required", |j| {
        let path = format!("{EXTRA}.channelState.channelId");
        j.lacks(&path)?.del("demand.error")
    }),
    ("claims-ignored", |j| {
        let [(id, _)] = j.get("facts.channels")?.members() else { return None };
        let path = format!("facts.channels.{id}.totalClaimed");
        j.has(&format!("{EXTRA}.voucherState.signature"))?.say(&path, "0")
    }),
    ("balance-ignored", |j| {
        let [(id, _)] = j.get("facts.channels")?.members() else { return None };
        let path = format!("facts.channels.{id}.balance");
        j.say(&path, "340282366920938463463374607431768211455")
    }),
    ("state-of-any-channel", |j| {
        let [(id, state)] = j.get("facts.channels")?.members() else { return None };
        let (is_other, state) = (id.starts_with("0xabab"), state.clone());
        let id = "0x96c688f173ab105a178d94ded619e32146547e8d67efb44d6ffddfd89b3e2ca2";
        j.when(is_other)?.put("facts.channels", "{}")?.with(&format!("facts.channels.{id}"), &state)
    }),
    ("accounts-ignored", |j| j.del("facts.accounts")),
    ("contracts-ignored", |j| j.del("facts.contractSignatures")),
    ("caller-of-the-contract-ignored", |j| {
        j.say("facts.contractSignatures.0.caller", "0x4020074e9dF2ce1deE5A9C1b5c3f541D02a10003")
    }),
    ("sum-as-a-number", |j| as_text(j, &format!("{EXTRA}.channelState.chargedCumulativeAmount"))),
    ("first-offer-alone", |j| {
        j.reads("demand.accepts.0.scheme", |scheme| scheme != "batch-settlement")?.cut("demand.accepts", 1)
    }),
];

const ADOPTED: [Row; 4] = [
    ("no-questions", |j| j.put("needs", "[]")),
    ("nothing-outstanding", |j| j.put("outstanding", "[]")),
    ("undecided-is-invalid", |j| j.is("verdict", "undecided")?.say("verdict", "invalid")),
    ("undecided-is-valid", |j| j.is("verdict", "undecided")?.say("verdict", "valid")),
];

/// A voucher that proves nothing is taken, or one that proves something is not.
fn proofs() -> Vec<Mutant> {
    let taken = |name: &str, fault: &'static str| {
        Mutant::edits_result(format!("channel-correction/{name}"), move |j| {
            j.reads("detail", |detail| detail.contains(fault))?.say("verdict", "valid")
        })
    };
    vec![
        taken("unsigned-vouchers-are-taken", "did not sign"),
        taken("sums-above-the-voucher-are-taken", "above what was signed"),
        taken("malformed-members-are-taken", "malformed"),
        Mutant::new("channel-correction/payers-sign-no-vouchers", |question| {
            let authorizer = question.input.text_at("config.payerAuthorizer")?;
            let is_zero = authorizer.chars().all(|digit| matches!(digit, '0' | 'x'));
            result_of(&question.result()?.edited(|j| j.when(is_zero)?.say("verdict", "invalid"))?)
        }),
        Mutant::new("channel-correction/no-voucher-no-sum", |question| {
            let is_proven = question.input.get(&format!("{EXTRA}.voucherState.signature")).is_some();
            result_of(&question.result()?.edited(|j| j.when(!is_proven)?.say("verdict", "invalid"))?)
        }),
        Mutant::new("channel-correction/sums-need-no-voucher", |question| {
            let is_proven = question.input.get(&format!("{EXTRA}.voucherState.signature")).is_some();
            let value = question.input.text_at(&format!("{EXTRA}.channelState.chargedCumulativeAmount"))?;
            result_of(&question.result()?.edited(|j| j.when(!is_proven)?.has("charged")?.say("charged", &value))?)
        }),
    ]
}
