//! The reasons why checks of a payment on Solana fail.

use x402_types::declare::sentences;

use x402_schemes::solana::{Address, LoadError, MessageVersion, ParseError, SanitizeError, programs};

sentences! {
    /// The reason why a check of a payment on Solana failed. It prints as a sentence. Instructions are numbered from 0.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum Detail {
        /// The bytes are not a transaction.
        Parse(error: ParseError) = "the payload is not a transaction: {error}",
        /// The runtime rejects the message before it executes it.
        Sanitize(error: SanitizeError) = |f| error.fmt(f),
        /// The runtime cannot load the account keys of the message.
        Load(error: LoadError) = |f| error.fmt(f),
        /// This lookup table does not exist, or no addresses can be loaded from it.
        NoTable(table: Address) = "the lookup table {table} does not exist or is deactivated",
        /// This field of the offer is not an address.
        NotAddress(member: &'static str) = "{member} in the payment requirements is not an address (base58 of 32 bytes)",
        /// The offer has no `extra.feePayer`.
        NoFeePayer = "the payment requirements have no extra.feePayer",
        /// The offer's memo is not a text of at most 256 bytes.
        MemoOffer = "extra.memo in the payment requirements is not a text of at most 256 bytes",
        /// `extra.transactionVersions` of the offer is not a list that contains 0 or 1.
        TransactionVersions = "extra.transactionVersions in the payment requirements is not a list that contains 0 or 1",
        /// The offer lists transaction versions, but not this one.
        UnlistedVersion(version: MessageVersion) =
            "the transaction is {version}, which extra.transactionVersions in the payment requirements does not list",
        /// The config of a version 1 transaction breaks a rule.
        Config {
            /// The rule.
            fault: ConfigFault,
            /// `true` if the transfer is inside the instruction of a smart wallet, which has different error codes.
            is_wrapped: bool,
        } = |f| fault.fmt(f),
        /// A version 1 transaction has this compute budget instruction.
        BudgetInVersion1 {
            /// The index of the instruction.
            instruction: usize,
        } = "instruction {instruction} belongs to the compute budget program, but a transaction of version 1 sets its budget in the config",
        /// The offer's fee payer, this address, is not one of the caller's addresses.
        NotManaged(address: Address) = "the required fee payer {address} is not one of your addresses",
        /// The account that pays the fee is not the offer's fee payer.
        FeePayer {
            /// The account that would pay the fee.
            pays: Address,
            /// The fee payer of the offer.
            offered: Address,
        } = "{pays} would pay the fee, but the required fee payer is {offered}",
        /// The fee payer is among the accounts of an instruction.
        FeePayerNamed {
            /// The index of the instruction.
            instruction: usize,
        } = "instruction {instruction} has the fee payer among its accounts, so it could move the sponsor's assets",
        /// This account must sign, but is neither the fee payer nor the payer.
        ExtraSigner(address: Address) = "{address} must sign, but is neither the fee payer nor the payer",
        /// The first instruction does not set the compute-unit limit.
        NoComputeLimit = "the first instruction does not set the compute-unit limit",
        /// The compute-unit limit is zero.
        ComputeLimitZero = "the compute-unit limit is 0, so nothing is executed",
        /// The compute-unit limit is above the maximum of the policy.
        ComputeLimitAbove {
            /// The limit of the transaction.
            units: u32,
            /// The maximum of the policy.
            max: u32,
        } = "the compute-unit limit is {units}, but the policy accepts at most {max}",
        /// The second instruction does not set the compute-unit price.
        NoComputePrice = "the second instruction does not set the compute-unit price",
        /// The compute-unit price is above the maximum of the policy.
        ComputePriceAbove {
            /// The price of the transaction, in millionths of a lamport.
            price: u64,
            /// The maximum of the policy, in millionths of a lamport.
            max: u64,
        } = "the compute-unit price is {price} millionths of a lamport, but the policy accepts at most {max}",
        /// A smart wallet's transaction has a compute budget instruction other than one limit and one price.
        ComputeBudget {
            /// The index of the instruction.
            instruction: usize,
        } = "instruction {instruction} belongs to the compute budget program, but is neither the only limit nor the only price",
        /// The fee payer may lose more than the policy accepts.
        SponsorCost {
            /// The most that the fee payer can lose, in lamports.
            most: u64,
            /// The maximum of the policy, in lamports.
            max: u64,
        } = "the fee payer may lose {most} lamports, but the policy accepts at most {max}",
        /// The transaction has more instructions than the layout allows.
        InstructionCount {
            /// The number in the transaction.
            count: usize,
            /// The maximum.
            max: usize,
        } = "the transaction has {count} instructions, but the layout allows at most {max}",
        /// The transaction has more Lighthouse instructions than the layout allows.
        LighthouseCount {
            /// The number in the transaction.
            count: usize,
            /// The maximum.
            max: usize,
        } = "the transaction has {count} Lighthouse instructions, but the layout allows at most {max}",
        /// The instruction creates a token account other than the paid one, or is malformed.
        AccountCreation {
            /// The index of the instruction.
            instruction: usize,
        } = "instruction {instruction} creates a token account other than the paid one, or is malformed",
        /// The transaction fails in the simulation.
        SimulationFails = "the transaction fails in the simulation",
        /// In the simulation, this many transfers of the asset, instead of one, reach the associated account of
        /// `payTo`.
        SimulatedTransfers(count: usize) =
            "in the simulation, {count} transfers of the required token (asset) reach the associated account of payTo, but exactly one must",
        /// In the simulation, less than the required amount arrives, because the token keeps a part.
        Arrives {
            /// The amount that arrives, in atomic units.
            arriving: u64,
            /// The amount that is transferred, in atomic units.
            transferred: u64,
        } = "in the simulation, {arriving} of the {transferred} transferred atomic units arrive, which is less than \
            the required amount",
        /// In the simulation, the fee payer loses more than the fee.
        FeePayerLoses {
            /// The loss, in lamports.
            lost: u64,
            /// The highest possible fee, in lamports.
            fee: u64,
        } = "in the simulation, the fee payer loses {lost} lamports, but the fee is at most {fee}",
        /// In the simulation, tokens are taken in the name of the fee payer or from one of its accounts, or a token
        /// program's instruction other than `TransferChecked` names the fee payer or such an account.
        FeePayerTransfers = "in the simulation, tokens are taken in the fee payer's name or from its account",
        /// In the simulation a program makes a plain `Transfer` or a batch, neither of which names a mint.
        SimulatedPlainTransfer =
            "in the simulation, a program makes a plain Transfer or a batch, neither of which shows which tokens it takes",
        /// The layout does not allow this instruction.
        Program {
            /// The index of the instruction.
            instruction: usize,
            /// The program of the instruction.
            program: Address,
            /// The name of the instruction. `None` if it is unknown.
            name: Option<&'static str>,
        } = |f| {
            write!(f, "instruction {instruction} is ")?;
            if let Some(name) = name {
                write!(f, "{name} ")?;
            }
            match programs::name(program) {
                Some(program) => write!(f, "of {program}")?,
                None => write!(f, "of {program}, which is not known")?,
            }
            f.write_str("; apart from limit, price and transfer, only Lighthouse is allowed, and Memo after them")
        },
        /// The transaction has no instruction of a token program.
        NoTransfer = "no instruction transfers a token",
        /// The instruction of a token program is not `TransferChecked`, or is malformed.
        NotTransferChecked {
            /// The index of the instruction.
            instruction: usize,
            /// The name of the instruction. `None` if it is malformed or unknown.
            name: Option<&'static str>,
        } = |f| match name {
            Some(name) => write!(f, "instruction {instruction} is {name} instead of TransferChecked"),
            None => write!(f, "instruction {instruction} belongs to a token program, but is not TransferChecked"),
        },
        /// This many bytes follow the decimals of the transfer, which Token-2022 rejects.
        TransferTrailing(count: usize) = "{count} bytes follow the decimals of the transfer, which Token-2022 rejects",
        /// The transfer moves a token other than the offer's.
        Mint {
            /// The mint of the transfer.
            transferred: Address,
            /// The mint of the offer.
            offered: Address,
        } = "the transfer moves the token {transferred}, but the required token (asset) is {offered}",
        /// The transfer pays an account other than the associated account of `payTo`.
        Destination {
            /// The destination of the transfer.
            paid: Address,
            /// The associated account of `payTo`.
            expected: Address,
        } = "the transfer pays {paid}, but the associated token account of the required recipient (payTo) is {expected}",
        /// This account of the transfer is read-only in the transaction.
        ReadOnly(account: &'static str) = "the transfer's {account} is read-only in this transaction",
        /// The source of the transfer is also the destination.
        SourceIsDestination = "source and destination are the same account, so nothing moves",
        /// The source of the transfer is also the mint.
        SourceIsMint = "source and mint are the same account, so the source is not a token account",
        /// The source of the transfer is the mint, a program or a sysvar.
        SourceIsNoTokenAccount(source: Address) =
            "the source {source} is the mint, a program or a sysvar, so it is not a token account",
        /// The source of the transfer is the associated account of the fee payer, or a different account that the fee
        /// payer owns in a simulation.
        SourceOfFeePayer = "the transfer takes tokens from the fee payer's account",
        /// This account, the authority of the transfer, is not a signer of the transaction.
        Authority(address: Address) = "the transfer's authority {address} does not sign",
        /// The authority of the transfer is an address of a lookup table, and no signer follows it.
        AuthorityOfTable = "the transfer's authority comes from a lookup table, so it does not sign, and no member of a multisig account signs",
        /// Too few members of the multisig authority sign.
        MultisigShort {
            /// The authority of the transfer.
            authority: Address,
            /// The number of members that sign.
            signed: usize,
            /// The number of members that must sign.
            required: u8,
        } = "{signed} members of the multisig authority {authority} sign, but {required} must",
        /// The transfer names this member of the multisig authority, but the member does not sign, which the program
        /// rejects.
        MultisigMember(member: Address) = "the transfer names {member} as a member of the multisig authority, but this account does not sign",
        /// The offer requires a memo, and the transaction has this many memos instead of one.
        MemoCount(count: usize) = "the transaction has {count} memos, but the payment requirements ask for exactly one",
        /// The memo differs from the required text.
        MemoText = "the memo differs from the required text",
        /// The memo is not UTF-8.
        MemoUtf8 {
            /// The index of the instruction.
            instruction: usize,
        } = "the memo in instruction {instruction} is not UTF-8, which the memo program rejects",
        /// The memo names an account that does not sign.
        MemoSigner {
            /// The index of the instruction.
            instruction: usize,
        } = "the memo in instruction {instruction} names an account that does not sign, which the memo program rejects",
        /// The required signature of this account is empty.
        NotSigned(address: Address) = "{address} did not sign",
        /// The signature of this account does not verify over the message.
        Signature(address: Address) = "the signature of {address} does not verify for this message",
    }
}

sentences! {
    /// A rule that the config of a version 1 transaction breaks (U-26, U-27).
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum ConfigFault {
        /// The limit of compute units is absent or 0.
        NoUnits = "the config sets no compute-unit limit, so the first instruction fails",
        /// The limit of loaded data is absent or 0.
        NoLoadedData = "the config sets no limit for loaded data, so no account can be loaded",
        /// The limit of compute units is above the maximum.
        UnitsAbove {
            /// The limit of the transaction.
            units: u32,
            /// The maximum.
            max: u32,
        } = "the compute-unit limit is {units}, but at most {max} are accepted",
        /// The fee is above the maximum price of a unit for all units.
        FeeAbove {
            /// The fee of the transaction, in lamports.
            fee: u64,
            /// The maximum for its units, in millionths of a lamport.
            most_micro: u128,
        } = |f| {
            let max = most_micro / 1_000_000;
            write!(f, "the fee is {fee} lamports, but at most {max} are accepted for this compute-unit limit")
        },
    }
}

impl ConfigFault {
    /// The error code, from the pull request that adds version 1 to the official SDKs (`docs/reference/sources.md`).
    const fn code(self, is_wrapped: bool) -> &'static str {
        let [plain, wrapped] = match self {
            Self::NoUnits => [
                "invalid_exact_svm_payload_transaction_config_compute_limit_missing",
                "smart_wallet_compute_unit_limit_missing",
            ],
            Self::NoLoadedData => [
                "invalid_exact_svm_payload_transaction_config_loaded_accounts_data_size_limit_missing",
                "smart_wallet_loaded_accounts_data_size_limit_missing",
            ],
            Self::UnitsAbove { .. } => [
                "invalid_exact_svm_payload_transaction_config_compute_limit_too_high",
                "smart_wallet_compute_units_too_high",
            ],
            Self::FeeAbove { .. } => [
                "invalid_exact_svm_payload_transaction_config_priority_fee_too_high",
                "smart_wallet_priority_fee_too_high",
            ],
        };
        if is_wrapped { wrapped } else { plain }
    }
}

impl Detail {
    /// The error code, if it differs from that of the failed check.
    pub(crate) fn code(&self) -> Option<&'static str> {
        if let Self::Config { fault, is_wrapped } = self {
            Some(fault.code(*is_wrapped))
        } else if let Self::FeePayerLoses { .. } = self {
            // The loss is above the fee, so the price is not the reason.
            Some("invalid_exact_svm_payload_transaction_fee_payer_transferring_funds")
        } else {
            None
        }
    }
}
