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
    case::Case,
    findings::Findings,
    judge::Judge,
    payload_kind::KindProperties,
    place::Place,
    shared::{check_amount, check_exact_charge},
};

pub(crate) struct Stellar;

impl KindProperties for Stellar {
    fn order(&self) -> &'static [Place] {
        checks::ORDER
    }
}

impl Judge for Stellar {
    /// There is no version 1, and nothing can be signed for a network whose passphrase is unknown (T-1).
    fn is_of(&self, case: &Case<'_>) -> bool {
        case.terms.version == Version::V2 && network_id(&case.terms.network).is_some()
    }

    fn judge(&self, case: &Case<'_>, findings: &mut Findings<'_>) {
        let payload = findings.payload(|reader| Payload::read(case.claim.payload.as_json(), reader));
        let read;
        let offered = match case.prepared.and_then(|offer| offer.stellar.as_ref()) {
            Some(offered) => offered,
            None => {
                read = Offered::read(case.terms);
                &read
            }
        };
        offered.check(findings);
        let bytes = payload.as_ref().map(|payload| payload.transaction.as_slice());
        let transaction = bytes
            .and_then(|bytes| findings.check(CheckId::TRANSACTION, Transaction::decode(bytes).map_err(Detail::Read)));
        let operation = transaction.as_ref().and_then(|read| findings.check(CheckId::OPERATION, Operation::of(read)));
        let (Some(bytes), Some(transaction), Some(operation)) = (bytes, &transaction, operation) else {
            return findings.check_policy();
        };
        Subject { case, offered, transaction, bytes, operation }.check(findings);
    }
}

impl Offered {
    /// Makes the checks that the offer alone decides (T-3 to T-6).
    fn check(&self, findings: &mut Findings<'_>) {
        findings.check(CheckId::SPONSORED, if self.is_sponsored { Ok(()) } else { Err(Detail::NotSponsored) });
        findings.check(CheckId::ASSET_ADDRESS, self.asset.ok_or(Detail::AssetNoContract));
        findings.check(CheckId::PAY_TO_ADDRESS, self.pay_to.ok_or(Detail::PayToNoAddress));
        findings.flag_if(self.asset.is_some() && self.asset == self.pay_to, Flag::PayToAsset);
        findings.flag_if(matches!(self.pay_to, Some(Address::Muxed { .. })), Flag::MuxedRecipient);
    }
}

/// Checks that the call transfers to the `payTo` of the offer (T-17). A muxed address is a different recipient than its
/// account (T-4).
fn check_recipient(to: &Value<'_>, pay_to: Address, findings: &mut Findings<'_>) {
    let paid = if let Value::Address(to) = to { address(*to) } else { None };
    let detail = Detail::Recipient { paid, offered: pay_to };
    findings.check(CheckId::RECIPIENT, holds(paid == Some(pay_to), detail));
}

