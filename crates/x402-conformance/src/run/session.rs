//! A run whose program somebody else starts and asks.

use std::{collections::BTreeSet, sync::Arc};

use super::{
    Asking, Known, RunReport, add_up,
    asking::{AllHeard, Answered, Asked, Patience, asks_the_chain},
    chosen::Chosen,
    columns::Column,
};
use crate::{
    adapter::{Conversation, Heard},
    vector::{Level, Vector, VectorFile},
};

/// A run that asks one process of a program after the other, and starts none: it says what to write, and is told what came.
///
/// The report is that of [`run_adapter`](super::run_adapter) with the same answers.
#[derive(Debug)]
pub struct Session {
    files: Arc<[VectorFile]>,
    /// The file and the vector, by index.
    chosen: Vec<(usize, usize)>,
    conversation: Conversation,
    columns: Vec<Column>,
    patience: Patience,
    field_levels: BTreeSet<Level>,
    heard: AllHeard,
    /// The number of vectors that are done.
    done: usize,
    gave_up: bool,
}

/// What follows on what came of a program. There is nothing else, so the enum is exhaustive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// The program has introduced itself: wait for another line, as long as for the first.
    Line,
    /// The question is answered: put the next one to the same process.
    Question,
    /// The question is answered, and the process is of no more use: end it, and put the next question to a new one.
    Restart,
}

impl Session {
    /// Chooses the vectors. Of `asking`, its command, its time and its number of processes are for whoever starts them.
    #[must_use]
    pub fn new(files: Arc<[VectorFile]>, wanted: impl Fn(&Vector) -> bool, asking: &Asking) -> Self {
        let positions = files.iter().enumerate().flat_map(|(position, file)| {
            let vectors = file.vectors.iter().enumerate().filter(|(_, vector)| wanted(vector));
            vectors.map(move |(vector, _)| (position, vector)).collect::<Vec<_>>()
        });
        let chosen: Vec<_> = positions.collect();
        Self {
            heard: AllHeard::new(chosen.len()),
            done: 0,
            chosen,
            files,
            conversation: Conversation::new(),
            columns: asking.columns.clone(),
            patience: Patience::new(asking.give_up_after),
            field_levels: asking.field_levels.clone(),
            gave_up: false,
        }
    }

    /// The line to write, with its line feed. `None` if there are no more questions, or after too many breakdowns in a row.
    pub fn question(&mut self) -> Option<String> {
        if self.gave_up {
            return None;
        }
        let vector = vector(&self.files, self.chosen.get(self.done)?)?;
        Some(self.conversation.question(vector.question()))
    }

    /// Takes what came after the question.
    pub fn hear(&mut self, heard: Heard) -> Next {
        let Some(reply) = self.conversation.hear(heard) else { return Next::Line };
        let position = self.chosen.get(self.done);
        let Some(vector) = position.and_then(|position| vector(&self.files, position)) else { return Next::Restart };
        let asks = asks_the_chain(self.conversation.introduction());
        let answered = Answered::new(&vector, &reply, &self.columns, asks);
        self.gave_up = !self.patience.goes_on(&answered);
        self.heard.take(self.done, answered);
        self.done += 1;
        if reply.is_answer() { Next::Question } else { Next::Restart }
    }

    /// The number of vectors that are done.
    #[must_use]
    pub const fn done(&self) -> usize {
        self.done
    }

    /// The number of vectors that were chosen.
    #[must_use]
    pub const fn all(&self) -> usize {
        self.chosen.len()
    }

    /// The report. `bad_end` says how the last process ended after its last answer, unless as it should.
    #[must_use]
    pub fn finish(self, known: &[Known], bad_end: Option<String>) -> RunReport {
        let testee = self.conversation.introduction().cloned();
        let asked = Asked::new(self.heard, &self.patience, bad_end, testee);
        let chosen =
            self.chosen.iter().filter_map(|&(file, index)| Some(Chosen { file: self.files.get(file)?, index }));
        add_up(&self.files, &chosen.collect::<Vec<_>>(), asked, known, &self.field_levels)
    }
}

fn vector(files: &[VectorFile], (file, vector): &(usize, usize)) -> Option<Vector> {
    files.get(*file)?.vectors.get(*vector)
}
