//! Signed transactions: what viem 2 and EIP-155 made of them, every wrong neighbour, and reading what was written.
//! `fuzz/src/approval_transaction.rs` holds the same code against alloy.

use x402_schemes::evm::{
    Address,
    gas_sponsoring::erc20_approval::{Approve, Draft, DraftInit},
    keccak256,
    permit2::PERMIT2,
    transaction::{
        AccessList, Fees, MAX_TRANSACTION_BYTES, SignedTransaction, Transaction, TransactionErrorKind as Kind,
        TransactionSignature,
    },
};
use x402_types::Uint256;

use crate::eip712::Random;

/// The example of EIP-155.
const EIP155: &str = "f86c098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a76400008025a028ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276a067cbe9d8997f761aecb703304b3800ccf555c9f3dc64214b297fb1966a3b6d83";
const EIP155_DIGEST: &str = "daf5a779ae972f972197303d7b574746c7ef83eadac0f2791ad23db92e4c8e53";

/// What viem's `signTransaction` gave for an approval with the key of 32 bytes 0x46, its Keccak-256, and that of what
/// `serializeTransaction` gave without a signature: legacy, type 1 with an access list, type 2, type 2 with one.
const VIEM: [(&str, &str, &str); 4] = [
    (
        "f8ac07843b9aca008301117094036cbd53842c5426634e7929541ec2318f3dcf7e80b844095ea7b3000000000000000000000000000000000022d473030f116ddee9f6b43ac78ba3ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff8302948ba0b3534a5d9e2c9fa3d6959dcdab52747f8d4ca9f9cf59059e6fb130e104413e28a03f95ec4444edd4578b8eb9386288e127261fffc5a7309693ad2be1a203bcc600",
        "0b475bf7e35a29354cbf6c43c45365cada76ada4127ef43170a48e62a0f48af7",
        "3e49776a673c32c0d2ae70b3b507455391cbe1dd252a426a5e79fd3e66343658",
    ),
    (
        "01f9012183014a3407843b9aca008301117094036cbd53842c5426634e7929541ec2318f3dcf7e80b844095ea7b3000000000000000000000000000000000022d473030f116ddee9f6b43ac78ba3fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff872f85994036cbd53842c5426634e7929541ec2318f3dcf7ef842a00000000000000000000000000000000000000000000000000000000000000000a00101010101010101010101010101010101010101010101010101010101010101d6942222222222222222222222222222222222222222c080a09f5dc9c8577775c6cfd6acc3ece8136fafa01051fc2e28e06111bd4e4005955ca044168f1215c33b8ae87a7a248a530cb259e95ad418cf044028b3f6e20e8366f4",
        "c73ca34575c8223089f190e7740b5db25ad8d7364a1a3ae64e713bc7de04fe9d",
        "75f4318157f57ba844d2a197dee9f5327b00ef57de845d0c3bf35028aa6cfd8c",
    ),
    (
        "02f8b383014a34078405f5e100843b9aca008301117094036cbd53842c5426634e7929541ec2318f3dcf7e80b844095ea7b3000000000000000000000000000000000022d473030f116ddee9f6b43ac78ba3ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc080a0ad4b7b88dc29c1da739845d6ca5cf8c4745e544d09c3e5deb592a7fdc78fb27fa0056422f0dd6717493336331327e68157a121250de779600119bf206723f07de3",
        "790b999640a53c6f73c0559153472396088f682bc5245dc2f2cbb63632178b23",
        "e5fd5824bfde17ad7041f354142a682f54202b6fb373080956c28413f2a016be",
    ),
    (
        "02f9012283014a348080843b9aca008301117094036cbd53842c5426634e7929541ec2318f3dcf7e05b844095ea7b3000000000000000000000000000000000022d473030f116ddee9f6b43ac78ba3fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff872f85994036cbd53842c5426634e7929541ec2318f3dcf7ef842a00000000000000000000000000000000000000000000000000000000000000000a00101010101010101010101010101010101010101010101010101010101010101d6942222222222222222222222222222222222222222c001a0bc445c8cacf093903d99928feb7386ca25078b42aed36194cc1bcd309c38eb3aa0291ecadbd7918d9f703d69433b25f7beb4b590fe784b101adf22585d47c87362",
        "1298e0d88dc0e029e7dd0d847ae80efd71e18173bc1553f2a73a3ccdfa855848",
        "dc5cbe0b3ae237cfcc911a8c4f4b620287bea8ec25dd88a597124de4859009ca",
    ),
];

fn bytes(digits: &str) -> Vec<u8> {
    alloy_primitives::hex::decode(digits).unwrap()
}

