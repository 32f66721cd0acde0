//! A facilitator over HTTP (V2 specification §7, V1 specification §7).

use std::{error::Error, time::Duration};

use reqwest::{Client, header::CONTENT_TYPE, redirect::Policy};
use x402_types::{DecodeOptions, FacilitatorRequest, SettleResponse, VerifyResponse, Wire};
use x402_verify::client::SettlementState;

/// How long a facilitator may take to see a transaction confirmed.
const TIMEOUT: Duration = Duration::from_secs(60);

/// A client of a facilitator.
pub struct Facilitator {
    http: Client,
    url: String,
}

impl Facilitator {
    /// A client of the facilitator at this URL. `/verify` and `/settle` are appended to the URL.
    ///
    /// # Errors
    /// The HTTP client cannot be made.
    pub fn new(url: &str) -> reqwest::Result<Self> {
        let http = Client::builder().no_proxy().redirect(Policy::none()).timeout(TIMEOUT).build()?;
        Ok(Self { http, url: url.trim_end_matches('/').into() })
    }

    /// Asks whether the payment is valid. `None`: there was no answer that could be read.
    pub async fn verify(&self, request: &FacilitatorRequest) -> Option<VerifyResponse> {
        self.post("verify", request, None).await
    }

    /// Has the payment settled. Where the settlement is pending, or the answer is lost, the same payment is sent once more
    /// (F-7). `attempt` is the `Idempotency-Key`, by which the facilitator recognises a repeated request.
    ///
    /// `None`: it is not known whether the payment was settled. The seller must not serve, and must not call the payment
    /// failed.
    pub async fn settle(&self, request: &FacilitatorRequest, attempt: &str) -> Option<SettleResponse> {
        let first = self.settle_once(request, attempt).await;
        let state = first.as_ref().map(SettlementState::of);
        if matches!(state, Some(SettlementState::Settled | SettlementState::Failed)) {
            return first;
        }
        let second = self.settle_once(request, attempt).await;
        match second.as_ref().map(SettlementState::of) {
            // The first request may have settled the payment, and this one may fail because of that.
            Some(SettlementState::Failed) if first.is_none() => None,
            _ => second.or(first),
        }
    }

    async fn settle_once(&self, request: &FacilitatorRequest, attempt: &str) -> Option<SettleResponse> {
        let response = self.post("settle", request, Some(attempt)).await;
        response.filter(|response| SettlementState::of(response) != SettlementState::Unknown)
    }

    async fn post<T: Wire>(&self, path: &str, request: &FacilitatorRequest, attempt: Option<&str>) -> Option<T> {
        let answer = self.try_post(path, request, attempt).await;
        answer.inspect_err(|error| eprintln!("{}/{path}: {error}", self.url)).ok()
    }

    /// Reads the body whatever the status is: some facilitators refuse a payment with 400, others with 200.
    async fn try_post<T: Wire>(
        &self,
        path: &str,
        request: &FacilitatorRequest,
        attempt: Option<&str>,
    ) -> Result<T, Box<dyn Error + Send + Sync>> {
        let mut post = self.http.post(format!("{}/{path}", self.url)).header(CONTENT_TYPE, "application/json");
        if let Some(attempt) = attempt {
            post = post.header("idempotency-key", attempt);
        }
        let body = post.body(request.to_json()).send().await?.bytes().await?;
        Ok(T::decode_bytes(body, &DecodeOptions::STRICT)?.value)
    }
}
