//! The JSON that a wallet signs: the second parameter of `eth_signTypedData_v4`.

use alloc::{format, string::String, vec::Vec};

use x402_types::RawJson;

use super::{Address, eip712::TokenDomain};
use crate::json::text;

/// A field of an EIP-712 struct: its name and its type.
pub type Member = (&'static str, &'static str);

/// The fields of a domain, with their values as JSON.
pub(crate) type Domain = Vec<(Member, String)>;

/// Returns the domain fields of a token.
pub(crate) fn token_domain(domain: &TokenDomain<'_>) -> Domain {
    let TokenDomain { name, version, chain_id, verifying_contract } = domain;
    let mut members = domain_without_version(name, *chain_id, *verifying_contract);
    members.insert(1, (("version", "string"), text(version).as_str().into()));
    members
}

/// Returns the fields of a domain without a version, such as Permit2's.
pub(crate) fn domain_without_version(name: &str, chain_id: u64, contract: Address) -> Domain {
    [
        (("name", "string"), text(&name).as_str().into()),
        (("chainId", "uint256"), format!("{chain_id}")),
        (("verifyingContract", "address"), text(&contract).as_str().into()),
    ]
    .into()
}

/// Writes the typed data. The first type is that of the message.
#[must_use]
pub fn typed_data(domain: &Domain, types: &[(&str, &[Member])], message: &RawJson) -> String {
    let described = |name: &str, members: Vec<Member>| {
        let members = members.iter().map(|(name, of)| format!(r#"{{"name":"{name}","type":"{of}"}}"#));
        format!(r#""{name}":[{}]"#, members.collect::<Vec<_>>().join(","))
    };
    let mut structs = alloc::vec![described("EIP712Domain", domain.iter().map(|(member, _)| *member).collect())];
    structs.extend(types.iter().map(|(name, members)| described(name, members.to_vec())));
    let values: Vec<String> = domain.iter().map(|((name, _), value)| format!(r#""{name}":{value}"#)).collect();
    let primary = types.first().map_or("", |(name, _)| *name);
    format!(
        r#"{{"types":{{{}}},"primaryType":"{primary}","domain":{{{}}},"message":{}}}"#,
        structs.join(","),
        values.join(","),
        message.as_str(),
    )
}
