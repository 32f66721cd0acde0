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

#[cfg(feature = "evm")]
pub(crate) mod checks;
#[cfg(feature = "evm")]
pub(crate) mod diagnosis;
#[cfg(feature = "evm")]
pub(crate) mod domain;
#[cfg(feature = "evm")]
pub(crate) mod eip3009;
#[cfg(feature = "evm")]
pub(crate) mod erc7710;
#[cfg(feature = "evm")]
pub(crate) mod offered;
#[cfg(feature = "evm")]
pub(crate) mod permit2;
#[cfg(feature = "evm")]
pub(crate) mod recover;
#[cfg(feature = "evm")]
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
