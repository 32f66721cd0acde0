//! From arguments to payments and offers.

use std::{
    fs,
    io::{self, Read},
    time::{SystemTime, UNIX_EPOCH},
};

use x402_conformance::ops::{Payment, VerifyInput};
use x402_types::{DecodeOptions, RawJson, Wire, v2::PaymentRequirements};
use x402_verify::{AccountCode, Facts, Policy};

use crate::{
    Failure,
    args::{Code, Profile, VerifyArgs},
};

pub(crate) const fn options(profile: Profile) -> DecodeOptions {
    match profile {
        Profile::Strict => DecodeOptions::STRICT,
        Profile::Lenient => DecodeOptions::LENIENT,
    }
}

/// The argument itself, the file behind `@`, or standard input for `-`.
fn read_argument(argument: &str) -> Result<Vec<u8>, Failure> {
    if argument == "-" {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes)?;
        return Ok(bytes);
    }
    match argument.strip_prefix('@') {
        Some(path) => fs::read(path).map_err(|error| Failure::Usage(format!("{path}: {error}"))),
        None => Ok(argument.into()),
    }
}

/// A header's value, a header line, or JSON text; the line feed at the end of a file is not the sender's.
pub(crate) fn payment(argument: &str) -> Result<Payment, Failure> {
    let mut bytes = read_argument(argument)?;
    while matches!(bytes.last(), Some(b'\n' | b'\r')) {
        bytes.pop();
    }
    if bytes.trim_ascii_start().starts_with(b"{") {
        return Ok(Payment::Bytes(bytes));
    }
    let text = String::from_utf8(bytes)
        .map_err(|_| Failure::Usage("the payment is neither a header's value nor JSON text: it is not UTF-8".into()))?;
    // A colon does not occur in base64, so it ends a header's name.
    Ok(match text.split_once(':') {
        Some((name, value)) => Payment::Header(name.trim().into(), value.trim_start().into()),
        None => Payment::Header("PAYMENT-SIGNATURE".into(), text),
    })
}

fn offers(arguments: &[String]) -> Result<Vec<PaymentRequirements>, Failure> {
    let mut offers = Vec::new();
    for argument in arguments {
        let text =
            String::from_utf8(read_argument(argument)?).map_err(|_| Failure::Usage("--offer: not UTF-8".into()))?;
        let unusable = |error| {
            Failure::Usage(format!(
                "--offer: {error}. Give a PaymentRequirements object, or an array of them, as JSON text or as @FILE"
            ))
        };
        let raw = RawJson::parse(&text).map_err(unusable)?;
        let mut take = |text: &str| -> Result<(), Failure> {
            let offer = PaymentRequirements::decode(text, &DecodeOptions::STRICT).map_err(unusable)?;
            offers.push(offer.value);
            Ok(())
        };
        match raw.as_json().elements() {
            Ok(mut elements) => elements.try_for_each(|element| take(element.text()))?,
            Err(_) => take(raw.as_str())?,
        }
    }
    Ok(offers)
}

pub(crate) fn verify(args: &VerifyArgs) -> Result<VerifyInput, Failure> {
    let clock = || SystemTime::now().duration_since(UNIX_EPOCH).map(|elapsed| elapsed.as_secs());
    let now = match args.now {
        Some(now) => now,
        None => clock().map_err(|_| Failure::Usage("the clock is before 1970; say the time with --now".into()))?,
    };
    let facts = match args.account_code {
        Code::None => Facts::new().with_any_account(AccountCode::None),
        Code::Some => Facts::new().with_any_account(AccountCode::Some),
        Code::Unknown => Facts::new(),
    };
    Ok(VerifyInput {
        payment: payment(&args.payment)?,
        offers: offers(&args.offer)?,
        now,
        options: options(args.profile),
        policy: Policy::DEFAULT,
        facts,
    })
}
