//! The issues that a buyer can have with an offer on an EVM chain.

use x402_schemes::evm::{eip712::DomainError, gateway::NearMiss};
use x402_types::declare::sentences;

use super::batch_settlement;

sentences! {
    /// An issue with an offer on an EVM chain.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum OfferIssue {
        /// The offer is for the Gateway, where the buyer has no balance (U-16).
        NoGatewayBalance = "the payment is taken from a balance at the Gateway, which the buyer does not have",
        /// The offer has the Gateway's name but is not of its variant (U-8). Its payments are settled nowhere.
        NearGateway(miss: NearMiss) = "the payment requirements have the name of the Gateway, but {miss}",
        /// This field is not an address.
        NotAddress(member: &'static str) = "{member} is not 0x and 40 hexadecimal digits",
        /// This field is the zero address.
        ZeroAddress(member: &'static str) = "{member} is the zero address: the payment would be lost",
        /// The letter case of this address does not match its EIP-55 checksum.
        Checksum(member: &'static str) = "{member} is in mixed case with a wrong checksum: check it for a typing error",
        /// The `upto` offer does not name the facilitator, for which the payer must sign.
        NoFacilitator = "extra.facilitatorAddress is missing: only the facilitator that the payer signs for can settle upto",
        /// The offer does not define the token's EIP-712 domain. An offer for protocol version 1 may omit it.
        Domain(error: DomainError) = "{error}, so no signature could be right",
        /// An issue with an offer of `batch-settlement`.
        BatchSettlement(issue: batch_settlement::OfferIssue) = |f| issue.fmt(f),
    }
}

impl OfferIssue {
    /// Returns `true` if the offer should not be paid at all.
    pub const fn is_serious(&self) -> bool {
        match self {
            Self::NoGatewayBalance
            | Self::NearGateway(_)
            | Self::NotAddress(_)
            | Self::ZeroAddress(_)
            | Self::NoFacilitator
            | Self::Domain(_) => true,
            Self::Checksum(_) => false,
            Self::BatchSettlement(issue) => issue.is_serious(),
        }
    }
}
