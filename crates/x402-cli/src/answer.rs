//! Splits a whole HTTP response in the format of `curl -i`, a whole request, or what `curl -v` prints of both.

/// The headers and the body of a response, or of a request.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Answer<'a> {
    pub(crate) headers: Vec<(String, &'a [u8])>,
    pub(crate) body: &'a [u8],
}

impl<'a> Answer<'a> {
    /// Parses a response with a demand. Returns `None` if the input is a single header or JSON. Several header lines without a
    /// status line count as a response. The error says why a response cannot be judged.
    pub(crate) fn parse(bytes: &'a [u8]) -> Option<Result<Self, String>> {
        Self::of_status(bytes, |code| code == "402" || code == "412")
    }

    /// Parses the last response of the input, and its status, whatever that is.
    pub(crate) fn of_other_status(bytes: &'a [u8]) -> Option<(u16, Self)> {
        let start = bytes.windows(6).rposition(|window| window == b"\nHTTP/").map_or(0, |at| at + 1);
        let (line, rest) = split_line(&bytes[start..]);
        let status = str::from_utf8(line).ok()?.strip_prefix("HTTP/")?.split(' ').nth(1)?.parse().ok()?;
        Some((status, Self::of_lines(rest)?))
    }

    /// Parses the last message in the input with a wanted header, or else the last one. Its status does not matter, and it
    /// may be a request.
    pub(crate) fn last(bytes: &'a [u8], is_wanted: fn(&str) -> bool) -> Option<Result<Self, String>> {
        let mut end = bytes.len();
        let mut messages = std::iter::from_fn(|| {
            let message = bytes.get(..end).filter(|message| !message.is_empty())?;
            let start = message.windows(6).rposition(|window| window == b"\nHTTP/").map_or(0, |at| at + 1);
            end = start;
            Some(Self::of_message(&message[start..]))
        });
        let has_wanted = |message: &Self| message.headers.iter().any(|(name, _)| is_wanted(name));
        let last = messages.next()?;
        match last {
            Some(Ok(last)) if !has_wanted(&last) => {
                Some(Ok(messages.flatten().flatten().find(has_wanted).unwrap_or(last)))
            }
            last => last,
        }
    }

    fn of_message(bytes: &'a [u8]) -> Option<Result<Self, String>> {
        let (first, rest) = split_line(bytes);
        if is_request_line(first) {
            return Some(Self::of_lines(rest).ok_or_else(|| "the request has a line that is not a header".into()));
        }
        Self::of_status(bytes, |_| true)
    }

    fn of_status(bytes: &'a [u8], is_wanted: fn(&str) -> bool) -> Option<Result<Self, String>> {
        if !bytes.starts_with(b"HTTP/") {
            let answer = Self::of_lines(bytes)?;
            return (answer.headers.len() > 1).then_some(Ok(answer));
        }
        let mut response = bytes;
        Some(loop {
            let (status, rest) = split_line(response);
            let status = String::from_utf8_lossy(status);
            if is_wanted(status.split(' ').nth(1).unwrap_or_default()) {
                break Self::of_lines(rest).ok_or_else(|| "the response has a line that is not a header".into());
            }
            // Skips earlier responses: 100 Continue, or the response of a proxy.
            let Some(next) = rest.windows(6).position(|window| window == b"\nHTTP/") else {
                break Err(format!(
                    "the response has status {}; only responses with status 402 or 412 carry a demand",
                    status.trim()
                ));
            };
            response = &rest[next + 1..];
        })
    }

    /// Reads header lines up to an empty line, and the body after it.
    fn of_lines(bytes: &'a [u8]) -> Option<Self> {
        let (mut headers, mut rest) = (Vec::new(), bytes);
        while !rest.is_empty() {
            let (line, after) = split_line(rest);
            rest = after;
            if line.is_empty() {
                break;
            }
            let (name, value) = header_line(line)?;
            headers.push((String::from_utf8_lossy(name).into_owned(), value));
        }
        Some(Self { headers, body: rest })
    }
}

/// The headers in what `curl -v` prints, line by line, and the body after them. `None` if it is something else.
pub(crate) fn of_verbose(bytes: &[u8]) -> Option<Vec<u8>> {
    let (mut headers, mut rest, mut has_ended) = (Vec::new(), bytes, false);
    while !rest.is_empty() {
        let (line, after) = split_line(rest);
        match line {
            [mark @ (b'>' | b'<'), text @ ..] if text.is_empty() || text.starts_with(b" ") => {
                // The request line and the status line are no headers.
                let header = text.get(1..).filter(|text| header_line(text).is_some());
                headers.extend(header.map(|header| [header, b"\n"].concat()).unwrap_or_default());
                has_ended = *mark == b'<' && text.trim_ascii().is_empty();
            }
            // What curl says of the connection, and of its progress.
            [] | [b'*' | b' ', ..] | [b'{' | b'}', b' ', b'[', ..] => {}
            _ if has_ended => break,
            _ if line.contains(&b':') => return None,
            _ => {}
        }
        rest = after;
    }
    (!headers.is_empty()).then(|| [&headers, &b"\n"[..], rest].concat())
}

