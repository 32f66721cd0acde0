//! A facilitator over HTTP (V2 specification §7, V1 specification §7).

use std::{error::Error, time::Duration};

use reqwest::{Client, header::CONTENT_TYPE, redirect::Policy};
use x402_types::{DecodeOptions, FacilitatorRequest, SettleResponse, VerifyOutcome, VerifyResponse, Wire};
use x402_verify::client::SettlementState;

/// How long a facilitator may take to see a transaction confirmed.
const TIMEOUT: Duration = Duration::from_secs(60);

/// A facilitator.
pub struct Facilitator {
    http: Client,
    url: String,
}

impl Facilitator {
    /// The facilitator at this URL, to which `/verify` and `/settle` are appended.
    ///
    /// # Errors
    /// There is no HTTP client to be had.
    pub fn new(url: &str) -> reqwest::Result<Self> {
        let http = Client::builder().no_proxy().redirect(Policy::none()).timeout(TIMEOUT).build()?;
        Ok(Self { http, url: url.trim_end_matches('/').into() })
    }

    /// What the facilitator finds. `None` if no answer comes that can be read.
    pub async fn verify(&self, request: &FacilitatorRequest) -> Option<VerifyOutcome> {
        self.post("verify", request, None).await.map(|response: VerifyResponse| response.outcome)
    }

    /// What becomes of a settlement. It is asked for once more, with the same payment, where it is pending or the answer is
    /// lost; `attempt` tells the facilitator that it is the same request. `None`: nobody knows, so nothing may be served,
    /// and the payment is not to be called failed.
    pub async fn settle(&self, request: &FacilitatorRequest, attempt: &str) -> Option<SettleResponse> {
        let first = self.settle_once(request, attempt).await;
        let state = first.as_ref().map(SettlementState::of);
        if matches!(state, Some(SettlementState::Settled | SettlementState::Failed)) {
            return first;
        }
        let second = self.settle_once(request, attempt).await;
        match second.as_ref().map(SettlementState::of) {
            // The transaction may be that of the request whose answer was lost.
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

    /// Whatever the status is: some facilitators say with 400 what others say with 200.
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
