//! From a 402 response to a signed payment within the allowances.

use alloc::{borrow::Cow, boxed::Box, string::String, vec::Vec};
use core::fmt;

#[cfg(feature = "stellar")]
use x402_schemes::stellar;
use x402_schemes::{AccountId, Budget, PassedOver, SpendingLimits, Terms, choose_from, evm, solana};
use x402_types::{
    __declare::sentences, DecodeError, DecodeOptions, Flag, Flags, Network, Offer, PaymentFlow, PaymentRequired,
    decode_payment_required,
};
use x402_verify::client::{OfferIssue, review_offer};

use crate::{
    Allowance, Draft, Entry, Ledger, NotPaid, Sent, SignError, Signer, ToSign,
    allowance::Spending,
    draft::{Message, OfferRef},
};

/// Pays the prices that sellers ask for in 402 responses, within its allowances. The README shows all steps of a
/// purchase.
///
/// The buyer owns the ledger, so its limits hold for all its purchases. All methods take `&self`, because purchases may
/// run at the same time. Buyers with the same allowances can share a ledger through `&` or `Arc`.
pub struct Buyer<L> {
    pub(crate) allowances: Vec<Allowance>,
    pub(crate) ledger: L,
    payers: Vec<Payer>,
    flows: Vec<PaymentFlow>,
    pub(crate) tolerated: Flags,
}

pub(crate) enum Payer {
    Signer(Box<dyn Signer + Send + Sync>),
    Account(AccountId),
}

impl Payer {
    pub(crate) fn account(&self) -> AccountId {
        match self {
            Self::Signer(signer) => signer.account(),
            Self::Account(account) => *account,
        }
    }

    pub(crate) fn sign(&self, message: &ToSign) -> Result<Vec<u8>, NotPaid> {
        self.signer()?.sign(message).map_err(NotPaid::Sign)
    }

    fn signer(&self) -> Result<&dyn Signer, NotPaid> {
        match self {
            Self::Signer(signer) => Ok(&**signer),
            Self::Account(_) => Err(NotPaid::Sign(SignError::new("this account signs elsewhere"))),
        }
    }

    fn is_on(&self, network: &Network) -> bool {
        match self.account() {
            AccountId::Evm(_) => evm::is_on(network),
            AccountId::Solana(_) => solana::is_on(network),
            #[cfg(feature = "stellar")]
            AccountId::Stellar(_) => stellar::is_on(network),
            _ => false,
        }
    }
}

/// A 402 response, with the host of the seller and the request that it answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demand {
    pub(crate) host: String,
    request: String,
    required: PaymentRequired,
}

impl Demand {
    /// Reads an answer with status 402. The payment requirements are in a header, or in V1 in the body. `host` is the
    /// host of the request; the ledger stores it in lower case and without a trailing dot. A payment is only for the
    /// server that asked for it, so follow no redirect with one. A `&HeaderMap` of the crate `http` can be passed as
    /// the headers.
    ///
    /// # Errors
    /// The answer is not a 402 response, or it cannot be decoded.
    pub fn of_answer<N: AsRef<str>, V: AsRef<[u8]>>(
        status: u16,
        host: impl Into<String>,
        headers: impl IntoIterator<Item = (N, V)>,
        body: &[u8],
    ) -> Result<Self, NoDemand> {
        if status != 402 {
            return Err(NoDemand::Status(status));
        }
        let headers: Vec<_> = headers.into_iter().collect();
        let headers = headers.iter().map(|(name, value)| (name.as_ref(), value.as_ref()));
        let required = decode_payment_required(headers, body, &DecodeOptions::STRICT).map_err(NoDemand::Unreadable)?;
        Ok(Self::new(host, required.value))
    }

    /// Creates a 402 response that came through a carrier other than HTTP, such as MCP. `host` is the seller.
    #[must_use]
    pub fn new(host: impl Into<String>, required: impl Into<PaymentRequired>) -> Self {
        let required = required.into();
        Self { host: one_spelling(host), request: resource_of(&required).into(), required }
    }

    /// Sets the name of the request that this 402 response answers. The name must contain everything that distinguishes
    /// the request from others to the host, such as its method, its URL and its body. A payment without an answer is
    /// sent again only for the same request ([`Buyer::unanswered`]). By default the name is the resource that the 402
    /// response names.
    #[must_use]
    pub fn for_request(self, request: impl Into<String>) -> Self {
        Self { request: request.into(), ..self }
    }

    /// Returns the name of the request.
    #[must_use]
    pub fn request(&self) -> &str {
        &self.request
    }

