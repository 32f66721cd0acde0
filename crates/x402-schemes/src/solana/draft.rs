//! Drafts of payments on Solana: from an offer to the message that the payer signs, and to the payload
//! (`scheme_exact_svm.md`, Protocol Flow 3–5).

use alloc::{borrow::Cow, string::String, vec::Vec};

use x402_types::{Scheme, declare::sentences};

use super::{
    Address, CompiledInstruction, Config, Header, Message, MessageVersion, Payload, TokenProgram, Transaction,
    derived::AssociatedAccount, offered_memo, programs,
};
use crate::{Hex, Terms};

/// The compute budget of a transaction. It consists of these two values, so the struct gets no further fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ComputeBudget {
    /// The limit of compute units.
    pub units: u32,
    /// The price of a unit, in millionths of a lamport.
    pub unit_price: u64,
}

impl ComputeBudget {
    /// The budget that the official clients set for any memo. It is enough for a memo of at most 50 ASCII characters
    /// (S-5).
    pub const OFFICIAL: Self = Self { units: 20_000, unit_price: 1 };
}

/// The properties of the token that the payer must know, because the offer names only the mint. A `TransferChecked`
/// contains these two values, so the struct gets no further fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// The program that owns the mint.
    pub program: TokenProgram,
    /// The number of decimal places of the mint.
    pub decimals: u8,
}

/// The order of the keys within one group (signers, writable accounts, and the rest) of a message. The runtime accepts
/// any order, but each order is a different message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyOrder {
    /// By the bytes, as in the Solana project's own compiler, and so in PyPI `x402`.
    #[default]
    Bytes,
    /// By the base58 text in dictionary order, small letters before capital ones, as in npm `@solana/kit`, and so in
    /// npm `@x402/svm`.
    Text,
}

/// An unsigned payment on Solana. Its instructions are limit, price, `TransferChecked` and memo, in the order of the
/// official clients. With a [config](Self::with_config) it is of version 1 and has only the last two.
///
/// ```
/// use x402_schemes::solana::{ComputeBudget, Draft, DraftInit, Token, TokenProgram};
/// use x402_types::{Wire, v2::{PaymentPayload, PaymentRequirements}};
/// # fn example(offer: PaymentRequirements, sign: impl Fn(&[u8]) -> [u8; 64], blockhash: [u8; 32], random: [u8; 16])
/// # -> Result<String, Box<dyn std::error::Error>> {
/// let payer = "BMrx53yVNyPL7c18P1omSEVbcTD8gnTuQNBBaLCVDUZc".parse()?;
/// let usdc = Token { program: TokenProgram::Token, decimals: 6 };
/// let init = DraftInit { payer, token: usdc, budget: ComputeBudget::OFFICIAL, blockhash, random };
/// let draft = Draft::for_offer(&offer, init)?;
/// let payload = draft.with_signature(sign(&draft.message()));
/// let header = PaymentPayload::new(offer.clone(), payload.to_json()).to_header();
/// # Ok(header)
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    fee_payer: Address,
    payer: Address,
    source: Address,
    destination: Address,
    mint: Address,
    amount: u64,
    token: Token,
    budget: ComputeBudget,
    memo: String,
    blockhash: [u8; 32],
    order: KeyOrder,
    /// The config of a transaction of version 1. `None` for version 0.
    config: Option<Config>,
}

/// The arguments of [`Draft::for_offer`]. The struct gets no further fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DraftInit {
    /// The account that pays.
    pub payer: Address,
    /// The token of the offer.
    pub token: Token,
    /// The limits and the price of computing.
    pub budget: ComputeBudget,
    /// A recent blockhash. The transaction expires with it.
    pub blockhash: [u8; 32],
    /// 16 random bytes, for the memo if the offer has none.
    pub random: [u8; 16],
}

