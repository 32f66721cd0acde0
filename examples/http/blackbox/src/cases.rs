//! The attacks on a running seller.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::{io::AsyncWriteExt, task::JoinSet, time::sleep};
use x402_types::RawJson;
use x402_verify::client::SettlementState;

use crate::{
    buyer::{Answered, Payment, Result, Seller, ask, get},
    stub::{Lie, SettleAnswer},
    wire::{connect, exchange},
};

/// Returns an error if the condition does not hold.
pub fn is(holds: bool, what: impl Fn() -> String) -> Result<()> {
    if holds { Ok(()) } else { Err(what().into()) }
}

pub fn settled(case: &str, answered: &Answered) -> Result<()> {
    let holds = answered.status == 200 && answered.state == SettlementState::Settled;
    is(holds, || format!("{case}: not served: {answered:?}"))
}

/// Sends all requests at once, and returns the answers.
async fn all(seller: &Arc<Seller>, payment: &Arc<Payment>, requests: Vec<String>) -> Result<Vec<Answered>> {
    let mut tasks = JoinSet::new();
    for request in requests {
        let (seller, payment) = (Arc::clone(seller), Arc::clone(payment));
        tasks.spawn(async move { seller.send(&payment, &request).await });
    }
    let mut answers = Vec::new();
    while let Some(answered) = tasks.join_next().await {
        answers.push(answered??);
    }
    Ok(answers)
}

/// Many copies of one payment at once: one is settled, and each gets the same goods, or is told to come again.
pub async fn duplicates(seller: &Arc<Seller>, rounds: usize) -> Result<()> {
    for round in 0..rounds {
        let copies = [2, 5, 10, 50].into_iter().cycle().nth(round).unwrap_or(2);
        let payment = Arc::new(seller.sign(false)?);
        seller
            .stub
            .plan(&payment.nonce, [if round % 2 == 0 { SettleAnswer::Settled } else { SettleAnswer::After(300) }]);
        let request = get(&seller.path, &[("PAYMENT-SIGNATURE", &payment.header)]);
        let answers = all(seller, &payment, vec![request; copies]).await?;
        let case = format!("{copies} copies at once");
        is(answers.iter().any(|answered| answered.status == 200), || format!("{case}: nobody is served"))?;
        settled(&case, &seller.insist(&payment).await?)?;
        seller.hold(&payment, &case)?;
        let asked = seller.stub.known(&payment.nonce).keys.len();
        is(asked == 1, || format!("{case}: settled {asked} times"))?;
    }
    Ok(())
}

/// One payment in different encodings, at once: it is sold once.
pub async fn spellings(seller: &Arc<Seller>, rounds: usize) -> Result<()> {
    for _ in 0..rounds {
        spell(seller).await?;
    }
    Ok(())
}

