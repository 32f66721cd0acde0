//! Mutants of `replay-key`.

mod stellar;

use x402_conformance::adapter::Reply;
use x402_schemes::{
    evm::{gateway, keccak256},
    solana::sha256,
    xrpl::sha512_half,
};
use x402_types::{Network, Uint256};

use super::{
    digest::{mistaken_networks, transaction},
    faults::{ADDRESS_FAULTS, CHAIN_FAULTS, Fault, NONCE_FAULTS, NUMBER_FAULTS},
};
use crate::{
    json::Json,
    mutant::{Mutant, Row, results},
    question::{Question, constant, from_hex, to_hex},
};

const PERMIT2: &str = "0x000000000022d473030f116ddee9f6b43ac78ba3";
const FAMILIES: [&str; 6] = ["eip3009", "permit2", "upto", "solana", "stellar", "xrpl"];
const ANSWERS: [Row; 2] = [
    ("empty", |j| j.has("replayKey")?.say("replayKey", "")),
    ("null", |j| j.has("replayKey")?.put("replayKey", "null")),
];

pub(super) fn mutants() -> Vec<Mutant> {
    let tables =
        [results("replay-key/answer/", &ANSWERS), fields(), others(), hashes(), values(), dependent(), missing()];
    tables.into_iter().flatten().collect()
}

type Fields = Vec<Vec<u8>>;

/// The hashed fields.
struct Key {
    /// Also `upto`, which has the fields of `permit2`.
    family: &'static str,
    fields: Fields,
}

/// The fields of a question that has a key of this family.
fn key_of(question: &Question<'_>, family: &str) -> Option<Key> {
    let member = match family {
        "solana" | "stellar" => "transaction",
        "xrpl" => "signedTxBlob",
        "eip3009" => "authorization",
        _ => "permit2Authorization",
    };
    question.document()?.get("payload")?.get(member)?;
    key(question).filter(|key| key.family == family)
}

/// The fields of a question that has a key.
fn key(question: &Question<'_>) -> Option<Key> {
    question.result()?.get("replayKey")?;
    let document = question.document()?;
    let offer = offer(question)?;
    let network = offer.text_at("network")?;
    if network.starts_with("stellar:") {
        return Some(Key { family: "stellar", fields: stellar::fields(question, network)? });
    }
    if network.starts_with("xrpl:") {
        // R-67: the hash of the transaction.
        let bytes = from_hex(&format!("0x{}", document.text_at("payload.signedTxBlob")?))?;
        let hash = sha512_half(&[b"TXN\0".as_slice(), &bytes].concat());
        return Some(Key { family: "xrpl", fields: vec![b"xrpl".into(), network.into(), hash.into()] });
    }
    if document.get("payload.transaction").is_some() {
        let (_, message) = transaction(question)?;
        return Some(Key { family: "solana", fields: vec![b"solana".into(), sha256(&message).into()] });
    }
    let chain = Network::from_v1_name(&network).map_or(network, |network| network.to_string());
    // The Gateway has its own mutants.
    if offer.text_at("extra.name").is_some_and(|name| name == gateway::NAME) {
        return None;
    }
    let is_eip3009 = document.get("payload.authorization.from").is_some();
    let (family, name, contract, payer, nonce) = if is_eip3009 {
        let member = |name: &str| document.text_at(&format!("payload.authorization.{name}"));
        ("eip3009", "eip3009", offer.text_at("asset")?, member("from")?, from_hex(&member("nonce")?)?)
    } else {
        let member = |name: &str| document.text_at(&format!("payload.permit2Authorization.{name}"));
        let digits = member("nonce")?;
        let nonce = digits.trim_start_matches('0').parse::<Uint256>().unwrap_or(Uint256::ZERO).to_be_bytes();
        let family = if offer.text_at("scheme")? == "upto" { "upto" } else { "permit2" };
        (family, "permit2", PERMIT2.into(), member("from")?, nonce.into())
    };
    let fields = vec![name.into(), chain.into(), bytes_of(&contract)?, bytes_of(&payer)?, nonce];
    Some(Key { family, fields })
}

fn bytes_of(address: &str) -> Option<Vec<u8>> {
    from_hex(&address.to_lowercase())
}

/// The answered offer.
fn offer<'a>(question: &'a Question<'_>) -> Option<&'a Json> {
    let offers = question.input.get("offers")?.elements();
    if let [offer] = offers {
        return Some(offer);
    }
    let report = question.result_to("verify", question.text)?;
    let index = report.get("offer").and_then(|index| index.as_plain()?.parse::<usize>().ok());
    offers.get(index.unwrap_or(0))
}

