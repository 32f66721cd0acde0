//! Transactions of version 1, and the versions that an offer lists (U-20 to U-28).

mod config;
mod instructions;
mod layout;
mod offers;
mod operations;

use serde_json::json;

use super::{
    build::{Instruction, Message},
    case::{Case, NONCE, PAYER, memo, message, transfer},
};
use crate::draft::{Draft, suffix};

pub(super) fn drafts() -> Vec<Draft> {
    [
        layout::drafts(),
        offers::drafts(),
        config::drafts(),
        instructions::drafts(),
        instructions::wallets(),
        operations::drafts(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The expectation of a row.
pub(super) enum Row {
    Valid,
    Flagged(&'static [&'static str]),
    Invalid(&'static str),
    /// Invalid by a check, with another reason than the usual one of the check.
    InvalidFor(&'static str, &'static str),
    Undecided(&'static str),
}
pub(super) use Row::{Flagged, Invalid, InvalidFor, Undecided, Valid};

/// The rulings of flags about guards.
const FLAGS: [(&str, &str); 3] = [("guard-count", "V-51"), ("guard-fee-payer", "V-52"), ("unknown-guard", "V-57")];

/// The drafts of a number, with letters in the order of the rows. A flag about guards adds its ruling.
pub(super) fn numbered(number: &str, rulings: &[&str], rows: Vec<(&str, Case, Row)>) -> Vec<Draft> {
    let draft = |(index, (title, case, row)): (usize, (&str, Case, Row))| {
        let number = format!("{number}{}", suffix(index));
        let flags = if let Flagged(flags) = &row { *flags } else { &[] };
        let of_flags = FLAGS.iter().filter(|(flag, _)| flags.contains(flag)).map(|(_, ruling)| *ruling);
        let more: Vec<&str> = of_flags.filter(|ruling| !rulings.contains(ruling)).collect();
        match row {
            Valid => case.valid(&number, title),
            Flagged(flags) => {
                let result = json!({"verdict": "valid", "payer": PAYER, "offer": 0, "flags": flags});
                case.flagged(&number, title, flags[0]).flags(flags).result(&result)
            }
            Invalid(check) => case.invalid(&number, title, check),
            InvalidFor(check, reason) => case.invalid(&number, title, check).reason(reason),
            Undecided(check) => case.undecided(&number, title, check),
        }
        .rulings(&[rulings, &more].concat())
    };
    rows.into_iter().enumerate().map(draft).collect()
}

/// A transaction of version 1 in parts, each of which can be spoiled.
#[derive(Clone)]
pub(super) struct Version1 {
    message: Message,
    first: u8,
    fee: Option<u64>,
    units: Option<u32>,
    pub(super) data: Option<u32>,
    heap: Option<u32>,
    /// Bits of the mask that are inverted.
    mask: u32,
}

const MIB: u32 = 1 << 20;

impl Version1 {
    pub(super) fn of(instructions: &[Instruction]) -> Self {
        let message = message(instructions);
        Self { message, first: 0x81, fee: None, units: Some(60_000), data: Some(MIB), heap: None, mask: 0 }
    }

    /// One transfer, and one memo.
    pub(super) fn good() -> Self {
        Self::of(&parts())
    }

    pub(super) fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    fn bytes(&self) -> Vec<u8> {
        let Message { header, keys, instructions, .. } = &self.message;
        let bits = [
            (self.fee.is_some(), 0b11),
            (self.units.is_some(), 0b100),
            (self.data.is_some(), 0b1000),
            (self.heap.is_some(), 0b1_0000),
        ];
        let mask = bits.into_iter().filter(|(is_set, _)| *is_set).fold(self.mask, |mask, (_, bit)| mask ^ bit);
        let byte = |count: usize| u8::try_from(count).expect("nothing here has more than 255");
        let mut out = vec![self.first];
        out.extend(header);
        out.extend(mask.to_le_bytes());
        out.extend([7; 32]);
        out.extend([byte(instructions.len()), byte(keys.len())]);
        out.extend(keys.as_flattened());
        out.extend(self.fee.into_iter().flat_map(u64::to_le_bytes));
        out.extend([self.units, self.data, self.heap].into_iter().flatten().flat_map(u32::to_le_bytes));
        for (program, accounts, data) in instructions {
            let length = u16::try_from(data.len()).expect("no data here is longer");
            out.extend([*program, byte(accounts.len())]);
            out.extend(length.to_le_bytes());
        }
        out.extend(instructions.iter().flat_map(|(_, accounts, data)| [accounts.as_slice(), data].concat()));
        out
    }

    /// With the signatures of all but the sponsor, at the end.
    pub(super) fn signed(&self) -> Vec<u8> {
        let message = self.bytes();
        [message.as_slice(), self.message.signatures(&message).as_flattened()].concat()
    }

    pub(super) fn case(&self) -> Case {
        listing(Case::new(&self.signed()))
    }
}

/// The offer lists both versions.
fn listing(case: Case) -> Case {
    case.asking("transactionVersions", json!([0, 1]))
}

fn parts() -> Vec<Instruction> {
    vec![transfer(10_000), memo(NONCE)]
}

/// The good transaction with a change.
fn spoiled(change: impl FnOnce(&mut Version1)) -> Case {
    Version1::good().with(change).case()
}
