//! The challenges of sign-ins (`sign-in-with-x`).

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use x402_extensions::sign_in_with_x::{Challenge, ChallengeInit, SupportedChain, date};
use x402_types::{Network, RawJson, extensions::WriteExtension};

use super::Seller;
use crate::{choices::SignIns, key::Key};

impl Seller {
    /// The challenge of a 402 response at this time. The nonce is derived from the time, a counter, the resource and
    /// the secret. So it needs no storage until it is used, and no other party can make it.
    pub(super) fn challenge(&self, sign_ins: &SignIns, now: u64) -> RawJson {
        self.challenge_with(sign_ins, self.nonce(self.stamp(now)), now)
    }

    /// The challenge with this nonce. Payments repeat a challenge, and neither the nonce nor the time is compared.
    pub(super) fn challenge_with(&self, sign_ins: &SignIns, nonce: String, now: u64) -> RawJson {
        let uri = self.resource().into();
        let init = ChallengeInit { domain: sign_ins.origin.domain(), uri, nonce, issued_at: date(now) };
        let mut challenge = Challenge::new(init);
        challenge.supported_chains =
            self.networks().iter().filter_map(|network| SupportedChain::of(network.to_string())).collect();
        challenge.to_value(None)
    }

    /// The networks of the seller's offers.
    pub(crate) fn networks(&self) -> Vec<Network> {
        let mut networks: Vec<Network> = Vec::new();
        for offer in self.offers() {
            if !networks.contains(&offer.network) {
                networks.push(offer.network.clone());
            }
        }
        networks
    }

    /// The nonce of a challenge with this stamp: the stamp and a code of it, in hexadecimal digits.
    fn nonce(&self, stamp: u64) -> String {
        let resource = self.resource().as_bytes();
        let code = Key(self.secret().code_of(&[b"x402-seller nonce 1", resource, &stamp.to_be_bytes()])).to_string();
        format!("{stamp:016x}{}", code.get(..32).unwrap_or_default())
    }

    /// The time at which a nonce was made. `None` if the seller did not make it for this resource.
    pub(crate) fn time_of_nonce(&self, text: &str) -> Option<u64> {
        let stamp = u64::from_str_radix(text.get(..16)?, 16).ok()?;
        // An attacker who guesses digits of the code from the time of a comparison has 300 seconds for 32 digits, over a
        // network.
        (self.nonce(stamp) == text).then_some(stamp & u64::from(u32::MAX))
    }
}
