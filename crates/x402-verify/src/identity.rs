//! The authorization of a payment, and the keys that identify a payment.

use alloc::{boxed::Box, string::ToString, vec::Vec};
use core::{fmt, str::FromStr};

use sha2::{Digest, Sha256};
use x402_schemes::{AccountId, AssetId, HexDigits};
use x402_types::{Amount, AnyAmount, Network, Uint256, UnixSeconds, declare::errors};

use crate::hash::read_hash;

/// The authorization of a payment. It is read from the signed fields and the matched offer, and is a claim until the
/// verdict of the report is valid.
///
/// ```
/// use x402_types::{DecodeOptions, UnixSeconds, Wire, v2::PaymentPayload};
/// use x402_verify::{Context, Expires, verify};
///
/// let line = std::fs::read_to_string("../../docs/examples/payment.txt")?;
/// let header = line.trim_end().strip_prefix("PAYMENT-SIGNATURE: ").ok_or("another header")?;
/// let payment = PaymentPayload::decode_header(header, &DecodeOptions::STRICT)?.value;
/// let offers = [payment.accepted.clone()];
/// let paid = verify(&payment, &offers, &Context::at(1_740_672_100)).into_paid()?;
/// let authorized = paid.authorized();
/// assert_eq!(authorized.recipient.to_string(), "0x209693Bc6afc0C5328bA36FaF03C514EF312287C");
/// assert_eq!(authorized.expires, Expires::At(UnixSeconds::from(1_740_672_154)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Authorized {
    /// The network of the offer.
    pub network: Network,
    /// The asset of the offer.
    pub asset: AssetId,
    /// The account that pays.
    pub payer: AccountId,
    /// The account that is paid.
    pub recipient: AccountId,
    /// The amount, in atomic units of the asset, or in whole units of an issued currency on the XRP Ledger. In `upto`,
    /// and for a payment from a channel, it is the maximum charge for one request.
    pub amount: AnyAmount,
    /// The end of the authorization.
    pub expires: Expires,
    /// The only account that may settle, for any amount up to `amount`. `Some` in `upto` only.
    pub facilitator: Option<AccountId>,
    /// The data that make the authorization unique.
    pub(crate) nonce: Nonce,
    /// The key of the transfer, if the mechanism's module defines what the key covers.
    pub(crate) transfer: Option<TransferKey>,
    pub(crate) settled_as: SettledAs,
}

/// How the settlement of a payment may differ from that of other payments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct SettledAs {
    /// Its `transaction` is an identifier that does not come from the chain.
    pub(crate) is_off_chain: bool,
    /// Its `payer` may be this account, which pays for the transaction.
    pub(crate) sponsor: Option<AccountId>,
    /// The hash of its transaction, if the payment alone determines it.
    pub(crate) transaction: Option<[u8; 32]>,
    /// Its `payer` may be any account, because the bytes contain only the claim of a payer.
    pub(crate) is_payer_claimed: bool,
}

/// The end of an authorization. A server keeps the replay key until then. If it cannot observe the end, it keeps the
/// key for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Expires {
    /// Expires at this time, in Unix seconds: the first second at which the authorization is no longer valid.
    At(UnixSeconds),
    /// Expires after this ledger, the last one that accepts the authorization.
    AfterLedger(u32),
    /// Expires when the chain forgets this blockhash, or when the durable nonce that replaces the blockhash advances.
    WithBlockhash([u8; 32]),
    /// Never expires.
    Never,
}

impl Expires {
    /// Returns the first second at which the authorization has expired, if a time ends it.
    #[must_use]
    pub const fn time(self) -> Option<UnixSeconds> {
        if let Self::At(time) = self { Some(time) } else { None }
    }
}

/// The data that make an authorization unique. The module of each mechanism defines its nonce space and the hashed
/// fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Nonce {
    space: &'static str,
    /// `true` if other networks would also accept the nonce.
    is_of_network: bool,
    fields: Fields,
    /// The nonce that identifies the channel, and the total sum that the payer has signed for on it, if payments are
    /// cumulative.
    reaches: Option<Box<(Self, Amount)>>,
}

impl Nonce {
    /// A nonce that each network accepts once.
    pub(crate) fn of_network(space: &'static str, fields: &[&[u8]]) -> Self {
        Self { space, is_of_network: true, fields: Fields::new(fields), reaches: None }
    }

    /// A nonce that only one network accepts, because it names that network.
    pub(crate) fn of_itself(space: &'static str, fields: &[&[u8]]) -> Self {
        Self { space, is_of_network: false, fields: Fields::new(fields), reaches: None }
    }

