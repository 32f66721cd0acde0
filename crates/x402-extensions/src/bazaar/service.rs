//! The service metadata that a directory shows (Z-9).

use alloc::vec::Vec;

use super::{IconUrl, IconUrlError};
use x402_types::v2::ResourceInfo;

const CHARACTERS: usize = 32;
const TAGS: usize = 5;

/// The name, tags and icon of a service that a directory may use (`extensions/bazaar.md`, Service Metadata). A client
/// repeats them in the payment, so they are untrusted. A value that breaks a rule is dropped, and the others stay.
///
/// ```
/// use x402_extensions::bazaar::{DroppedField, ServiceMetadata};
/// use x402_types::v2::ResourceInfo;
/// let mut resource = ResourceInfo::new("https://api.example.com/weather");
/// resource.tags = Some(vec!["weather".into(), "".into(), "Weather".into()]);
/// let service = ServiceMetadata::of(&resource);
/// assert_eq!(service.tags, ["weather"]);
/// assert_eq!(service.dropped, [DroppedField::Tag(1), DroppedField::DoubledTag(2)]);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ServiceMetadata<'r> {
    /// The name of the service: 1 to 32 characters of printable ASCII.
    pub service_name: Option<&'r str>,
    /// The first five valid tags, without duplicates. The comparison ignores letter case.
    pub tags: Vec<&'r str>,
    /// The URL of an icon, as received.
    pub icon_url: Option<&'r str>,
    /// The dropped values, in the order of the fields.
    pub dropped: Vec<DroppedField>,
}

/// A value that is dropped because it breaks a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DroppedField {
    /// `serviceName`, which is not 1 to 32 characters of printable ASCII.
    ServiceName,
    /// The tag with this index, which is not 1 to 32 characters of printable ASCII.
    Tag(usize),
    /// The tag with this index, which repeats an earlier one, ignoring letter case.
    DoubledTag(usize),
    /// The tag with this index and all later tags, because five valid tags come before it.
    TagCount(usize),
    /// `iconUrl`, for this reason.
    IconUrl(IconUrlError),
}

impl<'r> ServiceMetadata<'r> {
    /// Returns the usable metadata of a resource.
    #[must_use]
    pub fn of(resource: &'r ResourceInfo) -> Self {
        let mut service = Self::default();
        match resource.service_name.as_deref() {
            Some(name) if is_label(name) => service.service_name = Some(name),
            Some(_) => service.dropped.push(DroppedField::ServiceName),
            None => {}
        }
        for (index, tag) in resource.tags.iter().flatten().enumerate() {
            if !is_label(tag) {
                service.dropped.push(DroppedField::Tag(index));
            } else if service.tags.iter().any(|known| known.eq_ignore_ascii_case(tag)) {
                service.dropped.push(DroppedField::DoubledTag(index));
            } else if service.tags.len() >= TAGS {
                service.dropped.push(DroppedField::TagCount(index));
                break;
            } else {
                service.tags.push(tag);
            }
        }
        if let Some(url) = resource.icon_url.as_deref() {
            match url.parse::<IconUrl>() {
                Ok(_) => service.icon_url = Some(url),
                Err(error) => service.dropped.push(DroppedField::IconUrl(error)),
            }
        }
        service
    }
}

fn is_label(text: &str) -> bool {
    (1..=CHARACTERS).contains(&text.len()) && text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}
