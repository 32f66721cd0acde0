//! Determines the signer of a signature (E-6 to E-9).

#![cfg(feature = "evm")]

mod format;
mod parts;
mod rule;

use alloc::{boxed::Box, vec::Vec};
use core::cell::LazyCell;

use x402_schemes::{
    AccountId,
    evm::{Address, Signature, SignatureFormat, erc6492::Wrapped},
};
use x402_types::{Flag, Network};

pub use self::parts::Parts;
pub(crate) use self::{parts::HALF_ORDER, rule::Rule};
use super::recover::recover;
use crate::evm::{
    AccountCode, Detail,
    questions::{self, ContractSignature, CounterfactualSignature, DomainSeparator},
};
use crate::{
    CheckId, Policy,
    case::Case,
    check::checks,
    check_order::{ListedCheck, in_order},
    extensions::gas_sponsoring::allowance::{Failing, first_open},
    recorder::Recorder,
};

checks! { Signature:
    FACTORY "factory" "the server allows the factory that would deploy the payer's wallet"
        ["E-9"] Payment, "eip6492_factory_not_allowed", note "listed if the server lists factories and the signature names one";
    SIGNATURE_RANGE "signature-range" "r and s of the signature are in range"
        ["E-6" "E-7"] Payment, "invalid_exact_evm_payload_signature";
    SIGNATURE_LOW_S "signature-low-s" "s of the signature is in the lower half of the curve's order"
        ["E-6" "E-7"] Payment, "invalid_exact_evm_payload_signature", note "Permit2 accepts the upper half, with a flag";
    SIGNER "signer" "the payer signed exactly these terms"
        ["E-6" "E-7" "E-8"] Payment, "invalid_exact_evm_payload_signature";
    CONTRACT_SIGNATURE "contract-signature" "the payer's contract accepts the signature"
        ["E-8"] Payment, "invalid_exact_evm_payload_signature", note "instead of signature-form, signature-range, signature-low-s and signer, if the payer has code";
}

/// The checks that record a signature. Each signature of a payload has its own.
pub(crate) struct Ids {
    /// Also in `range` and `low_s`, if one check is about all three.
    pub(crate) format: CheckId,
    pub(crate) range: CheckId,
    pub(crate) low_s: CheckId,
    pub(crate) signer: CheckId,
    pub(crate) contract: CheckId,
}

/// The checks of the payment's own signature.
pub(crate) const IDS: Ids = Ids {
    format: CheckId::SIGNATURE_FORM,
    range: CheckId::SIGNATURE_RANGE,
    low_s: CheckId::SIGNATURE_LOW_S,
    signer: CheckId::SIGNER,
    contract: CheckId::CONTRACT_SIGNATURE,
};

impl Ids {
    /// The checks of a signature by a key. If the payer has code, the contract is asked instead.
    pub(crate) const fn key(&self) -> [CheckId; 4] {
        [self.format, self.range, self.low_s, self.signer]
    }
}

/// The signature comes after the terms, because no key is recovered for a payment that is invalid anyway.
pub(crate) const CHECKS: &[ListedCheck] = in_order![
    &[ListedCheck::of(CheckId::FACTORY).if_made()],
    KEY_CHECKS,
    &[ListedCheck::of(CheckId::CONTRACT_SIGNATURE).if_made()],
];

/// The checks of a signature that is always a key's.
pub(crate) const KEY_CHECKS: &[ListedCheck] = &[
    ListedCheck::of(CheckId::SIGNATURE_FORM).after(&[CheckId::PAYLOAD, CheckId::DOMAIN, CheckId::FACTORY]),
    after_format(CheckId::SIGNATURE_RANGE),
    after_format(CheckId::SIGNATURE_LOW_S),
    after_format(CheckId::SIGNER),
];

const fn after_format(check: CheckId) -> ListedCheck {
    ListedCheck::of(check).after(&[CheckId::PAYLOAD, CheckId::DOMAIN, CheckId::SIGNATURE_FORM])
}

/// The signatures that a contract accepts if it recovers the key of an account without code, and the changes that a
/// settler makes to a signature. Each mechanism has the rules of its contracts.
#[derive(Clone, Copy)]
pub(crate) struct Rules {
    /// `true` if v may be 0 or 1. The settler then writes v anew.
    pub(crate) takes_parity: bool,
    /// `true` if s may be in the upper half.
    pub(crate) takes_high_s: bool,
    /// `true` if 64 bytes are accepted (ERC-2098).
    pub(crate) takes_compact: fn(&Policy) -> bool,
    /// `true` if the policy accepts other formats than these, which the settler makes canonical.
    pub(crate) is_rewritten: fn(&Policy) -> bool,
    /// `true` if an account with code decides itself. If `false`, a key signs, whatever is known of the account.
    pub(crate) asks_code: bool,
    /// `true` if settlers take an ERC-6492 wrapper off (E-9). If `false`, it has no meaning.
    pub(crate) unwraps: bool,
    /// The detail of a wrapper, where no account may use one. The address is that of the factory.
    pub(crate) wrapper: Option<fn(Address) -> Detail>,
    /// The detail of a signature with a different number of bytes.
    pub(crate) length: fn(usize) -> Detail,
    /// The detail of a signature by the first account, where the second must sign.
    pub(crate) other_signer: fn(Address, Address) -> crate::Detail,
}

