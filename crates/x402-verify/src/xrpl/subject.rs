//! The payment with its offer, and the checks that compare them.

#![cfg(feature = "xrpl")]

use alloc::{string::ToString, vec::Vec};
use core::num::NonZeroU32;

use x402_schemes::{
    AccountId, AssetId,
    xrpl::{
        Address, IssuedAmount, KeyType, LAST_UNNAMED_NETWORK, LedgerAmount, MAX_DROPS, OtherField, OtherFieldKind,
        Transaction, invoice_hash,
    },
};
use x402_types::{AnyAmount, DecimalAmount, Flag, JsonRef};

use super::{
    AccountState, Detail, Particulars, RegularKey,
    known::Clock,
    offered::{Method, Offered, OfferedAsset, Price},
    questions::{Account, Ledger, Simulation, Ticket, Unused},
    returned::is_local,
    signature,
};
use crate::{
    Authorized, CheckId, Expires, Question, TransferKey, Verdict,
    amounts::check_exact_charge,
    case::Case,
    identity::{Nonce, SettledAs},
    recorder::Recorder,
};

/// The flag that lets a transaction deliver less than its amount.
const PARTIAL_PAYMENT: u32 = 0x0002_0000;
/// The flag that the ledger ignores today.
const FULLY_CANONICAL_SIGNATURE: u32 = 0x8000_0000;
/// The flag that limits the rate of an exchange. There is none in this scheme, and the ledger rejects it for XRP.
const LIMIT_QUALITY: u32 = 0x0004_0000;

/// The seconds from one ledger to the next, unless a fact has a different number.
const SECONDS_PER_LEDGER: u64 = 5;

/// The reference fee in drops: a lower fee rarely gets into a ledger.
const REFERENCE_FEE: u64 = 10;

/// The result code of a payment that succeeds.
const SUCCESS: &str = "tesSUCCESS";

/// The result code of a payment whose fee is below the one that the node asks for.
const FEE_TOO_LOW: &str = "telINSUF_FEE_P";

pub(super) fn holds(holds: bool, detail: Detail) -> Result<(), Detail> {
    if holds { Ok(()) } else { Err(detail) }
}

/// A payment, and all data for its checks.
pub(super) struct Subject<'a> {
    pub(super) case: &'a Case<'a>,
    pub(super) offered: &'a Offered,
    pub(super) transaction: &'a Transaction<'a>,
    /// The account that pays.
    pub(super) account: Address,
    /// `None` if it is unknown, so that nothing can be compared with it.
    pub(super) method: Option<Method>,
}

/// The key of a transaction, and its type.
type Key<'a> = (&'a [u8; 33], KeyType);

impl Offered {
    /// The issuer of the asset.
    pub(super) const fn issuer(&self) -> Option<Address> {
        match self.asset {
            Ok(OfferedAsset::Issued { issuer, .. }) => Some(issuer),
            Ok(OfferedAsset::Xrp) | Err(_) => None,
        }
    }
}

impl<'a> Subject<'a> {
    pub(super) fn check(&self, recorder: &mut Recorder<'_>) {
        let hash = self.transaction.hash();
        if let Some(last_ledger) = self.transaction.last_ledger_sequence {
            recorder.adds(Particulars { last_ledger });
        }
        let key = self.transaction.signing_pub_key.and_then(|key| Some((key.try_into().ok()?, KeyType::of(key)?)));
        let key = recorder.check(CheckId::SIGNATURE_FORM, key.ok_or(Detail::SigningPubKey));
        self.check_fields(recorder);
        self.check_recipient(recorder);
        self.check_network_id(recorder);
        self.check_amounts(recorder);
        let is_other = Some(self.account) != self.transaction.destination;
        recorder.check(CheckId::SELF_PAYMENT, holds(is_other, Detail::SelfPayment(self.account)));
        self.check_invoice(recorder);
        self.check_fee(recorder);
        if let Some(method) = self.method {
            let state = self.state().flatten();
            recorder.check(CheckId::SEQUENCE, self.sequence(method).and_then(|()| self.is_current(method, state)));
        }
        self.check_life(recorder);
        let is_tagged = self.offered.source_tag.is_none_or(|tag| self.transaction.source_tag == Some(tag));
        recorder.flag_if(!is_tagged, Flag::SourceTag);
        self.authorizes(hash, recorder);
        recorder.check_policy();
        self.check_account(key, recorder);
        let simulated = self.check_simulation(&hash, recorder);
        if recorder.verdict() != Verdict::Invalid {
            *recorder.outstanding() = self.outstanding(hash, key, simulated, recorder);
        }
    }