/// Name and value in a line. `None` if what stands before its first colon is no name (RFC 9110 §5.6.2).
fn header_line(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let colon = line.iter().position(|byte| *byte == b':')?;
    let (name, value) = line.split_at(colon);
    is_token(name).then_some((name, value[1..].trim_ascii()))
}

/// Whether this may be the name of a header.
pub(crate) fn is_token(name: &[u8]) -> bool {
    let may_occur = |byte: &u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(byte);
    !name.is_empty() && name.iter().all(may_occur)
}

/// A method, a target and a version.
fn is_request_line(line: &[u8]) -> bool {
    let words: Vec<_> = line.split(|byte| *byte == b' ').collect();
    matches!(words.as_slice(), [method, _, version] if is_token(method) && version.starts_with(b"HTTP/"))
}

/// The first line without its line end, and the rest.
fn split_line(bytes: &[u8]) -> (&[u8], &[u8]) {
    let end = bytes.iter().position(|byte| *byte == b'\n');
    let (line, rest) = end.map_or((bytes, &[][..]), |end| (&bytes[..end], &bytes[end + 1..]));
    (line.strip_suffix(b"\r").unwrap_or(line), rest)
}

#[cfg(test)]
mod tests {
    use super::{Answer, of_verbose};

    fn names(text: &str) -> Vec<String> {
        let answer = Answer::parse(text.as_bytes()).unwrap().unwrap();
        answer.headers.into_iter().map(|(name, value)| format!("{name}={}", String::from_utf8_lossy(value))).collect()
    }

    #[test]
    fn an_answer_has_headers_and_a_body() {
        let text = "HTTP/2 402 \r\ncontent-type: text/plain\r\nPayment-Required:  e30= \r\n\r\n{\n}";
        assert_eq!(names(text), ["content-type=text/plain", "Payment-Required=e30="]);
        assert_eq!(Answer::parse(text.as_bytes()).unwrap().unwrap().body, b"{\n}");
        assert_eq!(names("a: 1\nb: 2\n"), ["a=1", "b=2"]);
    }

    #[test]
    fn what_precedes_the_answer_is_passed_over() {
        assert_eq!(names("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 402 Payment Required\r\na: 1\r\n\r\n"), ["a=1"]);
    }

    #[test]
    fn an_answer_of_another_status_is_none_to_judge() {
        assert!(Answer::parse(b"HTTP/1.1 200 OK\r\na: 1\r\n\r\n").unwrap().is_err());
        assert!(Answer::parse(b"HTTP/1.1 402 Payment Required\r\nno header\r\n\r\n").unwrap().is_err());
        assert!(Answer::parse(b"HTTP/1.1 412 Precondition Failed\r\na: 1\r\n\r\n").unwrap().is_ok());
    }

    #[test]
    fn a_response_of_another_status_has_its_status() {
        let (status, answer) =
            Answer::of_other_status(b"HTTP/1.1 302 Found\r\nx: y\r\n\r\nHTTP/2 200\r\na: 1\r\n\r\nbody").unwrap();
        assert_eq!((status, answer.headers.len(), answer.body), (200, 1, &b"body"[..]));
        for other in [&b"a: 1\r\nb: 2"[..], b"HTTP/1.1 OK\r\n\r\n", b"HTTP/1.1 200 OK\r\nno header\r\n\r\n"] {
            assert!(Answer::of_other_status(other).is_none());
        }
    }

    #[test]
    fn the_last_message_with_a_wanted_header_counts() {
        let exchange = b"GET /a HTTP/1.1\r\nhost: b\r\nx-payment: e30=\r\n\r\nHTTP/1.1 200 OK\r\nvia: c\r\n\r\nbody";
        let last = |is_wanted| Answer::last(exchange, is_wanted).unwrap().unwrap();
        assert_eq!(last(|name| name == "x-payment").headers[1].0, "x-payment");
        assert_eq!(last(|name| name == "via").body, b"body");
        assert_eq!(last(|_| false).body, b"body");
        assert!(Answer::last(b"GET /a HTTP/1.1\nno header\n", |_| true).unwrap().is_err());
    }

    #[test]
    fn the_marks_of_curl_are_left_out() {
        let said = "* Host a:80 was resolved.\n> GET /?u=a:b HTTP/2\n> host: a\n> \n* Request done\n{ [5 bytes data]\n\
                    < HTTP/2 402\n< x: y\n<\n{\"a\":1}";
        assert_eq!(of_verbose(said.as_bytes()).unwrap(), b"host: a\nx: y\n\n{\"a\":1}");
        assert_eq!(of_verbose(b"> X-PAYMENT: e30=\r\n").unwrap(), b"X-PAYMENT: e30=\n\n");
        for other in ["x: y\n> a: b", "> a: b\nx: y", "> quoted", "<html>", ""] {
            assert_eq!(of_verbose(other.as_bytes()), None, "{other}");
        }
    }

    #[test]
    fn a_header_or_json_is_no_answer() {
        for text in ["PAYMENT-REQUIRED: e30=", "e30=", "{\"x402Version\": 2,\n\"accepts\": []}", ""] {
            assert_eq!(Answer::parse(text.as_bytes()), None, "{text}");
        }
    }
}
