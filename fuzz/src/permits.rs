//! What the payload of a permit is read as and written as, and the wrapper of ERC-6492.

use x402_schemes::evm::{
    Address, Signature,
    erc6492::{MAGIC, Wrapped},
    permit2::{Payload, Proxy},
};
use x402_types::{DecodeOptions, RawJson, Uint256, read::Reader};

/// The `payload` of a payment by Permit2: JSON text.
pub fn payload(data: &[u8]) {
    let Ok(Ok(json)) = std::str::from_utf8(data).map(RawJson::parse) else { return };
    let read = |json: &RawJson, proxy, options: &DecodeOptions| {
        let mut reader = Reader::new(options);
        Payload::read(json.as_json(), proxy, &mut reader).ok()
    };
    let mut shapes = 0;
    for proxy in [Proxy::Exact, Proxy::Upto] {
        let (strict, lenient) =
            (read(&json, proxy, &DecodeOptions::STRICT), read(&json, proxy, &DecodeOptions::LENIENT));
        if let Some(strict) = &strict {
            assert_eq!(Some(strict), lenient.as_ref(), "Strict takes what Lenient does not take so");
        }
        let Some(payload) = lenient else { continue };
        shapes += 1;
        assert_eq!(payload.authorization.witness.facilitator.is_some(), proxy == Proxy::Upto);
        // What is written is the common spelling of the same.
        let written = payload.to_json();
        assert_eq!(read(&written, proxy, &DecodeOptions::STRICT), Some(payload.clone()));
        let nonce = payload.authorization.nonce;
        let (word, bit) = (nonce.word().to_be_bytes(), nonce.bit());
        let [high @ .., last] = nonce.get().to_be_bytes();
        assert_eq!((&word[1..], word[0], bit), (&high[..], 0, last), "word and bit are the nonce");
        // Another word of what is signed is another digest.
        let separator = [7; 32];
        let digest = payload.authorization.digest(&separator);
        let mut other = payload.authorization;
        other.deadline = other.nonce.get().into();
        assert_eq!(other.digest(&separator) == digest, other == payload.authorization);
    }
    assert!(shapes < 2, "one payload is of two schemes");
}

/// Bytes of a signature.
pub fn wrapper(data: &[u8]) {
    let _ = Signature::new(data.to_vec()).format();
    let expected = by_offsets(data);
    let wrapped = Wrapped::decode(data);
    if let Some(Wrapped { factory, factory_calldata, inner }) = wrapped {
        // There is no other spelling.
        assert_eq!(encode(factory, factory_calldata, inner), data);
        assert_eq!(expected, Some((factory, factory_calldata, inner)));
    } else if let Some((factory, calldata, inner)) = expected {
        assert_ne!(encode(factory, calldata, inner), data, "a wrapper in its common spelling is not read");
    }
}

/// As a decoder of Solidity's reads it: wherever the offsets point, and whatever else there is.
fn by_offsets(data: &[u8]) -> Option<(Address, &[u8], &[u8])> {
    let body = data.strip_suffix(&MAGIC)?;
    let word = |at: usize| body.get(at..at.checked_add(32)?)?.first_chunk::<32>();
    let number = |at: usize| {
        let [high @ .., a, b, c, d] = word(at)?;
        let number = usize::try_from(u32::from_be_bytes([*a, *b, *c, *d])).ok()?;
        high.iter().all(|byte| *byte == 0).then_some(number)
    };
    let bytes = |offset: usize| {
        let start = number(offset)?;
        let first = start.checked_add(32)?;
        body.get(first..first.checked_add(number(start)?)?)
    };
    let [padding @ .., _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _] = word(0)?;
    let factory = Address::new(*word(0)?.last_chunk()?);
    padding.iter().all(|byte| *byte == 0).then_some((factory, bytes(32)?, bytes(64)?))
}

fn encode(factory: Address, calldata: &[u8], inner: &[u8]) -> Vec<u8> {
    let word = |value: usize| Uint256::from(u64::try_from(value).unwrap()).to_be_bytes();
    let bytes = |value: &[u8]| {
        let mut encoded = [&word(value.len()), value].concat();
        encoded.resize(encoded.len().next_multiple_of(32), 0);
        encoded
    };
    let (first, second) = (bytes(calldata), bytes(inner));
    [&factory.to_word()[..], &word(96), &word(96 + first.len()), &first, &second, &MAGIC].concat()
}
