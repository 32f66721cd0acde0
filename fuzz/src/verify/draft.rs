use k256::{Scalar, elliptic_curve::PrimeField};
use x402_laws::chance::Chance;
use x402_schemes::{Hex, evm::erc6492};
use x402_types::{DecodeOptions, Uint256};

use super::{
    Base,
    documents::Documents,
    signed::{Payload, Signed, Signer},
};
use crate::source::Source;

/// The two documents, cut at every quote: strings and what stands between them take turns.
pub(super) struct Draft {
    version: u64,
    pieces: Vec<Vec<u8>>,
    /// How many of them are the payment's; the others are the offer's.
    payment_pieces: usize,
    /// What keys have signed, the base first.
    pub(super) signed: Vec<Signed>,
    /// What may stand in for another text, beside [`TEXTS`].
    texts: &'static [&'static str],
}

fn cut(text: &[u8]) -> Vec<Vec<u8>> {
    text.split(|byte| *byte == b'"').map(<[u8]>::to_vec).collect()
}

/// What stands in for another text: values that some check looks at, and spellings that some reader might tolerate.
const TEXTS: &[&str] = &[
    "",
    "0",
    "1",
    "9999",
    "10001",
    "010000",
    "1e4",
    "0x2710",
    " 10000",
    "18446744073709551616",
    "115792089237316195423570985008687907853269984665640564039457584007913129639935",
    "115792089237316195423570985008687907853269984665640564039457584007913129639936",
    "1740672099",
    "1740672100",
    "1740672101",
    "1740672105",
    "1740672106",
    "0x0000000000000000000000000000000000000000",
    "0x857b06519e91e3a54538791bdbb0e22373e36b66",
    "0x857B06519E91E3A54538791BDBB0E22373E36B66",
    "0X857b06519E91e3A54538791bDbb0E22373e36b66",
    "0x857b06519E91e3A54538791bDbb0E22373e36B66",
    "857b06519E91e3A54538791bDbb0E22373e36b66",
    "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
    "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913",
    "0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13481",
    "f3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480",
    "exact",
    "upto",
    "eip155:1",
    "eip155:8453",
    "eip155:084532",
    "base-sepolia",
    "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp",
    "USD Coin",
    "usdc",
    "assetTransferMethod",
    "permit2",
    "eip3009",
    "permit2Authorization",
    "note",
    ":2,",
    ":{},",
    ":null,",
    ":1.0,",
    ",",
    ":",
    "}}}",
];

impl Draft {
    pub(super) fn of(base: &Base, version: u64) -> Self {
        let [payment, offer] = if version == 1 { &base.v1 } else { &base.v2 };
        Self { signed: vec![base.signed.clone()], texts: base.texts, ..Self::new(version, payment, offer) }
    }

    /// Nobody has signed anything.
    pub(super) fn new(version: u64, payment: &str, offer: &str) -> Self {
        let (payment, offer) = (cut(payment.as_bytes()), cut(offer.as_bytes()));
        let payment_pieces = payment.len();
        Self { version, pieces: [payment, offer].concat(), payment_pieces, signed: Vec::new(), texts: &[] }
    }

    /// Payment and offer.
    pub(super) fn texts(&self) -> [String; 2] {
        let (payment, offer) = self.pieces.split_at(self.payment_pieces);
        [payment, offer].map(|pieces| String::from_utf8(pieces.join(&b'"')).unwrap())
    }

    /// Payment and offer, with a zero byte between; without one the payment alone.
    pub(super) fn replace(&mut self, texts: &[u8]) {
        let mut texts = texts.splitn(2, |byte| *byte == 0);
        let payment = texts.next().map(cut).unwrap_or_default();
        let offer = texts.next().map_or_else(|| self.pieces[self.payment_pieces..].to_vec(), cut);
        self.payment_pieces = payment.len();
        self.pieces = [payment, offer].concat();
    }

    pub(super) fn documents(&self, options: &DecodeOptions) -> Option<Documents> {
        let (payment, offer) = self.pieces.split_at(self.payment_pieces);
        Documents::decode(self.version, &payment.join(&b'"'), &offer.join(&b'"'), options)
    }

