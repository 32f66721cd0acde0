//! EVM chains: the questions and their answers, the details of failed checks, and the choices of a server. The judges
//! are here too, behind the feature `evm`.

mod answer;
mod approval_detail;
pub(crate) mod calldata;
mod detail;
mod facts;
mod policy;
mod question;
mod rpc;

pub(crate) mod checks;
pub(crate) mod diagnosis;
pub(crate) mod domain;
pub(crate) mod eip3009;
pub(crate) mod erc7710;
pub(crate) mod gateway;
pub(crate) mod offered;
pub(crate) mod permit2;
pub(crate) mod recover;
pub(crate) mod signature;

pub use answer::{Answer, AnswerError};
pub use detail::{ApprovalDetail, Detail};
pub use facts::AccountCode;
pub(crate) use facts::Facts;
pub use policy::Policy;
pub use question::Question;
pub use rpc::{Rpc, SimulatedCall};
#[cfg(feature = "evm")]
pub use signature::recover_signer;
