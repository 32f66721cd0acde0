//! `batch-settlement`: the digests of `docs/how-to/batch-settlement.md`, the readers, and the drafts. alloy hashes the typed data again.

use alloy_dyn_abi::TypedData;
use x402_schemes::{
    Hex, Mechanism, SchemePayload,
    evm::{
        Address, Signature,
        batch_settlement::{
            Buyer, CHANNEL_CONFIG_TYPEHASH, CLAIM_BATCH_TYPEHASH, CLAIM_ENTRY_TYPEHASH, ChannelConfig, ChannelDraft,
            Claim, ClaimEntry, Commitment, Deposit, DepositAuthorization, DepositPayment, DraftError, Kind, Payload,
            REFUND_TYPEHASH, Refund, RefundRequest, TRANSFER_TYPEHASH, VOUCHER_TYPEHASH, WITNESS_TYPEHASH,
            claim_batch_hash, domain_separator,
        },
        eip712::TokenDomain,
        eip3009::{Nonce, RECEIVE_TYPEHASH, Window},
        keccak256, permit2,
    },
};
use x402_types::{DecodeOptions, Flag, RawJson, Segment, Wire, read::Reader, v2::PaymentRequirements};

const OFFER: &str = r#"{"scheme":"batch-settlement","network":"eip155:8453","amount":"1000","asset":"0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","maxTimeoutSeconds":3600,"extra":{"receiverAuthorizer":"0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC","withdrawDelay":86400,"name":"USD Coin","version":"2"}}"#;
const CHANNEL: &str = "0x96c688f173ab105a178d94ded619e32146547e8d67efb44d6ffddfd89b3e2ca2";
const CONFIG: &str = r#"{"payer":"0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266","payerAuthorizer":"0x70997970C51812dc3A010C7d01b50e0d17dc79C8","receiver":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","receiverAuthorizer":"0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC","token":"0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913","withdrawDelay":86400,"salt":"0x000000000000000000000000000000000000000000000000000000000000002a"}"#;

fn offer() -> PaymentRequirements {
    PaymentRequirements::decode(OFFER, &DecodeOptions::STRICT).unwrap().value
}

fn buyer() -> Buyer {
    let mut salt = [0; 32];
    salt[31] = 42;
    Buyer {
        payer: "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266".parse().unwrap(),
        authorizer: "0x70997970C51812dc3A010C7d01b50e0d17dc79C8".parse().unwrap(),
        salt: Nonce::new(salt),
    }
}

fn draft(offer: &PaymentRequirements) -> ChannelDraft<'_> {
    ChannelDraft::for_offer(offer, buyer()).unwrap()
}

fn hex(bytes: [u8; 32]) -> String {
    Hex(&bytes).to_string()
}

fn by_alloy(typed_data: &str) -> String {
    let typed: TypedData = serde_json::from_str(typed_data).unwrap();
    typed.eip712_signing_hash().unwrap().to_string()
}

#[test]
fn typehashes_are_those_of_the_type_strings() {
    const ENTRY: &str = "ClaimEntry(bytes32 channelId,uint128 maxClaimableAmount,uint128 totalClaimed)";
    let batch = format!("ClaimBatch(ClaimEntry[] claims){ENTRY}");
    for (typehash, text) in [
        (
            CHANNEL_CONFIG_TYPEHASH,
            "ChannelConfig(address payer,address payerAuthorizer,address receiver,address receiverAuthorizer,address token,uint40 withdrawDelay,bytes32 salt)",
        ),
        (VOUCHER_TYPEHASH, "Voucher(bytes32 channelId,uint128 maxClaimableAmount)"),
        (REFUND_TYPEHASH, "Refund(bytes32 channelId,uint256 nonce,uint128 amount)"),
        (CLAIM_ENTRY_TYPEHASH, ENTRY),
        (CLAIM_BATCH_TYPEHASH, batch.as_str()),
        (
            TRANSFER_TYPEHASH,
            "PermitWitnessTransferFrom(TokenPermissions permitted,address spender,uint256 nonce,uint256 deadline,DepositWitness witness)DepositWitness(bytes32 channelId)TokenPermissions(address token,uint256 amount)",
        ),
        (WITNESS_TYPEHASH, "DepositWitness(bytes32 channelId)"),
    ] {
        assert_eq!(hex(typehash), hex(keccak256(text.as_bytes())), "{text}");
    }
}

