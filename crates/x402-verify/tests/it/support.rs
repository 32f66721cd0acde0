//! Payments to judge.

use alloy_primitives::hex;
use x402_schemes::{AccountId, evm};
use x402_types::{DecodeOptions, Decoded, RawJson, Wire, v2::PaymentPayload, v2::PaymentRequirements};
use x402_verify::{
    CheckId, Context, Facts, Mechanism, Outcome, PayloadKind, Phase, Policy, Report, Verdict,
    evm::{AccountCode, Fact, SignatureAnswer},
    kinds_of, verify,
};

use crate::sign;

/// Between `validAfter` and `validBefore` of the specification's payment.
pub(crate) const NOW: u64 = 1_740_672_100;
/// Its payer.
pub(crate) const SPEC_PAYER: &str = "0x857b06519E91e3A54538791bDbb0E22373e36b66";
/// The merchant of the specification's payment.
pub(crate) const MERCHANT: &str = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";

/// The base64 text of the specification's payment.
pub(crate) fn spec_header() -> &'static str {
    include_str!("../../../../docs/examples/payment.txt").trim_end().strip_prefix("PAYMENT-SIGNATURE: ").unwrap()
}

pub(crate) fn spec_payment() -> PaymentPayload {
    PaymentPayload::decode_header(spec_header(), &DecodeOptions::STRICT).unwrap().value
}

pub(crate) fn spec_offer() -> PaymentRequirements {
    offer(include_str!("../../../../docs/examples/offer.json"))
}

pub(crate) fn offer(json: &str) -> PaymentRequirements {
    PaymentRequirements::decode(json, &DecodeOptions::STRICT).unwrap().value
}

pub(crate) fn payment(json: &str) -> PaymentPayload {
    let Decoded { value, .. } = PaymentPayload::decode(json, &DecodeOptions::STRICT).unwrap();
    value
}

pub(crate) fn plain() -> Facts {
    Facts::new().with(Fact::AnyAccount(AccountCode::Absent))
}

pub(crate) fn contract() -> Facts {
    Facts::new().with(Fact::AnyAccount(AccountCode::Present))
}

/// What the contract answers to the signature, whichever caller asks.
pub(crate) fn contract_says(
    account: evm::Address,
    digest: [u8; 32],
    signature: impl Into<Vec<u8>>,
    answer: SignatureAnswer,
) -> Fact {
    Fact::ContractSignature { account, caller: None, digest, signature: signature.into(), answer }
}

/// The members of an authorization, as text.
#[derive(Clone, Debug)]
pub(crate) struct Terms {
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) value: String,
    pub(crate) valid_after: String,
    pub(crate) valid_before: String,
    pub(crate) nonce: String,
}

impl Terms {
    /// Those of the specification's payment, but for the payer, whose key everybody has.
    pub(crate) fn new() -> Self {
        Self {
            from: sign::PAYER.into(),
            to: MERCHANT.into(),
            value: "10000".into(),
            valid_after: "1740672089".into(),
            valid_before: "1740672154".into(),
            nonce: "0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480".into(),
        }
    }

    pub(crate) fn window(after: impl ToString + Copy, before: impl ToString + Copy) -> Self {
        Self { valid_after: after.to_string(), valid_before: before.to_string(), ..Self::new() }
    }
}

/// What the domain of an offer's token is made of.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) chain_id: u64,
    pub(crate) asset: String,
}

impl Token {
    /// That of the specification's offer.
    pub(crate) fn new() -> Self {
        Self {
            name: "USDC".into(),
            version: "2".into(),
            chain_id: 84_532,
            asset: "0x036CbD53842c5426634e7929541eC2318f3dCF7e".into(),
        }
    }
}

/// One payment, the offers it meets, and the rest of the world.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) payment: PaymentPayload,
    pub(crate) offers: Vec<PaymentRequirements>,
    pub(crate) now: u64,
    pub(crate) policy: Policy,
    pub(crate) facts: Facts,
    pub(crate) declared: Option<RawJson>,
    pub(crate) allowed_factories: Option<Vec<AccountId>>,
    pub(crate) phase: Phase,
    pub(crate) facilitators: Option<Vec<AccountId>>,
}

impl Case {
    /// A payment that is right in every respect, of an account without code.
    pub(crate) fn new() -> Self {
        Self::signed(&Terms::new())
    }

    /// These terms, signed by the payer for the specification's offer.
    pub(crate) fn signed(terms: &Terms) -> Self {
        Self::with_signature(terms, &sign::sign(terms, &Token::new()).bytes())
    }

