//! The first step of a request, and of a record whose request was lost.

use alloc::{boxed::Box, string::ToString, vec::Vec};

use x402_extensions::sign_in_with_x::decode_sign_in_headers;
use x402_types::{DecodeError, DecodeOptions, ErrorKind, HttpOutcome, PaymentPayload, decode_payment_headers};

use crate::{Request, Seller, State, Step, Stored, sale::Sale, sign_in::Visit};

impl Seller {
    /// Begins to answer a request with these headers.
    pub fn request<'a>(&self, request: Request<'_>, headers: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Step {
        let headers: Vec<_> = headers.into_iter().collect();
        match decode_payment_headers(headers.iter().copied(), &DecodeOptions::STRICT) {
            Ok(decoded) => self.paid(request, &decoded.value),
            Err(error) if matches!(error.kind(), ErrorKind::NoHeader(_)) => self.unpaid(request, &headers, &error),
            Err(error) => self.refuse(HttpOutcome::from(&error), &error.to_string(), request.now).into(),
        }
    }

    /// Begins to answer a request with this payment, however it came.
    pub(crate) fn paid(&self, request: Request<'_>, payment: &PaymentPayload) -> Step {
        match Sale::begin(self, payment, request) {
            Ok(sale) => Step::load(Box::new(sale)),
            Err(answer) => answer.into(),
        }
    }

    /// Lets in who has paid before, and demands payment of others.
    fn unpaid(&self, request: Request<'_>, headers: &[(&str, &[u8])], absent: &DecodeError) -> Step {
        let refuse =
            |error: &DecodeError| self.refuse(HttpOutcome::from(error), &error.to_string(), request.now).into();
        let Some(sign_ins) = &self.choices().sign_ins else { return refuse(absent) };
        match decode_sign_in_headers(headers.iter().copied(), &DecodeOptions::STRICT) {
            Ok(decoded) => Visit::begin(self, sign_ins, &decoded.value, request.now),
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
        let without_query = |url: &str| url.split('?').next().map(ToString::to_string);
        if stored.record.resource.as_deref().and_then(without_query) != without_query(self.resource()) {
            return None;
        }
        let mut sale = Sale::of_record(self, &stored.record, now)?;
        // Only the buyer can bring the work. Before the end nothing shows that the payment never moves, and once it has moved nothing is
        // left to ask.
        if let State::Asked { served: None, reserved, .. } = &stored.record.state
            && (reserved.is_some() || !sale.has_ended(now))
        {
            return None;
        }
        sale.is_resumed = true;
        sale.go_on(stored, now)
    }
}
