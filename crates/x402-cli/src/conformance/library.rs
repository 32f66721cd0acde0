//! The vectors, in a directory or inside this program.

use std::{collections::BTreeSet, path::Path};

use x402_conformance::{
    reference::{Reference, ReferenceTexts},
    vector::{self, ReadError, VectorFile},
};
#[cfg(feature = "conformance")]
use x402_spec_vectors as embedded;

use crate::{
    host::{Host, read_text},
    output::Failure,
};

/// The vectors, and the rulings and notes that explain them.
pub(super) struct Library {
    pub(super) files: Vec<VectorFile>,
    pub(super) reference: Reference,
}

impl Library {
    /// Reads the vectors of these groups in a directory, or of those inside this program. All of them take a second.
    pub(super) fn read(
        directory: Option<&Path>,
        host: &mut dyn Host,
        is_wanted: impl Fn(&str) -> bool,
    ) -> Result<Self, Failure> {
        let is_wanted = |name: &str| {
            let group = name.strip_prefix("v1/").and_then(|name| name.strip_suffix(".json"));
            group.is_some_and(&is_wanted)
        };
        match directory {
            Some(directory) => Self::below(directory, host, is_wanted),
            None => inside(is_wanted),
        }
    }

    /// The same for the vectors of one id or more. If there is none in the groups that an id may be of, all are read, so that the
    /// caller can say what is wrong.
    pub(super) fn read_few(
        directory: Option<&Path>,
        host: &mut dyn Host,
        is_wanted: impl Fn(&str) -> bool,
        is_enough: impl FnOnce(&Self) -> bool,
    ) -> Result<Self, Failure> {
        match Self::read(directory, host, is_wanted) {
            Ok(few) if is_enough(&few) => Ok(few),
            _ => Self::read(directory, host, |_| true),
        }
    }

    fn below(directory: &Path, host: &mut dyn Host, is_wanted: impl Fn(&str) -> bool) -> Result<Self, Failure> {
        let wrong = |error: String| {
            Failure::Usage(format!("{error}: pass the directory that contains index.json with --vectors"))
        };
        let [checks, rulings] = ["checks.json", "rulings.json"]
            .map(|name| read_text(&directory.join(name), host).map_err(|error| format!("{name}: {error}")));
        // Each of the two functions asks the host, one after the other.
        let host = std::cell::RefCell::new(host);
        let files = vector::read_by(
            directory,
            |directory| {
                let mut names = host.borrow_mut().names(directory)?;
                names.retain(|name| is_wanted(&format!("v1/{name}")));
                Ok(names)
            },
            |path| {
                let text = read_text(path, &mut **host.borrow_mut())?;
                Ok(if path.ends_with("index.json") { of_files(&text, &is_wanted) } else { text })
            },
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

/// The ids of the vectors that `--quick` asks, which `quick.json` lists.
pub(super) fn quick(directory: Option<&Path>, host: &mut dyn Host) -> Result<BTreeSet<String>, Failure> {
    let wrong = |error: String| Failure::Usage(format!("quick.json: {error}"));
    let text = match directory {
        Some(directory) => read_text(&directory.join("quick.json"), host).map_err(|error| wrong(error.to_string()))?,
        None => quick_inside(),
    };
    serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))
}

#[cfg(feature = "conformance")]
fn quick_inside() -> String {
    embedded::file("quick.json").map(embedded::File::text).unwrap_or_default()
}

#[cfg(not(feature = "conformance"))]
fn quick_inside() -> String {
    // `inside` refuses the run next.
    "[]".into()
}

/// The index with the entries of these files alone. A text that is no index stays as it is, for the reader to refuse.
fn of_files(index: &str, is_wanted: impl Fn(&str) -> bool) -> String {
    let Ok(mut read) = serde_json::from_str::<serde_json::Value>(index) else { return index.into() };
    if let Some(entries) = read.get_mut("files").and_then(|files| files.as_array_mut()) {
        entries.retain(|entry| entry.get("file").and_then(|file| file.as_str()).is_none_or(&is_wanted));
    }
    read.to_string()
}

#[cfg(feature = "conformance")]
fn inside(is_wanted: impl Fn(&str) -> bool) -> Result<Library, Failure> {
    let text = |name: &str| embedded::file(name).map(embedded::File::text).unwrap_or_default();
    // One text is expanded at a time, because all of them together would take 21 MB.
    let files = embedded::files().iter().filter(|file| is_wanted(file.name()));
    let files = files.map(|file| Ok((file.name().to_owned(), file.text())));
    let index = || Ok(of_files(&text("index.json"), &is_wanted));
    let read = vector::read_texts(files, index).map_err(|error: ReadError| error.to_string());
    read.and_then(|files| Library::new(files, &text("checks.json"), &text("rulings.json")))
        .map_err(|error| Failure::Usage(format!("the vectors inside this program: {error}")))
}

#[cfg(not(feature = "conformance"))]
fn inside(_: impl Fn(&str) -> bool) -> Result<Library, Failure> {
    Err(Failure::Usage(
        "this build contains no vectors: pass the directory that contains index.json with --vectors".into(),
    ))
}