/// Each field behind its length in four bytes.
pub(super) fn preimage(fields: &[Vec<u8>]) -> Vec<u8> {
    measured(fields, |length| u32::try_from(length).unwrap_or(u32::MAX).to_be_bytes().into())
}

/// Each field behind its length, as it is written.
fn measured(fields: &[Vec<u8>], length: fn(usize) -> Vec<u8>) -> Vec<u8> {
    fields.iter().flat_map(|field| [length(field.len()), field.clone()].concat()).collect()
}

fn keyed(text: &str) -> Option<Reply> {
    constant(&format!(r#"{{"replayKey":"{text}"}}"#))
}

pub(super) fn by(digest: &[u8]) -> Option<Reply> {
    keyed(&format!("x402:1:{}", &to_hex(digest)[2..]))
}

/// The key of other fields.
fn other(
    family: &'static str,
    what: &str,
    change: impl Fn(&mut Fields, &Question<'_>) -> Option<()> + Send + Sync + 'static,
) -> Mutant {
    Mutant::new(format!("replay-key/{family}/{what}"), move |question| {
        let mut fields = key_of(question, family)?.fields;
        change(&mut fields, question)?;
        by(&sha256(&preimage(&fields)))
    })
}

/// The change of one of the fields.
type Change = fn(&mut Fields, usize);

const CHANGES: [(&str, Change); 9] = [
    ("left-out", |fields, at| drop(fields.remove(at))),
    ("empty", |fields, at| fields[at].clear()),
    ("swapped-with-the-next", |fields, at| fields.swap(at, at + 1)),
    ("twice", |fields, at| fields.insert(at, fields[at].clone())),
    ("bytes-reversed", |fields, at| fields[at].reverse()),
    ("in-hexadecimal", |fields, at| fields[at] = to_hex(&fields[at]).into()),
    ("in-words-of-32-bytes", |fields, at| {
        fields[at] = [vec![0; 32 - fields[at].len().min(32)], fields[at].clone()].concat();
    }),
    ("without-zeros-in-front", |fields, at| {
        fields[at] = fields[at].iter().copied().skip_while(|byte| *byte == 0).collect();
    }),
    ("ended-by-a-zero", |fields, at| fields[at].push(0)),
];

/// One field wrong.
fn fields() -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for family in FAMILIES {
        let names = match family {
            "solana" => "name digest",
            "stellar" => "name chain payer nonce",
            "xrpl" => "name chain hash",
            _ => "name chain contract payer nonce",
        };
        let names: Vec<&str> = names.split(' ').collect();
        for (at, field) in names.iter().copied().enumerate() {
            let makes_sense = |name: &str| match name {
                "swapped-with-the-next" => at + 1 < names.len(),
                // Only there has a nonce or a payer another length, and the payer more.
                "in-words-of-32-bytes" if family == "stellar" => field != "payer",
                "in-words-of-32-bytes" => !matches!(field, "nonce" | "digest" | "hash"),
                // Elsewhere no account's address and no hash begins with one.
                "without-zeros-in-front" => {
                    field == "nonce"
                        || (field == "contract" && family != "eip3009")
                        || (field == "payer" && family == "stellar")
                }
                _ => true,
            };
            for (name, change) in CHANGES.into_iter().filter(|(name, _)| makes_sense(name)) {
                mutants.push(other(family, &format!("{field}/{name}"), move |fields, _| {
                    change(fields, at);
                    Some(())
                }));
            }
        }
    }
    mutants
}

/// The other value of a field, from the question and the right value.
type Other = fn(&Question<'_>, &[u8]) -> Option<Vec<u8>>;

/// The families, the position of the field, its name and fault, and its value.
static OTHERS: [(&[&str], usize, &str, Other); 19] = [
    (&["upto"], 0, "name/upto", |_, _| Some("upto".into())),
    (&["permit2", "eip3009"], 0, "name/exact", |_, _| Some("exact".into())),
    (&["permit2"], 0, "name/that-of-eip3009", |_, _| Some("eip3009".into())),
    (&["solana"], 0, "name/svm", |_, _| Some("svm".into())),
    (&["eip3009"], 0, "name/in-upper-case", |_, _| Some("EIP3009".into())),
    (EVM, 1, "chain/reference-alone", |_, chain| Some(chain.strip_prefix(b"eip155:")?.into())),
    // Only V1 has another spelling.
    (&["eip3009"], 1, "chain/as-it-is-written", |question, _| Some(offer(question)?.text_at("network")?.into())),
    (EVM, 1, "chain/as-eight-bytes", |_, chain| Some(id(chain)?.parse::<u64>().ok()?.to_be_bytes().into())),
    (EVM, 1, "chain/evm", |_, chain| Some(format!("evm:{}", id(chain)?).into())),
    (EVM, 2, "contract/as-text", |_, address| Some(to_hex(address).into())),
    (EVM, 2, "contract/as-checksummed-text", |_, address| checksummed(address)),
    (EVM, 3, "payer/as-text", |_, address| Some(to_hex(address).into())),
    (EVM, 3, "payer/as-checksummed-text", |_, address| checksummed(address)),
    (BY_PERMIT2, 2, "contract/the-offered-token", |question, _| bytes_of(&offer(question)?.text_at("asset")?)),
    (BY_PERMIT2, 2, "contract/the-permitted-token", |question, _| bytes_of(&permitted(question, "permitted.token")?)),
    (BY_PERMIT2, 2, "contract/the-proxy", |question, _| bytes_of(&permitted(question, "spender")?)),
    (BY_PERMIT2, 2, "contract/the-recipient", |question, _| bytes_of(&permitted(question, "witness.to")?)),
    (BY_PERMIT2, 4, "nonce/in-decimal", |question, _| Some(permitted(question, "nonce")?.into())),
    (BY_PERMIT2, 4, "nonce/the-word-of-the-bitmap", |_, nonce| Some([&nonce[..31], &[0]].concat())),
];
const EVM: &[&str] = &["eip3009", "permit2", "upto"];
const BY_PERMIT2: &[&str] = &["permit2", "upto"];

fn id(chain: &[u8]) -> Option<&str> {
    std::str::from_utf8(chain.strip_prefix(b"eip155:")?).ok()
}

fn checksummed(address: &[u8]) -> Option<Vec<u8>> {
    Some(to_hex(address).parse::<x402_schemes::evm::Address>().ok()?.to_string().into())
}

fn permitted(question: &Question<'_>, path: &str) -> Option<String> {
    question.document()?.text_at(&format!("payload.permit2Authorization.{path}"))
}

fn others() -> Vec<Mutant> {
    let of_family = |(families, at, what, value): &'static (&'static [&'static str], usize, &str, Other)| {
        families.iter().map(|family| {
            other(family, what, |fields, question| {
                fields[*at] = value(question, &fields[*at])?;
                Some(())
            })
        })
    };
    let on_stellar = stellar::OTHERS.iter().map(|(at, what, value)| {
        other("stellar", what, |fields, question| {
            fields[*at] = value(question, &fields[*at])?;
            Some(())
        })
    });
    OTHERS.iter().flat_map(of_family).chain(on_stellar).collect()
}

/// The right fields with another hash or another spelling of it.
type Write = fn(&[Vec<u8>]) -> Option<Reply>;

const WRITES: [(&str, Write); 17] = [
    ("without-lengths", |fields| by(&sha256(&fields.concat()))),
    ("lengths-least-significant-first", |fields| {
        by(&sha256(&measured(fields, |length| u32::try_from(length).unwrap_or(0).to_le_bytes().into())))
    }),
    ("lengths-of-one-byte", |fields| by(&sha256(&measured(fields, |length| vec![u8::try_from(length).unwrap_or(0)])))),
    ("lengths-of-eight-bytes", |fields| {
        by(&sha256(&measured(fields, |length| u64::try_from(length).unwrap_or(0).to_be_bytes().into())))
    }),
    ("lengths-behind", |fields| {
        let length = |field: &Vec<u8>| u32::try_from(field.len()).unwrap_or(0).to_be_bytes();
        by(&sha256(&fields.iter().flat_map(|field| [&field[..], &length(field)].concat()).collect::<Vec<u8>>()))
    }),
    ("between-colons", |fields| by(&sha256(&fields.join(&b':')))),
    ("a-count-in-front", |fields| {
        let count = u32::try_from(fields.len()).unwrap_or(0).to_be_bytes();
        by(&sha256(&[&count[..], &preimage(fields)].concat()))
    }),
    ("the-prefix-is-hashed", |fields| by(&sha256(&[b"x402:1:", &preimage(fields)[..]].concat()))),
    ("by-keccak", |fields| by(&keccak256(&preimage(fields)))),
    ("hashed-twice", |fields| by(&sha256(&sha256(&preimage(fields))))),
    ("of-hashes", |fields| by(&sha256(&fields.iter().flat_map(|field| sha256(field)).collect::<Vec<u8>>()))),
    ("in-upper-case", |fields| keyed(&format!("x402:1:{}", hash(fields)[2..].to_uppercase()))),
    ("behind-0x", |fields| keyed(&format!("x402:1:{}", hash(fields)))),
    ("without-prefix", |fields| keyed(&hash(fields)[2..])),
    ("of-version-2", |fields| keyed(&format!("x402:2:{}", &hash(fields)[2..]))),
    ("cut-to-16-bytes", |fields| by(&sha256(&preimage(fields))[..16])),
    ("not-hashed", |fields| by(&preimage(fields))),
];

fn hash(fields: &[Vec<u8>]) -> String {
    to_hex(&sha256(&preimage(fields)))
}

fn hashes() -> Vec<Mutant> {
    let of_family = |family: &'static str| {
        WRITES.map(|(name, write)| {
            let name = format!("replay-key/{family}/hash/{name}");
            Mutant::new(name, move |question| write(&key_of(question, family)?.fields))
        })
    };
    FAMILIES.into_iter().flat_map(of_family).collect()
}

/// A value in too small a type.
fn values() -> Vec<Mutant> {
    let edits = |family: &'static str, path: &'static str, faults: &'static [Fault]| {
        faults.iter().map(move |(name, fault)| {
            Mutant::new(format!("replay-key/{family}/{path}/{name}"), move |question| {
                key_of(question, family)?;
                let input = if path.starts_with("payload") {
                    question.with_document(&question.document()?.edited(|j| j.change(path, fault))?.to_string())?
                } else {
                    // The accepted value is shortened too, so that both still match.
                    let accepted = path.replace("offers.0", "payment.json.accepted");
                    question.input.edited(|j| j.also(|j| j.change(&accepted, fault))?.change(path, fault))?.to_string()
                };
                Some(question.ask(&input))
            })
        })
    };
    let mut mutants = Vec::new();
    mutants.extend(edits("eip3009", "payload.authorization.nonce", &NONCE_FAULTS));
    mutants.extend(edits("eip3009", "payload.authorization.from", &ADDRESS_FAULTS));
    mutants.extend(edits("eip3009", "offers.0.asset", &ADDRESS_FAULTS));
    for family in BY_PERMIT2 {
        mutants.extend(edits(family, "payload.permit2Authorization.nonce", &NUMBER_FAULTS));
        mutants.extend(edits(family, "payload.permit2Authorization.from", &ADDRESS_FAULTS));
    }
    for family in EVM {
        mutants.extend(CHAIN_FAULTS.map(|(name, of_id)| {
            other(family, &format!("chain/{name}"), move |fields, _| {
                fields[1] = format!("eip155:{}", of_id(id(&fields[1])?)?).into();
                Some(())
            })
        }));
    }
    for (name, wrong) in mistaken_networks() {
        mutants.push(other("eip3009", &format!("chain/{name}-as-{wrong}"), move |fields, question| {
            (question.input.text_at("offers.0.network")? == name).then_some(())?;
            fields[1] = format!("eip155:{wrong}").into();
            Some(())
        }));
    }
    mutants
}

/// A member of a question that is no part of the key: where it stands, and its path in EIP-3009's and Permit2's payload, in the
/// document, in the offer, or in the input.
const PARTS: [(&str, &str, &str); 21] = [
    ("the-signed-amount", "signed", "value permitted.amount"),
    ("the-recipient", "signed", "to witness.to"),
    ("the-end", "signed", "validBefore deadline"),
    ("the-start", "signed", "validAfter witness.validAfter"),
    ("the-payer's-spelling", "signed", "from from"),
    ("the-nonce's-spelling", "signed", "nonce nonce"),
    ("the-signature", "document", "payload.signature"),
    ("the-transaction", "document", "payload.transaction"),
    ("the-version", "document", "x402Version"),
    ("accepted", "document", "accepted"),
    ("the-price", "offer", "amount"),
    ("whom-to-pay", "offer", "payTo"),
    ("the-token's-spelling", "offer", "asset"),
    ("the-offer's-extra", "offer", "extra"),
    ("the-time-out", "offer", "maxTimeoutSeconds"),
    ("the-time", "input", "now"),
    ("the-phase", "input", "phase"),
    ("the-profile", "input", "profile"),
    ("the-facts", "input", "facts"),
    ("the-policy", "input", "policy"),
    ("the-source", "input", "payment.text"),
];

fn part(question: &Question<'_>, object: &str, path: &str) -> Option<String> {
    let document = question.document()?;
    let found = match object {
        "signed" => {
            let (eip3009, permit2) = path.split_once(' ')?;
            let of_permit = || document.get(&format!("payload.permit2Authorization.{permit2}"));
            document.get(&format!("payload.authorization.{eip3009}")).or_else(of_permit)
        }
        "document" => document.get(path),
        "offer" => offer(question)?.get(path),
        _ => question.input.get(path),
    };
    Some(if path == "payment.text" { found.map(|_| "text")?.into() } else { found?.to_string() })
}

/// The key depends on something that is no part of it.
fn dependent() -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (family, (name, object, path)) in FAMILIES.iter().flat_map(|family| PARTS.map(|part| (*family, part))) {
        let is_of_evm =
            object == "signed" || ["the-signature", "the-source", "the-profile", "the-facts"].contains(&name);
        let is_asked = match family {
            "solana" => !is_of_evm,
            // The other parts are the same in each vector.
            "stellar" => ["the-transaction", "accepted", "the-offer's-extra", "the-facts"].contains(&name),
            "xrpl" => ["accepted", "whom-to-pay"].contains(&name),
            _ => name != "the-transaction",
        };
        if is_asked {
            mutants.push(other(family, &format!("also/{name}"), move |fields, question| {
                // Usual values leave the key right, so a single question cannot find the bug.
                let part = part(question, object, path).filter(|part| !USUAL.contains(&part.as_str()))?;
                fields.push(part.into());
                Some(())
            }));
        }
    }
    mutants
}

