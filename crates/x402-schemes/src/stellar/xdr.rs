//! Reads XDR (RFC 4506) strictly: every byte belongs to a value, padding is zero, and nothing nests deeper than 64 values (T-9).

use core::fmt;

/// The maximum depth of nested values. The host accepts 100.
const MAX_DEPTH: u32 = 64;

/// The reason why bytes are not the expected XDR. The error is `Copy` and contains no byte of the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadError {
    kind: ReadErrorKind,
    offset: usize,
}

impl ReadError {
    pub(super) const fn new(kind: ReadErrorKind, offset: usize) -> Self {
        Self { kind, offset }
    }

    /// The kind of the error.
    pub const fn kind(&self) -> ReadErrorKind {
        self.kind
    }

    /// The position of the error, in bytes from the start.
    pub const fn offset(&self) -> usize {
        self.offset
    }
}

/// The kind of a [`ReadError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReadErrorKind {
    /// There are more bytes than this crate reads.
    TooLong {
        /// The maximum number of bytes.
        max: usize,
    },
    /// The bytes end before this item.
    End(&'static str),
    /// This union or enum has no arm with this number.
    UnknownArm {
        /// The union or enum.
        what: &'static str,
        /// The number.
        arm: u32,
    },
    /// This list or text has more elements than its type allows, or than the bytes that are left could hold.
    Length {
        /// The list or text.
        what: &'static str,
        /// The number of elements.
        length: u32,
    },
    /// A padding byte is not zero.
    Padding,
    /// The envelope is of version 0, which cannot contain a contract's call.
    Version0,
    /// The envelope is a fee bump, which only the submitter of a transaction uses.
    FeeBump,
    /// Values nest deeper than 64.
    TooDeep,
    /// Something follows the last part.
    TrailingBytes,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            ReadErrorKind::TooLong { max } => write!(f, "more than {max} bytes")?,
            ReadErrorKind::End(what) => write!(f, "the bytes end where {what} is expected")?,
            ReadErrorKind::UnknownArm { what, arm } => write!(f, "{what} has no arm {arm}")?,
            ReadErrorKind::Length { what, length } => write!(f, "{length} is no length of {what}")?,
            ReadErrorKind::Padding => f.write_str("a padding byte is not zero")?,
            ReadErrorKind::Version0 => {
                f.write_str("an envelope of version 0 cannot contain the call of a contract")?;
            }
            ReadErrorKind::FeeBump => {
                f.write_str("a fee bump, which only the account that submits a transaction adds")?;
            }
            ReadErrorKind::TooDeep => write!(f, "values nest deeper than {MAX_DEPTH}")?,
            ReadErrorKind::TrailingBytes => f.write_str("something follows the last part")?,
        }
        write!(f, " (byte {})", self.offset)
    }
}

impl core::error::Error for ReadError {}

pub(super) type Result<T> = core::result::Result<T, ReadError>;

/// Reads values in order.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'a> {
    rest: &'a [u8],
    offset: usize,
    depth: u32,
}

