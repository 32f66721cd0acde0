//! What was tolerated or is worth knowing, beside a verdict or a decoded value.

use core::{fmt, str::FromStr};

/// One thing that implementations disagree on, or that a person should know. The names are permanent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Flag {
    /// Lenient: base64 without padding (C-1).
    MissingPadding,
    /// Lenient: bits behind the last base64 byte are not zero (C-1).
    NonzeroPadBits,
    /// Lenient: white space around or inside the base64 text (C-1).
    WhiteSpace,
    /// Lenient: a byte order mark before the JSON text (C-2).
    Bom,
    /// Lenient: `x402Version` as a string (C-5).
    StringVersion,
    /// Lenient: `x402Version` with a fraction or exponent (C-5).
    FloatVersion,
    /// Lenient: another integer with a fraction or exponent (C-5).
    FloatInteger,
    /// Lenient: a decimal string with leading zeros (C-6).
    LeadingZero,
    /// Lenient: a JSON number where a decimal string belongs (C-6).
    NumberAmount,
    /// `null` for an optional member (C-7).
    NullOptional,
    /// Lenient: a V1 network name in V2, or a CAIP-2 identifier in V1 (C-9).
    OtherVersionNetwork,
    /// An object of one version under the other version's header, or a demand of V2 in the body (C-11).
    LegacyHeader,
    /// A number that a double cannot hold, in a member that is kept as text (C-16).
    NumberRange,
    /// Addresses that are equal as bytes and differ in letter case (B-2).
    AddressCase,
    /// A required `extra` member that is `null`, and absent in the echo (B-2).
    NullSkip,
    /// An address in mixed case whose EIP-55 checksum is wrong (E-3). Raised where a payment is judged, by no reader.
    Eip55,
    /// Lenient: a nonce without `0x` (E-4).
    No0x,
    /// A signature that ends in 0 or 1 instead of 27 or 28 (E-6).
    YParity,
    /// A 64-byte ERC-2098 signature: Permit2 takes it (E-7), elsewhere the policy allowed it (E-6).
    Compact,
    /// `validAfter` equals the time of the check: the token wants later (E-2).
    BoundaryAfter,
    /// Payer and recipient are one address: the payment moves nothing (E-3).
    SelfPayment,
    /// The recipient is the token contract itself, which USDC refuses (E-3).
    PayToAsset,
    /// More was authorised than asked for, allowed by policy (B-7).
    Overpayment,
    /// An entry of `accepts` that cannot be read, beside others (C-10).
    UnreadableOffer,
    /// `accepts` is empty (C-8).
    EmptyAccepts,
    /// A V2 demand for payment that does not say for what (C-8).
    NoResource,
    /// Lenient: a V1 offer without description (C-8).
    NoDescription,
    /// A settlement that succeeded without a transaction (C-14).
    NoTransaction,
    /// A failed settlement that names no network (C-14).
    NoNetwork,
    /// A declared extension that the payment does not echo (B-6).
    ExtensionNotEchoed,
    /// A settlement whose amount is the empty string, as batch settlement sends it (C-14).
    EmptyAmount,
    /// An entry of `kinds` that cannot be read, beside others (C-10).
    UnreadableKind,
    /// What a facilitator supports of V2, without the extensions that it has (C-8).
    NoExtensions,
    /// What a facilitator supports of V2, without its signers (C-8).
    NoSigners,
    /// Lenient: the nonce of a permit in hexadecimal (P-3).
    HexNonce,
    /// s of a signature is in the upper half, which Permit2 takes (E-7).
    HighS,
    /// A Permit2 payment in `exact` that neither offer nor client calls one (B-4).
    UntaggedMethod,
    /// Bytes behind the data of an instruction, which its program ignores (S-5, S-6).
    TrailingData,
    /// Accounts behind the four of a token transfer (S-6).
    ExtraAccounts,
    /// A limit of compute units above the document's reference value (S-5).
    HighLimit,
    /// A limit of compute units that the transaction cannot keep, as far as was measured (S-5).
    UnitsShort,
    /// A payment on Solana without memo, so that two of one price may be one transaction (S-7).
    NoMemo,
    /// A transfer of nothing (S-6).
    ZeroAmount,
    /// A V1 payment on Solana that makes the account which it pays (S-5).
    AccountCreation,
    /// A permit for the sponsor that token or proxy would refuse, beside an allowance that makes it needless (P-5).
    FailingPermit,
    /// An approval for the sponsor to send that has a fault, beside an allowance that makes it needless (P-6).
    FailingApproval,
    /// More than five service codes beside those that the server declared, which is what a client may add (B-6); in a
    /// suffix of calldata, more than eleven (X-32).
    ServiceCodes,
    /// Builder codes without the wrapper `info`, from which facilitators read nothing (B-6).
    FlatBuilderCode,
    /// A client names a wallet's builder code, which is the facilitator's to say (B-6).
    WalletCode,
    /// An approval for the sponsor to send that is needless, and of somebody else than Permit2 (P-6).
    OtherSpender,
    /// A V1 offer without MIME type: official V1 clients refuse the whole demand (C-8).
    NoMimeType,
    /// A signature whose last byte is a transaction's v, 35 or more (EIP-155), allowed by policy (E-6).
    Eip155V,
    /// The origin of a sign-in's URI is spelt with capitals or with the default port (X-12).
    OriginSpelling,
    /// The statement of a sign-in on Solana has characters that EIP-4361 does not allow (X-15).
    FreeText,
    /// An optional member of a sign-in is empty, which the forms of the message print differently (X-15).
    EmptyMember,
    /// A payment's `payment-identifier` that does not say whether the server requires one (X-9).
    NoRequired,
    /// A suffix of calldata whose builder codes are not in the order a, w, s (X-32).
    KeyOrder,
    /// A suffix of calldata with a CBOR head that is not in its shortest form (X-32).
    LongHead,
    /// A suffix of calldata with one service code as a text, where a list belongs (X-32).
    ServiceText,
    /// A payload by EIP-712 has members that nobody signed (X-21).
    UnsignedMember,
    /// A payload in a JWS has members that the document does not have (X-21).
    UnknownMember,
    /// Typed data of EIP-712 about a network that is no EVM chain (X-22).
    Eip712Network,
    /// The payload of a JWS is not in the canonical form of RFC 8785 (X-24).
    NotJcs,
    /// `acceptIndex` names another entry of `accepts` than the signed terms, or none (X-28).
    AcceptIndex,
    /// The signed offer is for another URL than the demand (X-28).
    ResourceDiffers,
    /// The signed offer has expired (X-28).
    OfferExpired,
    /// An entry of a directory that cannot be read, beside others (Z-10).
    UnreadableItem,
    /// An entry of a directory whose `lastUpdated` is no date of RFC 3339 (Z-10).
    LastUpdated,
    /// A demand that an MCP server gives as text alone (M-3).
    NoStructuredContent,
    /// A demand that an MCP server gives as `structuredContent` alone (M-3).
    NoTextContent,
    /// A demand whose text is wrapped in `x402/error`, as V1's document prints it (M-3).
    V1ErrorText,
    /// The payment was settled, and the tool failed (M-6).
    PaidError,
    /// The settlement stands in the demand instead of `_meta` (M-7).
    SettlementInDemand,
    /// A result without `resultType`, in a version of MCP that requires it (M-8).
    NoResultType,
    /// A demand as the result of a tool, to a client that has the extension (M-8).
    ToolResultBinding,
    /// A demand in an error of JSON-RPC, as older MCP servers send it (M-9).
    RpcError,
    /// A payment or demand that names another tool than the one that is called (M-10).
    ToolName,
    /// The settlement has failed so far, and names a transaction that may still succeed (F-5).
    Pending,
    /// A state or a role as A2A 1.0 writes it (A-1).
    A2aOne,
    /// The payment failed, and the task goes on (A-3).
    FailedOpen,
    /// The client does not pay, and the task waits for input (A-3).
    RejectedOpen,
    /// A failed payment without settlements (A-5).
    NoReceipts,
    /// The reason of a settlement is a sentence (A-5).
    ProseReason,
    /// A failed payment without a code (A-6).
    NoErrorCode,
}

