//! The facilitator over HTTP, with servers that answer what they are told.

use std::{
    io::{Read, Write},
    net::TcpListener,
    sync::mpsc,
    thread,
};

use x402_tower::{
    Facilitator, HttpFacilitator, KeyFormat, Unanswered,
    http::{HeaderMap, HeaderName, HeaderValue, header::AUTHORIZATION},
};
use x402_types::{DecodeOptions, FacilitatorRequest, PaymentPayload, Wire, v2};

use crate::world::{header, offer};

/// A server that answers one request, and tells what it read of it. Its address.
fn server(answer: Vec<u8>) -> (String, mpsc::Receiver<String>) {
    serve(vec![answer])
}

/// A server that answers as many requests as it has answers.
pub(crate) fn serve(answers: Vec<Vec<u8>>) -> (String, mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/facilitator/", listener.local_addr().unwrap());
    let (sender, received) = mpsc::channel();
    thread::spawn(move || {
        for answer in answers {
            let (mut stream, _) = listener.accept().unwrap();
            let mut read = Vec::new();
            // The body is JSON, and ends with the last of its braces. A request of GET has none.
            let is_whole = |read: &[u8]| {
                let is_get = read.starts_with(b"GET") && read.ends_with(b"\r\n\r\n");
                is_get || read.ends_with(b"}}") || read.ends_with(b"]}")
            };
            while !is_whole(&read) {
                let mut some = [0; 4096];
                match stream.read(&mut some).unwrap() {
                    0 => break,
                    count => read.extend_from_slice(some.get(..count).unwrap()),
                }
            }
            // A test that is over listens no more, and the client goes away when it has read enough.
            drop(sender.send(String::from_utf8(read).unwrap()));
            drop(stream.write_all(&answer));
        }
    });
    (url, received)
}

pub(crate) fn asked() -> FacilitatorRequest {
    let PaymentPayload::V2(payment) =
        PaymentPayload::decode_header(header(1, false), &DecodeOptions::STRICT).unwrap().value
    else {
        panic!("the payment is of V2")
    };
    v2::FacilitatorRequest::answering(payment, &[offer()], 0).unwrap().into()
}

pub(crate) fn answer(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {}\r\n{headers}\r\n", body.len());
    [head.as_bytes(), body].concat()
}

#[tokio::test]
async fn a_question_arrives_and_the_answer_is_passed_on_as_it_is() {
    let (url, received) =
        server(answer("400 Bad Request", "content-type: application/json\r\n", b"{\"isValid\":false}"));
    let reply = HttpFacilitator::new(&url).unwrap().settle(&asked(), "0123").await.unwrap();
    let received = received.recv().unwrap();
    assert!(received.starts_with("POST /facilitator/settle HTTP/1.1\r\n"), "{received}");
    assert!(
        received.contains("idempotency-key: 0123\r\n") && received.contains("content-type: application/json\r\n"),
        "{received}"
    );
    assert!(received.ends_with(&asked().to_json()));
    assert_eq!((reply.status.as_u16(), reply.content_type.as_deref()), (400, Some("application/json")));
    assert_eq!(&*reply.body, b"{\"isValid\":false}");
    let (url, received) = server(answer("200 OK", "", b""));
    let reply = HttpFacilitator::new(&url).unwrap().verify(&asked()).await.unwrap();
    assert_eq!((reply.content_type, reply.body.len()), (None, 0));
    let received = received.recv().unwrap();
    assert!(received.starts_with("POST /facilitator/verify ") && !received.contains("idempotency-key"), "{received}");
}

#[tokio::test]
async fn a_redirect_is_not_followed_and_a_body_is_read_up_to_a_megabyte() {
    for status in [301, 302, 303, 307, 308] {
        let (other, reached) = server(answer("200 OK", "content-type: application/json\r\n", b"{\"success\":true}"));
        let redirect = answer(&format!("{status} Elsewhere"), &format!("location: {other}\r\n"), b"");
        let (url, _received) = serve(vec![redirect; 3]);
        let facilitator = HttpFacilitator::new(&url).unwrap();
        assert_eq!(facilitator.settle(&asked(), "").await.unwrap().status.as_u16(), status);
        assert_eq!(facilitator.verify(&asked()).await.unwrap().status.as_u16(), status);
        let received = facilitator.supported().await.unwrap_err().to_string();
        assert!(
            received.contains(&status.to_string()) && received.contains("redirects are not followed"),
            "{received}"
        );
        assert!(reached.try_recv().is_err());
    }
    for (length, fits) in [(1 << 20, true), ((1 << 20) + 1, false)] {
        let (url, _received) = server(answer("200 OK", "", &vec![b' '; length]));
        assert_eq!(HttpFacilitator::new(&url).unwrap().verify(&asked()).await.is_ok(), fits, "{length}");
    }
    // An answer that is broken off is none.
    let mut broken = answer("200 OK", "", b"{\"success\":true}");
    broken.pop();
    let (url, _received) = server(broken);
    assert!(HttpFacilitator::new(&url).unwrap().settle(&asked(), "").await.is_err());
}

