//! Base64 (C-1) in the standard alphabet, with padding and with zero trailing bits. Strict reads nothing else.

#[cfg(target_pointer_width = "64")]
mod tables;

use alloc::{borrow::Cow, string::String, vec::Vec};

use base64::{
    DecodeError as Error, Engine, alphabet,
    engine::{
        DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig,
        general_purpose::{STANDARD, URL_SAFE_NO_PAD},
    },
};

use crate::{DecodeError, DecodeOptions, ErrorKind, Flag, Flags, Limit, Profile};

pub(crate) fn encode(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Decodes the bytes in the value of a header (C-1, C-12).
pub(crate) fn decode_header(value: &[u8], options: &DecodeOptions, flags: &mut Flags) -> Result<Vec<u8>, DecodeError> {
    let max = options.limits.header;
    if value.len() > max {
        return Err(ErrorKind::Limit { limit: Limit::Header, max }.into());
    }
    if value.is_empty() {
        return Err(ErrorKind::EmptyHeader.into());
    }
    decode(value, options, flags)
}

/// Decodes the URL alphabet (RFC 7515 §2). Padding, other characters and nonzero trailing bits are refused.
pub(crate) fn decode_url(text: &[u8]) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

fn is_space(byte: &u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

pub(crate) fn decode(text: &[u8], options: &DecodeOptions, flags: &mut Flags) -> Result<Vec<u8>, DecodeError> {
    let decoded = match options.profile {
        Profile::Strict => decode_strict(text),
        Profile::Lenient => decode_lenient(text, flags),
    };
    decoded.map_err(|error| {
        // A foreign character is a better error than its effect on the padding. It is searched for here, because
        // Lenient has counted positions without the white space.
        let is_junk = |byte: &u8| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' | b'=' => false,
            _ => options.profile == Profile::Strict || !is_space(byte),
        };
        match (text.iter().position(is_junk), error) {
            (Some(at), _) => DecodeError::new(ErrorKind::Base64Alphabet).at(at),
            (None, Error::InvalidLastSymbol { offset, .. }) => {
                DecodeError::new(ErrorKind::Base64TrailingBits).at(offset)
            }
            (None, Error::InvalidByte(..) | Error::InvalidLength(_) | Error::InvalidPadding) => {
                let at = text.iter().position(|byte| *byte == b'=').unwrap_or(text.len());
                DecodeError::new(ErrorKind::Base64Padding).at(at)
            }
        }
    })
}

#[cfg(target_pointer_width = "64")]
fn decode_strict(text: &[u8]) -> Result<Vec<u8>, Error> {
    // The tables only find out that a text is wrong. The library finds out why.
    tables::decode(text).map_or_else(|| STANDARD.decode(text), Ok)
}

/// In wasm and on small processors the tables, of 4 KiB, would take more than they give.
// `.ci/deep machines` runs the tests with words of 32 bits.
#[cfg(not(target_pointer_width = "64"))]
#[cfg_attr(false, mutants::skip)]
fn decode_strict(text: &[u8]) -> Result<Vec<u8>, Error> {
    STANDARD.decode(text)
}

fn decode_lenient(text: &[u8], flags: &mut Flags) -> Result<Vec<u8>, Error> {
    let mut text = Cow::Borrowed(text);
    if text.iter().any(is_space) {
        flags.insert(Flag::WhiteSpace);
        text.to_mut().retain(|byte| !is_space(byte));
    }
    // The text has either no padding at all or the complete padding. Half of it is damage, not a habit of encoders.
    let unpadded = text.len() & 3 != 0 && text.last() != Some(&b'=');
    let padding = if unpadded { DecodePaddingMode::RequireNone } else { DecodePaddingMode::RequireCanonical };
    if unpadded {
        flags.insert(Flag::MissingPadding);
    }
    let config = GeneralPurposeConfig::new().with_decode_padding_mode(padding);
    match GeneralPurpose::new(&alphabet::STANDARD, config).decode(&*text) {
        Err(Error::InvalidLastSymbol { .. }) => {
            flags.insert(Flag::NonzeroPadBits);
            // The text is decoded a second time, because the first error does not show whether these bits are the only fault.
            GeneralPurpose::new(&alphabet::STANDARD, config.with_decode_allow_trailing_bits(true)).decode(&*text)
        }
        decoded => decoded,
    }
}
