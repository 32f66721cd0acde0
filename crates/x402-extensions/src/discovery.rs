//! The responses of a directory of paid resources (V2 specification §8, V1 specification §8, `extensions/bazaar.md`).
//!
//! A facilitator may offer a directory. `GET /discovery/resources` returns a [`ResourceList`], and `GET
//! /discovery/search` returns [`SearchResults`]. Both protocol versions have the same responses. The resources may have
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
//!
//! A directory answers with a page of its list:
//!
//! ```
//! use x402_extensions::discovery::{
//!     DEFAULT_LIMIT, DiscoveredResource, DiscoveredResourceInit, ListPagination, ListPaginationInit, MAX_LIMIT,
//!     ResourceList,
//! };
//! use x402_types::Wire;
//! # fn page(all: &[DiscoveredResource], limit: Option<u64>, offset: u64) -> ResourceList {
//! let limit = limit.unwrap_or(DEFAULT_LIMIT).clamp(1, MAX_LIMIT);
//! let items = all.iter().skip(offset as usize).take(limit as usize);
//! let mut list = ResourceList::new(items.cloned());
//! let total = all.len() as u64;
//! list.pagination = Some(ListPagination::new(ListPaginationInit { limit, offset, total }));
//! # list
//! # }
//! # let resource = DiscoveredResource::new(DiscoveredResourceInit {
//! #     resource: "https://api.example.com/premium-data".into(),
//! #     transport: "http".into(),
//! #     accepts: vec![],
//! #     last_updated: "2026-01-01T00:00:00Z",
//! # });
//! # let list = page(&vec![resource; 30], None, 25);
//! # assert_eq!(list.items.len(), 5);
//! # assert!(list.to_json().contains(r#""pagination":{"limit":20,"offset":25,"total":30}"#));
//! ```

mod resource;
#[cfg(feature = "schemars")]
mod schema;

use alloc::{string::String, vec::Vec};

use x402_types::{
    Entry, Flag, Members, Version,
    object::{read_entries, wire_object},
};

pub use resource::{AnyOffer, DiscoveredResource, DiscoveredResourceInit};

/// The number of resources on a page if the request does not set it (V2 specification §8.1).
pub const DEFAULT_LIMIT: u64 = 20;
/// The maximum number of resources that a request may ask for (V2 specification §8.1). The minimum is 1.
pub const MAX_LIMIT: u64 = 100;

/// The response to `GET /discovery/resources` (V2 specification §8.1, V1 specification §8.1).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ResourceList {
    /// The version of the response, 1 or 2. The resources have their own versions.
    pub x402_version: Version,
    /// The resources. An unreadable resource does not affect the others.
    pub items: Vec<Entry<DiscoveredResource>>,
    /// The part of the list that this response contains.
    pub pagination: Option<ListPagination>,
    /// All other fields, and `pagination` if it was `null`.
    pub other: Members,
}

/// The part of a list that a response contains.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListPagination {
    /// The maximum number of resources in the response, 1 to 100.
    pub limit: u64,
    /// The number of resources before the first one of the response.
    pub offset: u64,
    /// The number of resources in the whole list.
    pub total: u64,
    /// All other fields.
    pub other: Members,
}

/// The response to `GET /discovery/search` (`extensions/bazaar.md`).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SearchResults {
    /// The version of the response, 1 or 2. The resources have their own versions.
    pub x402_version: Version,
    /// The resources. An unreadable resource does not affect the others.
    pub resources: Vec<Entry<DiscoveredResource>>,
    /// `true` if more resources match.
    pub partial_results: Option<bool>,
    /// The position from which the next request continues.
    pub pagination: Option<SearchPagination>,
    /// All other fields, and the fields above whose value was `null`.
    pub other: Members,
}

/// The position of a page in the results of a search.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SearchPagination {
    /// The number of resources on the page.
    pub limit: u64,
    /// The cursor of the next page. `None`, which is `null` on the wire, if there is no next page.
    pub cursor: Option<String>,
    /// All other fields.
    pub other: Members,
}

impl ResourceList {
    /// Returns a V2 list that contains all resources on one page.
    #[must_use]
    pub fn new(items: impl IntoIterator<Item = DiscoveredResource>) -> Self {
        let items = items.into_iter().map(Entry::Read).collect();
        Self { x402_version: Version::V2, items, pagination: None, other: Members::new() }
    }
}

/// The page of a list. The struct gets no further fields.
#[derive(Clone, Copy, Debug)]
pub struct ListPaginationInit {
    /// The maximum number of entries on the page.
    pub limit: u64,
    /// The number of entries before the page.
    pub offset: u64,
    /// The number of entries in the whole list.
    pub total: u64,
}

impl ListPagination {
    /// Returns the pagination of this page.
    #[must_use]
    pub const fn new(init: ListPaginationInit) -> Self {
        let ListPaginationInit { limit, offset, total } = init;
        Self { limit, offset, total, other: Members::new() }
    }
}

impl SearchResults {
    /// Returns V2 results without a next page.
    #[must_use]
    pub fn new(resources: impl IntoIterator<Item = DiscoveredResource>) -> Self {
        let resources = resources.into_iter().map(Entry::Read).collect();
        Self { x402_version: Version::V2, resources, partial_results: None, pagination: None, other: Members::new() }
    }
}

impl SearchPagination {
    /// Returns the pagination of this page.
    #[must_use]
    pub const fn new(limit: u64, cursor: Option<String>) -> Self {
        Self { limit, cursor, other: Members::new() }
    }
}

// `extensions/bazaar.md` allows `null` for `pagination`, in a list and in results.
wire_object! {
    ResourceList; |value, member, reader|
    required x402_version "x402Version";
    required items "items" = read_entries(member, "items", Flag::UnreadableItem, reader);
    nullable pagination "pagination";
}

wire_object! {
    ListPagination;
    required limit "limit";
    required offset "offset";
    required total "total";
}

wire_object! {
    SearchResults; |value, member, reader|
    required x402_version "x402Version";
    required resources "resources" = read_entries(member, "resources", Flag::UnreadableItem, reader);
    optional partial_results "partialResults";
    nullable pagination "pagination";
}

wire_object! {
    SearchPagination;
    required limit "limit";
    // The specification requires the field, and uses `null` if there is no next page.
    required cursor "cursor";
}
