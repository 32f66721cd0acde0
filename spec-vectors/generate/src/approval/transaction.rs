//! Builds transactions. Each member is kept in its encoding, so that each can be wrong. Of the code under test only
//! Keccak-256 is used here.

use x402_schemes::evm::keccak256;

use crate::{
    permit::TOKEN,
    sign::{Key, sign_digest, subtract_from_order},
};

pub(super) const PERMIT2: &str = "000000000022d473030f116ddee9f6b43ac78ba3";
pub(super) const MAX: &str = "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff";
/// The gas limit that the official clients set.
pub(super) const GAS: u64 = 70_000;
pub(super) const FEE: u128 = 1_000_000_000;

/// A signed transaction. Members are encoded. A member that is changed after signing is not signed.
#[derive(Clone)]
pub(super) struct Transaction {
    version: u8,
    members: Vec<(&'static str, Vec<u8>)>,
    /// y parity, r and s, or nothing.
    signature: Vec<(&'static str, Vec<u8>)>,
    /// Bytes that replace the prefix of the list.
    prefix: Option<Vec<u8>>,
    behind: Vec<u8>,
}

impl Transaction {
    /// The transaction that the official clients sign: type 2, `approve(Permit2, 2^256−1)`.
    pub(super) fn dynamic() -> Self {
        Self::new(2, &["chainId", "nonce", "maxPriorityFeePerGas", "maxFeePerGas"])
    }

    /// A transaction of type 1.
    pub(super) fn listed() -> Self {
        Self::new(1, &["chainId", "nonce", "gasPrice"])
    }

    pub(super) fn legacy() -> Self {
        Self::new(0, &["nonce", "gasPrice"])
    }

    fn new(version: u8, head: &[&'static str]) -> Self {
        let mut members = Vec::new();
        for name in head.iter().copied().chain(["gasLimit", "to", "value", "data"]) {
            let value = match name {
                "chainId" => number(84_532),
                "nonce" => number(7),
                "maxPriorityFeePerGas" => number(100_000_000),
                "maxFeePerGas" | "gasPrice" => number(FEE),
                "gasLimit" => number(GAS.into()),
                "to" => string(&bytes(&TOKEN[2..])),
                "value" => number(0),
                _ => string(&bytes(&approve(PERMIT2, MAX))),
            };
            members.push((name, value));
        }
        if version > 0 {
            members.push(("accessList", list(&[])));
        }
        let unsigned = Self { version, members, signature: Vec::new(), prefix: None, behind: Vec::new() };
        unsigned.signed()
    }

    /// Signs the transaction again as it is now.
    pub(super) fn signed(self) -> Self {
        self.signed_by(Key::Payer, 84_532)
    }

    /// Signs with this key. Only legacy transactions sign the chain here. Others have it among their members.
    pub(super) fn signed_by(self, key: Key, chain: u128) -> Self {
        self.signed_for(key, Some(chain))
    }

    /// A legacy transaction as before EIP-155.
    pub(super) fn signed_for_no_chain(self) -> Self {
        self.signed_for(Key::Payer, None)
    }

    fn signed_for(mut self, key: Key, chain: Option<u128>) -> Self {
        let mut items = self.items();
        if let (0, Some(chain)) = (self.version, chain) {
            items.extend([number(chain), number(0), number(0)].concat());
        }
        let signature = bytes(&sign_digest(key, &keccak256(&self.envelope(&list(&items)))));
        let parity = u128::from(signature[64]) - 27;
        let v = if self.version == 0 { chain.map_or(27, |chain| 35 + 2 * chain) + parity } else { parity };
        let (r, s) = (scalar(&signature[..32]), scalar(&signature[32..64]));
        self.signature = vec![("yParity", number(v)), ("r", r), ("s", s)];
        self
    }

    /// Replaces a value before signing.
    pub(super) fn with(self, name: &str, value: u128) -> Self {
        self.encoded(name, &number(value)).signed()
    }

    /// Replaces bytes before signing.
    pub(super) fn with_bytes(self, name: &str, hex: &str) -> Self {
        self.encoded(name, &string(&bytes(hex))).signed()
    }

    /// Replaces a whole item after signing.
    pub(super) fn encoded(mut self, name: &str, item: &[u8]) -> Self {
        let mut all = self.members.iter_mut().chain(&mut self.signature);
        let (_, value) = all.find(|(known, _)| *known == name).expect("a member of this type");
        *value = item.to_vec();
        self
    }

    pub(super) fn encoded_hex(self, name: &str, item: &str) -> Self {
        self.encoded(name, &bytes(item))
    }

    /// Replaces the type in front of the same members.
    pub(super) fn version(mut self, version: u8) -> Self {
        self.version = version;
        self
    }

    pub(super) fn without_signature(mut self) -> Self {
        self.signature.clear();
        self
    }

    /// Replaces the prefix of the list.
    pub(super) fn prefixed(mut self, hex: &str) -> Self {
        self.prefix = Some(bytes(hex));
        self
    }

    pub(super) fn followed_by(mut self, hex: &str) -> Self {
        self.behind = bytes(hex);
        self
    }

    /// The other valid signature of the same key over the digest.
    pub(super) fn with_high_s(self) -> Self {
        let (_, s) = self.signature.last().expect("a signed one");
        let twin = subtract_from_order(&hex(&s[1..]));
        self.with_other_parity().encoded("s", &string(&bytes(&twin)))
    }

    pub(super) fn with_other_parity(self) -> Self {
        let flipped = if self.signature.contains(&("yParity", number(0))) { number(1) } else { number(0) };
        self.encoded("yParity", &flipped)
    }

    /// The number of bytes in the list.
    pub(super) fn length(&self) -> usize {
        self.all_items().len()
    }

    /// The digits of the transaction, without `0x`.
    pub(super) fn raw(&self) -> String {
        let items = self.all_items();
        let list = match &self.prefix {
            None => list(&items),
            Some(prefix) => [prefix.as_slice(), &items].concat(),
        };
        hex(&[self.envelope(&list), self.behind.clone()].concat())
    }

    /// The hash by which nodes know the transaction.
    pub(super) fn hash(&self) -> String {
        format!("0x{}", hex(&keccak256(&bytes(&self.raw()))))
    }

    fn items(&self) -> Vec<u8> {
        self.members.iter().flat_map(|(_, item)| item.clone()).collect()
    }

    fn all_items(&self) -> Vec<u8> {
        self.members.iter().chain(&self.signature).flat_map(|(_, item)| item.clone()).collect()
    }

    fn envelope(&self, list: &[u8]) -> Vec<u8> {
        if self.version == 0 { list.to_vec() } else { [&[self.version], list].concat() }
    }
}

/// A call of `approve(address,uint256)`, from hexadecimal digits.
pub(super) fn approve(spender: &str, amount: &str) -> String {
    format!("095ea7b3{spender:0>64}{amount:0>64}")
}

/// One address and its storage keys, as a list of one entry.
pub(super) fn access_list(address: &str, keys: &[&str]) -> Vec<u8> {
    let keys: Vec<u8> = keys.iter().flat_map(|key| string(&bytes(key))).collect();
    list(&list(&[string(&bytes(address)), list(&keys)].concat()))
}

pub(super) fn number(number: u128) -> Vec<u8> {
    scalar(&number.to_be_bytes())
}

fn scalar(bytes: &[u8]) -> Vec<u8> {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    string(&bytes[zeros..])
}

pub(super) fn string(bytes: &[u8]) -> Vec<u8> {
    match bytes {
        [byte @ ..0x80] => vec![*byte],
        _ => [prefix(0x80, bytes.len()), bytes.to_vec()].concat(),
    }
}

fn list(items: &[u8]) -> Vec<u8> {
    [prefix(0xc0, items.len()), items.to_vec()].concat()
}

fn prefix(kind: u8, length: usize) -> Vec<u8> {
    match length {
        0..=55 => vec![kind + u8::try_from(length).expect("at most 55")],
        56..=255 => vec![kind + 56, u8::try_from(length).expect("at most 255")],
        _ => [&[kind + 57][..], &u16::try_from(length).expect("nothing here is so long").to_be_bytes()].concat(),
    }
}

pub(super) fn bytes(digits: &str) -> Vec<u8> {
    let pair = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).expect("hexadecimal");
    (0..digits.len()).step_by(2).map(pair).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
