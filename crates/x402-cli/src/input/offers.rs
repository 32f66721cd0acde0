//! Reads the offers by which a payment is judged, or for which it is drafted, in any form that the user has.

use std::rc::Rc;

use x402_operations::{
    DecodedObject, Kind, Source, decode_object,
    recognise::{Form, Part, Recognised, What},
};
use x402_types::{DecodeError, DecodeOptions, HeaderName, JsonRef, RawJson, Version, Wire, v1, v2};

use crate::{
    argument::{Wanted, document, found_in},
    carrier,
    encoded::{Encoded, json_of, of_part, without_bom},
    host::Host,
    output::Failure,
};

/// The hint of `--offer` for other input.
const WANTED: &str = "Pass a PaymentRequirements object, an array of them, or the 402 response with them (its body, or its \
                      header PAYMENT-REQUIRED), as text or as @FILE";

/// An offer as it was given.
pub(crate) struct InputOffer {
    pub(crate) text: RawJson,
    /// Why the demand around it keeps it unread (C-10).
    pub(crate) unread: Option<DecodeError>,
    /// The demand around it, if it is of version 2.
    pub(crate) required: Option<Rc<v2::PaymentRequired>>,
}

impl From<JsonRef<'_>> for InputOffer {
    fn from(offer: JsonRef<'_>) -> Self {
        Self { text: offer.into(), unread: None, required: None }
    }
}

/// Reads one offer, several offers, or the offers of a demand from each argument. The payment decides their version.
/// With an index only the offer with this index is kept.
pub(crate) fn offers(
    arguments: &[String],
    index: Option<usize>,
    host: &mut dyn Host,
) -> Result<Vec<InputOffer>, Failure> {
    let mut offers = Vec::new();
    for argument in arguments {
        let found = found_in(document(argument, host)?, Wanted::PaymentRequired).map_err(|failure| match failure {
            Failure::Usage(why) => refused(&why),
            Failure::Io(error) => Failure::Io(error),
        })?;
        if found.text.offers().is_none()
            && let Some(part) = of_client(&found.text)
        {
            return Err(refused(&format!(
                "its payment requirements are in {}, which a client writes, and not in the response of your server",
                part.provenance.phrase()
            )));
        }
        offers.extend(offers_in(carrier::payment_required_in(found.encoded)?)?);
    }
    at_index(offers, index)
}

/// The offers that a text with a payment has next to it, where a server wrote them or a person pasted them, with their
/// part.
pub(super) fn offers_in_text(text: &Recognised) -> Result<Option<(&Part, Vec<InputOffer>)>, Failure> {
    let Some(part) = text.offers().filter(|part| part.what != What::Request) else { return Ok(None) };
    let encoded = if part.what == What::Message { carrier::payment_required_in(of_part(part))? } else { of_part(part) };
    offers_in(encoded).map(|offers| Some((part, offers)))
}

/// The payment requirements in a text that only a client may have written.
pub(super) fn of_client(text: &Recognised) -> Option<&Part> {
    let is_of_offer = |part: &&Part| matches!(part.what, What::Demand | What::Offers) && !part.is_guess;
    let is_of_messages = matches!(text.form, Form::Transcript | Form::Har | Form::Headers | Form::Command);
    text.parts.iter().rev().find(is_of_offer).filter(|part| is_of_messages && !part.provenance.is_of_offer())
}

/// All offers, or the one with this index.
pub(super) fn at_index(offers: Vec<InputOffer>, index: Option<usize>) -> Result<Vec<InputOffer>, Failure> {
    let Some(index) = index else { return Ok(offers) };
    let count = offers.len();
    let chosen = offers.into_iter().nth(index).ok_or_else(|| match count {
        0 => Failure::Usage(format!("--index {index}: there are no offers")),
        1 => Failure::Usage(format!("--index {index}: there is only one offer, and it has the index 0")),
        _ => Failure::Usage(format!("--index {index}: no offer has this index; the indices are 0 to {}", count - 1)),
    })?;
    Ok(vec![chosen])
}

fn refused(why: &dyn std::fmt::Display) -> Failure {
    Failure::Usage(format!("--offer: {why}. {WANTED}"))
}

fn offers_in(encoded: Encoded) -> Result<Vec<InputOffer>, Failure> {
    if let Encoded::Header(name, _) = &encoded
        && HeaderName::from_name(name) != Some(HeaderName::PaymentRequired)
    {
        return Err(refused(&format!("the header {name} contains no payment requirements")));
    }
    match encoded.recognise(&[Kind::PaymentRequired]) {
        (Kind::PaymentRequired, source) => {
            // The tester's own offers have to be right, whatever the profile tolerates in a payment.
            let options = &DecodeOptions::STRICT;
            let required = decode_object(Kind::PaymentRequired, source, options).map_err(|error| refused(&error))?;
            let is_v1 = required.version == Some(Version::V1);
            let unread = |offer: JsonRef<'_>| {
                let of_v1 = || v1::PaymentRequirements::decode(offer.text(), options).err();
                if is_v1 { of_v1() } else { v2::PaymentRequirements::decode(offer.text(), options).err() }
            };
            let of_v2 =
                v2::PaymentRequired::decode(&*required.canonical, options).ok().map(|required| Rc::new(required.value));
            let required = RawJson::parse(&required.canonical).map_err(|error| refused(&error))?;
            let offers = required.as_json().get("accepts").and_then(|accepts| accepts.elements().ok());
            let offers = offers.into_iter().flatten();
            let encoded =
                |offer: JsonRef<'_>| InputOffer { unread: unread(offer), required: of_v2.clone(), ..offer.into() };
            Ok(offers.map(encoded).collect())
        }
        (_, Source::Bytes(bytes)) => {
            let text = str::from_utf8(without_bom(&bytes)).map_err(|_| refused(&"it is not UTF-8"))?;
            let json = RawJson::parse(text).map_err(|error| refused(&error))?;
            if let Ok(elements) = json.as_json().elements() {
                return Ok(elements.map(InputOffer::from).collect());
            }
            if let Some(offer) = json.as_json().get("paymentRequirements") {
                return Ok(vec![offer.into()]);
            }
            if json.as_json().get("items").or_else(|| json.as_json().get("resources")).is_some() {
                return Err(refused(&"this is a list of resources: pass the accepts of one of them"));
            }
            if json.as_json().get("payload").is_some() {
                return Err(refused(&"this is a payment, and its accepted is only the payer's claim about your offer"));
            }
            Ok(vec![json.as_json().into()])
        }
        (_, Source::Header(..) | Source::Text(_) | Source::Headers(_)) => {
            Err(refused(&"this is neither JSON text nor the value of a header PAYMENT-REQUIRED"))
        }
    }
}

/// Decodes an offer, by the version for which it is written (Z-10).
pub(crate) fn decode_offer(bytes: &[u8], options: &DecodeOptions) -> Result<DecodedObject, DecodeError> {
    match version_of_offer(bytes) {
        Version::V1 => decode::<v1::PaymentRequirements>(bytes, Version::V1, options),
        Version::V2 => decode::<v2::PaymentRequirements>(bytes, Version::V2, options),
    }
}

/// The version for which an offer is written. What is no JSON counts as version 2.
pub(crate) fn version_of_offer(bytes: &[u8]) -> Version {
    let offer = json_of(bytes);
    Version::of_offers(offer.iter().map(RawJson::as_json), None)
}

fn decode<T: Wire>(bytes: &[u8], version: Version, options: &DecodeOptions) -> Result<DecodedObject, DecodeError> {
    Ok(DecodedObject::new(&T::decode_bytes(bytes, options)?, Some(version)))
}
