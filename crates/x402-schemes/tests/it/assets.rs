//! The table of tokens.

use alloy_sol_types::eip712_domain;
use x402_schemes::evm::{Address, assets, eip712::TokenDomain};
use x402_types::{Amount, Network, Uint256};

#[test]
fn every_row_is_an_address_with_its_checksum_and_stands_once() {
    assert!(assets::KNOWN.len() >= 36);
    for (index, asset) in assets::KNOWN.iter().enumerate() {
        let address: Address = asset.address.parse().unwrap();
        assert_eq!(address.to_string(), asset.address);
        assert!(asset.decimals <= 18 && !asset.source.is_empty() && !asset.domain_name.is_empty());
        let found = assets::known(asset.chain_id, address).unwrap();
        assert_eq!(found, asset, "row {index} is hidden by another");
        let network = Network::eip155(asset.chain_id);
        assert!(assets::is_listed(&network, asset.address));
        let lower = asset.address.to_lowercase();
        assert_eq!(assets::is_listed(&network, &lower), lower == asset.address);
        assert!(!assets::is_listed(&Network::eip155(asset.chain_id + 1_000_000_000), asset.address));
    }
    assert_eq!(assets::known(1, "0x036CbD53842c5426634e7929541eC2318f3dCF7e".parse().unwrap()), None);
}

#[test]
fn amounts_in_tokens() {
    let usdc = assets::known(84_532, "0x036CbD53842c5426634e7929541eC2318f3dCF7e".parse().unwrap()).unwrap();
    let musd = assets::known(31_612, "0xdD468A1DDc392dcdbEf6db6e34E89AA338F9F186".parse().unwrap()).unwrap();
    for (amount, six, eighteen) in [
        (0, "0.000000 USDC", "0.000000000000000000 mUSD"),
        (1, "0.000001 USDC", "0.000000000000000001 mUSD"),
        (999_999, "0.999999 USDC", "0.000000000000999999 mUSD"),
        (1_000_000, "1.000000 USDC", "0.000000000001000000 mUSD"),
        (12_345_678, "12.345678 USDC", "0.000000000012345678 mUSD"),
    ] {
        let amount = Amount::from(amount);
        assert_eq!((usdc.tokens(amount).as_str(), musd.tokens(amount).as_str()), (six, eighteen));
    }
    let most = Amount::from(Uint256::from_be_bytes([255; 32]));
    assert!(usdc.tokens(most).ends_with("584007913129.639935 USDC"));
}

/// What is at hand for a known token is what is computed for any: of its domain, and of those next to it.
#[test]
fn separators_equal_alloys() {
    for asset in assets::KNOWN {
        let known = TokenDomain {
            name: asset.domain_name.into(),
            version: asset.domain_version.into(),
            chain_id: asset.chain_id,
            verifying_contract: asset.address.parse().unwrap(),
        };
        let mut elsewhere = known.verifying_contract.to_bytes();
        elsewhere[19] ^= 1;
        let neighbours = [
            TokenDomain { name: format!("{} ", known.name).into(), ..known.clone() },
            TokenDomain { version: format!("{}.0", known.version).into(), ..known.clone() },
            TokenDomain { chain_id: known.chain_id + 1_000_000_000, ..known.clone() },
            TokenDomain { verifying_contract: elsewhere.into(), ..known.clone() },
        ];
        for domain in neighbours.into_iter().chain([known]) {
            let theirs = eip712_domain! {
                name: domain.name.to_string(),
                version: domain.version.to_string(),
                chain_id: domain.chain_id,
                verifying_contract: domain.verifying_contract.to_bytes().into(),
            };
            assert_eq!(domain.separator(), theirs.separator().0, "{domain:?}");
        }
    }
}
