use x402_schemes::evm::batch_settlement::ChannelId;

use crate::Answer;

question! {
    /// Follow-up question: what is the sum of the server's charges on the channel so far? No chain knows it.
    /// [`Records::with_charged`](crate::Records::with_charged) answers it. A facilitator cannot know the sum. It
    /// answers yes if the server that asks it has checked the voucher against its own record.
    ChannelRecord "channel-record" on network {
        /// The channel.
        pub channel: ChannelId,
    }
    says("ask the server what it has charged on the channel {channel} on {network} so far: a voucher pays once, by what is new in it")
    expects("a sum that the voucher exceeds by the price")
    changes_verdict(true)
    with {
        fn is_settled_by(&self, answer: &Answer) -> bool {
            *answer == Answer::Yes
        }
    }
}
