//! What is sold, once.

use std::{sync::atomic::Ordering, time::Duration};

use http::{HeaderMap, HeaderValue, Request, Response};
use http_body_util::{BodyExt, Full};
use tokio::time::timeout;
use tower::{Layer, Service, ServiceExt, service_fn};
use x402_schemes::AccountId;
use x402_seller::{Secret, Seller};
use x402_tower::{Charge, Memory, Payer, Paywall, SignIns};
use x402_types::DecodeOptions;
use x402_verify::client::SettlementState;

use crate::world::{Handle, PAYER, Says, Stub, header, options, request, send, shop, status, weather};

/// What a buyer concludes from an answer.
fn state(status: u16, headers: &HeaderMap) -> SettlementState {
    let settlement = x402_types::http::decode_settlement(headers, &DecodeOptions::STRICT).map(|decoded| decoded.value);
    SettlementState::of_answer(status, settlement.as_ref())
}

#[tokio::test]
async fn a_request_is_answered_once_it_is_paid() {
    let stub = Stub::saying([]);
    let (shop, made) = weather(&stub, options());
    let (status, headers, body, _) = send(&shop, Request::get("/weather").body(Full::default()).unwrap()).await;
    assert_eq!((status, made.load(Ordering::Relaxed), stub.settles()), (402, 0, 0));
    assert!(headers.contains_key("payment-required"));
    assert!(std::str::from_utf8(&body).unwrap().contains("base-sepolia"));
    let (status, headers, body, trailers) = send(&shop, request(&header(1, false))).await;
    assert_eq!((status, &*body, trailers), (200, &b"fair 0"[..], None));
    assert_eq!(state(status, &headers), SettlementState::Settled);
    assert_eq!((headers["cache-control"].as_bytes(), stub.settles()), (&b"no-store"[..], 1));
    // The same payment gets the same answer, and another one gets another.
    let again = send(&shop, request(&header(1, false))).await;
    assert_eq!((again.0, again.1, &*again.2), (200, headers, &b"fair 0"[..]));
    assert_eq!(&*send(&shop, request(&header(2, false))).await.2, b"fair 1");
    assert_eq!((made.load(Ordering::Relaxed), stub.settles()), (2, 2));
}

/// What two processes demand in one second: only the challenge to sign in differs.
#[tokio::test]
async fn each_process_makes_its_challenges() {
    for (is_club, differ) in [(false, false), (true, true)] {
        let payment_required = async || {
            let mut options = options();
            options.choices.sign_ins =
                is_club.then(|| SignIns { origin: "https://api.example.com".parse().unwrap(), stay: 60 });
            let (shop, _) = weather(&Stub::saying([]), options);
            let (_, headers, ..) = send(&shop, Request::get("/weather").body(Full::default()).unwrap()).await;
            headers["payment-required"].clone()
        };
        assert_eq!(payment_required().await != payment_required().await, differ);
    }
}

