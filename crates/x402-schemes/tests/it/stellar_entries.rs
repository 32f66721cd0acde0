//! Authorization entries of Stellar and their signatures (T-18 to T-28), events, and entries of the ledger.

use x402_schemes::stellar::{
    AccountEntry, AccountSigners, Address, CredentialsKind, Entry, Event, EventKind, ReadErrorKind,
    SignatureFormatError, Signer, Value, account_key, account_signatures, nonce_key, sha256,
};

use crate::stellar_xdr::{
    Envelope, PAYER_KEY, RECIPIENT_KEY, account, bytes, contract, i128_value, list, map, member, opaque, symbol, words,
};

/// Sub-invocations and delegates nest as values do.
#[test]
fn what_nests_is_bounded() {
    let invocation = |levels: usize| {
        let call = [words(&[0]), contract(&[1; 32]), opaque(b"f"), words(&[0])].concat();
        let mut nested = [call.as_slice(), &words(&[1])].concat().repeat(levels - 1);
        nested.extend([call, words(&[0])].concat());
        [words(&[0]), nested].concat()
    };
    let entry = |bytes: &[u8]| Entry::decode(bytes).map(|entry| entry.sub_invocations).map_err(|error| error.kind());
    assert_eq!(entry(&invocation(1)), Ok(0));
    assert_eq!(entry(&invocation(64)), Ok(1));
    assert_eq!(entry(&invocation(65)), Err(ReadErrorKind::TooDeep));
    let delegates = |levels: usize| {
        let one = [account_address(), words(&[1])].concat();
        let mut nested = [words(&[1]), one].concat().repeat(levels);
        nested.extend(words(&[0]));
        [words(&[3]), account_address(), words(&[0, 1, 9, 1]), nested, invocation(1)[4..].to_vec()].concat()
    };
    assert_eq!(entry(&delegates(63)), Ok(0));
    assert_eq!(entry(&delegates(64)), Err(ReadErrorKind::TooDeep));
}

fn account_address() -> Vec<u8> {
    [words(&[0]), account(&PAYER_KEY)].concat()
}

#[test]
fn an_entry_has_credentials_of_four_kinds() {
    let invocation = [words(&[0]), Envelope::good().call, words(&[0])].concat();
    let address = [account_address(), words(&[0, 1, 9, 1])].concat();
    let network = [9; 32];
    for (arm, credentials, kind, length) in [
        (0, vec![], CredentialsKind::SourceAccount, None),
        (1, address.clone(), CredentialsKind::Address, Some(216)),
        (2, address.clone(), CredentialsKind::AddressV2, Some(256)),
        (3, [address.clone(), words(&[0])].concat(), CredentialsKind::WithDelegates, None),
    ] {
        let bytes = [words(&[arm]), credentials, invocation.clone()].concat();
        let entry = Entry::decode(&bytes).unwrap();
        assert_eq!((entry.kind, entry.preimage(&network).map(|preimage| preimage.len())), (kind, length));
        let digest = entry.preimage(&network).map(|preimage| sha256(&preimage));
        assert_eq!(entry.digest(&network), digest);
        let authorized =
            entry.authorization.map(|supplied| (supplied.nonce, supplied.expiration_ledger, supplied.signature));
        assert_eq!(authorized, (arm != 0).then_some((1, 9, Value::Void)));
    }
    let unknown = [words(&[4]), address.clone(), invocation].concat();
    assert_eq!(Entry::decode(&unknown).unwrap_err().kind(), ReadErrorKind::UnknownArm { what: "credentials", arm: 4 });
    // A contract is created, by either of two arms.
    let creation = [words(&[0]), account_address(), vec![1; 32], words(&[1])].concat();
    for (arm, rest) in [(1, words(&[0])), (2, words(&[1, 1, 0]))] {
        let bytes = [words(&[1]), address.clone(), words(&[arm]), creation.clone(), rest].concat();
        assert_eq!(Entry::decode(&bytes).unwrap().call, None);
    }
}

const KEY: [u8; 32] = [5; 32];

fn one(key: &[u8], signature: &[u8]) -> Vec<u8> {
    map(&[member(b"public_key", key), member(b"signature", signature)])
}

