//! Asks the questions of a report: from a payment, through the answers of a node, to a decision.

mod decision;

use alloc::vec::Vec;
use core::slice;

use x402_types::{FacilitatorRequest, JsonRef, RawJson};

use crate::{
    Answer, AnswerError, Context, Facts, Offers, Payment, Question, Report, Rpc, Unsettled, Verdict,
    json_rpc::{JsonRpc, ResponseError},
    verify,
};

pub use decision::{Decision, Refusal, Unanswered};

/// Asks all questions that a report leaves open, and ends with a [`Decision`]: settle, carry out an operation, refuse,
/// or ask again.
///
/// The questions that decide the verdict are asked first, then those whose answers can prevent the settlement or change
/// the verdict. No question can be skipped: without an answer to each of them, the decision is never to settle. For a
/// payer with code (`account-code`), the answer of that code decides.
///
/// With a node, post [`request`](Self::request) and pass the node's response to [`response`](Self::response), until no
/// call remains.
///
/// ```
/// use x402_types::{FacilitatorRequest, RawJson};
/// use x402_verify::{Context, Deciding, Decision};
///
/// fn decide(request: &FacilitatorRequest, now: u64, post: impl Fn(&str) -> Option<RawJson>) -> Decision {
///     let mut deciding = Deciding::of_request(request, &Context::at(now));
///     while let Some(batch) = deciding.request() {
///         // Without an answer of the node the loop ends, and the decision lists the open questions.
///         deciding.response(post(batch.as_str()).as_ref());
///     }
///     deciding.decide()
/// }
/// # let line = std::fs::read_to_string("../../docs/examples/payment.txt")?;
/// # let header = line.trim_end().strip_prefix("PAYMENT-SIGNATURE: ").ok_or("another header")?;
/// # let payment = <x402_types::v2::PaymentPayload as x402_types::Wire>::decode_header(header, &x402_types::DecodeOptions::STRICT)?.value;
/// # let offer = payment.accepted.clone();
/// # let request = x402_types::v2::FacilitatorRequest::new(payment, offer).into();
/// # assert!(matches!(decide(&request, 1_740_672_100, |_| None), Decision::AskAgain(asked) if asked.len() == 5));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Without JSON-RPC, [`next`](Self::next) returns one question at a time, and [`answer`](Self::answer) takes its
/// answer:
///
/// ```
/// use x402_types::{DecodeOptions, Wire, v2::PaymentPayload};
/// use x402_verify::{Answer, Context, Deciding, Decision, Question, evm::{self, AccountCode}};
///
/// // The payment that the specification prints. A server verifies it against its own offers.
/// let line = std::fs::read_to_string("../../docs/examples/payment.txt")?;
/// let header = line.trim_end().strip_prefix("PAYMENT-SIGNATURE: ").ok_or("another header")?;
/// let payment = PaymentPayload::decode_header(header, &DecodeOptions::STRICT)?.value;
/// let offers = [payment.accepted.clone()];
///
/// let mut deciding = Deciding::new(&payment, &offers, &Context::at(1_740_672_100));
/// while let Some(question) = deciding.next() {
///     let answer = match &question {
///         // The payer has code, and the code refuses the signature of the key.
///         Question::Evm(evm::Question::AccountCode(_)) => evm::Answer::Code(AccountCode::Present).into(),
///         Question::Evm(evm::Question::ContractSignature(_)) => Answer::No,
///         _ => Answer::Yes,
///     };
///     deciding.answer(&question, answer);
/// }
/// let Decision::Refuse(refusal) = deciding.decide() else { panic!("a payer with code was taken for a key") };
/// assert_eq!(refusal.reason().as_str(), "invalid_exact_evm_payload_signature");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Deciding<'a> {
    payment: Payment<'a>,
    offers: Offers<'a>,
    context: Context<'a>,
    facts: Facts,
    report: Report,
    /// The open questions of the report.
    open: Vec<Open>,
    /// The questions whose answers let the payment settle, with the verdict unchanged.
    settled: Vec<Question>,
    /// The questions whose answers are facts.
    learnt: Vec<Question>,
    /// `true` if there are facts that the report does not take into account.
    is_outdated: bool,
    /// The questions whose answers prevent the settlement, unless a different question excuses them.
    prevented: Vec<Question>,
    /// The `id` of the first call of the next batch.
    first_id: u64,
}

