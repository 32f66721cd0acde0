//! A chain in process.

use revm::{
    Context, Database, ExecuteCommitEvm, MainBuilder, MainContext,
    bytecode::Bytecode,
    context::{
        TxEnv,
        result::{EVMError, ExecutionResult, InvalidTransaction},
    },
    database::{CacheDB, EmptyDB},
    primitives::{Address, Bytes, Log, TxKind, U256, hardfork::SpecId},
    state::AccountInfo,
};

/// More gas than any of these calls uses, and less than Osaka allows (EIP-7825).
const GAS: u64 = 16_000_000;

/// The state of a chain, and the block of the next transaction.
#[derive(Clone)]
pub(crate) struct Chain {
    db: CacheDB<EmptyDB>,
    id: u64,
    pub(crate) time: u64,
}

/// How a transaction ended.
pub(crate) enum Ended {
    Success { output: Bytes, logs: Vec<Log> },
    Revert(Bytes),
}

impl Chain {
    pub(crate) fn new(id: u64, time: u64) -> Self {
        Self { db: CacheDB::new(EmptyDB::default()), id, time }
    }

    /// Sends a transaction.
    ///
    /// An error is one of the EVM or of the transaction, and not an answer of a contract.
    pub(crate) fn send(&mut self, from: Address, to: Address, data: Bytes) -> Result<Ended, String> {
        let nonce = self.info(from)?.nonce;
        let transaction = TxEnv::builder()
            .caller(from)
            .nonce(nonce)
            .kind(TxKind::Call(to))
            .data(data)
            .gas_limit(GAS)
            .gas_price(0)
            .chain_id(Some(self.id))
            .build()
            .map_err(|error| format!("{error:?}"))?;
        match self.include(transaction)?.map_err(|error| error.to_string())? {
            ExecutionResult::Success { output, logs, .. } => Ok(Ended::Success { output: output.into_data(), logs }),
            ExecutionResult::Revert { output, .. } => Ok(Ended::Revert(output)),
            ExecutionResult::Halt { reason, .. } => Err(format!("the EVM halts: {reason:?}")),
        }
    }

    /// Puts a transaction into a block, or says why no block may contain it.
    pub(crate) fn include(
        &mut self,
        transaction: TxEnv,
    ) -> Result<Result<ExecutionResult, InvalidTransaction>, String> {
        let (id, time) = (self.id, U256::from(self.time));
        let mut evm = Context::mainnet()
            .with_db(&mut self.db)
            .modify_cfg_chained(|cfg| {
                cfg.chain_id = id;
                cfg.set_spec_and_mainnet_gas_params(SpecId::OSAKA);
            })
            .modify_block_chained(|block| {
                block.timestamp = time;
                block.basefee = 0;
            })
            .build_mainnet();
        match evm.transact_commit(transaction) {
            Ok(result) => Ok(Ok(result)),
            Err(EVMError::Transaction(refused)) => Ok(Err(refused)),
            Err(error) => Err(error.to_string()),
        }
    }

    /// Gives an account exactly this amount of the native coin, and a nonce as if it had sent this many transactions.
    pub(crate) fn fund(&mut self, account: Address, balance: U256, nonce: u64) -> Result<(), String> {
        let info = self.info(account)?;
        self.db.insert_account_info(account, AccountInfo { balance, nonce, ..info });
        Ok(())
    }

    /// Deploys the result of `creation` at an address, so that the constructor runs at the address and on the chain of
    /// the contract.
    pub(crate) fn deploy_at(&mut self, deployer: Address, at: Address, creation: Bytes) -> Result<(), String> {
        self.set_code(at, Bytecode::new_legacy(creation))?;
        match self.send(deployer, at, Bytes::new())? {
            Ended::Success { output, .. } => self.set_code(at, Bytecode::new_legacy(output)),
            Ended::Revert(output) => Err(format!("the constructor for {at} reverts: {output}")),
        }
    }

    pub(crate) fn set_code(&mut self, at: Address, code: Bytecode) -> Result<(), String> {
        let mut info = self.info(at)?;
        info.code_hash = code.hash_slow();
        info.code = Some(code);
        self.db.insert_account_info(at, info);
        Ok(())
    }

    /// Writes a word of a contract's storage.
    pub(crate) fn store(&mut self, at: Address, slot: U256, value: U256) -> Result<(), String> {
        self.db.insert_account_storage(at, slot, value).map_err(|error| error.to_string())
    }

    pub(crate) fn code(&mut self, at: Address) -> Result<Bytes, String> {
        let info = self.info(at)?;
        let code = match info.code {
            Some(code) => code,
            None => self.db.code_by_hash(info.code_hash).map_err(|error| error.to_string())?,
        };
        Ok(code.original_bytes())
    }

    fn info(&mut self, address: Address) -> Result<AccountInfo, String> {
        Ok(self.db.basic(address).map_err(|error| error.to_string())?.unwrap_or_default())
    }
}
