//! The guesses about payments on Stellar.

use x402_schemes::stellar::{Address, CredentialsKind};
use x402_types::__declare::{names, sentences};

use x402_types::Amount;

names! {
    /// Where a call stands that was signed instead of that of the payer's entry.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    #[non_exhaustive]
    pub enum CallSource {
        /// In the transaction.
        Transaction = "the transaction's call",
        /// In `accepted`.
        Accepted = "what the payment's accepted says",
        /// In the offer.
        Offer = "what the offer says",
    }
    as_str "Words for people.";
    Display;
}

sentences! {
    /// A possible explanation of a payment on Stellar that is not valid.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum Finding {
        /// The payer signed for the network with this passphrase.
        OtherNetwork {
            /// The passphrase.
            passphrase: &'static str,
        } ["other-network"] = "signed for the network {passphrase:?}, which is not the offer's",
        /// The payer signed for credentials of the other version.
        CredentialsVersion {
            /// The kind of credentials that was signed.
            signed: CredentialsKind,
        } ["credentials-version"] = |f| {
            write!(f, "signed for credentials {}, and sent with those of the other version", signed.as_str())
        },
        /// The payer signed the hash of the transaction.
        TransactionHash ["transaction-hash"] =
            "the hash of the transaction was signed: sign the digest of the authorization entry",
        /// The payer signed what should have been hashed first.
        Unhashed ["unhashed"] = "what is hashed was signed itself: sign its SHA-256",
        /// The payer signed the digits of the digest.
        HexDigest ["hex-digest"] = "the hexadecimal digits of the digest were signed as a text: sign its 32 bytes",
        /// The payer signed the digest as a message (SEP-53).
        Message ["message"] = "the digest was signed as a message (SEP-53): sign its 32 bytes themselves",
        /// The payer signed another end.
        ChangedExpiry {
            /// The last ledger that was signed.
            signed: u32,
        } ["changed-expiry"] = "signed with the last ledger {signed}, and sent with another one",
        /// The payer signed another nonce.
        ChangedNonce {
            /// The nonce that was signed.
            signed: i64,
        } ["changed-nonce"] = "signed with the nonce {signed}, and sent with another one",
        /// The payer signed another call than that of the entry.
        CallSigned {
            /// Where the call stands.
            source: CallSource,
        } ["call-signed"] = "signed over {source}: the payer's entry says something else",
        /// The payer signed a tenth of the amount, or ten times as much.
        SixDecimals {
            /// The amount that was signed.
            signed: Amount,
        } ["six-decimals"] = "signed over {signed} atomic units: the token has 7 decimal places, not 6",
        /// The payer signed with payer and recipient exchanged.
        SwappedParties ["swapped-parties"] = "signed with payer and recipient exchanged",
        /// The payer signed for another token.
        OtherToken {
            /// The contract of the token.
            token: Address,
        } ["other-token"] = "signed for the token {token}, which is not the called one",
        /// The signature is the payer's, and not in the form that the host takes.
        BareSignature ["bare-signature"] =
            "the payer did sign exactly this, but the signature is not a list of maps of public_key and signature",
        /// The signatures are correct, and not in the order of their keys.
        Unsorted ["unsorted"] = "the signatures are correct, but not in the order of their keys, or one is there twice",
        /// Somebody else signed exactly this.
        ForeignKey {
            /// The account of the key.
            key: Address,
        } ["foreign-key"] = "signed by {key}, which is not the payer: sign with the payer's key, or pay from that account; if that key signs for the payer's account, \
             say so by the fact stellarAccounts",
        /// The entry ends with the ledger that an SDK takes by itself.
        ExpiryDefault {
            /// How many ledgers after the latest closed one.
            ledgers: u32,
        } ["expiry-default"] =
            "the entry ends {ledgers} ledgers on, as an SDK sets it by itself: set the end that the offer allows",
    }
    const fn kind "The permanent name of the kind of finding.";
}

impl Finding {
    /// How many signatures a diagnosis verifies at most, beside those of the payment as it stands.
    pub const MOST_GUESSES: usize = 20;
}
