//! Payments with unusual terms: their end, their purpose, and their identifier.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::time::sleep;
use x402_schemes::evm::eip3009::Window;
use x402_types::{DecodeOptions, Members, RawJson, Scheme, Uint256, Wire, decode_settlement_headers, v2};

use crate::{
    buyer::{Payment, Result, Seller, ask, get, window},
    cases::{is, settled},
    stub::SettleAnswer,
    wire::exchange,
};

const IDENTIFIER: &str = "payment-identifier";

/// Payments that are refused, and that no facilitator is asked to settle.
pub async fn refused(seller: &Arc<Seller>) -> Result<()> {
    let mut odd = vec![];
    let endless = Window { valid_after: 0.into(), valid_before: Uint256::MAX.into() };
    let payment = seller.sign_for(endless, false)?;
    odd.push(("a payment without an end", payment.header.clone(), payment));
    let foreign = |payment: &mut v2::PaymentPayload| {
        payment.resource = Some(v2::ResourceInfo::new("https://elsewhere.example/forecast"));
    };
    let payment = seller.sign(false)?;
    odd.push(("a payment for another resource", seller.header_with(&payment.payload, foreign), payment));
    if seller.declares(IDENTIFIER) {
        let payment = seller.sign(false)?;
        odd.push(("an identifier that is null", named(seller, &payment, "null")?, payment));
    }
    for (case, header, payment) in odd {
        let answered = seller.send(&payment, &get(&seller.path, &[("PAYMENT-SIGNATURE", &header)])).await?;
        is((400..500).contains(&answered.status), || format!("{case}: {answered:?}"))?;
        is(seller.stub.known(&payment.nonce).keys.is_empty(), || format!("{case}: settled"))?;
    }
    Ok(())
}

/// An answer repeats no characters that control a terminal, and each is JSON.
pub async fn answers(seller: &Arc<Seller>) -> Result<()> {
    let payment = seller.sign(false)?;
    let evil: Scheme = "exact\u{1b}[2J\u{202e}".parse()?;
    let header = seller.header_with(&payment.payload, |payment| payment.accepted.scheme = evil);
    let answer = exchange(&seller.address, get(&seller.path, &[("PAYMENT-SIGNATURE", &header)]).as_bytes()).await?;
    is((400..500).contains(&answer.status()), || format!("another scheme: {answer:?}"))?;
    let body = RawJson::parse(std::str::from_utf8(&answer.body)?)?;
    let mut errors: Vec<String> =
        body.as_json().get("error").and_then(|error| Some(error.string().ok()?.into())).into_iter().collect();
    if let Some(payment_required) = answer.header("payment-required") {
        errors.extend(v2::PaymentRequired::decode_header(payment_required, &DecodeOptions::STRICT)?.value.error);
    }
    is(!errors.is_empty(), || format!("another scheme is refused without a reason: {answer:?}"))?;
    let controls = |character: char| character.is_control() || character == '\u{202e}';
    is(!errors.iter().any(|error| error.contains(controls)), || format!("raw in an error: {errors:?}"))?;

    let large = ask("POST", &seller.path, &[("PAYMENT-SIGNATURE", &payment.header)], &"x".repeat(8 << 20));
    // A server may close the connection instead of reading all of it.
    let answer = exchange(&seller.address, large.as_bytes()).await;
    let is_json = |kind: &str| kind.starts_with("application/json");
    let holds = answer
        .as_ref()
        .map_or(true, |answer| answer.status() != 413 || answer.header("content-type").is_some_and(is_json));
    is(holds, || format!("a large body: {answer:?}"))?;

    if seller.declares("offer-receipt") {
        let payment = seller.sign(false)?;
        let path = format!("{}?city=Ulm", seller.path);
        let answer =
            exchange(&seller.address, get(&path, &[("PAYMENT-SIGNATURE", &payment.header)]).as_bytes()).await?;
        let headers = answer.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
        let settlement = decode_settlement_headers(headers, &DecodeOptions::STRICT)?.value;
        is(settlement.to_json().contains("city=Ulm"), || format!("a receipt without the query: {settlement:?}"))?;
    }
    seller.count(3);
    Ok(())
}

