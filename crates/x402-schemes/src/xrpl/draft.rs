//! Drafts of payments on the XRP Ledger: from an offer to the bytes that the payer signs, and to the payload
//! (`scheme_exact_xrpl.md`, Protocol Flow; R-76).

use alloc::vec::Vec;

use x402_types::{AnyAmount, JsonRef, Scheme, declare::sentences};

use super::{
    Address, Asset, IssuedAmount, KeyType, LAST_UNNAMED_NETWORK, MAX_DROPS, ParseAssetError, Payload,
    SignatureFormatError, Transaction, TransactionFields, drops_to_bytes, invoice_hash, is_on, network_id, sha512_half,
};
use crate::{AssetTransferMethod, Terms};

/// The seconds from one ledger to the next that the specification assumes (XRPL §7).
const SECONDS_PER_LEDGER: u64 = 5;

/// The prefix of the bytes that the payer signs: `STX` and a zero.
const SIGNED: [u8; 4] = *b"STX\0";

/// An unsigned payment on the XRP Ledger: a transaction of type `Payment` that pays exactly the price.
///
/// ```
/// use x402_schemes::xrpl::{Draft, DraftInit, Slot};
/// use x402_types::{Wire, v2::{PaymentPayload, PaymentRequirements}};
/// # fn example(offer: PaymentRequirements, sign: impl Fn(&[u8]) -> Vec<u8>, public_key: [u8; 33], ledger: u32, sequence: u32)
/// # -> Result<String, Box<dyn std::error::Error>> {
/// let slot = Slot::Sequence(sequence);
/// let init = DraftInit { public_key, ledger, slot, fee: DraftInit::FEE, source_tag: None };
/// let draft = Draft::for_offer(&offer, init)?;
/// // A key of secp256k1 signs the digest, and one of Ed25519 the preimage itself.
/// let signature = match draft.digest() {
///     Some(digest) => sign(&digest),
///     None => sign(&draft.preimage()),
/// };
/// let payload = draft.with_signature(&signature)?;
/// let header = PaymentPayload::new(offer.clone(), payload.to_json()).to_header();
/// # Ok(header)
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    key_type: KeyType,
    account: Address,
    last_ledger_sequence: u32,
    /// The fields that are signed.
    fields: TransactionFields<'static>,
}

/// The arguments of [`Draft::for_offer`]. The struct gets no further fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DraftInit {
    /// The payer's public key: compressed secp256k1, or `ED` and the key of Ed25519. It must be the master key of the
    /// account that pays.
    pub public_key: [u8; 33],
    /// The number of the latest validated ledger.
    pub ledger: u32,
    /// The sequence number or the ticket that the payment uses.
    pub slot: Slot,
    /// The fee in drops, which the payer pays: [`FEE`](Self::FEE), unless the ledger is busy.
    pub fee: u64,
    /// The source tag. `None` for `extra.sourceTag` of the offer, which some facilitators publish (R-18).
    pub source_tag: Option<u32>,
}

impl DraftInit {
    /// The usual fee in drops. The ledger's reference fee is 10.
    pub const FEE: u64 = 12;
}

/// The number that makes a transaction of an account unique (R-43). A further variant would be a breaking change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Slot {
    /// The next sequence number of the account: the method `sequence`.
    Sequence(u32),
    /// A ticket of the account: the method `ticketSequence`.
    Ticket(u32),
}

impl Slot {
    /// The number.
    #[must_use]
    pub const fn number(self) -> u32 {
        match self {
            Self::Sequence(number) | Self::Ticket(number) => number,
        }
    }

    /// The transfer method of a payment that uses the slot (R-15).
    #[must_use]
    pub const fn method(self) -> AssetTransferMethod {
        match self {
            Self::Sequence(_) => AssetTransferMethod::SEQUENCE,
            Self::Ticket(_) => AssetTransferMethod::TICKET_SEQUENCE,
        }
    }
}

