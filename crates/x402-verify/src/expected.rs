//! The answers with which a payment can be settled.

use alloc::{
    format,
    string::{String, ToString},
};

use x402_schemes::Hex;

use crate::{Question, evm, solana};

impl Question {
    /// The answer with which the payment can be settled, for people: a value to compare with, or a condition. `None` if
    /// no answer of a node decides.
    #[must_use]
    pub fn expected(&self) -> Option<String> {
        match self {
            Self::Verifier { .. } | Self::OfferReceipt(_) | Self::SignInWithX(_) => None,
            Self::Evm(question) => Some(of_evm(question)),
            Self::Solana(question) => of_solana(question),
        }
    }
}

fn of_evm(question: &evm::Question) -> String {
    use evm::Question as Q;
    match question {
        Q::AccountCode { .. } => "0x; with any other answer the code of the account decides".into(),
        Q::ContractSignature { .. } => "0x1626ba7e and 28 zero bytes".into(),
        Q::CounterfactualSignature { .. } => "the wallet accepts the signature".into(),
        Q::DomainNames { .. } => "the name and the version with which the payer signed".into(),
        Q::DomainSeparator { .. } => "the separator with which the payer signed".into(),
        Q::TokenDomain { separator, .. } => Hex(separator).to_string(),
        Q::Balance { at_least, .. } | Q::Allowance { at_least, .. } | Q::GatewayBalance { at_least, .. } => {
            format!("at least {at_least}")
        }
        Q::GatewayNonce { .. } => "the operator has not seen this nonce".into(),
        Q::AuthorizationUnused { .. } => "false, which is 32 zero bytes".into(),
        Q::TokenPermit { .. } | Q::Transfer { .. } | Q::Settlement { .. } => "no revert".into(),
        Q::Facilitator { facilitator, .. } => format!("{facilitator} is an address of yours"),
        Q::ContractCode { .. } => "anything but 0x".into(),
        Q::PermitUnused { nonce, .. } => format!("bit {} is 0", nonce.bit()),
        Q::PermitNonce { nonce, .. } => nonce.to_string(),
        Q::TransactionCount { nonce, .. } => nonce.to_string(),
        Q::GasPrice { max_fee, .. } => format!("at most {max_fee}"),
        Q::NativeBalance { at_least, .. } => format!("at least {at_least}"),
        Q::DataFee { .. } => "a number of wei, which is added to the cost of the gas".into(),
    }
}

fn of_solana(question: &solana::Question) -> Option<String> {
    use solana::Question as Q;
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
