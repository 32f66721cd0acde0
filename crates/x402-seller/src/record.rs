//! The record that a store keeps for a payment, and the state of the payment.

use alloc::{boxed::Box, string::String, vec::Vec};
use core::fmt;

use x402_types::{
    DecodeError, DecodeOptions, ErrorKind, FacilitatorRequest, HeaderName, JsonRef, Limits, Members, RawJson,
    ReasonCode, SettleResponse, Wire,
    declare::sentences,
    read::{Reader, required},
};

use crate::{
    answer::{Answer, has_moved_money},
    channel::Channel,
    key::{Key, read_hash},
};

/// A record and its revision. The struct gets no further fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// The number of times that the record was written, starting at 1.
    pub revision: u64,
    /// The record.
    pub record: Record,
}

/// The record of a payment, an identifier, an account, a nonce or a channel in a store. Its text is JSON on one line,
/// which only this crate needs to read.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Record {
    /// The hash of the request; for an identifier, of the offer too. The same payment does not pay for a different
    /// request.
    pub fingerprint: [u8; 32],
    /// The hash of the payment's payload, with the signature. A buyer who sends the same payload again needs no further
    /// proof.
    pub payment: [u8; 32],
    /// The request to the facilitator, as JSON. It is kept as long as it may be needed.
    pub request: Option<String>,
    /// The URL of the resource, as long as there is a request. It shows which seller [continues](crate::Seller::resume)
    /// the record.
    pub resource: Option<String>,
    /// The second at which the payment began, as long as there is a request, if it ends with its blockhash. Its
    /// idempotency key depends on it.
    pub begun: Option<u64>,
    /// The second from which the age of an open payment is counted, as long as there is a request, if no time ends the
    /// payment. Records of earlier versions do not have it.
    pub since: Option<u64>,
    /// The second since which the payment may be settled without an answer that reports it: when the first request to
    /// settle was sent whose answer was lost or has not arrived. A settlement before that was not made for this record.
    pub unanswered: Option<u64>,
    /// The state of the payment.
    pub state: State,
}

/// Hides the signature from logs.
impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { fingerprint, payment, request, resource, begun, since, unanswered, state } = self;
        f.debug_struct("Record")
            .field("fingerprint", fingerprint)
            .field("payment", payment)
            .field("has_request", &request.is_some())
            .field("resource", resource)
            .field("begun", begun)
            .field("since", since)
            .field("unanswered", unanswered)
            .field("state", state)
            .finish_non_exhaustive()
    }
}

/// The state of a payment. A lease is the second until which the request in work is expected to last. The end of a
/// lease means that the outcome of that request is unknown, never that the payment is free.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum State {
    /// The work may have begun. No money was asked for.
    Working {
        /// The lease.
        lease: u64,
    },
    /// Money may have been asked for. The payment is settled again, with the same idempotency key, until the outcome is
    /// known.
    Asked {
        /// The lease.
        lease: u64,
        /// The number of times that the facilitator may have been asked.
        times: u32,
        /// The result of the work, which is kept before money is asked for. `None` if the work comes after the
        /// settlement.
        served: Option<Served>,
        /// The first settlement of the flow `escrow`, if this is the second one. If `served` is `None`, the seller asks
        /// for nothing more: this settlement, in `upfront` too, is that of the payment, and waits for the buyer.
        reserved: Option<Box<SettleResponse>>,
    },
    /// The payment is settled (flow `upfront`), or settled for the first time (`escrow`), and the work may have begun.
    Serving {
        /// The lease.
        lease: u64,
        /// The settlement.
        settlement: Box<SettleResponse>,
    },
    /// The record of an identifier: it names the payment for which its request is done.
    Named {
        /// The lease. After it, a different payment for the same request may replace one that never began.
        lease: u64,
        /// The key of the payment's record.
        by: Key,
    },
    /// The record of a payer: an account that has paid and may return without paying, or that is about to pay. The
    /// record's text calls it a member.
    Member {
        /// The first second at which the account must pay again. 0 if it has not paid yet.
        until: u64,
    },
    /// The record of the nonce of a sign-in, which is used up.
    Used,
    /// The record of a channel of `batch-settlement`.
    Channel(Box<Channel>),
    /// The request was answered. A repeated request gets the same answer.
    Done {
        /// The answer.
        answer: Answer,
    },
    /// The payment was not settled, and the seller will not ask for its money. It is refused for this reason each time
    /// that it comes, with a new 402 response.
    Refused {
        /// The reason.
        reason: ReasonCode,
    },
    /// The outcome of the payment will stay unknown to the seller. The answer to its buyer states this each time.
    Unknown,
}

