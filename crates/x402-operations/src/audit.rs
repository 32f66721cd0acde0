//! Verifies payments line by line (`docs/how-to/audit.md`), each as the operation `verify` verifies its input. The
//! result has only the fields that fit on a line, without sentences and questions.

use std::{
    borrow::Cow,
    fmt::{self, Write as _},
};

use x402_schemes::{
    AccountId,
    evm::{
        batch_settlement::Kind,
        gateway::{self, Chain},
    },
};
use x402_types::{DecodeError, Flags, RawJson, ReasonCode, printable::printable};
use x402_verify::{Mechanism, Purpose, ReplayKey, Report, TransferKey, Verdict, Verifier, json::RecordedReport};

use crate::{
    Fields, FlaggedAnswer, ServerOffers, Source, Stop, VerifyInput, VerifyStop, evaluate_payment,
    lines::is_blank,
    one_line,
    recognise::{Basis, LIMITS, Part, Provenance, What, recognise},
    testee,
};

/// The maximum length of a line, in bytes. It is large enough for a body of the largest size that is decoded, and for
/// the offers.
pub const MAX_LINE: usize = 2 * 1024 * 1024;

/// The number of texts of offers that are kept. The next constant is the maximum length of each, in bytes.
const REMEMBERED: usize = 8;
const LONGEST_REMEMBERED: usize = 64 * 1024;

/// The result for a line.
#[derive(Debug)]
#[non_exhaustive]
pub struct LineResult {
    /// The `id`, if the line is a question of any operation.
    pub id: Option<String>,
    /// The JSON of the field `meta`, which belongs to the log.
    pub meta: Option<String>,
    /// Where the payment, the offers and the time came from.
    pub basis: Basis,
    /// The verdict, or the reason why there is none.
    pub outcome: Result<Brief, Stop>,
}

impl LineResult {
    /// Appends the JSON of the line with this number, without a line feed (`docs/how-to/audit.md`). The fields are
    /// those of the operation `verify`. Pass as `payer` the printed account of the outcome, or an empty text to leave
    /// it out: its checksum costs a hash, so the caller formats it once. No untrusted text in the JSON can control a
    /// terminal.
    pub fn push_json(&self, text: &mut String, number: u64, payer: &str) {
        // Writing to a String cannot fail.
        let _ = self.write_json(text, number, payer);
    }

    fn write_json(&self, text: &mut String, number: u64, payer: &str) -> fmt::Result {
        let Self { id, meta, basis, outcome } = self;
        write!(text, "{{\"line\":{number}")?;
        if let Some(id) = id {
            write!(text, ",\"id\":{}", quoted(id))?;
        }
        if let Some(meta) = meta {
            write!(text, ",\"meta\":{}", printable_json(meta))?;
        }
        match outcome {
            Ok(brief) => {
                brief.write_members(text, payer)?;
                let Basis { payment, offers, time } = basis;
                write!(
                    text,
                    ",\"provenance\":{{\"payment\":\"{payment}\",\"offers\":\"{offers}\",\"time\":\"{time}\"}}"
                )?;
            }
            Err(Stop::Error(why)) => write!(text, ",\"error\":{}", quoted(why))?,
            Err(Stop::Skipped(why)) => write!(text, ",\"skipped\":{}", quoted(why))?,
        }
        text.push('}');
        Ok(())
    }
}

/// Untrusted text as a JSON string.
fn quoted(text: &str) -> String {
    printable_json(RawJson::string(text).as_str())
}

/// Makes JSON printable. JSON has line breaks and tabs only between tokens.
fn printable_json(text: &str) -> String {
    printable(&text.replace(['\n', '\r', '\t'], " "))
}

/// Returns the result for a line without a verdict.
impl From<Stop> for LineResult {
    fn from(why: Stop) -> Self {
        Self { id: None, meta: None, basis: Basis::GIVEN, outcome: Err(why) }
    }
}

/// A line that was read.
#[derive(Debug)]
#[non_exhaustive]
pub struct Line {
    /// The `id`, if the line is a question of any operation.
    pub id: Option<String>,
    /// The JSON of the field `meta`, which belongs to the log.
    pub meta: Option<String>,
    /// Where the payment, the offers and the time came from.
    pub basis: Basis,
    /// The input, or the reason why there is none.
    pub input: Result<VerifyInput, Stop>,
}

