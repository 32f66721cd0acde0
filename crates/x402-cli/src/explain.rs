//! `x402 verify`, `x402 explain` and `x402 diagnose`.

use std::{fmt::Write as _, io::Write as _};

use serde_json::value::RawValue;
use x402_operations::{
    DiagnoseResult, Fields, FlaggedAnswer, HostedPreset, ServerOffers, Stop, VerifyInput, VerifyStop,
    audit::gateway_of,
    evaluate_payment,
    reason::{ReasonResult, without_result},
    recognise::{Answered, Provenance, Recorded, Sourced},
    undecodable_report,
};
use x402_schemes::{
    AssetId, Contradiction, Hex,
    evm::{Address, permit2},
};
use x402_types::{Amount, AnyAmount, DecodeError, Flag, Flags, Network, Uint256, Version};
use x402_verify::{
    Authorized, CheckId, Concern, Detail, Expires, GasSponsoring, Guess, Outcome, Phase, Purpose, Report, Verdict,
    diagnose,
    json::{RecordedOutcome, RecordedReport},
    verify,
};

use crate::{
    accident::{hints, near_in_offer, other},
    answered,
    args::VerifyArgs,
    chains::{self, Claim},
    encoded,
    host::Host,
    input::{self, Surroundings, Unread},
    output::{Failure, Output, complain, exit, text_or_json},
    reason,
    show::{self, GATEWAY, GATEWAY_SETTLES, refusal},
    style::{self, Terminal, printable},
};

/// How much of the report is printed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Length {
    /// The verdict with its reason.
    Short,
    /// The verdict and every check.
    Full,
}

/// The use for which a payment is judged.
#[derive(Clone, Copy)]
struct Use<'a> {
    /// The time of the judgement, in seconds since 1970-01-01 UTC.
    now: u64,
    phase: &'a Phase,
    surroundings: &'a Surroundings,
}

impl Use<'_> {
    /// Why a check fails, with the index of the offer as the user counts.
    fn why(&self, detail: &Detail) -> String {
        if let Detail::OfferDiffers { nearest, members } = detail {
            return Detail::OfferDiffers { nearest: self.surroundings.index(*nearest), members: members.clone() }
                .to_string();
        }
        detail.to_string()
    }

    /// The report as the operation answers it.
    fn recorded(&self, report: &Report, flags: Flags) -> RecordedReport {
        let mut recorded = RecordedReport::from(report).with_flags(flags);
        recorded.offer = recorded.offer.map(|index| self.surroundings.index(index));
        for (check, recorded) in report.checks().iter().zip(&mut recorded.checks) {
            if let Outcome::Fail(detail) = &check.outcome {
                recorded.outcome = RecordedOutcome::Fail(self.why(detail));
            }
        }
        recorded
    }
}

pub(crate) fn run(args: &VerifyArgs, length: Length, host: &mut dyn Host) -> Result<Output, Failure> {
    match input::verify(args, host)? {
        Ok((input, surroundings)) => of_input(input, &surroundings, length, args.json),
        Err(Unread::Request(error, why, surroundings)) => {
            let report = RecordedReport::of_decode_error(&error);
            let result = sourced_json(&report, &surroundings, input::time_of(args, &surroundings, host)?, None);
            let text = why.map_or_else(|| undecodable(&error, ""), |why| undecodable_because(&error, &why));
            text_or_json(text, exit::UNDECODABLE, result, args.json)
        }
        Err(Unread::Reason(code)) => no_payment(&code, args.json, host),
        Err(Unread::Answered(answered, required)) => {
            no_verdict(required.is_some(), host);
            only_answered(&answered, required.as_deref(), args.json)
        }
        Err(Unread::NoOffer(answered, why)) => without_offer(&answered, &why, args.json, host),
    }
}

/// An answer to a payment that cannot be verified, because nothing says what was asked for.
fn without_offer(answered: &Answered, why: &str, json: bool, host: &mut dyn Host) -> Result<Output, Failure> {
    complain(&why, host);
    let output = only_answered(answered, None, json)?;
    Ok(Output { code: exit::USAGE, ..output })
}

