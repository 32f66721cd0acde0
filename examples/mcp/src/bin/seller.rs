//! Sells the tool `forecast` over stdio: `seller FACILITATOR [OTHER-PRICE]`. With a second price, the text of the 402
//! response names it, as that of a faulty server does.

use std::{env, error::Error};

use bytes::Bytes;
use rmcp::{
    ErrorData, RoleServer, ServerHandler, ServiceExt,
    model::{
        CallToolRequestParams, CallToolResponse, CallToolResult, ListToolsResult, PaginatedRequestParams,
        ServerCapabilities, ServerConfig, Tool,
    },
    service::RequestContext,
    transport::stdio,
};
use x402_extensions::carriers::mcp;
use x402_schemes::evm::assets::{self, OfferInit};
use x402_tower::{HttpFacilitator, Memory, Paid, Paywall, Secret, http::Response};
use x402_types::{DecodeOptions, Network, RawJson, v2::ResourceInfo};

const TOOL: &str = "forecast";
const PRICE: &str = "0.01";
/// A test account of the specification's examples.
const PAY_TO: &str = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";
const FORECAST: &str = r#"{"content":[{"type":"text","text":"fair"}]}"#;

struct Seller {
    sold: Paid<HttpFacilitator, Memory, x402_tower::Seller>,
    /// In atomic units.
    other_price: Option<String>,
}

type Failure = Box<dyn Error + Send + Sync>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failure> {
    let mut arguments = env::args().skip(1);
    let facilitator = arguments.next().ok_or("usage: seller FACILITATOR [OTHER-PRICE]")?;
    let network = Network::eip155(84_532);
    let token = assets::by_symbol(&network, "USDC").ok_or("the token is not known on this network")?;
    let offer = token.offer(OfferInit { price: PRICE, pay_to: PAY_TO.parse()?, max_timeout_seconds: 60 })?;
    let resource = ResourceInfo::new(format!("mcp://tool/{TOOL}"));
    let mut secret = [0; 32];
    getrandom::fill(&mut secret)?;
    // A real seller has a database, and a secret that outlives the process.
    let paywall = Paywall::new(HttpFacilitator::new(&facilitator)?, Memory::default(), Secret::new(secret));
    paywall.check().await?;
    let sold = paywall.sell(resource, vec![offer])?;
    Seller { sold, other_price: arguments.next() }.serve(stdio()).await?.waiting().await?;
    Ok(())
}

impl ServerHandler for Seller {
    fn get_info(&self) -> ServerConfig {
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let schema = serde_json::Map::from_iter([("type".into(), "object".into())]);
        Ok(ListToolsResult::with_all_items(vec![Tool::new(TOOL, "A weather forecast, for one cent", schema)]))
    }

    async fn call_tool(
        &self,
        call: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        if call.name != TOOL {
            return Err(ErrorData::invalid_params("there is no such tool", None));
        }
        // The framework has taken `_meta` out of the parameters.
        let params = serde_json::json!({"name": call.name, "_meta": context.meta}).to_string();
        let message = RawJson::parse(&params)
            .map_err(Into::into)
            .and_then(|params| mcp::Request::of_params("tools/call", Some(params.as_json()), &DecodeOptions::STRICT))
            .map_err(|error| ErrorData::invalid_params(error.to_string(), None))?;
        // The tool takes no arguments.
        let (parameters, payment) = (RawJson::string(TOOL), message.payment.clone());
        let forecast = async |_| Ok(Response::new(Bytes::from_static(FORECAST.as_bytes())));
        let answer = self.sold.message(&message.method, &parameters, payment, forecast).await;
        self.result(&answer.to_mcp(&message)).map_err(|error| ErrorData::internal_error(error.to_string(), None))
    }
}

impl Seller {
    fn result(&self, result: &RawJson) -> Result<CallToolResponse, Failure> {
        let mut result: CallToolResult = serde_json::from_str(result.as_str())?;
        if let (Some(price), Some(text)) = (&self.other_price, result.content.first_mut()) {
            let written =
                serde_json::to_string(text)?.replace(r#"\"amount\":\"10000\""#, &format!(r#"\"amount\":\"{price}\""#));
            *text = serde_json::from_str(&written)?;
        }
        Ok(result.into())
    }
}
