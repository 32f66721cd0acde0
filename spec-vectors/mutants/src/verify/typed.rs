//! A second EIP-712, from a table, so that every entry of the table can be wrong.

use x402_schemes::{
    Hex,
    evm::{Address, Signature, keccak256},
};
use x402_types::{Network, Uint256};
use x402_verify::evm::recover_signer;

use crate::{
    json::Json,
    question::{Question, from_hex},
};

type Word = [u8; 32];

/// A struct: its name here, its EIP-712 name, its members with their types.
pub(super) type Struct = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

pub(super) const STRUCTS: [Struct; 8] = [
    (
        "domain",
        "EIP712Domain",
        &[("string", "name"), ("string", "version"), ("uint256", "chainId"), ("address", "verifyingContract")],
    ),
    ("permit2-domain", "EIP712Domain", &[("string", "name"), ("uint256", "chainId"), ("address", "verifyingContract")]),
    (
        "transfer",
        "TransferWithAuthorization",
        &[
            ("address", "from"),
            ("address", "to"),
            ("uint256", "value"),
            ("uint256", "validAfter"),
            ("uint256", "validBefore"),
            ("bytes32", "nonce"),
        ],
    ),
    (
        "permit-witness",
        "PermitWitnessTransferFrom",
        &[
            ("TokenPermissions", "permitted"),
            ("address", "spender"),
            ("uint256", "nonce"),
            ("uint256", "deadline"),
            ("Witness", "witness"),
        ],
    ),
    ("permissions", "TokenPermissions", &[("address", "token"), ("uint256", "amount")]),
    ("exact-witness", "Witness", &[("address", "to"), ("uint256", "validAfter")]),
    ("upto-witness", "Witness", &[("address", "to"), ("address", "facilitator"), ("uint256", "validAfter")]),
    (
        "permit",
        "Permit",
        &[
            ("address", "owner"),
            ("address", "spender"),
            ("uint256", "value"),
            ("uint256", "nonce"),
            ("uint256", "deadline"),
        ],
    ),
];

/// The fault of one member of one struct.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MemberFault {
    LeftOut,
    NotHashed,
    NotTyped,
    BeforeItsNeighbour,
    ValueOfItsNeighbour,
    OtherName,
    OtherType,
    Zero,
    Reversed,
    NotInItself,
}

impl MemberFault {
    pub(super) const ALL: [(&'static str, Self); 10] = [
        ("left-out", Self::LeftOut),
        ("not-hashed", Self::NotHashed),
        ("not-in-the-type", Self::NotTyped),
        ("swapped-with-the-next", Self::BeforeItsNeighbour),
        ("value-swapped-with-the-next", Self::ValueOfItsNeighbour),
        ("of-another-name", Self::OtherName),
        ("of-another-type", Self::OtherType),
        ("zero", Self::Zero),
        ("bytes-reversed", Self::Reversed),
        ("not-hashed-itself", Self::NotInItself),
    ];
}

/// The fault of the hash of one struct.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StructFault {
    OtherName,
    NoTypeHash,
    TypeNotHashed,
    SpaceInType,
    ReferencedTypesLeftOut,
    ReferencedTypesTurned,
}

impl StructFault {
    pub(super) const ALL: [(&'static str, Self); 6] = [
        ("of-another-name", Self::OtherName),
        ("without-its-type", Self::NoTypeHash),
        ("type-not-hashed", Self::TypeNotHashed),
        ("type-with-spaces", Self::SpaceInType),
        ("without-referenced-types", Self::ReferencedTypesLeftOut),
        ("referenced-types-in-the-other-order", Self::ReferencedTypesTurned),
    ];
}

/// The fault of the digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DigestFault {
    NoPrefix,
    OtherPrefix,
    StructFirst,
    StructAlone,
    SeparatorLeftOut,
    Personal,
    PersonalText,
    Twice,
}

