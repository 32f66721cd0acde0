//! What a directory shows of a service (Z-9).

use alloc::vec::Vec;

use super::{IconUrl, IconUrlError};
use crate::v2::ResourceInfo;

const CHARACTERS: usize = 32;
const TAGS: usize = 5;

/// Name, tags and icon of a service, as far as a directory may use them (`extensions/bazaar.md`, Service Metadata). A
/// client repeats them, so that they are a stranger's word. What breaks a rule is dropped, and the rest stays.
///
/// ```
/// use x402_types::{extensions::bazaar::{DroppedField, ServiceMetadata}, v2::ResourceInfo};
/// let mut resource = ResourceInfo::new("https://api.example.com/weather");
/// resource.tags = Some(vec!["weather".into(), "".into(), "Weather".into()]);
/// let (service, dropped) = ServiceMetadata::of(&resource);
/// assert_eq!(service.tags, ["weather"]);
/// assert_eq!(dropped, [DroppedField::Tag(1), DroppedField::DoubledTag(2)]);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ServiceMetadata<'r> {
    /// 1 to 32 characters of printable ASCII.
    pub service_name: Option<&'r str>,
    /// The first five that are good, each once without regard to letter case.
    pub tags: Vec<&'r str>,
    /// The URL of an icon, as it was written.
    pub icon_url: Option<&'r str>,
}

/// What is dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DroppedField {
    /// `serviceName`, which is not 1 to 32 characters of printable ASCII.
    ServiceName,
    /// The tag with this index, which is not 1 to 32 characters of printable ASCII.
    Tag(usize),
    /// The tag with this index, which another before it is but for letter case.
    DoubledTag(usize),
    /// The tag with this index, and all behind it: five good ones stand before it.
    TagCount(usize),
    /// `iconUrl`.
    IconUrl(IconUrlError),
}

impl<'r> ServiceMetadata<'r> {
    /// What may be used of a resource, and what may not, in the order of the members.
    #[must_use]
    pub fn of(resource: &'r ResourceInfo) -> (Self, Vec<DroppedField>) {
        let mut service = Self::default();
        let mut dropped = Vec::new();
        match resource.service_name.as_deref() {
            Some(name) if is_label(name) => service.service_name = Some(name),
            Some(_) => dropped.push(DroppedField::ServiceName),
            None => {}
        }
        for (index, tag) in resource.tags.iter().flatten().enumerate() {
            if !is_label(tag) {
                dropped.push(DroppedField::Tag(index));
            } else if service.tags.iter().any(|known| known.eq_ignore_ascii_case(tag)) {
                dropped.push(DroppedField::DoubledTag(index));
            } else if service.tags.len() >= TAGS {
                dropped.push(DroppedField::TagCount(index));
                break;
            } else {
                service.tags.push(tag);
            }
        }
        if let Some(url) = resource.icon_url.as_deref() {
            match IconUrl::parse(url) {
                Ok(_) => service.icon_url = Some(url),
                Err(error) => dropped.push(DroppedField::IconUrl(error)),
            }
        }
        (service, dropped)
    }
}

fn is_label(text: &str) -> bool {
    (1..=CHARACTERS).contains(&text.len()) && text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}
