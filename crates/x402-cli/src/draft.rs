//! `x402 draft`: prints the message that the payer of an offer signs. With the signature, it prints the header. The
//! command holds no key.

mod evm;
mod solana;

use x402_schemes::Terms;
use x402_types::{DecodeOptions, HeaderName, RawJson, Wire, v1, v2};
use x402_verify::{Context, Report, Verdict, verify};

use crate::{Failure, Said, args::DraftArgs, exit, input};

/// An offer of either version.
enum AnyOffer {
    V1(v1::PaymentRequirements),
    V2(v2::PaymentRequirements),
}

/// The parts to print.
struct Drafted {
    text: String,
    json: serde_json::Value,
    warnings: Vec<String>,
    header: Option<Header>,
    code: u8,
}

/// The name and the value of a header.
type Header = (HeaderName, String);

pub(crate) fn run(args: &DraftArgs) -> Result<Said, Failure> {
    let offer = read_offer(args)?;
    let terms = match &offer {
        AnyOffer::V1(offer) => Terms::of_v1(offer)
            .ok_or_else(|| Failure::Usage(format!("--offer: the network {} is unknown", offer.network)))?,
        AnyOffer::V2(offer) => offer.into(),
    };
    let now = input::now(args.now)?;
    let drafted = if terms.network.namespace() == "solana" {
        solana::draft(args, &offer, &terms, now)?
    } else {
        evm::draft(args, &offer, &terms, now)?
    };
    let code = drafted.code;
    Ok(Said { text: drafted.show(args.json), code })
}

fn read_offer(args: &DraftArgs) -> Result<AnyOffer, Failure> {
    let offers = input::offers(std::slice::from_ref(&args.offer), args.index, &DecodeOptions::STRICT)?;
    let [offer] = offers.as_slice() else {
        return Err(Failure::Usage(match offers.len() {
            0 => "--offer: there is no offer".into(),
            count => format!("--offer: there are {count} offers; select one with --index, the first is 0"),
        }));
    };
    let v2 = v2::PaymentRequirements::decode(offer.as_str(), &DecodeOptions::STRICT);
    let v1 = || v1::PaymentRequirements::decode(offer.as_str(), &DecodeOptions::STRICT);
    match (v2, v1) {
        (Ok(offer), _) => Ok(AnyOffer::V2(offer.value)),
        (Err(v2), v1) => match v1() {
            Ok(offer) => Ok(AnyOffer::V1(offer.value)),
            Err(v1) => Err(Failure::Usage(format!(
                "--offer: neither a PaymentRequirements of version 2 ({v2}) nor of version 1 ({v1})"
            ))),
        },
    }
}

impl AnyOffer {
    /// The payment header for this offer, and a server's report on it. V1 payments have no extensions.
    fn paid(&self, payload: RawJson, extensions: Option<RawJson>, context: &Context<'_>) -> (Header, Report) {
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
    /// Adds the header of the signed payment, unless a server would refuse the payment. If only the chain can judge the
    /// payment, for example because of a smart account's signature, the header is printed with a warning and a
    /// different exit code.
    fn signed(mut self, (header, report): (Header, Report)) -> Result<Self, Failure> {
        if let Err(error) = report.into_verified() {
            if error.report().verdict() != Verdict::Undecided {
                return Err(refused_by_servers(error));
            }
            self.warnings.push(format!("the chain decides whether a server accepts this payment: {error}"));
            self.code = exit::UNDECIDED;
        }
        self.header = Some(header);
        Ok(self)
    }

    fn show(mut self, as_json: bool) -> String {
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

fn refused(error: impl std::fmt::Display) -> Failure {
    Failure::Usage(format!("nothing can be drafted: {error}"))
}

fn refused_by_servers(error: impl std::fmt::Display) -> Failure {
    Failure::Usage(format!("a server would refuse this payment: {error}"))
}
