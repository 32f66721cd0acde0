//! Writes transactions of the XRP Ledger, most of them with faults, and what `x402-schemes` reads in each, a line of JSON each, for
//! codecs that others wrote to compare (`witness/run xrpl-codecs`):
//!
//! ```console
//! cargo run -p x402-schemes --example xrpl_transactions -- COUNT FILE [SEED]
//! ```
//!
//! The same count and seed give the same transactions. The seed is a number, 78 unless it is given.

use std::{
    fs::File,
    io::{BufWriter, Error, Result, Write},
};

use serde_json::{Value, json};
use x402_schemes::xrpl::{LedgerAmount, Transaction};

/// Fields with their heads, in the ledger's order: the plain ones, and those of other payments and of no payment.
/// npm ripple-binary-codec 2.11.0 wrote them.
const FIELDS: &[&str] = &[
    "120000",
    "210000535A",
    "2200000000",
    "2200020000",
    "232FF676FC",
    "2400000007",
    "2E00000000",
    "201B05D75C8C",
    "201D00000005",
    "202900000159",
    "59EFEFEFEFEFEFEFEFEFEFEFEFEFEFEFEFEFEFEFEFEFEFEFEFEFEFEFEFEFEFEFEF",
    "501104312570134D55537DF7F36FED25D904B5D14AD63DBB835608A670A8D55A3AD9",
    "50221212121212121212121212121212121212121212121212121212121212121212",
    "61D4C3BAF82D03A000524C555344000000000000000000000000000000E5E961C6A025C9404AA7B662DD1DF975BE75D13E",
    "61400000000003D090",
    "6160000000000000000500000001ABABABABABABABABABABABABABABABABABABABAB",
    "68400000000000000C",
    "69D0845EADB112E0000000000000000000000000005553440000000000E5E961C6A025C9404AA7B662DD1DF975BE75D13E",
    "6A4000000000000001",
    "7300",
    "732102779E559A95C7FD0CFD2B4AA3FC77E91396554082B0A5E7B582C4CF2C514E4C1D",
    "7446304402200738E7D4799DD3D0554AD0F8069ED401562F26858EB0BEC507FB4174A0ED522002205A3D7C069B43E42B4E45D7A97DF631B853F2A04BA56605119D7DB1F990F0969A",
    "7503616263",
    "8114652DD339318460B2CD0CB5E37F8C5A3D91449E50",
    "8314F6F1ABBD24E59C3C3A198F57B55656DC9C003CF4",
    "8C14F6F1ABBD24E59C3C3A198F57B55656DC9C003CF4",
    "F3E010732102B65F37A0917B65D0C94D928650A7A3BE9B3E1067ADBE02A2F5E2582A781FF0197401308114F6F1ABBD24E59C3C3A198F57B55656DC9C003CF4E1F1",
    "F9EA7C07696E766F6963657D0161E1EA7D01627E0163E1F1",
    "F9F1",
    "00101005",
    "011201F6F1ABBD24E59C3C3A198F57B55656DC9C003CF43000000000000000000000000055534400000000008968E0E7B31DBC840633C5B040439296F89F54D7FF10000000000000000000000000000000000000000000",
    "051320ABABABABABABABABABABABABABABABABABABABABABABABABABABABABABABABAB",
];

/// The fields of the worked examples of the rulings, by their places in [`FIELDS`].
const PAYMENTS: &[&[usize]] =
    &[&[0, 2, 4, 5, 7, 11, 13, 16, 17, 20, 21, 23, 24], &[0, 2, 5, 7, 9, 14, 16, 20, 21, 23, 24]];

