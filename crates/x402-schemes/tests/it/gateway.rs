//! The Gateway variant of `exact`: its chains, which offers are of it, and what is signed for them (U-1, U-2, U-15).

use alloy_dyn_abi::TypedData;
use alloy_sol_types::eip712_domain;
use serde_json::{Value, json};
use x402_schemes::{
    AssetTransferMethod, Hex, Mechanism, SchemePayload, Terms,
    evm::{
        Address,
        eip3009::{Authorization, Draft, DraftError, Nonce, Payload, Window},
        gateway::{self, CHAINS, Chain, NearMiss, TESTNET_WALLET, WALLET, is_on_unknown_chain, offered},
    },
};
use x402_types::{
    DecodeOptions, Network, PaymentPayload, RawJson, Scheme, Wire, read::Reader, v1, v2::PaymentRequirements,
};

const NOW: u64 = 1_740_672_100;
const MERCHANT: &str = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";
const PAYER: &str = "0x9d8A62f656a8d1615C1294fd71e9CFb3E4855A4F";

fn offer_on(chain: &Chain) -> Value {
    json!({
        "scheme": "exact", "network": format!("eip155:{}", chain.chain_id), "amount": "10000",
        "asset": chain.usdc.to_string(), "payTo": MERCHANT, "maxTimeoutSeconds": 604_900,
        "extra": {"name": "GatewayWalletBatched", "version": "1", "verifyingContract": chain.wallet.to_string()},
    })
}

fn base_sepolia() -> &'static Chain {
    gateway::chain(84_532).unwrap()
}

fn read(offer: &Value) -> PaymentRequirements {
    PaymentRequirements::decode(offer.to_string(), &DecodeOptions::STRICT).unwrap().value
}

/// The base offer with a member of `extra`, or (with a `/`) of the offer itself, set.
fn with(member: &str, value: Value) -> PaymentRequirements {
    let mut offer = offer_on(base_sepolia());
    match member.strip_prefix('/') {
        Some(member) => offer[member] = value,
        None => offer["extra"][member] = value,
    }
    read(&offer)
}

fn near_miss(offer: &PaymentRequirements) -> NearMiss {
    offered(&offer.into()).unwrap().unwrap_err()
}

#[test]
fn every_row_is_unique_and_has_its_separator() {
    assert_eq!(CHAINS.len(), 24);
    assert_eq!(WALLET.to_string(), "0x77777777Dcc4d5A8B6E418Fd04D8997ef11000eE");
    assert_eq!(TESTNET_WALLET.to_string(), "0x0077777d7EBA4688BDeF3E311b846F25870A19B9");
    for (index, chain) in CHAINS.iter().enumerate() {
        let domain = eip712_domain! {
            name: "GatewayWalletBatched",
            version: "1",
            chain_id: chain.chain_id,
            verifying_contract: chain.wallet.to_bytes().into(),
        };
        assert_eq!(domain.hash_struct(), chain.separator, "{}", chain.name);
        assert_eq!(chain.domain().separator(), chain.separator, "{}", chain.name);
        assert_eq!(gateway::chain(chain.chain_id), Some(chain), "row {index} is hidden by another");
        // Mainnets and testnets alternate, and the operator gives both the same number.
        assert_eq!(chain.wallet, if index % 2 == 0 { WALLET } else { TESTNET_WALLET }, "{}", chain.name);
        assert_eq!(chain.operators_number, CHAINS[index & !1].operators_number, "{}", chain.name);
        assert_eq!(offered(&(&read(&offer_on(chain))).into()), Some(Ok(chain)));
    }
    let numbers: Vec<_> = CHAINS.iter().step_by(2).map(|chain| (chain.name, chain.operators_number)).collect();
    assert_eq!(
        numbers,
        [
            ("Ethereum", 0),
            ("Optimism", 2),
            ("Unichain", 10),
            ("Polygon", 7),
            ("Sonic", 13),
            ("World", 14),
            ("HyperEVM", 19),
            ("Sei", 16),
            ("Arc", 26),
            ("Base", 6),
            ("Arbitrum", 3),
            ("Avalanche", 1)
        ]
    );
}

