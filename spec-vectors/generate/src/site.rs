//! The site's pages about each reason code, check and lint rule, and the permanent addresses that lead to them.
//!
//! `/reason/CODE.html`, `/check/NAME.html` and `/rule/NAME.html` are permanent. The pages behind them are not: `redirects.json`
//! leads from an address to the page and anchor of today.

mod checks;
mod examples;
mod markdown;
mod reasons;
mod rules;

use std::{collections::BTreeMap, error::Error, fs, path::Path};

use x402_conformance::vector::{self, Vector};

use self::examples::Examples;
use crate::{checks::Codes, render::render};

/// The pages and what leads to them.
#[derive(Default)]
struct Site {
    /// The new pages, by their path in the site's sources.
    pages: BTreeMap<String, Page>,
    /// The texts that replace a page of the repository, or follow it.
    replaced: BTreeMap<&'static str, String>,
    followed: BTreeMap<&'static str, String>,
    /// Where a permanent address leads.
    redirects: BTreeMap<String, String>,
    /// What no vector shows: the kind and the name.
    without_example: Vec<(&'static str, String)>,
}

/// A new page.
struct Page {
    /// The page of the summary under which it is listed.
    parent: &'static str,
    title: String,
    text: String,
    entries: usize,
}

/// Writes the pages into the directory with the site's sources, and lists them in its `SUMMARY.md`.
pub(crate) fn run(root: &Path, directory: &Path) -> Result<bool, Box<dyn Error>> {
    let files = vector::read_all(&root.join("spec-vectors"))?;
    let vectors: Vec<Vector> = files.iter().flat_map(|file| &file.vectors).collect();
    let site = Site::new(&vectors)?;
    site.write(directory)?;
    println!("{} pages, {} addresses", site.pages.len(), site.redirects.len());
    for (kind, name) in &site.without_example {
        println!("no vector shows the {kind} {name}");
    }
    Ok(true)
}

impl Site {
    fn new(vectors: &[Vector]) -> Result<Self, Box<dyn Error>> {
        let examples = Examples::new(vectors)?;
        let mut codes = Codes::default();
        for expect in vectors.iter().map(|vector| &vector.expect) {
            codes.add(expect.check.as_deref(), expect.reason.as_deref());
        }
        let mut site = Self::default();
        checks::add(&mut site, &codes, &examples)?;
        reasons::add(&mut site, &codes, &examples)?;
        rules::add(&mut site, &examples);
        Ok(site)
    }

    /// Adds an entry to a new page, and the address that leads to it: `/reason/` and the code, for example.
    fn entry(&mut self, page: &str, kind: &str, name: &str, text: &str) {
        if let Some(page) = self.pages.get_mut(page) {
            page.text.push_str(&markdown::heading("##", name));
            page.text.push_str(text);
            page.entries += 1;
        }
        self.redirect(page, kind, name);
    }

    fn redirect(&mut self, page: &str, kind: &str, name: &str) {
        let html = page.replace(".md", ".html");
        self.redirects.insert(format!("/{kind}/{name}.html"), format!("../{html}#{name}"));
    }

    fn write(&self, directory: &Path) -> Result<(), Box<dyn Error>> {
        for (name, page) in &self.pages {
            fs::write(directory.join(name), &page.text)?;
        }
        for (name, text) in &self.replaced {
            fs::write(directory.join(name), text)?;
        }
        for (name, text) in &self.followed {
            let path = directory.join(name);
            fs::write(&path, fs::read_to_string(&path)? + text)?;
        }
        let summary = directory.join("SUMMARY.md");
        fs::write(&summary, self.listed(&fs::read_to_string(&summary)?)?)?;
        fs::write(directory.join("redirects.json"), render(&self.redirects)?)?;
        Ok(())
    }

