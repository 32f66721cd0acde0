//! The answers of a directory, and what a facilitator says of a listing.

use alloc::{string::String, vec::Vec};

use schemars::json_schema;
use serde_json::{Value, json};

use super::{
    examples, object,
    values::{AnyVersion, Integer, Offers, Opaque},
};
use crate::{
    Entry,
    discovery::{AnyOffer, DiscoveredResource, ListPagination, ResourceList, SearchPagination, SearchResults},
    extensions::bazaar::{BazaarResponse, ExtensionResponses},
    schema::value,
    v1, v2,
};

object! {
    ResourceList, "ResourceList",
    "What a directory lists: the answer to GET /discovery/resources (V2 specification §8.1, V1 specification §8.1).";
    example: json!({"x402Version": 2, "items": [resource()], "pagination": {"limit": 10, "offset": 0, "total": 1}});
    required "x402Version": AnyVersion, "Version of the answer. The resources have versions of their own.";
    required "items": Vec<Entry<DiscoveredResource>>, "The resources.";
    optional "pagination": ListPagination, "Which part of all resources this is.";
}

object! {
    ListPagination, "ListPagination", "Which part of a list an answer is (V2 specification §8.1).";
    example: json!({"limit": 10, "offset": 0, "total": 1});
    required "limit": Integer, "At most how many resources: 1 to 100.";
    required "offset": Integer, "How many stand before the first.";
    required "total": Integer, "How many there are in all.";
}

object! {
    SearchResults, "SearchResults",
    "What a directory finds: the answer to GET /discovery/search (bazaar.md, Optional Discovery Endpoints).";
    example: json!({"x402Version": 2, "resources": [resource()], "partialResults": false, "pagination": {"limit": 10, "cursor": null}});
    required "x402Version": AnyVersion, "Version of the answer. The resources have versions of their own.";
    required "resources": Vec<Entry<DiscoveredResource>>, "The resources.";
    optional "partialResults": bool, "Whether there were more that match.";
    optional "pagination": SearchPagination, "How to go on.";
}

object! {
    SearchPagination, "SearchPagination", "How to go on with a search (bazaar.md).";
    example: json!({"limit": 10, "cursor": null});
    required "limit": Integer, "How many resources the page has.";
    required "cursor": Option<String>, "What to ask for next; null where there is no next page.";
}

object! {
    DiscoveredResource, "DiscoveredResource",
    "A resource that a directory lists (V2 specification §8.3, V1 specification §8.2).";
    example: resource();
    required "resource": String, "The URL of the resource, or what identifies it.";
    required "type": String, "How it is reached: http, mcp; an open set.";
    required "x402Version": AnyVersion, "The version of the protocol that the resource speaks.";
    required "accepts": Offers<AnyOffer>, "The ways to pay.";
    required "lastUpdated": Anything, "When the entry was last changed: an RFC 3339 date. The documents print seconds.";
    optional "extensions": Opaque, "Extensions of the resource by key.";
    optional "metadata": Opaque, "More about the resource.";
}

object! {
    ExtensionResponses, "ExtensionResponses",
    "What a facilitator says of the extensions of a payment, in the header EXTENSION-RESPONSES (bazaar.md).";
    example: json!({"bazaar": {"status": "rejected", "rejectedReason": "info failed schema validation"}});
    optional "bazaar": BazaarResponse, "What became of the listing.";
}

object! {
    BazaarResponse, "BazaarResponse", "What became of the listing of an endpoint (bazaar.md).";
    example: json!({"status": "success"});
    required "status": String, "success, processing or rejected; an open set.";
    optional "rejectedReason": String, "Why it was rejected, in words.";
}

value!(AnyOffer, "AnyOffer", |generator| {
    let of_v1 = generator.subschema_for::<v1::PaymentRequirements>();
    let of_v2 = generator.subschema_for::<v2::PaymentRequirements>();
    json_schema!({
        "description": "An offer: one with maxAmountRequired is of version 1.",
        "examples": [examples::offer_v1(), examples::offer_v2()],
        "if": {"type": "object", "required": ["maxAmountRequired"]},
        "then": of_v1,
        "else": of_v2
    })
});

/// A value of any type.
struct Anything;

value!(Anything, "Anything", |_| json_schema!({
    "description": "A value of any type.",
    "examples": ["2025-08-09T01:07:04.005Z", 1_703_123_516]
}));

fn resource() -> Value {
    json!({
        "resource": "https://api.example.com/premium-data",
        "type": "http",
        "x402Version": 2,
        "accepts": [examples::offer_v2()],
        "lastUpdated": "2024-01-15T10:30:00Z",
        "metadata": {"category": "finance", "provider": "Example Corp"}
    })
}
