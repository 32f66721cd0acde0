//! The key of an entry in a directory (Z-10).

use alloc::{format, string::String};

use super::{Declaration, Input, Method, RouteTemplate};

/// The key under which a directory lists a declaration. Requests with equal keys belong to one endpoint. A third
/// variant is a breaking change.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum CatalogEntry {
    /// The method and the URL. The URL has no user information, query or fragment, and its origin is in lower case and
    /// without the default port. A valid route template replaces the path.
    Http {
        /// The method.
        method: Method,
        /// The origin and the path.
        route: String,
    },
    /// The unchanged URL and the tool, because `mcp://` has no origin, and one server has many tools.
    Mcp {
        /// The URL.
        url: String,
        /// The name of the tool.
        tool_name: String,
    },
}

impl CatalogEntry {
    /// Returns the entry of a declaration for the resource with this URL. `None` for an HTTP endpoint whose URL is not
    /// absolute.
    ///
    /// An invalid template is ignored. So is a template that begins with two slashes or has a `%` that does not begin
    /// an escape, because readers handle these differently.
    ///
    /// ```
    /// use x402_extensions::bazaar::{CatalogEntry, Declaration, Method};
    /// use x402_types::{DecodeOptions, RawJson, extensions::Extension, read::Reader};
    /// let extensions = RawJson::parse(r#"{"bazaar":{"routeTemplate":"/users/:userId","info":{"input":
    ///   {"type":"http","method":"GET","pathParams":{"userId":"123"}}}}}"#)?;
    /// let declaration = Declaration::of_extensions(&extensions, &mut Reader::new(&DecodeOptions::STRICT)).unwrap()?;
    /// let entry = CatalogEntry::of("https://api.example.com/users/123?verbose=1", &declaration).unwrap();
    /// let route = "https://api.example.com/users/:userId".into();
    /// assert_eq!(entry, CatalogEntry::Http { method: Method::Get, route });
    /// # Ok::<(), x402_types::DecodeError>(())
    /// ```
    #[must_use]
    pub fn of(url: &str, declaration: &Declaration) -> Option<Self> {
        let input = match &declaration.input {
            Input::Http(input) => input,
            Input::Mcp(input) => return Some(Self::Mcp { url: url.into(), tool_name: input.tool_name.clone() }),
        };
        let (scheme, rest) = url.split_once("://")?;
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, behind) = rest.split_at_checked(end)?;
        if scheme.is_empty() || authority.is_empty() {
            return None;
        }
        let path = behind.split(['?', '#']).next().unwrap_or_default();
        let template = declaration.route_template.as_deref().and_then(|text| text.parse::<RouteTemplate>().ok());
        let template = template.filter(|route| !route.has_double_slash() && !route.has_bad_percent());
        let path = if path.is_empty() { "/" } else { path };
        let mut route = origin(scheme, authority);
        route.push_str(template.as_ref().map_or(path, RouteTemplate::as_str));
        Some(Self::Http { method: input.method, route })
    }
}

/// The origin for comparing requests (RFC 6454 §4): without user information, in lower case, and without the default
/// port.
fn origin(scheme: &str, authority: &str) -> String {
    let scheme = scheme.to_ascii_lowercase();
    let host = authority.rsplit('@').next().unwrap_or_default().to_ascii_lowercase();
    let default = match scheme.as_str() {
        "https" => Some(443),
        "http" => Some(80),
        _ => None,
    };
    // The colons of an IPv6 address are in brackets.
    let (name, port) = host.rsplit_once(':').filter(|(_, port)| !port.contains(']')).unwrap_or((&host, ""));
    match port.parse::<u16>() {
        Ok(port) if Some(port) != default => format!("{scheme}://{name}:{port}"),
        Err(_) if !port.is_empty() => format!("{scheme}://{host}"),
        Ok(_) | Err(_) => format!("{scheme}://{name}"),
    }
}
