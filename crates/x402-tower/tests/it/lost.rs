//! Answers that are lost, with a facilitator that ignores every header, and a node.

use std::{
    io::{Read, Write},
    net::TcpListener,
    path::PathBuf,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use bytes::Bytes;
use http::Response;
use http_body_util::Full;
use tower::{Layer, service_fn};
use x402_schemes::evm::Address;
use x402_seller::{Finality, Secret};
use x402_tower::{HttpFacilitator, Memory, Options, Paywall, Sqlite, Store};
use x402_types::{JsonRef, Network, RawJson, v2::ResourceInfo};

use crate::{
    chain::{Chain, Log, Transaction, authorization_used, transfer},
    client::answer,
    world::{NOW, Shop, header, offer, options, request, send},
};

const ID: u64 = 84_532;

/// A server that gives each request's body to a function, and the answer back. Without one it closes the connection.
pub(crate) fn serving(handle: impl Fn(&RawJson) -> Option<(&'static str, RawJson)> + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let handle = Arc::new(handle);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let (mut stream, handle) = (stream.unwrap(), Arc::clone(&handle));
            thread::spawn(move || {
                let mut read = Vec::new();
                let body = loop {
                    let mut some = [0; 4096];
                    let count = stream.read(&mut some).unwrap_or_default();
                    if count == 0 {
                        return;
                    }
                    read.extend_from_slice(&some[..count]);
                    let text = String::from_utf8_lossy(&read);
                    let body = text.split_once("\r\n\r\n").and_then(|(_, body)| RawJson::parse(body).ok());
                    if let Some(body) = body {
                        break body;
                    }
                };
                if let Some((status, body)) = handle(&body) {
                    let head = "content-type: application/json\r\n";
                    drop(stream.write_all(&answer(status, head, body.as_str().as_bytes())));
                }
            });
        }
    });
    url
}

/// What the facilitator does with the first payment that it gets, before the connection breaks.
type Settles = fn(&mut Chain, &Signed) -> Vec<Vec<Log>>;

/// What the payer signed.
pub(crate) struct Signed {
    pub(crate) token: Address,
    from: Address,
    to: Address,
    nonce: [u8; 32],
    value: u64,
}

impl Signed {
    pub(crate) fn of(request: JsonRef<'_>) -> Self {
        let authorization =
            request.get("paymentPayload").unwrap().get("payload").unwrap().get("authorization").unwrap();
        let text = |name| authorization.get(name).unwrap().string().unwrap().into_owned();
        let address = |text: String| text.parse().unwrap();
        let token = request.get("paymentRequirements").unwrap().get("asset").unwrap().string().unwrap().into_owned();
        let nonce = x402_schemes::Hex::decode(&text("nonce")).unwrap().try_into().unwrap();
        let (from, to) = (address(text("from")), address(text("to")));
        Self { token: address(token), from, to, nonce, value: text("value").parse().unwrap() }
    }

    pub(crate) fn used(&self) -> Log {
        authorization_used(self.token, self.from, self.nonce)
    }

    pub(crate) fn paid(&self) -> Log {
        transfer(self.token, self.from, self.to, self.value)
    }
}

/// A chain, a facilitator that settles on it and loses its first answer, and how often it was asked.
struct World {
    chain: Arc<Mutex<Chain>>,
    facilitator: String,
    node: String,
    settles: Arc<AtomicUsize>,
}

impl World {
    /// The last block of the chain is final, and comes some seconds after the request.
    fn of(settles: Settles) -> Self {
        let chain = Arc::new(Mutex::new(Chain::until(ID, NOW + 20)));
        let asked = Arc::new(AtomicUsize::new(0));
        let (on, count) = (Arc::clone(&chain), Arc::clone(&asked));
        let facilitator = serving(move |body| {
            if count.fetch_add(1, Ordering::Relaxed) > 0 {
                let refused = r#"{"success":false,"errorReason":"invalid_exact_evm_nonce_already_used","transaction":"","network":"eip155:84532"}"#;
                return Some(("200 OK", RawJson::parse(refused).unwrap()));
            }
            let signed = Signed::of(body.as_json());
            let mut on = on.lock().unwrap();
            let number = on.block_at(NOW + 4);
            on.used = Some(number);
            for (logs, at) in settles(&mut on, &signed).into_iter().zip(0_u8..) {
                let (hash, to, number) = ([0xab + at; 32], signed.token, number + u64::from(at));
                on.transactions.push(Transaction { hash, number, status: 1, to, input: Vec::new(), logs });
            }
            None
        });
        let on = Arc::clone(&chain);
        let node = serving(move |body| Some(("200 OK", on.lock().unwrap().answer(body))));
        Self { chain, facilitator, node, settles: asked }
    }

