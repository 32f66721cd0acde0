//! Payments on Stellar to judge, with each part apart.

use ed25519_dalek::{Signer as _, SigningKey};
use x402_schemes::{
    AccountId,
    stellar::{Address, Entry, Payload, TESTNET, network_id},
};
use x402_types::{DecodeOptions, Wire, v2};
use x402_verify::{
    CheckId, Context, Facts, Outcome, Phase, Policy, Report, Verdict,
    stellar::{Fact, SimulatedTransfer, Simulation},
    verify,
};

use crate::stellar_xdr::{Envelope, contract, i128_value, list, map, member, opaque, words};

pub(crate) const PAYER: &str = "GCFIRY65OQE7DFP5KLNS2PF2LVZMUZYJX4OZIEQ36N2IQANUB5XVYOJR";
pub(crate) const RECIPIENT: &str = "GCATS5YOVB6ROX2WUNKGNQ2MP3GMXDMKSG2O4N5CLX3A6W4PZGZZI55U";
pub(crate) const USDC: &str = "CBIELTK6YBZJU5UP2WWQEUCYKLPU6AUNZ2BQ4WWFEIE3USCIHMXQDAMA";
/// The last ledger of the worked example.
pub(crate) const END: u32 = 5_100_012;
/// Twelve ledgers earlier: the end is as late as the offer's 60 seconds allow.
pub(crate) const LEDGER: u32 = 5_100_000;
/// The nonce of the worked example.
pub(crate) const NONCE: i64 = 0x1122_3344_5566_7788;

pub(crate) fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

pub(crate) fn address(seed: u8) -> Address {
    Address::Account(key(seed).verifying_key().to_bytes())
}

/// An address as the value of an argument.
pub(crate) fn argument(address: Address) -> Vec<u8> {
    [words(&[18]), address.to_xdr()].concat()
}

/// The signatures of an account by these keys, sorted as the host wants them.
pub(crate) fn signatures(seeds: &[u8], message: &[u8]) -> Vec<u8> {
    let mut signed: Vec<_> =
        seeds.iter().map(|seed| (key(*seed).verifying_key().to_bytes(), key(*seed).sign(message).to_bytes())).collect();
    signed.sort_unstable();
    list(&signed.iter().map(|(key, signature)| signature_map(key, signature)).collect::<Vec<_>>())
}

pub(crate) fn signature_map(key: &[u8], signature: &[u8]) -> Vec<u8> {
    map(&[member(b"public_key", key), member(b"signature", signature)])
}

/// How an entry is signed.
#[derive(Clone)]
pub(crate) enum Signed {
    /// By these keys over its digest.
    By(Vec<u8>),
    /// By this value.
    Value(Vec<u8>),
}

/// An entry to build.
#[derive(Clone)]
pub(crate) struct Part {
    /// The number of the kind of credentials.
    pub(crate) kind: u32,
    pub(crate) address: Address,
    pub(crate) nonce: i64,
    pub(crate) end: u32,
    pub(crate) signed: Signed,
    /// What is authorized: the transaction's call if it is `None`.
    pub(crate) invocation: Option<Vec<u8>>,
    /// How many calls may follow the authorized one.
    pub(crate) further: u32,
    /// The kind of credentials that is signed, if it is another one.
    pub(crate) signed_as: Option<u32>,
}

impl Part {
    /// The entry of the worked example.
    pub(crate) fn good() -> Self {
        Self::of(1)
    }

    /// The same of the account with this key.
    pub(crate) fn of(seed: u8) -> Self {
        Self {
            kind: 1,
            address: address(seed),
            nonce: NONCE,
            end: END,
            signed: Signed::By(vec![seed]),
            invocation: None,
            further: 0,
            signed_as: None,
        }
    }

