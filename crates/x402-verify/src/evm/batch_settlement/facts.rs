//! The contract's state of channels.

use alloc::string::ToString;

use x402_schemes::evm::batch_settlement::{Amount128, ChannelId};
use x402_types::{JsonRef, Members, RawJson, Uint256};

/// The state of a channel in the contract (N-19). A channel that does not exist has a balance of zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ChannelState {
    /// The deposits minus refunds and withdrawals, in atomic units. Claims do not reduce it.
    pub balance: Amount128,
    /// The sum of the claims, in atomic units.
    pub total_claimed: Amount128,
    /// The number of refunds so far. `None` if it is unknown.
    pub refund_nonce: Option<Uint256>,
    /// The pending withdrawal, if the payer's side has requested one.
    pub withdrawal: Option<Withdrawal>,
}

/// A withdrawal that the payer's side has requested. The struct gets no further fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Withdrawal {
    /// The time of the request, in seconds since 1970-01-01 UTC.
    pub requested_at: u64,
    /// The requested amount, in atomic units. `None` if it is unknown: it may be the whole balance (N-25).
    pub amount: Option<Amount128>,
}

impl ChannelState {
    /// Returns the state of a channel with this balance, in atomic units, and no claims.
    #[must_use]
    pub fn of_balance(balance: Amount128) -> Self {
        Self { balance, ..Self::default() }
    }

    /// Reads a channel's state from a response: the object `extra` of a facilitator's `/verify`, or `channelState` in
    /// `extra` of `/settle` and of servers. Returns `None` if the object is about a different channel, or if a field is
    /// absent or malformed. No response contains the amount of a withdrawal.
    ///
    /// ```
    /// use x402_types::RawJson;
    /// use x402_verify::evm::batch_settlement::ChannelState;
    ///
    /// let id = "0x00000000000000000000000000000000000000000000000000000000000000ff".parse()?;
    /// let answer = RawJson::parse(
    ///     r#"{"channelId":"0x00000000000000000000000000000000000000000000000000000000000000ff","balance":"5000",
    ///         "totalClaimed":"700","withdrawRequestedAt":0,"refundNonce":"0"}"#,
    /// )?;
    /// let state = ChannelState::of_answer(answer.as_json(), id).ok_or("it is not state")?;
    /// assert_eq!((state.balance.get(), state.total_claimed.get(), state.withdrawal), (5_000, 700, None));
    ///
    /// let another = "0x0000000000000000000000000000000000000000000000000000000000000100".parse()?;
    /// assert_eq!(ChannelState::of_answer(answer.as_json(), another), None);
    /// let without_balance = RawJson::parse(&answer.as_str().replace("balance", "sum"))?;
    /// assert_eq!(ChannelState::of_answer(without_balance.as_json(), id), None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn of_answer(answer: JsonRef<'_>, channel: ChannelId) -> Option<Self> {
        let text = |name: &str| answer.get(name).and_then(|member| member.string().ok());
        let number = |name: &str| -> Option<Amount128> { text(name)?.parse().ok() };
        if text("channelId")?.parse() != Ok(channel) {
            return None;
        }
        let mut state = Self::of_balance(number("balance")?);
        state.total_claimed = number("totalClaimed")?;
        state.refund_nonce = Some(text("refundNonce")?.parse().ok()?);
        let requested_at = answer.get("withdrawRequestedAt")?.integer().ok()?;
        state.withdrawal = (requested_at != 0).then_some(Withdrawal { requested_at, amount: None });
        Some(state)
    }

    /// Returns the object that [`of_answer`](Self::of_answer) reads. An unknown refund nonce is written as zero. A
    /// server supplies `charged`, the sum of its charges on the channel, in atomic units.
    #[must_use]
    pub fn to_answer(&self, channel: ChannelId, charged: Option<Amount128>) -> RawJson {
        let requested_at = self.withdrawal.map_or(0, |withdrawal| withdrawal.requested_at);
        let text = |value: &dyn ToString| RawJson::string(&value.to_string());
        let mut members = Members::from_iter([
            ("channelId", text(&channel)),
            ("balance", text(&self.balance)),
            ("totalClaimed", text(&self.total_claimed)),
            ("withdrawRequestedAt", RawJson::from(requested_at)),
            ("refundNonce", text(&self.refund_nonce.unwrap_or_default())),
        ]);
        if let Some(charged) = charged {
            members.insert("chargedCumulativeAmount", text(&charged));
        }
        members.into()
    }
}

/// A fact about a channel. [`Facts::with`](crate::Facts::with) adds it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fact {
    /// The contract's state of a channel. The caller decides how recent it must be.
    Channel {
        /// The channel.
        channel: ChannelId,
        /// Its state.
        state: ChannelState,
    },
}
