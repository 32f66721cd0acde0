//! Transcripts in which a party writes what it likes: whose text decides the payment, the offer and the time of a verdict?

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Map, Value, json};
#[cfg(feature = "recognise")]
use x402_operations::recognise::{Part, What, in_message, recognise};

use crate::chance::Chance;

/// A text with what others than the client wrote, which alone may decide the time and the offer, and with the payment
/// that the client used.
#[derive(Debug)]
pub struct Transcript {
    /// The name of the kind of text.
    pub kind: &'static str,
    /// The text.
    pub text: String,
    /// The payment that the client used.
    pub payment: Value,
    /// The offers that the server made. `None` if the text does not show them, so that no verdict may rest on any.
    pub offers: Option<Value>,
    /// The recorded time. `None` if only the client wrote one.
    pub time: Option<u64>,
    /// The last answer to the payment.
    pub answer: Answer,
}

/// The last answer to a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It takes the payment.
    Taken,
    /// It does not take the payment.
    NotTaken,
    /// The text has none.
    None,
    /// The text does not show whether it has one: what looks like one may be the client's.
    Unclear,
}

/// What an implementation makes of a text.
#[derive(Debug)]
pub struct Seen {
    /// The payment that it would verify.
    pub payment: Option<Value>,
    /// The offers by which it would verify.
    pub offers: Option<Value>,
    /// The recorded time.
    pub time: Option<u64>,
    /// `true` if it asks which of several is meant.
    pub is_ambiguous: bool,
    /// `true` if it reports that the payment was taken.
    pub is_taken: Option<bool>,
}

/// Panics if a client could choose what a verdict rests on, or if an answer that does not take the payment is reported
/// as success. Returns `true` if everything was found.
pub fn holds(transcript: &Transcript, seen: &Seen) -> bool {
    let Transcript { kind, text, payment, offers, time, answer } = transcript;
    if !seen.is_ambiguous {
        if let Some(judged) = &seen.payment {
            assert_eq!(judged, payment, "{kind}: the judged payment is not the one that was used\n{text}");
        }
        if let Some(judged) = &seen.offers {
            assert_eq!(Some(judged), offers.as_ref(), "{kind}: the offers are not the server's\n{text}");
        }
    }
    if let Some(judged) = &seen.time {
        assert_eq!(Some(judged), time.as_ref(), "{kind}: the time is not the recorded one\n{text}");
    }
    match answer {
        Answer::Taken => assert_eq!(seen.is_taken, Some(true), "{kind}: the answer takes the payment\n{text}"),
        Answer::NotTaken => {
            assert_eq!(
                seen.is_taken,
                Some(false),
                "{kind}: the answer that does not take the payment is not reported\n{text}"
            );
        }
        Answer::None => assert_eq!(seen.is_taken, None, "{kind}: there is no answer\n{text}"),
        Answer::Unclear => assert_ne!(seen.is_taken, Some(true), "{kind}: no answer takes the payment\n{text}"),
    }
    !seen.is_ambiguous && seen.payment.is_some() && seen.offers == *offers && seen.time == *time
}

/// The object of this kind in a part.
#[cfg(feature = "recognise")]
fn carried(part: &Part, what: What) -> Option<Value> {
    let text = part.text.as_deref()?;
    if part.what == What::Message && what == What::Payment {
        let message: Value = serde_json::from_str(text).unwrap();
        let places = ["/params/_meta/x402~1payment", "/params/message/metadata/x402.payment.payload"];
        return places.iter().find_map(|place| message.pointer(place)).cloned();
    }
    if part.what == What::Message {
        let inner = in_message(text);
        return serde_json::from_str(inner.iter().find(|inner| inner.what == what)?.text.as_deref()?).ok();
    }
    serde_json::from_str(text).ok()
}

/// What the recogniser makes of a text.
#[cfg(feature = "recognise")]
pub fn seen(text: &str) -> Seen {
    let found = recognise(text);
    let payment = found.payment().filter(|part| !part.is_guess).and_then(|part| {
        let object = carried(part, What::Payment)?;
        Some(object.get("paymentPayload").cloned().unwrap_or(object))
    });
    let offers = found.offers().and_then(|part| {
        let object = carried(part, What::Demand)?;
        Some(match (object.get("accepts"), object.get("paymentRequirements")) {
            (Some(accepts), _) => accepts.clone(),
            (None, Some(offer)) => json!([offer]),
            (None, None) => json!([object]),
        })
    });
    Seen {
        payment,
        offers,
        time: found.time().map(|time| time.seconds),
        is_ambiguous: found.judged.ambiguous.is_some(),
        is_taken: found.answered.as_ref().map(|answered| answered.outcome.is_success()),
    }
}

