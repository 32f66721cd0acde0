//! Payments by Permit2, through the proxy of their scheme.

mod approval;
mod compare;
mod question;
mod recorded;
mod run;
mod token_permit;

use x402_conformance::vector::Vector;

use crate::{compare::explains_no_call, results::Finding, worlds::Worlds};
pub(crate) use approval::{Approval, Fate};
pub(crate) use question::Extension;
use question::Question;
pub(crate) use recorded::Recorded;
use run::Answers;

/// Compares the answers with a vector. An error is a difference that nothing explains, or a failure of this program.
pub(crate) fn look(vector: &Vector, worlds: &mut Worlds, recorded: &Recorded) -> Result<Finding, String> {
    let mut finding = Finding::about(vector);
    let call = recorded.call(&vector.id)?;
    if let Some(call) = call.filter(|call| call.is_of_token()) {
        return token_permit::look(vector, worlds, recorded, call);
    }
    let question = match Question::of(vector) {
        Ok(question) => question,
        Err(why) if explains_no_call(vector) => return Ok(finding.not_called(why)),
        Err(why) => return Err(why),
    };
    let answers = Answers::of(vector, &question, worlds, recorded, call)?;
    if let Some(call) = call {
        call.compare(answers.first()?)?;
        question.payer.agrees(call.payer_code)?;
    }
    finding.record(compare::compare(vector, &question, &answers, call.is_some())?);
    finding.calls = answers.calls();
    finding.domain_separator = Some(answers.domain_separator);
    Ok(finding)
}
