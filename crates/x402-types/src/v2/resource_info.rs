use alloc::{string::String, vec::Vec};

use crate::{
    DecodeError, JsonRef, Members,
    json::ObjectWriter,
    read::{Reader, ResultExt, required},
    wire::{keep_null, sealed::Object},
};

/// The paid resource (V2 specification §5.1.2, `ResourceInfo`). Nothing in it is signed (B-5).
///
/// The document limits three members. Longer values are still read, because a client pays for a service regardless of
/// its name. [`broken_limits`](Self::broken_limits) reports values that a server should not write and a directory
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
    /// All other members, and the members above whose value was `null`.
    pub other: Members,
}

impl ResourceInfo {
    /// A resource with only its URL.
    ///
    /// ```
    /// use x402_types::{Wire, v2::ResourceInfo};
    /// let mut resource = ResourceInfo::new("https://api.example.com/prices");
    /// resource.mime_type = Some("application/json".into());
    /// assert_eq!(resource.to_json(), r#"{"url":"https://api.example.com/prices","mimeType":"application/json"}"#);
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

impl Object for ResourceInfo {
    fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut url = None;
        let mut info = Self::new("");
        for (name, member) in value.members()? {
            match &*name {
                "url" => url = Some(reader.text(member).in_member("url")?),
                "description" | "mimeType" | "serviceName" | "tags" | "iconUrl" if member.is_null() => {
                    keep_null(&name, member, &mut info.other, reader);
                }
                "description" => info.description = Some(reader.text(member).in_member("description")?),
                "mimeType" => info.mime_type = Some(reader.text(member).in_member("mimeType")?),
                "serviceName" => info.service_name = Some(reader.text(member).in_member("serviceName")?),
                "tags" => info.tags = Some(reader.texts(member).in_member("tags")?),
                "iconUrl" => info.icon_url = Some(reader.text(member).in_member("iconUrl")?),
                _ => info.other.push(&name, member.into()),
            }
        }
        info.url = required(url, "url", value)?;
        Ok(info)
    }

    fn write(&self, out: &mut String) {
        let mut object = ObjectWriter::new(out);
        object.string("url", &self.url);
        object.optional_string("description", self.description.as_deref());
        object.optional_string("mimeType", self.mime_type.as_deref());
        object.optional_string("serviceName", self.service_name.as_deref());
        if let Some(tags) = &self.tags {
            object.strings("tags", tags);
        }
        object.optional_string("iconUrl", self.icon_url.as_deref());
        object.finish(&self.other, |name| match name {
            "url" => true,
            "description" => self.description.is_some(),
            "mimeType" => self.mime_type.is_some(),
            "serviceName" => self.service_name.is_some(),
            "tags" => self.tags.is_some(),
            "iconUrl" => self.icon_url.is_some(),
            _ => false,
        });
    }
}
