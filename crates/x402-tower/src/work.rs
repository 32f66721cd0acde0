//! The inner service: its request, who pays for it, and what it charges.

use std::pin::Pin;

use bytes::Bytes;
use http::{Request, Response, response::Parts};
use http_body::Body;
use http_body_util::{BodyExt, Collected, Either, Full, Limited};
use tower_service::Service;
use x402_schemes::AccountId;
use x402_types::Amount;

use crate::BoxError;

/// The body that the inner service gets: the complete body of a paid request, or the original body of a free one.
pub type RequestBody<B> = Either<Full<Bytes>, B>;

/// The account that pays for a request: an extension of the request that the inner service gets. The struct gets no
/// further fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payer(pub AccountId);

/// The amount to charge, in atomic units: an extension of the inner service's response. Only the schemes `upto` and
/// `batch-settlement` accept less than the signed amount. The struct gets no further fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charge(pub Amount);

type Made = Pin<Box<dyn Future<Output = Result<(Parts, Collected<Bytes>), BoxError>> + Send>>;

/// The inner service with the request, which is called at most once.
pub(crate) struct Work(pub(crate) Box<dyn FnOnce(Payer) -> Made + Send>);

impl Work {
    pub(crate) fn of<M>(make: impl FnOnce(Payer) -> M + Send + 'static) -> Self
    where
        M: Future<Output = Result<(Parts, Collected<Bytes>), BoxError>> + Send + 'static,
    {
        Self(Box::new(move |payer| Box::pin(make(payer))))
    }

    /// The service with this request. At most this many bytes of its answer are read.
    pub(crate) fn new<T, B, R>(mut inner: T, mut request: Request<RequestBody<B>>, most: usize) -> Self
    where
        T: Service<Request<RequestBody<B>>, Response = Response<R>, Future: Send, Error: Into<BoxError> + Send>,
        T: Send + 'static,
        B: Send + 'static,
        R: Body<Data = Bytes, Error: Into<BoxError>> + Send + 'static,
    {
        Self::of(move |payer| async move {
            request.extensions_mut().insert(payer);
            let (parts, body) = inner.call(request).await.map_err(Into::into)?.into_parts();
            Ok((parts, Limited::new(body, most).collect().await?))
        })
    }
}
