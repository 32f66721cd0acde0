//! The kinds of chains. Common types, and `match`es over them, are made from one table.
//!
//! A shared file that needs something of each chain applies `chains!` to a macro of its own, which gets the rows. It makes an
//! enum with a variant for each chain (a detail, a question, an answer) or a struct with a member for each (facts, a policy,
//! prepared offers). The parts are taken from the module that the row names, by their names, so a chain that lacks one does
//! not compile. `with_chains!` and `sentences_with_chains!` declare the enums, and `match_chains!` writes the `match`es over them. `rooms!` gives
//! the modules that declare checks: those of the rows, and those of extensions. A network of no row is unknown: its payments are
//! undecided.

/// The table. A row has the feature that compiles the judges, the variant of the common types, the module, words for people,
/// whether a detail and a question are kept in a box, because they are large, and the modules that declare checks by [`checks!`],
/// each behind its feature if it has one of its own.
/// The types of a chain are there without its feature, so that every build reads the reports of every other.
macro_rules! table {
    ($then:ident $($with:tt)*) => {
        $then! {
            [
                #[cfg(feature = "evm")] Evm evm "an EVM chain" in_place
                    [Evm: evm::checks, Signature: evm::signature, Eip3009: evm::eip3009, Gateway: evm::gateway, Permit2: evm::permit2];
                #[cfg(feature = "solana")] Solana solana "Solana" in_a_box [Solana: solana::checks];
                #[cfg(feature = "stellar")] Stellar stellar "Stellar" in_a_box [Stellar: stellar::checks];
            ]
            $($with)*
        }
    };
}

/// Calls a macro with the row of each kind of chain, without the rooms, and with what follows the macro's name.
macro_rules! chains {
    ($then:ident $($with:tt)*) => {
        table! { without_rooms $then $($with)* }
    };
}

macro_rules! without_rooms {
    ([$(#[$gate:meta] $Chain:ident $chain:ident $place:literal $kept:ident [$($rooms:tt)*];)+] $then:ident $($with:tt)*) => {
        $then! { [$(#[$gate] $Chain $chain $place $kept;)+] $($with)* }
    };
}

/// Calls a macro with every module that declares checks: what mechanisms share, then what each chain has, then the mechanisms with
/// parts of their own, then the extensions.
macro_rules! rooms {
    ($then:ident) => {
        table! { with_rooms $then }
    };
}

macro_rules! with_rooms {
    (
        [$(
            #[$gate:meta] $Chain:ident $chain:ident $place:literal $kept:ident
            [$($(#[$of_room:meta])? $room:ident: $of_chain:ident::$module:ident),+];
        )+]
        $then:ident
    ) => {
        $crate::evm::rooms::and_checks! { $then [
            Shared: check;
            $($(#[$gate] $(#[$of_room])? $room: $of_chain::$module;)+)+
        ] [
            Echo: extensions::echo;
            #[cfg(feature = "evm")] Eip2612GasSponsoring: extensions::eip2612_gas_sponsoring;
            #[cfg(feature = "evm")] Erc20ApprovalGasSponsoring: extensions::erc20_approval_gas_sponsoring;
        ] }
    };
}

/// Declares an enum with the variants that are written out and one for each kind of chain. A value of a chain becomes one of the
/// enum by `into`. An enum that is `large` keeps it as the row of the chain says.
macro_rules! with_chains {
    ($size:ident $about:literal $($of_chains:tt)*) => {
        chains! { declare_with_chains $size $about $($of_chains)* }
    };
}

macro_rules! declare_with_chains {
    (
        [$(#[$gate:meta] $Chain:ident $chain:ident $place:literal $kept:ident;)+]
        $size:ident $about:literal
        $(#[$meta:meta])*
        pub enum $Name:ident { $($fixed:tt)* }
    ) => {
        $(#[$meta])*
        #[allow(clippy::large_enum_variant, reason = "a row says what is kept in a box")]
        pub enum $Name {
            $($fixed)*
            $(
                #[doc = concat!($about, " ", $place, ".")]
                $Chain(kept!($size $kept $crate::$chain::$Name)),
            )+
        }
        from_chains! { $Name $($Chain $chain)+ }
    };
}

/// The same for an enum that prints as sentences, which stand behind its variants.
macro_rules! sentences_with_chains {
    ($size:ident $about:literal; $($of_chains:tt)*) => {
        chains! { declare_sentences_with_chains $size $about $($of_chains)* }
    };
}

macro_rules! declare_sentences_with_chains {
    (
        [$(#[$gate:meta] $Chain:ident $chain:ident $place:literal $kept:ident;)+]
        $size:ident $about:literal
        $(#[$meta:meta])*
        pub enum $Name:ident { $($fixed:tt)* }
    ) => {
        x402_types::__declare::sentences! {
            $(#[$meta])*
            pub enum $Name {
                $($fixed)*
                $(
                    #[doc = concat!($about, " ", $place, ".")]
                    $Chain(of_chain: kept!($size $kept $crate::$chain::$Name)) = |f| of_chain.fmt(f),
                )+
            }
        }
        from_chains! { $Name $($Chain $chain)+ }
    };
}

macro_rules! from_chains {
    ($Name:ident $($Chain:ident $chain:ident)+) => {$(
        impl From<$crate::$chain::$Name> for $Name {
            #[allow(unreachable_code, reason = "a chain may have no values of a kind")]
            fn from(of_chain: $crate::$chain::$Name) -> Self {
                Self::$Chain(of_chain.into())
            }
        }
    )+};
}

macro_rules! kept {
    (large in_a_box $kept:ty) => { alloc::boxed::Box<$kept> };
    ($size:ident $place:ident $kept:ty) => { $kept };
}

/// A `match` with the arms that are written out and one for each kind of chain.
macro_rules! match_chains {
    (match $it:ident { $($arms:tt)* } Chain($of_chain:ident) => $then:expr $(, else $other:expr)?) => {
        chains! { match_with_chains $it { $($arms)* } $of_chain $then $(, $other)? }
    };
}

macro_rules! match_with_chains {
    (
        [$(#[$gate:meta] $Chain:ident $chain:ident $place:literal $kept:ident;)+]
        $it:ident { $($arms:tt)* } $of_chain:ident $then:expr $(, $other:expr)?
    ) => {
        match $it {
            $($arms)*
            $(Self::$Chain($of_chain) => $then,)+
            $(_ => $other,)?
        }
    };
}

/// What a verifier remembers of payers: those of the one kind of chain whose signatures do not name their key.
pub(crate) use crate::evm::payers;
