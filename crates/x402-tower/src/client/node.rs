//! What a node of an EVM chain shows of a payment that a facilitator left open.

use http::{HeaderMap, Method};
use x402_seller::{OnChain, Settle};
use x402_types::{Network, RawJson};
use x402_verify::{Answer, json_rpc::JsonRpc};

use super::Url;
use crate::{BoxError, HttpFacilitator, Unanswered, steps::with_causes};

const CHAIN: &str = r#"{"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":[]}"#;
/// The last block that no reorganisation takes back.
const FINAL_BLOCK: &str = r#"{"jsonrpc":"2.0","id":1,"method":"eth_getBlockByNumber","params":["finalized",false]}"#;
/// The questions whose contracts accept a nonce only before the end.
const OF_NONCES: [&str; 2] = ["authorization-unused", "permit-unused"];

impl HttpFacilitator {
    /// Whether the nonce of the payment is unused in a final block that comes after the end: no later block uses it either. A used
    /// nonce says nothing, because another payment may have used it.
    pub(super) async fn never_settled(&self, settle: &Settle, url: &Url) -> Result<Option<OnChain>, BoxError> {
        let question = settle.unused().filter(|question| OF_NONCES.contains(&question.kind()));
        let (Some(end), Some(question)) = (settle.ends().time(), question) else { return Ok(None) };
        let Some(call) = question.rpc() else { return Ok(None) };

        // On another chain nobody has used the nonce, and the same contract may be there.
        let told = self.call(url, CHAIN.into()).await?;
        let chain = told.as_json().get("result").ok_or("the node does not tell its chain")?;
        let chain = number_of(&chain.string().map_err(|_| "the chain of the node is no text")?)?;
        let network = settle.request().network().network();
        if network.as_ref().and_then(Network::eip155_chain_id) != Some(chain) {
            return Err(format!("the node is of the chain eip155:{chain}").into());
        }

        let told = self.call(url, FINAL_BLOCK.into()).await?;
        let block = told.as_json().get("result").ok_or("the node tells no final block")?;
        let member = |name| {
            block
                .get(name)
                .ok_or("the final block is not whole")
                .and_then(|member| member.string().map_err(|_| "the final block has a member that is no text"))
        };
        let (number, time) = (member("number")?, member("timestamp")?);
        if end > number_of(&time)?.into() {
            return Ok(None);
        }

        let mut call = JsonRpc::from(&call);
        let what = call.params.as_json().elements()?.next().map(RawJson::from).ok_or("a call without parameters")?;
        call.params = RawJson::array([what, RawJson::string(&number)]);
        let told = self.call(url, call.to_request(2).as_str().into()).await?;
        let is_unused = question.answer_json_rpc(told.as_json())? == Answer::Yes;
        Ok(is_unused.then_some(OnChain::Never))
    }

    async fn call(&self, url: &Url, request: String) -> Result<RawJson, BoxError> {
        let reply = self.exchange.exchange(Method::POST, &url.whole(), HeaderMap::new(), Some(request)).await;
        let reply = reply.map_err(|why: Unanswered| with_causes(&**why.cause()))?;
        if !reply.status.is_success() {
            return Err(format!("the node answers with the status {}", reply.status).into());
        }
        Ok(RawJson::parse(std::str::from_utf8(&reply.body)?)?)
    }
}

/// A number as nodes write one.
fn number_of(text: &str) -> Result<u64, BoxError> {
    let digits = text.strip_prefix("0x").ok_or_else(|| format!("the node writes the number {text} without 0x"))?;
    Ok(u64::from_str_radix(digits, 16)?)
}
