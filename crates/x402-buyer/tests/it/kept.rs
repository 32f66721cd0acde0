//! A kept payment whose answer comes while another purchase looks for it.

use std::{cell::Cell, convert::Infallible};

use x402_buyer::{Entry, KeptPayment, Ledger, Limits, MemoryLedger, Sending};
use x402_types::{AmountSum, Network};

use crate::support::{EIP3009, NOW, buyer_with, fresh, payable, usdc};

/// Forgets all payments once they were read so many times: the answers have come in between.
struct Answered {
    memory: MemoryLedger,
    reads: Cell<u32>,
}

impl Ledger for Answered {
    type Error = Infallible;

    fn spent(&self, network: &Network, asset: &str, host: Option<&str>, since: u64) -> Result<AmountSum, Infallible> {
        self.memory.spent(network, asset, host, since)
    }

    fn reserve(&self, entry: &Entry, limits: &Limits) -> Result<bool, Infallible> {
        self.memory.reserve(entry, limits)
    }

    fn release(&self, id: &[u8; 32]) -> Result<(), Infallible> {
        self.memory.release(id)
    }

    fn keep(&self, payment: &KeptPayment) -> Result<(), Infallible> {
        self.memory.keep(payment)
    }

    fn kept(&self) -> Result<Vec<KeptPayment>, Infallible> {
        let Some(left) = self.reads.get().checked_sub(1) else { return Ok(Vec::new()) };
        self.reads.set(left);
        self.memory.kept()
    }

    fn forget(&self, id: &[u8; 32]) -> Result<(), Infallible> {
        self.memory.forget(id)
    }

    fn sending(&self) -> &Sending {
        self.memory.sending()
    }
}

/// It is not sent again, because it was answered. While the ledger still has it, it is.
#[test]
fn a_payment_that_was_answered_meanwhile_is_not_sent_again() {
    for (reads, is_sent_again) in [(1, false), (2, true)] {
        let ledger = Answered { memory: MemoryLedger::new(), reads: Cell::new(reads) };
        let buyer = buyer_with([usdc()], &ledger);
        let payable = payable(EIP3009);
        let sent = buyer.pay(&payable, &fresh(1, NOW)).unwrap();
        buyer.lost(&sent);
        let found = buyer.unanswered(payable.host(), payable.request()).unwrap();
        assert_eq!(found.is_some(), is_sent_again, "{reads} reads");
    }
}
