//! Value types: parse ∘ print = identity, and 256-bit arithmetic against `ruint`.

use ruint::aliases::U256;
use x402_types::{Amount, Network, ParseDecimalError, Uint256, UnixSeconds};

use crate::source::Source;

/// Reads the bytes as text, and as two integers.
pub fn check(data: &[u8]) {
    let mut source = Source(data);
    numbers(source.array(), source.array(), u64::from_be_bytes(source.array()));
    if let Ok(text) = std::str::from_utf8(data) {
        network(text);
        decimal(text);
    }
}

fn network(text: &str) {
    if let Ok(network) = text.parse::<Network>() {
        assert_eq!(network.to_string(), text);
        assert_eq!(text.split_once(':').unwrap().0, network.namespace());
        assert_eq!(network.eip155_chain_id().is_some(), network.namespace() == "eip155");
        assert_eq!(network.eip155_chain_id().map(Network::eip155).unwrap_or_else(|| network.clone()), network);
        let name = network.v1_name();
        assert_eq!(name.map(|name| Network::from_v1_name(name).unwrap()).unwrap_or_else(|| network.clone()), network);
        assert_eq!(Network::from_v1_name(text), None);
    }
    if let Some(network) = Network::from_v1_name(text) {
        assert_eq!(network.v1_name(), Some(text));
        assert_eq!(network.to_string().parse(), Ok(network));
    }
}

fn decimal(text: &str) {
    let ours = text.parse::<Uint256>();
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let expected = match U256::from_str_radix(text, 10) {
        // `ruint` takes underscores and leading zeros (C-6 does not).
        _ if !digits || text.len() > 1 && text.starts_with('0') => Err(ParseDecimalError::NotDecimal),
        Ok(value) => Ok(value),
        Err(_) => Err(ParseDecimalError::TooLarge),
    };
    // Which of two errors it is, is ours to say where there are both: leading zeros in front of too much.
    let both = digits && text.starts_with('0') && ours == Err(ParseDecimalError::TooLarge);
    assert!(both || ours.map(Uint256::to_be_bytes) == expected.map(|value| value.to_be_bytes()), "{ours:?}");
    assert_eq!(text.parse::<Amount>().map(Amount::get), ours);
    assert_eq!(text.parse::<UnixSeconds>().map(UnixSeconds::get), ours);
    if let Ok(value) = ours {
        assert_eq!(value.to_string(), text);
    }
}

fn numbers(left: [u8; 32], right: [u8; 32], small: u64) {
    let [ours, other] = [left, right].map(Uint256::from_be_bytes);
    let [theirs, theirs_other] = [left, right].map(U256::from_be_bytes::<32>);
    assert_eq!(ours.to_be_bytes(), left);
    assert_eq!(ours.to_string(), theirs.to_string());
    assert_eq!(ours.to_string().parse(), Ok(ours));
    assert_eq!(ours.cmp(&other), theirs.cmp(&theirs_other));
    assert_eq!(ours == other, theirs == theirs_other);
    assert_eq!(ours.to_u64(), u64::try_from(theirs).ok());
    assert_eq!(ours.is_zero(), theirs.is_zero());
    let (sum, their_sum) = (ours.checked_add(small), theirs.checked_add(U256::from(small)));
    assert_eq!(sum.map(Uint256::to_be_bytes), their_sum.map(|sum| sum.to_be_bytes()));
    assert_eq!(Uint256::from(small).to_u64(), Some(small));
    assert_eq!(format!("{ours:>90}|{ours:090}"), format!("{theirs:>90}|{theirs:090}"));
}
