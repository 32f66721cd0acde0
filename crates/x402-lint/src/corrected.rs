//! The corrected 402 response, after every fix that adds no error.

use alloc::vec::Vec;

use x402_types::RawJson;

use crate::{
    Bounds, Finding, Lint, Source,
    edit::{ROUNDS, fixed},
    lint,
};

/// A 402 response after all edits.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Corrected {
    /// The corrected 402 response.
    pub payment_required: RawJson,
    /// The result of linting the corrected 402 response.
    pub left: Lint,
}

/// Applies the fixes that follow from the 402 response, the specification and the published tables, until nothing
/// changes. Returns the corrected 402 response and its remaining findings. It never has more errors than the input: a
/// fix that would add some is left out. Such a fix can reveal faults that a different fault hid. The search for these
/// fixes is short, so among very many fixes it may also leave out others.
///
/// ```
/// use x402_lint::{Bounds, corrected};
/// use x402_types::RawJson;
/// let payment_required = RawJson::parse(
///     r#"{"x402Version":2,"resource":{"url":"https://api.example.com/","tags":["weather","Weather"]},"accepts":[
///       {"scheme":"exact","network":"eip155:84532","amount":"10000","maxTimeoutSeconds":5,
///        "asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C"}]}"#,
/// )?;
/// let corrected = corrected(&payment_required, &Bounds::DEFAULT);
/// assert!(corrected.left.findings.is_empty());
/// assert!(corrected.payment_required.as_str().contains(r#""maxTimeoutSeconds":60"#));
/// # Ok::<(), x402_types::DecodeError>(())
/// ```
#[must_use]
pub fn corrected(payment_required: &RawJson, bounds: &Bounds) -> Corrected {
    let mut best = linted(payment_required.clone(), bounds);
    let mut trials = TRIALS;
    for _ in 0..ROUNDS {
        let next = linted(fixed(&best.payment_required, &best.left.findings), bounds);
        let next =
            if next.left.errors() > best.left.errors() { without_harm(&best, &mut trials, bounds) } else { next };
        if next.payment_required.as_str() == best.payment_required.as_str() {
            break;
        }
        best = next;
    }
    best
}

fn linted(payment_required: RawJson, bounds: &Bounds) -> Corrected {
    let left = lint(&Source::Text(payment_required.as_str()), bounds);
    Corrected { payment_required, left }
}

/// The maximum number of trials in all rounds together. Each trial lints the whole 402 response, and its schema may be
/// costly to evaluate.
const TRIALS: usize = 16;

/// The 402 response after the fixes that together add no error.
fn without_harm(found: &Corrected, trials: &mut usize, bounds: &Bounds) -> Corrected {
    let fixes: Vec<_> = found.left.findings.iter().filter(|finding| !finding.fix.is_empty()).cloned().collect();
    let mut search = Search { found, trials, bounds, chosen: Vec::new(), best: found.clone() };
    search.choose_of(&fixes);
    search.best
}

/// A search for the fixes that together add no error.
struct Search<'a> {
    found: &'a Corrected,
    /// The number of trials that are left.
    trials: &'a mut usize,
    bounds: &'a Bounds,
    chosen: Vec<Finding>,
    /// The 402 response after the chosen fixes.
    best: Corrected,
}

impl Search<'_> {
    /// Chooses from fixes that add an error if all are chosen.
    fn choose_of(&mut self, fixes: &[Finding]) {
        let (first, second) = fixes.split_at(fixes.len() / 2);
        if first.is_empty() {
            return;
        }
        if self.choose(first) {
            self.choose_of(second);
        } else {
            self.choose_of(first);
            if !self.choose(second) {
                self.choose_of(second);
            }
        }
    }

    /// Chooses all of these fixes, or none if they add an error or no trial is left.
    fn choose(&mut self, fixes: &[Finding]) -> bool {
        let Some(trials) = self.trials.checked_sub(1) else { return false };
        *self.trials = trials;
        let before = self.chosen.len();
        self.chosen.extend_from_slice(fixes);
        let next = linted(fixed(&self.found.payment_required, &self.chosen), self.bounds);
        let is_harmless = next.left.errors() <= self.found.left.errors();
        if is_harmless {
            self.best = next;
        } else {
            self.chosen.truncate(before);
        }
        is_harmless
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::*;

    /// 64 short timeouts, and one URL that would show an error in the 402 response.
    fn payment_required() -> Corrected {
        let offer = r#"{"scheme":"exact","network":"eip155:84532","amount":"10000","maxTimeoutSeconds":5,
          "asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
          "extra":{"name":"USDC","version":"2"}}"#;
        let named = offer.replacen('{', r#"{"resource":"/w","#, 1);
        let offers: Vec<_> = (0..64).map(|index| if index == 40 { &*named } else { offer }).collect();
        let text = format!(r#"{{"x402Version":2,"accepts":[{}]}}"#, offers.join(","));
        linted(RawJson::parse(&text).unwrap(), &Bounds::DEFAULT)
    }

    #[test]
    fn few_trials_find_one_fix_among_many() {
        let found = payment_required();
        let mut trials = TRIALS;
        let best = without_harm(&found, &mut trials, &Bounds::DEFAULT);
        assert!((1..=12).contains(&(TRIALS - trials)), "{trials} are left");
        assert_eq!(best.payment_required.as_str().matches(r#""maxTimeoutSeconds":60"#).count(), 64);
        assert!(best.left.findings.iter().any(|finding| finding.rule == "no-resource"));
        assert_eq!(corrected(&found.payment_required, &Bounds::DEFAULT).payment_required, best.payment_required);
    }

    #[test]
    fn without_a_trial_nothing_changes() {
        let found = payment_required();
        let best = without_harm(&found, &mut 0, &Bounds::DEFAULT);
        assert_eq!((best.payment_required, best.left), (found.payment_required, found.left));
    }
}
