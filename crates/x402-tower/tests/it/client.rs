//! The facilitator over HTTP, with servers that answer what they are told.

use std::{
    io::{Read, Write},
    net::TcpListener,
    sync::mpsc,
    thread,
};

use x402_tower::{
    Facilitator, HttpFacilitator,
    http::{HeaderValue, header::AUTHORIZATION},
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
    let (tell, told) = mpsc::channel();
    thread::spawn(move || {
        for answer in answers {
            let (mut stream, _) = listener.accept().unwrap();
            let mut read = Vec::new();
            // The body is JSON, and ends with the last of its braces.
            while !read.ends_with(b"}}") && !read.ends_with(b"]}") {
                let mut some = [0; 4096];
                match stream.read(&mut some).unwrap() {
                    0 => break,
                    count => read.extend_from_slice(some.get(..count).unwrap()),
                }
            }
            // A test that is over listens no more, and the client goes away when it has read enough.
            drop(tell.send(String::from_utf8(read).unwrap()));
            drop(stream.write_all(&answer));
        }
    });
    (url, told)
}

fn asked() -> FacilitatorRequest {
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
    let (url, told) = server(answer("400 Bad Request", "content-type: application/json\r\n", b"{\"isValid\":false}"));
    let reply = HttpFacilitator::http(&url).settle(&asked(), "0123").await.unwrap();
    let told = told.recv().unwrap();
    assert!(told.starts_with("POST /facilitator/settle HTTP/1.1\r\n"), "{told}");
    assert!(
        told.contains("idempotency-key: 0123\r\n") && told.contains("content-type: application/json\r\n"),
        "{told}"
    );
    assert!(told.ends_with(&asked().to_json()));
    assert_eq!((reply.status.as_u16(), reply.content_type.as_deref()), (400, Some("application/json")));
    assert_eq!(&*reply.body, b"{\"isValid\":false}");
    let (url, told) = server(answer("200 OK", "", b""));
    let reply = HttpFacilitator::http(&url).verify(&asked()).await.unwrap();
    assert_eq!((reply.content_type, reply.body.len()), (None, 0));
    let told = told.recv().unwrap();
    assert!(told.starts_with("POST /facilitator/verify ") && !told.contains("idempotency-key"), "{told}");
}

#[tokio::test]
async fn a_redirect_is_not_followed_and_a_body_is_read_up_to_a_megabyte() {
    let (other, reached) = server(answer("200 OK", "content-type: application/json\r\n", b"{\"success\":true}"));
    let (url, _told) = server(answer("307 Temporary Redirect", &format!("location: {other}\r\n"), b""));
    let reply = HttpFacilitator::http(&url).settle(&asked(), "").await.unwrap();
    assert_eq!(reply.status.as_u16(), 307);
    assert!(reached.try_recv().is_err());
    for (length, fits) in [(1 << 20, true), ((1 << 20) + 1, false)] {
        let (url, _told) = server(answer("200 OK", "", &vec![b' '; length]));
        assert_eq!(HttpFacilitator::http(&url).verify(&asked()).await.is_ok(), fits, "{length}");
    }
    // An answer that is broken off is none.
    let mut broken = answer("200 OK", "", b"{\"success\":true}");
    broken.pop();
    let (url, _told) = server(broken);
    assert!(HttpFacilitator::http(&url).settle(&asked(), "").await.is_err());
    assert!(HttpFacilitator::http("http://127.0.0.1:1").verify(&asked()).await.is_err());
}

#[tokio::test]
async fn a_url_of_no_use_is_an_error_that_says_what_it_needs() {
    let told = async |facilitator: HttpFacilitator| facilitator.verify(&asked()).await.unwrap_err().to_string();
    for url in ["no address", "127.0.0.1:4020", "localhost", "/facilitator", ""] {
        let told = told(HttpFacilitator::http(url)).await;
        assert!(told.contains("needs a scheme and a host"), "{url}: {told}");
    }
    for part in ["?key=secret", "?", "#part"] {
        let (url, reached) = server(answer("200 OK", "", b""));
        let told = told(HttpFacilitator::http(&format!("{url}{part}"))).await;
        assert!(told.contains("leave out its query") && !told.contains("secret"), "{part}: {told}");
        assert!(reached.try_recv().is_err());
    }
    assert!(told(HttpFacilitator::http("https://127.0.0.1:1")).await.contains("call HttpFacilitator::https"));
    // The nearest URLs that are of use.
    for part in ["", "/"] {
        let (url, told) = server(answer("200 OK", "", b""));
        let url = url.replace("http:", "HTTP:").replace("/facilitator/", part);
        assert!(HttpFacilitator::http(&url).verify(&asked()).await.is_ok(), "{url}");
        assert!(told.recv().unwrap().starts_with("POST /verify "));
    }
}

#[test]
fn a_log_has_no_url_of_a_node_and_no_path_of_a_facilitator() {
    let facilitator = HttpFacilitator::http("http://facilitator.example/secret")
        .with_node(x402_types::Network::eip155(8_453), "https://node.example/v2/secret?key=secret");
    let text = format!("{facilitator:?}");
    assert!(text.contains("facilitator.example") && text.contains("eip155:8453"), "{text}");
    assert!(!text.contains("secret"), "{text}");
}

#[cfg(feature = "tls")]
#[tokio::test]
async fn a_url_of_http_says_that_it_is_no_url_of_https() {
    let told = HttpFacilitator::https("http://127.0.0.1:1").settle(&asked(), "").await.unwrap_err().to_string();
    assert!(told.contains("call HttpFacilitator::http"), "{told}");
}

/// A program may have another provider, or several, of which rustls takes none by itself. Here it has one with which nothing works.
#[cfg(feature = "tls")]
#[tokio::test]
async fn the_cryptography_of_the_program_is_not_asked_for() {
    let mut none = rustls::crypto::ring::default_provider();
    none.cipher_suites.clear();
    none.install_default().unwrap();
    assert!(HttpFacilitator::https("https://127.0.0.1:1").verify(&asked()).await.is_err());
}

#[tokio::test]
async fn a_header_is_on_each_request_to_the_facilitator_and_in_no_log() {
    let (url, told) = serve(vec![answer("200 OK", "", b""); 2]);
    let bearer = |text| HeaderValue::from_str(text).unwrap();
    let facilitator = HttpFacilitator::http(&url)
        .with_header(AUTHORIZATION, bearer("Bearer other"))
        .with_header(AUTHORIZATION, bearer("Bearer secret"));
    facilitator.verify(&asked()).await.unwrap();
    facilitator.settle(&asked(), "0123").await.unwrap();
    for request in told.iter().take(2) {
        assert!(request.contains("authorization: Bearer secret\r\n") && !request.contains("other"), "{request}");
        assert!(request.contains("content-type: application/json\r\n"), "{request}");
    }
    let text = format!("{facilitator:?}");
    assert!(text.contains("authorization") && !text.contains("secret"), "{text}");
}
