//! The layer, and the service that it creates.

use std::{
    collections::HashSet,
    mem,
    pin::{Pin, pin},
    sync::Arc,
    task::{Context, Poll},
};

use bytes::Bytes;
use http::{Method, Request, Response, header::CONTENT_TYPE, request::Parts};
use http_body::Body;
use http_body_util::{BodyExt, Either, Full, Limited};
use tokio::time::timeout;
use tower_layer::Layer;
use tower_service::Service;
use tracing::{Instrument, Span, field::Empty, info_span};
use x402_seller::{Answer, Arrival, Head, Record, Seller, Step, Stored};
use x402_types::{PaymentPayload, RawJson};

use crate::{
    BoxError, Facilitator, Open, Payer, Paywall, Price, RequestBody, Row, Store,
    calls::{lost, within},
    capacity::Slot,
    response::{ResponseBody, boxed, refused},
    shop::Shop,
    steps::{Money, full, record},
    store::PAGE,
    work::Work,
};

/// A layer that sells the responses of the inner service. [`Paywall::sell`] creates it.
pub struct Paid<F, S, P> {
    pub(crate) paywall: Paywall<F, S>,
    pub(crate) price: Arc<P>,
}

/// A service that returns the inner service's response once it is paid.
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

impl<F: Facilitator, S: Store> Paywall<F, S> {
    /// Continues the open payments of this seller, for buyers who do not come again: the payment for finished work is
    /// settled, or given up. Tries at most `most` rows, the ones written longest ago first, and returns how many it
    /// closed. Call it now and then; several processes may do so at once.
    ///
    /// It skips the rows of other sellers and those of requests in work. If the work comes after the settlement, only
    /// the buyer can bring the request, so it skips such a row until the payment has ended. Then it asks for the
    /// outcome, and keeps the settlement for the buyer if there is one; after that, it skips the row. If the
    /// facilitator refuses a payment [long after its end](x402_seller::Choices::gives_up_after), the payment is closed
    /// as unknown.
    ///
    /// # Errors
    /// The store cannot be read.
    #[doc(alias("webhook", "cron"))]
    pub async fn resume(&self, seller: &Seller, most: usize) -> Result<usize, BoxError> {
        self.0.go_on(most, |stored, now| seller.resume(stored, now)).await
    }
}

