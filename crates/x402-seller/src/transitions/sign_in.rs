//! A sign-in: the account's record is read, its nonce is used up, and the work is done without a payment.

use alloc::{boxed::Box, format, string::ToString};

use x402_extensions::sign_in_with_x::{SignIn, SignInContext, verify};
use x402_schemes::AccountId;
use x402_types::HttpOutcome;
use x402_verify::Expires;

use crate::{
    answer::Answer,
    choices::SignIns,
    key::{Key, key_of, key_of_payer},
    record::{Record, State, Stored},
    seller::Seller,
    step::{Load, Loading, Serve, Serving, Step, Swap, Writing},
    visit::Visit,
};

/// The time limit for the answer to a challenge, in seconds.
const MOST_AGE: u64 = 300;

/// The key of a nonce that an account has used.
fn key_of_nonce(nonce: &str, account: AccountId) -> Key {
    key_of(&["x402-seller nonce 1", nonce, &account.to_string()])
}

impl Visit {
    /// Verifies a sign-in.
    pub(crate) fn begin(seller: &Seller, sign_ins: &SignIns, sign_in: &SignIn, now: u64) -> Result<Box<Self>, Answer> {
        let refuse = |why: &str| Err(seller.refuse(HttpOutcome::PaymentRequired, why, now));
        let chains = seller.networks();
        let context = SignInContext::new(&sign_ins.origin, now).with_chains(&chains);
        let report = verify(sign_in, &context.with_facts(&seller.choices().facts));
        let reason = report.reason().unwrap_or_default();
        let signed_in = match report.into_signed_in() {
            Ok(signed_in) => signed_in,
            Err(why) => return refuse(&format!("{reason}: {why}")),
        };
        let issued = seller.time_of_nonce(signed_in.nonce()).filter(|issued| now.saturating_sub(*issued) <= MOST_AGE);
        let Some(issued) = issued else { return refuse("this server did not issue the nonce, or it is too old") };
        let account = signed_in.account();
        let nonce = key_of_nonce(signed_in.nonce(), account);
        Ok(Box::new(Self { seller: seller.clone(), account, nonce, offer: 0, issued, now }))
    }

    /// Reads from the store whether the account has paid for one of the offers.
    pub(crate) fn load(self: Box<Self>) -> Step {
        match self.seller.offers().get(self.offer) {
            Some(offer) => {
                let key = key_of_payer(self.seller.resource(), &offer.into(), self.account);
                Step::Load(Load { key, of: Loading::Visit(self) })
            }
            None => self.refuse("this account has not paid").into(),
        }
    }

    fn refuse(&self, why: &str) -> Answer {
        self.seller.refuse(HttpOutcome::PaymentRequired, why, self.now)
    }

    /// Continues with the account's record. A nonce is used up only if its account has paid.
    pub(crate) fn payer_loaded(mut self: Box<Self>, stored: Option<Stored>, now: u64) -> Step {
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
