//! Counts what the summary needs while the lines are judged.

use std::{collections::BTreeMap, io};

use x402_operations::{
    Stop,
    audit::{Brief, Decided, LineResult},
    recognise::Provenance,
};
use x402_verify::Verdict;

use super::sorter::{Capacity, Merged, Sorter};

/// The number of lines of each kind.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) valid: u64,
    /// Those of the valid lines that are operations and pay for no service.
    pub(crate) operations: u64,
    pub(crate) invalid: u64,
    pub(crate) undecided: u64,
    /// Lines without a verdict because they are malformed or have an unknown member.
    pub(crate) error: u64,
    pub(crate) skipped: u64,
    /// The deciding checks and reasons of the invalid and of the undecided lines.
    pub(crate) decided: BTreeMap<(&'static str, Decided), u64>,
    /// The lines with a verdict, by where their time came from.
    pub(crate) times: BTreeMap<Provenance, u64>,
    /// The lines with a payment for the Gateway, by the number of the chain.
    pub(crate) gateway: BTreeMap<u64, OfGateway>,
}

/// The payments for the Gateway on one chain.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct OfGateway {
    pub(crate) lines: u64,
    pub(crate) valid: u64,
}

impl Tally {
    const fn new() -> Self {
        Self {
            valid: 0,
            operations: 0,
            invalid: 0,
            undecided: 0,
            error: 0,
            skipped: 0,
            decided: BTreeMap::new(),
            times: BTreeMap::new(),
            gateway: BTreeMap::new(),
        }
    }

    pub(crate) fn add(&mut self, audited: &LineResult) {
        let kind = match &audited.outcome {
            Ok(brief) => {
                *self.times.entry(audited.basis.time).or_default() += 1;
                if let Some(decided) = &brief.decided {
                    *self.decided.entry((brief.verdict.as_str(), decided.clone())).or_default() += 1;
                }
                if let Some(chain) = brief.gateway {
                    let of_gateway = self.gateway.entry(chain.chain_id).or_default();
                    of_gateway.lines += 1;
                    of_gateway.valid += u64::from(brief.verdict == Verdict::Valid);
                }
                self.operations += u64::from(brief.is_valid_operation());
                match brief.verdict {
                    Verdict::Valid => &mut self.valid,
                    Verdict::Invalid => &mut self.invalid,
                    Verdict::Undecided => &mut self.undecided,
                }
            }
            Err(Stop::Error(_)) => &mut self.error,
            Err(Stop::Skipped(_)) => &mut self.skipped,
        };
        *kind += 1;
    }

    fn merge(&mut self, other: &Self) {
        self.valid += other.valid;
        self.operations += other.operations;
        self.invalid += other.invalid;
        self.undecided += other.undecided;
        self.error += other.error;
        self.skipped += other.skipped;
        for (decided, count) in &other.decided {
            *self.decided.entry(decided.clone()).or_default() += count;
        }
        for (time, count) in &other.times {
            *self.times.entry(*time).or_default() += count;
        }
        for (chain_id, other) in &other.gateway {
            let of_gateway = self.gateway.entry(*chain_id).or_default();
            of_gateway.lines += other.lines;
            of_gateway.valid += other.valid;
        }
    }

    /// The number of all lines except blank ones.
    pub(crate) const fn lines(&self) -> u64 {
        self.valid + self.invalid + self.undecided + self.error + self.skipped
    }
}

/// A replay key or a transfer key, the line that has it, whether that line is valid, and which key it is. Records sort by key, then by
/// line.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KeyRecord(pub(crate) [u8; 41]);

/// What a key of a line names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyKind {
    /// The replay key of a payment.
    Replay,
    /// The replay key of a voucher, which may be sent again.
    Voucher,
    /// The transfer key of a payment, which several payments can have.
    Transfer,
}

impl KeyRecord {
    fn new(key: [u8; 32], kind: KeyKind, line: u64, brief: &Brief) -> Self {
        let mut record = [0; 41];
        record[..32].copy_from_slice(&key);
        record[32..40].copy_from_slice(&line.to_be_bytes());
        let kind = match kind {
            KeyKind::Replay => 0,
            KeyKind::Voucher => 2,
            KeyKind::Transfer => 4,
        };
        record[40] = u8::from(brief.verdict == Verdict::Valid) | kind;
        Self(record)
    }

    /// The keys of a line.
    pub(crate) fn of_line(line: u64, brief: &Brief) -> impl Iterator<Item = Self> {
        let kind = if brief.is_voucher { KeyKind::Voucher } else { KeyKind::Replay };
        let replay = brief.replay_key.map(|key| Self::new(key.to_bytes(), kind, line, brief));
        let transfer = brief.transfer_key.map(|key| Self::new(key.to_bytes(), KeyKind::Transfer, line, brief));
        replay.into_iter().chain(transfer)
    }

    /// The key, its kind, the number of the line, and whether the line is valid.
    pub(crate) fn parts(self) -> ([u8; 32], KeyKind, u64, bool) {
        let (mut key, mut line) = ([0; 32], [0; 8]);
        key.copy_from_slice(&self.0[..32]);
        line.copy_from_slice(&self.0[32..40]);
        let kind = match self.0[40] & 6 {
            0 => KeyKind::Replay,
            2 => KeyKind::Voucher,
            _ => KeyKind::Transfer,
        };
        (key, kind, u64::from_be_bytes(line), self.0[40] & 1 == 1)
    }
}

/// The longest printed addresses are Stellar's.
pub(crate) const ADDRESS: usize = 56;

/// A payer's printed address, padded with zeros.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PayerRecord(pub(crate) [u8; ADDRESS]);

impl PayerRecord {
    /// `None` for more bytes than an address has.
    pub(crate) fn new(payer: &str) -> Option<Self> {
        let mut record = [0; ADDRESS];
        record.get_mut(..payer.len())?.copy_from_slice(payer.as_bytes());
        Some(Self(record))
    }
}

/// The counts of one batch.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    pub(crate) tally: Tally,
    pub(crate) keys: Vec<KeyRecord>,
    pub(crate) payers: Vec<PayerRecord>,
}

/// The counts of all batches, and the records that must be sorted before they can be counted.
pub(crate) struct Summary {
    tally: Tally,
    keys: Sorter<41>,
    payers: Sorter<ADDRESS>,
}

impl Summary {
    pub(crate) const fn new() -> Self {
        Self { tally: Tally::new(), keys: Sorter::new(Capacity::USUAL), payers: Sorter::new(Capacity::USUAL) }
    }

    pub(crate) fn add(&mut self, counts: &Counts) -> io::Result<()> {
        self.tally.merge(&counts.tally);
        counts.keys.iter().try_for_each(|record| self.keys.push(record.0))?;
        counts.payers.iter().try_for_each(|record| self.payers.push(record.0))
    }

    /// Returns the tally, and the sorted records of keys and payers.
    pub(crate) fn finish(self) -> io::Result<(Tally, Merged<41>, Merged<ADDRESS>)> {
        Ok((self.tally, self.keys.finish()?, self.payers.finish()?))
    }
}
