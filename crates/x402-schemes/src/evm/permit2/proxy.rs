//! The proxies through which payments use Permit2.

/// The proxy that settles a payment. It determines the fields of the witness. The enum is exhaustive, and a third proxy
/// would be a breaking change, because every verifier must know what its witness binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Proxy {
    /// The proxy of `exact`. It moves exactly the permitted amount, and every account may call it.
    Exact,
    /// The proxy of `upto`. It moves at most the permitted amount, and only the facilitator in the witness may call it.
    Upto,
}