impl Draft {
    /// Drafts a payment of exactly the price from the payer's associated account. The memo is the offer's. If the offer
    /// has none, the memo is the random bytes in hexadecimal, so that no two payments are the same.
    ///
    /// # Errors
    /// No verifier would accept a payment for the offer, the payer is the fee payer, or the paying account is the paid
    /// account.
    pub fn for_offer<'a>(offer: impl Into<Terms<'a>>, init: DraftInit) -> Result<Self, DraftError> {
        let offer = offer.into();
        let DraftInit { payer, token, budget, blockhash, random } = init;
        if *offer.scheme != Scheme::EXACT || offer.network.namespace() != "solana" {
            return Err(DraftError::NotSolana);
        }
        let address = |member, text: &str| text.parse::<Address>().map_err(|_| DraftError::NotAddress(member));
        let (mint, pay_to) = (address("asset", offer.asset)?, address("payTo", offer.pay_to)?);
        let fee_payer = offer.extra_member("feePayer").and_then(|member| member.string().ok());
        let fee_payer = address("extra.feePayer", &fee_payer.unwrap_or_default())?;
        if fee_payer == payer {
            return Err(DraftError::PayerIsSponsor);
        }
        let amount = offer.units().get().to_u64().ok_or(DraftError::AmountTooLarge)?;
        let memo = offered_memo(&offer).map_err(|_| DraftError::Memo)?;
        let memo = memo.map_or_else(|| hex(&random), Cow::into_owned);
        let account_of = |owner| account_of(owner, &mint, token);
        let (source, destination) = (account_of(&payer)?, account_of(&pay_to)?);
        let order = KeyOrder::Bytes;
        let config = None;
        let draft =
            Self { fee_payer, payer, source, destination, mint, amount, token, budget, memo, blockhash, order, config };
        draft.paid_from(source)
    }

    /// Pays from a different token account that the payer owns or is the delegate of.
    ///
    /// # Errors
    /// The account is the paid account, or belongs to the fee payer.
    pub fn paid_from(self, source: Address) -> Result<Self, DraftError> {
        if source == self.destination {
            return Err(DraftError::SelfPayment);
        }
        if source == self.fee_payer || source == account_of(&self.fee_payer, &self.mint, self.token)? {
            return Err(DraftError::SourceOfSponsor);
        }
        Ok(Self { source, ..self })
    }

    /// Sets the order of the message's keys.
    #[must_use]
    pub fn with_key_order(self, order: KeyOrder) -> Self {
        Self { order, ..self }
    }

    /// Drafts a transaction of version 1 with these limits, instead of one of version 0 with the [`ComputeBudget`].
    /// Only an offer that lists 1 in [`TransactionVersions`](super::TransactionVersions) accepts it.
    #[must_use]
    pub fn with_config(self, config: Config) -> Self {
        Self { config: Some(config), ..self }
    }

    /// The message that the payer signs.
    pub fn message(&self) -> Vec<u8> {
        let (token_program, budget) = (self.token.program.address(), self.budget);
        // The three groups: signers, writable accounts, and the rest. Version 1 calls no program for its limits.
        let mut written = [self.source, self.destination];
        let mut rest = [programs::COMPUTE_BUDGET, self.mint, token_program, programs::MEMO];
        let limits = if self.config.is_some() { 1 } else { 0 };
        let rest = rest.get_mut(limits..).unwrap_or_default();
        self.order.sort(&mut written);
        self.order.sort(rest);
        let keys: Vec<[u8; 32]> =
            [self.fee_payer, self.payer].iter().chain(&written).chain(&*rest).map(|key| key.to_bytes()).collect();
        let index = |key: Address| {
            let index = keys.iter().position(|known| *known == key.to_bytes());
            index.and_then(|index| u8::try_from(index).ok()).unwrap_or(u8::MAX)
        };
        let limit = [[2].as_slice(), &budget.units.to_le_bytes()].concat();
        let price = [[3].as_slice(), &budget.unit_price.to_le_bytes()].concat();
        let transfer = [[12].as_slice(), &self.amount.to_le_bytes(), &[self.token.decimals]].concat();
        let accounts = [index(self.source), index(self.mint), index(self.destination), index(self.payer)];
        let call = |program, accounts, data| CompiledInstruction { program: index(program), accounts, data };
        let readonly_unsigned = if self.config.is_some() { 3 } else { 4 };
        let header = Header { required_signatures: 2, readonly_signed: 1, readonly_unsigned };
        let version = if self.config.is_some() { MessageVersion::V1 } else { MessageVersion::V0 };
        let mut message = Message::new(version, header, &keys, self.blockhash);
        match self.config {
            Some(config) => message.config = config,
            None => message
                .instructions
                .extend([call(programs::COMPUTE_BUDGET, &[], &limit), call(programs::COMPUTE_BUDGET, &[], &price)]),
        }
        message
            .instructions
            .extend([call(token_program, &accounts, &transfer), call(programs::MEMO, &[], self.memo.as_bytes())]);
        message.encode()
    }

    /// Returns the payload with this signature. The fee payer signs last, so its signature is still zero.
    pub fn with_signature(&self, signature: [u8; 64]) -> Payload {
        Payload::new(Transaction::join(&[[0; 64], signature], &self.message()))
    }
}

fn account_of(owner: &Address, mint: &Address, token: Token) -> Result<Address, DraftError> {
    let account = AssociatedAccount { owner: *owner, mint: *mint, token_program: token.program.address() };
    account.derive().map(|derived| derived.address).ok_or(DraftError::NoAccount)
}

impl KeyOrder {
    fn sort(self, keys: &mut [Address]) {
        match self {
            Self::Bytes => keys.sort_unstable(),
            Self::Text => keys.sort_by_cached_key(|key| {
                let text = alloc::format!("{key}");
                // The letter case counts only if nothing else differs. Then the small letter comes first.
                let capitals: Vec<bool> = text.chars().map(|c| c.is_ascii_uppercase()).collect();
                (text.to_ascii_lowercase(), capitals)
            }),
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    let text = alloc::format!("{}", Hex(bytes));
    text.strip_prefix("0x").unwrap_or(&text).into()
}

sentences! {
    /// The reasons why no payment can be drafted.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum DraftError {
        /// The offer is not of scheme `exact` on Solana.
        NotSolana = "the payment requirements are not of scheme exact on Solana",
        /// This field of the offer is not an address.
        NotAddress(member: &'static str) = "{member} in the payment requirements is not an address (base58 of 32 bytes)",
        /// The payer is the fee payer, which must not appear in any instruction.
        PayerIsSponsor = "the payer is the required fee payer, which must not appear in any instruction",
        /// The paying account is the paid account, so nothing would move.
        SelfPayment = "the paying account is the paid account, so nothing would move",
        /// The paying account belongs to the fee payer.
        SourceOfSponsor = "the paying account belongs to the fee payer",
        /// The price exceeds 2^64−1, the largest amount on Solana.
        AmountTooLarge = "amount in the payment requirements is above 2^64-1",
        /// The offer's memo is not a text of at most 256 bytes.
        Memo = "extra.memo in the payment requirements is not a text of at most 256 bytes",
        /// No associated account can be derived.
        NoAccount = "no associated account can be derived",
    }
}

impl core::error::Error for DraftError {}
