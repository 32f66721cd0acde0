//! Payments that the facilitator left open, and what a chain shows of them.

use std::sync::{
    Mutex,
    atomic::{AtomicU64, AtomicUsize, Ordering},
};

use bytes::Bytes;
use http::{Response, header::CONTENT_TYPE};
use http_body_util::Full;
use tower::{Layer, service_fn};
use x402_seller::{OnChain, Request, Secret, Seller, SellerInit, Served, Settle, Step, Stored};
use x402_tower::{BoxError, Facilitator, HttpFacilitator, Memory, Paywall, Reply, Unanswered};
use x402_types::{FacilitatorRequest, Flags, Network, RawJson, v2::ResourceInfo};

use crate::{
    client::{answer, serve},
    world::{Handle, NOW, Says, Shop, Stub, header, offer, options, request, send, status},
};

/// A facilitator that never answers, and what is seen on the chain.
struct Seen {
    facilitator: Handle,
    shown: &'static Mutex<Option<OnChain>>,
    asked: &'static AtomicUsize,
}

impl Facilitator for Seen {
    async fn verify(&self, request: &FacilitatorRequest) -> Result<Reply, Unanswered> {
        self.facilitator.verify(request).await
    }

    async fn settle(&self, request: &FacilitatorRequest, key: &str) -> Result<Reply, Unanswered> {
        self.facilitator.settle(request, key).await
    }

    async fn on_chain(&self, _: &Settle) -> Result<Option<OnChain>, BoxError> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        Ok(self.shown.lock().unwrap().clone())
    }
}

#[tokio::test]
async fn an_open_payment_is_looked_up_before_the_facilitator_is_asked_again() {
    static CLOCK: AtomicU64 = AtomicU64::new(NOW);
    static SHOWN: Mutex<Option<OnChain>> = Mutex::new(None);
    static ASKED: AtomicUsize = AtomicUsize::new(0);
    let transaction = format!("0x{}", "cd".repeat(32));
    for (shown, expected) in [(OnChain::Never, 402), (OnChain::Settled { transaction: transaction.clone() }, 200)] {
        CLOCK.store(NOW, Ordering::Relaxed);
        *SHOWN.lock().unwrap() = None;
        ASKED.store(0, Ordering::Relaxed);
        let stub = Stub::saying([Says::Breaks; 9]);
        let facilitator = Seen { facilitator: Handle(stub.clone()), shown: &SHOWN, asked: &ASKED };
        let mut options = options();
        options.clock = || CLOCK.load(Ordering::Relaxed);
        let paywall = Paywall::with_options(facilitator, Memory::default(), Secret::new([7; 32]), options);
        let layer = paywall.sell(ResourceInfo::new("https://api.example.com/weather"), vec![offer()]).unwrap();
        let shop = Shop::new(layer.layer(service_fn(async |_| Ok(Response::new(Full::<Bytes>::from("fair"))))));
        let again = || request(&header(1, false));

        // At the first time the node is not asked.
        assert_eq!((status(&shop, again()).await, stub.settles(), ASKED.load(Ordering::Relaxed)), (503, 2, 1));
        // The node cannot tell yet, within the window and after it.
        for (time, count) in [(NOW + 59, 2), (NOW + 60, 3)] {
            CLOCK.store(time, Ordering::Relaxed);
            assert_eq!((status(&shop, again()).await, ASKED.load(Ordering::Relaxed)), (503, count));
            assert_eq!(stub.settles(), 1 + count);
        }
        *SHOWN.lock().unwrap() = Some(shown);
        let (status, headers, body, _) = send(&shop, again()).await;
        assert_eq!((status, headers.contains_key("payment-required")), (expected, expected == 402));
        assert_eq!((stub.settles(), ASKED.load(Ordering::Relaxed)), (4, 4));
        // It is decided.
        assert_eq!(send(&shop, again()).await, (status, headers, body, None));
        assert_eq!((stub.settles(), ASKED.load(Ordering::Relaxed)), (4, 4));
    }
}

/// The settlement of the payment, up to the facilitator.
fn settle() -> Settle {
    let seller = Seller::open(SellerInit {
        resource: ResourceInfo::new("https://api.example.com/weather"),
        offers: vec![offer()],
        extensions: None,
        secret: Secret::new([7; 32]),
        work_timeout: 10,
        settle_timeout: 20,
        tolerated: Flags::NONE,
    });
    let request = Request { method: "GET", parameters: &RawJson::string(""), query: None, now: NOW };
    let mut step = seller.unwrap().request(request, [("payment-signature", header(1, false).as_bytes())]);
    loop {
        step = match step {
            Step::Load(load) => load.loaded(None::<Stored>, NOW),
            Step::Swap(swap) => swap.stored(NOW),
            Step::Serve(serve) => {
                let (content_type, body) = ("text/plain".into(), b"fair".to_vec());
                serve.served(Served { status: 200, content_type, headers: Vec::new(), body }, NOW)
            }
            Step::Settle(settle) => return settle,
            step @ (Step::Verify(_) | Step::Wait(_) | Step::Answer(_)) => panic!("{step:?}"),
        }
    }
}

