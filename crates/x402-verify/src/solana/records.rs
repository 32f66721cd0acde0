//! What a server counts for payments on Solana: nothing yet.

crate::records::counted! {}
