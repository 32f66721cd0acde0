use reqwest::{Client, redirect::Policy};
use x402_buyer::{Allowance, Buyer, Demand, EvmKey, Fresh, MemoryLedger};
use x402_types::Network;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = std::env::args().nth(1).ok_or("usage: PAYER_KEY=0x… buy URL")?;
    let usdc = Allowance::of_token("USDC", &Network::eip155(84_532), "0.02")?.per_host("0.10")?.per_day("1")?;
    let buyer = Buyer::new([usdc]).with_signer(std::env::var("PAYER_KEY")?.parse::<EvmKey>()?);
    let (client, mut ledger) = (Client::builder().redirect(Policy::none()).build()?, MemoryLedger::new());
    let answer = client.get(&url).send().await?;
    let (host, status, headers) =
        (answer.url().host_str().unwrap_or_default().to_owned(), answer.status(), answer.headers().clone());
    let demand = Demand::of_answer(status.as_u16(), host, &headers, &answer.bytes().await?)?;
    let sent = buyer.pay(&demand, &Fresh::generate()?, &mut ledger)?;
    let (name, value) = sent.header();
    let answer = client.get(&url).header(name, value).send().await?;
    let outcome = sent.answered(answer.status().as_u16(), answer.headers());
    println!("{outcome}\n{}", answer.text().await?);
    if outcome.is_served() { Ok(()) } else { Err("not served".into()) }
}
