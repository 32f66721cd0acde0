//! Reads payments and offers from the arguments.

mod offers;

use std::{collections::BTreeMap, rc::Rc};

use serde_json::value::RawValue;
use x402_operations::{
    Kind, ServerOffers, Source, Stop, VerifyInput, decode_object, evaluate_payment, parse_facts, parse_records,
    recognise::{Ambiguous, Answered, Basis, Form, Part, Provenance, Recognised, Time, What},
};
use x402_schemes::{AccountId, ParseAccountError, evm::Signature};
use x402_types::{DecodeError, DecodeOptions, Flags, RawJson, Scheme, v2};
use x402_verify::{
    Context, Facts, Guess, Offers, Payment, Phase, Records, Report, diagnose, echo_flags,
    evm::{AccountCode, Fact},
    verify as verify_payment,
};

use crate::{
    accident::near,
    args::{
        Code, Profile, VerifyArgs,
        uses::verify::{ALL, PAYMENT, REQUEST},
    },
    argument::{Found, MOST_OF_OBJECT, Wanted, check_input, find, read_argument},
    carrier,
    decode::extension::kind::Kind as ExtensionKind,
    encoded::{Encoded, json_of},
    host::Host,
    output::{Failure, complain},
    settlement,
};
pub(crate) use offers::{InputOffer, decode_offer, offers, version_of_offer};
use offers::{at_index, offers_in_text};

pub(crate) const fn options(profile: Profile) -> DecodeOptions {
    match profile {
        Profile::Strict => DecodeOptions::STRICT,
        Profile::Lenient => DecodeOptions::LENIENT,
    }
}

/// The maximum number of bytes of facts, and of records.
const MOST_OF_FACTS: usize = 16 * 1024 * 1024;

/// The extensions that a server declared, which must be an object.
pub(crate) fn declared(argument: &str, host: &mut dyn Host) -> Result<RawJson, Failure> {
    object("--declared", argument, host)
}

/// Reads the object that an option gives.
pub(crate) fn object(option: &str, argument: &str, host: &mut dyn Host) -> Result<RawJson, Failure> {
    let refused = |error: &dyn std::fmt::Display| Failure::Usage(format!("{option}: {error}"));
    let text = String::from_utf8(read_argument(argument, MOST_OF_OBJECT, host)?).map_err(|_| refused(&"not UTF-8"))?;
    let raw = RawJson::parse(&text).map_err(|error| refused(&error))?;
    raw.as_json().members().map_err(|error| refused(&error))?;
    Ok(raw)
}

/// The given time, or the time of the clock.
pub(crate) fn now(option: Option<u64>, host: &mut dyn Host) -> Result<u64, Failure> {
    option
        .or_else(|| host.now())
        .ok_or_else(|| Failure::Usage("the clock shows a time before 1970: pass the time with --now".into()))
}

/// The time of the verdict: that of the arguments, the recorded one if they ask for it, or the clock's.
pub(crate) fn time_of(args: &VerifyArgs, surroundings: &Surroundings, host: &mut dyn Host) -> Result<u64, Failure> {
    let recorded = surroundings.recorded.filter(|_| args.at_recorded_time).map(|time| time.seconds);
    now(args.now.or(recorded), host)
}

pub(crate) fn facts(code: Code) -> Facts {
    match code {
        Code::None => Facts::new().with(Fact::AnyAccount(AccountCode::Absent)),
        Code::Some => Facts::new().with(Fact::AnyAccount(AccountCode::Present)),
        Code::Unknown => Facts::new(),
    }
}

/// The facts about the chain in the arguments: the given facts, or whether every account has code. Each of `others` is an option on
/// the command line, with the member of the facts that says the same.
pub(crate) fn facts_of(
    option: Option<&str>,
    code: Code,
    others: &[(&str, &str)],
    host: &mut dyn Host,
) -> Result<Facts, Failure> {
    let parse = |raw: &RawValue| {
        let stated: BTreeMap<String, &RawValue> = serde_json::from_str(raw.get()).unwrap_or_default();
        match others.iter().find(|(_, member)| stated.contains_key(*member)) {
            Some((option, member)) => {
                Err(Stop::Error(format!("its field {member} replaces --{option}: use only one of them")))
            }
            None => parse_facts(raw),
        }
    };
    Ok(match (option, code) {
        (Some(option), Code::Unknown) => member("--facts", option, parse, host)?,
        (Some(_), Code::None | Code::Some) => {
            return Err(Failure::Usage(
                "--facts replaces --account-code: write {\"accounts\": {\"*\": {\"code\": …}}} in the facts instead"
                    .into(),
            ));
        }
        (None, code) => facts(code),
    })
}

