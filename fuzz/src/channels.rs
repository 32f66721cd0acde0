//! What a payload of `batch-settlement` is read as and written as, and the id of its channel.

use alloy_primitives::keccak256;
use x402_schemes::evm::batch_settlement::{ChannelConfig, ChannelId, Kind, Payload};
use x402_types::{DecodeOptions, RawJson, read::Reader};

/// The `payload` of a payment, or of what a server sends to a facilitator: JSON text.
pub fn payload(data: &[u8]) {
    let Ok(Ok(json)) = std::str::from_utf8(data).map(RawJson::parse) else { return };
    let read = |json: &RawJson, options: &DecodeOptions| Payload::read(json.as_json(), &mut Reader::new(options)).ok();
    let (strict, lenient) = (read(&json, &DecodeOptions::STRICT), read(&json, &DecodeOptions::LENIENT));
    if let Some(strict) = &strict {
        assert_eq!(Some(strict), lenient.as_ref(), "Strict takes what Lenient does not take so");
    }
    let Some(payload) = lenient else { return };
    assert_eq!(Kind::of(json.as_json()).ok(), Some(payload.kind()));
    // What is written is the common spelling of the same.
    let written = payload.to_json();
    assert_eq!(read(&written, &DecodeOptions::STRICT).as_ref(), Some(&payload));
    for config in configs(&payload) {
        for chain_id in [1, 8453, u64::MAX] {
            assert_eq!(config.on_chain(chain_id).id(), id_by_hand(config, chain_id));
        }
        let mut other = *config;
        other.salt = x402_schemes::evm::eip3009::Nonce::new(config.receiver.to_word());
        assert_eq!(
            other.on_chain(1).id() == config.on_chain(1).id(),
            other == *config,
            "another salt is another channel"
        );
    }
    // Rows in another order are another batch.
    if let Payload::Claim(claim) = &payload {
        let mut turned = claim.clone();
        turned.rows.reverse();
        let is_same = |other: &x402_schemes::evm::batch_settlement::Claim| {
            let signed = |claim: &x402_schemes::evm::batch_settlement::Claim| {
                let rows = claim.rows.iter();
                rows.map(|row| (row.config, row.max_claimable, row.total_claimed)).collect::<Vec<_>>()
            };
            signed(other) == signed(claim)
        };
        assert_eq!(turned.struct_hash(1) == claim.struct_hash(1), is_same(&turned));
    }
}

fn configs(payload: &Payload) -> Vec<&ChannelConfig> {
    match payload {
        Payload::Deposit(payment) => vec![&payment.commitment.config],
        Payload::Voucher(commitment) => vec![&commitment.config],
        Payload::Refund(request) => vec![&request.commitment.config],
        Payload::CompletedRefund(refund) => {
            let rows = refund.claim.rows.iter().map(|row| &row.config);
            rows.chain([&refund.commitment.config]).collect()
        }
        Payload::Claim(claim) => claim.rows.iter().map(|row| &row.config).collect(),
        Payload::Settle(_) => vec![],
    }
}

/// The EIP-712 digest of the config (N-3), with another library's hash and nothing of what is tested.
fn id_by_hand(config: &ChannelConfig, chain_id: u64) -> ChannelId {
    let word = |bytes: &[u8]| {
        let mut word = [0; 32];
        word[32 - bytes.len()..].copy_from_slice(bytes);
        word
    };
    let hash = |words: &[[u8; 32]]| keccak256(words.as_flattened()).0;
    let name = |text: &str| keccak256(text).0;
    let contract = alloy_primitives::hex!("4020074e9dF2ce1deE5A9C1b5c3f541D02a10003");
    let domain = hash(&[
        name("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
        name("x402 Batch Settlement"),
        name("1"),
        word(&chain_id.to_be_bytes()),
        word(&contract),
    ]);
    let message = hash(&[
        name(
            "ChannelConfig(address payer,address payerAuthorizer,address receiver,address receiverAuthorizer,address token,\
             uint40 withdrawDelay,bytes32 salt)",
        ),
        word(config.payer.as_ref()),
        word(config.payer_authorizer.as_ref()),
        word(config.receiver.as_ref()),
        word(config.receiver_authorizer.as_ref()),
        word(config.token.as_ref()),
        word(&config.withdraw_delay.to_be_bytes()),
        config.salt.to_bytes(),
    ]);
    ChannelId::new(keccak256([&b"\x19\x01"[..], &domain, &message].concat()).0)
}
