//! Guesses about a payer's mistakes on the XRP Ledger.

use x402_schemes::xrpl::Address;
use x402_types::declare::{names, sentences};

names! {
    /// The source of the terms that were signed instead of those of the transaction.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    #[non_exhaustive]
    pub enum TermsSource {
        /// The payment's `accepted`.
        Accepted = "the terms in the payment's accepted",
        /// The offer.
        Offer = "the required terms",
    }
    as_str "Words for people.";
    Display;
}

sentences! {
    /// A possible explanation of a payment on the XRP Ledger that is not valid. It prints as a sentence with advice. Fields have
    /// the names of the ledger's JSON.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum Guess {
        /// The payer signed for a different network: with this `NetworkID`, or without one.
        OtherNetwork {
            /// The signed `NetworkID`. `None` if there was none.
            signed: Option<u32>,
        } ["other-network"] = |f| match signed {
            Some(signed) => write!(
                f,
                "the payer signed with the NetworkID {signed}, but sent the transaction without it: sign without NetworkID, which \
                 only networks with a number above 1024 have"
            ),
            None => f.write_str(
                "the payer signed without NetworkID, but sent the transaction with one: send it as it was signed, unless the number \
                 of the network is above 1024"
            ),
        },
        /// The payer signed as one of several signers.
        MultiSigning ["multi-signing"] =
            "the payer signed as one of several signers: sign as the only signer, with the prefix 53545800 (STX) and nothing behind the fields",
        /// The payer signed the bytes that are hashed for the transaction's hash.
        HashPrefix ["hash-prefix"] =
            "the payer signed with the prefix 54584E00 (TXN) of the transaction's hash: sign with the prefix 53545800 (STX)",
        /// The payer signed the transaction without a prefix.
        Unprefixed ["unprefixed"] = "the payer signed the transaction without a prefix: sign with the prefix 53545800 (STX) before the fields",
        /// The payer signed the SHA-256 hash.
        Sha256 ["sha256"] = "the payer signed the SHA-256 hash of the transaction: sign the first 32 bytes of its SHA-512 hash",
        /// The payer signed the SHA-256 hash of the digest.
        HashedTwice ["hashed-twice"] = "the payer signed the SHA-256 hash of the digest, as libraries do that hash what they sign: tell the library that the \
             digest is a hash already (prehash: false in @noble/curves)",
        /// The payer signed a hash with Ed25519.
        HashedEd25519 ["hashed-ed25519"] =
            "the payer signed a hash of the transaction: with a key of Ed25519, sign the bytes themselves, with the prefix 53545800 (STX)",
        /// The signed bytes contain the field of the signature.
        WithSignature ["with-signature"] =
            "the payer signed the transaction with an empty TxnSignature in it: sign the transaction without that field",
        /// The key of a different account signed exactly this.
        OtherKey {
            /// The account whose master key signed: the payer, the recipient, or the payer's regular key.
            signer: Address,
        } ["other-key"] = "the key of {signer} signed exactly this, but SigningPubKey is a different key: set SigningPubKey to the key that signs, and then sign",
        /// The signature is right, but its key is not the master key of the payer's account.
        ForeignKey {
            /// The account whose master key signed.
            signer: Address,
        } ["foreign-key"] = "the transaction is signed by {signer}, which is not the Account that pays: sign with the key of that account, or pay from {signer}; \
             if that key may sign for the account as its regular key, pass the fact xrplAccounts",
        /// The signature is right except for its s, which is above half of the order.
        HighS ["high-s"] = "the signature is right except for its s, which is above half of the order of secp256k1: sign again with a library that uses the lower s \
             (canonical or lowS)",
        /// The signature is right, but it is 64 bytes and not DER.
        NotDer ["not-der"] = "the signature is right, but its two numbers are 64 bytes: encode them in DER",
        /// The payer signed a different fee.
        ChangedFee {
            /// The signed fee, in drops.
            signed: u64,
        } ["changed-fee"] = "the payer signed the Fee {signed}, but sent a different one: set the fee before signing",
        /// The payer signed a different last ledger.
        ChangedLedger {
            /// The signed last ledger. `None` if there was none.
            signed: Option<u32>,
        } ["changed-ledger"] = |f| match signed {
            Some(signed) => write!(
                f,
                "the payer signed the LastLedgerSequence {signed}, but sent a different one: set the last ledger before signing"
            ),
            None => f.write_str("the payer signed without LastLedgerSequence, but sent one: set the last ledger before signing"),
        },
        /// The payer signed a different sequence number.
        ChangedSequence {
            /// The signed sequence number.
            signed: u32,
        } ["changed-sequence"] = "the payer signed the Sequence {signed}, but sent a different one: set the sequence number before signing",
        /// The payer signed different terms.
        TermsSigned {
            /// The source of the terms.
            source: TermsSource,
        } ["terms-signed"] = "the payer signed {source}, but the transaction is different: send the transaction that was signed",
        /// The payer signed the fields in an order other than the ledger's.
        SignedOrder ["signed-order"] = "the payer signed the fields in a different order: sort them by the code of the type, then by that of the field, and sign \
             these bytes",
        /// The fields are not in the ledger's order, and in that order they are a transaction.
        FieldOrder {
            /// `true` if nothing else is wrong.
            is_all: bool,
        } ["field-order"] = |f| {
            let all = if *is_all { "nothing but the order of the fields is wrong" } else { "the fields are not in the ledger's order" };
            write!(f, "{all}: sort them by the code of the type, then by that of the field, as npm ripple-binary-codec does")
        },
        /// The amount is a million times the required one, or a millionth of it.
        Drops ["drops"] = "the amount is the required one times a million, or divided by it: use the required amount as it is, which counts drops, \
             a millionth of an XRP each, and whole units of an issued currency",
        /// The currency differs from the required one in the letter case alone.
        UpperCurrency ["upper-currency"] = "the currency differs from the required one in the case of its letters, and so it is a different one: use the \
             asset of the payment requirements as it is",
        /// `InvoiceID` is the offer's invoice itself.
        InvoiceRaw ["invoice-raw"] = "InvoiceID is extra.invoiceId itself: set it to the SHA-256 hash of the text",
        /// `InvoiceID` is the hash of the invoice in a different letter case.
        InvoiceLower ["invoice-lower"] =
            "InvoiceID is the hash of extra.invoiceId in a different letter case: hash the text as it is in the payment requirements",
        /// `InvoiceID` is the hash of the bytes whose digits are the invoice.
        InvoiceBytes ["invoice-bytes"] =
            "InvoiceID is the hash of the bytes whose hexadecimal digits are extra.invoiceId: hash the text, digits or not",
        /// `InvoiceID` is the hash of the invoice's hash.
        InvoiceTwice ["invoice-twice"] = "InvoiceID is the hash of the hash of extra.invoiceId: hash the text once",
        /// The transaction has memos, and nothing else is wrong.
        Memos {
            /// `true` if the preset `t54@2026-09` accepts the payment.
            preset: bool,
        } ["memos"] = |f| {
            f.write_str(
                "nothing but the memos is wrong: send the payment without memos, which the client of t54 adds unless its invoice_binding is \
                 invoice_id; a server accepts them with the option allowFields Memos"
            )?;
            if *preset {
                f.write_str(" or the preset t54@2026-09")
            } else {
                f.write_str(", and the preset t54@2026-09 also requires payload.invoiceId and the source tag of extra.sourceTag")
            }
        },
        /// The policy refuses the source tag, and nothing else is wrong.
        SourceTag {
            /// The offer's `extra.sourceTag`.
            offered: u32,
        } ["source-tag"] = "nothing but the source tag is wrong, which the policy compares and the default does not: set SourceTag to {offered} (extra.sourceTag), \
             or accept the payment with a policy that does not refuse source-tag",
    }
    const fn kind "The permanent name of the kind of guess.";
}

impl Guess {
    /// The maximum number of signatures that a diagnosis verifies or recovers, in addition to that of the payment as sent.
    pub const MOST_GUESSES: usize = 20;
}
