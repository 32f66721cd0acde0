//! Sign-ins of accounts that have paid before (`sign-in-with-x`).

use alloc::{
    boxed::Box,
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::fmt;

use x402_extensions::sign_in_with_x::{
    Challenge, ChallengeInit, Origin, SignIn, SignInContext, SupportedChain, date, verify,
};
use x402_schemes::{AccountId, Terms};
use x402_types::{HttpOutcome, Network, RawJson, extensions::WriteExtension};
use x402_verify::Expires;

use crate::{
    Answer, Key, Record, Seller, State, Stored,
    key::key_of,
    step::{Load, Loading, Serve, Serving, Step, Swap, Writing},
};

/// The time limit for the answer to a challenge, in seconds.
const MOST_AGE: u64 = 300;

/// The rules for letting an account that has paid return. The struct gets no further fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignIns {
    /// The public origin of the server, as its clients see it. It is never taken from a request.
    pub origin: Origin,
    /// How many seconds a payment lets its payer return.
    pub stay: u64,
}

impl SignIns {
    /// The challenge of a 402 response at this time. The nonce is derived from the time, a counter, the resource and
    /// the secret. So it needs no storage until it is used, and no other party can make it.
    pub(crate) fn challenge(&self, seller: &Seller, now: u64) -> RawJson {
        self.declared(seller, nonce(seller, seller.stamp(now)), now)
    }

    /// The challenge with this nonce. Payments repeat a challenge, and neither the nonce nor the time is compared.
    pub(crate) fn declared(&self, seller: &Seller, nonce: String, now: u64) -> RawJson {
        let uri = seller.resource().into();
        let init = ChallengeInit { domain: self.origin.domain(), uri, nonce, issued_at: date(now) };
        let mut challenge = Challenge::new(init);
        challenge.supported_chains =
            chains(seller).iter().filter_map(|chain| SupportedChain::of(chain.to_string())).collect();
        challenge.to_value(None)
    }
}

/// The networks of the seller's offers.
fn chains(seller: &Seller) -> Vec<Network> {
    let mut chains: Vec<Network> = Vec::new();
    for offer in seller.offers() {
        if !chains.contains(&offer.network) {
            chains.push(offer.network.clone());
        }
    }
    chains
}

/// The nonce of a challenge with this stamp: the stamp and a code of it, in hexadecimal digits.
fn nonce(seller: &Seller, stamp: u64) -> String {
    let resource = seller.resource().as_bytes();
    let code = Key(seller.secret().code_of(&[b"x402-seller nonce 1", resource, &stamp.to_be_bytes()])).to_string();
    format!("{stamp:016x}{}", code.get(..32).unwrap_or_default())
}

/// The time at which a nonce was made. `None` if the seller did not make it for this resource.
fn time_of(seller: &Seller, text: &str) -> Option<u64> {
    let stamp = u64::from_str_radix(text.get(..16)?, 16).ok()?;
    // An attacker who guesses digits of the code from the time of a comparison has 300 seconds for 32 digits, over a
    // network.
    (nonce(seller, stamp) == text).then_some(stamp & u64::from(u32::MAX))
}

/// The key of an account's entry: the resource at this price. A different seller of the same resource may sell
/// something else under it, such as the result of a more expensive query.
pub(crate) fn key_of_member(seller: &Seller, price: &Terms<'_>, account: AccountId) -> Key {
    let Terms { scheme, network, asset, amount, .. } = price;
    let price = format!("{scheme} {network} {asset} {amount}");
    key_of(&["x402-seller member 2", seller.resource(), &price, &account.to_string()])
}

/// The key of a nonce that an account has used.
fn key_of_nonce(nonce: &str, account: AccountId) -> Key {
    key_of(&["x402-seller nonce 1", nonce, &account.to_string()])
}

/// A sign-in of an account.
#[derive(Clone)]
pub(crate) struct Visit {
    pub(crate) seller: Seller,
    pub(crate) account: AccountId,
    /// The key of the nonce.
    pub(crate) nonce: Key,
    /// The index of the offer that the account may have paid.
    offer: usize,
    /// When the challenge was made.
    issued: u64,
    now: u64,
}

impl fmt::Debug for Visit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Visit").field("account", &self.account).field("nonce", &self.nonce).finish_non_exhaustive()
    }
}

impl Visit {
    /// Verifies a sign-in.
    pub(crate) fn begin(seller: &Seller, sign_ins: &SignIns, sign_in: &SignIn, now: u64) -> Result<Box<Self>, Answer> {
        let refuse = |why: &str| Err(seller.refuse(HttpOutcome::PaymentRequired, why, now));
        let chains = chains(seller);
        let context = SignInContext::new(&sign_ins.origin, now).with_chains(&chains);
        let report = verify(sign_in, &context.with_facts(&seller.choices().facts));
        let reason = report.reason().unwrap_or_default();
        let signed_in = match report.into_signed_in() {
            Ok(signed_in) => signed_in,
            Err(why) => return refuse(&format!("{reason}: {why}")),
        };
        let issued = time_of(seller, signed_in.nonce()).filter(|issued| now.saturating_sub(*issued) <= MOST_AGE);
        let Some(issued) = issued else { return refuse("the nonce is none of this server's, or is too old") };
        let account = signed_in.account();
        let nonce = key_of_nonce(signed_in.nonce(), account);
        Ok(Box::new(Self { seller: seller.clone(), account, nonce, offer: 0, issued, now }))
    }

    /// Reads from the store whether the account has paid for one of the offers.
    pub(crate) fn load(mut self: Box<Self>) -> Step {
        // No account has paid for an offer without terms: its price is in an issued currency, which no mechanism
        // supports.
        let mut offers = self.seller.offers().iter().enumerate().skip(self.offer);
        let next = offers
            .find_map(|(index, offer)| Some((index, key_of_member(&self.seller, &Terms::of_v2(offer)?, self.account))));
        match next {
            Some((index, key)) => {
                self.offer = index;
                Step::Load(Load { key, of: Loading::Visit(self) })
            }
            None => self.refuse("this account has not paid").into(),
        }
    }

    fn refuse(&self, why: &str) -> Answer {
        self.seller.refuse(HttpOutcome::PaymentRequired, why, self.now)
    }

    /// Continues with the account's record. A nonce is used up only if its account has paid.
    pub(crate) fn look(mut self: Box<Self>, stored: Option<Stored>, now: u64) -> Step {
        match stored.map(|stored| stored.record.state) {
            Some(State::Member { until }) if now < until => {
                let record = Box::new(Record::of_state(State::Used));
                let ends = Expires::At(self.issued.saturating_add(MOST_AGE).saturating_add(1).into());
                Step::Swap(Swap { key: self.nonce, expected: 0, record, ends, of: Writing::Visit(self) })
            }
            _ => {
                self.offer = self.offer.saturating_add(1);
                self.load()
            }
        }
    }

    /// The nonce is now used up, and was not before.
    pub(crate) const fn enter(self: Box<Self>) -> Step {
        Step::Serve(Serve { of: Serving::Visit(self) })
    }

    /// The nonce was used before.
    pub(crate) fn turn_away(&self) -> Step {
        self.refuse("the nonce was used before").into()
    }
}
