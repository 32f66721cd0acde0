//! The modules that declare checks: the shared checks, those of each chain family, and those of extensions.

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
