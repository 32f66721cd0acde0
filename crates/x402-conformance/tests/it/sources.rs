//! What the repository cites can be opened: rulings in `docs/reference/rulings`, findings about published implementations in
//! `docs/reference/sources.md`, and nothing outside of the repository.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use x402_conformance::vector::{Index, VectorFile};

/// Names of curves that look like ids of rulings.
const CURVES: &[&str] = &["P-256", "P-384"];

/// Of a survey outside of the repository, in two parts, so that this file does not mention them.
const ELSEWHERE: &[&str] =
    &[concat!("../", "shared"), concat!("peers", ".md"), concat!("chain/", "solana.md"), concat!("chain/", "evm.md")];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: &Path) -> String {
    String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned()
}

/// The committed files as git lists them, because other programs write next to them while tests run. Git also lists a file that an edit has
/// just removed.
fn committed() -> Vec<PathBuf> {
    let listed = Command::new("git").args(["ls-files", "-z"]).current_dir(root()).output().unwrap();
    assert!(listed.status.success(), "git ls-files: {}", String::from_utf8_lossy(&listed.stderr));
    let names = String::from_utf8(listed.stdout).unwrap();
    // A picture, a module and a fuzz target's input cite nothing, and their bytes may look as if they did.
    let cites_nothing =
        |name: &str| name.starts_with("fuzz/corpus/") || [".png", ".wasm"].iter().any(|end| name.ends_with(end));
    let found: Vec<_> = names
        .split_terminator('\0')
        .filter(|name| !cites_nothing(name))
        .map(|name| root().join(name))
        .filter(|path| path.is_file())
        .collect();
    assert!(found.len() > 500, "{} files", found.len());
    found
}

/// `E-6`, `D-31`: a letter of `letters`, a hyphen and a number, that no word goes on before or behind.
fn ids<'a>(text: &'a str, letters: &'a str) -> impl Iterator<Item = &'a str> {
    let word = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'-');
    text.match_indices('-').filter_map(move |(at, _)| {
        let (bytes, start) = (text.as_bytes(), at.checked_sub(1)?);
        let digits = bytes[at + 1..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let end = at + 1 + digits;
        let whole = (1..3).contains(&digits)
            && !word(bytes.get(end))
            && !start.checked_sub(1).is_some_and(|before| word(bytes.get(before)));
        (whole && letters.as_bytes().contains(&bytes[start])).then(|| &text[start..end])
    })
}

/// The pages at this path: a file, or all of a folder.
fn pages(path: &str) -> Vec<PathBuf> {
    let path = root().join(path);
    if path.is_file() {
        return vec![path];
    }
    fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect()
}

/// The ids that these pages define: in the first cell of a row, or as a heading.
fn defined(path: &str, letters: &str) -> BTreeSet<String> {
    let text: String = pages(path).iter().map(|page| read(page)).collect();
    let names = text.lines().filter_map(|line| {
        line.strip_prefix("## ")
            .or_else(|| line.strip_prefix("### "))
            .or_else(|| line.strip_prefix("| ")?.split(" |").next())
    });
    names.filter(|name| ids(name, letters).next() == Some(name)).map(str::to_owned).collect()
}

/// Each id that is cited, and a file that cites it. The page that defines them counts for nothing, and neither do the samples of this file.
fn cited(letters: &str, page: &str) -> BTreeMap<String, PathBuf> {
    let (pages, samples) = (pages(page), root().join("crates/x402-conformance/tests/it/sources.rs"));
    let mut cited = BTreeMap::new();
    for file in committed().into_iter().filter(|file| !pages.contains(file) && *file != samples) {
        for id in ids(&read(&file), letters).filter(|id| !CURVES.contains(id)) {
            cited.entry(id.to_owned()).or_insert_with(|| file.clone());
        }
    }
    cited
}

/// What the page defines, and who cites it.
fn each_cited_is_defined(letters: &str, page: &str) -> (BTreeSet<String>, BTreeMap<String, PathBuf>) {
    let (defined, cited) = (defined(page, letters), cited(letters, page));
    for (id, file) in &cited {
        assert!(defined.contains(id), "{page} does not define {id}, which {} cites", file.display());
    }
    assert!(!cited.is_empty(), "nothing cites what {page} defines");
    (defined, cited)
}

#[test]
fn ids_are_found_where_they_are_words() {
    let text = "D-31, (E-6) SIMD-0385 D-3x xD-4 C-1…C-16 D- BSD-3-Clause `D-48`";
    assert_eq!(ids(text, "CDE").collect::<Vec<_>>(), ["D-31", "E-6", "C-1", "C-16", "D-48"]);
}

#[test]
fn each_finding_that_is_cited_is_a_row_of_the_sources() {
    let (defined, cited) = each_cited_is_defined("D", "docs/reference/sources.md");
    for id in defined {
        assert!(cited.contains_key(&id), "nothing cites {id}");
    }
}

#[test]
fn each_ruling_that_is_cited_has_a_section() {
    each_cited_is_defined("BCEFPSX", "docs/reference/rulings");
}

#[test]
fn nothing_outside_of_the_repository_is_named() {
    for file in committed() {
        let text = read(&file);
        for name in ELSEWHERE {
            assert!(!text.contains(name), "{} names {name}", file.display());
        }
    }
}

/// `solana-0190`, as the page has it to see a finding.
#[test]
fn the_vectors_that_the_sources_name_are_there() {
    let vectors = root().join("spec-vectors");
    let index: Index = serde_json::from_str(&read(&vectors.join("index.json"))).unwrap();
    let mut names = BTreeSet::new();
    let mut groups = BTreeSet::new();
    for entry in &index.files {
        let file: VectorFile = serde_json::from_str(&read(&vectors.join(&entry.file))).unwrap();
        groups.insert(file.group.clone());
        names.extend(file.vectors.into_iter().map(|vector| vector.id));
    }
    let page = read(&root().join("docs/reference/sources.md"));
    let mut seen = 0;
    for quoted in page.split('`').skip(1).step_by(2) {
        let Some((group, number)) = quoted.rsplit_once('-') else { continue };
        if groups.contains(group) && number.starts_with(|first: char| first.is_ascii_digit()) {
            assert!(names.contains(quoted), "there is no vector {quoted}");
            seen += 1;
        }
    }
    assert!(seen > 40, "{seen} vectors are named");
}

/// What was recorded of a package: the answers by vector, under the reason why they differ.
#[derive(serde::Deserialize)]
struct Results {
    differences: BTreeMap<String, BTreeMap<String, String>>,
}

/// A row names a vector that an adapter's known differences explain by this finding, for each adapter that cites it.
#[test]
fn each_finding_about_an_adapter_can_be_seen() {
    let page = read(&root().join("docs/reference/sources.md"));
    for name in ["npm_v1", "npm_v2", "pypi"] {
        let results = read(&root().join(format!("witness/matrix/results/{name}.json")));
        let Results { differences } = serde_json::from_str(&results).unwrap();
        let mut vectors: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (reason, answers) in &differences {
            for id in ids(reason, "D") {
                vectors.entry(id).or_default().extend(answers.keys().map(String::as_str));
            }
        }
        assert!(!vectors.is_empty(), "{name}");
        for (id, vectors) in vectors {
            let row = page.lines().find(|line| line.starts_with(&format!("| {id} |"))).unwrap();
            assert!(row.split('`').any(|quoted| vectors.contains(quoted)), "{id} names no vector that {name} shows");
        }
    }
}
