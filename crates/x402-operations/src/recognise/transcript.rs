//! HTTP as terminals and browsers show it: messages of `curl -i` and `curl -v`, and header lines.

use alloc::{borrow::ToOwned, string::String, vec::Vec};

use super::{
    other,
    recognised::{Form, Header, Message},
    time,
    what::What,
};

/// A line without its end and without the mark that `curl -v` writes before it.
#[derive(Clone, Copy)]
struct Line<'a> {
    text: &'a str,
    /// The byte of the text at which it begins.
    at: usize,
    mark: Mark,
}

/// The kind of a line, as `curl -v` marks it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    None,
    /// A line of a request (`>`) or of a response (`<`).
    Head,
    /// A line of curl about the connection or the progress.
    Aside,
}

/// The messages of a transcript, or one with header lines. `None` if the text is neither.
pub(super) fn read(text: &str) -> Option<(Form, Vec<Message>)> {
    let lines = lines_of(text);
    Some(if lines.iter().any(|line| is_status(line.text) || is_request(line.text)) {
        (Form::Transcript, messages_of(text, &lines))
    } else {
        (Form::Headers, alloc::vec![header_lines(text, &lines)?])
    })
}

/// Returns `true` if this may be the name of a header (RFC 9110 §5.6.2).
pub(super) fn is_token(name: &str) -> bool {
    let may_occur = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !name.is_empty() && name.bytes().all(may_occur)
}

fn lines_of(text: &str) -> Vec<Line<'_>> {
    let mut lines: Vec<Line<'_>> = Vec::new();
    for whole in text.split('\n') {
        let line = whole.strip_suffix('\r').unwrap_or(whole);
        // A progress meter returns to the start of its line.
        let line = line.rsplit('\r').next().unwrap_or(line);
        lines.push(Line { text: line, at: line.as_ptr().addr() - text.as_ptr().addr(), mark: Mark::None });
    }
    unquote(&mut lines);
    let is_marked = |line: &&Line<'_>| {
        let rest = line.text.strip_prefix("> ").or_else(|| line.text.strip_prefix("< "));
        rest.is_some_and(|rest| {
            is_status(rest)
                || is_request(rest)
                || header_in(rest).is_some_and(|(name, _)| What::of_header(name).is_some())
        })
    };
    if lines.iter().any(|line| is_marked(&line)) {
        for line in &mut lines {
            let rest = line.text.strip_prefix(['>', '<']);
            if let Some(rest) = rest.filter(|rest| rest.is_empty() || rest.starts_with(' ')) {
                let shown = rest.strip_prefix(' ').unwrap_or(rest);
                *line = Line { text: shown, at: line.at + (line.text.len() - shown.len()), mark: Mark::Head };
            } else if line.text.starts_with("* ") || line.text == "*" || is_progress(line.text) {
                line.mark = Mark::Aside;
            }
        }
    }
    lines
}

/// Removes the prefix that a reply or an editor has added to every line: `> ` or an indentation. The first line that
/// curl marks as the start of a request or a response shows the prefix.
fn unquote(lines: &mut [Line<'_>]) {
    /// A longer prefix is part of the text.
    const LONGEST: usize = 32;
    let is_start = |text: &str| {
        let rest = text.strip_prefix("> ").or_else(|| text.strip_prefix("< "));
        rest.is_some_and(|rest| is_status(rest) || is_request(rest))
    };
    let quote = lines.iter().find_map(|line| {
        let of_quote = line.text.bytes().take(LONGEST).take_while(|byte| b"> \t".contains(byte)).count();
        (0..=of_quote).find(|&end| is_start(&line.text[end..])).map(|end| &line.text[..end])
    });
    let Some(quote) = quote.filter(|quote| !quote.is_empty()) else { return };
    for line in lines {
        let rest = match line.text.strip_prefix(quote) {
            Some(rest) => rest,
            // An editor removes the space at the end of a line.
            None if line.text == quote.trim_end() => "",
            None => continue,
        };
        *line = Line { text: rest, at: line.at + (line.text.len() - rest.len()), mark: line.mark };
    }
}

/// Returns `true` for curl's lines about its progress, and about the bytes that it sends and receives.
fn is_progress(line: &str) -> bool {
    let trimmed = line.trim_start();
    let is_bytes = ["{ [", "} ["].iter().any(|start| trimmed.starts_with(start)) && trimmed.ends_with("bytes data]");
    let is_head = trimmed.starts_with("% Total") || trimmed.starts_with("Dload  Upload");
    let is_meter = trimmed.starts_with(|first: char| first.is_ascii_digit())
        && (trimmed.contains("--:--:--") || trimmed.contains(":--"))
        && trimmed.split_whitespace().count() >= 8;
    is_bytes || is_head || is_meter
}

fn is_status(line: &str) -> bool {
    status_of(line).is_some()
}

/// The code in a status line, which may be indented as `wget -S` prints it.
fn status_of(line: &str) -> Option<u16> {
    let rest = line.trim_start().strip_prefix("HTTP/")?;
    let mut words = rest.split(' ');
    let is_version = words.next()?.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let code = words.find(|word| !word.is_empty())?.trim_end();
    let is_code = is_version && code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_digit());
    if is_code { code.parse().ok() } else { None }
}

/// Returns `true` for a method, a target and a version.
fn is_request(line: &str) -> bool {
    let mut words = line.split(' ');
    let (method, target, version) = (words.next(), words.next(), words.next());
    method.is_some_and(|method| !method.is_empty() && method.bytes().all(|byte| byte.is_ascii_uppercase()))
        && target.is_some_and(|target| !target.is_empty())
        && version.is_some_and(|version| version.starts_with("HTTP/"))
        && words.next().is_none()
}

