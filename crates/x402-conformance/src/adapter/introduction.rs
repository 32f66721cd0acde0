//! What a testee says of itself in its first line.

use serde::{Deserialize, Serialize};

use crate::objects::{self, Object};

/// Who a testee says that it is (`docs/reference/operations`, "Who answers"). The struct gets no further members.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Introduction {
    /// The name of the implementation, such as `@x402/core`.
    pub name: String,
    /// Its version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The language that it is written in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The address of its source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repository: Option<String>,
    /// The operations that it answers. It skips all others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub operations: Vec<String>,
    /// The policies by which it judges.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub policies: Vec<String>,
    /// `true` if it asks the chain, and so may decide what an offline implementation leaves undecided.
    #[serde(default, rename = "asksTheChain", skip_serializing_if = "std::ops::Not::not")]
    pub asks_the_chain: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    #[serde(deserialize_with = "objects::one")]
    testee: Introduction,
}

impl Introduction {
    /// Reads a first line. `None` if the line is an answer, as that of a testee that does not introduce itself.
    ///
    /// # Errors
    /// The line has the member `testee` and is no introduction, for this reason.
    pub(crate) fn read(line: &str) -> Result<Option<Self>, String> {
        let line = line.trim_start();
        let rest = line.strip_prefix('{').map(str::trim_start);
        if !rest.is_some_and(|rest| rest.starts_with("\"testee\"")) {
            return Ok(None);
        }
        let read: serde_json::Result<Object<Line>> = serde_json::from_str(line);
        read.map(|Object(Line { testee })| Some(testee)).map_err(|error| format!("not an introduction: {error}"))
    }
}

impl core::fmt::Display for Introduction {
    /// In one line, such as `@x402/core 2.27.0 (TypeScript), https://…; policies: ts`.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.name)?;
        for (before, word, after) in
            [(" ", &self.version, ""), (" (", &self.language, ")"), (", ", &self.repository, "")]
        {
            if let Some(word) = word {
                write!(f, "{before}{word}{after}")?;
            }
        }
        for (what, words) in [("operations", &self.operations), ("policies", &self.policies)] {
            if !words.is_empty() {
                write!(f, "; {what}: {}", words.join(", "))?;
            }
        }
        if self.asks_the_chain {
            f.write_str("; asks the chain")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_no_introduction_and_a_broken_one_is_refused() {
        assert_eq!(Introduction::read(r#"{"id":"q1","result":{"testee":1}}"#), Ok(None));
        assert_eq!(Introduction::read("nonsense"), Ok(None));
        let introduction =
            Introduction::read(r#" { "testee": {"name": "a", "version": "1", "policies": ["ts", "own"]}}"#);
        assert_eq!(introduction.unwrap().unwrap().to_string(), "a 1; policies: ts, own");
        let whole =
            r#"{"testee":{"name":"a","language":"Go","repository":"https://a.example","operations":["decode"]}}"#;
        let introduction = Introduction::read(whole).unwrap().unwrap();
        assert_eq!(introduction.to_string(), "a (Go), https://a.example; operations: decode");
        for (asks, introduction) in [("true", "a; asks the chain"), ("false", "a")] {
            let line = format!(r#"{{"testee":{{"name":"a","asksTheChain":{asks}}}}}"#);
            assert_eq!(Introduction::read(&line).unwrap().unwrap().to_string(), introduction);
        }
        for wrong in [
            r#"{"testee":{"name":"a","asksTheChain":"yes"}}"#,
            r#"{"testee":{}}"#,
            r#"{"testee":{"name":"a","names":"b"}}"#,
            r#"{"testee":{"name":"a"},"id":"q1"}"#,
            r#"{"testee":{"name":"a"}"#,
            r#"{"testee":["a"]}"#,
        ] {
            assert!(Introduction::read(wrong).is_err(), "{wrong}");
        }
    }
}