    /// Checks that the transaction has no other field than those of the specification and of the policy,
    /// and that the ledger takes these.
    fn check_fields(&self, recorder: &mut Recorder<'_>) {
        let allowed = self.case.context.policy.xrpl.allowed_fields;
        let others = self.transaction.other_fields().iter();
        let are_allowed = others
            .clone()
            .map(|OtherField { name, kind, .. }| holds(allowed.contains(*kind), Detail::Field { name, kind: *kind }));
        let has_ticket = self.transaction.ticket_sequence.is_some();
        let are_right = others.map(|field| {
            let is_of_ticket = field.kind == OtherFieldKind::AccountTxnId && has_ticket;
            holds(!is_of_ticket, Detail::AccountTxnIdOfTicket)?;
            field.check_content().map_err(Detail::FieldContent)
        });
        recorder.check(CheckId::FIELDS, are_allowed.chain(are_right).collect::<Result<(), _>>());
    }

    /// Checks the recipient and its tag.
    fn check_recipient(&self, recorder: &mut Recorder<'_>) {
        if let Some(offered) = self.offered.pay_to {
            let paid = self.transaction.destination;
            recorder.check(CheckId::RECIPIENT, holds(paid == Some(offered), Detail::Recipient { paid, offered }));
        }
        let signed = self.transaction.destination_tag;
        let is_right = match self.offered.destination_tag.clone() {
            Err(malformed) => Err(malformed),
            Ok(Some(offered)) => holds(signed == Some(offered), Detail::DestinationTag { signed, offered }),
            Ok(None) => {
                // A hosted account credits the customer with this tag.
                recorder.flag_if(signed.is_some(), Flag::UnaskedTag);
                Ok(())
            }
        };
        recorder.check(CheckId::DESTINATION_TAG, is_right);
    }

    /// Checks that the transaction is for the network, as far as the ledger lets it name one.
    fn check_network_id(&self, recorder: &mut Recorder<'_>) {
        let Some(offered) = self.offered.network_id else { return };
        let is_right = match self.transaction.network_id {
            Some(signed) if offered <= LAST_UNNAMED_NETWORK => Err(Detail::NamedNetwork(signed)),
            None if offered <= LAST_UNNAMED_NETWORK => Ok(()),
            signed => holds(signed == Some(offered), Detail::OtherNetwork { signed, offered }),
        };
        recorder.check(CheckId::NETWORK_ID, is_right);
    }