/// Says that a text has no payment to verify.
fn no_verdict(has_required: bool, host: &mut dyn Host) {
    let lint = if has_required {
        "; x402 lint checks its 402 response, and x402 verify-signed offer a signed offer in it"
    } else {
        ""
    };
    complain(&format!("this text has no payment, so there is no verdict on one{lint}"), host);
}

/// A text without a payment that has an answer of the seller or the facilitator. There is no verdict.
fn only_answered(answered: &Answered, required: Option<&str>, json: bool) -> Result<Output, Failure> {
    #[derive(serde::Serialize)]
    struct Only<'a> {
        answered: &'a Answered,
        #[serde(flatten)]
        reason: Option<ReasonResult>,
    }
    let code = answered.reason.as_deref().map(without_result);
    let reason = code.map(ReasonResult::of);
    let text = answered::line(answered, required) + &code.map(reason::text).unwrap_or_default();
    text_or_json(text, exit::UNDECODABLE, serde_json::to_string(&Only { answered, reason }), json)
}

/// A text without a payment that names a reason code: what the code means. There is no verdict.
fn no_payment(code: &str, json: bool, host: &mut dyn Host) -> Result<Output, Failure> {
    let why = "so there is no verdict. x402 reason prints what follows for the code";
    complain(&format!("this text has no payment, but it contains the reason code {code}, {why}"), host);
    reason::explained(code, exit::UNDECODABLE, json)
}

/// The text that `x402 explain` prints about the input of the operation `verify` (`docs/reference/operations`), without colours.
///
/// # Errors
/// The input is malformed or not supported, as for the operation, or has an offer of another version than the payment's.
pub fn explain(input: &RawValue) -> Result<String, Stop> {
    let input = VerifyInput::read(Fields::read(input, "input")?)?;
    let output = of_input(input, &Surroundings::GIVEN, Length::Full, false).map_err(|failure| match failure {
        Failure::Usage(why) => Stop::Error(why),
        Failure::Io(error) => Stop::Error(error.to_string()),
    })?;
    let mut text = Vec::new();
    // Writing to memory cannot fail.
    let _ = Terminal::plain(&mut text).write_all(output.text.as_bytes());
    Ok(String::from_utf8_lossy(&text).into_owned())
}

/// Judges the input and prints the report at the given length.
pub(crate) fn of_input(
    input: VerifyInput,
    surroundings: &Surroundings,
    length: Length,
    json: bool,
) -> Result<Output, Failure> {
    let phase = input.phase.clone();
    let wanted = Use { now: input.now, phase: &phase, surroundings };
    let recorded = recorded(&input, surroundings);
    // Guessing recovers keys, which is slow, so only the full report guesses, and a report that a clock decides: the cause
    // may be another.
    let guess = length == Length::Full && !json;
    let (offers, payment, options) = (input.offers.clone(), input.payment.clone(), input.options);
    let preset = input.preset.filter(|_| length == Length::Full);
    let verified = evaluate_payment(input, |payment, offers, context| {
        let report = verify(payment, offers, context);
        let is_guessed = guess || (!json && is_decided_by_clock(&report));
        let guesses = if is_guessed { diagnose(payment, offers, context) } else { Vec::new() };
        let transaction = if length == Length::Full { chains::describe(payment, context.facts) } else { None };
        let claim = Claim::of(&report, payment, context.facts);
        let echo = surroundings.echo_flags(payment);
        (report, claim, guesses, transaction.unwrap_or_default(), echo)
    });
    let (result, text, code) = match verified {
        Ok(FlaggedAnswer { answer: (report, claim, guesses, transaction, echo), flags, .. }) => {
            let flags = report.flags().union(flags).union(surroundings.flags).union(echo);
            let mut text = opening(surroundings);
            // Writing to a String cannot fail.
            let _ = write_verdict(&mut text, &report, claim.as_ref(), &guesses, recorded.as_ref(), wanted);
            text += &times(surroundings, recorded.as_ref().map(|(at, _)| at), wanted.now, &report);
            text += &sources(surroundings);
            text += &transaction;
            let guesses = if guess { guesses } else { Vec::new() };
            text += &show(&report, wanted, &guesses, flags, length);
            text += &preset.map(policy).unwrap_or_default();
            (wanted.recorded(&report, flags), text, code_of(&report, surroundings))
        }
        Err(VerifyStop::Undecodable(error)) => {
            let text = match other(&payment) {
                Some(other) => undecodable_because(&error, &other.to_string()),
                None => undecodable(&error, &hints(&payment, &options)),
            };
            (undecodable_report(&payment, &options, &error), opening(surroundings) + &text, exit::UNDECODABLE)
        }
        Err(VerifyStop::Offer { index, version, error }) => {
            return Err(unusable_offer(&offers, surroundings, index, version, &error));
        }
    };
    let recorded = recorded.map(|(at, _)| at);
    text_or_json(text, code, sourced_json(&result, surroundings, wanted.now, recorded), json)
}

