//! A channel: its config, its id, and its domain.

use core::{fmt, ops::RangeInclusive, str::FromStr};

use x402_types::{DecodeError, ErrorKind, JsonRef, RawJson, Uint256, declare::errors, read::Reader};

use super::SETTLEMENT;
use crate::{
    Hex,
    evm::{
        Address,
        eip712::{DOMAIN_TYPEHASH, SigningInput, hash_words},
        eip3009::Nonce,
    },
    hex::{self, word},
    json::{object, text},
    read::{Blank, Fill, members, read},
};

/// The withdrawal delays, in seconds, with which the contract accepts a deposit: 15 minutes to 30 days.
pub const WITHDRAW_DELAYS: RangeInclusive<u64> = 900..=2_592_000;

/// The largest delay that the signed type can hold: its type is `uint40`.
const LARGEST_DELAY: u64 = (1 << 40) - 1;

/// `keccak256("ChannelConfig(address payer,address payerAuthorizer,address receiver,address receiverAuthorizer,address
/// token,uint40 withdrawDelay,bytes32 salt)")`
pub const CHANNEL_CONFIG_TYPEHASH: [u8; 32] = word(b"1c9a06ceab9b0ebbd3301dc56c9111bb6d9af421356dc9ccb3b7084c755db308");

/// `keccak256("x402 Batch Settlement")`
const NAME: [u8; 32] = word(b"e03c502b9066cc6f23a8f0f48ed32cb7d506f9f0a2d0055449f256846a770e9a");

/// `keccak256("1")`
const VERSION: [u8; 32] = word(b"c89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc6");

/// The parties and terms of a channel. The struct has the fields of the signed type and gets no further ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChannelConfig {
    /// The account whose tokens are in the channel.
    pub payer: Address,
    /// The key that signs vouchers. If it is zero, the payer signs them.
    pub payer_authorizer: Address,
    /// The account that is paid.
    pub receiver: Address,
    /// The account that authorizes claims and refunds.
    pub receiver_authorizer: Address,
    /// The address of the token contract.
    pub token: Address,
    /// The number of seconds between the request of a withdrawal and the withdrawal.
    pub withdraw_delay: u64,
    /// Distinguishes channels whose other fields are the same.
    pub salt: Nonce,
}

impl ChannelConfig {
    /// Reads a config. Unknown fields are not signed and are ignored.
    ///
    /// # Errors
    /// A field is missing or invalid.
    pub fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        read(value, reader)
    }

    /// The value of `channelConfig` on the wire.
    pub fn to_json(&self) -> RawJson {
        object([
            ("payer", text(&self.payer)),
            ("payerAuthorizer", text(&self.payer_authorizer)),
            ("receiver", text(&self.receiver)),
            ("receiverAuthorizer", text(&self.receiver_authorizer)),
            ("token", text(&self.token)),
            ("withdrawDelay", RawJson::from(self.withdraw_delay)),
            ("salt", text(&self.salt)),
        ])
    }

    /// The fields as ABI words, in the order of the signed type.
    pub fn words(&self) -> [[u8; 32]; 7] {
        [
            self.payer.to_word(),
            self.payer_authorizer.to_word(),
            self.receiver.to_word(),
            self.receiver_authorizer.to_word(),
            self.token.to_word(),
            Uint256::from(self.withdraw_delay).to_be_bytes(),
            self.salt.to_bytes(),
        ]
    }

    /// Returns the channel with this config on the chain with this id.
    pub fn on_chain(&self, chain_id: u64) -> Channel {
        let domain_separator = domain_separator(chain_id);
        let id = SigningInput { domain_separator: &domain_separator, struct_hash: &config_hash(self) }.digest();
        Channel { id: ChannelId(id), domain_separator }
    }
}

members! { ChannelConfig {
    payer "payer";
    payer_authorizer "payerAuthorizer";
    receiver "receiver";
    receiver_authorizer "receiverAuthorizer";
    token "token";
    withdraw_delay "withdrawDelay" by read_delay;
    salt "salt";
} }

