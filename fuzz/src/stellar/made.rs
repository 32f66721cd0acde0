//! Documents made from decisions: with zeros for decisions each is one that both read, and every decision bends one thing.

use x402_laws::chance::Chance;

use crate::{objects::MADE, source::Source};

/// Keys that are on the curve and keys that are not, and hashes.
const KEYS: [u8; 4] = [1, 2, 3, 9];

/// The kind of a document, and its bytes.
pub(super) fn document(decisions: &[u8]) -> Vec<u8> {
    let mut source = Source(decisions);
    let kind = source.below(5);
    let mut bytes = vec![kind as u8];
    bytes.extend(match kind {
        0 => transaction(&mut source),
        1 => entry(&mut source),
        2 => event(&mut source),
        3 => account_entry(&mut source),
        _ => value(&mut source, 0),
    });
    for _ in 0..source.below(16).saturating_sub(9) {
        edit(&mut bytes, &mut source);
    }
    bytes
}

/// Decisions for [`document`], documents of each kind, and texts of addresses.
pub(crate) fn seeds() -> impl Iterator<Item = (String, Vec<u8>)> {
    let plain = (0..5u8).map(|kind| [MADE, kind].to_vec());
    let random = (0..800u32).map(|number| {
        let decisions = (0..512).map(|at: u32| (at + 512 * number).wrapping_mul(0x9e37_79b9).to_be_bytes()[1]);
        std::iter::once(MADE).chain(decisions).collect()
    });
    let deep = [63, 64].map(|lists| {
        let list = words(&[16, 1, 1]).repeat(lists);
        [&[4], list.as_slice(), &words(&[1])].concat()
    });
    let later_arm = [vec![4], words(&[22]), opaque(b"tag")].concat();
    let envelopes = [0, 5].map(|kind| [vec![0], words(&[kind])].concat());
    // How long another entry lives.
    let other_entry = [vec![3], words(&[9]), vec![1; 32], words(&[7])].concat();
    let texts = [
        "GCFIRY65OQE7DFP5KLNS2PF2LVZMUZYJX4OZIEQ36N2IQANUB5XVYOJR",
        "GCFIRY65OQE7DFP5KLNS2PF2LVZMUZYJX4OZIEQ36N2IQANUB5XVYOJS",
        "CBIELTK6YBZJU5UP2WWQEUCYKLPU6AUNZ2BQ4WWFEIE3USCIHMXQDAMA",
        "MA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJUAAAAAAAAAAAACJUQ",
        "MA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJUAAAAAAAAAAAACJUR",
        "",
    ];
    let texts = texts.into_iter().map(|text| [&[5], text.as_bytes()].concat());
    let all = plain.chain(random).chain(deep).chain(envelopes).chain([other_entry, later_arm]).chain(texts).enumerate();
    all.map(|(number, data)| (format!("xdr-{number}"), data))
}

pub(super) fn words(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_be_bytes()).collect()
}

pub(super) fn opaque(bytes: &[u8]) -> Vec<u8> {
    let mut opaque = [words(&[bytes.len() as u32]).as_slice(), bytes].concat();
    opaque.resize(opaque.len().next_multiple_of(4), 0);
    opaque
}

fn key(source: &mut Source<'_>) -> Vec<u8> {
    vec![KEYS[source.below(KEYS.len())]; 32]
}

/// A number of things, mostly few.
fn few(source: &mut Source<'_>) -> usize {
    source.below(8).saturating_sub(4)
}

fn optional(source: &mut Source<'_>, make: impl FnOnce(&mut Source<'_>) -> Vec<u8>) -> Vec<u8> {
    match source.below(3) {
        0 => words(&[0]),
        _ => [words(&[1]), make(source)].concat(),
    }
}

fn list(source: &mut Source<'_>, mut make: impl FnMut(&mut Source<'_>) -> Vec<u8>) -> Vec<u8> {
    let count = few(source);
    let elements: Vec<u8> = (0..count).flat_map(|_| make(source)).collect();
    [words(&[count as u32]), elements].concat()
}

