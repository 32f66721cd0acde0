//! The layer, and the service it makes.

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
use x402_schemes::AccountId;
use x402_seller::{Answer, Arrival, Head, Record, Seller, Step, Stored};
use x402_types::{Amount, PaymentPayload, RawJson};

use crate::{
    BoxError, Facilitator, Open, Paywall, Price, Row, Store,
    paywall::Shop,
    places::Place,
    response::{ResponseBody, boxed, refused},
    steps::{Work, full, lost, record, within},
    store::PAGE,
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

impl<F: Facilitator, S: Store> Paywall<F, S> {
    /// Goes on with what this seller has open, for buyers who do not come again: the work that was done is paid for, or given up. It
    /// tries so many rows, the ones written longest ago first. It passes over those of other sellers, those of requests in work, and
    /// until a time has ended their payments those whose work comes after the settlement, which only the buyer can bring. Of these it asks
    /// what became, keeps the settlement for the buyer if there is one, and then passes over them, too. What the facilitator refuses
    /// [long after its end](x402_seller::Choices::gives_up_after) is closed as unknown. How many it ended. Call it now and
    /// then; several processes may do so at once.
    ///
    /// # Errors
    /// The store cannot be read.
    #[doc(alias("webhook", "cron"))]
    pub async fn resume(&self, seller: &Seller, most: usize) -> Result<usize, BoxError> {
        self.0.go_on(most, |stored, now| seller.resume(stored, now)).await
    }
}

impl<F: Facilitator, S: Store> Shop<F, S> {
    /// Goes through what is open, and on with each row for which there is a step. How many were ended.
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
        let step = match self.price.message(request, payment) {
            Step::Answer(answer) => return *answer,
            step @ (Step::Load(_)
            | Step::Verify(_)
            | Step::Wait(_)
            | Step::Swap(_)
            | Step::Serve(_)
            | Step::Settle(_)) => step,
        };
        let Some(place) = shop.places.take() else { return full() };
        let answer = Arc::clone(&shop).begin(step, place, || work, &span).instrument(span.clone()).await;
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
        B: Body<Data = Bytes, Error: Into<BoxError>> + Send + 'static,
    {
        let head = Head { method: parts.method.as_str(), query: parts.uri.query(), now: self.now() };
        let headers = parts.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
        let arrival = seller.arrive(head, headers);
        // Nobody has to send a body in order to learn the price, or that a payment is not valid.
        if let Arrival::Answer(answer) = arrival {
            self.pass_over(body);
            return *answer;
        }
        let Some(place) = self.places.take() else { return full() };
        let arrival = match arrival {
            Arrival::Known(known) => {
                record(known.load(), span);
                let Some(stored) = self.read(known.load(), false).await else { return known.failed() };
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
        let (body, place) = match self.body(body, place).await {
            Ok(read) => read,
            Err(answer) => return *answer,
        };
        let step = arrival.with(&parameters(&parts, &body));
        let work = || work(Request::from_parts(parts, Either::Left(Full::new(body))));
        let answer = Arc::clone(&self).begin(step, place, work, span).await;
        self.relieve(seller);
        answer
    }

    /// Reads a short body that nobody needs, and keeps nothing of it: a server that closes a connection with a body under way may cut off
    /// the answer to it. A longer one would cost memory, because servers read ahead.
    fn pass_over<B: Body<Data = Bytes> + Send + 'static>(&self, body: B) {
        if body.is_end_stream() || body.size_hint().lower() > PASSED_OVER {
            return;
        }
        let Ok(place) = Arc::clone(&self.passing).try_acquire_owned() else { return };
        tokio::spawn(timeout(self.options.body_timeout, async move {
            let (mut body, mut read) = (pin!(body), 0);
            while read <= PASSED_OVER
                && let Some(Ok(frame)) = body.frame().await
            {
                read += frame.data_ref().map_or(0, |data| u64::try_from(data.len()).unwrap_or(u64::MAX));
            }
            drop(place);
        }));
    }

    /// The body of a request, and its place. A body that does not come loses the place to another request.
    async fn body<B>(&self, body: B, place: Place) -> Result<(Bytes, Place), Box<Answer>>
    where
        B: Body<Data = Bytes, Error: Into<BoxError>>,
    {
        let too_large = || Box::new(refused(413, "the body of the request is too large, or broken off"));
        if body.is_end_stream() {
            return Ok((Bytes::new(), place));
        }
        let most = self.options.request_body;
        if usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX) > most {
            return Err(too_large());
        }
        let coming = timeout(self.options.body_timeout, Limited::new(body, most).collect());
        match self.places.awaiting(place, coming).await {
            None => Err(Box::new(full())),
            Some((Err(_), _)) => Err(Box::new(refused(408, "the body of the request did not arrive in time"))),
            Some((Ok(Err(_)), _)) => Err(too_large()),
            Some((Ok(Ok(body)), place)) => Ok((body.to_bytes(), place)),
        }
    }

    /// Carries the steps out.
    async fn begin(self: Arc<Self>, step: Step, place: Place, work: impl FnOnce() -> Work, span: &Span) -> Answer {
        if let Step::Answer(answer) = step {
            return *answer;
        }
        let work = work();
        // A task of its own goes on when the buyer hangs up, and this future is dropped.
        let span = span.clone();
        let task = async move { self.carry(step, Some(work), Some(place), &span).instrument(span.clone()).await };
        let task = tokio::spawn(task);
        task.await.unwrap_or_else(|_| Answer::again("the request broke off: send the same payment again"))
    }
}

/// The most bytes of a body that are passed over.
const PASSED_OVER: u64 = 64 << 10;

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
