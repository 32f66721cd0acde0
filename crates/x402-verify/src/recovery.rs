//! What is learnt about signatures once for a payment, however many offers are tried (B-3).

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
