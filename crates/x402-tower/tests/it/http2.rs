//! Attacks over HTTP/2: many streams that pay with one payment, streams that are reset, bodies that nobody reads or sends.

use std::{
    convert::Infallible,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use http::{Request, Response};
use http_body::{Body, Frame};
use http_body_util::{BodyExt, Full, combinators::UnsyncBoxBody};
use hyper::{body::Incoming, client::conn::http2::SendRequest, server::conn::http2};
use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    service::TowerToHyperService,
};
use tokio::time::sleep;
use tower::{Layer, service_fn};
use x402_seller::Secret;
use x402_tower::{Memory, Options, Paywall, RequestBody};
use x402_types::v2::ResourceInfo;

use crate::world::{Handle, Says, Stub, header, offer, options};

type Sent = UnsyncBoxBody<Bytes, Infallible>;
type Client = SendRequest<Sent>;

/// A body that does not come.
struct Never;

impl Body for Never {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Pending
    }
}

/// A shop behind HTTP/2, whose goods have so many bytes and take some time, and how often they were made.
struct Server {
    connect: Box<dyn Fn() -> tokio::io::DuplexStream>,
    works: Arc<AtomicUsize>,
}

impl Server {
    fn of(stub: &Arc<Stub>, options: Options, bytes: usize, takes: Duration) -> Self {
        let works = Arc::<AtomicUsize>::default();
        let count = Arc::clone(&works);
        let paywall = Paywall::with_options(Handle(Arc::clone(stub)), Memory::default(), Secret::new([7; 32]), options);
        let layer = paywall.sell(ResourceInfo::new("https://api.example.com/weather"), vec![offer()]).unwrap();
        let service = layer.layer(service_fn(move |_: Request<RequestBody<Incoming>>| {
            let number = count.fetch_add(1, Ordering::SeqCst);
            async move {
                sleep(takes).await;
                let number = number.to_string();
                let body = "0".repeat(bytes - number.len()) + &number;
                Ok::<_, Infallible>(Response::new(Full::<Bytes>::from(body)))
            }
        }));
        let connect = move || {
            let (client, server) = tokio::io::duplex(64 << 10);
            let service = TowerToHyperService::new(service.clone());
            // A client that goes away is no fault here.
            tokio::spawn(async move {
                drop(http2::Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(server), service).await);
            });
            client
        };
        Self { connect: Box::new(connect), works }
    }

    /// A connection, whose streams take so many bytes before they are read.
    async fn client(&self, window: u32) -> Client {
        let mut client = hyper::client::conn::http2::Builder::new(TokioExecutor::new());
        client.initial_stream_window_size(window).initial_connection_window_size(1 << 30);
        let (client, connection) = client.handshake(TokioIo::new((self.connect)())).await.unwrap();
        tokio::spawn(connection);
        client
    }

    fn works(&self) -> usize {
        self.works.load(Ordering::SeqCst)
    }
}

fn get(number: u8) -> Request<Sent> {
    Request::get("http://api.example.com/weather?city=Ulm")
        .header("PAYMENT-SIGNATURE", header(number, false))
        .body(Full::default().boxed_unsync())
        .unwrap()
}

async fn buy(client: &mut Client, request: Request<Sent>) -> (u16, Bytes) {
    client.ready().await.unwrap();
    let (parts, body) = client.send_request(request).await.unwrap().into_parts();
    (parts.status.as_u16(), body.collect().await.unwrap().to_bytes())
}

