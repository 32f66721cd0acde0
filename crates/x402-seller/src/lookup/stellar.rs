//! The outcome of a payment on Stellar: a transaction that makes exactly the call for which the payer signed, with the
//! payer's authorization and no other; or, once the last ledger of the authorization is closed, that there is none.
//! Each ledger is final once it is closed.

use alloc::{
    string::{String, ToString},
    vec,
    vec::Vec,
};

use x402_schemes::{
    AccountId,
    stellar::{Address, Body, Payload, Transaction, network_id, sha256},
};
use x402_types::{DecodeOptions, FacilitatorRequest, JsonRef, PaymentFlow, PaymentPayload, RawJson, read::Reader};
use x402_verify::Expires;

use super::{
    call::{SLACK, object},
    outcome::{LookupError, OnChain},
};
use crate::sale::Sale;

/// The most events in one answer.
const PAGE: u64 = 100;
/// How many ledgers before those of the payment are also searched: about ten minutes.
const BEFORE: u64 = 120;

#[derive(Clone, Debug)]
pub(super) struct Lookup {
    /// The SHA-256 hash of the network's passphrase.
    network: [u8; 32],
    token: Address,
    payer: Address,
    pay_to: Address,
    /// The first second of transactions that may belong to the payment.
    since: u64,
    /// The first ledger to search, and the last one of the authorization.
    ledgers: (u64, u64),
    /// The transaction that the payer signed for. The facilitator's transaction has its call and its authorization.
    transaction: Vec<u8>,
    /// `true` if the last ledger is closed.
    has_ended: bool,
    state: State,
}

#[derive(Clone, Debug)]
enum State {
    Network,
    Latest,
    /// The events of transfers from the payer to the recipient, from this cursor on, and the transactions found so far.
    Events {
        cursor: Option<String>,
        found: Vec<String>,
    },
    /// The last of these transactions.
    Transactions(Vec<String>),
    Shown(Option<OnChain>),
}

impl Lookup {
    pub(super) fn of(sale: &Sale, unanswered: Option<u64>, is_capture: bool) -> Option<Self> {
        let (Expires::AfterLedger(last), false) = (sale.authorized.expires, is_capture) else { return None };
        let (Some(AccountId::Stellar(token)), AccountId::Stellar(payer), AccountId::Stellar(pay_to)) =
            (sale.authorized.asset.token(), sale.authorized.payer, sale.authorized.recipient)
        else {
            return None;
        };
        let (payload, longest) = match (&sale.payment, &sale.request) {
            (PaymentPayload::V2(payment), FacilitatorRequest::V2(asked)) => {
                (&payment.payload, asked.payment_requirements.max_timeout_seconds)
            }
            (PaymentPayload::V1(payment), FacilitatorRequest::V1(asked)) => {
                (&payment.payload, asked.payment_requirements.max_timeout_seconds)
            }
            (_, _) => return None,
        };
        let payload = Payload::read(payload.as_json(), &mut Reader::new(&DecodeOptions::STRICT)).ok()?;
        // The authorization of an honest payer ends within this time. A ledger takes longer than a second.
        let first = u64::from(last).saturating_sub(longest).saturating_sub(BEFORE).max(1);
        Some(Self {
            network: network_id(&sale.authorized.network)?,
            token,
            payer: payer.without_id(),
            pay_to: pay_to.without_id(),
            since: unanswered.filter(|_| sale.flow != PaymentFlow::Escrow)?.saturating_sub(SLACK),
            ledgers: (first, last.into()),
            transaction: payload.transaction,
            has_ended: false,
            state: State::Network,
        })
    }

    pub(super) fn shown(&self) -> Option<OnChain> {
        let State::Shown(shown) = &self.state else { return None };
        shown.clone()
    }

    /// The next call, with named parameters.
    pub(super) fn request(&self) -> Option<(&'static str, RawJson)> {
        Some(match &self.state {
            State::Network => ("getNetwork", object([])),
            State::Latest => ("getLatestLedger", object([])),
            State::Events { cursor, .. } => ("getEvents", self.events(cursor.as_deref())),
            State::Transactions(hashes) => ("getTransaction", object([("hash", RawJson::string(hashes.last()?))])),
            State::Shown(_) => return None,
        })
    }

