//! The step that finds out whether a payment is valid.

use alloc::boxed::Box;

use x402_types::FacilitatorRequest;
use x402_verify::Question;

use crate::sale::Sale;

/// Find out whether a payment is valid, if its bytes do not show it; or, if the seller verifies all payments, whether
/// it can be settled.
#[derive(Clone, Debug)]
pub struct Verify {
    pub(crate) sale: Box<Sale>,
}

impl Verify {
    /// The request to the facilitator's `/verify`.
    #[must_use]
    pub fn request(&self) -> &FacilitatorRequest {
        &self.sale.request
    }

    /// The questions to answer, each with the call to a node that answers it.
    #[must_use]
    pub fn questions(&self) -> &[Question] {
        self.sale.questions()
    }
}