fn refused(raw: &[u8]) -> (Kind, usize) {
    let error = SignedTransaction::decode(raw).unwrap_err();
    (error.kind(), error.offset())
}

#[test]
fn the_example_of_eip_155_is_read() {
    let raw = bytes(EIP155);
    let read = SignedTransaction::decode(&raw).unwrap();
    assert_eq!(
        read.transaction,
        Transaction {
            chain_id: 1,
            nonce: 9,
            fees: Fees::Legacy { gas_price: 20_000_000_000 },
            gas_limit: 21_000,
            to: Some(Address::new([0x35; 20])),
            value: 1_000_000_000_000_000_000.into(),
            data: &[]
        }
    );
    assert!(!read.signature.y_is_odd);
    assert_eq!(read.transaction.digest().as_slice(), bytes(EIP155_DIGEST));
    assert_eq!(read.encode(), raw);
    assert_eq!(read.transaction.max_cost(), 420_000_000_000_000.into());
    assert_eq!(read.transaction.intrinsic_gas(), 21_000);
}

#[test]
fn each_type_is_read_as_viem_wrote_it() {
    let token: Address = "0x036CbD53842c5426634e7929541eC2318f3dCF7e".parse().unwrap();
    let call = Approve::new(PERMIT2, Uint256::MAX);
    for (index, (raw, hash, digest)) in VIEM.into_iter().enumerate() {
        let raw = bytes(raw);
        let read = SignedTransaction::decode(&raw).unwrap();
        let transaction = read.transaction;
        assert_eq!((transaction.chain_id, transaction.gas_limit), (84_532, 70_000));
        assert_eq!((transaction.to, Approve::decode(transaction.data)), (Some(token), Some(call)));
        assert_eq!(transaction.data, call.encode());
        assert_eq!(transaction.fees.max_fee(), 1_000_000_000);
        let expected = [(0, 0, 0, 1_000_000_000), (1, 2, 2, 1_000_000_000), (2, 0, 0, 100_000_000), (2, 2, 2, 0)];
        let list = transaction.fees.access_list();
        let (kind, priority) = (transaction.fees.transaction_type(), transaction.fees.max_priority_fee());
        assert_eq!((kind, list.addresses(), list.storage_keys(), priority), expected[index]);
        assert_eq!((transaction.nonce, transaction.value), if index == 3 { (0, 5.into()) } else { (7, 0.into()) });
        assert_eq!((read.hash().as_slice(), transaction.digest().as_slice()), (&*bytes(hash), &*bytes(digest)));
        assert_eq!((read.encode(), read.hash()), (raw.clone(), keccak256(&raw)));
        assert_eq!(transaction.max_cost(), 70_000_000_000_000.into());
        // 17 zero bytes and 51 others: 4 and 16 each, or 10 for each of 17 + 4 × 51 tokens.
        let announced = if list.addresses() == 2 { 2 * 2_400 + 2 * 1_900 } else { 0 };
        assert_eq!(transaction.intrinsic_gas(), 21_000 + (17 * 4 + 51 * 16 + announced).max(10 * (17 + 4 * 51)));
    }
    // What the official clients sign is the third.
    let draft = Draft::new(DraftInit {
        chain_id: 84_532,
        token,
        amount: Uint256::MAX,
        nonce: 7,
        gas_limit: 70_000,
        max_priority_fee: 100_000_000,
        max_fee: 1_000_000_000,
    });
    assert_eq!(draft.transaction(), SignedTransaction::decode(&bytes(VIEM[2].0)).unwrap().transaction);
}

#[test]
fn what_makes_a_contract_costs_more() {
    let fees = Fees::Dynamic { max_priority_fee: 0, max_fee: u128::MAX, access_list: AccessList::EMPTY };
    let code = [1; 33];
    let creates =
        Transaction { chain_id: 1, nonce: 0, fees, gas_limit: u64::MAX, to: None, value: 0.into(), data: &code };
    assert_eq!(creates.intrinsic_gas(), 21_000 + 33 * 16 + 32_000 + 2 * 2);
    // (2^64 − 1)(2^128 − 1) = 2^192 − 2^128 − 2^64 + 1
    let cost = "6277101735386680763495507056286727952620534092958556749825".parse::<Uint256>().unwrap();
    assert_eq!(creates.max_cost(), cost);
}

