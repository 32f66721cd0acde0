//! The last steps of a vector: what follows from its expectation, and what witnesses found.

use std::collections::BTreeMap;

use crate::{
    bugs, derived,
    vector::{Class, Vector},
    witness::witnesses,
    witnessed::Known,
};

/// The text in a vector until a witness has run or a reason is given. `--check` refuses it.
pub const NOT_RUN: &str = "not run yet";

/// Completes a vector that has its intermediate values. `kind` is the kind of the decoder's error, where the answer does not have it.
///
/// # Errors
/// A witness contradicts the vector, or nothing says which bug accepts it.
pub fn finish(vector: &mut Vector, kind: Option<&str>, known: &Known<'_>) -> Result<(), String> {
    let findings = known.findings;
    derived::complete_members(vector, known);
    let mut confirmed = match vector.op.as_str() {
        "verify" => {
            vector.intermediate.chain = known.chain(vector)?;
            let confirmed = findings.confirm_hashes(vector)?.into_iter().chain(findings.confirm_solana(vector)?);
            let confirmed = confirmed.chain(findings.confirm_stellar(vector)?).chain(findings.confirm_xrpl(vector)?);
            confirmed.chain(derived::complete(vector, known)).collect()
        }
        "decode" => findings.confirm_decoding(vector),
        "match" => findings.confirm_match(vector)?,
        "settlement-state" => findings.confirm_state(vector)?,
        "carrier" | "choose" | "http-message-signature" | "http-outcome" | "sign-in-with-x" => {
            findings.confirm_shared(vector)?
        }
        "lint" => findings.confirm_parts(vector)?,
        "match-extensions" | "payment-identifier" => findings.confirm_verdict(vector)?,
        "ata" | "builder-code" | "channel-correction" | "channel-response" | "digest" | "fingerprint" | "network"
        | "replay-key" => findings.confirm_members(vector)?,
        "offer-receipt" => findings.confirm_artifact(vector)?,
        other => return Err(format!("{}: no witness looks at {other}", vector.id)),
    };
    if vector.op != "decode" && vector.expect.class == Class::Invalid {
        confirmed.extend(findings.confirm_decoding(vector));
    }
    vector.witness = known.witnesses(&vector.op, confirmed);
    bugs::flag(vector, kind)?;
    if known.is_settled && !vector.witness.is_empty() {
        vector.no_witness = None;
    } else if !known.is_settled || vector.no_witness.is_none() {
        vector.no_witness = Some(NOT_RUN.into());
    }
    Ok(())
}

/// `true` if witnesses are still to examine the vector.
#[must_use]
pub fn is_unexamined(vector: &Vector) -> bool {
    vector.no_witness.as_deref() == Some(NOT_RUN)
}

/// Prints how many vectors wait for witnesses, with the command that runs these.
pub fn tell_unexamined(vectors: &[Vector]) {
    let mut waiting: BTreeMap<Vec<&str>, Vec<&str>> = BTreeMap::new();
    for vector in vectors.iter().filter(|vector| is_unexamined(vector)) {
        waiting.entry(witnesses(vector)).or_default().push(&vector.id);
    }
    for (witnesses, ids) in waiting {
        let (count, first) = (ids.len(), ids[0]);
        eprintln!(
            "no witness has examined {count} (first: {first}); run `witness/run --write {}`",
            witnesses.join(" ")
        );
    }
}
