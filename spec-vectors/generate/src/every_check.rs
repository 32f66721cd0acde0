//! Every check for every mechanism, in both versions, before and after the service: each at its boundary, with the
//! nearest valid payment beside it.
//!
//! In most programs these are separate branches. If a program lacks a check in one of them, no vector about another
//! finds it.

mod approvals;
mod sponsored;
mod terms;

use serde_json::{Value, json};
use x402_conformance::vector::Class;

use crate::{
    case::reason_of,
    draft::{Draft, expect, raw, suffix},
    payment::{Method, PERMIT2, Payment},
    sign::SIGNER,
    solana,
};

pub(crate) fn drafts() -> Vec<Draft> {
    let mut drafts = Vec::new();
    for part in Part::all() {
        let tables = [
            (0, terms::rows(part)),
            (200, terms::signatures(part)),
            (400, sponsored::rows(part)),
            (600, approvals::rows(part)),
        ];
        for (above, rows) in tables {
            let number = 2_000 + above + part.number();
            drafts.extend(rows.into_iter().enumerate().filter_map(|(index, row)| {
                let row = row?;
                Some(row.draft(part, &format!("{number}{}", suffix(index))))
            }));
        }
    }
    drafts.extend(solana::every_check());
    drafts
}

/// A branch: the mechanism, the version, and before or after the service.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Part {
    method: Method,
    is_v1: bool,
    settling: bool,
}

impl Part {
    fn all() -> impl Iterator<Item = Self> {
        Method::ALL.into_iter().flat_map(|method| {
            [(false, false), (false, true), (true, false), (true, true)].map(|(is_v1, settling)| Self {
                method,
                is_v1,
                settling,
            })
        })
    }

    /// The number of the branch, below 200.
    fn number(self) -> usize {
        let method = Method::ALL.iter().position(|method| *method == self.method).unwrap_or_default();
        10 * method + usize::from(self.is_v1) * 2 + usize::from(self.settling)
    }

    fn base(self) -> Payment {
        let payment = Payment::new(self.method);
        let payment = if self.settling { payment.asks("phase.settle.amount", "10000") } else { payment };
        if self.is_v1 { payment.in_version_1() } else { payment }
    }

    fn is_permit2(self) -> bool {
        self.method != Method::Eip3009
    }

    fn says(self) -> String {
        let version = if self.is_v1 { 1 } else { 2 };
        format!("{}, V{version}{}", self.method.family(), if self.settling { ", to be settled" } else { "" })
    }
}

/// The expectation.
enum Verdict {
    Valid,
    /// Accepted by this implementation, with this flag.
    Flagged(&'static str),
    /// Decided by this check.
    Invalid(&'static str),
    /// Decided by this check.
    Undecided(&'static str),
    /// The wallet is not deployed.
    Counterfactual,
}
use Verdict::{Counterfactual, Flagged, Invalid, Undecided, Valid};

/// A payment and the expectation. `None` if the branch has no such payment.
type Rows = Vec<Option<Row>>;

struct Row {
    title: String,
    question: Value,
    verdict: Verdict,
}

fn row(title: impl Into<String>, payment: &Payment, verdict: Verdict) -> Row {
    Row { title: title.into(), question: payment.question(), verdict }
}

impl Row {
    fn draft(self, part: Part, number: &str) -> Draft {
        let valid = json!({"verdict": "valid", "payer": SIGNER, "offer": 0});
        let (class, result) = match self.verdict {
            Valid => (Class::Valid, valid),
            Flagged(flag) => {
                (Class::Acceptable, json!({"verdict": "valid", "payer": SIGNER, "offer": 0, "flags": [flag]}))
            }
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
        let title = format!("{}: {}", part.says(), self.title);
        let expected = expect(class, &result);
        let draft = Draft::new(format!("every-check-{number}"), "verify", title, raw(&self.question), expected)
            .no_witness("a ruling refuses it, or leaves it open; no library says that");
        match self.verdict {
            Valid => draft,
            Flagged(flag) => draft.flags(&[if flag == "overpayment" { "overpay" } else { flag }]),
            Invalid(check) => draft.decided_by(check).reason(reason_of(check, part.is_v1, part.method == Method::Upto)),
            Undecided(check) => draft.decided_by(check),
            Counterfactual => draft.decided_by("signature-form").flags(&["counterfactual"]),
        }
    }
}
