//! `exact` on Stellar (T-1 to T-36).

#![cfg(feature = "stellar")]

use alloc::vec::Vec;

use x402_schemes::stellar::{AccountSignature, Address, Payload, Transaction, Value, account_signatures, network_id};
use x402_types::{Amount, Flag, Version};

use super::{
    Detail, Particulars, Sponsor, checks,
    offered::Offered,
    questions::{Account, NonceUnused},
    signature,
    subject::{Operation, PayersEntry, Subject, address, amount_of, holds, payer_of},
};
use crate::{
    AmountRule, CheckId, Question, Verdict,
    amounts::{check_amount, check_exact_charge},
    case::Case,
    check_order::ListedCheck,
    payload_kind::KindProperties,
    payload_verifier::PayloadVerifier,
    recorder::Recorder,
};

pub(crate) struct Stellar;

impl KindProperties for Stellar {
    fn order(&self) -> &'static [ListedCheck] {
        checks::ORDER
    }
}

impl PayloadVerifier for Stellar {
    /// There is no version 1, and nothing can be signed for a network whose passphrase is unknown (T-1).
    fn is_of(&self, case: &Case<'_>) -> bool {
        case.terms.version == Version::V2 && network_id(&case.terms.network).is_some()
    }

    fn verify(&self, case: &Case<'_>, recorder: &mut Recorder<'_>) {
        let payload = recorder.payload(|reader| Payload::read(case.claim.payload.as_json(), reader));
        let read;
        let offered = match case.prepared.and_then(|offer| offer.stellar.as_ref()) {
            Some(offered) => offered,
            None => {
                read = Offered::read(case.terms);
                &read
            }
        };
        offered.check(recorder);
        let bytes = payload.as_ref().map(|payload| payload.transaction.as_slice());
        let transaction = bytes
            .and_then(|bytes| recorder.check(CheckId::TRANSACTION, Transaction::decode(bytes).map_err(Detail::Read)));
        let operation = transaction.as_ref().and_then(|read| recorder.check(CheckId::OPERATION, Operation::of(read)));
        let (Some(bytes), Some(transaction), Some(operation)) = (bytes, &transaction, operation) else {
            return recorder.check_policy();
        };
        Subject { case, offered, transaction, bytes, operation }.check(recorder);
    }
}

impl Offered {
    /// Makes the checks that the offer alone decides (T-3 to T-6).
    fn check(&self, recorder: &mut Recorder<'_>) {
        recorder.check(CheckId::SPONSORED, if self.is_sponsored { Ok(()) } else { Err(Detail::NotSponsored) });
        recorder.check(CheckId::ASSET_ADDRESS, self.asset.ok_or(Detail::AssetNoContract));
        recorder.check(CheckId::PAY_TO_ADDRESS, self.pay_to.ok_or(Detail::PayToNoAddress));
        recorder.flag_if(self.asset.is_some() && self.asset == self.pay_to, Flag::PayToAsset);
        recorder.flag_if(matches!(self.pay_to, Some(Address::Muxed { .. })), Flag::MuxedRecipient);
    }
}

/// Checks that the call transfers to the `payTo` of the offer (T-17). A muxed address is a different recipient than its
/// account (T-4).
fn check_recipient(to: &Value<'_>, pay_to: Address, recorder: &mut Recorder<'_>) {
    let paid = if let Value::Address(to) = to { address(*to) } else { None };
    let detail = Detail::Recipient { paid, offered: pay_to };
    recorder.check(CheckId::RECIPIENT, holds(paid == Some(pay_to), detail));
}

