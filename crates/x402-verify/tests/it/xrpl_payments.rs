//! Payments on the XRP Ledger to judge, with each field apart. They are encoded here, and not by the code under test.

use std::collections::BTreeMap;

use ed25519_dalek::Signer as _;
use k256::ecdsa::{Signature, signature::hazmat::PrehashSigner as _};
use sha2::{Digest as _, Sha512};
use x402_schemes::xrpl::{Address, Currency, MAINNET};
use x402_types::{AnyAmount, DecodeOptions, RawJson, Wire, v2};
use x402_verify::{CheckId, Context, Facts, Outcome, Phase, Policy, Report, Verdict, verify, xrpl::Fact};

/// The recipient of the worked example.
pub(crate) const RECIPIENT: &str = "rPW5jmzJduLPPUgASc9aVCXN2o8sSjwMPt";
pub(crate) const ISSUER: &str = "rMxCKbEDwqr76QuheSUMdEGf4B9xJ8m5De";
pub(crate) const RLUSD: &str = "524C555344000000000000000000000000000000";
/// The last ledger of the worked example.
pub(crate) const END: u32 = 98_000_012;
/// Twelve ledgers earlier: the end is as late as the offer's 60 seconds allow.
pub(crate) const LEDGER: u32 = 98_000_000;

/// The codes of fields, which order them.
pub(crate) type Code = (u8, u8);
pub(crate) const TYPE: Code = (1, 2);
pub(crate) const NETWORK_ID: Code = (2, 1);
pub(crate) const FLAGS: Code = (2, 2);
pub(crate) const SOURCE_TAG: Code = (2, 3);
pub(crate) const SEQUENCE: Code = (2, 4);
pub(crate) const DESTINATION_TAG: Code = (2, 14);
pub(crate) const LAST_LEDGER: Code = (2, 27);
pub(crate) const TICKET: Code = (2, 41);
pub(crate) const INVOICE: Code = (5, 17);
pub(crate) const AMOUNT: Code = (6, 1);
pub(crate) const FEE: Code = (6, 8);
pub(crate) const SEND_MAX: Code = (6, 9);
pub(crate) const KEY: Code = (7, 3);
pub(crate) const SIGNATURE: Code = (7, 4);
pub(crate) const ACCOUNT: Code = (8, 1);
pub(crate) const DESTINATION: Code = (8, 3);

pub(crate) fn head((kind, field): Code) -> Vec<u8> {
    match (kind, field) {
        (1..16, 1..16) => vec![kind << 4 | field],
        (1..16, _) => vec![kind << 4, field],
        (_, 1..16) => vec![field, kind],
        (_, _) => vec![0, kind, field],
    }
}

/// A value behind its length, which is at most 192.
pub(crate) fn prefixed(value: &[u8]) -> Vec<u8> {
    [&[u8::try_from(value.len()).unwrap()], value].concat()
}

pub(crate) fn drops(drops: u64) -> Vec<u8> {
    (0x4000_0000_0000_0000 | drops).to_be_bytes().to_vec()
}

/// An amount of an issued currency: `mantissa` × 10^`exponent`, normal.
pub(crate) fn issued(mantissa: u64, exponent: i64, currency: &str, issuer: &str) -> Vec<u8> {
    let (currency, issuer): (Currency, Address) = (currency.parse().unwrap(), issuer.parse().unwrap());
    let number = 0xc000_0000_0000_0000 | u64::try_from(exponent + 97).unwrap() << 54 | mantissa;
    [number.to_be_bytes().as_slice(), &currency.to_bytes(), &issuer.to_bytes()].concat()
}

/// A signer, by the number from which its key is made.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Signer {
    Secp256k1(u8),
    Ed25519(u8),
}

impl Signer {
    pub(crate) fn key(self) -> [u8; 33] {
        match self {
            Self::Secp256k1(seed) => {
                let key = k256::ecdsa::SigningKey::from_slice(&[seed; 32]).unwrap();
                key.verifying_key().to_sec1_point(true).as_bytes().try_into().unwrap()
            }
            Self::Ed25519(seed) => {
                let key = ed25519_dalek::SigningKey::from_bytes(&[seed; 32]).verifying_key().to_bytes();
                [[0xed].as_slice(), &key].concat().try_into().unwrap()
            }
        }
    }

