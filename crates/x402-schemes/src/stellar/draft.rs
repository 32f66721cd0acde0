//! Drafts of payments on Stellar: from an offer to the digest that the payer signs, and to the payload
//! (`scheme_exact_stellar.md`, Protocol Flow).

use alloc::{borrow::ToOwned, vec::Vec};

use x402_types::{Scheme, UnixSeconds, declare::sentences};

use super::{
    Address, CredentialsKind, MAX_ENTRY_TTL, Payload,
    authorization::preimage_of,
    is_on, network_id, sha256,
    transaction::{INVOKE_HOST_FUNCTION, account_xdr},
};
use crate::Terms;

/// The seconds from one ledger to the next that the specification assumes (STELLAR:136).
const SECONDS_PER_LEDGER: u64 = 5;

/// How long the transaction's own time bounds last, in seconds. They have no effect (T-14).
const TIME_BOUNDS: u64 = 300;

/// An unsigned payment on Stellar: the call `transfer` of the offer's asset, and the entry with which the payer
/// authorizes it.
///
/// ```
/// use x402_schemes::stellar::{CredentialsKind, Draft, DraftInit};
/// use x402_types::{UnixSeconds, Wire, v2::{PaymentPayload, PaymentRequirements}};
/// # fn example(offer: PaymentRequirements, sign: impl Fn(&[u8; 32]) -> [u8; 64], ledger: u32, nonce: i64, now: UnixSeconds)
/// # -> Result<String, Box<dyn std::error::Error>> {
/// let payer = "GCFIRY65OQE7DFP5KLNS2PF2LVZMUZYJX4OZIEQ36N2IQANUB5XVYOJR".parse()?;
/// let init = DraftInit { payer, ledger, nonce, credentials: CredentialsKind::Address, now };
/// let draft = Draft::for_offer(&offer, init)?;
/// let payload = draft.with_signature(&sign(&draft.digest()));
/// let header = PaymentPayload::new(offer.clone(), payload.to_json()).to_header();
/// # Ok(header)
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    key: [u8; 32],
    network_id: [u8; 32],
    /// The call as XDR.
    call: Vec<u8>,
    nonce: i64,
    expiration_ledger: u32,
    /// `true` if the signature covers the payer's address.
    is_v2: bool,
    max_time: u64,
    simulated: Option<Simulated>,
}

/// The arguments of [`Draft::for_offer`]. The struct gets no further fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DraftInit {
    /// The account that pays.
    pub payer: Address,
    /// The number of the latest closed ledger.
    pub ledger: u32,
    /// A random number that the payer has not used as a nonce. The SDKs draw it from 0 to 2^63−1.
    pub nonce: i64,
    /// The kind of the credentials: [`CredentialsKind::Address`], which every facilitator accepts, or [`CredentialsKind::AddressV2`].
    pub credentials: CredentialsKind,
    /// The current time, from which the time bounds of the transaction are derived.
    pub now: UnixSeconds,
}

/// The result of a simulation of the draft. It consists of these two values, so the struct gets no further fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Simulated {
    /// The Soroban data as XDR (`transactionData`).
    pub data: Vec<u8>,
    /// The fee in stroops: 100 plus `minResourceFee`.
    pub fee: u32,
}

