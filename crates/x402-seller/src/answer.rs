//! The answer to a request.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};
use core::fmt;

use x402_types::{
    DecodeError, DecodeOptions, ErrorKind, HeaderName, HttpOutcome, JsonRef, Members, PaymentPayload, RawJson,
    SettleResponse, Wire, decode_settlement_headers,
    printable::printable,
    read::{Reader, ResultExt, required},
};
use x402_verify::client::SettlementState;

/// The headers that a browser shows to a page of a different origin only if `Access-Control-Expose-Headers` lists them.
/// Each [`Answer`] lists them.
pub const EXPOSED_HEADERS: &str = "PAYMENT-REQUIRED, PAYMENT-RESPONSE, X-PAYMENT-RESPONSE";

/// The headers that a page of a different origin may send only if the answer to the browser's preflight request lists
/// them in `Access-Control-Allow-Headers`.
pub const ALLOWED_HEADERS: &str = "PAYMENT-SIGNATURE, X-PAYMENT, SIGN-IN-WITH-X, Content-Type";

/// An answer to a request. A store keeps it whole, so that a repeated request gets the same bytes.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The names and values of the headers. Only the names that [`Served::headers`](crate::Served::headers) repeats
    /// occur more than once.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// Hides the goods and the values of their headers from logs.
impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { status, headers, body } = self;
        let names: Vec<_> = headers.iter().map(|(name, _)| name).collect();
        f.debug_struct("Answer")
            .field("status", status)
            .field("headers", &names)
            .field("bytes", &body.len())
            .finish_non_exhaustive()
    }
}

impl Answer {
    /// Creates an answer with this status and body.
    #[must_use]
    pub fn new(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let answer = Self { status, headers: Vec::new(), body: body.into() };
        // A cache would give a 402 response, or goods that one buyer has paid for, to other clients.
        answer
            .with_header("Content-Type", content_type)
            .with_header("Cache-Control", "no-store")
            .with_header("Access-Control-Expose-Headers", EXPOSED_HEADERS)
    }

    /// Sets a header, and replaces one of the same name.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Returns the value of a header, or `None` if there is none. Names ignore case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The settlement, or the reason why none can be decoded.
    pub(crate) fn read_settlement(&self) -> Result<SettleResponse, DecodeError> {
        let headers = self.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
        decode_settlement_headers(headers, &DecodeOptions::STRICT).map(|decoded| decoded.value)
    }

    /// An answer with an error message for people and programs: `{"error":…}`.
    pub(crate) fn error(status: u16, error: &str) -> Self {
        let body = Members::from_iter([("error", RawJson::string(&printable(error)))]);
        Self::new(status, "application/json", RawJson::from(body).as_str())
    }

    /// Returns the answer to a payment whose outcome is not known yet: status 503 and `Retry-After: 1`. The buyer sends
    /// the same payment again, and signs no new one. `error` is the reason, for people.
    #[must_use]
    pub fn again(error: &str) -> Self {
        Self::error(503, error).with_header("Retry-After", "1")
    }

    pub(crate) fn outcome(outcome: HttpOutcome, error: &str) -> Self {
        Self::error(outcome.status(), error)
    }

    pub(crate) fn with_settlement(self, payment: &PaymentPayload, settlement: &SettleResponse) -> Self {
        self.with_header(payment.settlement_header_name().as_str(), settlement.to_header())
    }

    pub(crate) fn with_payment_required(self, required: &str) -> Self {
        self.with_header(HeaderName::PaymentRequired.as_str(), required)
    }

    pub(crate) fn to_json(&self) -> RawJson {
        let header = |(name, value): &(String, String)| RawJson::array([RawJson::string(name), RawJson::string(value)]);
        let members = [
            ("status", RawJson::from(u64::from(self.status))),
            ("headers", RawJson::array(self.headers.iter().map(header))),
            ("body", RawJson::base64(&self.body)),
        ];
        Members::from_iter(members).into()
    }

    pub(crate) fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let member = |name| required(value.get(name), name, value);
        let status = member("status")?;
        let status = u16::try_from(status.integer()?).map_err(|_| status.error(ErrorKind::UnknownValue))?;
        let mut headers = Vec::new();
        for pair in member("headers")?.elements()? {
            let mut texts = pair.elements()?.map(|text| text.string().map(|text| text.to_string()));
            match (texts.next(), texts.next(), texts.next()) {
                (Some(name), Some(value), None) => headers.push((name?, value?)),
                _ => return Err(pair.error(ErrorKind::UnknownValue)),
            }
        }
        let body = reader.base64(member("body")?).in_member("body")?;
        Ok(Self { status, headers, body })
    }
}

/// `true` if an answer reports that a payment was settled for it, or that its money is reserved. A settlement that
/// cannot be decoded may report that.
pub(crate) fn has_moved_money(answer: &Answer) -> bool {
    match answer.read_settlement() {
        Ok(settlement) => SettlementState::of(&settlement) != SettlementState::Failed,
        Err(error) => !matches!(error.kind(), ErrorKind::NoHeader(_)),
    }
}
