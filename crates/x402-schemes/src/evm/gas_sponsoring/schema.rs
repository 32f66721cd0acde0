//! The parts that the schemas of both extensions share.

use x402_types::{
    Limits,
    schema::{text, value},
};

/// The field `version` of an `info`.
pub(super) struct ExtensionVersion;

value!(ExtensionVersion, "ExtensionVersion", |_| {
    let mut schema = text("The version of an extension: numbers separated by dots.", r"^[0-9]+(\.[0-9]+)*$", "1");
    schema.insert("maxLength".into(), Limits::DEFAULT.text.into());
    schema
});
