//! The proofs that a payment is valid. The purpose of the payment determines which proof a report becomes, so that a
//! server cannot serve a client for an operation.

use alloc::{boxed::Box, vec::Vec};
use core::fmt;

use x402_schemes::AccountId;
use x402_types::AnyAmount;

use crate::{Authorized, Once, PayloadKind, Purpose, Question, ReplayKey, Report, Verdict, outcome::write_deciding};

/// A payment that [`verify`](crate::verify) found valid. Only [`Report::into_paid`] returns it, so a function that
/// takes a `Paid` cannot be called without a valid payment.
///
/// ```
/// use x402_types::{AnyAmount, DecodeOptions, Wire, v2::PaymentPayload};
/// use x402_verify::{Context, Paid, verify};
///
/// fn serve(paid: &Paid) -> String {
///     format!("{} paid {}", paid.payer(), paid.amount())
/// }
///
/// // The payment that the specification prints. A server verifies it against its own offers.
/// let line = std::fs::read_to_string("../../docs/examples/payment.txt")?;
/// let header = line.trim_end().strip_prefix("PAYMENT-SIGNATURE: ").ok_or("another header")?;
/// let payment = PaymentPayload::decode_header(header, &DecodeOptions::STRICT)?.value;
/// let offers = [payment.accepted.clone()];
///
/// let paid = verify(&payment, &offers, &Context::at(1_740_672_100)).into_paid()?;
/// assert_eq!(serve(&paid), "0x857b06519E91e3A54538791bDbb0E22373e36b66 paid 10000");
/// assert_eq!((paid.offer(), paid.amount()), (0, &AnyAmount::from(10_000_u64)));
/// // An answer of a node can still show that the payer is a contract or has too few tokens.
/// let kinds: Vec<_> = paid.outstanding().iter().map(|question| question.kind()).collect();
/// assert!(kinds.contains(&"balance") && kinds.contains(&"account-code"));
///
/// // Ten seconds after it has expired, the same payment proves nothing.
/// let late = verify(&payment, &offers, &Context::at(1_740_672_164)).into_paid().unwrap_err();
/// assert_eq!(late.report().replay_key(), Some(paid.replay_key()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paid {
    authorized: Authorized,
    offer: usize,
    outstanding: Vec<Question>,
}

impl Paid {
    /// Returns the authorization of the payment.
    pub const fn authorized(&self) -> &Authorized {
        &self.authorized
    }

    /// Returns the account that pays.
    pub const fn payer(&self) -> AccountId {
        self.authorized.payer
    }

    /// Returns the authorized amount, in atomic units of the asset, or in whole units of an issued currency on the XRP
    /// Ledger. In `upto` this is the maximum charge.
    pub const fn amount(&self) -> &AnyAmount {
        &self.authorized.amount
    }

    /// Returns the index of the offer that the payment answers.
    pub const fn offer(&self) -> usize {
        self.offer
    }

    /// Returns the key that identifies the payment. [`once`](Self::once) returns the data that a server stores.
    #[doc(alias("replay", "idempotency"))]
    pub fn replay_key(&self) -> ReplayKey {
        self.authorized.replay_key()
    }

    /// Returns the rule that makes the payment count only once. Store the data that it requires, and serve no second
    /// request for the same payment.
    pub fn once(&self) -> Once {
        self.authorized.once()
    }

    /// Returns the questions to ask before the settlement. [`Question::settles`] evaluates an answer, which can prevent
    /// the settlement or be a fact that makes the payment no longer valid.
    pub fn outstanding(&self) -> &[Question] {
        &self.outstanding
    }

    /// The same proof, after every question was answered.
    pub(crate) fn without_outstanding(self) -> Self {
        Self { outstanding: Vec::new(), ..self }
    }
}

