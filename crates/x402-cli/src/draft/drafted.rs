//! The offer that is drafted for, and the parts of the draft to print.

use x402_types::{HeaderName, RawJson, Wire, v1, v2};
use x402_verify::{CheckId, Context, NotValid, Purposes, Report, Verdict, verify};

use crate::output::{Failure, exit};

/// An offer of either version.
pub(super) enum AnyOffer {
    V1(v1::PaymentRequirements),
    V2(v2::PaymentRequirements),
}

/// The parts to print.
pub(super) struct Drafted {
    pub(super) text: String,
    pub(super) json: serde_json::Value,
    pub(super) warnings: Vec<String>,
    pub(super) header: Option<Header>,
    pub(super) code: u8,
}

/// The name and the value of a header.
pub(super) type Header = (HeaderName, String);

impl AnyOffer {
    /// The payment header for this offer, and a server's report on it. V1 payments have no extensions.
    pub(super) fn paid(
        &self,
        payload: RawJson,
        extensions: Option<RawJson>,
        context: &Context<'_>,
    ) -> (Header, Report) {
        // What is drafted may be a request for a refund.
        let context = &context.with_purposes(Purposes::Any);
        match self {
            Self::V1(offer) => {
                let payment = v1::PaymentPayload::new(offer.scheme.clone(), offer.network.clone(), payload);
                let report = verify(&payment, std::slice::from_ref(offer), context);
                ((HeaderName::XPayment, payment.to_header()), report)
            }
            Self::V2(offer) => {
                let mut payment = v2::PaymentPayload::new(offer.clone(), payload);
                payment.extensions = extensions;
                let report = verify(&payment, std::slice::from_ref(offer), context);
                ((HeaderName::PaymentSignature, payment.to_header()), report)
            }
        }
    }
}

impl Drafted {
    /// Adds the header of the signed payment, unless a server would refuse the payment. If its bytes do not decide that, for example
    /// because of a smart account's signature, the header is printed with a warning and a different exit code.
    pub(super) fn signed(mut self, (header, report): (Header, Report)) -> Result<Self, Failure> {
        for sentence in flagged(&report) {
            if !self.warnings.contains(&sentence) {
                self.warnings.push(sentence);
            }
        }
        // A refund pays for nothing.
        if report.verdict() != Verdict::Valid
            && let Err(error) = report.into_paid()
        {
            if error.report().verdict() != Verdict::Undecided {
                return Err(refused_by_servers(&error));
            }
            self.warnings.push(format!("the bytes do not decide whether a server accepts this payment: {error}"));
            self.code = exit::UNDECIDED;
        }
        self.header = Some(header);
        Ok(self)
    }

    pub(super) fn show(mut self, as_json: bool) -> String {
        if as_json {
            self.json["warnings"] = self.warnings.into();
            if let Some((name, value)) = self.header {
                self.json["header"] = serde_json::json!({"name": name.as_str(), "value": value});
            }
            return self.json.to_string() + "\n";
        }
        let mut text = self.header.map_or(self.text, |(name, value)| format!("{}: {value}\n", name.as_str()));
        text.extend(self.warnings.iter().map(|warning| format!("warning: {warning}\n")));
        text
    }
}

/// The sentences of a report's flags. What contradicts the offer was in its review.
pub(super) fn flagged(report: &Report) -> Vec<String> {
    let is_reviewed = |flag| report.contradictions().iter().any(|found| found.flag() == flag);
    report.flags().iter().filter(|flag| !is_reviewed(*flag)).map(|flag| flag.sentence().to_owned()).collect()
}

/// Bytes in base64, as wallets and nodes take them.
pub(super) fn base64(bytes: &[u8]) -> String {
    RawJson::base64(bytes).as_str().trim_matches('"').to_owned()
}

pub(super) fn refused(error: impl std::fmt::Display) -> Failure {
    Failure::Usage(format!("nothing can be drafted: {error}"))
}

/// The failure for a payment that a server would refuse, or that could be used for longer than the payer wants.
pub(super) fn refused_by_servers(error: &NotValid) -> Failure {
    if error.report().deciding().map(|check| check.id) == Some(CheckId::HORIZON) {
        return Failure::Usage(format!("the payment would end after --horizon: {error}"));
    }
    Failure::Usage(format!("a server would reject this payment: {error}"))
}