    /// Checks the amount, the most that the payer spends for it, and the flags that change what arrives.
    fn check_amounts(&self, recorder: &mut Recorder<'_>) {
        let Ok(asset) = &self.offered.asset else { return };
        let Some(Ok(price)) = &self.offered.price else { return };
        let Transaction { amount, send_max, flags, .. } = *self.transaction;
        let is_paid = match (*asset, *price) {
            (OfferedAsset::Issued { currency, issuer }, Price::Value(value)) => {
                let wanted = IssuedAmount { value, currency, issuer, is_negative: false };
                recorder.check(CheckId::SEND_MAX, send_max_of(send_max, wanted));
                issued_is(amount, wanted)
            }
            (OfferedAsset::Xrp, Price::Drops(offered)) => {
                recorder.check(CheckId::SEND_MAX, holds(send_max.is_none(), Detail::SendMaxOfXrp));
                drops_are(amount, offered)
            }
            // The price has the unit of the asset.
            (OfferedAsset::Issued { .. }, Price::Drops(_)) | (OfferedAsset::Xrp, Price::Value(_)) => return,
        };
        if recorder.check(CheckId::AMOUNT, is_paid).is_some() {
            self.check_charge(recorder);
        }
        let signed = flags.unwrap_or_default();
        let allowed = match asset {
            OfferedAsset::Xrp => FULLY_CANONICAL_SIGNATURE,
            OfferedAsset::Issued { .. } => FULLY_CANONICAL_SIGNATURE | LIMIT_QUALITY,
        };
        let delivers = holds(signed & PARTIAL_PAYMENT == 0, Detail::PartialPayment)
            .and_then(|()| holds(signed & !allowed == 0, Detail::Flags(signed & !allowed)));
        recorder.check(CheckId::FLAGS, delivers);
    }

    /// Checks that the server takes the whole amount. In an issued currency its charge is an amount of R-10, or an integer,
    /// which counts whole units as well.
    fn check_charge(&self, recorder: &mut Recorder<'_>) {
        match self.amount() {
            Some(AnyAmount::Units(drops)) => check_exact_charge(CheckId::CHARGE, drops, self.case.context, recorder),
            Some(AnyAmount::Decimal(signed)) => {
                if let Some(charged) = self.case.context.phase.charge() {
                    // An integer is the same text in both formats.
                    let is_signed = charged.to_string().parse().is_ok_and(|charged: DecimalAmount| charged == signed);
                    let detail = Detail::Charge { signed, charged: charged.clone() };
                    recorder.check(CheckId::CHARGE, holds(is_signed, detail));
                }
            }
            None => {}
        }
    }

    /// The signed amount, if a payment can have it.
    fn amount(&self) -> Option<AnyAmount> {
        match self.transaction.amount? {
            amount @ LedgerAmount::Drops(_) => Some(AnyAmount::from(amount.drops()?)),
            LedgerAmount::Issued(amount) if !amount.is_negative => {
                amount.value.to_string().parse().ok().map(AnyAmount::Decimal)
            }
            LedgerAmount::Issued(_) | LedgerAmount::MultiPurposeToken | _ => None,
        }
    }

    /// Checks that the payment is for the invoice, and that the payload repeats it if the policy requires that
    ///
    fn check_invoice(&self, recorder: &mut Recorder<'_>) {
        let is_repeated = self.case.context.policy.xrpl.requires_invoice_in_payload;
        let is_right = match self.offered.invoice.as_ref() {
            Err(malformed) => Err(malformed.clone()),
            Ok(None) => holds(!is_repeated, Detail::InvoiceNotOffered),
            Ok(Some(invoice)) => match self.transaction.invoice_id {
                None => Err(Detail::NoInvoice),
                Some(signed) if signed != invoice_hash(invoice) => Err(Detail::Invoice),
                Some(_) if is_repeated => self.invoice_in_payload(invoice),
                Some(_) => Ok(()),
            },
        };
        recorder.check(CheckId::INVOICE, is_right);
    }

    fn invoice_in_payload(&self, invoice: &str) -> Result<(), Detail> {
        let repeated = self.case.claim.payload.as_json().non_null("invoiceId");
        let repeated = repeated.ok_or(Detail::NoInvoiceInPayload)?;
        let is_same = |repeated: JsonRef<'_>| repeated.string().is_ok_and(|repeated| repeated == invoice);
        holds(is_same(repeated), Detail::InvoiceInPayload)
    }

    /// The fee in drops.
    fn fee(&self) -> Option<u64> {
        self.transaction.fee.and_then(|fee| fee.drops())
    }

