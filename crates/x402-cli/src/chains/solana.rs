//! Describes a Solana transaction for people, and what was signed in it.

use std::fmt::Write as _;

use x402_schemes::{
    AccountId,
    solana::{
        Address, Config, Instruction, Key, Keys, MessageVersion, Payload, Transaction, TransferChecked, assets,
        programs, sha256,
    },
};
use x402_types::{DecodeOptions, JsonRef, read::Reader};
use x402_verify::{
    CheckId, Facts,
    solana::{MAX_COMPUTE_UNITS, SimulatedTransfer, lookup_table, simulation, sponsor_cost, verify_strict},
};

use super::chain::{Chain, Claim, Verified, payload_of};
use crate::style::printable;

pub(super) const CHAIN: Chain = Chain {
    describe: |payment, facts| describe_payload(payload_of(payment).as_json(), facts),
    claim,
    tokens: |_, asset, amount| {
        let AccountId::Solana(mint) = asset else { return None };
        assets::known(&mint).map(|known| known.tokens(amount))
    },
    sponsor: |report| {
        report.sponsor().map(|sponsor| format!(" {}: at most {}", sponsor.fee_payer, lamports(sponsor.most_lamports)))
    },
};

/// Everything that can be read is told. The checks decide whether it is allowed.
fn read(payload: JsonRef<'_>) -> Option<Payload> {
    Payload::read(payload, &mut Reader::new(&DecodeOptions::LENIENT)).ok()
}

/// Describes the signers, the calls and the cost. Returns `None` if the payload contains no readable transaction.
pub(super) fn describe_payload(payload: JsonRef<'_>, facts: &Facts) -> Option<String> {
    let payload = read(payload)?;
    let transaction = Transaction::decode(&payload.transaction).ok()?;
    let keys = Keys::load(transaction.message(), |table| lookup_table(facts, table)).ok();
    let shown = Shown { transaction: &transaction, length: payload.transaction.len(), keys, facts };
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = shown.write(&mut text);
    Some(text)
}

/// The transfer is to a token account. Whose it is only the check of the destination finds.
fn claim(claim: &mut Claim, verified: &Verified<'_>) {
    let AccountId::Solana(payer) = verified.authorized.payer else { return };
    if !verified.passed(CheckId::TRANSFER) {
        // The transfer is inside of the instruction of a smart wallet, and nobody has seen it.
        *claim = Claim::UNKNOWN;
        return;
    }
    if verified.passed(CheckId::DESTINATION) {
        return;
    }
    let Some(payload) = read(payload_of(verified.payment).as_json()) else { return };
    let Ok(transaction) = Transaction::decode(&payload.transaction) else { return };
    let message = transaction.message();
    let Ok(keys) = Keys::load(message, |table| lookup_table(verified.facts, table)) else { return };
    let mut transfers = message.instructions.iter().filter_map(|compiled| {
        let program = message.key(compiled.program)?;
        let read = Instruction::decode(&program, compiled.accounts, compiled.data);
        if let Instruction::TransferChecked(transfer) = read { Some(transfer) } else { None }
    });
    let is_claimed = |transfer: &TransferChecked<'_>| {
        keys.address(transfer.authority) == Some(payer) && verified.authorized.amount == transfer.amount.into()
    };
    // Without one a simulation showed the transfer, which has the mint and the recipient of the offer.
    if let Some(TransferChecked { mint, destination, .. }) = transfers.find(is_claimed) {
        claim.asset = keys.address(mint).map(|mint| AccountId::Solana(mint).into());
        claim.recipient = keys.address(destination).map(|account| format!("the token account {account}"));
    }
}

/// An amount of lamports, and in SOL: `10001 lamports (0.000010001 SOL)`.
fn lamports(lamports: u64) -> String {
    let sol = format!("{}.{:09}", lamports / 1_000_000_000, lamports % 1_000_000_000);
    let sol = sol.trim_end_matches('0').trim_end_matches('.');
    format!("{lamports} lamports ({sol} SOL)")
}

/// An amount in atomic units, and in tokens if the published tables have the mint.
fn tokens(amount: u64, mint: Option<Address>, name: &dyn std::fmt::Display) -> String {
    let units = format!("{amount} atomic units of {name}");
    let known = mint.and_then(|mint| assets::known(&mint));
    known.map_or_else(|| units.clone(), |known| format!("{} ({units})", known.tokens(amount.into())))
}

struct Shown<'a> {
    transaction: &'a Transaction<'a>,
    /// The length of the transaction in bytes.
    length: usize,
    /// The keys of the message. `None` if the runtime would refuse to load them.
    keys: Option<Keys>,
    facts: &'a Facts,
}

