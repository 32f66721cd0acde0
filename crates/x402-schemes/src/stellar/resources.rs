//! The Soroban data of a transaction: the entries that it reads and writes, and their cost. This crate uses only the
//! fee.

use super::{
    ScAddress, Value,
    value::{account, asset},
    xdr::{Cursor, Result},
};

/// Reads the data, and returns the fee.
pub(super) fn fee(xdr: &mut Cursor<'_>) -> Result<i64> {
    const WHAT: &str = "Soroban data";
    if xdr.flag(WHAT)? {
        xdr.list("archived entries", u32::MAX, |xdr| xdr.u32(WHAT).map(drop))?;
    }
    for what in ["entries to read", "entries to write"] {
        xdr.list(what, u32::MAX, ledger_key)?;
    }
    // Instructions, bytes to read and bytes to write.
    xdr.array::<12>(WHAT)?;
    xdr.i64("a fee for resources")
}

/// Reads the key of a ledger entry.
fn ledger_key(xdr: &mut Cursor<'_>) -> Result<()> {
    const WHAT: &str = "the key of an entry";
    match xdr.arm(WHAT, 9)? {
        0 => drop(account(xdr)?),
        1 => {
            account(xdr)?;
            asset(xdr, 3)?;
        }
        2 => {
            account(xdr)?;
            xdr.u64(WHAT)?;
        }
        3 => {
            account(xdr)?;
            xdr.opaque(WHAT, 64)?;
        }
        4 => {
            xdr.arm("a claimable balance", 0)?;
            xdr.key(WHAT)?;
        }
        6 => {
            ScAddress::read(xdr)?;
            Value::take(xdr)?;
            xdr.arm("a durability", 1)?;
        }
        8 => drop(xdr.arm("a setting", 20)?),
        // A pool, code, or the lifetime of a different entry.
        _ => drop(xdr.key(WHAT)?),
    }
    Ok(())
}
