//! Guesses about a payer's mistakes on Stellar.

use x402_schemes::stellar::{Address, CredentialsKind};
use x402_types::declare::{names, sentences};

use x402_types::Amount;

names! {
    /// The source of a call that was signed instead of that of the payer's entry.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    #[non_exhaustive]
    pub enum CallSource {
        /// The transaction.
        Transaction = "the transaction's call",
        /// The payment's `accepted`.
        Accepted = "the terms in the payment's accepted",
        /// The offer.
        Offer = "the required terms",
    }
    as_str "Words for people.";
    Display;
}

sentences! {
    /// A possible explanation of a payment on Stellar that is not valid. It prints as a sentence with advice.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum Guess {
        /// The payer signed for the network with this passphrase.
        OtherNetwork {
            /// The passphrase.
            passphrase: &'static str,
        } ["other-network"] = "the payer signed for the network {passphrase:?}, which is not the required one",
        /// The payer signed for credentials of the other version.
        CredentialsVersion {
            /// The kind of the signed credentials.
            signed: CredentialsKind,
        } ["credentials-version"] = |f| {
            write!(f, "the payer signed for credentials {}, but sent credentials of the other version", signed.as_str())
        },
        /// The payer signed the hash of the transaction.
        TransactionHash ["transaction-hash"] =
            "the payer signed the transaction's hash: sign the digest of the authorization entry",
        /// The payer signed the data without hashing it first.
        Unhashed ["unhashed"] = "the payer signed the data without hashing it: sign its SHA-256",
        /// The payer signed the hexadecimal digits of the digest.
        HexDigest ["hex-digest"] = "the payer signed the digest's hexadecimal digits as a text: sign its 32 bytes",
        /// The payer signed the digest as a message (SEP-53).
        Message ["message"] = "the payer signed the digest as a message (SEP-53): sign its 32 bytes themselves",
        /// The payer signed a different end.
        ChangedExpiry {
            /// The signed last ledger.
            signed: u32,
        } ["changed-expiry"] = "the payer signed the last ledger {signed}, but sent a different one",
        /// The payer signed a different nonce.
        ChangedNonce {
            /// The signed nonce.
            signed: i64,
        } ["changed-nonce"] = "the payer signed the nonce {signed}, but sent a different one",
        /// The payer signed a call other than that of the entry.
        CallSigned {
            /// The source of the call.
            source: CallSource,
        } ["call-signed"] = "the payer signed {source}, but the payer's entry is different",
        /// The payer signed a tenth of the amount, or ten times as much.
        SixDecimals {
            /// The signed amount.
            signed: Amount,
        } ["six-decimals"] = "the payer signed for {signed} atomic units, but the token has 7 decimal places, not 6",
        /// The payer signed with payer and recipient exchanged.
        SwappedParties ["swapped-parties"] = "the payer signed with payer and recipient exchanged",
        /// The payer signed for a different token.
        OtherToken {
            /// The contract of the token.
            token: Address,
        } ["other-token"] = "the payer signed for the token {token}, which is not the one that the transaction calls",
        /// The signature is the payer's, but not in the format that the host accepts.
        BareSignature ["bare-signature"] =
            "the payer signed exactly this, but the signature is not a list of maps of public_key and signature",
        /// The signatures are correct, but not in the order of their keys.
        Unsorted ["unsorted"] = "the signatures are correct, but they are not in the order of their keys, or one occurs twice",
        /// A key other than the payer's signed exactly this.
        ForeignKey {
            /// The account of the key.
            key: Address,
        } ["foreign-key"] = "the entry is signed by {key}, which is not the payer: sign with the payer's key, or pay from that account; if that key \
             may sign for the payer's account, pass the fact stellarAccounts",
        /// The entry ends with the default ledger of an SDK.
        ExpiryDefault {
            /// The number of ledgers after the latest closed one.
            ledgers: u32,
        } ["expiry-default"] =
            "the entry ends {ledgers} ledgers later, which is the default of an SDK: set the end that the payment requirements allow",
    }
    const fn kind "The permanent name of the kind of guess.";
}

impl Guess {
    /// The maximum number of signatures that a diagnosis verifies, in addition to those of the payment as sent.
    pub const MOST_GUESSES: usize = 20;
}
