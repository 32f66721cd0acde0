//! Permit2 payments of `exact` and `upto`. Digests are alloy's, the curve is k256's.

pub(crate) mod approved;
mod binding;
mod checks;
mod diagnosis;
mod phases;
mod proxies;
mod questions;
mod signatures;
pub(crate) mod sponsored;

use alloy_primitives::{Address, B256, U256, hex};
use alloy_sol_types::{Eip712Domain, SolStruct, eip712_domain};
use x402_types::{Amount, RawJson, Scheme, v2::PaymentRequirements};
use x402_verify::Mechanism;

use crate::{
    messages::{exact, upto},
    sign::{self, PAYER, Rsv},
    support::{Case, MERCHANT, Token, spec_offer},
};

pub(crate) use checks::pairs;

/// The contracts that the documents name.
const PERMIT2: Address = Address::new(hex!("000000000022D473030F116dDEE9F6B43aC78BA3"));
const EXACT_PROXY: &str = "0x402085c248EeA27D92E8b30b2C58ed07f9E20001";
const UPTO_PROXY: &str = "0x4020A4f3b7b90ccA423B9fabCc0CE57C6C240002";
/// The fifth account of the development mnemonic.
pub(crate) const FACILITATOR: &str = "0x90F79bf6EB2c4f870365E785982E1f101E93b906";
/// The end and the beginning of the permit: those of the specification's example.
const DEADLINE: u64 = 1_740_672_154;
const VALID_AFTER: u64 = 1_740_672_089;

/// A payment of each scheme, right in every respect.
pub(crate) fn cases() -> [Case; 2] {
    Permit::both().map(|permit| permit.case())
}

/// The members of a `permit2Authorization`, as text.
#[derive(Clone, Debug)]
struct Permit {
    from: String,
    token: String,
    amount: String,
    spender: String,
    nonce: String,
    deadline: String,
    to: String,
    /// In `upto`.
    facilitator: Option<String>,
    valid_after: String,
}

impl Permit {
    fn mechanism(&self) -> Mechanism {
        if self.facilitator.is_some() { Mechanism::UPTO } else { Mechanism::PERMIT2 }
    }

    /// The terms of the specification's payment, by Permit2.
    fn exact() -> Self {
        Self {
            from: PAYER.into(),
            token: Token::new().asset,
            amount: "10000".into(),
            spender: EXACT_PROXY.into(),
            nonce: "33247007178036348590600198031289925668252061821958005840077069883511451257277".into(),
            deadline: DEADLINE.to_string(),
            to: MERCHANT.into(),
            facilitator: None,
            valid_after: VALID_AFTER.to_string(),
        }
    }

    fn upto() -> Self {
        Self { spender: UPTO_PROXY.into(), facilitator: Some(FACILITATOR.into()), ..Self::exact() }
    }

    fn both() -> [Self; 2] {
        [Self::exact(), Self::upto()]
    }

    fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    fn name(&self) -> &'static str {
        if self.facilitator.is_some() { "upto" } else { "exact" }
    }

    fn digest(&self) -> B256 {
        self.digest_on(84_532)
    }

    fn digest_on(&self, chain_id: u64) -> B256 {
        self.digest_in(&eip712_domain! { name: "Permit2", chain_id: chain_id, verifying_contract: PERMIT2, })
    }

    fn digest_in(&self, domain: &Eip712Domain) -> B256 {
        let number = |text: &str| text.parse::<U256>().unwrap();
        let address = |text: &str| text.parse::<Address>().unwrap();
        let (token, amount) = (address(&self.token), number(&self.amount));
        let (spender, nonce, deadline) = (address(&self.spender), number(&self.nonce), number(&self.deadline));
        let (to, valid_after) = (address(&self.to), number(&self.valid_after));
        match &self.facilitator {
            None => exact::PermitWitnessTransferFrom {
                permitted: exact::TokenPermissions { token, amount },
                spender,
                nonce,
                deadline,
                witness: exact::Witness { to, validAfter: valid_after },
            }
            .eip712_signing_hash(domain),
            Some(facilitator) => upto::PermitWitnessTransferFrom {
                permitted: upto::TokenPermissions { token, amount },
                spender,
                nonce,
                deadline,
                witness: upto::Witness { to, facilitator: address(facilitator), validAfter: valid_after },
            }
            .eip712_signing_hash(domain),
        }
    }

    fn signature(&self) -> Rsv {
        sign::sign_digest(self.digest())
    }

    fn payload(&self, signature: &[u8]) -> String {
        let Self { from, token, amount, spender, nonce, deadline, to, facilitator, valid_after } = self;
        let facilitator = facilitator.as_ref().map(|text| format!(r#""facilitator":"{text}","#)).unwrap_or_default();
        format!(
            r#"{{"signature":"{}","permit2Authorization":{{"from":"{from}","permitted":{{"token":"{token}","amount":"{amount}"}},"spender":"{spender}","nonce":"{nonce}","deadline":"{deadline}","witness":{{"to":"{to}",{facilitator}"validAfter":"{valid_after}"}}}}}}"#,
            hex::encode_prefixed(signature)
        )
    }

    /// Signed as it stands, for the offer that it was made for.
    fn case(&self) -> Case {
        self.case_with(&self.signature().bytes())
    }

    /// With this signature, whatever it is.
    fn case_with(&self, signature: &[u8]) -> Case {
        let mut case = Case::new();
        case.offers = vec![offer(self.facilitator.is_some())];
        case.payment.accepted = case.offers[0].clone();
        case.payment.payload = RawJson::parse(&self.payload(signature)).unwrap();
        case
    }
}

/// The specification's offer, to be paid by Permit2.
fn offer(upto: bool) -> PaymentRequirements {
    let mut offer = spec_offer();
    let extra = if upto {
        offer.scheme = Scheme::UPTO;
        format!(r#"{{"name":"USDC","version":"2","facilitatorAddress":"{FACILITATOR}"}}"#)
    } else {
        r#"{"name":"USDC","version":"2","assetTransferMethod":"permit2"}"#.into()
    };
    offer.extra = Some(RawJson::parse(&extra).unwrap());
    offer
}

/// The offer asks this, and nothing but the amount differs.
fn asking(case: Case, amount: u64) -> Case {
    case.offered(|offer| offer.amount = Amount::from(amount).into())
}
