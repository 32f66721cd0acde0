//! `x402 lint` (`docs/how-to/lint.md`).

mod exit_code;
mod github;
mod linted;
mod listing;
mod pretty;
mod sarif;

use x402_lint::{Bounds, Corrected, Finding, Level, Lint, Source, corrected};
use x402_operations::{
    lint_answer, lint_mended, lint_response,
    recognise::{self, Answered, Form, Outcome, Recognised, What},
};

use crate::{
    answered,
    args::{LintArgs, LintFormat},
    argument::{self, Wanted},
    encoded::{Encoded, without_bom},
    host::Host,
    output::{Failure, Output, complain},
    settlement,
    show::write_value,
};
use linted::Linted;

pub(crate) fn run(args: &LintArgs, host: &mut dyn Host) -> Result<Output, Failure> {
    let bytes = argument::document(&args.demand, host)?;
    let is_json = matches!(without_bom(&bytes).trim_ascii_start().first(), Some(b'{' | b'['));
    let whole = String::from_utf8_lossy(&bytes).into_owned();
    let text = recognise::recognise(&whole);
    if let Some(output) = listing::run(&text, args)? {
        return Ok(output);
    }
    // The faults of a 402 response were asked for, and yet a payment that it refuses is not valid.
    let answered = text
        .answered
        .clone()
        .filter(|answered| matches!(answered.outcome, Outcome::Refused | Outcome::NotSettled | Outcome::Failed));
    let lint = lint_text(text, bytes, host)?;
    if args.fix {
        return fix(&lint, host);
    }
    let text = is_json.then_some(whole);
    let linted = Linted::new(lint, argument::file_in(&args.demand, host), text);
    let code = exit_code::of_lint(&linted.lint);
    let text = match if args.json { LintFormat::Json } else { args.format } {
        LintFormat::Pretty => {
            answered.as_ref().map(answered::headline).unwrap_or_default() + &pretty::text(&linted.lint)
        }
        LintFormat::Json => {
            let result = lint_answer(linted.lint).map_err(|error| Failure::Io(error.into()))?;
            with_answer(answered.as_ref(), result)? + "\n"
        }
        LintFormat::Sarif => sarif::text(&linted).map_err(|error| Failure::Io(error.into()))?,
        LintFormat::Github => github::text(&linted),
    };
    Ok(Output { text, code })
}

/// The result, after the answer that refuses a payment.
fn with_answer(answered: Option<&Answered>, result: String) -> Result<String, Failure> {
    let Some(answered) = answered else { return Ok(result) };
    let answered = serde_json::to_string(answered).map_err(|error| Failure::Io(error.into()))?;
    // The result is an object with fields.
    Ok(format!("{{\"answered\":{answered},{}", &result[1..]))
}

/// Judges the demand in a text: in a response, a header, a message of another protocol, or JSON.
fn lint_text(text: Recognised, bytes: Vec<u8>, host: &mut dyn Host) -> Result<Lint, Failure> {
    let bounds = &Bounds::DEFAULT;
    if let Some((status, message)) = answer_in(&text)? {
        let headers: Vec<_> = message.headers.iter().map(|it| (it.name.clone(), it.value.clone())).collect();
        return Ok(lint_response(Some(status), &headers, message.body.as_bytes()));
    }
    if let Some(other) = text.other().filter(|_| text.parts.is_empty()) {
        return Err(Failure::Usage(other.to_string()));
    }
    let found = argument::found_as(text, bytes, Wanted::PaymentRequired)?;
    let text = &found.text;
    if text.form != Form::Json {
        found.print_notes(host);
    }
    let last = |what| text.last(what).filter(|part| !part.is_guess).and_then(|part| part.text.clone());
    if last(What::Demand).is_none()
        && let Some(message) = last(What::Message)
    {
        let required = recognise::in_message(&message).into_iter().find(|part| part.what == What::Demand);
        let required = required.and_then(|part| part.text).ok_or_else(|| {
            Failure::Usage("the message has no payment requirements: run x402 decode to see its content".into())
        })?;
        return Ok(x402_lint::lint(&Source::Text(&required), bounds));
    }
    if last(What::Demand).is_none() && last(What::Manifest).is_some() {
        return Err(Failure::Usage(
            "expected a 402 response, but this is a manifest, as sellers publish it at /.well-known/x402. Check the 402 response \
             of each resource: curl -si URL | x402 lint"
                .into(),
        ));
    }
    if last(What::Demand).is_none()
        && let Some(text) = last(What::Settlement)
    {
        let settlement = x402_operations::Source::Text(text);
        return Err(Failure::Usage(settlement::instead_of("a 402 response", &settlement)));
    }
    Ok(match found.encoded {
        Encoded::Json(bytes) => x402_lint::lint(&Source::Bytes(&bytes), bounds),
        Encoded::Header(name, value) => {
            lint_mended(&value, x402_lint::lint(&Source::Header(&name, value.as_bytes()), bounds))
        }
        Encoded::Value(value) => {
            lint_mended(&value, x402_lint::lint(&Source::Header("PAYMENT-REQUIRED", value.as_bytes()), bounds))
        }
    })
}

/// The response that has the demand: the last one with status 402 or 412, or header lines. `None` if the text is none of them, or if
/// what is in a body is a message of another protocol.
fn answer_in(text: &Recognised) -> Result<Option<(u16, &recognise::Message)>, Failure> {
    if text.form == Form::Headers {
        let is_single = text.messages.iter().all(|message| message.headers.len() < 2 && message.body.is_empty());
        return Ok(text.messages.first().filter(|_| !is_single).map(|message| (402, message)));
    }
    if !matches!(text.form, Form::Transcript | Form::Har) {
        return Ok(None);
    }
    // A demand in a response of another status is judged, too. Without one there is nothing to judge.
    let has_payment_required =
        |index| text.parts.iter().any(|part| part.what == What::Demand && part.message == Some(index));
    let with_status = || text.messages.iter().enumerate().rev().filter_map(|(at, it)| Some((at, it.status?, it)));
    let answer = with_status()
        .find(|(_, status, _)| matches!(status, 402 | 412))
        .or_else(|| with_status().find(|(index, ..)| has_payment_required(*index)));
    if let Some((_, status, answer)) = answer {
        return match &answer.broken {
            Some(_) => Err(Failure::Usage("one line of the response is not a header".into())),
            None => Ok(Some((status, answer))),
        };
    }
    if text.parts.iter().any(|part| matches!(part.what, What::Message | What::ResourceList | What::SearchResults)) {
        return Ok(None);
    }
    let status =
        with_status().next().map(|(_, status, _)| status).map(|status| format!("the response has status {status}"));
    let why = status.unwrap_or_else(|| "the request has no response".into());
    Err(Failure::Usage(format!("{why}, but only responses with the status 402 or 412 contain payment requirements")))
}

/// Prints the corrected demand. The remaining findings go to standard error, so that the demand can be piped.
fn fix(lint: &Lint, host: &mut dyn Host) -> Result<Output, Failure> {
    let Some(required) = &lint.payment_required else {
        let error = lint.findings.iter().find(|finding| finding.level == Level::Error);
        let why = error.map_or_else(String::new, Finding::message);
        return Err(Failure::Usage(format!("--fix: there is no 402 response to correct: {why}")));
    };
    let Corrected { payment_required: required, left, .. } = corrected(required, &Bounds::DEFAULT);
    for finding in &left.findings {
        complain(&format!("left: {}", pretty::line(finding)), host);
    }
    let mut text = String::new();
    write_value(&mut text, required.as_json(), 0);
    Ok(Output { text: text + "\n", code: exit_code::of_lint(&left) })
}