async fn spell(seller: &Arc<Seller>) -> Result<()> {
    let payment = Arc::new(seller.sign(false)?);
    let payload = payment.payload.as_str();
    let mut requests = vec![
        get(&seller.path, &[("PAYMENT-SIGNATURE", &payment.header)]),
        get(&seller.path, &[("payment-signature", &payment.header)]),
        get(&seller.path, &[("Payment-Signature", &format!("  {}  ", payment.header))]),
    ];
    // A seller that refuses these has not decoded the payment, and reports nothing about it.
    let mut unread = vec![
        get(&seller.path, &[("PAYMENT-SIGNATURE", payment.header.trim_end_matches('='))]),
        get(&seller.path, &[("PAYMENT-SIGNATURE", &payment.header), ("PAYMENT-SIGNATURE", &payment.header)]),
    ];
    // The case of hexadecimal digits does not matter. The case of field names does.
    let digits_in = |case: fn(&str) -> String| {
        let parts = payload.split('"').map(|part| match part.strip_prefix("0x") {
            Some(digits) => format!("0x{}", case(digits)),
            None => part.to_owned(),
        });
        parts.collect::<Vec<_>>().join("\"")
    };
    for text in [payload.replace("\":", "\" :  "), digits_in(str::to_lowercase), digits_in(str::to_uppercase)] {
        let payload = RawJson::parse(&text)?;
        requests.push(get(&seller.path, &[("PAYMENT-SIGNATURE", &seller.header(&payload))]));
    }
    if let Some(header) = seller.header_v1(&payment.payload) {
        requests.push(get(&seller.path, &[("X-PAYMENT", &header)]));
        unread.push(get(&seller.path, &[("X-PAYMENT", &header), ("PAYMENT-SIGNATURE", &payment.header)]));
    }
    let apart = Arc::new(payment.apart());
    let (answers, unread) = tokio::join!(all(seller, &payment, requests), all(seller, &apart, unread));
    let (answers, _) = (answers?, unread?);
    is(answers.iter().any(|answered| answered.status == 200), || format!("spellings: nobody is served: {answers:?}"))?;
    // A seller may treat the other version as a different request, and reports the outcome of the payment there.
    let last = seller.insist(&payment).await?;
    let knows = matches!(last.status, 200 | 409) && last.state == SettlementState::Settled;
    is(knows, || format!("spellings: not told of the settlement: {last:?}"))?;
    seller.hold(&payment, "spellings")?;
    let asked = seller.stub.known(&payment.nonce).keys.len();
    is(asked == 1, || format!("spellings: settled {asked} times"))
}

/// Buyers disconnect at every stage, cleanly or with a reset, and come again.
pub async fn hang_ups(seller: &Arc<Seller>, rounds: usize) -> Result<()> {
    for round in 1..=rounds {
        let mut tasks = JoinSet::new();
        for is_reset in [false, true] {
            for stage in [Stage::Headers(round, rounds + 1), Stage::Sent, Stage::Settling, Stage::Answered] {
                let seller = Arc::clone(seller);
                tasks.spawn(async move { hang_up(&seller, stage, is_reset).await });
            }
        }
        while let Some(done) = tasks.join_next().await {
            done??;
        }
    }
    Ok(())
}

/// The stage of a request at which the buyer disconnects.
#[derive(Clone, Copy, Debug)]
enum Stage {
    /// A part of the headers is sent: this many of so many parts.
    Headers(usize, usize),
    Sent,
    Settling,
    Answered,
}

async fn hang_up(seller: &Seller, stage: Stage, is_reset: bool) -> Result<()> {
    let payment = seller.sign(false)?;
    seller.stub.plan(&payment.nonce, [SettleAnswer::After(200)]);
    let request = get(&seller.path, &[("PAYMENT-SIGNATURE", &payment.header)]);
    let (sent, pause) = match stage {
        Stage::Headers(part, parts) => (request.len() * part / parts, 0),
        Stage::Sent => (request.len(), 0),
        Stage::Settling => (request.len(), 100),
        Stage::Answered => (request.len(), 600),
    };
    let mut stream = connect(&seller.address).await?;
    stream.write_all(request.as_bytes().get(..sent).unwrap_or_default()).await?;
    seller.count(1);
    sleep(Duration::from_millis(pause)).await;
    if is_reset {
        stream.set_zero_linger()?;
    }
    drop(stream);
    let case = format!("hung up: {stage:?}, reset: {is_reset}");
    settled(&case, &seller.insist(&payment).await?)?;
    seller.hold(&payment, &case)?;
    let asked = seller.stub.known(&payment.nonce).keys.len();
    is(asked == 1, || format!("{case}: settled {asked} times"))
}

const TWICE: &str = r#"{"success":true,"success":true,"transaction":"0x00","network":"eip155:84532"}"#;

