use x402_schemes::evm::batch_settlement::ChannelId;

question! {
    /// Outstanding: what has the server charged on the channel so far? No chain knows. Answered by
    /// [`Records::with_charged`](crate::Records::with_charged).
    ChannelRecord "channel-record" on network {
        /// The channel.
        pub channel: ChannelId,
    }
    says("ask the server what it has charged on the channel {channel} on {network} so far: a voucher pays once, by what is new in it")
    expects("a sum that the voucher exceeds by the price")
    changes_verdict(true)
}
