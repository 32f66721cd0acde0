//! The path of an endpoint with names for its variable parts (Z-8).

use alloc::{string::String, vec::Vec};
use core::str::FromStr;

use x402_types::declare::sentences;

use x402_types::percent::{self, Unescaped};

/// The number of times that a template is decoded, because percent escapes may hide percent escapes.
const DECODINGS: usize = 5;

/// A route template that a directory may use as the key of an entry: `/users/:userId` (`extensions/bazaar.md`,
/// `routeTemplate` Validation Rules).
///
/// ```
/// use x402_extensions::bazaar::{RouteTemplate, RouteTemplateError};
/// let route = "/weather/:country/:city".parse::<RouteTemplate>()?;
/// assert_eq!(route.parameters().collect::<Vec<_>>(), ["country", "city"]);
/// assert!(!route.has_double_slash() && !route.has_bad_percent());
/// assert_eq!("/users/%252e%252e/admin".parse::<RouteTemplate>(), Err(RouteTemplateError::Traversal));
/// # Ok::<(), RouteTemplateError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RouteTemplate {
    text: String,
    double_slash: bool,
    bad_percent: bool,
}

sentences! {
    /// The reason why a route template is ignored. The path of the request is used instead.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    #[non_exhaustive]
    pub enum RouteTemplateError {
        /// The template is not `/` followed by one or more of `a` to `z`, `A` to `Z`, `0` to `9`, `_`, `/`, `:`, `.`,
        /// `-`, `~` and `%`.
        Grammar = "must be a path of letters, digits and _ / : . - ~ % that begins with a slash",
        /// The template contains `..`, possibly in percent escapes.
        Traversal = "must not contain .., also behind percent escapes",
        /// The template contains `://`, possibly in percent escapes.
        Scheme = "must not contain ://, also behind percent escapes",
        /// Percent escapes are nested more deeply than any reader decodes.
        TooManyEscapes = "must not be encoded again and again",
    }
}

impl FromStr for RouteTemplate {
    type Err = RouteTemplateError;

    /// Checks the text of a template against the five rules of the specification.
    ///
    /// # Errors
    /// The first rule that the template breaks.
    fn from_str(text: &str) -> Result<Self, RouteTemplateError> {
        let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"_/:.-~%".contains(&byte);
        if !text.starts_with('/') || text.len() < 2 || !text.bytes().all(is_allowed) {
            return Err(RouteTemplateError::Grammar);
        }
        let mut bad_percent = false;
        let mut decoded: Vec<u8> = text.into();
        let mut is_stable = false;
        for _ in 0..DECODINGS {
            let Unescaped { bytes: next, has_bad_escape, .. } = percent::decode(&decoded);
            bad_percent |= has_bad_escape;
            is_stable = next == decoded;
            if is_stable {
                break;
            }
            bad_percent |= core::str::from_utf8(&next).is_err();
            decoded = next;
        }
        let has = |part: &[u8]| decoded.windows(part.len()).any(|window| window == part);
        if has(b"..") {
            return Err(RouteTemplateError::Traversal);
        }
        if has(b"://") {
            return Err(RouteTemplateError::Scheme);
        }
        if !is_stable {
            return Err(RouteTemplateError::TooManyEscapes);
        }
        Ok(Self { text: text.into(), double_slash: decoded.starts_with(b"//"), bad_percent })
    }
}

impl RouteTemplate {
    /// The text as received.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns `true` if the template begins with two slashes, possibly in percent escapes. If it is appended to an
    /// origin, such a path may name a different host.
    pub const fn has_double_slash(&self) -> bool {
        self.double_slash
    }

    /// Returns `true` if a `%` does not begin an escape, or the escapes are not UTF-8. Readers handle such templates
    /// differently.
    pub const fn has_bad_percent(&self) -> bool {
        self.bad_percent
    }

    /// Returns the names in the template, in order. A segment that begins with `:` is a name.
    pub fn parameters(&self) -> impl Iterator<Item = &str> {
        self.text.split('/').filter_map(|segment| segment.strip_prefix(':')).filter(|name| !name.is_empty())
    }
}

x402_types::declare::display_as_str!(RouteTemplate);

impl core::error::Error for RouteTemplateError {}
