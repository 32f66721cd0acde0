//! Finds out who made a signature (E-6 to E-9).

#![cfg(feature = "evm")]

mod parts;

use alloc::{boxed::Box, vec::Vec};
use core::cell::LazyCell;

use x402_schemes::{
    AccountId,
    evm::{
        Address, Signature, SignatureForm,
        erc6492::{MAGIC, Wrapped},
    },
};
use x402_types::{Flag, Flags, Network};

pub(crate) use self::parts::{HALF_ORDER, Parts};
use super::recover::recover;
use crate::evm::{AccountCode, Detail, Question};
use crate::{
    CheckId, Policy,
    case::Case,
    check::checks,
    findings::Findings,
    place::{Place, in_order},
};

checks! { Signature:
    FACTORY "factory" "the server allows the factory that would deploy the payer's wallet"
        ["E-9"] Payment, "eip6492_factory_not_allowed", note "listed if the server lists factories and the signature names one";
    SIGNATURE_FORM "signature-form" "the signature has a form that the contract accepts"
        ["E-6" "E-7" "E-9"] Payment, "invalid_exact_evm_payload_signature";
    SIGNATURE_RANGE "signature-range" "r and s of the signature are in range"
        ["E-6" "E-7"] Payment, "invalid_exact_evm_payload_signature";
    SIGNATURE_LOW_S "signature-low-s" "s of the signature is in the lower half"
        ["E-6" "E-7"] Payment, "invalid_exact_evm_payload_signature", note "Permit2 accepts the upper half, with a flag";
    SIGNER "signer" "the payer signed exactly these terms"
        ["E-6" "E-7" "E-8"] Payment, "invalid_exact_evm_payload_signature";
    CONTRACT_SIGNATURE "contract-signature" "the payer's contract accepts the signature"
        ["E-8"] Payment, "invalid_exact_evm_payload_signature", note "instead of the four before, if the payer has code";
}

/// The checks of a signature by a key. If the payer has code, the contract is asked instead.
pub(crate) const KEY: &[CheckId] =
    &[CheckId::SIGNATURE_FORM, CheckId::SIGNATURE_RANGE, CheckId::SIGNATURE_LOW_S, CheckId::SIGNER];

/// The signature comes after the terms, because no key is recovered for a payment that is invalid anyway.
pub(crate) const PLACES: &[Place] = in_order![
    &[Place::of(CheckId::FACTORY).if_made()],
    KEY_PLACES,
    &[Place::of(CheckId::CONTRACT_SIGNATURE).if_made()],
];

/// The places of a signature that is always a key's.
pub(crate) const KEY_PLACES: &[Place] = &[
    Place::of(CheckId::SIGNATURE_FORM).after(&[CheckId::PAYLOAD, CheckId::DOMAIN, CheckId::FACTORY]),
    after_form(CheckId::SIGNATURE_RANGE),
    after_form(CheckId::SIGNATURE_LOW_S),
    after_form(CheckId::SIGNER),
];

const fn after_form(check: CheckId) -> Place {
    Place::of(check).after(&[CheckId::PAYLOAD, CheckId::DOMAIN, CheckId::SIGNATURE_FORM])
}

/// The contract that recovers the key of an account without code. It decides which signatures it accepts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rules {
    /// FiatToken: 65 bytes, s low (E-6).
    Token,
    /// Permit2: 65 bytes or 64, with any s (E-7).
    Permit2,
    /// The operator of the Gateway: as the token, for plain accounts only. What is known of the payer's code has no effect,
    /// and no policy changes the forms, because only the operator settles (U-5).
    Gateway,
}

/// A digest, hashed when it is first asked for. An invalid payment is often refused before.
pub(crate) type Digest<'a> = LazyCell<[u8; 32], &'a dyn Fn() -> [u8; 32]>;

/// A signature, and the message that it has to sign.
pub(crate) struct Signed<'a> {
    pub(crate) case: &'a Case<'a>,
    pub(crate) payer: Address,
    pub(crate) digest: Digest<'a>,
    pub(crate) signature: &'a Signature,
    pub(crate) rules: Rules,
    /// The contract that asks the payer's contract, if the payer has code: the token, or Permit2.
    pub(crate) caller: Address,
    /// Whether this is the payment's own signature. If not, it is that of a permit for a sponsor.
    pub(crate) is_payment: bool,
    /// The token, if the digest's separator was made of the names that the token gives. The token's own separator may differ
    /// (E-1).
    pub(crate) names_of: Option<Address>,
}