/// The part of a report that fits on a line. Each field is that of the operation's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Brief {
    /// The verdict: valid, invalid or undecided.
    pub verdict: Verdict,
    /// The purpose of the payment. `None` if its payload could not be read.
    pub purpose: Option<Purpose>,
    /// The check and the reason that decide the verdict. `None` if the payment is valid.
    pub decided: Option<Decided>,
    /// The account that pays. It is only a claim unless the verdict is valid.
    pub payer: Option<AccountId>,
    /// The replay key of the payment.
    pub replay_key: Option<ReplayKey>,
    /// The transfer key of a payment on the XRP Ledger. Of the payments with one key only one can settle. `None` on
    /// other chains, where two honest payments may share a transfer key.
    pub transfer_key: Option<TransferKey>,
    /// `true` if the payment is a voucher of a channel. A voucher may be sent again, because its replay key names a
    /// commitment, not a use (N-21).
    pub is_voucher: bool,
    /// The index of the offer that the payment answers.
    pub offer: Option<usize>,
    /// The tolerated deviations, and the facts that people should know.
    pub flags: Flags,
    /// The chain whose wallet a payment for the Gateway draws on, as [`gateway_of`] returns it.
    pub gateway: Option<&'static Chain>,
}

impl Brief {
    /// Returns `true` if the payment is a valid operation. Do not serve a client for it.
    #[must_use]
    pub fn is_valid_operation(&self) -> bool {
        self.verdict == Verdict::Valid && self.purpose == Some(Purpose::Operation)
    }

    fn write_members(&self, text: &mut String, payer: &str) -> fmt::Result {
        let Self {
            verdict,
            purpose,
            decided,
            payer: _,
            replay_key,
            transfer_key: _,
            is_voucher: _,
            offer,
            flags,
            gateway: _,
        } = self;
        write!(text, ",\"verdict\":\"{verdict}\"")?;
        if let Some(purpose) = purpose {
            write!(text, ",\"purpose\":\"{purpose}\"")?;
        }
        if let Some(Decided { stage, check, reason }) = decided {
            write!(text, ",\"stage\":\"{stage}\",\"reason\":\"{reason}\",\"check\":\"{check}\"")?;
        }
        if !payer.is_empty() {
            write!(text, ",\"payer\":\"{payer}\"")?;
        }
        if let Some(key) = replay_key {
            write!(text, ",\"replayKey\":\"{key}\"")?;
        }
        if let Some(offer) = offer {
            write!(text, ",\"offer\":{offer}")?;
        }
        text.push_str(",\"flags\":[");
        for (index, flag) in flags.iter().enumerate() {
            write!(text, "{}\"{}\"", if index > 0 { "," } else { "" }, flag.as_str())?;
        }
        text.push(']');
        Ok(())
    }
}

/// Returns the chain whose wallet a payment for the Gateway draws on (U-1). `None` for all other payments, and for a
/// payment whose authorization cannot be read.
#[must_use]
pub fn gateway_of(report: &Report) -> Option<&'static Chain> {
    let authorized = report.authorized().filter(|_| report.mechanism() == Some(Mechanism::GATEWAY))?;
    gateway::chain(authorized.network.eip155_chain_id()?)
}

/// The check that decides the verdict, and its reason.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Decided {
    /// The stage of the check: `decode`, `match` or `verify`.
    pub stage: &'static str,
    /// The name of the check.
    pub check: Cow<'static, str>,
    /// The reason code of the check.
    pub reason: ReasonCode,
}

impl From<&FlaggedAnswer<Report>> for Brief {
    fn from(FlaggedAnswer { answer: report, flags }: &FlaggedAnswer<Report>) -> Self {
        let decided = report.deciding().zip(report.reason()).map(|(check, reason)| Decided {
            stage: check.id.stage().as_str(),
            check: check.id.name(),
            reason: ReasonCode::new(reason),
        });
        Self {
            verdict: report.verdict(),
            purpose: report.purpose(),
            decided,
            payer: report.payer(),
            replay_key: report.replay_key(),
            transfer_key: report.transfer_key().filter(|_| matches!(report.payer(), Some(AccountId::Xrpl(_)))),
            is_voucher: report.channel().is_some_and(|channel| channel.kind == Kind::Voucher),
            offer: report.offer(),
            flags: report.flags().union(*flags),
            gateway: gateway_of(report),
        }
    }
}

impl From<&DecodeError> for Brief {
    /// Returns the decision on a payment that cannot be decoded.
    fn from(error: &DecodeError) -> Self {
        let report = RecordedReport::of_decode_error(error);
        let decided = report.deciding().zip(report.reason.clone()).map(|(check, reason)| Decided {
            stage: check.stage(),
            check: check.name(),
            reason,
        });
        Self {
            verdict: report.verdict(),
            purpose: None,
            decided,
            payer: None,
            replay_key: None,
            transfer_key: None,
            is_voucher: false,
            offer: None,
            flags: Flags::NONE,
            gateway: None,
        }
    }
}

