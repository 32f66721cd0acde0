//! Mutants of `digest`: the signed message, and its signer.

use x402_conformance::adapter::Reply;
use x402_schemes::{evm::keccak256, solana::sha256};

use super::{
    faults::{ADDRESS_FAULTS, CHAIN_FAULTS, Fault as ValueFault, NONCE_FAULTS, NUMBER_FAULTS, TEXT_FAULTS},
    typed::{self, DIGEST_FAULTS, Fault, MEMBER_FAULTS, STRUCT_FAULTS, STRUCTS},
};
use crate::{
    json::Json,
    mutant::Mutant,
    question::{Question, result_of, to_hex},
};

pub(super) fn mutants() -> Vec<Mutant> {
    [structs(), values(), networks(), answers(), approvals(), solana()].into_iter().flatten().collect()
}

/// A member or a type of a struct, hashed differently.
fn structs() -> Vec<Mutant> {
    let mut mutants = Vec::new();
    let mut add = |name: String, fault: Fault| {
        mutants
            .push(Mutant::new(format!("digest/{name}"), move |question| result_of(&typed::signed(question, fault)?)));
    };
    for (key, _, members) in STRUCTS {
        let members: Vec<_> = members.split(',').filter_map(|member| member.split_once(' ')).collect();
        for (at, (kind, member)) in members.iter().enumerate() {
            let makes_sense = |fault: &&str| match *fault {
                "swapped-with-the-next" | "value-swapped-with-the-next" => at + 1 < members.len(),
                "of-another-type" => !kind.starts_with(char::is_uppercase),
                "not-hashed-itself" => *kind == "string",
                _ => true,
            };
            for fault in MEMBER_FAULTS.into_iter().filter(makes_sense) {
                let faulty = Fault { member: Some((key, at, fault)), ..Fault::default() };
                add(format!("types/{key}/{member}/{fault}"), faulty);
            }
        }
        for fault in &STRUCT_FAULTS[..if key == "permit-witness" { 6 } else { 4 }] {
            add(format!("types/{key}/{fault}"), Fault { of_struct: Some((key, fault)), ..Fault::default() });
        }
    }
    for fault in DIGEST_FAULTS {
        add(format!("hash/{}", fault.0), Fault { digest: Some(fault), ..Fault::default() });
    }
    for (name, wrong) in mistaken_networks() {
        add(format!("network/{name}-as-{wrong}"), Fault { chain: Some((name, wrong)), ..Fault::default() });
    }
    mutants
}

/// Names of V1, each with the chain for which it is mistaken: a neighbour, its test network, or its main network.
const NETWORKS: &str = "
    abstract=11124 abstract-testnet=2741 avalanche=43113 avalanche-fuji=43114 base=84532 base-sepolia=8453
    celo=44787 celo-sepolia=44787 educhain=656476 ethereum=11155111 flare=114 iotex=4690 megaeth=6342 monad=10143
    monad-testnet=143 peaq=9990 polygon=80002 polygon-amoy=80001 radius=1223953 radius-testnet=723487 sei=1328
    sei-testnet=1329 sepolia=1 skale-base-sepolia=1444673419 stable=2201 stable-testnet=988 story=1513 xdc=51
    xrpl-evm=1449000";

pub(super) fn mistaken_networks() -> impl Iterator<Item = (&'static str, &'static str)> {
    NETWORKS.split_whitespace().filter_map(|row| row.split_once('='))
}

const INFO: &str = "extensions.eip2612GasSponsoring.info";

/// The paths of the signed members, by family: numbers, and addresses.
const SIGNED: [(&str, &str, &str); 4] = [
    (
        "eip3009",
        "authorization.value authorization.validAfter authorization.validBefore",
        "authorization.from authorization.to",
    ),
    ("permit2", PERMIT2_NUMBERS, PERMIT2_ADDRESSES),
    (
        "upto",
        PERMIT2_NUMBERS,
        "permit2Authorization.permitted.token permit2Authorization.spender permit2Authorization.witness.to \
         permit2Authorization.witness.facilitator",
    ),
    ("permit", "amount nonce deadline", "from spender"),
];

const PERMIT2_NUMBERS: &str = "permit2Authorization.permitted.amount permit2Authorization.nonce \
    permit2Authorization.deadline permit2Authorization.witness.validAfter";
const PERMIT2_ADDRESSES: &str =
    "permit2Authorization.permitted.token permit2Authorization.spender permit2Authorization.witness.to";