    /// The same nonce, for a payer that has signed for this total sum on the channel that the other nonce identifies.
    #[cfg_attr(not(test), allow(dead_code, reason = "a build may have no mechanism whose payments are cumulative"))]
    pub(crate) fn reaching(self, sum: Amount, channel: Self) -> Self {
        Self { reaches: Some(Box::new((channel, sum))), ..self }
    }
}

/// Fields that are hashed, each after its length in four bytes. They are names of at most 41 bytes, addresses, words
/// and parts of a transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Fields {
    /// The number of bytes used in the array; the rest are zeros. Payments on EVM chains do not allocate.
    Short(usize, [u8; SHORT]),
    Long(Vec<u8>),
}

/// A contract, a payer and a nonce, each after its length.
const SHORT: usize = 84;

impl Fields {
    fn new(fields: &[&[u8]]) -> Self {
        Self::short(fields).unwrap_or_else(|| {
            let mut all = Vec::with_capacity(fields.iter().map(|field| field.len().saturating_add(4)).sum());
            for field in fields {
                all.extend_from_slice(&length(field));
                all.extend_from_slice(field);
            }
            Self::Long(all)
        })
    }

    fn short(fields: &[&[u8]]) -> Option<Self> {
        let (mut bytes, mut len) = ([0; SHORT], 0_usize);
        for field in fields {
            let (lead, slot) = bytes.get_mut(len..)?.split_first_chunk_mut()?;
            *lead = length(field);
            slot.get_mut(..field.len())?.copy_from_slice(field);
            len = len.checked_add(lead.len())?.checked_add(field.len())?;
        }
        Some(Self::Short(len, bytes))
    }

    fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Short(len, bytes) => bytes.get(..*len).unwrap_or_default(),
            Self::Long(bytes) => bytes,
        }
    }
}

fn length(field: &[u8]) -> [u8; 4] {
    u32::try_from(field.len()).unwrap_or(u32::MAX).to_be_bytes()
}

/// The hash of these fields, to which more fields can be added.
fn hashed<'a>(fields: impl IntoIterator<Item = &'a [u8]>) -> Sha256 {
    let mut hash = Sha256::new();
    for field in fields {
        hash.update(length(field));
        hash.update(field);
    }
    hash
}

impl Authorized {
    /// Returns the amount in atomic units of the asset. An issued currency on the XRP Ledger has no atomic units: its
    /// amount is 2^256−1 here, which no balance and no budget in atomic units reaches.
    #[must_use]
    pub fn units(&self) -> Amount {
        self.amount.units().unwrap_or_else(|| Uint256::MAX.into())
    }

    /// Returns the replay key. All encodings of one authorization have the same key, whatever their verdict is (E-10,
    /// S-9).
    pub fn replay_key(&self) -> ReplayKey {
        self.key(&self.nonce)
    }

    fn key(&self, nonce: &Nonce) -> ReplayKey {
        let Nonce { space, is_of_network, fields, .. } = nonce;
        let network = is_of_network.then(|| self.network.to_string());
        let lead = [space.as_bytes()].into_iter().chain(network.as_deref().map(str::as_bytes));
        ReplayKey(hashed(lead).chain_update(fields.as_bytes()).finalize().into())
    }

    /// Returns the rule that makes the payment count only once. It is the rule of the settling contract.
    pub fn once(&self) -> Once {
        match &self.nonce.reaches {
            None => Once::InSet(self.replay_key()),
            Some(reached) => Once::InOrder { channel: self.key(&reached.0), amount: reached.1 },
        }
    }

    /// Returns the key that identifies the same transfer when it is signed again, for example over a different
    /// blockhash (S-9). On the XRP Ledger it identifies the payer's sequence number or ticket, which only one payment can use
    /// (R-68). `None` on other chains, and if a smart wallet of Solana makes the transfer.
    pub const fn transfer_key(&self) -> Option<TransferKey> {
        self.transfer
    }
}

