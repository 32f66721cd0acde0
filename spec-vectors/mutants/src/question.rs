//! A question of a vector in the form for mutants: its input, our testee's answer, and the content of both.

use std::sync::{Arc, OnceLock};

use base64::{Engine, engine::general_purpose::STANDARD};
use x402_conformance::adapter::Reply;
use x402_types::{Limits, RawJson};

use crate::{answers::Answers, evaluated::Evaluated, json::Json};

/// The text of a result.
pub(crate) fn result_of(result: &Json) -> Option<Reply> {
    let mut limits = Limits::DEFAULT;
    (limits.depth, limits.body, limits.values) = (160, 64 << 20, 1 << 20);
    RawJson::parse_within(&result.to_string(), &limits).ok().map(Reply::Result)
}

/// The result of this text.
pub(crate) fn constant(text: &str) -> Option<Reply> {
    result_of(&Json::parse(text)?)
}

/// The answer of `decode` to what cannot be read.
pub(crate) fn unreadable() -> Option<Reply> {
    constant(r#"{"err":{"stage":"json","kind":"syntax"}}"#)
}

/// A question, and our testee's answer.
pub(crate) struct Question<'a> {
    pub(crate) op: &'a str,
    /// The text of its input.
    pub(crate) text: &'a str,
    pub(crate) input: Json,
    pub(crate) honest: Arc<Reply>,
    result: Option<Json>,
    document: OnceLock<Option<Json>>,
    evaluated: OnceLock<Option<Evaluated>>,
    answers: &'a Answers,
}

impl<'a> Question<'a> {
    pub(crate) fn new(op: &'a str, text: &'a str, answers: &'a Answers) -> Option<Self> {
        let honest = answers.ask(op, text);
        let result = match &*honest {
            Reply::Result(result) => Json::parse(result.as_str()),
            Reply::Skipped(_) | Reply::Error(_) | Reply::Malformed(_) | Reply::Crashed(_) | Reply::TimedOut(_) => None,
        };
        Some(Self {
            op,
            text,
            input: Json::parse(text)?,
            honest,
            result,
            document: OnceLock::new(),
            evaluated: OnceLock::new(),
            answers,
        })
    }

    /// Our answer to another input of the same operation.
    pub(crate) fn ask(&self, input: &str) -> Reply {
        (*self.answers.ask(self.op, input)).clone()
    }

    /// Our result of an operation, which may be another one.
    pub(crate) fn result_to(&self, op: &str, input: &str) -> Option<Json> {
        if let Reply::Result(result) = &*self.answers.ask(op, input) { Json::parse(result.as_str()) } else { None }
    }

    /// Our result of `digest` for the payment and the first offer.
    pub(crate) fn digest(&self) -> Option<Json> {
        let (payment, offer) = (self.input.get("payment")?, self.input.get("offers.0")?);
        self.result_to("digest", &format!(r#"{{"payment":{payment},"offer":{offer}}}"#))
    }

    /// Our result.
    pub(crate) fn result(&self) -> Option<&Json> {
        self.result.as_ref()
    }

    /// Our judgement of the payment, if the operation judges one.
    pub(crate) fn evaluated(&self) -> Option<&Evaluated> {
        self.evaluated.get_or_init(|| Evaluated::of(&self.input, self.document()?, self.result()?)).as_ref()
    }

    /// The path of the object's source in the input.
    pub(crate) fn source(&self) -> &'static str {
        match self.op {
            "decode" | "offer-receipt" | "payment-identifier" | "settlement-state" | "sign-in-with-x" => "",
            _ => "payment",
        }
    }

    /// The path of a member of the source.
    pub(crate) fn in_source(&self, member: &str) -> String {
        if self.source().is_empty() { member.into() } else { format!("{}.{member}", self.source()) }
    }

    /// The bytes of the object, unless a header's base64 is unreadable.
    pub(crate) fn bytes(&self) -> Option<Vec<u8>> {
        if let Some(json) = self.input.get(&self.in_source("json")) {
            return Some(json.to_string().into_bytes());
        }
        if let Some(text) = self.input.text_at(&self.in_source("text")) {
            return Some(text.into_bytes());
        }
        if let Some(hex) = self.input.text_at(&self.in_source("bytes")) {
            return from_hex(&hex);
        }
        STANDARD.decode(self.header_value()?).ok()
    }

    /// The text of the object.
    pub(crate) fn document_text(&self) -> Option<String> {
        String::from_utf8(self.bytes()?).ok()
    }

    /// The object, if its text is JSON.
    pub(crate) fn document(&self) -> Option<&Json> {
        self.document.get_or_init(|| Json::parse(&self.document_text()?)).as_ref()
    }

    /// The path of the header's value that carries the object.
    pub(crate) fn header_path(&self) -> Option<String> {
        let single = self.in_source("header.value");
        if self.input.get(&single).is_some() {
            return Some(single);
        }
        let headers = self.input.get(&self.in_source("headers"))?;
        let carries = |header: &Json| header.text_at("0").is_some_and(|name| self.is_header(&name));
        let at = headers.elements().iter().position(carries)?;
        Some(format!("{}.{at}.1", self.in_source("headers")))
    }

    /// Whether a header of this name carries the object of the operation.
    fn is_header(&self, name: &str) -> bool {
        match self.op {
            "sign-in-with-x" => name.eq_ignore_ascii_case("sign-in-with-x"),
            "offer-receipt" | "settlement-state" => {
                let known = ["payment-required", "payment-response", "x-payment-response"];
                known.iter().any(|known| name.eq_ignore_ascii_case(known))
            }
            _ => is_payment_header(name),
        }
    }

    pub(crate) fn header_value(&self) -> Option<String> {
        self.input.text_at(&self.header_path()?)
    }

    /// The input with another object, in the same kind of source, or as `text` if it is no longer JSON.
    pub(crate) fn with_document(&self, text: &str) -> Option<String> {
        let mut input = self.input.clone();
        let json = self.in_source("json");
        if input.get(&json).is_some() {
            if let Some(value) = Json::parse(text) {
                input.set(&json, value)?;
            } else {
                input.remove(&json)?;
                input.set(&self.in_source("text"), Json::text(text))?;
            }
        } else if let Some(found) = input.get_mut(&self.in_source("text")) {
            *found = Json::text(text);
        } else if let Some(found) = input.get_mut(&self.in_source("bytes")) {
            *found = Json::text(&to_hex(text.as_bytes()));
        } else {
            input.set(&self.header_path()?, Json::text(&STANDARD.encode(text)))?;
        }
        Some(input.to_string())
    }
}

pub(crate) fn is_payment_header(name: &str) -> bool {
    ["payment-signature", "x-payment"].iter().any(|known| name.eq_ignore_ascii_case(known))
}

pub(crate) fn from_hex(hex: &str) -> Option<Vec<u8>> {
    let digits = hex.strip_prefix("0x").filter(|digits| digits.is_ascii() && digits.len().is_multiple_of(2))?;
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).ok()).collect()
}

pub(crate) fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::from("0x"), |hex, byte| format!("{hex}{byte:02x}"))
}
