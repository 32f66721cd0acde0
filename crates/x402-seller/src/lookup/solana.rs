//! The outcome of a payment on Solana: the transaction with exactly the bytes that the payer signed; or that there is
//! none and never will be one, because its blockhash is too old.

use alloc::{
    string::{String, ToString},
    vec,
    vec::Vec,
};

use x402_schemes::solana::{Address, Payload, Transaction, from_base58};
use x402_types::{DecodeOptions, JsonRef, PaymentFlow, PaymentPayload, RawJson, read::Reader};

use super::{
    call::{Call, SLACK, object},
    outcome::{Finality, LookupError, OnChain},
};
use crate::{progress::Progress, sale::Sale};

/// The most signatures in one answer.
const PAGE: usize = 200;
/// How many seconds a blockhash counts at most. It counts for 150 slots, of 0.4 seconds each without delays.
const LIFETIME: u64 = 600;
/// The node's commitment for a transaction that nothing reverts.
const FINALIZED: &str = "finalized";

#[derive(Clone, Debug)]
pub(super) struct Lookup {
    /// The network's name: the beginning of the hash of its first block.
    genesis: String,
    commitment: &'static str,
    /// The first second of transactions that may belong to the payment.
    since: u64,
    /// The time at which the payment began. Its blockhash is older. `None` for a record of an earlier version, for
    /// which the lookup cannot show that it was never settled.
    begun: Option<u64>,
    blockhash: Address,
    /// The slot of a final block in which the blockhash is too old, once it is known. Then the lookup searches for
    /// every transaction that the blockhash may have allowed.
    ended: Option<u64>,
    /// The account that signs in addition to the fee payer. It has few transactions, and the fee payer has many.
    signer: Address,
    /// The bytes that both sign.
    message: Vec<u8>,
    state: State,
}

#[derive(Clone, Debug)]
enum State {
    Genesis,
    /// The transactions of the account, the latest first, before the given one, and those found so far.
    Signatures {
        before: Option<String>,
        found: Vec<String>,
    },
    /// The last of these transactions.
    Transactions(Vec<String>),
    /// The question whether the blockhash still counts in the last final block.
    Blockhash,
    /// The time of that block.
    Ended(u64),
    /// The first block that the node knows, and then its time.
    First(u64),
    FirstTime(u64, u64),
    Shown(Option<OnChain>),
}

impl Lookup {
    pub(super) fn of(sale: &Sale, progress: &Progress, is_capture: bool, finality: Finality) -> Option<Self> {
        let genesis = sale.authorized.network.to_string().strip_prefix("solana:")?.to_string();
        let payload = match &sale.payment {
            PaymentPayload::V1(payment) => &payment.payload,
            PaymentPayload::V2(payment) => &payment.payload,
        };
        let payload = Payload::read(payload.as_json(), &mut Reader::new(&DecodeOptions::STRICT)).ok()?;
        let transaction = Transaction::decode(&payload.transaction).ok()?;
        let signer = transaction.message().signers().nth(1)?;
        let is_shown = sale.flow != PaymentFlow::Escrow && !is_capture;
        let commitment = match finality {
            Finality::Finalized | Finality::Confirmations(_) => FINALIZED,
            Finality::Safe => "confirmed",
        };
        Some(Self {
            genesis,
            commitment,
            since: progress.unanswered.filter(|_| is_shown)?.saturating_sub(SLACK),
            begun: progress.begun,
            blockhash: Address::new(transaction.message().blockhash),
            ended: None,
            signer,
            message: transaction.signed_bytes().to_vec(),
            state: State::Genesis,
        })
    }

    pub(super) fn shown(&self) -> Option<OnChain> {
        let State::Shown(shown) = &self.state else { return None };
        shown.clone()
    }

    pub(super) fn request(&self) -> Option<Call> {
        let commitment = ("commitment", RawJson::string(self.commitment));
        Some(match &self.state {
            State::Genesis => ("getGenesisHash", Vec::new()),
            State::Signatures { before, .. } => {
                let most = u64::try_from(PAGE).unwrap_or_default();
                let before = before.iter().map(|before| ("before", RawJson::string(before)));
                // There may be several nodes at one address, and one that lags behind returns an error.
                let at_least = self.ended.map(|slot| ("minContextSlot", slot.into()));
                let options = object([commitment, ("limit", most.into())].into_iter().chain(before).chain(at_least));
                ("getSignaturesForAddress", vec![RawJson::string(&self.signer.to_string()), options])
            }
            State::Transactions(signatures) => {
                let options = object([
                    commitment,
                    ("encoding", RawJson::string("base64")),
                    ("maxSupportedTransactionVersion", 0.into()),
                ]);
                ("getTransaction", vec![RawJson::string(signatures.last()?), options])
            }
            State::Blockhash => {
                ("isBlockhashValid", vec![RawJson::string(&self.blockhash.to_string()), object([commitment])])
            }
            State::Ended(slot) | State::FirstTime(slot, _) => ("getBlockTime", vec![(*slot).into()]),
            State::First(_) => ("getFirstAvailableBlock", Vec::new()),
            State::Shown(_) => return None,
        })
    }

    /// The first second of the transactions to read.
    fn horizon(&self) -> u64 {
        match (self.ended, self.begun) {
            (Some(_), Some(begun)) => begun.saturating_sub(LIFETIME).min(self.since),
            (_, _) => self.since,
        }
    }

    /// Continues with these transactions, or once there is none.
    fn next_transaction(&self, signatures: Vec<String>) -> State {
        match (signatures.is_empty(), self.ended, self.begun) {
            (false, _, _) => State::Transactions(signatures),
            (true, Some(_), _) => State::Shown(Some(OnChain::Never)),
            (true, None, Some(_)) => State::Blockhash,
            (true, None, None) => State::Shown(None),
        }
    }

