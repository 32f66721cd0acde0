//! The process of an adapter: its two pipes, and how it ends.

use std::{
    io::{self, BufReader, Write},
    process::{Child, Command, ExitStatus, Stdio},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
        mpsc::{Receiver, RecvTimeoutError, Sender, channel, sync_channel},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use x402_operations::lines::{Line, read_line};

use super::{
    complaints::Complaints,
    conversation::{ended_last, spoke_last, text_of},
    guard::Guard,
    messages::{Heard, MAX_ANSWER},
};

/// The interval at which a silent program is checked for having ended.
const GLANCE: Duration = Duration::from_millis(20);

/// How long to wait for output that a program wrote before it ended. The output is at most what a pipe holds.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// A running program, with everything that it starts.
#[derive(Debug)]
pub(super) struct Process {
    child: Child,
    guard: Guard,
    complaints: Complaints,
    /// `None` after the last question.
    questions: Option<Sender<String>>,
    answers: Receiver<Result<String, String>>,
    /// The number of bytes since the last line feed.
    unended: Arc<AtomicUsize>,
    reader: JoinHandle<()>,
}

impl Process {
    /// Starts a program with its arguments.
    ///
    /// # Errors
    /// The program, or the shell that watches over it, cannot be started.
    pub(super) fn start(command: &[String]) -> io::Result<Self> {
        let (program, arguments) =
            command.split_first().ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "no program is named"))?;
        let mut guard = Guard::start()?;
        let mut command = Command::new(program);
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = guard.spawn(&mut command)?;
        let no_pipe = || io::Error::other("the program has no pipes");
        let mut stdin = child.stdin.take().ok_or_else(no_pipe)?;
        let stdout = child.stdout.take().ok_or_else(no_pipe)?;
        let complaints = Complaints::of(child.stderr.take().ok_or_else(no_pipe)?);
        let (questions, asked) = channel::<String>();
        // If the program does not read, only this thread blocks when the pipe is full.
        thread::spawn(move || {
            for question in asked {
                if stdin.write_all(question.as_bytes()).and_then(|()| stdin.flush()).is_err() {
                    break;
                }
            }
        });
        // The channel holds one line. A program that writes more lines than it is asked for has to wait.
        let (sender, answers) = sync_channel(1);
        let unended = Arc::new(AtomicUsize::new(0));
        let bytes = Arc::clone(&unended);
        // The thread ends with the program's output, at malformed output, or when the receiver is gone.
        let reader = thread::spawn(move || {
            let mut output = BufReader::new(Counted { output: stdout, bytes: Arc::clone(&bytes) });
            while let Some(line) = next_line(&mut output) {
                let is_last = line.is_err();
                // Its line feed counts, too. At the end of the output there may be none, and nobody asks any more.
                bytes.fetch_sub(line.as_ref().map_or(0, |line| line.len() + 1), Ordering::Relaxed);
                if sender.send(line).is_err() || is_last {
                    break;
                }
            }
        });
        Ok(Self { child, guard, complaints, questions: Some(questions), answers, unended, reader })
    }

    /// Sends a question, and waits for the next line.
    pub(super) fn ask(&mut self, question: String, timeout: Duration) -> Heard {
        // If the pipe is closed, waiting for the answer reports it.
        let _ = self.questions.as_ref().map(|questions| questions.send(question));
        self.next_line(timeout)
    }

    /// Waits for the next line.
    pub(super) fn next_line(&mut self, timeout: Duration) -> Heard {
        // A time that the clock does not reach never ends.
        let mut until = Instant::now().checked_add(timeout);
        let mut ended = None;
        loop {
            let left = until.map_or(GLANCE, |until| until.saturating_duration_since(Instant::now()));
            match self.answers.recv_timeout(left.min(GLANCE)) {
                Ok(line) => return line.into(),
                Err(RecvTimeoutError::Disconnected) => {
                    let how = self.end_within(timeout);
                    return Heard::Ended(self.complaints.after(how));
                }
                Err(RecvTimeoutError::Timeout) if left.is_zero() => {
                    let unended = self.unended.load(Ordering::Relaxed);
                    return ended.map_or(Heard::TimedOut(unended), |how| Heard::Ended(self.complaints.after(how)));
                }
                // The output stays open as long as any process that the program started holds it.
                Err(RecvTimeoutError::Timeout) if ended.is_none() => {
                    if let Some(how) = self.has_ended() {
                        ended = Some(how);
                        let last = Instant::now() + LAST_WORDS;
                        until = Some(until.map_or(last, |until| until.min(last)));
                    }
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }

    /// Closes the input after the last answer. Returns what the program does other than to end with the exit code 0. A
    /// program that goes on running is ended without a word.
    pub(super) fn finish(mut self, patience: Duration) -> Option<String> {
        self.questions = None;
        let until = Instant::now() + patience;
        let mut closed = false;
        loop {
            match self.answers.recv_timeout(GLANCE) {
                Ok(line) => return Some(spoke_last(line)),
                Err(RecvTimeoutError::Disconnected) => closed = true,
                Err(RecvTimeoutError::Timeout) => {}
            }
            match self.child.try_wait() {
                Ok(Some(status)) if status.success() && closed => return None,
                Ok(Some(status)) if !status.success() => {
                    return Some(ended_last(&self.complaints.after(status.to_string())));
                }
                Ok(_) | Err(_) if Instant::now() >= until => return None,
                Ok(_) | Err(_) => thread::sleep(Duration::from_millis(1)),
            }
        }
    }

    fn has_ended(&mut self) -> Option<String> {
        let ended = self.child.try_wait().map(|status| status.as_ref().map(ExitStatus::to_string));
        ended.unwrap_or_else(|error| Some(error.to_string()))
    }

    /// Describes how a program ended after its output ended. The program may have closed its output and still run.
    fn end_within(&mut self, timeout: Duration) -> String {
        let began = Instant::now();
        loop {
            if let Some(how) = self.has_ended() {
                return how;
            }
            if began.elapsed() >= timeout {
                return "its output ended, but the program still runs".into();
            }
            thread::sleep(Duration::from_millis(1));
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // A later line would be mistaken for the answer to another question.
        self.guard.end();
        // The program is already dead, or cannot be reached.
        let _ = self.child.kill();
        let _ = self.child.wait();
        // The reader may hold an answer of the largest size. Were the next program started beside it, a slow machine would hold
        // many. Whatever still holds the program's output is not waited for.
        let (_, nothing) = sync_channel(0);
        self.answers = nothing;
        let began = Instant::now();
        while !self.reader.is_finished() && began.elapsed() < LAST_WORDS {
            thread::sleep(Duration::from_millis(1));
        }
    }
}

/// Output whose bytes are counted as they come.
struct Counted<R> {
    output: R,
    bytes: Arc<AtomicUsize>,
}

impl<R: io::Read> io::Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.output.read(buffer)?;
        self.bytes.fetch_add(read, Ordering::Relaxed);
        Ok(read)
    }
}

/// Reads the next line, or says why there is none. `None` at the end of the output.
fn next_line(output: &mut BufReader<impl io::Read>) -> Option<Result<String, String>> {
    let mut line = Vec::new();
    Some(match read_line(output, &mut line, MAX_ANSWER) {
        Ok(None) => return None,
        // A line that is too long has one byte more than may be.
        Ok(Some(Line::Whole | Line::TooLong)) => text_of(line),
        Err(error) => Err(error.to_string()),
    })
}