impl State {
    /// `true` if nothing is left to do for the payment, whatever its outcome.
    #[must_use]
    pub const fn is_closed(&self) -> bool {
        matches!(self, Self::Done { .. } | Self::Refused { .. } | Self::Unknown)
    }

    /// `true` if the payment is closed, and its buyer learns that nothing was charged.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        match self {
            Self::Refused { .. } => true,
            Self::Done { answer } => !has_moved_money(answer),
            Self::Working { .. }
            | Self::Asked { .. }
            | Self::Serving { .. }
            | Self::Named { .. }
            | Self::Member { .. }
            | Self::Used
            | Self::Channel(_)
            | Self::Unknown => false,
        }
    }

    /// The lease of the request in work.
    pub(crate) fn lease_mut(&mut self) -> Option<&mut u64> {
        match self {
            Self::Working { lease } | Self::Asked { lease, .. } | Self::Serving { lease, .. } => Some(lease),
            Self::Channel(channel) => channel.turn.as_mut().map(|turn| &mut turn.lease),
            Self::Named { .. }
            | Self::Member { .. }
            | Self::Used
            | Self::Done { .. }
            | Self::Refused { .. }
            | Self::Unknown => None,
        }
    }
}

/// The result of the paid work. The struct gets no further fields.
#[derive(Clone, PartialEq, Eq)]
pub struct Served {
    /// The HTTP status, below 400.
    pub status: u16,
    /// The content type of the body.
    pub content_type: String,
    /// Further headers, as names and values. A name may occur more than once. Names that each [`Answer`] sets, and
    /// those of payments, are skipped.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// Hides the goods and the values of their headers from logs.
impl fmt::Debug for Served {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { status, content_type, headers, body } = self;
        let names: Vec<_> = headers.iter().map(|(name, _)| name).collect();
        f.debug_struct("Served")
            .field("status", status)
            .field("content_type", content_type)
            .field("headers", &names)
            .field("bytes", &body.len())
            .finish_non_exhaustive()
    }
}

/// The headers about payments.
const OF_PAYMENTS: [HeaderName; 3] =
    [HeaderName::PaymentRequired, HeaderName::PaymentResponse, HeaderName::XPaymentResponse];

impl Served {
    /// Returns the answer with this result and without any header about payments: a payment that the work itself made
    /// is not the one that was sold.
    #[must_use]
    pub fn into_answer(self) -> Answer {
        let mut answer = Answer::new(self.status, &self.content_type, self.body);
        let is_of_payment = |name: &str| OF_PAYMENTS.iter().any(|header| name.eq_ignore_ascii_case(header.as_str()));
        let is_further = |name: &str| answer.header(name).is_none() && !is_of_payment(name);
        let further: Vec<_> = self.headers.into_iter().filter(|(name, _)| is_further(name)).collect();
        answer.headers.extend(further);
        answer
    }

    fn to_json(&self) -> RawJson {
        self.clone().into_answer().to_json()
    }

    fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let answer = Answer::read(value, reader)?;
        let plain = Answer::new(answer.status, answer.header("Content-Type").unwrap_or_default(), []);
        let content_type = plain.header("Content-Type").unwrap_or_default().into();
        let headers = answer.headers.into_iter().filter(|(name, _)| plain.header(name).is_none()).collect();
        Ok(Self { status: answer.status, content_type, headers, body: answer.body })
    }
}

