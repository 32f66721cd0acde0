//! How strictly, and within which limits, a document is read.

/// Which spellings are tolerated (rulings C-1 … C-9). Whatever Strict takes, Lenient takes with an equal value;
/// only an offer or a kind that Strict keeps unread (C-10), Lenient may read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Profile {
    /// The documents to the letter, plus what the official SDKs send. For everything that moves money.
    #[default]
    Strict,
    /// Also the spellings that published implementations are known to accept, each with a [`Flag`](crate::Flag).
    /// For tools that explain.
    Lenient,
}

/// Upper bounds, each checked before the work that it bounds (C-12).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of an encoded header: 65,536.
    pub header: usize,
    /// Bytes of a JSON text: 1,048,576. Never more than 2^32−1.
    pub body: usize,
    /// Containers open at once: 128. Never more than 256.
    pub depth: usize,
    /// Members of one object: 1,024.
    pub members: usize,
    /// Values in the whole document, containers included: 16,384.
    pub values: usize,
    /// Characters of one number: 128. Never more than 150.
    pub number: usize,
    /// Bytes of a member that parses into a value type: 256.
    pub text: usize,
    /// Entries of `accepts`: 64.
    pub offers: usize,
}

impl Limits {
    /// The limits of C-12.
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

    /// Only those that hold whatever is asked for.
    pub(crate) const NONE: Self = Self {
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

/// Profile and limits: a value, never a feature of the build.
///
/// ```
/// use x402_types::{DecodeOptions, Limits, Wire, v2::PaymentRequired};
///
/// let demand = r#"{"x402Version":2,"resource":{"url":"https://api.example.com/data"},"accepts":[]}"#;
/// let mut limits = Limits::DEFAULT;
/// limits.body = 64;
/// assert!(PaymentRequired::decode(demand, &DecodeOptions::STRICT).is_ok());
/// assert!(PaymentRequired::decode(demand, &DecodeOptions::STRICT.with_limits(limits)).is_err());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct DecodeOptions {
    /// Which spellings are tolerated.
    pub profile: Profile,
    /// Upper bounds.
    pub limits: Limits,
}

impl DecodeOptions {
    /// Strict, with the default limits. The same as `default()`.
    pub const STRICT: Self = Self { profile: Profile::Strict, limits: Limits::DEFAULT };

    /// Lenient, with the default limits.
    pub const LENIENT: Self = Self { profile: Profile::Lenient, limits: Limits::DEFAULT };

    /// The same options with other limits.
    #[must_use]
    pub const fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }
}
