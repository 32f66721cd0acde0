//! Signature forms and the ERC-6492 wrapper.

use alloy_sol_types::{SolValue, sol_data};
use x402_schemes::evm::{Address, Signature, SignatureFormat, erc6492};

type Wrapper = (sol_data::Address, sol_data::Bytes, sol_data::Bytes);

fn wrap(factory: [u8; 20], calldata: &[u8], inner: &[u8]) -> Vec<u8> {
    let factory = alloy_primitives::Address::from(factory);
    let parts = (factory, calldata.to_vec(), inner.to_vec());
    let mut bytes = <Wrapper as alloy_sol_types::SolType>::abi_encode_params(&(
        parts.0,
        parts.1.into_iter().collect::<Vec<u8>>(),
        parts.2,
    ));
    bytes.extend(erc6492::MAGIC);
    bytes
}

fn format(bytes: &[u8]) -> SignatureFormat {
    Signature::new(bytes.to_vec()).format()
}

fn ending_in(v: u8) -> Vec<u8> {
    let mut bytes = vec![1; 65];
    bytes[64] = v;
    bytes
}

#[test]
fn forms() {
    for (v, expected) in [
        (27, SignatureFormat::Ecdsa65),
        (28, SignatureFormat::Ecdsa65),
        (0, SignatureFormat::YParity),
        (1, SignatureFormat::YParity),
        (2, SignatureFormat::Other),
        (26, SignatureFormat::Other),
        (29, SignatureFormat::Other),
        (31, SignatureFormat::Other),
    ] {
        assert_eq!(format(&ending_in(v)), expected, "v {v}");
    }
    assert_eq!(format(&[1; 64]), SignatureFormat::Erc2098);
    for length in [0, 1, 63, 66, 130] {
        assert_eq!(format(&vec![27; length]), SignatureFormat::Other, "{length} bytes");
    }
    // The magic alone is no wrapper; nor is it one where it is s.
    let ends_in_magic = |length: usize| [&vec![1; length - 32][..], &erc6492::MAGIC].concat();
    for (length, expected) in [
        (32, SignatureFormat::Other),
        (64, SignatureFormat::Erc2098),
        (65, SignatureFormat::Other),
        (96, SignatureFormat::Other),
    ] {
        assert_eq!(format(&ends_in_magic(length)), expected, "{length} bytes");
    }
    assert_eq!(format(&wrap([5; 20], &[], &[])), SignatureFormat::Erc6492);
}

#[test]
fn wrappers_that_alloy_encodes_are_read_back() {
    for calldata_length in [0, 1, 31, 32, 33, 100] {
        for inner_length in [0, 31, 32, 65] {
            let (calldata, inner) = (vec![7; calldata_length], vec![9; inner_length]);
            let bytes = wrap([5; 20], &calldata, &inner);
            let wrapped = erc6492::Wrapped::decode(&bytes).unwrap();
            assert_eq!(wrapped.factory, Address::new([5; 20]));
            assert_eq!(wrapped.factory_calldata, calldata);
            assert_eq!(wrapped.inner, inner);
        }
    }
}

#[test]
fn every_byte_of_a_wrapper_counts() {
    let good = wrap([5; 20], &[7; 33], &[9; 65]);
    let read = erc6492::Wrapped::decode(&good).unwrap();
    let mut refused = 0;
    for at in 0..good.len() {
        let mut bytes = good.clone();
        bytes[at] ^= 1;
        match erc6492::Wrapped::decode(&bytes) {
            None => refused += 1,
            Some(changed) => assert_ne!(changed, read, "byte {at}"),
        }
        assert_eq!(erc6492::Wrapped::decode(&good[..at]), None, "prefix of {at}");
        assert_eq!(erc6492::Wrapped::decode(&good[at + 1..]).map(|_| ()), None, "suffix from {at}");
    }
    // What may change and still be a wrapper: factory, calldata and inner signature themselves.
    assert_eq!(good.len() - refused, 20 + 33 + 65);
    assert_eq!(erc6492::Wrapped::decode(&erc6492::MAGIC), None);
    let _ = SolValue::abi_encode(&true);
}
