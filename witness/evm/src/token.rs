//! USDC: `FiatTokenV2_2` behind its proxy, and the library that checks signatures.

use revm::primitives::{Address, B256, Bytes, Log, U256, address, keccak256};

use crate::{
    abi::{Arg, arguments, calldata, returned_bytes, revert_reason},
    contracts::{Contracts, OPENZEPPELIN},
    evm::{Chain, Ended},
};

/// Deploys, and may upgrade the proxy; it can do nothing else.
pub(crate) const ADMIN: Address = address!("0000000000000000000000000000000000000ad1");
/// Owner, minter, pauser and blocker.
const OPERATOR: Address = address!("00000000000000000000000000000000000000e0");
/// Brings payments to the chain.
pub(crate) const SETTLER: Address = address!("90F79bf6EB2c4f870365E785982E1f101E93b906");
/// The version in the EIP-712 domain of USDC.
const VERSION: &str = "2";
const LIBRARY: Address = address!("0000000000000000000000000000000000001b1b");
const IMPLEMENTATION: Address = address!("0000000000000000000000000000000000001001");

/// The signed message.
#[derive(Clone, Copy)]
pub(crate) struct Authorization {
    pub(crate) from: Address,
    pub(crate) to: Address,
    pub(crate) value: U256,
    pub(crate) valid_after: U256,
    pub(crate) valid_before: U256,
    pub(crate) nonce: B256,
}

/// A call of one of the two overloads of `transferWithAuthorization`.
#[derive(Clone, Copy)]
pub(crate) enum Signature<'a> {
    /// `…,uint8 v,bytes32 r,bytes32 s`
    Vrs(&'a [u8; 65]),
    /// `…,bytes signature`
    Bytes(&'a [u8]),
}

/// The outcome of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// This amount left the payer and reached the recipient, and nothing else happened.
    Moved(U256),
    /// The token's message.
    Reverted(String),
}

/// Whose permit a token takes a permit to be (EIP-2612).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// USDC, which asks an account that has code.
    Asks,
    /// OpenZeppelin's `ERC20Permit`, which recovers a key.
    Recovers,
}

impl Kind {
    /// The words in the findings. `None` for USDC.
    pub(crate) fn describe(self) -> Option<String> {
        (self == Self::Recovers).then(|| format!("the token is OpenZeppelin's ERC20Permit {OPENZEPPELIN}"))
    }
}

/// The token on a chain.
#[derive(Clone)]
pub(crate) struct Token {
    pub(crate) chain: Chain,
    pub(crate) address: Address,
}

impl Token {
    /// Deploys the token as Circle does. It is initialized once for each of its versions.
    pub(crate) fn deploy(contracts: &Contracts, chain: Chain, address: Address, name: &str) -> Result<Self, String> {
        let mut token = Self { chain, address };
        let constructor = arguments(&[IMPLEMENTATION.into()]);
        for (contract, at, arguments) in [
            (&contracts.signature_checker, LIBRARY, &[][..]),
            (&contracts.token, IMPLEMENTATION, &[]),
            (&contracts.proxy, address, &constructor),
        ] {
            token.chain.deploy_at(ADMIN, at, contract.creation(LIBRARY, arguments)?)?;
            contract.check(&token.chain.code(at)?)?;
        }
        let name = name.as_bytes();
        let operator = || OPERATOR.into();
        token.operate(
            "initialize(string,string,string,uint8,address,address,address,address)",
            &[
                Arg::Bytes(name),
                Arg::Bytes(b"USDC"),
                Arg::Bytes(b"USD"),
                U256::from(6).into(),
                operator(),
                operator(),
                operator(),
                operator(),
            ],
        )?;
        token.operate("initializeV2(string)", &[Arg::Bytes(name)])?;
        token.operate("initializeV2_1(address)", &[operator()])?;
        token.operate("initializeV2_2(address[],string)", &[Arg::Bytes(&[]), Arg::Bytes(b"USDC")])?;
        token.operate("configureMinter(address,uint256)", &[operator(), U256::MAX.into()])?;
        Ok(token)
    }

    /// The other kind of token, with the same domain as USDC.
    pub(crate) fn deploy_recovering(
        contracts: &Contracts,
        chain: Chain,
        address: Address,
        name: &str,
    ) -> Result<Self, String> {
        let mut token = Self { chain, address };
        let contract = &contracts.recovering;
        token.chain.deploy_at(ADMIN, address, contract.creation(LIBRARY, &[])?)?;
        contract.check(&token.chain.code(address)?)?;
        token.operate("initialize(string,string)", &[Arg::Bytes(name.as_bytes()), Arg::Bytes(VERSION.as_bytes())])?;
        Ok(token)
    }

    pub(crate) fn mint(&mut self, to: Address, amount: U256) -> Result<(), String> {
        self.operate("mint(address,uint256)", &[to.into(), amount.into()])
    }

    pub(crate) fn block(&mut self, account: Address) -> Result<(), String> {
        self.operate("blacklist(address)", &[account.into()])
    }

    pub(crate) fn pause(&mut self) -> Result<(), String> {
        self.operate("pause()", &[])
    }

    pub(crate) fn cancel(&mut self, authorizer: Address, nonce: B256, signature: &[u8]) -> Result<(), String> {
        let args = [authorizer.into(), nonce.into(), Arg::Bytes(signature)];
        self.expect(SETTLER, "cancelAuthorization(address,bytes32,bytes)", &args).map(drop)
    }

