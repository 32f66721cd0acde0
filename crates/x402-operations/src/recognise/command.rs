//! Command lines of curl.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use super::{
    part::{Header, Message},
    transcript,
    what::What,
};

/// A word of a command line.
struct Word {
    text: String,
    /// The byte at which it begins. `None` if it has escapes, or consists of several pieces.
    at: Option<usize>,
}

/// The headers and the data of a curl command. `None` if the text is not a curl command.
pub(super) fn read(text: &str) -> Option<Message> {
    let start = command_in(text)?;
    let words = words_of(&text[start..], start);
    let mut message = Message::default();
    let mut words = words.into_iter().peekable();
    while let Some(word) = words.next() {
        if word.text == "-H" || word.text == "--header" {
            message.headers.extend(words.next().as_ref().and_then(header_of));
        } else if let Some(rest) = word.text.strip_prefix("--header=").or_else(|| word.text.strip_prefix("-H")) {
            let by = word.text.len() - rest.len();
            message.headers.extend(header_of(&Word { text: rest.into(), at: word.at.map(|at| at + by) }));
        } else if matches!(&*word.text, "-d" | "--data" | "--data-raw" | "--data-binary" | "--data-ascii" | "--json") {
            if let Some(data) = words.next().filter(|data| message.body.is_empty() && !data.text.starts_with('@')) {
                (message.body, message.body_at) = (data.text, data.at);
            }
        } else if let Some((name, data)) = word.text.split_once('=')
            && matches!(name, "--data" | "--data-raw" | "--data-binary" | "--json")
        {
            (message.body, message.body_at) = (data.to_string(), word.at.map(|at| at + name.len() + 1));
        } else if word.text.contains("://") && message.target.is_none() {
            message.target = Some(word.text);
        }
    }
    let is_ours = message.headers.iter().any(|header| What::of_header(&header.name).is_some());
    (is_ours || !message.body.is_empty()).then_some(message)
}

/// The byte at which the command begins: the word `curl` at the start of a line, after a prompt or alone, or else the
/// first option for a header.
fn command_in(text: &str) -> Option<usize> {
    let mut from = 0;
    for line in text.split_inclusive('\n') {
        let prompted = line.trim_start().trim_start_matches(['$', '%', '#', '>']).trim_start();
        let is_named = ["curl ", "curl.exe "].iter().any(|name| prompted.starts_with(name));
        if is_named {
            return Some(from + (line.len() - prompted.len()));
        }
        from += line.len();
    }
    [" -H ", " --header ", "-H '", "-H \""].iter().filter_map(|option| text.find(option)).min()
}

fn header_of(word: &Word) -> Option<Header> {
    let (name, value) = word.text.split_once(':')?;
    if !transcript::is_token(name.trim()) {
        return None;
    }
    let trimmed = value.trim();
    let at = word.at.map(|at| at + (trimmed.as_ptr().addr() - word.text.as_ptr().addr()));
    Some(Header { name: name.trim().into(), value: trimmed.into(), at })
}

/// The words of a POSIX shell, and of Windows, where `^` and a backtick continue a line. A quote that does not end goes
/// to the end.
fn words_of(text: &str, start: usize) -> Vec<Word> {
    let (mut words, mut word, mut quote): (Vec<Word>, Option<Word>, Option<char>) = (Vec::new(), None, None);
    let mut characters = text.char_indices().peekable();
    let push = |word: &mut Option<Word>, character: char, at: Option<usize>| {
        let word = word.get_or_insert_with(|| Word { text: String::new(), at });
        // Each character begins where the one before it ends, or something between was left out.
        if at.is_none() || word.at.is_some_and(|begin| at != Some(begin + word.text.len())) {
            word.at = None;
        }
        word.text.push(character);
    };
    while let Some((index, character)) = characters.next() {
        let at = Some(start + index);
        let next = characters.peek().map(|(_, next)| *next);
        match (quote, character) {
            (Some(mark), _) if mark == character => quote = None,
            (Some('"'), '\\') if matches!(next, Some('"' | '\\' | '$' | '`')) => {
                characters.next();
                push(&mut word, next.unwrap_or_default(), None);
            }
            (Some('"') | None, '\\') if matches!(next, Some('\n')) => {
                characters.next();
            }
            (Some(_), _) => push(&mut word, character, at),
            (None, '\\' | '^' | '`') if matches!(next, Some('\n' | '\r')) => {
                characters.next_if(|(_, next)| *next == '\r');
                characters.next_if(|(_, next)| *next == '\n');
            }
            (None, '\\') => {
                if let Some((_, next)) = characters.next() {
                    push(&mut word, next, None);
                }
            }
            (None, '\'' | '"') => {
                quote = Some(character);
                let begin = start + index + character.len_utf8();
                word.get_or_insert_with(|| Word { text: String::new(), at: Some(begin) });
            }
            // The next command, or the next line of a log.
            (None, '\n' | ';' | '|') => {
                words.extend(word.take());
                if character == '\n' && !words.is_empty() {
                    break;
                }
            }
            (None, _) if character.is_whitespace() => words.extend(word.take()),
            (None, '$') if next == Some('\'') => {}
            (None, _) => push(&mut word, character, at),
        }
    }
    words.extend(word);
    words
}