fn account(source: &mut Source<'_>) -> Vec<u8> {
    [words(&[0]), key(source)].concat()
}

fn muxed(source: &mut Source<'_>) -> Vec<u8> {
    match source.below(2) {
        0 => account(source),
        _ => [words(&[0x100, 0, 7]), key(source)].concat(),
    }
}

fn address(source: &mut Source<'_>) -> Vec<u8> {
    let kind = source.below(5) as u32;
    let body = match kind {
        0 => account(source),
        2 => [words(&[0, 7]), key(source)].concat(),
        3 => [words(&[0]), key(source)].concat(),
        _ => key(source),
    };
    [words(&[kind]), body].concat()
}

/// A value of any type. A list or a map is now and then deeper than is read.
fn value(source: &mut Source<'_>, depth: usize) -> Vec<u8> {
    let kind = if depth > 3 { source.below(16) } else { source.below(24) } as u32;
    let size = |size: usize| vec![7; 4 * size];
    let body = match kind {
        0 => words(&[source.below(2) as u32]),
        2 => words(&[source.below(10) as u32, source.below(10) as u32]),
        3 | 4 => size(1),
        5..=8 | 21 => size(2),
        9 | 10 => size(4),
        11 | 12 => size(8),
        13 | 14 => opaque(&vec![b'a'; source.below(9)]),
        15 => opaque(&vec![b'a'; source.below(34)]),
        16 => optional(source, |source| list(source, |source| value(source, depth + 1))),
        17 => optional(source, |source| {
            list(source, |source| [value(source, depth + 1), value(source, depth + 1)].concat())
        }),
        18 => address(source),
        19 => {
            let storage = |source: &mut Source<'_>| {
                list(source, |source| [value(source, depth + 1), value(source, depth + 1)].concat())
            };
            [executable(source), optional(source, storage)].concat()
        }
        22 => return signatures(source),
        23 => return [words(&[16, 1, 1]).repeat(57 + source.below(8)), words(&[1])].concat(),
        _ => Vec::new(),
    };
    [words(&[kind]), body].concat()
}

fn executable(source: &mut Source<'_>) -> Vec<u8> {
    match source.below(2) {
        0 => words(&[1]),
        _ => [words(&[0]), key(source)].concat(),
    }
}

/// What an account signs with, or nearly (T-28).
fn signatures(source: &mut Source<'_>) -> Vec<u8> {
    const NAMES: [&str; 3] = ["public_key", "signature", "weight"];
    let symbol = |name: &str| [words(&[15]), opaque(name.as_bytes())].concat();
    let bytes = |length: usize, filling: u8| [words(&[13]), opaque(&vec![filling; length])].concat();
    let count = match source.below(8) {
        7 => source.below(23),
        _ => 1 + source.below(3),
    };
    let elements: Vec<u8> = (0..count)
        .flat_map(|index| {
            let filling = if source.below(8) == 7 { source.byte() } else { index as u8 };
            let name = |source: &mut Source<'_>, usual: usize| match source.below(16) {
                15 => NAMES[source.below(3)],
                _ => NAMES[usual],
            };
            let near = |source: &mut Source<'_>, usual: usize| if source.below(16) == 15 { usual - 1 } else { usual };
            let (first, second) = (name(source, 0), name(source, 1));
            let (key, signature) = (near(source, 32), near(source, 64));
            [words(&[17, 1, 2]), symbol(first), bytes(key, filling), symbol(second), bytes(signature, source.byte())]
                .concat()
        })
        .collect();
    [words(&[16, 1, count as u32]), elements].concat()
}

fn call(source: &mut Source<'_>) -> Vec<u8> {
    let arguments = match source.below(4) {
        0 => [words(&[3, 18]), address(source), words(&[18]), address(source), words(&[10, 0, 0, 0, 9])].concat(),
        _ => list(source, |source| value(source, 0)),
    };
    [address(source), opaque(b"transfer"), arguments].concat()
}