    /// Checks the fee, which the payer pays.
    fn check_fee(&self, recorder: &mut Recorder<'_>) {
        let fee = self.fee().ok_or(Detail::NoFee);
        let max = self.case.context.policy.xrpl.max_fee_drops;
        let is_accepted = fee.and_then(|fee| match max {
            _ if fee == 0 => Err(Detail::FeeZero),
            _ if fee > MAX_DROPS => Err(Detail::FeeOfAllXrp(fee)),
            Some(max) if fee > max => Err(Detail::Fee { fee, max }),
            Some(_) | None => Ok(fee),
        });
        if let Some(fee) = recorder.check(CheckId::FEE, is_accepted) {
            recorder.flag_if(fee < REFERENCE_FEE, Flag::LowFee);
        }
    }

    /// The account's state. `None` if there is no fact, and `Some(None)` if the account does not exist.
    fn state(&self) -> Option<Option<&'a AccountState>> {
        self.case.context.facts.xrpl().account(self.account)
    }

    /// Whether the transaction has the number that its method requires, and not the other.
    fn sequence(&self, method: Method) -> Result<(), Detail> {
        let Transaction { sequence, ticket_sequence, .. } = *self.transaction;
        match method {
            Method::Sequence => {
                holds(ticket_sequence.is_none(), Detail::TicketNotAllowed)?;
                holds(sequence.is_some_and(|number| number != 0), Detail::NoSequence)
            }
            Method::Ticket => {
                holds(sequence == Some(0), Detail::SequenceNotZero)?;
                holds(ticket_sequence.is_some_and(|number| number != 0), Detail::NoTicket)
            }
        }
    }

    /// Whether the number is the account's, as far as a fact has it.
    fn is_current(&self, method: Method, state: Option<&AccountState>) -> Result<(), Detail> {
        let Some(state) = state else { return Ok(()) };
        match (method, self.slot(method)) {
            (Method::Sequence, Some(signed)) => match state.sequence {
                Some(account) => holds(signed == account, Detail::Sequence { signed, account }),
                None => Ok(()),
            },
            (Method::Ticket, Some(ticket)) => {
                let is_there = state.tickets.as_ref().is_none_or(|tickets| tickets.contains(&ticket));
                holds(is_there, Detail::TicketNotAvailable(ticket))
            }
            (Method::Sequence | Method::Ticket, None) => Ok(()),
        }
    }

    /// The sequence number, or that of the ticket.
    const fn slot(&self, method: Method) -> Option<u32> {
        match method {
            Method::Sequence => self.transaction.sequence,
            Method::Ticket => self.transaction.ticket_sequence,
        }
    }

    /// Checks that the payment can still settle, and not for too long. The latest validated ledger is the
    /// clock.
    fn check_life(&self, recorder: &mut Recorder<'_>) {
        let Some(last) = self.transaction.last_ledger_sequence else {
            return recorder.fail(CheckId::EXPIRED, Detail::NoLastLedger);
        };
        if self.offered.network_id.is_none() {
            // There is no such network to ask.
            recorder.skip(CheckId::EXPIRED, CheckId::NETWORK);
            return recorder.skip(CheckId::EXPIRY_FAR, CheckId::NETWORK);
        }
        let network = &self.case.terms.network;
        let Some(Clock { sequence, seconds_per_ledger }) = self.case.context.facts.xrpl().ledger(network) else {
            let network = network.clone().into_owned();
            recorder.ask(CheckId::EXPIRED, Ledger { network: network.clone() });
            return recorder.ask(CheckId::EXPIRY_FAR, Ledger { network });
        };
        let policy = &self.case.context.policy.xrpl;
        let (ledger, margin) = (u64::from(sequence), policy.ledger_margin);
        let lasts = u64::from(last) > ledger.saturating_add(margin.into());
        recorder.check(CheckId::EXPIRED, holds(lasts, Detail::Expired { last, ledger: sequence, margin }));
        let seconds = seconds_per_ledger.map_or(SECONDS_PER_LEDGER, |seconds: NonZeroU32| seconds.get().into());
        let offered = ledger.saturating_add(self.case.terms.max_timeout_seconds.div_ceil(seconds));
        let latest = offered.saturating_add(policy.ledger_tolerance.into());
        recorder.check(CheckId::EXPIRY_FAR, holds(u64::from(last) <= latest, Detail::ExpiryFar { last, latest }));
    }

    /// Checks the signature, and whose key signed. Curve arithmetic is not spent on a payment that is
    /// invalid anyway.
    fn check_account(&self, key: Option<Key<'a>>, recorder: &mut Recorder<'_>) {
        let state = self.state();
        if self.account.is_zero() {
            recorder.fail(CheckId::ACCOUNT, Detail::AccountZero);
        } else if state.is_some() {
            let exists = holds(state != Some(None), Detail::NoSuchAccount(self.account));
            recorder.check(CheckId::ACCOUNT, exists);
        }
        let Some((key, kind)) = key else {
            recorder.skip(CheckId::ACCOUNT_SIGNATURE, CheckId::SIGNATURE_FORM);
            return recorder.skip(CheckId::ACCOUNT_SIGNER, CheckId::SIGNATURE_FORM);
        };
        if let Some(because) = recorder.first_failure() {
            recorder.skip(CheckId::ACCOUNT_SIGNATURE, because);
            return recorder.skip(CheckId::ACCOUNT_SIGNER, because);
        }
        let verified = self.case.recovery.xrpl.verified(|| signature::check(self.transaction, key, kind));
        if recorder.check(CheckId::ACCOUNT_SIGNATURE, verified).is_none() {
            return recorder.skip(CheckId::ACCOUNT_SIGNER, CheckId::ACCOUNT_SIGNATURE);
        }
        let (account, signer) = (self.account, Address::of_public_key(key));
        let is_allowed = match state.flatten() {
            Some(state) if state.regular_key == RegularKey::Key(signer) => Some(true),
            Some(state) if signer == account => Some(state.is_master_disabled != Some(true)),
            Some(AccountState { regular_key: RegularKey::Key(_) | RegularKey::None, .. }) => Some(false),
            None if signer == account => Some(true),
            Some(_) | None => None,
        };
        match is_allowed {
            Some(is_allowed) => {
                recorder.check(CheckId::ACCOUNT_SIGNER, holds(is_allowed, Detail::Signer { signer, account }));
            }
            None => recorder.ask(CheckId::ACCOUNT_SIGNER, Account { account }),
        }
    }

    /// Checks the result of a simulation, if a fact has one. A code that a different node may not return is no result. If
    /// it confirms that the fee is too low, the payment waits for a result. Returns `true` if nothing more is to
    /// be asked.
    fn check_simulation(&self, hash: &[u8; 32], recorder: &mut Recorder<'_>) -> bool {
        let result = self.case.context.facts.xrpl().simulation(hash);
        if result == Some(FEE_TOO_LOW) && self.fee().is_some_and(|fee| fee < REFERENCE_FEE) {
            recorder.ask(CheckId::SIMULATION, Simulation { unsigned: unsigned(self.transaction), hash: *hash });
            return true;
        }
        let result = result.filter(|code| !is_local(code));
        if let Some(code) = result {
            recorder.check(CheckId::SIMULATION, holds(code == SUCCESS, Detail::Simulation(code.into())));
        }
        result.is_some()
    }

    /// Records the payer's authorization.
    fn authorizes(&self, hash: [u8; 32], recorder: &mut Recorder<'_>) {
        let Self { case, offered, transaction, account, .. } = self;
        let asset = match offered.asset {
            Ok(OfferedAsset::Xrp) => AssetId::Xrp,
            Ok(OfferedAsset::Issued { currency, issuer }) => AssetId::Issued { currency, issuer },
            Err(_) => return,
        };
        let (Some(amount), Some(pay_to), Some(last)) =
            (self.amount(), offered.pay_to, transaction.last_ledger_sequence)
        else {
            return;
        };
        let network = case.terms.network.clone().into_owned();
        let slot = self.method.and_then(|method| Some((method, self.slot(method)?)));
        let transfer = slot.map(|(method, number)| {
            let kind: &[u8] = match method {
                Method::Sequence => b"sequence",
                Method::Ticket => b"ticket",
            };
            let (network, payer) = (network.to_string(), account.to_bytes());
            TransferKey::new([b"xrpl-slot".as_slice(), network.as_bytes(), &payer, kind, &number.to_be_bytes()])
        });
        recorder.authorizes(Authorized {
            network,
            asset,
            payer: AccountId::Xrpl(*account),
            recipient: AccountId::Xrpl(pay_to),
            amount,
            expires: Expires::AfterLedger(last),
            facilitator: None,
            nonce: Nonce::of_network("xrpl", &[&hash]),
            transfer,
            settled_as: SettledAs { transaction: Some(hash), ..SettledAs::default() },
        });
    }

    /// The questions whose answers show that the ledger rejects the payment.
    fn outstanding(
        &self,
        hash: [u8; 32],
        key: Option<Key<'a>>,
        is_simulated: bool,
        recorder: &Recorder<'_>,
    ) -> Vec<Question> {
        let (account, state) = (self.account, self.state().flatten());
        let is_needed = recorder.needs().any(|(check, _)| check == CheckId::ACCOUNT_SIGNER);
        let is_master = key.is_some_and(|(key, _)| Address::of_public_key(key) == account);
        let is_known = state.is_some_and(|state| {
            (!is_master || state.is_master_disabled.is_some())
                && (self.method != Some(Method::Sequence) || state.sequence.is_some())
        });
        let mut questions = Vec::new();
        if !is_known && !is_needed {
            questions.push(Account { account }.into());
        }
        if let (Some(Method::Ticket), Some(ticket)) = (self.method, self.transaction.ticket_sequence)
            && state.is_none_or(|state| state.tickets.is_none())
        {
            questions.push(Ticket { account, ticket }.into());
        }
        if !is_simulated {
            questions.push(Simulation { unsigned: unsigned(self.transaction), hash }.into());
        }
        questions.push(Unused { hash }.into());
        questions
    }
}

