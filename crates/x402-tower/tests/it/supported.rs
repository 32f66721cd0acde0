//! What a facilitator tells that it serves, compared with what is sold.

use std::{
    io::{Read, Write},
    net::TcpListener,
    thread,
    time::{Duration, Instant},
};

use bytes::Bytes;
use http::{HeaderValue, Response, header::AUTHORIZATION};
use http_body_util::Full;
use tower::{Layer, service_fn};
use x402_schemes::{NotServed, solana};
use x402_seller::Secret;
use x402_tower::{CheckError, HttpFacilitator, Memory, Paywall};
use x402_types::{
    DecodeOptions, Network, RawJson, Scheme, Wire,
    v2::{PaymentRequired, PaymentRequirements, ResourceInfo},
};

use crate::{
    client::{answer, serve},
    world::{Handle, Shop, Stub, offer, options, send},
};

const ANNOUNCED: &str = "EwWqGE4ZFKLofuestmU4LDdK7XM1N4ALgdZccwYugwGd";
const OTHER: &str = "CKPKJWNdJEqa81x7CkZ14BVPiY6y16Sxs7owznqtWYp5";
const DEVNET: &str = "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1";

fn facilitator(url: &str) -> HttpFacilitator {
    HttpFacilitator::new(url).unwrap()
}

fn paywall(facilitator: HttpFacilitator) -> Paywall<HttpFacilitator, Memory> {
    Paywall::with_options(facilitator, Memory::default(), Secret::new([7; 32]), options())
}

/// A paywall whose facilitator answers this, with the status 200.
fn answering(body: &str) -> Paywall<HttpFacilitator, Memory> {
    let (url, _) = serve(vec![answer("200 OK", "content-type: application/json\r\n", body.as_bytes()); 2]);
    paywall(facilitator(&url))
}

