//! Asks another implementation, in the JSON lines of `docs/reference/operations`.

mod complaints;
mod conversation;
mod guard;
mod introduction;
mod messages;
mod process;

use std::{io, time::Duration};

use self::process::Process;
pub(crate) use self::{
    conversation::Conversation,
    messages::{NO_ANSWER, UNREADABLE_RESULT, answer_limits},
};
pub use self::{
    conversation::{ended_last, spoke_last, text_of, with_complaint},
    introduction::Introduction,
    messages::{Heard, Question, Reply},
};

/// The longest time to wait for the end of a program that gets no more questions. It is not longer than for an answer.
pub const PATIENCE: Duration = Duration::from_secs(2);

/// A process that answers questions. It is restarted after a crash or a timeout. All processes that it starts are ended
/// with it.
#[derive(Debug)]
pub struct Adapter {
    command: Vec<String>,
    timeout: Duration,
    running: Option<Process>,
    conversation: Conversation,
}

impl Adapter {
    /// Takes a program with its arguments, and the time to wait for each answer. Nothing is started yet.
    #[must_use]
    pub const fn new(command: Vec<String>, timeout: Duration) -> Self {
        Self { command, timeout, running: None, conversation: Conversation::new() }
    }

    /// Asks one question.
    ///
    /// # Errors
    /// The program cannot be started.
    pub fn ask(&mut self, question: Question<'_>) -> io::Result<Reply> {
        let question = self.conversation.question(question);
        let mut running = match self.running.take() {
            Some(running) => running,
            None => Process::start(&self.command)?,
        };
        let mut heard = running.ask(question, self.timeout);
        let reply = loop {
            match self.conversation.hear(heard) {
                Some(reply) => break reply,
                None => heard = running.next_line(self.timeout),
            }
        };
        if reply.is_answer() {
            self.running = Some(running);
        }
        Ok(reply)
    }

    /// Who the program says that it is, once it has answered.
    pub const fn introduction(&self) -> Option<&Introduction> {
        self.conversation.introduction()
    }

    /// Tells the program that there are no more questions, and waits a little for its end. Returns what is wrong with
    /// the end: another exit code than 0, a signal, or a line that nobody asked for.
    #[must_use]
    pub fn finish(self) -> Option<String> {
        self.running?.finish(self.timeout.min(PATIENCE))
    }
}