/// The limits for the crate's own texts: twice the depth and the counts that a client may send, and any length.
fn record_limits() -> Limits {
    let mut limits = Limits::DEFAULT;
    limits.body = usize::MAX;
    for limit in [&mut limits.depth, &mut limits.members, &mut limits.values] {
        *limit = limit.saturating_mul(2);
    }
    limits
}

/// The latest version of the text. A later version of this crate reads the texts of earlier ones. Each record is
/// written in the first version that has its state, so processes of an earlier version that share the store for a while
/// read all others.
const VERSION: u64 = 2;

impl Record {
    /// A record that belongs to no payment.
    pub(crate) const fn of_state(state: State) -> Self {
        Self {
            fingerprint: [0; 32],
            payment: [0; 32],
            request: None,
            resource: None,
            begun: None,
            since: None,
            unanswered: None,
            state,
        }
    }

    /// The version of the text.
    const fn version(&self) -> u64 {
        match self.state {
            State::Working { .. }
            | State::Asked { .. }
            | State::Serving { .. }
            | State::Named { .. }
            | State::Member { .. }
            | State::Used
            | State::Channel(_)
            | State::Done { .. } => 1,
            State::Refused { .. } | State::Unknown => VERSION,
        }
    }

    /// Returns the text of the record, for a store.
    #[must_use]
    pub fn to_text(&self) -> String {
        RawJson::from(self.members()).as_str().into()
    }

    /// Returns the text with a mark of its writer. A driver that does not know whether its write succeeded looks for
    /// its own mark, because a different driver may have written the same record. Reading ignores the mark.
    #[must_use]
    pub fn to_text_marked(&self, mark: &str) -> String {
        let mut members = self.members();
        members.insert("mark", RawJson::string(mark));
        RawJson::from(members).as_str().into()
    }

    /// The request to the facilitator.
    pub(crate) fn asked(&self) -> Option<FacilitatorRequest> {
        // The request is larger than the payment in it, which may be as large as a client's payment can be.
        let mut options = DecodeOptions::STRICT;
        options.limits = record_limits();
        FacilitatorRequest::decode(self.request.as_deref()?, &options).ok().map(|decoded| decoded.value)
    }

    fn members(&self) -> Members {
        let mut members = Members::from_iter([
            ("v", RawJson::from(self.version())),
            ("fingerprint", RawJson::base64(&self.fingerprint)),
            ("payment", RawJson::base64(&self.payment)),
        ]);
        if let Some(request) = &self.request {
            members.insert("request", RawJson::string(request));
        }
        if let Some(resource) = &self.resource {
            members.insert("resource", RawJson::string(resource));
        }
        if let Some(begun) = self.begun {
            members.insert("begun", RawJson::from(begun));
        }
        if let Some(since) = self.since {
            members.insert("since", RawJson::from(since));
        }
        if let Some(unanswered) = self.unanswered {
            members.insert("unanswered", RawJson::from(unanswered));
        }
        let mut put = |name: &str, value: RawJson| members.insert(name, value);
        match &self.state {
            State::Working { lease } => {
                put("state", RawJson::string("working"));
                put("lease", RawJson::from(*lease));
            }
            State::Asked { lease, times, served, reserved } => {
                put("state", RawJson::string("asked"));
                put("lease", RawJson::from(*lease));
                put("times", RawJson::from(u64::from(*times)));
                if let Some(served) = served {
                    put("served", served.to_json());
                }
                if let Some(reserved) = reserved {
                    put("reserved", RawJson::string(&reserved.to_json()));
                }
            }
            State::Serving { lease, settlement } => {
                put("state", RawJson::string("serving"));
                put("lease", RawJson::from(*lease));
                put("settlement", RawJson::string(&settlement.to_json()));
            }
            State::Named { lease, by } => {
                put("state", RawJson::string("named"));
                put("lease", RawJson::from(*lease));
                put("by", RawJson::base64(&by.to_bytes()));
            }
            State::Member { until } => {
                put("state", RawJson::string("member"));
                put("until", RawJson::from(*until));
            }
            State::Used => put("state", RawJson::string("used")),
            State::Channel(channel) => {
                put("state", RawJson::string("channel"));
                channel.write(&mut members);
            }
            State::Done { answer } => {
                put("state", RawJson::string("done"));
                put("answer", answer.to_json());
            }
            State::Refused { reason } => {
                put("state", RawJson::string("refused"));
                put("reason", RawJson::string(reason.as_str()));
            }
            State::Unknown => put("state", RawJson::string("unknown")),
        }
        members
    }

