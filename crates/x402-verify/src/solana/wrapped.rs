//! Payments whose transfer is inside the instruction of a smart wallet (S-5).

#![cfg(feature = "solana")]

use alloc::vec::Vec;

use x402_schemes::solana::{Address, Instruction, MemoVersion, TokenProgram, TransferChecked, programs};
use x402_types::{Amount, Flag};

use super::{
    cost::Cost,
    layout::Call,
    static_layout::REFERENCE_UNITS,
    subject::{Subject, holds},
};
use crate::solana::{Detail, Settling, SimulatedTransfer, Simulation, questions::SmartWallet};
use crate::{CheckId, recorder::Recorder};

/// The maximum price of a compute unit for a smart wallet, in millionths of a lamport: the specification's reference
/// value (`scheme_exact_svm.md` §2.2.1).
pub(super) const REFERENCE_PRICE: u64 = 50_000;

impl Subject<'_> {
    /// Verifies a payment whose transfer is inside the instruction of a smart wallet, where only a simulation can see
    /// it (S-5).
    pub(super) fn check_wrapped(&self, cost: &Cost, recorder: &mut Recorder<'_>) {
        let simulation = self.simulation();
        let calls = &self.layout.calls;
        if self.is_version_1() {
            self.check_config(cost, recorder);
        } else {
            self.check_budget(cost, recorder);
        }
        self.check_cost(cost, recorder);
        self.check_counts(recorder);
        let is_wallet = |call: &&Call<'_>| programs::SMART_WALLETS.contains(&call.program);
        let is_allowed = |call: &&Call<'_>| {
            // A transfer outside of the wallet's instruction counts together with those inside (§1.4).
            let companion = matches!(
                call.read,
                Instruction::Memo { version: MemoVersion::V2, .. }
                    | Instruction::Lighthouse { .. }
                    | Instruction::TransferChecked(_)
            );
            let of_budget = call.program == programs::COMPUTE_BUDGET && !self.is_version_1();
            companion || of_budget || is_wallet(call)
        };
        match (calls.iter().find(|call| !is_allowed(call)), calls.iter().find(is_wallet)) {
            (None, Some(wallet)) if simulation.is_none() => recorder.ask(
                CheckId::PROGRAMS,
                SmartWallet {
                    program: wallet.program,
                    transaction: self.bytes.to_vec(),
                    message: self.message,
                    keys: self.keys.clone(),
                },
            ),
            (Some(call), _) => recorder.fail(CheckId::PROGRAMS, self.misplaced(call)),
            (None, _) => recorder.pass(CheckId::PROGRAMS),
        }
        self.check_simulation(simulation, recorder);
    }

    /// Checks the compute budget. The instructions that set it may be anywhere, each at most once (S-5).
    fn check_budget(&self, cost: &Cost, recorder: &mut Recorder<'_>) {
        let calls = &self.layout.calls;
        let of_budget = || calls.iter().filter(|call| call.program == programs::COMPUTE_BUDGET);
        let is_limit = |call: &&Call<'_>| matches!(call.read, Instruction::SetComputeUnitLimit { .. });
        let is_price = |call: &&Call<'_>| matches!(call.read, Instruction::SetComputeUnitPrice { .. });
        let surplus = |call: &Call<'_>| Detail::ComputeBudget { instruction: call.index };
        let other = of_budget().find(|call| !is_limit(call) && !is_price(call));
        let limit = match other.or_else(|| of_budget().filter(is_limit).nth(1)) {
            Some(call) => Err(surplus(call)),
            // The client does not choose the runtime's own limit.
            None if !of_budget().any(|call| is_limit(&call)) => Ok(()),
            None if cost.units == 0 => Err(Detail::ComputeLimitZero),
            None => {
                let detail = Detail::ComputeLimitAbove { units: cost.units, max: REFERENCE_UNITS };
                holds(cost.units <= REFERENCE_UNITS, detail)
            }
        };
        recorder.check(CheckId::COMPUTE_LIMIT, limit);
        let has_trailing = |call: &Call<'_>| {
            matches!(
                call.read,
                Instruction::SetComputeUnitLimit { trailing: 1.., .. }
                    | Instruction::SetComputeUnitPrice { trailing: 1.., .. }
            )
        };
        recorder.flag_if(of_budget().any(has_trailing), Flag::TrailingData);
        let policy = self.case.context.policy;
        if let Some(max) = policy.solana.max_compute_units {
            let detail = Detail::ComputeLimitAbove { units: cost.units, max };
            recorder.check(CheckId::COMPUTE_LIMIT_CAP, holds(cost.units <= max, detail));
        }
        let second = of_budget().filter(is_price).nth(1);
        recorder.check(CheckId::COMPUTE_PRICE, second.map_or(Ok(()), |call| Err(surplus(call))));
        let max = policy.solana.max_unit_price.min(REFERENCE_PRICE);
        let detail = Detail::ComputePriceAbove { price: cost.price, max };
        recorder.check(CheckId::COMPUTE_PRICE_CAP, holds(cost.price <= max, detail));
    }

    /// Checks that exactly one transfer of the asset reaches the associated account of `payTo`, under either program
    /// (S-5, `scheme_exact_svm.md` §1.4, §3.2). Because the transfer was executed, its accounts were writable and its
    /// authority had signed.
    fn check_simulation(&self, simulation: Option<Option<&Simulation>>, recorder: &mut Recorder<'_>) {
        let because = match simulation {
            None => CheckId::PROGRAMS,
            Some(None) => {
                recorder.fail(CheckId::TRANSFER, Detail::SimulationFails);
                CheckId::TRANSFER
            }
            // Deriving accounts is curve arithmetic.
            Some(Some(simulation)) => match recorder.first_failure() {
                Some(because) => because,
                None => match self.only_payment(simulation) {
                    Ok(payment) => {
                        // The authority that takes the amount from the source is the payer, as in the static layout.
                        self.authorizes(Some(payment.authority), payment.amount.into(), recorder);
                        if self.hides_transfer() {
                            // It may be a second payment.
                            recorder.skip(CheckId::TRANSFER, CheckId::LOOKUP_TABLES);
                        } else {
                            recorder.pass(CheckId::TRANSFER);
                        }
                        recorder.pass(CheckId::MINT);
                        self.check_arriving(Some(payment.destination), payment.amount, recorder);
                        recorder.pass(CheckId::WRITABLE);
                        let differ = payment.source != payment.destination;
                        recorder.check(CheckId::SOURCE, holds(differ, Detail::SourceIsDestination));
                        return recorder.pass(CheckId::AUTHORITY);
                    }
                    Err(Some(count)) => {
                        recorder.fail(CheckId::TRANSFER, Detail::SimulatedTransfers(count));
                        CheckId::TRANSFER
                    }
                    Err(None) => CheckId::LOOKUP_TABLES,
                },
            },
        };
        // Only a simulation can find the payer. Until then the second signer counts as the account that claims to pay.
        let signer = self.transaction.message().signers().nth(1);
        self.authorizes(signer, self.case.terms.units(), recorder);
        if because != CheckId::TRANSFER {
            recorder.skip(CheckId::TRANSFER, because);
        }
    }

    /// The transfer that pays `payTo` in the asset, or the number of candidates if it is not exactly one. Only one
    /// transfer may reach the price, and smaller transfers count only if none does (§1.4). `Err(None)` if none does, and a
    /// hidden transfer may.
    pub(super) fn only_payment(&self, simulation: &Simulation) -> Result<SimulatedTransfer, Option<usize>> {
        let of_pay_to = [TokenProgram::Token, TokenProgram::Token2022]
            .map(|program| Some((program, self.address_of(self.offered.pay_to, program)?)));
        // An unknown value may be right.
        let pays = |program, mint: Option<Address>, destination: Option<Address>| {
            mint.is_none_or(|mint| Some(mint) == self.offered.mint)
                && destination.is_none_or(|destination| of_pay_to.contains(&Some((program, destination))))
        };
        let (enough, less): (Vec<_>, Vec<_>) = self
            .transfers(simulation)
            .filter(|transfer| pays(transfer.program, Some(transfer.mint), Some(transfer.destination)))
            .partition(|transfer| Amount::from(transfer.amount) >= self.case.terms.units());
        let mut hidden = self.hidden_transfers().filter(|transfer| {
            let account = |index| self.keys.address(index);
            pays(transfer.program, account(transfer.mint), account(transfer.destination))
        });
        match (enough.as_slice(), less.as_slice()) {
            ([payment], _) => Ok(*payment),
            ([], _) if hidden.next().is_some() => Err(None),
            ([], [payment]) => Ok(*payment),
            ([], less) => Err(Some(less.len())),
            (enough, _) => Err(Some(enough.len())),
        }
    }

    /// The transfers that programs made, and those of the message itself that are not hidden.
    fn transfers(&self, simulation: &Simulation) -> impl Iterator<Item = SimulatedTransfer> {
        let direct = self.direct_transfers().filter_map(|transfer| self.of_message(&transfer));
        simulation.transfers.iter().copied().chain(direct)
    }

    fn direct_transfers(&self) -> impl Iterator<Item = TransferChecked<'_>> {
        self.layout.calls.iter().filter_map(|call| {
            let Instruction::TransferChecked(transfer) = call.read else { return None };
            Some(transfer)
        })
    }

    /// A transfer of the message with its addresses. `None` if it is hidden: one of them is in an unknown lookup table.
    fn of_message(&self, transfer: &TransferChecked<'_>) -> Option<SimulatedTransfer> {
        Some(SimulatedTransfer {
            program: transfer.program,
            source: self.keys.address(transfer.source)?,
            mint: self.keys.address(transfer.mint)?,
            destination: self.keys.address(transfer.destination)?,
            authority: self.keys.address(transfer.authority)?,
            amount: transfer.amount,
        })
    }

    fn hidden_transfers(&self) -> impl Iterator<Item = TransferChecked<'_>> {
        self.direct_transfers().filter(|transfer| self.of_message(transfer).is_none())
    }

    pub(super) fn hides_transfer(&self) -> bool {
        self.hidden_transfers().next().is_some()
    }

    /// Checks the accounts of a simulated payment. The payment was found by its destination, so the destination is
    /// right. No tokens may be taken from the fee payer.
    pub(super) fn check_simulated_sides(&self, recorder: &mut Recorder<'_>) {
        let simulation = self.simulation().flatten();
        let because = recorder.first_failure().unwrap_or(CheckId::PROGRAMS);
        let (Some(simulation), None) = (simulation, recorder.first_failure()) else {
            recorder.skip(CheckId::DESTINATION, because);
            return recorder.skip(CheckId::SPONSOR_TOKENS, because);
        };
        let transfers: Vec<_> = self.transfers(simulation).collect();
        let of_others = self.check_sponsors_tokens(&transfers, simulation);
        if self.hides_transfer() {
            recorder.skip(CheckId::DESTINATION, CheckId::LOOKUP_TABLES);
            if of_others.is_ok() {
                return recorder.skip(CheckId::SPONSOR_TOKENS, CheckId::LOOKUP_TABLES);
            }
        } else {
            recorder.pass(CheckId::DESTINATION);
        }
        recorder.check(CheckId::SPONSOR_TOKENS, of_others);
    }

    /// A simulated payment has only those questions of a transfer in the message that the owner of the destination and
    /// the mint answer: the transaction was executed, whatever it does before the transfer.
    pub(super) fn settling_of(&self, payment: &SimulatedTransfer) -> Settling {
        Settling {
            program: payment.program,
            mint: Some(payment.mint),
            decimals: None,
            source: None,
            destination: Some(payment.destination),
            pay_to: self.offered.pay_to,
            authority: Some(payment.authority),
            fee_payer: self.offered.fee_payer,
            amount: payment.amount,
            may_make_destination: true,
        }
    }
}
