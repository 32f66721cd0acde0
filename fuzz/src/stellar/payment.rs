//! A payment made from decisions, and a model that says which check decides it.

use std::sync::LazyLock;

use base64::{Engine, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signer, SigningKey};
use x402_schemes::stellar::{Address, PUBNET, TESTNET, Transaction, network_id, sha256};
use x402_types::{DecodeOptions, Network, RawJson, Wire, v2};
use x402_verify::{
    Concern, Context, Facts, Question, ReplayKey, Report, Verdict,
    stellar::{self, Fact},
    verify,
};

use super::made::{opaque, words};
use crate::{objects::MADE, source::Source};

const OFFER: &str = r#"{"scheme":"exact","network":"stellar:testnet","amount":"10000000","asset":"CBIELTK6YBZJU5UP2WWQEUCYKLPU6AUNZ2BQ4WWFEIE3USCIHMXQDAMA","payTo":"GCATS5YOVB6ROX2WUNKGNQ2MP3GMXDMKSG2O4N5CLX3A6W4PZGZZI55U","maxTimeoutSeconds":60,"extra":{"areFeesSponsored":true}}"#;
const AMOUNT: i128 = 10_000_000;
/// The latest closed ledger. The offer allows 12 more, and the policy a tolerance of 2.
pub(super) const LEDGER: u32 = 5_100_000;

/// The payer, the recipient, and two others.
static KEYS: LazyLock<[SigningKey; 4]> = LazyLock::new(|| [1, 2, 3, 4].map(|seed| SigningKey::from_bytes(&[seed; 32])));

static OFFERED: LazyLock<v2::PaymentRequirements> =
    LazyLock::new(|| v2::PaymentRequirements::decode(OFFER, &DecodeOptions::STRICT).expect("an offer of ours").value);

/// What decides a payment, in the order of the checks.
pub const DECIDED: [&str; 18] = [
    "operation",
    "transaction-source",
    "transaction-memo",
    "transfer-contract",
    "transfer-function",
    "recipient",
    "amount",
    "authorizations",
    "credentials",
    "expired",
    "expiry-far",
    "sub-invocations",
    "payer-authorization",
    "further-authorizations",
    "invocation",
    "signature-form",
    "account-signature",
    "account-signers",
];

/// Panics if the verifier and the model part, or a law does not hold.
pub fn check(data: &[u8]) {
    match data.split_first() {
        Some((&MADE, decisions)) => drop(decided(decisions)),
        _ => bytes(data),
    }
}

/// What decides the payment that is made from these decisions. `None` if it is valid.
pub fn decided(decisions: &[u8]) -> Option<&'static str> {
    let mut made = Made { source: Source(decisions), faults: Vec::new() };
    let (transaction, is_v2, nonce) = made.transaction();
    let decided = DECIDED.iter().find(|check| made.faults.contains(check)).copied();
    let report = report(&transaction, Some(LEDGER));
    assert_eq!(report.deciding().map(|check| check.id.name()).as_deref(), decided, "{:?}", made.faults);
    let expected = match decided {
        None => Verdict::Valid,
        Some("account-signers") => Verdict::Undecided,
        Some(_) => Verdict::Invalid,
    };
    assert_eq!(report.verdict(), expected);
    if let Ok(paid) = report.clone().into_paid() {
        assert_eq!(paid.replay_key(), replay_key(nonce), "the kind of the credentials is {is_v2}");
        assert_eq!(report.verdict_on(Concern::Sponsor), Verdict::Valid);
        simulated(&transaction, &report);
    }
    // Without the clock what was invalid for another reason stays so, and nothing is valid.
    let without = self::report(&transaction, None);
    let timeless = made.faults.iter().any(|fault| !["expired", "expiry-far", "account-signers"].contains(fault));
    assert_eq!(without.verdict(), if timeless { Verdict::Invalid } else { Verdict::Undecided });
    decided
}