impl Flag {
    /// Every flag, in the order in which they print.
    pub const ALL: &'static [Self] = &[
        Self::MissingPadding,
        Self::NonzeroPadBits,
        Self::WhiteSpace,
        Self::Bom,
        Self::StringVersion,
        Self::FloatVersion,
        Self::FloatInteger,
        Self::LeadingZero,
        Self::NumberAmount,
        Self::NullOptional,
        Self::OtherVersionNetwork,
        Self::LegacyHeader,
        Self::NumberRange,
        Self::AddressCase,
        Self::NullSkip,
        Self::Eip55,
        Self::No0x,
        Self::YParity,
        Self::Compact,
        Self::BoundaryAfter,
        Self::SelfPayment,
        Self::PayToAsset,
        Self::Overpayment,
        Self::UnreadableOffer,
        Self::EmptyAccepts,
        Self::NoResource,
        Self::NoDescription,
        Self::NoTransaction,
        Self::NoNetwork,
        Self::ExtensionNotEchoed,
        Self::EmptyAmount,
        Self::UnreadableKind,
        Self::NoExtensions,
        Self::NoSigners,
        Self::HexNonce,
        Self::HighS,
        Self::UntaggedMethod,
        Self::TrailingData,
        Self::ExtraAccounts,
        Self::HighLimit,
        Self::UnitsShort,
        Self::NoMemo,
        Self::ZeroAmount,
        Self::AccountCreation,
        Self::FailingPermit,
        Self::FailingApproval,
        Self::ServiceCodes,
        Self::FlatBuilderCode,
        Self::WalletCode,
        Self::OtherSpender,
        Self::NoMimeType,
        Self::Eip155V,
        Self::OriginSpelling,
        Self::FreeText,
        Self::EmptyMember,
        Self::NoRequired,
        Self::KeyOrder,
        Self::LongHead,
        Self::ServiceText,
        Self::UnsignedMember,
        Self::UnknownMember,
        Self::Eip712Network,
        Self::NotJcs,
        Self::AcceptIndex,
        Self::ResourceDiffers,
        Self::OfferExpired,
        Self::UnreadableItem,
        Self::LastUpdated,
        Self::NoStructuredContent,
        Self::NoTextContent,
        Self::V1ErrorText,
        Self::PaidError,
        Self::SettlementInDemand,
        Self::NoResultType,
        Self::ToolResultBinding,
        Self::RpcError,
        Self::ToolName,
        Self::Pending,
        Self::A2aOne,
        Self::FailedOpen,
        Self::RejectedOpen,
        Self::NoReceipts,
        Self::ProseReason,
        Self::NoErrorCode,
    ];

    /// The permanent name: `missing-padding`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::MissingPadding => "missing-padding",
            Self::NonzeroPadBits => "nonzero-pad-bits",
            Self::WhiteSpace => "white-space",
            Self::Bom => "bom",
            Self::StringVersion => "string-version",
            Self::FloatVersion => "float-version",
            Self::FloatInteger => "float-integer",
            Self::LeadingZero => "leading-zero",
            Self::NumberAmount => "number-amount",
            Self::NullOptional => "null-optional",
            Self::OtherVersionNetwork => "other-version-network",
            Self::LegacyHeader => "legacy-header",
            Self::NumberRange => "number-range",
            Self::AddressCase => "address-case",
            Self::NullSkip => "null-skip",
            Self::Eip55 => "eip55",
            Self::No0x => "no-0x",
            Self::YParity => "y-parity",
            Self::Compact => "compact",
            Self::BoundaryAfter => "boundary-after",
            Self::SelfPayment => "self-payment",
            Self::PayToAsset => "pay-to-asset",
            Self::Overpayment => "overpayment",
            Self::UnreadableOffer => "unreadable-offer",
            Self::EmptyAccepts => "empty-accepts",
            Self::NoResource => "no-resource",
            Self::NoDescription => "no-description",
            Self::NoTransaction => "no-transaction",
            Self::NoNetwork => "no-network",
            Self::ExtensionNotEchoed => "extension-not-echoed",
            Self::EmptyAmount => "empty-amount",
            Self::UnreadableKind => "unreadable-kind",
            Self::NoExtensions => "no-extensions",
            Self::NoSigners => "no-signers",
            Self::HexNonce => "hex-nonce",
            Self::HighS => "high-s",
            Self::UntaggedMethod => "untagged-method",
            Self::TrailingData => "trailing-data",
            Self::ExtraAccounts => "extra-accounts",
            Self::HighLimit => "high-limit",
            Self::UnitsShort => "units-short",
            Self::NoMemo => "no-memo",
            Self::ZeroAmount => "zero-amount",
            Self::AccountCreation => "account-creation",
            Self::FailingPermit => "failing-permit",
            Self::FailingApproval => "failing-approval",
            Self::ServiceCodes => "service-codes",
            Self::FlatBuilderCode => "flat-builder-code",
            Self::WalletCode => "wallet-code",
            Self::OtherSpender => "other-spender",
            Self::NoMimeType => "no-mime-type",
            Self::Eip155V => "eip155-v",
            Self::OriginSpelling => "origin-spelling",
            Self::FreeText => "free-text",
            Self::EmptyMember => "empty-member",
            Self::NoRequired => "no-required",
            Self::KeyOrder => "key-order",
            Self::LongHead => "long-head",
            Self::ServiceText => "service-text",
            Self::UnsignedMember => "unsigned-member",
            Self::UnknownMember => "unknown-member",
            Self::Eip712Network => "eip712-network",
            Self::NotJcs => "not-jcs",
            Self::AcceptIndex => "accept-index",
            Self::ResourceDiffers => "resource-differs",
            Self::OfferExpired => "offer-expired",
            Self::UnreadableItem => "unreadable-item",
            Self::LastUpdated => "last-updated",
            Self::NoStructuredContent => "no-structured-content",
            Self::NoTextContent => "no-text-content",
            Self::V1ErrorText => "v1-error-text",
            Self::PaidError => "paid-error",
            Self::SettlementInDemand => "settlement-in-demand",
            Self::NoResultType => "no-result-type",
            Self::ToolResultBinding => "tool-result-binding",
            Self::RpcError => "rpc-error",
            Self::ToolName => "tool-name",
            Self::Pending => "pending",
            Self::A2aOne => "a2a-1",
            Self::FailedOpen => "failed-open",
            Self::RejectedOpen => "rejected-open",
            Self::NoReceipts => "no-receipts",
            Self::ProseReason => "prose-reason",
            Self::NoErrorCode => "no-error-code",
        }
    }

    /// One sentence for a person.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::MissingPadding => "the base64 text has no padding; most implementations refuse it",
            Self::NonzeroPadBits => "the last base64 character carries bits that belong to no byte",
            Self::WhiteSpace => "the base64 text has white space around or inside it",
            Self::Bom => "a byte order mark stands before the JSON text",
            Self::StringVersion => "x402Version is a string instead of a number",
            Self::FloatVersion => "x402Version is written with a fraction or an exponent",
            Self::FloatInteger => "an integer is written with a fraction or an exponent",
            Self::LeadingZero => "a decimal has leading zeros",
            Self::NumberAmount => "a JSON number stands where a decimal string belongs",
            Self::NullOptional => "an optional member is null instead of absent",
            Self::OtherVersionNetwork => "the network is written in the other protocol version's form",
            Self::LegacyHeader => "the payload is of another version than the header that carries it",
            Self::NumberRange => "a number is too large for a double; implementations read it differently",
            Self::AddressCase => "addresses are equal but differ in letter case",
            Self::NullSkip => "a null member of the offer's extra is absent in the payment's copy",
            Self::Eip55 => "an address in mixed case has a wrong checksum: check it for a typing error",
            Self::No0x => "the nonce has no 0x",
            Self::YParity => "the signature ends in 0 or 1; the token wants 27 or 28, so the settler must add 27",
            Self::Compact => "the signature is in the 64-byte form, which Permit2 takes and USDC does not",
            Self::BoundaryAfter => "the authorization becomes valid this very second; the token wants a later block",
            Self::SelfPayment => "payer and recipient are the same address: nothing moves",
            Self::PayToAsset => "the recipient is the token contract itself; USDC refuses that",
            Self::Overpayment => "more is authorised than the offer asks",
            Self::UnreadableOffer => "one of the offers cannot be read; the others can",
            Self::EmptyAccepts => "there is no offer at all",
            Self::NoResource => "it is not said what is to be paid for",
            Self::NoDescription => "an offer has no description",
            Self::NoTransaction => "settled without a transaction: right only where nothing was charged",
            Self::NoNetwork => "a failed settlement names no network",
            Self::ExtensionNotEchoed => "the payment leaves out an extension that the server declared",
            Self::EmptyAmount => "the settled amount is the empty string",
            Self::UnreadableKind => "one of the supported combinations cannot be read; the others can",
            Self::NoExtensions => "the facilitator does not say which extensions it has",
            Self::NoSigners => "the facilitator does not say which addresses it signs with",
            Self::HexNonce => "the nonce of the permit is hexadecimal; the documents and the SDKs write it in decimal",
            Self::HighS => "s of the signature is in the upper half; Permit2 takes it, and others may not",
            Self::UntaggedMethod => {
                "neither the offer nor the payment names the transfer method; it was told by the payload's shape"
            }
            Self::TrailingData => "bytes follow the data of an instruction; its program ignores them",
            Self::ExtraAccounts => "a transfer names more accounts than it needs",
            Self::HighLimit => {
                "the limit of compute units is above 400,000: the sponsor pays for the limit, not for the use"
            }
            Self::UnitsShort => {
                "the transaction needs more compute units than its limit: it fails at the sponsor's cost"
            }
            Self::NoMemo => "there is no memo: two payments of one blockhash are one transaction",
            Self::ZeroAmount => "nothing is transferred",
            Self::AccountCreation => "the account that is paid is made first, at the payer's cost",
            Self::FailingPermit => "the permit cannot be settled with; what Permit2 is allowed already is enough",
            Self::ServiceCodes => "there are more service codes than the participants may add, five to a payment",
            Self::FlatBuilderCode => {
                "the builder codes stand without the wrapper info: a facilitator credits nobody with the payment"
            }
            Self::WalletCode => {
                "the client names a wallet's builder code, which only a facilitator does: it is ignored"
            }
            Self::FailingApproval => {
                "the approval has a fault and is not to be sent; what Permit2 is allowed already is enough"
            }
            Self::OtherSpender => "once sent, the approval lets somebody else than Permit2 move the payer's tokens",
            Self::NoMimeType => {
                "an offer has no mimeType, not even an empty one: the official V1 clients for npm refuse the demand"
            }
            Self::Eip155V => {
                "the signature ends in 35 or more, as that of a transaction does; the settler must bring 27 or 28"
            }
            Self::OriginSpelling => "the URI's origin is spelt with capitals or with the default port",
            Self::FreeText => "the statement has characters that EIP-4361 does not allow; Solana's wallets sign them",
            Self::EmptyMember => {
                "an optional member is empty instead of absent; the message does not always show which"
            }
            Self::NoRequired => {
                "the payment identifier comes without the member required, which the printed schema and the SDKs want"
            }
            Self::KeyOrder => "the builder codes stand in another order than a, w, s",
            Self::LongHead => "a CBOR head of the suffix is longer than it has to be",
            Self::ServiceText => "the service code is a text; the SDKs read lists alone",
            Self::UnsignedMember => "the payload has members that the signature does not cover",
            Self::UnknownMember => "the payload has members that the document does not have",
            Self::Eip712Network => {
                "the network is no EVM chain; some implementations sign by EIP-712 for EVM chains alone"
            }
            Self::NotJcs => "the payload is not in canonical form; the signature covers it as it was sent",
            Self::AcceptIndex => "acceptIndex is not the entry whose terms were signed",
            Self::ResourceDiffers => "the signed offer is for another URL than the demand",
            Self::OfferExpired => "the signed offer has expired; the server may refuse a payment",
            Self::UnreadableItem => "one of the listed resources cannot be read; the others can",
            Self::LastUpdated => "lastUpdated is no date of RFC 3339; readers of V2 expect one",
            Self::NoStructuredContent => {
                "the demand stands in content[0].text alone; documents want it in structuredContent, too"
            }
            Self::NoTextContent => {
                "the demand stands in structuredContent alone; a client that reads texts does not see it"
            }
            Self::V1ErrorText => "the text of the demand is wrapped in x402/error, which clients do not open",
            Self::PaidError => "the payment is settled, and the tool failed",
            Self::SettlementInDemand => "the settlement stands in the demand instead of _meta",
            Self::NoResultType => "the result has no resultType, which this version of MCP requires",
            Self::ToolResultBinding => "the demand comes as a tool's result to a client that has the extension",
            Self::RpcError => "the demand comes as an error of JSON-RPC, as older servers send it",
            Self::ToolName => "another tool is named than the one that is called",
            Self::Pending => "the settlement names a transaction that may still succeed: do not sign again",
            Self::A2aOne => "the state or the role is written as in A2A 1.0",
            Self::FailedOpen => "the payment failed, and the task goes on",
            Self::RejectedOpen => "the client does not pay, and the task waits for input",
            Self::NoReceipts => "the payment failed, and no settlement says how",
            Self::ProseReason => "the reason of the settlement is a sentence, and no code",
            Self::NoErrorCode => "the payment failed, and no code says why",
        }
    }

    const fn bit(self) -> u128 {
        // The position in `ALL` and the discriminant agree: `all_is_complete` checks it.
        #[allow(clippy::as_conversions, reason = "a fieldless enum of fewer than 128 variants")]
        let shift = self as u32;
        1u128.wrapping_shl(shift)
    }
}

