//! URIs with the grammar of RFC 3986, and the origins in them.

use alloc::{boxed::Box, string::String};
use core::{fmt, net::Ipv6Addr, str::FromStr};

use x402_types::{declare::errors, percent};

/// The parts of a URI that determine its origin.
pub(super) struct Uri<'a> {
    scheme: &'a str,
    authority: Option<Authority<'a>>,
    /// Path, query and fragment.
    rest: &'a str,
}

/// The part between `//` and the path.
struct Authority<'a> {
    has_user: bool,
    host: &'a str,
    port: Option<&'a str>,
}

impl<'a> Uri<'a> {
    /// Returns `None` if the text is not a URI with a scheme (RFC 3986 §3).
    pub(super) fn read(text: &'a str) -> Option<Self> {
        let (scheme, rest) = text.split_once(':')?;
        let is_of_scheme = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
        if !scheme.starts_with(|first: char| first.is_ascii_alphabetic()) || !scheme.bytes().all(is_of_scheme) {
            return None;
        }
        let Some(behind) = rest.strip_prefix("//") else {
            return is_path_and_more(rest).then_some(Self { scheme, authority: None, rest });
        };
        let end = behind.find(['/', '?', '#']).unwrap_or(behind.len());
        let (authority, rest) = behind.split_at_checked(end)?;
        let authority = Authority::read(authority)?;
        is_path_and_more(rest).then_some(Self { scheme, authority: Some(authority), rest })
    }

    /// The origin, if the scheme is `http` or `https` (RFC 6454), and `true` if it is written in the canonical format.
    pub(super) fn origin(&self) -> Result<(Origin, bool), NoOrigin> {
        let authority = self.authority.as_ref().ok_or(NoOrigin::NoAuthority)?;
        if authority.has_user {
            return Err(NoOrigin::User);
        }
        let scheme = self.scheme.to_ascii_lowercase();
        let is_secure = match scheme.as_str() {
            "https" => true,
            "http" => false,
            _ => return Err(NoOrigin::Scheme),
        };
        let default = default_port(is_secure);
        let port = match authority.port {
            None | Some("") => default,
            // Leading zeros do not count.
            Some(digits) => match digits.trim_start_matches('0') {
                "" => 0,
                digits => digits.parse().map_err(|_| NoOrigin::Port)?,
            },
        };
        if authority.host.is_empty() {
            return Err(NoOrigin::NoAuthority);
        }
        let origin = Origin { is_secure, host: authority.host.to_ascii_lowercase().into(), port };
        let is_plain = *scheme == *self.scheme
            && *origin.host == *authority.host
            && authority.port == origin.plain_port().as_deref();
        Ok((origin, is_plain))
    }
}

/// The reason why a URI has no origin of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoOrigin {
    /// No `//`, or no host after it.
    NoAuthority,
    /// User information before the host.
    User,
    /// The scheme is neither `http` nor `https`.
    Scheme,
    /// A port beyond 65535.
    Port,
}

impl<'a> Authority<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let (user, rest) = text.split_once('@').map_or((None, text), |(user, rest)| (Some(user), rest));
        if !user.is_none_or(|user| is_made_of(user, b":")) {
            return None;
        }
        let (host, port) = if rest.starts_with('[') {
            let (literal, behind) = rest.split_once(']')?;
            if !is_literal(literal.strip_prefix('[')?) {
                return None;
            }
            let host = rest.get(..literal.len().checked_add(1)?)?;
            match behind.strip_prefix(':') {
                Some(port) => (host, Some(port)),
                None if behind.is_empty() => (host, None),
                None => return None,
            }
        } else {
            let (host, port) = rest.split_once(':').map_or((rest, None), |(host, port)| (host, Some(port)));
            if !is_made_of(host, b"") {
                return None;
            }
            (host, port)
        };
        let is_port = port.is_none_or(|port| port.bytes().all(|byte| byte.is_ascii_digit()));
        is_port.then_some(Self { has_user: user.is_some(), host, port })
    }
}

