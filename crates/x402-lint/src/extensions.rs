//! Rules for the extensions that a 402 response declares, with a file for each extension.

mod auth_hints;
pub(crate) mod bazaar;
mod builder_code;
mod declared;
mod declared_schema;
mod http_message_signatures;
mod offer_receipt;
mod payment_identifier;
mod promise;
mod repair;
mod schema;
mod sign_in_with_x;

use x402_extensions as known;
use x402_types::{JsonRef, PaymentRequired, Version, extensions::builder_code::KEY as BUILDER_CODE};

use self::declared::Declared;
pub(crate) use self::declared_schema::schema_of;
use crate::{Bounds, Lint, Rule, position::at};

type Linter = fn(&Declared<'_>, &mut Lint);

/// The extensions with specific rules. The gas sponsoring extensions have none, because their schema describes the data
/// that the client sends.
const LINTERS: [(&str, Linter); 7] = [
    (known::auth_hints::KEY, auth_hints::lint),
    (known::bazaar::KEY, bazaar::lint),
    (BUILDER_CODE, builder_code::lint),
    (known::http_message_signatures::KEY, http_message_signatures::lint),
    (known::offer_receipt::KEY, offer_receipt::lint),
    (known::payment_identifier::KEY, payment_identifier::lint),
    (known::sign_in_with_x::KEY, sign_in_with_x::lint),
];

/// Lints the field `extensions` of a `PaymentRequired`. In version 1 only offer-receipt exists.
pub(crate) fn lint_extensions(
    version: Version,
    payment_required: JsonRef<'_>,
    extensions: JsonRef<'_>,
    read: Option<&PaymentRequired>,
    bounds: &Bounds,
    lint: &mut Lint,
) {
    for (key, extension) in extensions.members().into_iter().flatten() {
        let pointer = at("/extensions", &key);
        if version == Version::V1 && key != known::offer_receipt::KEY {
            lint.find(Rule::V2_MEMBER, &*pointer, "objects of version 1 have no extensions").leave_out();
            continue;
        }
        let Some(info) = extension.get("info").filter(JsonRef::is_object) else {
            lint.found(Rule::EXTENSION_SHAPE, &*pointer);
            continue;
        };
        if extension.non_null("schema").is_none()
            && key != known::http_message_signatures::KEY
            && key != known::bazaar::KEY
        {
            lint.found(Rule::NO_SCHEMA, &*pointer);
        }
        let linter = LINTERS.iter().find(|(known, _)| *known == key);
        if let Some((_, linter)) = linter {
            linter(&Declared { pointer: &pointer, extension, info, payment_required, read, bounds }, lint);
        }
    }
}
