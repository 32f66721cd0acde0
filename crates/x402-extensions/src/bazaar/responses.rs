//! The facilitator's response to the extensions of a payment (Z-11).

use alloc::string::String;
use core::fmt;

use super::KEY;
use x402_types::{
    __wire::{Object, ObjectWriter, keep_null},
    DecodeError, JsonRef, Members,
    read::{Reader, ResultExt, required},
};

/// The header `EXTENSION-RESPONSES`, which a facilitator adds to its answer to the server (`extensions/bazaar.md`, Verify and
/// Settlement Response Header). The server does not forward it to the client.
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
    /// The name of the header. Names of headers compare without regard to letter case.
    pub const HEADER: &'static str = "EXTENSION-RESPONSES";
}

/// The result of listing an endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BazaarResponse {
    /// Whether it is listed.
    pub status: ListingStatus,
    /// Why the endpoint is not listed, as text. It counts only with [`ListingStatus::REJECTED`]; see
    /// [`rejected_reason`](Self::rejected_reason).
    pub reason: Option<String>,
    /// The other members, and the reason if it was `null`.
    pub other: Members,
}

impl BazaarResponse {
    /// A status without a reason.
    #[must_use]
    pub const fn new(status: ListingStatus) -> Self {
        Self { status, reason: None, other: Members::new() }
    }

    /// Why the endpoint is not listed. `None` if the status is not rejected.
    #[must_use]
    pub fn rejected_reason(&self) -> Option<&str> {
        self.reason.as_deref().filter(|_| self.status == ListingStatus::REJECTED)
    }
}

/// Whether an endpoint is listed: an open set.
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
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the document defines this status.
    #[must_use]
    pub fn is_known(&self) -> bool {
        [Self::SUCCESS, Self::PROCESSING, Self::REJECTED].contains(self)
    }
}

impl From<String> for ListingStatus {
    fn from(name: String) -> Self {
        Self(name.into())
    }
}

impl fmt::Display for ListingStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Object for ExtensionResponses {
    fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut read = Self::default();
        for (name, member) in value.members()? {
            match &*name {
                KEY if member.is_null() => keep_null(&name, member, &mut read.other, reader),
                KEY => {
                    read.bazaar = Some(BazaarResponse::read(member, reader).in_member(KEY)?);
                }
                _ => read.other.push(&name, member.into()),
            }
        }
        Ok(read)
    }

    fn write(&self, out: &mut String) {
        let mut object = ObjectWriter::new(out);
        if let Some(bazaar) = &self.bazaar {
            object.object(KEY, |out| bazaar.write(out));
        }
        object.finish(&self.other, |name| name == KEY && self.bazaar.is_some());
    }
}

impl Object for BazaarResponse {
    fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let (mut status, mut reason) = (None, None);
        let mut other = Members::new();
        for (name, member) in value.members()? {
            match &*name {
                "status" => status = Some(reader.text(member).in_member("status")?.into()),
                "rejectedReason" if member.is_null() => keep_null(&name, member, &mut other, reader),
                "rejectedReason" => {
                    reason = Some(reader.text(member).in_member("rejectedReason")?);
                }
                _ => other.push(&name, member.into()),
            }
        }
        Ok(Self { status: required(status, "status", value)?, reason, other })
    }

    fn write(&self, out: &mut String) {
        let mut object = ObjectWriter::new(out);
        object.string("status", self.status.as_str());
        object.optional_string("rejectedReason", self.reason.as_deref());
        object.finish(&self.other, |name| name == "status" || (name == "rejectedReason" && self.reason.is_some()));
    }
}
