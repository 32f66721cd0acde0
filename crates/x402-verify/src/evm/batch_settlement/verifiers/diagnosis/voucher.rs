//! Guesses the message that was signed instead of the voucher.

use alloc::vec::Vec;

use x402_schemes::evm::{
    Address,
    batch_settlement::{Amount128, Channel, ERC3009_COLLECTOR, PERMIT2_COLLECTOR, SETTLEMENT, voucher_hash},
    eip712::{SigningInput, TokenDomain},
    keccak256,
};

use super::{
    super::{
        super::{ChannelMistake, ChannelState, Guess},
        signed,
    },
    channels,
    search::{Search, found},
    sent::{Sent, outcome},
};
use crate::{
    Outcome, Report,
    evm::{self, AccountCode, diagnosis::attempts::Stop},
};

pub(super) fn search(sent: &Sent<'_>, report: &Report, left: &mut usize) -> Vec<evm::Guess> {
    let config = &sent.commitment.config;
    let is_of_payer = config.payer_authorizer.is_zero();
    let signer = if is_of_payer { config.payer } else { config.payer_authorizer };
    // A contract decides by itself which signatures it accepts.
    let asks_contract = is_of_payer && sent.case.context.facts.evm().code_of(signer) == Some(AccountCode::Present);
    if asks_contract || matches!(outcome(report, signed::VOUCHER.signer), Some(Outcome::Pass)) {
        return Vec::new();
    }
    let bytes = sent.commitment.voucher.signature.as_bytes();
    found(Search::new(signer, bytes, left).map(|mut search| guess(sent, &mut search)))
}

/// Tries the most likely mistake first.
fn guess(sent: &Sent<'_>, search: &mut Search<'_>) -> Result<(), Stop> {
    let (channel, config) = (&sent.channel, &sent.commitment.config);
    let sum = sent.commitment.voucher.max_claimable;
    let digest = of_channel(channel, channel, sum);
    search.as_sent(&digest, config.payer, Guess::SignedByPayer { authorizer: config.payer_authorizer })?;
    for other in other_sums(sent) {
        search.attempt(&of_channel(channel, channel, other), Guess::SignedSum { sum: other })?;
    }
    let named = sent.commitment.voucher.channel_id;
    let ids =
        channels::other_ids(sent).into_iter().chain((named != channel.id()).then_some((ChannelMistake::Named, named)));
    for (mistake, id) in ids {
        search.attempt(&channel.digest(&voucher_hash(id, sum)), Guess::SignedChannel(mistake))?;
    }
    let accepted = sent.case.claim.accepted.and_then(|accepted| accepted.network.eip155_chain_id());
    if let Some(chain_id) = accepted.filter(|chain_id| *chain_id != sent.chain_id) {
        on_chain(sent, chain_id, search)?;
    }
    other_domains(sent, search)?;
    search.attempt(&wide(channel, sum), Guess::WideSum)?;
    search.personal(&digest)?;
    // These are the last guesses, as many as are left.
    let chains = channels::other_chains(sent).into_iter().filter(|chain_id| Some(*chain_id) != accepted);
    for chain_id in chains {
        if !search.goes_on() {
            break;
        }
        on_chain(sent, chain_id, search)?;
    }
    Ok(())
}

/// The digest of a voucher over the id of one channel, in the domain of a second one.
fn of_channel(channel: &Channel, domain: &Channel, sum: Amount128) -> [u8; 32] {
    domain.digest(&voucher_hash(channel.id(), sum))
}

/// The sums that a client may have meant: the charges so far, with the price and without, and the price alone.
fn other_sums(sent: &Sent<'_>) -> Vec<Amount128> {
    let price = sent.case.terms.units().get().to_u128();
    let record = sent.case.context.records.evm.batch_settlement.of(sent.channel.id()).flatten();
    let charged = record.or_else(|| {
        ChannelState::of_facts(sent.case.context.facts, sent.channel.id()).map(|state| state.total_claimed)
    });
    let charged = charged.map(Amount128::get);
    let with_price = charged.zip(price).and_then(|(charged, price)| charged.checked_add(price));
    let mut sums = Vec::new();
    for sum in [with_price, charged, price].into_iter().flatten().map(Amount128::new) {
        if sum != sent.commitment.voucher.max_claimable && !sums.contains(&sum) {
            sums.push(sum);
        }
    }
    sums
}

/// Tries the config's channel on a different chain, and that of this chain in the other chain's domain.
fn on_chain(sent: &Sent<'_>, chain_id: u64, search: &mut Search<'_>) -> Result<(), Stop> {
    let elsewhere = sent.commitment.config.on_chain(chain_id);
    let sum = sent.commitment.voucher.max_claimable;
    let mistake = ChannelMistake::OtherChain(chain_id);
    search.attempt(&of_channel(&elsewhere, &elsewhere, sum), Guess::SignedChannel(mistake))?;
    if !search.goes_on() {
        return Ok(());
    }
    search.attempt(&of_channel(&sent.channel, &elsewhere, sum), evm::Guess::OtherChain { chain_id })
}

/// Tries domains with a different contract, and one without version.
fn other_domains(sent: &Sent<'_>, search: &mut Search<'_>) -> Result<(), Stop> {
    let struct_hash = voucher_hash(sent.channel.id(), sent.commitment.voucher.max_claimable);
    let digest =
        |separator: &[u8; 32]| SigningInput { domain_separator: separator, struct_hash: &struct_hash }.digest();
    let domain = |verifying_contract| TokenDomain {
        name: "x402 Batch Settlement".into(),
        version: "1".into(),
        chain_id: sent.chain_id,
        verifying_contract,
    };
    let config = &sent.commitment.config;
    let contracts: [Address; 4] = [config.token, config.receiver, ERC3009_COLLECTOR, PERMIT2_COLLECTOR];
    for contract in contracts {
        search.attempt(&digest(&domain(contract).separator()), Guess::VoucherContract { contract })?;
    }
    let without_version = domain(SETTLEMENT).separator_without_version();
    search.attempt(&digest(&without_version), Guess::VoucherWithoutVersion)
}

/// The digest of a message whose sum has the type uint256.
fn wide(channel: &Channel, sum: Amount128) -> [u8; 32] {
    let typehash = keccak256(b"Voucher(bytes32 channelId,uint256 maxClaimableAmount)");
    channel.digest(&keccak256([typehash, channel.id().to_bytes(), sum.to_word()].as_flattened()))
}