#[derive(Clone, Debug)]
struct Open {
    question: Question,
    state: State,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum State {
    /// To be asked.
    Asked,
    /// To be asked with the two calls of [`Question::rpc_instead`].
    AskedInstead,
    /// There was no answer. If a node was asked, this was its error.
    Abandoned(Option<ResponseError>),
}

impl<'a> Deciding<'a> {
    /// Verifies a payment from its bytes, against the server's own offers. The facts of the context are already known.
    #[must_use]
    pub fn new(payment: impl Into<Payment<'a>>, offers: impl Into<Offers<'a>>, context: &Context<'a>) -> Self {
        let (payment, offers) = (payment.into(), offers.into());
        let mut deciding = Self {
            payment,
            offers,
            context: *context,
            facts: context.facts.clone(),
            report: verify(payment, offers, context),
            open: Vec::new(),
            settled: Vec::new(),
            learnt: Vec::new(),
            is_outdated: false,
            prevented: Vec::new(),
            first_id: 1,
        };
        deciding.open_questions();
        deciding
    }

    /// Verifies the payment of a request to a facilitator, against the offer in the same request.
    #[must_use]
    pub fn of_request(request: &'a FacilitatorRequest, context: &Context<'a>) -> Self {
        match request {
            FacilitatorRequest::V1(request) => {
                Self::new(&request.payment_payload, slice::from_ref(&request.payment_requirements), context)
            }
            FacilitatorRequest::V2(request) => {
                Self::new(&request.payment_payload, slice::from_ref(&request.payment_requirements), context)
            }
        }
    }

    /// Returns the next question to ask. `None` if there is none.
    #[must_use]
    pub fn next(&self) -> Option<Question> {
        self.questions().next().cloned()
    }

    /// Returns every question that can be asked now. The answers can lead to further questions.
    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        self.open.iter().filter(|open| open.is_asked()).map(|open| &open.question)
    }

    /// Takes the answer to a question. `None` gives the question up, and then the decision is to ask again. An answer
    /// to a question that is not open changes nothing.
    pub fn answer(&mut self, question: &Question, answer: impl Into<Option<Answer>>) {
        self.take(question, answer.into().ok_or(None));
        self.go_on();
    }

    /// Returns a JSON-RPC batch with the calls of all open questions, to post to a node of the payment's network.
    /// `None` if no call remains. Nodes of the XRP Ledger take no batch, so there it is a single call. A question that no
    /// call answers, such as `verifier`, stays open; [`answer`](Self::answer) takes its answer.
    #[must_use]
    #[doc(alias = "eth_call")]
    pub fn request(&self) -> Option<RawJson> {
        let calls = self.calls();
        let mut requests =
            calls.iter().flat_map(|(_, calls)| calls).map(|(id, call)| JsonRpc::from(call).to_request(*id));
        if are_single(&calls) {
            return requests.next();
        }
        (!calls.is_empty()).then(|| RawJson::array(requests))
    }

    /// Takes the node's response to [`request`](Self::request): an array, in any order, or an object for a single call. A
    /// question without a readable answer is given up; `None` gives up all of them. [`Decision::AskAgain`] lists them, with the errors.
    pub fn response(&mut self, response: Option<&RawJson>) {
        let calls = if response.is_some() { self.calls() } else { self.all_calls() };
        let response = response.map(RawJson::as_json);
        let last = calls.last().and_then(|(_, calls)| calls.last());
        self.first_id = last.map_or(self.first_id, |(id, _)| id.saturating_add(1));
        for (question, calls) in calls {
            match read(&question, &calls, response) {
                Err(ResponseError::Answer(error))
                    if calls.len() == 1 && question.answer_rules().asks_instead(error) =>
                {
                    self.set(&question, State::AskedInstead);
                }
                answer => self.take(&question, answer.map_err(Some)),
            }
        }
        self.go_on();
    }