impl Rules {
    /// FiatToken: 65 bytes, s low (E-6).
    pub(crate) const TOKEN: Self = Self {
        takes_parity: true,
        takes_high_s: false,
        takes_compact: |policy| policy.evm.compact_signatures && !policy.refused.contains(Flag::Compact),
        is_rewritten: |policy| policy.evm.canonical_signatures,
        asks_code: true,
        unwraps: true,
        wrapper: None,
        length: Detail::SignatureLength,
        other_signer: |recovered, payer| Detail::OtherSigner { recovered, payer }.into(),
    };
}

/// A digest, hashed when it is first needed. An invalid payment is often rejected before.
pub(crate) type Digest<'a> = LazyCell<[u8; 32], &'a dyn Fn() -> [u8; 32]>;

/// A signature, and the message that it must sign.
pub(crate) struct Signed<'a> {
    pub(crate) case: &'a Case<'a>,
    /// The account that must sign: the payer, or in a channel the account that signs for the payer or for the receiver.
    pub(crate) payer: Address,
    pub(crate) digest: Digest<'a>,
    pub(crate) signature: &'a Signature,
    pub(crate) rules: &'static Rules,
    /// The contract that asks the payer's contract, if the payer has code, such as the token or Permit2.
    pub(crate) caller: Address,
    pub(crate) ids: &'static Ids,
    /// The effect of a fault on the verdict, if this is the signature of a permit for a sponsor. `None` for the
    /// payment's own: any fault makes the payment invalid.
    pub(crate) sponsored: Option<Failing<'a>>,
    /// The token, if the digest's separator was computed from the names that the token returns. The token's own
    /// separator may differ (E-1).
    pub(crate) names_of: Option<Address>,
}