/// Returns `true` if the text is an IP address of version 6 or later, without brackets.
fn is_literal(text: &str) -> bool {
    let future = || {
        let (version, address) = text.strip_prefix(['v', 'V'])?.split_once('.')?;
        let is_version = !version.is_empty() && version.bytes().all(|byte| byte.is_ascii_hexdigit());
        (is_version && !address.is_empty() && !address.contains('%') && is_made_of(address, b":")).then_some(())
    };
    text.parse::<Ipv6Addr>().is_ok() || future().is_some()
}

/// Returns `true` if the text is a path with an optional query and fragment.
fn is_path_and_more(text: &str) -> bool {
    let (text, fragment) = text.split_once('#').unwrap_or((text, ""));
    let (path, query) = text.split_once('?').unwrap_or((text, ""));
    is_made_of(path, b":@/") && is_made_of(query, b":@/?") && is_made_of(fragment, b":@/?")
}

/// `*pchar` (RFC 3986 §3.3).
pub(super) fn is_pchars(text: &str) -> bool {
    is_made_of(text, b":@")
}

/// Returns `true` if the text consists of unreserved characters, sub-delimiters, escapes of bytes, and these.
fn is_made_of(text: &str, also: &[u8]) -> bool {
    let is_allowed =
        |byte: u8| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=%".contains(&byte) || also.contains(&byte);
    text.bytes().all(is_allowed) && !percent::decode(text.as_bytes()).has_bad_escape
}

const fn default_port(is_secure: bool) -> u16 {
    if is_secure { 443 } else { 80 }
}

/// A public origin: `http` or `https`, a host, and a port if it is not the default. It is parsed from a URL without a
/// path, and prints in lower case. Origins are equal if scheme, host and port are equal (RFC 6454).
///
/// A server must configure its own origin, as its clients see it. It must never take the origin from the header `Host`.
///
/// ```
/// use x402_extensions::sign_in_with_x::Origin;
/// let origin: Origin = "https://API.example.com:443".parse()?;
/// assert_eq!((origin.to_string(), origin.domain()), ("https://api.example.com".into(), "api.example.com".into()));
/// assert_eq!("http://localhost:8402".parse::<Origin>()?.domain(), "localhost:8402");
/// assert!("https://api.example.com/".parse::<Origin>().is_err());
/// # Ok::<(), x402_extensions::sign_in_with_x::ParseOriginError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Origin {
    is_secure: bool,
    host: Box<str>,
    port: u16,
}

impl Origin {
    /// Returns the origin of a URI of RFC 3986 with any path.
    ///
    /// # Errors
    /// The text is not an `http` or `https` URI with a host, without user information, and with a port up to 65535.
    pub fn of_uri(uri: &str) -> Result<Self, ParseOriginError> {
        let uri = Uri::read(uri).ok_or(ParseOriginError)?;
        uri.origin().map(|(origin, _)| origin).map_err(|_| ParseOriginError)
    }

    /// The field `domain` of a sign-in: the host, followed by `:` and the port if it is not the default.
    pub fn domain(&self) -> String {
        let mut domain = String::from(&*self.host);
        if let Some(port) = self.plain_port() {
            domain.push(':');
            domain.push_str(&port);
        }
        domain
    }

    /// `http` or `https`.
    pub const fn scheme(&self) -> &'static str {
        if self.is_secure { "https" } else { "http" }
    }

    /// The port in digits, if it is not the default.
    fn plain_port(&self) -> Option<String> {
        (self.port != default_port(self.is_secure)).then(|| alloc::format!("{}", self.port))
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme(), self.domain())
    }
}

impl FromStr for Origin {
    type Err = ParseOriginError;

    fn from_str(text: &str) -> Result<Self, ParseOriginError> {
        let uri = Uri::read(text).filter(|uri| uri.rest.is_empty()).ok_or(ParseOriginError)?;
        uri.origin().map(|(origin, _)| origin).map_err(|_| ParseOriginError)
    }
}

errors! {
    /// The text is not an origin.
    pub struct ParseOriginError = "must be an origin: http or https, a host and perhaps a port, without a path";
}
