//! Pays for a URL: `client URL [--blockhash BLOCKHASH] [--stellar NODE]`. Ends with 0 only if the answer came with a settlement that is the
//! one expected. A payment on Solana needs a blockhash of the last minute, which a node tells (`getLatestBlockhash`). `NODE` is the URL
//! of a node of Stellar. With it the client rather pays there.

use std::{env, error::Error, process::ExitCode, time::Duration};

use reqwest::{Client, Response, redirect::Policy};
use x402_buyer::{Allowance, Buyer, Demand, EvmKey, Fresh, MemoryLedger, SolanaKey, StellarKey};
use x402_schemes::{solana::Address, stellar};
use x402_types::{Limits, Network, RawJson};
use x402_verify::{
    Answer, Question,
    json_rpc::JsonRpc,
    stellar::{Answer as OfStellar, questions},
};

/// The first account of every development chain: everybody knows this key. Never one that holds anything.
const KEY: &str = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
/// Everybody knows this one, too: of an account on Solana, and of one on Stellar.
const SEED: [u8; 32] = [1; 32];

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
    const USAGE: &str = "usage: client URL [--blockhash BLOCKHASH] [--stellar NODE]";
    let mut args = env::args().skip(1);
    let url = args.next().ok_or(USAGE)?;
    let (mut blockhash, mut node) = (None, None);
    while let Some(option) = args.next() {
        let value = args.next().ok_or(USAGE)?;
        match option.as_str() {
            "--blockhash" => blockhash = Some(value.parse().map(Address::to_bytes)?),
            "--stellar" => node = Some(value),
            _ => return Err(USAGE.into()),
        }
    }
    // A payment is for who asked for it, so it does not follow redirects.
    let client = Client::builder().no_proxy().redirect(Policy::none()).timeout(Duration::from_secs(10)).build()?;
    // Up to two cents. The ledger ends with this program; a wallet keeps one.
    let on_base = Allowance::of_token("USDC", &Network::eip155(84_532), "0.02")?;
    let on_solana = Allowance::of_token("USDC", &Network::SOLANA_DEVNET, "0.02")?;
    let on_stellar = node.is_some().then(|| Allowance::of_token("USDC", &stellar::TESTNET, "0.02")).transpose()?;
    let buyer = Buyer::new(on_stellar.into_iter().chain([on_base, on_solana]))
        .with_signer(KEY.parse::<EvmKey>()?)
        .with_signer(SolanaKey::from_seed(&SEED))
        .with_signer(StellarKey::from_seed(&SEED));

    let demand = demand_of(client.get(&url).send().await?).await?;
    let ledger = match &node {
        Some(node) => Some(latest_ledger(&client, node).await?),
        None => None,
    };
    let fresh = Fresh { blockhash, ledger, ..Fresh::generate()? };
    let mut sent = buyer.pay(&demand, &fresh, &mut MemoryLedger::new())?;
    if let Some((node, call)) = node.as_ref().zip(sent.to_simulate()) {
        sent = sent.simulated(ask(&client, node, &call).await?.as_json())?;
    }
    let paid = sent.authorized();
    println!("{} pays {} of {} on {} to {}", paid.payer, paid.amount, paid.asset, paid.network, paid.recipient);

    let (name, value) = sent.header();
    let answer = client.get(&url).header(name, value).send().await?;
    let (status, headers) = (answer.status(), answer.headers().clone());
    println!("{status}");
    let host = answer.url().host_str().unwrap_or_default().to_owned();
    let body = body_of(answer).await?;
    // An answer with a settlement is about this payment, and is read before any new demand (F-4).
    let outcome = sent.answered(status.as_u16(), &headers, &body);
    if !outcome.is_served() {
        let demanded = Demand::of_answer(status.as_u16(), host, &headers, &body).ok();
        let demanded = demanded.filter(|_| outcome.settlement.is_none());
        let why = demanded.and_then(|demand| demand.error().map(String::from));
        return Err(format!("{outcome}; {}", why.unwrap_or_default()).into());
    }
    println!("{outcome}");
    // What the server says. Whether the chain says so too is for who can ask it.
    println!("{}", String::from_utf8(body)?);
    Ok(())
}

/// What a node answers to a call.
async fn ask(client: &Client, node: &str, call: &JsonRpc) -> Result<RawJson> {
    let request = client.post(node).header("Content-Type", "application/json").body(call.to_request(1).to_string());
    Ok(RawJson::parse(std::str::from_utf8(&body_of(request.send().await?).await?)?)?)
}

async fn latest_ledger(client: &Client, node: &str) -> Result<u32> {
    let question = Question::from(questions::Ledger { network: stellar::TESTNET });
    let call = question.rpc().as_ref().map(JsonRpc::from).ok_or("no call")?;
    match question.answer_json_rpc(ask(client, node, &call).await?.as_json())? {
        Answer::Stellar(OfStellar::Ledger(ledger)) => Ok(ledger),
        answer => Err(format!("the node tells no ledger: {answer:?}").into()),
    }
}

async fn demand_of(answer: Response) -> Result<Demand> {
    let host = answer.url().host_str().unwrap_or_default().to_owned();
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    Ok(Demand::of_answer(status, host, &headers, &body_of(answer).await?)?)
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