/// What the server has written down, by the arguments.
fn records_of(args: &VerifyArgs, host: &mut dyn Host) -> Result<Records, Failure> {
    args.records
        .as_deref()
        .map_or_else(|| Ok(Records::new()), |option| member("--records", option, parse_records, host))
}

/// Reads a member of the operation `verify` that an option gives.
fn member<T>(
    option: &str,
    argument: &str,
    parse: impl FnOnce(&RawValue) -> Result<T, Stop>,
    host: &mut dyn Host,
) -> Result<T, Failure> {
    let refused = |why: String| Failure::Usage(format!("{option}: {why}"));
    let bytes = read_argument(argument, MOST_OF_FACTS, host)?;
    if bytes.len() > MOST_OF_FACTS {
        return Err(refused(format!("it has more than {MOST_OF_FACTS} bytes, which is the limit")));
    }
    let text = String::from_utf8(bytes).map_err(|_| refused("it is not UTF-8".into()))?;
    let raw = RawValue::from_string(text).map_err(|error| refused(error.to_string()))?;
    parse(&raw).map_err(|(Stop::Error(why) | Stop::Skipped(why))| refused(why))
}

/// Decodes `0x` and an even number of hexadecimal digits.
pub(crate) fn hex(argument: &str, text: &str) -> Result<Vec<u8>, Failure> {
    let quoted = RawJson::string(text.trim());
    Signature::read(quoted.as_json())
        .map(|bytes| bytes.as_bytes().to_vec())
        .map_err(|error| Failure::Usage(format!("{argument}: {error}")))
}

/// Returns `None` if no address was given, so the addresses are unknown.
fn facilitators(arguments: &[String]) -> Result<Option<Vec<AccountId>>, Failure> {
    if arguments.is_empty() {
        return Ok(None);
    }
    let addresses: Result<_, ParseAccountError> = arguments.iter().map(|text| text.parse()).collect();
    addresses.map(Some).map_err(|error| Failure::Usage(format!("--facilitator: {error}")))
}

/// What the object is, and the command that judges or shows it, if it is no payment.
fn other_than_payment(encoded: &Encoded, kind: Kind, source: &Source) -> Option<String> {
    let shown = |what: &str| {
        Some(format!("expected a payment, but this looks like {what}: run x402 decode to see its content"))
    };
    match ExtensionKind::recognise(encoded).filter(|kind| kind.is_certain(encoded)) {
        Some(ExtensionKind::SignIn) => {
            return Some("expected a payment, but this is a sign-in: run x402 verify-sign-in".into());
        }
        Some(kind) => return shown(kind.name()),
        None => {}
    }
    if encoded.offer().is_some() {
        return Some("expected a payment, but these are payment requirements: pass them with --offer".into());
    }
    if encoded.has_broken_header() {
        return Some(
            "this is the body of a request to a facilitator, but its paymentHeader is not the value of a payment's \
             header: pass the value of paymentHeader with --payment, and paymentRequirements with --offer"
                .into(),
        );
    }
    if [Kind::Payment, Kind::VerifyRequest].contains(&kind) {
        return None;
    }
    if kind == Kind::Settlement {
        return Some(settlement::instead_of("a payment", source));
    }
    let known = OTHERS.iter().find(|(other, _)| *other == kind);
    known.map_or_else(|| shown(kind.name()), |(_, sentence)| Some((*sentence).into()))
}

/// What is said of an object that is often taken for a payment.
const OTHERS: &[(Kind, &str)] = &[
    (
        Kind::PaymentRequired,
        "expected a payment, but this is a 402 response: run x402 lint to check it, or x402 verify-signed offer for a signed offer in it",
    ),
    (
        Kind::VerifyResponse,
        "expected a payment, but this is a facilitator's answer: run x402 decode to see its content",
    ),
];

