//! Mutants of `digest`: the signed message, and its signer.

use std::sync::Arc;

use x402_conformance::adapter::Reply;
use x402_schemes::evm::keccak256;

use super::{
    faults::{ADDRESS_FAULTS, CHAIN_FAULTS, NONCE_FAULTS, NUMBER_FAULTS, TEXT_FAULTS},
    typed::{self, DigestFault, Fault, MemberFault, STRUCTS, StructFault},
};
use crate::{
    json::Json,
    mutant::Mutant,
    question::{Question, result_of, to_hex},
};

const OP: &[&str] = &["digest"];

pub(super) fn mutants() -> Vec<Mutant> {
    [structs(), values(), networks(), answers(), solana()].into_iter().flatten().collect()
}

/// A member or a type of a struct, hashed differently.
fn structs() -> Vec<Mutant> {
    let mut mutants = Vec::new();
    let mut add = |name: String, fault: Fault| {
        mutants.push(Mutant::own(format!("digest/{name}"), OP, move |question| {
            result_of(&typed::signed(question, fault)?)
        }));
    };
    for (key, _, members) in STRUCTS {
        for (at, (kind, member)) in members.iter().enumerate() {
            for (name, fault) in MemberFault::ALL {
                let is_last = at + 1 == members.len();
                let is_struct = kind.starts_with(char::is_uppercase);
                let makes_sense = match fault {
                    MemberFault::BeforeItsNeighbour | MemberFault::ValueOfItsNeighbour => !is_last,
                    MemberFault::OtherType => !is_struct,
                    MemberFault::NotInItself => *kind == "string",
                    MemberFault::LeftOut
                    | MemberFault::NotHashed
                    | MemberFault::NotTyped
                    | MemberFault::OtherName
                    | MemberFault::Zero
                    | MemberFault::Reversed => true,
                };
                if makes_sense {
                    let fault = Fault { member: Some((key, at, fault)), ..Fault::default() };
                    add(format!("types/{key}/{member}/{name}"), fault);
                }
            }
        }
        for (name, fault) in StructFault::ALL {
            let refers = matches!(fault, StructFault::ReferencedTypesLeftOut | StructFault::ReferencedTypesTurned);
            if !refers || key == "permit-witness" {
                add(format!("types/{key}/{name}"), Fault { of_struct: Some((key, fault)), ..Fault::default() });
            }
        }
    }
    for (name, fault) in DigestFault::ALL {
        add(format!("hash/{name}"), Fault { digest: Some(fault), ..Fault::default() });
    }
    for (name, wrong) in NETWORKS {
        add(format!("network/{name}-as-{wrong}"), Fault { chain: Some((name, wrong)), ..Fault::default() });
    }
    mutants
}

/// Names of V1, each with the chain for which it is mistaken: a neighbour, its test network, or its main network.
pub(super) const NETWORKS: [(&str, &str); 29] = [
    ("abstract", "11124"),
    ("abstract-testnet", "2741"),
    ("avalanche", "43113"),
    ("avalanche-fuji", "43114"),
    ("base", "84532"),
    ("base-sepolia", "8453"),
    ("celo", "44787"),
    ("celo-sepolia", "44787"),
    ("educhain", "656476"),
    ("ethereum", "11155111"),
    ("flare", "114"),
    ("iotex", "4690"),
    ("megaeth", "6342"),
    ("monad", "10143"),
    ("monad-testnet", "143"),
    ("peaq", "9990"),
    ("polygon", "80002"),
    ("polygon-amoy", "80001"),
    ("radius", "1223953"),
    ("radius-testnet", "723487"),
    ("sei", "1328"),
    ("sei-testnet", "1329"),
    ("sepolia", "1"),
    ("skale-base-sepolia", "1444673419"),
    ("stable", "2201"),
    ("stable-testnet", "988"),
    ("story", "1513"),
    ("xdc", "51"),
    ("xrpl-evm", "1449000"),
];

