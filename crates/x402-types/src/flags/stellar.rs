//! The flags of payments on Stellar (`scheme_exact_stellar.md`).

macro_rules! stellar {
    ([$($lists:ident)*] $($rows:tt)+) => {
        in_lists! {
            [$($lists)*]
            $($rows)+
            /// The offer's `payTo` is a muxed account (T-4).
            MuxedRecipient "muxed-recipient" "the recipient is a muxed account, whose payments no known facilitator settles",
            /// The transaction has no Soroban data (T-14).
            NoSorobanData "no-soroban-data" "the transaction has no Soroban data; some facilitators verify it and do not settle it",
            /// The envelope has signatures (T-14).
            EnvelopeSignatures "envelope-signatures" "the envelope has signatures, which count for nothing: the entries are signed",
            /// The transaction has conditions other than time bounds (T-14).
            Preconditions "preconditions" "the transaction has conditions beside time bounds, which some facilitators copy",
            /// An entry ends later than the offer's timeout allows, and not by more than the tolerance (T-22).
            LateExpiry "late-expiry" "an authorization ends later than the offer's timeout allows, within the tolerance for nodes that differ",
            /// The simulation shows events other than the transfer that change no balance (T-31).
            OtherEvents "other-events" "the simulation shows events beside the transfer; some facilitators refuse any",
        }
    };
}