    /// Returns the report, given the answers so far. It may be valid while questions remain that can prevent the
    /// settlement.
    pub const fn report(&self) -> &Report {
        &self.report
    }

    /// Returns the facts of the context and those learnt from answers.
    pub const fn facts(&self) -> &Facts {
        &self.facts
    }

    /// Ends with a decision. If a question is still open, the decision is to ask again.
    #[must_use]
    pub fn decide(self) -> Decision {
        let preventing = self.preventing().cloned();
        if preventing.is_some() || self.report.verdict() == Verdict::Invalid {
            return Decision::Refuse(Refusal::new(self.report, preventing));
        }
        if self.open.is_empty() && self.report.verdict() == Verdict::Valid {
            return Decision::of_valid(self.report);
        }
        Decision::AskAgain(self.open.into_iter().map(Open::into_unanswered).collect())
    }

    /// The questions of the next request, each with its calls and their `id`s.
    fn calls(&self) -> Vec<Calls> {
        let mut calls = self.all_calls();
        if are_single(&calls) {
            calls.truncate(1);
        }
        calls
    }

    /// The questions that calls answer.
    fn all_calls(&self) -> Vec<Calls> {
        let mut ids = self.first_id..;
        let open = self.open.iter().map(|open| (open.question.clone(), ids.by_ref().zip(open.calls()).collect()));
        open.filter(|(_, calls): &Calls| !calls.is_empty()).collect()
    }

    /// Records the answer to a question, or its failure.
    fn take(&mut self, question: &Question, answer: Result<Answer, Option<ResponseError>>) {
        if !self.questions().any(|open| open == question) {
            return;
        }
        let answer = match answer {
            Ok(answer) => answer,
            Err(error) => return self.set(question, State::Abandoned(error)),
        };
        // While the payment is undecided, the only open questions are those that decide the verdict.
        if self.report.verdict() == Verdict::Valid {
            match question.settles(&answer) {
                Ok(()) => {
                    self.settled.push(question.clone());
                    return self.close(question);
                }
                Err(Unsettled::Prevented) => {
                    self.prevented.push(question.clone());
                    return self.close(question);
                }
                Err(Unsettled::VerifyAgain) => {}
            }
        }
        let known = self.facts.clone().with_answer(question, answer);
        if known == self.facts {
            return self.set(question, State::Abandoned(None));
        }
        self.facts = known;
        self.is_outdated = true;
        self.learnt.push(question.clone());
        self.close(question);
    }

    fn close(&mut self, question: &Question) {
        self.open.retain(|open| open.question != *question);
    }

    fn set(&mut self, question: &Question, state: State) {
        if let Some(open) = self.open.iter_mut().find(|open| open.question == *question) {
            open.state = state;
        }
    }

    /// Verifies the payment again if there are new facts, once each open question with a call was answered or given up.
    /// A question without a call is then open again.
    fn go_on(&mut self) {
        if self.preventing().is_some() {
            self.open.clear();
        } else if self.is_outdated && self.open.iter().all(|open| open.calls().is_empty()) {
            self.is_outdated = false;
            self.report = verify(self.payment, self.offers, &self.context.with_facts(&self.facts));
            let asked = self.report.outstanding();
            self.prevented.retain(|question| asked.contains(question));
            self.open_questions();
        }
    }

    /// The first question whose answer prevents the settlement, unless a different question of the report excuses it.
    /// The answer of a simulation may only be a consequence of it.
    fn preventing(&self) -> Option<&Question> {
        let asked = self.report.outstanding();
        let is_excused = |question: &Question| asked.iter().any(|other| other.answer_rules().excuses(question.kind()));
        self.prevented.iter().find(|question| !is_excused(question))
    }

