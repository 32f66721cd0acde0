//! The outcome of a payment on the XRP Ledger: its own transaction in a validated ledger, by its hash; or, once a
//! validated ledger is past the last one that can contain it, that there is none. A validated ledger is
//! final.

use alloc::{string::String, vec};

use x402_schemes::{
    AccountId,
    xrpl::{Payload, Transaction, network_id, upper_hex},
};
use x402_types::{DecodeOptions, FacilitatorRequest, JsonRef, PaymentFlow, PaymentPayload, RawJson, read::Reader};
use x402_verify::Expires;

use super::{
    call::{Call, SLACK, object},
    outcome::{LookupError, OnChain},
};
use crate::sale::Sale;

/// The most ledgers in the range of one call.
const PAGE: u64 = 1000;
/// How many ledgers before those of the payment are also searched: about ten minutes.
const BEFORE: u64 = 120;
/// The first second of the ledger's time, 2000-01-01, in Unix seconds.
const EPOCH: u64 = 946_684_800;
/// The result of a transaction that did what it says.
const SUCCESS: &str = "tesSUCCESS";

#[derive(Clone, Debug)]
pub(super) struct Lookup {
    /// The number of the network.
    network: u32,
    /// The hash of the payment's transaction in upper-case digits, as the ledger's software writes it.
    hash: String,
    /// `true` if the lookup only shows whether the transaction is in a ledger now.
    is_of_use: bool,
    /// The first second of a transaction that may have been made for this record. `None` if each request was answered.
    since: Option<u64>,
    /// The first ledger to search, and the last one that can contain the transaction.
    ledgers: (u64, u64),
    state: State,
}

#[derive(Clone, Debug)]
enum State {
    /// The number of the network, and the latest validated ledger.
    Server,
    /// The transaction. If the last ledger has passed, the first ledger whose transactions may not be searched yet.
    Transaction(Option<u64>),
    Shown(Option<OnChain>),
}

impl Lookup {
    pub(super) fn of(sale: &Sale, unanswered: Option<u64>, is_capture: bool) -> Option<Self> {
        let since = unanswered.filter(|_| sale.flow != PaymentFlow::Escrow).map(|since| since.saturating_sub(SLACK));
        Some(Self { is_of_use: false, since, ..Self::of_use(sale)? }).filter(|_| !is_capture)
    }

    /// The lookup only whether the transaction is in a ledger now.
    pub(super) fn of_use(sale: &Sale) -> Option<Self> {
        let (Expires::AfterLedger(last), AccountId::Xrpl(_)) = (sale.authorized.expires, sale.authorized.payer) else {
            return None;
        };
        // There is no version 1 of the scheme.
        let (PaymentPayload::V2(payment), FacilitatorRequest::V2(asked)) = (&sale.payment, &sale.request) else {
            return None;
        };
        let payload =
            Payload::read(payment.payload.as_json(), &mut Reader::new(&DecodeOptions::STRICT)).ok()?.transaction;
        let hash = Transaction::decode(&payload).ok()?.hash();
        // A payment for this offer ends within this time. A ledger takes longer than two seconds.
        let most = asked.payment_requirements.max_timeout_seconds.div_ceil(2);
        let first = u64::from(last).saturating_sub(most).saturating_sub(BEFORE).max(1);
        Some(Self {
            network: network_id(&sale.authorized.network)?,
            hash: upper_hex(&hash),
            is_of_use: true,
            since: None,
            ledgers: (first, last.into()),
            state: State::Server,
        })
    }

    pub(super) fn shown(&self) -> Option<OnChain> {
        let State::Shown(shown) = &self.state else { return None };
        shown.clone()
    }

    pub(super) fn request(&self) -> Option<Call> {
        Some(match &self.state {
            State::Server => ("server_info", vec![object([])]),
            State::Transaction(first) => {
                let hash = [("transaction", RawJson::string(&self.hash))];
                let range = first.map(|first| [("min_ledger", first.into()), ("max_ledger", self.to(first).into())]);
                ("tx", vec![object(hash.into_iter().chain(range.into_iter().flatten()))])
            }
            State::Shown(_) => return None,
        })
    }

    /// The last ledger of the range that begins with this one.
    fn to(&self, first: u64) -> u64 {
        first.saturating_add(PAGE.saturating_sub(1)).min(self.ledgers.1)
    }

