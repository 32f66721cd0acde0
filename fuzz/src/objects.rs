//! The laws of every object that travels, in both versions and profiles.

use base64::{Engine, engine::general_purpose::STANDARD};
use x402_laws::{
    chance::{Chance, mutate},
    laws::{
        Answer, both_profiles, every_member_is_kept, from_json_agrees, round_trip, serde_agrees, strict_within_lenient,
    },
    objects::{Member, Tabled, random_document},
};
use x402_types::{
    AnyAmount, DecodeOptions, Decoded, FacilitatorRequest, Offer, PaymentPayload, PaymentRequired, SettleResponse,
    Stage, SupportedKind, SupportedResponse, VerifyResponse, Wire, v1, v2,
};

use crate::source::Source;

/// Begins an input that makes a document from a table, decision by decision. Any other input is the text itself.
pub const MADE: u8 = b'#';

/// A demand for payment.
pub fn payment_required(data: &[u8]) {
    of_either_version::<v1::PaymentRequired, v2::PaymentRequired, PaymentRequired>(data);
    let text = text(data, &[v2::PaymentRequired::MEMBERS]);
    for payment_required in read::<v2::PaymentRequired>(&text).into_iter().flatten() {
        in_v1(&payment_required.value);
    }
}

/// The V1 form of a demand is one that is read, with the same offers in the same places.
fn in_v1(payment_required: &v2::PaymentRequired) {
    let Ok(in_v1) = payment_required.to_v1() else {
        let has_name =
            |offer: &Offer<v2::PaymentRequirements>| offer.get().is_some_and(|offer| offer.network.v1_name().is_some());
        assert!(payment_required.resource.is_none() || !payment_required.accepts.iter().all(has_name));
        return;
    };
    let read = match v1::PaymentRequired::decode(in_v1.to_json(), &DecodeOptions::STRICT) {
        // Every offer has the resource, so that there is more of it.
        Err(error) if error.stage() == Stage::Limit => return,
        read => read.unwrap().value,
    };
    assert_eq!(read, in_v1);
    assert_eq!(in_v1.accepts.len(), payment_required.accepts.len());
    for (one, two) in in_v1.accepts.iter().zip(&payment_required.accepts) {
        let (one, two) = (one.get().unwrap(), two.get().unwrap());
        assert_eq!(one.network.network().as_ref(), Some(&two.network));
        assert_eq!(
            (&one.asset, &one.pay_to, &AnyAmount::from(one.max_amount_required)),
            (&two.asset, &two.pay_to, &two.amount)
        );
        assert_eq!((&one.extra, one.max_timeout_seconds), (&two.extra, two.max_timeout_seconds));
    }
}

/// A payment.
pub fn payment_payload(data: &[u8]) {
    of_either_version::<v1::PaymentPayload, v2::PaymentPayload, PaymentPayload>(data);
}

/// A request to a facilitator.
pub fn facilitator_request(data: &[u8]) {
    of_either_version::<v1::FacilitatorRequest, v2::FacilitatorRequest, FacilitatorRequest>(data);
}

/// An offer, and the resource that V2 says is paid for.
pub fn payment_requirements(data: &[u8]) {
    let text =
        text(data, &[v1::PaymentRequirements::MEMBERS, v2::PaymentRequirements::MEMBERS, v2::ResourceInfo::MEMBERS]);
    every_law(&text, &read::<v1::PaymentRequirements>(&text));
    every_law(&text, &read::<v2::PaymentRequirements>(&text));
    every_law(&text, &read::<v2::ResourceInfo>(&text));
}

/// What a facilitator answers to a verify request.
pub fn verify_response(data: &[u8]) {
    let text = text(data, &[VerifyResponse::MEMBERS]);
    every_law(&text, &read::<VerifyResponse>(&text));
}

/// What became of a settlement.
pub fn settle_response(data: &[u8]) {
    let text = text(data, &[SettleResponse::MEMBERS]);
    every_law(&text, &read::<SettleResponse>(&text));
}

/// What a facilitator supports, and one kind of it.
pub fn supported_response(data: &[u8]) {
    let text = text(data, &[SupportedResponse::MEMBERS, SupportedKind::MEMBERS]);
    every_law(&text, &read::<SupportedResponse>(&text));
    every_law(&text, &read::<SupportedKind>(&text));
}

/// Both versions of an object, and that which is either: it says what the version that it is of says.
fn of_either_version<One, Two, Either>(data: &[u8])
where
    One: Tabled,
    Two: Tabled,
    Either: Tabled + From<One> + From<Two>,
{
    let text = text(data, &[One::MEMBERS, Two::MEMBERS]);
    let (ones, twos) = (read::<One>(&text), read::<Two>(&text));
    every_law(&text, &ones);
    every_law(&text, &twos);
    for ((one, two), either) in ones.into_iter().zip(twos).zip(read::<Either>(&text)) {
        match (one, two, either) {
            (Ok(one), Err(_), Ok(either)) => same(one, either),
            (Err(_), Ok(two), Ok(either)) => same(two, either),
            (Err(one), Err(two), Err(either)) => assert!(either == one || either == two, "{either}: {text:?}"),
            (one, two, either) => panic!("{one:?}\n{two:?}\n{either:?}"),
        }
    }
}

fn same<T, Either: Tabled + From<T>>(one: Decoded<T>, either: Decoded<Either>) {
    assert_eq!((Either::from(one.value), one.flags, one.text), (either.value, either.flags, either.text));
}

/// The input as text, or the document that it makes from one of the tables; damaged now and then.
fn text(data: &[u8], tables: &[&[Member]]) -> Vec<u8> {
    let Some((&MADE, decisions)) = data.split_first() else { return data.into() };
    let mut source = Source(decisions);
    let table = *source.pick(tables);
    let document = random_document(table, &mut source);
    if source.below(4) == 3 { mutate(&document, &mut source).unwrap_or(document) } else { document }.into()
}

/// All laws of what was read from a text.
fn every_law<T: Tabled>(text: &[u8], answers: &[Answer<T>; 2]) {
    hold(answers);
    from_json_agrees(text, answers);
    if let Ok(text) = std::str::from_utf8(text)
        && !text.starts_with('\u{feff}')
    {
        assert_eq!(&both_profiles(text), answers);
        serde_agrees(text, &answers[0]);
    }
}

/// What both profiles say. A header is base64 of the text, and nothing else.
fn read<T: Tabled>(text: &[u8]) -> [Answer<T>; 2] {
    [DecodeOptions::STRICT, DecodeOptions::LENIENT].map(|options| {
        let answer = T::decode_bytes(text, &options);
        let wrapped = T::decode_header(STANDARD.encode(text), &options);
        let is_limit = matches!(&wrapped, Err(error) if error.stage() == Stage::Limit);
        assert!(wrapped == answer || text.is_empty() || is_limit, "{wrapped:?}\n{answer:?}");
        answer
    })
}

/// The laws that hold however the text came.
pub(crate) fn hold<T: Tabled>(answers: &[Answer<T>; 2]) {
    strict_within_lenient(answers);
    for decoded in answers.iter().flatten() {
        round_trip(decoded);
    }
    if let Ok(strict) = &answers[0] {
        every_member_is_kept(strict);
    }
    for error in answers.iter().filter_map(|answer| answer.as_ref().err()) {
        assert!(!error.to_string().is_empty());
    }
}
