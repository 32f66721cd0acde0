//! Finds the members in which an answer differs from the expected one.

use serde::Serialize;
use x402_types::{JsonRef, json_pointer};

use crate::equality::{meant, same_member, unexpected};

/// The maximum number of lines that are kept for one answer.
const MOST_LINES: usize = 12;

/// At most so many bytes are kept of one value.
const LONGEST_VALUE: usize = 160;

/// One value that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct DiffLine {
    /// Where in the answer: a JSON pointer (RFC 6901).
    pub pointer: String,
    /// The value that is expected, as JSON. `None` if there should be none.
    pub expected: Option<String>,
    /// The value that came, as JSON. `None` if there is none.
    pub given: Option<String>,
}

impl DiffLine {
    /// The line of a field of the answer.
    pub(crate) fn of_field(name: &str, expected: Option<JsonRef<'_>>, given: Option<JsonRef<'_>>) -> Self {
        Self::new(&below("", name), expected, given)
    }

    fn new(pointer: &str, expected: Option<JsonRef<'_>>, given: Option<JsonRef<'_>>) -> Self {
        let text = |value: JsonRef<'_>| clipped(value.text(), LONGEST_VALUE);
        Self { pointer: clipped(pointer, LONGEST_VALUE), expected: expected.map(text), given: given.map(text) }
    }
}

/// The differences between an answer and the nearest of the expected ones, in the fields that were compared.
pub(crate) fn lines<'a>(
    choices: impl Iterator<Item = JsonRef<'a>>,
    given: JsonRef<'_>,
    is_compared: impl Fn(&str) -> bool,
) -> Vec<DiffLine> {
    let of_choice = |expected: JsonRef<'_>| {
        let mut diff = Diff::default();
        diff.result(expected, given, &is_compared);
        diff.lines
    };
    // A choice without what was compared is about another verdict.
    choices.map(of_choice).min_by_key(|lines| (lines.is_empty(), lines.len())).unwrap_or_default()
}

#[derive(Default)]
struct Diff {
    lines: Vec<DiffLine>,
}

impl Diff {
    /// Compares only the members that are expected, as the runner does.
    fn result(&mut self, expected: JsonRef<'_>, given: JsonRef<'_>, is_compared: &dyn Fn(&str) -> bool) {
        let Ok(members) = expected.members() else { return self.value("", expected, given) };
        for (name, wanted) in members {
            let pointer = below("", &name);
            // An implementation that gives no `canonical` gives the object itself.
            let lacks_text = name == "canonical" && is_compared(&name) && given.get(&name).is_none();
            if lacks_text || (name == "canonical" && is_compared("ok")) {
                match (meant(wanted), given.get("ok")) {
                    (Some(wanted), Some(ok)) => self.value("/ok", wanted.as_json(), ok),
                    (_, _) => self.push("/ok", Some(wanted), None),
                }
            }
            if lacks_text || !is_compared(&name) {
                continue;
            }
            match given.get(&name) {
                Some(found) if same_member(&name, wanted, found) => {}
                Some(found) if name == "canonical" => self.meaning(&pointer, wanted, found),
                Some(found) => self.value(&pointer, wanted, found),
                None => self.push(&pointer, Some(wanted), None),
            }
        }
        if let Some(name) = unexpected(expected, given)
            && is_compared(name)
        {
            self.push(&below("", name), None, given.get(name));
        }
        // What there is instead of a refusal, or a refusal instead of it.
        let instead: &[&str] =
            if expected.get("err").is_some() { &["ok", "codes", "digest", "index", "replayKey"] } else { &["err"] };
        for name in instead.iter().filter(|name| expected.get(name).is_none()) {
            if let Some(found) = given.get(name) {
                self.push(&below("", name), None, Some(found));
            }
        }
    }

    /// Compares two JSON texts that are in strings.
    fn meaning(&mut self, pointer: &str, expected: JsonRef<'_>, given: JsonRef<'_>) {
        match (meant(expected), meant(given)) {
            (Some(expected), Some(given)) => self.value(pointer, expected.as_json(), given.as_json()),
            _ => self.push(pointer, Some(expected), Some(given)),
        }
    }

