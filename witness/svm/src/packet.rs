//! The bytes of a transaction, as a validator's own reader takes them: `agave-transaction-view`.

use agave_transaction_view::{
    sanitize::SanitizeConfig, transaction_version::TransactionVersion, transaction_view::TransactionView,
};
use solana_address::Address;
use solana_hash::Hash;

use crate::keys;

/// The rules of a validator for a message.
const LIMITS: SanitizeConfig = SanitizeConfig {
    min_requested_heap_size: 32 * 1024,
    max_requested_heap_size: 256 * 1024,
    max_instructions: 64,
    max_accounts_per_instruction: Some(255),
};

/// A transaction that can be read.
#[derive(Clone)]
pub(crate) struct Packet {
    pub(crate) bytes: Vec<u8>,
    pub(crate) blockhash: Hash,
    /// The keys in the message itself. The first one pays the fee.
    pub(crate) keys: Vec<Address>,
    /// How many of the keys have to sign.
    pub(crate) required: usize,
    pub(crate) tables: Vec<Lookup>,
    pub(crate) calls: Vec<Call>,
    fee_payer_signed: bool,
    message: Vec<u8>,
    is_version_1: bool,
}

/// The keys that are taken from a lookup table.
#[derive(Clone)]
pub(crate) struct Lookup {
    pub(crate) table: Address,
    pub(crate) writable: Vec<u8>,
    pub(crate) readonly: Vec<u8>,
}

/// An instruction, in indices.
#[derive(Clone)]
pub(crate) struct Call {
    pub(crate) program: u8,
    pub(crate) accounts: Vec<u8>,
    pub(crate) data: Vec<u8>,
}

impl Packet {
    /// An error is the reason of the validator.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, String> {
        let say = |error| format!("{error:?}");
        let view = TransactionView::try_new_sanitized(bytes, &LIMITS).map_err(say)?;
        let message = view.message_data();
        let signed =
            |(signature, key): (&solana_signature::Signature, &Address)| signature.verify(key.as_ref(), message);
        Ok(Self {
            bytes: bytes.to_vec(),
            blockhash: *view.recent_blockhash(),
            keys: view.static_account_keys().to_vec(),
            required: usize::from(view.num_required_signatures()),
            tables: view
                .address_table_lookup_iter()
                .map(|lookup| Lookup {
                    table: *lookup.account_key,
                    writable: lookup.writable_indexes.to_vec(),
                    readonly: lookup.readonly_indexes.to_vec(),
                })
                .collect(),
            calls: view
                .instructions_iter()
                .map(|call| Call {
                    program: call.program_id_index,
                    accounts: call.accounts.to_vec(),
                    data: call.data.to_vec(),
                })
                .collect(),
            fee_payer_signed: view.signatures().iter().zip(view.static_account_keys()).next().is_some_and(signed),
            message: message.to_vec(),
            is_version_1: !matches!(view.version(), TransactionVersion::Legacy | TransactionVersion::V0),
        })
    }

    /// The transaction that a facilitator sends: with its own signature if that is missing, and otherwise unchanged.
    pub(crate) fn sponsored(&self) -> Result<Option<Self>, String> {
        if self.fee_payer_signed {
            return Ok(None);
        }
        let fee_payer = self.fee_payer()?;
        let key = keys::key(&fee_payer).ok_or_else(|| format!("nobody knows the key of the fee payer {fee_payer}"))?;
        let mut bytes = self.bytes.clone();
        // In version 1 the signatures follow the message. Elsewhere they follow their number, which is below 128 in
        // 1,232 bytes.
        let first = if self.is_version_1 { self.message.len() } else { 1 };
        let slot = bytes.get_mut(first..first + 64).ok_or("there is no signature")?;
        slot.copy_from_slice(&keys::sign(&key, &self.message));
        Ok(Some(Self { bytes, fee_payer_signed: true, ..self.clone() }))
    }

    /// The signed message.
    #[cfg(test)]
    pub(crate) fn message(&self) -> &[u8] {
        &self.message
    }

    pub(crate) fn fee_payer(&self) -> Result<Address, String> {
        self.keys.first().copied().ok_or_else(|| "there is no fee payer".into())
    }

    pub(crate) fn signers(&self) -> &[Address] {
        self.keys.get(..self.required).unwrap_or(&self.keys)
    }

    pub(crate) fn program(&self, call: &Call) -> Option<Address> {
        self.keys.get(usize::from(call.program)).copied()
    }

    pub(crate) fn calls_program(&self, program: &Address) -> bool {
        self.calls.iter().any(|call| self.program(call) == Some(*program))
    }
}
