//! Our testee's judgement of a payment: the mechanism, the verdict, and the outcome of each check.

use crate::json::Json;

/// The mechanism.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mechanism {
    BatchSettlement,
    Eip3009,
    Gateway,
    Permit2,
    Upto,
    Solana,
    Stellar,
    Xrpl,
}

impl Mechanism {
    const ALL: [Self; 8] = [
        Self::BatchSettlement,
        Self::Eip3009,
        Self::Gateway,
        Self::Permit2,
        Self::Upto,
        Self::Solana,
        Self::Stellar,
        Self::Xrpl,
    ];

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::BatchSettlement => "batch-settlement",
            Self::Eip3009 => "eip3009",
            Self::Gateway => "gateway",
            Self::Permit2 => "permit2",
            Self::Upto => "upto",
            Self::Solana => "solana",
            Self::Stellar => "stellar",
            Self::Xrpl => "xrpl",
        }
    }

    /// The first letter, or another one if two begin with it.
    fn letter(self) -> &'static str {
        if self == Self::Stellar { "t" } else { &self.as_str()[..1] }
    }

    /// Whether some payments are undecided. The Gateway's never are: its own chains are in the table, and only plain accounts
    /// pay.
    pub(crate) fn may_be_undecided(self) -> bool {
        self != Self::Gateway
    }

    fn of(document: &Json) -> Option<Self> {
        let payload = document.get("payload")?;
        let scheme = document.text_at("accepted.scheme").or_else(|| document.text_at("scheme"));
        Some(if scheme.as_deref() == Some("batch-settlement") {
            Self::BatchSettlement
        } else if document.text_at("accepted.network").is_some_and(|network| network.starts_with("stellar:")) {
            Self::Stellar
        } else if document.text_at("accepted.network").is_some_and(|network| network.starts_with("xrpl:")) {
            Self::Xrpl
        } else if payload.get("transaction").is_some() {
            Self::Solana
        } else if payload.get("permit2Authorization").is_none_or(Json::is_null) {
            Self::Eip3009
        } else if scheme.as_deref() == Some("upto") {
            Self::Upto
        } else {
            Self::Permit2
        })
    }
}

/// A part of the questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) mechanism: Mechanism,
    /// 1 or 2.
    pub(crate) version: u8,
    /// After the service.
    pub(crate) settling: bool,
}

impl Part {
    /// The parts of mechanisms, which are given by their first letters.
    pub(crate) fn all(mechanisms: &str) -> impl Iterator<Item = Self> {
        let named = Mechanism::ALL.into_iter().filter(move |mechanism| mechanisms.contains(mechanism.letter()));
        let parts = named.flat_map(|mechanism| {
            [(2, false), (2, true), (1, false), (1, true)].map(|(version, settling)| Self {
                mechanism,
                version,
                settling,
            })
        });
        // They have no payments of V1.
        let is_of_v2 = |mechanism| {
            matches!(mechanism, Mechanism::Gateway | Mechanism::BatchSettlement | Mechanism::Stellar | Mechanism::Xrpl)
        };
        parts.filter(move |part| part.version == 2 || !is_of_v2(part.mechanism))
    }

    pub(crate) fn name(self) -> String {
        let phase = if self.settling { "settle" } else { "verify" };
        format!("{}/v{}/{phase}", self.mechanism.as_str(), self.version)
    }
}

/// Our judgement of a payment that could be decoded.
#[derive(Debug)]
pub(crate) struct Evaluated {
    pub(crate) part: Part,
    pub(crate) verdict: String,
    pub(crate) checks: Vec<Check>,
}

/// One check that was made.
#[derive(Debug)]
pub(crate) struct Check {
    pub(crate) id: String,
    /// `pass`, `fail`, `needs` or `skipped`.
    pub(crate) outcome: String,
    pub(crate) detail: String,
}

impl Evaluated {
    /// From the input of the operation, the payment in it and the report on it.
    pub(crate) fn of(input: &Json, document: &Json, report: &Json) -> Option<Self> {
        let version = document.get("x402Version").and_then(Json::as_plain)?.parse().ok()?;
        let settling = input.get("phase.settle").is_some();
        let mut part = Part { mechanism: Mechanism::of(document)?, version, settling };
        let mut checks = Vec::new();
        for made in report.get("checks")?.elements() {
            let detail = made.text_at("detail").unwrap_or_default();
            checks.push(Check { id: made.text_at("id")?, outcome: made.text_at("outcome")?, detail });
        }
        // The server's offer decides, and only this mechanism makes the check.
        if checks.iter().any(|made: &Check| made.id == "gateway-self") {
            part.mechanism = Mechanism::Gateway;
        }
        Some(Self { part, verdict: report.text_at("verdict")?, checks })
    }

    /// The outcome of a check; `None` if it was not made.
    pub(crate) fn outcome(&self, check: &str) -> Option<&str> {
        self.checks.iter().find(|made| made.id == check).map(|made| made.outcome.as_str())
    }
}
