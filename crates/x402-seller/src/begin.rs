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
    sale::Sale,
    sign_in::Visit,
    step::{Load, Loading, What, unread},
};

/// What follows from the headers of a request, before its body is read. A further variant would be a breaking change, because every server
/// has to know it.
#[derive(Clone, Debug)]
pub enum Arrival {
    /// The request is answered, whatever its body is.
    Answer(Box<Answer>),
    /// The payment is refused, unless the store knows it.
    Known(Known),
    /// The body decides what is asked for.
    Body(Arrived),
}

/// A payment that is refused, unless the store knows it: who sends a payment again is told what became of it, even after its end.
#[derive(Clone, Debug)]
pub struct Known {
    load: Load,
    method: String,
}

/// A request whose headers are good, and whose parameters are still to come.
#[derive(Clone, Debug)]
pub struct Arrived(Of);

#[derive(Clone, Debug)]
enum Of {
    Sale { sale: Box<Sale>, method: String },
    Visit(Box<Visit>),
}

impl Arrival {
    /// The first step of the request with these parameters. They decide nothing if the request is answered already.
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
    /// Read what the store keeps for the payment.
    #[must_use]
    pub const fn load(&self) -> &Load {
        &self.load
    }

    /// What the store keeps, if anything. The request goes on with its body if that is a record of this payment.
    ///
    /// # Errors
    /// The store does not know the payment, which is refused.
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

    /// The store could not be read. The answer asks for the same payment again.
    #[must_use]
    pub fn failed(self) -> Answer {
        unread()
    }
}

impl Arrived {
    /// The first step of the request with these parameters: whatever decides what is served, beside the resource. The same payment does
    /// not pay for anything else.
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
    /// Begins to answer a request with these headers.
    pub fn request<'a>(&self, request: Request<'_>, headers: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Step {
        self.arrive(request.head(), headers).with(request.parameters)
    }

    /// Judges a request by its headers, so that a server need not read the body of one that is refused. What follows is the same as if
    /// the whole [request](Self::request) was there.
    pub fn arrive<'a>(&self, head: Head<'_>, headers: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Arrival {
        let headers: Vec<_> = headers.into_iter().collect();
        match decode_payment_headers(headers.iter().copied(), &DecodeOptions::STRICT) {
            Ok(decoded) => self.paid(head, &decoded.value),
            Err(error) if matches!(error.kind(), ErrorKind::NoHeader(_)) => self.unpaid(head.now, &headers, &error),
            Err(error) => self.refuse(HttpOutcome::from(&error), &error.to_string(), head.now).into(),
        }
    }

    /// Judges a payment, however it came.
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

    /// Lets in who has paid before, and demands payment of others.
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

    /// Goes on with a record whose request was lost: what was asked for is settled or given up. `None` if nothing is to be done with
    /// this record at this time, or if it is of another resource. Where the work comes after the settlement it cannot be done without
    /// the request, so such a record waits for the buyer. Once its payment has ended, if a time ends it, it is asked about: it is given up if
    /// the chain shows that it never was settled ([`OnChain::Never`](crate::OnChain::Never)), and if it is settled the record keeps the
    /// settlement, by which the buyer is served. No step that follows is a [`Serve`](Step::Serve). A seller
    /// goes through its records so now and then, for the buyers who do not come again.
    pub fn resume(&self, stored: Stored, now: u64) -> Option<Step> {
        self.go_on(stored, now, false)
    }

    /// The same as [`resume`](Self::resume), for a driver that keeps too much open. A refusal closes the payment as unknown as soon as it
    /// has ended, however long [`Choices::gives_up_after`](crate::Choices::gives_up_after) leaves it open.
    pub fn give_up(&self, stored: Stored, now: u64) -> Option<Step> {
        self.go_on(stored, now, true)
    }

    fn go_on(&self, stored: Stored, now: u64, is_given_up: bool) -> Option<Step> {
        let without_query = |url: &str| url.split('?').next().map(ToString::to_string);
        if stored.record.resource.as_deref().and_then(without_query) != without_query(self.resource()) {
            return None;
        }
        let mut sale = Sale::of_record(self, &stored.record, now)?;
        (sale.is_resumed, sale.is_given_up) = (true, is_given_up);
        // Only the buyer can bring the work. Before the end nothing shows that the payment never moves, and once it has moved nothing is
        // left to ask.
        let is_left = match &stored.record.state {
            State::Asked { served: None, reserved, .. } => {
                reserved.is_some() || !(sale.has_ended(now) || sale.is_over_for_long(now))
            }
            // The buyer of a deposit comes again, or has a voucher for what is in the channel.
            State::Channel(_) => !sale.is_over_for_long(now),
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