/// Several payments under one identifier: one is settled, and all get its answer.
pub async fn identifiers(seller: &Arc<Seller>) -> Result<()> {
    if !seller.declares(IDENTIFIER) {
        return Ok(());
    }
    let first = seller.sign(false)?;
    let id = identifier(&first);
    let (mut settlements, mut bodies) = (0, vec![]);
    for payment in [first, seller.sign(false)?, seller.sign(false)?] {
        let header = named(seller, &payment, &id)?;
        let answered = seller.send(&payment, &get(&seller.path, &[("PAYMENT-SIGNATURE", &header)])).await?;
        settled("under one identifier", &answered)?;
        settlements += usize::from(seller.stub.known(&payment.nonce).moved);
        bodies.push(answered.body);
    }
    bodies.dedup();
    is((settlements, bodies.len()) == (1, 1), || format!("one identifier: {settlements} settled, {bodies:?}"))
}

/// Payments that are open when their windows end: one, and one with an identifier if the seller reads identifiers.
pub struct Late {
    payments: Vec<Payment>,
    ended: Instant,
}

/// The facilitator moves the money, and both its answers are lost.
pub async fn begin_late(seller: &Arc<Seller>) -> Result<Late> {
    // A seller refuses a payment that may end before its settlement. This is the shortest window that it accepts.
    for seconds in [8, 16, 32, seller.offer.max_timeout_seconds] {
        let Some(payment) = begin_open(seller, seconds, false).await? else { continue };
        let mut payments = vec![payment];
        if seller.declares(IDENTIFIER) {
            payments.extend(begin_open(seller, seconds, true).await?);
        }
        return Ok(Late { payments, ended: Instant::now() + Duration::from_secs(seconds + 1) });
    }
    Err("no payment is taken, of whatever window".into())
}

/// A payment whose money has moved without the seller's knowledge. `None` if the seller does not accept a window of
/// this many seconds.
async fn begin_open(seller: &Arc<Seller>, seconds: u64, is_named: bool) -> Result<Option<Payment>> {
    let mut payment = seller.sign_for(window(seconds), false)?;
    if is_named {
        payment.header = named(seller, &payment, &identifier(&payment))?;
    }
    seller.stub.plan(&payment.nonce, [SettleAnswer::MovesAndBreaks; 2]);
    let answered = seller.buy(&payment).await?;
    let has_moved = seller.stub.known(&payment.nonce).moved;
    is(!has_moved || answered.status != 200, || format!("served without an answer: {answered:?}"))?;
    Ok(has_moved.then_some(payment))
}

/// A buyer who does what the seller asks, and sends the payment again, is served after its window, too. So is a later
/// payment under the same identifier, which is not settled.
pub async fn end_late(seller: &Arc<Seller>, late: Late) -> Result<()> {
    sleep(late.ended.saturating_duration_since(Instant::now())).await;
    for payment in &late.payments {
        settled("after its window", &seller.insist(payment).await?)?;
        seller.hold(payment, "after its window")?;
    }
    let [_, first] = &late.payments[..] else { return Ok(()) };
    let later = seller.sign(false)?;
    let header = named(seller, &later, &identifier(first))?;
    let answered = seller.send(&later, &get(&seller.path, &[("PAYMENT-SIGNATURE", &header)])).await?;
    settled("under an identifier whose window has ended", &answered)?;
    is(!seller.stub.known(&later.nonce).moved, || "under an identifier whose window has ended: settled twice".into())
}

/// An identifier for this payment, as JSON.
fn identifier(payment: &Payment) -> String {
    format!("\"pay_{}\"", payment.nonce.trim_start_matches("0x"))
}

/// The header of a payment with this identifier, which is JSON.
fn named(seller: &Seller, payment: &Payment, id: &str) -> Result<String> {
    let extension = RawJson::parse(&format!(r#"{{"info":{{"required":false,"id":{id}}}}}"#))?;
    let mut extensions = Members::new();
    for (name, value) in
        seller.payment_required.extensions.iter().filter_map(|all| all.as_json().members().ok()).flatten()
    {
        extensions.insert(&name, if name == IDENTIFIER { extension.clone() } else { value.into() });
    }
    Ok(seller.header_with(&payment.payload, |payment| payment.extensions = Some(extensions.into())))
}
