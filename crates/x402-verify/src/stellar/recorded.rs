//! The parts of a report's JSON that only payments on Stellar have.

use x402_types::object::ObjectWriter;

use super::{Particulars, Sponsor};
use crate::{
    Report,
    json::{
        Halves,
        read::{self, Result, unknown},
    },
};

/// [`Particulars`] as recorded in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedParticulars {
    /// The fees of the settlement.
    pub sponsor: Sponsor,
    /// The two halves of the verdict.
    pub halves: Halves,
    /// The last ledger in which the payer's authorization counts.
    pub last_ledger: Option<u32>,
}

const SPONSOR: &str = "sponsor";
const CLIENT_FEE: &str = "clientFee";
const MIN_RESOURCE_FEE: &str = "minResourceFee";
const LAST_LEDGER: &str = "lastLedger";

impl RecordedParticulars {
    /// Fields that have no meaning without the others.
    pub(crate) const DEPENDENT: &[&str] = &[LAST_LEDGER];

    pub(crate) fn of(particulars: &Particulars, report: &Report) -> Self {
        let Particulars { sponsor, last_ledger } = *particulars;
        Self { sponsor, halves: Halves::of(report), last_ledger }
    }

    pub(crate) fn write(&self, report: &mut ObjectWriter<'_>) {
        report.object(SPONSOR, |out| {
            let mut sponsor = ObjectWriter::new(out);
            sponsor.text(CLIENT_FEE, &self.sponsor.client_fee);
            sponsor.optional_text(MIN_RESOURCE_FEE, self.sponsor.min_resource_fee);
            self.halves.write(&mut sponsor);
            sponsor.close();
        });
        if let Some(ledger) = self.last_ledger {
            report.integer(LAST_LEDGER, ledger.into());
        }
    }

    pub(crate) fn read(report: &mut read::Object<'_>) -> Result<Option<Self>> {
        let Some(value) = report.take_with(SPONSOR, CLIENT_FEE) else { return Ok(None) };
        let mut object = read::Object::of(value)?;
        let client_fee = object.number(CLIENT_FEE)?;
        let is_simulated = value.get(MIN_RESOURCE_FEE).is_some();
        let min_resource_fee = if is_simulated { Some(object.number(MIN_RESOURCE_FEE)?) } else { None };
        let halves = object.halves()?;
        object.finish()?;
        let last_ledger = match report.take(LAST_LEDGER) {
            Some(ledger) => Some(u32::try_from(ledger.integer()?).map_err(|_| unknown(LAST_LEDGER, ledger.text()))?),
            None => None,
        };
        Ok(Some(Self { sponsor: Sponsor { client_fee, min_resource_fee }, halves, last_ledger }))
    }
}

#[cfg(feature = "schemars")]
pub(crate) mod schema {
    use x402_types::schema::{Object, object, schemars::json_schema, serde_json::json, value};

    use crate::{Verdict, json::schema::values::Number64};

    pub(crate) fn describe(report: &mut Object<'_>) {
        report.omittable::<ReportFees>(super::SPONSOR, "The fees of the settlement on Stellar.");
        report
            .omittable::<LastLedger>(super::LAST_LEDGER, "The last ledger in which the payer's authorization counts.");
    }

    struct LastLedger;

    value!(LastLedger, "LastLedger", |_| json_schema!({
        "description": "The number of a ledger.",
        "type": "integer",
        "minimum": 0,
        "maximum": u32::MAX,
        "examples": [5_100_012]
    }));

    /// The field `sponsor` of a report, with the two halves of the verdict.
    struct ReportFees;

    object! {
        ReportFees, "ReportFees",
        "The fees of the settlement on Stellar, and the two halves of the verdict.";
        example: json!({"clientFee": "100", "sponsoring": "valid", "payment": "valid"});
        required "clientFee": Number64, "The fee that the client's transaction names, in stroops. The facilitator pays a different fee.";
        omittable "minResourceFee": Number64, "The fee for resources that a simulation showed, in stroops.";
        required "sponsoring": Verdict, "Half of the verdict: it is safe to pay the fee.";
        required "payment": Verdict, "Half of the verdict: the payment pays the price of the offer.";
        { "additionalProperties": false }
    }
}
