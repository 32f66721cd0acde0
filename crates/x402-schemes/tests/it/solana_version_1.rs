//! The layout of version 1 (U-20 to U-25).

use std::ops::Range;

use base64::{Engine, engine::general_purpose::STANDARD};
use x402_schemes::solana::{
    Config, Instruction, Keys, LoadError, MAX_VERSION_1_BYTES, Message, MessageVersion, ParseErrorKind, SanitizeError,
    Transaction, programs, sha256,
};

use crate::solana::each_changed_byte_is_refused_or_comes_back;

/// Made by npm `@solana/kit` 8.4.0: a fee of 250, 20,000 units, 1 MiB of loaded data, one transfer.
const EXAMPLE: &str = "gQIBAg8AAAAHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwEGURw0oaLLUh3xa7JGuN6OeZfOI1x+drIqPXUDokgZ3YrVQgfaGUl33PRq2/7CvC51tS1aikIYT+39\
    wAAk8OPo2m6AzzDy8mwPh2CUOG61muYNFkfHKOvKDLedRTHOzQe11Iak0ty6aBI6fEuMjS5SOg4poUJ8/3H+evsabq9Bloc7RCyzkSFX8TqTPQE0KC0DK1/+zQGi2/G3eQYI\
    3wAupwbd9uHXZaGT2cvhRs7reawctIXtX1s3kTqM9YV+/wCp+gAAAAAAAAAgTgAAAAAQAAUECgADBAIBDMQJAAAAAAAABgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\
    AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAgUxMIQEaxsbIpdrphDAWOBIXLNvAikeTUCcx3WX9Cf7rPksa2dWIOCDUexjsiDEcLi+PjU5jIATMShUFiocwD";

const MASK: Range<usize> = 4..8;
const INSTRUCTIONS: usize = 40;
const KEYS: usize = 41;
/// After six keys: fee, units and loaded data, and the head of the only instruction.
const CONFIG: usize = 42 + 6 * 32;
const HEAD: usize = CONFIG + 16;

fn example() -> Vec<u8> {
    STANDARD.decode(EXAMPLE).unwrap()
}

fn kind(bytes: &[u8]) -> ParseErrorKind {
    Transaction::decode(bytes).unwrap_err().kind()
}

/// The example with other bytes in a place.
fn with(place: Range<usize>, bytes: &[u8]) -> Vec<u8> {
    let mut changed = example();
    changed.splice(place, bytes.iter().copied());
    changed
}

#[test]
fn the_example_of_kit() {
    let bytes = example();
    let transaction = Transaction::decode(&bytes).unwrap();
    let message = transaction.message();
    assert_eq!((bytes.len(), transaction.signed_bytes().len()), (396, 268));
    let hash: String = sha256(transaction.signed_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hash, "4eaff5b2794e5d710bc7e3da7188411a9004956e178d76ce16483f2c8a89ea21");
    assert_eq!((message.version, message.version.to_string().as_str()), (MessageVersion::V1, "version 1"));
    let config = Config { priority_fee: Some(250), units: Some(20_000), loaded_data: Some(1_048_576), heap: None };
    assert_eq!(message.config, config);
    assert_eq!(message.fee_payer().unwrap().to_string(), "6TcyBfPdBt1kjsvDZLzmBFnuMaLWiTaAt4RjUr9VA5YD");
    assert_eq!(transaction.signatures()[0], [0; 64]);
    assert_ne!(transaction.signatures()[1], [0; 64]);
    let [call] = message.instructions[..] else { panic!("one instruction") };
    let program = message.key(call.program).unwrap();
    assert_eq!(program, programs::TOKEN);
    let Instruction::TransferChecked(transfer) = Instruction::decode(&program, call.accounts, call.data) else {
        panic!("a transfer")
    };
    let address = |index| message.key(index).unwrap().to_string();
    assert_eq!((transfer.amount, transfer.decimals), (2_500, 6));
    assert_eq!(address(transfer.authority), "FMUEmtxhU46GzhKF4FW9MLJdQWiLgjiXP9TYRWSrqTpV");
    assert_eq!(address(transfer.mint), "4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU");
    assert_eq!((message.sanitize(), Keys::load(message, |_| None).is_ok()), (Ok(()), true));
    assert_eq!(transaction.encode(), bytes);
    assert_eq!(Transaction::join(transaction.signatures(), &message.encode()), bytes);
}

#[test]
fn every_part_has_its_end() {
    let bytes = example();
    for end in 0..bytes.len() {
        assert!(matches!(kind(&bytes[..end]), ParseErrorKind::End(_)), "{end}");
    }
    let longer = |length: usize| {
        let mut longer = example();
        longer.resize(length, 0);
        kind(&longer)
    };
    assert_eq!(longer(397), ParseErrorKind::TrailingBytes);
    assert_eq!(longer(MAX_VERSION_1_BYTES), ParseErrorKind::TrailingBytes);
    assert_eq!(longer(MAX_VERSION_1_BYTES + 1), ParseErrorKind::TooLong { max: 4096 });
}

