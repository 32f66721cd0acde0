//! What a node answered to a question, read.

mod solana;
mod token_account;

use alloc::{string::String, vec::Vec};
use core::fmt;

use x402_schemes::{evm::Address, solana::Address as Account};
use x402_types::{Amount, JsonRef, Network, Uint256};

use crate::{
    AccountCode, Facts, Multisig, Question, Rpc, Simulation, SolanaQuestion,
    question::calldata::selector::{IS_VALID_SIGNATURE, NAME, VERSION},
};

/// What a node returned.
#[derive(Clone, Copy, Debug)]
pub enum Returned<'a> {
    /// Of a node of an EVM chain: the bytes of `result`; of a number, as `eth_getBalance` gives it, the most significant
    /// first, behind as many zeros as one likes, up to 32 in all. Where several calls were simulated, none at all will do.
    Bytes(&'a [u8]),
    /// Of a node of Solana: `result`, an object of `context` and `value`.
    Json(JsonRef<'a>),
    /// The call was made and reverted, or one of several was. Any other error of a node is no answer: ask again, or another
    /// node.
    Reverted,
}

/// What the answer to a [`Question`] says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// `account-code`: what the account has.
    Code(AccountCode),
    /// `domain-names`: what the token says.
    Names {
        /// Of the EIP-712 domain.
        name: String,
        /// Of the EIP-712 domain.
        version: String,
    },
    /// `allowance`: how much Permit2 may move, in atomic units.
    Allowance(Amount),
    /// `domain-separator`: what the token's is.
    Separator([u8; 32]),
    /// `data-fee`: how much that is, in wei.
    DataFee(Uint256),
    /// `lookup-tables`: what stands in each; `None` for one that is not there. One whose deactivation began more than 512
    /// slots ago is left out, and the question stays: it can be loaded from or not, by how many slots had no block since.
    Tables(Vec<(Account, Option<Vec<Account>>)>),
    /// `multisig`: who has to sign; `None` where it is no multisig account.
    Multisig(Option<Multisig>),
    /// `smart-wallet`, `multisig-program`: what the transaction does; `None` if it fails.
    Simulated(Option<Simulation>),
    /// Any other question: it is as the question has it. The contract accepts; this is the domain; the balance is
    /// enough; the authorization is unused; the token takes the permit; the transfer goes through.
    Yes,
    /// It is not.
    No,
}

/// Why what a node returned is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AnswerError {
    /// No call answers this question.
    NoCall,
    /// Bytes for a question to a node of Solana, or JSON for another.
    OtherNode,
    /// This member of a Solana node's answer is missing, or not as the node's documents have it.
    Member(&'static str),
    /// A table that is not known stands in the way: ask for its addresses first.
    UnknownTable(Account),
    /// The token account, or the mint, has an extension of Token-2022 with a number that is not known here.
    Extension(u16),
    /// The simulation fails because of what the node has seen, or of what else the block holds: another slot may cure that.
    /// Ask again.
    Transient,
    /// The authority is a multisig account of Token, and of Token-2022 that is deployed the version decides whether its
    /// members have to sign: simulate the transaction.
    ProgramVersion,
    /// The contract has no such function, or will not say.
    Reverted,
    /// Not what the function returns by its ABI. No bytes at all: there is no contract, or it has no such function.
    Malformed,
    /// The token's domain is of another chain or contract, or is made of other fields than name, version, chain and
    /// contract.
    OtherDomain,
}

