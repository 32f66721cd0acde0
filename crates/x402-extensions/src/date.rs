//! Dates as RFC 3339 defines them (X-13).

use alloc::string::String;

use x402_types::printable::{date, days_in};

/// Formats a time, in seconds since 1970-01-01 UTC, as RFC 3339 date, which is the format of the fields of a
/// [`Challenge`](crate::sign_in_with_x::Challenge). A time after the year 9999 becomes the last second of that year.
///
/// ```
/// assert_eq!(x402_extensions::sign_in_with_x::date(1_705_314_600), "2024-01-15T10:30:00Z");
/// ```
#[must_use]
pub fn written(seconds: u64) -> String {
    date(seconds)
}

/// Parses a date of RFC 3339. Returns whole seconds since 1970-01-01 UTC, rounded down, or `None` if the text is not a
/// date with an offset or is a leap second.
///
/// ```
/// use x402_extensions::sign_in_with_x::seconds;
/// assert_eq!(seconds("2024-01-15T12:30:00.5+02:00"), Some(1_705_314_600));
/// assert_eq!(seconds("2024-01-15T12:30:00"), None);
/// ```
#[must_use]
pub fn seconds(text: &str) -> Option<i64> {
    let (date, rest) = text.as_bytes().split_first_chunk::<10>()?;
    let [y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1] = date else { return None };
    let (separator, rest) = rest.split_first()?;
    let (time, rest) = rest.split_first_chunk::<8>()?;
    let [h0, h1, b':', n0, n1, b':', s0, s1] = time else { return None };
    if !separator.eq_ignore_ascii_case(&b't') {
        return None;
    }
    let year = number(&[*y0, *y1, *y2, *y3])?;
    let (month, day) = (number(&[*m0, *m1])?, number(&[*d0, *d1])?);
    let (hour, minute, second) = (number(&[*h0, *h1])?, number(&[*n0, *n1])?, number(&[*s0, *s1])?);
    let is_real = (1..=12).contains(&month) && (1..=days_in(year, month)).contains(&day);
    if !is_real || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let offset = offset(behind_fraction(rest)?)?;
    let of_day = hour.checked_mul(3600)?.checked_add(minute.checked_mul(60)?)?.checked_add(second)?;
    days_before(year, month, day)?.checked_mul(86_400)?.checked_add(of_day)?.checked_sub(offset)
}

/// The digits of a number.
fn number(digits: &[u8]) -> Option<i64> {
    digits.iter().try_fold(0i64, |number, digit| {
        let digit = digit.is_ascii_digit().then(|| i64::from(digit.wrapping_sub(b'0')))?;
        number.checked_mul(10)?.checked_add(digit)
    })
}

/// Removes a fraction of a second, if there is one, and returns the rest.
fn behind_fraction(rest: &[u8]) -> Option<&[u8]> {
    let Some(fraction) = rest.strip_prefix(b".") else { return Some(rest) };
    let digits = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if digits == 0 { None } else { fraction.get(digits..) }
}

/// The offset from UTC in seconds: `Z`, or hours and minutes.
fn offset(text: &[u8]) -> Option<i64> {
    match text {
        [b'z' | b'Z'] => Some(0),
        [sign @ (b'+' | b'-'), h0, h1, b':', m0, m1] => {
            let (hours, minutes) = (number(&[*h0, *h1])?, number(&[*m0, *m1])?);
            if hours > 23 || minutes > 59 {
                return None;
            }
            let seconds = hours.checked_mul(3600)?.checked_add(minutes.checked_mul(60)?)?;
            if *sign == b'-' { seconds.checked_neg() } else { Some(seconds) }
        }
        _ => None,
    }
}

/// Days from 1970-01-01 to a day of the Gregorian calendar.
fn days_before(year: i64, month: i64, day: i64) -> Option<i64> {
    /// From the first day of the year 0 to 1970-01-01.
    const EPOCH: i64 = 719_528;
    // Leap years from 0 to the year before.
    let past = year.checked_sub(1)?;
    let leaps =
        past.div_euclid(4).checked_sub(past.div_euclid(100))?.checked_add(past.div_euclid(400))?.checked_add(1)?;
    let mut days = year.checked_mul(365)?.checked_add(leaps)?.checked_sub(EPOCH)?;
    for month in 1..month {
        days = days.checked_add(days_in(year, month))?;
    }
    days.checked_add(day)?.checked_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_read_as_it_was_written() {
        // The calendar comes again after 146,097 days.
        let days = (0..146_097).step_by(7).chain((146_097..=2_932_896).step_by(331));
        let times = days.map(|day: u64| day * 86_400 + day % 86_400);
        for time in times.chain([0, 951_782_400, 1_709_208_000, 4_107_542_399, 4_107_542_400, 253_402_300_799]) {
            assert_eq!(seconds(&written(time)), i64::try_from(time).ok(), "{time}");
        }
        assert_eq!(written(u64::MAX), "9999-12-31T23:59:59Z");
        assert_eq!(written(951_825_599), "2000-02-29T11:59:59Z");
    }

    #[test]
    fn moments() {
        for (text, expected) in [
            ("1970-01-01T00:00:00Z", 0),
            ("1970-01-01t00:00:00.999z", 0),
            ("1969-12-31T23:59:59.5Z", -1),
            ("2024-01-15T10:30:00.000Z", 1_705_314_600),
            ("2024-01-15T11:30:00+01:00", 1_705_314_600),
            ("2024-01-15T05:00:00-05:30", 1_705_314_600),
            ("2024-02-29T12:00:00-00:00", 1_709_208_000),
            ("2000-02-29T00:00:00Z", 951_782_400),
            ("0000-01-01T00:00:00Z", -62_167_219_200),
            ("9999-12-31T23:59:59Z", 253_402_300_799),
        ] {
            assert_eq!(seconds(text), Some(expected), "{text}");
        }
        for wrong in [
            "",
            "2024-01-15",
            "2024-01-15T10:30:00",
            "2024-01-15 10:30:00Z",
            "2024-01-15T10:30Z",
            "2024-01-15T10:30:00.Z",
            "2024-01-15T10:30:00,5Z",
            "2024-01-15T24:00:00Z",
            "2024-01-15T10:60:00Z",
            "2016-12-31T23:59:60Z",
            "2024-02-30T10:30:00Z",
            "2023-02-29T10:30:00Z",
            "1900-02-29T10:30:00Z",
            "2024-00-15T10:30:00Z",
            "2024-13-15T10:30:00Z",
            "2024-01-00T10:30:00Z",
            "2024-01-15T10:30:00+0100",
            "2024-01-15T10:30:00+24:00",
            "2024-01-15T10:30:00Z ",
            "+2024-01-15T10:30:00Z",
            "2024-1-15T10:30:00Z",
            "Mon, 15 Jan 2024 10:30:00 GMT",
            "1705314600",
        ] {
            assert_eq!(seconds(wrong), None, "{wrong}");
        }
    }
}
