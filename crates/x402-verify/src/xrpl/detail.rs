//! The reasons why checks of a payment on the XRP Ledger fail.

use alloc::string::String;

use x402_schemes::xrpl::{
    Address, Currency, FieldContentError, OtherFieldKind, ParseAssetError, ReadError, SignatureFormatError, Value,
};
use x402_types::{AnyAmount, DecimalAmount, declare::sentences};

sentences! {
    /// The reason why a check of a payment on the XRP Ledger failed. It prints as a sentence. Fields have the names of the
    /// ledger's JSON.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum Detail {
        /// The reference of the network is not a number.
        Network = "network in the payment requirements is not xrpl: and a number of 32 bits without leading zeros",
        /// The offer does not state that the payer pays the fee.
        NotUnsponsored = "extra.areFeesSponsored in the payment requirements is not false, but the payer of this transaction pays its fee",
        /// The offer's `payTo` is not an address.
        PayToNoAddress = "payTo in the payment requirements is not a classic address (r…) with a correct checksum, or it is that of account 0",
        /// The offer's `asset` is neither XRP nor a currency.
        Asset(error: ParseAssetError) = "asset in the payment requirements {error}",
        /// The offer names no issuer of its currency.
        NoIssuer = "the asset is an issued currency, but extra.issuer in the payment requirements is not a classic address (r…) with a correct checksum, or it is that of account 0",
        /// The price is not one that the asset can have.
        Price(amount: AnyAmount) = |f| match amount {
            AnyAmount::Units(amount) => write!(f, "the asset cannot have the required amount {amount}: XRP has 1 to 10^17 drops, and an issued currency at most 16 digits"),
            AnyAmount::Decimal(amount) => write!(f, "the required amount {amount} is not an integer, but XRP is counted in drops"),
        },
        /// The transfer method is unknown.
        Method = "extra.assetTransferMethod is neither sequence nor ticketSequence",
        /// The payment claims a transfer method other than the offer's.
        MethodDiffers = "accepted.extra.assetTransferMethod is not that of the payment requirements",
        /// The bytes are not a transaction.
        Read(error: ReadError) = "signedTxBlob is not a transaction: {error}",
        /// The transaction has no account.
        NoAccount = "signedTxBlob is not a transaction: it has no Account",
        /// The transaction is not a payment.
        TransactionType(found: Option<u16>) = |f| match found {
            Some(found) => write!(f, "the transaction has the type {found}, but a Payment has the type 0"),
            None => f.write_str("the transaction has no TransactionType"),
        },
        /// `SigningPubKey` is not a key.
        SigningPubKey = "SigningPubKey is not a key: 33 bytes that begin with 02, 03 or ED",
        /// The transaction has a field that a payment must not have.
        Field {
            /// The name of the field.
            name: &'static str,
            /// The kind of the field.
            kind: OtherFieldKind,
        } = |f| match kind {
            OtherFieldKind::Memos => f.write_str(
                "the transaction has Memos, which the specification rejects: send it without memos; a server whose buyers use the \
                 client of t54, which adds them, may accept them with allowFields Memos or the preset t54@2026-09"
            ),
            OtherFieldKind::CredentialIds => f.write_str(
                "the transaction has CredentialIDs, which the specification does not allow; a server whose account requires \
                 credentials may accept them with allowFields CredentialIDs"
            ),
            OtherFieldKind::Signers => f.write_str(
                "the transaction has Signers: several accounts signed it, and this scheme accepts one signature alone"
            ),
            OtherFieldKind::Paths
            | OtherFieldKind::DeliverMin
            | OtherFieldKind::Delegate
            | OtherFieldKind::AccountTxnId
            | OtherFieldKind::Other => write!(f, "the transaction has the field {name}, which a payment in this scheme must not have"),
        },
        /// The ledger rejects a field that the policy allows, or what it contains.
        FieldContent(error: FieldContentError) = "the policy allows this field, but {error}",
        /// `AccountTxnID` is next to a ticket.
        AccountTxnIdOfTicket = "the policy allows AccountTxnID, but the ledger rejects it in a transaction with a ticket (temINVALID)",
        /// The transaction pays an account other than the offer's `payTo`.
        Recipient {
            /// `Destination`. `None` if there is none.
            paid: Option<Address>,
            /// The offer's `payTo`.
            offered: Address,
        } = |f| match paid {
            Some(paid) => write!(f, "the transaction pays {paid}, but the required recipient (payTo) is {offered}"),
            None => write!(f, "the transaction has no Destination, but the required recipient (payTo) is {offered}"),
        },
        /// `extra.destinationTag` is not a tag.
        DestinationTagMalformed = "extra.destinationTag in the payment requirements is not an integer from 0 to 4294967295",
        /// The transaction lacks the required tag, or has a different one.
        DestinationTag {
            /// `DestinationTag`. `None` if there is none.
            signed: Option<u32>,
            /// The offer's `extra.destinationTag`.
            offered: u32,
        } = |f| match signed {
            Some(signed) => write!(f, "DestinationTag is {signed}, but the required tag is {offered}"),
            None => write!(f, "the transaction has no DestinationTag, but the required tag is {offered}"),
        },
        /// The transaction names a network, which it must not on a network with a number up to 1024.
        NamedNetwork(signed: u32) = "NetworkID is {signed}, but the ledger rejects a transaction with NetworkID on a network with a number up to 1024",
        /// The transaction is for a different network.
        OtherNetwork {
            /// `NetworkID`. `None` if there is none.
            signed: Option<u32>,
            /// The number of the offer's network.
            offered: u32,
        } = |f| match signed {
            Some(signed) => write!(f, "NetworkID is {signed}, but the required network is {offered}"),
            None => write!(f, "the transaction has no NetworkID, but on the network {offered} it must have one"),
        },
        /// `Amount` is missing, or not in XRP.
        AmountNotXrp = "Amount is not in XRP, but the required asset is XRP",
        /// `Amount` is a different number of drops.
        Drops {
            /// The signed drops.
            signed: i64,
            /// The drops of the offer.
            offered: u64,
        } = "Amount is {signed} drops, but the required amount is {offered}",
        /// `Amount` is missing, or not in an issued currency.
        AmountNotIssued = "Amount is not in an issued currency, but the required asset is one",
        /// `Amount` is in a different currency.
        Currency {
            /// The signed currency.
            signed: Currency,
            /// The offer's asset.
            offered: Currency,
        } = "Amount is in the currency {signed}, but the required asset is {offered}",
        /// `Amount` is of a different issuer.
        Issuer {
            /// The signed issuer.
            signed: Address,
            /// The offer's issuer.
            offered: Address,
        } = "Amount is a currency of the issuer {signed}, but the required issuer is {offered}",
        /// `Amount` has a different value.
        Value {
            /// The signed value.
            signed: Value,
            /// `true` if the signed value is below zero.
            is_negative: bool,
            /// The value of the offer.
            offered: Value,
        } = |f| {
            let sign = if *is_negative { "−" } else { "" };
            write!(f, "Amount is {sign}{signed}, but the required amount is {offered}")
        },
        /// The server charges a different amount than the signed one.
        Charge {
            /// The signed amount.
            signed: DecimalAmount,
            /// The amount to be taken.
            charged: AnyAmount,
        } = "the server wants to charge {charged}, but the payer authorized exactly {signed}",
        /// `SendMax` is missing, or not in an issued currency.
        NoSendMax = "SendMax is missing or is not in an issued currency, but the specification requires it to pay in one: set it to the amount",
        /// A payment in XRP has `SendMax`.
        SendMaxOfXrp = "a payment in XRP must not have SendMax",
        /// `SendMax` is in a different currency, or of a different issuer.
        SendMaxDiffers = "SendMax is not in the currency and of the issuer of the payment requirements",
        /// `SendMax` is below the amount.
        SendMaxLow {
            /// The signed maximum.
            signed: Value,
            /// The value of the offer.
            offered: Value,
        } = "SendMax is {signed}, which is less than the required amount {offered}",
        /// The transaction may deliver less than the amount.
        PartialPayment = "the flag tfPartialPayment lets the transaction deliver less than the amount",
        /// The ledger rejects these flags, or they change what the payment does.
        Flags(flags: u32) = |f| write!(f, "Flags has the bits {flags:#010x}, with which the ledger rejects the payment, or which this scheme does not have"),
        /// Payer and recipient are one account.
        SelfPayment(account: Address) = "{account} pays itself, which the ledger rejects",
        /// `extra.invoiceId` is not a text, or empty.
        InvoiceMalformed = "extra.invoiceId in the payment requirements is not a text, or it is empty",
        /// The policy requires an invoice, and the offer has none.
        InvoiceNotOffered = "the policy requires extra.invoiceId in the payment requirements",
        /// The transaction has no `InvoiceID`.
        NoInvoice = "the transaction has no InvoiceID, but the payment requirements have extra.invoiceId: set it to the SHA-256 of the text",
        /// The transaction has a different `InvoiceID`.
        Invoice = "InvoiceID is not the SHA-256 of extra.invoiceId in the payment requirements",
        /// The policy requires the invoice in the payload, which has none.
        NoInvoiceInPayload = "payload.invoiceId is missing, but the policy requires it: repeat extra.invoiceId",
        /// The payload has a different invoice.
        InvoiceInPayload = "payload.invoiceId is not extra.invoiceId of the payment requirements",
        /// `Fee` is missing, or not an amount of XRP from 0.
        NoFee = "Fee is not an amount of XRP, or it is below zero",
        /// `Fee` is 0 drops.
        FeeZero = "Fee is 0 drops, but no node takes a payment without a fee into the open ledger (telINSUF_FEE_P)",
        /// `Fee` is above the maximum of the policy.
        Fee {
            /// The fee, in drops.
            fee: u64,
            /// The maximum, in drops.
            max: u64,
        } = "Fee is {fee} drops, but the policy accepts at most {max}",
        /// `Fee` is more XRP than exists.
        FeeOfAllXrp(fee: u64) = "Fee is {fee} drops, but there are only 10^17, and the ledger rejects a higher fee",
        /// The transaction uses a ticket, but the method is `sequence`.
        TicketNotAllowed = "the transaction has TicketSequence, but the transfer method is sequence, which is the default of extra.assetTransferMethod",
        /// `Sequence` is missing or 0, but the method is `sequence`.
        NoSequence = "Sequence is missing or 0, but the transfer method is sequence, which is the default of extra.assetTransferMethod: use the account's sequence number",
        /// `Sequence` is not 0, but the method is `ticketSequence`.
        SequenceNotZero = "Sequence is not 0, but extra.assetTransferMethod is ticketSequence, and a transaction with a ticket has the sequence 0",
        /// `TicketSequence` is missing or 0, but the method is `ticketSequence`.
        NoTicket = "TicketSequence is missing or 0, but extra.assetTransferMethod is ticketSequence",
        /// The account has a different sequence number.
        Sequence {
            /// `Sequence`.
            signed: u32,
            /// The sequence number of the account.
            account: u32,
        } = "Sequence is {signed}, but the sequence number of the payer's account is {account}",
        /// The account does not have the ticket.
        TicketNotAvailable(ticket: u32) = "the payer's account does not have the ticket {ticket}",
        /// `LastLedgerSequence` is missing.
        NoLastLedger = "the transaction has no LastLedgerSequence, so it never ends",
        /// The payment has ended, or the policy's margin is not left.
        Expired {
            /// The last ledger that can contain the payment.
            last: u32,
            /// The latest validated ledger.
            ledger: u32,
            /// The number of ledgers that the policy requires after the next one.
            margin: u32,
        } = |f| {
            write!(f, "the payment ends with ledger {last}, but the latest validated ledger is {ledger}")?;
            if *margin == 0 { Ok(()) } else { write!(f, "; after the next one, {margin} more ledgers are needed") }
        },
        /// The payment lasts longer than the offer allows.
        ExpiryFar {
            /// The last ledger that can contain the payment.
            last: u32,
            /// The last ledger that the policy accepts.
            latest: u64,
        } = "the payment ends with ledger {last}, but the required timeout allows at most ledger {latest}",
        /// The transaction has no signature.
        NoSignature = "the transaction has no TxnSignature",
        /// The ledger rejects the format of the signature.
        SignatureFormat(error: SignatureFormatError) = |f| error.fmt(f),
        /// The signature of Ed25519 does not have 64 bytes.
        SignatureLength(length: usize) = "TxnSignature has {length} bytes, but a signature of Ed25519 has 64",
        /// The signature does not verify.
        Signature = "TxnSignature does not verify for the transaction and SigningPubKey",
        /// The key that signed is not a key of the payer's account.
        Signer {
            /// The address of the key that signed.
            signer: Address,
            /// The account that pays.
            account: Address,
        } = |f| if signer == account {
            write!(f, "the master key of {account} signed, but it is disabled: sign with the account's regular key")
        } else {
            write!(f, "the key of {signer} signed, which is not the regular key of {account}")
        },
        /// The payer is account 0, which has no key.
        AccountZero = "the payer is account 0, which has no key, so the ledger rejects the payment (temBAD_SRC_ACCOUNT)",
        /// The payer's account does not exist.
        NoSuchAccount(account: Address) = "the account {account} does not exist on the ledger",
        /// The ledger does not apply the payment.
        Simulation(code: String) = "the simulation of the payment failed with {code}",
    }
}

