//! A payment, a facilitator and a shop.

use std::{
    collections::VecDeque,
    convert::Infallible,
    future::pending,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderMap, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use tower::{Layer, Service, ServiceExt, service_fn, util::BoxCloneSyncService};
use x402_buyer::EvmKey;
use x402_seller::Secret;
use x402_testing::{KEY, OTHER_KEY, pay_with};
use x402_tower::{Facilitator, Memory, Options, Paywall, Reply, RequestBody, ResponseBody, Store, Unanswered};
use x402_types::{
    FacilitatorRequest, Network, PaymentPayload, RawJson, ReasonCode, SettleResponse, VerifyResponse, Wire,
    v2::{self, PaymentRequirements, ResourceInfo},
};

pub(crate) const NOW: u64 = 1_740_672_100;
/// The accounts of the test kit's keys.
pub(crate) const PAYER: &str = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
const STRANGER: &str = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

pub(crate) fn offer() -> PaymentRequirements {
    x402_testing::offer("0.01").unwrap()
}

/// The header of the payment with this number. A forged one is a stranger's, in the name of the payer.
pub(crate) fn header(number: u8, is_forged: bool) -> String {
    let key = EvmKey::from_bytes(if is_forged { &OTHER_KEY } else { &KEY }).unwrap();
    let sent = pay_with(&key, &offer(), NOW, number.into()).unwrap();
    let PaymentPayload::V2(payment) = sent.payment() else { panic!("the offer is of version 2") };
    let payload = RawJson::parse(&payment.payload.as_str().replace(STRANGER, PAYER)).unwrap();
    v2::PaymentPayload::new(offer(), payload).to_header()
}

/// What the facilitator does when it is asked to settle.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Says {
    Settled,
    Failed,
    /// Success, with this status and type.
    With(u16, &'static str),
    /// The connection breaks.
    Breaks,
    /// No answer ever.
    Hangs,
    /// Success after a second of the clock.
    Slow,
    /// Too many requests, and after what time the next one may come.
    Busy(Option<Duration>),
    /// Another status, and no settlement.
    Fails(u16),
}

/// A facilitator that does what stands in a list, and then settles.
#[derive(Debug, Default)]
pub(crate) struct Stub {
    pub(crate) says: Mutex<VecDeque<Says>>,
    pub(crate) verified: AtomicUsize,
    /// The idempotency keys.
    pub(crate) settled: Mutex<Vec<String>>,
}

impl Stub {
    pub(crate) fn saying(says: impl IntoIterator<Item = Says>) -> Arc<Self> {
        Arc::new(Self { says: Mutex::new(says.into_iter().collect()), ..Self::default() })
    }

    pub(crate) fn settles(&self) -> usize {
        self.settled.lock().unwrap().len()
    }
}

/// A handle of the facilitator, of which the test keeps another.
#[derive(Clone)]
pub(crate) struct Handle(pub(crate) Arc<Stub>);

fn reply(status: u16, content_type: &str, response: &impl Wire) -> Reply {
    let status = StatusCode::from_u16(status).unwrap();
    Reply { status, content_type: Some(content_type.into()), body: response.to_json().into(), retry_after: None }
}

impl Facilitator for Handle {
    async fn verify(&self, _: &FacilitatorRequest) -> Result<Reply, Unanswered> {
        self.0.verified.fetch_add(1, Ordering::Relaxed);
        Ok(reply(
            200,
            "application/json",
            &VerifyResponse::invalid(ReasonCode::new("invalid_exact_evm_payload_signature")),
        ))
    }

    async fn settle(&self, _: &FacilitatorRequest, key: &str) -> Result<Reply, Unanswered> {
        self.0.settled.lock().unwrap().push(key.into());
        let says = self.0.says.lock().unwrap().pop_front().unwrap_or(Says::Settled);
        let network = Network::eip155(84_532);
        let success = SettleResponse::success(format!("0x{}", "ab".repeat(32)), network.clone());
        match says {
            Says::Settled => Ok(reply(200, "application/json", &success)),
            Says::With(status, content_type) => Ok(reply(status, content_type, &success)),
            Says::Failed => {
                let failure = SettleResponse::failure(ReasonCode::new("insufficient_funds"), network);
                Ok(reply(200, "application/json", &failure))
            }
            Says::Busy(retry_after) => {
                let (status, content_type) = (StatusCode::TOO_MANY_REQUESTS, Some("text/plain".into()));
                Ok(Reply { status, content_type, body: "too many requests".into(), retry_after })
            }
            Says::Fails(status) => Ok(Reply {
                status: StatusCode::from_u16(status).unwrap(),
                content_type: None,
                body: Bytes::new(),
                retry_after: None,
            }),
            Says::Breaks => Err("broken off".into()),
            Says::Hangs => pending().await,
            Says::Slow => {
                tokio::time::sleep(Duration::from_secs(1)).await;
                Ok(reply(200, "application/json", &success))
            }
        }
    }
}

pub(crate) type Shop = BoxCloneSyncService<Request<Full<Bytes>>, Response<ResponseBody>, Infallible>;

/// How the tests' shops work.
pub(crate) fn options() -> Options {
    let mut options = Options::default();
    options.clock = || NOW;
    options
}

/// A shop that sells what the handler makes.
pub(crate) fn shop<S, H, A>(stub: &Arc<Stub>, store: S, options: Options, handler: H) -> Shop
where
    S: Store,
    H: Fn(Request<RequestBody<Full<Bytes>>>) -> A + Clone + Send + Sync + 'static,
    A: Future<Output = Response<Full<Bytes>>> + Send + 'static,
{
    let paywall = Paywall::with_options(Handle(Arc::clone(stub)), store, Secret::new([7; 32]), options);
    let layer = paywall.sell(ResourceInfo::new("https://api.example.com/weather"), vec![offer()]).unwrap();
    let inner = service_fn(move |request| {
        let answer = handler(request);
        async { Ok(answer.await) }
    });
    BoxCloneSyncService::new(layer.layer(inner))
}

/// A shop of forecasts with a store in memory, and how often it made one.
pub(crate) fn weather(stub: &Arc<Stub>, options: Options) -> (Shop, Arc<AtomicUsize>) {
    let made = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&made);
    let shop = shop(stub, Memory::default(), options, move |_| {
        let number = count.fetch_add(1, Ordering::Relaxed);
        async move { Response::new(format!("fair {number}").into()) }
    });
    (shop, made)
}

pub(crate) fn request(header: &str) -> Request<Full<Bytes>> {
    Request::get("/weather?city=Ulm").header("PAYMENT-SIGNATURE", header).body(Full::default()).unwrap()
}

/// The status, the headers, the body, the trailers.
pub(crate) async fn send(shop: &Shop, request: Request<Full<Bytes>>) -> (u16, HeaderMap, Bytes, Option<HeaderMap>) {
    let mut shop = shop.clone();
    let response = shop.ready().await.unwrap().call(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = body.collect().await.unwrap();
    let trailers = body.trailers().cloned();
    (parts.status.as_u16(), parts.headers, body.to_bytes(), trailers)
}

pub(crate) async fn status(shop: &Shop, request: Request<Full<Bytes>>) -> u16 {
    send(shop, request).await.0
}
