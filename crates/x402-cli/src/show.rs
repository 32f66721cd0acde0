//! JSON, flags and errors of decoding, as text for people.

use x402_schemes::Contradiction;
use x402_types::{DecodeError, Flag, Flags, JsonRef};

use crate::style::{printable, printable_json};

/// The name of the variant with its operator, and what becomes of its payments (U-17).
pub(crate) const GATEWAY: &str = "the Gateway variant of exact, operated by Circle";
pub(crate) const GATEWAY_SETTLES: &str = "settled in batches by the operator, no transfer on chain";

/// One line with the stage, the kind, the place and the sentence of the error.
pub(crate) fn refusal(error: &DecodeError) -> String {
    let why = printable(&error.to_string());
    format!("cannot be decoded ({}: {}): {why}\n", error.stage().as_str(), error.kind().as_str())
}

/// Writes members and elements on separate lines. Names, strings and numbers keep their spelling.
pub(crate) fn write_value(text: &mut String, value: JsonRef<'_>, depth: usize) {
    let indent = |text: &mut String, depth: usize| {
        text.push('\n');
        text.push_str(&"  ".repeat(depth));
    };
    if let Ok(members) = value.members() {
        text.push('{');
        let mut count = 0;
        for (name, member) in members {
            if count > 0 {
                text.push(',');
            }
            count += 1;
            indent(text, depth + 1);
            let name = serde_json::to_string(&name).unwrap_or_default();
            text.push_str(&format!("{}: ", printable_json(&name)));
            write_value(text, member, depth + 1);
        }
        if count > 0 {
            indent(text, depth);
        }
        text.push('}');
    } else if let Ok(elements) = value.elements() {
        text.push('[');
        let mut count = 0;
        for element in elements {
            if count > 0 {
                text.push(',');
            }
            count += 1;
            indent(text, depth + 1);
            write_value(text, element, depth + 1);
        }
        if count > 0 {
            indent(text, depth);
        }
        text.push(']');
    } else {
        text.push_str(&printable_json(value.text()));
    }
}

pub(crate) fn flags(flags: Flags) -> String {
    flags_with(flags, &[])
}

/// The flags, each with its sentence, or with that of the contradiction that raised it.
pub(crate) fn flags_with(flags: Flags, contradictions: &[Contradiction]) -> String {
    let why = |flag: Flag| {
        let raised = contradictions.iter().find(|contradiction| contradiction.flag() == flag);
        raised.map_or_else(|| flag.sentence().into(), |raised| printable(&raised.to_string()))
    };
    flags.iter().map(|flag| format!("  flag {flag}: {}\n", why(flag))).collect()
}