impl Signed<'_> {
    pub(crate) fn network(&self) -> Network {
        self.case.terms.network.clone().into_owned()
    }

    fn policy(&self) -> &Policy {
        self.case.context.policy
    }

    /// Makes the checks of the signature. Returns `true` if nothing is known of the payer's code, and the verdict does
    /// not depend on it.
    pub(crate) fn verify(&self, recorder: &mut Recorder<'_>) -> bool {
        let code = self.code();
        let wrapped = self.wrapped();
        if let (Some(wrapped), Some(why)) = (&wrapped, self.rules.wrapper) {
            recorder.fail(self.ids.format, why(wrapped.factory));
            return false;
        }
        let allowed = wrapped.as_ref().and_then(|wrapped| self.check_factory(wrapped, code, recorder));
        match (wrapped, code) {
            // The token and Permit2 look for code first, so bytes that look like a key's signature prove nothing (E-8).
            (_, Some(AccountCode::Present)) => {
                recorder.leave_out(&self.ids.key());
                self.verify_contract(recorder);
                false
            }
            (None, code) => {
                self.verify_key(code.is_some(), recorder);
                code.is_none()
            }
            (Some(_), _) if allowed == Some(false) => {
                recorder.skip(self.ids.format, CheckId::FACTORY);
                false
            }
            // A wallet may be deployed by now, and then its code decides about the content of the wrapper.
            (Some(_), None) => {
                self.record(self.ids.format, Rule::Tolerated, false, recorder);
                false
            }
            (Some(wrapped), Some(AccountCode::Absent)) => {
                self.ask_for_simulation(&wrapped, recorder);
                false
            }
        }
    }

    /// Returns whether the payer has code, from a fact or from the policy's assumption.
    pub(crate) fn code(&self) -> Option<AccountCode> {
        if !self.rules.asks_code {
            return Some(AccountCode::Absent);
        }
        let plain = self.policy().evm.assume_plain_accounts.then_some(AccountCode::Absent);
        self.case.context.facts.evm().code_of(self.payer).or(plain)
    }

    /// The bytes that a settler passes to the token or to Permit2. For an account without code, the token gets the only
    /// format that it accepts (E-6), and Permit2 gets the same format if the policy makes signatures canonical.
    /// Otherwise the bytes are those about which the payer's contract is asked.
    pub(crate) fn for_settlement(&self) -> Vec<u8> {
        let bytes = self.signature.as_bytes();
        let is_written_anew = self.rules.takes_parity || self.is_made_canonical();
        let parts = || Parts::read(bytes).or_else(|| Parts::read_transaction_v(bytes));
        let parts = (is_written_anew && self.code() == Some(AccountCode::Absent)).then(parts).flatten();
        parts.map_or_else(|| self.for_the_contract().to_vec(), |parts| parts.canonical().to_vec())
    }

    /// The bytes that the payer's contract gets: the inner bytes of a wrapper (E-9), or else the bytes as sent.
    pub(crate) fn for_the_contract(&self) -> &[u8] {
        self.wrapped().map_or(self.signature.as_bytes(), |wrapped| wrapped.inner)
    }

    fn wrapped(&self) -> Option<Wrapped<'_>> {
        Wrapped::decode(self.signature.as_bytes()).filter(|_| self.rules.unwraps)
    }

    /// Returns whether the server allows the factory, if the server lists factories (E-9). An account with code needs
    /// no factory.
    fn check_factory(
        &self,
        wrapped: &Wrapped<'_>,
        code: Option<AccountCode>,
        recorder: &mut Recorder<'_>,
    ) -> Option<bool> {
        let is_it = |allowed: &AccountId| matches!(allowed, AccountId::Evm(allowed) if *allowed == wrapped.factory);
        let allowed = self.case.context.allowed_factories?.iter().any(is_it);
        let holds = allowed || code == Some(AccountCode::Present);
        let rule = Rule::holds(holds, Detail::FactoryNotAllowed(wrapped.factory));
        self.record(CheckId::FACTORY, rule, code.is_some(), recorder);
        Some(allowed)
    }

    /// The wallet is not deployed yet. The question names the factory, and nothing here calls it (E-9).
    fn ask_for_simulation(&self, wrapped: &Wrapped<'_>, recorder: &mut Recorder<'_>) {
        recorder.ask(
            self.ids.format,
            CounterfactualSignature {
                network: self.network(),
                account: self.payer,
                digest: *self.digest,
                factory: wrapped.factory,
                factory_calldata: wrapped.factory_calldata.to_vec(),
                inner: wrapped.inner.to_vec(),
            },
        );
    }

    /// The known answer of the payer's contract to the bytes that it gets.
    pub(crate) fn answer(&self) -> Option<bool> {
        self.case.context.facts.evm().contract_accepts(self.payer, self.caller, &self.digest, self.for_the_contract())
    }

    /// Verifies a signature of an account with code with EIP-1271, and never with recovery (E-8). Settlers take a
    /// wrapper off (E-9).
    pub(crate) fn verify_contract(&self, recorder: &mut Recorder<'_>) {
        let id = self.ids.contract;
        match self.answer() {
            Some(true) => recorder.pass(id),
            Some(false) => self.refuse(id, Detail::ContractRefuses(self.payer).into(), recorder),
            None => recorder.ask(id, self.to_the_contract()),
        }
    }

    /// The question to the payer's contract.
    pub(crate) fn to_the_contract(&self) -> ContractSignature {
        ContractSignature {
            network: self.network(),
            account: self.payer,
            caller: self.caller,
            digest: *self.digest,
            signature: self.for_the_contract().to_vec(),
        }
    }

    /// Records that the signature is not correct over this digest. It is a fault, unless it matters and the token may
    /// have a different separator.
    pub(crate) fn refuse(&self, id: CheckId, detail: crate::Detail, recorder: &mut Recorder<'_>) {
        match self.names_of.filter(|_| !self.is_needless()) {
            Some(token) => {
                let (network, by_names) = (self.network(), Box::new(detail));
                recorder.ask(id, DomainSeparator { network, token, by_names });
            }
            None => self.fail(id, detail, recorder),
        }
    }

    fn fail(&self, id: CheckId, detail: crate::Detail, recorder: &mut Recorder<'_>) {
        match self.sponsored {
            None => recorder.fail(id, detail),
            Some(failing) => {
                failing.check(id, Err::<(), _>(detail), recorder);
            }
        }
    }

    fn is_needless(&self) -> bool {
        self.sponsored.is_some_and(Failing::is_needless)
    }

    /// The fault of a permit that an allowance may make harmless. The signature of such a permit raises no question.
    fn first_open(&self, recorder: &Recorder<'_>) -> Option<CheckId> {
        self.sponsored.and_then(|_| first_open(recorder))
    }

    /// Verifies the signature of an account without code. If nothing is known of the account, a broken rule only raises
    /// the question.
    pub(crate) fn verify_key(&self, is_plain: bool, recorder: &mut Recorder<'_>) {
        let Ids { format, range, low_s, signer, .. } = *self.ids;
        let (rule, parts) = self.read_format(recorder);
        let scalars = parts.as_ref().map(|parts| (Rule::range(parts), self.low_s(parts.s, recorder)));
        let (rule, scalars) = match scalars {
            // A permit reports the three rules in one check, because the token accepts one format.
            Some((in_range, low)) if range == format => (rule.and(in_range).and(low), None),
            scalars => (rule, scalars),
        };
        // The format matters only if the account has no code.
        let open = self.first_open(recorder).filter(|_| !is_plain && !matches!(rule, Rule::Holds));
        if let Some(because) = open {
            return recorder.skip(format, because);
        }
        self.record(format, rule, is_plain, recorder);
        if let Some((in_range, low)) = scalars {
            self.record(range, in_range, is_plain, recorder);
            self.record(low_s, low, is_plain, recorder);
        }
        let Some(parts) = parts else { return };
        // No key is recovered once a check has failed, so a hostile payment costs only the cheap checks.
        let because = recorder.first_failure().or_else(|| self.first_open(recorder));
        if let Some(because) = because.or((!parts.are_in_range()).then_some(range)) {
            return recorder.skip(signer, because);
        }
        match self.signer(&parts) {
            Rule::Broken(detail) if self.names_of.is_some() => self.refuse(signer, detail, recorder),
            rule @ (Rule::Holds | Rule::Tolerated | Rule::Broken(_)) => self.record(signer, rule, is_plain, recorder),
        }
    }

    /// Checks that the payer made the signature with these parts, which are in range.
    fn signer(&self, parts: &Parts) -> Rule {
        match self.case.recovery.evm.signer(&parts.asked(*self.digest, self.payer)) {
            Some(recovered) if recovered == self.payer => Rule::Holds,
            Some(recovered) => Rule::Broken((self.rules.other_signer)(recovered, self.payer)),
            None => Rule::broken(Detail::NoSigner),
        }
    }

    /// The answer of a contract that always recovers a key: 65 bytes with v 27 or 28, a low s, made by the payer (E-6).
    /// A settler may write v 0 or 1 anew, so the token would accept it, too, unless the policy rejects it.
    pub(crate) fn by_key(&self) -> Result<(), crate::Detail> {
        let takes_parity = self.rules.takes_parity && !self.policy().refused.contains(Flag::YParity);
        match self.signer(&read_key(self.signature, takes_parity)?) {
            Rule::Holds | Rule::Tolerated => Ok(()),
            Rule::Broken(detail) => Err(detail),
        }
    }

    fn record(&self, id: CheckId, rule: Rule, is_plain: bool, recorder: &mut Recorder<'_>) {
        let if_plain = match (rule, is_plain) {
            (Rule::Holds, _) | (Rule::Tolerated, true) => return recorder.pass(id),
            (Rule::Broken(detail), true) => return self.fail(id, detail, recorder),
            _ if self.is_needless() => return recorder.skip(id, CheckId::ALLOWANCE),
            (Rule::Broken(detail), false) => match self.sponsored {
                // An allowance would save the payment, whatever the code is. The fault decides only once it is known to be too low.
                Some(Failing::Open(allowance)) => return recorder.ask(id, allowance.question(None)),
                Some(Failing::Fatal | Failing::Needless(_)) | None => Some(Box::new(detail)),
            },
            (Rule::Tolerated, false) => None,
        };
        let question = questions::AccountCode { network: self.network(), account: self.payer, if_plain };
        recorder.ask(id, question);
    }
}