impl Detail {
    /// The error code, if it differs from that of the failed check.
    pub(crate) const fn code(&self) -> Option<&'static str> {
        Some(match self {
            Self::NoIssuer => "invalid_exact_xrpl_iou_issuer_missing",
            Self::MethodDiffers => "invalid_exact_xrpl_asset_transfer_method_mismatch",
            Self::Field { kind, .. } => match kind {
                OtherFieldKind::Memos => "invalid_exact_xrpl_payload_memos_not_allowed",
                OtherFieldKind::Paths => "invalid_exact_xrpl_payload_paths_not_allowed",
                OtherFieldKind::DeliverMin => "invalid_exact_xrpl_payload_delivermin_not_allowed",
                OtherFieldKind::Delegate => "invalid_exact_xrpl_payload_delegate_not_allowed",
                OtherFieldKind::Signers => "invalid_exact_xrpl_payload_multisig_not_supported",
                OtherFieldKind::CredentialIds | OtherFieldKind::AccountTxnId | OtherFieldKind::Other => return None,
            },
            Self::FieldContent(
                FieldContentError::MemosTooLong { .. }
                | FieldContentError::NotMemo
                | FieldContentError::MemoCharacters(_),
            ) => "invalid_exact_xrpl_payload_memos_not_allowed",
            Self::DestinationTagMalformed => "invalid_exact_xrpl_destination_tag_malformed",
            Self::NamedNetwork(_) => "invalid_exact_xrpl_payload_network_id_for_standard_network",
            Self::AmountNotXrp => "invalid_exact_xrpl_payload_amount_xrp",
            Self::AmountNotIssued => "invalid_exact_xrpl_payload_iou_amount",
            Self::Currency { .. } => "invalid_exact_xrpl_payload_iou_currency_mismatch",
            Self::Issuer { .. } => "invalid_exact_xrpl_payload_iou_issuer_mismatch",
            Self::Value { .. } => "invalid_exact_xrpl_payload_iou_value_mismatch",
            Self::SendMaxOfXrp => "invalid_exact_xrpl_payload_sendmax_not_allowed",
            Self::SendMaxDiffers => "invalid_exact_xrpl_payload_sendmax_iou_mismatch",
            Self::SendMaxLow { .. } => "invalid_exact_xrpl_payload_sendmax_too_low",
            Self::PartialPayment => "invalid_exact_xrpl_payload_partial_payment_not_allowed",
            Self::Invoice => "invalid_exact_xrpl_payload_invoice_id_mismatch",
            Self::NoInvoiceInPayload => "missing_invoiceId",
            Self::InvoiceInPayload => "unknown_invoice_id",
            Self::NoFee | Self::FeeZero => "invalid_exact_xrpl_payload_fee_missing",
            Self::TicketNotAllowed => "invalid_exact_xrpl_payload_ticket_sequence_not_allowed",
            Self::SequenceNotZero => "invalid_exact_xrpl_payload_sequence_must_be_zero",
            Self::NoTicket => "invalid_exact_xrpl_payload_ticket_sequence_missing",
            Self::Sequence { .. } => "invalid_exact_xrpl_payload_sequence_not_current",
            Self::TicketNotAvailable(_) => "invalid_exact_xrpl_payload_ticket_not_available",
            Self::NoLastLedger => "invalid_exact_xrpl_payload_lastledgersequence_missing",
            Self::Network
            | Self::FieldContent(_)
            | Self::AccountTxnIdOfTicket
            | Self::NotUnsponsored
            | Self::PayToNoAddress
            | Self::Asset(_)
            | Self::Price(_)
            | Self::Method
            | Self::Read(_)
            | Self::NoAccount
            | Self::TransactionType(_)
            | Self::SigningPubKey
            | Self::Recipient { .. }
            | Self::DestinationTag { .. }
            | Self::OtherNetwork { .. }
            | Self::Drops { .. }
            | Self::Charge { .. }
            | Self::NoSendMax
            | Self::Flags(_)
            | Self::SelfPayment(_)
            | Self::InvoiceMalformed
            | Self::InvoiceNotOffered
            | Self::NoInvoice
            | Self::Fee { .. }
            | Self::FeeOfAllXrp(_)
            | Self::NoSequence
            | Self::Expired { .. }
            | Self::ExpiryFar { .. }
            | Self::NoSignature
            | Self::SignatureFormat(_)
            | Self::SignatureLength(_)
            | Self::Signature
            | Self::Signer { .. }
            | Self::AccountZero
            | Self::NoSuchAccount(_)
            | Self::Simulation(_) => return None,
        })
    }
}
