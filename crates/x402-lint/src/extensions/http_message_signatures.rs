//! The extension `http-message-signatures`: the registration URL, algorithms and tags (H-1).

use alloc::format;

use x402_extensions::http_message_signatures::Declaration;
use x402_types::{DecodeOptions, extensions::Extension as _, read::Reader};

use super::declared::Declared;
use crate::{Lint, Rule, shape::error_pointer};

pub(super) fn lint(declared: &Declared<'_>, lint: &mut Lint) {
    if let Some(Err(error)) = Declaration::read(declared.extension, &mut Reader::new(&DecodeOptions::STRICT)) {
        lint.find(Rule::MESSAGE_SIGNATURES, error_pointer(declared.pointer, &error), &format!("{}", error.kind()));
    }
}
