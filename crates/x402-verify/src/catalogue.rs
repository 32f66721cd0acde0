//! The texts about checks. No file imports this module, so a program that prints no check does not contain the texts.

use alloc::borrow::Cow;
use core::{cmp, fmt, str::FromStr};
use x402_types::{Version, declare::errors};

use crate::{
    CheckId, Concern,
    check::{self, Label, Row, Rows},
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

// A check finds its row by the number of its module, so the list above has the order of `Module`.
const _: () = {
    let (mut rest, mut number) = (MODULES, 0);
    while let [rows, after @ ..] = rest {
        assert!(rows.module.number() == number, "the rows of a module are not at its number");
        rest = after;
        number += 1;
    }
};

impl CheckId {
    /// Returns every check that this build can make, by module: first the checks that mechanisms share, then those of
    /// each mechanism, then those of extensions.
    pub fn all() -> impl Iterator<Item = Self> {
        let of_module = |(module, Rows { rows, .. }): (u8, &'static Rows)| {
            (0..).zip(*rows).map(move |(index, _)| Self::of(module, index))
        };
        (0..).zip(MODULES).flat_map(of_module)
    }

    const fn row(self) -> &'static Row {
        /// The row for an index after a module's last row. `checks!` makes no such index.
        const NONE: &Row =
            &Row { name: "", sentence: "", rulings: &[], concerns: &[], code: "", code_v1: None, note: None };
        let [module, index, ..] = self.key;
        #[allow(clippy::as_conversions, reason = "widening")]
        if let Some((_, [Rows { rows, .. }, ..])) = MODULES.split_at_checked(module as usize)
            && let Some((_, [row, ..])) = rows.split_at_checked(index as usize)
        {
            return row;
        }
        NONE
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
        MODULES.get(usize::from(module))?.labels.get(usize::from(number).checked_sub(1)?).copied()
    }

    /// Returns the sentence that holds if the check passes.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        self.row().sentence
    }

    /// Returns the rulings that the check implements, such as `E-2` (`docs/reference/rulings`).
    #[must_use]
    pub const fn rulings(self) -> &'static [&'static str] {
        self.row().rulings
    }

    /// Returns a note for people: when a report lists the check, or how mechanisms differ in it. `None` for most
    /// checks.
    #[must_use]
    pub const fn note(self) -> Option<&'static str> {
        self.row().note
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
        let labelled = |(module, Rows { labels, .. }): (u8, &Rows)| {
            let (number, _) = (1..).zip(*labels).find(|(_, known)| **known == label)?;
            Some(check.labelled(Label([module, number])))
        };
        (0..).zip(MODULES).find_map(labelled).ok_or(UnknownCheck)
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
