//! Ends a program and everything that it started, even if this process ends first.

use std::{
    io,
    process::{Child, Command},
};
#[cfg(unix)]
use std::{
    io::Write,
    os::unix::process::CommandExt,
    process::Stdio,
    sync::atomic::{AtomicU64, Ordering},
    thread,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

/// The program leads a process group of its own. A shell outside of that group reads from a pipe that this process
/// holds. When the pipe is closed, by [`end`](Guard::end) or because this process ended for any reason, the shell kills
/// the group. On Linux, it then kills all processes that left the group and still have the mark in their environment.
#[cfg(unix)]
#[derive(Debug)]
pub(super) struct Guard {
    shell: Child,
    mark: String,
}

/// The first line of input is the process group. `grep` exists wherever `/proc` does, except on minimal systems. A
/// process may have started another one just before it was killed, so the search is repeated.
#[cfg(unix)]
const SCRIPT: &str = r#"
trap '' HUP INT TERM
read -r group
read -r end
[ -n "$group" ] && kill -KILL -- "-$group"
for round in 1 2 3 4 5 6 7 8; do
  found=$(grep -lszxF -e "$1" /proc/[0-9]*/environ)
  [ -n "$found" ] || exit 0
  for file in $found; do pid=${file#/proc/}; kill -KILL "${pid%/environ}"; done
done
"#;

/// The time that the shell may take. Only interference from outside could stop or kill it.
#[cfg(unix)]
const PATIENCE: Duration = Duration::from_secs(10);

#[cfg(unix)]
impl Guard {
    /// Prepares to watch over a program that is started later.
    ///
    /// # Errors
    /// `/bin/sh` cannot be started.
    pub(super) fn start() -> io::Result<Self> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        // Process ids are reused, and a process that left its group may outlive a killed runner.
        let time = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |elapsed| elapsed.as_nanos());
        let mark = format!("X402_ADAPTER_{}_{count}_{time}", std::process::id());
        let mut command = Command::new("/bin/sh");
        command.args(["-c", SCRIPT, "sh"]).arg(format!("{mark}=1"));
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        // A signal from the terminal to the group of this process must not reach the shell.
        let shell = command.process_group(0).spawn();
        let shell = shell.map_err(|error| io::Error::new(error.kind(), format!("/bin/sh: {error}")))?;
        Ok(Self { shell, mark })
    }

    /// Starts the program.
    ///
    /// # Errors
    /// The program cannot be started, or the shell has ended.
    pub(super) fn spawn(&mut self, command: &mut Command) -> io::Result<Child> {
        let mut child = command.env(&self.mark, "1").process_group(0).spawn()?;
        let written = match &mut self.shell.stdin {
            Some(pipe) => writeln!(pipe, "{}", child.id()),
            None => Err(io::ErrorKind::BrokenPipe.into()),
        };
        if written.is_err() {
            child.kill()?;
            child.wait()?;
        }
        written.map(|()| child)
    }

    /// Ends the program and everything that it has started.
    pub(super) fn end(&mut self) {
        drop(self.shell.stdin.take());
        let began = Instant::now();
        while began.elapsed() < PATIENCE && matches!(self.shell.try_wait(), Ok(None)) {
            thread::sleep(Duration::from_millis(1));
        }
        // The shell has ended, or will not end by itself.
        let _ = self.shell.kill();
        let _ = self.shell.wait();
    }
}

#[cfg(unix)]
impl Drop for Guard {
    fn drop(&mut self) {
        // If the program was started, this is the second call, and it does nothing.
        self.end();
    }
}

/// On systems without process groups, `taskkill` finds the processes that the program started, and those that they
/// started, as long as each of them still runs.
#[cfg(not(unix))]
#[derive(Debug)]
pub(super) struct Guard {
    program: Option<u32>,
}

#[cfg(not(unix))]
impl Guard {
    pub(super) fn start() -> io::Result<Self> {
        Ok(Self { program: None })
    }

    pub(super) fn spawn(&mut self, command: &mut Command) -> io::Result<Child> {
        let child = command.spawn()?;
        self.program = Some(child.id());
        Ok(child)
    }

    pub(super) fn end(&mut self) {
        if let Some(program) = self.program.take() {
            // If `taskkill` is missing or fails, only the program itself is ended.
            let _ = Command::new("taskkill").args(["/F", "/T", "/PID"]).arg(program.to_string()).output();
        }
    }
}