    fn client(&self) -> HttpFacilitator {
        let client = HttpFacilitator::new(&self.facilitator).unwrap();
        client.with_node(Network::eip155(ID), &format!("{}/v2/secret", self.node)).unwrap()
    }

    fn shop<S: Store>(&self, store: S, options: Options, served: &Arc<AtomicUsize>) -> Shop {
        let paywall = Paywall::with_options(self.client(), store, Secret::new([7; 32]), options);
        let layer = paywall.sell(ResourceInfo::new("https://api.example.com/weather"), vec![offer()]).unwrap();
        let served = Arc::clone(served);
        Shop::new(layer.layer(service_fn(move |_| {
            served.fetch_add(1, Ordering::Relaxed);
            async { Ok(Response::new(Full::<Bytes>::from("fair"))) }
        })))
    }
}

fn honest(_: &mut Chain, signed: &Signed) -> Vec<Vec<Log>> {
    vec![vec![signed.used(), signed.paid()]]
}

#[tokio::test]
async fn what_was_settled_is_served_although_the_answer_was_lost_and_the_facilitator_knows_no_key() {
    let (world, works) = (World::of(honest), Arc::new(AtomicUsize::new(0)));
    let shop = world.shop(Memory::default(), options(), &works);
    // The answer is lost, and instead of the facilitator the node is asked, before the buyer is told anything.
    let (status, headers, body, _) = send(&shop, request(&header(1, false))).await;
    assert_eq!((status, &*body), (200, &b"fair"[..]));
    let settlement = headers["payment-response"].to_str().unwrap();
    let settlement =
        <x402_types::SettleResponse as x402_types::Wire>::decode_header(settlement, &x402_types::DecodeOptions::STRICT);
    assert_eq!(settlement.unwrap().value.transaction, format!("0x{}", "ab".repeat(32)));
    assert_eq!(world.settles.load(Ordering::Relaxed), 1);
    // It is decided.
    let asked = world.chain.lock().unwrap().asked.len();
    assert_eq!(send(&shop, request(&header(1, false))).await, (status, headers, body, None));
    assert_eq!((world.settles.load(Ordering::Relaxed), works.load(Ordering::Relaxed)), (1, 1));
    assert_eq!(world.chain.lock().unwrap().asked.len(), asked);
}

#[tokio::test]
async fn a_buyer_waits_until_the_block_is_final() {
    let (world, works) = (World::of(honest), Arc::new(AtomicUsize::new(0)));
    let behind = |blocks| world.chain.lock().unwrap().behind = (0, blocks);
    behind(9);
    let shop = world.shop(Memory::default(), options(), &works);
    for _ in 0..2 {
        assert_eq!(send(&shop, request(&header(1, false))).await.0, 503);
    }
    behind(8);
    assert_eq!(send(&shop, request(&header(1, false))).await.0, 200);
    assert_eq!(works.load(Ordering::Relaxed), 1);

    // A seller may take the risk of a reorganisation.
    let world = World::of(honest);
    world.chain.lock().unwrap().behind = (9, 9);
    for (finality, expected) in
        [(Finality::Safe, 503), (Finality::Confirmations(9), 503), (Finality::Confirmations(8), 200)]
    {
        world.settles.store(0, Ordering::Relaxed);
        world.chain.lock().unwrap().transactions.clear();
        let paywall = Paywall::with_options(
            world.client().with_finality(finality),
            Memory::default(),
            Secret::new([7; 32]),
            options(),
        );
        let layer = paywall.sell(ResourceInfo::new("https://api.example.com/weather"), vec![offer()]).unwrap();
        let shop = Shop::new(layer.layer(service_fn(async |_| Ok(Response::new(Full::<Bytes>::from("fair"))))));
        assert_eq!(send(&shop, request(&header(1, false))).await.0, expected, "{finality:?}");
    }
}