/// The paths of the signed members, by family.
const SIGNED: [(&str, &[&str], &[&str]); 3] = [
    (
        "eip3009",
        &["authorization.value", "authorization.validAfter", "authorization.validBefore"],
        &["authorization.from", "authorization.to"],
    ),
    ("permit2", PERMIT2_NUMBERS, &PERMIT2_ADDRESSES),
    ("upto", PERMIT2_NUMBERS, &UPTO_ADDRESSES),
];

const PERMIT2_NUMBERS: &[&str] = &[
    "permit2Authorization.permitted.amount",
    "permit2Authorization.nonce",
    "permit2Authorization.deadline",
    "permit2Authorization.witness.validAfter",
];

const PERMIT2_ADDRESSES: [&str; 3] =
    ["permit2Authorization.permitted.token", "permit2Authorization.spender", "permit2Authorization.witness.to"];

const UPTO_ADDRESSES: [&str; 4] =
    [PERMIT2_ADDRESSES[0], PERMIT2_ADDRESSES[1], PERMIT2_ADDRESSES[2], "permit2Authorization.witness.facilitator"];

const INFO: &str = "extensions.eip2612GasSponsoring.info";

/// A number in too small a type, a shortened address, a normalized text.
fn values() -> Vec<Mutant> {
    let mut mutants = Vec::new();
    let mut edits = |family: &'static str, path: String, name: String, fault: Change| {
        mutants.push(Mutant::reads(format!("digest/{family}/{name}"), OP, move |question| {
            let is_of = is_of(question, family);
            let document = question.document()?.edited(|document| {
                let value = document.get_mut(&path)?;
                *value = Json::text(&fault(&value.as_text()?)?);
                Some(())
            });
            question.with_document(&document.filter(|_| is_of)?.to_string())
        }));
    };
    for (family, numbers, addresses) in SIGNED {
        for path in numbers {
            for (name, fault) in NUMBER_FAULTS {
                edits(family, format!("payload.{path}"), format!("{path}/{name}"), Arc::new(fault));
            }
        }
        for path in addresses {
            for (name, fault) in ADDRESS_FAULTS {
                edits(family, format!("payload.{path}"), format!("{path}/{name}"), Arc::new(fault));
            }
        }
    }
    for member in ["amount", "nonce", "deadline"] {
        for (name, fault) in NUMBER_FAULTS {
            edits("permit", format!("{INFO}.{member}"), format!("{member}/{name}"), Arc::new(fault));
        }
    }
    for member in ["from", "spender"] {
        for (name, fault) in ADDRESS_FAULTS {
            edits("permit", format!("{INFO}.{member}"), format!("{member}/{name}"), Arc::new(fault));
        }
    }
    for (name, fault) in NONCE_FAULTS {
        edits("eip3009", "payload.authorization.nonce".into(), format!("nonce/{name}"), Arc::new(fault));
    }
    for family in ["eip3009", "permit"] {
        for member in ["name", "version"] {
            for (name, fault) in TEXT_FAULTS {
                // There is no version with such letters.
                let is_seen = member == "name" || matches!(name, "in-upper-case" | "in-ascii");
                if is_seen {
                    mutants.push(in_offer(family, &format!("extra.{member}"), name, Arc::new(fault)));
                }
            }
            if member == "version" {
                let numeric = |text: &str| text.parse::<f64>().ok().map(|number| number.to_string());
                mutants.push(in_offer(family, "extra.version", "as-a-number", Arc::new(numeric)));
            }
            let default = if member == "name" { "USD Coin" } else { "1" };
            let empty = move |text: &str| text.is_empty().then(|| default.to_owned());
            mutants.push(in_offer(family, &format!("extra.{member}"), "a-default-for-empty", Arc::new(empty)));
            let always = move |_: &str| Some(if default == "1" { "2".to_owned() } else { "USDC".to_owned() });
            mutants.push(in_offer(family, &format!("extra.{member}"), "of-the-known-token", Arc::new(always)));
        }
        for (name, fault) in ADDRESS_FAULTS {
            mutants.push(in_offer(family, "asset", name, Arc::new(fault)));
        }
    }
    for family in ["eip3009", "permit2", "upto", "permit"] {
        for (name, fault) in CHAIN_FAULTS {
            let fault = move |network: &str| Some(format!("eip155:{}", fault(network.strip_prefix("eip155:")?)?));
            mutants.push(in_offer(family, "network", name, Arc::new(fault)));
        }
        let known = |network: &str| {
            let is_known = ["eip155:1", "eip155:10", "eip155:137", "eip155:8453", "eip155:84532"].contains(&network);
            (!is_known).then(|| "eip155:1".to_owned())
        };
        mutants.push(in_offer(family, "network", "unknown-is-mainnet", Arc::new(known)));
        let base = |network: &str| (network != "eip155:84532").then(|| "eip155:84532".to_owned());
        mutants.push(in_offer(family, "network", "always-the-test-network", Arc::new(base)));
    }
    mutants
}