/// Why there is nothing to judge.
pub(crate) enum Unread {
    /// The request with payment and offer cannot be decoded. The sentence replaces that of the error where it says more.
    Request(Box<DecodeError>, Option<String>, Box<Surroundings>),
    /// There is no payment in the text, but a reason code.
    Reason(String),
    /// There is no payment in the text, but an answer of the seller or the facilitator, with the offers in it.
    Answered(Box<Answered>, Option<String>),
    /// There are no payment requirements for the payment, but an answer. The sentence says what is missing.
    NoOffer(Box<Answered>, String),
}

/// A payment and its offers. A request to a facilitator contains both.
struct Asked {
    payment: Source,
    offers: Vec<RawJson>,
    surroundings: Surroundings,
}

/// What a report on a payment has from around the payment and its offers.
pub(crate) struct Surroundings {
    /// What was tolerated in the request with both.
    pub(crate) flags: Flags,
    /// The index that each offer had before others were left out. Empty if none was.
    indices: Vec<usize>,
    /// Where the payment, its offers and the time came from.
    pub(crate) basis: Basis,
    /// The time that others than the client recorded next to the payment.
    pub(crate) recorded: Option<Time>,
    /// The answer of the seller or the facilitator in the same text.
    pub(crate) answered: Option<Answered>,
    /// The 402 response of version 2 that has the offers.
    pub(crate) required: Option<Rc<v2::PaymentRequired>>,
}

impl Surroundings {
    /// The caller names everything.
    pub(crate) const GIVEN: Self = Self {
        flags: Flags::NONE,
        indices: Vec::new(),
        basis: Basis::GIVEN,
        recorded: None,
        answered: None,
        required: None,
    };

    /// The surroundings of a payment whose origin is known, and nothing else.
    #[cfg(feature = "audit")]
    pub(crate) fn with_basis(basis: Basis) -> Self {
        Self { basis, ..Self::GIVEN }
    }

    /// The surroundings of a payment in a text, with offers from here.
    fn of(text: &Recognised, offers: Provenance, args: &VerifyArgs) -> Self {
        let payment = text.payment().map_or(Provenance::Pasted, |part| part.provenance);
        let recorded = text.time();
        let time = match recorded {
            _ if args.now.is_some() => Provenance::Given,
            Some(recorded) if args.at_recorded_time => recorded.provenance,
            _ => Provenance::Clock,
        };
        Self { basis: Basis { payment, offers, time }, recorded, answered: text.answered.clone(), ..Self::GIVEN }
    }

    /// The index of the offer as the user counts.
    pub(crate) fn index(&self, index: usize) -> usize {
        self.indices.get(index).copied().unwrap_or(index)
    }

    /// The flags of a payment that repeats less of the 402 response than it should (B-6).
    pub(crate) fn echo_flags(&self, payment: Payment<'_>) -> Flags {
        self.required.as_ref().map_or(Flags::NONE, |required| echo_flags(payment, required))
    }

    /// The extensions that the 402 response declares. Only a diagnosis uses them.
    pub(crate) fn declared(&self) -> Option<&RawJson> {
        self.required.as_ref()?.extensions.as_ref()
    }
}

