//! Rules for the resource: its URL, its description, and the fields that directories drop (Z-9).

use alloc::format;

use x402_extensions::bazaar::{DroppedField, IconUrl, ServiceMetadata};
use x402_types::{RawJson, read::is_absolute_url, v2::ResourceInfo};

use crate::{Lint, Rule};

/// The longest description that a hosted facilitator accepts, in characters.
pub(crate) const LONGEST_DESCRIPTION: usize = 500;

/// Lints the field `resource` of a `PaymentRequired`.
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
    lint_url(&resource.url, "/resource/url", &mut lint);
    if resource.description.as_deref().is_some_and(|text| text.chars().count() > LONGEST_DESCRIPTION) {
        lint.found(Rule::LONG_DESCRIPTION, "/resource/description");
    }
    for dropped in ServiceMetadata::of(resource).dropped {
        lint_dropped(resource, dropped, &mut lint);
    }
    lint_icon(resource, &mut lint);
    lint
}

/// Finds a host that readers interpret differently, in an icon URL that is not dropped.
fn lint_icon(resource: &ResourceInfo, lint: &mut Lint) {
    let Some(Ok(icon)) = resource.icon_url.as_deref().map(str::parse::<IconUrl>) else { return };
    let rules = [(icon.is_international(), Rule::IDN_HOST), (icon.has_odd_label(), Rule::ODD_HOST)];
    for (_, rule) in rules.into_iter().filter(|(is_found, _)| *is_found) {
        lint.found(rule, "/resource/iconUrl");
    }
}

fn lint_dropped(resource: &ResourceInfo, dropped: DroppedField, lint: &mut Lint) {
    let tag = |index: usize| format!("/resource/tags/{index}");
    match dropped {
        DroppedField::ServiceName => lint.found(Rule::SERVICE_NAME, "/resource/serviceName").leave_out(),
        DroppedField::Tag(index) => lint.found(Rule::TAG, tag(index)).leave_out(),
        DroppedField::DoubledTag(index) => lint.found(Rule::DUPLICATE_TAG, tag(index)).leave_out(),
        DroppedField::TagCount(index) => {
            let finding = lint.found(Rule::TAG_COUNT, tag(index));
            let kept = ServiceMetadata::of(resource).tags;
            finding.set("/resource/tags", RawJson::array(kept.into_iter().map(RawJson::string)));
        }
        DroppedField::IconUrl(error) => {
            let what = format!("directories drop the icon URL: it {error}");
            lint.find(Rule::ICON_URL, "/resource/iconUrl", &what).leave_out();
        }
        // A rule of a later version.
        _ => {}
    }
}

/// Checks that the URL is absolute, with a scheme that clients request.
pub(crate) fn lint_url(url: &str, pointer: &str, lint: &mut Lint) {
    if !is_absolute_url(url) {
        lint.found(Rule::RELATIVE_URL, pointer);
        return;
    }
    let is_asked_for = |scheme: &str| ["http", "https", "mcp"].iter().any(|known| known.eq_ignore_ascii_case(scheme));
    if !url.split_once(':').is_some_and(|(scheme, _)| is_asked_for(scheme)) {
        lint.found(Rule::URL_SCHEME, pointer);
    }
}
