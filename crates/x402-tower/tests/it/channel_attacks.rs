//! Attacks on a shop that sells from channels: vouchers at once, replays, corrections that are out of date, lost answers, a refund, junk.

use std::{
    cell::Cell,
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderMap, Request, Response};
use http_body_util::Full;
use tokio::time::sleep;
use tower::{Layer, service_fn};
use x402_buyer::{EvmKey, Signer};
use x402_schemes::{
    AccountId,
    evm::{
        batch_settlement::{Amount128, Buyer, ChannelDraft, DepositPayment, Payload},
        eip3009::{Nonce, Window},
    },
};
use x402_seller::{Channel, Key, Secret};
use x402_testing::{KEY, OTHER_KEY};
use x402_tower::{Facilitator, Memory, Opened, Options, Paywall, Reply, Store, Unanswered};
use x402_types::{
    DecodeOptions, FacilitatorRequest, Network, RawJson, ReasonCode, SettleOutcome, SettleResponse, VerifyResponse,
    Wire,
    v2::{self, PaymentRequired, ResourceInfo},
};

use crate::{
    versions::{WINDOW, offer_of, reply, sign},
    world::{self, NOW, Shop, send},
};

/// What a request costs.
const PRICE: u128 = 1_000;
const FILLED: u128 = 100_000;

thread_local! {
    static CLOCK: Cell<u64> = const { Cell::new(NOW) };
}

/// What the facilitator does when it is asked for a deposit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Makes,
    LosesAnswers,
    LosesRequests,
    Refuses,
}

/// The contract, and a facilitator that ignores every header.
struct Contract {
    /// What is in each channel, and what was claimed.
    channels: Mutex<BTreeMap<String, (u128, u128)>>,
    /// What is in a channel that nobody has filled.
    filled: u128,
    deposits: Mutex<BTreeSet<String>>,
    fate: Mutex<Fate>,
}

impl Contract {
    fn new(filled: u128, fate: Fate) -> Arc<Self> {
        let (channels, deposits) = (Mutex::default(), Mutex::default());
        Arc::new(Self { channels, filled, deposits, fate: Mutex::new(fate) })
    }

    fn state(&self, id: &str) -> RawJson {
        let (balance, claimed) = *self.channels.lock().unwrap().entry(id.into()).or_insert((self.filled, 0));
        let state = format!(
            r#"{{"channelId":"{id}","balance":"{balance}","totalClaimed":"{claimed}","withdrawRequestedAt":0,"refundNonce":"0"}}"#
        );
        RawJson::parse(&state).unwrap()
    }

    fn fate(&self, fate: Fate) {
        *self.fate.lock().unwrap() = fate;
    }
}

fn member(request: &FacilitatorRequest, path: &[&str]) -> Option<String> {
    let FacilitatorRequest::V2(request) = request else { return None };
    let payload = request.payment_payload.payload.as_json();
    path.iter().try_fold(payload, |value, name| value.get(name))?.string().ok().map(Into::into)
}

/// The contract in the shop's process.
struct Teller(Arc<Contract>);

impl Facilitator for Teller {
    async fn verify(&self, request: &FacilitatorRequest) -> Result<Reply, Unanswered> {
        let mut valid = VerifyResponse::valid();
        valid.extra = Some(self.0.state(&member(request, &["voucher", "channelId"]).ok_or("no channel")?));
        Ok(reply(&valid))
    }