impl Signed<'_> {
    pub(crate) fn network(&self) -> Network {
        self.case.terms.network.clone().into_owned()
    }

    fn policy(&self) -> &Policy {
        self.case.context.policy
    }

    fn takes_compact(&self) -> bool {
        let is_taken = self.policy().evm.compact_signatures && self.rules != Rules::Gateway;
        is_taken && !self.policy().refused.contains(Flag::Compact)
    }

    /// Makes the checks of the signature. Returns true if nothing is known of the payer's code, and the verdict does not depend
    /// on it.
    pub(crate) fn judge(&self, findings: &mut Findings<'_>) -> bool {
        let code = self.code();
        let wrapped = Wrapped::read(self.signature.as_bytes());
        if let (Some(wrapped), Rules::Gateway) = (&wrapped, self.rules) {
            findings.fail(CheckId::SIGNATURE_FORM, Detail::GatewayWrapper(wrapped.factory));
            return false;
        }
        let allowed = wrapped.as_ref().and_then(|wrapped| self.judge_factory(wrapped, code, findings));
        match (wrapped, code) {
            (_, Some(AccountCode::Some)) => {
                findings.leave_out(KEY);
                self.judge_contract(CheckId::CONTRACT_SIGNATURE, findings);
                false
            }
            (None, code) => {
                self.judge_key(code.is_some(), findings);
                code.is_none()
            }
            (Some(_), _) if allowed == Some(false) => {
                findings.skip(CheckId::SIGNATURE_FORM, CheckId::FACTORY);
                false
            }
            // A wallet may be deployed by now, and then its code decides about what is in the wrapper.
            (Some(_), None) => {
                self.record(CheckId::SIGNATURE_FORM, Rule::Tolerated, false, findings);
                false
            }
            (Some(wrapped), Some(AccountCode::None)) => {
                self.ask_for_simulation(&wrapped, findings);
                false
            }
        }
    }

    /// Whether the payer has code, by a fact or by the policy's assumption.
    pub(crate) fn code(&self) -> Option<AccountCode> {
        if self.rules == Rules::Gateway {
            return Some(AccountCode::None);
        }
        let plain = self.policy().evm.assume_plain_accounts.then_some(AccountCode::None);
        self.case.context.facts.evm.code_of(self.payer).or(plain)
    }

    /// The bytes that a settler brings to the token or to Permit2. For an account without code, the token gets the one form
    /// that it takes (E-6), and Permit2 gets the same form if the policy says so. Otherwise the bytes are those about which
    /// the payer's contract is asked.
    pub(crate) fn brought(&self) -> Vec<u8> {
        let bytes = self.signature.as_bytes();
        let parts = match self.rules {
            Rules::Permit2 if !self.is_made_canonical() => None,
            Rules::Token | Rules::Permit2 | Rules::Gateway => {
                Parts::read(bytes).or_else(|| Parts::read_transaction_v(bytes))
            }
        };
        let parts = parts.filter(|_| self.code() == Some(AccountCode::None));
        parts.map_or_else(|| self.for_the_contract().to_vec(), |parts| parts.canonical().to_vec())
    }

    /// The bytes that are brought to the payer's contract: the inner bytes of a wrapper (E-9), else the bytes as they came.
    pub(crate) fn for_the_contract(&self) -> &[u8] {
        let bytes = self.signature.as_bytes();
        Wrapped::read(bytes).map_or(bytes, |wrapped| wrapped.inner)
    }

    /// Whether the server allows the factory, if the server lists factories (E-9). An account with code needs no factory.
    fn judge_factory(
        &self,
        wrapped: &Wrapped<'_>,
        code: Option<AccountCode>,
        findings: &mut Findings<'_>,
    ) -> Option<bool> {
        let allowed = self.case.context.allowed_factories?.contains(&AccountId::Evm(wrapped.factory));
        let holds = allowed || code == Some(AccountCode::Some);
        let rule = Rule::holds(holds, Detail::FactoryNotAllowed(wrapped.factory));
        self.record(CheckId::FACTORY, rule, code.is_some(), findings);
        Some(allowed)
    }

    /// The wallet is not deployed yet. The question names the factory, and nothing here calls it (E-9).
    fn ask_for_simulation(&self, wrapped: &Wrapped<'_>, findings: &mut Findings<'_>) {
        findings.needs_answer(
            CheckId::SIGNATURE_FORM,
            Question::CounterfactualSignature {
                network: self.network(),
                account: self.payer,
                digest: *self.digest,
                factory: wrapped.factory,
                factory_calldata: wrapped.factory_calldata.to_vec(),
                inner: wrapped.inner.to_vec(),
            },
        );
    }

    /// The known answer of the payer's contract to the bytes that are brought to it.
    pub(crate) fn answer(&self) -> Option<bool> {
        self.case.context.facts.evm.contract_accepts(self.payer, self.caller, &self.digest, self.for_the_contract())
    }

    /// Judges an account with code by EIP-1271, and never by recovery (E-8). Settlers take a wrapper off (E-9).
    pub(crate) fn judge_contract(&self, id: CheckId, findings: &mut Findings<'_>) {
        match self.answer() {
            Some(true) => findings.pass(id),
            Some(false) => self.refuse(id, Detail::ContractRefuses(self.payer).into(), findings),
            None => findings.needs_answer(
                id,
                Question::ContractSignature {
                    network: self.network(),
                    account: self.payer,
                    caller: self.caller,
                    digest: *self.digest,
                    signature: self.for_the_contract().to_vec(),
                },
            ),
        }
    }

    /// The signature is not right over this digest. The payment is invalid, unless the token may have another separator.
    fn refuse(&self, id: CheckId, detail: crate::Detail, findings: &mut Findings<'_>) {
        match self.separator_question(&detail) {
            Some(question) => findings.needs_answer(id, question),
            None => findings.fail(id, detail),
        }
    }

    /// The question to a token of which only name and version are known.
    pub(crate) fn separator_question(&self, by_names: &crate::Detail) -> Option<Question> {
        let (network, token) = (self.network(), self.names_of?);
        Some(Question::DomainSeparator { network, token, by_names: Box::new(by_names.clone()) })
    }

    /// Judges an account without code. If nothing is known of the account, a broken rule only raises the question.
    fn judge_key(&self, is_plain: bool, findings: &mut Findings<'_>) {
        let (form, parts) = self.read_form(findings);
        self.record(CheckId::SIGNATURE_FORM, form, is_plain, findings);
        let Some(parts) = parts else { return };
        self.record(CheckId::SIGNATURE_RANGE, Rule::range(&parts), is_plain, findings);
        let low_s = self.low_s(parts.s, findings);
        self.record(CheckId::SIGNATURE_LOW_S, low_s, is_plain, findings);
        // No key is recovered once a check has failed, so a hostile payment costs only the cheap checks.
        let because = findings.first_failure().or((!parts.are_in_range()).then_some(CheckId::SIGNATURE_RANGE));
        if let Some(because) = because {
            findings.skip(CheckId::SIGNER, because);
            return;
        }
        match self.signer(&parts) {
            Rule::Broken(detail) if self.names_of.is_some() => self.refuse(CheckId::SIGNER, detail, findings),
            rule @ (Rule::Holds | Rule::Tolerated | Rule::Broken(_)) => {
                self.record(CheckId::SIGNER, rule, is_plain, findings);
            }
        }
    }

    /// Whether the payer made the signature with these parts, which are in range.
    pub(crate) fn signer(&self, parts: &Parts) -> Rule {
        match self.case.recovery.evm.signer(&parts.asked(*self.digest, self.payer)) {
            Some(recovered) if recovered == self.payer => Rule::Holds,
            Some(recovered) => Rule::broken(Detail::OtherSigner { recovered, payer: self.payer }),
            None => Rule::broken(Detail::NoSigner),
        }
    }

    /// The answer of a token that always recovers a key: 65 bytes with v 27 or 28, a low s, made by the payer (E-6). A
    /// settler may write v 0 or 1 anew, so the token would take it, too, unless the policy refuses it.
    pub(crate) fn by_key(&self) -> Result<(), crate::Detail> {
        let bytes = self.signature.as_bytes();
        let form = self.signature.form();
        let is_bare = form == SignatureForm::YParity && !self.policy().refused.contains(Flag::YParity);
        let parts = Parts::read(bytes).filter(|_| is_bare || form == SignatureForm::Ecdsa65);
        let Some(parts) = parts else {
            let v = bytes.get(64).filter(|_| bytes.len() == 65);
            let detail = v.map_or(Detail::SignatureLength(bytes.len()), |v| Detail::RecoveryByte(*v));
            return Err(detail.into());
        };
        let form = Rule::range(&parts).and(Rule::holds(!parts.is_high(), Detail::HighS));
        let rule = if matches!(form, Rule::Holds) { self.signer(&parts) } else { form };
        match rule {
            Rule::Holds | Rule::Tolerated => Ok(()),
            Rule::Broken(detail) => Err(detail),
        }
    }

    /// Judges the form of the signature, and reads the parts if the form has parts.
    pub(crate) fn read_form(&self, findings: &mut Findings<'_>) -> (Rule, Option<Parts>) {
        let bytes = self.signature.as_bytes();
        let parts = Parts::read(bytes);
        let is_made_canonical = self.is_made_canonical();
        match (self.signature.form(), bytes, self.rules) {
            (SignatureForm::Ecdsa65, ..) => (Rule::Holds, parts),
            (SignatureForm::YParity, _, rules)
                if (rules != Rules::Permit2 || is_made_canonical) && !self.policy().refused.contains(Flag::YParity) =>
            {
                findings.flag(Flag::YParity);
                (Rule::Tolerated, parts)
            }
            (SignatureForm::Other, [.., 35..=u8::MAX], _) if bytes.len() == 65 && is_made_canonical => {
                (self.tolerated(Flag::Eip155V, findings), Parts::read_transaction_v(bytes))
            }
            (SignatureForm::YParity, [.., v], _) => (Rule::broken(Detail::RecoveryByte(*v)), parts),
            (SignatureForm::Erc2098, _, Rules::Token | Rules::Gateway) if !self.takes_compact() => {
                (Rule::broken(Detail::CompactSignature), parts)
            }
            (SignatureForm::Erc2098, ..) => (self.tolerated(Flag::Compact, findings), parts),
            _ if bytes.ends_with(&MAGIC) => (Rule::broken(Detail::MalformedWrapper), None),
            (_, [.., v], _) if bytes.len() == 65 => (Rule::broken(Detail::RecoveryByte(*v)), None),
            (_, _, Rules::Token | Rules::Gateway) => (Rule::broken(Detail::SignatureLength(bytes.len())), None),
            (_, _, Rules::Permit2) => (Rule::broken(Detail::Permit2SignatureLength(bytes.len())), None),
        }
    }

    /// Whether the settler brings a key's signature in its canonical form. This holds for the payment's signature, and not for
    /// that of a permit for a sponsor.
    fn is_made_canonical(&self) -> bool {
        self.policy().evm.canonical_signatures && self.is_payment && self.rules != Rules::Gateway
    }

    pub(crate) fn low_s(&self, s: [u8; 32], findings: &mut Findings<'_>) -> Rule {
        match self.rules {
            Rules::Token if s > HALF_ORDER && self.is_made_canonical() => self.tolerated(Flag::HighS, findings),
            Rules::Token | Rules::Gateway => Rule::holds(s <= HALF_ORDER, Detail::HighS),
            Rules::Permit2 if s <= HALF_ORDER => Rule::Holds,
            Rules::Permit2 => self.tolerated(Flag::HighS, findings),
        }
    }

    /// Flags the form and accepts it, unless the policy refuses the flag.
    fn tolerated(&self, flag: Flag, findings: &mut Findings<'_>) -> Rule {
        if self.policy().refused.contains(flag) {
            return Rule::Broken(crate::Detail::Refused(Flags::NONE.with(flag)));
        }
        findings.flag(flag);
        Rule::Tolerated
    }

    pub(crate) fn record(&self, id: CheckId, rule: Rule, is_plain: bool, findings: &mut Findings<'_>) {
        let if_plain = match (rule, is_plain) {
            (Rule::Holds, _) | (Rule::Tolerated, true) => return findings.pass(id),
            (Rule::Broken(detail), true) => return findings.fail(id, detail),
            (Rule::Broken(detail), false) => Some(Box::new(detail)),
            (Rule::Tolerated, false) => None,
        };
        let question = Question::AccountCode { network: self.network(), account: self.payer, if_plain };
        findings.needs_answer(id, question);
    }
}