/// The values in most questions: another question finds a key that depends on them.
const USUAL: [&str; 12] = [
    "\"10000\"",
    "\"0x209693Bc6afc0C5328bA36FaF03C514EF312287C\"",
    "\"1740672154\"",
    "\"1740672089\"",
    "\"0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266\"",
    "\"0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480\"",
    "\"33247007178036348590600198031289925668252061821958005840077069883511451257277\"",
    "\"0x036CbD53842c5426634e7929541eC2318f3dCF7e\"",
    "2",
    "60",
    "1740672100",
    "{\"accounts\":{\"*\":{\"code\":\"none\"}}}",
];

/// The case in which no key is given: a member of the report, the input or the document, and its value.
const CASES: [(&str, &str, &str); 14] = [
    ("always", "report.verdict", ""),
    ("where-it-is-valid", "report.verdict", "valid"),
    ("where-it-is-invalid", "report.verdict", "invalid"),
    ("in-the-phase-settle", "input.phase.settle", ""),
    ("in-v1", "document.x402Version", "1"),
    ("where-it-is-undecided", "report.verdict", "undecided"),
    ("where-the-amount-is-wrong", "report.check", "amount"),
    ("where-the-recipient-is-wrong", "report.check", "recipient"),
    ("where-it-has-expired", "report.check", "valid-before"),
    ("where-it-is-too-early", "report.check", "valid-after"),
    ("where-the-signature-is-another's", "report.check", "signer"),
    ("where-the-signature-has-no-form", "report.check", "signature-form"),
    ("where-the-charge-is-wrong", "report.check", "charge"),
    ("of-an-offer-but-the-first", "report.offer", "1"),
];