    fn events(&self, cursor: Option<&str>) -> RawJson {
        let topic = |xdr: Vec<u8>| RawJson::base64(&xdr);
        let address = |address: Address| topic([18_u32.to_be_bytes().as_slice(), &address.to_xdr()].concat());
        let symbol = |name: &str| {
            let length = u32::try_from(name.len()).unwrap_or_default();
            topic([15_u32.to_be_bytes().as_slice(), &length.to_be_bytes(), name.as_bytes()].concat())
        };
        let (payer, pay_to, any) = (address(self.payer), address(self.pay_to), RawJson::string("*"));
        // A classic asset's contract names the asset, too, and a transfer to its issuer is a burn, and one from its issuer a mint. Before CAP-67
        // a mint also named the contract's administrator.
        let topics = [
            vec![symbol("transfer"), payer.clone(), pay_to.clone(), any.clone()],
            vec![symbol("transfer"), payer.clone(), pay_to.clone()],
            vec![symbol("burn"), payer, any.clone()],
            vec![symbol("mint"), pay_to.clone(), any.clone()],
            vec![symbol("mint"), any.clone(), pay_to, any],
        ];
        let topics = RawJson::array(topics.map(RawJson::array));
        let contracts = RawJson::array([RawJson::string(&self.token.to_string())]);
        let filter = object([("type", RawJson::string("contract")), ("contractIds", contracts), ("topics", topics)]);
        let limit = ("limit", RawJson::from(PAGE));
        let (first, last) = self.ledgers;
        let range = match cursor {
            Some(cursor) => vec![("pagination", object([("cursor", RawJson::string(cursor)), limit]))],
            None => vec![
                ("startLedger", first.into()),
                ("endLedger", last.saturating_add(1).into()),
                ("pagination", object([limit])),
            ],
        };
        object(range.into_iter().chain([("filters", RawJson::array([filter]))]))
    }

    pub(super) fn response(&mut self, result: JsonRef<'_>) -> Result<(), LookupError> {
        let state = core::mem::replace(&mut self.state, State::Shown(None));
        self.state = match state {
            State::Network => {
                let passphrase = result.get("passphrase").and_then(|passphrase| passphrase.string().ok());
                let passphrase = passphrase.ok_or(LookupError::Malformed("getNetwork"))?;
                if sha256(passphrase.as_bytes()) != self.network {
                    return Err(LookupError::Chain);
                }
                State::Latest
            }
            State::Latest => {
                let sequence = integer(result, "sequence").ok_or(LookupError::Malformed("getLatestLedger"))?;
                self.has_ended = sequence >= self.ledgers.1;
                // A node refuses to begin with a ledger that is still to come.
                if sequence < self.ledgers.0 {
                    State::Shown(None)
                } else {
                    State::Events { cursor: None, found: Vec::new() }
                }
            }
            State::Events { mut found, .. } => {
                let page = self.read_events(result).ok_or(LookupError::Malformed("getEvents"))?;
                for hash in page.hashes {
                    if !found.contains(&hash) {
                        found.push(hash);
                    }
                }
                // There may be several nodes at one address, one of which lags behind.
                self.has_ended &= page.latest >= self.ledgers.1;
                match page.cursor {
                    Some(cursor) => State::Events { cursor: Some(cursor), found },
                    None => self.next_transaction(found),
                }
            }
            State::Transactions(mut hashes) => {
                let Some(hash) = hashes.pop() else { return Ok(()) };
                match self.closed_at(result).ok_or(LookupError::Malformed("getTransaction"))? {
                    None => self.next_transaction(hashes),
                    Some(time) if time >= self.since => State::Shown(Some(OnChain::Settled { transaction: hash })),
                    // A settlement before that was not made for this record.
                    Some(_) => State::Shown(None),
                }
            }
            State::Shown(shown) => State::Shown(shown),
        };
        Ok(())
    }

