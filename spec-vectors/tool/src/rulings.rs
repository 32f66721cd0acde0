//! `spec-vectors/rulings.json`.

use std::{error::Error, fs, path::Path};

use serde::{Deserialize, Serialize};

/// The value of `format`.
pub const FORMAT: &str = "x402-rulings/1";

/// The file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rulings {
    format: String,
    rulings: Vec<Ruling>,
}

/// A ruling.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ruling {
    /// Its permanent name, as in `rulings` of a vector.
    pub id: String,
    /// What decided it.
    pub basis: Basis,
    /// The parts of the ruling that something else decided.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
    /// The text.
    pub ruling: String,
    /// Inputs that the profile Lenient also accepts, with a flag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lenient: Option<String>,
}

/// What decided a ruling.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// A contract or a program that settles.
    Contract,
    /// The text of a document.
    Text,
    /// The official SDKs.
    Sdks,
    /// The developer documents of the operator who alone settles, such as that of the Gateway.
    Operator,
    /// This project.
    Stricter,
}

/// A part of a ruling.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// What decided it.
    pub basis: Basis,
    /// What it is about.
    #[serde(flatten)]
    pub about: About,
}

/// What a part of a ruling is about.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum About {
    /// What some checks of the ruling decide.
    Checks {
        /// The names of the checks.
        checks: Vec<String>,
    },
    /// A part in words. Without faults, any vector of the ruling may test it.
    Words {
        /// The words.
        words: String,
        /// The faults (`fault.rs`), flags or classes of the vectors that test it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        faults: Vec<String>,
    },
}

impl Rulings {
    /// The file with these rulings.
    #[must_use]
    pub fn new(rulings: Vec<Ruling>) -> Self {
        Self { format: FORMAT.into(), rulings }
    }

    /// Reads `spec-vectors/rulings.json` below this folder.
    ///
    /// # Errors
    /// The file is not there or has another format.
    pub fn read(vectors: &Path) -> Result<Self, Box<dyn Error>> {
        let path = vectors.join("rulings.json");
        let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let rulings: Self = serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
        if rulings.format == FORMAT {
            Ok(rulings)
        } else {
            Err(format!("{}: its format is not {FORMAT}", path.display()).into())
        }
    }

    /// All rulings.
    pub fn all(&self) -> impl Iterator<Item = &Ruling> {
        self.rulings.iter()
    }

    /// The ruling with this id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Ruling> {
        self.rulings.iter().find(|ruling| ruling.id == id)
    }
}
