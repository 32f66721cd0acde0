//! Questions that only a chain or a different verifier can answer.

use alloc::{boxed::Box, string::String};
use core::fmt;

use x402_schemes::AssetTransferMethod;
use x402_types::{AnyNetwork, Scheme, printable::write_sentence_with};

#[cfg(feature = "solana")]
use crate::solana;
#[cfg(feature = "stellar")]
use crate::stellar;
#[cfg(feature = "xrpl")]
use crate::xrpl;
use crate::{
    Answer, AnswerError, Facts, Returned, Rpc, Unsettled, evm,
    family::family_values,
    question_parts::{AnswerRules, QuestionText},
};

/// A question that no offline check can answer.
///
/// A question that decides the verdict is in [`Report::needs`](crate::Report::needs): one type of fact answers it.
/// Every other question is in [`Report::outstanding`](crate::Report::outstanding): the payment may be valid by its
/// bytes, but the settlement succeeds only if the answer allows it. [`settles`](Self::settles) evaluates an answer.
/// Most answers allow or prevent the settlement. Some [change the verdict](Self::changes_verdict): if the payer has
/// code, a valid payment becomes undecided.
///
/// The variants of Solana, Stellar and the XRP Ledger need the family's feature, as their verifiers do.
///
/// ```
/// use x402_types::{DecodeOptions, Wire, v2::PaymentPayload};
/// use x402_verify::{Context, Facts, Returned, Rpc, Unsettled, Verdict, evm, verify};
///
/// // The payment that the specification prints. A server verifies it against its own offers.
/// let line = std::fs::read_to_string("../../docs/examples/payment.txt")?;
/// let header = line.trim_end().strip_prefix("PAYMENT-SIGNATURE: ").ok_or("another header")?;
/// let payment = PaymentPayload::decode_header(header, &DecodeOptions::STRICT)?.value;
/// let offers = [payment.accepted.clone()];
/// let context = Context::at(1_740_672_100);
///
/// let report = verify(&payment, &offers, &context);
/// let question = report.outstanding().iter().find(|question| question.kind() == "account-code");
/// let question = question.ok_or("not asked")?;
/// let payer = "0x857b06519E91e3A54538791bDbb0E22373e36b66".parse()?;
/// assert_eq!(question.rpc(), Some(Rpc::Evm(evm::Rpc::GetCode { address: payer })));
///
/// // The node returned code, so the payer is a contract, and the verdict now depends on the contract's answer.
/// let answer = question.answer(Returned::Bytes(&[0x60, 0x80]))?;
/// assert_eq!(question.settles(&answer), Err(Unsettled::VerifyAgain));
/// let facts = Facts::new().with_answer(question, answer);
/// assert_eq!(verify(&payment, &offers, &context.with_facts(&facts)).verdict(), Verdict::Undecided);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Question {
    /// A different verifier must decide whether the payment is valid.
    Verifier(OtherVerifier),
    /// A question about a payment, or an account that signs in, on an EVM chain.
    Evm(evm::Question),
    /// A question about a payment, or an account that signs in, on Solana. It is boxed because it is large.
    #[cfg(feature = "solana")]
    Solana(Box<solana::Question>),
    /// A question about a payment, or an account that signs in, on Stellar. It is boxed because it is large.
    #[cfg(feature = "stellar")]
    Stellar(Box<stellar::Question>),
    /// A question about a payment on the XRP Ledger. It is boxed because it is large.
    #[cfg(feature = "xrpl")]
    Xrpl(Box<xrpl::Question>),
}

family_values!(Question by feature);

/// Decides the verdict: is the payment valid? This build cannot verify this combination, or the facilitator is not
/// known to accept it, so a different verifier must answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherVerifier {
    /// The scheme of the offer.
    pub scheme: Scheme,
    /// The network of the offer.
    pub network: AnyNetwork,
    /// The transfer method. `None` if the network has no transfer methods.
    pub method: Option<AssetTransferMethod>,
    /// `true` if the combination is not among the kinds that the facilitator is known to accept
    /// ([`Context::kinds`](crate::Context::kinds)).
    pub not_taken: bool,
}

impl QuestionText for OtherVerifier {
    fn kind(&self) -> &'static str {
        "verifier"
    }

    fn sentence(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { scheme, network, method, not_taken } = self;
        if *not_taken {
            return write!(
                f,
                "the facilitator is not known to accept scheme {scheme} on {network}: ask it, or offer a combination \
                 that it accepts"
            );
        }
        write!(f, "this build cannot verify scheme {scheme} on {network}")?;
        method.iter().try_for_each(|method| write!(f, " with transfer method {method}"))?;
        f.write_str(": ask a verifier that can")
    }

    fn changes_verdict(&self) -> bool {
        true
    }
}