#[tokio::test]
async fn a_payment_pays_for_what_it_was_sent_with() {
    let stub = Stub::saying([]);
    let (shop, made) = weather(&stub, options());
    let with = |uri: &str, body: &'static str, content_type: &str| {
        let request =
            Request::post(uri).header("payment-signature", header(1, false)).header("content-type", content_type);
        request.body(Full::from(body)).unwrap()
    };
    assert_eq!(status(&shop, with("/weather?city=Ulm", "a", "text/plain")).await, 200);
    for (uri, body, content_type) in [
        ("/weather?city=Ulm", "b", "text/plain"),
        ("/weather?city=Bonn", "a", "text/plain"),
        ("/other?city=Ulm", "a", "text/plain"),
        ("/weather?city=Ulm", "a", "text/html"),
    ] {
        let (status, headers, ..) = send(&shop, with(uri, body, content_type)).await;
        // The buyer is told that the payment is settled, and signs no other.
        assert_eq!((status, state(status, &headers)), (409, SettlementState::Settled), "{uri} {body} {content_type}");
    }
    assert_eq!(status(&shop, with("/weather?city=Ulm", "a", "text/plain")).await, 200);
    assert_eq!(made.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn of_many_at_once_one_is_served_and_all_are_answered() {
    let stub = Stub::saying([]);
    let (shop, made) = weather(&stub, options());
    let header = header(1, false);
    let tasks: Vec<_> = (0..50)
        .map(|_| {
            let (shop, request) = (shop.clone(), request(&header));
            tokio::spawn(async move { send(&shop, request).await })
        })
        .collect();
    for task in tasks {
        let (status, _, body, _) = task.await.unwrap();
        assert_eq!((status, &*body), (200, &b"fair 0"[..]));
    }
    assert_eq!((made.load(Ordering::Relaxed), stub.settles()), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn a_buyer_who_hangs_up_loses_nothing() {
    let stub = Stub::saying([Says::Slow]);
    let (shop, made) = weather(&stub, options());
    let sent = timeout(Duration::from_millis(300), send(&shop, request(&header(1, false)))).await;
    assert!(sent.is_err());
    assert_eq!((made.load(Ordering::Relaxed), stub.settles()), (1, 1));
    // Who comes again waits for the answer of the first request.
    let (status, headers, body, _) = send(&shop, request(&header(1, false))).await;
    assert_eq!((status, &*body, state(status, &headers)), (200, &b"fair 0"[..], SettlementState::Settled));
    assert_eq!((made.load(Ordering::Relaxed), stub.settles()), (1, 1));
}

#[tokio::test]
async fn the_handler_knows_who_pays_and_its_answer_arrives_whole() {
    let stub = Stub::saying([]);
    let shop = shop(&stub, Memory::default(), options(), |request| async move {
        let payer = request.extensions().get::<Payer>().unwrap().0;
        assert_eq!(payer, AccountId::from(PAYER.parse::<x402_schemes::evm::Address>().unwrap()));
        let body = request.into_body().collect().await.unwrap().to_bytes();
        let mut response = Response::new(Full::from(body));
        let headers = response.headers_mut();
        headers.insert("content-type", HeaderValue::from_static("application/grpc"));
        headers.insert("content-encoding", HeaderValue::from_static("identity"));
        headers.append("set-cookie", HeaderValue::from_static("a=1"));
        headers.append("set-cookie", HeaderValue::from_static("b=2"));
        headers.insert("x-name", HeaderValue::from_bytes(b"caf\xe9").unwrap());
        headers.insert("cache-control", HeaderValue::from_static("public"));
        response
    });
    let post = || {
        let request = Request::post("/weather").header("payment-signature", header(1, false));
        request.body(Full::from(&[0, 255, 1][..])).unwrap()
    };
    let first = send(&shop, post()).await;
    let (status, headers, body, _) = &first;
    assert_eq!((*status, &body[..]), (200, &[0, 255, 1][..]));
    assert_eq!(headers["content-type"], "application/grpc");
    assert_eq!(headers["content-encoding"], "identity");
    assert_eq!(headers.get_all("set-cookie").iter().collect::<Vec<_>>(), ["a=1", "b=2"]);
    assert_eq!(headers["x-name"].as_bytes(), b"caf\xe9");
    // A cache must not hand it to somebody else.
    assert_eq!(headers.get_all("cache-control").iter().collect::<Vec<_>>(), ["no-store"]);
    assert_eq!(send(&shop, post()).await, first);
}

#[tokio::test]
async fn trailers_arrive_and_a_failed_call_of_grpc_costs_nothing() {
    for (grpc_status, settles) in [("0", 1), ("5", 0)] {
        let stub = Stub::saying([]);
        let paywall = Paywall::with_options(Handle(stub.clone()), Memory::default(), Secret::new([7; 32]), options());
        let resource = x402_types::v2::ResourceInfo::new("https://api.example.com/weather");
        let inner = service_fn(move |_| async move {
            let trailers =
                HeaderMap::from_iter([("grpc-status".parse().unwrap(), HeaderValue::from_static(grpc_status))]);
            let body = Full::<bytes::Bytes>::from("fair").with_trailers(std::future::ready(Some(Ok(trailers))));
            Ok::<_, std::convert::Infallible>(Response::new(body))
        });
        let mut shop = paywall.sell(resource, vec![crate::world::offer()]).unwrap().layer(inner);
        for _ in 0..2 {
            let response = shop.ready().await.unwrap().call(request(&header(1, false))).await.unwrap();
            let body = response.into_body().collect().await.unwrap();
            assert_eq!(body.trailers().unwrap()["grpc-status"], grpc_status);
            assert_eq!(&*body.to_bytes(), b"fair");
            assert_eq!(stub.settles(), settles);
        }
    }
}

#[tokio::test]
async fn a_price_is_by_request_and_may_be_none() {
    let stub = Stub::saying([]);
    let paywall = Paywall::with_options(Handle(stub.clone()), Memory::default(), Secret::new([7; 32]), options());
    let open = |price: u64| {
        let mut offer = crate::world::offer();
        offer.amount = price.into();
        let resource = x402_types::v2::ResourceInfo::new("https://api.example.com/weather");
        Seller::open(x402_seller::SellerInit {
            resource,
            offers: vec![offer],
            extensions: None,
            secret: Secret::new([7; 32]),
            work_timeout: 10,
            settle_timeout: 20,
            tolerated: x402_types::Flags::NONE,
        })
        .unwrap()
    };
    let (cheap, dear) = (open(10_000), open(20_000));
    let by_query = move |parts: &http::request::Parts| match parts.uri.query() {
        Some("city=Ulm") => Some(cheap.clone()),
        Some("city=Atlantis") => Some(dear.clone()),
        _ => None,
    };
    let inner = service_fn(|request: Request<_>| async move {
        let body: x402_tower::RequestBody<Full<bytes::Bytes>> = request.into_body();
        Ok::<_, std::convert::Infallible>(Response::new(body))
    });
    let mut shop = paywall.sell_by(by_query).layer(inner);
    let mut get = async |uri: &str| {
        let get = Request::get(uri).header("payment-signature", header(1, false)).body(Full::from("body")).unwrap();
        shop.ready().await.unwrap().call(get).await.unwrap().status().as_u16()
    };
    assert_eq!(get("/?city=Atlantis").await, 402);
    assert_eq!(get("/").await, 200);
    assert_eq!(stub.settles(), 0);
    assert_eq!(get("/?city=Ulm").await, 200);
    assert_eq!(stub.settles(), 1);
}

#[tokio::test]
async fn exact_is_charged_in_full_or_not_at_all() {
    for (charge, expected) in [(10_000, (200, 1)), (9_999, (500, 0)), (10_001, (500, 0))] {
        let stub = Stub::saying([]);
        let shop = shop(&stub, Memory::default(), options(), move |_| async move {
            let mut response = Response::new(Full::from("fair"));
            response.extensions_mut().insert(Charge(u64::into(charge)));
            response
        });
        let (status, headers, ..) = send(&shop, request(&header(1, false))).await;
        assert_eq!((status, stub.settles()), expected, "{charge}");
        let expected = if status == 200 { SettlementState::Settled } else { SettlementState::Failed };
        assert_eq!(state(status, &headers), expected);
    }
}

#[tokio::test]
async fn head_buys_nothing() {
    let stub = Stub::saying([]);
    let (shop, made) = weather(&stub, options());
    let head = Request::head("/weather?city=Ulm").header("payment-signature", header(1, false));
    assert_eq!(status(&shop, head.body(Full::default()).unwrap()).await, 402);
    assert_eq!((made.load(Ordering::Relaxed), stub.settles()), (0, 0));
    assert_eq!(status(&shop, request(&header(1, false))).await, 200);
}
