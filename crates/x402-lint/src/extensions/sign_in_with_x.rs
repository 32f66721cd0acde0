//! The extension `sign-in-with-x`: checks the challenge as a wallet and the server will.

use alloc::{borrow::Cow, format, string::String, string::ToString, vec::Vec};

use x402_extensions::{
    CheckId, Detail, ExtensionReport, Outcome,
    sign_in_with_x::{self as sign_in, ChainKind, Challenge, ChallengeInit, Origin, SignInContext, SupportedChain},
};
use x402_types::{DecodeOptions, Segment, extensions::Extension as _, read::Reader};

use super::declared::Declared;
use crate::{Lint, Rule, shape::error_pointer};

/// The number of hexadecimal digits in a well-made nonce.
const NONCE: usize = 32;

pub(super) fn lint(declared: &Declared<'_>, lint: &mut Lint) {
    let challenge = match Challenge::read(declared.extension, &mut Reader::new(&DecodeOptions::STRICT)) {
        Some(Ok(challenge)) => challenge,
        Some(Err(error)) => {
            let is_of_chains = error.path().segments().any(|step| step == Segment::Member("supportedChains"));
            let rule = if is_of_chains { Rule::SIWX_CHAINS } else { Rule::SIWX_INFO };
            lint.find(rule, error_pointer(declared.pointer, &error), &error.kind().to_string());
            return;
        }
        None => return,
    };
    if challenge.supported_chains.is_empty() {
        lint.found(Rule::SIWX_CHAINS, format!("{}/supportedChains", declared.pointer));
    }
    let origin = origin_of(&challenge.uri);
    if origin.is_none() {
        lint.find(Rule::SIWX_INFO, declared.pointer_to("/uri"), "uri has no http or https origin");
    }
    // Chains allow different characters in a statement. Without a chain, the stricter EVM format applies.
    let stand_in = [SupportedChain::of("eip155:1")];
    let substitute = stand_in.iter().flatten().filter(|_| challenge.supported_chains.is_empty());
    // The result for the texts of the challenge is the same for all chains of a family. The texts are therefore read
    // once for each family, however many chains are named.
    let (mut kinds, without_texts) = (Vec::new(), Challenge::new(ChallengeInit::default()));
    for (index, chain) in challenge.supported_chains.iter().chain(substitute).enumerate() {
        let kind = ChainKind::of(&chain.chain_id);
        if kinds.contains(&kind) {
            lint_chain(declared, &without_texts, (index, chain), None, lint);
        } else {
            kinds.push(kind);
            lint_chain(declared, &challenge, (index, chain), Some(&origin), lint);
        }
    }
    lint_nonce(declared, &challenge, lint);
    let resource = declared.payment_required.get("resource").and_then(|resource| resource.get("url")?.string().ok());
    let served = resource.as_deref().and_then(origin_of);
    if let (Some(served), Some(origin)) = (served, origin)
        && served != origin
    {
        let what = format!("the challenge is for {origin}, but the resource is at {served}");
        lint.find(Rule::SIWX_ORIGIN, declared.pointer_to("/uri"), &what);
    }
}

/// Checks an answer on this chain as the server would, ignoring the time, the account and the signature. `texts` is the
/// origin of the challenge, if it has one. Without `texts`, only the element of `supportedChains` is checked.
fn lint_chain(
    declared: &Declared<'_>,
    challenge: &Challenge,
    (index, chain): (usize, &SupportedChain),
    texts: Option<&Option<Origin>>,
    lint: &mut Lint,
) {
    // A challenge without an origin gets a placeholder. Findings about the origin are then ignored.
    let Ok(stand_in) = "https://origin.invalid".parse() else { return };
    let origin = texts.and_then(Option::as_ref);
    let expected = origin.unwrap_or(&stand_in);
    let answer = challenge.answered(chain, "");
    let report = sign_in::verify(&answer, &SignInContext::new(expected, 0));
    for check in report.report().checks() {
        let Outcome::Fail(detail) = &check.outcome else { continue };
        // The server does not choose the time, the account and the signature, so their checks have no row.
        let Some((_, subject)) = SUBJECTS.iter().find(|(id, _)| *id == check.id) else { continue };
        let (rule, pointer) = match subject {
            Subject::Chain(member) => {
                (Rule::SIWX_CHAINS, format!("{}/supportedChains/{index}/{member}", declared.pointer))
            }
            _ if texts.is_none() => continue,
            Subject::Origin(_) if origin.is_none() => continue,
            Subject::Origin(member) | Subject::Info(member) => {
                (Rule::SIWX_INFO, declared.pointer_to(&format!("/{member}")))
            }
            Subject::OfDetail => (Rule::SIWX_INFO, declared.pointer_to(&member_of(detail))),
        };
        if !lint.findings.iter().any(|finding| finding.pointer == pointer) {
            lint.find(rule, pointer, &detail.to_string());
        }
    }
    if texts.is_none() {
        return;
    }
    let first = first_second(report.report());
    let report = sign_in::verify(&answer, &SignInContext::new(expected, first));
    for (check, member, what) in NEVER {
        let is_never = report.report().checks().iter().any(|made| made.id == check && is_failure(&made.outcome));
        let pointer = declared.pointer_to(member);
        if is_never && !lint.findings.iter().any(|finding| finding.pointer == pointer) {
            lint.find(Rule::SIWX_NEVER, pointer, what);
        }
    }
}

