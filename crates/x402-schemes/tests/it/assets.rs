//! The table of tokens.

use alloy_primitives::utils::{ParseUnits, format_units, parse_units};
use alloy_sol_types::eip712_domain;
use x402_schemes::{
    AssetTransferMethod, KnownToken,
    evm::{Address, assets, eip712::TokenDomain, eip3009, permit2},
    solana, xrpl,
};
use x402_types::{
    Amount, DecodeOptions, Network, ParseDecimalAmountError, ParsePriceError, Uint256, Wire, v2::PaymentRequirements,
};

use crate::eip712::Random;

#[test]
fn every_row_is_a_unique_address_with_its_checksum() {
    assert!(assets::KNOWN.len() >= 48);
    for (index, asset) in assets::KNOWN.iter().enumerate() {
        let address: Address = asset.address.parse().unwrap();
        // The printed checksum is that of the table, so it must be the one that alloy computes.
        assert_eq!(alloy_primitives::Address::from(address.to_bytes()).to_checksum(None), asset.address);
        assert_eq!(address.to_string(), asset.address);
        assert!(asset.decimals <= 18 && !asset.source.is_empty() && !asset.domain_name.is_empty());
        let found = assets::known(asset.chain_id, address).unwrap();
        assert_eq!(found, asset, "row {index} is hidden by another");
        assert!(address.checksum_matches(asset.address) && address.checksum_matches(&asset.address.to_lowercase()));
        let mut letters =
            asset.address[2..].char_indices().filter(|(_, c)| c.is_ascii_alphabetic()).map(|(at, _)| at + 2);
        if let Some(letter) = letters.next_back() {
            let mut swapped = asset.address.as_bytes().to_vec();
            swapped[letter] ^= 0x20;
            assert!(!address.checksum_matches(&String::from_utf8(swapped).unwrap()), "{}", asset.address);
        }
    }
    assert_eq!(assets::known(1, "0x036CbD53842c5426634e7929541eC2318f3dCF7e".parse().unwrap()), None);
}

