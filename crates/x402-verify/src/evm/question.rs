//! Questions that only an EVM chain can answer (E-11).

use alloc::{boxed::Box, vec::Vec};
use core::fmt;

use x402_schemes::evm::{
    Address,
    eip3009::{Authorization, Nonce},
    gas_sponsoring::eip2612,
    op_stack, permit2,
};
use x402_types::{Amount, Network, Uint256};

use crate::Detail;

/// A question about a payment, or about an account that signs in, that no offline check can answer and an EVM chain can.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Question {
    /// Need or outstanding: does the account have code? If it has code, the code decides whether the signature is the
    /// account's (E-8). Answered by [`Fact::Account`](super::Fact::Account).
    AccountCode {
        /// The network to ask.
        network: Network,
        /// The account that pays or signs in.
        account: Address,
        /// The fault of the signature if the account has no code. `None` if it has no fault then.
        if_plain: Option<Box<Detail>>,
    },
    /// Need: does the account's contract accept the signature (EIP-1271) in a call from this caller? The answer may
    /// depend on the caller, because a wallet may pass it on to its policies (ERC-7579, E-8). Answered by
    /// [`Fact::ContractSignature`](super::Fact::ContractSignature).
    ContractSignature {
        /// The network to ask.
        network: Network,
        /// The account that pays or signs in.
        account: Address,
        /// The contract that asks the payer when the payment is settled: the token, or Permit2. The zero address for a
        /// sign-in, which nobody settles.
        caller: Address,
        /// The digest that had to be signed.
        digest: [u8; 32],
        /// The signature. Only the contract knows its form.
        signature: Vec<u8>,
    },
    /// Need: would the wallet accept the signature after this factory has deployed the wallet (ERC-6492, E-9)? Only a
    /// simulation can tell. It is asked only if the account is known to have no code. The client chose the factory, so call
    /// no factory that you do not know.
    CounterfactualSignature {
        /// The network to ask.
        network: Network,
        /// The account that pays or signs in.
        account: Address,
        /// The digest that had to be signed.
        digest: [u8; 32],
        /// The contract that would deploy the wallet.
        factory: Address,
        /// The call data for the factory.
        factory_calldata: Vec<u8>,
        /// The signature inside the ERC-6492 wrapper, which the wallet would be asked about.
        inner: Vec<u8>,
    },
    /// Need: what are the name and the version of the token's EIP-712 domain? The offer does not say (E-1, P-5).
    /// Answered by [`Fact::DomainNames`](super::Fact::DomainNames).
    DomainNames {
        /// The network to ask.
        network: Network,
        /// The token contract.
        token: Address,
    },
    /// Need: what is the token's domain separator? The signature is wrong for the name and the version that the token
    /// returned. Some tokens use another name in their domain, and for these the separator decides (E-1, P-5).
    /// Answered by [`Fact::DomainSeparator`](super::Fact::DomainSeparator).
    DomainSeparator {
        /// The network to ask.
        network: Network,
        /// The token contract.
        token: Address,
        /// The fault of the signature in the domain of the returned name and version.
        by_names: Box<Detail>,
    },
    /// Need: does the token accept the EIP-2612 permit of a payer that has code? Some tokens ask the code and others
    /// recover a key. For this permit the two ways give different answers (P-5). Answered by
    /// [`Fact::TokenPermit`](super::Fact::TokenPermit).
    TokenPermit {
        /// The network to ask.
        network: Network,
        /// The token contract.
        token: Address,
        /// The permit that the payer signed.
        permit: Box<eip2612::Permit>,
        /// The digest that had to be signed.
        digest: [u8; 32],
        /// The signature: r, s and v, 65 bytes.
        signature: Vec<u8>,
        /// The fault of the permit if the token refuses it.
        if_refused: Box<Detail>,
    },
    /// Outstanding: is the asset a contract, and is its EIP-712 domain the one that was used (E-11)?
    /// Not asked if [`Fact::DomainSeparator`](super::Fact::DomainSeparator) states the separator.
    TokenDomain {
        /// The network to ask.
        network: Network,
        /// The token contract.
        token: Address,
        /// The value that `DOMAIN_SEPARATOR()` has to return.
        separator: [u8; 32],
    },
    /// Outstanding: does the payer have enough of the token?
    Balance {
        /// The network to ask.
        network: Network,
        /// The token contract.
        token: Address,
        /// The account that pays.
        owner: Address,
        /// The amount that is needed, in atomic units.
        at_least: Amount,
    },
    /// Outstanding: is the EIP-3009 authorization neither used nor cancelled?
    AuthorizationUnused {
        /// The network to ask.
        network: Network,
        /// The token contract.
        token: Address,
        /// The account that pays.
        authorizer: Address,
        /// The nonce of the authorization.
        nonce: Nonce,
    },
    /// Outstanding: does the transfer succeed? A token may be paused, or may have blocked the payer or the recipient.
    Transfer {
        /// The network to ask.
        network: Network,
        /// The token contract.
        token: Address,
        /// The authorization that `transferWithAuthorization` would be called with.
        authorization: Box<Authorization>,
        /// The signature. For an account without code it has the form that the token accepts, whatever form the payer
        /// sent.
        signature: Vec<u8>,
    },
    /// Need or outstanding: will the `upto` payment be settled from this address? The proxy refuses calls from any
    /// other (P-4). Answered by [`Context::with_facilitators`](crate::Context::with_facilitators).
    Facilitator {
        /// The network to ask.
        network: Network,
        /// The facilitator for which the payer signed.
        facilitator: Address,
    },
    /// Outstanding: is there a contract at this address (E-11)? A call to an address without code succeeds and moves
    /// nothing.
    ContractCode {
        /// The network to ask.
        network: Network,
        /// The token contract, or the proxy of the scheme.
        contract: Address,
    },
    /// Need or outstanding: has the payer allowed Permit2 to move enough of the token? It is a need if the payment
    /// contains a faulty permit or approval, because the payment then settles only with an existing allowance (P-5,
    /// P-6). Answered by [`Fact::Allowance`](super::Fact::Allowance).
    Allowance {
        /// The network to ask.
        network: Network,
        /// The token contract.
        token: Address,
        /// The account that pays.
        owner: Address,
        /// The amount that is needed, in atomic units.
        at_least: Amount,
        /// The fault of the permit or the approval if less is allowed. `None` if the payment contains no faulty one.
        if_less: Option<Box<Detail>>,
    },
    /// Outstanding: is the Permit2 permit neither used nor cancelled? The answer is a word of the payer's nonce bitmap.
    /// The bit of this nonce has to be 0.
    PermitUnused {
        /// The network to ask.
        network: Network,
        /// The account that pays.
        owner: Address,
        /// The nonce of the permit.
        nonce: permit2::Nonce,
    },
    /// Outstanding: is the EIP-2612 permit the payer's next one? The token counts the permits that it has accepted from
    /// the payer.
    PermitNonce {
        /// The network to ask.
        network: Network,
        /// The token contract.
        token: Address,
        /// The account that pays.
        owner: Address,
        /// The value that `nonces(owner)` has to return.
        nonce: Uint256,
    },
    /// Outstanding: is the transaction that approves Permit2 the payer's next one (P-6)?
    TransactionCount {
        /// The network to ask.
        network: Network,
        /// The account that pays.
        account: Address,
        /// The nonce of that transaction: how many transactions the payer has to have sent before.
        nonce: u64,
    },
    /// Outstanding: are the fees of the transaction that approves Permit2 high enough now (P-6)?
    GasPrice {
        /// The network to ask.
        network: Network,
        /// The highest price of a unit of gas, in wei.
        max_fee: u128,
        /// The highest part of that price that goes to the block producer, in wei.
        max_priority_fee: u128,
    },
    /// Outstanding: does the payer have enough of the chain's native coin for the transaction that approves Permit2? If
    /// not, the facilitator has to send the difference first (P-6).
    NativeBalance {
        /// The network to ask.
        network: Network,
        /// The account that pays.
        account: Address,
        /// The most that the transaction can cost, in wei.
        at_least: Uint256,
        /// Whether `at_least` covers the execution alone: the chain charges for data in addition, and the data fee is
        /// not known.
        is_execution_only: bool,
    },
    /// Need or outstanding: what does the data of the transaction that approves Permit2 cost on L1, in addition to its
    /// gas (P-6)? It is a need if the policy limits the cost. Answered by
    /// [`Fact::DataFee`](super::Fact::DataFee).
    DataFee {
        /// The network to ask, a chain of the OP stack.
        network: Network,
        /// The hash of the signed transaction.
        hash: [u8; 32],
        /// The encoded transaction without its signature. The gas price oracle adds the signature's share itself.
        transaction: Vec<u8>,
    },
    /// Outstanding: has the payer the amount at the operator of the Gateway? The wallet tells the deposit on this chain, and
    /// the operator's number decides (U-6).
    GatewayBalance {
        /// The network to ask.
        network: Network,
        /// The contract that keeps the deposits.
        wallet: Address,
        /// The asset of the offer.
        asset: Address,
        /// The account that pays.
        payer: Address,
        /// The amount, in atomic units.
        at_least: Amount,
    },
    /// Outstanding: has the operator of the Gateway seen this nonce? No contract tells (U-6).
    GatewayNonce {
        /// The network of the payment.
        network: Network,
        /// The account that pays.
        payer: Address,
        /// The nonce of the authorization.
        nonce: Nonce,
    },
    /// Outstanding: does the settlement succeed? A token may be paused, or may have blocked the payer, the recipient or
    /// Permit2.
    Settlement {
        /// The network to ask.
        network: Network,
        /// The authorization that the proxy would be called with.
        authorization: Box<permit2::Authorization>,
        /// The amount that the proxy would move, in atomic units.
        amount: Amount,
        /// The payer's signature over the authorization.
        signature: Vec<u8>,
        /// The EIP-2612 permit that the proxy would pass to the token first, in a call of `settleWithPermit`.
        permit: Option<Box<eip2612::Info>>,
        /// The amount for which a transaction of the payer approves Permit2 before the settlement (P-6).
        approval: Option<Uint256>,
    },
}

