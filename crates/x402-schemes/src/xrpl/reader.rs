//! Reads the ledger's binary format strictly: each value has one encoding, fields are in order, and nothing nests deeper
//! than 10 values.

use core::fmt;

use super::{
    Address, Currency, IssuedAmount, LedgerAmount, Value,
    fields::{Type, field_name, type_of},
};

/// The maximum depth of a field, as in the ledger: a field of the transaction itself has the depth 1, so the tenth of
/// nested arrays and objects must be empty.
const MAX_DEPTH: u32 = 10;

/// The longest content of a field with a length prefix, as the ledger writes it.
const MAX_LENGTH: usize = 918_744;

/// The reason why bytes are not a transaction in the ledger's canonical encoding. The error is `Copy` and contains no
/// byte of the input.
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

/// The kind of a [`ReadError`]. `field` is the name of the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReadErrorKind {
    /// There are fewer bytes than any transaction has.
    TooShort {
        /// The minimum number of bytes.
        min: usize,
    },
    /// There are more bytes than this crate reads.
    TooLong {
        /// The maximum number of bytes.
        max: usize,
    },
    /// The bytes end before this item.
    End(&'static str),
    /// A code of 1 to 15 is written as a separate byte.
    Head,
    /// The ledger has no field with these codes.
    UnknownField {
        /// The code of the type.
        type_code: u8,
        /// The code of the field.
        field_code: u8,
    },
    /// This field precedes the one before it in the ledger's order.
    Order(&'static str),
    /// This field comes a second time.
    Duplicate(&'static str),
    /// The length of this field is not one that its type has, or its length prefix is 255.
    Length(&'static str),
    /// This field's amount is not normal: a second encoding of a value, minus zero, or a value out of range.
    Amount(&'static str),
    /// This field's amount has the currency 0 or the issuer 0.
    AmountOfNobody(&'static str),
    /// An element of a path is empty, or has an unknown type.
    Path,
    /// This field is in an array and is not an object.
    NotObject(&'static str),
    /// The end marker of an object or of an array is outside of one.
    Terminator,
    /// A field is in ten or more arrays and objects.
    TooDeep,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            ReadErrorKind::TooShort { min } => write!(f, "fewer than {min} bytes, so this is no transaction")?,
            ReadErrorKind::TooLong { max } => write!(f, "more than {max} bytes")?,
            ReadErrorKind::End(what) => write!(f, "the bytes end where {what} is expected")?,
            ReadErrorKind::Head => f.write_str("the code of a field below 16 must be in the field's first byte")?,
            ReadErrorKind::UnknownField { type_code, field_code } => {
                write!(f, "the ledger has no field {type_code}.{field_code}")?;
            }
            ReadErrorKind::Order(field) => {
                write!(f, "{field} must precede the field before it: the ledger hashes the fields in their order")?;
            }
            ReadErrorKind::Duplicate(field) => write!(f, "{field} must not come twice")?,
            ReadErrorKind::Length(field) => write!(f, "the length of {field} is not one that this field has")?,
            ReadErrorKind::Amount(field) => {
                write!(f, "{field} must be in the ledger's normal form, which is unique for each amount")?;
            }
            ReadErrorKind::AmountOfNobody(field) => write!(f, "{field} must name a currency and an issuer")?,
            ReadErrorKind::Path => {
                f.write_str("an element of a path must have an account, a currency or an issuer, and nothing else")?;
            }
            ReadErrorKind::NotObject(field) => write!(f, "{field} is not an object, so no array contains it")?,
            ReadErrorKind::Terminator => f.write_str("an end marker must not be outside of an object or an array")?,
            ReadErrorKind::TooDeep => {
                write!(f, "a field is in {MAX_DEPTH} arrays and objects, but the ledger allows at most 9")?;
            }
        }
        write!(f, " (byte {})", self.offset)
    }
}

impl core::error::Error for ReadError {}

pub(super) type Result<T> = core::result::Result<T, ReadError>;

/// The codes of the type and of the field. Their order is that of fields.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Code(pub(super) u8, pub(super) u8);

impl Code {
    pub(super) const END_OF_OBJECT: Self = Self(14, 1);
    pub(super) const END_OF_ARRAY: Self = Self(15, 1);
}

/// The head of a field of the ledger, which is no end marker.
#[derive(Clone, Copy)]
pub(super) struct Field {
    pub(super) code: Code,
    pub(super) name: &'static str,
    value: Type,
}

/// Reads values in order.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'a> {
    rest: &'a [u8],
    offset: usize,
}

impl<'a> Cursor<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes, offset: 0 }
    }

    pub(super) const fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    pub(super) const fn offset(&self) -> usize {
        self.offset
    }

    /// An error at this position.
    const fn fault(&self, kind: ReadErrorKind) -> ReadError {
        ReadError::new(kind, self.offset)
    }

    /// The length is compared with the bytes that are left, so a false one costs nothing.
    fn bytes(&mut self, length: usize, what: &'static str) -> Result<&'a [u8]> {
        let Some((bytes, rest)) = self.rest.split_at_checked(length) else {
            return Err(self.fault(ReadErrorKind::End(what)));
        };
        self.rest = rest;
        self.offset = self.offset.saturating_add(length);
        Ok(bytes)
    }

    fn array<const N: usize>(&mut self, what: &'static str) -> Result<[u8; N]> {
        let bytes = self.bytes(N, what)?;
        bytes.try_into().map_err(|_| self.fault(ReadErrorKind::End(what)))
    }

    fn u8(&mut self, what: &'static str) -> Result<u8> {
        self.array(what).map(u8::from_be_bytes)
    }

    pub(super) fn u16(&mut self, what: &'static str) -> Result<u16> {
        self.array(what).map(u16::from_be_bytes)
    }

    pub(super) fn u32(&mut self, what: &'static str) -> Result<u32> {
        self.array(what).map(u32::from_be_bytes)
    }

    pub(super) fn hash(&mut self, what: &'static str) -> Result<[u8; 32]> {
        self.array(what)
    }

    /// Bytes with their length before them. Each length has one prefix.
    pub(super) fn blob(&mut self, what: &'static str) -> Result<&'a [u8]> {
        let at = *self;
        let first = self.u8(what)?;
        let mut byte = || self.u8(what).map(usize::from);
        // The largest value is 929,984, so nothing overflows.
        let over = |start: u8| usize::from(first.saturating_sub(start));
        let length = match first {
            0..=192 => usize::from(first),
            193..=240 => over(193).saturating_mul(256).saturating_add(byte()?).saturating_add(193),
            241..=254 => {
                let (high, low) = (byte()?, byte()?);
                let whole = over(241).saturating_mul(65_536).saturating_add(high.saturating_mul(256));
                whole.saturating_add(low).saturating_add(12_481)
            }
            255 => return Err(at.fault(ReadErrorKind::Length(what))),
        };
        if length > MAX_LENGTH { Err(at.fault(ReadErrorKind::Length(what))) } else { self.bytes(length, what) }
    }

    /// An address with its length, which is 20.
    pub(super) fn account(&mut self, what: &'static str) -> Result<Address> {
        let at = *self;
        let account = self.blob(what)?.try_into().map(Address::new);
        account.map_err(|_| at.fault(ReadErrorKind::Length(what)))
    }

    /// An amount.
    pub(super) fn amount(&mut self, what: &'static str) -> Result<LedgerAmount> {
        const IS_ISSUED: u64 = 1 << 63;
        const IS_POSITIVE: u64 = 1 << 62;
        const IS_MULTI_PURPOSE: u64 = 1 << 61;
        let at = *self;
        let not_normal = at.fault(ReadErrorKind::Amount(what));
        let head = self.array(what).map(u64::from_be_bytes)?;
        let is_negative = head & IS_POSITIVE == 0;
        if head & IS_ISSUED != 0 {
            let (currency, issuer) = (self.array(what)?, self.array(what)?);
            let value = if head == IS_ISSUED { Some(Value::ZERO) } else { issued_value(head) };
            let value = value.ok_or(not_normal)?;
            if currency == [0; 20] || issuer == [0; 20] {
                return Err(at.fault(ReadErrorKind::AmountOfNobody(what)));
            }
            let (currency, issuer) = (Currency::new(currency), Address::new(issuer));
            let is_negative = is_negative && !value.is_zero();
            return Ok(LedgerAmount::Issued(IssuedAmount { value, currency, issuer, is_negative }));
        }
        if head & IS_MULTI_PURPOSE != 0 {
            // One byte 60, a number below 2^63, and the token's id of 24 bytes.
            self.bytes(25, what)?;
            let is_normal = head.wrapping_shr(55) == 0x60 << 1;
            return if is_normal { Ok(LedgerAmount::MultiPurposeToken) } else { Err(not_normal) };
        }
        let drops = i64::try_from(head & !IS_POSITIVE).map_err(|_| not_normal)?;
        match (is_negative, drops) {
            (true, 0) => Err(not_normal),
            (true, _) => Ok(LedgerAmount::Drops(drops.saturating_neg())),
            (false, _) => Ok(LedgerAmount::Drops(drops)),
        }
    }

    /// Reads the head of a field, or `None` if it is this end marker. The field must be behind the previous one, which
    /// it replaces.
    pub(super) fn field(&mut self, end: Option<Code>, last: &mut Option<Code>) -> Result<Option<Field>> {
        let at = *self;
        let first = self.u8("a field")?;
        // Most codes are four bits. A code of 0 is in the next byte, and then it does not fit into four bits.
        let mut code = |bits: u8| match bits {
            0 => self
                .u8("the code of a field")
                .and_then(|code| if code < 16 { Err(at.fault(ReadErrorKind::Head)) } else { Ok(code) }),
            bits => Ok(bits),
        };
        let code = Code(code(first.wrapping_shr(4))?, code(first & 15)?);
        if Some(code) == end {
            return Ok(None);
        }
        if code == Code::END_OF_OBJECT || code == Code::END_OF_ARRAY {
            return Err(at.fault(ReadErrorKind::Terminator));
        }
        let Code(type_code, field_code) = code;
        let known = field_name((type_code, field_code)).zip(type_of(type_code));
        let (name, value) = known.ok_or(at.fault(ReadErrorKind::UnknownField { type_code, field_code }))?;
        match last.replace(code) {
            Some(last) if last == code => Err(at.fault(ReadErrorKind::Duplicate(name))),
            Some(last) if last > code => Err(at.fault(ReadErrorKind::Order(name))),
            Some(_) | None => Ok(Some(Field { code, name, value })),
        }
    }

    /// Reads the head of a field of the transaction itself, where no end marker belongs.
    pub(super) fn outer_field(&mut self, last: &mut Option<Code>) -> Result<Option<Field>> {
        self.field(None, last)
    }

    /// Reads over the value of a field.
    pub(super) fn skip(&mut self, field: &Field) -> Result<()> {
        self.skip_at(field, 0)
    }

    /// Reads over a value in this number of arrays and objects. The number bounds the recursion.
    fn skip_at(&mut self, field: &Field, depth: u32) -> Result<()> {
        let what = field.name;
        let at = *self;
        if depth == MAX_DEPTH {
            return Err(self.fault(ReadErrorKind::TooDeep));
        }
        match field.value {
            Type::Fixed(length) => self.bytes(length, what).map(drop),
            Type::Amount => self.amount(what).map(drop),
            Type::Blob => self.blob(what).map(drop),
            Type::AccountId => self.account(what).map(drop),
            Type::Vector256 => match self.blob(what)?.as_chunks::<32>() {
                (_, []) => Ok(()),
                _ => Err(at.fault(ReadErrorKind::Length(what))),
            },
            Type::PathSet => self.skip_paths(what),
            Type::Issue => self.skip_issue(what),
            Type::XChainBridge => (0..2).try_for_each(|_| {
                self.account(what)?;
                self.skip_issue(what)
            }),
            Type::Object => {
                let (depth, mut last) = (depth.saturating_add(1), None);
                while let Some(field) = self.field(Some(Code::END_OF_OBJECT), &mut last)? {
                    self.skip_at(&field, depth)?;
                }
                Ok(())
            }
            Type::Array => {
                let depth = depth.saturating_add(1);
                // The elements of an array have no order.
                loop {
                    let at = *self;
                    let Some(field) = self.field(Some(Code::END_OF_ARRAY), &mut None)? else { return Ok(()) };
                    if !matches!(field.value, Type::Object) {
                        return Err(at.fault(ReadErrorKind::NotObject(field.name)));
                    }
                    self.skip_at(&field, depth)?;
                }
            }
        }
    }

    /// Paths, each with at least one element: `FF` separates them, and `00` ends them.
    fn skip_paths(&mut self, what: &'static str) -> Result<()> {
        const SEPARATOR: u8 = 0xff;
        const END: u8 = 0;
        let mut is_begun = false;
        loop {
            let at = *self;
            match self.u8(what)? {
                END if is_begun => return Ok(()),
                SEPARATOR if is_begun => is_begun = false,
                // The bits of an account, of a currency and of an issuer.
                kind @ 1..=0x31 if kind & !0x31 == 0 => {
                    let parts = usize::try_from(kind.count_ones()).unwrap_or_default();
                    self.bytes(parts.saturating_mul(20), what)?;
                    is_begun = true;
                }
                _ => return Err(at.fault(ReadErrorKind::Path)),
            }
        }
    }

    /// A currency and its issuer, XRP, which has no issuer, or a multi-purpose token.
    fn skip_issue(&mut self, what: &'static str) -> Result<()> {
        /// The account that no issuer has, before the four bytes of a token's number.
        const NO_ACCOUNT: [u8; 20] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
        if self.array(what)? == [0; 20] {
            return Ok(());
        }
        if self.array(what)? == NO_ACCOUNT { self.bytes(4, what).map(drop) } else { Ok(()) }
    }
}

/// The value of an issued currency: 8 bits for the exponent plus 97, and 54 bits for the mantissa.
fn issued_value(head: u64) -> Option<Value> {
    let exponent = i16::try_from(head.wrapping_shr(54) & 0xff).ok()?.checked_sub(97)?;
    Value::normal(head & ((1 << 54) - 1), i8::try_from(exponent).ok()?)
}
