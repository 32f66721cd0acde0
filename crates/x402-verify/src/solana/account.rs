//! Accounts as Solana nodes return them, and the errors of a node's answers.

use alloc::vec::Vec;

use x402_schemes::solana::{Address, TokenProgram, programs};
use x402_types::{DecodeOptions, JsonRef, declare::sentences, read::Reader};

use super::Multisig;

type Result<T> = core::result::Result<T, AnswerError>;

sentences! {
    /// The reason why a value that a Solana node returned is not an answer.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum AnswerError {
        /// This field of the value is missing, or differs from the node's documentation.
        Member(member: &'static str) = "the answer's {member} is missing, or does not have the format that Solana nodes document",
        /// The value refers to an address in this lookup table, and no fact contains the table. Ask for its addresses
        /// first.
        UnknownTable(table: Address) = "ask for the addresses in the lookup table {table} first",
        /// The token account or the mint has an unknown extension of Token-2022 with this number.
        Extension(number: u16) = "the extension with the number {number} is unknown",
        /// The simulation fails because of the state of the node or of the current block, and may succeed in a
        /// different slot. Ask again.
        Transient = "the simulation fails for a reason that may not exist in a different slot or on a different node: ask again",
    }
}

impl core::error::Error for AnswerError {}

/// An account as nodes return it in base64.
pub(super) struct Account {
    owner: Address,
    data: Vec<u8>,
}

impl Account {
    /// Reads an account. `None` if there is no account at the address.
    pub(super) fn read(value: JsonRef<'_>) -> Result<Option<Self>> {
        if value.is_null() {
            return Ok(None);
        }
        let owner = value.get("owner").and_then(address).ok_or(AnswerError::Member("owner"))?;
        let mut data = value.get("data").and_then(|data| data.elements().ok()).ok_or(AnswerError::Member("data"))?;
        let (Some(text), Some(encoding)) = (data.next(), data.next()) else {
            return Err(AnswerError::Member("data"));
        };
        if encoding.string().ok().as_deref() != Some("base64") {
            return Err(AnswerError::Member("data"));
        }
        let data = Reader::new(&DecodeOptions::STRICT).base64(text).map_err(|_| AnswerError::Member("data"))?;
        Ok(Some(Self { owner, data }))
    }

    /// The data of the account, if this program owns it.
    pub(super) fn of(self, program: TokenProgram) -> Option<Vec<u8>> {
        (self.owner == program.address()).then_some(self.data)
    }

    /// `true` if the account is a lookup table whose deactivation began more than 512 slots ago. Addresses can be
    /// loaded from it as long as that slot is in the sysvar `SlotHashes`. The sysvar contains 512 slots that had a
    /// block, so the time depends on how many slots had none.
    pub(super) fn may_be_deactivated(&self, slot: u64) -> bool {
        const SLOT_HASHES: u64 = 512;
        let deactivated = self.data.get(4..).and_then(|data| data.first_chunk()).map(|slot| u64::from_le_bytes(*slot));
        let is_past = |at: u64| at != u64::MAX && slot.saturating_sub(at) > SLOT_HASHES;
        self.is_table() && deactivated.is_some_and(is_past)
    }

    /// `true` if a program may still create its account at this address. The address then has only lamports, which any
    /// account can send to any address.
    pub(super) fn may_be_made(&self) -> bool {
        self.owner == programs::SYSTEM && self.data.is_empty()
    }

    pub(super) fn is_table(&self) -> bool {
        self.owner == programs::LOOKUP_TABLE && self.data.first_chunk() == Some(&[1, 0, 0, 0])
    }

    /// The addresses in a lookup table.
    pub(super) fn lookup_table(self) -> Option<Vec<Address>> {
        const META: usize = 56;
        let (addresses, rest) = self.data.get(META..)?.as_chunks::<32>();
        (self.is_table() && rest.is_empty()).then(|| addresses.iter().map(|address| Address::new(*address)).collect())
    }

    /// Reads a multisig account of either token program: the number of required signatures, the number of members,
    /// whether it is initialised, and eleven keys.
    pub(super) fn multisig(&self) -> Option<Multisig> {
        let program = TokenProgram::at(&self.owner)?;
        let data = Some(&self.data).filter(|data| data.len() == MULTISIG)?;
        let ([required, count, initialised], keys) = data.split_first_chunk()?;
        let (keys, _) = keys.as_chunks::<32>();
        let members: Vec<_> = keys.get(..usize::from(*count))?.iter().map(|key| Address::new(*key)).collect();
        (*initialised == 1 && *required > 0).then(|| Multisig::new(*required, members).of(program))
    }

    /// `true` if the token programs take the account for a multisig account, which they do by its length alone. No key
    /// can sign for one that is not initialised.
    pub(super) fn is_as_long_as_multisig(&self) -> bool {
        TokenProgram::at(&self.owner).is_some() && self.data.len() == MULTISIG
    }

    /// The epoch in the sysvar `Clock`, which follows the slot and the start of the epoch.
    pub(super) fn epoch(&self) -> Result<u64> {
        let epoch = self.data.get(16..).and_then(|data| data.first_chunk());
        epoch.map(|epoch| u64::from_le_bytes(*epoch)).ok_or(AnswerError::Member("data"))
    }
}

/// The number of bytes in a multisig account.
pub(super) const MULTISIG: usize = 355;

pub(super) fn address(value: JsonRef<'_>) -> Option<Address> {
    value.string().ok()?.parse().ok()
}
