//! The texts about checks. No file imports this module, so a program that prints no check does not contain the texts.

use alloc::borrow::Cow;
use core::{cmp, fmt, str::FromStr};
use x402_types::{Version, declare::errors};

use crate::{
    CheckId, Concern,
    check::{self, Label, Row, Rows, Texts},
    evm, extensions, solana, stellar, xrpl,
};

/// The declarations of each module, by the number of the module.
const MODULES: &[Rows] = &[
    check::ROWS,
    #[cfg(feature = "evm")]
    evm::checks::ROWS,
    #[cfg(feature = "evm")]
    evm::signature::ROWS,
    #[cfg(feature = "evm")]
    evm::eip3009::ROWS,
    #[cfg(feature = "evm")]
    evm::gateway::ROWS,
    #[cfg(feature = "evm")]
    evm::permit2::ROWS,
    #[cfg(feature = "solana")]
    solana::checks::ROWS,
    #[cfg(feature = "stellar")]
    stellar::checks::ROWS,
    #[cfg(feature = "xrpl")]
    xrpl::checks::ROWS,
    #[cfg(feature = "batch-settlement")]
    evm::batch_settlement::ROWS,
    extensions::echo::ROWS,
    #[cfg(feature = "evm")]
    extensions::eip2612_gas_sponsoring::ROWS,
    #[cfg(feature = "evm")]
    extensions::erc20_approval_gas_sponsoring::ROWS,
];

/// The columns of [`MODULES`].
struct Columns {
    rows: [&'static [Row]; MODULES.len()],
    texts: [&'static [Texts]; MODULES.len()],
    labels: [&'static [&'static str]; MODULES.len()],
}

// A check finds its row by the number of its module, so the list above has the order of `Module`.
#[allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "an index out of range would stop the build"
)]
const COLUMNS: Columns = {
    let mut columns = Columns { rows: [&[]; MODULES.len()], texts: [&[]; MODULES.len()], labels: [&[]; MODULES.len()] };
    let (mut rest, mut number) = (MODULES, 0);
    while let [Rows { module, rows, texts, labels }, after @ ..] = rest {
        assert!(module.number() == number, "the rows of a module are not at its number");
        #[allow(clippy::as_conversions, reason = "widening")]
        let index = number as usize;
        (columns.rows[index], columns.texts[index], columns.labels[index]) = (rows, texts, labels);
        rest = after;
        number += 1;
    }
    columns
};

// Each column is a separate constant, so that a program contains only those that it uses.
static ROWS: [&[Row]; MODULES.len()] = COLUMNS.rows;
static TEXTS: [&[Texts]; MODULES.len()] = COLUMNS.texts;
static LABELS: [&[&str]; MODULES.len()] = COLUMNS.labels;

impl CheckId {
    /// Returns every check that this build can make, by module: first the checks that mechanisms share, then those of
    /// each mechanism, then those of extensions.
    pub fn all() -> impl Iterator<Item = Self> {
        let of_module =
            |(module, rows): (u8, &&'static [Row])| (0..).zip(*rows).map(move |(index, _)| Self::of(module, index));
        (0..).zip(&ROWS).flat_map(of_module)
    }

    const fn row(self) -> &'static Row {
        const NONE: &Row = &Row { name: "", concerns: &[], code: "", code_v1: None };
        entry_of(&ROWS, self, NONE)
    }