/// The facilitator is slow, wrong, dead, or contradicts itself, once or twice, and then answers correctly.
pub async fn facilitators(seller: &Arc<Seller>) -> Result<()> {
    let answers = [
        SettleAnswer::MovesAndBreaks,
        SettleAnswer::Breaks,
        SettleAnswer::MovesAndHangs,
        SettleAnswer::Pending,
        SettleAnswer::After(1_500),
        SettleAnswer::Html,
        SettleAnswer::Status(302),
        SettleAnswer::Status(307),
        SettleAnswer::Status(404),
        SettleAnswer::Status(500),
        SettleAnswer::Text(""),
        SettleAnswer::Text("null"),
        SettleAnswer::Text("{"),
        SettleAnswer::Text("{}{}"),
        SettleAnswer::Text("{\"success\":\"true\"}"),
        SettleAnswer::Text(TWICE),
        SettleAnswer::Long(3 << 20),
        SettleAnswer::Lies(Lie::Network),
        SettleAnswer::Lies(Lie::Payer),
        SettleAnswer::Lies(Lie::Amount),
        SettleAnswer::Lies(Lie::NoTransaction),
    ];
    for ignores_keys in [false, true] {
        seller.stub.ignore_keys(ignores_keys);
        let mut tasks = JoinSet::new();
        for answer in answers {
            for times in [1, 2] {
                let seller = Arc::clone(seller);
                tasks.spawn(async move { fault(&seller, answer, times, ignores_keys).await });
            }
        }
        while let Some(done) = tasks.join_next().await {
            done??;
        }
        seller.stub.ignore_keys(false);
    }
    let payment = seller.sign(false)?;
    seller.stub.plan(&payment.nonce, [SettleAnswer::Refuses]);
    let answered = seller.buy(&payment).await?;
    let failed = answered.status == 402 && answered.state == SettlementState::Failed;
    is(failed, || format!("a refusal is passed on: {answered:?}"))?;
    seller.hold(&payment, "a refusal")
}

async fn fault(seller: &Seller, answer: SettleAnswer, times: usize, ignores_keys: bool) -> Result<()> {
    let case = format!("{answer:?}, {times} times, keys ignored: {ignores_keys}");
    let payment = seller.sign(false)?;
    seller.stub.plan(&payment.nonce, vec![answer; times]);
    let first = seller.buy(&payment).await?;
    let lies = matches!(answer, SettleAnswer::Lies(_));
    let believed = first.status == 200 || first.state == SettlementState::Settled;
    is(!(lies && believed && !seller.stub.known(&payment.nonce).moved), || format!("{case}: believed: {first:?}"))?;
    // With a facilitator that recognises repeated requests, the payment is settled in the end. With one that does not,
    // the outcome may stay unknown to the seller forever.
    if ignores_keys && first.status != 200 {
        for _ in 0..3 {
            seller.buy(&payment).await?;
        }
    } else {
        settled(&case, &seller.insist(&payment).await?)?;
    }
    seller.hold(&payment, &case)
}

/// Forged payments, and honest buyers between them. Returns the longest time that an honest buyer waited.
pub async fn flood(seller: &Arc<Seller>, forged: usize) -> Result<Duration> {
    let before = seller.stub.asked();
    let mut tasks = JoinSet::new();
    for _ in 0..16 {
        let seller = Arc::clone(seller);
        tasks.spawn(async move {
            for _ in 0..forged / 16 {
                let payment = seller.sign(true)?;
                seller.stub.plan(&payment.nonce, [SettleAnswer::Refuses]);
                let answered = seller.buy(&payment).await?;
                is(answered.status == 402, || format!("a forged payment: {answered:?}"))?;
            }
            Ok::<_, Box<dyn std::error::Error + Send + Sync>>(())
        });
    }
    let (mut slowest, mut honest) = (Duration::ZERO, 0);
    while !tasks.is_empty() {
        let payment = seller.sign(false)?;
        let began = Instant::now();
        settled("during a flood", &seller.buy(&payment).await?)?;
        slowest = slowest.max(began.elapsed());
        honest += 1;
        sleep(Duration::from_millis(20)).await;
        while let Some(done) = tasks.try_join_next() {
            done??;
        }
    }
    let asked = seller.stub.asked() - before;
    is(asked == honest, || format!("the facilitator was asked {} times about forged payments", asked - honest))?;
    is(slowest < Duration::from_secs(5), || format!("an honest buyer waited {slowest:?}"))?;
    Ok(slowest)
}

