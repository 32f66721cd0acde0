//! The contradictions between the published tables and the offer of a case (B-10).

use x402_schemes::{Contradiction, evm::eip712::TokenDomain};

use crate::{case::Case, report::Report};

/// Raises the flags of the offer's contradictions.
pub(crate) fn flag_contradictions(case: &Case<'_>, report: &mut Report) {
    let found = match case.prepared {
        Some(prepared) => prepared.contradictions.clone(),
        None => Contradiction::in_offer(case.terms),
    };
    for contradiction in found {
        contradict(contradiction, case, report);
    }
}

/// Raises the flag of a contradiction, unless a fact refutes the table.
pub(crate) fn contradict(contradiction: Contradiction, case: &Case<'_>, report: &mut Report) {
    if !is_refuted(&contradiction, case) {
        report.contradict(contradiction);
    }
}

/// `true` if the token's separator is known, and is that of the offer's domain (E-1). The chain takes precedence over
/// any table.
fn is_refuted(contradiction: &Contradiction, case: &Case<'_>) -> bool {
    let Contradiction::OtherDomain { .. } = contradiction else { return false };
    let Ok(domain) = TokenDomain::of(case.terms.clone()) else { return false };
    let separator = case.context.facts.evm().domain_separator(domain.verifying_contract);
    separator.is_some_and(|separator| separator == domain.separator())
}
