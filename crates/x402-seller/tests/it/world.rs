//! Two payments, a seller, and everything outside of the steps: a store, a facilitator and a chain, which can be copied.

use std::collections::BTreeMap;

use k256::ecdsa::SigningKey;
use x402_schemes::evm::{
    Address, Signature,
    assets::{self, OfferInit},
    eip3009::{Draft, Nonce, Window},
};
use x402_seller::{
    Answer, FacilitatorAnswer, Key, Record, Request, Secret, Seller, SellerInit, Served, Settle, State, Step, Stored,
    Swap,
};
use x402_types::{
    DecodeOptions, Flags, Network, PaymentFlow, RawJson, ReasonCode, SettleResponse, Wire, decode_settlement_headers,
    v2::{PaymentPayload, PaymentRequirements, ResourceInfo},
};
use x402_verify::client::SettlementState;

pub(crate) const NOW: u64 = 1_740_672_100;
/// How long the work and a settlement may take.
pub(crate) const TIMEOUT: u64 = 3;
/// How long nobody else takes either for interrupted.
pub(crate) const LEASE: u64 = TIMEOUT + 5;
/// The first second at which the payments have expired.
pub(crate) const END: u64 = NOW + 60;

/// The address of the key of 32 bytes of 1.
pub(crate) const PAYER: &str = "0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1";

/// A V2 offer in this flow.
pub(crate) fn offer(flow: PaymentFlow) -> PaymentRequirements {
    let usdc = assets::by_symbol(&Network::eip155(84_532), "USDC").unwrap();
    let pay_to = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C".parse().unwrap();
    let mut offer = usdc.offer(OfferInit { price: "0.01", pay_to, max_timeout_seconds: 60 }).unwrap();
    if flow != PaymentFlow::Authorization {
        let extra = offer.extra.unwrap().as_str().replacen('{', &format!(r#"{{"paymentFlow":"{flow}","#), 1);
        offer.extra = Some(RawJson::parse(&extra).unwrap());
    }
    offer
}

/// The signature by the key of 32 of these bytes.
pub(crate) fn sign(key: u8, digest: &[u8; 32]) -> Signature {
    let (signature, parity) = SigningKey::from_slice(&[key; 32]).unwrap().sign_prehash_recoverable(digest);
    Signature::new([signature.to_bytes().as_slice(), &[27 + parity.to_byte()]].concat())
}

/// A seller of this offer alone.
pub(crate) fn seller_of(offer: PaymentRequirements) -> Seller {
    Seller::open(SellerInit { offers: vec![offer], ..init(PaymentFlow::Authorization, false) }).unwrap()
}

/// The payment with this nonce, by the key of 32 bytes of 1.
pub(crate) fn payment(flow: PaymentFlow, nonce: u8) -> PaymentPayload {
    payment_at(NOW, flow, nonce)
}

/// The same, signed at this time.
pub(crate) fn payment_at(signed: u64, flow: PaymentFlow, nonce: u8) -> PaymentPayload {
    let payer: Address = PAYER.parse().unwrap();
    let offer = offer(flow);
    let window = Window::from_now(signed, &offer);
    let draft = Draft::for_offer(&offer, payer, Nonce::new([nonce; 32]), window).unwrap();
    let payload = draft.with_signature(sign(1, &draft.digest())).to_json();
    PaymentPayload::new(offer, payload)
}

const DECLARED: &str = r#"{"payment-identifier":{"info":{"required":false}}}"#;

/// The header of the payment, with the identifier that all payments here have.
pub(crate) fn header(flow: PaymentFlow, nonce: u8) -> String {
    let mut payment = payment(flow, nonce);
    let echo = r#"{"payment-identifier":{"info":{"required":false,"id":"pay_7d5d747be160e280"}}}"#;
    payment.extensions = Some(RawJson::parse(echo).unwrap());
    payment.to_header()
}

/// The header of a payment that was changed after it was signed.
pub(crate) fn forged(flow: PaymentFlow, nonce: u8) -> String {
    let mut payment = payment(flow, nonce);
    let signature = payment.payload.as_json().get("signature").unwrap().string().unwrap().into_owned();
    let digit = if signature.as_bytes()[10] == b'1' { "2" } else { "1" };
    let other = format!("{}{digit}{}", &signature[..10], &signature[11..]);
    payment.payload = RawJson::parse(&payment.payload.as_str().replace(&signature, &other)).unwrap();
    payment.to_header()
}

/// What a seller sells, who looks at identifiers if they are `named`.
pub(crate) fn init(flow: PaymentFlow, named: bool) -> SellerInit {
    SellerInit {
        resource: ResourceInfo::new("https://api.example.com/weather"),
        offers: vec![offer(flow)],
        extensions: named.then(|| RawJson::parse(DECLARED).unwrap()),
        secret: Secret::new([7; 32]),
        work_timeout: TIMEOUT,
        settle_timeout: TIMEOUT,
        tolerated: Flags::NONE,
    }
}

pub(crate) fn seller(flow: PaymentFlow, named: bool) -> Seller {
    Seller::open(init(flow, named)).unwrap()
}

pub(crate) fn request(seller: &Seller, header: &str, parameters: &str, now: u64) -> Step {
    let parameters = &RawJson::string(parameters);
    seller.request(Request { method: "GET", parameters, query: None, now }, [("PAYMENT-SIGNATURE", header.as_bytes())])
}

/// The key of a payment's record.
pub(crate) fn key_of(step: &Step) -> Key {
    match step {
        Step::Load(load) => load.key(),
        step => panic!("{step:?}"),
    }
}

/// What became of a payment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Moved {
    /// Whether the payment is settled.
    pub(crate) is_settled: bool,
    /// Whether a transaction is under way that may settle it yet.
    pub(crate) is_under_way: bool,
    /// How often the work began.
    pub(crate) works: u32,
}

/// The store and the chain.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct World {
    /// The revisions and the texts of the records.
    pub(crate) stored: BTreeMap<Key, (u64, String)>,
    /// What became of the payments.
    pub(crate) moved: BTreeMap<Key, Moved>,
}

