//! What is said to a program, and what it says, without the program itself.

use std::{convert::Infallible, str::FromStr};

use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use x402_types::RawJson;

use super::{
    introduction::Introduction,
    messages::{Heard, MAX_ANSWER, NO_ANSWER, Question, Reply, UNREADABLE_RESULT, answer_limits},
};
use crate::{diff::clipped, objects::Object};

/// Questions and answers, one after the other.
#[derive(Debug)]
pub(crate) struct Conversation {
    asked: u64,
    /// Whether the next line is the first of a process.
    is_first: bool,
    introduction: Option<Introduction>,
}

impl Conversation {
    pub(crate) const fn new() -> Self {
        Self { asked: 0, is_first: true, introduction: None }
    }

    /// The line that asks a question, with its line feed.
    pub(crate) fn question(&mut self, question: Question<'_>) -> String {
        self.asked += 1;
        format!(
            "{{\"id\":\"{}\",\"op\":{},\"input\":{}}}\n",
            self.id(),
            RawJson::string(question.op).as_str(),
            x402_operations::one_line(question.input.to_owned())
        )
    }

    /// Takes what came after the question. Returns `None` if the program has introduced itself, so that its answer is the next line.
    /// After a reply that is no [answer](Reply::is_answer), the next question goes to a new process.
    pub(crate) fn hear(&mut self, heard: Heard) -> Option<Reply> {
        let is_first = std::mem::take(&mut self.is_first);
        let reply = match heard {
            Heard::Line(line) => {
                let read = if is_first { Introduction::read(&line) } else { Ok(None) };
                let answer = match read {
                    Ok(None) => {
                        read_answer(&line, Some(&self.id())).map_err(|why| self.or_of_the_last(&line, is_first, why))
                    }
                    Ok(Some(introduction)) => {
                        self.introduction = Some(introduction);
                        return None;
                    }
                    Err(why) => Err(why),
                };
                answer.unwrap_or_else(|why| Reply::Malformed(format!("{why}; the line is {}", clipped(&line, 200))))
            }
            Heard::NoLine(why) => Reply::Malformed(why),
            Heard::Ended(how) => Reply::Crashed(how),
            Heard::TimedOut(bytes) => Reply::TimedOut(bytes),
        };
        self.is_first = !reply.is_answer();
        Some(reply)
    }

    /// Who the program says that it is, once it has answered.
    pub(crate) const fn introduction(&self) -> Option<&Introduction> {
        self.introduction.as_ref()
    }

    /// Why a line is no answer. The cause may be the question before, if the same process has answered it.
    fn or_of_the_last(&self, line: &str, is_first: bool, why: String) -> String {
        let last = format!("q{}", self.asked.saturating_sub(1));
        if is_first || read_answer(line, Some(&last)).is_err() {
            return why;
        }
        format!("{why}: more than one line came after the question {last}")
    }

    fn id(&self) -> String {
        format!("q{}", self.asked)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer<'a> {
    id: Option<String>,
    // Borrowed, because an answer exists in enough copies already.
    #[serde(borrow, default, deserialize_with = "even_null")]
    result: Option<&'a RawValue>,
    skipped: Option<String>,
    error: Option<String>,
}

/// A member that is there, of whatever value.
fn even_null<'de, D: Deserializer<'de>>(member: D) -> Result<Option<&'de RawValue>, D::Error> {
    <&RawValue>::deserialize(member).map(Some)
}

impl FromStr for Reply {
    type Err = Infallible;

    /// Reads an answer, which may lack the id or have any. Anything else is [`Malformed`](Self::Malformed).
    fn from_str(answer: &str) -> Result<Self, Infallible> {
        Ok(read_answer(answer, None).unwrap_or_else(Self::Malformed))
    }
}

/// Reads the answer to the question with this id, if it has one. The error is the rule that the line breaks.
fn read_answer(line: &str, id: Option<&str>) -> Result<Reply, String> {
    let Object::<Answer<'_>>(answer) = serde_json::from_str(line).map_err(|error| format!("{NO_ANSWER}{error}"))?;
    if let Some(id) = id
        && answer.id.as_deref() != Some(id)
    {
        let found = answer.id.map_or_else(|| "no id".into(), |found| format!("the id {}", clipped(&found, LONGEST_ID)));
        return Err(format!("the answer to {id} has {found}"));
    }
    let is_null = answer.result.is_some_and(|result| result.get() == "null");
    match (answer.result.filter(|_| !is_null), answer.skipped, answer.error) {
        (Some(result), None, None) => RawJson::parse_within(result.get(), &answer_limits())
            .map(Reply::Result)
            .map_err(|error| format!("{UNREADABLE_RESULT}{error}")),
        (None, Some(why), None) => Ok(Reply::Skipped(why)),
        (None, None, Some(why)) => Ok(Reply::Error(why)),
        (None, None, None) if is_null => Err("the result of an answer must not be null".into()),
        _ => Err("an answer has exactly one of result, skipped, error".into()),
    }
}

/// The bytes that are printed of an id that is not the question's.
const LONGEST_ID: usize = 200;

/// The bytes that are kept of what a program complains of.
pub(super) const KEPT: usize = 400;

/// The text of a line of output without its line feed, or why it is none. Of a line that is too long, it is enough to give one byte
/// more than 8 MiB.
///
/// # Errors
/// It is too long, or not UTF-8.
pub fn text_of(line: Vec<u8>) -> Result<String, String> {
    if line.len() > MAX_ANSWER {
        return Err(format!("the answer has more than {MAX_ANSWER} bytes"));
    }
    String::from_utf8(line).map_err(|_| "the answer is not UTF-8".to_owned())
}

/// What is wrong with a program that wrote this line after its last answer.
#[must_use]
pub fn spoke_last(line: Result<String, String>) -> String {
    let what = line.map_or_else(|why| why, |line| clipped(&line, 200));
    format!("the program wrote after its last answer: {what}")
}

/// What is wrong with a program that ended in this way after its last answer, unless with the exit code 0.
#[must_use]
pub fn ended_last(how: &str) -> String {
    format!("the program ended wrongly after its last answer: {how}")
}

/// How a program ended, followed by the end of what it wrote to its standard error, on one line.
#[must_use]
pub fn with_complaint(how: String, written: &[u8]) -> String {
    let from = written.len().saturating_sub(KEPT);
    let text = String::from_utf8_lossy(written.get(from..).unwrap_or_default());
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()).collect();
    if words.is_empty() { how } else { format!("{how}; its standard error ends with: {}", words.join(" ")) }
}
