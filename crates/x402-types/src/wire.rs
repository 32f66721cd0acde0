//! The common interface of all wire objects: decoding, encoding and serde.

use alloc::{string::String, vec::Vec};

use crate::{
    DecodeError, DecodeOptions, ErrorKind, Flag, Flags, Limits, Profile, RawJson, base64, json, object::Object,
    read::Reader,
};

/// A decoded object, with its flags and the text from which it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Decoded<T> {
    /// The decoded object.
    pub value: T,
    /// The flags for tolerated deviations and facts worth knowing.
    pub flags: Flags,
    /// The JSON text as received, for forwarding. It does not contain a byte order mark.
    pub text: String,
}

/// An object that the participants exchange. All such objects are decoded and encoded in the same ways.
///
/// Decoding keeps every field, and encoding writes every field back: first the fields of the specification in its
/// order, then the other fields and explicit nulls in their original order (C-13).
///
/// To make your own object one of them, implement [`Object`].
pub trait Wire: Object {
    /// Decodes JSON text. Only Lenient accepts a byte order mark before it (C-2).
    ///
    /// # Errors
    /// Errors of the stages `utf8` (only for the mark), `json`, `shape` and `limit`.
    fn decode(text: impl Into<String>, options: &DecodeOptions) -> Result<Decoded<Self>, DecodeError> {
        let (text, mut flags) = (text.into(), Flags::NONE);
        let text = match behind_mark(text.as_bytes(), options, &mut flags)? {
            0 => text,
            start => text.get(start..).unwrap_or_default().into(),
        };
        decode_with(text, options, flags)
    }

    /// Decodes the bytes of JSON text, which are UTF-8. Only Lenient accepts a byte order mark before it (C-2).
    ///
    /// # Errors
    /// Errors of the stages `utf8`, `json`, `shape` and `limit`.
    fn decode_bytes(bytes: impl Into<Vec<u8>>, options: &DecodeOptions) -> Result<Decoded<Self>, DecodeError> {
        decode_bytes_with(bytes.into(), options, Flags::NONE)
    }

    /// Decodes only the object from the bytes of JSON text, which the caller keeps, under the rules of
    /// [`decode_bytes`](Self::decode_bytes). The result contains neither the flags nor a copy of the text.
    ///
    /// ```
    /// use x402_types::{DecodeOptions, VerifyOutcome, VerifyResponse, Wire};
    /// let answer = VerifyResponse::from_json(br#"{"isValid":true}"#, &DecodeOptions::STRICT)?;
    /// assert_eq!(answer.outcome, VerifyOutcome::Valid);
    /// # Ok::<(), x402_types::DecodeError>(())
    /// ```
    ///
    /// # Errors
    /// Errors of the stages `utf8`, `json`, `shape` and `limit`.
    fn from_json(bytes: impl AsRef<[u8]>, options: &DecodeOptions) -> Result<Self, DecodeError> {
        let (bytes, mut flags) = (bytes.as_ref(), Flags::NONE);
        let start = behind_mark(bytes, options, &mut flags)?;
        let text = str::from_utf8(bytes.get(start..).unwrap_or_default())?;
        read_text(text, options, &mut flags)
    }

    /// Decodes the value of a header: base64 of JSON text (C-1).
    ///
    /// # Errors
    /// Errors of every stage.
    fn decode_header(value: impl AsRef<[u8]>, options: &DecodeOptions) -> Result<Decoded<Self>, DecodeError> {
        let mut flags = Flags::NONE;
        let bytes = base64::decode_header(value.as_ref(), options, &mut flags)?;
        decode_bytes_with(bytes, options, flags)
    }

    /// Encodes the object as compact JSON text (C-13).
    fn to_json(&self) -> String {
        let mut out = String::with_capacity(1024);
        self.write(&mut out);
        out
    }

    /// Encodes the object as the value of a header: [`to_json`](Self::to_json) in padded standard base64.
    fn to_header(&self) -> String {
        base64::encode(self.to_json().as_bytes())
    }

    /// Returns the object as a JSON value, or `null` if no reader accepts the written text because a field is nested
    /// more than 256 deep.
    ///
    /// ```
    /// use x402_types::{VerifyResponse, Wire};
    /// assert_eq!(VerifyResponse::valid().to_raw().as_str(), r#"{"isValid":true}"#);
    /// ```
    fn to_raw(&self) -> RawJson {
        let text = self.to_json();
        json::check(&text, &Limits::NONE, &mut json::Nodes::new())
            .map_or_else(|_| RawJson::null(), |checked| checked.root.into())
    }
}

impl<T: Object> Wire for T {}

fn decode_bytes_with<T: Wire>(
    bytes: Vec<u8>,
    options: &DecodeOptions,
    mut flags: Flags,
) -> Result<Decoded<T>, DecodeError> {
    let bytes = match behind_mark(&bytes, options, &mut flags)? {
        0 => bytes,
        start => bytes.get(start..).unwrap_or_default().to_vec(),
    };
    let text = String::from_utf8(bytes).map_err(|error| error.utf8_error())?;
    decode_with(text, options, flags)
}

/// The start of the text, after a byte order mark. Strict refuses the mark.
fn behind_mark(bytes: &[u8], options: &DecodeOptions, flags: &mut Flags) -> Result<usize, DecodeError> {
    const MARK: &[u8] = b"\xef\xbb\xbf";
    match (bytes.starts_with(MARK), options.profile) {
        (false, _) => Ok(0),
        (true, Profile::Strict) => Err(DecodeError::new(ErrorKind::ByteOrderMark).at(0)),
        (true, Profile::Lenient) => {
            flags.insert(Flag::Bom);
            Ok(MARK.len())
        }
    }
}

fn decode_with<T: Wire>(text: String, options: &DecodeOptions, mut flags: Flags) -> Result<Decoded<T>, DecodeError> {
    let value = read_text(&text, options, &mut flags)?;
    Ok(Decoded { value, flags, text })
}

/// Checks a text and reads one object from it. Adds the raised flags.
pub(crate) fn read_text<T: Wire>(text: &str, options: &DecodeOptions, flags: &mut Flags) -> Result<T, DecodeError> {
    let mut nodes = json::Nodes::new();
    let checked = json::check(text, &options.limits, &mut nodes)?;
    let mut reader = Reader::new(options);
    if checked.number_range {
        reader.flag(Flag::NumberRange);
    }
    let value = T::read(checked.root, &mut reader);
    *flags = flags.union(reader.flags());
    value
}
