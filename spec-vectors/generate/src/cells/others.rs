//! The places of a payment as the other operations read them: `match`, which compares terms; `digest`, which reads leniently and
//! compares nothing; `replay-key`, which reads and compares.

use serde_json::{Value, json};
use x402_conformance::vector::Class;

use super::{
    Read, SAME,
    faults::Effect,
    made_from,
    places::{Payment, Place, Reply, WITH_MORE},
    with, without,
};
use crate::{
    draft::{Draft, expect, raw_text, suffix},
    rows,
};

/// An operation.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asked {
    Match,
    Digest,
    ReplayKey,
}
use Asked::{Digest, Match, ReplayKey};

/// The places of a payment that are asked.
type Part = fn(&Place) -> bool;

const ALL: Part = |_| true;
/// The terms have one reader for all payments of a version.
const PAYLOAD: Part = |place| place.pointer.starts_with("/payment/json/payload");
const TERMS: Part = |place| !PAYLOAD(place);
const EXTRA: Part = |place| place.pointer.starts_with("/payment/json/accepted/extra/");
const PAYLOAD_AND_EXTRA: Part = |place| PAYLOAD(place) || EXTRA(place);
const EXTENSIONS: Part = |place| place.pointer == "/payment/json/extensions";
/// The comparison is that of `match`, which has all.
const SOME: Part = |place| {
    let is = |name| place.pointer.ends_with(name);
    EXTENSIONS(place) || ["/memo", "/paymentFlow", "/facilitatorAddress", "/more"].into_iter().any(is)
};
/// The channel of a payment has one reader for all.
const BESIDE_CHANNEL: Part = |place| {
    let is_of_channel = |member| place.pointer.starts_with(member);
    PAYLOAD(place)
        && !["/payment/json/payload/channelConfig", "/payment/json/payload/voucher"].into_iter().any(is_of_channel)
};
/// All else of a deposit is read as in one by EIP-3009.
const BY_PERMIT2: Part = |place| place.pointer.contains("/deposit/authorization/permit2Authorization");
/// All else of it is read as in a payment by Permit2.
const FACILITATOR: Part = |place| place.pointer.ends_with("/witness/facilitator");
/// `match` gets the terms alone, and says its version beside them.
const ACCEPTED: Part = |place| place.pointer.starts_with("/payment/json/accepted/");

const ASKED: [(Asked, &[(&str, Part)]); 3] = [
    (
        Match,
        &[
            ("EIP-3009, V2", ACCEPTED),
            ("Permit2", ACCEPTED),
            ("upto", ACCEPTED),
            ("a voucher", ACCEPTED),
            ("Solana", ACCEPTED),
            ("Stellar", ACCEPTED),
            ("the Gateway", ACCEPTED),
            (WITH_MORE, EXTRA),
        ],
    ),
    (
        Digest,
        &[
            ("EIP-3009, V2", ALL),
            ("EIP-3009, V1", TERMS),
            ("Permit2", PAYLOAD),
            ("Solana", PAYLOAD),
            ("Solana, V1", PAYLOAD),
            ("Stellar", PAYLOAD),
            ("upto", FACILITATOR),
            ("a voucher", PAYLOAD),
            ("a deposit", BESIDE_CHANNEL),
            ("a deposit by Permit2", BY_PERMIT2),
            ("a refund", BESIDE_CHANNEL),
            ("a claim", BESIDE_CHANNEL),
            ("a completed refund", BESIDE_CHANNEL),
            (WITH_MORE, EXTENSIONS),
        ],
    ),
    // What a server sends to the chain is no payment, and has no key.
    (
        ReplayKey,
        &[
            ("EIP-3009, V2", ALL),
            ("EIP-3009, V1", TERMS),
            ("Permit2", PAYLOAD_AND_EXTRA),
            ("Solana", PAYLOAD_AND_EXTRA),
            ("Solana, V1", PAYLOAD),
            ("Stellar", PAYLOAD),
            ("upto", FACILITATOR),
            ("a voucher", PAYLOAD_AND_EXTRA),
            ("a deposit", BESIDE_CHANNEL),
            ("a deposit by Permit2", BY_PERMIT2),
            ("a refund", BESIDE_CHANNEL),
            ("the Gateway", EXTRA),
            (WITH_MORE, SOME),
        ],
    ),
];

pub(super) fn reads(payments: &[Payment]) -> Vec<Read> {
    let asked = ASKED.iter().flat_map(|(asked, names)| names.iter().map(move |(name, part)| (*asked, name, part)));
    asked
        .map(|(asked, name, part)| {
            let payment = payments.iter().find(|payment| payment.name == *name).expect("a payment of ours");
            let places: Vec<(usize, &Place)> = (1..).zip(&payment.places).filter(|(_, place)| part(place)).collect();
            let mut read = Read::new(format!("`{}`: {name}", asked.op()), places.len(), parent(asked, payment));
            places.into_iter().for_each(|(at, place)| of_place(asked, payment, at, place, &mut read));
            read
        })
        .collect()
}

