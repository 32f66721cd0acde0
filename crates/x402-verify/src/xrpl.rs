//! Payments on the XRP Ledger: questions and answers, details of failed checks, guesses and policies.
//!
//! The verifier of `exact` (`scheme_exact_xrpl.md`) needs the feature `xrpl`.

mod answer;
mod chain;
pub(crate) mod client;
mod detail;
mod diagnosis;
mod facts;
mod guess;
mod json_rpc;
mod known;
mod offer_issue;
mod policy;
pub mod questions;
#[cfg(feature = "serde")]
pub(crate) mod recorded;
mod report;
mod returned;
mod rpc;

pub(crate) mod checks;
pub(crate) mod exact;
pub(crate) mod offered;
pub(crate) mod recovery;
mod signature;
mod subject;

pub use answer::{Answer, AnswerError};
pub(crate) use chain::Xrpl;
pub use detail::Detail;
pub use facts::{AccountState, Fact, RegularKey};
pub use guess::{Guess, TermsSource};
pub use offer_issue::OfferIssue;
pub use policy::{AllowedFields, Policy};
pub use questions::Question;
#[cfg(feature = "serde")]
pub use recorded::RecordedParticulars;
pub use report::Particulars;
pub use rpc::Rpc;