    async fn settle(&self, request: &FacilitatorRequest, _: &str) -> Result<Reply, Unanswered> {
        let network = Network::eip155(84_532);
        let id = member(request, &["voucher", "channelId"]).ok_or("no channel")?;
        let amount: u128 = member(request, &["deposit", "amount"]).ok_or("no deposit")?.parse()?;
        let FacilitatorRequest::V2(asked) = request else { return Err("of version 2".into()) };
        let deposit = asked.payment_payload.payload.as_json().get("deposit").unwrap().text().to_owned();
        let refused = |reason| Ok(reply(&SettleResponse::failure(ReasonCode::new(reason), network.clone())));
        let fate = *self.0.fate.lock().unwrap();
        match fate {
            _ if self.0.deposits.lock().unwrap().contains(&deposit) => return refused("nonce_already_used"),
            Fate::LosesRequests => return Err("the connection broke".into()),
            Fate::Refuses => return refused("insufficient_funds"),
            Fate::Makes | Fate::LosesAnswers => {}
        }
        self.0.deposits.lock().unwrap().insert(deposit);
        self.0.state(&id);
        self.0.channels.lock().unwrap().entry(id.clone()).and_modify(|(balance, _)| *balance += amount);
        if fate == Fate::LosesAnswers {
            return Err("the connection broke".into());
        }
        let mut made = SettleResponse::success(format!("0x{}", "ab".repeat(32)), network);
        let state = format!(r#"{{"channelState":{}}}"#, self.0.state(&id).as_str());
        made.other.insert("extra", RawJson::parse(&state).unwrap());
        Ok(reply(&made))
    }
}

/// A payment from the channel of this number over this sum, and perhaps a deposit of this amount before it.
fn payload(key: &[u8; 32], channel: u8, sum: u128, deposit: Option<(u128, u8)>) -> Payload {
    let (offer, signer) = (offer_of("channel"), EvmKey::from_bytes(&KEY).unwrap());
    let AccountId::Evm(payer) = signer.account() else { panic!("a key of another chain") };
    let key = EvmKey::from_bytes(key).unwrap();
    let buyer = Buyer { payer, authorizer: payer, salt: Nonce::new([channel; 32]) };
    let channel = ChannelDraft::for_offer(&offer, buyer).unwrap();
    let voucher = channel.voucher(Amount128::new(sum));
    let commitment = voucher.with_signature(sign(&key, voucher.digest()));
    match deposit {
        None => Payload::Voucher(Box::new(commitment)),
        Some((amount, nonce)) => {
            let window = Window::from_now(CLOCK.get(), &offer);
            let draft = channel.deposit_by_eip3009(Amount128::new(amount), Nonce::new([nonce; 32]), window).unwrap();
            let signature = sign(&key, draft.digest());
            Payload::Deposit(Box::new(DepositPayment::new(commitment, draft.with_signature(signature))))
        }
    }
}

fn header(payload: &RawJson) -> String {
    v2::PaymentPayload::new(offer_of("channel"), payload.clone()).to_header()
}

fn voucher(channel: u8, sum: u128) -> String {
    header(&payload(&KEY, channel, sum, None).to_json())
}

fn deposit(channel: u8, sum: u128, amount: u128) -> String {
    header(&payload(&KEY, channel, sum, Some((amount, channel))).to_json())
}

fn request(header: &str) -> Request<Full<Bytes>> {
    Request::get("/channel?city=Ulm").header("PAYMENT-SIGNATURE", header).body(Full::default()).unwrap()
}

/// A shop, what it shares, and how often it worked.
struct World<S> {
    shop: Shop,
    paywall: Paywall<Teller, S>,
    works: Arc<AtomicUsize>,
}

fn options() -> Options {
    let mut options = world::options();
    options.clock = || CLOCK.get();
    options
}

impl<S: Store> World<S> {
    fn of(contract: &Arc<Contract>, store: S, options: Options) -> Self {
        let works = Arc::<AtomicUsize>::default();
        let paywall = Paywall::with_options(Teller(Arc::clone(contract)), store, Secret::new([7; 32]), options);
        let resource = ResourceInfo::new("https://api.example.com/channel");
        let layer = paywall.sell(resource, vec![offer_of("channel")]).unwrap();
        let count = Arc::clone(&works);
        let shop = Shop::new(layer.layer(service_fn(move |_| {
            let number = count.fetch_add(1, Ordering::SeqCst);
            async move {
                sleep(Duration::from_millis(10)).await;
                Ok(Response::new(Full::<Bytes>::from(format!("fair {number}"))))
            }
        })));
        Self { shop, paywall, works }
    }

    async fn buy(&self, header: &str) -> (u16, HeaderMap, Bytes) {
        let (status, headers, body, _) = send(&self.shop, request(header)).await;
        (status, headers, body)
    }

