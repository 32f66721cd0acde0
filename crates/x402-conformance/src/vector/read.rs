//! Reads all vectors, and checks what the format promises.

use std::{
    collections::BTreeSet,
    fmt, fs, io,
    path::{Path, PathBuf},
};

use super::{Class, FORMAT, Index, IndexEntry, VectorFile};
use crate::objects::Object;

/// The reasons why the vectors cannot be read.
#[derive(Debug)]
#[non_exhaustive]
pub enum ReadError {
    /// A file or the directory cannot be read.
    Io(PathBuf, io::Error),
    /// A file does not have the format.
    Format(PathBuf, String),
    /// There are no vectors, which means that the path is wrong.
    NoVectors(PathBuf),
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(path, error) => write!(f, "{}: {error}", path.display()),
            Self::Format(path, error) => write!(f, "{}: {error}", path.display()),
            Self::NoVectors(path) => write!(f, "{}: no vectors there", path.display()),
        }
    }
}

impl std::error::Error for ReadError {}

impl ReadError {
    /// Puts the directory before the file's path.
    fn below(self, directory: &Path) -> Self {
        match self {
            Self::Format(path, error) => Self::Format(directory.join(path), error),
            Self::NoVectors(path) => Self::NoVectors(directory.join(path)),
            // The path of a file that was opened is already complete.
            error @ Self::Io(..) => error,
        }
    }
}

/// Reads every `*.json` of `spec-vectors/v1`, sorted by name, and checks the files as [`read_texts`] does.
///
/// # Errors
/// The first fault.
pub fn read_all(spec_vectors: &Path) -> Result<Vec<VectorFile>, ReadError> {
    let names = |directory: &Path| {
        let names = fs::read_dir(directory)?.map(|entry| entry.map(|entry| entry.file_name().into_string().ok()));
        names.filter_map(Result::transpose).collect()
    };
    read_by(spec_vectors, names, |path| fs::read_to_string(path))
}

/// Reads the same by functions that list the names in a directory and read a file.
///
/// # Errors
/// The first fault.
pub fn read_by(
    spec_vectors: &Path,
    names: impl FnOnce(&Path) -> io::Result<Vec<String>>,
    mut text: impl FnMut(&Path) -> io::Result<String>,
) -> Result<Vec<VectorFile>, ReadError> {
    let directory = spec_vectors.join("v1");
    let mut read = |path: PathBuf| text(&path).map_err(|error| ReadError::Io(path, error));
    let index = read(spec_vectors.join("index.json"));
    let names = names(&directory).map_err(|error| ReadError::Io(directory.clone(), error))?;
    let mut names: Vec<String> =
        names.into_iter().filter(|name| name.ends_with(".json")).map(|name| format!("v1/{name}")).collect();
    if names.is_empty() {
        return Err(ReadError::NoVectors(directory));
    }
    names.sort();
    let texts = names.into_iter().map(|name| {
        let text = read(spec_vectors.join(&name))?;
        Ok((name, text))
    });
    read_texts(texts, || index).map_err(|error| error.below(spec_vectors))
}

/// Reads vectors from the texts of files, each with its path below `spec-vectors/`. Checks the format: group and file
/// name agree, ids are distinct, every flag has a note and every note is used, every vector names a witness or says why
/// there is none, parents exist, and the index is right.
///
/// # Errors
/// The first fault, or the error of a file.
pub fn read_texts(
    texts: impl IntoIterator<Item = Result<(String, String), ReadError>>,
    index: impl FnOnce() -> Result<String, ReadError>,
) -> Result<Vec<VectorFile>, ReadError> {
    let mut files = Vec::new();
    let mut entries = Vec::new();
    let mut ids = Ids::default();
    for named in texts {
        let (name, text) = named?;
        let wrong = |error: String| ReadError::Format(PathBuf::from(&name), error);
        let Object(file): Object<VectorFile> = serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))?;
        let operations = check_file(&file, name.strip_prefix("v1/").unwrap_or(&name), &mut ids).map_err(wrong)?;
        entries.push(IndexEntry::with(&name, text.as_bytes(), file.vectors.len(), operations));
        files.push(file);
    }
    if files.iter().all(|file| file.vectors.is_empty()) {
        return Err(ReadError::NoVectors("v1".into()));
    }
    ids.check().map_err(|error| ReadError::Format("v1".into(), error))?;
    let wrong = |error: String| ReadError::Format("index.json".into(), error);
    let Object(read): Object<Index> = serde_json::from_str(&index()?).map_err(|error| wrong(error.to_string()))?;
    if read.files != entries {
        return Err(wrong("does not describe the files next to it; generate the vectors again".into()));
    }
    Ok(files)
}