impl DigestFault {
    pub(super) const ALL: [(&'static str, Self); 8] = [
        ("without-prefix", Self::NoPrefix),
        ("with-the-prefix-of-a-validator", Self::OtherPrefix),
        ("struct-before-domain", Self::StructFirst),
        ("the-struct-hash-alone", Self::StructAlone),
        ("without-the-domain", Self::SeparatorLeftOut),
        ("as-a-personal-message", Self::Personal),
        ("as-a-personal-message-of-its-digits", Self::PersonalText),
        ("hashed-twice", Self::Twice),
    ];
}

/// The fault; none by default.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Fault {
    /// The struct and the member.
    pub(super) member: Option<(&'static str, usize, MemberFault)>,
    pub(super) of_struct: Option<(&'static str, StructFault)>,
    pub(super) digest: Option<DigestFault>,
    /// The chain for which a name of V1 is mistaken.
    pub(super) chain: Option<(&'static str, &'static str)>,
}

/// The signed message by this implementation: the members of the answer, by their path. `None` if none of them
/// can be computed.
pub(super) fn signed(question: &Question<'_>, fault: Fault) -> Option<Json> {
    let mut result = question.result()?.clone();
    let family = result.text_at("family")?;
    let concerned = fault.member.map(|(key, ..)| key).or(fault.of_struct.map(|(key, _)| key));
    if !concerned.is_none_or(|key| is_hashed(key, &family, &result)) {
        return None;
    }
    let hasher = Hasher { question, fault, family };
    let (separator, struct_hash) = match hasher.family.as_str() {
        "eip3009" => (hasher.token_domain()?, hasher.transfer()?),
        "permit2" | "upto" => (hasher.permit2_domain()?, hasher.permit_witness()?),
        _ => return None,
    };
    let signature = question.document()?.text_at("payload.signature")?;
    hasher.put(&mut result, "", separator, struct_hash, &signature)?;
    if result.get("permit").is_some() {
        let signature = hasher.info("signature")?;
        hasher.put(&mut result, "permit.", hasher.token_domain()?, hasher.permit()?, &signature)?;
    }
    Some(result)
}

/// Whether this struct is among those that are hashed.
fn is_hashed(key: &str, family: &str, result: &Json) -> bool {
    let is_permit2 = family == "permit2" || family == "upto";
    match key {
        "domain" => !is_permit2 || result.get("permit").is_some(),
        "transfer" => !is_permit2,
        "permit" => result.get("permit").is_some(),
        "exact-witness" => family == "permit2",
        "upto-witness" => family == "upto",
        _ => is_permit2,
    }
}

struct Hasher<'a> {
    question: &'a Question<'a>,
    fault: Fault,
    family: String,
}

impl Hasher<'_> {
    fn put(&self, result: &mut Json, path: &str, separator: Word, hash: Word, signature: &str) -> Option<()> {
        let digest = self.digest(separator, hash);
        let signer = recover_signer(&digest, &Signature::new(from_hex(signature)?));
        for (name, value) in [("domainSeparator", separator), ("structHash", hash), ("digest", digest)] {
            result.set(&format!("{path}{name}"), Json::text(&Hex(&value).to_string()))?;
        }
        let at = format!("{path}signer");
        match signer {
            Some(signer) => result.set(&at, Json::text(&signer.to_string())),
            None => {
                result.remove(&at);
                Some(())
            }
        }
    }

    fn digest(&self, separator: Word, hash: Word) -> Word {
        let good = [[0x19, 1].as_slice(), &separator, &hash].concat();
        let personal =
            |text: &[u8]| [format!("\x19Ethereum Signed Message:\n{}", text.len()).as_bytes(), text].concat();
        let bytes = match self.fault.digest {
            None => good,
            Some(DigestFault::NoPrefix) => [separator, hash].concat(),
            Some(DigestFault::OtherPrefix) => [[0x19, 0].as_slice(), &separator, &hash].concat(),
            Some(DigestFault::StructFirst) => [[0x19, 1].as_slice(), &hash, &separator].concat(),
            Some(DigestFault::StructAlone) => return hash,
            Some(DigestFault::SeparatorLeftOut) => [[0x19, 1].as_slice(), &hash].concat(),
            Some(DigestFault::Personal) => personal(&keccak256(&good)),
            Some(DigestFault::PersonalText) => personal(Hex(&keccak256(&good)).to_string().as_bytes()),
            Some(DigestFault::Twice) => keccak256(&good).into(),
        };
        keccak256(&bytes)
    }

