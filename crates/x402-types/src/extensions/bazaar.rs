//! The server says how its endpoint is called, so that a directory can list it (`extensions/bazaar.md`).
//!
//! A server declares a [`Declaration`] with a JSON Schema of its own, and a payment repeats it. Whoever lists the endpoint
//! looks at the [`RouteTemplate`], at the [`ServiceMetadata`] of the resource, and at the schema, which the crate
//! `x402-json-schema` evaluates. A facilitator answers the server with [`ExtensionResponses`].

mod declaration;
mod entry;
mod icon;
mod responses;
mod route;
mod service;

pub use declaration::{Body, BodyType, Declaration, HttpInput, Input, McpInput, Method, Output, Transport};
pub use entry::CatalogEntry;
pub use icon::{IconUrl, IconUrlError};
pub use responses::{BazaarResponse, ExtensionResponses, ListingStatus};
pub use route::{RouteTemplate, RouteTemplateError};
pub use service::{DroppedField, ServiceMetadata};

/// The key in `extensions`.
pub const KEY: &str = "bazaar";