/// The first 8 bytes of amounts at the edges of what is read.
const NUMBERS: &[u64] = &[
    0x8000_0000_0000_0000,
    0xc000_0000_0000_0000,
    0x8043_8d7e_a4c6_8000,
    0xd483_8d7e_a4c6_8000,
    0xd483_8d7e_a4c6_7fff,
    0xd4a3_86f2_6fc0_ffff,
    0xd4a3_86f2_6fc1_0000,
    0xec63_86f2_6fc0_ffff,
    0xec83_8d7e_a4c6_8000,
    0xc043_8d7e_a4c6_8000,
    0xc003_8d7e_a4c6_8000,
    0x4000_0000_0000_0000,
    0x4000_0000_0000_0001,
    0x0000_0000_0000_0000,
    0x0000_0000_0000_0001,
    0x4163_4578_5d8a_0000,
    0x4163_4578_5d8a_0001,
    0x5fff_ffff_ffff_ffff,
    0x6000_0000_0000_0005,
];

/// Bytes that are the head of a field, the end of something, or the edge of a length.
const BYTES: &[u8] = &[
    0, 1, 0x10, 0x12, 0x14, 0x20, 0x31, 0x61, 0x68, 0x7d, 0x7f, 0x80, 0x81, 0x83, 0xc0, 0xc1, 0xe1, 0xea, 0xf0, 0xf1,
    0xf9, 0xff,
];

/// SplitMix64 (Steele, Lea, Flood 2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(bound.max(1)).unwrap()).unwrap()
    }

    fn of<'a, T>(&mut self, values: &'a [T]) -> &'a T {
        &values[self.below(values.len())]
    }

    fn byte(&mut self) -> u8 {
        self.next().to_be_bytes()[0]
    }
}

fn unhex(digits: &str) -> Vec<u8> {
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap()).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

/// A transaction: the fields of a payment, some of them changed, and then some of the bytes.
fn transaction(random: &mut Random, fields: &[Vec<u8>]) -> Vec<u8> {
    let mut chosen = random.of(PAYMENTS).to_vec();
    for _ in 0..random.below(3) {
        let at = random.below(chosen.len());
        match random.below(12) {
            0 => drop(chosen.remove(at)),
            1 => chosen.insert(at, chosen[at]),
            2 => chosen.push(random.below(FIELDS.len())),
            3 => {
                let other = random.below(chosen.len());
                chosen.swap(at, other);
            }
            // In order, and each once.
            _ => {
                chosen.push(random.below(FIELDS.len()));
                chosen.sort_unstable();
                // Fields that differ in their values alone are one field. None of them has a head of two bytes.
                let head = |field: &usize| FIELDS[*field].get(..2).filter(|head| !head.contains('0'));
                chosen.dedup_by(|a, b| a == b || head(a).is_some() && head(a) == head(b));
            }
        }
        if chosen.is_empty() {
            chosen.push(0);
        }
    }
    let mut bytes = Vec::new();
    for field in chosen {
        let mut field = fields[field].clone();
        if matches!(field.first(), Some(0x61 | 0x68 | 0x69 | 0x6a)) && random.below(6) == 0 {
            // The other bytes stay as they are, so an amount of the other length is a fault.
            field[1..9].copy_from_slice(&random.of(NUMBERS).to_be_bytes());
        }
        bytes.extend(field);
    }
    if random.below(8) == 0 {
        let memo = random.below(700);
        let mut field = unhex("F9EA7D");
        field.extend(match memo {
            0..=192 => vec![u8::try_from(memo).unwrap()],
            _ => vec![193 + u8::try_from((memo - 193) / 256).unwrap(), u8::try_from((memo - 193) % 256).unwrap()],
        });
        field.extend(vec![b'a'; memo]);
        field.extend(unhex("E1F1"));
        bytes.extend(field);
    }
    for _ in 0..random.below(4).saturating_sub(1) {
        let at = random.below(bytes.len());
        match random.below(6) {
            0 => bytes.truncate(at),
            1 => bytes.insert(at, *random.of(BYTES)),
            2 if at < bytes.len() => drop(bytes.remove(at)),
            3 if at < bytes.len() => bytes[at] = *random.of(BYTES),
            4 if at < bytes.len() => bytes[at] ^= 1 << random.below(8),
            _ if at < bytes.len() => bytes[at] = random.byte(),
            _ => bytes.push(random.byte()),
        }
    }
    bytes
}

