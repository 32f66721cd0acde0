//! `spec-vectors/sources/GROUP.json`: what a person edits.
//!
//! A vector with a `parent` is asked the parent's question (`op`, `input`, `encode` and `sign`) with `change` applied. It inherits nothing
//! else.

use std::{
    collections::BTreeMap,
    ffi::OsStr,
    fs, io,
    path::{Path, PathBuf},
};

use serde::Deserialize;
use serde_json::{Value, value::RawValue};

use crate::{
    json::Json,
    patch::Operation,
    schema,
    vector::{Class, Level},
};

/// A file of sources.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct File {
    /// The path of the schema, for editors.
    #[serde(rename = "$schema")]
    _schema: Option<String>,
    /// The group, which is the file's name without `.json`.
    pub group: String,
    /// The licence, if it is not that of this project.
    pub license: Option<String>,
    /// The names of the documents that the vectors are about.
    pub documents: Vec<String>,
    /// Vectors that are no more, each with the reason. Their ids are not used again.
    #[serde(default)]
    pub removed: BTreeMap<String, String>,
    /// The vectors, in the order of the file that is written.
    pub vectors: Vec<Entry>,
}

/// A vector.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Entry {
    /// The permanent id.
    pub id: String,
    /// A description of the case.
    pub title: String,
    /// The vector whose question this one changes.
    pub parent: Option<String>,
    /// A JSON Patch (RFC 6902) of the parent's input, decoded.
    pub change: Option<Vec<Operation>>,
    /// The operation.
    pub op: Option<String>,
    /// The input, decoded.
    pub input: Option<Box<RawValue>>,
    /// Places of the input that are sent as a string.
    pub encode: Option<BTreeMap<String, Encoding>>,
    /// Who signs the payment.
    pub sign: Option<Sign>,
    /// The expected answer.
    pub expect: Expected,
    /// What binds an implementation to the verdict.
    pub level: Level,
    /// What is wrong or odd about the input, if `fault.rs` has a name for it.
    pub fault: Option<String>,
    /// The classes of bugs that the vector is about.
    #[serde(default)]
    pub flags: Vec<String>,
    /// The rulings that the vector tests.
    #[serde(default)]
    pub rulings: Vec<String>,
    /// The numbered statements of the documents that the vector tests.
    #[serde(default)]
    pub requirements: Vec<String>,
    /// The reason why the case matters.
    pub comment: Option<String>,
    /// The reason why no witness can confirm the vector.
    pub no_witness: Option<String>,
    /// What `parent` and `change` of the written vector are, if they are not what the tool finds.
    pub shown: Option<Shown>,
}

/// How a value is sent as a string.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Encoding {
    /// Its JSON text.
    Json,
    /// The base64 of its JSON text.
    Base64,
}

/// Who signs.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Sign {
    /// Nobody: the signature stays as it is in the parent.
    Keep(Keep),
    /// A published key.
    With(Signing),
    /// Several messages, in this order.
    Each(Vec<Signing>),
}

/// The word for a signature that stays.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Keep {
    /// The signature stays.
    Keep,
}

/// A key, and what it signs.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signing {
    /// The mechanism, which says what is signed and where the signature is put.
    pub mechanism: Mechanism,
    /// The key.
    pub key: Key,
    /// Members that are signed instead of those that are written.
    pub r#as: Option<Value>,
    /// The domain, instead of that of the offer.
    pub domain: Option<Value>,
    /// The name of the message's type, instead of that of the mechanism.
    pub r#type: Option<String>,
}

/// A mechanism.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mechanism {
    /// EIP-3009.
    Eip3009,
    /// `exact` by Permit2.
    Permit2,
    /// `upto` by Permit2.
    Upto,
    /// The permit for a sponsor (EIP-2612) in the extension of a payment.
    Permit,
}

/// A published key.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Key {
    /// The first account of the mnemonic.
    Payer,
    /// The second account of the mnemonic.
    Stranger,
}

/// The expected answer.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// The class by which an implementation is judged.
    pub class: Class,
    /// The members that are compared. Of `verify`, the verdict follows from the class.
    pub result: Option<Value>,
    /// Of `decode`, the answers of both profiles.
    pub ours: Option<Answers>,
    /// The reason code.
    pub reason: Option<String>,
    /// The deciding check.
    pub check: Option<String>,
}

/// The answers of both profiles to `decode`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answers {
    /// The answer with the profile Strict. `canonical` is the document without white space unless it is written.
    pub strict: Value,
    /// The answer with the profile Lenient, if it is another one.
    pub lenient: Option<Value>,
}

/// The change that the written vector names.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shown {
    /// The vector from which this vector was made.
    pub parent: String,
    /// The place of the change in the input.
    pub path: String,
    /// The value in the parent.
    pub from: String,
    /// The value in this vector.
    pub to: String,
}

/// The files of a folder of sources, in the order of their names.
///
/// # Errors
/// The folder cannot be read.
pub fn paths(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let paths: io::Result<Vec<PathBuf>> = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect();
    let mut paths = paths?;
    let is_source = |name: &str| name.ends_with(".json") && !name.ends_with(".schema.json");
    paths.retain(|path| path.file_name().and_then(OsStr::to_str).is_some_and(is_source));
    paths.sort();
    Ok(paths)
}

/// Reads a file of sources, checked by its schema.
///
/// # Errors
/// Each fault of the file, with the id of its vector and the place, as a line.
pub fn read(path: &Path) -> Result<File, Vec<String>> {
    let text = fs::read_to_string(path).map_err(|error| vec![error.to_string()])?;
    let file = parse(&text)?;
    let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    if file.group != stem {
        return Err(vec![format!("/group: is {:?}; write {stem:?}, the name of the file", file.group)]);
    }
    Ok(file)
}

/// The same of a text.
///
/// # Errors
/// As of [`read`].
pub fn parse(text: &str) -> Result<File, Vec<String>> {
    let json = Json::parse(text).map_err(|error| vec![format!("is no JSON: {error}")])?;
    let faults = schema::faults(&json);
    if !faults.is_empty() {
        return Err(faults
            .into_iter()
            .map(|(path, fault)| format!("{}{path}: {fault}", of_vector(&json, &path)))
            .collect());
    }
    serde_json::from_str(text).map_err(|error| vec![error.to_string()])
}

/// The id of the vector at a place, with a colon behind it.
fn of_vector(json: &Json, path: &str) -> String {
    let id = || {
        let rest = path.strip_prefix("/vectors/")?;
        let number = rest.split('/').next()?;
        crate::patch::find(json, &format!("/vectors/{number}/id")).ok()?.as_text()
    };
    id().map(|id| format!("{id}: ")).unwrap_or_default()
}
