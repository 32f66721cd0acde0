//! A fault, and its vectors: one for `decode` and one for `verify`.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use x402_vectors::vector::{Class, Level};

use crate::{
    base,
    draft::{Draft, err, expect, ok, raw_text},
    fault::Fault as Named,
};

/// The outcome of reading: the flags with which the payment is accepted, or stage, kind and field of the refusal.
#[derive(Clone)]
pub(super) enum Answer {
    Taken(&'static [&'static str]),
    Refused(&'static str, &'static str, &'static str),
}
use Answer::{Refused, Taken};

/// A payment with one fault of its transport.
pub(super) struct Fault {
    pub(super) title: String,
    /// The source of the question, as JSON text.
    pub(super) source: String,
    strict: Answer,
    pub(super) lenient: Answer,
    /// The canonical payment, if it is accepted.
    canonical: String,
    rulings: &'static [&'static str],
    /// What binds to take it, if it is taken by both profiles, and the fault that no kind of the decoder says.
    level: Option<Level>,
    named: Option<Named>,
    /// Whether the question of `decode` is another fault, with the number before this one.
    not_for_decode: bool,
}

/// Only the reading matters here, and not the content.
pub(super) const TEXT: &str = base::WITHOUT_RESOURCE;

const NO_WITNESS: &str = "a refusal by ruling: the witness takes it, or does not look";

/// A source of text.
pub(super) fn text(text: &str) -> String {
    json!({ "text": text }).to_string()
}

/// The text with an unknown member.
pub(super) fn with(json: &str) -> String {
    TEXT.replacen(r#""payload":"#, &format!(r#""zeta":{json},"payload":"#), 1)
}

/// A source of bytes.
pub(super) fn bytes(bytes: &[u8]) -> String {
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    json!({ "bytes": format!("0x{digits}") }).to_string()
}

/// A source of a header with this value.
pub(super) fn header(value: &str) -> String {
    json!({ "header": {"name": "PAYMENT-SIGNATURE", "value": value} }).to_string()
}

/// A source of a header that carries these bytes.
pub(super) fn encoded(bytes: &[u8]) -> String {
    header(&STANDARD.encode(bytes))
}

/// A source of a whole request.
pub(super) fn headers(headers: &[(&str, &str)]) -> String {
    json!({ "headers": headers }).to_string()
}

impl Fault {
    pub(super) fn refused(title: impl Into<String>, source: String, stage: &'static str, kind: &'static str) -> Self {
        Self::refused_in(title, source, stage, kind, "")
    }

    pub(super) fn refused_in(
        title: impl Into<String>,
        source: String,
        stage: &'static str,
        kind: &'static str,
        field: &'static str,
    ) -> Self {
        let answer = Refused(stage, kind, field);
        Self {
            title: title.into(),
            source,
            strict: answer.clone(),
            lenient: answer,
            canonical: String::new(),
            rulings: match stage {
                "base64" => &["C-1"],
                "utf8" => &["C-2"],
                "header" => &["C-11"],
                "limit" => &["C-12"],
                _ if kind == "duplicate-member" => &["C-3"],
                _ if kind == "lone-surrogate" => &["C-16"],
                _ => &["C-4"],
            },
            level: None,
            named: (kind == "wrong-type").then_some(Named::WrongType),
            not_for_decode: false,
        }
    }

    pub(super) fn taken(
        title: impl Into<String>,
        source: String,
        canonical: impl Into<String>,
        rulings: &'static [&'static str],
    ) -> Self {
        let (strict, lenient) = (Taken(&[]), Taken(&[]));
        Self {
            title: title.into(),
            source,
            strict,
            lenient,
            canonical: canonical.into(),
            rulings,
            level: Some(Level::Must),
            named: None,
            not_for_decode: false,
        }
    }

    /// This project's choice.
    pub(super) const fn chosen(mut self) -> Self {
        self.level = Some(Level::Policy);
        self
    }

    /// The fault goes to `verify` alone.
    pub(super) const fn beyond_decode(mut self) -> Self {
        self.not_for_decode = true;
        self
    }

    /// Accepted by both profiles, with flags.
    pub(super) fn flagged(mut self, flags: &'static [&'static str]) -> Self {
        (self.strict, self.lenient) = (Taken(flags), Taken(flags));
        self.chosen()
    }

    /// Accepted by Lenient, with a flag.
    pub(super) fn tolerated(mut self, flags: &'static [&'static str]) -> Self {
        self.lenient = Taken(flags);
        self.canonical = TEXT.into();
        self
    }

    /// All faults go to `decode`, and nearly all to `verify`.
    pub(super) fn drafts(self, step: u32, at: u32) -> Vec<Draft> {
        let number = format!("{step:02}{at:02}");
        let in_header = self.source.starts_with(r#"{"header""#);
        let verify = match step {
            3 => !in_header,
            7 => self.not_for_decode,
            _ => true,
        };
        let mut drafts: Vec<Draft> = self.decode(&number).into_iter().collect();
        if verify {
            drafts.extend(self.verify(&number));
        }
        drafts
    }

    fn finish(&self, draft: Draft) -> Draft {
        let draft = draft.rulings(self.rulings).no_witness(NO_WITNESS);
        match (self.level, self.named) {
            (Some(level), _) => draft.level(level),
            (None, Some(fault)) => draft.fault(fault),
            (None, None) => draft,
        }
    }

    fn decode(&self, number: &str) -> Option<Draft> {
        if self.not_for_decode {
            return None;
        }
        let mut input: Value = serde_json::from_str(&self.source).expect("JSON of ours");
        if input.get("headers").is_none() {
            input["kind"] = "payment".into();
        }
        let [strict, lenient] = [&self.strict, &self.lenient].map(|answer| match answer {
            Taken(flags) => ok(Some(version(&self.canonical)), &self.canonical, flags),
            Refused(stage, kind, field) => err(stage, kind, field),
        });
        Some(self.finish(Draft::decode(format!("reading-{number}"), self.title.as_str(), &input, &strict, &lenient)))
    }

    fn verify(&self, number: &str) -> Option<Draft> {
        let input = format!(
            r#"{{"payment":{},"offers":[{}],"now":{},"facts":{{"accounts":{{"*":{{"code":"none"}}}}}}}}"#,
            self.source,
            base::OFFER,
            base::NOW
        );
        let (class, result) = match self.strict {
            Taken([]) => (
                Class::Valid,
                json!({"verdict": "valid", "payer": base::PAYER, "replayKey": base::REPLAY_KEY, "offer": 0}),
            ),
            // The policy decides whether flags are tolerated.
            Taken(_) => return None,
            Refused(..) => (Class::Invalid, json!({"verdict": "invalid"})),
        };
        let (id, title) = (format!("reading-{number}v"), format!("verify: {}", self.title));
        let draft = self.finish(Draft::new(id, "verify", title, raw_text("{}"), expect(class, &result)).asks(&input));
        Some(match self.strict {
            Taken(_) => draft,
            Refused(_, kind, _) => draft.refused_as(kind).decided_by("decode").reason("invalid_payload"),
        })
    }
}

/// The version of one of these payments.
pub(super) fn version(canonical: &str) -> u64 {
    if canonical.starts_with(r#"{"x402Version":1"#) { 1 } else { 2 }
}
