//! The validator's own crates, in the versions that the recorded outcomes of the runtime rest on.

use std::collections::HashSet;

use agave_transaction_view::{
    sanitize::SanitizeConfig,
    transaction_view::{SanitizedTransactionView, TransactionView},
};
use solana_message::{
    AddressLoader, SanitizedMessage, SanitizedVersionedMessage, VersionedMessage,
    v0::{LoadedAddresses, MessageAddressTableLookup},
};
use solana_transaction::{sanitized::SanitizedTransaction, versioned::VersionedTransaction};
use solana_transaction_error::{AddressLoaderError, TransactionError};
use x402_schemes::solana::{Address, MAX_LOADED_KEYS};

/// `solana-runtime-transaction` 4.2.2, `sanitize_config`, with SIMD-0406: active on mainnet since slot 432,000,000.
const RULES: SanitizeConfig = SanitizeConfig {
    min_requested_heap_size: 32 * 1024,
    max_requested_heap_size: 256 * 1024,
    max_instructions: 64,
    max_accounts_per_instruction: Some(255),
};

/// What an RPC node reads.
pub(super) fn node(data: &[u8]) -> Option<VersionedTransaction> {
    wincode::deserialize(data).ok()
}

/// What a leader takes from a packet.
pub(super) fn leader(data: &[u8]) -> Option<SanitizedTransactionView<&[u8]>> {
    TransactionView::try_new_sanitized(data, &RULES).ok()
}

/// What stands in a table here: as much as its address says, of the addresses that `made` uses for keys too.
pub(super) fn table(address: &[u8; 32]) -> Vec<Address> {
    let [length, first, ..] = *address;
    (0..length).map(|offset| Address::new([first.wrapping_add(offset); 32])).collect()
}

#[derive(Clone, Copy)]
struct Tables;

impl AddressLoader for Tables {
    fn load_addresses(self, lookups: &[MessageAddressTableLookup]) -> Result<LoadedAddresses, AddressLoaderError> {
        let mut loaded = LoadedAddresses::default();
        for lookup in lookups {
            let table = table(&lookup.account_key.to_bytes());
            let load = |indices: &[u8]| -> Option<Vec<_>> {
                let found = indices.iter().map(|index| table.get(usize::from(*index)));
                found.map(|found| found.map(|address| solana_address::Address::from(address.to_bytes()))).collect()
            };
            loaded.writable.extend(load(&lookup.writable_indexes).ok_or(AddressLoaderError::InvalidLookupIndex)?);
            loaded.readonly.extend(load(&lookup.readonly_indexes).ok_or(AddressLoaderError::InvalidLookupIndex)?);
        }
        Ok(loaded)
    }
}

/// What the runtime loads for a message that is sane.
pub(super) fn load(message: VersionedMessage) -> Result<SanitizedMessage, TransactionError> {
    let message = SanitizedVersionedMessage::try_from(message).expect("sane");
    let message = SanitizedMessage::try_new(message, Tables, &HashSet::new())
        .map_err(|_| TransactionError::InvalidAddressLookupTableIndex)?;
    SanitizedTransaction::validate_account_locks(&message, MAX_LOADED_KEYS)?;
    Ok(message)
}
