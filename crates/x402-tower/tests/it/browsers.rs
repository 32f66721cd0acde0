//! Pages of another origin.

use bytes::Bytes;
use http::{HeaderValue, Request, Response, header::ACCESS_CONTROL_ALLOW_ORIGIN, request::Parts};
use http_body_util::Full;
use tower::{Layer, service_fn};
use x402_seller::Secret;
use x402_tower::{ALLOWED_HEADERS, EXPOSED_HEADERS, Memory, Paywall};

use crate::world::{Handle, Shop, Stub, header, options, request, send, weather};

#[tokio::test]
async fn a_page_of_another_origin_buys_if_it_may() {
    let stub = Stub::saying([]);
    let mut open = options();
    open.origin = Some(HeaderValue::from_static("https://page.example"));
    let (shop, _) = weather(&stub, open);
    let preflight = |method: &str| {
        let request = Request::builder().method(method).uri("/weather").header("origin", "https://page.example");
        request.header("access-control-request-method", "GET").body(Full::default()).unwrap()
    };
    let (status, headers, body, _) = send(&shop, preflight("OPTIONS")).await;
    assert_eq!((status, body.len()), (204, 0));
    assert_eq!(headers["access-control-allow-origin"], "https://page.example");
    let allowed = headers["access-control-allow-headers"].to_str().unwrap();
    for name in ["PAYMENT-SIGNATURE", "X-PAYMENT"] {
        assert!(allowed.contains(name) && ALLOWED_HEADERS.contains(name));
    }
    for (request, expected) in [(preflight("GET"), 402), (request(&header(1, false)), 200), (request("junk"), 400)] {
        let (status, headers, ..) = send(&shop, request).await;
        assert_eq!(status, expected);
        assert_eq!(headers["access-control-allow-origin"], "https://page.example");
        assert_eq!(headers["vary"], "Origin");
        assert_eq!(headers["access-control-expose-headers"], EXPOSED_HEADERS);
    }
    // By default no page of another origin may read an answer.
    let (shop, _) = weather(&stub, options());
    for request in [preflight("OPTIONS"), request(&header(2, false))] {
        assert!(!send(&shop, request).await.1.contains_key("access-control-allow-origin"));
    }
}

#[tokio::test]
async fn a_page_that_may_buy_reads_what_is_free() {
    let free = async |origin: Option<HeaderValue>, preset: Option<&'static str>| {
        let mut open = options();
        open.origin = origin;
        let paywall = Paywall::with_options(Handle(Stub::saying([])), Memory::default(), Secret::new([7; 32]), open);
        let inner = service_fn(move |_| async move {
            let preset = preset.map(|preset| (ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static(preset)));
            let mut response = Response::new(Full::<Bytes>::from("free"));
            response.headers_mut().extend(preset);
            Ok(response)
        });
        let shop = Shop::new(paywall.sell_by(|_: &Parts| None).layer(inner));
        let (status, headers, body, _) = send(&shop, Request::get("/").body(Full::default()).unwrap()).await;
        assert_eq!((status, &*body), (200, &b"free"[..]));
        headers.get(ACCESS_CONTROL_ALLOW_ORIGIN).cloned()
    };
    let page = HeaderValue::from_static("https://page.example");
    assert_eq!(free(Some(page.clone()), None).await, Some(page.clone()));
    assert_eq!(free(Some(page), Some("*")).await, Some(HeaderValue::from_static("*")));
    assert_eq!(free(None, None).await, None);
}