    /// Returns the host that is paid, in lower case and without a trailing dot.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Returns the seller's error message, such as the reason why a payment was refused. It is not escaped: escape it
    /// before you show it ([`printable`](x402_types::printable::printable)).
    #[must_use]
    pub fn error(&self) -> Option<&str> {
        error_of(&self.required)
    }

    /// Returns the decoded 402 response.
    #[must_use]
    pub const fn required(&self) -> &PaymentRequired {
        &self.required
    }

    fn offer(&self, index: usize) -> Option<OfferRef<'_>> {
        match &self.required {
            PaymentRequired::V1(demand) => demand.accepts.get(index)?.get().map(OfferRef::V1),
            PaymentRequired::V2(demand) => demand.accepts.get(index)?.get().map(OfferRef::V2),
        }
    }
}

/// Different spellings of one host would each have their own limits.
pub(crate) fn one_spelling(host: impl Into<String>) -> String {
    let mut host = host.into().to_ascii_lowercase();
    if host.ends_with('.') {
        host.pop();
    }
    host
}

fn resource_of(required: &PaymentRequired) -> &str {
    match required {
        PaymentRequired::V1(demand) => {
            demand.accepts.iter().find_map(Offer::get).map_or("", |offer| offer.resource.as_str())
        }
        PaymentRequired::V2(demand) => demand.resource.as_ref().map_or("", |resource| resource.url.as_str()),
    }
}

/// The field `error` of a 402 response.
pub(crate) fn error_of(required: &PaymentRequired) -> Option<&str> {
    match required {
        PaymentRequired::V1(demand) => demand.error.as_deref(),
        PaymentRequired::V2(demand) => demand.error.as_deref(),
    }
}

/// The offers of a 402 response that are not known to be unpayable, and why the first of the others is.
pub(crate) struct Remaining<'a> {
    required: Cow<'a, PaymentRequired>,
    /// The index of each offer in the 402 response.
    indices: Vec<usize>,
    why: Option<NotPaid>,
}

impl<'a> Remaining<'a> {
    pub(crate) fn of(required: &'a PaymentRequired) -> Self {
        let count = match required {
            PaymentRequired::V1(demand) => demand.accepts.len(),
            PaymentRequired::V2(demand) => demand.accepts.len(),
        };
        Self { required: Cow::Borrowed(required), indices: (0..count).collect(), why: None }
    }

    /// The index in the 402 response of the chosen offer.
    pub(crate) fn choose(&mut self, limits: &SpendingLimits<'_>) -> Result<usize, NotPaid> {
        let mut choice = choose_from(&self.required, limits);
        let index = choice.offer.and_then(|offer| self.indices.get(offer).copied());
        for passed in &mut choice.passed_over {
            passed.offer = self.indices.get(passed.offer).copied().unwrap_or(passed.offer);
        }
        index.ok_or_else(|| self.why.take().unwrap_or(NotPaid::NoOffer(choice.passed_over)))
    }

    /// Leaves out an offer of the 402 response, which cannot be paid for this reason.
    pub(crate) fn leave_out(&mut self, index: usize, why: NotPaid) {
        let Some(place) = self.indices.iter().position(|other| *other == index) else { return };
        self.indices.remove(place);
        match self.required.to_mut() {
            PaymentRequired::V1(demand) => drop(demand.accepts.remove(place)),
            PaymentRequired::V2(demand) => drop(demand.accepts.remove(place)),
        }
        self.why.get_or_insert(why);
    }
}

sentences! {
    /// The reason why an answer is not a 402 response.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum NoDemand {
        /// The status is not 402.
        Status(status: u16) = "the status is {status}, and not 402: nothing is demanded",
        /// The 402 response cannot be decoded.
        Unreadable(error: DecodeError) = |f| error.fmt(f),
    }
}

impl core::error::Error for NoDemand {}

/// The values that must be new for each payment. The struct gets no further fields.
#[derive(Clone, Copy, Debug)]
pub struct Fresh {
    /// The time, in Unix seconds.
    pub now: u64,
    /// Random bytes that were never used before. The nonce is made from them.
    pub random: [u8; 32],
    /// For Solana, a blockhash of the last minute (`getLatestBlockhash`). `None` for the one that the offer suggests.
    pub blockhash: Option<[u8; 32]>,
    /// For Stellar, the latest closed ledger (`getLatestLedger`), from which the end of a payment is counted.
    pub ledger: Option<u32>,
}

impl Fresh {
    /// Returns the time and random bytes of this machine.
    ///
    /// # Errors
    /// The machine has no source of random bytes, or its clock is before 1970.
    #[cfg(feature = "std")]
    pub fn generate() -> std::io::Result<Self> {
        let now = std::time::SystemTime::UNIX_EPOCH.elapsed().map_err(std::io::Error::other)?.as_secs();
        let mut random = [0; 32];
        getrandom::fill(&mut random)?;
        Ok(Self { now, random, blockhash: None, ledger: None })
    }
}

