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
use x402_types::{Amount, JsonRef, RawJson, UnixSeconds};

use super::{Particulars, particulars::parts};
use crate::{
    Approval, GasSponsoring, Report,
    json::{
        Halves,
        read::{self, Result},
        write,
    },
};

macro_rules! recorded {
    ($($part:ident $name:literal [$kept:ty] [$recorded:ty] $meaning:literal;)+) => {
        /// [`Particulars`] as recorded in JSON.
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct RecordedParticulars {
            $(
                #[doc = $meaning]
                pub $part: Option<$recorded>,
            )+
        }

        impl RecordedParticulars {
            pub(crate) fn of(particulars: &Particulars, report: &Report) -> Self {
                Self { $($part: particulars.$part.as_ref().map(|part| <$recorded>::of(part, report)),)+ }
            }

            pub(crate) fn write(&self, report: write::Object) -> write::Object {
                $(let report = match &self.$part {
                    Some(part) => report.with($name, part.to_json()),
                    None => report,
                };)+
                report
            }

            /// Reads the parts. `None` if there is none.
            pub(crate) fn read(report: &mut read::Object<'_>) -> Result<Option<Self>> {
                $(let $part = report.take($name).map(<$recorded>::read).transpose()?;)+
                let is_there = $($part.is_some())||+;
                Ok(is_there.then_some(Self { $($part,)+ }))
            }
        }

        #[cfg(feature = "schemars")]
        pub(crate) fn describe(report: &mut x402_types::schema::Object<'_>) {
            $(report.omittable::<$recorded>($name, $meaning);)+
        }
    };
}
parts!(recorded);

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

    fn to_json(&self) -> RawJson {
        match self {
            Self::Permit { spender, amount, deadline } => write::Object::new()
                .text("extension", eip2612::KEY)
                .text("spender", spender)
                .text("amount", amount)
                .text("deadline", deadline),
            Self::Approval(approval, halves) => write::Object::new()
                .text("extension", erc20_approval::KEY)
                .text("spender", &approval.spender)
                .text("amount", &approval.amount)
                .with("transaction", transaction(approval, *halves)),
        }
        .finish()
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
