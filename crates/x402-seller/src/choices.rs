//! The choices of a seller.

use x402_extensions::sign_in_with_x::Origin;
use x402_types::Flags;
use x402_verify::{Facts, Question, evm};

use crate::Receipts;

/// The choices of a seller, apart from what it sells. By default a payment is refused only if it is invalid, or if it
/// names something else as what it pays for.
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
    /// How many seconds after the offer's `maxTimeoutSeconds` a payment may end. The record of a payment that was never
    /// settled is kept until the payment ends, so this limits how long. `None` for no limit.
    pub slack: Option<u64>,
    /// How many seconds after its end a payment with an unknown outcome stays open. After that, a refusal by the
    /// facilitator closes it as unknown: the result of the work is dropped, and the answer tells the buyer that only
    /// the chain shows the outcome, never that nothing was charged. A payment that no time ends counts as ended a day
    /// after it began ([`UNTIMED`](crate::UNTIMED)). `None` for no limit.
    pub gives_up_after: Option<u64>,
    /// The treatment of a payment that its bytes do not decide.
    pub undecided: Undecided,
    /// `true` to ask the facilitator or a node about each payment of the flow `authorization` before the work. The
    /// bytes of a payment are valid even if the payer has no money: without this check the work is done for such a
    /// payer, and only its result is withheld. Vouchers are not affected.
    pub verify_all: bool,
    /// The flags with which a payment is not served, such as `revocable-voucher` (N-12). `withdrawal-due` is always one
    /// of them (N-25).
    pub refused: Flags,
    /// The known facts about accounts, such as which of them have code.
    pub facts: Facts,
    /// `true` to accept a payment that names a resource other than the seller's. No signature covers that name (B-5).
    pub any_resource: bool,
    /// Set to let an account that has paid return without paying.
    pub sign_ins: Option<SignIns>,
    /// The number of the first sign-in challenge. A nonce is made of the second and this counter, and an account enters
    /// once with it. So two sellers of one resource with one store, such as on two machines, should each choose a
    /// random number.
    pub first_challenge: u32,
    /// Set to sign the offers, and a receipt for each settlement with which something is served. A request gets no
    /// receipt if its query would make the settlement header too long.
    pub receipts: Option<Receipts>,
}

/// The rules for letting an account that has paid return. The struct gets no further fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignIns {
    /// The public origin of the server, as its clients see it. It is never taken from a request.
    pub origin: Origin,
    /// How many seconds a payment lets its payer return.
    pub stay: u64,
}

/// The treatment of a payment that its bytes do not decide. A payment that the store knows is recognised in any case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Undecided {
    /// Ask the facilitator or a node. A voucher that the payer's own key has signed in a format that no claim accepts
    /// is refused without asking (N-13), unless [`Choices::facts`] state that the payer has code.
    #[default]
    Ask,
    /// Refuse a payment on an EVM chain whose signature is not the account's own, if nothing is known about the
    /// account's code. Smart accounts can pay if [`Choices::facts`] state that they have code. A flood of payments with
    /// such signatures costs no call.
    ///
    /// The facilitator or a node is still asked about other undecided payments, and a flood of those costs calls: on
    /// EVM chains, payments with the signature of a wallet that is not deployed yet (ERC-6492), and payments whose
    /// offer names no transfer method and that use a method this crate does not verify; on Solana, Stellar and the XRP
    /// Ledger, payments for whose account other keys or a contract may sign.
    RefuseForged,
    /// Refuse every such payment.
    Refuse,
}

impl Undecided {
    /// `true` if the seller refuses the payment instead of asking these questions.
    pub(crate) fn refuses(self, questions: &[Question]) -> bool {
        match self {
            Self::Ask => false,
            Self::RefuseForged => questions.iter().any(is_of_a_forgery),
            Self::Refuse => true,
        }
    }
}

/// `true` if the payment is forged, unless the account has code.
pub(crate) fn is_of_a_forgery(question: &Question) -> bool {
    matches!(question, Question::Evm(evm::Question::AccountCode(code)) if code.if_plain.is_some())
}
