//! Describes a transaction on the XRP Ledger, for people.

use std::fmt::{Display, Write as _};

use x402_schemes::{
    AccountId, AssetId, Hex,
    xrpl::{
        Address, Currency, IssuedAmount, KeyType, LAST_UNNAMED_NETWORK, LedgerAmount, OtherField, Payload, Transaction,
        is_on, network_id, upper_hex,
    },
};
use x402_types::{AnyAmount, DecodeOptions, read::Reader};
use x402_verify::{Facts, Payment};

use super::chain::{Chain, Claim, Verified, payload_of};

pub(super) const CHAIN: Chain = Chain {
    describe,
    claim,
    // XRP and issued currencies have no address, so `amount` prints them.
    tokens: |_, _, _| None,
    // The payer pays the fee.
    sponsor: |_| None,
};

/// Everything that can be read is described. The checks decide whether it is allowed.
fn read(payment: Payment<'_>) -> Option<Payload> {
    Payload::read(payload_of(payment).as_json(), &mut Reader::new(&DecodeOptions::LENIENT)).ok()
}

/// Describes the transaction. Returns `None` if the payment is not on the ledger, or contains no readable transaction.
fn describe(payment: Payment<'_>, _: &Facts) -> Option<String> {
    let Payment::V2(accepted) = payment else { return None };
    let network = &accepted.accepted.network;
    if !is_on(network) {
        return None;
    }
    let payload = read(payment)?;
    let transaction = Transaction::decode(&payload.transaction).ok()?;
    let mut text = format!("\ntransaction, {} bytes; the facilitator submits these bytes\n", payload.transaction.len());
    // Writing to a String cannot fail.
    let _ = write(&mut text, &transaction, network_id(network));
    Some(text)
}

/// The amount and the recipient in the transaction, which the payer has signed.
fn claim(claim: &mut Claim, verified: &Verified<'_>) {
    if !matches!(verified.authorized.payer, AccountId::Xrpl(_)) {
        return;
    }
    let Some(payload) = read(verified.payment) else { return };
    let Ok(transaction) = Transaction::decode(&payload.transaction) else { return };
    *claim = Claim::UNKNOWN;
    claim.recipient = transaction.destination.map(|account| account.to_string());
    match transaction.amount {
        Some(LedgerAmount::Drops(drops)) => {
            claim.asset = Some(AssetId::Xrp);
            claim.amount = u64::try_from(drops).ok().map(|drops| AnyAmount::Units(drops.into()));
        }
        Some(LedgerAmount::Issued(IssuedAmount { value, currency, issuer, is_negative: false })) => {
            claim.asset = Some(AssetId::Issued { currency, issuer });
            claim.amount = value.to_string().parse().ok().map(AnyAmount::Decimal);
        }
        _ => {}
    }
}

fn write(text: &mut String, transaction: &Transaction<'_>, network: Option<u32>) -> std::fmt::Result {
    let payer = transaction.account.map_or_else(|| "no account".into(), |account| account.to_string());
    if transaction.transaction_type != Some(Transaction::PAYMENT) {
        writeln!(text, "  not a payment, but a transaction of {payer} with a different type")?;
        return Ok(());
    }
    let tag = transaction.destination_tag.map(|tag| format!(", for the tag {tag}")).unwrap_or_default();
    let to = transaction.destination.map_or_else(|| "no account".into(), |account| account.to_string());
    writeln!(text, "  payment   {payer} pays {} to {to}{tag}", amount(transaction.amount))?;
    if transaction.send_max.is_some() {
        writeln!(text, "  at most   {}, with the issuer's transfer fee", amount(transaction.send_max))?;
    }
    writeln!(text, "  fee       {}, which the payer pays", amount(transaction.fee))?;
    writeln!(text, "  slot      {}", slot(transaction))?;
    match transaction.last_ledger_sequence {
        Some(last) => writeln!(text, "  valid     until ledger {last}")?,
        None => writeln!(text, "  valid     without an end")?,
    }
    if let Some(invoice) = &transaction.invoice_id {
        writeln!(text, "  invoice   {}", Hex(invoice))?;
    }
    if let Some(tag) = transaction.source_tag {
        writeln!(text, "  source    tag {tag}")?;
    }
    writeln!(text, "  network   {}", named_network(transaction, network))?;
    if !transaction.other_fields().is_empty() {
        let names: Vec<_> = transaction.other_fields().iter().map(|OtherField { name, .. }| *name).collect();
        writeln!(text, "  others    {}", names.join(", "))?;
    }
    writeln!(text, "  signer    {}", signer(transaction))?;
    writeln!(text, "  hash      {}", upper_hex(&transaction.hash()))
}