type Change = Arc<dyn Fn(&str) -> Option<String> + Send + Sync>;

fn is_of(question: &Question<'_>, family: &str) -> bool {
    let Some(result) = question.result() else { return false };
    match family {
        "permit" => result.get("permit").is_some(),
        _ => result.text_at("family").as_deref() == Some(family),
    }
}

/// A wrong reading of the offer: for the permit alone in that family, or else for everything signed.
fn in_offer(family: &'static str, path: &str, name: &str, fault: Change) -> Mutant {
    let (path, name) = (format!("offer.{path}"), format!("digest/{family}/{path}/{name}"));
    Mutant::own(name, OP, move |question| {
        if !is_of(question, family) {
            return None;
        }
        let input = question.input.edited(|input| {
            let value = input.get_mut(&path)?;
            *value = Json::text(&fault(&value.as_text()?)?);
            Some(())
        })?;
        let reply = question.ask(&input.to_string());
        let (Reply::Result(other), "permit") = (&reply, family) else { return Some(reply) };
        let mut result = question.result()?.clone();
        result.set("permit", Json::parse(other.as_str())?.get("permit")?.clone())?;
        result_of(&result)
    })
}

/// A V1 payment hashed as if its network had another name.
fn networks() -> Vec<Mutant> {
    let refuses = Mutant::own("digest/network/no-names", OP, |question| {
        let network = question.input.text_at("offer.network")?;
        (!network.contains(':')).then(|| Reply::Error("a network without a colon".into()))
    });
    let beyond = [("32", u64::from(u32::MAX)), ("53", (1 << 53) - 1), ("63", u64::MAX >> 1)].map(|(bits, most)| {
        Mutant::own(format!("digest/network/refused-beyond-{bits}-bits"), OP, move |question| {
            let network = question.input.text_at("offer.network")?;
            let id: u64 = network.strip_prefix("eip155:")?.parse().ok()?;
            (id > most).then(|| Reply::Error("a chain's id out of range".into()))
        })
    });
    [refuses].into_iter().chain(beyond).collect()
}