    /// Opens the questions of the report. Consecutive checks may ask the same question, which is opened once. A
    /// question that remains although its answer is known is given up, so that the rounds end.
    fn open_questions(&mut self) {
        let Self { report, settled, prevented, learnt, .. } = &*self;
        let is_asked = |question: &&Question| !settled.contains(question) && !prevented.contains(question);
        let mut asked: Vec<&Question> = match report.verdict() {
            Verdict::Valid if self.preventing().is_none() => report.outstanding().iter().filter(is_asked).collect(),
            Verdict::Undecided => report.needs().collect(),
            Verdict::Valid | Verdict::Invalid => Vec::new(),
        };
        asked.dedup();
        let state = |question| if learnt.contains(question) { State::Abandoned(None) } else { State::Asked };
        self.open =
            asked.into_iter().map(|question| Open { question: question.clone(), state: state(question) }).collect();
    }
}

/// A question, and its calls with their `id`s.
type Calls = (Question, Vec<(u64, Rpc)>);

/// `true` if each call is posted alone. Nodes of the XRP Ledger accept an object and no array, and over HTTP their
/// responses have no `id`.
fn are_single(calls: &[Calls]) -> bool {
    calls.iter().flat_map(|(_, calls)| calls).any(|(_, call)| is_single(call))
}

const fn is_single(call: &Rpc) -> bool {
    match call {
        Rpc::Xrpl(_) => true,
        Rpc::Evm(_) | Rpc::Solana(_) | Rpc::Stellar(_) => false,
    }
}

impl Open {
    const fn is_asked(&self) -> bool {
        !matches!(self.state, State::Abandoned(_))
    }

    fn calls(&self) -> Vec<Rpc> {
        match self.state {
            State::Asked => self.question.rpc().into_iter().collect(),
            State::AskedInstead => self.question.rpc_instead().into_iter().flatten().collect(),
            State::Abandoned(_) => Vec::new(),
        }
    }

    fn into_unanswered(self) -> Unanswered {
        let error = if let State::Abandoned(error) = self.state { error } else { None };
        Unanswered { question: self.question, error }
    }
}

/// The answer from the node's responses to the one call of a question, or to its two calls of
/// [`Question::rpc_instead`].
fn read(question: &Question, calls: &[(u64, Rpc)], response: Option<JsonRef<'_>>) -> Result<Answer, ResponseError> {
    let held = |(id, call): &(u64, Rpc)| {
        call.held(if is_single(call) { find_single(response, *id) } else { find(response, *id) }?)
    };
    match calls {
        [call] => Ok(question.answer(held(call)?.as_returned())?),
        [first, second] => {
            let (first, second) = (held(first)?, held(second)?);
            Ok(question.answer_instead([first.as_returned(), second.as_returned()])?)
        }
        _ => Err(ResponseError::Answer(AnswerError::NoCall)),
    }
}

/// The one response with this `id`. A node that accepts no batch returns one error instead of an array.
fn find(response: Option<JsonRef<'_>>, id: u64) -> Result<JsonRef<'_>, ResponseError> {
    let response = response.ok_or(ResponseError::Missing)?;
    let Ok(responses) = response.elements() else {
        let code = response.get("error").and_then(|error| error.get("code")?.text().parse().ok());
        return Err(code.map_or(ResponseError::Malformed, ResponseError::Node));
    };
    let mut found = responses.filter(|response| response.get("id").and_then(|id| id.integer().ok()) == Some(id));
    match (found.next(), found.next()) {
        (Some(response), None) => Ok(response),
        _ => Err(ResponseError::Missing),
    }
}

/// The response to a single call, with this `id` if it has one.
fn find_single(response: Option<JsonRef<'_>>, id: u64) -> Result<JsonRef<'_>, ResponseError> {
    let response = response.ok_or(ResponseError::Missing)?;
    let is_other = response.get("id").is_some_and(|found| found.integer().ok() != Some(id));
    if is_other { Err(ResponseError::Missing) } else { Ok(response) }
}
