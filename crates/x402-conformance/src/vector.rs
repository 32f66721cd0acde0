//! The vector format (`spec-vectors/README.md`).

mod intermediate;
mod read;
mod rows;

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use x402_types::{RawJson, declare::names};

pub use self::intermediate::{ChainCall, Intermediate, Signed, SignedTransaction};
pub use self::read::{ReadError, read_all, read_by, read_texts};
pub use self::rows::{Edit, Rows};
use crate::{adapter::Question, objects};

/// The value of `format` in every file.
pub const FORMAT: &str = "x402-vectors/2";

/// A file of vectors.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VectorFile {
    /// The value [`FORMAT`].
    pub format: String,
    /// The subject of the vectors, which is the file's name without `.json`.
    pub group: String,
    /// The license as an SPDX expression.
    pub license: String,
    /// The program that made the file.
    #[serde(deserialize_with = "objects::one")]
    pub generated: Generated,
    /// The documents that the vectors are about.
    #[serde(deserialize_with = "objects::list")]
    pub documents: Vec<Document>,
    /// What each flag means. Every flag has a note, and every note is used.
    #[serde(deserialize_with = "objects::named")]
    pub notes: BTreeMap<String, Note>,
    /// The vectors.
    pub vectors: Rows,
}

/// The program that made a file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Generated {
    /// The program's name.
    pub by: String,
    /// The version of the vectors (`spec-vectors/CHANGELOG.md`).
    pub version: String,
}

/// A pinned document.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// The name of the file.
    pub name: String,
    /// The commit of the copy.
    pub commit: String,
    /// The date of the copy.
    pub date: String,
}

/// What a flag means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// The class of bug.
    pub class: String,
    /// A description of the bug.
    pub text: String,
    /// The effect of the bug.
    pub effect: String,
    /// The worst effect of the bug.
    pub severity: Severity,
    /// Rulings (`docs/reference/rulings`), and findings about implementations (`docs/reference/sources.md`).
    pub sources: Vec<String>,
    /// Standards, documents, advisories and threads with more information.
    pub links: Vec<String>,
}

names! {
    /// The worst effect of a bug. The format of vectors has these, so the enum is exhaustive.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
    #[serde(rename_all = "lowercase")]
    pub enum Severity {
        /// Somebody loses money, or gets the service without paying.
        Money = "money",
        /// The chain refuses the payment after the client was served.
        Revert = "revert",
        /// Two implementations read the same bytes differently.
        Ambiguity = "ambiguity",
        /// An attacker takes the reader's memory, stack or time.
        Resources = "resources",
        /// An honest payment is refused.
        Refusal = "refusal",
        /// A choice of the server is not respected, though the chain accepts the payment.
        Policy = "policy",
    }
    as_str "The name in the files.";
    Display;
}

names! {
    /// What binds an implementation to the verdict of a vector. The format of vectors has these, so the enum is exhaustive. The first is
    /// the strongest.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
    #[serde(rename_all = "lowercase")]
    pub enum Level {
        /// A document says so, or the contract or program that settles was executed.
        Must = "must",
        /// The official SDKs agree or sent these bytes, or the operator who alone settles says so, and no document says otherwise. Also the
        /// most that binds to a vector without a single right verdict.
        Should = "should",
        /// This project has decided. Another decision is no fault.
        Policy = "policy",
    }
    as_str "The name in the files.";
    Display;
}

/// The prefix of the flags that follow from the expectation. Each names the bug of an implementation that accepts the
/// vector.
pub const BUG_FLAG_PREFIX: &str = "accepts-";

