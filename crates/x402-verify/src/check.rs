//! Checks. Each check is a row in the room that makes it.

use core::{cmp, fmt, hash};

/// The stage to which a check belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CheckStage {
    /// The check compares the payment with the server's offers.
    Match,
    /// The check judges the payment itself.
    Verify,
}

impl CheckStage {
    /// The name of the stage: `match` or `verify`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Match => "match",
            Self::Verify => "verify",
        }
    }
}

/// The question that a check is about. The two questions differ if a sponsor pays the fee of the payer
/// (`scheme_exact_svm.md` §2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Concern {
    /// Whether the payment pays what the offer asks.
    Payment,
    /// Whether the sponsor risks no more than the fee, and no more than the policy accepts.
    Sponsor,
}

/// Everything that is stated about a check, in one place.
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) sentence: &'static str,
    pub(crate) rulings: &'static [&'static str],
    pub(crate) concerns: &'static [Concern],
    /// The error code for V2: that of the specification (§9) wherever it has one.
    pub(crate) code: &'static str,
    /// The error code for V1, if it is another one.
    pub(crate) code_v1: Option<&'static str>,
    /// A note for people: when the check is listed, or how mechanisms differ in it.
    pub(crate) note: Option<&'static str>,
}

/// One check, identified by its permanent name. Each mechanism has its own [order of checks](crate::checks_of). The
/// first check in this order that fails decides the reason of a report.
///
/// ```
/// use x402_verify::CheckId;
/// let check: CheckId = "extension-echo".parse()?;
/// assert_eq!(check, CheckId::EXTENSION_ECHO);
/// assert_eq!(check.sentence(), "the payment echoes the extensions that the server declared");
/// # Ok::<(), x402_verify::UnknownCheck>(())
/// ```
#[derive(Clone, Copy)]
pub struct CheckId(&'static Row);

/// Declares the checks of a room, and the list of them.
///
/// A row has the name of the constant, the permanent name, the sentence that holds when the check passes, the rulings
/// that it implements, what it is about (nothing if it is judged beside payments), and the code on the wire; `v1` where version 1 has another code, `note` for
/// people.
macro_rules! checks {
    ($list:ident: $(
        $id:ident $name:literal $sentence:literal
            [$($ruling:literal)+] $($concern:ident)*, $code:literal $(, v1 $code_v1:literal)? $(, note $note:literal)?;
    )+) => {
        impl $crate::CheckId {$(
            #[doc = concat!("`", $name, "`: ", $sentence, ".")]
            pub const $id: Self = {
                static ROW: $crate::check::Row = $crate::check::Row {
                    name: $name,
                    sentence: $sentence,
                    rulings: &[$($ruling),+],
                    concerns: &[$($crate::Concern::$concern),*],
                    code: $code,
                    code_v1: $crate::check::first(&[$($code_v1)?]),
                    note: $crate::check::first(&[$($note)?]),
                };
                Self::of(&ROW)
            };
        )+}

        /// The checks of this room.
        pub(crate) const $list: &[$crate::CheckId] = &[$($crate::CheckId::$id),+];
    };
}
pub(crate) use checks;

/// The first text of a list of at most one.
pub(crate) const fn first(texts: &[&'static str]) -> Option<&'static str> {
    match texts {
        [text, ..] => Some(text),
        [] => None,
    }
}

impl CheckId {
    pub(crate) const fn of(row: &'static Row) -> Self {
        Self(row)
    }

    /// The permanent name, such as `expiry-margin`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0.name
    }

    /// The sentence that holds if the check passes.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        self.0.sentence
    }

    /// The rulings that the check implements, such as `E-2` (`docs/rulings.md`).
    #[must_use]
    pub const fn rulings(self) -> &'static [&'static str] {
        self.0.rulings
    }

    /// A note for people: when a report lists the check, or how mechanisms differ in it. `None` for most checks.
    #[must_use]
    pub const fn note(self) -> Option<&'static str> {
        self.0.note
    }

    /// The stage to which the check belongs.
    #[must_use]
    pub fn stage(self) -> CheckStage {
        if self == Self::OFFER { CheckStage::Match } else { CheckStage::Verify }
    }

    /// The error code of the row for a payment of this version.
    pub(crate) fn code(self, version: u64) -> &'static str {
        self.0.code_v1.filter(|_| version == 1).unwrap_or(self.0.code)
    }

    /// Whether the check is about this question.
    #[must_use]
    pub fn concerns(self, concern: Concern) -> bool {
        self.0.concerns.contains(&concern)
    }
}

impl PartialEq for CheckId {
    fn eq(&self, other: &Self) -> bool {
        core::ptr::eq(self.0, other.0)
    }
}

impl Eq for CheckId {}

/// Orders checks by name, for use in maps. The order in a report is that of the [mechanism](crate::checks_of).
impl Ord for CheckId {
    fn cmp(&self, other: &Self) -> cmp::Ordering {
        self.0.name.cmp(other.0.name)
    }
}

impl PartialOrd for CheckId {
    fn partial_cmp(&self, other: &Self) -> Option<cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl hash::Hash for CheckId {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.0.name.hash(state);
    }
}

impl fmt::Debug for CheckId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name)
    }
}

impl fmt::Display for CheckId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0.name)
    }
}

// What every mechanism shares.
checks! { SHARED:
    OFFER "offer" "the payment answers one of the server's offers"
        ["B-1" "B-2"] Payment Sponsor, "invalid_payment_requirements";
    METHOD "method" "scheme, network and transfer method are ones that can be judged"
        ["B-4"] Payment Sponsor, "unsupported_scheme";
    PAYLOAD "payload" "the payload has the members of its transfer method, and no other's"
        ["B-4" "E-3" "E-4" "E-5"] Payment Sponsor, "invalid_payload";
    ASSET_ADDRESS "asset-address" "the offer's asset is a token address"
        ["E-3"] Payment, "invalid_payment_requirements";
    PAY_TO_ADDRESS "pay-to-address" "the offer's payTo is an address"
        ["E-3"] Payment, "invalid_payment_requirements";
    POLICY "policy" "the payment has nothing that the server's policy refuses"
        ["E-3"] Payment Sponsor, "invalid_payload", note "listed if it refuses anything";
}
