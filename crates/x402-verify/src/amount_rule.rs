//! The amounts that a server accepts for its price.

/// How the signed amount has to compare with the amount of the offer (B-7).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AmountRule {
    /// The amounts have to be equal, as the V2 specification says (§6.1.2).
    #[default]
    Equal,
    /// The signed amount has to be at least that of the offer, as in x402-rs. A larger amount raises the flag `overpayment`.
    AtLeast,
}
