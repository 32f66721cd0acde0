//! Questions that only the chain can answer.

use alloc::string::String;
use core::fmt;

use x402_schemes::AssetTransferMethod;
use x402_types::{AnyNetwork, Scheme, printable::write_sentence_with};

use crate::{
    Answer, AnswerError, Facts, Returned, Unsettled,
    ask::{Ask, Hear, question},
};

with_chains! { large "A question about a payment, or an account that signs in, on"
/// A question that no offline check can answer.
///
/// A question that decides the verdict is a *need*: one kind of fact answers it. Every other question is *outstanding*:
/// the payment is valid by its bytes, and is worth settling only if the answer lets it settle. [`settles`](Self::settles)
/// says what an answer means. Most answers let the settlement happen or prevent it. Some [change the
/// verdict](Self::changes_verdict): if the payer has code after all, a valid payment becomes undecided.
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
/// // The node returned code: the payer is a contract, and now the payment needs the contract's answer.
/// let answer = question.answer(Returned::Bytes(&[0x60, 0x80]))?;
/// assert_eq!(question.settles(&answer), Err(Unsettled::JudgeAgain));
/// let facts = Facts::new().with_answer(question, answer);
/// assert_eq!(verify(&payment, &offers, &context.with_facts(&facts)).verdict(), Verdict::Undecided);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Question {
    /// Another verifier has to judge the payment.
    Verifier(OtherVerifier),
}
}

question! {
    /// Need: is the payment valid? This build cannot judge this combination, or the facilitator is not known to take it, and another
    /// verifier has to.
    OtherVerifier "verifier" {
        /// The scheme of the offer.
        pub scheme: Scheme,
        /// The network of the offer.
        pub network: AnyNetwork,
        /// The transfer method. `None` if the network has no transfer methods.
        pub method: Option<AssetTransferMethod>,
        /// `true` if the combination is not among the kinds that the facilitator is known to take
        /// ([`Context::kinds`](crate::Context::kinds)).
        pub not_taken: bool,
    }
    says(|f| {
        if *not_taken {
            return write!(f, "the facilitator is not known to take scheme {scheme} on {network}: ask it, or offer a kind that it takes");
        }
        write!(f, "no verifier here for scheme {scheme} on {network}")?;
        method.iter().try_for_each(|method| write!(f, " with transfer method {method}"))?;
        f.write_str(": ask one that has it")
    })
    changes_verdict(true)
}

with_chains! { small "A call to a node of"
/// The call that asks a node.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rpc {}
}

impl Question {
    pub(crate) fn asked(&self) -> &dyn Ask {
        match_chains! {
            match self {
                Self::Verifier(question) => question,
            }
            Chain(question) => question.asked()
        }
    }

    pub(crate) fn heard(&self) -> &dyn Hear {
        match_chains! {
            match self {
                Self::Verifier(question) => question,
            }
            Chain(question) => question.heard()
        }
    }

    /// The permanent name of the kind of question, such as `account-code`.
    pub fn kind(&self) -> &'static str {
        self.asked().kind()
    }

    /// The call to a node of the network that answers the question. `None` if no single call does.
    /// [`JsonRpc`](crate::json_rpc::JsonRpc) is the call as JSON, and [`answer_json_rpc`](Self::answer_json_rpc) reads the response.
    pub fn rpc(&self) -> Option<Rpc> {
        self.asked().rpc()
    }

    /// The answer with which the payment can be settled, for people: a value to compare with, or a condition. `None` if
    /// no answer of a node decides.
    pub fn expected(&self) -> Option<String> {
        self.asked().expected()
    }

    /// Whether an answer can change the verdict, even where the question is outstanding. Such an answer is a fact, with which the
    /// payment is to be judged again ([`Facts::with_answer`](crate::Facts::with_answer)). Of the kinds that can be outstanding,
    /// these are `account-code`, `allowance`, `data-fee` (which is added to the cost of an approval), and on Stellar `account`
    /// and `simulation`; and `channel-record`, whose answer is a [record](crate::Records). The others are answered by yes or no,
    /// and no means that the payment would not settle, but for `native-balance`: what is missing the sponsor sends. On Solana
    /// `source` may show a multisig account that nobody knew of, which is such a fact. While `allowance` is asked beside a permit
    /// or an approval, a no about these prevents nothing yet: judge again with its answer first.
    pub fn changes_verdict(&self) -> bool {
        self.asked().changes_verdict()
    }

    /// Whether a valid payment settles, as far as this answer to one of its
    /// [outstanding](crate::Report::outstanding) questions goes. Ask about each question, and settle if all are `Ok`.
    ///
    /// Compare an answer with [`Answer::No`] and you overlook the answers that are no plain no: a payer with code is
    /// [`Code`](crate::evm::Answer::Code), and the contract may never have signed.
    ///
    /// [`Deciding`](crate::Deciding) asks all questions, and goes by this.
    ///
    /// # Errors
    /// [`Prevented`](Unsettled::Prevented) for a no. [`JudgeAgain`](Unsettled::JudgeAgain) for an answer that can change the
    /// verdict, and for one that is no answer to this question.
    pub fn settles(&self, answer: &Answer) -> Result<(), Unsettled> {
        match self.heard() {
            heard if heard.is_settled_by(answer) => Ok(()),
            _ if self.changes_verdict() => Err(Unsettled::JudgeAgain),
            _ if *answer == Answer::Yes => Ok(()),
            _ if *answer == Answer::No => Err(Unsettled::Prevented),
            _ => Err(Unsettled::JudgeAgain),
        }
    }

    /// Reads what a node returned to the call [`rpc`](Self::rpc). A return value may be longer than its type, as Solidity allows.
    ///
    /// # Errors
    /// The value does not answer this question.
    pub fn answer(&self, returned: Returned<'_>) -> Result<Answer, AnswerError> {
        self.heard().answer(returned)
    }

    /// The calls for a token that does not answer [`rpc`](Self::rpc) with its domain: `name()` and `version()`. USDC is
    /// such a token. A token may use another name in its domain; the question `token-domain` then shows the difference.
    pub fn rpc_instead(&self) -> Option<[Rpc; 2]> {
        self.heard().rpc_instead()
    }

    /// Reads what a node returned to the two calls of [`rpc_instead`](Self::rpc_instead), in their order.
    ///
    /// # Errors
    /// The values do not answer this question.
    pub fn answer_instead(&self, returned: [Returned<'_>; 2]) -> Result<Answer, AnswerError> {
        self.heard().answer_instead(returned)
    }
}

impl Facts {
    /// Adds the answer to a need. Of the answers to outstanding questions, those that [change the
    /// verdict](Question::changes_verdict) are facts, but for that to `channel-record`, and so are the yes to `token-domain` and,
    /// on Solana, the no to `simulation` and a multisig account to `source`. The others are no facts and change nothing.
    #[must_use]
    pub fn with_answer(self, question: &Question, answer: Answer) -> Self {
        question.heard().learn(self, answer)
    }
}

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_sentence_with(f, |f| self.asked().sentence(f))
    }
}
