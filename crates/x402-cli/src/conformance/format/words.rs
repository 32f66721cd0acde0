//! A difference in words: "expected no offer, because maxTimeoutSeconds differs; got offer 0".

use serde::Deserialize;
use x402_conformance::{reference::Reference, run::Difference, vector::Level};

use super::printed::shows_something;

/// What the words are made of.
#[derive(Clone, Copy)]
pub(super) struct Words<'a> {
    op: &'a str,
    class: &'a str,
    level: Level,
    expected: &'a str,
    actual: &'a str,
    accepted: bool,
    /// What is true when the check passes that decides.
    sentence: Option<&'a str>,
}

impl<'a> Words<'a> {
    pub(super) fn new(difference: &'a Difference, reference: &'a Reference) -> Self {
        Self {
            op: &difference.op,
            class: difference.class,
            level: difference.level,
            expected: &difference.expected,
            actual: &difference.actual,
            accepted: difference.accepted,
            sentence: difference.check.as_deref().and_then(|check| reference.check(check)),
        }
    }

    /// What kind of difference it is. Only of what binds everybody can an acceptance or a refusal be false.
    pub(super) fn kind(self) -> &'static str {
        let refused = matches!(head(self.actual), "invalid" | "err" | "offer null");
        match (self.class, self.level) {
            _ if !shows_something(self.accepted, self.actual) => "no verdict",
            ("invalid", Level::Must) if self.accepted => "false accept",
            ("invalid", Level::Should | Level::Policy) if self.accepted => "the vector is stricter",
            ("valid", Level::Must) if refused => "false refusal",
            _ => "a different answer",
        }
    }

    /// The expected answer, with what decides it.
    pub(super) fn expected(self) -> String {
        let answer = match (self.op, self.expected) {
            ("match", result) => return offer(result).unwrap_or_else(|| result.to_owned()),
            (_, "ok") => "an object",
            (_, "ok or err") => "an object or a refusal",
            (_, "codes or err") => "codes or a refusal",
            (_, "err" | "invalid") => "a refusal",
            (_, "valid or invalid") => "valid or a refusal",
            (_, "undecided") => "no verdict, because only the chain can decide",
            (_, answer) => answer,
        };
        match (self.class, self.sentence) {
            ("invalid", Some(sentence)) => format!("{answer}, because this is not true: {sentence}"),
            _ => answer.to_owned(),
        }
    }

    /// The answer that was given.
    pub(super) fn got(self) -> String {
        let (head, fault) = (head(self.actual), self.actual.split_once(", ").map(|(_, fault)| fault));
        let answer = match head {
            "error" => return "an error".into(),
            "malformed answer" => return "an answer of an unknown format".into(),
            "crashed" => return "a crash".into(),
            "timed out" => return "no answer in time".into(),
            "no offer" => return "an answer that names no offer".into(),
            "ok" => "an object",
            "err" | "invalid" => "a refusal",
            "offer null" => "no offer",
            "codes" | "valid" | "undecided" => head,
            offer if offer.starts_with("offer ") => offer,
            // Anything else is the testee's own, and may be long. The places where it differs follow.
            _ => return beginning(self.actual),
        };
        let Some(fault) = fault else { return answer.into() };
        match (fault.strip_prefix("other "), fault.strip_prefix("no ")) {
            (Some("object"), _) => "a different object".into(),
            (Some(name), _) => format!("{answer}, with a different {name}"),
            (None, Some(name)) => format!("{answer}, without {name}"),
            (None, None) => format!("{answer}, with {fault}"),
        }
    }
}

/// The verdict or the object of an answer, before what is wrong beside it.
fn head(actual: &str) -> &str {
    actual.split_once(", ").map_or(actual, |(head, _)| head)
}

fn beginning(text: &str) -> String {
    const LONGEST: usize = 120;
    let mut beginning: String = text.chars().take(LONGEST).collect();
    if beginning.len() < text.len() {
        beginning.push('…');
    }
    beginning
}

