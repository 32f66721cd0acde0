//! Permit2: reading `payload` in each of its two shapes, and digests against alloy's.

use alloy_dyn_abi::TypedData;
use alloy_primitives::U256;
use alloy_sol_types::{SolStruct, eip712_domain};
use serde_json::{Value, json};
use x402_schemes::{
    AssetTransferMethod, MethodError, SchemePayload,
    evm::{
        Address, keccak256,
        permit2::{
            Authorization, Nonce, PERMIT2, Payload, Proxy, TOKEN_PERMISSIONS_TYPEHASH, TRANSFER_TYPEHASH,
            TRANSFER_UPTO_TYPEHASH, TokenPermissions, WITNESS_TYPEHASH, WITNESS_UPTO_TYPEHASH, Witness, contracts,
            domain_separator,
        },
    },
};
use x402_types::{
    DecodeError, DecodeOptions, Flag, Flags, Network, RawJson, Scheme, Uint256, Wire, read::Reader,
    v2::PaymentRequirements,
};

use crate::{
    eip712::Random,
    messages::{exact, upto},
};

/// The example of `scheme_exact_evm.md` §2, phase 2.
const EXACT: &str = r#"{"signature":"0x0102","permit2Authorization":{"permitted":{"token":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","amount":"10000"},"from":"0x857b06519E91e3A54538791bDbb0E22373e36b66","spender":"0x402085c248EeA27D92E8b30b2C58ed07f9E20001","nonce":"33247007178036348590600198031289925668252061821958005840077069883511451257277","deadline":"1740672154","witness":{"to":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","validAfter":"1740672089"}}}"#;
/// That of `scheme_upto_evm.md`, phase 2, with an address where the document has words, and a decimal nonce.
const UPTO: &str = r#"{"signature":"0x0102","permit2Authorization":{"permitted":{"token":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","amount":"5000000"},"from":"0x857b06519E91e3A54538791bDbb0E22373e36b66","spender":"0x4020A4f3b7b90ccA423B9fabCc0CE57C6C240002","nonce":"7","deadline":"1740672154","witness":{"to":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","facilitator":"0x90F79bf6EB2c4f870365E785982E1f101E93b906","validAfter":"1740672089"}}}"#;

fn read(text: &str, proxy: Proxy, options: &DecodeOptions) -> Result<(Payload, Flags), DecodeError> {
    let raw = RawJson::parse(text).unwrap();
    let mut reader = Reader::new(options);
    let payload = Payload::read(raw.as_json(), proxy, &mut reader)?;
    Ok((payload, reader.flags()))
}

fn refused(text: &str, proxy: Proxy) -> String {
    let error = read(text, proxy, &DecodeOptions::STRICT).unwrap_err();
    format!("{} {}", error.path(), error.kind().as_str())
}

#[test]
fn the_documents_payloads_are_read() {
    let (payload, flags) = read(EXACT, Proxy::Exact, &DecodeOptions::STRICT).unwrap();
    assert!(flags.is_empty());
    let Authorization { from, permitted, spender, nonce, deadline, witness, .. } = payload.authorization;
    assert_eq!(payload.signature.as_bytes(), [1, 2]);
    assert_eq!(from.to_string(), "0x857b06519E91e3A54538791bDbb0E22373e36b66");
    assert_eq!(permitted.token.to_string(), "0x036CbD53842c5426634e7929541eC2318f3dCF7e");
    assert_eq!(permitted.amount, 10_000.into());
    assert_eq!(spender, Proxy::Exact.address());
    assert_eq!(nonce.to_string(), "33247007178036348590600198031289925668252061821958005840077069883511451257277");
    assert_eq!((deadline, witness.valid_after), (1_740_672_154.into(), 1_740_672_089.into()));
    assert_eq!(
        (witness.to.to_string().as_str(), witness.facilitator),
        ("0x209693Bc6afc0C5328bA36FaF03C514EF312287C", None)
    );

    let (payload, flags) = read(UPTO, Proxy::Upto, &DecodeOptions::STRICT).unwrap();
    assert!(flags.is_empty());
    assert_eq!(payload.authorization.spender, Proxy::Upto.address());
    let facilitator = payload.authorization.witness.facilitator.unwrap();
    assert_eq!(facilitator.to_string(), "0x90F79bf6EB2c4f870365E785982E1f101E93b906");
}