impl<F: Facilitator, S: Store> Shop<F, S> {
    /// Goes through the open rows, and continues each row for which there is a step. Returns how many were closed.
    pub(crate) async fn go_on(
        &self,
        most: usize,
        first: impl Fn(Stored, u64) -> Option<Step>,
    ) -> Result<usize, BoxError> {
        let began = self.now();
        let (mut ended, mut tried, mut after) = (0, HashSet::new(), None);
        while tried.len() < most {
            let rows = within(self.options.timeout, self.store.open(after, PAGE)).await?;
            let Some(last) = rows.last() else { break };
            // Only rows that were written in the meantime come after these.
            let is_last = last.since > began;
            after = Some((last.since, last.key));
            for Open { key, row, .. } in rows {
                // A row that was tried and is still open has been written again, and so comes after the others.
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
                let Some(step) = first(stored, self.now()) else { continue };
                tried.insert(key);
                self.carry(step, None, None, &Span::none()).await;
                let row = within(self.options.timeout, self.store.load(key)).await?;
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
    /// Continues the open payments of this layer's seller, as [`Paywall::resume`] does.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn resume(&self, most: usize) -> Result<usize, BoxError> {
        self.paywall.resume(&self.price, most).await
    }

    /// Sells a request that did not come over HTTP, such as a call of an MCP tool or an A2A task, for the payment that
    /// came with it. `parameters` contain everything except the method that decides what is served. `work` is called at
    /// most once for a payment that is not made from a channel. [`Answer::to_mcp`] and [`Answer::to_a2a`] convert the
    /// answer.
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
        let step = match self.price.message(request, payment) {
            Step::Answer(answer) => return *answer,
            step @ (Step::Load(_)
            | Step::Verify(_)
            | Step::Wait(_)
            | Step::Swap(_)
            | Step::Serve(_)
            | Step::Settle(_)) => step,
        };
        let Some(slot) = shop.capacity.take() else { return full() };
        let answer = Arc::clone(&shop).begin(step, slot, || work, &span).instrument(span.clone()).await;
        shop.relieve(&self.price);
        answer
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
        // The clone may not be ready; this service is.
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
        B: Body<Data = Bytes, Error: Into<BoxError>> + Send + 'static,
    {
        let head = Head { method: parts.method.as_str(), query: parts.uri.query(), now: self.now() };
        let headers = parts.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
        let arrival = seller.arrive(head, headers);
        // No client needs to send a body to learn the price, or that a payment is not valid.
        if let Arrival::Answer(answer) = arrival {
            self.pass_over(body);
            return *answer;
        }
        let Some(slot) = self.capacity.take() else { return full() };
        let arrival = match arrival {
            Arrival::Known(known) => {
                record(known.load(), span);
                let Some(stored) = self.read(known.load(), Money::NotAsked).await else { return known.failed() };
                match known.loaded(stored.as_ref()) {
                    Ok(arrived) => Arrival::Body(arrived),
                    Err(answer) => {
                        self.pass_over(body);
                        return answer;
                    }
                }
            }
            arrival @ (Arrival::Answer(_) | Arrival::Body(_)) => arrival,
        };
        let (body, slot) = match self.body(body, slot).await {
            Ok(read) => read,
            Err(answer) => return *answer,
        };
        let step = arrival.with(&parameters(&parts, &body));
        let work = || work(Request::from_parts(parts, Either::Left(Full::new(body))));
        let answer = Arc::clone(&self).begin(step, slot, work, span).await;
        self.relieve(seller);
        answer
    }

    /// Reads and drops a short body that is not needed, because a server that closes a connection while a body arrives
    /// may cut off the answer. A longer one would cost memory, because servers read ahead.
    fn pass_over<B: Body<Data = Bytes> + Send + 'static>(&self, body: B) {
        if body.is_end_stream() || body.size_hint().lower() > PASSED_OVER {
            return;
        }
        let Ok(slot) = Arc::clone(&self.passing).try_acquire_owned() else { return };
        tokio::spawn(timeout(self.options.body_timeout, async move {
            let (mut body, mut read) = (pin!(body), 0);
            while read <= PASSED_OVER
                && let Some(Ok(frame)) = body.frame().await
            {
                read += frame.data_ref().map_or(0, |data| u64::try_from(data.len()).unwrap_or(u64::MAX));
            }
            drop(slot);
        }));
    }

    /// The body of a request, and its slot. A body that does not arrive loses the slot to a different request.
    async fn body<B>(&self, body: B, slot: Slot) -> Result<(Bytes, Slot), Box<Answer>>
    where
        B: Body<Data = Bytes, Error: Into<BoxError>>,
    {
        let too_large = || Box::new(refused(413, "the body of the request is too large, or broken off"));
        if body.is_end_stream() {
            return Ok((Bytes::new(), slot));
        }
        let most = self.options.request_body;
        if usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX) > most {
            return Err(too_large());
        }
        let coming = timeout(self.options.body_timeout, Limited::new(body, most).collect());
        match self.capacity.awaiting(slot, coming).await {
            None => Err(Box::new(full())),
            Some((Err(_), _)) => Err(Box::new(refused(408, "the body of the request did not arrive in time"))),
            Some((Ok(Err(_)), _)) => Err(too_large()),
            Some((Ok(Ok(body)), slot)) => Ok((body.to_bytes(), slot)),
        }
    }

    /// Carries out the steps.
    async fn begin(self: Arc<Self>, step: Step, slot: Slot, work: impl FnOnce() -> Work, span: &Span) -> Answer {
        if let Step::Answer(answer) = step {
            return *answer;
        }
        let work = work();
        // A separate task continues when the buyer disconnects and this future is dropped.
        let span = span.clone();
        let task = async move { self.carry(step, Some(work), Some(slot), &span).instrument(span.clone()).await };
        let task = tokio::spawn(task);
        task.await.unwrap_or_else(|_| Answer::again("the request broke off: send the same payment again"))
    }
}

/// The most bytes of a body that is read and dropped.
const PASSED_OVER: u64 = 64 << 10;

/// The log span of a request for this resource.
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

/// Everything except the method and the resource that decides what is served.
fn parameters(parts: &Parts, body: &[u8]) -> RawJson {
    let content_type = parts.headers.get(CONTENT_TYPE).map_or(&[][..], |value| value.as_bytes());
    let target = parts.uri.path_and_query().map_or("", |target| target.as_str());
    RawJson::array([RawJson::string(target), RawJson::base64(content_type), RawJson::base64(body)])
}