fn asked(args: &VerifyArgs, host: &mut dyn Host) -> Result<Result<Asked, Unread>, Failure> {
    let options = options(args.profile);
    let payment = args.payment.as_deref().or(args.object.as_deref()).unwrap_or("-");
    let more = [args.facts.as_deref(), args.records.as_deref()];
    check_input(args.offer.iter().map(|it| &**it).chain(more.into_iter().flatten()).chain([payment]))?;
    let found = find(payment, Wanted::Payment, host)?;
    if let Some(unread) = without_payment(&found.text) {
        return Ok(Err(unread));
    }
    if let Some(code) = reason_in(&found) {
        return Ok(Err(Unread::Reason(code)));
    }
    if let Some(other) = found.text.other().filter(|_| found.text.parts.is_empty()) {
        return Err(Failure::Usage(other.to_string()));
    }
    if found.text.last(What::Transaction).is_some_and(|_| found.text.parts.len() == 1) {
        let why = "this is a Solana transaction without its payment: pass the whole payment, which the client sends in the header \
                   PAYMENT-SIGNATURE. x402 decode prints what is in the transaction";
        return Err(Failure::Usage(why.into()));
    }
    found.print_notes(host);
    if args.at_recorded_time && found.text.time().is_none() {
        let why = "--at-recorded-time: the text has no time that others than the client recorded, such as the Date of the server's \
                   answer or the time at the start of a log line; pass the time of the request with --now";
        return Err(Failure::Usage(why.into()));
    }
    let encoded = found.encoded.clone();
    let (encoded, kinds): (_, &[Kind]) = match carrier::payment_in(&encoded, &options)? {
        // An offer beside it would be the payer's word.
        Some(payment) => (payment, &[Kind::Payment]),
        None => (encoded, &[Kind::Payment, Kind::VerifyRequest]),
    };
    let (kind, source) = encoded.clone().recognise(Kind::ALL);
    if let Some(code) = refusal(kind, &source) {
        return Ok(Err(Unread::Reason(code)));
    }
    if let Some(what) = other_than_payment(&encoded, kind, &source) {
        return Err(Failure::Usage(what));
    }
    let (kind, payment) = match encoded.recognise(kinds) {
        // What a client keeps of its own payment may stand in such an object without an offer.
        (Kind::VerifyRequest, Source::Bytes(bytes)) if !args.offer.is_empty() => match payment_alone(&bytes) {
            Some(payment) => (Kind::Payment, payment),
            None => (Kind::VerifyRequest, Source::Bytes(bytes)),
        },
        recognised => recognised,
    };
    let (Kind::VerifyRequest, Source::Bytes(bytes)) = (kind, &payment) else {
        if args.offer.is_empty() && found.text.judged.ambiguous == Some(Ambiguous::Offers) {
            return Err(Failure::Usage(Ambiguous::Offers.to_string()));
        }
        let in_text = if args.offer.is_empty() { offers_in_text(&found.text)? } else { None };
        args.passed.check(&PAYMENT, ALL)?;
        let (provenance, offers) = match in_text {
            Some((part, in_text)) => {
                complain(
                    &format!("verified against the payment requirements in the same text, from {}", writer(part)),
                    host,
                );
                (part.provenance, at_index(in_text, args.index)?)
            }
            None if args.offer.is_empty() => {
                let why = no_offer(&found.text);
                return match found.text.answered {
                    Some(answered) => Ok(Err(Unread::NoOffer(Box::new(answered), why))),
                    None => Err(Failure::Usage(why)),
                };
            }
            None => (Provenance::Given, offers(&args.offer, args.index, host)?),
        };
        let required = offers.iter().find_map(|offer| offer.required.clone());
        let (indices, offers) = readable(offers, host);
        return Ok(Ok(Asked {
            payment,
            offers,
            surroundings: Surroundings { indices, required, ..Surroundings::of(&found.text, provenance, args) },
        }));
    };
    // A client may have written a request to a facilitator anywhere else.
    if !is_of_facilitator(&found.text) {
        return Err(Failure::Usage(
            "the body of a request to a facilitator is in a place that its client may have written, so its offer does not count: pass \
             the request alone, or the payment with --payment and your payment requirements with --offer"
                .into(),
        ));
    }
    if !args.offer.is_empty() || args.index.is_some() {
        let why = "--offer: the request contains an offer; give only its payment, or leave out --offer and --index";
        return Err(Failure::Usage(why.into()));
    }
    args.passed.check(&REQUEST, ALL)?;
    // Payment and offer are passed on unchanged.
    let request = json_of(bytes);
    let member = |name: &str| request.as_ref()?.as_json().get(name).map(RawJson::from);
    let (inner, offer) = (member("paymentPayload"), member("paymentRequirements"));
    let request = decode_object(Kind::VerifyRequest, payment.clone(), &options);
    if request.is_err() {
        let near = near(Kind::VerifyRequest, &payment, &options);
        if !near.is_empty() {
            complain(&near.trim_end(), host);
        }
    }
    let why = || found.other_version().map(ToString::to_string);
    let unread = |error| {
        let surroundings = Surroundings::of(&found.text, Provenance::FacilitatorRequest, args);
        Unread::Request(Box::new(error), why(), Box::new(surroundings))
    };
    Ok(request.map_err(unread).map(|request| Asked {
        payment: Source::Text(inner.map(|json| json.as_str().to_owned()).unwrap_or_default()),
        offers: offer.into_iter().collect(),
        surroundings: Surroundings {
            flags: request.flags,
            ..Surroundings::of(&found.text, Provenance::FacilitatorRequest, args)
        },
    }))
}

