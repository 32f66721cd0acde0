use std::{env, error::Error, time::SystemTime};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderName, StatusCode, header::CONTENT_TYPE},
    routing::post,
};
use reqwest::{Client, redirect::Policy};
use x402_offline::{
    types::{DecodeOptions, FacilitatorRequest, Network, RawJson, ReasonCode, VerifyResponse, Wire},
    verify::{Context, Deciding},
};

/// A node of Base Sepolia.
#[derive(Clone)]
struct Node(Client, String);

impl Node {
    /// What the node returns to a batch of calls.
    async fn post(&self, batch: RawJson) -> Result<RawJson, Box<dyn Error>> {
        let request = self.0.post(&self.1).header(CONTENT_TYPE, "application/json").body(batch.as_str().to_owned());
        // The URL may have a key in it, which a log must not get.
        let response = request.send().await.map_err(reqwest::Error::without_url)?;
        if response.status().is_redirection() {
            return Err("it redirects, and who is there is not asked".into());
        }
        Ok(RawJson::parse(&response.text().await.map_err(reqwest::Error::without_url)?)?)
    }
}

type Json = ([(HeaderName, &'static str); 1], String);

async fn verify(State(node): State<Node>, body: Bytes) -> Result<Json, (StatusCode, String)> {
    let json = |answer: VerifyResponse| ([(CONTENT_TYPE, "application/json")], answer.to_json());
    let request = FacilitatorRequest::decode_bytes(body, &DecodeOptions::STRICT)
        .map_err(|error| (StatusCode::BAD_REQUEST, error.to_string()))?
        .value;
    if request.network().network() != Some(Network::eip155(84_532)) {
        return Ok(json(VerifyResponse::invalid(ReasonCode::NETWORK)));
    }
    let now = SystemTime::UNIX_EPOCH.elapsed().map_or(u64::MAX, |since| since.as_secs());
    let mut deciding = Deciding::of_request(&request, &Context::at(now));
    while let Some(batch) = deciding.request() {
        let response = node.post(batch).await.inspect_err(|error| eprintln!("the node: {error}"));
        deciding.response(response.ok().as_ref());
    }
    Ok(json(deciding.decide().to_verify_response()))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut args = env::args().skip(1);
    let (Some(address), Some(url)) = (args.next(), args.next()) else {
        return Err("usage: verify ADDRESS NODE".into());
    };
    let listener = tokio::net::TcpListener::bind(address).await?;
    println!("verifying payments at http://{}", listener.local_addr()?);
    let client = Client::builder().redirect(Policy::none()).timeout(std::time::Duration::from_secs(5));
    let node = Node(client.build()?, url);
    Ok(axum::serve(listener, Router::new().route("/verify", post(verify)).with_state(node)).await?)
}