/// A payment with any bytes for its transaction.
fn bytes(data: &[u8]) {
    let report = report(data, Some(LEDGER));
    let checks = report.checks();
    assert!(checks.iter().enumerate().all(|(index, check)| checks[..index].iter().all(|before| before.id != check.id)));
    if Transaction::decode(data).is_err() {
        assert_eq!((report.verdict(), report.replay_key()), (Verdict::Invalid, None));
    }
    if report.verdict() == Verdict::Valid {
        // The payer is whoever the call names, whose key has signed.
        assert!(report.payer().is_some_and(|payer| payer.to_string().starts_with('G')));
        simulated(data, &report);
    }
    let without = self::report(data, None);
    assert_ne!(without.verdict(), Verdict::Valid);
    assert!(without.verdict() == Verdict::Undecided || report.verdict() == Verdict::Invalid);
}

fn report(transaction: &[u8], ledger: Option<u32>) -> Report {
    let clock = ledger.map(|sequence| Fact::Ledger { network: TESTNET, sequence, seconds_per_ledger: None });
    report_with(transaction, &clock.into_iter().fold(Facts::new(), Facts::with))
}

fn report_with(transaction: &[u8], facts: &Facts) -> Report {
    let payload = format!(r#"{{"transaction":"{}"}}"#, STANDARD.encode(transaction));
    let payment = v2::PaymentPayload::new(OFFERED.clone(), RawJson::parse(&payload).expect("JSON of ours"));
    let context = Context::at(1).with_facts(facts);
    let offers = std::slice::from_ref(&*OFFERED);
    let report = verify(&payment, offers, &context);
    assert_eq!(verify(&payment, offers, &context), report, "same input, same report");
    report
}

/// The questions that a payment without a fault leaves open, and that for the ledger.
pub(super) fn open_questions() -> Vec<Question> {
    let (transaction, ..) = Made { source: Source(&[]), faults: Vec::new() }.transaction();
    let (with, without) = (report(&transaction, Some(LEDGER)), report(&transaction, None));
    without.needs().take(1).chain(with.outstanding()).cloned().collect()
}

/// A simulation that fails makes every payment invalid.
fn simulated(transaction: &[u8], report: &Report) {
    let asked = report.outstanding().iter().find_map(|question| {
        let Question::Stellar(question) = question else { return None };
        if let stellar::Question::Simulation(asked) = &**question { Some(asked.digest) } else { None }
    });
    let digest = asked.expect("a valid payment is worth a simulation");
    let clock = Fact::Ledger { network: TESTNET, sequence: LEDGER, seconds_per_ledger: None };
    let facts = Facts::new().with(clock).with(Fact::Simulation { digest, effects: None });
    let failed = report_with(transaction, &facts);
    assert_eq!(failed.deciding().map(|check| check.id.name()).as_deref(), Some("simulation"));
    assert_eq!(failed.verdict(), Verdict::Invalid);
}

/// T-35, written down: the family, the network, the payer as XDR and the nonce. Its hash is the key of a payment that was drafted by
/// the library's own [`Draft`](x402_schemes::stellar::Draft).
fn replay_key(nonce: i64) -> ReplayKey {
    use x402_schemes::stellar::{CredentialsKind, Draft, DraftInit};
    let payer = Address::Account(KEYS[0].verifying_key().to_bytes());
    let init = DraftInit { payer, ledger: LEDGER, nonce, credentials: CredentialsKind::Address, now: 1.into() };
    let draft = Draft::for_offer(&*OFFERED, init).expect("an offer of ours");
    let payload = draft.with_signature(&KEYS[0].sign(&draft.digest()).to_bytes());
    self::report(&payload.transaction, Some(LEDGER)).into_paid().expect("valid").replay_key()
}

/// A payment, and the checks that what is wrong with it fails.
struct Made<'a> {
    source: Source<'a>,
    faults: Vec<&'static str>,
}

