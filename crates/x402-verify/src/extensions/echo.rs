//! The check of the payment's echo of declared extensions (B-6).

use alloc::{string::String, vec::Vec};

use x402_types::{Flag, Flags, matching, v2};

use crate::{CheckId, Context, Detail, check::checks, recorder::Recorder};

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
        let is_missing = !comparison.missing.is_empty();
        let flags = if is_missing { comparison.flags.with(Flag::ExtensionNotEchoed) } else { comparison.flags };
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
