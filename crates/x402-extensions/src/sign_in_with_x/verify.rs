//! The verifier of a sign-in.

pub(crate) mod answer;
mod characters;
mod checks;
pub(crate) mod context;
pub(crate) mod diagnosis;
pub(crate) mod report;
mod signature;
pub(crate) mod uri;

use alloc::format;

use x402_schemes::{AccountId, evm, solana};
use x402_types::{Flag, Network};

pub(crate) use self::checks::{ORDER, ROWS};
use self::{
    signature::Signed,
    uri::{NoOrigin, Uri},
};
use super::{ChainKind, Detail, Question, SignIn, SignInContext, SignInReport};
use crate::{CheckId, date::seconds, report::Recorder};

/// The maximum age of a challenge, in seconds.
const MOST_AGE: u64 = 300;

/// Verifies a sign-in offline: makes every check that `docs/reference/checks.md` lists under `sign-in-with-x`.
///
/// A sign-in is valid for one server, a short time and one use. The question whether the nonce is unused is always
/// [outstanding](crate::ExtensionReport::outstanding), because only the server's own store can answer it.
#[must_use]
pub fn verify(sign_in: &SignIn, context: &SignInContext<'_>) -> SignInReport {
    let mut recorder = Recorder::new(ORDER);
    let (network, account) = check_terms(sign_in, context, &mut recorder);
    let message = account.and_then(|account| sign_in.message(account));
    let mut digest = None;
    if let (Some(network), Some(account), Some(message)) = (&network, account, &message) {
        let signed = Signed { network, context, message, signature: &sign_in.signature };
        digest = signed.verify(account, &mut recorder);
    } else {
        recorder.check_policy(CheckId::SIGN_IN_POLICY, context.refused);
    }
    recorder.leave_outstanding(Question::NonceUnused { nonce: sign_in.nonce.clone() });
    SignInReport {
        report: recorder.into_report(),
        account,
        network,
        nonce: sign_in.nonce.clone(),
        message,
        digest,
        resources: sign_in.resources.clone().unwrap_or_default(),
    }
}

/// Checks everything except the signature. Returns the chain and the account, if they can be read.
fn check_terms(
    sign_in: &SignIn,
    context: &SignInContext<'_>,
    recorder: &mut Recorder,
) -> (Option<Network>, Option<AccountId>) {
    let characters = characters::check(sign_in, recorder);
    recorder.check(CheckId::SIGN_IN_CHARACTERS, characters);
    check_domain_and_uri(sign_in, context, recorder);
    check_times(sign_in, context.now, recorder);
    recorder.check(CheckId::SIGN_IN_NONCE, check_nonce(&sign_in.nonce, context.nonce));
    let chain = check_chain(&sign_in.chain_id, context, recorder);
    let account = chain.as_ref().and_then(|(kind, _)| {
        let expected = kind.signature_type();
        let is_expected = sign_in.signature_type == expected;
        recorder.check(CheckId::SIGN_IN_TYPE, if is_expected { Ok(()) } else { Err(Detail::Type { expected }) });
        let account = read_account(*kind, &sign_in.address, recorder);
        recorder.check(CheckId::SIGN_IN_ADDRESS, account)
    });
    (chain.map(|(_, network)| network), account)
}

/// Checks the domain and the URI.
fn check_domain_and_uri(sign_in: &SignIn, context: &SignInContext<'_>, recorder: &mut Recorder) {
    let domain = context.origin.domain();
    let matches_origin = if sign_in.domain == domain {
        Ok(())
    } else {
        Err(Detail::Domain { signed: sign_in.domain.as_str().into(), origin: domain.into() })
    };
    recorder.check(CheckId::SIGN_IN_DOMAIN, matches_origin);

    let other = || Detail::Origin { signed: sign_in.uri.as_str().into(), origin: format!("{}", context.origin).into() };
    let is_plain = Uri::read(&sign_in.uri).ok_or(Detail::NotUri).and_then(|uri| match uri.origin() {
        Ok((origin, is_plain)) if origin == *context.origin => Ok(is_plain),
        Ok(_) | Err(NoOrigin::Scheme | NoOrigin::Port) => Err(other()),
        Err(NoOrigin::NoAuthority) => Err(Detail::NotUri),
        Err(NoOrigin::User) => Err(Detail::UriUser),
    });
    let is_plain = recorder.check(CheckId::SIGN_IN_URI, is_plain);
    recorder.flag_if(is_plain == Some(false), Flag::OriginSpelling);
}

