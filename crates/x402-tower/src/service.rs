//! The layer, and the service it makes.

use std::{
    collections::HashSet,
    mem,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use bytes::Bytes;
use http::{HeaderName, Method, Request, Response, header::CONTENT_TYPE, request::Parts};
use http_body::Body;
use http_body_util::{BodyExt, Either, Full, Limited};
use tokio::time::timeout;
use tower_layer::Layer;
use tower_service::Service;
use tracing::{Instrument, Span, field::Empty, info_span};
use x402_schemes::AccountId;
use x402_seller::{Answer, Record, Seller, Step, Stored};
use x402_types::{
    Amount, PaymentPayload, RawJson,
    http::{PAYMENT_SIGNATURE, X_PAYMENT},
};

use crate::{
    BoxError, Facilitator, Open, Paywall, Price, Row, Store,
    paywall::Shop,
    response::{ResponseBody, boxed, refused},
    steps::{Work, full, lost, within},
};

/// The body that the inner service gets: of a paid request all of it, of a free one as it comes.
pub type RequestBody<B> = Either<Full<Bytes>, B>;

/// Who pays for a request: an extension of the request that the inner service gets. The struct gets no further members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payer(pub AccountId);

/// How much is charged, in atomic units: an extension of the inner service's response. Only the schemes `upto` and
/// `batch-settlement` take less than was signed. The struct gets no further members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charge(pub Amount);

/// A layer that sells what is below it. [`Paywall::sell`] makes it.
pub struct Paid<F, S, P> {
    pub(crate) paywall: Paywall<F, S>,
    pub(crate) price: Arc<P>,
}

/// A service that answers with the inner one's answer once that is paid.
pub struct PaidService<T, F, S, P> {
    inner: T,
    shop: Arc<Shop<F, S>>,
    price: Arc<P>,
}

impl<F, S, P> Clone for Paid<F, S, P> {
    fn clone(&self) -> Self {
        Self { paywall: self.paywall.clone(), price: Arc::clone(&self.price) }
    }
}

impl<T: Clone, F, S, P> Clone for PaidService<T, F, S, P> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone(), shop: Arc::clone(&self.shop), price: Arc::clone(&self.price) }
    }
}

/// How many rows are read at once.
const PAGE: usize = 100;

impl<F: Facilitator, S: Store> Paywall<F, S> {
    /// Goes on with what this seller has open, for buyers who do not come again: the work that was done is paid for, or given up. It
    /// tries so many rows, the ones written longest ago first. It passes over those of other sellers, those of requests in work, and
    /// until a time has ended their payments those whose work comes after the settlement, which only the buyer can bring. Of these it asks
    /// what became, keeps the settlement for the buyer if there is one, and then passes over them, too. How many it ended. Call it now and
    /// then; several processes may do so at once.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn resume(&self, seller: &Seller, most: usize) -> Result<usize, BoxError> {
        let shop = &self.0;
        let began = (shop.options.clock)();
        let (mut ended, mut tried, mut after) = (0, HashSet::new(), None);
        while tried.len() < most {
            let rows = within(shop.options.timeout, shop.store.open(after, PAGE)).await?;
            let Some(last) = rows.last() else { break };
            // Behind these stands only what was written meanwhile.
            let is_last = last.since > began;
            after = Some((last.since, last.key));
            for Open { key, row, .. } in rows {
                // What was tried, and is still open, is written anew, and so stands behind the others.
                if tried.len() == most || tried.contains(&key) {
                    continue;
                }
                let record = match Record::from_text(&row.text) {
                    Ok(record) => record,
                    Err(error) => {
                        lost("resume", &error.into());
                        continue;
                    }
                };
                let stored = Stored { revision: row.revision, record };
                let Some(step) = seller.resume(stored, (shop.options.clock)()) else { continue };
                tried.insert(key);
                shop.carry(step, None, None, &Span::none()).await;
                let row = within(shop.options.timeout, shop.store.load(key)).await?;
                let is_open = |row: Row| Record::from_text(&row.text).is_ok_and(|record| record.request.is_some());
                ended += usize::from(!row.is_some_and(is_open));
            }
            if is_last {
                break;
            }
        }
        Ok(ended)
    }
}

impl<F: Facilitator, S: Store> Paid<F, S, Seller> {
    /// Goes on with what is open, for buyers who do not come again: [`Paywall::resume`] for this layer's seller.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn resume(&self, most: usize) -> Result<usize, BoxError> {
        self.paywall.resume(&self.price, most).await
    }

    /// Sells what was asked for in another way than over HTTP, such as by a call of a tool over MCP or a task of A2A, for the payment that
    /// came with it. `parameters` are whatever decides what is served, beside the method. `work` is called at most once for a payment
    /// that is not from a channel. [`Answer::to_mcp`] and [`Answer::to_a2a`] make of the answer what goes back.
    #[doc(alias("MCP", "A2A"))]
    pub async fn message<W, R>(
        &self,
        method: &str,
        parameters: &RawJson,
        payment: Option<PaymentPayload>,
        work: W,
    ) -> Answer
    where
        W: FnOnce(Payer) -> R + Send + 'static,
        R: Future<Output = Result<Response<Bytes>, BoxError>> + Send + 'static,
    {
        let shop = Arc::clone(&self.paywall.0);
        let span = span_of(self.price.resource());
        let request = x402_seller::Request { method, parameters, query: None, now: (shop.options.clock)() };
        let most = shop.options.response_body;
        let work = Work::of(move |payer| async move {
            let (parts, body) = work(payer).await?.into_parts();
            Ok((parts, Limited::new(Full::new(body), most).collect().await?))
        });
        shop.begin(self.price.message(request, payment), || work, &span).instrument(span.clone()).await
    }
}

