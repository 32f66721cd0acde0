//! The table of chain families: their address types and their mechanisms.

/// Calls a macro with the rows of all chain families. A row has the variant of the address, the module, and words for
/// people, and in braces the mechanisms: the variant of the payload, the constant, the type of the payload with the
/// function that reads it, and words for people. If a mechanism has a feature, the feature comes first. The path after
/// `from` defines how payments are taken from a deposit. This is the only list of all mechanisms. Each is defined in
/// its own module.
#[rustfmt::skip]
macro_rules! chains {
    ($then:ident) => {
        $then! {
            Evm evm "An address on an EVM chain." {
                Eip3009 EIP3009 crate::evm::eip3009::Payload => read, "`exact` on an EVM chain by EIP-3009.";
                Gateway GATEWAY crate::evm::eip3009::Payload => read, "`exact` on an EVM chain for an offer of the Gateway (U-1).";
                Permit2 PERMIT2 crate::evm::permit2::Payload => read_exact, "`exact` on an EVM chain by Permit2. The witness has no facilitator.";
                Erc7710 ERC7710 crate::evm::erc7710::Payload => read, "`exact` on an EVM chain by a delegation (P-7).";
                Upto UPTO crate::evm::permit2::Payload => read_upto, "`upto` on an EVM chain by Permit2. The witness has a facilitator.";
                #[cfg(feature = "batch-settlement")] BatchSettlement BATCH_SETTLEMENT crate::evm::batch_settlement::Payload => read from crate::evm::batch_settlement::FROM_DEPOSIT, "`batch-settlement` on an EVM chain.";
            }
            Solana solana "An address on Solana." { Solana SOLANA crate::solana::Payload => read, "`exact` on Solana."; }
            Stellar stellar "An address on Stellar." { Stellar STELLAR crate::stellar::Payload => read, "`exact` on Stellar."; }
        }
    };
}
