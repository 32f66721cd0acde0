//! The fields of the ledger's objects: the table `FIELDS` of npm `ripple-binary-codec` 2.11.0 (`definitions.json`), without the
//! fields that are never serialized. A test compares the two.
//!
//! That package is published under the ISC licence: Copyright (c) 2015 Ripple Labs Inc. Permission to use, copy, modify,
//! and distribute this software for any purpose with or without fee is hereby granted, provided that the above
//! copyright notice and this permission notice appear in all copies. THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR
//! DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED WARRANTIES OF MERCHANTABILITY AND
//! FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT, INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY
//! DAMAGES WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER
//! TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF THIS SOFTWARE.

/// How the value of a field is encoded.
#[derive(Clone, Copy)]
pub(super) enum Type {
    /// This number of bytes.
    Fixed(usize),
    Amount,
    /// A length and bytes.
    Blob,
    /// A length, which is 20, and an address.
    AccountId,
    /// Fields up to the end marker.
    Object,
    /// Objects up to the end marker.
    Array,
    PathSet,
    /// A length and hashes of 32 bytes.
    Vector256,
    Issue,
    /// An address and an issue, twice.
    XChainBridge,
}

/// The type with this code.
pub(super) const fn type_of(code: u8) -> Option<Type> {
    Some(match code {
        // UInt8, UInt16, UInt32 and Int32, UInt64 and Int64
        16 => Type::Fixed(1),
        1 => Type::Fixed(2),
        2 | 10 => Type::Fixed(4),
        3 | 11 => Type::Fixed(8),
        // Hash128, Hash160 and Currency, Hash192, Hash256
        4 => Type::Fixed(16),
        17 | 26 => Type::Fixed(20),
        21 => Type::Fixed(24),
        5 => Type::Fixed(32),
        // Number
        9 => Type::Fixed(12),
        6 => Type::Amount,
        7 => Type::Blob,
        8 => Type::AccountId,
        14 => Type::Object,
        15 => Type::Array,
        18 => Type::PathSet,
        19 => Type::Vector256,
        24 => Type::Issue,
        25 => Type::XChainBridge,
        _ => return None,
    })
}

/// Returns the name of a field of the ledger's objects by the code of its type and its own, such as `Memos` for 15 and 9.
/// `None` if the ledger has no field with these codes, or if it is never serialized.
///
/// ```
/// assert_eq!(x402_schemes::xrpl::field_name((8, 3)), Some("Destination"));
/// assert_eq!(x402_schemes::xrpl::field_name((8, 7)), None);
/// ```
#[must_use]
pub fn field_name(code: (u8, u8)) -> Option<&'static str> {
    let key = |(type_code, field_code, _): &(u8, u8, _)| (*type_code, *field_code);
    let found = FIELDS.binary_search_by_key(&code, key).ok()?;
    FIELDS.get(found).map(|(_, _, name)| *name)
}

