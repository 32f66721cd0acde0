//! HTTP messages and their signature base (H-2).

use alloc::{
    collections::BTreeMap,
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::{
    input::{ComponentError, SignatureInput},
    structured::{Bare, Parameters, quoted, serialized},
};
use x402_types::percent;

/// The header fields of a message as pairs of name and value. The letter case of the names does not matter, and the
/// values have no line breaks.
pub type Fields<'a> = &'a [(&'a str, &'a str)];

/// A request. A further field is a breaking change, because the signature may cover it.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The method, in the letter case in which it was sent.
    pub method: &'a str,
    /// The whole URL that the client requested, with scheme and host: a URI of RFC 3986 without a fragment.
    pub target_uri: &'a str,
    /// The header fields.
    pub fields: Fields<'a>,
}

/// A signed message.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Message<'a> {
    /// A request.
    Request(Request<'a>),
    /// A response.
    Answer {
        /// The status code.
        status: u16,
        /// The header fields.
        fields: Fields<'a>,
        /// The request that the response answers, if known.
        request: Option<Request<'a>>,
    },
}

impl<'a> Message<'a> {
    /// Returns a response, with the request that it answers if known.
    #[must_use]
    pub const fn answer(status: u16, fields: Fields<'a>, request: Option<Request<'a>>) -> Self {
        Self::Answer { status, fields, request }
    }

    /// The header fields of the message itself.
    pub const fn fields(&self) -> Fields<'a> {
        match self {
            Self::Request(request) => request.fields,
            Self::Answer { fields, .. } => fields,
        }
    }

    /// Returns the signature base of RFC 9421 §2.5: the signed text.
    ///
    /// # Errors
    /// A component is not in the message, or cannot be evaluated. If several components have no value, a fault of the
    /// message takes precedence over a component that this crate cannot evaluate.
    pub fn signature_base(&self, input: &SignatureInput) -> Result<String, ComponentError> {
        let mut base = String::new();
        let mut values = Values::of(*self);
        let mut open = None;
        for (name, parameters) in &input.list.items {
            match values.component(name, parameters) {
                Ok(value) => base.push_str(&format!("{}{}: {value}\n", quoted(name), serialized(parameters))),
                Err(error) if error.is_open() => open = open.or(Some(error)),
                Err(error) => return Err(error),
            }
        }
        if let Some(open) = open {
            return Err(open);
        }
        base.push_str(&format!("\"@signature-params\": {}", input.parameters_text()));
        Ok(base)
    }
}

/// The values of a message's components. Header fields and query parameters are read once, however many components
/// there are.
struct Values<'a> {
    message: Message<'a>,
    of_message: Option<Lookup<'a>>,
    of_request: Option<Lookup<'a>>,
}

impl<'a> Values<'a> {
    const fn of(message: Message<'a>) -> Self {
        Self { message, of_message: None, of_request: None }
    }

    fn component(&mut self, name: &str, parameters: &Parameters) -> Result<String, ComponentError> {
        let (mut of_request, mut named) = (false, None);
        let (mut is_encoded, mut of_trailers) = (false, false);
        for (parameter, value) in parameters {
            match (parameter.as_str(), value) {
                ("req", Bare::Boolean(true)) => of_request = true,
                ("name", Bare::Text(text)) if name == "@query-param" => named = Some(text.as_str()),
                ("sf" | "bs", Bare::Boolean(true)) | ("key", Bare::Text(_)) if !name.starts_with('@') => {
                    is_encoded = true;
                }
                ("tr", Bare::Boolean(true)) if !name.starts_with('@') => of_trailers = true,
                _ => return Err(ComponentError::Malformed),
            }
        }
        // RFC 9421 §2.1.3: bytes are not read as a structured field.
        let has = |wanted: &str| parameters.iter().any(|(parameter, _)| parameter == wanted);
        if has("bs") && (has("sf") || has("key")) {
            return Err(ComponentError::Malformed);
        }
        let (subject, lookup) = match (self.message, of_request) {
            (Message::Request(_), true) => return Err(ComponentError::Malformed),
            (Message::Answer { request: None, .. }, true) => {
                let may_be_there = !name.starts_with('@') || OF_REQUEST.contains(&name) || named.is_some();
                return Err(if may_be_there { ComponentError::NoRequest } else { ComponentError::Missing });
            }
            (Message::Answer { request: Some(request), .. }, true) => (Message::Request(request), &mut self.of_request),
            (message, false) => (message, &mut self.of_message),
        };
        let lookup = lookup.get_or_insert_with(|| Lookup::of(subject.fields()));
        let is_field = !name.starts_with('@');
        if of_trailers {
            return Err(ComponentError::NotEvaluated);
        }
        let value = match (subject, name) {
            _ if is_field => lookup.field(name)?,
            (Message::Answer { status, .. }, "@status") => format!("{status:03}"),
            (Message::Request(request), name) => request.derived(name, named, &mut lookup.query)?,
            (Message::Answer { .. }, _) => return Err(ComponentError::Missing),
        };
        if is_encoded {
            return Err(ComponentError::NotEvaluated);
        }
        // The grammar of RFC 9421 §2.5 has no other characters. A line break would add components.
        let is_allowed = |byte: u8| matches!(byte, b' '..=b'~') || (is_field && byte == b'\t');
        if value.bytes().all(is_allowed) { Ok(value) } else { Err(ComponentError::Malformed) }
    }
}

