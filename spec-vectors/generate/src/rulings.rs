//! `spec-vectors/rulings.json`: the rulings of `docs/reference/rulings`, for users of the vectors without this repository.

use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error,
    fs, io,
    path::Path,
    sync::LazyLock,
};

use x402_vectors::rulings::{About, Basis, Part, Ruling, Rulings};
use x402_vectors::vector::Class;
use x402_verify::CheckId;

use crate::{fault::Fault, notes};

/// The rulings of the pages.
pub(crate) struct Pages {
    /// The file.
    pub(crate) rulings: Rulings,
    /// The items of the list of rulings that no vector cites.
    uncited: BTreeSet<String>,
}

/// The first paragraph of a ruling, and the last one of some.
const BASIS: &str = "**Basis:** ";
const LENIENT: &str = "**Lenient:** ";
/// Below the repository. `README.md` links to the pages of the topics in their order.
const FOLDER: &str = "docs/reference/rulings";
/// The heading of the last list of the first page. An item is `- `, the id, and the reason why no vector cites the ruling.
const UNCITED: &str = "\n## Rulings that no vector cites\n";

impl Pages {
    /// The sections of the pages.
    pub(crate) fn read(root: &Path) -> Result<Self, Box<dyn Error>> {
        let pages = pages(root)?;
        let sections = pages.iter().flat_map(|(_, text)| text.split("\n#").skip(1));
        let rulings: Vec<Ruling> = sections.filter_map(section).collect::<Result<_, _>>()?;
        let ids: BTreeSet<&str> = rulings.iter().map(|ruling| ruling.id.as_str()).collect();
        if ids.len() != rulings.len() {
            return Err("docs/reference/rulings: a ruling has two sections".into());
        }
        let (_, reasons) = fs::read_to_string(root.join(FOLDER).join("README.md"))?
            .split_once(UNCITED)
            .map(|(before, after)| (before.to_owned(), after.to_owned()))
            .ok_or("docs/reference/rulings lacks the list of rulings that no vector cites")?;
        let items = reasons.lines().filter_map(|line| Some(line.strip_prefix("- ")?.split_once(": ")?.0.to_owned()));
        Ok(Self { rulings: Rulings::new(rulings), uncited: items.collect() })
    }

    /// A ruling that a vector cites has a section, and one that no vector cites has a reason.
    pub(crate) fn check_citations(&self, cited: &BTreeSet<String>) -> Result<(), String> {
        if let Some(id) = cited.iter().find(|id| self.rulings.get(id).is_none()) {
            return Err(format!("vectors cite {id}, and docs/reference/rulings has no section for it"));
        }
        let uncited: BTreeSet<&String> =
            self.rulings.all().map(|ruling| &ruling.id).filter(|id| !cited.contains(*id)).collect();
        let listed = self.uncited.iter().collect();
        if let Some(id) = uncited.symmetric_difference(&listed).next() {
            let fault = if listed.contains(id) {
                "is cited by a vector"
            } else {
                "needs a vector, or a reason why it has none"
            };
            return Err(format!("docs/reference/rulings: {id} {fault}"));
        }
        Ok(())
    }
}

/// Each page of a topic, as its name and its text, in the order in which the first page links to them.
fn pages(root: &Path) -> io::Result<Vec<(String, String)>> {
    let folder = root.join(FOLDER);
    let first = fs::read_to_string(folder.join("README.md"))?;
    let names = first.lines().filter_map(|line| line.strip_prefix("- [")?.strip_suffix(".md)")?.split("](").nth(1));
    names.map(|name| Ok((format!("{name}.md"), fs::read_to_string(folder.join(format!("{name}.md")))?))).collect()
}

/// The page of each ruling.
static PLACES: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let pages = pages(&root).unwrap_or_else(|error| panic!("{FOLDER}: {error}"));
    let sections = pages.iter().flat_map(|(name, text)| {
        text.lines().filter_map(move |line| Some((line.strip_prefix("## ")?.to_owned(), name.clone())))
    });
    sections.collect()
});

/// The rulings, each with the address of its section from another page of `docs/reference/`.
pub(crate) fn linked(ids: &[impl AsRef<str>]) -> String {
    let link = |id: &str| {
        let page = PLACES.get(id).unwrap_or_else(|| panic!("{FOLDER} has no section {id}"));
        format!("[{id}](rulings/{page}#{})", id.to_lowercase())
    };
    ids.iter().map(|id| link(id.as_ref())).collect::<Vec<_>>().join(", ")
}

