//! The code at the payer's address.

use std::fmt;

use revm::{
    bytecode::Bytecode,
    primitives::{Address, B256, address, hex, keccak256},
};
use serde::Deserialize;

use crate::{
    abi::{Arg, arguments},
    evm::Chain,
};

/// The address of the code to which a payer delegates.
const DELEGATE: Address = address!("00000000000000000000000000000000000de1e6");

/// The payer's code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum PayerCode {
    /// No code. A key decides.
    None,
    /// A contract.
    Contract(Behaviour),
    /// An EIP-7702 delegation to a contract.
    Delegation(Behaviour),
}

/// How a contract answers `isValidSignature(bytes32,bytes)` (EIP-1271).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Behaviour {
    /// It returns the magic value.
    AcceptsAll,
    /// It returns the magic value, unless it is asked about this hash.
    AcceptsAllBut(B256),
    /// It returns another value.
    RefusesAll,
    /// It returns the magic value or another one, depending on the caller. The payment's own caller is that caller, or
    /// another.
    #[serde(skip)]
    LooksAtCaller(ByCaller),
    /// It returns the magic value if `ecrecover` gives the account's own address. It accepts any s, and v 27 or 28.
    ChecksItsKey,
    /// It returns the magic value if `ecrecover` gives the address of the owner.
    ChecksOwner,
    /// It reverts without data.
    LacksFunction,
    /// It reverts with a message.
    Reverts,
    /// It returns nothing.
    ReturnsNothing,
    /// It returns the magic value without its padding.
    #[serde(rename = "returns-4-bytes")]
    Returns4Bytes,
    /// It returns the magic value with another last byte than 0.
    ReturnsMore,
    /// There is no code at the address that is called.
    IsEmpty,
}

/// The answers of a wallet that looks at its caller, as one with policies may (ERC-7579).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ByCaller {
    /// The caller that gets another answer than all others.
    pub(crate) caller: Address,
    /// Whether it accepts from that caller and refuses from all others, or the other way round.
    pub(crate) accepts: bool,
    /// Whether that caller is the one that asks when the payment is settled.
    pub(crate) is_asked: bool,
}

impl PayerCode {
    /// Puts the code at the payer's address.
    pub(crate) fn set(self, chain: &mut Chain, payer: Address, owner: Address) -> Result<(), String> {
        match self {
            Self::None => Ok(()),
            Self::Contract(behaviour) => chain.set_code(payer, behaviour.code(owner)),
            Self::Delegation(behaviour) => {
                chain.set_code(DELEGATE, behaviour.code(owner))?;
                chain.set_code(payer, Bytecode::new_eip7702(DELEGATE))
            }
        }
    }

    /// The same behaviour, by a delegation.
    pub(crate) const fn delegated(self) -> Self {
        match self {
            Self::Contract(behaviour) => Self::Delegation(behaviour),
            Self::None | Self::Delegation(_) => self,
        }
    }

    /// Whether a contract with this behaviour accepts any signature.
    pub(crate) const fn accepts(self) -> bool {
        match self.behaviour() {
            Some(Behaviour::AcceptsAll) => true,
            Some(Behaviour::LooksAtCaller(by)) => by.accepts == by.is_asked,
            _ => false,
        }
    }

    /// Whether a contract with this behaviour accepts no signature.
    pub(crate) const fn refuses(self) -> bool {
        match self.behaviour() {
            Some(Behaviour::RefusesAll) => true,
            Some(Behaviour::LooksAtCaller(by)) => by.accepts != by.is_asked,
            _ => false,
        }
    }

    const fn behaviour(self) -> Option<Behaviour> {
        match self {
            Self::None => None,
            Self::Contract(behaviour) | Self::Delegation(behaviour) => Some(behaviour),
        }
    }

    /// The words in the findings.
    pub(crate) fn describe(self) -> String {
        match self {
            Self::None => "the payer has no code".into(),
            Self::Contract(behaviour) => format!("the payer is a contract that {behaviour}"),
            Self::Delegation(behaviour) => format!("the payer delegates to code that {behaviour}"),
        }
    }
}