impl World {
    pub(crate) fn load(&self, key: Key) -> Option<Stored> {
        let (revision, text) = self.stored.get(&key)?;
        Some(Stored { revision: *revision, record: Record::from_text(text).unwrap() })
    }

    pub(crate) fn is_done(&self, key: Key) -> bool {
        self.load(key).is_some_and(|stored| {
            matches!(stored.record.state, State::Done { .. } | State::Refused { .. } | State::Unknown)
        })
    }

    /// Writes if nobody else wrote since.
    pub(crate) fn swap(&mut self, swap: &Swap) -> bool {
        let revision = self.stored.get(&swap.key()).map_or(0, |(revision, _)| *revision);
        let is_expected = revision == swap.expected();
        if is_expected {
            self.stored.insert(swap.key(), (revision + 1, swap.record().to_text()));
        }
        is_expected
    }

    pub(crate) fn moved(&mut self, key: Key) -> &mut Moved {
        self.moved.entry(key).or_default()
    }

    /// Carries a first read out.
    pub(crate) fn first(&self, step: Step, now: u64) -> Step {
        match step {
            Step::Load(load) => {
                let stored = self.load(load.key());
                load.loaded(stored, now)
            }
            step => step,
        }
    }

    /// The first write of a payment's own record, once there is a record for its payer.
    pub(crate) fn begun(&mut self, mut step: Step, now: u64) -> Step {
        loop {
            step = match step {
                Step::Load(_) => self.first(step, now),
                Step::Swap(ref swap) if matches!(swap.record().state, State::Member { .. }) => written(step, self, now),
                step => return step,
            };
        }
    }