impl Asked {
    const fn op(self) -> &'static str {
        match self {
            Match => "match",
            Digest => "digest",
            ReplayKey => "replay-key",
        }
    }

    /// Of the vector with the payment itself.
    fn parent(self, payment: &Payment) -> String {
        format!("cells-{}", self.number(payment))
    }

    fn number(self, payment: &Payment) -> usize {
        match self {
            Match if payment.number < 10_000 => 17_000 + payment.number,
            Match => 7_000 + payment.number,
            Digest => payment.more() + 300,
            ReplayKey => payment.more() + 400,
        }
    }

    /// The question to the operation, from one to `verify`.
    fn question(self, verify: &str) -> String {
        let part = |pointer: &str| rows::value(verify, pointer).expect("a question of ours");
        match self {
            Match => format!(
                r#"{{"version":2,"accepted":{},"offers":{},"rule":"sdk"}}"#,
                part("/payment/json/accepted"),
                part("/offers")
            ),
            Digest => format!(r#"{{"payment":{},"offer":{}}}"#, part("/payment"), part("/offers/0")),
            ReplayKey => {
                let facts = rows::value(verify, "/facts").map(|facts| format!(r#","facts":{facts}"#));
                let (payment, offers, now) = (part("/payment"), part("/offers"), part("/now"));
                format!(r#"{{"payment":{payment},"offers":{offers},"now":{now}{}}}"#, facts.unwrap_or_default())
            }
        }
    }

    /// Class and result, or the reason why the operation has no vector of it.
    fn answer(self, place: &Place, reply: &Reply, names: &[String]) -> Result<(Class, Value), &'static str> {
        let differs = || {
            let name = place.pointer.trim_start_matches("/payment/json/accepted/").replace('/', ".");
            let members = if name == "extra" { names.to_vec() } else { vec![name] };
            json!({"differs": [{"members": members, "offer": 0}], "offer": null})
        };
        match (self, reply) {
            (Match, Reply::Refused("offer", _)) => Ok((Class::Invalid, differs())),
            (Match, Reply::Taken(_)) => Ok((Class::Acceptable, json!({"offer": 0}))),
            (Match, _) => Err(without::ASKER),
            (Digest, Reply::Refused("decode" | "payload", _)) => Ok((Class::Invalid, json!({}))),
            (ReplayKey, Reply::Refused("decode" | "payload" | "offer", _)) => Ok((Class::Invalid, json!({}))),
            (Digest | ReplayKey, _) => Err(without::UNSEEN),
        }
    }
}

const NO_WITNESS: &str = "a rule about shapes and texts, and nothing is hashed";

fn of_place(asked: Asked, payment: &Payment, at: usize, place: &Place, read: &mut Read) {
    let good = rows::value(&payment.question, place.pointer).expect("a place of the payment");
    let name = place.pointer.trim_start_matches("/payment/json/").replace('/', ".");
    let extra = rows::value(&payment.question, "/payment/json/accepted/extra").unwrap_or("{}");
    let extra: serde_json::Map<String, Value> = serde_json::from_str(extra).unwrap_or_default();
    let names: Vec<String> = extra.keys().map(|name| format!("extra.{name}")).collect();
    for (index, fault) in place.kind.faults().iter().enumerate() {
        let cell = || {
            let text = (fault.change)(good).filter(|text| text != good).ok_or(without::FAULT)?;
            // What Lenient takes has the digest of what it was made from.
            if asked == Digest && (!fault.lenient.is_empty() || is_lenient(place, fault.title)) {
                return Err(without::LENIENT);
            }
            let reply = place.reply(fault.effect).ok_or_else(|| place.undecided(fault.effect))?;
            // Such a number can mostly be read, and whoever signed it is not asked.
            let is_read = !matches!(reply, Reply::Refused("payload", _));
            if asked != Match && is_read && matches!(fault.effect, Effect::Beyond(_)) && PAYLOAD(place) {
                return Err(without::UNSEEN);
            }
            let (class, result) = asked.answer(place, &reply, &names)?;
            let input = asked.question(&with(&payment.question, place.pointer, &text));
            let id = format!("cells-{}{}", asked.number(payment) + at, suffix(index));
            let title = format!("{}: {name} {}", payment.name, fault.title);
            let draft =
                Draft::new(id, asked.op(), title, raw_text(&input), expect(class, &result)).no_witness(NO_WITNESS);
            let draft = if class == Class::Acceptable { draft.flags(&["address-case"]) } else { draft };
            let draft = draft.rulings(&[if asked == Match { "B-2" } else { place.ruling(fault.effect) }]);
            Ok(made_from(draft, &asked.parent(payment), &name, good, &text))
        };
        match cell() {
            Ok(draft) => read.drafts.push(draft),
            Err(reason) => read.without.push(reason),
        }
    }
}

/// The question with the payment itself.
fn parent(asked: Asked, payment: &Payment) -> Draft {
    let title = format!("{}: the payment", payment.name);
    let result = if asked == Match { json!({"offer": 0}) } else { json!({}) };
    let input = raw_text(&asked.question(&payment.question));
    let draft = Draft::new(asked.parent(payment), asked.op(), title, input, expect(Class::Valid, &result));
    draft.rulings(&[if asked == Match { "B-2" } else { payment.ruling }]).no_witness(SAME)
}

/// 32 bytes without 0x, or the nonce of a permit in hexadecimal (E-4, P-3).
fn is_lenient(place: &Place, fault: &str) -> bool {
    let is = |name: &str| place.pointer.ends_with(name);
    (["/nonce", "/salt", "/channelId"].into_iter().any(is) && fault == "without 0x")
        || (is("/payload/permit2Authorization/nonce") && fault == "in hexadecimal")
}