#[test]
fn the_worked_digests() {
    let offer = offer();
    let draft = draft(&offer);
    let channel = draft.channel();
    assert_eq!(hex(*channel.domain_separator()), "0xd8d982716899b0e20cf2c1e706a37b8a892c83fdd4ac9b540cfeec11f9c73a39");
    assert_eq!(*channel.domain_separator(), domain_separator(8453));
    assert_eq!(channel.id().to_string(), CHANNEL);

    let voucher = draft.voucher(3000.into());
    assert_eq!(hex(voucher.digest()), "0x9a12d0094954f3dea9afa36e4a8aeb62cc4cd01153f36cea83161a3fea0c538a");
    assert_eq!(by_alloy(&voucher.typed_data()), hex(voucher.digest()));

    let refund = Refund { channel: channel.id(), nonce: 2.into(), amount: 1500.into() };
    let digest = channel.digest(&refund.struct_hash());
    assert_eq!(hex(digest), "0x1f43565d97c2cf97ed52692c04bc84d8f3cc527ab035d2005f3b1d88efc046e3");

    let row =
        |total: u128| ClaimEntry { channel: channel.id(), max_claimable: 3000.into(), total_claimed: total.into() };
    for (rows, expected) in [
        (vec![row(2700)], "0x77fae34dac10fc875645bb80f21b163fd40a5cda8f5641028b706ba3a53cbcb2"),
        (vec![row(2700), row(3000)], "0xc216a8b652f13b1754176e8ac40a128e542cf8e9eea6e59f087ffc2135c388a4"),
    ] {
        assert_eq!(hex(channel.digest(&claim_batch_hash(rows))), expected);
    }
}

#[test]
fn the_worked_deposits() {
    let offer = offer();
    let draft = draft(&offer);
    let window = Window { valid_after: 0.into(), valid_before: 1_795_003_600.into() };
    let by_eip3009 = draft.deposit_by_eip3009(10_000.into(), Nonce::new([0x11; 32]), window).unwrap();
    assert_eq!(hex(by_eip3009.digest()), "0x7c2bd8e24f4ddd4cac95af37379f238038f727e23655081c6e0941a19b320cc8");
    assert_eq!(by_alloy(&by_eip3009.typed_data()), hex(by_eip3009.digest()));
    let deposit = by_eip3009.with_signature(Signature::new(vec![1; 65]));
    let DepositAuthorization::Erc3009(authorization) = &deposit.authorization else { panic!("{deposit:?}") };
    let message = authorization.message(deposit.amount, draft.config().payer, draft.channel().id());
    assert_eq!(message.nonce.to_string(), "0x9c2a20768964da497a219c95ffd7a8596fdb06a09957dfe65e9b1a5619933a3c");
    assert_eq!(message.struct_hash_as(RECEIVE_TYPEHASH).len(), 32);

    let by_permit2 = draft.deposit_by_permit2(10_000.into(), "7".parse().unwrap(), 1_795_003_600.into()).unwrap();
    assert_eq!(hex(by_permit2.digest()), "0x92358755f9a9b7ea9a46171ffd00a0273d510f41a3d01c3ec65ae62be5131dd6");
    assert_eq!(by_alloy(&by_permit2.typed_data()), hex(by_permit2.digest()));
    let deposit = by_permit2.with_signature(Signature::new(vec![1; 65]));
    let DepositAuthorization::Permit2(signed) = &deposit.authorization else { panic!("{deposit:?}") };
    assert_eq!(signed.digest(&permit2::domain_separator(8453)), by_permit2.digest());
}

fn read(payload: &str, options: &DecodeOptions) -> Result<(Payload, Vec<Flag>), String> {
    let raw = RawJson::parse(payload).unwrap();
    let mut reader = Reader::new(options);
    match Payload::read(raw.as_json(), &mut reader) {
        Ok(payload) => Ok((payload, reader.flags().iter().collect())),
        Err(error) => {
            let path: Vec<_> = error
                .path()
                .segments()
                .map(|segment| match segment {
                    Segment::Member(name) => name.to_string(),
                    Segment::Index(index) => index.to_string(),
                    _ => String::new(),
                })
                .collect();
            Err(format!("{} {}", path.join("."), error.kind().as_str()))
        }
    }
}

