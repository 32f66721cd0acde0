//! A buyer who signs payments, sends them in every way, and draws conclusions from the answers.

use std::{
    error::Error,
    io,
    sync::Mutex,
    time::{SystemTime, UNIX_EPOCH},
};

use k256::ecdsa::SigningKey;
use x402_schemes::evm::{
    Address, Signature,
    eip3009::{Draft, Nonce, Window},
};
use x402_types::{
    DecodeOptions, PaymentPayload, PaymentRequired, RawJson, Wire, decode_payment_required, decode_settlement_headers,
    v1, v2,
};
use x402_verify::client::SettlementState;

use crate::{
    stub::Stub,
    wire::{Connection, Message, exchange},
};

pub type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// This key is public knowledge.
const KEY: [u8; 32] = [1; 32];
const PAYER: &str = "0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1";

/// The seller, its 402 response, and the number of requests.
pub struct Seller {
    pub address: String,
    pub path: String,
    pub payment_required: v2::PaymentRequired,
    pub offer: v2::PaymentRequirements,
    pub stub: Stub,
    requests: Mutex<usize>,
}

/// A payment, and the answers to it.
pub struct Payment {
    pub nonce: String,
    pub payload: RawJson,
    pub header: String,
    answers: Mutex<Vec<Answered>>,
}

impl Payment {
    /// The same payment, with its own list of answers.
    pub fn apart(&self) -> Self {
        let Self { nonce, payload, header, answers: _ } = self;
        Self { nonce: nonce.clone(), payload: payload.clone(), header: header.clone(), answers: Mutex::default() }
    }
}

/// The relevant parts of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    pub status: u16,
    pub state: SettlementState,
    pub body: String,
    /// `true` if the money had moved before the request was sent.
    had_moved: bool,
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

