//! What only an EVM chain knows (E-11).

use alloc::{boxed::Box, vec::Vec};
use core::fmt;

use x402_schemes::evm::{
    Address,
    eip3009::{Authorization, Nonce},
    gas_sponsoring::{eip2612, erc20_approval::Approve},
    op_stack, permit2,
};
use x402_types::{Amount, Network, Uint256};

use super::calldata::{self, selector};
use crate::Detail;

/// Something that no offline check of a payment on an EVM chain can know.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Question {
    /// Need or outstanding: does the payer have code? If it does, the code decides whose signature this is (E-8).
    /// Answered by [`Facts::with_account`](crate::Facts::with_account).
    AccountCode {
        /// Where.
        network: Network,
        /// The payer.
        account: Address,
        /// What is wrong with the signature if the payer has no code. `None`: nothing.
        if_plain: Option<Box<Detail>>,
    },
    /// Need: does the payer's contract accept the signature (EIP-1271), asked by this caller? A wallet may pass its caller
    /// on to policies (ERC-7579), and accept from one what it refuses from another (E-8).
    /// Answered by [`Facts::with_contract_signature_for`](crate::Facts::with_contract_signature_for).
    ContractSignature {
        /// Where.
        network: Network,
        /// The payer.
        account: Address,
        /// The contract that asks when the payment is settled: the token, or Permit2.
        caller: Address,
        /// What was to be signed.
        digest: [u8; 32],
        /// The signature, for the contract alone to understand.
        signature: Vec<u8>,
    },
    /// Need: would the payer's wallet, once this factory has deployed it, accept the signature (ERC-6492, E-9)?
    /// Only a simulation can tell; the factory is the payer's choice, so call none that you do not know.
    CounterfactualSignature {
        /// Where.
        network: Network,
        /// The payer.
        account: Address,
        /// What was to be signed.
        digest: [u8; 32],
        /// The contract that would deploy the wallet.
        factory: Address,
        /// What it would be called with.
        factory_calldata: Vec<u8>,
        /// The signature for the wallet.
        inner: Vec<u8>,
    },
    /// Need: what are name and version of the token's EIP-712 domain, which the offer does not name (E-1, P-5)?
    /// Answered by [`Facts::with_token_domain`](crate::Facts::with_token_domain).
    DomainNames {
        /// Where.
        network: Network,
        /// The token.
        token: Address,
    },
    /// Need: what is the token's domain separator? By name and version that the token says of itself the signature is not
    /// right, and some tokens have another name in their domain: their separator decides (E-1, P-5).
    /// Answered by [`Facts::with_domain_separator`](crate::Facts::with_domain_separator).
    DomainSeparator {
        /// Where.
        network: Network,
        /// The token.
        token: Address,
        /// What is wrong with the signature by what the token says of itself.
        by_names: Box<Detail>,
    },
    /// Need: does the token take the EIP-2612 permit of a payer that has code? Some tokens ask the code, others recover a key,
    /// and here the two come to different answers (P-5).
    /// Answered by [`Facts::with_token_permit`](crate::Facts::with_token_permit).
    TokenPermit {
        /// Where.
        network: Network,
        /// The token.
        token: Address,
        /// What the payer permits.
        permit: Box<eip2612::Permit>,
        /// What was to be signed.
        digest: [u8; 32],
        /// r, s and v.
        signature: Vec<u8>,
        /// What is wrong with the permit if the token refuses it.
        if_refused: Box<Detail>,
    },
    /// Outstanding: is the asset a contract, and is its EIP-712 domain the one used (E-11)?
    /// Not asked where [`Facts::with_domain_separator`](crate::Facts::with_domain_separator) says it.
    TokenDomain {
        /// Where.
        network: Network,
        /// The token.
        token: Address,
        /// What `DOMAIN_SEPARATOR()` has to give.
        separator: [u8; 32],
    },
    /// Outstanding: does the payer have as much?
    Balance {
        /// Where.
        network: Network,
        /// The token.
        token: Address,
        /// The payer.
        owner: Address,
        /// How much it takes.
        at_least: Amount,
    },
    /// Outstanding: is the authorization neither used nor cancelled?
    AuthorizationUnused {
        /// Where.
        network: Network,
        /// The token.
        token: Address,
        /// The payer.
        authorizer: Address,
        /// The authorization's nonce.
        nonce: Nonce,
    },
    /// Outstanding: does the transfer go through: token not paused, neither party blocked?
    Transfer {
        /// Where.
        network: Network,
        /// The token.
        token: Address,
        /// What would be called.
        authorization: Box<Authorization>,
        /// The signature: of an account without code as the token takes it, whatever form it came in.
        signature: Vec<u8>,
    },
    /// Need or outstanding: will `upto` be settled from this address? The proxy takes no call from another (P-4).
    /// Answered by [`Context::with_facilitators`](crate::Context::with_facilitators).
    Facilitator {
        /// Where.
        network: Network,
        /// The one that the payer signed for.
        facilitator: Address,
    },
    /// Outstanding: is there a contract at this address (E-11)? A call to none succeeds, and moves nothing.
    ContractCode {
        /// Where.
        network: Network,
        /// The token, or the scheme's proxy.
        contract: Address,
    },
    /// Need or outstanding: has the payer allowed Permit2 to move as much? A need where a permit or an approval that comes
    /// along has a fault, so that only this can make the payment one that settles (P-5, P-6).
    /// Answered by [`Facts::with_allowance`](crate::Facts::with_allowance).
    Allowance {
        /// Where.
        network: Network,
        /// The token.
        token: Address,
        /// The payer.
        owner: Address,
        /// How much it takes.
        at_least: Amount,
        /// What is wrong with the payment if less is allowed. `None`: that alone.
        if_less: Option<Box<Detail>>,
    },
    /// Outstanding: is the permit neither used nor cancelled? The answer is the word of the payer's nonces; the bit of
    /// this one has to be 0.
    PermitUnused {
        /// Where.
        network: Network,
        /// The payer.
        owner: Address,
        /// The permit's nonce.
        nonce: permit2::Nonce,
    },
    /// Outstanding: has the token taken as many permits of the payer as the EIP-2612 permit says, so that this is the next?
    PermitNonce {
        /// Where.
        network: Network,
        /// The token.
        token: Address,
        /// The payer.
        owner: Address,
        /// What `nonces(owner)` has to give.
        nonce: Uint256,
    },
    /// Outstanding: has the payer sent just as many transactions before the one that approves Permit2 (P-6)?
    TransactionCount {
        /// Where.
        network: Network,
        /// The payer.
        account: Address,
        /// How many, by the transaction.
        nonce: u64,
    },
    /// Outstanding: are the fees of that transaction high enough now (P-6)? In wei for each unit of gas.
    GasPrice {
        /// Where.
        network: Network,
        /// The most in all.
        max_fee: u128,
        /// The most of it for whoever makes the block.
        max_priority_fee: u128,
    },
    /// Outstanding: has the payer enough of the chain's own coin to send that transaction, or has the facilitator to give
    /// the rest (P-6)?
    NativeBalance {
        /// Where.
        network: Network,
        /// The payer.
        account: Address,
        /// The most that the transaction can cost, in wei.
        at_least: Uint256,
        /// For its execution alone; its data costs besides, and nobody said how much.
        is_execution_only: bool,
    },
    /// Need or outstanding: what does the data of that transaction cost on L1, besides its gas (P-6)? A need where the
    /// policy caps the cost. Answered by [`Facts::with_data_fee`](crate::Facts::with_data_fee).
    DataFee {
        /// Where; a chain of the OP stack.
        network: Network,
        /// By which nodes know the transaction.
        hash: [u8; 32],
        /// The transaction without its signature, for which the oracle allows.
        transaction: Vec<u8>,
    },
    /// Outstanding: does the settlement go through: token not paused, neither party blocked?
    Settlement {
        /// Where.
        network: Network,
        /// What the proxy would be called with.
        authorization: Box<permit2::Authorization>,
        /// How much it would move.
        amount: Amount,
        /// The signature.
        signature: Vec<u8>,
        /// The permit that the proxy would bring to the token first: it is called by `settleWithPermit`.
        permit: Option<Box<eip2612::Info>>,
        /// How much a transaction of the payer approves Permit2 for first (P-6).
        approval: Option<Uint256>,
    },
}

