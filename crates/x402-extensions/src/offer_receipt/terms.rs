//! Compares signed payloads with the objects that carry them.

use alloc::vec::Vec;

use super::{OfferPayload, ReceiptPayload};
use x402_types::{AnyNetwork, Flag, Flags, Network, Offer, PaymentRequired, SettleOutcome, SettleResponse, v1, v2};

/// The result of comparing a signed payload with the object that carries it.
#[derive(Debug, Default)]
pub(super) struct TermsComparison {
    /// The fields that differ, in the order of the specification. The list is empty if nothing differs.
    pub(super) differs: Vec<&'static str>,
    /// The raised flags. Only [`Flag::AddressCase`] is possible.
    pub(super) flags: Flags,
}

impl TermsComparison {
    /// Returns `true` if no field differs.
    pub(super) fn matches(&self) -> bool {
        self.differs.is_empty()
    }

    fn member(&mut self, name: &'static str, equal: bool) {
        if !equal {
            self.differs.push(name);
        }
    }

    fn address(&mut self, name: &'static str, network: &Network, signed: &str, found: &str) {
        let equal = network.is_same_address(signed, found);
        if equal && signed != found {
            self.flags.insert(Flag::AddressCase);
        }
        self.member(name, equal);
    }
}

impl OfferPayload {
    /// Compares the signed terms with a V2 entry of `accepts`: scheme, network, asset, payTo and amount. EVM addresses
    /// are compared as bytes, all other fields as text.
    fn compare_v2(&self, entry: &v2::PaymentRequirements) -> TermsComparison {
        let mut result = TermsComparison::default();
        result.member("scheme", self.scheme == entry.scheme);
        result.member("network", self.network == entry.network);
        self.compare_price(&entry.asset, &entry.pay_to, entry.amount.is_written_as(&self.amount), &mut result);
        result
    }

    /// Compares the signed terms with a V1 entry of `accepts`, using the CAIP-2 identifier of the entry's network.
    fn compare_v1(&self, entry: &v1::PaymentRequirements) -> TermsComparison {
        let mut result = TermsComparison::default();
        result.member("scheme", self.scheme == entry.scheme);
        result.member("network", entry.network.network().as_ref() == Some(&self.network));
        self.compare_price(
            &entry.asset,
            &entry.pay_to,
            Some(entry.max_amount_required) == self.amount.units(),
            &mut result,
        );
        result
    }

    fn compare_price(&self, asset: &str, pay_to: &str, same_amount: bool, result: &mut TermsComparison) {
        result.address("asset", &self.network, &self.asset, asset);
        result.address("payTo", &self.network, &self.pay_to, pay_to);
        result.member("amount", same_amount);
    }

    /// Compares the signed terms with each entry of `accepts`, in order. The result is `None` for an entry that cannot
    /// be read.
    pub(super) fn compare_all(&self, payment_required: &PaymentRequired) -> Vec<Option<TermsComparison>> {
        match payment_required {
            PaymentRequired::V1(payment_required) => {
                payment_required.accepts.iter().map(|entry| Some(self.compare_v1(Offer::get(entry)?))).collect()
            }
            PaymentRequired::V2(payment_required) => {
                payment_required.accepts.iter().map(|entry| Some(self.compare_v2(Offer::get(entry)?))).collect()
            }
        }
    }
}

impl ReceiptPayload {
    /// Compares a receipt with the settlement that carries it: `success`, network and payer, and also the transaction
    /// if the receipt names one.
    pub(super) fn compare(&self, settlement: &SettleResponse) -> TermsComparison {
        let mut result = TermsComparison::default();
        result.member("success", settlement.outcome == SettleOutcome::Success);
        let network = settlement.network.as_ref().and_then(AnyNetwork::network);
        result.member("network", network.as_ref() == Some(&self.network));
        match &settlement.payer {
            Some(payer) => result.address("payer", &self.network, &self.payer, payer),
            None => result.member("payer", false),
        }
        let transaction = self.transaction.as_ref();
        result.member("transaction", transaction.is_none_or(|transaction| *transaction == settlement.transaction));
        result
    }
}
