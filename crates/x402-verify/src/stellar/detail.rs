//! The reasons why checks of a payment on Stellar fail.

use x402_schemes::stellar::{Address, CredentialsKind, ReadError, SignatureFormatError};
use x402_types::{Amount, declare::sentences};

sentences! {
    /// The reason why a check of a payment on Stellar failed. It prints as a sentence. Entries are numbered from 0.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum Detail {
        /// The offer does not state that the facilitator pays the fee.
        NotSponsored = "extra.areFeesSponsored in the payment requirements is not true",
        /// The offer's `asset` is not a contract.
        AssetNoContract = "asset in the payment requirements is not the address of a contract (C…)",
        /// The offer's `payTo` is not an address.
        PayToNoAddress = "payTo in the payment requirements is not the address of an account (G… or M…) or a contract (C…) with a correct checksum",
        /// The bytes are not a transaction.
        Read(error: ReadError) = "the payload is not a transaction: {error}",
        /// The transaction does not consist of one operation that calls a contract.
        Operations {
            /// The number of operations.
            count: u32,
            /// The number of the first operation's type. `None` if there is none.
            first: Option<u32>,
        } = |f| match first {
            Some(kind) if *count == 1 => write!(f, "the operation (type {kind}) does not call a contract"),
            _ => write!(f, "the transaction has {count} operations instead of one that calls a contract"),
        },
        /// The transaction's source is one of the caller's addresses.
        FacilitatorSource(address: Address) = "the transaction's source {address} is one of your addresses",
        /// The operation has a separate source.
        OperationSource(address: Address) = "the operation has the source {address}, but no signature for it",
        /// The transaction's source has an id.
        MuxedSource = "the transaction's source is a muxed account, which a transaction with a contract call must not have",
        /// The transaction has a memo.
        Memo = "the transaction has a memo, which a transaction with a contract call must not have",
        /// The transaction calls a contract other than the offer's asset.
        OtherContract {
            /// The called contract. `None` if it is not the address of an account or a contract.
            called: Option<Address>,
            /// The asset of the offer.
            offered: Address,
        } = |f| match called {
            Some(called) => write!(f, "the transaction calls {called}, but the required token (asset) is {offered}"),
            None => write!(f, "the transaction calls no contract, but the required token (asset) is {offered}"),
        },
        /// The called function is not `transfer`.
        OtherFunction = "the transaction calls a function other than transfer",
        /// The call does not have three arguments.
        Arguments(count: usize) = "the call has {count} arguments, but transfer has three",
        /// The first argument is neither an account nor a contract.
        PayerForm = "the first argument is not the address of an account or a contract, so no signature can authorize the call",
        /// The payer is one of the caller's addresses.
        FacilitatorPayer(address: Address) = "the payer {address} is one of your addresses",
        /// The transfer pays an address other than the offer's `payTo`.
        Recipient {
            /// The second argument. `None` if it is not the address of an account or a contract.
            paid: Option<Address>,
            /// The offer's `payTo`.
            offered: Address,
        } = |f| match paid {
            Some(paid) => write!(f, "the transfer pays {paid}, but the required recipient (payTo) is {offered}"),
            None => write!(f, "the second argument is not an address, but the required recipient (payTo) is {offered}"),
        },
        /// The third argument is not an amount.
        NoAmount = "the third argument is not an amount (an i128 of at least 0)",
        /// The transaction has no authorization entry.
        NoEntries = "the transaction has no authorization entry",
        /// The credentials of this entry are not those of an address that signs, or the policy does not accept them.
        Credentials {
            /// The index of the entry.
            entry: usize,
            /// The kind of its credentials.
            kind: CredentialsKind,
        } = |f| {
            let kind = kind.as_str();
            write!(f, "entry {entry} has credentials of the kind {kind}, which are not accepted")
        },
        /// The address of this entry is one of the caller's own.
        FacilitatorEntry(entry: usize) = "entry {entry} authorizes in the name of one of your addresses",
        /// An entry does not last until the next ledger, or for the policy's margin after it.
        Expired {
            /// The index of the entry.
            entry: usize,
            /// Its last ledger.
            last: u32,
            /// The latest closed ledger.
            ledger: u32,
            /// The number of ledgers that the policy requires after the one that settles.
            margin: u32,
        } = |f| {
            write!(f, "entry {entry} ends with ledger {last}, but the latest closed ledger is {ledger}")?;
            if *margin == 0 { Ok(()) } else { write!(f, "; after the next one, {margin} more ledgers are needed") }
        },
        /// An entry lasts longer than the offer or the network allows.
        ExpiryFar {
            /// The index of the entry.
            entry: usize,
            /// Its last ledger.
            last: u32,
            /// The last ledger that the policy accepts.
            latest: u64,
        } = "entry {entry} ends with ledger {last}, but the required timeout and the network allow at most ledger {latest}",
        /// This entry authorizes further calls.
        SubInvocations(entry: usize) = "entry {entry} authorizes calls other than the transfer",
        /// The payer has no entry.
        NoPayerEntry = "the payer has no entry",
        /// The payer's entry has no signature.
        NotSigned = "the payer's entry is not signed",
        /// The payer has a second entry.
        SecondEntry(entry: usize) = "entry {entry} also belongs to the payer, and authorizes something other than the transfer",
        /// The entry of an address other than the payer has no signature.
        PendingSignature(entry: usize) = "entry {entry} does not belong to the payer, and is not signed",
        /// The payer's entry does not authorize the call of the transaction.
        OtherInvocation = "the payer's entry does not authorize the transaction's call",
        /// The host rejects the format of the signatures.
        SignatureFormat(error: SignatureFormatError) = |f| error.fmt(f),
        /// The signature of this key does not verify over the entry's digest.
        Signature(key: Address) = "the signature of {key} does not verify for the entry's digest",
        /// The payer's account does not exist.
        NoAccount = "the payer's account does not exist",
        /// This key is not a signer of the payer's account.
        NoSigner(key: Address) = "{key} is not a signer of the payer's account",
        /// The signatures do not have enough weight.
        Weight {
            /// The weight of the signers.
            weight: u32,
            /// The medium threshold of the account.
            threshold: u32,
        } = "the signers have the weight {weight}, but the medium threshold of the payer's account is {threshold}",
        /// A simulation does not contain the payment, or contains more than the payment.
        Simulation(fault: SimulationFault) = |f| fault.fmt(f),
        /// The settlement costs more than the policy accepts.
        SponsorFee {
            /// The fee, in stroops.
            fee: u64,
            /// The maximum of the policy, in stroops.
            max: u64,
        } = "the settlement costs at least {fee} stroops, but the policy accepts at most {max}",
    }
}