/// The JSON of a result about recognised text, with the origin of everything that it rests on.
fn sourced_json(
    result: &impl serde::Serialize,
    surroundings: &Surroundings,
    now: u64,
    recorded: Option<Recorded>,
) -> serde_json::Result<String> {
    let sourced = Sourced { answered: surroundings.answered.clone(), basis: surroundings.basis, now, recorded };
    sourced.to_json(&serde_json::to_string(result)?)
}

/// The verdict at the recorded time, if it is not the time of the verdict, with the report.
fn recorded(input: &VerifyInput, surroundings: &Surroundings) -> Option<(Recorded, Report)> {
    let time = surroundings
        .recorded
        .filter(|time| surroundings.basis.time == Provenance::Clock && time.seconds != input.now)?;
    let mut input = input.clone();
    input.now = time.seconds;
    let report = evaluate_payment(input, |payment, offers, context| verify(payment, offers, context)).ok()?.answer;
    Some((Recorded::new(time, report.verdict().as_str()), report))
}

/// The answer of the seller or the facilitator, which comes before the verdict on the bytes.
fn opening(surroundings: &Surroundings) -> String {
    surroundings.answered.as_ref().map(answered::headline).unwrap_or_default()
}

/// The exit code. A payment that the text shows to be refused is not valid for a script.
fn code_of(report: &Report, surroundings: &Surroundings) -> u8 {
    let is_refused = surroundings.answered.as_ref().is_some_and(|answered| !answered.outcome.is_success());
    match exit_code(report) {
        exit::VALID | exit::OPERATION if is_refused => exit::REFUSED,
        code => code,
    }
}

/// Returns `true` if the time decides the verdict, so that another cause may be behind it.
fn is_decided_by_clock(report: &Report) -> bool {
    const OF_CLOCK: [CheckId; 4] =
        [CheckId::VALID_BEFORE, CheckId::EXPIRY_MARGIN, CheckId::VALID_AFTER, CheckId::EXPIRED];
    report.verdict() == Verdict::Invalid && report.deciding().is_some_and(|check| OF_CLOCK.contains(&check.id))
}

/// Whose clock a recorded time is.
const fn whose(provenance: Provenance) -> &'static str {
    if matches!(provenance, Provenance::AnswerDate) {
        "when the server answered"
    } else if matches!(provenance, Provenance::HarEntry) {
        "when the browser sent it"
    } else {
        "when the line was logged"
    }
}

/// The line about the time of the verdict, where it may be another than the reader expects.
fn times(surroundings: &Surroundings, recorded: Option<&Recorded>, now: u64, report: &Report) -> String {
    let now_text = style::time(now);
    match (surroundings.basis.time, recorded) {
        (Provenance::Clock, Some(at)) => {
            let (then, whose) = (style::time(at.seconds), whose(at.provenance));
            format!("  verified by this machine's clock, at {now_text}; pass --at-recorded-time for {then}, {whose}\n")
        }
        (Provenance::Clock, None) if is_decided_by_clock(report) => {
            format!("  verified by this machine's clock, at {now_text}; for the time of the request pass --now TIME\n")
        }
        (Provenance::Clock | Provenance::Given, _) => String::new(),
        (provenance, _) => {
            format!("  verified at {now_text}, {}; pass --now for a different time\n", whose(provenance))
        }
    }
}

