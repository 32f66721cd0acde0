//! The bytes, the numbers and the signatures of version 1 (U-20, U-23 to U-25).

use ed25519_dalek::Signer as _;
use serde_json::json;
use x402_schemes::solana::Address;

use super::{
    super::{
        build::{account, bytes, further, instruction, join, key},
        case::{Case, MEMO, NONCE, PAYER, SPONSOR, memo, message, parts as version_0_parts, transfer},
    },
    Flagged, Invalid, Row, Valid, Version1, listing, numbered, spoiled,
};
use crate::draft::Draft;

pub(super) fn drafts() -> Vec<Draft> {
    [
        numbered("0840", &["U-20", "U-23", "U-24"], [read(), bytes_of(), sizes()].into_iter().flatten().collect()),
        numbered("0841", &["U-23", "S-2"], runtime()),
        numbered("0842", &["U-25"], config()),
        numbered("0843", &["U-24", "S-4"], signatures()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

type Rows = Vec<(&'static str, Case, Row)>;

fn of_bytes(bytes: &[u8]) -> Case {
    listing(Case::new(bytes))
}

fn read() -> Rows {
    let first = |byte: u8| spoiled(|transaction| transaction.first = byte);
    vec![
        ("version 1: a transfer and a memo", Version1::good().case(), Valid),
        ("version 1: the same in a V1 payment", Version1::good().case().in_version_1(), Valid),
        ("version 1: the first byte is 0x80", first(0x80), Invalid("transaction")),
        ("version 1: the first byte is 0x82", first(0x82), Invalid("transaction")),
        ("version 1: the first byte is 0xff", first(0xff), Invalid("transaction")),
        ("version 1: the first byte is 0x01", first(0x01), Invalid("transaction")),
        ("version 1: the signatures are before the message", before_message(), Invalid("transaction")),
        ("version 0: the signatures are after the message", after_message(), Invalid("transaction")),
    ]
}

fn before_message() -> Case {
    let message = Version1::good().bytes();
    of_bytes(&join(&Version1::good().message.signatures(&message), &message))
}

fn after_message() -> Case {
    let message = message(&version_0_parts());
    of_bytes(&[message.bytes().as_slice(), message.signatures(&message.bytes()).as_flattened()].concat())
}

fn bytes_of() -> Rows {
    let good = Version1::good().signed();
    let cut = |count: usize| of_bytes(&good[..good.len() - count]);
    let longer = |count: usize| of_bytes(&[good.clone(), vec![0; count]].concat());
    let message = Version1::good().bytes();
    let short = of_bytes(&[&message[..message.len() - 1], &good[message.len()..]].concat());
    vec![
        ("version 1: a byte is missing at the end", cut(1), Invalid("transaction")),
        ("version 1: a signature is missing", cut(64), Invalid("transaction")),
        ("version 1: there are no signatures", cut(128), Invalid("transaction")),
        ("version 1: a byte follows the last signature", longer(1), Invalid("transaction")),
        ("version 1: a signature follows that nobody needs", longer(64), Invalid("transaction")),
        ("version 1: the last byte of the data is missing", short, Invalid("transaction")),
        (
            "version 1: nobody has to sign",
            spoiled(|transaction| transaction.message.header[0] = 0),
            Invalid("transaction"),
        ),
    ]
}

/// Each limit, and one more.
fn sizes() -> Rows {
    vec![
        ("version 1: 1,233 bytes, more than a packet of version 0 holds", of_length(1_233), Valid),
        ("version 1: 4,096 bytes", of_length(4_096), Valid),
        ("version 1: 4,097 bytes", of_length(4_097), Invalid("transaction")),
        ("version 1: twelve signatures", signing(10), Valid),
        ("version 1: thirteen signatures", signing(11), Invalid("transaction")),
        ("version 1: 64 keys", of_keys(64), Valid),
        ("version 1: 65 keys", of_keys(65), Invalid("transaction")),
        ("version 1: 64 instructions, which the policy takes", of_instructions(64), Flagged(&["guard-count"])),
        ("version 1: 65 instructions, which the policy takes", of_instructions(65), Invalid("transaction")),
        (
            "version 1: an instruction of 255 accounts",
            spoiled(|transaction| transaction.message.instructions[0].1.resize(255, 3)),
            Flagged(&["extra-accounts"]),
        ),
    ]
}

/// Pictures in a memo that cost little, and as many letters as are missing.
fn of_length(length: usize) -> Case {
    let with_memo = |text: &str| {
        Version1::of(&[transfer(10_000), memo(text)]).with(|transaction| transaction.units = Some(400_000))
    };
    let pictures = "\u{20000}".repeat((length - 600) / 4);
    let missing = length - with_memo(&pictures).signed().len();
    let transaction = with_memo(&format!("{pictures}{}", "m".repeat(missing)));
    assert_eq!(transaction.signed().len(), length);
    transaction.case()
}

/// A memo that further accounts sign.
fn signing(count: u8) -> Case {
    let addresses = (0..count).map(|number| Address::new(further(number).verifying_key().to_bytes()).to_string());
    let signers: Vec<_> = addresses.map(|address| account(&address).signing()).collect();
    let parts = [transfer(10_000), instruction(MEMO, &signers, NONCE.as_bytes())];
    let transaction = Version1::of(&parts).with(|transaction| transaction.units = Some(400_000));
    transaction.case().policy(json!({"extraSigners": count}))
}

fn of_keys(count: u8) -> Case {
    spoiled(|transaction| {
        let more = count - u8::try_from(transaction.message.keys.len()).expect("few keys");
        transaction.message.keys.extend((0..more).map(|number| [100 + number; 32]));
        transaction.message.header[2] += more;
    })
}

fn of_instructions(count: usize) -> Case {
    let memos = std::iter::repeat_with(|| memo("")).take(count - 1);
    let parts: Vec<_> = std::iter::once(transfer(10_000)).chain(memos).collect();
    let transaction = Version1::of(&parts).with(|transaction| transaction.units = Some(200_000));
    transaction.case().policy(json!({"maxInstructions": count}))
}

/// Indices and counts that the runtime refuses as in the other versions.
fn runtime() -> Rows {
    let refused = |change: fn(&mut Version1)| spoiled(change);
    let rule = || Invalid("runtime-rules");
    vec![
        ("version 1: every signer is read-only", refused(|transaction| transaction.message.header[1] = 2), rule()),
        ("version 1: one read-only key too many", refused(|transaction| transaction.message.header[2] = 6), rule()),
        (
            "version 1: a key stands twice",
            refused(|transaction| {
                transaction.message.keys.push(bytes(PAYER));
                transaction.message.header[2] += 1;
            }),
            rule(),
        ),
        (
            "version 1: the fee payer is called as a program",
            refused(|transaction| transaction.message.instructions[1].0 = 0),
            rule(),
        ),
        (
            "version 1: a program index out of range",
            refused(|transaction| transaction.message.instructions[1].0 = 7),
            rule(),
        ),
        (
            "version 1: an account index out of range",
            refused(|transaction| transaction.message.instructions[0].1[2] = 7),
            rule(),
        ),
    ]
}

fn config() -> Rows {
    let masked = |mask: u32| spoiled(|transaction| transaction.mask = mask);
    let heap = |bytes: u32| spoiled(|transaction| transaction.heap = Some(bytes));
    // The value is there in four or eight bytes, or not at all: no reader may take any of these.
    let half = |bit: u32, value: &[u8]| {
        let transaction = Version1::good().with(|transaction| transaction.mask = bit);
        let mut message = transaction.bytes();
        let config = 42 + 32 * transaction.message.keys.len();
        message.splice(config..config, value.iter().copied());
        let signatures = transaction.message.signatures(&message);
        of_bytes(&[message.as_slice(), signatures.as_flattened()].concat())
    };
    let refused = || Invalid("transaction");
    vec![
        ("version 1: bit 5 of the mask", masked(1 << 5), refused()),
        ("version 1: bit 31 of the mask", masked(1 << 31), refused()),
        ("version 1: the fee's first bit alone, without a value", masked(1), refused()),
        ("version 1: the fee's first bit alone, and four bytes", half(1, &[0; 4]), refused()),
        ("version 1: the fee's first bit alone, and eight bytes", half(1, &[0; 8]), refused()),
        ("version 1: the fee's second bit alone, and four bytes", half(2, &[0; 4]), refused()),
        ("version 1: the fee's second bit alone, and eight bytes", half(2, &[0; 8]), refused()),
        ("version 1: both bits of the fee", spoiled(|transaction| transaction.fee = Some(0)), Valid),
        ("version 1: the least heap", heap(32_768), Valid),
        ("version 1: one step above the least heap", heap(33_792), Valid),
        ("version 1: the greatest heap", heap(262_144), Valid),
        ("version 1: no heap", heap(0), refused()),
        ("version 1: one step below the least heap", heap(31_744), refused()),
        ("version 1: a heap that is no multiple of 1,024", heap(32_769), refused()),
        ("version 1: one step above the greatest heap", heap(263_168), refused()),
    ]
}

fn signatures() -> Rows {
    let good = Version1::good();
    let message = good.bytes();
    let with = |signatures: &[[u8; 64]]| of_bytes(&[message.as_slice(), signatures.as_flattened()].concat());
    let [_, signature] = good.message.signatures(&message)[..] else { panic!("two signers") };
    let over = |bytes: &[u8]| with(&[[0; 64], key("payer").sign(bytes).to_bytes()]);
    let mut spoiled_memo = good.signed();
    spoiled_memo[message.len() - 1] ^= 1;
    let wrong = || Invalid("signed");
    vec![
        ("version 1: the payer has not signed", with(&[[0; 64]; 2]), wrong()),
        ("version 1: somebody else signed", with(&[[0; 64], key("third").sign(&message).to_bytes()]), wrong()),
        ("version 1: signed without the version byte", over(&message[1..]), wrong()),
        ("version 1: signed without the mask", over(&[&message[..4], &message[8..]].concat()), wrong()),
        ("version 1: the signatures are exchanged", with(&[signature, [0; 64]]), wrong()),
        ("version 1: a bit of the memo is another than was signed", of_bytes(&spoiled_memo), wrong()),
        ("version 1: garbage in the sponsor's place, who signs anew", with(&[[0xaa; 64], signature]), Valid),
        (
            "version 1: the payer signs in the sponsor's place, too",
            with(&[signature, signature]).asking("feePayer", SPONSOR),
            Valid,
        ),
    ]
}
