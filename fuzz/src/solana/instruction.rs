//! What an instruction says, by us and by the crates that its program reads it with.

use borsh::BorshDeserialize;
use solana_compute_budget_interface::ComputeBudgetInstruction;
use solana_system_interface::instruction::SystemInstruction;
use spl_token_interface::instruction::TokenInstruction;
use x402_schemes::solana::{Address, Instruction, MAX_TRANSACTION_BYTES, TokenProgram, programs};

/// Panics if ours is another instruction than theirs.
pub(super) fn check(program: &Address, accounts: &[u8], data: &[u8]) {
    let ours = Instruction::decode(program, accounts, data);
    if *program == programs::COMPUTE_BUDGET {
        compute_budget(ours, data);
    } else if *program == programs::SYSTEM {
        system(ours, data);
    } else if let Some(program) = TokenProgram::at(program) {
        token(ours, program, accounts, data);
    }
}

fn compute_budget(ours: Instruction<'_>, data: &[u8]) {
    let mut rest = data;
    match (ours, ComputeBudgetInstruction::deserialize(&mut rest)) {
        (
            Instruction::SetComputeUnitLimit { units, trailing },
            Ok(ComputeBudgetInstruction::SetComputeUnitLimit(theirs)),
        ) => assert_eq!((units, trailing), (theirs, rest.len())),
        (
            Instruction::SetComputeUnitPrice { price, trailing },
            Ok(ComputeBudgetInstruction::SetComputeUnitPrice(theirs)),
        ) => assert_eq!((price, trailing), (theirs, rest.len())),
        (Instruction::ComputeBudget { tag }, theirs) => {
            assert_eq!(tag, data.first().copied());
            let taken = |theirs| {
                matches!(
                    theirs,
                    ComputeBudgetInstruction::SetComputeUnitLimit(_) | ComputeBudgetInstruction::SetComputeUnitPrice(_)
                )
            };
            assert!(!theirs.is_ok_and(taken));
        }
        (ours, theirs) => panic!("ours: {ours:?}, theirs: {theirs:?}"),
    }
}

fn system(ours: Instruction<'_>, data: &[u8]) {
    let theirs = solana_bincode::limited_deserialize(data, MAX_TRANSACTION_BYTES as u64);
    let expected = match theirs {
        Ok(SystemInstruction::Transfer { lamports }) => Instruction::SystemTransfer { lamports },
        Ok(SystemInstruction::AdvanceNonceAccount) => Instruction::AdvanceNonce,
        _ => Instruction::Other,
    };
    assert_eq!(ours, expected);
}

/// The interface of Token; Token-2022 has this instruction from it.
fn token(ours: Instruction<'_>, program: TokenProgram, accounts: &[u8], data: &[u8]) {
    let theirs = match TokenInstruction::unpack(data) {
        Ok(TokenInstruction::TransferChecked { amount, decimals }) => Some((amount, decimals)),
        _ => None,
    };
    match ours {
        Instruction::TransferChecked(transfer) => {
            assert_eq!(Some((transfer.amount, transfer.decimals)), theirs);
            assert_eq!((transfer.program, transfer.trailing), (program, data.len() - 10));
            let named = [transfer.source, transfer.mint, transfer.destination, transfer.authority];
            assert_eq!([&named, transfer.more].concat(), accounts);
        }
        ours => {
            assert_eq!(ours, Instruction::Token { program, tag: data.first().copied() });
            assert!(theirs.is_none() || accounts.len() < 4);
        }
    }
}
