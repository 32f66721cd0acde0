//! A facilitator that follows instructions, right or wrong, and remembers which money it moved.

use std::{
    collections::{HashMap, VecDeque},
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    io::AsyncWriteExt,
    net::{TcpListener, TcpStream},
    time::sleep,
};
use x402_types::{
    AnyNetwork, DecodeOptions, FacilitatorRequest, JsonRef, ReasonCode, SettleResponse, VerifyResponse, Wire,
};

use crate::wire::{Message, read};

/// The answer of the facilitator to a request to settle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SettleAnswer {
    /// The money moves, and the answer reports it.
    Settled,
    /// The money moves, and the answer reports it after this many milliseconds.
    After(u64),
    /// The money moves, and the connection breaks.
    MovesAndBreaks,
    /// The connection breaks, and no money moves.
    Breaks,
    /// The money moves, and no answer comes.
    MovesAndHangs,
    /// No money moves: the payer has none.
    Refuses,
    /// The money moves, and the answer reports that the transaction is not confirmed.
    Pending,
    /// The money moves, and the answer has this status.
    Status(u16),
    /// The money moves, and the answer is a page.
    Html,
    /// The money moves, and this is the answer.
    Text(&'static str),
    /// The money moves, and this many bytes follow the answer.
    Long(usize),
    /// No money moves, and the answer is a success with something wrong in it.
    Lies(Lie),
}

/// The wrong part of a false success.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lie {
    Network,
    Payer,
    Amount,
    NoTransaction,
}

/// The facilitator's knowledge of one payment.
#[derive(Clone, Debug, Default)]
pub struct Known {
    pub moved: bool,
    /// The idempotency keys of the requests to settle, in order.
    pub keys: Vec<String>,
    plan: VecDeque<SettleAnswer>,
}

#[derive(Debug, Default)]
struct Inner {
    payments: HashMap<String, Known>,
    /// `true` if a repeated request is refused, even with a known idempotency key.
    ignores_keys: bool,
    asked: usize,
}

const SUPPORTED: &str =
    r#"{"kinds":[{"x402Version":2,"scheme":"exact","network":"eip155:84532"}],"extensions":[],"signers":{}}"#;

/// A handle of the facilitator.
#[derive(Clone, Debug, Default)]
pub struct Stub(Arc<Mutex<Inner>>);

impl Stub {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sets the next answers about the payment with this nonce. After them it is settled.
    pub fn plan(&self, nonce: &str, answer: impl IntoIterator<Item = SettleAnswer>) {
        self.inner().payments.entry(nonce.into()).or_default().plan = answer.into_iter().collect();
    }

    pub fn ignore_keys(&self, ignores: bool) {
        self.inner().ignores_keys = ignores;
    }

    pub fn known(&self, nonce: &str) -> Known {
        self.inner().payments.get(nonce).cloned().unwrap_or_default()
    }

    /// Forgets a payment that will not come again.
    pub fn forget(&self, nonce: &str) {
        self.inner().payments.remove(nonce);
    }

    /// Returns how many times it was asked anything.
    pub fn asked(&self) -> usize {
        self.inner().asked
    }

    /// Answers until the program ends.
    pub async fn listen(self, listener: TcpListener) {
        loop {
            match listener.accept().await {
                Ok((stream, _)) => drop(tokio::spawn(self.clone().serve(stream))),
                // The connection is gone, or there are no file handles for now.
                Err(_) => sleep(Duration::from_millis(10)).await,
            }
        }
    }

    async fn serve(self, mut stream: TcpStream) {
        // The seller may disconnect.
        while let Ok(request) = read(&mut stream).await {
            match self.answer(&mut stream, &request).await {
                Ok(true) => {}
                Ok(false) | Err(_) => return,
            }
        }
    }

