//! An account as nodes of Solana show it, and why what a node returned is no answer.

use alloc::vec::Vec;
use core::fmt;

use x402_schemes::solana::{Address, TokenProgram, programs};
use x402_types::{DecodeOptions, JsonRef, read::Reader};

use super::{Multisig, TakenFor};

type Result<T> = core::result::Result<T, AnswerError>;

/// Why what a node of Solana returned is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AnswerError {
    /// This member of a Solana node's answer is missing, or not as the node's documents have it.
    Member(&'static str),
    /// A table that is not known stands in the way: ask for its addresses first.
    UnknownTable(Address),
    /// The token account, or the mint, has an extension of Token-2022 with a number that is not known here.
    Extension(u16),
    /// The simulation fails because of what the node has seen, or of what else the block holds: another slot may cure that.
    /// Ask again.
    Transient,
    /// The authority is a multisig account of Token, and of Token-2022 that is deployed the version decides whether its
    /// members have to sign: simulate the transaction.
    ProgramVersion,
}

impl fmt::Display for AnswerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Member(member) => {
                write!(f, "the answer's {member} is missing, or not as a node of Solana documents it")
            }
            Self::UnknownTable(table) => write!(f, "ask for the addresses in the lookup table {table} first"),
            Self::Extension(number) => write!(f, "an extension with the number {number} is not known here"),
            Self::Transient => {
                f.write_str("the simulation fails for a reason that another slot or another node may cure: ask again")
            }
            Self::ProgramVersion => f.write_str(
                "the authority is a multisig account of Token, and the version of Token-2022 decides who has to sign: \
                 simulate the transaction",
            ),
        }
    }
}

impl core::error::Error for AnswerError {}

/// An account as nodes show it in base64.
pub(super) struct Account {
    owner: Address,
    data: Vec<u8>,
}

impl Account {
    /// `None`: there is none.
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

    /// Its data, if it is of this program.
    pub(super) fn of(self, program: TokenProgram) -> Option<Vec<u8>> {
        (self.owner == program.address()).then_some(self.data)
    }

    /// Whether it is a table whose deactivation began more than 512 slots ago. It can be loaded from as long as that slot
    /// stands in the sysvar `SlotHashes`, which holds 512 slots that had a block: so how long that is depends on how many
    /// had none.
    pub(super) fn may_be_deactivated(&self, slot: u64) -> bool {
        const SLOT_HASHES: u64 = 512;
        let deactivated = self.data.get(4..).and_then(|data| data.first_chunk()).map(|slot| u64::from_le_bytes(*slot));
        let is_past = |at: u64| at != u64::MAX && slot.saturating_sub(at) > SLOT_HASHES;
        self.is_table() && deactivated.is_some_and(is_past)
    }

    pub(super) fn is_table(&self) -> bool {
        self.owner == programs::LOOKUP_TABLE && self.data.first_chunk() == Some(&[1, 0, 0, 0])
    }

    /// The addresses in a table.
    pub(super) fn lookup_table(self) -> Option<Vec<Address>> {
        const META: usize = 56;
        let (addresses, rest) = self.data.get(META..)?.as_chunks::<32>();
        (self.is_table() && rest.is_empty()).then(|| addresses.iter().map(|address| Address::new(*address)).collect())
    }

    /// Required, members, whether it is initialised, eleven keys; of either token program.
    pub(super) fn multisig(&self) -> Option<Multisig> {
        let program = TokenProgram::at(&self.owner)?;
        let data = Some(&self.data).filter(|data| data.len() == MULTISIG)?;
        let ([required, count, initialised], keys) = data.split_first_chunk()?;
        let (keys, _) = keys.as_chunks::<32>();
        let members: Vec<_> = keys.get(..usize::from(*count))?.iter().map(|key| Address::new(*key)).collect();
        (*initialised == 1 && *required > 0).then(|| Multisig::new(*required, members).of(program))
    }

    /// Whether an authority's account is what it was taken for in a transfer of this program. By their length alone the
    /// token programs tell a multisig account: of one that is not initialised nobody can sign.
    pub(super) fn is(&self, taken_for: &TakenFor, program: TokenProgram) -> Result<bool> {
        let Some(owner) = TokenProgram::at(&self.owner).filter(|_| self.data.len() == MULTISIG) else {
            return Ok(*taken_for == TakenFor::Signer);
        };
        match taken_for {
            TakenFor::Signer if owner == TokenProgram::Token && program == TokenProgram::Token2022 => {
                Err(AnswerError::ProgramVersion)
            }
            TakenFor::Multisig(known) => {
                let known = known.clone().of(known.program.unwrap_or(program));
                Ok(self.multisig() == Some(known))
            }
            TakenFor::Signer | TakenFor::Simulated => Ok(false),
        }
    }

    /// `Clock`: slot, start of the epoch, epoch.
    pub(super) fn epoch(&self) -> Result<u64> {
        let epoch = self.data.get(16..).and_then(|data| data.first_chunk());
        epoch.map(|epoch| u64::from_le_bytes(*epoch)).ok_or(AnswerError::Member("data"))
    }
}

/// Bytes of a multisig account.
const MULTISIG: usize = 355;

pub(super) fn address(value: JsonRef<'_>) -> Option<Address> {
    value.string().ok()?.parse().ok()
}
