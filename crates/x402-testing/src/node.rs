//! A stub of an EVM node: takes JSON-RPC requests and returns the responses.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use x402_schemes::{
    Hex,
    evm::{Address, eip712::TokenDomain},
};
use x402_types::{JsonRef, Members, RawJson, v2::PaymentRequirements};
use x402_verify::evm::SignatureAnswer;

/// A node on which every payment settles unless it is changed: payers are plain accounts with enough balance, nonces
/// are unused, and no call reverts. It answers the questions about `exact` with EIP-3009 and with Permit2, and about
/// `upto`.
///
/// ```
/// use x402_testing::{Node, offer, pay};
/// use x402_verify::{Context, Deciding, Decision};
///
/// let (offer, now) = (offer("0.01")?, 1_740_672_100);
/// let sent = pay(&offer, now, 0)?;
/// let decide = |node: &Node| {
///     let mut deciding = Deciding::new(sent.payment(), std::slice::from_ref(&offer), &Context::at(now));
///     while let Some(batch) = deciding.request() {
///         deciding.response(Some(&node.answer(&batch)));
///     }
///     deciding.decide()
/// };
/// assert!(matches!(decide(&Node::selling(&offer)), Decision::Settle(_)));
/// assert!(matches!(decide(&Node::selling(&offer).with_balance(9_999)), Decision::Refuse(_)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Node {
    separator: Option<[u8; 32]>,
    contracts: BTreeSet<Address>,
    balance: u64,
    accepts: bool,
    /// The answers that replace the usual ones, by method, or by the function that `eth_call` calls.
    instead: BTreeMap<String, Reply>,
}

#[derive(Clone, Debug)]
enum Reply {
    Result(RawJson),
    Error(i64, String),
    Nothing,
}

impl Node {
    /// Creates a node of the chain of this offer, which knows the EIP-712 domain of the token.
    #[doc(alias("mock", "stub", "fake"))]
    #[must_use]
    pub fn selling(offer: &PaymentRequirements) -> Self {
        let separator = TokenDomain::with_names(offer, None).ok().map(|domain| domain.separator());
        let (contracts, instead) = (BTreeSet::new(), BTreeMap::new());
        Self { separator, contracts, balance: u64::MAX, accepts: true, instead }
    }

    /// Sets the balance of every payer, in atomic units, and its allowance for Permit2.
    #[must_use]
    pub fn with_balance(self, balance: u64) -> Self {
        Self { balance, ..self }
    }

    /// Gives this account code. Every account with code answers every signature with `answer` (EIP-1271), so the last
    /// call decides for all of them.
    #[must_use]
    pub fn with_code(mut self, account: Address, answer: SignatureAnswer) -> Self {
        self.contracts.insert(account);
        Self { accepts: answer == SignatureAnswer::Accepted, ..self }
    }

    /// Sets the result of a method, or of a function by its selector, such as `0xe94a0102`.
    #[must_use]
    pub fn returning(mut self, call: &str, result: RawJson) -> Self {
        self.instead.insert(call.into(), Reply::Result(result));
        self
    }

    /// Sets the error of a method, or of a function by its selector. Code 3 is a revert.
    #[must_use]
    pub fn failing(mut self, call: &str, code: i64, message: &str) -> Self {
        self.instead.insert(call.into(), Reply::Error(code, message.into()));
        self
    }

    /// Leaves a method, or a function by its selector, without an answer.
    #[must_use]
    pub fn silent(mut self, call: &str) -> Self {
        self.instead.insert(call.into(), Reply::Nothing);
        self
    }

    /// Returns the response to a batch, in reverse order, as a node may answer. The response to a single request is one
    /// object.
    #[must_use]
    pub fn answer(&self, request: &RawJson) -> RawJson {
        match request.as_json().elements() {
            Ok(calls) => {
                let mut responses: Vec<_> = calls.filter_map(|call| self.one(call)).collect();
                responses.reverse();
                RawJson::array(responses)
            }
            Err(_) => self.one(request.as_json()).unwrap_or_else(|| RawJson::array([])),
        }
    }

