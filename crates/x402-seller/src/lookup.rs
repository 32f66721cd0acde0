//! The calls to a node about a payment whose settlement has no answer. This module uses no network.

mod call;
mod evm;
mod outcome;
mod solana;
mod stellar;
mod xrpl;

use alloc::boxed::Box;

use x402_types::{JsonRef, Members, RawJson};

pub use self::outcome::{Finality, LookupError, OnChain};
use crate::{progress::Progress, sale::Sale};

/// The most calls for one payment.
const MOST_CALLS: u32 = 64;

/// The calls to a node that find out the outcome of a payment, one after the other. Nothing is known before the last
/// one. A payment counts as settled only if one transaction certainly settled this exact payment.
///
/// Post [`request`](Self::request) and pass the node's answer to [`response`](Self::response), until there is no
/// further call. Then [`shown`](Self::shown) is the outcome on the chain. After an error nothing is known: begin a new
/// lookup later.
///
/// ```
/// use x402_seller::{Finality, LookupError, OnChain, Settle};
/// use x402_types::RawJson;
///
/// fn look_up(settle: &Settle, post: impl Fn(&RawJson) -> RawJson) -> Result<Option<OnChain>, LookupError> {
///     let Some(mut lookup) = settle.lookup(Finality::Finalized) else { return Ok(None) };
///     while let Some(request) = lookup.request() {
///         lookup.response(&post(&request))?;
///     }
///     Ok(lookup.shown())
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Lookup {
    of: Of,
    calls: u32,
}

#[derive(Clone, Debug)]
enum Of {
    Evm(Box<evm::Lookup>),
    Solana(Box<solana::Lookup>),
    Stellar(Box<stellar::Lookup>),
    Xrpl(Box<xrpl::Lookup>),
}

impl Lookup {
    /// The lookup of a sale. `None` where a node cannot show its outcome.
    pub(crate) fn of(sale: &Sale, progress: &Progress, is_capture: bool, finality: Finality) -> Option<Self> {
        let evm =
            || evm::Lookup::of(sale, progress.unanswered, is_capture, finality).map(|lookup| Of::Evm(Box::new(lookup)));
        let solana =
            || solana::Lookup::of(sale, progress, is_capture, finality).map(|lookup| Of::Solana(Box::new(lookup)));
        let stellar =
            || stellar::Lookup::of(sale, progress.unanswered, is_capture).map(|lookup| Of::Stellar(Box::new(lookup)));
        let xrpl = || xrpl::Lookup::of(sale, progress.unanswered, is_capture).map(|lookup| Of::Xrpl(Box::new(lookup)));
        Some(Self { of: evm().or_else(solana).or_else(stellar).or_else(xrpl)?, calls: 0 })
    }

    /// The lookup whether the nonce of a sale's payment is used. `None` where a node cannot show it.
    pub(crate) fn of_use(sale: &Sale) -> Option<Self> {
        let evm = || evm::Lookup::of_use(sale).map(|lookup| Of::Evm(Box::new(lookup)));
        let xrpl = || xrpl::Lookup::of_use(sale).map(|lookup| Of::Xrpl(Box::new(lookup)));
        Some(Self { of: evm().or_else(xrpl)?, calls: 0 })
    }

    /// Returns the next call, as JSON-RPC. `None` if there is no further call.
    #[must_use]
    pub fn request(&self) -> Option<RawJson> {
        let by_position = |(method, params)| (method, RawJson::array(params));
        let (method, params) = match &self.of {
            Of::Evm(lookup) => by_position(lookup.request()?),
            Of::Solana(lookup) => by_position(lookup.request()?),
            Of::Stellar(lookup) => lookup.request()?,
            Of::Xrpl(lookup) => by_position(lookup.request()?),
        };
        let members = [
            ("jsonrpc", RawJson::string("2.0")),
            ("id", self.id().into()),
            ("method", RawJson::string(method)),
            ("params", params),
        ];
        Some(Members::from_iter(members).into())
    }

    /// Takes the node's whole response to the call.
    ///
    /// # Errors
    /// The response does not belong to this call, or the node is of a different chain, contradicts itself or would have
    /// to be asked too often. Then nothing is known.
    pub fn response(&mut self, response: &RawJson) -> Result<(), LookupError> {
        let id = self.id();
        self.calls = self.calls.saturating_add(1);
        // Nodes of the XRP Ledger return no id over HTTP. There is one response to each request.
        let response = response.as_json();
        let is_without_id = matches!(self.of, Of::Xrpl(_)) && response.get("id").is_none();
        let result = result(response, (!is_without_id).then_some(id));
        match &mut self.of {
            Of::Evm(lookup) => lookup.response(result)?,
            Of::Solana(lookup) => lookup.response(result?)?,
            Of::Stellar(lookup) => lookup.response(result?)?,
            Of::Xrpl(lookup) => lookup.response(result?)?,
        }
        if self.calls >= MOST_CALLS && self.request().is_some() { Err(LookupError::Calls) } else { Ok(()) }
    }

    /// Returns the outcome on the chain, once there is no further call. `None`: the payment may be settled, now or
    /// later.
    #[must_use]
    pub fn shown(&self) -> Option<OnChain> {
        match &self.of {
            Of::Evm(lookup) => lookup.shown(),
            Of::Solana(lookup) => lookup.shown(),
            Of::Stellar(lookup) => lookup.shown(),
            Of::Xrpl(lookup) => lookup.shown(),
        }
    }

    fn id(&self) -> u64 {
        u64::from(self.calls).saturating_add(1)
    }
}

/// The result in a response, to the call with this id if there is one. An error that is null does not count, because
/// some nodes write it.
fn result(response: JsonRef<'_>, id: Option<u64>) -> Result<JsonRef<'_>, LookupError> {
    let malformed = || LookupError::Malformed("the call");
    if id.is_some_and(|id| response.get("id").and_then(|value| value.integer().ok()) != Some(id)) {
        return Err(malformed());
    }
    match (response.get("result"), response.non_null("error")) {
        (Some(result), None) => Ok(result),
        (result, Some(error)) if result.is_none_or(|result| result.is_null()) => {
            let code = error.get("code").and_then(|code| code.text().parse().ok());
            Err(code.map_or_else(malformed, LookupError::Node))
        }
        (_, _) => Err(malformed()),
    }
}