fn kind(scheme: &str, network: &str, extra: &str) -> String {
    format!(r#"{{"x402Version":2,"scheme":"{scheme}","network":"{network}","extra":{{{extra}}}}}"#)
}

fn supported(kinds: &[String], signers: &str) -> String {
    format!(r#"{{"kinds":[{}],"extensions":[],"signers":{{{signers}}}}}"#, kinds.join(","))
}

/// Of a facilitator of the fee payer alone.
fn on_solana(signers: &str) -> String {
    supported(&[kind("exact", DEVNET, &format!(r#""feePayer":"{ANNOUNCED}""#))], signers)
}

fn resource() -> ResourceInfo {
    ResourceInfo::new("https://api.example.com/weather")
}

fn solana_offer(fee_payer: Option<&str>) -> PaymentRequirements {
    let usdc = solana::assets::by_symbol(&Network::SOLANA_DEVNET, "USDC").unwrap();
    let pay_to = "2wKupLR9q6wXYppw8Gr2NvWxKBUqm4PPJKkQfoxHDBg4".parse().unwrap();
    let fee_payer = fee_payer.map(|address| address.parse().unwrap());
    usdc.offer(solana::assets::OfferInit { price: "0.01", pay_to, fee_payer, max_timeout_seconds: 60 }).unwrap()
}

#[tokio::test]
async fn a_402_response_has_the_fee_payer_that_the_facilitator_announces() {
    let paywall = answering(&on_solana(""));
    paywall.check().await.unwrap();
    let layer = paywall.sell(resource(), vec![solana_offer(None)]).unwrap();
    let shop = Shop::new(layer.layer(service_fn(async |_| Ok(Response::new(Full::<Bytes>::from("fair"))))));
    let (status, headers, ..) = send(&shop, http::Request::get("/weather").body(Full::default()).unwrap()).await;
    assert_eq!(status, 402);
    let required = headers["payment-required"].to_str().unwrap();
    let required = PaymentRequired::decode_header(required, &DecodeOptions::STRICT).unwrap().value;
    let extra = required.accepts[0].get().unwrap().extra.clone();
    assert_eq!(extra.unwrap().as_str(), format!(r#"{{"feePayer":"{ANNOUNCED}"}}"#));
    // Another one of the facilitator's accounts stays.
    let paywall = answering(&on_solana(&format!(r#""solana:*":["{OTHER}"]"#)));
    paywall.check().await.unwrap();
    for fee_payer in [ANNOUNCED, OTHER] {
        assert!(paywall.sell(resource(), vec![solana_offer(Some(fee_payer))]).is_ok());
    }
}

#[tokio::test]
async fn an_offer_that_the_facilitator_does_not_serve_is_an_error_with_its_name() {
    let paywall = answering(&on_solana(r#""eip155:*":["CKPKJWNdJEqa81x7CkZ14BVPiY6y16Sxs7owznqtWYp5"]"#));
    // Before it is asked, nobody knows; but no offer lacks what a payment needs.
    assert!(paywall.sell(resource(), vec![solana_offer(Some(ANNOUNCED))]).is_ok());
    let error = paywall.sell(resource(), vec![solana_offer(None)]).err().unwrap();
    assert!(matches!(error, CheckError::NotOffered(_)), "{error}");
    assert!(error.to_string().contains("extra.feePayer is missing") && error.to_string().contains("Paywall::check"));
    paywall.check().await.unwrap();
    assert!(paywall.sell(resource(), vec![solana_offer(None)]).is_ok());
    // Another fee payer, and another network.
    let error = paywall.sell(resource(), vec![solana_offer(None), solana_offer(Some(OTHER)), offer()]).err().unwrap();
    let CheckError::NotServed(unserved) = &error else { panic!("{error}") };
    assert_eq!(unserved.len(), 2);
    assert_eq!((&unserved[0].offer, &unserved[1].offer), (&solana_offer(Some(OTHER)), &offer()));
    assert_eq!(unserved[0].why, NotServed::Differs { member: "feePayer", announced: ANNOUNCED.into() });
    assert_eq!(unserved[1].why, NotServed::Kind);
    let text = error.to_string();
    assert_eq!(text, format!("{error:?}"));
    for part in [
        &format!("the offer exact on {DEVNET} for 10000 of 4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU: "),
        &format!("extra.feePayer is not what the facilitator announces ({ANNOUNCED})"),
        "; the offer exact on eip155:84532 for 10000 of 0x036CbD53842c5426634e7929541eC2318f3dCF7e: ",
        &format!("(it serves exact on {DEVNET} in version 2)"),
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
}

/// Whatever was sold before is compared, too.
#[tokio::test]
async fn what_was_sold_before_is_compared() {
    for (fee_payer, body, is_served) in [
        (ANNOUNCED, on_solana(""), true),
        (OTHER, on_solana(""), false),
        (OTHER, on_solana(&format!(r#""{DEVNET}":["{OTHER}"]"#)), true),
        (OTHER, on_solana(&format!(r#""eip155:*":["{OTHER}"]"#)), false),
        (ANNOUNCED, supported(&[kind("exact", "eip155:84532", "")], ""), false),
        (ANNOUNCED, supported(&[], ""), false),
        // Where the facilitator announces nothing, nothing can be compared.
        (ANNOUNCED, supported(&[kind("exact", DEVNET, "")], ""), true),
    ] {
        let paywall = answering(&body);
        let _ = paywall.sell(resource(), vec![solana_offer(Some(fee_payer))]).unwrap();
        let checked = paywall.check().await;
        assert_eq!(checked.is_ok(), is_served, "{body}: {checked:?}");
    }
}

#[tokio::test]
async fn of_a_kind_of_the_other_version_or_of_a_pattern_nothing_is_served() {
    for (kinds, why) in [
        (r#"{"x402Version":1,"scheme":"exact","network":"base-sepolia"}"#.into(), NotServed::Version),
        (kind("exact", "eip155:*", ""), NotServed::Kind),
        (kind("upto", "eip155:84532", ""), NotServed::Kind),
        (kind("exact", "eip155:8453", ""), NotServed::Kind),
        (r#"{"x402Version":3,"scheme":"exact","network":"eip155:84532"}"#.into(), NotServed::Kind),
    ] {
        let paywall = answering(&supported(std::slice::from_ref(&kinds), ""));
        paywall.check().await.unwrap();
        let error = paywall.sell(resource(), vec![offer()]).err().unwrap();
        let CheckError::NotServed(unserved) = error else { panic!("{error}") };
        assert_eq!(unserved[0].why, why, "{kinds}");
        // Beside them the right one counts, also if it is there twice.
        let right = kind("exact", "eip155:84532", "");
        let paywall = answering(&supported(&[kinds, right.clone(), right], ""));
        paywall.check().await.unwrap();
        assert!(paywall.sell(resource(), vec![offer()]).is_ok());
    }
}

/// The accounts of other schemes, and the setting on Stellar.
#[tokio::test]
async fn what_other_schemes_repeat_is_filled_in_and_compared() {
    const A: &str = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC";
    const B: &str = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
    let of_scheme = |scheme: Scheme, member: &str, value: Option<&str>| {
        let mut offer = offer();
        offer.scheme = scheme;
        let named = value.map_or(String::new(), |value| format!(r#""{member}":"{value}","#));
        let extra = offer.extra.unwrap().as_str().replacen('{', &format!("{{{named}"), 1);
        offer.extra = Some(RawJson::parse(&extra).unwrap());
        offer
    };
    for (scheme, member, is_free) in
        [(Scheme::UPTO, "facilitatorAddress", false), (Scheme::BATCH_SETTLEMENT, "receiverAuthorizer", true)]
    {
        let paywall =
            answering(&supported(&[kind(scheme.as_str(), "eip155:84532", &format!(r#""{member}":"{A}""#))], ""));
        paywall.check().await.unwrap();
        for (value, is_served) in [(None, true), (Some(A), true), (Some(&*A.to_lowercase()), true), (Some(B), is_free)]
        {
            let sold = paywall.sell(resource(), vec![of_scheme(scheme.clone(), member, value)]);
            assert_eq!(sold.is_ok(), is_served, "{scheme} {value:?}");
        }
        // What is no address is not announced.
        for other in [r#""0x12""#, "12", "null", r#""""#, "{}"] {
            let extra = format!(r#""{member}":{other}"#);
            let paywall = answering(&supported(&[kind(scheme.as_str(), "eip155:84532", &extra)], ""));
            paywall.check().await.unwrap();
            let error = paywall.sell(resource(), vec![of_scheme(scheme.clone(), member, None)]).err().unwrap();
            let CheckError::NotServed(unserved) = error else { panic!("{error}") };
            assert_eq!(unserved[0].why, NotServed::Missing { member }, "{other}");
            assert!(paywall.sell(resource(), vec![of_scheme(scheme.clone(), member, Some(B))]).is_ok());
        }
    }
    let usdc = x402_schemes::stellar::assets::by_symbol(&x402_schemes::stellar::TESTNET, "USDC").unwrap();
    let pay_to = "GCATS5YOVB6ROX2WUNKGNQ2MP3GMXDMKSG2O4N5CLX3A6W4PZGZZI55U".parse().unwrap();
    let init = x402_schemes::stellar::assets::OfferInit { price: "0.01", pay_to, max_timeout_seconds: 60 };
    let offer = usdc.offer(init).unwrap();
    for (extra, is_served) in [(r#""areFeesSponsored":true"#, true), (r#""areFeesSponsored":false"#, false), ("", true)]
    {
        let paywall = answering(&supported(&[kind("exact", &offer.network.to_string(), extra)], ""));
        paywall.check().await.unwrap();
        assert_eq!(paywall.sell(resource(), vec![offer.clone()]).is_ok(), is_served, "{extra}");
        let mut bare = offer.clone();
        bare.extra = None;
        assert_eq!(paywall.sell(resource(), vec![bare]).is_ok(), extra.contains("true"), "{extra}");
    }
}

/// What a check tells, which has neither a key nor what could steer a terminal, and is short.
async fn received(facilitator: HttpFacilitator) -> String {
    let paywall = paywall(facilitator);
    let _ = paywall.sell(resource(), vec![offer()]).unwrap();
    let error = paywall.check().await.unwrap_err();
    let text = error.to_string();
    assert_eq!(text, format!("{error:?}"));
    assert!(!text.contains("secret") && !text.contains(char::is_control), "{text}");
    assert!(text.len() < 4_000, "{}: {text}", text.len());
    text
}

#[tokio::test]
async fn a_facilitator_that_is_not_there_is_an_error_with_its_url_and_a_remedy() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let text = received(facilitator(&format!("http://127.0.0.1:{port}"))).await;
    assert!(text.starts_with(&format!("http://127.0.0.1:{port}/supported does not answer (")), "{text}");
    assert!(text.contains("refused") && text.contains("start the facilitator"), "{text}");
    let text = received(facilitator("http://facilitator.invalid:4020/secret/x402")).await;
    assert!(text.starts_with("http://facilitator.invalid:4020/…/supported does not answer ("), "{text}");
    for (status, remedy) in [
        ("301 Moved", "redirects are not followed"),
        ("302 Found", "redirects are not followed"),
        ("307 Temporary", "redirects are not followed"),
        ("308 Permanent", "redirects are not followed"),
        ("304 Same", "redirects are not followed"),
        ("400 Bad", "pass the URL of a facilitator"),
        ("401 Unauthorized", "using with_header"),
        ("403 Forbidden", "using with_header"),
        ("404 Not Found", "pass the URL of a facilitator"),
        ("429 Too Many", "try again later"),
        ("500 Broken", "try again later"),
        ("503 Away", "try again later"),
    ] {
        let (other, reached) = serve(vec![answer("200 OK", "", b"{}")]);
        let body = supported(&[kind("exact", "eip155:84532", "")], "");
        let (url, _) = serve(vec![answer(status, &format!("location: {other}secret\r\n"), body.as_bytes())]);
        let key = HeaderValue::from_static("Bearer secret");
        let text = received(facilitator(&url).with_header(AUTHORIZATION, key)).await;
        assert!(text.contains("/…/supported answers with the status ") && text.contains(&status[..3]), "{text}");
        assert!(text.contains(remedy), "{text}");
        assert!(reached.try_recv().is_err());
    }
    // The request: a GET, with the key of the facilitator.
    let (url, asked) =
        serve(vec![answer("200 OK", "", supported(&[kind("exact", "eip155:84532", "")], "").as_bytes())]);
    let key = HeaderValue::from_static("Bearer secret");
    paywall(facilitator(&url).with_header(AUTHORIZATION, key)).check().await.unwrap();
    let asked = asked.recv().unwrap();
    assert!(asked.starts_with("GET /facilitator/supported HTTP/1.1\r\n") && asked.contains("Bearer secret"), "{asked}");
}

#[tokio::test]
async fn an_answer_that_is_none_is_an_error() {
    let right = kind("exact", "eip155:84532", "");
    let many = |count: u64| {
        supported(&(0..count).map(|id| kind("exact", &format!("eip155:{id}"), "")).collect::<Vec<_>>(), "")
    };
    for body in [
        String::new(),
        "<html>secret</html>".into(),
        "[]".into(),
        "null".into(),
        "{}".into(),
        r#"{"kinds":null}"#.into(),
        r#"{"kinds":{}}"#.into(),
        r#"{"kinds":"secret"}"#.into(),
        format!(r#"{{"kinds":[{right}],"kinds":[]}}"#),
        format!(r#"{{"kinds":[{right}]"#),
        format!(r#"{{"kinds":[{right}],"signers":[]}}"#),
        "[".repeat(100_000),
        format!(r#"{{"kinds":[{right}],"more":{}1{}}}"#, "[".repeat(1_000), "]".repeat(1_000)),
        // More than is read of an answer, and more values than an answer has.
        format!(r#"{{"kinds":[{right}],"more":"{}"}}"#, " ".repeat(1 << 20)),
        many(20_000),
    ] {
        let (url, _) = serve(vec![answer("200 OK", "content-type: application/json\r\n", body.as_bytes())]);
        let text = received(facilitator(&url)).await;
        assert!(text.contains("/…/supported "), "{text}");
    }
    // Unreadable entries do no harm, and not even thousands of kinds do. Neither does an error name them all.
    let body = supported(&["1".into(), "{}".into(), kind("\\u001b]0;secret\\u0007", "eip155:1", ""), right], "");
    assert!(answering(&body).check().await.is_ok());
    let body = many(2_000);
    let paywall = answering(&body);
    paywall.check().await.unwrap();
    let error = paywall.sell(resource(), vec![offer()]).err().unwrap().to_string();
    assert!(error.contains("1992 more kinds") && error.len() < 2_000, "{error}");
    // Of strange names nothing is printed as it is.
    let strange =
        supported(&[kind("exact\\u001b[2J\\u202e", "eip155:84532", ""), kind(&"x".repeat(256), "eip155:1", "")], "");
    let paywall = answering(&strange);
    let of_network = |chain| {
        let mut offer = offer();
        offer.network = Network::eip155(chain);
        offer
    };
    let _ = paywall.sell(resource(), (700..800).map(of_network).collect()).unwrap();
    let error = paywall.check().await.unwrap_err().to_string();
    assert!(error.ends_with("; and 92 more offers"), "{error}");
    assert!(!error.contains(char::is_control) && !error.contains('\u{202e}') && error.len() < 4_000, "{error}");
}

/// The most that a shop waits for before it begins.
#[tokio::test]
async fn a_facilitator_that_drips_or_is_silent_is_abandoned() {
    for drip in [b"".as_slice(), b" "] {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            drop(stream.read(&mut [0; 4096]));
            if !drip.is_empty() {
                drop(stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n"));
            }
            for _ in 0..200 {
                thread::sleep(Duration::from_millis(100));
                if stream.write_all(drip).is_err() {
                    break;
                }
            }
        });
        let began = Instant::now();
        let text = received(facilitator(&url)).await;
        assert!(text.contains("does not answer within 5 s"), "{text}");
        assert!(began.elapsed() < Duration::from_secs(8));
    }
}

#[tokio::test]
async fn a_facilitator_of_the_caller_may_not_announce_anything() {
    let paywall = Paywall::with_options(Handle(Stub::saying([])), Memory::default(), Secret::new([7; 32]), options());
    let error = paywall.check().await.unwrap_err();
    assert!(error.to_string().contains("does not implement Facilitator::supported"), "{error}");
}
