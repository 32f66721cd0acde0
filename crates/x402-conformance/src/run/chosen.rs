//! The vectors that a run asks.

use crate::vector::{Vector, VectorFile};

/// A vector that a run asks. It is expanded for the question, and again for the report.
#[derive(Clone, Copy)]
pub(super) struct Chosen<'a> {
    pub(super) file: &'a VectorFile,
    pub(super) index: usize,
}

impl Chosen<'_> {
    pub(super) fn vector(&self) -> Vector {
        self.file.vectors.get(self.index).expect("an index into this file")
    }
}

pub(super) fn chosen(files: &[VectorFile], wanted: impl Fn(&Vector) -> bool) -> Vec<Chosen<'_>> {
    let all = files.iter().flat_map(|file| file.vectors.iter().enumerate().map(move |(at, vector)| (file, at, vector)));
    all.filter(|(_, _, vector)| wanted(vector)).map(|(file, index, _)| Chosen { file, index }).collect()
}