    pub(crate) fn address(self) -> Address {
        Address::of_public_key(&self.key())
    }

    pub(crate) fn sign(self, preimage: &[u8]) -> Vec<u8> {
        match self {
            Self::Secp256k1(_) => self.sign_as_it_is(&Sha512::digest(preimage)[..32]),
            Self::Ed25519(_) => self.sign_as_it_is(preimage),
        }
    }

    /// Signs bytes that are a hash already, or that are not hashed.
    pub(crate) fn sign_as_it_is(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::Secp256k1(seed) => {
                let key = k256::ecdsa::SigningKey::from_slice(&[seed; 32]).unwrap();
                let signature: Signature = key.sign_prehash(bytes).unwrap();
                der(&signature.normalize_s())
            }
            Self::Ed25519(seed) => ed25519_dalek::SigningKey::from_bytes(&[seed; 32]).sign(bytes).to_bytes().to_vec(),
        }
    }
}

/// A signature in DER.
pub(crate) fn der(signature: &Signature) -> Vec<u8> {
    let (r, s) = signature.split_bytes();
    let integer = |bytes: &[u8]| {
        let digits: Vec<u8> = bytes.iter().copied().skip_while(|byte| *byte == 0).collect();
        let sign: &[u8] = if digits[0] < 0x80 { &[] } else { &[0] };
        [&[2], prefixed(&[sign, &digits].concat()).as_slice()].concat()
    };
    [&[0x30], prefixed(&[integer(&r), integer(&s)].concat()).as_slice()].concat()
}

/// One payment, and the rest of the world.
#[derive(Clone)]
pub(crate) struct Case {
    pub(crate) offer: v2::PaymentRequirements,
    pub(crate) accepted: Option<v2::PaymentRequirements>,
    pub(crate) fields: BTreeMap<Code, Vec<u8>>,
    pub(crate) signer: Signer,
    /// The signature, if it is not that of the signer.
    pub(crate) signature: Option<Option<Vec<u8>>>,
    /// What follows the last field.
    pub(crate) behind: Vec<u8>,
    /// Members of the payload beside the transaction, each behind a comma.
    pub(crate) members: String,
    /// The whole payload, if it is another.
    pub(crate) payload: Option<String>,
    pub(crate) facts: Facts,
    pub(crate) policy: Policy,
    pub(crate) phase: Phase,
    pub(crate) declared: Option<RawJson>,
}

impl Case {
    /// 10.5 RLUSD on the main network, with the terms of the worked example.
    pub(crate) fn new() -> Self {
        let extra = format!(
            r#"{{"areFeesSponsored":false,"issuer":"{ISSUER}","invoiceId":"INV-2026-1","sourceTag":804681468}}"#
        );
        let offer = format!(
            r#"{{"scheme":"exact","network":"xrpl:0","amount":"10.5","asset":"{RLUSD}","payTo":"{RECIPIENT}","maxTimeoutSeconds":60,"extra":{extra}}}"#
        );
        let signer = Signer::Secp256k1(1);
        let amount = issued(1_050_000_000_000_000, -14, RLUSD, ISSUER);
        let recipient: Address = RECIPIENT.parse().unwrap();
        let fields = [
            (TYPE, vec![0, 0]),
            (FLAGS, vec![0; 4]),
            (SOURCE_TAG, 804_681_468_u32.to_be_bytes().to_vec()),
            (SEQUENCE, 7_u32.to_be_bytes().to_vec()),
            (LAST_LEDGER, END.to_be_bytes().to_vec()),
            (INVOICE, sha2::Sha256::digest("INV-2026-1").to_vec()),
            (AMOUNT, amount.clone()),
            (FEE, drops(12)),
            (SEND_MAX, amount),
            (KEY, prefixed(&signer.key())),
            (ACCOUNT, prefixed(&signer.address().to_bytes())),
            (DESTINATION, prefixed(&recipient.to_bytes())),
        ];
        let clock = Fact::Ledger { network: MAINNET, sequence: LEDGER, seconds_per_ledger: None };
        Self {
            offer: v2::PaymentRequirements::decode(&offer, &DecodeOptions::STRICT).unwrap().value,
            accepted: None,
            fields: fields.into(),
            signer,
            signature: None,
            behind: Vec::new(),
            members: String::new(),
            payload: None,
            facts: Facts::new().with(clock),
            policy: Policy::DEFAULT,
            phase: Phase::Verify,
            declared: None,
        }
    }

