//! What a seller may choose.

use x402_types::Flags;
use x402_verify::{Facts, Question, evm};

use crate::{Receipts, SignIns};

/// The choices of a seller, beside what it sells. By default a payment is refused only if it is invalid, or if it says itself that it
/// is for something else.
///
/// ```
/// use x402_seller::{Choices, Undecided};
/// let mut choices = Choices::default();
/// choices.slack = Some(60);
/// choices.undecided = Undecided::RefuseForged;
/// ```
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Choices {
    /// How many seconds a payment may end later than the offer's `maxTimeoutSeconds` says. A record that was never settled is kept
    /// until its payment ends, so this bounds how long. `None` for no bound.
    pub slack: Option<u64>,
    /// For how many seconds after its end a payment stays open if it is not known whether it is settled. After that, a refusal by the
    /// facilitator closes it as unknown: what was made for it is dropped, and its buyer is told that only the chain shows it, and never
    /// that nothing was charged. A payment that no time ends has ended a day after it began. `None` for ever.
    pub gives_up_after: Option<u64>,
    /// What becomes of a payment that its bytes do not decide.
    pub undecided: Undecided,
    /// Whether the facilitator or a node is asked about each payment of the flow `authorization` before the work. By its bytes a payment
    /// is valid without the money: the work is done for whoever has none, and only its result is kept back. Vouchers are not meant.
    pub verify_all: bool,
    /// The flags with which a payment is not served, such as `revocable-voucher` (N-12). `withdrawal-due` is one always (N-25).
    pub refused: Flags,
    /// What is known of accounts, such as which of them have code.
    pub facts: Facts,
    /// Whether a payment may name another resource than the seller's. Nobody signs that name (B-5).
    pub any_resource: bool,
    /// Whether an account that has paid comes back without paying.
    pub sign_ins: Option<SignIns>,
    /// The number of the first challenge to sign in. An account enters once by a nonce, which is made of the second and the number. So two
    /// sellers of one resource with one store, such as those of two machines, each take a random number.
    pub first_challenge: u32,
    /// Whether the seller signs its offers, and a receipt for each settlement with which something is served. There is no receipt for a
    /// request whose query is so long that the header of the settlement would be too long.
    pub receipts: Option<Receipts>,
}

/// What becomes of a payment that its bytes do not decide. A payment that the store knows is recognised all the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Undecided {
    /// The facilitator or a node is asked. Only a voucher that the payer's own key has signed in a form that no claim takes is refused
    /// (N-13), unless [`Choices::facts`] say that the payer has code.
    #[default]
    Ask,
    /// A payment on an EVM chain whose signature is not the account's own is refused, if nothing is known of the account's code. Smart
    /// accounts pay if [`Choices::facts`] say that they have code. A flood of payments with such signatures costs no call.
    ///
    /// About other payments somebody is asked, and a flood of them costs calls: on EVM chains if a payment has the signature of a wallet
    /// that is not deployed yet (ERC-6492), or if the offer names no transfer method and the payment one that is not judged here; on
    /// Solana and Stellar if other keys or a contract may sign for the account.
    RefuseForged,
    /// Every such payment is refused.
    Refuse,
}

impl Undecided {
    /// Whether nobody is asked these questions.
    pub(crate) fn refuses(self, needs: &[Question]) -> bool {
        match self {
            Self::Ask => false,
            Self::RefuseForged => needs.iter().any(is_of_a_forgery),
            Self::Refuse => true,
        }
    }
}

/// Whether the payment is forged, unless the account has code.
pub(crate) fn is_of_a_forgery(question: &Question) -> bool {
    matches!(question, Question::Evm(evm::Question::AccountCode(code)) if code.if_plain.is_some())
}