/// The request to a facilitator in a line of a log. `None` if there is none.
fn logged(line: &str) -> Option<Result<Logged, Stop>> {
    let found = recognise(line);
    let requests: Vec<&Part> = found.parts.iter().filter(|part| part.what == What::Request).collect();
    let of_server = |part: &&&Part| part.provenance == Provenance::FacilitatorRequest;
    let Some(part) = requests.iter().rfind(of_server) else {
        let part = requests.last()?;
        let why = format!(
            "the request to a facilitator is in {}, which its client may have written; a log line has it at its root, in the field \
             body, or at its end",
            part.provenance.phrase()
        );
        return Some(Err(Stop::Error(why)));
    };
    if requests.iter().filter(of_server).any(|other| !part.is_same(other)) {
        let why = "the line has several requests to a facilitator, and they differ; keep the one that was verified";
        return Some(Err(Stop::Error(why.into())));
    }
    let request = RawJson::parse_within(part.text.as_deref()?, &LIMITS).ok()?;
    let member = |name: &str| request.as_json().get(name);
    let (payment, offer) = (member("paymentPayload")?, member("paymentRequirements")?);
    let Some(time) = part.time.or_else(|| found.time()) else {
        let why = "the line has a request to a facilitator, and no time that its client did not write; put the request into a \
                   field: {\"time\": …, \"body\": {…}}. The time is read from the fields ts, time, timestamp, @timestamp, date, \
                   datetime, t, Timestamp and asctime, or from the start of the line";
        return Some(Err(Stop::Error(why.into())));
    };
    let offers = ServerOffers::from(alloc::vec![offer.into()]);
    let basis = Basis { payment: part.provenance, offers: part.provenance, time: time.provenance };
    Some(Ok(Logged { input: VerifyInput::new(Source::Text(payment.text().into()), offers, time.seconds), basis }))
}

/// The input in a line of a log, with the origin of what it contains.
struct Logged {
    input: VerifyInput,
    basis: Basis,
}

/// Verifies payments line by line. The lines of a log repeat their offers and their payers, so the auditor keeps both.
/// This does not change any verdict.
#[derive(Debug)]
pub struct Auditor {
    /// The offers and their texts, the most recent first.
    offers: Vec<(Box<str>, ServerOffers)>,
    verifier: Verifier,
}

impl Auditor {
    /// Returns an auditor that remembers at most `most_payers` payers, as [`Verifier::new`] documents.
    #[must_use]
    pub fn new(most_payers: usize) -> Self {
        Self { offers: Vec::new(), verifier: Verifier::new(most_payers) }
    }

    /// Verifies the payment in a line of at most [`MAX_LINE`] bytes. Returns `None` for a line of white space.
    #[must_use]
    pub fn verify_line(&mut self, line: &[u8]) -> Option<LineResult> {
        if is_blank(line) {
            return None;
        }
        let Line { id, meta, basis, input } = self.read(line);
        let result = input.and_then(|input| {
            let offers = input.offers.clone();
            match evaluate_payment(input, |payment, offers, context| self.verifier.verify(payment, offers, context)) {
                Ok(result) => Ok((&result).into()),
                Err(VerifyStop::Undecodable(error)) => offers.check("input.offers").map(|()| (&error).into()),
                Err(stop) => Err(stop.into()),
            }
        });
        Some(LineResult { id, meta, basis, outcome: result.map_err(Stop::shortened) })
    }

    /// Reads a line, which is the input of the operation `verify`, or a question with its `id`. Either may have a field
    /// `meta`, which belongs to the log. Any other line may contain the body of a request to a facilitator, which is
    /// verified at the time that the log recorded.
    pub fn read(&mut self, line: &[u8]) -> Line {
        let of = |input| Line { id: None, meta: None, basis: Basis::GIVEN, input };
        let Ok(text) = str::from_utf8(line) else { return of(Err(Stop::Error("the line is not UTF-8".into()))) };
        let mut fields = match Fields::parse_text(text, "input") {
            Ok(fields) if fields.has("input") || fields.has("payment") => fields,
            read => {
                return match logged(text) {
                    Some(Ok(Logged { input, basis })) => Line { basis, ..of(Ok(input)) },
                    Some(Err(stop)) => of(Err(stop)),
                    None => of(read.and_then(|fields| self.read_input(fields))),
                };
            }
        };
        let meta = fields.take("meta").map(|meta| one_line(meta.get().to_owned()));
        if !fields.has("input") {
            return Line { meta, ..of(self.read_input(fields)) };
        }
        let (id, question) = testee::question(fields);
        let input = question.and_then(|(op, input)| match op.as_str() {
            "verify" => self.read_input(Fields::read(input, "input")?),
            _ => Err(Stop::Skipped(format!("the operation {op} does not verify a payment"))),
        });
        Line { id, meta, basis: Basis::GIVEN, input }
    }

    fn read_input(&mut self, fields: Fields<'_>) -> Result<VerifyInput, Stop> {
        VerifyInput::read_with(fields, |raw| {
            let text = raw.get();
            if let Some(at) = self.offers.iter().position(|(known, _)| **known == *text) {
                self.offers[..=at].rotate_right(1);
                return Ok(self.offers[0].1.met_again());
            }
            let offers = ServerOffers::parse(raw)?;
            if text.len() <= LONGEST_REMEMBERED {
                self.offers.truncate(REMEMBERED - 1);
                self.offers.insert(0, (text.into(), offers.clone()));
            }
            Ok(offers)
        })
    }
}
