//! Another implementation, behind the JSON lines of `docs/operations.md`.

use std::{
    io::{self, BufRead, BufReader, Write},
    process::{Child, Command, Stdio},
    sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    thread,
    time::{Duration, Instant},
};

use serde::Deserialize;
use serde_json::value::RawValue;
use x402_types::{Limits, RawJson};

/// What an implementation said to one question. Everything is a result: a run goes on after a crash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// It answered.
    Result(RawJson),
    /// It does not do this: why.
    Skipped(String),
    /// It calls the question malformed: how.
    Error(String),
    /// What it wrote is no answer to this question: why.
    Malformed(String),
    /// It ended: how.
    Crashed(String),
    /// It said nothing in time.
    TimedOut,
}

/// A process that answers questions. Started again after it crashed or hung.
#[derive(Debug)]
pub struct Adapter {
    command: Vec<String>,
    timeout: Duration,
    running: Option<Running>,
    asked: u64,
}

#[derive(Debug)]
struct Running {
    child: Child,
    questions: Sender<String>,
    answers: Receiver<io::Result<String>>,
}

impl Adapter {
    /// A program and its arguments; nothing is started yet.
    #[must_use]
    pub const fn new(command: Vec<String>, timeout: Duration) -> Self {
        Self { command, timeout, running: None, asked: 0 }
    }

    /// Asks one question.
    ///
    /// # Errors
    /// The program cannot be started.
    pub fn ask(&mut self, op: &str, input: &RawJson) -> io::Result<Reply> {
        self.asked += 1;
        let id = format!("q{}", self.asked);
        let mut running = match self.running.take() {
            Some(running) => running,
            None => Running::start(&self.command)?,
        };
        let question = format!(
            "{{\"id\":\"{id}\",\"op\":{},\"input\":{}}}\n",
            RawJson::string(op).as_str(),
            crate::ops::one_line(input.as_str().to_owned())
        );
        // A pipe that is closed is found when the answer is awaited.
        let _ = running.questions.send(question);
        let reply = match running.answers.recv_timeout(self.timeout) {
            Ok(Ok(line)) => read_answer(&line, &id),
            Ok(Err(error)) => Reply::Malformed(error.to_string()),
            Err(RecvTimeoutError::Timeout) => Reply::TimedOut,
            Err(RecvTimeoutError::Disconnected) => Reply::Crashed(running.end_within(self.timeout)),
        };
        if matches!(reply, Reply::Result(_) | Reply::Skipped(_) | Reply::Error(_)) {
            self.running = Some(running);
        } else {
            // Whatever it says later would be the answer to another question.
            running.stop();
        }
        Ok(reply)
    }
}

impl Drop for Adapter {
    fn drop(&mut self) {
        if let Some(running) = self.running.take() {
            running.stop();
        }
    }
}

impl Running {
    fn start(command: &[String]) -> io::Result<Self> {
        let (program, arguments) =
            command.split_first().ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "no program is named"))?;
        let mut child = Command::new(program).args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let no_pipe = || io::Error::other("the program has no pipes");
        let mut stdin = child.stdin.take().ok_or_else(no_pipe)?;
        let stdout = child.stdout.take().ok_or_else(no_pipe)?;
        let (questions, asked) = channel::<String>();
        // A program that does not read would hold up whoever writes more to it than the pipe takes.
        thread::spawn(move || {
            for question in asked {
                if stdin.write_all(question.as_bytes()).and_then(|()| stdin.flush()).is_err() {
                    break;
                }
            }
        });
        let (sender, answers) = channel();
        // Ends with the program's output, or when nobody listens any more.
        thread::spawn(move || {
            for line in BufReader::new(stdout).lines() {
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        Ok(Self { child, questions, answers })
    }

    /// How the program ended whose output did: it may have closed that and gone on.
    fn end_within(&mut self, timeout: Duration) -> String {
        let began = Instant::now();
        loop {
            match self.child.try_wait() {
                Ok(Some(status)) => return status.to_string(),
                Ok(None) if began.elapsed() < timeout => thread::sleep(Duration::from_millis(1)),
                Ok(None) => return "its output ended, and it did not".into(),
                Err(error) => return error.to_string(),
            }
        }
    }

    fn stop(mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer {
    id: Option<String>,
    result: Option<Box<RawValue>>,
    skipped: Option<String>,
    error: Option<String>,
}

fn read_answer(line: &str, id: &str) -> Reply {
    let answer: Answer = match serde_json::from_str(line) {
        Ok(answer) => answer,
        Err(error) => return Reply::Malformed(format!("not one answer on one line: {error}")),
    };
    if answer.id.as_deref() != Some(id) {
        return Reply::Malformed(format!("the answer to {id} has the id {:?}", answer.id));
    }
    match (answer.result, answer.skipped, answer.error) {
        (Some(result), None, None) => match RawJson::parse_within(result.get(), &answer_limits()) {
            Ok(result) => Reply::Result(result),
            Err(error) => Reply::Malformed(format!("result: {error}")),
        },
        (None, Some(why), None) => Reply::Skipped(why),
        (None, None, Some(why)) => Reply::Error(why),
        _ => Reply::Malformed("an answer has exactly one of result, skipped, error".into()),
    }
}

/// Answers may be larger than the documents they are about.
pub(crate) fn answer_limits() -> Limits {
    let mut limits = Limits::DEFAULT;
    limits.body = 64 * 1024 * 1024;
    limits.depth = 160;
    limits.values = 1 << 20;
    limits
}
