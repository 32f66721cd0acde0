//! Entries of the ledger: the keys with which a client requests them from a node, and the entry of an account.

use alloc::vec::Vec;

use super::{
    Address, ReadError,
    transaction::{account_xdr, signer_key},
    value::account,
    xdr::{Cursor, Result},
};

/// Returns the key of an account's entry as XDR (`LedgerKey`).
#[must_use]
pub fn account_key(key: &[u8; 32]) -> Vec<u8> {
    [[0; 4].as_slice(), &account_xdr(key)].concat()
}

/// Returns the key of the entry that exists once an address has used a nonce, as XDR (`LedgerKey`).
#[must_use]
pub fn nonce_key(address: Address, nonce: i64) -> Vec<u8> {
    const CONTRACT_DATA: u32 = 6;
    const KEY_NONCE: u32 = 21;
    const TEMPORARY: u32 = 0;
    [
        CONTRACT_DATA.to_be_bytes().as_slice(),
        &address.to_xdr(),
        &KEY_NONCE.to_be_bytes(),
        &nonce.to_be_bytes(),
        &TEMPORARY.to_be_bytes(),
    ]
    .concat()
}

/// A key that signs for an account. It consists of these two values, so the struct gets no further fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signer {
    /// The Ed25519 key.
    pub key: [u8; 32],
    /// The weight, from 0 to 255.
    pub weight: u32,
}

/// The signers of an account, from its entry in the ledger. The struct gets no further fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountSigners {
    /// The keys that can sign an authorization, including the account's own one.
    pub signers: Vec<Signer>,
    /// The medium threshold, which the weights of the signers must reach.
    pub threshold: u32,
}

/// The parts of an account's entry that concern its signers. The struct gets no further fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountEntry {
    /// The account's own key, which identifies the account.
    pub key: [u8; 32],
    /// The signers of the account.
    pub signers: AccountSigners,
}

impl AccountEntry {
    /// Decodes the XDR of a ledger entry (`LedgerEntryData`), with nothing after it.
    ///
    /// # Errors
    /// The bytes are not the entry of an account.
    pub fn decode(bytes: &[u8]) -> core::result::Result<Self, ReadError> {
        const WHAT: &str = "the entry of an account";
        let mut xdr = Cursor::new(bytes);
        xdr.arm(WHAT, 0)?;
        let key = account(&mut xdr)?;
        // Balance, sequence number, and the number of entries.
        xdr.array::<20>(WHAT)?;
        xdr.optional(WHAT, account)?;
        xdr.u32(WHAT)?;
        xdr.opaque("a domain", 32)?;
        let [master, _low, threshold, _high] = xdr.array(WHAT)?;
        let mut signers = Vec::from([Signer { key, weight: master.into() }]);
        xdr.list("signers", 20, |xdr| {
            let key = signer_key(xdr)?;
            let weight = xdr.u32("a weight")?;
            signers.extend(key.map(|key| Signer { key, weight }));
            Ok(())
        })?;
        extensions(&mut xdr)?;
        xdr.end()?;
        Ok(Self { key, signers: AccountSigners { signers, threshold: threshold.into() } })
    }
}

/// Reads the fields that later protocols added to the entry. Each arm has the number of the extension.
fn extensions(xdr: &mut Cursor<'_>) -> Result<()> {
    const WHAT: &str = "an extension of an account";
    if !xdr.flag(WHAT)? {
        return Ok(());
    }
    // The amounts that the account's offers buy and sell.
    xdr.array::<16>(WHAT)?;
    if xdr.one_of(WHAT, &[0, 2])? == 0 {
        return Ok(());
    }
    // The numbers of sponsored and sponsoring entries, and the sponsors of the signers.
    xdr.u64(WHAT)?;
    xdr.list("sponsors", 20, |xdr| xdr.optional(WHAT, account).map(drop))?;
    if xdr.one_of(WHAT, &[0, 3])? == 0 {
        return Ok(());
    }
    // The time of the last change of the sequence number.
    xdr.arm(WHAT, 0)?;
    xdr.array::<12>(WHAT).map(drop)
}