/// The number that the payment uses up: two transactions with one number cannot both settle.
fn slot(transaction: &Transaction<'_>) -> String {
    match (transaction.sequence, transaction.ticket_sequence) {
        (Some(0) | None, Some(ticket)) => format!("ticket {ticket}"),
        (Some(sequence), None) => format!("sequence number {sequence}"),
        (None, None) => "neither a sequence number nor a ticket".into(),
        (Some(sequence), Some(ticket)) => format!("sequence number {sequence} and ticket {ticket}"),
    }
}

/// Up to number 1024, the ledger forbids the network's number in a transaction.
fn named_network(transaction: &Transaction<'_>, network: Option<u32>) -> String {
    match (transaction.network_id, network) {
        (Some(id), _) => format!("xrpl:{id}"),
        (None, Some(id)) if id > LAST_UNNAMED_NETWORK => format!("not named, but xrpl:{id} requires its number"),
        (None, _) => {
            format!(
                "not named: the same bytes can settle on every network up to xrpl:{LAST_UNNAMED_NETWORK} on which the account has this slot"
            )
        }
    }
}

fn signer(transaction: &Transaction<'_>) -> String {
    let Some(key) = transaction.signing_pub_key.filter(|key| !key.is_empty()) else { return "no key".into() };
    let Some(kind) = KeyType::of(key) else { return "a key that the ledger does not know".into() };
    let of = <&[u8; 33]>::try_from(key).ok().map(Address::of_public_key);
    let whose = match of {
        Some(address) if Some(address) == transaction.account => "the account's own key".into(),
        Some(address) => format!("the key of {address}, which may be the account's regular key"),
        None => String::new(),
    };
    format!("{whose}, {}", kind.as_str())
}

fn amount(amount: Option<LedgerAmount>) -> String {
    match amount {
        None => "nothing".into(),
        Some(LedgerAmount::Drops(amount)) => drops(amount),
        Some(LedgerAmount::Issued(IssuedAmount { value, currency, issuer, is_negative })) => {
            let minus = if is_negative { "-" } else { "" };
            issued(&format!("{minus}{value}"), currency, issuer)
        }
        Some(_) => "a multi-purpose token".into(),
    }
}

/// An amount of XRP, in XRP and in drops.
pub(super) fn drops(amount: i64) -> String {
    /// The decimal places of XRP.
    const PLACES: i8 = 6;
    let size = amount.unsigned_abs();
    let (whole, rest) = (size / 1_000_000, size % 1_000_000);
    let width = usize::from(PLACES.unsigned_abs());
    let fraction = format!("{rest:0width$}");
    let fraction = fraction.trim_end_matches('0');
    let point = if fraction.is_empty() { "" } else { "." };
    let minus = if amount < 0 { "-" } else { "" };
    format!("{minus}{whole}{point}{fraction} XRP ({amount} drops)")
}

/// An amount of an issued currency, with the text in its code if it has one.
pub(super) fn issued(value: &impl Display, currency: Currency, issuer: Address) -> String {
    match currency.padded_text() {
        Some(name) => format!("{value} {name} ({currency} of {issuer})"),
        None => format!("{value} {currency} of {issuer}"),
    }
}