    /// The summary with each new page below the page to which it belongs.
    fn listed(&self, summary: &str) -> Result<String, String> {
        let mut text = String::new();
        let mut listed = 0;
        for line in summary.lines() {
            text.push_str(line);
            text.push('\n');
            let indent = line.len() - line.trim_start().len();
            for (name, page) in self.pages.iter().filter(|(_, page)| line.ends_with(&format!("]({})", page.parent))) {
                text.push_str(&format!("{:indent$}  - [{}]({name})\n", "", page.title));
                listed += 1;
            }
        }
        if listed == self.pages.len() { Ok(text) } else { Err("SUMMARY.md has to list each parent once".into()) }
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, sync::OnceLock};

    use x402_lint::Rule;
    use x402_types::{Dialect, Meaning};
    use x402_verify::CheckId;

    use super::*;

    /// The most entries on a page.
    const MOST_ENTRIES: usize = 300;

    /// The site, which takes seconds to make.
    fn site() -> &'static Site {
        static SITE: OnceLock<Site> = OnceLock::new();
        SITE.get_or_init(|| {
            let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
            let files = vector::read_all(&root).expect("the vectors");
            Site::new(&files.iter().flat_map(|file| &file.vectors).collect::<Vec<_>>()).expect("the site")
        })
    }

    /// Every name that anything prints has one address, which leads to one anchor.
    #[test]
    fn each_code_check_and_rule_has_one_address() {
        let site = site();
        let codes = Meaning::all()
            .flat_map(|meaning| Dialect::ALL.iter().flat_map(move |dialect| meaning.codes(*dialect)))
            .map(|code| format!("/reason/{code}.html"));
        let checks = CheckId::all()
            .map(CheckId::as_str)
            .chain(x402_extensions::CheckId::all().map(x402_extensions::CheckId::as_str));
        let checks = checks.chain(["decode"]).map(|check| format!("/check/{check}.html"));
        let rules = Rule::all().map(|rule| format!("/rule/{rule}.html"));
        let expected: BTreeSet<String> = codes.chain(checks).chain(rules).collect();
        assert_eq!(site.redirects.keys().cloned().collect::<BTreeSet<_>>(), expected);
        for (address, target) in &site.redirects {
            let (page, anchor) =
                target.strip_prefix("../").and_then(|target| target.split_once(".html#")).expect(target);
            let name = format!("{page}.md");
            let text = site.pages.get(&name).map(|page| &page.text).or_else(|| site.replaced.get(name.as_str()));
            assert_eq!(text.expect(&name).matches(&format!("{{#{anchor}}}\n")).count(), 1, "{address}: {target}");
            assert!(address.ends_with(&format!("/{anchor}.html")), "{address}: {target}");
            // The name needs no escapes in an address.
            assert!(anchor.chars().all(|char| char.is_ascii_alphanumeric() || matches!(char, '_' | '-')), "{anchor}");
        }
    }

    #[test]
    fn no_page_is_too_long_and_the_summary_lists_each() {
        let site = site();
        let summary = "# Summary\n\n- [A](reference/checks.md)\n  - [B](reference/reasons.md)\n";
        let listed = site.listed(summary).expect("both parents");
        for (name, page) in &site.pages {
            assert!((1..=MOST_ENTRIES).contains(&page.entries), "{name}: {}", page.entries);
            assert_eq!(listed.matches(&format!("- [{}]({name})\n", page.title)).count(), 1, "{name}");
        }
        assert!(listed.contains("\n    - ["), "{listed}");
        assert!(site.listed("- [A](reference/checks.md)\n").is_err());
        assert!(site.listed(&summary.repeat(2)).is_err());
    }

    /// A check or a rule that no vector shows is a gap, and has a reason here.
    #[test]
    fn almost_every_check_and_rule_has_an_example() {
        let site = site();
        let without: Vec<String> = site
            .without_example
            .iter()
            .filter(|(kind, _)| *kind != "reason code")
            .map(|(kind, name)| format!("{kind} {name}"))
            .collect();
        // JSON with an amount that the asset cannot have is no offer. No vector lints a schema with a property that is
        // named like a reference, or an offer whose JWS is not canonical.
        let expected = ["check amount-text", "rule ref-name", "rule not-jcs"];
        assert_eq!(without, expected);
    }
}
