//! The steps of a sale. Each step is a value that its completion consumes, so no step is left out or done twice.

mod load;
mod serve;
mod settle;
mod swap;
mod verify;

use alloc::boxed::Box;

use crate::{answer::Answer, sale::Sale};

pub use self::{
    load::Load,
    serve::{Overcharge, Serve},
    settle::Settle,
    swap::Swap,
    verify::Verify,
};
pub(crate) use self::{
    load::{Identifier, IdentifierRecord, Loading, RecordOf},
    serve::Serving,
    settle::Settling,
    swap::{AfterChannelWrite, AfterWrite, Writing},
    verify::Verifying,
};

/// The next thing that a driver must do. A further step would be a breaking change, because every driver must handle
/// all of them.
#[derive(Clone, Debug)]
pub enum Step {
    /// Read the record of a key from the store.
    Load(Load),
    /// Find out whether the payment is valid, if its bytes do not show it.
    Verify(Verify),
    /// A different request is working on this payment. Wait, or let the buyer come again.
    Wait(Wait),
    /// Write the record of a key to the store, unless a different request has written it since.
    Swap(Swap),
    /// Do the paid work.
    Serve(Serve),
    /// Have the payment settled.
    Settle(Settle),
    /// Answer the request.
    Answer(Box<Answer>),
}

impl From<Answer> for Step {
    fn from(answer: Answer) -> Self {
        Self::Answer(Box::new(answer))
    }
}

impl Step {
    /// Reads the record of the sale's payment.
    pub(crate) fn load(sale: Box<Sale>) -> Self {
        Self::Load(Load { key: sale.key, of: Loading::Sale(sale, RecordOf::Payment(Identifier::NotReserved)) })
    }
}

/// A payment on which a different request is working.
#[derive(Clone, Debug)]
pub struct Wait {
    pub(crate) sale: Box<Sale>,
}
