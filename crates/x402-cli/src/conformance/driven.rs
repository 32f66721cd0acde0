//! A run whose program the host asks.

use std::{num::NonZeroUsize, sync::Arc, time::Duration};

use x402_conformance::{adapter::PATIENCE, run::Session, vector::VectorFile};

use super::{Plan, Prepared, Selection, prepare};
use crate::{
    args::conformance::ConformanceCommand,
    host::Host,
    output::{Failure, Output, conclude, print},
};

/// A run of `conformance run -- PROGRAM` whose program the host starts and asks. [`begin`](crate::begin) makes it.
pub struct Driven {
    plan: Box<Plan>,
    files: Arc<[VectorFile]>,
    session: Session,
    has_colours: bool,
}

/// What `conformance` comes to: what it says, or a run.
pub(crate) enum Prelude {
    Output(Output),
    Run(Box<Driven>),
}

pub(crate) fn begin(command: ConformanceCommand, host: &mut dyn Host, has_colours: bool) -> Result<Prelude, Failure> {
    let (plan, files) = match prepare(command, host)? {
        Prepared::Output(output) => return Ok(Prelude::Output(output)),
        Prepared::Run(plan, files) => (plan, files),
    };
    if plan.args.adapter.is_empty() {
        return Err(Failure::Usage("pass the implementation under test after --".into()));
    }
    if plan.args.jobs.is_some_and(|jobs| jobs > NonZeroUsize::MIN) {
        return Err(Failure::Usage(
            "--jobs: this runner asks one process at a time; leave the option out, or use x402 conformance run or x402-vectors run".into(),
        ));
    }
    let selection = Selection::new(&plan.profile, &plan.reference);
    let files: Arc<[VectorFile]> = files.into();
    let session = Session::new(Arc::clone(&files), |vector| selection.takes(vector), &plan.asking());
    Ok(Prelude::Run(Box::new(Driven { plan, files, session, has_colours })))
}

impl Driven {
    /// The program and its arguments.
    #[must_use]
    pub fn command(&self) -> &[String] {
        &self.plan.args.adapter
    }

    /// The time to wait for each answer.
    #[must_use]
    pub const fn timeout(&self) -> Duration {
        Duration::from_secs(self.plan.args.timeout)
    }

    /// The time to wait for the end of the program after its last answer.
    #[must_use]
    pub fn patience(&self) -> Duration {
        self.timeout().min(PATIENCE)
    }

    /// The questions.
    pub const fn session(&mut self) -> &mut Session {
        &mut self.session
    }

    /// Prints the report. `bad_end` says how the last process ended after its last answer, unless as it should. Returns the exit code.
    pub fn finish(self, bad_end: Option<String>, host: &mut dyn Host) -> u8 {
        let Self { plan, files, session, has_colours } = self;
        let report = session.finish(&plan.known.each, bad_end);
        let output = plan.conclude(report, &files, host);
        conclude(output.and_then(|output| print(&output, host, has_colours)), host)
    }

    /// Says that the program cannot be started, for this reason. Returns the exit code.
    pub fn not_started(self, why: &str, host: &mut dyn Host) -> u8 {
        conclude(Err(self.plan.not_started(why)), host)
    }
}
