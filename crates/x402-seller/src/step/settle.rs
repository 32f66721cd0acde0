//! The step that settles a payment.

use alloc::{boxed::Box, string::String};

use x402_types::{Amount, AnyAmount, FacilitatorRequest, Scheme, SettleResponse};
use x402_verify::{Authorized, Expires};

use crate::{
    channel_sale::ChannelSale,
    key::Key,
    lookup::{Finality, Lookup},
    progress::{Progress, Work},
    sale::Sale,
    settlement::{Believed, FacilitatorAnswer, SettleAnswer, believed},
};

/// Have the payment settled. The store already records that money is asked for.
#[derive(Clone, Debug)]
pub struct Settle {
    pub(crate) times: u32,
    /// `true` if the facilitator has refused this attempt, and a node is asked before the refusal is believed.
    pub(crate) is_doubted: bool,
    pub(crate) of: Settling,
}

/// The money that is asked for.
#[derive(Clone, Debug)]
pub(crate) enum Settling {
    /// A payment. It may be settled without an answer since the second `since`, if the answer to this attempt is lost.
    Payment { sale: Box<Sale>, progress: Progress, since: Option<u64>, work: Work },
    /// The deposit of a payment from a channel. `pending` is the facilitator's last answer to this request, if it was
    /// that the settlement is pending.
    Deposit { sale: Box<ChannelSale>, pending: Option<Box<SettleResponse>> },
}

impl Settle {
    /// The request to the facilitator's `/settle`.
    #[must_use]
    pub fn request(&self) -> &FacilitatorRequest {
        &self.sale().request
    }

    /// The key of the payment's record.
    #[must_use]
    pub const fn key(&self) -> Key {
        self.sale().key
    }

    /// The value of `Idempotency-Key`. It is the same for each attempt to settle this payment, except that the second
    /// settlement of the flow `escrow` has its own. It is different for a payment on Solana whose record was forgotten,
    /// and for a different payment with the same nonce.
    #[must_use]
    pub fn idempotency_key(&self) -> String {
        let sale = self.sale();
        let (payload, begun) = match &self.of {
            Settling::Payment { progress, .. } => (Some(&sale.digest), progress.begun),
            // Each deposit of a channel is a separate payment, which can come with a different voucher the next time.
            Settling::Deposit { .. } => (None, None),
        };
        sale.seller.idempotency_key(&sale.authorized.replay_key(), payload, self.is_capture(), begun)
    }

    /// `true` if this is the second settlement of the flow `escrow`, which takes the reserved money.
    #[must_use]
    pub const fn is_capture(&self) -> bool {
        matches!(self.of, Settling::Payment { work: Work { reserved: Some(_), .. }, .. })
    }

    /// The time limit in seconds for the facilitator and a node together, from when the record was
    /// [stored](super::Swap::stored). After that, a different request with the payment asks again.
    #[must_use]
    pub fn timeout(&self) -> u64 {
        self.sale().seller.settle_timeout()
    }

    /// The number of times that the facilitator may have been asked, including this one.
    #[must_use]
    pub const fn times(&self) -> u32 {
        self.times
    }

    /// The end of the authorization. After it no facilitator can settle the payment, and only the chain shows its
    /// outcome.
    #[must_use]
    pub fn ends(&self) -> Expires {
        self.sale().authorized.expires
    }

    /// The second of the first attempt to settle whose answer was lost. Since then the payment may have been settled
    /// for this record. `None` if each attempt so far was answered: then any settlement of the payment was not made for
    /// this record.
    #[must_use]
    pub const fn unanswered(&self) -> Option<u64> {
        match &self.of {
            Settling::Payment { progress, .. } => progress.unanswered,
            Settling::Deposit { .. } => None,
        }
    }

