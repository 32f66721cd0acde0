//! The rows of a file of vectors. Most vectors differ from another vector of their file in a few places, and their row contains only these.
//!
//! A row is expanded when a caller asks for its vector, so that a run never has all vectors in memory.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use serde_json::value::RawValue;

use crate::vector::Vector;

/// The vectors of a file, as rows (`docs/reference/vectors.md`, "Rows").
#[derive(Clone, Debug, Default)]
pub struct Rows {
    rows: Vec<Row>,
    /// The index of each row that is written whole, by id.
    whole: BTreeMap<String, usize>,
}

#[derive(Clone, Debug)]
struct Row {
    text: Box<RawValue>,
    /// The index of the row from which this one differs.
    base: Option<usize>,
}

/// The members of an object, each as it is written.
type Members<'a> = BTreeMap<String, &'a RawValue>;

/// A change of the text of the base's row: `[from, to]` or `[from, to, number]`. The struct gets no further fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The text that is replaced.
    pub from: String,
    /// The text that replaces it.
    pub to: String,
    /// Which occurrence of the text is replaced, from 1. `None`: each.
    pub number: Option<usize>,
}

impl Edit {
    /// The text after this change. `None` if the text does not contain what the edit replaces.
    #[must_use]
    pub fn apply(&self, text: &str) -> Option<String> {
        if self.from.is_empty() {
            return None;
        }
        match self.number {
            None => text.contains(&self.from).then(|| text.replace(&self.from, &self.to)),
            Some(number) => {
                let (at, found) = text.match_indices(&self.from).nth(number.checked_sub(1)?)?;
                Some([&text[..at], &self.to, &text[at + found.len()..]].concat())
            }
        }
    }
}

impl<'de> Deserialize<'de> for Edit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Read {
            Each(String, String),
            One(String, String, usize),
        }
        Ok(match Read::deserialize(deserializer)? {
            Read::Each(from, to) => Self { from, to, number: None },
            Read::One(from, to, number) => Self { from, to, number: Some(number) },
        })
    }
}

impl Serialize for Edit {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.number {
            None => (&self.from, &self.to).serialize(serializer),
            Some(number) => (&self.from, &self.to, number).serialize(serializer),
        }
    }
}

/// The names that a reader needs before it expands a row.
#[derive(Deserialize)]
struct Names {
    id: String,
    base: Option<String>,
}

impl Rows {
    /// The members that a difference changes one by one.
    pub const BY_MEMBER: &[&str] = &["expect", "intermediate"];

    /// The number of vectors.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.rows.len()
    }

    /// `true` if there is no vector.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Expands the vector with this index.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<Vector> {
        self.rows.get(index).map(|row| self.vector(row))
    }

    /// Expands one vector after the other, in the order of the file.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Vector> + '_ {
        self.rows.iter().map(|row| self.vector(row))
    }

    fn vector(&self, row: &Row) -> Vector {
        self.expand(row).expect("the reader of the file has expanded each row once")
    }

    fn expand(&self, row: &Row) -> Result<Vector, String> {
        let text = match row.base.and_then(|base| self.rows.get(base)) {
            Some(base) => different(base.text.get(), row.text.get())?,
            None => row.text.get().to_owned(),
        };
        serde_json::from_str(&text).map_err(|error| error.to_string())
    }

    /// Adds a row.
    ///
    /// # Errors
    /// The text is not a row, or its base is not a whole row before it.
    pub fn push(&mut self, text: Box<RawValue>) -> Result<(), String> {
        self.push_if(text, |_| true).map(|_| ())
    }

    /// Adds a row if its vector is the right one. Returns `true` if it is.
    ///
    /// # Errors
    /// As of [`push`](Self::push).
    pub fn push_if(&mut self, text: Box<RawValue>, is_right: impl FnOnce(&Vector) -> bool) -> Result<bool, String> {
        let Names { id, base } = serde_json::from_str(text.get()).map_err(|error| error.to_string())?;
        let of_base = |base| {
            let found = self.whole.get(&base).copied();
            found.ok_or_else(|| format!("{id}: its base {base} is not a whole row before this one"))
        };
        let row = Row { text, base: base.map(of_base).transpose()? };
        if !is_right(&self.expand(&row).map_err(|error| format!("{id}: {error}"))?) {
            return Ok(false);
        }
        if row.base.is_none() {
            self.whole.insert(id, self.rows.len());
        }
        self.rows.push(row);
        Ok(true)
    }

    /// The text of each row, in the order of the file.
    pub fn texts(&self) -> impl ExactSizeIterator<Item = &RawValue> {
        self.rows.iter().map(|row| &*row.text)
    }
}

impl FromIterator<Vector> for Rows {
    /// Writes each vector whole.
    fn from_iter<I: IntoIterator<Item = Vector>>(vectors: I) -> Self {
        let mut rows = Self::default();
        for vector in vectors {
            let text = serde_json::value::to_raw_value(&vector).expect("a vector is JSON");
            rows.push(text).expect("a vector is a whole row");
        }
        rows
    }
}

impl<'a> IntoIterator for &'a Rows {
    type Item = Vector;
    type IntoIter = Box<dyn ExactSizeIterator<Item = Vector> + 'a>;

    fn into_iter(self) -> Self::IntoIter {
        Box::new(self.iter())
    }
}

impl<'de> Deserialize<'de> for Rows {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut rows = Self::default();
        for text in Vec::<Box<RawValue>>::deserialize(deserializer)? {
            rows.push(text).map_err(D::Error::custom)?;
        }
        Ok(rows)
    }
}

/// The JSON text of the vector whose row differs from this base.
///
/// # Errors
/// The row is not a difference, or an edit finds no text.
fn different(base: &str, row: &str) -> Result<String, String> {
    let wrong = |error: serde_json::Error| error.to_string();
    let mut changes: Members<'_> = serde_json::from_str(row).map_err(wrong)?;
    changes.remove("base");
    let edits = changes.remove("edits").map(|edits| serde_json::from_str(edits.get())).transpose().map_err(wrong)?;
    let edits: Vec<Edit> = edits.unwrap_or_default();
    let mut base = base.to_owned();
    for edit in &edits {
        base = edit.apply(&base).ok_or_else(|| format!("its base does not contain the text {:?}", edit.from))?;
    }
    let mut whole: Members<'_> = serde_json::from_str(&base).map_err(wrong)?;
    let mut merged = BTreeMap::new();
    for &name in Rows::BY_MEMBER {
        if let (Some(changes), Some(of_base)) = (changes.get(name), whole.get(name))
            && changes.get() != "null"
        {
            let mut members: Members<'_> = serde_json::from_str(of_base.get()).map_err(wrong)?;
            change(&mut members, serde_json::from_str(changes.get()).map_err(wrong)?);
            merged.insert(name, serde_json::value::to_raw_value(&members).map_err(wrong)?);
        }
    }
    changes.extend(merged.iter().map(|(name, value)| ((*name).to_owned(), &**value)));
    change(&mut whole, changes);
    serde_json::to_string(&whole).map_err(wrong)
}

/// Puts the members of a difference over those of its base. `null` removes a member.
fn change<'a>(members: &mut Members<'a>, changes: Members<'a>) {
    for (name, value) in changes {
        if value.get() == "null" {
            members.remove(&name);
        } else {
            members.insert(name, value);
        }
    }
}
