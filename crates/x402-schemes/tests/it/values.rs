//! Every value type of the wire, here and in `x402-types`: text goes in and comes out, by each of the traits, and the
//! nearest wrong text is refused by each.

use x402_schemes::{
    AssetTransferMethod, Mechanism,
    evm::{self, eip3009, permit2},
    solana, stellar, xrpl,
};
use x402_types::{Amount, AnyNetwork, Flag, Network, NetworkName, ReasonCode, Scheme, Uint256, UnixSeconds};

use crate::texts::texts;

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
    texts::<AssetTransferMethod>(&["eip3009", "permit2", "erc7710", "sequence", "ticketSequence", "EIP3009", ""], &[]);

    let names: Vec<_> = Flag::ALL.iter().map(|flag| flag.as_str()).collect();
    texts::<Flag>(&names, &["", "Eip55", "eip-55", "eip55 ", "no0x"]);
    let names: Vec<_> = Mechanism::all().map(Mechanism::as_str).collect();
    let mut known =
        vec!["eip3009", "gateway", "permit2", "erc7710", "upto", "batch-settlement", "solana", "stellar", "xrpl"];
    known.retain(|name| cfg!(feature = "batch-settlement") || *name != "batch-settlement");
    assert_eq!(names, known);
    texts::<Mechanism>(&names, &["", "exact", "EIP3009", "eip-3009", "upto "]);

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
    let account = "GCFIRY65OQE7DFP5KLNS2PF2LVZMUZYJX4OZIEQ36N2IQANUB5XVYOJR";
    let contract = "CBIELTK6YBZJU5UP2WWQEUCYKLPU6AUNZ2BQ4WWFEIE3USCIHMXQDAMA";
    texts::<stellar::Address>(
        &[account, contract],
        &["", &account[1..], &account.to_lowercase(), &account.replace('G', "C"), wallet],
    );
    let account = "rMxCKbEDwqr76QuheSUMdEGf4B9xJ8m5De";
    texts::<xrpl::Address>(
        &[account, "rrrrrrrrrrrrrrrrrrrrrhoLvTp"],
        &["", &account[1..], &account.to_lowercase(), &account.replace('D', "C"), wallet],
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