    /// The depth limit with which both texts were read bounds the recursion.
    fn value(&mut self, pointer: &str, expected: JsonRef<'_>, given: JsonRef<'_>) {
        if self.lines.len() >= MOST_LINES || expected.same_value(&given) {
            return;
        }
        if expected.is_object() && given.is_object() {
            for (name, wanted) in expected.members().into_iter().flatten() {
                match given.get(&name) {
                    Some(found) => self.value(&below(pointer, &name), wanted, found),
                    None => self.push(&below(pointer, &name), Some(wanted), None),
                }
            }
            for (name, found) in given.members().into_iter().flatten() {
                if expected.get(&name).is_none() {
                    self.push(&below(pointer, &name), None, Some(found));
                }
            }
            return;
        }
        let (Ok(mut wanted), Ok(mut found)) = (expected.elements(), given.elements()) else {
            return self.push(pointer, Some(expected), Some(given));
        };
        for index in 0.. {
            let pointer = below(pointer, &index.to_string());
            match (wanted.next(), found.next()) {
                (Some(wanted), Some(found)) => self.value(&pointer, wanted, found),
                (None, None) => break,
                (wanted, found) => self.push(&pointer, wanted, found),
            }
            if self.lines.len() >= MOST_LINES {
                break;
            }
        }
    }

    fn push(&mut self, pointer: &str, expected: Option<JsonRef<'_>>, given: Option<JsonRef<'_>>) {
        if self.lines.len() < MOST_LINES {
            self.lines.push(DiffLine::new(pointer, expected, given));
        }
    }
}

/// The pointer of a member or an element.
fn below(pointer: &str, name: &str) -> String {
    let mut inner = pointer.to_owned();
    json_pointer::push(&mut inner, name);
    inner
}

/// The beginning of a long text, with the length of the whole text.
pub(crate) fn clipped(text: &str, longest: usize) -> String {
    if text.len() <= longest {
        return text.to_owned();
    }
    let end = (0..=longest).rev().find(|end| text.is_char_boundary(*end)).unwrap_or_default();
    format!("{}… ({} bytes)", text.get(..end).unwrap_or_default(), text.len())
}

#[cfg(test)]
mod tests {
    use x402_types::RawJson;

    use super::*;

    fn of(expected: &str, given: &str) -> Vec<(String, Option<String>, Option<String>)> {
        let (expected, given) = (RawJson::parse(expected).unwrap(), RawJson::parse(given).unwrap());
        lines(std::iter::once(expected.as_json()), given.as_json(), |_| true)
            .into_iter()
            .map(|line| (line.pointer, line.expected, line.given))
            .collect()
    }

    fn line(pointer: &str, expected: &str, given: &str) -> (String, Option<String>, Option<String>) {
        let value = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        (pointer.to_owned(), value(expected), value(given))
    }

    #[test]
    fn members_that_differ_are_named_by_their_pointer() {
        assert_eq!(
            of(r#"{"verdict":"valid"}"#, r#"{"verdict":"invalid","x":1}"#),
            [line("/verdict", r#""valid""#, r#""invalid""#)]
        );
        assert_eq!(
            of(r#"{"a":{"b/c":[1,2]}}"#, r#"{"a":{"b/c":[1,3,4],"~":0}}"#),
            [line("/a/b~1c/1", "2", "3"), line("/a/b~1c/2", "", "4"), line("/a/~0", "", "0")]
        );
        assert_eq!(of(r#"{"a":1}"#, "{}"), [line("/a", "1", "")]);
        assert_eq!(of(r#"{"a":1.0}"#, r#"{"a":1}"#), []);
    }

    #[test]
    fn a_decoded_object_is_compared_with_what_canonical_means() {
        let expected = r#"{"canonical":"{\"scheme\":\"exact\",\"amount\":\"1\"}"}"#;
        let other = line("/ok/amount", r#""1""#, r#""2""#);
        assert_eq!(of(expected, r#"{"ok":{"amount":"2","scheme":"exact"}}"#), [other]);
        assert_eq!(of(expected, r#"{"ok":{"amount":"1","scheme":"exact"}}"#), []);
        let refused = r#"{"err":{"kind":"base64"}}"#;
        assert_eq!(of(refused, r#"{"ok":1}"#).last(), Some(&line("/ok", "", "1")));
    }

    #[test]
    fn little_is_kept_of_a_long_answer() {
        let list = |count: usize| format!("{{\"a\":[{}]}}", vec!["1"; count].join(","));
        assert_eq!(of(&list(1), &list(1000)).len(), MOST_LINES);
        let long = format!("{{\"a\":\"{}\"}}", "é".repeat(1000));
        let given = of(r#"{"a":1}"#, &long).remove(0).2.unwrap();
        assert!(given.ends_with("… (2002 bytes)") && given.len() < 2 * LONGEST_VALUE, "{given}");
    }
}