    /// Reads the text of a record.
    ///
    /// # Errors
    /// The text was not written by [`to_text`](Self::to_text), or it was written by a later version of this crate.
    pub fn from_text(text: &str) -> Result<Self, ParseRecordError> {
        let raw = RawJson::parse_within(text, &record_limits()).map_err(|_| ParseRecordError::Text)?;
        let version = raw.as_json().get("v").and_then(|version| version.integer().ok());
        if let Some(later) = version.filter(|version| *version > VERSION) {
            return Err(ParseRecordError::Later(later));
        }
        Self::read(raw.as_json(), &mut Reader::new(&DecodeOptions::STRICT)).map_err(|_| ParseRecordError::Text)
    }

    fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let member = |name| required(value.get(name), name, value);
        let version = member("v")?;
        if !(1..=VERSION).contains(&version.integer()?) {
            return Err(version.error(ErrorKind::UnknownValue));
        }
        let fingerprint = read_hash(member("fingerprint")?, reader)?;
        let payment = read_hash(member("payment")?, reader)?;
        let text = |name| value.get(name).map(|member| member.string().map(Into::into)).transpose();
        let (request, resource) = (text("request")?, text("resource")?);
        let second = |name| value.get(name).map(|second| second.integer()).transpose();
        let (begun, since, unanswered) = (second("begun")?, second("since")?, second("unanswered")?);
        let lease = || member("lease")?.integer();
        let name = member("state")?;
        let state = match &*name.string()? {
            "working" => State::Working { lease: lease()? },
            "asked" => State::Asked {
                lease: lease()?,
                times: u32::try_from(member("times")?.integer()?).unwrap_or(u32::MAX),
                served: value.get("served").map(|served| Served::read(served, reader)).transpose()?,
                reserved: value.get("reserved").map(read_settlement).transpose()?,
            },
            "serving" => State::Serving { lease: lease()?, settlement: read_settlement(member("settlement")?)? },
            "named" => State::Named { lease: lease()?, by: Key(read_hash(member("by")?, reader)?) },
            "member" => State::Member { until: member("until")?.integer()? },
            "used" => State::Used,
            "channel" => State::Channel(Box::new(Channel::read(value, reader)?)),
            "done" => State::Done { answer: Answer::read(member("answer")?, reader)? },
            "refused" => State::Refused { reason: ReasonCode::new(&member("reason")?.string()?) },
            "unknown" => State::Unknown,
            _ => return Err(name.error(ErrorKind::UnknownValue)),
        };
        Ok(Self { fingerprint, payment, request, resource, begun, since, unanswered, state })
    }
}

fn read_settlement(value: JsonRef<'_>) -> Result<Box<SettleResponse>, DecodeError> {
    Ok(Box::new(SettleResponse::decode(&*value.string()?, &DecodeOptions::STRICT)?.value))
}

impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_text())
    }
}

sentences! {
    /// The reason why a text is not a record.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum ParseRecordError {
        /// The text is not one of a record.
        Text = "must be a record of x402-seller: a different program wrote this one, or a later version, which must continue with it",
        /// A later version of this crate wrote the text, with this text version.
        Later(version: u64) = "a later version of x402-seller wrote this record, as version {version}: no process of an earlier version reads it",
    }
}

impl core::error::Error for ParseRecordError {}
