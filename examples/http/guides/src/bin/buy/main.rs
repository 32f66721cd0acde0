mod paid;

use x402_offline::buyer::{Allowance, Buyer, EvmKey, SqliteLedger};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let usdc = Allowance::of_token("USDC", &"eip155:84532".parse()?, "0.02")?.per_host("0.03")?.per_day("1")?;
    let ledger = SqliteLedger::open("buyer.sqlite").map_err(|error| error.to_string())?;
    let buyer = Buyer::new([usdc], ledger).with_signer(std::env::var("PAYER_KEY")?.parse::<EvmKey>()?);
    let client = paid::Client::new(reqwest::Client::builder(), buyer)?;

    let mut failed = 0;
    for url in std::env::args().skip(1) {
        match client.get(url).send().await {
            Ok(answer) => println!("{}: {}", answer.status(), answer.text().await?),
            Err(error) => {
                println!("not served: {error}");
                failed += 1;
            }
        }
    }
    if failed == 0 { Ok(()) } else { Err(format!("{failed} not served").into()) }
}
