//! Payments on EVM chains: questions and answers, details of failed checks, guesses and policies.
//!
//! The verifiers of these payments need the feature `evm`.

// First, because the macro in it is used by others.
pub(crate) mod rooms;

mod answer;
mod approval_detail;
pub mod batch_settlement;
pub(crate) mod beside;
pub(crate) mod calldata;
pub(crate) mod client;
mod detail;
mod facts;
mod finding;
mod json_rpc;
mod particulars;
mod policy;
pub mod questions;
#[cfg(feature = "serde")]
pub(crate) mod recorded;
mod records;
mod rpc;

pub(crate) mod checks;
pub(crate) mod diagnosis;
pub(crate) mod domain;
pub(crate) mod eip3009;
pub(crate) mod erc7710;
pub(crate) mod gateway;
pub(crate) mod offered;
// Remembering payers saves time with `x402-recover` alone. The other libraries do not prepare keys.
#[cfg_attr(not(all(feature = "recover", not(feature = "c-secp"))), path = "evm/payers/plain.rs")]
pub(crate) mod payers;
pub(crate) mod permit2;
pub(crate) mod recover;
pub(crate) mod recovery;
pub(crate) mod signature;

#[cfg(feature = "evm")]
use x402_schemes::{Mechanism, evm::permit2::Proxy};

#[cfg(feature = "evm")]
use crate::{
    CheckId,
    judge::Diagnose,
    mechanisms::{CodesOfKinds, Judges},
};
pub use answer::{Answer, AnswerError};
pub use client::{OfferIssue, RoomIssue, review_token_domain};
pub use detail::{ApprovalDetail, Detail, RoomDetail};
pub use facts::{AccountCode, Fact, RoomFact, SignatureAnswer};
pub use finding::{Finding, FormSlip, NameSlip, PermitSlip, RoomFinding};
pub use particulars::Particulars;
pub use policy::Policy;
pub use questions::Question;
#[cfg(feature = "serde")]
pub use recorded::{RecordedGasSponsoring, RecordedParticulars};
pub(crate) use records::Records;
pub use rpc::{Rpc, SimulatedCall};
#[cfg(feature = "evm")]
pub use signature::recover_signer;

/// The check of the payment's signer.
#[cfg(feature = "evm")]
pub(crate) const SIGNATURE: CheckId = CheckId::SIGNER;

#[cfg(feature = "evm")]
macro_rules! judges {
    ([$($Room:ident $room:ident { judges [$(#[$gate:meta])* $MECHANISM:ident] $($parts:tt)* };)*]) => {
        /// The verifiers of the mechanisms on EVM chains.
        pub(crate) const JUDGES: &[Judges] = &[
            (Mechanism::EIP3009, &[&eip3009::Eip3009]),
            (Mechanism::GATEWAY, &[&gateway::Gateway]),
            (Mechanism::PERMIT2, &[&permit2::Permit2(Proxy::Exact)]),
            (Mechanism::ERC7710, &[&erc7710::Erc7710]),
            (Mechanism::UPTO, &[&permit2::Permit2(Proxy::Upto)]),
            $($(#[$gate])* (Mechanism::$MECHANISM, $room::judges::ALL),)*
        ];

        /// The error codes that differ from those of the checks.
        pub(crate) const CODES: &[CodesOfKinds] = &[
            (Mechanism::UPTO, &[(None, permit2::UPTO_CODES)]),
            $($(#[$gate])* (Mechanism::$MECHANISM, $room::judges::CODES),)*
        ];

        /// The functions that guess what a payer signed instead.
        pub(crate) const DIAGNOSES: &[(Mechanism, Diagnose)] = &[
            (Mechanism::EIP3009, |case, report| diagnosis::diagnose(None, case, report)),
            (Mechanism::GATEWAY, |case, report| diagnosis::diagnose(None, case, report)),
            (Mechanism::PERMIT2, |case, report| diagnosis::diagnose(Some(Proxy::Exact), case, report)),
            (Mechanism::UPTO, |case, report| diagnosis::diagnose(Some(Proxy::Upto), case, report)),
            $($(#[$gate])* (Mechanism::$MECHANISM, $room::judges::diagnose),)*
        ];
    };
}
#[cfg(feature = "evm")]
rooms::rooms!(judges);