impl Question {
    /// Reads what a node returned to [`rpc`](Self::rpc). Return values may be longer than their type, as for Solidity.
    ///
    /// # Errors
    /// It is no answer to this question.
    pub fn answer(&self, returned: Returned<'_>) -> Result<Answer, AnswerError> {
        let bytes = match (self, returned) {
            (Self::Solana(question), Returned::Json(result)) => return solana::read(question, result),
            (_, Returned::Json(_)) => return Err(AnswerError::OtherNode),
            (_, Returned::Bytes(bytes)) => bytes,
            // The token asks them in the same way, and does not pay if they revert.
            (
                Self::ContractSignature { .. }
                | Self::TokenPermit { .. }
                | Self::Transfer { .. }
                | Self::Settlement { .. },
                Returned::Reverted,
            ) => return Ok(Answer::No),
            (_, Returned::Reverted) => return Err(AnswerError::Reverted),
        };
        match self {
            Self::Solana(_) => Err(AnswerError::OtherNode),
            Self::Verifier { .. } | Self::CounterfactualSignature { .. } | Self::Facilitator { .. } => {
                Err(AnswerError::NoCall)
            }
            Self::AccountCode { .. } => Ok(Answer::Code(AccountCode::from_code(bytes))),
            // Four bytes alone, or with others behind them, are no yes: the token compares the whole word.
            Self::ContractSignature { .. } => Ok(yes(word_at(bytes, 0) == Ok(MAGIC))),
            Self::DomainNames { network, token } => domain_names(bytes, network, *token),
            Self::DomainSeparator { .. } => Ok(Answer::Separator(word_at(bytes, 0)?)),
            // No bytes: what has no code has no domain.
            Self::TokenDomain { .. } if bytes.is_empty() => Ok(Answer::No),
            Self::TokenDomain { separator, .. } => Ok(yes(word_at(bytes, 0)? == *separator)),
            Self::ContractCode { .. } => Ok(yes(!bytes.is_empty())),
            Self::Balance { at_least, .. } => Ok(yes(Uint256::from_be_bytes(word_at(bytes, 0)?) >= at_least.get())),
            Self::Allowance { .. } => Ok(Answer::Allowance(Uint256::from_be_bytes(word_at(bytes, 0)?).into())),
            Self::AuthorizationUnused { .. } => match number_at(bytes, 0)? {
                0 => Ok(Answer::Yes),
                1 => Ok(Answer::No),
                _ => Err(AnswerError::Malformed),
            },
            Self::PermitUnused { nonce, .. } => {
                let bitmap = Uint256::from_be_bytes(word_at(bytes, 0)?);
                Ok(yes(!bitmap.bit(nonce.bit())))
            }
            Self::PermitNonce { nonce, .. } => Ok(yes(Uint256::from_be_bytes(word_at(bytes, 0)?) == *nonce)),
            Self::TransactionCount { nonce, .. } => Ok(yes(quantity(bytes)? == Uint256::from(*nonce))),
            Self::GasPrice { max_fee, .. } => Ok(yes(quantity(bytes)? <= wide(*max_fee))),
            Self::DataFee { .. } => Ok(Answer::DataFee(Uint256::from_be_bytes(word_at(bytes, 0)?))),
            Self::NativeBalance { at_least, .. } => Ok(yes(quantity(bytes)? >= *at_least)),
            Self::TokenPermit { .. } | Self::Transfer { .. } | Self::Settlement { .. } => Ok(Answer::Yes),
        }
    }

    /// What to ask a token that does not answer [`rpc`](Self::rpc) with its domain, as USDC does not: `name()` and
    /// `version()`. Some tokens have another name in their domain; what `token-domain` asks then shows it.
    #[must_use]
    pub fn rpc_instead(&self) -> Option<[Rpc; 2]> {
        let Self::DomainNames { token, .. } = self else { return None };
        Some([NAME, VERSION].map(|selector| Rpc::Call { to: *token, data: selector.to_vec() }))
    }

    /// Reads what a node returned to both calls of [`rpc_instead`](Self::rpc_instead).
    ///
    /// # Errors
    /// It is no answer to this question.
    pub fn answer_instead(&self, returned: [Returned<'_>; 2]) -> Result<Answer, AnswerError> {
        let Self::DomainNames { .. } = self else { return Err(AnswerError::NoCall) };
        let [name, version] = returned.map(|returned| match returned {
            Returned::Bytes(bytes) => text(bytes, 0),
            Returned::Json(_) => Err(AnswerError::OtherNode),
            Returned::Reverted => Err(AnswerError::Reverted),
        });
        Ok(Answer::Names { name: name?, version: version? })
    }
}

impl Facts {
    /// Puts in the answer to a need. One to a question that is merely outstanding is no fact and changes nothing, but
    /// for those to `account-code`, `allowance` and `data-fee`.
    #[must_use]
    pub fn with_answer(self, question: &Question, answer: Answer) -> Self {
        match (question, answer) {
            (Question::AccountCode { account, .. }, Answer::Code(code)) => self.with_account(*account, code),
            (
                Question::ContractSignature { account, caller, digest, signature, .. },
                answer @ (Answer::Yes | Answer::No),
            ) => {
                let accepts = answer == Answer::Yes;
                self.with_contract_signature_for(*account, *caller, *digest, signature.as_slice(), accepts)
            }
            (Question::TokenPermit { token, digest, signature, .. }, answer @ (Answer::Yes | Answer::No)) => {
                self.with_token_permit(*token, *digest, signature.as_slice(), answer == Answer::Yes)
            }
            (Question::DomainNames { token, .. }, Answer::Names { name, version }) => {
                self.with_token_domain(*token, name, version)
            }
            (Question::DataFee { hash, .. }, Answer::DataFee(wei)) => self.with_data_fee(*hash, wei),
            (Question::Allowance { token, owner, .. }, Answer::Allowance(amount)) => {
                self.with_allowance(*token, *owner, amount)
            }
            (Question::DomainSeparator { token, .. }, Answer::Separator(separator)) => {
                self.with_domain_separator(*token, separator)
            }
            (Question::Solana(question), answer) => self.with_solana_answer(question, answer),
            _ => self,
        }
    }

