//! `x402 decode`

use x402_conformance::ops;
use x402_types::{DecodeError, DecodeOptions, Flags, Wire, v2::PaymentPayload};

use crate::{
    Failure, Said,
    args::{DecodeArgs, Profile},
    exit, input,
    style::{printable, printable_json},
};

pub(crate) fn run(args: &DecodeArgs) -> Result<Said, Failure> {
    let payment = input::payment(&args.payment)?;
    if args.json {
        let (text, decoded) =
            ops::decode_payment(payment, &input::options(args.profile)).map_err(|error| Failure::Io(error.into()))?;
        return Ok(Said { text: text + "\n", code: if decoded { exit::VALID } else { exit::UNDECODABLE } });
    }
    match payment.clone().decode(&input::options(args.profile)) {
        Ok(decoded) => Ok(Said { text: show(&decoded.value, decoded.flags), code: exit::VALID }),
        Err(error) => {
            let mut text = refusal(&error);
            if args.profile == Profile::Strict
                && let Ok(decoded) = payment.decode(&DecodeOptions::LENIENT)
            {
                text += "\nSome implementations take it all the same; --profile lenient reads it:\n";
                text += &flags(decoded.flags);
            }
            Ok(Said { text, code: exit::UNDECODABLE })
        }
    }
}

/// One line that says stage, kind and place, and what is wrong.
pub(crate) fn refusal(error: &DecodeError) -> String {
    format!("cannot be decoded ({}: {}): {error}\n", error.stage().as_str(), error.kind().as_str())
}

fn show(payment: &PaymentPayload, raised: Flags) -> String {
    let accepted = &payment.accepted;
    let mut text = format!(
        "x402 V2 PaymentPayload\n  scheme   {}\n  network  {}\n  amount   {} atomic units\n  asset    {}\n  payTo    {}\n  \
         timeout  {} s\n",
        printable(accepted.scheme.as_str()),
        accepted.network,
        accepted.amount,
        printable(&accepted.asset),
        printable(&accepted.pay_to),
        accepted.max_timeout_seconds
    );
    let mut line = |name: &str, value: String| text += &format!("  {name:<8} {value}\n");
    if let Some(extra) = &accepted.extra {
        line("extra", printable_json(extra.as_str()));
    }
    if let Some(resource) = &payment.resource {
        line("resource", printable(&resource.url));
    }
    line("payload", printable_json(payment.payload.as_str()));
    if let Some(extensions) = &payment.extensions {
        line("extensions", printable_json(extensions.as_str()));
    }
    for (name, value) in payment.other.iter() {
        line("other", format!("{}: {}", printable(name), printable_json(value.as_str())));
    }
    text += &flags(raised);
    text += &format!("canonical JSON\n  {}\n", printable_json(&payment.to_json()));
    text
}

pub(crate) fn flags(flags: Flags) -> String {
    flags.iter().map(|flag| format!("  flag {flag}: {}\n", flag.sentence())).collect()
}
