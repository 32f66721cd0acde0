//! Buys the tool `forecast`: `buyer COMMAND …` starts the command and talks to it over stdio. Ends with 0 only if the payment
//! is settled.

use std::{
    env,
    error::Error,
    process::{ExitCode, Stdio},
    time::{SystemTime, UNIX_EPOCH},
};

use k256::ecdsa::SigningKey;
use rmcp::{
    RoleClient, ServiceExt,
    model::{CallToolRequestParams, RequestMetaObject},
    service::RunningService,
};
use tokio::process::Command;
use x402_extensions::carriers::mcp::{Exchange, Kind, Request, Response, with_payment};
use x402_schemes::{
    Budget, SpendingLimits, choose,
    evm::{
        Address, Signature,
        eip3009::{Draft, Nonce, Window},
        keccak256,
    },
};
use x402_types::{DecodeOptions, Network, PaymentPayload, PaymentRequired, RawJson, Scheme, v2};

const STRICT: DecodeOptions = DecodeOptions::STRICT;
const TOOL: &str = "forecast";
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
    let mut arguments = env::args_os().skip(1);
    let mut command = Command::new(arguments.next().ok_or("usage: buyer COMMAND …")?);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
    let mut server = command.spawn()?;
    let (says, hears) = server.stdout.take().zip(server.stdin.take()).ok_or("the command has no pipes")?;
    let client = ().serve((says, hears)).await?;
    let unpaid = RawJson::parse(&format!(r#"{{"name":"{TOOL}"}}"#))?;
    let (asked, _) = call(&client, &unpaid).await?;
    let demand = match asked.response.and_then(|response| response.demand).map(|demand| demand.value) {
        Some(PaymentRequired::V2(demand)) => demand,
        Some(PaymentRequired::V1(_)) => return Err("the server speaks version 1 alone".into()),
        None => return Err("the tool demands no payment".into()),
    };
    let payment = pay(&demand)?;
    let (paid, result) = call(&client, &with_payment(&unpaid, &payment)).await?;
    client.cancel().await?;
    if let Some(open) = paid.open {
        return Err(open.sentence().into());
    }
    let response = paid.response.ok_or("no answer")?;
    match (response.kind(), response.settlement) {
        (Kind::Settled, Some(settlement)) => println!("settled: {}\n{}", settlement.transaction, result.as_str()),
        (kind, _) => return Err(format!("the payment was not settled: {}", kind.as_str()).into()),
    }
    Ok(())
}

/// Calls the tool, and reads the answer as one to this call.
async fn call(client: &RunningService<RoleClient, ()>, params: &RawJson) -> Result<(Exchange, RawJson)> {
    let request = Request::of_params("tools/call", Some(params.as_json()), &STRICT)?;
    let mut call = CallToolRequestParams::new(TOOL);
    if let Some(meta) = params.as_json().get("_meta") {
        call.meta = Some(serde_json::from_str::<RequestMetaObject>(meta.text())?);
    }
    let result = RawJson::parse(&serde_json::to_string(&client.call_tool(call).await?)?)?;
    let response = Response::of_result(result.as_json(), &STRICT)?;
    Ok((Exchange::of(Some(request), Some(response))?, result))
}

/// Signs the authorization that an offer within budget asks for: up to two cents in USDC on Base Sepolia.
fn pay(demand: &v2::PaymentRequired) -> Result<PaymentPayload> {
    let usdc = "0x036CbD53842c5426634e7929541eC2318f3dCF7e";
    let budget = Budget::new(Scheme::EXACT, Network::eip155(84_532), usdc, 20_000.into());
    let index = choose(&demand.accepts, &SpendingLimits::DEFAULT.with_budgets(&[budget]))
        .offer
        .ok_or("no offer is within budget")?;
    let offer = demand.accepts.get(index).and_then(|offer| offer.get()).ok_or("no such offer")?;
    let key = SigningKey::from_slice(&KEY)?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let mut nonce = [0; 32];
    getrandom::fill(&mut nonce)?;
    let window = Window {
        // The clocks of payer and chain need not agree.
        valid_after: now.saturating_sub(60).into(),
        valid_before: now.saturating_add(offer.max_timeout_seconds).into(),
    };
    let draft = Draft::for_offer(offer, address_of(&key)?, Nonce::new(nonce), window)?;
    let (signature, parity) = key.sign_prehash_recoverable(&draft.digest());
    let mut bytes = signature.to_bytes().to_vec();
    bytes.push(27 + parity.to_byte());
    let payload = draft.with_signature(Signature::new(bytes)).to_json();
    let mut payment = v2::PaymentPayload::new(offer.clone(), payload);
    payment.resource = demand.resource.clone();
    Ok(payment.into())
}

fn address_of(key: &SigningKey) -> Result<Address> {
    let point = key.verifying_key().to_sec1_point(false);
    let hash = keccak256(point.as_bytes().get(1..).ok_or("no point")?);
    Ok(Address::new(*hash.last_chunk().ok_or("no hash")?))
}