    pub(super) fn response(&mut self, result: JsonRef<'_>) -> Result<(), LookupError> {
        let state = core::mem::replace(&mut self.state, State::Shown(None));
        self.state = match state {
            State::Server => self.after_server(result)?,
            State::Transaction(first) => match result.non_null("error") {
                None => State::Shown(self.found(result)?),
                Some(error) if error.string().is_ok_and(|error| error == "txnNotFound") => {
                    self.not_found(first, result)
                }
                Some(_) => return Err(failed(result, "tx")),
            },
            State::Shown(shown) => State::Shown(shown),
        };
        Ok(())
    }

    fn after_server(&self, result: JsonRef<'_>) -> Result<State, LookupError> {
        if result.non_null("error").is_some() {
            return Err(failed(result, "server_info"));
        }
        let info = result.get("info").ok_or(LookupError::Malformed("server_info"))?;
        // A node of the main network may be configured without a number.
        let network = info.non_null("network_id").map_or(Ok(0), |number| number.integer());
        if network.map_err(|_| LookupError::Malformed("server_info"))? != u64::from(self.network) {
            return Err(LookupError::Chain);
        }
        // A node that has lost its network has no validated ledger.
        let validated = info.non_null("validated_ledger").and_then(|ledger| integer(ledger, "seq")).unwrap_or_default();
        let (first, last) = self.ledgers;
        Ok(State::Transaction((!self.is_of_use && validated > last).then_some(first)))
    }

    /// The outcome that a found transaction shows.
    fn found(&self, result: JsonRef<'_>) -> Result<Option<OnChain>, LookupError> {
        let malformed = || LookupError::Malformed("tx");
        let is_this = |hash: JsonRef<'_>| hash.string().is_ok_and(|hash| hash.eq_ignore_ascii_case(&self.hash));
        if !result.get("hash").is_some_and(is_this) {
            return Err(malformed());
        }
        let is_validated = result.get("validated").and_then(|validated| validated.boolean().ok()) == Some(true);
        if !is_validated {
            // It may be applied yet.
            return Ok(self.is_of_use.then_some(OnChain::Used));
        }
        match &*code(result).ok_or_else(malformed)? {
            SUCCESS if self.is_of_use => Ok(Some(OnChain::Used)),
            SUCCESS => {
                let closed = integer(result, "date").or_else(|| integer(result.get("tx_json")?, "date"));
                let closed = closed.ok_or_else(malformed)?.saturating_add(EPOCH);
                // A settlement before that was not made for this record.
                let is_of_record = self.since.is_some_and(|since| closed >= since);
                Ok(is_of_record.then(|| OnChain::Settled { transaction: self.hash.clone() }))
            }
            // The fee and the sequence number are used, and nothing was delivered. Such a transaction is no reason to
            // doubt a refusal.
            code if code.starts_with("tec") => Ok((!self.is_of_use).then_some(OnChain::Never)),
            _ => Err(malformed()),
        }
    }

    /// Continues if the node does not have the transaction. There are gaps in what some nodes keep, and several nodes at
    /// one address. So each ledger that can contain the transaction must be in a range that the same node searched
    /// completely.
    fn not_found(&self, first: Option<u64>, result: JsonRef<'_>) -> State {
        let is_complete = result.get("searched_all").and_then(|all| all.boolean().ok()) == Some(true);
        match first.map(|first| self.to(first)) {
            Some(to) if is_complete && to >= self.ledgers.1 => State::Shown(Some(OnChain::Never)),
            Some(to) if is_complete => State::Transaction(Some(to.saturating_add(1))),
            Some(_) | None => State::Shown(None),
        }
    }
}

/// The code of the transaction's result.
fn code(result: JsonRef<'_>) -> Option<String> {
    Some(result.get("meta")?.get("TransactionResult")?.string().ok()?.into_owned())
}

/// The error for a result that is one of the node's errors.
fn failed(result: JsonRef<'_>, method: &'static str) -> LookupError {
    let code = result.get("error_code").and_then(|code| code.text().parse().ok());
    code.map_or(LookupError::Malformed(method), LookupError::Node)
}

fn integer(value: JsonRef<'_>, name: &str) -> Option<u64> {
    value.get(name)?.integer().ok()
}