    fn one(&self, call: JsonRef<'_>) -> Option<RawJson> {
        let method = call.get("method")?.string().ok()?;
        let id = RawJson::from(call.get("id")?);
        let first = call.get("params").and_then(|params| params.elements().ok()?.next());
        let selector = || first?.get("data")?.string().ok()?.get(..10).map(String::from);
        let name = if method == "eth_call" { selector()? } else { method.clone().into_owned() };
        let usual = || Some(Reply::Result(self.usual(&method, &name, call, first)?));
        let reply = self.instead.get(&name).cloned().or_else(usual);
        let (member, value) = match reply.unwrap_or_else(|| Reply::Error(-32601, "no such method".into())) {
            Reply::Result(result) => ("result", result),
            Reply::Error(code, message) => ("error", error(code, &message)?),
            Reply::Nothing => return None,
        };
        Some(Members::from_iter([("jsonrpc", RawJson::string("2.0")), ("id", id), (member, value)]).into())
    }

    fn usual(&self, method: &str, name: &str, call: JsonRef<'_>, first: Option<JsonRef<'_>>) -> Option<RawJson> {
        let text = |text: &str| Some(RawJson::string(text));
        match method {
            "eth_getCode" => {
                let account: Address = first?.string().ok()?.parse().ok()?;
                // Tokens and proxies have code, and payers have it after `with_code`.
                let has_code = self.contracts.contains(&account) || self.is_known(account);
                text(if has_code { "0x6080" } else { "0x" })
            }
            "eth_getTransactionCount" => text("0x0"),
            "eth_gasPrice" => text("0x1"),
            "eth_getBalance" => text("0xffffffffffffffffffff"),
            "eth_simulateV1" => {
                let calls =
                    call.get("params")?.elements().ok()?.next()?.get("blockStateCalls")?.elements().ok()?.next()?;
                let succeeded = || RawJson::from(Members::from_iter([("status", RawJson::string("0x1"))]));
                let calls = calls.get("calls")?.elements().ok()?.map(|_| succeeded());
                Some(RawJson::array([Members::from_iter([("calls", RawJson::array(calls))]).into()]))
            }
            "eth_call" => match name {
                // DOMAIN_SEPARATOR()
                "0x3644e515" => text(&Hex(&self.separator?).to_string()),
                // balanceOf(address), allowance(address,address)
                "0x70a08231" | "0xdd62ed3e" => text(&word(self.balance)),
                // isValidSignature(bytes32,bytes)
                "0x1626ba7e" if self.accepts => text(&format!("0x1626ba7e{:056}", 0)),
                // authorizationState(address,bytes32), nonceBitmap(address,uint256), nonces(address), getL1Fee(bytes)
                "0x1626ba7e" | "0xe94a0102" | "0x4fe02b44" | "0x7ecebe00" | "0x49948e0e" => text(&word(0)),
                // Every function that moves tokens.
                _ => text("0x"),
            },
            _ => None,
        }
    }

    /// `true` for contracts that every chain has: the tokens of the published tables, Permit2 and its proxies.
    fn is_known(&self, account: Address) -> bool {
        use x402_schemes::evm::{assets, permit2};
        let is_token = assets::KNOWN.iter().any(|known| known.address.parse() == Ok(account));
        is_token
            || [permit2::PERMIT2, permit2::Proxy::Exact.address(), permit2::Proxy::Upto.address()].contains(&account)
    }
}

fn word(number: u64) -> String {
    format!("0x{number:064x}")
}

fn error(code: i64, message: &str) -> Option<RawJson> {
    let code = RawJson::parse(&Cow::from(code.to_string())).ok()?;
    Some(Members::from_iter([("code", code), ("message", RawJson::string(message))]).into())
}