impl<L: Ledger> Buyer<L> {
    /// Creates a buyer with these allowances, which an offer must fit, and this ledger. Among the offers of one flow,
    /// it prefers those that fit an earlier allowance. It pays in the flow `authorization`.
    #[doc(alias("client", "wallet"))]
    #[must_use]
    pub fn new(allowances: impl IntoIterator<Item = Allowance>, ledger: L) -> Self {
        let flows = Vec::from([PaymentFlow::Authorization]);
        Self { allowances: allowances.into_iter().collect(), ledger, payers: Vec::new(), flows, tolerated: Flags::NONE }
    }

    /// Adds an account with its signer. On each chain family the first account pays.
    #[doc(alias("private key", "wallet"))]
    #[must_use]
    pub fn with_signer(mut self, signer: impl Signer + Send + Sync + 'static) -> Self {
        self.payers.push(Payer::Signer(Box::new(signer)));
        self
    }

    /// Adds an account that signs elsewhere: use [`draft`](Self::draft), [`Draft::to_sign`] and [`Draft::signed`].
    #[must_use]
    pub fn with_account(mut self, account: impl Into<AccountId>) -> Self {
        self.payers.push(Payer::Account(account.into()));
        self
    }

    /// Sets the flows in which the buyer pays. In `upfront` and `escrow` the money may be gone before the service
    /// (F-2).
    #[must_use]
    pub fn with_flows(mut self, flows: impl IntoIterator<Item = PaymentFlow>) -> Self {
        self.flows = flows.into_iter().collect();
        self
    }

    /// Lets the buyer also pay for offers that a published table contradicts with these flags, such as
    /// [`Flag::OtherDomain`](x402_types::Flag::OtherDomain) (B-10). By default it signs for none of them, because such
    /// a payment would not settle, or its money would be lost. Tolerate a flag if you know better than the table, for
    /// example because the token itself returned its domain.
    #[must_use]
    pub fn with_tolerated(mut self, tolerated: impl IntoIterator<Item = Flag>) -> Self {
        self.tolerated = tolerated.into_iter().collect();
        self
    }

    /// The limits of this buyer within these budgets.
    pub(crate) fn limits<'a>(&'a self, budgets: &'a [Budget]) -> SpendingLimits<'a> {
        SpendingLimits::DEFAULT.with_budgets(budgets).with_flows(&self.flows).with_tolerated(self.tolerated)
    }

    /// Returns the ledger.
    pub const fn ledger(&self) -> &L {
        &self.ledger
    }

    /// Chooses an offer, reserves the payment in the ledger, signs it, and keeps it in the ledger. An offer is left out
    /// if it has a serious issue, if no payment for it would be valid, or if the account that would pay signs
    /// elsewhere. Call [`unanswered`](Self::unanswered) before, and pass the answer to [`answered`](Self::answered).
    ///
    /// # Errors
    /// Nothing was signed, or the payment is not valid. The ledger is unchanged, unless it failed.
    #[doc(alias = "402")]
    pub fn pay(&self, demand: &Demand, fresh: &Fresh) -> Result<Sent, NotPaid> {
        let (draft, payer) = self.drafted(demand, fresh, |payer| payer.signer().map(drop))?;
        let id = draft.entry().id;
        let signed = payer.sign(&draft.to_sign()).and_then(|signature| draft.signed(signature));
        if signed.is_err() {
            self.ledger.release(&id).map_err(NotPaid::ledger)?;
        }
        signed
    }

    /// Chooses an offer, reserves the payment in the ledger and returns the draft to sign.
    ///
    /// # Errors
    /// As for [`pay`](Self::pay).
    pub fn draft<'a>(&'a self, demand: &'a Demand, fresh: &Fresh) -> Result<Draft<'a, L>, NotPaid> {
        self.drafted(demand, fresh, |_| Ok(())).map(|(draft, _)| draft)
    }