fn format(bytes: &[u8]) -> Result<usize, SignatureFormatError> {
    account_signatures(&Value::decode(bytes).unwrap()).map(|signatures| signatures.len())
}

#[test]
fn an_account_signs_in_one_format() {
    let good = one(&KEY, &[6; 64]);
    let listed = list(std::slice::from_ref(&good));
    let value = Value::decode(&listed).unwrap();
    let [signature] = account_signatures(&value).unwrap().try_into().unwrap();
    assert_eq!((signature.public_key, signature.signature), (&KEY, &[6; 64]));

    // The signature's bytes alone, the map alone, no list, no element.
    for alone in [bytes(&[6; 64]), good, words(&[1]), words(&[16, 0])] {
        assert_eq!(format(&alone), Err(SignatureFormatError::NotList));
    }
    assert_eq!(format(&list(&[])), Err(SignatureFormatError::Count(0)));
    let [key, signed] = [member(b"public_key", &KEY), member(b"signature", &[6; 64])];
    let text = |name: &[u8]| [words(&[14]), opaque(name)].concat();
    for element in [
        // The list alone, a null map, a missing member, a third one.
        list(&[bytes(&KEY), bytes(&[6; 64])]),
        words(&[17, 0]),
        map(std::slice::from_ref(&key)),
        map(&[key.clone(), signed.clone(), member(b"weight", &[])]),
        // Another order, other names, a text for a symbol.
        map(&[signed.clone(), key.clone()]),
        map(&[member(b"publicKey", &KEY), signed.clone()]),
        map(&[key.clone(), member(b"sig", &[6; 64])]),
        map(&[(text(b"public_key"), key.1.clone()), signed.clone()]),
        map(&[key.clone(), (text(b"signature"), signed.1.clone())]),
        // Other lengths, and other types.
        one(&KEY[..31], &[6; 64]),
        one(&[5; 33], &[6; 64]),
        one(&KEY, &[6; 63]),
        one(&KEY, &[6; 65]),
        map(&[(key.0.clone(), text(&KEY)), signed.clone()]),
        map(&[(key.0, [words(&[18]), account_address()].concat()), signed]),
    ] {
        assert_eq!(format(&list(std::slice::from_ref(&element))), Err(SignatureFormatError::Element(0)));
        // After one that is right.
        assert_eq!(format(&list(&[one(&[1; 32], &[6; 64]), element])), Err(SignatureFormatError::Element(1)));
    }
}

#[test]
fn keys_ascend_and_are_at_most_twenty() {
    let of_keys = |keys: &[u8]| format(&list(&keys.iter().map(|key| one(&[*key; 32], &[6; 64])).collect::<Vec<_>>()));
    let keys: Vec<u8> = (1..=21).collect();
    assert_eq!(of_keys(&keys[..20]), Ok(20));
    assert_eq!(of_keys(&keys), Err(SignatureFormatError::Count(21)));
    assert_eq!(of_keys(&[1, 2, 0xff]), Ok(3));
    assert_eq!(of_keys(&[1, 3, 2]), Err(SignatureFormatError::Order(2)));
    assert_eq!(of_keys(&[1, 1]), Err(SignatureFormatError::Order(1)));
}

/// A `DiagnosticEvent` of the asset's contract.
fn event(succeeded: u32, kind: u32, topics: &[Vec<u8>], data: &[u8]) -> Vec<u8> {
    let head = [words(&[succeeded, 0, 1]), vec![8; 32], words(&[kind, 0])].concat();
    [head, words(&[u32::try_from(topics.len()).unwrap()]), topics.concat(), data.to_vec()].concat()
}

