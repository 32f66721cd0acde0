//! What a payment adds for one extension, read alone. The tests of x402-extensions use this file, too.

use x402_types::{DecodeError, DecodeOptions, Flags, RawJson, extensions::Extension, read::Reader};

/// Of the `info` under the extension's own key.
pub(crate) fn read<E: Extension>(extension: &str) -> (Option<Result<E, DecodeError>>, Flags) {
    let extensions = RawJson::parse(&format!(r#"{{"other":{{"info":{{}}}},"{}":{extension}}}"#, E::KEY)).unwrap();
    let mut reader = Reader::new(&DecodeOptions::STRICT);
    let read = E::of_extensions(&extensions, &mut reader);
    (read, reader.flags())
}

#[track_caller]
pub(crate) fn refused<E: Extension + std::fmt::Debug>(extension: &str, expected: &str) {
    let error = read::<E>(extension).0.unwrap().unwrap_err();
    assert_eq!(format!("{} {}", error.kind().as_str(), error.path()), expected, "{extension}");
}
