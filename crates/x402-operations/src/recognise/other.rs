//! Values that people mistake for something of x402: hashes, signatures, keys, tokens, challenges of other protocols.

use alloc::{collections::BTreeSet, string::String};
use core::fmt;
use std::sync::OnceLock;

use x402_extensions::offer_receipt::Jws;
use x402_types::{Dialect, Meaning};

/// A value that does not belong to x402.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Other {
    /// 32 bytes in hexadecimal digits: the hash of a transaction, or a private key.
    Bytes32,
    /// An address of an EVM chain.
    Address,
    /// A signature of an EVM chain, alone.
    Signature,
    /// 64 bytes in hexadecimal digits: a signature, or a secret key with its public key.
    Bytes64,
    /// 32 bytes in base58, the format of addresses on Solana.
    Base58Address,
    /// 64 bytes in base58, the format of signatures on Solana and of secret keys in wallets.
    Base58Signature,
    /// An account or a contract of Stellar.
    StellarAddress,
    /// The secret seed of an account of Stellar.
    StellarSeed,
    /// An address on the XRP Ledger, with a tag inside or without.
    XrplAddress,
    /// The secret seed of an account on the XRP Ledger.
    XrplSeed,
    /// A transaction of the XRP Ledger in hexadecimal digits.
    XrplTransaction,
    /// Words, the format in which wallets write down a secret key.
    Phrase,
    /// A JSON Web Token.
    Jwt,
    /// A challenge or a credential of L402 (LSAT).
    L402,
    /// A challenge or a credential of the HTTP authentication scheme `Payment` (MPP).
    Mpp,
    /// An invoice of the Lightning network.
    Lightning,
    /// The address of a page.
    Url,
}

impl Other {
    /// The permanent name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Bytes32 => "bytes-32",
            Self::Address => "address",
            Self::Signature => "signature",
            Self::Bytes64 => "bytes-64",
            Self::Base58Address => "base58-address",
            Self::Base58Signature => "base58-signature",
            Self::StellarAddress => "stellar-address",
            Self::StellarSeed => "stellar-seed",
            Self::XrplAddress => "xrpl-address",
            Self::XrplSeed => "xrpl-seed",
            Self::XrplTransaction => "xrpl-transaction",
            Self::Phrase => "recovery-phrase",
            Self::Jwt => "jwt",
            Self::L402 => "l402",
            Self::Mpp => "mpp",
            Self::Lightning => "lightning-invoice",
            Self::Url => "url",
        }
    }

    /// The name in a sentence, with its article.
    #[must_use]
    pub const fn phrase(self) -> &'static str {
        match self {
            Self::Bytes32 => "32 bytes in hexadecimal digits, as a transaction hash or a private key",
            Self::Address => "an address of an EVM chain",
            Self::Signature => "a signature of an EVM chain",
            Self::Bytes64 => "64 bytes in hexadecimal digits, as a signature or a secret key",
            Self::Base58Address => "32 bytes in base58, as an address of Solana",
            Self::Base58Signature => "64 bytes in base58, as a transaction of Solana is named, or a secret key",
            Self::StellarAddress => "an address of Stellar",
            Self::StellarSeed => "the secret seed of an account of Stellar",
            Self::XrplAddress => "an address of the XRP Ledger",
            Self::XrplSeed => "the secret seed of an account of the XRP Ledger",
            Self::XrplTransaction => "a transaction of the XRP Ledger",
            Self::Phrase => "words as those of a wallet's recovery phrase",
            Self::Jwt => "a JSON Web Token (JWT)",
            Self::L402 => "a challenge or credential of L402, which pays by Lightning",
            Self::Mpp => "a challenge or credential of the HTTP scheme Payment (MPP)",
            Self::Lightning => "an invoice of the Lightning network",
            Self::Url => "a URL",
        }
    }

    /// Returns a sentence about the value that x402 needs instead, and about what to do with a secret.
    #[must_use]
    pub const fn advice(self) -> &'static str {
        match self {
            Self::Bytes32 => {
                "x402 wants a signed payment in base64, not a transfer that was already made. To see whether a transaction \
                 succeeded, ask a node for it: eth_getTransactionReceipt on an EVM chain (status 0x1), getTransaction on \
                 Stellar (SUCCESS), tx on the XRP Ledger (tesSUCCESS). To see why a payment failed, pass the payment itself to x402 explain. If this is a private \
                 key, never paste it anywhere: move its funds to a new key"
            }
            Self::Address | Self::Base58Address | Self::StellarAddress | Self::XrplAddress => {
                "x402 wants a signed payment in base64; addresses are fields of it"
            }
            Self::Signature => "x402 wants the whole payment in base64, with the signature in payload.signature",
            Self::Bytes64 => {
                "x402 wants the whole payment in base64. If this is a secret key, never paste it anywhere: move its funds to \
                 another key"
            }
            Self::Base58Signature => {
                "x402 wants a signed transaction in base64, in payload.transaction, not one that was already sent. To see \
                 whether it succeeded, ask a node with getTransaction (meta.err is null). To see why a payment failed, pass \
                 the payment itself to x402 explain. If this is a secret key, never paste it anywhere: move its funds to a new key"
            }
            Self::XrplTransaction => {
                "x402 wants the whole payment in base64, with the transaction in payload.signedTxBlob. To see whether the \
                 transaction succeeded, ask a node with tx (validated and tesSUCCESS)"
            }
            Self::StellarSeed | Self::XrplSeed | Self::Phrase => {
                "never paste it anywhere: move its funds to a new key. x402 wants a payment that the wallet has signed"
            }
            Self::Jwt => {
                "x402 wants a signed payment in base64 in PAYMENT-SIGNATURE; tokens of a login pay for nothing"
            }
            Self::L402 => "x402 has its payment requirements in PAYMENT-REQUIRED, and the payment in PAYMENT-SIGNATURE",
            Self::Mpp => "x402 has its payment requirements in PAYMENT-REQUIRED, and the payment in PAYMENT-SIGNATURE",
            Self::Lightning => "x402 wants a signed payment in base64; it has no invoices",
            Self::Url => "paste the server's answer, as curl -si prints it",
        }
    }
}

