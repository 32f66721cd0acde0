//! The chain families. The common types, and each `match` on them, are generated from one table.
//!
//! A shared file that needs a part of each chain applies `chains!` to its macro, which gets the rows. The macro makes
//! an enum with a variant for each chain (a detail, a question, an answer) or a struct with a field for each (facts, a
//! policy, prepared offers). The parts are taken by name from the module in the row, so a chain that lacks a part does
//! not compile. `with_chains!` and `sentences_with_chains!` declare the enums, and `match_chains!` writes each `match`
//! on them. `rooms!` lists the modules that declare checks: those of the rows, and those of extensions. A network
//! without a row is unknown, and its payments are undecided.

/// The table. A row has the feature that compiles the chain's mechanisms, the variant of the common types, the module,
/// and words for people. It also defines whether details and questions are boxed, because they are large, and lists the
/// modules that declare checks with [`checks!`], each behind its feature if it has one. The types of a chain exist
/// without its feature, so that every build can read the reports of every other build.
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

/// Calls a macro with the row of each chain family, without the modules that declare checks, and with the tokens after
/// the macro's name.
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

/// Calls a macro with every module that declares checks: the shared checks, then those of each chain, then those of
/// mechanisms with separate parts, then those of the extensions.
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

/// Declares an enum with the variants that are written out and one for each chain family. A value of a chain becomes a
/// value of the enum with `into`. A `large` enum boxes it if the row of the chain requires that.
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

/// The same for an enum that prints as sentences, which follow its variants.
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

/// A `match` with the arms that are written out and one for each chain family.
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
