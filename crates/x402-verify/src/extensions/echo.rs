//! The check of the payment's echo of declared extensions (B-6).

use alloc::{string::String, vec::Vec};

use x402_types::{Flag, Flags, RawJson, matching, matching::EchoComparison, v2};

use crate::{CheckId, Context, Detail, check::checks, payment::Payment, recorder::Recorder};

checks! { Echo:
    EXTENSION_ECHO "extension-echo" "the payment echoes the extensions that the server declared"
        ["B-6"] Payment, "extension_echo_mismatch", note "listed if the caller supplies the declared extensions";
}

/// The outcome of the check `extension-echo` (B-6). It does not depend on the offer.
pub(crate) struct Echo {
    outcome: Option<Result<(), Fault>>,
    pub(crate) flags: Flags,
}

/// The fault of an echo.
#[derive(Clone)]
enum Fault {
    /// These fields differ.
    Differs(Vec<String>),
    /// These extensions are missing.
    Missing(Vec<String>),
}

impl From<Fault> for Detail {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Differs(members) => Self::ExtensionsDiffer(members),
            Fault::Missing(keys) => Self::ExtensionsMissing(keys),
        }
    }
}

impl Echo {
    pub(crate) fn of(payment: &v2::PaymentPayload, context: &Context<'_>) -> Self {
        let Some(declared) = context.declared else { return Self { outcome: None, flags: Flags::NONE } };
        let comparison = matching::compare_extensions(declared, payment.extensions.as_ref());
        let flags = flags_of(payment, declared, &comparison);
        let is_missing = !comparison.missing.is_empty();
        let outcome = if !comparison.differs.is_empty() {
            Err(Fault::Differs(comparison.differs))
        } else if context.policy.require_echo && is_missing {
            Err(Fault::Missing(comparison.missing))
        } else {
            Ok(())
        };
        Self { outcome: Some(outcome), flags }
    }

    /// Adds the outcome to the recorder.
    pub(crate) fn record(&self, recorder: &mut Recorder<'_>) {
        if let Some(outcome) = self.outcome.clone() {
            recorder.check(CheckId::EXTENSION_ECHO, outcome);
        }
    }
}

/// Returns the flags of a payment that repeats less than it should of the 402 response that it answers:
/// [`Flag::ExtensionNotEchoed`], [`Flag::ResourceNotEchoed`], [`Flag::NoIdentifier`], and those of the compared
/// extensions. No flag makes a payment invalid. For extensions in its context, [`verify`](crate::verify) raises the same
/// flags, except for the one about the resource, and also decides about changed fields (B-6). A V1 payment has no
/// extensions (X-7).
///
/// ```
/// use x402_types::{DecodeOptions, Flag, Wire, v2};
/// use x402_verify::echo_flags;
/// let offer = r#"{"scheme":"exact","network":"eip155:84532","amount":"10000","maxTimeoutSeconds":60,
///   "asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C"}"#;
/// let required = format!(r#"{{"x402Version":2,"resource":{{"url":"https://api.example.com/"}},"accepts":[{offer}],
///   "extensions":{{"bazaar":{{"info":{{"input":{{"type":"http","method":"GET"}}}}}}}}}}"#);
/// let required = v2::PaymentRequired::decode(&*required, &DecodeOptions::STRICT)?.value;
/// let payment = format!(r#"{{"x402Version":2,"accepted":{offer},"payload":{{}}}}"#);
/// let mut payment = v2::PaymentPayload::decode(&*payment, &DecodeOptions::STRICT)?.value;
/// let flags: Vec<_> = echo_flags(&payment, &required).iter().collect();
/// assert_eq!(flags, [Flag::ExtensionNotEchoed, Flag::ResourceNotEchoed]);
/// (payment.resource, payment.extensions) = (required.resource.clone(), required.extensions.clone());
/// assert!(echo_flags(&payment, &required).is_empty());
/// # Ok::<(), x402_types::DecodeError>(())
/// ```
pub fn echo_flags<'a>(payment: impl Into<Payment<'a>>, required: &v2::PaymentRequired) -> Flags {
    let (Payment::V2(payment), Some(declared)) = (payment.into(), &required.extensions) else { return Flags::NONE };
    let mut flags = flags_of(payment, declared, &matching::compare_extensions(declared, payment.extensions.as_ref()));
    // A facilitator takes the URL of its listing from the payment.
    let is_listed = declared.as_json().non_null(BAZAAR).is_some();
    if is_listed && required.resource.is_some() && payment.resource.is_none() {
        flags.insert(Flag::ResourceNotEchoed);
    }
    flags
}

/// The flags of the comparison, and of what the payment leaves out.
fn flags_of(payment: &v2::PaymentPayload, declared: &RawJson, comparison: &EchoComparison) -> Flags {
    let mut flags = comparison.flags;
    if !comparison.missing.is_empty() {
        flags.insert(Flag::ExtensionNotEchoed);
    }
    let info = |extensions: &RawJson, name: &str| {
        extensions.as_json().get(PAYMENT_IDENTIFIER)?.get("info")?.non_null(name).map(RawJson::from)
    };
    let is_required = info(declared, "required").is_some_and(|required| required.as_json().boolean() == Ok(true));
    let has_identifier = payment.extensions.as_ref().is_some_and(|extensions| info(extensions, "id").is_some());
    if is_required && !has_identifier {
        flags.insert(Flag::NoIdentifier);
    }
    flags
}

/// The keys of two extensions, which `x402-extensions` implements.
const BAZAAR: &str = "bazaar";
const PAYMENT_IDENTIFIER: &str = "payment-identifier";
