//! Reads what a node of an EVM chain returned.

use alloc::string::String;
use core::fmt;

use x402_schemes::evm::Address;
use x402_types::{Amount, Network, Uint256};

use super::{
    AccountCode, Fact, Question, Rpc,
    calldata::selector::{IS_VALID_SIGNATURE, NAME, VERSION},
    expected,
};
use crate::{
    Facts, Returned,
    answer::{self, ChainQuestion, yes},
    question,
};

/// The answer to a [`Question`] that asks for more than yes or no.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Answer {
    /// To `account-code`: whether the account has code.
    Code(AccountCode),
    /// To `domain-names`: the EIP-712 domain that the token names.
    Names {
        /// The name in the domain.
        name: String,
        /// The version in the domain.
        version: String,
    },
    /// To `allowance`: the amount that Permit2 may move, in atomic units.
    Allowance(Amount),
    /// To `domain-separator`: the domain separator of the token.
    Separator([u8; 32]),
    /// To `data-fee`: the fee, in wei.
    DataFee(Uint256),
}

/// The reason why the value that a node of an EVM chain returned is not an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AnswerError {
    /// The call reverted: the contract does not have the function, or refuses to answer.
    Reverted,
    /// The bytes are not what the function returns by its ABI. If there are no bytes, there is not a contract at the
    /// address, or it does not have the function.
    Malformed,
    /// The token's EIP-712 domain is that of another chain or contract, or it has other fields than name, version,
    /// chain and contract.
    OtherDomain,
}

impl fmt::Display for AnswerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reverted => f.write_str("the contract does not have this function, or refuses to answer"),
            Self::Malformed => f.write_str("the function cannot have returned this; is there a contract?"),
            Self::OtherDomain => {
                f.write_str("the token's EIP-712 domain belongs to another chain or contract, or does not consist of name, version, chain and contract")
            }
        }
    }
}

impl core::error::Error for AnswerError {}

use AnswerError as Error;

impl Question {
    fn read(&self, bytes: &[u8]) -> Result<answer::Answer, answer::AnswerError> {
        Ok(match self {
            Self::CounterfactualSignature { .. } | Self::Facilitator { .. } | Self::GatewayNonce { .. } => {
                return Err(answer::AnswerError::NoCall);
            }
            Self::AccountCode { .. } => Answer::Code(AccountCode::from_code(bytes)).into(),
            // The token compares the whole word, so four bytes that are right are not enough.
            Self::ContractSignature { .. } => yes(word_at(bytes, 0) == Ok(MAGIC)),
            Self::DomainNames { network, token } => domain_names(bytes, network, *token)?.into(),
            Self::DomainSeparator { .. } => Answer::Separator(word_at(bytes, 0)?).into(),
            // An account that returns no bytes has no code, and so has no domain.
            Self::TokenDomain { .. } if bytes.is_empty() => answer::Answer::No,
            Self::TokenDomain { separator, .. } => yes(word_at(bytes, 0)? == *separator),
            Self::ContractCode { .. } => yes(!bytes.is_empty()),
            Self::Balance { at_least, .. } | Self::GatewayBalance { at_least, .. } => {
                yes(Uint256::from_be_bytes(word_at(bytes, 0)?) >= at_least.get())
            }
            Self::Allowance { .. } => Answer::Allowance(Uint256::from_be_bytes(word_at(bytes, 0)?).into()).into(),
            Self::AuthorizationUnused { .. } => match number_at(bytes, 0)? {
                0 => answer::Answer::Yes,
                1 => answer::Answer::No,
                _ => return Err(Error::Malformed.into()),
            },
            Self::PermitUnused { nonce, .. } => {
                let bitmap = Uint256::from_be_bytes(word_at(bytes, 0)?);
                yes(!bitmap.bit(nonce.bit()))
            }
            Self::PermitNonce { nonce, .. } => yes(Uint256::from_be_bytes(word_at(bytes, 0)?) == *nonce),
            Self::TransactionCount { nonce, .. } => yes(quantity(bytes)? == Uint256::from(*nonce)),
            Self::GasPrice { max_fee, .. } => yes(quantity(bytes)? <= wide(*max_fee)),
            Self::DataFee { .. } => Answer::DataFee(Uint256::from_be_bytes(word_at(bytes, 0)?)).into(),
            Self::NativeBalance { at_least, .. } => yes(quantity(bytes)? >= *at_least),
            Self::TokenPermit { .. } | Self::Transfer { .. } | Self::Settlement { .. } => answer::Answer::Yes,
        })
    }
}