#[tokio::test]
async fn what_is_nearly_the_settlement_is_never_served() {
    let to_stranger: Settles = |_, signed| {
        let stranger = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8".parse().unwrap();
        vec![vec![signed.used(), transfer(signed.token, signed.from, stranger, signed.value)]]
    };
    let less: Settles =
        |_, signed| vec![vec![signed.used(), transfer(signed.token, signed.from, signed.to, signed.value - 1)]];
    let other_nonce: Settles =
        |_, signed| vec![vec![authorization_used(signed.token, signed.from, [9; 32]), signed.paid()]];
    let other_token: Settles = |_, signed| {
        let token = "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913".parse().unwrap();
        let used = authorization_used(token, signed.from, signed.nonce);
        vec![vec![used, transfer(token, signed.from, signed.to, signed.value)]]
    };
    let two_transactions: Settles = |_, signed| vec![vec![signed.used()], vec![signed.paid()]];
    let reversed: Settles = |_, signed| vec![vec![signed.paid(), signed.used()]];
    let other_chain: Settles = |chain, signed| {
        chain.id = 8_453;
        honest(chain, signed)
    };
    let early: Settles = |chain, signed| {
        // Another shop has sold it before.
        chain.pace.0 -= 100;
        honest(chain, signed)
    };
    let unknown: Settles = |_, _| vec![];
    let spoilt: Settles = |chain, signed| {
        chain.spoilt = Some(("eth_getTransactionReceipt", r#""status":"0x1""#.into(), r#""status":1"#.into()));
        honest(chain, signed)
    };
    for (what, settles, expected) in [
        // The nonce is used up, so the payment never is settled, and the buyer who signed twice may sign again.
        ("other recipient", to_stranger, 402),
        ("other value", less, 503),
        ("other nonce", other_nonce, 503),
        ("other token", other_token, 503),
        ("two transactions", two_transactions, 503),
        ("the other way round", reversed, 503),
        ("other chain", other_chain, 503),
        ("long before", early, 503),
        ("nothing", unknown, 503),
        ("malformed", spoilt, 503),
    ] {
        let (world, works) = (World::of(settles), Arc::new(AtomicUsize::new(0)));
        let shop = world.shop(Memory::default(), options(), &works);
        for _ in 0..2 {
            let (status, headers, body, _) = send(&shop, request(&header(1, false))).await;
            assert_eq!(status, expected, "{what}");
            assert!(&*body != b"fair" && headers.contains_key("payment-required") == (expected == 402), "{what}");
        }
        assert_eq!(works.load(Ordering::Relaxed), 1, "{what}");
    }
    // A transaction that failed has no such log on a chain, and one on a node that lies is not believed.
    let (world, works) = (World::of(honest), Arc::new(AtomicUsize::new(0)));
    let shop = world.shop(Memory::default(), options(), &works);
    world.chain.lock().unwrap().spoilt =
        Some(("eth_getTransactionReceipt", r#""status":"0x1""#.into(), r#""status":"0x0""#.into()));
    assert_eq!(send(&shop, request(&header(1, false))).await.0, 503);
}

/// A shop is killed while the facilitator settles. The next one finds the payment settled.
#[test]
fn a_shop_that_is_killed_while_it_settles_serves_after_it_was_started_again() {
    static CLOCK: AtomicU64 = AtomicU64::new(NOW);
    let mut options = options();
    options.clock = || CLOCK.load(Ordering::Relaxed);
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("killed.sqlite");
    for end in ["", "-wal", "-shm"] {
        drop(std::fs::remove_file(format!("{}{end}", file.display())));
    }
    let chain = Arc::new(Mutex::new(Chain::until(ID, NOW + 60)));
    let asked = Arc::new(AtomicUsize::new(0));
    let (on, count) = (Arc::clone(&chain), Arc::clone(&asked));
    let facilitator = serving(move |body| {
        if count.fetch_add(1, Ordering::Relaxed) > 0 {
            let refused =
                r#"{"success":false,"errorReason":"nonce_already_used","transaction":"","network":"eip155:84532"}"#;
            return Some(("200 OK", RawJson::parse(refused).unwrap()));
        }
        let mut on = on.lock().unwrap();
        let (signed, number) = (Signed::of(body.as_json()), on.block_at(NOW + 4));
        on.used = Some(number);
        let logs = vec![signed.used(), signed.paid()];
        on.transactions.push(Transaction {
            hash: [0xab; 32],
            number,
            status: 1,
            to: signed.token,
            input: vec![],
            logs,
        });
        drop(on);
        // The shop is gone before the answer.
        thread::sleep(Duration::from_secs(60));
        None
    });
    let on = Arc::clone(&chain);
    let node = serving(move |body| Some(("200 OK", on.lock().unwrap().answer(body))));
    let world = World { chain, facilitator, node, settles: asked };
    let works = Arc::new(AtomicUsize::new(0));
    let runtime = || tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let dying = runtime();
    dying.block_on(async {
        let shop = world.shop(Sqlite::open(&file).unwrap(), options.clone(), &works);
        tokio::spawn(async move { send(&shop, request(&header(1, false))).await });
        while world.settles.load(Ordering::Relaxed) == 0 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    });
    assert_eq!((world.settles.load(Ordering::Relaxed), works.load(Ordering::Relaxed)), (1, 1));
    dying.shutdown_background();
    runtime().block_on(async {
        let shop = world.shop(Sqlite::open(&file).unwrap(), options.clone(), &works);
        // The lease of the request that was killed ends.
        CLOCK.store(NOW + 26, Ordering::Relaxed);
        let (status, _, body, _) = send(&shop, request(&header(1, false))).await;
        assert_eq!((status, &*body), (200, &b"fair"[..]));
        assert_eq!((world.settles.load(Ordering::Relaxed), works.load(Ordering::Relaxed)), (1, 1));
    });
}

/// Without its buyer a payment is closed, too.
#[tokio::test]
async fn a_seller_that_goes_on_without_the_buyer_finds_the_payment_settled() {
    let (world, works) = (World::of(honest), Arc::new(AtomicUsize::new(0)));
    world.chain.lock().unwrap().behind = (0, 9);
    let paywall = Paywall::with_options(world.client(), Memory::default(), Secret::new([7; 32]), options());
    let layer = paywall.sell(ResourceInfo::new("https://api.example.com/weather"), vec![offer()]).unwrap();
    let count = Arc::clone(&works);
    let shop = Shop::new(layer.clone().layer(service_fn(move |_| {
        count.fetch_add(1, Ordering::Relaxed);
        async { Ok(Response::new(Full::<Bytes>::from("fair"))) }
    })));
    assert_eq!(send(&shop, request(&header(1, false))).await.0, 503);
    world.chain.lock().unwrap().behind = (0, 0);
    assert_eq!(layer.resume(10).await.unwrap(), 1);
    let settles = world.settles.load(Ordering::Relaxed);
    assert_eq!(send(&shop, request(&header(1, false))).await.0, 200);
    assert_eq!((world.settles.load(Ordering::Relaxed), works.load(Ordering::Relaxed)), (settles, 1));
}

/// Some nodes refuse a range of blocks with a status. Another status is none of the call, whatever the body is.
#[tokio::test]
async fn a_node_that_takes_fewer_blocks_at_once_is_asked_for_fewer() {
    for (status, expected) in [
        ("200 OK", 200),
        ("400 Bad", 200),
        ("413 Large", 200),
        ("429 Often", 503),
        ("500 Broken", 503),
        ("302 Found", 503),
    ] {
        let mut world = World::of(honest);
        let on = Arc::clone(&world.chain);
        on.lock().unwrap().most = 3;
        world.node = serving(move |body| {
            let answer = on.lock().unwrap().answer(body);
            let is_refused = answer.as_json().get("error").is_some();
            Some((if is_refused { status } else { "200 OK" }, answer))
        });
        let shop = world.shop(Memory::default(), options(), &Arc::default());
        assert_eq!(send(&shop, request(&header(1, false))).await.0, expected, "{status}");
    }
    // A status without an error of the call is none, either.
    let mut world = World::of(honest);
    let on = Arc::clone(&world.chain);
    world.node = serving(move |body| Some(("400 Bad", on.lock().unwrap().answer(body))));
    let shop = world.shop(Memory::default(), options(), &Arc::default());
    assert_eq!(send(&shop, request(&header(1, false))).await.0, 503);
}

/// A stranger who has seen the payment settles it before the facilitator, which finds the transaction of no use. The buyer must not pay
/// twice. What another shop may have sold is not served.
#[tokio::test]
async fn a_first_refusal_of_what_a_stranger_has_settled_is_not_the_last_word() {
    for (is_used, has_node, expected) in [(true, true, 503), (false, true, 402), (true, false, 402)] {
        let mut world = World::of(honest);
        let (on, asked) = (Arc::clone(&world.chain), Arc::clone(&world.settles));
        world.facilitator = serving(move |_| {
            asked.fetch_add(1, Ordering::Relaxed);
            let mut on = on.lock().unwrap();
            on.used = is_used.then_some(on.head);
            let refused = r#"{"success":false,"errorReason":"invalid_transaction_state","transaction":"","network":"eip155:84532"}"#;
            Some(("200 OK", RawJson::parse(refused).unwrap()))
        });
        let works = Arc::new(AtomicUsize::new(0));
        if !has_node {
            world.node = "http://127.0.0.1:1".into();
        }
        let shop = world.shop(Memory::default(), options(), &works);
        for _ in 0..2 {
            let (status, headers, body, _) = send(&shop, request(&header(1, false))).await;
            assert_eq!((status, headers.contains_key("payment-required")), (expected, expected == 402), "{body:?}");
        }
        assert_eq!(works.load(Ordering::Relaxed), 1);
        // A refusal that is believed is the last word: nobody is asked again.
        let settles = world.settles.load(Ordering::Relaxed);
        assert_eq!(settles, if expected == 402 { 1 } else { 3 });
    }
}