impl Made<'_> {
    /// One decision: 0 for what is right, else one of so many other ways.
    fn bend(&mut self, ways: usize) -> usize {
        let byte = usize::from(self.source.byte());
        byte.checked_sub(192).map_or(0, |way| 1 + way % ways)
    }

    /// One decision, each other way of which is this fault.
    fn fault(&mut self, ways: usize, check: &'static str) -> usize {
        let way = self.bend(ways);
        if way > 0 {
            self.faults.push(check);
        }
        way
    }

    /// The envelope, whether its credentials are of version 2, and the payer's nonce.
    fn transaction(&mut self) -> (Vec<u8>, bool, i64) {
        let key = |index: usize| [words(&[0]), KEYS[index].verifying_key().to_bytes().to_vec()].concat();
        let muxed = [words(&[0x100, 0, 7]), vec![9; 32]].concat();
        // The payer's own account is as good as any.
        let source = match self.bend(2) {
            1 => key(0),
            2 => {
                self.faults.push("transaction-source");
                muxed
            }
            _ => [words(&[0]), vec![0; 32]].concat(),
        };
        let operation_source = match self.fault(1, "transaction-source") {
            0 => words(&[0]),
            _ => [words(&[1]), key(2)].concat(),
        };
        let memo = match self.fault(1, "transaction-memo") {
            0 => words(&[0]),
            _ => words(&[2, 0, 7]),
        };
        let is_other = self.fault(1, "operation") > 0;
        let call = self.call();
        let (entries, is_v2, nonce) = self.entries(&call);
        let head = [words(&[2]), source, words(&[100, 0, 1, 1, 0, 0, 0, 9]), memo, words(&[1])].concat();
        let function = if is_other { words(&[1]) } else { [words(&[24, 0]), call].concat() };
        let count = words(&[entries.len() as u32]);
        let tail = [count, entries.concat(), words(&[0, 0])].concat();
        ([head, operation_source, function, tail].concat(), is_v2, nonce)
    }

    fn call(&mut self) -> Vec<u8> {
        let asset: Address = OFFERED.asset.parse().expect("an offer of ours");
        let asset = match self.fault(1, "transfer-contract") {
            0 => asset,
            _ => Address::Contract([7; 32]),
        };
        let function: &[u8] = match self.fault(2, "transfer-function") {
            0 => b"transfer",
            1 => b"transfer_from",
            _ => b"Transfer",
        };
        let account = |index: usize| Address::Account(KEYS[index].verifying_key().to_bytes());
        let to = match self.fault(2, "recipient") {
            0 => account(1),
            1 => account(2),
            _ => Address::Muxed { key: KEYS[1].verifying_key().to_bytes(), id: 1 },
        };
        let amount = match self.fault(3, "amount") {
            0 => AMOUNT,
            1 => AMOUNT - 1,
            2 => AMOUNT + 1,
            _ => -AMOUNT,
        };
        transfer(asset, function, account(0), to, amount)
    }

    /// The entries, whether the payer's is of version 2, and its nonce.
    fn entries(&mut self, call: &[u8]) -> (Vec<Vec<u8>>, bool, i64) {
        let is_empty = self.fault(1, "authorizations") > 0;
        let kind = match self.bend(3) {
            0 => 1,
            1 => 2,
            way => {
                self.faults.push("credentials");
                if way == 2 { 0 } else { 3 }
            }
        };
        let nonce = i64::from_be_bytes(self.source.array());
        let end = LEDGER.wrapping_add(match self.bend(6) {
            0 => 12,
            1 => 1,
            2 => 14,
            3 => self.late("expired", 0),
            4 => self.late("expired", 0u32.wrapping_sub(LEDGER)),
            5 => self.late("expiry-far", 15),
            _ => self.late("expiry-far", u32::MAX - LEDGER),
        });
        let below = self.fault(1, "sub-invocations");
        let below = [words(&[below as u32]), [words(&[0]), call.to_vec(), words(&[0])].concat().repeat(below)].concat();
        let authorized = match self.fault(1, "invocation") {
            0 => call.to_vec(),
            _ => transfer(Address::Contract([8; 32]), b"transfer", address(0), address(1), AMOUNT),
        };
        let invocation = [words(&[0]), authorized, below].concat();
        let signature = self.signature(kind, nonce, end, &invocation);
        let credentials = match kind {
            0 => Vec::new(),
            _ => [address(0).to_xdr(), nonce.to_be_bytes().to_vec(), words(&[end]), signature].concat(),
        };
        let delegates = if kind == 3 { words(&[0]) } else { Vec::new() };
        let entry = [words(&[kind]), credentials, delegates, invocation.clone()].concat();
        let mut entries = vec![entry];
        // A second one of the payer's, or one that somebody else has not signed.
        let further = [None, Some(0), Some(2)][self.fault(2, "further-authorizations")];
        if let Some(whose) = further {
            let head = [words(&[1]), address(whose).to_xdr(), words(&[0, 5, LEDGER + 1, 1])].concat();
            entries.push([head, [words(&[0]), call.to_vec(), words(&[0])].concat()].concat());
        }
        if is_empty {
            entries.clear();
        }
        (entries, kind == 2, nonce)
    }

    fn late(&mut self, check: &'static str, after: u32) -> u32 {
        self.faults.push(check);
        after
    }

    /// The signature of the payer's entry as a value.
    fn signature(&mut self, kind: u32, nonce: i64, end: u32, invocation: &[u8]) -> Vec<u8> {
        let is_void = self.fault(1, "payer-authorization") > 0;
        // Another network, the other kind of credentials, another nonce, another end.
        let fault = self.fault(4, "account-signature");
        let network: Network = if fault == 1 { PUBNET } else { TESTNET };
        let is_v2 = (kind == 2) != (fault == 2);
        let nonce = if fault == 3 { nonce.wrapping_add(1) } else { nonce };
        let end = if fault == 4 { end.wrapping_add(1) } else { end };
        let head = [
            words(&[if is_v2 { 10 } else { 9 }]),
            network_id(&network).expect("known").to_vec(),
            nonce.to_be_bytes().to_vec(),
            words(&[end]),
        ];
        let signer = if is_v2 { address(0).to_xdr() } else { Vec::new() };
        let digest = sha256(&[head.concat(), signer, invocation.to_vec()].concat());
        let whose = match self.fault(1, "account-signers") {
            0 => 0,
            _ => 2,
        };
        let form = self.fault(4, "signature-form");
        if is_void {
            return words(&[1]);
        }
        let (key, signature) = (KEYS[whose].verifying_key().to_bytes(), KEYS[whose].sign(&digest).to_bytes());
        let member = |name: &[u8], bytes: &[u8]| [words(&[15]), opaque(name), words(&[13]), opaque(bytes)].concat();
        let members = [member(b"public_key", &key), member(b"signature", &signature)];
        let map = match form {
            1 => [words(&[17, 1, 2]), members[1].clone(), members[0].clone()].concat(),
            2 => [words(&[17, 1, 1]), members[0].clone()].concat(),
            _ => [words(&[17, 1, 2]), members.concat()].concat(),
        };
        match form {
            3 => map,
            4 => [words(&[16, 1, 2]), map.repeat(2)].concat(),
            _ => [words(&[16, 1, 1]), map].concat(),
        }
    }
}

