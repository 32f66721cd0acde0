//! 372 to 376: settlements, and a second demand.

use serde_json::json;

use super::build::{
    CAPABLE, EXTENSION_UNKNOWN, TRANSACTION, answer, asks, call, demand, demand_for, flagged, invalid, item, meta,
    paid, payment, served, settlement, twice, undecided, v1_demand, valid,
};
use crate::{base, draft::Draft};

pub(super) fn drafts() -> Vec<Draft> {
    [settlements(), odd_settlements(), demanded_again()].into_iter().flatten().collect()
}

/// 372, 373, 375: the settlement of the payment.
fn settlements() -> Vec<Draft> {
    let (good, bad, sent) = (settlement(true, TRANSACTION), settlement(false, ""), settlement(false, TRANSACTION));
    let failed = |settlement: &str| served(&format!(r#","isError":true{}"#, meta(settlement)));
    let said = |response: &str| json!({"request": "paid", "response": response, "version": 2});
    let answered = |result: &str| asks(&paid(), &answer(result));
    let rows: &[&str] = &["MCP2-settlement-01", "MCP2-settlement-02"];
    // The settlement is read before any demand.
    let failed_with = |result: &str| format!("{}{}}}", result.strip_suffix('}').expect("a result of ours"), meta(&bad));
    let behind = format!(r#"{{"isError":true,"content":[{},{}]}}"#, item("not paid"), item(&demand()));
    let dearer = demand_for(&base::OFFER.replace("10000", "90000"));
    vec![
        valid("0372", "settled", &answered(&served(&meta(&good))), said("settled"), &["M-6"]).requirements(rows),
        flagged(
            "0372a",
            "settled, and the tool failed",
            &answered(&failed(&good)),
            said("settled"),
            &["paid-error"],
            &["M-6"],
        ),
        valid(
            "0372b",
            "settled; the tool's own result has the shape of a demand",
            &answered(&format!(r#"{{"content":[{}]{}}}"#, item(&demand()), meta(&good))),
            said("settled"),
            &["M-6"],
        ),
        invalid("0373", "not settled, and served", &answered(&served(&meta(&bad))), "mcp_unsettled_content", &["M-6"])
            .requirements(&["MCP2-settle-fail-01"]),
        invalid(
            "0373a",
            "not settled, and isError is false",
            &answered(&served(&format!(r#","isError":false{}"#, meta(&bad)))),
            "mcp_unsettled_content",
            &["M-6"],
        ),
        valid("0373b", "not settled, and an error", &answered(&failed(&bad)), said("settlement-failed"), &["M-6"])
            .requirements(&["MCP2-settle-fail-01"]),
        flagged(
            "0373c",
            "not settled, and a transaction is named",
            &answered(&failed(&sent)),
            said("settlement-failed"),
            &["pending"],
            &["M-6", "F-5"],
        ),
        invalid(
            "0373d",
            "the settlement as a text",
            &answered(&served(&meta(&serde_json::Value::from(good.as_str()).to_string()))),
            "invalid_payload",
            &["M-6"],
        )
        .requirements(rows),
        invalid(
            "0373e",
            "a settlement that does not say whether it succeeded",
            &answered(&served(&meta(r#"{"transaction":"","network":"eip155:84532"}"#))),
            "invalid_payload",
            &["M-6", "C-14"],
        )
        .requirements(rows),
        valid(
            "0373f",
            "not settled, and the content names another price than the structure",
            &answered(&failed_with(&twice(&demand(), &dearer))),
            said("settlement-failed"),
            &["M-6", "F-4"],
        ),
        valid(
            "0373g",
            "not settled, and a demand behind the first text",
            &answered(&failed_with(&behind)),
            said("settlement-failed"),
            &["M-6", "F-4"],
        ),
        undecided(
            "0375",
            "paid, and nothing is said about a settlement",
            &answered(&served("")),
            json!({"request": "paid", "response": "none"}),
            &["M-11"],
        ),
        undecided(
            "0375a",
            "paid, and the tool failed",
            &answered(&served(r#","isError":true"#)),
            json!({"request": "paid", "response": "none"}),
            &["M-11"],
        ),
        valid(
            "0375b",
            "unpaid, and served",
            &asks(&call(""), &answer(&served(""))),
            json!({"request": "unpaid", "response": "none"}),
            &["M-11"],
        ),
    ]
}

/// 372, 373: settlements that do not fit the payment or the rest of the result.
fn odd_settlements() -> Vec<Draft> {
    let (good, sent) = (settlement(true, TRANSACTION), settlement(false, TRANSACTION));
    let said = |request: &str, response: &str| json!({"request": request, "response": response});
    let settled = |number: &str, title: &str, settlement: &str, flags: &[&str], rulings: &[&str]| {
        let question = asks(&paid(), &answer(&served(&meta(settlement))));
        flagged(number, title, &question, said("paid", "settled"), flags, rulings)
    };
    let on = |network: &str| good.replace("eip155:84532", network);
    let v1 = call(&payment(r#"{"x402Version":1,"scheme":"exact","network":"base-sepolia","payload":{}}"#));
    let by_extension = |demand: &str, settlement: &str| {
        let result = format!(r#"{{"resultType":"payment_required"{demand}{}}}"#, meta(settlement));
        asks(&call(&format!("{CAPABLE},{}", payment(base::TEXT))), &answer(&result))
    };
    let pending = |number: &str, title: &str, question: &str, flags: &[&str]| {
        flagged(number, title, question, said("paid", "settlement-failed"), flags, &["M-6", "F-5"])
    };
    let (again, dearer) = (demand(), demand_for(&base::OFFER.replace("10000", "90000")));
    let with = |result: &str, settlement: &str| {
        let open = result.strip_suffix('}').expect("a result of ours");
        asks(&paid(), &answer(&format!("{open}{}}}", meta(settlement))))
    };
    let failed = |result: &str| with(result, &sent);
    let unreadable = dearer.replace(r#""x402Version":2"#, r#""x402Version":2.0"#);
    let asks_for_input = twice(&again, &again).replacen('{', r#"{"resultType":"input_required","#, 1);
    let demanded = format!(r#","paymentRequired":{again}"#);
    vec![
        settled("0372c", "settled on another network", &on("eip155:8453"), &["settlement-network"], &["M-6"]),
        settled(
            "0372d",
            "settled on the network by its name in V1",
            &on("base-sepolia"),
            &["other-version-network"],
            &["M-6", "C-9"],
        ),
        settled(
            "0372e",
            "settled on another network by its name in V1",
            &on("base"),
            &["other-version-network", "settlement-network"],
            &["M-6", "C-9"],
        ),
        settled(
            "0372f",
            "settled, and no transaction is named",
            &settlement(true, ""),
            &["no-transaction"],
            &["M-6", "C-14"],
        ),
        flagged(
            "0372g",
            "settled, and the request had no payment",
            &asks(&call(""), &answer(&served(&meta(&good)))),
            said("unpaid", "settled"),
            &["unpaid-settlement"],
            &["M-6"],
        ),
        valid(
            "0372h",
            "V1: settled on the network of the payment",
            &asks(&v1, &answer(&served(&meta(&on("base-sepolia"))))),
            said("paid", "settled"),
            &["M-6"],
        ),
        flagged(
            "0372i",
            "V1: settled on the network by its identifier in V2",
            &asks(&v1, &answer(&served(&meta(&good)))),
            said("paid", "settled"),
            &["other-version-network"],
            &["M-6", "C-9"],
        ),
        flagged(
            "0372j",
            "settled, and the extension demands payment",
            &by_extension(&demanded, &good),
            said("paid", "settled"),
            &["settled-demand"],
            &["M-5", "M-6"],
        )
        .no_witness(EXTENSION_UNKNOWN),
        valid(
            "0372k",
            "settled, and the result is complete",
            &asks(&paid(), &answer(&served(&meta(&good)).replacen('{', r#"{"resultType":"complete","#, 1))),
            said("paid", "settled"),
            &["M-6", "M-8"],
        ),
        invalid(
            "0372l",
            "the settlement in a list of metadata",
            &asks(&paid(), &answer(&served(&format!(r#","_meta":[{{"x402/payment-response":{good}}}]"#)))),
            "mcp_envelope",
            &["M-1"],
        ),
        pending(
            "0373h",
            "not settled yet, and a demand in a result that asks for input",
            &failed(&asks_for_input),
            &["pending"],
        ),
        pending(
            "0373i",
            "not settled yet, and a text whose version is 2.0",
            &failed(&twice(&again, &unreadable)),
            &["pending"],
        ),
        pending("0373j", "by the extension: not settled yet, and no demand", &by_extension("", &sent), &["pending"])
            .no_witness(EXTENSION_UNKNOWN),
        pending(
            "0373k",
            "by the extension: not settled yet, and the demand again",
            &by_extension(&demanded, &sent),
            &["pending"],
        )
        .no_witness(EXTENSION_UNKNOWN),
        valid(
            "0373m",
            "not settled, and a demand in a result that asks for input",
            &with(&asks_for_input, &settlement(false, "")),
            said("paid", "settlement-failed"),
            &["M-6"],
        ),
        valid(
            "0373n",
            "by the extension: not settled, and no demand",
            &by_extension("", &settlement(false, "")),
            said("paid", "settlement-failed"),
            &["M-6"],
        )
        .no_witness(EXTENSION_UNKNOWN),
        invalid(
            "0373l",
            "by the extension: not settled yet, and served",
            &by_extension(&format!(r#"{demanded},"content":[]"#), &sent),
            "mcp_unsettled_content",
            &["M-5", "M-6"],
        ),
    ]
}

/// 374, 376: a second demand, in answer to a payment.
fn demanded_again() -> Vec<Draft> {
    let again = demand();
    let inside = format!(
        r#"{},"x402/payment-response":{}}}"#,
        again.strip_suffix('}').expect("a demand of ours"),
        settlement(false, "")
    );
    let said =
        |response: &str| json!({"request": "paid", "response": response, "binding": "tool-result", "version": 2});
    let v1 = r#"{"x402Version":1,"scheme":"exact","network":"base-sepolia","payload":{}}"#;
    let refused = twice(&again, &again);
    let with_meta =
        format!("{}{}}}", refused.strip_suffix('}').expect("a result of ours"), meta(&settlement(false, "")));
    vec![
        valid("0374", "the demand again", &asks(&paid(), &answer(&refused)), said("required"), &["M-7"])
            .requirements(&["MCP2-settle-fail-01", "MCP2-errors-02"]),
        valid(
            "0374a",
            "the demand again, with the settlement in _meta",
            &asks(&paid(), &answer(&with_meta)),
            said("settlement-failed"),
            &["M-7"],
        )
        .requirements(&["MCP2-settle-fail-01", "MCP2-errors-03"]),
        flagged(
            "0374b",
            "the settlement in the demand",
            &asks(&paid(), &answer(&twice(&inside, &inside))),
            said("settlement-failed"),
            &["settlement-in-demand"],
            &["M-7"],
        ),
        invalid(
            "0376",
            "a payment of version 1 is answered in version 2",
            &asks(&call(&payment(v1)), &answer(&refused)),
            "mcp_version",
            &["M-10"],
        ),
        invalid(
            "0376a",
            "a payment of version 2 is answered in version 1",
            &asks(&paid(), &answer(&twice(&v1_demand(), &v1_demand()))),
            "mcp_version",
            &["M-10"],
        ),
    ]
}
