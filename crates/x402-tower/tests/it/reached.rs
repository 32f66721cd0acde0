//! Settlements over real connections that fail: which of them were never asked for, and which may have been.

use std::{
    future::pending,
    io::{self, Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use bytes::Bytes;
use http::{HeaderMap, Response, Uri};
use http_body_util::Full;
use hyper_util::rt::TokioIo;
use tower::{Layer, service_fn};
use x402_seller::Secret;
use x402_tower::{Facilitator, HttpFacilitator, Memory, Paywall, Store, Unanswered};
use x402_types::{DecodeOptions, SettleResponse, Wire, decode_settlement_headers, v2::ResourceInfo};
use x402_verify::client::SettlementState;

use crate::{
    client::{answer, asked},
    world::{Shop, header, offer, options, request, send},
};

/// A shop whose facilitator is this one, and its store.
fn shop(facilitator: HttpFacilitator, settle_timeout: u64) -> (Shop, Arc<Memory>) {
    let store = Arc::<Memory>::default();
    let mut options = options();
    options.settle_timeout = settle_timeout;
    let paywall = Paywall::with_options(facilitator, store.clone(), Secret::new([7; 32]), options);
    let layer = paywall.sell(ResourceInfo::new("https://api.example.com/weather"), vec![offer()]).unwrap();
    let inner = service_fn(async |_| Ok(Response::new(Full::<Bytes>::from("fair"))));
    (Shop::new(layer.layer(inner)), store)
}

fn state_of(status: u16, headers: &HeaderMap) -> (SettlementState, Option<SettleResponse>) {
    let headers = headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
    let settlement = decode_settlement_headers(headers, &DecodeOptions::STRICT).map(|decoded| decoded.value);
    (SettlementState::of_answer(status, settlement.as_ref()), settlement.ok())
}

/// The payment was never asked for: the buyer may sign again, and nothing is left to do.
async fn is_not_settled(facilitator: HttpFacilitator, settle_timeout: u64) {
    assert!(matches!(facilitator.settle(&asked(), "0123").await, Err(Unanswered::NotSent(_))));
    let (shop, store) = shop(facilitator, settle_timeout);
    let first = send(&shop, request(&header(1, false))).await;
    let (state, settlement) = state_of(first.0, &first.1);
    assert_eq!((first.0, state), (402, SettlementState::Failed));
    let text = settlement.unwrap().to_json();
    assert!(text.contains("facilitator_unreachable"), "{text}");
    assert!(first.1.contains_key("payment-required"));
    assert_eq!(store.open(None, 9).await.unwrap(), []);
    assert_eq!(send(&shop, request(&header(1, false))).await, first);
}

/// Nobody knows: the same payment is sent again, and the row stays open.
async fn is_unknown(facilitator: HttpFacilitator, settle_timeout: u64) {
    let (shop, store) = shop(facilitator, settle_timeout);
    let (status, headers, ..) = send(&shop, request(&header(1, false))).await;
    assert_eq!((status, state_of(status, &headers).0), (503, SettlementState::Unknown));
    assert!(!headers.contains_key("payment-required"));
    assert_eq!(store.open(None, 9).await.unwrap().len(), 1);
}

/// A server that does this with each connection.
fn listening(then: impl Fn(TcpStream) -> io::Result<()> + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            // The client may be gone.
            drop(then(stream.unwrap()));
        }
    });
    url
}

/// Reads a request to its end, which is that of its JSON.
fn read(stream: &mut TcpStream) -> io::Result<()> {
    let (mut all, mut some) = (Vec::new(), [0; 4096]);
    while !all.ends_with(b"}}") {
        let count = stream.read(&mut some)?;
        if count == 0 {
            break;
        }
        all.extend_from_slice(&some[..count]);
    }
    Ok(())
}

/// A port on which nobody listens.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

#[tokio::test]
async fn without_a_listener_nothing_was_sent() {
    is_not_settled(HttpFacilitator::new(&format!("http://127.0.0.1:{}", free_port())).unwrap(), 1).await;
}

#[tokio::test]
async fn without_an_address_nothing_was_sent() {
    is_not_settled(HttpFacilitator::new("http://facilitator.invalid").unwrap(), 10).await;
}

#[tokio::test]
async fn without_a_connection_in_time_nothing_was_sent() {
    let never = service_fn(|_: Uri| {
        let never: io::Result<TokioIo<tokio::net::TcpStream>> = Err(io::ErrorKind::TimedOut.into());
        Box::pin(async move {
            pending::<()>().await;
            never
        })
    });
    let began = Instant::now();
    let facilitator = HttpFacilitator::by(never, "https://facilitator.example").unwrap();
    let why = facilitator.settle(&asked(), "").await.unwrap_err();
    assert!(matches!(&why, Unanswered::NotSent(cause) if cause.to_string() == "no connection within 3 s"), "{why}");
    assert!(began.elapsed() < Duration::from_secs(5));
    is_not_settled(facilitator, 10).await;
}

