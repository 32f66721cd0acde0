//! The explanations of reason codes for people.

use crate::declare::names;

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
        Nobody = "nobody" "no party yet: try again with the same payment",
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
/// assert!(explanation.causes()[0].text().contains("the same account"));
/// assert!(explanation.next().starts_with("x402 verify "));
/// # Ok::<(), &str>(())
/// ```
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Explanation {
    pub(super) causes: &'static [Cause],
    pub(super) next: &'static str,
}

impl Explanation {
    /// The usual causes, the most common one first: one to four.
    #[must_use]
    pub const fn causes(&self) -> &'static [Cause] {
        self.causes
    }

    /// The role that must act in the most common case: the actor of the first cause.
    #[must_use]
    pub const fn actor(&self) -> Actor {
        match self.causes.first() {
            Some(cause) => cause.actor,
            None => Actor::Nobody,
        }
    }

    /// `true` if all causes have the same actor.
    #[must_use]
    pub fn has_one_actor(&self) -> bool {
        self.causes.iter().all(|cause| cause.actor == self.actor())
    }

    /// The command to run next. The names of files in it, and the origin of a server, are examples.
    #[must_use]
    pub const fn next(&self) -> &'static str {
        self.next
    }
}

/// A usual cause of a refusal, and the role that must act on it.
///
/// ```
/// use x402_types::{Actor, Meaning};
///
/// let meaning = Meaning::of("recipient_mismatch").next().ok_or("not in the tables")?;
/// let [signed, computed, replaced] = meaning.explanation().causes() else { return Err("other causes") };
/// assert_eq!(signed.text(), "the client paid older payment requirements, with a different payTo");
/// assert_eq!([signed, computed, replaced].map(|cause| cause.actor()), [Actor::Buyer, Actor::Seller, Actor::Buyer]);
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Cause {
    pub(super) text: &'static str,
    pub(super) actor: Actor,
}

impl Cause {
    /// The cause: a clause without a full stop.
    #[must_use]
    pub const fn text(&self) -> &'static str {
        self.text
    }

    /// The role that must act on it.
    #[must_use]
    pub const fn actor(&self) -> Actor {
        self.actor
    }
}
