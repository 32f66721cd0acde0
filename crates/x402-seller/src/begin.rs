//! The first step of a request, and of a record whose request was lost.

use alloc::{boxed::Box, string::ToString};

use x402_types::{DecodeOptions, HttpOutcome, decode_payment_headers};

use crate::{Request, Seller, Step, Stored, sale::Sale};

impl Seller {
    /// Begins to answer a request with these headers.
    pub fn request<'a>(&self, request: Request<'_>, headers: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Step {
        match decode_payment_headers(headers, &DecodeOptions::STRICT) {
            Err(error) => self.refuse(HttpOutcome::from(&error), &error.to_string(), request.now).into(),
            Ok(decoded) => match Sale::begin(self.clone(), decoded.value, request) {
                Ok(sale) => Step::load(Box::new(sale)),
                Err(answer) => answer.into(),
            },
        }
    }

    /// Goes on with a record whose request was lost: what was asked for is settled or given up. `None` if nothing is to be done with
    /// this record at this time, or if it is of another resource. A seller goes through its records so now and then, for the buyers who do not come again.
    pub fn resume(&self, stored: Stored, now: u64) -> Option<Step> {
        if stored.record.resource.as_deref() != Some(self.resource()) {
            return None;
        }
        Sale::of_record(self, &stored.record, now)?.go_on(stored, now)
    }
}
