//! The parts of a report's JSON that only payments on Solana have.

use x402_types::object::ObjectWriter;

use super::{Particulars, Sponsor};
use crate::{
    Report,
    json::{
        Halves,
        read::{self, Result},
    },
};

/// [`Particulars`] as recorded in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedParticulars {
    /// The risk of the fee payer.
    pub sponsor: Sponsor,
    /// The two halves of the verdict.
    pub halves: Halves,
}

const SPONSOR: &str = "sponsor";

impl RecordedParticulars {
    pub(crate) fn of(particulars: &Particulars, report: &Report) -> Self {
        Self { sponsor: particulars.sponsor, halves: Halves::of(report) }
    }

    pub(crate) fn write(&self, report: &mut ObjectWriter<'_>) {
        report.object(SPONSOR, |out| {
            let mut sponsor = ObjectWriter::new(out);
            sponsor.text("feePayer", &self.sponsor.fee_payer);
            sponsor.text("mostLamports", &self.sponsor.most_lamports);
            self.halves.write(&mut sponsor);
            sponsor.close();
        });
    }

    pub(crate) fn read(report: &mut read::Object<'_>) -> Result<Option<Self>> {
        let Some(value) = report.take_with(SPONSOR, "feePayer") else { return Ok(None) };
        let mut object = read::Object::of(value)?;
        let sponsor = Sponsor { fee_payer: object.parse("feePayer")?, most_lamports: object.number("mostLamports")? };
        let halves = object.halves()?;
        object.finish()?;
        Ok(Some(Self { sponsor, halves }))
    }
}

#[cfg(feature = "schemars")]
pub(crate) mod schema {
    use x402_schemes::solana::Address;
    use x402_types::schema::{Object, object, serde_json::json};

    use crate::{Verdict, json::schema::values::Number64};

    pub(crate) fn describe(report: &mut Object<'_>) {
        report.omittable::<ReportSponsor>(super::SPONSOR, "The risk of the fee payer on Solana.");
    }

    /// The field `sponsor` of a report, with the two halves of the verdict.
    struct ReportSponsor;

    object! {
        ReportSponsor, "ReportSponsor",
        "The risk of the fee payer on Solana, and the two halves of the verdict.";
        // The report on the vector solana-0121.
        example: json!({
            "feePayer": "2moGme732G58zbQe5FtceooXgbFZp3ZMNggJQRKpnLQh",
            "mostLamports": "10001",
            "sponsoring": "valid",
            "payment": "valid"
        });
        required "feePayer": Address, "The account that pays the fee.";
        required "mostLamports": Number64, "The highest possible fee in lamports. It is charged even if the execution fails.";
        required "sponsoring": Verdict, "Half of the verdict: it is safe to sign as the fee payer.";
        required "payment": Verdict, "Half of the verdict: the payment pays the price of the offer.";
        { "additionalProperties": false }
    }
}
