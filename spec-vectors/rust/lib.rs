//! Test vectors for implementations of the [x402](https://www.x402.org) payment protocol, inside the crate.
//!
//! `README.md` beside this crate describes the format. The crate `x402-conformance` reads it, and the command
//! `x402 conformance run` puts every vector to an implementation in any language.
//!
//! ```
//! let networks = x402_spec_vectors::file("v1/networks.json").expect("a group of vectors").text();
//! assert!(networks.starts_with("{\n \"format\": \"x402-vectors/2\","));
//! ```

#![forbid(unsafe_code)]

use std::io::Read;

use flate2::read::DeflateDecoder;

/// A file of the vectors.
#[derive(Clone, Copy, Debug)]
pub struct File {
    name: &'static str,
    /// Of the text, in bytes.
    length: usize,
    compressed: &'static [u8],
}

static FILES: &[File] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

impl File {
    /// The path below `spec-vectors/`, such as `v1/networks.json`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The JSON text.
    ///
    /// # Panics
    /// Never: the build compressed the text.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::with_capacity(self.length);
        DeflateDecoder::new(self.compressed).read_to_string(&mut text).expect("compressed by the build");
        text
    }
}

/// Every file, by name: `checks.json`, `index.json`, `quick.json`, `rulings.json` and `v1/*.json`.
#[must_use]
pub fn files() -> &'static [File] {
    FILES
}

/// The file with this name.
#[must_use]
pub fn file(name: &str) -> Option<&'static File> {
    FILES.iter().find(|file| file.name == name)
}