impl Draft {
    /// Drafts a payment of exactly the price. The last ledger that can contain it is `ledger` plus the offer's timeout,
    /// at 5 seconds a ledger: two ledgers fewer than verifiers allow, because their latest ledger may be an older one.
    ///
    /// # Errors
    /// No verifier would accept a payment for the offer, or an argument does not fit the offer.
    pub fn for_offer<'a>(offer: impl Into<Terms<'a>>, init: DraftInit) -> Result<Self, DraftError> {
        let offer = offer.into();
        let DraftInit { public_key, ledger, slot, fee, source_tag } = init;
        if *offer.scheme != Scheme::EXACT || !is_on(&offer.network) {
            return Err(DraftError::NotXrpl);
        }
        let network_id = network_id(&offer.network).ok_or(DraftError::Network)?;
        if !offer.extra_member("areFeesSponsored").is_some_and(|member| member.boolean() == Ok(false)) {
            return Err(DraftError::Sponsored);
        }
        if offer.extra_member("crossCurrency").is_some_and(|member| member.boolean() == Ok(true)) {
            return Err(DraftError::CrossCurrency);
        }
        if AssetTransferMethod::of(offer.clone(), None) != Ok(slot.method()) {
            return Err(DraftError::Slot);
        }
        if slot.number() == 0 {
            return Err(DraftError::NoNumber);
        }
        if !(1..=MAX_DROPS).contains(&fee) {
            return Err(DraftError::Fee);
        }
        let key_type = KeyType::of(&public_key).ok_or(DraftError::PublicKey)?;
        let account = Address::of_public_key(&public_key);
        let pay_to = address("payTo", offer.pay_to)?;
        if pay_to == account {
            return Err(DraftError::SelfPayment);
        }
        let asset = offer.asset.parse().map_err(DraftError::Asset)?;
        let amount = amount(asset, &offer)?;
        let destination_tag = offer.extra_member("destinationTag").map(|tag| integer(tag).ok_or(DraftError::Tag));
        let invoice = offer.extra_member("invoiceId").map(|invoice| {
            let text = invoice.string().ok().filter(|text| !text.is_empty()).ok_or(DraftError::Invoice)?;
            Ok(invoice_hash(&text))
        });
        if offer.max_timeout_seconds == 0 {
            return Err(DraftError::NoTime);
        }
        let ledgers = u32::try_from(offer.max_timeout_seconds.div_ceil(SECONDS_PER_LEDGER)).unwrap_or(u32::MAX);
        let last_ledger_sequence = ledger.saturating_add(ledgers);

        let (sequence, ticket) = match slot {
            Slot::Sequence(sequence) => (sequence, None),
            Slot::Ticket(ticket) => (0, Some(ticket)),
        };
        let mut fields = TransactionFields::default();
        fields.set((1, 2), Some(&Transaction::PAYMENT.to_be_bytes()));
        for (code, number) in [
            (1, (network_id > LAST_UNNAMED_NETWORK).then_some(network_id)),
            (2, Some(0)),
            (3, source_tag.or_else(|| offer.extra_member("sourceTag").and_then(integer))),
            (4, Some(sequence)),
            (14, destination_tag.transpose()?),
            (27, Some(last_ledger_sequence)),
            (41, ticket),
        ] {
            fields.set((2, code), number.map(u32::to_be_bytes).as_ref().map(<[u8; 4]>::as_slice));
        }
        fields.set((5, 17), invoice.transpose()?.as_ref().map(<[u8; 32]>::as_slice));
        fields.set((6, 1), Some(&amount));
        fields.set((6, 8), Some(&drops_to_bytes(fee)));
        fields.set((6, 9), (asset != Asset::Xrp).then_some(&amount));
        for (code, value) in [((7, 3), public_key.as_slice()), ((8, 1), account.as_ref()), ((8, 3), pay_to.as_ref())] {
            fields.set(code, Some(&prefixed(value)));
        }
        Ok(Self { key_type, account, last_ledger_sequence, fields })
    }

    /// The account that pays.
    #[must_use]
    pub const fn account(&self) -> Address {
        self.account
    }

    /// The type of the payer's key.
    #[must_use]
    pub const fn key_type(&self) -> KeyType {
        self.key_type
    }

    /// The number of the last ledger that can contain the payment.
    #[must_use]
    pub const fn last_ledger_sequence(&self) -> u32 {
        self.last_ledger_sequence
    }

    /// Returns the bytes that the payer signs (R-55). A key of Ed25519 signs them as they are.
    #[must_use]
    pub fn preimage(&self) -> Vec<u8> {
        [SIGNED.as_slice(), &self.fields.to_bytes()].concat()
    }

    /// Returns the digest that a key of secp256k1 signs (R-57). `None` for a key of Ed25519, which signs the
    /// [preimage](Self::preimage).
    #[must_use]
    pub fn digest(&self) -> Option<[u8; 32]> {
        match self.key_type {
            KeyType::Secp256k1 => Some(sha512_half(&self.preimage())),
            KeyType::Ed25519 => None,
        }
    }

    /// Returns the payload with this signature. That the signature is the payer's is not checked.
    ///
    /// # Errors
    /// The signature does not have the format of the key's type ([`KeyType::check_signature`]).
    pub fn with_signature(&self, signature: &[u8]) -> Result<Payload, SignatureFormatError> {
        self.key_type.check_signature(signature)?;
        let mut fields = self.fields.clone();
        fields.set((7, 4), Some(&prefixed(signature)));
        Ok(Payload::new(fields.to_bytes()))
    }
}

