//! Permit2 and the two proxies of x402 before it, at the addresses that they have on every chain.

use revm::{
    bytecode::Bytecode,
    primitives::{Address, B256, Bytes, Log, U256, address, b256, hex, keccak256},
};

use crate::{
    abi::{Arg, arguments, calldata, revert_reason},
    contracts::Contracts,
    evm::{Chain, Ended},
    token::{ADMIN, Outcome, SETTLER, Token},
};

/// The contract by which all three were deployed: `CREATE2` of the call's data after its first word, which is the salt.
/// So an address proves which code was deployed, to the byte.
const FACTORY: Address = address!("4e59b44847b379578588920cA78FbF26c0B4956C");
/// The code of Arachnid/deterministic-deployment-proxy.
const FACTORY_CODE: &[u8] = &hex!(
    "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf3"
);
pub(crate) const PERMIT2: Address = address!("000000000022D473030F116dDEE9F6B43aC78BA3");
const PERMIT2_SALT: B256 = b256!("0000000000000000000000000000000000000000d3af2663da51c10215000000");
const EXACT: Address = address!("402085c248EeA27D92E8b30b2C58ed07f9E20001");
const EXACT_SALT: B256 = b256!("0000000000000000000000000000000000000000000000003000000007263b0e");
const UPTO: Address = address!("4020A4f3b7b90ccA423B9fabCc0CE57C6C240002");
const UPTO_SALT: B256 = b256!("000000000000000000000000000000000000000000000000b000000001db633d");

/// The signed permit without its spender, which is the called proxy.
#[derive(Clone, Copy)]
pub(crate) struct Permit {
    pub(crate) from: Address,
    pub(crate) token: Address,
    pub(crate) amount: U256,
    pub(crate) nonce: U256,
    pub(crate) deadline: U256,
    pub(crate) to: Address,
    pub(crate) valid_after: U256,
    /// The facilitator of `upto`, which also decides the proxy.
    pub(crate) facilitator: Option<Address>,
}

/// A signed allowance for Permit2 (EIP-2612).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sponsored {
    pub(crate) value: U256,
    pub(crate) deadline: U256,
    /// r, s and v.
    pub(crate) signature: [u8; 65],
}

/// A call of `settle`, or of `settleWithPermit`.
#[derive(Clone, Copy)]
pub(crate) struct Settlement<'a> {
    pub(crate) permit: &'a Permit,
    pub(crate) signature: &'a [u8],
    /// The amount to be taken. `exact` takes the signed amount.
    pub(crate) amount: U256,
    pub(crate) caller: Address,
    pub(crate) sponsored: Option<&'a Sponsored>,
}

/// A chain with Permit2, both proxies and a token.
#[derive(Clone)]
pub(crate) struct Proxies {
    pub(crate) token: Token,
}

impl Proxies {
    /// Deploys the contracts as they were deployed. An error is another address, and so other code.
    pub(crate) fn deploy(contracts: &Contracts, mut token: Token) -> Result<Self, String> {
        let chain = &mut token.chain;
        chain.set_code(FACTORY, Bytecode::new_legacy(FACTORY_CODE.into()))?;
        let upto = [&contracts.upto[..], &arguments(&[PERMIT2.into()])].concat();
        for (at, salt, code) in [
            (PERMIT2, PERMIT2_SALT, &contracts.permit2[..]),
            (EXACT, EXACT_SALT, &contracts.exact),
            (UPTO, UPTO_SALT, &upto),
        ] {
            by_factory(chain, at, salt, code)?;
        }
        Ok(Self { token })
    }

    pub(crate) fn approve(&mut self, owner: Address, amount: U256) -> Result<(), String> {
        self.token.expect(owner, "approve(address,uint256)", &[PERMIT2.into(), amount.into()]).map(drop)
    }

    /// Cancels a nonce of the payer.
    pub(crate) fn cancel(&mut self, owner: Address, nonce: U256) -> Result<(), String> {
        let (word, mask) = bit_of(nonce);
        let data = calldata("invalidateUnorderedNonces(uint256,uint256)", &[word.into(), mask.into()]);
        match self.token.chain.send(owner, PERMIT2, data)? {
            Ended::Success { .. } => Ok(()),
            Ended::Revert(output) => Err(format!("the nonce is not taken back: {}", revert_reason(&output))),
        }
    }

    /// The domain separator of Permit2.
    pub(crate) fn domain_separator(&mut self) -> Result<B256, String> {
        self.permit2_word("DOMAIN_SEPARATOR()", &[])
    }

    /// Settles, and keeps the state. An error is a success that did something else than it should.
    ///
    /// A token that is no contract returns nothing, and nothing moves.
    pub(crate) fn settle(&mut self, settlement: &Settlement<'_>) -> Result<Outcome, String> {
        let permit = settlement.permit;
        let before = self.balances(permit)?;
        let logs = match self.token.chain.send(settlement.caller, permit.proxy(), settlement.calldata())? {
            Ended::Success { logs, .. } => logs,
            Ended::Revert(output) => return Ok(Outcome::Reverted(revert_reason(&output))),
        };
        let after = self.balances(permit)?;
        let is_contract = !self.token.chain.code(permit.token)?.is_empty();
        let moved = if is_contract && permit.from != permit.to { settlement.amount } else { U256::ZERO };
        if (Some(after.0), Some(after.1)) != (before.0.checked_sub(moved), before.1.checked_add(moved)) {
            return Err(format!("balances of payer and recipient go from {before:?} to {after:?}"));
        }
        if !settlement.is_shown_by(&logs, is_contract) {
            return Err(format!("other events than one transfer and one settlement: {logs:?}"));
        }
        let (word, mask) = bit_of(permit.nonce);
        let used: U256 = self.permit2_word("nonceBitmap(address,uint256)", &[permit.from.into(), word.into()])?.into();
        if used & mask == U256::ZERO {
            return Err("the permit can be used again".into());
        }
        Ok(Outcome::Moved(moved))
    }

