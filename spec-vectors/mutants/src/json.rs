//! JSON as text: with repeated members, and unchanged numbers and escapes. Mutants edit it.

use std::{borrow::Cow, fmt};

/// A value. Strings and names are the text between their quotes, with escapes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Json {
    /// A number, `true`, `false` or `null`.
    Plain(String),
    Text(String),
    Array(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    /// `None` if it is not one JSON value.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut parser = Parser { rest: text, depth: 0 };
        let value = parser.value()?;
        parser.space();
        parser.rest.is_empty().then_some(value)
    }

    pub(crate) fn text(text: &str) -> Self {
        let quoted = serde_json::Value::from(text).to_string();
        Self::Text(quoted[1..quoted.len() - 1].into())
    }

    pub(crate) fn number(number: impl fmt::Display) -> Self {
        Self::Plain(number.to_string())
    }

    pub(crate) fn null() -> Self {
        Self::Plain("null".into())
    }

    pub(crate) fn is_null(&self) -> bool {
        *self == Self::null()
    }

    pub(crate) fn is_array(&self) -> bool {
        matches!(self, Self::Array(_))
    }

    pub(crate) fn is_object(&self) -> bool {
        matches!(self, Self::Object(_))
    }

    /// `{}` or `[]`.
    pub(crate) fn is_empty(&self) -> bool {
        matches!(self, Self::Object(members) if members.is_empty())
            || matches!(self, Self::Array(elements) if elements.is_empty())
    }

    /// The text of a string.
    pub(crate) fn as_text(&self) -> Option<String> {
        match self {
            Self::Text(raw) => unescape(raw).map(Cow::into_owned),
            Self::Plain(_) | Self::Array(_) | Self::Object(_) => None,
        }
    }

    pub(crate) fn as_plain(&self) -> Option<&str> {
        if let Self::Plain(plain) = self { Some(plain) } else { None }
    }

    pub(crate) fn elements(&self) -> &[Self] {
        if let Self::Array(elements) = self { elements } else { &[] }
    }

    pub(crate) fn elements_mut(&mut self) -> &mut [Self] {
        if let Self::Array(elements) = self { elements } else { &mut [] }
    }

    pub(crate) fn members(&self) -> &[(String, Self)] {
        if let Self::Object(members) = self { members } else { &[] }
    }

    pub(crate) fn members_mut(&mut self) -> Option<&mut Vec<(String, Self)>> {
        if let Self::Object(members) = self { Some(members) } else { None }
    }

    /// The value at a path of names and indices, such as `accepts.0.extra`, in which `~` is a full stop inside a name. The
    /// last one counts if a member is repeated.
    pub(crate) fn get(&self, path: &str) -> Option<&Self> {
        path.split('.').filter(|step| !step.is_empty()).try_fold(self, |value, step| match value {
            Self::Array(elements) => elements.get(step.parse::<usize>().ok()?),
            Self::Object(members) => members.iter().rev().find(|(name, _)| is_named(name, step)).map(|found| &found.1),
            Self::Plain(_) | Self::Text(_) => None,
        })
    }

    pub(crate) fn get_mut(&mut self, path: &str) -> Option<&mut Self> {
        path.split('.').filter(|step| !step.is_empty()).try_fold(self, |value, step| match value {
            Self::Array(elements) => elements.get_mut(step.parse::<usize>().ok()?),
            Self::Object(members) => {
                members.iter_mut().rev().find(|(name, _)| is_named(name, step)).map(|found| &mut found.1)
            }
            Self::Plain(_) | Self::Text(_) => None,
        })
    }

    pub(crate) fn text_at(&self, path: &str) -> Option<String> {
        self.get(path)?.as_text()
    }

    /// Sets a member, which may be new. Does nothing if the object around it is absent.
    pub(crate) fn set(&mut self, path: &str, value: Self) -> Option<()> {
        let (parent, name) = path.rsplit_once('.').unwrap_or(("", path));
        if let Some(found) = self.get_mut(path) {
            *found = value;
        } else {
            self.get_mut(parent)?.members_mut()?.push((name.into(), value));
        }
        Some(())
    }

    /// Removes a member or an element.
    pub(crate) fn remove(&mut self, path: &str) -> Option<Self> {
        let (parent, name) = path.rsplit_once('.').unwrap_or(("", path));
        match self.get_mut(parent)? {
            Self::Object(members) => {
                let at = members.iter().position(|(found, _)| is_named(found, name))?;
                Some(members.remove(at).1)
            }
            Self::Array(elements) => {
                let at = name.parse::<usize>().ok().filter(|at| *at < elements.len())?;
                Some(elements.remove(at))
            }
            Self::Plain(_) | Self::Text(_) => None,
        }
    }

    /// The edited value. `None` if the edit changes nothing.
    pub(crate) fn edited(&self, edit: impl FnOnce(&mut Self) -> Option<&mut Self>) -> Option<Self> {
        let mut value = self.clone();
        edit(&mut value)?;
        (value != *self).then_some(value)
    }

    /// The value with the members of each object in the order of their names.
    pub(crate) fn sorted(&self) -> Self {
        let mut sorted = self.clone();
        sorted.each_object(&mut |members| members.sort_by(|one, other| one.0.cmp(&other.0)));
        sorted
    }

    /// Every object below and including this one.
    pub(crate) fn each_object(&mut self, edit: &mut impl FnMut(&mut Vec<(String, Self)>)) {
        match self {
            Self::Object(members) => {
                edit(members);
                members.iter_mut().for_each(|(_, value)| value.each_object(edit));
            }
            Self::Array(elements) => elements.iter_mut().for_each(|value| value.each_object(edit)),
            Self::Plain(_) | Self::Text(_) => {}
        }
    }
}

