//! Pays for a URL: `client URL [--ledger FILE] [--save FILE] [--blockhash BLOCKHASH] [--stellar NODE]`. Exits with 0
//! only if the answer has a settlement that matches the payment. `--ledger` keeps the limits and the unanswered
//! payments of all runs; without it they end with this run. `--save` writes the payment as a header line, as `curl -H
//! @FILE` reads it, before it is sent. A payment on Solana needs a blockhash of the last minute, which a node returns
//! (`getLatestBlockhash`). `NODE` is the URL of a Stellar node. With it the client prefers to pay there.

use std::{env, error::Error, process::ExitCode, time::Duration};

use reqwest::{Client, Response, StatusCode, Url, header::HeaderMap, redirect::Policy};
use x402_buyer::{
    Allowance, Buyer, EvmKey, Fresh, Ledger, MemoryLedger, Payable, Sent, SolanaKey, SqliteLedger, StellarKey,
};
use x402_schemes::{solana::Address, stellar};
use x402_types::{Limits, Network, RawJson, printable::printable};
use x402_verify::{
    Answer as OfNode, Question,
    json_rpc::JsonRpc,
    stellar::{Answer as OfStellar, questions},
};

/// The first account of every development chain. This key is public knowledge: never use it for an account that holds
/// anything.
const KEY: &str = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
/// The seed of an account on Solana and of one on Stellar. It is public knowledge, too.
const SEED: [u8; 32] = [1; 32];

type Result<T> = std::result::Result<T, Box<dyn Error>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // The error may contain text of a node or a seller.
            eprintln!("{}", printable(&error.to_string()));
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<()> {
    const USAGE: &str = "usage: client URL [--ledger FILE] [--save FILE] [--blockhash BLOCKHASH] [--stellar NODE]";
    let mut args = env::args().skip(1);
    let url: Url = args.next().ok_or(USAGE)?.parse()?;
    let (mut ledger, mut save, mut blockhash, mut node) = (None, None, None, None);
    while let Some(option) = args.next() {
        let value = args.next().ok_or(USAGE)?;
        match option.as_str() {
            "--ledger" => ledger = Some(SqliteLedger::open(value)?),
            "--save" => save = Some(value),
            "--blockhash" => blockhash = Some(value.parse().map(Address::to_bytes)?),
            "--stellar" => node = Some(value),
            _ => return Err(USAGE.into()),
        }
    }
    // A payment is for the host of the request, so the client follows no redirect.
    let http = Client::builder().no_proxy().redirect(Policy::none()).timeout(Duration::from_secs(10)).build()?;
    match ledger {
        Some(ledger) => Shopper { http, url, save, blockhash, buyer: buyer(ledger, node.is_some())?, node }.buy().await,
        None => {
            Shopper { http, url, save, blockhash, buyer: buyer(MemoryLedger::new(), node.is_some())?, node }.buy().await
        }
    }
}

/// Up to two cents for a payment, ten for a host within a day, and a dollar a day in all.
fn buyer<L: Ledger>(ledger: L, pays_on_stellar: bool) -> Result<Buyer<L>> {
    let on_stellar = pays_on_stellar.then_some(stellar::TESTNET);
    let networks = on_stellar.into_iter().chain([Network::eip155(84_532), Network::SOLANA_DEVNET]);
    let allowances: Result<Vec<_>> = networks
        .map(|network| Ok(Allowance::of_token("USDC", &network, "0.02")?.per_host("0.10")?.per_day("1")?))
        .collect();
    Ok(Buyer::new(allowances?, ledger)
        .with_signer(KEY.parse::<EvmKey>()?)
        .with_signer(SolanaKey::from_seed(&SEED))
        .with_signer(StellarKey::from_seed(&SEED)))
}

struct Shopper<L> {
    http: Client,
    url: Url,
    save: Option<String>,
    blockhash: Option<[u8; 32]>,
    node: Option<String>,
    buyer: Buyer<L>,
}

/// How many times a payment is sent before the client gives up for now.
const ATTEMPTS: u32 = 3;

