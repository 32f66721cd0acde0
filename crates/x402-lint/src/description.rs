//! The description of the resource: in version 2 the 402 response contains it, in version 1 each offer.

use alloc::{borrow::Cow, vec::Vec};

use x402_extensions::bazaar;
use x402_types::{JsonRef, Members, RawJson};

use crate::{Finding, accepts::offers, position::at};

/// The texts with which offers of version 1 describe the resource, and the names of these texts in the `resource` of
/// version 2.
const TEXTS: [(&str, &str); 3] = [("resource", "url"), ("description", "description"), ("mimeType", "mimeType")];

/// The description of the resource in a 402 response of version 2.
#[derive(Default)]
pub(crate) struct Description<'a> {
    /// The field `resource`, if it is an object.
    resource: Option<JsonRef<'a>>,
    /// The texts in which the offers do not differ.
    agreed: Vec<&'static str>,
    /// `true` if the extension describes input and output.
    has_bazaar: bool,
}

impl<'a> Description<'a> {
    pub(crate) fn of(payment_required: JsonRef<'a>) -> Self {
        let resource = payment_required.get("resource").filter(JsonRef::is_object);
        let named = resource.and_then(|resource| non_empty(resource, "url")?.string().ok());
        let url = named.or_else(|| url_of_all(payment_required));
        let is_agreed = |name: &&str| {
            let mut first = None;
            offers(payment_required).all(|offer| {
                let Some(text) = non_empty(offer, name) else { return true };
                let is_of_url = *name == "resource" || url_of(offer).is_none_or(|of_offer| Some(of_offer) == url);
                is_of_url && text.same_value(first.get_or_insert(text))
            })
        };
        let declared = payment_required.get("extensions").and_then(|extensions| extensions.get(bazaar::KEY));
        Self {
            resource,
            agreed: TEXTS.into_iter().map(|(name, _)| name).filter(is_agreed).collect(),
            has_bazaar: declared.is_some_and(|declared| declared.is_object()),
        }
    }

    /// Adds edits that move a field of an offer to the 402 response, or remove it if the 402 response already has the
    /// information. If neither is possible, the field may contain information that is nowhere else.
    pub(crate) fn take(&self, name: &str, offer: JsonRef<'_>, finding: &mut Finding) {
        if !self.is_alone(name, offer) {
            // The field may describe only the URL of the offer.
            let is_needed = name == "resource"
                && self.of_resource("url").is_some_and(|of_resource| {
                    offer.get(name).is_some_and(|of_offer| !of_offer.same_value(&of_resource))
                })
                && ["description", "mimeType", "outputSchema"].iter().any(|name| self.is_alone(name, offer));
            if !is_needed {
                finding.leave_out();
            }
            return;
        }
        let Some((name, to)) = TEXTS.into_iter().find(|(known, _)| *known == name) else { return };
        // A null in the 402 response was left out before.
        let is_free =
            self.resource.is_some_and(|resource| resource.get(to).is_none_or(|of_resource| !of_resource.is_null()));
        if let Some(text) = offer.get(name).filter(JsonRef::is_string)
            && is_free
            && self.agreed.contains(&name)
        {
            finding.leave_out();
            finding.set(at("/resource", to), text);
        }
    }

    /// Returns `true` if the offer has a value in this field, and the 402 response has no such information.
    fn is_alone(&self, name: &str, offer: JsonRef<'_>) -> bool {
        let Some(value) = non_empty(offer, name) else { return false };
        match TEXTS.iter().find(|(known, _)| *known == name) {
            Some((_, to)) => self.of_resource(to).is_none(),
            None => !self.has_bazaar && !value.members().is_ok_and(|mut members| members.next().is_none()),
        }
    }

    fn of_resource(&self, name: &str) -> Option<JsonRef<'a>> {
        non_empty(self.resource?, name)
    }
}

/// The `resource` for a V2 `PaymentRequired` that lacks one, with the URL that its offers name. `None` if they name
/// different ones.
pub(crate) fn resource_of(payment_required: JsonRef<'_>) -> Option<Members> {
    url_of_all(payment_required).map(|url| Members::from_iter([("url", RawJson::string(&url))]))
}

/// Returns `true` if every offer of a V1 `PaymentRequired` has a text for each text in this `resource`.
pub(crate) fn all_describe(resource: JsonRef<'_>, payment_required: JsonRef<'_>) -> bool {
    let is_described = |of_resource: &str| {
        let text = TEXTS.into_iter().find(|(_, known)| *known == of_resource);
        let has = |(name, _)| {
            offers(payment_required).all(|offer| non_empty(offer, name).is_some_and(|text| text.is_string()))
        };
        offers(payment_required).next().is_some() && text.is_some_and(has)
    };
    match resource.members() {
        Ok(mut members) => members.all(|(name, value)| is_empty(value) || is_described(&name)),
        Err(_) => is_empty(resource) || is_described("url"),
    }
}

fn url_of_all(payment_required: JsonRef<'_>) -> Option<Cow<'_, str>> {
    let mut urls = offers(payment_required).filter_map(url_of);
    let url = urls.next()?;
    urls.all(|other| other == url).then_some(url)
}

fn url_of(offer: JsonRef<'_>) -> Option<Cow<'_, str>> {
    non_empty(offer, "resource")?.string().ok()
}

/// The field, if it has a value that is not empty.
fn non_empty<'a>(object: JsonRef<'a>, name: &str) -> Option<JsonRef<'a>> {
    object.get(name).filter(|value| !is_empty(*value))
}

/// Returns `true` if the value is `null` or an empty text.
pub(crate) fn is_empty(value: JsonRef<'_>) -> bool {
    value.is_null() || value.string().is_ok_and(|text| text.is_empty())
}
