//! The JSON Schemas of a directory's responses, and of a facilitator's response about a listing.

use alloc::{string::String, vec::Vec};

use x402_types::{
    Entry,
    schema::{
        AnyVersion, Integer, Offers, Opaque, examples, object,
        schemars::json_schema,
        serde_json::{Value, json},
        value,
    },
    v1, v2,
};

use crate::{
    bazaar::{BazaarResponse, ExtensionResponses},
    discovery::{AnyOffer, DiscoveredResource, ListPagination, ResourceList, SearchPagination, SearchResults},
};

object! {
    ResourceList, "ResourceList",
    "The resources of a directory, in the answer to GET /discovery/resources (V2 specification §8.1, V1 specification §8.1).";
    example: json!({"x402Version": 2, "items": [resource()], "pagination": {"limit": 10, "offset": 0, "total": 1}});
    required "x402Version": AnyVersion, "Version of the answer. Each resource has a separate version.";
    required "items": Vec<Entry<DiscoveredResource>>, "The resources.";
    optional "pagination": ListPagination, "The part of all resources that this answer contains.";
}

object! {
    ListPagination, "ListPagination", "The part of a list that an answer contains (V2 specification §8.1).";
    example: json!({"limit": 10, "offset": 0, "total": 1});
    required "limit": Integer, "The maximum number of resources, 1 to 100.";
    required "offset": Integer, "The number of resources before the first.";
    required "total": Integer, "The number of all resources.";
}

object! {
    SearchResults, "SearchResults",
    "The results of a search in a directory, in the answer to GET /discovery/search (bazaar.md, Optional Discovery Endpoints).";
    example: json!({"x402Version": 2, "resources": [resource()], "partialResults": false, "pagination": {"limit": 10, "cursor": null}});
    required "x402Version": AnyVersion, "Version of the answer. Each resource has a separate version.";
    required "resources": Vec<Entry<DiscoveredResource>>, "The resources.";
    optional "partialResults": bool, "`true` if more resources match.";
    optional "pagination": SearchPagination, "The data for the next request.";
}

object! {
    SearchPagination, "SearchPagination", "The data for continuing a search (bazaar.md).";
    example: json!({"limit": 10, "cursor": null});
    required "limit": Integer, "The number of resources on the page.";
    required "cursor": Option<String>, "The cursor of the next page, or null if there is no next page.";
}

object! {
    DiscoveredResource, "DiscoveredResource",
    "A resource that a directory lists (V2 specification §8.3, V1 specification §8.2).";
    example: resource();
    required "resource": String, "The URL of the resource, or a different identifier.";
    required "type": String, "The transport, such as http or mcp. The set is open.";
    required "x402Version": AnyVersion, "The protocol version of the resource.";
    required "accepts": Offers<AnyOffer>, "The ways to pay.";
    required "lastUpdated": Anything, "The time of the entry's last change, an RFC 3339 date. The specification prints seconds.";
    optional "extensions": Opaque, "Extensions of the resource by key.";
    optional "metadata": Opaque, "More data about the resource.";
}

object! {
    ExtensionResponses, "ExtensionResponses",
    "A facilitator's answer about the extensions of a payment, in the header EXTENSION-RESPONSES (bazaar.md).";
    example: json!({"bazaar": {"status": "rejected", "rejectedReason": "info failed schema validation"}});
    optional "bazaar": BazaarResponse, "The result of the listing.";
}

object! {
    BazaarResponse, "BazaarResponse", "The result of listing an endpoint (bazaar.md).";
    example: json!({"status": "success"});
    required "status": String, "success, processing or rejected. The set is open.";
    optional "rejectedReason": String, "The reason for a rejection, as text.";
}

value!(AnyOffer, "AnyOffer", |generator| {
    let of_v1 = generator.subschema_for::<v1::PaymentRequirements>();
    let of_v2 = generator.subschema_for::<v2::PaymentRequirements>();
    json_schema!({
        "description": "An offer of either version. The network decides which: a name of version 1 has no colon.",
        "examples": [examples::offer_v1(), examples::offer_v2()],
        "anyOf": [of_v1, of_v2]
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
