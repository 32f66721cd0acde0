//! HTTP as terminals and browsers show it: messages of `curl -i` and `curl -v`, and header lines.

use alloc::{borrow::ToOwned, string::String, vec::Vec};

use super::{
    other,
    part::{Form, Header, Message},
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
    /// A line of a request (`>`).
    Sent,
    /// A line of a response (`<`).
    Received,
    /// A line of curl about the connection or the progress.
    Aside,
}

/// The messages of a transcript, or one with header lines. `None` if the text is neither.
pub(super) fn read(text: &str) -> Option<(Form, Vec<Message>)> {
    let lines = lines_of(text);
    let has = |mark: Mark| lines.iter().any(|line| line.mark == mark);
    let (is_marked, is_dialogue) = (has(Mark::Sent) || has(Mark::Received), has(Mark::Sent) && has(Mark::Received));
    let is_start = |line: &Line<'_>| is_status(line.text) || is_request(line.text);
    Some(if is_dialogue || lines.iter().any(is_start) {
        (Form::Transcript, messages_of(text, &lines, is_marked))
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
                let mark = if line.text.starts_with('>') { Mark::Sent } else { Mark::Received };
                *line = Line { text: shown, at: line.at + (line.text.len() - shown.len()), mark };
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

/// A message whose head is being read.
#[derive(Default)]
struct Head {
    message: Message,
    /// `true` if the next line may continue the value of the last header. Known when the header was read, so that a
    /// value of many lines is read once.
    is_open: bool,
}

impl Head {
    fn push(&mut self, header: Header) {
        /// No terminal is narrower.
        const NARROWEST: usize = 40;
        self.is_open = What::of_header(&header.name).is_some()
            && header.value.len() >= NARROWEST
            && header.value.bytes().all(is_of_value);
        self.message.headers.push(header);
    }

    /// Adds a line to the value before it, if a terminal has broken the value: the line contains only characters that
    /// such a value has.
    fn continued(&mut self, line: &str) -> bool {
        let rest = line.trim();
        let is_more = self.is_open && !rest.is_empty() && rest.bytes().all(is_of_value);
        if is_more {
            self.append(rest);
        }
        is_more
    }

    /// Adds a text to the last value.
    fn append(&mut self, more: &str) -> bool {
        let Some(header) = self.message.headers.last_mut() else { return false };
        header.value.push_str(more);
        header.at = None;
        self.is_open &= more.bytes().all(is_of_value);
        true
    }
}

const fn is_of_value(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_' | b'=')
}

/// Header lines without a request line or a status line: at least one of x402 or of a different payment protocol, or
/// several.
fn header_lines(text: &str, lines: &[Line<'_>]) -> Option<Message> {
    let mut head = Head::default();
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
        if !head.continued(line.text) {
            head.push(header_of(text, *line)?);
        }
    }
    let mut message = head.message;
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

fn messages_of(text: &str, lines: &[Line<'_>], is_marked: bool) -> Vec<Message> {
    let mut messages: Vec<(Head, Vec<Line<'_>>)> = Vec::new();
    let (mut is_in_head, mut mark, mut skips) = (false, Mark::None, false);
    for line in lines {
        if line.mark == Mark::Aside {
            continue;
        }
        // curl -v marks the head of each message. Other lines that look like one are in a body, whose sender may have
        // made them up, except for the copy of the head that curl -i prints again.
        let may_start = !is_marked || line.mark != Mark::None;
        if is_marked && !may_start && !is_in_head {
            let is_first = messages.last().is_some_and(|(_, rest)| rest.iter().all(|line| line.text.trim().is_empty()));
            let status = messages.last().and_then(|(head, _)| head.message.status);
            if is_first && status.is_some() && status_of(line.text) == status {
                skips = true;
            }
            if skips {
                skips = !line.text.trim().is_empty();
                continue;
            }
        }
        let status = status_of(line.text).filter(|_| may_start && line.mark != Mark::Sent);
        let is_start = status.is_some()
            || (may_start
                && line.mark != Mark::Received
                && is_request(line.text)
                && (!is_in_head || messages.is_empty()));
        if is_start {
            let target = if status.is_none() { line.text.split(' ').nth(1).map(ToOwned::to_owned) } else { None };
            let message = Message { status, target, ..Message::default() };
            messages.push((Head { message, is_open: false }, Vec::new()));
            (is_in_head, mark) = (true, line.mark);
            continue;
        }
        // A marked line has a head of its own, even if the line that begins the head was not copied.
        let is_marked_line = matches!(line.mark, Mark::Sent | Mark::Received) && !line.text.trim().is_empty();
        if is_marked_line && (line.mark != mark || messages.is_empty()) && header_in(line.text).is_some() {
            let message = Message { is_received: line.mark == Mark::Received, ..Message::default() };
            messages.push((Head { message, is_open: false }, Vec::new()));
            (is_in_head, mark) = (true, line.mark);
        }
        let Some((head, rest)) = messages.last_mut() else { continue };
        if is_in_head && head.continued(line.text) {
            continue;
        }
        if !is_in_head {
            if line.mark == Mark::None {
                rest.push(*line);
            }
        } else if line.text.trim().is_empty() {
            is_in_head = false;
        } else if let Some(header) = header_of(text, *line) {
            head.push(header);
        } else if line.text.starts_with([' ', '\t'])
            && line.mark == Mark::None
            // A terminal, or a fold (RFC 9110 §5.5), has broken the line.
            && head.append(line.text.trim())
        {
        } else {
            head.message.broken.get_or_insert_with(|| line.text.to_owned());
        }
    }
    let whole = |(Head { mut message, .. }, rest): (Head, Vec<Line<'_>>)| {
        (message.body, message.body_at) = body_of(text, &rest);
        message.date = date_of(&message);
        message
    };
    messages.into_iter().map(whole).collect()
}

pub(super) fn date_of(message: &Message) -> Option<u64> {
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
