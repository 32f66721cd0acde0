//! How the echo of an extension compares with what the server declared (B-6).

use alloc::{string::String, vec::Vec};

use crate::{Flags, JsonRef, json::SortedMembers};

/// The rule for one extension.
pub(crate) enum Echo {
    /// What the server put into `info` has to be there with equal values.
    Members {
        /// But for these members of `info`, which the server makes anew for each response, so that an honest echo of the
        /// last one differs.
        regenerated: &'static [&'static str],
    },
    /// Rules of its own, which hold even where the server declared nothing.
    Own(OwnRules),
}

/// Compares what was declared with what came back, and notes what differs.
pub(crate) type OwnRules = fn(Option<JsonRef<'_>>, Option<JsonRef<'_>>, &mut EchoComparison);

impl Echo {
    /// The rule for every extension that has no other.
    pub(crate) const OF_ANY: Self = Self::Members { regenerated: &[] };
}

/// How a payment's extensions compare with those that the server declared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct EchoComparison {
    /// Paths of the members that were changed, dropped or invented, or that the extension does not allow in an echo:
    /// `sign-in-with-x.info.domain`.
    pub differs: Vec<String>,
    /// Declared extensions that the payment does not carry.
    pub missing: Vec<String>,
    /// [`Flag::FlatBuilderCode`](crate::Flag::FlatBuilderCode), [`Flag::ServiceCodes`](crate::Flag::ServiceCodes),
    /// [`Flag::WalletCode`](crate::Flag::WalletCode).
    pub flags: Flags,
}

impl EchoComparison {
    /// Once, however many rules it breaks.
    pub(crate) fn differs(&mut self, path: &[&str]) {
        let path = path.concat();
        if !self.differs.contains(&path) {
            self.differs.push(path);
        }
    }

    /// Whether each member of a declared `info` is in the echo, but for those that are left out.
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
            let equal = match echoed.get(&name) {
                None => wanted.is_null(),
                Some(found) => found.contains(&wanted, &mut false),
            };
            if !equal {
                self.differs(&[key, ".info.", &name]);
            }
        }
    }
}
