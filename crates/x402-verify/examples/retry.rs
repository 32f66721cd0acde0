//! A server that a client may ask twice: what `payment-identifier` is for (`payment_identifier.md`, Request Binding).
//!
//! The same identifier for the same request is answered from the cache, and nothing is taken; for another request it is
//! a conflict. A payment without an identifier, or with a new one, is served once.
//!
//!     cargo run -p x402-verify --example retry

use std::collections::{HashMap, HashSet};

use x402_schemes::AccountId;
use x402_types::{
    DecodeOptions, RawJson, Wire,
    v2::{PaymentPayload, PaymentRequirements},
};
use x402_verify::{Context, Facts, Fingerprint, PaidRequest, ReplayKey, evm::AccountCode, verify};

/// What the server answers: a status, and a body or a reason.
type Answer = (u16, String);

struct Server {
    offers: Vec<PaymentRequirements>,
    /// By payer, too: who guesses an identifier must not get what somebody else paid for.
    answered: HashMap<(AccountId, String), (Fingerprint, String)>,
    used: HashSet<ReplayKey>,
}

impl Server {
    fn serve(&mut self, city: &str, payment: &str, now: u64) -> Answer {
        // The facts are a node's to give; here nobody has code.
        let facts = Facts::new().with_any_account(AccountCode::None);
        let Ok(payment) = PaymentPayload::decode_header(payment, &DecodeOptions::STRICT) else {
            return (400, "no payment".into());
        };
        let payment = payment.value;
        let Ok(identifier) = identifier(&payment) else { return (400, "no payment identifier".into()) };
        // Before anything is looked up: an identifier is not signed, and proves nothing.
        let verified = match verify(&payment, &self.offers, &Context::at(now).with_facts(&facts)).into_verified() {
            Ok(verified) => verified,
            Err(refused) => return (402, refused.to_string()),
        };
        let offer = RawJson::parse(&self.offers[verified.offer()].to_json()).expect("an offer of ours");
        let parameters =
            RawJson::parse(&format!(r#"{{"city":{}}}"#, RawJson::string(city).as_str())).expect("JSON of ours");
        let request = PaidRequest {
            version: 2,
            method: "GET",
            resource: "https://api.example.com/weather",
            offer: &offer,
            parameters: &parameters,
        };
        let fingerprint = request.fingerprint().expect("no number in it is rounded");
        let key = identifier.map(|identifier| (verified.payer(), identifier));
        match key.as_ref().and_then(|key| self.answered.get(key)) {
            Some((first, body)) if *first == fingerprint => return (200, format!("{body}, once more")),
            Some(_) => return (409, "the payment identifier belongs to another request".into()),
            None => {}
        }
        if !self.used.insert(verified.replay_key()) {
            return (402, "the payment has been used".into());
        }
        // Here the payment is settled.
        let body = format!("fair in {city}");
        if let Some(key) = key {
            self.answered.insert(key, (fingerprint, body.clone()));
        }
        (200, body)
    }
}

/// The `id`, if there is one: 16 to 128 letters, digits, hyphens and underscores.
fn identifier(payment: &PaymentPayload) -> Result<Option<String>, ()> {
    let extension = payment.extensions.as_ref().and_then(|all| all.as_json().get("payment-identifier"));
    let Some(id) = extension.and_then(|extension| extension.get("info")?.get("id")) else { return Ok(None) };
    let id = id.string().map_err(|_| ())?;
    let known = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if (16..=128).contains(&id.len()) && id.chars().all(known) { Ok(Some(id.into_owned())) } else { Err(()) }
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
    let mut server = Server { offers: vec![offer], answered: HashMap::new(), used: HashSet::new() };
    let (mine, other) = (payment(Some("pay_7d5d747be160e280")), payment(Some("pay_0000000000000000")));
    let edited = other.replacen("eyJ4", "eyJ5", 1);
    for (what, city, payment, now, status) in [
        ("a request", "Ulm", &mine, 1_740_672_100, 200),
        ("the same again", "Ulm", &mine, 1_740_672_101, 200),
        ("another request", "Bonn", &mine, 1_740_672_102, 409),
        ("the payment under another identifier", "Ulm", &other, 1_740_672_103, 402),
        ("the payment under none", "Ulm", &payment(None), 1_740_672_104, 402),
        ("an identifier that is too short", "Ulm", &payment(Some("pay_1")), 1_740_672_105, 400),
        ("no payment", "Ulm", &edited, 1_740_672_106, 400),
        ("the same again, too late", "Ulm", &mine, 1_740_672_200, 402),
    ] {
        let (found, body) = server.serve(city, payment, now);
        println!("{found}  {what}: {body}");
        assert_eq!(found, status, "{what}");
    }
}
