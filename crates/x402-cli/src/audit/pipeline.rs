//! Verifies batches on several threads, and returns the verdicts in the order of the batches.
//!
//! One thread numbers the batches and puts them into a queue that all workers share. A worker takes the next batch when it
//! is free, so no worker waits for a slower one. [`Pipeline::next`] sorts the verdicts by number.
//!
//! A [`Budget`] bounds the verdicts that wait for an earlier batch. It cannot be used up while the next batch is missing:
//! the reader takes the budget in the order of the numbers, so the next batch has its part before all later ones. It is in
//! the queue or with a worker, and only the reader waits for the budget or for a place in the queue.

use std::{
    any::Any,
    collections::BTreeMap,
    io,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, SyncSender, channel, sync_channel},
    },
    thread::{self, JoinHandle},
};

use super::{batch::Batch, budget::Budget, line::Verdicts};

/// The number of batches in the queue for each worker. More take more memory, and no worker waits less.
const WAITING: usize = 2;

/// The result of one batch, or the error that ended the input.
type Verified = io::Result<Verdicts>;

/// The result of one batch, or the panic of its worker.
type Outcome = Result<Verified, Box<dyn Any + Send>>;

/// The threads that read and verify. When the pipeline is dropped, they end, a thread that waits for input after its next read.
pub(crate) struct Pipeline {
    budget: Arc<Budget>,
    outcomes: Receiver<(u64, Outcome)>,
    /// The outcomes that came before their turn.
    early: BTreeMap<u64, Outcome>,
    /// The number of the batch whose verdicts come next.
    turn: u64,
    threads: Vec<JoinHandle<()>>,
}

impl Pipeline {
    /// Starts the threads. Each of the `jobs` workers verifies with a separate value of `verifier`.
    pub(crate) fn start<V: FnMut(&Batch) -> Verdicts>(
        batches: impl Iterator<Item = io::Result<Batch>> + Send + 'static,
        jobs: usize,
        verifier: impl Fn() -> V + Clone + Send + 'static,
    ) -> Self {
        let budget = Arc::new(Budget::new());
        let (queue, waiting) = sync_channel(WAITING * jobs);
        let waiting = Arc::new(Mutex::new(waiting));
        // No bound, because the budget bounds what waits here.
        let (verified, outcomes) = channel();
        let mut threads = Vec::new();
        for _ in 0..jobs {
            let (waiting, verified, verifier) = (Arc::clone(&waiting), verified.clone(), verifier.clone());
            threads.push(thread::spawn(move || {
                let mut verify = verifier();
                // The end of the queue, and of the pipeline, ends the thread.
                while let Ok((number, batch)) = next_of(&waiting) {
                    let outcome = match batch {
                        // A panic is sent like a verdict. Without it, the other workers would use up the budget, and all
                        // threads would wait for this batch.
                        Ok(batch) => catch_unwind(AssertUnwindSafe(|| verify(&batch))).map(Ok),
                        Err(error) => Ok(Err(error)),
                    };
                    let has_panicked = outcome.is_err();
                    if verified.send((number, outcome)).is_err() || has_panicked {
                        return;
                    }
                }
            }));
        }
        let reserved = Arc::clone(&budget);
        threads.push(thread::spawn(move || read(batches, &queue, &reserved)));
        Self { budget, outcomes, early: BTreeMap::new(), turn: 0, threads }
    }

    /// The verdicts on the next batch. Returns `None` at the end of the input, and an error after all batches before it.
    ///
    /// # Panics
    ///
    /// If a thread panicked, because its panic must not look like the end of the input.
    pub(crate) fn next(&mut self) -> Option<Verified> {
        loop {
            if let Some(outcome) = self.early.remove(&self.turn) {
                self.turn += 1;
                return Some(outcome.unwrap_or_else(|panic| resume_unwind(panic)));
            }
            let Ok((number, outcome)) = self.outcomes.recv() else { break };
            self.early.insert(number, outcome);
        }
        for thread in self.threads.drain(..) {
            if let Err(panic) = thread.join() {
                resume_unwind(panic);
            }
        }
        None
    }

    /// Gives back the cost of a batch whose verdicts are printed.
    pub(crate) fn give_back(&self, cost: usize) {
        self.budget.give_back(cost);
    }
}

impl Drop for Pipeline {
    /// Wakes the reader if it waits for the budget. A worker ends when it cannot send its verdicts or when the queue closes, and
    /// without workers the reader cannot send its batch.
    fn drop(&mut self) {
        self.budget.close();
    }
}