#[tokio::test]
async fn an_unusable_url_is_refused_at_once_and_the_error_names_the_remedy() {
    let refused = |url: &str| {
        let error = HttpFacilitator::new(url).unwrap_err();
        // A program prints either.
        assert_eq!(format!("{error:?}"), error.to_string());
        error.to_string()
    };
    for (url, needs) in [
        ("", "does not begin with a scheme and a host"),
        ("no address", "does not begin with a scheme and a host"),
        ("not a url", "does not begin with a scheme and a host"),
        ("127.0.0.1:4020", "does not begin with a scheme and a host"),
        ("localhost", "does not begin with a scheme and a host"),
        ("localhost:4020", "does not begin with a scheme and a host"),
        ("facilitator.example/x402", "does not begin with a scheme and a host"),
        ("/facilitator", "does not begin with a scheme and a host"),
        ("//facilitator.example", "does not begin with a scheme and a host"),
        ("http:/facilitator.example", "does not begin with a scheme and a host"),
        ("http://", "cannot be read"),
        ("http:// facilitator.example", "cannot be read"),
        ("http://facilitator.example/a b", "cannot be read"),
        ("http://fäcilitator.example", "cannot be read"),
        ("HTTP://[::1", "cannot be read"),
        ("http://:4020", "has no host"),
        ("http:///x402", "cannot be read"),
        ("http://facilitator.example:65536", "a port that is no number"),
        ("http://facilitator.example:4o20", "a port that is no number"),
        ("ftp://facilitator.example", "begins with a scheme other than"),
        ("ws://facilitator.example", "begins with a scheme other than"),
        ("http://facilitator.example?key=secret", "leave the query out"),
        ("http://facilitator.example/?", "leave the query out"),
        ("http://facilitator.example/#secret", "has a fragment"),
        ("http://user:secret@facilitator.example", "send them using with_header"),
        ("http://secret@facilitator.example", "send them using with_header"),
        ("http://user:secret@facilitator.example:65536", "send them using with_header"),
        ("user:secret@facilitator.example", "does not begin with a scheme and a host"),
        ("http://user:sec ret@facilitator.example", "cannot be read"),
    ] {
        let received = refused(url);
        assert!(received.starts_with("the URL of the facilitator ") && received.contains(needs), "{url}: {received}");
        assert!(!received.contains("secret") && !received.contains("sec ret"), "{url}: {received}");
    }
    // The nearest URLs that are of use. Nobody is asked before anything is.
    for url in [
        "http://localhost",
        "http://127.0.0.1:4020",
        "http://[::1]:4020/",
        "http://facilitator.example:",
        "http://facilitator.example:65535/x402/",
        " http://facilitator.example\n",
        "http://facilitator.example/@",
    ] {
        assert!(HttpFacilitator::new(url).is_ok(), "{url}");
    }
    for part in ["", "/"] {
        let (url, received) = server(answer("200 OK", "", b""));
        let url = url.replace("http:", "HTTP:").replace("/facilitator/", part);
        assert!(HttpFacilitator::new(&url).unwrap().verify(&asked()).await.is_ok(), "{url}");
        assert!(received.recv().unwrap().starts_with("POST /verify "));
    }
}

#[test]
fn a_node_has_a_url_that_can_be_asked_too() {
    let base = || x402_types::Network::eip155(8_453);
    let facilitator = || HttpFacilitator::new("http://facilitator.example").unwrap();
    for (url, needs) in [
        ("node.example/v2/secret", "does not begin with a scheme and a host"),
        ("wss://node.example/v2/secret", "begins with a scheme other than"),
        ("http://:secret@node.example/", "in the path or the query"),
        ("http://node.example/v2/#secret", "has a fragment"),
    ] {
        let received = facilitator().with_node(base(), url).unwrap_err().to_string();
        assert!(received.starts_with("the URL of the node ") && received.contains(needs), "{url}: {received}");
        assert!(!received.contains("secret"), "{url}: {received}");
    }
    assert!(facilitator().with_node(base(), "http://node.example/v2/secret?key=secret").is_ok());
}

