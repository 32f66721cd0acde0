//! The header fields `Signature-Input` and `Signature` (RFC 9421 §4).

use alloc::{format, string::String, vec::Vec};

use x402_types::declare::{errors, sentences};

use super::structured::{Bare, InnerList, Parameters, quoted, serialized};

/// The covered components and the parameters of a signature: one entry of `Signature-Input`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureInput {
    pub(super) list: InnerList,
}

impl SignatureInput {
    /// Returns `true` if the signature covers this component of the message itself. A component of the request, a
    /// trailer of the same name, or one entry of a dictionary does not count.
    pub fn covers(&self, name: &str) -> bool {
        let is_other = |parameter: &str| ["req", "tr", "key"].contains(&parameter);
        let is_of_message = |parameters: &Parameters| !parameters.iter().any(|(parameter, _)| is_other(parameter));
        self.list.items.iter().any(|(found, parameters)| found == name && is_of_message(parameters))
    }

    /// The time of the signature, in seconds since 1970-01-01 UTC. `None` if the parameter is absent.
    ///
    /// # Errors
    /// `created` is not a non-negative integer.
    pub fn created(&self) -> Result<Option<u64>, Malformed> {
        self.time("created")
    }

    /// The time at which the signature expires, in seconds since 1970-01-01 UTC. `None` if the parameter is absent.
    ///
    /// # Errors
    /// `expires` is not a non-negative integer.
    pub fn expires(&self) -> Result<Option<u64>, Malformed> {
        self.time("expires")
    }

    /// A string parameter: `alg`, `keyid`, `nonce` or `tag`. `None` if the parameter is absent.
    ///
    /// # Errors
    /// The parameter is not a string.
    pub fn text(&self, name: &str) -> Result<Option<&str>, Malformed> {
        match self.parameter(name) {
            None => Ok(None),
            Some(Bare::Text(text)) => Ok(Some(text)),
            Some(_) => Err(Malformed),
        }
    }

    fn time(&self, name: &str) -> Result<Option<u64>, Malformed> {
        match self.parameter(name) {
            None => Ok(None),
            Some(Bare::Integer(seconds)) => u64::try_from(*seconds).map(Some).map_err(|_| Malformed),
            Some(_) => Err(Malformed),
        }
    }

    fn parameter(&self, name: &str) -> Option<&Bare> {
        self.list.parameters.iter().find(|(found, _)| found == name).map(|(_, value)| value)
    }

    /// The value of `@signature-params`.
    pub(super) fn parameters_text(&self) -> String {
        let items =
            self.list.items.iter().map(|(name, parameters)| format!("{}{}", quoted(name), serialized(parameters)));
        let items: Vec<String> = items.collect();
        format!("({}){}", items.join(" "), serialized(&self.list.parameters))
    }
}

errors! {
    /// The signature fields are malformed or do not agree.
    pub struct Malformed = "Signature-Input and Signature must be dictionaries with the same labels, each label once";
}

sentences! {
    /// The reason why a component has no value.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum ComponentError {
        /// The message does not or cannot have the component.
        Missing = "a covered component is not in the message",
        /// The name, the parameters or the value of the component are malformed.
        Malformed = "a covered component is malformed",
        /// The component belongs to the request, but the caller supplied only the response.
        NoRequest = "a covered component is of the request, which is not supplied",
        /// The component has a parameter `sf`, `key`, `bs` or `tr`, which this crate does not evaluate.
        NotEvaluated = "a covered component has a parameter that is not evaluated",
    }
}

impl ComponentError {
    /// Returns `true` if a verifier with more knowledge may find a value.
    pub(super) const fn is_open(self) -> bool {
        matches!(self, Self::NoRequest | Self::NotEvaluated)
    }
}

impl core::error::Error for ComponentError {}
