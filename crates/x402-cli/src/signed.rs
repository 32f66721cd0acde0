//! `x402 verify-signed`: judges a signed offer of a demand, or the receipt of a settlement.

use std::fmt::Write as _;

use x402_extensions::offer_receipt::ArtifactReport;
use x402_operations::{ArtifactSource, Kind, OfferReceiptInput, offer_receipt_answer};
use x402_types::RawJson;

use crate::{
    args::accompanying::{Artifact, SignedArgs},
    argument::{Wanted, find},
    extension_report::{checks, exit_code, verdict},
    host::Host,
    input,
    output::{Failure, Output, exit},
    show::{flags, refusal},
    style::{self, printable},
};

pub(crate) fn run(args: &SignedArgs, host: &mut dyn Host) -> Result<Output, Failure> {
    let verified = read(args, host)?.verify();
    let code = verified.as_ref().map_or(exit::UNDECODABLE, |report| exit_code(report.report().verdict()));
    if args.json {
        let text = offer_receipt_answer(verified.as_ref()).map_err(|error| Failure::Io(error.into()))?;
        return Ok(Output { text: text.get().to_owned() + "\n", code });
    }
    let text = match &verified {
        Ok(report) => show(report, args.explain),
        Err(error) => format!("{}: {}", style::outcome("invalid"), refusal(error)),
    };
    Ok(Output { text, code })
}

fn read(args: &SignedArgs, host: &mut dyn Host) -> Result<OfferReceiptInput, Failure> {
    let jwk = args.jwk.as_deref().map(|jwk| input::object("--jwk", jwk, host)).transpose()?;
    let signer = args.signer.as_deref().map(str::parse).transpose();
    let signer = signer.map_err(|error| Failure::Usage(format!("--signer: {error}")))?;
    let wanted = match args.artifact {
        Artifact::Offer => Wanted::PaymentRequired,
        Artifact::Receipt => Wanted::Settlement,
    };
    let encoded = find(&args.object, wanted, host)?.encoded;
    let artifact = match (args.artifact, args.index) {
        (Artifact::Receipt, Some(_)) => {
            return Err(Failure::Usage("--index does not apply to a receipt; it applies to a signed offer".into()));
        }
        (Artifact::Receipt, None) => ArtifactSource::Receipt { settlement: encoded.of_kind(Kind::Settlement)? },
        (Artifact::Offer, index) => ArtifactSource::Offer {
            payment_required: encoded.of_kind(Kind::PaymentRequired)?,
            index: index.unwrap_or_default(),
        },
    };
    let mut input = OfferReceiptInput::new(artifact, input::now(args.now, host)?);
    (input.signer, input.jwk, input.resolve_kid) = (signer, jwk, args.resolve_kid);
    (input.kid, input.alg) = (args.kid.clone(), args.alg.clone());
    Ok(input)
}

fn show(report: &ArtifactReport, in_full: bool) -> String {
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
    if in_full {
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
