//! What the JSON of a report says only of payments on EVM chains.

#[cfg(feature = "schemars")]
pub(crate) mod schema;

use x402_schemes::{
    Hex,
    evm::{
        Address, eip3009,
        gas_sponsoring::{eip2612, erc20_approval},
    },
};
use x402_types::{Amount, JsonRef, RawJson, UnixSeconds};

use super::Particulars;
use crate::{
    Approval, GasSponsoring, Report,
    json::{
        Halves,
        read::{self, Result},
        write,
    },
};

/// The recorded form of [`Particulars`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedParticulars {
    /// What the payer adds so that the facilitator pays for the approval of Permit2.
    pub gas_sponsoring: RecordedGasSponsoring,
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
        /// How much the spender may move, in atomic units of the token.
        amount: Amount,
        /// The last second at which the token accepts the permit.
        deadline: UnixSeconds,
    },
    /// A signed transaction.
    Approval(Approval, Halves),
}

const GAS_SPONSORING: &str = "gasSponsoring";

impl RecordedParticulars {
    pub(crate) fn of(particulars: &Particulars, report: &Report) -> Self {
        let gas_sponsoring = match &particulars.gas_sponsoring {
            GasSponsoring::Permit(permit) => RecordedGasSponsoring::Permit {
                spender: permit.spender,
                amount: permit.value,
                deadline: permit.deadline,
            },
            GasSponsoring::Approval(approval) => RecordedGasSponsoring::Approval(*approval, Halves::of(report)),
        };
        Self { gas_sponsoring }
    }

    pub(crate) fn write(&self, report: write::Object) -> write::Object {
        report.with(GAS_SPONSORING, written(&self.gas_sponsoring))
    }

    pub(crate) fn read(report: &mut read::Object<'_>) -> Result<Option<Self>> {
        let Some(value) = report.take(GAS_SPONSORING) else { return Ok(None) };
        Ok(Some(Self { gas_sponsoring: gas_sponsoring(value)? }))
    }
}

fn written(added: &RecordedGasSponsoring) -> RawJson {
    match added {
        RecordedGasSponsoring::Permit { spender, amount, deadline } => write::Object::new()
            .text("extension", eip2612::KEY)
            .text("spender", spender)
            .text("amount", amount)
            .text("deadline", deadline),
        RecordedGasSponsoring::Approval(approval, halves) => write::Object::new()
            .text("extension", erc20_approval::KEY)
            .text("spender", &approval.spender)
            .text("amount", &approval.amount)
            .with("transaction", transaction(approval, *halves)),
    }
    .finish()
}

fn transaction(approval: &Approval, halves: Halves) -> RawJson {
    let mut json = write::Object::new()
        .text("hash", &Hex(&approval.hash))
        .text("nonce", &approval.nonce)
        .text("gasLimit", &approval.gas_limit)
        .text("maxFeePerGas", &approval.max_fee)
        .text("maxPriorityFeePerGas", &approval.max_priority_fee)
        .text("mostWei", &approval.most_wei)
        .text_if("dataFeeWei", approval.data_fee);
    if approval.is_execution_only {
        json = json.with("executionOnly", true);
    }
    json.halves(halves).finish()
}

fn gas_sponsoring(value: JsonRef<'_>) -> Result<RecordedGasSponsoring> {
    let mut object = read::Object::of(value)?;
    let extension = object.text("extension")?;
    let added = match extension.as_str() {
        eip2612::KEY => RecordedGasSponsoring::Permit {
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