    /// Continues with these transactions. If there is none, and the last ledger is closed, there never will be one.
    fn next_transaction(&self, hashes: Vec<String>) -> State {
        if hashes.is_empty() {
            State::Shown(self.has_ended.then_some(OnChain::Never))
        } else {
            State::Transactions(hashes)
        }
    }

    fn read_events(&self, result: JsonRef<'_>) -> Option<Page> {
        let (first, last) = self.ledgers;
        let (mut hashes, mut count, mut is_past) = (Vec::new(), 0_u64, false);
        for event in result.get("events")?.elements().ok()? {
            count = count.saturating_add(1);
            let ledger = integer(event, "ledger")?;
            is_past |= ledger > last;
            if (first..=last).contains(&ledger) && event.get("inSuccessfulContractCall")?.boolean().ok()? {
                hashes.push(event.get("txHash")?.string().ok()?.into_owned());
            }
        }
        // After a full page there may be more.
        let has_more = count >= PAGE && !is_past;
        let cursor = || Some(result.get("cursor")?.string().ok()?.into_owned());
        let cursor = if has_more { Some(cursor()?) } else { None };
        Some(Page { hashes, cursor, latest: integer(result, "latestLedger")? })
    }

    /// The time at which the payment's own transaction was closed. `Some(None)`: this is a different one.
    fn closed_at(&self, result: JsonRef<'_>) -> Option<Option<u64>> {
        // A transaction that is not found, or that failed, has no such event.
        if result.get("status")?.string().ok()? != "SUCCESS" {
            return None;
        }
        let envelope = Reader::new(&DecodeOptions::STRICT).base64(result.get("envelopeXdr")?).ok()?;
        // Nodes write the time as a text.
        let time = result.get("createdAt")?;
        let time = time.integer().ok().or_else(|| time.string().ok()?.parse().ok())?;
        let (Ok(signed), Some(made)) = (Transaction::decode(&self.transaction), decode(&envelope)) else {
            return Some(None);
        };
        let is_signed_call = match (&signed.body, &made.body) {
            (Body::Call { call: signed, entries: signed_entries, .. }, Body::Call { call, entries, .. }) => {
                signed == call && signed_entries == entries
            }
            (_, _) => false,
        };
        Some(is_signed_call.then_some(time))
    }
}

/// Some events.
struct Page {
    hashes: Vec<String>,
    /// The cursor of further events, if there may be any.
    cursor: Option<String>,
    latest: u64,
}

/// The transaction of an envelope, or the inner one for which a different account pays the fee (CAP-15). `None` if it
/// is not a call.
fn decode(envelope: &[u8]) -> Option<Transaction<'_>> {
    /// The type of such an envelope; the kinds of the account that pays, by the bytes of the account and of the fee.
    const FEE_BUMP: &[u8] = &[0, 0, 0, 5];
    const PAYERS: [(&[u8], usize); 2] = [(&[0, 0, 0, 0], 4 + 32 + 8), (&[0, 0, 1, 0], 4 + 8 + 32 + 8)];
    /// The bytes of a signature, with its hint and its length; and at most so many of them.
    const SIGNATURE: usize = 4 + 4 + 64;
    let Some(rest) = envelope.strip_prefix(FEE_BUMP) else { return Transaction::decode(envelope).ok() };
    let (_, payer) = PAYERS.into_iter().find(|(kind, _)| rest.starts_with(kind))?;
    let rest = rest.get(payer..)?;
    // After the inner envelope: no extension, the number of the signatures, and the signatures.
    (0..=20_usize).find_map(|count| {
        let end = rest.len().checked_sub(SIGNATURE.checked_mul(count)?.checked_add(8)?)?;
        let (inner, behind) = rest.split_at_checked(end)?;
        let has_so_many = behind.get(4..8)? == u32::try_from(count).ok()?.to_be_bytes();
        Transaction::decode(inner).ok().filter(|_| has_so_many && behind.starts_with(&[0; 4]))
    })
}

fn integer(value: JsonRef<'_>, name: &str) -> Option<u64> {
    value.get(name)?.integer().ok()
}