impl ChainQuestion for Question {
    fn answer(&self, returned: Returned<'_>) -> Result<answer::Answer, answer::AnswerError> {
        let bytes = match (self, returned) {
            (_, Returned::Json(_)) => return Err(answer::AnswerError::OtherNode),
            (_, Returned::Bytes(bytes)) => bytes,
            // The settlement makes the same calls, and no payment happens if one of them reverts.
            (
                Self::ContractSignature { .. }
                | Self::TokenPermit { .. }
                | Self::Transfer { .. }
                | Self::Settlement { .. },
                Returned::Reverted,
            ) => return Ok(answer::Answer::No),
            (_, Returned::Reverted) => return Err(Error::Reverted.into()),
        };
        self.read(bytes)
    }

    fn learn(&self, facts: Facts, answer: answer::Answer) -> Facts {
        match (self, answer) {
            (Self::AccountCode { account, .. }, answer::Answer::Evm(Answer::Code(code))) => {
                facts.with(Fact::Account { account: *account, code })
            }
            (
                Self::ContractSignature { account, caller, digest, signature, .. },
                answer @ (answer::Answer::Yes | answer::Answer::No),
            ) => {
                let accepts = answer == answer::Answer::Yes;
                facts.with(Fact::ContractSignature {
                    account: *account,
                    caller: Some(*caller),
                    digest: *digest,
                    signature: signature.clone(),
                    answer: accepts.into(),
                })
            }
            (
                Self::TokenPermit { token, digest, signature, .. },
                answer @ (answer::Answer::Yes | answer::Answer::No),
            ) => facts.with(Fact::TokenPermit {
                token: *token,
                digest: *digest,
                signature: signature.clone(),
                answer: (answer == answer::Answer::Yes).into(),
            }),
            (Self::DomainNames { token, .. }, answer::Answer::Evm(Answer::Names { name, version })) => {
                facts.with(Fact::DomainNames { token: *token, name, version })
            }
            (Self::TokenDomain { token, separator, .. }, answer::Answer::Yes) => {
                facts.with(Fact::DomainSeparator { token: *token, separator: *separator })
            }
            (Self::DataFee { hash, .. }, answer::Answer::Evm(Answer::DataFee(wei))) => {
                facts.with(Fact::DataFee { hash: *hash, wei })
            }
            (Self::Allowance { token, owner, .. }, answer::Answer::Evm(Answer::Allowance(amount))) => {
                facts.with(Fact::Allowance { token: *token, owner: *owner, amount })
            }
            (Self::DomainSeparator { token, .. }, answer::Answer::Evm(Answer::Separator(separator))) => {
                facts.with(Fact::DomainSeparator { token: *token, separator })
            }
            _ => facts,
        }
    }
    fn expected(&self) -> Option<String> {
        Some(expected::of(self))
    }

    fn is_settled_by(&self, answer: &answer::Answer) -> bool {
        match (self, answer) {
            (Self::AccountCode { if_plain: None, .. }, answer::Answer::Evm(Answer::Code(code))) => {
                *code == AccountCode::Absent
            }
            (Self::Allowance { at_least, if_less: None, .. }, answer::Answer::Evm(Answer::Allowance(allowed))) => {
                allowed >= at_least
            }
            _ => false,
        }
    }