#[test]
fn every_member_is_required_and_of_its_type() {
    for (text, proxy) in [(EXACT, Proxy::Exact), (UPTO, Proxy::Upto)] {
        let good: Value = serde_json::from_str(text).unwrap();
        let mut pointers = vec!["/signature".to_owned(), "/permit2Authorization".to_owned()];
        for (name, member) in good["permit2Authorization"].as_object().unwrap() {
            pointers.push(format!("/permit2Authorization/{name}"));
            let inner = member.as_object().into_iter().flatten();
            pointers.extend(inner.map(|(inner, _)| format!("/permit2Authorization/{name}/{inner}")));
        }
        assert_eq!(pointers.len(), if proxy == Proxy::Exact { 12 } else { 13 });
        for pointer in pointers {
            let path = pointer[1..].replace('/', ".");
            for (value, kind) in [(Value::Null, "null"), (json!([]), "wrong-type"), (json!(true), "wrong-type")] {
                let mut changed = good.clone();
                *changed.pointer_mut(&pointer).unwrap() = value;
                assert_eq!(refused(&changed.to_string(), proxy), format!("{path} {kind}"));
            }
            let mut changed = good.clone();
            let (parent, name) = pointer.rsplit_once('/').unwrap();
            changed.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(name).unwrap();
            assert_eq!(refused(&changed.to_string(), proxy), format!("{path} missing-member"));
        }
    }
}

#[test]
fn malformed_values_are_refused() {
    for (old, new, expected) in [
        ("\"10000\"", "10000", "permitted.amount not-decimal"),
        ("\"10000\"", "\"0x2710\"", "permitted.amount not-decimal"),
        ("\"10000\"", "\"010000\"", "permitted.amount not-decimal"),
        ("\"1740672154\"", "1740672154", "deadline not-decimal"),
        ("\"1740672089\"", "\"-1\"", "witness.validAfter not-decimal"),
        (
            "\"33247007178036348590600198031289925668252061821958005840077069883511451257277\"",
            "\"\"",
            "nonce not-decimal",
        ),
        (
            "33247007178036348590600198031289925668252061821958005840077069883511451257277",
            "115792089237316195423570985008687907853269984665640564039457584007913129639936",
            "nonce decimal-too-large",
        ),
        ("0x402085c248EeA27D92E8b30b2C58ed07f9E20001", "0x402085c248EeA27D92E8b30b2C58ed07f9E2", "spender not-address"),
        ("0x209693Bc6afc0C5328bA36FaF03C514EF312287C", "merchant", "witness.to not-address"),
    ] {
        assert_eq!(EXACT.matches(old).count(), 1, "{old}");
        assert_eq!(refused(&EXACT.replace(old, new), Proxy::Exact), format!("permit2Authorization.{expected}"));
    }
}