    /// These terms with this signature, whatever it is, for the specification's offer.
    pub(crate) fn with_signature(terms: &Terms, signature: &[u8]) -> Self {
        let Terms { from, to, value, valid_after, valid_before, nonce } = terms;
        let payload = format!(
            r#"{{"signature":"{}","authorization":{{"from":"{from}","to":"{to}","value":"{value}","validAfter":"{valid_after}","validBefore":"{valid_before}","nonce":"{nonce}"}}}}"#,
            hex::encode_prefixed(signature)
        );
        Self {
            payment: PaymentPayload::new(spec_offer(), RawJson::parse(&payload).unwrap()),
            offers: vec![spec_offer()],
            now: NOW,
            policy: Policy::DEFAULT,
            facts: plain(),
            declared: None,
            allowed_factories: None,
            phase: Phase::Verify,
            facilitators: None,
        }
    }

    /// The same change in the offer and in the client's copy of it.
    pub(crate) fn offered(mut self, change: impl Fn(&mut PaymentRequirements)) -> Self {
        change(&mut self.payment.accepted);
        self.offers.iter_mut().for_each(change);
        self
    }

    pub(crate) fn extra(self, json: &str) -> Self {
        let extra = RawJson::parse(json).unwrap();
        self.offered(|offer| offer.extra = Some(extra.clone()))
    }

    /// What the server declared, and what the payment carries.
    pub(crate) fn extensions(mut self, declared: &str, echoed: &str) -> Self {
        self.declared = Some(RawJson::parse(declared).unwrap());
        self.payment.extensions = Some(RawJson::parse(echoed).unwrap());
        self
    }

    pub(crate) fn payload(mut self, change: impl FnOnce(&str) -> String) -> Self {
        let changed = change(self.payment.payload.as_str());
        assert_ne!(changed, self.payment.payload.as_str(), "nothing changed");
        self.payment.payload = RawJson::parse(&changed).unwrap();
        self
    }

    pub(crate) fn at(mut self, now: u64) -> Self {
        self.now = now;
        self
    }

    pub(crate) fn policy(mut self, change: impl FnOnce(&mut Policy)) -> Self {
        change(&mut self.policy);
        self
    }

    /// No factory but these may deploy the payer's wallet.
    pub(crate) fn allowing(mut self, factories: &[&str]) -> Self {
        self.allowed_factories = Some(factories.iter().map(|factory| factory.parse().unwrap()).collect());
        self
    }

    /// After the service: so much is to be taken.
    pub(crate) fn settling(mut self, amount: u64) -> Self {
        self.phase = Phase::Settle { amount: amount.into() };
        self
    }

    /// The caller settles from these addresses and no others.
    pub(crate) fn facilitators(mut self, addresses: &[&str]) -> Self {
        self.facilitators = Some(addresses.iter().map(|text| AccountId::Evm(text.parse().unwrap())).collect());
        self
    }

    pub(crate) fn facts(mut self, facts: Facts) -> Self {
        self.facts = facts;
        self
    }

    pub(crate) fn context(&self) -> Context<'_> {
        let mut context =
            Context::at(self.now).with_phase(&self.phase).with_policy(&self.policy).with_facts(&self.facts);
        if let Some(declared) = &self.declared {
            context = context.with_declared_extensions(declared);
        }
        if let Some(facilitators) = &self.facilitators {
            context = context.with_facilitators(facilitators);
        }
        if let Some(factories) = &self.allowed_factories {
            context = context.with_allowed_factories(factories);
        }
        context
    }

    pub(crate) fn report(&self) -> Report {
        verify(&self.payment, &self.offers, &self.context())
    }

    /// Verdict and deciding check.
    pub(crate) fn verdict(&self) -> (Verdict, Option<&'static str>) {
        let report = self.report();
        (report.verdict(), report.deciding().map(|check| check.id.as_str()))
    }

    pub(crate) fn flags(&self) -> Vec<&'static str> {
        self.report().flags().iter().map(|flag| flag.as_str()).collect()
    }
}

pub(crate) const VALID: (Verdict, Option<&'static str>) = (Verdict::Valid, None);

pub(crate) const fn invalid(check: &'static str) -> (Verdict, Option<&'static str>) {
    (Verdict::Invalid, Some(check))
}

pub(crate) const fn undecided(check: &'static str) -> (Verdict, Option<&'static str>) {
    (Verdict::Undecided, Some(check))
}

/// The outcome of one check.
pub(crate) fn outcome(report: &Report, id: CheckId) -> Option<&Outcome> {
    report.checks().iter().find(|check| check.id == id).map(|check| &check.outcome)
}

/// The checks that failed.
pub(crate) fn failed(report: &Report) -> Vec<CheckId> {
    let failed = report.checks().iter().filter(|check| matches!(check.outcome, Outcome::Fail(_)));
    failed.map(|check| check.id).collect()
}

/// The checks of a mechanism of one kind of payload, in their order.
pub(crate) fn checks_of(mechanism: Mechanism) -> impl Iterator<Item = CheckId> {
    kinds_of(mechanism).flat_map(PayloadKind::checks)
}