impl fmt::Display for Other {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "this is {}; {}", self.phrase(), self.advice())
    }
}

/// Returns the kind of a word that does not belong to x402: a hash, a key, a token, a challenge of a different
/// protocol.
#[must_use]
pub fn other(value: &str) -> Option<Other> {
    of_phrase(value).or_else(|| of_token(value.trim()))
}

/// Recognises several words, or the value of an authentication header.
pub(super) fn of_phrase(text: &str) -> Option<Other> {
    let mut words = text.split_whitespace();
    let (first, rest) = (words.next()?, words.clone().count());
    let is = |scheme: &str| first.eq_ignore_ascii_case(scheme) && rest > 0;
    if is("L402") || is("LSAT") {
        return Some(Other::L402);
    }
    if is("Payment") {
        return is_of_mpp(text).then_some(Other::Mpp);
    }
    let is_word = |word: &str| (3..=8).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_lowercase());
    (matches!(rest + 1, 12 | 15 | 18 | 21 | 24) && text.split_whitespace().all(is_word)).then_some(Other::Phrase)
}

/// Returns `true` for the parameters of a challenge, or a token as the credential.
fn is_of_mpp(text: &str) -> bool {
    let rest = text.trim_start().get("Payment".len()..).unwrap_or_default().trim();
    let is_challenge = ["id=", "realm=", "method=", "intent=", "request="].iter().any(|name| rest.contains(name));
    is_challenge || (rest.len() > 32 && !rest.contains(char::is_whitespace))
}

/// Recognises the value of a header of HTTP authentication, or of its response.
pub(super) fn of_header(name: &str, value: &str) -> Option<Other> {
    let is_of_authentication = ["www-authenticate", "authorization", "proxy-authenticate", "payment-receipt"];
    if !is_of_authentication.iter().any(|known| name.eq_ignore_ascii_case(known)) {
        return None;
    }
    if name.eq_ignore_ascii_case("payment-receipt") {
        return Some(Other::Mpp);
    }
    of_phrase(value).filter(|other| matches!(other, Other::L402 | Other::Mpp))
}

