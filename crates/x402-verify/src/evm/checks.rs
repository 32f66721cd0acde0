//! The checks that several mechanisms of EVM chains share.

#![cfg(feature = "evm")]

use alloc::{borrow::Cow, string::ToString as _};

use x402_schemes::{Terms, evm::Address};
use x402_types::{Flag, JsonRef, Uint256, UnixSeconds};

use super::offered::OfferedAddress;
use crate::evm::Detail;
use crate::{
    CheckId, Context,
    case::Case,
    check::checks,
    check_order::{Listed, ListedCheck, SETTLING},
    recorder::Recorder,
};

checks! { Evm:
    DOMAIN "domain" "the payment requirements contain the token's EIP-712 domain"
        ["E-1" "P-5"] Payment, "invalid_payment_requirements", note "EIP-3009; with Permit2 only if the payment has an EIP-2612 permit";
    PAYER_ADDRESS "payer-address" "the payer is not the zero address"
        ["E-3"] Payment, "invalid_payload";
    VALID_BEFORE "valid-before" "the authorization has not expired"
        ["E-2" "P-2"] Payment, "invalid_exact_evm_payload_authorization_valid_before";
    EXPIRY_MARGIN "expiry-margin" "enough time is left to settle"
        ["E-2" "P-2"] Payment, "invalid_exact_evm_payload_authorization_valid_before";
    VALID_AFTER "valid-after" "the authorization is already valid"
        ["E-2" "P-2"] Payment, "invalid_exact_evm_payload_authorization_valid_after";
    HORIZON "horizon" "the authorization expires no later than the policy accepts"
        ["E-2"] Payment, "invalid_exact_evm_payload_authorization_valid_before", note "listed if the policy sets a horizon";
}

// The positions of these checks, where several mechanisms have the same.

pub(crate) const RECIPIENT: ListedCheck =
    ListedCheck::of(CheckId::RECIPIENT).after(&[CheckId::PAYLOAD, CheckId::PAY_TO_ADDRESS]);

pub(crate) const AMOUNT: ListedCheck = ListedCheck::of(CheckId::AMOUNT);
pub(crate) const CHARGE: ListedCheck = ListedCheck::of(CheckId::CHARGE).listed(SETTLING);
pub(crate) const VALID_BEFORE: ListedCheck = ListedCheck::of(CheckId::VALID_BEFORE);
pub(crate) const EXPIRY_MARGIN: ListedCheck =
    ListedCheck::of(CheckId::EXPIRY_MARGIN).after(&[CheckId::PAYLOAD, CheckId::VALID_BEFORE]);
pub(crate) const VALID_AFTER: ListedCheck = ListedCheck::of(CheckId::VALID_AFTER);
pub(crate) const HORIZON: ListedCheck =
    ListedCheck::of(CheckId::HORIZON).listed(&Listed::If(|context| context.policy.evm.horizon.is_some()));

/// Reads the address in the field `asset` or `payTo` of the offer (E-3).
pub(crate) fn check_address(id: CheckId, case: &Case<'_>, recorder: &mut Recorder<'_>) -> Option<Address> {
    let OfferedAddress { address, has_wrong_checksum } =
        OfferedAddress::of(id, case.prepared.and_then(|offer| offer.evm.as_ref()), case.terms);
    recorder.flag_if(has_wrong_checksum, Flag::Eip55);
    recorder.check(id, address)
}

/// The text at a path in an object, with dots between the names. `None` if there is no text.
pub(crate) fn text_at<'a>(object: JsonRef<'a>, path: &str) -> Option<Cow<'a, str>> {
    path.split('.').try_fold(object, |value, name| value.get(name))?.string().ok()
}

/// Flags an address in mixed case with a wrong EIP-55 checksum (E-3) among those at these paths of an object.
/// [`check_address`] flags an address that the offer writes in the same way: a checksum is a hash.
pub(crate) fn flag_wrong_checksums(
    object: JsonRef<'_>,
    paths: &[&str],
    terms: &Terms<'_>,
    recorder: &mut Recorder<'_>,
) {
    let has_wrong_checksum = paths.iter().filter_map(|path| text_at(object, path)).any(|text| {
        let of_the_offer = *text == *terms.pay_to || *text == *terms.asset;
        !of_the_offer && text.parse().is_ok_and(|address: Address| !address.checksum_matches(&text))
    });
    recorder.flag_if(has_wrong_checksum, Flag::Eip55);
}

/// Checks that the addresses at these paths of an object are written as the policy requires (E-3).
pub(crate) fn check_address_case(object: JsonRef<'_>, paths: &[&'static str], case: &Case<'_>) -> Result<(), Detail> {
    if !case.context.policy.evm.strict_addresses {
        return Ok(());
    }
    for path in paths {
        let Some(text) = text_at(object, path) else { continue };
        let is_lower = !text.bytes().any(|byte| byte.is_ascii_uppercase());
        let is_strict = |address: Address| is_lower || address.to_string() == *text;
        if !text.parse().is_ok_and(is_strict) {
            return Err(Detail::AddressCase(path));
        }
    }
    Ok(())
}

