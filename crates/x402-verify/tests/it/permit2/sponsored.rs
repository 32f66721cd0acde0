//! Payments by Permit2 whose approval a sponsor pays for, by an EIP-2612 permit (P-5). Digests are alloy's, the curve is
//! k256's.

mod allowance;
mod answered;
mod binding;
mod calls;
mod diagnosis;
mod signatures;

use alloy_primitives::{Address, B256, U256, hex};
use alloy_sol_types::{SolStruct, eip712_domain};
use x402_types::{Flag, RawJson};
use x402_verify::{
    CheckId, Facts, Outcome,
    evm::{AccountCode, Fact},
};

use super::{DEADLINE, EXACT_PROXY, PERMIT2, Permit, UPTO_PROXY};
use crate::{
    checks::{Pair, pair},
    families::APPROVAL,
    messages,
    sign::{self, PAYER, Rsv, STRANGER},
    support::{Case, NOW, Token, VALID, checks_of, contract_says, failed, outcome, plain},
};

/// The members of the extension's `info`, as text, and the domain that is signed in.
#[derive(Clone, Debug)]
pub(super) struct Sponsored {
    pub(super) from: String,
    pub(super) asset: String,
    pub(super) spender: String,
    pub(super) amount: String,
    pub(super) nonce: String,
    pub(super) deadline: String,
    pub(super) domain: Token,
}

impl Sponsored {
    /// What the payment permits, until its own deadline: as the official clients sign.
    pub(super) fn new() -> Self {
        Self {
            from: PAYER.into(),
            asset: Token::new().asset,
            spender: PERMIT2.to_string(),
            amount: "10000".into(),
            nonce: "3".into(),
            deadline: DEADLINE.to_string(),
            domain: Token::new(),
        }
    }

    pub(super) fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    pub(super) fn digest(&self) -> B256 {
        let Token { name, version, chain_id, asset } = self.domain.clone();
        let verifying_contract = asset.parse::<Address>().unwrap();
        let domain = eip712_domain! {
            name: name, version: version, chain_id: chain_id, verifying_contract: verifying_contract,
        };
        let number = |text: &str| text.parse::<U256>().unwrap();
        let message = messages::Permit {
            owner: self.from.parse().unwrap(),
            spender: self.spender.parse().unwrap(),
            value: number(&self.amount),
            nonce: number(&self.nonce),
            deadline: number(&self.deadline),
        };
        message.eip712_signing_hash(&domain)
    }

    pub(super) fn signature(&self) -> Rsv {
        sign::sign_digest(self.digest())
    }

    pub(super) fn extensions(&self, signature: &[u8]) -> String {
        let Self { from, asset, spender, amount, nonce, deadline, .. } = self;
        let signature = hex::encode_prefixed(signature);
        format!(
            r#"{{"eip2612GasSponsoring":{{"info":{{"from":"{from}","asset":"{asset}","spender":"{spender}","amount":"{amount}","nonce":"{nonce}","deadline":"{deadline}","signature":"{signature}","version":"1"}}}}}}"#
        )
    }

    /// Beside this payment, signed as it stands.
    pub(super) fn case_for(&self, permit: &Permit) -> Case {
        self.beside_with(permit, &self.signature().bytes())
    }

    /// With this signature, whatever it is. Nothing is allowed without it.
    pub(super) fn beside_with(&self, permit: &Permit, signature: &[u8]) -> Case {
        extended(permit.case(), &self.extensions(signature)).facts(allowing(0))
    }
}

pub(super) fn extended(mut case: Case, extensions: &str) -> Case {
    case.payment.extensions = Some(RawJson::parse(extensions).unwrap());
    case
}

/// Permit2 may move so much of the payer's tokens.
pub(super) fn allowing(amount: u64) -> Facts {
    plain().with(Fact::Allowance {
        token: Token::new().asset.parse().unwrap(),
        owner: PAYER.parse().unwrap(),
        amount: amount.into(),
    })
}

/// Of a payer with code that refuses what its key has signed.
pub(crate) fn disputed() -> [Case; 2] {
    Permit::both().map(|permit| calls::disputed(&permit))
}

/// A payment of each scheme with its permit, right in every respect.
pub(crate) fn cases() -> [Case; 2] {
    Permit::both().map(|permit| Sponsored::new().case_for(&permit))
}

/// Of both schemes.
pub(crate) fn pairs() -> Vec<Pair> {
    Permit::both().into_iter().flat_map(|permit| scheme(&permit)).collect()
}