fn amount(amount: LedgerAmount) -> Value {
    match amount {
        LedgerAmount::Drops(drops) => json!(drops.to_string()),
        LedgerAmount::Issued(amount) => {
            let sign = if amount.is_negative { "-" } else { "" };
            json!([format!("{sign}{}", amount.value), hex(&amount.currency.to_bytes()), amount.issuer.to_string()])
        }
        LedgerAmount::MultiPurposeToken => json!("token"),
        other => json!(format!("{other:?}")),
    }
}

fn read(bytes: &[u8]) -> Value {
    let read = match Transaction::decode(bytes) {
        Ok(read) => read,
        Err(error) => {
            let kind = format!("{:?}", error.kind());
            let name = kind.split(['(', ' ']).next().unwrap_or_default();
            return json!({"blob": hex(bytes), "refused": name, "why": error.to_string()});
        }
    };
    let text = |bytes: &[u8]| json!(hex(bytes));
    let mut fields = serde_json::Map::new();
    for (name, value) in [
        ("TransactionType", read.transaction_type.map(Value::from)),
        ("NetworkID", read.network_id.map(Value::from)),
        ("Flags", read.flags.map(Value::from)),
        ("SourceTag", read.source_tag.map(Value::from)),
        ("Sequence", read.sequence.map(Value::from)),
        ("DestinationTag", read.destination_tag.map(Value::from)),
        ("LastLedgerSequence", read.last_ledger_sequence.map(Value::from)),
        ("TicketSequence", read.ticket_sequence.map(Value::from)),
        ("InvoiceID", read.invoice_id.map(|hash| text(&hash))),
        ("Amount", read.amount.map(amount)),
        ("Fee", read.fee.map(amount)),
        ("SendMax", read.send_max.map(amount)),
        ("SigningPubKey", read.signing_pub_key.map(text)),
        ("TxnSignature", read.txn_signature.map(text)),
        ("Account", read.account.map(|account| account.to_string().into())),
        ("Destination", read.destination.map(|account| account.to_string().into())),
    ] {
        fields.extend(value.map(|value| (name.to_owned(), value)));
    }
    let others: Vec<_> = read.other_fields().iter().map(|field| field.name).collect();
    let is_unusual = read.other_fields().iter().any(|field| !is_usual(field.bytes));
    json!({"blob": hex(bytes), "fields": fields, "others": others, "unusual": is_unusual, "preimage": hex(&read.preimage()), "hash": hex(&read.hash())})
}

/// `true` if the field has one of the types of which a payment has fields (R-26).
fn is_usual(field: &[u8]) -> bool {
    let code = if field[0] < 16 { field[1] } else { field[0] >> 4 };
    matches!(code, 1 | 2 | 5..=8 | 14 | 15 | 18 | 19)
}

fn main() -> Result<()> {
    let usage = || Error::other("usage: xrpl_transactions COUNT FILE [SEED]");
    let mut arguments = std::env::args().skip(1);
    let count: u32 = arguments.next().and_then(|count| count.parse().ok()).ok_or_else(usage)?;
    let mut file = BufWriter::new(File::create(arguments.next().ok_or_else(usage)?)?);
    let seed = arguments.next().map_or(Ok(78), |seed| seed.parse()).map_err(|_| usage())?;
    let fields: Vec<_> = FIELDS.iter().map(|field| unhex(field)).collect();
    let (mut random, mut good) = (Random(seed), 0);
    for _ in 0..count {
        let read = read(&transaction(&mut random, &fields));
        good += u32::from(read.get("fields").is_some());
        writeln!(file, "{read}")?;
    }
    println!("{count} transactions, of which x402-schemes reads {good}");
    file.flush()
}
