//! A sale that is paid from a channel of `batch-settlement` (N-20 to N-26).

use alloc::{boxed::Box, string::String};
use core::fmt;

use x402_schemes::evm::batch_settlement::Amount128;
use x402_verify::evm::batch_settlement::ChannelState;

use crate::{
    channel::Channel,
    key::Key,
    record::{Record, State, Stored},
    sale::Sale,
};

/// A sale that is paid from a channel, with the record of the channel.
#[derive(Clone)]
pub(crate) struct ChannelSale {
    pub(crate) sale: Box<Sale>,
    /// The channel in the store.
    pub(crate) channel: Channel,
    /// The last request that was answered.
    pub(crate) last: Answered,
    pub(crate) revision: u64,
    /// The question for the facilitator.
    pub(crate) question: ChannelQuestion,
    /// The contract's state of the channel before the deposit of the payment.
    pub(crate) state: Option<ChannelState>,
    /// The contract's state of the channel after the deposit.
    pub(crate) state_after: Option<ChannelState>,
    /// The open deposit, as long as the record contains only it.
    pub(crate) open: Option<Open>,
}

/// The hashes of an answered request and of its payload.
#[derive(Clone, Copy)]
pub(crate) struct Answered {
    pub(crate) request: [u8; 32],
    pub(crate) payment: [u8; 32],
}

/// A deposit with an unknown outcome.
#[derive(Clone)]
pub(crate) struct Open {
    /// The request to the facilitator, as JSON.
    pub(crate) request: String,
    /// The URL of the resource.
    pub(crate) resource: String,
    /// The time at which it was first asked for.
    pub(crate) since: u64,
}

impl ChannelSale {
    /// The sale with the stored record of its channel. `None` if that is a record of something else.
    pub(crate) fn new(sale: Box<Sale>, stored: Option<Stored>) -> Option<Self> {
        let (revision, record) = match stored {
            None => (0, Record::of_state(State::Channel(Box::default()))),
            Some(Stored { revision, record }) => (revision, record),
        };
        let Record { fingerprint, payment, request, resource, since, state: State::Channel(channel), .. } = record
        else {
            return None;
        };
        let open = request.zip(resource).zip(since);
        let open = open.map(|((request, resource), since)| Open { request, resource, since });
        let last = Answered { request: fingerprint, payment };
        let (channel, question) = (*channel, ChannelQuestion::State);
        Some(Self { sale, channel, last, revision, question, state: None, state_after: None, open })
    }

    /// The charged sum: that of the record, or the sum claimed on the chain, if there is no record (N-22) or it fell
    /// behind.
    pub(crate) fn charged(&self) -> Option<Amount128> {
        self.channel.charged.max(self.state.map(|state| state.total_claimed))
    }

    /// The contract's state of the channel, after the deposit if it is made.
    pub(crate) fn contract_state(&self) -> Option<ChannelState> {
        self.state_after.or(self.state)
    }
}

/// Hides the signature from logs.
impl fmt::Debug for ChannelSale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { sale, channel, last: Answered { request, payment }, revision, question, state, state_after, open } =
            self;
        f.debug_struct("ChannelSale")
            .field("sale", sale)
            .field("channel", channel)
            .field("last_request", &Key(*request))
            .field("last_payment", &Key(*payment))
            .field("revision", revision)
            .field("question", question)
            .field("state", state)
            .field("state_after", state_after)
            .field("open_since", &open.as_ref().map(|open| open.since))
            .finish_non_exhaustive()
    }
}

/// The question for the facilitator before the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ChannelQuestion {
    /// The signature of the account. A request gets no turn before it is verified.
    Signature,
    /// The state of the channel, now that no other request changes it.
    State,
    /// The state of the channel, to correct a buyer's sum.
    Correction,
}
