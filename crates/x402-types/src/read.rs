//! Reads the fields of wire objects and of scheme payloads, under the same rules.
//!
//! A type reads itself with a `match` on the name of each field:
//!
//! ```
//! use x402_types::{DecodeError, DecodeOptions, JsonRef, RawJson, Uint256, read::{Reader, ResultExt, required}};
//!
//! struct Permitted { amount: Uint256 }
//!
//! fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Permitted, DecodeError> {
//!     let mut amount = None;
//!     for (name, member) in value.members()? {
//!         match &*name {
//!             "amount" => amount = Some(reader.decimal(member).in_member("amount")?),
//!             _ => {} // unknown fields are ignored here; wire objects keep them
//!         }
//!     }
//!     Ok(Permitted { amount: required(amount, "amount", value)? })
//! }
//!
//! let raw = RawJson::parse(r#"{"amount": 5}"#)?;
//! let error = read(raw.as_json(), &mut Reader::new(&DecodeOptions::STRICT)).err().unwrap();
//! assert_eq!(error.to_string(), "amount: must be a decimal integer in a string: digits only, no sign, no leading zero (byte 11)");
//! assert!(read(raw.as_json(), &mut Reader::new(&DecodeOptions::LENIENT)).is_ok());
//! # Ok::<(), DecodeError>(())
//! ```

use alloc::{borrow::Cow, string::String, vec::Vec};

use crate::{
    Amount, AnyAmount, AnyNetwork, DecimalAmount, DecodeError, DecodeOptions, ErrorKind, Flag, Flags, JsonRef,
    JsonType, Limit, Limits, Network, NetworkName, Profile, RawJson, Scheme, Segment, Uint256, Version, base64,
    decimal_amount::{XRP, has_leading_zero},
    network::XRPL,
};

/// All XRP that exists, in drops (R-9).
const MOST_DROPS: Amount = Amount::from_u128(100_000_000_000_000_000);

type Result<T> = core::result::Result<T, DecodeError>;

/// Reads values under the options of a decoder, and collects the flags that they raise.
#[derive(Debug)]
pub struct Reader<'o> {
    options: &'o DecodeOptions,
    flags: Flags,
}

impl<'o> Reader<'o> {
    /// Creates a reader that has raised no flags.
    #[must_use]
    pub const fn new(options: &'o DecodeOptions) -> Self {
        Self { options, flags: Flags::NONE }
    }

    /// The flags raised so far.
    pub const fn flags(&self) -> Flags {
        self.flags
    }

    /// Raises a flag.
    pub const fn flag(&mut self, flag: Flag) {
        self.flags.insert(flag);
    }

    /// Resets the flags to an earlier state.
    pub(crate) const fn restore(&mut self, before: Flags) {
        self.flags = before;
    }

    pub(crate) const fn limits(&self) -> &Limits {
        &self.options.limits
    }

    /// Checks the field `x402Version` of an object. Do this before you read other fields, because the version decides
    /// which fields exist (C-5).
    ///
    /// # Errors
    /// The field is missing, is not a version, or is a different version ([`ErrorKind::Version`]).
    pub fn expect_version(&mut self, object: JsonRef<'_>, expected: Version) -> Result<()> {
        let version = required(object.members()?.find(|(name, _)| name == "x402Version"), "x402Version", object)?.1;
        if self.version(version).in_member("x402Version")? == expected {
            return Ok(());
        }
        Err(version.error(ErrorKind::Version)).in_member("x402Version")
    }

    /// Raises a flag if the profile is Lenient.
    ///
    /// # Errors
    /// Under Strict, an error of this kind at `value`.
    pub fn tolerate(&mut self, flag: Flag, value: JsonRef<'_>, kind: ErrorKind) -> Result<()> {
        match self.options.profile {
            Profile::Strict => Err(value.error(kind)),
            Profile::Lenient => {
                self.flag(flag);
                Ok(())
            }
        }
    }

