//! Buys the tool `forecast`: `buyer COMMAND …` starts the command and talks to it over stdio. Ends with 0 only if the payment
//! is settled.

use std::{
    env,
    error::Error,
    process::{ExitCode, Stdio},
};

use rmcp::{
    RoleClient, ServiceExt,
    model::{CallToolRequestParams, RequestMetaObject},
    service::RunningService,
};
use tokio::process::Command;
use x402_buyer::{Allowance, Buyer, Demand, EvmKey, Fresh, MemoryLedger};
use x402_extensions::carriers::mcp::{Exchange, Kind, Request, Response, with_payment};
use x402_types::{DecodeOptions, Network, RawJson};

const STRICT: DecodeOptions = DecodeOptions::STRICT;
const TOOL: &str = "forecast";
/// The first account of every development chain: everybody knows this key. Never one that holds anything.
const KEY: &str = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

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
    let demand = asked.response.and_then(|response| response.demand).ok_or("the tool demands no payment")?;
    // Up to two cents. Who sells is the tool.
    let usdc = Allowance::of_token("USDC", &Network::eip155(84_532), "0.02")?;
    let buyer = Buyer::new([usdc]).with_signer(KEY.parse::<EvmKey>()?);
    let sent = buyer.pay(&Demand::new(TOOL, demand.value), &Fresh::generate()?, &mut MemoryLedger::new())?;
    let (paid, result) = call(&client, &with_payment(&unpaid, sent.payment())).await?;
    client.cancel().await?;
    if let Some(open) = paid.open {
        return Err(open.sentence().into());
    }
    let response = paid.response.ok_or("no answer")?;
    let kind = response.kind();
    let settlement = response.settlement.filter(|_| kind == Kind::Settled);
    let settlement = settlement.ok_or_else(|| format!("the payment was not settled: {}", kind.as_str()))?;
    // Another payer's settlement, or one of another amount, is none of this payment.
    let outcome = sent.settled(settlement);
    if !outcome.is_served() {
        return Err(outcome.to_string().into());
    }
    println!("settled: {}\n{}", outcome.transaction().unwrap_or_default(), result.as_str());
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
