//! The signer of a sign-in.

use x402_schemes::{
    AccountId,
    evm::{self, eip191},
    solana,
};
use x402_types::Network;

use super::SignInContext;
use crate::{CheckId, report::Recorder, sign_in_with_x::Detail};

/// A message and its claimed signature.
pub(super) struct Signed<'a> {
    pub(super) network: &'a Network,
    pub(super) context: &'a SignInContext<'a>,
    pub(super) message: &'a str,
    pub(super) signature: &'a str,
}

impl Signed<'_> {
    /// Makes the checks of the signature. Returns the digest, on a chain that has one.
    pub(super) fn verify(&self, account: AccountId, recorder: &mut Recorder) -> Option<[u8; 32]> {
        if let AccountId::Evm(account) = account {
            let digest = eip191::digest(self.message.as_bytes());
            match self.signature.parse::<evm::Signature>() {
                Ok(signature) => self.verify_evm(account, digest, &signature, recorder),
                Err(_) => {
                    recorder.fail(CheckId::SIGN_IN_SIGNATURE_FORM, Detail::NotHex);
                    self.check_policy(recorder);
                }
            }
            return Some(digest);
        }
        // A chain family without a message format has no account here.
        let AccountId::Solana(account) = account else { return None };
        let signature = solana::from_base58(self.signature).and_then(|bytes| <[u8; 64]>::try_from(bytes).ok());
        let signature = signature.ok_or(Detail::NotBase58);
        let signature = recorder.check(CheckId::SIGN_IN_SIGNATURE_FORM, signature);
        self.check_policy(recorder);
        if let Some(signature) = signature {
            self.verify_solana(account, &signature, recorder);
        }
        None
    }

    fn check_policy(&self, recorder: &mut Recorder) {
        recorder.check_policy(CheckId::SIGN_IN_POLICY, self.context.refused);
    }

    /// Skips the check of the signer if any check has failed, to save the curve arithmetic.
    fn skip_signer(recorder: &mut Recorder) -> bool {
        let failed = recorder.first_failure();
        if let Some(because) = failed {
            recorder.skip(CheckId::SIGN_IN_SIGNER, because);
        }
        failed.is_some()
    }
}

#[cfg(feature = "solana")]
impl Signed<'_> {
    fn verify_solana(&self, account: solana::Address, signature: &[u8; 64], recorder: &mut Recorder) {
        if Self::skip_signer(recorder) {
            return;
        }
        let is_signed = x402_verify::solana::verify_strict(&account, self.message.as_bytes(), signature);
        recorder.check(CheckId::SIGN_IN_SIGNER, if is_signed { Ok(()) } else { Err(Detail::NotSigned) });
    }
}

// Only in a build without `solana`, which `.ci/run features` tests.
#[cfg(not(feature = "solana"))]
#[cfg_attr(false, mutants::skip)]
impl Signed<'_> {
    fn verify_solana(&self, _: solana::Address, _: &[u8; 64], recorder: &mut Recorder) {
        if !Self::skip_signer(recorder) {
            let network = self.network.clone();
            recorder.leave_undecided(CheckId::SIGN_IN_SIGNER, crate::sign_in_with_x::Question::Verifier { network });
        }
    }
}

// Only in a build without `evm`, which `.ci/run features` tests.
#[cfg(not(feature = "evm"))]
#[cfg_attr(false, mutants::skip)]
impl Signed<'_> {
    fn verify_evm(&self, _: evm::Address, _: [u8; 32], _: &evm::Signature, recorder: &mut Recorder) {
        let network = self.network.clone();
        recorder
            .leave_undecided(CheckId::SIGN_IN_SIGNATURE_FORM, crate::sign_in_with_x::Question::Verifier { network });
        self.check_policy(recorder);
    }
}

#[cfg(feature = "evm")]
mod key {
    use alloc::boxed::Box;

    use x402_schemes::evm::{
        Address, Signature,
        erc6492::{MAGIC, Wrapped},
    };
    use x402_types::{Flag, Flags};

    use x402_verify::evm::{
        AccountCode,
        account_signature::{Parts, code_of, contract_accepts},
        questions::{ContractSignature, CounterfactualSignature},
        recover_signer,
    };

    use super::{CheckId, Detail, Recorder, Signed};
    use crate::sign_in_with_x::Question;

    /// The outcome of one rule about the signature of an account without code.
    enum Rule {
        Holds,
        /// The format is not the common one, but is accepted. The rule does not apply to a contract's signature.
        Tolerated,
        Broken(Detail),
    }

    impl Signed<'_> {
        /// No account settles a sign-in. A node uses the zero address if a call names no caller.
        const CALLER: Address = Address::ZERO;

        pub(super) fn verify_evm(
            &self,
            account: Address,
            digest: [u8; 32],
            signature: &Signature,
            recorder: &mut Recorder,
        ) {
            let bytes = signature.as_bytes();
            let code = code_of(self.context.facts, account);
            match (Wrapped::decode(bytes), code) {
                (wrapped, Some(AccountCode::Present)) => {
                    let signature = wrapped.map_or(bytes, |wrapped| wrapped.inner);
                    self.verify_contract(account, digest, signature, recorder);
                    self.check_policy(recorder);
                }
                // The wallet may be deployed by now. Then its code decides about the signature in the wrapper.
                (Some(_), None) => {
                    self.record(CheckId::SIGN_IN_SIGNATURE_FORM, Rule::Tolerated, account, false, recorder);
                    self.check_policy(recorder);
                }
                (Some(wrapped), Some(AccountCode::Absent)) => {
                    let question = CounterfactualSignature {
                        network: self.network.clone(),
                        account,
                        digest,
                        factory: wrapped.factory,
                        factory_calldata: wrapped.factory_calldata.into(),
                        inner: wrapped.inner.into(),
                    };
                    recorder.leave_undecided(
                        CheckId::SIGN_IN_SIGNATURE_FORM,
                        Question::Contract(Box::new(question.into())),
                    );
                    self.check_policy(recorder);
                }
                (None, None | Some(AccountCode::Absent)) => {
                    self.verify_key(account, &digest, signature, code.is_some(), recorder);
                }
            }
        }

