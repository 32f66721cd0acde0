//! Reads the values that nodes return to questions.

use core::fmt;

use x402_types::{JsonRef, declare::sentences};

use crate::{evm, family::family_values, solana, stellar, xrpl};

/// The value that a node returned to the call of a question.
///
/// ```
/// use x402_types::Network;
/// use x402_verify::{Answer, AnswerError, Question, Returned, evm::{self, questions::Balance}};
///
/// let token = "0x036CbD53842c5426634e7929541eC2318f3dCF7e".parse()?;
/// let owner = "0x857b06519E91e3A54538791bDbb0E22373e36b66".parse()?;
/// let question = Question::from(Balance { network: Network::eip155(84_532), token, owner, at_least: 10_000.into() });
/// let mut word = [0; 32];
/// assert_eq!(question.answer(Returned::Bytes(&word)), Ok(Answer::No));
/// word[30..].copy_from_slice(&10_000_u16.to_be_bytes());
/// assert_eq!(question.answer(Returned::Bytes(&word)), Ok(Answer::Yes));
/// assert_eq!(question.answer(Returned::Bytes(&[])), Err(AnswerError::Evm(evm::AnswerError::Malformed)));
/// # Ok::<(), x402_schemes::evm::ParseAddressError>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Returned<'a> {
    /// The bytes of `result` from a node of an EVM chain. Pass a number, such as the result of `eth_getBalance`, as at
    /// most 32 bytes in big-endian order; leading zeros are accepted. For simulated calls that all succeeded, an empty
    /// slice is accepted.
    Bytes(&'a [u8]),
    /// The field `result` of the JSON-RPC response, from a node whose values are not bytes.
    Json(JsonRef<'a>),
    /// The call reverted, or one of several simulated calls did. Any other error of a node is not an answer: ask again,
    /// or ask a different node.
    Reverted,
}

/// The answer to a [`Question`](crate::Question).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Answer {
    /// Yes, in answer to a question without a more specific answer: the contract accepts the signature, the domain is
    /// the one that was used, the balance is sufficient, the authorization is unused, the token accepts the permit, or
    /// the transfer succeeds.
    Yes,
    /// No, in answer to such a question. Other answers than yes and no can also prevent a settlement, which
    /// [`Question::settles`](crate::Question::settles) takes into account.
    No,
    /// An answer of an EVM chain that is more than yes or no.
    Evm(evm::Answer),
    /// An answer of Solana that is more than yes or no.
    Solana(solana::Answer),
    /// An answer of Stellar that is more than yes or no.
    Stellar(stellar::Answer),
    /// An answer of the XRP Ledger that is more than yes or no.
    Xrpl(xrpl::Answer),
}

family_values!(Answer);

/// The reason why a node's return value does not answer the question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AnswerError {
    /// No call answers this question.
    NoCall,
    /// The value has the format of a different type of node: bytes where JSON is expected, or the reverse.
    OtherNode,
    /// The value of a node cannot be read as an answer of an EVM chain.
    Evm(evm::AnswerError),
    /// The value of a node cannot be read as an answer of Solana.
    Solana(solana::AnswerError),
    /// The value of a node cannot be read as an answer of Stellar.
    Stellar(stellar::AnswerError),
    /// The value of a node cannot be read as an answer of the XRP Ledger.
    Xrpl(xrpl::AnswerError),
}

family_values!(AnswerError);

sentences! {
    /// The reason why an answer does not let a valid payment settle.
    ///
    /// There are only these two reasons, so a `match` needs no wildcard.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub enum Unsettled {
        /// The settlement would fail or would transfer nothing. Do not serve the request.
        Prevented = "the answer prevents the settlement",
        /// The answer can change the verdict. Add it to the facts ([`Facts::with_answer`](crate::Facts::with_answer)),
        /// and verify the payment again. Until then the payment is not known to be valid.
        VerifyAgain = "the answer is a fact: verify the payment again with it",
    }
}

impl core::error::Error for Unsettled {}

pub(crate) const fn yes(holds: bool) -> Answer {
    if holds { Answer::Yes } else { Answer::No }
}

impl fmt::Display for AnswerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoCall => f.write_str("no call answers this question"),
            Self::OtherNode => f.write_str("this is an answer from a node of a different chain family"),
            Self::Evm(error) => error.fmt(f),
            Self::Solana(error) => error.fmt(f),
            Self::Stellar(error) => error.fmt(f),
            Self::Xrpl(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for AnswerError {}
