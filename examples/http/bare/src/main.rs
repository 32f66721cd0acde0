//! The shop without a framework: `bare ADDRESS FACILITATOR`. [`handle`] is the server, a function from names and values
//! of headers; the rest is just enough of HTTP/1.1 to show it, and no more to be put on the internet than any such thing.

use std::{
    env,
    error::Error,
    io::{self, Read, Write},
    net::{TcpListener, TcpStream},
    sync::Arc,
    thread,
    time::Duration,
};

use paywall::Paywall;
use tokio::runtime::{Builder, Runtime};
use x402_extensions::sign_in_with_x::decode_sign_in_headers;
use x402_types::{DecodeOptions, RawJson, decode_payment_headers};

/// Bytes of a request: room for one payment header of the size that `Limits` allow.
const MAX_REQUEST: usize = 80 * 1024;

struct Response {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: String,
}

async fn handle(shop: &Paywall, request: &Request<'_>) -> Response {
    let (path, query) = request.target.split_once('?').unwrap_or((request.target, ""));
    if path != "/forecast" {
        return plain(404, "there is /forecast");
    }
    if request.method != "GET" {
        return plain(405, "there is GET");
    }
    let (headers, options) = (request.headers.iter().copied(), &DecodeOptions::STRICT);
    let paid = paywall::Request {
        payment: decode_payment_headers(headers.clone(), options).map(|decoded| decoded.value),
        sign_in: decode_sign_in_headers(headers, options).map(|decoded| decoded.value),
        parameters: RawJson::string(query),
    };
    let answer = shop.answer(paid, || shop::forecast(query)).await;
    Response { status: answer.outcome.status(), headers: answer.headers, body: answer.body }
}

fn plain(status: u16, text: &str) -> Response {
    Response { status, headers: vec![("Content-Type", "text/plain".into())], body: text.into() }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = env::args().skip(1);
    let (Some(address), Some(facilitator)) = (args.next(), args.next()) else {
        return Err("usage: bare ADDRESS FACILITATOR".into());
    };
    let listener = TcpListener::bind(address)?;
    let origin = format!("http://{}", listener.local_addr()?);
    let shop = Arc::new(shop::open(&origin, &facilitator)?);
    // For the requests to the facilitator.
    let runtime = Arc::new(Builder::new_multi_thread().worker_threads(1).enable_all().build()?);
    println!("selling {origin}/forecast");
    for stream in listener.incoming() {
        let (shop, runtime, stream) = (Arc::clone(&shop), Arc::clone(&runtime), stream?);
        thread::spawn(move || {
            if let Err(error) = serve(&shop, &runtime, stream) {
                eprintln!("{error}");
            }
        });
    }
    Ok(())
}

/// One request, one answer, and the connection is closed.
fn serve(shop: &Paywall, runtime: &Runtime, mut stream: TcpStream) -> io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    stream.set_write_timeout(Some(Duration::from_secs(5)))?;
    let mut head = Vec::new();
    let mut buffer = [0; 4096];
    let end = loop {
        let count = stream.read(&mut buffer)?;
        if count == 0 {
            return Ok(());
        }
        head.extend_from_slice(&buffer[..count]);
        if let Some(end) = head.windows(4).position(|window| window == b"\r\n\r\n") {
            break Some(end);
        }
        if head.len() > MAX_REQUEST {
            break None;
        }
    };
    let response = match end.map(|end| parse(&head[..end])) {
        Some(Some(request)) => runtime.block_on(handle(shop, &request)),
        Some(None) => plain(400, "not a request"),
        None => plain(431, "the headers are too large"),
    };
    let mut text = format!("HTTP/1.1 {} \r\n", response.status);
    for (name, value) in response.headers {
        text += &format!("{name}: {value}\r\n");
    }
    text += &format!("Content-Length: {}\r\nConnection: close\r\n\r\n{}", response.body.len(), response.body);
    stream.write_all(text.as_bytes())
}

struct Request<'a> {
    method: &'a str,
    target: &'a str,
    headers: Vec<(&'a str, &'a [u8])>,
}

/// Request line and headers. Values stay bytes: whether they are text is the decoder's question.
fn parse(head: &[u8]) -> Option<Request<'_>> {
    let mut lines = head.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    let mut words = str::from_utf8(lines.next()?).ok()?.split(' ');
    let (method, target, version) = (words.next()?, words.next()?, words.next()?);
    if !version.starts_with("HTTP/1.") || words.next().is_some() {
        return None;
    }
    let headers = lines.map(|line| {
        let colon = line.iter().position(|byte| *byte == b':')?;
        let name = str::from_utf8(&line[..colon]).ok()?;
        // White space in a name or before it: a continued line, or an attempt to hide a header.
        let well_formed = !name.is_empty() && !name.contains(|letter: char| letter.is_ascii_whitespace());
        well_formed.then_some((name, line[colon + 1..].trim_ascii()))
    });
    Some(Request { method, target, headers: headers.collect::<Option<_>>()? })
}
