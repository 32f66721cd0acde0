//! The most that a transaction can cost the sponsor, and the fewest compute units that it uses (S-5). The numbers of
//! units are measured (`docs/reference/sources.md`, recorded runs).

#![cfg(feature = "solana")]

use x402_schemes::solana::{
    ComputeBudget, Draft, Instruction, MemoVersion, Message, MessageVersion, TokenProgram, Transaction, programs,
};

use super::layout::{Call, Layout};

/// The maximum number of compute units that the runtime grants to a transaction, whatever limit it sets.
pub const MAX_COMPUTE_UNITS: u32 = 1_400_000;

/// The fee for each required signature, and for each signature that a precompile verifies.
const LAMPORTS_PER_SIGNATURE: u64 = 5_000;

/// Prices are in millionths of a lamport.
const MICRO: u64 = 1_000_000;
/// Units for an instruction of the System or Compute Budget program if the message sets no limit.
const DEFAULT_BUILTIN_UNITS: u32 = 3_000;
/// Units for any other instruction if the message sets no limit.
const DEFAULT_UNITS: u32 = 200_000;

/// Returns the most lamports that the fee payer can lose in fees. The fee is charged even if the execution fails. The
/// function does not check that indices are in range: no validator accepts a message in which they are not.
///
/// The fee depends on the limit of compute units and not on their use. Without a limit, the defaults of the runtime
/// count.
#[must_use]
pub fn sponsor_cost(message: &Message<'_>) -> u64 {
    Cost::of(message, &Layout::read(message).calls).most
}

/// Returns the fewest compute units that the instructions of a message use, as the sum of a measured lower bound for
/// each (S-5). A limit below it is certainly too low. A limit above it may be too low.
///
/// ```
/// use x402_schemes::solana::{Payload, Transaction};
/// use x402_types::{DecodeOptions, Wire, v2::PaymentPayload};
/// use x402_verify::solana::{least_compute_units, sponsor_cost};
///
/// # let line = std::fs::read_to_string("../../docs/examples/payment-solana.txt")?;
/// # let header = line.trim_end().strip_prefix("PAYMENT-SIGNATURE: ").ok_or("another header")?;
/// let payment = PaymentPayload::decode_header(header, &DecodeOptions::STRICT)?.value;
/// let payload = Payload::try_from(&payment.payload)?;
/// let transaction = Transaction::decode(&payload.transaction)?;
/// // With a limit of 4,236 the payment fails, and the sponsor still pays the fee.
/// assert_eq!(least_compute_units(transaction.message()), 4_237);
/// assert_eq!(sponsor_cost(transaction.message()), 10_001);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn least_compute_units(message: &Message<'_>) -> u64 {
    let is_signer = |account: &u8| *account < message.header.required_signatures;
    least_of(&Layout::read(message).calls, is_signer)
}

/// Returns the limit of compute units to set in a drafted transaction: that of the official clients, or a quarter more
/// than the least that the transaction is known to need, because a long memo needs more than they set. At most
/// [`MAX_COMPUTE_UNITS`].
#[must_use]
pub fn enough_compute_units(draft: &Draft) -> u32 {
    let unsigned = draft.with_signature([0; 64]).transaction;
    let least = Transaction::decode(&unsigned).map_or(0, |transaction| least_compute_units(transaction.message()));
    let enough = u32::try_from(least.saturating_add(least / 4)).unwrap_or(u32::MAX);
    enough.clamp(ComputeBudget::OFFICIAL.units, MAX_COMPUTE_UNITS)
}

/// The sum of the least units of the instructions.
pub(super) fn least_of(calls: &[Call<'_>], is_signer: impl Fn(&u8) -> bool) -> u64 {
    calls.iter().fold(0, |sum, call| {
        let signing = call.accounts.iter().filter(|account| is_signer(account)).count();
        sum.saturating_add(least_units(&call.read, signing))
    })
}

/// The compute budget of a message, and the fee that follows from it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cost {
    /// The number of compute units that the transaction may use, at most 1,400,000.
    pub(super) units: u32,
    /// The price of a unit, in millionths of a lamport. A version 1 transaction has no price.
    pub(super) price: u64,
    /// The most lamports that the fee payer pays.
    pub(super) most: u64,
}

