//! Judges a signed offer of a demand, or the receipt of a settlement.

use std::fmt::Write as _;

use x402_extensions::offer_receipt::ArtifactReport;
use x402_operations::{ArtifactSource, Kind, OfferReceiptInput, offer_receipt_answer};
use x402_types::RawJson;

use super::verdict::{checks, exit_code, verdict};
use crate::{
    args::{
        Artifact, VerifyArgs,
        uses::{
            Uses,
            verify::{RECEIPT, SIGNED_OFFER},
        },
    },
    explain::Length,
    given::Given,
    input,
    said::{Failure, Said, exit},
    show::{flags, refusal},
    style::{self, printable},
};

pub(super) const fn is(args: &VerifyArgs, _: Option<&str>) -> bool {
    args.signed.is_some()
}

pub(super) const fn uses(args: &VerifyArgs) -> &'static Uses {
    match args.signed {
        Some(Artifact::Receipt) => &RECEIPT,
        Some(Artifact::Offer) | None => &SIGNED_OFFER,
    }
}

pub(super) fn run(given: Given, args: &VerifyArgs, length: Length) -> Result<Said, Failure> {
    let judged = read(given, args)?.judge();
    let code = judged.as_ref().map_or(exit::UNDECODABLE, |report| exit_code(report.report().verdict()));
    if args.json {
        let text = offer_receipt_answer(judged.as_ref()).map_err(|error| Failure::Io(error.into()))?;
        return Ok(Said { text: text.get().to_owned() + "\n", code });
    }
    let text = match &judged {
        Ok(report) => show(report, length),
        Err(error) => format!("{}: {}", style::outcome("invalid"), refusal(error)),
    };
    Ok(Said { text, code })
}

pub(super) fn diagnose(_: Given, _: &VerifyArgs) -> Result<Said, Failure> {
    let why = "--signed: x402 diagnose makes no guesses about offers and receipts; use x402 explain";
    Err(Failure::Usage(why.into()))
}

fn read(given: Given, args: &VerifyArgs) -> Result<OfferReceiptInput, Failure> {
    let key = &args.key;
    let jwk = key.jwk.as_deref().map(|jwk| input::object("--jwk", jwk)).transpose()?;
    let signer = key.signer.as_deref().map(str::parse).transpose();
    let signer = signer.map_err(|error| Failure::Usage(format!("--signer: {error}")))?;
    let artifact = match args.signed {
        Some(Artifact::Receipt) => ArtifactSource::Receipt { settlement: given.of_kind(Kind::Settlement)? },
        Some(Artifact::Offer) | None => ArtifactSource::Offer {
            demand: given.of_kind(Kind::PaymentRequired)?,
            index: args.index.unwrap_or_default(),
        },
    };
    let mut input = OfferReceiptInput::new(artifact, input::now(args.now)?);
    (input.signer, input.jwk, input.resolve_kid) = (signer, jwk, key.resolve_kid);
    (input.kid, input.alg) = (key.kid.clone(), key.alg.clone());
    Ok(input)
}

fn show(report: &ArtifactReport, length: Length) -> String {
    let mut text = verdict(report.report());
    for (name, value) in [
        ("format", report.format().map(|format| format.as_str().to_owned())),
        ("signer", report.signer().map(|signer| signer.to_string())),
        ("alg", report.alg().map(Into::into)),
        ("kid", report.kid().map(Into::into)),
        ("entry of accepts", report.accept().map(|index| index.to_string())),
    ] {
        if let Some(value) = value {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "  {name}: {}", printable(&value));
        }
    }
    if length == Length::Full {
        text += &report.payload().map(members).unwrap_or_default();
        text += &checks(report.report());
    }
    text + &flags(report.report().flags())
}

/// The signed payload, one member on each line.
fn members(payload: &RawJson) -> String {
    let members = payload.as_json().members().into_iter().flatten();
    let line = |(name, value): (std::borrow::Cow<'_, str>, x402_types::JsonRef<'_>)| {
        format!("  {}: {}\n", printable(&name), printable(value.text()))
    };
    String::from("\nsigned\n") + &members.map(line).collect::<String>()
}
