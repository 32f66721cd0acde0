use serde_json::value::RawValue;
use x402_extensions::sign_in_with_x::{
    self, INVALID_HEADER, Origin, SignIn, SignInContext, SignInReport, decode_sign_in_headers,
};
use x402_schemes::Hex;
use x402_types::{DecodeError, DecodeOptions, Decoded, Members, Network, RawJson, Wire};
use x402_verify::Facts;

use super::{answer_text, insert_text};
use crate::{
    Fields, FlaggedAnswer, Source,
    input::read_facts,
    stop::{Outcome, Stop},
};

/// The input of the operation `sign-in-with-x`.
#[derive(Debug)]
#[non_exhaustive]
pub struct SignInInput {
    /// The source of the sign-in.
    pub source: Source,
    /// The server's own public origin.
    pub origin: Origin,
    /// The time of the check, in seconds since 1970-01-01 UTC.
    pub now: u64,
    /// The chains that the server offers. `None` if any chain is accepted.
    pub chains: Option<Vec<Network>>,
    /// The issued nonce, if it is known.
    pub nonce: Option<String>,
    /// The known facts about accounts on EVM chains.
    pub facts: Facts,
}

impl SignInInput {
    /// Returns the input for a sign-in on any chain, of which nothing else is known. `now` is in seconds since
    /// 1970-01-01 UTC.
    #[must_use]
    pub const fn new(source: Source, origin: Origin, now: u64) -> Self {
        Self { source, origin, now, chains: None, nonce: None, facts: Facts::new() }
    }

    /// Reads the input of the operation `sign-in-with-x`.
    ///
    /// # Errors
    /// A field is missing, unknown or malformed.
    pub fn read(mut fields: Fields<'_>) -> Outcome<Self> {
        let origin: String = fields.require_as("origin")?;
        let origin = origin.parse().map_err(|error| Stop::Error(format!("input.origin {error}")))?;
        let now = fields.now()?;
        let chains = fields.parse::<Vec<String>>("chains")?.map(|chains| read_chains(&chains)).transpose()?;
        let nonce = fields.parse("nonce")?;
        let facts = fields.object("facts")?.map(|facts| facts.only(&["accounts", "contractSignatures"])).transpose()?;
        let facts = read_facts(facts)?;
        let source = Source::take(&mut fields, true)?;
        fields.finish()?;
        Ok(Self { chains, nonce, facts, ..Self::new(source, origin, now) })
    }

    /// Decodes the sign-in and passes it with its context to a function such as [`verify`](sign_in_with_x::verify).
    ///
    /// # Errors
    /// The sign-in cannot be decoded.
    pub fn evaluate<T>(
        self,
        evaluate: impl FnOnce(&SignIn, &SignInContext<'_>) -> T,
    ) -> Result<FlaggedAnswer<T>, DecodeError> {
        let decoded = match self.source {
            Source::Header(name, value) => read_headers(&[(name, value)]),
            Source::Headers(headers) => read_headers(&headers),
            Source::Text(text) => SignIn::decode(text, &DecodeOptions::STRICT),
            Source::Bytes(bytes) => SignIn::decode_bytes(bytes, &DecodeOptions::STRICT),
        }?;
        let mut context = SignInContext::new(&self.origin, self.now).with_facts(&self.facts);
        if let Some(chains) = &self.chains {
            context = context.with_chains(chains);
        }
        if let Some(nonce) = &self.nonce {
            context = context.with_nonce(nonce);
        }
        Ok(FlaggedAnswer { answer: evaluate(&decoded.value, &context), flags: decoded.flags })
    }
}

fn read_chains(chains: &[String]) -> Outcome<Vec<Network>> {
    let read = |chain: &String| chain.parse().map_err(|error| Stop::Error(format!("input.chains: {chain}: {error}")));
    chains.iter().map(read).collect()
}

fn read_headers(headers: &[(String, String)]) -> Result<Decoded<SignIn>, DecodeError> {
    let headers = headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
    decode_sign_in_headers(headers, &DecodeOptions::STRICT)
}

/// Returns the answer of `sign-in-with-x` as JSON text.
///
/// # Errors
/// The answer could not be written.
pub fn sign_in_answer(verified: Result<&SignInReport, &DecodeError>) -> serde_json::Result<Box<RawValue>> {
    let answer = verified.map(|report| (report.report(), members(report)));
    answer_text(answer.as_ref().map(|(report, members)| (*report, members)).map_err(|error| *error), INVALID_HEADER)
}

/// The fields of the sign-in that could be read.
fn members(report: &SignInReport) -> Members {
    let mut members = Members::new();
    insert_text(&mut members, "address", report.account().map(|account| account.to_string()));
    insert_text(&mut members, "chainId", report.network().map(ToString::to_string));
    insert_text(&mut members, "nonce", Some(report.nonce()));
    insert_text(&mut members, "message", report.message());
    insert_text(&mut members, "digest", report.digest().map(|digest| Hex(&digest).to_string()));
    if !report.resources().is_empty() {
        members.insert("resources", RawJson::array(report.resources().iter().map(|uri| RawJson::string(uri))));
    }
    members
}

pub(crate) fn run(fields: Fields<'_>) -> Outcome<Box<RawValue>> {
    let verified = SignInInput::read(fields)?.evaluate(sign_in_with_x::verify);
    let verified = verified.map(|verified| verified.answer.with_flags(verified.flags));
    sign_in_answer(verified.as_ref()).map_err(|error| Stop::Error(error.to_string()))
}
