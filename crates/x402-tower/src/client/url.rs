//! The URLs of facilitators and nodes, and how they are printed. Both may contain a password or a key, and no text
//! contains one.

use std::fmt;

use http::Uri;

/// The owner of the URL.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    Facilitator,
    Node,
}

/// The reason why a URL cannot be used. The text explains what the URL needs, and contains nothing of it, because it
/// may contain a password or a key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct UrlError {
    whose: Whose,
    fault: Fault,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Fault {
    Unreadable,
    NoScheme,
    OtherScheme,
    NoHost,
    Port,
    Credentials,
    Query,
    Fragment,
    NoTls,
}

impl fmt::Display for UrlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whose, example) = match self.whose {
            Whose::Facilitator => ("facilitator", "https://facilitator.example or http://127.0.0.1:4020"),
            Whose::Node => ("node", "https://node.example or http://127.0.0.1:8545"),
        };
        write!(f, "the URL of the {whose} ")?;
        match self.fault {
            Fault::Unreadable => write!(f, "cannot be read: pass one such as {example}"),
            Fault::NoScheme => write!(f, "does not begin with a scheme and a host: pass one such as {example}"),
            Fault::OtherScheme => write!(f, "begins with a scheme other than http or https: pass one such as {example}"),
            Fault::NoHost => write!(f, "has no host: pass one such as {example}"),
            Fault::Port => write!(f, "has a port that is no number up to 65535: pass one such as {example}"),
            Fault::Credentials => match self.whose {
                Whose::Facilitator => {
                    f.write_str("has a user or a password before the host, which is not sent: leave them out, and send them using with_header")
                }
                Whose::Node => f.write_str(
                    "has a user or a password before the host, which is not sent: pass one whose key is in the path or the query",
                ),
            },
            Fault::Query => f.write_str(
                "has a query, and /verify, /settle and /supported are appended to it: leave the query out, and send a key using with_header",
            ),
            Fault::Fragment => f.write_str("has a fragment, which is never sent: leave out the # and everything after it"),
            Fault::NoTls => {
                f.write_str("begins with https, which needs the feature tls: switch it on, in x402-tower or in x402-offline")
            }
        }
    }
}

/// Prints the sentence, because a program prints this if its `main` returns the error.
impl fmt::Debug for UrlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for UrlError {}

/// The answer of a connector to `https:` URLs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Https {
    Taken,
    Refused,
}

impl Https {
    /// The connector of this crate.
    pub(super) const BY_DEFAULT: Self = if cfg!(feature = "tls") { Self::Taken } else { Self::Refused };
}

/// A URL that can be used.
#[derive(Clone)]
pub(super) struct Url {
    uri: Uri,
}

impl Url {
    pub(super) fn read(text: &str, whose: Whose, https: Https) -> Result<Self, UrlError> {
        // A URL that was read from a file may end with a line break.
        Self::parse(text.trim(), whose, https).map_err(|fault| UrlError { whose, fault })
    }

    fn parse(text: &str, whose: Whose, https: Https) -> Result<Self, Fault> {
        if text.contains('#') {
            return Err(Fault::Fragment);
        }
        let Ok(uri) = text.parse::<Uri>() else {
            let has_scheme = ["http://", "https://"]
                .iter()
                .any(|scheme| text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)));
            return Err(if has_scheme { Fault::Unreadable } else { Fault::NoScheme });
        };
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else { return Err(Fault::NoScheme) };
        match scheme {
            "https" if https == Https::Refused => return Err(Fault::NoTls),
            "http" | "https" => {}
            _ => return Err(Fault::OtherScheme),
        }
        if authority.as_str().contains('@') {
            return Err(Fault::Credentials);
        }
        if authority.host().is_empty() || authority.host() == "[]" {
            return Err(Fault::NoHost);
        }
        let port = authority.as_str().strip_prefix(authority.host()).unwrap_or_default();
        if !port.trim_start_matches(':').is_empty() && authority.port_u16().is_none() {
            return Err(Fault::Port);
        }
        if whose == Whose::Facilitator && uri.query().is_some() {
            return Err(Fault::Query);
        }
        Ok(Self { uri })
    }

    /// The URL for a request.
    pub(super) fn whole(&self) -> String {
        self.uri.to_string()
    }

    /// The URL with this path appended, for a request.
    pub(super) fn with_path(&self, path: &str) -> String {
        format!("{}/{path}", self.whole().trim_end_matches('/'))
    }

    /// For people: scheme, host and port. A path or a query, which may contain a key, is shortened to `…`.
    pub(super) fn shown(&self) -> String {
        let (scheme, authority) = (self.uri.scheme_str().unwrap_or_default(), self.uri.authority());
        let authority = authority.map_or("", |authority| authority.as_str());
        let is_bare = self.uri.path().trim_end_matches('/').is_empty() && self.uri.query().is_none();
        format!("{scheme}://{authority}{}", if is_bare { "" } else { "/…" })
    }
}