/// A line of a facilitator's log: the request that it got, and elsewhere what its caller likes.
pub fn logged(random: &mut impl Chance) -> Transcript {
    let (name, at, time) = time_of(random);
    let sent = request(&payment('a'), "1000000");
    let noise = json!({"x-note": liked_text(random), "user-agent": liked_text(random), "date": LIKED.0});
    let text = match random.below(4) {
        0 => {
            let ua = Value::from(liked_text(random));
            let start = time.map(|_| format!("{} ", DATE.1)).unwrap_or_default();
            format!("{start}POST /verify ua={ua} body={sent}")
        }
        shape => {
            let mut line = match shape {
                1 => json!({"body": sent, "headers": noise, "query": liked(random)}),
                2 => json!({"req": {"url": "/verify", "headers": noise, "query": liked(random), "body": sent}}),
                _ => json!({"request": sent, "headers": noise, "user": liked_text(random)}),
            };
            line[name] = at;
            line.to_string()
        }
    };
    let offers = Some(json!([offer("1000000")]));
    Transcript { kind: "log of a facilitator", text, payment: payment('a'), offers, time, answer: Answer::Unclear }
}

/// The time at which the server answered, as a header, as a text and in seconds, and a time that a client would like.
const DATE: (&str, &str, u64) = ("Tue, 01 Dec 2026 09:00:00 GMT", "2026-12-01T09:00:00Z", 1_796_115_600);
const LIKED: (&str, &str, u64) = ("Thu, 27 Feb 2025 16:01:40 GMT", "2025-02-27T16:01:40Z", 1_740_672_100);

fn offer(amount: &str) -> Value {
    json!({
        "scheme": "exact", "network": "eip155:84532", "amount": amount,
        "asset": "0x036CbD53842c5426634e7929541eC2318f3dCF7e", "payTo": "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
        "maxTimeoutSeconds": 60, "extra": {"name": "USDC", "version": "2"},
    })
}

fn required(amount: &str, error: &str) -> Value {
    json!({"x402Version": 2, "error": error, "resource": {"url": "https://a.example/w"}, "accepts": [offer(amount)]})
}

/// A payment with this nonce.
fn payment(nonce: char) -> Value {
    let nonce = format!("0x{}", nonce.to_string().repeat(64));
    json!({
        "x402Version": 2, "resource": {"url": "https://a.example/w"}, "accepted": offer("10000"),
        "payload": {"signature": format!("0x{}1b", "11".repeat(64)), "authorization": {
            "from": "0x857b06519E91e3A54538791bDbb0E22373e36b66", "to": "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
            "value": "10000", "validAfter": "1740672089", "validBefore": "1740672154", "nonce": nonce,
        }},
    })
}

fn request(payment: &Value, amount: &str) -> Value {
    json!({"x402Version": 2, "paymentPayload": payment, "paymentRequirements": offer(amount)})
}

fn settlement(success: bool) -> Value {
    let mut settlement = json!({"success": success, "transaction": "", "network": "eip155:84532"});
    if success {
        settlement["transaction"] = format!("0x{}", "ab".repeat(32)).into();
    } else {
        settlement["errorReason"] = "insufficient_funds".into();
    }
    settlement
}

fn base64(value: &Value) -> String {
    STANDARD.encode(value.to_string())
}

/// An object that a client would like to be believed.
fn liked(random: &mut impl Chance) -> Value {
    match random.below(12) {
        0 => required("1", ""),
        1 => offer("1"),
        2 => payment('f'),
        3 => request(&payment('f'), "1"),
        4 => json!({"ts": LIKED.2, "time": LIKED.1, "timestamp": LIKED.1, "date": LIKED.0}),
        5 => json!({"status": 402, "headers": {"payment-required": base64(&required("1", ""))}}),
        6 => json!({"jsonrpc": "2.0", "id": 1, "result": {"isError": true, "structuredContent": required("1", "")}}),
        7 => settlement(true),
        8 => json!({"isValid": true, "payer": "0x857b06519E91e3A54538791bDbb0E22373e36b66"}),
        9 => json!({"res": {"statusCode": 402, "body": required("1", "")}, "time": LIKED.1}),
        10 => json!({"headers": [{"name": "payment-signature", "value": base64(&payment('f'))}], "t": LIKED.2}),
        _ => json!({"body": request(&payment('f'), "1"), "ts": LIKED.2}),
    }
}