/// The rule that makes a payment count only once. It determines the data that a server stores.
/// [`Paid::once`](crate::Paid::once) returns it. Adding a third variant would be a breaking change, because every
/// server must know what to store.
///
/// ```
/// use std::collections::{BTreeMap, BTreeSet};
/// use x402_types::Amount;
/// use x402_verify::{Once, Paid, ReplayKey};
///
/// #[derive(Default)]
/// struct Served {
///     keys: BTreeSet<ReplayKey>,
///     charged: BTreeMap<ReplayKey, Amount>,
/// }
///
/// impl Served {
///     /// Returns `true` for a new payment. The call must be atomic, and its writes must be durable.
///     fn is_new(&mut self, paid: &Paid) -> bool {
///         match paid.once() {
///             Once::InSet(key) => self.keys.insert(key),
///             // This server charges the whole signed sum. Others store less, once they know the charge.
///             Once::InOrder { channel, amount } => {
///                 let is_more = self.charged.get(&channel).is_none_or(|charged| *charged < amount);
///                 if is_more {
///                     self.charged.insert(channel, amount);
///                 }
///                 is_more
///             }
///         }
///     }
/// }
/// # let mut served = Served::default();
/// # let line = std::fs::read_to_string("../../docs/examples/payment.txt")?;
/// # let header = line.trim_end().strip_prefix("PAYMENT-SIGNATURE: ").ok_or("another header")?;
/// # use x402_types::{DecodeOptions, Wire, v2::PaymentPayload};
/// # let payment = PaymentPayload::decode_header(header, &DecodeOptions::STRICT)?.value;
/// # let offers = [payment.accepted.clone()];
/// # let paid = x402_verify::verify(&payment, &offers, &x402_verify::Context::at(1_740_672_100)).into_paid()?;
/// assert!(served.is_new(&paid) && !served.is_new(&paid));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Once {
    /// The chain accepts each nonce once. A server keeps a set of the keys, each as long as the authorization can be
    /// settled.
    InSet(ReplayKey),
    /// The payer signs cumulative sums, each of which replaces the one before. For each channel, a server keeps the sum
    /// that it has charged, as long as the channel exists. A payment up to that sum pays for nothing. The server
    /// answers one request of a channel at a time, and adds the charge after the service.
    InOrder {
        /// The key of the channel. It is the same for all payments of the channel.
        channel: ReplayKey,
        /// The sum of all payments on this channel so far, this one included, in atomic units.
        amount: Amount,
    },
}

/// The key that identifies a payment. A server must not serve twice for payments with the same key. It prints as
/// `x402:1:` and 64 lowercase hexadecimal digits, and parses only from that format.
///
/// ```
/// use x402_verify::ReplayKey;
///
/// let key: ReplayKey = "x402:1:00000000000000000000000000000000000000000000000000000000000000ff".parse()?;
/// assert_eq!(key.to_bytes()[31], 255);
/// # Ok::<(), x402_verify::ParseKeyError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReplayKey([u8; 32]);

impl ReplayKey {
    /// Returns the 32 bytes of the hash, without the prefix.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 32] {
        self.0
    }
}

impl fmt::Display for ReplayKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("x402:1:")?;
        HexDigits(&self.0).fmt(f)
    }
}

/// The key that identifies a transfer that is signed again. On Solana it covers the accounts, the token, the amount and the
/// memos, and on the XRP Ledger the payer and its sequence number or ticket (R-68). It covers nothing else in the
/// transaction.
///
/// The key is an observation, not an identity. On Solana two honest payments have the same key if the offer asks for the
/// same memo twice, and both payers are owed the service. It prints as `x402:transfer:1:` and 64 lowercase hexadecimal
/// digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TransferKey([u8; 32]);

impl TransferKey {
    pub(crate) fn new<'a>(fields: impl IntoIterator<Item = &'a [u8]>) -> Self {
        Self(hashed(fields).finalize().into())
    }

    /// Returns the 32 bytes of the hash, without the prefix.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 32] {
        self.0
    }
}

impl fmt::Display for TransferKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("x402:transfer:1:")?;
        HexDigits(&self.0).fmt(f)
    }
}

impl FromStr for ReplayKey {
    type Err = ParseKeyError;

    fn from_str(text: &str) -> Result<Self, ParseKeyError> {
        text.strip_prefix("x402:1:").and_then(read_hash).map(Self).ok_or(ParseKeyError)
    }
}

impl FromStr for TransferKey {
    type Err = ParseKeyError;

    fn from_str(text: &str) -> Result<Self, ParseKeyError> {
        text.strip_prefix("x402:transfer:1:").and_then(read_hash).map(Self).ok_or(ParseKeyError)
    }
}

errors! {
    /// The error for a text that is not the key's prefix and 64 lowercase hexadecimal digits.
    pub struct ParseKeyError = "must be x402:1: or x402:transfer:1: and 64 hexadecimal digits in lower case";
}
