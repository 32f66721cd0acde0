//! Who has paid comes back without paying (`sign-in-with-x`).

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard},
    time::{Duration, UNIX_EPOCH},
};

use x402_extensions::sign_in_with_x::{
    Challenge, ChallengeInit, Origin, SignIn, SignInContext, SupportedChain, verify,
};
use x402_schemes::AccountId;
use x402_types::{Network, RawJson, extensions::WriteExtension};

/// A challenge is answered within so many seconds.
const MOST_AGE: u64 = 300;

/// The challenges that were made, and the accounts that have paid, until either has no use any more. A seller that runs
/// several processes keeps both where all of them see them.
pub(crate) struct Members {
    origin: Origin,
    chains: Vec<Network>,
    /// For how many seconds a payment admits its payer.
    stay: u64,
    /// Each nonce with the second in which it was made.
    nonces: Mutex<HashMap<String, u64>>,
    /// Each account with the second until which it is admitted.
    paid: Mutex<HashMap<AccountId, u64>>,
}

impl Members {
    pub(crate) fn new(origin: Origin, chains: Vec<Network>, stay: u64) -> Self {
        Self { origin, chains, stay, nonces: Mutex::default(), paid: Mutex::default() }
    }

    /// A challenge with a nonce that nobody has seen.
    pub(crate) fn challenge(&self, uri: &str, now: u64) -> RawJson {
        let nonce = nonce();
        let mut nonces = lock(&self.nonces);
        nonces.retain(|_, issued| now <= issued.saturating_add(MOST_AGE));
        nonces.insert(nonce.clone(), now);
        self.declared(uri, nonce, now)
    }

    /// The challenge with this nonce.
    pub(crate) fn declared(&self, uri: &str, nonce: String, now: u64) -> RawJson {
        let issued_at = humantime::format_rfc3339_seconds(UNIX_EPOCH + Duration::from_secs(now)).to_string();
        let init = ChallengeInit { domain: self.origin.domain(), uri: uri.into(), nonce, issued_at };
        let mut challenge = Challenge::new(init);
        challenge.supported_chains =
            self.chains.iter().filter_map(|chain| SupportedChain::of(chain.to_string())).collect();
        challenge.to_value(None)
    }

    /// Remembers who has paid: the payer of a settlement, never somebody whom a request names.
    pub(crate) fn admit(&self, payer: AccountId, now: u64) {
        let mut paid = lock(&self.paid);
        paid.retain(|_, until| *until > now);
        paid.insert(payer, now.saturating_add(self.stay));
    }

    /// Whether a sign-in is of an account that has paid. The error says why not.
    pub(crate) fn check(&self, sign_in: &SignIn, now: u64) -> Result<(), String> {
        let report = verify(sign_in, &SignInContext::new(&self.origin, now).with_chains(&self.chains));
        let reason = report.reason().unwrap_or_default();
        let signed_in = report.into_signed_in().map_err(|why| format!("{reason}: {why}"))?;
        // What the report leaves to the server: a nonce of ours, which signs in once.
        if lock(&self.nonces).remove(signed_in.nonce()).is_none() {
            return Err("the nonce is none of ours, or was used".into());
        }
        match lock(&self.paid).get(&signed_in.account()) {
            Some(until) if *until > now => Ok(()),
            _ => Err("this account has not paid".into()),
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().expect("nothing panics while it holds this lock")
}

/// 32 hexadecimal digits.
fn nonce() -> String {
    let mut random = [0; 16];
    getrandom::fill(&mut random).expect("the system has random bytes");
    format!("{:032x}", u128::from_be_bytes(random))
}
