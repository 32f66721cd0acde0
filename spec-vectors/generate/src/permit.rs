//! Builds Permit2 payments.

use crate::{
    base::NOW,
    case::{Case, Code},
    sign::{SIGNER, sign_permit},
};

pub(crate) const TOKEN: &str = "0x036CbD53842c5426634e7929541eC2318f3dCF7e";
pub(crate) const MERCHANT: &str = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";
/// The second account of the mnemonic.
pub(crate) const STRANGER: &str = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
/// The fourth account of the mnemonic.
pub(crate) const FACILITATOR: &str = "0x90F79bf6EB2c4f870365E785982E1f101E93b906";
pub(crate) const ZERO: &str = "0x0000000000000000000000000000000000000000";
pub(crate) const EXACT_PROXY: &str = "0x402085c248EeA27D92E8b30b2C58ed07f9E20001";
pub(crate) const UPTO_PROXY: &str = "0x4020A4f3b7b90ccA423B9fabCc0CE57C6C240002";
/// The nonce of the example of `scheme_exact_evm.md` §2.
pub(crate) const NONCE: &str = "33247007178036348590600198031289925668252061821958005840077069883511451257277";

/// The fact about the signer's allowance for Permit2.
pub(crate) fn allowance(amount: &str) -> String {
    format!(r#""allowances":[{{"token":"{TOKEN}","owner":"{SIGNER}","amount":"{amount}"}}]"#)
}

impl Case {
    /// The example of `scheme_exact_evm.md` §2, phase 2, signed by the well-known key.
    pub(crate) fn permit2() -> Self {
        let offer = offer("exact", r#""assetTransferMethod":"permit2","name":"USDC","version":"2""#);
        Self::permitted("permit2", &offer, EXACT_PROXY, "")
    }

    /// The example of `scheme_upto_evm.md`, phase 2, with the same terms and a facilitator.
    pub(crate) fn upto() -> Self {
        let offer = offer("upto", &format!(r#""name":"USDC","version":"2","facilitatorAddress":"{FACILITATOR}""#));
        Self::permitted("upto", &offer, UPTO_PROXY, &format!(r#""facilitator":"{FACILITATOR}","#))
    }

    fn permitted(group: &'static str, offer: &str, spender: &str, facilitator: &str) -> Self {
        let authorization = format!(
            r#"{{"permitted":{{"token":"{TOKEN}","amount":"10000"}},"from":"{SIGNER}","spender":"{spender}","nonce":"{NONCE}","deadline":"1740672154","witness":{{"to":"{MERCHANT}",{facilitator}"validAfter":"1740672089"}}}}"#
        );
        let payload = format!(r#"{{"signature":"0x","permit2Authorization":{authorization}}}"#);
        let payment = format!(r#"{{"x402Version":2,"accepted":{offer},"payload":{payload}}}"#);
        let case = Self { group, payment, offer: offer.into(), now: NOW, code: Code::None, more: String::new() };
        case.signed_permit()
    }

    /// The chain id of the offer.
    fn chain_id(&self) -> u64 {
        let (_, rest) = self.offer.split_once("\"eip155:").expect("an offer of ours");
        let (id, _) = rest.split_once('"').expect("an offer of ours");
        id.parse().expect("a chain's id")
    }

    fn authorization_at(&self) -> usize {
        const NAME: &str = r#""permit2Authorization":"#;
        self.payment.find(NAME).expect("a payment of ours") + NAME.len()
    }

    /// Signs the payment again as it is now.
    pub(crate) fn signed_permit(self) -> Self {
        let authorization = self.payment[self.authorization_at()..].strip_suffix("}}").expect("a payment of ours");
        let signature = sign_permit(authorization, self.chain_id());
        self.signature(&signature)
    }
}

fn offer(scheme: &str, extra: &str) -> String {
    format!(
        r#"{{"scheme":"{scheme}","network":"eip155:84532","amount":"10000","asset":"{TOKEN}","payTo":"{MERCHANT}","maxTimeoutSeconds":60,"extra":{{{extra}}}}}"#
    )
}