/// Reads the asset and the recipient of the offer, and flags an offer in which they are the same account.
pub(crate) fn check_offer(case: &Case<'_>, recorder: &mut Recorder<'_>) -> (Option<Address>, Option<Address>) {
    let asset = check_address(CheckId::ASSET_ADDRESS, case, recorder);
    let pay_to = check_address(CheckId::PAY_TO_ADDRESS, case, recorder);
    recorder.flag_if(pay_to.is_some() && pay_to == asset, Flag::PayToAsset);
    (asset, pay_to)
}

/// Checks that the payer is not the zero address (E-3), and that the signed recipient is the `payTo` of the offer
/// (B-1).
pub(crate) fn check_parties(payer: Address, signed: Address, pay_to: Option<Address>, recorder: &mut Recorder<'_>) {
    let exists = if payer.is_zero() { Err(Detail::ZeroAddress("the payer")) } else { Ok(()) };
    recorder.check(CheckId::PAYER_ADDRESS, exists);
    if let Some(pay_to) = pay_to {
        check_recipient(signed, pay_to, recorder);
    }
    recorder.flag_if(payer == signed, Flag::SelfPayment);
}

fn check_recipient(signed: Address, offered: Address, recorder: &mut Recorder<'_>) {
    let is_offered = if offered == signed { Ok(()) } else { Err(Detail::Recipient { signed, offered }) };
    recorder.check(CheckId::RECIPIENT, is_offered);
}

/// The end of the time in which an authorization is valid.
#[derive(Clone, Copy)]
pub(crate) enum End {
    /// The first second in which the token no longer accepts the authorization (E-2).
    Before(UnixSeconds),
    /// The last second in which Permit2, or a token with EIP-2612, accepts the permit (P-2).
    Deadline(UnixSeconds),
}

impl End {
    const fn get(self) -> UnixSeconds {
        match self {
            Self::Before(end) | Self::Deadline(end) => end,
        }
    }

    /// Checks that the end has not passed.
    pub(crate) fn is_ahead(self, context: &Context<'_>) -> Result<(), Detail> {
        let now = context.now;
        let present = Uint256::from(now);
        match self {
            Self::Before(valid_before) if valid_before.get() <= present => Err(Detail::Expired { valid_before, now }),
            Self::Deadline(deadline) if deadline.get() < present => Err(Detail::DeadlinePassed { deadline, now }),
            Self::Before(_) | Self::Deadline(_) => Ok(()),
        }
    }

    /// Checks that this many seconds are left.
    pub(crate) fn leaves(self, margin: u64, now: u64) -> Result<(), Detail> {
        if Uint256::from(now).checked_add(margin).is_some_and(|end| self.get().get() >= end) {
            return Ok(());
        }
        Err(match self {
            Self::Before(valid_before) => Detail::TooLittleTime { valid_before, now, margin },
            Self::Deadline(deadline) => Detail::DeadlineTooClose { deadline, now, margin },
        })
    }

    /// Checks that the end is not further ahead than the policy allows.
    fn is_within(self, horizon: u64, now: u64) -> Result<(), Detail> {
        if Uint256::from(now).checked_add(horizon).is_none_or(|end| self.get().get() <= end) {
            return Ok(());
        }
        Err(match self {
            Self::Before(valid_before) => Detail::TooFar { valid_before, now, horizon },
            Self::Deadline(deadline) => Detail::DeadlineTooFar { deadline, now, horizon },
        })
    }
}

/// Checks that the authorization is valid now, and for long enough (E-2, P-2).
pub(crate) fn check_time(valid_after: UnixSeconds, end: End, context: &Context<'_>, recorder: &mut Recorder<'_>) {
    check_time_with(valid_after, end, context.policy.evm.expiry_margin, context, recorder);
}

/// [`check_time`] with a margin other than the policy's.
pub(crate) fn check_time_with(
    valid_after: UnixSeconds,
    end: End,
    margin: u64,
    context: &Context<'_>,
    recorder: &mut Recorder<'_>,
) {
    let now = context.now;
    if recorder.check(CheckId::VALID_BEFORE, end.is_ahead(context)).is_some() {
        recorder.check(CheckId::EXPIRY_MARGIN, end.leaves(margin, now));
    }
    let has_begun = valid_after.get() <= Uint256::from(now);
    recorder.check(CheckId::VALID_AFTER, if has_begun { Ok(()) } else { Err(Detail::TooEarly { valid_after, now }) });
    if let Some(horizon) = context.policy.evm.horizon {
        recorder.check(CheckId::HORIZON, end.is_within(horizon, now));
    }
}