/// The line with the origin of the payment, the offers and the time, if they were taken out of messages or a log.
fn sources(surroundings: &Surroundings) -> String {
    let basis = surroundings.basis;
    if !basis.is_chosen() {
        return String::new();
    }
    let (payment, offers, time) = (basis.payment.phrase(), basis.offers.phrase(), basis.time.phrase());
    format!("  payment from {payment}; offer from {offers}; time from {time}\n")
}

/// The preset of a hosted facilitator, its date, and what it leaves to other eyes.
fn policy(preset: &HostedPreset) -> String {
    let mut text = format!("\npolicy\n  {}: {preset}\n", preset.name);
    for beyond in preset.beyond {
        text += &format!("  not verified here: {beyond}\n");
    }
    text
}

pub(crate) fn run_diagnose(args: &VerifyArgs, host: &mut dyn Host) -> Result<Output, Failure> {
    let (input, surroundings) = match input::verify(args, host)? {
        Ok((input, surroundings)) => (Ok(input), surroundings),
        Err(Unread::Request(error, Some(why), _)) if !args.json => {
            return Ok(Output { text: undecodable_because(&error, &why), code: exit::UNDECODABLE });
        }
        Err(Unread::Request(error, _, surroundings)) => (Err(*error), *surroundings),
        Err(Unread::Reason(code)) => return no_payment(&code, args.json, host),
        Err(Unread::Answered(answered, required)) => {
            no_verdict(required.is_some(), host);
            return only_answered(&answered, required.as_deref(), args.json);
        }
        Err(Unread::NoOffer(answered, why)) => return without_offer(&answered, &why, args.json, host),
    };
    let at_recorded = input.as_ref().ok().and_then(|input| recorded(input, &surroundings));
    let phase = input.as_ref().map(|input| input.phase.clone()).unwrap_or_default();
    let wanted = input.as_ref().ok().map(|input| Use { now: input.now, phase: &phase, surroundings: &surroundings });
    let offers = input.as_ref().ok().map(|input| input.offers.clone());
    let asked = input.as_ref().ok().map(|input| (input.payment.clone(), input.options));
    let verified = input.map_err(VerifyStop::Undecodable).and_then(|input| {
        evaluate_payment(input, |payment, offers, context| {
            let report = verify(payment, offers, context);
            let claim = Claim::of(&report, payment, context.facts);
            let declared = context.declared.or(surroundings.declared());
            let context = declared.map_or(*context, |declared| context.with_declared_extensions(declared));
            (report, claim, diagnose(payment, offers, &context), surroundings.echo_flags(payment))
        })
    });
    let (guesses, text, code) = match verified {
        Ok(FlaggedAnswer { answer: (report, claim, guesses, echo), flags, .. }) => {
            let mut text = opening(&surroundings);
            text.extend(guesses.iter().map(kind_line));
            match wanted {
                Some(wanted) if !guesses.iter().any(is_uncertain) && report.verdict() != Verdict::Valid => {
                    // Writing to a String cannot fail.
                    let _ = write_verdict(&mut text, &report, claim.as_ref(), &[], at_recorded.as_ref(), wanted);
                    text += "nothing to add; see x402 explain\n";
                }
                _ if guesses.is_empty() => {
                    text += &format!("{}: nothing to add; see x402 explain\n", style::outcome("valid"));
                }
                _ => {}
            }
            if let Some(wanted) = wanted {
                text += &times(&surroundings, at_recorded.as_ref().map(|(at, _)| at), wanted.now, &report);
            }
            text += &sources(&surroundings);
            // What contradicts the offer is a finding here, and so is what an official server misses.
            let found: Flags = report.contradictions().iter().map(Contradiction::flag).collect();
            let found = found.with(Flag::UnmatchedField);
            let flags = report.flags().union(flags).union(surroundings.flags).union(echo);
            text += &show::flags(flags.iter().filter(|flag| !found.contains(*flag)).collect());
            (guesses, text, code_of(&report, &surroundings))
        }
        Err(VerifyStop::Undecodable(error)) => {
            let other = asked.as_ref().and_then(|(payment, _)| other(payment));
            let hints = asked.map(|(payment, options)| hints(&payment, &options)).unwrap_or_default();
            let text = other.map(|other| undecodable_because(&error, &other.to_string()));
            (Vec::new(), text.unwrap_or_else(|| undecodable(&error, &hints)), exit::UNDECODABLE)
        }
        Err(VerifyStop::Offer { index, version, error }) => {
            let offers = offers.unwrap_or_else(|| Vec::new().into());
            return Err(unusable_offer(&offers, &surroundings, index, version, &error));
        }
    };
    let now = match wanted {
        Some(wanted) => wanted.now,
        None => input::time_of(args, &surroundings, host)?,
    };
    let recorded = at_recorded.as_ref().map(|(at, _)| at.clone());
    text_or_json(
        text,
        code,
        sourced_json(&DiagnoseResult::from_guesses(&guesses), &surroundings, now, recorded),
        args.json,
    )
}

