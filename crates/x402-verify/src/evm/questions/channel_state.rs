use x402_schemes::evm::batch_settlement::{Amount128, ChannelId, SETTLEMENT};

use super::*;
use crate::evm::{
    AnswerError as OfChain,
    batch_settlement::{ChannelState as State, Fact, Withdrawal, channel_state},
};

/// Deciding question: what is the state of the channel in the contract of `batch-settlement` (N-19)? No settlement
/// follows that would show that the channel does not exist.
/// [`Fact::Channel`](crate::evm::batch_settlement::Fact::Channel) answers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelState {
    /// The network that the question is about.
    pub network: Network,
    /// The channel.
    pub channel: ChannelId,
}

impl QuestionText for ChannelState {
    fn kind(&self) -> &'static str {
        "channel-state"
    }

    fn sentence(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { network, channel } = self;
        write!(
            f,
            "ask {network} for the balance of the channel {channel}, the claimed amount, pending withdrawals \
             and the refund nonce"
        )
    }

    fn expected(&self) -> Option<String> {
        Some("a balance that covers the voucher, of which less was claimed".into())
    }

    fn changes_verdict(&self) -> bool {
        true
    }

    fn rpc(&self) -> Option<crate::Rpc> {
        Some(Rpc::Call { to: SETTLEMENT, data: channel_state(self.channel) }.into())
    }
}

impl AnswerRules for ChannelState {
    fn answer(&self, returned: Returned<'_>) -> Result<Answer, AnswerError> {
        Ok(Value::Channel(Box::new(state(returned.bytes()?)?)).into())
    }

    fn learn(&self, facts: Facts, answer: Answer) -> Facts {
        let Answer::Evm(Value::Channel(state)) = answer else { return facts };
        facts.with(Fact::Channel { channel: self.channel, state: *state })
    }
}

/// Reads the result of `multicall`: an array of three byte strings, which contain two words, two words and one word.
fn state(bytes: &[u8]) -> Result<State, OfChain> {
    const WORD: usize = 32;
    let word = |at: usize| -> Result<Uint256, OfChain> {
        let word = bytes.get(at..).and_then(|rest| rest.first_chunk::<WORD>()).ok_or(OfChain::Malformed)?;
        Ok(Uint256::from_be_bytes(*word))
    };
    let offset = |at: usize, base: usize| -> Result<usize, OfChain> {
        let offset = word(at)?.to_u64().and_then(|offset| usize::try_from(offset).ok());
        offset.and_then(|offset| offset.checked_add(base)).ok_or(OfChain::Malformed)
    };
    let narrow = |number: Uint256| number.to_u128().map(Amount128::new).ok_or(OfChain::Malformed);
    let array = offset(0, 0)?;
    let items = array.checked_add(WORD).ok_or(OfChain::Malformed)?;
    let value = |item: usize, index: usize| -> Result<Uint256, OfChain> {
        let at = offset(items.saturating_add(item.saturating_mul(WORD)), items)?;
        word(at.saturating_add(WORD).saturating_add(index.saturating_mul(WORD)))
    };
    let mut state = State::of_balance(narrow(value(0, 0)?)?);
    state.total_claimed = narrow(value(0, 1)?)?;
    let requested_at = value(1, 1)?.to_u64().ok_or(OfChain::Malformed)?;
    if requested_at != 0 {
        state.withdrawal = Some(Withdrawal { requested_at, amount: Some(narrow(value(1, 0)?)?) });
    }
    state.refund_nonce = Some(value(2, 0)?);
    Ok(state)
}
