//! The cost of memos in compute units.

use litesvm::LiteSVM;
use serde::Serialize;
use solana_address::{Address, address};

use crate::{
    keys,
    packet::Packet,
    programs::{COMPUTE_BUDGET, MEMO, MEMO_1, MEMO_4, TOKEN},
    question::{Price, Question, associated},
    run::{Outcome, Run},
    state::State,
};

const USDC: Address = address!("EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v");
const AMOUNT: u64 = 10_000;
/// Any blockhash will do.
const BLOCKHASH: [u8; 32] = [7; 32];
const NOW: u64 = 1_740_672_100;
/// The limit that official clients set.
const CLIENTS_LIMIT: u32 = 20_000;
const MOST_UNITS: u32 = 1_400_000;
/// More than an offer may ask for.
const MOST_LETTERS: usize = 256;

const PROGRAMS: [(&str, Address); 3] = [("Memo 1.0.0", MEMO_1), ("Memo 3.0.0", MEMO), ("Memo 4.0.0", MEMO_4)];
/// One character of each kind that costs differently, and those that cost least.
const CHARACTERS: &str = "a0 \"\\'\n\t\0\x1b\x7féßёΩאعกअ№—€あ汉字한\u{fffd}\u{feff}🚀😀𝔸\u{10ffff}\u{300}\u{ad}\u{80}\u{200b}\u{200d}\u{e000}\u{20000}\u{e0001}";

/// `witness/svm/memo.json`
#[derive(Serialize)]
pub(crate) struct Costs {
    by: String,
    programs: Vec<Cost>,
}

/// The compute units of one program.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Cost {
    program: String,
    /// The cost of a memo without text.
    empty: u64,
    /// The additional cost of a signing account, the payer's.
    signer: u64,
    /// The most letters of a memo within the official clients' limit, with Token, but at most 256.
    letters_under_clients_limit: usize,
    characters: Vec<Character>,
}

#[derive(Serialize)]
struct Character {
    character: String,
    bytes: usize,
    /// The additional cost of each character, from 8 to 24 of them, rounded down.
    units: u64,
}

#[derive(Clone, Copy)]
struct Payment<'a> {
    program: Address,
    memo: &'a str,
    /// How many times the payer is among the accounts of the memo.
    signers: usize,
    limit: u32,
}

/// Measures the costs in payments that are otherwise the same.
pub(crate) fn costs(chain: &LiteSVM, by: &str) -> Result<Costs, String> {
    let programs = PROGRAMS.map(|(name, program)| cost(chain, name, program));
    Ok(Costs { by: by.into(), programs: programs.into_iter().collect::<Result<_, _>>()? })
}

fn cost(chain: &LiteSVM, name: &str, program: Address) -> Result<Cost, String> {
    let units = |memo: &str, signers| Payment { program, memo, signers, limit: MOST_UNITS }.units(chain);
    let without = Payment { program, memo: "", signers: 0, limit: MOST_UNITS }.units_without(chain)?;
    let empty = units("", 0)?;
    let characters = CHARACTERS.chars().map(|character| {
        let of = |count| units(&character.to_string().repeat(count), 0);
        Ok(Character {
            character: format!("U+{:04X} {}", u32::from(character), character.escape_debug()),
            bytes: character.len_utf8(),
            units: (of(24)? - of(8)?) / 16,
        })
    });
    let fits = |count: &usize| {
        let memo = "m".repeat(*count);
        let payment = Payment { program, memo: &memo, signers: 0, limit: CLIENTS_LIMIT };
        payment.run(chain).is_ok_and(|run| run.outcome == Outcome::Done)
    };
    Ok(Cost {
        program: name.into(),
        empty: empty - without,
        signer: units("", 1)? - empty,
        letters_under_clients_limit: (0..=MOST_LETTERS).take_while(fits).last().unwrap_or_default(),
        characters: characters.collect::<Result<_, String>>()?,
    })
}

impl Payment<'_> {
    fn units(&self, chain: &LiteSVM) -> Result<u64, String> {
        let run = self.run(chain)?;
        match run.outcome {
            Outcome::Done => Ok(run.effects.units),
            other => Err(format!("{:?}: {other:?}", self.memo)),
        }
    }

    /// The units of the same payment without a memo.
    fn units_without(&self, chain: &LiteSVM) -> Result<u64, String> {
        let run = send(chain, &transaction(self.calls().get(..3).ok_or("no transfer")?))?;
        Ok(run.effects.units)
    }

    fn run(&self, chain: &LiteSVM) -> Result<Run, String> {
        send(chain, &transaction(&self.calls()))
    }

    fn calls(&self) -> Vec<(u8, Vec<u8>, Vec<u8>)> {
        let memo_program = match self.program {
            MEMO => 7,
            MEMO_1 => 8,
            _ => 9,
        };
        vec![
            (5, vec![], [&[2], self.limit.to_le_bytes().as_slice()].concat()),
            (5, vec![], [&[3], 1u64.to_le_bytes().as_slice()].concat()),
            (6, vec![2, 4, 3, 1], [&[12], AMOUNT.to_le_bytes().as_slice(), &[6]].concat()),
            (memo_program, vec![1; self.signers], self.memo.as_bytes().to_vec()),
        ]
    }
}

