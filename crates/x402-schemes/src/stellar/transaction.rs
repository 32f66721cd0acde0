//! Transaction envelopes (T-8 to T-15).

use alloc::vec::Vec;

use super::{
    Address, Call, Entry, ReadError, ReadErrorKind, resources, sha256,
    xdr::{Cursor, Result},
};

/// The maximum number of bytes of a transaction that this crate reads. The network accepts 132,096.
pub const MAX_TRANSACTION_BYTES: usize = 64 * 1024;

/// A transaction that a client sends. The facilitator takes the call and the entries from it, and builds its own
/// transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Transaction<'a> {
    /// The source account, with or without an id.
    pub source: Address,
    /// The maximum fee, in stroops.
    pub fee: u32,
    /// The sequence number.
    pub sequence: i64,
    /// `true` if the transaction has time bounds.
    pub has_time_bounds: bool,
    /// `true` if the transaction has other conditions: ledgers, sequence numbers, ages or further signers.
    pub has_preconditions: bool,
    /// `true` if the transaction has a memo.
    pub has_memo: bool,
    /// The operations of the transaction.
    pub body: Body<'a>,
    xdr: &'a [u8],
}

/// The operations of a transaction. A third variant would be a breaking change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body<'a> {
    /// One operation, which calls a contract.
    Call {
        /// The source account of the operation. `None` if it is that of the transaction.
        source: Option<Address>,
        /// The call.
        call: Call<'a>,
        /// The authorization entries.
        entries: Vec<Entry<'a>>,
        /// The fee for resources in the Soroban data, in stroops. `None` if there are no Soroban data.
        resource_fee: Option<i64>,
        /// The number of signatures of the envelope.
        signatures: u32,
    },
    /// No operation, several operations, or one that does not call a contract. The rest of the transaction is not read.
    Other {
        /// The number of operations.
        operations: u32,
        /// The number of the first operation's type. `None` if there is no operation.
        first: Option<u32>,
    },
}

/// The number of the type of an operation that calls a contract.
pub(super) const INVOKE_HOST_FUNCTION: u32 = 24;

impl<'a> Transaction<'a> {
    /// Decodes an envelope of version 1. If it calls a contract, it is read to its last byte. Any other envelope, which
    /// is no payment, is read only as far as is needed to see this: to the type of the first operation, or of its host
    /// function.
    ///
    /// ```
    /// use x402_schemes::stellar::{ReadErrorKind, Transaction};
    /// let error = Transaction::decode(&[0, 0, 0, 5]).unwrap_err();
    /// assert_eq!(error.kind(), ReadErrorKind::FeeBump);
    /// ```
    ///
    /// # Errors
    /// The bytes are not such an envelope (T-9, T-10), or there are more than [`MAX_TRANSACTION_BYTES`].
    pub fn decode(bytes: &'a [u8]) -> Result<Self> {
        if bytes.len() > MAX_TRANSACTION_BYTES {
            return Err(ReadError::new(ReadErrorKind::TooLong { max: MAX_TRANSACTION_BYTES }, 0));
        }
        let mut xdr = Cursor::new(bytes);
        let start = xdr;
        match xdr.u32("an envelope")? {
            2 => {}
            0 => return Err(start.fault(ReadErrorKind::Version0)),
            5 => return Err(start.fault(ReadErrorKind::FeeBump)),
            arm => return Err(start.unknown("an envelope", arm)),
        }
        let (mut transaction, read) = xdr.with_bytes(Self::read)?;
        transaction.xdr = read;
        if let Body::Call { signatures, .. } = &mut transaction.body {
            *signatures = xdr.list("signatures", 20, |xdr| {
                xdr.array::<4>("a hint")?;
                xdr.opaque("a signature", 64).map(drop)
            })?;
            xdr.end()?;
        }
        Ok(transaction)
    }

    fn read(xdr: &mut Cursor<'a>) -> Result<Self> {
        let source = muxed_account(xdr)?;
        let fee = xdr.u32("a fee")?;
        let sequence = xdr.i64("a sequence number")?;
        let (has_time_bounds, has_preconditions) = preconditions(xdr)?;
        let has_memo = memo(xdr)?;
        let body = Body::read(xdr)?;
        Ok(Self { source, fee, sequence, has_time_bounds, has_preconditions, has_memo, body, xdr: &[] })
    }

