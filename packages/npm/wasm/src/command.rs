//! The command, without files and streams: what it wants of them is named in the answer, and the host runs it again with that.

use std::{
    collections::BTreeMap,
    io::{self, BufRead, Cursor, Read, Write},
    path::Path,
};

use base64::{Engine, prelude::BASE64_STANDARD};
use serde::{Deserialize, Serialize};
use serde_json::{to_string, value::RawValue};
use x402_cli::Host;
use x402_operations::Answer;

/// What the host knows. Bytes are base64.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Request {
    arguments: Vec<String>,
    #[serde(default)]
    files: BTreeMap<String, File>,
    /// Whether a path that an argument may name is one of a file.
    #[serde(default)]
    are_files: BTreeMap<String, bool>,
    #[serde(default)]
    input: Option<String>,
    now: u64,
    columns: Option<usize>,
    wants_colours: bool,
}

/// What is at a path that an argument names.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
enum File {
    Content(String),
    /// No file can be read there, for this reason.
    Error(String),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Response {
    code: u8,
    out: String,
    err: String,
    /// Paths of files that the command opened, and the request does not have.
    wants: Vec<String>,
    /// Paths of which the request does not say whether they are of files.
    wants_to_know: Vec<String>,
    wants_input: bool,
}

/// What the command gets: what the request has of it. What is missing is wanted.
struct Given {
    request: Request,
    out: Vec<u8>,
    err: Vec<u8>,
    wants: Vec<String>,
    wants_to_know: Vec<String>,
    wants_input: bool,
}

pub(super) fn run(input: &RawValue) -> Answer {
    let request: Request = match serde_json::from_str(input.get()) {
        Ok(request) => request,
        Err(error) => return Answer::Error(format!("input: {error}")),
    };
    let arguments: Vec<_> = request.arguments.iter().map(Into::into).collect();
    let mut host = Given {
        request,
        out: Vec::new(),
        err: Vec::new(),
        wants: Vec::new(),
        wants_to_know: Vec::new(),
        wants_input: false,
    };
    let code = x402_cli::run(arguments, &mut host);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let Given { out, err, wants, wants_to_know, wants_input, .. } = host;
    match to_string(&Response { code, out: text(&out), err: text(&err), wants, wants_to_know, wants_input }) {
        Ok(response) => Answer::Result(response),
        Err(error) => Answer::Error(error.to_string()),
    }
}

fn decoded(text: &str) -> io::Result<Cursor<Vec<u8>>> {
    BASE64_STANDARD.decode(text).map(Cursor::new).map_err(io::Error::other)
}

impl Host for Given {
    fn open(&mut self, path: &Path) -> io::Result<Box<dyn Read>> {
        let path = path.to_string_lossy();
        match self.request.files.get(&*path) {
            Some(File::Content(text)) => Ok(Box::new(decoded(text)?)),
            Some(File::Error(why)) => Err(io::Error::other(why.clone())),
            None => {
                self.wants.push(path.into_owned());
                Err(io::Error::other("not read yet"))
            }
        }
    }

    fn is_file(&mut self, path: &str) -> bool {
        let known = self.request.are_files.get(path).copied();
        if known.is_none() {
            self.wants_to_know.push(path.to_owned());
        }
        known.unwrap_or_default()
    }

    fn input(&mut self) -> Box<dyn BufRead> {
        self.wants_input |= self.request.input.is_none();
        let bytes = self.request.input.as_deref().map(decoded);
        // The host encodes it, so that it can always be decoded.
        Box::new(bytes.and_then(Result::ok).unwrap_or_default())
    }

    fn out(&mut self) -> &mut dyn Write {
        &mut self.out
    }

    fn err(&mut self) -> &mut dyn Write {
        &mut self.err
    }

    fn now(&mut self) -> Option<u64> {
        Some(self.request.now)
    }

    fn columns(&mut self) -> Option<usize> {
        self.request.columns
    }

    fn wants_colours(&mut self) -> bool {
        self.request.wants_colours
    }
}
