//! What a server counts for payments on EVM chains: nothing yet.

crate::records::counted! {}
