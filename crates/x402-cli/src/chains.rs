//! The lines about a payment that depend on its chain family.

mod chain;
mod evm;
mod solana;
mod stellar;
mod xrpl;

use x402_schemes::{AccountId, AssetId};
use x402_types::{Amount, AnyAmount, JsonRef, Network};
use x402_verify::{Authorized, Facts, Payment, Report, Verdict};

pub(crate) use chain::Claim;
use chain::{Chain, Verified};

const CHAINS: &[Chain] = &[evm::CHAIN, stellar::CHAIN, solana::CHAIN, xrpl::CHAIN];

impl Claim {
    /// What was signed by the payment on which this is the report. `None` if the report names no payer.
    pub(crate) fn of(report: &Report, payment: Payment<'_>, facts: &Facts) -> Option<Self> {
        let authorized = report.authorized()?;
        let Authorized { asset, amount, recipient, .. } = authorized;
        let mut claim = Self {
            asset: Some(*asset),
            amount: Some(amount.clone()),
            recipient: Some(recipient.to_string()),
            ..Self::UNKNOWN
        };
        // A valid payment was signed for what the offer asks for.
        if report.verdict() != Verdict::Valid {
            let verified = Verified { report, authorized, payment, facts };
            CHAINS.iter().for_each(|chain| (chain.claim)(&mut claim, &verified));
        }
        Some(claim)
    }
}

/// Describes the transaction. Returns `None` if the payment contains none that can be read.
pub(crate) fn describe(payment: Payment<'_>, facts: &Facts) -> Option<String> {
    CHAINS.iter().find_map(|chain| (chain.describe)(payment, facts))
}

/// Describes the transaction in the payload of a payment on Solana. Returns `None` if it cannot be read.
pub(crate) fn describe_transaction(payload: JsonRef<'_>) -> Option<String> {
    solana::describe_payload(payload, &Facts::new())
}

/// An amount in tokens, if the published tables have the asset.
pub(crate) fn tokens(network: &Network, asset: AccountId, amount: Amount) -> Option<String> {
    CHAINS.iter().find_map(|chain| (chain.tokens)(network, asset, amount))
}

/// An amount of an asset that has no address, in words. `None` for tokens.
pub(crate) fn without_address(asset: AssetId, amount: &AnyAmount) -> Option<String> {
    match (asset, amount) {
        (AssetId::Xrp, AnyAmount::Units(units)) => i64::try_from(units.get().to_u64()?).ok().map(xrpl::drops),
        (AssetId::Issued { currency, issuer }, AnyAmount::Decimal(amount)) => {
            Some(xrpl::issued(&amount, currency, issuer))
        }
        _ => None,
    }
}

/// The cost for the sponsor of a transaction.
pub(crate) fn sponsor(report: &Report) -> Option<String> {
    CHAINS.iter().find_map(|chain| (chain.sponsor)(report))
}
