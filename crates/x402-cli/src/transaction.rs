//! A transaction of Solana as people read one.

use std::fmt::Write as _;

use x402_schemes::solana::{
    Address, Instruction, Key, Keys, Message, MessageVersion, Payload, Transaction, assets, programs,
};
use x402_types::{DecodeOptions, read::Reader};
use x402_verify::{Payment, solana::sponsor_cost};

use crate::style::printable;

/// Who signs, what is called, what it costs; nothing where the payment carries no transaction that can be read.
pub(crate) fn describe(payment: Payment<'_>) -> Option<String> {
    let payload = match payment {
        Payment::V1(payment) => &payment.payload,
        Payment::V2(payment) => &payment.payload,
    };
    // What can be read is shown; the checks say whether it may be so.
    let payload = Payload::read(payload.as_json(), &mut Reader::new(&DecodeOptions::LENIENT)).ok()?;
    let transaction = Transaction::parse(&payload.transaction).ok()?;
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = write(&mut text, &payload.transaction, &transaction);
    Some(text)
}

fn write(text: &mut String, bytes: &[u8], transaction: &Transaction<'_>) -> std::fmt::Result {
    let message = transaction.message();
    let version = match message.version {
        MessageVersion::Legacy => "legacy",
        MessageVersion::V0 => "version 0",
    };
    writeln!(text, "\ntransaction, {version}, {} bytes", bytes.len())?;
    for (index, (signer, signature)) in message.signers().zip(transaction.signatures()).enumerate() {
        let signed = if *signature == [0; 64] { "not signed yet" } else { "signed" };
        let role = if index == 0 { ", pays the fee" } else { "" };
        writeln!(text, "  signer    {signer}: {signed}{role}")?;
    }
    writeln!(text, "  blockhash {}", Address::new(message.blockhash))?;
    for lookup in &message.lookups {
        let count = lookup.writable.len() + lookup.readonly.len();
        writeln!(text, "  table     {}: {count} keys", lookup.table)?;
    }
    let keys = Keys::load(message, |_| None).ok();
    for (index, compiled) in message.instructions.iter().enumerate() {
        let Some(program) = message.key(compiled.program) else {
            writeln!(text, "  {index}         a program that the message does not have")?;
            continue;
        };
        let read = Instruction::read(&program, compiled.accounts, compiled.data);
        let program = programs::name(&program).map_or_else(|| program.to_string(), str::to_owned);
        writeln!(text, "  {index:<9} {program}: {}", sentence(&read, message, keys.as_ref()))?;
    }
    writeln!(text, "  costs     {} lamports at most", sponsor_cost(message))
}

#[allow(clippy::wildcard_enum_match_arm, reason = "an open enum: the rest is said by name")]
fn sentence(read: &Instruction<'_>, message: &Message<'_>, keys: Option<&Keys>) -> String {
    let account = |index: u8| match keys.and_then(|keys| keys.get(index)) {
        Some(Key::Known(address)) => address.to_string(),
        Some(Key::InTable { table, index }) => format!("entry {index} of the table {table}"),
        None => message.key(index).map_or_else(|| "nobody".into(), |address| address.to_string()),
    };
    match read {
        Instruction::SetComputeUnitLimit { units, .. } => format!("at most {units} compute units"),
        Instruction::SetComputeUnitPrice { price, .. } => format!("{price} millionths of a lamport for each unit"),
        Instruction::TransferChecked(transfer) => {
            let mint = keys.and_then(|keys| keys.address(transfer.mint));
            let units = format!("{} atomic units of {}", transfer.amount, account(transfer.mint));
            let amount = mint
                .and_then(|mint| assets::known(&mint))
                .map_or_else(|| units.clone(), |known| format!("{} ({units})", known.tokens(transfer.amount.into())));
            format!(
                "{} transfers {amount} from {} to {}",
                account(transfer.authority),
                account(transfer.source),
                account(transfer.destination)
            )
        }
        Instruction::Memo { text, .. } => match core::str::from_utf8(text) {
            Ok(text) => format!("\"{}\"", printable(text)),
            Err(_) => format!("{} bytes that are no text", text.len()),
        },
        Instruction::SystemTransfer { lamports } => format!("Transfer of {lamports} lamports"),
        Instruction::Precompile { signatures } => format!("{signatures} signatures claimed"),
        other => other.name().unwrap_or("an instruction that is not known here").to_owned(),
    }
}