/// The codes of the type and of the field, and the name, in the order of the codes.
#[rustfmt::skip]
static FIELDS: &[(u8, u8, &str)] = &[
    (1, 1, "LedgerEntryType"), (1, 2, "TransactionType"), (1, 3, "SignerWeight"), (1, 4, "TransferFee"),
    (1, 5, "TradingFee"), (1, 6, "DiscountedFee"), (1, 16, "Version"), (1, 21, "LedgerFixType"),
    (1, 22, "ManagementFeeRate"), (2, 1, "NetworkID"), (2, 2, "Flags"), (2, 3, "SourceTag"), (2, 4, "Sequence"),
    (2, 5, "PreviousTxnLgrSeq"), (2, 6, "LedgerSequence"), (2, 7, "CloseTime"), (2, 8, "ParentCloseTime"),
    (2, 9, "SigningTime"), (2, 10, "Expiration"), (2, 11, "TransferRate"), (2, 12, "WalletSize"),
    (2, 13, "OwnerCount"), (2, 14, "DestinationTag"), (2, 15, "LastUpdateTime"), (2, 16, "HighQualityIn"),
    (2, 17, "HighQualityOut"), (2, 18, "LowQualityIn"), (2, 19, "LowQualityOut"), (2, 20, "QualityIn"),
    (2, 21, "QualityOut"), (2, 22, "StampEscrow"), (2, 23, "BondAmount"), (2, 24, "LoadFee"),
    (2, 25, "OfferSequence"), (2, 26, "FirstLedgerSequence"), (2, 27, "LastLedgerSequence"),
    (2, 28, "TransactionIndex"), (2, 29, "OperationLimit"), (2, 30, "ReferenceFeeUnits"), (2, 31, "ReserveBase"),
    (2, 32, "ReserveIncrement"), (2, 33, "SetFlag"), (2, 34, "ClearFlag"), (2, 35, "SignerQuorum"),
    (2, 36, "CancelAfter"), (2, 37, "FinishAfter"), (2, 38, "SignerListID"), (2, 39, "SettleDelay"),
    (2, 40, "TicketCount"), (2, 41, "TicketSequence"), (2, 42, "NFTokenTaxon"), (2, 43, "MintedNFTokens"),
    (2, 44, "BurnedNFTokens"), (2, 48, "VoteWeight"), (2, 50, "FirstNFTokenSequence"), (2, 51, "OracleDocumentID"),
    (2, 52, "PermissionValue"), (2, 53, "ImmutableFlags"), (2, 54, "StartDate"), (2, 55, "PaymentInterval"),
    (2, 56, "GracePeriod"), (2, 57, "PreviousPaymentDueDate"), (2, 58, "NextPaymentDueDate"),
    (2, 59, "PaymentRemaining"), (2, 60, "PaymentTotal"), (2, 61, "LoanSequence"), (2, 62, "CoverRateMinimum"),
    (2, 63, "CoverRateLiquidation"), (2, 64, "OverpaymentFee"), (2, 65, "InterestRate"), (2, 66, "LateInterestRate"),
    (2, 67, "CloseInterestRate"), (2, 68, "OverpaymentInterestRate"), (2, 69, "ConfidentialBalanceVersion"),
    (2, 70, "SponsoredOwnerCount"), (2, 71, "SponsoringOwnerCount"), (2, 72, "SponsoringAccountCount"),
    (2, 73, "RemainingOwnerCount"), (2, 74, "SponsorFlags"), (2, 75, "SubscriptionDate"), (2, 76, "RedemptionDate"),
    (2, 77, "IssuerKeyEpoch"), (2, 78, "AuditorKeyEpoch"), (2, 79, "IssuerKeyMirrorEpoch"),
    (2, 80, "AuditorKeyMirrorEpoch"), (3, 1, "IndexNext"), (3, 2, "IndexPrevious"), (3, 3, "BookNode"),
    (3, 4, "OwnerNode"), (3, 5, "BaseFee"), (3, 6, "ExchangeRate"), (3, 7, "LowNode"), (3, 8, "HighNode"),
    (3, 9, "DestinationNode"), (3, 10, "Cookie"), (3, 11, "ServerVersion"), (3, 12, "NFTokenOfferNode"),
    (3, 13, "EmitBurden"), (3, 19, "ReferenceCount"), (3, 20, "XChainClaimID"), (3, 21, "XChainAccountCreateCount"),
    (3, 22, "XChainAccountClaimCount"), (3, 23, "AssetPrice"), (3, 24, "MaximumAmount"), (3, 25, "OutstandingAmount"),
    (3, 26, "MPTAmount"), (3, 27, "IssuerNode"), (3, 28, "SubjectNode"), (3, 29, "LockedAmount"),
    (3, 30, "VaultNode"), (3, 31, "LoanBrokerNode"), (3, 32, "ConfidentialOutstandingAmount"), (3, 33, "SponseeNode"),
    (4, 1, "EmailHash"), (5, 1, "LedgerHash"), (5, 2, "ParentHash"), (5, 3, "TransactionHash"), (5, 4, "AccountHash"),
    (5, 5, "PreviousTxnID"), (5, 6, "LedgerIndex"), (5, 7, "WalletLocator"), (5, 8, "RootIndex"),
    (5, 9, "AccountTxnID"), (5, 10, "NFTokenID"), (5, 11, "EmitParentTxnID"), (5, 12, "EmitNonce"),
    (5, 13, "EmitHookHash"), (5, 14, "AMMID"), (5, 16, "BookDirectory"), (5, 17, "InvoiceID"), (5, 18, "Nickname"),
    (5, 19, "Amendment"), (5, 21, "Digest"), (5, 22, "Channel"), (5, 23, "ConsensusHash"), (5, 24, "CheckID"),
    (5, 25, "ValidatedHash"), (5, 26, "PreviousPageMin"), (5, 27, "NextPageMin"), (5, 28, "NFTokenBuyOffer"),
    (5, 29, "NFTokenSellOffer"), (5, 34, "DomainID"), (5, 35, "VaultID"), (5, 36, "ParentBatchID"),
    (5, 37, "LoanBrokerID"), (5, 38, "LoanID"), (5, 39, "ReferenceHolding"), (5, 40, "BlindingFactor"),
    (5, 41, "ObjectID"), (6, 1, "Amount"), (6, 2, "Balance"), (6, 3, "LimitAmount"), (6, 4, "TakerPays"),
    (6, 5, "TakerGets"), (6, 6, "LowLimit"), (6, 7, "HighLimit"), (6, 8, "Fee"), (6, 9, "SendMax"),
    (6, 10, "DeliverMin"), (6, 11, "Amount2"), (6, 12, "BidMin"), (6, 13, "BidMax"), (6, 16, "MinimumOffer"),
    (6, 17, "RippleEscrow"), (6, 18, "DeliveredAmount"), (6, 19, "NFTokenBrokerFee"), (6, 22, "BaseFeeDrops"),
    (6, 23, "ReserveBaseDrops"), (6, 24, "ReserveIncrementDrops"), (6, 25, "LPTokenOut"), (6, 26, "LPTokenIn"),
    (6, 27, "EPrice"), (6, 28, "Price"), (6, 29, "SignatureReward"), (6, 30, "MinAccountCreateAmount"),
    (6, 31, "LPTokenBalance"), (6, 32, "FeeAmount"), (6, 33, "MaxFee"), (6, 34, "FeeAmountDelta"),
    (7, 1, "PublicKey"), (7, 2, "MessageKey"), (7, 3, "SigningPubKey"), (7, 4, "TxnSignature"), (7, 5, "URI"),
    (7, 6, "Signature"), (7, 7, "Domain"), (7, 8, "FundCode"), (7, 9, "RemoveCode"), (7, 10, "ExpireCode"),
    (7, 11, "CreateCode"), (7, 12, "MemoType"), (7, 13, "MemoData"), (7, 14, "MemoFormat"), (7, 16, "Fulfillment"),
    (7, 17, "Condition"), (7, 18, "MasterSignature"), (7, 19, "UNLModifyValidator"), (7, 20, "ValidatorToDisable"),
    (7, 21, "ValidatorToReEnable"), (7, 26, "DIDDocument"), (7, 27, "Data"), (7, 28, "AssetClass"),
    (7, 29, "Provider"), (7, 30, "MPTokenMetadata"), (7, 31, "CredentialType"), (7, 32, "ConfidentialBalanceInbox"),
    (7, 33, "ConfidentialBalanceSpending"), (7, 34, "IssuerEncryptedBalance"), (7, 35, "IssuerEncryptionKey"),
    (7, 36, "HolderEncryptionKey"), (7, 37, "ZKProof"), (7, 38, "HolderEncryptedAmount"),
    (7, 39, "IssuerEncryptedAmount"), (7, 40, "SenderEncryptedAmount"), (7, 41, "DestinationEncryptedAmount"),
    (7, 42, "AuditorEncryptedBalance"), (7, 43, "AuditorEncryptedAmount"), (7, 44, "AuditorEncryptionKey"),
    (7, 45, "AmountCommitment"), (7, 46, "BalanceCommitment"), (8, 1, "Account"), (8, 2, "Owner"),
    (8, 3, "Destination"), (8, 4, "Issuer"), (8, 5, "Authorize"), (8, 6, "Unauthorize"), (8, 8, "RegularKey"),
    (8, 9, "NFTokenMinter"), (8, 10, "EmitCallback"), (8, 11, "Holder"), (8, 12, "Delegate"),
    (8, 18, "OtherChainSource"), (8, 19, "OtherChainDestination"), (8, 20, "AttestationSignerAccount"),
    (8, 21, "AttestationRewardAccount"), (8, 22, "LockingChainDoor"), (8, 23, "IssuingChainDoor"), (8, 24, "Subject"),
    (8, 25, "Borrower"), (8, 26, "Counterparty"), (8, 27, "Sponsor"), (8, 28, "HighSponsor"), (8, 29, "LowSponsor"),
    (8, 30, "CounterpartySponsor"), (8, 31, "Sponsee"), (9, 1, "Number"), (9, 2, "AssetsAvailable"),
    (9, 3, "AssetsMaximum"), (9, 4, "AssetsTotal"), (9, 5, "LossUnrealized"), (9, 6, "DebtTotal"),
    (9, 7, "DebtMaximum"), (9, 8, "CoverAvailable"), (9, 9, "LoanOriginationFee"), (9, 10, "LoanServiceFee"),
    (9, 11, "LatePaymentFee"), (9, 12, "ClosePaymentFee"), (9, 13, "PrincipalOutstanding"),
    (9, 14, "PrincipalRequested"), (9, 15, "TotalValueOutstanding"), (9, 16, "PeriodicPayment"),
    (9, 17, "ManagementFeeOutstanding"), (10, 1, "LoanScale"), (10, 2, "RemainingOwnerCountDelta"),
    (14, 1, "ObjectEndMarker"), (14, 2, "TransactionMetaData"), (14, 3, "CreatedNode"), (14, 4, "DeletedNode"),
    (14, 5, "ModifiedNode"), (14, 6, "PreviousFields"), (14, 7, "FinalFields"), (14, 8, "NewFields"),
    (14, 9, "TemplateEntry"), (14, 10, "Memo"), (14, 11, "SignerEntry"), (14, 12, "NFToken"), (14, 13, "EmitDetails"),
    (14, 15, "Permission"), (14, 16, "Signer"), (14, 18, "Majority"), (14, 19, "DisabledValidator"),
    (14, 25, "VoteEntry"), (14, 26, "AuctionSlot"), (14, 27, "AuthAccount"), (14, 28, "XChainClaimProofSig"),
    (14, 29, "XChainCreateAccountProofSig"), (14, 30, "XChainClaimAttestationCollectionElement"),
    (14, 31, "XChainCreateAccountAttestationCollectionElement"), (14, 32, "PriceData"), (14, 33, "Credential"),
    (14, 34, "RawTransaction"), (14, 35, "BatchSigner"), (14, 36, "Book"), (14, 37, "CounterpartySignature"),
    (14, 38, "SponsorSignature"), (15, 1, "ArrayEndMarker"), (15, 3, "Signers"), (15, 4, "SignerEntries"),
    (15, 5, "Template"), (15, 6, "Necessary"), (15, 7, "Sufficient"), (15, 8, "AffectedNodes"), (15, 9, "Memos"),
    (15, 10, "NFTokens"), (15, 12, "VoteSlots"), (15, 13, "AdditionalBooks"), (15, 16, "Majorities"),
    (15, 17, "DisabledValidators"), (15, 21, "XChainClaimAttestations"), (15, 22, "XChainCreateAccountAttestations"),
    (15, 24, "PriceDataSeries"), (15, 25, "AuthAccounts"), (15, 26, "AuthorizeCredentials"),
    (15, 27, "UnauthorizeCredentials"), (15, 28, "AcceptedCredentials"), (15, 29, "Permissions"),
    (15, 30, "RawTransactions"), (15, 31, "BatchSigners"), (16, 1, "CloseResolution"), (16, 2, "Method"),
    (16, 3, "TransactionResult"), (16, 4, "Scale"), (16, 5, "AssetScale"), (16, 6, "LEVersion"), (16, 16, "TickSize"),
    (16, 17, "UNLModifyDisabling"), (16, 19, "WasLockingChainSend"), (16, 20, "WithdrawalPolicy"),
    (16, 21, "ContractResult"), (16, 22, "VaultKind"), (17, 1, "TakerPaysCurrency"), (17, 2, "TakerPaysIssuer"),
    (17, 3, "TakerGetsCurrency"), (17, 4, "TakerGetsIssuer"), (18, 1, "Paths"), (19, 1, "Indexes"), (19, 2, "Hashes"),
    (19, 3, "Amendments"), (19, 4, "NFTokenOffers"), (19, 5, "CredentialIDs"), (21, 1, "MPTokenIssuanceID"),
    (21, 2, "ShareMPTID"), (21, 3, "TakerPaysMPT"), (21, 4, "TakerGetsMPT"), (24, 1, "LockingChainIssue"),
    (24, 2, "IssuingChainIssue"), (24, 3, "Asset"), (24, 4, "Asset2"), (25, 1, "XChainBridge"), (26, 1, "BaseAsset"),
    (26, 2, "QuoteAsset"),
];
