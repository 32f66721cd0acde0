//! `x402 conformance pages`: a page for each vector, with the rulings, statements and notes that they name.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use x402_conformance::{
    reference::Reference,
    vector::{Level, Note, Vector, VectorFile},
};

use super::{
    html::{Links, TAIL, head, inert, link, prose, vector as content},
    shown::binds,
};
use crate::{
    output::{Failure, Output, exit},
    style::printable,
};

/// How many vectors of a group are listed in one part.
const MOST_IN_SIGHT: usize = 100;

/// Pages that lie in one directory.
struct SiblingPages;

impl Links for SiblingPages {
    fn vector(&self, id: &str) -> Option<String> {
        Some(format!("{id}.html"))
    }

    fn ruling(&self, id: &str) -> Option<String> {
        Some(format!("rulings.html#{id}"))
    }

    fn statement(&self, id: &str) -> Option<String> {
        Some(format!("numbered-statements.html#{id}"))
    }

    fn flag(&self, flag: &str) -> Option<String> {
        Some(format!("notes.html#{flag}"))
    }
}

pub(super) fn write(directory: &Path, files: &[VectorFile], reference: &Reference) -> Result<Output, Failure> {
    let mut pages = vec![
        ("index".to_owned(), index(files)),
        ("rulings".to_owned(), rulings(files, reference)),
        ("numbered-statements".to_owned(), statements(files)),
        ("notes".to_owned(), notes(files)),
    ];
    for file in files {
        pages.push((file.group.clone(), group(file)));
    }
    let vectors = || files.iter().flat_map(|file| &file.vectors);
    let mut names = BTreeSet::new();
    let mut all = pages.iter().map(|(name, _)| name.clone()).chain(vectors().map(|vector| vector.id));
    if let Some(name) = all.find(|name| !names.insert(name.clone())) {
        return Err(Failure::Usage(format!("two pages have the name {name}")));
    }
    let wrong = |error| Failure::Usage(format!("{}: {error}", directory.display()));
    fs::create_dir_all(directory).map_err(wrong)?;
    let put = |name: &str, page: &str| fs::write(directory.join(format!("{name}.html")), page).map_err(wrong);
    pages.iter().try_for_each(|(name, page)| put(name, page))?;
    vectors().try_for_each(|vector| put(&vector.id, &page(&vector, reference)))?;
    let text = format!("{} pages in {}\n", names.len(), printable(&directory.display().to_string()));
    Ok(Output { text, code: exit::VALID })
}

fn page(vector: &Vector, reference: &Reference) -> String {
    let group = vector.group();
    format!(
        "{}<p>{}</p>\n<p><span class=\"tag\">{}</span> <span class=\"tag\">{}</span> of {}, one of \
         <a href=\"index.html\">all vectors</a></p>\n{}{TAIL}",
        head(&vector.id),
        prose(&vector.title),
        vector.level,
        vector.expect.class,
        link(group, SiblingPages.vector(group)),
        content(vector, reference, &SiblingPages),
    )
}

fn index(files: &[VectorFile]) -> String {
    let version = files.first().map_or("", |file| &file.generated.version);
    let mut page = head("x402 test vectors");
    let all: usize = files.iter().map(|file| file.vectors.len()).sum();
    page += &format!(
        "<p>{all} vectors, version {}. Each has a page with its input, its expectation and why. \
         <a href=\"rulings.html\">Rulings</a> decide points that the specification leaves open, \
         <a href=\"numbered-statements.html\">statements</a> are those of the specification, and <a href=\"notes.html\">notes</a> describe the bugs that the vectors find.</p>\n<ul>",
        inert(version)
    );
    for level in [Level::Must, Level::Should, Level::Policy] {
        page += &format!("<li><code>{level}</code>: {}", binds(level));
    }
    page += "</ul>\n<table><tr><th>group<th class=\"n\">must<th class=\"n\">should<th class=\"n\">policy</tr>\n";
    for file in files {
        page += &format!("<tr><td>{}", link(&file.group, SiblingPages.vector(&file.group)));
        for level in [Level::Must, Level::Should, Level::Policy] {
            let count = file.vectors.iter().filter(|vector| vector.level == level).count();
            page += &format!("<td class=\"n\">{count}");
        }
        page += "</tr>\n";
    }
    page + "</table>\n" + TAIL
}