/// The steps of an edit. Each is `None` if it finds nothing to edit, and paths are relative to the value.
impl Json {
    /// The value at the path, for further steps.
    pub(crate) fn at(&mut self, path: &str) -> Option<&mut Self> {
        self.get_mut(path)
    }

    pub(crate) fn when(&mut self, is: bool) -> Option<&mut Self> {
        is.then_some(self)
    }

    pub(crate) fn has(&mut self, path: &str) -> Option<&mut Self> {
        self.holds(path, |_| true)
    }

    pub(crate) fn lacks(&mut self, path: &str) -> Option<&mut Self> {
        self.get(path).is_none().then_some(self)
    }

    pub(crate) fn holds(&mut self, path: &str, is: impl FnOnce(&Self) -> bool) -> Option<&mut Self> {
        is(self.get(path)?).then_some(self)
    }

    /// The text at the path fits.
    pub(crate) fn reads(&mut self, path: &str, fits: impl FnOnce(&str) -> bool) -> Option<&mut Self> {
        fits(&self.text_at(path)?).then_some(self)
    }

    /// The text or the number at the path is this one.
    pub(crate) fn is(&mut self, path: &str, value: &str) -> Option<&mut Self> {
        let found = self.get(path)?;
        (found.as_text().as_deref() == Some(value) || found.as_plain() == Some(value)).then_some(self)
    }

    /// The same without the condition that this step applies.
    pub(crate) fn also(&mut self, edit: impl FnOnce(&mut Self) -> Option<&mut Self>) -> Option<&mut Self> {
        edit(self);
        Some(self)
    }

    pub(crate) fn with(&mut self, path: &str, value: &Self) -> Option<&mut Self> {
        self.set(path, value.clone())?;
        Some(self)
    }

    pub(crate) fn put(&mut self, path: &str, json: &str) -> Option<&mut Self> {
        self.set(path, Self::parse(json)?)?;
        Some(self)
    }

    /// Puts a member behind all others.
    pub(crate) fn append(&mut self, name: &str, json: &str) -> Option<&mut Self> {
        self.members_mut()?.push((name.into(), Self::parse(json)?));
        Some(self)
    }

    pub(crate) fn say(&mut self, path: &str, text: &str) -> Option<&mut Self> {
        self.set(path, Self::text(text))?;
        Some(self)
    }

    pub(crate) fn be(&mut self, json: &str) -> Option<&mut Self> {
        self.put("", json)
    }

    /// The value that is written in the text.
    pub(crate) fn unquote(&mut self) -> Option<&mut Self> {
        self.be(&self.as_text()?)
    }

    pub(crate) fn copy(&mut self, from: &str, to: &str) -> Option<&mut Self> {
        self.set(to, self.get(from)?.clone())?;
        Some(self)
    }

    pub(crate) fn del(&mut self, path: &str) -> Option<&mut Self> {
        self.remove(path)?;
        Some(self)
    }

    /// Changes the text at the path.
    pub(crate) fn change(&mut self, path: &str, to: impl FnOnce(&str) -> Option<String>) -> Option<&mut Self> {
        let changed = to(&self.text_at(path)?)?;
        self.say(path, &changed)
    }

    /// The same for a change of any text.
    pub(crate) fn map(&mut self, path: &str, to: impl FnOnce(&str) -> String) -> Option<&mut Self> {
        self.change(path, |text| Some(to(text)))
    }

    /// Adds to the number, or to the number in the text.
    pub(crate) fn add(&mut self, path: &str, more: i64) -> Option<&mut Self> {
        let sum = |digits: &str| digits.parse::<i64>().ok()?.checked_add(more).map(|sum| sum.max(0));
        let value = match self.text_at(path) {
            Some(text) => Self::text(&sum(&text)?.to_string()),
            None => Self::number(sum(self.get(path)?.as_plain()?)?),
        };
        self.set(path, value)?;
        Some(self)
    }