impl Draft {
    /// Drafts a payment of exactly the price. The authorization ends with the last ledger that the offer's timeout and the network allow
    /// (T-22).
    ///
    /// # Errors
    /// No verifier would accept a payment for the offer, the network's passphrase is unknown, the payer cannot sign
    /// with these credentials, or the recipient is the payer.
    pub fn for_offer<'a>(offer: impl Into<Terms<'a>>, init: DraftInit) -> Result<Self, DraftError> {
        let offer = offer.into();
        let DraftInit { payer, ledger, nonce, credentials, now } = init;
        if *offer.scheme != Scheme::EXACT || !is_on(&offer.network) {
            return Err(DraftError::NotStellar);
        }
        let network_id = network_id(&offer.network).ok_or(DraftError::UnknownNetwork)?;
        let Address::Account(key) = payer else { return Err(DraftError::PayerIsNoAccount) };
        let is_v2 = match credentials {
            CredentialsKind::Address => false,
            CredentialsKind::AddressV2 => true,
            CredentialsKind::SourceAccount | CredentialsKind::WithDelegates => return Err(DraftError::Credentials),
        };
        let address = |member, text: &str| text.parse::<Address>().map_err(|_| DraftError::NotAddress(member));
        let (asset, pay_to) = (address("asset", offer.asset)?, address("payTo", offer.pay_to)?);
        if !asset.is_contract() {
            return Err(DraftError::NotAddress("asset"));
        }
        if pay_to.key() == Some(key) {
            return Err(DraftError::SelfPayment);
        }
        if !offer.extra_member("areFeesSponsored").is_some_and(|member| member.boolean() == Ok(true)) {
            return Err(DraftError::NotSponsored);
        }
        let amount = offer.units().get().to_u128().and_then(|amount| i128::try_from(amount).ok());
        let amount = amount.ok_or(DraftError::AmountTooLarge)?;
        let offered = u32::try_from(offer.max_timeout_seconds.div_ceil(SECONDS_PER_LEDGER)).unwrap_or(u32::MAX);
        let life = offered.min(MAX_ENTRY_TTL);
        Ok(Self {
            key,
            network_id,
            call: TransferCall { asset, from: payer, to: pay_to, amount }.to_xdr(),
            nonce,
            expiration_ledger: ledger.saturating_add(life),
            is_v2,
            max_time: now.get().to_u64().unwrap_or(u64::MAX).saturating_add(TIME_BOUNDS),
            simulated: None,
        })
    }

    /// Adds the result of a simulation. Without it, some facilitators refuse to settle the payment (T-14).
    #[must_use]
    pub fn with_simulation(self, simulated: Simulated) -> Self {
        Self { simulated: Some(simulated), ..self }
    }

    /// The last ledger in which the authorization is valid.
    #[must_use]
    pub const fn expiration_ledger(&self) -> u32 {
        self.expiration_ledger
    }

    /// Returns the bytes whose hash the payer signs.
    #[must_use]
    pub fn preimage(&self) -> Vec<u8> {
        let signer = self.is_v2.then(|| Address::Account(self.key).to_xdr());
        preimage_of(&self.network_id, self.nonce, self.expiration_ledger, signer.as_deref(), &invocation_of(&self.call))
    }

    /// Returns the digest that the payer signs.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        sha256(&self.preimage())
    }

    /// Returns the payload with this signature over the [digest](Self::digest).
    #[must_use]
    pub fn with_signature(&self, signature: &[u8; 64]) -> Payload {
        Payload::new(self.envelope(Some(signature)))
    }

    /// Returns the payload without a signature, for a simulation that returns the fee and the Soroban data.
    #[must_use]
    pub fn unsigned(&self) -> Payload {
        Payload::new(self.envelope(None))
    }

    fn envelope(&self, signature: Option<&[u8; 64]>) -> Vec<u8> {
        let fee = self.simulated.as_ref().map_or(INCLUSION_FEE, |simulated| simulated.fee);
        let mut envelope = words([ENVELOPE_TX]);
        // The null account, with sequence number 1.
        envelope.extend(account_xdr(&[0; 32]));
        envelope.extend(words([fee]));
        envelope.extend(1i64.to_be_bytes());
        envelope.extend(words([TIME, 0, 0]));
        envelope.extend(self.max_time.to_be_bytes());
        envelope.extend(words([NO_MEMO, 1, NO_SOURCE, INVOKE_HOST_FUNCTION, INVOKE_CONTRACT]));
        envelope.extend(&self.call);
        envelope.extend(words([1, if self.is_v2 { 2 } else { 1 }]));
        envelope.extend(Address::Account(self.key).to_xdr());
        envelope.extend(self.nonce.to_be_bytes());
        envelope.extend(words([self.expiration_ledger]));
        envelope.extend(signature.map_or_else(|| words([VOID]), |signature| signature_value(&self.key, signature)));
        envelope.extend(invocation_of(&self.call));
        match &self.simulated {
            Some(Simulated { data, .. }) => envelope.extend([words([1]).as_slice(), data].concat()),
            None => envelope.extend(words([0])),
        }
        envelope.extend(words([NO_SIGNATURES]));
        envelope
    }
}