#[test]
fn an_event_is_read() {
    let address = |key: &[u8; 32]| [words(&[18, 0]), account(key)].concat();
    let topics = [symbol(b"transfer"), address(&PAYER_KEY), address(&RECIPIENT_KEY)];
    let bytes = event(1, 1, &topics, &i128_value(7));
    let read = Event::decode(&bytes).unwrap();
    assert_eq!(
        (read.succeeded, read.kind, read.contract),
        (true, EventKind::Contract, Some(Address::Contract([8; 32])))
    );
    assert_eq!((read.topics.len(), read.topics[0], read.data), (3, Value::Symbol(b"transfer"), Value::I128(7)));
    let kinds = [EventKind::System, EventKind::Contract, EventKind::Diagnostic];
    for (arm, kind) in (0..).zip(kinds) {
        let bytes = event(0, arm, &[], &words(&[1]));
        let read = Event::decode(&bytes).unwrap();
        assert_eq!((read.succeeded, read.kind, read.topics.len()), (false, kind, 0));
    }
    let refused = |bytes: &[u8]| Event::decode(bytes).unwrap_err().kind();
    assert_eq!(refused(&event(2, 1, &[], &words(&[1]))), ReadErrorKind::UnknownArm { what: "an event", arm: 2 });
    assert_eq!(refused(&event(1, 3, &[], &words(&[1]))), ReadErrorKind::UnknownArm { what: "an event", arm: 3 });
    assert_eq!(refused(&[bytes.as_slice(), &[0; 4]].concat()), ReadErrorKind::TrailingBytes);
    for end in 0..bytes.len() {
        assert!(matches!(refused(&bytes[..end]), ReadErrorKind::End(_) | ReadErrorKind::Length { .. }), "{end}");
    }
}

/// The entry of an account, with these extensions.
fn account_entry(extensions: &[u8]) -> Vec<u8> {
    let signers = [
        (account(&[1; 32])[4..].to_vec(), 0, 3),
        ([vec![2; 32], opaque(b"abc")].concat(), 3, 4),
        (vec![3; 32], 2, 5),
        (vec![4; 32], 1, 6),
    ];
    let signers = signers.map(|(key, kind, weight)| [words(&[kind]), key, words(&[weight])].concat()).concat();
    [
        words(&[0]),
        account(&PAYER_KEY),
        // Balance, sequence number, number of entries, nobody who receives inflation, flags, the domain.
        words(&[0, 1_000, 0, 5, 4, 0, 0]),
        opaque(b"example.com"),
        // Weight of the master key, low, medium and high threshold.
        vec![1, 2, 8, 4],
        words(&[4]),
        signers,
        extensions.to_vec(),
    ]
    .concat()
}

#[test]
fn the_signers_of_an_account_are_read() {
    let last = words(&[3, 0, 7, 0, 8]);
    let sponsors = [words(&[0, 0, 2, 0, 1]), account(&[7; 32])].concat();
    let second = |rest: &[u8]| [words(&[1, 0, 0, 0, 0, 2]), sponsors.clone(), rest.to_vec()].concat();
    for extensions in [words(&[0]), words(&[1, 0, 0, 0, 0, 0]), second(&words(&[0])), second(&last)] {
        let bytes = account_entry(&extensions);
        let AccountEntry { key, signers: read } = AccountEntry::decode(&bytes).unwrap();
        // Those of another kind than a key sign no authorization.
        let signers = vec![Signer { key: PAYER_KEY, weight: 1 }, Signer { key: [1; 32], weight: 3 }];
        assert_eq!((key, &read), (PAYER_KEY, &AccountSigners { signers, threshold: 8 }));
        for end in 0..bytes.len() {
            assert!(AccountEntry::decode(&bytes[..end]).is_err(), "{end}");
        }
        assert!(AccountEntry::decode(&[bytes.as_slice(), &[0; 4]].concat()).is_err());
    }
    // A trustline.
    let mut other = account_entry(&words(&[0]));
    other[3] = 1;
    assert!(matches!(AccountEntry::decode(&other).unwrap_err().kind(), ReadErrorKind::UnknownArm { arm: 1, .. }));
}

#[test]
fn nodes_are_asked_by_key() {
    assert_eq!(account_key(&PAYER_KEY), [words(&[0]), account(&PAYER_KEY)].concat());
    let nonce = nonce_key(Address::Account(PAYER_KEY), 0x1122_3344_5566_7788);
    let expected = [words(&[6]), account_address(), words(&[21, 0x1122_3344, 0x5566_7788, 0])].concat();
    assert_eq!(nonce, expected);
}
