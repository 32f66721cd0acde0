//! The flags of payments with `batch-settlement`.

macro_rules! batch_settlement {
    ([$($lists:ident)*] $($rows:tt)+) => {
        in_lists! {
            [$($lists)*]
            $($rows)+
            /// The deposit is below the offer's `minDeposit` (N-7).
            BelowMinDeposit "below-min-deposit" "the deposit is below the offer's minDeposit",
            /// The server has no record of the channel, and the voucher is for more than the claimed amount plus the
            /// price (N-22).
            UnrecordedCharges "unrecorded-charges" "the server has no record of the channel, and the payer has signed for more than was claimed and the price",
            /// The voucher is for less than the claimed amount plus the price (N-23).
            ShortVoucher "short-voucher" "the voucher is over less than was claimed and the price, so the seller cannot claim the whole price by it",
            /// The payer's side has requested a withdrawal (N-25).
            WithdrawalPending "withdrawal-pending" "the payer's side has requested a withdrawal: claim what was charged",
            /// The payer's side can withdraw the amount of the voucher (N-25).
            WithdrawalDue "withdrawal-due" "the payer's side can withdraw now what the voucher promises, and nothing reserves it until it is claimed",
            /// The requested refund is above the rest of the channel (N-24, N-29).
            CappedRefund "capped-refund" "less is left in the channel than the refund names, so less is refunded",
            /// The payer signs the vouchers of the channel itself, and can take its signature back before the claim
            /// (N-12).
            RevocableVoucher "revocable-voucher" "the channel has no key for its vouchers: the payer signs them, and can take its signature back before the claim, by other code of its account",
            /// A row of a claim claims no new amount (N-27).
            NoOpClaim "no-op-claim" "a row of the claim claims nothing that was not claimed before, so its signature does not matter",
            /// The channel's balance is above the balance that the client knows (N-33).
            ForeignDeposit "foreign-deposit" "the balance of the channel is above what the client knows: somebody else has made a deposit",
        }
    };
}
