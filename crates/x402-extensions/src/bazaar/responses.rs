//! The facilitator's response to the extensions of a payment (Z-11).

use alloc::string::String;
use core::fmt;

use x402_types::{
    DecodeError, JsonRef, Members,
    object::{Member, ObjectWriter, wire_object},
    read::Reader,
};

/// The header `EXTENSION-RESPONSES`, which a facilitator adds to its response to the server (`extensions/bazaar.md`,
/// Verify and Settlement Response Header). The server does not forward it to the client.
///
/// An unreadable header does not affect the payment.
///
/// ```
/// use x402_extensions::bazaar::{ExtensionResponses, ListingStatus};
/// use x402_types::{DecodeOptions, Wire};
/// let header = "eyJiYXphYXIiOnsic3RhdHVzIjoic3VjY2VzcyJ9fQ==";
/// let responses = ExtensionResponses::decode_header(header, &DecodeOptions::STRICT)?.value;
/// assert_eq!(responses.bazaar.unwrap().status, ListingStatus::SUCCESS);
/// # Ok::<(), x402_types::DecodeError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExtensionResponses {
    /// The result of the listing.
    pub bazaar: Option<BazaarResponse>,
    /// The responses of other extensions, and `bazaar` if it was `null`.
    pub other: Members,
}

impl ExtensionResponses {
    /// The name of the header. Header names are case-insensitive.
    pub const HEADER: &'static str = "EXTENSION-RESPONSES";
}

/// The result of listing an endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BazaarResponse {
    /// The status of the listing.
    pub status: ListingStatus,
    /// The reason why the endpoint is not listed, as text. Use it only with [`ListingStatus::REJECTED`]; see
    /// [`rejected_reason`](Self::rejected_reason).
    pub reason: Option<String>,
    /// All other fields, and the reason if it was `null`.
    pub other: Members,
}

impl BazaarResponse {
    /// Returns a status without a reason.
    #[must_use]
    pub const fn new(status: ListingStatus) -> Self {
        Self { status, reason: None, other: Members::new() }
    }

    /// The reason why the endpoint is not listed. `None` if the status is not rejected.
    pub fn rejected_reason(&self) -> Option<&str> {
        self.reason.as_deref().filter(|_| self.status == ListingStatus::REJECTED)
    }
}

/// The status of a listing. The set is open.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ListingStatus(alloc::borrow::Cow<'static, str>);

impl ListingStatus {
    /// The declaration was accepted and is listed.
    pub const SUCCESS: Self = Self(alloc::borrow::Cow::Borrowed("success"));
    /// The declaration was accepted, and will be listed.
    pub const PROCESSING: Self = Self(alloc::borrow::Cow::Borrowed("processing"));
    /// The declaration was refused.
    pub const REJECTED: Self = Self(alloc::borrow::Cow::Borrowed("rejected"));

    /// The value of `status` on the wire.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns `true` if the specification defines this status.
    pub fn is_known(&self) -> bool {
        [Self::SUCCESS, Self::PROCESSING, Self::REJECTED].contains(self)
    }
}

impl From<String> for ListingStatus {
    fn from(name: String) -> Self {
        Self(name.into())
    }
}

impl Member for ListingStatus {
    fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.text(value).map(Self::from)
    }

    fn write(&self, name: &'static str, object: &mut ObjectWriter<'_>) {
        object.string(name, self.as_str());
    }
}

impl fmt::Display for ListingStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

wire_object! {
    ExtensionResponses;
    optional bazaar "bazaar";
}

wire_object! {
    BazaarResponse;
    required status "status";
    optional reason "rejectedReason";
}