/// A wrong reading of a signed member of the payload or of the permit, or of the offer: of the permit's domain alone in that
/// family.
fn reads(
    family: &'static str,
    root: &str,
    path: &str,
    name: &str,
    fault: impl Fn(&str) -> Option<String> + Send + Sync + 'static,
) -> Mutant {
    let (name, path) = (format!("digest/{family}/{path}/{name}"), format!("{root}.{path}"));
    Mutant::new(name, move |question| {
        is_of(question, family).then_some(())?;
        if !path.starts_with("offer.") {
            let document = question.document()?.edited(|j| j.change(&path, &fault))?;
            return Some(question.ask(&question.with_document(&document.to_string())?));
        }
        let reply = question.ask(&question.input.edited(|j| j.change(&path, &fault))?.to_string());
        let (Reply::Result(other), "permit") = (&reply, family) else { return Some(reply) };
        let mut result = question.result()?.clone();
        result_of(result.with("permit", Json::parse(other.as_str())?.get("permit")?)?)
    })
}

/// A number in too small a type, a shortened address, a normalized text.
fn values() -> Vec<Mutant> {
    let all = |family, root: &'static str, paths: &'static str, faults: &'static [ValueFault]| {
        let each =
            move |path: &'static str| faults.iter().map(move |(name, fault)| reads(family, root, path, name, fault));
        paths.split(' ').flat_map(each)
    };
    let mut mutants = Vec::new();
    for (family, numbers, addresses) in SIGNED {
        let root = if family == "permit" { INFO } else { "payload" };
        mutants.extend(all(family, root, numbers, &NUMBER_FAULTS));
        mutants.extend(all(family, root, addresses, &ADDRESS_FAULTS));
    }
    for (name, fault) in NONCE_FAULTS {
        mutants.push(reads("eip3009", "payload.authorization", "nonce", name, fault));
    }
    for family in ["eip3009", "permit"] {
        mutants.extend(all(family, "offer", "extra.name", &TEXT_FAULTS));
        // There is no version with other letters.
        mutants.extend(all(family, "offer", "extra.version", &TEXT_FAULTS[1..2]));
        mutants.extend(all(family, "offer", "extra.version", &TEXT_FAULTS[4..5]));
        mutants.extend(all(
            family,
            "offer",
            "extra.version",
            &[("as-a-number", |text| text.parse::<f64>().ok().map(|number| number.to_string()))],
        ));
        for (path, default, known) in [("extra.name", "USD Coin", "USDC"), ("extra.version", "1", "2")] {
            let empty = move |text: &str| text.is_empty().then(|| default.to_owned());
            mutants.push(reads(family, "offer", path, "a-default-for-empty", empty));
            mutants.push(reads(family, "offer", path, "of-the-known-token", move |_| Some(known.to_owned())));
        }
        mutants.extend(all(family, "offer", "asset", &ADDRESS_FAULTS));
    }
    for family in ["eip3009", "permit2", "upto", "permit"] {
        for (name, fault) in CHAIN_FAULTS {
            let fault = move |network: &str| Some(format!("eip155:{}", fault(network.strip_prefix("eip155:")?)?));
            mutants.push(reads(family, "offer", "network", name, fault));
        }
        let known = ["eip155:1", "eip155:10", "eip155:137", "eip155:8453", "eip155:84532"];
        let main = move |network: &str| (!known.contains(&network)).then(|| "eip155:1".to_owned());
        mutants.push(reads(family, "offer", "network", "unknown-is-mainnet", main));
        let test = |_: &str| Some("eip155:84532".to_owned());
        mutants.push(reads(family, "offer", "network", "always-the-test-network", test));
    }
    mutants
}

fn is_of(question: &Question<'_>, family: &str) -> bool {
    question.result().is_some_and(|result| match family {
        "permit" => result.get("permit").is_some(),
        _ => result.text_at("family").as_deref() == Some(family),
    })
}

