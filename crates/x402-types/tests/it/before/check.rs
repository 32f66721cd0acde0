//! The single pass over a whole document.

use std::borrow::Cow;

use x402_types::{DecodeError, ErrorKind, Limit, Limits, Segment};

use super::{
    Checked, Extents,
    scan::{Fault, MAX_NUMBER, Result, Scanner},
};

/// Names that typed members have, so that an error inside them can say where it is without holding input.
/// In the order of the documents; a name that is not here ends the path.
const KNOWN_MEMBERS: &[&str] = &[
    "x402Version",
    "error",
    "resource",
    "url",
    "description",
    "mimeType",
    "serviceName",
    "tags",
    "iconUrl",
    "accepts",
    "accepted",
    "scheme",
    "network",
    "amount",
    "maxAmountRequired",
    "asset",
    "payTo",
    "maxTimeoutSeconds",
    "outputSchema",
    "extra",
    "payload",
    "signature",
    "authorization",
    "from",
    "to",
    "value",
    "validAfter",
    "validBefore",
    "nonce",
    "extensions",
    "isValid",
    "invalidReason",
    "payer",
    "success",
    "errorReason",
    "transaction",
    "paymentPayload",
    "paymentRequirements",
    "kinds",
    "signers",
    "domain",
    "address",
    "uri",
    "version",
    "chainId",
    "type",
    "issuedAt",
    "expirationTime",
    "notBefore",
    "requestId",
    "statement",
    "resources",
    "signatureScheme",
    "items",
    "lastUpdated",
    "metadata",
    "pagination",
    "limit",
    "offset",
    "total",
    "partialResults",
    "cursor",
    "bazaar",
    "status",
    "rejectedReason",
];

/// What a path has room for.
const MAX_SEGMENTS: usize = 5;

/// Deepest nesting, whatever the limits say: comparing two values is recursion.
const MAX_DEPTH: usize = 256;

/// Up to here names are compared pair by pair; above, they are sorted: 100,000 members must not cost 10^10 steps.
const PAIRWISE: usize = 12;

/// A container that is open.
struct Frame {
    is_object: bool,
    /// Where its members' names begin in the stack of names.
    first_name: usize,
    /// Where its extent stands.
    extent: usize,
    /// How many members or elements it has so far.
    count: usize,
}

type Name<'a> = (Cow<'a, str>, usize);

/// Checks one document: grammar, escapes, limits, duplicates at every depth.
pub(crate) fn check<'a>(text: &'a str, limits: &Limits) -> core::result::Result<Checked<'a>, DecodeError> {
    let max = limits.body.min(usize::try_from(u32::MAX).unwrap_or(usize::MAX));
    if text.len() > max {
        return Err(ErrorKind::Limit { limit: Limit::Body, max }.into());
    }
    let mut checker = Checker {
        scanner: Scanner::new(text),
        limits,
        frames: Vec::with_capacity(8),
        names: Vec::with_capacity(16),
        extents: Vec::with_capacity(8),
        values: 0,
        number_range: false,
    };
    match checker.run() {
        Ok(()) => Ok(Checked { text, extents: checker.extents, number_range: checker.number_range }),
        Err(fault) => Err(checker.locate(fault)),
    }
}

struct Checker<'a, 'l> {
    scanner: Scanner<'a>,
    limits: &'l Limits,
    frames: Vec<Frame>,
    names: Vec<Name<'a>>,
    extents: Extents,
    values: usize,
    number_range: bool,
}

impl Checker<'_, '_> {
    fn run(&mut self) -> Result<()> {
        loop {
            let mut fresh = self.begin_value()?;
            // Close what ends here; stop in front of the next value.
            loop {
                let Some(frame) = self.frames.last() else {
                    self.scanner.white_space();
                    return match self.scanner.byte() {
                        None => Ok(()),
                        Some(_) => self.scanner.fail(ErrorKind::TrailingData),
                    };
                };
                let is_object = frame.is_object;
                let next = self.scanner.peek()?;
                if next == if is_object { b'}' } else { b']' } {
                    self.scanner.advance(1);
                    self.close()?;
                    fresh = false;
                    continue;
                }
                if !fresh {
                    if next != b',' {
                        return self.scanner.fail(ErrorKind::Syntax);
                    }
                    self.scanner.advance(1);
                }
                self.begin_entry(is_object)?;
                break;
            }
        }
    }

