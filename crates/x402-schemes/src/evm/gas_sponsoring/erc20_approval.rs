//! The extension `erc20ApprovalGasSponsoring`: the payer signs a transaction that approves Permit2. The sponsor funds
//! and sends the transaction (`extensions/erc20_gas_sponsoring.md`, P-6).

#[cfg(feature = "schemars")]
mod schema;

use alloc::{string::String, vec::Vec};

use x402_types::{
    Amount, DecodeError, ErrorKind, JsonRef, Uint256,
    extensions::Extension,
    read::{Reader, ResultExt},
};

use super::{answer, read_version};
use crate::{
    Hex,
    evm::{
        Address,
        permit2::PERMIT2,
        transaction::{AccessList, Fees, Transaction},
    },
    read::{members, read},
};

pub use x402_types::extensions::erc20_approval_gas_sponsoring::KEY;

/// The selector of `approve(address,uint256)`.
const SELECTOR: [u8; 4] = [0x09, 0x5e, 0xa7, 0xb3];
/// The number of bytes in a call of `approve`: the selector and two words.
pub const CALL_BYTES: usize = 68;

/// The fields that the payer adds to a payment in `extensions.erc20ApprovalGasSponsoring.info`.
///
/// ```
/// use x402_schemes::evm::{
///     gas_sponsoring::erc20_approval::{Approve, Info},
///     permit2::PERMIT2,
///     transaction::SignedTransaction,
/// };
/// use x402_types::{DecodeOptions, Uint256, Wire, v2::PaymentPayload};
///
/// // A payment that an official client made.
/// let line = std::fs::read_to_string("../../docs/examples/payment-approval.txt")?;
/// let header = line.trim_end().strip_prefix("PAYMENT-SIGNATURE: ").ok_or("another header")?;
/// let payment = PaymentPayload::decode_header(header, &DecodeOptions::STRICT)?.value;
/// let info = payment.extension::<Info>(&DecodeOptions::STRICT).ok_or("the payer added nothing")??;
///
/// // The signed transaction counts. The other fields only repeat its content.
/// let transaction = SignedTransaction::decode(&info.signed_transaction)?.transaction;
/// assert_eq!((transaction.chain_id, transaction.to), (84_532, Some(info.asset)));
/// assert_eq!(Approve::decode(transaction.data), Some(Approve::new(PERMIT2, Uint256::MAX)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Info {
    /// The account that pays, which signed the transaction.
    pub from: Address,
    /// The address of the token contract, which the transaction calls.
    pub asset: Address,
    /// The account that the transaction approves. Only Permit2 is valid.
    pub spender: Address,
    /// The amount that the spender may move, in atomic units of the token.
    pub amount: Amount,
    /// The encoded transaction with its signature, as `eth_sendRawTransaction` accepts it.
    pub signed_transaction: Vec<u8>,
    /// The version of the extension, as the payment names it.
    pub version: String,
}

impl Extension for Info {
    const KEY: &'static str = KEY;

    /// Reads the value of the extension. Returns `None` if the payer only repeats the server's declaration and has
    /// signed nothing.
    #[inline(never)]
    fn read(extension: JsonRef<'_>, reader: &mut Reader<'_>) -> Option<Result<Self, DecodeError>> {
        const SIGNED: [&str; 5] = ["from", "asset", "spender", "amount", "signedTransaction"];
        let info = answer(extension, &SIGNED)?;
        Some(read(info, reader).in_member("info"))
    }
}

members! { Info {
    from "from";
    asset "asset";
    spender "spender";
    amount "amount";
    signed_transaction "signedTransaction" by read_bytes;
    version "version" by read_version;
} }

/// A call of `approve(address,uint256)`. The struct has the arguments of the function and gets no further ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Approve {
    /// The account that may move the tokens.
    pub spender: Address,
    /// The amount that the account may move, in atomic units of the token.
    pub amount: Uint256,
}

impl Approve {
    /// Creates a call with these arguments.
    #[must_use]
    pub const fn new(spender: Address, amount: Uint256) -> Self {
        Self { spender, amount }
    }