/// An operation that [`verify`](crate::verify) found valid, such as the refund of a deposit. It moves money and pays
/// for no service. Only [`Report::into_operation`] returns it.
///
/// A server serves a request for a payment:
/// ```
/// use x402_verify::Paid;
/// fn serve(_: &Paid) {}
/// fn answer(proof: &Paid) {
///     serve(proof);
/// }
/// ```
///
/// Serving a request for an operation does not compile:
/// ```compile_fail,E0308
/// use x402_verify::{Operation, Paid};
/// fn serve(_: &Paid) {}
/// fn answer(proof: &Operation) {
///     serve(proof);
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    kind: PayloadKind,
    authorized: Option<Box<Authorized>>,
    outstanding: Vec<Question>,
}

impl Operation {
    /// Returns the kind of the payload, which determines what to do.
    pub const fn kind(&self) -> PayloadKind {
        self.kind
    }

    /// Returns the authorization. `None` if the operation does not come from the payer.
    pub const fn authorized(&self) -> Option<&Authorized> {
        if let Some(authorized) = &self.authorized { Some(&**authorized) } else { None }
    }

    /// Returns the questions to ask before the operation is sent to the chain, as for a [payment](Paid::outstanding).
    pub fn outstanding(&self) -> &[Question] {
        &self.outstanding
    }

    /// The same proof, after every question was answered.
    pub(crate) fn without_outstanding(self) -> Self {
        Self { outstanding: Vec::new(), ..self }
    }
}

/// The error for a report that is invalid or undecided, or that is valid for a different [purpose](crate::Purpose). It
/// prints the verdict, the deciding check and the reason.
///
/// ```
/// use x402_types::{DecodeOptions, ReasonCode, VerifyResponse, Wire, v2::PaymentPayload};
/// use x402_verify::{Context, verify};
///
/// let line = std::fs::read_to_string("../../docs/examples/payment.txt")?;
/// let header = line.trim_end().strip_prefix("PAYMENT-SIGNATURE: ").ok_or("another header")?;
/// let payment = PaymentPayload::decode_header(header, &DecodeOptions::STRICT)?.value;
/// let offers = [payment.accepted.clone()];
/// let late = verify(&payment, &offers, &Context::at(1_740_672_160)).into_paid().unwrap_err();
/// let response = VerifyResponse::invalid(ReasonCode::new(late.report().reason().unwrap_or_default()));
/// assert!(response.to_json().contains("invalid_exact_evm_payload_authorization_valid_before"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotValid {
    report: Box<Report>,
}

impl NotValid {
    /// Returns the report.
    pub fn report(&self) -> &Report {
        &self.report
    }

    pub(crate) fn into_report(self) -> Report {
        *self.report
    }
}

impl fmt::Display for NotValid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let deciding = self.report.deciding();
        write_deciding(f, deciding)?;
        if deciding.is_none() { f.write_str(", but not for this purpose") } else { Ok(()) }
    }
}

impl core::error::Error for NotValid {}

impl Report {
    /// Turns the report into a proof that the payment is valid and pays for a service.
    ///
    /// # Errors
    /// The payment is invalid or undecided, or it is an [operation](Purpose::Operation). The error contains the whole
    /// report.
    pub fn into_paid(mut self) -> Result<Paid, NotValid> {
        let is_paid = self.proves(Purpose::Service);
        match (self.authorized.take(), self.offer()) {
            (Some(authorized), Some(offer)) if is_paid => {
                Ok(Paid { authorized: *authorized, offer, outstanding: self.outstanding })
            }
            (authorized, _) => {
                self.authorized = authorized;
                Err(NotValid { report: Box::new(self) })
            }
        }
    }

    /// Turns the report into a proof that an operation, such as a refund, is valid. Do not serve a client for it.
    ///
    /// # Errors
    /// The operation is invalid or undecided, or the payment [pays for a service](Purpose::Service). The error contains
    /// the whole report.
    pub fn into_operation(self) -> Result<Operation, NotValid> {
        match self.kind.filter(|_| self.proves(Purpose::Operation)) {
            Some(kind) => Ok(Operation { kind, authorized: self.authorized, outstanding: self.outstanding }),
            None => Err(NotValid { report: Box::new(self) }),
        }
    }

    /// `true` if the payment is valid and has this purpose.
    fn proves(&self, purpose: Purpose) -> bool {
        self.verdict() == Verdict::Valid && self.kind.is_some_and(|kind| kind.purpose() == purpose)
    }
}