/// Checks the dates.
fn check_times(sign_in: &SignIn, now: u64, recorder: &mut Recorder) {
    let read = |member, text: &str| seconds(text).ok_or(Detail::NotDate(member));
    let second = i64::try_from(now).unwrap_or(i64::MAX);
    if let Some(issued_at) = recorder.check(CheckId::SIGN_IN_ISSUED_AT, read("issuedAt", &sign_in.issued_at)) {
        let is_recent = second.saturating_sub(issued_at) <= MOST_AGE.cast_signed();
        let too_old = Detail::TooOld { issued_at, now };
        recorder.check(CheckId::SIGN_IN_AGE, if is_recent { Ok(()) } else { Err(too_old) });
        let is_past = issued_at <= second;
        let in_future = Detail::IssuedInFuture { issued_at, now };
        recorder.check(CheckId::SIGN_IN_ISSUED, if is_past { Ok(()) } else { Err(in_future) });
    }
    if let Some(text) = &sign_in.expiration_time {
        let date = read("expirationTime", text);
        match recorder.check(CheckId::SIGN_IN_EXPIRATION_TIME, date) {
            None => recorder.skip(CheckId::SIGN_IN_EXPIRED, CheckId::SIGN_IN_EXPIRATION_TIME),
            Some(expiration_time) => {
                let expired = Detail::Expired { expiration_time, now };
                recorder.check(CheckId::SIGN_IN_EXPIRED, if second < expiration_time { Ok(()) } else { Err(expired) });
            }
        }
    }
    if let Some(text) = &sign_in.not_before {
        match recorder.check(CheckId::SIGN_IN_NOT_BEFORE, read("notBefore", text)) {
            None => recorder.skip(CheckId::SIGN_IN_VALID, CheckId::SIGN_IN_NOT_BEFORE),
            Some(not_before) => {
                let early = Detail::TooEarly { not_before, now };
                recorder.check(CheckId::SIGN_IN_VALID, if not_before <= second { Ok(()) } else { Err(early) });
            }
        }
    }
}

fn check_nonce(nonce: &str, issued: Option<&str>) -> Result<(), Detail> {
    if nonce.len() < 8 || !nonce.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(Detail::NotNonce);
    }
    if issued.is_some_and(|issued| issued != nonce) { Err(Detail::OtherNonce) } else { Ok(()) }
}

/// Returns the chain family and the chain.
fn check_chain(chain_id: &str, context: &SignInContext<'_>, recorder: &mut Recorder) -> Option<(ChainKind, Network)> {
    let kind = ChainKind::of(chain_id);
    let network: Option<Network> = chain_id.parse().ok().filter(|network: &Network| *network != Network::eip155(0));
    let is_chain = network.is_some() || kind != Some(ChainKind::Ethereum);
    recorder.check(CheckId::SIGN_IN_CHAIN_ID, if is_chain { Ok(()) } else { Err(Detail::NotChainId) })?;
    let supported = kind.zip(network).ok_or(Detail::UnsupportedChain).and_then(|(kind, network)| {
        let is_offered = context.chains.is_none_or(|chains| chains.contains(&network));
        if is_offered { Ok((kind, network)) } else { Err(Detail::ChainNotOffered) }
    });
    recorder.check(CheckId::SIGN_IN_CHAIN, supported)
}

/// Reads the account.
fn read_account(kind: ChainKind, address: &str, recorder: &mut Recorder) -> Result<AccountId, Detail> {
    if kind == ChainKind::Solana {
        let account: solana::Address = address.parse().map_err(|_| Detail::NotAddress)?;
        return Ok(AccountId::Solana(account));
    }
    let account: evm::Address = address.parse().map_err(|_| Detail::NotAddress)?;
    if !account.checksum_matches(address) {
        return Err(Detail::Checksum);
    }
    // Digits alone have no letter case.
    recorder.flag_if(format!("{account}") != address, Flag::AddressCase);
    Ok(AccountId::Evm(account))
}
