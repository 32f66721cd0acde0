//! The parts of a report's JSON that only payments on EVM chains have.

#[cfg(feature = "schemars")]
pub(crate) mod schema;

use x402_schemes::{
    Hex,
    evm::{
        Address, eip3009,
        gas_sponsoring::{eip2612, erc20_approval},
    },
};
use x402_types::{Amount, JsonRef, UnixSeconds, object::ObjectWriter};

use super::{Particulars, batch_settlement::RecordedChannel};
use crate::{
    Approval, GasSponsoring, Report,
    json::{
        Halves,
        read::{self, Result},
    },
};

/// [`Particulars`] as recorded in JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedParticulars {
    /// The payer's addition that lets the facilitator pay for the approval of Permit2.
    pub gas_sponsoring: Option<RecordedGasSponsoring>,
    /// The channel of a payment by `batch-settlement`, with the values of the payload.
    pub channel: Option<RecordedChannel>,
}

const GAS_SPONSORING: &str = "gasSponsoring";
const CHANNEL: &str = "channel";

impl RecordedParticulars {
    pub(crate) fn of(particulars: &Particulars, report: &Report) -> Self {
        let Particulars { gas_sponsoring, channel } = particulars;
        Self {
            gas_sponsoring: gas_sponsoring.as_ref().map(|added| RecordedGasSponsoring::of(added, report)),
            channel: channel.as_ref().map(RecordedChannel::of),
        }
    }

    pub(crate) fn write(&self, report: &mut ObjectWriter<'_>) {
        if let Some(added) = &self.gas_sponsoring {
            report.object(GAS_SPONSORING, |out| added.write(ObjectWriter::new(out)));
        }
        if let Some(channel) = &self.channel {
            report.object(CHANNEL, |out| channel.write(ObjectWriter::new(out)));
        }
    }

    /// Reads the parts. `None` if there is none.
    pub(crate) fn read(report: &mut read::Object<'_>) -> Result<Option<Self>> {
        let gas_sponsoring = report.take(GAS_SPONSORING).map(RecordedGasSponsoring::read).transpose()?;
        let channel = report.take(CHANNEL).map(RecordedChannel::read).transpose()?;
        let is_there = gas_sponsoring.is_some() || channel.is_some();
        Ok(is_there.then_some(Self { gas_sponsoring, channel }))
    }
}

/// The payer's addition that lets the facilitator pay for the approval of Permit2. It is a claim until the verdict is
/// valid.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RecordedGasSponsoring {
    /// An EIP-2612 permit.
    Permit {
        /// The account that may move the payer's tokens.
        spender: Address,
        /// The amount that the spender may move, in atomic units of the token.
        amount: Amount,
        /// The last second at which the token accepts the permit.
        deadline: UnixSeconds,
    },
    /// A signed transaction.
    Approval(Approval, Halves),
}

impl RecordedGasSponsoring {
    fn of(added: &GasSponsoring, report: &Report) -> Self {
        match added {
            GasSponsoring::Permit(permit) => {
                Self::Permit { spender: permit.spender, amount: permit.value, deadline: permit.deadline }
            }
            GasSponsoring::Approval(approval) => Self::Approval(*approval, Halves::of(report)),
        }
    }

    fn write(&self, mut json: ObjectWriter<'_>) {
        match self {
            Self::Permit { spender, amount, deadline } => {
                json.string("extension", eip2612::KEY);
                json.text("spender", spender);
                json.text("amount", amount);
                json.text("deadline", deadline);
            }
            Self::Approval(approval, halves) => {
                json.string("extension", erc20_approval::KEY);
                json.text("spender", &approval.spender);
                json.text("amount", &approval.amount);
                json.object("transaction", |out| write_transaction(approval, *halves, ObjectWriter::new(out)));
            }
        }
        json.close();
    }

    fn read(value: JsonRef<'_>) -> Result<Self> {
        let mut object = read::Object::of(value)?;
        let extension = object.text("extension")?;
        let added = match extension.as_str() {
            eip2612::KEY => Self::Permit {
                spender: object.parse("spender")?,
                amount: object.parse("amount")?,
                deadline: object.parse("deadline")?,
            },
            erc20_approval::KEY => approval(&mut object)?,
            other => return Err(read::unknown("extension", other)),
        };
        object.finish()?;
        Ok(added)
    }
}

fn write_transaction(approval: &Approval, halves: Halves, mut json: ObjectWriter<'_>) {
    json.text("hash", &Hex(&approval.hash));
    json.text("nonce", &approval.nonce);
    json.text("gasLimit", &approval.gas_limit);
    json.text("maxFeePerGas", &approval.max_fee);
    json.text("maxPriorityFeePerGas", &approval.max_priority_fee);
    json.text("mostWei", &approval.most_wei);
    json.optional_text("dataFeeWei", approval.data_fee);
    if approval.is_execution_only {
        json.boolean("executionOnly", true);
    }
    halves.write(&mut json);
    json.close();
}

fn approval(object: &mut read::Object<'_>) -> Result<RecordedGasSponsoring> {
    let (spender, amount) = (object.parse("spender")?, object.parse("amount")?);
    let mut object = read::Object::of(object.require("transaction")?)?;
    // A hash is written like a nonce.
    let approval = Approval {
        hash: object.parse::<eip3009::Nonce>("hash")?.to_bytes(),
        spender,
        amount,
        nonce: object.number("nonce")?,
        gas_limit: object.number("gasLimit")?,
        max_fee: object.number("maxFeePerGas")?,
        max_priority_fee: object.number("maxPriorityFeePerGas")?,
        most_wei: object.parse("mostWei")?,
        data_fee: object.parse_if("dataFeeWei")?,
        is_execution_only: object.is_present("executionOnly")?,
    };
    let halves = object.halves()?;
    object.finish()?;
    Ok(RecordedGasSponsoring::Approval(approval, halves))
}
