//! A custom ledger, with a file for each channel that tests can read and change. A real wallet opens a `SqliteLedger`.

use std::{
    fs,
    io::{self, ErrorKind},
    path::PathBuf,
};

use x402_buyer::{Channel, Channels, Entry, KeptPayment, Ledger, Limits, MemoryLedger, OpenDeposit, Sending};
use x402_schemes::{Hex, evm::batch_settlement::ChannelId};
use x402_types::{AmountSum, Network};

pub struct Files {
    directory: PathBuf,
    /// The deposits of today that this program knows of. The allowance has no daily limit.
    deposits: MemoryLedger,
}

impl Files {
    pub fn new(directory: impl Into<PathBuf>) -> Self {
        Self { directory: directory.into(), deposits: MemoryLedger::new() }
    }
}

impl Ledger for Files {
    type Error = io::Error;

    fn spent(&self, network: &Network, asset: &str, host: Option<&str>, since: u64) -> io::Result<AmountSum> {
        self.deposits.spent(network, asset, host, since).map_err(|never| match never {})
    }

    fn reserve(&self, entry: &Entry, limits: &Limits) -> io::Result<bool> {
        self.deposits.reserve(entry, limits).map_err(|never| match never {})
    }

    fn release(&self, id: &[u8; 32]) -> io::Result<()> {
        self.deposits.release(id).map_err(|never| match never {})
    }

    fn keep(&self, payment: &KeptPayment) -> io::Result<()> {
        self.deposits.keep(payment).map_err(|never| match never {})
    }

    fn kept(&self) -> io::Result<Vec<KeptPayment>> {
        self.deposits.kept().map_err(|never| match never {})
    }

    fn forget(&self, id: &[u8; 32]) -> io::Result<()> {
        self.deposits.forget(id).map_err(|never| match never {})
    }

    fn sending(&self) -> &Sending {
        self.deposits.sending()
    }
}

impl Channels for Files {
    fn channel(&self, id: &ChannelId) -> io::Result<Option<Channel>> {
        match fs::read_to_string(self.directory.join(id.to_string())) {
            Ok(text) => read(&text).map(Some).ok_or_else(|| ErrorKind::InvalidData.into()),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn replace(&self, id: &ChannelId, before: Option<&Channel>, after: &Channel) -> io::Result<bool> {
        let is_as_before = self.channel(id)?.as_ref() == before;
        if is_as_before {
            // A program that ends in between leaves the old state.
            let (path, next) = (self.directory.join(id.to_string()), self.directory.join(format!("{id}.next")));
            fs::write(&next, write(after))?;
            fs::rename(next, path)?;
        }
        Ok(is_as_before)
    }
}

/// The sums, and the open deposit.
fn write(channel: &Channel) -> String {
    let open = channel.open.map_or_else(String::new, |open| {
        format!(" {} {} {} {}", Hex(&open.id), open.amount, open.until, open.answered)
    });
    format!("{} {}{open}\n", channel.charged, channel.balance)
}

fn read(text: &str) -> Option<Channel> {
    let words: Vec<_> = text.split_whitespace().collect();
    let (charged, balance, open) = match words[..] {
        [charged, balance] => (charged, balance, None),
        [charged, balance, id, amount, until, answered] => {
            let id = Hex::decode(id)?.try_into().ok()?;
            let (amount, until, answered) = (amount.parse().ok()?, until.parse().ok()?, answered.parse().ok()?);
            (charged, balance, Some(OpenDeposit { id, amount, until, answered }))
        }
        _ => return None,
    };
    Some(Channel { charged: charged.parse().ok()?, balance: balance.parse().ok()?, open })
}
