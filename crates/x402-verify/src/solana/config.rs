//! The limits and the fee of a version 1 transaction, which sets them in its config and not in instructions (U-26,
//! U-27).

#![cfg(feature = "solana")]

use x402_types::Flag;

use super::{
    cost::Cost,
    static_layout::REFERENCE_UNITS,
    subject::{Subject, holds},
    wrapped::REFERENCE_PRICE,
};
use crate::solana::{ConfigFault, Detail};
use crate::{CheckId, recorder::Recorder};

/// The fewest bytes that a transfer of plain accounts loaded in measurements (`docs/reference/sources.md`).
const LEAST_DATA: u32 = 768;

/// Prices are in millionths of a lamport.
const MICRO: u128 = 1_000_000;

impl Subject<'_> {
    /// Checks the config. For a smart wallet the specification's reference values are the caps, as in the other
    /// versions.
    pub(super) fn check_config(&self, cost: &Cost, recorder: &mut Recorder<'_>) {
        let (config, units, is_wrapped) = (self.transaction.message().config, cost.units, self.is_wrapped());
        let policy = &self.case.context.policy.solana;
        let broken = |fault| Detail::Config { fault, is_wrapped };
        let above = |max| broken(ConfigFault::UnitsAbove { units, max });
        recorder.flag_if(!is_wrapped && units > REFERENCE_UNITS, Flag::HighLimit);
        let most_units = if is_wrapped { REFERENCE_UNITS } else { u32::MAX };
        let limited = holds(units > 0, broken(ConfigFault::NoUnits));
        recorder.check(CheckId::COMPUTE_LIMIT, limited.and_then(|()| holds(units <= most_units, above(most_units))));
        if let Some(max) = policy.max_compute_units {
            recorder.check(CheckId::COMPUTE_LIMIT_CAP, holds(units <= max, above(max)));
        }
        let data = config.loaded_data.unwrap_or(0);
        recorder.flag_if((1..LEAST_DATA).contains(&data), Flag::DataShort);
        recorder.check(CheckId::DATA_LIMIT, holds(data > 0, broken(ConfigFault::NoLoadedData)));
        let fee = config.priority_fee.unwrap_or(0);
        let cap = if is_wrapped { REFERENCE_PRICE } else { u64::MAX };
        let most_micro = u128::from(policy.max_unit_price.min(cap)).saturating_mul(units.into());
        let is_cheap = u128::from(fee).saturating_mul(MICRO) <= most_micro;
        recorder.check(CheckId::COMPUTE_PRICE_CAP, holds(is_cheap, broken(ConfigFault::FeeAbove { fee, most_micro })));
    }
}
