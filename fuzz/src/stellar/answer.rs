//! What a node answers, as JSON text: read by us, and by `serde_json` with the protocol's own types.

use std::sync::LazyLock;

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;
use stellar_xdr::{ContractEventBody, ContractEventType, LedgerEntryData, ScVal, WriteXdr};
use x402_types::RawJson;
use x402_verify::{Answer, Question, Returned, Rpc, stellar};

use super::{payment::open_questions, xdr};

/// Those of a payment whose ledger is not known, and those of one whose ledger is.
static QUESTIONS: LazyLock<Vec<Question>> = LazyLock::new(open_questions);

/// Panics if ours and theirs part.
pub fn check(data: &[u8]) {
    answered(data);
}

/// The questions that the text answers.
pub fn answered(data: &[u8]) -> Vec<&'static str> {
    let mut answered = Vec::new();
    let Ok(text) = str::from_utf8(data) else { return answered };
    let Ok(json) = RawJson::parse(text) else { return answered };
    // What is beyond the other reader's numbers is nothing that a node says.
    let Ok(value) = serde_json::from_str::<Value>(text) else { return answered };
    for question in &*QUESTIONS {
        let ours = question.answer(Returned::Json(json.as_json()));
        assert_eq!(question.answer(Returned::Json(json.as_json())), ours, "same answer, same meaning");
        assert!(question.answer(Returned::Bytes(data)).is_err());
        if ours.is_ok() {
            answered.push(question.kind());
        }
        let keys = keys(question);
        match question.kind() {
            "ledger" => {
                assert_eq!(ours.ok(), u32_of(&value, "sequence").map(|found| stellar::Answer::Ledger(found).into()))
            }
            "nonce-unused" => assert_eq!(ours.ok(), entry(&value, &keys).map(|found| yes(found.is_none()))),
            "account" => assert_eq!(ours.ok().map(|answer| answer != none()), account(&value, &keys)),
            "simulation" => assert_eq!(ours.ok().map(transfers), simulated(&value)),
            other => panic!("{other} is asked of nobody"),
        }
    }
    answered
}

fn yes(is_so: bool) -> Answer {
    if is_so { Answer::Yes } else { Answer::No }
}

fn none() -> Answer {
    stellar::Answer::Account(None).into()
}

/// The number of transfers. `None` if the settlement fails.
fn transfers(answer: Answer) -> Option<usize> {
    let Answer::Stellar(answer) = answer else { panic!("not of Stellar") };
    match answer {
        stellar::Answer::Simulated(effects) => effects.map(|effects| effects.transfers.len()),
        other => panic!("{other:?}"),
    }
}

/// What the question's call names.
fn keys(question: &Question) -> Vec<String> {
    match question.rpc() {
        Some(Rpc::Stellar(stellar::Rpc::LedgerEntries { keys })) => {
            keys.iter().map(|key| STANDARD.encode(key)).collect()
        }
        _ => Vec::new(),
    }
}

fn u32_of(value: &Value, member: &str) -> Option<u32> {
    value.get(member)?.as_u64()?.try_into().ok()
}

/// Nothing is an answer that is of an earlier ledger than the known one.
fn is_new(value: &Value) -> Option<()> {
    (u32_of(value, "latestLedger")? >= super::payment::LEDGER).then_some(())
}

fn decoded(value: &Value) -> Option<Vec<u8>> {
    STANDARD.decode(value.as_str()?).ok()
}

/// The one entry of these keys. `Some(None)` if there is none, and `None` if this is no answer.
fn entry(value: &Value, keys: &[String]) -> Option<Option<Vec<u8>>> {
    is_new(value)?;
    let entries = match value.get("entries")? {
        Value::Null => return Some(None),
        Value::Array(entries) => entries,
        _ => return None,
    };
    match entries.as_slice() {
        [] => Some(None),
        [entry] if entry["key"].as_str() == keys.first().map(String::as_str) => decoded(&entry["xdr"]).map(Some),
        _ => None,
    }
}

/// Whether there is an account, by the type of entries.
fn account(value: &Value, keys: &[String]) -> Option<bool> {
    let Some(xdr) = entry(value, keys)? else { return Some(false) };
    let LedgerEntryData::Account(read) = xdr::theirs(&xdr)? else { return None };
    let key = read.account_id.to_xdr(stellar_xdr::Limits::none()).ok()?;
    decoded(&Value::String(keys.first()?.clone())).is_some_and(|asked| asked.ends_with(&key)).then_some(true)
}

