//! The body of a request comes after its payment is judged.

use std::{
    convert::Infallible,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use http::{Request, Response};
use http_body::{Body, Frame, SizeHint};
use http_body_util::{BodyExt, Full};
use tokio::time::{Instant, sleep};
use tower::{Layer, Service, ServiceExt, service_fn, util::BoxCloneSyncService};
use x402_seller::Secret;
use x402_tower::{Memory, Options, Paywall, RequestBody, ResponseBody, SignIns};
use x402_types::v2::ResourceInfo;

use crate::world::{Handle, NOW, Stub, header, offer, options};

/// A body that begins with this and ends, or not. It counts its reads.
struct Sent {
    first: Option<Bytes>,
    ends: bool,
    says: Option<u64>,
    polls: Arc<AtomicUsize>,
}

impl Body for Sent {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.polls.fetch_add(1, Ordering::Relaxed);
        match self.first.take() {
            Some(first) => Poll::Ready(Some(Ok(Frame::data(first)))),
            None if self.ends => Poll::Ready(None),
            // Nobody wakes it.
            None => Poll::Pending,
        }
    }

    fn size_hint(&self) -> SizeHint {
        self.says.map_or_else(SizeHint::new, SizeHint::with_exact)
    }
}

type Shop = BoxCloneSyncService<Request<Sent>, Response<ResponseBody>, Infallible>;

fn selling(stub: &Arc<Stub>, options: Options) -> Shop {
    let paywall = Paywall::with_options(Handle(Arc::clone(stub)), Memory::default(), Secret::new([7; 32]), options);
    let layer = paywall.sell(ResourceInfo::new("https://api.example.com/weather"), vec![offer()]).unwrap();
    let inner = service_fn(async |request: Request<RequestBody<Sent>>| {
        let body = request.into_body().collect().await.unwrap().to_bytes();
        Ok(Response::new(Full::from(body)))
    });
    Shop::new(layer.layer(inner))
}

struct Received {
    status: u16,
    body: Bytes,
    /// How often the body was read.
    polls: usize,
}

async fn send(shop: &Shop, headers: &[(&str, &str)], first: &[u8], ends: bool, says: Option<u64>) -> Received {
    let polls = Arc::new(AtomicUsize::new(0));
    let mut request = Request::post("/weather");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let body = Sent { first: Some(Bytes::copy_from_slice(first)), ends, says, polls: Arc::clone(&polls) };
    let mut shop = shop.clone();
    let response = shop.ready().await.unwrap().call(request.body(body).unwrap()).await.unwrap();
    let status = response.status().as_u16();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    Received { status, body, polls: polls.load(Ordering::Relaxed) }
}

const PAYMENT: &str = "payment-signature";

#[tokio::test(start_paused = true)]
async fn the_body_of_a_payment_that_is_refused_is_not_awaited() {
    static CLOCK: AtomicU64 = AtomicU64::new(NOW);
    let mut options = options();
    options.clock = || CLOCK.load(Ordering::Relaxed);
    options.choices.sign_ins = Some(SignIns { origin: "https://api.example.com".parse().unwrap(), stay: 60 });
    // Without a place nobody would have a body.
    options.capacity = 1;
    let (stub, late) = (Stub::saying([]), NOW + 1_000);
    let shop = selling(&stub, options);
    let (good, forged) = (header(1, false), header(2, true));
    for (now, name, value, expected) in [
        (NOW, "accept", "*/*", 402),
        (NOW, PAYMENT, "AAA", 400),
        (NOW, "x-payment", "AAA", 400),
        (NOW, PAYMENT, &*forged, 402),
        (late, PAYMENT, &*good, 402),
        (NOW, "sign-in-with-x", "AAA", 400),
        (NOW, "sign-in-with-x", "e30=", 400),
    ] {
        CLOCK.store(now, Ordering::Relaxed);
        let began = Instant::now();
        let Received { status, .. } = send(&shop, &[(name, value)], &[0; 10_000], false, None).await;
        assert_eq!((status, began.elapsed()), (expected, Duration::ZERO), "{name} {value}");
    }
    // A good one is awaited as long as it may take, and is not charged.
    CLOCK.store(NOW, Ordering::Relaxed);
    let began = Instant::now();
    let Received { status, polls, .. } = send(&shop, &[(PAYMENT, &good)], b"Ulm", false, None).await;
    assert_eq!((status, polls > 0, began.elapsed().as_secs(), stub.settles()), (408, true, 10, 0));
    let Received { status, body, .. } = send(&shop, &[(PAYMENT, &good)], b"Ulm", true, None).await;
    assert_eq!((status, &*body, stub.settles()), (200, &b"Ulm"[..], 1));
    // What the store knows is told, long after the end, for the same body alone.
    CLOCK.store(late, Ordering::Relaxed);
    for (sent, expected) in [(&b"Ulm"[..], 200), (b"Bern", 409)] {
        let Received { status, polls, .. } = send(&shop, &[(PAYMENT, &good)], sent, true, None).await;
        assert_eq!((status, polls > 0, stub.settles()), (expected, true, 1));
    }
}

