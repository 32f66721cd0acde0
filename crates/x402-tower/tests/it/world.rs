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
use k256::ecdsa::SigningKey;
use tower::{Layer, Service, ServiceExt, service_fn, util::BoxCloneSyncService};
use x402_schemes::evm::{
    Address, Signature,
    assets::{self, OfferInit},
    eip3009::{Draft, Nonce, Window},
};
use x402_seller::Secret;
use x402_tower::{BoxError, Facilitator, Memory, Options, Paywall, Reply, RequestBody, ResponseBody, Store};
use x402_types::{
    FacilitatorRequest, Network, ReasonCode, SettleResponse, VerifyResponse, Wire,
    v2::{PaymentPayload, PaymentRequirements, ResourceInfo},
};

pub(crate) const NOW: u64 = 1_740_672_100;
pub(crate) const PAYER: &str = "0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1";

pub(crate) fn offer() -> PaymentRequirements {
    let usdc = assets::by_symbol(&Network::eip155(84_532), "USDC").unwrap();
    let pay_to = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C".parse().unwrap();
    usdc.offer(OfferInit { price: "0.01", pay_to, max_timeout_seconds: 60 }).unwrap()
}

/// The header of the payment with this nonce. A forged one is signed by another key than the payer's.
pub(crate) fn header(nonce: u8, is_forged: bool) -> String {
    let key = SigningKey::from_slice(&[1 + u8::from(is_forged); 32]).unwrap();
    let payer: Address = PAYER.parse().unwrap();
    let offer = offer();
    let draft = Draft::for_offer(&offer, payer, Nonce::new([nonce; 32]), Window::from_now(NOW, &offer)).unwrap();
    let (signature, parity) = key.sign_prehash_recoverable(&draft.digest());
    let signature = Signature::new([signature.to_bytes().as_slice(), &[27 + parity.to_byte()]].concat());
    let payload = draft.with_signature(signature).to_json();
    PaymentPayload::new(offer, payload).to_header()
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
    Reply { status, content_type: Some(content_type.into()), body: response.to_json().into() }
}

impl Facilitator for Handle {
    async fn verify(&self, _: &FacilitatorRequest) -> Result<Reply, BoxError> {
        self.0.verified.fetch_add(1, Ordering::Relaxed);
        Ok(reply(
            200,
            "application/json",
            &VerifyResponse::invalid(ReasonCode::new("invalid_exact_evm_payload_signature")),
        ))
    }

    async fn settle(&self, _: &FacilitatorRequest, key: &str) -> Result<Reply, BoxError> {
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
