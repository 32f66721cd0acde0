//! The issues that a buyer can have with an offer on the XRP Ledger.

use x402_types::declare::sentences;

sentences! {
    /// An issue with an offer on the XRP Ledger.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum OfferIssue {
        /// The reference of the network is not a number of 32 bits.
        UnknownNetwork = "the network is not xrpl: and a number without leading zeros, so no ledger has it",
        /// This field is not a classic address with the right checksum, or it is account 0.
        NotAddress(member: &'static str) = "{member} is not the classic address (r…) of an account with the right checksum",
        /// The asset is neither XRP nor a currency code.
        NotAsset = "asset is neither XRP nor a currency code of three characters or 40 hexadecimal digits",
        /// The asset is an issued currency, and the offer names no issuer.
        NoIssuer = "extra.issuer is missing, and only the issuer tells one currency from another with the same code",
        /// The asset has a usual form that is different.
        AssetSpelling = "asset is the currency in an unusual spelling: official facilitators compare the text, and refuse the payment",
        /// The offer does not state that the payer pays the fee.
        NotUnsponsored = "extra.areFeesSponsored is not false, but the payer of a transaction on this ledger always pays its fee",
        /// The transfer method is unknown.
        Method = "extra.assetTransferMethod is neither sequence nor ticketSequence",
        /// The invoice is not a text, or it is empty.
        Invoice = "extra.invoiceId is not a text, or it is empty",
        /// The destination tag is not a number of 32 bits.
        DestinationTag = "extra.destinationTag is not an integer from 0 to 4294967295",
        /// The offer asks for a payment across currencies.
        CrossCurrency = "extra.crossCurrency asks for a payment that the specification does not have",
        /// The recipient is the issuer of the currency.
        PayToIssuer = "payTo is the issuer of the currency, so the payment destroys the money",
        /// Neither an invoice nor a destination tag binds the payment to an order.
        NoInvoice = "neither extra.invoiceId nor extra.destinationTag binds the payment to this order",
        /// The timeout is 7 to 14 seconds, which is less than three ledgers. Shorter timeouts have a different issue.
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
            Self::UnknownNetwork
            | Self::NotAddress(_)
            | Self::NotAsset
            | Self::NoIssuer
            | Self::NotUnsponsored
            | Self::Method
            | Self::Invoice
            | Self::DestinationTag
            | Self::CrossCurrency => true,
            Self::AssetSpelling | Self::PayToIssuer | Self::NoInvoice | Self::FewLedgers { .. } => false,
        }
    }
}
