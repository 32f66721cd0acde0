//! Faults of those who carry the steps out. Each breaks a promise, which shows that the promises are checked.

use x402_seller::{Record, State};
use x402_types::ReasonCode;

use crate::model::is_asked;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The store forgets a record whose lease has ended.
    LeaseEndsInFree,
    /// Money is asked for before that is stored. After a crash nobody knows of it.
    CrashBetweenSettleAndRecord,
    /// Whoever settles again does so under another idempotency key.
    SettlesTwiceAfterATimeout,
    /// A request goes on, although another one wrote the record since.
    WaitingTwinIsServed,
    /// The lease of an identifier never ends.
    IdentifierStaysInWork,
    /// The lease of the work never ends, if the buyer hangs up.
    HangUpKeepsTheKey,
    /// Whoever restarts has forgotten all records.
    RestartForgets,
    /// The store waits for its disk for no write, and not only for those that may be lost.
    WaitsForNoWrite,
    /// An answer is sent before it is stored.
    AnswerIsStoredAfterItWasSent,
    /// The key of a payment is reserved before anybody has called the payment valid.
    ReservesBeforeTheVerdict,
    /// What is reserved does not say for which route.
    TwoRoutesShareAReservation,
    /// A payment that is closed as unknown is kept as one that was refused.
    UnknownIsRefused,
}

impl Fault {
    /// Whether the store does not get this record, although whoever carries the steps out goes on as if it had.
    pub(crate) fn leaves_out(self, state: &State) -> bool {
        match self {
            Self::AnswerIsStoredAfterItWasSent => match state {
                State::Done { .. } => true,
                State::Channel(channel) => channel.turn.is_none() && channel.last.is_some(),
                _ => false,
            },
            Self::CrashBetweenSettleAndRecord => is_asked(state),
            _ => false,
        }
    }

    /// The record that the store gets instead.
    pub(crate) fn spoil(self, mut record: Record) -> Record {
        match (self, &mut record.state) {
            (Self::IdentifierStaysInWork, State::Named { lease, .. })
            | (Self::HangUpKeepsTheKey, State::Working { lease }) => *lease = u64::MAX,
            (Self::HangUpKeepsTheKey, State::Channel(channel)) => {
                channel.turn.iter_mut().for_each(|turn| turn.lease = u64::MAX);
            }
            (Self::UnknownIsRefused, state @ State::Unknown) => {
                *state = State::Refused { reason: ReasonCode::new("expired") };
            }
            _ => {}
        }
        record
    }
}
