//! The URL of a service's icon (Z-9).

use alloc::{borrow::Cow, string::String};
use core::str::FromStr;

use x402_types::declare::sentences;

use super::mapped::mapped;
use x402_types::percent::{self, Unescaped};

const CHARACTERS: usize = 2_048;
/// Names of the local machine.
const LOOPBACK: [&str; 4] = ["localhost", "localhost.localdomain", "ip6-localhost", "ip6-loopback"];

/// The URL of an icon that a directory may show (`extensions/bazaar.md`, Validation Rules). Parsing fetches nothing.
///
/// ```
/// use x402_extensions::bazaar::{IconUrl, IconUrlError};
/// let icon = "https://CDN.example.com/icon.png".parse::<IconUrl>()?;
/// assert_eq!(icon.host(), "cdn.example.com");
/// assert_eq!("https://2130706433/icon.png".parse::<IconUrl>(), Err(IconUrlError::IpLiteral));
/// # Ok::<(), IconUrlError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IconUrl {
    host: String,
    has_odd_label: bool,
}

sentences! {
    /// The reason why the URL of an icon is dropped.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    #[non_exhaustive]
    pub enum IconUrlError {
        /// The URL has more than 2,048 characters.
        TooLong = "more than 2,048 characters",
        /// The URL contains a control character, a space or a backslash.
        Character = "must not contain a control character, a space or a backslash",
        /// The URL does not begin with `http://` or `https://`.
        Scheme = "must begin with http:// or https://",
        /// The URL has user information before the host.
        User = "must not name a user",
        /// The host is missing or has an invalid character.
        Host = "must have a host of letters, digits, hyphens, underscores and dots",
        /// The port is not a number up to 65,535.
        Port = "must have a port up to 65,535, or none",
        /// The host is an IP address in any format that readers accept, also in characters that UTS #46 maps to digits.
        IpLiteral = "must have a name for its host, not an address",
        /// The host is `localhost` or a different name of the local machine.
        Loopback = "must not lead to the machine itself",
        /// The host is a name below `localhost`, which RFC 6761 reserves for the local machine. The specification does
        /// not list these names, and both official SDKs accept them.
        LocalhostName = "must not be below localhost, which is the machine itself",
    }
}

impl FromStr for IconUrl {
    type Err = IconUrlError;

    /// Checks a URL against the rules of the specification.
    ///
    /// # Errors
    /// The first rule that the URL breaks.
    fn from_str(url: &str) -> Result<Self, IconUrlError> {
        if url.chars().count() > CHARACTERS {
            return Err(IconUrlError::TooLong);
        }
        if url.contains(|letter: char| letter.is_control() || letter == ' ' || letter == '\\') {
            return Err(IconUrlError::Character);
        }
        let (scheme, rest) = url.split_once("://").ok_or(IconUrlError::Scheme)?;
        if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
            return Err(IconUrlError::Scheme);
        }
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        if authority.contains('@') {
            return Err(IconUrlError::User);
        }
        if authority.starts_with('[') {
            return Err(IconUrlError::IpLiteral);
        }
        let (host, port) = authority.split_once(':').unwrap_or((authority, ""));
        if !port.bytes().all(|byte| byte.is_ascii_digit()) || (!port.is_empty() && port.parse::<u16>().is_err()) {
            return Err(IconUrlError::Port);
        }
        let host = decode_host(host).ok_or(IconUrlError::Host)?.to_lowercase();
        let mapped = mapped(&host);
        let name = mapped.strip_suffix('.').unwrap_or(&mapped);
        if name.is_empty() {
            return Err(IconUrlError::Host);
        }
        refuse_own_names(name)?;
        let has_odd_label = name.split('.').any(|label| label.is_empty() || label.contains('_'));
        Ok(Self { has_odd_label, host })
    }
}

impl IconUrl {
    /// The host, decoded and in lower case.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Returns `true` if the host has characters beyond ASCII. The host is not a name that is refused, but only a
    /// reader with all tables of UTS #46 knows which name it is.
    pub fn is_international(&self) -> bool {
        !self.host.is_ascii()
    }

    /// Returns `true` if a label of the host is empty or has an underscore. Some readers reject such a host.
    pub const fn has_odd_label(&self) -> bool {
        self.has_odd_label
    }
}

/// The host with percent escapes decoded once. `None` if it has an invalid character.
fn decode_host(host: &str) -> Option<Cow<'_, str>> {
    let Unescaped { bytes, has_bad_escape, .. } = percent::decode(host.as_bytes());
    if has_bad_escape {
        return None;
    }
    let host = String::from_utf8(bytes).ok()?;
    let is_allowed = |letter: char| {
        letter.is_ascii_alphanumeric() || "-_.".contains(letter) || (!letter.is_ascii() && !letter.is_control())
    };
    (!host.is_empty() && host != "." && host.chars().all(is_allowed)).then_some(Cow::Owned(host))
}

/// Refuses IP addresses and names of the local machine. The host is mapped, and its trailing dot is removed.
fn refuse_own_names(host: &str) -> Result<(), IconUrlError> {
    // A last label of digits, or of 0x and hexadecimal digits, makes the host an IP address (URL Standard §3.5).
    let last = host.rsplit('.').next().unwrap_or_default();
    let is_decimal = !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit());
    let is_hexadecimal =
        last.strip_prefix("0x").is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
    if is_decimal || is_hexadecimal {
        return Err(IconUrlError::IpLiteral);
    }
    if LOOPBACK.contains(&host) {
        return Err(IconUrlError::Loopback);
    }
    if host.ends_with(".localhost") {
        return Err(IconUrlError::LocalhostName);
    }
    Ok(())
}

impl core::error::Error for IconUrlError {}
