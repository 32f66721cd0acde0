//! Running the command.

use std::{
    fs,
    io::Write,
    path::PathBuf,
    process::{Command, Output, Stdio},
    sync::OnceLock,
};

use serde_json::Value;

/// Seconds since 1970 at which the specification's payment is valid.
pub(crate) const NOW: &str = "1740672100";

/// Path of a file in `docs/examples`.
pub(crate) fn example(name: &str) -> String {
    let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), "../../docs/examples", name].iter().collect();
    path.to_str().unwrap().to_owned()
}

/// The same as an argument that names the file.
pub(crate) fn at(name: &str) -> String {
    format!("@{}", example(name))
}

pub(crate) fn read(name: &str) -> String {
    fs::read_to_string(example(name)).unwrap()
}

/// The base64 text of the specification's payment.
pub(crate) fn header() -> String {
    read("payment.txt").trim_end().strip_prefix("PAYMENT-SIGNATURE: ").unwrap().to_owned()
}

/// What the command said, and its exit code.
#[derive(Debug, PartialEq)]
pub(crate) struct Printed {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl From<Output> for Printed {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
    }
}

/// The result of an operation in the JSON of a command, without what only answers about recognised text have.
pub(crate) fn result_in(mut answer: Value) -> Value {
    let fields = answer.as_object_mut().unwrap();
    assert!(fields.remove("provenance").is_some(), "{fields:?}");
    for name in ["answered", "now", "recorded"] {
        fields.remove(name);
    }
    answer
}

/// The verdict that a command printed, without the answers of others before it and the sources after it.
pub(crate) fn verdict_in(out: &str) -> String {
    let start = ["valid", "invalid", "undecided"].into_iter().filter_map(|word| {
        if out.starts_with(word) { Some(0) } else { out.find(&format!("\n{word}")).map(|at| at + 1) }
    });
    let verdict = &out[start.min().unwrap_or(0)..];
    verdict
        .lines()
        .filter(|line| !line.starts_with("  payment from "))
        .fold(String::new(), |text, line| text + line + "\n")
}

/// A directory with the vectors about networks alone. All of them take a second to read in each run.
pub(crate) fn networks() -> &'static str {
    static MADE: OnceLock<String> = OnceLock::new();
    MADE.get_or_init(|| vectors_of("networks", &["networks"]))
}

/// A directory of this name with the vectors of these groups.
pub(crate) fn vectors_of(name: &str, groups: &[&str]) -> String {
    let all: PathBuf = [env!("CARGO_MANIFEST_DIR"), "../../spec-vectors"].iter().collect();
    let few: PathBuf = [env!("CARGO_TARGET_TMPDIR"), name].iter().collect();
    fs::create_dir_all(few.join("v1")).unwrap();
    let files: Vec<String> = groups.iter().map(|group| format!("v1/{group}.json")).collect();
    for name in files.iter().map(String::as_str).chain(["checks.json", "rulings.json"]) {
        fs::copy(all.join(name), few.join(name)).unwrap();
    }
    let mut index: Value = serde_json::from_slice(&fs::read(all.join("index.json")).unwrap()).unwrap();
    index["files"].as_array_mut().unwrap().retain(|entry| files.iter().any(|file| entry["file"] == **file));
    fs::write(few.join("index.json"), index.to_string()).unwrap();
    few.to_str().unwrap().to_owned()
}

pub(crate) fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_x402"));
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

pub(crate) fn x402(arguments: &[&str]) -> Printed {
    command(arguments).output().unwrap().into()
}

/// With this on standard input.
pub(crate) fn x402_reading(arguments: &[&str], input: impl AsRef<[u8]> + Send) -> Printed {
    let mut child = command(arguments).stdin(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    std::thread::scope(|scope| {
        // A command may write before it has read all. One that does not read to the end closes the pipe: no concern of
        // ours.
        scope.spawn(move || stdin.write_all(input.as_ref()).is_ok());
        child.wait_with_output().unwrap().into()
    })
}

pub(crate) fn json(printed: &Printed) -> Value {
    assert_eq!(printed.out.lines().count(), 1, "{printed:?}");
    serde_json::from_str(&printed.out).unwrap()
}

/// What the operation answers in process.
pub(crate) fn answer(op: &str, input: &Value) -> Value {
    let question = serde_json::json!({"id": "1", "op": op, "input": input}).to_string();
    let answer: Value = serde_json::from_str(&x402_operations::testee::answer_line(&question)).unwrap();
    answer["result"].clone()
}
