//! The answers of others in a text, for people. They come first: a verdict on bytes is no answer of a seller.

use x402_lint::{Bounds, Source};
use x402_operations::{
    reason::{meanings, without_result},
    recognise::{Answered, Outcome},
};
use x402_types::RawJson;

use crate::{reason, style::printable};

/// The first line, and for a reason code what usually causes it and who acts.
pub(crate) fn headline(answered: &Answered) -> String {
    let code = answered.reason.as_deref().filter(|_| !answered.outcome.is_success());
    line(answered, None) + &code.map(reason::causes).unwrap_or_default()
}

/// The line about an answer, with the prices in the 402 response that it is.
pub(crate) fn line(answered: &Answered, required: Option<&str>) -> String {
    let (why, by) = (why(answered), answered.by);
    let status = answered.status.map(|status| format!(" (status {status})")).unwrap_or_default();
    match answered.outcome {
        Outcome::NotPaid => {
            let offer = required.map(offer).unwrap_or_default();
            format!("No payment was sent: this is the offer{offer}. The client did not answer it{why}\n")
        }
        Outcome::Refused => format!("The {by} refused the payment{status}{why}\n"),
        Outcome::NotSettled => {
            let still = answered.transaction.as_deref().map(printable);
            let still = still.map(|hash| format!("; transaction {hash} may still succeed")).unwrap_or_default();
            format!("The payment was not settled, as the {by} reports{status}{why}{still}\n")
        }
        Outcome::Failed => format!(
            "The server failed{status}{why}, so it is unknown whether the payment was settled: send the same payment again, and sign no \
             new one\n"
        ),
        Outcome::Accepted => format!("The {by} accepted the payment, which moves no money yet\n"),
        Outcome::Settled => {
            let transaction =
                answered.transaction.as_deref().map(|hash| format!(" in transaction {}", printable(hash)));
            format!("The payment was settled{}, as the {by} reports\n", transaction.unwrap_or_default())
        }
        _ => format!("The {by} answered{status}{why}\n"),
    }
}

/// The reason code with its meaning, and the sender's own words.
fn why(answered: &Answered) -> String {
    let mut text = String::new();
    if let Some(code) = &answered.reason {
        let known = without_result(code);
        let meaning = meanings(known).first().map(|meaning| format!(", {meaning}")).unwrap_or_default();
        text += &format!(": {}{meaning}", printable(code));
    }
    if let Some(message) = &answered.message {
        let comma = if text.is_empty() { ":" } else { "," };
        text += &format!("{comma} in its own words \"{}\"", printable(message));
    }
    if text.is_empty() && matches!(answered.outcome, Outcome::Refused | Outcome::NotSettled) {
        text += ", without a reason";
    }
    text
}

/// The prices of the offers in a 402 response. Empty if none can be read.
fn offer(required: &str) -> String {
    let prices = x402_lint::lint(&Source::Text(required), &Bounds::DEFAULT).prices;
    let json = RawJson::parse(required).ok();
    let network = |index: usize| {
        let offer = json.as_ref()?.as_json().get("accepts")?.elements().ok()?.nth(index)?;
        Some(offer.get("network")?.string().ok()?.into_owned())
    };
    let priced = prices.iter().enumerate().filter_map(|(index, price)| {
        let network = network(index).map(|network| format!(" on {}", printable(&network))).unwrap_or_default();
        Some(format!("{}{network}", price.as_ref()?))
    });
    let priced: Vec<String> = priced.collect();
    if priced.is_empty() { String::new() } else { format!(", {}", priced.join(" or ")) }
}
