//! A server that a client may ask twice: what `payment-identifier` is for (`payment_identifier.md`, X-10).
//!
//! The same identifier for the same request is answered from the store, and nothing is taken. For another request it is a
//! conflict. A payment without an identifier, or with a new one, is served once. A handler that fails burns nothing.
//!
//!     cargo run --example retry

use std::collections::{HashMap, HashSet};

use x402_extensions::payment_identifier::{
    Attempt, Entry, Fingerprint, Key, PaidRequest, PaymentDigest, Requirement, Reservation, Scope, review,
};
use x402_types::{
    DecodeOptions, HttpOutcome, RawJson, Version, Wire,
    matching::{MatchRule, find_offer},
    v2::{PaymentPayload, PaymentRequirements},
};
use x402_verify::{
    Context, Facts, Paid, ReplayKey,
    evm::{AccountCode, Fact},
    verify,
};

/// What the server answers: a status, and a body or a reason.
type Answer = (u16, String);

struct Server {
    offers: Vec<PaymentRequirements>,
    /// A server with several processes keeps these where all of them see them: the trait `Store` says how.
    entries: HashMap<Key, Entry<String>>,
    used: HashSet<ReplayKey>,
}

impl Server {
    fn serve(&mut self, city: &str, payment: &str, now: u64) -> Answer {
        let Ok(payment) = PaymentPayload::decode_header(payment, &DecodeOptions::STRICT) else {
            return (400, "no payment".into());
        };
        let payment = payment.value;
        let identifier = match review(&payment, Requirement::Optional) {
            Ok(reviewed) => reviewed.identifier,
            Err(error) => return (HttpOutcome::from(&error).status(), error.reason().into()),
        };
        let Some(identifier) = identifier else {
            return match self.paid(&payment, now) {
                Ok(paid) => self.work(city, &paid),
                Err(refused) => refused,
            };
        };
        // The first question. Nobody has proved anything yet, so only the very payment is known again.
        let scope = Scope { tenant: String::new(), route: "GET /weather".into() };
        let digest = PaymentDigest::of(payment.to_json().as_bytes());
        let here = |key: &Key| key.scope == scope && key.id == identifier.id;
        let Some(fingerprint) = self.fingerprint(city, &payment) else { return (402, "no such offer".into()) };
        if let Some(body) =
            self.entries.iter().filter(|(key, _)| here(key)).find_map(|(_, entry)| entry.recall(&digest, &fingerprint))
        {
            return (200, format!("{body}, from the store"));
        }
        let paid = match self.paid(&payment, now) {
            Ok(paid) => paid,
            Err(refused) => return refused,
        };
        // The second question: is it the same request?
        let key = Key { scope, payer: paid.payer(), id: identifier.id };
        let attempt = Attempt { fingerprint, payment: digest, replay_key: paid.replay_key() };
        let reservation = match self.entries.get_mut(&key) {
            Some(entry) => entry.ask(&attempt),
            None => {
                self.entries.insert(key.clone(), Entry::first(attempt));
                Reservation::First
            }
        };
        match reservation {
            Reservation::First => {}
            Reservation::Answered(body) => return (200, format!("{body}, from the store")),
            Reservation::Conflict => return (HttpOutcome::Conflict.status(), Reservation::<String>::CONFLICT.into()),
            Reservation::InWork => return (500, "in work: come again".into()),
        }
        let (status, body) = self.work(city, &paid);
        if status == 200 {
            if let Some(entry) = self.entries.get_mut(&key) {
                entry.complete(body.clone());
            }
        } else {
            self.entries.remove(&key);
        }
        (status, body)
    }

    fn paid(&self, payment: &PaymentPayload, now: u64) -> Result<Paid, Answer> {
        // The facts are a node's to give; here nobody has code.
        let facts = Facts::new().with(Fact::AnyAccount(AccountCode::Absent));
        let report = verify(payment, &self.offers, &Context::at(now).with_facts(&facts));
        report.into_paid().map_err(|refused| (402, refused.to_string()))
    }

    /// Of the request with the offer that the payment answers.
    fn fingerprint(&self, city: &str, payment: &PaymentPayload) -> Option<Fingerprint> {
        let found = find_offer(&payment.accepted, &self.offers, MatchRule::Sdk).ok()?;
        let offer = RawJson::parse(&self.offers[found.index].to_json()).expect("an offer of ours");
        let parameters =
            RawJson::parse(&format!(r#"{{"city":{}}}"#, RawJson::string(city).as_str())).expect("JSON of ours");
        let request = PaidRequest {
            version: Version::V2,
            method: "GET",
            resource: "https://api.example.com/weather",
            offer: &offer,
            parameters: &parameters,
        };
        Some(request.fingerprint().expect("no number in it is rounded"))
    }

    /// The handler, then the settlement.
    fn work(&mut self, city: &str, paid: &Paid) -> Answer {
        if self.used.contains(&paid.replay_key()) {
            return (402, "the payment has been used".into());
        }
        if city == "Atlantis" {
            return (500, "the handler failed".into());
        }
        // Here the payment is settled.
        self.used.insert(paid.replay_key());
        (200, format!("fair in {city}"))
    }
}

/// The specification's payment, with this identifier. Nobody has to sign it anew: extensions are not signed.
fn payment(id: Option<&str>) -> String {
    let header =
        include_str!("../../../docs/examples/payment.txt").trim_end().trim_start_matches("PAYMENT-SIGNATURE: ");
    let mut payment = PaymentPayload::decode_header(header, &DecodeOptions::STRICT).expect("the specification's").value;
    payment.extensions = id.map(|id| {
        let text = format!(r#"{{"payment-identifier":{{"info":{{"required":false,"id":"{id}"}}}}}}"#);
        RawJson::parse(&text).expect("JSON of ours")
    });
    payment.to_header()
}

fn main() {
    let offer = include_str!("../../../docs/examples/offer.json");
    let offer = PaymentRequirements::decode(offer, &DecodeOptions::STRICT).expect("the specification's").value;
    let mut server = Server { offers: vec![offer], entries: HashMap::new(), used: HashSet::new() };
    let (mine, other) = (payment(Some("pay_7d5d747be160e280")), payment(Some("pay_0000000000000000")));
    let edited = other.replacen("eyJ4", "eyJ5", 1);
    for (what, city, payment, now, status) in [
        ("the handler fails", "Atlantis", &mine, 1_740_672_100, 500),
        ("the same payment, another request", "Ulm", &mine, 1_740_672_101, 200),
        ("the same again", "Ulm", &mine, 1_740_672_102, 200),
        ("the same again, long after", "Ulm", &mine, 1_740_672_200, 200),
        ("another request", "Bonn", &mine, 1_740_672_103, 409),
        ("the payment under another identifier", "Ulm", &other, 1_740_672_103, 402),
        ("the payment under none", "Ulm", &payment(None), 1_740_672_104, 402),
        ("an identifier that is too short", "Ulm", &payment(Some("pay_1")), 1_740_672_105, 400),
        ("no payment", "Ulm", &edited, 1_740_672_106, 400),
    ] {
        let (found, body) = server.serve(city, payment, now);
        println!("{found}  {what}: {body}");
        assert_eq!(found, status, "{what}");
    }
}
