//! Reads the answers of Stellar nodes: the field `result` of a JSON-RPC response (T-32).
//!
//! The fields are those of the documentation of `getLatestLedger`, `getLedgerEntries` and `simulateTransaction`. Base64
//! strings are XDR.

use alloc::{string::String, vec::Vec};

use x402_schemes::stellar::{AccountEntry, AccountSigners, Address, Event, EventKind, ScAddress, Value};
use x402_types::{Amount, DecodeOptions, JsonRef, Uint256, read::Reader};

use super::{AnswerError, OtherEvent, SimulatedTransfer, Simulation};
use crate::Returned;

type Result<T, E = AnswerError> = core::result::Result<T, E>;

/// The value that a Stellar node returned.
pub(super) fn result(returned: Returned<'_>) -> Result<JsonRef<'_>, crate::AnswerError> {
    match returned {
        Returned::Json(result) => Ok(result),
        Returned::Bytes(_) | Returned::Reverted => Err(crate::AnswerError::OtherNode),
    }
}

/// The value of a node that states for which ledger it answers: one that is not earlier than `since`, if that is known.
pub(super) fn result_since(returned: Returned<'_>, since: Option<u32>) -> Result<JsonRef<'_>, crate::AnswerError> {
    let value = result(returned)?;
    let ledger: Option<u32> = value.get("latestLedger").and_then(|ledger| ledger.integer().ok()?.try_into().ok());
    let ledger = ledger.ok_or(AnswerError::Member("latestLedger"))?;
    if since.is_some_and(|since| ledger < since) { Err(AnswerError::OldLedger.into()) } else { Ok(value) }
}

fn base64(value: JsonRef<'_>) -> Option<Vec<u8>> {
    Reader::new(&DecodeOptions::STRICT).base64(value).ok()
}

/// The entry of the ledger with this key, as XDR. `None` if there is no such entry.
pub(super) fn entry(value: JsonRef<'_>, key: &[u8]) -> Result<Option<Vec<u8>>> {
    let entries = value.get("entries").ok_or(AnswerError::Member("entries"))?;
    if entries.is_null() {
        return Ok(None);
    }
    let mut entries = entries.elements().map_err(|_| AnswerError::Member("entries"))?;
    let Some(entry) = entries.next() else { return Ok(None) };
    let is_asked = entry.get("key").and_then(base64).is_some_and(|found| found == key);
    let xdr = entry.get("xdr").and_then(base64).filter(|_| is_asked && entries.next().is_none());
    xdr.map(Some).ok_or(AnswerError::Member("entries"))
}

/// The signers of the account with this key. `None` if the account does not exist.
pub(super) fn account(value: JsonRef<'_>, key: &[u8; 32]) -> Result<Option<AccountSigners>> {
    let account_key = x402_schemes::stellar::account_key(key);
    let Some(xdr) = entry(value, &account_key)? else { return Ok(None) };
    match AccountEntry::decode(&xdr) {
        Ok(entry) if entry.key == *key => Ok(Some(entry.signers)),
        Ok(_) | Err(_) => Err(AnswerError::Member("xdr")),
    }
}

/// The effects of the settlement, or `None` if it fails.
pub(super) fn simulation(value: JsonRef<'_>) -> Result<Option<Simulation>> {
    if let Some(error) = value.non_null("error") {
        return if error.string().is_ok() { Ok(None) } else { Err(AnswerError::Member("error")) };
    }
    if value.non_null("restorePreamble").is_some() {
        return Err(AnswerError::Restore);
    }
    let data = value.non_null("transactionData").and_then(base64);
    data.filter(|data| !data.is_empty()).ok_or(AnswerError::Member("transactionData"))?;
    let mut simulation = Simulation::new([]);
    if let Some(fee) = value.non_null("minResourceFee") {
        let fee = Reader::new(&DecodeOptions::STRICT).decimal(fee).ok().and_then(|fee| fee.to_u64());
        simulation.min_resource_fee = Some(fee.ok_or(AnswerError::Member("minResourceFee"))?);
    }
    const MALFORMED: AnswerError = AnswerError::Member("events");
    let events = value.non_null("events").and_then(|events| events.elements().ok()).ok_or(MALFORMED)?;
    for event in events {
        let xdr = base64(event).ok_or(MALFORMED)?;
        let event = Event::decode(&xdr).map_err(|_| MALFORMED)?;
        if event.succeeded && event.kind == EventKind::Contract {
            add(&event, &mut simulation).ok_or(MALFORMED)?;
        }
    }
    Ok(Some(simulation))
}

/// Adds the event of a contract. `None` if it cannot be read.
fn add(event: &Event<'_>, simulation: &mut Simulation) -> Option<()> {
    let contract = event.contract?;
    match event.topics.as_slice() {
        [Value::Symbol(b"transfer"), topics @ ..] => {
            let ([from, to] | [from, to, _]) = topics else { return None };
            let amount = amount(&event.data)?;
            let transfer = SimulatedTransfer { asset: contract, from: account_of(from)?, to: account_of(to)?, amount };
            simulation.transfers.push(transfer);
        }
        [Value::Symbol(name), ..] => {
            let name = String::from_utf8_lossy(name).into_owned();
            simulation.other_events.push(OtherEvent { contract, name });
        }
        _ => simulation.other_events.push(OtherEvent { contract, name: String::new() }),
    }
    Some(())
}

/// The account or contract that has the tokens.
fn account_of(topic: &Value<'_>) -> Option<Address> {
    if let Value::Address(ScAddress::Address(address)) = topic { Some(address.without_id()) } else { None }
}

/// The amount of a transfer: the data, or the field `amount` if the recipient has an id (CAP-67).
fn amount(data: &Value<'_>) -> Option<Amount> {
    if let Value::I128(amount) = data {
        return to_amount(*amount);
    }
    let Value::Map(members) = data else { return None };
    let mut members = members.iter();
    while let (Some(name), Some(value)) = (members.next(), members.next()) {
        if let (Value::Symbol(b"amount"), Value::I128(amount)) = (name, value) {
            return to_amount(amount);
        }
    }
    None
}

/// The amount of a token as a contract counts it. `None` below 0.
pub(super) fn to_amount(amount: i128) -> Option<Amount> {
    let mut bytes = [0; 32];
    bytes.last_chunk_mut().map(|low: &mut [u8; 16]| *low = u128::try_from(amount).unwrap_or_default().to_be_bytes())?;
    (amount >= 0).then(|| Uint256::from_be_bytes(bytes).into())
}
