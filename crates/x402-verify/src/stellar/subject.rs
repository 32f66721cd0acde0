//! The call of a transaction with its offer, and the data that the checks share.

#![cfg(feature = "stellar")]

use x402_schemes::{
    AccountId,
    stellar::{Address, Authorization, Body, Call, Entry, ScAddress, Transaction, Value, sha256},
};
use x402_types::Amount;

use super::{Detail, offered::Offered, returned::to_amount};
use crate::{
    Authorized, Expires,
    case::Case,
    identity::{Nonce, SettledAs},
    recorder::Recorder,
};

pub(super) fn holds(holds: bool, detail: Detail) -> Result<(), Detail> {
    if holds { Ok(()) } else { Err(detail) }
}

/// The account or contract of an address in XDR.
pub(super) fn address(address: ScAddress) -> Option<Address> {
    if let ScAddress::Address(address) = address { Some(address) } else { None }
}

/// The one operation of a transaction.
#[derive(Clone, Copy)]
pub(super) struct Operation<'a> {
    pub(super) source: Option<Address>,
    pub(super) call: &'a Call<'a>,
    pub(super) entries: &'a [Entry<'a>],
    pub(super) has_data: bool,
    pub(super) signatures: u32,
}

impl<'a> Operation<'a> {
    /// The operation, if it is one that a payment has (T-11).
    pub(super) fn of(transaction: &'a Transaction<'a>) -> Result<Self, Detail> {
        match &transaction.body {
            Body::Call { source, call, entries, resource_fee, signatures } => {
                Ok(Self { source: *source, call, entries, has_data: resource_fee.is_some(), signatures: *signatures })
            }
            Body::Other { operations, first } => Err(Detail::Operations { count: *operations, first: *first }),
        }
    }

    /// The arguments of the transfer (T-15).
    pub(super) fn arguments(&self) -> Result<[&'a Value<'a>; 3], Detail> {
        if self.call.function != b"transfer" {
            return Err(Detail::OtherFunction);
        }
        match self.call.arguments.as_slice() {
            [from, to, amount] => Ok([from, to, amount]),
            others => Err(Detail::Arguments(others.len())),
        }
    }

    /// The entries of addresses, with their indices.
    pub(super) fn signed(&self) -> impl Iterator<Item = (usize, &'a Entry<'a>, Authorization<'a>)> {
        let entries = self.entries.iter().enumerate();
        entries.filter_map(|(index, entry)| Some((index, entry, entry.authorization?)))
    }
}

/// The payer of a transfer, if it can authorize one (T-16).
pub(super) fn payer_of(from: &Value<'_>) -> Result<Address, Detail> {
    let payer = if let Value::Address(payer) = from { address(*payer) } else { None };
    payer.filter(|payer| !matches!(payer, Address::Muxed { .. })).ok_or(Detail::PayerForm)
}

/// The amount of a transfer (T-17).
pub(super) fn amount_of(argument: &Value<'_>) -> Result<Amount, Detail> {
    let amount = if let Value::I128(amount) = argument { to_amount(*amount) } else { None };
    amount.ok_or(Detail::NoAmount)
}

/// An operation, and all data for its checks.
pub(super) struct Subject<'a> {
    pub(super) case: &'a Case<'a>,
    pub(super) offered: &'a Offered,
    pub(super) transaction: &'a Transaction<'a>,
    /// The transaction as XDR.
    pub(super) bytes: &'a [u8],
    pub(super) operation: Operation<'a>,
}

/// The payer's entry, and the digest that it signs.
#[derive(Clone, Copy)]
pub(super) struct PayersEntry<'a> {
    pub(super) index: usize,
    pub(super) payer: Address,
    pub(super) entry: &'a Entry<'a>,
    pub(super) authorization: Authorization<'a>,
    pub(super) digest: [u8; 32],
}

impl<'a> Subject<'a> {
    /// `true` if an address is one of the caller's own. Only its key counts, and not its id (T-12).
    pub(super) fn is_facilitator(&self, address: Address) -> bool {
        let is_same = |account: &AccountId| {
            let AccountId::Stellar(known) = account else { return false };
            known.without_id() == address.without_id()
        };
        self.case.context.facilitators.is_some_and(|facilitators| facilitators.iter().any(is_same))
    }

    /// The latest ledger that is known to be closed. An answer for an earlier one is no answer (T-32).
    pub(super) fn latest_ledger(&self) -> Option<u32> {
        self.case.context.facts.stellar().ledger(&self.case.terms.network).map(|clock| clock.sequence)
    }

    /// The payer's first entry whose credentials sign a digest.
    pub(super) fn entry_of(&self, payer: Address) -> Option<PayersEntry<'a>> {
        let network_id = self.offered.network_id?;
        let mut entries = self.operation.signed();
        entries.find_map(|(index, entry, authorization)| {
            let preimage = entry.preimage(&network_id).filter(|_| authorization.address == payer.into())?;
            Some(PayersEntry { index, payer, entry, authorization, digest: sha256(&preimage) })
        })
    }

    /// Records the payer's authorization (T-35, T-36).
    pub(super) fn authorizes(&self, entry: &PayersEntry<'_>, amount: Amount, recorder: &mut Recorder<'_>) {
        let (Some(asset), Some(pay_to)) = (self.offered.asset, self.offered.pay_to) else { return };
        let Authorization { nonce, expiration_ledger, .. } = entry.authorization;
        recorder.authorizes(Authorized {
            network: self.case.terms.network.clone().into_owned(),
            asset: AccountId::Stellar(asset).into(),
            payer: AccountId::Stellar(entry.payer),
            recipient: AccountId::Stellar(pay_to),
            amount: amount.into(),
            expires: Expires::AfterLedger(expiration_ledger),
            facilitator: None,
            nonce: Nonce::of_network("stellar", &[&entry.payer.to_xdr(), &nonce.to_be_bytes()]),
            transfer: None,
            settled_as: SettledAs::default(),
        });
    }
}
