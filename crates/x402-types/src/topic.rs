//! Names that the site of this project explains.

use alloc::{format, string::String};

use crate::Meaning;

/// A name that the site of this project explains. The address of an entry is permanent.
///
/// ```
/// use x402_types::Topic;
///
/// let topic = Topic::Reason("self_send_not_allowed");
/// // Until the site is published, this is the command.
/// let more = topic.more().ok_or("no table has this code")?;
/// assert!(more == "x402 reason self_send_not_allowed" || more.ends_with("/reason/self_send_not_allowed.html"));
/// assert_eq!(Topic::Reason("too_tired").more(), None);
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Topic<'n> {
    /// A reason code of any implementation.
    Reason(&'n str),
    /// The permanent name of a check, without a label.
    Check(&'n str),
    /// The permanent name of a rule of the linter.
    Rule(&'n str),
}

impl Topic<'_> {
    /// Returns the address of the entry, or `None` if the site is not published or has no entry, as for a reason code
    /// that no table contains.
    ///
    /// The site has an entry for each check and for each rule. An unknown name of a check or a rule is not detected
    /// here.
    #[must_use]
    pub fn address(self) -> Option<String> {
        self.below(env!("CARGO_PKG_HOMEPAGE"))
    }

    /// Returns where to read more: the address, or the command that explains a reason code as long as the site is not
    /// published. `None` if there is neither.
    #[must_use]
    pub fn more(self) -> Option<String> {
        self.more_below(env!("CARGO_PKG_HOMEPAGE"))
    }

    fn more_below(self, site: &str) -> Option<String> {
        self.below(site).or_else(|| match self {
            Self::Reason(code) => self.is_known().then(|| format!("x402 reason {code}")),
            Self::Check(_) | Self::Rule(_) => None,
        })
    }

    /// The address on this site. No site has a name that ends with `.invalid` (RFC 2606, section 2).
    fn below(self, site: &str) -> Option<String> {
        let (_, rest) = site.split_once("://")?;
        let host = rest.split('/').next()?;
        let (folder, name) = match self {
            Self::Reason(code) => ("reason", code),
            Self::Check(name) => ("check", name),
            Self::Rule(name) => ("rule", name),
        };
        let is_published = !host.is_empty() && !host.ends_with(".invalid");
        (is_published && self.is_known()).then(|| format!("{}/{folder}/{name}.html", site.trim_end_matches('/')))
    }

    /// `true` if the site may have an entry. A name of letters, digits, hyphens and underscores needs no escapes in an
    /// address.
    fn is_known(self) -> bool {
        match self {
            Self::Reason(code) => Meaning::of(code).next().is_some(),
            Self::Check(name) | Self::Rule(name) => {
                !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SITE: &str = "https://x402.example/docs";

    #[test]
    fn a_published_site_has_an_address_for_each_name() {
        let code = "insufficient_funds";
        for site in [SITE, "https://x402.example/docs/"] {
            let address = Some("https://x402.example/docs/reason/insufficient_funds.html".into());
            assert_eq!(Topic::Reason(code).below(site), address);
            assert_eq!(Topic::Reason(code).more_below(site), address);
        }
        let below = |topic: Topic<'_>| topic.more_below(SITE);
        assert_eq!(below(Topic::Check("recipient")), Some("https://x402.example/docs/check/recipient.html".into()));
        assert_eq!(below(Topic::Rule("bad-amount")), Some("https://x402.example/docs/rule/bad-amount.html".into()));
        // A host is not a part of a name, and a name is not a part of an address.
        assert!(Topic::Rule("status").below("https://invalid.example/").is_some());
        for topic in
            [Topic::Reason("Insufficient_funds"), Topic::Check("first/policy"), Topic::Check(""), Topic::Rule("a b")]
        {
            assert_eq!(below(topic), None, "{topic:?}");
        }
    }

    #[test]
    fn without_a_site_the_command_explains_a_reason_code() {
        for site in ["", "https://", "https://x402.invalid", "https://x402.invalid/site", "x402.example"] {
            assert_eq!(Topic::Reason("insufficient_funds").below(site), None, "{site}");
            let more = Topic::Reason("insufficient_funds").more_below(site);
            assert_eq!(more.as_deref(), Some("x402 reason insufficient_funds"), "{site}");
            assert_eq!(Topic::Reason("too_tired").more_below(site), None, "{site}");
            assert_eq!(Topic::Check("recipient").more_below(site), None, "{site}");
            assert_eq!(Topic::Rule("status").more_below(site), None, "{site}");
        }
    }

    /// Every code in the tables makes an address without escapes.
    #[test]
    fn every_code_is_plain() {
        for code in Meaning::all().flat_map(|meaning| crate::Dialect::ALL.iter().flat_map(move |it| meaning.codes(*it)))
        {
            assert!(Topic::Check(code).is_known() && Topic::Reason(code).is_known(), "{code}");
        }
    }
}
