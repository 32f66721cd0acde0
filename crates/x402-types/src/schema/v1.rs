//! The objects of version 1 (`x402-specification-v1.md`).

use alloc::string::String;

use super::{
    examples, object,
    values::{Integer, Offers, Opaque, Version1},
};
use crate::{Amount, NetworkName, Scheme, v1};

object! {
    v1::PaymentRequired, "PaymentRequiredV1",
    "The body of a 402 response (V1 specification §5.1, PaymentRequirementsResponse).";
    example: examples::payment_required_v1();
    required "x402Version": Version1, "Protocol version.";
    optional "error": String, "The reason for the 402 response, for people. The specification requires it, but servers leave it out.";
    required "accepts": Offers<v1::PaymentRequirements>, "The ways to pay.";
}

object! {
    v1::PaymentRequirements, "PaymentRequirementsV1",
    "One way to pay (V1 specification §5.1.2, PaymentRequirements).";
    example: examples::offer_v1();
    required "scheme": Scheme, "The scheme.";
    required "network": NetworkName, "The network, by its name in version 1.";
    required "maxAmountRequired": Amount, "The price in atomic units of the asset.";
    required "asset": String, "Address of the token.";
    required "payTo": String, "Address of the recipient.";
    required "resource": String, "URL of the protected resource.";
    required "description": String, "Description of the resource, for people.";
    optional "mimeType": String, "MIME type of the expected response.";
    optional "outputSchema": Opaque, "The format of the response, as a JSON Schema.";
    required "maxTimeoutSeconds": Integer, "The maximum duration of the payment, in seconds.";
    optional "extra": Opaque, "Further terms of the scheme.";
}

object! {
    v1::PaymentPayload, "PaymentPayloadV1",
    "A payment, which the client sends (V1 specification §5.2, PaymentPayload).";
    example: examples::payment_v1();
    required "x402Version": Version1, "Protocol version.";
    required "scheme": Scheme, "The scheme.";
    required "network": NetworkName, "The network, by its name in version 1.";
    required "payload": Opaque, "The data of the scheme.";
}

object! {
    v1::FacilitatorRequest, "FacilitatorRequestV1",
    "A server's request to a facilitator, to verify or to settle (V1 specification §7.1, §7.2).";
    example: examples::request_v1();
    required "x402Version": Version1, "Protocol version, which is also the payment's.";
    required "paymentPayload": v1::PaymentPayload, "The payment.";
    required "paymentRequirements": v1::PaymentRequirements, "The server's offer.";
}