#[cfg(feature = "tls")]
#[tokio::test]
async fn without_tls_nothing_was_sent() {
    // One that speaks no TLS, and one that hangs up.
    let plain = listening(|mut stream| stream.write_all(&answer("200 OK", "", b"{}")));
    for url in [plain, listening(|_| Ok(()))] {
        is_not_settled(HttpFacilitator::new(&url.replace("http:", "https:")).unwrap(), 1).await;
    }
}

#[tokio::test]
async fn after_a_connection_the_request_may_have_been_sent() {
    let one = |then: fn(&mut TcpStream) -> io::Result<()>| listening(move |mut stream| then(&mut stream));
    for (what, url) in [
        ("closes before it reads", one(|_| Ok(()))),
        ("closes its side before it reads", one(|stream| stream.shutdown(Shutdown::Both))),
        // What was not read makes the system reset the connection.
        ("resets", one(|stream| stream.peek(&mut [0; 1]).map(drop))),
        ("reads a part and resets", one(|stream| stream.read_exact(&mut [0; 20]))),
        ("reads and closes", one(read)),
        ("answers half a head", one(|stream| read(stream).and_then(|()| stream.write_all(b"HTTP/1.1 200 O")))),
        (
            "answers half a body",
            one(|stream| {
                read(stream)?;
                let mut half =
                    answer("200 OK", "content-type: application/json\r\n", br#"{"success":false,"errorReason":"any""#);
                half.truncate(half.len() - 9);
                stream.write_all(&half)
            }),
        ),
        ("answers no HTTP", one(|stream| read(stream).and_then(|()| stream.write_all(b"{\"success\":false}\r\n\r\n")))),
        (
            "is busy, and refuses",
            one(|stream| {
                read(stream)?;
                let body = br#"{"success":false,"errorReason":"insufficient_funds","transaction":"","network":"eip155:84532"}"#;
                stream.write_all(&answer("503 Away", "content-type: application/json\r\n", body))
            }),
        ),
    ] {
        println!("{what}");
        is_unknown(HttpFacilitator::new(&url).unwrap(), 10).await;
    }
}

#[tokio::test]
async fn after_a_connection_a_long_wait_shows_nothing() {
    let url = listening(|stream| {
        // It reads, and never answers.
        thread::spawn(move || {
            let mut stream = stream;
            drop(read(&mut stream));
            thread::sleep(Duration::from_secs(20));
        });
        Ok(())
    });
    is_unknown(HttpFacilitator::new(&url).unwrap(), 1).await;
    // Longer than a connection may take.
    is_unknown(HttpFacilitator::new(&url).unwrap(), 4).await;
}

/// A connection that is kept may be closed while it waits. The next request takes another one.
#[tokio::test]
async fn a_connection_that_was_kept_and_closed_is_replaced() {
    let settled = r#"{"success":true,"transaction":"0xabababababababababababababababababababababababababababababababab","network":"eip155:84532"}"#;
    let url = listening(move |mut stream| {
        read(&mut stream)?;
        let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ";
        write!(stream, "{head}{}\r\n\r\n{settled}", settled.len())
    });
    let (shop, _) = shop(HttpFacilitator::new(&url).unwrap(), 10);
    for number in 1..5 {
        assert_eq!(send(&shop, request(&header(number, false))).await.0, 200, "{number}");
    }
}

/// A facilitator that starts anew is asked again, because nothing was sent.
#[tokio::test]
async fn a_facilitator_that_is_away_for_a_moment_settles_all_the_same() {
    let port = free_port();
    thread::spawn(move || {
        thread::sleep(Duration::from_millis(600));
        let listener = TcpListener::bind(("127.0.0.1", port)).unwrap();
        let (mut stream, _) = listener.accept().unwrap();
        read(&mut stream).unwrap();
        let body = br#"{"success":true,"transaction":"0xabababababababababababababababababababababababababababababababab","network":"eip155:84532"}"#;
        stream.write_all(&answer("200 OK", "content-type: application/json\r\n", body)).unwrap();
    });
    let (shop, store) = shop(HttpFacilitator::new(&format!("http://127.0.0.1:{port}")).unwrap(), 20);
    assert_eq!(send(&shop, request(&header(1, false))).await.0, 200);
    assert_eq!(store.open(None, 9).await.unwrap(), []);
}
