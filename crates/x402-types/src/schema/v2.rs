//! The objects of version 2 (`x402-specification-v2.md`).

use alloc::{string::String, vec::Vec};

use super::{
    examples, object,
    values::{Integer, Offers, Opaque, Version2, on_ledger},
};
use crate::{AnyAmount, Network, Scheme, v2};

object! {
    v2::PaymentRequired, "PaymentRequiredV2",
    "The payment requirements in a server's 402 response (V2 specification §5.1, PaymentRequired).";
    example: examples::payment_required_v2();
    required "x402Version": Version2, "Protocol version.";
    optional "error": String, "The reason for the 402 response, for people.";
    optional "resource": v2::ResourceInfo, "The paid resource. The specification requires it, but servers leave it out.";
    required "accepts": Offers<v2::PaymentRequirements>, "The ways to pay.";
    optional "extensions": Opaque, "Extension data by key.";
}

object! {
    v2::PaymentRequirements, "PaymentRequirementsV2",
    "One way to pay, which a server offers and a client repeats (V2 specification §5.1.2, PaymentRequirements).";
    example: examples::offer_v2();
    required "scheme": Scheme, "The scheme.";
    required "network": Network, "The network, by its CAIP-2 identifier.";
    required "amount": AnyAmount, "The price in atomic units of the asset, or in whole units of an issued currency on the XRP Ledger.";
    required "asset": String, "Address of the token, or ISO 4217 code of a currency.";
    required "payTo": String, "Address of the recipient, or a role such as merchant.";
    required "maxTimeoutSeconds": Integer, "The maximum duration of the payment, in seconds.";
    optional "extra": Opaque, "Further terms of the scheme.";
    {
        "if": (on_ledger()),
        "then": {
            "if": {"properties": {"asset": {"const": "XRP"}}},
            "then": {"properties": {"amount": {"type": "string", "pattern": "^([1-9][0-9]{0,16}|10{17})$"}}},
            "else": {"properties": {"amount": {"$ref": "#/$defs/DecimalAmount"}}}
        },
        "else": {"properties": {"amount": {"$ref": "#/$defs/Amount"}}}
    }
}

object! {
    v2::ResourceInfo, "ResourceInfoV2",
    "The paid resource (V2 specification §5.1.2, ResourceInfo). Nothing in it is signed.";
    example: examples::resource();
    required "url": String, "URL of the protected resource.";
    optional "description": String, "Description of the resource, for people.";
    optional "mimeType": String, "MIME type of the expected response.";
    optional "serviceName": String, "Name of the service. The specification allows at most 32 characters of printable ASCII, but readers accept more.";
    optional "tags": Vec<String>, "Topical tags. The specification allows at most 5, each of at most 32 characters of printable ASCII, but readers accept more.";
    optional "iconUrl": String, "URL of an icon. The specification allows at most 2048 characters, but readers accept more.";
}

object! {
    v2::PaymentPayload, "PaymentPayloadV2",
    "A payment, which the client sends (V2 specification §5.2, PaymentPayload).";
    example: examples::payment_v2();
    required "x402Version": Version2, "Protocol version.";
    optional "resource": v2::ResourceInfo, "The paid resource. Not signed.";
    required "accepted": v2::PaymentRequirements, "The offer that the client claims to accept. Not signed, so only the server's offers count.";
    required "payload": Opaque, "The data of the scheme.";
    optional "extensions": Opaque, "Extension data by key.";
}

object! {
    v2::FacilitatorRequest, "FacilitatorRequestV2",
    "A server's request to a facilitator, to verify or to settle (V2 specification §7.1, §7.2).";
    example: examples::request_v2();
    required "x402Version": Version2, "Protocol version, which is also the payment's.";
    required "paymentPayload": v2::PaymentPayload, "The payment.";
    required "paymentRequirements": v2::PaymentRequirements, "The server's offer.";
}