    /// A scalar whole, or the opening of a container; the answer says which.
    fn begin_value(&mut self) -> Result<bool> {
        let first = self.scanner.peek()?;
        self.values = self.values.saturating_add(1);
        if self.values > self.limits.values {
            return self.over(Limit::Values, self.limits.values);
        }
        if !matches!(first, b'{' | b'[') {
            if let Some(number) = self.scanner.scalar(first, self.limits.number.min(MAX_NUMBER))? {
                self.number_range |= number.out_of_range;
            }
            return Ok(false);
        }
        let depth = self.limits.depth.min(MAX_DEPTH);
        if self.frames.len() >= depth {
            return self.over(Limit::Depth, depth);
        }
        self.frames.push(Frame {
            is_object: first == b'{',
            first_name: self.names.len(),
            extent: self.extents.len(),
            count: 0,
        });
        // `check` has bounded the text by 2^32-1 bytes.
        self.extents.push((u32::try_from(self.scanner.pos()).unwrap_or(u32::MAX), 0));
        self.scanner.advance(1);
        Ok(true)
    }

    /// The name and colon in front of a member's value; for an element, nothing but the count.
    fn begin_entry(&mut self, is_object: bool) -> Result<()> {
        if let Some(frame) = self.frames.last_mut() {
            frame.count = frame.count.saturating_add(1);
            if is_object && frame.count > self.limits.members {
                // The object is too large, not the member that was read last: the path ends at the object.
                self.names.truncate(frame.first_name);
                return self.over(Limit::Members, self.limits.members);
            }
        }
        if !is_object {
            return Ok(());
        }
        if self.scanner.peek()? != b'"' {
            return self.scanner.fail(ErrorKind::Syntax);
        }
        let at = self.scanner.pos();
        let name = self.scanner.string()?;
        self.names.push((name.text(), at));
        if self.scanner.peek()? != b':' {
            return self.scanner.fail(ErrorKind::Syntax);
        }
        self.scanner.advance(1);
        Ok(())
    }

    fn close(&mut self) -> Result<()> {
        let Some(frame) = self.frames.last() else { return Ok(()) };
        let first_name = frame.first_name;
        if let Some(extent) = self.extents.get_mut(frame.extent) {
            extent.1 = u32::try_from(self.scanner.pos()).unwrap_or(u32::MAX);
        }
        if let Some(second) = self.names.get_mut(first_name..).and_then(duplicate) {
            // The path ends in the name that came twice.
            let (name, at) = self.names.get(first_name.saturating_add(second)).cloned().unwrap_or_default();
            self.names.truncate(first_name);
            self.names.push((name, at));
            return Err(Fault::new(ErrorKind::DuplicateMember, at));
        }
        self.names.truncate(first_name);
        self.frames.pop();
        Ok(())
    }

    fn over<T>(&self, limit: Limit, max: usize) -> Result<T> {
        self.scanner.fail(ErrorKind::Limit { limit, max })
    }

    /// Adds the path of the containers that are open: outermost names first, as long as they are known ones.
    fn locate(&self, fault: Fault) -> DecodeError {
        let mut error = DecodeError::from(fault);
        let mut path = Vec::new();
        for (depth, frame) in self.frames.iter().enumerate() {
            let segment = if frame.is_object {
                let end = self.frames.get(depth.saturating_add(1)).map_or(self.names.len(), |next| next.first_name);
                let name = self.names.get(frame.first_name..end).and_then(<[Name<'_>]>::last);
                name.and_then(|(name, _)| KNOWN_MEMBERS.iter().find(|known| *known == name))
                    .map(|known| Segment::Member(known))
            } else {
                u16::try_from(frame.count.saturating_sub(1)).ok().map(Segment::Index)
            };
            match segment {
                Some(segment) if path.len() < MAX_SEGMENTS => path.push(segment),
                _ => break,
            }
        }
        for segment in path.into_iter().rev() {
            error = error.under(segment);
        }
        error
    }
}

/// The index of a name that stands earlier too. May reorder the names: they are dropped next.
fn duplicate(names: &mut [Name<'_>]) -> Option<usize> {
    if names.len() > PAIRWISE {
        names.sort_unstable();
        let first = names.windows(2).position(|pair| matches!(pair, [(a, _), (b, _)] if a == b));
        return first.map(|index| index.saturating_add(1));
    }
    let mut earlier: &[Name<'_>] = &[];
    for (index, (name, _)) in names.iter().enumerate() {
        if earlier.iter().any(|(other, _)| other == name) {
            return Some(index);
        }
        earlier = names.get(..=index).unwrap_or_default();
    }
    None
}
