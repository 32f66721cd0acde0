//! A Permit2 payment with a permit that lets the sponsor pay for the approval.

use crate::{
    case::Case,
    permit::TOKEN,
    sign::{SIGNER, TokenPermit, sign_token_permit},
};

pub(super) const PERMIT2: &str = "0x000000000022D473030F116dDEE9F6B43aC78BA3";

pub(super) const MAX: &str = "115792089237316195423570985008687907853269984665640564039457584007913129639935";

pub(super) const PARENT: &str = "eip2612-0154a";

/// The members of a permit, and the domain in which it is signed.
#[derive(Clone)]
pub(super) struct Permit {
    pub(super) from: &'static str,
    pub(super) asset: &'static str,
    pub(super) spender: &'static str,
    pub(super) amount: &'static str,
    pub(super) nonce: &'static str,
    pub(super) deadline: String,
    pub(super) name: &'static str,
    pub(super) version: &'static str,
    pub(super) chain_id: u64,
    pub(super) contract: &'static str,
}

impl Permit {
    /// A permit as the official clients sign it: for the amount of the payment, until its deadline.
    pub(super) fn new() -> Self {
        Self {
            from: SIGNER,
            asset: TOKEN,
            spender: PERMIT2,
            amount: "10000",
            nonce: "0",
            deadline: "1740672154".into(),
            name: "USDC",
            version: "2",
            chain_id: 84_532,
            contract: TOKEN,
        }
    }

    pub(super) fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    /// The signature of 65 bytes, without `0x`.
    pub(super) fn signature(&self) -> String {
        sign_token_permit(&TokenPermit {
            owner: self.from,
            spender: self.spender,
            value: self.amount,
            nonce: self.nonce,
            deadline: &self.deadline,
            name: self.name,
            version: self.version,
            chain_id: self.chain_id,
            contract: self.contract,
        })
    }

    pub(super) fn info(&self) -> String {
        self.info_with(&self.signature())
    }

    pub(super) fn info_with(&self, signature: &str) -> String {
        let Self { from, asset, spender, amount, nonce, deadline, .. } = self;
        format!(
            r#"{{"from":"{from}","asset":"{asset}","spender":"{spender}","amount":"{amount}","nonce":"{nonce}","deadline":"{deadline}","signature":"0x{signature}","version":"1"}}"#
        )
    }
}

/// A payment with this `info` of the extension. It becomes the last member, so that all others keep their places.
pub(super) fn sponsored(case: Case, info: &str) -> Case {
    extended(case, &format!(r#"{{"eip2612GasSponsoring":{{"info":{info}}}}}"#))
}

pub(super) fn extended(mut case: Case, extensions: &str) -> Case {
    let payment = case.payment.strip_suffix('}').expect("a payment of ours");
    case.payment = format!(r#"{payment},"extensions":{extensions}}}"#);
    case.in_group("eip2612")
}

pub(super) fn exact(info: &str) -> Case {
    sponsored(Case::permit2(), info)
}

pub(super) fn signed(change: impl FnOnce(&mut Permit)) -> Case {
    exact(&Permit::new().with(change).info())
}
