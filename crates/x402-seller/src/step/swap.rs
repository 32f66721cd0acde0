//! The step that writes a record.

use alloc::boxed::Box;

use x402_types::SettleResponse;
use x402_verify::Expires;

use super::load::IdentifierRecord;
use crate::{
    answer::Answer,
    channel_sale::ChannelSale,
    key::Key,
    progress::Progress,
    record::{Record, State},
    sale::{Method, RequestHashes, Sale},
    visit::Visit,
};

/// The continuation after a record is written.
#[derive(Clone, Debug)]
pub(crate) enum AfterWrite {
    /// The payment reserves the identifier.
    ReserveIdentifier(IdentifierRecord),
    /// The payment's record is read again, now that the payment has its identifier.
    IdentifierReserved,
    /// The payment begins, now that there is a record for its payer.
    BeginWork { hashes: RequestHashes },
    /// The written state decides: the work, the settlement or the answer follows.
    Continue(Progress),
    /// The record stays open, and this is sent.
    Leave(Box<Answer>),
    /// The record is closed, and this is sent.
    Close(Box<Answer>),
    /// The account has paid. The payment's record gets this answer next.
    Finish(Progress, Box<Answer>),
}

/// The continuation after the record of a channel is written.
#[derive(Clone, Debug)]
pub(crate) enum AfterChannelWrite {
    /// The request has the turn of the channel, and the facilitator is asked about the state of the channel.
    Verify,
    /// The deposit is asked for, this many times so far. `pending` is the facilitator's last answer to this request, if
    /// it was that the settlement is pending.
    Deposit { times: u32, pending: Option<Box<SettleResponse>> },
    /// The turn has ended, and this is sent.
    Answer(Box<Answer>),
}

/// The owner of the record.
#[derive(Clone, Debug)]
pub(crate) enum Writing {
    Sale(Box<Sale>, AfterWrite),
    Channel(Box<ChannelSale>, AfterChannelWrite),
    /// The nonce of a sign-in.
    Visit(Box<Visit>),
}

impl Writing {
    /// The seconds that the next step may take, for which the lease of this state was written.
    pub(crate) fn seconds(&self, state: &State) -> Option<u64> {
        match self {
            Self::Sale(sale, AfterWrite::Continue(_)) => match state {
                State::Working { .. } | State::Serving { .. } => Some(sale.seller.work_timeout()),
                State::Asked { .. } => Some(sale.seller.settle_timeout()),
                State::Named { .. }
                | State::Member { .. }
                | State::Used
                | State::Channel(_)
                | State::Done { .. }
                | State::Refused { .. }
                | State::Unknown => None,
            },
            Self::Channel(sale, AfterChannelWrite::Deposit { .. }) => {
                let seller = &sale.sale.seller;
                Some(seller.work_timeout().saturating_add(seller.settle_timeout()))
            }
            Self::Sale(..) | Self::Channel(..) | Self::Visit(_) => None,
        }
    }
}

/// Write the record of a key to the store, unless a different request has written it since.
#[derive(Clone, Debug)]
pub struct Swap {
    pub(crate) key: Key,
    pub(crate) expected: u64,
    pub(crate) record: Box<Record>,
    pub(crate) ends: Expires,
    pub(crate) of: Writing,
}

impl Swap {
    /// The key to write.
    #[must_use]
    pub const fn key(&self) -> Key {
        self.key
    }

    /// The revision that the store must have, or 0 if it must have no record. The write increases it by one.
    #[must_use]
    pub const fn expected(&self) -> u64 {
        self.expected
    }

    /// The record to write.
    #[must_use]
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// The end of the authorization, or of a sign-in's challenge; but not before the time of the request, because the
    /// outcome of a payment may be known only long after its end. After that, and after the time that a facilitator may
    /// take, the record is worth keeping only for a buyer who comes again. An open payment is kept until it is closed.
    /// A channel that was charged, or that got a deposit, is kept forever.
    #[must_use]
    pub const fn ends(&self) -> Expires {
        self.ends
    }

    /// `true` if it does no harm to lose the record together with all sellers that share the store, for example when
    /// their one machine loses power. Then the store need not wait for its disk. Such a record only states that the
    /// work begins. No money was asked for, and the next write to a store that keeps the order of its writes makes the
    /// record durable. If the record is lost, the same payment begins again and pays once, so the work can begin twice:
    /// this is allowed only for a safe method (`GET`; RFC 9110, 9.2.1). It is not allowed for a payment with an
    /// identifier, because a different payment could take the identifier meanwhile.
    ///
    /// If sellers can outlive the store, such as a database that is killed, the store must wait.
    #[must_use]
    pub fn may_be_lost(&self) -> bool {
        match (&self.of, &self.record.state) {
            (Writing::Sale(sale, _), State::Working { .. }) => {
                sale.requested().is_some_and(|request| request.method == Method::Get && request.identifier.is_none())
            }
            (Writing::Sale(..) | Writing::Channel(..) | Writing::Visit(_), _) => false,
        }
    }

    /// `true` if this is the first record of a payment whose outcome may soon be unknown. Nothing has begun, so a
    /// driver that has too many [open](Record::request) payments need not write it.
    #[must_use]
    pub fn is_first(&self) -> bool {
        match (&self.of, &self.record.state) {
            (Writing::Channel(sale, AfterChannelWrite::Verify), State::Channel(channel)) => {
                channel.is_new() && sale.sale.deposit().is_some()
            }
            (Writing::Sale(..) | Writing::Channel(..), _) => self.expected == 0 && self.record.request.is_some(),
            (Writing::Visit(_), _) => false,
        }
    }
}
