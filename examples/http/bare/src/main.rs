//! The shop without a framework: `bare ADDRESS FACILITATOR [FILE]`. [`handle`] passes a request to the layer. The rest
//! is just enough HTTP/1.1 for the example: do not expose it to the internet.

use std::{
    convert::Infallible,
    env,
    error::Error,
    io::{self, Read, Write},
    net::{TcpListener, TcpStream},
    sync::Arc,
    thread,
    time::Duration,
};

use http_body_util::BodyExt;
use tokio::runtime::{Builder, Runtime};
use tower::{Layer, ServiceExt, service_fn, util::BoxCloneSyncService};
use x402_tower::{
    RequestBody, ResponseBody,
    http::{self, HeaderValue, header::CONTENT_TYPE},
};

/// The most bytes of a request: enough for one payment header of the size that `Limits` allow.
const MAX_REQUEST: usize = 80 * 1024;

type Body = String;
type Shop = BoxCloneSyncService<http::Request<Body>, http::Response<ResponseBody>, Infallible>;

struct Response {
    status: u16,
    headers: Vec<(String, Vec<u8>)>,
    body: Vec<u8>,
}

/// The goods. Nothing here is about payments.
async fn forecast(request: http::Request<RequestBody<Body>>) -> Result<http::Response<String>, Infallible> {
    let forecast = shop::forecast(request.uri().query().unwrap_or_default());
    let status = if forecast.is_some() { 200 } else { 404 };
    let mut response = http::Response::new(forecast.unwrap_or_else(|| "there is no forecast".into()));
    *response.status_mut() = http::StatusCode::from_u16(status).unwrap_or_default();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Ok(response)
}

async fn handle(shop: Shop, request: &Request<'_>) -> Response {
    if request.target.split('?').next() != Some("/forecast") {
        return plain(404, "there is /forecast");
    }
    if !["GET", "HEAD", "OPTIONS"].contains(&request.method) {
        return plain(405, "there is GET");
    }
    let mut asked = http::Request::builder().method(request.method).uri(request.target);
    for (name, value) in &request.headers {
        asked = asked.header(*name, *value);
    }
    let Ok(asked) = asked.body(Body::default()) else { return plain(400, "not a request") };
    let Ok(response) = shop.oneshot(asked).await;
    let (parts, body) = response.into_parts();
    let Ok(body) = body.collect().await else { return plain(500, "the answer broke off") };
    let header = |(name, value): (&http::HeaderName, &HeaderValue)| (name.to_string(), value.as_bytes().to_vec());
    let (headers, body) = (parts.headers.iter().map(header).collect(), body.to_bytes().to_vec());
    Response { status: parts.status.as_u16(), headers, body }
}

fn plain(status: u16, text: &str) -> Response {
    Response { status, headers: vec![("Content-Type".into(), b"text/plain".to_vec())], body: text.into() }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = env::args().skip(1);
    let (Some(address), Some(facilitator)) = (args.next(), args.next()) else {
        return Err("usage: bare ADDRESS FACILITATOR [FILE]".into());
    };
    let listener = TcpListener::bind(address)?;
    let origin = format!("http://{}", listener.local_addr()?);
    // For the requests to the facilitator, and for sales whose buyers have disconnected.
    let runtime = Arc::new(Builder::new_multi_thread().worker_threads(1).enable_all().build()?);
    let shop = runtime.block_on(shop::open(&origin, &facilitator, args.next().as_deref()))?;
    let shop = Shop::new(shop.layer(service_fn(forecast)));
    println!("selling {origin}/forecast");
    for stream in listener.incoming() {
        // The connection is gone, or there are no file handles for now: other clients can still be served.
        let Ok(stream) = stream else {
            thread::sleep(Duration::from_millis(10));
            continue;
        };
        let (shop, runtime) = (shop.clone(), Arc::clone(&runtime));
        thread::spawn(move || {
            if let Err(error) = serve(shop, &runtime, stream) {
                eprintln!("{error}");
            }
        });
    }
    Ok(())
}

/// Handles one request, sends one answer, and closes the connection.
fn serve(shop: Shop, runtime: &Runtime, mut stream: TcpStream) -> io::Result<()> {
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
    let mut is_head = false;
    let response = match end.map(|end| parse(&head[..end])) {
        Some(Some(request)) => {
            is_head = request.method == "HEAD";
            runtime.block_on(handle(shop, &request))
        }
        Some(None) => plain(400, "not a request"),
        None => plain(431, "the headers are too large"),
    };
    let mut head = format!("HTTP/1.1 {} \r\n", response.status).into_bytes();
    for (name, value) in response.headers {
        head.extend([name.as_bytes(), b": ", &value, b"\r\n"].concat());
    }
    head.extend(format!("Content-Length: {}\r\nConnection: close\r\n\r\n", response.body.len()).into_bytes());
    // The answer to a HEAD request has the length of a body, and no body.
    let body = if is_head { Vec::new() } else { response.body };
    stream.write_all(&[head, body].concat())
}

struct Request<'a> {
    method: &'a str,
    target: &'a str,
    headers: Vec<(&'a str, &'a [u8])>,
}

/// Reads the request line and the headers. Values stay bytes, because the decoder decides whether they are text.
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