/// The transaction without its signature: what is signed, without the prefix.
fn unsigned(transaction: &Transaction<'_>) -> Vec<u8> {
    transaction.preimage().get(4..).unwrap_or_default().to_vec()
}

/// Whether the amount is this number of drops.
fn drops_are(amount: Option<LedgerAmount>, offered: u64) -> Result<(), Detail> {
    let Some(LedgerAmount::Drops(signed)) = amount else { return Err(Detail::AmountNotXrp) };
    holds(u64::try_from(signed) == Ok(offered), Detail::Drops { signed, offered })
}

/// Whether the amount is this one.
fn issued_is(amount: Option<LedgerAmount>, offered: IssuedAmount) -> Result<(), Detail> {
    let Some(LedgerAmount::Issued(signed)) = amount else { return Err(Detail::AmountNotIssued) };
    let IssuedAmount { value, currency, issuer, is_negative } = signed;
    holds(currency == offered.currency, Detail::Currency { signed: currency, offered: offered.currency })?;
    holds(issuer == offered.issuer, Detail::Issuer { signed: issuer, offered: offered.issuer })?;
    let detail = Detail::Value { signed: value, is_negative, offered: offered.value };
    holds(value == offered.value && !is_negative, detail)
}

/// Whether the payer spends enough of the same currency.
fn send_max_of(send_max: Option<LedgerAmount>, offered: IssuedAmount) -> Result<(), Detail> {
    let Some(LedgerAmount::Issued(signed)) = send_max else { return Err(Detail::NoSendMax) };
    let is_same = signed.currency == offered.currency && signed.issuer == offered.issuer;
    holds(is_same, Detail::SendMaxDiffers)?;
    let is_enough = signed.value >= offered.value && !signed.is_negative;
    holds(is_enough, Detail::SendMaxLow { signed: signed.value, offered: offered.value })
}
