//! How fast a seller answers unpaid requests, and how much that costs.

use std::{
    fs,
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::{process::Child, task::JoinSet};

use crate::{
    buyer::{Result, Seller, kept_alive},
    stub::SettleAnswer,
    wire::Connection,
};

/// Enough connections to keep a seller busy while this program runs on the same machine.
const CONNECTIONS: usize = 8;

/// The numbers of the operating system about a process.
pub struct Costs {
    /// User and system time, in ticks of 10 ms.
    pub cpu: u64,
    /// The memory in KiB.
    pub memory: u64,
    /// The number of open files and connections.
    pub files: usize,
}

pub fn costs(child: &Child) -> Result<Costs> {
    let directory = format!("/proc/{}", child.id().ok_or("the seller has ended")?);
    let status = fs::read_to_string(format!("{directory}/status"))?;
    let memory = status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.split_whitespace().next()?.parse().ok());
    let stat = fs::read_to_string(format!("{directory}/stat"))?;
    // After the name, which may contain spaces.
    let fields: Vec<_> = stat.rsplit(") ").next().unwrap_or_default().split(' ').collect();
    let tick = |index: usize| fields.get(index).and_then(|field| field.parse::<u64>().ok());
    let cpu = tick(11).zip(tick(12)).map(|(user, system)| user + system);
    let files = fs::read_dir(format!("{directory}/fd"))?.count();
    cpu.zip(memory).map(|(cpu, memory)| Costs { cpu, memory, files }).ok_or_else(|| "no numbers of the seller".into())
}

/// Sends these requests over a few connections. Each must be answered with 402.
async fn send(seller: &Arc<Seller>, requests: Vec<String>) -> Result<Duration> {
    let share = requests.len().div_ceil(CONNECTIONS);
    let began = Instant::now();
    let mut tasks = JoinSet::new();
    for requests in requests.chunks(share) {
        let (requests, address) = (requests.to_vec(), seller.address.clone());
        tasks.spawn(async move {
            let mut connection = Connection::default();
            for request in requests {
                let answer = connection.exchange(&address, request.as_bytes()).await?;
                if answer.status() != 402 {
                    return Err(format!("not 402: {answer:?}").into());
                }
            }
            Ok::<_, Box<dyn std::error::Error + Send + Sync>>(())
        });
    }
    while let Some(done) = tasks.join_next().await {
        done??;
    }
    Ok(began.elapsed())
}

/// Prints a row of a table for requests without a payment, and one for as many forged payments.
pub async fn measure(seller: &Arc<Seller>, child: &Child, times: usize) -> Result<()> {
    let mut forged = Vec::new();
    for _ in 0..times {
        let payment = seller.sign(true)?;
        seller.stub.plan(&payment.nonce, [SettleAnswer::Refuses]);
        forged.push(kept_alive(&seller.path, &[("PAYMENT-SIGNATURE", &payment.header)]));
    }
    // The one-time costs of a process are not measured.
    send(seller, forged.split_off(times - times / 10)).await?;
    let unpaid = vec![kept_alive(&seller.path, &[]); times];
    for (what, requests) in [("unpaid", unpaid), ("forged", forged)] {
        let (count, before, asked) = (requests.len(), costs(child)?, seller.stub.asked());
        let seconds = send(seller, requests).await?.as_secs_f64();
        let (after, asked) = (costs(child)?, seller.stub.asked() - asked);
        // The numbers are small enough for both types.
        #[allow(clippy::cast_precision_loss)]
        let (per_second, cpu) = (count as f64 / seconds, (after.cpu - before.cpu) as f64 * 10_000.0 / count as f64);
        let memory = after.memory.saturating_sub(before.memory);
        println!("{what}|{count}|{per_second:.0}|{cpu:.0}|{asked}|{memory}|{}", after.memory);
    }
    Ok(())
}
