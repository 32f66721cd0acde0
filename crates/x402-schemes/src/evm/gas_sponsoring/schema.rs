//! What the schemas of both extensions have in common.

use x402_types::{
    Limits,
    schema::{text, value},
};

/// `version` of an `info`.
pub(super) struct ExtensionVersion;

value!(ExtensionVersion, "ExtensionVersion", |_| {
    let mut schema = text("The version of an extension: numbers with dots between them.", r"^[0-9]+(\.[0-9]+)*$", "1");
    schema.insert("maxLength".into(), Limits::DEFAULT.text.into());
    schema
});
