//! The extension bazaar: the server declares how to call its endpoint, so that a directory can list it
//! (`extensions/bazaar.md`).
//!
//! A server publishes a [`Declaration`] with its own JSON Schema, and the client repeats it in the payment. A directory
//! checks the [`RouteTemplate`], the [`ServiceMetadata`] of the resource, and the schema. The module `x402_lint::json_schema`
//! evaluates the schema. A facilitator reports the result to the server with [`ExtensionResponses`].

mod declaration;
mod entry;
mod icon;
mod mapped;
mod responses;
mod route;
mod service;

pub use declaration::{Body, BodyType, Declaration, HttpInput, Input, McpInput, Method, Output, Transport};
pub use entry::CatalogEntry;
pub use icon::{IconUrl, IconUrlError};
pub use responses::{BazaarResponse, ExtensionResponses, ListingStatus};
pub use route::{RouteTemplate, RouteTemplateError};
pub use service::{DroppedField, ServiceMetadata};

/// The key of this extension in `extensions`.
pub const KEY: &str = "bazaar";