#[cfg(not(feature = "tls"))]
#[test]
fn https_takes_its_feature() {
    let received = HttpFacilitator::new("https://facilitator.example").unwrap_err().to_string();
    assert!(received.contains("the feature tls"), "{received}");
    let facilitator = HttpFacilitator::new("http://facilitator.example").unwrap();
    let received = facilitator.with_node(x402_types::Network::eip155(8_453), "https://node.example").unwrap_err();
    assert!(received.to_string().contains("the feature tls"), "{received}");
}

#[cfg(feature = "tls")]
#[tokio::test]
async fn one_constructor_takes_http_and_https() {
    for url in ["https://127.0.0.1:1", "HTTPS://127.0.0.1:1/", "http://127.0.0.1:1"] {
        let why = HttpFacilitator::new(url).unwrap().verify(&asked()).await.unwrap_err();
        assert!(matches!(why, Unanswered::NotSent(_)), "{url}: {why}");
    }
}

#[test]
fn a_log_has_no_url_of_a_node_and_no_path_of_a_facilitator() {
    let facilitator = HttpFacilitator::new("http://facilitator.example/secret")
        .unwrap()
        .with_node(x402_types::Network::eip155(8_453), "http://node.example/v2/secret?key=secret")
        .unwrap();
    let text = format!("{facilitator:?}");
    assert!(text.contains("http://facilitator.example/…") && text.contains("eip155:8453"), "{text}");
    assert!(!text.contains("secret"), "{text}");
}

/// A program may have another provider, or several, of which rustls takes none by itself. Here it has one with which nothing works.
#[cfg(feature = "tls")]
#[tokio::test]
async fn the_cryptography_of_the_program_is_not_asked_for() {
    let mut none = rustls::crypto::ring::default_provider();
    none.cipher_suites.clear();
    none.install_default().unwrap();
    assert!(HttpFacilitator::new("https://127.0.0.1:1").unwrap().verify(&asked()).await.is_err());
}

#[tokio::test]
async fn a_header_is_on_each_request_to_the_facilitator_and_in_no_log() {
    let (url, received) = serve(vec![answer("200 OK", "", b""); 2]);
    let bearer = |text| HeaderValue::from_str(text).unwrap();
    let facilitator = HttpFacilitator::new(&url)
        .unwrap()
        .with_header(AUTHORIZATION, bearer("Bearer other"))
        .with_header(AUTHORIZATION, bearer("Bearer secret"));
    facilitator.verify(&asked()).await.unwrap();
    facilitator.settle(&asked(), "0123").await.unwrap();
    for request in received.iter().take(2) {
        assert!(request.contains("authorization: Bearer secret\r\n") && !request.contains("other"), "{request}");
        assert!(request.contains("content-type: application/json\r\n"), "{request}");
    }
    let text = format!("{facilitator:?}");
    assert!(text.contains("authorization") && !text.contains("secret"), "{text}");
}

/// RFC 9110 §10.2.3: seconds, or a date in each of its forms.
#[tokio::test]
async fn what_retry_after_names_is_read() {
    let never = std::time::Duration::from_secs(u64::MAX);
    for (header, expected) in [
        ("", None),
        ("retry-after: 7\r\n", Some(7)),
        ("retry-after:  120 \r\n", Some(120)),
        ("retry-after: 0\r\n", Some(0)),
        ("retry-after: 99999999999999999999999\r\n", Some(never.as_secs())),
        ("retry-after: Sun, 06 Nov 1994 08:49:37 GMT\r\n", Some(0)),
        ("retry-after: Sunday, 06-Nov-94 08:49:37 GMT\r\n", Some(0)),
        ("retry-after: Sun Nov  6 08:49:37 1994\r\n", Some(0)),
        ("retry-after: -7\r\n", None),
        ("retry-after: 7.5\r\n", None),
        ("retry-after: +7\r\n", None),
        ("retry-after: soon\r\n", None),
        ("retry-after:\r\n", None),
        ("retry-after: Sun, 06 Nov 1994\r\n", None),
    ] {
        let (url, _received) = serve(vec![answer("429 Too Many Requests", header, b"")]);
        let facilitator = HttpFacilitator::new(&url).unwrap();
        let reply = facilitator.settle(&asked(), "0123").await.unwrap();
        assert_eq!(
            (reply.status.as_u16(), reply.retry_after.map(|after| after.as_secs())),
            (429, expected),
            "{header}"
        );
    }
    let date = "retry-after: Fri, 31 Dec 9999 23:59:59 GMT\r\n";
    let (url, _received) = serve(vec![answer("429 Too Many Requests", date, b"")]);
    let reply = HttpFacilitator::new(&url).unwrap().settle(&asked(), "0123").await.unwrap();
    assert!(reply.retry_after.unwrap().as_secs() > 1_000_000_000);
}