    /// Decodes call data: the selector, an address padded with zeros to a word, and a second word. Returns `None` for
    /// any other data.
    #[must_use]
    pub fn decode(data: &[u8]) -> Option<Self> {
        let (selector, words) = data.split_first_chunk()?;
        let ([spender, amount], []) = words.as_chunks::<32>() else { return None };
        let (padding, spender) = spender.split_last_chunk()?;
        let is_call = *selector == SELECTOR && padding.iter().all(|byte| *byte == 0);
        is_call.then(|| Self { spender: Address::new(*spender), amount: Uint256::from_be_bytes(*amount) })
    }

    /// Encodes the call as call data.
    pub fn encode(&self) -> [u8; CALL_BYTES] {
        let mut data = [0; CALL_BYTES];
        let words = [self.spender.to_word(), self.amount.to_be_bytes()];
        for (slot, byte) in data.iter_mut().zip(SELECTOR.iter().chain(words.as_flattened())) {
            *slot = *byte;
        }
        data
    }
}

/// An unsigned transaction that approves Permit2. The nonce, the gas limit and the fees depend on the state of the
/// network, so the caller must get them from a node.
///
/// ```
/// use x402_schemes::evm::gas_sponsoring::erc20_approval::{Draft, DraftInit};
/// use x402_schemes::evm::transaction::{SignedTransaction, TransactionSignature};
/// use x402_types::Uint256;
///
/// let draft = Draft::new(DraftInit {
///     chain_id: 84_532,
///     token: "0x036CbD53842c5426634e7929541eC2318f3dCF7e".parse()?,
///     amount: Uint256::MAX,
///     nonce: 7,
///     gas_limit: 70_000,
///     max_priority_fee: 1_000_000,
///     max_fee: 2_000_000,
/// });
/// // A key signs `draft.transaction().digest()`. The following numbers are not a real signature.
/// let signature = TransactionSignature { y_is_odd: true, r: [1; 32], s: [2; 32] };
/// let raw = draft.transaction().with_signature(&signature);
/// assert_eq!(SignedTransaction::decode(&raw)?.transaction, draft.transaction());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Draft {
    chain_id: u64,
    token: Address,
    call: [u8; CALL_BYTES],
    nonce: u64,
    gas_limit: u64,
    max_priority_fee: u128,
    max_fee: u128,
}

/// The arguments of [`Draft::new`]. The struct gets no further fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DraftInit {
    /// The id of the chain.
    pub chain_id: u64,
    /// The address of the token contract.
    pub token: Address,
    /// The amount that Permit2 may move, in atomic units of the token. The official clients approve 2^256−1.
    pub amount: Uint256,
    /// The number of transactions that the payer has already sent.
    pub nonce: u64,
    /// The gas limit. The official clients allow 70,000.
    pub gas_limit: u64,
    /// The part of `max_fee` that may go to the block producer, in wei per unit of gas.
    pub max_priority_fee: u128,
    /// The maximum price of a unit of gas, in wei.
    pub max_fee: u128,
}

impl Draft {
    /// Creates a transaction of type 2 (EIP-1559), as the official clients sign it.
    #[must_use]
    pub fn new(init: DraftInit) -> Self {
        let DraftInit { chain_id, token, amount, nonce, gas_limit, max_priority_fee, max_fee } = init;
        let call = Approve::new(PERMIT2, amount).encode();
        Self { chain_id, token, call, nonce, gas_limit, max_priority_fee, max_fee }
    }

    /// The transaction to sign.
    pub const fn transaction(&self) -> Transaction<'_> {
        let Self { chain_id, token, ref call, nonce, gas_limit, max_priority_fee, max_fee } = *self;
        let fees = Fees::Dynamic { max_priority_fee, max_fee, access_list: AccessList::EMPTY };
        Transaction { chain_id, nonce, fees, gas_limit, to: Some(token), value: Uint256::ZERO, data: call }
    }
}

/// Reads `0x` and at least one pair of hexadecimal digits.
fn read_bytes(value: JsonRef<'_>, _: &mut Reader<'_>) -> Result<Vec<u8>, DecodeError> {
    let text = value.string()?;
    let bytes = Hex::decode(&text).filter(|bytes| !bytes.is_empty());
    bytes.ok_or_else(|| value.error(ErrorKind::NotHex))
}
