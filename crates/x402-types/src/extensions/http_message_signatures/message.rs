//! HTTP messages and their signature base (H-2).

use alloc::{
    borrow::Cow,
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::{
    ComponentError, SignatureInput,
    structured::{Bare, Parameters, quoted, serialized},
};
use crate::percent;

/// The header fields of a message: names in any letter case, values without line breaks.
pub type Fields<'a> = &'a [(&'a str, &'a str)];

/// A request. A further field is a breaking change: the signature may cover it.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The method, in the case in which it was sent.
    pub method: &'a str,
    /// The whole URL that the client asked for, with scheme and host.
    pub target_uri: &'a str,
    /// The header fields.
    pub fields: Fields<'a>,
}

/// The signed message.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Message<'a> {
    /// A request.
    Request(Request<'a>),
    /// An answer.
    Answer {
        /// Its status.
        status: u16,
        /// Its header fields.
        fields: Fields<'a>,
        /// The request that the response answers, if known.
        request: Option<Request<'a>>,
    },
}

impl<'a> Message<'a> {
    /// A response, with the request that it answers if known.
    #[must_use]
    pub const fn answer(status: u16, fields: Fields<'a>, request: Option<Request<'a>>) -> Self {
        Self::Answer { status, fields, request }
    }

    /// The header fields of the message itself.
    #[must_use]
    pub const fn fields(&self) -> Fields<'a> {
        match self {
            Self::Request(request) => request.fields,
            Self::Answer { fields, .. } => fields,
        }
    }

    /// The signature base of RFC 9421 §2.5: the signed bytes.
    ///
    /// # Errors
    /// A component is not in the message, or cannot be evaluated.
    pub fn signature_base(&self, input: &SignatureInput) -> Result<String, ComponentError> {
        let mut base = String::new();
        for (name, parameters) in &input.list.items {
            let value = self.component(name, parameters)?;
            base.push_str(&format!("{}{}: {value}\n", quoted(name), serialized(parameters)));
        }
        base.push_str(&format!("\"@signature-params\": {}", input.parameters_text()));
        Ok(base)
    }

    fn component(&self, name: &str, parameters: &Parameters) -> Result<Cow<'a, str>, ComponentError> {
        let mut of_request = false;
        let mut named = None;
        for (parameter, value) in parameters {
            match (parameter.as_str(), value) {
                ("req", Bare::Boolean(true)) => of_request = true,
                ("name", Bare::Text(text)) if name == "@query-param" => named = Some(text.as_str()),
                ("sf" | "key" | "bs" | "tr", _) => return Err(ComponentError::NotEvaluated),
                _ => return Err(ComponentError::Malformed),
            }
        }
        let subject = match (*self, of_request) {
            (Self::Request(_), true) => return Err(ComponentError::Malformed),
            (Self::Answer { request, .. }, true) => Self::Request(request.ok_or(ComponentError::NoRequest)?),
            (message, false) => message,
        };
        if !name.starts_with('@') {
            return field(subject.fields(), name).map(Cow::Owned);
        }
        match (subject, name) {
            (Self::Answer { status, .. }, "@status") => Ok(Cow::Owned(format!("{status:03}"))),
            (Self::Request(request), name) => request.derived(name, named),
            (Self::Answer { .. }, _) => Err(ComponentError::Missing),
        }
    }
}

impl<'a> Request<'a> {
    fn derived(&self, name: &str, parameter: Option<&str>) -> Result<Cow<'a, str>, ComponentError> {
        let uri = Uri::parse(self.target_uri).ok_or(ComponentError::Malformed)?;
        Ok(match name {
            "@method" => self.method.into(),
            "@target-uri" => self.target_uri.into(),
            "@authority" => uri.normal_authority().into(),
            "@scheme" => uri.scheme.to_ascii_lowercase().into(),
            "@request-target" => format!("{}{}", uri.normal_path(), uri.query.unwrap_or_default()).into(),
            "@path" => uri.normal_path().into(),
            "@query" => uri.query.unwrap_or("?").into(),
            "@query-param" => {
                let wanted = parameter.ok_or(ComponentError::Malformed)?;
                query_parameter(uri.query.unwrap_or_default(), wanted)?.into()
            }
            // `@status` in a request, and components that RFC 9421 does not define.
            _ => return Err(ComponentError::Missing),
        })
    }
}

/// All lines of a field, in order.
fn field(fields: Fields<'_>, name: &str) -> Result<String, ComponentError> {
    // Component names are in lower case.
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Err(ComponentError::Malformed);
    }
    let lines = fields.iter().filter(|(found, _)| found.eq_ignore_ascii_case(name));
    let lines: Vec<&str> = lines.map(|(_, value)| value.trim_matches([' ', '\t'])).collect();
    if lines.iter().any(|line| line.contains(['\r', '\n'])) {
        return Err(ComponentError::Malformed);
    }
    if lines.is_empty() { Err(ComponentError::Missing) } else { Ok(lines.join(", ")) }
}

/// The parts of an absolute URL of HTTP.
struct Uri<'a> {
    scheme: &'a str,
    authority: &'a str,
    path: &'a str,
    /// With its question mark.
    query: Option<&'a str>,
}

impl<'a> Uri<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let (scheme, rest) = text.split_once("://")?;
        let rest = rest.split('#').next()?;
        let (before, query) = match rest.find('?') {
            Some(at) => (rest.get(..at)?, rest.get(at..)),
            None => (rest, None),
        };
        let at = before.find('/').unwrap_or(before.len());
        let (authority, path) = before.split_at_checked(at)?;
        (!authority.is_empty()).then_some(Self { scheme, authority, path, query })
    }

    /// In lower case, and without the default port (RFC 9110 §4.2.3).
    fn normal_authority(&self) -> String {
        let authority = self.authority.to_ascii_lowercase();
        let default = if self.scheme.eq_ignore_ascii_case("http") { ":80" } else { ":443" };
        authority.strip_suffix(default).unwrap_or(&authority).to_string()
    }

    fn normal_path(&self) -> &'a str {
        if self.path.is_empty() { "/" } else { self.path }
    }
}

/// The percent-encoded value of a query parameter. A repeated parameter cannot be signed (RFC 9421 §2.2.8).
fn query_parameter(query: &str, wanted: &str) -> Result<String, ComponentError> {
    let pairs = query.trim_start_matches('?').split('&').filter(|pair| !pair.is_empty());
    let mut values = pairs.filter_map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (encoded(&decoded(name)) == wanted).then(|| encoded(&decoded(value)))
    });
    match (values.next(), values.next()) {
        (Some(value), None) => Ok(value),
        (Some(_), Some(_)) => Err(ComponentError::Malformed),
        (None, _) => Err(ComponentError::Missing),
    }
}

/// Decodes `application/x-www-form-urlencoded`. An invalid escape stays as it is.
fn decoded(text: &str) -> Vec<u8> {
    percent::decode(text.replace('+', " ").as_bytes()).0
}

/// Percent-encodes everything except letters, digits and `*-._`, and a space as `%20` (RFC 9421 §2.2.8, by the rules of the URL
/// Standard).
fn encoded(bytes: &[u8]) -> String {
    let one = |byte: &u8| match byte {
        byte if byte.is_ascii_alphanumeric() || b"*-._".contains(byte) => String::from(char::from(*byte)),
        byte => format!("%{byte:02X}"),
    };
    bytes.iter().map(one).collect()
}
