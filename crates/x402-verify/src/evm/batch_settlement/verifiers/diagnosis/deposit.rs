//! Guesses the message that was signed instead of the authorization of a deposit.

use alloc::{borrow::Cow, string::ToString, vec::Vec};

use x402_schemes::evm::{
    Address,
    batch_settlement::{
        Deposit, DepositAuthorization, ERC3009_COLLECTOR, Erc3009Authorization, PERMIT2_COLLECTOR,
        Permit2Authorization, SETTLEMENT,
    },
    eip712::{SigningInput, TokenDomain},
    eip3009::{Authorization, Nonce, RECEIVE_TYPEHASH},
    keccak256,
    permit2::{self, PERMIT2, Proxy},
};

use super::{
    super::super::Guess,
    channels,
    search::{Search, found},
    sent::{Sent, outcome},
};
use crate::{
    CheckId, Outcome, Report,
    evm::{
        self, AccountCode,
        diagnosis::attempts::{NameGuess, Stop, name_guesses},
    },
};

pub(super) fn search(sent: &Sent<'_>, report: &Report, left: &mut usize) -> Vec<evm::Guess> {
    let Some(deposit) = &sent.deposit else { return Vec::new() };
    let payer = sent.commitment.config.payer;
    // A contract decides by itself which signatures it accepts.
    let asks_contract = sent.case.context.facts.evm().code_of(payer) == Some(AccountCode::Present);
    if asks_contract || matches!(outcome(report, CheckId::SIGNER), Some(Outcome::Pass)) {
        return Vec::new();
    }
    let Deposit { amount, authorization, .. } = deposit;
    found(match authorization {
        DepositAuthorization::Erc3009(authorization) => {
            let message = authorization.message(*amount, payer, sent.channel.id());
            let bytes = authorization.signature.as_bytes();
            Search::new(payer, bytes, left).map(|mut search| by_eip3009(sent, authorization, message, &mut search))
        }
        DepositAuthorization::Permit2(authorization) => {
            let bytes = authorization.signature.as_bytes();
            Search::new(payer, bytes, left).map(|mut search| by_permit2(sent, authorization, &mut search))
        }
    })
}

/// The digest of the message under this type, in the token's domain.
fn digest_as(typehash: [u8; 32], message: &Authorization, domain: &TokenDomain<'_>) -> [u8; 32] {
    let struct_hash = message.struct_hash_as(typehash);
    SigningInput { domain_separator: &domain.separator(), struct_hash: &struct_hash }.digest()
}

/// Tries the most likely mistake first.
fn by_eip3009(
    sent: &Sent<'_>,
    authorization: &Erc3009Authorization,
    message: Authorization,
    search: &mut Search<'_>,
) -> Result<(), Stop> {
    let (config, terms) = (&sent.commitment.config, &sent.case.terms);
    let offered = TokenDomain::of((*terms).clone()).ok();
    if let Some(domain) = &offered {
        let digest = |message: &Authorization| digest_as(RECEIVE_TYPEHASH, message, domain);
        search.as_sent(&digest(&message), config.payer_authorizer, Guess::SignedByAuthorizer)?;
        search.attempt(&message.digest(&domain.separator()), Guess::Transfer)?;
        for (nonce, guess) in other_nonces(sent, authorization.salt) {
            search.attempt(&digest(&Authorization { nonce, ..message }), guess)?;
        }
        for recipient in [config.receiver, SETTLEMENT, PERMIT2_COLLECTOR] {
            let other = Authorization { to: recipient, ..message };
            search.attempt(&digest(&other), Guess::DepositRecipient { recipient })?;
        }
        search.personal(&digest(&message))?;
    }
    for NameGuess { name, version, known, mistake } in name_guesses(terms, offered.as_ref()) {
        let domain = TokenDomain {
            name: Cow::Borrowed(&name),
            version: Cow::Borrowed(version),
            chain_id: sent.chain_id,
            verifying_contract: config.token,
        };
        let (name, version) = (name.to_string(), version.to_string());
        let guess = match mistake {
            Some(mistake) => evm::Guess::MisreadName { name, version, mistake },
            None => evm::Guess::DomainNames { name, version, known },
        };
        search.attempt(&digest_as(RECEIVE_TYPEHASH, &message, &domain), guess)?;
    }
    Ok(())
}

/// The nonces that clients mistake for that of a deposit: the salt, the hash in the other order, and those of other
/// ids.
fn other_nonces(sent: &Sent<'_>, salt: Nonce) -> Vec<(Nonce, Guess)> {
    let hashed = |one: [u8; 32], other: [u8; 32]| Nonce::new(keccak256([one, other].as_flattened()));
    let id = sent.channel.id().to_bytes();
    let mut nonces = Vec::from([(salt, Guess::SaltAsNonce), (hashed(salt.to_bytes(), id), Guess::SwappedNonce)]);
    let others = channels::other_ids(sent).into_iter();
    nonces.extend(others.map(|(mistake, id)| (hashed(id.to_bytes(), salt.to_bytes()), Guess::DepositChannel(mistake))));
    nonces
}

/// Tries the most likely mistake first.
fn by_permit2(sent: &Sent<'_>, permit: &Permit2Authorization, search: &mut Search<'_>) -> Result<(), Stop> {
    let separator = permit2::domain_separator(sent.chain_id);
    let digest = permit.digest(&separator);
    search.as_sent(&digest, sent.commitment.config.payer_authorizer, Guess::SignedByAuthorizer)?;
    let spenders: [Address; 6] =
        [SETTLEMENT, PERMIT2_COLLECTOR, ERC3009_COLLECTOR, Proxy::Exact.address(), Proxy::Upto.address(), PERMIT2];
    for spender in spenders.into_iter().filter(|spender| *spender != permit.spender) {
        let mut other = permit.clone();
        other.spender = spender;
        search.attempt(&other.digest(&separator), Guess::DepositSpender { spender })?;
    }
    for (mistake, channel) in channels::other_ids(sent) {
        let mut other = permit.clone();
        other.channel = channel;
        search.attempt(&other.digest(&separator), Guess::DepositChannel(mistake))?;
    }
    if let Ok(domain) = TokenDomain::of(sent.case.terms.clone()) {
        search.attempt(&permit.digest(&domain.separator()), evm::Guess::TokenDomain)?;
    }
    search.personal(&digest)
}
