//! Times in sentences.

use alloc::{format, string::String};
use core::fmt;

/// The last second of the year 9999.
const LAST: u64 = 253_402_300_799;

/// Returns a time in seconds since 1970-01-01 UTC as RFC 3339 writes it. A time after the year 9999 is written as the last
/// second of that year.
///
/// ```
/// assert_eq!(x402_types::printable::date(1_740_672_154), "2025-02-27T16:02:34Z");
/// ```
#[must_use]
pub fn date(seconds: u64) -> String {
    let seconds = i64::try_from(seconds.min(LAST)).unwrap_or_default();
    let (mut day, of_day) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let (mut year, mut month) = (1970, 1);
    while let Some(rest) = day.checked_sub(if is_leap(year) { 366 } else { 365 }).filter(|rest| *rest >= 0) {
        (day, year) = (rest, year.saturating_add(1));
    }
    while let Some(rest) = day.checked_sub(days_in(year, month)).filter(|rest| *rest >= 0) {
        (day, month) = (rest, month.saturating_add(1));
    }
    let (day, hour, minute) = (day.saturating_add(1), of_day.div_euclid(3600), of_day.div_euclid(60).rem_euclid(60));
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{:02}Z", of_day.rem_euclid(60))
}

/// A number of seconds since 1970-01-01 UTC, which prints as a [`date`], or as the number itself if no date can show it.
/// It has no further field.
///
/// ```
/// use x402_types::printable::At;
/// assert_eq!(At(0).to_string(), "1970-01-01T00:00:00Z");
/// assert_eq!(At(u64::MAX).to_string(), "the Unix time 18446744073709551615");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct At<T>(pub T);

impl<T: Copy + fmt::Display + TryInto<u64>> fmt::Display for At<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.try_into() {
            Ok(seconds) if seconds <= LAST => f.write_str(&date(seconds)),
            _ => write!(f, "the Unix time {}", self.0),
        }
    }
}

/// The number of seconds between two times. It prints as one unit, rounded down. `None` is for a number that needs more
/// than 64 bits.
/// It has no further field.
///
/// ```
/// assert_eq!(x402_types::printable::Apart(Some(200)).to_string(), "3 min");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Apart(pub Option<u64>);

impl fmt::Display for Apart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(seconds) = self.0 else { return f.write_str("billions of years") };
        let (length, unit) = unit(seconds);
        write!(f, "{} {unit}", seconds.checked_div(length).unwrap_or_default())
    }
}

/// The number of seconds between two times, to compare with a different number of seconds: it is not rounded. `None` is
/// for a number that needs more than 64 bits.
/// It has no further field.
///
/// ```
/// assert_eq!(x402_types::printable::Seconds(Some(200)).to_string(), "200 s");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Seconds(pub Option<u64>);

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(seconds) => write!(f, "{seconds} s"),
            None => Apart(None).fmt(f),
        }
    }
}

/// The unit for a number of seconds: its length and its name. Each begins at two, so that no unit is in the singular, and at most a
/// third is left out when the number is rounded down.
const fn unit(seconds: u64) -> (u64, &'static str) {
    match seconds {
        0..120 => (1, "s"),
        120..7_200 => (60, "min"),
        7_200..172_800 => (3_600, "h"),
        172_800..63_115_200 => (86_400, "days"),
        63_115_200.. => (31_557_600, "years"),
    }
}

/// Returns the number of days in a month of the Gregorian calendar. Months count from 1.
///
/// ```
/// assert_eq!(x402_types::printable::days_in(2024, 2), 29);
/// ```
#[must_use]
pub const fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

const fn is_leap(year: i64) -> bool {
    year.rem_euclid(4) == 0 && (year.rem_euclid(100) != 0 || year.rem_euclid(400) == 0)
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;
    use crate::UnixSeconds;

    #[test]
    fn a_time_prints_as_a_date_while_a_date_can_show_it() {
        let at = |time: u64| At(UnixSeconds::from(time)).to_string();
        assert_eq!(at(1_740_672_154), "2025-02-27T16:02:34Z");
        assert_eq!(at(LAST), "9999-12-31T23:59:59Z");
        assert_eq!(at(LAST + 1), "the Unix time 253402300800");
        assert_eq!(At(-1i64).to_string(), "the Unix time -1");
        let most = "115792089237316195423570985008687907853269984665640564039457584007913129639935";
        assert_eq!(At(most.parse::<UnixSeconds>().unwrap()).to_string(), ["the Unix time ", most].concat());
    }

    #[test]
    fn a_distance_prints_in_the_largest_unit_of_which_there_are_two() {
        for (seconds, shown) in [
            (0, "0 s"),
            (119, "119 s"),
            (120, "2 min"),
            (7_199, "119 min"),
            (7_200, "2 h"),
            (172_799, "47 h"),
            (172_800, "2 days"),
            (63_115_199, "730 days"),
            (63_115_200, "2 years"),
            (u64::MAX, "584542046090 years"),
        ] {
            assert_eq!(Apart(Some(seconds)).to_string(), shown);
        }
        assert_eq!(Apart(None).to_string(), "billions of years");
    }

    #[test]
    fn what_is_compared_is_not_rounded() {
        assert_eq!(Seconds(Some(604_799)).to_string(), "604799 s");
        assert_eq!(Seconds(None).to_string(), "billions of years");
    }
}
