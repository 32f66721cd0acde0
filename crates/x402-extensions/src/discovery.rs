//! The answers of a directory of paid resources (V2 specification §8, V1 specification §8, `extensions/bazaar.md`).
//!
//! A facilitator may have a directory. `GET /discovery/resources` answers with a [`ResourceList`], and `GET
//! /discovery/search` with [`SearchResults`]. Both protocol versions have the same answers. The resources may have
//! offers of either version.
//!
//! ```
//! use x402_extensions::discovery::ResourceList;
//! use x402_types::{DecodeOptions, Flag, Wire};
//! let list = ResourceList::decode(r#"{"x402Version":2,"items":[{"resource":"https://api.example.com/premium-data",
//!   "type":"http","x402Version":1,"accepts":[],"lastUpdated":1703123456},{"resource":7}],
//!   "pagination":{"limit":10,"offset":0,"total":2}}"#, &DecodeOptions::STRICT)?;
//! assert!(list.flags.contains(Flag::UnreadableItem) && list.flags.contains(Flag::LastUpdated));
//! let resources: Vec<_> = list.value.items.iter().filter_map(|item| item.get()).collect();
//! assert_eq!(resources[0].resource, "https://api.example.com/premium-data");
//! # Ok::<(), x402_types::DecodeError>(())
//! ```

mod resource;
#[cfg(feature = "schemars")]
mod schema;

use alloc::{string::String, vec::Vec};

use x402_types::{
    __wire::{Object, ObjectWriter, keep_null, read_entries, write_entry},
    DecodeError, Entry, Flag, JsonRef, Members, Version,
    read::{Reader, ResultExt, required},
};

pub use resource::{AnyOffer, DiscoveredResource, DiscoveredResourceInit};

/// The number of resources on a page if the request does not state it (V2 specification §8.1).
pub const DEFAULT_LIMIT: u64 = 20;
/// The maximum number of resources that a request may ask for (V2 specification §8.1). The minimum is 1.
pub const MAX_LIMIT: u64 = 100;

/// The answer to `GET /discovery/resources` (V2 specification §8.1, V1 specification §8.1).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ResourceList {
    /// The version of the answer, 1 or 2. The resources have their own versions.
    pub x402_version: Version,
    /// The resources. An unreadable resource does not affect the others.
    pub items: Vec<Entry<DiscoveredResource>>,
    /// The part of all resources that this answer contains.
    pub pagination: Option<ListPagination>,
    /// All other members, and `pagination` if it was `null`.
    pub other: Members,
}

/// The part of a list that an answer contains.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListPagination {
    /// The maximum number of resources in the answer, 1 to 100.
    pub limit: u64,
    /// The number of resources before the first.
    pub offset: u64,
    /// The number of all resources.
    pub total: u64,
    /// All other members.
    pub other: Members,
}

/// The answer to `GET /discovery/search` (`extensions/bazaar.md`).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SearchResults {
    /// The version of the answer, 1 or 2. The resources have their own versions.
    pub x402_version: Version,
    /// The resources. An unreadable resource does not affect the others.
    pub resources: Vec<Entry<DiscoveredResource>>,
    /// Whether more resources match.
    pub partial_results: Option<bool>,
    /// The data for the next request.
    pub pagination: Option<SearchPagination>,
    /// All other members, and the members above whose value was `null`.
    pub other: Members,
}

/// The data for continuing a search.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SearchPagination {
    /// The number of resources on the page.
    pub limit: u64,
    /// The cursor of the next page. `None`, which is `null` on the wire, means that there is no next page.
    pub cursor: Option<String>,
    /// All other members.
    pub other: Members,
}

impl ResourceList {
    /// A V2 list that contains all resources on one page.
    #[must_use]
    pub fn new(items: impl IntoIterator<Item = DiscoveredResource>) -> Self {
        let items = items.into_iter().map(Entry::Read).collect();
        Self { x402_version: Version::V2, items, pagination: None, other: Members::new() }
    }
}

/// Which page of a list. The struct gets no further members.
#[derive(Clone, Copy, Debug)]
pub struct ListPaginationInit {
    /// At most so many entries are on the page.
    pub limit: u64,
    /// So many entries are before the page.
    pub offset: u64,
    /// So many entries are in the whole list.
    pub total: u64,
}

impl ListPagination {
    /// A page of a list.
    #[must_use]
    pub const fn new(init: ListPaginationInit) -> Self {
        let ListPaginationInit { limit, offset, total } = init;
        Self { limit, offset, total, other: Members::new() }
    }
}

impl SearchResults {
    /// V2 results without a next page.
    #[must_use]
    pub fn new(resources: impl IntoIterator<Item = DiscoveredResource>) -> Self {
        let resources = resources.into_iter().map(Entry::Read).collect();
        Self { x402_version: Version::V2, resources, partial_results: None, pagination: None, other: Members::new() }
    }
}

impl SearchPagination {
    /// A page of results.
    #[must_use]
    pub const fn new(limit: u64, cursor: Option<String>) -> Self {
        Self { limit, cursor, other: Members::new() }
    }
}