    /// Lets somebody take this amount, by the owner's signature (EIP-2612). Returns the reason if it reverts.
    pub(crate) fn permit(
        &mut self,
        [owner, spender]: [Address; 2],
        value: U256,
        deadline: U256,
        signature: &[u8],
    ) -> Result<Option<String>, String> {
        let args = [owner.into(), spender.into(), value.into(), deadline.into(), Arg::Bytes(signature)];
        let data = calldata("permit(address,address,uint256,uint256,bytes)", &args);
        match self.chain.send(SETTLER, self.address, data)? {
            Ended::Revert(output) => Ok(Some(revert_reason(&output))),
            Ended::Success { .. } => {
                let allowed: U256 = self.word("allowance(address,address)", &[owner.into(), spender.into()])?.into();
                if allowed == value { Ok(None) } else { Err(format!("{allowed} is allowed, and not {value}")) }
            }
        }
    }

    /// Whether the token accepts a permit, called in three parts as every token of EIP-2612 is. The state is kept.
    pub(crate) fn takes(
        &mut self,
        [owner, spender]: [Address; 2],
        value: U256,
        deadline: U256,
        [r_s @ .., v]: &[u8; 65],
    ) -> Result<bool, String> {
        let (r, s) = r_s.split_at(32);
        let mut args: Vec<Arg<'_>> = vec![owner.into(), spender.into(), value.into(), deadline.into()];
        args.extend([U256::from(*v).into(), B256::from_slice(r).into(), B256::from_slice(s).into()]);
        let data = calldata("permit(address,address,uint256,uint256,uint8,bytes32,bytes32)", &args);
        Ok(matches!(self.chain.send(SETTLER, self.address, data)?, Ended::Success { .. }))
    }

    /// The version in the token's EIP-712 domain.
    pub(crate) fn version(&mut self) -> Result<String, String> {
        let output = self.expect(SETTLER, "version()", &[])?;
        let version = returned_bytes(&output).ok_or("version() returns no string")?;
        String::from_utf8(version.to_vec()).map_err(|error| error.to_string())
    }

    pub(crate) fn domain_separator(&mut self) -> Result<B256, String> {
        self.word("DOMAIN_SEPARATOR()", &[])
    }

    /// Settles, and keeps the state. An error is a success that did something else than it should.
    pub(crate) fn transfer(&mut self, terms: &Authorization, signature: Signature<'_>) -> Result<Outcome, String> {
        let before = self.balances(terms.from, terms.to)?;
        let output = match self.chain.send(SETTLER, self.address, transfer_calldata(terms, signature))? {
            Ended::Success { logs, .. } => logs,
            Ended::Revert(output) => {
                return Ok(Outcome::Reverted(revert_reason(&output)));
            }
        };
        let after = self.balances(terms.from, terms.to)?;
        let moved = if terms.from == terms.to { U256::ZERO } else { terms.value };
        let expected = (before.0.checked_sub(moved), before.1.checked_add(moved));
        if (Some(after.0), Some(after.1)) != expected {
            return Err(format!("balances of payer and recipient go from {before:?} to {after:?}"));
        }
        if output != self.logs(terms) {
            return Err(format!("other events than one authorization used and one transfer: {output:?}"));
        }
        if self.word("authorizationState(address,bytes32)", &[terms.from.into(), terms.nonce.into()])? == B256::ZERO {
            return Err("the authorization can be used again".into());
        }
        Ok(Outcome::Moved(moved))
    }

    fn logs(&self, terms: &Authorization) -> [Log; 2] {
        let log = |topics: Vec<B256>, data: Bytes| Log::new_unchecked(self.address, topics, data);
        let (from, to) = (terms.from.into_word(), terms.to.into_word());
        [
            log(vec![keccak256("AuthorizationUsed(address,bytes32)"), from, terms.nonce], Bytes::new()),
            log(vec![keccak256("Transfer(address,address,uint256)"), from, to], B256::from(terms.value).into()),
        ]
    }

    /// The balances of payer and recipient.
    pub(crate) fn balances(&mut self, from: Address, to: Address) -> Result<(U256, U256), String> {
        let mut of =
            |owner: Address| -> Result<U256, String> { Ok(self.word("balanceOf(address)", &[owner.into()])?.into()) };
        Ok((of(from)?, of(to)?))
    }

    fn word(&mut self, function: &str, args: &[Arg<'_>]) -> Result<B256, String> {
        let output = self.expect(SETTLER, function, args)?;
        B256::try_from(output.as_ref()).map_err(|error| format!("{function}: {error}"))
    }

    fn operate(&mut self, function: &str, args: &[Arg<'_>]) -> Result<(), String> {
        self.expect(OPERATOR, function, args).map(drop)
    }

    pub(crate) fn expect(&mut self, from: Address, function: &str, args: &[Arg<'_>]) -> Result<Bytes, String> {
        match self.chain.send(from, self.address, calldata(function, args))? {
            Ended::Success { output, .. } => Ok(output),
            Ended::Revert(output) => Err(format!("{function} reverts: {}", revert_reason(&output))),
        }
    }
}

fn transfer_calldata(terms: &Authorization, signature: Signature<'_>) -> Bytes {
    let Authorization { from, to, value, valid_after, valid_before, nonce } = *terms;
    let mut args: Vec<Arg<'_>> =
        vec![from.into(), to.into(), value.into(), valid_after.into(), valid_before.into(), nonce.into()];
    let types = match signature {
        Signature::Vrs([r_s @ .., v]) => {
            let (r, s) = r_s.split_at(32);
            args.extend([U256::from(*v).into(), B256::from_slice(r).into(), B256::from_slice(s).into()]);
            "uint8,bytes32,bytes32"
        }
        Signature::Bytes(bytes) => {
            args.push(Arg::Bytes(bytes));
            "bytes"
        }
    };
    let function = format!("transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,{types})");
    calldata(&function, &args)
}