/// A heading without its first `#`, and what stands below it. `None` if the heading is no id.
fn section(text: &str) -> Option<Result<Ruling, String>> {
    let (heading, body) = text.split_once('\n').unwrap_or((text, ""));
    let (rank, id) = heading.split_once(' ')?;
    let (letter, number) = id.split_once('-')?;
    let is_id = letter.chars().all(|c| c.is_ascii_uppercase()) && number.parse::<u16>().is_ok();
    let ruling = || if rank == "#" { ruling(id, body) } else { Err("the heading is not of the second rank".into()) };
    is_id.then(|| ruling().map_err(|error| format!("docs/reference/rulings, {id}: {error}")))
}

/// Paragraphs: the basis, one or more of sentences, and perhaps what Lenient takes. A line break is a space.
fn ruling(id: &str, body: &str) -> Result<Ruling, String> {
    let paragraphs = body.split("\n\n").map(|text| text.trim_matches('\n').replace('\n', " "));
    let mut paragraphs: Vec<String> = paragraphs.filter(|text| !text.is_empty()).collect();
    let lenient = match paragraphs.pop_if(|text| text.starts_with(LENIENT)) {
        Some(text) => Some(sentences(&text[LENIENT.len()..])?),
        None => None,
    };
    let (basis, texts) = match paragraphs.split_first() {
        Some((basis, texts)) if basis.starts_with(BASIS) && !texts.is_empty() => (&basis[BASIS.len()..], texts),
        _ => return Err("the section needs a basis and a ruling".into()),
    };
    if let Some(text) = texts.iter().find(|text| text.starts_with(['*', '-', '|', ' '])) {
        return Err(format!("a ruling is sentences, and not {text:.40}"));
    }
    let (basis, parts) = basis.split_once("; ").map_or((basis, None), |(basis, parts)| (basis, Some(parts)));
    Ok(Ruling {
        id: id.into(),
        basis: word(basis)?,
        parts: parts
            .into_iter()
            .flat_map(|parts| parts.split("; "))
            .map(|text| part(id, text))
            .collect::<Result<_, _>>()?,
        ruling: sentences(&texts.join(" "))?,
        lenient,
    })
}

/// The text without its last full stop.
fn sentences(text: &str) -> Result<String, String> {
    text.strip_suffix('.').map(str::to_owned).ok_or_else(|| format!("{text:.40} lacks the full stop at its end"))
}

fn word(name: &str) -> Result<Basis, String> {
    Ok(match name {
        "contract" => Basis::Contract,
        "text" => Basis::Text,
        "sdks" => Basis::Sdks,
        "operator" => Basis::Operator,
        "stricter" => Basis::Stricter,
        _ => return Err(format!("the basis is contract, text, sdks, operator or stricter, and not {name:.40}")),
    })
}