fn invocation(source: &mut Source<'_>, depth: usize) -> Vec<u8> {
    let creation = |source: &mut Source<'_>| {
        let preimage = match source.below(2) {
            0 => [words(&[0]), address(source), key(source)].concat(),
            _ => [words(&[1]), asset(source, 3)].concat(),
        };
        [preimage, executable(source)].concat()
    };
    let function = match source.below(6) {
        4 => [words(&[1]), creation(source)].concat(),
        5 => [words(&[2]), creation(source), list(source, |source| value(source, 0))].concat(),
        _ => [words(&[0]), call(source)].concat(),
    };
    let below = match (depth, source.below(32)) {
        (0, 31) => {
            // A chain that is nearly, or a little more than, what is read.
            let levels = 58 + source.below(8);
            let one = [words(&[0, 1]), vec![3; 32], opaque(b"f"), words(&[0])].concat();
            let chain = [one.as_slice(), &words(&[1])].concat().repeat(levels);
            [words(&[1]), chain, one, words(&[0])].concat()
        }
        (0..=2, 0..=9) => list(source, |source| invocation(source, depth + 1)),
        _ => words(&[0]),
    };
    [function, below].concat()
}

fn entry(source: &mut Source<'_>) -> Vec<u8> {
    let kind = [1, 2, 0, 3][source.below(4)];
    let credentials = if kind == 0 {
        Vec::new()
    } else {
        let head = [address(source), words(&[source.byte().into(), 7, source.byte().into()])].concat();
        let signature = if source.below(2) == 0 { signatures(source) } else { value(source, 0) };
        let delegates = if kind == 3 { delegates(source, 0) } else { Vec::new() };
        [head, signature, delegates].concat()
    };
    [words(&[kind]), credentials, invocation(source, 0)].concat()
}

fn delegates(source: &mut Source<'_>, depth: usize) -> Vec<u8> {
    if depth > 2 {
        return words(&[0]);
    }
    list(source, |source| [address(source), value(source, 2), delegates(source, depth + 1)].concat())
}

/// An asset, of the first so many arms.
fn asset(source: &mut Source<'_>, arms: usize) -> Vec<u8> {
    let kind = source.below(arms);
    let body = match kind {
        0 => Vec::new(),
        1 => [b"USDC".to_vec(), account(source)].concat(),
        2 => [vec![b'A'; 12], account(source)].concat(),
        _ => key(source),
    };
    [words(&[kind as u32]), body].concat()
}

fn ledger_key(source: &mut Source<'_>) -> Vec<u8> {
    let kind = source.below(10);
    let body = match kind {
        0 => account(source),
        1 => [account(source), asset(source, 4)].concat(),
        2 => [account(source), words(&[0, 7])].concat(),
        3 => [account(source), opaque(&vec![b'n'; source.below(66)])].concat(),
        4 => [words(&[0]), key(source)].concat(),
        6 => [address(source), value(source, 2), words(&[source.below(2) as u32])].concat(),
        8 => words(&[source.below(22) as u32]),
        9 => key(source),
        _ => key(source),
    };
    [words(&[kind as u32]), body].concat()
}

fn soroban_data(source: &mut Source<'_>) -> Vec<u8> {
    let extension = match source.below(2) {
        0 => words(&[0]),
        _ => [words(&[1]), list(source, |_| words(&[5]))].concat(),
    };
    let (read, written) = (list(source, ledger_key), list(source, ledger_key));
    [extension, read, written, words(&[1, 2, 3, 0, 90_000])].concat()
}

fn signer(source: &mut Source<'_>) -> Vec<u8> {
    let kind = source.below(4);
    let payload = if kind == 3 { opaque(&vec![1; source.below(66)]) } else { Vec::new() };
    [words(&[kind as u32]), key(source), payload].concat()
}

fn preconditions(source: &mut Source<'_>) -> Vec<u8> {
    match source.below(3) {
        0 => words(&[1, 0, 0, 0, 9]),
        1 => words(&[0]),
        _ => [
            words(&[2]),
            optional(source, |_| words(&[0, 0, 0, 9])),
            optional(source, |_| words(&[0, 9])),
            optional(source, |_| words(&[0, 9])),
            words(&[0, source.below(2) as u32, source.below(2) as u32]),
            list(source, signer),
        ]
        .concat(),
    }
}

