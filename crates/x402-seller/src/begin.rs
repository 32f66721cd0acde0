//! The first step of a request, and of a record whose request was lost.

use alloc::{
    boxed::Box,
    string::{String, ToString},
    vec::Vec,
};

use x402_extensions::sign_in_with_x::decode_sign_in_headers;
use x402_types::{DecodeError, DecodeOptions, ErrorKind, HttpOutcome, PaymentPayload, RawJson, decode_payment_headers};

use crate::{
    Answer, Head, Request, Seller, State, Step, Stored,
    sale::{Continued, Progress, Sale},
    sign_in::Visit,
    step::{Load, Loading, What, unread},
};

/// The result of reading a request's headers, before its body. A further variant would be a breaking change, because
/// every server must handle all of them.
#[derive(Clone, Debug)]
pub enum Arrival {
    /// The answer to the request, whatever its body contains.
    Answer(Box<Answer>),
    /// The payment is refused unless the store knows it.
    Known(Known),
    /// The body decides what the request asks for.
    Body(Arrived),
}

/// A payment that is refused unless the store knows it. A buyer who sends a payment again learns its outcome, even
/// after the payment has ended.
#[derive(Clone, Debug)]
pub struct Known {
    load: Load,
    method: String,
}

/// A request with valid headers, whose parameters are not known yet.
#[derive(Clone, Debug)]
pub struct Arrived(Of);

#[derive(Clone, Debug)]
enum Of {
    Sale { sale: Box<Sale>, method: String },
    Visit(Box<Visit>),
}

impl Arrival {
    /// Returns the first step of the request with these parameters. If the request is answered already, they have no
    /// effect.
    #[must_use]
    pub fn with(self, parameters: &RawJson) -> Step {
        match self {
            Self::Answer(answer) => Step::Answer(answer),
            // The store is asked anyway.
            Self::Known(known) => known.arrived().with(parameters),
            Self::Body(arrived) => arrived.with(parameters),
        }
    }
}

impl Known {
    /// The read that the store must answer.
    #[must_use]
    pub const fn load(&self) -> &Load {
        &self.load
    }

    /// Continues with the record that the store keeps, if any. The server reads the body of the request if that is a
    /// record of this payment.
    ///
    /// # Errors
    /// The store does not know the payment: the answer refuses it.
    pub fn loaded(self, stored: Option<&Stored>) -> Result<Arrived, Answer> {
        match &self.load.of {
            Loading::Sale(sale, _) if !sale.is_known(stored) => Err(sale.refuse()),
            Loading::Sale(..) | Loading::Visit(_) => Ok(self.arrived()),
        }
    }

    fn arrived(self) -> Arrived {
        let Self { load, method } = self;
        Arrived(match load.of {
            Loading::Sale(sale, _) => Of::Sale { sale, method },
            Loading::Visit(visit) => Of::Visit(visit),
        })
    }

    /// Returns the answer for a store that cannot be read. It asks for the same payment again.
    #[must_use]
    pub fn failed(self) -> Answer {
        unread()
    }
}

impl Arrived {
    /// Returns the first step of the request with these parameters: everything except the resource that decides what is
    /// served. A payment pays for one value of them only.
    #[must_use]
    pub fn with(self, parameters: &RawJson) -> Step {
        match self.0 {
            Of::Sale { sale, method } => Step::load(Box::new(sale.with_parameters(&method, parameters))),
            Of::Visit(visit) => visit.load(),
        }
    }
}

impl From<Answer> for Arrival {
    fn from(answer: Answer) -> Self {
        Self::Answer(Box::new(answer))
    }
}

impl Seller {
    /// Begins a request with these headers, and returns its first step.
    pub fn request<'a>(&self, request: Request<'_>, headers: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Step {
        self.arrive(request.head(), headers).with(request.parameters)
    }

    /// Begins a request from its headers alone, so that a server need not read the body of a request that is refused.
    /// The result is the same as that of [`request`](Self::request).
    pub fn arrive<'a>(&self, head: Head<'_>, headers: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Arrival {
        let headers: Vec<_> = headers.into_iter().collect();
        match decode_payment_headers(headers.iter().copied(), &DecodeOptions::STRICT) {
            Ok(decoded) => self.paid(head, &decoded.value),
            Err(error) if matches!(error.kind(), ErrorKind::NoHeader(_)) => self.unpaid(head.now, &headers, &error),
            Err(error) => self.refuse(HttpOutcome::from(&error), &error.to_string(), head.now).into(),
        }
    }

