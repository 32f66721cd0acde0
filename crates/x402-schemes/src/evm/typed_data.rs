//! The JSON that a wallet signs: the second parameter of `eth_signTypedData_v4`. Drafts of payments return it. Use this
//! module for typed data of your own, such as that of an extension.

use alloc::{format, string::String, vec::Vec};

use x402_types::RawJson;

use super::{Address, eip712::TokenDomain};
use crate::json::text;

/// A field of an EIP-712 struct: its name and its type, such as `("amount", "uint256")`.
pub type Member = (&'static str, &'static str);

/// The fields of a domain in their order, with their values as JSON text.
pub type Domain = Vec<(Member, String)>;

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

/// Writes the typed data of a message. The first of the types is that of the message, and the others are those of its
/// fields. The type `EIP712Domain` follows from the domain. Names and types are written as they are, so they must not
/// need an escape in JSON.
///
/// ```
/// use x402_schemes::evm::typed_data::{Member, typed_data};
/// use x402_types::{Members, RawJson};
///
/// const TIP: &[Member] = &[("to", "address"), ("amount", "uint256")];
/// let domain = vec![(("name", "string"), r#""Tips""#.into()), (("chainId", "uint256"), "8453".into())];
/// let message = Members::from_iter([
///     ("to", RawJson::string("0x209693Bc6afc0C5328bA36FaF03C514EF312287C")),
///     ("amount", RawJson::string("100")),
/// ]);
/// assert_eq!(
///     typed_data(&domain, &[("Tip", TIP)], &message.into()),
///     concat!(
///         r#"{"types":{"EIP712Domain":[{"name":"name","type":"string"},{"name":"chainId","type":"uint256"}],"#,
///         r#""Tip":[{"name":"to","type":"address"},{"name":"amount","type":"uint256"}]},"primaryType":"Tip","#,
///         r#""domain":{"name":"Tips","chainId":8453},"#,
///         r#""message":{"to":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","amount":"100"}}"#,
///     )
/// );
/// ```
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
