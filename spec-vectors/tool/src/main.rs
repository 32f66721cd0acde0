//! Writes `spec-vectors/v1` from `spec-vectors/sources`: see [`HELP`].

#![forbid(unsafe_code)]

use std::{
    error::Error,
    io::{self, Write},
    path::Path,
    process::ExitCode,
};

use x402_vectors::{
    expand::Sources,
    json::Json,
    layout,
    vector::group_of,
    witness::Findings,
    write::{self, Mode, Report},
};

const HELP: &str = "\
Writes spec-vectors/v1/GROUP.json from spec-vectors/sources/GROUP.json, which a person edits.

    cargo run -p x402-vectors -- [COMMAND]

  (nothing)        writes the files of all groups that have sources, and lists the vectors that were added, changed or removed
  --check          writes nothing, and fails if a file is not what the sources say
  new PARENT       prints an entry for a new vector that changes the question of PARENT, ready to paste and edit
  show ID          prints a vector as it is written, with its digests and its witnesses
  decoded ID       prints the input of a vector as paths of a change see it
  fmt              puts the sources into their layout
  witnessed [--check] FILE …
                   takes new findings of witnesses, which witness/run writes to target/findings, or compares them

How to add a vector:

  1. cargo run -p x402-vectors -- new eip3009-0082 prints an entry. Paste it into spec-vectors/sources/eip3009.json, behind a similar one.
  2. Edit title, change, expect and level. `change` is a JSON Patch; its paths lead through the parent's input as `decoded` prints it.
     A vector inherits the question (op, input, encode, sign), and nothing else.
  3. cargo run -p x402-vectors. It signs, computes the digests, and says what is wrong and where.
  4. It also says which witnesses to run, so that software by other authors confirms the values: witness/run --write viem eth-account.

The exit code is 1 if something is wrong or different, and 64 if the command is not one of these.
";

fn main() -> ExitCode {
    let vectors = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&vectors, &arguments) {
        Ok(Some(true)) => ExitCode::SUCCESS,
        Ok(Some(false)) => ExitCode::FAILURE,
        Ok(None) => {
            eprint!("{HELP}");
            ExitCode::from(64)
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Runs a command, and returns whether it found no problem. `None` if the command is unknown.
fn run(vectors: &Path, arguments: &[&str]) -> Result<Option<bool>, Box<dyn Error>> {
    let is_file = |argument: &&str| !argument.starts_with("--");
    let good = match arguments {
        [] => printed(&write::run(vectors, Mode::Write, Findings::NONE)?)?,
        ["--check"] => printed(&write::run(vectors, Mode::Check, Findings::NONE)?)?,
        ["--help" | "-h" | "help"] => {
            print(HELP)?;
            true
        }
        ["new", parent] => {
            print(&new(vectors, parent)?)?;
            true
        }
        ["show", id] => {
            let found = write::vectors(vectors, group_of(id))?.into_iter().find(|vector| vector.id == *id);
            let vector = found.ok_or_else(|| format!("{id}: there is no such vector in spec-vectors/sources"))?;
            print(&(layout::entry(&Json::parse(&serde_json::to_string(&vector)?)?) + "\n"))?;
            true
        }
        ["decoded", id] => {
            let (_, input) = sources(vectors)?.decoded(id)?;
            print(&(layout::entry(&input) + "\n"))?;
            true
        }
        ["fmt"] => {
            for name in write::format(vectors)? {
                print(&format!("{name}: formatted\n"))?;
            }
            true
        }
        ["witnessed", "--check", files @ ..] if !files.is_empty() && files.iter().all(is_file) => {
            printed(&write::run(vectors, Mode::Check, Findings::read(files)?)?)?
        }
        ["witnessed", files @ ..] if !files.is_empty() && files.iter().all(is_file) => {
            printed(&write::run(vectors, Mode::Write, Findings::read(files)?)?)?
        }
        _ => return Ok(None),
    };
    Ok(Some(good))
}

fn printed(report: &Report) -> io::Result<bool> {
    for line in &report.lines {
        print(&format!("{line}\n"))?;
    }
    Ok(report.is_same)
}

/// Writes to standard output. A reader that closes the pipe needs no more output; the exit code is unchanged.
fn print(text: &str) -> io::Result<()> {
    let mut output = io::stdout().lock();
    match output.write_all(text.as_bytes()).and_then(|()| output.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

fn sources(vectors: &Path) -> Result<Sources, String> {
    Sources::read(&vectors.join("sources")).map_err(|faults| faults.join("\n"))
}

/// An entry with the next free id, and with what a similar vector has.
fn new(vectors: &Path, parent: &str) -> Result<String, Box<dyn Error>> {
    let sources = sources(vectors)?;
    if sources.entry(parent).is_none() {
        return Err(format!("{parent}: there is no such vector in spec-vectors/sources; name one of its ids").into());
    }
    let group = group_of(parent);
    let text = std::fs::read_to_string(vectors.join(format!("sources/{group}.json")))?;
    let file = Json::parse(&text)?;
    let Some(Json::List(all)) = file.get("vectors") else { return Err("the file has no vectors".into()) };
    let old = all.iter().find(|entry| entry.get("id").and_then(Json::as_text).as_deref() == Some(parent));
    let old = old.ok_or("the vector is gone")?;
    let stem = parent.trim_end_matches(|c: char| c.is_ascii_lowercase());
    let letters = ('a'..='z')
        .map(String::from)
        .chain(('a'..='z').flat_map(|one| ('a'..='z').map(move |two| format!("{one}{two}"))));
    let id = letters.map(|letters| format!("{stem}{letters}")).find(|id| sources.entry(id).is_none());
    let id = id.ok_or("all ids with this number are taken")?;
    let mut entry = Json::Object(Vec::new());
    entry.set("id", Json::text(&id));
    entry.set("title", Json::text("what is special about it"));
    entry.set("parent", Json::text(parent));
    let change = r#"[{"op": "replace", "path": "/…", "value": "…"}]"#;
    entry.set("change", Json::parse(change)?);
    for name in ["expect", "level", "flags", "rulings", "requirements"] {
        if let Some(value) = old.get(name) {
            entry.set(name, value.clone());
        }
    }
    Ok(format!("  {}\n", layout::entry(&entry)))
}