#[tokio::test]
async fn headers_are_made_for_each_request_of_its_method_url_and_body() {
    let supported = answer("200 OK", "content-type: application/json\r\n", b"{\"kinds\":[]}");
    let (url, received) = serve(vec![answer("200 OK", "", b""), answer("200 OK", "", b""), supported]);
    let count = std::sync::atomic::AtomicUsize::new(0);
    let facilitator = HttpFacilitator::new(&url)
        .unwrap()
        .with_header(AUTHORIZATION, HeaderValue::from_static("Bearer fixed"))
        .with_headers(move |method, url, body| {
            let number = count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            let (host, path) = (url.host().unwrap_or_default(), url.path());
            let token = format!("secret {number} {method} {host}{path} {}", body.len());
            let reserved = |name| HeaderName::from_static(name);
            let forged = HeaderValue::from_static("forged");
            Ok(HeaderMap::from_iter([
                (AUTHORIZATION, HeaderValue::try_from(token)?),
                // Neither is the caller's.
                (reserved("idempotency-key"), forged.clone()),
                (reserved("content-type"), forged),
            ]))
        });
    facilitator.verify(&asked()).await.unwrap();
    facilitator.settle(&asked(), "0123").await.unwrap();
    drop(facilitator.supported().await);
    let length = asked().to_json().len();
    let received: Vec<_> = received.iter().take(3).collect();
    for (request, line) in received.iter().zip([
        format!("authorization: secret 0 POST 127.0.0.1/facilitator/verify {length}\r\n"),
        format!("authorization: secret 1 POST 127.0.0.1/facilitator/settle {length}\r\n"),
        "authorization: secret 2 GET 127.0.0.1/facilitator/supported 0\r\n".into(),
    ]) {
        assert!(request.contains(&line) && !request.contains("fixed"), "{request}");
    }
    assert!(received[1].contains("idempotency-key: 0123\r\n") && !received[1].contains("forged"), "{}", received[1]);
    let text = format!("{facilitator:?}");
    assert!(!text.contains("secret") && !text.contains("fixed"), "{text}");
}

#[tokio::test]
async fn without_its_headers_nothing_is_sent() {
    let (url, received) = serve(vec![answer("200 OK", "", b""); 3]);
    let facilitator = HttpFacilitator::new(&url).unwrap().with_headers(|_, _, _| Err("the key is gone".into()));
    for why in [facilitator.verify(&asked()).await, facilitator.settle(&asked(), "0123").await] {
        let why = why.unwrap_err();
        assert!(matches!(why, Unanswered::NotSent(_)) && why.to_string().contains("the key is gone"), "{why}");
    }
    let why = facilitator.supported().await.unwrap_err().to_string();
    assert!(why.contains("the key is gone"), "{why}");
    assert!(received.try_recv().is_err());
}

#[tokio::test]
async fn the_name_and_the_form_of_the_idempotency_key_are_a_choice() {
    let (url, received) = serve(vec![answer("200 OK", "", b""); 5]);
    let name = HeaderName::from_static("x-idempotency-key");
    let uuid = HttpFacilitator::new(&url).unwrap().with_idempotency_key(name.clone(), KeyFormat::Uuid);
    let key = "00112233445566778899aabbccddeeff";
    for (key, expected) in [
        (key, "x-idempotency-key: 00112233-4455-4677-8899-aabbccddeeff\r\n"),
        ("ffffffffffffffffffffffffffffffff", "x-idempotency-key: ffffffff-ffff-4fff-bfff-ffffffffffff\r\n"),
        ("00000000000000000000000000000000", "x-idempotency-key: 00000000-0000-4000-8000-000000000000\r\n"),
    ] {
        uuid.settle(&asked(), key).await.unwrap();
        let request = received.recv().unwrap();
        assert!(request.contains(expected) && !request.contains("\r\nidempotency-key"), "{request}");
    }
    // The same key, so the same UUID, and another key, another one.
    let hex = HttpFacilitator::new(&url).unwrap().with_idempotency_key(name, KeyFormat::Hex);
    hex.settle(&asked(), key).await.unwrap();
    let request = received.recv().unwrap();
    assert!(request.contains(&format!("x-idempotency-key: {key}\r\n")), "{request}");
    uuid.verify(&asked()).await.unwrap();
    assert!(!received.recv().unwrap().contains("idempotency-key"));
    // No UUID can be made of another text, and nothing is sent.
    for key in ["", "0123", "+0112233445566778899aabbccddeeff", "zz112233445566778899aabbccddeeff"] {
        assert!(matches!(uuid.settle(&asked(), key).await, Err(Unanswered::NotSent(_))), "{key}");
    }
    assert!(received.try_recv().is_err());
}