fn exit_code(report: &Report) -> u8 {
    match report.verdict() {
        Verdict::Valid if report.purpose() == Some(Purpose::Operation) => exit::OPERATION,
        Verdict::Valid => exit::VALID,
        Verdict::Invalid => exit::INVALID,
        Verdict::Undecided => exit::UNDECIDED,
    }
}

/// The error with a sentence that says more than its own.
pub(crate) fn undecodable_because(error: &DecodeError, why: &str) -> String {
    let stage = error.stage().as_str();
    format!("{}: cannot be decoded ({stage}): {}\n", style::outcome("invalid"), printable(why))
}

/// The error, and what may have happened.
fn undecodable(error: &DecodeError, hints: &str) -> String {
    format!("{}: {}{hints}", style::outcome("invalid"), refusal(error))
}

fn unusable_offer(
    offers: &ServerOffers,
    surroundings: &Surroundings,
    index: usize,
    version: Version,
    error: &DecodeError,
) -> Failure {
    let offer = offers.texts().get(index);
    let hint = offer.and_then(|offer| encoded::offer_of_other_version(version, offer.as_json()));
    let near = offer.map(|offer| near_in_offer(version, offer)).filter(|near| !near.is_empty());
    let near = near.map(|near| format!(": {}", near.trim_end())).unwrap_or_default();
    let why = hint.unwrap_or_else(|| error.to_string()) + &near;
    let index = surroundings.index(index);
    Failure::Usage(format!(
        "--offer: offer {index} is not a PaymentRequirements of version {version}, the version of the payment: {why}"
    ))
}

/// `true` if the guess is about the payer, not about the offer.
const fn is_uncertain(guess: &Guess) -> bool {
    !matches!(guess, Guess::Contradicted(_) | Guess::Unmatched(_) | Guess::NotTaken(_))
}

fn guess_line(guess: &Guess) -> String {
    format!("  {}", kind_line(guess))
}

fn kind_line(guess: &Guess) -> String {
    format!("{}: {}\n", guess.kind(), printable(&guess.to_string()))
}

/// What follows the verdict.
fn show(report: &Report, wanted: Use<'_>, guesses: &[Guess], flags: Flags, length: Length) -> String {
    let mut text = String::new();
    if length == Length::Full {
        // Writing to a String cannot fail.
        let _ = write_checks(&mut text, report, wanted);
    }
    // The flags list what contradicts the offer.
    let guesses: String = guesses.iter().filter(|guess| is_uncertain(guess)).map(guess_line).collect();
    if !guesses.is_empty() {
        text += "\nwhat may have gone wrong\n";
        text += &guesses;
    }
    text += &show::flags_with(flags, report.contradictions());
    if length == Length::Full {
        let _ = write_rest(&mut text, report);
    }
    text
}

