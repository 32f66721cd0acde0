//! Addresses and transactions of Stellar (T-2, T-8 to T-15), and the values in them.

use x402_schemes::stellar::{
    Address, Body, CredentialsKind, Entry, MAX_TRANSACTION_BYTES, Payload, ReadError, ReadErrorKind, ScAddress,
    Transaction, Value,
    assets::{self, KNOWN},
    network_id, sha256,
};
use x402_types::{DecodeOptions, ErrorKind, RawJson, read::Reader};

use crate::stellar_xdr::{Envelope, PAYER_KEY, account, bytes, contract, i128_value, map, opaque, symbol, words};

pub(crate) const PAYER: &str = "GCFIRY65OQE7DFP5KLNS2PF2LVZMUZYJX4OZIEQ36N2IQANUB5XVYOJR";

fn address(text: &str) -> Option<Address> {
    text.parse().ok()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The texts of SEP-23, whose key and id its tables have.
#[test]
fn an_address_is_one_text() {
    const KEY: &str = "3f0c34bf93ad0d9971d04ccc90f705511c838aad9734a4a2fb0d7a03fc7fe89a";
    const BODY: &str = "A7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJ";
    let [account, contract] = ["G", "C"].map(|kind| {
        address(&format!(
            "{kind}{BODY}{}",
            match kind {
                "G" => "VSGZ",
                _ => "UWDA",
            }
        ))
        .unwrap()
    });
    let muxed = format!("M{BODY}UAAAAAAAAAAAACJUQ");
    let (none, high) = (address(&muxed).unwrap(), address(&format!("M{BODY}VAAAAAAAAAAAAAJLK")).unwrap());
    for read in [account, none, high] {
        assert_eq!(hex(&read.key().unwrap()), KEY);
        assert_eq!(read.without_id(), account);
    }
    assert!(matches!((none, high), (Address::Muxed { id: 0, .. }, Address::Muxed { id: 0x8000_0000_0000_0000, .. })));
    assert_eq!((contract.key(), contract.is_contract(), contract.without_id()), (None, true, contract));
    for read in [account, contract, none, high] {
        assert_eq!(address(&read.to_string()), Some(read));
    }
    // A bit that stands for nothing, lower case, padding, a blank, one character less or more.
    for wrong in [
        format!("M{BODY}UAAAAAAAAAAAACJUR"),
        muxed.to_lowercase(),
        format!("{muxed}==="),
        format!(" {muxed}"),
        muxed[..68].into(),
        format!("{muxed}A"),
        String::new(),
    ] {
        assert_eq!(address(&wrong), None, "{wrong}");
    }
}

#[test]
fn another_text_is_no_address() {
    // Each other character at each place.
    for at in 0..PAYER.len() {
        for other in "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567018g-=é".chars().filter(|other| !PAYER[at..].starts_with(*other))
        {
            let wrong = format!("{}{other}{}", &PAYER[..at], &PAYER[at + 1..]);
            assert_eq!(address(&wrong), None, "{wrong}");
        }
    }
    for wrong in [
        // The document's own example, whose checksum is wrong (STELLAR:58).
        "GBHEGW3KWOY2OFH767EDALFGCUTBOEVBDQMCKU4APMDLQNBW5QV3W3KO",
        // A version byte that no address has, and the hash of another kind of signer, both with the right checksum.
        "G47QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVP2I",
        "XAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAPQN",
        "native",
        "USDC:GA5ZSEJYB37JRC5AVCIA5MOP4RHTM335X2KGX3IHOJAPP5RE34K4KZVN",
        "0x857b06519E91e3A54538791bDbb0E22373e36b66",
    ] {
        assert_eq!(address(wrong), None, "{wrong}");
    }
}

/// A contract of an asset has the hash of network, code and issuer as its address (CAP-46-6).
#[test]
fn the_contracts_of_known_assets_are_derived() {
    let derived = KNOWN.iter().map(|known| {
        let asset = match known.issuer {
            None => words(&[0]),
            Some(issuer) => {
                [words(&[1]).as_slice(), known.symbol.as_bytes(), &account(&issuer.key().unwrap())].concat()
            }
        };
        let network = network_id(&known.network).unwrap();
        let preimage = [words(&[8]).as_slice(), &network, &words(&[1]), &asset].concat();
        (Address::Contract(sha256(&preimage)).to_string(), known)
    });
    let texts = [
        "CCW67TSZV3SSS2HXMBQ5JFGCKJNXKZM7UQUWUZPUTHXSTZLEO7SJMI75",
        "CBIELTK6YBZJU5UP2WWQEUCYKLPU6AUNZ2BQ4WWFEIE3USCIHMXQDAMA",
        "CAS3J7GYLGXMF6TDJBBYYSE3HQ6BBSMLNUQ34T6TZMYMW2EVH34XOWMA",
        "CDLZFC3SYJYDZT7K67VZ75HPJVIEUVNIXF47ZG2FB2RMQQVU2HHGCYSC",
    ];
    assert_eq!(KNOWN.len(), texts.len());
    for ((contract, known), text) in derived.zip(texts) {
        assert_eq!((contract.as_str(), known.contract.to_string().as_str()), (text, text));
        assert_eq!(assets::known(&known.contract), Some(known));
        assert_eq!(assets::by_symbol(&known.network, known.symbol), Some(known));
        assert_eq!(known.tokens(10_000_000.into()), format!("1.0000000 {}", known.symbol));
    }
    assert_eq!(assets::known(&Address::Contract([0; 32])), None);
    assert_eq!(assets::by_symbol(&"stellar:futurenet".parse().unwrap(), "USDC"), None);
}

#[test]
fn a_payload_is_one_text() {
    let read = |payload: &str| {
        let payload = RawJson::parse(payload).unwrap();
        Payload::read(payload.as_json(), &mut Reader::new(&DecodeOptions::STRICT)).map_err(|error| error.kind())
    };
    assert_eq!(read(r#"{"transaction":"AAAAAg==","more":1}"#), Ok(Payload::new(vec![0, 0, 0, 2])));
    for (wrong, kind) in [
        ("{}", ErrorKind::MissingMember),
        (r#"{"transaction":"AAAAAg"}"#, ErrorKind::Base64Padding),
        (r#"{"transaction":"AAAAAh=="}"#, ErrorKind::Base64TrailingBits),
        (r#"{"transaction":"AAAAAg==","authorization":{}}"#, ErrorKind::AmbiguousPayload),
    ] {
        assert_eq!(read(wrong), Err(kind), "{wrong}");
    }
}

/// A changed envelope, decoded.
fn decode(change: impl FnOnce(&mut Envelope)) -> Result<(), (ReadErrorKind, usize)> {
    let mut envelope = Envelope::good();
    change(&mut envelope);
    fault(&envelope.bytes())
}

fn fault(bytes: &[u8]) -> Result<(), (ReadErrorKind, usize)> {
    Transaction::decode(bytes).map(drop).map_err(|error: ReadError| (error.kind(), error.offset()))
}

#[test]
fn a_transaction_is_read_to_its_last_byte() {
    let good = Envelope::good().bytes();
    let read = Transaction::decode(&good).unwrap();
    assert_eq!((read.source, read.fee, read.sequence), (Address::Account([0; 32]), 100, 1));
    assert_eq!((read.has_time_bounds, read.has_preconditions, read.has_memo), (true, false, false));
    let Body::Call { source, call, entries, resource_fee, signatures } = &read.body else { panic!("a call") };
    assert_eq!((*source, *resource_fee, *signatures), (None, None, 0));
    assert_eq!((call.function, call.arguments.len()), (b"transfer".as_slice(), 3));
    assert_eq!(call.arguments[2], Value::I128(10_000_000));
    assert_eq!(call.arguments[0], Value::Address(ScAddress::Address(PAYER.parse().unwrap())));
    let [entry] = entries.as_slice() else { panic!("one entry") };
    assert_eq!(entry.kind, CredentialsKind::Address);
    assert_eq!(entry.call.as_ref(), Some(call));
    assert_eq!((entry.sub_invocations, entry.invocation.len()), (0, 168));

    for end in 0..good.len() {
        assert!(matches!(fault(&good[..end]), Err((ReadErrorKind::End(_) | ReadErrorKind::Length { .. }, _))), "{end}");
    }
    let longer = [good.as_slice(), &[0]].concat();
    assert_eq!(fault(&longer), Err((ReadErrorKind::TrailingBytes, good.len())));
}

#[test]
fn an_envelope_has_the_version_of_a_call() {
    let of_version = |version| decode(|envelope| envelope.version = words(&[version]));
    assert_eq!(of_version(2), Ok(()));
    assert_eq!(of_version(0), Err((ReadErrorKind::Version0, 0)));
    assert_eq!(of_version(5), Err((ReadErrorKind::FeeBump, 0)));
    for arm in [1, 3, 4, 6, 10, u32::MAX] {
        assert_eq!(of_version(arm), Err((ReadErrorKind::UnknownArm { what: "an envelope", arm }, 0)));
    }
}

/// An argument of bytes makes the envelope as long as the limit, and then four bytes longer.
#[test]
fn an_envelope_is_at_most_64_kib() {
    let of_length = |length: usize| {
        let mut envelope = Envelope::good();
        let rest = length - envelope.bytes().len() - 8;
        envelope.call.extend(bytes(&vec![7; rest]));
        // The number of arguments follows the contract and the name.
        envelope.call[48..52].copy_from_slice(&words(&[4]));
        let bytes = envelope.bytes();
        assert_eq!(bytes.len(), length);
        fault(&bytes)
    };
    assert_eq!(of_length(MAX_TRANSACTION_BYTES), Ok(()));
    assert_eq!(of_length(MAX_TRANSACTION_BYTES + 4), Err((ReadErrorKind::TooLong { max: 65_536 }, 0)));
}

#[test]
fn the_parts_that_have_no_effect_are_read_too() {
    let read = |change: &dyn Fn(&mut Envelope)| {
        let mut envelope = Envelope::good();
        change(&mut envelope);
        let bytes = envelope.bytes();
        let read = Transaction::decode(&bytes).unwrap();
        let Body::Call { source, resource_fee, signatures, .. } = read.body else { panic!("a call") };
        ((read.source, source), (read.has_time_bounds, read.has_preconditions, read.has_memo), resource_fee, signatures)
    };
    let muxed = [words(&[0x100, 0, 7]), PAYER_KEY.to_vec()].concat();
    let with_id = Address::Muxed { key: PAYER_KEY, id: 7 };
    assert_eq!(read(&|envelope| envelope.source = muxed.clone()).0, (with_id, None));
    let operation = [words(&[1]), muxed].concat();
    assert_eq!(read(&|envelope| envelope.operation_source = operation.clone()).0.1, Some(with_id));

    let conditions = |conditions: &[u32]| read(&|envelope| envelope.preconditions = words(conditions)).1;
    assert_eq!(conditions(&[0]), (false, false, false));
    assert_eq!(conditions(&[1, 0, 0, 0, 9]), (true, false, false));
    // Time bounds, ledger bounds, least sequence number, age, gap, signers.
    assert_eq!(conditions(&[2, 0, 0, 0, 0, 0, 0, 0]), (false, false, false));
    assert_eq!(conditions(&[2, 1, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0]), (true, false, false));
    assert_eq!(conditions(&[2, 0, 1, 0, 9, 0, 0, 0, 0, 0]), (false, true, false));
    assert_eq!(conditions(&[2, 0, 0, 1, 0, 1, 0, 0, 0, 0]), (false, true, false));
    assert_eq!(conditions(&[2, 0, 0, 0, 0, 1, 0, 0]), (false, true, false));
    assert_eq!(conditions(&[2, 0, 0, 0, 0, 0, 1, 0]), (false, true, false));
    let signer = [words(&[2, 0, 0, 0, 0, 0, 0, 1]), words(&[3]), vec![9; 32], opaque(b"abc")].concat();
    assert_eq!(read(&|envelope| envelope.preconditions = signer.clone()).1, (false, true, false));

    for memo in [
        [words(&[1]), opaque(&[b'm'; 28])].concat(),
        words(&[2, 0, 7]),
        [words(&[3]), vec![1; 32]].concat(),
        [words(&[4]), vec![1; 32]].concat(),
    ] {
        assert_eq!(read(&|envelope| envelope.memo = memo.clone()).1, (true, false, true));
    }
    let long = [words(&[1]), opaque(&[b'm'; 29])].concat();
    let what = "a memo";
    assert!(matches!(
        decode(|envelope| envelope.memo = long),
        Err((ReadErrorKind::Length { what: found, length: 29 }, _)) if found == what
    ));

    let signature = [words(&[1]), vec![1; 4], opaque(&[2; 64])].concat();
    assert_eq!(read(&|envelope| envelope.signatures = signature.clone()).3, 1);
}

/// The Soroban data: keys of every kind of entry, and archived entries.
#[test]
fn soroban_data_are_read_for_their_fee() {
    let key = account(&[5; 32]);
    let asset = [words(&[1]).as_slice(), b"USDC", &key].concat();
    let keys: [Vec<u8>; 10] = [
        key.clone(),
        [key.clone(), asset].concat(),
        [key.clone(), words(&[0, 7])].concat(),
        [key, opaque(b"name")].concat(),
        [words(&[0]), vec![1; 32]].concat(),
        vec![2; 32],
        [contract(&[3; 32]), words(&[20]), words(&[1])].concat(),
        vec![4; 32],
        words(&[20]),
        vec![6; 32],
    ];
    let all: Vec<u8> = keys.iter().zip(0..).flat_map(|(key, arm)| [words(&[arm]), key.clone()].concat()).collect();
    let data = |extension: &[u32], keys: &[u8], count: u32| {
        [words(&[1]).as_slice(), &words(extension), &words(&[count]), keys, &words(&[0, 1, 2, 3, 0, 777])].concat()
    };
    let fee = |data: Vec<u8>| {
        let mut envelope = Envelope::good();
        envelope.soroban_data = data;
        let bytes = envelope.bytes();
        Transaction::decode(&bytes).map(|read| match read.body {
            Body::Call { resource_fee, .. } => resource_fee,
            _ => None,
        })
    };
    assert_eq!(fee(data(&[0], &all, 10)), Ok(Some(777)));
    assert_eq!(fee(data(&[1, 2, 0, 1], &all, 10)), Ok(Some(777)));
    let unknown = fee(data(&[2], &[], 0)).unwrap_err().kind();
    assert!(matches!(unknown, ReadErrorKind::UnknownArm { arm: 2, .. }), "{unknown:?}");
    let unknown = fee(data(&[0], &words(&[10]), 1)).unwrap_err().kind();
    assert!(matches!(unknown, ReadErrorKind::UnknownArm { arm: 10, .. }), "{unknown:?}");
}

#[test]
fn what_is_not_one_call_is_not_read_on() {
    let body = |operations: u32, rest: &[u32]| {
        let mut envelope = Envelope::good();
        envelope.operations = words(&[operations]);
        envelope.kind = words(rest);
        let bytes = envelope.bytes();
        match Transaction::decode(&bytes).unwrap().body {
            Body::Other { operations, first } => Some((operations, first)),
            _ => None,
        }
    };
    assert_eq!(body(1, &[24, 0]), None);
    assert_eq!(body(0, &[24, 0]), Some((0, None)));
    assert_eq!(body(2, &[24, 0]), Some((2, Some(24))));
    assert_eq!(body(1, &[1]), Some((1, Some(1))));
    // The creation of a contract.
    assert_eq!(body(1, &[24, 1]), Some((1, Some(24))));
    let unknown = decode(|envelope| envelope.kind = words(&[27])).unwrap_err().0;
    assert_eq!(unknown, ReadErrorKind::UnknownArm { what: "an operation", arm: 27 });
}

fn value(bytes: &[u8]) -> Result<Value<'_>, ReadErrorKind> {
    Value::decode(bytes).map_err(|error| error.kind())
}

#[test]
fn values_have_one_encoding() {
    assert_eq!(value(&words(&[1])), Ok(Value::Void));
    assert_eq!(value(&i128_value(-1)), Ok(Value::I128(-1)));
    assert_eq!(value(&i128_value(i128::MAX)), Ok(Value::I128(i128::MAX)));
    assert_eq!(value(&bytes(b"abc")), Ok(Value::Bytes(b"abc")));
    // The last byte fills the word.
    let padded = [words(&[13, 3]).as_slice(), b"abc\x01"].concat();
    assert_eq!(value(&padded), Err(ReadErrorKind::Padding));
    assert_eq!(value(&symbol(&[b'a'; 32])), Ok(Value::Symbol(&[b'a'; 32])));
    assert_eq!(value(&symbol(&[b'a'; 33])), Err(ReadErrorKind::Length { what: "a symbol", length: 33 }));
    // A boolean.
    assert_eq!(value(&words(&[0, 1])), Ok(Value::Other(0)));
    assert_eq!(value(&words(&[0, 2])), Err(ReadErrorKind::UnknownArm { what: "a boolean", arm: 2 }));
    assert_eq!(value(&words(&[21, 0, 7])), Ok(Value::Other(21)));
    assert_eq!(value(&words(&[22])), Err(ReadErrorKind::UnknownArm { what: "a value", arm: 22 }));
    // Neither list nor map is there.
    assert_eq!(value(&words(&[16, 0])), Ok(Value::Other(16)));
    assert_eq!(value(&words(&[17, 0])), Ok(Value::Other(17)));
    // More elements than the bytes that follow can hold, and none is reserved for them.
    let length = 0x4000_0000;
    assert_eq!(value(&words(&[16, 1, length])), Err(ReadErrorKind::Length { what: "a list or a map", length }));
    let two = map(&[(symbol(b"a"), words(&[1])), (symbol(b"b"), words(&[1]))]);
    let Ok(Value::Map(read)) = value(&two) else { panic!("a map") };
    assert_eq!((read.len(), read.is_empty(), read.iter().count()), (4, false, 4));
    assert_eq!(value(&[words(&[1]), words(&[1])].concat()), Err(ReadErrorKind::TrailingBytes));
    for (kind, size) in [(3, 1), (4, 1), (5, 2), (6, 2), (7, 2), (8, 2), (9, 4), (11, 8), (12, 8), (20, 0)] {
        let whole = words(&[&[kind], vec![0; size].as_slice()].concat());
        assert_eq!(value(&whole), Ok(Value::Other(kind)));
        assert_eq!(value(&[whole.as_slice(), &[0; 4]].concat()), Err(ReadErrorKind::TrailingBytes));
    }
    // An error of a contract has a number of its own, every other one a code.
    assert_eq!(value(&words(&[2, 0, 4_000])), Ok(Value::Other(2)));
    assert_eq!(value(&words(&[2, 1, 9])), Ok(Value::Other(2)));
    assert!(matches!(value(&words(&[2, 1, 10])), Err(ReadErrorKind::UnknownArm { arm: 10, .. })));
    // The instance of a contract: its code, and its storage.
    assert_eq!(value(&words(&[19, 1, 0])), Ok(Value::Other(19)));
    assert_eq!(value(&words(&[19, 1, 1, 1, 1, 1])), Ok(Value::Other(19)));
    assert!(matches!(value(&words(&[19, 2, 0])), Err(ReadErrorKind::UnknownArm { arm: 2, .. })));
}

#[test]
fn addresses_in_values_are_of_five_kinds() {
    let of =
        |arm: u32, rest: &[u8]| value(&[words(&[18, arm]).as_slice(), rest].concat()).map(|read| format!("{read:?}"));
    let key = [7; 32];
    for (arm, rest, expected) in [
        (0, account(&key), ScAddress::Address(Address::Account(key))),
        (1, key.to_vec(), ScAddress::Address(Address::Contract(key))),
        (2, [words(&[0, 9]), key.to_vec()].concat(), ScAddress::Address(Address::Muxed { key, id: 9 })),
        (3, [words(&[0]), key.to_vec()].concat(), ScAddress::ClaimableBalance(key)),
        (4, key.to_vec(), ScAddress::LiquidityPool(key)),
    ] {
        assert_eq!(of(arm, &rest), Ok(format!("{:?}", Value::Address(expected))));
        if let ScAddress::Address(address) = expected {
            assert_eq!(address.to_xdr(), [words(&[arm]), rest].concat());
        }
    }
    assert_eq!(of(5, &key), Err(ReadErrorKind::UnknownArm { what: "an address", arm: 5 }));
}

/// What nests deepest, and each one level more, on the stack of a small machine.
#[test]
fn everything_is_read_on_a_stack_of_64_kib() {
    let read = || {
        let lists = |levels: usize| [words(&[16, 1, 1]).repeat(levels), words(&[1])].concat();
        let call = [words(&[0]), contract(&[1; 32]), opaque(b"f")].concat();
        // Calls in calls, the innermost with a value that nests as deep as is left.
        let invocation = |levels: usize, values: usize| {
            let one = [call.as_slice(), &words(&[0, 1])].concat().repeat(levels - 1);
            [one, call.clone(), words(&[1]), lists(values), words(&[0])].concat()
        };
        let entry = |invocation: Vec<u8>| Entry::decode(&[words(&[0]), invocation].concat()).is_ok();
        assert_eq!((entry(invocation(1, 62)), entry(invocation(1, 63))), (true, false));
        assert_eq!((entry(invocation(63, 0)), entry(invocation(63, 1))), (true, false));
        let mut envelope = Envelope::good();
        envelope.entries = vec![[words(&[0]), invocation(32, 31)].concat()];
        assert!(Transaction::decode(&envelope.bytes()).is_ok());
        envelope.entries = vec![[words(&[0]), invocation(32, 32)].concat()];
        assert!(Transaction::decode(&envelope.bytes()).is_err());
        assert_eq!((value(&lists(63)).is_ok(), value(&lists(64))), (true, Err(ReadErrorKind::TooDeep)));
    };
    std::thread::Builder::new().stack_size(64 * 1024).spawn(read).unwrap().join().unwrap();
}
