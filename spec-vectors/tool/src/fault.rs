//! The faults that parts of rulings are about, and the level of each.
//!
//! A part of a ruling with a basis of its own names its faults (`docs/reference/rulings`), and a vector has the fault in its source: a row
//! of a table, a row of faults, or a call on its draft. Vectors that are computed from rows of faults have the level of their fault, which
//! is written here once. All others write their level next to themselves, and the lint compares both (`levels.rs`).

use crate::vector::Level::{self, Must, Policy, Should};

macro_rules! faults {
    ($($(#[$doc:meta])* $fault:ident = $name:literal, $level:ident;)*) => {
        /// What is wrong with a vector's input, or odd about it, compared with the plain one.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Fault {
            $($(#[$doc])* $fault,)*
        }

        impl Fault {
            /// All faults.
            pub const ALL: &[Self] = &[$(Self::$fault,)*];

            /// The name in tables and in `docs/reference/rulings`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$fault => $name,)*
                }
            }

            /// What binds an implementation to refuse it, or to take it if the vector is valid.
            #[must_use]
            pub const fn level(self) -> Level {
                match self {
                    $(Self::$fault => $level,)*
                }
            }
        }
    };
}

faults! {
    /// A required member is not there.
    RequiredMissing = "required-member-missing", Must;
    /// A required member is null.
    RequiredNull = "required-member-null", Must;
    /// An optional member is null.
    OptionalNull = "optional-member-null", Policy;
    /// A member that the documents require, and that SDKs leave out, is missing or null.
    LaxMember = "member-that-sdks-leave-out", Should;
    /// The network of a failed settlement is null, though it may be missing.
    NullNetwork = "network-null", Policy;
    /// A settlement without what it may lack, or with an empty one.
    EmptyInSettlement = "empty-in-settlement", Policy;
    /// An entry of a list that cannot be read, and is kept.
    UnreadableEntry = "unreadable-entry", Policy;
    /// A value of another JSON type.
    WrongType = "wrong-type", Must;
    /// A member comes twice in its object.
    DuplicateMember = "duplicate-member", Policy;

    /// A number with a fraction, also one of zeros.
    NumberWithFraction = "number-with-fraction", Policy;
    /// A number with an exponent.
    NumberWithExponent = "number-with-exponent", Policy;
    /// A number below zero.
    NegativeNumber = "negative-number", Policy;
    /// A whole number of 32 to 64 bits.
    LargeNumber = "number-above-31-bits", Policy;
    /// A whole number beyond 64 bits.
    Beyond64Bits = "number-beyond-64-bits", Policy;
    /// The version of the protocol in a text.
    VersionAsText = "version-as-text", Policy;
    /// A number that is no version of the protocol.
    UnknownVersion = "unknown-version", Must;

    /// A decimal as a number of JSON.
    DecimalAsNumber = "decimal-as-number", Must;
    /// A decimal with a zero in front.
    LeadingZero = "decimal-with-leading-zero", Policy;
    /// A text that is no string of digits.
    MalformedDecimal = "malformed-decimal", Policy;
    /// A decimal of 2^256 or more.
    Beyond256Bits = "decimal-beyond-256-bits", Must;
    /// An issued amount of many characters.
    AmountLength = "amount-length", Policy;

    /// A text that the grammar of CAIP-2 does not allow, or no name of V1.
    MalformedNetwork = "malformed-network", Must;
    /// A reference of `eip155` that CAIP-2 allows, and that is no number of 64 bits without a zero in front.
    NetworkDigits = "reference-of-eip155", Policy;
    /// A name of V1 on which tables disagree, or its network.
    DisputedName = "disputed-network-name", Policy;
    /// A scheme without a letter.
    EmptyScheme = "empty-scheme", Policy;
    /// A scheme or another name that is nearly a known one.
    OddName = "odd-name", Policy;
    /// A scheme or a network that no document names.
    UnknownName = "unknown-name", Must;

    /// Hexadecimal digits of another length, or no digits.
    MalformedHex = "malformed-hex", Must;
    /// Hexadecimal digits in upper case, which are the same bytes.
    UpperCaseHex = "hex-in-upper-case", Must;
    /// Another value than in the plain input, and as right.
    AnotherValue = "another-right-value", Must;
    /// The client has accepted other terms than those of the offer.
    OtherTerms = "other-terms", Should;
    /// An address of an EVM chain in another letter case.
    AddressCase = "address-case", Policy;
    /// A member of the offer is null.
    NullOfOffer = "null-of-offer", Policy;
    /// Several offers match.
    SeveralOffers = "several-offers-match", Policy;
    /// A number is not the one that was signed.
    UnsignedNumber = "number-that-nobody-signed", Must;
    /// The type of the payload is none of the document.
    UnknownPayloadType = "unknown-payload-type", Must;
    /// The extension has nothing that a sponsor could use.
    NothingToSponsor = "nothing-to-sponsor", Must;

    /// A text that is no base64.
    MalformedBase64 = "malformed-base64", Must;
    /// Bits behind the last byte of base64.
    UnusedBits = "unused-bits", Policy;
    /// A byte order mark in front.
    ByteOrderMark = "byte-order-mark", Policy;
    /// Bytes that are no UTF-8.
    MalformedUtf8 = "malformed-utf8", Must;
    /// A text that is no JSON.
    MalformedJson = "malformed-json", Must;
    /// Containers in each other.
    Depth = "depth", Policy;
    /// A text beyond another limit of this project, or at it.
    Limit = "limit", Policy;
    /// One half of a surrogate pair.
    LoneSurrogate = "lone-surrogate", Policy;
    /// No header has a payment.
    NoHeader = "no-header", Must;
    /// Several headers have a payment, a demand or a settlement.
    SeveralHeaders = "several-headers", Policy;
    /// A header that is empty, misnamed or has a line break.
    MalformedHeader = "malformed-header", Must;

    /// The offer names no domain of the token, or another one than was signed.
    OtherDomain = "other-domain", Should;
    /// The time that is left is near the margin.
    AtMargin = "at-margin", Should;
    /// The end is at the horizon.
    AtHorizon = "at-horizon", Policy;
    /// A horizon of the Gateway that is near the least life of its payments.
    ShortHorizon = "short-horizon", Policy;
    /// A wrapper around a signature that a contract has judged.
    InnerSignature = "inner-signature", Must;
    /// A wrapper in another encoding, or a signature that ends like a wrapper.
    WrapperEncoding = "wrapper-encoding", Policy;
    /// The text of a replay key.
    KeyText = "text-of-key", Policy;
    /// Offer and caller do not agree about the facilitator of `upto`, or one of them does not name it.
    UnsaidFacilitator = "unsaid-facilitator", Policy;
    /// More is signed for `upto` than the offer asks when it is settled.
    AmountAtSettlement = "amount-at-settlement", Policy;
    /// More than the price, in V1 or on Solana, where the documents want the price at least.
    MoreThanPrice = "more-than-price-where-enough-is-asked", Policy;
    /// Members of two transfer methods.
    TwoMethods = "two-methods", Policy;
    /// Nobody names the transfer method.
    UntaggedMethod = "untagged-method", Policy;
    /// A declared extension, or a member of it, is not echoed.
    EchoMissing = "echo-missing", Should;
    /// Builder codes that the server did not declare.
    UndeclaredCode = "undeclared-code", Policy;
    /// Padding of calldata that is not zero.
    DirtyPadding = "dirty-padding", Policy;
    /// A legacy transaction that names no chain, and is good on all.
    NoChainId = "no-chain-id", Policy;
    /// An account that is made in V1.
    AccountMade = "account-made", Policy;
    /// The letter case of a network's name.
    NetworkCase = "network-case", Policy;
    /// A reference of a known namespace that nobody knows.
    UnknownReference = "unknown-reference", Policy;
    /// The size of a transaction.
    TransactionSize = "transaction-size", Policy;
    /// Calls in each other.
    CallDepth = "call-depth", Policy;
    /// A second entry of the payer.
    SecondEntry = "second-entry", Policy;
    /// An entry that ends near the tolerance.
    LedgerTolerance = "ledger-tolerance", Should;
    /// An account of which nothing is known.
    UnknownAccount = "unknown-account", Policy;
    /// A leap second.
    LeapSecond = "leap-second", Policy;
    /// Text on Solana that a sign-in on an EVM chain may not have.
    FreeText = "free-text", Should;
    /// A member without content.
    EmptyMember = "empty-member", Should;
    /// A control character in a sign-in on Solana.
    ControlCharacter = "control-character", Policy;
    /// A form of CBOR that nobody writes.
    OddCbor = "odd-cbor", Policy;
    /// A head of CBOR that is not the shortest.
    LongHead = "long-head", Should;
    /// A host that is beyond ASCII, or has an odd label.
    OddHost = "odd-host", Policy;
    /// The time, the tag or the algorithm of a message's signature.
    SignatureParameter = "signature-parameter", Policy;
    /// An answer of 5xx.
    AnswerOf5xx = "answer-of-5xx", Policy;
    /// The price of a compute unit, as the policy's cap counts it.
    PriceCap = "price-cap", Policy;
    /// An object that a document prints.
    Printed = "printed", Must;
    /// An offer that a document prints, matched with itself.
    PrintedOffer = "printed-offer", Should;
    /// The second spelling of a network, which is no identifier.
    SecondSpelling = "second-spelling", Should;
    /// A signed offer in the place of a receipt, or the reverse.
    OtherArtifact = "other-artifact", Policy;
    /// A member of a JWK that says what the key is for, or that is private.
    JwkMember = "jwk-member", Policy;
    /// A key or a signature of Ed25519 that only a strict verifier refuses.
    StrictEd25519 = "strict-ed25519", Policy;
    /// The hint of a sign-in about its signature.
    SignatureScheme = "signature-scheme", Should;
    /// A schema of another party beside the extension.
    ForeignSchema = "foreign-schema", Policy;
    /// A payment flow that no document has.
    UnknownFlow = "unknown-flow", Policy;
    /// The sums of a server's answer do not follow from what the client knows.
    UnprovenSum = "unproven-sum", Policy;
    /// An answer without a settlement.
    NoSettlement = "no-settlement", Policy;
    /// A reference of `xrpl` with a zero in front.
    ReferenceZero = "reference-with-leading-zero", Policy;
    /// A currency that the XRP Ledger cannot hold.
    NoSuchCurrency = "no-such-currency", Must;
    /// A transaction of the XRP Ledger whose fields are not in order.
    FieldOrder = "field-order", Policy;
    /// A fee near the maximum.
    FeeCap = "fee-cap", Should;
    /// A key that is disabled, and allowed as the regular key.
    RegularKeyFirst = "regular-key-first", Should;
    /// A result of a simulation that a different node or a later ledger may change.
    NoAnswer = "no-answer", Policy;
    /// What an official SDK sent, byte for byte.
    SentBySdk = "sent-by-sdk", Should;
}

impl Fault {
    /// The fault with this name.
    ///
    /// # Errors
    /// No fault has it.
    pub fn named(name: &str) -> Result<Self, String> {
        let found = Self::ALL.iter().copied().find(|fault| fault.name() == name);
        found.ok_or_else(|| format!("there is no fault {name} (tool/src/fault.rs)"))
    }

    /// The fault of what the decoder refuses as this kind. `None` if the kind has several faults.
    pub fn of_kind(kind: &str) -> Option<Self> {
        Some(match kind {
            "base64-trailing-bits" => Self::UnusedBits,
            "base64-alphabet" | "base64-padding" => Self::MalformedBase64,
            "byte-order-mark" => Self::ByteOrderMark,
            "utf8" => Self::MalformedUtf8,
            "depth" => Self::Depth,
            "header-size" | "members" | "number-length" | "text-length" | "values" | "offers" | "body-size" => {
                Self::Limit
            }
            "duplicate-member" => Self::DuplicateMember,
            "lone-surrogate" => Self::LoneSurrogate,
            "no-header" => Self::NoHeader,
            "several-headers" => Self::SeveralHeaders,
            "empty-header" | "header-name" | "header-line-break" => Self::MalformedHeader,
            "syntax" | "trailing-data" | "unexpected-end" | "control-character" => Self::MalformedJson,
            "missing-member" => Self::RequiredMissing,
            "null" => Self::RequiredNull,
            "decimal-too-large" => Self::Beyond256Bits,
            "empty-scheme" => Self::EmptyScheme,
            _ => return None,
        })
    }
}

/// The weakest that a vector of this class can have of a level. Where either verdict passes, or the chain has the last word, no single
/// verdict is right.
pub fn of_class(class: crate::vector::Class, level: Level) -> Level {
    use crate::vector::Class::{Acceptable, Invalid, Undecided, Valid};
    match class {
        Valid | Invalid => level,
        Acceptable | Undecided => level.max(Should),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_fault_has_a_different_name() {
        for fault in Fault::ALL {
            assert_eq!(Fault::named(fault.name()), Ok(*fault));
        }
        assert!(Fault::named("a-fault").unwrap_err().starts_with("there is no fault a-fault"));
    }
}