    fn xdr(&self, kind: u32, call: &[u8], signature: &[u8]) -> Vec<u8> {
        let of_call = || [words(&[0]), call.to_vec(), words(&[0])].concat();
        if kind == 0 {
            return [words(&[0]), of_call()].concat();
        }
        let invocation = match (&self.invocation, self.further) {
            (Some(invocation), _) => invocation.clone(),
            (None, 0) => of_call(),
            (None, further) => {
                let calls = of_call().repeat(usize::try_from(further).unwrap());
                [words(&[0]), call.to_vec(), words(&[further]), calls].concat()
            }
        };
        let delegates = if kind == 3 { words(&[0]) } else { Vec::new() };
        let signed = [
            words(&[kind]),
            self.address.to_xdr(),
            self.nonce.to_be_bytes().to_vec(),
            words(&[self.end]),
            signature.to_vec(),
        ];
        [signed.concat(), delegates, invocation].concat()
    }

    /// The digest that is signed.
    pub(crate) fn digest(&self, call: &[u8]) -> [u8; 32] {
        let unsigned = self.xdr(self.signed_as.unwrap_or(self.kind), call, &words(&[1]));
        Entry::decode(&unsigned).unwrap().digest(&network_id(&TESTNET).unwrap()).unwrap()
    }

    fn build(&self, call: &[u8]) -> Vec<u8> {
        let signature = match &self.signed {
            Signed::By(_) if matches!(self.kind, 0 | 3) => words(&[1]),
            Signed::By(seeds) => signatures(seeds, &self.digest(call)),
            Signed::Value(value) => value.clone(),
        };
        self.xdr(self.kind, call, &signature)
    }
}

/// One payment, and the rest of the world.
#[derive(Clone)]
pub(crate) struct Case {
    pub(crate) offer: v2::PaymentRequirements,
    pub(crate) source: Vec<u8>,
    pub(crate) memo: Vec<u8>,
    pub(crate) preconditions: Vec<u8>,
    pub(crate) operation_source: Vec<u8>,
    pub(crate) kind: Vec<u8>,
    pub(crate) soroban_data: Vec<u8>,
    pub(crate) envelope_signatures: Vec<u8>,
    pub(crate) contract: Vec<u8>,
    pub(crate) function: &'static [u8],
    pub(crate) arguments: Vec<Vec<u8>>,
    pub(crate) entries: Vec<Part>,
    /// The payload, if it is another one than the transaction alone.
    pub(crate) payload: Option<String>,
    pub(crate) facts: Facts,
    /// The facts but for the clock.
    stated: Vec<Fact>,
    pub(crate) policy: Policy,
    pub(crate) phase: Phase,
    pub(crate) facilitators: Option<Vec<AccountId>>,
}

impl Case {
    /// The worked example at a ledger in which it is valid, as the official client sends it.
    pub(crate) fn new() -> Self {
        let Envelope { source, memo, preconditions, operation_source, kind, .. } = Envelope::good();
        let offer = format!(
            r#"{{"scheme":"exact","network":"stellar:testnet","amount":"10000000","asset":"{USDC}","payTo":"{RECIPIENT}","maxTimeoutSeconds":60,"extra":{{"areFeesSponsored":true}}}}"#
        );
        Self {
            offer: v2::PaymentRequirements::decode(&offer, &DecodeOptions::STRICT).unwrap().value,
            source,
            memo,
            preconditions,
            operation_source,
            kind,
            // No archived entries, nothing to read, nothing to write, no resources.
            soroban_data: words(&[1, 0, 0, 0, 0, 0, 0, 0, 0]),
            envelope_signatures: words(&[0]),
            contract: USDC.parse::<Address>().unwrap().to_xdr(),
            function: b"transfer",
            arguments: vec![argument(address(1)), argument(address(2)), i128_value(10_000_000)],
            entries: vec![Part::good()],
            payload: None,
            facts: Facts::new().with(clock(LEDGER)),
            stated: Vec::new(),
            policy: Policy::DEFAULT,
            phase: Phase::Verify,
            facilitators: None,
        }
    }

    pub(crate) fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    /// The same with a change of the payer's entry.
    pub(crate) fn entry(mut self, change: impl FnOnce(&mut Part)) -> Self {
        change(&mut self.entries[0]);
        self
    }

    /// The same with a further fact.
    pub(crate) fn fact(mut self, fact: Fact) -> Self {
        self.stated.push(fact.clone());
        self.facts = self.facts.with(fact);
        self
    }

    /// Whether the case has a fact of this kind.
    pub(crate) fn has_like(&self, fact: &Fact) -> bool {
        self.stated.iter().any(|stated| core::mem::discriminant(stated) == core::mem::discriminant(fact))
    }

