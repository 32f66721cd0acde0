//! A branch, and a row of its table.

use serde_json::{Value, json};
use x402_vectors::vector::Class;

use self::Verdict::{Counterfactual, Flagged, Invalid, Undecided, Valid};
use super::basis::{self, Mechanism};
use crate::{
    case::reason_of,
    draft::{Draft, expect, raw},
    fault::Fault,
    payment::{Method, PERMIT2, Payment},
    sign::SIGNER,
};

/// A branch: the mechanism, the version, and before or after the service.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Part {
    pub(super) method: Method,
    pub(super) is_v1: bool,
    pub(super) settling: bool,
}

impl Part {
    pub(super) fn all() -> impl Iterator<Item = Self> {
        Method::ALL.into_iter().flat_map(|method| {
            [(false, false), (false, true), (true, false), (true, true)].map(|(is_v1, settling)| Self {
                method,
                is_v1,
                settling,
            })
        })
    }

    /// The number of the branch, below 200.
    pub(super) fn number(self) -> usize {
        let method = Method::ALL.iter().position(|method| *method == self.method).unwrap_or_default();
        10 * method + usize::from(self.is_v1) * 2 + usize::from(self.settling)
    }

    pub(super) fn base(self) -> Payment {
        let payment = Payment::new(self.method);
        let payment = if self.settling { payment.asks("phase.settle.amount", "10000") } else { payment };
        if self.is_v1 { payment.in_version_1() } else { payment }
    }

    const fn mechanism(self) -> Mechanism {
        match self.method {
            Method::Eip3009 => Mechanism::Eip3009,
            Method::Permit2 | Method::Upto => Mechanism::Permit2,
        }
    }

    pub(super) fn is_permit2(self) -> bool {
        self.method != Method::Eip3009
    }

    pub(super) fn title(self) -> String {
        let version = if self.is_v1 { 1 } else { 2 };
        format!("{}, V{version}{}", self.method.family(), if self.settling { ", to be settled" } else { "" })
    }
}

/// The expectation.
pub(super) enum Verdict {
    /// As far as this check is concerned, or the mechanism.
    Valid(&'static str),
    /// Accepted by this implementation, with this flag.
    Flagged(&'static str),
    /// Decided by this check.
    Invalid(&'static str),
    /// Decided by this check.
    Undecided(&'static str),
    /// The wallet is not deployed.
    Counterfactual,
}

/// A payment and the expectation. `None` if the branch has no such payment.
pub(super) type Rows = Vec<Option<Row>>;

pub(super) struct Row {
    pub(super) title: String,
    pub(super) question: Value,
    verdict: Verdict,
    fault: Option<Fault>,
}

pub(super) fn row(title: impl Into<String>, payment: &Payment, verdict: Verdict) -> Row {
    Row { title: title.into(), question: payment.question(), verdict, fault: None }
}

impl Row {
    pub(super) const fn with_fault(mut self, fault: Fault) -> Self {
        self.fault = Some(fault);
        self
    }

    pub(super) fn draft(self, part: Part, number: &str) -> Draft {
        // The documents define `upto` for version 2 alone.
        let of_part = (part.is_v1 && part.method == Method::Upto).then_some("upto-in-v1");
        let flagged = |flag: Option<&str>| {
            let flags: Vec<_> = flag.into_iter().chain(of_part).collect();
            let mut result = json!({"verdict": "valid", "payer": SIGNER, "offer": 0});
            if !flags.is_empty() {
                result["flags"] = json!(flags);
            }
            result
        };
        let (class, result) = match self.verdict {
            Valid(_) => (Class::Valid, flagged(None)),
            Flagged(flag) => (Class::Acceptable, flagged(Some(flag))),
            Invalid(_) => (Class::Invalid, json!({"verdict": "invalid"})),
            Undecided(_) => (Class::Undecided, json!({"verdict": "undecided"})),
            Counterfactual => {
                (Class::Undecided, json!({"verdict": "undecided", "needs": ["counterfactual-signature"]}))
            }
        };
        let mut result = result;
        if self.title == "a permit for the sponsor" {
            result["gasSponsoring"] = json!({
                "extension": "eip2612GasSponsoring", "spender": PERMIT2, "amount": "10000", "deadline": "1740672154",
            });
        }
        let title = format!("{}: {}", part.title(), self.title);
        let expected = expect(class, &result);
        let draft = Draft::new(format!("every-check-{number}"), "verify", title, raw(&self.question), expected)
            .no_witness("a ruling refuses it, or leaves it open; no library says that");
        let (about, flag) = match self.verdict {
            Valid(about) | Invalid(about) | Undecided(about) => (about, None),
            Flagged("overpayment") => ("", Some("overpay")),
            Flagged(flag) => ("", Some(flag)),
            Counterfactual => ("factory", Some("counterfactual")),
        };
        let accepted = matches!(self.verdict, Valid(_) | Flagged(_));
        let flags: Vec<_> = flag.into_iter().chain(of_part.filter(|_| accepted)).collect();
        let mut rulings = basis::of(about, &flags, part.mechanism());
        // Who has no `upto` in V1 accepts none of these, whatever else they test.
        if accepted && of_part.is_some() {
            rulings = vec!["P-4".into()];
        }
        if is_about_a_wrapper(&self.title) && !rulings.iter().any(|ruling| ruling == "E-9") {
            rulings.push("E-9".into());
        }
        let draft = draft.flags(&flags).rests_on(rulings);
        let draft = match self.verdict {
            // Who has no `upto` in V1 sees nothing else.
            _ if accepted && of_part.is_some() => draft,
            Valid("expiry-margin") => draft.fault(Fault::AtMargin),
            Valid("horizon") => draft.fault(Fault::AtHorizon),
            Undecided("facilitator") => draft.fault(Fault::UnsaidFacilitator),
            Valid(_) | Flagged(_) | Invalid(_) | Undecided(_) | Counterfactual => match self.fault {
                Some(fault) => draft.fault(fault),
                None => draft,
            },
        };
        let draft = draft.usually(basis::level(about, &flags, class));
        match self.verdict {
            Valid(_) | Flagged(_) => draft,
            Invalid(check) => draft.decided_by(check).reason(reason_of(check, part.is_v1, part.method == Method::Upto)),
            Undecided(check) => draft.decided_by(check),
            Counterfactual => draft.decided_by("signature-form"),
        }
    }
}

fn is_about_a_wrapper(title: &str) -> bool {
    ["wrap", "factory", "deployed"].iter().any(|word| title.contains(word))
}