    /// Begins a payment, whatever carried it.
    pub(crate) fn paid(&self, head: Head<'_>, payment: &PaymentPayload) -> Arrival {
        let sale = match Sale::begin(self, payment, head) {
            Ok(sale) => Box::new(sale),
            Err(answer) => return answer.into(),
        };
        let method = head.method.to_string();
        if !sale.is_refused() {
            return Arrival::Body(Arrived(Of::Sale { sale, method }));
        }
        let (key, of) = (sale.key, Loading::Sale(sale, What::Payment { is_named: false }));
        Arrival::Known(Known { load: Load { key, of }, method })
    }

    /// Admits an account that has paid before, and answers 402 otherwise.
    fn unpaid(&self, now: u64, headers: &[(&str, &[u8])], absent: &DecodeError) -> Arrival {
        let refuse = |error: &DecodeError| self.refuse(HttpOutcome::from(error), &error.to_string(), now).into();
        let Some(sign_ins) = &self.choices().sign_ins else { return refuse(absent) };
        match decode_sign_in_headers(headers.iter().copied(), &DecodeOptions::STRICT) {
            Ok(decoded) => match Visit::begin(self, sign_ins, &decoded.value, now) {
                Ok(visit) => Arrival::Body(Arrived(Of::Visit(visit))),
                Err(answer) => answer.into(),
            },
            Err(error) if matches!(error.kind(), ErrorKind::NoHeader(_)) => refuse(absent),
            Err(error) => refuse(&error),
        }
    }

    /// Continues a record whose request was lost: settles the payment, or gives it up. Returns `None` if there is
    /// nothing to do for this record at this time, or if it is a record of a different resource. Call it now and then
    /// for each open record, for the buyers who do not come again.
    ///
    /// Work that comes after the settlement cannot be done without the request, so such a record waits for its buyer.
    /// Once its payment has ended, if a time ends it, the seller asks for its settlement again: the payment is given up
    /// if the chain shows that it was never settled ([`OnChain::Never`](crate::OnChain::Never)), and if it is settled
    /// the record keeps the settlement, with which the buyer is served later. No step that follows is a
    /// [`Serve`](Step::Serve).
    pub fn resume(&self, stored: Stored, now: u64) -> Option<Step> {
        self.go_on(stored, now, Continued::WithoutRequest)
    }

    /// Continues a record as [`resume`](Self::resume) does, for a driver that keeps too many payments open. A refusal
    /// closes the payment as unknown as soon as the payment has ended, however long
    /// [`Choices::gives_up_after`](crate::Choices::gives_up_after) would keep it open.
    pub fn give_up(&self, stored: Stored, now: u64) -> Option<Step> {
        self.go_on(stored, now, Continued::GivenUp)
    }

    fn go_on(&self, stored: Stored, now: u64, continued: Continued) -> Option<Step> {
        let without_query = |url: &str| url.split('?').next().map(ToString::to_string);
        if stored.record.resource.as_deref().and_then(without_query) != without_query(self.resource()) {
            return None;
        }
        let sale = Sale::of_record(self, &stored.record, continued, now)?;
        let since = Progress::of_record(stored.revision, &stored.record).since;
        // Only the buyer can bring the request for the work. Before the payment ends, nothing shows that it never moves
        // money; once it has moved money, there is nothing left to ask.
        let is_left = match &stored.record.state {
            State::Asked { served: None, reserved, .. } => {
                reserved.is_some() || !(sale.has_ended(now) || sale.is_over_for_long(since, now))
            }
            // The buyer of a deposit comes again, or sends a voucher for the money in the channel.
            State::Channel(_) => !sale.is_over_for_long(since, now),
            State::Working { .. }
            | State::Asked { .. }
            | State::Serving { .. }
            | State::Named { .. }
            | State::Member { .. }
            | State::Used
            | State::Done { .. }
            | State::Refused { .. }
            | State::Unknown => false,
        };
        if is_left { None } else { sale.go_on(stored, now) }
    }
}
