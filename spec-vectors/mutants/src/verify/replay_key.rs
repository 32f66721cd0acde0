//! Mutants of `replay-key`.

use x402_conformance::adapter::Reply;
use x402_schemes::{
    evm::{gateway, keccak256},
    solana::sha256,
};
use x402_types::{Network, Uint256};

use super::{
    digest::transaction,
    faults::{ADDRESS_FAULTS, CHAIN_FAULTS, Fault, NONCE_FAULTS, NUMBER_FAULTS},
};
use crate::{
    json::Json,
    mutant::Mutant,
    question::{Question, from_hex, result_of, to_hex},
};

const OP: &[&str] = &["replay-key"];
const PERMIT2: &str = "0x000000000022d473030f116ddee9f6b43ac78ba3";
const FAMILIES: [&str; 4] = ["eip3009", "permit2", "upto", "solana"];

pub(super) fn mutants() -> Vec<Mutant> {
    [fields(), hashes(), values(), dependent(), missing()].into_iter().flatten().collect()
}

/// The hashed fields.
struct Key {
    /// Also `upto`, which has the fields of `permit2`.
    family: &'static str,
    fields: Vec<Vec<u8>>,
}

/// The fields of a question that has a key of this family.
fn key_of(question: &Question<'_>, family: &str) -> Option<Key> {
    let member = match family {
        "solana" => "transaction",
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
    if document.get("payload.transaction").is_some() {
        let (_, message) = transaction(question)?;
        return Some(Key { family: "solana", fields: vec![b"solana".into(), sha256(&message).into()] });
    }
    let network = offer.text_at("network")?;
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
    let Reply::Result(report) = question.ask_of("verify", question.text) else { return None };
    let index = report.as_json().get("offer").and_then(|index| index.text().parse::<usize>().ok());
    offers.get(index.unwrap_or(0))
}

/// Each field behind its length in four bytes.
fn preimage(fields: &[Vec<u8>]) -> Vec<u8> {
    let length = |field: &[u8]| u32::try_from(field.len()).unwrap_or(u32::MAX).to_be_bytes();
    fields.iter().flat_map(|field| [&length(field)[..], field].concat()).collect()
}

fn keyed(text: &str) -> Option<Reply> {
    let mut result = Json::Object(Vec::new());
    result.set("replayKey", Json::text(text))?;
    result_of(&result)
}

fn by(digest: &[u8]) -> Option<Reply> {
    keyed(&format!("x402:1:{}", &to_hex(digest)[2..]))
}

/// The hashed chain, from the offer and from the correct value.
type OfChain = fn(&Json, &[u8]) -> Option<Vec<u8>>;
/// A member of a question.
type OfQuestion = fn(&Question<'_>) -> Option<String>;

/// One field wrong.
fn fields() -> Vec<Mutant> {
    const FIELDS: [&str; 5] = ["name", "chain", "contract", "payer", "nonce"];
    type Change = fn(&mut Vec<Vec<u8>>, usize) -> Option<()>;
    let changes: [(&str, Change); 9] = [
        ("left-out", |fields, at| {
            fields.remove(at);
            Some(())
        }),
        ("empty", |fields, at| {
            fields.get_mut(at)?.clear();
            Some(())
        }),
        ("swapped-with-the-next", |fields, at| (at + 1 < fields.len()).then(|| fields.swap(at, at + 1))),
        ("twice", |fields, at| {
            fields.insert(at, fields.get(at)?.clone());
            Some(())
        }),
        ("bytes-reversed", |fields, at| {
            fields.get_mut(at)?.reverse();
            Some(())
        }),
        ("in-hexadecimal", |fields, at| {
            let field = fields.get_mut(at)?;
            *field = to_hex(field).into_bytes();
            Some(())
        }),
        ("in-words-of-32-bytes", |fields, at| {
            let field = fields.get_mut(at)?;
            let missing = 32usize.checked_sub(field.len()).filter(|missing| *missing > 0)?;
            field.splice(0..0, vec![0; missing]);
            Some(())
        }),
        ("without-zeros-in-front", |fields, at| {
            let field = fields.get_mut(at)?;
            let zeros = field.iter().take_while(|byte| **byte == 0).count();
            field.drain(..zeros);
            Some(())
        }),
        ("ended-by-a-zero", |fields, at| {
            fields.get_mut(at)?.push(0);
            Some(())
        }),
    ];
    let mut mutants = Vec::new();
    for family in FAMILIES {
        let names = if family == "solana" { &["name", "digest"][..] } else { &FIELDS };
        for (at, field) in names.iter().enumerate() {
            for (name, change) in changes {
                let is_word = *field == "nonce" || *field == "digest";
                let has_zeros = *field == "contract" && family != "eip3009";
                let makes_sense = match name {
                    "swapped-with-the-next" => at + 1 < names.len(),
                    "in-words-of-32-bytes" => !is_word,
                    // No account's address and no hash here begins with one.
                    "without-zeros-in-front" => has_zeros || *field == "nonce",
                    _ => true,
                };
                if makes_sense {
                    mutants.push(Mutant::own(format!("replay-key/{family}/{field}/{name}"), OP, move |question| {
                        let mut key = key_of(question, family)?;
                        change(&mut key.fields, at)?;
                        by(&sha256(&preimage(&key.fields)))
                    }));
                }
            }
        }
    }
    let named: [(&str, &str, &str); 6] = [
        ("upto", "name/upto", "upto"),
        ("permit2", "name/exact", "exact"),
        ("eip3009", "name/exact", "exact"),
        ("permit2", "name/that-of-eip3009", "eip3009"),
        ("solana", "name/svm", "svm"),
        ("eip3009", "name/in-upper-case", "EIP3009"),
    ];
    for (family, name, other) in named {
        mutants.push(Mutant::own(format!("replay-key/{family}/{name}"), OP, move |question| {
            let mut key = key_of(question, family)?;
            *key.fields.first_mut()? = other.into();
            by(&sha256(&preimage(&key.fields)))
        }));
    }
    for family in ["eip3009", "permit2", "upto"] {
        let of_chain: [(&str, OfChain); 4] = [
            ("reference-alone", |_, chain| Some(chain.strip_prefix(b"eip155:")?.into())),
            ("as-it-is-written", |offer, _| Some(offer.text_at("network")?.into())),
            ("as-eight-bytes", |_, chain| {
                let id = std::str::from_utf8(chain.strip_prefix(b"eip155:")?).ok()?;
                Some(id.parse::<u64>().ok()?.to_be_bytes().into())
            }),
            ("evm", |_, chain| Some([b"evm:", chain.strip_prefix(b"eip155:")?].concat())),
        ];
        for (name, of_chain) in of_chain {
            // Only V1 has another spelling.
            if name != "as-it-is-written" || family == "eip3009" {
                mutants.push(Mutant::own(format!("replay-key/{family}/chain/{name}"), OP, move |question| {
                    let mut key = key_of(question, family)?;
                    let chain = key.fields.get_mut(1)?;
                    *chain = of_chain(offer(question)?, chain)?;
                    by(&sha256(&preimage(&key.fields)))
                }));
            }
        }
        for (name, at) in [("contract", 2), ("payer", 3)] {
            for (form, checksummed) in [("as-text", false), ("as-checksummed-text", true)] {
                mutants.push(Mutant::own(format!("replay-key/{family}/{name}/{form}"), OP, move |question| {
                    let mut key = key_of(question, family)?;
                    let text = to_hex(key.fields.get(at)?);
                    let address: x402_schemes::evm::Address = text.parse().ok()?;
                    *key.fields.get_mut(at)? = if checksummed { address.to_string() } else { text }.into();
                    by(&sha256(&preimage(&key.fields)))
                }));
            }
        }
    }
    for family in ["permit2", "upto"] {
        let of_token: [(&str, OfQuestion); 4] = [
            ("the-offered-token", |question| offer(question)?.text_at("asset")),
            ("the-permitted-token", |question| {
                question.document()?.text_at("payload.permit2Authorization.permitted.token")
            }),
            ("the-proxy", |question| question.document()?.text_at("payload.permit2Authorization.spender")),
            ("the-recipient", |question| question.document()?.text_at("payload.permit2Authorization.witness.to")),
        ];
        for (name, of_token) in of_token {
            mutants.push(Mutant::own(format!("replay-key/{family}/contract/{name}"), OP, move |question| {
                let mut key = key_of(question, family)?;
                *key.fields.get_mut(2)? = bytes_of(&of_token(question)?)?;
                by(&sha256(&preimage(&key.fields)))
            }));
        }
        mutants.push(Mutant::own(format!("replay-key/{family}/nonce/in-decimal"), OP, move |question| {
            let mut key = key_of(question, family)?;
            *key.fields.get_mut(4)? = question.document()?.text_at("payload.permit2Authorization.nonce")?.into();
            by(&sha256(&preimage(&key.fields)))
        }));
        mutants.push(Mutant::own(format!("replay-key/{family}/nonce/the-word-of-the-bitmap"), OP, move |question| {
            let mut key = key_of(question, family)?;
            *key.fields.get_mut(4)?.last_mut()? = 0;
            by(&sha256(&preimage(&key.fields)))
        }));
    }
    mutants
}

/// The right fields with another hash or another spelling of it.
fn hashes() -> Vec<Mutant> {
    type Write = fn(&[Vec<u8>]) -> Option<Reply>;
    let writes: [(&str, Write); 17] = [
        ("without-lengths", |fields| by(&sha256(&fields.concat()))),
        ("lengths-least-significant-first", |fields| {
            let with_length =
                |field: &Vec<u8>| [&u32::try_from(field.len()).unwrap_or(0).to_le_bytes()[..], field].concat();
            by(&sha256(&fields.iter().flat_map(with_length).collect::<Vec<u8>>()))
        }),
        ("lengths-of-one-byte", |fields| {
            let with_length = |field: &Vec<u8>| [&[u8::try_from(field.len()).unwrap_or(0)][..], field].concat();
            by(&sha256(&fields.iter().flat_map(with_length).collect::<Vec<u8>>()))
        }),
        ("lengths-of-eight-bytes", |fields| {
            let with_length =
                |field: &Vec<u8>| [&u64::try_from(field.len()).unwrap_or(0).to_be_bytes()[..], field].concat();
            by(&sha256(&fields.iter().flat_map(with_length).collect::<Vec<u8>>()))
        }),
        ("lengths-behind", |fields| {
            let with_length =
                |field: &Vec<u8>| [field, &u32::try_from(field.len()).unwrap_or(0).to_be_bytes()[..]].concat();
            by(&sha256(&fields.iter().flat_map(with_length).collect::<Vec<u8>>()))
        }),
        ("between-colons", |fields| by(&sha256(&fields.join(&b':')))),
        ("a-count-in-front", |fields| {
            let count = u32::try_from(fields.len()).unwrap_or(0).to_be_bytes();
            by(&sha256(&[&count[..], &preimage(fields)].concat()))
        }),
        ("the-prefix-is-hashed", |fields| by(&sha256(&[b"x402:1:", &preimage(fields)[..]].concat()))),
        ("by-keccak", |fields| by(&keccak256(&preimage(fields)))),
        ("hashed-twice", |fields| by(&sha256(&sha256(&preimage(fields))))),
        ("of-hashes", |fields| {
            let hashes: Vec<u8> = fields.iter().flat_map(|field| sha256(field)).collect();
            by(&sha256(&hashes))
        }),
        ("in-upper-case", |fields| {
            keyed(&format!("x402:1:{}", to_hex(&sha256(&preimage(fields)))[2..].to_uppercase()))
        }),
        ("behind-0x", |fields| keyed(&format!("x402:1:{}", to_hex(&sha256(&preimage(fields)))))),
        ("without-prefix", |fields| keyed(&to_hex(&sha256(&preimage(fields)))[2..])),
        ("of-version-2", |fields| keyed(&format!("x402:2:{}", &to_hex(&sha256(&preimage(fields)))[2..]))),
        ("cut-to-16-bytes", |fields| by(&sha256(&preimage(fields))[..16])),
        ("not-hashed", |fields| by(&preimage(fields))),
    ];
    let mut mutants = Vec::new();
    for family in FAMILIES {
        for (name, write) in writes {
            mutants.push(Mutant::own(format!("replay-key/{family}/hash/{name}"), OP, move |question| {
                write(&key_of(question, family)?.fields)
            }));
        }
    }
    mutants
}

/// A value in too small a type.
fn values() -> Vec<Mutant> {
    let mut mutants = Vec::new();
    let mut edits = |family: &'static str, path: &str, (name, fault): Fault| {
        let (name, path) = (format!("replay-key/{family}/{path}/{name}"), path.to_owned());
        mutants.push(Mutant::own(name, OP, move |question| {
            key_of(question, family)?;
            let reads = |value: &mut Json| {
                let found = value.get_mut(&path)?;
                *found = Json::text(&fault(&found.as_text()?)?);
                Some(())
            };
            let input = if path.starts_with("payload") {
                question.with_document(&question.document()?.edited(reads)?.to_string())?
            } else {
                question
                    .input
                    .edited(|input| {
                        // The accepted value is shortened too, so that both still match.
                        let accepted = format!("payment.json.accepted.{}", path.strip_prefix("offers.0.")?);
                        let cut = input.get(&accepted).and_then(Json::as_text).and_then(|text| fault(&text));
                        if let Some(cut) = cut {
                            input.set(&accepted, Json::text(&cut))?;
                        }
                        reads(input)
                    })?
                    .to_string()
            };
            Some(question.ask(&input))
        }));
    };
    for fault in NONCE_FAULTS {
        edits("eip3009", "payload.authorization.nonce", fault);
    }
    for fault in ADDRESS_FAULTS {
        edits("eip3009", "payload.authorization.from", fault);
        edits("eip3009", "offers.0.asset", fault);
    }
    for family in ["permit2", "upto"] {
        for fault in NUMBER_FAULTS {
            edits(family, "payload.permit2Authorization.nonce", fault);
        }
        for fault in ADDRESS_FAULTS {
            edits(family, "payload.permit2Authorization.from", fault);
        }
    }
    for family in ["eip3009", "permit2", "upto"] {
        for (name, of_id) in CHAIN_FAULTS {
            mutants.push(Mutant::own(format!("replay-key/{family}/chain/{name}"), OP, move |question| {
                let mut key = key_of(question, family)?;
                let chain = key.fields.get_mut(1)?;
                let id = of_id(std::str::from_utf8(chain.strip_prefix(b"eip155:")?).ok()?)?;
                *chain = format!("eip155:{id}").into();
                by(&sha256(&preimage(&key.fields)))
            }));
        }
    }
    for (name, wrong) in super::digest::NETWORKS {
        mutants.push(Mutant::own(format!("replay-key/eip3009/chain/{name}-as-{wrong}"), OP, move |question| {
            (question.input.text_at("offers.0.network")? == name).then_some(())?;
            let mut key = key(question)?;
            *key.fields.get_mut(1)? = format!("eip155:{wrong}").into();
            by(&sha256(&preimage(&key.fields)))
        }));
    }
    mutants
}

/// The key depends on something that is no part of it.
fn dependent() -> Vec<Mutant> {
    fn signed(question: &Question<'_>, eip3009: &str, permit2: &str) -> Option<String> {
        let document = question.document()?;
        let of_permit = || document.get(&format!("payload.permit2Authorization.{permit2}"));
        Some(document.get(&format!("payload.authorization.{eip3009}")).or_else(of_permit)?.to_string())
    }
    fn asked(question: &Question<'_>, path: &str) -> Option<String> {
        question.input.get(path).map(ToString::to_string)
    }
    let parts: [(&str, OfQuestion); 21] = [
        ("the-signed-amount", |question| signed(question, "value", "permitted.amount")),
        ("the-recipient", |question| signed(question, "to", "witness.to")),
        ("the-end", |question| signed(question, "validBefore", "deadline")),
        ("the-start", |question| signed(question, "validAfter", "witness.validAfter")),
        ("the-payer's-spelling", |question| signed(question, "from", "from")),
        ("the-nonce's-spelling", |question| signed(question, "nonce", "nonce")),
        ("the-signature", |question| Some(question.document()?.get("payload.signature")?.to_string())),
        ("the-transaction", |question| Some(question.document()?.get("payload.transaction")?.to_string())),
        ("the-version", |question| Some(question.document()?.get("x402Version")?.to_string())),
        ("accepted", |question| Some(question.document()?.get("accepted")?.to_string())),
        ("the-source", |question| question.input.get("payment.text").map(|_| "text".to_owned())),
        ("the-price", |question| Some(offer(question)?.get("amount")?.to_string())),
        ("whom-to-pay", |question| Some(offer(question)?.get("payTo")?.to_string())),
        ("the-token's-spelling", |question| Some(offer(question)?.get("asset")?.to_string())),
        ("the-offer's-extra", |question| Some(offer(question)?.get("extra")?.to_string())),
        ("the-time-out", |question| Some(offer(question)?.get("maxTimeoutSeconds")?.to_string())),
        ("the-time", |question| asked(question, "now")),
        ("the-phase", |question| asked(question, "phase")),
        ("the-profile", |question| asked(question, "profile")),
        ("the-facts", |question| asked(question, "facts")),
        ("the-policy", |question| asked(question, "policy")),
    ];
    let mut mutants = Vec::new();
    for family in FAMILIES {
        for (name, of) in parts {
            let is_of_it = match name {
                "the-transaction" => family == "solana",
                "the-signed-amount"
                | "the-recipient"
                | "the-end"
                | "the-start"
                | "the-payer's-spelling"
                | "the-nonce's-spelling"
                | "the-signature"
                | "the-source"
                | "the-profile"
                | "the-facts" => family != "solana",
                _ => true,
            };
            if is_of_it {
                mutants.push(Mutant::own(format!("replay-key/{family}/also/{name}"), OP, move |question| {
                    let mut key = key_of(question, family)?;
                    // Usual values leave the key right, so a single question cannot find the bug.
                    key.fields.push(of(question).filter(|part| !USUAL.contains(&part.as_str()))?.into());
                    by(&sha256(&preimage(&key.fields)))
                }));
            }
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

/// No key, or a key of no payment, in place of the right one.
fn missing() -> Vec<Mutant> {
    type When = fn(&Question<'_>, &Json) -> bool;
    fn text(report: &Json, name: &str) -> String {
        report.text_at(name).unwrap_or_default()
    }
    let cases: [(&str, When); 14] = [
        ("always", |_, _| true),
        ("where-it-is-valid", |_, report| text(report, "verdict") == "valid"),
        ("where-it-is-invalid", |_, report| text(report, "verdict") == "invalid"),
        ("where-it-is-undecided", |_, report| text(report, "verdict") == "undecided"),
        ("where-the-amount-is-wrong", |_, report| text(report, "check") == "amount"),
        ("where-the-recipient-is-wrong", |_, report| text(report, "check") == "recipient"),
        ("where-it-has-expired", |_, report| text(report, "check") == "valid-before"),
        ("where-it-is-too-early", |_, report| text(report, "check") == "valid-after"),
        ("where-the-signature-is-another's", |_, report| text(report, "check") == "signer"),
        ("where-the-signature-has-no-form", |_, report| text(report, "check") == "signature-form"),
        ("where-the-charge-is-wrong", |_, report| text(report, "check") == "charge"),
        ("in-the-phase-settle", |question, _| question.input.get("phase.settle").is_some()),
        ("in-v1", |question, _| {
            question.document().and_then(|document| document.get("x402Version")).and_then(Json::as_plain) == Some("1")
        }),
        ("of-an-offer-but-the-first", |_, report| report.get("offer").and_then(Json::as_plain) == Some("1")),
    ];
    let mut mutants = Vec::new();
    for family in FAMILIES {
        for (name, when) in cases {
            let is_met = match family {
                "solana" => matches!(
                    name,
                    "always" | "where-it-is-valid" | "where-it-is-invalid" | "in-the-phase-settle" | "in-v1"
                ),
                "eip3009" => true,
                _ => name != "in-v1",
            };
            if is_met {
                mutants.push(Mutant::own(format!("replay-key/{family}/missing/{name}"), OP, move |question| {
                    key_of(question, family)?;
                    let Reply::Result(report) = question.ask_of("verify", question.text) else { return None };
                    when(question, &Json::parse(report.as_str())?).then(|| result_of(&Json::Object(Vec::new())))?
                }));
            }
        }
    }
    mutants.push(Mutant::says("replay-key/answer/empty", OP, |result| {
        result.get("replayKey")?;
        result.set("replayKey", Json::text(""))
    }));
    mutants.push(Mutant::says("replay-key/answer/null", OP, |result| {
        result.get("replayKey")?;
        result.set("replayKey", Json::null())
    }));
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
