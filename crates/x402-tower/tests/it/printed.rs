//! A stranger's text in the sentences of a seller: none of it steers a terminal, and none fills a log.

use std::{error::Error, fmt, path::Path};

use x402_laws::hostile::{check, check_debug, displays, texts};
use x402_schemes::NotServed;
use x402_seller::State;
use x402_tower::{Answer, Channel, CheckError, HttpFacilitator, Key, Reply, Row, Unanswered, Unserved, Write};
use x402_types::{RawJson, v2::PaymentRequirements};

use crate::world::offer;

/// What prints, and a function that makes it with a stranger's text. `Err`: the reason why no such text is in it.
type Case = (&'static str, Result<fn(&str) -> Vec<String>, &'static str>);

/// A type that is not here fails the test below.
const CASES: &[Case] = &[
    (
        "CheckError",
        Ok(|text| check_errors(text).iter().flat_map(|error| [error.to_string(), format!("{error:?}")]).collect()),
    ),
    ("Full", Err("one sentence")),
    ("Key", Err("digits")),
    ("Overcharge", Err("a number")),
    ("Record", Err("what is stored, which nobody is shown")),
    ("Unanswered", Ok(|text| unanswered(text).iter().map(ToString::to_string).collect())),
    ("Unserved", Ok(|text| unserved(text).iter().map(ToString::to_string).collect())),
    (
        "UrlError",
        Ok(|text| {
            HttpFacilitator::new(text)
                .err()
                .iter()
                .flat_map(|error| [error.to_string(), format!("{error:?}")])
                .collect()
        }),
    ),
];

#[test]
fn each_type_that_prints_has_a_case() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = displays(&sources.join("src"));
    found.extend(displays(&sources.join("../x402-seller/src")));
    assert_eq!(found.iter().collect::<Vec<_>>(), CASES.iter().map(|(name, _)| name).collect::<Vec<_>>());
}

/// What is sold, what was signed and what a stranger wrote are in no log: their lengths are.
#[test]
fn debug_has_neither_goods_nor_signatures() {
    let (secret, bytes) = ("0123456789 secret", "17");
    let answer = Answer::new(200, "text/plain", secret).with_header("Set-Cookie", secret);
    let mut channel = Channel::default();
    (channel.voucher, channel.last) = (Some(RawJson::string(secret)), Some(answer.clone()));
    let row = Row { revision: 3, text: secret.into() };
    let write = Write { key: Key::new([7; 32]), expected: 4, text: secret.into(), ends: 5, is_open: true, now: 6 };
    let (status, content_type) = (http::StatusCode::OK, None);
    let reply = Reply { status, content_type, body: secret.into(), retry_after: None };
    let state = State::Channel(Box::new(channel.clone()));
    let text = format!("{:?} {:?}", answer.to_a2a(x402_types::Version::V2), state);
    for (name, text) in [
        ("Answer", format!("{answer:?}")),
        ("TaskUpdate", text),
        ("Channel", format!("{channel:?}")),
        ("Row", format!("{row:?}")),
        ("Write", format!("{write:?}")),
        ("Reply", format!("{reply:?}")),
    ] {
        assert!(text.contains(name) && !text.contains("secret"), "{text}");
        assert!(text.contains(&format!(": {bytes}")), "{text}");
    }
    let text = format!("{answer:?} {channel:?} {row:?} {write:?} {reply:?}");
    for shown in
        ["200", "Set-Cookie", "has_voucher: true", "revision: 3", "expected: 4", "ends: 5", "is_open: true", "now: 6"]
    {
        assert!(text.contains(shown), "{shown}: {text}");
    }
}

#[test]
fn a_strangers_text_is_printable_and_short() {
    for text in texts() {
        for (name, print) in CASES {
            for sentence in print.iter().flat_map(|print| print(&text)) {
                check(&sentence, name);
            }
        }
        unanswered(&text[..text.char_indices().nth(500).map_or(text.len(), |(end, _)| end)])
            .iter()
            .for_each(|error| check_debug(error, "Unanswered"));
    }
}

/// An error with a cause, as HTTP clients have them: one may repeat what a server has written.
#[derive(Debug)]
struct Caused(String, Option<Box<Caused>>);

impl fmt::Display for Caused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for Caused {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        let cause: &(dyn Error + 'static) = self.1.as_deref()?;
        Some(cause)
    }
}

fn caused(text: &str) -> Box<dyn Error + Send + Sync> {
    Box::new(Caused("the facilitator does not answer".into(), Some(Box::new(Caused(text.into(), None)))))
}

fn unanswered(text: &str) -> Vec<Unanswered> {
    vec![Unanswered::NotSent(text.into()), Unanswered::Unknown(caused(text))]
}

fn unserved(text: &str) -> Vec<Unserved> {
    let differs = NotServed::Differs { member: "feePayer", announced: text.into() };
    let offers = |change: fn(&mut PaymentRequirements, &str)| {
        let mut offer = offer();
        change(&mut offer, text);
        offer
    };
    let asset = offers(|offer, text| offer.asset = text.into());
    let scheme = offers(|offer, text| offer.scheme = text.parse().unwrap());
    let all = [(asset, NotServed::Kind), (scheme, differs), (offer(), NotServed::Version)];
    all.map(|(offer, why)| Unserved { offer, why, served: text.into() }).into()
}

fn check_errors(text: &str) -> Vec<CheckError> {
    vec![CheckError::Facilitator(caused(text)), CheckError::NotServed(unserved(text))]
}