impl Cost {
    pub(super) fn of(message: &Message<'_>, calls: &[Call<'_>]) -> Self {
        let mut limit: Option<u32> = None;
        let mut price = 0u64;
        let mut default = 0u32;
        let mut signatures = u64::from(message.header.required_signatures);
        for call in calls {
            // The runtime rejects two of a kind and charges nothing. Taking the dearer one is safe.
            if let Instruction::SetComputeUnitLimit { units, .. } = call.read {
                limit = Some(limit.unwrap_or(0).max(units));
            } else if let Instruction::SetComputeUnitPrice { price: each, .. } = call.read {
                price = price.max(each);
            } else if let Instruction::Precompile { signatures: claimed } = call.read {
                signatures = signatures.saturating_add(u64::from(claimed));
            }
            let is_builtin = call.program == programs::COMPUTE_BUDGET || call.program == programs::SYSTEM;
            default = default.saturating_add(if is_builtin { DEFAULT_BUILTIN_UNITS } else { DEFAULT_UNITS });
        }
        if message.version == MessageVersion::V1 {
            // The runtime ignores compute budget instructions in version 1 (U-27).
            (limit, price) = (Some(message.config.units.unwrap_or(0)), 0);
        }
        let units = limit.unwrap_or(default).min(MAX_COMPUTE_UNITS);
        // The price is split into whole lamports and the rest, so that no product but that of a price beyond all
        // lamports has more than 64 bits.
        let of_rest = (price % MICRO).saturating_mul(u64::from(units)).div_ceil(MICRO);
        let of_units = (price / MICRO).saturating_mul(u64::from(units)).saturating_add(of_rest);
        let priority = of_units.saturating_add(message.config.priority_fee.unwrap_or(0));
        Self { units, price, most: LAMPORTS_PER_SIGNATURE.saturating_mul(signatures).saturating_add(priority) }
    }
}

/// A lower bound of the units that an instruction uses: the measurement of the cheapest input of its kind (S-5).
fn least_units(instruction: &Instruction<'_>, signing_accounts: usize) -> u64 {
    if matches!(instruction, Instruction::SetComputeUnitLimit { .. } | Instruction::SetComputeUnitPrice { .. }) {
        150
    } else if let Instruction::TransferChecked(transfer) = instruction {
        match transfer.program {
            TokenProgram::Token => 105,
            // Version 10 uses this many units, and version 11 uses 1,791.
            TokenProgram::Token2022 => 1_720,
        }
    } else if let Instruction::Memo { version: MemoVersion::V2, text } = instruction {
        // The program prints each signer in base58, which costs less the more zeros the key begins with. This is the
        // cost of a key with three of them.
        let signers = u64::try_from(signing_accounts).unwrap_or(u64::MAX).saturating_mul(11_000);
        least_memo_units(text).saturating_add(signers)
    } else {
        0
    }
}

/// The memo program logs its text as Rust prints a string for debugging. It looks up each character in tables of
/// Unicode, and a character further back in a table costs more. The program rejects a text that is not UTF-8 sooner.
///
/// Each number is below the units that Memo 3.0.0 used in the measurements for any character of the line, alone and
/// among others.
fn least_memo_units(text: &[u8]) -> u64 {
    let base = match text.len() {
        0..10 => 1_382,
        10..36 => 1_572,
        _ => 1_762,
    };
    let characters = core::str::from_utf8(text).unwrap_or_default().chars();
    characters.fold(base, |units, character| units.saturating_add(least_character_units(character)))
}

const fn least_character_units(character: char) -> u64 {
    match character {
        '\t' | '\n' | '\r' | '"' | '\'' | '\\' => 311,
        ..'\u{80}' => 350,
        ..'\u{800}' => 490,
        // Chinese characters, Korean syllables, pictures.
        '\u{4e00}'..='\u{9fff}' => 11_080,
        '\u{ac00}'..='\u{d7a3}' => 13_200,
        '\u{1f300}'..='\u{1f8ff}' => 17_250,
        ..='\u{ffff}' => 780,
        _ => 230,
    }
}
