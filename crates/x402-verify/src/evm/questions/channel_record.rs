use x402_schemes::evm::batch_settlement::ChannelId;

use super::*;

/// Follow-up question: what is the sum of the server's charges on the channel so far? No chain knows it.
/// [`Records::with_charged`](crate::Records::with_charged) answers it. A facilitator cannot know the sum. It
/// answers yes if the server that asks it has checked the voucher against its own record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelRecord {
    /// The network that the question is about.
    pub network: Network,
    /// The channel.
    pub channel: ChannelId,
}

impl QuestionText for ChannelRecord {
    fn kind(&self) -> &'static str {
        "channel-record"
    }

    fn sentence(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { network, channel } = self;
        write!(
            f,
            "ask the server for its charges on the channel {channel} on {network} so far: a voucher pays only with the \
             amount that it adds to them"
        )
    }

    fn expected(&self) -> Option<String> {
        Some("a sum that the voucher exceeds by the price".into())
    }

    fn changes_verdict(&self) -> bool {
        true
    }
}

impl AnswerRules for ChannelRecord {
    fn is_settled_by(&self, answer: &Answer) -> bool {
        *answer == Answer::Yes
    }
}