#[test]
fn an_offer_is_of_the_variant_if_all_holds() {
    let of_variant = |offer: &PaymentRequirements| matches!(offered(&offer.into()), Some(Ok(_)));
    for offer in [
        with("assetTransferMethod", Value::Null),
        with("assetTransferMethod", "eip3009".into()),
        with("minDeposit", json!({"any": 1})),
        with("verifyingContract", TESTNET_WALLET.to_string().to_lowercase().into()),
        with("/asset", base_sepolia().usdc.to_string().to_lowercase().into()),
        with("/maxTimeoutSeconds", 60.into()),
    ] {
        assert!(of_variant(&offer), "{offer:?}");
    }
    let text = offer_on(base_sepolia()).to_string().replace("GatewayWallet", "G\\u0061tewayWallet");
    assert!(of_variant(&PaymentRequirements::decode(&text, &DecodeOptions::STRICT).unwrap().value));
    for name in ["gatewayWalletBatched", "GatewayWalletBatched ", "GatewayWallet", "USDC"] {
        assert_eq!(offered(&(&with("name", name.into())).into()), None, "{name}");
    }
    assert_eq!(offered(&(&with("name", json!(["GatewayWalletBatched"]))).into()), None);
}

#[test]
fn each_condition_has_a_near_miss() {
    let (wallet, usdc) = (TESTNET_WALLET, base_sepolia().usdc);
    let mainnets = WALLET.to_string();
    for (offer, expected) in [
        (with("verifyingContract", Value::Null), NearMiss::NoContract),
        (with("verifyingContract", 7.into()), NearMiss::NotAddress),
        (with("verifyingContract", "0x0077".into()), NearMiss::NotAddress),
        (with("verifyingContract", mainnets.as_str().into()), NearMiss::Contract { wallet }),
        (with("verifyingContract", usdc.to_string().into()), NearMiss::Contract { wallet }),
        (with("version", "2".into()), NearMiss::Version),
        (with("version", 1.into()), NearMiss::Version),
        (with("version", Value::Null), NearMiss::Version),
        (with("/asset", gateway::chain(8453).unwrap().usdc.to_string().into()), NearMiss::Asset { usdc }),
        (with("/asset", "USDC".into()), NearMiss::Asset { usdc }),
        (with("/network", "eip155:100".into()), NearMiss::Chain),
        (with("/network", "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp".into()), NearMiss::Chain),
        (with("/scheme", "upto".into()), NearMiss::Scheme),
        (with("assetTransferMethod", "permit2".into()), NearMiss::Method),
        (with("assetTransferMethod", 7.into()), NearMiss::Method),
    ] {
        assert_eq!(near_miss(&offer), expected, "{offer:?}");
        assert!(!expected.to_string().is_empty());
    }
    let mut offer = offer_on(base_sepolia());
    offer["maxAmountRequired"] = offer["amount"].take();
    for (name, value) in
        [("resource", "https://a.example"), ("description", ""), ("mimeType", ""), ("network", "base-sepolia")]
    {
        offer[name] = value.into();
    }
    let offer = v1::PaymentRequirements::decode(offer.to_string(), &DecodeOptions::STRICT).unwrap().value;
    assert_eq!(offered(&Terms::of_v1(&offer).unwrap()), Some(Err(NearMiss::ProtocolVersion)));
}

#[test]
fn a_chain_may_be_newer_than_the_table() {
    let unknown = |contract: &str, network: &str, name: &str| {
        let mut offer = offer_on(base_sepolia());
        offer["network"] = network.into();
        offer["extra"]["verifyingContract"] = contract.into();
        offer["extra"]["name"] = name.into();
        is_on_unknown_chain(&(&read(&offer)).into())
    };
    let name = "GatewayWalletBatched";
    for wallet in [WALLET, TESTNET_WALLET] {
        assert!(unknown(&wallet.to_string(), "eip155:100", name));
        assert!(!unknown(&wallet.to_string(), "eip155:100", "USDC"));
        assert!(!unknown(&wallet.to_string(), "eip155:8453", name));
        assert!(!unknown(&wallet.to_string(), "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp", name));
    }
    assert!(!unknown(MERCHANT, "eip155:100", name));
}

