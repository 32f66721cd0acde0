//! `docs/reference/lint-rules.md`: the rules of the linter, from their table.

use std::fmt::Write;

use x402_lint::Rule;

use crate::rulings::linked;

const HEAD: &str = "\
# The rules of the linter

Written by `cargo run -p x402-vectors-generate` from the rows of `rules!` in `crates/x402-lint/src`. The names are permanent.
[How to find faults in a 402 response](../how-to/lint.md) explains the levels. The table has the usual level of a rule; a finding can have another.
";

pub(crate) fn page() -> String {
    let mut page = String::from(HEAD);
    for (group, rules) in Rule::groups() {
        // Writing to a `String` cannot fail.
        let _ = write!(
            page,
            "\n## {group}\n\n| rule | level | found if | put right | source | rulings |\n|---|---|---|---|---|---|\n"
        );
        for rule in rules {
            let _ = writeln!(
                page,
                "| `{rule}` | {} | {} | {} | {} | {} |",
                rule.level().as_str(),
                rule.sentence(),
                rule.remedy(),
                rule.source(),
                linked(rule.rulings())
            );
        }
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_its_row_and_no_two_have_one_name() {
        let page = page();
        let names: Vec<&str> = Rule::all().map(Rule::as_str).collect();
        for (index, name) in names.iter().enumerate() {
            assert!(page.contains(&format!("\n| `{name}` | ")), "{name}");
            assert!(!names[..index].contains(name), "{name}");
        }
    }
}