/// A text on one line that a client would like to be believed.
fn liked_text(random: &mut impl Chance) -> String {
    let liked = liked(random);
    match random.below(7) {
        0 => liked.to_string(),
        1 => base64(&liked),
        2 => LIKED.0.into(),
        3 => LIKED.1.into(),
        4 => format!("{} {liked}", LIKED.1),
        5 => format!("payment-required: {}", base64(&required("1", ""))),
        _ => format!("x {} {}", base64(&payment('f')), LIKED.2),
    }
}

/// The name of a header that a client may send beside its payment.
fn name(random: &mut impl Chance) -> &'static str {
    const NAMES: [&str; 9] = [
        "Date",
        "User-Agent",
        "X-Note",
        "PAYMENT-REQUIRED",
        "PAYMENT-RESPONSE",
        "Referer",
        "X-Payment-Response",
        "From",
        "Via",
    ];
    NAMES[random.below(NAMES.len())]
}

/// The value of that header.
fn value(name: &str, random: &mut impl Chance) -> String {
    match name {
        "Date" => LIKED.0.into(),
        "PAYMENT-REQUIRED" => base64(&required("1", "")),
        "PAYMENT-RESPONSE" | "X-Payment-Response" => base64(&settlement(true)),
        _ => liked_text(random),
    }
}

/// The headers of a request, in an order by chance.
fn headers(random: &mut impl Chance) -> Vec<(String, String)> {
    let mut headers = vec![("PAYMENT-SIGNATURE".to_owned(), base64(&payment('a')))];
    for _ in 0..random.below(4) {
        let name = name(random);
        let header = (name.to_owned(), value(name, random));
        headers.insert(random.below(headers.len() + 1), header);
    }
    headers
}

/// The answer of a server: the status, the headers except `Date`, and whether it takes the payment.
fn answer(random: &mut impl Chance) -> (u16, Vec<(String, String)>, bool) {
    let header = |name: &str, value: &Value| (name.to_owned(), base64(value));
    let (status, mut headers, is_taken) = match random.below(5) {
        0 => (402, vec![header("PAYMENT-REQUIRED", &required("1000000", "insufficient_funds"))], false),
        1 => (402, vec![header("PAYMENT-REQUIRED", &required("1000000", ""))], false),
        2 => (200, vec![header("PAYMENT-RESPONSE", &settlement(false))], false),
        3 => (500, Vec::new(), false),
        _ => (200, vec![header("PAYMENT-RESPONSE", &settlement(true))], true),
    };
    // A server does not choose the payment.
    if random.below(4) == 0 {
        headers.push(header("PAYMENT-SIGNATURE", &payment('f')));
    }
    (status, headers, is_taken)
}

/// The outcome of an answer, and the text without the answer by chance.
fn ended(before: String, answer: &str, is_taken: bool, random: &mut impl Chance) -> (String, Answer) {
    if random.below(5) == 0 {
        return (before, Answer::None);
    }
    (before + answer, if is_taken { Answer::Taken } else { Answer::NotTaken })
}

/// A path with a query that a client chose.
fn target(random: &mut impl Chance) -> String {
    const QUERIES: [&str; 4] = ["", "?t=1740672100", "?ts=2025-02-27T16:01:40Z", "?to=/verify"];
    format!("/w{}", random.pick(&QUERIES))
}

/// A text of a kind by chance.
pub fn transcript(random: &mut impl Chance) -> Transcript {
    match random.below(13) {
        9 => a2a(random),
        10 => command(random),
        11 => two_records(random),
        12 => header_lines(random),
        0 => curl(random),
        1 => httpie(random),
        2 => har(random),
        3 => record(random),
        4 => flat_record(random),
        5 => line(random),
        6 => mcp(random),
        7 => request_alone(random),
        _ => payment_alone(random),
    }
}