/// `sdks: ` and names of checks, or words and perhaps faults and flags in brackets. A check that is named implements the ruling.
fn part(id: &str, text: &str) -> Result<Part, String> {
    let (basis, about) = text.split_once(": ").ok_or_else(|| format!("{text:.40} names no part of the ruling"))?;
    let basis = word(basis)?;
    if !about.starts_with('`') {
        let (words, names) = about.strip_suffix(')').and_then(|about| about.rsplit_once(" (`")).unwrap_or((about, ""));
        let names = names.split(", ").filter(|name| !name.is_empty()).map(|name| name.trim_matches('`'));
        let is_class = |name: &str| serde_json::from_value::<Class>(name.into()).is_ok();
        let faults = names.map(|name| match Fault::named(name) {
            Err(error) if notes::note(name).is_err() && !is_class(name) => {
                Err(format!("{error}, and no flag or class {name}"))
            }
            _ => Ok(name.to_owned()),
        });
        return Ok(Part {
            basis,
            about: About::Words { words: words.into(), faults: faults.collect::<Result<_, _>>()? },
        });
    }
    let checks = about.split(", ").map(|name| {
        let name = name.trim_matches('`');
        let of_payments = CheckId::all().map(|check| (check.as_str(), check.rulings()));
        let of_extensions = x402_extensions::CheckId::all().map(|check| (check.as_str(), check.rulings()));
        let is_check = of_payments.chain(of_extensions).any(|(known, rulings)| known == name && rulings.contains(&id));
        if is_check { Ok(name.into()) } else { Err(format!("{name:.40} is no check of this ruling")) }
    });
    Ok(Part { basis, about: About::Checks { checks: checks.collect::<Result<_, _>>()? } })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The section of `id` with these paragraphs.
    fn read(id: &str, paragraphs: &[&str]) -> Result<Ruling, String> {
        section(&format!("# {id}\n\n{}\n", paragraphs.join("\n\n"))).unwrap()
    }

    #[test]
    fn a_section_has_a_basis() {
        let plain = read("C-4", &["**Basis:** text", "The text\nis JSON.\nIt is short.", "It is UTF-8."]).unwrap();
        let text = "The text is JSON. It is short. It is UTF-8";
        assert_eq!((plain.basis, plain.parts, plain.ruling.as_str()), (Basis::Text, vec![], text));
        assert_eq!(plain.lenient, None);
        let lenient = read("C-2", &["**Basis:** text", "UTF-8.", "**Lenient:** a mark.\nNot two."]).unwrap().lenient;
        assert_eq!(lenient.as_deref(), Some("a mark. Not two"));

        let basis = "**Basis:** contract; sdks: `expiry-margin`; stricter: `horizon`, `window`; text: the rest (`leap-second`, `null-optional`)";
        let parts = [
            (Basis::Sdks, About::Checks { checks: vec!["expiry-margin".into()] }),
            (Basis::Stricter, About::Checks { checks: vec!["horizon".into(), "window".into()] }),
            (
                Basis::Text,
                About::Words { words: "the rest".into(), faults: vec!["leap-second".into(), "null-optional".into()] },
            ),
        ];
        assert_eq!(read("E-2", &[basis, "Time."]).unwrap().parts, parts.map(|(basis, about)| Part { basis, about }));
    }

    #[test]
    fn a_section_without_a_basis_is_refused() {
        for (basis, error) in [
            ("The token requires a window.", "docs/reference/rulings, E-2: the section needs a basis and a ruling"),
            ("**Basis:** Time", "the basis is contract, text, sdks, operator or stricter, and not Time"),
            ("**Basis:** ", "and not "),
            ("**Basis:** Contract", "and not Contract"),
            ("**Basis:** contract; sdks", "sdks names no part of the ruling"),
            ("**Basis:** contract; law: a part", "and not law"),
            ("**Basis:** contract; sdks: `expiry`", "expiry is no check of this ruling"),
            ("**Basis:** contract; sdks: `signer`", "signer is no check of this ruling"),
            ("**Basis:** contract; sdks: `expiry-margin`, words", "words is no check of this ruling"),
            (
                "**Basis:** contract; sdks: a part (`*deep*`)",
                "there is no fault *deep* (tool/src/fault.rs), and no flag or class *deep*",
            ),
        ] {
            let found = read("E-2", &[basis, "Time."]).unwrap_err();
            assert!(found.ends_with(error), "{basis}: {found}");
        }
    }

    #[test]
    fn a_section_of_another_form_is_refused() {
        let basis = "**Basis:** text";
        for (paragraphs, error) in [
            (&[basis][..], "the section needs a basis and a ruling"),
            (&[basis, "**Lenient:** a mark."], "the section needs a basis and a ruling"),
            (&[basis, "Time"], "Time lacks the full stop at its end"),
            (&[basis, "Time.", "**Lenient:** a mark"], "a mark lacks the full stop at its end"),
            (&[basis, "Time.", "**Lenient:** a mark.", "More."], "sentences, and not **Lenient:** a mark."),
            (&[basis, "Time:", "- one."], "a ruling is sentences, and not - one."),
            (&[basis, "| E-3 | text | Time |"], "a ruling is sentences, and not | E-3 | text | Time |"),
        ] {
            let found = read("E-2", paragraphs).unwrap_err();
            assert!(found.ends_with(error), "{paragraphs:?}: {found}");
        }
        let found = section("## E-2\n\n**Basis:** text\n\nTime.").unwrap().unwrap_err();
        assert_eq!(found, "docs/reference/rulings, E-2: the heading is not of the second rank");
    }

    #[test]
    fn other_sections_are_no_rulings() {
        for text in ["# Builder codes in a payment\n\nText.", "# e-2\n\n**Basis:** text\n\nTime."] {
            assert!(section(text).is_none(), "{text}");
        }
    }
}