impl Question {
    /// Whether an answer may show that a faulty approval is unnecessary.
    pub(crate) const fn may_excuse_a_fault(&self) -> bool {
        matches!(self, Self::Allowance { .. })
    }

    /// Whether an answer can change the verdict, even where the question is outstanding.
    pub(crate) const fn changes_verdict(&self) -> bool {
        match self {
            Self::AccountCode { .. }
            | Self::ContractSignature { .. }
            | Self::CounterfactualSignature { .. }
            | Self::DomainNames { .. }
            | Self::DomainSeparator { .. }
            | Self::TokenPermit { .. }
            | Self::Allowance { .. }
            | Self::DataFee { .. } => true,
            Self::TokenDomain { .. }
            | Self::Balance { .. }
            | Self::AuthorizationUnused { .. }
            | Self::Transfer { .. }
            | Self::Facilitator { .. }
            | Self::ContractCode { .. }
            | Self::PermitUnused { .. }
            | Self::PermitNonce { .. }
            | Self::TransactionCount { .. }
            | Self::GasPrice { .. }
            | Self::NativeBalance { .. }
            | Self::GatewayBalance { .. }
            | Self::GatewayNonce { .. }
            | Self::Settlement { .. } => false,
        }
    }

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
            Self::GatewayBalance { .. } => "gateway-balance",
            Self::GatewayNonce { .. } => "gateway-nonce",
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
                "ask {network} whether {account} has code. If it has none, the verdict is invalid: {detail}. \
                 If it has, its code decides"
            ),
            Self::ContractSignature { network, account, caller, .. } => {
                write!(f, "ask the contract {account} on {network} whether it accepts the signature (EIP-1271)")?;
                if caller.is_zero() {
                    return Ok(());
                }
                write!(f, ", in a call from {caller}, which asks it when the payment is settled")
            }
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
                 key, and here one takes the permit and the other does not. If it reverts, only an allowance that is there \
                 already can save the payment: {if_refused}"
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
            Self::GatewayBalance { network, asset, payer, at_least, .. } => write!(
                f,
                "ask whether {payer} has at least {at_least} atomic units of {asset} at the operator of the Gateway: the \
                 wallet tells the deposit on {network}, and the operator's number decides"
            ),
            Self::GatewayNonce { payer, .. } => write!(
                f,
                "ask the operator of the Gateway whether it has seen this nonce of {payer}; no contract tells"
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
