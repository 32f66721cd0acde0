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

/// The structs: the name here, the name in EIP-712, and the members.
pub(super) const STRUCTS: [(&str, &str, &str); 8] = [
    ("domain", "EIP712Domain", "string name,string version,uint256 chainId,address verifyingContract"),
    ("permit2-domain", "EIP712Domain", "string name,uint256 chainId,address verifyingContract"),
    (
        "transfer",
        "TransferWithAuthorization",
        "address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce",
    ),
    (
        "permit-witness",
        "PermitWitnessTransferFrom",
        "TokenPermissions permitted,address spender,uint256 nonce,uint256 deadline,Witness witness",
    ),
    ("permissions", "TokenPermissions", "address token,uint256 amount"),
    ("exact-witness", "Witness", "address to,uint256 validAfter"),
    ("upto-witness", "Witness", "address to,address facilitator,uint256 validAfter"),
    ("permit", "Permit", "address owner,address spender,uint256 value,uint256 nonce,uint256 deadline"),
];

/// The faults of one member of one struct.
pub(super) const MEMBER_FAULTS: [&str; 10] = [
    "left-out",
    "not-hashed",
    "not-in-the-type",
    "swapped-with-the-next",
    "value-swapped-with-the-next",
    "of-another-name",
    "of-another-type",
    "zero",
    "bytes-reversed",
    "not-hashed-itself",
];

/// The faults of the hash of one struct. The last two are of one that refers to others.
pub(super) const STRUCT_FAULTS: [&str; 6] = [
    "of-another-name",
    "without-its-type",
    "type-not-hashed",
    "type-with-spaces",
    "without-referenced-types",
    "referenced-types-in-the-other-order",
];

/// The faults of the digest: the hashed bytes, from the separator and the struct's hash.
type DigestFault = (&'static str, fn(&Word, &Word) -> Vec<u8>);

pub(super) const DIGEST_FAULTS: [DigestFault; 8] = [
    ("without-prefix", |separator, hash| [*separator, *hash].concat()),
    ("with-the-prefix-of-a-validator", |separator, hash| [&[0x19, 0], &separator[..], hash].concat()),
    ("struct-before-domain", |separator, hash| typed(hash, separator)),
    ("the-struct-hash-alone", |_, hash| hash.to_vec()),
    ("without-the-domain", |_, hash| [&[0x19, 1], &hash[..]].concat()),
    ("as-a-personal-message", |separator, hash| personal(&keccak256(&typed(separator, hash)))),
    ("as-a-personal-message-of-its-digits", |separator, hash| {
        personal(Hex(&keccak256(&typed(separator, hash))).to_string().as_bytes())
    }),
    ("hashed-twice", |separator, hash| keccak256(&typed(separator, hash)).into()),
];

fn typed(separator: &Word, hash: &Word) -> Vec<u8> {
    [&[0x19, 1], &separator[..], hash].concat()
}

fn personal(text: &[u8]) -> Vec<u8> {
    [format!("\x19Ethereum Signed Message:\n{}", text.len()).as_bytes(), text].concat()
}

/// The fault; none by default.
#[derive(Clone, Copy, Default)]
pub(super) struct Fault {
    /// The struct, the member, and its fault.
    pub(super) member: Option<(&'static str, usize, &'static str)>,
    pub(super) of_struct: Option<(&'static str, &'static str)>,
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
            Some(signer) => result.say(&at, &signer.to_string()).map(drop),
            None => result.also(|j| j.del(&at)).map(drop),
        }
    }

    fn digest(&self, separator: Word, hash: Word) -> Word {
        match self.fault.digest {
            Some(("the-struct-hash-alone", _)) => hash,
            Some((_, bytes)) => keccak256(&bytes(&separator, &hash)),
            None => keccak256(&typed(&separator, &hash)),
        }
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

    /// The fault of this struct, and that of one of its members.
    fn faults(&self, key: &str) -> (&'static str, Option<(usize, &'static str)>) {
        let of_struct = self.fault.of_struct.filter(|(at, _)| *at == key);
        let member = self.fault.member.filter(|(at, ..)| *at == key);
        (of_struct.map_or("", |(_, fault)| fault), member.map(|(_, at, fault)| (at, fault)))
    }

    fn hash(&self, key: &'static str, values: &[Value]) -> Option<Word> {
        let (of_struct, member) = self.faults(key);
        let type_text = self.encode_type(key)?;
        let type_hash = match of_struct {
            "without-its-type" => Vec::new(),
            "type-not-hashed" => type_text.into_bytes(),
            _ => keccak256(type_text.as_bytes()).to_vec(),
        };
        let mut words: Vec<Vec<u8>> = values.iter().map(|value| value.word.to_vec()).collect();
        match member {
            Some((at, "left-out" | "not-hashed")) => drop(words.remove(at)),
            Some((at, "swapped-with-the-next" | "value-swapped-with-the-next")) => words.swap(at, at + 1),
            Some((at, "zero")) => words[at] = vec![0; 32],
            Some((at, "bytes-reversed")) => words[at].reverse(),
            Some((at, "not-hashed-itself")) => words[at].clone_from(values[at].raw.as_ref()?),
            _ => {}
        }
        Some(keccak256(&[type_hash, words.concat()].concat()))
    }

    fn encode_type(&self, key: &'static str) -> Option<String> {
        let (_, name, members) = STRUCTS.into_iter().find(|(known, ..)| *known == key)?;
        let (of_struct, member) = self.faults(key);
        let mut members: Vec<String> = members.split(',').map(str::to_owned).collect();
        match member {
            Some((at, "left-out" | "not-in-the-type")) => drop(members.remove(at)),
            Some((at, "swapped-with-the-next")) => members.swap(at, at + 1),
            Some((at, "of-another-name")) => members[at] = members[at].replace(' ', " _"),
            Some((at, "of-another-type")) => members[at] = of_other_type(&members[at])?,
            _ => {}
        }
        let name = if of_struct == "of-another-name" { name.to_lowercase() } else { name.to_owned() };
        let encoded = format!("{name}({})", members.join(if of_struct == "type-with-spaces" { ", " } else { "," }));
        if key != "permit-witness" {
            return Some(encoded);
        }
        let witness = if self.family == "upto" { "upto-witness" } else { "exact-witness" };
        let (permissions, witness) = (self.encode_type("permissions")?, self.encode_type(witness)?);
        Some(match of_struct {
            "without-referenced-types" => encoded,
            "referenced-types-in-the-other-order" => encoded + &witness + &permissions,
            _ => encoded + &permissions + &witness,
        })
    }
}

fn of_other_type(member: &str) -> Option<String> {
    let (kind, name) = member.split_once(' ')?;
    let others = [("uint256", "uint"), ("address", "bytes20"), ("bytes32", "bytes"), ("string", "bytes")];
    let (_, other) = others.into_iter().find(|(known, _)| *known == kind)?;
    Some(format!("{other} {name}"))
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