/// Returns the parts of a signature in the format that every contract accepts from a key: 65 bytes with v 27 or 28, r
/// and s in range, s low. If the settler writes v anew, v may be 0 or 1, too.
pub(crate) fn read_key(signature: &Signature, takes_parity: bool) -> Result<Parts, Detail> {
    let bytes = signature.as_bytes();
    let format = signature.format();
    let is_taken = format == SignatureFormat::Ecdsa65 || (takes_parity && format == SignatureFormat::YParity);
    let Some(parts) = Parts::read(bytes).filter(|_| is_taken) else {
        let v = bytes.get(64).filter(|_| bytes.len() == 65);
        return Err(v.map_or(Detail::SignatureLength(bytes.len()), |v| Detail::RecoveryByte(*v)));
    };
    match parts {
        parts if !parts.are_in_range() => Err(Detail::ScalarRange),
        parts if parts.is_high() => Err(Detail::HighS),
        parts => Ok(parts),
    }
}

/// Recovers the address that made the signature over the digest. This function is for tools: a recovered address is not
/// a verdict on a payment, which [`verify`](crate::verify) returns.
///
/// The signature has 65 bytes with v 0, 1, 27 or 28, or it has 64 bytes (ERC-2098). Its s may be in the upper half.
/// Returns `None` for other formats, or if no key can have made the signature.
#[must_use]
pub fn recover_signer(digest: &[u8; 32], signature: &Signature) -> Option<Address> {
    let Parts { r, s, y_is_odd } = Parts::read(signature.as_bytes())?;
    recover(digest, r, s, y_is_odd)
}
