//! Calls of contracts (`InvokeContractArgs`).

use alloc::vec::Vec;

use super::{
    ScAddress, Value,
    value::symbol,
    xdr::{Cursor, Result},
};

/// A call of a contract's function.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Call<'a> {
    /// The contract.
    pub contract: ScAddress,
    /// The name of the function.
    pub function: &'a [u8],
    /// The arguments.
    pub arguments: Vec<Value<'a>>,
    /// The call as XDR (`InvokeContractArgs`).
    pub xdr: &'a [u8],
}

impl<'a> Call<'a> {
    pub(super) fn read(xdr: &mut Cursor<'a>) -> Result<Self> {
        let (call, bytes) = xdr.with_bytes(|xdr| {
            let contract = ScAddress::read(xdr)?;
            let function = symbol(xdr)?;
            let mut arguments = Vec::new();
            xdr.list("arguments", u32::MAX, |xdr| {
                arguments.push(Value::take(xdr)?);
                Ok(())
            })?;
            Ok(Self { contract, function, arguments, xdr: &[] })
        })?;
        Ok(Self { xdr: bytes, ..call })
    }
}