pub(super) fn payer_key() -> [u8; 32] {
    KEYS[0].verifying_key().to_bytes()
}

fn address(index: usize) -> Address {
    Address::Account(KEYS[index].verifying_key().to_bytes())
}

fn transfer(asset: Address, function: &[u8], from: Address, to: Address, amount: i128) -> Vec<u8> {
    let argument = |address: Address| [words(&[18]), address.to_xdr()].concat();
    let arguments = [argument(from), argument(to), words(&[10]), amount.to_be_bytes().to_vec()].concat();
    [asset.to_xdr(), opaque(function), words(&[3]), arguments].concat()
}

/// Decisions of which one at a time is another, and two at once.
pub(crate) fn seeds() -> impl Iterator<Item = (String, Vec<u8>)> {
    // As many as a payment takes: the nonce is eight of them.
    const COUNT: usize = 27;
    let one = |at: usize, way: u8| {
        let mut decisions = vec![0; COUNT + 1];
        (decisions[0], decisions[at + 1]) = (MADE, 192 + way);
        decisions
    };
    let single = (0..COUNT).flat_map(move |at| (0..6).map(move |way| one(at, way)));
    let double = (0..COUNT).map(move |at| {
        let mut decisions = one(at, 0);
        decisions[1 + (at + 5) % COUNT] = 193;
        decisions
    });
    let all = std::iter::once(vec![MADE]).chain(single).chain(double).enumerate();
    all.map(|(number, decisions)| (format!("made-{number}"), decisions))
}
