//! A sent payment from a channel, and the state of the channel that the answer reports (N-33).

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

/// A signed payment from a channel, or a signed request for a refund. It may be sent as often as needed: the same
/// voucher is claimed once, and the same deposit is made once (N-35). `Debug` does not print the signature.
#[derive(Clone, PartialEq, Eq)]
pub struct ChannelPayment {
    pub(super) payment: v2::PaymentPayload,
    pub(super) payload: Payload,
    pub(super) id: ChannelId,
    /// The channel as it is in the ledger since this payment was made.
    pub(super) channel: Channel,
    /// The ledger entry of the deposit.
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
    /// Returns the name and the value of the header to send with the request.
    #[must_use]
    pub fn header(&self) -> (&'static str, String) {
        (HeaderName::PaymentSignature.as_str(), self.payment.to_header())
    }

    /// Returns the payment.
    #[must_use]
    pub const fn payment(&self) -> &v2::PaymentPayload {
        &self.payment
    }

    /// Returns the signed payload: a deposit with a voucher, a voucher, or a request for a refund.
    #[must_use]
    pub const fn payload(&self) -> &Payload {
        &self.payload
    }

    /// Returns the id of the channel.
    #[must_use]
    pub const fn id(&self) -> ChannelId {
        self.id
    }

    /// Returns the ledger entry of the deposit, if one is made.
    #[must_use]
    pub const fn entry(&self) -> Option<&Entry> {
        self.entry.as_ref()
    }

    /// Reads the answer to the request with this payment, and writes the new state of the channel to the ledger. An
    /// answer that does not follow from the state in the ledger changes nothing there: the next voucher has the same
    /// sum (N-33, N-35). Pass the [buyer's ledger](crate::Buyer::ledger).
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
                // All of it was refunded: with or without the deposit the chain may hold the same sum, and shows
                // nothing.
                0 => OpenDeposit { answered: false, ..open },
                left if open.answered => OpenDeposit { amount: left.into(), ..open },
                _ => OpenDeposit { answered: is_deposit, ..open },
            });
            // If the ledger has a different state by now, it stays: the next 402 response corrects what is wrong.
            ledger.replace(&self.id, Some(&self.channel), &Channel { charged, balance, open })?;
        }
        outcome.channel = Some(answered);
        Ok(outcome)
    }
}