/// The EIP-712 `hashStruct` of a config.
fn config_hash(config: &ChannelConfig) -> [u8; 32] {
    let [payer, payer_authorizer, receiver, receiver_authorizer, token, delay, salt] = config.words();
    hash_words([CHANNEL_CONFIG_TYPEHASH, payer, payer_authorizer, receiver, receiver_authorizer, token, delay, salt])
}

fn read_delay(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<u64, DecodeError> {
    let delay = reader.integer(value)?;
    if delay > LARGEST_DELAY { Err(value.error(ErrorKind::DecimalTooLarge(40))) } else { Ok(delay) }
}

/// The domain separator of the contract on the chain with this id: name `x402 Batch Settlement`, version `1`.
#[must_use]
pub fn domain_separator(chain_id: u64) -> [u8; 32] {
    hash_words([DOMAIN_TYPEHASH, NAME, VERSION, Uint256::from(chain_id).to_be_bytes(), SETTLEMENT.to_word()])
}

/// The id of a channel, and the domain in which its messages are signed. Only [`ChannelConfig::on_chain`] creates a
/// value, so the id is that of the config (N-3).
///
/// ```
/// use x402_schemes::evm::{batch_settlement::ChannelConfig, eip3009::Nonce};
/// let mut salt = [0; 32];
/// salt[31] = 42;
/// let config = ChannelConfig {
///     payer: "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266".parse()?,
///     payer_authorizer: "0x70997970C51812dc3A010C7d01b50e0d17dc79C8".parse()?,
///     receiver: "0x209693Bc6afc0C5328bA36FaF03C514EF312287C".parse()?,
///     receiver_authorizer: "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC".parse()?,
///     token: "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913".parse()?,
///     withdraw_delay: 86_400,
///     salt: Nonce::new(salt),
/// };
/// let id = config.on_chain(8453).id();
/// assert_eq!(id.to_string(), "0x96c688f173ab105a178d94ded619e32146547e8d67efb44d6ffddfd89b3e2ca2");
/// # Ok::<(), x402_schemes::evm::ParseAddressError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Channel {
    id: ChannelId,
    domain_separator: [u8; 32],
}

impl Channel {
    /// The id of the channel.
    pub const fn id(&self) -> ChannelId {
        self.id
    }

    /// The 32-byte EIP-712 domain separator of the contract on the channel's chain.
    pub const fn domain_separator(&self) -> &[u8; 32] {
        &self.domain_separator
    }

    /// Returns the EIP-712 digest of a message of the scheme with this `hashStruct`.
    pub fn digest(&self, struct_hash: &[u8; 32]) -> [u8; 32] {
        SigningInput { domain_separator: &self.domain_separator, struct_hash }.digest()
    }
}

/// The id of a channel: the EIP-712 digest of its config (N-3). On the wire it is `0x` and 64 hexadecimal digits (E-4).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChannelId([u8; 32]);

impl ChannelId {
    /// Creates an id from its bytes, without a check that a config has this id.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes of the id.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 32] {
        self.0
    }

    /// Reads an id.
    ///
    /// # Errors
    /// The value is not 32 bytes in hexadecimal digits.
    pub fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        read(value, reader)
    }
}

impl Blank for ChannelId {
    fn blank() -> Self {
        Self([0; 32])
    }
}

impl Fill for ChannelId {
    fn fill(&mut self, value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        let mut word = Nonce::blank();
        word.fill(value, reader)?;
        self.0 = word.to_bytes();
        Ok(())
    }
}

/// Reads `0x` and 64 hexadecimal digits in any letter case.
impl FromStr for ChannelId {
    type Err = ParseChannelIdError;

    fn from_str(text: &str) -> Result<Self, ParseChannelIdError> {
        text.strip_prefix("0x").and_then(hex::decode_array).map(Self).ok_or(ParseChannelIdError)
    }
}

impl AsRef<[u8]> for ChannelId {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Display for ChannelId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Hex(&self.0).fmt(f)
    }
}

impl fmt::Debug for ChannelId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Hex(&self.0).fmt(f)
    }
}

errors! {
    /// The text is not `0x` and 64 hexadecimal digits.
    pub struct ParseChannelIdError = "must be the id of a channel: 0x and 64 hexadecimal digits";
}
