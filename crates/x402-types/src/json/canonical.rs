//! The canonical form of RFC 8785, which is hashed.

use alloc::{string::String, vec::Vec};
use core::fmt::Write as _;

use crate::declare::errors;

use super::{JsonRef, decimal::Decimal, string::write_string};

errors! {
    /// The error for a number that the canonical form of RFC 8785 would round, so that two documents with different
    /// values would become the same. Such a number is an integer beyond ±(2^53−1), or any other number whose value is
    /// not that of the shortest decimal notation of a double.
    pub struct NotCanonical = "a number that RFC 8785 would round: write it as a string, or within ±(2^53−1)";
}

/// The depth limit of the check that the text has passed bounds the recursion.
pub(crate) fn write_canonical(value: &JsonRef<'_>, out: &mut String) -> Result<(), NotCanonical> {
    if value.is_number() {
        return write_number(value.text(), out);
    }
    if let Ok(text) = value.string() {
        write_string(out, &text);
        return Ok(());
    }
    if let Ok(elements) = value.elements() {
        out.push('[');
        for (index, element) in elements.enumerate() {
            if index > 0 {
                out.push(',');
            }
            write_canonical(&element, out)?;
        }
        out.push(']');
        return Ok(());
    }
    if let Ok(members) = value.members() {
        let mut members: Vec<_> = members.collect();
        // §3.2.3: fields are sorted by UTF-16 code units, in which surrogates come before U+E000 to U+FFFF.
        members.sort_unstable_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
        out.push('{');
        for (index, (name, member)) in members.iter().enumerate() {
            if index > 0 {
                out.push(',');
            }
            write_string(out, name);
            out.push(':');
            write_canonical(member, out)?;
        }
        out.push('}');
        return Ok(());
    }
    // `true`, `false` and `null` have only one encoding.
    out.push_str(value.text());
    Ok(())
}

/// §3.2.2.3: a number is written as ECMAScript prints a double, if the double has the number's value.
fn write_number(text: &str, out: &mut String) -> Result<(), NotCanonical> {
    const LARGEST_SAFE_INTEGER: f64 = 9_007_199_254_740_991.0;
    let double: f64 = text.parse().map_err(|_| NotCanonical)?;
    let magnitude = double.abs();
    // Every double of this size is an integer. Infinity is also above the limit.
    if magnitude > LARGEST_SAFE_INTEGER {
        return Err(NotCanonical);
    }
    let mut shortest = String::new();
    // Writing to a String cannot fail. Rust prints the same digits as ECMAScript, which uses an exponent from 10^-7
    // downwards.
    let _ = if magnitude == 0.0 {
        shortest.write_str("0")
    } else if magnitude < 1e-6 {
        write!(shortest, "{double:e}")
    } else {
        write!(shortest, "{double}")
    };
    if Decimal::read(&shortest) != Decimal::read(text) {
        return Err(NotCanonical);
    }
    out.push_str(&shortest);
    Ok(())
}
