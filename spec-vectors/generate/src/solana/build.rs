//! Writes transactions without any checks, right or wrong.

use ed25519_dalek::{Signer as _, SigningKey};
use x402_schemes::solana::{Address, sha256};

/// The key that is the hash of a name, as in the recorded transactions.
pub(super) fn key(name: &str) -> SigningKey {
    SigningKey::from_bytes(&sha256(format!("x402 svm outcomes {name}").as_bytes()))
}

/// How many signers there are besides sponsor, payer and the third account.
pub(super) const FURTHER: u8 = 12;

/// The key of a further signer.
pub(super) fn further(number: u8) -> SigningKey {
    key(&format!("signer {number}"))
}

/// The bytes of an address.
pub(super) fn bytes(address: &str) -> [u8; 32] {
    address.parse::<Address>().expect("an address of ours").to_bytes()
}

/// An account of an instruction.
#[derive(Clone, Copy)]
pub(super) struct Account {
    key: [u8; 32],
    signs: bool,
    written: bool,
}

pub(super) fn account(address: &str) -> Account {
    Account { key: bytes(address), signs: false, written: false }
}

impl Account {
    pub(super) const fn signing(self) -> Self {
        Self { signs: true, ..self }
    }

    pub(super) const fn written(self) -> Self {
        Self { written: true, ..self }
    }
}

#[derive(Clone)]
pub(super) struct Instruction {
    pub(super) program: [u8; 32],
    pub(super) accounts: Vec<Account>,
    pub(super) data: Vec<u8>,
}

pub(super) fn instruction(program: &str, accounts: &[Account], data: &[u8]) -> Instruction {
    Instruction { program: bytes(program), accounts: accounts.to_vec(), data: data.to_vec() }
}

/// A message in parts, each of which can be spoiled.
#[derive(Clone)]
pub(super) struct Message {
    /// The first byte of a message that is not legacy.
    pub(super) version: Option<u8>,
    pub(super) header: [u8; 3],
    pub(super) keys: Vec<[u8; 32]>,
    /// The instructions: program, accounts, data.
    pub(super) instructions: Vec<(u8, Vec<u8>, Vec<u8>)>,
    /// The lookups: table, writable indices, other indices.
    pub(super) lookups: Vec<([u8; 32], Vec<u8>, Vec<u8>)>,
}

impl Message {
    /// The keys in the order of every client: the fee payer, writable signers, other signers, writable accounts, the
    /// rest.
    pub(super) fn new(fee_payer: [u8; 32], instructions: &[Instruction]) -> Self {
        let mut accounts = vec![Account { key: fee_payer, signs: true, written: true }];
        let mut add = |account: Account| match accounts.iter_mut().find(|known| known.key == account.key) {
            Some(known) => {
                known.signs |= account.signs;
                known.written |= account.written;
            }
            None => accounts.push(account),
        };
        instructions.iter().flat_map(|instruction| &instruction.accounts).for_each(|account| add(*account));
        for instruction in instructions {
            add(Account { key: instruction.program, signs: false, written: false });
        }
        accounts[1..].sort_by_key(|account| (!account.signs, !account.written));
        let count = |test: fn(&&Account) -> bool| byte(accounts.iter().filter(test).count());
        let position = |key: [u8; 32]| accounts.iter().position(|account| account.key == key);
        let index = |key: [u8; 32]| byte(position(key).expect("added"));
        Self {
            version: Some(0x80),
            header: [
                count(|account| account.signs),
                count(|account| account.signs && !account.written),
                count(|account| !account.signs && !account.written),
            ],
            keys: accounts.iter().map(|account| account.key).collect(),
            instructions: instructions
                .iter()
                .map(|instruction| {
                    let accounts = instruction.accounts.iter().map(|account| index(account.key)).collect();
                    (index(instruction.program), accounts, instruction.data.clone())
                })
                .collect(),
            lookups: Vec::new(),
        }
    }

    /// Moves a key that is no signer from the message into a table that has it at index 0.
    pub(super) fn look_up(mut self, key: &str, table: &str, writable: bool) -> Self {
        let at = self.keys.iter().position(|known| *known == bytes(key)).expect("a key of the message");
        self.keys.remove(at);
        let at = byte(at);
        let last = byte(self.keys.len());
        let moved = |index: &mut u8| *index = if *index == at { last } else { *index - u8::from(*index > at) };
        for (program, accounts, _) in &mut self.instructions {
            moved(program);
            accounts.iter_mut().for_each(moved);
        }
        let (written, read) = if writable { (vec![0], vec![]) } else { (vec![], vec![0]) };
        self.lookups = vec![(bytes(table), written, read)];
        self
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut out: Vec<u8> = self.version.into_iter().chain(self.header).collect();
        push_count(&mut out, self.keys.len());
        out.extend(self.keys.as_flattened());
        out.extend([7; 32]);
        push_count(&mut out, self.instructions.len());
        for (program, accounts, data) in &self.instructions {
            out.push(*program);
            push_bytes(&mut out, accounts);
            push_bytes(&mut out, data);
        }
        if self.version.is_some() {
            push_count(&mut out, self.lookups.len());
            for (table, writable, readonly) in &self.lookups {
                out.extend(table);
                push_bytes(&mut out, writable);
                push_bytes(&mut out, readonly);
            }
        }
        out
    }

    /// Signs with the keys that are known here, except that of the sponsor, who signs last and elsewhere.
    pub(super) fn signed(&self) -> Vec<u8> {
        self.signed_over(&self.bytes())
    }

    /// Signs these bytes in the place of the message.
    pub(super) fn signed_over(&self, message: &[u8]) -> Vec<u8> {
        join(&self.signatures(message), message)
    }

    /// The signatures of the required signers over these bytes, as far as their keys are known here.
    pub(super) fn signatures(&self, message: &[u8]) -> Vec<[u8; 64]> {
        let keys: Vec<SigningKey> = ["payer", "third"].map(key).into_iter().chain((0..FURTHER).map(further)).collect();
        self.keys[..usize::from(self.header[0])]
            .iter()
            .map(|signer| {
                let known = keys.iter().find(|key| key.verifying_key().to_bytes() == *signer);
                known.map_or([0; 64], |key| key.sign(message).to_bytes())
            })
            .collect()
    }
}

pub(super) fn join(signatures: &[[u8; 64]], message: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    push_count(&mut out, signatures.len());
    out.extend(signatures.as_flattened());
    out.extend(message);
    out
}

fn byte(number: usize) -> u8 {
    u8::try_from(number).expect("nothing here has more than 255")
}

/// Writes a number with seven bits in each byte, the lowest first.
fn push_count(out: &mut Vec<u8>, count: usize) {
    let mut rest = count;
    while rest > 0x7f {
        out.push(byte(rest & 0x7f) | 0x80);
        rest >>= 7;
    }
    out.push(byte(rest));
}

fn push_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    push_count(out, bytes.len());
    out.extend(bytes);
}