/// Any transaction, and any edit of one byte of it: what is read is what was written, byte for byte.
#[test]
fn what_is_read_is_what_was_written() {
    let mut random = Random(0x5eed);
    let mut accepted = 0;
    for round in 0..600 {
        let small = |random: &mut Random| random.next() >> (random.next() % 65).min(63);
        let (max_fee, max_priority_fee) = (u128::from(small(&mut random)), u128::from(small(&mut random)));
        let announced = bytes(VIEM[1].0);
        let access_list = match round % 2 {
            0 => AccessList::EMPTY,
            _ => SignedTransaction::decode(&announced).unwrap().transaction.fees.access_list(),
        };
        let fees = match round % 3 {
            0 => Fees::Legacy { gas_price: max_fee },
            1 => Fees::AccessList { gas_price: max_fee, access_list },
            _ => Fees::Dynamic { max_priority_fee, max_fee, access_list },
        };
        let data = vec![small(&mut random).to_le_bytes()[0]; usize::try_from(random.next() % 300).unwrap()];
        let to = (round % 5 != 0).then(|| Address::new(random.bytes()));
        let value = Uint256::from_be_bytes(random.bytes());
        let [chain_id, nonce, gas_limit] = [(); 3].map(|()| small(&mut random));
        let transaction = Transaction { chain_id, nonce, fees, gas_limit, to, value, data: &data };
        let signature = TransactionSignature { y_is_odd: round % 2 == 0, r: random.bytes(), s: random.bytes() };
        let mut raw = transaction.with_signature(&signature);
        let read = SignedTransaction::decode(&raw).unwrap();
        assert_eq!((read.transaction, read.signature), (transaction, signature));
        // The signature is no part of what is signed.
        let other = TransactionSignature { y_is_odd: true, r: [1; 32], s: [2; 32] };
        let other = transaction.with_signature(&other);
        let other = SignedTransaction::decode(&other).unwrap();
        assert_eq!(other.transaction.digest(), transaction.digest());
        assert_ne!(other.hash(), read.hash());
        for _ in 0..20 {
            let at = usize::try_from(random.next() % u64::try_from(raw.len()).unwrap()).unwrap();
            let before = std::mem::replace(&mut raw[at], random.bytes::<1>()[0]);
            if let Ok(read) = SignedTransaction::decode(&raw) {
                assert_eq!(read.encode(), raw);
                accepted += 1;
            }
            raw[at] = before;
        }
    }
    assert!(accepted > 1_000, "{accepted}");
}

/// The bytes of an item with this prefix.
fn item(prefix: &str, payload: &str) -> Vec<u8> {
    bytes(&[prefix, payload].concat())
}

/// The type 2 transaction of viem with one member in other bytes, inside a list of the right length.
fn with_member(index: usize, encoded: &[u8]) -> Vec<u8> {
    let members = [
        item("83", "014a34"),
        item("07", ""),
        item("84", "05f5e100"),
        item("84", "3b9aca00"),
        item("83", "011170"),
        item("94", "036cbd53842c5426634e7929541ec2318f3dcf7e"),
        item("80", ""),
        [&[0xb8, 68][..], &Approve::new(PERMIT2, Uint256::MAX).encode()].concat(),
        item("c0", ""),
        item("80", ""),
        item("a0", "ad4b7b88dc29c1da739845d6ca5cf8c4745e544d09c3e5deb592a7fdc78fb27f"),
        item("a0", "056422f0dd6717493336331327e68157a121250de779600119bf206723f07de3"),
    ];
    let mut items = Vec::new();
    for (at, member) in members.iter().enumerate() {
        items.extend_from_slice(if at == index { encoded } else { member });
    }
    if index == members.len() {
        items.extend_from_slice(encoded);
    }
    let length = items.len();
    let prefix = match u8::try_from(length).unwrap_or(0xff) {
        short @ 0..=55 => vec![0xc0 + short],
        long if usize::from(long) == length => vec![0xf8, long],
        _ => [&[0xf9][..], &u16::try_from(length).unwrap().to_be_bytes()].concat(),
    };
    [&[2][..], &prefix, &items].concat()
}

