//! A transaction with its offer, and the data that the checks of its message share.

#![cfg(feature = "solana")]

use x402_schemes::{
    AccountId,
    solana::{Address, Keys, MessageVersion, TokenProgram, Transaction, derived::AssociatedAccount, programs},
};
use x402_types::Amount;

use super::{
    layout::{Call, Layout},
    offered::Offered,
};
use crate::solana::Detail;
use crate::{
    Authorized, Expires,
    case::Case,
    identity::{Nonce, SettledAs},
    recorder::Recorder,
};

pub(super) fn holds(holds: bool, detail: Detail) -> Result<(), Detail> {
    if holds { Ok(()) } else { Err(detail) }
}

/// A transaction, and all data for its checks.
pub(super) struct Subject<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) transaction: &'a Transaction<'a>,
    /// The SHA-256 of the signed message.
    pub(super) message: [u8; 32],
    pub(super) keys: &'a Keys,
    pub(super) layout: Layout<'a>,
    pub(super) offered: &'a Offered,
    pub(super) case: &'a Case<'a>,
}

impl Subject<'_> {
    pub(super) fn is_version_1(&self) -> bool {
        self.transaction.message().version == MessageVersion::V1
    }

    /// The fault of an instruction that the layout does not allow.
    pub(super) fn misplaced(&self, call: &Call<'_>) -> Detail {
        if self.is_version_1() && call.program == programs::COMPUTE_BUDGET {
            return Detail::BudgetInVersion1 { instruction: call.index };
        }
        Detail::Program { instruction: call.index, program: call.program, name: call.read.name() }
    }

    /// `true` if the transfer is inside an instruction of a smart wallet, and the policy accepts that.
    pub(super) fn is_wrapped(&self) -> bool {
        self.case.context.policy.solana.smart_wallets && self.layout.is_wrapped()
    }

    /// The associated account of this wallet for the asset of the offer.
    pub(super) fn account_of(&self, owner: Option<Address>, program: TokenProgram) -> Option<AssociatedAccount> {
        self.offered.account_of(owner?, program)
    }

    /// The address of that account.
    pub(super) fn address_of(&self, owner: Option<Address>, program: TokenProgram) -> Option<Address> {
        self.offered.address_of(&self.account_of(owner, program)?)
    }

    pub(super) fn authorizes(&self, payer: Option<Address>, amount: Amount, recorder: &mut Recorder<'_>) {
        let (Some(mint), Some(pay_to), Some(payer)) = (self.offered.mint, self.offered.pay_to, payer) else {
            return;
        };
        recorder.authorizes(Authorized {
            network: self.case.terms.network.clone().into_owned(),
            asset: AccountId::Solana(mint).into(),
            payer: AccountId::Solana(payer),
            recipient: AccountId::Solana(pay_to),
            amount: amount.into(),
            expires: Expires::WithBlockhash(self.transaction.message().blockhash),
            facilitator: None,
            // The chain accepts each message once (S-9).
            nonce: Nonce::of_itself("solana", &[self.message.as_slice()]),
            transfer: self.transfer_key(),
            // The specification uses this name for the fee payer, and every SDK for the payer (scheme_exact_svm.md,
            // "PAYMENT-RESPONSE").
            settled_as: SettledAs {
                transaction: None,
                is_off_chain: false,
                sponsor: self.transaction.message().fee_payer().map(AccountId::Solana),
                // Only a simulation shows from which account a smart wallet pays. Or the payment is a hidden transfer.
                is_payer_claimed: self.is_wrapped()
                    && (self.hides_transfer() || !matches!(self.simulation(), Some(Some(_)))),
            },
        });
    }
}
