//! The files of the vectors.

use std::path::Path;

use x402_conformance::vector::{self, VectorFile};

/// Every file of `spec-vectors/`, read and checked.
pub(crate) fn vector_files() -> Vec<VectorFile> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec-vectors");
    vector::read_all(&directory).unwrap_or_else(|error| panic!("{error}"))
}