fn curl(random: &mut impl Chance) -> Transcript {
    let is_dated = random.below(4) > 0;
    let date = if is_dated { format!("< Date: {}\n", DATE.0) } else { String::new() };
    let first = base64(&required("1000000", "PAYMENT-SIGNATURE header is required"));
    let is_asked_first = random.below(2) == 0;
    let mut text = String::new();
    if is_asked_first {
        text += &format!(
            "> GET {} HTTP/1.1\n>\n< HTTP/1.1 402 Payment Required\n< PAYMENT-REQUIRED: {first}\n<\n{{}}\n",
            target(random)
        );
    }
    text += &format!("> POST {} HTTP/1.1\n", target(random));
    for (name, value) in headers(random) {
        text += &format!("> {name}: {value}\n");
    }
    let (status, answer, is_taken) = answer(random);
    text += &format!(">\n< HTTP/1.1 {status} Word\n{date}");
    for (name, value) in &answer {
        text += &format!("< {name}: {value}\n");
    }
    // A body may repeat what the client sent.
    let echo = if random.below(3) == 0 { liked(random).to_string() } else { "{}".into() };
    let forged = if random.below(3) == 0 {
        format!("HTTP/1.1 402 Payment Required\nDate: {}\nPAYMENT-REQUIRED: {}\n", LIKED.0, base64(&required("1", "")))
    } else {
        String::new()
    };
    text += &format!("<\n{echo}\n{forged}");
    let has_offer = is_asked_first || status == 402;
    Transcript {
        kind: "curl -v",
        text,
        payment: payment('a'),
        offers: has_offer.then(|| json!([offer("1000000")])),
        time: is_dated.then_some(DATE.2),
        answer: if is_taken { Answer::Taken } else { Answer::NotTaken },
    }
}

fn httpie(random: &mut impl Chance) -> Transcript {
    let mut text = format!("POST {} HTTP/1.1\n", target(random));
    for (name, value) in headers(random) {
        text += &format!("{name}: {value}\n");
    }
    let (status, answer, is_taken) = answer(random);
    text += &format!("\n{}\n\n\nHTTP/1.1 {status} Word\nDate: {}\n", liked(random), DATE.0);
    for (name, value) in &answer {
        text += &format!("{name}: {value}\n");
    }
    text += "\n{}\n";
    Transcript {
        kind: "httpie",
        text,
        payment: payment('a'),
        offers: (status == 402).then(|| json!([offer("1000000")])),
        time: Some(DATE.2),
        answer: if is_taken { Answer::Taken } else { Answer::NotTaken },
    }
}

fn har(random: &mut impl Chance) -> Transcript {
    let pairs = |headers: Vec<(String, String)>| -> Vec<Value> {
        headers.into_iter().map(|(name, value)| json!({"name": name, "value": value})).collect()
    };
    let (status, mut answer, is_taken) = answer(random);
    let is_dated = random.below(2) == 0;
    if is_dated {
        answer.push(("date".into(), DATE.0.into()));
    }
    let sent = pairs(headers(random));
    let query =
        [json!({"name": "payment-signature", "value": base64(&payment('f'))}), json!({"name": "t", "value": LIKED.1})];
    let request = json!({
        "method": "POST", "url": format!("https://a.example{}", target(random)), "headers": sent, "queryString": query,
        "postData": {"mimeType": "application/json", "text": liked(random).to_string()},
    });
    let response = json!({"status": status, "headers": pairs(answer), "content": {"text": "{}"}});
    let entry = json!({"startedDateTime": "2026-12-01T08:59:59.500Z", "request": request, "response": response});
    Transcript {
        kind: "HAR",
        text: json!({"log": {"version": "1.2", "entries": [entry]}}).to_string(),
        payment: payment('a'),
        offers: (status == 402).then(|| json!([offer("1000000")])),
        time: Some(if is_dated { DATE.2 } else { DATE.2 - 1 }),
        answer: if is_taken { Answer::Taken } else { Answer::NotTaken },
    }
}

