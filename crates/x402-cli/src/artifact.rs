//! `x402 verify --signed` and `x402 explain --signed`: a signed offer, or a receipt.

use std::fmt::Write as _;

use x402_conformance::ops::{ArtifactSource, Kind, OfferReceiptInput, offer_receipt_answer};
use x402_types::RawJson;
use x402_verify::{Outcome, Verdict, offer_receipt::ArtifactReport};

use crate::{
    Failure, Said,
    args::{Artifact, VerifyArgs},
    decode, exit,
    explain::Length,
    input,
    style::printable,
};

pub(crate) fn run(args: &VerifyArgs, artifact: Artifact, length: Length) -> Result<Said, Failure> {
    let judged = read(args, artifact)?.judge();
    if args.json {
        let text = offer_receipt_answer(judged.as_ref()).map_err(|error| Failure::Io(error.into()))?;
        let code = judged.as_ref().map_or(exit::UNDECODABLE, exit_code);
        return Ok(Said { text: text.get().to_owned() + "\n", code });
    }
    Ok(match &judged {
        Ok(report) => Said { text: show(report, length), code: exit_code(report) },
        Err(error) => Said { text: decode::refusal(error), code: exit::UNDECODABLE },
    })
}

fn read(args: &VerifyArgs, artifact: Artifact) -> Result<OfferReceiptInput, Failure> {
    let carrier = args.object.as_deref().or(args.payment.as_deref()).unwrap_or("-");
    let given = input::given(carrier)?;
    let key = &args.key;
    let jwk = key.jwk.as_deref().map(|jwk| input::object("--jwk", jwk)).transpose()?;
    let signer = key.signer.as_deref().map(str::parse).transpose();
    let signer = signer.map_err(|error| Failure::Usage(format!("--signer: {error}")))?;
    let artifact = match artifact {
        Artifact::Offer => ArtifactSource::Offer {
            demand: given.of_kind(Kind::PaymentRequired)?,
            index: args.index.unwrap_or_default(),
        },
        Artifact::Receipt => ArtifactSource::Receipt { settlement: given.of_kind(Kind::Settlement)? },
    };
    Ok(OfferReceiptInput {
        artifact,
        now: input::now(args.now)?,
        signer,
        jwk,
        resolve_kid: key.resolve_kid,
        kid: key.kid.clone(),
        alg: key.alg.clone(),
    })
}

fn exit_code(report: &ArtifactReport) -> u8 {
    match report.report().verdict() {
        Verdict::Valid => exit::VALID,
        Verdict::Invalid => exit::INVALID,
        Verdict::Undecided => exit::UNDECIDED,
    }
}

fn show(report: &ArtifactReport, length: Length) -> String {
    let judged = report.report();
    let mut text = match judged.deciding() {
        None => format!("{}\n", judged.verdict()),
        Some(check) => {
            let why = match &check.outcome {
                Outcome::Fail(detail) => detail.to_string(),
                Outcome::Needs(question) => question.to_string(),
                Outcome::Pass | Outcome::Skipped(_) | _ => String::new(),
            };
            let reason = judged.reason().unwrap_or_default();
            format!("{}: {reason} ({}): {}\n", judged.verdict(), check.id, printable(&why))
        }
    };
    let mut line = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "  {name}: {}", printable(&value));
        }
    };
    line("format", report.format().map(|format| format.as_str().into()));
    line("signer", report.signer().map(|signer| signer.to_string()));
    line("alg", report.alg().map(Into::into));
    line("kid", report.kid().map(Into::into));
    line("entry of accepts", report.accept().map(|index| index.to_string()));
    for question in judged.outstanding() {
        line("left to ask", Some(question.to_string()));
    }
    text += &decode::flags(judged.flags());
    if length == Length::Full {
        if let Some(payload) = report.payload() {
            text += &members(payload);
        }
        for check in judged.checks() {
            let outcome = match &check.outcome {
                Outcome::Pass => "pass".into(),
                Outcome::Fail(detail) => format!("FAIL: {detail}"),
                Outcome::Needs(question) => format!("needs an answer: {question}"),
                Outcome::Skipped(because) => format!("skipped because of {because}"),
                _ => String::new(),
            };
            text += &format!("  {:<24} {}\n", check.id, printable(&outcome));
        }
    }
    text
}

/// What was signed, a member in each line.
fn members(payload: &RawJson) -> String {
    let members = payload.as_json().members().into_iter().flatten();
    let line = |(name, value): (std::borrow::Cow<'_, str>, x402_types::JsonRef<'_>)| {
        format!("    {}: {}\n", printable(&name), printable(value.text()))
    };
    String::from("  signed:\n") + &members.map(line).collect::<String>()
}
