//! A node of Ethereum, as a table. Requests and responses are those of JSON-RPC.

use serde_json::{Value, json};
use x402_schemes::evm::Address;

pub(crate) const PAYER: &str = "0x857b06519E91e3A54538791bDbb0E22373e36b66";
pub(crate) const TOKEN: &str = "0x036CbD53842c5426634e7929541eC2318f3dCF7e";

/// Contract, first four bytes of the call, and what it returns. `None`: it reverts.
pub(crate) type Call = (&'static str, &'static str, Option<&'static str>);

/// What it knows.
pub(crate) struct Node {
    code: Vec<(&'static str, &'static str)>,
    calls: Vec<Call>,
}

impl Node {
    /// Code by account; calls before those of a payment that settles.
    pub(crate) fn new(code: &[(&'static str, &'static str)], calls: &[Call]) -> Self {
        Self { code: code.to_vec(), calls: [calls, SETTLES].concat() }
    }

    /// Where a program would go to the network. It prints what is asked and answered.
    pub(crate) fn send(&self, request: &Value) -> Result<Value, String> {
        let same = |address: &str, asked: &Value| {
            let asked: Option<Address> = asked.as_str().and_then(|asked| asked.parse().ok());
            asked.is_some() && asked == address.parse().ok()
        };
        let asked = &request["params"][0];
        let result = match request["method"].as_str() {
            Some("eth_getCode") => {
                self.code.iter().find(|(account, _)| same(account, asked)).map(|(_, code)| Some(*code))
            }
            Some("eth_call") => {
                let selector = asked["data"].as_str().and_then(|data| data.get(..10)).unwrap_or_default();
                let found = self.calls.iter().find(|(to, called, _)| *called == selector && same(to, &asked["to"]));
                found.map(|(.., result)| *result)
            }
            _ => None,
        };
        let result = result.ok_or_else(|| format!("the table has no answer to {request}"))?;
        let called = asked["data"].as_str().or(asked.as_str()).unwrap_or_default();
        let method = request["method"].as_str().unwrap_or_default();
        println!("    {method} {} -> {}", short(called), result.map_or_else(|| "reverted".into(), short));
        let response = |member: &str, value: Value| json!({"jsonrpc": "2.0", "id": request["id"], member: value});
        Ok(match result {
            Some(result) => response("result", result.into()),
            None => response("error", json!({"code": 3, "message": "execution reverted"})),
        })
    }
}

/// Long hexadecimal text, cut in the middle.
fn short(hex: &str) -> String {
    match (hex.get(..14), hex.len().checked_sub(6).and_then(|end| hex.get(end..))) {
        (Some(start), Some(end)) if hex.len() > 20 => format!("{start}…{end}"),
        _ => hex.to_owned(),
    }
}

const SETTLES: &[Call] = &[
    // DOMAIN_SEPARATOR(), balanceOf(address), authorizationState(address,bytes32), transferWithAuthorization(…)
    (TOKEN, "0x3644e515", Some("0x71f17a3b2ff373b803d70a5a07c046c1a2bc8e89c09ef722fcb047abe94c9818")),
    (TOKEN, "0x70a08231", Some("0x00000000000000000000000000000000000000000000000000000000000f4240")),
    (TOKEN, "0xe94a0102", Some("0x0000000000000000000000000000000000000000000000000000000000000000")),
    (TOKEN, "0xe3ee160e", Some("0x")),
];

/// The authorization was.
pub(crate) const USED: &[Call] = &[
    (TOKEN, "0xe94a0102", Some("0x0000000000000000000000000000000000000000000000000000000000000001")),
    (TOKEN, "0xe3ee160e", None),
];

/// No eip712Domain(), but name() and version().
pub(crate) const TWO_NAMES: &[Call] =
    &[(TOKEN, "0x84b0196e", None), (TOKEN, "0x06fdde03", Some(USDC)), (TOKEN, "0x54fd4d50", Some(TWO))];

pub(crate) const NO_CODE: &str = "0x";
/// The beginning of a proxy.
pub(crate) const CODE: &str = "0x363d3d373d3d3d363d73";
/// `isValidSignature` that accepts (EIP-1271).
pub(crate) const MAGIC: &str = "0x1626ba7e00000000000000000000000000000000000000000000000000000000";
pub(crate) const NOT_MAGIC: &str = "0xffffffff00000000000000000000000000000000000000000000000000000000";
/// A string: offset, length, bytes.
const USDC: &str = concat!(
    "0x0000000000000000000000000000000000000000000000000000000000000020",
    "0000000000000000000000000000000000000000000000000000000000000004",
    "5553444300000000000000000000000000000000000000000000000000000000"
);
const TWO: &str = concat!(
    "0x0000000000000000000000000000000000000000000000000000000000000020",
    "0000000000000000000000000000000000000000000000000000000000000001",
    "3200000000000000000000000000000000000000000000000000000000000000"
);
/// EIP-5267: fields, name, version, chain, contract, salt, extensions; then what the offsets point at.
pub(crate) const DOMAIN: &str = concat!(
    "0x0f00000000000000000000000000000000000000000000000000000000000000",
    "00000000000000000000000000000000000000000000000000000000000000e0",
    "0000000000000000000000000000000000000000000000000000000000000120",
    "0000000000000000000000000000000000000000000000000000000000014a34",
    "000000000000000000000000036cbd53842c5426634e7929541ec2318f3dcf7e",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000160",
    "0000000000000000000000000000000000000000000000000000000000000004",
    "5553444300000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000001",
    "3200000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000000"
);