fn write_verdict(
    text: &mut String,
    report: &Report,
    claim: Option<&Claim>,
    guesses: &[Guess],
    recorded: Option<&(Recorded, Report)>,
    wanted: Use<'_>,
) -> std::fmt::Result {
    let verdict = style::outcome(report.verdict().as_str());
    match report.deciding().map(|check| (check.id, &check.outcome)) {
        Some((id, Outcome::Fail(detail))) => {
            let code = report.reason().unwrap_or_default();
            let why = wanted.why(detail);
            let why = printable(&why);
            let cause = guesses.iter().find(|guess| is_uncertain(guess)).filter(|_| is_decided_by_clock(report));
            match (cause, recorded) {
                // The signature is wrong at any time, so this is the cause.
                (Some(cause), _) => {
                    writeln!(text, "{verdict} ({id}, {code}): {}; besides, {why}", printable(&cause.to_string()))?;
                }
                (None, Some((at, then))) if then.verdict() != Verdict::Invalid => {
                    let since = since(then, at.seconds, wanted.now).unwrap_or_else(|| why.clone());
                    let (then, whose, time) = (at.verdict, whose(at.provenance), style::time(at.seconds));
                    writeln!(text, "{verdict} ({id}, {code}): {then} {whose} at {time}, {since}")?;
                }
                _ => writeln!(text, "{verdict} ({id}, {code}): {why}")?,
            }
            text.push_str(&reason::more(code, id.as_str()));
            if let Some((_, then)) = recorded
                && then.verdict() == Verdict::Undecided
                && let Some(Outcome::Needs(question)) = then.deciding().map(|check| &check.outcome)
            {
                writeln!(text, "  undecided then: {}", printable(&question.to_string()))?;
            }
        }
        Some((id, Outcome::Needs(question))) => {
            writeln!(text, "{verdict} ({id}): {}", printable(&question.to_string()))?;
        }
        _ => {}
    }
    let is_valid = report.verdict() == Verdict::Valid;
    let Some((authorized, claim)) = report.authorized().zip(claim) else {
        // No payer has authorized what a facilitator is about to send.
        return if is_valid { writeln!(text, "{verdict}: ready to be sent to the chain") } else { Ok(()) };
    };
    let sentence_of_claim =
        refund(report, authorized, claim).unwrap_or_else(|| sentence(authorized, claim, is_valid, wanted.now));
    if is_valid {
        writeln!(text, "{verdict}: {sentence_of_claim}")?;
    } else {
        writeln!(text, "  claimed: {sentence_of_claim}")?;
    }
    write_channel(text, report, authorized, claim)?;
    write_gateway(text, report)?;
    if let (true, Phase::Settle { amount: charge }) = (is_valid, wanted.phase) {
        writeln!(text, "  to be taken now: {}", amount(&authorized.network, Some(authorized.asset), charge))?;
    }
    Ok(())
}

/// Says that a payment has expired since the recorded time.
fn since(then: &Report, recorded: u64, now: u64) -> Option<String> {
    let end = then.authorized()?.expires.time()?.get().to_u64()?;
    (recorded < end && end <= now).then(|| format!("expired since, at {}", style::time(end)))
}

/// What a payer asks for that wants the rest of a channel back, and pays for nothing.
fn refund(report: &Report, authorized: &Authorized, claim: &Claim) -> Option<String> {
    let Authorized { payer, recipient, network, .. } = authorized;
    let channel = report.channel().filter(|channel| channel.kind.as_str() == "refund")?;
    let units = |asked: Amount| amount(network, claim.asset, &asked.into());
    let asked = channel.refund.map_or_else(|| "all that is left".into(), |asked| units(asked.into()));
    Some(format!("{payer} asks {recipient} to give back {asked} on {network}"))
}

/// Says which channel the payload is about, and which sums it names.
fn write_channel(text: &mut String, report: &Report, authorized: &Authorized, claim: &Claim) -> std::fmt::Result {
    let Some(channel) = report.channel() else { return Ok(()) };
    let of = |asset, sum: Amount| amount(&authorized.network, asset, &sum.into());
    let units = |sum| of(claim.asset, sum);
    writeln!(text, "  channel {}", channel.id)?;
    if let Some(deposit) = channel.deposit {
        writeln!(text, "  deposited first: {}", of(claim.deposited.or(claim.asset), deposit.into()))?;
    }
    writeln!(text, "  signed over the whole life of the channel: {}", units(channel.max_claimable.into()))?;
    match channel.charged {
        Some(charged) => writeln!(text, "  charged so far, with this charge: {}", units(charged.into())),
        None => Ok(()),
    }
}

/// Says who settles a payment for the Gateway.
fn write_gateway(text: &mut String, report: &Report) -> std::fmt::Result {
    match gateway_of(report) {
        Some(chain) => {
            writeln!(text, "  in {GATEWAY}, by the deposit in its wallet {}: {GATEWAY_SETTLES}", chain.wallet)
        }
        None => Ok(()),
    }
}

