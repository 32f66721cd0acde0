//! Logs, transactions and receipts: which of them show that a payment is settled.

use alloc::{vec, vec::Vec};

use x402_schemes::{
    Hex,
    evm::{Address, keccak256},
};
use x402_types::{JsonRef, RawJson};

use super::{
    super::outcome::LookupError,
    payment::{By, Payment},
    values::{hash, read_bytes, read_quantity},
};

/// The events that FiatToken logs and the text of EIP-3009 requires: before the transfer, or if the payer cancels the
/// authorization.
const USED: &[u8] = b"AuthorizationUsed(address,bytes32)";
const CANCELED: &[u8] = b"AuthorizationCanceled(address,bytes32)";
const TRANSFER: &[u8] = b"Transfer(address,address,uint256)";

/// The outcome that a receipt shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shows {
    /// This transaction settled the payment.
    Settled,
    /// It used the nonce up for something else.
    Elsewhere,
    /// Neither is certain.
    Nothing,
}

/// A log and its position.
#[derive(Clone, Debug)]
pub(super) struct Log {
    pub(super) transaction: [u8; 32],
    pub(super) block: [u8; 32],
    pub(super) number: u64,
    index: u64,
    event: Event,
}

/// The contents of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Event {
    address: Address,
    topics: Vec<[u8; 32]>,
    data: Vec<u8>,
}

impl Payment {
    /// The topics of the logs to look for: each is one topic, or a list of alternatives.
    pub(super) fn topics(&self) -> Vec<RawJson> {
        let topic = |event: &[u8]| hash(&keccak256(event));
        match &self.by {
            By::Authorization { nonce } => {
                let events = RawJson::array([topic(USED), topic(CANCELED)]);
                vec![events, hash(&self.payer.to_word()), hash(nonce)]
            }
            By::Permit { .. } => {
                vec![topic(TRANSFER), hash(&self.payer.to_word()), hash(&self.pay_to.to_word())]
            }
        }
    }

    /// `true` for a log to look for. Of transfers, only one of the right amount.
    fn is_sought(&self, event: &Event) -> bool {
        match &self.by {
            By::Authorization { .. } => self.is_used(event) || self.is_canceled(event),
            By::Permit { .. } => self.is_transfer_to(event, self.pay_to),
        }
    }

    fn is_used(&self, event: &Event) -> bool {
        self.is_of_nonce(USED, event)
    }

    fn is_canceled(&self, event: &Event) -> bool {
        self.is_of_nonce(CANCELED, event)
    }

    fn is_of_nonce(&self, name: &[u8], event: &Event) -> bool {
        let By::Authorization { nonce } = self.by else { return false };
        let topics = [keccak256(name), self.payer.to_word(), nonce];
        event.address == self.token && event.topics == topics && event.data.is_empty()
    }

    /// The recipient, if the log is of a transfer of the token from the payer.
    fn recipient(&self, event: &Event) -> Option<[u8; 32]> {
        let [name, from, to] = *event.topics.as_slice() else { return None };
        let is_transfer = name == keccak256(TRANSFER) && event.data.len() == 32;
        (is_transfer && event.address == self.token && from == self.payer.to_word()).then_some(to)
    }

    fn is_transfer_to(&self, event: &Event, to: Address) -> bool {
        self.recipient(event) == Some(to.to_word())
    }

    /// `true` if the log is of exactly the transfer for which the payer signed.
    fn is_signed_transfer(&self, event: &Event) -> bool {
        self.is_transfer_to(event, self.pay_to) && event.data == self.value
    }
}

impl Log {
    /// The logs that a node found in these blocks. A node that returns a log that was not asked for cannot be trusted.
    pub(super) fn read_all(
        result: JsonRef<'_>,
        payment: &Payment,
        (from, to): (u64, u64),
    ) -> Result<Vec<Self>, LookupError> {
        let malformed = || LookupError::Malformed("eth_getLogs");
        let mut logs = Vec::new();
        for log in result.elements().map_err(|_| malformed())? {
            let log = Self::read(log).ok_or_else(malformed)?;
            if !payment.is_sought(&log.event) || !(from..=to).contains(&log.number) {
                return Err(malformed());
            }
            // The same payer may have paid a different amount.
            if matches!(payment.by, By::Authorization { .. }) || payment.is_signed_transfer(&log.event) {
                logs.push(log);
            }
        }
        Ok(logs)
    }

