//! The explanations of reason codes for people.

use crate::names::names;

names! {
    /// The role that must act on a reason code.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    #[non_exhaustive]
    pub enum Actor {
        /// The buyer, or the author of its client.
        Buyer = "buyer" "the buyer, or the author of the client",
        /// The seller.
        Seller = "seller" "the seller",
        /// The operator of the facilitator.
        Facilitator = "facilitator" "the operator of the facilitator",
        /// No change is needed: the same request may succeed later.
        Nobody = "nobody" "nobody yet: try again with the same payment",
    }
    as_str "The permanent name: `buyer`, `seller`, `facilitator` or `nobody`.";
    ALL "All actors.";
    sentence "The actor in words, without a full stop.";
    Display;
}

/// The explanation of a [`Meaning`](crate::Meaning): the usual causes of its refusals, the role that must act, and the
/// command to run next.
///
/// Meanings with the same causes share an explanation.
///
/// ```
/// use x402_types::{Actor, Meaning};
///
/// let meaning = Meaning::of("self_send_not_allowed").next().ok_or("not in the tables")?;
/// let explanation = meaning.explanation();
/// assert_eq!(explanation.actor(), Actor::Buyer);
/// assert!(explanation.causes()[0].contains("the same account"));
/// assert!(explanation.next().starts_with("x402 verify "));
/// # Ok::<(), &str>(())
/// ```
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Explanation {
    pub(super) causes: &'static [&'static str],
    pub(super) actor: Actor,
    pub(super) next: &'static str,
}

impl Explanation {
    /// The usual causes, the most common one first: one to three clauses, each without a full stop.
    #[must_use]
    pub const fn causes(&self) -> &'static [&'static str] {
        self.causes
    }

    /// The role that must act in the most common case.
    #[must_use]
    pub const fn actor(&self) -> Actor {
        self.actor
    }

    /// The command to run next. The names of files in it, and the origin of a server, are examples.
    #[must_use]
    pub const fn next(&self) -> &'static str {
        self.next
    }
}