fn memo(source: &mut Source<'_>) -> Vec<u8> {
    let kind = source.below(8).saturating_sub(3);
    let body = match kind {
        0 => Vec::new(),
        1 => opaque(&vec![b'm'; source.below(30)]),
        2 => words(&[0, 7]),
        _ => key(source),
    };
    [words(&[kind as u32]), body].concat()
}

fn transaction(source: &mut Source<'_>) -> Vec<u8> {
    let operations = [1, 1, 1, 1, 1, 1, 0, 2][source.below(8)];
    let (kind, function) = match source.below(16) {
        14 => (24, 1 + source.below(3) as u32),
        15 => (source.below(28) as u32, 0),
        _ => (24, 0),
    };
    let data = optional(source, soroban_data);
    [
        words(&[2]),
        muxed(source),
        words(&[100, 0, 1]),
        preconditions(source),
        memo(source),
        words(&[operations]),
        optional(source, muxed),
        words(&[kind, function]),
        call(source),
        list(source, entry),
        data,
        list(source, |source| [vec![1; 4], opaque(&vec![2; source.below(66)])].concat()),
    ]
    .concat()
}

fn event(source: &mut Source<'_>) -> Vec<u8> {
    let head = words(&[source.below(2) as u32, 0]);
    let contract = optional(source, key);
    let kind = words(&[source.below(3) as u32, 0]);
    [head, contract, kind, list(source, |source| value(source, 0)), value(source, 0)].concat()
}

fn account_entry(source: &mut Source<'_>) -> Vec<u8> {
    let extension = |source: &mut Source<'_>| match source.below(4) {
        0 => words(&[0]),
        1 => words(&[1, 0, 1, 0, 2, 0]),
        which => {
            let sponsors = list(source, |source| optional(source, account));
            let last = if which == 2 { words(&[0]) } else { words(&[3, 0, 7, 0, 8]) };
            [words(&[1, 0, 1, 0, 2, 2, 1, 1]), sponsors, last].concat()
        }
    };
    [
        words(&[0]),
        account(source),
        words(&[0, 1_000, 0, 5, 4]),
        optional(source, account),
        words(&[0]),
        opaque(&vec![b'd'; source.below(34)]),
        vec![1, 2, 3, 4],
        list(source, |source| [signer(source), words(&[1])].concat()),
        extension(source),
    ]
    .concat()
}

/// An event of a token in a successful call. The name is a value of this type: 15 is a symbol.
pub(super) fn transfer_event(name_type: u32, name: &[u8]) -> Vec<u8> {
    let party = |filling: u8| [words(&[18, 0, 0]), vec![filling; 32]].concat();
    let head = [words(&[1, 0, 1]), vec![8; 32], words(&[1, 0, 3, name_type]), opaque(name)].concat();
    [head, party(1), party(2), words(&[10, 0, 0, 0, 7])].concat()
}

/// The entry of the payer's account of [`payment`](super::payment), without anything else.
pub(super) fn plain_account() -> Vec<u8> {
    let key = super::payment::payer_key().to_vec();
    [words(&[0, 0]), key, words(&[0, 1_000, 0, 5, 0, 0, 0, 0]), vec![1, 0, 0, 0], words(&[0, 0])].concat()
}

/// Changes one word, or leaves some out, or puts some in.
fn edit(bytes: &mut Vec<u8>, source: &mut Source<'_>) {
    let words_in = bytes.len() / 4;
    let at = 1 + 4 * source.below(words_in.max(1));
    let end = (at + 4).min(bytes.len());
    let at = at.min(end);
    match source.below(5) {
        0 => drop(bytes.splice(at..end, words(&[source.below(32) as u32]))),
        1 => drop(bytes.splice(at..end, source.array::<4>())),
        2 => drop(bytes.drain(at..end)),
        3 => drop(bytes.splice(at..at, words(&[source.below(4) as u32]))),
        _ => bytes.truncate(end),
    }
}
