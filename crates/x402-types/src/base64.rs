//! Base64 (C-1): the standard alphabet, padded, zero trailing bits, nothing else.

use alloc::{borrow::Cow, string::String, vec::Vec};

use base64::{
    DecodeError as Error, Engine, alphabet,
    engine::{
        DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig,
        general_purpose::{STANDARD, URL_SAFE_NO_PAD},
    },
};

use crate::{DecodeError, DecodeOptions, ErrorKind, Flag, Flags, Profile};

pub(crate) fn encode(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// The URL alphabet without padding (RFC 7515 §2).
pub(crate) fn encode_url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The same back: no padding, no other character, zero bits behind the last byte.
pub(crate) fn decode_url(text: &[u8]) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

fn is_space(byte: &u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

pub(crate) fn decode(text: &[u8], options: &DecodeOptions, flags: &mut Flags) -> Result<Vec<u8>, DecodeError> {
    let decoded = match options.profile {
        Profile::Strict => STANDARD.decode(text),
        Profile::Lenient => decode_lenient(text, flags),
    };
    decoded.map_err(|error| {
        // A character that does not belong is the better answer than what it did to the padding. Counted here,
        // because Lenient has counted without the white space.
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

fn decode_lenient(text: &[u8], flags: &mut Flags) -> Result<Vec<u8>, Error> {
    let mut text = Cow::Borrowed(text);
    if text.iter().any(is_space) {
        flags.insert(Flag::WhiteSpace);
        text.to_mut().retain(|byte| !is_space(byte));
    }
    // Either no padding at all or all of it: half of it is damage, not habit.
    let unpadded = text.len() & 3 != 0 && text.last() != Some(&b'=');
    let padding = if unpadded { DecodePaddingMode::RequireNone } else { DecodePaddingMode::RequireCanonical };
    if unpadded {
        flags.insert(Flag::MissingPadding);
    }
    let config = GeneralPurposeConfig::new().with_decode_padding_mode(padding);
    match GeneralPurpose::new(&alphabet::STANDARD, config).decode(&*text) {
        Err(Error::InvalidLastSymbol { .. }) => {
            flags.insert(Flag::NonzeroPadBits);
            GeneralPurpose::new(&alphabet::STANDARD, config.with_decode_allow_trailing_bits(true)).decode(&*text)
        }
        decoded => decoded,
    }
}