fn owner(name: &str) -> Address {
    Address::from(keys::named(name).verifying_key().to_bytes())
}

fn send(chain: &LiteSVM, transaction: &[u8]) -> Result<Run, String> {
    let packet = Packet::read(transaction)?;
    let price = Price { amount: AMOUNT.into(), mint: USDC, pay_to: owner("merchant") };
    let question = Question::plain(price, NOW);
    let states = State::of(&question, &packet)?;
    let state = states.first().ok_or("no state")?;
    Run::send(chain, state, &packet, true, packet.blockhash, NOW, question.price)
}

/// A message of version 0, signed by sponsor and payer.
fn transaction(calls: &[(u8, Vec<u8>, Vec<u8>)]) -> Vec<u8> {
    let of_usdc = |name| associated(&owner(name), &USDC, &TOKEN);
    let keys = [
        owner("sponsor"),
        owner("payer"),
        of_usdc("payer"),
        of_usdc("merchant"),
        USDC,
        COMPUTE_BUDGET,
        TOKEN,
        MEMO,
        MEMO_1,
        MEMO_4,
    ];
    let mut message = vec![0x80, 2, 1, 6];
    message.extend(short_number(keys.len()));
    message.extend(keys.iter().flat_map(|key| key.to_bytes()));
    message.extend(BLOCKHASH);
    message.extend(short_number(calls.len()));
    for (program, accounts, data) in calls {
        message.push(*program);
        message.extend(short_number(accounts.len()));
        message.extend(accounts);
        message.extend(short_number(data.len()));
        message.extend(data);
    }
    message.push(0);
    let signatures = ["sponsor", "payer"].map(|name| keys::sign(&keys::named(name), &message));
    [&[2], signatures.concat().as_slice(), &message].concat()
}

/// A number with seven bits in each byte, the lowest first.
fn short_number(count: usize) -> Vec<u8> {
    let (low, high) = (count % 128, count / 128);
    let byte = |number: usize| u8::try_from(number).unwrap_or(u8::MAX);
    if high == 0 { vec![byte(low)] } else { vec![byte(low | 0x80), byte(high)] }
}

#[cfg(test)]
mod tests {
    use base64::{Engine, engine::general_purpose::STANDARD};
    use serde_json::json;
    use sha2::{Digest, Sha256};

    use super::*;
    use crate::{programs, question::report};

    /// The question to `verify`.
    fn input(payment: &Payment<'_>) -> String {
        let offer = json!({
            "scheme": "exact",
            "network": "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp",
            "amount": AMOUNT.to_string(),
            "asset": USDC.to_string(),
            "payTo": owner("merchant").to_string(),
            "maxTimeoutSeconds": 60,
            "extra": {"feePayer": owner("sponsor").to_string()},
        });
        let transaction = STANDARD.encode(transaction(&payment.calls()));
        let payload = json!({"x402Version": 2, "accepted": offer, "payload": {"transaction": transaction}});
        json!({"payment": {"json": payload}, "offers": [offer], "now": NOW}).to_string()
    }

    /// Exactly this number of units is enough, so the report may not say otherwise. One unit less is not enough.
    fn check(chain: &LiteSVM, memo: &str, signers: usize) {
        let most = Payment { program: MEMO, memo, signers, limit: MOST_UNITS };
        let limit = most.units(chain).unwrap().try_into().unwrap();
        let enough = Payment { limit, ..most };
        let less = Payment { limit: limit - 1, ..most };
        assert_eq!(enough.run(chain).unwrap().outcome, Outcome::Done, "{memo:?} in {limit} units");
        assert!(matches!(less.run(chain).unwrap().outcome, Outcome::Failed(..)), "{memo:?} in {limit} units less one");
        let found = report(&input(&enough)).unwrap();
        assert_eq!(found.verdict, "valid", "{memo:?}");
        assert!(!found.is_short(), "{memo:?} and {signers} signers go through in {limit} units");
    }

    #[test]
    fn units_that_suffice_are_never_called_short() {
        let chain = programs::chain().unwrap();
        for signers in 0..4 {
            check(&chain, "", signers);
            check(&chain, "order 7", signers);
        }
        for character in CHARACTERS.chars() {
            for count in [1, 9, 60] {
                check(&chain, &character.to_string().repeat(count), 0);
            }
        }
        // Mixed.
        for number in 0..200u32 {
            let hash = Sha256::digest(number.to_le_bytes());
            let character = |byte: &u8| CHARACTERS.chars().nth(usize::from(*byte) % CHARACTERS.chars().count());
            check(&chain, &hash.iter().skip(number as usize % 24).filter_map(character).collect::<String>(), 0);
        }
    }
}