impl Subject<'_> {
    fn check(&self, recorder: &mut Recorder<'_>) {
        let sponsor = Sponsor { client_fee: self.transaction.fee.into(), min_resource_fee: None };
        recorder.adds(Particulars { sponsor, last_ledger: None });
        self.check_transaction(recorder);
        let (payer, amount) = self.check_call(recorder);
        self.check_entries(payer, recorder);
        let entry = payer.and_then(|payer| self.check_payers_entries(payer, recorder));
        if let (Some(entry), Some(amount)) = (&entry, amount) {
            self.authorizes(entry, amount, recorder);
        }
        let effects = entry.and_then(|entry| self.effects(&entry));
        recorder.flag_if(effects.flatten().is_some_and(|effects| !effects.other_events.is_empty()), Flag::OtherEvents);
        recorder.check_policy();
        if payer.is_some_and(|payer| payer.is_contract()) {
            recorder.leave_out(checks::OF_ACCOUNT);
        }
        let Some(entry) = entry else { return };
        let min_resource_fee = effects.flatten().and_then(|effects| effects.min_resource_fee);
        let last_ledger = Some(entry.authorization.expiration_ledger);
        recorder.adds(Particulars { sponsor: Sponsor { min_resource_fee, ..sponsor }, last_ledger });
        // Without a signature there is nothing to verify.
        if let Address::Account(key) = entry.payer
            && entry.authorization.signature != Value::Void
        {
            self.check_account(key, &entry, recorder);
        }
        self.check_simulation(&entry, amount, recorder);
        if recorder.verdict() != Verdict::Invalid {
            *recorder.outstanding() = self.outstanding(&entry, recorder);
        }
    }

    /// Checks the parts of the transaction that the two settlements copy, and flags the rest (T-12 to T-14).
    fn check_transaction(&self, recorder: &mut Recorder<'_>) {
        let Self { transaction, operation, .. } = self;
        let source = transaction.source;
        let is_safe = holds(!self.is_facilitator(source), Detail::FacilitatorSource(source))
            .and_then(|()| operation.source.map_or(Ok(()), |source| Err(Detail::OperationSource(source))))
            .and_then(|()| holds(!matches!(source, Address::Muxed { .. }), Detail::MuxedSource));
        recorder.check(CheckId::TRANSACTION_SOURCE, is_safe);
        recorder.check(CheckId::TRANSACTION_MEMO, holds(!transaction.has_memo, Detail::Memo));
        recorder.flag_if(!operation.has_data, Flag::NoSorobanData);
        recorder.flag_if(operation.signatures > 0, Flag::EnvelopeSignatures);
        recorder.flag_if(transaction.has_preconditions, Flag::Preconditions);
    }

    /// Checks that the call is the transfer that the offer requires (T-15 to T-17). Returns the payer and the amount.
    fn check_call(&self, recorder: &mut Recorder<'_>) -> (Option<Address>, Option<Amount>) {
        let Self { case, offered, operation, .. } = self;
        if let Some(asset) = offered.asset {
            let contract = operation.call.contract;
            let detail = Detail::OtherContract { called: address(contract), offered: asset };
            recorder.check(CheckId::TRANSFER_CONTRACT, holds(contract == asset.into(), detail));
        }
        let Some([from, to, amount]) = recorder.check(CheckId::TRANSFER_FUNCTION, operation.arguments()) else {
            return (None, None);
        };
        let payer = recorder.check(CheckId::PAYER_FORM, payer_of(from));
        if let (Some(payer), true) = (payer, case.context.facilitators.is_some()) {
            recorder
                .check(CheckId::PAYER_ISOLATION, holds(!self.is_facilitator(payer), Detail::FacilitatorPayer(payer)));
        }
        if let Some(pay_to) = offered.pay_to {
            check_recipient(to, pay_to, recorder);
            recorder.flag_if(payer == Some(pay_to.without_id()), Flag::SelfPayment);
        }
        let amount = match amount_of(amount) {
            Ok(amount) => {
                recorder.flag_if(amount.get().is_zero(), Flag::ZeroAmount);
                check_amount(CheckId::AMOUNT, amount, case.terms, AmountRule::Equal, recorder);
                check_exact_charge(CheckId::CHARGE, amount, case.context, recorder);
                Some(amount)
            }
            Err(detail) => {
                recorder.fail(CheckId::AMOUNT, detail);
                None
            }
        };
        (payer, amount)
    }

    /// Checks the signature of an account (T-28 to T-30). Curve arithmetic is not spent on a payment that is invalid anyway.
    fn check_account(&self, key: [u8; 32], entry: &PayersEntry<'_>, recorder: &mut Recorder<'_>) {
        let read = account_signatures(&entry.authorization.signature).map_err(Detail::SignatureFormat);
        let Some(signatures) = recorder.check(CheckId::SIGNATURE_FORM, read) else { return };
        if let Some(because) = recorder.first_failure() {
            recorder.skip(CheckId::ACCOUNT_SIGNATURE, because);
            return recorder.skip(CheckId::ACCOUNT_SIGNERS, because);
        }
        let verified =
            self.case.recovery.stellar.verified(&entry.digest, || signature::check(&signatures, &entry.digest));
        if recorder.check(CheckId::ACCOUNT_SIGNATURE, verified).is_none() {
            return recorder.skip(CheckId::ACCOUNT_SIGNERS, CheckId::ACCOUNT_SIGNATURE);
        }
        self.check_signers(key, &signatures, recorder);
    }

    /// Checks that the signers suffice. Without a fact, the account's own key alone does, as for almost every account
    /// (T-30).
    fn check_signers(&self, key: [u8; 32], signatures: &[AccountSignature<'_>], recorder: &mut Recorder<'_>) {
        let known = self.case.context.facts.stellar().account(&Address::Account(key));
        match (known, signatures) {
            (Some(None), _) => recorder.fail(CheckId::ACCOUNT_SIGNERS, Detail::NoAccount),
            (Some(Some(account)), _) => {
                let mut weight = 0_u32;
                for signed in signatures {
                    let signer = account.signers.iter().find(|signer| signer.key == *signed.public_key);
                    // The network rejects a signature that adds no weight, even if the others suffice.
                    match signer.filter(|signer| signer.weight > 0) {
                        Some(signer) => weight = weight.saturating_add(signer.weight),
                        None => {
                            let stranger = Address::Account(*signed.public_key);
                            return recorder.fail(CheckId::ACCOUNT_SIGNERS, Detail::NoSigner(stranger));
                        }
                    }
                }
                let threshold = account.threshold;
                recorder
                    .check(CheckId::ACCOUNT_SIGNERS, holds(weight >= threshold, Detail::Weight { weight, threshold }));
            }
            (None, [only]) if *only.public_key == key => recorder.pass(CheckId::ACCOUNT_SIGNERS),
            (None, _) => match self.latest_ledger() {
                None => recorder.skip(CheckId::ACCOUNT_SIGNERS, CheckId::EXPIRED),
                since_ledger => recorder.ask(CheckId::ACCOUNT_SIGNERS, Account { key, since_ledger }),
            },
        }
    }

    /// The questions whose answers show that the network refuses the payment. A good simulation answers them all, if it
    /// contains the fee or there is no cap.
    fn outstanding(&self, entry: &PayersEntry<'_>, recorder: &Recorder<'_>) -> Vec<Question> {
        let mut questions = Vec::new();
        let since_ledger = self.latest_ledger();
        // The check identifies the question that is needed. Comparing the question itself would link the code that
        // prints and asks all of them.
        let is_needed = |id: CheckId| recorder.needs().any(|(check, _)| check == id);
        let simulated = self.effects(entry);
        let has_cap = self.case.context.policy.stellar.max_fee_stroops.is_some();
        let is_fee_known = simulated.flatten().is_some_and(|effects| effects.min_resource_fee.is_some());
        if let (None, Address::Account(key)) = (simulated, entry.payer)
            && self.case.context.facts.stellar().account(&entry.payer).is_none()
            && !is_needed(CheckId::ACCOUNT_SIGNERS)
        {
            questions.push(Account { key, since_ledger }.into());
        }
        if !is_needed(CheckId::SIMULATION) && (simulated.is_none() || (has_cap && !is_fee_known)) {
            questions.extend(self.simulation_question(entry).map(Into::into));
        }
        if simulated.is_none() {
            questions.push(NonceUnused { payer: entry.payer, nonce: entry.authorization.nonce, since_ledger }.into());
        }
        questions
    }
}
