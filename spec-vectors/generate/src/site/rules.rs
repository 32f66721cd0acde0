//! The page about the rules of the linter.

use std::fmt::Write as _;

use x402_lint::Rule;

use super::{
    Site,
    examples::Examples,
    markdown::{escaped, heading},
};
use crate::rulings::linked;

/// The page of the repository that this one replaces.
const PAGE: &str = "reference/lint-rules.md";

const HEAD: &str = "\
# The rules of the linter

`x402 lint` checks a 402 response with these rules. [How to find faults in a 402 response](../how-to/lint.md) explains the levels. Each entry has the usual level
of the rule; a finding can have a different one. The seller acts on every finding. A field is a JSON pointer into the input of the
vector; a pointer continues inside a header that is base64 of JSON.
";

pub(super) fn add(site: &mut Site, examples: &Examples<'_>) {
    let mut page = String::from(HEAD);
    for (group, rules) in Rule::groups() {
        // Writing to a `String` cannot fail.
        let _ = writeln!(page, "\n## {group}");
        for rule in rules {
            let name = rule.as_str();
            page += &heading("###", name);
            let _ = writeln!(page, "The rule finds that {}.\n", escaped(rule.sentence()));
            let _ = writeln!(page, "- Level: {}", rule.level().as_str());
            let _ = writeln!(page, "- Put right: {}", escaped(rule.remedy()));
            let _ = writeln!(page, "- Source: {}", escaped(rule.source()));
            let _ = writeln!(page, "- Rulings: {}", linked(rule.rulings()));
            match examples.of_rule(name) {
                Some(example) => {
                    let _ = write!(page, "\nExample:\n\n{example}");
                }
                None => {
                    page += "\nNo vector breaks this rule.\n";
                    site.without_example.push(("rule", name.to_owned()));
                }
            }
            site.redirect(PAGE, "rule", name);
        }
    }
    site.replaced.insert(PAGE, page);
}