impl fmt::Display for Behaviour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AcceptsAll => "accepts any signature",
            Self::AcceptsAllBut(_) => "accepts any signature but the permit's",
            Self::RefusesAll => "refuses every signature",
            Self::ChecksItsKey => "recovers, and compares with the account",
            Self::ChecksOwner => "recovers, and compares with its owner",
            Self::LacksFunction => "has no isValidSignature",
            Self::Reverts => "reverts",
            Self::ReturnsNothing => "returns nothing",
            Self::Returns4Bytes => "returns the magic value in 4 bytes",
            Self::ReturnsMore => "returns the magic value and more",
            Self::IsEmpty => "is not there",
            Self::LooksAtCaller(ByCaller { caller, accepts, .. }) => {
                return write!(f, "{} from {caller} alone", if *accepts { "accepts" } else { "refuses" });
            }
        })
    }
}

impl Behaviour {
    /// Assembled by hand, because a compiler for a few instructions would be one more thing to trust.
    fn code(self, owner: Address) -> Bytecode {
        let code: Vec<u8> = match self {
            // PUSH4 magic, PUSH1 e0, SHL, PUSH0, MSTORE, PUSH1 20, PUSH0, RETURN
            Self::AcceptsAll => hex!("631626ba7e60e01b5f5260205ff3").into(),
            // PUSH4 magic, PUSH1 04, CALLDATALOAD, PUSH32 hash, EQ, ISZERO, MUL, …
            Self::AcceptsAllBut(hash) => {
                [hex!("631626ba7e600435 7f").as_slice(), hash.as_slice(), &hex!("1415 02 60e01b5f5260205ff3")].concat()
            }
            Self::RefusesAll => hex!("63ffffffff60e01b5f5260205ff3").into(),
            // PUSH4 magic, CALLER, PUSH20 caller, EQ, (ISZERO,) MUL, …
            Self::LooksAtCaller(ByCaller { caller, accepts, .. }) => {
                let from = if accepts { hex!("14").as_slice() } else { &hex!("1415") };
                [hex!("631626ba7e33 73").as_slice(), caller.as_slice(), from, &hex!("02 60e01b5f5260205ff3")].concat()
            }
            Self::Returns4Bytes => hex!("631626ba7e60e01b5f5260045ff3").into(),
            // … SHL, PUSH1 01, OR, …
            Self::ReturnsMore => hex!("631626ba7e60e01b6001175f5260205ff3").into(),
            // ADDRESS
            Self::ChecksItsKey => recovering(&[0x30]),
            // PUSH20 owner
            Self::ChecksOwner => recovering(&[&[0x73], owner.as_slice()].concat()),
            // PUSH0, PUSH0, REVERT
            Self::LacksFunction => hex!("5f5ffd").into(),
            Self::Reverts => reverting(),
            // STOP
            Self::ReturnsNothing => hex!("00").into(),
            Self::IsEmpty => Vec::new(),
        };
        Bytecode::new_legacy(code.into())
    }
}

/// Calldata is the selector, the hash at 04, an offset of 40, the length at 44, r at 64, s at 84, v the first byte at a4.
fn recovering(push_expected: &[u8]) -> Vec<u8> {
    // The hash to memory 00, v to 20, r to 40, s to 60; ecrecover of these to 80, where it writes nothing if it fails.
    let recover = hex!("6004355f52 60a4355f1a602052 6064356040 52 608435606052 6020608060805f60015afa50");
    // If the expected address was recovered and the length is 65, the magic value, else 0.
    let answer = hex!("60805114 604160443514 16 631626ba7e02 60e01b 5f52 60205ff3");
    [&recover, push_expected, &answer].concat()
}

/// CODECOPY of what stands behind the 9 bytes of code, REVERT.
fn reverting() -> Vec<u8> {
    let message = [&keccak256("Error(string)")[..4], &arguments(&[Arg::Bytes(b"boom")])].concat();
    [&hex!("6064 80 6009 5f 39 5f fd"), message.as_slice()].concat()
}