/// The outcome of one rule about the signature of an account without code.
pub(crate) enum Rule {
    Holds,
    /// The form is not the common one, but is accepted. The rule does not apply to a contract's signature.
    Tolerated,
    Broken(crate::Detail),
}

impl Rule {
    fn broken(detail: Detail) -> Self {
        Self::Broken(detail.into())
    }

    fn holds(holds: bool, otherwise: Detail) -> Self {
        if holds { Self::Holds } else { Self::broken(otherwise) }
    }

    /// Whether r and s are in range.
    pub(crate) fn range(parts: &Parts) -> Self {
        Self::holds(parts.are_in_range(), Detail::ScalarRange)
    }

    /// The outcome of both rules. If both are broken, the first counts.
    pub(crate) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Broken(detail), _) | (_, Self::Broken(detail)) => Self::Broken(detail),
            (Self::Holds, Self::Holds) => Self::Holds,
            (Self::Tolerated, _) | (_, Self::Tolerated) => Self::Tolerated,
        }
    }
}

/// Recovers the address that made the signature over the digest. This is for tools. A recovered address is not a verdict on
/// a payment, for which there is [`verify`](crate::verify).
///
/// The signature has 65 bytes with v 0, 1, 27 or 28, or it has 64 bytes (ERC-2098). Its s may be in the upper half. Returns
/// `None` for other forms, and if no key can have made the signature.
#[must_use]
pub fn recover_signer(digest: &[u8; 32], signature: &Signature) -> Option<Address> {
    let Parts { r, s, y_is_odd } = Parts::read(signature.as_bytes())?;
    recover(digest, r, s, y_is_odd)
}
