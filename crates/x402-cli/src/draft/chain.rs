//! What the drafts for each chain family have in common.

use x402_schemes::Terms;
use x402_verify::client::SpendingLimits;

use super::drafted::{AnyOffer, Drafted};
use crate::{
    args::{DraftArgs, uses::Uses},
    host::Host,
    output::Failure,
};

/// A chain family, or a scheme on one, for which payments are drafted.
pub(super) struct Chain {
    pub(super) is_of: fn(&Terms<'_>) -> bool,
    /// The options that a draft uses.
    pub(super) uses: &'static Uses,
    pub(super) draft: fn(&DraftArgs, &AnyOffer, &Terms<'_>, &mut dyn Host) -> Result<Drafted, Failure>,
}

/// The limits of the payer. The command prints a warning for an offer that exceeds them. Balances of the Gateway and deposits into channels are allowed, because
/// the payer asks for a draft of them.
pub(super) fn limits(args: &DraftArgs) -> SpendingLimits<'static> {
    SpendingLimits::DEFAULT.with_horizon(args.horizon).with_gateway_balance().with_deposits(&[])
}
