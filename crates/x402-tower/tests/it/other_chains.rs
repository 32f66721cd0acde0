//! Attacks with payments on Solana and on Stellar: replays, lost answers, other networks, and payments that have ended.

use std::{
    cell::Cell,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderMap, Response, StatusCode};
use http_body_util::Full;
use tower::{Layer, service_fn};
use x402_schemes::{
    solana::assets as solana_assets,
    stellar::{self, assets as stellar_assets},
};
use x402_seller::Secret;
use x402_testing::{Behaviour, pay};
use x402_tower::{Facilitator, Memory, Options, Paywall, Reply, Store, Unanswered};
use x402_types::{
    DecodeOptions, FacilitatorRequest, Network, PaymentPayload, RawJson, ReasonCode, SettleOutcome, SettleResponse,
    Wire,
    v2::{self, PaymentRequirements, ResourceInfo},
};

use crate::world::{self, NOW, Shop, request, send};

thread_local! {
    pub(crate) static CLOCK: Cell<u64> = const { Cell::new(NOW) };
}

/// The test kit's facilitator, which ignores every header.
pub(crate) struct Kit(Arc<Mutex<x402_testing::Facilitator>>);

impl Kit {
    fn ask(&self, path: &str, request: &FacilitatorRequest) -> Reply {
        let body = request.to_json();
        let (status, body) = self.0.lock().unwrap().answer(path, body.as_bytes(), None, CLOCK.get());
        let (status, content_type) = (StatusCode::from_u16(status).unwrap(), Some("application/json".into()));
        Reply { status, content_type, body: body.into(), retry_after: None }
    }
}

impl Facilitator for Kit {
    async fn verify(&self, request: &FacilitatorRequest) -> Result<Reply, Unanswered> {
        Ok(self.ask("/verify", request))
    }

    async fn settle(&self, request: &FacilitatorRequest, _: &str) -> Result<Reply, Unanswered> {
        Ok(self.ask("/settle", request))
    }
}

fn on_solana(network: &Network) -> PaymentRequirements {
    let usdc = solana_assets::by_symbol(network, "USDC").unwrap();
    let address = |text: &str| text.parse().unwrap();
    let init = solana_assets::OfferInit {
        price: "0.01",
        pay_to: address("2wKupLR9q6wXYppw8Gr2NvWxKBUqm4PPJKkQfoxHDBg4"),
        fee_payer: Some(address("EwWqGE4ZFKLofuestmU4LDdK7XM1N4ALgdZccwYugwGd")),
        max_timeout_seconds: 60,
    };
    usdc.offer(init).unwrap()
}

fn on_stellar(network: &Network) -> PaymentRequirements {
    let usdc = stellar_assets::by_symbol(network, "USDC").unwrap();
    let pay_to = stellar::Address::Account([9; 32]);
    usdc.offer(stellar_assets::OfferInit { price: "0.01", pay_to, max_timeout_seconds: 60 }).unwrap()
}

/// An offer on each of the chains, and the same on the other network of the chain.
fn offers() -> [[PaymentRequirements; 2]; 2] {
    [[&Network::SOLANA_DEVNET, &Network::SOLANA].map(on_solana), [&stellar::TESTNET, &stellar::PUBNET].map(on_stellar)]
}

/// The header of the payment of this number for an offer, with which the payer says that it accepted this one.
fn header(offer: &PaymentRequirements, accepted: &PaymentRequirements, now: u64, number: u64) -> String {
    let sent = pay(offer, now, number).unwrap();
    let PaymentPayload::V2(payment) = sent.payment() else { panic!("the offer is of version 2") };
    v2::PaymentPayload::new(accepted.clone(), payment.payload.clone()).to_header()
}

pub(crate) struct World<S: Store> {
    kit: Arc<Mutex<x402_testing::Facilitator>>,
    pub(crate) shop: Shop,
    paid: x402_tower::Paid<Kit, S, x402_tower::Seller>,
    works: Arc<AtomicUsize>,
}

