//! HTTP by hand, because a client must be able to stop anywhere, and a server to answer anything.

use std::{io, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

/// The longest that an answer may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// A request or a response: the first line, the headers with names in lower case, the body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Message {
    pub first: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Message {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The status of a response.
    pub fn status(&self) -> u16 {
        self.first.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0)
    }
}

fn broken(why: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
}

/// Reads a message with a `Content-Length`, or one that ends with the connection.
pub async fn read(stream: &mut TcpStream) -> io::Result<Message> {
    let mut bytes = Vec::new();
    let head = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end;
        }
        if stream.read_buf(&mut bytes).await? == 0 {
            return Err(broken("the connection ended before the headers did"));
        }
    };
    let mut body = bytes.split_off(head + 4);
    let text = String::from_utf8(bytes).map_err(|_| broken("the headers are no text"))?;
    let mut lines = text.trim_end().lines();
    let first = lines.next().unwrap_or_default().to_owned();
    let pair = |line: &str| line.split_once(':').map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()));
    let mut message = Message { first, headers: lines.filter_map(pair).collect(), body: Vec::new() };
    // A request without a length has no body.
    let none = (!message.first.starts_with("HTTP/")).then_some(0);
    let length = message.header("content-length").and_then(|length| length.parse::<usize>().ok()).or(none);
    while length.is_none_or(|length| body.len() < length) {
        if stream.read_buf(&mut body).await? == 0 {
            if length.is_some() {
                return Err(broken("the connection ended before the body did"));
            }
            break;
        }
    }
    message.body = body;
    Ok(message)
}

/// A connection to a seller.
pub async fn connect(address: &str) -> io::Result<TcpStream> {
    timeout(PATIENCE, TcpStream::connect(address)).await?
}

/// Sends these bytes, and reads the answer.
pub async fn exchange(address: &str, request: &[u8]) -> io::Result<Message> {
    exchange_over(&mut connect(address).await?, request).await
}

async fn exchange_over(stream: &mut TcpStream, request: &[u8]) -> io::Result<Message> {
    let exchange = async {
        stream.write_all(request).await?;
        read(stream).await
    };
    timeout(PATIENCE, exchange).await?
}

/// A connection for several requests, one after the other. A broken one is replaced.
#[derive(Debug, Default)]
pub struct Connection(Option<TcpStream>);

impl Connection {
    /// Sends these bytes, and reads the answer.
    pub async fn exchange(&mut self, address: &str, request: &[u8]) -> io::Result<Message> {
        let mut stream = match self.0.take() {
            Some(stream) => stream,
            None => connect(address).await?,
        };
        let message = exchange_over(&mut stream, request).await?;
        self.0 = Some(stream);
        Ok(message)
    }
}