/// B-4: one shape, never a guess.
#[test]
fn a_witness_of_the_other_shape_and_a_second_payload_are_errors() {
    let exact_with_facilitator = EXACT
        .replace("\"validAfter\"", "\"facilitator\":\"0x90F79bf6EB2c4f870365E785982E1f101E93b906\",\"validAfter\"");
    let facilitator = "permit2Authorization.witness.facilitator";
    assert_eq!(refused(&exact_with_facilitator, Proxy::Exact), format!("{facilitator} other-witness"));
    assert_eq!(refused(UPTO, Proxy::Exact), format!("{facilitator} other-witness"));
    assert_eq!(refused(EXACT, Proxy::Upto), format!("{facilitator} missing-member"));
    read(&exact_with_facilitator, Proxy::Upto, &DecodeOptions::STRICT).unwrap();
    // C-7: null counts as absent, flagged.
    let null_facilitator = EXACT.replace("\"validAfter\"", "\"facilitator\":null,\"validAfter\"");
    let null_method = EXACT.replacen('{', r#"{"delegationManager":null,"#, 1);
    let (payload, flags) = read(EXACT, Proxy::Exact, &DecodeOptions::STRICT).unwrap();
    for absent in [null_facilitator, null_method] {
        let expected = (payload.clone(), flags.with(Flag::NullOptional));
        assert_eq!(read(&absent, Proxy::Exact, &DecodeOptions::STRICT).unwrap(), expected);
    }

    for other in [r#""authorization":{}"#, r#""permissionContext":"0x""#, r#""delegationManager":false"#] {
        let two = EXACT.replacen('{', &format!("{{{other},"), 1);
        assert_eq!(refused(&two, Proxy::Exact), " ambiguous-payload");
    }
    assert_eq!(
        refused(r#"{"signature":"0x","authorization":{}}"#, Proxy::Exact),
        "permit2Authorization missing-member"
    );
    // What nobody knows is not signed.
    let unknown = EXACT.replace("\"validAfter\"", "\"extra\":\"0x\",\"validAfter\"").replacen('{', "{\"note\":1,", 1);
    assert_eq!(read(&unknown, Proxy::Exact, &DecodeOptions::STRICT), read(EXACT, Proxy::Exact, &DecodeOptions::STRICT));
}

/// P-3: the document of `upto` prints a nonce in hexadecimal.
#[test]
fn a_hexadecimal_nonce_is_lenient() {
    let hex = "0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480";
    let number = U256::from_str_radix(&hex[2..], 16).unwrap();
    let with = |nonce: &str| UPTO.replace("\"7\"", nonce);
    let text = with(&format!("\"{hex}\""));
    assert_eq!(refused(&text, Proxy::Upto), "permit2Authorization.nonce not-decimal");
    let (payload, flags) = read(&text, Proxy::Upto, &DecodeOptions::LENIENT).unwrap();
    assert_eq!(flags, Flags::NONE.with(Flag::HexNonce));
    assert_eq!(payload.authorization.nonce.to_string(), number.to_string());
    let decimal = with(&format!("\"{number}\""));
    let (same, flags) = read(&decimal, Proxy::Upto, &DecodeOptions::LENIENT).unwrap();
    assert_eq!((same, flags), (payload, Flags::NONE));
    // Nothing but 32 bytes: `0x10` is 16 to some and 10 to none.
    for nonce in ["\"0x10\"", &format!("\"{}\"", &hex[2..]), &format!("\"{}\"", hex.replace("0x", "0X")), "\"0x\""] {
        let error = read(&with(nonce), Proxy::Upto, &DecodeOptions::LENIENT).unwrap_err();
        assert_eq!(error.kind().as_str(), "not-decimal", "{nonce}");
    }
    let (payload, flags) = read(&with("7"), Proxy::Upto, &DecodeOptions::LENIENT).unwrap();
    assert_eq!((payload.authorization.nonce.to_string().as_str(), flags), ("7", Flags::NONE.with(Flag::NumberAmount)));
}

/// Permit2's `bitmapPositions`: the word is the nonce without its low byte, the bit is that byte.
#[test]
fn a_nonce_is_a_bit_of_a_word() {
    let max = Uint256::MAX;
    for (nonce, word, bit) in [
        (Uint256::from(0), U256::ZERO, 0),
        (Uint256::from(255), U256::ZERO, 255),
        (Uint256::from(256), U256::from(1), 0),
        (Uint256::from(0x509), U256::from(5), 9),
        (max, U256::MAX >> 8, 255),
    ] {
        let nonce = Nonce::new(nonce);
        assert_eq!((nonce.word().to_be_bytes(), nonce.bit()), (word.to_be_bytes(), bit), "{nonce}");
    }
}

#[test]
fn typehashes_are_those_of_the_type_strings() {
    let transfer = |witness: &str| {
        format!(
            "PermitWitnessTransferFrom(TokenPermissions permitted,address spender,uint256 nonce,uint256 deadline,\
             Witness witness)TokenPermissions(address token,uint256 amount){witness}"
        )
    };
    let exact = "Witness(address to,uint256 validAfter)";
    let upto = "Witness(address to,address facilitator,uint256 validAfter)";
    assert_eq!(TRANSFER_TYPEHASH, keccak256(transfer(exact).as_bytes()));
    assert_eq!(TRANSFER_UPTO_TYPEHASH, keccak256(transfer(upto).as_bytes()));
    assert_eq!(WITNESS_TYPEHASH, keccak256(exact.as_bytes()));
    assert_eq!(WITNESS_UPTO_TYPEHASH, keccak256(upto.as_bytes()));
    assert_eq!(TOKEN_PERMISSIONS_TYPEHASH, keccak256(b"TokenPermissions(address token,uint256 amount)"));
}

#[test]
fn digests_equal_alloys() {
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    let word = |number: Uint256| U256::from_be_bytes(number.to_be_bytes());
    for round in 0..500 {
        let chain_id = random.next() >> (round % 64);
        let (to, valid_after) = (Address::new(random.bytes()), Uint256::from_be_bytes(random.bytes()));
        let facilitator = Address::new(random.bytes());
        let witness = match round % 2 {
            0 => Witness { to, facilitator: None, valid_after: valid_after.into() },
            _ => Witness { to, facilitator: Some(facilitator), valid_after: valid_after.into() },
        };
        let message = Authorization {
            from: Address::new(random.bytes()),
            permitted: TokenPermissions {
                token: Address::new(random.bytes()),
                amount: Uint256::from_be_bytes(random.bytes()).into(),
            },
            spender: Address::new(random.bytes()),
            nonce: Nonce::new(Uint256::from_be_bytes(random.bytes())),
            deadline: Uint256::from_be_bytes(random.bytes()).into(),
            witness,
        };
        let domain = eip712_domain! {
            name: "Permit2",
            chain_id: chain_id,
            verifying_contract: PERMIT2.to_bytes().into(),
        };
        let (token, spender) = (message.permitted.token.to_bytes().into(), message.spender.to_bytes().into());
        let (amount, nonce) = (word(message.permitted.amount.get()), word(message.nonce.get()));
        let (deadline, valid_after) = (word(message.deadline.get()), word(valid_after));
        let (hash, digest) = if round % 2 == 0 {
            let alloys = exact::PermitWitnessTransferFrom {
                permitted: exact::TokenPermissions { token, amount },
                spender,
                nonce,
                deadline,
                witness: exact::Witness { to: to.to_bytes().into(), validAfter: valid_after },
            };
            (alloys.eip712_hash_struct(), alloys.eip712_signing_hash(&domain))
        } else {
            let alloys = upto::PermitWitnessTransferFrom {
                permitted: upto::TokenPermissions { token, amount },
                spender,
                nonce,
                deadline,
                witness: upto::Witness {
                    to: to.to_bytes().into(),
                    facilitator: facilitator.to_bytes().into(),
                    validAfter: valid_after,
                },
            };
            (alloys.eip712_hash_struct(), alloys.eip712_signing_hash(&domain))
        };
        let separator = domain_separator(chain_id);
        assert_eq!(separator, domain.separator());
        assert_eq!(message.struct_hash(), hash);
        assert_eq!(message.digest(&separator), digest);
        assert_eq!(message.digest(&separator), typed_data(&message, chain_id).eip712_signing_hash().unwrap());
    }
}

fn typed_data(message: &Authorization, chain_id: u64) -> TypedData {
    let mut witness_type = json!([{"name": "to", "type": "address"}, {"name": "validAfter", "type": "uint256"}]);
    let mut witness =
        json!({"to": message.witness.to.to_string(), "validAfter": message.witness.valid_after.to_string()});
    if let Some(facilitator) = message.witness.facilitator {
        witness_type.as_array_mut().unwrap().insert(1, json!({"name": "facilitator", "type": "address"}));
        witness["facilitator"] = json!(facilitator.to_string());
    }
    serde_json::from_value(json!({
        "types": {
            "EIP712Domain": [
                {"name": "name", "type": "string"}, {"name": "chainId", "type": "uint256"},
                {"name": "verifyingContract", "type": "address"}],
            "PermitWitnessTransferFrom": [
                {"name": "permitted", "type": "TokenPermissions"}, {"name": "spender", "type": "address"},
                {"name": "nonce", "type": "uint256"}, {"name": "deadline", "type": "uint256"},
                {"name": "witness", "type": "Witness"}],
            "TokenPermissions": [{"name": "token", "type": "address"}, {"name": "amount", "type": "uint256"}],
            "Witness": witness_type
        },
        "primaryType": "PermitWitnessTransferFrom",
        "domain": {
            "name": "Permit2", "chainId": format!("0x{chain_id:x}"),
            "verifyingContract": "0x000000000022D473030F116dDEE9F6B43aC78BA3"},
        "message": {
            "permitted": {
                "token": message.permitted.token.to_string(), "amount": message.permitted.amount.to_string()},
            "spender": message.spender.to_string(), "nonce": message.nonce.to_string(),
            "deadline": message.deadline.to_string(), "witness": witness}
    }))
    .unwrap()
}

#[test]
fn known_contracts_are_written_with_their_checksums() {
    for contract in contracts::KNOWN {
        let address: Address = contract.address.parse().unwrap();
        assert_eq!(address.to_string(), contract.address, "{}", contract.name);
        assert_eq!(contracts::known(address), Some(contract));
        assert!(contract.proxy.is_none_or(|proxy| proxy.address() == address), "{}", contract.name);
    }
    assert_eq!(contracts::known(PERMIT2).unwrap().name, "Permit2");
    assert_eq!(contracts::KNOWN.iter().filter(|contract| contract.proxy.is_some()).count(), 2);
    assert_eq!(contracts::known(Address::ZERO), None);
}

/// B-4: who says the method, and what there is to read.
#[test]
fn scheme_network_and_method_say_which_payload_it_is() {
    let base = Network::eip155(84_532);
    let read = |payload: &str, scheme: Scheme, network: &Network, method| {
        let raw = RawJson::parse(payload).unwrap();
        SchemePayload::read(&raw, &scheme, network, &method, &mut Reader::new(&DecodeOptions::STRICT))
    };
    let permit2 = || AssetTransferMethod::PERMIT2;
    assert!(matches!(read(EXACT, Scheme::EXACT, &base, permit2()), Ok(SchemePayload::Permit2(_))));
    assert!(matches!(read(UPTO, Scheme::UPTO, &base, permit2()), Ok(SchemePayload::Upto(_))));
    assert!(read(UPTO, Scheme::EXACT, &base, permit2()).is_err());
    assert!(read(EXACT, Scheme::UPTO, &base, permit2()).is_err());
    assert!(read(EXACT, Scheme::EXACT, &base, AssetTransferMethod::EIP3009).is_err());
    assert_eq!(read(EXACT, Scheme::EXACT, &"algorand:x".parse().unwrap(), permit2()), Ok(SchemePayload::Opaque));
    assert_eq!(read(EXACT, Scheme::EXACT, &base, AssetTransferMethod::new("erc1155")), Ok(SchemePayload::Opaque));
}

#[test]
fn a_permit2_payload_that_nobody_calls_one_is_told_by_its_shape() {
    let offer = |scheme: &str, network: &str, extra: &str| {
        let text = format!(
            r#"{{"scheme":"{scheme}","network":"{network}","amount":"1","asset":"x","payTo":"y","maxTimeoutSeconds":60,"extra":{extra}}}"#
        );
        PaymentRequirements::decode(text, &DecodeOptions::STRICT).unwrap().value
    };
    let of = |offer: &PaymentRequirements, accepted: &PaymentRequirements, payload: &str| {
        let mut reader = Reader::new(&DecodeOptions::STRICT);
        let payload = RawJson::parse(payload).unwrap();
        let method = AssetTransferMethod::of_payment(offer, Some(accepted), &payload, &mut reader)?;
        Ok::<_, MethodError>((method, reader.flags().contains(Flag::UntaggedMethod)))
    };
    let base = "eip155:84532";
    let bare = offer("exact", base, "{}");
    let tagged = |method: &str| offer("exact", base, &format!(r#"{{"assetTransferMethod":{method}}}"#));
    let both = r#"{"permit2Authorization":{},"authorization":{}}"#;
    let (eip3009, permit2) = (AssetTransferMethod::EIP3009, AssetTransferMethod::PERMIT2);
    assert_eq!(of(&bare, &bare, EXACT), Ok((permit2.clone(), true)));
    assert_eq!(of(&bare, &bare, "{}"), Ok((eip3009.clone(), false)));
    assert_eq!(of(&bare, &bare, both), Ok((eip3009.clone(), false)));
    // A tag on either side is the last word, the offer's before the client's.
    assert_eq!(of(&tagged(r#""permit2""#), &bare, EXACT), Ok((permit2.clone(), false)));
    assert_eq!(of(&bare, &tagged(r#""permit2""#), EXACT), Ok((permit2.clone(), false)));
    assert_eq!(of(&tagged(r#""eip3009""#), &tagged(r#""permit2""#), EXACT), Ok((eip3009.clone(), false)));
    assert_eq!(of(&bare, &tagged(r#""eip3009""#), EXACT), Ok((eip3009.clone(), false)));
    assert_eq!(of(&tagged("7"), &bare, EXACT), Err(MethodError::NotText));
    // `upto` has no other method, and other families have none.
    let upto = offer("upto", base, "{}");
    assert_eq!(of(&upto, &upto, UPTO), Ok((permit2, false)));
    let solana = offer("exact", "solana:x", "{}");
    assert_eq!(of(&solana, &solana, EXACT), Ok((eip3009, false)));
}

/// P-7: recognised, and opaque.
#[test]
fn a_delegation_is_recognised() {
    const GOOD: &str = r#"{"delegationManager":"0x90F79bf6EB2c4f870365E785982E1f101E93b906","permissionContext":"0x0102","delegator":"0x857b06519E91e3A54538791bDbb0E22373e36b66"}"#;
    let read = |text: &str| {
        let raw = RawJson::parse(text).unwrap();
        let (network, mut reader) = (Network::eip155(1), Reader::new(&DecodeOptions::STRICT));
        SchemePayload::read(&raw, &Scheme::EXACT, &network, &AssetTransferMethod::ERC7710, &mut reader)
    };
    let Ok(SchemePayload::Erc7710(payload)) = read(GOOD) else { panic!("{:?}", read(GOOD)) };
    assert_eq!(payload.permission_context, [1, 2]);
    assert_eq!(payload.delegator.to_string(), "0x857b06519E91e3A54538791bDbb0E22373e36b66");
    let refused = |text: &str| {
        let error = read(text).unwrap_err();
        format!("{} {}", error.path(), error.kind().as_str())
    };
    for member in ["delegationManager", "permissionContext", "delegator"] {
        assert_eq!(refused(&GOOD.replace(&format!("\"{member}\""), "\"x\"")), format!("{member} missing-member"));
    }
    assert_eq!(refused(&GOOD.replace("0x0102", "0102")), "permissionContext not-hex");
    for (member, empty) in [("authorization", "{}"), ("permit2Authorization", "false"), ("transaction", "\"\"")] {
        let with_permit = |value: &str| GOOD.replacen('{', &format!("{{\"{member}\":{value},"), 1);
        assert_eq!(refused(&with_permit(empty)), " ambiguous-payload");
        assert!(read(&with_permit("null")).is_ok(), "{member}");
    }
    assert_eq!(refused(EXACT), "delegationManager missing-member");
}
