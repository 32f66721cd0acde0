//! Every value type of the wire, here and in `x402-types`: text goes in and comes out, by each of the traits, and the
//! nearest wrong text is refused by each.

use std::{
    fmt::{Debug, Display},
    str::FromStr,
};

use serde::{Serialize, de::DeserializeOwned};
use x402_schemes::{
    AssetTransferMethod,
    evm::{self, eip3009, permit2},
    solana,
};
use x402_types::{Amount, AnyNetwork, Network, NetworkName, ReasonCode, Scheme, Uint256, UnixSeconds};

/// Each of `good` is its own text.
fn texts<T>(good: &[&str], wrong: &[&str])
where
    T: FromStr + Display + Debug + Clone + PartialEq + Serialize + DeserializeOwned,
    T: for<'a> TryFrom<&'a str> + TryFrom<String>,
    <T as FromStr>::Err: Debug + Display,
{
    for text in good {
        let value: T = text.parse().unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(value.to_string(), *text);
        assert_eq!(T::try_from(*text).ok().as_ref(), Some(&value), "{text}");
        assert_eq!(T::try_from((*text).to_owned()).ok().as_ref(), Some(&value), "{text}");
        let json = serde_json::to_string(&value).unwrap();
        assert_eq!(json, serde_json::to_string(text).unwrap());
        assert_eq!(serde_json::from_str::<T>(&json).unwrap(), value, "{text}");
    }
    for text in wrong {
        assert!(text.parse::<T>().is_err(), "{text}");
        assert!(T::try_from(*text).is_err() && T::try_from((*text).to_owned()).is_err(), "{text}");
        assert!(serde_json::from_str::<T>(&serde_json::to_string(text).unwrap()).is_err(), "{text}");
    }
    // No other type of JSON is text.
    for json in ["1", "null", "true", "[]", "{}"] {
        assert!(serde_json::from_str::<T>(json).is_err(), "{json}");
    }
}

const MAX: &str = "115792089237316195423570985008687907853269984665640564039457584007913129639935";
const ABOVE: &str = "115792089237316195423570985008687907853269984665640564039457584007913129639936";
const DECIMALS: (&[&str], &[&str]) =
    (&["0", "1", MAX], &["", "00", "01", "-1", "+1", "1.0", "1e3", "0x1", " 1", ABOVE]);

#[test]
fn every_value_type_is_its_text_and_refuses_the_nearest_wrong_one() {
    texts::<Uint256>(DECIMALS.0, DECIMALS.1);
    texts::<Amount>(DECIMALS.0, DECIMALS.1);
    texts::<UnixSeconds>(DECIMALS.0, DECIMALS.1);
    texts::<permit2::Nonce>(DECIMALS.0, DECIMALS.1);

    let long = "n".repeat(257);
    let solana = "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp";
    texts::<Network>(&["eip155:8453", solana], &["", "base", "eip155:", "eip155:08453", "EIP155:1", "eip155:1 "]);
    texts::<AnyNetwork>(&["eip155:8453", solana, "base", "Base"], &["", ":", "eip155:", "eip155:01"]);
    texts::<NetworkName>(&["base", "Base", " "], &["", "eip155:8453", ":"]);
    texts::<Scheme>(&["exact", "upto", "Exact", "€"], &[""]);
    let json = serde_json::to_string(&long).unwrap();
    assert!(serde_json::from_str::<Scheme>(&json).is_err() && serde_json::from_str::<NetworkName>(&json).is_err());
    // Open sets of any text.
    texts::<ReasonCode>(&["invalid_network", "", "Some words.", &long], &[]);
    texts::<AssetTransferMethod>(&["eip3009", "permit2", "erc7710", "EIP3009", ""], &[]);

    let address = "0x857b06519E91e3A54538791bDbb0E22373e36b66";
    let wrong = ["", "0x", "0X857b06519E91e3A54538791bDbb0E22373e36b66", &address[2..], &address[..41]];
    texts::<evm::Address>(&[address, "0x0000000000000000000000000000000000000000"], &wrong);
    let nonce = "0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480";
    texts::<eip3009::Nonce>(&[nonce], &["", "0x", &nonce[2..], &nonce[..65], &[nonce, "00"].concat()]);
    texts::<evm::Signature>(&["0x", "0x0a", nonce], &["", "0", "0a", "0x0", "0xgg", "0x 0a"]);
    let wallet = "7LfHZav9VXzzJqfFryiqkr6EKGbokkY3MJCzjeodMcsg";
    let zeros = "11111111111111111111111111111111";
    texts::<solana::Address>(
        &[wallet, zeros],
        &["", &wallet[2..], &zeros[1..], "0LfHZav9VXzzJqfFryiqkr6EKGbokkY3MJCzjeodMcsg"],
    );
}

/// What is read in any letter case, or tolerated by a decoder, is not what `FromStr` takes or `Display` gives.
#[test]
fn texts_that_are_read_and_not_written() {
    let lower: evm::Address = "0x857b06519e91e3a54538791bdbb0e22373e36b66".parse().unwrap();
    assert_eq!(lower.to_string(), "0x857b06519E91e3A54538791bDbb0E22373e36b66");
    let upper: evm::Signature = "0xAB".parse().unwrap();
    assert_eq!((upper.to_string(), upper.as_ref()), ("0xab".into(), &[0xab][..]));
}

#[test]
fn numbers_become_integers_where_they_fit() {
    let of = |text: &str| text.parse::<Uint256>().unwrap();
    let too_large = u64::try_from(Uint256::MAX).unwrap_err();
    assert_eq!(too_large.to_string(), "the number is too large for the type");
    let (max_64, max_128) = (of("18446744073709551615"), of("340282366920938463463374607431768211455"));
    assert_eq!((u64::try_from(max_64), u128::try_from(max_64)), (Ok(u64::MAX), Ok(u128::from(u64::MAX))));
    assert_eq!((u64::try_from(max_128), u128::try_from(max_128)), (Err(too_large), Ok(u128::MAX)));
    let above = of("340282366920938463463374607431768211456");
    assert_eq!(u128::try_from(Amount::from(above)), Err(too_large));
    assert_eq!(u64::try_from(UnixSeconds::from(7)), Ok(7));
    assert_eq!(u128::try_from(of("18446744073709551616")), Ok(1 << 64));
}
