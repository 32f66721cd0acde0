//! Base64 (C-1): the standard alphabet, padded, zero trailing bits, nothing else.

use alloc::{borrow::Cow, string::String, vec::Vec};

use base64::{
    DecodeError as Error, Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose::STANDARD},
};

use crate::{DecodeError, DecodeOptions, ErrorKind, Flag, Flags, Profile};

pub(crate) fn encode(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

pub(crate) fn decode(text: &[u8], options: &DecodeOptions, flags: &mut Flags) -> Result<Vec<u8>, DecodeError> {
    let decoded = match options.profile {
        Profile::Strict => STANDARD.decode(text),
        Profile::Lenient => decode_lenient(text, flags),
    };
    decoded.map_err(|error| match error {
        Error::InvalidByte(at, b'=') => DecodeError::new(ErrorKind::Base64Padding).at(at),
        Error::InvalidByte(at, _) => DecodeError::new(ErrorKind::Base64Alphabet).at(at),
        Error::InvalidLastSymbol { offset, .. } => DecodeError::new(ErrorKind::Base64TrailingBits).at(offset),
        Error::InvalidLength(_) | Error::InvalidPadding => DecodeError::new(ErrorKind::Base64Padding).at(text.len()),
    })
}

fn decode_lenient(text: &[u8], flags: &mut Flags) -> Result<Vec<u8>, Error> {
    let is_space = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
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
