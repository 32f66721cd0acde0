//! What only the chain knows.

mod solana;

use alloc::{boxed::Box, vec::Vec};
use core::fmt;

use x402_schemes::{
    AssetTransferMethod,
    evm::{
        Address,
        eip3009::{Authorization, Nonce},
    },
};
use x402_types::{Amount, AnyNetwork, Network, Scheme, Uint256};

use crate::Detail;

#[cfg(feature = "solana")]
pub(crate) use solana::Settling;
pub use solana::SolanaQuestion;

/// Something that no offline check can know. Where it decides the verdict it is a *need*, and has one kind of fact
/// that answers it; else it is *outstanding*: worth asking before settling, and never fed back.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Question {
    /// Need: nothing in this build can judge this combination.
    Verifier {
        /// The offer's scheme.
        scheme: Scheme,
        /// The offer's network.
        network: AnyNetwork,
        /// The transfer method, if the network is one that is known.
        method: Option<AssetTransferMethod>,
    },
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
    /// Need: does the payer's contract accept the signature (EIP-1271)?
    /// Answered by [`Facts::with_contract_signature`](crate::Facts::with_contract_signature).
    ContractSignature {
        /// Where.
        network: Network,
        /// The payer.
        account: Address,
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
    /// Need: what are name and version of the token's EIP-712 domain, which a V1 offer does not name (E-1)?
    /// Answered by [`Facts::with_token_domain`](crate::Facts::with_token_domain).
    DomainNames {
        /// Where.
        network: Network,
        /// The token.
        token: Address,
    },
    /// Outstanding: is the asset a contract, and is its EIP-712 domain the one used (E-11)?
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
        /// The signature, in whatever form the token takes.
        signature: Vec<u8>,
    },
    /// Of a payment on Solana.
    Solana(Box<SolanaQuestion>),
}

/// The exact question for a node.
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
    /// `getAccountInfo`
    AccountInfo {
        /// Of whom.
        address: x402_schemes::solana::Address,
    },
    /// `getMultipleAccounts`
    MultipleAccounts {
        /// Of whom.
        addresses: Vec<x402_schemes::solana::Address>,
    },
    /// `isBlockhashValid`
    BlockhashValid {
        /// The blockhash, which prints as an address does.
        blockhash: x402_schemes::solana::Address,
    },
    /// `simulateTransaction`, without verifying signatures: the fee payer's is not there yet.
    SimulateTransaction {
        /// Its bytes.
        transaction: Vec<u8>,
        /// Whether the calls that programs make are wanted, too.
        inner_instructions: bool,
    },
}

/// First four bytes of the Keccak-256 of the signature; `tests/it/questions.rs` computes each.
mod selector {
    pub(super) const IS_VALID_SIGNATURE: [u8; 4] = [0x16, 0x26, 0xba, 0x7e];
    pub(super) const EIP712_DOMAIN: [u8; 4] = [0x84, 0xb0, 0x19, 0x6e];
    pub(super) const DOMAIN_SEPARATOR: [u8; 4] = [0x36, 0x44, 0xe5, 0x15];
    pub(super) const BALANCE_OF: [u8; 4] = [0x70, 0xa0, 0x82, 0x31];
    pub(super) const AUTHORIZATION_STATE: [u8; 4] = [0xe9, 0x4a, 0x01, 0x02];
    pub(super) const TRANSFER_WITH_AUTHORIZATION_BYTES: [u8; 4] = [0xcf, 0x09, 0x29, 0x95];
    pub(super) const TRANSFER_WITH_AUTHORIZATION_VRS: [u8; 4] = [0xe3, 0xee, 0x16, 0x0e];
}