#[test]
fn each_wrong_format_is_refused_and_named() {
    let good = bytes(VIEM[2].0);
    assert_eq!(with_member(99, &[]), good);
    let is = |index, encoded: &str, kind| {
        assert_eq!(refused(&with_member(index, &bytes(encoded))).0, kind, "{index} {encoded}");
    };
    // Numbers: the shortest form, no leading zero, not too large, no list.
    is(1, "8107", Kind::NotShortest("the nonce"));
    is(1, "00", Kind::LeadingZero("the nonce"));
    is(1, "820007", Kind::LeadingZero("the nonce"));
    is(1, "b80107", Kind::NotShortest("the nonce"));
    is(1, "b8080807060504030201", Kind::NotShortest("the nonce"));
    is(1, "b90001ff", Kind::NotShortest("the nonce"));
    is(1, "89010000000000000000", Kind::TooLarge { what: "the nonce", bytes: 8 });
    is(1, "c107", Kind::NotString("the nonce"));
    is(0, "89010000000000000000", Kind::TooLarge { what: "the chain id", bytes: 8 });
    is(2, "910100000000000000000000000000000000", Kind::TooLarge { what: "maxPriorityFeePerGas", bytes: 16 });
    is(3, "910100000000000000000000000000000000", Kind::TooLarge { what: "maxFeePerGas", bytes: 16 });
    is(4, "89010000000000000000", Kind::TooLarge { what: "the gas limit", bytes: 8 });
    is(6, &["a101", &"00".repeat(32)].concat(), Kind::TooLarge { what: "the value", bytes: 32 });
    is(10, &["a0", &"00".repeat(32)].concat(), Kind::LeadingZero("r"));
    is(11, &["a101", &"00".repeat(32)].concat(), Kind::TooLarge { what: "s", bytes: 32 });
    // The recipient: 20 bytes or none.
    is(5, &["93", &"01".repeat(19)].concat(), Kind::Size { what: "the recipient", bytes: 20 });
    is(5, &["95", &"01".repeat(21)].concat(), Kind::Size { what: "the recipient", bytes: 20 });
    is(5, "01", Kind::Size { what: "the recipient", bytes: 20 });
    is(5, "c0", Kind::NotString("the recipient"));
    assert_eq!(SignedTransaction::decode(&with_member(5, &[0x80])).unwrap().transaction.to, None);
    // The access list: a list of pairs, address and list of keys.
    is(8, "80", Kind::NotList("the access list"));
    is(8, "c180", Kind::NotList("an entry of the access list"));
    is(8, "c1c0", Kind::End("an address of the access list"));
    is(
        8,
        &["d6d593", &"01".repeat(19), "c0"].concat(),
        Kind::Size { what: "an address of the access list", bytes: 20 },
    );
    is(8, &["d6d594", &"01".repeat(20)].concat(), Kind::End("the storage keys of the access list"));
    is(8, &["d7d694", &"01".repeat(20), "80"].concat(), Kind::NotList("the storage keys of the access list"));
    is(8, &["d8d794", &"01".repeat(20), "c0", "80"].concat(), Kind::Trailing("an entry of the access list"));
    let short_key = ["f7f694", &"01".repeat(20), "e0", "9f", &"02".repeat(31)].concat();
    is(8, &short_key, Kind::Size { what: "a storage key of the access list", bytes: 32 });
    let with_key = ["f838f794", &"01".repeat(20), "e1", "a0", &"02".repeat(32)].concat();
    let raw = with_member(8, &bytes(&with_key));
    let list = SignedTransaction::decode(&raw).unwrap().transaction.fees.access_list();
    assert_eq!((list.addresses(), list.storage_keys()), (1, 1));
    // The signature.
    is(9, "02", Kind::Parity);
    is(9, "1b", Kind::Parity);
    is(9, "00", Kind::LeadingZero("the y parity"));
    assert!(SignedTransaction::decode(&with_member(9, &[1])).unwrap().signature.y_is_odd);
    is(12, "80", Kind::Trailing("s"));
    // Lists and what follows.
    assert_eq!(refused(&[&good[..], &[0]].concat()), (Kind::Trailing("the transaction"), good.len()));
    assert_eq!(refused(&good[..good.len() - 1]), (Kind::End("the transaction"), 3));
    assert_eq!(refused(&[]), (Kind::End("a transaction"), 0));
    assert_eq!(refused(&[2]), (Kind::End("the transaction"), 1));
    assert_eq!(refused(&[2, 0xc0]), (Kind::End("the chain id"), 2));
    assert_eq!(refused(&[2, 0x80]), (Kind::NotList("the transaction"), 2));
    assert_eq!(refused(&[2, 0xf8, 0x37]), (Kind::NotShortest("the transaction"), 1));
    assert_eq!(refused(&[2, 0xf9, 0x00, 0x38]), (Kind::NotShortest("the transaction"), 1));
    assert_eq!(refused(&[2, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]).0, Kind::End("the transaction"));
    let long = vec![2; MAX_TRANSACTION_BYTES + 1];
    assert_eq!(refused(&long), (Kind::TooLong { max: MAX_TRANSACTION_BYTES }, 0));
    assert_eq!(refused(&long[1..]).0, Kind::NotList("the transaction"));
}

