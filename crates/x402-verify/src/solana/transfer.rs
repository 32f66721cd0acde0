//! S-6: the transfer that pays.

use x402_schemes::solana::{Address, TokenProgram, TransferChecked, derived};
use x402_types::{Amount, Flag};

use super::{
    exact::{Subject, flag_if, holds, question},
    offered::solana,
};
use crate::{
    CheckId, Detail, Phase, Report, SolanaDetail, SolanaQuestion,
    shared::{check_amount, check_exact_charge},
};

impl Subject<'_> {
    pub(super) fn read_transfer(&self) -> Result<TransferChecked<'_>, Detail> {
        let call = self.layout.transfer.ok_or(solana(SolanaDetail::NoTransfer))?;
        let Some(transfer) = self.layout.transfer_checked() else {
            return Err(solana(SolanaDetail::NotTransferChecked { instruction: call.index, name: call.read.name() }));
        };
        if transfer.trailing > 0 && transfer.program == TokenProgram::Token2022 {
            return Err(solana(SolanaDetail::TransferTrailing(transfer.trailing)));
        }
        Ok(transfer)
    }

    /// S-6, but for what has to be derived.
    pub(super) fn check_transfer(&self, transfer: &TransferChecked<'_>, report: &mut Report) {
        flag_if(transfer.trailing > 0, Flag::TrailingData, report);
        flag_if(!transfer.more.is_empty(), Flag::ExtraAccounts, report);
        self.authorizes(self.keys.address(transfer.authority), transfer.amount.into(), report);
        match (self.keys.address(transfer.mint), self.offered.mint) {
            (_, None) => report.skip(CheckId::Mint, CheckId::AssetAddress),
            (None, _) => report.skip(CheckId::Mint, CheckId::LookupTables),
            (Some(transferred), Some(offered)) => {
                let detail = SolanaDetail::Mint { transferred, offered };
                report.check(CheckId::Mint, holds(transferred == offered, detail));
            }
        }
        self.check_amount(transfer.amount.into(), report);
        let read_only = [("source", transfer.source), ("destination", transfer.destination)];
        let read_only = read_only.into_iter().find(|(_, account)| !self.keys.is_writable(*account));
        let writable = read_only.map_or(Ok(()), |(name, _)| Err(solana(SolanaDetail::ReadOnly(name))));
        report.check(CheckId::Writable, writable);
        let differ = transfer.source != transfer.destination;
        report.check(CheckId::Source, holds(differ, SolanaDetail::SourceIsDestination));
        let authority = self.keys.address(transfer.authority);
        match authority {
            _ if self.keys.is_signer(transfer.authority) => report.pass(CheckId::Authority),
            Some(authority) if transfer.more.iter().any(|account| self.keys.is_signer(*account)) => {
                report.needs_answer(CheckId::Authority, question(SolanaQuestion::Multisig { authority }));
            }
            Some(authority) => report.fail(CheckId::Authority, solana(SolanaDetail::Authority(authority))),
            None => report.skip(CheckId::Authority, CheckId::LookupTables),
        }
    }

    /// B-7
    pub(super) fn check_amount(&self, signed: Amount, report: &mut Report) {
        check_amount(CheckId::TransferAmount, signed, self.terms, self.context, report);
        flag_if(signed.get().is_zero(), Flag::ZeroAmount, report);
        check_exact_charge(CheckId::TransferCharge, signed, self.context, report);
    }

    pub(super) fn skip_charge(&self, because: CheckId, report: &mut Report) {
        if self.context.phase != Phase::Verify {
            report.skip(CheckId::TransferCharge, because);
        }
    }

    /// S-6: the associated accounts of `payTo` and of the fee payer.
    pub(super) fn check_derived(&self, report: &mut Report) {
        let because = match self.layout.transfer_checked() {
            _ if self.is_wrapped() => Some(CheckId::Programs),
            None => Some(CheckId::Transfer),
            Some(_) => report.first_failure(),
        };
        let (Some(transfer), None) = (self.layout.transfer_checked(), because) else {
            for id in [CheckId::Destination, CheckId::SponsorTokens] {
                report.skip(id, because.unwrap_or(CheckId::Transfer));
            }
            return;
        };
        // Nothing has failed, so that all of these are there.
        let (mint, program) = (self.offered.mint, transfer.program.address());
        let account_of = |owner: Option<Address>| Some(derived::associated_account(&owner?, &mint?, &program)?.0);
        match (self.keys.address(transfer.destination), account_of(self.offered.pay_to)) {
            (Some(paid), Some(expected)) => {
                let detail = SolanaDetail::Destination { paid, expected };
                report.check(CheckId::Destination, holds(paid == expected, detail));
            }
            _ => report.skip(CheckId::Destination, CheckId::LookupTables),
        }
        let Some(source) = self.keys.address(transfer.source) else {
            return report.skip(CheckId::SponsorTokens, CheckId::LookupTables);
        };
        let is_of = |owner: Address| mint.is_some_and(|mint| derived::is_hashed_for(&source, &owner, &mint, &program));
        let others = self.keys.address(transfer.authority).filter(|owner| Some(*owner) != self.offered.fee_payer);
        let is_sponsors = !others.is_some_and(is_of) && account_of(self.offered.fee_payer) == Some(source);
        report.check(CheckId::SponsorTokens, holds(!is_sponsors, SolanaDetail::SourceOfFeePayer));
    }
}
