//! A text in the place of a command, such as `x402 insufficient_funds` or `x402 @payment.txt`.

use x402_operations::recognise::{self, Part, What};

use crate::{argument, host::Host, style::printable};

/// What the text shows that the user wants.
pub(crate) enum Bare {
    /// The text is a reason code, which has only one command.
    Reason,
    /// The sentence names the commands for the text.
    Named(String),
}

/// `None` if nothing shows what the text is: a command with a typing error is one of these.
pub(crate) fn meant(argument: &str, host: &mut dyn Host) -> Option<Bare> {
    let is_file = argument::file_in(argument, host).is_some();
    let bytes = argument::document(argument, host).ok()?;
    let text = recognise::recognise(&String::from_utf8_lossy(&bytes));
    let sure = |part: &&Part| !part.is_guess;
    let has = |what: What| text.parts.iter().filter(sure).any(|part| part.what == what);
    let what = ORDER.iter().find(|(what, _)| has(*what));
    match (what, text.other()) {
        (Some((What::Reason, _)), _)
            if !is_file && text.parts.len() == 1 && !argument.contains(char::is_whitespace) =>
        {
            Some(Bare::Reason)
        }
        (Some((_, commands)), _) => {
            let what = printable(&text.what);
            Some(Bare::Named(format!("the command is missing. This looks like {what}: run {commands} with it")))
        }
        (None, Some(other)) => Some(Bare::Named(other.to_string())),
        (None, None) => None,
    }
}

/// The commands for each kind of object. If a text has several, the first one here counts.
const ORDER: &[(What, &str)] = &[
    (What::Payment, "x402 verify or x402 explain"),
    (What::Request, "x402 verify or x402 explain"),
    (What::SignIn, "x402 verify-sign-in"),
    (What::Message, "x402 decode"),
    (What::Demand, "x402 lint"),
    (What::Offers, "x402 lint"),
    (What::Signed, "x402 verify-signed"),
    (What::Settlement, "x402 decode"),
    (What::VerifyResponse, "x402 decode"),
    (What::Challenge, "x402 decode"),
    (What::Supported, "x402 decode"),
    (What::ResourceList, "x402 decode"),
    (What::SearchResults, "x402 decode"),
    (What::ExtensionResponses, "x402 decode"),
    (What::Calldata, "x402 decode"),
    (What::Transaction, "x402 decode"),
    (What::Reason, "x402 reason"),
];