    fn payload(&self, path: &str) -> Option<String> {
        self.question.document()?.text_at(&format!("payload.{path}"))
    }

    fn info(&self, name: &str) -> Option<String> {
        self.question.document()?.text_at(&format!("extensions.eip2612GasSponsoring.info.{name}"))
    }

    fn offer(&self, path: &str) -> Option<String> {
        self.question.input.text_at(&format!("offer.{path}"))
    }

    fn chain(&self) -> Option<Word> {
        let network = self.offer("network")?;
        let wrong = self.fault.chain.filter(|(name, _)| *name == network);
        let id = match (wrong, network.strip_prefix("eip155:")) {
            (Some((_, id)), _) | (None, Some(id)) => id.to_owned(),
            (None, None) => Network::from_v1_name(&network)?.eip155_chain_id()?.to_string(),
        };
        number(&id)
    }

    fn token_domain(&self) -> Option<Word> {
        let texts = [self.offer("extra.name")?, self.offer("extra.version")?];
        let [name, version] = texts.each_ref().map(|text| text.as_bytes());
        self.hash("domain", &[text(name), text(version), plain(self.chain()?), plain(address(&self.offer("asset")?)?)])
    }

    fn permit2_domain(&self) -> Option<Word> {
        let contract = plain(address("0x000000000022D473030F116dDEE9F6B43aC78BA3")?);
        self.hash("permit2-domain", &[text(b"Permit2"), plain(self.chain()?), contract])
    }

    fn transfer(&self) -> Option<Word> {
        let member = |name: &str| self.payload(&format!("authorization.{name}"));
        let nonce = from_hex(&member("nonce")?)?.try_into().ok()?;
        let mut values = vec![plain(address(&member("from")?)?), plain(address(&member("to")?)?)];
        for name in ["value", "validAfter", "validBefore"] {
            values.push(plain(number(&member(name)?)?));
        }
        values.push(plain(nonce));
        self.hash("transfer", &values)
    }

    fn permit_witness(&self) -> Option<Word> {
        let member = |name: &str| self.payload(&format!("permit2Authorization.{name}"));
        let permitted = [plain(address(&member("permitted.token")?)?), plain(number(&member("permitted.amount")?)?)];
        let (to, after) = (plain(address(&member("witness.to")?)?), plain(number(&member("witness.validAfter")?)?));
        let witness = if self.family == "upto" {
            let facilitator = plain(address(&member("witness.facilitator")?)?);
            self.hash("upto-witness", &[to, facilitator, after])?
        } else {
            self.hash("exact-witness", &[to, after])?
        };
        self.hash(
            "permit-witness",
            &[
                plain(self.hash("permissions", &permitted)?),
                plain(address(&member("spender")?)?),
                plain(number(&member("nonce")?)?),
                plain(number(&member("deadline")?)?),
                plain(witness),
            ],
        )
    }

    fn permit(&self) -> Option<Word> {
        let mut values = vec![plain(address(&self.info("from")?)?), plain(address(&self.info("spender")?)?)];
        for name in ["amount", "nonce", "deadline"] {
            values.push(plain(number(&self.info(name)?)?));
        }
        self.hash("permit", &values)
    }

