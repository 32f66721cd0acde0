//! The parts that EVM chains supply.

use x402_schemes::{Mechanism, evm::permit2::Proxy};

#[cfg(feature = "batch-settlement")]
use super::batch_settlement::{self, verifiers};
use super::client;
#[cfg(feature = "evm")]
use super::{diagnosis, eip3009, erc7710, gateway, permit2};
use crate::{
    CheckId,
    chain::Chain,
    client::rule::Rule,
    payload_verifier::{CodesOfKinds, Diagnose, MechanismVerifiers},
};

/// The EVM chains, as a chain family.
pub(crate) struct Evm;

impl Chain for Evm {
    type Rpc = super::Rpc;
    type Answer = super::Answer;
    type AnswerError = super::AnswerError;
    type Fact = super::Fact;
    type Guess = super::Guess;
    type OfferIssue = super::OfferIssue;
    type Particulars = super::Particulars;
    #[cfg(feature = "serde")]
    type RecordedParticulars = super::RecordedParticulars;
    type Policy = super::Policy;

    const RULES: &'static [Rule] = &[
        client::gateway_balance,
        client::parties,
        client::method,
        client::facilitator,
        client::asset,
        #[cfg(feature = "batch-settlement")]
        batch_settlement::review,
    ];

    #[cfg(feature = "evm")]
    const VERIFIERS: &'static [MechanismVerifiers] = &[
        (Mechanism::EIP3009, &[&eip3009::Eip3009]),
        (Mechanism::GATEWAY, &[&gateway::Gateway]),
        (Mechanism::PERMIT2, &[&permit2::Permit2(Proxy::Exact)]),
        (Mechanism::ERC7710, &[&erc7710::Erc7710]),
        (Mechanism::UPTO, &[&permit2::Permit2(Proxy::Upto)]),
        #[cfg(feature = "batch-settlement")]
        (Mechanism::BATCH_SETTLEMENT, verifiers::ALL),
    ];

    #[cfg(feature = "evm")]
    const CODES: &'static [CodesOfKinds] = &[
        (Mechanism::UPTO, &[(None, permit2::UPTO_CODES)]),
        #[cfg(feature = "batch-settlement")]
        (Mechanism::BATCH_SETTLEMENT, verifiers::CODES),
    ];

    #[cfg(feature = "evm")]
    const DIAGNOSES: &'static [(Mechanism, Diagnose)] = &[
        (Mechanism::EIP3009, |case, report| diagnosis::diagnose(None, case, report)),
        (Mechanism::GATEWAY, |case, report| diagnosis::diagnose(None, case, report)),
        (Mechanism::PERMIT2, |case, report| diagnosis::diagnose(Some(Proxy::Exact), case, report)),
        (Mechanism::UPTO, |case, report| diagnosis::diagnose(Some(Proxy::Upto), case, report)),
        #[cfg(feature = "batch-settlement")]
        (Mechanism::BATCH_SETTLEMENT, verifiers::diagnose),
    ];

    #[cfg(feature = "evm")]
    const SIGNATURE: Option<CheckId> = Some(CheckId::SIGNER);

    fn expected_transaction_format(text: &str) -> Option<&'static str> {
        client::expected_transaction_format(text)
    }
}
