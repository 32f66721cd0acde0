//! The layout of a transaction that the specification calls static (S-5).

#![cfg(feature = "solana")]

use x402_schemes::solana::{Instruction, MemoVersion, programs};
use x402_types::{Flag, Version};

use super::{
    cost::{Cost, least_of},
    layout::Call,
    policy::MaxInstructions,
    subject::{Subject, holds},
};
use crate::solana::Detail;
use crate::{CheckId, Outcome, recorder::Recorder};

/// A higher compute-unit limit is flagged. This is the reference value of the specification (`scheme_exact_svm.md`
/// §2.2.1).
pub(super) const REFERENCE_UNITS: u32 = 400_000;

/// More Lighthouse instructions are flagged, because most released facilitators reject them (V-51).
const USUAL_GUARDS: usize = 3;
/// More instructions are flagged for the same reason.
const USUAL_INSTRUCTIONS: usize = 7;

impl Subject<'_> {
    /// Checks the instructions against the static layout (S-5).
    pub(super) fn check_static(&self, cost: &Cost, recorder: &mut Recorder<'_>) {
        if self.is_version_1() {
            self.check_config(cost, recorder);
        } else {
            self.check_budget_instructions(recorder);
        }
        self.check_cost(cost, recorder);
        self.check_counts(recorder);
        let rest = self.check_rest(recorder);
        recorder.record(CheckId::PROGRAMS, rest);
        let units = least_of(&self.layout.calls, |account| self.keys.is_signer(*account));
        recorder.flag_if(units > u64::from(cost.units), Flag::UnitsShort);
        if let Some(transfer) = recorder.check(CheckId::TRANSFER, self.read_transfer()) {
            self.check_transfer(&transfer, recorder);
        }
    }

    /// Checks the two instructions that set limit and price.
    fn check_budget_instructions(&self, recorder: &mut Recorder<'_>) {
        let policy = self.case.context.policy;
        let limit = self.layout.limit.map(|call| call.read);
        if let Some(Instruction::SetComputeUnitLimit { units, trailing }) = limit {
            recorder.flag_if(trailing > 0, Flag::TrailingData);
            recorder.flag_if(units > REFERENCE_UNITS, Flag::HighLimit);
        }
        let limit_is_set = match limit {
            Some(Instruction::SetComputeUnitLimit { units: 0, .. }) => Err(Detail::ComputeLimitZero),
            Some(Instruction::SetComputeUnitLimit { .. }) => Ok(()),
            _ => Err(Detail::NoComputeLimit),
        };
        recorder.check(CheckId::COMPUTE_LIMIT, limit_is_set);
        // The cap is a separate check, because the policy sets it and the rule about zero is the runtime's (S-5).
        if let (Some(max), Some(Instruction::SetComputeUnitLimit { units, .. })) =
            (policy.solana.max_compute_units, limit)
        {
            let detail = Detail::ComputeLimitAbove { units, max };
            recorder.check(CheckId::COMPUTE_LIMIT_CAP, holds(units <= max, detail));
        }
        match self.layout.price.map(|call| call.read) {
            Some(Instruction::SetComputeUnitPrice { price, trailing }) => {
                recorder.flag_if(trailing > 0, Flag::TrailingData);
                recorder.pass(CheckId::COMPUTE_PRICE);
                let max = policy.solana.max_unit_price;
                let detail = Detail::ComputePriceAbove { price, max };
                recorder.check(CheckId::COMPUTE_PRICE_CAP, holds(price <= max, detail));
            }
            _ => {
                recorder.fail(CheckId::COMPUTE_PRICE, Detail::NoComputePrice);
            }
        }
    }

    /// Checks the numbers of instructions and of guards (V-51).
    pub(super) fn check_counts(&self, recorder: &mut Recorder<'_>) {
        let policy = &self.case.context.policy.solana;
        let calls = &self.layout.calls;
        let (count, guards) = (calls.len(), calls.iter().filter(|call| call.read.is_guard()).count());
        // A version 1 transaction has neither limit nor price among them (V-55).
        let in_config: usize = if self.is_version_1() { 2 } else { 0 };
        let is_unusual = guards > USUAL_GUARDS || count.saturating_add(in_config) > USUAL_INSTRUCTIONS;
        recorder.flag_if(is_unusual, Flag::GuardCount);
        let max = match (policy.max_instructions, self.case.terms.version) {
            (MaxInstructions::Exactly(most), _) => most.into(),
            (MaxInstructions::OfWallets, Version::V2) => 8_usize.saturating_sub(in_config),
            (MaxInstructions::OfSdk, Version::V2) => 7_usize.saturating_sub(in_config),
            (MaxInstructions::OfWallets | MaxInstructions::OfSdk, Version::V1) => 6_usize.saturating_sub(in_config),
        };
        let max_guards = usize::from(policy.max_lighthouse);
        let counted = holds(count <= max, Detail::InstructionCount { count, max })
            .and_then(|()| holds(guards <= max_guards, Detail::LighthouseCount { count: guards, max: max_guards }));
        recorder.check(CheckId::INSTRUCTIONS, counted);
    }

    /// Checks the other instructions. Lighthouse is allowed anywhere (U-30), and Memo after the transfer. In V1, if the
    /// policy allows it, one instruction before the transfer may create the paid account.
    pub(super) fn check_rest(&self, recorder: &mut Recorder<'_>) -> Outcome {
        let transfer = self.layout.transfer.map_or(0, |call| call.index);
        let is_guard = |call: &&Call<'_>| call.read.is_guard();
        let is_memo = |call: &Call<'_>| matches!(call.read, Instruction::Memo { version: MemoVersion::V2, .. });
        let is_companion = |call: &&Call<'_>| is_guard(call) || is_memo(call) && call.index >= transfer;
        recorder
            .flag_if(self.layout.rest.iter().any(|call| is_guard(&call) && call.index < transfer), Flag::GuardPosition);
        let policy = self.case.context.policy;
        let takes_creation =
            policy.solana.account_creation && self.case.terms.version == Version::V1 && !self.is_version_1();
        let mut others = self.layout.rest.iter().filter(|call| !is_companion(call));
        match (others.next(), others.next()) {
            (None, _) => Outcome::Pass,
            (Some(call), None)
                if takes_creation
                    && matches!(call.read, Instruction::CreateAssociatedAccount { .. })
                    && call.index < transfer =>
            {
                recorder.flag(Flag::AccountCreation);
                self.check_creation(call)
            }
            (Some(call), _) => Outcome::fail(self.misplaced(call)),
        }
    }

    /// Checks the accounts of the instruction that creates the paid account: the funding account, the account, its
    /// wallet, the mint, System and the token program. The account is the paid one, so its wallet must be `payTo`. The
    /// isolation of the fee payer already excludes that the fee payer funds it.
    fn check_creation(&self, call: &Call<'_>) -> Outcome {
        let refused = Outcome::fail(Detail::AccountCreation { instruction: call.index });
        let (Some([funding, account, wallet, mint, system, program]), Some(transfer)) =
            (call.accounts.first_chunk(), self.layout.transfer_checked())
        else {
            return refused;
        };
        // An address from a lookup table is unknown here. The check of lookup tables decides about it.
        let named = [
            (self.keys.address(*wallet), self.offered.pay_to),
            (self.keys.address(*system), Some(programs::SYSTEM)),
            (self.keys.address(*program), Some(transfer.program.address())),
        ];
        let fits = *account == transfer.destination
            && *mint == transfer.mint
            && self.keys.is_signer(*funding)
            && self.keys.is_writable(*funding)
            && named.iter().all(|(address, expected)| address.is_none() || address == expected);
        if !fits {
            refused
        } else if named.iter().any(|(address, _)| address.is_none()) {
            Outcome::Skipped(CheckId::LOOKUP_TABLES)
        } else {
            Outcome::Pass
        }
    }
}
