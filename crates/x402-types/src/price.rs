//! Prices as people write them: in whole tokens, with a decimal point.

use alloc::{
    format,
    string::{String, ToString},
};

use crate::{Amount, ParseDecimalAmountError, ParseDecimalError, Uint256, declare::sentences};

impl Amount {
    /// Converts a price in whole tokens to atomic units of an asset with this many decimal places. Nothing is rounded:
    /// a price that the asset cannot represent is an error.
    ///
    /// ```
    /// use x402_types::Amount;
    /// assert_eq!(Amount::from_price("0.01", 6)?, Amount::from(10_000));
    /// assert_eq!(Amount::from_price("25", 6)?, Amount::from(25_000_000));
    /// let error = Amount::from_price("0.0000001", 6).unwrap_err();
    /// assert_eq!(error.to_string(), "the price has 7 decimal places and the asset 6: round the price first");
    /// # Ok::<(), x402_types::ParsePriceError>(())
    /// ```
    ///
    /// # Errors
    /// The price is neither digits nor digits, a point and digits; it has a leading zero; it has more decimal places
    /// than the asset, trailing zeros included; or it is above 2^256−1 atomic units.
    pub fn from_price(price: &str, decimals: u8) -> Result<Self, ParsePriceError> {
        let (whole, fraction) = price.split_once('.').map_or((price, None), |(whole, rest)| (whole, Some(rest)));
        let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let has_leading_zero = whole.len() > 1 && whole.starts_with('0');
        if !is_digits(whole) || has_leading_zero || !fraction.is_none_or(is_digits) {
            return Err(ParsePriceError::NotPrice);
        }
        let fraction = fraction.unwrap_or_default();
        let missing = usize::from(decimals).checked_sub(fraction.len());
        let missing = missing.ok_or(ParsePriceError::TooManyPlaces { places: fraction.len(), decimals })?;
        let digits = format!("{whole}{fraction}{}", "0".repeat(missing));
        Uint256::from_digits(&digits).map(Self::from).map_err(|error| match error {
            ParseDecimalError::TooLarge => ParsePriceError::TooLarge,
            ParseDecimalError::NotDecimal => ParsePriceError::NotPrice,
        })
    }

    /// Converts the amount to whole tokens of an asset with this many decimal places, all of which are printed.
    /// [`from_price`](Self::from_price) reads the text back.
    ///
    /// ```
    /// use x402_types::Amount;
    /// assert_eq!(Amount::from(10_000).to_price(6), "0.010000");
    /// assert_eq!(Amount::from(7).to_price(0), "7");
    /// ```
    #[must_use]
    pub fn to_price(self, decimals: u8) -> String {
        let (digits, places) = (self.to_string(), usize::from(decimals));
        let padded = format!("{}{digits}", "0".repeat(places.saturating_add(1).saturating_sub(digits.len())));
        let (whole, fraction) = padded.split_at_checked(padded.len().saturating_sub(places)).unwrap_or((&padded, ""));
        let point = if fraction.is_empty() { "" } else { "." };
        format!("{whole}{point}{fraction}")
    }
}

sentences! {
    /// The error for a text that is not a price in an asset.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum ParsePriceError {
        /// The text is neither digits nor digits, a point and digits, or it has a leading zero.
        NotPrice = "write the price as digits, or digits, a point and digits, such as 0.01: no sign, exponent, separator, \
            currency or leading zero",
        /// The price has more decimal places than the asset.
        TooManyPlaces {
            /// The number of decimal places of the price.
            places: usize,
            /// The number of decimal places of the asset.
            decimals: u8,
        } = "the price has {places} decimal places and the asset {decimals}: round the price first",
        /// The price is above 2^256−1 atomic units.
        TooLarge = "the price is above 2^256-1 atomic units: name a smaller one",
        /// The asset is an issued currency of the XRP Ledger, and the price is not an amount of one (R-10).
        Issued(error: ParseDecimalAmountError) = "{error}",
    }
}

impl core::error::Error for ParsePriceError {}