    /// Returns the hash that the signatures of the envelope sign. An authorization signs a different digest. The hash
    /// has no meaning for a [`Body::Other`], which is not read to its end.
    #[must_use]
    pub fn hash(&self, network_id: &[u8; 32]) -> [u8; 32] {
        sha256(&[network_id.as_slice(), &2u32.to_be_bytes(), self.xdr].concat())
    }
}

impl<'a> Body<'a> {
    fn read(xdr: &mut Cursor<'a>) -> Result<Self> {
        let operations = xdr.count("operations", 100)?;
        if operations == 0 {
            return Ok(Self::Other { operations, first: None });
        }
        let source = xdr.optional("an operation's source", muxed_account)?;
        let first = xdr.arm("an operation", 26)?;
        if operations != 1 || first != INVOKE_HOST_FUNCTION || xdr.arm("a host function", 3)? != 0 {
            return Ok(Self::Other { operations, first: Some(first) });
        }
        let call = Call::read(xdr)?;
        let mut entries = Vec::new();
        xdr.list("authorizations", u32::MAX, |xdr| {
            entries.push(Entry::take(xdr)?);
            Ok(())
        })?;
        let has_data = xdr.flag("Soroban data")?;
        let resource_fee = if has_data { Some(resources::fee(xdr)?) } else { None };
        Ok(Self::Call { source, call, entries, resource_fee, signatures: 0 })
    }
}

/// An account with or without an id.
fn muxed_account(xdr: &mut Cursor<'_>) -> Result<Address> {
    const WHAT: &str = "an account";
    if xdr.one_of(WHAT, &[0, 0x100])? == 0 {
        return Ok(Address::Account(xdr.key(WHAT)?));
    }
    let id = xdr.u64(WHAT)?;
    Ok(Address::Muxed { key: xdr.key(WHAT)?, id })
}

/// Returns `true` if there are time bounds, and `true` if there are other conditions.
fn preconditions(xdr: &mut Cursor<'_>) -> Result<(bool, bool)> {
    const WHAT: &str = "preconditions";
    let time_bounds = |xdr: &mut Cursor<'_>| xdr.array::<16>("time bounds").map(drop);
    match xdr.arm(WHAT, 2)? {
        0 => Ok((false, false)),
        1 => time_bounds(xdr).map(|()| (true, false)),
        _ => {
            let has_time_bounds = xdr.optional(WHAT, time_bounds)?.is_some();
            let ledgers = xdr.optional(WHAT, |xdr| xdr.u64(WHAT))?;
            let least_sequence = xdr.optional(WHAT, |xdr| xdr.u64(WHAT))?;
            let (age, gap) = (xdr.u64(WHAT)?, xdr.u32(WHAT)?);
            let signers = xdr.list("signers", 2, |xdr| signer_key(xdr).map(drop))?;
            let others = ledgers.is_some() || least_sequence.is_some() || age != 0 || gap != 0 || signers != 0;
            Ok((has_time_bounds, others))
        }
    }
}

/// Reads a signer of an account, and returns its key if it can sign an authorization.
pub(super) fn signer_key(xdr: &mut Cursor<'_>) -> Result<Option<[u8; 32]>> {
    const WHAT: &str = "a signer";
    let kind = xdr.arm(WHAT, 3)?;
    let key = xdr.key(WHAT)?;
    if kind == 3 {
        xdr.opaque("a signed payload", 64)?;
    }
    Ok((kind == 0).then_some(key))
}

/// Returns `true` if there is a memo.
fn memo(xdr: &mut Cursor<'_>) -> Result<bool> {
    const WHAT: &str = "a memo";
    match xdr.arm(WHAT, 4)? {
        0 => return Ok(false),
        1 => drop(xdr.opaque(WHAT, 28)?),
        2 => drop(xdr.u64(WHAT)?),
        _ => drop(xdr.key(WHAT)?),
    }
    Ok(true)
}

/// The XDR of an account's id.
pub(super) fn account_xdr(key: &[u8; 32]) -> Vec<u8> {
    [[0; 4].as_slice(), key].concat()
}
