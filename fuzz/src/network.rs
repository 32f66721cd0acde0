//! Networks: the grammar of CAIP-2 against a reading of it letter by letter, and the forms of the two versions (C-9).

use num_bigint::BigUint;
use x402_types::{AnyNetwork, DecodeOptions, Flag, Limits, Network, NetworkName, SettleResponse, Wire, v1, v2};

/// Names that are read and never written (U-44).
const READ_ONLY: [&str; 3] = ["robinhood", "skale-base", "xlayer"];

/// Reads the bytes as a network's text.
pub fn check(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let network = text.parse::<Network>();
    assert_eq!(network.is_ok(), is_identifier(text), "{text}");
    if let Ok(network) = &network {
        assert_eq!(network.to_string(), text);
        assert_eq!(text.split(':').next(), Some(network.namespace()));
        let chain_id = network.eip155_chain_id();
        assert_eq!(
            chain_id.map(|chain_id| format!("eip155:{chain_id}")),
            text.starts_with("eip155:").then(|| text.into())
        );
        assert_eq!(chain_id.map_or_else(|| network.clone(), Network::eip155), *network);
        let name = network.v1_name();
        assert_eq!(name.map_or_else(|| network.clone(), |name| Network::from_v1_name(name).unwrap()), *network);
    }
    let named = Network::from_v1_name(text);
    if let Some(network) = &named {
        assert_eq!(network.v1_name(), Some(text).filter(|name| !READ_ONLY.contains(name)));
        assert_eq!(network.to_string().parse().as_ref(), Ok(network));
    }
    let name = NetworkName::try_from(text).ok();
    assert_eq!(name.is_some(), !text.is_empty() && !text.contains(':'));
    assert_eq!(name.as_ref().and_then(NetworkName::network), named);
    assert!(name.as_ref().is_none_or(|name| name.as_str() == text && name.to_string() == text));
    members(text, network.ok(), named, name);
}

/// `[-a-z0-9]{3,8}:[-_a-zA-Z0-9]{1,32}`, and of an EVM chain a number of 64 bits without leading zeros.
fn is_identifier(text: &str) -> bool {
    let (mut namespace, mut reference) = (String::new(), None);
    for letter in text.chars() {
        match (&mut reference, letter) {
            (None, ':') => reference = Some(String::new()),
            (None, '-' | 'a'..='z' | '0'..='9') => namespace.push(letter),
            (Some(reference), '-' | '_' | 'a'..='z' | 'A'..='Z' | '0'..='9') => reference.push(letter),
            _ => return false,
        }
    }
    let Some(reference) = reference else { return false };
    if namespace == "eip155" {
        let number = reference.parse::<BigUint>();
        return number.is_ok_and(|number| number.to_string() == reference && number <= u64::MAX.into());
    }
    (3..=8).contains(&namespace.len()) && (1..=32).contains(&reference.len())
}

/// As a member: each version has its own form, Lenient takes the other's, and an object that names no version has both.
fn members(text: &str, network: Option<Network>, named: Option<Network>, name: Option<NetworkName>) {
    let fits = text.len() <= Limits::DEFAULT.text;
    let quoted = serde_json::to_string(text).unwrap();
    let other = Flag::OtherVersionNetwork;
    let offer = format!(
        r#"{{"scheme":"a","network":{quoted},"amount":"1","maxAmountRequired":"1","asset":"","payTo":"","maxTimeoutSeconds":1,"resource":"","description":""}}"#
    );
    let strict = network.clone().filter(|_| fits).map(|network| (network, false));
    let lenient = strict.clone().or_else(|| Some((named?, true)));
    let found = [DecodeOptions::STRICT, DecodeOptions::LENIENT].map(|options| {
        let decoded = v2::PaymentRequirements::decode(offer.as_str(), &options).ok()?;
        Some((decoded.value.network, decoded.flags.contains(other)))
    });
    assert_eq!(found, [strict, lenient]);

    let strict = name.clone().filter(|_| fits).map(|name| (name, false));
    let known = || Some((NetworkName::try_from(network.as_ref()?.v1_name()?).ok()?, true));
    let lenient = strict.clone().or_else(known);
    let found = [DecodeOptions::STRICT, DecodeOptions::LENIENT].map(|options| {
        let decoded = v1::PaymentRequirements::decode(offer.as_str(), &options).ok()?;
        Some((decoded.value.network, decoded.flags.contains(other)))
    });
    assert_eq!(found, [strict, lenient]);

    let either = name.map(AnyNetwork::V1).or_else(|| network.clone().map(AnyNetwork::V2)).filter(|_| fits);
    let settled = format!(r#"{{"success":true,"transaction":"0x1","network":{quoted}}}"#);
    let found = SettleResponse::decode(settled, &DecodeOptions::STRICT).ok().map(|decoded| decoded.value.network);
    assert_eq!(found, either.map(Some));
}