/// Connections that send a byte now and then. Meanwhile honest buyers are served.
pub async fn slow_clients(seller: &Arc<Seller>, connections: usize) -> Result<()> {
    let mut open = Vec::new();
    for _ in 0..connections {
        open.push(connect(&seller.address).await?);
    }
    for byte in b"GET /" {
        for stream in &mut open {
            // The seller may close these.
            drop(stream.write_all(&[*byte]).await);
        }
        let payment = seller.sign(false)?;
        settled("next to slow clients", &seller.buy(&payment).await?)?;
    }
    seller.count(connections);
    Ok(())
}

/// A page of a different origin asks whether it may send a payment, and may read the answer.
pub async fn browsers(seller: &Arc<Seller>) -> Result<()> {
    let origin = ("origin", "https://page.example");
    let names = [("access-control-request-method", "GET"), ("access-control-request-headers", "payment-signature")];
    let preflight =
        exchange(&seller.address, ask("OPTIONS", &seller.path, &[origin, names[0], names[1]], "").as_bytes()).await?;
    let allowed = preflight.header("access-control-allow-headers").unwrap_or_default().to_lowercase();
    let allows = preflight.header("access-control-allow-origin").is_some() && allowed.contains("payment-signature");
    is(allows && (200..300).contains(&preflight.status()), || format!("a preflight: {preflight:?}"))?;
    let payment = seller.sign(false)?;
    for headers in [vec![origin], vec![origin, ("PAYMENT-SIGNATURE", &payment.header)]] {
        let answer = exchange(&seller.address, get(&seller.path, &headers).as_bytes()).await?;
        let exposed = answer.header("access-control-expose-headers").unwrap_or_default().to_lowercase();
        let shows = exposed.contains("payment-required") && exposed.contains("payment-response");
        is(shows && answer.header("access-control-allow-origin").is_some(), || {
            format!("an answer to a page: {answer:?}")
        })?;
    }
    seller.count(3);
    Ok(())
}

/// Other methods, other requests, and junk.
pub async fn oddities(seller: &Arc<Seller>) -> Result<()> {
    let payment = seller.sign(false)?;
    let signature = [("PAYMENT-SIGNATURE", payment.header.as_str())];
    // The answer to a HEAD request has a length, and no body.
    drop(seller.send(&payment, &ask("HEAD", &seller.path, &signature, "")).await);
    is(seller.stub.known(&payment.nonce).keys.is_empty(), || "HEAD is charged".into())?;
    settled("after a HEAD", &seller.buy(&payment).await?)?;
    let elsewhere = seller.send(&payment, &get(&format!("{}?city=Bonn", seller.path), &signature)).await?;
    is(elsewhere.status != 200, || format!("sold twice: {elsewhere:?}"))?;
    seller.hold(&payment, "for something else")?;
    for junk in ["", "junk", "e30=", "bnVsbA==", "🦀", &"A".repeat(20_000)] {
        let answer = exchange(&seller.address, get(&seller.path, &[("PAYMENT-SIGNATURE", junk)]).as_bytes()).await;
        // A server may close the connection instead of reading this.
        is(answer.as_ref().is_ok_and(|answer| (400..500).contains(&answer.status())) || answer.is_err(), || {
            format!("junk: {answer:?}")
        })?;
        seller.count(1);
    }
    let payment = seller.sign(false)?;
    let large = ask("POST", &seller.path, &[("PAYMENT-SIGNATURE", &payment.header)], &"x".repeat(8 << 20));
    drop(seller.send(&payment, &large).await);
    seller.hold(&payment, "a large body")?;
    settled("after all that", &seller.buy(&seller.sign(false)?).await?)
}
