//! Decides whether a client may sign its next voucher after the response to a payment (N-33).

#![cfg(feature = "batch-settlement")]

use x402_schemes::{
    Terms,
    evm::batch_settlement::{Amount128, ChannelConfig, ChannelId, Ledger, Payload},
};
use x402_types::{
    AnyNetwork, DecodeOptions, Flag, Flags, JsonRef, SettleOutcome, SettleResponse, declare::sentences, read::Reader,
};

/// A response after which the client may sign its next voucher.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Answered {
    /// The client's record after the response. The client computes its sums and never copies them from the response.
    pub ledger: Ledger,
    /// `foreign-deposit` if the channel contains more than the client deposited.
    pub flags: Flags,
}

sentences! {
    /// The reason why a client must not sign its next voucher.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum ResponseFault {
        /// The response does not report a settled payment.
        NotSettled = "the payment was not settled",
        /// The response does not name the offer's network, or the network is not an EVM chain.
        Network = "the answer is about a different network",
        /// The response names a payer other than that of the channel.
        Payer = "the answer names a different payer",
        /// The payload is one that a server sends, so no client waits for a response.
        NoPayment = "no client sends such a payload",
        /// This field of the response is missing or malformed. Amounts are decimal strings of at most 128 bits.
        Missing(member: &'static str) = "{member} is missing or is not a decimal text",
        /// The response is about a different channel.
        Channel = "the answer is about a different channel",
        /// The charge is above the price of one request.
        Overcharged = "more than the price of one request was charged",
        /// The server's sum is not the client's sum plus the charge.
        Sum = "the server's sum is not the client's sum and the charge",
        /// The claimed total is above the sum of the charges.
        Claimed = "more was claimed than charged",
        /// The channel's balance is below the client's record, or differs from it after a refund.
        Balance = "the channel does not hold the client's deposits",
        /// A deposit moved a different amount, or a refund moved more than was asked for or left.
        Amount = "a different amount was moved",
        /// The response to a deposit or a refund names no transaction.
        NoTransaction = "no transaction is named",
    }
}

impl core::error::Error for ResponseFault {}

use ResponseFault as Fault;

/// Checks that the client may sign its next voucher (N-33): the server's response must follow from the client's record.
///
/// # Errors
/// The response breaks a rule, or lacks a field. The client must then send the voucher that it has signed, and no
/// higher one.
pub fn review_response(
    payload: &Payload,
    offer: &Terms<'_>,
    before: Ledger,
    response: &SettleResponse,
) -> Result<Answered, ResponseFault> {
    if response.outcome != SettleOutcome::Success {
        return Err(Fault::NotSettled);
    }
    let same = |network: &AnyNetwork| matches!(network, AnyNetwork::V2(network) if *network == *offer.network);
    if !response.network.as_ref().is_some_and(same) {
        return Err(Fault::Network);
    }
    let commitment = match payload {
        Payload::Deposit(payment) => &payment.commitment,
        Payload::Voucher(commitment) => commitment,
        Payload::Refund(request) => &request.commitment,
        Payload::CompletedRefund(_) | Payload::Claim(_) | Payload::Settle(_) => return Err(Fault::NoPayment),
    };
    let chain_id = offer.network.eip155_chain_id().ok_or(Fault::Network)?;
    let stated = Stated::read(response, &commitment.config, chain_id)?;
    match payload {
        Payload::Deposit(payment) => {
            let deposit = payment.deposit.amount;
            is_moved(response, |moved| moved == deposit.get())?;
            let balance = before.balance.get().checked_add(deposit.get()).ok_or(Fault::Balance)?;
            stated.charged(offer, Ledger { balance: Amount128::new(balance), ..before })
        }
        Payload::Refund(request) => {
            let left = before.balance.get().checked_sub(before.charged.get()).ok_or(Fault::Balance)?;
            let most = request.amount.map_or(left, |asked| asked.get().min(left));
            let moved = is_moved(response, |moved| moved <= most)?;
            let balance = before.balance.get().checked_sub(moved).ok_or(Fault::Balance)?;
            if stated.number("balance")?.get() != balance {
                return Err(Fault::Balance);
            }
            Ok(Answered { ledger: Ledger { balance: Amount128::new(balance), ..before }, flags: Flags::NONE })
        }
        Payload::Voucher(_) | Payload::CompletedRefund(_) | Payload::Claim(_) | Payload::Settle(_) => {
            stated.charged(offer, before)
        }
    }
}

/// Returns the amount of a deposit or a refund, which has a transaction.
fn is_moved(response: &SettleResponse, is_right: impl FnOnce(u128) -> bool) -> Result<u128, Fault> {
    if response.transaction.is_empty() {
        return Err(Fault::NoTransaction);
    }
    let moved = response.amount.and_then(|amount| amount.get().to_u128()).ok_or(Fault::Missing("amount"))?;
    if is_right(moved) { Ok(moved) } else { Err(Fault::Amount) }
}

/// The state of the channel in the response.
struct Stated<'a> {
    extra: JsonRef<'a>,
    state: JsonRef<'a>,
}

impl<'a> Stated<'a> {
    fn read(response: &'a SettleResponse, config: &ChannelConfig, chain_id: u64) -> Result<Self, Fault> {
        let payer = response.payer.as_deref().map(|payer| payer.parse() == Ok(config.payer));
        if payer == Some(false) {
            return Err(Fault::Payer);
        }
        let extra = response.other.get("extra").ok_or(Fault::Missing("channelState"))?.as_json();
        let state = extra.get("channelState").ok_or(Fault::Missing("channelState"))?;
        let id = state.get("channelId").and_then(|id| id.string().ok()).ok_or(Fault::Missing("channelId"))?;
        if id.parse::<ChannelId>() != Ok(config.on_chain(chain_id).id()) {
            return Err(Fault::Channel);
        }
        Ok(Self { extra, state })
    }

    fn number(&self, name: &'static str) -> Result<Amount128, Fault> {
        let holder = if name == "chargedAmount" { self.extra } else { self.state };
        let read = |member| Amount128::read(member, &mut Reader::new(&DecodeOptions::STRICT)).ok();
        holder.get(name).and_then(read).ok_or(Fault::Missing(name))
    }

    /// Checks the response to a deposit or a voucher. `before` includes the deposit.
    fn charged(&self, offer: &Terms<'_>, before: Ledger) -> Result<Answered, Fault> {
        let charge = self.number("chargedAmount")?;
        if offer.units() < charge.into() {
            return Err(Fault::Overcharged);
        }
        let charged = before.charged.get().checked_add(charge.get()).ok_or(Fault::Sum)?;
        if self.number("chargedCumulativeAmount")?.get() != charged {
            return Err(Fault::Sum);
        }
        if self.number("totalClaimed")?.get() > charged {
            return Err(Fault::Claimed);
        }
        let balance = self.number("balance")?;
        if balance < before.balance {
            return Err(Fault::Balance);
        }
        let flags = if balance > before.balance { Flags::NONE.with(Flag::ForeignDeposit) } else { Flags::NONE };
        Ok(Answered { ledger: Ledger { charged: Amount128::new(charged), ..before }, flags })
    }
}
