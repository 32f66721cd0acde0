//! Shortcuts of languages and of servers: what the client adds counts as if the server had offered it, and a value in `extra` is read too
//! kindly. Each is one bug in one place.

use crate::{json::Json, mutant::Mutant};

pub(super) fn mutants() -> Vec<Mutant> {
    let of_client = OF_CLIENT.map(|(name, members)| edits(&format!("client/{name}"), move |j| taken(j, members)));
    let others = OTHERS.map(|(name, edit)| edits(name, edit));
    of_client.into_iter().chain(others).collect()
}

/// Our answer to the question with an edited payment or offer.
fn edits(name: &str, edit: impl for<'a> Fn(&'a mut Json) -> Option<&'a mut Json> + Send + Sync + 'static) -> Mutant {
    Mutant::new(format!("verify/shortcut/{name}"), move |question| {
        question.input.get("payment.json")?;
        Some(question.ask(&question.input.edited(&edit)?.to_string()))
    })
}

/// A name, and the members of `extra` that the offer may leave out.
const OF_CLIENT: [(&str, &[&str]); 4] = [
    ("domain", &["name", "version"]),
    ("facilitator", &["facilitatorAddress"]),
    ("fee-payer", &["feePayer"]),
    ("memo", &["memo"]),
];

/// The offer with the members of the client's `extra` that it leaves out.
fn taken<'a>(mut j: &'a mut Json, members: &[&str]) -> Option<&'a mut Json> {
    let is_missing = |j: &Json, member: &str| {
        j.get(&format!("{OFFER}.{member}")).is_none() && j.get(&format!("{ACCEPTED}.{member}")).is_some()
    };
    let missing: Vec<&str> = members.iter().copied().filter(|member| is_missing(j, member)).collect();
    (!missing.is_empty()).then_some(())?;
    for member in missing {
        let value = j.get(&format!("{ACCEPTED}.{member}"))?.clone();
        j = j.with(&format!("{OFFER}.{member}"), &value)?;
    }
    Some(j)
}

const OFFER: &str = "offers.0.extra";
const ACCEPTED: &str = "payment.json.accepted.extra";
const METHOD: &str = "assetTransferMethod";

/// The text of a number in `extra` of the offer and of the client.
fn spelt<'a>(j: &'a mut Json, member: &str) -> Option<&'a mut Json> {
    let paths = [OFFER, ACCEPTED].map(|extra| format!("{extra}.{member}"));
    let number = j.get(&paths[0])?.as_plain().filter(|plain| plain.parse::<f64>().is_ok())?.to_owned();
    j.say(&paths[0], &number)?.say(&paths[1], &number)
}

/// The method of the offer and of the client as another text, or absent.
fn method(j: &mut Json, to: impl FnOnce(&str) -> Option<Option<String>>) -> Option<&mut Json> {
    let paths = [OFFER, ACCEPTED].map(|extra| format!("{extra}.{METHOD}"));
    match to(&j.text_at(&paths[0])?)? {
        Some(text) => j.say(&paths[0], &text)?.say(&paths[1], &text),
        None => j.del(&paths[0])?.del(&paths[1]),
    }
}

/// A name, and an edit.
type Shortcut = (&'static str, for<'a> fn(&'a mut Json) -> Option<&'a mut Json>);

const OTHERS: [Shortcut; 7] = [
    ("method/its-letter-case-is-ignored", |j| {
        method(j, |text| {
            let lower = text.to_ascii_lowercase();
            (lower != text && ["eip3009", "permit2"].contains(&lower.as_str())).then_some(Some(lower))
        })
    }),
    ("method/an-empty-one-is-absent", |j| method(j, |text| text.is_empty().then_some(None))),
    ("method/the-client's-is-ignored", |j| j.lacks(&format!("{OFFER}.{METHOD}"))?.del(&format!("{ACCEPTED}.{METHOD}"))),
    ("domain/a-name-may-be-a-number", |j| spelt(j, "name")),
    ("domain/a-version-may-be-a-number", |j| spelt(j, "version")),
    ("payload/a-member-is-read-from-its-prototype", |j| {
        let (path, prototype) =
            ("payment.json.payload.authorization.value", "payment.json.payload.authorization.__proto__");
        let value = j.get(&format!("{prototype}.value"))?.clone();
        j.lacks(path)?.with(path, &value)
    }),
    ("network/what-begins-with-eip155-is-an-evm-chain", |j| {
        let network = j.text_at("offers.0.network").filter(|network| !network.starts_with("eip155:"))?;
        let (_, reference) = network.strip_prefix("eip155")?.split_once(':')?;
        let known = format!("eip155:{reference}");
        j.say("offers.0.network", &known)?.say("payment.json.accepted.network", &known)
    }),
];
