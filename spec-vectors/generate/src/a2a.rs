//! Rows 390–398 of the catalogue: payments in tasks of Agent2Agent (A-1 to A-6).

use serde_json::{Value, json};
use x402_conformance::vector::Class;
use x402_types::RawJson;

use crate::{
    base,
    documents::{A2A1, A2A2, Example, find},
    draft::{Draft, expect, raw_text},
    responses::{V1_OFFER, V1_PAYMENT},
};

const ONE_PACKAGE: &str = "the one package of the extension, on PyPI, reads V1 alone and refuses no message";
const TRANSACTION: &str = "0x1234567890abcdef1234567890abcdef1234567890abcdef1234567890abcdef";
const CODE: &str = r#""x402.payment.error":"INSUFFICIENT_FUNDS""#;

pub(crate) fn drafts(examples: &[Example]) -> Result<Vec<Draft>, String> {
    let mut drafts = printed(examples)?;
    drafts.extend([completed(), messages(), states(), demands(), spellings(), failures()].into_iter().flatten());
    Ok(drafts)
}

fn draft(number: &str, title: &str, question: &str, class: Class, result: &Value, rulings: &[&str]) -> Draft {
    Draft::new(format!("a2a-{number}"), "carrier", title, raw_text("{}"), expect(class, result))
        .asks(question)
        .rulings(rulings)
        .no_witness(ONE_PACKAGE)
}

/// Valid; with flags acceptable.
fn taken(number: &str, title: &str, question: &str, mut says: Value, flags: &[&str], rulings: &[&str]) -> Draft {
    (says["verdict"], says["flags"]) = ("valid".into(), json!(flags));
    let class = if flags.is_empty() { Class::Valid } else { Class::Acceptable };
    draft(number, title, question, class, &says, rulings).flags(flags)
}

fn refused(number: &str, title: &str, question: &str, reason: &str, rulings: &[&str]) -> Draft {
    draft(number, title, question, Class::Invalid, &json!({"verdict": "invalid"}), rulings).reason(reason)
}

fn open(number: &str, title: &str, question: &str, mut says: Value, rulings: &[&str]) -> Draft {
    (says["verdict"], says["flags"]) = ("undecided".into(), json!([]));
    draft(number, title, question, Class::Undecided, &says, rulings)
}

