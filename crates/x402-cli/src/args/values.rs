//! The values that options take.

use std::{str::FromStr, time::UNIX_EPOCH};

use clap::ValueEnum;
use x402_operations::in_seconds;
use x402_types::{Amount, ParseDecimalError};
use x402_verify::Purposes;

/// When the verdict is coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

/// Reads seconds since 1970, or a time of RFC 3339 in UTC, as this command prints times.
pub(super) fn time(text: &str) -> Result<u64, String> {
    match text.parse() {
        Ok(number) => in_seconds(number).map_err(|why| why.to_string()),
        Err(_) => humantime::parse_rfc3339(text)
            .ok()
            .and_then(|time| Some(time.duration_since(UNIX_EPOCH).ok()?.as_secs()))
            .ok_or_else(|| "expected a time such as 2025-02-27T16:01:40Z, or seconds since 1970-01-01 UTC".into()),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Profile {
    /// The formats that the specification defines, and those that the official SDKs send
    Strict,
    /// Also variants that some implementations accept, each with a flag
    Lenient,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum PurposesArg {
    /// A payment for a service
    Service,
    /// An operation, such as a refund request: do not serve its sender
    Operation,
    /// Either; the exit code and `purpose` show which
    Any,
}

impl From<PurposesArg> for Purposes {
    fn from(purposes: PurposesArg) -> Self {
        match purposes {
            PurposesArg::Service => Self::Service,
            PurposesArg::Operation => Self::Operation,
            PurposesArg::Any => Self::Any,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Code {
    /// eth_getCode returned 0x
    None,
    /// eth_getCode returned anything else
    Some,
    /// You did not ask
    Unknown,
}

#[cfg(feature = "audit")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Only {
    Valid,
    Invalid,
    Undecided,
}

/// How much of what is left in a channel is asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum RefundAmount {
    All,
    Part(Amount),
}

impl FromStr for RefundAmount {
    type Err = ParseDecimalError;

    fn from_str(text: &str) -> Result<Self, ParseDecimalError> {
        if text == "all" { Ok(Self::All) } else { text.parse().map(Self::Part) }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Credentials {
    /// The payer's address is not signed
    V1,
    /// The payer's address is signed (CAP-71)
    V2,
}

/// Software of servers that needs more than the specification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Server {
    /// PyPI x402-xrpl
    T54,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum KeyOrder {
    /// The order of PyPI x402
    Bytes,
    /// The order of npm @x402/svm
    Text,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Program {
    /// SPL Token
    Token,
    /// Token-2022
    #[value(name = "token-2022")]
    Token2022,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LintFormat {
    /// Text for people, by offer and extension
    Pretty,
    /// The result of the operation lint
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// GitHub Actions annotations
    Github,
}
