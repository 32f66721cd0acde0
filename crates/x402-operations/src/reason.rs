//! The operation `reason`: the meaning of a reason code, its usual causes, the party that must act, and the next step
//! (C-15).

use alloc::{borrow::ToOwned, string::String, vec::Vec};

use serde::Serialize;
use serde_json::{Map, Value};
use x402_types::{Cause, Dialect, Meaning, Topic};

use crate::{Fields, stop::Outcome};

/// Returns the meanings of a code. The meaning that the specification defines comes first.
#[must_use]
pub fn meanings(code: &str) -> Vec<Meaning> {
    let mut found: Vec<Meaning> = Meaning::of(code).collect();
    found.sort_by_key(|meaning| !meaning.dialects(code).any(|dialect| dialect == Dialect::Spec));
    found
}

/// Returns the code without the result of the ledger, which some facilitators add after a colon
/// (`transaction_failed: tecPATH_DRY`), if the tables list only the code before the colon. Every other code is returned
/// unchanged.
#[must_use]
pub fn without_result(code: &str) -> &str {
    let is_known = |code: &str| Meaning::of(code).next().is_some();
    match code.split_once(": ") {
        Some((known, _)) if !is_known(code) && is_known(known) => known,
        _ => code,
    }
}

/// Returns the known code with the fewest edits. `None` if no known code is close enough.
#[must_use]
pub fn nearest(code: &str) -> Option<&'static str> {
    // No code is as long as this. A distance takes the product of both lengths.
    if code.len() > 100 {
        return None;
    }
    let known = Meaning::all().flat_map(|meaning| Dialect::ALL.iter().copied().flat_map(move |it| meaning.codes(it)));
    // Some software writes a code in capitals, as a constant.
    let code = code.to_lowercase();
    let near = known.map(|known| (strsim::levenshtein(&code, &known.to_lowercase()), known)).min();
    near.filter(|(edits, known)| edits.saturating_mul(3) <= known.len()).map(|(_, known)| known)
}

/// The answer of `reason`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReasonResult {
    code: String,
    meanings: Vec<ShownMeaning>,
    as_of: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    tables: Option<Map<String, Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nearest: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<String>,
}

#[derive(Debug, Serialize)]
struct ShownMeaning {
    meaning: &'static str,
    r#in: Vec<&'static str>,
    codes: Map<String, Value>,
    causes: Vec<&'static str>,
    #[serde(rename = "causeActors")]
    cause_actors: Vec<&'static str>,
    actor: &'static str,
    #[serde(rename = "toAct")]
    to_act: &'static str,
    next: &'static str,
}

impl ReasonResult {
    /// Looks a code up in the tables.
    #[must_use]
    pub fn of(code: &str) -> Self {
        let known = without_result(code);
        let meanings: Vec<_> = meanings(known).into_iter().map(|meaning| ShownMeaning::of(meaning, known)).collect();
        let is_unknown = meanings.is_empty();
        let tables =
            || Dialect::ALL.iter().map(|dialect| (dialect.as_str().to_owned(), dialect.source().into())).collect();
        Self {
            code: code.to_owned(),
            meanings,
            as_of: Meaning::AS_OF,
            tables: is_unknown.then(tables),
            nearest: if is_unknown { nearest(code) } else { None },
            address: Topic::Reason(known).address(),
        }
    }
}

impl ShownMeaning {
    fn of(meaning: Meaning, code: &str) -> Self {
        let codes = Dialect::ALL.iter().map(|&dialect| (dialect, meaning.codes(dialect).map(Value::from).collect()));
        let codes = codes.filter(|(_, codes): &(_, Vec<Value>)| !codes.is_empty());
        let explanation = meaning.explanation();
        Self {
            meaning: meaning.sentence(),
            r#in: meaning.dialects(code).map(Dialect::as_str).collect(),
            codes: codes.map(|(dialect, codes)| (dialect.as_str().to_owned(), codes.into())).collect(),
            causes: explanation.causes().iter().map(Cause::text).collect(),
            cause_actors: explanation.causes().iter().map(|cause| cause.actor().as_str()).collect(),
            actor: explanation.actor().as_str(),
            to_act: explanation.actor().sentence(),
            next: explanation.next(),
        }
    }
}

pub(crate) fn run(mut fields: Fields<'_>) -> Outcome<ReasonResult> {
    let code: String = fields.require_as("code")?;
    fields.finish()?;
    Ok(ReasonResult::of(&code))
}