impl fmt::Display for Flag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Flag {
    type Err = UnknownFlag;

    fn from_str(name: &str) -> Result<Self, UnknownFlag> {
        Self::ALL.iter().copied().find(|flag| flag.as_str() == name).ok_or(UnknownFlag)
    }
}

/// No flag has that name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnknownFlag;

impl fmt::Display for UnknownFlag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no flag has this name")
    }
}

impl core::error::Error for UnknownFlag {}

/// A set of [`Flag`]s.
///
/// ```
/// use x402_types::{DecodeOptions, Flag, Wire, v2::PaymentRequired};
///
/// let decoded = PaymentRequired::decode(
///     r#"{"x402Version":2,"error":null,"resource":{"url":"https://api.example.com/data"},"accepts":[]}"#,
///     &DecodeOptions::STRICT,
/// )?;
/// for flag in decoded.flags.iter() {
///     println!("{}: {}", flag.as_str(), flag.sentence());
/// }
/// assert!(decoded.flags.contains(Flag::NullOptional));
/// # Ok::<(), x402_types::DecodeError>(())
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Flags(u128);

impl Flags {
    /// No flag.
    pub const NONE: Self = Self(0);

    /// Adds one.
    pub const fn insert(&mut self, flag: Flag) {
        self.0 |= flag.bit();
    }

    /// The same and one more.
    #[must_use]
    pub const fn with(mut self, flag: Flag) -> Self {
        self.insert(flag);
        self
    }

    /// The flags that are in both.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether it is in the set.
    #[must_use]
    pub const fn contains(self, flag: Flag) -> bool {
        self.0 & flag.bit() != 0
    }

    /// The flags of both.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The flags in the order of [`Flag::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Flag> {
        Flag::ALL.iter().copied().filter(move |flag| self.contains(*flag))
    }
}

impl FromIterator<Flag> for Flags {
    fn from_iter<I: IntoIterator<Item = Flag>>(flags: I) -> Self {
        let mut set = Self::NONE;
        for flag in flags {
            set.insert(flag);
        }
        set
    }
}

impl fmt::Debug for Flags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_is_complete_and_names_are_distinct() {
        for (index, flag) in Flag::ALL.iter().enumerate() {
            assert_eq!(flag.bit(), 1 << index, "{flag}");
            assert!(Flag::ALL.iter().filter(|other| other.as_str() == flag.as_str()).count() == 1);
        }
    }
}