    fn read(value: JsonRef<'_>) -> Option<Self> {
        // A log that a reorganisation removed.
        if value.non_null("removed").is_some_and(|removed| removed.boolean() != Ok(false)) {
            return None;
        }
        let (number, index) = (value.get("blockNumber")?, value.get("logIndex")?);
        Some(Self {
            transaction: read_bytes(value.get("transactionHash")?)?,
            block: read_bytes(value.get("blockHash")?)?,
            number: read_quantity(number)?,
            index: read_quantity(index)?,
            event: Event::read(value)?,
        })
    }
}

impl Event {
    fn read(value: JsonRef<'_>) -> Option<Self> {
        let topics = value.get("topics")?.elements().ok()?.map(read_bytes).collect::<Option<Vec<_>>>()?;
        let data = Hex::decode(&value.get("data")?.string().ok()?)?;
        Some(Self { address: value.get("address")?.string().ok()?.parse().ok()?, topics, data })
    }
}

/// `true` if this transaction is the call of the proxy that settles the payment. A call through a different contract
/// does not show which permit it used.
pub(super) fn is_by_call(result: JsonRef<'_>, log: &Log, payment: &Payment) -> Result<bool, LookupError> {
    let read = || {
        let By::Permit { proxy, calls } = &payment.by else { return None };
        if read_bytes(result.get("hash")?)? != log.transaction {
            return None;
        }
        // A transaction that creates a contract has no recipient.
        let Some(to) = result.non_null("to") else { return Some(false) };
        let to: Address = to.string().ok()?.parse().ok()?;
        let input = Hex::decode(&result.get("input")?.string().ok()?)?;
        Some(to == *proxy && calls.iter().any(|call| input.starts_with(call)))
    };
    read().ok_or(LookupError::Malformed("eth_getTransactionByHash"))
}

/// The outcome that the receipt of the log's transaction shows.
pub(super) fn shown_by(result: JsonRef<'_>, log: &Log, payment: &Payment) -> Result<Shows, LookupError> {
    let malformed = || LookupError::Malformed("eth_getTransactionReceipt");
    let member = |name| result.get(name).ok_or_else(malformed);
    let is_same = read_bytes(member("transactionHash")?) == Some(log.transaction)
        && read_bytes(member("blockHash")?) == Some(log.block)
        && read_quantity(member("blockNumber")?) == Some(log.number);
    if !is_same {
        return Err(LookupError::Contradiction);
    }
    // A failed transaction has no logs.
    if read_quantity(member("status")?).ok_or_else(malformed)? != 1 {
        return Err(LookupError::Contradiction);
    }
    let read = |log| Log::read(log).ok_or_else(malformed);
    let logs: Vec<Log> = member("logs")?.elements().map_err(|_| malformed())?.map(read).collect::<Result<_, _>>()?;
    let mut rest = logs.iter().skip_while(|other| other.index != log.index);
    if rest.next().is_none_or(|found| found.event != log.event) {
        return Err(LookupError::Contradiction);
    }
    if matches!(payment.by, By::Permit { .. }) {
        return Ok(Shows::Settled);
    }
    if payment.is_canceled(&log.event) {
        return Ok(Shows::Elsewhere);
    }
    // Only the log directly after it belongs to the nonce: a payer can have several of its payments in one transaction,
    // and must not be served twice for one transfer.
    let next = rest.next().filter(|next| Some(next.index) == log.index.checked_add(1));
    let paid_anything = logs.iter().any(|other| payment.is_transfer_to(&other.event, payment.pay_to));
    Ok(match next {
        Some(next) if payment.is_signed_transfer(&next.event) => Shows::Settled,
        // A token that takes a fee may log several transfers for one.
        Some(next) if payment.recipient(&next.event).is_some() && !paid_anything => Shows::Elsewhere,
        Some(_) | None => Shows::Nothing,
    })
}
