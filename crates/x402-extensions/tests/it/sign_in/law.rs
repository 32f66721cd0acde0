//! Two sign-ins that a server takes never share a message (X-15), whatever a client puts into their members.

use super::*;
use crate::{
    chance::Chance,
    sign_in_message::{Stated, read},
    support::Random,
};

/// Ends of lines in any script, and whole lines of the message.
const HOSTILE: [&str; 22] = [
    "\n",
    "\r\n",
    "\r",
    "\u{b}",
    "\u{85}",
    "\u{2028}",
    "\n\n",
    "\0",
    " ",
    "é",
    "\u{202e}",
    "URI: https://api.example.com/b",
    "Version: 1",
    "Chain ID: 1",
    "Nonce: a1b2c3d4e5f67890",
    "Issued At: 2024-01-15T10:30:00Z",
    "Expiration Time: 2025-01-15T10:30:00Z",
    "Not Before: 2023-01-15T10:30:00Z",
    "Request ID: 7",
    "Resources:",
    "- https://api.example.com/c",
    " wants you to sign in with your Ethereum account:",
];

/// A good text, and in one of four cases with something hostile in front of it, behind it or instead of it.
fn text(good: &[&str], dice: &mut Random) -> String {
    let good = good[dice.below(good.len())];
    let hostile: String = (0..=dice.below(2)).map(|_| HOSTILE[dice.below(HOSTILE.len())]).collect();
    match dice.below(12) {
        0 => hostile,
        1 => format!("{good}{hostile}"),
        2 => format!("{hostile}{good}"),
        _ => good.into(),
    }
}

const DATES: [&str; 3] = ["2024-01-15T10:30:00.000Z", "2024-01-15T11:30:10+01:00", "2024-01-15t10:30:20z"];
const LATER: [&str; 2] = ["2024-01-15T10:35:00.000Z", "2025-01-15T10:30:00Z"];
const URIS: [&str; 4] = [
    "https://api.example.com/premium-data",
    "https://api.example.com/a?b:c#d",
    "https://api.example.com/a-%0AResources:",
    "https://api.example.com",
];
const STATEMENTS: [&str; 4] = ["Sign in", "URI: https://api.example.com/b", "Version: 1", ""];

fn made(dice: &mut Random) -> SignIn {
    let mut sign_in = if dice.below(2) == 0 { ethereum() } else { solana() };
    let account = sign_in.address.clone();
    let chains = if sign_in.chain_id.starts_with("eip155") {
        ["eip155:8453", "eip155:1"]
    } else {
        ["solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp", "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1"]
    };
    sign_in.domain = text(&["api.example.com"], dice);
    sign_in.address = text(&[&account], dice);
    sign_in.uri = text(&URIS, dice);
    sign_in.chain_id = text(&chains, dice);
    sign_in.nonce = text(&["a1b2c3d4e5f67890", "a1b2c3d4"], dice);
    sign_in.issued_at = text(&DATES, dice);
    let mut optional = |good: &[&str]| (dice.below(2) == 0).then(|| text(good, dice));
    sign_in.expiration_time = optional(&LATER);
    sign_in.not_before = optional(&DATES);
    sign_in.request_id = optional(&["r", "", "Resources:", "a%20b"]);
    sign_in.statement = optional(&STATEMENTS);
    sign_in.resources = (dice.below(2) == 0).then(|| (0..dice.below(3)).map(|_| text(&URIS, dice)).collect());
    sign_in
}

/// Whether only the signature can be wrong: each was made for another message.
fn is_taken(report: &SignInReport) -> bool {
    let of_signature = [CheckId::SIGN_IN_SIGNATURE_FORM, CheckId::SIGN_IN_SIGNER];
    let mut failed = report.report().checks().iter().filter(|check| matches!(check.outcome, Outcome::Fail(_)));
    failed.all(|check| of_signature.contains(&check.id))
}

/// The message of every sign-in that is taken says exactly its members, so that another sign-in that is taken has another
/// message.
#[test]
fn two_sign_ins_that_are_taken_never_share_a_message() {
    let (mut dice, mut taken, mut refused_for_characters) = (Random::new(15), 0, 0);
    for _ in 0..6_000 {
        let sign_in = made(&mut dice);
        let report = verified(&sign_in);
        if is_taken(&report) {
            taken += 1;
            let message = report.message().unwrap();
            assert_eq!(read(message).as_ref(), Some(&Stated::of(&sign_in, sign_in.address.clone())), "{message}");
        } else if report.deciding().is_some_and(|check| check.id == CheckId::SIGN_IN_CHARACTERS) {
            refused_for_characters += 1;
        }
    }
    assert!(taken > 300 && refused_for_characters > 300, "{taken} {refused_for_characters}");
}

/// Each pair has one message. A line break hides one member in the end of another, and the sign-in that has the break is
/// refused for it, although the signature is good.
#[test]
fn a_member_that_hides_another_is_refused() {
    type Change = fn(&mut SignIn);
    let hidden: [Change; 5] = [
        |sign_in| sign_in.issued_at += &format!("\nExpiration Time: {}", sign_in.expiration_time.take().unwrap()),
        |sign_in| {
            let not_before = sign_in.not_before.take().unwrap();
            *sign_in.expiration_time.as_mut().unwrap() += &format!("\nNot Before: {not_before}");
        },
        |sign_in| {
            let request_id = sign_in.request_id.take().unwrap();
            *sign_in.not_before.as_mut().unwrap() += &format!("\nRequest ID: {request_id}");
        },
        |sign_in| {
            let resources = sign_in.resources.take().unwrap().join("\n- ");
            *sign_in.request_id.as_mut().unwrap() += &format!("\nResources:\n- {resources}");
        },
        |sign_in| {
            let resources = sign_in.resources.take().unwrap().join("\n- ");
            sign_in.resources = Some(vec![resources]);
        },
    ];
    for mut honest in [ethereum(), solana()] {
        honest.expiration_time = Some(LATER[0].into());
        honest.not_before = Some(DATES[0].into());
        honest.request_id = Some("r".into());
        honest.resources = Some(vec![URIS[0].into(), URIS[1].into()]);
        let honest = signed(honest);
        taken(&honest, &[]);
        for hide in hidden {
            let mut forged = honest.clone();
            hide(&mut forged);
            assert_eq!(message(&forged), message(&honest));
            assert_eq!(verified(&forged).reason(), Some("invalid_siwx_header"), "{forged:?}");
        }
    }
}
