//! JSON as it is written: members keep their order, and numbers, texts and names their spelling. Only white space is lost.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::value::RawValue;

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json {
    /// The text of a string, a number, `true`, `false` or `null`.
    Leaf(String),
    /// An array.
    List(Vec<Json>),
    /// An object. Each name is the text of a string.
    Object(Vec<(String, Json)>),
}

/// The members of an object as they are written.
struct Members(Vec<(Box<RawValue>, Box<RawValue>)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(InOrder)
    }
}

impl Json {
    /// Reads a JSON text.
    ///
    /// # Errors
    /// The text is not JSON. The message has the line and the column.
    pub fn parse(text: &str) -> Result<Self, String> {
        let raw: Box<RawValue> = serde_json::from_str(text).map_err(|error| error.to_string())?;
        Self::of(&raw)
    }

    /// The value with this text.
    ///
    /// # Errors
    /// A text in it is not one that JSON allows.
    pub fn of(raw: &RawValue) -> Result<Self, String> {
        let text = raw.get();
        let wrong = |error: serde_json::Error| error.to_string();
        Ok(match text.as_bytes().first() {
            Some(b'{') => {
                let Members(members) = serde_json::from_str(text).map_err(wrong)?;
                let member = |(name, value): (Box<RawValue>, Box<RawValue>)| {
                    // The name has to be one that others can read.
                    serde_json::from_str::<String>(name.get()).map_err(wrong)?;
                    Ok((name.get().to_owned(), Self::of(&value)?))
                };
                Self::Object(members.into_iter().map(member).collect::<Result<_, String>>()?)
            }
            Some(b'[') => {
                let elements: Vec<Box<RawValue>> = serde_json::from_str(text).map_err(wrong)?;
                Self::List(elements.iter().map(|element| Self::of(element)).collect::<Result<_, _>>()?)
            }
            _ => Self::Leaf(text.to_owned()),
        })
    }

    /// A string.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self::Leaf(quoted(text))
    }

    /// The content of a string.
    #[must_use]
    pub fn as_text(&self) -> Option<String> {
        match self {
            Self::Leaf(leaf) if leaf.starts_with('"') => serde_json::from_str(leaf).ok(),
            Self::Leaf(_) | Self::List(_) | Self::Object(_) => None,
        }
    }

    /// The member with this name. Of several it is the first.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Self> {
        let Self::Object(members) = self else { return None };
        members.iter().find(|(key, _)| is_name(key, name)).map(|(_, value)| value)
    }

    /// Sets a member. A new one is the last.
    pub fn set(&mut self, name: &str, value: Self) {
        let Self::Object(members) = self else { return };
        match members.iter_mut().find(|(key, _)| is_name(key, name)) {
            Some((_, old)) => *old = value,
            None => members.push((quoted(name), value)),
        }
    }

    /// The value as `serde_json` reads it.
    ///
    /// # Errors
    /// The value has not the form of `T`.
    pub fn read<T: serde::de::DeserializeOwned>(&self) -> Result<T, String> {
        serde_json::from_str(&self.to_string()).map_err(|error| {
            // The place in the text without white space would mislead.
            error.to_string().split(" at line ").next().unwrap_or_default().to_owned()
        })
    }

    /// A name that an object has twice, at any depth.
    #[must_use]
    pub fn twice(&self) -> Option<String> {
        match self {
            Self::Leaf(_) => None,
            Self::List(elements) => elements.iter().find_map(Self::twice),
            Self::Object(members) => {
                let names: Vec<String> = members.iter().map(|(name, _)| plain(name)).collect();
                let twice = names.iter().enumerate().find(|(at, name)| names[..*at].contains(name));
                twice.map(|(_, name)| name.clone()).or_else(|| members.iter().find_map(|(_, value)| value.twice()))
            }
        }
    }
}

/// The text without white space.
impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Leaf(leaf) => f.write_str(leaf),
            Self::List(elements) => {
                f.write_str("[")?;
                for (at, element) in elements.iter().enumerate() {
                    write!(f, "{}{element}", if at == 0 { "" } else { "," })?;
                }
                f.write_str("]")
            }
            Self::Object(members) => {
                f.write_str("{")?;
                for (at, (name, value)) in members.iter().enumerate() {
                    write!(f, "{}{name}:{value}", if at == 0 { "" } else { "," })?;
                }
                f.write_str("}")
            }
        }
    }
}

/// The JSON text of a string.
#[must_use]
pub fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The content of the JSON text of a string.
#[must_use]
pub fn plain(quoted: &str) -> String {
    serde_json::from_str(quoted).unwrap_or_else(|_| quoted.to_owned())
}

/// Whether the JSON text of a string is this name.
#[must_use]
pub fn is_name(key: &str, name: &str) -> bool {
    plain(key) == name
}

/// Whether an object in JSON text has a member twice. JSON inside its strings does not count.
#[must_use]
pub fn has_a_member_twice(text: &str) -> bool {
    Json::parse(text).is_ok_and(|json| json.twice().is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_keeps_its_digits_and_its_order() {
        let text = r#"{ "z": 1.0, "a": [2e0, -0, "e\u0078act", {}],
            "n\u0061me": null, "z": true }"#;
        let json = Json::parse(text).unwrap();
        assert_eq!(json.to_string(), r#"{"z":1.0,"a":[2e0,-0,"e\u0078act",{}],"n\u0061me":null,"z":true}"#);
        assert_eq!(json.get("name"), Some(&Json::Leaf("null".into())));
        assert_eq!(json.twice().as_deref(), Some("z"));
        assert_eq!(Json::parse(r#"{"a":{"b":1,"\u0062":2}}"#).unwrap().twice().as_deref(), Some("b"));
        assert_eq!(Json::parse(r#"{"a":{"b":1},"b":{"b":2}}"#).unwrap().twice(), None);
        assert!(!has_a_member_twice("{") && has_a_member_twice(r#"[{"a":1,"a":1}]"#));
    }

    #[test]
    fn what_is_no_json_is_refused_with_its_position() {
        assert!(Json::parse("{\"a\":1,\n}").unwrap_err().contains("line 2"));
        assert!(Json::parse(r#"{"\ud800":1}"#).is_err());
    }
}
