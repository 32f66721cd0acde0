use super::names::{PAYMENT, PAYMENT_RESPONSE};
use x402_types::{Members, PaymentPayload, PaymentRequired, RawJson, SettleResponse, Wire, v2};

/// Returns the result that requires payment for a tool, with both copies of the `PaymentRequired` (M-3).
///
/// ```
/// use x402_extensions::carriers::mcp::{Response, payment_required_result};
/// use x402_types::{DecodeOptions, v2::{PaymentRequired, ResourceInfo}};
/// let result = payment_required_result(&PaymentRequired::new(ResourceInfo::new("mcp://tool/report"), []).into());
/// assert!(result.as_str().starts_with(r#"{"isError":true,"structuredContent":{"x402Version":2,"#));
/// assert!(Response::of_result(result.as_json(), &DecodeOptions::STRICT)?.payment_required.is_some());
/// # Ok::<(), x402_extensions::carriers::CarrierError>(())
/// ```
#[must_use]
pub fn payment_required_result(payment_required: &PaymentRequired) -> RawJson {
    let text = RawJson::string(&payment_required.to_json());
    let item = Members::from_iter([("type", RawJson::string("text")), ("text", text)]);
    Members::from_iter([
        ("isError", true.into()),
        ("structuredContent", payment_required.to_raw()),
        ("content", RawJson::array([item.into()])),
    ])
    .into()
}

/// Returns the result that requires payment with the extension, for a client that declares the extension (M-5).
#[must_use]
pub fn extension_result(payment_required: &v2::PaymentRequired) -> RawJson {
    let members = [("resultType", RawJson::string("payment_required")), ("paymentRequired", payment_required.to_raw())];
    Members::from_iter(members).into()
}

/// Adds a payment to the parameters of a request. Other fields of `_meta` stay.
///
/// ```
/// use x402_extensions::carriers::mcp::{Request, with_payment};
/// use x402_types::{DecodeOptions, RawJson, Wire, v1};
/// let payment = r#"{"x402Version":1,"scheme":"exact","network":"base","payload":{}}"#;
/// let payment = v1::PaymentPayload::decode(payment, &DecodeOptions::STRICT)?.value.into();
/// let params = with_payment(&RawJson::parse(r#"{"name":"report","_meta":{"progressToken":1}}"#)?, &payment);
/// assert!(params.as_str().starts_with(r#"{"name":"report","_meta":{"progressToken":1,"x402/payment":{"#));
/// let request = Request::of_params("tools/call", Some(params.as_json()), &DecodeOptions::STRICT)?;
/// assert_eq!(request.payment, Some(payment));
/// # Ok::<(), x402_extensions::carriers::CarrierError>(())
/// ```
#[must_use]
pub fn with_payment(params: &RawJson, payment: &PaymentPayload) -> RawJson {
    with_meta(params, PAYMENT, payment.to_raw())
}

/// Adds the settlement to the result of a paid request. Other fields of `_meta` stay.
///
/// Add a failed settlement to a result that requires payment, never to the paid content:
/// `with_settlement(&payment_required_result(…), …)`.
#[must_use]
pub fn with_settlement(result: &RawJson, settlement: &SettleResponse) -> RawJson {
    with_meta(result, PAYMENT_RESPONSE, settlement.to_raw())
}

/// The object with one more field in its `_meta`. A value that is not an object counts as an empty one.
fn with_meta(object: &RawJson, key: &str, value: RawJson) -> RawJson {
    let mut members = Members::from_object(Some(object));
    let mut meta = Members::from_object(members.get("_meta"));
    meta.insert(key, value);
    members.insert("_meta", meta.into());
    members.into()
}