/// Returns `true` if the request to a facilitator in the text is where only a server writes one, or the text as a whole.
fn is_of_facilitator(text: &Recognised) -> bool {
    text.payment().is_none_or(|part| part.provenance == Provenance::FacilitatorRequest)
}

/// The writer of a part, with the number of its message.
pub(crate) fn writer(part: &Part) -> String {
    let message = part.message.map(|index| format!(" (message {})", index + 1)).unwrap_or_default();
    format!("{}{message}", part.provenance.phrase())
}

/// Why there is nothing to verify the payment against.
fn no_offer(text: &Recognised) -> String {
    let is_of_offer = |part: &&Part| matches!(part.what, What::Demand | What::Offers | What::Request) && !part.is_guess;
    let of_client = text.parts.iter().rev().find(is_of_offer);
    let but = of_client
        .map(|part| format!(" The text has some, but in {}, which its client may have written.", writer(part)));
    format!(
        "--offer is missing: a payment is verified against the payment requirements that your server sent.{} Pass the 402 response, \
         or one entry of its accepts, with --offer",
        but.unwrap_or_default()
    )
}

/// The answer in a text that has no payment.
fn without_payment(text: &Recognised) -> Option<Unread> {
    let has_payment = text.parts.iter().any(|part| {
        matches!(part.what, What::Payment | What::Request | What::Transaction | What::SignIn) && !part.is_guess
    });
    // A message says more of itself.
    let is_message = text.parts.iter().any(|part| part.what == What::Message);
    let answered =
        text.answered.clone().filter(|answered| !has_payment && !is_message && !answered.outcome.is_success())?;
    let required = text.last(What::Demand).and_then(|part| part.text.clone());
    Some(Unread::Answered(Box::new(answered), required))
}

/// The reason code in a text without a payment.
fn reason_in(found: &Found) -> Option<String> {
    let is_other = |part: &Part| !part.is_guess && part.what != What::Reason;
    // A facilitator's answer is refused with its name.
    let is_log = matches!(found.text.form, Form::Log | Form::Value) && !found.text.parts.iter().any(is_other);
    found.text.last(What::Reason).filter(|_| is_log)?.text.clone()
}

/// The reason code of a facilitator's answer that refuses a payment.
fn refusal(kind: Kind, source: &Source) -> Option<String> {
    let members = [(Kind::VerifyResponse, "invalidReason"), (Kind::Settlement, "errorReason")];
    let (_, member) = members.into_iter().find(|(answer, _)| *answer == kind)?;
    settlement::json_in(source)?.as_json().get(member)?.string().ok().map(String::from)
}

/// The payment of a request to a facilitator that has no offer.
fn payment_alone(request: &[u8]) -> Option<Source> {
    let request = json_of(request)?;
    let (payment, offer) = (request.as_json().get("paymentPayload"), request.as_json().get("paymentRequirements"));
    offer.is_none().then_some(payment)?.map(|payment| Source::Text(payment.text().into()))
}

/// Leaves out the offers that a demand keeps unread, and says so. They do not affect the others (C-10); if there are no others, they
/// stay. Returns the indices of those that are left.
fn readable(offers: Vec<InputOffer>, host: &mut dyn Host) -> (Vec<usize>, Vec<RawJson>) {
    let are_all_unread = offers.iter().all(|offer| offer.unread.is_some());
    let mut is_left = |(index, offer): &(usize, InputOffer)| match &offer.unread {
        Some(error) if !are_all_unread => {
            complain(&format!("--offer: offer {index} is ignored, because it cannot be read: {error}"), host);
            false
        }
        _ => true,
    };
    let left = offers.into_iter().enumerate().filter(|offer| is_left(offer));
    left.map(|(index, offer)| (index, offer.text)).unzip()
}