#[derive(Deserialize)]
struct Match {
    offer: Option<usize>,
    #[serde(default)]
    differs: Vec<Differs>,
}

#[derive(Deserialize)]
struct Differs {
    offer: usize,
    members: Vec<String>,
}

/// The expectation of `match`, unless there are several.
fn offer(result: &str) -> Option<String> {
    let Match { offer, differs } = serde_json::from_str(result).ok()?;
    if let Some(index) = offer {
        return Some(format!("offer {index}"));
    }
    let in_words = |it: &Differs| match it.members.as_slice() {
        [member] => format!("{member} differs"),
        members => format!("{} differ", members.join(", ")),
    };
    let why = match differs.as_slice() {
        [] => return Some("no offer".into()),
        [only] => in_words(only),
        several => {
            let of_each = several.iter().map(|it| format!("{} in offer {}", in_words(it), it.offer));
            of_each.collect::<Vec<_>>().join(", and ")
        }
    };
    Some(format!("no offer, because {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const VERIFY: Words<'_> = Words {
        op: "verify",
        class: "invalid",
        level: Level::Must,
        expected: "invalid",
        actual: "valid",
        accepted: true,
        sentence: Some("the amount is enough"),
    };

    #[test]
    fn a_difference_is_printed_in_words() {
        let in_words = |words: Words<'_>| format!("{}; {}; {}", words.kind(), words.expected(), words.got());
        let of = |op, class, expected, actual| {
            in_words(Words { op, class, expected, actual, sentence: None, accepted: false, ..VERIFY })
        };
        assert_eq!(in_words(VERIFY), "false accept; a refusal, because this is not true: the amount is enough; valid");
        let stricter = Words { level: Level::Policy, ..VERIFY };
        assert_eq!(stricter.kind(), "the vector is stricter");
        let crash = Words { actual: "crashed", accepted: false, ..VERIFY };
        assert_eq!((crash.kind(), &*crash.got()), ("no verdict", "a crash"));

        let none = r#"{"differs":[{"members":["maxTimeoutSeconds"],"offer":0}],"offer":null}"#;
        let got = Words { op: "match", expected: none, actual: "offer 0", sentence: None, ..VERIFY };
        assert_eq!(in_words(got), "false accept; no offer, because maxTimeoutSeconds differs; offer 0");
        let none = r#"{"differs":[{"members":["a","b"],"offer":0},{"members":["c"],"offer":1}],"offer":null}"#;
        let in_two_offers = "no offer, because a, b differ in offer 0, and c differs in offer 1";
        assert_eq!(Words { expected: none, ..got }.expected(), in_two_offers);
        assert_eq!(of("match", "valid", r#"{"offer":1}"#, "offer null"), "false refusal; offer 1; no offer");
        assert_eq!(
            of("match", "valid", r#"[{"offer":1},{"offer":0}]"#, "no offer").split("; ").last().unwrap(),
            "an answer that names no offer"
        );

        assert_eq!(
            of("decode", "valid", "ok", "ok, other object"),
            "a different answer; an object; a different object"
        );
        assert_eq!(of("decode", "valid", "ok", "err"), "false refusal; an object; a refusal");
        assert_eq!(
            of("verify", "valid", "valid", "valid, no replayKey"),
            "a different answer; valid; valid, without replayKey"
        );
        assert_eq!(
            of("verify", "valid", "valid", "valid, other payer"),
            "a different answer; valid; valid, with a different payer"
        );
        let undecided = "a different answer; no verdict, because only the chain can decide; a refusal";
        assert_eq!(of("verify", "undecided", "undecided", "invalid"), undecided);
        // A testee's own words are not taken for the runner's.
        let with_comma = r#"{"name": "x, other y"}"#;
        assert_eq!(of("network", "valid", "{}", with_comma), format!("a different answer; {{}}; {with_comma}"));
    }
}
