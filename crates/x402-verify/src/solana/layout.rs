//! The roles of a transaction's instructions (S-5).

#![cfg(feature = "solana")]

use alloc::vec::Vec;

use x402_schemes::solana::{Address, Instruction, Message, MessageVersion, TransferChecked, programs};

/// An instruction with its program.
#[derive(Clone, Copy, Debug)]
pub(super) struct Call<'a> {
    /// The index of the instruction, from 0.
    pub(super) index: usize,
    pub(super) program: Address,
    /// The indices of the instruction's accounts in the keys of the message.
    pub(super) accounts: &'a [u8],
    pub(super) read: Instruction<'a>,
}

/// The instructions with their roles. Each role has a position. If one is missing, only its own check fails, and the
/// roles after it are still found at their positions. Guards of Lighthouse may be anywhere (U-30), so they have no
/// position.
pub(super) struct Layout<'a> {
    pub(super) calls: Vec<Call<'a>>,
    /// The first instruction except guards, if it belongs to the compute budget and does not set the price.
    pub(super) limit: Option<Call<'a>>,
    /// The instruction after it, if it belongs to the compute budget.
    pub(super) price: Option<Call<'a>>,
    /// The first instruction of a token program after those.
    pub(super) transfer: Option<Call<'a>>,
    /// All other instructions.
    pub(super) rest: Vec<Call<'a>>,
}

impl<'a> Layout<'a> {
    pub(super) fn read(message: &Message<'a>) -> Self {
        let calls: Vec<Call<'a>> = message
            .instructions
            .iter()
            .enumerate()
            .filter_map(|(index, compiled)| {
                let program = message.key(compiled.program)?;
                let read = Instruction::decode(&program, compiled.accounts, compiled.data);
                Some(Call { index, program, accounts: compiled.accounts, read })
            })
            .collect();
        // Version 1 has a config instead, and no compute budget instruction has a position (U-28).
        let has_budget = message.version != MessageVersion::V1;
        let mut placed = calls.iter().filter(|call| !call.read.is_guard()).peekable();
        let mut take = |fits: fn(&Call<'a>) -> bool| placed.next_if(|call| has_budget && fits(call)).copied();
        let limit = take(|call| {
            call.program == programs::COMPUTE_BUDGET && !matches!(call.read, Instruction::SetComputeUnitPrice { .. })
        });
        let price = take(|call| call.program == programs::COMPUTE_BUDGET);
        let is_token =
            |call: &Call<'a>| matches!(call.read, Instruction::TransferChecked(_) | Instruction::Token { .. });
        let transfer = placed.find(|call| is_token(call)).copied();
        let roles = [limit, price, transfer].map(|call| call.map(|call| call.index));
        let rest = calls.iter().filter(|call| !roles.contains(&Some(call.index))).copied().collect();
        Self { calls, limit, price, transfer, rest }
    }

    /// The transfer that pays, if it is a `TransferChecked`.
    pub(super) fn transfer_checked(&self) -> Option<TransferChecked<'a>> {
        let Instruction::TransferChecked(transfer) = self.transfer?.read else { return None };
        Some(transfer)
    }

    /// `true` if an instruction belongs to a smart wallet. The transfer, if there is one, is then inside that
    /// instruction.
    pub(super) fn is_wrapped(&self) -> bool {
        self.calls.iter().any(|call| programs::SMART_WALLETS.contains(&call.program))
    }
}