impl<S: Store> World<S> {
    pub(crate) fn of(offer: &PaymentRequirements, store: S) -> Self {
        CLOCK.set(NOW);
        let mut options: Options = world::options();
        options.clock = || CLOCK.get();
        let kit = Arc::<Mutex<x402_testing::Facilitator>>::default();
        let paywall = Paywall::with_options(Kit(Arc::clone(&kit)), store, Secret::new([7; 32]), options);
        let paid = paywall.sell(ResourceInfo::new("https://api.example.com/weather"), vec![offer.clone()]).unwrap();
        let works = Arc::<AtomicUsize>::default();
        let count = Arc::clone(&works);
        let shop = Shop::new(paid.layer(service_fn(move |_| {
            count.fetch_add(1, Ordering::SeqCst);
            async move {
                tokio::time::sleep(Duration::from_millis(10)).await;
                Ok(Response::new(Full::<Bytes>::from("fair")))
            }
        })));
        Self { kit, shop, paid, works }
    }

    pub(crate) async fn buy(&self, header: &str) -> (u16, HeaderMap, Bytes) {
        let (status, headers, body, _) = send(&self.shop, request(header)).await;
        (status, headers, body)
    }

    pub(crate) fn behave(&self, behaviour: Behaviour) {
        self.kit.lock().unwrap().behave(behaviour);
    }

    /// How often the work was done, how often money moved, and how often it was asked for.
    pub(crate) fn counts(&self) -> (usize, usize, u64) {
        let kit = self.kit.lock().unwrap();
        (self.works.load(Ordering::SeqCst), kit.settled(), kit.calls()[1])
    }
}

fn is_failed(headers: &HeaderMap) -> bool {
    headers.get("payment-response").is_some_and(|settlement| {
        let settlement = SettleResponse::decode_header(settlement.to_str().unwrap(), &DecodeOptions::STRICT).unwrap();
        matches!(settlement.value.outcome, SettleOutcome::Failure(_)) && settlement.value.transaction.is_empty()
    })
}

