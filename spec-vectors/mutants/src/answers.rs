//! The answers of our own testee.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use x402_conformance::{
    adapter::{Question, Reply},
    runner::ask_ourselves,
};

/// The answers of our testee, each question asked once.
#[derive(Default)]
pub(crate) struct Answers(Mutex<HashMap<(String, String), Arc<Reply>>>);

impl Answers {
    pub(crate) fn ask(&self, op: &str, input: &str) -> Arc<Reply> {
        let key = (op.to_owned(), input.to_owned());
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        known.unwrap_or_else(|| {
            let reply = Arc::new(ask_ourselves(Question { op, input }));
            self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key, Arc::clone(&reply));
            reply
        })
    }
}
