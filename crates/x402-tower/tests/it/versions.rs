//! Stores outlive the version that wrote them. `tests/stores` has those of earlier versions, and its README how [`make`] made them.

use std::{
    collections::{BTreeMap, VecDeque},
    fmt::Write as _,
    future::pending,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::Full;
use tokio::{runtime::Runtime, time::sleep};
use tower::{Layer, service_fn};
use x402_buyer::{EvmKey, Payable, Signer, ToSign};
use x402_extensions::sign_in_with_x::{Challenge, SignInContext, answer_challenge};
use x402_schemes::{
    AccountId, Hex,
    evm::{
        Signature,
        assets::{self, OfferInit},
        batch_settlement::{Amount128, Buyer, ChannelDraft, DepositPayment, Payload},
        eip3009::{Nonce, Window},
    },
};
use x402_seller::{Secret, Seller};
use x402_testing::{KEY, OTHER_KEY, pay_response};
use x402_tower::{Facilitator, Options, Paid, Paywall, Reply, SignIns, Sqlite, Store, Unanswered};
use x402_types::{
    Amount, DecodeOptions, FacilitatorRequest, Network, PaymentPayload, RawJson, ReasonCode, Scheme, SettleResponse,
    VerifyResponse, Wire,
    extensions::Extension,
    read::Reader,
    v2::{self, PaymentRequired, PaymentRequirements, PaymentRequirementsInit, ResourceInfo},
};

use crate::world::{Says, Shop, offer, send};

/// When the sales were made.
const MADE: u64 = 1_740_672_100;
/// When they are gone on with: the leases of then are over, and the payments are not.
const LATER: u64 = MADE + 45;
/// How long a payment lives.
pub(crate) const WINDOW: u64 = 120;

static CLOCK: AtomicU64 = AtomicU64::new(MADE);
/// There is one clock.
pub(crate) static ONE_AT_A_TIME: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// A facilitator that does what stands in a list, and then settles. Channels are as its payments need them.
#[derive(Clone, Default)]
struct Bank {
    says: Arc<Mutex<VecDeque<Says>>>,
    /// The idempotency keys.
    keys: Arc<Mutex<Vec<String>>>,
}

pub(crate) fn reply(response: &impl Wire) -> Reply {
    let (content_type, body) = (Some("application/json".into()), response.to_json().into());
    Reply { status: StatusCode::OK, content_type, retry_after: None, body }
}

/// How the channel of a payment stands, with a deposit or without.
fn state(request: &FacilitatorRequest, is_filled: bool) -> Option<RawJson> {
    let FacilitatorRequest::V2(request) = request else { return None };
    let payload = request.payment_payload.payload.as_json();
    let id = payload.get("voucher")?.get("channelId")?.string().ok()?.into_owned();
    let balance = if is_filled || payload.get("deposit").is_none() { 10_000 } else { 0 };
    let state = format!(
        r#"{{"channelId":"{id}","balance":"{balance}","totalClaimed":"0","withdrawRequestedAt":0,"refundNonce":"0"}}"#
    );
    Some(RawJson::parse(&state).unwrap())
}

impl Facilitator for Bank {
    async fn verify(&self, request: &FacilitatorRequest) -> Result<Reply, Unanswered> {
        let mut valid = VerifyResponse::valid();
        valid.extra = state(request, false);
        Ok(reply(&valid))
    }

    async fn settle(&self, request: &FacilitatorRequest, key: &str) -> Result<Reply, Unanswered> {
        self.keys.lock().unwrap().push(key.into());
        let says = self.says.lock().unwrap().pop_front().unwrap_or(Says::Settled);
        let network = Network::eip155(84_532);
        let mut success = SettleResponse::success(format!("0x{}", "ab".repeat(32)), network.clone());
        if let Some(state) = state(request, true) {
            success
                .other
                .insert("extra", RawJson::parse(&format!(r#"{{"channelState":{}}}"#, state.as_str())).unwrap());
        }
        match says {
            Says::Settled => Ok(reply(&success)),
            Says::Failed => Ok(reply(&SettleResponse::failure(ReasonCode::new("insufficient_funds"), network))),
            Says::Breaks => Err("broken off".into()),
            Says::Hangs => pending().await,
            Says::With(..) | Says::Slow | Says::Busy(_) | Says::Fails(_) => panic!("not here"),
        }
    }
}

/// What one seller sells, in several ways.
const ROUTES: [&str; 6] = ["weather", "upfront", "escrow", "named", "club", "channel"];

pub(crate) fn offer_of(route: &str) -> PaymentRequirements {
    let with = |mut offer: PaymentRequirements, more: &str| {
        let extra = offer.extra.unwrap().as_str().replacen('{', &format!("{{{more},"), 1);
        offer.extra = Some(RawJson::parse(&extra).unwrap());
        offer
    };
    let mut plain = offer();
    plain.max_timeout_seconds = WINDOW;
    match route {
        "upfront" | "escrow" => with(plain, &format!(r#""paymentFlow":"{route}""#)),
        "channel" => {
            let usdc = assets::by_symbol(&Network::eip155(84_532), "USDC").unwrap();
            let pay_to = x402_testing::PAY_TO.parse().unwrap();
            let price = usdc.offer(OfferInit { price: "0.001", pay_to, max_timeout_seconds: WINDOW }).unwrap();
            let mut offer = PaymentRequirements::new(PaymentRequirementsInit {
                scheme: Scheme::BATCH_SETTLEMENT,
                network: price.network,
                amount: Amount::from(Amount128::new(1000)),
                asset: price.asset,
                pay_to: price.pay_to,
                max_timeout_seconds: WINDOW,
            });
            offer.extra = price.extra;
            with(offer, r#""receiverAuthorizer":"0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC","withdrawDelay":86400"#)
        }
        _ => plain,
    }
}

/// The shops of a seller, with one store.
struct Shops<S: Store> {
    bank: Bank,
    /// Whether the work comes to no end.
    hangs: Arc<AtomicBool>,
    works: Arc<AtomicUsize>,
    routes: BTreeMap<&'static str, (Shop, Paid<Bank, S, Seller>)>,
}

impl<S: Store> Shops<S> {
    async fn open(store: impl AsyncFn() -> S, goods: &'static str) -> Self {
        let (bank, hangs, works) = (Bank::default(), Arc::<AtomicBool>::default(), Arc::<AtomicUsize>::default());
        let mut routes = BTreeMap::new();
        for route in ROUTES {
            let mut options = Options::default();
            options.clock = || CLOCK.load(Ordering::SeqCst);
            if route == "named" {
                let declared = r#"{"payment-identifier":{"info":{"required":false}}}"#;
                options.extensions = Some(RawJson::parse(declared).unwrap());
            }
            if route == "club" {
                options.choices.sign_ins = Some(SignIns { origin: ORIGIN.parse().unwrap(), stay: 3600 });
            }
            let paywall = Paywall::with_options(bank.clone(), store().await, Secret::new([7; 32]), options);
            let resource = ResourceInfo::new(format!("{ORIGIN}/{route}"));
            let paid = paywall.sell(resource, vec![offer_of(route)]).unwrap();
            let (hangs, works) = (Arc::clone(&hangs), Arc::clone(&works));
            let inner = service_fn(move |_| {
                works.fetch_add(1, Ordering::SeqCst);
                let hangs = hangs.load(Ordering::SeqCst);
                async move {
                    if hangs {
                        pending::<()>().await;
                    }
                    Ok(Response::new(Full::<Bytes>::from(goods)))
                }
            });
            routes.insert(route, (Shop::new(paid.layer(inner)), paid));
        }
        Self { bank, hangs, works, routes }
    }

    /// The answer as a text, and the headers that say something about a payment are in it.
    async fn answer(&self, route: &str, city: &str, header: Option<(&str, &str)>) -> (u16, String) {
        let mut request = Request::get(format!("/{route}?city={city}"));
        if let Some((name, value)) = header {
            request = request.header(name, value);
        }
        let (status, headers, body, _) = send(&self.routes[route].0, request.body(Full::default()).unwrap()).await;
        let mut headers: Vec<_> =
            headers.iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap())).collect();
        headers.sort_unstable();
        (status, format!("{status} {headers:?} {:?}", std::str::from_utf8(&body).unwrap()))
    }

    /// The 402 response of a route.
    async fn payment_required(&self, route: &str) -> PaymentRequired {
        let request = Request::get(format!("/{route}?city=Ulm")).body(Full::default()).unwrap();
        let (_, headers, ..) = send(&self.routes[route].0, request).await;
        PaymentRequired::decode_header(headers["payment-required"].to_str().unwrap(), &DecodeOptions::STRICT)
            .unwrap()
            .value
    }

    /// Waits until so many works have begun and settlements were asked for.
    async fn until(&self, works: usize, settles: usize) {
        while self.works.load(Ordering::SeqCst) < works || self.bank.keys.lock().unwrap().len() < settles {
            sleep(Duration::from_millis(5)).await;
        }
    }

    fn keys(&self) -> Vec<String> {
        std::mem::take(&mut *self.bank.keys.lock().unwrap())
    }
}

const ORIGIN: &str = "https://api.example.com";

/// A sale as the buyer knows it: a line of `sales.tsv`.
#[derive(Clone, Debug)]
pub(crate) struct Sold {
    name: String,
    route: String,
    header: (String, String),
    /// By which idempotency keys a facilitator was asked.
    keys: Vec<String>,
    /// The answer, if there was one.
    answer: Option<String>,
}

impl Sold {
    fn line(&self) -> String {
        let Self { name, route, header, keys, answer } = self;
        let (keys, answer) = (keys.join(","), answer.as_deref().unwrap_or_default());
        [name, route, &header.0, &header.1, &keys, answer].join("\t")
    }

    fn read(line: &str) -> Self {
        let [name, route, header, value, keys, answer] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("not six columns: {line}")
        };
        Self {
            name: name.into(),
            route: route.into(),
            header: (header.into(), value.into()),
            keys: keys.split(',').filter(|key| !key.is_empty()).map(Into::into).collect(),
            answer: Some(answer.into()).filter(|answer: &String| !answer.is_empty()),
        }
    }
}

pub(crate) fn sign(key: &EvmKey, digest: [u8; 32]) -> Signature {
    Signature::new(key.sign(&ToSign::TypedData { digest, json: String::new() }).unwrap())
}

/// A payment from the channel of this number: a voucher, or a deposit too.
fn from_channel(number: u8, has_deposit: bool) -> String {
    let (offer, key) = (offer_of("channel"), EvmKey::from_bytes(&KEY).unwrap());
    let AccountId::Evm(payer) = key.account() else { panic!("a key of another chain") };
    let buyer = Buyer { payer, authorizer: payer, salt: Nonce::new([number; 32]) };
    let channel = ChannelDraft::for_offer(&offer, buyer).unwrap();
    let voucher = channel.voucher(Amount128::new(1000));
    let commitment = voucher.with_signature(sign(&key, voucher.digest()));
    let payload = if has_deposit {
        let window = Window::from_now(MADE, &offer);
        let draft = channel.deposit_by_eip3009(Amount128::new(10_000), Nonce::new([number; 32]), window).unwrap();
        let signature = sign(&key, draft.digest());
        Payload::Deposit(Box::new(DepositPayment::new(commitment, draft.with_signature(signature))))
    } else {
        Payload::Voucher(Box::new(commitment))
    };
    v2::PaymentPayload::new(offer, payload.to_json()).to_header()
}

/// The answer to the challenge of a 402 response.
fn sign_in(required: &PaymentRequired) -> String {
    let extensions = required.extensions.as_ref().unwrap();
    let challenge = Challenge::of_extensions(extensions, &mut Reader::new(&DecodeOptions::STRICT)).unwrap().unwrap();
    let (origin, key) = (ORIGIN.parse().unwrap(), EvmKey::from_bytes(&KEY).unwrap());
    let draft = answer_challenge(&challenge, key.account(), &SignInContext::new(&origin, MADE)).unwrap();
    draft.with_signature(Hex(sign(&key, draft.digest().unwrap()).as_bytes())).to_header()
}

/// The name, the route, what the facilitator says, and whether the work comes to no end.
type Begun<'a> = (&'a str, &'a str, &'a [Says], bool);

/// What ends at once, and what is left open.
const BEGUN: [Begun<'_>; 13] = [
    ("done", "weather", &[Says::Settled], false),
    ("refused", "weather", &[Says::Failed], false),
    ("unknown", "weather", &[Says::Breaks, Says::Breaks], false),
    ("working", "weather", &[], true),
    ("asked", "weather", &[Says::Hangs], false),
    ("paid upfront", "upfront", &[Says::Settled], false),
    ("asked upfront", "upfront", &[Says::Hangs], false),
    ("serving upfront", "upfront", &[Says::Settled], true),
    ("captured", "escrow", &[Says::Settled, Says::Settled], false),
    ("reserved", "escrow", &[Says::Settled], true),
    ("asked for capture", "escrow", &[Says::Settled, Says::Hangs], false),
    ("named", "named", &[Says::Settled], false),
    ("working under a name", "named", &[], true),
];

/// Sales in every state that a store can be left in, by a process that is killed then.
pub(crate) fn make<S: Store>(store: impl AsyncFn() -> S) -> Vec<Sold> {
    let runtime = Runtime::new().unwrap();
    let sold = runtime.block_on(async {
        CLOCK.store(MADE - 600, Ordering::SeqCst);
        let shops = Shops::open(store, "fair").await;
        let mut sold = Vec::new();
        let payment = async |route: &str, key: &[u8; 32], number: u64| {
            let payable = Payable::new("api.example.com", shops.payment_required(route).await);
            let now = CLOCK.load(Ordering::SeqCst);
            let sent = pay_response(&EvmKey::from_bytes(key).unwrap(), &payable, now, number).unwrap();
            let PaymentPayload::V2(payment) = sent.payment() else { panic!("the 402 response is of version 2") };
            payment.clone()
        };
        let header = |payment: &v2::PaymentPayload| ("PAYMENT-SIGNATURE".to_string(), payment.to_header());
        let send = async |name: &str, route: &str, header: (String, String), says: &[Says], hangs: bool| {
            *shops.bank.says.lock().unwrap() = says.iter().copied().collect();
            shops.hangs.store(hangs, Ordering::SeqCst);
            let works = shops.works.load(Ordering::SeqCst);
            let is_left = hangs || matches!(says.last(), Some(Says::Hangs));
            let answer = async {
                let (_, answer) = shops.answer(route, "Ulm", Some((&header.0, &header.1))).await;
                Some(answer)
            };
            // By then the record is written of what is left.
            let left = async {
                shops.until(works + usize::from(hangs), says.len()).await;
                sleep(Duration::from_millis(100)).await;
                None
            };
            let answer = if is_left {
                tokio::select! { answer = answer => answer, left = left => left }
            } else {
                answer.await
            };
            assert_eq!(answer.is_none(), is_left, "{name}: {answer:?}");
            Sold { name: name.into(), route: route.into(), header, keys: shops.keys(), answer }
        };

        // Settled while its buyer was away, after the payment had ended.
        let early = payment("upfront", &KEY, 99).await;
        sold.push(send("settled without the buyer", "upfront", header(&early), &[Says::Hangs], false).await);
        CLOCK.store(MADE - 400, Ordering::SeqCst);
        shops.bank.says.lock().unwrap().clear();
        assert_eq!(shops.routes["upfront"].1.resume(9).await.unwrap(), 0);
        assert_eq!(shops.keys(), sold[0].keys);

        CLOCK.store(MADE, Ordering::SeqCst);
        for (number, (name, route, says, hangs)) in (1..).zip(BEGUN) {
            let payment = payment(route, &KEY, number).await;
            sold.push(send(name, route, header(&payment), says, hangs).await);
            if name == "named" {
                // Another payment under the same identifier, which is not sent.
                let mut twin = payment_like(&payment, &shops.payment_required(route).await);
                twin.extensions = payment.extensions.clone();
                let (name, route, keys) = ("twin".into(), route.into(), Vec::new());
                sold.push(Sold { name, route, header: header(&twin), keys, answer: None });
            }
        }

        // A member, one of its sign-ins that is used, one that is not, and somebody who is about to become one.
        let paid = payment("club", &KEY, 50).await;
        sold.push(send("member", "club", header(&paid), &[Says::Settled], false).await);
        for name in ["used sign-in", "sign-in"] {
            let header = ("SIGN-IN-WITH-X".to_string(), sign_in(&shops.payment_required("club").await));
            sold.push(if name == "sign-in" {
                Sold { name: name.into(), route: "club".into(), header, keys: Vec::new(), answer: None }
            } else {
                send(name, "club", header, &[], false).await
            });
        }
        let other = payment("club", &OTHER_KEY, 51).await;
        sold.push(send("about to be a member", "club", header(&other), &[], true).await);

        let voucher = ("PAYMENT-SIGNATURE".to_string(), from_channel(1, false));
        sold.push(send("voucher", "channel", voucher, &[], false).await);
        let deposit = ("PAYMENT-SIGNATURE".to_string(), from_channel(2, true));
        sold.push(send("deposit", "channel", deposit, &[Says::Hangs], false).await);
        sold
    });
    // What hangs is gone, as if the process was killed.
    runtime.shutdown_timeout(Duration::from_secs(5));
    sold
}

/// A payment with a different nonce for the same 402 response.
fn payment_like(payment: &v2::PaymentPayload, required: &PaymentRequired) -> v2::PaymentPayload {
    let payable = Payable::new("api.example.com", required.clone());
    let sent = pay_response(&EvmKey::from_bytes(&KEY).unwrap(), &payable, MADE, 98).unwrap();
    let PaymentPayload::V2(twin) = sent.payment() else { panic!("the 402 response is of version 2") };
    assert_ne!(twin.payload.as_str(), payment.payload.as_str());
    twin.clone()
}

/// Goes on with what was left: first the seller by itself, or first the buyers, who come again.
pub(crate) async fn goes_on<S: Store>(store: impl AsyncFn() -> S, sold: &[Sold], is_seller_first: bool) {
    CLOCK.store(LATER, Ordering::SeqCst);
    let shops = Shops::open(store, "anew").await;
    if is_seller_first {
        for (_, paid) in shops.routes.values() {
            paid.resume(99).await.unwrap();
        }
    }
    let find = |name: &str| sold.iter().find(|sold| sold.name == name).unwrap_or_else(|| panic!("no sale {name}"));
    let mut expected = Vec::new();
    for Sold { name, route, header, keys, answer } in sold {
        let header = Some((&*header.0, &*header.1));
        let (status, again) = shops.answer(route, "Ulm", header).await;
        // Which status there is now, what is served, and by which key a facilitator was asked now.
        let (expected_status, goods, key) = match &**name {
            // The same bytes, and nobody is asked.
            "done" | "paid upfront" | "captured" | "named" | "member" | "voucher" => {
                assert_eq!(Some(&again), answer.as_ref(), "{name}");
                (200, "fair", None)
            }
            "refused" => {
                assert_eq!(Some(&again), answer.as_ref(), "{name}");
                (402, "insufficient_funds", None)
            }
            // The identifier was paid for.
            "twin" => {
                assert_eq!(Some(&again), find("named").answer.as_ref(), "{name}");
                (200, "fair", None)
            }
            // The work is not begun again, and no money was asked for.
            "working" | "working under a name" | "about to be a member" => (402, "interrupted", None),
            // The result of then, by the key of then.
            "unknown" | "asked" => (200, "fair", Some(&keys[0])),
            "asked for capture" => (200, "fair", Some(&keys[1])),
            // The work comes after the money, and was not begun.
            "asked upfront" | "deposit" => (200, "anew", Some(&keys[0])),
            "settled without the buyer" => (200, "anew", None),
            "serving upfront" => (500, "the payment is settled, and the work was interrupted", None),
            "reserved" => (500, "the money is reserved, and the work was interrupted", None),
            "used sign-in" => (402, "the nonce was used before", None),
            "sign-in" => (200, "anew", None),
            other => panic!("what becomes of {other}?"),
        };
        let is_sign_in = name.contains("sign-in");
        let message = message(&again);
        assert!(status == expected_status && message.contains(goods), "{name}: {message}");
        expected.extend(key.cloned());
        // It has come to its end: again the same, but a nonce enters once.
        let (status, last) = shops.answer(route, "Ulm", header).await;
        match is_sign_in {
            // A 402 response is made anew.
            false if status == 402 => assert!(self::message(&last).contains(goods), "{name}: {last}"),
            false => assert_eq!(last, again, "{name}"),
            true => assert_eq!(status, 402, "{name}"),
        }
        // It pays for nothing else.
        let (status, other) = shops.answer(route, "Bonn", header).await;
        assert_eq!(status, if is_sign_in { 402 } else { 409 }, "{name}: {other}");
    }
    let (mut asked, mut expected) = (shops.keys(), expected);
    asked.sort_unstable();
    expected.sort_unstable();
    assert_eq!(asked, expected);
    for (route, (_, paid)) in &shops.routes {
        assert_eq!(paid.resume(99).await.unwrap(), 0, "{route}");
    }
    assert_eq!(shops.keys(), [""; 0]);
    // New payments are sold.
    let payable = Payable::new("api.example.com", shops.payment_required("weather").await);
    let sent = pay_response(&EvmKey::from_bytes(&KEY).unwrap(), &payable, LATER, 97).unwrap();
    let (status, answer) = shops.answer("weather", "Ulm", Some((sent.header().0, &sent.header().1))).await;
    assert!(status == 200 && answer.contains("anew"), "{answer}");
}

/// The error in an answer with status 402, or in its settlement.
fn message(answer: &str) -> String {
    let mut message = answer.to_string();
    for name in ["payment-required", "payment-response"] {
        let Some((_, rest)) = answer.split_once(&format!("(\"{name}\", \"")) else { continue };
        let header = rest.split('"').next().unwrap_or_default();
        let text = if name == "payment-required" {
            PaymentRequired::decode_header(header, &DecodeOptions::STRICT).map(|required| required.value.to_json())
        } else {
            SettleResponse::decode_header(header, &DecodeOptions::STRICT).map(|settled| settled.value.to_json())
        };
        write!(message, " {}", text.unwrap()).unwrap();
    }
    message
}

/// A directory for this test, which is empty.
pub(crate) fn directory(name: &str) -> PathBuf {
    let directory = std::env::temp_dir().join(format!("x402-tower-{}-{name}", std::process::id()));
    // If it is there.
    drop(std::fs::remove_dir_all(&directory));
    std::fs::create_dir_all(&directory).unwrap();
    directory
}

pub(crate) fn of_earlier(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stores").join(file)
}

pub(crate) fn sales(file: &Path) -> Vec<Sold> {
    std::fs::read_to_string(file).unwrap().lines().map(Sold::read).collect()
}

/// With `X402_MADE`, the store and the sales of this version stay in that directory.
#[test]
fn what_this_version_leaves_in_a_file_is_gone_on_with() {
    let _one = ONE_AT_A_TIME.blocking_lock();
    let made = std::env::var_os("X402_MADE");
    let directory = made.as_ref().map_or_else(|| directory("made"), PathBuf::from);
    let file = directory.join("store.sqlite");
    let sold = make(async || Sqlite::open(&file).unwrap());
    let lines: Vec<_> = sold.iter().map(Sold::line).collect();
    std::fs::write(directory.join("sales.tsv"), lines.join("\n") + "\n").unwrap();
    let sold = sales(&directory.join("sales.tsv"));
    if made.is_none() {
        // A call that hung may still hold the file open, and the last rows are then in its log: a copy of the bare file
        // would lack them.
        let left = directory.join("left.sqlite");
        let all = rusqlite::Connection::open(&file).unwrap();
        all.execute("VACUUM INTO ?1", [left.to_str().unwrap()]).unwrap();
        drop(all);
        file_goes_on(&left, &sold, &directory);
        std::fs::remove_dir_all(&directory).unwrap();
    }
}

/// On two copies of the store.
fn file_goes_on(file: &Path, sold: &[Sold], directory: &Path) {
    for is_seller_first in [true, false] {
        let copy = directory.join(format!("copy-{is_seller_first}.sqlite"));
        std::fs::copy(file, &copy).unwrap();
        let runtime = Runtime::new().unwrap();
        runtime.block_on(goes_on(async || Sqlite::open(&copy).unwrap(), sold, is_seller_first));
    }
}

#[test]
fn what_an_earlier_version_left_in_a_file_is_gone_on_with() {
    let _one = ONE_AT_A_TIME.blocking_lock();
    let directory = directory("earlier");
    file_goes_on(&of_earlier("38c151d2.sqlite"), &sales(&of_earlier("38c151d2-sqlite.tsv")), &directory);
    std::fs::remove_dir_all(&directory).unwrap();
}
