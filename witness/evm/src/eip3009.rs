//! Payments with EIP-3009, on the token that settles them.

mod compare;
mod question;
mod recorded;
mod run;

use x402_conformance::vector::Vector;

use crate::{compare::explains_no_call, results::Finding, worlds::Worlds};
use question::Question;
pub(crate) use recorded::Recorded;
use run::{Answers, Form};

/// Whether the vector is about such a payment.
pub(crate) fn is_about(vector: &Vector) -> bool {
    Question::of(vector).is_ok()
}

/// Compares the answers with a vector. An error is a difference that nothing explains, or a failure of this program.
pub(crate) fn look(vector: &Vector, worlds: &mut Worlds, recorded: &Recorded) -> Result<Finding, String> {
    let mut finding = Finding::about(vector);
    let question = match Question::of(vector) {
        Ok(question) => question,
        Err(why) if explains_no_call(vector) => return Ok(finding.not_called(why)),
        Err(why) => return Err(why),
    };
    let call = recorded.call(&vector.id)?;
    let answers = Answers::of(vector, &question, worlds, recorded, call)?;
    if let Some(call) = call {
        let bytes = answers.first(Form::Bytes).ok_or("every signature can be handed over in one piece")?;
        call.answer.compare(answers.first(Form::Vrs), bytes, question.signed.value)?;
        question.payer.agrees(call.payer_code)?;
    }
    finding.record(compare::compare(vector, &question, &answers)?);
    finding.calls = answers.calls();
    let same_domain = question.terms.version.is_none_or(|version| version == answers.version);
    if same_domain && vector.expect.check.as_deref() != Some("offer") {
        finding.domain_separator = Some(answers.domain_separator);
    }
    Ok(finding)
}