/// The derived components of every request.
const OF_REQUEST: [&str; 7] = ["@method", "@target-uri", "@authority", "@scheme", "@request-target", "@path", "@query"];

/// Query parameters by their encoded names. `None` for a name that occurs several times.
type Query = BTreeMap<String, Option<String>>;

/// The fields of a message, by their names in lower case, and the query parameters of its target after the first use.
struct Lookup<'a> {
    fields: BTreeMap<String, Vec<&'a str>>,
    query: Option<Query>,
}

impl<'a> Lookup<'a> {
    fn of(fields: Fields<'a>) -> Self {
        let mut by_name: BTreeMap<String, Vec<&'a str>> = BTreeMap::new();
        for (name, value) in fields {
            by_name.entry(name.to_ascii_lowercase()).or_default().push(value.trim_matches([' ', '\t']));
        }
        Self { fields: by_name, query: None }
    }

    /// All lines of a field, in order. A component's name in capitals is malformed.
    fn field(&self, name: &str) -> Result<String, ComponentError> {
        if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return Err(ComponentError::Malformed);
        }
        self.fields.get(name).map(|lines| lines.join(", ")).ok_or(ComponentError::Missing)
    }
}

impl Request<'_> {
    fn derived(
        &self,
        name: &str,
        parameter: Option<&str>,
        query: &mut Option<Query>,
    ) -> Result<String, ComponentError> {
        if name == "@query-param" {
            let wanted = parameter.ok_or(ComponentError::Malformed)?;
            let uri = || Uri::parse(self.target_uri).ok_or(ComponentError::Malformed);
            let query = match query {
                Some(query) => query,
                None => query.insert(query_parameters(uri()?.query.unwrap_or_default())),
            };
            let value = query.get(wanted).ok_or(ComponentError::Missing)?;
            return value.clone().ok_or(ComponentError::Malformed);
        }
        let uri = Uri::parse(self.target_uri).ok_or(ComponentError::Malformed)?;
        Ok(match name {
            "@method" => self.method.into(),
            // An empty path is written as `/` (RFC 9110 §4.2.3).
            "@target-uri" => {
                format!("{}://{}{}{}", uri.scheme, uri.authority, uri.normal_path(), uri.query.unwrap_or_default())
            }
            "@authority" => uri.normal_authority(),
            "@scheme" => uri.scheme.to_ascii_lowercase(),
            "@request-target" => format!("{}{}", uri.normal_path(), uri.query.unwrap_or_default()),
            "@path" => uri.normal_path().into(),
            "@query" => uri.query.unwrap_or("?").into(),
            // `@status` in a request, and components that RFC 9421 does not define.
            _ => return Err(ComponentError::Missing),
        })
    }
}

/// The parts of an absolute HTTP URL.
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
        let host = self.authority.rsplit_once('@').map_or(self.authority, |(_, host)| host).to_ascii_lowercase();
        let default = if self.scheme.eq_ignore_ascii_case("http") { ":80" } else { ":443" };
        host.strip_suffix(default).or_else(|| host.strip_suffix(':')).unwrap_or(&host).to_string()
    }

    fn normal_path(&self) -> &'a str {
        if self.path.is_empty() { "/" } else { self.path }
    }
}

/// The percent-encoded query parameters. A repeated one cannot be signed (RFC 9421 §2.2.8).
fn query_parameters(query: &str) -> Query {
    let mut all = Query::new();
    for pair in query.strip_prefix('?').unwrap_or(query).split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let value = || Some(encoded(decoded(value).as_bytes()));
        all.entry(encoded(decoded(name).as_bytes())).and_modify(|found| *found = None).or_insert_with(value);
    }
    all
}

/// Decodes `application/x-www-form-urlencoded` as the URL Standard defines: an invalid escape stays, and bytes that are
/// not UTF-8 become U+FFFD.
fn decoded(text: &str) -> String {
    String::from_utf8_lossy(&percent::decode(text.replace('+', " ").as_bytes()).bytes).into_owned()
}

/// Percent-encodes everything except letters, digits and `*-._`, and a space as `%20` (RFC 9421 §2.2.8, with the rules
/// of the URL Standard).
fn encoded(bytes: &[u8]) -> String {
    let one = |byte: &u8| match byte {
        byte if byte.is_ascii_alphanumeric() || b"*-._".contains(byte) => String::from(char::from(*byte)),
        byte => format!("%{byte:02X}"),
    };
    bytes.iter().map(one).collect()
}
