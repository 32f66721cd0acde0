//! The row of the mechanism `batch-settlement`.

use x402_types::Scheme;

#[cfg(feature = "schemars")]
use crate::schema::named::NamedSchema;
use crate::{
    Mechanism,
    evm::is_on,
    mechanism::{Announced, Charge, Row, Whose},
};

impl Mechanism {
    /// `batch-settlement` on an EVM chain.
    pub const BATCH_SETTLEMENT: Self = {
        static ROW: Row = Row {
            name: "batch-settlement",
            scheme: Scheme::BATCH_SETTLEMENT,
            is_on,
            method: None,
            charge: Charge::FromChannel,
            least_life: None,
            announced: Some(Announced { member: "receiverAuthorizer", whose: Whose::Either }),
            is_of: None,
            members: &[],
            #[cfg(feature = "schemars")]
            schema: NamedSchema::of::<super::Payload>("batch-settlement-payload"),
        };
        Self::of_row(&ROW)
    };
}
