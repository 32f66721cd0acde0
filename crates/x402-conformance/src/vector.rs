//! The vector format (`spec-vectors/README.md`).

mod intermediate;
mod read;

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use x402_types::RawJson;

pub use self::intermediate::{ChainCall, Intermediate, Signed, SignedTransaction};
pub use self::read::{ReadError, read_all, read_texts};
use crate::objects;

/// The value of `format` in every file.
pub const FORMAT: &str = "x402-vectors/1";

/// One file of vectors.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VectorFile {
    /// [`FORMAT`]
    pub format: String,
    /// What the vectors are about: the file's name without `.json`.
    pub group: String,
    /// SPDX expression.
    pub license: String,
    /// What made the file.
    #[serde(deserialize_with = "objects::one")]
    pub generated: Generated,
    /// The documents that the vectors are about.
    #[serde(deserialize_with = "objects::list")]
    pub documents: Vec<Document>,
    /// What each flag means. Every flag has a note, and every note is used.
    #[serde(deserialize_with = "objects::named")]
    pub notes: BTreeMap<String, Note>,
    /// The vectors.
    #[serde(deserialize_with = "objects::list")]
    pub vectors: Vec<Vector>,
}

/// The program that made a file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Generated {
    /// Its name.
    pub by: String,
    /// Its version, which is that of the vectors (`spec-vectors/CHANGELOG.md`).
    pub version: String,
}

/// A pinned document.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// File name.
    pub name: String,
    /// Commit of the copy.
    pub commit: String,
    /// Date of the copy.
    pub date: String,
}

/// What a flag means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// The class of bug.
    pub class: String,
    /// What it is.
    pub text: String,
    /// What comes of it.
    pub effect: String,
    /// What the bug costs at worst.
    pub severity: Severity,
    /// Rulings (`docs/rulings.md`), and findings about implementations (`docs/sources.md`).
    pub sources: Vec<String>,
    /// Where more can be read: standards, documents, advisories and threads.
    pub links: Vec<String>,
}

/// What a bug costs at worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Somebody loses money, or is served without paying.
    Money,
    /// The chain refuses the payment after the client was served.
    Revert,
    /// Two implementations read the same bytes differently.
    Ambiguity,
    /// A stranger takes the reader's memory, stack or time.
    Resources,
    /// An honest payment is refused.
    Refusal,
    /// A choice of the server is not respected. The chain does not mind.
    Policy,
}

impl Severity {
    /// As the files spell it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Money => "money",
            Self::Revert => "revert",
            Self::Ambiguity => "ambiguity",
            Self::Resources => "resources",
            Self::Refusal => "refusal",
            Self::Policy => "policy",
        }
    }
}

/// How the names of flags begin that follow from the expectation: the bug of an implementation that takes the vector.
pub const BUG_FLAG_PREFIX: &str = "accepts-";

/// One vector.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Vector {
    /// Permanent; the group, a hyphen and a number (`spec-vectors/README.md`).
    pub id: String,
    /// What the case is.
    pub title: String,
    /// Why it matters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// What it is about, by names that have a note.
    pub flags: Vec<String>,
    /// The rulings it tests.
    pub rulings: Vec<String>,
    /// The numbered statements of the documents that it tests.
    pub requirements: Vec<String>,
    /// The operation.
    pub op: String,
    /// Exactly the input of the operation.
    pub input: Input,
    /// The vector it was made from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// What was changed in the parent.
    #[serde(default, deserialize_with = "objects::optional", skip_serializing_if = "Option::is_none")]
    pub change: Option<Change>,
    /// What is expected.
    #[serde(deserialize_with = "objects::one")]
    pub expect: Expect,
    /// Values on the way.
    #[serde(default, deserialize_with = "objects::one", skip_serializing_if = "Intermediate::is_empty")]
    pub intermediate: Intermediate,
    /// Who else says so.
    #[serde(default, deserialize_with = "objects::list", skip_serializing_if = "Vec::is_empty")]
    pub witness: Vec<Witness>,
    /// Why nobody else can.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_witness: Option<String>,
}

/// The group of the vector with this id: `eip3009` of `eip3009-0082a`.
#[must_use]
pub fn group_of(id: &str) -> &str {
    id.rsplit_once('-').map_or(id, |(group, _)| group)
}

