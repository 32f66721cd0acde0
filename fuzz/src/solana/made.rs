//! Transactions made from decisions, with the validator's own types: with zeros for decisions each is one that the runtime
//! takes, and every decision bends one thing.

use std::sync::LazyLock;

use ed25519_dalek::{Signer, SigningKey};
use solana_message::{
    Message as LegacyMessage, MessageHeader, VersionedMessage,
    compiled_instruction::CompiledInstruction,
    v0::{self, MessageAddressTableLookup},
    v1,
};
use solana_transaction::versioned::VersionedTransaction;
use x402_laws::chance::Chance;
use x402_schemes::solana::{Address, programs};

use crate::{objects::MADE, source::Source};

/// Programs whose instructions are read here, and two of the others.
const PROGRAMS: [Address; 10] = [
    programs::TOKEN,
    programs::TOKEN_2022,
    programs::COMPUTE_BUDGET,
    programs::SYSTEM,
    programs::MEMO,
    programs::ASSOCIATED_TOKEN,
    programs::LIGHTHOUSE,
    programs::ED25519,
    programs::SMART_WALLETS[0],
    programs::MEMO_V1,
];

/// The bytes of one.
pub(super) fn transaction(decisions: &[u8]) -> Vec<u8> {
    let mut source = Source(decisions);
    let message = message(&mut source);
    let required = usize::from(message.header().num_required_signatures);
    let count = match source.below(16) {
        15 => source.below(20),
        _ => required.min(20),
    };
    let signed = message.serialize();
    let is_signed = source.below(8) == 7;
    let sign = |index: usize| match is_signed {
        true => SIGNERS[index % SIGNERS.len()].sign(&signed).to_bytes().into(),
        false => [0; 64].into(),
    };
    let signatures = (0..count).map(sign).collect();
    let mut bytes = wincode::serialize(&VersionedTransaction { signatures, message }).expect("nothing is too long");
    for _ in 0..source.below(16).saturating_sub(12) {
        edit(&mut bytes, &mut source);
    }
    bytes
}

/// Decisions for [`transaction`]: none, those of each kind of message, and some at random.
pub(crate) fn seeds() -> impl Iterator<Item = (String, Vec<u8>)> {
    let plain = [&[][..], &[0, 1], &[0, 2], &[0, 3], &[0; 64]].map(<[u8]>::to_vec);
    let random = (0..400u32).map(|number| {
        let decisions = (0..512).map(|at: u32| (at + 512 * number).wrapping_mul(0x9e37_79b9).to_be_bytes()[1]);
        decisions.collect()
    });
    let all = plain.into_iter().chain(random).enumerate();
    all.map(|(number, decisions)| (format!("made-{number}"), [&[MADE], decisions.as_slice()].concat()))
}

/// The same few in every transaction.
static SIGNERS: LazyLock<[SigningKey; 3]> = LazyLock::new(|| [1, 2, 3].map(|seed| SigningKey::from_bytes(&[seed; 32])));

fn message(source: &mut Source<'_>) -> VersionedMessage {
    // Each at a quarter of its chance, or nothing sane is left.
    let bent = source.byte() & source.byte();
    let version = source.below(4);
    let required = 1 + source.below(3);
    let readonly_signed = source.below(required);
    let listed = required + 1 + if bent & 1 == 0 { source.below(8) } else { source.below(40) };
    let mut header = MessageHeader {
        num_required_signatures: required as u8,
        num_readonly_signed_accounts: readonly_signed as u8,
        num_readonly_unsigned_accounts: source.below(listed - required + 1) as u8,
    };
    if bent & 2 != 0 {
        header.num_readonly_signed_accounts = source.byte() % 8;
        header.num_readonly_unsigned_accounts = source.byte() % 64;
    }
    if bent & 4 != 0 {
        header.num_required_signatures = source.byte() % 64;
    }
    let mut keys: Vec<Address> = (0..listed).map(|index| key(index, required, source)).collect();
    if bent & 8 != 0 {
        let (from, to) = (source.below(listed), source.below(listed));
        keys[to] = keys[from];
    }
    let lookups = if version < 2 || version == 3 && bent & 16 == 0 { Vec::new() } else { lookups(source) };
    let loaded = lookups.iter().map(|lookup| lookup.writable_indexes.len() + lookup.readonly_indexes.len());
    let total = listed + loaded.sum::<usize>();
    let count = match bent >> 5 {
        7 => 60 + source.below(8),
        _ => source.below(6),
    };
    let instructions = (0..count).map(|_| instruction(source, &keys, total)).collect();
    let blockhash = source.array::<32>().into();
    let account_keys: Vec<_> = keys.iter().map(|key| key.to_bytes().into()).collect();
    match version {
        0 | 1 if bent & 16 == 0 => {
            VersionedMessage::Legacy(LegacyMessage { header, account_keys, recent_blockhash: blockhash, instructions })
        }
        0 => VersionedMessage::V1(v1::Message {
            header,
            config: config(source),
            lifetime_specifier: blockhash,
            account_keys,
            instructions,
        }),
        _ => VersionedMessage::V0(v0::Message {
            header,
            account_keys,
            recent_blockhash: blockhash,
            instructions,
            address_table_lookups: lookups,
        }),
    }
}

