//! The transfer that pays (S-6).

#![cfg(feature = "solana")]

use alloc::vec::Vec;

use x402_schemes::solana::{Address, Instruction, TokenProgram, TransferChecked, programs};
use x402_types::{Amount, Flag};

use super::{
    memo,
    subject::{Subject, holds},
};
use crate::solana::{
    Detail, Multisig, Settling, TakenFor,
    questions::{self, MultisigProgram},
};
use crate::{
    CheckId, TransferKey,
    amounts::{check_amount, check_exact_charge},
    recorder::Recorder,
};

impl Subject<'_> {
    pub(super) fn read_transfer(&self) -> Result<TransferChecked<'_>, Detail> {
        let call = self.layout.transfer.ok_or(Detail::NoTransfer)?;
        let Some(transfer) = self.layout.transfer_checked() else {
            return Err(Detail::NotTransferChecked { instruction: call.index, name: call.read.name() });
        };
        if transfer.trailing > 0 && transfer.program == TokenProgram::Token2022 {
            return Err(Detail::TransferTrailing(transfer.trailing));
        }
        Ok(transfer)
    }

    /// Checks the transfer (S-6), except the accounts that must be derived.
    pub(super) fn check_transfer(&self, transfer: &TransferChecked<'_>, recorder: &mut Recorder<'_>) {
        recorder.flag_if(transfer.trailing > 0, Flag::TrailingData);
        recorder.flag_if(!transfer.more.is_empty(), Flag::ExtraAccounts);
        self.authorizes(self.keys.address(transfer.authority), transfer.amount.into(), recorder);
        match (self.keys.address(transfer.mint), self.offered.mint) {
            (_, None) => recorder.skip(CheckId::MINT, CheckId::ASSET_ADDRESS),
            (None, _) => recorder.skip(CheckId::MINT, CheckId::LOOKUP_TABLES),
            (Some(transferred), Some(offered)) => {
                let detail = Detail::Mint { transferred, offered };
                recorder.check(CheckId::MINT, holds(transferred == offered, detail));
            }
        }
        self.check_arriving(self.keys.address(transfer.destination), transfer.amount, recorder);
        let read_only = [("source", transfer.source), ("destination", transfer.destination)];
        let read_only = read_only.into_iter().find(|(_, account)| !self.keys.is_writable(*account));
        let writable = read_only.map_or(Ok(()), |(name, _)| Err(Detail::ReadOnly(name)));
        recorder.check(CheckId::WRITABLE, writable);
        recorder.check(CheckId::SOURCE, self.check_source(transfer));
        self.check_authority(transfer, recorder);
    }

    /// Checks that the source is not the destination, and can be a token account (S-6).
    fn check_source(&self, transfer: &TransferChecked<'_>) -> Result<(), Detail> {
        holds(transfer.source != transfer.destination, Detail::SourceIsDestination)?;
        holds(transfer.source != transfer.mint, Detail::SourceIsMint)?;
        let Some(source) = self.keys.address(transfer.source) else { return Ok(()) };
        let is_called = self.layout.calls.iter().any(|call| call.program == source);
        let is_other = is_called
            || self.offered.mint == Some(source)
            || source == programs::SYSTEM
            || programs::SYSVARS.contains(&source);
        holds(!is_other, Detail::SourceIsNoTokenAccount(source))
    }

    /// Checks that the authority signs (S-6). For a multisig account its members sign, which follow it in the
    /// instruction. The program asks them even if the key of the account itself has signed.
    fn check_authority(&self, transfer: &TransferChecked<'_>, recorder: &mut Recorder<'_>) {
        let signs = self.keys.is_signer(transfer.authority);
        let is_followed = transfer.more.iter().any(|account| self.keys.is_signer(*account));
        let Some(authority) = self.keys.address(transfer.authority) else {
            // A key of a table never signs. For a multisig, its members do.
            return if is_followed {
                recorder.skip(CheckId::AUTHORITY, CheckId::LOOKUP_TABLES);
            } else {
                recorder.fail(CheckId::AUTHORITY, Detail::AuthorityOfTable);
            };
        };
        match self.case.context.facts.solana().multisig(&authority) {
            Some(Some(multisig)) => {
                let members = self.members_sign(transfer, authority, multisig);
                if asks_members(transfer.program, multisig) || signs == members.is_ok() {
                    recorder.check(CheckId::AUTHORITY, members);
                } else {
                    self.check_multisig_program(authority, recorder);
                }
            }
            _ if signs => recorder.pass(CheckId::AUTHORITY),
            None if is_followed => {
                recorder.ask(CheckId::AUTHORITY, questions::Multisig { authority });
            }
            _ => recorder.fail(CheckId::AUTHORITY, Detail::Authority(authority)),
        }
    }

    /// The version of Token-2022 decides which account must sign, and a simulation shows which version it is (S-6).
    fn check_multisig_program(&self, authority: Address, recorder: &mut Recorder<'_>) {
        match self.simulation() {
            None => {
                let (transaction, message, keys) = (self.bytes.to_vec(), self.message, self.keys.clone());
                let asked = MultisigProgram { authority, transaction, message, keys };
                recorder.ask(CheckId::AUTHORITY, asked);
            }
            Some(None) => recorder.fail(CheckId::AUTHORITY, Detail::SimulationFails),
            Some(Some(_)) => recorder.pass(CheckId::AUTHORITY),
        }
    }

    /// Counts as the token programs do: each entry among the members whose key signs. No member may be named that does
    /// not sign.
    fn members_sign(
        &self,
        transfer: &TransferChecked<'_>,
        authority: Address,
        multisig: &Multisig,
    ) -> Result<(), Detail> {
        let mut named = Vec::new();
        for account in transfer.more {
            let member = self.keys.address(*account).filter(|address| multisig.members.contains(address));
            let Some(member) = member else { continue };
            if !self.keys.is_signer(*account) {
                return Err(Detail::MultisigMember(member));
            }
            named.push(member);
        }
        let signed = multisig.members.iter().filter(|member| named.contains(member)).count();
        let required = multisig.required;
        holds(signed >= usize::from(required), Detail::MultisigShort { authority, signed, required })
    }

    /// Returns whether this signer is a member of the multisig authority. `None` if the authority's own key signs and
    /// it may still be a multisig account.
    pub(super) fn is_member(&self, transfer: &TransferChecked<'_>, signer: u8) -> Option<bool> {
        if !transfer.more.contains(&signer) {
            return Some(false);
        }
        let multisig =
            self.keys.address(transfer.authority).and_then(|it| self.case.context.facts.solana().multisig(&it));
        match multisig {
            Some(Some(multisig)) => {
                Some(self.keys.address(signer).is_some_and(|address| multisig.members.contains(&address)))
            }
            // The check of the authority decides this case.
            None | Some(None) if !self.keys.is_signer(transfer.authority) => Some(true),
            Some(None) => Some(false),
            None => None,
        }
    }

    pub(super) fn settling(&self, transfer: &TransferChecked<'_>) -> Settling {
        let address = |index| self.keys.address(index);
        Settling {
            program: transfer.program,
            mint: address(transfer.mint),
            decimals: Some(transfer.decimals),
            source: address(transfer.source).map(|source| (source, self.taken_for(transfer))),
            destination: address(transfer.destination),
            pay_to: self.offered.pay_to,
            authority: address(transfer.authority),
            fee_payer: self.offered.fee_payer,
            amount: transfer.amount,
            may_make_destination: self
                .layout
                .rest
                .iter()
                .any(|call| matches!(call.read, Instruction::CreateAssociatedAccount { .. })),
        }
    }

    fn taken_for(&self, transfer: &TransferChecked<'_>) -> TakenFor {
        let multisig = self
            .keys
            .address(transfer.authority)
            .and_then(|it| self.case.context.facts.solana().multisig(&it))
            .flatten();
        multisig.map_or(TakenFor::Signer, |multisig| TakenFor::Multisig(multisig.clone()))
    }

    /// The key that recognises a transfer when it is signed again: source, mint, destination, amount and memos.
    pub(super) fn transfer_key(&self) -> Option<TransferKey> {
        let transfer = self.layout.transfer_checked().filter(|_| !self.is_wrapped())?;
        let account = |index| self.keys.address(index);
        let sides = [account(transfer.source)?, account(transfer.mint)?, account(transfer.destination)?];
        let memos = self.layout.calls.iter().filter_map(memo::text);
        let program = transfer.program.address();
        let [source, mint, destination] = &sides;
        let accounts = [program.as_ref(), source.as_ref(), mint.as_ref(), destination.as_ref()];
        let amount = transfer.amount.to_be_bytes();
        let fields = [b"solana".as_slice()].into_iter().chain(accounts).chain([amount.as_slice()]).chain(memos);
        Some(TransferKey::new(fields))
    }

    /// V1 and the Solana specification require "at least", so Solana has a separate amount rule (B-7).
    pub(super) fn check_amount(&self, signed: Amount, recorder: &mut Recorder<'_>) {
        let rule = self.case.context.policy.solana.amount_rule;
        check_amount(CheckId::TRANSFER_AMOUNT, signed, self.case.terms, rule, recorder);
        recorder.flag_if(signed.get().is_zero(), Flag::ZeroAmount);
        check_exact_charge(CheckId::TRANSFER_CHARGE, signed, self.case.context, recorder);
    }

    /// Checks the destination and the source against the associated accounts of `payTo` and of the fee payer (S-6).
    pub(super) fn check_derived(&self, recorder: &mut Recorder<'_>) {
        if self.is_wrapped() {
            return self.check_simulated_sides(recorder);
        }
        let because = match self.layout.transfer_checked() {
            None => Some(CheckId::TRANSFER),
            Some(_) => recorder.first_failure(),
        };
        let (Some(transfer), None) = (self.layout.transfer_checked(), because) else {
            for id in [CheckId::DESTINATION, CheckId::SPONSOR_TOKENS] {
                recorder.skip(id, because.unwrap_or(CheckId::TRANSFER));
            }
            return;
        };
        match (self.keys.address(transfer.destination), self.address_of(self.offered.pay_to, transfer.program)) {
            (Some(paid), Some(expected)) => {
                let detail = Detail::Destination { paid, expected };
                recorder.check(CheckId::DESTINATION, holds(paid == expected, detail));
            }
            _ => recorder.skip(CheckId::DESTINATION, CheckId::LOOKUP_TABLES),
        }
        let Some(source) = self.keys.address(transfer.source) else {
            return recorder.skip(CheckId::SPONSOR_TOKENS, CheckId::LOOKUP_TABLES);
        };
        let is_sponsors = self.is_sponsors(source, &transfer);
        recorder.check(CheckId::SPONSOR_TOKENS, holds(!is_sponsors, Detail::SourceOfFeePayer));
    }

    /// `true` if an account is the associated account of the fee payer, or one that the fee payer owns in a simulation.
    /// If the offer was not prepared, the fee payer's account is derived only if hashes alone do not show that the
    /// account is the authority's. Both ways give the same answer, because no two accounts have one hash.
    fn is_sponsors(&self, source: Address, transfer: &TransferChecked<'_>) -> bool {
        if self.simulation().flatten().is_some_and(|simulation| simulation.fee_payer_accounts.contains(&source)) {
            return true;
        }
        let fee_payer = self.offered.fee_payer;
        let Some(account) = self.account_of(fee_payer, transfer.program) else { return false };
        if let Some(address) = self.offered.looked_up(&account) {
            return address == Some(source);
        }
        let other = self.keys.address(transfer.authority).filter(|authority| Some(*authority) != fee_payer);
        let is_others = self.account_of(other, transfer.program).is_some_and(|account| account.is_hashed_to(&source));
        !is_others && self.offered.address_of(&account) == Some(source)
    }
}

/// `true` if every version of the program requires the members of such an account to sign. Token-2022 requires the
/// members of a multisig account of Token from version 11 on.
fn asks_members(program: TokenProgram, multisig: &Multisig) -> bool {
    program == TokenProgram::Token || multisig.program != Some(TokenProgram::Token)
}