impl Question {
    /// The permanent name: `account-code`.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Verifier { .. } => "verifier",
            Self::AccountCode { .. } => "account-code",
            Self::ContractSignature { .. } => "contract-signature",
            Self::CounterfactualSignature { .. } => "counterfactual-signature",
            Self::DomainNames { .. } => "domain-names",
            Self::TokenDomain { .. } => "token-domain",
            Self::Balance { .. } => "balance",
            Self::AuthorizationUnused { .. } => "authorization-unused",
            Self::Transfer { .. } => "transfer",
            Self::Solana(question) => question.kind(),
        }
    }

    /// The exact question for a node of the network, where one call answers it.
    #[must_use]
    pub fn rpc(&self) -> Option<Rpc> {
        let call = |to: &Address, selector: [u8; 4], words: &[[u8; 32]]| {
            Some(Rpc::Call { to: *to, data: [selector.as_slice(), words.as_flattened()].concat() })
        };
        match self {
            Self::Verifier { .. } | Self::CounterfactualSignature { .. } => None,
            Self::Solana(question) => question.rpc(),
            Self::AccountCode { account, .. } => Some(Rpc::GetCode { address: *account }),
            Self::ContractSignature { account, digest, signature, .. } => {
                let mut data = [selector::IS_VALID_SIGNATURE.as_slice(), digest, &word(64)].concat();
                push_bytes(&mut data, signature);
                Some(Rpc::Call { to: *account, data })
            }
            Self::DomainNames { token, .. } => call(token, selector::EIP712_DOMAIN, &[]),
            Self::TokenDomain { token, .. } => call(token, selector::DOMAIN_SEPARATOR, &[]),
            Self::Balance { token, owner, .. } => call(token, selector::BALANCE_OF, &[owner.to_word()]),
            Self::AuthorizationUnused { token, authorizer, nonce, .. } => {
                call(token, selector::AUTHORIZATION_STATE, &[authorizer.to_word(), nonce.to_bytes()])
            }
            Self::Transfer { token, authorization, signature, .. } => {
                Some(Rpc::Call { to: *token, data: transfer_calldata(authorization, signature) })
            }
        }
    }
}

/// The overload with v, r and s, which every EIP-3009 token has, where the signature is three parts; else the one with
/// bytes, for contracts.
fn transfer_calldata(authorization: &Authorization, signature: &[u8]) -> Vec<u8> {
    let message = [
        authorization.from.to_word(),
        authorization.to.to_word(),
        authorization.value.get().to_be_bytes(),
        authorization.valid_after.get().to_be_bytes(),
        authorization.valid_before.get().to_be_bytes(),
        authorization.nonce.to_bytes(),
    ];
    let message = message.as_flattened();
    if let Some((r_s, [v @ (27 | 28)])) = signature.split_first_chunk::<64>() {
        let selector = selector::TRANSFER_WITH_AUTHORIZATION_VRS.as_slice();
        return [selector, message, &word(u64::from(*v)), r_s].concat();
    }
    let mut data = [selector::TRANSFER_WITH_AUTHORIZATION_BYTES.as_slice(), message, &word(7 * 32)].concat();
    push_bytes(&mut data, signature);
    data
}

fn word(value: u64) -> [u8; 32] {
    Uint256::from(value).to_be_bytes()
}

/// Length, bytes, zero padding.
fn push_bytes(data: &mut Vec<u8>, bytes: &[u8]) {
    data.extend(word(u64::try_from(bytes.len()).unwrap_or(u64::MAX)));
    data.extend(bytes);
    let padding = bytes.len().next_multiple_of(32).saturating_sub(bytes.len());
    data.extend(core::iter::repeat_n(0, padding));
}

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Verifier { scheme, network, method } => {
                write!(f, "this build cannot judge scheme {scheme} on {network}")?;
                if let Some(method) = method {
                    write!(f, " with transfer method {method}")?;
                }
                f.write_str(": ask a verifier that can")
            }
            Self::AccountCode { network, account, if_plain: None } => {
                write!(f, "ask {network} whether {account} has code: if it has, its code decides whether it signed")
            }
            Self::AccountCode { network, account, if_plain: Some(detail) } => write!(
                f,
                "ask {network} whether {account} has code. If it has none the payment is invalid: {detail}. \
                 If it has, its code decides"
            ),
            Self::ContractSignature { network, account, .. } => {
                write!(f, "ask the contract {account} on {network} whether it accepts the signature (EIP-1271)")
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
            Self::TokenDomain { network, token, .. } => {
                write!(f, "ask {network} whether {token} is a contract with the EIP-712 domain that was used")
            }
            Self::Balance { network, token, owner, at_least } => {
                write!(f, "ask {network} whether {owner} has at least {at_least} atomic units of {token}")
            }
            Self::AuthorizationUnused { network, authorizer, .. } => {
                write!(f, "ask {network} whether this authorization of {authorizer} is neither used nor cancelled")
            }
            Self::Solana(question) => question.fmt(f),
            Self::Transfer { network, token, .. } => write!(
                f,
                "simulate the transfer on {network}: {token} may be paused, or have blocked payer or recipient"
            ),
        }
    }
}