fn sentence(authorized: &Authorized, claim: &Claim, is_valid: bool, now: u64) -> String {
    let Authorized { payer, recipient, network, .. } = authorized;
    let signed = claim.amount.as_ref();
    let amount = signed.map_or_else(|| "an unknown amount".into(), |signed| amount(network, claim.asset, signed));
    // In `upto` the payer sets a limit, and the server decides the price.
    match authorized.facilitator {
        None => {
            let verb = if is_valid { "pays" } else { "would pay" };
            let to = claim.recipient.as_ref().map(|recipient| format!(" to {recipient}")).unwrap_or_default();
            format!("{payer} {verb} {amount}{to} on {network}, {}", time_left(authorized, now))
        }
        Some(facilitator) => {
            let verb = if is_valid { "may" } else { "could" };
            let until = until(authorized, now);
            format!(
                "{recipient} {verb} take at most {amount} from {payer} on {network} {until}, only through facilitator {facilitator}"
            )
        }
    }
}

fn time_left(authorized: &Authorized, now: u64) -> String {
    let Some(end) = authorized.expires.time() else { return untimed(authorized.expires) };
    let Some(end) = end.get().to_u64() else { return "and does not expire".into() };
    match end.checked_sub(now) {
        // The end is the first second at which it has expired.
        Some(left) if left > 0 => format!("and expires in {left} s, at {}", style::time(end)),
        Some(_) | None => format!("and expired {} s ago, at {}", now.saturating_sub(end), style::time(end)),
    }
}

/// An end that is no time.
#[allow(clippy::wildcard_enum_match_arm, reason = "the other ends cannot be observed")]
fn untimed(expires: Expires) -> String {
    match expires {
        Expires::AfterLedger(last) => format!("until ledger {last}"),
        Expires::WithBlockhash(_) => "until the chain forgets its blockhash".into(),
        _ => "without an end".into(),
    }
}

/// The end of the time in which an authorization may be used, as a phrase.
fn until(authorized: &Authorized, now: u64) -> String {
    let Some(end) = authorized.expires.time() else { return untimed(authorized.expires) };
    let Some(end) = end.get().to_u64() else { return "without an end".into() };
    let time = style::time(end);
    match end.checked_sub(now) {
        Some(left) if left > 0 => format!("until {time} (in {left} s)"),
        Some(_) | None => format!("until {time} ({} s ago)", now.saturating_sub(end)),
    }
}

/// An amount in atomic units, and in tokens if the asset is known and the published tables have it. An issued currency
/// of the XRP Ledger is counted in whole units.
fn amount(network: &Network, asset: Option<AssetId>, amount: &AnyAmount) -> String {
    if let Some(text) = asset.and_then(|asset| chains::without_address(asset, amount)) {
        return text;
    }
    let units = match (asset, amount) {
        (None, AnyAmount::Units(units)) => return format!("{units} atomic units"),
        (None, AnyAmount::Decimal(amount)) => return format!("{amount} of an unknown currency"),
        (Some(asset), AnyAmount::Decimal(amount)) => return format!("{amount} {asset}"),
        (Some(_), AnyAmount::Units(units)) => *units,
    };
    let in_units = asset.map_or_else(String::new, |asset| format!("{units} atomic units of {asset}"));
    let tokens = asset.and_then(AssetId::token).and_then(|token| chains::tokens(network, token, units));
    tokens.map_or_else(|| in_units.clone(), |tokens| format!("{tokens} ({in_units})"))
}

fn write_checks(text: &mut String, report: &Report, wanted: Use<'_>) -> std::fmt::Result {
    writeln!(text, "\nchecks")?;
    let width = report.checks().iter().map(|check| check.id.name().len()).fold(18, usize::max);
    for check in report.checks() {
        let outcome = check.outcome.as_str();
        // The word is padded before it is coloured, because escape sequences have no width.
        let padding = " ".repeat(8usize.saturating_sub(outcome.len()));
        write!(text, "  {}{padding} {:<width$} ", style::outcome(outcome), check.id.name())?;
        match &check.outcome {
            Outcome::Pass => writeln!(text, "{}", check.id.sentence())?,
            Outcome::Fail(detail) => writeln!(text, "{}", printable(&wanted.why(detail)))?,
            Outcome::Needs(question) => writeln!(text, "{}", printable(&question.to_string()))?,
            Outcome::Skipped(because) => writeln!(text, "not made, because of {because}")?,
            // Other outcomes exist only in later versions of the library. Their name is already printed.
            _ => writeln!(text)?,
        }
    }
    Ok(())
}