/// The time of a line of a log, under a name that is known, or under one that is not.
fn time_of(random: &mut impl Chance) -> (&'static str, Value, Option<u64>) {
    match random.below(4) {
        0 => ("time", DATE.2.into(), Some(DATE.2)),
        1 => ("ts", DATE.1.into(), Some(DATE.2)),
        2 => ("@timestamp", DATE.1.into(), Some(DATE.2)),
        _ => ("timeMillis", (DATE.2 * 1_000).into(), None),
    }
}

/// The headers as a logger has them.
fn object(headers: Vec<(String, String)>) -> Value {
    Value::Object(headers.into_iter().map(|(name, value)| (name.to_lowercase(), value.into())).collect::<Map<_, _>>())
}

fn record(random: &mut impl Chance) -> Transcript {
    let (name, at, time) = time_of(random);
    let mut line = json!({
        "level": 30,
        "req": {"method": "POST", "url": target(random), "query": {"p": liked(random), "t": LIKED.1}, "headers": object(headers(random)),
            "body": liked(random)},
        "res": {"statusCode": 402, "headers": {"payment-required": base64(&required("1000000", "insufficient_funds"))}},
    });
    line[name] = at;
    Transcript {
        kind: "record of a log",
        text: line.to_string(),
        payment: payment('a'),
        offers: Some(json!([offer("1000000")])),
        time,
        answer: Answer::NotTaken,
    }
}

fn flat_record(random: &mut impl Chance) -> Transcript {
    let (name, at, time) = time_of(random);
    let mut line = json!({"msg": liked_text(random), "headers": object(headers(random)), "query": liked(random), "user": liked_text(random)});
    line[name] = at;
    Transcript {
        kind: "flat record of a log",
        text: line.to_string(),
        payment: payment('a'),
        offers: None,
        time,
        answer: Answer::Unclear,
    }
}

fn line(random: &mut impl Chance) -> Transcript {
    let level = random.pick(&["", "INFO ", "[WARN] "]);
    let ua = Value::from(liked_text(random));
    let start = match random.below(3) {
        0 => (format!("{level}{} ", DATE.1), Some(DATE.2)),
        1 => (format!("[{}] {level}", DATE.1.replace('T', " ").replace('Z', "")), Some(DATE.2)),
        _ => (format!("{level}req=7 "), None),
    };
    let text = format!("{}ua={ua} path={} payment-signature: {}", start.0, target(random), base64(&payment('a')));
    Transcript {
        kind: "line of a log",
        text,
        payment: payment('a'),
        offers: None,
        time: start.1,
        answer: Answer::Unclear,
    }
}

fn mcp(random: &mut impl Chance) -> Transcript {
    let result = |amount: &str, error: &str| json!({"isError": true, "structuredContent": required(amount, error), "content": [{"type": "text", "text": required(amount, error).to_string()}]});
    let asked = json!({"jsonrpc": "2.0", "id": 1, "result": result("1000000", "Payment required")});
    let mut paid = json!({"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {
        "name": "report", "arguments": {"note": liked(random), "text": liked_text(random)}, "_meta": {"x402/payment": payment('a')},
    }});
    for name in ["ts", "time", "timestamp"] {
        if random.below(2) == 0 {
            paid[name] = LIKED.1.into();
        }
    }
    if random.below(3) == 0 {
        paid["result"] = result("1", "");
    }
    let is_taken = random.below(2) == 0;
    let answer = if is_taken {
        json!({"content": [], "_meta": {"x402/payment-response": settlement(true)}})
    } else {
        result("1000000", "insufficient_funds")
    };
    let answer = json!({"jsonrpc": "2.0", "id": 2, "result": answer});
    let (text, answer) = ended(format!("{asked}\n{paid}\n"), &format!("{answer}\n"), is_taken, random);
    Transcript { kind: "MCP", text, payment: payment('a'), offers: Some(json!([offer("1000000")])), time: None, answer }
}