/// Checks one file, each vector of which is expanded once. Returns the operations of its vectors.
fn check_file(file: &VectorFile, name: &str, ids: &mut Ids) -> Result<BTreeSet<String>, String> {
    if file.format != FORMAT {
        return Err(format!("format must be {FORMAT}"));
    }
    if name.strip_suffix(".json") != Some(&file.group) {
        return Err(format!("group {} is not the file's name", file.group));
    }
    // Ids become names of files and addresses.
    let is_word = |text: &str| text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    if !file.group.split('-').all(|word| !word.is_empty() && is_word(word)) {
        return Err(format!(
            "group {:?} is not words of small letters and digits, with hyphens between them",
            file.group
        ));
    }
    let (mut used, mut operations) = (BTreeSet::new(), BTreeSet::new());
    for vector in &file.vectors {
        let number = vector.id.strip_prefix(&file.group).and_then(|rest| rest.strip_prefix('-'));
        if !number.is_some_and(|number| number.starts_with(|first: char| first.is_ascii_digit()) && is_word(number)) {
            return Err(format!(
                "{:?}: an id is the group, a hyphen, a number, and small letters if need be",
                vector.id
            ));
        }
        if vector.title.chars().any(char::is_control) {
            return Err(format!("{}: a title is one line", vector.id));
        }
        if vector.witness.is_empty() == vector.no_witness.is_none() {
            return Err(format!("{}: needs either a witness or a reason why there is none", vector.id));
        }
        if vector.intermediate.chain.iter().any(|call| call.moved.is_some() == call.reverted.is_some()) {
            return Err(format!("{}: a call either moves something or reverts", vector.id));
        }
        if vector.expect.class == Class::Invalid && vector.flags.is_empty() {
            return Err(format!("{}: a vector to be refused has a flag that names the bug", vector.id));
        }
        if vector.parent.is_some() != vector.change.is_some() {
            return Err(format!("{}: parent and change go together", vector.id));
        }
        used.extend(vector.flags);
        if !operations.contains(&vector.op) {
            operations.insert(vector.op);
        }
        ids.add(vector.id, vector.parent);
    }
    let noted = file.notes.keys().cloned().collect();
    match used.symmetric_difference(&noted).next() {
        Some(flag) => Err(format!("flag {flag} has no note, or its note is not used")),
        None => Ok(operations),
    }
}

/// The ids of all files.
#[derive(Default)]
struct Ids {
    all: BTreeSet<String>,
    twice: Option<String>,
    /// A vector, and the one that it was made from.
    parents: Vec<(String, String)>,
}

impl Ids {
    fn add(&mut self, id: String, parent: Option<String>) {
        self.parents.extend(parent.map(|parent| (id.clone(), parent)));
        if self.all.contains(&id) {
            self.twice.get_or_insert(id);
        } else {
            self.all.insert(id);
        }
    }

    /// Fails if an id occurs twice, or a parent does not exist.
    fn check(&self) -> Result<(), String> {
        if let Some(id) = &self.twice {
            return Err(format!("{id}: the id occurs twice"));
        }
        match self.parents.iter().find(|(_, parent)| !self.all.contains(parent)) {
            Some((id, parent)) => Err(format!("{id}: its parent {parent} does not exist")),
            None => Ok(()),
        }
    }
}
