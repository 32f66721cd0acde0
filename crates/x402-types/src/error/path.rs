//! The field path of an error.

use core::fmt;

/// The number of innermost steps, which an error keeps whole. It keeps only numbers of the outer steps, so that it
/// stays small.
const INNER: usize = 5;

/// The maximum number of steps that an error can name.
pub(crate) const MAX_SEGMENTS: usize = INNER + 7;

/// The names of typed fields, so that an error inside them can have a path without containing input. They are in the
/// order of the specification. Chain families and extensions list their own. A name that is not listed ends the path.
pub(crate) const KNOWN_MEMBERS: &str = "x402Version error resource url description mimeType serviceName tags iconUrl accepts accepted \
    scheme network amount maxAmountRequired asset payTo maxTimeoutSeconds outputSchema extra payload extensions isValid \
    invalidReason payer success errorReason transaction paymentPayload paymentRequirements kinds signers";

/// One step of a [`Path`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Segment {
    /// A field of an object, by its name in the specification.
    Member(&'static str),
    /// An element of an array, by its index from 0.
    Index(u16),
}

impl Segment {
    /// The element with this index. An index above 65,535 counts as that one.
    pub(crate) fn element(index: usize) -> Self {
        Self::Index(u16::try_from(index).unwrap_or(u16::MAX))
    }
}

/// The path of a field in a document. It prints as `accepts[0].amount`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Path {
    /// The steps from the innermost to the outermost, because each reader on the way out adds its step.
    inner: [Segment; INNER],
    /// The number of inner steps, and in each further byte the number of an outer step. One word is cheap to write.
    rest: u64,
}

impl Path {
    pub(crate) const EMPTY: Self = Self { inner: [Segment::Member(""); INNER], rest: 0 };

    /// Returns `true` if the path is that of the whole document.
    pub const fn is_empty(&self) -> bool {
        self.rest == 0
    }

    /// Iterates over the steps from the outermost to the innermost.
    pub fn segments(&self) -> impl Iterator<Item = Segment> + '_ {
        let [len, outer @ ..] = self.rest.to_le_bytes();
        let inner = self.inner.iter().take(usize::from(len));
        outer.into_iter().rev().filter_map(named).chain(inner.rev().copied())
    }

    /// Adds an outer step. A full path keeps its inner steps, and a step without a number ends it.
    #[cold]
    #[inline(never)]
    pub(crate) fn push_outer(&mut self, segment: Segment) {
        if let Some(slot) = self.inner.get_mut(usize::try_from(self.rest).unwrap_or(INNER)) {
            *slot = segment;
            self.rest = self.rest.saturating_add(1);
            return;
        }
        let mut known = (1..).zip(KNOWN_MEMBERS.split(' '));
        let number = known.find(|(_, name)| Segment::Member(name) == segment).map_or(u64::MAX, |(number, _)| number);
        let free = u64::BITS.saturating_sub(self.rest.leading_zeros()).next_multiple_of(8);
        self.rest |= number.checked_shl(free).unwrap_or_default();
    }
}

/// The step with this number, from 1.
#[inline(never)]
fn named(number: u8) -> Option<Segment> {
    KNOWN_MEMBERS.split(' ').nth(usize::from(number).checked_sub(1)?).map(Segment::Member)
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut first = true;
        for segment in self.segments() {
            match segment {
                Segment::Member(name) if first => f.write_str(name)?,
                Segment::Member(name) => write!(f, ".{name}")?,
                Segment::Index(index) => write!(f, "[{index}]")?,
            }
            first = false;
        }
        Ok(())
    }
}

impl fmt::Debug for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Path({self})")
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn a_path_has_more_than_five_steps_and_ends_at_an_unknown_one() {
        let of = |steps: [Segment; 7]| {
            let mut path = Path::EMPTY;
            steps.into_iter().rev().for_each(|step| path.push_outer(step));
            path.to_string()
        };
        let [payment, payload, claims, voucher, channel, own] =
            ["paymentPayload", "payload", "claims", "voucher", "channel", "own"].map(Segment::Member);
        let of = |outer| of([payment, outer, claims, Segment::Index(7), voucher, channel, own]);
        assert_eq!(of(payload), "paymentPayload.payload.claims[7].voucher.channel.own");
        assert_eq!(of(own), "claims[7].voucher.channel.own");
    }
}