    pub(crate) fn list(&mut self, path: &str) -> Option<&mut Vec<Self>> {
        if let Self::Array(elements) = self.get_mut(path)? { Some(elements) } else { None }
    }

    /// Keeps some elements of a list.
    pub(crate) fn keep(&mut self, list: &str, is_kept: impl FnMut(&Self) -> bool) -> Option<&mut Self> {
        self.list(list)?.retain(is_kept);
        Some(self)
    }

    pub(crate) fn cut(&mut self, list: &str, most: usize) -> Option<&mut Self> {
        self.list(list)?.truncate(most);
        Some(self)
    }

    pub(crate) fn push(&mut self, list: &str, text: &str) -> Option<&mut Self> {
        self.list(list)?.push(Self::text(text));
        Some(self)
    }

    pub(crate) fn reverse(&mut self, list: &str) -> Option<&mut Self> {
        self.list(list)?.reverse();
        Some(self)
    }

    /// Edits each element or member, and at least one.
    pub(crate) fn each(&mut self, path: &str, edit: impl Fn(&mut Self) -> Option<&mut Self>) -> Option<&mut Self> {
        let edited = match self.get_mut(path)? {
            Self::Array(elements) => elements.iter_mut().filter_map(|each| edit(each).map(drop)).count(),
            Self::Object(members) => members.iter_mut().filter_map(|(_, each)| edit(each).map(drop)).count(),
            Self::Plain(_) | Self::Text(_) => 0,
        };
        (edited > 0).then_some(self)
    }
}

/// Whether a name in the text is this one.
pub(crate) fn is_named(raw: &str, name: &str) -> bool {
    raw == name
        || (name.contains('~') && raw == name.replace('~', "."))
        || (raw.contains('\\') && unescape(raw).is_some_and(|unescaped| unescaped == name))
}

/// The text between quotes, without escapes. `None` for half of a surrogate pair.
pub(crate) fn unescape(raw: &str) -> Option<Cow<'_, str>> {
    if !raw.contains('\\') {
        return Some(raw.into());
    }
    serde_json::from_str::<String>(&format!("\"{raw}\"")).ok().map(Cow::Owned)
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain(plain) => f.write_str(plain),
            Self::Text(raw) => write!(f, "\"{raw}\""),
            Self::Array(elements) => {
                f.write_str("[")?;
                for (index, element) in elements.iter().enumerate() {
                    write!(f, "{}{element}", if index > 0 { "," } else { "" })?;
                }
                f.write_str("]")
            }
            Self::Object(members) => {
                f.write_str("{")?;
                for (index, (name, value)) in members.iter().enumerate() {
                    write!(f, "{}\"{name}\":{value}", if index > 0 { "," } else { "" })?;
                }
                f.write_str("}")
            }
        }
    }
}

struct Parser<'a> {
    rest: &'a str,
    depth: u32,
}

/// Deeper than any readable text.
const MAX_DEPTH: u32 = 300;

impl<'a> Parser<'a> {
    fn space(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\n', '\r']);
    }

    fn skip(&mut self, token: &str) -> bool {
        self.space();
        self.rest.strip_prefix(token).inspect(|rest| self.rest = rest).is_some()
    }

    fn value(&mut self) -> Option<Json> {
        self.space();
        match self.rest.chars().next()? {
            '"' => Some(Json::Text(self.string()?.into())),
            '[' => self.several("[", "]", Self::value).map(Json::Array),
            '{' => self.several("{", "}", Self::member).map(Json::Object),
            _ => {
                let end = self.rest.find([',', ']', '}', ' ', '\t', '\n', '\r']).unwrap_or(self.rest.len());
                let (plain, rest) = self.rest.split_at(end);
                self.rest = rest;
                serde_json::from_str::<&serde_json::value::RawValue>(plain).ok()?;
                Some(Json::Plain(plain.into()))
            }
        }
    }

    fn member(&mut self) -> Option<(String, Json)> {
        self.space();
        let name = self.string()?.to_owned();
        if self.skip(":") { Some((name, self.value()?)) } else { None }
    }

    fn several<T>(&mut self, open: &str, close: &str, read: impl Fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let mut items = Vec::new();
        self.skip(open);
        if self.skip(close) {
            return Some(items);
        }
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return None;
        }
        loop {
            items.push(read(self)?);
            if self.skip(close) {
                self.depth -= 1;
                return Some(items);
            }
            if !self.skip(",") {
                return None;
            }
        }
    }

    fn string(&mut self) -> Option<&'a str> {
        let inner = self.rest.strip_prefix('"')?;
        let mut escaped = false;
        for (at, character) in inner.char_indices() {
            match character {
                '"' if !escaped => {
                    self.rest = &inner[at + 1..];
                    return Some(&inner[..at]);
                }
                '\\' => escaped = !escaped,
                character if character < ' ' => return None,
                _ => escaped = false,
            }
        }
        None
    }
}
