//! What the constructors make: only what a strict reader takes without a flag.

use std::{fmt::Debug, fs, path::Path};

use x402_types::{
    DecodeOptions, FacilitatorRequest, Network, NetworkName, PaymentPayload, PaymentRequired, RawJson, ReasonCode,
    Scheme, SettleResponse, SupportedKind, SupportedResponse, VerifyResponse, Wire, v1, v2,
};

#[track_caller]
fn valid<T: Wire + Debug + PartialEq>(made: &T) {
    let text = made.to_json();
    let read = T::decode(&*text, &DecodeOptions::STRICT).expect(&text);
    assert_eq!((&read.value, read.flags.iter().count()), (made, 0), "{text}: {:?}", read.flags);
    assert_eq!(T::decode_header(made.to_header(), &DecodeOptions::STRICT).unwrap().value, *made);
}

#[test]
fn every_constructor_makes_what_is_read_without_a_flag() {
    let payload = || RawJson::parse("{}").unwrap();
    // Text of any kind: it is escaped.
    let odd = "a \"b\\\n\u{1}€";

    let name = NetworkName::try_from(odd).unwrap();
    let scheme = Scheme::try_from(odd).unwrap();
    let offer = v1::PaymentRequirements::new(v1::PaymentRequirementsInit {
        scheme: scheme.clone(),
        network: name.clone(),
        max_amount_required: 0.into(),
        asset: odd.into(),
        pay_to: String::new(),
        resource: odd.into(),
        description: odd.into(),
        max_timeout_seconds: u64::MAX,
    });
    let payment = v1::PaymentPayload::new(scheme.clone(), name.clone(), payload());
    let payment_required = v1::PaymentRequired::new(odd, [offer.clone(), offer.clone()]);
    let request = v1::FacilitatorRequest::new(payment.clone(), offer.clone());
    valid(&offer);
    valid(&payment);
    valid(&payment_required);
    valid(&request);
    valid(&PaymentPayload::from(payment));
    valid(&PaymentRequired::from(payment_required));
    valid(&FacilitatorRequest::from(request));

    let network = Network::eip155(u64::MAX);
    let offer = v2::PaymentRequirements::new(v2::PaymentRequirementsInit {
        scheme: scheme.clone(),
        network: network.clone(),
        amount: 0.into(),
        asset: odd.into(),
        pay_to: String::new(),
        max_timeout_seconds: u64::MAX,
    });
    let payment = v2::PaymentPayload::new(offer.clone(), payload());
    let resource = v2::ResourceInfo::new(odd);
    let payment_required = v2::PaymentRequired::new(resource.clone(), [offer.clone()]);
    let request = v2::FacilitatorRequest::new(payment.clone(), offer.clone());
    valid(&offer);
    valid(&payment);
    valid(&resource);
    valid(&payment_required);
    valid(&request);
    valid(&PaymentPayload::from(payment));
    valid(&PaymentRequired::from(payment_required));
    valid(&FacilitatorRequest::from(request));

    let reason = || ReasonCode::new(odd);
    valid(&VerifyResponse::valid());
    valid(&VerifyResponse::invalid(reason()));
    valid(&SettleResponse::success("0x12", name.clone()));
    valid(&SettleResponse::success("0x12", network.clone()));
    valid(&SettleResponse::failure(reason(), name.clone()));
    valid(&SettleResponse::failure(reason(), network.clone()));
    let kinds = [SupportedKind::v1(scheme.clone(), name), SupportedKind::v2(scheme, network)];
    kinds.iter().for_each(valid);
    let [first, second] = kinds;
    valid(&SupportedResponse::new([first.clone()]));
    let mut supported = SupportedResponse::new([first, second]);
    supported.extensions = Some(vec![odd.into()]);
    supported.signers = Some(payload());
    valid(&supported);
}

/// Public enums and structs with public fields may grow, or say why they do not: in the sentence of their documentation
/// that has "no further" or "breaking change" in it.
#[test]
fn what_may_grow_is_non_exhaustive() {
    fn sources(directory: &Path, all: &mut Vec<String>) {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, all);
            } else {
                all.push(fs::read_to_string(path).unwrap());
            }
        }
    }
    let mut all = Vec::new();
    for of_crate in ["../x402-types/src", "../x402-schemes/src"] {
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join(of_crate), &mut all);
    }
    let mut seen = 0;
    let mut wrong = Vec::new();
    for source in all {
        let lines: Vec<_> = source.lines().map(str::trim).collect();
        for (at, line) in lines.iter().enumerate() {
            let is_enum = line.starts_with("pub enum ");
            let has_fields = || {
                let mut fields = lines[at..].iter().take_while(|line| **line != "}").skip(1);
                fields.any(|line| line.starts_with("pub "))
            };
            if is_enum || line.starts_with("pub struct ") && line.ends_with('{') && has_fields() {
                seen += 1;
                let above: Vec<_> = lines[..at].iter().rev().take_while(|line| line.starts_with(['#', '/'])).collect();
                let documentation: Vec<_> =
                    above.iter().rev().map(|line| line.trim_start_matches("///").trim()).collect();
                let documentation = documentation.join(" ");
                let is_complete = ["no further", "breaking change"].iter().any(|why| documentation.contains(why));
                if above.contains(&&"#[non_exhaustive]") == is_complete {
                    wrong.push(line.to_string());
                }
            }
        }
    }
    assert_eq!(wrong, [""; 0]);
    assert!(seen >= 60, "{seen}");
}

/// Characters that a string has to escape and characters near them in value, at each place around the ends of words of
/// eight bytes.
#[test]
fn strings_are_written_as_serde_json_writes_them() {
    let pieces = [
        "\"", "\\", "\n", "\r", "\t", "\u{8}", "\u{c}", "\0", "\u{f}", "\u{10}", "\u{1f}", " ", "/", "[", "]",
        "\u{7f}", "ÿ", "€", "😀",
    ];
    for (first, second) in pieces.iter().flat_map(|first| pieces.map(|second| (first, second))) {
        for (before, between) in (0..9).flat_map(|before| (0..9).map(move |between| (before, between))) {
            let text = format!("{}{first}{}{second}", "x".repeat(before), "x".repeat(between));
            assert_eq!(RawJson::string(&text).as_str(), serde_json::to_string(&text).unwrap());
        }
    }
    let plain = "of more than eight characters";
    assert_eq!(RawJson::string(plain).as_str(), serde_json::to_string(plain).unwrap());
}
