//! The reasons for which checks of a payment on Stellar fail.

use x402_schemes::stellar::{Address, CredentialsKind, ReadError, SignatureFormError};
use x402_types::{__declare::sentences, Amount};

use crate::detail::ChainDetail;

sentences! {
    /// The reason why a check of a payment on Stellar failed. A detail is data and prints as a sentence. Entries are numbered from 0.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum Detail {
        /// The offer does not say that the facilitator pays the fee.
        NotSponsored = "the offer's extra.areFeesSponsored is not true",
        /// The offer's `asset` is no contract.
        AssetNoContract = "the offer's asset is not the address of a contract (C)",
        /// The offer's `payTo` is no address.
        PayToNoAddress = "the offer's payTo is not an address of an account (G or M) or a contract (C) with the right checksum",
        /// The bytes are not a transaction.
        Read(error: ReadError) = "not a transaction: {error}",
        /// The transaction does not consist of one operation that calls a contract.
        Operations {
            /// The number of operations.
            count: u32,
            /// The number of the first one's type. `None` if there is none.
            first: Option<u32>,
        } = |f| match first {
            Some(kind) if *count == 1 => write!(f, "the operation (type {kind}) is not the call of a contract"),
            _ => write!(f, "{count} operations; there must be one, which calls a contract"),
        },
        /// The transaction's source is one of the caller's own addresses.
        OwnSource(address: Address) = "the source {address} of the transaction is one of your own addresses",
        /// The operation has a source of its own.
        OperationSource(address: Address) = "the operation has the source {address}, for which nobody signs",
        /// The transaction's source has an id.
        MuxedSource = "the source of the transaction is a muxed account, which no transaction with the call of a contract may have",
        /// The transaction has a memo.
        Memo = "the transaction has a memo, which no transaction with the call of a contract may have",
        /// Another contract than the offer's asset is called.
        OtherContract {
            /// The called contract. `None` if it is no address of an account or a contract.
            called: Option<Address>,
            /// The asset of the offer.
            offered: Address,
        } = |f| match called {
            Some(called) => write!(f, "{called} is called, but the offer's asset is {offered}"),
            None => write!(f, "no contract is called; the offer's asset is {offered}"),
        },
        /// The called function is not `transfer`.
        OtherFunction = "the called function is not transfer",
        /// The call has another number of arguments than three.
        Arguments(count: usize) = "{count} arguments; transfer has three",
        /// The first argument is no account and no contract.
        PayerForm = "the first argument is not the address of an account or a contract, so nobody can authorize the call",
        /// The payer is one of the caller's own addresses.
        OwnPayer(address: Address) = "the payer {address} is one of your own addresses",
        /// Somebody else than the offer's `payTo` is paid.
        Recipient {
            /// The second argument. `None` if it is no address of an account or a contract.
            paid: Option<Address>,
            /// The offer's `payTo`.
            offered: Address,
        } = |f| match paid {
            Some(paid) => write!(f, "pays {paid}, but the offer's payTo is {offered}"),
            None => write!(f, "the second argument is no address; the offer's payTo is {offered}"),
        },
        /// The third argument is no amount.
        NoAmount = "the third argument is not an i128 from 0",
        /// Nobody authorizes the call.
        NoEntries = "no entry authorizes the call",
        /// The credentials of this entry are not those of an address that signs.
        Credentials {
            /// The entry.
            entry: usize,
            /// The kind of its credentials.
            kind: CredentialsKind,
        } = |f| {
            let kind = kind.as_str();
            write!(f, "the credentials of entry {entry} are of the kind {kind}, which is not accepted")
        },
        /// The address of this entry is one of the caller's own.
        OwnEntry(entry: usize) = "entry {entry} authorizes in the name of one of your own addresses",
        /// An entry does not last until the next ledger, or for the policy's margin after it.
        Expired {
            /// The entry.
            entry: usize,
            /// Its last ledger.
            last: u32,
            /// The latest closed ledger.
            ledger: u32,
            /// The ledgers that the policy wants left beside the one that settles.
            margin: u32,
        } = |f| {
            write!(f, "entry {entry} ends with ledger {last}, and the latest closed ledger is {ledger}")?;
            if *margin == 0 { Ok(()) } else { write!(f, "; {margin} ledgers are needed after the next") }
        },
        /// An entry lasts longer than the offer or the network allows.
        ExpiryFar {
            /// The entry.
            entry: usize,
            /// Its last ledger.
            last: u32,
            /// The last ledger that the policy accepts.
            latest: u64,
        } = "entry {entry} ends with ledger {last}; the offer's timeout and the network let it end with {latest} at the latest",
        /// This entry authorizes further calls.
        SubInvocations(entry: usize) = "entry {entry} authorizes calls beyond the transfer",
        /// The payer has no entry.
        NoPayerEntry = "no entry is the payer's",
        /// The payer's entry has no signature.
        NotSigned = "the payer's entry is not signed",
        /// The payer has a second entry.
        SecondEntry(entry: usize) = "entry {entry} is the payer's, too, and authorizes something beyond the transfer",
        /// The entry of somebody else has no signature.
        PendingSignature(entry: usize) = "entry {entry} is not the payer's, and not signed",
        /// The payer's entry is for something else than the call.
        OtherInvocation = "the payer's entry authorizes something else than the transaction's call",
        /// The signatures have a form that the host refuses.
        SignatureForm(error: SignatureFormError) = |f| error.fmt(f),
        /// The signature of this key does not verify over the entry's digest.
        Signature(key: Address) = "not a signature of {key} over the digest of the entry",
        /// The payer's account does not exist.
        NoAccount = "the payer's account does not exist",
        /// This key does not sign for the payer's account.
        NoSigner(key: Address) = "{key} is not a signer of the payer's account",
        /// The signatures have too little weight.
        Weight {
            /// The weight of the signers.
            weight: u32,
            /// The medium threshold of the account.
            threshold: u32,
        } = "the signers have the weight {weight}, and the medium threshold of the payer's account is {threshold}",
        /// A simulation does not show the payment, or more than the payment.
        Simulation(fault: SimulationFault) = |f| fault.fmt(f),
        /// The settlement costs more than the policy accepts.
        SponsorFee {
            /// The fee, in stroops.
            fee: u64,
            /// The maximum of the policy, in stroops.
            max: u64,
        } = "the settlement costs at least {fee} stroops; the policy accepts at most {max}",
    }
}

sentences! {
    /// What a simulation of the settlement shows instead of the payment alone (T-31).
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum SimulationFault {
        /// The settlement fails.
        Fails = "the simulated settlement fails",
        /// There are this many transfers.
        Transfers(count: usize) = "in the simulation there are {count} transfers; there must be exactly one",
        /// The transfer is of another token.
        Asset(asset: Address) = "in the simulation {asset} is transferred, which is not the offer's asset",
        /// The transfer takes from somebody else.
        From(from: Address) = "in the simulation {from} pays, who is not the payer",
        /// The transfer pays somebody else.
        To(to: Address) = "in the simulation {to} is paid, which is not the offer's payTo",
        /// The transfer is of another amount.
        Amount(amount: Amount) = "in the simulation {amount} atomic units are transferred, which is not the payment's amount",
        /// A balance changes beside the transfer, by this contract.
        BalanceChange(contract: Address) = "in the simulation {contract} changes a balance by something else than the transfer",
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

impl ChainDetail for Detail {
    fn code(&self) -> Option<&'static str> {
        if let Self::Simulation(fault) = self {
            return Some(fault.code());
        }
        (*self == Self::MuxedSource).then_some("invalid_exact_stellar_payload_simulation_failed")
    }
}
