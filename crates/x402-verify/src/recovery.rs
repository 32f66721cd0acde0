//! What is learnt about signatures once for a payment, however many offers are tried (B-3).
//!
//! A payment may be judged against several offers, and its signature is the same each time. Curve arithmetic costs more than all
//! the rest, so each chain keeps what it found: who signed a digest, or whether the signatures of a transaction hold. A judge asks
//! the chain's `recovery.rs` by way of the case, and the curve is asked only for what is not known yet. What a verifier remembers of
//! payers from earlier payments is lent from outside, hence the lifetime.

use core::marker::PhantomData;

macro_rules! recovery {
    ([$(#[$gate:meta] $Chain:ident $chain:ident $place:literal $kept:ident;)+]) => {
        /// Who made the signatures of one payment, as far as a chain has found out.
        #[derive(Default)]
        pub(crate) struct Recovery<'a> {
            $(#[$gate] pub(crate) $chain: crate::$chain::recovery::Recovery<'a>,)+
            /// Of a build without chains.
            pub(crate) lent: PhantomData<&'a ()>,
        }
    };
}
chains!(recovery);
