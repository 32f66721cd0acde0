//! What is measured, once for all binaries. Ours stands here, and what others do for the same in `peers.rs`.

use x402_schemes::evm::{Address, eip712::TokenDomain, eip3009::Authorization};
use x402_types::{Wire, v2::PaymentPayload};
use x402_verify::{Context, Offers, Report, Verdict, verify};

#[cfg(feature = "peers")]
use crate::peers;
#[cfg(not(feature = "peers"))]
use crate::recovery;
use crate::{
    channels,
    fixture::{Fixture, NOW, decode, read_payload},
    group::{Case, Group, group, peers},
    operations, solana, stellar, xrpl,
};

/// All groups. Panics if the functions of a group do not agree on the result.
pub fn groups() -> Vec<Group> {
    let fixture = Fixture::new();
    let evm =
        [decode_raw(&fixture), decode_typed(&fixture), encode(&fixture), digest(&fixture), verify_group(&fixture)];
    let groups = evm
        .into_iter()
        .chain([channels::verify_group(&fixture)])
        .chain(solana::groups())
        .chain(stellar::groups())
        .chain(xrpl::groups())
        .chain(operations::groups(&fixture));
    #[cfg(feature = "recover")]
    let groups = groups.chain([crate::recover::verify_group(&fixture)]);
    groups.collect()
}

fn decode_raw(fixture: &Fixture) -> Group {
    let ours = Case::new("`PaymentPayload::decode_header`", fixture.header, |header| decode(header));
    group("decode a header, payload left raw", peers!(peers::decode_raw(fixture)), [ours])
}

fn decode_typed(fixture: &Fixture) -> Group {
    let header = fixture.header;
    group(
        "decode a header, payload typed",
        peers!(peers::decode_typed(fixture)),
        [
            Case::new("`decode_header` + `eip3009::Payload::read`", header, |header| {
                let payment = decode(header);
                let payload = read_payload(&payment);
                (payment, payload)
            }),
            Case::new("the same, and EIP-55 of both addresses", header, |header| {
                let payment = decode(header);
                let payload = read_payload(&payment);
                let has_wrong_checksum = has_wrong_checksum(&payment, &payload.authorization);
                (payment, payload, has_wrong_checksum)
            }),
        ],
    )
}

/// What `verify` asks of addresses, and no peer: whether a checksum is wrong.
fn has_wrong_checksum(payment: &PaymentPayload, authorization: &Authorization) -> bool {
    let text = |name| payment.payload.as_json().get("authorization")?.get(name)?.string().ok();
    let wrong = |name, address: Address| !address.checksum_matches(&text(name).unwrap());
    wrong("from", authorization.from) | wrong("to", authorization.to)
}

fn encode(fixture: &Fixture) -> Group {
    assert_eq!(fixture.payment.to_header(), fixture.header);
    let ours = Case::new("`to_header`", fixture.payment.clone(), Wire::to_header);
    group("encode a header", peers!(peers::encode_payment(fixture)), [ours])
}

fn digest(fixture: &Fixture) -> Group {
    let separator = fixture.separator;
    let ours = (fixture.payload.authorization, fixture.offers[0].clone());
    group(
        "EIP-712 digest of an authorization",
        peers!(peers::digest(fixture)),
        [
            Case::new("`TokenDomain::of` + `separator` + `digest`", ours.clone(), |(authorization, offer)| {
                authorization.digest(&TokenDomain::of(offer).unwrap().separator())
            }),
            Case::new("`digest`, separator at hand", (ours.0, separator), |(authorization, separator)| {
                authorization.digest(separator)
            }),
        ],
    )
}

fn verify_group(fixture: &Fixture) -> Group {
    let report = verdict(&decode(fixture.header), &fixture.offers, fixture);
    assert_eq!(report.verdict(), Verdict::Valid);
    assert_eq!(verdict(&fixture.payment, &fixture.prepared, fixture), report);
    assert_eq!(verdict(&fixture.payment, &fixture.dearer, fixture).verdict(), Verdict::Invalid);
    group(
        if cfg!(feature = "c-secp") { "verify a payment, with `c-secp`" } else { "verify a payment" },
        references(fixture),
        [
            Case::new("`verify`, valid", fixture.clone(), |fixture| {
                verdict(&fixture.payment, &fixture.offers, fixture)
            }),
            Case::new("`decode_header` + `verify`, valid", fixture.clone(), |fixture| {
                verdict(&decode(fixture.header), &fixture.offers, fixture)
            }),
            Case::new("`verify`, valid, offers prepared", fixture.clone(), |fixture| {
                verdict(&fixture.payment, &fixture.prepared, fixture)
            }),
            Case::new("`decode_header` + `verify`, valid, offers prepared", fixture.clone(), |fixture| {
                verdict(&decode(fixture.header), &fixture.prepared, fixture)
            }),
            Case::new("`verify`, another price: no recovery", fixture.clone(), |fixture| {
                verdict(&fixture.payment, &fixture.dearer, fixture)
            }),
        ],
    )
}

/// The recovery alone with which the verifier recovers keys comes first, then the other recovery and the calls of a peer.
pub(crate) fn references(fixture: &Fixture) -> Vec<Case> {
    #[cfg(feature = "peers")]
    return peers::recoveries(fixture).into();
    #[cfg(not(feature = "peers"))]
    vec![recovery::case(fixture)]
}

pub(crate) fn verdict<'a>(payment: &'a PaymentPayload, offers: impl Into<Offers<'a>>, fixture: &Fixture) -> Report {
    verify(payment, offers, &Context::at(NOW).with_facts(&fixture.facts))
}
