//! Names that were decoded with the wrong encoding before they were written (U-46).

use alloc::{format, string::String, vec::Vec};

use x402_types::{RawJson, charset::Charset};

use crate::{Lint, Rule, position::at};

/// The text whose UTF-8 bytes were decoded into these characters, with an encoding with one byte for each character.
pub(crate) fn repaired(name: &str) -> Option<String> {
    [Charset::Latin1, Charset::Windows1252].into_iter().find_map(|charset| {
        let bytes: Option<Vec<u8>> = name.chars().map(|character| charset.byte(character)).collect();
        String::from_utf8(bytes?).ok().filter(|text| !text.is_ascii())
    })
}

/// Reports a name that was decoded with the wrong encoding. `known` is the name in the tables, which confirms the
/// repair.
pub(crate) fn lint_name(pointer: &str, name: &str, known: Option<&str>, lint: &mut Lint) {
    let Some(repaired) = repaired(name) else { return };
    let pointer = at(&at(pointer, "extra"), "name");
    let what = format!(
        "{name:?} is {repaired:?}, encoded as UTF-8 and decoded in an encoding with one byte for each character"
    );
    let finding = lint.find(Rule::DOUBLE_ENCODED, pointer.clone(), &what);
    if known == Some(&*repaired) {
        finding.set(pointer, RawJson::string(&repaired));
    }
}
