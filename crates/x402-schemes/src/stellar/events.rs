//! Events of a simulated or settled transaction (T-31, T-32).

use alloc::vec::Vec;

use super::{Address, ReadError, Value, xdr::Cursor};

/// The kind of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EventKind {
    /// An event of the host about itself.
    System,
    /// An event of a contract.
    Contract,
    /// An event of the host for debugging. It has no effect.
    Diagnostic,
}

/// An event.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event<'a> {
    /// `true` if the call that emitted the event succeeded.
    pub succeeded: bool,
    /// The contract. `None` if the host emitted the event for no contract.
    pub contract: Option<Address>,
    /// The kind.
    pub kind: EventKind,
    /// The topics: for a token, the name of the event and the addresses.
    pub topics: Vec<Value<'a>>,
    /// The data: for a token, the amount.
    pub data: Value<'a>,
}

impl<'a> Event<'a> {
    /// Decodes the XDR of one event (`DiagnosticEvent`), with nothing after it.
    ///
    /// # Errors
    /// The bytes are not one event.
    pub fn decode(bytes: &'a [u8]) -> Result<Self, ReadError> {
        const WHAT: &str = "an event";
        let mut xdr = Cursor::new(bytes);
        let succeeded = xdr.flag(WHAT)?;
        xdr.arm(WHAT, 0)?;
        let contract = xdr.optional(WHAT, |xdr| xdr.key("a contract"))?.map(Address::Contract);
        let kind = match xdr.arm(WHAT, 2)? {
            0 => EventKind::System,
            1 => EventKind::Contract,
            _ => EventKind::Diagnostic,
        };
        xdr.arm(WHAT, 0)?;
        let mut topics = Vec::new();
        xdr.list("topics", u32::MAX, |xdr| {
            topics.push(Value::take(xdr)?);
            Ok(())
        })?;
        let data = Value::take(&mut xdr)?;
        xdr.end()?;
        Ok(Self { succeeded, contract, kind, topics, data })
    }
}
