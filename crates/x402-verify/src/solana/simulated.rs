//! The effects of any simulated transaction: its cost, the received amount, and the owners of the tokens that it moves
//! (S-5, S-9).

#![cfg(feature = "solana")]

use alloc::vec::Vec;

use x402_schemes::solana::{Address, TokenProgram, derived::AssociatedAccount};
use x402_types::Amount;

use super::{
    cost::Cost,
    subject::{Subject, holds},
};
use crate::solana::{Detail, SimulatedTransfer, Simulation};
use crate::{CheckId, recorder::Recorder};

impl Subject<'_> {
    /// The result that the caller supplied for the transaction. `None` if the caller supplied none, and `Some(None)` if
    /// the transaction fails.
    pub(super) fn simulation(&self) -> Option<Option<&Simulation>> {
        self.case.context.facts.solana().simulation(&self.message)
    }

    /// Checks that a transaction without a smart wallet succeeds, if its simulation is known (S-9). For a smart wallet,
    /// a different check looks for the transfer.
    pub(super) fn check_success(&self, recorder: &mut Recorder<'_>) {
        if let Some(simulation) = self.simulation() {
            recorder.check(CheckId::SIMULATION, holds(simulation.is_some(), Detail::SimulationFails));
        }
    }

    /// Checks that the fee payer loses no more than the fee, as far as a simulation shows it, and that the policy
    /// accepts the fee (S-5).
    pub(super) fn check_cost(&self, cost: &Cost, recorder: &mut Recorder<'_>) {
        let lost = self.simulation().flatten().map(|simulation| simulation.fee_payer_lost);
        match (lost, self.case.context.policy.solana.max_sponsor_lamports) {
            (Some(lost), _) if lost > cost.most => {
                recorder.fail(CheckId::SPONSOR_COST, Detail::FeePayerLoses { lost, fee: cost.most });
            }
            (_, Some(max)) => {
                let detail = Detail::SponsorCost { most: cost.most, max };
                recorder.check(CheckId::SPONSOR_COST, holds(cost.most <= max, detail));
            }
            (Some(_), None) => recorder.pass(CheckId::SPONSOR_COST),
            (None, None) => {}
        }
    }

    /// Checks the transferred amount with the rule of the policy (B-7). If the simulation contains the received amount,
    /// that must not be less than the price.
    pub(super) fn check_arriving(&self, destination: Option<Address>, amount: u64, recorder: &mut Recorder<'_>) {
        let received = self.simulation().flatten().and_then(|simulation| simulation.received.as_ref());
        let arriving = received.zip(destination).map(|(received, destination)| {
            received.iter().find(|received| received.account == destination).map_or(0, |received| received.amount)
        });
        match arriving.filter(|arriving| Amount::from(*arriving) < self.case.terms.units()) {
            Some(arriving) => {
                recorder.fail(CheckId::TRANSFER_AMOUNT, Detail::Arrives { arriving, transferred: amount });
            }
            None => self.check_amount(amount.into(), recorder),
        }
    }

    /// Checks that no transfer takes tokens from the fee payer or in its name, and that no other instruction of a token
    /// program names the fee payer or one of its accounts. A plain `Transfer` and a batch do not name the mint, so they
    /// do not show from whose account they take.
    pub(super) fn check_sponsors_tokens(
        &self,
        transfers: &[SimulatedTransfer],
        simulation: &Simulation,
    ) -> Result<(), Detail> {
        let Some(fee_payer) = self.offered.fee_payer else { return Ok(()) };
        let is_sponsors = |account: &Address| *account == fee_payer || simulation.fee_payer_accounts.contains(account);
        let takes = |transfer: &SimulatedTransfer| {
            is_sponsors(&transfer.authority)
                || is_sponsors(&transfer.source)
                || self.sponsors(fee_payer, transfer.mint, transfer.program) == Some(transfer.source)
        };
        holds(!transfers.iter().any(takes), Detail::FeePayerTransfers)?;
        let named = || simulation.other_calls.iter().flat_map(|call| &call.accounts);
        holds(!named().any(is_sponsors), Detail::FeePayerTransfers)?;
        // Each call that names its mint has it among its accounts. The mint of any other call may be elsewhere.
        let mut mints: Vec<Address> = Vec::new();
        if !simulation.other_calls.is_empty() {
            let of_keys = (0..=u8::MAX).filter_map(|index| self.keys.address(index));
            let of_transfers = transfers.iter().map(|transfer| transfer.mint);
            for mint in self.offered.mint.into_iter().chain(of_transfers).chain(named().copied()).chain(of_keys) {
                // Two derivations for each mint cost more than this search. Sorting would be the only sort of a verdict.
                if !mints.contains(&mint) {
                    mints.push(mint);
                }
            }
        }
        let of_mint = |mint: &Address| {
            [TokenProgram::Token, TokenProgram::Token2022].map(|program| self.sponsors(fee_payer, *mint, program))
        };
        let mut accounts = mints.iter().flat_map(of_mint).flatten();
        holds(!accounts.any(|account| named().any(|named| *named == account)), Detail::FeePayerTransfers)?;
        let is_hidden = simulation.other_calls.iter().any(|call| call.name == "transfer" || call.name == "batch");
        holds(!is_hidden, Detail::SimulatedPlainTransfer)
    }

    /// The associated account of the fee payer for a mint.
    fn sponsors(&self, fee_payer: Address, mint: Address, program: TokenProgram) -> Option<Address> {
        self.offered.address_of(&AssociatedAccount { owner: fee_payer, mint, token_program: program.address() })
    }
}