    /// Returns the calls to a node that find out the outcome of the payment, for [`on_chain`](Self::on_chain). `None`
    /// where a node cannot show it: for payments through the Gateway and from a channel, and on Solana and Stellar
    /// while [no answer was lost](Self::unanswered).
    ///
    /// The payment is settled if the chain shows
    /// - with EIP-3009: the log of the token that this nonce of the payer is used, and directly after it the log of the
    ///   transfer of the requested amount to the recipient;
    /// - with Permit2, in `exact` and `upto`: a transaction that calls the proxy directly with this permit and this
    ///   amount, and the log of the transfer in it. A call through a different contract shows nothing, because Permit2
    ///   does not log the nonce;
    /// - on Solana: a transaction without an error whose message is the one that the payer signed;
    /// - on Stellar: a successful transaction that makes the call for which the payer signed, with the payer's
    ///   authorization and no other;
    /// - on the XRP Ledger: the payment's own transaction in a validated ledger, with the result `tesSUCCESS`.
    ///
    /// The transaction counts only in a final block, and only after [the lost request](Self::unanswered). The payment
    /// was never settled and never will be if its nonce is unused in a final block after its [end](Self::ends). With
    /// EIP-3009 and after a lost request, this is also shown by a nonce that is cancelled, or used for a transfer to a
    /// different recipient by a transaction without a transfer from the payer to this one. On Solana it is shown by a
    /// final block in which the blockhash is too old, ten minutes after the payment began, if there is no such
    /// transaction; on Stellar by a closed ledger in which the authorization has ended, if there is none. On the XRP
    /// Ledger it is shown by the payment's own transaction with a different result, or by a validated ledger past its
    /// last one, if the node has searched all ledgers up to that one and has no such transaction. For `escrow`
    /// only the unused nonce is shown. A nonce that is used in any other way shows nothing.
    ///
    /// For a [doubted](Self::doubted) refusal, the lookup only shows whether the nonce is [used](crate::OnChain::Used) in the
    /// latest block, and on the XRP Ledger whether a ledger has the payment's own transaction. There is none on other
    /// chains.
    #[must_use]
    pub fn lookup(&self, finality: Finality) -> Option<Lookup> {
        match &self.of {
            Settling::Deposit { .. } => None,
            Settling::Payment { sale, .. } if self.is_doubted => Lookup::of_use(sale),
            Settling::Payment { sale, progress, .. } => Lookup::of(sale, progress, self.is_capture(), finality),
        }
    }

    /// Returns `true` if this answer refuses the payment at the first attempt, although a third party may have settled
    /// it: anyone who has seen the payment can. A driver with a node looks up the [doubted](Self::doubted) settlement
    /// before it [passes on](Self::answered) the refusal.
    #[must_use]
    pub fn is_doubtful(&self, answer: &FacilitatorAnswer<'_>) -> bool {
        let is_refusal = || match answer.settlement() {
            SettleAnswer::Settlement(settlement) => matches!(self.believed(&settlement), Believed::Failed),
            SettleAnswer::NonceUsed | SettleAnswer::UnderWay | SettleAnswer::Nothing => false,
        };
        let is_payment = matches!(self.of, Settling::Payment { .. });
        is_payment && self.is_first() && !self.is_unprocessed(answer) && is_refusal()
    }

    /// Returns the same settlement, whose [`lookup`](Self::lookup) finds out whether the nonce is used.
    #[must_use]
    pub const fn doubted(mut self) -> Self {
        self.is_doubted = true;
        self
    }

    /// Returns `true` if the facilitator answers the first request with 408, 425 or 429, which mean that it did not
    /// process the request, and nothing in the body contradicts it. A driver may send the request once more, or call
    /// [`not_processed`](Self::not_processed).
    #[must_use]
    pub fn is_unprocessed(&self, answer: &FacilitatorAnswer<'_>) -> bool {
        self.is_first() && answer.is_unprocessed()
    }

    /// `true` if this is the first request for this money.
    pub(crate) const fn is_first(&self) -> bool {
        self.times == 1 && !self.is_capture()
    }

    /// The outcome that a settlement shows for the payment, or for its deposit. A settlement of a different amount
    /// shows nothing.
    pub(crate) fn believed(&self, settlement: &SettleResponse) -> Believed {
        let sale = self.sale();
        let deposit = match &self.of {
            Settling::Payment { .. } => None,
            Settling::Deposit { sale, .. } => sale.sale.deposit().map(Amount::from),
        };
        let mut paid = Authorized::clone(&sale.authorized);
        paid.amount = deposit.map_or_else(|| sale.asked(), AnyAmount::from);
        // If nothing is charged, the scheme may allow a settlement without a transaction.
        let scheme = if paid.units().get().is_zero() { &sale.scheme } else { &Scheme::EXACT };
        believed(settlement, scheme, &paid)
    }

    pub(crate) const fn sale(&self) -> &Sale {
        match &self.of {
            Settling::Payment { sale, .. } => sale,
            Settling::Deposit { sale, .. } => &sale.sale,
        }
    }
}