/// No key in place of the right one.
fn missing() -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for family in FAMILIES {
        // Solana's payments are in the first five cases, those on Stellar and the XRP Ledger in three, and Permit2's are not in V1.
        let cases = match family {
            "solana" => &CASES[..5],
            "stellar" | "xrpl" => &CASES[..3],
            _ => &CASES,
        };
        for (name, path, value) in cases.iter().filter(|case| case.0 != "in-v1" || !BY_PERMIT2.contains(&family)) {
            mutants.push(Mutant::new(format!("replay-key/{family}/missing/{name}"), move |question| {
                key_of(question, family)?;
                let (object, path) = path.split_once('.')?;
                let mut found = match object {
                    "report" => question.result_to("verify", question.text)?,
                    "input" => question.input.clone(),
                    _ => question.document()?.clone(),
                };
                if value.is_empty() {
                    found.has(path)?
                } else {
                    found.is(path, value)?
                };
                constant("{}")
            }));
        }
    }
    mutants
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::suite::Suite;

    /// Without a fault the fields give our own key. Otherwise the fields would betray every mutant.
    #[test]
    fn without_a_fault_it_is_ours() {
        let suite = Suite::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("..")).unwrap();
        let mut keys = 0;
        suite.each_question("replay-key", |question| {
            let Some(key) = key(question) else { return };
            keys += 1;
            assert_eq!(by(&sha256(&preimage(&key.fields))).unwrap(), *question.honest, "{}", question.text);
        });
        assert!(keys > 250, "{keys}");
    }
}