    /// Returns the value of an optional field, unless it is null. A null counts as absent, and raises
    /// [`Flag::NullOptional`] (C-7).
    pub fn non_null<'a>(&mut self, member: JsonRef<'a>) -> Option<JsonRef<'a>> {
        if member.is_null() {
            self.flag(Flag::NullOptional);
            return None;
        }
        Some(member)
    }

    /// Reads a string of any length.
    ///
    /// # Errors
    /// The value is not a string.
    pub fn text(&self, value: JsonRef<'_>) -> Result<String> {
        value.string().map(Cow::into_owned)
    }

    /// Reads the text of a value type, whose length is bounded (C-12).
    ///
    /// # Errors
    /// The value is not a string, or has more than [`Limits::text`](crate::Limits::text) bytes.
    pub fn value_text<'a>(&self, value: JsonRef<'a>) -> Result<Cow<'a, str>> {
        let text = value.string()?;
        let max = self.options.limits.text;
        if text.len() > max {
            return Err(value.error(ErrorKind::Limit { limit: Limit::Text, max }));
        }
        Ok(text)
    }

    /// Reads a decimal string (C-6).
    ///
    /// # Errors
    /// The value is not a decimal string, has more than [`Limits::text`](crate::Limits::text) bytes, or is above
    /// 2^256−1. Lenient also accepts leading zeros, and digits as a JSON number.
    pub fn decimal(&mut self, value: JsonRef<'_>) -> Result<Uint256> {
        let text = if value.is_number() {
            if value.text().bytes().all(|byte| byte.is_ascii_digit()) {
                self.tolerate(Flag::NumberAmount, value, ErrorKind::NotDecimal)?;
                Cow::Borrowed(value.text())
            } else {
                return Err(value.error(ErrorKind::NotDecimal));
            }
        } else {
            self.value_text(value)?
        };
        match text.parse::<Uint256>() {
            Ok(number) => Ok(number),
            Err(error) if text.len() > 1 && text.starts_with('0') => {
                // The text may be digits with leading zeros.
                let number = Uint256::from_digits(&text).map_err(|_| value.error(error.into()))?;
                self.tolerate(Flag::LeadingZero, value, error.into())?;
                Ok(number)
            }
            Err(error) => Err(value.error(error.into())),
        }
    }

    /// Reads the amount of an object that contains a network and an asset (C-6). R-9 to R-13 define amounts on the XRP
    /// Ledger, so the caller must call [`ledger_amount`](Self::ledger_amount) after it has read the whole object, if its
    /// network is that ledger ([`Network::is_xrp_ledger`]).
    ///
    /// # Errors
    /// The value is not an amount. Lenient also accepts what it accepts in [`decimal`](Self::decimal) and
    /// [`decimal_amount`](Self::decimal_amount).
    #[inline]
    pub fn amount(&mut self, value: JsonRef<'_>, object: JsonRef<'_>) -> Result<AnyAmount> {
        match self.decimal(value) {
            Ok(units) => Ok(AnyAmount::Units(units.into())),
            Err(error) => self.amount_beyond(value, object, error),
        }
    }

    /// Reads an amount that is not an integer. Only the XRP Ledger has such amounts.
    #[cold]
    #[inline(never)]
    fn amount_beyond(&mut self, value: JsonRef<'_>, object: JsonRef<'_>, error: DecodeError) -> Result<AnyAmount> {
        let text = |name| object.get(name)?.string().ok();
        if text("network").is_some_and(|network| network.starts_with(XRPL)) {
            self.amount_on_ledger(value, &text("asset").unwrap_or_default())
        } else {
            Err(error)
        }
    }

    /// Reads the field `amount` of an object on the XRP Ledger again, after the whole object was read: it is an amount of
    /// `asset` (R-13). The result replaces that of [`amount`](Self::amount). Returns `None` if the field or the asset is
    /// missing.
    ///
    /// # Errors
    /// The value is not an amount of the asset.
    #[cold]
    #[inline(never)]
    pub fn ledger_amount(&mut self, object: JsonRef<'_>, asset: Option<&str>) -> Result<Option<AnyAmount>> {
        match (object.get("amount"), asset) {
            (Some(value), Some(asset)) => self.amount_on_ledger(value, asset).in_member("amount").map(Some),
            // The error is that of the missing field.
            _ => Ok(None),
        }
    }

    fn amount_on_ledger(&mut self, value: JsonRef<'_>, asset: &str) -> Result<AnyAmount> {
        if asset != XRP {
            return self.decimal_amount(value).map(AnyAmount::Decimal);
        }
        let drops = Amount::from(self.decimal(value)?);
        if drops.get().is_zero() || drops > MOST_DROPS {
            return Err(value.error(ErrorKind::DropsRange));
        }
        Ok(AnyAmount::Units(drops))
    }

    /// Reads an amount of an issued currency on the XRP Ledger (R-10).
    ///
    /// # Errors
    /// The value is not a string, has more than [`Limits::text`](crate::Limits::text) bytes, or is not such an amount.
    /// Lenient also accepts leading zeros.
    pub fn decimal_amount(&mut self, value: JsonRef<'_>) -> Result<DecimalAmount> {
        if value.is_number() {
            return Err(value.error(ErrorKind::NotIssuedAmount));
        }
        let text = self.value_text(value)?;
        let amount = DecimalAmount::with_leading_zeros(&text).map_err(|error| value.error(error.into()))?;
        if has_leading_zero(&text) {
            self.tolerate(Flag::LeadingZero, value, ErrorKind::NotIssuedAmount)?;
        }
        Ok(amount)
    }

    /// Reads the bytes of base64 text (C-1).
    ///
    /// # Errors
    /// The value is not a string, or not base64 that the profile accepts.
    pub fn base64(&mut self, value: JsonRef<'_>) -> Result<Vec<u8>> {
        base64::decode(value.string()?.as_bytes(), self.options, &mut self.flags)
            .map_err(|error| value.error(error.kind()))
    }

    /// Reads an unsigned integer of 64 bits (C-5).
    ///
    /// # Errors
    /// The value is not a number, has a fraction, an exponent or a sign, or is above 2^64−1. Lenient also accepts a
    /// fraction or an exponent if the value is an integer.
    pub fn integer(&mut self, value: JsonRef<'_>) -> Result<u64> {
        self.integer_or(value, Flag::FloatInteger)
    }

    /// Reads an `x402Version` (C-5).
    pub(crate) fn version(&mut self, value: JsonRef<'_>) -> Result<Version> {
        let number = self.version_number(value)?;
        Version::try_from(number).map_err(|_| value.error(ErrorKind::Version))
    }

    fn version_number(&mut self, value: JsonRef<'_>) -> Result<u64> {
        if value.is_string() {
            let text = self.value_text(value)?;
            let number: Uint256 = text.parse().map_err(|_| value.error(ErrorKind::Version))?;
            self.tolerate(Flag::StringVersion, value, ErrorKind::WrongType(JsonType::Integer))?;
            return number.to_u64().ok_or_else(|| value.error(ErrorKind::Version));
        }
        self.integer_or(value, Flag::FloatVersion)
    }

    fn integer_or(&mut self, value: JsonRef<'_>, float: Flag) -> Result<u64> {
        let error = match value.integer() {
            Ok(number) => return Ok(number),
            Err(error) => error,
        };
        let whole = value.to_whole_u64().ok_or(error)?;
        self.tolerate(float, value, error.kind())?;
        Ok(whole)
    }

    /// Reads a network in V2's format, a CAIP-2 identifier (C-9).
    ///
    /// # Errors
    /// The value is not a string, or not a CAIP-2 identifier. Lenient also accepts a known V1 name.
    pub fn network(&mut self, value: JsonRef<'_>) -> Result<Network> {
        let text = self.value_text(value)?;
        if let Ok(network) = text.parse() {
            return Ok(network);
        }
        let network = Network::from_v1_name(&text).ok_or_else(|| value.error(ErrorKind::NotNetwork))?;
        self.tolerate(Flag::OtherVersionNetwork, value, ErrorKind::NotNetwork)?;
        Ok(network)
    }

    /// Reads a network in V1's format, which is a known or unknown name (C-9, C-10).
    pub(crate) fn network_name(&mut self, value: JsonRef<'_>) -> Result<NetworkName> {
        let text = self.value_text(value)?;
        if let Some(name) = NetworkName::read(&text) {
            return Ok(name);
        }
        let name = text.parse::<Network>().ok().and_then(|network| NetworkName::read(network.v1_name()?));
        let name = name.ok_or_else(|| value.error(ErrorKind::NotNetwork))?;
        self.tolerate(Flag::OtherVersionNetwork, value, ErrorKind::NotNetwork)?;
        Ok(name)
    }

    /// Reads a network in an object without a version. Only CAIP-2 identifiers contain a colon.
    pub(crate) fn any_network(&self, value: JsonRef<'_>) -> Result<AnyNetwork> {
        let text = self.value_text(value)?;
        match NetworkName::read(&text) {
            Some(name) => Ok(AnyNetwork::V1(name)),
            None => text.parse().map(AnyNetwork::V2).map_err(|_| value.error(ErrorKind::NotNetwork)),
        }
    }

    /// Reads an object and keeps it as received.
    ///
    /// # Errors
    /// The value is not an object.
    pub fn object(&self, value: JsonRef<'_>) -> Result<RawJson> {
        value.members().map(|_| value.into())
    }

    /// Reads an array of strings of any length.
    ///
    /// # Errors
    /// The value is not an array, or an element is not a string. The path of the error contains the element.
    pub fn texts(&self, value: JsonRef<'_>) -> Result<Vec<String>> {
        value.elements()?.enumerate().map(|(index, text)| self.text(text).in_element(index)).collect()
    }

    /// Reads the name of a scheme.
    ///
    /// # Errors
    /// The value is not a string, or is empty.
    pub fn scheme(&self, value: JsonRef<'_>) -> Result<Scheme> {
        let text = self.value_text(value)?;
        Scheme::read(&text).ok_or_else(|| value.error(ErrorKind::EmptyScheme))
    }
}