impl<'a> Cursor<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes, offset: 0, depth: 0 }
    }

    /// An error at this position.
    pub(super) const fn fault(&self, kind: ReadErrorKind) -> ReadError {
        ReadError::new(kind, self.offset)
    }

    /// No arm has this number.
    pub(super) const fn unknown(&self, what: &'static str, arm: u32) -> ReadError {
        self.fault(ReadErrorKind::UnknownArm { what, arm })
    }

    /// Nothing may follow.
    pub(super) const fn end(&self) -> Result<()> {
        if self.rest.is_empty() { Ok(()) } else { Err(self.fault(ReadErrorKind::TrailingBytes)) }
    }

    fn bytes(&mut self, length: usize, what: &'static str) -> Result<&'a [u8]> {
        let Some((bytes, rest)) = self.rest.split_at_checked(length) else {
            return Err(self.fault(ReadErrorKind::End(what)));
        };
        self.rest = rest;
        self.offset = self.offset.saturating_add(length);
        Ok(bytes)
    }

    /// A fixed number of bytes, which is a multiple of four.
    pub(super) fn array<const N: usize>(&mut self, what: &'static str) -> Result<[u8; N]> {
        let bytes = self.bytes(N, what)?;
        bytes.try_into().map_err(|_| self.fault(ReadErrorKind::End(what)))
    }

    pub(super) fn u32(&mut self, what: &'static str) -> Result<u32> {
        self.array(what).map(u32::from_be_bytes)
    }

    pub(super) fn u64(&mut self, what: &'static str) -> Result<u64> {
        self.array(what).map(u64::from_be_bytes)
    }

    pub(super) fn i64(&mut self, what: &'static str) -> Result<i64> {
        self.array(what).map(i64::from_be_bytes)
    }

    /// A key or a hash.
    pub(super) fn key(&mut self, what: &'static str) -> Result<[u8; 32]> {
        self.array(what)
    }

    /// The number of an arm of a union, or of an enum's value, which is at most `last`.
    pub(super) fn arm(&mut self, what: &'static str, last: u32) -> Result<u32> {
        let at = *self;
        let arm = self.u32(what)?;
        if arm <= last { Ok(arm) } else { Err(at.unknown(what, arm)) }
    }

    /// The number of an arm, which is one of these.
    pub(super) fn one_of(&mut self, what: &'static str, arms: &[u32]) -> Result<u32> {
        let at = *self;
        let arm = self.u32(what)?;
        if arms.contains(&arm) { Ok(arm) } else { Err(at.unknown(what, arm)) }
    }

    /// A boolean, or the presence of an optional value.
    pub(super) fn flag(&mut self, what: &'static str) -> Result<bool> {
        Ok(self.arm(what, 1)? == 1)
    }

    /// An optional value.
    pub(super) fn optional<T>(
        &mut self,
        what: &'static str,
        read: impl FnOnce(&mut Self) -> Result<T>,
    ) -> Result<Option<T>> {
        if self.flag(what)? { read(self).map(Some) } else { Ok(None) }
    }

    /// Bytes with their length before them, and zeros after them up to a multiple of four.
    pub(super) fn opaque(&mut self, what: &'static str, max: u32) -> Result<&'a [u8]> {
        let at = *self;
        let length = self.u32(what)?;
        // A length is compared with the bytes that are left before anything is read, so a false one costs nothing.
        let size = usize::try_from(length).ok().filter(|size| length <= max && *size <= self.rest.len());
        let Some(size) = size else { return Err(at.fault(ReadErrorKind::Length { what, length })) };
        let bytes = self.bytes(size, what)?;
        let at = *self;
        let padding = self.bytes(size.next_multiple_of(4).wrapping_sub(size), what)?;
        // With other bytes here, one value would have two encodings, and a copy of a payment would look like a different one.
        if padding.iter().all(|byte| *byte == 0) { Ok(bytes) } else { Err(at.fault(ReadErrorKind::Padding)) }
    }

    /// The number of elements of a list. Each takes at least four bytes.
    pub(super) fn count(&mut self, what: &'static str, max: u32) -> Result<u32> {
        let at = *self;
        let length = self.u32(what)?;
        let room = u32::try_from(self.rest.len() / 4).unwrap_or(u32::MAX);
        if length <= max.min(room) { Ok(length) } else { Err(at.fault(ReadErrorKind::Length { what, length })) }
    }

    /// A list.
    pub(super) fn list(
        &mut self,
        what: &'static str,
        max: u32,
        mut read: impl FnMut(&mut Self) -> Result<()>,
    ) -> Result<u32> {
        let count = self.count(what, max)?;
        (0..count).try_for_each(|_| read(self))?;
        Ok(count)
    }

    /// Reads a value one level deeper.
    pub(super) fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if self.depth == MAX_DEPTH {
            return Err(self.fault(ReadErrorKind::TooDeep));
        }
        self.depth = self.depth.wrapping_add(1);
        // An error ends the reading, so only success needs the old depth again.
        let value = read(self)?;
        self.depth = self.depth.wrapping_sub(1);
        Ok(value)
    }

    /// Reads a value, and returns its bytes too.
    pub(super) fn with_bytes<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T>) -> Result<(T, &'a [u8])> {
        let start = *self;
        let value = read(self)?;
        let length = self.offset.wrapping_sub(start.offset);
        Ok((value, start.rest.get(..length).unwrap_or_default()))
    }
}