#[tokio::test(start_paused = true)]
async fn a_payment_is_served_once_however_often_and_however_written_it_comes() {
    for [offer, _] in offers() {
        let world = World::of(&offer, Memory::default());
        let paid = header(&offer, &offer, NOW, 1);
        let copies: Vec<_> = (0..40)
            .map(|_| {
                let (shop, request) = (world.shop.clone(), request(&paid));
                tokio::spawn(async move { send(&shop, request).await })
            })
            .collect();
        for copy in copies {
            let (status, _, body, _) = copy.await.unwrap();
            assert_eq!((status, &*body), (200, &b"fair"[..]), "{}", offer.network);
        }
        assert_eq!(world.counts(), (1, 1, 1), "{}", offer.network);
        // With another number beside it, with spaces, for another resource.
        let PaymentPayload::V2(payment) = pay(&offer, NOW, 1).unwrap().payment().clone() else { panic!() };
        let text = payment.payload.as_str();
        for written in [text.replace('{', "{ "), text.replacen('{', r#"{"other":1,"#, 1)] {
            let header = v2::PaymentPayload::new(offer.clone(), RawJson::parse(&written).unwrap()).to_header();
            let (status, ..) = world.buy(&header).await;
            assert!([200, 402, 409].contains(&status), "{status} {written}");
        }
        let elsewhere = http::Request::get("/weather?city=Bonn").header("PAYMENT-SIGNATURE", &paid);
        assert_eq!(send(&world.shop, elsewhere.body(Full::default()).unwrap()).await.0, 409);
        assert_eq!(world.counts(), (1, 1, 1), "{}", offer.network);
        // And the next one is another sale.
        assert_eq!(world.buy(&header(&offer, &offer, NOW, 2)).await.0, 200);
        assert_eq!(world.counts(), (2, 2, 2), "{}", offer.network);
    }
}

/// Each byte of what is signed is changed in turn, or a sample of them.
#[tokio::test(start_paused = true)]
async fn what_was_changed_after_it_was_signed_buys_nothing() {
    for [offer, _] in offers() {
        let world = World::of(&offer, Memory::default());
        let PaymentPayload::V2(payment) = pay(&offer, NOW, 1).unwrap().payment().clone() else { panic!() };
        let transaction = payment.payload.as_json().get("transaction").unwrap().string().unwrap().into_owned();
        for index in (0..transaction.len() - 4).step_by(x402_laws::bounds::step(7)) {
            let mut changed = transaction.clone().into_bytes();
            changed[index] = if changed[index] == b'A' { b'B' } else { b'A' };
            let changed = payment.payload.as_str().replace(&transaction, std::str::from_utf8(&changed).unwrap());
            let header = v2::PaymentPayload::new(offer.clone(), RawJson::parse(&changed).unwrap()).to_header();
            let (status, ..) = world.buy(&header).await;
            // A number that nobody signs, such as the fee payer's signature, may be any.
            assert!(status != 200 || world.counts().1 == world.counts().0, "{index}: {status}");
        }
        let (works, moved, _) = world.counts();
        assert!(works == moved && moved <= 1, "{}: {works} {moved}", offer.network);
        assert_eq!(world.buy(&header(&offer, &offer, NOW, 1)).await.0, 200);
        assert_eq!(world.counts().1, 1, "{}", offer.network);
    }
}

#[tokio::test(start_paused = true)]
async fn a_payment_of_another_network_chain_or_price_buys_nothing() {
    let offers = offers();
    for [offer, other] in &offers {
        let world = World::of(offer, Memory::default());
        let mut cheap = offer.clone();
        cheap.amount = x402_types::Amount::from(9_999_u64).into();
        for (paid, accepted) in
            [(other, offer), (other, other), (&cheap, offer), (&cheap, &cheap), (&offers[0][0], &offers[1][0])]
        {
            if std::ptr::eq(paid, offer) {
                continue;
            }
            let (status, headers, _) = world.buy(&header(paid, accepted, NOW, 1)).await;
            assert_eq!((status, headers.contains_key("payment-required")), (402, true), "{}", paid.network);
        }
        assert_eq!(world.counts(), (0, 0, 0), "{}", offer.network);
    }
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_is_never_called_a_failure_and_the_goods_are_kept() {
    for [offer, _] in offers() {
        let store = Arc::new(Memory::default());
        let world = World::of(&offer, Arc::clone(&store));
        world.behave(Behaviour::Loses);
        let paid = header(&offer, &offer, NOW, 1);
        for seconds in [0, 1, 30, 120, 3_600] {
            CLOCK.set(NOW + seconds);
            let (status, headers, _) = world.buy(&paid).await;
            let received = (status, is_failed(&headers), headers.contains_key("payment-required"));
            assert_eq!(received, (503, false, false), "{} {seconds}", offer.network);
            world.paid.resume(9).await.unwrap();
        }
        let (works, moved, _) = world.counts();
        assert_eq!((works, moved, store.opened().await.unwrap().rows), (1, 1, 1), "{}", offer.network);
        // The facilitator knows the transaction, and not that it was for this shop.
        world.behave(Behaviour::Honest);
        let (status, headers, _) = world.buy(&paid).await;
        assert!((status == 402 || status == 503) && !is_failed(&headers), "{status}");
        assert!(!headers.contains_key("payment-required"));
        // A week and two days later it is closed as unknown, and small.
        let refused = SettleResponse::failure(ReasonCode::new("expired"), offer.network.clone());
        world.behave(Behaviour::Says(200, refused.to_json()));
        CLOCK.set(NOW + 9 * 86_400);
        let (status, headers, _) = world.buy(&paid).await;
        assert_eq!((status, headers.contains_key("payment-required")), (500, false), "{}", offer.network);
        assert_eq!(store.opened().await.unwrap().rows, 0);
        // Another one is sold meanwhile.
        world.behave(Behaviour::Honest);
        assert_eq!(world.buy(&header(&offer, &offer, CLOCK.get(), 2)).await.0, 200);
    }
}

#[tokio::test(start_paused = true)]
async fn a_payment_that_has_ended_buys_nothing_and_one_that_was_refused_stays_refused() {
    let [[offer, _], [on_stellar, _]] = offers();
    // On Stellar the ledger ends it: the facilitator knows the ledger, and the shop does not.
    let world = World::of(&on_stellar, Memory::default());
    let paid = header(&on_stellar, &on_stellar, NOW, 1);
    CLOCK.set(NOW + 3_600);
    for _ in 0..2 {
        let (status, headers, _) = world.buy(&paid).await;
        assert_eq!((status, headers.contains_key("payment-required")), (402, true));
    }
    assert_eq!((world.counts().1, world.works.load(Ordering::SeqCst) <= 1), (0, true));
    // On Solana the blockhash ends it, which only the chain knows.
    let world = World::of(&offer, Memory::default());
    world.behave(Behaviour::Fails(ReasonCode::new("blockhash_expired")));
    let paid = header(&offer, &offer, NOW, 1);
    assert_eq!(world.buy(&paid).await.0, 402);
    world.behave(Behaviour::Honest);
    for seconds in [0, 60, 600] {
        CLOCK.set(NOW + seconds);
        assert_eq!(world.buy(&paid).await.0, 402, "{seconds}");
    }
    assert_eq!(world.counts(), (1, 0, 1));
}