    /// The same at this ledger.
    pub(crate) fn at(self, ledger: u32) -> Self {
        self.fact(clock(ledger))
    }

    pub(crate) fn facilitators(mut self, own: &[Address]) -> Self {
        self.facilitators = Some(own.iter().copied().map(AccountId::Stellar).collect());
        self
    }

    /// The same, paid by a contract with a signature of its own.
    pub(crate) fn by_contract(self) -> Self {
        let wallet = Address::Contract([7; 32]);
        self.with(|case| case.arguments[0] = argument(wallet)).entry(|entry| {
            entry.address = wallet;
            entry.signed = Signed::Value(words(&[0, 1]));
        })
    }

    pub(crate) fn call(&self) -> Vec<u8> {
        let count = words(&[u32::try_from(self.arguments.len()).unwrap()]);
        [self.contract.clone(), opaque(self.function), count, self.arguments.concat()].concat()
    }

    /// The digest of the payer's entry.
    pub(crate) fn digest(&self) -> [u8; 32] {
        self.entries[0].digest(&self.call())
    }

    pub(crate) fn transaction(&self) -> Vec<u8> {
        let call = self.call();
        Envelope {
            source: self.source.clone(),
            memo: self.memo.clone(),
            preconditions: self.preconditions.clone(),
            operation_source: self.operation_source.clone(),
            kind: self.kind.clone(),
            soroban_data: self.soroban_data.clone(),
            signatures: self.envelope_signatures.clone(),
            entries: self.entries.iter().map(|entry| entry.build(&call)).collect(),
            call,
            ..Envelope::good()
        }
        .bytes()
    }

    pub(crate) fn payment(&self) -> v2::PaymentPayload {
        let payload = Payload::new(self.transaction()).to_json();
        let payload = self.payload.as_deref().unwrap_or(payload.as_str());
        v2::PaymentPayload::new(self.offer.clone(), x402_types::RawJson::parse(payload).unwrap())
    }

    /// The simulation that shows just the payment.
    pub(crate) fn simulated(&self, change: impl FnOnce(&mut Simulation)) -> Fact {
        let transfer = SimulatedTransfer {
            asset: USDC.parse().unwrap(),
            from: self.entries[0].address,
            to: address(2),
            amount: 10_000_000.into(),
        };
        let mut effects = Simulation::new([transfer]);
        change(&mut effects);
        Fact::Simulation { digest: self.digest(), effects: Some(effects) }
    }

    pub(crate) fn report_with(&self, payment: &v2::PaymentPayload) -> Report {
        let mut context = Context::at(1).with_policy(&self.policy).with_facts(&self.facts).with_phase(&self.phase);
        if let Some(own) = &self.facilitators {
            context = context.with_facilitators(own);
        }
        verify(payment, std::slice::from_ref(&self.offer), &context)
    }

    pub(crate) fn report(&self) -> Report {
        self.report_with(&self.payment())
    }

    pub(crate) fn flags(&self) -> Vec<&'static str> {
        self.report().flags().iter().map(|flag| flag.as_str()).collect()
    }
}

pub(crate) fn clock(ledger: u32) -> Fact {
    Fact::Ledger { network: TESTNET, sequence: ledger, seconds_per_ledger: None }
}

/// A contract that is not the asset.
pub(crate) fn other_contract() -> Vec<u8> {
    contract(&[9; 32])
}

pub(crate) fn outcome(report: &Report, id: CheckId) -> Option<&Outcome> {
    report.checks().iter().find(|check| check.id == id).map(|check| &check.outcome)
}

pub(crate) fn failed(report: &Report) -> Vec<CheckId> {
    let checks = report.checks().iter().filter(|check| matches!(check.outcome, Outcome::Fail(_)));
    checks.map(|check| check.id).collect()
}

pub(crate) fn needed(report: &Report) -> Vec<&'static str> {
    assert_eq!(report.verdict(), Verdict::Undecided, "{:?}", report.checks());
    report.needs().map(|question| question.kind()).collect()
}

pub(crate) fn outstanding(report: &Report) -> Vec<&'static str> {
    report.outstanding().iter().map(|question| question.kind()).collect()
}
