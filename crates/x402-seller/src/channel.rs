//! What a seller keeps of a channel of `batch-settlement`.

use alloc::{boxed::Box, string::ToString};
use core::{fmt, time::Duration};

use x402_schemes::evm::batch_settlement::Amount128;
use x402_types::{
    DecodeError, ErrorKind, JsonRef, Members, RawJson,
    read::{Reader, required},
};
use x402_verify::Expires;

use crate::{Answer, Record, State, Stored, record::read_hash};

/// What a seller keeps of a channel (N-21). No voucher is reserved: a voucher counts once, because it is over what was charged before
/// and the price. The struct gets no further members.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Channel {
    /// The sum of what was charged, claimed or not. `None`: there is no record, and what was claimed counts (N-22).
    pub charged: Option<Amount128>,
    /// The payload of type `voucher` that covers this sum, as JSON. A claim needs it.
    pub voucher: Option<RawJson>,
    /// The request that is served, of which there is one at a time, or the last deposit of which nobody knows whether it was made.
    pub turn: Option<Turn>,
    /// The last answer that was charged for, or before which a deposit was made. Whoever sends its payload again gets it again.
    pub last: Option<Answer>,
}

/// A log gets no signature.
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

/// A request that is served from a channel. When its lease has ended, it has charged nothing. The struct gets no further members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// The second until which the request is expected to go on.
    pub lease: u64,
    /// The hash of its payload, or of the deposit that was asked for before, as long as nobody knows whether that was made.
    pub payment: [u8; 32],
    /// How often a facilitator may have been asked to make the deposit of this payload.
    pub asked: u32,
}

impl Record {
    /// The record of a channel whose turn the seller takes, for what it sends itself, such as a refund. Nobody is served from the channel
    /// until the turn is [given back](Self::released), or its whole seconds are over. `None` if a request is in work, or if this is no
    /// record of a channel. Whoever writes it expects the revision of what is stored.
    #[must_use]
    pub fn held(stored: Option<&Stored>, turn: Duration, now: u64) -> Option<Self> {
        let fresh = || Self::of_state(State::Channel(Box::default()));
        let mut record = stored.map_or_else(fresh, |stored| stored.record.clone());
        let State::Channel(channel) = &mut record.state else { return None };
        if channel.turn.as_ref().is_some_and(|turn| now < turn.lease) {
            return None;
        }
        channel.hold(NOBODY, now.saturating_add(turn.as_secs()));
        Some(record)
    }

    /// The record of a channel, whose turn is given back.
    #[must_use]
    pub fn released(mut self) -> Self {
        if let State::Channel(channel) = &mut self.state {
            channel.release(NOBODY);
        }
        self
    }
}

/// The payment of a turn that the seller takes itself.
const NOBODY: [u8; 32] = [0; 32];

/// For how long a store keeps a channel that nobody has charged, in seconds after the last lease: longer than any request hangs.
const FORGOTTEN_AFTER: u64 = 3600;

impl Channel {
    /// From when on a store may forget the channel. Without a charge, and without a deposit that was made or of which nobody knows what
    /// became, it says no more than no record does (N-22). Anybody can sign for a channel that does not exist.
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

    /// Whether nothing was charged, and no deposit is known to be made. Otherwise the channel is kept anyway.
    pub(crate) const fn is_new(&self) -> bool {
        self.charged.is_none() && self.last.is_none()
    }

    /// Whether an open deposit is all that is kept of the channel.
    pub(crate) fn is_open_alone(&self) -> bool {
        self.is_new() && self.turn.as_ref().is_some_and(Turn::is_open)
    }

    /// Gives the turn to the request with this payment. A deposit of another one stays open in it, also if the request is lost.
    pub(crate) fn hold(&mut self, payment: [u8; 32], lease: u64) {
        let open = self.turn.take().filter(Turn::is_open);
        self.turn = Some(Turn { lease, ..open.unwrap_or(Turn { lease, payment, asked: 0 }) });
    }

    /// Takes the turn from the request with this payment. A deposit of another one stays open.
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
    /// Whether nobody knows what became of its deposit. The payment that comes again asks.
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
