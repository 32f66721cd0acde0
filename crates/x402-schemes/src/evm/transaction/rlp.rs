//! RLP in its only canonical encoding (Ethereum yellow paper, appendix B). Bytes that a node would hash differently are
//! rejected.

use alloc::vec::Vec;

use super::error::{TransactionError, TransactionErrorKind as Kind};

/// A payload of at most this many bytes has its length in the prefix itself.
const SHORT: usize = 55;
/// The prefix of an empty string.
const STRING: u8 = 0x80;
/// The prefix of an empty list.
const LIST: u8 = 0xc0;

/// Reads items in order.
#[derive(Clone, Copy)]
pub(super) struct Items<'a> {
    rest: &'a [u8],
    offset: usize,
}

impl<'a> Items<'a> {
    /// A reader of these bytes, which start at `offset` in the transaction.
    pub(super) const fn new(bytes: &'a [u8], offset: usize) -> Self {
        Self { rest: bytes, offset }
    }

    /// The bytes that have not been read.
    pub(super) const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    pub(super) const fn error(&self, kind: Kind) -> TransactionError {
        TransactionError::new(kind, self.offset)
    }

    /// Checks that nothing is left. `list` names the list that ends here.
    pub(super) fn end(&self, list: &'static str) -> Result<(), TransactionError> {
        if self.rest.is_empty() { Ok(()) } else { Err(self.error(Kind::Trailing(list))) }
    }

    /// Reads the items of a list. `what` is its name in errors.
    pub(super) fn list(&mut self, what: &'static str) -> Result<Self, TransactionError> {
        match self.item(what)? {
            (true, items) => Ok(items),
            (false, items) => Err(items.error(Kind::NotList(what))),
        }
    }

    /// Reads a string of any length.
    pub(super) fn string(&mut self, what: &'static str) -> Result<&'a [u8], TransactionError> {
        self.string_at(what).map(Self::rest_of)
    }

    /// Reads a string of exactly `N` bytes.
    pub(super) fn array<const N: usize>(&mut self, what: &'static str) -> Result<&'a [u8; N], TransactionError> {
        let string = self.string_at(what)?;
        string.rest.try_into().map_err(|_| string.error(Kind::Size { what, bytes: N }))
    }

    /// Reads a number of at most `N` bytes without leading zeros, and pads it to `N` bytes.
    pub(super) fn number<const N: usize>(&mut self, what: &'static str) -> Result<[u8; N], TransactionError> {
        let string = self.string_at(what)?;
        if string.rest.first() == Some(&0) {
            return Err(string.error(Kind::LeadingZero(what)));
        }
        let mut number = [0; N];
        let start = N.checked_sub(string.rest.len());
        let slot = start.and_then(|start| number.get_mut(start..));
        slot.ok_or_else(|| string.error(Kind::TooLarge { what, bytes: N }))?.copy_from_slice(string.rest);
        Ok(number)
    }

    pub(super) fn u64(&mut self, what: &'static str) -> Result<u64, TransactionError> {
        self.number(what).map(u64::from_be_bytes)
    }

    pub(super) fn u128(&mut self, what: &'static str) -> Result<u128, TransactionError> {
        self.number(what).map(u128::from_be_bytes)
    }

    const fn rest_of(self) -> &'a [u8] {
        self.rest
    }

    fn string_at(&mut self, what: &'static str) -> Result<Self, TransactionError> {
        match self.item(what)? {
            (false, string) => Ok(string),
            (true, list) => Err(list.error(Kind::NotString(what))),
        }
    }

    /// Reads one item. Returns `true` if it is a list, and its payload.
    fn item(&mut self, what: &'static str) -> Result<(bool, Self), TransactionError> {
        let start = *self;
        let [prefix] = *self.take(1, what)? else { return Err(start.error(Kind::End(what))) };
        let (is_list, length) = match (prefix.checked_sub(LIST), prefix.checked_sub(STRING)) {
            (Some(length), _) => (true, usize::from(length)),
            (None, Some(length)) => (false, usize::from(length)),
            (None, None) => return Ok((false, Self { rest: start.rest.get(..1).unwrap_or_default(), ..start })),
        };
        let size = if length <= SHORT { length } else { self.size(length.saturating_sub(SHORT), what, &start)? };
        let offset = self.offset;
        let rest = self.take(size, what)?;
        if let ([byte], false) = (rest, is_list)
            && *byte < STRING
        {
            return Err(start.error(Kind::NotShortest(what)));
        }
        Ok((is_list, Self { rest, offset }))
    }

    /// Reads a length of this many bytes. The length must need all of them, and must be too large for the prefix.
    fn size(&mut self, bytes: usize, what: &'static str, start: &Self) -> Result<usize, TransactionError> {
        let digits = self.take(bytes, what)?;
        // A length that does not fit into `usize` is longer than any input.
        let size =
            digits.iter().try_fold(0usize, |size, digit| size.checked_mul(256)?.checked_add(usize::from(*digit)));
        if digits.first() == Some(&0) || size.is_some_and(|size| size <= SHORT) {
            return Err(start.error(Kind::NotShortest(what)));
        }
        size.ok_or_else(|| self.error(Kind::End(what)))
    }

    fn take(&mut self, count: usize, what: &'static str) -> Result<&'a [u8], TransactionError> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or_else(|| self.error(Kind::End(what)))?;
        self.rest = rest;
        self.offset = self.offset.saturating_add(count);
        Ok(taken)
    }
}

/// Appends a string.
pub(super) fn push_string(out: &mut Vec<u8>, bytes: &[u8]) {
    if !matches!(bytes, [byte] if *byte < STRING) {
        push_prefix(out, STRING, bytes.len());
    }
    out.extend_from_slice(bytes);
}

/// Appends a number, with the most significant byte first.
pub(super) fn push_number(out: &mut Vec<u8>, bytes: &[u8]) {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    push_string(out, bytes.get(zeros..).unwrap_or_default());
}

/// Appends a list of encoded items.
pub(super) fn push_list(out: &mut Vec<u8>, items: &[u8]) {
    push_prefix(out, LIST, items.len());
    out.extend_from_slice(items);
}

fn push_prefix(out: &mut Vec<u8>, empty: u8, length: usize) {
    // Each value fits into a byte, because it is a length of at most 55 or the number of bytes of a length.
    let push = |out: &mut Vec<u8>, length: usize| {
        out.push(empty.wrapping_add(u8::try_from(length).unwrap_or_default()));
    };
    if length <= SHORT {
        return push(out, length);
    }
    let digits = length.to_be_bytes();
    let zeros = digits.iter().take_while(|byte| **byte == 0).count();
    push(out, SHORT.saturating_add(digits.len()).saturating_sub(zeros));
    out.extend(digits.iter().skip(zeros));
}