/// The right hashes with a wrong or missing member of the answer.
fn answers() -> Vec<Mutant> {
    const HASHED: [&str; 5] = ["domainSeparator", "structHash", "digest", "signer", "form"];
    const APPROVAL: [&str; 12] = [
        "type",
        "chainId",
        "nonce",
        "maxPriorityFeePerGas",
        "maxFeePerGas",
        "gasLimit",
        "to",
        "value",
        "data",
        "digest",
        "hash",
        "signer",
    ];
    let mut mutants = Vec::new();
    for family in ["eip3009", "permit2", "upto"] {
        for member in HASHED.iter().chain(&["family"]) {
            mutants.extend(of_answer(family, member));
        }
        mutants.push(says(family, "signer/always-the-payer", |result, question| {
            let document = question.document()?;
            let payer = document
                .text_at("payload.authorization.from")
                .or_else(|| document.text_at("payload.permit2Authorization.from"))?;
            result.set("signer", Json::text(&payer.parse::<x402_schemes::evm::Address>().ok()?.to_string()))
        }));
        mutants.push(says(family, "signer/of-the-compact-form-missing", |result, _| {
            (result.text_at("form")? == "erc2098").then(|| result.remove("signer"))?.map(drop)
        }));
        mutants.push(says(family, "signer/of-v-0-and-1-missing", |result, _| {
            (result.text_at("form")? == "y-parity").then(|| result.remove("signer"))?.map(drop)
        }));
        for form in ["ecdsa65", "y-parity", "erc2098", "erc6492", "other"] {
            for other in ["ecdsa65", "y-parity", "erc2098", "erc6492", "other"] {
                if form != other {
                    mutants.push(says(family, &format!("form/{form}-as-{other}"), move |result, _| {
                        (result.text_at("form")? == form).then(|| result.set("form", Json::text(other)))?
                    }));
                }
            }
        }
        mutants.push(says(family, "signer/in-lower-case", |result, _| {
            let signer = result.text_at("signer")?.to_lowercase();
            result.set("signer", Json::text(&signer))
        }));
    }
    mutants.push(says("upto", "family/as-exact", |result, _| result.set("family", Json::text("permit2"))));
    mutants.push(says("permit2", "family/as-upto", |result, _| result.set("family", Json::text("upto"))));
    for family in ["permit2", "upto"] {
        mutants.push(says(family, "permit/missing", |result, _| result.remove("permit").map(drop)));
        for member in HASHED {
            mutants.extend(of_answer(family, &format!("permit.{member}")));
        }
        mutants.push(says(family, "permit/the-payment's-signature", |result, _| {
            let signer = result.get("signer")?.clone();
            result.get("permit.signer")?;
            result.set("permit.signer", signer)?;
            result.set("permit.form", result.get("form")?.clone())
        }));
    }
    for member in APPROVAL {
        mutants.extend(of_answer("permit2", &format!("approval.{member}")));
    }
    for member in ["chainId", "nonce", "maxPriorityFeePerGas", "maxFeePerGas", "gasLimit", "value"] {
        let has_64_bits = ["chainId", "nonce", "gasLimit"].contains(&member);
        for (name, fault) in &NUMBER_FAULTS[..if has_64_bits { 2 } else { 3 }] {
            let path = format!("approval.{member}");
            mutants.push(says("permit2", &format!("{path}/{name}"), move |result, _| {
                let number = result.text_at(&path)?;
                result.set(&path, Json::text(&fault(&number)?))
            }));
        }
    }
    for (name, from, to) in [
        ("digest-for-hash", "approval.digest", "approval.hash"),
        ("hash-for-digest", "approval.hash", "approval.digest"),
        ("fees-are-one", "approval.maxFeePerGas", "approval.maxPriorityFeePerGas"),
        ("chain-is-the-offer's", "approval.chainId", "approval.chainId"),
    ] {
        mutants.push(says("permit2", &format!("approval/{name}"), move |result, _| {
            let value = if from == to { Json::text("84532") } else { result.get(from)?.clone() };
            result.get(to)?;
            result.set(to, value)
        }));
    }
    mutants.push(says("permit2", "approval/missing", |result, _| result.remove("approval").map(drop)));
    for kind in ["0", "1", "2"] {
        mutants.push(says("permit2", &format!("approval/type-{kind}-is-not-read"), move |result, _| {
            (result.text_at("approval.type")? == kind).then(|| result.remove("approval"))?.map(drop)
        }));
    }
    mutants
}

