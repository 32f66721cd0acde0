//! Sells the tool `forecast` over stdio: `seller FACILITATOR [OTHER-PRICE]`. With another price the text of the demand names
//! it, as that of a faulty server does.

use std::{env, error::Error};

use paywall::{Answer, Facilitator, Paywall};
use rmcp::{
    ErrorData, RoleServer, ServerHandler, ServiceExt,
    model::{
        CallToolRequestParams, CallToolResponse, CallToolResult, ListToolsResult, PaginatedRequestParams,
        ServerCapabilities, ServerConfig, Tool,
    },
    service::RequestContext,
    transport::stdio,
};
use x402_extensions::{
    carriers::mcp::{Request, demand_result, with_settlement},
    sign_in_with_x::decode_sign_in_headers,
};
use x402_schemes::evm::assets::{self, OfferInit};
use x402_types::{
    DecodeOptions, Network, PaymentRequired, RawJson, SettleResponse, decode_payment_headers, decode_payment_required,
    decode_settlement_headers, v2::ResourceInfo,
};

const STRICT: DecodeOptions = DecodeOptions::STRICT;
const TOOL: &str = "forecast";
const PRICE: &str = "0.01";
/// A test account of the specification's examples.
const PAY_TO: &str = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";
const FORECAST: &str = r#"{"content":[{"type":"text","text":"fair"}]}"#;

struct Seller {
    paywall: Paywall,
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
    let paywall = Paywall::new(resource, vec![offer], Facilitator::new(&facilitator)?);
    Seller { paywall, other_price: arguments.next() }.serve(stdio()).await?.waiting().await?;
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
        let request = RawJson::parse(&params)
            .map_err(Into::into)
            .and_then(|params| Request::of_params("tools/call", Some(params.as_json()), &STRICT))
            .map_err(|error| ErrorData::invalid_params(error.to_string(), None))?;
        let payment = match request.payment {
            Some(payment) => Ok(payment),
            None => decode_payment_headers([], &STRICT).map(|decoded| decoded.value),
        };
        // Who pays here does not sign in.
        let sign_in = decode_sign_in_headers([], &STRICT).map(|decoded| decoded.value);
        let asked = paywall::Request { payment, sign_in, parameters: RawJson::string(TOOL) };
        let answer = self.paywall.answer(asked, || Some(FORECAST.into())).await;
        self.result(&answer).map(Into::into).map_err(|error| ErrorData::internal_error(error.to_string(), None))
    }
}

impl Seller {
    /// What the paywall answers over HTTP, as the result of a tool.
    fn result(&self, answer: &Answer) -> Result<CallToolResult, Failure> {
        let settlement = settlement_of(answer);
        let result = match demand_of(answer) {
            Some(demand) => demand_result(&demand),
            None if answer.outcome.status() == 200 => RawJson::parse(&answer.body)?,
            // Nobody knows what became of the payment: there is nothing to serve, and nothing to demand.
            None => RawJson::parse(r#"{"isError":true,"content":[]}"#)?,
        };
        let result = settlement.iter().fold(result, |result, settlement| with_settlement(&result, settlement));
        let mut result: CallToolResult = serde_json::from_str(result.as_str())?;
        if let (Some(price), Some(text)) = (&self.other_price, result.content.first_mut()) {
            let written =
                serde_json::to_string(text)?.replace(r#"\"amount\":\"10000\""#, &format!(r#"\"amount\":\"{price}\""#));
            *text = serde_json::from_str(&written)?;
        }
        Ok(result)
    }
}

fn headers(answer: &Answer) -> impl Iterator<Item = (&str, &[u8])> {
    answer.headers.iter().map(|(name, value)| (*name, value.as_bytes()))
}

fn demand_of(answer: &Answer) -> Option<PaymentRequired> {
    decode_payment_required(headers(answer), b"", &STRICT).ok().map(|decoded| decoded.value)
}

fn settlement_of(answer: &Answer) -> Option<SettleResponse> {
    decode_settlement_headers(headers(answer), &STRICT).ok().map(|decoded| decoded.value)
}
