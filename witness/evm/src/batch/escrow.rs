//! The contracts of `batch-settlement`, at the addresses that they have on every chain.

use revm::primitives::{Address, B256, Bytes, U256, address, b256, keccak256};

use crate::{
    abi::{Arg, arguments, array, calldata, returned_bytes, revert_reason},
    contracts::Contracts,
    evm::Ended,
    proxies::{PERMIT2, Proxies, by_factory},
    token::SETTLER,
};

pub(super) const SETTLEMENT: Address = address!("4020074e9dF2ce1deE5A9C1b5c3f541D02a10003");
const SETTLEMENT_SALT: B256 = b256!("000000000000000000000000000000000000000000000000e000000005be885c");
pub(super) const BY_EIP3009: Address = address!("4020806089470a89826cB9fB1f4059150b550004");
const BY_EIP3009_SALT: B256 = b256!("0000000000000000000000000000000000000000000000001800000007a95284");
pub(super) const BY_PERMIT2: Address = address!("4020425FAf3B746C082C2f942b4E5159887B0005");
const BY_PERMIT2_SALT: B256 = b256!("000000000000000000000000000000000000000000000000f800000001a5d4ff");

/// The places in the contract's storage. What is written there has to be what the contract's own views return.
const CHANNELS: u64 = 2;
const NONCES: u64 = 3;
const WITHDRAWALS: u64 = 4;
const RECEIVERS: u64 = 5;

const CONFIG: &str = "(address,address,address,address,address,uint40,bytes32)";

/// The config of a channel, in the order of its struct.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Config {
    pub(super) payer: Address,
    pub(super) payer_authorizer: Address,
    pub(super) receiver: Address,
    pub(super) receiver_authorizer: Address,
    pub(super) token: Address,
    pub(super) withdraw_delay: U256,
    pub(super) salt: B256,
}

/// A row of a claim.
#[derive(Clone)]
pub(super) struct Row {
    pub(super) config: Config,
    pub(super) most: U256,
    pub(super) signature: Vec<u8>,
    pub(super) total: U256,
}

/// What the contract knows of a channel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct State {
    pub(super) balance: U256,
    pub(super) claimed: U256,
    pub(super) nonce: U256,
    /// When the payer asked for a withdrawal, and of how much.
    pub(super) requested_at: U256,
    pub(super) withdrawing: U256,
}

/// A chain with all contracts.
#[derive(Clone)]
pub(crate) struct Escrow {
    pub(crate) proxies: Proxies,
}

impl Config {
    fn args(&self) -> Vec<Arg<'static>> {
        let Self { payer, payer_authorizer, receiver, receiver_authorizer, token, withdraw_delay, salt } = *self;
        let addresses = [payer, payer_authorizer, receiver, receiver_authorizer, token];
        addresses.into_iter().map(Arg::from).chain([withdraw_delay.into(), salt.into()]).collect()
    }

    /// A call of a function whose first argument is the config.
    pub(super) fn call(&self, name: &str, types: &str, more: Vec<Arg<'_>>) -> Bytes {
        let mut args = self.args();
        args.extend(more);
        calldata(&format!("{name}({CONFIG}{types})"), &args)
    }
}

/// A call of a function whose first argument is a list of rows.
pub(super) fn call_with_rows(name: &str, types: &str, rows: &[Row], more: Vec<Arg<'_>>) -> Bytes {
    let encoded = rows.iter().map(|row| {
        let mut args = row.config.args();
        args.extend([row.most.into(), Arg::Bytes(&row.signature), row.total.into()]);
        Arg::Encoded(arguments(&args))
    });
    let mut args = vec![array(&encoded.collect::<Vec<_>>())];
    args.extend(more);
    calldata(&format!("{name}((({CONFIG},uint128),bytes,uint128)[]{types})"), &args)
}

/// Claims rows, by the authorizer's signature or by who calls.
pub(super) fn claim_call(rows: &[Row], signature: Option<&[u8]>) -> Bytes {
    match signature {
        Some(signature) => call_with_rows("claimWithSignature", ",bytes", rows, vec![Arg::Bytes(signature)]),
        None => call_with_rows("claim", "", rows, Vec::new()),
    }
}

/// Lets a collector bring a deposit.
pub(super) fn deposit_call(config: &Config, amount: U256, collector: Address, data: &[u8]) -> Bytes {
    config.call("deposit", ",uint128,address,bytes", vec![amount.into(), collector.into(), Arg::Bytes(data)])
}

/// The call that asks for all that the contract knows of a channel.
pub(super) fn state_call(id: B256) -> Bytes {
    let of = |name: &str| calldata(&format!("{name}(bytes32)"), &[id.into()]);
    multicall(&[of("channels"), of("pendingWithdrawals"), of("refundNonce")])
}

/// Several calls in one.
pub(super) fn multicall(calls: &[Bytes]) -> Bytes {
    calldata("multicall(bytes[])", &[array(&calls.iter().map(|call| Arg::Bytes(call)).collect::<Vec<_>>())])
}

