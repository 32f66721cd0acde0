//! The wrapper of ERC-6492: `abi.encode(address, bytes, bytes) ‖ magic` by the rules of the ABI specification, and every
//! way to miss them by a little.

use alloy_sol_types::{SolType, sol_data};
use x402_schemes::evm::{
    Address,
    erc6492::{MAGIC, Wrapped},
};

type Word = [u8; 32];

const FACTORY: [u8; 20] = [5; 20];
const CALLDATA: [u8; 33] = [7; 33];
const INNER: [u8; 65] = [9; 65];

fn number(value: u64) -> Word {
    let mut word = [0; 32];
    word[24..].copy_from_slice(&value.to_be_bytes());
    word
}

/// The words of a wrapper without its magic. Words 0 to 2 are the factory and two offsets; 3 to 5 length and bytes of
/// the calldata, 6 to 9 those of the inner signature.
fn words() -> Vec<Word> {
    let mut factory = [0; 32];
    factory[12..].copy_from_slice(&FACTORY);
    let mut words = vec![factory, number(96), number(192)];
    for bytes in [&CALLDATA[..], &INNER] {
        words.push(number(bytes.len().try_into().unwrap()));
        words.extend(bytes.chunks(32).map(|chunk| {
            let mut word = [0; 32];
            word[..chunk.len()].copy_from_slice(chunk);
            word
        }));
    }
    words
}

fn read(words: &[Word]) -> Option<(Address, Vec<u8>, Vec<u8>)> {
    let bytes = [words.as_flattened(), &MAGIC].concat();
    Wrapped::decode(&bytes).map(|wrapped| (wrapped.factory, wrapped.factory_calldata.to_vec(), wrapped.inner.to_vec()))
}

#[test]
fn the_words_are_those_of_alloy() {
    type Parts = (sol_data::Address, sol_data::Bytes, sol_data::Bytes);
    let encoded =
        Parts::abi_encode_params(&(alloy_primitives::Address::from(FACTORY), CALLDATA.to_vec(), INNER.to_vec()));
    assert_eq!(words().as_flattened(), encoded);
    assert_eq!(read(&words()), Some((Address::new(FACTORY), CALLDATA.to_vec(), INNER.to_vec())));
}

/// What is changed, and how. Each is the right wrapper but for that; with it some decoders read the same parts.
#[test]
fn nothing_but_the_canonical_encoding_is_read() {
    type Change = fn(&mut Vec<Word>);
    let changes: [(&str, Change); 32] = [
        ("a bit above the factory", |words| words[0][11] = 1),
        ("the highest bit above the factory", |words| words[0][0] = 0x80),
        ("first offset: its own place", |words| words[1] = number(32)),
        ("first offset: one word less", |words| words[1] = number(64)),
        ("first offset: one byte less", |words| words[1] = number(95)),
        ("first offset: one byte more", |words| words[1] = number(97)),
        ("first offset: the second value", |words| words[1] = number(192)),
        ("first offset: beyond the end", |words| words[1] = number(320)),
        ("first offset: 2^64 and the right one", |words| words[1][23] = 1),
        ("first offset: 2^255 and the right one", |words| words[1][0] = 0x80),
        ("second offset: the first value", |words| words[2] = number(96)),
        ("second offset: zero", |words| words[2] = number(0)),
        ("second offset: one word less", |words| words[2] = number(160)),
        ("second offset: one word more", |words| words[2] = number(224)),
        ("second offset: the magic", |words| words[2] = number(320)),
        ("second offset: 2^256 - 1", |words| words[2] = [0xff; 32]),
        ("offsets and values the other way round", |words| {
            words.swap(1, 2);
            words[3..].rotate_left(3);
            (words[1], words[2]) = (number(224), number(96));
        }),
        ("a gap before the values", |words| {
            words.insert(3, number(0));
            (words[1], words[2]) = (number(128), number(224));
        }),
        ("a gap between the values", |words| {
            words.insert(6, number(0));
            words[2] = number(224);
        }),
        ("a word after the values", |words| words.push(number(0))),
        ("no word for the inner signature's last byte", |words| words.truncate(9)),
        ("calldata: a byte more than its words", |words| words[3] = number(65)),
        ("calldata: a word too many", |words| words[3] = number(32)),
        ("calldata: longer than everything", |words| words[3] = number(1 << 40)),
        ("calldata: as long as 64 bits say", |words| words[3] = number(u64::MAX)),
        ("calldata: 2^256 - 1 bytes", |words| words[3] = [0xff; 32]),
        ("calldata: 2^64 bytes and the right number", |words| words[3][23] = 1),
        ("calldata: a bit in the padding", |words| words[5][1] = 1),
        ("calldata: the last bit of the padding", |words| words[5][31] = 1),
        ("inner signature: a word too many", |words| words[6] = number(64)),
        ("inner signature: a byte more than its words", |words| words[6] = number(97)),
        ("inner signature: a bit in the padding", |words| words[9][1] = 1),
    ];
    for (what, change) in changes {
        let mut words = words();
        change(&mut words);
        assert_eq!(read(&words), None, "{what}");
    }
}

/// The nearest right forms: a byte moved over the end of the value into its padding, and out of it.
#[test]
fn lengths_may_be_whatever_the_bytes_are() {
    for (word, length, bytes) in [(3, 32 + 2, 1), (3, 32 + 32, 31), (6, 64 + 2, 1), (6, 64 + 32, 31)] {
        let mut longer = words();
        longer[word] = number(length);
        let (_, calldata, inner) = read(&longer).unwrap();
        let (value, before) = if word == 3 { (calldata, &CALLDATA[..]) } else { (inner, &INNER[..]) };
        assert_eq!(value, [before, &vec![0; bytes]].concat());
    }
    // Nothing in them: lengths of zero and no words.
    let empty = [words()[0], number(96), number(128), number(0), number(0)];
    assert_eq!(read(&empty), Some((Address::new(FACTORY), vec![], vec![])));
    for offset in [96, 127, 160] {
        let mut off = empty;
        off[2] = number(offset);
        assert_eq!(read(&off), None, "{offset}");
    }
}

#[test]
fn bytes_between_the_words_are_refused() {
    let right = [words().as_flattened(), &MAGIC].concat();
    assert!(Wrapped::decode(&right).is_some());
    for (what, bytes) in [
        ("a byte before", [&[0], right.as_slice()].concat()),
        ("a byte before the magic", [words().as_flattened(), &[0], &MAGIC].concat()),
        ("a byte after", [right.as_slice(), &[0]].concat()),
        ("the magic twice", [right.as_slice(), &MAGIC].concat()),
        ("the magic cut", right[..right.len() - 1].to_vec()),
        ("the magic's last bit", [words().as_flattened(), &MAGIC[..31], &[0x93]].concat()),
        ("no magic", words().concat()),
        ("no words", MAGIC.to_vec()),
        ("the head alone", [words()[..3].as_flattened(), &MAGIC].concat()),
    ] {
        assert!(Wrapped::decode(&bytes).is_none(), "{what}");
    }
}

/// What is in the parts is nobody's business here.
#[test]
fn a_wrapper_in_a_wrapper_is_an_inner_signature() {
    let inner = [words().as_flattened(), &MAGIC].concat();
    let mut outer = words();
    outer.truncate(6);
    outer.push(number(inner.len().try_into().unwrap()));
    outer.extend_from_slice(inner.as_chunks::<32>().0);
    assert_eq!(read(&outer).map(|(_, _, found)| found), Some(inner));
}
