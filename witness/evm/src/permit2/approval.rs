//! The transaction that the payer signed for a sponsor to send, as a node, a block and the token handle it.

use alloy_consensus::{Transaction as _, TxEnvelope, TxType, transaction::SignerRecoverable};
use alloy_eips::Decodable2718;
use revm::{
    context::{
        TxEnv,
        result::{ExecutionResult, HaltReason, InvalidTransaction},
    },
    primitives::{Address, B256, Log, TxKind, U256, hex, keccak256},
};
use serde::Deserialize;

use crate::{
    abi::revert_reason,
    evm::Chain,
    proxies::{PERMIT2, Permit},
    question::{address, number},
};

/// The most gas that a transaction may have (EIP-7825).
const ALL_GAS: u64 = 1 << 24;

/// The transaction that a node reads, or why it reads none.
pub(crate) enum Approval {
    Transaction(Box<TxEnv>),
    /// The bytes are no transaction, or missing.
    Unreadable(String),
    /// No key can have signed it.
    Nobodys(String),
}

/// The fate of the transaction.
#[derive(Debug)]
pub(crate) enum Fate {
    NotSent,
    Unreadable(String),
    Nobodys(String),
    /// No block may contain it.
    Refused(InvalidTransaction),
    Reverted(String),
    Halted(HaltReason),
    /// The allowances that it set: owner, spender, amount.
    Allowed(Vec<(Address, Address, U256)>),
}

/// The parts of `info` that are sent.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Info {
    signed_transaction: String,
}

/// The bytes that are sent.
pub(super) fn raw(info: &serde_json::Value) -> Result<Vec<u8>, String> {
    let Info { signed_transaction } = Info::deserialize(info).map_err(|error| error.to_string())?;
    let digits = signed_transaction.strip_prefix("0x").ok_or("it does not begin with 0x")?;
    hex::decode(digits).map_err(|error| error.to_string())
}

impl Approval {
    pub(crate) fn read(info: &serde_json::Value) -> Result<Self, String> {
        raw(info).map_or_else(|why| Ok(Self::Unreadable(why)), |raw| Self::decode(&raw))
    }

    fn decode(raw: &[u8]) -> Result<Self, String> {
        let envelope = match TxEnvelope::decode_2718_exact(raw) {
            Ok(envelope) => envelope,
            Err(error) => return Ok(Self::Unreadable(error.to_string())),
        };
        if let kind @ (TxType::Eip4844 | TxType::Eip7702) = envelope.tx_type() {
            return Err(format!("what a node wants of a transaction of type {kind} is not looked into here"));
        }
        // Nodes recover like this since Homestead (EIP-2), so a high s has no signer.
        let signer = match envelope.recover_signer() {
            Ok(signer) => signer,
            Err(error) => return Ok(Self::Nobodys(error.to_string())),
        };
        let transaction = TxEnv::builder()
            .tx_type(Some(envelope.tx_type().into()))
            .caller(signer)
            .chain_id(envelope.chain_id())
            .nonce(envelope.nonce())
            .gas_limit(envelope.gas_limit())
            .gas_price(envelope.max_fee_per_gas())
            .gas_priority_fee(envelope.max_priority_fee_per_gas())
            .kind(envelope.kind())
            .value(envelope.value())
            .data(envelope.input().clone())
            .access_list(envelope.access_list().cloned().unwrap_or_default());
        Ok(Self::Transaction(Box::new(transaction.build().map_err(|error| format!("{error:?}"))?)))
    }

    /// The same transaction with the most gas, at no price. Nobody has signed it.
    pub(super) fn with_free_gas(&self) -> Option<Self> {
        match self {
            Self::Transaction(transaction) => {
                let priority = transaction.gas_priority_fee.map(|_| 0);
                let gas =
                    TxEnv { gas_limit: ALL_GAS, gas_price: 0, gas_priority_fee: priority, ..(**transaction).clone() };
                Some(Self::Transaction(Box::new(gas)))
            }
            _ => None,
        }
    }

    /// The most that it can cost its signer, in wei, without the amount that it moves.
    pub(super) fn most_wei(&self) -> Option<U256> {
        match self {
            Self::Transaction(transaction) => {
                U256::from(transaction.gas_limit).checked_mul(U256::from(transaction.gas_price))
            }
            _ => None,
        }
    }

