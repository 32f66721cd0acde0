//! The server's records for payments on Stellar: none.

crate::records::counted! {}
