//! The inputs other than payments that `x402 verify`, `explain` and `diagnose` judge. Each kind of input is a row.

mod artifact;
mod sign_in;
mod verdict;

use x402_extensions::sign_in_with_x::HEADER;

use crate::{
    args::{
        VerifyArgs,
        uses::{Uses, verify::ALL},
    },
    decode::extension,
    explain::Length,
    given::{self, Given},
    said::{Failure, Said},
};

/// A kind of input and its functions.
struct Kind {
    /// Whether the arguments or the header's name select this kind of input.
    is: fn(&VerifyArgs, Option<&str>) -> bool,
    uses: fn(&VerifyArgs) -> &'static Uses,
    run: fn(Given, &VerifyArgs, Length) -> Result<Said, Failure>,
    diagnose: fn(Given, &VerifyArgs) -> Result<Said, Failure>,
}

const KINDS: &[Kind] = &[
    Kind { is: artifact::is, uses: artifact::uses, run: artifact::run, diagnose: artifact::diagnose },
    Kind { is: sign_in::is, uses: sign_in::uses, run: sign_in::run, diagnose: sign_in::diagnose },
];

/// Judges an input that is not a payment. Returns `None` for a payment.
pub(crate) fn run(args: &VerifyArgs, length: Length) -> Result<Option<Said>, Failure> {
    let Some((kind, given)) = recognise(args)? else { return Ok(None) };
    args.given.check((kind.uses)(args), ALL)?;
    (kind.run)(given, args, length).map(Some)
}

/// Diagnoses an input that is not a payment. Returns `None` for a payment.
pub(crate) fn diagnose(args: &VerifyArgs) -> Result<Option<Said>, Failure> {
    let Some((kind, given)) = recognise(args)? else { return Ok(None) };
    args.given.check((kind.uses)(args), ALL)?;
    (kind.diagnose)(given, args).map(Some)
}

fn recognise(args: &VerifyArgs) -> Result<Option<(&'static Kind, Given)>, Failure> {
    let Some(argument) = args.object.as_ref().or(args.payment.as_ref()) else { return Ok(None) };
    let of = |name: Option<&str>| KINDS.iter().find(|kind| (kind.is)(args, name));
    if let Some(kind) = of(None) {
        return Ok(Some((kind, given::given(argument)?)));
    }
    // Standard input can be read only once, and the code that reads payments does so.
    if argument == "-" {
        return Ok(None);
    }
    let given = given::given(argument)?;
    let kind = match &given {
        Given::Header(name, _) => of(Some(name)),
        Given::Value(_) | Given::Json(_) => {
            (extension::Kind::recognise(&given) == Some(extension::Kind::SignIn)).then(|| of(Some(HEADER))).flatten()
        }
    };
    Ok(kind.map(|kind| (kind, given)))
}