        /// The contract decides with EIP-1271, and never a recovered key (E-8).
        fn verify_contract(&self, account: Address, digest: [u8; 32], signature: &[u8], recorder: &mut Recorder) {
            recorder.leave_out(&[CheckId::SIGN_IN_SIGNATURE_FORM, CheckId::SIGN_IN_SIGNER]);
            match contract_accepts(self.context.facts, account, Self::CALLER, &digest, signature) {
                Some(true) => recorder.pass(CheckId::SIGN_IN_CONTRACT),
                Some(false) => recorder.fail(CheckId::SIGN_IN_CONTRACT, Detail::ContractRefuses(account)),
                None => {
                    let (network, signature) = (self.network.clone(), signature.into());
                    let question = ContractSignature { network, account, caller: Self::CALLER, digest, signature };
                    recorder.leave_undecided(CheckId::SIGN_IN_CONTRACT, Question::Contract(Box::new(question.into())));
                }
            }
        }

        /// Checks the signature of an account without code. If nothing is known about the account, a broken rule only
        /// raises the question.
        fn verify_key(
            &self,
            account: Address,
            digest: &[u8; 32],
            signature: &Signature,
            is_plain: bool,
            recorder: &mut Recorder,
        ) {
            let bytes = signature.as_bytes();
            let parts = Parts::read(bytes).filter(|_| bytes.len() == 65);
            let format = match &parts {
                Some(parts) => format_of_parts(parts, bytes, recorder),
                None => Rule::Broken(format_error(bytes)),
            };
            let is_canonical = matches!(format, Rule::Holds);
            self.record(CheckId::SIGN_IN_SIGNATURE_FORM, format, account, is_plain, recorder);
            self.check_policy_of_key(account, is_plain, recorder);
            if Self::skip_signer(recorder) {
                return;
            }
            if !parts.is_some_and(|parts| parts.are_in_range()) {
                recorder.skip(CheckId::SIGN_IN_SIGNER, CheckId::SIGN_IN_SIGNATURE_FORM);
                return;
            }
            let signer = match recover_signer(digest, signature) {
                Some(recovered) if recovered == account => Rule::Holds,
                Some(recovered) => Rule::Broken(Detail::OtherSigner { recovered, account }),
                None => Rule::Broken(Detail::NotSigned),
            };
            if is_canonical && !is_plain && matches!(signer, Rule::Holds) {
                recorder.leave_outstanding(self.code_question(account, None));
            }
            self.record(CheckId::SIGN_IN_SIGNER, signer, account, is_plain, recorder);
        }

        /// Checks the policy. A contract may accept a signature that is refused for a key.
        fn check_policy_of_key(&self, account: Address, is_plain: bool, recorder: &mut Recorder) {
            const OF_KEYS: Flags = Flags::NONE.with(Flag::YParity).with(Flag::HighS);
            let refused = recorder.flags().intersection(self.context.refused);
            let is_about_key = !refused.is_empty() && refused == refused.intersection(OF_KEYS);
            if is_about_key && !is_plain {
                let question = self.code_question(account, Some(crate::Detail::Refused(refused)));
                recorder.leave_undecided(CheckId::SIGN_IN_POLICY, question);
            } else {
                self.check_policy(recorder);
            }
        }

        fn record(&self, id: CheckId, rule: Rule, account: Address, is_plain: bool, recorder: &mut Recorder) {
            let if_plain = match (rule, is_plain) {
                (Rule::Holds, _) | (Rule::Tolerated, true) => return recorder.pass(id),
                (Rule::Broken(detail), true) => return recorder.fail(id, detail),
                (Rule::Broken(detail), false) => Some(detail.into()),
                (Rule::Tolerated, false) => None,
            };
            recorder.leave_undecided(id, self.code_question(account, if_plain));
        }

        fn code_question(&self, account: Address, if_plain: Option<crate::Detail>) -> Question {
            Question::AccountCode { network: self.network.clone(), account, if_plain: if_plain.map(Box::new) }
        }
    }

    /// Checks that r and s are in range, and flags a recovery byte of 0 or 1 and an s in the upper half.
    fn format_of_parts(parts: &Parts, bytes: &[u8], recorder: &mut Recorder) -> Rule {
        if !parts.are_in_range() {
            return Rule::Broken(Detail::ScalarRange);
        }
        let (is_parity, is_high) = (matches!(bytes, [.., 0 | 1]), parts.is_high());
        recorder.flag_if(is_parity, Flag::YParity);
        recorder.flag_if(is_high, Flag::HighS);
        if is_parity || is_high { Rule::Tolerated } else { Rule::Holds }
    }

    /// The fault of bytes that are not r, s and a recovery byte.
    fn format_error(bytes: &[u8]) -> Detail {
        match bytes {
            _ if bytes.ends_with(&MAGIC) => Detail::MalformedWrapper,
            [.., v] if bytes.len() == 65 => Detail::RecoveryByte(*v),
            _ => Detail::SignatureLength(bytes.len()),
        }
    }
}