/// The fault of a member of an answer.
type Spoil = (&'static str, fn(&mut Json, &str) -> Option<()>);

/// A member that is absent, belongs to no account, or has the wrong length.
fn of_answer(family: &'static str, path: &str) -> Vec<Mutant> {
    let faults: [Spoil; 3] = [
        ("missing", |result, path| result.remove(path).map(drop)),
        ("zero", |result, path| {
            let text = result.text_at(path)?;
            let kept = usize::from(text.starts_with("0x")) * 2;
            result.set(path, Json::text(&format!("{}{}", &text[..kept], "0".repeat(text.len() - kept))))
        }),
        ("cut", |result, path| {
            let mut text = result.text_at(path)?;
            text.pop()?;
            result.set(path, Json::text(&text))
        }),
    ];
    let mutant = |(name, fault): Spoil| {
        let path = path.to_owned();
        says(family, &format!("{path}/{name}"), move |result, _| fault(result, &path))
    };
    faults.map(mutant).into()
}

fn says(
    family: &'static str,
    name: &str,
    edit: impl Fn(&mut Json, &Question<'_>) -> Option<()> + Send + Sync + 'static,
) -> Mutant {
    Mutant::own(format!("digest/{family}/answer/{name}"), OP, move |question| {
        if !is_of(question, family) {
            return None;
        }
        result_of(&question.result()?.edited(|result| edit(result, question))?)
    })
}

/// The bytes that are hashed in place of the message, from the transaction and its message.
type Hash = (&'static str, fn(&[u8], &[u8]) -> [u8; 32]);

/// The message of a transaction.
fn solana() -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for member in ["digest", "feePayer", "family"] {
        mutants.extend(of_answer("solana", member));
    }
    mutants.push(says("solana", "signers/missing", |result, _| result.remove("signers").map(drop)));
    mutants.push(says("solana", "signers/without-the-fee-payer", |result, _| result.remove("signers.0").map(drop)));
    mutants.push(says("solana", "signers/the-first-alone", |result, _| {
        while result.remove("signers.1").is_some() {}
        Some(())
    }));
    mutants.push(says("solana", "signers/two-at-most", |result, _| result.remove("signers.2").map(drop)));
    mutants.push(says("solana", "signers/turned", |result, _| {
        result.get_mut("signers")?.elements_mut().reverse();
        Some(())
    }));
    for (name, from, to) in [
        ("always-signed", "false", "true"),
        ("never-signed", "true", "false"),
        ("the-fee-payer-has-signed", "null", "true"),
        ("the-fee-payer-has-not-signed", "null", "false"),
    ] {
        mutants.push(says("solana", &format!("signers/{name}"), move |result, _| {
            for signer in result.get_mut("signers")?.elements_mut() {
                if signer.get("signed")?.as_plain()? == from {
                    signer.set("signed", Json::Plain(to.into()))?;
                }
            }
            Some(())
        }));
    }
    let hashes: [Hash; 5] = [
        ("of-the-transaction", |transaction, _| x402_schemes::solana::sha256(transaction)),
        ("without-the-version", |_, message| {
            let rest = message.strip_prefix(&[0x80]).unwrap_or(message);
            x402_schemes::solana::sha256(rest)
        }),
        ("always-with-a-version", |_, message| {
            let is_legacy = message.first().is_some_and(|first| *first < 0x80);
            let prefix: &[u8] = if is_legacy { &[0x80] } else { &[] };
            x402_schemes::solana::sha256(&[prefix, message].concat())
        }),
        ("by-keccak", |_, message| keccak256(message)),
        ("hashed-twice", |_, message| x402_schemes::solana::sha256(&x402_schemes::solana::sha256(message))),
    ];
    for (name, hash) in hashes {
        mutants.push(says("solana", &format!("digest/{name}"), move |result, question| {
            let (transaction, message) = transaction(question)?;
            result.set("digest", Json::text(&to_hex(&hash(&transaction, &message))))
        }));
    }
    mutants
}

/// The transaction, and the message in it.
pub(super) fn transaction(question: &Question<'_>) -> Option<(Vec<u8>, Vec<u8>)> {
    use base64::{Engine, engine::general_purpose::STANDARD};

    let transaction = STANDARD.decode(question.document()?.text_at("payload.transaction")?).ok()?;
    let signatures = usize::from(*transaction.first().filter(|count| **count < 0x80)?);
    let message = transaction.get(1 + 64 * signatures..)?.to_vec();
    Some((transaction, message))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::suite::Suite;

    /// A table without a fault gives our own answers. Otherwise the table would betray every mutant.
    #[test]
    fn without_a_fault_it_is_ours() {
        let suite = Suite::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("..")).unwrap();
        let none = Mutant::own("none", OP, |question| result_of(&typed::signed(question, Fault::default())?));
        let mut asked = 0;
        suite.each_question("digest", |question| {
            let Some(reply) = none.answer(question) else { return };
            asked += 1;
            assert_eq!(reply, *question.honest, "{}", question.text);
        });
        assert!(asked > 500, "{asked}");
    }
}
