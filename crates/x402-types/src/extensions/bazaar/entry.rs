//! What is one entry of a directory (Z-10).

use alloc::string::String;

use super::{Declaration, Input, Method, RouteTemplate};

/// Under what a directory files a declaration: two requests with an equal entry are one endpoint. A
/// third way to file is a breaking change.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum CatalogEntry {
    /// By the method and the URL without query and fragment. A good route template stands in place of the path.
    Http {
        /// The method.
        method: Method,
        /// Origin and path.
        route: String,
    },
    /// By the URL as it stands and the tool: `mcp://` has no origin, and one server has many tools.
    Mcp {
        /// The URL.
        url: String,
        /// The tool.
        tool_name: String,
    },
}

impl CatalogEntry {
    /// The entry of a declaration for the resource with this URL. `None` for an endpoint by HTTP whose URL is not absolute.
    ///
    /// A template that breaks a rule is discarded, and so is one that begins with two slashes or has a `%` that begins no
    /// escape: readers differ about these.
    ///
    /// ```
    /// use x402_types::{DecodeOptions, RawJson, extensions::bazaar::{CatalogEntry, Declaration, Method}};
    /// let extensions = RawJson::parse(r#"{"bazaar":{"routeTemplate":"/users/:userId","info":{"input":
    ///   {"type":"http","method":"GET","pathParams":{"userId":"123"}}}}}"#)?;
    /// let declaration = Declaration::of_extensions(&extensions, &DecodeOptions::STRICT).unwrap()?;
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
        let template = declaration.route_template.as_deref().and_then(|text| RouteTemplate::parse(text).ok());
        let template = template.filter(|route| !route.has_double_slash() && !route.has_bad_percent());
        let mut route = String::from(scheme);
        route.push_str("://");
        route.push_str(authority);
        route.push_str(template.as_ref().map_or(path, RouteTemplate::as_str));
        Some(Self::Http { method: input.method, route })
    }
}