#[cfg(test)]
mod tests {
    use revm::primitives::{Bytes, address};

    use super::*;
    use crate::{abi::calldata, evm::Ended};

    // EIP-155's example transaction hash, and its signature, key 46…46: its sender is known.
    const SIGNER: Address = address!("9d8A62f656a8d1615C1294fd71e9CFb3E4855A4F");
    const HASH: [u8; 32] = hex!("daf5a779ae972f972197303d7b574746c7ef83eadac0f2791ad23db92e4c8e53");
    const SIGNATURE: [u8; 65] = hex!(
        "28ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276"
        "67cbe9d8997f761aecb703304b3800ccf555c9f3dc64214b297fb1966a3b6d83" "1b"
    );

    const CALLER: Address = address!("00000000000000000000000000000000000000ca");

    fn ask(behaviour: Behaviour, account: Address, owner: Address, signature: &[u8]) -> Result<Bytes, Bytes> {
        let mut chain = Chain::new(1, 1);
        PayerCode::Delegation(behaviour).set(&mut chain, account, owner).unwrap();
        let data = calldata("isValidSignature(bytes32,bytes)", &[B256::from(HASH).into(), Arg::Bytes(signature)]);
        match chain.send(CALLER, account, data).unwrap() {
            Ended::Success { output, .. } => Ok(output),
            Ended::Revert(output) => Err(output),
        }
    }

    #[test]
    fn wallets_answer_as_they_say() {
        let magic = Bytes::from([hex!("1626ba7e").as_slice(), &[0; 28]].concat());
        let nothing = Bytes::from([0; 32]);
        let other = address!("00000000000000000000000000000000000000ab");
        let checks_its_key = |account, signature: &[u8]| ask(Behaviour::ChecksItsKey, account, other, signature);
        assert_eq!(checks_its_key(SIGNER, &SIGNATURE), Ok(magic.clone()));
        assert_eq!(checks_its_key(other, &SIGNATURE), Ok(nothing.clone()));
        assert_eq!(checks_its_key(SIGNER, &[&SIGNATURE[..], &[0]].concat()), Ok(nothing.clone()));
        assert_eq!(checks_its_key(SIGNER, &[&SIGNATURE[..64], &[0]].concat()), Ok(nothing.clone()));
        let owned = |owner| ask(Behaviour::ChecksOwner, other, owner, &SIGNATURE);
        assert_eq!((owned(SIGNER), owned(other)), (Ok(magic.clone()), Ok(nothing)));
        let any = |behaviour| ask(behaviour, other, other, b"123");
        assert_eq!(any(Behaviour::AcceptsAll), Ok(magic.clone()));
        assert_eq!(any(Behaviour::AcceptsAllBut(B256::ZERO)), Ok(magic.clone()));
        assert_eq!(any(Behaviour::AcceptsAllBut(HASH.into())), Ok(Bytes::from([0; 32])));
        assert_eq!(any(Behaviour::RefusesAll).unwrap()[..4], [0xff; 4]);
        let by = |caller, accepts| any(Behaviour::LooksAtCaller(ByCaller { caller, accepts, is_asked: true }));
        assert_eq!((by(CALLER, true), by(other, false)), (Ok(magic.clone()), Ok(magic.clone())));
        assert_eq!((by(CALLER, false), by(other, true)), (Ok(Bytes::from([0; 32])), Ok(Bytes::from([0; 32]))));
        assert_eq!(any(Behaviour::Returns4Bytes).unwrap(), magic[..4]);
        assert_eq!(any(Behaviour::ReturnsMore).unwrap(), [&magic[..31], &[1]].concat());
        assert_eq!((any(Behaviour::ReturnsNothing), any(Behaviour::IsEmpty)), (Ok(Bytes::new()), Ok(Bytes::new())));
        assert_eq!(any(Behaviour::LacksFunction), Err(Bytes::new()));
        let message = any(Behaviour::Reverts).unwrap_err();
        assert_eq!(crate::abi::revert_reason(&message), "boom");
    }
}
