//! Questions that only the chain can answer.

use core::fmt;

use x402_schemes::AssetTransferMethod;
use x402_types::{AnyNetwork, Scheme};

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
    /// Need: is the payment valid? This build cannot judge this combination, and another verifier has to.
    Verifier {
        /// The scheme of the offer.
        scheme: Scheme,
        /// The network of the offer.
        network: AnyNetwork,
        /// The transfer method. `None` if the network has no transfer methods.
        method: Option<AssetTransferMethod>,
    },
}
}

with_chains! { small "A call to a node of"
/// The call that asks a node.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rpc {}
}

impl Question {
    /// The permanent name of the kind of question, such as `account-code`.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match_chains! {
            match self {
                Self::Verifier { .. } => "verifier",
            }
            Chain(question) => question.kind()
        }
    }

    /// The call to a node of the network that answers the question. `None` if no single call does.
    #[must_use]
    pub fn rpc(&self) -> Option<Rpc> {
        match_chains! {
            match self {
                Self::Verifier { .. } => None,
            }
            Chain(question) => question.rpc().map(Rpc::from)
        }
    }

    /// Whether an answer can change the verdict, even where the question is outstanding. Such an answer is a fact, with
    /// which the payment is to be judged again ([`Facts::with_answer`](crate::Facts::with_answer)). Of the kinds that can
    /// be outstanding, these are `account-code`, `allowance` and `data-fee` (which is added to the cost of an approval).
    /// The others are answered by yes or no, and no means that the payment would not settle.
    #[must_use]
    pub const fn changes_verdict(&self) -> bool {
        match_chains! {
            match self {
                Self::Verifier { .. } => true,
            }
            Chain(question) => question.changes_verdict()
        }
    }

    /// Whether an answer may show that a faulty approval is unnecessary.
    pub(crate) const fn may_excuse_a_fault(&self) -> bool {
        match_chains! {
            match self {
                Self::Verifier { .. } => false,
            }
            Chain(question) => question.may_excuse_a_fault()
        }
    }
}

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match_chains! {
            match self {
                Self::Verifier { scheme, network, method } => {
                    write!(f, "no verifier here for scheme {scheme} on {network}")?;
                    if let Some(method) = method {
                        write!(f, " with transfer method {method}")?;
                    }
                    f.write_str(": ask one that has it")
                }
            }
            Chain(question) => question.fmt(f)
        }
    }
}
