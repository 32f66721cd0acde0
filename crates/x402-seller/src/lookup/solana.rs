//! What Solana shows of a payment: the transaction with the very bytes that the payer signed. That there will never be one is not shown.

use alloc::{
    string::{String, ToString},
    vec,
    vec::Vec,
};

use x402_schemes::solana::{Address, Payload, Transaction, from_base58};
use x402_types::{DecodeOptions, JsonRef, PaymentFlow, PaymentPayload, RawJson, read::Reader};

use super::{Call, Finality, LookupError, SLACK, object};
use crate::{OnChain, sale::Sale};

/// The most signatures in one answer.
const PAGE: usize = 200;
/// The node's commitment for a transaction that nothing takes back.
const FINALIZED: &str = "finalized";

#[derive(Clone, Debug)]
pub(super) struct Lookup {
    /// The network's name: the beginning of the hash of its first block.
    genesis: String,
    commitment: &'static str,
    /// The first second of transactions that may be the payment's.
    since: u64,
    /// The account that signs besides the fee payer. Its transactions are few, and those of the fee payer are many.
    signer: Address,
    /// The bytes that both sign.
    message: Vec<u8>,
    state: State,
}

#[derive(Clone, Debug)]
enum State {
    Genesis,
    /// The transactions of the account, and those that were found: the latest ones first, before the given one.
    Signatures {
        before: Option<String>,
        found: Vec<String>,
    },
    /// The last of these transactions.
    Transactions(Vec<String>),
    Shown(Option<OnChain>),
}

impl Lookup {
    pub(super) fn of(sale: &Sale, is_capture: bool, finality: Finality) -> Option<Self> {
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
            since: sale.unanswered.filter(|_| is_shown)?.saturating_sub(SLACK),
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
                let options = object([commitment, ("limit", most.into())].into_iter().chain(before));
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
            State::Shown(_) => return None,
        })
    }

    pub(super) fn response(&mut self, result: JsonRef<'_>) -> Result<(), LookupError> {
        let state = core::mem::replace(&mut self.state, State::Shown(None));
        self.state = match state {
            State::Genesis => {
                let told = result.string().map_err(|_| LookupError::Malformed("getGenesisHash"))?;
                // The name of a network has the first 32 characters.
                if self.genesis.is_empty() || told.get(..32) != Some(&*self.genesis) {
                    return Err(LookupError::Chain);
                }
                State::Signatures { before: None, found: Vec::new() }
            }
            State::Signatures { mut found, .. } => {
                let page = self.read_page(result).ok_or(LookupError::Malformed("getSignaturesForAddress"))?;
                found.extend(page.found);
                match page.last {
                    Some(last) => State::Signatures { before: Some(last), found },
                    None => next_transaction(found),
                }
            }
            State::Transactions(mut signatures) => {
                let Some(signature) = signatures.pop() else { return Ok(()) };
                let is_own = self.is_own(result, &signature).ok_or(LookupError::Malformed("getTransaction"))?;
                if is_own {
                    State::Shown(Some(OnChain::Settled { transaction: signature }))
                } else {
                    next_transaction(signatures)
                }
            }
            State::Shown(shown) => State::Shown(shown),
        };
        Ok(())
    }

    fn read_page(&self, result: JsonRef<'_>) -> Option<Page> {
        let (mut found, mut count, mut last) = (Vec::new(), 0_usize, None);
        for told in result.elements().ok()? {
            let signature = told.get("signature")?.string().ok()?.into_owned();
            // A node may not know the time of a block. Then the transaction itself is looked at.
            let time = told.given("blockTime").map(|time| time.integer()).transpose().ok()?;
            let is_late = time.is_none_or(|time| time >= self.since);
            if is_late && told.get("err")?.is_null() {
                found.push(signature.clone());
            }
            count = count.saturating_add(1);
            last = is_late.then_some(signature);
        }
        // A page that is full may have earlier ones behind it.
        Some(Page { found, last: last.filter(|_| count >= PAGE) })
    }

    /// Whether this is the transaction of the payment, and did what it says. A node that knows nothing of it is late.
    fn is_own(&self, result: JsonRef<'_>, signature: &str) -> Option<bool> {
        let (meta, time) = (result.get("meta")?, result.given("blockTime").map(|time| time.integer()));
        let mut parts = result.get("transaction")?.elements().ok()?;
        let (Some(bytes), Some(encoding)) = (parts.next(), parts.next()) else { return None };
        if encoding.string().ok()? != "base64" {
            return None;
        }
        let bytes = Reader::new(&DecodeOptions::STRICT).base64(bytes).ok()?;
        let Ok(transaction) = Transaction::decode(&bytes) else { return Some(false) };
        // Another transaction than the one that was asked for.
        if from_base58(signature)? != *transaction.signatures().first()? {
            return None;
        }
        let is_late = time.transpose().ok()?.is_some_and(|time| time >= self.since);
        Some(meta.get("err")?.is_null() && is_late && transaction.signed_bytes() == self.message)
    }
}

/// Some transactions of the account.
struct Page {
    found: Vec<String>,
    /// The earliest one, if earlier ones may be the payment's.
    last: Option<String>,
}

fn next_transaction(signatures: Vec<String>) -> State {
    if signatures.is_empty() { State::Shown(None) } else { State::Transactions(signatures) }
}
