//! The rules that the runtime applies to a message before it reads any account (S-2).

use x402_types::declare::sentences;

use super::{Message, wire::ParseError};

/// The maximum number of keys, including those from tables.
const MAX_KEYS: usize = 256;
/// The maximum number of top-level instructions, which is the length of the runtime's instruction trace.
const MAX_INSTRUCTIONS: usize = 64;
/// The maximum number of accounts of one instruction (SIMD-0406, on mainnet since slot 432,000,000).
const MAX_INSTRUCTION_ACCOUNTS: usize = 255;

sentences! {
    /// The reasons why the runtime rejects a message before it reads any account. Instructions and tables are numbered
    /// from 0.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum SanitizeError {
        /// There are fewer keys than required signers and read-only keys that do not sign.
        HeaderCounts = "the header counts more signers and read-only keys than there are keys",
        /// Every signer is read-only, including the fee payer.
        ReadOnlyFeePayer = "the header makes every signer read-only, the fee payer included",
        /// There are more than 256 keys.
        TooManyKeys = |f| write!(f, "more than {MAX_KEYS} keys"),
        /// There are more than 64 instructions.
        TooManyInstructions = |f| write!(f, "more than {MAX_INSTRUCTIONS} instructions"),
        /// The program of this instruction is the fee payer.
        ProgramIsFeePayer {
            /// The number of the instruction.
            instruction: usize,
        } = "instruction {instruction} calls the fee payer as a program",
        /// The program of this instruction is not among the keys in the message itself.
        ProgramIndex {
            /// The number of the instruction.
            instruction: usize,
        } = "instruction {instruction} calls a program that is not among the message's static keys",
        /// An account of this instruction is not among the keys.
        AccountIndex {
            /// The number of the instruction.
            instruction: usize,
        } = "instruction {instruction} names an account that is not among the keys",
        /// This instruction names more than 255 accounts.
        TooManyAccounts {
            /// The number of the instruction.
            instruction: usize,
        } = "instruction {instruction} names more than {MAX_INSTRUCTION_ACCOUNTS} accounts",
        /// No key is taken from this table.
        EmptyLookup {
            /// The number of the table.
            lookup: usize,
        } = "lookup table {lookup} is named, but no key is taken from it",
    }
}

impl Message<'_> {
    /// The number of keys, including those from tables.
    pub(super) fn key_count(&self) -> usize {
        let loaded = self.lookups.iter().map(|lookup| lookup.writable.len().saturating_add(lookup.readonly.len()));
        loaded.fold(self.keys.len(), usize::saturating_add)
    }

    /// Checks the rules that the runtime applies before it reads any account: all counts and indices must be in range.
    ///
    /// # Errors
    /// The error is the first broken rule.
    pub fn sanitize(&self) -> Result<(), SanitizeError> {
        let signers = usize::from(self.header.required_signatures);
        if signers.saturating_add(usize::from(self.header.readonly_unsigned)) > self.keys.len() {
            return Err(SanitizeError::HeaderCounts);
        }
        if self.header.readonly_signed >= self.header.required_signatures {
            return Err(SanitizeError::ReadOnlyFeePayer);
        }
        let empty = |lookup: &super::Lookup<'_>| lookup.writable.is_empty() && lookup.readonly.is_empty();
        if let Some(lookup) = self.lookups.iter().position(empty) {
            return Err(SanitizeError::EmptyLookup { lookup });
        }
        let keys = self.key_count();
        if keys > MAX_KEYS {
            return Err(SanitizeError::TooManyKeys);
        }
        if self.instructions.len() > MAX_INSTRUCTIONS {
            return Err(SanitizeError::TooManyInstructions);
        }
        for (instruction, compiled) in self.instructions.iter().enumerate() {
            if compiled.program == 0 {
                return Err(SanitizeError::ProgramIsFeePayer { instruction });
            }
            if usize::from(compiled.program) >= self.keys.len() {
                return Err(SanitizeError::ProgramIndex { instruction });
            }
            if compiled.accounts.iter().any(|account| usize::from(*account) >= keys) {
                return Err(SanitizeError::AccountIndex { instruction });
            }
            if compiled.accounts.len() > MAX_INSTRUCTION_ACCOUNTS {
                return Err(SanitizeError::TooManyAccounts { instruction });
            }
        }
        Ok(())
    }
}

impl core::error::Error for SanitizeError {}

// Reports contain both errors, so both are `Copy`.
const _: () = {
    const fn is_copy<T: Copy>() {}
    is_copy::<SanitizeError>();
    is_copy::<ParseError>();
};