#[tokio::test(start_paused = true)]
async fn a_good_payment_with_a_body_that_is_too_large_is_not_charged() {
    let mut options = options();
    options.request_body = 1_000;
    let stub = Stub::saying([]);
    let shop = selling(&stub, options);
    let good = header(1, false);
    // What is announced is not read, and what is not is read up to the limit.
    for (length, says, is_read) in [(10, Some(1_001), false), (1_001, None, true), (1_001, Some(1_001), false)] {
        let Received { status, polls, .. } = send(&shop, &[(PAYMENT, &good)], &vec![0; length], false, says).await;
        assert_eq!((status, polls > 0, stub.settles()), (413, is_read, 0), "{length}");
    }
    let Received { status, .. } = send(&shop, &[(PAYMENT, &good)], &[0; 1_000], true, Some(1_000)).await;
    assert_eq!((status, stub.settles()), (200, 1));
}

/// A place costs a signature, and a signature costs nothing.
#[tokio::test(start_paused = true)]
async fn bodies_that_do_not_come_keep_nobody_out() {
    let mut options = options();
    options.capacity = 3;
    let stub = Stub::saying([]);
    let shop = selling(&stub, options);
    let slow = |number| {
        let shop = shop.clone();
        tokio::spawn(async move { send(&shop, &[(PAYMENT, &header(number, false))], b"Ul", false, None).await.status })
    };
    let mut bodies = Vec::new();
    for number in 0..3 {
        bodies.push(slow(number));
        sleep(Duration::from_millis(10)).await;
    }
    // All places are taken. Who has a body at hand is served, again and again, at the cost of the one that waits longest.
    for number in 10..20 {
        let Received { status, .. } = send(&shop, &[(PAYMENT, &header(number, false))], b"Ulm", true, None).await;
        assert_eq!(status, 200, "{number}");
    }
    assert_eq!(bodies.remove(0).await.unwrap(), 503);
    for body in bodies {
        assert_eq!(body.await.unwrap(), 408);
    }
    assert_eq!(stub.settles(), 10);
}

/// A place that was lost for its body is not lost for ever.
#[tokio::test(start_paused = true)]
async fn every_slot_comes_back() {
    let mut options = options();
    options.capacity = 2;
    let stub = Stub::saying([]);
    let shop = selling(&stub, options);
    for round in 0..5 {
        let slow = (0..5).map(|number| {
            let shop = shop.clone();
            tokio::spawn(
                async move { send(&shop, &[(PAYMENT, &header(number, false))], b"Ul", false, None).await.status },
            )
        });
        let slow: Vec<_> = slow.collect();
        sleep(Duration::from_millis(1)).await;
        // A buyer hangs up.
        slow[4].abort();
        let mut received = Vec::new();
        for slow in slow {
            received.extend(slow.await.ok());
        }
        received.sort_unstable();
        assert_eq!(received, [408, 503, 503, 503], "{round}");
    }
    for number in 10..12 {
        assert_eq!(send(&shop, &[(PAYMENT, &header(number, false))], b"Ulm", true, None).await.status, 200);
    }
}
