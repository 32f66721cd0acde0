//! Compares the echo of an extension with what the server declared (B-6).

use alloc::{string::String, vec::Vec};

use crate::{Flag, Flags, JsonRef, json::SortedMembers};

/// The rule that compares the echo of an extension.
pub(crate) enum Echo {
    /// The echo must contain every declared field of `info` with an equal value.
    Members {
        /// The fields of `info` that are not compared. The server generates them for each response, so an honest echo
        /// of an earlier response differs.
        regenerated: &'static [&'static str],
    },
    /// Specific rules, which apply even if the server declared nothing.
    Custom(CustomRule),
}

/// Compares the declared extension with its echo, and records the differences.
pub(crate) type CustomRule = fn(Option<JsonRef<'_>>, Option<JsonRef<'_>>, &mut EchoComparison);

impl Echo {
    /// The rule for every extension without a specific one.
    pub(crate) const OF_ANY: Self = Self::Members { regenerated: &[] };
}

/// The result of comparing a payment's extensions with those that the server declared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct EchoComparison {
    /// The paths of the fields that were changed, dropped or invented, or that the extension does not allow in an echo,
    /// such as `sign-in-with-x.info.domain`.
    pub differs: Vec<String>,
    /// The declared extensions that the payment does not contain.
    pub missing: Vec<String>,
    /// The raised flags: [`Flag::FlatBuilderCode`](crate::Flag::FlatBuilderCode),
    /// [`Flag::ServiceCodes`](crate::Flag::ServiceCodes), [`Flag::WalletCode`](crate::Flag::WalletCode),
    /// [`Flag::NullOptional`](crate::Flag::NullOptional), [`Flag::NullSkip`](crate::Flag::NullSkip).
    pub flags: Flags,
}

impl EchoComparison {
    /// Adds a path once, however many rules it breaks.
    pub(crate) fn differs(&mut self, path: &[&str]) {
        let path = path.concat();
        if !self.differs.contains(&path) {
            self.differs.push(path);
        }
    }

    /// Compares each field of a declared `info` with the echo, except those that are left out.
    pub(crate) fn compare_members(
        &mut self,
        key: &str,
        declared: JsonRef<'_>,
        echoed: JsonRef<'_>,
        is_left_out: impl Fn(&str) -> bool,
    ) {
        let Ok(members) = declared.members() else {
            if !echoed.same_value(&declared) {
                self.differs(&[key, ".info"]);
            }
            return;
        };
        if !echoed.is_object() {
            self.differs(&[key, ".info"]);
            return;
        }
        let echoed = SortedMembers::of(echoed);
        for (name, wanted) in members.filter(|(name, _)| !is_left_out(name)) {
            let mut null_skipped = false;
            let equal = match echoed.get(&name) {
                None => {
                    null_skipped = wanted.is_null();
                    null_skipped
                }
                Some(found) => found.contains_all_but_nulls(&wanted, &mut null_skipped),
            };
            if null_skipped {
                self.flags.insert(Flag::NullSkip);
            }
            // An object has each name once, so the path is not looked for among the others.
            if !equal {
                self.differs.push([key, ".info.", &name].concat());
            }
        }
    }
}
