//! The vectors, in a directory or inside this program.

use std::path::Path;

use x402_conformance::{
    reference::{Reference, ReferenceTexts},
    vector::{self, ReadError, VectorFile},
};
#[cfg(feature = "conformance")]
use x402_spec_vectors as embedded;

use super::text_at;
use crate::{host::Host, said::Failure};

/// The vectors, and the rulings and notes that explain them.
pub(super) struct Library {
    pub(super) files: Vec<VectorFile>,
    pub(super) reference: Reference,
}

impl Library {
    /// Reads the vectors in a directory, or those inside this program.
    pub(super) fn read(directory: Option<&Path>, host: &mut dyn Host) -> Result<Self, Failure> {
        directory.map_or_else(inside, |directory| Self::below(directory, host))
    }

    fn below(directory: &Path, host: &mut dyn Host) -> Result<Self, Failure> {
        let wrong =
            |error: String| Failure::Usage(format!("{error}; name the directory that has index.json with --vectors"));
        let [checks, rulings] = ["checks.json", "rulings.json"]
            .map(|name| text_at(&directory.join(name), host).map_err(|error| format!("{name}: {error}")));
        // Each of the two functions asks the host, one after the other.
        let host = std::cell::RefCell::new(host);
        let files = vector::read_by(
            directory,
            |directory| host.borrow_mut().names(directory),
            |path| text_at(path, &mut **host.borrow_mut()),
        );
        let files = files.map_err(|error: ReadError| wrong(error.to_string()))?;
        Self::new(files, &checks.map_err(wrong)?, &rulings.map_err(wrong)?).map_err(wrong)
    }

    fn new(files: Vec<VectorFile>, checks: &str, rulings: &str) -> Result<Self, String> {
        let reference =
            Reference::read(ReferenceTexts { checks, rulings }, &files).map_err(|error| error.to_string())?;
        Ok(Self { files, reference })
    }
}

#[cfg(feature = "conformance")]
fn inside() -> Result<Library, Failure> {
    let text = |name: &str| embedded::file(name).map(embedded::File::text).unwrap_or_default();
    // One text is expanded at a time, because all of them together would take 21 MB.
    let files = embedded::files().iter().filter(|file| file.name().starts_with("v1/"));
    let files = files.map(|file| Ok((file.name().to_owned(), file.text())));
    let read = vector::read_texts(files, || Ok(text("index.json"))).map_err(|error: ReadError| error.to_string());
    read.and_then(|files| Library::new(files, &text("checks.json"), &text("rulings.json")))
        .map_err(|error| Failure::Usage(format!("the vectors inside this program: {error}")))
}

#[cfg(not(feature = "conformance"))]
fn inside() -> Result<Library, Failure> {
    Err(Failure::Usage("there are no vectors inside; name the directory that has index.json with --vectors".into()))
}
