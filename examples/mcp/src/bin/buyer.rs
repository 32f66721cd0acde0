//! Buys the tool `forecast`: `buyer [--ledger FILE] COMMAND …` starts the command and talks to it over stdio. Exits
//! with 0 only if the payment is settled. `FILE` is the ledger with the limits and the unanswered payments of all runs;
//! without it they end with this run.

use std::{
    env,
    error::Error,
    process::{ExitCode, Stdio},
    time::Duration,
};

use rmcp::{
    RoleClient, ServiceExt,
    model::{CallToolRequestParams, RequestMetaObject},
    service::RunningService,
};
use tokio::{process::Command, time::timeout};
use x402_buyer::{Allowance, Buyer, EvmKey, Fresh, Ledger, MemoryLedger, Payable, SqliteLedger};
use x402_extensions::carriers::mcp::{Exchange, Request, Response, with_payment};
use x402_types::{DecodeOptions, Network, RawJson, printable::printable};

const STRICT: DecodeOptions = DecodeOptions::STRICT;
const TOOL: &str = "forecast";
/// The first account of every development chain. This key is public knowledge: never use it for an account that holds
/// anything.
const KEY: &str = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

/// The time limit of the tool's work.
const PATIENCE: Duration = Duration::from_secs(30);

type Result<T> = std::result::Result<T, Box<dyn Error>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // The error may contain text of the seller.
            eprintln!("{}", printable(&error.to_string()));
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<()> {
    const USAGE: &str = "usage: buyer [--ledger FILE] COMMAND …";
    let mut arguments = env::args_os().skip(1).peekable();
    let ledger = arguments.next_if(|argument| argument == "--ledger").map(|_| arguments.next().ok_or(USAGE));
    let mut command = Command::new(arguments.next().ok_or(USAGE)?);
    command.args(arguments);
    match ledger {
        Some(file) => buy(command, SqliteLedger::open(file?)?).await,
        None => buy(command, MemoryLedger::new()).await,
    }
}

async fn buy(mut command: Command, ledger: impl Ledger) -> Result<()> {
    let mut server = command.stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true).spawn()?;
    let (output, input) = server.stdout.take().zip(server.stdin.take()).ok_or("the command has no pipes")?;
    let client = ().serve((output, input)).await?;
    let unpaid = RawJson::parse(&format!(r#"{{"name":"{TOOL}"}}"#))?;
    let (asked, _) = call(&client, &unpaid).await?;
    let payment_required =
        asked.response.and_then(|response| response.payment_required).ok_or("the tool requires no payment")?;
    // Up to two cents for a payment, and ten within a day. The seller is the tool.
    let usdc = Allowance::of_token("USDC", &Network::eip155(84_532), "0.02")?.per_day("0.10")?;
    let buyer = Buyer::new([usdc], ledger).with_signer(KEY.parse::<EvmKey>()?);
    let payable = Payable::new(TOOL, payment_required.value);
    let sent = match buyer.unanswered(payable.host(), payable.request())? {
        Some(sent) => {
            eprintln!("sending again what was not answered: {sent}");
            sent
        }
        None => buyer.pay(&payable, &Fresh::generate()?)?,
    };
    let params = with_payment(&unpaid, sent.payment());
    let answered = match call(&client, &params).await {
        Ok(answered) => Ok(answered),
        Err(error) => {
            // The payment may be settled, so nothing new is signed for it (F-6).
            buyer.lost(&sent);
            let error = printable(&error.to_string());
            eprintln!("no answer to the payment: {error}; sending the same one again: {sent}");
            call(&client, &params).await
        }
    };
    let (paid, result) = answered.map_err(|error| {
        format!("no answer: {error}. Run the buyer again with the same ledger, and it sends the same payment: {sent}")
    })?;
    client.cancel().await?;
    let settlement = paid.response.as_ref().and_then(|response| response.settlement.clone());
    let Some(settlement) = settlement.filter(|_| paid.open.is_none()) else {
        buyer.lost(&sent);
        let kind = paid.response.map_or("no answer", |response| response.kind().as_str());
        let why =
            paid.open.map_or_else(|| format!("the payment was not settled: {kind}"), |open| open.sentence().into());
        return Err(why.into());
    };
    // A settlement for a different payer or of a different amount does not belong to this payment.
    let outcome = buyer.settled(&sent, settlement)?;
    if !outcome.is_served() {
        return Err(outcome.to_string().into());
    }
    println!("{outcome}\n{}", printable(result.as_str()));
    Ok(())
}

/// Calls the tool, and reads the answer to this call.
async fn call(client: &RunningService<RoleClient, ()>, params: &RawJson) -> Result<(Exchange, RawJson)> {
    let request = Request::of_params("tools/call", Some(params.as_json()), &STRICT)?;
    let mut call = CallToolRequestParams::new(TOOL);
    if let Some(meta) = params.as_json().get("_meta") {
        call.meta = Some(serde_json::from_str::<RequestMetaObject>(meta.text())?);
    }
    let answer = timeout(PATIENCE, client.call_tool(call)).await.map_err(|_| "the tool does not answer in time")?;
    let result = RawJson::parse(&serde_json::to_string(&answer?)?)?;
    let response = Response::of_result(result.as_json(), &STRICT)?;
    Ok((Exchange::of(Some(request), Some(response))?, result))
}
