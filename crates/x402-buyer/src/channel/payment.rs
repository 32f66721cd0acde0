//! A payment from a channel that is sent, and what the answer says about the channel (N-33).

use alloc::string::String;
use core::fmt;

use x402_schemes::{
    Terms,
    evm::batch_settlement::{ChannelId, Payload},
};
use x402_types::{HeaderName, Wire, v2};
use x402_verify::evm::batch_settlement::{ResponseFault, review_response};

use super::{Channel, Channels, OpenDeposit};
use crate::{Entry, Outcome};

/// A signed payment from a channel, or a signed request for a refund. It may be sent as often as needed: the same voucher is claimed
/// once, and the same deposit is made once (N-35). `Debug` prints no signature.
#[derive(Clone, PartialEq, Eq)]
pub struct ChannelPayment {
    pub(super) payment: v2::PaymentPayload,
    pub(super) payload: Payload,
    pub(super) id: ChannelId,
    /// As the ledger has it since this payment was made.
    pub(super) channel: Channel,
    /// What the ledger has of the deposit.
    pub(super) entry: Option<Entry>,
}

impl fmt::Debug for ChannelPayment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChannelPayment")
            .field("id", &self.id)
            .field("channel", &self.channel)
            .field("entry", &self.entry)
            .finish_non_exhaustive()
    }
}

impl ChannelPayment {
    /// The header to send with the request: its name and its value.
    #[must_use]
    pub fn header(&self) -> (&'static str, String) {
        (HeaderName::PaymentSignature.as_str(), self.payment.to_header())
    }

    /// The payment.
    #[must_use]
    pub const fn payment(&self) -> &v2::PaymentPayload {
        &self.payment
    }

    /// What was signed: a deposit with a voucher, a voucher, or a request for a refund.
    #[must_use]
    pub const fn payload(&self) -> &Payload {
        &self.payload
    }

    /// The id of the channel.
    #[must_use]
    pub const fn id(&self) -> ChannelId {
        self.id
    }

    /// What the ledger has of the deposit, if one is made.
    #[must_use]
    pub const fn entry(&self) -> Option<&Entry> {
        self.entry.as_ref()
    }

    /// Reads the answer to the request with this payment, and writes into the ledger what the channel is then. An answer that does not
    /// follow from what the ledger knows changes nothing there: the next voucher has the same sum (N-33, N-35). The ledger is that of the
    /// [buyer](crate::Buyer::ledger).
    ///
    /// # Errors
    /// The ledger cannot be written. The next payment finds the sums again.
    pub fn answered<N: AsRef<str>, V: AsRef<[u8]>, L: Channels>(
        &self,
        status: u16,
        headers: impl IntoIterator<Item = (N, V)>,
        body: &[u8],
        ledger: L,
    ) -> Result<Outcome, L::Error> {
        let mut outcome = Outcome::read(status, headers, body);
        let offer = Terms::from(&self.payment.accepted);
        let answered = match &outcome.settlement {
            Some(settlement) => review_response(&self.payload, &offer, self.channel.sums(), settlement),
            None => Err(ResponseFault::NotSettled),
        };
        if let Ok(answered) = answered {
            let (charged, balance) = (answered.ledger.charged, answered.ledger.balance);
            let is_deposit = matches!(self.payload, Payload::Deposit(_));
            let returned = self.channel.balance.get().saturating_sub(balance.get());
            let open = self.channel.open.map(|open| match open.amount.get().saturating_sub(returned) {
                // All of it went back: without either the chain may hold as much, and shows nothing.
                0 => OpenDeposit { answered: false, ..open },
                left if open.answered => OpenDeposit { amount: left.into(), ..open },
                _ => OpenDeposit { answered: is_deposit, ..open },
            });
            // If the ledger has another state by now, it stays: the next demand corrects what is wrong.
            ledger.replace(&self.id, Some(&self.channel), &Channel { charged, balance, open })?;
        }
        outcome.channel = Some(answered);
        Ok(outcome)
    }
}
