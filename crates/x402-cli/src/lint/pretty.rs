//! Text for people: the findings, grouped by the part of the demand that they are about.

use std::{collections::BTreeSet, fmt::Write};

use x402_lint::{Finding, Level, Lint, Rule};
use x402_types::{JsonRef, Topic, json_pointer};

use crate::style::{outcome, printable};

pub(super) fn text(lint: &Lint) -> String {
    let mut text = summary(lint);
    for (index, price) in lint.prices.iter().enumerate() {
        // Writing to a `String` cannot fail.
        let _ = match price {
            Some(price) => writeln!(text, "  offer {index} costs {price}"),
            None => writeln!(text, "  offer {index} has a price in a token that no table has, or cannot be read"),
        };
    }
    let mut last = None;
    let mut rules = BTreeSet::new();
    for finding in &lint.findings {
        let group = group(lint, finding);
        if last.as_ref() != Some(&group) {
            // Writing to a `String` cannot fail.
            let _ = write!(text, "\n{}\n", printable(&group));
            last = Some(group);
        }
        show(&mut text, finding);
        if rules.insert(finding.rule) {
            text += &more(finding.rule, |topic| topic.more());
        }
    }
    if !lint.needs.is_empty() {
        text += "\nleft to a different validator\n";
    }
    for unanswered in &lint.needs {
        let _ = writeln!(text, "  {}  {}", unanswered.as_str(), unanswered.sentence());
    }
    if lint.findings.iter().any(|finding| !finding.fix.is_empty()) {
        text += "\n* x402 lint --fix corrects this\n";
    }
    text
}

/// The line with the place to read more about the rule of a finding. Empty if the site is not published, or if the finding is a
/// tolerated deviation, which has no rule.
fn more(rule: &str, location: impl Fn(Topic<'static>) -> Option<String>) -> String {
    let known = Rule::all().find(|known| known.as_str() == rule);
    let location = known.and_then(|rule| location(Topic::Rule(rule.as_str())));
    location.map(|location| format!("           more: {location}\n")).unwrap_or_default()
}

/// The verdict, and the number of findings of each level.
fn summary(lint: &Lint) -> String {
    let count = |level: Level, name: &str| {
        let count = lint.findings.iter().filter(|finding| finding.level == level).count();
        let ending = if count == 1 { "" } else { "s" };
        (count > 0).then(|| format!("{count} {name}{ending}"))
    };
    let counts = [(Level::Error, "error"), (Level::Warning, "warning"), (Level::Info, "note")];
    let counts: Vec<String> = counts.into_iter().filter_map(|(level, name)| count(level, name)).collect();
    let counts = if counts.is_empty() { "nothing found".into() } else { counts.join(", ") };
    let version = lint.version.map(|version| format!(", a 402 response of version {version}")).unwrap_or_default();
    format!("{}{version}: {counts}\n", outcome(lint.verdict().as_str()))
}

/// The part of the demand that a finding is about: an offer with its scheme and network, an extension, the resource, or
/// the whole demand.
fn group(lint: &Lint, finding: &Finding) -> String {
    let mut segments = finding.pointer.split('/').skip(1);
    match (segments.next(), segments.next()) {
        (Some("accepts"), Some(index)) => {
            let required = lint.payment_required.as_ref().map(|required| required.as_json());
            let offer =
                required.and_then(|required| required.get("accepts")?.elements().ok()?.nth(index.parse().ok()?));
            let text = |name: &str| offer.and_then(|offer: JsonRef<'_>| offer.get(name)?.string().ok());
            match (text("scheme"), text("network")) {
                (Some(scheme), Some(network)) => format!("offer {index}: {scheme} on {network}"),
                _ => format!("offer {index}"),
            }
        }
        (Some("extensions"), Some(key)) => format!("extension {}", json_pointer::name(key).unwrap_or(key.into())),
        (Some("resource"), _) => "resource".into(),
        _ => "the 402 response".into(),
    }
}

fn show(text: &mut String, finding: &Finding) {
    let star = if finding.fix.is_empty() { ' ' } else { '*' };
    let level = format!("{:8}", finding.level.as_str());
    let location = if finding.pointer.is_empty() { String::new() } else { format!(" at {}", finding.pointer) };
    let _ = writeln!(text, "{star} {level} {}{}", finding.rule, printable(&location));
    let _ = writeln!(text, "           {}", printable(&finding.what));
    if let Some(remedy) = finding.remedy {
        let source = finding.source.map(|source| format!(" ({source})")).unwrap_or_default();
        let _ = writeln!(text, "           {remedy}{source}");
    }
}

/// A finding on one line: level, rule, place, message.
pub(super) fn line(finding: &Finding) -> String {
    let location = if finding.pointer.is_empty() { "the 402 response" } else { &finding.pointer };
    printable(&format!("{} {} at {location}: {}", finding.level.as_str(), finding.rule, finding.message()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_has_an_address_once_the_site_is_published() {
        let site = |topic: Topic<'static>| {
            let Topic::Rule(name) = topic else { return None };
            Some(format!("https://x402.example/rule/{name}.html"))
        };
        let expected = "           more: https://x402.example/rule/bare-offer.html\n";
        assert_eq!(more("bare-offer", site), expected);
        assert_eq!(more("bare-offer", |_| None), "");
        // The flag of a reader is no rule.
        assert_eq!(more("missing-padding", site), "");
    }
}