/// A network that is refused.
fn networks() -> Vec<Mutant> {
    let refuses = |name: String, is_refused: Box<dyn Fn(&str) -> bool + Send + Sync>| {
        Mutant::new(format!("digest/network/{name}"), move |question| {
            is_refused(&question.input.text_at("offer.network")?).then(|| Reply::Error("another network".into()))
        })
    };
    let mut mutants = vec![refuses("no-names".into(), Box::new(|network| !network.contains(':')))];
    mutants.extend([("32", u64::from(u32::MAX)), ("53", (1 << 53) - 1), ("63", u64::MAX >> 1)].map(|(bits, most)| {
        let is_beyond = move |id: &str| id.parse::<u64>().is_ok_and(|id| id > most);
        let is_refused = move |network: &str| network.strip_prefix("eip155:").is_some_and(is_beyond);
        refuses(format!("refused-beyond-{bits}-bits"), Box::new(is_refused))
    }));
    mutants
}

const FORMS: [&str; 5] = ["ecdsa65", "y-parity", "erc2098", "erc6492", "other"];
const HASHED: &str = "domainSeparator structHash digest signer form";

/// A fault of an answer.
type Answer = (&'static str, for<'a> fn(&'a mut Json, &Question<'_>) -> Option<&'a mut Json>);

/// Of all families.
const ANSWERS: [Answer; 4] = [
    ("signer/always-the-payer", |j, question| {
        let document = question.document()?;
        let of_permit = || document.text_at("payload.permit2Authorization.from");
        let payer = document.text_at("payload.authorization.from").or_else(of_permit)?;
        j.say("signer", &payer.parse::<x402_schemes::evm::Address>().ok()?.to_string())
    }),
    ("signer/of-the-compact-form-missing", |j, _| j.is("form", "erc2098")?.del("signer")),
    ("signer/of-v-0-and-1-missing", |j, _| j.is("form", "y-parity")?.del("signer")),
    ("signer/in-lower-case", |j, _| j.map("signer", str::to_lowercase)),
];

/// Of the two families that a permit can accompany.
const WITH_PERMIT: [Answer; 2] = [
    ("permit/missing", |j, _| j.del("permit")),
    ("permit/the-payment's-signature", |j, _| {
        j.has("permit.signer")?.copy("signer", "permit.signer")?.copy("form", "permit.form")
    }),
];

/// The right hashes with a wrong or missing member of the answer.
fn answers() -> Vec<Mutant> {
    let mut mutants = vec![
        with_edit("upto", "family/as-exact", |j, _| j.say("family", "permit2")),
        with_edit("permit2", "family/as-upto", |j, _| j.say("family", "upto")),
    ];
    for family in ["eip3009", "permit2", "upto"] {
        mutants.extend(HASHED.split(' ').chain(["family"]).flat_map(|member| of_answer(family, member)));
        mutants.extend(ANSWERS.map(|(name, edit)| with_edit(family, name, edit)));
        for (form, other) in FORMS.iter().flat_map(|form| FORMS.map(|other| (*form, other))) {
            if form != other {
                let name = format!("form/{form}-as-{other}");
                mutants.push(with_edit(family, &name, move |j, _| j.is("form", form)?.say("form", other)));
            }
        }
        if family != "eip3009" {
            mutants.extend(WITH_PERMIT.map(|(name, edit)| with_edit(family, name, edit)));
            mutants.extend(HASHED.split(' ').flat_map(|member| of_answer(family, &format!("permit.{member}"))));
        }
    }
    mutants
}

const OF_APPROVALS: [Answer; 8] = [
    ("digest-for-hash", |j, _| j.has("approval.hash")?.copy("approval.digest", "approval.hash")),
    ("hash-for-digest", |j, _| j.has("approval.digest")?.copy("approval.hash", "approval.digest")),
    ("fees-are-one", |j, _| {
        j.has("approval.maxPriorityFeePerGas")?.copy("approval.maxFeePerGas", "approval.maxPriorityFeePerGas")
    }),
    ("chain-is-the-offer's", |j, _| j.has("approval.chainId")?.say("approval.chainId", "84532")),
    ("missing", |j, _| j.del("approval")),
    ("type-0-is-not-read", |j, _| j.is("approval.type", "0")?.del("approval")),
    ("type-1-is-not-read", |j, _| j.is("approval.type", "1")?.del("approval")),
    ("type-2-is-not-read", |j, _| j.is("approval.type", "2")?.del("approval")),
];

fn approvals() -> Vec<Mutant> {
    let numbers = "chainId nonce gasLimit maxPriorityFeePerGas maxFeePerGas value";
    let mut mutants: Vec<Mutant> =
        OF_APPROVALS.map(|(name, edit)| with_edit("permit2", &format!("approval/{name}"), edit)).into();
    for member in numbers.split(' ').chain("type to data digest hash signer".split(' ')) {
        mutants.extend(of_answer("permit2", &format!("approval.{member}")));
    }
    for (at, member) in numbers.split(' ').enumerate() {
        // The first three have 64 bits.
        for (name, fault) in &NUMBER_FAULTS[..if at < 3 { 2 } else { 3 }] {
            let path = format!("approval.{member}");
            mutants.push(with_edit("permit2", &format!("{path}/{name}"), move |j, _| j.change(&path, fault)));
        }
    }
    mutants
}

/// A member that is absent, belongs to no account, or has the wrong length.
fn of_answer(family: &'static str, path: &str) -> [Mutant; 3] {
    let change = |name: &str, fault: fn(&str) -> Option<String>| {
        let at = path.to_owned();
        with_edit(family, &format!("{path}/{name}"), move |j, _| j.change(&at, fault))
    };
    let at = path.to_owned();
    [
        with_edit(family, &format!("{path}/missing"), move |j, _| j.del(&at)),
        change("zero", |text| {
            let kept = if text.starts_with("0x") { "0x" } else { "" };
            Some(format!("{kept}{}", "0".repeat(text.len() - kept.len())))
        }),
        change("cut", |text| text.get(..text.len().checked_sub(1)?).map(str::to_owned)),
    ]
}

fn with_edit(
    family: &'static str,
    name: &str,
    edit: impl for<'a> Fn(&'a mut Json, &Question<'_>) -> Option<&'a mut Json> + Send + Sync + 'static,
) -> Mutant {
    Mutant::new(format!("digest/{family}/answer/{name}"), move |question| {
        is_of(question, family).then_some(())?;
        result_of(&question.result()?.edited(|result| edit(result, question))?)
    })
}

const OF_SIGNERS: [Answer; 9] = [
    ("missing", |j, _| j.del("signers")),
    ("without-the-fee-payer", |j, _| j.del("signers.0")),
    ("the-first-alone", |j, _| j.cut("signers", 1)),
    ("two-at-most", |j, _| j.del("signers.2")),
    ("turned", |j, _| j.reverse("signers")),
    ("always-signed", |j, _| j.each("signers", |j| j.is("signed", "false")?.put("signed", "true"))),
    ("never-signed", |j, _| j.each("signers", |j| j.is("signed", "true")?.put("signed", "false"))),
    ("the-fee-payer-has-signed", |j, _| j.each("signers", |j| j.is("signed", "null")?.put("signed", "true"))),
    ("the-fee-payer-has-not-signed", |j, _| j.each("signers", |j| j.is("signed", "null")?.put("signed", "false"))),
];

/// The bytes that are hashed in place of the message, from the transaction and its message.
type Hash = (&'static str, fn(&[u8], &[u8]) -> [u8; 32]);

const HASHES: [Hash; 5] = [
    ("of-the-transaction", |transaction, _| sha256(transaction)),
    ("without-the-version", |_, message| sha256(message.strip_prefix(&[0x80]).unwrap_or(message))),
    ("always-with-a-version", |_, message| {
        let is_legacy = message.first().is_some_and(|first| *first < 0x80);
        sha256(&[if is_legacy { &[0x80][..] } else { &[] }, message].concat())
    }),
    ("by-keccak", |_, message| keccak256(message)),
    ("hashed-twice", |_, message| sha256(&sha256(message))),
];

/// The message of a transaction.
fn solana() -> Vec<Mutant> {
    let members = ["digest", "feePayer", "family"].into_iter().flat_map(|member| of_answer("solana", member));
    let signers = OF_SIGNERS.map(|(name, edit)| with_edit("solana", &format!("signers/{name}"), edit));
    let hashes = HASHES.map(|(name, hash)| {
        with_edit("solana", &format!("digest/{name}"), move |j, question| {
            let (transaction, message) = transaction(question)?;
            j.say("digest", &to_hex(&hash(&transaction, &message)))
        })
    });
    members.chain(signers).chain(hashes).collect()
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
        let none = Mutant::new("digest/none", |question| result_of(&typed::signed(question, Fault::default())?));
        let mut asked = 0;
        suite.each_question("digest", |question| {
            let Some(reply) = none.answer(question) else { return };
            asked += 1;
            assert_eq!(reply, *question.honest, "{}", question.text);
        });
        assert!(asked > 500, "{asked}");
    }
}
