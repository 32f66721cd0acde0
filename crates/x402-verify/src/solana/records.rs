//! The server's records for payments on Solana: none yet.

crate::records::counted! {}