/// The number of transfers, by the type of events.
fn simulated(value: &Value) -> Option<Option<usize>> {
    is_new(value)?;
    match &value["error"] {
        Value::Null => {}
        Value::String(_) => return Some(None),
        _ => return None,
    }
    let fee = &value["minResourceFee"];
    let is_fee =
        fee.is_null() || fee.as_str().is_some_and(|fee| fee.parse::<u64>().is_ok_and(|read| read.to_string() == fee));
    let has_data = decoded(&value["transactionData"]).is_some_and(|data| !data.is_empty());
    if !value["restorePreamble"].is_null() || !is_fee || !has_data {
        return None;
    }
    let mut transfers = 0;
    for event in value["events"].as_array()? {
        let event = xdr::event(&decoded(event)?).ok()?;
        if !event.in_successful_contract_call || event.event.type_ != ContractEventType::Contract {
            continue;
        }
        event.event.contract_id.as_ref()?;
        let ContractEventBody::V0(body) = &event.event.body;
        if matches!(body.topics.first(), Some(ScVal::Symbol(name)) if name.0.as_slice() == b"transfer") {
            transfers += 1;
            transfer(&body.topics, &body.data)?;
        }
    }
    Some(Some(transfers))
}

/// From, to, perhaps the asset's name, and an amount of its own or in a map.
fn transfer(topics: &[ScVal], data: &ScVal) -> Option<()> {
    use stellar_xdr::ScAddress;
    let parties = topics.get(1..3).filter(|_| topics.len() <= 4)?;
    let known = |party: &ScVal| match party {
        ScVal::Address(ScAddress::Account(_) | ScAddress::Contract(_) | ScAddress::MuxedAccount(_)) => Some(()),
        _ => None,
    };
    parties.iter().try_for_each(known)?;
    let amount = match data {
        ScVal::I128(amount) => i128::from(amount),
        ScVal::Map(Some(map)) => map.iter().find_map(|member| match (&member.key, &member.val) {
            (ScVal::Symbol(name), ScVal::I128(amount)) if name.0.as_slice() == b"amount" => Some(i128::from(amount)),
            _ => None,
        })?,
        _ => return None,
    };
    (amount >= 0).then_some(())
}

/// Answers to each question, and what is nearly one.
pub(crate) fn seeds() -> impl Iterator<Item = (String, Vec<u8>)> {
    let key = |kind: &str| {
        let question = QUESTIONS.iter().find(|question| question.kind() == kind).expect("it is asked");
        keys(question).remove(0)
    };
    let (account, nonce) = (key("account"), key("nonce-unused"));
    let event = |name_type, name: &[u8]| STANDARD.encode(super::made::transfer_event(name_type, name));
    let (transfer, mint, later_arm) = (event(15, b"transfer"), event(15, b"mint"), event(22, b"transfer"));
    let entry = STANDARD.encode(super::made::plain_account());
    let entries =
        |key: &str, xdr: &str| format!(r#"{{"entries":[{{"key":"{key}","xdr":"{xdr}"}}],"latestLedger":5100000}}"#);
    let events = |events: &str| {
        format!(r#"{{"latestLedger":5100000,"transactionData":"AAAA","minResourceFee":"7","events":[{events}]}}"#)
    };
    let texts = [
        r#"{"id":"00","sequence":5100000,"protocolVersion":23}"#.into(),
        r#"{"sequence":4294967296}"#.into(),
        r#"{"entries":[],"latestLedger":5100000}"#.into(),
        r#"{"entries":null,"latestLedger":5100000}"#.into(),
        entries(&account, &entry),
        entries(&nonce, "AAAA"),
        entries(&account, "AAAA"),
        events(""),
        events(&format!("\"{transfer}\"")),
        events(&format!("\"{transfer}\",\"{mint}\"")),
        events("\"AAAA\""),
        r#"{"latestLedger":5100000,"error":"HostError"}"#.into(),
        r#"{"latestLedger":5099999,"error":"HostError"}"#.into(),
        r#"{"latestLedger":5100000,"transactionData":"AAAA","events":[],"restorePreamble":{}}"#.into(),
        events(&format!("\"{later_arm}\"")),
    ];
    let texts: Vec<String> = texts.into_iter().collect();
    texts.into_iter().enumerate().map(|(number, text)| (format!("answer-{number}"), text.into_bytes()))
}