    /// `true` if the connection continues.
    async fn answer(&self, stream: &mut TcpStream, request: &Message) -> io::Result<bool> {
        if request.first.contains("/supported") {
            return write(stream, 200, "application/json", SUPPORTED.as_bytes()).await;
        }
        let text = String::from_utf8_lossy(&request.body);
        let Ok(asked) = FacilitatorRequest::decode(&*text, &DecodeOptions::STRICT).map(|decoded| decoded.value) else {
            return write(stream, 400, "application/json", b"{}").await;
        };
        let (payload, network) = match &asked {
            FacilitatorRequest::V1(asked) => {
                (&asked.payment_payload.payload, AnyNetwork::from(asked.payment_requirements.network.clone()))
            }
            FacilitatorRequest::V2(asked) => {
                (&asked.payment_payload.payload, AnyNetwork::from(asked.payment_requirements.network.clone()))
            }
        };
        let nonce = nonce_of(payload.as_json()).unwrap_or_default();
        if request.first.contains("/verify") {
            self.inner().asked += 1;
            let refuses = self.known(&nonce).plan.front() == Some(&SettleAnswer::Refuses);
            let invalid = VerifyResponse::invalid(ReasonCode::new("invalid_exact_evm_payload_signature"));
            let body = if refuses { invalid } else { VerifyResponse::valid() }.to_json();
            return write(stream, 200, "application/json", body.as_bytes()).await;
        }
        let (answer, repeated) = self.settle(&nonce, request.header("idempotency-key").unwrap_or_default());
        if let SettleAnswer::After(milliseconds) = answer {
            sleep(Duration::from_millis(milliseconds)).await;
        }
        // The money moves even if the seller is gone.
        if !matches!(answer, SettleAnswer::Breaks | SettleAnswer::Refuses | SettleAnswer::Lies(_)) {
            self.inner().payments.entry(nonce.clone()).or_default().moved = true;
        }
        if repeated {
            let refusal = SettleResponse::failure(ReasonCode::new("duplicate_settlement"), network);
            return write(stream, 200, "application/json", refusal.to_json().as_bytes()).await;
        }
        tell(stream, answer, SettleResponse::success(nonce, network)).await
    }

    /// The answer, and whether the request is a repetition that this facilitator refuses.
    fn settle(&self, nonce: &str, key: &str) -> (SettleAnswer, bool) {
        let mut inner = self.inner();
        inner.asked += 1;
        let ignores_keys = inner.ignores_keys;
        let known = inner.payments.entry(nonce.into()).or_default();
        known.keys.push(key.into());
        let answer = known.plan.pop_front();
        (answer.unwrap_or(SettleAnswer::Settled), known.moved && ignores_keys && answer.is_none())
    }
}

/// The nonce of the payment, which is the hash of its transaction here.
fn nonce_of(payload: JsonRef<'_>) -> Option<String> {
    Some(payload.get("authorization")?.get("nonce")?.string().ok()?.to_lowercase())
}

async fn tell(stream: &mut TcpStream, answer: SettleAnswer, mut success: SettleResponse) -> io::Result<bool> {
    let json = "application/json";
    let network = success.network.clone();
    match answer {
        SettleAnswer::Settled | SettleAnswer::After(_) => write(stream, 200, json, success.to_json().as_bytes()).await,
        SettleAnswer::Status(status) => write(stream, status, json, success.to_json().as_bytes()).await,
        SettleAnswer::Html => write(stream, 200, "text/html", success.to_json().as_bytes()).await,
        SettleAnswer::Text(text) => write(stream, 200, json, text.as_bytes()).await,
        SettleAnswer::Long(length) => {
            let body = success.to_json() + &" ".repeat(length);
            write(stream, 200, json, body.as_bytes()).await
        }
        SettleAnswer::Breaks | SettleAnswer::MovesAndBreaks => Ok(false),
        SettleAnswer::MovesAndHangs => {
            sleep(Duration::from_secs(60)).await;
            Ok(false)
        }
        SettleAnswer::Refuses => {
            let Some(network) = network else { return Ok(false) };
            let refusal = SettleResponse::failure(ReasonCode::new("insufficient_funds"), network);
            write(stream, 200, json, refusal.to_json().as_bytes()).await
        }
        SettleAnswer::Pending => {
            let Some(network) = network else { return Ok(false) };
            let mut pending = SettleResponse::failure(ReasonCode::new("settlement_pending"), network);
            pending.transaction = success.transaction;
            write(stream, 200, json, pending.to_json().as_bytes()).await
        }
        SettleAnswer::Lies(lie) => {
            match lie {
                Lie::Network => success.network = Some(x402_types::Network::eip155(1).into()),
                Lie::Payer => success.payer = Some("0x1111111111111111111111111111111111111111".into()),
                Lie::Amount => success.amount = Some(1.into()),
                Lie::NoTransaction => success.transaction = String::new(),
            }
            write(stream, 200, json, success.to_json().as_bytes()).await
        }
    }
}

async fn write(stream: &mut TcpStream, status: u16, content_type: &str, body: &[u8]) -> io::Result<bool> {
    let length = body.len();
    let head = format!("HTTP/1.1 {status} Said\r\ncontent-type: {content_type}\r\ncontent-length: {length}\r\n\r\n");
    stream.write_all(&[head.as_bytes(), body].concat()).await?;
    Ok(true)
}
