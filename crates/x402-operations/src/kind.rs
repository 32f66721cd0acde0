#[cfg(feature = "all")]
use x402_extensions::bazaar::ExtensionResponses;
use x402_types::HeaderName;

/// The kind of an object that can be decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// The kind `payment-required`: a `PaymentRequired`.
    PaymentRequired,
    /// The kind `payment`: a payment payload.
    Payment,
    /// The kind `settlement`: a settlement response.
    Settlement,
    /// The kind `verify-response`: the response of a facilitator's `/verify`.
    VerifyResponse,
    /// The kind `verify-request`: a request to a facilitator's `/verify`.
    VerifyRequest,
    /// The kind `settle-request`: a request to a facilitator's `/settle`.
    SettleRequest,
    /// The kind `supported`: the response of a facilitator's `/supported`.
    Supported,
    /// The kind `resource-list`: a list of resources in a directory.
    #[cfg(feature = "all")]
    ResourceList,
    /// The kind `search-results`: the results of a search in a directory.
    #[cfg(feature = "all")]
    SearchResults,
    /// The kind `extension-responses`: the header with a facilitator's responses to extensions.
    #[cfg(feature = "all")]
    ExtensionResponses,
}

impl Kind {
    /// Every kind.
    pub const ALL: &'static [Self] = &[
        Self::PaymentRequired,
        Self::Payment,
        Self::Settlement,
        Self::VerifyResponse,
        Self::VerifyRequest,
        Self::SettleRequest,
        Self::Supported,
        #[cfg(feature = "all")]
        Self::ResourceList,
        #[cfg(feature = "all")]
        Self::SearchResults,
        #[cfg(feature = "all")]
        Self::ExtensionResponses,
    ];

    /// Returns the kind with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }

    /// The name of the kind.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::PaymentRequired => "payment-required",
            Self::Payment => "payment",
            Self::Settlement => "settlement",
            Self::VerifyResponse => "verify-response",
            Self::VerifyRequest => "verify-request",
            Self::SettleRequest => "settle-request",
            Self::Supported => "supported",
            #[cfg(feature = "all")]
            Self::ResourceList => "resource-list",
            #[cfg(feature = "all")]
            Self::SearchResults => "search-results",
            #[cfg(feature = "all")]
            Self::ExtensionResponses => "extension-responses",
        }
    }

    /// Returns the kind of object that the header with this name carries. The name is case-insensitive.
    #[must_use]
    pub fn of_header_named(name: &str) -> Option<Self> {
        #[cfg(feature = "all")]
        if name.eq_ignore_ascii_case(ExtensionResponses::HEADER) {
            return Some(Self::ExtensionResponses);
        }
        HeaderName::from_name(name).map(Self::of_header)
    }

    /// Returns the kind of object that this header carries.
    #[must_use]
    pub const fn of_header(header: HeaderName) -> Self {
        match header {
            HeaderName::PaymentRequired => Self::PaymentRequired,
            HeaderName::PaymentSignature | HeaderName::XPayment => Self::Payment,
            HeaderName::PaymentResponse | HeaderName::XPaymentResponse => Self::Settlement,
        }
    }
}
