//! The implementation under test: answers the JSON lines of `docs/reference/operations`.

use std::io::{self, BufRead, Write};

use serde_json::value::RawValue;
use x402_types::object::ObjectWriter;

use crate::{
    Answer, Fields, Stop,
    lines::{Line, MAX_LINE, is_blank, read_line},
    one_line,
};

/// Answers line by line until the input ends. A malformed line gets an `error`, and the next line is answered as usual.
///
/// # Errors
/// Reading or writing failed.
pub fn serve(mut input: impl BufRead, mut output: impl Write) -> io::Result<()> {
    let mut line = Vec::new();
    while let Some(read) = read_line(&mut input, &mut line, MAX_LINE)? {
        let answer = if matches!(read, Line::TooLong) {
            input.skip_until(b'\n')?;
            write_answer(None, Answer::Error(format!("the line has more than {MAX_LINE} bytes")))
        } else {
            match std::str::from_utf8(&line) {
                Ok(_) if is_blank(&line) => continue,
                Ok(text) => answer_line(text),
                Err(_) => write_answer(None, Answer::Error("the line is not UTF-8".into())),
            }
        };
        writeln!(output, "{answer}")?;
        output.flush()?;
    }
    Ok(())
}

/// Answers one line, which is a question in JSON, with one line of JSON without a line feed
/// (`docs/reference/operations`). The answer to a line that is not a question is an error.
#[must_use]
pub fn answer_line(line: &str) -> String {
    let (id, outcome) = read_question(line);
    let answer = match outcome {
        Ok((op, input)) => crate::run(&op, input),
        Err(Stop::Skipped(why)) => Answer::Skipped(why),
        Err(Stop::Error(why)) => Answer::Error(why),
    };
    write_answer(id.as_deref(), answer)
}

pub(crate) type Question<'a> = Result<(String, &'a RawValue), Stop>;

fn read_question(line: &str) -> (Option<String>, Question<'_>) {
    let error = |why: &str| Err(Stop::Error(why.into()));
    let Ok(raw) = serde_json::from_str::<&RawValue>(line) else {
        return (None, error("the line is not one JSON value"));
    };
    match Fields::read(raw, "line") {
        Ok(fields) => question(fields),
        Err(stop) => (None, Err(stop)),
    }
}

/// Reads the operation, its input, and the `id` for the answer.
pub(crate) fn question(mut fields: Fields<'_>) -> (Option<String>, Question<'_>) {
    let error = |why: &str| Err(Stop::Error(why.into()));
    let id = match fields.parse::<String>("id") {
        Ok(Some(id)) if (1..=200).contains(&id.chars().count()) => id,
        _ => return (None, error("id must be a string of 1 to 200 characters")),
    };
    let question = (|| {
        let op = fields.parse("op")?.ok_or_else(|| Stop::Error("op is missing".into()))?;
        let input = fields.require("input")?;
        fields.finish()?;
        Ok((op, input))
    })();
    (Some(id), question)
}

fn write_answer(id: Option<&str>, answer: Answer) -> String {
    let mut text = String::new();
    let mut line = ObjectWriter::new(&mut text);
    match id {
        Some(id) => line.string("id", id),
        None => line.null("id"),
    }
    match answer {
        Answer::Result(result) => line.object("result", |out| out.push_str(&result)),
        Answer::Skipped(why) => line.string("skipped", &why),
        Answer::Error(why) => line.string("error", &why),
    }
    line.close();
    one_line(text)
}