/// Name and value in a line. `None` if the text before its first colon is not a name. HTTP/2 has names that begin with
/// a colon.
fn header_in(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_start_matches([' ', '\t']);
    let (colon, rest) = line.strip_prefix(':').map_or(("", line), |rest| (":", rest));
    let (name, value) = rest.split_once(':')?;
    let value = value.trim_matches([' ', '\t', '\r']);
    is_token(name).then(|| (&line[..colon.len() + name.len()], value))
}

fn header_of(text: &str, line: Line<'_>) -> Option<Header> {
    let (name, value) = header_in(line.text)?;
    let at = value.as_ptr().addr() - text.as_ptr().addr();
    Some(Header { name: name.into(), value: value.into(), at: Some(at) })
}

/// Adds a line to the value before it, if a terminal has broken the value: the line contains only characters that such
/// a value has.
fn continued(message: &mut Message, line: &str) -> bool {
    /// No terminal is narrower.
    const NARROWEST: usize = 40;
    let is_of_value = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_' | b'=');
    let rest = line.trim();
    let last = message.headers.last_mut().filter(|header| {
        What::of_header(&header.name).is_some()
            && header.value.len() >= NARROWEST
            && header.value.bytes().all(is_of_value)
    });
    match last {
        Some(header) if !rest.is_empty() && rest.bytes().all(is_of_value) => {
            header.value.push_str(rest);
            header.at = None;
            true
        }
        _ => false,
    }
}

/// Header lines without a request line or a status line: at least one of x402 or of a different payment protocol, or
/// several.
fn header_lines(text: &str, lines: &[Line<'_>]) -> Option<Message> {
    let mut message = Message::default();
    let mut rest = lines.iter().skip_while(|line| line.text.trim().is_empty());
    let mut is_ended = false;
    for line in rest.by_ref() {
        if line.mark == Mark::Aside {
            continue;
        }
        if line.text.trim().is_empty() {
            is_ended = true;
            break;
        }
        if !continued(&mut message, line.text) {
            message.headers.push(header_of(text, *line)?);
        }
    }
    let is_known = |header: &Header| {
        What::of_header(&header.name).is_some() || other::of_header(&header.name, &header.value).is_some()
    };
    if message.headers.len() < 2 && !message.headers.iter().any(is_known) {
        return None;
    }
    if is_ended {
        let lines: Vec<_> = rest.copied().collect();
        (message.body, message.body_at) = body_of(text, &lines);
    }
    message.date = date_of(&message);
    Some(message)
}

fn messages_of(text: &str, lines: &[Line<'_>]) -> Vec<Message> {
    let mut messages: Vec<(Message, Vec<Line<'_>>)> = Vec::new();
    let mut is_in_head = false;
    for line in lines {
        if line.mark == Mark::Aside {
            continue;
        }
        let status = status_of(line.text);
        if status.is_some() || (is_request(line.text) && (!is_in_head || messages.is_empty())) {
            messages.push((Message { status, ..Message::default() }, Vec::new()));
            is_in_head = true;
            continue;
        }
        let Some((message, rest)) = messages.last_mut() else { continue };
        if is_in_head && continued(message, line.text) {
            continue;
        }
        if !is_in_head {
            if line.mark == Mark::None {
                rest.push(*line);
            }
        } else if line.text.trim().is_empty() {
            is_in_head = false;
        } else if let Some(header) = header_of(text, *line) {
            message.headers.push(header);
        } else if line.text.starts_with([' ', '\t']) && line.mark == Mark::None && !message.headers.is_empty() {
            // A terminal, or a fold (RFC 9110 §5.5), has broken the line.
            if let Some(header) = message.headers.last_mut() {
                header.value.push_str(line.text.trim());
                header.at = None;
            }
        } else {
            message.broken.get_or_insert_with(|| line.text.to_owned());
        }
    }
    let whole = |(mut message, rest): (Message, Vec<Line<'_>>)| {
        (message.body, message.body_at) = body_of(text, &rest);
        message.date = date_of(&message);
        message
    };
    messages.into_iter().map(whole).collect()
}

fn date_of(message: &Message) -> Option<u64> {
    let date = message.headers.iter().find(|header| header.name.eq_ignore_ascii_case("date"))?;
    time::of_date(&date.value)
}

/// The body in these lines, and the byte at which it begins. Lines that belong to no message are left out.
fn body_of(text: &str, lines: &[Line<'_>]) -> (String, Option<usize>) {
    let first = lines.iter().position(|line| !line.text.trim().is_empty());
    let Some(lines) = first.map(|first| &lines[first..]) else { return (String::new(), None) };
    let [first, .., last] = lines else {
        return lines.first().map_or((String::new(), None), |line| (line.text.trim_end().to_owned(), Some(line.at)));
    };
    let span = text[first.at..last.at + last.text.len()].trim_end();
    // Lines that follow each other are a span of the text.
    let follow = lines.windows(2).all(|pair| {
        let end = pair[0].at + pair[0].text.len();
        text[end..pair[1].at].trim_start_matches('\r') == "\n"
    });
    if follow {
        return (span.to_owned(), Some(first.at));
    }
    let joined: Vec<&str> = lines.iter().map(|line| line.text).collect();
    (joined.join("\n").trim_end().to_owned(), None)
}
