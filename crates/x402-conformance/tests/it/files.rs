//! The files of the vectors.

use std::{path::Path, sync::OnceLock};

use x402_conformance::vector::{self, Vector, VectorFile};

/// Every file of `spec-vectors/`, read and checked once.
pub(crate) fn vector_files() -> &'static [VectorFile] {
    static READ: OnceLock<Vec<VectorFile>> = OnceLock::new();
    READ.get_or_init(|| {
        let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec-vectors");
        vector::read_all(&directory).unwrap_or_else(|error| panic!("{error}"))
    })
}

/// Every vector, expanded once.
pub(crate) fn vectors() -> &'static [Vector] {
    static READ: OnceLock<Vec<Vector>> = OnceLock::new();
    READ.get_or_init(|| vector_files().iter().flat_map(|file| &file.vectors).collect())
}
