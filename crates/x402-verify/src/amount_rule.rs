//! The amounts that a server accepts for its price.

/// The rule for comparing the signed amount with the amount of the offer (B-7).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AmountRule {
    /// The amounts must be equal, as in the V2 specification (§6.1.2).
    #[default]
    Equal,
    /// The signed amount must be at least that of the offer, as in x402-rs. A larger amount raises the flag
    /// `overpayment`.
    AtLeast,
}
