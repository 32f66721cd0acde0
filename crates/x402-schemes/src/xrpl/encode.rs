//! Writes values and fields in the ledger's binary format (R-23, R-24, R-28).

use alloc::{borrow::Cow, vec::Vec};

use super::{
    IssuedAmount, ReadError, Value,
    reader::{Code, Cursor},
};

/// The fields of a transaction, each apart, so that single fields can be set or removed.
///
/// ```
/// use x402_schemes::xrpl::TransactionFields;
/// let mut fields = TransactionFields::split(&[0x12, 0, 0, 0x24, 0, 0, 0, 7])?;
/// // LastLedgerSequence is a field of the type 2 with the code 27.
/// fields.set((2, 27), Some(&[0, 0, 0, 9]));
/// fields.set((2, 4), None);
/// assert_eq!(fields.to_bytes(), [0x12, 0, 0, 0x20, 0x1b, 0, 0, 0, 9]);
/// # Ok::<(), x402_schemes::xrpl::ReadError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TransactionFields<'a>(Vec<Field<'a>>);

/// The codes of a field, and its bytes with the head.
type Field<'a> = ((u8, u8), Cow<'a, [u8]>);

impl<'a> TransactionFields<'a> {
    /// Splits a transaction, signed or not, into its fields. They need not be in the ledger's order, and a field may come
    /// twice. Takes time that grows with the number of bytes alone.
    ///
    /// # Errors
    /// The bytes are not fields of the ledger in the encoding that [`Transaction::decode`](super::Transaction::decode)
    /// requires of each.
    pub fn split(bytes: &'a [u8]) -> Result<Self, ReadError> {
        let mut cursor = Cursor::new(bytes);
        let mut fields = Vec::new();
        while !cursor.is_at_end() {
            let start = cursor.offset();
            let Some(field) = cursor.outer_field(&mut None)? else { break };
            cursor.skip(&field)?;
            let Code(type_code, field_code) = field.code;
            let bytes = bytes.get(start..cursor.offset()).unwrap_or_default();
            fields.push(((type_code, field_code), Cow::Borrowed(bytes)));
        }
        Ok(Self(fields))
    }

    /// Sets the field with these codes, of the type and of the field, or removes it if there is no value. The value is as it is
    /// encoded: with its length before it if the type has one. A new field precedes the first one that the ledger has
    /// behind it.
    pub fn set(&mut self, code: (u8, u8), value: Option<&[u8]>) {
        self.0.retain(|(known, _)| *known != code);
        if let Some(value) = value {
            let behind = self.0.iter().position(|(known, _)| *known > code).unwrap_or(self.0.len());
            self.0.insert(behind, (code, Cow::Owned([head(code).as_slice(), value].concat())));
        }
    }

    /// The fields in their order: the codes of the type and of the field, and the bytes with the head.
    pub fn iter(&self) -> impl Iterator<Item = ((u8, u8), &[u8])> {
        self.0.iter().map(|(code, bytes)| (*code, bytes.as_ref()))
    }

    /// The fields in their order, one behind the other.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.iter().flat_map(|(_, bytes)| bytes.iter().copied()).collect()
    }
}

/// The head of a field: a code below 16 is four bits, and the others follow in bytes (R-23).
fn head((type_code, field_code): (u8, u8)) -> Vec<u8> {
    let bits = |code: u8| if code < 16 { code } else { 0 };
    let first = bits(type_code).wrapping_shl(4) | bits(field_code);
    let behind = [type_code, field_code].into_iter().filter(|code| *code >= 16);
    [first].into_iter().chain(behind).collect()
}

/// Returns the encoding of an amount of XRP (R-28): the bit of its sign, and the drops, which are below 2^61.
#[must_use]
pub const fn drops_to_bytes(drops: u64) -> [u8; 8] {
    (1 << 62 | drops).to_be_bytes()
}

impl IssuedAmount {
    /// Returns the encoding of the amount (R-28): two bits, 8 bits for the exponent plus 97, 54 bits for the mantissa, the
    /// currency and the issuer.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let Self { value, currency, issuer, is_negative } = *self;
        let number = if value.is_zero() { 1 << 63 } else { issued_number(value, is_negative) };
        [number.to_be_bytes().as_slice(), &currency.to_bytes(), issuer.as_ref()].concat()
    }
}

fn issued_number(value: Value, is_negative: bool) -> u64 {
    let sign = if is_negative { 0b10 } else { 0b11 };
    // Exponents are from -96 to 80.
    let exponent = u64::try_from(i16::from(value.exponent()).saturating_add(97)).unwrap_or_default();
    sign << 62 | exponent.wrapping_shl(54) | value.mantissa()
}