/// One payload of each kind, with the members in the order in which we write them.
fn payloads() -> [(Kind, String); 6] {
    let voucher = format!(
        r#""channelConfig":{CONFIG},"voucher":{{"channelId":"{CHANNEL}","maxClaimableAmount":"2700","signature":"0x01"}}"#
    );
    let row = format!(
        r#"{{"voucher":{{"channel":{CONFIG},"maxClaimableAmount":"2700"}},"signature":"0x01","totalClaimed":"2700"}}"#
    );
    [
        (
            Kind::Deposit,
            format!(r#"{{"type":"deposit",{voucher},"deposit":{{"amount":"10000","authorization":{{"erc3009Authorization":{{"validAfter":"0","validBefore":"9","salt":"{CHANNEL}","signature":"0x02"}}}}}}}}"#),
        ),
        (Kind::Voucher, format!(r#"{{"type":"voucher",{voucher}}}"#)),
        (Kind::Refund, format!(r#"{{"type":"refund",{voucher},"amount":"1500"}}"#)),
        (
            Kind::CompletedRefund,
            format!(r#"{{"type":"refund",{voucher},"amount":"1500","refundNonce":"2","claims":[{row}],"refundAuthorizerSignature":"0x03","claimAuthorizerSignature":"0x04"}}"#),
        ),
        (Kind::Claim, format!(r#"{{"type":"claim","claims":[{row},{row}],"claimAuthorizerSignature":"0x04"}}"#)),
        (
            Kind::Settle,
            r#"{"type":"settle","receiver":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","token":"0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913"}"#.into(),
        ),
    ]
}

#[test]
fn every_kind_is_read_and_written() {
    for (kind, text) in payloads() {
        let (payload, flags) = read(&text, &DecodeOptions::STRICT).unwrap();
        assert_eq!((payload.kind(), payload.to_json().as_str(), flags), (kind, text.as_str(), vec![]));
        let raw = RawJson::parse(&text).unwrap();
        let of_scheme = Mechanism::BATCH_SETTLEMENT.read(&raw, &mut Reader::new(&DecodeOptions::STRICT)).unwrap();
        assert_eq!(of_scheme, SchemePayload::BatchSettlement(payload));
    }
}

/// Each row is a kind, what is replaced in its payload, and the error.
#[test]
fn the_reader_is_strict_and_names_the_path() {
    let payloads = payloads();
    for (index, from, to, error) in [
        (1, r#""type":"voucher","#, "", "type missing-member"),
        (1, r#""type":"voucher""#, r#""type":7"#, "type wrong-type"),
        (1, r#""type":"voucher""#, r#""type":"Voucher""#, "type unknown-value"),
        (1, r#""withdrawDelay":86400"#, r#""withdrawDelay":"86400""#, "channelConfig.withdrawDelay wrong-type"),
        (1, r#""withdrawDelay":86400"#, r#""withdrawDelay":900.5"#, "channelConfig.withdrawDelay wrong-type"),
        (
            1,
            r#""withdrawDelay":86400"#,
            r#""withdrawDelay":1099511627776"#,
            "channelConfig.withdrawDelay decimal-too-large",
        ),
        (1, r#""payer":"0x"#, r#""payer":"0y"#, "channelConfig.payer not-address"),
        (1, "02a\"", "2a\"", "channelConfig.salt not-nonce"),
        (1, r#""channelId":"0x96"#, r#""channelId":"0x"#, "voucher.channelId not-nonce"),
        (1, r#""2700""#, r#"2700"#, "voucher.maxClaimableAmount not-decimal"),
        (1, r#""2700""#, r#""02700""#, "voucher.maxClaimableAmount not-decimal"),
        (
            1,
            r#""2700""#,
            r#""340282366920938463463374607431768211456""#,
            "voucher.maxClaimableAmount decimal-too-large",
        ),
        (1, r#""0x01""#, r#""0x1""#, "voucher.signature not-hex"),
        (1, r#""type":"voucher""#, r#""type":"voucher","deposit":{}"#, "deposit must-be-absent"),
        (1, r#""type":"voucher""#, r#""type":"voucher","claims":[]"#, "claims must-be-absent"),
        (0, r#""10000""#, r#""0""#, "deposit.amount unknown-value"),
        (
            0,
            r#""erc3009Authorization":{"#,
            r#""permit2Authorization":{},"erc3009Authorization":{"#,
            "deposit.authorization.permit2Authorization.from missing-member",
        ),
        (0, r#""erc3009Authorization""#, r#""other""#, "deposit.authorization.erc3009Authorization missing-member"),
        (0, r#""validAfter":"0","#, "", "deposit.authorization.erc3009Authorization.validAfter missing-member"),
        (2, r#""1500""#, r#""0""#, "amount unknown-value"),
        (2, r#""1500""#, r#""-1""#, "amount not-decimal"),
        (3, r#""amount":"1500","#, "", "amount missing-member"),
        (3, r#""refundNonce":"2","#, "", "refundNonce missing-member"),
        (3, r#""totalClaimed":"2700""#, r#""totalClaimed":"x""#, "claims.0.totalClaimed not-decimal"),
        (5, r#""token""#, r#""Token""#, "token missing-member"),
        (5, r#""type":"settle""#, r#""type":"settle","amount":"1""#, "amount must-be-absent"),
    ] {
        let (kind, text) = &payloads[index];
        assert!(text.contains(from), "{kind:?} {from}");
        assert_eq!(
            read(&text.replacen(from, to, 1), &DecodeOptions::STRICT).unwrap_err(),
            error,
            "{kind:?} {from} {to}"
        );
    }
    let rows = payloads[4].1.find('[').unwrap();
    let end = payloads[4].1.rfind(']').unwrap();
    let none = format!("{}{}", &payloads[4].1[..=rows], &payloads[4].1[end..]);
    assert_eq!(read(&none, &DecodeOptions::STRICT).unwrap_err(), "claims empty-list");
}

/// Null is absent, unknown members are ignored, and Lenient has the tolerances of every decimal and no more (C-6, C-7).
#[test]
fn what_is_tolerated() {
    let [_, (_, voucher), (_, refund), ..] = payloads();
    let with = |text: &str, members: &str| format!("{{{members},{}", &text[1..]);
    let (payload, flags) = read(&with(&voucher, r#""deposit":null,"else":1"#), &DecodeOptions::STRICT).unwrap();
    assert_eq!((payload.kind(), flags), (Kind::Voucher, vec![Flag::NullOptional]));
    // Not the server's members make a refund completed, if they are null.
    let (payload, _) = read(&with(&refund, r#""claims":null"#), &DecodeOptions::STRICT).unwrap();
    assert_eq!(payload.kind(), Kind::Refund);
    let lenient = voucher.replace(r#""2700""#, "2700").replace("86400", "86400.0");
    let (_, flags) = read(&lenient, &DecodeOptions::LENIENT).unwrap();
    assert_eq!(flags, [Flag::FloatInteger, Flag::NumberAmount]);
    let bare = voucher.replace(&format!(r#""channelId":"{CHANNEL}""#), &format!(r#""channelId":"{}""#, &CHANNEL[2..]));
    assert!(read(&bare, &DecodeOptions::STRICT).is_err());
    assert_eq!(read(&bare, &DecodeOptions::LENIENT).unwrap().1, [Flag::No0x]);
}

#[test]
fn two_authorizations_are_one_too_many() {
    let [(_, deposit), ..] = payloads();
    let permit = format!(
        r#""permit2Authorization":{{"from":"0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266","permitted":{{"token":"0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913","amount":"10000"}},"spender":"0x4020425FAf3B746C082C2f942b4E5159887B0005","nonce":"7","deadline":"9","witness":{{"channelId":"{CHANNEL}"}},"signature":"0x05"}}"#
    );
    let both = deposit.replace(r#""authorization":{"#, &format!(r#""authorization":{{{permit},"#));
    assert_eq!(read(&both, &DecodeOptions::STRICT).unwrap_err(), "deposit.authorization ambiguous-payload");
    let only = both.replace(r#""erc3009Authorization":{"#, r#""erc3009Authorization":null,"other":{"#);
    let (Payload::Deposit(payment), _) = read(&only, &DecodeOptions::STRICT).unwrap() else { panic!("{only}") };
    let DepositAuthorization::Permit2(authorization) = &payment.deposit.authorization else { panic!("{payment:?}") };
    assert_eq!(authorization.channel.to_string(), CHANNEL);
}

/// What a buyer drafts is what the readers read.
#[test]
fn drafts_make_payloads() {
    let offer = offer();
    let draft = draft(&offer);
    let signature = || Signature::new(vec![7; 65]);
    let commitment: Commitment = draft.voucher(2700.into()).with_signature(signature());
    let deposit: Deposit =
        draft.deposit_by_permit2(1.into(), "7".parse().unwrap(), 9.into()).unwrap().with_signature(signature());
    for payload in [
        Payload::Voucher(Box::new(commitment.clone())),
        Payload::Deposit(Box::new(DepositPayment::new(commitment.clone(), deposit))),
        Payload::Refund(Box::new(RefundRequest::new(commitment, None))),
    ] {
        assert_eq!(Payload::try_from(&payload.to_json()).unwrap(), payload);
    }
}

#[test]
fn no_draft_is_made_that_every_verifier_rejects() {
    let error = |from: &str, to: &str| {
        let offer = PaymentRequirements::decode(OFFER.replace(from, to), &DecodeOptions::STRICT).unwrap().value;
        ChannelDraft::for_offer(&offer, buyer()).unwrap_err()
    };
    let zero = Address::ZERO.to_string();
    assert_eq!(error("batch-settlement", "exact"), DraftError::NotBatchSettlement);
    assert_eq!(
        error("0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC", &zero),
        DraftError::ZeroAddress("extra.receiverAuthorizer")
    );
    assert_eq!(error("receiverAuthorizer", "other"), DraftError::NotAddress("extra.receiverAuthorizer"));
    for delay in ["899", "2592001", "\"900\""] {
        assert_eq!(error("86400", delay), DraftError::WithdrawDelay, "{delay}");
    }
    let offer =
        PaymentRequirements::decode(OFFER.replace(r#","name":"USD Coin""#, ""), &DecodeOptions::STRICT).unwrap().value;
    let draft = draft(&offer);
    let window = |end: u64| Window { valid_after: 7.into(), valid_before: end.into() };
    let salt = Nonce::new([1; 32]);
    assert!(matches!(draft.deposit_by_eip3009(1.into(), salt, window(9)), Err(DraftError::Domain(_))));
    assert_eq!(draft.deposit_by_permit2(0.into(), "7".parse().unwrap(), 9.into()), Err(DraftError::ZeroAmount));
    let named = self::offer();
    let named = self::draft(&named);
    assert_eq!(named.deposit_by_eip3009(1.into(), salt, window(8)), Err(DraftError::EmptyWindow));
    assert!(named.deposit_by_eip3009(1.into(), salt, window(9)).is_ok());
    assert!(TokenDomain::of(&self::offer()).is_ok());
}

/// The id of a claim's row is that of its config on the chain of the claim.
#[test]
fn a_claim_is_signed_for_one_chain() {
    let [.., (_, claim), _] = payloads();
    let (Payload::Claim(claim), _) = read(&claim, &DecodeOptions::STRICT).unwrap() else { panic!("{claim}") };
    let Claim { rows, signature, .. } = &claim;
    assert_eq!((rows.len(), signature.is_some()), (2, true));
    let config: &ChannelConfig = &rows[0].config;
    let entry = |chain_id| ClaimEntry {
        channel: config.on_chain(chain_id).id(),
        max_claimable: 2700.into(),
        total_claimed: 2700.into(),
    };
    assert_eq!(claim.struct_hash(8453), claim_batch_hash([entry(8453), entry(8453)]));
    assert_ne!(claim.struct_hash(8453), claim.struct_hash(84_532));
}