    fn drafted<'a>(
        &'a self,
        demand: &'a Demand,
        fresh: &Fresh,
        may_pay: impl Fn(&Payer) -> Result<(), NotPaid>,
    ) -> Result<(Draft<'a, L>, &'a Payer), NotPaid> {
        let left = self.left(demand, fresh.now)?;
        let budgets: Vec<Budget> = left.iter().map(Left::budget).collect();
        let limits = self.limits(&budgets);
        let mut remaining = Remaining::of(&demand.required);
        let (draft, allowance, payer) = loop {
            let index = remaining.choose(&limits).map_err(|why| limit_reached(why, demand, &left))?;
            let offer = demand.offer(index).and_then(|offer| Some((offer, offer.terms()?)));
            let Some((offer, terms)) = offer else { return Err(NotPaid::NoOffer(Vec::new())) };
            let covering = limits.covering(&terms).ok().and_then(|covered| left.get(covered.budget?));
            let (Some(Left { allowance, .. }), Some(payer)) = (covering, self.payer_on(&terms.network)) else {
                return Err(NotPaid::NoOffer(Vec::new()));
            };
            let budget = allowance.budget();
            let entry = Entry {
                id: fresh.random,
                host: demand.host.clone(),
                network: budget.network.clone(),
                asset: budget.asset.clone(),
                amount: terms.amount,
                at: fresh.now,
            };
            let drafted = may_pay(payer)
                .and_then(|()| reviewed(&terms, Some(payer.account()), &limits))
                .and_then(|()| Message::new(&terms, payer.account(), fresh))
                .map(|message| Draft {
                    buyer: self,
                    demand,
                    offer,
                    payer: payer.account(),
                    message,
                    entry,
                    stellar_ledger: fresh.ledger,
                })
                .and_then(Draft::signable);
            match drafted {
                Ok(draft) => break (draft, allowance, payer),
                Err(why) => remaining.leave_out(index, why),
            }
        };
        self.reserve(draft.entry(), allowance)?;
        Ok((draft, payer))
    }

    /// Reserves a payment. Names the limit if a different payment has used it up in the meantime.
    pub(crate) fn reserve(&self, entry: &Entry, allowance: &Allowance) -> Result<(), NotPaid> {
        if self.ledger.reserve(entry, allowance.limits()).map_err(NotPaid::ledger)? {
            return Ok(());
        }
        let spending = allowance.spending(&entry.host, entry.at, &self.ledger).map_err(NotPaid::ledger)?;
        let reached = allowance.exceeded(&entry.host, entry.amount, &spending);
        Err(reached.map_or(NotPaid::Spent, |reached| NotPaid::Limit(Box::new(reached))))
    }

    /// The allowances that an account can pay from, each with the spent sums.
    fn left(&self, demand: &Demand, now: u64) -> Result<Vec<Left<'_>>, NotPaid> {
        let payable = self.allowances.iter().filter(|allowance| self.payer_on(&allowance.budget().network).is_some());
        let left = |allowance: &'_ Allowance| allowance.spending(&demand.host, now, &self.ledger);
        payable.map(|allowance| Ok(Left { allowance, spending: left(allowance).map_err(NotPaid::ledger)? })).collect()
    }
}

impl<L> Buyer<L> {
    pub(crate) fn payer_on(&self, network: &Network) -> Option<&Payer> {
        self.payers.iter().find(|payer| payer.is_on(network))
    }
}

/// An allowance with the spent sums.
struct Left<'a> {
    allowance: &'a Allowance,
    spending: Vec<Spending>,
}

impl Left<'_> {
    /// The budget that remains for one payment.
    fn budget(&self) -> Budget {
        let mut budget = self.allowance.budget().clone();
        budget.at_most = self.spending.iter().map(Spending::left).fold(budget.at_most, Ord::min);
        budget
    }
}

/// The limit that keeps every offer from being paid, if there is one: an allowance covers the offer, but no remaining
/// budget does.
fn limit_reached(why: NotPaid, demand: &Demand, left: &[Left<'_>]) -> NotPaid {
    let NotPaid::NoOffer(passed) = &why else { return why };
    let dear = passed.iter().filter(|passed| matches!(passed.why, PassedOver::TooExpensive { .. }));
    let mut terms = dear.filter_map(|passed| demand.offer(passed.offer)?.terms());
    let reached = terms
        .find_map(|terms| left.iter().find_map(|left| left.allowance.reached(&demand.host, &terms, &left.spending)));
    reached.map_or(why, |reached| NotPaid::Limit(Box::new(reached)))
}

/// An offer with a serious issue is not paid.
pub(crate) fn reviewed(
    terms: &Terms<'_>,
    account: Option<AccountId>,
    limits: &SpendingLimits<'_>,
) -> Result<(), NotPaid> {
    let issues = review_offer(terms.clone(), account, limits);
    if issues.iter().any(OfferIssue::is_serious) { Err(NotPaid::Issues(issues)) } else { Ok(()) }
}

impl<L> fmt::Debug for Buyer<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let accounts: Vec<_> = self.payers.iter().map(Payer::account).collect();
        f.debug_struct("Buyer")
            .field("accounts", &accounts)
            .field("allowances", &self.allowances)
            .finish_non_exhaustive()
    }
}
