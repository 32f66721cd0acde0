//! Recordings of browsers, as HTTP Archives (HAR 1.2).

use alloc::{
    borrow::ToOwned,
    string::{String, ToString},
    vec::Vec,
};

use x402_types::{JsonRef, read};

use super::{
    part::{Header, Message},
    time, transcript,
};

/// The messages in an archive, or in one entry of one. `None` if the object is neither.
pub(super) fn read(root: JsonRef<'_>) -> Option<Vec<Message>> {
    let entries = root.get("log").and_then(|log| log.get("entries"));
    let entries = match entries {
        Some(entries) => entries.elements().ok()?.collect(),
        None => alloc::vec![root],
    };
    let mut messages = Vec::new();
    for entry in entries {
        let request = entry.get("request").filter(|request| request.get("headers").is_some_and(|it| it.is_array()))?;
        let started = entry.get("startedDateTime").and_then(time::of_value).map(|time| time.seconds);
        let body = request.get("postData").and_then(|data| text_of(data, "text")).unwrap_or_default();
        let target = text_of(request, "url");
        messages.push(Message { target, started, headers: headers_of(request), body, ..Message::default() });
        let Some(response) = entry.get("response") else { continue };
        let Some(status) = response.get("status").and_then(|status| status.text().parse().ok()) else { continue };
        // A browser has the status 0 for a request without a response.
        if status == 0 {
            continue;
        }
        let headers = headers_of(response);
        let body = response.get("content").and_then(body_of).unwrap_or_default();
        let mut message = Message { status: Some(status), headers, body, ..Message::default() };
        message.date = transcript::date_of(&message);
        messages.push(message);
    }
    (!messages.is_empty()).then_some(messages)
}

fn headers_of(message: JsonRef<'_>) -> Vec<Header> {
    let Some(Ok(headers)) = message.get("headers").map(|headers| headers.elements()) else { return Vec::new() };
    let header = |header| {
        let (name, value) = (text_of(header, "name")?, text_of(header, "value")?);
        Some(Header { name, value: value.trim().to_owned(), at: None })
    };
    headers.filter_map(header).collect()
}

fn body_of(content: JsonRef<'_>) -> Option<String> {
    let text = text_of(content, "text")?;
    if text_of(content, "encoding").as_deref() != Some("base64") {
        return Some(text);
    }
    let url = text.trim_end_matches('=').replace('+', "-").replace('/', "_");
    String::from_utf8(read::base64url(&url)?.to_vec()).ok()
}

fn text_of(json: JsonRef<'_>, name: &str) -> Option<String> {
    json.get(name)?.string().ok().map(|text| text.to_string())
}
