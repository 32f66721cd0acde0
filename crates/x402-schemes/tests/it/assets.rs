//! The table of tokens.

use x402_schemes::evm::{Address, assets};

#[test]
fn every_row_is_an_address_with_its_checksum_and_stands_once() {
    assert!(assets::KNOWN.len() >= 36);
    for (index, asset) in assets::KNOWN.iter().enumerate() {
        let address: Address = asset.address.parse().unwrap();
        assert_eq!(address.to_string(), asset.address);
        assert!(asset.decimals <= 18 && !asset.source.is_empty() && !asset.domain_name.is_empty());
        let found = assets::known(asset.chain_id, address).unwrap();
        assert_eq!(found, asset, "row {index} is hidden by another");
    }
    assert_eq!(assets::known(1, "0x036CbD53842c5426634e7929541eC2318f3dCF7e".parse().unwrap()), None);
}