sentences! {
    /// The difference between a simulation of the settlement and the payment alone (T-31).
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum SimulationFault {
        /// The settlement fails.
        Fails = "the settlement fails in the simulation",
        /// There are this many transfers instead of one.
        Transfers(count: usize) = "the simulation shows {count} transfers instead of exactly one",
        /// The transfer moves a different token.
        Asset(asset: Address) = "in the simulation, the transfer moves the token {asset} instead of the required one",
        /// This address pays instead of the payer.
        From(from: Address) = "in the simulation, {from} pays instead of the payer",
        /// The transfer pays an address other than the recipient.
        To(to: Address) = "in the simulation, the transfer pays {to} instead of the required recipient (payTo)",
        /// The transfer moves a different amount.
        Amount(amount: Amount) = "in the simulation, the transfer moves {amount} atomic units, which is not the payment's amount",
        /// This contract changes a balance in addition to the transfer.
        BalanceChange(contract: Address) = "in the simulation, the contract {contract} changes a balance with something other than the transfer",
    }
}

impl SimulationFault {
    const fn code(&self) -> &'static str {
        match self {
            Self::Fails => "invalid_exact_stellar_payload_simulation_failed",
            Self::Transfers(0) => "invalid_exact_stellar_payload_no_transfer_events",
            Self::Transfers(_) => "invalid_exact_stellar_payload_multiple_transfers",
            Self::Asset(_) => "invalid_exact_stellar_payload_event_wrong_asset",
            Self::From(_) => "invalid_exact_stellar_payload_event_wrong_from",
            Self::To(_) => "invalid_exact_stellar_payload_event_wrong_to",
            Self::Amount(_) => "invalid_exact_stellar_payload_event_wrong_amount",
            Self::BalanceChange(_) => "invalid_exact_stellar_payload_event_not_transfer",
        }
    }
}

impl Detail {
    /// The error code, if it differs from that of the failed check.
    pub(crate) fn code(&self) -> Option<&'static str> {
        if let Self::Simulation(fault) = self {
            return Some(fault.code());
        }
        (*self == Self::MuxedSource).then_some("invalid_exact_stellar_payload_simulation_failed")
    }
}