/// The checks that fail at the first second of a challenge if there is no later one, and the fault of the field.
const NEVER: [(CheckId, &str, &str); 2] = [
    (
        CheckId::SIGN_IN_AGE,
        "/notBefore",
        "notBefore is more than 300 s after issuedAt, so every sign-in would be too old",
    ),
    (CheckId::SIGN_IN_EXPIRED, "/expirationTime", "expirationTime is not after issuedAt and notBefore"),
];

const fn is_failure(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Fail(_))
}

/// The first second at which a sign-in is neither issued in the future nor too early. The report is that of second 0.
fn first_second(report: &ExtensionReport) -> u64 {
    let start_of = |detail: &Detail| {
        let Detail::SignInWithX(detail) = detail else { return None };
        let (sign_in::Detail::IssuedInFuture { issued_at: start, .. }
        | sign_in::Detail::TooEarly { not_before: start, .. }) = *detail
        else {
            return None;
        };
        u64::try_from(start).ok()
    };
    report.checks().iter().filter_map(|check| start_of(check.outcome.detail()?)).max().unwrap_or_default()
}

/// The part of the challenge that a check of a sign-in is about.
enum Subject {
    /// A field of an element of `supportedChains`.
    Chain(&'static str),
    /// A field of `info` that is compared with the origin.
    Origin(&'static str),
    /// Any other field of `info`.
    Info(&'static str),
    /// The field of `info` that the detail names.
    OfDetail,
}

const SUBJECTS: [(CheckId, Subject); 10] = [
    (CheckId::SIGN_IN_CHAIN_ID, Subject::Chain("chainId")),
    (CheckId::SIGN_IN_CHAIN, Subject::Chain("chainId")),
    (CheckId::SIGN_IN_TYPE, Subject::Chain("type")),
    (CheckId::SIGN_IN_CHARACTERS, Subject::OfDetail),
    (CheckId::SIGN_IN_DOMAIN, Subject::Origin("domain")),
    (CheckId::SIGN_IN_URI, Subject::Origin("uri")),
    (CheckId::SIGN_IN_ISSUED_AT, Subject::Info("issuedAt")),
    (CheckId::SIGN_IN_EXPIRATION_TIME, Subject::Info("expirationTime")),
    (CheckId::SIGN_IN_NOT_BEFORE, Subject::Info("notBefore")),
    (CheckId::SIGN_IN_NONCE, Subject::Info("nonce")),
];

/// The path in `info` to the field with the wrong character.
#[allow(clippy::wildcard_enum_match_arm, reason = "the other details are of other checks")]
fn member_of(detail: &Detail) -> Cow<'static, str> {
    let Detail::SignInWithX(detail) = detail else { return Cow::Borrowed("") };
    match detail {
        sign_in::Detail::ControlCharacter(member) => Cow::Owned(format!("/{member}")),
        sign_in::Detail::StatementCharacter => Cow::Borrowed("/statement"),
        sign_in::Detail::RequestIdCharacter => Cow::Borrowed("/requestId"),
        sign_in::Detail::NotResource(index) => Cow::Owned(format!("/resources/{index}")),
        _ => Cow::Borrowed(""),
    }
}

fn lint_nonce(declared: &Declared<'_>, challenge: &Challenge, lint: &mut Lint) {
    let pointer = declared.pointer_to("/nonce");
    let is_advised = challenge.nonce.len() == NONCE && challenge.nonce.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !is_advised && !lint.findings.iter().any(|finding| finding.pointer == pointer) {
        lint.found(Rule::SIWX_NONCE, pointer);
    }
}

/// The origin of a URL: scheme, host and port.
fn origin_of(url: &str) -> Option<Origin> {
    let (scheme, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let mut origin = String::from(scheme);
    origin.push_str("://");
    origin.push_str(authority);
    origin.parse().ok()
}
