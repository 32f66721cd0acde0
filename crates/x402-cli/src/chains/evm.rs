//! What was signed on an EVM chain.

use x402_schemes::{AccountId, evm::assets};
use x402_verify::{
    CheckId, Detail,
    evm::{self, batch_settlement},
};

use super::chain::{Chain, Claim, Verified};

pub(super) const CHAIN: Chain = Chain {
    describe: |_, _| None,
    claim,
    tokens: |network, asset, amount| {
        let (Some(chain_id), AccountId::Evm(token)) = (network.eip155_chain_id(), asset) else { return None };
        assets::known(chain_id, token).map(|known| known.tokens(amount))
    },
    sponsor: |_| None,
};

/// EIP-3009 has no member for the token: what is signed is taken to be for that of the offer.
fn claim(claim: &mut Claim, verified: &Verified<'_>) {
    for check in verified.report.checks() {
        let Some(Detail::Evm(detail)) = check.outcome.detail() else { continue };
        if let (CheckId::PERMITTED_TOKEN, evm::Detail::PermittedToken { signed, .. }) = (check.id, detail) {
            let asset = if verified.report.channel().is_some() { &mut claim.deposited } else { &mut claim.asset };
            *asset = Some(AccountId::Evm(*signed).into());
        }
        if let (CheckId::CHANNEL_TOKEN, evm::Detail::BatchSettlement(detail)) = (check.id, detail)
            && let batch_settlement::Detail::Config { signed, .. } = **detail
        {
            claim.asset = Some(AccountId::Evm(signed).into());
            // A voucher names no price, and that of the offer is in the offer's token.
            claim.amount = None;
        }
    }
}
