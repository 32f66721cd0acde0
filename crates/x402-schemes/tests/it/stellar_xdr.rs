//! Writes XDR for tests, with each part of an envelope apart, so that each can be another one.

/// The key of 32 bytes of 1, and that of 32 bytes of 2.
pub(crate) const PAYER_KEY: [u8; 32] =
    *b"\x8a\x88\xe3\xddt\t\xf1\x95\xfdR\xdb-<\xba]r\xcag\t\xbf\x1d\x94\x12\x1b\xf3t\x88\x01\xb4\x0fo\\";
pub(crate) const RECIPIENT_KEY: [u8; 32] =
    *b"\x819w\x0e\xa8}\x17_V\xa3Tf\xc3L~\xcc\xcb\x8d\x8a\x91\xb4\xee7\xa2]\xf6\x0f[\x8f\xc9\xb3\x94";
const USDC: [u8; 32] = *b"PE\xcd^\xc0r\x9av\x8f\xd5\xad\x02PXR\xdfO\x02\x8d\xce\x83\x0eZ\xc5\"\t\xbaHH;/\x01";

pub(crate) fn words(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_be_bytes()).collect()
}

/// Bytes with their length, and zeros up to a whole word.
pub(crate) fn opaque(bytes: &[u8]) -> Vec<u8> {
    let mut opaque = [words(&[u32::try_from(bytes.len()).unwrap()]).as_slice(), bytes].concat();
    opaque.resize(opaque.len().next_multiple_of(4), 0);
    opaque
}

/// An account's id.
pub(crate) fn account(key: &[u8; 32]) -> Vec<u8> {
    [words(&[0]).as_slice(), key].concat()
}

/// The address of a contract.
pub(crate) fn contract(hash: &[u8; 32]) -> Vec<u8> {
    [words(&[1]).as_slice(), hash].concat()
}

pub(crate) fn i128_value(number: i128) -> Vec<u8> {
    [words(&[10]).as_slice(), &number.to_be_bytes()].concat()
}

pub(crate) fn bytes(bytes: &[u8]) -> Vec<u8> {
    [words(&[13]), opaque(bytes)].concat()
}

pub(crate) fn symbol(name: &[u8]) -> Vec<u8> {
    [words(&[15]), opaque(name)].concat()
}

pub(crate) fn list(elements: &[Vec<u8>]) -> Vec<u8> {
    [words(&[16, 1, u32::try_from(elements.len()).unwrap()]), elements.concat()].concat()
}

pub(crate) fn map(members: &[(Vec<u8>, Vec<u8>)]) -> Vec<u8> {
    let count = u32::try_from(members.len()).unwrap();
    let members = members.iter().flat_map(|(key, value)| [key.as_slice(), value].concat());
    words(&[17, 1, count]).into_iter().chain(members).collect()
}

/// The name of a member, and its bytes.
pub(crate) fn member(name: &[u8], value: &[u8]) -> (Vec<u8>, Vec<u8>) {
    (symbol(name), bytes(value))
}

/// The parts of an envelope. `good` has the worked example, which nobody has signed.
pub(crate) struct Envelope {
    pub(crate) version: Vec<u8>,
    pub(crate) source: Vec<u8>,
    pub(crate) preconditions: Vec<u8>,
    pub(crate) memo: Vec<u8>,
    pub(crate) operations: Vec<u8>,
    pub(crate) operation_source: Vec<u8>,
    /// The kind of operation, and of host function.
    pub(crate) kind: Vec<u8>,
    pub(crate) call: Vec<u8>,
    pub(crate) entries: Vec<Vec<u8>>,
    pub(crate) soroban_data: Vec<u8>,
    pub(crate) signatures: Vec<u8>,
}

impl Envelope {
    pub(crate) fn good() -> Self {
        let address = |key: &[u8; 32]| [words(&[18, 0]), account(key)].concat();
        let call = [
            contract(&USDC),
            opaque(b"transfer"),
            words(&[3]),
            address(&PAYER_KEY),
            address(&RECIPIENT_KEY),
            i128_value(10_000_000),
        ]
        .concat();
        let nonce_end_void = words(&[0x1122_3344, 0x5566_7788, 5_100_012, 1]);
        let payer = [words(&[0]), account(&PAYER_KEY)].concat();
        let entry = [words(&[1]), payer, nonce_end_void, words(&[0]), call.clone(), words(&[0])].concat();
        Self {
            version: words(&[2]),
            source: account(&[0; 32]),
            preconditions: words(&[1, 0, 0, 0, 9]),
            memo: words(&[0]),
            operations: words(&[1]),
            operation_source: words(&[0]),
            kind: words(&[24, 0]),
            call,
            entries: vec![entry],
            soroban_data: words(&[0]),
            signatures: words(&[0]),
        }
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let fee_and_sequence = words(&[100, 0, 1]);
        let count = words(&[u32::try_from(self.entries.len()).unwrap()]);
        [
            &self.version,
            &self.source,
            &fee_and_sequence,
            &self.preconditions,
            &self.memo,
            &self.operations,
            &self.operation_source,
            &self.kind,
            &self.call,
            &count,
            &self.entries.concat(),
            &self.soroban_data,
            &self.signatures,
        ]
        .map(Vec::as_slice)
        .concat()
    }
}
