//! A flag: a tolerated deviation, or a fact worth knowing. It accompanies a verdict or a decoded value.

use core::str::FromStr;

use crate::declare::{errors, names};

names! {
    /// A point on which implementations disagree, or a fact that people should know. The names are permanent.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    #[non_exhaustive]
    pub enum Flag {
        /// Lenient: base64 without padding (C-1).
        MissingPadding = "missing-padding" "the base64 text has no padding; most implementations refuse it",
        /// Lenient: the bits after the last base64 byte are not zero (C-1).
        NonzeroPadBits = "nonzero-pad-bits" "the last base64 character has bits that belong to no byte",
        /// Lenient: white space around or inside the base64 text (C-1).
        WhiteSpace = "white-space" "the base64 text has white space around or inside it",
        /// Lenient: a byte order mark before the JSON text (C-2).
        Bom = "bom" "there is a byte order mark before the JSON text",
        /// Lenient: `x402Version` as a string (C-5).
        StringVersion = "string-version" "x402Version is a string instead of a number",
        /// Lenient: `x402Version` with a fraction or exponent (C-5).
        FloatVersion = "float-version" "x402Version is written with a fraction or an exponent",
        /// Lenient: an integer other than `x402Version` with a fraction or exponent (C-5).
        FloatInteger = "float-integer" "an integer is written with a fraction or an exponent",
        /// Lenient: a decimal string with leading zeros (C-6).
        LeadingZero = "leading-zero" "a decimal has leading zeros",
        /// Lenient: a JSON number instead of a decimal string (C-6).
        NumberAmount = "number-amount" "a JSON number is used instead of a decimal string",
        /// `null` for an optional field (C-7).
        NullOptional = "null-optional" "an optional field is null instead of absent",
        /// Lenient: a V1 network name in V2, or a CAIP-2 identifier in V1 (C-9). In MCP also a settlement whose network has
        /// a different format than the payment's (M-6).
        OtherVersionNetwork = "other-version-network" "the network is written in the other protocol version's format",
        /// An object of one version under the other version's header, or a V2 402 response in the body (C-11).
        LegacyHeader = "legacy-header" "the object and the header that carries it have different versions",
        /// A number that is too large for a double, in a field that is kept as text (C-16).
        NumberRange = "number-range" "a number is too large for a double; implementations read it differently",
        /// Addresses that are equal as bytes but differ in letter case (B-2).
        AddressCase = "address-case" "addresses are equal but differ in letter case",
        /// A network that the offer and the payment's copy write differently: one of Algorand's, once with 32 characters
        /// and once with the whole genesis hash (G-2).
        NetworkSpelling = "network-spelling" "the offer and the payment write the network differently; official servers compare the text and find no offer",
        /// A `null` in the offer's `extra`, or in the `info` of a declared extension, that is absent in the payment's copy
        /// (B-2, B-6).
        NullSkip = "null-skip" "a null field in the offer's extra, or in a declared extension, is absent in the payment's copy; official TypeScript servers refuse the payment",
        /// The offer and the payment's copy differ in a field that decides nothing, but that an official server compares
        /// (B-2).
        UnmatchedField = "unmatched-field" "the offer and the payment's copy differ in a field that decides nothing; official TypeScript servers compare it and find no offer",
        /// An address in mixed case with a wrong EIP-55 checksum (E-3). Verifiers raise this flag, readers do not.
        Eip55 = "eip55" "an address in mixed case has a wrong checksum: check it for a typing error",
        /// Lenient: a nonce without `0x` (E-4).
        No0x = "no-0x" "the nonce has no 0x",
        /// A signature that ends in 0 or 1 instead of 27 or 28 (E-6).
        YParity = "y-parity" "the signature ends in 0 or 1; the token requires 27 or 28, so the settler must add 27",
        /// A 64-byte ERC-2098 signature. Permit2 accepts it (E-7), and elsewhere the policy allows it (E-6).
        Compact = "compact" "the signature is in the 64-byte format, which Permit2 accepts and USDC refuses",
        /// `validAfter` equals the time of the check, but the token requires a later block (E-2).
        BoundaryAfter = "boundary-after" "the authorization becomes valid this very second; the token requires a later block",
        /// Payer and recipient are the same address, so the payment moves nothing (E-3).
        SelfPayment = "self-payment" "payer and recipient are the same address, so nothing moves",
        /// The recipient is the token's contract or mint. USDC's contract refuses that, and elsewhere the money is lost
        /// (E-3, S-6).
        PayToAsset = "pay-to-asset" "the recipient is the token's contract or mint; USDC's contract refuses that, and elsewhere the money is lost",
        /// The payment authorises more than the offer asks, and the policy allows it (B-7).
        Overpayment = "overpayment" "more is authorised than the offer asks",
        /// An entry of `accepts` is unreadable (C-10).
        UnreadableOffer = "unreadable-offer" "one of the offers cannot be read",
        /// `accepts` is empty (C-8).
        EmptyAccepts = "empty-accepts" "there is no offer at all",
        /// A V2 402 response does not name the resource (C-8).
        NoResource = "no-resource" "the 402 response does not name the resource",
        /// Lenient: a V1 offer without description (C-8).
        NoDescription = "no-description" "an offer has no description",
        /// A successful settlement without a transaction (C-14).
        NoTransaction = "no-transaction" "settled without a transaction, which is correct only if nothing was charged",
        /// A failed settlement that names no network (C-14).
        NoNetwork = "no-network" "a failed settlement names no network",
        /// A declared extension that the payment does not echo (B-6).
        ExtensionNotEchoed = "extension-not-echoed" "the payment leaves out an extension that the server declared, so a facilitator does not act on it (without bazaar it lists nothing): the client must copy the extensions of the 402 response",
        /// The server declares `bazaar`, and the payment does not repeat the resource (B-6).
        ResourceNotEchoed = "resource-not-echoed" "the payment leaves out the resource, so a facilitator cannot list it as the declared extension bazaar asks: the client must copy the resource of the 402 response",
        /// The server requires a payment identifier, and the payment has none.
        NoIdentifier = "no-identifier" "the server requires a payment identifier, and the payment has none, so the server refuses it: the client must add info.id to the extension payment-identifier",
        /// A settlement whose amount is the empty string, as batch settlement sends it (C-14).
        EmptyAmount = "empty-amount" "the settled amount is the empty string",
        /// An entry of `kinds` is unreadable (C-10).
        UnreadableKind = "unreadable-kind" "one of the supported combinations cannot be read",
        /// The answer of a facilitator that supports V2 does not list its extensions (C-8).
        NoExtensions = "no-extensions" "the facilitator does not list its extensions",
        /// The answer of a facilitator that supports V2 does not list its signers (C-8).
        NoSigners = "no-signers" "the facilitator does not list the addresses that it signs with",
        /// A signer of a facilitator is an address for which there is no key (C-8).
        KeylessSigner = "keyless-signer" "a signer of the facilitator is an address without a key, such as the zero address, so it settles nothing there: its operator must configure the key",
        /// Lenient: the nonce of a permit is hexadecimal (P-3).
        HexNonce = "hex-nonce" "the nonce of the permit is hexadecimal; the specification and the SDKs write it in decimal",
        /// The s of a signature is in the upper half of its range, which Permit2 accepts (E-7).
        HighS = "high-s" "s of the signature is in the upper half; Permit2 accepts it, and others may not",
        /// A V1 payment in `upto`, which the specification defines only for V2 (P-4).
        UptoInV1 = "upto-in-v1" "the scheme upto is defined for version 2 of the protocol, and the payment is of version 1",
        /// A Permit2 payment in `exact` for which neither offer nor client names the transfer method (B-4).
        UntaggedMethod = "untagged-method" "neither the offer nor the payment names the transfer method; it follows from the fields of the payload",
        /// Bytes after the data of an instruction, which the program ignores (S-5, S-6).
        TrailingData = "trailing-data" "bytes follow the data of an instruction; its program ignores them",
        /// More accounts than the four of a token transfer (S-6).
        ExtraAccounts = "extra-accounts" "a transfer names more accounts than it needs",
        /// A limit of compute units above the specification's reference value (S-5).
        HighLimit = "high-limit" "the limit of compute units is above 400,000: the sponsor pays for the limit, not for the use",
        /// A limit of compute units that the transaction is known to exceed (S-5).
        UnitsShort = "units-short" "the transaction needs more compute units than its limit: it fails at the sponsor's cost",
        /// A limit of loaded data that a version 1 transaction is known to exceed (U-26).
        DataShort = "data-short" "the transaction loads more data than its limit: it fails at the sponsor's cost",
        /// A legacy transaction for an offer that lists versions of transactions (U-22).
        LegacyTransaction = "legacy-transaction" "the transaction is legacy: it counts as version 0, which one edition of the specification does not accept",
        /// An instruction of Lighthouse before the transfer (U-30).
        GuardPosition = "guard-position" "a Lighthouse guard comes before the transfer; released facilitators refuse this",
        /// More than three instructions of Lighthouse, or more instructions in all than released facilitators accept
        /// (V-51).
        GuardCount = "guard-count" "there are more guards or instructions than most released facilitators accept",
        /// An assertion of Lighthouse names the fee payer (V-52).
        GuardFeePayer = "guard-fee-payer" "a Lighthouse guard that only compares names the fee payer, which the specification allows in no instruction",
        /// An instruction of Lighthouse that the program cannot read, so that it fails (V-57).
        UnknownGuard = "unknown-guard" "Lighthouse cannot read a guard: unless its program is upgraded, the transaction fails at the sponsor's cost",
        /// A payment on Solana without a memo, so two payments of one price may be one transaction (S-7).
        NoMemo = "no-memo" "there is no memo, so two equal payments with one blockhash are one transaction",
        /// The amount of the transfer is zero (S-6, T-5).
        ZeroAmount = "zero-amount" "nothing is transferred",
        /// A V1 payment on Solana that creates the paid account (S-5).
        AccountCreation = "account-creation" "the paid account is created first, at the payer's cost",
        /// A permit for the sponsor that the token or the proxy would refuse, though the existing allowance suffices (P-5).
        FailingPermit = "failing-permit" "the token or the proxy would refuse the permit, but the existing allowance of Permit2 suffices",
        /// An approval transaction for the sponsor that has a fault, though the existing allowance suffices (P-6).
        FailingApproval = "failing-approval" "the approval has a fault, so do not send it; the existing allowance of Permit2 suffices",
        /// More than five service codes in addition to the declared ones, which is the maximum for a client (B-6). In a
        /// suffix of calldata, more than eleven.
        ServiceCodes = "service-codes" "there are more service codes than the participants may add: at most five in a payment",
        /// Builder codes without the wrapper `info`, which facilitators do not read (B-6).
        FlatBuilderCode = "flat-builder-code" "the builder codes are not inside info, so a facilitator credits no builder with the payment",
        /// The client names a wallet's builder code, which only the facilitator may set (B-6).
        WalletCode = "wallet-code" "the client names a wallet's builder code, which only a facilitator may set, so it is ignored",
        /// A needless approval transaction for the sponsor, with a different spender than Permit2 (P-6).
        OtherSpender = "other-spender" "once sent, the approval lets a different account than Permit2 move the payer's tokens",
        /// A V1 offer without a MIME type. Official V1 clients refuse the whole 402 response (C-8).
        NoMimeType = "no-mime-type" "an offer has no mimeType, not even an empty one, so the official V1 clients for npm refuse the 402 response",
        /// A signature whose last byte is a transaction's v, 35 or more (EIP-155), which the policy allows (E-6).
        Eip155V = "eip155-v" "the signature ends in 35 or more, like the signature of a transaction; the settler must write 27 or 28 instead",
        /// The origin of a sign-in's URI is written with capitals or with the default port.
        OriginSpelling = "origin-spelling" "the URI's origin has capital letters or the default port",
        /// The statement of a Solana sign-in has characters that EIP-4361 does not allow.
        FreeText = "free-text" "the statement has characters that EIP-4361 does not allow; Solana's wallets sign them",
        /// An optional field of a sign-in is empty. The message formats print such fields differently.
        EmptyMember = "empty-member" "an optional field is empty instead of absent; the message does not always show the difference",
        /// The `payment-identifier` of a payment does not state whether the server requires one.
        NoRequired = "no-required" "the payment identifier lacks the field required, which the printed schema and the SDKs expect",
        /// The fields of a calldata suffix, or of its metadata, are not in the order in which they are written (X-32,
        /// U-40).
        KeyOrder = "key-order" "the builder codes are not in the order a, w, s, m, or the keys of their metadata are not in the order of their bytes",
        /// A CBOR head in a calldata suffix is not in its shortest encoding.
        LongHead = "long-head" "a CBOR head of the suffix is longer than necessary",
        /// A calldata suffix has its service code as a text instead of a list.
        ServiceText = "service-text" "the service code is a text, but the SDKs read only lists",
        /// An EIP-712 payload has fields that the signature does not cover.
        UnsignedMember = "unsigned-member" "the payload has fields that the signature does not cover",
        /// A JWS payload has fields that the specification does not define.
        UnknownMember = "unknown-member" "the payload has fields that the specification does not define",
        /// EIP-712 typed data for a network that is not an EVM chain.
        Eip712Network = "eip712-network" "the network is not an EVM chain; some implementations use EIP-712 only for EVM chains",
        /// The payload of a JWS is not in the canonical form of RFC 8785.
        NotJcs = "not-jcs" "the payload is not in the canonical format of RFC 8785; the signature covers it as it was sent",
        /// `acceptIndex` does not name the entry of `accepts` with the signed terms.
        AcceptIndex = "accept-index" "acceptIndex does not name the entry with the signed terms",
        /// The signed offer and the 402 response have different URLs.
        ResourceDiffers = "resource-differs" "the signed offer and the 402 response have different URLs",
        /// The signed offer has expired.
        OfferExpired = "offer-expired" "the signed offer has expired; the server may refuse a payment",
        /// An entry of a directory is unreadable (Z-10).
        UnreadableItem = "unreadable-item" "one of the listed resources cannot be read",
        /// The `lastUpdated` of a directory's entry is not an RFC 3339 date (Z-10).
        LastUpdated = "last-updated" "lastUpdated is not an RFC 3339 date, which V2 readers expect",
        /// The payment requirements of an MCP server only as text (M-3).
        NoStructuredContent = "no-structured-content" "the payment requirements are only in content[0].text; the specification expects them in structuredContent, too",
        /// The payment requirements of an MCP server only as `structuredContent` (M-3).
        NoTextContent = "no-text-content" "the payment requirements are only in structuredContent; a client that reads only content[0].text does not see them",
        /// Payment requirements whose text is wrapped in `x402/error`, as the V1 specification prints it (M-3).
        V1ErrorText = "v1-error-text" "the text of the payment requirements is wrapped in x402/error, which clients do not open",
        /// The payment was settled, but the tool failed (M-6).
        PaidError = "paid-error" "the payment is settled, but the tool failed",
        /// The settlement is in the payment requirements instead of in `_meta` (M-7).
        SettlementInDemand = "settlement-in-demand" "the settlement is in the payment requirements instead of in _meta",
        /// A result without `resultType`, in a version of MCP that requires it (M-8).
        NoResultType = "no-result-type" "the result has no resultType, which this version of MCP requires",
        /// Payment requirements as a tool's result, although the client has the extension (M-8).
        ToolResultBinding = "tool-result-binding" "the payment requirements come as a tool's result, although the client declared the extension",
        /// Payment requirements in a JSON-RPC error, as older MCP servers send them (M-9).
        RpcError = "rpc-error" "the payment requirements are a JSON-RPC error, as older servers send them",
        /// A payment, or payment requirements, naming a different tool than the called one (M-10).
        ToolName = "tool-name" "the named tool is not the called one",
        /// The settlement has failed so far, but names a transaction that may still succeed (F-5).
        Pending = "pending" "the settlement names a transaction that may still succeed, so do not sign again",
        /// A state or a role in the format of A2A 1.0.
        A2aOne = "a2a-1" "the state or the role has the format of A2A 1.0",
        /// The payment failed, but the task continues.
        FailedOpen = "failed-open" "the payment failed, but the task continues",
        /// The client refused to pay, but the task waits for input.
        RejectedOpen = "rejected-open" "the client refused to pay, but the task waits for input",
        /// A failed payment without settlements.
        NoReceipts = "no-receipts" "the payment failed, but no settlement is reported",
        /// The reason of a settlement is a sentence.
        ProseReason = "prose-reason" "the reason of the settlement is a sentence instead of a code",
        /// A failed payment without a code.
        NoErrorCode = "no-error-code" "the payment failed without an error code",
        /// The client names a payment flow, but the offer names none (F-1).
        ClientFlow = "client-flow" "the client names a payment flow that the offer does not name, so it is ignored",
        /// The settlement names a different network than the payment (M-6).
        SettlementNetwork = "settlement-network" "the settlement names a different network than the payment",
        /// A settlement in the answer to a request without a payment (M-6).
        UnpaidSettlement = "unpaid-settlement" "the request has no payment, but the answer has a settlement",
        /// The payment was settled, but the result has the type of payment requirements (M-6).
        SettledDemand = "settled-demand" "the payment is settled, but the type of the result is payment_required; do not pay again",
        // Offers that a published table contradicts (B-10).
        /// The network has a name where its identifier belongs (B-10).
        NetworkAlias = "network-alias" "the network has a name where its identifier belongs; clients and servers compare the identifier",
        /// The asset is the token of a different network (B-10).
        AssetNetwork = "asset-network" "the published tables list the asset as the token of a different network",
        /// The offer names a different EIP-712 domain than the tables list for the token (B-10).
        OtherDomain = "other-domain" "the published tables list a different domain for this token, so no signature over the offer's domain settles",
        /// The offer wants a signature with EIP-3009, for a token that the tables pay with Permit2 (B-10).
        AssetMethod = "asset-method" "the published tables list permit2 for this token, but the offer asks for eip3009",
        /// The recipient is the contract or the mint of a different token (B-10).
        PayToToken = "pay-to-token" "the published tables list the recipient as the contract or the mint of a token, not as a wallet",
        /// The recipient is the issuer of the asset, by the published tables (B-10) or by the offer itself.
        PayToIssuer = "pay-to-issuer" "the recipient is the issuer of the asset, so the payment destroys the tokens",
        /// The offer names a different number of decimal places than the tables list for the token (B-10).
        Decimals = "decimals" "the published tables list a different number of decimal places for the asset than the offer names",
        // Offers of the Gateway.
        /// The offer is of the Gateway variant (U-8).
        Gateway = "gateway" "the offer is for the Gateway, whose operator settles in batches from the payer's deposit",
        /// The offer has the name of the Gateway, but is not of the variant (U-8).
        GatewayNearMiss = "gateway-near-miss" "the offer has the name of the Gateway, but lacks other properties of a Gateway offer",
        // The metadata in a calldata suffix.
        /// A key in the metadata of a calldata suffix does not begin with `x402` (U-41).
        MetadataKey = "metadata-key" "a key of the metadata does not begin with x402, so the specification does not define it",
        /// `x402ChargeCounts` is not a list of unsigned integers (U-41).
        ChargeCounts = "charge-counts" "x402ChargeCounts is not a list of counts, one for each row of the claim",
        // Payments with `batch-settlement`.
        /// The deposit is below the offer's `minDeposit` (N-7).
        BelowMinDeposit = "below-min-deposit" "the deposit is below the offer's minDeposit",
        /// The server has no record of the channel, and the voucher is for more than the claimed amount plus the
        /// price (N-22).
        UnrecordedCharges = "unrecorded-charges" "the server has no record of the channel, and the payer has signed for more than the claimed amount plus the price",
        /// The voucher is for less than the claimed amount plus the price (N-23).
        ShortVoucher = "short-voucher" "the voucher is for less than the claimed amount plus the price, so the seller cannot claim the whole price with it",
        /// The payer's side has requested a withdrawal (N-25).
        WithdrawalPending = "withdrawal-pending" "the payer's side has requested a withdrawal, so claim the charges",
        /// The payer's side can withdraw the amount of the voucher (N-25).
        WithdrawalDue = "withdrawal-due" "the payer's side can now withdraw the amount of the voucher, and nothing reserves it until the seller claims it",
        /// The requested refund is above the rest of the channel (N-24, N-29).
        CappedRefund = "capped-refund" "less is left in the channel than the refund names, so less is refunded",
        /// The payer signs the vouchers of the channel itself, and can take its signature back before the claim
        /// (N-12).
        RevocableVoucher = "revocable-voucher" "the channel has no key for its vouchers, so the payer signs them, and can revoke its signature before the claim by changing the code of its account",
        /// A row of a claim claims no new amount (N-27).
        NoOpClaim = "no-op-claim" "a row of the claim claims no new amount, so its signature does not matter",
        /// The channel's balance is above the balance that the client knows (N-33).
        ForeignDeposit = "foreign-deposit" "the balance of the channel is above the balance that the client knows, so a different party has made a deposit",
        // Payments on Stellar (`scheme_exact_stellar.md`).
        /// The offer's `payTo` is a muxed account (T-4).
        MuxedRecipient = "muxed-recipient" "the recipient is a muxed account, whose payments no known facilitator settles",
        /// The transaction has no Soroban data (T-14).
        NoSorobanData = "no-soroban-data" "the transaction has no Soroban data; some facilitators verify it and do not settle it",
        /// The envelope has signatures (T-14).
        EnvelopeSignatures = "envelope-signatures" "the envelope has signatures, which have no effect, because the entries are signed",
        /// The transaction has conditions other than time bounds (T-14).
        Preconditions = "preconditions" "the transaction has conditions other than time bounds, which some facilitators copy",
        /// An entry ends later than the offer's timeout allows, and not by more than the tolerance (T-22).
        LateExpiry = "late-expiry" "an authorization ends later than the offer's timeout allows, within the tolerance for nodes that differ",
        /// The simulation shows events other than the transfer that change no balance (T-31).
        OtherEvents = "other-events" "the simulation shows events other than the transfer; some facilitators refuse any",
        // Payments on the XRP Ledger (`scheme_exact_xrpl.md`).
        /// The offer writes the currency in a different form than the usual one.
        AssetSpelling = "asset-spelling" "the asset is the same currency in an unusual spelling; official facilitators compare the text and refuse the payment",
        /// The offer names a source tag that the transaction does not have.
        SourceTag = "source-tag" "the transaction lacks the source tag of the offer or has a different one; some facilitators refuse the payment",
        /// The transaction has a destination tag that the offer does not ask for.
        UnaskedTag = "unasked-tag" "the transaction has a destination tag that the offer does not ask for, so a hosted account may credit a different customer",
        /// The fee is below the usual minimum of 10 drops.
        LowFee = "low-fee" "the fee is below 10 drops, so most nodes refuse the transaction",
        /// Neither an invoice nor a destination tag binds the payment to an order.
        NoInvoice = "no-invoice" "the offer has neither an invoice nor a destination tag, so the payment fits every offer with the same terms",
    }
    as_str "The permanent name, such as `missing-padding`.";
    ALL "All flags, in the order in which they are printed.";
    sentence "A sentence that describes the flag for people.";
}

impl FromStr for Flag {
    type Err = UnknownFlag;

    fn from_str(name: &str) -> Result<Self, UnknownFlag> {
        Self::ALL.iter().copied().find(|flag| flag.as_str() == name).ok_or(UnknownFlag)
    }
}

errors! {
    /// The error for a name that no flag has.
    pub struct UnknownFlag = "no flag has this name";
}