    /// Sends the transaction and keeps the state. Its signer has exactly what it can cost, and its nonce is the next
    /// one.
    ///
    /// An error is one of this program, or a transaction that a block accepts for less.
    pub(crate) fn send(&self, chain: &mut Chain, token: Address) -> Result<Fate, String> {
        let transaction = match self {
            Self::Transaction(transaction) => transaction,
            Self::Unreadable(why) => return Ok(Fate::Unreadable(why.clone())),
            Self::Nobodys(why) => return Ok(Fate::Nobodys(why.clone())),
        };
        let TxEnv { caller, nonce, value, .. } = **transaction;
        let cost = self.most_wei().and_then(|wei| wei.checked_add(value)).ok_or("it costs more than there is")?;
        if let Some(less) = cost.checked_sub(U256::ONE) {
            let mut poor = chain.clone();
            poor.fund(caller, less, nonce)?;
            if poor.include((**transaction).clone())?.is_ok() {
                return Err(format!("a block takes the approval for {less} wei, and it was said to cost {cost}"));
            }
        }
        chain.fund(caller, cost, nonce)?;
        Ok(match chain.include((**transaction).clone())? {
            Err(refused) => Fate::Refused(refused),
            Ok(ExecutionResult::Success { logs, .. }) => {
                Fate::Allowed(logs.iter().filter(|log| log.address == token).filter_map(allowed).collect())
            }
            Ok(ExecutionResult::Revert { output, .. }) => Fate::Reverted(revert_reason(&output)),
            Ok(ExecutionResult::Halt { reason, .. }) => Fate::Halted(reason),
        })
    }

    /// Whether the transaction fails to allow Permit2 the permitted amount because of what a check is about.
    pub(crate) fn fails(&self, check: &str, fate: &Fate, permit: &Permit) -> bool {
        let transaction = match self {
            Self::Transaction(transaction) => transaction,
            Self::Unreadable(_) => return ["approval-payload", "approval-transaction"].contains(&check),
            Self::Nobodys(_) => return ["approval-signature", "approval-transaction"].contains(&check),
        };
        match (check, fate) {
            ("approval-chain", Fate::Refused(why)) => *why == InvalidTransaction::InvalidChainId,
            ("approval-nonce", Fate::Refused(why)) => *why == InvalidTransaction::NonceOverflowInTransaction,
            ("approval-fees", Fate::Refused(why)) => *why == InvalidTransaction::PriorityFeeGreaterThanMaxFee,
            ("approval-gas", Fate::Refused(why)) => matches!(
                why,
                InvalidTransaction::CallGasCostMoreThanGasLimit { .. }
                    | InvalidTransaction::GasFloorMoreThanGasLimit { .. }
                    | InvalidTransaction::TxGasLimitGreaterThanCap { .. }
            ),
            ("approval-value", Fate::Reverted(_)) => !transaction.value.is_zero(),
            ("approval-calldata", Fate::Reverted(_)) => transaction.value.is_zero() && self.calls(permit.token),
            ("approval-target", Fate::Reverted(_) | Fate::Halted(_)) => !self.calls(permit.token),
            ("approval-target", Fate::Allowed(all)) => !self.calls(permit.token) && all.is_empty(),
            ("approval-signer", Fate::Allowed(all)) => {
                !all.is_empty() && all.iter().all(|(owner, ..)| *owner == transaction.caller && *owner != permit.from)
            }
            ("approval-spender", Fate::Allowed(all)) => {
                matches!(all.as_slice(), [(owner, spender, _)] if *owner == permit.from && *spender != PERMIT2)
            }
            ("approval-amount", Fate::Allowed(all)) => {
                matches!(all.as_slice(), [(owner, PERMIT2, amount)] if *owner == permit.from && *amount < permit.amount)
            }
            _ => false,
        }
    }

    /// Why the transaction allows Permit2 that amount although a check refuses it. The check may be about the text of
    /// `info`.
    pub(crate) fn why_unseen(&self, check: &str, info: &serde_json::Value) -> Result<&'static str, String> {
        let Self::Transaction(transaction) = self else { return Err("it is no transaction, and pays".into()) };
        let selects = |function: &str| transaction.data.starts_with(&keccak256(function)[..4]);
        let amount = transaction.data.get(36..68).map(U256::from_be_slice);
        let member = |member: &str| info.get(member).and_then(serde_json::Value::as_str).unwrap_or_default();
        Ok(match check {
            "approval-payload" => "what else info says, or how, is not in the transaction",
            "approval-owner" if address(member("from")) != Ok(transaction.caller) => {
                "who signed the transaction approves, whoever info says"
            }
            "approval-token" if address(member("asset")).map(TxKind::Call) != Ok(transaction.kind) => {
                "the transaction calls what it calls, whatever info says"
            }
            "approval-spender" if address(member("spender")) != Ok(PERMIT2) => {
                "the transaction has the spender, whoever info says"
            }
            "approval-info" if number(member("amount")).ok() != amount => {
                "the transaction has the amount, whatever info says"
            }
            "approval-gas-cap" | "approval-cost-cap" => "what a sponsor does not want to pay for the chain may take",
            "approval-calldata" if selects("approve(address,uint256)") => {
                "this token's compiler does not look at what else is there; that of another token may"
            }
            "approval-calldata" if selects("increaseAllowance(address,uint256)") => {
                "this token has a function that is not ERC-20's, and to increase nothing is to approve"
            }
            "approval-transaction" if transaction.chain_id.is_none() => {
                "a block may contain a transaction that is for no chain; what nodes let in is their matter"
            }
            _ => return Err(format!("no rule for {check:?} of an approval that is good")),
        })
    }

    fn calls(&self, contract: Address) -> bool {
        matches!(self, Self::Transaction(transaction) if transaction.kind == TxKind::Call(contract))
    }
}

