//! The pages that `x402 conformance` writes: the report of a run, and a page for each vector.

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::{Value, json};
use x402_conformance::vector::{IndexEntry, VectorFile};

use crate::support::{networks, x402};

/// A testee that answers each question with this, in a shell.
fn always(answer: &str) -> Vec<String> {
    let body =
        format!(r#"while read -r line; do id=${{line#*\"id\":\"}}; echo "{{\"id\":\"${{id%%\"*}}\",{answer}}}"; done"#);
    ["--", "sh", "-c", &body].map(str::to_owned).to_vec()
}

fn html(options: &[&str], testee: &[String]) -> String {
    let testee: Vec<&str> = testee.iter().map(String::as_str).collect();
    x402(&[&["conformance", "run", "--format", "html"], options, &testee].concat()).out
}

/// The values of an attribute.
fn values<'a>(page: &'a str, attribute: &'a str) -> BTreeSet<&'a str> {
    page.split(attribute).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

/// Links lead into the page, and no id stands twice.
fn assert_whole(page: &str) {
    let ids = values(page, " id=\"");
    assert_eq!(page.matches(" id=\"").count(), ids.len(), "an id stands twice");
    for link in values(page, "href=\"") {
        assert!(link.strip_prefix('#').is_some_and(|id| ids.contains(id)), "{link} leads nowhere");
    }
    assert!(page.ends_with("</body></html>\n") && page.contains("default-src 'none'"));
}

#[test]
fn a_report_says_a_difference_in_words_and_links_what_it_rests_on() {
    let page = html(&["--id", "match-00*", "--id", "networks-832*"], &always(r#"\"result\":{\"offer\":0}"#));
    let words = "another maxTimeoutSeconds<br>expected no offer, because maxTimeoutSeconds differs; got <b class=\"bad\"><bdi>offer 0</bdi></b>";
    assert!(page.contains(words), "{page}");
    let link = "<details id=\"match-0070\"><summary><a href=\"#vector-match-0070\"><code>match-0070</code></a> <span class=\"tag\">the vector is stricter</span>";
    assert!(page.contains(link), "{page}");
    assert!(page.contains("<p>Made from <a href=\"#vector-match-0062\">"), "{page}");
    assert!(page.contains("<a href=\"#B-1\"><code>B-1</code></a>") && page.contains("<p id=\"B-1\">"), "{page}");
    assert!(page.contains("<pre>x402 conformance run --id match-0070 -- sh -c 'while read "), "{page}");
    let at = |level: &str| page.find(&format!(" differ at the level {level}</h2>")).unwrap();
    assert!(at("must") < at("should"), "{page}");
    let must = "<span class=\"tag\">false accept</span>";
    assert!((at("must")..at("should")).contains(&page.find(must).unwrap()), "{page}");
    assert!(page.rfind(must).unwrap() < at("should"), "{page}");
    assert!(page.contains("<dt>vectors<dd>version ") && page.contains("<dt>date<dd>20"), "{page}");
    assert_whole(&page);
}

#[test]
fn a_report_shows_the_first_differences_of_a_level() {
    let ids = ["networks-01*", "networks-02*", "networks-8*"];
    let options: Vec<&str> = ids.iter().flat_map(|id| ["--id", id]).chain(["--vectors", networks()]).collect();
    let page = html(&options, &always(r#"\"error\":\"no\""#));
    let count: usize =
        page.split(" differ at the level must</h2>").next().unwrap().rsplit("<h2>").next().unwrap().parse().unwrap();
    let (seen, rest) = page.split_once(&format!("<details><summary>{} more</summary>", count - 50)).unwrap();
    assert_eq!(seen.matches("<details id=\"networks-").count(), 50, "{page}");
    assert!(rest.contains("<details id=\"networks-"), "{page}");
    assert_eq!(page.matches("<details").count(), page.matches("</details>").count());
    assert_whole(&page);
    let few = html(&["--vectors", networks(), "--id", "networks-0101"], &always(r#"\"error\":\"no\""#));
    assert!(few.contains("<h2>1 differs at the level must") && !few.contains(" more</summary>"), "{few}");
}

#[test]
fn a_report_says_what_was_skipped_and_known_and_why() {
    let testee = always(r#"\"skipped\":\"not <yet>\""#);
    let page = html(&["--vectors", networks(), "--id", "networks-01*"], &testee);
    assert!(page.contains("<h2>Skipped, and why</h2>") && page.contains(": <bdi>not &lt;yet&gt;</bdi>"), "{page}");
    assert!(page.contains("networks-0101 ") && !page.contains("differ at the level"), "{page}");
    assert_whole(&page);
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("reported.json");
    let (path, vectors) = (file.to_str().unwrap(), ["--vectors", networks(), "--id", "networks-8326"]);
    let testee = always(r#"\"result\":{\"name\":\"x\",\"caip2\":\"a:b\"}"#);
    html(&[&vectors[..], &["--write-known", path]].concat(), &testee);
    let mut entries: Vec<Value> = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
    entries[0]["why"] = json!("told <here>");
    fs::write(&file, json!(entries).to_string()).unwrap();
    let page = html(&[&vectors[..], &["--known", path]].concat(), &testee);
    let heading = "<h2>Known differences, by reason</h2>\n<details><summary>1: <bdi>told &lt;here&gt;</bdi></summary>";
    assert!(page.contains(heading) && page.contains("networks-8326"), "{page}");
}

/// Every place where a testee's words come into the page.
#[test]
fn the_words_of_a_testee_are_inert() {
    let hostile = "</bdi><script>a()</script><img src=x>\\\\u202e\\\\u0007\\\\u200b";
    let named = format!(r#"\"result\":{{\"name\":\"{hostile}\",\"caip2\":\"{hostile}\"}}"#);
    for (group, answer) in [
        ("networks", named),
        ("networks", format!(r#"\"skipped\":\"{hostile}\""#)),
        ("networks", format!(r#"\"error\":\"{hostile}\""#)),
        ("networks", format!(r#"\"{hostile}\":1"#)),
        ("match", format!(r#"\"result\":{{\"offer\":\"{hostile}\"}}"#)),
    ] {
        let mut testee = always(&answer);
        let introduction = format!(r#"{{"testee":{{"name":"{}"}}}}"#, hostile.replace(r"\\", r"\"));
        testee[3] = format!("printf '%s\\n' '{introduction}'; {}", testee[3]);
        let page = html(&["--group", group], &testee);
        assert!(
            page.contains("&lt;script&gt;") && page.contains("<dt>tested<dd><bdi>&lt;/bdi&gt;"),
            "{answer}: {page}"
        );
        for part in ["<script", "<img", "\u{202e}", "\u{7}", "\u{200b}"] {
            assert!(!page.contains(part), "{part:?} of {answer}");
        }
        assert_whole(&page);
    }
}

/// Vectors about networks whose every text is hostile. `group` is the name of their file.
fn hostile_vectors(name: &str, group: &str, hostile: &str) -> String {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(directory.join("v1")).unwrap();
    let mut file: Value =
        serde_json::from_slice(&fs::read(Path::new(networks()).join("v1/networks.json")).unwrap()).unwrap();
    let mut vectors = [file["vectors"][0].take(), json!(null)];
    vectors[0]["id"] = json!(format!("{group}-1"));
    for (member, value) in [
        ("title", json!(hostile)),
        ("comment", json!(format!("{hostile}\u{7}`{hostile}`"))),
        ("flags", json!([hostile])),
        ("rulings", json!([hostile])),
        ("requirements", json!([hostile])),
        ("op", json!("network")),
        ("input", json!({"name": hostile})),
        ("parent", json!(format!("{group}-2"))),
        ("change", json!({"path": hostile, "from": hostile, "to": hostile})),
        ("witness", json!([{"by": hostile, "confirms": [hostile]}])),
        (
            "intermediate",
            json!({"digest": hostile, "chain": [{"state": hostile, "call": hostile, "at": 1, "reverted": hostile}]}),
        ),
        (
            "expect",
            json!({"class": "invalid", "result": {"err": {"kind": hostile}}, "reason": hostile, "check": hostile, "stage": hostile}),
        ),
    ] {
        vectors[0][member] = value;
    }
    vectors[0].as_object_mut().unwrap().remove("noWitness");
    vectors[1] = vectors[0].clone();
    vectors[1]["id"] = json!(format!("{group}-2"));
    for member in ["parent", "change", "witness"] {
        vectors[1].as_object_mut().unwrap().remove(member);
    }
    vectors[1]["noWitness"] = json!(hostile);
    file["group"] = json!(group);
    file["generated"] = json!({"by": hostile, "version": hostile});
    let note = json!({
        "class": hostile, "text": hostile, "effect": hostile, "severity": "money", "sources": [hostile],
        "links": [hostile, "javascript:a()", format!("https://{hostile}")],
    });
    file["notes"] = json!({hostile: note});
    file["vectors"] = json!(vectors);
    let text = file.to_string();
    let read: VectorFile = serde_json::from_str(&text).unwrap();
    let entry = IndexEntry::new(&format!("v1/{group}.json"), text.as_bytes(), &read.vectors);
    fs::write(directory.join(format!("v1/{group}.json")), text).unwrap();
    let mut index: Value =
        serde_json::from_slice(&fs::read(Path::new(networks()).join("index.json")).unwrap()).unwrap();
    index["files"] = json!([entry]);
    fs::write(directory.join("index.json"), index.to_string()).unwrap();
    for name in ["checks.json", "rulings.json"] {
        fs::copy(Path::new(networks()).join(name), directory.join(name)).unwrap();
    }
    directory.to_str().unwrap().to_owned()
}

/// A directory of vectors may be a stranger's.
#[test]
fn the_words_of_a_vector_are_inert() {
    let hostile = "</title></bdi><script>a()</script><img src=x onerror=\"a()\">' \u{202e}\u{200b}";
    let vectors = hostile_vectors("hostile", "hostile", hostile);
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("hostile-pages");
    let _ = fs::remove_dir_all(&directory);
    let printed = x402(&["conformance", "pages", directory.to_str().unwrap(), "--vectors", &vectors]);
    assert_eq!((printed.code, printed.out.split(' ').next()), (0, Some("7")), "{printed:?}");
    let mut pages: Vec<String> =
        fs::read_dir(&directory).unwrap().map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap()).collect();
    let report = html(&["--vectors", &vectors], &always(r#"\"result\":{\"name\":\"x\",\"caip2\":\"a:b\"}"#));
    assert!(report.contains("2 differ at the level"), "{report}");
    pages.push(report);
    for page in pages {
        assert!(page.contains("&lt;script&gt;") && page.contains("default-src 'none'"), "{page}");
        for part in ["<script", "<img", "</title></bdi>", "\u{202e}", "\u{7}", "\u{200b}", "href=\"javascript"] {
            assert!(!page.contains(part), "{part:?}: {page}");
        }
        // No attribute ends early.
        assert_eq!(page.matches("onerror=\"").count(), 0, "{page}");
    }
}

#[test]
fn no_page_replaces_a_different_one() {
    let vectors = hostile_vectors("named", "rulings", "text");
    let printed = x402(&["conformance", "pages", "never", "--vectors", &vectors]);
    assert!(printed.code == 64 && printed.err.contains("two pages have the name rulings"), "{printed:?}");
    assert!(!Path::new("never").exists());
}

/// No group of the vectors inside the command has the name of a page about all.
#[test]
fn the_vectors_inside_the_command_have_pages() {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("all-pages");
    let _ = fs::remove_dir_all(&directory);
    let printed = x402(&["conformance", "pages", directory.to_str().unwrap()]);
    assert_eq!((printed.code, printed.err.as_str()), (0, ""));
    let listed = x402(&["conformance", "run", "--list"]).out.lines().count();
    let pages = fs::read_dir(&directory).unwrap().count();
    assert!(pages > listed + 4 && printed.out.starts_with(&format!("{pages} pages in ")), "{listed}: {}", printed.out);
    for name in ["statements", "numbered-statements"] {
        assert!(directory.join(format!("{name}.html")).exists(), "{name}");
    }
    fs::remove_dir_all(&directory).unwrap();
}

#[test]
fn every_vector_has_a_page_with_what_show_prints() {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pages");
    let _ = fs::remove_dir_all(&directory);
    let printed = x402(&["conformance", "pages", directory.to_str().unwrap(), "--vectors", networks()]);
    assert_eq!(printed.code, 0, "{printed:?}");
    let pages: Vec<_> = fs::read_dir(&directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(printed.out.starts_with(&format!("{} pages in ", pages.len())), "{printed:?}");
    for path in &pages {
        let page = fs::read_to_string(path).unwrap();
        for link in values(&page, "href=\"").into_iter().filter(|link| !link.starts_with("https://")) {
            let (name, id) = link.split_once('#').unwrap_or((link, ""));
            let target = fs::read_to_string(directory.join(name)).unwrap_or_else(|_| panic!("{link} of {path:?}"));
            assert!(id.is_empty() || target.contains(&format!(" id=\"{id}\"")), "{link} of {path:?}");
        }
    }
    let shown = x402(&["conformance", "show", "networks-8326", "--vectors", networks()]).out;
    let page = fs::read_to_string(directory.join("networks-8326.html")).unwrap();
    let text = |page: &str| {
        let mut text = String::new();
        for part in page.split('<').skip(1) {
            text += part.split_once('>').map_or("", |(_, text)| text);
        }
        let text = text.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
        text.split_whitespace().collect::<String>()
    };
    let text = text(&page);
    for line in shown.lines().skip(1) {
        let line: String = line.replace('`', "").split_whitespace().collect();
        assert!(text.contains(&line), "{line}: {text}");
    }
    let example = fs::read_to_string(directory.join("networks-8026.html")).unwrap();
    assert!(example.contains("<a href=\"numbered-statements.html#"), "{example}");
    assert!(page.contains("<a href=\"rulings.html#C-9\">") && page.contains("<a href=\"networks.html\">"), "{page}");
    let printed = x402(&["conformance", "pages", "/dev/null/pages", "--vectors", networks()]);
    assert!(printed.code == 64 && printed.err.contains("/dev/null/pages"), "{printed:?}");
}