impl Shown<'_> {
    fn write(&self, text: &mut String) -> std::fmt::Result {
        let message = self.transaction.message();
        writeln!(text, "\ntransaction, {}, {} bytes", message.version, self.length)?;
        for (index, (signer, signature)) in message.signers().zip(self.transaction.signatures()).enumerate() {
            let signed = if *signature == [0; 64] {
                "not signed yet"
            } else if verify_strict(&signer, self.transaction.signed_bytes(), signature) {
                "signed"
            } else {
                "not its signature"
            };
            let role = if index == 0 { ", pays the fee" } else { "" };
            writeln!(text, "  signer    {signer}: {signed}{role}")?;
        }
        writeln!(text, "  blockhash {}", Address::new(message.blockhash))?;
        for lookup in &message.lookups {
            let indices = lookup.writable.iter().chain(lookup.readonly);
            let indices: Vec<String> = indices.map(ToString::to_string).collect();
            let known = if lookup_table(self.facts, &lookup.table).is_some() {
                ""
            } else {
                "; the addresses there are not known"
            };
            writeln!(text, "  table     {}: entries {}{known}", lookup.table, indices.join(", "))?;
        }
        if message.version == MessageVersion::V1 {
            self.write_config(text)?;
        }
        for (index, compiled) in message.instructions.iter().enumerate() {
            let Some(program) = message.key(compiled.program) else {
                writeln!(text, "  {index}         a program that the message does not have")?;
                continue;
            };
            let read = Instruction::decode(&program, compiled.accounts, compiled.data);
            let name = programs::name(&program).map_or_else(|| program.to_string(), str::to_owned);
            writeln!(text, "  {index:<9} {name}: {}", self.sentence(&read, &program, compiled.accounts))?;
        }
        self.write_simulation(text)?;
        writeln!(text, "  costs     at most {}", lamports(sponsor_cost(message)))
    }

    /// Writes the config of a transaction of version 1, and the price of a unit that follows from it.
    fn write_config(&self, text: &mut String) -> std::fmt::Result {
        let Config { priority_fee, units, loaded_data, heap } = self.transaction.message().config;
        let known = units.unwrap_or(0).min(MAX_COMPUTE_UNITS);
        writeln!(text, "  config    at most {} compute units", units.unwrap_or(0))?;
        writeln!(text, "  config    at most {} bytes of loaded data", loaded_data.unwrap_or(0))?;
        if let Some(heap) = heap {
            writeln!(text, "  config    a heap of {heap} bytes")?;
        }
        let fee = priority_fee.unwrap_or(0);
        write!(text, "  config    a fee of {}", lamports(fee))?;
        match u128::from(fee).saturating_mul(1_000_000).checked_div(known.into()) {
            Some(price) => writeln!(text, ", or {price} millionths of a lamport for each unit"),
            None => writeln!(text),
        }
    }

    /// Writes the result of the simulation that the caller supplied.
    fn write_simulation(&self, text: &mut String) -> std::fmt::Result {
        match simulation(self.facts, &sha256(self.transaction.signed_bytes())) {
            None => Ok(()),
            Some(None) => writeln!(text, "  simulated it fails"),
            Some(Some(simulation)) => {
                for SimulatedTransfer { program, source, mint, destination, authority, amount } in &simulation.transfers
                {
                    let program = programs::name(&program.address()).unwrap_or_default();
                    let amount = tokens(*amount, Some(*mint), mint);
                    writeln!(
                        text,
                        "  simulated {program}: {authority} transfers {amount} from {source} to {destination}"
                    )?;
                }
                writeln!(text, "  simulated the fee payer loses {}", lamports(simulation.fee_payer_lost))
            }
        }
    }

    fn account(&self, index: u8) -> String {
        match self.keys.as_ref().and_then(|keys| keys.get(index)) {
            Some(Key::Known(address)) => address.to_string(),
            Some(Key::InTable { table, index }) => format!("entry {index} of the table {table}"),
            None => {
                let address = self.transaction.message().key(index);
                address.map_or_else(|| "nobody".into(), |address| address.to_string())
            }
        }
    }

    /// Lists the accounts that an instruction names.
    fn accounts(&self, accounts: &[u8]) -> String {
        if accounts.is_empty() {
            return "no account".into();
        }
        let accounts: Vec<String> = accounts.iter().map(|account| self.account(*account)).collect();
        accounts.join(", ")
    }

    #[allow(
        clippy::wildcard_enum_match_arm,
        reason = "the enum is open, and the other instructions are printed by name"
    )]
    fn sentence(&self, read: &Instruction<'_>, program: &Address, accounts: &[u8]) -> String {
        match read {
            Instruction::SetComputeUnitLimit { units, .. } => format!("at most {units} compute units"),
            Instruction::SetComputeUnitPrice { price, .. } => format!("{price} millionths of a lamport for each unit"),
            Instruction::TransferChecked(transfer) => {
                let mint = self.keys.as_ref().and_then(|keys| keys.address(transfer.mint));
                let amount = tokens(transfer.amount, mint, &self.account(transfer.mint));
                format!(
                    "{} transfers {amount} from {} to {}",
                    self.account(transfer.authority),
                    self.account(transfer.source),
                    self.account(transfer.destination)
                )
            }
            Instruction::Memo { text, .. } => match core::str::from_utf8(text) {
                Ok(text) => format!("\"{}\"", printable(text)),
                Err(_) => format!("{} bytes that are not text", text.len()),
            },
            Instruction::CreateAssociatedAccount { idempotent } => match accounts {
                [funding, account, wallet, mint, ..] => format!(
                    "{} creates and pays for the account {} of {} for {}{}",
                    self.account(*funding),
                    self.account(*account),
                    self.account(*wallet),
                    self.account(*mint),
                    if *idempotent { ", unless it exists" } else { "" }
                ),
                _ => "creates an account, but does not name it".into(),
            },
            guard if guard.is_assertion() => format!("an assertion of the wallet about {}", self.accounts(accounts)),
            Instruction::SystemTransfer { lamports: moved } => match accounts {
                [from, to, ..] => {
                    format!("moves {} from {} to {}", lamports(*moved), self.account(*from), self.account(*to))
                }
                _ => format!("moves {}", lamports(*moved)),
            },
            Instruction::Precompile { signatures } => format!("{signatures} signatures claimed"),
            _ if programs::SMART_WALLETS.contains(program) => {
                format!(
                    "a call of the wallet; only a simulation shows its effects; it may touch {}",
                    self.accounts(accounts)
                )
            }
            other => match other.name() {
                Some(name) => format!("{name} on {}", self.accounts(accounts)),
                None => format!("an unknown instruction, on {}", self.accounts(accounts)),
            },
        }
    }
}
