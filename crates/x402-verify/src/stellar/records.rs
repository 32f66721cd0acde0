//! What a server counts for payments on Stellar: nothing.

crate::records::counted! {}
