//! Checks that the simulated settlement is the payment and nothing else, and checks its cost (T-31, T-33).

#![cfg(feature = "stellar")]

use x402_types::Amount;

use super::{
    Detail, OtherEvent, Simulation, SimulationFault as Fault,
    questions::Simulation as Question,
    subject::{PayersEntry, Subject},
};
use crate::{CheckId, recorder::Recorder};

/// The fee of an operation in addition to its resources, in stroops.
const INCLUSION_FEE: u64 = 100;

impl<'a> Subject<'a> {
    /// The effects that the caller supplied. `None` if the caller supplied none, and `Some(None)` if the settlement
    /// fails.
    pub(super) fn effects(&self, entry: &PayersEntry<'_>) -> Option<Option<&'a Simulation>> {
        self.case.context.facts.stellar().simulation(&entry.digest)
    }

    /// The question about the effects. `None` while the clock is unknown, because an answer for an earlier ledger,
    /// which is no answer, could not be recognised (T-32).
    pub(super) fn simulation_question(&self, entry: &PayersEntry<'_>) -> Option<Question> {
        let since_ledger = Some(self.latest_ledger()?);
        Some(Question { transaction: self.bytes.to_vec(), digest: entry.digest, since_ledger })
    }

    /// Checks the effects. They are needed if a contract pays, and if a different address authorizes something, too
    /// (T-21, T-30).
    pub(super) fn check_simulation(
        &self,
        entry: &PayersEntry<'_>,
        amount: Option<Amount>,
        recorder: &mut Recorder<'_>,
    ) {
        let effects = self.effects(entry);
        let is_needed = entry.payer.is_contract() || self.operation.entries.len() > 1;
        match (effects, recorder.first_failure()) {
            (Some(effects), _) => {
                let is_payment = self.is_payment(effects, entry, amount).map_err(Detail::Simulation);
                recorder.check(CheckId::SIMULATION, is_payment);
            }
            (None, Some(because)) if is_needed => recorder.skip(CheckId::SIMULATION, because),
            (None, None) if is_needed => match self.simulation_question(entry) {
                Some(question) => recorder.ask(CheckId::SIMULATION, question),
                None => recorder.skip(CheckId::SIMULATION, CheckId::EXPIRED),
            },
            (None, _) => {}
        }
        if let Some(max) = self.case.context.policy.stellar.max_fee_stroops {
            // Without a simulation the fee of the resources is unknown, and the question stays unanswered. The rest is
            // due anyhow.
            let resources = effects.flatten().and_then(|effects| effects.min_resource_fee).unwrap_or_default();
            let fee = resources.saturating_add(INCLUSION_FEE);
            recorder
                .check(CheckId::SPONSOR_FEE, if fee <= max { Ok(()) } else { Err(Detail::SponsorFee { fee, max }) });
        }
    }

    /// Checks that the simulation contains exactly one transfer, which is the payment, and no other change of balances.
    fn is_payment(
        &self,
        effects: Option<&Simulation>,
        entry: &PayersEntry<'_>,
        amount: Option<Amount>,
    ) -> Result<(), Fault> {
        let only = |holds: bool, fault| if holds { Ok(()) } else { Err(fault) };
        let effects = effects.ok_or(Fault::Fails)?;
        let [transfer] = effects.transfers.as_slice() else { return Err(Fault::Transfers(effects.transfers.len())) };
        let pay_to = self.offered.pay_to.map(|pay_to| pay_to.without_id());
        only(Some(transfer.asset) == self.offered.asset, Fault::Asset(transfer.asset))?;
        only(transfer.from == entry.payer, Fault::From(transfer.from))?;
        only(Some(transfer.to.without_id()) == pay_to, Fault::To(transfer.to))?;
        only(Some(transfer.amount) == amount, Fault::Amount(transfer.amount))?;
        let change = effects.other_events.iter().find(|event| is_balance_change(event));
        change.map_or(Ok(()), |event| Err(Fault::BalanceChange(event.contract)))
    }
}

/// Returns `true` if a token emits the event for a change of balances (STELLAR:144).
fn is_balance_change(event: &OtherEvent) -> bool {
    ["mint", "burn", "clawback"].contains(&event.name.as_str())
}
