//! A wallet that pays from a channel: `wallet URL NODE DIRECTORY [--close]` buys once, or asks for the rest of the
//! channel. NODE is the URL of a node, which is asked about channels that the wallet does not know. DIRECTORY has a
//! file for each channel.

mod files;

use std::{env, error::Error, process::ExitCode, time::Duration};

use reqwest::{
    Client,
    header::{CONTENT_TYPE, HeaderMap},
    redirect::Policy,
};
use x402_buyer::{Allowance, Buyer, ChannelPayment, EvmKey, Fresh, NotPaid, Payable};
use x402_schemes::Budget;
use x402_types::{Network, RawJson, Scheme};
use x402_verify::{Facts, Question, json_rpc::JsonRpc};

use crate::files::Files;

const USDC: &str = "0x036CbD53842c5426634e7929541eC2318f3dCF7e";
/// The highest sum of one deposit, in millionths of a USDC.
const MOST: u64 = 20_000;
/// The second account of every development chain. This key is public knowledge: never use it for an account that holds
/// anything.
const KEY: &str = "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";

type Result<T> = std::result::Result<T, Box<dyn Error>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<()> {
    let args: Vec<String> = env::args().skip(1).collect();
    let (url, node, directory, closes) = match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [url, node, directory] => (url.to_owned(), node.to_owned(), directory, false),
        [url, node, directory, "--close"] => (url.to_owned(), node.to_owned(), directory, true),
        _ => return Err("usage: wallet URL NODE DIRECTORY [--close]".into()),
    };
    let http = Client::builder().no_proxy().redirect(Policy::none()).timeout(Duration::from_secs(10)).build()?;
    let deposits = Budget::new(Scheme::BATCH_SETTLEMENT, Network::eip155(84_532), USDC, MOST.into());
    let buyer = Buyer::new([Allowance::new(deposits)], Files::new(directory)).with_signer(KEY.parse::<EvmKey>()?);
    let wallet = Wallet { http, url, node, buyer, closes };
    wallet.buy().await
}

struct Wallet {
    http: Client,
    url: String,
    node: String,
    buyer: Buyer<Files>,
    closes: bool,
}

struct Answer {
    status: u16,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Wallet {
    async fn buy(&self) -> Result<()> {
        let host = reqwest::Url::parse(&self.url)?.host_str().unwrap_or_default().to_owned();
        let mut answer = self.get(None).await?;
        // A shop may correct the sum, but not forever.
        for is_corrected in [false, true] {
            let payable = Payable::of_answer(answer.status, &*host, &answer.headers, &answer.body)?;
            if let Some(error) = payable.error().filter(|_| is_corrected) {
                println!("{error}");
            }
            let sent = self.sign(&payable).await?;
            answer = self.get(Some(sent.header())).await?;
            let outcome = sent.answered(answer.status, &answer.headers, &answer.body, self.buyer.ledger())?;
            if let Some(Ok(answered)) = outcome.channel {
                println!("{} {}", answer.status, String::from_utf8_lossy(&answer.body));
                println!("charged {} of {}", answered.ledger.charged, answered.ledger.balance);
                return if outcome.is_served() { Ok(()) } else { Err(outcome.to_string().into()) };
            }
            if answer.status != 402 {
                return Err(outcome.to_string().into());
            }
        }
        Err("the shop does not take what it demands".into())
    }

    /// Signs, once a node has answered the questions about the channel.
    async fn sign(&self, payable: &Payable) -> Result<ChannelPayment> {
        let (fresh, mut facts) = (Fresh::generate()?, Facts::new());
        loop {
            let signed = if self.closes {
                self.buyer.refund_channel(payable, &fresh, &facts)
            } else {
                self.buyer.pay_from_channel(payable, &fresh, &facts)
            };
            match signed {
                Err(NotPaid::Ask(question)) => facts = self.ask(&question, facts).await?,
                signed => return Ok(signed?),
            }
        }
    }

    async fn ask(&self, question: &Question, facts: Facts) -> Result<Facts> {
        println!("{question}");
        let call = question.rpc().as_ref().map(JsonRpc::from).ok_or("no node answers this")?;
        let request = self.http.post(&self.node).header(CONTENT_TYPE, "application/json");
        let response =
            request.body(call.to_request(1).to_string()).send().await.map_err(reqwest::Error::without_url)?;
        if response.status().is_redirection() {
            return Err("the node redirects, and who is there is not asked".into());
        }
        let response = response.text().await.map_err(reqwest::Error::without_url)?;
        let answer = question.answer_json_rpc(RawJson::parse(&response)?.as_json())?;
        Ok(facts.with_answer(question, answer))
    }

    async fn get(&self, payment: Option<(&'static str, String)>) -> Result<Answer> {
        let request =
            payment.into_iter().fold(self.http.get(&self.url), |request, (name, value)| request.header(name, value));
        // The URL is not printed, because it may contain a key.
        let answer = request.send().await.map_err(reqwest::Error::without_url)?;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        Ok(Answer { status, headers, body: answer.bytes().await.map_err(reqwest::Error::without_url)?.into() })
    }
}