/// Somebody else's answer is no answer of the node, and neither the redirect's own body is.
#[tokio::test]
async fn a_node_that_redirects_shows_nothing() {
    let settle = settle();
    let chain = br#"{"jsonrpc":"2.0","id":1,"result":"0x14a34"}"#;
    for status in ["301 Moved", "302 Found", "303 See", "307 Temporary", "308 Permanent", "503 Away"] {
        let (other, reached) = serve(vec![answer("200 OK", "", chain); 3]);
        let (url, _received) = serve(vec![answer(status, &format!("location: {other}\r\n"), chain); 3]);
        let facilitator = HttpFacilitator::new("http://127.0.0.1:1").unwrap();
        let facilitator =
            facilitator.with_node(Network::eip155(84_532), &format!("{url}v2/secret?key=secret")).unwrap();
        let error = facilitator.on_chain(&settle).await.unwrap_err().to_string();
        assert!(error.contains(&status[..3]) && !error.contains("secret"), "{error}");
        assert!(reached.try_recv().is_err(), "{status}");
    }
    let gone = HttpFacilitator::new("http://127.0.0.1:1").unwrap();
    let gone = gone.with_node(Network::eip155(84_532), "http://127.0.0.1:1/v2/secret?key=secret").unwrap();
    let error = gone.on_chain(&settle).await.unwrap_err();
    assert!(error.to_string().contains("refused") && !format!("{error} {error:?}").contains("secret"), "{error:?}");
}

#[tokio::test]
async fn a_node_shows_that_a_payment_was_never_settled() {
    let settle = settle();
    let base = Network::eip155(84_532);
    let chain = |chain: u64| {
        let chain = format!(r#"{{"jsonrpc":"2.0","id":1,"result":"{chain:#x}"}}"#);
        answer("200 OK", "", chain.as_bytes())
    };
    let here = || chain(84_532);
    let block = |time: u64| {
        let hash = "ab".repeat(32);
        let block = format!(
            r#"{{"jsonrpc":"2.0","id":2,"result":{{"number":"0x1b4","timestamp":"{time:#x}","hash":"0x{hash}"}}}}"#
        );
        answer("200 OK", &format!("{CONTENT_TYPE}: application/json\r\n"), block.as_bytes())
    };
    let state = |used: u8| {
        let state = format!(r#"{{"jsonrpc":"2.0","id":3,"result":"0x{used:064x}"}}"#);
        answer("200 OK", "", state.as_bytes())
    };
    let error = br#"{"jsonrpc":"2.0","id":2,"error":{"code":-32000,"message":"no state of this block"}}"#;
    // The window ends with this second, at which the token refuses the authorization.
    let end = NOW + 60;
    for (answers, expected) in [
        (vec![here(), block(end), state(0)], Ok(Some(OnChain::Never))),
        (vec![here(), block(end - 1), state(0)], Ok(None)),
        (vec![here(), block(end), state(1)], Ok(None)),
        (vec![here(), block(end), answer("200 OK", "", error)], Err(())),
        (vec![here(), answer("200 OK", "", error)], Err(())),
        // On another chain nothing is used.
        (vec![chain(1), block(end), state(0)], Err(())),
        (vec![answer("200 OK", "", error), block(end), state(0)], Err(())),
    ] {
        let (url, received) = serve(answers);
        let key = http::HeaderValue::from_static("Bearer secret");
        let facilitator =
            HttpFacilitator::new("http://127.0.0.1:1").unwrap().with_header(http::header::AUTHORIZATION, key);
        let facilitator = facilitator.with_node(base.clone(), &url).unwrap();
        let shown = facilitator.on_chain(&settle).await;
        assert_eq!(shown.map_err(|_| ()), expected);
        let asked = received.recv().unwrap();
        // The facilitator's key is not the node's.
        assert!(!asked.contains("secret"), "{asked}");
        assert!(asked.contains(r#""method":"eth_chainId","params":[]"#), "{asked}");
        if expected == Ok(Some(OnChain::Never)) {
            let asked = received.recv().unwrap();
            assert!(asked.contains(r#""method":"eth_getBlockByNumber","params":["finalized",false]"#), "{asked}");
            // In that very block, and not in one that may be older or not final.
            let asked = received.recv().unwrap();
            assert!(asked.contains(r#""method":"eth_call""#) && asked.ends_with(r#","0x1b4"]}"#), "{asked}");
        }
    }
    // The node of another chain says nothing of it.
    let elsewhere = HttpFacilitator::new("http://127.0.0.1:1").unwrap();
    let elsewhere = elsewhere.with_node(Network::eip155(8_453), "http://127.0.0.1:1").unwrap();
    assert_eq!(elsewhere.on_chain(&settle).await.unwrap(), None);
}