impl AnswerRules for OtherVerifier {}

impl Question {
    pub(crate) fn text(&self) -> &dyn QuestionText {
        match self {
            Self::Verifier(question) => question,
            Self::Evm(question) => question.text(),
            #[cfg(feature = "solana")]
            Self::Solana(question) => question.text(),
            #[cfg(feature = "stellar")]
            Self::Stellar(question) => question.text(),
            #[cfg(feature = "xrpl")]
            Self::Xrpl(question) => question.text(),
        }
    }

    pub(crate) fn answer_rules(&self) -> &dyn AnswerRules {
        match self {
            Self::Verifier(question) => question,
            Self::Evm(question) => question.answer_rules(),
            #[cfg(feature = "solana")]
            Self::Solana(question) => question.answer_rules(),
            #[cfg(feature = "stellar")]
            Self::Stellar(question) => question.answer_rules(),
            #[cfg(feature = "xrpl")]
            Self::Xrpl(question) => question.answer_rules(),
        }
    }

    /// `true` if an answer may show that a faulty permit or approval is unnecessary.
    pub(crate) const fn may_excuse_a_fault(&self) -> bool {
        matches!(self, Self::Evm(evm::Question::Allowance(_)))
    }

    /// Returns the permanent name of the type of question, such as `account-code`.
    pub fn kind(&self) -> &'static str {
        self.text().kind()
    }

    /// Returns the call to a node of the network that answers the question. `None` if no single call does.
    /// [`JsonRpc`](crate::json_rpc::JsonRpc) is the call as JSON, and [`answer_json_rpc`](Self::answer_json_rpc) reads
    /// the response.
    pub fn rpc(&self) -> Option<Rpc> {
        self.text().rpc()
    }

    /// Returns the answer that allows the settlement, as text for people: a value to compare with, or a condition.
    /// `None` if no answer of a node decides.
    pub fn expected(&self) -> Option<String> {
        self.text().expected()
    }

    /// Returns `true` if an answer can change the verdict, even if the verdict does not wait for it. Such an answer is
    /// a fact: add it with [`Facts::with_answer`](crate::Facts::with_answer), and verify the payment again. Of the
    /// questions in [`Report::outstanding`](crate::Report::outstanding), it returns `true` for `account-code`,
    /// `allowance` and `data-fee` (which is added to the cost of an approval), for `account` and `simulation` on
    /// Stellar, and for `channel-record`, whose answer is a [record](crate::Records).
    ///
    /// The other questions there have the answers yes and no, and a no means that the payment would not settle. There
    /// are exceptions. A no to `native-balance` prevents nothing, because the sponsor sends the missing amount. The
    /// answer to `source` on Solana can be a multisig account that was not known before; it is also a fact. And as long
    /// as `allowance` is asked together with a permit or an approval, a no about the permit or the approval prevents
    /// nothing yet: verify again with the allowance first.
    pub fn changes_verdict(&self) -> bool {
        self.text().changes_verdict()
    }

    /// Checks whether an answer to one of the [`Report::outstanding`](crate::Report::outstanding) questions lets a
    /// valid payment settle. Ask each of the questions, and settle if the result is `Ok` for all of them.
    ///
    /// Do not compare with [`Answer::No`] instead, because some answers that prevent the settlement are not a plain no:
    /// for a payer with code, the answer is [`Code`](crate::evm::Answer::Code), and the contract may never have signed.
    ///
    /// [`Deciding`](crate::Deciding) asks all questions and follows this rule.
    ///
    /// # Errors
    /// [`Prevented`](Unsettled::Prevented) for a no. [`VerifyAgain`](Unsettled::VerifyAgain) for an answer that can
    /// change the verdict, and for a value that does not answer this question.
    pub fn settles(&self, answer: &Answer) -> Result<(), Unsettled> {
        match self.answer_rules() {
            rules if rules.is_settled_by(answer) => Ok(()),
            _ if self.changes_verdict() => Err(Unsettled::VerifyAgain),
            _ if *answer == Answer::Yes => Ok(()),
            _ if *answer == Answer::No => Err(Unsettled::Prevented),
            _ => Err(Unsettled::VerifyAgain),
        }
    }

    /// Reads the value that a node returned to the call [`rpc`](Self::rpc). A return value may be longer than its type,
    /// as in Solidity.
    ///
    /// # Errors
    /// The value does not answer this question.
    pub fn answer(&self, returned: Returned<'_>) -> Result<Answer, AnswerError> {
        self.answer_rules().answer(returned)
    }

    /// Returns the calls `name()` and `version()`, for a token that does not answer [`rpc`](Self::rpc) with its domain.
    /// USDC is such a token. A token may use a different name in its domain; the question `token-domain` then shows the
    /// difference.
    ///
    /// ```
    /// use x402_types::Network;
    /// use x402_verify::{Question, Returned, evm};
    ///
    /// let token = "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913".parse()?;
    /// let network = Network::eip155(8453);
    /// let question = Question::Evm(evm::Question::DomainNames(evm::questions::DomainNames { network, token }));
    /// let [name, version] = question.rpc_instead().unwrap();
    /// # let node = |call: &x402_verify::Rpc| {
    /// #     let text = if *call == name { "USD Coin" } else { "2" };
    /// #     let mut abi = vec![0; 96];
    /// #     (abi[31], abi[63]) = (32, text.len() as u8);
    /// #     abi[64..64 + text.len()].copy_from_slice(text.as_bytes());
    /// #     abi
    /// # };
    /// let (name, version) = (node(&name), node(&version));
    /// let answer = question.answer_instead([Returned::Bytes(&name), Returned::Bytes(&version)])?;
    /// assert_eq!(answer, evm::Answer::Names { name: "USD Coin".into(), version: "2".into() }.into());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn rpc_instead(&self) -> Option<[Rpc; 2]> {
        self.answer_rules().rpc_instead()
    }

    /// Reads the values that a node returned to the two calls of [`rpc_instead`](Self::rpc_instead), in their order.
    ///
    /// # Errors
    /// The values do not answer this question.
    pub fn answer_instead(&self, returned: [Returned<'_>; 2]) -> Result<Answer, AnswerError> {
        self.answer_rules().answer_instead(returned)
    }
}

