//! S-5: the layout that the document calls static.

use x402_schemes::solana::{Address, Instruction, MemoVersion, programs};
use x402_types::Flag;

use super::{
    cost::{Cost, least_units},
    exact::{Subject, flag_if, holds, misplaced},
    layout::Call,
    offered::solana,
};
use crate::{CheckId, Detail, Report, SolanaDetail};

/// Above it a limit of compute units is flagged: the document's reference value (`scheme_exact_svm.md` §2.2.1).
pub(super) const REFERENCE_UNITS: u32 = 400_000;

impl Subject<'_> {
    /// S-5: the static layout.
    pub(super) fn check_static(&self, cost: &Cost, report: &mut Report) {
        let policy = self.context.policy;
        let limit = self.layout.limit.map(|call| call.read);
        if let Some(Instruction::SetComputeUnitLimit { units, trailing }) = limit {
            flag_if(trailing > 0, Flag::TrailingData, report);
            flag_if(units > REFERENCE_UNITS, Flag::HighLimit, report);
        }
        let limit_is_set = match limit {
            Some(Instruction::SetComputeUnitLimit { units: 0, .. }) => Err(solana(SolanaDetail::ComputeLimitZero)),
            Some(Instruction::SetComputeUnitLimit { .. }) => Ok(()),
            _ => Err(solana(SolanaDetail::NoComputeLimit)),
        };
        report.check(CheckId::ComputeLimit, limit_is_set);
        if let (Some(max), Some(Instruction::SetComputeUnitLimit { units, .. })) = (policy.max_compute_units, limit) {
            let detail = SolanaDetail::ComputeLimitAbove { units, max };
            report.check(CheckId::ComputeLimitCap, holds(units <= max, detail));
        }
        match self.layout.price.map(|call| call.read) {
            Some(Instruction::SetComputeUnitPrice { price, trailing }) => {
                flag_if(trailing > 0, Flag::TrailingData, report);
                report.pass(CheckId::ComputePrice);
                let max = policy.max_unit_price;
                let detail = SolanaDetail::ComputePriceAbove { price, max };
                report.check(CheckId::ComputePriceCap, holds(price <= max, detail));
            }
            _ => {
                report.fail(CheckId::ComputePrice, solana(SolanaDetail::NoComputePrice));
                report.skip(CheckId::ComputePriceCap, CheckId::ComputePrice);
            }
        }
        self.check_cost(cost, report);
        report.check(CheckId::Instructions, self.check_counts());
        let rest = self.check_rest(report);
        report.check(CheckId::Programs, rest);
        let units: u64 = self.layout.calls.iter().fold(0, |sum, call| {
            let signing = call.accounts.iter().filter(|account| self.keys.is_signer(**account)).count();
            sum.saturating_add(least_units(&call.read, signing))
        });
        flag_if(units > u64::from(cost.units), Flag::UnitsShort, report);
        match report.check(CheckId::Transfer, self.read_transfer()) {
            Some(transfer) => self.check_transfer(&transfer, report),
            None => {
                for id in [CheckId::Mint, CheckId::TransferAmount, CheckId::Writable, CheckId::Source] {
                    report.skip(id, CheckId::Transfer);
                }
                report.skip(CheckId::Authority, CheckId::Transfer);
                self.skip_charge(CheckId::Transfer, report);
            }
        }
    }

    pub(super) fn check_cost(&self, cost: &Cost, report: &mut Report) {
        if let Some(max) = self.context.policy.max_sponsor_lamports {
            let detail = SolanaDetail::SponsorCost { most: cost.most, max };
            report.check(CheckId::SponsorCost, holds(cost.most <= max, detail));
        }
    }

    pub(super) fn check_counts(&self) -> Result<(), Detail> {
        let policy = self.context.policy;
        let by_version = if self.terms.version == 1 { 6 } else { 7 };
        let (count, max) = (self.layout.calls.len(), policy.max_instructions.map_or(by_version, usize::from));
        if count > max {
            return Err(solana(SolanaDetail::InstructionCount { count, max }));
        }
        let count = self.layout.calls.iter().filter(|call| call.read == Instruction::Lighthouse).count();
        let max = usize::from(policy.max_lighthouse);
        holds(count <= max, SolanaDetail::LighthouseCount { count, max })
    }

    /// Behind the transfer Memo and Lighthouse, before it nothing that is left; in V1 the account that is paid may be
    /// made there, if the policy takes that.
    pub(super) fn check_rest(&self, report: &mut Report) -> Result<(), Detail> {
        let transfer = self.layout.transfer.map_or(0, |call| call.index);
        let is_companion = |call: &Call<'_>| {
            let fits =
                matches!(call.read, Instruction::Memo { version: MemoVersion::V2, .. } | Instruction::Lighthouse);
            fits && call.index >= transfer
        };
        let takes_creation = self.context.policy.account_creation && self.terms.version == 1;
        let mut others = self.layout.rest.iter().filter(|call| !is_companion(call));
        match (others.next(), others.next()) {
            (None, _) => Ok(()),
            (Some(call), None)
                if takes_creation
                    && matches!(call.read, Instruction::CreateAssociatedAccount { .. })
                    && call.index < transfer =>
            {
                report.flag(Flag::AccountCreation);
                self.check_creation(call)
            }
            (Some(call), _) => Err(misplaced(call)),
        }
    }

    /// Who pays for it, the account, its wallet, the mint, System and the token program. That the wallet is `payTo`
    /// follows, because the account is the one that is paid; that it is not the fee payer who pays, from his isolation.
    fn check_creation(&self, call: &Call<'_>) -> Result<(), Detail> {
        let detail = SolanaDetail::AccountCreation { instruction: call.index };
        let ([funding, account, wallet, mint, system, program], Some(transfer)) =
            (call.accounts.first_chunk().ok_or(solana(detail))?, self.layout.transfer_checked())
        else {
            return Err(solana(detail));
        };
        let is = |index: &u8, address: Option<Address>| address.is_some() && self.keys.address(*index) == address;
        let fits = *account == transfer.destination
            && *mint == transfer.mint
            && self.keys.is_signer(*funding)
            && self.keys.is_writable(*funding)
            && is(wallet, self.offered.pay_to)
            && is(system, Some(programs::SYSTEM))
            && is(program, Some(transfer.program.address()));
        holds(fits, detail)
    }
}
