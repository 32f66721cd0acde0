//! What is measured, once for all three binaries.

use x402_schemes::evm::{Address, eip712::TokenDomain, eip3009::Authorization, keccak256};
use x402_types::{DecodeOptions, Wire, v2::PaymentPayload};
use x402_verify::{Context, Report, Verdict, verify};

use crate::{
    fixture::{Fixture, NOW, read_payload},
    group::{Case, Group, group},
    peers::{self, CRecovery, GuessedPayment, RawPayment, RustRecovery, TypedData, TypedPayment},
    solana,
};

/// All groups. Panics if the functions of a group do not agree on the result.
pub fn groups() -> Vec<Group> {
    let fixture = Fixture::new();
    let evm = [decode_raw(&fixture), decode_typed(&fixture), encode(&fixture), digest(&fixture), judge(&fixture)];
    let groups = evm.into_iter().chain(solana::groups());
    #[cfg(feature = "recover")]
    let groups = groups.chain([crate::recover::judge(&fixture)]);
    groups.collect()
}

fn decode(header: &str) -> PaymentPayload {
    PaymentPayload::decode_header(header, &DecodeOptions::STRICT).unwrap().value
}

fn decode_raw(fixture: &Fixture) -> Group {
    let header = fixture.header;
    let theirs: RawPayment = peers::decode(header);
    assert_eq!(theirs.payload.get(), fixture.payment.payload.as_str());
    assert_eq!(theirs.accepted.amount, fixture.payment.accepted.amount.to_string());
    group(
        "decode a header, payload left raw",
        [
            Case::new("x402-types 2.0.2, payload `Box<RawValue>`", header, |header| {
                peers::decode::<RawPayment>(header)
            }),
            Case::new("`PaymentPayload::decode_header`", header, |header| decode(header)),
        ],
    )
}

fn decode_typed(fixture: &Fixture) -> Group {
    let header = fixture.header;
    let theirs: TypedPayment = peers::decode(header);
    assert_eq!(theirs.payload.signature.as_ref(), fixture.payload.signature.as_bytes());
    assert_eq!(theirs.payload.authorization.from.0.0, fixture.payload.authorization.from.to_bytes());
    let _: GuessedPayment = peers::decode(header);
    group(
        "decode a header, payload typed",
        [
            Case::new("x402-types + chain types 2.0.2, `Eip3009Payload`", header, |header| {
                peers::decode::<TypedPayment>(header)
            }),
            Case::new("the same, `v2_eip155_exact::PaymentPayload`", header, |header| {
                peers::decode::<GuessedPayment>(header)
            }),
            Case::new("`decode_header` + `eip3009::Payload::read`", header, |header| {
                let payment = decode(header);
                let payload = read_payload(&payment);
                (payment, payload)
            }),
            Case::new("the same, and EIP-55 of both addresses", header, |header| {
                let payment = decode(header);
                let payload = read_payload(&payment);
                let misspelt = misspelt(&payment, &payload.authorization);
                (payment, payload, misspelt)
            }),
        ],
    )
}

/// What `verify` asks of addresses, and no peer: whether a checksum is wrong.
fn misspelt(payment: &PaymentPayload, authorization: &Authorization) -> bool {
    let text = |name| payment.payload.as_json().get("authorization")?.get(name)?.string().ok();
    let wrong = |name, address: Address| !address.checksum_matches(&text(name).unwrap());
    wrong("from", authorization.from) | wrong("to", authorization.to)
}

fn encode(fixture: &Fixture) -> Group {
    let theirs: TypedPayment = peers::decode(fixture.header);
    let raw: RawPayment = peers::decode(fixture.header);
    assert_eq!(fixture.payment.to_header(), fixture.header);
    group(
        "encode a header",
        [
            Case::new("x402-types + chain types 2.0.2", theirs, peers::encode),
            Case::new("x402-types 2.0.2, payload `Box<RawValue>`", raw, peers::encode),
            Case::new("`to_header`", fixture.payment.clone(), Wire::to_header),
        ],
    )
}

fn digest(fixture: &Fixture) -> Group {
    let theirs = TypedData::new(fixture);
    assert_eq!(theirs.digest(), fixture.digest);
    assert_eq!(theirs.digest_within(&fixture.separator), fixture.digest);
    let separator = fixture.separator;
    let ours = (fixture.payload.authorization, fixture.offers[0].clone());
    group(
        "EIP-712 digest of an authorization",
        [
            Case::new("alloy `eip712_signing_hash`", theirs.clone(), TypedData::digest),
            Case::new("alloy `eip712_hash_struct`, separator at hand", (theirs, separator), |(theirs, separator)| {
                theirs.digest_within(separator)
            }),
            Case::new("`TokenDomain::of` + `separator` + `digest`", ours.clone(), |(authorization, offer)| {
                authorization.digest(&TokenDomain::of(offer).unwrap().separator())
            }),
            Case::new("`digest`, separator at hand", (ours.0, separator), |(authorization, separator)| {
                authorization.digest(separator)
            }),
        ],
    )
}

fn judge(fixture: &Fixture) -> Group {
    let payer = fixture.payload.authorization.from;
    let (rust, c) = (RustRecovery::new(&fixture.payload), CRecovery::new(&fixture.payload));
    let address = |key: &[u8]| Address::new(*keccak256(&key[1..]).last_chunk().unwrap());
    assert_eq!(address(rust.recover(&fixture.digest).to_sec1_point(false).as_bytes()), payer);
    assert_eq!(address(&c.recover(&fixture.digest).serialize_uncompressed()), payer);
    assert_eq!(verdict(&decode(fixture.header), fixture, true).verdict(), Verdict::Valid);
    assert_eq!(verdict(&fixture.payment, fixture, false).verdict(), Verdict::Invalid);
    let mut cases = vec![
        Case::new("k256 0.14 `recover_from_prehash` alone", (rust, fixture.digest), |(rust, digest)| {
            rust.recover(digest)
        }),
        Case::new("libsecp256k1 recovery alone", (c, fixture.digest), |(c, digest)| c.recover(digest)),
        Case::new("`verify`, valid", fixture.clone(), |fixture| verdict(&fixture.payment, fixture, true)),
        Case::new("`decode_header` + `verify`, valid", fixture.clone(), |fixture| {
            verdict(&decode(fixture.header), fixture, true)
        }),
        Case::new("`verify`, another price: no recovery", fixture.clone(), |fixture| {
            verdict(&fixture.payment, fixture, false)
        }),
    ];
    // The reference is the recovery that the verifier itself makes.
    if cfg!(feature = "c-secp") {
        cases.swap(0, 1);
        return group("verify a payment, with `c-secp`", cases);
    }
    group("verify a payment", cases)
}

fn verdict(payment: &PaymentPayload, fixture: &Fixture, price_is_right: bool) -> Report {
    let offers = if price_is_right { &fixture.offers } else { &fixture.dearer };
    verify(payment, offers, &Context::at(NOW).with_facts(&fixture.facts))
}
