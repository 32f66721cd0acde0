//! The options of decoding: how strictly, and within which limits, documents are read.

/// The tolerated encodings (rulings C-1 to C-9). Lenient accepts everything that Strict accepts, with an equal value.
/// Lenient may also read offers and kinds that Strict leaves unread (C-10).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Profile {
    /// Exactly the encodings of the specification and of the official SDKs. Use this for everything that moves money.
    #[default]
    Strict,
    /// Also the encodings that published implementations are known to accept, each with a [`Flag`](crate::Flag). Use
    /// this for tools that explain.
    Lenient,
}

/// Upper limits for decoding. Each is checked before the work that it limits (C-12).
///
/// ```
/// use x402_types::{Limits, RawJson};
/// let mut limits = Limits::DEFAULT;
/// limits.depth = 1;
/// assert!(RawJson::parse_within(r#"{"a":1}"#, &limits).is_ok());
/// assert!(RawJson::parse_within(r#"{"a":[]}"#, &limits).is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// The maximum number of bytes of an encoded header. Default: 65,536.
    pub header: usize,
    /// The maximum number of bytes of a JSON text. Default: 1,048,576. Values above 2^32−1 count as 2^32−1.
    pub body: usize,
    /// The maximum nesting depth of containers. Default: 128. Values above 256 count as 256.
    pub depth: usize,
    /// The maximum number of fields of one object. Default: 1,024.
    pub members: usize,
    /// The maximum number of values in the whole document, containers included. Default: 16,384.
    pub values: usize,
    /// The maximum number of characters of one number. Default: 128. Values above 150 count as 150.
    pub number: usize,
    /// The maximum number of bytes of a field that is parsed as a value type. Default: 256.
    pub text: usize,
    /// The maximum number of entries of `accepts`. Default: 64.
    pub offers: usize,
}

impl Limits {
    /// The default limits (C-12).
    pub const DEFAULT: Self = Self {
        header: 65_536,
        body: 1_048_576,
        depth: 128,
        members: 1_024,
        values: 16_384,
        number: 128,
        text: 256,
        offers: 64,
    };

    /// Only the limits that always apply, for text that your own program wrote.
    pub const NONE: Self = Self {
        header: usize::MAX,
        body: usize::MAX,
        depth: usize::MAX,
        members: usize::MAX,
        values: usize::MAX,
        number: usize::MAX,
        text: usize::MAX,
        offers: usize::MAX,
    };
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// The profile and the limits of a reader. They are run-time values, not Cargo features.
///
/// ```
/// use x402_types::{DecodeOptions, Limits, Wire, v2::PaymentRequired};
///
/// let payment_required = r#"{"x402Version":2,"resource":{"url":"https://api.example.com/data"},"accepts":[]}"#;
/// let mut limits = Limits::DEFAULT;
/// limits.body = 64;
/// assert!(PaymentRequired::decode(payment_required, &DecodeOptions::STRICT).is_ok());
/// assert!(PaymentRequired::decode(payment_required, &DecodeOptions::STRICT.with_limits(limits)).is_err());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct DecodeOptions {
    /// The tolerated encodings.
    pub profile: Profile,
    /// The upper limits.
    pub limits: Limits,
}

impl DecodeOptions {
    /// Strict, with the default limits. This is also `default()`.
    pub const STRICT: Self = Self { profile: Profile::Strict, limits: Limits::DEFAULT };

    /// Lenient, with the default limits.
    pub const LENIENT: Self = Self { profile: Profile::Lenient, limits: Limits::DEFAULT };

    /// Returns the same options with other limits.
    #[must_use]
    pub const fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }
}
