//! What a directory drops of a resource (Z-9).

use alloc::format;

use x402_types::{
    extensions::bazaar::{DroppedField, ServiceMetadata},
    v2::ResourceInfo,
};

use crate::Lint;

/// Judges the members of `resource` that a directory shows: name, tags and icon.
///
/// ```
/// use x402_lint::lint_resource;
/// use x402_types::v2::ResourceInfo;
/// let mut resource = ResourceInfo::new("https://api.example.com/weather");
/// resource.icon_url = Some("http://127.0.0.1/icon.png".into());
/// let lint = lint_resource(&resource);
/// assert_eq!((lint.findings[0].rule, &*lint.findings[0].pointer), ("icon-url", "/resource/iconUrl"));
/// ```
#[must_use]
pub fn lint_resource(resource: &ResourceInfo) -> Lint {
    let mut lint = Lint::default();
    for dropped in ServiceMetadata::of(resource).1 {
        match dropped {
            DroppedField::ServiceName => lint.error(
                "service-name",
                "/resource/serviceName",
                "a directory drops this name: 1 to 32 characters of printable ASCII (bazaar.md line 394)",
            ),
            DroppedField::Tag(index) => lint.error(
                "tag",
                format!("/resource/tags/{index}"),
                "a directory drops this tag: 1 to 32 characters of printable ASCII (bazaar.md line 395)",
            ),
            DroppedField::DoubledTag(index) => lint.warning(
                "duplicate-tag",
                format!("/resource/tags/{index}"),
                "the tag stands before, but for letter case: leave it out (bazaar.md line 395)",
            ),
            DroppedField::TagCount(index) => lint.error(
                "tag-count",
                format!("/resource/tags/{index}"),
                "a directory takes five tags, and drops those from here on (bazaar.md line 395)",
            ),
            DroppedField::IconUrl(error) => lint.error(
                "icon-url",
                "/resource/iconUrl",
                format!("a directory drops this URL: it {error} (bazaar.md line 396)"),
            ),
            // A rule to come.
            _ => {}
        }
    }
    lint
}
