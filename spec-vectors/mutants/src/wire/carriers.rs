//! Messages of other protocols, the choice of an offer by its flow, and the status of an answer.

use x402_schemes::evm::gateway;

use crate::{json::Json, mutant::Mutant};

const CARRIER: &[&str] = &["carrier"];
const CHOOSE: &[&str] = &["choose"];
const HTTP_OUTCOME: &[&str] = &["http-outcome"];
const RESULT: &str = "response.result";

/// An edit of the question: it replaces an input by the one for which the mutant mistakes it.
type Reading = (&'static str, fn(&mut Json) -> Option<()>);

const MCP: [Reading; 20] = [
    ("another-id", |input| {
        let id = input.get("request.id")?.clone();
        input.set("response.id", id)
    }),
    ("null-for-an-id", |input| {
        let id = input.get_mut("response.id")?;
        id.is_null().then(|| *id = Json::number(1))
    }),
    ("jsonrpc-not-looked-at", |input| {
        input.set("request.jsonrpc", Json::text("2.0"));
        input.set("response.jsonrpc", Json::text("2.0"))
    }),
    ("a-result-beside-an-error", |input| {
        input.get(RESULT)?;
        input.get_mut("response")?.remove("error").map(drop)
    }),
    ("payment-as-text", |input| {
        let payment = member(input.get_mut("request.params._meta")?, "x402/payment")?;
        *payment = Json::parse(&payment.as_text()?)?;
        Some(())
    }),
    ("an-unreadable-payment-is-none", |input| {
        let payment = member(input.get_mut("request.params._meta")?, "x402/payment")?;
        payment.get("x402Version").is_none().then(|| *payment = Json::null())
    }),
    ("any-method", |input| {
        member(input.get_mut("request.params._meta")?, "x402/payment")?;
        input.set("request.method", Json::text("tools/call"))
    }),
    ("any-method-of-a-demand", |input| {
        input.get("response")?;
        input.set("request.method", Json::text("tools/call"))
    }),
    ("a-list-of-metadata-is-none", |input| {
        let params = input.get_mut("request.params")?;
        matches!(params.get("_meta")?, Json::Array(_)).then(|| params.remove("_meta").map(drop))?
    }),
    ("an-unreadable-copy-is-none", |input| {
        let text = input.text_at("response.result.content.0.text")?;
        let is_unreadable = text.contains(r#""x402Version":2.0"#);
        is_unreadable.then(|| input.set("response.result.content.0.text", Json::text("Payment required")))?
    }),
    ("isError-not-looked-at", |input| {
        input.get("response.result.structuredContent.accepts")?;
        input.set("response.result.isError", Json::Plain("true".into()))
    }),
    ("isError-as-text", |input| {
        let is_true = input.text_at("response.result.isError")? == "true";
        is_true.then(|| input.set("response.result.isError", Json::Plain("true".into())))?
    }),
    ("the-text-not-compared", |input| {
        input.get("response.result.structuredContent.accepts")?;
        let text = Json::text(&input.get("response.result.structuredContent")?.to_string());
        input.set("response.result.content.0.text", text)
    }),
    ("the-structure-not-read", |input| input.get_mut(RESULT)?.remove("structuredContent").map(drop)),
    ("the-text-not-read", |input| input.set("response.result.content", Json::Array(Vec::new()))),
    ("any-text", |input| {
        let second = input.get("response.result.content.1")?.clone();
        input.set("response.result.content.0", second)
    }),
    ("errors-not-read", |input| input.set("response.error.code", Json::number(0))),
    ("any-error-is-a-demand", |input| input.set("response.error.code", Json::number(402))),
    ("the-extension-for-all", |input| {
        input.get("response.result.paymentRequired")?;
        let capabilities = r#"{"extensions":{"org.x402/payment":{}}}"#;
        let meta = input.get_mut("request.params._meta")?.members_mut()?;
        meta.push(("io.modelcontextprotocol/clientCapabilities".into(), Json::parse(capabilities)?));
        Some(())
    }),
    ("content-beside-the-extension", |input| {
        let result = input.get_mut(RESULT)?;
        result.get("paymentRequired")?;
        ["content", "contents", "messages"].iter().find_map(|name| result.remove(name)).map(drop)
    }),
];

/// Members of the settlement in `_meta`, and the mutant's reading.
const SETTLEMENTS: [Reading; 3] = [
    ("success-not-looked-at", |settlement| settlement.set("success", Json::Plain("true".into()))),
    ("any-settlement-fails", |settlement| settlement.set("success", Json::Plain("false".into()))),
    ("success-not-needed", |settlement| {
        settlement.get("success").is_none().then(|| settlement.set("success", Json::Plain("true".into())))?
    }),
];

const A2A: [Reading; 13] = [
    ("no-taskId", |input| {
        let message = input.get_mut("message")?;
        message.remove("taskId");
        message.members_mut()?.push(("taskId".into(), Json::text("task-123")));
        Some(())
    }),
    ("any-role", |input| input.set("message.role", Json::text("user"))),
    ("a-payment-without-a-status", |input| {
        let metadata = input.get_mut("message.metadata")?.members_mut()?;
        let has = |name: &str| metadata.iter().any(|(found, _)| found == name);
        (has(PAYLOAD) && !has(STATUS)).then(|| metadata.push((STATUS.into(), Json::text("payment-submitted"))))
    }),
    ("a-list-of-metadata-is-none", |input| {
        let message = input.get_mut("message")?;
        matches!(message.get("metadata")?, Json::Array(_)).then(|| message.remove("metadata").map(drop))?
    }),
    ("an-embedded-payment-is-none", |input| {
        let parts = input.get_mut("message.parts")?.elements_mut();
        parts.iter_mut().find_map(|part| part.remove("data")).map(drop)
    }),
    ("payments-of-those-who-do-not-pay", |input| {
        let metadata = input.get_mut("message.metadata")?;
        let is_rejected = member(metadata, STATUS)?.as_text()? == "payment-rejected";
        is_rejected.then_some(())?;
        metadata.members_mut()?.retain(|(name, _)| name != PAYLOAD);
        Some(())
    }),
    ("payments-as-text", |input| {
        let payment = member(input.get_mut("message.metadata")?, PAYLOAD)?;
        *payment = Json::parse(&payment.as_text()?)?;
        Some(())
    }),
    ("states-not-looked-at", |input| {
        let state = match &*member(input.get_mut("task.status.message.metadata")?, STATUS)?.as_text()? {
            "payment-required" => "input-required",
            "payment-rejected" | "payment-failed" => "failed",
            _ => "working",
        };
        input.set("task.status.state", Json::text(state))
    }),
    ("unknown-states", |input| {
        let is_known =
            ["input-required", "working", "completed", "failed"].contains(&&*input.text_at("task.status.state")?);
        (!is_known).then(|| input.set("task.status.state", Json::text("input-required")))?
    }),
    ("embedded-demands-not-known", |input| input.get_mut("task")?.remove("artifacts").map(drop)),
    ("the-first-settlement-decides", |input| {
        let receipts = member(input.get_mut("task.status.message.metadata")?, RECEIPTS)?;
        let first = receipts.elements().first()?.clone();
        *receipts = Json::Array(vec![first]);
        Some(())
    }),
    ("any-settlement-completes", |input| {
        let metadata = input.get_mut("task.status.message.metadata")?;
        (member(metadata, STATUS)?.as_text()? == "payment-completed").then_some(())?;
        let last = member(metadata, RECEIPTS)?.elements_mut().last_mut()?;
        last.set("success", Json::Plain("true".into()))
    }),
    ("capitals-of-1-0-alone", |input| {
        let state = input.text_at("task.status.state")?;
        let prefixed = format!("TASK_STATE_{state}");
        (state == state.to_uppercase() && !state.starts_with("TASK"))
            .then(|| input.set("task.status.state", Json::text(&prefixed)))?
    }),
];
const STATUS: &str = "x402.payment.status";
const PAYLOAD: &str = "x402.payment.payload";
const RECEIPTS: &str = "x402.payment.receipts";

pub(crate) fn mutants() -> Vec<Mutant> {
    let mut mutants: Vec<_> =
        MCP.into_iter().map(|(how, edit)| Mutant::edits(format!("carrier/mcp/{how}"), CARRIER, edit)).collect();
    mutants.extend(SETTLEMENTS.map(|(how, edit)| {
        Mutant::edits(format!("carrier/mcp/{how}"), CARRIER, move |input| {
            edit(member(input.get_mut("response.result._meta")?, "x402/payment-response")?)
        })
    }));
    mutants.push(Mutant::edits("carrier/mcp/the-network-of-the-settlement-not-compared", CARRIER, |input| {
        let paid = member(input.get_mut("request.params._meta")?, "x402/payment")?.get("accepted.network")?.clone();
        member(input.get_mut("response.result._meta")?, "x402/payment-response")?.set("network", paid)
    }));
    mutants.push(Mutant::edits("carrier/mcp/meta-of-the-answer-not-read", CARRIER, |input| {
        input.get_mut(RESULT)?.remove("_meta").map(drop)
    }));
    mutants.extend(A2A.map(|(how, edit)| Mutant::edits(format!("carrier/a2a/{how}"), CARRIER, edit)));
    mutants.extend(flows());
    mutants.extend(statuses());
    mutants
}

fn flows() -> Vec<Mutant> {
    let flow_is = |how: &str, reads: fn(&Json) -> Option<Json>| {
        Mutant::edits(format!("choose/{how}"), CHOOSE, move |input| {
            let offers = input.get_mut("demand.accepts")?.elements_mut();
            let flows = offers.iter_mut().filter_map(|offer| offer.get_mut("extra.paymentFlow"));
            flows.filter_map(|flow| reads(flow).map(|read| *flow = read)).count().checked_sub(1).map(drop)
        })
    };
    let timeout_is = |how: &str, reads: fn(u64) -> Option<u64>| {
        Mutant::edits(format!("choose/{how}"), CHOOSE, move |input| {
            let offers = input.get_mut("demand.accepts")?.elements_mut();
            let timeouts = offers.iter_mut().filter_map(|offer| offer.get_mut("maxTimeoutSeconds"));
            let read = |timeout: &Json| if let Json::Plain(text) = timeout { reads(text.parse().ok()?) } else { None };
            timeouts.filter_map(|at| read(at).map(|is| *at = Json::number(is))).count().checked_sub(1).map(drop)
        })
    };
    // Of the offers with the name of the Gateway.
    let gateway_is = |how: &str, reads: fn(&mut Json) -> Option<()>| {
        Mutant::edits(format!("choose/{how}"), CHOOSE, move |input| {
            let offers = input.get_mut("demand.accepts")?.elements_mut();
            let named =
                offers.iter_mut().filter(|offer| offer.text_at("extra.name").is_some_and(|name| name == gateway::NAME));
            named.filter_map(reads).count().checked_sub(1).map(drop)
        })
    };
    vec![
        Mutant::edits("choose/a-balance-at-the-gateway-is-there", CHOOSE, |input| {
            input.get("gatewayBalance").is_none().then(|| input.set("gatewayBalance", Json::Plain("true".into())))?
        }),
        Mutant::edits("choose/no-balance-is-a-balance", CHOOSE, |input| {
            input.get("gatewayBalance")?;
            input.set("gatewayBalance", Json::Plain("true".into()))
        }),
        Mutant::edits("choose/the-balance-not-looked-at", CHOOSE, |input| input.remove("gatewayBalance").map(drop)),
        gateway_is("the-name-of-the-gateway-not-known", |offer| offer.set("extra.name", Json::text("USDC"))),
        gateway_is("any-contract-is-a-wallet", |offer| {
            offer.set("extra.verifyingContract", Json::text("0x0077777d7EBA4688BDeF3E311b846F25870A19B9"))
        }),
        gateway_is("any-token-is-of-the-gateway", |offer| {
            offer.set("asset", Json::text("0x036CbD53842c5426634e7929541eC2318f3dCF7e"))
        }),
        gateway_is("any-version-of-the-gateway", |offer| offer.set("extra.version", Json::text(gateway::VERSION))),
        gateway_is("any-method-for-the-gateway", |offer| {
            offer.get_mut("extra")?.remove("assetTransferMethod").map(drop)
        }),
        gateway_is("further-members-are-no-gateway", |offer| {
            offer.get("extra.minimum")?;
            offer.set("extra.version", Json::text("2"))
        }),
        gateway_is("the-least-life-not-added", |offer| {
            let Json::Plain(seconds) = offer.get("maxTimeoutSeconds")? else { return None };
            let seconds = seconds.parse::<u64>().ok()? + gateway::SIGNED_VALIDITY;
            offer.set("maxTimeoutSeconds", Json::number(seconds))
        }),
        Mutant::edits("choose/the-gateway-in-any-case", CHOOSE, |input| {
            let offers = input.get_mut("demand.accepts")?.elements_mut();
            let name = offers.iter_mut().find_map(|offer| offer.get_mut("extra.name"))?;
            let is_in_lower_case = name.as_text()? == gateway::NAME.to_lowercase();
            is_in_lower_case.then(|| *name = Json::text(gateway::NAME))
        }),
        timeout_is("timeouts-not-looked-at", |_| Some(60)),
        timeout_is("the-horizon-is-below-a-day", |timeout| (timeout == 86_400).then_some(86_401)),
        timeout_is("the-horizon-is-above-a-day", |timeout| (timeout == 86_401).then_some(86_400)),
        Mutant::edits("choose/the-horizon-not-looked-at", CHOOSE, |input| input.remove("horizon").map(drop)),
        flow_is("flows-not-looked-at", |_| Some(Json::null())),
        flow_is("flows-in-any-case", |flow| Some(Json::text(&flow.as_text()?.to_lowercase()))),
        flow_is("what-is-no-text", |flow| flow.as_text().is_none().then(Json::null)),
        flow_is("unknown-flows", |flow| {
            let known = ["authorization", "upfront", "escrow"].contains(&&*flow.as_text()?);
            (!known).then(|| Json::text("authorization"))
        }),
        flow_is("empty-flows", |flow| flow.as_text()?.is_empty().then(Json::null)),
        flow_is("null-is-no-flow", |flow| flow.is_null().then(|| Json::number(1))),
        flow_is("escrow-is-upfront", |flow| (flow.as_text()? == "escrow").then(|| Json::text("upfront"))),
        Mutant::edits("choose/all-flows", CHOOSE, |input| {
            let all = r#"["authorization","upfront","escrow"]"#;
            input.remove("flows");
            input.members_mut()?.push(("flows".into(), Json::parse(all)?));
            Some(())
        }),
        Mutant::edits("choose/the-list-not-looked-at", CHOOSE, |input| input.remove("flows").map(drop)),
        Mutant::edits("choose/one-offer-alone", CHOOSE, |input| {
            let offers = input.get("demand.accepts")?.elements().iter().take(1).cloned().collect();
            input.set("demand.accepts", Json::Array(offers))
        }),
    ]
}

fn statuses() -> Vec<Mutant> {
    let says = |how: &str, from: &'static str, to: &'static str, status: u16| {
        Mutant::says(format!("http-outcome/{how}"), HTTP_OUTCOME, move |result| {
            (result.text_at("outcome")? == from).then_some(())?;
            result.set("outcome", Json::text(to))?;
            result.set("status", Json::number(status))
        })
    };
    vec![
        says("an-unreadable-payment-is-none", "invalid-payment", "payment-required", 402),
        says("no-payment-is-unreadable", "payment-required", "invalid-payment", 400),
        says("refused-is-unreadable", "payment-failed", "invalid-payment", 400),
        says("no-412", "allowance-required", "payment-failed", 402),
        says("no-409", "conflict", "payment-failed", 402),
        says("errors-are-refusals", "server-error", "payment-failed", 402),
        Mutant::edits("http-outcome/reasons-in-one-case", HTTP_OUTCOME, |input| {
            let reason = input.text_at("reason")?;
            (reason != reason.to_lowercase()).then(|| input.remove("reason").map(drop))?
        }),
        Mutant::edits("http-outcome/reasons-not-looked-at", HTTP_OUTCOME, |input| input.remove("reason").map(drop)),
    ]
}

/// The member of this name, which contains a slash or a full stop.
fn member<'a>(object: &'a mut Json, name: &str) -> Option<&'a mut Json> {
    object.members_mut()?.iter_mut().find(|(found, _)| found == name).map(|(_, value)| value)
}
