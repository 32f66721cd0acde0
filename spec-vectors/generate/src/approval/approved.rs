//! A Permit2 payment with the payer's signed approval, changed in one place.

use super::transaction::{PERMIT2, Transaction, approve};
use crate::{
    case::{Case, Code},
    draft::Draft,
    permit::allowance,
    sign::SIGNER,
};

pub(super) const GROUP: &str = "erc20-approval";

const PARENT: &str = "erc20-approval-0156";

pub(super) const PERMIT2_ADDRESS: &str = "0x000000000022D473030F116dDEE9F6B43aC78BA3";

pub(super) const MAX_DECIMAL: &str = "115792089237316195423570985008687907853269984665640564039457584007913129639935";

/// A payment with an approval.
#[derive(Clone)]
pub(super) struct Approved {
    pub(super) transaction: Transaction,
    /// The members of `info` except the transaction, and their texts.
    pub(super) info: Vec<(&'static str, String)>,
}

impl Approved {
    pub(super) fn new(transaction: Transaction) -> Self {
        let info = [
            ("from", SIGNER),
            ("asset", crate::permit::TOKEN),
            ("spender", PERMIT2_ADDRESS),
            ("amount", MAX_DECIMAL),
            ("version", "1"),
        ];
        Self { transaction, info: info.into_iter().map(|(name, text)| (name, text.into())).collect() }
    }

    pub(super) fn saying(mut self, name: &str, text: &str) -> Self {
        let (_, slot) = self.info.iter_mut().find(|(known, _)| *known == name).expect("a member of ours");
        *slot = text.into();
        self
    }

    /// An approval of exactly this amount.
    pub(super) fn of(amount: u128) -> Self {
        let data = approve(PERMIT2, &format!("{amount:x}"));
        Self::new(Transaction::dynamic().with_bytes("data", &data)).saying("amount", &amount.to_string())
    }

    /// The JSON text of `info`.
    pub(super) fn info(&self) -> String {
        let members = self.info.iter().map(|(name, text)| format!(r#""{name}":"{text}""#));
        let transaction = format!(r#""signedTransaction":"0x{}""#, self.transaction.raw());
        format!("{{{}}}", members.chain([transaction]).collect::<Vec<_>>().join(","))
    }

    pub(super) fn case(&self) -> Case {
        carrying(Case::permit2(), &self.info())
    }

    pub(super) fn valid(&self, number: &str, title: &str) -> Draft {
        self.case().valid(number, title, SIGNER)
    }

    pub(super) fn invalid(&self, number: &str, title: &str, check: &str) -> Draft {
        self.case().invalid(number, title, check)
    }
}

impl From<Transaction> for Approved {
    fn from(transaction: Transaction) -> Self {
        Self::new(transaction)
    }
}

/// A payment whose extension has this `info` (JSON text).
pub(super) fn carrying(case: Case, info: &str) -> Case {
    let extensions = format!(r#""extensions":{{"erc20ApprovalGasSponsoring":{{"info":{info}}}}},"payload":{{"#);
    case.payment(r#""payload":{"#, &extensions).in_group(GROUP)
}

pub(super) fn child(draft: Draft, member: &str, from: &str, to: &str) -> Draft {
    draft.child_of(PARENT, &format!("extensions.erc20ApprovalGasSponsoring.info.{member}"), from, to)
}

/// A draft with one member of the transaction changed before signing.
pub(super) fn changed(draft: Draft, member: &str, from: &str, to: &str) -> Draft {
    child(draft, &format!("signedTransaction ({member})"), from, to)
}

pub(super) fn dynamic() -> Approved {
    Transaction::dynamic().into()
}

/// The facts that the payer has no code, and has allowed Permit2 this amount.
pub(super) fn allowed(amount: &str) -> String {
    format!(r#","facts":{{"accounts":{{"*":{{"code":"none"}}}},{}}}"#, allowance(amount))
}

pub(super) fn allowing(approved: &Approved, amount: &str) -> Case {
    approved.case().knowing(Code::Unknown).more(&allowed(amount))
}