/// Decodes base64url text as in JOSE (RFC 7515 §2): without padding, with zero bits after the last byte. Returns `None`
/// for any other text.
#[must_use]
pub fn base64url(text: &str) -> Option<Vec<u8>> {
    base64::decode_url(text.as_bytes())
}

/// Decodes the value of a header, which is base64 (C-1) of UTF-8 text (C-2). The text need not be JSON.
///
/// # Errors
/// Errors of the stages `header`, `base64`, `utf8` and `limit`.
pub fn header_text(value: &[u8], options: &DecodeOptions) -> Result<String> {
    let mut flags = Flags::NONE;
    let bytes = base64::decode_header(value, options, &mut flags)?;
    Ok(String::from_utf8(bytes).map_err(|error| error.utf8_error())?)
}

/// Returns the only header that the function selects by its name, with the function's result and the header's value, or
/// `None` if there is none. The value is a line of the message, so it must not contain a line break.
///
/// ```
/// use x402_types::{ErrorKind, read::only_header};
/// let is_tip = |name: &str| name.eq_ignore_ascii_case("tip").then_some(());
/// let headers = [("Host", b"api.example.com".as_slice()), ("Tip", b"100")];
/// assert_eq!(only_header(headers, is_tip)?, Some(((), b"100".as_slice())));
/// assert_eq!(only_header([headers[1]; 2], is_tip).unwrap_err().kind(), ErrorKind::SeveralHeaders);
/// # Ok::<(), x402_types::DecodeError>(())
/// ```
///
/// # Errors
/// [`ErrorKind::SeveralHeaders`] and [`ErrorKind::HeaderLineBreak`].
pub fn only_header<'a, H>(
    headers: impl IntoIterator<Item = (&'a str, &'a [u8])>,
    select: impl Fn(&str) -> Option<H>,
) -> Result<Option<(H, &'a [u8])>> {
    let mut found = headers.into_iter().filter_map(|(name, value)| Some((select(name)?, value)));
    let Some((header, value)) = found.next() else { return Ok(None) };
    if found.next().is_some() {
        return Err(ErrorKind::SeveralHeaders.into());
    }
    match value.iter().position(|byte| matches!(byte, b'\r' | b'\n')) {
        Some(at) => Err(DecodeError::new(ErrorKind::HeaderLineBreak).at(at)),
        None => Ok(Some((header, value))),
    }
}

