//! The sums that the server itself has counted.

macro_rules! records {
    ([$(#[$gate:meta] $Chain:ident $chain:ident $place:literal $kept:ident;)+]) => {
        /// The sums that the server itself has counted and no chain knows, such as the sum that it has charged on a
        /// channel. Records come from the server alone: a client's claims are not records, and neither are
        /// [`Facts`](crate::Facts).
        ///
        /// A mechanism that counts nothing needs no records.
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct Records {
            $(pub(crate) $chain: crate::$chain::Records,)+
        }

        impl Records {
            /// Returns empty records.
            #[must_use]
            pub const fn new() -> Self {
                Self { $($chain: crate::$chain::Records::new(),)+ }
            }
        }
    };
}
chains!(records);

/// Declares the records for payments on a chain family, with a field for each mechanism that counts.
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