impl Escrow {
    /// Deploys the contracts as they were deployed. An error is another address, and so other code.
    pub(crate) fn deploy(contracts: &Contracts, mut proxies: Proxies) -> Result<Self, String> {
        let [by_eip3009, by_permit2] = &contracts.collectors;
        let by_eip3009 = [&by_eip3009[..], &arguments(&[SETTLEMENT.into()])].concat();
        let by_permit2 = [&by_permit2[..], &arguments(&[SETTLEMENT.into(), PERMIT2.into()])].concat();
        for (at, salt, code) in [
            (SETTLEMENT, SETTLEMENT_SALT, &contracts.batch[..]),
            (BY_EIP3009, BY_EIP3009_SALT, &by_eip3009),
            (BY_PERMIT2, BY_PERMIT2_SALT, &by_permit2),
        ] {
            by_factory(&mut proxies.token.chain, at, salt, code)?;
        }
        Ok(Self { proxies })
    }

    /// Sends a transaction to the contract. The answer is what it returns, or why it reverts.
    pub(super) fn send(&mut self, from: Address, data: Bytes) -> Result<Result<Bytes, String>, String> {
        Ok(match self.proxies.token.chain.send(from, SETTLEMENT, data)? {
            Ended::Success { output, .. } => Ok(output),
            Ended::Revert(output) => Err(revert_reason(&output)),
        })
    }

    fn view(&mut self, data: Bytes) -> Result<Bytes, String> {
        self.send(SETTLER, data)?.map_err(|why| format!("a view reverts: {why}"))
    }

    fn word(&mut self, data: Bytes) -> Result<B256, String> {
        B256::try_from(self.view(data)?.as_ref()).map_err(|error| error.to_string())
    }

    pub(super) fn channel_id(&mut self, config: &Config) -> Result<B256, String> {
        self.word(config.call("getChannelId", "", Vec::new()))
    }

    pub(super) fn voucher_digest(&mut self, id: B256, most: U256) -> Result<B256, String> {
        self.word(calldata("getVoucherDigest(bytes32,uint128)", &[id.into(), most.into()]))
    }

    pub(super) fn refund_digest(&mut self, id: B256, nonce: U256, amount: U256) -> Result<B256, String> {
        self.word(calldata("getRefundDigest(bytes32,uint256,uint128)", &[id.into(), nonce.into(), amount.into()]))
    }

    pub(super) fn batch_digest(&mut self, rows: &[Row]) -> Result<B256, String> {
        self.word(call_with_rows("getClaimBatchDigest", "", rows, Vec::new()))
    }

    /// The state of a channel, by one call (N-19).
    pub(super) fn state(&mut self, id: B256) -> Result<State, String> {
        let output = self.view(state_call(id))?;
        let list = output.get(64..).ok_or("multicall returns no list")?;
        let item = |index: usize, words: usize| -> Result<Vec<U256>, String> {
            let at = list.get(32 * index..32 * index + 32).map(U256::from_be_slice);
            let at = at.and_then(|at| usize::try_from(at).ok()).ok_or("multicall returns a broken list")?;
            // A value is encoded as the one that a function returns, whose offset comes first.
            let behind = [&[0; 32], list.get(at..).unwrap_or_default()].concat();
            let bytes = returned_bytes(&behind).filter(|bytes| bytes.len() == 32 * words);
            Ok(bytes.ok_or("a view returns something else")?.chunks(32).map(U256::from_be_slice).collect())
        };
        let [channel, withdrawal, nonce] = [item(0, 2)?, item(1, 2)?, item(2, 1)?];
        Ok(State {
            balance: channel[0],
            claimed: channel[1],
            nonce: nonce[0],
            withdrawing: withdrawal[0],
            requested_at: withdrawal[1],
        })
    }

    /// Brings a channel into a state, with the tokens that are in it.
    pub(super) fn set(&mut self, config: &Config, state: State) -> Result<(), String> {
        let id = self.channel_id(config)?;
        let words = [
            (slot(id, CHANNELS), state.balance | (state.claimed << 128)),
            (slot(id, NONCES), state.nonce),
            (slot(id, WITHDRAWALS), state.withdrawing | (state.requested_at << 128)),
        ];
        for (slot, value) in words {
            self.proxies.token.chain.store(SETTLEMENT, slot, value)?;
        }
        self.mint(SETTLEMENT, state.balance)?;
        let is_set = self.state(id)? == state;
        if is_set { Ok(()) } else { Err(format!("the contract does not show the state that was made: {state:?}")) }
    }

    /// Lets a receiver have claimed this much that was not swept yet.
    pub(super) fn set_claimed(&mut self, receiver: Address, token: Address, claimed: U256) -> Result<(), String> {
        let of_receiver: B256 = slot(receiver.into_word(), RECEIVERS).into();
        let inner = keccak256([token.into_word(), of_receiver].concat());
        self.proxies.token.chain.store(SETTLEMENT, inner.into(), claimed)?;
        self.mint(SETTLEMENT, claimed)?;
        let data = calldata("receivers(address,address)", &[receiver.into(), token.into()]);
        let is_set = self.view(data)?.get(..32).map(U256::from_be_slice) == Some(claimed);
        if is_set { Ok(()) } else { Err("the contract does not show what was claimed".into()) }
    }

    /// The token mints nothing to nobody.
    pub(super) fn mint(&mut self, to: Address, amount: U256) -> Result<(), String> {
        if to.is_zero() || amount.is_zero() { Ok(()) } else { self.proxies.token.mint(to, amount) }
    }
}

/// The place of a member of a mapping.
fn slot(key: B256, mapping: u64) -> U256 {
    keccak256([key, U256::from(mapping).into()].concat()).into()
}