    fn balances(&mut self, permit: &Permit) -> Result<(U256, U256), String> {
        if self.token.chain.code(self.token.address)?.is_empty() {
            return Ok(Default::default());
        }
        self.token.balances(permit.from, permit.to)
    }

    fn permit2_word(&mut self, function: &str, args: &[Arg<'_>]) -> Result<B256, String> {
        match self.token.chain.send(SETTLER, PERMIT2, calldata(function, args))? {
            Ended::Success { output, .. } => {
                B256::try_from(output.as_ref()).map_err(|error| format!("{function}: {error}"))
            }
            Ended::Revert(output) => Err(format!("{function} reverts: {}", revert_reason(&output))),
        }
    }
}

impl Permit {
    /// The called proxy, which has to be the signed spender.
    pub(crate) const fn proxy(&self) -> Address {
        if self.facilitator.is_some() { UPTO } else { EXACT }
    }
}

impl Settlement<'_> {
    fn calldata(&self) -> Bytes {
        let permit = self.permit;
        let (mut types, mut args) = (Vec::new(), Vec::new());
        if let Some(Sponsored { value, deadline, signature: [r_s @ .., v] }) = self.sponsored {
            let (r, s) = r_s.split_at(32);
            types.push("(uint256,uint256,bytes32,bytes32,uint8)");
            args.extend([Arg::from(*value), (*deadline).into()]);
            args.extend([B256::from_slice(r).into(), B256::from_slice(s).into(), U256::from(*v).into()]);
        }
        types.push("((address,uint256),uint256,uint256)");
        args.extend([Arg::from(permit.token), permit.amount.into(), permit.nonce.into(), permit.deadline.into()]);
        if permit.facilitator.is_some() {
            types.push("uint256");
            args.push(self.amount.into());
        }
        types.push("address");
        args.extend([Arg::from(permit.from), permit.to.into()]);
        types.push(if permit.facilitator.is_some() { "(address,address,uint256)" } else { "(address,uint256)" });
        args.extend(permit.facilitator.map(Arg::from));
        args.push(permit.valid_after.into());
        types.push("bytes");
        args.push(Arg::Bytes(self.signature));
        let name = if self.sponsored.is_some() { "settleWithPermit" } else { "settle" };
        calldata(&format!("{name}({})", types.join(",")), &args)
    }

    /// Whether these are the events of one settlement, and nothing else.
    fn is_shown_by(&self, logs: &[Log], is_contract: bool) -> bool {
        let Permit { token, from, to, .. } = *self.permit;
        let (allowance, logs) = logs.split_at(usize::from(self.sponsored.is_some()).min(logs.len()));
        let transfer = log(token, "Transfer(address,address,uint256)", &[from, to], B256::from(self.amount).into());
        let event = if self.sponsored.is_some() { "SettledWithPermit()" } else { "Settled()" };
        let settled = log(self.permit.proxy(), event, &[], Bytes::new());
        let expected = is_contract.then_some(transfer).into_iter().chain([settled]);
        logs.iter().eq(expected.collect::<Vec<_>>().iter())
            && allowance.iter().all(|event| self.is_about_the_allowance(event))
    }

    /// Whether the event says that Permit2 may now move that much, or why not. The proxy logs the latter and goes on.
    fn is_about_the_allowance(&self, event: &Log) -> bool {
        let Permit { token, from, .. } = *self.permit;
        let approved = self.sponsored.map(|sponsored| {
            let value = B256::from(sponsored.value);
            log(token, "Approval(address,address,uint256)", &[from, PERMIT2], value.into())
        });
        let failed = |name: &str| {
            let known = log(self.permit.proxy(), name, &[token, from], Bytes::new());
            event.address == known.address && event.topics() == known.topics()
        };
        approved.as_ref() == Some(event)
            || failed("EIP2612PermitFailedWithReason(address,address,string)")
            || failed("EIP2612PermitFailedWithPanic(address,address,uint256)")
            || failed("EIP2612PermitFailedWithData(address,address,bytes)")
    }
}

/// Deploys a contract by the factory, which has to give it this address.
pub(crate) fn by_factory(chain: &mut Chain, at: Address, salt: B256, code: &[u8]) -> Result<(), String> {
    match chain.send(ADMIN, FACTORY, [salt.as_slice(), code].concat().into())? {
        Ended::Success { output, .. } if *output == at.as_slice() => Ok(()),
        Ended::Success { output, .. } => Err(format!("{output} was deployed, and not {at}: other code")),
        Ended::Revert(_) => Err(format!("the constructor for {at} reverts")),
    }
}

/// The bit of a nonce: the word of the bitmap, and the bit in it.
fn bit_of(nonce: U256) -> (U256, U256) {
    (nonce >> 8, U256::ONE << (nonce & U256::from(0xff)))
}

fn log(address: Address, event: &str, indexed: &[Address], data: Bytes) -> Log {
    let topics = [keccak256(event)].into_iter().chain(indexed.iter().map(|one| one.into_word())).collect();
    Log::new_unchecked(address, topics, data)
}
