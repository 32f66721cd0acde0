//! Lints a 402 response by its meaning.

use alloc::vec::Vec;

use crate::{
    Bounds, Lint, chains, meant,
    position::Positions,
    read::unreadable,
    source::{Source, read_source},
};

/// Lints a `PaymentRequired` of either version: its offers, its resource, its extensions, and the response that carries
/// it. The linter uses neither a clock nor a network. `bounds` limits the work for a schema in an extension, because
/// the schema is untrusted.
///
/// ```
/// use x402_lint::{Bounds, Source, lint};
/// let demand = r#"{"x402Version":2,"resource":{"url":"https://api.example.com/weather"},"accepts":[
///   {"scheme":"exact","network":"eip155:84532","amount":"10000","maxTimeoutSeconds":60,
///    "asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
///    "extra":{"name":"USD Coin","version":"2"}}]}"#;
/// let lint = lint(&Source::Text(demand), &Bounds::DEFAULT);
/// assert_eq!((lint.findings[0].rule, &*lint.findings[0].pointer), ("other-domain", "/accepts/0/extra/name"));
/// ```
#[must_use]
pub fn lint(source: &Source<'_>, bounds: &Bounds) -> Lint {
    let mut lint = Lint::default();
    match read_source(source, &mut lint) {
        Ok(payment_required) => {
            let (as_meant, meant) = meant::lint_as_meant(&payment_required, bounds);
            (lint.version, lint.prices, lint.needs) = (as_meant.version, as_meant.prices, as_meant.needs);
            lint.findings.extend(as_meant.findings);
            chains::keep_extra(payment_required.as_json(), &mut lint);
            let mut positions = Positions::new(meant.as_json());
            let positions_found: Vec<_> = lint.findings.iter().map(|finding| positions.of(&finding.pointer)).collect();
            let mut placed: Vec<_> = positions_found.into_iter().zip(core::mem::take(&mut lint.findings)).collect();
            placed.sort_by(|(left, _), (right, _)| left.cmp(right));
            lint.findings = placed.into_iter().map(|(_, finding)| finding).collect();
            lint.payment_required = Some(payment_required);
        }
        Err(Some(error)) => {
            unreadable(&error, &mut lint);
        }
        Err(None) => {}
    }
    lint
}
