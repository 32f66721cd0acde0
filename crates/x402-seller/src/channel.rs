//! The record of a channel of `batch-settlement`.

use alloc::string::ToString;
use core::fmt;

use x402_schemes::evm::batch_settlement::Amount128;
use x402_types::{
    DecodeError, ErrorKind, JsonRef, Members, RawJson,
    read::{Reader, required},
};
use x402_verify::Expires;

use crate::{answer::Answer, key::read_hash};

/// The state of a channel in the store (N-21). A voucher is not reserved: it counts once, because it covers the sum
/// charged so far and the price. The struct gets no further fields.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Channel {
    /// The sum charged so far, claimed or not. `None` if there is no record: then the claimed sum counts (N-22).
    pub charged: Option<Amount128>,
    /// The payload of type `voucher` that covers this sum, as JSON. A claim needs it.
    pub voucher: Option<RawJson>,
    /// The request in work, of which there is one at a time, or the last deposit with an unknown outcome.
    pub turn: Option<Turn>,
    /// The last answer that was charged for, or that followed a deposit. A buyer who sends its payload again gets it
    /// again.
    pub last: Option<Answer>,
}

/// Hides the signature from logs.
impl fmt::Debug for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { charged, voucher, turn, last } = self;
        f.debug_struct("Channel")
            .field("charged", charged)
            .field("has_voucher", &voucher.is_some())
            .field("turn", turn)
            .field("last", last)
            .finish_non_exhaustive()
    }
}

/// A request that is served from a channel. If its lease ends, it has charged nothing. The struct gets no further
/// fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// The end of the lease: the second until which the request is expected to last.
    pub lease: u64,
    /// The hash of its payload, or of an earlier deposit, as long as the outcome of that deposit is unknown.
    pub payment: [u8; 32],
    /// How many times a facilitator may have been asked to make the deposit of this payload.
    pub asked: u32,
}

/// How many seconds after the last lease a store keeps a channel without a charge: longer than any request hangs.
const FORGOTTEN_AFTER: u64 = 3600;

impl Channel {
    /// Returns the time after which a store may forget the channel: [`Expires::Never`] if something was charged, or if
    /// a deposit was made or may have been made. Otherwise the record contains no more than a missing one (N-22), and
    /// anyone can sign for a channel that does not exist.
    #[must_use]
    pub fn ends(&self, now: u64) -> Expires {
        let Self { charged: None, last: None, turn, .. } = self else { return Expires::Never };
        match turn {
            Some(turn) if turn.is_open() => Expires::Never,
            turn => {
                let lease = turn.as_ref().map_or(now, |turn| turn.lease);
                Expires::At(lease.saturating_add(FORGOTTEN_AFTER).into())
            }
        }
    }

    /// `true` if nothing was charged, and no deposit is known to be made. Otherwise the channel is kept in any case.
    pub(crate) const fn is_new(&self) -> bool {
        self.charged.is_none() && self.last.is_none()
    }

    /// `true` if the record contains only an open deposit.
    pub(crate) fn is_open_alone(&self) -> bool {
        self.is_new() && self.turn.as_ref().is_some_and(Turn::is_open)
    }

    /// Gives the turn to the request with this payment. An open deposit of a different payment stays in it, even if the
    /// request is lost.
    pub(crate) fn hold(&mut self, payment: [u8; 32], lease: u64) {
        let open = self.turn.take().filter(Turn::is_open);
        self.turn = Some(Turn { lease, ..open.unwrap_or(Turn { lease, payment, asked: 0 }) });
    }

    /// Ends the turn of the request with this payment. An open deposit of a different payment stays.
    pub(crate) fn release(&mut self, payment: [u8; 32]) {
        let open = self.turn.take().filter(|turn| turn.is_open() && turn.payment != payment);
        self.turn = open.map(|turn| Turn { lease: 0, ..turn });
    }

    pub(crate) fn write(&self, members: &mut Members) {
        if let Some(charged) = self.charged {
            members.insert("charged", RawJson::string(&charged.to_string()));
        }
        if let Some(voucher) = &self.voucher {
            members.insert("voucher", voucher.clone());
        }
        if let Some(Turn { lease, payment, asked }) = &self.turn {
            let turn = [
                ("lease", RawJson::from(*lease)),
                ("payment", RawJson::base64(payment)),
                ("asked", RawJson::from(u64::from(*asked))),
            ];
            members.insert("turn", Members::from_iter(turn).into());
        }
        if let Some(last) = &self.last {
            members.insert("last", last.to_json());
        }
    }

    pub(crate) fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let charged = value.get("charged").map(|charged| Amount128::read(charged, reader)).transpose()?;
        let turn = value.get("turn").map(|turn| Turn::read(turn, reader)).transpose()?;
        let last = value.get("last").map(|last| Answer::read(last, reader)).transpose()?;
        Ok(Self { charged, voucher: value.get("voucher").map(Into::into), turn, last })
    }
}

impl Turn {
    /// `true` if the outcome of its deposit is unknown. The facilitator is asked when the payment comes again.
    const fn is_open(&self) -> bool {
        self.asked > 0
    }

    fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let member = |name| required(value.get(name), name, value);
        let asked = member("asked")?;
        Ok(Self {
            lease: member("lease")?.integer()?,
            payment: read_hash(member("payment")?, reader)?,
            asked: u32::try_from(asked.integer()?).map_err(|_| asked.error(ErrorKind::UnknownValue))?,
        })
    }
}
