//! The parts of a report's JSON that only payments on the XRP Ledger have.

use x402_types::object::ObjectWriter;

use super::Particulars;
use crate::json::read::{self, Result, unknown};

/// [`Particulars`] as recorded in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedParticulars {
    /// The last ledger that can contain the payment.
    pub last_ledger: u32,
}

impl RecordedParticulars {
    /// Reports on Stellar have the same field, next to others by which they are recognised.
    pub(crate) const LAST_LEDGER: &str = "lastLedger";

    /// A check that passes in all reports with the field, and that no other chain family has.
    pub(crate) const CHECK: &str = "transaction-type";

    pub(crate) const fn of(particulars: &Particulars) -> Self {
        Self { last_ledger: particulars.last_ledger }
    }

    pub(crate) fn write(&self, report: &mut ObjectWriter<'_>) {
        report.integer(Self::LAST_LEDGER, self.last_ledger.into());
    }

    pub(crate) fn read(report: &mut read::Object<'_>) -> Result<Option<Self>> {
        let Some(ledger) = report.take(Self::LAST_LEDGER) else { return Ok(None) };
        let last_ledger = u32::try_from(ledger.integer()?).map_err(|_| unknown(Self::LAST_LEDGER, ledger.text()))?;
        Ok(Some(Self { last_ledger }))
    }
}
