//! A request begins: its headers are read, and then its parameters.

use alloc::{
    boxed::Box,
    string::{String, ToString},
    vec::Vec,
};

use x402_extensions::sign_in_with_x::decode_sign_in_headers;
use x402_types::{DecodeError, DecodeOptions, ErrorKind, HttpOutcome, PaymentPayload, RawJson, decode_payment_headers};

use super::load::unread;
use crate::{
    answer::Answer,
    record::Stored,
    sale::Sale,
    seller::{Head, Request, Seller},
    step::{Identifier, Load, Loading, RecordOf, Step},
    visit::Visit,
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
        let (key, of) = (sale.key, Loading::Sale(sale, RecordOf::Payment(Identifier::NotReserved)));
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
}
