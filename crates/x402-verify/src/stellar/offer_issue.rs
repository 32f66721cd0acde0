//! The issues that a buyer can have with an offer on Stellar.

use x402_types::declare::sentences;

sentences! {
    /// An issue with an offer on Stellar.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum OfferIssue {
        /// The passphrase of the network is unknown, so nothing can be signed for it (T-1).
        UnknownNetwork = "the passphrase of the network is not known, so nothing can be signed for it",
        /// This field is not an address of its kind, or its checksum is wrong (T-2, T-3).
        NotAddress(member: &'static str) = |f| match *member {
            "asset" => f.write_str("asset is not the address of a contract (C) with the right checksum"),
            member => write!(f, "{member} is not an address (G, M or C) with the right checksum"),
        },
        /// The offer does not state that the facilitator pays the fee (T-6).
        NotSponsored = "extra.areFeesSponsored is not true, but no payment exists in which the client pays the fee itself",
        /// The recipient is a muxed account (T-4).
        MuxedRecipient = "payTo is a muxed account (M): no known facilitator settles such a payment",
        /// The timeout is 7 to 14 seconds, which is less than three ledgers, so the authorization ends after two or
        /// three (T-22). Shorter timeouts have a different issue.
        FewLedgers {
            /// The `maxTimeoutSeconds` of the offer.
            seconds: u64,
        } = "maxTimeoutSeconds is {seconds}, which is less than three ledgers: the payment may end before it is settled",
    }
}

impl OfferIssue {
    /// Returns `true` if the offer should not be paid at all.
    pub const fn is_serious(&self) -> bool {
        match self {
            Self::UnknownNetwork | Self::NotAddress(_) | Self::NotSponsored => true,
            Self::MuxedRecipient | Self::FewLedgers { .. } => false,
        }
    }
}