/// Returns `true` if a text is an absolute URL: a scheme (RFC 3986 §3.1), a colon, and then a text without white space,
/// control characters or backslashes. URLs of `http` and `https` also need a host.
#[must_use]
pub fn is_absolute_url(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let is_of_scheme = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic()) && scheme.bytes().all(is_of_scheme);
    let needs_host = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    let host = rest.strip_prefix("//").map(|behind| behind.split(['/', '?', '#']).next().unwrap_or_default());
    let has_host = host.is_some_and(|host| !host.is_empty() && !host.starts_with(':') && !host.ends_with('@'));
    let is_clean = !rest.is_empty() && !rest.contains(|c: char| c.is_whitespace() || c.is_control() || c == '\\');
    is_scheme && is_clean && (!needs_host || has_host)
}

/// Unwraps the value of a required field.
///
/// # Errors
/// [`ErrorKind::MissingMember`] at the object, with the field in the path.
pub fn required<T>(member: Option<T>, name: &'static str, object: JsonRef<'_>) -> Result<T> {
    match member {
        Some(value) => Ok(value),
        None => Err(missing(name, object)),
    }
}

/// The error of an object without a required field. Not inlined, because every object has several.
#[cold]
#[inline(never)]
pub fn missing(name: &'static str, object: JsonRef<'_>) -> DecodeError {
    object.error(ErrorKind::MissingMember).under(Segment::Member(name))
}

/// Adds a step to the path of an error.
pub trait ResultExt {
    /// Prepends this field to the path of the error.
    #[must_use]
    fn in_member(self, name: &'static str) -> Self;
    /// Prepends the element with this index to the path of the error.
    #[must_use]
    fn in_element(self, index: usize) -> Self;
}

// Only the error is changed in place. A changed result would be copied as a whole, and most of its size is that of an
// error.
impl<T> ResultExt for Result<T> {
    #[inline]
    fn in_member(self, name: &'static str) -> Self {
        match self {
            Ok(value) => Ok(value),
            Err(error) => Err(error.under(Segment::Member(name))),
        }
    }

    #[inline]
    fn in_element(self, index: usize) -> Self {
        match self {
            Ok(value) => Ok(value),
            Err(error) => Err(error.under(Segment::element(index))),
        }
    }
}