    /// 250,000 drops with the ticket 345, signed with Ed25519.
    pub(crate) fn of_xrp() -> Self {
        let signer = Signer::Ed25519(2);
        Self::new()
            .signed_by(signer)
            .with(|case| {
                case.offer.asset = "XRP".into();
                case.offer.amount = AnyAmount::from(250_000);
                case.set(AMOUNT, drops(250_000));
                case.fields.remove(&SEND_MAX);
                case.number(SEQUENCE, 0);
                case.number(TICKET, 345);
            })
            .extra(r#"{"areFeesSponsored":false,"assetTransferMethod":"ticketSequence","invoiceId":"INV-2026-1"}"#)
    }

    /// The same payment by a different account, with its master key.
    pub(crate) fn signed_by(mut self, signer: Signer) -> Self {
        self.signer = signer;
        self.set(KEY, prefixed(&signer.key()));
        self.set(ACCOUNT, prefixed(&signer.address().to_bytes()));
        self
    }

    pub(crate) fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    pub(crate) fn set(&mut self, code: Code, value: Vec<u8>) {
        self.fields.insert(code, value);
    }

    pub(crate) fn number(&mut self, code: Code, number: u32) {
        self.set(code, number.to_be_bytes().to_vec());
    }

    pub(crate) fn extra(mut self, json: &str) -> Self {
        self.offer.extra = Some(RawJson::parse(json).unwrap());
        self
    }

    pub(crate) fn fact(mut self, fact: Fact) -> Self {
        self.facts = self.facts.with(fact);
        self
    }

    pub(crate) fn encode(fields: &BTreeMap<Code, Vec<u8>>) -> Vec<u8> {
        fields.iter().flat_map(|(code, value)| [head(*code), value.clone()].concat()).collect()
    }

    /// What the payer signs.
    pub(crate) fn preimage(&self) -> Vec<u8> {
        [b"STX\0".as_slice(), &Self::encode(&self.fields)].concat()
    }

    pub(crate) fn blob(&self) -> Vec<u8> {
        let signature = match &self.signature {
            None => Some(self.signer.sign(&self.preimage())),
            Some(signature) => signature.clone(),
        };
        let mut fields = self.fields.clone();
        fields.extend(signature.map(|signature| (SIGNATURE, prefixed(&signature))));
        [Self::encode(&fields), self.behind.clone()].concat()
    }

    pub(crate) fn hash(&self) -> [u8; 32] {
        let hash = Sha512::new().chain_update(b"TXN\0").chain_update(self.blob()).finalize();
        hash[..32].try_into().unwrap()
    }

    pub(crate) fn payment(&self) -> v2::PaymentPayload {
        let blob: String = self.blob().iter().map(|byte| format!("{byte:02X}")).collect();
        let payload = format!(r#"{{"signedTxBlob":"{blob}"{}}}"#, self.members);
        let payload = RawJson::parse(self.payload.as_ref().unwrap_or(&payload)).unwrap();
        v2::PaymentPayload::new(self.accepted.as_ref().unwrap_or(&self.offer).clone(), payload)
    }

    pub(crate) fn context(&self) -> Context<'_> {
        let context =
            Context::at(1_790_000_000).with_policy(&self.policy).with_facts(&self.facts).with_phase(&self.phase);
        match &self.declared {
            Some(declared) => context.with_declared_extensions(declared),
            None => context,
        }
    }

    pub(crate) fn report(&self) -> Report {
        verify(&self.payment(), std::slice::from_ref(&self.offer), &self.context())
    }

    pub(crate) fn verdict(&self) -> Verdict {
        self.report().verdict()
    }
}

pub(crate) fn failed(report: &Report) -> Vec<CheckId> {
    report.checks().iter().filter(|check| matches!(check.outcome, Outcome::Fail(_))).map(|check| check.id).collect()
}

pub(crate) fn outcome(report: &Report, id: CheckId) -> Option<&Outcome> {
    report.checks().iter().find(|check| check.id == id).map(|check| &check.outcome)
}