fn of_task(task: &str) -> String {
    format!(r#"{{"carrier":"a2a","task":{task}}}"#)
}

fn of_message(message: &str) -> String {
    format!(r#"{{"carrier":"a2a","message":{message}}}"#)
}

/// A task in this state, with these members in the metadata of its message and beside its status.
fn task(state: &str, status: &str, metadata: &[&str], beside: &str) -> String {
    let metadata: String = metadata.iter().map(|member| format!(",{member}")).collect();
    of_task(&format!(
        r#"{{"kind":"task","id":"task-123","status":{{"state":"{state}","message":{{"kind":"message","role":"agent","parts":[{{"kind":"text","text":"Payment"}}],"metadata":{{"x402.payment.status":"{status}"{metadata}}}}}}}{beside}}}"#
    ))
}

/// A message of a client with this metadata.
fn message(metadata: &str) -> String {
    of_message(&format!(
        r#"{{"taskId":"task-123","role":"user","parts":[{{"kind":"text","text":"Payment"}}],"metadata":{{{metadata}}}}}"#
    ))
}

fn demand() -> String {
    format!(
        r#""x402.payment.required":{{"x402Version":2,"resource":{{"url":"https://api.example.com/image"}},"accepts":[{}]}}"#,
        base::OFFER
    )
}

fn v1_demand() -> String {
    format!(r#""x402.payment.required":{{"x402Version":1,"error":"Payment required","accepts":[{V1_OFFER}]}}"#)
}

fn submitted(payment: &str) -> String {
    format!(r#""x402.payment.status":"payment-submitted","x402.payment.payload":{payment}"#)
}

fn success() -> String {
    format!(r#"{{"success":true,"transaction":"{TRANSACTION}","network":"eip155:84532"}}"#)
}

fn failure(reason: &str, transaction: &str) -> String {
    format!(r#"{{"success":false,"errorReason":"{reason}","transaction":"{transaction}","network":"eip155:84532"}}"#)
}

fn receipts(all: &[String]) -> String {
    format!(r#""x402.payment.receipts":[{}]"#, all.join(","))
}

/// 390: the examples of the documents.
fn printed(examples: &[Example]) -> Result<Vec<Draft>, String> {
    let mut drafts = Vec::new();
    let mut number = (b'a'..=b'z').map(|letter| format!("0390{}", char::from(letter)));
    for (document, version, of, lines) in
        [(A2A1, 1, "A2A1", [22, 80, 125, 167, 233]), (A2A2, 2, "A2A2", [22, 81, 141, 183, 249])]
    {
        for (index, line) in lines.into_iter().enumerate() {
            let text = &find(examples, document, line)?.text;
            let whole = RawJson::parse(text).map_err(|error| format!("{document}, line {line}: {error}"))?;
            let inside = |path: &[&str]| {
                path.iter()
                    .try_fold(whole.as_json(), |value, name| value.get(name))
                    .map(|value| value.text().to_owned())
            };
            let question = match index {
                1 => inside(&["params", "message"]).map(|message| of_message(&message)),
                4 => inside(&[]).map(|task| of_task(&task)),
                _ => inside(&["result"]).map(|task| of_task(&task)),
            };
            let question = question.ok_or_else(|| format!("{document}, line {line}: no message and no task"))?;
            let (says, flags, rows): (_, &[&str], &[&str]) = match index {
                0 => (
                    json!({"response": "required", "status": "payment-required"}),
                    &[],
                    &["required-01", "required-02", "required-03", "required-04", "lifecycle-01", "errors-01"],
                ),
                1 => (
                    json!({"request": "paid", "status": "payment-submitted"}),
                    &[],
                    &["payload-01", "payload-02", "payload-03", "payload-04", "payload-05"],
                ),
                2 => (
                    json!({"response": "settled", "status": "payment-completed"}),
                    &[],
                    &["settlement-01", "settlement-02", "settlement-03", "settlement-04", "lifecycle-05", "errors-06"],
                ),
                3 => (
                    json!({"response": "settlement-failed", "status": "payment-failed"}),
                    &["prose-reason"],
                    &["settlement-05", "settlement-06", "lifecycle-06", "errors-03", "errors-04"],
                ),
                _ => (
                    json!({"response": "settlement-failed", "status": "payment-failed"}),
                    &["prose-reason"],
                    &["errors-05", "errors-07", "errors-08"],
                ),
            };
            let mut says: Value = says;
            says["version"] = version.into();
            let mut rows: Vec<String> = rows.iter().map(|row| format!("{of}-{row}")).collect();
            if version == 1 && index == 0 {
                rows.push("A2A1-required-05".into());
            }
            let number = number.next().ok_or("more examples than letters")?;
            let draft = taken(&number, &format!("{document}, line {line}"), &question, says, flags, &["A-1", "A-3"]);
            drafts.push(draft.requirements(&rows.iter().map(String::as_str).collect::<Vec<_>>()));
        }
    }
    Ok(drafts)
}

/// 391: the list of settlements of a paid task.
fn completed() -> Vec<Draft> {
    let task = |metadata: &[&str]| task("completed", "payment-completed", metadata, "");
    let says = || json!({"response": "settled", "status": "payment-completed", "version": 2});
    let (good, bad) = (success(), failure("insufficient_funds", ""));
    let refused = |number: &str, title: &str, metadata: &[&str], reason: &str| {
        refused(number, title, &task(metadata), reason, &["A-5"])
            .requirements(&["A2A1-settlement-02", "A2A2-settlement-02"])
    };
    vec![
        taken("0391", "one settlement", &task(&[&receipts(std::slice::from_ref(&good))]), says(), &[], &["A-5"])
            .requirements(&["A2A2-settlement-02"]),
        taken(
            "0391a",
            "a settlement after two that failed",
            &task(&[&receipts(&[bad.clone(), bad.clone(), good.clone()])]),
            says(),
            &[],
            &["A-5"],
        )
        .requirements(&["A2A1-settlement-02", "A2A2-settlement-02"]),
        refused("0391b", "no settlement", &[], "a2a_receipts"),
        refused("0391c", "an empty list", &[&receipts(&[])], "a2a_receipts"),
        refused("0391d", "the last settlement failed", &[&receipts(&[good.clone(), bad])], "a2a_receipts"),
        refused("0391e", "a settlement without a list", &[&receipts(&[]).replace("[]", &good)], "a2a_receipts"),
        refused(
            "0391f",
            "a settlement as a text",
            &[&receipts(&[Value::from(good.as_str()).to_string()])],
            "a2a_receipts",
        ),
        refused(
            "0391g",
            "a settlement that does not say whether it succeeded",
            &[&receipts(&[good.replace(r#""success":true,"#, "")])],
            "invalid_payload",
        ),
    ]
}

/// 392, 396: messages of the client.
fn messages() -> Vec<Draft> {
    let good = message(&submitted(base::TEXT));
    let paid = |version: u64| json!({"request": "paid", "status": "payment-submitted", "version": version});
    let refused = |number: &str, title: &str, question: &str, reason: &str| {
        refused(number, title, question, reason, &["A-2"]).requirements(&["A2A1-payload-01", "A2A2-payload-01"])
    };
    let with_data = good
        .replace(&format!(r#","x402.payment.payload":{}"#, base::TEXT), "")
        .replace(r#""parts":["#, r#""parts":[{"kind":"data","data":{}},"#);
    let rejected = r#""x402.payment.status":"payment-rejected""#;
    vec![
        taken("0392", "a payment", &good, paid(2), &[], &["A-2"]).requirements(&["A2A2-payload-01", "A2A2-payload-03"]),
        taken("0392a", "a payment of V1", &message(&submitted(V1_PAYMENT)), paid(1), &[], &["A-2"])
            .requirements(&["A2A1-payload-01", "A2A1-payload-03"]),
        refused("0392b", "no taskId", &good.replace(r#""taskId":"task-123","#, ""), "a2a_task_id"),
        refused("0392c", "an empty taskId", &good.replace("task-123", ""), "a2a_task_id"),
        refused("0392d", "a number for a taskId", &good.replace(r#""task-123""#, "123"), "a2a_task_id"),
        refused("0392e", "no payment", &message(r#""x402.payment.status":"payment-submitted""#), "a2a_payload"),
        open(
            "0392f",
            "no payment, and a part with data",
            &with_data,
            json!({"request": "unpaid", "status": "payment-submitted"}),
            &["A-4"],
        ),
        refused(
            "0392g",
            "a payment as a text",
            &message(&submitted(&Value::from(base::TEXT).to_string())),
            "a2a_payload",
        ),
        refused("0392h", "a payment that cannot be decoded", &message(&submitted("{}")), "invalid_payload"),
        refused("0392i", "a payment of the merchant", &good.replace(r#""user""#, r#""agent""#), "a2a_status"),
        refused(
            "0392j",
            "a payment without a status",
            &message(&submitted(base::TEXT).replace(r#""x402.payment.status":"payment-submitted","#, "")),
            "a2a_status",
        ),
        taken(
            "0392k",
            "the client does not pay",
            &message(rejected),
            json!({"request": "unpaid", "status": "payment-rejected"}),
            &[],
            &["A-2"],
        )
        .requirements(&["A2A1-lifecycle-02", "A2A2-lifecycle-02"]),
        refused(
            "0392l",
            "the client does not pay, and pays",
            &message(&submitted(base::TEXT).replace("payment-submitted", "payment-rejected")),
            "a2a_payload",
        ),
        taken(
            "0392m",
            "nothing about payment",
            &message(r#""topic":"image""#),
            json!({"request": "unpaid"}),
            &[],
            &["A-2"],
        ),
        taken(
            "0392n",
            "no metadata",
            &of_message(r#"{"role":"user","parts":[]}"#),
            json!({"request": "unpaid"}),
            &[],
            &["A-2"],
        ),
        refused(
            "0396",
            "a status of a task in a message",
            &message(r#""x402.payment.status":"payment-completed""#),
            "a2a_status",
        ),
        refused(
            "0396a",
            "an unknown status",
            &message(&submitted(base::TEXT).replace("submitted", "sent")),
            "a2a_status",
        ),
        refused(
            "0396b",
            "a status in capitals",
            &message(&submitted(base::TEXT).replace("payment-submitted", "PAYMENT-SUBMITTED")),
            "a2a_status",
        ),
        taken(
            "0392o",
            "null in the place of the payment, and no status",
            &message(r#""x402.payment.payload":null"#),
            json!({"request": "unpaid"}),
            &["null-optional"],
            &["A-2", "C-7"],
        ),
        taken(
            "0392p",
            "the client does not pay, and null is in the place of the payment",
            &message(&submitted("null").replace("payment-submitted", "payment-rejected")),
            json!({"request": "unpaid", "status": "payment-rejected"}),
            &["null-optional"],
            &["A-2", "C-7"],
        ),
        refused("0392q", "null in the place of the payment", &message(&submitted("null")), "a2a_payload"),
        refused(
            "0392r",
            "the metadata as a list",
            &of_message(&format!(
                r#"{{"taskId":"task-123","role":"user","parts":[],"metadata":[{{{}}}]}}"#,
                submitted(base::TEXT)
            )),
            "a2a_status",
        ),
        taken(
            "0392s",
            "null in the place of the metadata",
            &of_message(r#"{"role":"user","parts":[],"metadata":null}"#),
            json!({"request": "unpaid"}),
            &[],
            &["A-2", "C-7"],
        ),
        refused("0396c", "a message as a text", &of_message(r#""pay""#), "a2a_status"),
    ]
}

/// 393, 395: each status with each state.
fn states() -> Vec<Draft> {
    let of_status: [(&str, Vec<String>, &str, &[&str]); 6] = [
        ("payment-required", vec![demand()], "required", &["lifecycle-01", "errors-01"]),
        ("payment-rejected", vec![], "none", &["lifecycle-02", "errors-02"]),
        ("payment-submitted", vec![], "none", &["lifecycle-03"]),
        ("payment-verified", vec![], "none", &["lifecycle-04"]),
        ("payment-completed", vec![receipts(&[success()])], "settled", &["lifecycle-05", "errors-06"]),
        (
            "payment-failed",
            vec![CODE.into(), receipts(&[failure("insufficient_funds", "")])],
            "settlement-failed",
            &["lifecycle-06", "errors-03", "errors-04"],
        ),
    ];
    let mut drafts = Vec::new();
    let mut letters = (b'a'..=b'z').map(char::from);
    for (status, metadata, response, rows) in of_status {
        let rows: Vec<String> =
            ["A2A1", "A2A2"].iter().flat_map(|of| rows.iter().map(move |row| format!("{of}-{row}"))).collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let metadata: Vec<&str> = metadata.iter().map(String::as_str).collect();
        for state in ["input-required", "working", "completed", "failed"] {
            let (question, title) = (task(state, status, &metadata, ""), format!("{status} with {state}"));
            let number = format!("0393{}", letters.next().unwrap_or('z'));
            let flags: Option<&[&str]> = match (status, state) {
                ("payment-required", "input-required")
                | ("payment-rejected" | "payment-failed", "failed")
                | ("payment-submitted", "input-required" | "working")
                | ("payment-verified", "working")
                | ("payment-completed", "working" | "completed") => Some(&[]),
                ("payment-rejected", "input-required") => Some(&["rejected-open"]),
                ("payment-failed", "input-required" | "working") => Some(&["failed-open"]),
                _ => None,
            };
            let draft = match flags {
                Some(flags) => {
                    taken(&number, &title, &question, json!({"response": response, "status": status}), flags, &["A-3"])
                }
                None => refused(&number, &title, &question, "a2a_state", &["A-3"]),
            };
            drafts.push(draft.requirements(&rows));
        }
    }
    let good = task("input-required", "payment-required", &[&demand()], "");
    drafts.extend([
        refused(
            "0395",
            "a state that no status has",
            &good.replace("input-required", "canceled"),
            "a2a_state",
            &["A-3"],
        ),
        refused("0395a", "no state", &good.replace(r#""state":"input-required","#, ""), "a2a_state", &["A-3"]),
        refused("0395b", "an unknown status", &good.replace("payment-required", "payment-due"), "a2a_status", &["A-3"]),
        refused(
            "0395c",
            "a demand without a status",
            &good.replace(r#""x402.payment.status":"payment-required","#, ""),
            "a2a_status",
            &["A-3"],
        ),
        refused(
            "0395f",
            "the metadata as a list",
            &of_task(r#"{"status":{"state":"input-required","message":{"metadata":["payment-required"]}}}"#),
            "a2a_status",
            &["A-3"],
        ),
        taken(
            "0395g",
            "null in the place of the demand, and no status",
            &of_task(r#"{"status":{"state":"working","message":{"metadata":{"x402.payment.required":null}}}}"#),
            json!({"response": "none"}),
            &["null-optional"],
            &["A-3", "C-7"],
        ),
        refused("0395d", "a task as a text", &of_task(r#""task""#), "a2a_state", &["A-3"]),
        taken(
            "0395e",
            "a task that says nothing about payment",
            &of_task(r#"{"kind":"task","id":"task-123","status":{"state":"working"}}"#),
            json!({"response": "none"}),
            &[],
            &["A-3"],
        ),
    ]);
    drafts
}

/// 394: the demand of a task.
fn demands() -> Vec<Draft> {
    let task = |metadata: &[&str], beside: &str| task("input-required", "payment-required", metadata, beside);
    let says = |version: u64| json!({"response": "required", "status": "payment-required", "version": version});
    let refused = |number: &str, title: &str, question: &str, reason: &str| {
        refused(number, title, question, reason, &["A-4"]).requirements(&["A2A1-required-03", "A2A2-required-03"])
    };
    let text = demand().replacen(':', r#":""#, 1);
    let as_text = {
        let object = demand().split_once(':').map(|(_, object)| object.to_owned()).unwrap_or(text);
        format!(r#""x402.payment.required":{}"#, Value::from(object.as_str()))
    };
    vec![
        taken("0394", "a demand", &task(&[&demand()], ""), says(2), &[], &["A-4"])
            .requirements(&["A2A2-required-02", "A2A2-required-03"]),
        taken("0394a", "a demand of V1", &task(&[&v1_demand()], ""), says(1), &[], &["A-4"])
            .requirements(&["A2A1-required-02", "A2A1-required-03"]),
        refused("0394b", "no demand", &task(&[], ""), "a2a_demand"),
        open(
            "0394c",
            "no demand, and an artifact",
            &task(&[], r#","artifacts":[{"artifactId":"cart","parts":[]}]"#),
            json!({"response": "required", "status": "payment-required"}),
            &["A-4"],
        ),
        refused("0394d", "no demand, and no artifact in the list", &task(&[], r#","artifacts":[]"#), "a2a_demand"),
        refused("0394e", "a demand as a text", &task(&[&as_text], ""), "a2a_demand"),
        refused(
            "0394f",
            "a demand that cannot be decoded",
            &task(&[&demand().replace(r#""x402Version":2"#, r#""x402Version":"2""#)], ""),
            "invalid_payload",
        ),
        taken(
            "0394g",
            "null in the place of the code",
            &task(&[r#""x402.payment.error":null"#, &demand()], ""),
            says(2),
            &["null-optional"],
            &["A-4", "C-7"],
        ),
    ]
}

/// 397: the spelling of states and roles in A2A 1.0.
fn spellings() -> Vec<Draft> {
    let good = task("TASK_STATE_INPUT_REQUIRED", "payment-required", &[&demand()], "");
    let says = json!({"response": "required", "status": "payment-required", "version": 2});
    let paid = json!({"request": "paid", "status": "payment-submitted", "version": 2});
    let role = message(&submitted(base::TEXT)).replace(r#""user""#, r#""ROLE_USER""#);
    vec![
        taken("0397", "a state of A2A 1.0", &good, says, &["a2a-1"], &["A-1"]),
        taken("0397a", "a role of A2A 1.0", &role, paid, &["a2a-1"], &["A-1"]),
        refused(
            "0397b",
            "another state of A2A 1.0",
            &good.replace("INPUT_REQUIRED", "COMPLETED"),
            "a2a_state",
            &["A-1", "A-3"],
        ),
        refused(
            "0397c",
            "another role of A2A 1.0",
            &role.replace("ROLE_USER", "ROLE_AGENT"),
            "a2a_status",
            &["A-1", "A-2"],
        ),
        refused(
            "0397d",
            "a state in capitals that is none of A2A 1.0",
            &good.replace("TASK_STATE_INPUT_REQUIRED", "INPUT_REQUIRED"),
            "a2a_state",
            &["A-1", "A-3"],
        ),
        refused(
            "0397e",
            "a state half of A2A 1.0, half of A2A 0.3",
            &good.replace("INPUT_REQUIRED", "input-required"),
            "a2a_state",
            &["A-1", "A-3"],
        ),
        refused(
            "0397f",
            "a role half of A2A 1.0, half of A2A 0.3",
            &role.replace("ROLE_USER", "ROLE_user"),
            "a2a_status",
            &["A-1", "A-2"],
        ),
    ]
}

/// 398: the error code of a failed payment.
fn failures() -> Vec<Draft> {
    let task = |metadata: &[&str]| task("failed", "payment-failed", metadata, "");
    let says = || json!({"response": "settlement-failed", "status": "payment-failed"});
    let bad = failure("insufficient_funds", "");
    vec![
        taken(
            "0398",
            "code and settlement",
            &task(&[CODE, &receipts(std::slice::from_ref(&bad))]),
            says(),
            &[],
            &["A-6"],
        )
        .requirements(&["A2A2-settlement-05", "A2A1-settlement-05"]),
        taken(
            "0398a",
            "no code",
            &task(&[&receipts(std::slice::from_ref(&bad))]),
            says(),
            &["no-error-code"],
            &["A-6"],
        ),
        taken(
            "0398b",
            "a code of one's own",
            &task(&[&CODE.replace("INSUFFICIENT_FUNDS", "OUT_OF_STOCK"), &receipts(std::slice::from_ref(&bad))]),
            says(),
            &[],
            &["A-6"],
        ),
        taken("0398c", "no settlement", &task(&[CODE]), says(), &["no-receipts"], &["A-5"]),
        refused(
            "0398d",
            "the last settlement succeeded",
            &task(&[CODE, &receipts(&[bad, success()])]),
            "a2a_receipts",
            &["A-5"],
        ),
        taken(
            "0398e",
            "the settlement names a transaction",
            &task(&[CODE, &receipts(&[failure("settlement_pending", TRANSACTION)])]),
            says(),
            &["pending"],
            &["A-5", "F-5"],
        ),
        taken(
            "0398f",
            "the reason is a sentence",
            &task(&[CODE, &receipts(&[failure("The wallet is empty.", "")])]),
            says(),
            &["prose-reason"],
            &["A-5"],
        )
        .requirements(&["A2A1-errors-08", "A2A2-errors-08"]),
    ]
}