    fn rpc_instead(&self) -> Option<[question::Rpc; 2]> {
        let Self::DomainNames { token, .. } = self else { return None };
        Some([NAME, VERSION].map(|selector| Rpc::Call { to: *token, data: selector.to_vec() }.into()))
    }

    fn answer_instead(&self, returned: [Returned<'_>; 2]) -> Result<answer::Answer, answer::AnswerError> {
        let Self::DomainNames { .. } = self else { return Err(answer::AnswerError::NoCall) };
        let [name, version] = returned.map(|returned| match returned {
            Returned::Bytes(bytes) => Ok(text(bytes, 0)?),
            Returned::Json(_) => Err(answer::AnswerError::OtherNode),
            Returned::Reverted => Err(Error::Reverted.into()),
        });
        Ok(Answer::Names { name: name?, version: version? }.into())
    }
}

/// The value that a contract returns if it accepts a signature (EIP-1271): the selector of the function, then zeros.
const MAGIC: [u8; 32] = left_aligned(IS_VALID_SIGNATURE);

/// Reads the result of `eip712Domain()` (EIP-5267): fields, name, version, chain, contract, salt, extensions.
fn domain_names(bytes: &[u8], network: &Network, token: Address) -> Result<Answer, Error> {
    /// One bit each for name, version, chain and contract.
    const FIELDS: [u8; 32] = left_aligned([0b1111]);
    let chain_id = network.eip155_chain_id().map(|id| Uint256::from(id).to_be_bytes());
    let usual = word_at(bytes, 0)? == FIELDS
        && Some(word_at(bytes, 3 * WORD)?) == chain_id
        && word_at(bytes, 4 * WORD)? == token.to_word()
        && number_at(bytes, number_at(bytes, 6 * WORD)?)? == 0;
    if !usual {
        return Err(Error::OtherDomain);
    }
    Ok(Answer::Names { name: text(bytes, WORD)?, version: text(bytes, 2 * WORD)? })
}

/// The number of bytes in a word of the ABI.
const WORD: usize = 32;

const fn left_aligned<const N: usize>(bytes: [u8; N]) -> [u8; 32] {
    let mut word = [0; WORD];
    let (start, _) = word.split_at_mut(N);
    start.copy_from_slice(&bytes);
    word
}

fn word_at(bytes: &[u8], at: usize) -> Result<[u8; 32], Error> {
    bytes.get(at..).and_then(|rest| rest.first_chunk()).copied().ok_or(Error::Malformed)
}

/// A number of 1 to 32 bytes, as nodes return it outside of the ABI.
fn quantity(bytes: &[u8]) -> Result<Uint256, Error> {
    let mut word = [0; WORD];
    let start = WORD.checked_sub(bytes.len()).filter(|start| *start < WORD);
    let slot = start.and_then(|start| word.get_mut(start..)).ok_or(Error::Malformed)?;
    slot.copy_from_slice(bytes);
    Ok(Uint256::from_be_bytes(word))
}

fn wide(number: u128) -> Uint256 {
    let mut word = [0; WORD];
    if let Some(low) = word.last_chunk_mut() {
        *low = number.to_be_bytes();
    }
    Uint256::from_be_bytes(word)
}

/// The word at this offset, as a number that can be a length or an offset.
fn number_at(bytes: &[u8], at: usize) -> Result<usize, Error> {
    let number = Uint256::from_be_bytes(word_at(bytes, at)?).to_u64();
    number.and_then(|number| number.try_into().ok()).ok_or(Error::Malformed)
}

/// The string whose offset is the word at this offset.
fn text(bytes: &[u8], at: usize) -> Result<String, Error> {
    let at = number_at(bytes, at)?;
    let length = number_at(bytes, at)?;
    let start = at.checked_add(WORD);
    let text = start.and_then(|start| bytes.get(start..)).and_then(|rest| rest.get(..length));
    text.and_then(|text| core::str::from_utf8(text).ok()).map(String::from).ok_or(Error::Malformed)
}