    async fn status(&self, header: &str) -> u16 {
        self.buy(header).await.0
    }

    fn works(&self) -> usize {
        self.works.load(Ordering::SeqCst)
    }

    /// What is kept of the channels that were charged, or into which a deposit was made.
    async fn channels(&self) -> Vec<(Key, Channel)> {
        self.paywall.channels(None, 99).await.unwrap()
    }

    async fn charged(&self) -> u128 {
        let channels = self.channels().await;
        channels.iter().filter_map(|(_, channel)| channel.charged).map(Amount128::get).sum()
    }

    /// All of these at once.
    async fn at_once(&self, headers: &[String]) -> Vec<(u16, Bytes)> {
        let sent = headers.iter().map(|header| {
            let (shop, request) = (self.shop.clone(), request(header));
            tokio::spawn(async move { send(&shop, request).await })
        });
        let mut answers = Vec::new();
        for sent in sent.collect::<Vec<_>>() {
            let (status, _, body, _) = sent.await.unwrap();
            answers.push((status, body));
        }
        answers
    }
}

/// The sum that a demand corrects the buyer's to.
fn corrected(headers: &HeaderMap) -> Option<u128> {
    let required = headers.get("payment-required")?.to_str().unwrap();
    let required = PaymentRequired::decode_header(required, &DecodeOptions::STRICT).unwrap().value;
    let extra = required.accepts.first()?.get()?.extra.as_ref()?;
    let sum = extra.as_json().get("channelState")?.get("chargedCumulativeAmount")?;
    sum.string().unwrap().parse().ok()
}

/// Whether the buyer is told that nothing moved.
fn is_failed(headers: &HeaderMap) -> bool {
    headers.get("payment-response").is_some_and(|settlement| {
        let settlement = SettleResponse::decode_header(settlement.to_str().unwrap(), &DecodeOptions::STRICT).unwrap();
        matches!(settlement.value.outcome, SettleOutcome::Failure(_))
    })
}

#[tokio::test(start_paused = true)]
async fn copies_of_a_voucher_at_once_are_one_sale() {
    let world = World::of(&Contract::new(FILLED, Fate::Makes), Memory::default(), options());
    let answers = world.at_once(&vec![voucher(1, PRICE); 40]).await;
    assert!(answers.iter().all(|answer| *answer == (200, "fair 0".into())), "{answers:?}");
    assert_eq!((world.works(), world.charged().await), (1, PRICE));
}

#[tokio::test(start_paused = true)]
async fn vouchers_at_once_are_charged_for_what_is_served_and_no_more() {
    let world = World::of(&Contract::new(FILLED, Fate::Makes), Memory::default(), options());
    // The buyer signs for ten requests, and sends all of them, in both orders and thrice, at once.
    let signed: Vec<_> = (1..=10).map(|number| voucher(1, number * PRICE)).collect();
    let mixed: Vec<_> = signed.iter().rev().chain(&signed).chain(&signed).cloned().collect();
    let mut bodies = BTreeSet::new();
    for _ in 0..4 {
        for (status, body) in world.at_once(&mixed).await {
            assert!([200, 402, 503].contains(&status), "{status}");
            bodies.extend((status == 200).then_some(body));
        }
    }
    let works = world.works();
    assert_eq!((bodies.len(), world.charged().await), (works, PRICE * u128::try_from(works).unwrap()));
    // One after the other, each of the others is served once.
    for header in &signed {
        world.status(header).await;
    }
    assert_eq!((world.works(), world.charged().await), (10, 10 * PRICE));
    let (_, channel) = world.channels().await.pop().unwrap();
    assert_eq!(channel.voucher, Some(payload(&KEY, 1, 10 * PRICE, None).to_json()));
}

#[tokio::test(start_paused = true)]
async fn a_voucher_of_before_and_a_correction_that_is_out_of_date_serve_nothing() {
    let contract = Contract::new(FILLED, Fate::Makes);
    let world = World::of(&contract, Memory::default(), options());
    for number in 1..=3 {
        assert_eq!(world.status(&voucher(1, number * PRICE)).await, 200);
    }
    // The last one gets the same again, and pays for nothing else.
    let last = world.buy(&voucher(1, 3 * PRICE)).await;
    assert_eq!((last.0, &*last.2), (200, &b"fair 2"[..]));
    let elsewhere = Request::get("/channel?city=Bonn").header("PAYMENT-SIGNATURE", voucher(1, 3 * PRICE));
    assert_eq!(send(&world.shop, elsewhere.body(Full::default()).unwrap()).await.0, 409);
    // Earlier ones, those of a sum that nobody has asked for, and the same by another key.
    for sum in [1, PRICE - 1, PRICE, 2 * PRICE, 3 * PRICE - 1, 3 * PRICE + 1, 4 * PRICE - 1, 4 * PRICE + 1, 9 * PRICE] {
        let (status, headers, _) = world.buy(&voucher(1, sum)).await;
        assert_eq!((status, corrected(&headers)), (402, Some(3 * PRICE)), "{sum}");
    }
    let forged = header(&payload(&OTHER_KEY, 1, 4 * PRICE, None).to_json());
    let (status, headers, _) = world.buy(&forged).await;
    assert_eq!((status, corrected(&headers)), (402, None));
    assert_eq!((world.works(), world.charged().await), (3, 3 * PRICE));
    // Two buyers have the key. One is corrected, the other one buys, and then the correction is out of date.
    let (_, headers, _) = world.buy(&voucher(1, PRICE)).await;
    let stale = corrected(&headers).unwrap() + PRICE;
    assert_eq!(world.status(&voucher(1, 4 * PRICE)).await, 200);
    let again = world.buy(&voucher(1, stale)).await;
    // It is the same voucher, and gets what it has paid for.
    assert_eq!((again.0, &*again.2), (200, &b"fair 3"[..]));
    assert_eq!(world.status(&voucher(1, 5 * PRICE)).await, 200);
    let (status, headers, _) = world.buy(&voucher(1, stale)).await;
    assert_eq!((status, corrected(&headers)), (402, Some(5 * PRICE)));
    // More was claimed than the record has, such as by another store: that counts.
    contract.channels.lock().unwrap().values_mut().for_each(|(_, claimed)| *claimed = 7 * PRICE);
    let (status, headers, _) = world.buy(&voucher(1, 6 * PRICE)).await;
    assert_eq!((status, corrected(&headers)), (402, Some(7 * PRICE)));
    assert_eq!(world.status(&voucher(1, 8 * PRICE)).await, 200);
    assert_eq!((world.works(), world.charged().await), (6, 8 * PRICE));
}

#[tokio::test(start_paused = true)]
async fn a_deposit_whose_answer_is_lost_is_never_called_failed_and_pays_for_the_next_voucher() {
    let contract = Contract::new(0, Fate::LosesAnswers);
    let world = World::of(&contract, Memory::default(), options());
    let header = deposit(1, PRICE, 5 * PRICE);
    for _ in 0..3 {
        let (status, headers, _) = world.buy(&header).await;
        // The facilitator has made it, and refuses it from then on.
        assert_eq!((status, is_failed(&headers), headers.contains_key("payment-required")), (503, false, false));
    }
    assert_eq!((world.works(), contract.deposits.lock().unwrap().len()), (0, 1));
    // All at once, and with the voucher that follows from what the chain shows.
    contract.fate(Fate::Makes);
    let mut mixed = vec![header.clone(); 10];
    mixed.extend(vec![voucher(1, PRICE); 10]);
    let mut bodies = BTreeSet::new();
    for _ in 0..3 {
        for (status, body) in world.at_once(&mixed).await {
            bodies.extend((status == 200).then_some(body));
        }
        sleep(Duration::from_secs(1)).await;
    }
    assert_eq!((bodies.len(), world.works(), world.charged().await), (1, 1, PRICE));
    assert_eq!(contract.deposits.lock().unwrap().len(), 1);
    for number in 2..=5 {
        assert_eq!(world.status(&voucher(1, number * PRICE)).await, 200);
    }
    // There is no more.
    assert_eq!(world.status(&voucher(1, 6 * PRICE)).await, 402);
    assert_eq!((world.works(), world.charged().await), (5, 5 * PRICE));
}

#[tokio::test(start_paused = true)]
async fn copies_of_a_deposit_at_once_make_one_and_serve_once() {
    let contract = Contract::new(0, Fate::Makes);
    let world = World::of(&contract, Memory::default(), options());
    let answers = world.at_once(&vec![deposit(1, PRICE, 5 * PRICE); 30]).await;
    assert!(answers.iter().all(|answer| *answer == (200, "fair 0".into())), "{answers:?}");
    assert_eq!((world.works(), world.charged().await, contract.deposits.lock().unwrap().len()), (1, PRICE, 1));
    // One that is refused at once is called so, and leaves the channel to the next one.
    contract.fate(Fate::LosesRequests);
    assert_eq!(world.status(&deposit(3, PRICE, 5 * PRICE)).await, 503);
    contract.fate(Fate::Refuses);
    let (status, headers, _) = world.buy(&deposit(2, PRICE, 5 * PRICE)).await;
    assert_eq!((status, is_failed(&headers)), (402, true));
    contract.fate(Fate::Makes);
    assert_eq!(world.status(&deposit(2, PRICE, 5 * PRICE)).await, 200);
    assert_eq!((world.works(), world.charged().await, contract.deposits.lock().unwrap().len()), (2, 2 * PRICE, 2));
}

/// Anybody can sign for any number of channels. While the facilitator is away, each of their deposits would stay for ever.
#[tokio::test(start_paused = true)]
async fn deposits_that_stay_open_are_bounded_and_leave_nothing() {
    CLOCK.set(NOW);
    let contract = Contract::new(0, Fate::LosesRequests);
    let (store, mut little) = (Arc::new(Memory::default()), options());
    little.open_bytes = 20_000;
    let world = World::of(&contract, Arc::clone(&store), little);
    for channel in 0..40 {
        assert_eq!(world.status(&deposit(channel, PRICE, 5 * PRICE)).await, 503);
        sleep(Duration::from_millis(20)).await;
    }
    let Opened { rows, bytes } = store.opened().await.unwrap();
    assert!((2..20).contains(&rows) && (20_000..25_000).contains(&bytes), "{rows} {bytes}");
    // Once they have ended and are refused, they go by themselves, and the shop sells deposits again.
    contract.fate(Fate::Refuses);
    CLOCK.set(NOW + WINDOW + 30);
    sleep(Duration::from_secs(10)).await;
    world.status(&deposit(100, PRICE, 5 * PRICE)).await;
    sleep(Duration::from_secs(10)).await;
    assert_eq!(store.opened().await.unwrap(), Opened::default());
    contract.fate(Fate::Makes);
    // What turns out to be in a channel pays for a voucher.
    contract.channels.lock().unwrap().values_mut().for_each(|(balance, _)| *balance = 2 * PRICE);
    assert_eq!(world.status(&voucher(0, PRICE)).await, 200);
    assert_eq!(world.status(&deposit(101, PRICE, 5 * PRICE)).await, 200);
    let channels = world.channels().await;
    assert_eq!((channels.len(), world.works()), (2, 2));
}

#[tokio::test(start_paused = true)]
async fn a_refund_and_a_payment_that_race_do_not_both_have_the_money() {
    CLOCK.set(NOW);
    let contract = Contract::new(2 * PRICE, Fate::Makes);
    let world = World::of(&contract, Memory::default(), options());
    assert_eq!(world.status(&voucher(1, PRICE)).await, 200);
    let (key, _) = world.channels().await.pop().unwrap();
    // A payment is in work: there is no turn for a refund.
    let (shop, header) = (world.shop.clone(), voucher(1, 2 * PRICE));
    let paying = tokio::spawn({
        let request = request(&header);
        async move { send(&shop, request).await.0 }
    });
    sleep(Duration::from_millis(5)).await;
    assert!(world.paywall.hold(key, 60).await.unwrap().is_none());
    assert_eq!(paying.await.unwrap(), 200);
    // The refund is under way: nobody is served, at once or after waiting.
    contract.channels.lock().unwrap().values_mut().for_each(|(balance, _)| *balance = 4 * PRICE);
    let held = world.paywall.hold(key, 60).await.unwrap().expect("a turn");
    assert_eq!(held.channel().unwrap().charged, Some((2 * PRICE).into()));
    let answers = world.at_once(&vec![voucher(1, 3 * PRICE); 5]).await;
    assert!(answers.iter().all(|(status, _)| *status == 503), "{answers:?}");
    // What was charged is left in the channel.
    contract.channels.lock().unwrap().values_mut().for_each(|(balance, _)| *balance = 2 * PRICE);
    assert!(held.release().await.unwrap());
    assert_eq!(world.status(&voucher(1, 3 * PRICE)).await, 402);
    assert_eq!((world.works(), world.charged().await), (2, 2 * PRICE));
    // One that takes longer than it said learns that its turn was over, and the payment is charged.
    contract.channels.lock().unwrap().values_mut().for_each(|(balance, _)| *balance = 4 * PRICE);
    let late = world.paywall.hold(key, 60).await.unwrap().expect("a turn");
    CLOCK.set(NOW + 60);
    assert_eq!(world.status(&voucher(1, 3 * PRICE)).await, 200);
    assert!(!late.release().await.unwrap());
    assert_eq!((world.works(), world.charged().await), (3, 3 * PRICE));
}

#[tokio::test(start_paused = true)]
async fn junk_from_channels_serves_nothing_and_leaves_nothing() {
    CLOCK.set(NOW);
    let contract = Contract::new(FILLED, Fate::Makes);
    let store = Arc::new(Memory::default());
    let world = World::of(&contract, Arc::clone(&store), options());
    let good =
        [payload(&KEY, 1, PRICE, None), payload(&KEY, 1, PRICE, Some((5 * PRICE, 1)))].map(|good| good.to_json());
    let mut tried = 0;
    for good in &good {
        let text = good.as_str();
        // A digit or a letter of hexadecimal is another one, a text is of another kind, a name is missing.
        let bytes = text.as_bytes();
        for index in (0..bytes.len()).filter(|index| bytes[*index].is_ascii_alphanumeric()).step_by(3) {
            let mut changed = bytes.to_vec();
            changed[index] = if bytes[index] == b'1' { b'2' } else { b'1' };
            let Ok(changed) = RawJson::parse(std::str::from_utf8(&changed).unwrap()) else { continue };
            tried += 1;
            let status = world.status(&header(&changed)).await;
            // A letter of a checksum may be of either case.
            assert!(status == 402 || status == 400, "{status}: {}", changed.as_str());
        }
        for (from, to) in [
            (r#""type":"voucher""#, r#""type":"refund""#),
            (r#""type":"voucher""#, r#""type":"claim""#),
            (r#""type":"voucher""#, r#""type":"settle""#),
            (r#""type":"voucher""#, r#""type":"deposit""#),
            (r#""type":"deposit""#, r#""type":"voucher""#),
            (r#""maxClaimableAmount":"1000""#, r#""maxClaimableAmount":"-1000""#),
            (r#""maxClaimableAmount":"1000""#, r#""maxClaimableAmount":1000"#),
            (r#""maxClaimableAmount":"1000""#, r#""maxClaimableAmount":"340282366920938463463374607431768211456""#),
        ] {
            if !text.contains(from) {
                continue;
            }
            tried += 1;
            let status = world.status(&header(&RawJson::parse(&text.replace(from, to)).unwrap())).await;
            assert_ne!(status, 200, "{from} {to}");
        }
    }
    assert!(tried > 300, "{tried}");
    assert_eq!((world.works(), world.channels().await.len(), contract.deposits.lock().unwrap().len()), (0, 0, 0));
    // What is good is served all the same.
    assert_eq!(world.status(&header(&good[1])).await, 200);
}