    fn hash(&self, key: &'static str, values: &[Value]) -> Option<Word> {
        let fault = self.fault.of_struct.filter(|(at, _)| *at == key).map(|(_, fault)| fault);
        let type_text = self.encode_type(key)?;
        let type_hash = match fault {
            Some(StructFault::NoTypeHash) => Vec::new(),
            Some(StructFault::TypeNotHashed) => type_text.into_bytes(),
            _ => keccak256(type_text.as_bytes()).to_vec(),
        };
        let mut words: Vec<Vec<u8>> = values.iter().map(|value| value.word.to_vec()).collect();
        if let Some((_, at, fault)) = self.fault.member.filter(|(at, ..)| *at == key) {
            match fault {
                MemberFault::LeftOut | MemberFault::NotHashed => drop(words.remove(at)),
                MemberFault::BeforeItsNeighbour | MemberFault::ValueOfItsNeighbour => words.swap(at, at + 1),
                MemberFault::Zero => words[at] = vec![0; 32],
                MemberFault::Reversed => words[at].reverse(),
                MemberFault::NotInItself => words[at].clone_from(values[at].raw.as_ref()?),
                MemberFault::NotTyped | MemberFault::OtherName | MemberFault::OtherType => {}
            }
        }
        Some(keccak256(&[type_hash, words.concat()].concat()))
    }

    fn encode_type(&self, key: &'static str) -> Option<String> {
        let (_, name, members) = STRUCTS.into_iter().find(|(known, ..)| *known == key)?;
        let mut members: Vec<(String, String)> =
            members.iter().map(|(kind, name)| ((*kind).to_owned(), (*name).to_owned())).collect();
        if let Some((_, at, fault)) = self.fault.member.filter(|(at, ..)| *at == key) {
            match fault {
                MemberFault::LeftOut | MemberFault::NotTyped => drop(members.remove(at)),
                MemberFault::BeforeItsNeighbour => members.swap(at, at + 1),
                MemberFault::OtherName => members[at].1.insert(0, '_'),
                MemberFault::OtherType => members[at].0 = other_type(&members[at].0)?.into(),
                MemberFault::NotHashed
                | MemberFault::ValueOfItsNeighbour
                | MemberFault::Zero
                | MemberFault::Reversed
                | MemberFault::NotInItself => {}
            }
        }
        let fault = self.fault.of_struct.filter(|(at, _)| *at == key).map(|(_, fault)| fault);
        let name = if fault == Some(StructFault::OtherName) { name.to_lowercase() } else { name.to_owned() };
        let between = if fault == Some(StructFault::SpaceInType) { ", " } else { "," };
        let members: Vec<String> = members.into_iter().map(|(kind, name)| format!("{kind} {name}")).collect();
        let own = format!("{name}({})", members.join(between));
        if key != "permit-witness" {
            return Some(own);
        }
        let witness = if self.family == "upto" { "upto-witness" } else { "exact-witness" };
        let (permissions, witness) = (self.encode_type("permissions")?, self.encode_type(witness)?);
        Some(match fault {
            Some(StructFault::ReferencedTypesLeftOut) => own,
            Some(StructFault::ReferencedTypesTurned) => own + &witness + &permissions,
            _ => own + &permissions + &witness,
        })
    }
}

fn other_type(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "uint256" => "uint",
        "address" => "bytes20",
        "bytes32" => "bytes",
        "string" => "bytes",
        _ => return None,
    })
}

/// The hashed form of a value, and a text itself.
struct Value {
    word: Word,
    raw: Option<Vec<u8>>,
}

fn plain(word: Word) -> Value {
    Value { word, raw: None }
}

fn text(text: &[u8]) -> Value {
    let padded = text.len().div_ceil(32) * 32;
    let mut raw = text.to_vec();
    raw.resize(padded, 0);
    Value { word: keccak256(text), raw: Some(raw) }
}

fn number(text: &str) -> Option<Word> {
    text.parse::<Uint256>().ok().map(Uint256::to_be_bytes)
}

fn address(text: &str) -> Option<Word> {
    text.parse::<Address>().ok().map(Address::to_word)
}