    /// One edit.
    pub(super) fn edit(&mut self, source: &mut Source<'_>) {
        let action = source.byte();
        let at = source.index(self.pieces.len());
        let mut text = self.pieces[at].clone();
        let position = |source: &mut Source<'_>, len: usize| usize::from(source.byte()) % len.max(1);
        match action % 8 {
            0 => {
                let at = source.below(TEXTS.len() + self.texts.len());
                text = TEXTS.iter().chain(self.texts).nth(at).copied().unwrap_or_default().into();
            }
            1 => text = self.pieces[source.index(self.pieces.len())].clone(),
            2 => {
                let position = position(source, text.len());
                text.insert(position, source.byte());
            }
            3 if !text.is_empty() => drop(text.remove(position(source, text.len()))),
            4 if !text.is_empty() => {
                let position = position(source, text.len());
                text[position] = source.byte();
            }
            5 => text.make_ascii_lowercase(),
            6 => return self.sign(source.byte()),
            7 => return self.respell_signature(source.byte()),
            _ => {}
        }
        // The same text stands for the same thing in several places: asset, recipient, amount.
        if action & 8 == 0 {
            self.pieces[at] = text;
        } else {
            let old = self.pieces[at].clone();
            self.pieces.iter_mut().filter(|piece| **piece == old).for_each(|piece| piece.clone_from(&text));
        }
    }

    /// The text behind a member's name, in the payment.
    fn member(&mut self, name: &str) -> Option<&mut Vec<u8>> {
        let at = self.pieces[..self.payment_pieces].iter().position(|piece| piece == name.as_bytes())?;
        self.pieces[..self.payment_pieces].get_mut(at + 2)
    }

    /// Signs the documents as they stand; the payer becomes the signer, but not always.
    pub(super) fn sign(&mut self, number: u8) {
        let signer = Signer::number(number);
        if let Some(from) = self.member("from").filter(|_| number & 128 == 0) {
            *from = signer.address().to_string().into();
        }
        let Some(documents) = self.documents(&DecodeOptions::STRICT) else { return };
        let Some((signed, bytes)) = signer.sign(&documents) else { return };
        // A token's authorization names its payer, who has not signed where somebody else did.
        if signed.message.from() == signer.address() {
            self.signed.push(signed);
        }
        self.set_signature(&bytes);
    }

    fn set_signature(&mut self, bytes: &[u8]) {
        if let Some(text) = self.member("signature") {
            *text = Hex(bytes).to_string().into();
        }
    }

    /// The signature in another form, or another signature that is made of it without the key.
    fn respell_signature(&mut self, form: u8) {
        let Some(documents) = self.documents(&DecodeOptions::STRICT) else { return };
        let Some(payload) = Payload::read(&documents, &DecodeOptions::STRICT) else { return };
        let mut bytes = payload.signature.as_bytes().to_vec();
        let Some((r_s, [v])) = bytes.split_first_chunk_mut::<64>() else { return };
        match form % 8 {
            0 => *v = v.wrapping_sub(27),
            1 => *v = v.wrapping_add(4),
            2 => *v ^= 27 ^ 28,
            3 => {
                // The other root: (r, n − s) with the other parity.
                let s: [u8; 32] = *r_s.last_chunk().unwrap();
                let Some(s) = Option::<Scalar>::from(Scalar::from_repr(s.into())) else { return };
                *r_s.last_chunk_mut().unwrap() = (-s).to_repr().into();
                *v ^= 27 ^ 28;
            }
            4 => {
                // ERC-2098
                r_s[32] |= u8::from(*v == 28) << 7;
                bytes.pop();
            }
            5 => bytes.push(0),
            6 => bytes[..32].fill(0),
            _ => bytes = wrap(&bytes),
        }
        self.set_signature(&bytes);
    }
}

/// ERC-6492, around a factory that nobody deployed.
fn wrap(inner: &[u8]) -> Vec<u8> {
    let word = |value: usize| Uint256::from(u64::try_from(value).unwrap()).to_be_bytes();
    let mut wrapped = [word(0xfac), word(96), word(128), word(0), word(inner.len())].concat();
    wrapped.extend(inner);
    wrapped.resize(wrapped.len().next_multiple_of(32), 0);
    wrapped.extend(erc6492::MAGIC);
    wrapped
}