/// Recognises a word by its letters and its length.
pub(super) fn of_token(text: &str) -> Option<Other> {
    let (digits, has_mark) = match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(digits) => (digits, true),
        None => (text, false),
    };
    if digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return match (digits.len(), has_mark) {
            (64, _) => Some(Other::Bytes32),
            (40, true) => Some(Other::Address),
            (130, _) => Some(Other::Signature),
            (128, true) => Some(Other::Signature),
            (128, false) => Some(Other::Bytes64),
            // The type of a payment, which comes first.
            (132.., false) if digits.starts_with("1200") => Some(Other::XrplTransaction),
            _ => None,
        };
    }
    let is_base32 = |byte: u8| matches!(byte, b'A'..=b'Z' | b'2'..=b'7');
    if text.len() == 56 && text.bytes().all(is_base32) {
        return match text.as_bytes().first() {
            Some(b'S') => Some(Other::StellarSeed),
            Some(b'G' | b'C' | b'M') => Some(Other::StellarAddress),
            _ => None,
        };
    }
    let is_base58 = |byte: u8| byte.is_ascii_alphanumeric() && !matches!(byte, b'0' | b'O' | b'I' | b'l');
    // The base64 of an object begins like this.
    if text.bytes().all(is_base58) && !text.starts_with("eyJ") {
        // A word of only letters is more likely a word.
        let is_mixed = text.bytes().any(|byte| byte.is_ascii_digit());
        return match text.len() {
            25..=35 if is_xrpl_address(text) => Some(Other::XrplAddress),
            // The letter is that of the version byte. `sEd` are those of the three bytes for a key of Ed25519.
            29 if is_mixed && text.starts_with('s') => Some(Other::XrplSeed),
            31 if text.starts_with("sEd") => Some(Other::XrplSeed),
            47 if is_mixed && text.starts_with(['X', 'T']) => Some(Other::XrplAddress),
            43 | 44 if is_mixed => Some(Other::Base58Address),
            86..=88 if is_mixed => Some(Other::Base58Signature),
            _ => of_invoice(text),
        };
    }
    if (text.starts_with("http://") || text.starts_with("https://")) && !text.contains(char::is_whitespace) {
        return Some(Other::Url);
    }
    of_invoice(text)
}

/// The checksum distinguishes an address from a word.
fn is_xrpl_address(text: &str) -> bool {
    text.parse::<x402_schemes::xrpl::Address>().is_ok()
}

fn of_invoice(text: &str) -> Option<Other> {
    let is_invoice = ["lnbc", "lntb", "lnbcrt"].iter().any(|start| text.starts_with(start));
    (is_invoice && text.len() > 50 && text.bytes().all(|byte| byte.is_ascii_alphanumeric())).then_some(Other::Lightning)
}

/// Recognises a token of a login. A signed offer or a receipt has other fields.
pub(super) fn of_jws(jws: &Jws) -> Option<Other> {
    let payload = jws.payload().ok()?;
    let has = |name| payload.as_json().get(name).is_some();
    let is_ours = ["resourceUrl", "payTo", "payer", "issuedAt", "scheme"].into_iter().any(has);
    (!is_ours && ["iss", "sub", "aud", "exp", "iat", "uri", "uris"].into_iter().any(has)).then_some(Other::Jwt)
}

/// Returns `true` if this is a reason code: one that a table lists, or a word in the format of one.
pub(super) fn is_reason(word: &str) -> bool {
    /// No code is longer.
    const LONGEST: usize = 120;
    if word.len() > LONGEST || !word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
        return false;
    }
    let prefixes = ["invalid_", "permit2_", "unexpected_", "unsupported_", "insufficient_", "settle_", "erc20_"];
    (word.contains('_') && prefixes.iter().any(|start| word.to_ascii_lowercase().starts_with(start))) || is_known(word)
}

/// Returns `true` if a table of reason codes lists this word.
fn is_known(word: &str) -> bool {
    static CODES: OnceLock<BTreeSet<String>> = OnceLock::new();
    let codes = || {
        let of = |meaning: Meaning| Dialect::ALL.iter().flat_map(move |dialect| meaning.codes(*dialect));
        Meaning::all().flat_map(of).map(str::to_ascii_lowercase).collect()
    };
    // A single word, such as `expired`, may mean anything.
    word.contains('_') && CODES.get_or_init(codes).contains(&word.to_ascii_lowercase())
}