impl Facts {
    /// Adds the answer to a question that decides the verdict. Of the answers to other questions, the following are
    /// also facts: those that [change the verdict](Question::changes_verdict), except the answer to `channel-record`;
    /// the yes to `token-domain`; and on Solana the no to `simulation` and a multisig account as the answer to
    /// `source`. All other answers change nothing.
    #[must_use]
    pub fn with_answer(self, question: &Question, answer: Answer) -> Self {
        question.answer_rules().learn(self, answer)
    }
}

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_sentence_with(f, |f| self.text().sentence(f))
    }
}

/// Turns each question of a chain family into the shared `Question`, and finds its parts. A trait cannot do this: `From`
/// is foreign, and a `match` needs every variant. The compiler reports a variant that is not in the list.
macro_rules! question_values {
    ($Family:ident $family:ident: $($(#[$condition:meta])? $Name:ident,)+) => {
        $($(#[$condition])? impl From<$family::questions::$Name> for Question {
            fn from(question: $family::questions::$Name) -> Self {
                Self::$Family($family::Question::$Name(question).into())
            }
        })+

        impl $family::Question {
            fn text(&self) -> &dyn QuestionText {
                match self {
                    $($(#[$condition])? Self::$Name(question) => question,)+
                }
            }

            fn answer_rules(&self) -> &dyn AnswerRules {
                match self {
                    $($(#[$condition])? Self::$Name(question) => question,)+
                }
            }
        }
    };
}

question_values! { Evm evm:
    AccountCode, ContractSignature, CounterfactualSignature, DomainNames, DomainSeparator, TokenPermit, TokenDomain,
    Balance, AuthorizationUnused, Transfer, Facilitator, ContractCode, Allowance, PermitUnused, PermitNonce,
    TransactionCount, GasPrice, NativeBalance, DataFee, GatewayBalance, GatewayNonce, Settlement,
    #[cfg(feature = "batch-settlement")] ChannelState,
    #[cfg(feature = "batch-settlement")] ChannelRecord,
    #[cfg(feature = "batch-settlement")] BatchTransaction,
}
#[cfg(feature = "solana")]
question_values! { Solana solana:
    TransactionVersion, LookupTables, SmartWallet, Multisig, MultisigProgram, Blockhash, Mint, Source, Destination,
    Simulation,
}
#[cfg(feature = "stellar")]
question_values! { Stellar stellar:
    Ledger, Account, Simulation, NonceUnused,
}
#[cfg(feature = "xrpl")]
question_values! { Xrpl xrpl:
    Ledger, Account, Ticket, Simulation, Unused,
}
