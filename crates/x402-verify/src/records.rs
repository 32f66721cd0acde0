//! What the server itself has counted.

macro_rules! records {
    ([$(#[$gate:meta] $Chain:ident $chain:ident $place:literal $kept:ident;)+]) => {
        /// What the server itself has counted and no chain knows, such as the sum that it has charged on a channel. Records are
        /// the server's own: a client's claims are none, and neither are [`Facts`](crate::Facts).
        ///
        /// A mechanism that counts nothing needs none.
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct Records {
            $(pub(crate) $chain: crate::$chain::Records,)+
        }

        impl Records {
            /// Records that say nothing.
            #[must_use]
            pub const fn new() -> Self {
                Self { $($chain: crate::$chain::Records::new(),)+ }
            }
        }
    };
}
chains!(records);

/// Declares what is counted for payments on a kind of chain, a member for each mechanism that counts.
macro_rules! counted {
    ($($mechanism:ident: $counted:ty;)*) => {
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub(crate) struct Records {
            $(pub(crate) $mechanism: $counted,)*
        }

        impl Records {
            pub(crate) const fn new() -> Self {
                Self { $($mechanism: <$counted>::new(),)* }
            }
        }
    };
}
pub(crate) use counted;
