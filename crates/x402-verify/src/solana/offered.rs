//! The part of a verdict on Solana that follows from the offer alone.

#![cfg(feature = "solana")]

use alloc::{borrow::Cow, string::String, vec::Vec};

use x402_schemes::{
    Terms,
    solana::{
        Address, TokenProgram, TransactionVersions, UnusableMemo, UnusableVersions, derived::AssociatedAccount,
        offered_memo,
    },
};

use crate::{CheckId, solana::Detail};

/// The fields of an offer, read as Solana's. A field is `None` if it cannot be used.
#[derive(Clone, Debug)]
pub(crate) struct Offered {
    pub(super) mint: Option<Address>,
    pub(super) fee_payer: Option<Address>,
    pub(super) pay_to: Option<Address>,
    /// The versions of transactions that the offer lists. `None` if it has no list (U-21).
    pub(super) versions: Option<Result<TransactionVersions, UnusableVersions>>,
    /// `true` if the offer's fee payer is a string.
    names_fee_payer: bool,
    /// The memo that the offer requires. `None` if it requires none (S-7).
    memo: Result<Option<String>, UnusableMemo>,
    /// The accounts that were derived when the offer was prepared. Empty for an offer that was not prepared: the payment then
    /// derives the accounts that it needs.
    derived: Vec<(AssociatedAccount, Option<Address>)>,
}

impl Offered {
    pub(super) fn read(terms: &Terms<'_>) -> Self {
        let fee_payer = terms.extra_member("feePayer").and_then(|member| member.string().ok());
        Self {
            mint: terms.asset.parse().ok(),
            fee_payer: fee_payer.as_ref().and_then(|text| text.parse().ok()),
            pay_to: terms.pay_to.parse().ok(),
            versions: TransactionVersions::offered(terms),
            names_fee_payer: fee_payer.is_some(),
            memo: offered_memo(terms).map(|memo| memo.map(Cow::into_owned)),
            derived: Vec::new(),
        }
    }

    /// Reads the offer, and derives the token accounts of `payTo` and of the fee payer under both token programs.
    /// `None` for an offer on a different chain family.
    pub(crate) fn of(terms: &Terms<'_>) -> Option<Self> {
        if terms.network.namespace() != "solana" {
            return None;
        }
        let offered = Self::read(terms);
        let wallets = [offered.pay_to, offered.fee_payer];
        let accounts = [TokenProgram::Token, TokenProgram::Token2022]
            .map(|program| wallets.map(|wallet| offered.account_of(wallet?, program)));
        let accounts = accounts.as_flattened().iter().flatten();
        let derived = accounts.map(|account| (*account, address_of(account))).collect();
        Some(Self { derived, ..offered })
    }

    /// The checks of the offer, with their outcomes.
    pub(super) fn checks(&self) -> impl Iterator<Item = (CheckId, Result<(), Detail>)> {
        let holds = |is_read: bool, otherwise| if is_read { Ok(()) } else { Err(otherwise) };
        let no_fee_payer = if self.names_fee_payer { Detail::NotAddress("extra.feePayer") } else { Detail::NoFeePayer };
        let versions = self
            .versions
            .map(|versions| (CheckId::TRANSACTION_VERSIONS, holds(versions.is_ok(), Detail::TransactionVersions)));
        let always = [
            (CheckId::ASSET_ADDRESS, holds(self.mint.is_some(), Detail::NotAddress("asset"))),
            (CheckId::FEE_PAYER_ADDRESS, holds(self.fee_payer.is_some(), no_fee_payer)),
            (CheckId::PAY_TO_ADDRESS, holds(self.pay_to.is_some(), Detail::NotAddress("payTo"))),
            (CheckId::MEMO_OFFER, holds(self.memo.is_ok(), Detail::MemoOffer)),
        ];
        always.into_iter().chain(versions)
    }

    /// The memo that the offer requires. `None` if it requires none, or one that no payment can have (S-7).
    pub(super) fn memo(&self) -> Option<&str> {
        self.memo.as_ref().ok()?.as_deref()
    }

    /// The associated account of a wallet for the asset of the offer.
    pub(super) fn account_of(&self, owner: Address, program: TokenProgram) -> Option<AssociatedAccount> {
        Some(AssociatedAccount { owner, mint: self.mint?, token_program: program.address() })
    }

    /// The address of an associated account: looked up, or else derived, which costs a square root for each bump. `None` if no
    /// bump gives an address.
    pub(super) fn address_of(&self, account: &AssociatedAccount) -> Option<Address> {
        match self.looked_up(account) {
            Some(address) => address,
            None => address_of(account),
        }
    }

    /// The address of an account that was derived when the offer was prepared. `None` for any other account, and
    /// `Some(None)` if the account has no address.
    pub(super) fn looked_up(&self, account: &AssociatedAccount) -> Option<Option<Address>> {
        self.derived.iter().find(|(derived, _)| derived == account).map(|(_, address)| *address)
    }
}

fn address_of(account: &AssociatedAccount) -> Option<Address> {
    account.derive().map(|derived| derived.address)
}