/// R-75: the issuers of RLUSD, as text.
#[test]
fn a_currency_of_the_xrp_ledger_is_its_code_and_its_issuer() {
    let code = "524C555344000000000000000000000000000000";
    let (main, test) = ("rMxCKbEDwqr76QuheSUMdEGf4B9xJ8m5De", "rQhWct2fv4Vc4KRjRgMrxa8xPN9Zx9iLKV");
    let known = |network: &Network, issuer: &str| {
        let known = xrpl::assets::known(network, &code.parse().unwrap(), &issuer.parse().unwrap())?;
        assert_eq!((known.symbol, known.issuer.to_string()), ("RLUSD", issuer.to_owned()));
        assert_eq!(known.currency.padded_text(), Some("RLUSD"));
        assert_eq!(xrpl::assets::by_symbol(network, "RLUSD"), Some(known));
        Some(KnownToken::Xrpl(known))
    };
    let (rlusd, on_test) = (known(&xrpl::MAINNET, main).unwrap(), known(&xrpl::TESTNET, test).unwrap());
    assert_eq!([known(&xrpl::MAINNET, test), known(&xrpl::TESTNET, main), known(&xrpl::DEVNET, main)], [None; 3]);
    assert_eq!(KnownToken::at(code).collect::<Vec<_>>(), [rlusd, on_test]);
    assert_eq!(KnownToken::on(&xrpl::MAINNET, &code.to_lowercase()), Some(rlusd));
    let of_offer = |network: &str, extra: &str| {
        let text = format!(
            r#"{{"scheme":"exact","network":"{network}","amount":"0.50","asset":"{code}","payTo":"r","maxTimeoutSeconds":60,"extra":{extra}}}"#
        );
        let offer = PaymentRequirements::decode(text, &DecodeOptions::STRICT).unwrap().value;
        KnownToken::of_offer(&(&offer).into()).map(|token| (token, token.tokens(&offer.amount)))
    };
    let issued = |issuer: &str| format!(r#"{{"issuer":"{issuer}"}}"#);
    assert_eq!(of_offer("xrpl:0", &issued(main)), Some((rlusd, "0.50 RLUSD".into())));
    assert_eq!(of_offer("xrpl:1", &issued(test)), Some((on_test, "0.50 RLUSD".into())));
    for (network, extra) in [
        ("xrpl:1", issued(main)),
        ("xrpl:0", issued(test)),
        ("xrpl:0", "{}".into()),
        ("xrpl:0", r#"{"issuer":1}"#.into()),
    ] {
        assert_eq!(of_offer(network, &extra), None, "{network} {extra}");
    }
    let price = |price| rlusd.price(price).map(|amount| rlusd.tokens(&amount));
    assert_eq!((rlusd.decimals(), price("10.5")), (None, Ok("10.5 RLUSD".into())));
    assert_eq!(price("1e3"), Err(ParsePriceError::Issued(ParseDecimalAmountError::NotAmount)));
    assert_eq!(price("0.12345678901234567"), Err(ParsePriceError::Issued(ParseDecimalAmountError::OutOfRange)));
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

/// A price is what alloy's `parse_units` makes of it, wherever that rounds nothing; and is printed as `format_units` has it.
#[test]
fn prices_are_alloys_units() {
    let mut random = Random(0x9e37_79b9);
    let mut below = |end: usize| usize::try_from(random.next() % u64::try_from(end).unwrap()).unwrap();
    for _ in 0..2_000 {
        let decimals = u8::try_from(below(78)).unwrap();
        let [whole, fraction] = [below(20), below(usize::from(decimals) + 1)].map(|length| {
            let digits = (0..length).map(|_| char::from(b'0' + u8::try_from(below(10)).unwrap()));
            digits.collect::<String>()
        });
        let whole = whole.trim_start_matches('0');
        let price = [if whole.is_empty() { "0" } else { whole }, if fraction.is_empty() { "" } else { "." }, &fraction];
        let price = price.concat();
        let theirs = parse_units(&price, decimals).ok().map(ParseUnits::get_absolute);
        let ours = Amount::from_price(&price, decimals);
        assert_eq!(
            ours.ok().map(|amount| amount.to_string()),
            theirs.map(|units| units.to_string()),
            "{price} {decimals}"
        );
        if let (Ok(ours), Some(theirs)) = (ours, theirs) {
            let text = ours.to_price(decimals);
            let their_text = format_units(theirs, decimals).unwrap();
            // Without decimal places alloy prints one.
            assert_eq!(
                text,
                if decimals == 0 { their_text.trim_end_matches(".0") } else { &their_text },
                "{price} {decimals}"
            );
            assert_eq!(Amount::from_price(&text, decimals), Ok(ours));
        }
    }
}

/// What a seller makes in one call, a buyer can sign: every known token, on every kind of chain.
#[test]
fn every_known_token_makes_an_offer_that_can_be_drafted() {
    let pay_to = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C".parse().unwrap();
    let payer = "0x857b06519E91e3A54538791bDbb0E22373e36b66".parse().unwrap();
    for asset in assets::KNOWN {
        let init = assets::OfferInit { price: "0.01", pay_to, max_timeout_seconds: 60 };
        let offer = asset.offer(init).unwrap();
        assert_eq!(
            asset.tokens(offer.amount.units().unwrap()).trim_end_matches(asset.symbol).trim_end().trim_end_matches('0'),
            "0.01"
        );
        let domain = TokenDomain::of(&offer).unwrap();
        assert_eq!((&*domain.name, &*domain.version), (asset.domain_name, asset.domain_version));
        assert_eq!((domain.chain_id, domain.verifying_contract.to_string()), (asset.chain_id, asset.address.into()));
        assert_eq!(AssetTransferMethod::of(&offer, None).as_ref(), Ok(&asset.method));
        let authorized = if asset.method == AssetTransferMethod::EIP3009 {
            let window = eip3009::Window::from_now(1_740_672_100, &offer);
            let draft = eip3009::Draft::for_offer(&offer, payer, eip3009::Nonce::new([7; 32]), window).unwrap();
            (draft.authorization().to, draft.authorization().value)
        } else {
            let window = permit2::Window::from_now(1_740_672_100, &offer);
            let draft = permit2::Draft::for_offer(&offer, payer, permit2::Nonce::new(7.into()), window).unwrap();
            (draft.authorization().witness.to, draft.authorization().permitted.amount)
        };
        assert_eq!(authorized, (pay_to, offer.amount.units().unwrap()));
        let found = assets::by_symbol(&offer.network, asset.symbol).unwrap();
        assert_eq!(found, asset, "the tables have two of one name");
        assert_eq!(asset.offer(assets::OfferInit { price: "1e3", ..init }), Err(ParsePriceError::NotPrice));
    }
    let usdc = assets::by_symbol(&Network::eip155(84_532), "USDC");
    assert!(usdc.is_some() && assets::by_symbol(&Network::eip155(84_532), "usdc") == usdc);
    assert_eq!(assets::by_symbol(&Network::SOLANA, "USDC"), None);
}

#[test]
fn every_known_mint_makes_an_offer_that_can_be_drafted() {
    let [pay_to, fee_payer, payer] = [[1; 32], [2; 32], [3; 32]].map(solana::Address::new);
    for known in solana::assets::KNOWN {
        let fee_payer = Some(fee_payer);
        let init = solana::assets::OfferInit { price: "0.01", pay_to, fee_payer, max_timeout_seconds: 60 };
        let offer = known.offer(init).unwrap();
        assert_eq!((&offer.network, offer.asset.parse()), (&known.network, Ok(known.mint)));
        assert_eq!((offer.amount.clone(), offer.pay_to.parse()), (10_000.into(), Ok(pay_to)));
        let token = solana::Token { program: known.program, decimals: known.decimals };
        let budget = solana::ComputeBudget::OFFICIAL;
        let init = solana::DraftInit { payer, token, budget, blockhash: [4; 32], random: [5; 16] };
        let draft = solana::Draft::for_offer(&offer, init).unwrap();
        let payload = draft.with_signature([0; 64]);
        let transaction = solana::Transaction::decode(&payload.transaction).unwrap();
        assert_eq!(transaction.message().fee_payer(), fee_payer);
        assert_eq!(solana::assets::by_symbol(&offer.network, known.symbol), Some(known));
    }
    assert_eq!(solana::assets::by_symbol(&Network::SOLANA_TESTNET, "USDC"), None);
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

/// What others read on the chains (`docs/reference/sources.md`) is what alloy computes, for every token that U-43 added.
#[test]
fn separators_are_those_on_the_chains() {
    let page = include_str!("../../../../docs/reference/sources.md");
    let read: Vec<(u64, &str, &str)> = page
        .lines()
        .filter_map(|line| {
            let [_, chain, token, separator, ..] = line.split('|').map(str::trim).collect::<Vec<_>>()[..] else {
                return None;
            };
            let separator = separator.split('`').nth(1).filter(|text| text.len() == 66 && text.starts_with("0x"))?;
            Some((chain.parse().ok()?, token, separator))
        })
        .collect();
    let added = assets::KNOWN.iter().filter(|asset| asset.source == "U-43");
    // Of these two only name and version were read.
    const NAMED_ALONE: [u64; 2] = [11_155_111, 11_155_420];
    let mut compared = 0;
    for asset in added.filter(|asset| !NAMED_ALONE.contains(&asset.chain_id)) {
        let separator = eip712_domain! {
            name: asset.domain_name,
            version: asset.domain_version,
            chain_id: asset.chain_id,
            verifying_contract: asset.address.parse::<Address>().unwrap().to_bytes().into(),
        }
        .separator();
        let on_chain = (asset.chain_id, asset.symbol, &*separator.to_string());
        assert!(read.contains(&on_chain), "{on_chain:?} is not in docs/reference/sources.md");
        compared += 1;
    }
    assert_eq!((compared, read.len()), (10, 10));
}
