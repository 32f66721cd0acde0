//! Registers this module with the EVM chains.

/// The module's row for `rooms!`.
macro_rules! row {
    ($rooms:tt [$($rows:tt)*] $($then:tt)*) => {
        $crate::evm::rooms::rooms! { $rooms [
            $($rows)*
            BatchSettlement batch_settlement {
                judges [#[cfg(feature = "batch-settlement")] BATCH_SETTLEMENT]
                questions [
                    channel_state ChannelState
                    channel_record ChannelRecord
                    batch_transaction BatchTransaction
                ]
                answers [Channel ChannelState]
                particulars [
                    channel "channel" Channel RecordedChannel
                        "The channel of a payment by `batch-settlement`, and what the payload says of it.";
                ]
            };
        ] $($then)* }
    };
}
pub(crate) use row;
