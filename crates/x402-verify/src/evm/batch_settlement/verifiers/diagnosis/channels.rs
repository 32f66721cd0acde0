//! The ids that clients mistake for the id of a channel.

use alloc::vec::Vec;

use x402_schemes::{
    Terms,
    evm::{
        Address,
        assets::{self, KnownAsset},
        batch_settlement::{CHANNEL_CONFIG_TYPEHASH, ChannelConfig, ChannelId},
        eip3009::Nonce,
        keccak256,
    },
};
use x402_types::Uint256;

use super::{
    super::super::{ChannelMistake, Guess},
    sent::Sent,
};

/// The origin of the voucher's id, if it is not that of the config.
pub(super) fn named(sent: &Sent<'_>) -> Option<Guess> {
    let named = sent.commitment.voucher.channel_id;
    if named == sent.channel.id() {
        return None;
    }
    let chains = other_chains(sent).into_iter().map(|chain_id| {
        let elsewhere = sent.commitment.config.on_chain(chain_id).id();
        (ChannelMistake::OtherChain(chain_id), elsewhere)
    });
    let found = other_ids(sent).into_iter().chain(chains).find(|(_, id)| *id == named);
    found.map(|(mistake, _)| Guess::NamedChannel(mistake))
}

/// Other ids of the same config, and ids of similar configs, the most likely first. None is that of the config.
pub(super) fn other_ids(sent: &Sent<'_>) -> Vec<(ChannelMistake, ChannelId)> {
    let config = &sent.commitment.config;
    let words = [
        config.payer.to_word(),
        config.payer_authorizer.to_word(),
        config.receiver.to_word(),
        config.receiver_authorizer.to_word(),
        config.token.to_word(),
        Uint256::from(config.withdraw_delay).to_be_bytes(),
        config.salt.to_bytes(),
    ];
    let struct_hash = keccak256([&[CHANNEL_CONFIG_TYPEHASH], &words[..]].concat().as_flattened());
    let mut ids = Vec::from([
        (ChannelMistake::Encoded, ChannelId::new(keccak256(words.as_flattened()))),
        (ChannelMistake::StructHash, ChannelId::new(struct_hash)),
    ]);
    let others = others(config, sent.case.terms);
    let ids_of_others = others.into_iter().map(|(mistake, other)| (mistake, other.on_chain(sent.chain_id).id()));
    ids.extend(ids_of_others.filter(|(_, id)| *id != sent.channel.id()));
    ids
}

/// Similar configs.
fn others(config: &ChannelConfig, terms: &Terms<'_>) -> Vec<(ChannelMistake, ChannelConfig)> {
    let address = |text: Option<&str>| text.and_then(|text| text.parse::<Address>().ok());
    let authorizer = terms.extra_member("receiverAuthorizer").and_then(|member| member.string().ok());
    let receiver = address(Some(terms.pay_to)).unwrap_or(config.receiver);
    let token = address(Some(terms.asset)).unwrap_or(config.token);
    let receiver_authorizer = address(authorizer.as_deref()).unwrap_or(config.receiver_authorizer);
    let delay = terms.extra_member("withdrawDelay").and_then(|member| member.integer().ok());
    let withdraw_delay = delay.unwrap_or(config.withdraw_delay);
    let with = |payer_authorizer| ChannelConfig { payer_authorizer, ..*config };
    Vec::from([
        (ChannelMistake::Offered("payTo"), ChannelConfig { receiver, ..*config }),
        (ChannelMistake::Offered("asset"), ChannelConfig { token, ..*config }),
        (ChannelMistake::Offered("receiverAuthorizer"), ChannelConfig { receiver_authorizer, ..*config }),
        (ChannelMistake::Offered("withdrawDelay"), ChannelConfig { withdraw_delay, ..*config }),
        (
            ChannelMistake::Offered("terms"),
            ChannelConfig { receiver, token, receiver_authorizer, withdraw_delay, ..*config },
        ),
        (ChannelMistake::ZeroSalt, ChannelConfig { salt: Nonce::new([0; 32]), ..*config }),
        (ChannelMistake::Authorizer("the zero address"), with(Address::new([0; 20]))),
        (ChannelMistake::Authorizer("the payer"), with(config.payer)),
    ])
}

/// The chain that the payment claims to have accepted, and then those on which the published tables have a token of
/// this kind.
pub(super) fn other_chains(sent: &Sent<'_>) -> Vec<u64> {
    let here = sent.case.terms.asset.parse().ok().and_then(|token| assets::known(sent.chain_id, token));
    let is_alike = |asset: &&KnownAsset| here.is_none_or(|here| here.symbol == asset.symbol);
    let accepted = sent.case.claim.accepted.and_then(|accepted| accepted.network.eip155_chain_id());
    let known = assets::KNOWN.iter().filter(is_alike).map(|asset| asset.chain_id);
    let mut chains = Vec::new();
    for chain_id in accepted.into_iter().chain(known) {
        if chain_id != sent.chain_id && !chains.contains(&chain_id) {
            chains.push(chain_id);
        }
    }
    chains
}
