//! Pays for a URL: `client URL`. Ends with 0 only if the answer came with a settlement that is the one expected.

use std::{
    env,
    error::Error,
    process::ExitCode,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use k256::ecdsa::SigningKey;
use reqwest::{Client, Response, StatusCode, redirect::Policy};
use x402_schemes::evm::{
    Address, Signature,
    eip3009::{Draft, Nonce, Window},
    keccak256,
};
use x402_types::{
    DecodeOptions, Limits, Network, PaymentPayload, PaymentRequired, Scheme, SettleOutcome, SettleResponse,
    http::{decode_payment_required, decode_settlement, insert_payment},
    v2,
};
use x402_verify::client::{Budget, SettlementState, SpendingLimits, choose};

const STRICT: DecodeOptions = DecodeOptions::STRICT;

/// The first account of every development chain: everybody knows this key. Never one that holds anything.
const KEY: [u8; 32] = [
    0xac, 0x09, 0x74, 0xbe, 0xc3, 0x9a, 0x17, 0xe3, 0x6b, 0xa4, 0xa6, 0xb4, 0xd2, 0x38, 0xff, 0x94, 0x4b, 0xac, 0xb4,
    0x78, 0xcb, 0xed, 0x5e, 0xfc, 0xae, 0x78, 0x4d, 0x7b, 0xf4, 0xf2, 0xff, 0x80,
];

type Result<T> = std::result::Result<T, Box<dyn Error>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match buy().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn buy() -> Result<()> {
    let url = env::args().nth(1).ok_or("usage: client URL")?;
    // A payment is for who asked for it, so it does not follow redirects.
    let client = Client::builder().no_proxy().redirect(Policy::none()).timeout(Duration::from_secs(10)).build()?;

    let answer = client.get(&url).send().await?;
    if answer.status() != StatusCode::PAYMENT_REQUIRED {
        return Err(format!("{} without a demand for payment", answer.status()).into());
    }
    let demand = demand_of(answer).await?;
    let offer = take(&demand)?;
    let (payment, payer) = pay(&demand, offer)?;

    let mut request = client.get(&url).build()?;
    insert_payment(request.headers_mut(), &payment)?;
    let answer = client.execute(request).await?;
    let status = answer.status();
    println!("{status}");
    let settlement = decode_settlement(answer.headers(), &STRICT).map(|decoded| decoded.value);
    if status != StatusCode::OK {
        // An answer with a settlement is about this payment, and is read before any new demand (F-4).
        let why = match &settlement {
            Ok(settlement) => said_of(settlement),
            Err(_) => demand_of(answer).await.ok().and_then(|demand| demand.error).unwrap_or_default(),
        };
        return Err(not_served(SettlementState::of_answer(status.as_u16(), settlement.as_ref()), &why).into());
    }
    check(&settlement?, offer, payer)?;
    println!("{}", String::from_utf8(body_of(answer).await?)?);
    Ok(())
}

/// What has to be paid, by an answer of 402.
async fn demand_of(answer: Response) -> Result<v2::PaymentRequired> {
    let headers = answer.headers().clone();
    let body = body_of(answer).await?;
    match decode_payment_required(&headers, &body, &STRICT)?.value {
        PaymentRequired::V2(demand) => Ok(demand),
        PaymentRequired::V1(_) => Err("the server speaks version 1 alone, and this client pays in version 2".into()),
    }
}

/// The body, as long as it is no longer than what would be read of it.
async fn body_of(mut answer: Response) -> Result<Vec<u8>> {
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await? {
        body.extend_from_slice(&chunk);
        if body.len() > Limits::DEFAULT.body {
            return Err("the body is too long".into());
        }
    }
    Ok(body)
}

/// The offer that is within budget: up to two cents in USDC on Base Sepolia.
fn take(demand: &v2::PaymentRequired) -> Result<&v2::PaymentRequirements> {
    let usdc = "0x036CbD53842c5426634e7929541eC2318f3dCF7e";
    let budget = Budget::new(Scheme::EXACT, Network::eip155(84_532), usdc, 20_000.into());
    let choice = choose(&demand.accepts, &SpendingLimits::DEFAULT.with_budgets(&[budget]));
    for passed in &choice.passed_over {
        println!("offer {} is passed over: {}", passed.offer, passed.why);
    }
    let index = choice.offer.ok_or("no offer is within budget")?;
    let offer = demand.accepts.get(index).and_then(|offer| offer.get()).ok_or("no such offer")?;
    println!("offer {index} is taken: {} of {} on {} to {}", offer.amount, offer.asset, offer.network, offer.pay_to);
    Ok(offer)
}

/// Signs the authorization that the offer asks for, and says who paid.
fn pay(demand: &v2::PaymentRequired, offer: &v2::PaymentRequirements) -> Result<(PaymentPayload, Address)> {
    let key = SigningKey::from_slice(&KEY)?;
    let payer = address_of(&key)?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let mut nonce = [0; 32];
    getrandom::fill(&mut nonce)?;
    let window = Window {
        // The clocks of payer and chain need not agree.
        valid_after: now.saturating_sub(60).into(),
        valid_before: now.saturating_add(offer.max_timeout_seconds).into(),
    };
    let draft = Draft::for_offer(offer, payer, Nonce::new(nonce), window)?;
    let (signature, parity) = key.sign_prehash_recoverable(&draft.digest());
    let mut bytes = signature.to_bytes().to_vec();
    bytes.push(27 + parity.to_byte());
    let payload = draft.with_signature(Signature::new(bytes)).to_json();
    let mut payment = v2::PaymentPayload::new(offer.clone(), payload);
    payment.resource = demand.resource.clone();
    payment.extensions = demand.extensions.clone();
    Ok((payment.into(), payer))
}

fn address_of(key: &SigningKey) -> Result<Address> {
    let point = key.verifying_key().to_sec1_point(false);
    let hash = keccak256(point.as_bytes().get(1..).ok_or("no point")?);
    Ok(Address::new(*hash.last_chunk().ok_or("no hash")?))
}

/// The transaction, or why there is none.
fn said_of(settlement: &SettleResponse) -> String {
    match &settlement.outcome {
        SettleOutcome::Failure(Some(reason)) if settlement.transaction.is_empty() => reason.to_string(),
        _ => settlement.transaction.clone(),
    }
}

/// What a buyer does who was not served (F-5, F-6).
fn not_served(state: SettlementState, why: &str) -> String {
    match state {
        SettlementState::Settled => format!("the payment is settled, and nothing was served: {why}"),
        SettlementState::Failed => format!("the payment was not settled: {why}"),
        _ => format!("the payment may still be settled: send the same one again, and sign no new one: {why}"),
    }
}

/// A settlement is what the server says; whether the chain says so too is for who can ask it.
fn check(settlement: &SettleResponse, offer: &v2::PaymentRequirements, payer: Address) -> Result<()> {
    if let SettleOutcome::Failure(reason) = &settlement.outcome {
        return Err(format!("not settled: {reason:?}").into());
    }
    // The scheme `exact` moves money or fails (C-14).
    if settlement.transaction.is_empty() {
        return Err("settled without a transaction".into());
    }
    if settlement.network != Some(offer.network.clone().into()) {
        return Err("settled on another network".into());
    }
    if settlement.payer.as_deref().is_some_and(|found| found.parse() != Ok(payer)) {
        return Err("settled for another payer".into());
    }
    if settlement.amount.is_some_and(|amount| amount != offer.amount) {
        return Err("settled for another amount".into());
    }
    println!("settled for {payer}:");
    println!("  {}", settlement.transaction);
    Ok(())
}
