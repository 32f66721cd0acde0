//! Attacks a seller at its address: `blackbox short|deep|kills=N|measure=N|load=SECONDS FACILITATOR URL [COMMAND …]`.
//!
//! The seller settles with the facilitator at `FACILITATOR`, which this program provides: `127.0.0.1:4050`. It sells
//! the resource at `URL`, with a different body each time, for an offer that is paid with EIP-3009. `COMMAND` starts
//! the seller, such as `layer`, which is built together with this program. Without a command the seller runs already,
//! and is not killed.

mod buyer;
mod cases;
mod kills;
mod load;
mod measure;
mod stub;
mod terms;
mod wire;

use std::{env, process::ExitCode, sync::Arc, time::Instant};

use tokio::net::TcpListener;

use crate::{
    buyer::{Result, Seller},
    stub::Stub,
};

#[tokio::main]
async fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    match attack(&args).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("failed: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The results so far.
struct Log<'a> {
    seller: &'a Seller,
    failed: usize,
    /// The number of requests before this case, and its start.
    before: (usize, Instant),
}

impl Log<'_> {
    /// Prints whether a case is as expected. The result may add a text.
    fn say(&mut self, what: &str, done: Result<impl Into<String>>) {
        let (requests, seconds) = (self.seller.requests() - self.before.0, self.before.1.elapsed().as_secs_f32());
        match done {
            Ok(more) => println!("ok   {what}{}: {requests} requests in {seconds:.1} s", more.into()),
            Err(error) => {
                self.failed += 1;
                println!("FAIL {what}: {error}");
            }
        }
        self.before = (self.seller.requests(), Instant::now());
    }
}

async fn attack(args: &[String]) -> Result<()> {
    let [how, facilitator, url, command @ ..] = args else {
        return Err("usage: blackbox short|deep|kills=N|measure=N|load=SECONDS FACILITATOR URL [COMMAND …]".into());
    };
    let stub = Stub::default();
    tokio::spawn(stub.clone().listen(TcpListener::bind(facilitator).await?));
    let address =
        url.strip_prefix("http://").and_then(|rest| rest.split('/').next()).ok_or("the URL is not of HTTP")?;
    let mut child = if command.is_empty() { None } else { Some(kills::start(command, address).await?) };
    let seller = Arc::new(Seller::meet(url, stub).await?);
    if let (Some(times), Some(child)) = (how.strip_prefix("measure="), &child) {
        return measure::measure(&seller, child, times.parse()?).await;
    }
    if let (Some(seconds), Some(child)) = (how.strip_prefix("load="), &child) {
        return load::load(&seller, child, seconds.parse()?).await;
    }
    let mut log = Log { seller: &seller, failed: 0, before: (0, Instant::now()) };
    let times = match (how.as_str(), how.strip_prefix("kills=")) {
        ("short", _) => 4,
        ("deep", _) => 20,
        (_, Some(times)) => times.parse()?,
        (_, None) => return Err("say short, deep, kills=N, or measure=N or load=SECONDS with a command".into()),
    };
    if how == "short" || how == "deep" {
        while_it_lives(&seller, &mut log, how == "deep").await;
    }
    match &mut child {
        None => println!("not run: kill -9, because there is no command that starts the seller"),
        Some(child) => {
            let done = kills::kills(&seller, command, child, times).await;
            let more = done.map(|(settled, failed)| format!(", {settled} payments settled and {failed} failed"));
            log.say(&format!("kill -9 at {times} points"), more);
        }
    }
    match log.failed {
        0 => println!("{} requests\nall as expected", seller.requests()),
        failed => return Err(format!("{failed} cases of {} requests", seller.requests()).into()),
    }
    Ok(())
}

async fn while_it_lives(seller: &Arc<Seller>, log: &mut Log<'_>, is_deep: bool) {
    let times = |deep, short| if is_deep { deep } else { short };
    // Its window ends while the other cases run.
    let late = terms::begin_late(seller).await;
    log.say("duplicates at once", cases::duplicates(seller, times(40, 8)).await.map(|()| ""));
    log.say("spellings", cases::spellings(seller, times(50, 10)).await.map(|()| ""));
    log.say("hang-ups at each stage", cases::hang_ups(seller, times(16, 2)).await.map(|()| ""));
    let wrong = "a facilitator that is slow, wrong, dead, or contradicts itself";
    log.say(wrong, cases::facilitators(seller).await.map(|()| ""));
    let slowest = cases::flood(seller, times(10_000, 480)).await;
    let slowest = slowest.map(|slowest| format!(", an honest buyer waits at most {} ms", slowest.as_millis()));
    log.say("a flood of forged payments", slowest);
    log.say("slow clients", cases::slow_clients(seller, times(400, 50)).await.map(|()| ""));
    log.say("browsers of another origin", cases::browsers(seller).await.map(|()| ""));
    log.say("other methods, other things, junk", cases::oddities(seller).await.map(|()| ""));
    log.say("terms that nobody may take", terms::refused(seller).await.map(|()| ""));
    log.say("what the answers say", terms::answers(seller).await.map(|()| ""));
    log.say("several payments under one identifier", terms::identifiers(seller).await.map(|()| ""));
    let late = async { terms::end_late(seller, late?).await };
    log.say("a payment that is open when its window ends", late.await.map(|()| ""));
}