impl Seller {
    /// Asks a seller for its offers, and takes the first one that can be paid with EIP-3009.
    pub async fn meet(url: &str, stub: Stub) -> Result<Self> {
        let rest = url.strip_prefix("http://").ok_or("the seller's address begins with http://")?;
        let (address, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let path = if path.is_empty() { "/" } else { path };
        let unpaid = exchange(address, get(path, &[]).as_bytes()).await?;
        let headers = unpaid.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
        let payment_required = match decode_payment_required(headers, &unpaid.body, &DecodeOptions::STRICT)?.value {
            PaymentRequired::V2(payment_required) => payment_required,
            PaymentRequired::V1(_) => return Err("the seller speaks version 1 alone".into()),
        };
        let is_signed = |offer: &&v2::PaymentRequirements| {
            Draft::for_offer(*offer, Address::new([1; 20]), Nonce::new([0; 32]), window(0)).is_ok()
        };
        let offer = payment_required.accepts.iter().filter_map(|offer| offer.get()).find(is_signed);
        let offer = offer.ok_or("no offer is paid by EIP-3009")?.clone();
        Ok(Self { address: address.into(), path: path.into(), payment_required, offer, stub, requests: Mutex::new(1) })
    }

    /// Signs a new payment. A forged one has the signature of a different key.
    pub fn sign(&self, is_forged: bool) -> Result<Payment> {
        self.sign_for(window(self.offer.max_timeout_seconds), is_forged)
    }

    /// Signs a new payment for this window.
    pub fn sign_for(&self, window: Window, is_forged: bool) -> Result<Payment> {
        let mut nonce = [0; 32];
        getrandom::fill(&mut nonce)?;
        let key = SigningKey::from_slice(&if is_forged { [2; 32] } else { KEY })?;
        let draft = Draft::for_offer(&self.offer, PAYER.parse()?, Nonce::new(nonce), window)?;
        let (signature, parity) = key.sign_prehash_recoverable(&draft.digest());
        let signature = Signature::new([signature.to_bytes().as_slice(), &[27 + parity.to_byte()]].concat());
        let payload = draft.with_signature(signature).to_json();
        let digits: String = nonce.iter().map(|byte| format!("{byte:02x}")).collect();
        let header = self.header(&payload);
        Ok(Payment { nonce: format!("0x{digits}"), payload, header, answers: Mutex::default() })
    }

    /// The value of `PAYMENT-SIGNATURE` with this payload.
    pub fn header(&self, payload: &RawJson) -> String {
        self.header_with(payload, |_| {})
    }

    /// The value of `PAYMENT-SIGNATURE` with this payload, after an edit.
    pub fn header_with(&self, payload: &RawJson, edit: impl FnOnce(&mut v2::PaymentPayload)) -> String {
        let mut payment = v2::PaymentPayload::new(self.offer.clone(), payload.clone());
        payment.resource = self.payment_required.resource.clone();
        payment.extensions = self.payment_required.extensions.clone();
        edit(&mut payment);
        PaymentPayload::from(payment).to_header()
    }

    /// `true` if the 402 response has this extension.
    pub fn declares(&self, extension: &str) -> bool {
        self.payment_required.extensions.as_ref().is_some_and(|all| all.as_json().get(extension).is_some())
    }

    /// The value of `X-PAYMENT` with this payload, if the offer has a V1 name.
    pub fn header_v1(&self, payload: &RawJson) -> Option<String> {
        let offer = self.offer.to_v1(self.payment_required.resource.as_ref()?)?;
        Some(v1::PaymentPayload::new(offer.scheme, offer.network, payload.clone()).to_header())
    }

    /// Sends these bytes, which contain the payment.
    pub async fn send(&self, payment: &Payment, request: &str) -> Result<Answered> {
        self.ask(payment, exchange(&self.address, request.as_bytes())).await
    }

    /// Waits for the answer to a request with the payment, and keeps it.
    async fn ask(&self, payment: &Payment, exchange: impl Future<Output = io::Result<Message>>) -> Result<Answered> {
        self.count(1);
        let had_moved = self.stub.known(&payment.nonce).moved;
        let answered = Answered::of(exchange.await?, had_moved);
        payment.answers.lock().map_err(|_| "a panic")?.push(answered.clone());
        Ok(answered)
    }

    /// Sends the payment as ordinary buyers do.
    pub async fn buy(&self, payment: &Payment) -> Result<Answered> {
        self.send(payment, &get(&self.path, &[("PAYMENT-SIGNATURE", &payment.header)])).await
    }

    /// Sends the payment over a connection that is kept open.
    pub async fn buy_over(&self, connection: &mut Connection, payment: &Payment) -> Result<Answered> {
        let request = kept_alive(&self.path, &[("PAYMENT-SIGNATURE", &payment.header)]);
        self.ask(payment, connection.exchange(&self.address, request.as_bytes())).await
    }

    /// Sends the payment again and again, as the seller asks, until it is settled or has failed. Gives up if the seller
    /// never knows.
    pub async fn insist(&self, payment: &Payment) -> Result<Answered> {
        let mut last = self.buy(payment).await;
        for _ in 0..40 {
            match &last {
                Ok(answered) if matches!(answered.state, SettlementState::Settled | SettlementState::Failed) => break,
                _ => tokio::time::sleep(std::time::Duration::from_millis(200)).await,
            }
            last = self.buy(payment).await;
        }
        last
    }

    /// Counts requests that were sent in a different way.
    pub fn count(&self, more: usize) {
        if let Ok(mut requests) = self.requests.lock() {
            *requests += more;
        }
    }

    pub fn requests(&self) -> usize {
        self.requests.lock().map_or(0, |requests| *requests)
    }

    /// Checks the invariants of a payment, whatever happened to it.
    pub fn hold(&self, payment: &Payment, case: &str) -> Result<()> {
        let known = self.stub.known(&payment.nonce);
        let answers = payment.answers.lock().map_err(|_| "a panic")?;
        let served: Vec<_> = answers.iter().filter(|answered| answered.status == 200).collect();
        let is = |holds: bool, what: &str| -> Result<()> {
            if holds { Ok(()) } else { Err(format!("{case}: {what}: {known:?} {answers:?}").into()) }
        };
        is(served.is_empty() || known.moved, "served, and no money moved")?;
        is(
            served.windows(2).all(|two| two.first().map(|one| &one.body) == two.last().map(|one| &one.body)),
            "served twice",
        )?;
        let believed = answers.iter().any(|answered| answered.had_moved && answered.state == SettlementState::Failed);
        is(!believed, "the money has moved, and the buyer may sign again")?;
        is(known.keys.windows(2).all(|two| two.first() == two.last()), "asked to settle by two idempotency keys")
    }
}

impl Answered {
    fn of(message: Message, had_moved: bool) -> Self {
        let headers = message.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
        let settlement = decode_settlement_headers(headers, &DecodeOptions::STRICT).map(|decoded| decoded.value);
        let status = message.status();
        let state = SettlementState::of_answer(status, settlement.as_ref());
        Self { status, state, body: String::from_utf8_lossy(&message.body).into(), had_moved }
    }
}

/// A window that began a minute ago and ends in this many seconds.
pub fn window(seconds: u64) -> Window {
    let now = now();
    Window { valid_after: now.saturating_sub(60).into(), valid_before: now.saturating_add(seconds).into() }
}

/// A request without a body.
pub fn get(path: &str, headers: &[(&str, &str)]) -> String {
    ask("GET", path, headers, "")
}

/// A request without a body, over a connection for more requests.
pub fn kept_alive(path: &str, headers: &[(&str, &str)]) -> String {
    get(path, headers).replace("connection: close\r\n", "")
}

pub fn ask(method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> String {
    let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let length = if body.is_empty() { String::new() } else { format!("content-length: {}\r\n", body.len()) };
    format!("{method} {path} HTTP/1.1\r\nhost: seller\r\nconnection: close\r\n{headers}{length}\r\n{body}")
}
