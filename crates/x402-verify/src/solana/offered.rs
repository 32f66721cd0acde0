//! The part of a verdict on Solana that follows from the offer alone.

use alloc::{string::String, vec::Vec};

use x402_schemes::{
    Terms,
    solana::{Address, TokenProgram, derived::AssociatedAccount},
};

use crate::{CheckId, solana::Detail};

/// The greatest length of a memo that an offer may ask for, in bytes (`scheme_exact_svm.md`, `extra.memo`).
const MAX_MEMO: usize = 256;

/// The members of an offer, read as Solana's. Each is what it should be, or the reason why it is not.
#[derive(Clone, Debug)]
pub(crate) struct Offered {
    mint: Result<Address, Detail>,
    fee_payer: Result<Address, Detail>,
    pay_to: Result<Address, Detail>,
    memo: Result<Option<String>, Detail>,
    /// The accounts that were derived when the offer was prepared. A payment by an offer that was not prepared derives those
    /// that it needs.
    derived: Vec<(AssociatedAccount, Option<Address>)>,
}

impl Offered {
    pub(super) fn read(terms: &Terms<'_>) -> Self {
        let address = |member, text: &str| text.parse().map_err(|_| Detail::NotAddress(member));
        let fee_payer = terms.extra_member("feePayer").and_then(|member| member.string().ok());
        let fee_payer = fee_payer.ok_or(Detail::NoFeePayer);
        Self {
            mint: address("asset", terms.asset),
            fee_payer: fee_payer.and_then(|text| address("extra.feePayer", &text)),
            pay_to: address("payTo", terms.pay_to),
            memo: offered_memo(terms),
            derived: Vec::new(),
        }
    }

    /// Reads the offer, and derives the token accounts of `payTo` and of the fee payer under both token programs. `None` for an
    /// offer on another kind of chain.
    pub(crate) fn prepared(terms: &Terms<'_>) -> Option<Self> {
        if terms.network.namespace() != "solana" {
            return None;
        }
        let offered = Self::read(terms);
        let wallets = [offered.pay_to(), offered.fee_payer()];
        let accounts = [TokenProgram::Token, TokenProgram::Token2022]
            .map(|program| wallets.map(|wallet| offered.account_of(wallet?, program)));
        let accounts = accounts.as_flattened().iter().flatten();
        let derived = accounts.map(|account| (*account, address_of(account))).collect();
        Some(Self { derived, ..offered })
    }

    /// The checks of the offer, with their outcomes.
    pub(super) fn checks(&self) -> [(CheckId, Result<(), Detail>); 4] {
        [
            (CheckId::ASSET_ADDRESS, self.mint.and(Ok(()))),
            (CheckId::FEE_PAYER_ADDRESS, self.fee_payer.and(Ok(()))),
            (CheckId::PAY_TO_ADDRESS, self.pay_to.and(Ok(()))),
            (CheckId::MEMO_OFFER, self.memo.as_ref().map_err(|detail| *detail).and(Ok(()))),
        ]
    }

    pub(super) fn mint(&self) -> Option<Address> {
        self.mint.ok()
    }

    pub(super) fn fee_payer(&self) -> Option<Address> {
        self.fee_payer.ok()
    }

    pub(super) fn pay_to(&self) -> Option<Address> {
        self.pay_to.ok()
    }

    /// The memo that the offer asks for. `None` if the offer asks for none (S-7).
    pub(super) fn memo(&self) -> Option<&str> {
        self.memo.as_ref().ok()?.as_deref()
    }

    /// The associated account of a wallet for the asset of the offer.
    pub(super) fn account_of(&self, owner: Address, program: TokenProgram) -> Option<AssociatedAccount> {
        Some(AssociatedAccount { owner, mint: self.mint()?, token_program: program.address() })
    }

    /// The address of an associated account: looked up, or else derived, which costs a square root for each bump.
    pub(super) fn address_of(&self, account: &AssociatedAccount) -> Option<Address> {
        match self.looked_up(account) {
            Some(address) => address,
            None => address_of(account),
        }
    }

    /// What was derived when the offer was prepared, if the account was among that.
    pub(super) fn looked_up(&self, account: &AssociatedAccount) -> Option<Option<Address>> {
        self.derived.iter().find(|(derived, _)| derived == account).map(|(_, address)| *address)
    }
}

fn address_of(account: &AssociatedAccount) -> Option<Address> {
    account.derive().map(|(address, _)| address)
}

/// Reads the memo of the offer. An empty memo asks for none. A memo that is not a text, or is too long, makes the offer
/// invalid (S-7).
fn offered_memo(terms: &Terms<'_>) -> Result<Option<String>, Detail> {
    let Some(member) = terms.extra_member("memo") else { return Ok(None) };
    let memo = member.string().map_err(|_| Detail::MemoOffer)?;
    if memo.len() > MAX_MEMO {
        return Err(Detail::MemoOffer);
    }
    Ok(Some(memo.into_owned()).filter(|memo| !memo.is_empty()))
}
