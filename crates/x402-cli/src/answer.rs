//! Splits a whole HTTP response in the format of `curl -i`.

/// The headers and the body of a response.
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

    /// Parses the last response in the input, whatever its status is.
    pub(crate) fn last(bytes: &'a [u8]) -> Option<Result<Self, String>> {
        let last = bytes.windows(6).rposition(|window| window == b"\nHTTP/").map_or(0, |at| at + 1);
        Self::of_status(bytes.get(last..)?, |_| true)
    }

    fn of_status(bytes: &'a [u8], is_wanted: fn(&str) -> bool) -> Option<Result<Self, String>> {
        if !bytes.starts_with(b"HTTP/") {
            let answer = Self::of_lines(bytes)?;
            return (answer.headers.len() > 1).then_some(Ok(answer));
        }
        let (status, rest) = split_line(bytes);
        let status = String::from_utf8_lossy(status);
        let code = status.split(' ').nth(1).unwrap_or_default();
        // Skips earlier responses: 100 Continue, or the response of a proxy.
        let next = rest.windows(6).position(|window| window == b"\nHTTP/").map(|at| &rest[at + 1..]);
        if let Some(next) = next.filter(|_| !is_wanted(code)) {
            return Self::of_status(next, is_wanted);
        }
        Some(match code {
            code if is_wanted(code) => {
                Self::of_lines(rest).ok_or_else(|| "the response has a line that is not a header".into())
            }
            _ => Err(format!(
                "the response has status {}; only responses with status 402 or 412 carry a demand",
                status.trim()
            )),
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
            let colon = line.iter().position(|byte| *byte == b':')?;
            let (name, value) = line.split_at(colon);
            let is_token = |byte: &u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(byte);
            if name.is_empty() || !name.iter().all(is_token) {
                return None;
            }
            headers.push((String::from_utf8_lossy(name).into_owned(), value[1..].trim_ascii()));
        }
        Some(Self { headers, body: rest })
    }
}

/// The first line without its line end, and the rest.
fn split_line(bytes: &[u8]) -> (&[u8], &[u8]) {
    let end = bytes.iter().position(|byte| *byte == b'\n');
    let (line, rest) = end.map_or((bytes, &[][..]), |end| (&bytes[..end], &bytes[end + 1..]));
    (line.strip_suffix(b"\r").unwrap_or(line), rest)
}

#[cfg(test)]
mod tests {
    use super::Answer;

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
    fn a_header_or_json_is_no_answer() {
        for text in ["PAYMENT-REQUIRED: e30=", "e30=", "{\"x402Version\": 2,\n\"accepts\": []}", ""] {
            assert_eq!(Answer::parse(text.as_bytes()), None, "{text}");
        }
    }
}