impl<L: Ledger> Shopper<L> {
    async fn buy(&self) -> Result<()> {
        let host = self.url.host_str().ok_or("the URL has no host")?;
        let request = format!("GET {}", self.url);
        let sent = match self.buyer.unanswered(host, &request)? {
            Some(sent) => {
                println!("sending again what was not answered: {sent}");
                sent
            }
            None => {
                let Answer { status, headers, body } = self.get(None).await?;
                let sent = self
                    .sign(&Payable::of_answer(status.as_u16(), host, &headers, &body)?.for_request(request))
                    .await?;
                println!("{sent}");
                sent
            }
        };
        if let Some(file) = &self.save {
            let (name, value) = sent.header();
            std::fs::write(file, format!("{name}: {value}\n"))?;
        }
        let Answer { status, headers, body } = self.send(&sent).await?;
        println!("{status}");
        // An answer with a settlement is about this payment, and is read before any new 402 response (F-4).
        let outcome = self.buyer.answered(&sent, status.as_u16(), &headers, &body)?;
        if !outcome.is_served() {
            let payable = Payable::of_answer(status.as_u16(), host, &headers, &body).ok();
            let payable = payable.filter(|_| outcome.settlement.is_none());
            let why = payable.and_then(|payable| payable.error().map(String::from));
            return Err(format!("{outcome}; {}", why.unwrap_or_default()).into());
        }
        println!("{outcome}");
        // This is only the server's claim. The chain can confirm it.
        println!("{}", String::from_utf8(body)?.trim_end_matches('\n'));
        Ok(())
    }

    async fn sign(&self, payable: &Payable) -> Result<Sent> {
        let ledger = match &self.node {
            Some(node) => Some(latest_ledger(&self.http, node).await?),
            None => None,
        };
        let mut fresh = Fresh::generate()?;
        (fresh.blockhash, fresh.ledger) = (self.blockhash, ledger);
        let mut sent = self.buyer.pay(payable, &fresh)?;
        if let Some((node, call)) = self.node.as_ref().zip(sent.to_simulate()) {
            sent = sent.simulated(ask(&self.http, node, &call).await?.as_json())?;
            self.buyer.keep(&sent)?;
        }
        Ok(sent)
    }

    /// Sends the payment until there is an answer. It is always the same payment, because the first attempt may be
    /// settled (F-6).
    async fn send(&self, sent: &Sent) -> Result<Answer> {
        let mut attempt = 1;
        loop {
            let error = match self.get(Some(sent.header())).await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            self.buyer.lost(sent);
            eprintln!("the payment was sent and may be settled, but no answer came: {error}");
            if attempt == ATTEMPTS {
                return Err(
                    "no answer: run the client again with the same ledger, and it sends the same payment".into()
                );
            }
            eprintln!("sending the same payment again: {sent}");
            tokio::time::sleep(Duration::from_secs(1) * attempt).await;
            attempt += 1;
        }
    }

    async fn get(&self, payment: Option<(&'static str, String)>) -> Result<Answer> {
        let request = self.http.get(self.url.clone());
        let request = payment.into_iter().fold(request, |request, (name, value)| request.header(name, value));
        let answer = request.send().await.map_err(reqwest::Error::without_url)?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        Ok(Answer { status, headers, body: body_of(answer).await? })
    }
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

/// The answer of a node to a call.
async fn ask(client: &Client, node: &str, call: &JsonRpc) -> Result<RawJson> {
    let request = client.post(node).header("Content-Type", "application/json").body(call.to_request(1).to_string());
    let answer = request.send().await.map_err(reqwest::Error::without_url)?;
    if answer.status().is_redirection() {
        return Err("the node redirects, and who is there is not asked".into());
    }
    Ok(RawJson::parse(std::str::from_utf8(&body_of(answer).await?)?)?)
}

async fn latest_ledger(client: &Client, node: &str) -> Result<u32> {
    let question = Question::from(questions::Ledger { network: stellar::TESTNET });
    let call = question.rpc().as_ref().map(JsonRpc::from).ok_or("no call")?;
    match question.answer_json_rpc(ask(client, node, &call).await?.as_json())? {
        OfNode::Stellar(OfStellar::Ledger(ledger)) => Ok(ledger),
        answer => Err(format!("the node tells no ledger: {answer:?}").into()),
    }
}

/// The body, unless it is longer than the decoder's limit.
async fn body_of(mut answer: Response) -> Result<Vec<u8>> {
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(reqwest::Error::without_url)? {
        body.extend_from_slice(&chunk);
        if body.len() > Limits::DEFAULT.body {
            return Err("the body is too long".into());
        }
    }
    Ok(body)
}