    const fn texts(self) -> &'static Texts {
        const NONE: &Texts = &Texts { sentence: "", rulings: &[], note: None };
        entry_of(&TEXTS, self, NONE)
    }

    /// Returns the permanent name without a label, such as `expiry-margin`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.row().name
    }

    /// Returns the permanent name, after the label and a slash if the check has a label. [`Display`](fmt::Display)
    /// writes the same text.
    #[must_use]
    pub fn name(self) -> Cow<'static, str> {
        match self.label() {
            None => Cow::Borrowed(self.as_str()),
            Some(label) => Cow::Owned([label, "/", self.as_str()].concat()),
        }
    }

    /// Returns the label of the signature that the check is about, if the payload has several signatures.
    #[must_use]
    pub fn label(self) -> Option<&'static str> {
        let [.., module, number] = self.key;
        LABELS.get(usize::from(module))?.get(usize::from(number).checked_sub(1)?).copied()
    }

    /// Returns the sentence that holds if the check passes.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        self.texts().sentence
    }

    /// Returns the rulings that the check implements, such as `E-2` (`docs/reference/rulings`).
    #[must_use]
    pub const fn rulings(self) -> &'static [&'static str] {
        self.texts().rulings
    }

    /// Returns a note for people: when a report lists the check, or how mechanisms differ in it. `None` for most
    /// checks.
    #[must_use]
    pub const fn note(self) -> Option<&'static str> {
        self.texts().note
    }

    /// Returns the error code for a payment of this version. A [kind of payload](crate::PayloadKind::reason) may have a
    /// different one.
    #[must_use]
    pub fn reason(self, version: Version) -> &'static str {
        self.row().code_v1.filter(|_| version == Version::V1).unwrap_or(self.row().code)
    }

    /// Returns `true` if the check helps to answer this question.
    #[must_use]
    pub fn concerns(self, concern: Concern) -> bool {
        self.row().concerns.contains(&concern)
    }
}

/// Returns the entry of a check in a column, or else `otherwise`, for an index after a module's last row. `checks!` makes
/// no such index.
const fn entry_of<T>(column: &'static [&'static [T]], check: CheckId, otherwise: &'static T) -> &'static T {
    let [module, index, ..] = check.key;
    #[allow(clippy::as_conversions, reason = "widening")]
    if let Some((_, [entries, ..])) = column.split_at_checked(module as usize)
        && let Some((_, [entry, ..])) = entries.split_at_checked(index as usize)
    {
        return entry;
    }
    otherwise
}

/// Orders checks by name and then by label, for use in maps. The order in a report is that of the [kind of
/// payload](crate::PayloadKind::checks).
impl Ord for CheckId {
    fn cmp(&self, other: &Self) -> cmp::Ordering {
        (self.as_str(), self.label()).cmp(&(other.as_str(), other.label()))
    }
}

impl PartialOrd for CheckId {
    fn partial_cmp(&self, other: &Self) -> Option<cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Debug for CheckId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for CheckId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.name())
    }
}

errors! {
    /// The error for a name that no check of this build has.
    pub struct UnknownCheck = "no check has this name; docs/reference/checks.md lists them";
}

impl FromStr for CheckId {
    type Err = UnknownCheck;

    fn from_str(name: &str) -> Result<Self, UnknownCheck> {
        let (label, name) = name.split_once('/').map_or((None, name), |(label, name)| (Some(label), name));
        let check = Self::all().find(|check| check.as_str() == name).ok_or(UnknownCheck)?;
        let Some(label) = label else { return Ok(check) };
        let labelled = |(module, labels): (u8, &&[&str])| {
            let (number, _) = (1..).zip(*labels).find(|(_, known)| **known == label)?;
            Some(check.labelled(Label([module, number])))
        };
        (0..).zip(&LABELS).find_map(labelled).ok_or(UnknownCheck)
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;
    use crate::check::{FIRST, SECOND};

    #[test]
    fn a_label_distinguishes_two_checks() {
        let (first, second) = (CheckId::POLICY.labelled(FIRST), CheckId::POLICY.labelled(SECOND));
        assert_eq!((first.to_string(), second.to_string()), ("first/policy".into(), "second/policy".into()));
        assert_eq!((first.as_str(), first.label()), ("policy", Some("first")));
        assert_eq!(("first/policy".parse(), "policy".parse()), (Ok(first), Ok(CheckId::POLICY)));
        assert_eq!("third/policy".parse::<CheckId>(), Err(UnknownCheck));
        assert!(first != second && first != CheckId::POLICY && first.unlabelled() == CheckId::POLICY);
        assert!(CheckId::POLICY < first && first < second);
    }
}