    /// Carries a request out to its end. Nothing fails.
    pub(crate) fn run(&mut self, step: Step, now: u64) -> Answer {
        let mut settled = Vec::new();
        let answer = self.run_with(step, now, |settle| {
            settled.push(settle.key());
            Says::Settled.answer(settle, now)
        });
        settled.into_iter().for_each(|key| self.moved(key).is_settled = true);
        answer
    }

    /// Carries a request out to its end. This facilitator is asked.
    pub(crate) fn run_with(&mut self, mut step: Step, now: u64, mut facilitator: impl FnMut(Settle) -> Step) -> Answer {
        for _ in 0..24 {
            step = match step {
                Step::Load(load) => {
                    let stored = self.load(load.key());
                    load.loaded(stored, now)
                }
                Step::Swap(swap) => {
                    if self.swap(&swap) {
                        swap.stored(now)
                    } else {
                        swap.conflict()
                    }
                }
                Step::Serve(serve) => {
                    self.moved(serve.key()).works += 1;
                    serve.served(served(), now)
                }
                Step::Settle(settle) => facilitator(settle),
                Step::Answer(answer) => return *answer,
                step => panic!("{step:?}"),
            };
        }
        panic!("the request does not end: {step:?}");
    }
}

pub(crate) fn answer_of(step: Step) -> Answer {
    match step {
        Step::Answer(answer) => *answer,
        step => panic!("{step:?}"),
    }
}

/// Writes what a step writes, and goes on.
pub(crate) fn written(step: Step, world: &mut World, now: u64) -> Step {
    match step {
        Step::Swap(swap) => {
            assert!(world.swap(&swap));
            swap.stored(now)
        }
        step => panic!("{step:?}"),
    }
}

pub(crate) fn served() -> Served {
    served_by("fair")
}

/// What a route gives.
pub(crate) fn served_by(goods: &str) -> Served {
    let headers = vec![("Set-Cookie".into(), "a=1".into()), ("Set-Cookie".into(), "b=2".into())];
    let body = format!(r#"{{"weather":"{goods}"}}"#).into();
    Served { status: 200, content_type: "application/json".into(), headers, body }
}

pub(crate) const TRANSACTION: &str = "0x1234567890abcdef1234567890abcdef1234567890abcdef1234567890abcdef";

/// What a facilitator answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Says {
    Settled,
    Pending,
    Failed,
    NonceUsed,
    Nothing,
    /// It was not reached.
    NotSent,
    /// It gets too many requests.
    Busy,
}

impl Says {
    pub(crate) fn answer(self, settle: Settle, now: u64) -> Step {
        let network = Network::eip155(84_532);
        let response = match self {
            Self::Nothing => return settle.lost(now),
            Self::NotSent => return settle.not_sent(now),
            Self::Busy => {
                return settle.answered(FacilitatorAnswer { status: 429, content_type: None, body: b"" }, now);
            }
            Self::Settled => SettleResponse::success(TRANSACTION, network),
            Self::Failed => SettleResponse::failure(ReasonCode::new("insufficient_funds"), network),
            Self::NonceUsed => SettleResponse::failure(ReasonCode::new("nonce_already_used"), network),
            Self::Pending => {
                let mut pending = SettleResponse::failure(ReasonCode::new("settlement_pending"), network);
                pending.transaction = TRANSACTION.into();
                pending
            }
        };
        let body = response.to_json();
        let answer = FacilitatorAnswer { status: 200, content_type: Some("application/json"), body: body.as_bytes() };
        settle.answered(answer, now)
    }
}

/// What a buyer concludes from an answer: the settlement's state.
pub(crate) fn state_of(answer: &Answer) -> SettlementState {
    let headers = answer.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
    let settlement = decode_settlement_headers(headers, &DecodeOptions::STRICT).map(|decoded| decoded.value);
    SettlementState::of_answer(answer.status, settlement.as_ref())
}
