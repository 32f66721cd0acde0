//! The signatures that the batch contract checks: of vouchers, claims and refunds (N-11 to N-13).

use x402_schemes::evm::{
    Address, Signature,
    batch_settlement::{ChannelConfig, SETTLEMENT},
};

use super::super::{Detail, OF_BATCH, OF_REFUND, OF_VOUCHER};
use crate::{
    CheckId, Policy,
    case::Case,
    check::Label,
    check_order::ListedCheck,
    evm::{
        permit2,
        signature::{Digest, Ids, Rules, Signed},
    },
};

/// The contract passes the bytes on unchanged: 65 bytes, v 27 or 28, s in the lower half, and no wrapper is taken off
/// (N-13). An account with code decides itself (N-12).
pub(super) const OF_ACCOUNT: Rules = Rules {
    takes_parity: false,
    takes_compact: is_rewritten,
    is_rewritten,
    unwraps: false,
    other_signer,
    ..Rules::TOKEN
};

/// A key signs, whatever code its address has (N-11).
pub(super) const OF_KEY: Rules = Rules { asks_code: false, ..OF_ACCOUNT };

/// The signature of a deposit with EIP-3009: the collector passes the bytes on to the token (N-13).
pub(super) const OF_DEPOSIT: Rules =
    Rules { takes_parity: false, takes_compact: is_rewritten, is_rewritten, ..Rules::TOKEN };

/// The signature of a deposit with Permit2.
pub(super) const OF_PERMIT: Rules = Rules { is_rewritten, ..permit2::RULES };

/// `true` if the settler makes signatures canonical. No preset sets it, because none is of a facilitator that does
/// (N-38).
const fn is_rewritten(policy: &Policy) -> bool {
    policy.evm.batch_settlement.canonical_signatures
}

fn other_signer(recovered: Address, signer: Address) -> crate::Detail {
    Detail::OtherSigner { recovered, signer }.into()
}

const fn ids(label: Label) -> Ids {
    Ids {
        format: CheckId::SIGNATURE_FORM.labelled(label),
        range: CheckId::SIGNATURE_RANGE.labelled(label),
        low_s: CheckId::SIGNATURE_LOW_S.labelled(label),
        signer: CheckId::SIGNER.labelled(label),
        contract: CheckId::CONTRACT_SIGNATURE.labelled(label),
    }
}

pub(super) const VOUCHER: Ids = ids(OF_VOUCHER);
pub(super) const BATCH: Ids = ids(OF_BATCH);
pub(super) const REFUND: Ids = ids(OF_REFUND);

/// The checks of a signature of an account. If it has code, its contract is asked instead of the first four.
pub(super) const fn of_account(ids: &Ids) -> [ListedCheck; 5] {
    const fn after_format(check: CheckId) -> ListedCheck {
        ListedCheck::of(check).after(&[CheckId::PAYLOAD, CheckId::SIGNATURE_FORM])
    }
    [
        ListedCheck::of(ids.format),
        after_format(ids.range),
        after_format(ids.low_s),
        after_format(ids.signer),
        ListedCheck::of(ids.contract).if_made(),
    ]
}

/// All checks of a signature, for its error code.
pub(super) const fn all(ids: &Ids) -> [CheckId; 5] {
    [ids.format, ids.range, ids.low_s, ids.signer, ids.contract]
}

/// The signer of a channel's vouchers, and the rules for the signature.
pub(super) fn voucher_signer(config: &ChannelConfig) -> (Address, &'static Rules) {
    if is_revocable(config) { (config.payer, &OF_ACCOUNT) } else { (config.payer_authorizer, &OF_KEY) }
}

/// `true` if the payer signs the vouchers itself. The contract asks the payer at the claim, which may have code by then
/// that does not accept the signature any more (N-12).
pub(super) fn is_revocable(config: &ChannelConfig) -> bool {
    config.payer_authorizer.is_zero()
}

/// A signature that the batch contract checks.
pub(super) fn signed<'a>(
    case: &'a Case<'a>,
    signer: (Address, &'static Rules),
    digest: &'a dyn Fn() -> [u8; 32],
    signature: &'a Signature,
    ids: &'static Ids,
) -> Signed<'a> {
    signed_for(SETTLEMENT, case, signer, digest, signature, ids)
}

/// A signature that this contract checks. The value is large, so it is made out of line.
#[inline(never)]
pub(super) fn signed_for<'a>(
    caller: Address,
    case: &'a Case<'a>,
    (payer, rules): (Address, &'static Rules),
    digest: &'a dyn Fn() -> [u8; 32],
    signature: &'a Signature,
    ids: &'static Ids,
) -> Signed<'a> {
    Signed { case, payer, digest: Digest::new(digest), signature, rules, caller, ids, sponsored: None, names_of: None }
}
