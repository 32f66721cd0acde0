//! Kills of the seller's process.

use std::{process::Stdio, sync::Arc, time::Duration};

use tokio::{
    process::{Child, Command},
    time::{sleep, timeout},
};
use x402_verify::client::SettlementState;

use crate::{
    buyer::{Payment, Result, Seller},
    stub::SettleAnswer,
    wire::connect,
};

/// Starts the seller, and waits until it answers.
pub async fn start(command: &[String], address: &str) -> Result<Child> {
    let (program, args) = command.split_first().ok_or("no command")?;
    let neighbor = std::env::current_exe()?.with_file_name(program);
    let program = if neighbor.exists() { neighbor } else { program.into() };
    let child = Command::new(program).args(args).stdout(Stdio::null()).kill_on_drop(true).spawn()?;
    for _ in 0..500 {
        if connect(address).await.is_ok() {
            return Ok(child);
        }
        sleep(Duration::from_millis(20)).await;
    }
    Err("the seller does not answer".into())
}

/// Kills the process while four payments are under way, two of them sent twice. In the end all of them are sent again
/// until they are decided. Returns how many were settled, and how many failed.
pub async fn kills(
    seller: &Arc<Seller>,
    command: &[String],
    child: &mut Child,
    times: usize,
) -> Result<(usize, usize)> {
    let mut payments: Vec<Arc<Payment>> = Vec::new();
    for _ in 0..times {
        let mut tasks = Vec::new();
        for number in 0..4 {
            let payment = Arc::new(seller.sign(false)?);
            seller.stub.plan(
                &payment.nonce,
                [[SettleAnswer::After(random(40)?), SettleAnswer::MovesAndBreaks, SettleAnswer::Settled][number % 3]],
            );
            for _ in 0..=number / 2 {
                let (seller, payment) = (Arc::clone(seller), Arc::clone(&payment));
                tasks.push(tokio::spawn(async move { drop(seller.buy(&payment).await) }));
            }
            payments.push(payment);
        }
        sleep(Duration::from_micros(random(60_000)?)).await;
        child.start_kill()?;
        child.wait().await?;
        for task in tasks {
            timeout(Duration::from_secs(10), task).await??;
        }
        *child = start(command, &seller.address).await?;
    }
    // The leases of the interrupted work end in the meantime.
    let (mut settled, mut failed) = (0, 0);
    for payment in &payments {
        let answered = seller.insist(payment).await?;
        match answered.state {
            SettlementState::Settled => settled += 1,
            SettlementState::Failed => failed += 1,
            _ => return Err(format!("after a kill nothing is decided: {answered:?}").into()),
        }
        let moved = seller.stub.known(&payment.nonce).moved;
        if moved != (answered.status == 200) {
            return Err(format!("after a kill, money moved: {moved}, and: {answered:?}").into());
        }
        seller.hold(payment, "after a kill")?;
    }
    Ok((settled, failed))
}

fn random(most: u64) -> Result<u64> {
    Ok(getrandom::u64()? % most)
}