/// Waits for the next batch. The lock is free while a worker verifies.
fn next_of<T>(waiting: &Mutex<Receiver<T>>) -> Result<T, std::sync::mpsc::RecvError> {
    waiting.lock().unwrap_or_else(PoisonError::into_inner).recv()
}

/// Sends numbered batches to the workers. An error is sent like a batch, so that it is reported after the lines before it.
fn read(
    batches: impl Iterator<Item = io::Result<Batch>>,
    queue: &SyncSender<(u64, io::Result<Batch>)>,
    budget: &Budget,
) {
    for (number, batch) in (0..).zip(batches) {
        let is_last = batch.is_err();
        let fits = batch.as_ref().map_or(true, |batch| budget.take(batch.cost()));
        if !fits || queue.send((number, batch)).is_err() || is_last {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io,
        sync::{
            Arc, Condvar, Mutex,
            atomic::{AtomicUsize, Ordering},
            mpsc::{RecvTimeoutError, channel},
        },
        thread,
        time::Duration,
    };

    use super::Pipeline;
    use crate::audit::{
        batch::{Batch, Lines},
        budget::MOST,
        line::Verdicts,
    };

    /// A batch that costs about a fortieth of the budget.
    fn batch(number: u64) -> Batch {
        Batch { first: number, lines: Lines::Whole(vec![b'\n'; 800]) }
    }

    /// The verdicts have the number of the batch as that of their last line.
    fn verdicts(batch: &Batch) -> Verdicts {
        Verdicts { last: batch.first, cost: batch.cost(), ..Verdicts::default() }
    }

    /// The number of batches that fit into the budget.
    fn fitting() -> usize {
        MOST / batch(0).cost()
    }

    /// Runs on a thread, so that a deadlock fails the test.
    fn in_time<T: Send + 'static>(run: impl FnOnce() -> T + Send + 'static) -> T {
        let (done, result) = channel();
        let thread = thread::spawn(move || done.send(run()));
        match result.recv_timeout(Duration::from_secs(60)) {
            Ok(value) => value,
            Err(RecvTimeoutError::Timeout) => panic!("the threads wait for each other"),
            Err(RecvTimeoutError::Disconnected) => std::panic::resume_unwind(thread.join().unwrap_err()),
        }
    }

    /// Prints all batches, and returns their numbers.
    fn printed(pipeline: &mut Pipeline) -> io::Result<Vec<u64>> {
        let mut numbers = Vec::new();
        while let Some(verdicts) = pipeline.next() {
            let verdicts = verdicts?;
            numbers.push(verdicts.last);
            pipeline.give_back(verdicts.cost);
        }
        Ok(numbers)
    }

    /// A counter that threads wait for.
    #[derive(Default)]
    struct Counter(Mutex<usize>, Condvar);

    impl Counter {
        fn add(&self) {
            *self.0.lock().unwrap() += 1;
            self.1.notify_all();
        }

        fn wait_for(&self, count: usize) {
            let _count = self.1.wait_while(self.0.lock().unwrap(), |reached| *reached < count).unwrap();
        }
    }

    /// The first batch is ready after all others that fit into the budget.
    #[test]
    fn a_slow_batch_comes_first_and_the_others_wait_within_the_budget() {
        for jobs in [2, 3, 8] {
            let (numbers, most) = in_time(move || {
                let (ready, unprinted) = (Arc::new(Counter::default()), Arc::new(AtomicUsize::new(0)));
                let (counted, begun) = (Arc::clone(&ready), Arc::clone(&unprinted));
                let mut pipeline = Pipeline::start((0..200).map(|number| Ok(batch(number))), jobs, move || {
                    let (counted, begun) = (Arc::clone(&counted), Arc::clone(&begun));
                    move |batch: &Batch| {
                        begun.fetch_add(1, Ordering::SeqCst);
                        if batch.first == 0 {
                            counted.wait_for(fitting() - 1);
                        }
                        counted.add();
                        verdicts(batch)
                    }
                });
                let (mut numbers, mut most) = (Vec::new(), 0);
                while let Some(verdicts) = pipeline.next() {
                    let verdicts = verdicts.unwrap();
                    most = most.max(unprinted.fetch_sub(1, Ordering::SeqCst));
                    numbers.push(verdicts.last);
                    pipeline.give_back(verdicts.cost);
                }
                (numbers, most)
            });
            assert_eq!(numbers, (0..200).collect::<Vec<_>>());
            // All others were ready before the first one was printed, and no batch above the budget was begun.
            assert_eq!(most, fitting());
        }
    }

    #[test]
    fn a_batch_above_the_budget_is_alone() {
        let large = |number| Ok(Batch { first: number, lines: Lines::Whole(vec![b'\n'; MOST / 128 + 1]) });
        let numbers = in_time(move || printed(&mut Pipeline::start((0..5).map(large), 3, || verdicts)));
        assert_eq!(numbers.unwrap(), [0, 1, 2, 3, 4]);
    }

    #[test]
    fn an_error_comes_after_the_batches_before_it() {
        for jobs in [1, 2, 5] {
            let (last, error) = in_time(move || {
                let batches = (0..50)
                    .map(|number| if number < 30 { Ok(batch(number)) } else { Err(io::Error::other("damaged")) });
                let slow_first = |batch: &Batch| {
                    thread::sleep(Duration::from_millis(if batch.first == 0 { 50 } else { 0 }));
                    verdicts(batch)
                };
                let mut pipeline = Pipeline::start(batches, jobs, move || slow_first);
                let mut last = None;
                loop {
                    match pipeline.next() {
                        Some(Ok(verdicts)) => last = Some(verdicts.last),
                        Some(Err(error)) => return (last, error.to_string()),
                        None => panic!("the error is lost"),
                    }
                }
            });
            assert_eq!((last, error.as_str()), (Some(29), "damaged"), "{jobs}");
        }
    }

    /// The batches before the panic are printed, and the panic is not the end of the input.
    #[test]
    fn a_panic_of_a_worker_reaches_the_caller() {
        for jobs in [1, 2, 5] {
            let printed = Arc::new(AtomicUsize::new(0));
            let count = Arc::clone(&printed);
            let panic = thread::spawn(move || {
                in_time(move || {
                    let panicking = |batch: &Batch| {
                        assert_ne!(batch.first, 7, "planted");
                        verdicts(batch)
                    };
                    let endless = (0..).map(|number| Ok(batch(number)));
                    let mut pipeline = Pipeline::start(endless, jobs, move || panicking);
                    while let Some(verdicts) = pipeline.next() {
                        count.fetch_add(1, Ordering::SeqCst);
                        pipeline.give_back(verdicts.unwrap().cost);
                    }
                });
            });
            let message = panic.join().unwrap_err().downcast::<String>().unwrap();
            assert!(message.contains("planted"), "{message}");
            assert_eq!(printed.load(Ordering::SeqCst), 7, "{jobs}");
        }
    }

    #[test]
    fn a_panic_of_the_reader_reaches_the_caller() {
        let panic = thread::spawn(|| {
            in_time(|| {
                let batches = (0..).map(|number| {
                    assert_ne!(number, 3, "planted");
                    Ok(batch(number))
                });
                printed(&mut Pipeline::start(batches, 2, || verdicts))
            })
        });
        let message = panic.join().unwrap_err().downcast::<String>().unwrap();
        assert!(message.contains("planted"), "{message}");
    }

    /// Tells when it is dropped.
    #[derive(Clone)]
    struct Alive(#[expect(dead_code, reason = "only counted")] Arc<()>);

    /// The reader waits for the budget and the workers for batches when the caller stops after one batch, as it does at
    /// the end of the output.
    #[test]
    fn all_threads_end_when_the_pipeline_is_dropped() {
        for jobs in [1, 2, 5] {
            let alive = Arc::new(());
            let (of_reader, of_workers) = (Alive(Arc::clone(&alive)), Alive(Arc::clone(&alive)));
            let ready = Arc::new(Counter::default());
            let counted = Arc::clone(&ready);
            let endless = (0..).map(move |number| {
                let _of_reader = &of_reader;
                Ok(batch(number))
            });
            let mut pipeline = Pipeline::start(endless, jobs, move || {
                let (of_workers, counted) = (of_workers.clone(), Arc::clone(&counted));
                move |batch: &Batch| {
                    let _of_workers = &of_workers;
                    counted.add();
                    verdicts(batch)
                }
            });
            assert_eq!(pipeline.next().unwrap().unwrap().last, 0);
            ready.wait_for(fitting());
            assert!(Arc::strong_count(&alive) > 1 + jobs, "the threads run");
            drop(pipeline);
            in_time(move || {
                while Arc::strong_count(&alive) > 1 {
                    thread::sleep(Duration::from_millis(1));
                }
            });
        }
    }
}