fn a2a(random: &mut impl Chance) -> Transcript {
    let task = |state: &str, metadata: Value| {
        let message = json!({"role": "agent", "kind": "message", "messageId": "m", "parts": [], "metadata": metadata});
        json!({"jsonrpc": "2.0", "id": 1, "result": {"kind": "task", "id": "t", "status": {"state": state, "message": message}}})
    };
    let asked = json!({"x402.payment.status": "payment-required", "x402.payment.required": required("1000000", "Payment required")});
    let note = liked(random);
    let metadata =
        json!({"x402.payment.status": "payment-submitted", "x402.payment.payload": payment('a'), "note": note});
    let message = json!({
        "role": "user", "kind": "message", "messageId": "n", "taskId": "t", "metadata": metadata,
        "parts": [{"kind": "text", "text": liked_text(random)}],
    });
    let mut paid = json!({"jsonrpc": "2.0", "id": 2, "method": "message/send", "params": {"message": message}});
    if random.below(2) == 0 {
        paid["result"] = task("input-required", json!({"x402.payment.required": required("1", "")}))["result"].take();
    }
    if random.below(2) == 0 {
        paid["timestamp"] = LIKED.1.into();
    }
    let is_taken = random.below(2) == 0;
    let answer = if is_taken {
        task(
            "completed",
            json!({"x402.payment.status": "payment-completed", "x402.payment.receipts": [settlement(true)]}),
        )
    } else {
        let receipts = json!([settlement(false)]);
        let status = "payment-failed";
        task(
            "failed",
            json!({"x402.payment.status": status, "x402.payment.error": "SETTLEMENT_FAILED", "x402.payment.receipts": receipts}),
        )
    };
    let asked = task("input-required", asked);
    let (text, answer) = ended(format!("{asked}\n{paid}\n"), &format!("{answer}\n"), is_taken, random);
    Transcript { kind: "A2A", text, payment: payment('a'), offers: Some(json!([offer("1000000")])), time: None, answer }
}

/// A command, whose every word the client wrote.
fn command(random: &mut impl Chance) -> Transcript {
    let mut text = format!("curl 'https://a.example{}'", target(random));
    for (name, value) in headers(random) {
        text += &format!(" -H '{name}: {value}'");
    }
    text += &format!(" -d '{}'", liked(random));
    Transcript { kind: "curl", text, payment: payment('a'), offers: None, time: None, answer: Answer::Unclear }
}

/// The response in one record of a log, and the request of another client in a second.
fn two_records(random: &mut impl Chance) -> Transcript {
    let required = base64(&required("1000000", "PAYMENT-SIGNATURE header is required"));
    let first = json!({"time": DATE.1, "res": {"statusCode": 402, "headers": {"payment-required": required}}});
    let (name, at, time) = time_of(random);
    let mut second =
        json!({"req": {"headers": object(headers(random)), "body": liked(random)}, "query": liked(random)});
    second[name] = at;
    let offers = Some(json!([offer("1000000")]));
    Transcript {
        kind: "records of a log",
        text: format!("{first}\n{second}\n"),
        payment: payment('a'),
        offers,
        time,
        answer: Answer::Unclear,
    }
}

/// The headers of a request, without its first line.
fn header_lines(random: &mut impl Chance) -> Transcript {
    let mark = ["", "> "][random.below(2)];
    let mut text = format!("{mark}Host: a.example\n");
    for (name, value) in headers(random) {
        text += &format!("{mark}{name}: {value}\n");
    }
    Transcript { kind: "header lines", text, payment: payment('a'), offers: None, time: None, answer: Answer::Unclear }
}

/// The body of a request to a facilitator, with fields that the caller added.
fn request_alone(random: &mut impl Chance) -> Transcript {
    let mut text = request(&payment('a'), "1000000");
    for name in ["ts", "date", "t"] {
        if random.below(2) == 0 {
            text[name] = LIKED.2.into();
        }
    }
    text["paymentPayload"]["note"] = liked(random);
    let mut payment = payment('a');
    payment["note"] = text["paymentPayload"]["note"].clone();
    let offers = Some(json!([offer("1000000")]));
    Transcript {
        kind: "request to a facilitator",
        text: text.to_string(),
        payment,
        offers,
        time: None,
        answer: Answer::Unclear,
    }
}

fn payment_alone(random: &mut impl Chance) -> Transcript {
    let mut payment = payment('a');
    for name in ["ts", "time", "timestamp", "@timestamp", "date", "datetime", "t", "Timestamp", "accepts", "res"] {
        if random.below(4) == 0 && name != "accepts" {
            payment[name] = if name == "res" { liked(random) } else { LIKED.2.into() };
        }
    }
    Transcript {
        kind: "payment",
        text: payment.to_string(),
        payment,
        offers: None,
        time: None,
        answer: Answer::Unclear,
    }
}
