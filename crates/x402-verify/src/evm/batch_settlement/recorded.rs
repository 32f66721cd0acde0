//! The channel in the JSON of a report.

use alloc::string::String;

use x402_schemes::evm::batch_settlement::{Amount128, ChannelId};
use x402_types::{JsonRef, object::ObjectWriter};

use super::Channel;
use crate::json::read::{self, Result};

/// A [`Channel`] as recorded in JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedChannel {
    /// The id of the channel.
    pub id: ChannelId,
    /// The type of the payload.
    pub r#type: String,
    /// The most that may be claimed from the channel over its whole life, in atomic units.
    pub max_claimable: Amount128,
    /// The amount that the payload adds to the channel, in atomic units, if it is a deposit.
    pub deposit: Option<Amount128>,
    /// The amount of a refund, in atomic units, if the payload names one.
    pub refund: Option<Amount128>,
    /// The sum of all charges after this one, in atomic units.
    pub charged: Option<Amount128>,
}

impl RecordedChannel {
    pub(crate) fn of(channel: &Channel) -> Self {
        let Channel { id, kind, max_claimable, deposit, refund, charged } = *channel;
        Self { id, r#type: kind.as_str().into(), max_claimable, deposit, refund, charged }
    }

    pub(crate) fn write(&self, mut json: ObjectWriter<'_>) {
        json.text("id", &self.id);
        json.string("type", &self.r#type);
        json.text("maxClaimable", &self.max_claimable);
        json.optional_text("deposit", self.deposit);
        json.optional_text("refund", self.refund);
        json.optional_text("charged", self.charged);
        json.close();
    }

    pub(crate) fn read(value: JsonRef<'_>) -> Result<Self> {
        let mut object = read::Object::of(value)?;
        let channel = Self {
            id: object.parse("id")?,
            r#type: object.text("type")?,
            max_claimable: object.parse("maxClaimable")?,
            deposit: object.parse_if("deposit")?,
            refund: object.parse_if("refund")?,
            charged: object.parse_if("charged")?,
        };
        object.finish()?;
        Ok(channel)
    }
}

#[cfg(feature = "schemars")]
mod schema {
    use x402_schemes::evm::batch_settlement::{Amount128, ChannelId};
    use x402_types::schema::{object, schemars::json_schema, serde_json::json, value};

    use super::RecordedChannel;

    object! {
        RecordedChannel, "ReportChannel",
        "The channel of a payment with `batch-settlement`, and its amounts in the payload. It is a claim, unless the verdict is valid.";
        example: json!({
            "id": "0x96c688f173ab105a178d94ded619e32146547e8d67efb44d6ffddfd89b3e2ca2",
            "type": "voucher",
            "maxClaimable": "3000"
        });
        required "id": ChannelId, "The id of the channel.";
        required "type": Type, "The type of the payload.";
        required "maxClaimable": Amount128, "The most that may be claimed from the channel over its whole life.";
        omittable "deposit": Amount128, "The amount that the payload adds to the channel.";
        omittable "refund": Amount128, "The amount of the refund that the payload names.";
        omittable "charged": Amount128, "The sum of all charges, including this one.";
        { "additionalProperties": false }
    }

    struct Type;

    value!(Type, "ReportChannelType", |_| json_schema!({
        "description": "The type of the payload.",
        "type": "string",
        "enum": ["deposit", "voucher", "refund"]
    }));
}