#[test]
fn other_types_and_unsigned_ones_are_named() {
    let good = bytes(VIEM[2].0);
    for other in [0, 3, 4, 5, 0x7f, 0x80, 0xbf] {
        let raw = [&[other], &good[1..]].concat();
        assert_eq!(refused(&raw), (Kind::Type(other), 0));
    }
    // What is signed, without a signature; zeros in its place.
    let end = good.len() - 1 - 33 - 33;
    let unsigned = [&[2, 0xf8, u8::try_from(end - 3).unwrap()], &good[3..end]].concat();
    assert_eq!(refused(&unsigned), (Kind::Unsigned, end));
    let zeros = [&[2, 0xf8, u8::try_from(end).unwrap()], &good[3..end], &[0x80; 3]].concat();
    assert_eq!(refused(&zeros).0, Kind::Unsigned);
    assert_eq!(keccak256(&unsigned).as_slice(), bytes(VIEM[2].2));

    let legacy = bytes(VIEM[0].0);
    let v = legacy.len() - 66 - 4;
    let with_v = |encoded: &[u8]| {
        let items = [&legacy[2..v], encoded, &legacy[v + 4..]].concat();
        [&[0xf8, u8::try_from(items.len()).unwrap()], &items[..]].concat()
    };
    assert_eq!(with_v(&[0x83, 0x02, 0x94, 0x8b]), legacy);
    for (encoded, kind) in [
        (&[0x1b][..], Kind::NoChain),
        (&[0x1c], Kind::NoChain),
        (&[0x80], Kind::RecoveryByte),
        (&[0x1d], Kind::RecoveryByte),
        (&[0x22], Kind::RecoveryByte),
        // 35 + 2 × 2^64
        (&[0x89, 0x02, 0, 0, 0, 0, 0, 0, 0, 0x23], Kind::RecoveryByte),
    ] {
        assert_eq!(refused(&with_v(encoded)), (kind, v), "{encoded:x?}");
    }
    for (encoded, chain_id, y_is_odd) in [
        (&[0x23][..], 0, false),
        (&[0x26], 1, true),
        // 36 + 2 × (2^64 − 1)
        (&[0x89, 0x02, 0, 0, 0, 0, 0, 0, 0, 0x22], u64::MAX, true),
    ] {
        let raw = with_v(encoded);
        let read = SignedTransaction::decode(&raw).unwrap();
        assert_eq!((read.transaction.chain_id, read.signature.y_is_odd), (chain_id, y_is_odd));
        assert_eq!(read.encode(), raw);
    }
    // Signed as EIP-155 wants it, and as it was before: nine members, six.
    let unsigned = [&legacy[2..v], &[0x83, 0x01, 0x4a, 0x34, 0x80, 0x80]].concat();
    let unsigned = [&[0xf8, u8::try_from(unsigned.len()).unwrap()], &unsigned[..]].concat();
    assert_eq!(keccak256(&unsigned).as_slice(), bytes(VIEM[0].2));
    assert_eq!(refused(&unsigned).0, Kind::Unsigned);
    let six = [&[0xf8, u8::try_from(v - 2).unwrap()], &legacy[2..v]].concat();
    assert_eq!(refused(&six), (Kind::Unsigned, v));
}

#[test]
fn errors_say_where() {
    let error = SignedTransaction::decode(&with_member(1, &[0x81, 0x07])).unwrap_err();
    assert_eq!(error.to_string(), "the nonce is not in its shortest encoding (byte 7)");
    let error = SignedTransaction::decode(&[4, 0xc0]).unwrap_err();
    assert_eq!(error.to_string(), "a transaction of type 4 (EIP-7702, delegations), which is not supported (byte 0)");
}

#[test]
fn a_call_of_approve_has_68_bytes_and_clean_padding() {
    let call = Approve::new(PERMIT2, 10_000.into());
    let data = call.encode();
    assert_eq!(keccak256(b"approve(address,uint256)")[..4], data[..4]);
    assert_eq!(Approve::decode(&data), Some(call));
    for at in 0..16 {
        let mut other = data;
        other[at] ^= 1;
        assert_eq!(Approve::decode(&other), None, "{at}");
    }
    for at in 16..68 {
        let mut other = data;
        other[at] ^= 1;
        assert_ne!(Approve::decode(&other), Some(call), "{at}");
        assert!(Approve::decode(&other).is_some());
    }
    assert_eq!(Approve::decode(&data[..67]), None);
    assert_eq!(Approve::decode(&[&data[..], &[0]].concat()), None);
    assert_eq!(Approve::decode(&[&data[..], &[0; 32]].concat()), None);
    assert_eq!(Approve::decode(&data[..36]), None);
    assert_eq!(Approve::decode(&[]), None);
}
