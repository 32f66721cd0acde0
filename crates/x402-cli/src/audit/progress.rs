//! Shows the progress of an audit on a terminal.

use std::{
    io::{self, IsTerminal, Write},
    time::{Duration, Instant},
};

use super::source::Position;

/// A line on standard error that is redrawn. Nothing is drawn if standard error is not a terminal.
pub(crate) struct Progress {
    position: Position,
    is_terminal: bool,
    began: Instant,
    drawn: Option<Instant>,
    is_shown: bool,
}

impl Progress {
    const BETWEEN: Duration = Duration::from_millis(250);

    pub(crate) fn new(position: Position) -> Self {
        let is_terminal = io::stderr().is_terminal();
        Self { position, is_terminal, began: Instant::now(), drawn: None, is_shown: false }
    }

    /// Erases the line before something else is printed.
    pub(crate) fn clear(&mut self) {
        if std::mem::take(&mut self.is_shown) {
            write("\r\u{1b}[K");
        }
    }

    /// Redraws the line after this many input lines.
    pub(crate) fn show(&mut self, lines: u64) {
        let now = Instant::now();
        if !self.is_terminal || self.drawn.is_some_and(|drawn| now.duration_since(drawn) < Self::BETWEEN) {
            return;
        }
        self.drawn = Some(now);
        self.is_shown = true;
        let part = self.position.size.filter(|size| *size > 0).map(|size| (self.position.read().min(size), size));
        write(&sentence(lines, now.duration_since(self.began), part));
    }
}

/// Writes to standard error. If nobody reads it, a lost line does no harm.
fn write(text: &str) {
    let mut stderr = io::stderr().lock();
    let _ = stderr.write_all(text.as_bytes()).and_then(|()| stderr.flush());
}

/// The text of the line. `part` is the number of bytes that were read, and the number of all bytes.
fn sentence(lines: u64, elapsed: Duration, part: Option<(u64, u64)>) -> String {
    let millis = elapsed.as_millis().max(1);
    let rate = u128::from(lines) * 1_000 / millis;
    let left = match part {
        Some((read, size)) if read > 0 => {
            let (read, size) = (u128::from(read), u128::from(size));
            let seconds = millis * (size - read) / read / 1_000;
            format!(", {} %, {} left", read * 100 / size, duration(seconds))
        }
        _ => String::new(),
    };
    format!("{lines} lines, {rate} a second{left}")
}

fn duration(seconds: u128) -> String {
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours} h {minutes} min") } else { format!("{minutes} min {seconds} s") }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::sentence;

    #[test]
    fn rate_and_time_left() {
        let at = |seconds| Duration::from_secs(seconds);
        assert_eq!(sentence(0, at(0), Some((0, 10))), "0 lines, 0 a second");
        assert_eq!(sentence(5_000, at(2), None), "5000 lines, 2500 a second");
        assert_eq!(sentence(30_000, at(10), Some((25, 100))), "30000 lines, 3000 a second, 25 %, 0 min 30 s left");
        assert_eq!(sentence(9, at(7_200), Some((1, 2))), "9 lines, 0 a second, 50 %, 2 h 0 min left");
        assert_eq!(sentence(9, at(3), Some((2, 2))), "9 lines, 3 a second, 100 %, 0 min 0 s left");
    }
}
