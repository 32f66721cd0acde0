//! Gives each value type the same text traits, based on its `FromStr` and its `Display`.

use crate::{
    AssetTransferMethod, Mechanism,
    evm::{self, eip3009, permit2},
    solana,
};

x402_types::declare::display_as_str!(AssetTransferMethod);

x402_types::declare::from_text!(
    Mechanism,
    evm::Address,
    evm::Signature,
    eip3009::Nonce,
    permit2::Nonce,
    solana::Address
);

x402_types::declare::serde_as_string! {
    AssetTransferMethod;
    Mechanism;
    evm::Address;
    evm::Signature;
    eip3009::Nonce;
    permit2::Nonce;
    solana::Address;
}