/// One vector.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Vector {
    /// The permanent id: the group, a hyphen and a number (`spec-vectors/README.md`).
    pub id: String,
    /// A description of the case.
    pub title: String,
    /// The reason why the case matters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// The classes of bugs that the vector is about. Each has a note.
    pub flags: Vec<String>,
    /// What binds an implementation to the verdict.
    pub level: Level,
    /// The rulings that the vector tests.
    pub rulings: Vec<String>,
    /// The numbered statements of the documents that the vector tests.
    pub requirements: Vec<String>,
    /// The operation.
    pub op: String,
    /// The input of the operation, byte for byte.
    pub input: Input,
    /// The vector from which this vector was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// The change from the parent.
    #[serde(default, deserialize_with = "objects::optional", skip_serializing_if = "Option::is_none")]
    pub change: Option<Change>,
    /// The expected answer.
    #[serde(deserialize_with = "objects::one")]
    pub expect: Expect,
    /// Intermediate values of the computation.
    #[serde(default, deserialize_with = "objects::one", skip_serializing_if = "Intermediate::is_empty")]
    pub intermediate: Intermediate,
    /// The libraries that computed the same.
    #[serde(default, deserialize_with = "objects::list", skip_serializing_if = "Vec::is_empty")]
    pub witness: Vec<Witness>,
    /// The reason why no library can confirm the vector.
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
    pub fn group(&self) -> &str {
        group_of(&self.id)
    }

    /// What an implementation is asked. `decode` is asked once for each profile, which the runner adds.
    pub fn question(&self) -> Question<'_> {
        Question { op: &self.op, input: self.input.as_str() }
    }

    /// SHA-256 of the parts that a witness examines: input, expectation and flags. A finding with another fingerprint
    /// is out of date.
    pub fn fingerprint(&self) -> String {
        let Expect { class, ours: _, derived: _, result: _, reason: _, stage: _, check } = &self.expect;
        let result = self.expect.stated();
        let parts =
            [self.op.as_str(), self.input.as_str(), class.as_str(), &result, check.as_deref().unwrap_or_default()];
        let mut hash = Sha256::new();
        // Flags that follow from the expectation add no information.
        let flags = self.flags.iter().map(String::as_str).filter(|flag| !flag.starts_with(BUG_FLAG_PREFIX));
        for part in parts.into_iter().chain(flags) {
            hash.update(part);
            hash.update([0]);
        }
        hex(&hash.finalize())
    }
}

/// The input of an operation as written. For example, a payment in it may have a duplicate member, which is for the
/// decoder to find.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Input(Box<RawValue>);

impl Input {
    /// Takes one JSON value.
    ///
    /// # Errors
    /// The text is not a JSON value.
    pub fn new(text: &str) -> serde_json::Result<Self> {
        serde_json::from_str(text).map(Self)
    }

    /// The JSON text.
    pub fn as_str(&self) -> &str {
        self.0.get()
    }
}

/// The one difference from the parent.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// The place of the change in the input.
    pub path: String,
    /// The value in the parent.
    pub from: String,
    /// The value in this vector.
    pub to: String,
}

/// The expected answer of an implementation.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    /// The class that decides how an answer is compared.
    pub class: Class,
    /// The two answers of this implementation, for `decode`.
    #[serde(default, deserialize_with = "objects::optional", skip_serializing_if = "Option::is_none")]
    pub ours: Option<Ours>,
    /// The members that are compared. No others are.
    pub result: RawJson,
    /// The members of `result` that follow from the question and the other members, by rules that hold for all vectors.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub derived: Vec<String>,
    /// The reason code of the specification.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The deciding stage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<String>,
    /// The deciding check.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<String>,
}

impl Expect {
    /// The result without derived members. Programs that were run for the vector were run for this text.
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

names! {
    /// The class that decides how an answer is compared. The format of vectors has these four, so the enum is exhaustive.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "lowercase")]
    pub enum Class {
        /// The input has to be accepted.
        Valid = "valid",
        /// The input has to be refused.
        Invalid = "invalid",
        /// The input may be accepted or refused.
        Acceptable = "acceptable",
        /// The input cannot be decided without the chain.
        Undecided = "undecided",
    }
    as_str "`valid`, `invalid`, `acceptable` or `undecided`.";
    Display;
}

/// The compared members of this implementation's answers in both profiles.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ours {
    /// The answer with the profile Strict.
    pub strict: RawJson,
    /// The answer with the profile Lenient.
    pub lenient: RawJson,
}

/// A library that was written independently of this project, and the values that it confirms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Witness {
    /// The library's name and version.
    pub by: String,
    /// The values that the library computed too, with the same result.
    pub confirms: Vec<String>,
}

/// The content of `spec-vectors/index.json`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Index {
    /// The value [`FORMAT`].
    pub format: String,
    /// The files, sorted by name.
    #[serde(deserialize_with = "objects::list")]
    pub files: Vec<IndexEntry>,
}

/// One file of the index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndexEntry {
    /// The path below `spec-vectors/`.
    pub file: String,
    /// The number of vectors in the file.
    pub count: usize,
    /// SHA-256 of the file.
    pub sha256: String,
    /// The operations that its vectors use.
    pub operations: BTreeSet<String>,
}

impl IndexEntry {
    /// The entry for a file with this text.
    #[must_use]
    pub fn new(file: &str, text: &[u8], vectors: &Rows) -> Self {
        Self::with(file, text, vectors.len(), vectors.iter().map(|vector| vector.op).collect())
    }

    fn with(file: &str, text: &[u8], count: usize, operations: BTreeSet<String>) -> Self {
        Self { file: file.into(), count, sha256: hex(&Sha256::digest(text)), operations }
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