/// A key, an address or a signature, and its length before it: all are shorter than 193 bytes (R-23).
fn prefixed(value: &[u8]) -> Vec<u8> {
    [&[u8::try_from(value.len()).unwrap_or_default()], value].concat()
}

/// The price of the offer (R-9, R-10), encoded.
fn amount(asset: Asset, offer: &Terms<'_>) -> Result<Vec<u8>, DraftError> {
    match (asset, &offer.amount) {
        (Asset::Xrp, AnyAmount::Units(drops)) => {
            let drops = u64::try_from(*drops).ok().filter(|drops| (1..=MAX_DROPS).contains(drops));
            drops.map(|drops| drops_to_bytes(drops).into()).ok_or(DraftError::Amount)
        }
        (Asset::Issued(currency), AnyAmount::Decimal(value)) => {
            let issuer = offer.extra_member("issuer").and_then(|issuer| issuer.string().ok());
            let issuer = address("extra.issuer", &issuer.unwrap_or_default())?;
            Ok(IssuedAmount { value: value.into(), currency, issuer, is_negative: false }.to_bytes())
        }
        (Asset::Xrp, AnyAmount::Decimal(_)) | (Asset::Issued(_), AnyAmount::Units(_)) => Err(DraftError::Amount),
    }
}

fn address(member: &'static str, text: &str) -> Result<Address, DraftError> {
    Address::of_party(text).ok_or(DraftError::NotAddress(member))
}

/// A number of 32 bits.
fn integer(value: JsonRef<'_>) -> Option<u32> {
    value.integer().ok().and_then(|integer| u32::try_from(integer).ok())
}

sentences! {
    /// The reasons why no payment can be drafted.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum DraftError {
        /// The offer is not of scheme `exact` on the XRP Ledger.
        NotXrpl = "the payment requirements are not of scheme exact on the XRP Ledger",
        /// The network has no number (R-1).
        Network = "the network must be xrpl: and a number without leading zeros, such as xrpl:0 for the main network",
        /// `extra.areFeesSponsored` is not `false` (R-14).
        Sponsored = "extra.areFeesSponsored must be false: the payer's transaction pays the fee",
        /// `extra.crossCurrency` is `true`, which this crate does not know (R-19).
        CrossCurrency = "extra.crossCurrency is true: such payments need a different transaction, which is not drafted",
        /// The offer's transfer method is not that of the slot (R-15).
        Slot = "the sequence or ticket must fit extra.assetTransferMethod: a ticket for ticketSequence, a sequence for sequence and without a method",
        /// The sequence or the ticket is 0 (R-43).
        NoNumber = "the sequence or ticket must not be 0",
        /// The fee is zero, or more than all XRP.
        Fee = "the fee must be 1 to 10^17 drops",
        /// The bytes are not a public key of the ledger (R-56).
        PublicKey = "the public key must be 33 bytes: a compressed key of secp256k1, or ED and a key of Ed25519",
        /// This field of the offer is not an address, or is account 0 (R-3, R-4).
        NotAddress(member: &'static str) = "{member} must be an XRP Ledger address that begins with r",
        /// The asset is neither XRP nor a currency (R-5, R-6).
        Asset(error: ParseAssetError) = "the asset {error}",
        /// The price is no amount of the asset (R-9, R-10).
        Amount = "the price must be 1 to 10^17 drops of XRP, or a decimal amount of an issued currency",
        /// `extra.destinationTag` is not a number of 32 bits (R-17).
        Tag = "extra.destinationTag must be an integer from 0 to 4294967295",
        /// `extra.invoiceId` is not a string, or is empty (R-16).
        Invoice = "extra.invoiceId must be a string that is not empty",
        /// `maxTimeoutSeconds` is 0, so the payment would end with the latest validated ledger (R-46).
        NoTime = "maxTimeoutSeconds is 0, so the payment would end with the latest validated ledger, before it can settle",
        /// The payer is the recipient, which the ledger rejects (R-42).
        SelfPayment = "the payer is payTo, and the ledger rejects payments to oneself",
    }
}

impl core::error::Error for DraftError {}