impl Object for ResourceList {
    fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let (mut version, mut items, mut pagination) = (None, None, None);
        let mut other = Members::new();
        for (name, member) in value.members()? {
            match &*name {
                "x402Version" => version = Some(reader.version(member).in_member("x402Version")?),
                "items" => items = Some(read_resources(member, "items", reader)?),
                // `extensions/bazaar.md` allows `null` here, so it raises no flag.
                "pagination" if member.is_null() => other.push(&name, member.into()),
                "pagination" => {
                    pagination = Some(ListPagination::read(member, reader).in_member("pagination")?);
                }
                _ => other.push(&name, member.into()),
            }
        }
        let x402_version = required(version, "x402Version", value)?;
        Ok(Self { x402_version, items: required(items, "items", value)?, pagination, other })
    }

    fn write(&self, out: &mut String) {
        let mut object = ObjectWriter::new(out);
        object.integer("x402Version", self.x402_version.number());
        object.array("items", &self.items, write_entry);
        if let Some(pagination) = &self.pagination {
            object.object("pagination", |out| pagination.write(out));
        }
        object.finish(&self.other, |name| match name {
            "x402Version" | "items" => true,
            "pagination" => self.pagination.is_some(),
            _ => false,
        });
    }
}

impl Object for ListPagination {
    fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let (mut limit, mut offset, mut total) = (None, None, None);
        let mut other = Members::new();
        for (name, member) in value.members()? {
            match &*name {
                "limit" => limit = Some(reader.integer(member).in_member("limit")?),
                "offset" => offset = Some(reader.integer(member).in_member("offset")?),
                "total" => total = Some(reader.integer(member).in_member("total")?),
                _ => other.push(&name, member.into()),
            }
        }
        let (limit, offset) = (required(limit, "limit", value)?, required(offset, "offset", value)?);
        Ok(Self { limit, offset, total: required(total, "total", value)?, other })
    }

    fn write(&self, out: &mut String) {
        let mut object = ObjectWriter::new(out);
        object.integer("limit", self.limit);
        object.integer("offset", self.offset);
        object.integer("total", self.total);
        object.finish(&self.other, |name| matches!(name, "limit" | "offset" | "total"));
    }
}

impl Object for SearchResults {
    fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let (mut version, mut resources, mut partial_results, mut pagination) = (None, None, None, None);
        let mut other = Members::new();
        for (name, member) in value.members()? {
            match &*name {
                "x402Version" => version = Some(reader.version(member).in_member("x402Version")?),
                "resources" => resources = Some(read_resources(member, "resources", reader)?),
                "partialResults" if member.is_null() => keep_null(&name, member, &mut other, reader),
                "partialResults" => {
                    partial_results = Some(member.boolean().in_member("partialResults")?);
                }
                // `extensions/bazaar.md` allows `null` here, so it raises no flag.
                "pagination" if member.is_null() => other.push(&name, member.into()),
                "pagination" => {
                    pagination = Some(SearchPagination::read(member, reader).in_member("pagination")?);
                }
                _ => other.push(&name, member.into()),
            }
        }
        let x402_version = required(version, "x402Version", value)?;
        let resources = required(resources, "resources", value)?;
        Ok(Self { x402_version, resources, partial_results, pagination, other })
    }

    fn write(&self, out: &mut String) {
        let mut object = ObjectWriter::new(out);
        object.integer("x402Version", self.x402_version.number());
        object.array("resources", &self.resources, write_entry);
        if let Some(partial) = self.partial_results {
            object.boolean("partialResults", partial);
        }
        if let Some(pagination) = &self.pagination {
            object.object("pagination", |out| pagination.write(out));
        }
        object.finish(&self.other, |name| match name {
            "x402Version" | "resources" => true,
            "partialResults" => self.partial_results.is_some(),
            "pagination" => self.pagination.is_some(),
            _ => false,
        });
    }
}

impl Object for SearchPagination {
    fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let (mut limit, mut cursor) = (None, None);
        let mut other = Members::new();
        for (name, member) in value.members()? {
            match &*name {
                "limit" => limit = Some(reader.integer(member).in_member("limit")?),
                // The document requires the member, and uses `null` to say that there is no next page.
                "cursor" if member.is_null() => cursor = Some(None),
                "cursor" => cursor = Some(Some(reader.text(member).in_member("cursor")?)),
                _ => other.push(&name, member.into()),
            }
        }
        let limit = required(limit, "limit", value)?;
        Ok(Self { limit, cursor: required(cursor, "cursor", value)?, other })
    }

    fn write(&self, out: &mut String) {
        let mut object = ObjectWriter::new(out);
        object.integer("limit", self.limit);
        match &self.cursor {
            Some(cursor) => object.string("cursor", cursor),
            None => object.null("cursor"),
        }
        object.finish(&self.other, |name| matches!(name, "limit" | "cursor"));
    }
}

fn read_resources(
    value: JsonRef<'_>,
    member: &'static str,
    reader: &mut Reader<'_>,
) -> Result<Vec<Entry<DiscoveredResource>>, DecodeError> {
    read_entries(value, member, Flag::UnreadableItem, reader).in_member(member)
}
