//! The step that finds out whether a payment is valid.

use alloc::boxed::Box;

use x402_types::FacilitatorRequest;
use x402_verify::Question;

use crate::{channel_sale::ChannelSale, sale::Sale};

/// Find out whether a payment is valid, if its bytes do not show it; or, if the seller verifies all payments, whether
/// it can be settled.
#[derive(Clone, Debug)]
pub struct Verify {
    pub(crate) of: Verifying,
}

/// The payment to verify.
#[derive(Clone, Debug)]
pub(crate) enum Verifying {
    Payment(Box<Sale>),
    /// A payment from a channel. Only a facilitator knows the state of the channel.
    Channel(Box<ChannelSale>),
}

impl Verify {
    /// The request to the facilitator's `/verify`.
    #[must_use]
    pub fn request(&self) -> &FacilitatorRequest {
        &self.sale().request
    }

    /// The questions to answer, each with the call to a node that answers it.
    #[must_use]
    pub fn questions(&self) -> &[Question] {
        self.sale().questions()
    }

    fn sale(&self) -> &Sale {
        match &self.of {
            Verifying::Payment(sale) => sale,
            Verifying::Channel(sale) => &sale.sale,
        }
    }
}