const ENVELOPE_TX: u32 = 2;
const TIME: u32 = 1;
const NO_MEMO: u32 = 0;
const NO_SOURCE: u32 = 0;
const INVOKE_CONTRACT: u32 = 0;
const CONTRACT_FUNCTION: u32 = 0;
const NO_SIGNATURES: u32 = 0;
/// The minimum fee for a transaction, in stroops.
const INCLUSION_FEE: u32 = 100;
/// The types of values.
const VOID: u32 = 1;
const I128: u32 = 10;
const BYTES: u32 = 13;
const SYMBOL: u32 = 15;
const VEC: u32 = 16;
const MAP: u32 = 17;
const ADDRESS: u32 = 18;

fn words<const N: usize>(words: [u32; N]) -> Vec<u8> {
    words.map(u32::to_be_bytes).as_flattened().to_owned()
}

/// Bytes with their length before them, and zeros after them up to a multiple of four.
fn opaque(bytes: &[u8]) -> Vec<u8> {
    let mut opaque = words([u32::try_from(bytes.len()).unwrap_or(u32::MAX)]);
    opaque.extend(bytes);
    opaque.resize(opaque.len().next_multiple_of(4), 0);
    opaque
}

/// The call `transfer(from, to, amount)` of a token. The struct gets no further fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TransferCall {
    /// The contract of the token.
    pub asset: Address,
    /// The account or contract that pays.
    pub from: Address,
    /// The account or contract that is paid.
    pub to: Address,
    /// The amount, in atomic units.
    pub amount: i128,
}

impl TransferCall {
    /// The call as XDR (`InvokeContractArgs`).
    #[must_use]
    pub fn to_xdr(&self) -> Vec<u8> {
        let Self { asset, from, to, amount } = *self;
        let address = |address: Address| [words([ADDRESS]), address.to_xdr()].concat();
        [
            asset.to_xdr(),
            opaque(b"transfer"),
            words([3]),
            address(from),
            address(to),
            words([I128]),
            amount.to_be_bytes().to_vec(),
        ]
        .concat()
    }
}

/// Returns the invocation that an entry for a call authorizes, as XDR (`SorobanAuthorizedInvocation`): the call itself,
/// and no further calls within it. `call` is XDR too.
#[must_use]
pub fn invocation_of(call: &[u8]) -> Vec<u8> {
    [&words([CONTRACT_FUNCTION]), call, &words([0])].concat()
}

/// The one signature of an account as a value (T-28).
fn signature_value(key: &[u8; 32], signature: &[u8; 64]) -> Vec<u8> {
    let member = |name: &[u8], bytes: &[u8]| [words([SYMBOL]), opaque(name), words([BYTES]), opaque(bytes)].concat();
    [words([VEC, 1, 1, MAP, 1, 2]), member(b"public_key", key), member(b"signature", signature)].concat()
}

sentences! {
    /// The reasons why no payment can be drafted.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum DraftError {
        /// The offer is not of scheme `exact` on Stellar.
        NotStellar = "the payment requirements are not of scheme exact on Stellar",
        /// The passphrase of the network is not known, so nothing can be signed for it.
        UnknownNetwork = "the passphrase of the required network is not known; only those of stellar:pubnet and stellar:testnet are",
        /// This field of the offer is not an address of the required kind.
        NotAddress(member: &'static str) = "{member} in the payment requirements is not a Stellar address of the right kind",
        /// The payer is not an account. A contract defines its own signature, and a muxed account cannot authorize.
        PayerIsNoAccount = "the payer is not an account (G)",
        /// The credentials are not those of an address, of version 1 or 2.
        Credentials = "the credentials are not v1 or v2",
        /// The recipient is the payer, so nothing would move.
        SelfPayment = "the recipient is the payer, so nothing would move",
        /// `extra.areFeesSponsored` of the offer is not `true`, so the facilitator does not pay the fee.
        NotSponsored = "extra.areFeesSponsored in the payment requirements is not true",
        /// The price exceeds 2^127−1, the largest amount of a token.
        AmountTooLarge = "amount in the payment requirements is above 2^127-1",
    }
}

impl core::error::Error for DraftError {}