impl<T, F, S, P> Layer<T> for Paid<F, S, P> {
    type Service = PaidService<T, F, S, P>;

    fn layer(&self, inner: T) -> Self::Service {
        PaidService { inner, shop: Arc::clone(&self.paywall.0), price: Arc::clone(&self.price) }
    }
}

impl<T, B, R, F, S, P> Service<Request<B>> for PaidService<T, F, S, P>
where
    T: Service<Request<RequestBody<B>>, Response = Response<R>, Future: Send, Error: Into<BoxError> + Send>,
    T: Clone + Send + 'static,
    B: Body<Data = Bytes, Error: Into<BoxError>> + Send + 'static,
    R: Body<Data = Bytes, Error: Into<BoxError>> + Send + 'static,
    F: Facilitator,
    S: Store,
    P: Price,
{
    type Response = Response<ResponseBody>;
    type Error = T::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        // The clone may not be ready; this one is.
        let clone = self.inner.clone();
        let mut inner = mem::replace(&mut self.inner, clone);
        let (shop, price) = (Arc::clone(&self.shop), Arc::clone(&self.price));
        Box::pin(async move {
            let origin = shop.options.origin.as_ref();
            let is_preflight = request.headers().contains_key("access-control-request-method");
            if let Some(origin) = origin
                && is_preflight
                && request.method() == Method::OPTIONS
            {
                return Ok(crate::response::preflight(origin));
            }
            let (parts, body) = request.into_parts();
            let Some(seller) = price.seller(&parts) else {
                let response = inner.call(Request::from_parts(parts, Either::Right(body))).await?;
                return Ok(crate::response::free(response.map(boxed), origin));
            };
            let span = span_of(parts.uri.path());
            let most = shop.options.response_body;
            let work = move |request| Work::new(inner, request, most);
            let answer = Arc::clone(&shop).answer(&seller, (parts, body), work, &span).instrument(span.clone()).await;
            Ok(crate::response::sent(answer, origin, &span))
        })
    }
}

impl<F: Facilitator, S: Store> Shop<F, S> {
    async fn answer<B>(
        self: Arc<Self>,
        seller: &Seller,
        (parts, body): (Parts, B),
        work: impl FnOnce(Request<RequestBody<B>>) -> Work,
        span: &Span,
    ) -> Answer
    where
        B: Body<Data = Bytes, Error: Into<BoxError>>,
    {
        const SIGN_IN: HeaderName = HeaderName::from_static("sign-in-with-x");
        let is_paid = [PAYMENT_SIGNATURE, X_PAYMENT, SIGN_IN].iter().any(|name| parts.headers.contains_key(name));
        // Nobody has to send a body in order to learn the price.
        let body = if is_paid {
            match timeout(self.options.body_timeout, Limited::new(body, self.options.request_body).collect()).await {
                Err(_) => return refused(408, "the body of the request did not arrive in time"),
                Ok(Err(_)) => return refused(413, "the body of the request is too large, or broken off"),
                Ok(Ok(body)) => body.to_bytes(),
            }
        } else {
            Bytes::new()
        };
        let parameters = parameters(&parts, &body);
        let request = x402_seller::Request {
            method: parts.method.as_str(),
            parameters: &parameters,
            query: parts.uri.query(),
            now: (self.options.clock)(),
        };
        let headers = parts.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
        let step = seller.request(request, headers);
        self.begin(step, || work(Request::from_parts(parts, Either::Left(Full::new(body)))), span).await
    }

    /// Carries the steps out.
    async fn begin(self: Arc<Self>, step: Step, work: impl FnOnce() -> Work, span: &Span) -> Answer {
        if let Step::Answer(answer) = step {
            return *answer;
        }
        let Some(place) = self.place() else { return full() };
        let work = work();
        // A task of its own goes on when the buyer hangs up, and this future is dropped.
        let span = span.clone();
        let task = async move { self.carry(step, Some(work), Some(place), &span).instrument(span.clone()).await };
        let task = tokio::spawn(task);
        task.await.unwrap_or_else(|_| Answer::again("the request broke off: send the same payment again"))
    }
}

/// What a log has of a request for this resource.
fn span_of(resource: &str) -> Span {
    info_span!(
        "x402",
        resource,
        requirement = Empty,
        payer = Empty,
        replay_key = Empty,
        verdict = Empty,
        reason = Empty,
        status = Empty
    )
}

/// Whatever decides what is served, beside method and resource.
fn parameters(parts: &Parts, body: &[u8]) -> RawJson {
    let content_type = parts.headers.get(CONTENT_TYPE).map_or(&[][..], |value| value.as_bytes());
    let target = parts.uri.path_and_query().map_or("", |target| target.as_str());
    RawJson::array([RawJson::string(target), RawJson::base64(content_type), RawJson::base64(body)])
}