    fn with_solana_answer(self, question: &SolanaQuestion, answer: Answer) -> Self {
        match (question, answer) {
            (SolanaQuestion::LookupTables { .. }, Answer::Tables(tables)) => {
                tables.into_iter().fold(self, |facts, (table, addresses)| match addresses {
                    Some(addresses) => facts.with_lookup_table(table, addresses),
                    None => facts.without_lookup_table(table),
                })
            }
            (SolanaQuestion::Multisig { authority }, Answer::Multisig(multisig)) => {
                self.with_multisig(*authority, multisig)
            }
            (
                SolanaQuestion::SmartWallet { message, .. } | SolanaQuestion::MultisigProgram { message, .. },
                Answer::Simulated(simulation),
            ) => self.with_simulation(*message, simulation),
            _ => self,
        }
    }
}

const fn yes(holds: bool) -> Answer {
    if holds { Answer::Yes } else { Answer::No }
}

/// What EIP-1271 has a contract return that accepts: the selector of the function, and zeros.
const MAGIC: [u8; 32] = left_aligned(IS_VALID_SIGNATURE);

/// `eip712Domain()` (EIP-5267) returns fields, name, version, chain, contract, salt, extensions.
fn domain_names(bytes: &[u8], network: &Network, token: Address) -> Result<Answer, AnswerError> {
    /// A bit for each: name, version, chain, contract.
    const FIELDS: [u8; 32] = left_aligned([0b1111]);
    let chain_id = network.eip155_chain_id().map(|id| Uint256::from(id).to_be_bytes());
    let usual = word_at(bytes, 0)? == FIELDS
        && Some(word_at(bytes, 3 * WORD)?) == chain_id
        && word_at(bytes, 4 * WORD)? == token.to_word()
        && number_at(bytes, number_at(bytes, 6 * WORD)?)? == 0;
    if !usual {
        return Err(AnswerError::OtherDomain);
    }
    Ok(Answer::Names { name: text(bytes, WORD)?, version: text(bytes, 2 * WORD)? })
}

/// Bytes in a word of the ABI.
const WORD: usize = 32;

const fn left_aligned<const N: usize>(bytes: [u8; N]) -> [u8; 32] {
    let mut word = [0; WORD];
    let (start, _) = word.split_at_mut(N);
    start.copy_from_slice(&bytes);
    word
}

fn word_at(bytes: &[u8], at: usize) -> Result<[u8; 32], AnswerError> {
    bytes.get(at..).and_then(|rest| rest.first_chunk()).copied().ok_or(AnswerError::Malformed)
}

/// A number that is no word of the ABI.
fn quantity(bytes: &[u8]) -> Result<Uint256, AnswerError> {
    let mut word = [0; WORD];
    let start = WORD.checked_sub(bytes.len()).filter(|start| *start < WORD);
    let slot = start.and_then(|start| word.get_mut(start..)).ok_or(AnswerError::Malformed)?;
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

/// One that can be a length or an offset here.
fn number_at(bytes: &[u8], at: usize) -> Result<usize, AnswerError> {
    let number = Uint256::from_be_bytes(word_at(bytes, at)?).to_u64();
    number.and_then(|number| number.try_into().ok()).ok_or(AnswerError::Malformed)
}

/// The string whose offset stands here.
fn text(bytes: &[u8], at: usize) -> Result<String, AnswerError> {
    let at = number_at(bytes, at)?;
    let length = number_at(bytes, at)?;
    let start = at.checked_add(WORD);
    let text = start.and_then(|start| bytes.get(start..)).and_then(|rest| rest.get(..length));
    text.and_then(|text| core::str::from_utf8(text).ok()).map(String::from).ok_or(AnswerError::Malformed)
}

impl fmt::Display for AnswerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoCall => f.write_str("no call answers this question"),
            Self::OtherNode => f.write_str("this is an answer of another family's node"),
            Self::Member(member) => {
                write!(f, "the answer's {member} is missing, or not as a node of Solana documents it")
            }
            Self::UnknownTable(table) => write!(f, "ask for the addresses in the lookup table {table} first"),
            Self::Extension(number) => write!(f, "an extension with the number {number} is not known here"),
            Self::Transient => {
                f.write_str("the simulation fails for a reason that another slot or another node may cure: ask again")
            }
            Self::ProgramVersion => f.write_str(
                "the authority is a multisig account of Token, and the version of Token-2022 decides who has to sign: \
                 simulate the transaction",
            ),
            Self::Reverted => f.write_str("the contract has no such function, or will not say"),
            Self::Malformed => f.write_str("this is not what the function returns; is there a contract?"),
            Self::OtherDomain => {
                f.write_str("the token's EIP-712 domain is another's, or not made of name, version, chain and contract")
            }
        }
    }
}

impl core::error::Error for AnswerError {}
