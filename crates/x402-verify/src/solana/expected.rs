//! The answers of Solana with which a payment can be settled, for people.

use alloc::{format, string::String};

use super::Question;

pub(super) fn of(question: &Question) -> Option<String> {
    use Question as Q;
    Some(match question {
        Q::TransactionVersion => return None,
        Q::LookupTables { .. } => "accounts of the lookup-table program, with the entries that the message uses".into(),
        Q::SmartWallet { .. } => {
            "no error, exactly one TransferChecked, which is the payment, and no other loss".into()
        }
        Q::Multisig { authority } => format!("{authority} is a multisig account whose required signers have signed"),
        Q::MultisigProgram { .. } | Q::Simulation { .. } => "no error".into(),
        Q::Blockhash { .. } => "true".into(),
        Q::Mint { program, decimals, .. } => {
            let decimals = decimals.map_or_else(String::new, |decimals| format!(", with {decimals} decimals"));
            format!("owned by {}{decimals}, and nothing keeps back a part of a transfer", program.address())
        }
        Q::Source { mint, authority, at_least, .. } => {
            format!("at least {at_least} of the mint {mint}, which {authority} may move, and not frozen")
        }
        Q::Destination { owner, mint, .. } => {
            format!("an account of {owner} and of the mint {mint}, not frozen, that requires no memo")
        }
    })
}
