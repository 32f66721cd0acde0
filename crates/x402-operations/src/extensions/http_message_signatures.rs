use serde::Serialize;
use x402_extensions::{
    http_message_signatures::{
        Malformed, Message, MessageSignature, Request, SignatureContext, SignatureQuestion, SignatureReason,
        SignatureReport, verify,
    },
    sign_in_with_x::Origin,
};
use x402_types::RawJson;

use crate::{
    Fields,
    stop::{Outcome, Stop},
};

type Header = (String, String);

/// The answer of `http-message-signature`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SignatureResult {
    verdict: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key_id: Option<String>,
    /// The signed bytes, which are ASCII.
    #[serde(skip_serializing_if = "Option::is_none")]
    base: Option<String>,
    flags: Vec<&'static str>,
    needs: Vec<Question>,
}

#[derive(Debug, Serialize)]
struct Question {
    kind: &'static str,
    sentence: &'static str,
}

impl Question {
    const fn new(question: SignatureQuestion) -> Self {
        let sentence = match question {
            SignatureQuestion::SigningKey => "which key has the id that the signature names?",
            SignatureQuestion::Component => "which value does the component have?",
            SignatureQuestion::Verifier | _ => "is this signature right? this build does not verify the algorithm",
        };
        Self { kind: question.as_str(), sentence }
    }
}

impl SignatureResult {
    fn new(report: SignatureReport, base: Option<String>) -> Self {
        Self {
            verdict: report.verdict.as_str(),
            reason: report.reason.map(SignatureReason::as_str),
            key_id: report.key_id,
            base,
            flags: report.flags.iter().map(|flag| flag.as_str()).collect(),
            needs: report.needs.into_iter().map(Question::new).collect(),
        }
    }

    const fn malformed() -> Self {
        let reason = Some(SignatureReason::Shape.as_str());
        Self { verdict: "invalid", reason, key_id: None, base: None, flags: Vec::new(), needs: Vec::new() }
    }
}

/// A request in a question.
struct Asked {
    method: String,
    target_uri: String,
    headers: Vec<Header>,
}

impl Asked {
    fn read(mut fields: Fields<'_>) -> Outcome<Self> {
        let asked = Self {
            method: fields.require_as("method")?,
            target_uri: fields.require_as("targetUri")?,
            headers: fields.require_as("headers")?,
        };
        fields.finish()?;
        if Origin::of_uri(&asked.target_uri).is_err() || asked.target_uri.contains('#') {
            let why = "input.request.targetUri must be an absolute URI of http or https, without a fragment";
            return Err(Stop::Error(why.into()));
        }
        Ok(asked)
    }
}

pub(crate) fn run(mut fields: Fields<'_>) -> Outcome<SignatureResult> {
    let label: String = fields.require_as("label")?;
    let request = fields.object("request")?.map(Asked::read).transpose()?;
    let answer = fields.object("answer")?.map(read_answer).transpose()?;
    let now = fields.now()?;
    let keys = fields.object("keys")?.map(read_keys).transpose()?.unwrap_or_default();
    let tags: Option<Vec<String>> = fields.parse("tags")?;
    let algorithms: Option<Vec<String>> = fields.parse("algorithms")?;
    fields.finish()?;

    let keys: Vec<(&str, &RawJson)> = keys.iter().map(|(id, key)| (id.as_str(), key)).collect();
    let (tags, algorithms) = (tags.as_deref().map(texts), algorithms.as_deref().map(texts));
    let mut context = SignatureContext::at(now).with_keys(&keys);
    (context.tags, context.algorithms) = (tags.as_deref(), algorithms.as_deref());
    let request_headers = request.as_ref().map(|request| pairs(&request.headers)).unwrap_or_default();
    let request = request.as_ref().map(|request| Request {
        method: &request.method,
        target_uri: &request.target_uri,
        fields: &request_headers,
    });
    let answer_headers = answer.as_ref().map(|(_, headers)| pairs(headers)).unwrap_or_default();
    let message = match (&answer, request) {
        (Some((status, _)), request) => Message::answer(*status, &answer_headers, request),
        (None, Some(request)) => Message::Request(request),
        (None, None) => return Err(Stop::Error("input needs request, answer or both".into())),
    };
    // If neither field has the label, there is no signature, which counts as malformed.
    Ok(verified(&message, &context, &label).ok().flatten().unwrap_or_else(SignatureResult::malformed))
}

fn verified(
    message: &Message<'_>,
    context: &SignatureContext<'_>,
    label: &str,
) -> Result<Option<SignatureResult>, Malformed> {
    let signatures = MessageSignature::all(message)?;
    let reports = verify(message, context)?;
    let of_label = reports.into_iter().zip(&signatures).find(|(report, _)| report.label == label);
    Ok(of_label.map(|(report, signature)| SignatureResult::new(report, message.signature_base(&signature.input).ok())))
}

fn read_answer(mut fields: Fields<'_>) -> Outcome<(u16, Vec<Header>)> {
    let status = fields.require_as("status")?;
    if !(100..=599).contains(&status) {
        return Err(Stop::Error("input.answer.status must be from 100 to 599".into()));
    }
    let headers = fields.require_as("headers")?;
    fields.finish()?;
    Ok((status, headers))
}

fn read_keys(fields: Fields<'_>) -> Outcome<Vec<(String, RawJson)>> {
    let read = |(id, key): (std::borrow::Cow<'_, str>, &serde_json::value::RawValue)| {
        let key = Fields::read(key, format!("input.keys.{id}"))
            .and_then(|_| RawJson::parse(key.get()).map_err(|error| Stop::Error(format!("input.keys.{id}: {error}"))));
        key.map(|key| (id.into_owned(), key))
    };
    fields.into_members().map(read).collect()
}

fn texts(list: &[String]) -> Vec<&str> {
    list.iter().map(String::as_str).collect()
}

fn pairs(headers: &[Header]) -> Vec<(&str, &str)> {
    headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}