fn group(file: &VectorFile) -> String {
    let mut page = head(&file.group);
    page += "<p>One of the groups of <a href=\"index.html\">all vectors</a>.</p>\n";
    let vectors: Vec<Vector> = file.vectors.iter().collect();
    for part in vectors.chunks(MOST_IN_SIGHT) {
        let items: String = part.iter().map(item).collect();
        match part {
            [first, .., last] if vectors.len() > MOST_IN_SIGHT => {
                let (first, last) = (inert(&first.id), inert(&last.id));
                page += &format!("<details><summary>{first} to {last}</summary><ul>{items}</ul></details>\n");
            }
            _ => page += &format!("<ul>{items}</ul>\n"),
        }
    }
    page + TAIL
}

fn item(vector: &Vector) -> String {
    format!(
        "<li>{} {} <span class=\"tag\">{}</span> <span class=\"tag\">{}</span>",
        link(&vector.id, SiblingPages.vector(&vector.id)),
        prose(&vector.title),
        vector.level,
        vector.expect.class
    )
}

/// The vectors that name something, by what they name.
fn naming(files: &[VectorFile], named: impl Fn(&Vector) -> &[String]) -> BTreeMap<String, Vec<String>> {
    let mut naming = BTreeMap::<_, Vec<_>>::new();
    for vector in files.iter().flat_map(|file| &file.vectors) {
        for name in named(&vector) {
            naming.entry(name.clone()).or_default().push(vector.id.clone());
        }
    }
    naming
}

/// How many vectors are listed at a ruling or note.
const MOST_LISTED: usize = 60;

fn listed(ids: &[String]) -> String {
    let links: Vec<String> = ids.iter().take(MOST_LISTED).map(|id| link(id, SiblingPages.vector(id))).collect();
    let more = ids.len().saturating_sub(MOST_LISTED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("<details><summary>{} vectors</summary>{}{more}</details>\n", ids.len(), links.join(" "))
}

fn rulings(files: &[VectorFile], reference: &Reference) -> String {
    let mut page = head("Rulings");
    page += "<p>The decisions on the points that the specification leaves open. See <a href=\"index.html\">all vectors</a>.</p>\n";
    for (id, ids) in naming(files, |vector| &vector.rulings) {
        let ruling = reference.ruling(&id).unwrap_or("see docs/reference/rulings");
        page += &format!("<h2 id=\"{0}\">{0}</h2>\n<p>{1}</p>\n{2}", inert(&id), prose(ruling), listed(&ids));
    }
    page + TAIL
}

fn statements(files: &[VectorFile]) -> String {
    let mut page = head("Statements");
    page += "<p>The numbered statements of the specification that vectors test. The site's page about coverage lists the document \
             and the line of each. See <a href=\"index.html\">all vectors</a>.</p>\n";
    for (id, ids) in naming(files, |vector| &vector.requirements) {
        page += &format!("<h2 id=\"{0}\">{0}</h2>\n{1}", inert(&id), listed(&ids));
    }
    page + TAIL
}

fn notes(files: &[VectorFile]) -> String {
    let mut page = head("Notes");
    page += "<p>The bugs that the vectors find. See <a href=\"index.html\">all vectors</a>.</p>\n";
    let notes: BTreeMap<&String, &Note> = files.iter().flat_map(|file| &file.notes).collect();
    let naming = naming(files, |vector| &vector.flags);
    let known: BTreeSet<String> = files.iter().flat_map(|file| &file.vectors).flat_map(|it| it.rulings).collect();
    for (flag, note) in notes {
        page += &format!(
            "<h2 id=\"{0}\">{0}</h2>\n<p><span class=\"tag\">{1}</span> {2}</p>\n<p>Effect of the bug: {3}</p>\n",
            inert(flag),
            note.severity,
            prose(&note.text),
            prose(&note.effect)
        );
        let source = |source: &String| link(source, SiblingPages.ruling(source).filter(|_| known.contains(source)));
        let address = |address: &String| match address.starts_with("https://") {
            true => format!("<a href=\"{0}\">{0}</a>", inert(address)),
            false => inert(address),
        };
        let more: Vec<String> = note.sources.iter().map(source).chain(note.links.iter().map(address)).collect();
        if !more.is_empty() {
            page += &format!("<p>Sources: {}</p>\n", more.join(", "));
        }
        page += &listed(naming.get(flag).map_or(&[][..], Vec::as_slice));
    }
    page + TAIL
}