    pub(super) fn response(&mut self, result: JsonRef<'_>) -> Result<(), LookupError> {
        let state = core::mem::replace(&mut self.state, State::Shown(None));
        self.state = match state {
            State::Genesis => {
                let hash = result.string().map_err(|_| LookupError::Malformed("getGenesisHash"))?;
                // The name of a network has the first 32 characters.
                if self.genesis.is_empty() || hash.get(..32) != Some(&*self.genesis) {
                    return Err(LookupError::Chain);
                }
                State::Signatures { before: None, found: Vec::new() }
            }
            State::Signatures { mut found, .. } => {
                let page = self.read_page(result).ok_or(LookupError::Malformed("getSignaturesForAddress"))?;
                found.extend(page.found);
                match page.last {
                    Some(last) => State::Signatures { before: Some(last), found },
                    None => self.next_transaction(found),
                }
            }
            State::Transactions(mut signatures) => {
                let Some(signature) = signatures.pop() else { return Ok(()) };
                match self.relation(result, &signature).ok_or(LookupError::Malformed("getTransaction"))? {
                    Relation::Settled => State::Shown(Some(OnChain::Settled { transaction: signature })),
                    // A settlement before that was not made for this record.
                    Relation::Before => State::Shown(None),
                    Relation::Other => self.next_transaction(signatures),
                }
            }
            State::Blockhash => {
                let slot = || result.get("context")?.get("slot")?.integer().ok();
                match (slot(), result.get("value").map(|value| value.boolean())) {
                    (Some(_), Some(Ok(true))) => State::Shown(None),
                    (Some(slot), Some(Ok(false))) => State::Ended(slot),
                    (_, _) => return Err(LookupError::Malformed("isBlockhashValid")),
                }
            }
            // A block from before the payment does not know its blockhash either. And a node may not have listed the
            // last transactions yet.
            State::Ended(slot) => match self.begun {
                Some(begun) if block_time(result)? >= begun.saturating_add(LIFETIME) => State::First(slot),
                _ => State::Shown(None),
            },
            State::First(ended) => {
                let slot = result.integer().map_err(|_| LookupError::Malformed("getFirstAvailableBlock"))?;
                // A node that knows all blocks.
                if slot == 0 { self.search_all(ended) } else { State::FirstTime(slot, ended) }
            }
            State::FirstTime(_, ended) => match self.begun {
                Some(begun) if block_time(result)? <= begun.saturating_sub(LIFETIME).min(self.since) => {
                    self.search_all(ended)
                }
                _ => State::Shown(None),
            },
            State::Shown(shown) => State::Shown(shown),
        };
        Ok(())
    }

    /// Searches once more for every transaction that the blockhash may have allowed before this final block.
    fn search_all(&mut self, ended: u64) -> State {
        self.ended = Some(ended);
        State::Signatures { before: None, found: Vec::new() }
    }

    fn read_page(&self, result: JsonRef<'_>) -> Option<Page> {
        let horizon = self.horizon();
        let (mut found, mut count, mut last) = (Vec::new(), 0_usize, None);
        for transaction in result.elements().ok()? {
            let signature = transaction.get("signature")?.string().ok()?.into_owned();
            // A node may not know the time of a block. Then the transaction itself is read.
            let time = transaction.non_null("blockTime").map(|time| time.integer()).transpose().ok()?;
            let is_late = time.is_none_or(|time| time >= horizon);
            if is_late && transaction.get("err")?.is_null() {
                found.push(signature.clone());
            }
            count = count.saturating_add(1);
            last = is_late.then_some(signature);
        }
        // After a full page there may be earlier ones.
        Some(Page { found, last: last.filter(|_| count >= PAGE) })
    }

    /// Compares a transaction with that of the payment. `None` from a node that does not know the transaction, because
    /// it lags behind.
    fn relation(&self, result: JsonRef<'_>, signature: &str) -> Option<Relation> {
        let (meta, time) = (result.get("meta")?, result.non_null("blockTime").map(|time| time.integer()));
        let mut parts = result.get("transaction")?.elements().ok()?;
        let (Some(bytes), Some(encoding)) = (parts.next(), parts.next()) else { return None };
        if encoding.string().ok()? != "base64" {
            return None;
        }
        let bytes = Reader::new(&DecodeOptions::STRICT).base64(bytes).ok()?;
        let Ok(transaction) = Transaction::decode(&bytes) else { return Some(Relation::Other) };
        // This is not the transaction that was asked for.
        if from_base58(signature)? != *transaction.signatures().first()? {
            return None;
        }
        let is_late = time.transpose().ok()?.is_some_and(|time| time >= self.since);
        let is_of_payment = meta.get("err")?.is_null() && transaction.signed_bytes() == self.message;
        Some(match (is_of_payment, is_late) {
            (false, _) => Relation::Other,
            (true, true) => Relation::Settled,
            (true, false) => Relation::Before,
        })
    }
}

/// The relation of a transaction to the payment.
enum Relation {
    Settled,
    /// It is the payment's, and came before the request to settle.
    Before,
    Other,
}

/// The time of a block, which a node may not know.
fn block_time(result: JsonRef<'_>) -> Result<u64, LookupError> {
    result.integer().map_err(|_| LookupError::Malformed("getBlockTime"))
}

/// Some transactions of the account.
struct Page {
    found: Vec<String>,
    /// The earliest one, if earlier ones may be the payment's.
    last: Option<String>,
}
