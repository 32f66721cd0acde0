//! The answers of an EVM chain with which a payment can be settled, for people.

use alloc::{
    format,
    string::{String, ToString},
};

use x402_schemes::Hex;

use super::Question;

pub(super) fn of(question: &Question) -> String {
    use Question as Q;
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