/// The input of the judge, or the error of a request that contains payment and offer. Says which options change nothing.
pub(crate) fn verify(
    args: &VerifyArgs,
    host: &mut dyn Host,
) -> Result<Result<(VerifyInput, Surroundings), Unread>, Failure> {
    let Asked { payment, offers, surroundings } = match asked(args, host)? {
        Ok(asked) => asked,
        Err(error) => return Ok(Err(error)),
    };
    let others = [("token-domain", "tokenDomains"), ("allowance", "allowances")];
    let others: Vec<_> = others.into_iter().filter(|(option, _)| args.passed.has(option)).collect();
    let facts = facts_of(args.facts.as_deref(), args.account_code, &others, host)?;
    let tokens: Vec<_> =
        offers.iter().filter_map(|offer| offer.as_json().get("asset")?.string().ok()?.parse().ok()).collect();
    let allowance = args.allowance.as_deref().map(str::parse).transpose();
    let allowance = allowance.map_err(|error| Failure::Usage(format!("--allowance: {error}")))?;
    let phase = match &args.settle {
        None if args.submit => {
            let is_of_channel = |offer: &RawJson| {
                let scheme = offer.as_json().get("scheme").and_then(|scheme| scheme.string().ok());
                scheme.is_some_and(|scheme| scheme == Scheme::BATCH_SETTLEMENT.as_str())
            };
            if !offers.iter().any(is_of_channel) {
                return Err(Failure::Usage(
                    "--submit is only for batch-settlement, but no offer has this scheme".into(),
                ));
            }
            Phase::named("submit").ok_or_else(|| Failure::Usage("--submit: this build has no such phase".into()))?
        }
        None => Phase::Verify,
        Some(amount) => {
            let amount = ServerOffers::from(offers.clone()).parse_charge(amount);
            Phase::Settle { amount: amount.map_err(|error| Failure::Usage(format!("--settle: {}", error.kind())))? }
        }
    };
    let (offers, now) = (ServerOffers::from(offers), time_of(args, &surroundings, host)?);
    let (records, facilitators) = (records_of(args, host)?, facilitators(&args.facilitator)?);
    let without = |left_out: Option<&str>| {
        let has = |option| left_out != Some(option);
        let mut input = VerifyInput::new(payment.clone(), offers.clone(), now);
        (input.phase, input.options, input.facts) = (phase.clone(), options(args.profile), facts.clone());
        input.purposes = args.purpose.map(Into::into);
        if let (true, Some([name, version])) = (has("token-domain"), args.token_domain.as_deref()) {
            // The names are stored for every token that the offers name. They are used only if the offer does not name the
            // domain.
            for token in tokens.iter().copied() {
                let names = Fact::DomainNames { token, name: name.into(), version: version.into() };
                input.facts = input.facts.with(names);
            }
        }
        if let Some(amount) = allowance.filter(|_| has("allowance")) {
            input.facts = input.facts.with(Fact::AnyAllowance(amount));
        }
        if has("records") {
            input.records = records.clone();
        }
        input.facilitators = facilitators.clone().filter(|_| has("facilitator"));
        let unknown = |(Stop::Skipped(why) | Stop::Error(why))| Failure::Usage(format!("--policy: {why}"));
        input.with_preset(&args.policy).map_err(unknown)
    };
    let set: Vec<_> = DEPENDENT.iter().filter(|option| args.passed.has(option)).collect();
    if !set.is_empty()
        && let Some(all) = report_of(without(None)?)
    {
        for option in set {
            if report_of(without(Some(option))?).as_ref() == Some(&all) {
                complain(&format!("--{option} is ignored, because it changes nothing for this payment"), host);
            }
        }
    }
    without(None).map(|input| Ok((input, surroundings)))
}

/// Options that some payments need, and others do not. Whoever sends the payment chooses which it is, so the verdict comes all the same.
const DEPENDENT: &[&str] = &["token-domain", "allowance", "records", "facilitator"];

/// All that is found out about the payment. `None` if it cannot be decoded.
fn report_of(input: VerifyInput) -> Option<(Report, Vec<Guess>)> {
    let verify_and_diagnose = |payment: Payment<'_>, offers: Offers<'_>, context: &Context<'_>| {
        (verify_payment(payment, offers, context), diagnose(payment, offers, context))
    };
    evaluate_payment(input, verify_and_diagnose).ok().map(|evaluated| evaluated.answer)
}
