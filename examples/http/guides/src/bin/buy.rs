use x402_buyer::{Allowance, Answer, Buyer, EvmKey, Headers, MemoryLedger};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url: reqwest::Url = std::env::args().nth(1).ok_or("usage: PAYER_KEY=0x… buy URL")?.parse()?;
    let usdc = Allowance::of_token("USDC", &"eip155:84532".parse()?, "0.02")?.per_host("0.10")?.per_day("1")?;
    let buyer = Buyer::new([usdc]).with_signer(std::env::var("PAYER_KEY")?.parse::<EvmKey>()?);
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
    let ask = async |payment: Headers| -> Result<Answer, Box<dyn std::error::Error>> {
        let answer = client.get(url.clone()).headers((&payment).try_into()?).send().await?;
        Ok(Answer::new(answer.status(), &answer.headers().clone(), answer.bytes().await?))
    };
    let bought = buyer.buy(url.host_str().unwrap_or_default(), MemoryLedger::new(), ask).await?;
    println!("{bought}\n{}", bought.answer.text());
    bought.is_served().then_some(()).ok_or("not served".into())
}