impl Vector {
    /// The group: `eip3009` of `eip3009-0082a`.
    #[must_use]
    pub fn group(&self) -> &str {
        group_of(&self.id)
    }

    /// SHA-256 of what a witness looks at: input, expectation and flags. A finding about another one is out of date.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let Expect { class, ours: _, derived: _, result: _, reason: _, stage: _, check } = &self.expect;
        let result = self.expect.stated();
        let parts =
            [self.op.as_str(), self.input.as_str(), class.as_str(), &result, check.as_deref().unwrap_or_default()];
        let mut hash = Sha256::new();
        // Flags that follow from the expectation add nothing to it.
        let flags = self.flags.iter().map(String::as_str).filter(|flag| !flag.starts_with(BUG_FLAG_PREFIX));
        for part in parts.into_iter().chain(flags) {
            hash.update(part);
            hash.update([0]);
        }
        hex(&hash.finalize())
    }
}

/// The input of an operation as it is written: a payment in it may have a member twice, which is for the decoder to find.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Input(Box<RawValue>);

impl Input {
    /// Takes one JSON value.
    ///
    /// # Errors
    /// It is none.
    pub fn new(text: &str) -> serde_json::Result<Self> {
        serde_json::from_str(text).map(Self)
    }

    /// The JSON text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.get()
    }
}

/// The one difference from the parent.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// Where.
    pub path: String,
    /// What it was.
    pub from: String,
    /// What it is.
    pub to: String,
}

/// What is expected of an implementation.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    /// How an implementation is judged.
    pub class: Class,
    /// Our own two answers, for `decode`.
    #[serde(default, deserialize_with = "objects::optional", skip_serializing_if = "Option::is_none")]
    pub ours: Option<Ours>,
    /// The members that are compared, no others.
    pub result: RawJson,
    /// Those of them that follow from the question and the rest, by rules that hold for all vectors.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub derived: Vec<String>,
    /// The specification's error code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The stage that decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<String>,
    /// The check that decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<String>,
}

impl Expect {
    /// The result without derived members. A program that was run for the vector was run for this text.
    fn stated(&self) -> Cow<'_, str> {
        if self.derived.is_empty() {
            return self.result.as_str().into();
        }
        let mut members: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(self.result.as_str()).unwrap_or_default();
        members.retain(|name, _| !self.derived.contains(name));
        serde_json::Value::Object(members).to_string().into()
    }
}

/// How an implementation is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// The input has to be accepted.
    Valid,
    /// The input has to be refused.
    Invalid,
    /// The input may be accepted or refused.
    Acceptable,
    /// The input cannot be decided without the chain.
    Undecided,
}

impl Class {
    /// `valid`, `invalid`, `acceptable` or `undecided`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Invalid => "invalid",
            Self::Acceptable => "acceptable",
            Self::Undecided => "undecided",
        }
    }
}

/// Our answers under both profiles: the members that are compared.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ours {
    /// Under Strict.
    pub strict: RawJson,
    /// Under Lenient.
    pub lenient: RawJson,
}

/// A library that nobody here wrote, and what it confirms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Witness {
    /// Name and version.
    pub by: String,
    /// What it computed too, with the same outcome.
    pub confirms: Vec<String>,
}

/// `spec-vectors/index.json`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Index {
    /// [`FORMAT`]
    pub format: String,
    /// The files, by name.
    #[serde(deserialize_with = "objects::list")]
    pub files: Vec<IndexEntry>,
}

/// One file of the index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndexEntry {
    /// Path below `spec-vectors/`.
    pub file: String,
    /// How many vectors it has.
    pub count: usize,
    /// SHA-256 of the file.
    pub sha256: String,
    /// The operations that its vectors use.
    pub operations: BTreeSet<String>,
}

impl IndexEntry {
    /// The entry for a file with this text.
    #[must_use]
    pub fn new(file: &str, text: &str, vectors: &[Vector]) -> Self {
        let sha256 = hex(&Sha256::digest(text));
        let operations = vectors.iter().map(|vector| vector.op.clone()).collect();
        Self { file: file.into(), count: vectors.len(), sha256, operations }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
