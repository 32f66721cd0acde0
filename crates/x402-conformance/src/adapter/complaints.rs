//! What a program writes to its standard error: it is passed on, and its end is kept.

use std::{
    io::{self, Read, Write},
    process::ChildStderr,
    sync::{Arc, Mutex, PoisonError},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use super::conversation::{KEPT, with_complaint};

/// How long to wait for what a program wrote before it ended. Another process may hold the pipe open.
const LAST_WORDS: Duration = Duration::from_millis(200);

/// The standard error of a program.
#[derive(Debug)]
pub(super) struct Complaints {
    end: Arc<Mutex<Vec<u8>>>,
    reader: JoinHandle<()>,
}

impl Complaints {
    pub(super) fn of(mut pipe: ChildStderr) -> Self {
        let end = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&end);
        let reader = thread::spawn(move || {
            let mut part = [0; 4096];
            loop {
                let read = match pipe.read(&mut part) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                    Ok(0) | Err(_) => break,
                    Ok(count) => part.get(..count).unwrap_or_default(),
                };
                // If nobody reads this process's standard error, the program may complain all the same.
                let _ = io::stderr().write_all(read);
                let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
                kept.extend_from_slice(read);
                let surplus = kept.len().saturating_sub(KEPT);
                kept.drain(..surplus);
            }
        });
        Self { end, reader }
    }

    /// How the program ended, followed by the end of what it complained of, on one line.
    pub(super) fn after(&self, how: String) -> String {
        let began = Instant::now();
        while !self.reader.is_finished() && began.elapsed() < LAST_WORDS {
            thread::sleep(Duration::from_millis(1));
        }
        let end = self.end.lock().unwrap_or_else(PoisonError::into_inner);
        with_complaint(how, &end)
    }
}
