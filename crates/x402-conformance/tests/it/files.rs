//! The files of the vectors.

use std::{path::Path, sync::OnceLock};

use x402_conformance::vector::{self, VectorFile};

/// Every file of `spec-vectors/`, read and checked once.
pub(crate) fn vector_files() -> &'static [VectorFile] {
    static READ: OnceLock<Vec<VectorFile>> = OnceLock::new();
    READ.get_or_init(|| {
        let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec-vectors");
        vector::read_all(&directory).unwrap_or_else(|error| panic!("{error}"))
    })
}