/// Any of the values, and a heap that is right more often than not.
fn config(source: &mut Source<'_>) -> v1::TransactionConfig {
    let set = source.byte();
    let heap = match source.below(8) {
        7 => u32::from_le_bytes(source.array()),
        steps => 32_768 + 1_024 * steps as u32,
    };
    let mut value = |bit: u8| (set & bit != 0).then(|| u32::from_le_bytes(source.array()));
    v1::TransactionConfig {
        priority_fee: value(1).map(u64::from),
        compute_unit_limit: value(2),
        loaded_accounts_data_size_limit: value(4),
        heap_size: (set & 8 != 0).then_some(heap),
    }
}

/// Signers first, the last one a program; what stands in tables is like those between.
fn key(index: usize, required: usize, source: &mut Source<'_>) -> Address {
    if index < required {
        return Address::new(SIGNERS[index % SIGNERS.len()].verifying_key().to_bytes());
    }
    match source.byte() {
        0 => Address::new([100u8.wrapping_add(index as u8); 32]),
        decision @ 1..=200 => PROGRAMS[usize::from(decision) % PROGRAMS.len()],
        decision => Address::new([decision; 32]),
    }
}

/// See `peers::table`.
fn lookups(source: &mut Source<'_>) -> Vec<MessageAddressTableLookup> {
    let lookup = |source: &mut Source<'_>| {
        let mut table = [7; 32];
        table[0] = 255 - source.byte() % 128;
        table[1] = source.byte();
        let count = match source.below(16) {
            15 => 220 + source.below(40),
            14 => 50 + source.below(16),
            13 => 0,
            few => 1 + few % 4,
        };
        let writable = source.below(count + 1);
        let first = source.byte();
        let index = |index: usize| first.wrapping_add(index as u8);
        MessageAddressTableLookup {
            account_key: table.into(),
            writable_indexes: (0..writable).map(index).collect(),
            readonly_indexes: (writable..count).map(index).collect(),
        }
    };
    (0..1 + source.below(3)).map(|_| lookup(source)).collect()
}

fn instruction(source: &mut Source<'_>, keys: &[Address], total: usize) -> CompiledInstruction {
    let bent = source.byte();
    let program_id_index = match bent & 15 {
        15 => source.byte(),
        _ => (keys.len() - 1 - source.below(keys.len() - 1)) as u8,
    };
    let count = match bent >> 4 {
        15 => 252 + source.below(8),
        few => usize::from(few),
    };
    let any = source.below(32) == 31;
    let accounts = (0..count).map(|_| if any { source.byte() } else { source.below(total) as u8 }).collect();
    let program = keys.get(usize::from(program_id_index)).copied().unwrap_or(programs::TOKEN);
    CompiledInstruction { program_id_index, accounts, data: data(program, source) }
}

/// What the program might be told, and then some byte more or less.
fn data(program: Address, source: &mut Source<'_>) -> Vec<u8> {
    let tag = source.byte();
    let mut data = match program {
        programs::TOKEN | programs::TOKEN_2022 => {
            [&[if tag < 200 { 12 } else { tag }], source.array::<8>().as_slice(), &[6]].concat()
        }
        programs::COMPUTE_BUDGET if tag < 100 => [&[2], source.array::<4>().as_slice()].concat(),
        programs::COMPUTE_BUDGET if tag < 200 => [&[3], source.array::<8>().as_slice()].concat(),
        programs::SYSTEM if tag < 200 => {
            [&[[2, 4, 0, 12][usize::from(tag % 4)], 0, 0, 0], source.array::<8>().as_slice()].concat()
        }
        _ => (0..tag % 64).map(|_| source.byte()).collect(),
    };
    match source.below(8) {
        5 => drop(data.pop()),
        6 => data.push(source.byte()),
        7 => data.resize(120 + source.below(20), 0),
        _ => {}
    }
    data
}

/// A change of the bytes.
fn edit(bytes: &mut Vec<u8>, source: &mut Source<'_>) {
    let at = source.index(bytes.len().max(1)).min(bytes.len());
    match (source.below(6), bytes.get(at).copied()) {
        (0, Some(byte)) => bytes[at] = byte ^ (1 << source.below(8)),
        (1, Some(_)) => drop(bytes.remove(at)),
        (2, _) => bytes.insert(at, source.byte()),
        // A count in a longer form.
        (3, Some(byte)) => drop(bytes.splice(at..=at, [byte | 0x80, 0])),
        (4, _) => bytes.truncate(at),
        _ => bytes.extend(std::iter::repeat_n(0, 1 + source.below(4))),
    }
}
