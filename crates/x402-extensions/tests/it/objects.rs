//! The objects of this crate that have a table.

pub(crate) use x402_laws::objects::{Member, Presence, Tabled, Type, object, sample, sites};

/// Calls a function for each object.
macro_rules! every_object {
    ($test:ident) => {
        $test::<x402_extensions::sign_in_with_x::SignIn>()
    };
}
pub(crate) use every_object;
