//! Payments line by line (`docs/audit.md`). Each line is judged as the operation `verify` judges its input. Of the report
//! only what fits on a line is made: neither sentences nor questions.

use x402_schemes::AccountId;
use x402_types::{DecodeError, Flags, ReasonCode};
use x402_verify::{ReplayKey, Report, Verdict, Verifier, json::RecordedReport};

use crate::{
    lines::is_blank,
    ops::{Fields, OwnOffers, Stop, VerifyInput, VerifyStop, judge_payment},
    testee,
};

/// The longest line that is judged, in bytes: room for a body of the largest size that is decoded, and for the offers.
pub const MAX_LINE: usize = 2 * 1024 * 1024;

/// How many texts of offers are remembered, and how long each may be, in bytes.
const REMEMBERED: usize = 8;
const LONGEST_REMEMBERED: usize = 64 * 1024;

/// What a line comes to.
#[derive(Debug)]
pub struct Judged {
    /// The `id` of a line that is a question of the operation `verify`.
    pub id: Option<String>,
    /// The verdict, or why there is none.
    pub outcome: Result<Brief, Stop>,
}

/// The part of a report that fits on a line. Each member is that of the operation's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brief {
    /// Valid, invalid or undecided.
    pub verdict: Verdict,
    /// What decides, unless the payment is valid.
    pub decided: Option<Decided>,
    /// The account that pays. It is a claim until the verdict is valid.
    pub payer: Option<AccountId>,
    /// The replay key of the payment.
    pub replay_key: Option<ReplayKey>,
    /// The index of the offer that the payment answers.
    pub offer: Option<usize>,
    /// What was tolerated, and what a person should know.
    pub flags: Flags,
}

/// Why a payment is not valid.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Decided {
    /// The stage of the check: `decode`, `match` or `verify`.
    pub stage: &'static str,
    /// The name of the check.
    pub check: &'static str,
    /// The error code.
    pub reason: ReasonCode,
}

impl From<(&Report, Flags)> for Brief {
    /// A report, with the flags of decoding.
    fn from((report, flags): (&Report, Flags)) -> Self {
        let decided = report.deciding().zip(report.reason()).map(|(check, reason)| Decided {
            stage: check.id.stage().as_str(),
            check: check.id.as_str(),
            reason: ReasonCode::new(reason),
        });
        Self {
            verdict: report.verdict(),
            decided,
            payer: report.payer(),
            replay_key: report.replay_key(),
            offer: report.offer(),
            flags: report.flags().union(flags),
        }
    }
}

impl From<&DecodeError> for Brief {
    /// A payment that cannot be decoded.
    fn from(error: &DecodeError) -> Self {
        let report = RecordedReport::of_decode_error(error);
        let decided = report.deciding().zip(report.reason.clone()).map(|(check, reason)| Decided {
            stage: check.stage(),
            check: check.name(),
            reason,
        });
        Self { verdict: report.verdict(), decided, payer: None, replay_key: None, offer: None, flags: Flags::NONE }
    }
}

/// Judges one line after the other. The lines of a log repeat their offers and their payers, so that both are kept. No line
/// changes what is said of another.
#[derive(Debug)]
pub struct Auditor {
    /// The text of each, the one met last in front.
    offers: Vec<(Box<str>, OwnOffers)>,
    verifier: Verifier,
}

impl Auditor {
    /// One that has met no line, and will remember at most so many payers, as [`Verifier::new`] says.
    #[must_use]
    pub fn new(most_payers: usize) -> Self {
        Self { offers: Vec::new(), verifier: Verifier::new(most_payers) }
    }

    /// Judges a line, which is at most [`MAX_LINE`] bytes long. `None` for a line of white space.
    #[must_use]
    pub fn judge(&mut self, line: &[u8]) -> Option<Judged> {
        if is_blank(line) {
            return None;
        }
        let (id, input) = self.read(line);
        let judged = input.and_then(|input| {
            let offers = input.offers.clone();
            match judge_payment(input, |payment, offers, context| self.verifier.verify(payment, offers, context)) {
                Ok((report, flags)) => Ok((&report, flags).into()),
                Err(VerifyStop::Undecodable(error)) => offers.check("input.offers").map(|()| (&error).into()),
                Err(stop) => Err(stop.into()),
            }
        });
        Some(Judged { id, outcome: judged })
    }

    /// Reads a line: the input of the operation `verify`, or a question with its `id`.
    pub fn read(&mut self, line: &[u8]) -> (Option<String>, Result<VerifyInput, Stop>) {
        let Ok(text) = str::from_utf8(line) else {
            return (None, Err(Stop::Error("the line is not UTF-8".into())));
        };
        let fields = match Fields::parse_text(text, "input") {
            Ok(fields) => fields,
            Err(stop) => return (None, Err(stop)),
        };
        if !fields.has("input") {
            return (None, self.read_input(fields));
        }
        let (id, question) = testee::question(fields);
        let input = question.and_then(|(op, input)| match op.as_str() {
            "verify" => self.read_input(Fields::read(input, "input")?),
            _ => Err(Stop::Skipped(format!("the operation {op} judges no payment"))),
        });
        (id, input)
    }

    fn read_input(&mut self, fields: Fields<'_>) -> Result<VerifyInput, Stop> {
        VerifyInput::read_with(fields, |raw| {
            let text = raw.get();
            if let Some(at) = self.offers.iter().position(|(known, _)| **known == *text) {
                self.offers[..=at].rotate_right(1);
                return Ok(self.offers[0].1.met_again());
            }
            let offers = OwnOffers::parse(raw)?;
            if text.len() <= LONGEST_REMEMBERED {
                self.offers.truncate(REMEMBERED - 1);
                self.offers.insert(0, (text.into(), offers.clone()));
            }
            Ok(offers)
        })
    }
}
