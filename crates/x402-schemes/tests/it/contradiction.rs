//! What the published tables contradict (B-10).

use x402_schemes::{
    Contradiction, KnownToken,
    evm::{assets, gateway},
    solana, stellar, xrpl,
};
use x402_types::{DecodeOptions, Flag, Network, Wire, v2::PaymentRequirements};

const MERCHANT: &str = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";

fn flags(network: &str, asset: &str, pay_to: &str, extra: &str) -> Vec<Flag> {
    let offer = format!(
        r#"{{"scheme":"exact","network":"{network}","amount":"1","asset":"{asset}","payTo":"{pay_to}","maxTimeoutSeconds":60,"extra":{extra}}}"#
    );
    let offer = PaymentRequirements::decode(&offer, &DecodeOptions::STRICT).unwrap().value;
    Contradiction::in_offer(&(&offer).into()).iter().map(Contradiction::flag).collect()
}

/// Each token of each table, offered as its table has it, and with each fault next to that.
#[test]
fn an_offer_as_the_tables_have_it_is_no_contradiction() {
    for known in assets::KNOWN {
        let network = Network::eip155(known.chain_id).to_string();
        let extra =
            |name: &str, version: &str, more: &str| format!(r#"{{"name":"{name}","version":"{version}"{more}}}"#);
        let (name, version) = (known.domain_name, known.domain_version);
        let method = format!(r#","assetTransferMethod":"{}""#, known.method.as_str());
        let of = |asset: &str, extra: &str| flags(&network, asset, MERCHANT, extra);
        assert_eq!(of(known.address, &extra(name, version, &method)), [], "{known:?}");
        assert_eq!(of(&known.address.to_lowercase(), &extra(name, version, &method)), [], "{known:?}");
        let is_eip3009 = known.method.as_str() == "eip3009";
        let untagged = of(known.address, &extra(name, version, ""));
        assert_eq!(untagged, if is_eip3009 { vec![] } else { vec![Flag::AssetMethod] }, "{known:?}");
        for (name, version) in [(format!("{name} "), version), (name.to_lowercase(), version), (name.into(), "3")] {
            let expected = if is_eip3009 { vec![Flag::OtherDomain] } else { vec![] };
            assert_eq!(of(known.address, &extra(&name, version, &method)), expected, "{known:?}");
        }
        for decimals in [0, known.decimals + 1] {
            let more = format!(r#"{method},"decimals":{decimals}"#);
            assert_eq!(of(known.address, &extra(name, version, &more)), [Flag::Decimals], "{known:?}");
        }
        let more = format!(r#"{method},"decimals":{}"#, known.decimals);
        assert_eq!(of(known.address, &extra(name, version, &more)), [], "{known:?}");
    }
    for known in solana::assets::KNOWN {
        let (network, mint) = (known.network.to_string(), known.mint.to_string());
        let pay_to = "7LfHZav9VXzzJqfFryiqkr6EKGbokkY3MJCzjeodMcsg";
        assert_eq!(flags(&network, &mint, pay_to, "{}"), [], "{known:?}");
        let other = if known.network == Network::SOLANA { Network::SOLANA_DEVNET } else { Network::SOLANA };
        let has_symbol = solana::assets::by_symbol(&other, known.symbol).is_some();
        let expected = if has_symbol { vec![Flag::AssetNetwork] } else { vec![] };
        assert_eq!(flags(&other.to_string(), &mint, pay_to, "{}"), expected, "{known:?}");
        if known.network == Network::SOLANA_DEVNET {
            assert_eq!(flags(&Network::SOLANA_TESTNET.to_string(), &mint, pay_to, "{}"), [], "{known:?}");
        }
    }
    for known in stellar::assets::KNOWN {
        let (network, contract) = (known.network.to_string(), known.contract.to_string());
        let pay_to = "GCATS5YOVB6ROX2WUNKGNQ2MP3GMXDMKSG2O4N5CLX3A6W4PZGZZI55U";
        assert_eq!(flags(&network, &contract, pay_to, "{}"), [], "{known:?}");
        if let Some(issuer) = known.issuer {
            assert_eq!(flags(&network, &contract, &issuer.to_string(), "{}"), [Flag::PayToIssuer], "{known:?}");
        }
        let other = if known.network == stellar::PUBNET { stellar::TESTNET } else { stellar::PUBNET };
        assert_eq!(flags(&other.to_string(), &contract, pay_to, "{}"), [Flag::AssetNetwork], "{known:?}");
    }
}

/// R-75: a currency of the XRP Ledger is its code and its issuer, and it has no decimal places.
#[test]
fn a_currency_of_the_xrp_ledger_has_an_issuer() {
    let pay_to = "rPW5jmzJduLPPUgASc9aVCXN2o8sSjwMPt";
    for known in xrpl::assets::KNOWN {
        let (network, currency) = (known.network.to_string(), known.currency.to_string());
        let other = if known.network == xrpl::MAINNET { xrpl::TESTNET } else { xrpl::MAINNET };
        for issuer in [known.issuer.to_string(), pay_to.to_owned()] {
            let extra = format!(r#"{{"issuer":"{issuer}","decimals":6}}"#);
            assert_eq!(flags(&network, &currency, pay_to, &extra), [], "{known:?}");
            assert_eq!(flags(&other.to_string(), &currency, pay_to, &extra), [], "{known:?}");
        }
        assert_eq!(flags(&network, &currency, &currency, "{}"), [], "{known:?}");
        assert_eq!(flags(&network, "XRP", &currency, "{}"), [Flag::PayToToken], "{known:?}");
    }
    assert_eq!(flags("xrpl:mainnet", "XRP", pay_to, "{}"), [Flag::NetworkAlias]);
    assert_eq!(flags("xrpl:00", "XRP", pay_to, "{}"), []);
}

/// The Gateway's table knows USDC on chains that no table of tokens has.
#[test]
fn a_token_on_another_chain_is_found_by_its_symbol() {
    let usdc_on_base = "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913";
    let named = r#"{"name":"USD Coin","version":"2"}"#;
    for chain in gateway::CHAINS {
        let network = Network::eip155(chain.chain_id).to_string();
        let expected = if chain.chain_id == 8453 { vec![] } else { vec![Flag::AssetNetwork] };
        assert_eq!(flags(&network, usdc_on_base, MERCHANT, named), expected, "{}", chain.name);
    }
    // No table has a token with this symbol there.
    assert_eq!(flags("eip155:919", usdc_on_base, MERCHANT, named), []);
    // One address, two chains.
    let arc = "0x3600000000000000000000000000000000000000";
    let usdc = r#"{"name":"USDC","version":"2"}"#;
    for network in ["eip155:5042", "eip155:5042002"] {
        assert_eq!(flags(network, arc, MERCHANT, usdc), []);
    }
}

#[test]
fn a_name_for_a_network_hides_no_other_contradiction() {
    let (mint, pay_to) =
        ("4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU", "7LfHZav9VXzzJqfFryiqkr6EKGbokkY3MJCzjeodMcsg");
    assert_eq!(flags("solana:devnet", mint, pay_to, "{}"), [Flag::NetworkAlias]);
    assert_eq!(flags("solana:mainnet", mint, pay_to, "{}"), [Flag::NetworkAlias, Flag::AssetNetwork]);
    assert_eq!(flags("solana:mainnett", mint, pay_to, "{}"), []);
}

#[test]
fn no_token_is_a_wallet() {
    let sepolia = ("eip155:84532", "0x036CbD53842c5426634e7929541eC2318f3dCF7e", r#"{"name":"USDC","version":"2"}"#);
    let paying = |pay_to: &str| flags(sepolia.0, sepolia.1, pay_to, sepolia.2);
    for token in KnownToken::all() {
        let address = token.address();
        let is_on_evm = address.starts_with("0x");
        let is_asset = address == sepolia.1;
        let expected = if is_asset { vec![] } else { vec![Flag::PayToToken] };
        assert_eq!(paying(&address), expected, "{token:?}");
        if is_on_evm && !is_asset {
            assert_eq!(paying(&address.to_lowercase()), [Flag::PayToToken], "{token:?}");
        }
    }
    assert_eq!(paying(MERCHANT), []);
}

/// The domain of the Gateway is not that of a token (U-13), and an unknown scheme may mean anything.
#[test]
fn another_domain_is_about_signatures_in_the_domain_of_the_token() {
    let usdc = "0x036CbD53842c5426634e7929541eC2318f3dCF7e";
    let of = |extra: &str| flags("eip155:84532", usdc, MERCHANT, extra);
    assert_eq!(of(r#"{"name":"USD Coin","version":"2"}"#), [Flag::OtherDomain]);
    assert_eq!(of(r#"{"name":"USD Coin","version":"2","assetTransferMethod":"permit2"}"#), []);
    assert_eq!(of(r#"{"name":"USD Coin","version":"2","assetTransferMethod":"erc7710"}"#), []);
    assert_eq!(of(r#"{"name":"GatewayWalletBatched","version":"1"}"#), []);
    // Without both, an offer of version 2 names no domain.
    assert_eq!(of(r#"{"name":"USD Coin"}"#), []);
    assert_eq!(of(r#"{"name":"USD Coin","version":2}"#), []);
}