#[tokio::test(start_paused = true)]
async fn streams_that_pay_with_one_payment_are_one_sale() {
    let stub = Stub::saying([Says::Slow]);
    let server = Server::of(&stub, options(), 10, Duration::from_millis(30));
    let clients = [server.client(1 << 16).await, server.client(1 << 16).await];
    let sent: Vec<_> = (0..150)
        .map(|number| {
            let mut client = clients[number % 2].clone();
            tokio::spawn(async move { buy(&mut client, get(1)).await })
        })
        .collect();
    for sent in sent {
        assert_eq!(sent.await.unwrap(), (200, "0000000000".into()));
    }
    assert_eq!((server.works(), stub.settles()), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_is_reset_takes_nothing_back() {
    // In the work, in the settlement, and when the answer is on its way.
    for after in [5, 35, 500, 1_029, 1_031] {
        let stub = Stub::saying([Says::Slow]);
        let server = Server::of(&stub, options(), 10, Duration::from_millis(30));
        let mut client = server.client(1 << 16).await;
        let sent: Vec<_> = (0..20)
            .map(|_| {
                let mut client = client.clone();
                tokio::spawn(async move { buy(&mut client, get(1)).await })
            })
            .collect();
        sleep(Duration::from_millis(after)).await;
        // Their futures are dropped, which resets the streams.
        sent.iter().for_each(tokio::task::JoinHandle::abort);
        sleep(Duration::from_millis(10)).await;
        assert_eq!(buy(&mut client, get(1)).await, (200, "0000000000".into()), "{after}");
        // The whole connection, too.
        drop((client, sent));
        let mut client = server.client(1 << 16).await;
        assert_eq!(buy(&mut client, get(1)).await, (200, "0000000000".into()), "{after}");
        assert_eq!((server.works(), stub.settles()), (1, 1), "{after}");
    }
}

#[tokio::test(start_paused = true)]
async fn many_streams_that_are_opened_and_reset_keep_no_slot() {
    let stub = Stub::saying([]);
    let mut few = options();
    few.capacity = 5;
    let server = Server::of(&stub, few, 10, Duration::from_millis(30));
    let client = server.client(1 << 16).await;
    for number in 0..60 {
        let mut client = client.clone();
        let sent = tokio::spawn(async move { buy(&mut client, get(number)).await });
        tokio::task::yield_now().await;
        sent.abort();
    }
    sleep(Duration::from_secs(1)).await;
    let mut honest = server.client(1 << 16).await;
    assert_eq!(buy(&mut honest, get(200)).await.0, 200);
    // What had begun was paid, and nothing else.
    assert_eq!(server.works(), stub.settles());
}

#[tokio::test(start_paused = true)]
async fn answers_that_nobody_reads_keep_nobody_out_and_are_there_later() {
    let stub = Stub::saying([]);
    let mut few = options();
    few.capacity = 5;
    let server = Server::of(&stub, few, 100_000, Duration::ZERO);
    // A stream takes few bytes before it is read.
    let mut slow = server.client(1_000).await;
    let mut unread = Vec::new();
    for number in 0..40 {
        slow.ready().await.unwrap();
        let response = slow.send_request(get(number)).await.unwrap();
        assert_eq!(response.status(), 200);
        unread.push(response);
    }
    let mut honest = server.client(1 << 20).await;
    let (status, body) = buy(&mut honest, get(200)).await;
    assert_eq!((status, body.len(), stub.settles()), (200, 100_000, 41));
    // Who reads it after all gets what was paid for; who hangs up, by the same payment.
    drop(unread.split_off(1));
    let body = unread.pop().unwrap().into_body().collect().await.unwrap().to_bytes();
    assert_eq!(body.len(), 100_000);
    let again = buy(&mut honest, get(7)).await.1;
    assert!(again.ends_with(b"7"), "{}", again.len());
    assert_eq!((server.works(), stub.settles()), (41, 41));
}

#[tokio::test(start_paused = true)]
async fn bodies_that_nobody_sends_keep_nobody_out() {
    let stub = Stub::saying([]);
    let mut few = options();
    few.capacity = 5;
    let server = Server::of(&stub, few, 10, Duration::ZERO);
    let post = |number, body: Sent| {
        let request = Request::post("http://api.example.com/weather");
        request.header("PAYMENT-SIGNATURE", header(number, false)).body(body).unwrap()
    };
    let client = server.client(1 << 16).await;
    let sent: Vec<_> = (0..60)
        .map(|number| {
            let (mut client, request) = (client.clone(), post(number, Never.boxed_unsync()));
            tokio::spawn(async move { buy(&mut client, request).await })
        })
        .collect();
    sleep(Duration::from_millis(100)).await;
    let mut honest = server.client(1 << 16).await;
    assert_eq!(buy(&mut honest, post(200, Full::from("Ulm").boxed_unsync())).await.0, 200);
    for sent in sent {
        let (status, _) = sent.await.unwrap();
        assert!(status == 503 || status == 408, "{status}");
    }
    assert_eq!((server.works(), stub.settles()), (1, 1));
}