fn scheme(permit: &Permit) -> Vec<Pair> {
    let good = Sponsored::new();
    let case = || good.case_for(permit);
    let with = |change: fn(&mut Sponsored)| good.clone().with(change).case_for(permit);
    let signature = good.signature();
    let signed = |bytes: &[u8]| good.beside_with(permit, bytes);
    let changed = |from: &str, to: &str| {
        let text = good.extensions(&signature.bytes());
        assert!(text.contains(from), "{from}");
        extended(permit.case(), &text.replace(from, to))
    };
    // What code and token say of the permit, which the key has signed.
    let contract = |valid: bool, taken: bool| {
        let payer: x402_schemes::evm::Address = PAYER.parse().unwrap();
        let asked = |digest: B256, bytes: Vec<u8>, facts: Facts, valid: bool| {
            facts.with(contract_says(payer, digest.0, bytes, valid.into()))
        };
        let facts = Facts::new().with(Fact::Account { account: payer, code: AccountCode::Present });
        let facts = asked(permit.digest(), permit.signature().bytes(), facts, true);
        let token = Token::new().asset.parse().unwrap();
        let facts = facts.with(Fact::TokenPermit {
            token,
            digest: good.digest().0,
            signature: signature.bytes(),
            answer: taken.into(),
        });
        case().facts(asked(good.digest(), signature.bytes(), facts, valid).with(Fact::AnyAllowance(0.into())))
    };
    const FORM: CheckId = CheckId::PERMIT_SIGNATURE_FORM;
    const SIMULATION: &str = "permit2_simulation_failed";
    vec![
        pair(
            CheckId::ALLOWANCE,
            "permit2_allowance_required",
            permit.case().facts(allowing(9_999)),
            permit.case().facts(allowing(10_000)),
        ),
        pair(
            CheckId::DOMAIN,
            "invalid_payment_requirements",
            case().offered(|offer| {
                let extra = offer.extra.as_ref().unwrap().as_str().replace(r#""USDC""#, "7");
                offer.extra = Some(RawJson::parse(&extra).unwrap());
            }),
            case(),
        ),
        pair(CheckId::PERMIT_PAYLOAD, "invalid_eip2612_extension_format", changed(r#""nonce":"3","#, ""), case()),
        pair(CheckId::PERMIT_PAYLOAD, "invalid_eip2612_extension_format", changed("10000", "1e4"), case()),
        pair(
            CheckId::PERMIT_PAYLOAD,
            "invalid_eip2612_extension_format",
            changed(r#""version":"1""#, r#""version":"1.""#),
            changed(r#""version":"1""#, r#""version":"1.0""#),
        ),
        pair(CheckId::PERMIT_OWNER, "eip2612_from_mismatch", with(|permit| permit.from = STRANGER.into()), case()),
        pair(CheckId::PERMIT_TOKEN, "eip2612_asset_mismatch", with(|permit| permit.asset = STRANGER.into()), case()),
        pair(
            CheckId::PERMIT_SPENDER,
            "eip2612_spender_not_permit2",
            with(|permit| permit.spender = EXACT_PROXY.into()),
            case(),
        ),
        pair(
            CheckId::PERMIT_SPENDER,
            "eip2612_spender_not_permit2",
            with(|permit| permit.spender = UPTO_PROXY.into()),
            case(),
        ),
        pair(
            CheckId::PERMIT_AMOUNT,
            "permit2_2612_amount_mismatch",
            with(|permit| permit.amount = "9999".into()),
            case(),
        ),
        pair(
            CheckId::PERMIT_AMOUNT,
            "permit2_2612_amount_mismatch",
            with(|permit| permit.amount = "10001".into()),
            case(),
        ),
        pair(
            CheckId::PERMIT_AMOUNT,
            "permit2_2612_amount_mismatch",
            with(|permit| permit.amount = U256::MAX.to_string()),
            case(),
        ),
        pair(
            CheckId::PERMIT_DEADLINE,
            "eip2612_deadline_expired",
            with(|permit| permit.deadline = (NOW + 5).to_string()),
            with(|permit| permit.deadline = (NOW + 6).to_string()),
        ),
        pair(
            CheckId::PERMIT_DEADLINE,
            "eip2612_deadline_expired",
            with(|permit| permit.deadline = (NOW - 1).to_string()).policy(|policy| policy.evm.expiry_margin = 0),
            with(|permit| permit.deadline = NOW.to_string()).policy(|policy| policy.evm.expiry_margin = 0),
        ),
        pair(FORM, SIMULATION, signed(&signature.high_s_twin().bytes()), case()),
        pair(FORM, SIMULATION, signed(&signature.compact()), case()),
        pair(FORM, SIMULATION, signed(&Rsv { v: 29, ..signature }.bytes()), case()),
        pair(FORM, SIMULATION, signed(&Rsv { r: U256::ZERO, ..signature }.bytes()), case()),
        pair(
            FORM,
            SIMULATION,
            signed(&Rsv { v: signature.v - 27, ..signature }.bytes())
                .policy(|policy| policy.refused.insert(Flag::YParity)),
            signed(&Rsv { v: signature.v - 27, ..signature }.bytes()),
        ),
        pair(
            CheckId::PERMIT_SIGNATURE,
            SIMULATION,
            signed(&sign::sign_digest_as_stranger(good.digest()).bytes()),
            case(),
        ),
        pair(CheckId::PERMIT_SIGNATURE, SIMULATION, contract(false, false), contract(false, true)),
    ]
}

#[test]
fn each_check_passes_in_the_normative_order() {
    for permit in Permit::both() {
        let case = Sponsored::new().case_for(&permit).settling(10_000).facts(allowing(10_000)).policy(|policy| {
            policy.evm.horizon = Some(600);
            policy.refused.insert(Flag::SelfPayment);
        });
        let report = case.report();
        let made: Vec<CheckId> = report.checks().iter().map(|check| check.id).collect();
        let mut elsewhere = vec![
            CheckId::FLOW,
            CheckId::WINDOW,
            CheckId::EXTENSION_ECHO,
            CheckId::FACTORY,
            CheckId::CONTRACT_SIGNATURE,
        ];
        elsewhere.extend(APPROVAL);
        let expected: Vec<CheckId> = checks_of(permit.mechanism()).filter(|id| !elsewhere.contains(id)).collect();
        assert_eq!(made, expected);
        assert!(made.iter().all(|id| outcome(&report, *id) == Some(&Outcome::Pass)));
        // What cannot be read is skipped in the same order, and what was signed beside it is looked at all the same.
        let report = case.payload(|_| "{}".into()).report();
        let made: Vec<CheckId> = report.checks().iter().map(|check| check.id).collect();
        assert_eq!(made, expected.into_iter().filter(|id| *id != CheckId::ALLOWANCE).collect::<Vec<_>>());
        assert_eq!(failed(&report), [CheckId::PAYLOAD]);
        assert_eq!(outcome(&report, CheckId::PERMIT_PAYLOAD), Some(&Outcome::Pass));
    }
}

/// Nothing is recovered for a payment that has failed before.
#[test]
fn a_hostile_payment_costs_the_cheap_checks() {
    for permit in Permit::both() {
        let case = Sponsored::new().case_for(&permit).at(DEADLINE + 1).policy(|policy| policy.evm.expiry_margin = 0);
        let report = case.report();
        assert_eq!(failed(&report), [CheckId::VALID_BEFORE, CheckId::PERMIT_DEADLINE]);
        assert_eq!(outcome(&report, CheckId::PERMIT_SIGNATURE), Some(&Outcome::Skipped(CheckId::VALID_BEFORE)));
        assert_eq!(outcome(&report, CheckId::PERMIT_SIGNATURE_FORM), Some(&Outcome::Pass));
    }
}

/// The offer's asset is no address: there is nothing to hold the permit against.
#[test]
fn without_a_token_the_permit_is_not_verified() {
    for permit in Permit::both() {
        let report = Sponsored::new().case_for(&permit).offered(|offer| offer.asset = "USDC".into()).report();
        assert_eq!(failed(&report), [CheckId::ASSET_ADDRESS]);
        let skipped = Outcome::Skipped(CheckId::ASSET_ADDRESS);
        for id in [CheckId::DOMAIN, CheckId::PERMIT_OWNER, CheckId::PERMIT_SIGNATURE] {
            assert_eq!(outcome(&report, id), Some(&skipped), "{id}");
        }
        // What cannot be read says so.
        let text = r#"{"eip2612GasSponsoring":{"info":{"from":7}}}"#;
        let report = extended(permit.case().offered(|offer| offer.asset = "USDC".into()), text).report();
        assert_eq!(failed(&report), [CheckId::ASSET_ADDRESS, CheckId::PERMIT_PAYLOAD]);
        assert_eq!(outcome(&report, CheckId::PERMIT_OWNER), Some(&Outcome::Skipped(CheckId::PERMIT_PAYLOAD)));
    }
}

#[test]
fn a_sponsored_payment_is_as_valid_as_another() {
    for (case, permit) in cases().into_iter().zip(Permit::both()) {
        assert_eq!(case.verdict(), VALID);
        let (report, bare) = (case.report(), permit.case().report());
        assert!(report.flags().is_empty());
        assert_eq!(report.authorized(), bare.authorized());
        assert_eq!(report.replay_key(), bare.replay_key());
        let Some(x402_verify::GasSponsoring::Permit(signed)) = report.gas_sponsoring() else { panic!("{report:?}") };
        assert_eq!((signed.owner.to_string().as_str(), signed.value), (PAYER, 10_000.into()));
        assert_eq!(bare.gas_sponsoring(), None);
    }
}
