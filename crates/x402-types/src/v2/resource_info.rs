use alloc::{string::String, vec::Vec};

use crate::{Members, object::wire_object};

/// The paid resource (V2 specification §5.1.2, `ResourceInfo`). Nothing in it is signed (B-5).
///
/// The specification limits three fields. Longer values are still read, because a client pays for a service regardless
/// of its name. [`broken_limits`](Self::broken_limits) reports values that a server should not write and a directory
/// should not list.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ResourceInfo {
    /// The URL of the protected resource.
    pub url: String,
    /// A description for people.
    pub description: Option<String>,
    /// The MIME type of the expected response.
    pub mime_type: Option<String>,
    /// The name of the service, with at most 32 characters of printable ASCII.
    pub service_name: Option<String>,
    /// Topical tags, at most 5, each with at most 32 characters of printable ASCII.
    pub tags: Option<Vec<String>>,
    /// The absolute `http` or `https` URL of an icon, with at most 2,048 characters.
    pub icon_url: Option<String>,
    /// All other fields, and the fields above whose value was `null`.
    pub other: Members,
}

impl ResourceInfo {
    /// Creates a resource with only its URL.
    ///
    /// ```
    /// use x402_types::{Wire, v2::ResourceInfo};
    /// let mut resource = ResourceInfo::new("https://api.example.com/prices");
    /// resource.mime_type = Some("application/json".into());
    /// assert_eq!(resource.to_json(), r#"{"url":"https://api.example.com/prices","mimeType":"application/json"}"#);
    /// assert_eq!(ResourceInfo::from("https://a.example"), ResourceInfo::new("https://a.example"));
    /// ```
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            description: None,
            mime_type: None,
            service_name: None,
            tags: None,
            icon_url: None,
            other: Members::new(),
        }
    }
}

/// Creates a resource with only its URL.
impl From<&str> for ResourceInfo {
    fn from(url: &str) -> Self {
        Self::new(url)
    }
}

/// Creates a resource with only its URL.
impl From<String> for ResourceInfo {
    fn from(url: String) -> Self {
        Self::new(url)
    }
}

wire_object! {
    ResourceInfo;
    required url "url";
    optional description "description";
    optional mime_type "mimeType";
    optional service_name "serviceName";
    optional tags "tags";
    optional icon_url "iconUrl";
}
