//! Tests of the program in docs/tutorials/buying.md with shops that are honest, silent, or gone.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    path::PathBuf,
    process::{Child, Command, Output, Stdio},
    sync::mpsc::{Receiver, channel},
    thread,
};

use x402_types::{
    DecodeOptions, Network, SettleResponse, Wire,
    v2::{PaymentPayload, PaymentRequired},
};

const OFFER: &str = include_str!("../../../../docs/examples/offer.json");
/// The key of 32 bytes of 1, which is public knowledge.
const KEY: &str = "0x0101010101010101010101010101010101010101010101010101010101010101";

/// The behaviour of a shop with a payment.
#[derive(Clone, Copy)]
enum Does {
    Serve,
    /// It closes the connection.
    Close,
    /// It never answers.
    Wait,
    /// Its answer has no end.
    Flood,
}

/// A shop that sells for a cent and treats the payments in this order like this, later ones like the last. It passes
/// them on.
fn shop(does: &'static [Does]) -> (String, Receiver<String>) {
    shop_of(OFFER, does)
}

fn shop_of(offer: &str, does: &'static [Does]) -> (String, Receiver<String>) {
    let offer = offer.to_owned();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/weather", listener.local_addr().unwrap());
    let (sender, payments) = channel();
    thread::spawn(move || {
        let mut count = 0;
        // A connection that is kept open, so that its client waits.
        let mut waiting = Vec::new();
        for stream in listener.incoming().map(Result::unwrap) {
            let Some(payment) = payment_of(&stream) else {
                let json =
                    format!(r#"{{"x402Version":2,"resource":{{"url":"https://shop.example/"}},"accepts":[{offer}]}}"#);
                let payment_required = PaymentRequired::decode(json, &DecodeOptions::STRICT).unwrap().value.to_header();
                answer(stream, "402 Payment Required", "PAYMENT-REQUIRED", &payment_required);
                continue;
            };
            let now = does[count.min(does.len() - 1)];
            count += 1;
            if sender.send(payment).is_err() {
                return;
            }
            match now {
                Does::Serve => {
                    let transaction = format!("0x{}", "ab".repeat(32));
                    let settled = SettleResponse::success(transaction, Network::eip155(84_532)).to_header();
                    answer(stream, "200 OK", "PAYMENT-RESPONSE", &settled);
                }
                Does::Close => drop(stream),
                Does::Wait => waiting.push(stream),
                Does::Flood => drop(thread::spawn(|| flood(stream))),
            }
        }
    });
    (url, payments)
}

fn payment_of(stream: &TcpStream) -> Option<String> {
    let lines = BufReader::new(stream).lines().map(Result::unwrap).take_while(|line| !line.is_empty());
    let mut payment = None;
    for line in lines {
        if let Some((name, value)) = line.split_once(": ")
            && name.eq_ignore_ascii_case("PAYMENT-SIGNATURE")
        {
            payment = Some(value.to_owned());
        }
    }
    payment
}

fn answer(mut stream: TcpStream, status: &str, name: &str, value: &str) {
    write!(stream, "HTTP/1.1 {status}\r\n{name}: {value}\r\nContent-Length: 4\r\nConnection: close\r\n\r\nfair")
        .unwrap();
}

/// Answers until the buyer disconnects.
fn flood(mut stream: TcpStream) {
    let mut written = write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", 1_u64 << 40);
    while written.is_ok() {
        written = stream.write_all(&[b'a'; 1 << 16]);
    }
}

/// A directory for the ledger, which the test deletes at its end.
struct Directory(PathBuf);

impl Directory {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("x402-buying-{}-{name}", std::process::id()));
        fs::create_dir(&path).unwrap();
        Self(path)
    }

    fn buy(&self, urls: &[&String]) -> Child {
        let mut command = Command::new(env!("CARGO_BIN_EXE_buy"));
        command.args(urls).current_dir(&self.0).env("PAYER_KEY", KEY).env("NO_PROXY", "*");
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    fn bought(&self, urls: &[&String]) -> Bought {
        Bought::of(self.buy(urls).wait_with_output().unwrap())
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

struct Bought {
    is_ok: bool,
    printed: String,
    errors: String,
}

impl Bought {
    fn of(Output { status, stdout, stderr }: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self { is_ok: status.success(), printed: text(stdout), errors: text(stderr) }
    }

    fn lines(&self) -> Vec<&str> {
        self.printed.lines().collect()
    }
}

fn signature(payment: &str) -> String {
    let payment = PaymentPayload::decode_header(payment, &DecodeOptions::STRICT).unwrap().value;
    payment.payload.as_json().get("signature").unwrap().string().unwrap()[2..].to_owned()
}

const SERVED: &str = "200 OK: fair";
const REFUSED: &str = "not served: the limit per host and day is 0.03 USDC on eip155:84532: 0.03 USDC is spent at 127.0.0.1, and \
    this payment costs 0.01 USDC";

/// A payment is for the shop of the request, and so is the request before it. A different host gets neither.
#[test]
fn no_redirect_is_followed() {
    let payment_required =
        format!(r#"{{"x402Version":2,"resource":{{"url":"https://shop.example/"}},"accepts":[{OFFER}]}}"#);
    let payment_required = PaymentRequired::decode(payment_required, &DecodeOptions::STRICT).unwrap().value.to_header();
    for status in ["301 Moved", "302 Found", "303 See", "307 Temporary", "308 Permanent"] {
        for redirects_unpaid in [true, false] {
            let (other, reached) = shop(&[Does::Serve]);
            let asked = TcpListener::bind("127.0.0.1:0").unwrap();
            let url = format!("http://{}/weather?key=secret", asked.local_addr().unwrap());
            let payment_required = payment_required.clone();
            thread::spawn(move || {
                for stream in asked.incoming().map(Result::unwrap) {
                    if payment_of(&stream).is_none() && !redirects_unpaid {
                        answer(stream, "402 Payment Required", "PAYMENT-REQUIRED", &payment_required);
                    } else {
                        answer(stream, status, "Location", &other);
                    }
                }
            });
            let directory = Directory::new(&format!("redirect-{}-{redirects_unpaid}", &status[..3]));
            let bought = directory.bought(&[&url]);
            assert!(!bought.printed.contains("200 OK"), "{status}: {}", bought.printed);
            assert_eq!(bought.is_ok, redirects_unpaid, "{status}: {}", bought.errors);
            assert!(reached.try_recv().is_err(), "{status}");
            assert!(!bought.printed.contains("secret") && !bought.errors.contains("secret"), "{}", bought.errors);
        }
    }
}

/// reqwest's text about a URL contains its query, too.
#[test]
fn no_error_has_a_key_of_the_url() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let bought = Directory::new("refused").bought(&[&format!("http://127.0.0.1:{port}/secret?key=secret")]);
    assert!(!bought.is_ok && bought.printed.contains("not served: "), "{}", bought.printed);
    assert!(!bought.printed.contains("secret") && !bought.errors.contains("secret"), "{}", bought.errors);
}

/// Six purchases of a cent each, within a limit of three cents, by one program and by the next.
#[test]
fn limits_hold_in_a_loop_and_over_runs() {
    let (url, payments) = shop(&[Does::Serve]);
    let directory = Directory::new("limits");
    let first = directory.bought(&[&url; 6]);
    assert_eq!((first.is_ok, first.lines()), (false, [[SERVED; 3], [REFUSED; 3]].concat()), "{}", first.errors);
    let second = directory.bought(&[&url]);
    assert_eq!((second.is_ok, second.lines()), (false, vec![REFUSED]));
    let payments: Vec<_> = payments.try_iter().collect();
    assert_eq!(payments.len(), 3);
    assert!(payments[0] != payments[1] && payments[1] != payments[2]);
    // A different buyer has its own limits, and three purchases are within them.
    let other = Directory::new("others");
    assert!(other.bought(&[&url; 3]).is_ok);
}

/// The program prints the payment that it sent, and sends the same one again.
#[test]
fn a_lost_answer_is_paid_once() {
    let (url, payments) = shop(&[Does::Close, Does::Serve]);
    let directory = Directory::new("lost");
    let bought = directory.bought(&[&url]);
    assert_eq!((bought.is_ok, bought.lines()), (true, vec![SERVED]), "{}", bought.errors);
    assert!(
        bought.errors.contains("was sent to 127.0.0.1 and may be settled, but no answer came"),
        "{}",
        bought.errors
    );
    assert!(bought.errors.contains("pays 10000 of 0x036CbD53842c5426634e7929541eC2318f3dCF7e"), "{}", bought.errors);
    let [first, second] = &*payments.try_iter().collect::<Vec<_>>() else { panic!() };
    assert_eq!(first, second);
    assert!(!bought.errors.contains(first) && !bought.errors.contains(&signature(first)));
}

/// A shop that never answers a payment gets the same one in each run, until it does.
#[test]
fn a_payment_is_sent_again_by_the_next_run() {
    let (url, payments) = shop(&[Does::Close, Does::Close, Does::Close, Does::Close, Does::Serve]);
    let directory = Directory::new("runs");
    for is_ok in [false, false, true] {
        assert_eq!(directory.bought(&[&url]).is_ok, is_ok);
    }
    let sent: Vec<_> = payments.try_iter().collect();
    assert_eq!(sent.len(), 5);
    assert!(sent.iter().all(|payment| *payment == sent[0]));
    // It is served now, so the next purchase is a new one.
    assert!(directory.bought(&[&url]).is_ok);
    assert_ne!(payments.try_recv().unwrap(), sent[0]);
}

/// An answer without an end counts as no answer, and does not fill the memory. The payment is kept like one whose
/// answer was lost.
#[test]
fn an_endless_answer_is_abandoned() {
    let (url, payments) = shop(&[Does::Flood, Does::Flood, Does::Serve]);
    let directory = Directory::new("endless");
    let bought = directory.bought(&[&url]);
    assert!(!bought.is_ok && bought.printed.contains("the answer is too long"), "{}", bought.printed);
    assert!(bought.printed.len() < 1000 && bought.errors.len() < 1000, "{}", bought.errors);
    assert_eq!(directory.bought(&[&url]).lines(), [SERVED]);
    let sent: Vec<_> = payments.try_iter().collect();
    assert_eq!(sent.len(), 3);
    assert!(sent.iter().all(|payment| *payment == sent[0]));
}

/// An offer is not paid if its token has a different domain in the tables (B-10).
#[test]
fn no_payment_is_signed_over_another_domain() {
    let (url, payments) = shop_of(&OFFER.replace("\"USDC\"", "\"Evil\""), &[Does::Serve]);
    let bought = Directory::new("domain").bought(&[&url]);
    assert!(
        !bought.is_ok && bought.printed.contains("should not be paid: other-domain: the published"),
        "{}",
        bought.printed
    );
    assert!(payments.try_recv().is_err());
}

/// A program that is killed while its payment is under way leaves it to the next run, and it counts against the limit.
/// While the program runs, a second one is refused.
#[test]
fn a_killed_program_has_paid_once() {
    let (url, payments) = shop(&[Does::Wait, Does::Serve]);
    let directory = Directory::new("killed");
    let mut killed = directory.buy(&[&url]);
    let payment = payments.recv().unwrap();
    let second = directory.bought(&[&url]);
    assert!(
        !second.is_ok && second.errors.contains("buyer.sqlite is in use: it belongs to one program at a time"),
        "{}",
        second.errors
    );
    killed.kill().unwrap();
    killed.wait().unwrap();
    let mut printed = String::new();
    killed.stderr.take().unwrap().read_to_string(&mut printed).unwrap();
    assert_eq!(printed, "");
    let next = directory.bought(&[&url; 4]);
    assert_eq!(next.lines(), [SERVED, SERVED, SERVED, REFUSED], "{}", next.errors);
    let sent: Vec<_> = payments.try_iter().collect();
    assert_eq!((sent.len(), &sent[0]), (3, &payment));
}
