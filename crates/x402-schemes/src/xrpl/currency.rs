//! The codes of issued currencies, and the `asset` of an offer (R-5, R-6).

use core::{fmt, str::FromStr};

use x402_types::declare::sentences;

use crate::hex;

/// The bytes before and behind the three characters of a code.
const BEFORE: usize = 12;
const BEHIND: usize = 5;

/// The characters of a three-character code, apart from letters and digits.
const SIGNS: &[u8] = b"?!@#$%^&*<>(){}[]|";

/// The code of an issued currency: 20 bytes. The issuer is not part of it.
///
/// A code of three characters is 12 zeros, the characters and 5 zeros. It prints as the three characters, and any other
/// code as 40 hexadecimal digits. Letter case counts in a three-character code, but not in digits.
///
/// ```
/// use x402_schemes::xrpl::Currency;
/// let usd: Currency = "USD".parse()?;
/// assert_eq!(usd.to_bytes()[12..15], *b"USD");
/// assert_eq!("0000000000000000000000005553440000000000".parse(), Ok(usd));
/// assert_ne!("usd".parse(), Ok(usd));
/// let rlusd: Currency = "524c555344000000000000000000000000000000".parse()?;
/// assert_eq!(rlusd.to_string(), "524C555344000000000000000000000000000000");
/// # Ok::<(), x402_schemes::xrpl::ParseCurrencyError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 20]);

impl Currency {
    /// Creates a code from its bytes, which are not checked: [`is_usable`](Self::is_usable) checks them.
    #[must_use]
    pub const fn new(bytes: [u8; 20]) -> Self {
        Self(bytes)
    }

    /// The bytes of the code.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 20] {
        self.0
    }

    /// Returns `false` for the two codes that no issued currency has: 20 zeros, and `XRP` as three characters (R-6).
    #[must_use]
    pub fn is_usable(&self) -> bool {
        self.0 != [0; 20] && self.0 != Self::of_characters(*b"XRP").0
    }

    /// The code of these three characters, which are not checked.
    const fn of_characters([a, b, c]: [u8; 3]) -> Self {
        Self([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, a, b, c, 0, 0, 0, 0, 0])
    }

    /// The three characters, if the code consists of them.
    fn characters(&self) -> Option<&str> {
        let (before, rest) = self.0.split_at_checked(BEFORE)?;
        let (characters, behind) = rest.split_at_checked(rest.len().checked_sub(BEHIND)?)?;
        let is_padded = before.iter().chain(behind).all(|byte| *byte == 0);
        let is_code = is_padded && self.is_usable() && characters.iter().all(is_character);
        core::str::from_utf8(characters).ok().filter(|_| is_code)
    }

    /// The text in the code's bytes, if these are printable ASCII characters with zeros behind them, as in the code of
    /// RLUSD. Such a text is for display alone: the ledger gives it no meaning.
    #[must_use]
    pub fn padded_text(&self) -> Option<&str> {
        let end = self.0.iter().rposition(|byte| *byte != 0)?;
        let text = self.0.get(..=end)?;
        if text.iter().all(u8::is_ascii_graphic) { core::str::from_utf8(text).ok() } else { None }
    }
}

fn is_character(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || SIGNS.contains(byte)
}

impl FromStr for Currency {
    type Err = ParseCurrencyError;

    /// Parses three characters, or 40 hexadecimal digits (R-5).
    fn from_str(text: &str) -> Result<Self, ParseCurrencyError> {
        let characters = <[u8; 3]>::try_from(text.as_bytes()).ok().filter(|code| code.iter().all(is_character));
        let currency = characters.map(Self::of_characters).or_else(|| hex::decode_array(text).map(Self));
        let currency = currency.ok_or(ParseCurrencyError::NotCurrency)?;
        if currency.is_usable() { Ok(currency) } else { Err(ParseCurrencyError::NotIssued) }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.characters() {
            Some(characters) => f.write_str(characters),
            None => self.0.iter().try_for_each(|byte| write!(f, "{byte:02X}")),
        }
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

sentences! {
    /// The reasons why a text is not the code of an issued currency.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum ParseCurrencyError {
        /// The text is neither three characters of a code nor 40 hexadecimal digits.
        NotCurrency = "must be a currency code: three characters such as USD, or 40 hexadecimal digits",
        /// The code is 20 zeros, or `XRP`, which is not issued.
        NotIssued = "no issued currency has this code: 20 zeros and XRP as a code mean XRP itself",
    }
}

impl core::error::Error for ParseCurrencyError {}

/// The `asset` of an offer: `XRP`, or the code of a currency, whose issuer is in `extra.issuer` (R-5, R-7).
/// A further variant would be a breaking change.
///
/// ```
/// use x402_schemes::xrpl::Asset;
/// assert_eq!("XRP".parse(), Ok(Asset::Xrp));
/// // This is a currency with an issuer, not XRP.
/// assert!(matches!("xrp".parse(), Ok(Asset::Issued(_))));
/// assert!("RLUSD".parse::<Asset>().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Asset {
    /// XRP, counted in drops. One XRP is a million drops.
    Xrp,
    /// An issued currency, counted in whole units.
    Issued(Currency),
}

impl Asset {
    /// The text of [`Asset::Xrp`].
    pub const XRP: &str = "XRP";

    /// Returns `true` if the text is the asset as this crate prints it: `XRP`, a three-character code as three
    /// characters, any other code as 40 upper-case digits. Some verifiers compare texts and reject a payment for any
    /// other encoding of the same asset (R-6).
    #[must_use]
    pub fn is_usual_spelling(text: &str) -> bool {
        let is_three = text.len() == 3;
        match text.parse() {
            Ok(Self::Xrp) => true,
            Ok(Self::Issued(currency)) => {
                is_three || currency.characters().is_none() && !text.bytes().any(|byte| byte.is_ascii_lowercase())
            }
            Err(_) => false,
        }
    }
}

impl FromStr for Asset {
    type Err = ParseAssetError;

    fn from_str(text: &str) -> Result<Self, ParseAssetError> {
        if text == Self::XRP {
            return Ok(Self::Xrp);
        }
        text.parse().map(Self::Issued).map_err(|error| match error {
            ParseCurrencyError::NotCurrency => ParseAssetError::NotAsset,
            ParseCurrencyError::NotIssued => ParseAssetError::NotIssued,
        })
    }
}

impl fmt::Display for Asset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Xrp => f.write_str(Self::XRP),
            Self::Issued(currency) => currency.fmt(f),
        }
    }
}

sentences! {
    /// The reasons why a text is not an asset on the XRP Ledger.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum ParseAssetError {
        /// The text is neither `XRP` nor the code of a currency.
        NotAsset = "must be XRP, a currency code of three characters such as USD, or one of 40 hexadecimal digits",
        /// The code is 20 zeros, or `XRP`, which is not issued.
        NotIssued = "no issued currency has this code: 20 zeros and XRP as a code mean XRP, whose asset is the text XRP",
    }
}

impl core::error::Error for ParseAssetError {}
