//! Payments by `batch-settlement`, and what a facilitator submits for them, on the contracts of the scheme.

mod checks;
mod compare;
mod escrow;
mod payload;
mod proposed;
mod question;
mod run;
mod scene;

use revm::primitives::{B256, Bytes};
use serde_json::{Map, Value, json};
use x402_conformance::vector::Vector;

pub(crate) use self::escrow::Escrow;
use self::{
    payload::{Completed, Payload, Voucher},
    question::Question,
    run::Answers,
};
use crate::{compare::explains_no_call, results::Finding, worlds::Worlds};

/// Compares the answers with a vector. An error is a difference that nothing explains, or a failure of this program.
pub(crate) fn look(vector: &Vector, worlds: &mut Worlds) -> Result<Finding, String> {
    let mut finding = Finding::about(vector);
    let question = match Question::of(vector) {
        Ok(question) => question,
        Err(why) if explains_no_call(vector) || is_of_permit(vector) => return Ok(finding.not_called(why)),
        Err(why) => return Err(why),
    };
    let digests = digests(&question, worlds)?;
    // Of several messages the voucher counts, or the batch of claims: as in the vector.
    let digest = ["voucher", "batch"].iter().find_map(|name| digests.get(*name));
    if vector.intermediate.digest.is_some() {
        finding.computed.extend(digest.map(|found| ("digest".to_owned(), found["digest"].clone())));
    }
    let answers = Answers::of(vector, &question, worlds)?;
    finding.record(compare::compare(vector, &question, &answers)?);
    proposed::check(vector, &state_calls(&question, worlds)?, &answers.sent())?;
    finding.calls = answers.calls();
    Ok(finding)
}

/// Whether a permit for a sponsor is refused, which may be one that no call can contain.
fn is_of_permit(vector: &Vector) -> bool {
    vector.expect.check.as_deref().is_some_and(|check| check.starts_with("permit-"))
}

/// Asks the contract for everything that is signed for it. An error is another digest than the vector's.
pub(crate) fn compute(vector: &Vector, worlds: &mut Worlds) -> Result<Finding, String> {
    let mut finding = Finding::about(vector);
    let question = Question::signed(vector)?;
    let mut found = digests(&question, worlds)?;
    let expected: Value = serde_json::from_str(vector.expect.result.as_str()).map_err(|error| error.to_string())?;
    // A list is compared here, because findings are compared member for member.
    if let Some(rows) = found.remove("rows") {
        let digest = |row: &Value| json!({"digest": row["digest"]});
        let ours = expected["rows"].as_array().map(|rows| rows.iter().map(digest).collect());
        if ours != Some(rows.clone()) {
            return Err(format!("the contract says {rows} of the rows"));
        }
    }
    if found.is_empty() {
        return Ok(finding.not_called("the contract has no digest for a message of this kind".into()));
    }
    finding.computed = found.into_iter().collect();
    Ok(finding)
}

/// The calls that ask for the channels of a payload.
fn state_calls(question: &Question, worlds: &mut Worlds) -> Result<Vec<Bytes>, String> {
    let terms = &question.terms;
    let mut escrow = worlds.escrow((terms.chain, terms.asset, &terms.name), question.now)?;
    let configs = question.payload.configs();
    configs.into_iter().map(|config| escrow.channel_id(config).map(escrow::state_call)).collect()
}

/// The channel's id and the digests of the messages, by the names that the operation `digest` gives them.
fn digests(question: &Question, worlds: &mut Worlds) -> Result<Map<String, Value>, String> {
    let terms = &question.terms;
    let mut escrow = worlds.escrow((terms.chain, terms.asset, &terms.name), question.now)?;
    let mut found = Map::new();
    let mut add = |name: &str, digest: B256| {
        found.insert(name.into(), json!({"digest": digest.to_string()}));
    };
    match &question.payload {
        Payload::Voucher { voucher } | Payload::Deposit { voucher, .. } | Payload::Refund { voucher, .. } => {
            let Voucher { config, most, .. } = voucher;
            let id = escrow.channel_id(config)?;
            add("voucher", escrow.voucher_digest(id, *most)?);
            found.insert("channelId".into(), id.to_string().into());
        }
        Payload::Claim { rows, .. } => add("batch", escrow.batch_digest(rows)?),
        Payload::Completed(completed) => {
            let Completed { config, voucher, amount, nonce, rows, .. } = &**completed;
            let id = escrow.channel_id(config)?;
            if let Some(voucher) = voucher {
                add("voucher", escrow.voucher_digest(id, voucher.most)?);
            }
            add("refund", escrow.refund_digest(id, *nonce, *amount)?);
            if !rows.is_empty() {
                add("batch", escrow.batch_digest(rows)?);
            }
            found.insert("channelId".into(), id.to_string().into());
        }
        Payload::Sweep { .. } => {}
    }
    let rows = match &question.payload {
        Payload::Claim { rows, .. } => rows,
        Payload::Completed(completed) => &completed.rows,
        _ => return Ok(found),
    };
    let mut of_rows = Vec::new();
    for row in rows {
        let id = escrow.channel_id(&row.config)?;
        of_rows.push(json!({"digest": escrow.voucher_digest(id, row.most)?.to_string()}));
    }
    found.insert("rows".into(), of_rows.into());
    Ok(found)
}