#[test]
fn every_changed_byte_is_refused_or_comes_back() {
    each_changed_byte_is_refused_or_comes_back(&example());
}

#[test]
fn only_known_bits_and_whole_fees() {
    for mask in 0..=u32::from(u8::MAX) {
        // As many bytes as the values of the mask take, whatever they are, and a good heap at the end.
        let count = (0..5).filter(|bit| mask >> bit & 1 != 0).count() * 4;
        let mut values = vec![0; count];
        if mask & 0b1_0000 != 0 {
            values.splice(count - 4.., 32_768_u32.to_le_bytes());
        }
        let mut bytes = with(CONFIG..HEAD, &values);
        bytes.splice(MASK, mask.to_le_bytes());
        let is_right = mask < 0b10_0000 && matches!(mask & 0b11, 0 | 0b11);
        match Transaction::decode(&bytes) {
            Ok(transaction) => {
                assert!(is_right, "{mask:#b}");
                let config = transaction.message().config;
                assert_eq!(config.priority_fee.is_some(), mask & 1 != 0);
                assert_eq!(config.units.is_some(), mask & 4 != 0);
                assert_eq!(config.loaded_data.is_some(), mask & 8 != 0);
                assert_eq!(config.heap, (mask & 16 != 0).then_some(32_768));
                assert_eq!(transaction.encode(), bytes);
            }
            Err(error) => {
                assert_eq!((is_right, error.kind()), (false, ParseErrorKind::ConfigMask(mask)));
                assert_eq!(error.offset(), 4);
            }
        }
    }
    for bit in 5..32 {
        let mask = 0b1111 | 1 << bit;
        assert_eq!(kind(&with(MASK, &u32::to_le_bytes(mask))), ParseErrorKind::ConfigMask(mask));
    }
}

#[test]
fn a_heap_is_whole_and_in_range() {
    let heap = |bytes: u32| {
        let mut transaction = with(HEAD..HEAD, &bytes.to_le_bytes());
        transaction.splice(MASK, 0b1_1111_u32.to_le_bytes());
        Transaction::decode(&transaction).map(|read| read.message().config.heap).map_err(|error| error.kind())
    };
    for right in [32_768, 33_792, 262_144] {
        assert_eq!(heap(right), Ok(Some(right)));
    }
    for wrong in [0, 1, 31_744, 32_767, 32_769, 262_143, 263_168, u32::MAX] {
        assert_eq!(heap(wrong), Err(ParseErrorKind::HeapSize(wrong)));
    }
}

#[test]
fn counts_have_a_maximum() {
    let refused = |at: usize, count: u8| kind(&with(at..at + 1, &[count]));
    assert_eq!(refused(1, 0), ParseErrorKind::NoSigner);
    for (at, what, max) in [(1, "required signatures", 12), (INSTRUCTIONS, "instructions", 64), (KEYS, "keys", 64)] {
        assert!(!matches!(refused(at, max), ParseErrorKind::TooMany { .. }), "{max} {what}");
        for count in [max + 1, 255] {
            assert_eq!(refused(at, count), ParseErrorKind::TooMany { what, count, max });
        }
    }
}

/// The rules of the runtime are those of the other versions.
#[test]
fn the_runtime_judges_indices_and_keys() {
    let sane = |at: usize, byte: u8| {
        let bytes = with(at..at + 1, &[byte]);
        Transaction::decode(&bytes).unwrap().message().sanitize()
    };
    assert_eq!(sane(2, 2), Err(SanitizeError::ReadOnlyFeePayer));
    assert_eq!(sane(3, 4), Ok(()));
    assert_eq!(sane(3, 5), Err(SanitizeError::HeaderCounts));
    assert_eq!(sane(HEAD, 0), Err(SanitizeError::ProgramIsFeePayer { instruction: 0 }));
    assert_eq!(sane(HEAD, 6), Err(SanitizeError::ProgramIndex { instruction: 0 }));
    assert_eq!(sane(HEAD + 4, 6), Err(SanitizeError::AccountIndex { instruction: 0 }));
    let twice = with(42..74, &example()[74..106]);
    let twice = Transaction::decode(&twice).unwrap();
    assert_eq!(Keys::load(twice.message(), |_| None), Err(LoadError::Twice { first: 0, second: 1 }));
}

/// Heads come first, then the accounts and data of each instruction.
#[test]
fn several_instructions() {
    let bytes = example();
    let first = Transaction::decode(&bytes).unwrap();
    let mut message: Message<'_> = first.message().clone();
    let mut memo = message.instructions[0];
    (memo.accounts, memo.data) = (&[1], b"a memo");
    message.instructions.push(memo);
    message.instructions.push(message.instructions[0]);
    let joined = Transaction::join(first.signatures(), &message.encode());
    assert_eq!(joined[HEAD + 4..HEAD + 8], [message.instructions[1].program, 1, 6, 0]);
    let read = Transaction::decode(&joined).unwrap();
    assert_eq!(read.message(), &message);
    assert_eq!(read.signatures(), first.signatures());
}