fn write_rest(text: &mut String, report: &Report) -> std::fmt::Result {
    if let Some(sponsor) = chains::sponsor(report) {
        let (payment, safe) = (report.verdict_on(Concern::Payment), report.verdict_on(Concern::Sponsor));
        writeln!(text, "\nsponsor{sponsor}")?;
        writeln!(text, "  as a payment {payment}, as a transaction to sponsor {safe}")?;
    }
    if let (Some(sponsoring), Some(authorized)) = (report.gas_sponsoring(), report.authorized()) {
        write_gas_sponsoring(text, sponsoring, authorized, report)?;
    }
    if let Some(key) = report.replay_key() {
        writeln!(text, "\nreplay key\n  {key}")?;
    }
    if let Some(key) = report.transfer_key() {
        writeln!(text, "\ntransfer key, which stays the same if the same transfer is signed again\n  {key}")?;
    }
    if !report.outstanding().is_empty() {
        writeln!(text, "\nto ask before settling; an answer can prevent the settlement or change the verdict")?;
        for question in report.outstanding() {
            writeln!(text, "  {:<20} {}", question.kind(), printable(&question.to_string()))?;
        }
    }
    Ok(())
}

/// Names the account that would be allowed to move the tokens.
fn spender(address: Address) -> String {
    match permit2::contracts::known(address) {
        Some(contract) => format!("{} ({address})", contract.name),
        None => address.to_string(),
    }
}

/// Writes what the payer allows: the amount, the spender, the end, and the payer of the gas.
fn write_gas_sponsoring(
    text: &mut String,
    sponsoring: &GasSponsoring,
    authorized: &Authorized,
    report: &Report,
) -> std::fmt::Result {
    let Authorized { network, asset, .. } = authorized;
    match sponsoring {
        GasSponsoring::Permit(permit) => {
            let amount = amount(network, Some(*asset), &permit.value.into());
            let spender = spender(permit.spender);
            let until = permit.deadline.get().to_u64().map_or_else(|| "no end".into(), style::time);
            writeln!(text, "\nsponsored approval")?;
            let lets = if report.verdict() == Verdict::Invalid { "would let" } else { "lets" };
            writeln!(text, "  by permit: {} {lets} {spender} move {amount}", permit.owner)?;
            writeln!(text, "  may be submitted to the token until {until}; the settler pays the gas, not the payer")
        }
        GasSponsoring::Approval(approval) => {
            let spent = match approval.amount {
                Uint256::MAX => format!("any amount of {asset}"),
                units => amount(network, Some(*asset), &Amount::from(units).into()),
            };
            let (payer, spender) = (authorized.payer, spender(approval.spender));
            writeln!(text, "\nsponsored approval")?;
            let (payment, safe) = (report.verdict_on(Concern::Payment), report.verdict_on(Concern::Sponsor));
            let lets = if safe == Verdict::Invalid { "would let" } else { "lets" };
            writeln!(text, "  by transaction {}: {payer} {lets} {spender} move {spent}", Hex(&approval.hash))?;
            writeln!(
                text,
                "  transaction {} of the payer, at most {} gas for at most {} wei each",
                approval.nonce, approval.gas_limit, approval.max_fee
            )?;
            let and_data = match (approval.is_execution_only, approval.data_fee) {
                (true, _) => ", and what its data costs on L1",
                (false, Some(_)) => " with its data on L1",
                (false, None) => "",
            };
            writeln!(text, "  costs at most {} wei{and_data}, whether or not it succeeds", approval.most_wei)?;
            writeln!(text, "  as a payment {payment}, as a transaction to sponsor {safe}")
        }
        _ => Ok(()),
    }
}