/// The exact question for a node of an EVM chain.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rpc {
    /// `eth_getCode`
    GetCode {
        /// Of whom.
        address: Address,
    },
    /// `eth_call`
    Call {
        /// The contract.
        to: Address,
        /// Selector and arguments.
        data: Vec<u8>,
    },
    /// `eth_call` in somebody's name.
    CallFrom {
        /// Who calls.
        from: Address,
        /// The contract.
        to: Address,
        /// Selector and arguments.
        data: Vec<u8>,
    },
    /// `eth_getTransactionCount`
    GetTransactionCount {
        /// Of whom.
        address: Address,
    },
    /// `eth_getBalance`
    GetBalance {
        /// Of whom.
        address: Address,
    },
    /// `eth_gasPrice`
    GasPrice,
    /// `eth_simulateV1`: calls one after the other, each on what those before it left. The settlement goes through where
    /// each has the status `0x1`.
    Simulate {
        /// What is called.
        calls: Vec<SimulatedCall>,
    },
}

/// One call of [`Rpc::Simulate`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SimulatedCall {
    /// Who calls; `None`: nobody in particular.
    pub from: Option<Address>,
    /// The contract.
    pub to: Address,
    /// Selector and arguments.
    pub data: Vec<u8>,
}

impl Question {
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::AccountCode { .. } => "account-code",
            Self::ContractSignature { .. } => "contract-signature",
            Self::CounterfactualSignature { .. } => "counterfactual-signature",
            Self::DomainNames { .. } => "domain-names",
            Self::DomainSeparator { .. } => "domain-separator",
            Self::TokenPermit { .. } => "token-permit",
            Self::TokenDomain { .. } => "token-domain",
            Self::Balance { .. } => "balance",
            Self::AuthorizationUnused { .. } => "authorization-unused",
            Self::Transfer { .. } => "transfer",
            Self::Facilitator { .. } => "facilitator",
            Self::ContractCode { .. } => "contract-code",
            Self::Allowance { .. } => "allowance",
            Self::PermitUnused { .. } => "permit-unused",
            Self::PermitNonce { .. } => "permit-nonce",
            Self::TransactionCount { .. } => "transaction-count",
            Self::GasPrice { .. } => "gas-price",
            Self::NativeBalance { .. } => "native-balance",
            Self::DataFee { .. } => "data-fee",
            Self::Settlement { .. } => "settlement",
        }
    }

    pub(crate) fn rpc(&self) -> Option<Rpc> {
        let call = |to: &Address, selector: [u8; 4], words: &[[u8; 32]]| {
            Some(Rpc::Call { to: *to, data: [selector.as_slice(), words.as_flattened()].concat() })
        };
        match self {
            Self::CounterfactualSignature { .. } | Self::Facilitator { .. } => None,
            Self::AccountCode { account, .. } => Some(Rpc::GetCode { address: *account }),
            Self::ContractCode { contract, .. } => Some(Rpc::GetCode { address: *contract }),
            Self::ContractSignature { account, caller, digest, signature, .. } => {
                let data = calldata::is_valid_signature(digest, signature);
                Some(Rpc::CallFrom { from: *caller, to: *account, data })
            }
            Self::DomainNames { token, .. } => call(token, selector::EIP712_DOMAIN, &[]),
            Self::DomainSeparator { token, .. } | Self::TokenDomain { token, .. } => {
                call(token, selector::DOMAIN_SEPARATOR, &[])
            }
            Self::TokenPermit { token, permit, signature, .. } => {
                Some(Rpc::Call { to: *token, data: calldata::token_permit(permit, signature) })
            }
            Self::Balance { token, owner, .. } => call(token, selector::BALANCE_OF, &[owner.to_word()]),
            Self::AuthorizationUnused { token, authorizer, nonce, .. } => {
                call(token, selector::AUTHORIZATION_STATE, &[authorizer.to_word(), nonce.to_bytes()])
            }
            Self::Transfer { token, authorization, signature, .. } => {
                Some(Rpc::Call { to: *token, data: calldata::transfer(authorization, signature) })
            }
            Self::Allowance { token, owner, .. } => {
                call(token, selector::ALLOWANCE, &[owner.to_word(), permit2::PERMIT2.to_word()])
            }
            Self::PermitUnused { owner, nonce, .. } => {
                let words = [owner.to_word(), nonce.word().to_be_bytes()];
                call(&permit2::PERMIT2, selector::NONCE_BITMAP, &words)
            }
            Self::PermitNonce { token, owner, .. } => call(token, selector::NONCES, &[owner.to_word()]),
            Self::TransactionCount { account, .. } => Some(Rpc::GetTransactionCount { address: *account }),
            Self::GasPrice { .. } => Some(Rpc::GasPrice),
            Self::NativeBalance { account, .. } => Some(Rpc::GetBalance { address: *account }),
            Self::DataFee { transaction, .. } => {
                Some(Rpc::Call { to: op_stack::GAS_PRICE_ORACLE, data: calldata::data_fee(transaction) })
            }
            Self::Settlement { authorization, amount, signature, permit, approval, .. } => {
                let (to, from) = (authorization.spender, authorization.witness.facilitator);
                let data = calldata::settle(authorization, *amount, signature, permit.as_deref());
                Some(match (approval, from) {
                    (Some(approved), from) => {
                        let (token, payer) = (authorization.permitted.token, Some(authorization.from));
                        let approve = Approve::new(permit2::PERMIT2, *approved).encode().to_vec();
                        let approve = SimulatedCall { from: payer, to: token, data: approve };
                        Rpc::Simulate { calls: Vec::from([approve, SimulatedCall { from, to, data }]) }
                    }
                    (None, None) => Rpc::Call { to, data },
                    (None, Some(from)) => Rpc::CallFrom { from, to, data },
                })
            }
        }
    }
}

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AccountCode { network, account, if_plain: None } => {
                write!(f, "ask {network} whether {account} has code: if it has, its code decides whether it signed")
            }
            Self::AccountCode { network, account, if_plain: Some(detail) } => write!(
                f,
                "ask {network} whether {account} has code. If it has none the payment is invalid: {detail}. \
                 If it has, its code decides"
            ),
            Self::ContractSignature { network, account, caller, .. } => write!(
                f,
                "ask the contract {account} on {network} whether it accepts the signature (EIP-1271), in a call from \
                 {caller}, which asks it when the payment is settled"
            ),
            Self::CounterfactualSignature { network, account, factory, .. } => write!(
                f,
                "simulate on {network} whether the wallet {account}, once deployed by the factory {factory}, \
                 accepts the signature (ERC-6492); call no factory that you do not know"
            ),
            Self::DomainNames { network, token } => write!(
                f,
                "ask {token} on {network} for name and version of its EIP-712 domain: eip712Domain(), or name() and \
                 version() where it has none; the offer does not say them"
            ),
            Self::DomainSeparator { network, token, by_names } => write!(
                f,
                "ask {token} on {network} for DOMAIN_SEPARATOR(). By name and version that it says of itself the payment is \
                 invalid: {by_names}. If it has another name in its domain, its separator decides"
            ),
            Self::TokenPermit { network, token, if_refused, .. } => write!(
                f,
                "call permit of {token} on {network}, and see whether it reverts: a token asks the payer's code or recovers a \
                 key, and here one takes the permit and the other does not. If it reverts the payment is invalid: \
                 {if_refused}"
            ),
            Self::TokenDomain { network, token, .. } => {
                write!(f, "ask {network} whether {token} is a contract with the EIP-712 domain that was used")
            }
            Self::Balance { network, token, owner, at_least } => {
                write!(f, "ask {network} whether {owner} has at least {at_least} atomic units of {token}")
            }
            Self::AuthorizationUnused { network, authorizer, .. } => {
                write!(f, "ask {network} whether this authorization of {authorizer} is neither used nor cancelled")
            }
            Self::Transfer { network, token, .. } => write!(
                f,
                "simulate the transfer on {network}: {token} may be paused, or have blocked payer or recipient"
            ),
            Self::Facilitator { network, facilitator } => {
                write!(f, "settle on {network} from {facilitator}: the payer signed for this facilitator and no other")
            }
            Self::ContractCode { network, contract } => {
                write!(f, "ask {network} whether {contract} is a contract there")
            }
            Self::Allowance { network, token, owner, at_least, if_less } => {
                write!(
                    f,
                    "ask {network} whether {owner} has allowed Permit2 at least {at_least} atomic units of {token}"
                )?;
                match if_less {
                    None => Ok(()),
                    Some(detail) => write!(f, ". If it is less the payment is invalid: {detail}"),
                }
            }
            Self::PermitUnused { network, owner, nonce } => write!(
                f,
                "ask Permit2 on {network} whether this permit of {owner} is neither used nor cancelled: bit {} of the \
                 answer has to be 0",
                nonce.bit()
            ),
            Self::PermitNonce { network, token, owner, nonce } => write!(
                f,
                "ask {token} on {network} whether it has taken {nonce} permits of {owner} before this one: nonces(owner)"
            ),
            Self::TransactionCount { network, account, nonce } => write!(
                f,
                "ask {network} whether {account} has sent {nonce} transactions: the approval is the next one only then"
            ),
            Self::GasPrice { network, max_fee, max_priority_fee } => write!(
                f,
                "ask {network} whether {max_fee} wei for a unit of gas is enough now, of which at most \
                 {max_priority_fee} for whoever makes the block"
            ),
            Self::NativeBalance { network, account, at_least, is_execution_only } => write!(
                f,
                "ask {network} whether {account} has {at_least} wei for the gas of the approval{}; what is missing the \
                 sponsor has to send first",
                if *is_execution_only { ", and what its data costs besides" } else { "" }
            ),
            Self::DataFee { network, .. } => write!(
                f,
                "ask {network} what the data of the approval costs on L1 besides its gas: getL1Fee(transaction) of {}",
                op_stack::GAS_PRICE_ORACLE
            ),
            Self::Settlement { network, authorization, approval: Some(_), .. } => write!(
                f,
                "simulate the approval and then the settlement on {network}: {} may be paused, may refuse to change an \
                 allowance, or have blocked payer, recipient or Permit2",
                authorization.permitted.token
            ),
            Self::Settlement { network, authorization, permit, .. } => write!(
                f,
                "simulate the settlement{} on {network}: {} may be paused, or have blocked payer, recipient or Permit2",
                if permit.is_some() { ", which is settleWithPermit," } else { "" },
                authorization.permitted.token
            ),
        }
    }
}