/// The server's offer decides, and nothing that the payment says.
#[test]
fn the_mechanism_is_that_of_the_offer() {
    let offer = read(&offer_on(base_sepolia()));
    let of = |offer: &PaymentRequirements, accepted: &PaymentRequirements, payload: &str| {
        let payload = RawJson::parse(payload).unwrap();
        Mechanism::of_payment(&offer.into(), Some(accepted), &payload, &mut Reader::new(&DecodeOptions::STRICT))
    };
    let tagged = with("assetTransferMethod", "permit2".into());
    assert_eq!(of(&offer, &offer, "{}"), Ok(Some(Mechanism::GATEWAY)));
    assert_eq!(of(&offer, &tagged, "{}"), Ok(Some(Mechanism::GATEWAY)));
    assert_eq!(of(&offer, &offer, r#"{"permit2Authorization":{}}"#), Ok(Some(Mechanism::GATEWAY)));
    assert_eq!(of(&tagged, &tagged, "{}"), Ok(Some(Mechanism::PERMIT2)));
    assert_eq!(of(&with("version", "2".into()), &offer, "{}"), Ok(Some(Mechanism::EIP3009)));
    let found = Mechanism::find(&Scheme::EXACT, &Network::eip155(84_532), Some(&AssetTransferMethod::EIP3009));
    assert_eq!(found, Some(Mechanism::EIP3009));

    let text = json!({"x402Version": 2, "accepted": offer_on(base_sepolia()), "payload": {
        "signature": "0xab", "authorization": {"from": PAYER, "to": MERCHANT, "value": "10000",
            "validAfter": "1", "validBefore": "2", "nonce": format!("0x{}", "07".repeat(32))},
    }});
    let payment = PaymentPayload::decode(text.to_string(), &DecodeOptions::STRICT).unwrap().value;
    let payload = SchemePayload::of_payment(&payment, &DecodeOptions::STRICT);
    assert!(matches!(payload, Ok(SchemePayload::Gateway(_))), "{payload:?}");
}

fn draft(offer: &PaymentRequirements) -> Result<Draft<'_>, DraftError> {
    let payer: Address = PAYER.parse().unwrap();
    Draft::for_offer(offer, payer, Nonce::new([7; 32]), Window::from_now(NOW, offer))
}

#[test]
fn a_draft_is_signed_in_the_domain_of_the_wallet() {
    for (seconds, end) in [(60, NOW + 604_900), (604_900, NOW + 604_900), (604_901, NOW + 604_901)] {
        let offer = with("/maxTimeoutSeconds", seconds.into());
        let draft = draft(&offer).unwrap();
        let Authorization { valid_after, valid_before, .. } = *draft.authorization();
        assert_eq!((valid_after, valid_before), ((NOW - 600).into(), end.into()));
        assert_eq!(draft.domain(), &base_sepolia().domain());
        let typed: TypedData = serde_json::from_str(&draft.typed_data()).unwrap();
        assert_eq!(typed.eip712_signing_hash().unwrap(), draft.digest());
    }
    let early = read(&offer_on(base_sepolia()));
    assert_eq!(Window::from_now(599, &early).valid_after, 0.into());
}

#[test]
fn a_near_miss_is_not_drafted() {
    let offer = with("verifyingContract", Value::Null);
    let error = draft(&offer).unwrap_err();
    assert_eq!(error, DraftError::NearGateway(NearMiss::NoContract));
    assert_eq!(
        error.to_string(),
        "the payment requirements have the name of the Gateway, but extra.verifyingContract is missing"
    );
    // The window is that of any other offer.
    assert_eq!(Window::from_now(NOW, &with("version", "2".into())).valid_after, 0.into());
}

/// The worked example of the rulings, which viem and eth-account computed.
#[test]
fn the_worked_example() {
    let authorization = json!({
        "from": PAYER, "to": MERCHANT, "value": "10000", "validAfter": "1740671500", "validBefore": "1741277000",
        "nonce": "0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480",
    });
    let payload = json!({"signature": "0x00", "authorization": authorization});
    let payload = Payload::try_from(&RawJson::parse(&payload.to_string()).unwrap()).unwrap();
    let message = payload.authorization;
    assert_eq!(
        Hex(&message.struct_hash()).to_string(),
        "0x037ad2bc94f62c21ba75f020aac0701312694530169ce655d0f59c000daae37b"
    );
    assert_eq!(
        Hex(&message.digest(&base_sepolia().separator)).to_string(),
        "0xf130d668f32c397180ad8ec2f01cce2356720c4daf45ac282fc7a81d52b823d4"
    );
    assert_eq!(
        Hex(&gateway::chain(8453).unwrap().separator).to_string(),
        "0xb1040a7853b725267d0fb612de81fc3cf29e39952e2addda68a717d99e97eb10"
    );
}
