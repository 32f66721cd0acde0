//! Authorization entries, and the preimages that their signatures cover (T-18 to T-27).

use alloc::vec::Vec;
use core::fmt;

use super::{
    Call, ScAddress, Value, sha256,
    value::{asset, executable},
    xdr::{Cursor, ReadError, Result},
};

/// The kind of an entry's credentials: the authorizing account or address, and what the signature covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CredentialsKind {
    /// The source account of the transaction. There is no signature.
    SourceAccount,
    /// An address, with a signature that does not cover the address (`ADDRESS`).
    Address,
    /// An address, with a signature that covers the address (`ADDRESS_V2`, CAP-71).
    AddressV2,
    /// An address, with the signatures of delegates (CAP-71).
    WithDelegates,
}

impl CredentialsKind {
    /// The permanent name: `source-account`, `v1`, `v2` or `delegates`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SourceAccount => "source-account",
            Self::Address => "v1",
            Self::AddressV2 => "v2",
            Self::WithDelegates => "delegates",
        }
    }
}

impl fmt::Display for CredentialsKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// An authorization entry of a transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Entry<'a> {
    /// The kind of the credentials.
    pub kind: CredentialsKind,
    /// The address, nonce, expiration and signature. `None` for the credentials of the source account.
    pub authorization: Option<Authorization<'a>>,
    /// The authorized call. `None` if the entry authorizes the creation of a contract instead.
    pub call: Option<Call<'a>>,
    /// The number of calls that the call itself may make in the name of the address. Calls within those are not
    /// counted.
    pub sub_invocations: u32,
    /// The authorized invocation as XDR (`SorobanAuthorizedInvocation`).
    pub invocation: &'a [u8],
}

/// The credentials of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Authorization<'a> {
    /// The address that authorizes.
    pub address: ScAddress,
    /// The nonce, which the address uses once.
    pub nonce: i64,
    /// The last ledger in which the signature is valid.
    pub expiration_ledger: u32,
    /// The signature. [`account_signatures`](super::account_signatures) reads that of an account; a contract defines
    /// its own format.
    pub signature: Value<'a>,
}

impl<'a> Entry<'a> {
    /// Decodes the XDR of one entry, with nothing after it.
    ///
    /// # Errors
    /// The bytes are not one entry.
    pub fn decode(bytes: &'a [u8]) -> core::result::Result<Self, ReadError> {
        let mut xdr = Cursor::new(bytes);
        let entry = Self::take(&mut xdr)?;
        xdr.end()?;
        Ok(entry)
    }

    pub(super) fn take(xdr: &mut Cursor<'a>) -> Result<Self> {
        let (kind, authorization) = credentials(xdr)?;
        let ((call, sub_invocations), invocation) = xdr.with_bytes(take_invocation)?;
        Ok(Self { kind, authorization, call, sub_invocations, invocation })
    }

    /// Returns the bytes whose hash the address signs (T-27). `None` if the credentials are those of the source account
    /// or have delegates, or if the address is a claimable balance or a liquidity pool.
    #[must_use]
    pub fn preimage(&self, network_id: &[u8; 32]) -> Option<Vec<u8>> {
        match self.kind {
            CredentialsKind::Address | CredentialsKind::AddressV2 => self.preimage_as(self.kind, network_id),
            CredentialsKind::SourceAccount | CredentialsKind::WithDelegates => None,
        }
    }

    /// Returns the bytes whose hash the address would sign if the credentials were of this kind. `None` without the
    /// credentials of an address, or if the address is a claimable balance or a liquidity pool.
    #[must_use]
    pub fn preimage_as(&self, kind: CredentialsKind, network_id: &[u8; 32]) -> Option<Vec<u8>> {
        let Authorization { address, nonce, expiration_ledger, .. } = self.authorization?;
        let ScAddress::Address(address) = address else { return None };
        let signer = (kind == CredentialsKind::AddressV2).then(|| address.to_xdr());
        Some(preimage_of(network_id, nonce, expiration_ledger, signer.as_deref(), self.invocation))
    }

    /// Returns the digest that the address signs: SHA-256 of the [preimage](Self::preimage).
    #[must_use]
    pub fn digest(&self, network_id: &[u8; 32]) -> Option<[u8; 32]> {
        self.preimage(network_id).map(|preimage| sha256(&preimage))
    }
}

/// Returns the XDR of `HashIDPreimage` (T-27). `signer` is the signer's address as XDR for credentials of version 2,
/// and `None` for those of version 1.
#[must_use]
pub fn preimage_of(
    network_id: &[u8; 32],
    nonce: i64,
    expiration_ledger: u32,
    signer: Option<&[u8]>,
    invocation: &[u8],
) -> Vec<u8> {
    let arm = if signer.is_some() { 10u32 } else { 9 };
    [
        &arm.to_be_bytes(),
        network_id.as_slice(),
        &nonce.to_be_bytes(),
        &expiration_ledger.to_be_bytes(),
        signer.unwrap_or_default(),
        invocation,
    ]
    .concat()
}

fn credentials<'a>(xdr: &mut Cursor<'a>) -> Result<(CredentialsKind, Option<Authorization<'a>>)> {
    let kind = match xdr.arm("credentials", 3)? {
        0 => return Ok((CredentialsKind::SourceAccount, None)),
        1 => CredentialsKind::Address,
        2 => CredentialsKind::AddressV2,
        _ => CredentialsKind::WithDelegates,
    };
    let address = ScAddress::read(xdr)?;
    let nonce = xdr.i64("a nonce")?;
    let expiration_ledger = xdr.u32("an expiration ledger")?;
    let signature = Value::take(xdr)?;
    if kind == CredentialsKind::WithDelegates {
        xdr.list("delegates", u32::MAX, delegate)?;
    }
    Ok((kind, Some(Authorization { address, nonce, expiration_ledger, signature })))
}

fn delegate(xdr: &mut Cursor<'_>) -> Result<()> {
    xdr.nested(|xdr| {
        ScAddress::read(xdr)?;
        Value::take(xdr)?;
        xdr.list("delegates", u32::MAX, delegate).map(drop)
    })
}

/// The call, and the number of calls that it may make.
fn take_invocation<'a>(xdr: &mut Cursor<'a>) -> Result<(Option<Call<'a>>, u32)> {
    xdr.nested(|xdr| {
        let call = match xdr.arm("an authorized function", 2)? {
            0 => Some(Call::read(xdr)?),
            version => {
                contract_id(xdr)?;
                executable(xdr)?;
                if version == 2 {
                    xdr.list("arguments", u32::MAX, |xdr| Value::take(xdr).map(drop))?;
                }
                None
            }
        };
        let sub_invocations = xdr.list("invocations", u32::MAX, |xdr| take_invocation(xdr).map(drop))?;
        Ok((call, sub_invocations))
    })
}

/// Reads the source of a new contract's id.
fn contract_id(xdr: &mut Cursor<'_>) -> Result<()> {
    match xdr.arm("a contract's id", 1)? {
        0 => {
            ScAddress::read(xdr)?;
            xdr.key("a salt").map(drop)
        }
        _ => asset(xdr, 2),
    }
}
