//! Tests of the program in docs/how-to/facilitating.md with a node that redirects, or that cannot be reached.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    sync::mpsc::{Receiver, channel},
    thread,
    time::SystemTime,
};

use x402_types::{PaymentPayload, Wire, v2::FacilitatorRequest};

/// A node that gives this answer to every request, and reports that it was asked.
fn node(answer: String) -> (String, Receiver<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/v2/secret?key=secret", listener.local_addr().unwrap());
    let (sender, requests) = channel();
    thread::spawn(move || {
        for mut stream in listener.incoming().map(Result::unwrap) {
            drop(stream.read(&mut [0; 8192]));
            let _ = sender.send(());
            drop(stream.write_all(answer.as_bytes()));
        }
    });
    (url, requests)
}

struct Facilitator(Child, String);

impl Facilitator {
    fn start(node: &str) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_verify"));
        command.args(["127.0.0.1:0", node]).env("NO_PROXY", "*").stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim_end().strip_prefix("verifying payments at http://").unwrap().to_owned();
        Self(child, address)
    }

    /// The answer to a valid payment.
    fn verify(&self) -> String {
        let now = SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs();
        let offer = x402_testing::offer("0.01").unwrap();
        let sent = x402_testing::pay(&offer, now, 0).unwrap();
        let PaymentPayload::V2(payment) = sent.payment().clone() else { panic!("the offer is of version 2") };
        let body = FacilitatorRequest::new(payment, offer).to_json();
        let mut stream = TcpStream::connect(&self.1).unwrap();
        write!(
            stream,
            "POST /verify HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    /// The errors that it printed.
    fn errors(mut self) -> String {
        self.0.kill().unwrap();
        let mut errors = String::new();
        self.0.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
        self.0.wait().unwrap();
        errors
    }
}

/// The facilitator would believe a batch with every answer that a plain account needs, whatever server returns it.
#[test]
fn a_node_that_redirects_tells_nothing() {
    for status in ["301 Moved", "302 Found", "303 See", "307 Temporary", "308 Permanent"] {
        let (other, reached) = node("HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n[]".into());
        let (url, asked) =
            node(format!("HTTP/1.1 {status}\r\nlocation: {other}\r\ncontent-length: 2\r\nconnection: close\r\n\r\n[]"));
        let facilitator = Facilitator::start(&url);
        let answer = facilitator.verify();
        assert!(answer.contains("unexpected_verify_error"), "{status}: {answer}");
        assert!(asked.try_recv().is_ok() && reached.try_recv().is_err(), "{status}");
        let errors = facilitator.errors();
        assert!(errors.contains("the node: it redirects") && !errors.contains("secret"), "{errors}");
    }
}

#[test]
fn no_error_has_a_key_of_the_node() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let facilitator = Facilitator::start(&format!("http://127.0.0.1:{port}/v2/secret?key=secret"));
    assert!(facilitator.verify().contains("unexpected_verify_error"));
    let errors = facilitator.errors();
    assert!(errors.contains("the node: error sending request") && !errors.contains("secret"), "{errors}");
}