impl Subject<'_> {
    fn check(&self, findings: &mut Findings<'_>) {
        let sponsor = Sponsor { client_fee: self.transaction.fee.into(), min_resource_fee: None };
        findings.adds(Particulars { sponsor, last_ledger: None });
        self.check_transaction(findings);
        let (payer, amount) = self.check_call(findings);
        self.check_entries(payer, findings);
        let entry = payer.and_then(|payer| self.check_payers_entries(payer, findings));
        if let (Some(entry), Some(amount)) = (&entry, amount) {
            self.authorizes(entry, amount, findings);
        }
        let effects = entry.and_then(|entry| self.effects(&entry));
        findings.flag_if(effects.flatten().is_some_and(|effects| !effects.other_events.is_empty()), Flag::OtherEvents);
        findings.check_policy();
        if payer.is_some_and(|payer| payer.is_contract()) {
            findings.leave_out(checks::OF_ACCOUNT);
        }
        let Some(entry) = entry else { return };
        let min_resource_fee = effects.flatten().and_then(|effects| effects.min_resource_fee);
        let last_ledger = Some(entry.authorization.expiration_ledger);
        findings.adds(Particulars { sponsor: Sponsor { min_resource_fee, ..sponsor }, last_ledger });
        // Without a signature there is nothing to verify.
        if let Address::Account(key) = entry.payer
            && entry.authorization.signature != Value::Void
        {
            self.check_account(key, &entry, findings);
        }
        self.check_simulation(&entry, amount, findings);
        if findings.verdict() != Verdict::Invalid {
            *findings.outstanding() = self.outstanding(&entry, findings);
        }
    }

    /// Checks the parts of the transaction that the two settlements copy, and flags the rest (T-12 to T-14).
    fn check_transaction(&self, findings: &mut Findings<'_>) {
        let Self { transaction, operation, .. } = self;
        let source = transaction.source;
        let is_safe = holds(!self.is_own(source), Detail::OwnSource(source))
            .and_then(|()| operation.source.map_or(Ok(()), |source| Err(Detail::OperationSource(source))))
            .and_then(|()| holds(!matches!(source, Address::Muxed { .. }), Detail::MuxedSource));
        findings.check(CheckId::TRANSACTION_SOURCE, is_safe);
        findings.check(CheckId::TRANSACTION_MEMO, holds(!transaction.has_memo, Detail::Memo));
        findings.flag_if(!operation.has_data, Flag::NoSorobanData);
        findings.flag_if(operation.signatures > 0, Flag::EnvelopeSignatures);
        findings.flag_if(transaction.has_preconditions, Flag::Preconditions);
    }

    /// Checks that the call is the transfer that the offer requires (T-15 to T-17). Returns the payer and the amount.
    fn check_call(&self, findings: &mut Findings<'_>) -> (Option<Address>, Option<Amount>) {
        let Self { case, offered, operation, .. } = self;
        if let Some(asset) = offered.asset {
            let contract = operation.call.contract;
            let detail = Detail::OtherContract { called: address(contract), offered: asset };
            findings.check(CheckId::TRANSFER_CONTRACT, holds(contract == asset.into(), detail));
        }
        let Some([from, to, amount]) = findings.check(CheckId::TRANSFER_FUNCTION, operation.arguments()) else {
            return (None, None);
        };
        let payer = findings.check(CheckId::PAYER_FORM, payer_of(from));
        if let (Some(payer), true) = (payer, case.context.facilitators.is_some()) {
            findings.check(CheckId::PAYER_ISOLATION, holds(!self.is_own(payer), Detail::OwnPayer(payer)));
        }
        if let Some(pay_to) = offered.pay_to {
            check_recipient(to, pay_to, findings);
            findings.flag_if(payer == Some(pay_to.without_id()), Flag::SelfPayment);
        }
        let amount = match amount_of(amount) {
            Ok(amount) => {
                findings.flag_if(amount.get().is_zero(), Flag::ZeroAmount);
                check_amount(CheckId::AMOUNT, amount, case.terms, AmountRule::Equal, findings);
                check_exact_charge(CheckId::CHARGE, amount, case.context, findings);
                Some(amount)
            }
            Err(detail) => {
                findings.fail(CheckId::AMOUNT, detail);
                None
            }
        };
        (payer, amount)
    }

    /// Checks the signature of an account (T-28 to T-30). Curve arithmetic is not spent on a payment that is invalid anyway.
    fn check_account(&self, key: [u8; 32], entry: &PayersEntry<'_>, findings: &mut Findings<'_>) {
        let read = account_signatures(&entry.authorization.signature).map_err(Detail::SignatureForm);
        let Some(signatures) = findings.check(CheckId::SIGNATURE_FORM, read) else { return };
        if let Some(because) = findings.first_failure() {
            findings.skip(CheckId::ACCOUNT_SIGNATURE, because);
            return findings.skip(CheckId::ACCOUNT_SIGNERS, because);
        }
        let verified =
            self.case.recovery.stellar.verified(&entry.digest, || signature::check(&signatures, &entry.digest));
        if findings.check(CheckId::ACCOUNT_SIGNATURE, verified).is_none() {
            return findings.skip(CheckId::ACCOUNT_SIGNERS, CheckId::ACCOUNT_SIGNATURE);
        }
        self.check_signers(key, &signatures, findings);
    }

    /// Checks that the signers suffice. Without a fact, the account's own key alone does, as for almost every account
    /// (T-30).
    fn check_signers(&self, key: [u8; 32], signatures: &[AccountSignature<'_>], findings: &mut Findings<'_>) {
        let known = self.case.context.facts.stellar().account(&Address::Account(key));
        match (known, signatures) {
            (Some(None), _) => findings.fail(CheckId::ACCOUNT_SIGNERS, Detail::NoAccount),
            (Some(Some(account)), _) => {
                let mut weight = 0_u32;
                for signed in signatures {
                    let signer = account.signers.iter().find(|signer| signer.key == *signed.public_key);
                    match signer.filter(|signer| signer.weight > 0) {
                        Some(signer) => weight = weight.saturating_add(signer.weight),
                        None => {
                            let stranger = Address::Account(*signed.public_key);
                            return findings.fail(CheckId::ACCOUNT_SIGNERS, Detail::NoSigner(stranger));
                        }
                    }
                }
                let threshold = account.threshold;
                findings
                    .check(CheckId::ACCOUNT_SIGNERS, holds(weight >= threshold, Detail::Weight { weight, threshold }));
            }
            (None, [only]) if *only.public_key == key => findings.pass(CheckId::ACCOUNT_SIGNERS),
            (None, _) => match self.latest_ledger() {
                None => findings.skip(CheckId::ACCOUNT_SIGNERS, CheckId::EXPIRED),
                since_ledger => findings.needs_answer(CheckId::ACCOUNT_SIGNERS, Account { key, since_ledger }),
            },
        }
    }

    /// The questions whose answers show that the network refuses the payment. A good simulation answers them all, if it
    /// contains the fee or there is no cap.
    fn outstanding(&self, entry: &PayersEntry<'_>, findings: &Findings<'_>) -> Vec<Question> {
        let mut questions = Vec::new();
        let since_ledger = self.latest_ledger();
        // The check identifies the question that is needed. Comparing the question itself would link the code that
        // prints and asks all of them.
        let is_needed = |id: CheckId| findings.needs().any(|(check, _)| check == id);
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