/// Reads the event of a token.
fn allowed(log: &Log) -> Option<(Address, Address, U256)> {
    match log.topics() {
        [event, owner, spender] if *event == keccak256("Approval(address,address,uint256)") => {
            let amount = B256::try_from(log.data.data.as_ref()).ok()?;
            Some((Address::from_word(*owner), Address::from_word(*spender), amount.into()))
        }
        _ => None,
    }
}

impl Fate {
    /// Whether only the gas was at fault. Either it was in a block, with too little gas for what it does there; or the
    /// gas costs more than 2^128−1 wei, which the EVM here takes from no balance, and which no account ever had.
    pub(super) const fn is_of_gas_alone(&self) -> bool {
        matches!(
            self,
            Self::Halted(HaltReason::OutOfGas(_)) | Self::Refused(InvalidTransaction::OverflowPaymentInTransaction)
        )
    }

    /// The words in the findings.
    pub(crate) fn describe(&self) -> String {
        match self {
            Self::NotSent => "the approval is not sent".into(),
            Self::Unreadable(why) => format!("the approval is no transaction: {why}"),
            Self::Nobodys(why) => format!("the approval is nobody's: {why}"),
            Self::Refused(why) => format!("no block may contain the approval: {why}"),
            Self::Reverted(why) => format!("the approval reverts: {why}"),
            Self::Halted(why) => format!("the approval fails: {why:?}"),
            Self::Allowed(all) => match all.as_slice() {
                [] => "the approval allows nothing".into(),
                all => {
                    let all = all.iter().map(|(owner, spender, amount)| {
                        format!("the approval lets {spender} take {amount} from {owner}")
                    });
                    all.collect::<Vec<_>>().join(", ")
                }
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use revm::primitives::address;

    use super::*;
    use crate::payer::{Behaviour, PayerCode};

    // EIP-155's example: nonce 9, 20 gwei, 21,000 gas, 1 ether, on chain 1, by key 46…46.
    const RAW: [u8; 110] = hex!(
        "f86c098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a764000080"
        "25a028ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276"
        "a067cbe9d8997f761aecb703304b3800ccf555c9f3dc64214b297fb1966a3b6d83"
    );
    const SIGNER: Address = address!("9d8A62f656a8d1615C1294fd71e9CFb3E4855A4F");
    const TOKEN: Address = address!("3535353535353535353535353535353535353535");

    fn send(raw: &[u8], chain: u64, code: PayerCode) -> Fate {
        let mut chain = Chain::new(chain, 1);
        code.set(&mut chain, SIGNER, SIGNER).unwrap();
        Approval::decode(raw).unwrap().send(&mut chain, TOKEN).unwrap()
    }

    #[test]
    fn transactions_are_sent_as_nodes_send_them() {
        let Approval::Transaction(transaction) = Approval::decode(&RAW).unwrap() else { panic!("no transaction") };
        assert_eq!((transaction.caller, transaction.nonce, transaction.chain_id), (SIGNER, 9, Some(1)));
        assert!(matches!(send(&RAW, 1, PayerCode::None), Fate::Allowed(all) if all.is_empty()));
        assert!(matches!(send(&RAW, 2, PayerCode::None), Fate::Refused(InvalidTransaction::InvalidChainId)));
        // EIP-3607, and what EIP-7702 takes out of it.
        let contract = PayerCode::Contract(Behaviour::AcceptsAll);
        assert!(matches!(send(&RAW, 1, contract), Fate::Refused(InvalidTransaction::RejectCallerWithCode)));
        assert!(matches!(send(&RAW, 1, PayerCode::Delegation(Behaviour::AcceptsAll)), Fate::Allowed(_)));
        let behind = [&RAW[..], &[0]].concat();
        assert!(matches!(send(&behind, 1, PayerCode::None), Fate::Unreadable(_)));
    }

    #[test]
    fn a_high_s_is_nobodys() {
        let order = U256::from_be_bytes(hex!("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"));
        let (mut raw, at) = (RAW, RAW.len() - 32);
        let twin = order - U256::from_be_slice(&raw[at..]);
        raw[at..].copy_from_slice(&twin.to_be_bytes::<32>());
        raw[43] = 0x26;
        assert!(matches!(send(&raw, 1, PayerCode::None), Fate::Nobodys(_)));
    }
}
